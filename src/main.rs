//! The gongwen program.

fn main() {}

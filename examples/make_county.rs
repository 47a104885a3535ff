//! Makes a project with many townships for measuring: `cargo run --example make_county -- 200 DIR`.
#![allow(dead_code, unreachable_pub, reason = "the modules are shared by several programs")]

use std::env;
use std::path::Path;

mod county;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let count: usize = arguments.next().unwrap_or_else(|| "200".to_owned()).parse()?;
    let folder = arguments.next().ok_or("usage: make_county N DIR")?;
    county::make(count, Path::new(&folder))
}

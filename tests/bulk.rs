//! Many townships: what is made again and why, what a killed run leaves, who may write at the same time.

mod incremental;
mod safety;

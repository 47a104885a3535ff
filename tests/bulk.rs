//! Many townships: what is made again and why, what a killed run leaves, who may write at the same time.

mod delivery;
mod diff;
#[cfg(target_os = "linux")]
mod disk;
mod incremental;
mod safety;
mod shards;

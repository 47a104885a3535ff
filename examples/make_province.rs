//! Makes the project of the bulk benchmark: `cargo run --release --example make_province -- 1000 DIR [broken]`. With
//! `broken`, the first ten townships are spoilt in ten ways.

use std::env;
use std::path::Path;

mod province;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let count: usize = arguments.next().unwrap_or_else(|| "1000".to_owned()).parse()?;
    let folder = arguments.next().ok_or("usage: make_province N DIR [broken]")?;
    let broken = arguments.next().is_some_and(|word| word == "broken");
    province::make(count, Path::new(&folder), broken)
}

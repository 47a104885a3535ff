//! Makes the workbooks of input/data from the table of values in examples/samples/values.rs:
//! `cargo run --example make_samples`. Running it twice gives the same bytes.
#![allow(dead_code, reason = "the modules are shared by two programs")]
#![allow(unreachable_pub, reason = "the modules are shared by two programs")]

use std::path::Path;

#[path = "samples/mod.rs"]
mod samples;

fn main() -> Result<(), samples::Failure> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("input/data");
    for index in 0..samples::values::TOWNS.len() {
        samples::write_town(&data, &samples::town::Town::of_table(index)?)?;
    }
    Ok(())
}

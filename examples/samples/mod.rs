//! What makes the sample's workbooks: one table of values, the offices' forms, a writer per file format.

use std::error::Error;
use std::fs;
use std::path::Path;

pub mod draw;
pub mod facts;
pub mod forms;
pub mod grid;
mod lists;
mod ods;
mod offices;
mod people;
pub mod town;
pub mod values;
mod xls;
mod xlsx;

use grid::Book;
use town::Town;

/// Whatever went wrong.
pub type Failure = Box<dyn Error>;

/// Writes a township's workbooks and fragments into its folder under `data`.
pub fn write_town(data: &Path, town: &Town) -> Result<(), Failure> {
    let folder = data.join(&town.name);
    fs::create_dir_all(&folder)?;
    let mut books = offices::books(town)?;
    books.extend(people::books(town)?);
    for book in &books {
        fs::write(folder.join(&book.file), bytes(book)?)?;
    }
    for (file, text) in &town.fragments {
        fs::write(folder.join(file), format!("{text}\n"))?;
    }
    Ok(())
}

/// The workbook in the format that its name says.
pub fn bytes(book: &Book) -> Result<Vec<u8>, Failure> {
    match Path::new(&book.file)
        .extension()
        .and_then(|extension| extension.to_str())
    {
        Some("xls") => xls::bytes(book),
        Some("ods") => ods::bytes(book),
        _ => xlsx::bytes(book),
    }
}

//! Where something stands: a cell of a workbook, a line of a text. Shared by diagnostics and provenance.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id_number::masked;

/// The address of one cell, absolute within its sheet and counted from zero; written `G16`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellRef {
    /// Row from zero: row 16 of the sheet is 15.
    pub row: u32,
    /// Column from zero: column G is 6.
    pub column: u32,
}

impl CellRef {
    /// The cell at a row and a column, both from zero.
    pub const fn new(row: u32, column: u32) -> Self {
        Self { row, column }
    }
}

/// The letters of a column counted from zero: 0 is `A`, 26 is `AA`.
pub fn column_letters(column: u32) -> String {
    /// Letters of the last column that a number of 32 bits can name.
    const MOST: usize = 7;
    let mut letters = [0; MOST];
    let mut first = MOST;
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        first -= 1;
        letters[first] = b'A' + (rest % 26) as u8;
        rest /= 26;
    }
    String::from_utf8_lossy(&letters[first..]).into_owned()
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.column), self.row + 1)
    }
}

/// A text that is not the address of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotACellRef;

impl fmt::Display for NotACellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a cell address such as G16")
    }
}

impl std::error::Error for NotACellRef {}

impl FromStr for CellRef {
    type Err = NotACellRef;

    /// Reads `G16` and `$G$16`; at most XFD1048576, the last cell of a worksheet.
    fn from_str(text: &str) -> Result<Self, NotACellRef> {
        let plain: String = text.chars().filter(|c| *c != '$').collect();
        let digits = plain.find(|c: char| c.is_ascii_digit()).ok_or(NotACellRef)?;
        let (letters, number) = plain.split_at(digits);
        if letters.is_empty() || letters.len() > 3 || number.starts_with('0') {
            return Err(NotACellRef);
        }
        let mut column: u32 = 0;
        for letter in letters.chars() {
            if !letter.is_ascii_alphabetic() {
                return Err(NotACellRef);
            }
            column = column * 26 + u32::from(letter.to_ascii_uppercase() as u8 - b'A') + 1;
        }
        let row: u32 = number.parse().map_err(|_| NotACellRef)?;
        if column > 16_384 || row > 1_048_576 {
            return Err(NotACellRef);
        }
        Ok(Self::new(row - 1, column - 1))
    }
}

impl Serialize for CellRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Some formats write what is displayed twice, once to know how long it is.
        serializer.serialize_str(&self.to_string())
    }
}

impl<'de> Deserialize<'de> for CellRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One sheet of one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheetPlace {
    /// The workbook's path as the user knows it: relative to the project folder, with `/`.
    pub file: Arc<str>,
    /// The sheet's name as it stands on its tab.
    pub sheet: Arc<str>,
}

/// One cell of one sheet of one file; written `农业.xlsx › 汇总 › G16`. A list of households is a sum of so many of them
/// that they share their sheet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "WrittenPlace", from = "WrittenPlace")]
pub struct CellPlace {
    /// The sheet.
    pub tab: Arc<SheetPlace>,
    /// The cell.
    pub cell: CellRef,
}

impl CellPlace {
    /// A cell of a sheet of a file.
    pub fn new(file: impl Into<Arc<str>>, sheet: impl Into<Arc<str>>, cell: CellRef) -> Self {
        let tab = SheetPlace {
            file: file.into(),
            sheet: sheet.into(),
        };
        Self {
            tab: Arc::new(tab),
            cell,
        }
    }
}

impl Deref for CellPlace {
    type Target = SheetPlace;

    fn deref(&self) -> &SheetPlace {
        &self.tab
    }
}

/// A cell's place as it is written down.
#[derive(Serialize, Deserialize)]
struct WrittenPlace {
    file: Arc<str>,
    sheet: Arc<str>,
    cell: CellRef,
}

/// The name of a file or sheet as it is told and written: a citizen's id number in it is masked (WB-15).
pub fn told(name: &Arc<str>) -> Arc<str> {
    match masked(name) {
        Cow::Borrowed(_) => Arc::clone(name),
        Cow::Owned(masked) => masked.into(),
    }
}

impl From<CellPlace> for WrittenPlace {
    fn from(place: CellPlace) -> Self {
        Self {
            file: told(&place.file),
            sheet: told(&place.sheet),
            cell: place.cell,
        }
    }
}

impl From<WrittenPlace> for CellPlace {
    fn from(written: WrittenPlace) -> Self {
        Self::new(written.file, written.sheet, written.cell)
    }
}

impl fmt::Display for CellPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} › {} › {}", masked(&self.file), masked(&self.sheet), self.cell)
    }
}

/// Cells that stand one below the other: `C5`, or the run `C5:C200004` of a sum over a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellRun<'a> {
    /// The sheet.
    pub tab: &'a SheetPlace,
    /// The first cell.
    pub first: CellRef,
    /// The last one.
    pub last: CellRef,
}

impl CellRun<'_> {
    /// The cells without their sheet: `C5`, `C5:C9`.
    pub fn cells(&self) -> String {
        match self.first == self.last {
            true => self.first.to_string(),
            false => format!("{}:{}", self.first, self.last),
        }
    }
}

impl fmt::Display for CellRun<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tab, .. } = self;
        write!(f, "{} › {} › {}", masked(&tab.file), masked(&tab.sheet), self.cells())
    }
}

/// The cells in their order, each run of them told once.
pub fn runs(cells: &[CellPlace]) -> Vec<CellRun<'_>> {
    let mut runs: Vec<CellRun<'_>> = Vec::new();
    for place in cells {
        let below = |run: &&mut CellRun<'_>| {
            let follows = run.last.column == place.cell.column && run.last.row.checked_add(1) == Some(place.cell.row);
            follows && *run.tab == *place.tab
        };
        match runs.last_mut().filter(below) {
            Some(run) => run.last = place.cell,
            None => runs.push(CellRun {
                tab: &place.tab,
                first: place.cell,
                last: place.cell,
            }),
        }
    }
    runs
}

/// A place in a text file, counted from one, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextPlace {
    /// The file's path as the user knows it: relative to the project folder, with `/`.
    pub file: Arc<str>,
    /// Line from one.
    pub line: u32,
    /// Column from one, in characters (not bytes, not cells of a terminal).
    pub column: u32,
}

impl fmt::Display for TextPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The line and column (both from one, columns in characters) of a byte offset in a text.
pub fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) as u32 + 1;
    (line, column)
}

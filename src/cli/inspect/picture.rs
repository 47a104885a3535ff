//! A table as a small picture in the terminal: merged cells as in the sheet, column letters and row numbers.

use gongwen::place::{CellRef, column_letters};
use gongwen::tables::{Column, RowKind, Table};
use gongwen::workbook::{CellValue, Sheet};

use crate::cli::columns::{cut, one_line, pad, width};
use crate::cli::mask::Mask;

/// Rows of data that are shown.
const DATA_ROWS: usize = 5;
/// Widest cell, in columns, from the widest that is tried to the narrowest.
const CELL_WIDTHS: [usize; 4] = [18, 14, 10, 8];

/// Columns that are drawn at most; no terminal is wide enough for more.
const COLUMNS: usize = 80;

/// The picture's cells before they are drawn.
struct Picture {
    /// Letters of the columns.
    letters: Vec<String>,
    /// Numbers of the rows, empty for the row that stands for those left out.
    numbers: Vec<String>,
    /// How many of the rows are the head.
    head: usize,
    /// Which cell covers a place, by row and column.
    owners: Vec<Vec<usize>>,
    /// The cells.
    cells: Vec<PictureCell>,
}

/// One cell, which may cover several places.
struct PictureCell {
    at: Option<CellRef>,
    text: String,
    number: bool,
}

/// The picture as lines no wider than `columns`; and how many columns of the table did not fit.
pub(super) fn draw(sheet: &Sheet, table: &Table, mask: &Mask, columns: usize) -> (Vec<String>, usize) {
    let mut picture = Picture::new(sheet, table, mask);
    let mut widths = picture.widths(CELL_WIDTHS[0]);
    for widest in CELL_WIDTHS {
        widths = picture.widths(widest);
        if picture.total(&widths) <= columns {
            break;
        }
    }
    while picture.letters.len() > 1 && picture.total(&widths) > columns {
        picture.letters.pop();
        widths.pop();
    }
    let left_out = table.columns.len() - picture.letters.len();
    (picture.lines(&widths), left_out)
}

/// The columns that may be drawn.
fn shown(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns.iter().take(COLUMNS)
}

impl Picture {
    fn new(sheet: &Sheet, table: &Table, mask: &Mask) -> Self {
        let mut picture = Self {
            letters: shown(table).map(|column| column_letters(column.column)).collect(),
            numbers: Vec::new(),
            head: 0,
            owners: Vec::new(),
            cells: Vec::new(),
        };
        for row in table.header_rows.0..=table.header_rows.1 {
            let label = mask.labels(sheet, row);
            picture.add(sheet, table, row, |cell| one_line(&label(cell)));
        }
        picture.head = picture.numbers.len();
        let total = table.rows.iter().rposition(|row| row.kind == RowKind::Total);
        for (index, row) in table.rows.iter().enumerate() {
            if index < DATA_ROWS || Some(index) == total {
                picture.add(sheet, table, row.row, |cell| one_line(&mask.data(cell)));
            } else if index == DATA_ROWS {
                picture.gap();
            }
        }
        picture
    }

    fn add(&mut self, sheet: &Sheet, table: &Table, row: u32, text: impl Fn(&gongwen::workbook::Cell) -> String) {
        let mut owners = Vec::new();
        for column in shown(table) {
            let at = sheet.origin(CellRef::new(row, column.column));
            let known = self.cells.iter().rposition(|cell| cell.at == Some(at));
            owners.push(known.unwrap_or(self.cells.len()));
            if known.is_none() {
                let cell = sheet.cell(at);
                self.cells.push(PictureCell {
                    at: Some(at),
                    text: cell.map(&text).unwrap_or_default(),
                    number: cell.is_some_and(|cell| matches!(cell.value, CellValue::Number(_))),
                });
            }
        }
        self.owners.push(owners);
        self.numbers.push((row + 1).to_string());
    }

    /// A row of ⋮ for the rows left out.
    fn gap(&mut self) {
        let first = self.cells.len();
        self.cells.extend(self.letters.iter().map(|_| PictureCell {
            at: None,
            text: "⋮".to_owned(),
            number: false,
        }));
        self.owners.push((first..self.cells.len()).collect());
        self.numbers.push(String::new());
    }

    fn gutter(&self) -> usize {
        self.numbers.iter().map(|number| width(number)).max().unwrap_or(0)
    }

    fn total(&self, widths: &[usize]) -> usize {
        self.gutter() + 2 + widths.iter().map(|width| width + 3).sum::<usize>()
    }

    /// How wide each column is, no cell of one column wider than `widest`.
    fn widths(&self, widest: usize) -> Vec<usize> {
        let mut widths = vec![2; self.letters.len()];
        for owners in &self.owners {
            for (column, owner) in owners.iter().enumerate() {
                let alone = owners.iter().filter(|other| *other == owner).count() == 1;
                if alone && let Some(place) = widths.get_mut(column) {
                    *place = (*place).max(width(&self.cells[*owner].text).min(widest));
                }
            }
        }
        widths
    }

    fn owner(&self, row: usize, column: usize) -> Option<usize> {
        let owners = self.owners.get(row)?.get(..self.letters.len())?;
        owners.get(column).copied()
    }

    /// Whether a rule runs above the row at this column: around the picture and within the head.
    fn rule_above(&self, row: usize, column: usize) -> bool {
        if column >= self.letters.len() {
            return false;
        }
        let edge = row == 0 || row == self.owners.len();
        edge || (row <= self.head && self.owner(row - 1, column) != self.owner(row, column))
    }

    /// Whether a rule runs left of the column in this row.
    fn rule_left(&self, row: usize, column: usize) -> bool {
        if row >= self.owners.len() {
            return false;
        }
        let edge = column == 0 || column == self.letters.len();
        edge || self.owner(row, column - 1) != self.owner(row, column)
    }

    fn lines(&self, widths: &[usize]) -> Vec<String> {
        let margin = " ".repeat(self.gutter() + 1);
        let letters: Vec<String> = self
            .letters
            .iter()
            .zip(widths)
            .map(|(letters, width)| format!("  {}", pad(letters, *width)))
            .collect();
        let mut lines = vec![format!("{margin}{}", letters.join(" ")).trim_end().to_owned()];
        for row in 0..=self.owners.len() {
            if (0..widths.len()).any(|column| self.rule_above(row, column)) {
                lines.push(format!("{margin}{}", self.rule(row, widths)));
            }
            if row < self.owners.len() {
                let number = pad(&self.numbers[row], self.gutter());
                lines.push(format!("{number} {}", self.content(row, widths)));
            }
        }
        lines
    }

    fn rule(&self, row: usize, widths: &[usize]) -> String {
        let mut line = String::new();
        for column in 0..=widths.len() {
            let up = row > 0 && self.rule_left(row - 1, column);
            let down = self.rule_left(row, column);
            let left = column > 0 && self.rule_above(row, column - 1);
            let right = self.rule_above(row, column);
            line.push(joint(up, down, left, right));
            if let Some(width) = widths.get(column) {
                let stroke = if right { "─" } else { " " };
                line.push_str(&stroke.repeat(width + 2));
            }
        }
        line.trim_end().to_owned()
    }

    /// One row of texts; the text of a merged cell stands in its first place.
    fn content(&self, row: usize, widths: &[usize]) -> String {
        let mut line = String::new();
        let mut column = 0;
        while column < widths.len() {
            let owner = self.owner(row, column);
            let end = (column..widths.len())
                .find(|next| self.owner(row, *next) != owner)
                .unwrap_or(widths.len());
            let room = widths[column..end].iter().map(|width| width + 3).sum::<usize>() - 3;
            let begins = row == 0 || self.owner(row - 1, column) != owner;
            let cell = owner.and_then(|owner| self.cells.get(owner)).filter(|_| begins);
            let text = cell.map_or_else(String::new, |cell| cut(&cell.text, room));
            let blanks = " ".repeat(room - width(&text));
            let number = cell.is_some_and(|cell| cell.number);
            line.push_str(&if number {
                format!("│ {blanks}{text} ")
            } else {
                format!("│ {text}{blanks} ")
            });
            column = end;
        }
        line.push('│');
        line
    }
}

/// The box-drawing character where these rules meet.
fn joint(up: bool, down: bool, left: bool, right: bool) -> char {
    match (up, down, left, right) {
        (false, false, false, false) => ' ',
        (true, true, false, false) | (true, false, false, false) | (false, true, false, false) => '│',
        (false, false, true, true) | (false, false, true, false) | (false, false, false, true) => '─',
        (false, true, false, true) => '┌',
        (false, true, true, false) => '┐',
        (true, false, false, true) => '└',
        (true, false, true, false) => '┘',
        (true, true, false, true) => '├',
        (true, true, true, false) => '┤',
        (false, true, true, true) => '┬',
        (true, false, true, true) => '┴',
        (true, true, true, true) => '┼',
    }
}

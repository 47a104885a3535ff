//! A workbook as a clerk sees it: sheets, cells, merged ranges; each file format has a writer of its own.

use rust_decimal::Decimal;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A number shown as a percentage: 0.863 shows as 86.3%.
    Percent(Decimal),
    /// A calendar day: year, month, day.
    Date(u16, u8, u8),
    /// A formula and the value that was saved with it.
    Formula(String, Decimal),
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The table's title, large and centred.
    Title,
    /// Lines above and below the table.
    Note,
    /// A header cell.
    Head,
    /// A cell of the table's body.
    Body,
}

/// A cell or a merged range; rows and columns count from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// First row and column.
    pub at: (u32, u16),
    /// Last row and column; the same as `at` when nothing is merged.
    pub to: (u32, u16),
    /// The content.
    pub content: Content,
    /// The look.
    pub look: Look,
}

/// A sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// Name on the tab.
    pub name: String,
    /// Hidden in the program's window.
    pub hidden: bool,
    /// Locked against changes, without a password.
    pub locked: bool,
    /// Rows at the top that do not scroll.
    pub frozen: u32,
    /// The cells.
    pub cells: Vec<Cell>,
}

/// A workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// File name with its extension, which says the format: `.xlsx`, `.xls`, `.ods`.
    pub file: String,
    /// The office that filled it in.
    pub office: String,
    /// The sheets.
    pub sheets: Vec<Sheet>,
}

impl Sheet {
    /// An empty sheet.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Puts a content into one cell of the body.
    pub fn put(&mut self, row: u32, column: u16, content: Content) {
        self.span((row, column), (row, column), content, Look::Body);
    }

    /// Puts a text into one cell of the body.
    pub fn text(&mut self, row: u32, column: u16, text: &str) {
        self.put(row, column, Content::Text(text.to_owned()));
    }

    /// Puts a content into a merged range.
    pub fn span(&mut self, at: (u32, u16), to: (u32, u16), content: Content, look: Look) {
        self.cells.push(Cell { at, to, content, look });
    }

    /// The two rows that open every form: the title over all columns; the office on the left and the unit on
    /// the right (WB-03, WB-04).
    pub fn opening(&mut self, title: &str, office: &str, unit: &str, columns: u16) {
        let last = columns - 1;
        self.span((0, 0), (0, last), Content::Text(title.to_owned()), Look::Title);
        let middle = (columns / 2).max(1) - 1;
        let office = Content::Text(format!("填报单位：{office}"));
        self.span((1, 0), (1, middle), office, Look::Note);
        let unit = Content::Text(format!("单位：{unit}"));
        self.span((1, middle + 1), (1, last), unit, Look::Note);
    }

    /// A header from paths such as `粮食作物/播种面积（亩）`: neighbours of one group share a merged cell, a
    /// column without a group is merged downwards (WB-05). Returns the first row below it.
    pub fn header(&mut self, row: u32, paths: &[&str]) -> u32 {
        let grouped = paths.iter().any(|path| path.contains('/'));
        let bottom = row + u32::from(grouped);
        let mut column = 0;
        while column < paths.len() {
            column = self.header_group(row, bottom, paths, column);
        }
        bottom + 1
    }

    /// One group of the header or one column without a group; returns the column after it.
    fn header_group(&mut self, row: u32, bottom: u32, paths: &[&str], first: usize) -> usize {
        let Some((group, _)) = paths[first].split_once('/') else {
            let column = column(first);
            self.span(
                (row, column),
                (bottom, column),
                Content::Text(paths[first].to_owned()),
                Look::Head,
            );
            return first + 1;
        };
        let members = paths[first..]
            .iter()
            .map_while(|path| path.split_once('/').filter(|(own, _)| *own == group));
        let mut next = first;
        for (_, label) in members {
            let place = (bottom, column(next));
            self.span(place, place, Content::Text(label.to_owned()), Look::Head);
            next += 1;
        }
        let range = ((row, column(first)), (row, column(next - 1)));
        self.span(range.0, range.1, Content::Text(group.to_owned()), Look::Head);
        next
    }

    /// The line below every form (WB-12).
    pub fn footer(&mut self, row: u32, columns: u16) {
        let words = "单位负责人：　　　　填表人：　　　　联系电话：　　　　填表日期：2023年11月27日";
        self.span(
            (row, 0),
            (row, columns - 1),
            Content::Text(words.to_owned()),
            Look::Note,
        );
    }
}

/// A column's number as the file formats store it.
pub fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// A row's number as the file formats store it.
pub fn row(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The name of a cell: `(4, 2)` is C5. The sample's forms have at most 26 columns.
pub fn address(row: u32, column: u16) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or(0));
    format!("{letter}{}", row + 1)
}

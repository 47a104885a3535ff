//! Rows: docx-rs writes one cell of each sort, the others of the sort repeat it with their own words.
//!
//! docx-rs's cells are ten times as large as what they say, and a table has hundreds; so each row is written, and put in
//! order, as it comes.

use docx_rs::{BuildXML, Paragraph, TableCell as WordCell, TableRow, VMergeType, WidthType};

use crate::diag::Result;
use crate::report::Inline;

use super::super::body::{is_one_run, leading_runs, with_runs};
use super::super::bookmarks::Bookmarks;
use super::super::order::Hints;
use super::super::{ordered, text};

/// The rows of a table, in their order.
pub(super) struct Rows<'a> {
    bookmarks: &'a Bookmarks,
    /// How many are still to come.
    to_come: usize,
    /// All but the last.
    pub(super) written: String,
    /// The last: whether it stays with what follows is known later.
    pub(super) last: Option<TableRow>,
    forms: Vec<Form<'a>>,
}

/// A cell.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) content: &'a [Inline],
}

/// A cell but for its words.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Frame<'a> {
    pub(super) style: &'a str,
    /// In twips.
    pub(super) width: usize,
    /// How many columns it covers.
    pub(super) span: usize,
    pub(super) merge: Option<VMergeType>,
    /// Whether it stays with the next row.
    pub(super) keep: bool,
}

/// What stands round the words of the cells of one sort.
struct Form<'a> {
    frame: Frame<'a>,
    look: Look,
    before: String,
    after: String,
}

/// How the words of a cell look that are one run.
#[derive(Clone, Copy, PartialEq)]
struct Look {
    empty: bool,
    east_asian: bool,
    doubtful: bool,
}

impl<'a> Rows<'a> {
    /// The rows of a table that has so many.
    pub(super) const fn new(count: usize, bookmarks: &'a Bookmarks) -> Self {
        Self {
            bookmarks,
            to_come: count,
            written: String::new(),
            last: None,
            forms: Vec::new(),
        }
    }

    /// Adds a row as it is.
    pub(super) fn add(&mut self, row: TableRow) -> Result<()> {
        self.to_come = self.to_come.saturating_sub(1);
        if self.to_come == 0 {
            self.last = Some(row);
        } else {
            self.written.push_str(&put_in_order(&row, true)?);
        }
        Ok(())
    }

    /// Adds a row of these cells; `finish` says how the row is without them.
    pub(super) fn add_cells(
        &mut self,
        cells: &[Cell<'a>],
        finish: impl Fn(TableRow) -> TableRow,
        head: bool,
    ) -> Result<()> {
        if self.to_come <= 1 {
            let cells = cells.iter().map(|cell| cell.to_word(self.bookmarks));
            return self.add(finish(TableRow::new(cells.collect())));
        }
        self.to_come -= 1;
        let row = put_in_order(&finish(TableRow::new(Vec::new())), head)?;
        let (begin, end) = row.split_at(row.rfind('<').unwrap_or_default());
        self.written.push_str(begin);
        for cell in cells {
            self.add_cell(*cell)?;
        }
        self.written.push_str(end);
        Ok(())
    }

    fn add_cell(&mut self, cell: Cell<'a>) -> Result<()> {
        let words = text::joined(cell.content);
        let look = Look::of(&words, cell.content);
        let known = |form: &&Form<'_>| form.frame == cell.frame && Some(form.look) == look;
        if let Some(form) = self.forms.iter().find(known) {
            self.written.push_str(&form.before);
            self.written.push_str(&quick_xml::escape::escape(&words));
            self.written.push_str(&form.after);
            return Ok(());
        }
        let written = put_in_order(&cell.to_word(self.bookmarks), false)?;
        self.written.push_str(&written);
        self.forms
            .extend(look.and_then(|look| Form::of(cell.frame, look, &written)));
        Ok(())
    }
}

/// What docx-rs makes of a row or a cell.
fn put_in_order(part: &impl BuildXML, head: bool) -> Result<String> {
    let hints = Hints {
        head_rows: &[usize::from(head)],
        ..Hints::default()
    };
    ordered(&part.build(), hints)
}

impl Cell<'_> {
    fn to_word(self, bookmarks: &Bookmarks) -> WordCell {
        let Frame {
            style,
            width,
            span,
            merge,
            keep,
        } = self.frame;
        let text = with_runs(Paragraph::new().style(style), leading_runs(self.content, bookmarks));
        let text = if keep { text.keep_next(true) } else { text };
        // TB-07: a cell's own width, beside the grid's.
        let cell = WordCell::new().width(width, WidthType::Dxa).add_paragraph(text);
        let cell = if span > 1 { cell.grid_span(span) } else { cell };
        match merge {
            Some(merge) => cell.vertical_merge(merge),
            None => cell,
        }
    }
}

impl Look {
    /// None of words that are several runs, or of a kind of their own.
    fn of(words: &str, content: &[Inline]) -> Option<Self> {
        is_one_run(content).then(|| Self {
            empty: words.is_empty(),
            east_asian: text::needs_east_asian_hint(words),
            doubtful: content.iter().any(Inline::is_doubtful),
        })
    }
}

impl<'a> Form<'a> {
    /// The form of a cell as it was written first.
    fn of(frame: Frame<'a>, look: Look, written: &str) -> Option<Self> {
        let (before, after) = if look.empty {
            (written, "")
        } else {
            let end = written.find("</w:t>")?;
            let begin = written[..end].rfind('>')? + 1;
            (&written[..begin], &written[end..])
        };
        Some(Self {
            frame,
            look,
            before: before.to_owned(),
            after: after.to_owned(),
        })
    }
}

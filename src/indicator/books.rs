//! A township's workbooks, their sheets selected by name patterns, the tables of each sheet found once.

use std::cell::OnceCell;

use globset::{Glob, GlobMatcher};

use super::label::{Labels, nearest};
use crate::diag::{Code, Diagnostic, Location, Result};
use crate::place::{CellPlace, CellRef};
use crate::tables::{self, Table};
use crate::workbook::{Sheet, Visibility, Workbook};

/// How many names or cells a message lists at most.
const LISTED: usize = 8;

/// One sheet of one workbook, with its tables.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    pub(super) workbook: &'a Workbook,
    pub(super) sheet: &'a Sheet,
    tables: OnceCell<Vec<Table>>,
}

impl Leaf<'_> {
    /// The tables of the sheet.
    pub(super) fn tables(&self) -> &[Table] {
        self.tables.get_or_init(|| tables::find(self.sheet))
    }

    /// The place of one of its cells.
    pub(super) fn place(&self, cell: CellRef) -> CellPlace {
        self.workbook.place(self.sheet, cell)
    }

    /// The sheet itself as a place.
    pub(super) fn location(&self) -> Location {
        Location::Sheet {
            file: self.workbook.file.clone(),
            sheet: self.sheet.name.clone(),
        }
    }
}

/// Which sheets a value may stand on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'m> {
    /// File name pattern; all workbooks when none.
    pub(super) workbook: Option<&'m str>,
    /// Sheet name pattern; all visible sheets when none.
    pub(super) sheet: Option<&'m str>,
}

/// All sheets of a township.
#[derive(Debug)]
pub(super) struct Books<'a> {
    workbooks: &'a [Workbook],
    leaves: Vec<Leaf<'a>>,
    pub(super) labels: Labels,
}

impl<'a> Books<'a> {
    /// The sheets of these workbooks, labels to be compared by `labels`.
    pub(super) fn new(workbooks: &'a [Workbook], labels: Labels) -> Self {
        let leaf = |workbook, sheet| Leaf {
            workbook,
            sheet,
            tables: OnceCell::new(),
        };
        let leaves = workbooks
            .iter()
            .flat_map(|workbook| workbook.sheets.iter().map(move |sheet| leaf(workbook, sheet)))
            .collect();
        Self {
            workbooks,
            leaves,
            labels,
        }
    }

    /// The workbooks whose file name fits the pattern; at least one.
    pub(super) fn workbooks(&self, pattern: Option<&str>) -> Result<Vec<&'a Workbook>> {
        if self.workbooks.is_empty() {
            return Err(Diagnostic::new(Code::NoWorkbooks));
        }
        let Some(pattern) = pattern else {
            return Ok(self.workbooks.iter().collect());
        };
        let glob = glob("workbook", pattern)?;
        let fits = |workbook: &&Workbook| glob.is_match(file_name(&workbook.file));
        let found: Vec<&Workbook> = self.workbooks.iter().filter(fits).collect();
        if found.is_empty() {
            return Err(self.no_workbook(pattern));
        }
        Ok(found)
    }

    /// The sheets of the scope, in the order of files and tabs; at least one. Hidden sheets answer only a
    /// pattern that no visible sheet of the workbook answers.
    pub(super) fn sheets(&self, scope: Scope<'_>) -> Result<Vec<&Leaf<'a>>> {
        let workbooks = self.workbooks(scope.workbook)?;
        let glob = scope.sheet.map(|pattern| glob("sheet", pattern)).transpose()?;
        let mut found = Vec::new();
        for workbook in &workbooks {
            let of_workbook = self.leaves.iter().filter(|leaf| std::ptr::eq(leaf.workbook, *workbook));
            let named: Vec<_> = of_workbook
                .filter(|leaf| glob.as_ref().is_none_or(|glob| glob.is_match(leaf.sheet.name.trim())))
                .collect();
            let visible: Vec<_> = named.iter().copied().filter(|leaf| is_visible(leaf)).collect();
            found.extend(if visible.is_empty() && glob.is_some() {
                named
            } else {
                visible
            });
        }
        if found.is_empty() {
            return Err(no_sheet(scope.sheet.unwrap_or("*"), &workbooks));
        }
        Ok(found)
    }

    /// All sheets, in the order of files and tabs.
    pub(super) fn leaves(&self) -> &[Leaf<'a>] {
        &self.leaves
    }

    /// The sheet of this name in a workbook.
    pub(super) fn leaf(&self, workbook: &Workbook, sheet: &str) -> Option<&Leaf<'a>> {
        self.leaves
            .iter()
            .find(|leaf| std::ptr::eq(leaf.workbook, workbook) && &*leaf.sheet.name == sheet)
    }

    fn no_workbook(&self, pattern: &str) -> Box<Diagnostic> {
        let names = self
            .workbooks
            .iter()
            .map(|workbook| (file_name(&workbook.file).to_owned(), &workbook.file));
        let nearest = nearest(pattern, names);
        let existing = list(self.workbooks.iter().map(|workbook| file_name(&workbook.file)));
        let diagnostic = Diagnostic::new(Code::NoWorkbook)
            .with("pattern", pattern)
            .with("existing", existing);
        match nearest {
            Some((_, file)) => diagnostic.at_file(file.clone()),
            None => diagnostic,
        }
    }
}

fn is_visible(leaf: &Leaf<'_>) -> bool {
    leaf.sheet.visibility == Visibility::Visible
}

fn no_sheet(pattern: &str, workbooks: &[&Workbook]) -> Box<Diagnostic> {
    let names = workbooks
        .iter()
        .flat_map(|workbook| workbook.sheets.iter().map(|sheet| &*sheet.name));
    let mut diagnostic = Diagnostic::new(Code::NoSheet)
        .with("pattern", pattern)
        .with("existing", list(names));
    for workbook in workbooks.iter().take(LISTED) {
        diagnostic = diagnostic.at_file(workbook.file.clone());
    }
    diagnostic
}

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Names for a message, cut to a readable number.
fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut names: Vec<&str> = names.collect();
    let more = names.len() > LISTED;
    names.truncate(LISTED);
    let mut text = names.join("、");
    if more {
        text.push('…');
    }
    text
}

/// Compiles a name pattern; `key` is the setting that holds it.
pub(super) fn glob(key: &str, pattern: &str) -> Result<GlobMatcher> {
    Glob::new(pattern.trim())
        .map(|glob| glob.compile_matcher())
        .map_err(|error| {
            Diagnostic::new(Code::IndicatorPattern)
                .with("key", key)
                .with("pattern", pattern)
                .with("detail", error.kind())
        })
}

/// The error of several answers: it names all their cells, as far as a person will read.
pub(super) fn ambiguous(wanted: &str, places: &[CellPlace]) -> Box<Diagnostic> {
    let mut diagnostic = Diagnostic::new(Code::Ambiguous)
        .with("wanted", wanted)
        .with("count", places.len());
    for place in places.iter().take(LISTED) {
        diagnostic = diagnostic.at_cell(place);
    }
    diagnostic
}

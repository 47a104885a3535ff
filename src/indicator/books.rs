//! Workbooks by folder, their sheets selected by name patterns, the tables of each sheet found once.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use globset::{Glob, GlobMatcher};

use super::calendar::Calendar;
use super::check::Findings;
use super::content::{HIDDEN, excerpt_of, is_private_label};
use super::label::{Labels, nearest};
use super::settings::Selector;
use crate::diag::{Code, Diagnostic, Location, Result, term};
use crate::place::{CellPlace, CellRef, SheetPlace};
use crate::tables::label::{normalise, without_note};
use crate::tables::persons::{cell_holds_id_number, is_hidden};
use crate::tables::{self, Table};
use crate::workbook::{CellValue, Sheet, Visibility, Workbook};

/// How many names or cells a message lists at most.
const LISTED: usize = 8;

/// One sheet of one workbook, with its tables.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    /// Name of the folder; empty for the township's own.
    pub(super) folder: &'a str,
    pub(super) workbook: &'a Workbook,
    pub(super) sheet: &'a Sheet,
    /// The sheet as a place, for all its cells.
    tab: Arc<SheetPlace>,
    tables: OnceLock<Vec<Table>>,
    rows: OnceLock<Vec<RowIndex>>,
    /// Whether it holds an id number anywhere.
    numbered: OnceLock<bool>,
    /// What the checks of a table that many townships share have come to.
    pub(super) judged: Findings,
}

/// The rows of a table by their folded labels.
type RowIndex = BTreeMap<String, Vec<usize>>;

fn row_index(table: &Table) -> RowIndex {
    let mut index = RowIndex::new();
    for (at, row) in table.rows.iter().enumerate() {
        let label = normalise(&row.label);
        let bare = without_note(&label).to_owned();
        if bare != label {
            index.entry(bare).or_default().push(at);
        }
        index.entry(label).or_default().push(at);
    }
    index
}

impl Leaf<'_> {
    /// The tables of the sheet.
    pub(super) fn tables(&self) -> &[Table] {
        self.tables.get_or_init(|| tables::find(self.sheet))
    }

    /// Its tables, where anybody has asked for them.
    pub(super) fn found(&self) -> &[Table] {
        self.tables.get().map_or(&[], Vec::as_slice)
    }

    /// The rows of one of its tables that have one of these folded labels, with a note in brackets or without, from top
    /// to bottom: a table of all townships is not read through for each of them.
    pub(super) fn rows_of(&self, table: &Table, labels: &[Cow<'_, str>]) -> Vec<usize> {
        let tables = self.tables();
        let indices = self.rows.get_or_init(|| tables.iter().map(row_index).collect());
        let own = tables.iter().position(|one| std::ptr::eq(one, table));
        let index = own.and_then(|own| indices.get(own));
        let found = labels
            .iter()
            .filter_map(|label| index?.get(&**label))
            .flatten()
            .copied();
        let found: BTreeSet<usize> = found.collect();
        found.into_iter().collect()
    }

    /// The content of one of its cells as it may be told: of a list of persons no text (WB-15).
    pub(super) fn shown(&self, at: CellRef) -> String {
        let Some(cell) = self.sheet.cell(at) else {
            return String::new();
        };
        let text = matches!(cell.value, CellValue::Text(_));
        if text && self.lists_persons(at.row) {
            HIDDEN.to_owned()
        } else {
            excerpt_of(cell)
        }
    }

    /// Whether a row of the sheet is of a list of persons.
    pub(super) fn is_of_a_list(&self, row: u32) -> bool {
        self.tables_with(row).any(|table| table.persons)
    }

    /// Whether a row of the sheet is of a list of persons: of one that was found, or where no table has it and there are
    /// id numbers on the sheet, of one whose head is on another.
    pub(super) fn lists_persons(&self, row: u32) -> bool {
        let outside = || self.tables_with(row).next().is_none() && self.is_numbered();
        self.is_of_a_list(row) || self.holds_id_number(row) || outside()
    }

    /// Whether a row of the sheet holds somebody's number.
    pub(super) fn holds_id_number(&self, row: u32) -> bool {
        let mut cells = self.sheet.cells.range(CellRef::new(row, 0)..CellRef::new(row + 1, 0));
        cells.any(|(_, cell)| cell_holds_id_number(cell))
    }

    fn is_numbered(&self) -> bool {
        let any = || self.sheet.cells.iter().any(|(_, cell)| cell_holds_id_number(cell));
        *self.numbered.get_or_init(any)
    }

    /// Whether a cell tells who somebody of a list of persons is; of a list without a head every cell may.
    pub(super) fn names_a_person(&self, at: CellRef) -> bool {
        let tables: Vec<&Table> = self.tables_with(at.row).collect();
        if tables.is_empty() {
            return self.lists_persons(at.row);
        }
        tables.into_iter().filter(|table| table.persons).any(|table| {
            let mut column = table.columns.iter().filter(|column| column.column == at.column);
            let private = |label: &String| is_private_label(label);
            // Where the first household was taken for the head, no header tells what is private.
            let headless = table.columns.iter().flat_map(|column| &column.path);
            column.any(|column| column.path.last().is_some_and(private))
                || headless.into_iter().any(|label| is_hidden(label))
        })
    }

    /// The tables that have a row.
    fn tables_with(&self, row: u32) -> impl Iterator<Item = &Table> {
        let holds = move |table: &&Table| table.rows.binary_search_by_key(&row, |own| own.row).is_ok();
        self.tables().iter().filter(holds)
    }

    /// The place of one of its cells.
    pub(super) fn place(&self, cell: CellRef) -> CellPlace {
        CellPlace {
            tab: Arc::clone(&self.tab),
            cell,
        }
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
    /// Name of the folder; empty for the township's own.
    pub(super) folder: &'m str,
    /// File name pattern; all workbooks when none.
    pub(super) workbook: Option<&'m str>,
    /// Sheet name pattern; all visible sheets when none.
    pub(super) sheet: Option<&'m str>,
}

impl<'m> Scope<'m> {
    /// The scope of these patterns; what stands before a stroke in that of the file name is a folder of `[folders]`.
    pub(super) fn new(workbook: Option<&'m str>, sheet: Option<&'m str>) -> Self {
        let (folder, workbook) = match workbook.and_then(|pattern| pattern.split_once('/')) {
            Some((folder, pattern)) => (
                folder.trim(),
                Some(pattern).filter(|pattern| !pattern.trim().is_empty()),
            ),
            None => ("", workbook),
        };
        Self {
            folder,
            workbook,
            sheet,
        }
    }

    /// The scope of a base or target: what the selector leaves out is as for the indicator itself.
    pub(super) fn or(self, selector: &'m Selector) -> Self {
        let own = Self::new(selector.workbook.as_deref(), selector.sheet.as_deref());
        Self {
            folder: if selector.workbook.is_some() {
                own.folder
            } else {
                self.folder
            },
            workbook: own.workbook.or(self.workbook),
            sheet: own.sheet.or(self.sheet),
        }
    }
}

/// The workbooks of one folder. The tables of each sheet are found once, however many townships ask.
#[derive(Debug)]
pub struct Shelf<'a> {
    folder: &'a str,
    workbooks: &'a [Workbook],
    leaves: Vec<Leaf<'a>>,
}

impl<'a> Shelf<'a> {
    /// The workbooks of the township's own folder.
    pub fn own(workbooks: &'a [Workbook]) -> Self {
        Self::new("", workbooks)
    }

    /// The workbooks of a folder of `[folders]`, by its name there.
    pub fn new(folder: &'a str, workbooks: &'a [Workbook]) -> Self {
        let leaf = |workbook: &'a Workbook, sheet: &'a Sheet| Leaf {
            folder,
            workbook,
            sheet,
            tab: Arc::new(SheetPlace {
                file: Arc::clone(&workbook.file),
                sheet: Arc::clone(&sheet.name),
            }),
            tables: OnceLock::new(),
            rows: OnceLock::new(),
            numbered: OnceLock::new(),
            judged: Findings::default(),
        };
        let leaves = workbooks
            .iter()
            .flat_map(|workbook| workbook.sheets.iter().map(move |sheet| leaf(workbook, sheet)));
        Self {
            folder,
            workbooks,
            leaves: leaves.collect(),
        }
    }

    /// Whether there is no workbook.
    pub const fn is_empty(&self) -> bool {
        self.workbooks.is_empty()
    }
}

/// All sheets that a township's values may stand on.
#[derive(Debug)]
pub(super) struct Books<'a> {
    shelves: &'a [&'a Shelf<'a>],
    pub(super) labels: Labels,
    pub(super) calendar: Calendar,
    /// The sheets of every scope that was asked for: a hundred indicators name a handful, and a pattern costs more to
    /// compile than all else that is done for an indicator.
    found: RefCell<BTreeMap<ScopeKey, Result<Vec<&'a Leaf<'a>>>>>,
}

/// Folder and patterns of a [`Scope`].
type ScopeKey = [Option<String>; 3];

impl<'a> Books<'a> {
    /// The sheets of these folders, labels to be compared by `labels`.
    pub(super) const fn new(shelves: &'a [&'a Shelf<'a>], labels: Labels, calendar: Calendar) -> Self {
        Self {
            shelves,
            labels,
            calendar,
            found: RefCell::new(BTreeMap::new()),
        }
    }

    /// The workbooks of the scope's folder whose file name fits its pattern; at least one.
    pub(super) fn workbooks(&self, scope: Scope<'_>) -> Result<Vec<&'a Workbook>> {
        let all = self.shelves.iter().filter(|shelf| shelf.folder == scope.folder);
        let all: Vec<&'a Workbook> = all.flat_map(|shelf| shelf.workbooks).collect();
        if all.is_empty() {
            return Err(no_workbooks(scope.folder));
        }
        let Some(pattern) = scope.workbook else {
            return Ok(all);
        };
        let glob = glob("workbook", pattern)?;
        let fits = |workbook: &&&Workbook| glob.is_match(file_name(&workbook.file));
        let found: Vec<&Workbook> = all.iter().filter(fits).copied().collect();
        if found.is_empty() {
            return Err(no_workbook(scope.folder, pattern, &all));
        }
        Ok(found)
    }

    /// The sheets of the scope, in the order of files and tabs; at least one. Hidden sheets answer only a
    /// pattern that no visible sheet of the workbook answers.
    pub(super) fn sheets(&self, scope: Scope<'_>) -> Result<Vec<&'a Leaf<'a>>> {
        let key = [Some(scope.folder), scope.workbook, scope.sheet].map(|part| part.map(str::to_owned));
        let mut found = self.found.borrow_mut();
        found.entry(key).or_insert_with(|| self.find_sheets(scope)).clone()
    }

    fn find_sheets(&self, scope: Scope<'_>) -> Result<Vec<&'a Leaf<'a>>> {
        let workbooks = self.workbooks(scope)?;
        let glob = scope.sheet.map(|pattern| glob("sheet", pattern)).transpose()?;
        let mut found = Vec::new();
        for workbook in &workbooks {
            let of_workbook = || self.leaves().filter(|leaf| std::ptr::eq(leaf.workbook, *workbook));
            let mut named: Vec<_> = of_workbook()
                .filter(|leaf| glob.as_ref().is_none_or(|glob| glob.is_match(leaf.sheet.name.trim())))
                .collect();
            if let (Some(label), true) = (scope.sheet, named.is_empty()) {
                // A sheet of one township or village may be named as its row would be: 鼎 新 for 鼎新镇.
                named.extend(of_workbook().filter(|leaf| self.labels.same(&leaf.sheet.name, label)));
            }
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

    /// All sheets, in the order of folders, files and tabs.
    pub(super) fn leaves(&self) -> impl Iterator<Item = &'a Leaf<'a>> {
        self.shelves.iter().flat_map(|shelf| &shelf.leaves)
    }

    /// The sheet of this name in a workbook.
    pub(super) fn leaf(&self, workbook: &Workbook, sheet: &str) -> Option<&'a Leaf<'a>> {
        self.leaves()
            .find(|leaf| std::ptr::eq(leaf.workbook, workbook) && &*leaf.sheet.name == sheet)
    }
}

fn no_workbooks(folder: &str) -> Box<Diagnostic> {
    if folder.is_empty() {
        Diagnostic::new(Code::NoWorkbooks)
    } else {
        Diagnostic::new(Code::NoFolderWorkbooks).with("folder", folder)
    }
}

fn no_workbook(folder: &str, pattern: &str, workbooks: &[&Workbook]) -> Box<Diagnostic> {
    let names = workbooks
        .iter()
        .map(|workbook| (file_name(&workbook.file).to_owned(), &workbook.file));
    let nearest = nearest(pattern, names);
    let existing = list(workbooks.iter().map(|workbook| file_name(&workbook.file)));
    let folders: BTreeSet<&str> = workbooks
        .iter()
        .filter_map(|workbook| Some(workbook.file.rsplit_once('/')?.0))
        .collect();
    let pattern = if folder.is_empty() {
        pattern.to_owned()
    } else {
        format!("{folder}/{pattern}")
    };
    let diagnostic = Diagnostic::new(Code::NoWorkbook)
        .with("pattern", pattern)
        .with("places", list(folders.into_iter()))
        .with("existing", existing);
    match nearest {
        Some((_, file)) => diagnostic.at_file(file.clone()),
        None => diagnostic,
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

/// A name pattern, compiled.
pub(super) enum Pattern {
    /// One name, as most are.
    Name(String),
    /// Words with anything between them, as most others are: `*农业*`.
    Words(Vec<String>),
    Glob(Box<GlobMatcher>),
}

impl Pattern {
    /// Whether a name answers it.
    pub(super) fn is_match(&self, name: &str) -> bool {
        match self {
            Self::Name(own) => own == name,
            Self::Words(words) => has_words(name, words),
            Self::Glob(glob) => glob.is_match(name),
        }
    }
}

/// Whether a name begins with the first of some words, ends with the last, and has the others between them in their order.
fn has_words(name: &str, words: &[String]) -> bool {
    let [first, between @ .., last] = words else {
        return false;
    };
    let rest = name.strip_prefix(first.as_str());
    let rest = rest.and_then(|rest| rest.strip_suffix(last.as_str()));
    rest.is_some_and(|rest| {
        let mut words = between.iter();
        let end = |at: usize, word: &String| Some(at + rest[at..].find(word.as_str())? + word.len());
        words.try_fold(0, end).is_some()
    })
}

/// Compiles a name pattern; `key` is the setting that holds it.
pub(super) fn glob(key: &str, pattern: &str) -> Result<Pattern> {
    if !pattern.contains(['*', '?', '[', ']', '{', '}', '\\', '/']) {
        return Ok(Pattern::Name(pattern.trim().to_owned()));
    }
    let problem = || {
        Diagnostic::new(Code::IndicatorPattern)
            .with("key", key)
            .with("pattern", pattern)
    };
    // Compared byte by byte, [!汇]* would leave out every name that begins with a byte of 汇: 李家村 among them.
    if has_class_of_words(pattern) {
        return Err(problem().with("detail", term("pattern-class")));
    }
    if !pattern.contains(['?', '[', ']', '{', '}', '\\', '/']) && !pattern.contains("**") {
        return Ok(Pattern::Words(pattern.trim().split('*').map(str::to_owned).collect()));
    }
    Glob::new(pattern.trim())
        .map(|glob| Pattern::Glob(Box::new(glob.compile_matcher())))
        .map_err(|error| problem().with("detail", error.kind()))
}

/// Whether a pattern has characters other than Latin ones in square brackets; a bracket in one of these is itself.
fn has_class_of_words(pattern: &str) -> bool {
    let mut classes = pattern.split('[').skip(1).filter_map(|behind| behind.split_once(']'));
    classes.any(|(class, _)| !class.is_ascii())
}

/// The error of several answers: it names all their cells, as far as a person will read.
pub(super) fn ambiguous(wanted: &str, places: &[CellPlace]) -> Box<Diagnostic> {
    let sheets: BTreeSet<&str> = places.iter().map(|place| &*place.sheet).collect();
    let one_file = places.iter().all(|place| place.file == places[0].file);
    let code = match one_file && sheets.len() == places.len() {
        // A workbook with a sheet for every village.
        true => Code::ManySheets,
        false => Code::Ambiguous,
    };
    let mut diagnostic = Diagnostic::new(code).with("wanted", wanted).with("count", places.len());
    for place in places.iter().take(LISTED) {
        diagnostic = diagnostic.at_cell(place);
    }
    diagnostic
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words between stars are looked for as the library for patterns would.
    #[test]
    fn patterns_of_words_mean_what_they_mean_elsewhere() {
        for pattern in ["*农业*", "农业*表.xlsx", "*.xlsx", "农*农", "*一*二*", "*", "农业*"] {
            let known = Glob::new(pattern).unwrap().compile_matcher();
            let own = glob("workbook", pattern).unwrap();
            assert!(matches!(own, Pattern::Words(_)));
            for name in [
                "农业统计表.xlsx",
                "农",
                "农农",
                "二一",
                "一二",
                "甲一乙二.xlsx",
                "农业表.xlsx",
                "表.xlsx",
                "",
                ".xlsx",
            ] {
                assert_eq!(own.is_match(name), known.is_match(name), "{pattern} {name}");
            }
        }
    }
}

//! Mapping lines for gongwen.toml that take what a workbook holds; each is tried on the workbook before it is shown.

use std::collections::BTreeMap;
use std::path::Path;

use gongwen::diag::{Catalogue, Sink};
use gongwen::indicator::settings::{Aggregate, FieldSettings, IndicatorSettings, RowsSettings, Selector, ValueType};
use gongwen::indicator::{self, Mapping};
use gongwen::tables::number::{self, Reading};
use gongwen::tables::{Column, ColumnRole, RowKind, Table, TableRow, label};
use gongwen::unit::{Dimension, Unit};
use gongwen::workbook::{Sheet, Visibility, Workbook};

use super::{SheetTables, sums, toml_lines};
use crate::cli::mask::Mask;

/// Beginnings of headers over this year's, last year's and the target's numbers.
const THIS_YEAR: [&str; 8] = ["本年", "本期", "今年", "当年", "累计", "实绩", "完成", "数值"];
const LAST_YEAR: [&str; 4] = ["上年", "去年", "同期", "上期"];
const TARGET: [&str; 4] = ["年度目标", "目标", "年初计划", "计划"];

/// Rows of one table, and columns, that are proposed one by one at most; longer ones are lists.
const MOST: usize = 120;
/// Rows of the longest table that a report may print.
const LONGEST: usize = 1_000;
/// Columns of a longer one whose sums are proposed.
const SUMS: usize = 5;

/// The proposals for one workbook.
pub(super) struct Proposals {
    workbook: String,
    mapping: Mapping,
}

impl Proposals {
    /// Proposals for the tables of these sheets; hidden ones only where the user asks for them by name.
    pub(super) fn new(path: &Path, sheets: &[SheetTables<'_>], with_hidden: bool) -> Self {
        let mut proposals = Self {
            workbook: file_pattern(path),
            mapping: Mapping::default(),
        };
        let shown = |sheet: &Sheet| with_hidden || sheet.visibility == Visibility::Visible;
        for (sheet, tables) in sheets.iter().filter(|(sheet, _)| shown(sheet)) {
            for (table, mask) in tables {
                proposals.table(sheet, table, mask);
            }
        }
        proposals
    }

    /// The lines, ready to paste: those that do not work on this very workbook are comments that say why.
    pub(super) fn lines(&self, workbook: &Workbook, catalogue: &Catalogue) -> Vec<String> {
        let problems = self.problems(workbook, catalogue);
        let mapping = &self.mapping;
        let single = mapping
            .indicators
            .iter()
            .map(|one| (&one.name, toml_lines::indicator(one)));
        let rows = mapping.rows.iter().map(|one| (&one.name, toml_lines::rows(one)));
        let mut lines = Vec::new();
        for (name, entry) in single.chain(rows) {
            let problem = problems.get(name);
            lines.extend(problem.map(|problem| format!("# {problem}")));
            let mark = if problem.is_some() { "# " } else { "" };
            lines.extend(entry.iter().map(|line| format!("{mark}{line}")));
            lines.push(String::new());
        }
        lines
    }

    /// What stands in the way of each proposal.
    fn problems(&self, workbook: &Workbook, catalogue: &Catalogue) -> BTreeMap<String, String> {
        let mut sink = Sink::new();
        let books = std::slice::from_ref(workbook);
        indicator::validate(&self.mapping, &mut sink);
        let found = indicator::resolve_own(&self.mapping, &"".into(), books, &mut sink);
        let mut problems = BTreeMap::new();
        for name in self.mapping.names().filter(|name| !found.values.contains_key(*name)) {
            let own = |text: &str| text == name || text.starts_with(&format!("{name}."));
            let problem = sink.as_slice().iter().find(|one| one.argument("name").is_some_and(own));
            let words = problem.map(|problem| catalogue.message(problem)).unwrap_or_default();
            problems.insert(name.to_owned(), words);
        }
        problems
    }

    fn table(&mut self, sheet: &Sheet, table: &Table, mask: &Mask) {
        let total = total_row(table);
        if mask.persons {
            self.count(sheet);
        } else if table.rows.len() > LONGEST {
            self.count(sheet);
            self.sums(sheet, table);
        } else if let Some(this_year) = indicator_column(sheet, table).filter(|_| table.rows.len() <= MOST) {
            self.rows_as_indicators(sheet, table, this_year);
        } else if let Some(total) = total {
            self.columns_of_total(sheet, table, total);
            self.list(sheet, table);
        } else if table.rows.len() > 1 {
            self.count(sheet);
            self.list(sheet, table);
        }
    }

    /// How many rows there are: all that may be taken of a list of persons.
    fn count(&mut self, sheet: &Sheet) {
        let settings = IndicatorSettings {
            name: self.free_name(&format!("{}个数", sheet.name), ""),
            aggregate: Some(Aggregate::Count),
            ..self.at(sheet)
        };
        self.mapping.indicators.push(settings);
    }

    /// What a long list comes to: no report prints its rows.
    fn sums(&mut self, sheet: &Sheet, table: &Table) {
        let numbers = data_columns(table).filter(|(index, _)| column_type(sheet, table, *index) == ValueType::Number);
        let numbers = numbers.filter(|(index, column)| sums::may_have_one(sheet, table, (*index, column)));
        for (_, column) in numbers.take(SUMS) {
            let (label, outer) = (
                &column.path[column.path.len() - 1],
                &column.path[..column.path.len() - 1],
            );
            let settings = IndicatorSettings {
                name: self.free_name(label, &outer.concat()),
                aggregate: Some(Aggregate::Sum),
                column: Some(column.path.join("/")),
                kind: kind(column.unit.as_ref()),
                unit: column.unit.as_ref().map(Unit::to_string),
                ..self.at(sheet)
            };
            self.mapping.indicators.push(settings);
        }
    }

    /// A table with an indicator per row.
    fn rows_as_indicators(&mut self, sheet: &Sheet, table: &Table, this_year: usize) {
        let beside = |words: &[&str]| {
            let column = table.columns.iter().find(|column| begins(column, words))?;
            Some(Selector {
                column: Some(column.path.join("/")),
                ..Selector::default()
            })
        };
        for (index, row) in table.rows.iter().enumerate().filter(|(_, row)| !row.label.is_empty()) {
            let alone = table.rows.iter().filter(|other| other.label == row.label).count() == 1;
            let path = if alone {
                table.row_path(index)
            } else {
                table.grouped_path(index)
            }
            .join("/");
            let outer = path.rsplit_once('/').map_or("", |(outer, _)| outer);
            let unit = unit(sheet, table, index, this_year);
            let settings = IndicatorSettings {
                name: self.free_name(&row.label, outer),
                column: Some(table.columns[this_year].path.join("/")),
                row: Some(path.clone()),
                kind: kind(unit.as_ref()),
                unit: unit.map(|unit| unit.to_string()),
                base: beside(&LAST_YEAR),
                target: beside(&TARGET),
                ..self.at(sheet)
            };
            self.mapping.indicators.push(settings);
        }
    }

    /// A table with a village per row: the 合计 of each column of numbers.
    fn columns_of_total(&mut self, sheet: &Sheet, table: &Table, total: usize) {
        for (index, column) in data_columns(table).take(MOST) {
            if column_type(sheet, table, index) != ValueType::Number {
                continue;
            }
            let outer = column.path[..column.path.len() - 1].concat();
            let unit = unit(sheet, table, total, index);
            let settings = IndicatorSettings {
                name: self.free_name(&column.path[column.path.len() - 1], &outer),
                column: Some(column.path.join("/")),
                row: Some(table.rows[total].label.to_string()),
                kind: kind(unit.as_ref()),
                unit: unit.map(|unit| unit.to_string()),
                base: beside(table, column, &LAST_YEAR).map(by_column),
                target: beside(table, column, &TARGET).map(by_column),
                ..self.at(sheet)
            };
            self.mapping.indicators.push(settings);
        }
    }

    /// The rows themselves, for a table of the report.
    fn list(&mut self, sheet: &Sheet, table: &Table) {
        let stub = table
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.role == ColumnRole::Stub);
        let comparing = data_columns(table).take(MOST);
        let comparing = comparing.flat_map(|(_, own)| [&LAST_YEAR[..], &TARGET].map(|words| beside(table, own, words)));
        let comparing: Vec<&Column> = comparing.flatten().collect();
        let compared = |column: &Column| comparing.iter().any(|other| std::ptr::eq(*other, column));
        let mut fields: Vec<FieldSettings> = Vec::new();
        for (index, column) in stub
            .chain(data_columns(table).take(MOST))
            .filter(|(_, column)| !column.path.is_empty() && !compared(column))
        {
            let field = field(sheet, table, (index, column));
            if fields.iter().all(|other| other.name != field.name) {
                fields.push(field);
            }
        }
        let name = self.free_name(&format!("{}各行", sheet.name), "");
        let place = self.at(sheet);
        self.mapping.rows.push(RowsSettings {
            name,
            workbook: place.workbook,
            sheet: place.sheet,
            fields,
            ..RowsSettings::default()
        });
    }

    fn at(&self, sheet: &Sheet) -> IndicatorSettings {
        IndicatorSettings {
            workbook: Some(self.workbook.clone()),
            sheet: Some(literal(sheet.name.trim())),
            ..IndicatorSettings::default()
        }
    }

    /// A name that nothing here has yet: a short or taken one gets the words above it in front, then a number.
    fn free_name(&self, inner: &str, outer: &str) -> String {
        let taken = |name: &String| self.mapping.names().any(|taken| taken == name);
        let free = |name: &String| !taken(name) && !indicator::is_given(name);
        let short = name_of(inner);
        let long = name_of(&format!("{outer}{inner}"));
        let numbered = (2..).map(|number| format!("{long}{number}"));
        let mut candidates = [short.clone(), long.clone()].into_iter().chain(numbered);
        let skip = usize::from(short.chars().count() < 3 && long != short);
        candidates.by_ref().skip(skip).find(free).unwrap_or(long)
    }
}

/// The row that is the total of all: 合计, and 小计 only where no other is one.
fn total_row(table: &Table) -> Option<usize> {
    let is_total = |row: &TableRow| row.kind == RowKind::Total;
    let of_all = |row: &TableRow| is_total(row) && !row.label.ends_with("小计");
    let found = table.rows.iter().position(of_all);
    found.or_else(|| table.rows.iter().position(is_total))
}

/// The column of this year's numbers in a table that has an indicator per row.
fn indicator_column(sheet: &Sheet, table: &Table) -> Option<usize> {
    let units = table.columns.iter().any(|column| column.role == ColumnRole::Unit);
    let compared = table.columns.iter().any(|column| begins(column, &LAST_YEAR));
    let numbers = |index: &usize| column_type(sheet, table, *index) == ValueType::Number;
    let mut columns = data_columns(table).filter(|(index, _)| numbers(index));
    let found = columns.find(|(_, column)| begins(column, &THIS_YEAR) || units);
    found.filter(|_| units || compared).map(|(index, _)| index)
}

/// The column that compares with this one: 上年播种面积 beside 播种面积, 上年同期 beside 本年累计 under one group.
fn beside<'t>(table: &'t Table, column: &Column, words: &[&str]) -> Option<&'t Column> {
    let (own, group) = column.path.split_last()?;
    let without = |label: &str, words: &[&str]| {
        words
            .iter()
            .find_map(|word| label.strip_prefix(word).map(str::to_owned))
    };
    let this_year = without(own, &THIS_YEAR);
    let mut others = data_columns(table).map(|(_, other)| other);
    others.find(|other| {
        let Some((label, outer)) = other.path.split_last() else {
            return false;
        };
        let bare = without(label, words).filter(|_| outer == group && other.unit == column.unit);
        // 上年同期, 上年末, 目标数 name nothing but the time.
        bare.is_some_and(|bare| match bare.as_str() {
            "" | "同期" | "同期数" | "数" | "末" => this_year.is_some(),
            bare => bare == own || this_year.as_deref() == Some(bare),
        })
    })
}

fn by_column(column: &Column) -> Selector {
    Selector {
        column: Some(column.path.join("/")),
        ..Selector::default()
    }
}

fn path_of(column: Option<&Column>) -> Option<String> {
    column.map(|column| column.path.join("/"))
}

fn begins(column: &Column, words: &[&str]) -> bool {
    let label = column.path.last().map(String::as_str).unwrap_or_default();
    words.iter().any(|word| label.starts_with(word))
}

fn data_columns(table: &Table) -> impl Iterator<Item = (usize, &Column)> {
    let columns = table.columns.iter().enumerate();
    columns.filter(|(_, column)| column.role == ColumnRole::Data && !column.path.is_empty())
}

/// What most cells of a column hold.
fn column_type(sheet: &Sheet, table: &Table, column: usize) -> ValueType {
    let (mut numbers, mut dates, mut texts) = (0, 0, 0);
    for row in 0..table.rows.len() {
        match number::read(table.cell(sheet, row, column)) {
            Reading::Number { .. } | Reading::Error(_) | Reading::FormulaWithoutValue => numbers += 1,
            Reading::Date(_) => dates += 1,
            Reading::NotANumber | Reading::Time(_) => texts += 1,
            Reading::NotApplicable | Reading::Blank => {}
        }
    }
    if texts > 0 && texts >= numbers.max(dates) {
        ValueType::Text
    } else if dates > numbers {
        ValueType::Date
    } else {
        ValueType::Number
    }
}

/// The unit that counts for a cell, when the configuration can name it.
fn unit(sheet: &Sheet, table: &Table, row: usize, column: usize) -> Option<Unit> {
    let found = table.units_of(sheet, row, column).into_iter().next()?;
    Unit::parse(&found.unit.to_string())
}

fn kind(unit: Option<&Unit>) -> indicator::Kind {
    match unit.map(|unit| &unit.dimension) {
        Some(Dimension::Ratio) => indicator::Kind::Rate,
        _ => indicator::Kind::Flow,
    }
}

/// A label as a name for templates: letters and digits, a letter first.
fn name_of(label: &str) -> String {
    let plain: String = label::without_note(label)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    match plain.chars().next() {
        Some(first) if !first.is_numeric() => plain,
        _ => format!("项{plain}"),
    }
}

/// A text as a pattern that fits it: what has a meaning of its own in patterns becomes any character.
fn literal(text: &str) -> String {
    text.replace(['*', '?', '[', ']', '{', '}', '\\', ',', '!'], "?")
}

/// A pattern that fits the file of every township: the longest run of Han characters in its name, without the
/// township's own name and without what changes from month to month.
fn file_pattern(path: &Path) -> String {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let folder = path
        .parent()
        .and_then(Path::file_name)
        .map(|name| name.to_string_lossy().into_owned());
    let own = folder.filter(|name| !name.is_empty());
    let plain = own.map_or_else(|| stem.clone(), |own| stem.replace(&*own, " "));
    let changing = |c: char| !('\u{4E00}'..='\u{9FFF}').contains(&c) || matches!(c, '年' | '月' | '日');
    let core = plain
        .split(changing)
        .max_by_key(|run| (run.chars().count(), std::cmp::Reverse(run.len())));
    match core.filter(|core| core.chars().count() > 1) {
        Some(core) => format!("*{core}*"),
        None => format!("{}*", literal(&stem)),
    }
}

/// A field of rows as it is proposed for a column, compared with last year's and the target's beside it.
fn field(sheet: &Sheet, table: &Table, (index, column): (usize, &Column)) -> FieldSettings {
    let value_type = column_type(sheet, table, index);
    let number = value_type == ValueType::Number;
    let unit = column.unit.as_ref().filter(|_| number);
    let names = column.role == ColumnRole::Stub;
    FieldSettings {
        name: name_of(&column.path.concat()),
        column: Some(column.path.join("/")),
        value_type: if names { ValueType::Text } else { value_type },
        unit: unit.map(Unit::to_string),
        kind: kind(unit),
        base: path_of(beside(table, column, &LAST_YEAR).filter(|_| number)),
        target: path_of(beside(table, column, &TARGET).filter(|_| number)),
        missing: indicator::MissingPolicy::Dash,
        ..FieldSettings::default()
    }
}

//! Tables whose own title names another year, quarter or township than the report's: last quarter's file, a neighbour's.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::books::{Books, Leaf};
use super::content::fold;
use super::settings::{IndicatorSettings, Mapping, RowsSettings};
use super::township::Roster;
use super::{Calendar, Datum, Indicator, Material};
use crate::diag::{Code, Diagnostic, Sink};
use crate::place::{CellPlace, CellRef};

/// Words of a title, a folder or a name by which other years than the report's are meant.
const OTHER_TIMES: [&str; 18] = [
    "上年",
    "去年",
    "往年",
    "历年",
    "近年",
    "年来",
    "基期",
    "对比",
    "比较",
    "计划",
    "规划",
    "目标",
    "预算",
    "预计",
    "任务",
    "普查",
    "不变价",
    "可比价",
];

/// The title above a cell.
struct Title<'b, 'a> {
    leaf: &'b Leaf<'a>,
    at: CellRef,
    text: String,
}

/// Tells of the titles over the cells that values were taken from. Those of last year's figures are not looked at: no base
/// or target is, and no value that is of another year by its name, its folder or its pattern.
pub(super) fn tell<'v>(
    mapping: &Mapping,
    values: impl Iterator<Item = &'v Indicator>,
    (books, material): (&Books<'_>, &Material<'_>),
    sink: &mut Sink,
) {
    let mut told = BTreeSet::new();
    for value in values {
        let cells = one_of_each_sheet(value);
        for cell in &cells {
            let Some(title) = books.leaves().find_map(|leaf| Title::over(leaf, cell)) else {
                continue;
            };
            let year = || {
                title
                    .other_year(mapping.calendar)
                    .filter(|year| !title.is_asked_for(mapping, value, year))
            };
            // Of four sheets of quarters each is of its own.
            let quarter = || title.other_quarter(mapping.calendar).filter(|_| cells.len() == 1);
            let other = || title.other_township(books, material.roster);
            let name = || Some((other()?.to_owned(), material.township.to_string()));
            for (found, expected) in year().into_iter().chain(quarter()).chain(name()) {
                let place = title.leaf.place(title.at);
                let problem = Diagnostic::new(Code::TitleOther).with("found", &found);
                let problem = problem.with("expected", expected).at_cell(&place);
                if told.insert((place, found)) {
                    sink.push(problem);
                }
            }
        }
    }
}

/// The first of the value's cells on each sheet.
fn one_of_each_sheet(value: &Indicator) -> Vec<&CellPlace> {
    let records = match &value.datum {
        Datum::Rows(records) => records.as_slice(),
        Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Missing(..) => &[],
    };
    let fields = records.iter().flat_map(|record| &record.fields);
    let mut cells: Vec<&CellPlace> = Vec::new();
    for cell in value.sources.iter().chain(fields.flat_map(|field| &field.sources)) {
        if cells.last().is_none_or(|last| last.tab != cell.tab) {
            cells.push(cell);
        }
    }
    cells
}

impl<'b, 'a> Title<'b, 'a> {
    /// The title of the table that a cell of the sheet stands in; of a form the first line, where nothing stands beside it.
    fn over(leaf: &'b Leaf<'a>, cell: &CellPlace) -> Option<Self> {
        if *cell != leaf.place(cell.cell) {
            return None;
        }
        let CellRef { row, column } = cell.cell;
        let table = leaf.found().iter().find(|table| {
            let own = table.columns.iter().any(|own| own.column == column);
            own && table.rows.binary_search_by_key(&row, |own| own.row).is_ok()
        });
        let mut cells = leaf.sheet.cells.iter();
        let Some(table) = table else {
            let (at, first) = cells.next()?;
            let alone = cells.next().is_none_or(|(next, _)| next.row > at.row);
            let text = first.text().map(fold).filter(|_| alone && at.row < row)?;
            return Some(Self { leaf, at: *at, text });
        };
        let title = fold(table.title.as_deref()?);
        let above = cells.take_while(|(at, _)| at.row < table.header_rows.0);
        let mut above = above.filter_map(|(at, cell)| Some((*at, fold(cell.text()?))));
        let at = above.find(|(_, line)| !line.is_empty() && title.contains(&**line));
        let corner = CellRef::new(table.header_rows.0, table.columns.first()?.column);
        Some(Self {
            leaf,
            at: at.map_or(corner, |(at, _)| at),
            text: title,
        })
    }

    /// The one year that the title names, where the report is of another; several years, the end of one and what is compared
    /// with one are of many reports.
    fn other_year(&self, calendar: Calendar) -> Option<(String, String)> {
        let own = years_of(calendar)?;
        let [(at, year)] = years(&self.text)[..] else {
            return None;
        };
        let (before, behind) = (&self.text[..at], &self.text[at + 4..]);
        let part = ["末", "底", "初", "以来", "以前", "之前", "后"];
        let is_of_year = behind
            .strip_prefix('年')
            .is_some_and(|behind| !part.iter().any(|part| behind.starts_with(part)));
        let linked = before.ends_with([
            '与', '比', '较', '同', '自', '从', '至', '到', '截', '-', '—', '~', '–', '按', '以',
        ]);
        let other = OTHER_TIMES.iter().any(|word| self.text.contains(word));
        let is_other = is_of_year && !linked && !other && !own.contains(&year);
        is_other.then(|| (format!("{year}年"), format!("{}年", own.end())))
    }

    /// Whether the configuration asks for a value of this year: by the indicator's name, its file or its folder.
    fn is_asked_for(&self, mapping: &Mapping, value: &Indicator, (year, _): &(String, String)) -> bool {
        let name = &*value.name;
        let of_indicator = |settings: &&IndicatorSettings| settings.name == name;
        let of_rows = |settings: &&RowsSettings| settings.name == name;
        let indicator = mapping.indicators.iter().find(of_indicator);
        let rows = mapping.rows.iter().find(of_rows);
        let own = indicator.map(|settings| [&settings.workbook, &settings.sheet]);
        let own = own.or_else(|| rows.map(|settings| [&settings.workbook, &settings.sheet]));
        let folder = mapping.folders.get(self.leaf.folder).map(String::as_str);
        let mut words = own.into_iter().flatten().filter_map(|pattern| pattern.as_deref());
        let digits = year.trim_end_matches('年');
        let says = |words: &str| words.contains(digits) || OTHER_TIMES.iter().any(|word| words.contains(word));
        says(name) || says(self.leaf.folder) || folder.is_some_and(says) || words.any(says)
    }

    /// The one quarter that the title names, where the report ends with another.
    fn other_quarter(&self, calendar: Calendar) -> Option<(String, String)> {
        const NAMES: [&[&str]; 4] = [
            &["一季度", "1季度"],
            &["二季度", "2季度", "上半年"],
            &["三季度", "3季度"],
            &["四季度", "4季度"],
        ];
        let (_, last) = calendar.period?;
        let ends = last == last.last_of_month() && last.month() % 3 == 0;
        let own = usize::try_from(last.month() / 3)
            .ok()?
            .checked_sub(1)
            .filter(|_| ends)?;
        let named = |quarter: &usize| NAMES[*quarter].iter().any(|name| self.text.contains(name));
        let all: Vec<usize> = (0..NAMES.len()).filter(named).collect();
        let [found] = all[..] else { return None };
        let (found, expected) = (
            NAMES[found].iter().find(|name| self.text.contains(**name))?,
            NAMES[own][0],
        );
        let is_other = *found != expected && !NAMES[own].contains(found);
        is_other.then(|| ((*found).to_owned(), expected.to_owned()))
    }

    /// The other township of the job whose name the title of a table in the township's own folder begins with.
    fn other_township(&self, books: &Books<'_>, roster: &Roster) -> Option<&str> {
        if !self.leaf.folder.is_empty() || books.labels.speaks_of_township(&self.text) {
            return None;
        }
        // 2026年一季度石鼓镇统计表 and 富顺县石鼓镇统计表 as well.
        let text = self.text.trim_start_matches(|c: char| !c.is_alphabetic());
        let above = text.match_indices(['年', '度', '月', '市', '县', '区', '旗', '州']);
        let behind = above.filter_map(|(at, above)| text.get(at + above.len()..));
        [text].into_iter().chain(behind).find_map(|text| roster.at_start(text))
    }
}

/// The years that the report is of.
fn years_of(calendar: Calendar) -> Option<std::ops::RangeInclusive<i16>> {
    let year = |day: Date| day.year();
    let period = calendar.period.map(|(first, last)| year(first)..=year(last));
    period.or_else(|| calendar.year.map(|year| year..=year))
}

/// The different numbers of four digits that may be years, each with its place.
fn years(text: &str) -> Vec<(usize, i16)> {
    let mut found: Vec<(usize, i16)> = Vec::new();
    let mut runs = text.match_indices(|c: char| c.is_ascii_digit()).peekable();
    while let Some((at, _)) = runs.next() {
        let mut end = at + 1;
        while runs.next_if(|(next, _)| *next == end).is_some() {
            end += 1;
        }
        let year = text[at..end].parse().ok().filter(|year| (1900..2200).contains(year));
        found.extend(year.map(|year| (at, year)));
    }
    found.dedup_by_key(|(_, year)| *year);
    found
}

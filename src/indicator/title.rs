//! Tables whose own title, sheet or file names another year, part of the year or township than the report's: last quarter's
//! file, a neighbour's.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::books::{Books, Leaf, file_name};
use super::months::{self, Months};
use super::settings::{IndicatorSettings, Mapping, RowsSettings};
use super::township::Roster;
use super::{Calendar, Datum, Indicator, Material};
use crate::diag::{Code, Diagnostic, Location, Sink, term};
use crate::place::{CellPlace, CellRef};
use crate::tables::flat;

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

/// What says of which time the figures of a cell are.
struct Title<'b, 'a> {
    leaf: &'b Leaf<'a>,
    location: Location,
    /// The term for it.
    sort: &'static str,
    text: String,
}

/// Tells of the titles over the cells that values were taken from, and of the names of their sheets and files. Those of last
/// year's figures are not looked at: no base or target is, and no value that is of another year by its name, its folder or its
/// pattern.
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
            let Some(leaf) = books.leaves().find(|leaf| leaf.place(cell.cell) == **cell) else {
                continue;
            };
            let mut said = BTreeSet::new();
            for title in Title::all(leaf, cell) {
                for (found, expected) in title.others(mapping, (value, cells.len()), books, material) {
                    // What the title says is not told of the file once more.
                    let new = said.insert(found.clone()) && told.insert((title.location.clone(), found.clone()));
                    let problem = Diagnostic::new(Code::TitleOther).with("found", &found);
                    let problem = problem.with("where", term(title.sort)).with("expected", expected);
                    if new {
                        sink.push(problem.at(title.location.clone()));
                    }
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
    /// All that speaks of the figures of a cell, the nearest first.
    fn all(leaf: &'b Leaf<'a>, cell: &CellPlace) -> Vec<Self> {
        let file = file_name(&leaf.workbook.file);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let name = |sort, location, text: &str| Self {
            leaf,
            location,
            sort,
            text: flat(text),
        };
        let sheet = name("where-sheet", leaf.location(), &leaf.sheet.name);
        let file = name("where-file", Location::File(Arc::clone(&leaf.workbook.file)), stem);
        Self::over(leaf, cell).into_iter().chain([sheet, file]).collect()
    }

    /// What it says that the report is not of, each with what that is of.
    fn others(
        &self,
        mapping: &Mapping,
        (value, sheets): (&Indicator, usize),
        books: &Books<'_>,
        material: &Material<'_>,
    ) -> Vec<(String, String)> {
        let is_meant = |(found, _): &(String, String)| self.is_asked_for(mapping, value, found);
        let year = self.other_year(mapping.calendar);
        // Of four sheets of quarters each is of its own.
        let months = || self.other_months(mapping.calendar).filter(|_| sheets == 1);
        let of_time = year.into_iter().chain(months()).filter(|other| !is_meant(other));
        let name = || {
            let other = self
                .other_township(books, material.roster)
                .filter(|_| self.sort == "where-title");
            Some((other?.to_owned(), material.township.to_string()))
        };
        of_time.chain(name()).collect()
    }

    /// The title of the table that a cell of the sheet stands in; of a form the first line, where nothing stands beside it.
    fn over(leaf: &'b Leaf<'a>, cell: &CellPlace) -> Option<Self> {
        let title = |at: CellRef, text: String| Self {
            leaf,
            location: Location::Cell(leaf.place(at)),
            sort: "where-title",
            text,
        };
        let CellRef { row, column } = cell.cell;
        let table = leaf.found().iter().find(|table| {
            let own = table.columns.iter().any(|own| own.column == column);
            own && table.rows.binary_search_by_key(&row, |own| own.row).is_ok()
        });
        let mut cells = leaf.sheet.cells.iter();
        let Some(table) = table else {
            let (at, first) = cells.next()?;
            let alone = cells.next().is_none_or(|(next, _)| next.row > at.row);
            let text = first.text().map(flat).filter(|_| alone && at.row < row)?;
            return Some(title(*at, text));
        };
        let words = flat(table.title.as_deref()?);
        let above = cells.take_while(|(at, _)| at.row < table.header_rows.0);
        let mut above = above.filter_map(|(at, cell)| Some((*at, flat(cell.text()?))));
        let at = above.find(|(_, line)| !line.is_empty() && words.contains(&**line));
        let corner = CellRef::new(table.header_rows.0, table.columns.first()?.column);
        Some(title(at.map_or(corner, |(at, _)| at), words))
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
            .is_some_and(|behind| !part.iter().any(|part| behind.starts_with(part)) && !is_day(behind))
            // 2024三季度, 2024Q3.
            || months::named(behind).first().is_some_and(|first| behind.starts_with(&*first.text));
        let linked = before.ends_with([
            '与', '比', '较', '同', '自', '从', '至', '到', '截', '-', '—', '~', '–', '按', '以',
        ]);
        let other = OTHER_TIMES.iter().any(|word| self.text.contains(word));
        let is_other = is_of_year && !linked && !other && !own.contains(&year);
        is_other.then(|| (format!("{year}年"), format!("{}年", own.end())))
    }

    /// Whether the configuration asks for a value of this time: by the indicator's name, its place, its file or its folder.
    fn is_asked_for(&self, mapping: &Mapping, value: &Indicator, time: &str) -> bool {
        let name = &*value.name;
        let of_indicator = |settings: &&IndicatorSettings| settings.name == name;
        let of_rows = |settings: &&RowsSettings| settings.name == name;
        let indicator = mapping.indicators.iter().find(of_indicator);
        let rows = mapping.rows.iter().find(of_rows);
        let own = indicator.map(|own| vec![&own.workbook, &own.sheet, &own.column, &own.row]);
        let own = own.or_else(|| rows.map(|settings| vec![&settings.workbook, &settings.sheet]));
        let folder = mapping.folders.get(self.leaf.folder).map(String::as_str);
        let mut words = own.into_iter().flatten().filter_map(|words| words.as_deref());
        let said = time.strip_suffix('年').unwrap_or(time);
        let says = |words: &str| flat(words).contains(said) || OTHER_TIMES.iter().any(|word| words.contains(word));
        says(name) || says(self.leaf.folder) || folder.is_some_and(says) || words.any(says)
    }

    /// The one part of the year that the title names, where it ends with another month than the report's period.
    fn other_months(&self, calendar: Calendar) -> Option<(String, String)> {
        let (first, last) = calendar.period?;
        let mut named = months::named(&self.text);
        let (Some(only), true) = (named.pop(), named.is_empty()) else {
            return None;
        };
        let whole = last == last.last_of_month();
        let may_be = may_be_of(&only, (first, last));
        let other = OTHER_TIMES.iter().any(|word| self.text.contains(word));
        let own = match (whole, last.month()) {
            (true, 3) => "一季度".to_owned(),
            (true, 6) => "二季度".to_owned(),
            (true, 9) => "三季度".to_owned(),
            (true, 12) if first.month() == 1 => "全年".to_owned(),
            (true, 12) => "四季度".to_owned(),
            (_, month) if first.month() == month => format!("{month}月"),
            (_, month) => format!("{}—{month}月", first.month()),
        };
        (!may_be && !other).then_some((only.text, own))
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

/// Whether the figures of a period may be called those of these months. Those of 1—9月 are in a table of 9月 as well, those
/// of the whole year in none of 12月 or 四季度. By 20 November the newest of a quarter are those of 前三季度.
pub(super) fn may_be_of(months: &Months, (first, last): (Date, Date)) -> bool {
    let (month, whole) = (last.month(), last == last.last_of_month());
    if whole && (first.month(), month) == (1, 12) {
        return (months.first, months.last) == (1, 12);
    }
    let of_quarters = months.last % 3 == 0 && !months.text.ends_with('月');
    let before = month - 1;
    if !of_quarters || whole && month % 3 == 0 {
        return months.last == month || !whole && months.last == before;
    }
    let newest = (if whole { month } else { before }) / 3 * 3;
    let goes_on = months.first <= month && month <= months.last;
    goes_on || newest == 0 || months.last == newest
}

/// Whether a day follows a year, or the month of a document: a table of 2023 may be drawn up on 2024年1月5日, and its form
/// be that of 2022年7月修订.
fn is_day(behind: &str) -> bool {
    let month = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    let day = month
        .strip_prefix('月')
        .map(|day| day.trim_start_matches(|c: char| c.is_ascii_digit()));
    day.is_some_and(|day| day.starts_with(['日', '号']) || months::is_of_document(day))
}

/// The years that the report is of.
pub(super) fn years_of(calendar: Calendar) -> Option<std::ops::RangeInclusive<i16>> {
    let year = |day: Date| day.year();
    let period = calendar.period.map(|(first, last)| year(first)..=year(last));
    period.or_else(|| calendar.year.map(|year| year..=year))
}

/// The different numbers of four digits that may be years, each with its place.
pub(super) fn years(text: &str) -> Vec<(usize, i16)> {
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

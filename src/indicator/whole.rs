//! A sheet of the whole among those of its parts: 汇总 beside a sheet for every village would be counted twice (WB-02).

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::books::{Books, Leaf, Scope, file_name};
use super::months::{self, Months};
use super::township;
use crate::diag::{Code, Diagnostic, Sink};
use crate::tables::label::normalise;
use crate::tables::{ColumnRole, Table, TableRow, number};
use crate::unit::Unit;

/// Words by which a sheet or a file is one of the whole.
const WHOLES: [&str; 13] = [
    "汇总",
    "合计",
    "总计",
    "总表",
    "总数",
    "累计",
    "全镇",
    "全乡",
    "全街道",
    "全村",
    "全年",
    "各村",
    "全部",
];

/// What a sheet of one part is called by: its figures may be the sum of the others' by chance.
const PARTS: [&str; 8] = ["村", "社区", "居委会", "村委会", "组", "社", "队", "月"];

/// So many rows of each sheet are compared one by one.
const ROWS: usize = 64;

/// A sheet that gives some of the rows, with the tables that they stand in.
pub(super) struct Member<'b, 'a> {
    leaf: &'b Leaf<'a>,
    tables: Vec<&'b Table>,
}

impl<'b, 'a> Member<'b, 'a> {
    /// A sheet with these of its tables.
    pub(super) const fn new(leaf: &'b Leaf<'a>, tables: Vec<&'b Table>) -> Self {
        Self { leaf, tables }
    }
}

/// Why a sheet is taken for one of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Its name, or several figures that are each the sum of the others'.
    Sure,
    /// One figure, or a name that a village may have as well.
    Doubtful,
}

/// Tells of the sheets among `members` that are of the whole; false where one certainly is, so that nothing may be made of
/// them all.
pub(super) fn none_among(
    members: &[Member<'_, '_>],
    (scope, name): (Scope<'_>, &str),
    books: &Books<'_>,
    sink: &mut Sink,
) -> bool {
    let by_name = by_name(members, books);
    let by_figures = by_figures(members);
    let mut none = true;
    for (member, signs) in members.iter().zip(by_name.into_iter().zip(by_figures)) {
        let sign = match signs {
            // A township's short name is a village's as well, unless the figures say what it is.
            (Some(Sign::Doubtful), Some(_)) => Some(Sign::Sure),
            (by_name, by_figures) => by_name.or(by_figures),
        };
        let own = member.leaf.sheet.name.trim();
        // Who spells out the name of a sheet among others may mean all of them: a row each for 水田, 旱地 and 耕地.
        let spelled = scope
            .sheet
            .is_some_and(|pattern| pattern.contains(own) && pattern.trim() != own);
        let Some(sign) = sign.map(|sign| if spelled { Sign::Doubtful } else { sign }) else {
            continue;
        };
        let code = match sign {
            Sign::Sure => Code::SheetOfWhole,
            Sign::Doubtful => Code::SheetLikeWhole,
        };
        none &= sign != Sign::Sure;
        let pattern = scope.sheet.unwrap_or("*");
        let problem = Diagnostic::new(code).with("name", name).with("pattern", pattern);
        let problem = problem.with("sheet", own);
        sink.push(problem.with("count", members.len()).at(member.leaf.location()));
    }
    none
}

/// What the names of the sheets say: a word that all of them have tells none from the others.
fn by_name(members: &[Member<'_, '_>], books: &Books<'_>) -> Vec<Option<Sign>> {
    let sheet = |member: &Member<'_, '_>| normalise(&member.leaf.sheet.name);
    let file = |member: &Member<'_, '_>| normalise(file_name(&member.leaf.workbook.file));
    let says = |name: &str| WHOLES.iter().any(|word| name.contains(word));
    let few = |said: &[bool]| said.iter().filter(|said| **said).count() * 2 <= said.len();
    let by_sheet: Vec<bool> = members.iter().map(|member| says(&sheet(member))).collect();
    let by_file: Vec<bool> = members.iter().map(|member| says(&file(member))).collect();
    let (few_sheets, few_files) = (few(&by_sheet), few(&by_file));
    let townships = members.iter().filter(|member| township::is_one(&sheet(member)));
    let of_villages = townships.count() <= 1;
    let months: Vec<Option<Months>> = members.iter().map(|member| only_months(&sheet(member))).collect();
    let sign = |(index, member): (usize, &Member<'_, '_>)| {
        let name = sheet(member);
        let own = of_villages && members.len() > 1 && books.labels.is_township(&name);
        // 一季度 beside 1月, 2月 and 3月.
        let of_several = months[index]
            .as_ref()
            .is_some_and(|own| months.iter().flatten().any(|part| own.holds(part)));
        let by_word = few_sheets && by_sheet[index] || few_files && by_file[index];
        let certain = by_word || of_several || own && township::is_one(&name);
        match (certain && members.len() > 1, own) {
            (true, _) => Some(Sign::Sure),
            (false, true) => Some(Sign::Doubtful),
            (false, false) => None,
        }
    };
    members.iter().enumerate().map(sign).collect()
}

/// The months that a sheet is of, where its name says one part of the year.
fn only_months(name: &str) -> Option<Months> {
    let mut named = months::named(name);
    named.pop().filter(|_| named.is_empty())
}

/// What the figures of the sheets say: those of one are the sums of all others'.
fn by_figures(members: &[Member<'_, '_>]) -> Vec<Option<Sign>> {
    if members.len() < 3 {
        return members.iter().map(|_| None).collect();
    }
    let cells = signs(&members.iter().map(cells).collect::<Vec<_>>());
    // Where villages stand in the rows of one and groups in those of the others, only the sums of the columns can agree.
    let columns = signs(&members.iter().map(columns).collect::<Vec<_>>());
    let is_part = |member: &Member<'_, '_>| {
        let name = normalise(&member.leaf.sheet.name);
        PARTS.iter().any(|word| name.ends_with(word))
    };
    let found = cells.into_iter().zip(columns).zip(members);
    found
        .map(|((cells, columns), member)| cells.unwrap_or(columns.flatten()).filter(|_| !is_part(member)))
        .collect()
}

/// Figures by the labels that lead to them.
type Figures = BTreeMap<(String, String), Decimal>;

/// For each sheet what its figures say; nothing at all where none of them has a counterpart on two others.
fn signs(sheets: &[Figures]) -> Vec<Option<Option<Sign>>> {
    let mut sums: BTreeMap<&(String, String), (Option<Decimal>, usize)> = BTreeMap::new();
    for (key, figure) in sheets.iter().flatten() {
        let (sum, count) = sums.entry(key).or_insert((Some(Decimal::ZERO), 0));
        *sum = sum.and_then(|sum| sum.checked_add(*figure));
        *count += 1;
    }
    let judge = |figures: &Figures| {
        let (mut alike, mut different) = (0, 0);
        for (key, figure) in figures.iter().filter(|(_, figure)| !figure.is_zero()) {
            match sums.get(key) {
                Some((sum, count)) if *count > 2 && sum.is_some() => {
                    let is_sum = *sum == figure.checked_mul(Decimal::TWO);
                    *(if is_sum { &mut alike } else { &mut different }) += 1;
                }
                Some(_) | None => {}
            }
        }
        let sign = if alike > 1 { Sign::Sure } else { Sign::Doubtful };
        (alike + different > 0).then_some((alike > different).then_some(sign))
    };
    sheets.iter().map(judge).collect()
}

/// The columns of a table whose figures have a sum, by their index.
fn summable(table: &Table) -> impl Iterator<Item = usize> {
    let columns = table.columns.iter().enumerate();
    let summable =
        columns.filter(|(_, column)| column.role == ColumnRole::Data && column.unit.as_ref().is_none_or(Unit::has_sum));
    summable.map(|(index, _)| index)
}

/// The figures of the first rows of data.
fn cells(member: &Member<'_, '_>) -> Figures {
    figures(member, ROWS, |table, row| normalise(&table.grouped_path(row).join("/")))
}

/// The sums of the columns.
fn columns(member: &Member<'_, '_>) -> Figures {
    figures(member, usize::MAX, |_, _| String::new())
}

/// The figures of some rows of data, those of one label and one column added up.
fn figures(member: &Member<'_, '_>, most: usize, label: impl Fn(&Table, usize) -> String) -> Figures {
    let mut figures = Figures::new();
    for table in &member.tables {
        for column in summable(table) {
            let path = table.columns[column].path.join("/");
            let has_sum = |row: &(usize, &TableRow)| row.1.unit.as_ref().is_none_or(|found| found.unit.has_sum());
            for (row, _) in table.data_rows().take(most).filter(has_sum) {
                if let Some(figure) = number::value(table.cell(member.leaf.sheet, row, column)) {
                    let sum = figures.entry((label(table, row), path.clone())).or_default();
                    *sum = sum.checked_add(figure).unwrap_or(*sum);
                }
            }
        }
    }
    figures
}

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

/// Words that make a name one of the whole where it ends with them, and alone: 农业汇总, 合计. Inside a name they may be
/// part of other words: 综合计划, 历年累计结转.
const ENDS: [&str; 6] = ["汇总", "合计", "总计", "总表", "总数", "累计"];

/// Words for all that there is, where a name begins with them, and alone: of 安全村 and 万全镇 they are no part.
const STARTS: [&str; 10] = [
    "全镇",
    "全乡",
    "全街道",
    "全村",
    "全年",
    "全部",
    "汇总",
    "合计",
    "总计",
    "总表",
];

/// What may stand beside such words in the name of a sheet of the whole: 各村汇总表, 全镇合计数.
const AROUND: [&str; 6] = ["各村", "各社区", "表", "数", "情况", "统计"];

/// What a sheet of one part is called by: its figures may be the sum of the others' by chance.
const PARTS: [&str; 8] = ["村", "社区", "居委会", "村委会", "组", "社", "队", "月"];

/// So many figures are not each the sum of the others' by chance, nor are fewer of which one is large.
const AGREEING: usize = 3;
const AGREEING_WITH_LARGE: usize = 2;
const LARGE: u32 = 100;

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

/// What the sheets are wanted for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'s> {
    scope: Scope<'s>,
    /// Whose sheets they are, for messages.
    name: &'s str,
    /// Whether their figures are made into one.
    adds: bool,
}

impl<'s> Wanted<'s> {
    /// One figure of all sheets.
    pub(super) const fn to_add(scope: Scope<'s>, name: &'s str) -> Self {
        let adds = true;
        Self { scope, name, adds }
    }

    /// Rows of every sheet: for 1—3月, 1—6月 and 1—9月 nothing is counted twice.
    pub(super) const fn side_by_side(scope: Scope<'s>, name: &'s str) -> Self {
        let adds = false;
        Self { scope, name, adds }
    }
}

/// How certain it is that a sheet is one of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// A name that says nothing else, or several figures that are each the sum of the others'.
    Sure,
    /// Few small figures, or a name that a part may have as well: sure where both speak.
    Doubtful,
}

/// Tells of the sheets among `members` that are of the whole; false where one certainly is, so that nothing may be made of
/// them all.
pub(super) fn none_among(
    members: &[Member<'_, '_>],
    Wanted { scope, name, adds }: Wanted<'_>,
    books: &Books<'_>,
    sink: &mut Sink,
) -> bool {
    let by_name = by_name(members, adds, books);
    let by_figures = by_figures(members);
    let mut none = true;
    for (member, signs) in members.iter().zip(by_name.into_iter().zip(by_figures)) {
        let sign = match signs {
            // A township's short name is a village's as well, unless the figures say what it is.
            (Some(Sign::Doubtful), Some(_)) => Some(Sign::Sure),
            // Of two sheets each is the sum of all others where they are alike.
            (None, Some(_)) if members.len() < 3 => None,
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
        let problem = problem.with("sheet", called(member, members));
        sink.push(problem.with("count", members.len()).at(member.leaf.location()));
    }
    none
}

/// How a message calls a sheet: with its workbook where another has a sheet of the same name.
fn called(member: &Member<'_, '_>, members: &[Member<'_, '_>]) -> String {
    let name = |member: &Member<'_, '_>| member.leaf.sheet.name.trim().to_owned();
    let own = name(member);
    if members.iter().filter(|other| name(other) == own).count() < 2 {
        return own;
    }
    format!("{} › {own}", file_name(&member.leaf.workbook.file))
}

/// What the names of the sheets say: a word that all of them have tells none from the others.
fn by_name(members: &[Member<'_, '_>], adds: bool, books: &Books<'_>) -> Vec<Option<Sign>> {
    if members.len() < 2 {
        return vec![None; members.len()];
    }
    let sheets: Vec<String> = members
        .iter()
        .map(|member| normalise(&member.leaf.sheet.name))
        .collect();
    let files: Vec<String> = members.iter().map(|member| normalise(stem(member))).collect();
    let (by_sheet, by_file) = (of_few(&sheets), of_few(&files));
    let of_villages = sheets.iter().filter(|name| township::is_one(name)).count() <= 1;
    let by_months = by_months(&sheets, adds);
    let sign = |(index, name): (usize, &String)| {
        let is_own = of_villages && books.labels.is_township(name);
        let own = is_own.then(|| match township::is_one(name) {
            true => Sign::Sure,
            false => Sign::Doubtful,
        });
        let said = [by_sheet[index], by_file[index], by_months[index], own];
        let sure = said.into_iter().flatten().find(|sign| *sign == Sign::Sure);
        sure.or_else(|| said.into_iter().flatten().next())
    };
    sheets.iter().enumerate().map(sign).collect()
}

/// The name of a sheet's workbook without its ending.
fn stem<'m>(member: &'m Member<'_, '_>) -> &'m str {
    let name = file_name(&member.leaf.workbook.file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// What each of some names says, where at most half of them say anything.
fn of_few(names: &[String]) -> Vec<Option<Sign>> {
    let said: Vec<Option<Sign>> = names.iter().map(|name| says(name)).collect();
    let few = said.iter().flatten().count() * 2 <= said.len();
    said.into_iter().map(|sign| sign.filter(|_| few)).collect()
}

/// What a name without blanks says, whatever time stands before it: 2025年1—9月全镇汇总.
fn says(name: &str) -> Option<Sign> {
    let time = |c: char| c.is_ascii_digit() || "年月-—–~～至.".contains(c);
    let name = name.split(['(', '（']).next()?.trim_start_matches(time);
    if is_only_of_whole(name) {
        return Some(Sign::Sure);
    }
    let without = AROUND.iter().find_map(|word| name.strip_suffix(word)).unwrap_or(name);
    let ends = ENDS.iter().any(|word| name.ends_with(word) || without.ends_with(word));
    let is_like = ends || STARTS.iter().any(|word| name.starts_with(word));
    (is_like && !is_part(name)).then_some(Sign::Doubtful)
}

/// Whether a name is made of nothing but words of the whole and what stands beside them.
fn is_only_of_whole(name: &str) -> bool {
    let whole = || STARTS.iter().chain(&ENDS);
    let mut rest = name;
    while let Some(behind) = whole().chain(&AROUND).find_map(|word| rest.strip_prefix(word)) {
        rest = behind;
    }
    rest.is_empty() && whole().any(|word| name.contains(word))
}

/// Whether a name is that of one part.
fn is_part(name: &str) -> bool {
    PARTS.iter().any(|word| name.ends_with(word))
}

/// What the months in the names of the sheets say: 一季度 beside 1月, 2月 and 3月 is the whole of them where they are added.
fn by_months(sheets: &[String], adds: bool) -> Vec<Option<Sign>> {
    let months: Vec<Option<Months>> = sheets.iter().map(|name| only_months(name)).collect();
    let holds_another = |own: &Months| months.iter().flatten().any(|part| own.holds(part));
    let sign = |own: &Option<Months>| (adds && own.as_ref().is_some_and(holds_another)).then_some(Sign::Sure);
    months.iter().map(sign).collect()
}

/// The months that a sheet is of, where its name says one part of the year.
fn only_months(name: &str) -> Option<Months> {
    let mut named = months::named(name);
    named.pop().filter(|_| named.is_empty())
}

/// What the figures of the sheets say: those of one are the sums of all others'.
fn by_figures(members: &[Member<'_, '_>]) -> Vec<Option<Sign>> {
    // One sheet alone has nothing to be the sum of, and may be long.
    if members.len() < 2 {
        return vec![None; members.len()];
    }
    let cells = signs(&members.iter().map(cells).collect::<Vec<_>>());
    // Where villages stand in the rows of one and groups in those of the others, only the sums of the columns can agree.
    let columns = signs(&members.iter().map(columns).collect::<Vec<_>>());
    let is_part = |member: &Member<'_, '_>| is_part(&normalise(&member.leaf.sheet.name));
    let found = cells.into_iter().zip(columns).zip(members);
    found
        .map(|((cells, columns), member)| cells.unwrap_or(columns.flatten()).filter(|_| !is_part(member)))
        .collect()
}

/// Figures by the labels that lead to them.
type Figures = BTreeMap<(String, String), Decimal>;

/// For each sheet what its figures say; nothing at all where none of them has a counterpart on two others, or on the only
/// other.
fn signs(sheets: &[Figures]) -> Vec<Option<Option<Sign>>> {
    let mut sums: BTreeMap<&(String, String), (Option<Decimal>, usize)> = BTreeMap::new();
    for (key, figure) in sheets.iter().flatten() {
        let (sum, count) = sums.entry(key).or_insert((Some(Decimal::ZERO), 0));
        *sum = sum.and_then(|sum| sum.checked_add(*figure));
        *count += 1;
    }
    let judge = |figures: &Figures| {
        let (mut alike, mut large, mut different) = (0, 0, 0);
        for (key, figure) in figures.iter().filter(|(_, figure)| !figure.is_zero()) {
            match sums.get(key) {
                Some((sum, count)) if *count > 2.min(sheets.len() - 1) && sum.is_some() => {
                    let is_sum = *sum == figure.checked_mul(Decimal::TWO);
                    *(if is_sum { &mut alike } else { &mut different }) += 1;
                    large += usize::from(is_sum && figure.abs() >= Decimal::from(LARGE));
                }
                Some(_) | None => {}
            }
        }
        let is_sure = alike >= AGREEING || large > 0 && alike >= AGREEING_WITH_LARGE;
        let sign = if is_sure { Sign::Sure } else { Sign::Doubtful };
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

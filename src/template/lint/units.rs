//! Units typed beside bare numbers (spec §5), in the text and in the heads and captions of tables: both are known.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::qualifiers;
use super::super::table::unit_of;
use super::shown;
use crate::diag::{Code, Diagnostic};
use crate::report::{Block, Figure, Inline, Report, Row, Table, TableCell, plain_text};
use crate::unit::{Dimension, Scale, Unit};

/// Letters of the longest unit that is looked for behind a number.
const UNIT_LETTERS: usize = 5;
/// Units of a group are not one another (spec §5): persons, times that persons came, and households; lengths of time.
const GROUPS: [&[&str]; 2] = [&["人次", "人", "名", "户"], &["个月", "小时", "年", "月", "天", "日"]];
/// Two names of one unit.
const ALIKE: [[&str; 2]; 3] = [["名", "人"], ["个月", "月"], ["天", "日"]];
/// Letters that are a unit or a scale, each with those behind it that make another word of both: 元旦, 人均, 亩产, 百姓.
const OTHER_WORDS: [(char, &str); 19] = [
    ('元', "旦月宵素首年"),
    ('人', "均家口大民才士员力工类选生社行事"),
    ('户', "均籍主型外口头"),
    ('名', "为单称列义校医次"),
    ('个', "体人性别案税头"),
    ('家', "庭具禽畜装政属长"),
    ('项', "目"),
    ('亩', "均产"),
    ('吨', "位"),
    ('斤', "两"),
    ('米', "粮面粉线"),
    ('里', "程面外边"),
    ('年', "均底初末度产内来间以前后终中"),
    ('月', "底初末均份"),
    ('天', "然气"),
    ('日', "均常前产"),
    ('百', "分姓货强业花"),
    ('千', "分方里"),
    ('万', "一物众"),
];

/// A figure with what is wrong about the unit beside it.
pub(super) type Found<'a> = (Box<Diagnostic>, &'a Figure);

/// The unit in which a figure is printed bare, without a filter.
fn bare_unit(figure: &Figure) -> Option<&str> {
    let number = figure.formula.is_empty() && figure.text.parse::<Decimal>().is_ok();
    let unit = unit_of(&figure.value);
    (number && unit.len() < figure.value.len() && !unit.is_empty()).then_some(unit)
}

/// Whether two units of one dimension are of one size; none where they measure different things.
fn same_size(one: &Unit, other: &Unit) -> Option<bool> {
    let factor = (one.dimension == other.dimension).then(|| one.convert(Decimal::ONE, other))?;
    factor.map(|factor| factor == Decimal::ONE)
}

fn problem(code: Code, words: &str, figure: &Figure, unit: &str) -> Box<Diagnostic> {
    let problem = Diagnostic::new(code)
        .with("words", words)
        .with("name", &figure.indicator);
    problem.with("value", shown(&figure.value)).with("unit", unit)
}

/// A unit typed right behind a bare number that is of another size: `7768.2公斤` of what is 吨.
pub(super) fn behind<'a>(content: &[Inline], figures: &'a [Figure]) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for pair in content.windows(2) {
        let [Inline::Figure { figure, .. }, Inline::Text(after)] = pair else {
            continue;
        };
        let figure = figures.get(figure.0 as usize);
        let Some((figure, own)) = figure.and_then(|figure| Some((figure, bare_unit(figure)?))) else {
            continue;
        };
        if let Some((code, typed)) = wrong_behind(after, own) {
            let words = format!("{}{typed}", figure.text);
            found.push((problem(code, &words, figure, own), figure));
        }
    }
    found
}

fn wrong_behind<'t>(after: &'t str, own: &str) -> Option<(Code, &'t str)> {
    let unit = Unit::parse(own)?.above();
    // 余万元 is read as 万元.
    let after = qualifiers::behind_between(after).unwrap_or(after);
    let typed = typed(after);
    let known = typed
        .iter()
        .find_map(|(words, typed)| Some((*words, same_size(&called_alike(typed), &called_alike(&unit))?)));
    let doubt = || other_measure(&typed, &unit).map(|words| (Code::LintUnitDoubt, words));
    let (scale, rest) = Scale::before(after);
    let scaled = &after[..after.len() - rest.len()];
    match known {
        Some((words, false)) => Some((Code::LintUnit, words)),
        Some((_, true)) => None,
        // 5万亩示范片 may be five of such fields: the scale is of the land, and none of the count.
        None if unit.is_count() && typed.iter().any(|(_, typed)| !typed.is_count()) => doubt(),
        None if scale != Scale::One && scale != unit.scale && !is_other_word(scaled, rest) => {
            Some((Code::LintUnit, scaled))
        }
        None => doubt(),
    }
}

/// The unit with which the words behind a figure begin, where the figure ends with it already: 1.44万吨吨.
pub(super) fn said_again<'t>(figure: &str, after: &'t str) -> Option<&'t str> {
    let again = |(words, _): &(&str, Unit)| figure.ends_with(words);
    // Behind most figures stands a mark.
    after.chars().next().filter(|first| figure.contains(*first))?;
    typed(after).into_iter().find(again).map(|(words, _)| words)
}

/// The units with which the words behind a number may begin, the longest first.
fn typed(after: &str) -> Vec<(&str, Unit)> {
    let ends = after.char_indices().take(UNIT_LETTERS).map(|(at, c)| at + c.len_utf8());
    let units = ends.filter_map(|end| {
        let (words, rest) = after.split_at(end);
        let unit = Unit::parse(words).filter(|_| !is_other_word(words, rest))?;
        Some((words, unit))
    });
    let mut units: Vec<_> = units.collect();
    units.reverse();
    // 人次 is none of 人 with a letter behind it.
    if let Some(longest) = units.iter().position(|(_, unit)| group(unit).is_some()) {
        units.truncate(longest + 1);
    }
    units
}

/// Whether the last letter of some words makes another word with what follows.
fn is_other_word(words: &str, rest: &str) -> bool {
    let pair = words.chars().next_back().zip(rest.chars().next());
    pair.is_some_and(|(last, next)| {
        let mut known = OTHER_WORDS.iter();
        known.any(|(letter, others)| *letter == last && others.contains(next))
    })
}

/// The unit by the usual one of its two names: 名 counts persons as 人 does.
fn called_alike(unit: &Unit) -> Unit {
    let usual = ALIKE.iter().find(|[other, _]| *other == &*unit.symbol);
    let usual = usual.and_then(|[_, usual]| Unit::parse(usual));
    usual.map_or_else(|| unit.clone(), |usual| usual.scaled(unit.scale))
}

/// The group to which a unit belongs.
fn group(unit: &Unit) -> Option<usize> {
    GROUPS.iter().position(|group| group.contains(&&*unit.symbol))
}

fn is_points(unit: &Unit) -> bool {
    matches!(&*unit.symbol, "个百分点" | "百分点")
}

/// A unit behind a number that measures something else: 亩 of what is 吨, 个百分点 of money, 户 of what is 人.
fn other_measure<'t>(typed: &[(&'t str, Unit)], own: &Unit) -> Option<&'t str> {
    let other = |unit: &Unit| match group(unit) {
        Some(of_it) => !own.is_count() || group(own) == Some(of_it),
        None if is_points(unit) => own.dimension != Dimension::Ratio && !is_points(own),
        // 里 says where, too.
        None => !unit.is_count() && !matches!(&*unit.symbol, "里"),
    };
    typed.iter().find(|(_, unit)| other(unit)).map(|(words, _)| *words)
}

/// Bare numbers of tables whose row, head or caption names another size of their unit.
pub(super) fn of_tables(report: &Report) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    for block in &report.blocks {
        if let Block::Table(table) = block {
            found.extend(of_table(table, &report.figures));
        }
    }
    found
}

fn of_table<'a>(table: &Table, figures: &'a [Figure]) -> Vec<Found<'a>> {
    let stated = Stated::of(table);
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    // Most cells of a column are of one unit.
    let mut known: BTreeMap<(usize, &str, bool), Option<Wrong>> = BTreeMap::new();
    for row in &table.body {
        let label = of_label(row, stated.units);
        for cell in &row.cells {
            found.extend(behind(&cell.content, figures));
            let [Inline::Figure { figure, .. }] = cell.content.as_slice() else {
                continue;
            };
            let figure = figures.get(figure.0 as usize);
            let Some((figure, own)) = figure.and_then(|figure| Some((figure, bare_unit(figure)?))) else {
                continue;
            };
            let named = stated.names(row, cell.column, own);
            let wrong = match &label {
                Some(_) => stated.contradicted(label.as_ref(), cell.column, (own, named)),
                None => known
                    .entry((cell.column, own, named))
                    .or_insert_with(|| stated.contradicted(None, cell.column, (own, named)))
                    .clone(),
            };
            // A loop prints one place of the template for every row.
            if let Some((code, stated)) = wrong.filter(|_| told.insert(&figure.template)) {
                let words = format!("{}（{stated}）", figure.text);
                found.push((problem(code, &words, figure, own), figure));
            }
        }
    }
    found
}

/// What a table says of the units of its numbers.
struct Stated {
    caption: Vec<Unit>,
    heads: Vec<Head>,
    /// The column of the units.
    units: Option<usize>,
}

/// The head over a column: its words, and the unit that they name.
struct Head {
    words: String,
    unit: Option<Unit>,
}

/// Words by which a head or a row says of a number that it is a percentage.
const OF_RATIOS: [char; 7] = ['率', '比', '速', '幅', '占', '%', '％'];

impl Stated {
    fn of(table: &Table) -> Self {
        let caption = table.unit.as_deref().map(plain_text).unwrap_or_default();
        let head = |column| Head {
            words: words_over(table, column),
            unit: of_head(table, column),
        };
        Self {
            caption: listed(&caption),
            heads: (0..table.columns.len()).map(head).collect(),
            units: unit_column(table),
        }
    }

    /// Whether the head or the row says by its words what a number is, whatever unit the caption states: 户数, 增速.
    fn names(&self, row: &Row, column: usize, own: &str) -> bool {
        let label = row
            .cells
            .first()
            .map(|cell| plain_text(&cell.content))
            .unwrap_or_default();
        let head = self.heads.get(column).map_or("", |head| head.words.as_str());
        let says = |words: &str| words.contains(own) || own == "%" && words.contains(OF_RATIOS);
        says(&label) || says(head)
    }

    fn contradicted(&self, label: Option<&Unit>, column: usize, (own, named): (&str, bool)) -> Option<Wrong> {
        let head = self.heads.get(column).and_then(|head| head.unit.as_ref());
        let slice = |unit: Option<&Unit>| unit.cloned().into_iter().collect::<Vec<_>>();
        let wrong = contradicted(own, [&slice(label), &slice(head), &self.caption]);
        wrong.filter(|(code, _)| !named || *code != Code::LintUnitDoubt)
    }
}

/// The unit that is stated for a number in a table and is not its own, and how certain that is.
type Wrong = (Code, String);

/// The unit that is stated for a number in another size than its own, or of another measure. What is stated nearest
/// decides: in the row, else in the head, else in the caption.
fn contradicted(own: &str, stated: [&[Unit]; 3]) -> Option<Wrong> {
    let own = Unit::parse(own)?;
    let alike = |units: &[Unit]| -> Vec<(String, bool)> {
        let sizes = units
            .iter()
            .filter_map(|unit| Some((unit.to_string(), same_size(unit, &own)?)));
        sizes.collect()
    };
    let Some(nearest) = stated.into_iter().map(alike).find(|units| !units.is_empty()) else {
        return of_another_measure(&own, stated);
    };
    let right = nearest.iter().any(|(_, same)| *same);
    let (unit, _) = nearest.into_iter().next().filter(|_| !right)?;
    Some((Code::LintUnit, unit))
}

/// A unit that is stated where none of the number's own measure is: 万元 over a column of 亩. Of what is counted, and of a
/// percentage, the head may say by its words what it is, and a row names the unit of what it is called by.
fn of_another_measure(own: &Unit, [label, head, caption]: [&[Unit]; 3]) -> Option<Wrong> {
    let measures = |unit: &&Unit| !unit.is_count();
    if let Some(unit) = head.iter().find(measures) {
        return Some((Code::LintUnit, unit.to_string()));
    }
    let certain = !own.is_count() && own.dimension != Dimension::Ratio;
    // 单位：亩、户 leaves open which of them a number of another kind is.
    let unit = caption.iter().find(measures);
    match unit.filter(|_| certain || caption.iter().all(|unit| measures(&unit))) {
        Some(unit) if certain => Some((Code::LintUnit, unit.to_string())),
        Some(unit) => Some((Code::LintUnitDoubt, unit.to_string())),
        None if certain => {
            let unit = label.iter().find(measures)?;
            Some((Code::LintUnitDoubt, unit.to_string()))
        }
        None => None,
    }
}

/// The units of a caption: `单位：公顷、公斤`.
fn listed(text: &str) -> Vec<Unit> {
    let text = text.trim_start_matches("计量").trim_start_matches("单位");
    let parts = text.trim_start_matches(['：', ':']).split(['、', '，', ',', '；', ' ']);
    parts.filter_map(Unit::parse).collect()
}

/// The unit of a column's head, that of its lowest row first.
fn of_head(table: &Table, column: usize) -> Option<Unit> {
    cells_over(table, column).find_map(|cell| in_head(&plain_text(&cell.content)))
}

/// All words of a column's head.
fn words_over(table: &Table, column: usize) -> String {
    cells_over(table, column)
        .map(|cell| plain_text(&cell.content))
        .collect()
}

/// The cells of the head over a column, the lowest first.
pub(super) fn cells_over(table: &Table, column: usize) -> impl Iterator<Item = &TableCell> {
    table.header.iter().rev().filter_map(move |row| {
        let over = |cell: &&TableCell| (cell.column..cell.column + cell.column_span).contains(&column);
        row.cells.iter().find(over)
    })
}

/// The column of the units: 单位, 计量单位.
fn unit_column(table: &Table) -> Option<usize> {
    let mut cells = table.header.iter().flat_map(|row| &row.cells);
    let cell = cells.find(|cell| matches!(plain_text(&cell.content).trim(), "单位" | "计量单位"))?;
    Some(cell.column)
}

/// The unit that the words of a row name: `粮食产量（吨）`, or its cell in the column of the units.
fn of_label(row: &Row, units: Option<usize>) -> Option<Unit> {
    row.cells.iter().find_map(|cell| match cell.content.as_slice() {
        [Inline::Text(text)] if units == Some(cell.column) => Unit::parse(text),
        [Inline::Text(text)] => in_brackets(text),
        _ => None,
    })
}

fn in_brackets(text: &str) -> Option<Unit> {
    let (_, inside) = text.trim().strip_suffix(['）', ')'])?.rsplit_once(['（', '('])?;
    listed(inside).into_iter().next()
}

/// The unit that a head says, in brackets or by itself; a name by itself could be read as a classifier.
fn in_head(text: &str) -> Option<Unit> {
    let alone = || Unit::parse(text).filter(|unit| !matches!(unit.dimension, Dimension::Count(_)));
    in_brackets(text).or_else(alone)
}

//! Places of rows told in typed words: 产值前两名是…, 最高的是… before the rows that are printed, 名次 over rows that are
//! only numbered (spec §3).

use std::ops::Range;

use rust_decimal::Decimal;

use super::claims::{Found, claim, clause_before};
use super::numerals::place;
use super::printed::{arguments, filter};
use super::subject::subject_of;
use super::words::ENDS;
use super::{Lint, Stretch};
use crate::diag::{Code, Diagnostic, first_few};
use crate::indicator::{Datum, Indicators, Missing, RankOrder, Record};
use crate::report::{Block, Figure, Inline, Report, Table, plain_text};

/// What is said of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// The first so many: 前两名.
    First(u32),
    /// The last so many.
    Last(u32),
    Highest,
    Lowest,
}

/// Words that say it; 前 needs its number.
const WORDS: [&str; 10] = [
    "前",
    "最高",
    "最大",
    "最多",
    "居首",
    "位居第一",
    "最低",
    "最小",
    "最少",
    "垫底",
];
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[&WORDS];
/// What joins the words to the rows behind them.
const JOINED: [&str; 14] = [
    "依次", "分别", "名", "位", "的", "乡镇", "乡", "镇", "村", "企业", "是", "为", "有", "：",
];
/// What names no value before it: 各镇产值, 其中产值.
const ALL: [&str; 8] = ["各镇", "各乡镇", "各村", "全县", "全区", "全市", "其中", "从"];
/// Heads of the columns that hold places.
const HEADS: [&str; 4] = ["名次", "位次", "排名", "排位"];
/// Filters that leave some rows out, or that put others in their place.
const CHOOSING: [&str; 2] = ["筛选", "where"];

/// Rows that a figure prints.
struct Rows<'i> {
    records: &'i [Record],
    /// Which of them.
    chosen: Vec<usize>,
    /// The field by which they are called.
    called: &'i str,
}

/// A value of each row, in one unit; none where some row's is not known.
type Column = Vec<Option<Decimal>>;

/// Every place of rows that the data deny.
pub(super) fn findings(lint: &Lint<'_>, stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Found> {
    let mut found = Vec::new();
    let mut before: Option<(usize, &str)> = None;
    for (start, word) in stretch.mentions.of_any(&WORDS) {
        let Some((said, range)) = said(&stretch.text, start, word) else {
            continue;
        };
        let Some((figure, subject)) = spoken_of(stretch, &range) else {
            continue;
        };
        let Some(rows) = rows(lint, figure, indicators) else {
            continue;
        };
        let sentence = stretch.text[..start].rfind('。').unwrap_or(0);
        let inherited = before.filter(|(at, _)| *at >= sentence).map(|(_, field)| field);
        let Some(field) = field(&rows, subject, inherited) else {
            continue;
        };
        before = Some((start, field));
        let Some(column) = column(rows.records.iter(), field) else {
            continue;
        };
        let low = indicators.orders.get(field) == Some(&RankOrder::Low);
        // 面积最小的依次是 before two villages: the two that have the least.
        let said = match (said, rows.chosen.len()) {
            (Said::Highest, several @ 2..) => Said::First(several as u32),
            (Said::Lowest, several @ 2..) => Said::Last(several as u32),
            (said, _) => said,
        };
        let holds = |said| rows.chosen.iter().all(|row| is_placed(&column, *row, said));
        // Of what is the better for being less the first have the least.
        let turned = |said| low && matches!(said, Said::First(_)) && is_low_first(&column, &rows.chosen, said);
        if !holds(said) && !turned(said) {
            let right = (0..rows.records.len()).filter(|row| is_placed(&column, *row, said));
            let names: Vec<String> = right.filter_map(|row| name(&rows, row)).collect();
            let words = &stretch.text[range.clone()];
            let joined = if matches!(said, Said::First(_)) {
                "是"
            } else {
                "的是"
            };
            let truth = format!("{words}{joined}{}", first_few(names.iter().map(String::as_str)));
            let problem = claim(stretch, &range, field).with("value", truth);
            found.push((range, problem));
        }
    }
    found
}

/// What the words say, and all of them.
fn said(text: &str, start: usize, word: &str) -> Option<(Said, Range<usize>)> {
    let end = start + word.len();
    Some(match word {
        "前" => {
            let (number, length) = match text[end..].strip_prefix('两') {
                Some(_) => (2, "两".len()),
                None => place(&text[end..])?,
            };
            let end = end + length;
            let measure = text[end..].chars().next().filter(|c| "位名".contains(*c));
            let range = start..end + measure.map_or(0, char::len_utf8);
            (Said::First(number), range)
        }
        "最高" | "最大" | "最多" | "居首" | "位居第一" => (Said::Highest, start..end),
        _ => (Said::Lowest, start..end),
    })
}

/// The figure of which the words speak, and what the clause names before them: 产值最高的是 before it, or 产值居首 behind it.
fn spoken_of<'s, 'a>(stretch: &'s Stretch<'a>, range: &Range<usize>) -> Option<(&'a Figure, &'s str)> {
    let text = stretch.text.as_str();
    let lead = clause_before(text, range.start);
    let begin = range.start - lead.len();
    if stretch.figure_in(range).is_some() {
        return None;
    }
    let mut rest = &text[range.end..];
    while let Some(shorter) = JOINED.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    let at = text.len() - rest.len();
    let behind = stretch
        .figures
        .iter()
        .find(|(place, _)| place.start == at && at > range.end);
    if let Some((_, figure)) = behind {
        let plain = stretch.figure_in(&(begin..range.end)).is_none();
        return plain.then_some((*figure, lead));
    }
    let ends = text[range.end..].is_empty() || text[range.end..].starts_with(ENDS);
    let (place, figure) = stretch
        .figures
        .iter()
        .rev()
        .find(|(place, _)| place.end <= range.start)?;
    // The list may have 、 in it: the clause is counted from its end.
    let between = &text[place.end..range.start];
    (ends && !between.contains(ENDS)).then_some((*figure, between))
}

/// The rows that a figure prints, where the template takes them from all there are.
fn rows<'i>(lint: &Lint<'_>, figure: &Figure, indicators: &'i Indicators) -> Option<Rows<'i>> {
    let (name, indicator) = indicators.values.get_key_value(figure.indicator.as_str())?;
    let Datum::Rows(records) = &indicator.datum else {
        return None;
    };
    let written = lint.expression(figure)?;
    let whole = written
        .trim_start()
        .strip_prefix(&**name)?
        .trim_start()
        .starts_with('|');
    if !whole || filter(figure) != "列举" || CHOOSING.iter().any(|word| written.contains(word)) {
        return None;
    }
    let first = records.first()?;
    let printed: Option<Vec<&str>> = arguments(figure).map(|name| Some(&*first.field(name)?.name)).collect();
    let printed = printed?;
    let called = *printed.first()?;
    let entries = figure.text.split(['、', '和']);
    let chosen: Option<Vec<usize>> = entries.map(|entry| row_called(records, called, entry)).collect();
    Some(Rows {
        records,
        chosen: chosen?,
        called,
    })
}

/// The one row with whose name an entry of a list begins.
fn row_called(records: &[Record], called: &str, entry: &str) -> Option<usize> {
    let is_it = |record: &Record| {
        let own = record.field(called).map(|own| &own.datum);
        matches!(own, Some(Datum::Text(name)) if !name.is_empty() && entry.starts_with(name.as_str()))
    };
    let mut found = records.iter().enumerate().filter(|(_, record)| is_it(record));
    match (found.next(), found.next()) {
        (Some((index, _)), None) => Some(index),
        _ => None,
    }
}

fn name(rows: &Rows<'_>, row: usize) -> Option<String> {
    match &rows.records.get(row)?.field(rows.called)?.datum {
        Datum::Text(name) => Some(name.clone()),
        Datum::Number(_) | Datum::Date(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    }
}

/// By which field the rows have their places: the one that the words name, or of which the sentence has spoken before.
fn field<'i>(rows: &Rows<'i>, subject: &str, before: Option<&'i str>) -> Option<&'i str> {
    let numbers = || {
        let first = rows.records.first().into_iter().flat_map(|record| &record.fields);
        first
            .filter(|field| matches!(field.datum, Datum::Number(_)))
            .map(|field| &*field.name)
    };
    let mut subject = subject_of(subject);
    while let Some(shorter) = ALL.iter().find_map(|word| subject.strip_prefix(word)) {
        subject = shorter;
    }
    let subject = ["排名", "位居", "排在", "位列", "居", "列", "排"]
        .iter()
        .find_map(|verb| subject.strip_suffix(verb))
        .unwrap_or(subject);
    // 考核结果揭晓，前两名为: what they are placed by need not be printed.
    if subject.is_empty() {
        return before;
    }
    numbers().find(|name| *name == subject)
}

/// The numbers of a field in the unit of the first.
fn column<'r>(records: impl Iterator<Item = &'r Record>, field: &str) -> Option<Column> {
    let mut unit = None;
    let numbers = records.map(|record| match &record.field(field)?.datum {
        Datum::Number(number) => {
            let unit = unit.get_or_insert(&number.unit);
            Some(Some(number.unit.convert(number.value, unit)?))
        }
        Datum::Missing(Missing::NotApplicable, _) => Some(None),
        Datum::Missing(Missing::Unknown, _) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) => None,
    });
    numbers.collect()
}

/// Whether a row has such a place; one without a value has none.
fn is_placed(column: &Column, row: usize, said: Said) -> bool {
    let Some(own) = column.get(row).copied().flatten() else {
        return false;
    };
    let above = column.iter().flatten().filter(|other| **other > own).count();
    let below = column.iter().flatten().filter(|other| **other < own).count();
    match said {
        Said::First(number) => above < number as usize,
        Said::Last(number) => below < number as usize,
        Said::Highest => above == 0,
        Said::Lowest => below == 0,
    }
}

/// Whether rows are the first of an order that begins with the least.
fn is_low_first(column: &Column, chosen: &[usize], said: Said) -> bool {
    let turned: Column = column.iter().map(|value| value.map(|value| -value)).collect();
    chosen.iter().all(|row| is_placed(&turned, *row, said))
}

/// Rows that are only numbered under 名次: by no number of the table are those their places.
pub(super) fn of_tables<'a>(report: &'a Report, indicators: &Indicators) -> Vec<(Box<Diagnostic>, &'a Figure)> {
    let tables = report.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Heading(_) | Block::Paragraph(_) | Block::Picture(_) | Block::Contents(_) => None,
    });
    tables
        .filter_map(|table| numbered(table, &report.figures, indicators))
        .collect()
}

fn numbered<'a>(
    table: &'a Table,
    figures: &'a [Figure],
    indicators: &Indicators,
) -> Option<(Box<Diagnostic>, &'a Figure)> {
    let mut heads = table.header.iter().flat_map(|row| &row.cells);
    let head = heads.find(|cell| HEADS.contains(&plain_text(&cell.content).trim()))?;
    let shown = counted_rows(table, head.column, figures)?;
    let records: Vec<&Record> = shown
        .iter()
        .map(|of_row| of_row.iter().find_map(|figure| record(figure, indicators)))
        .collect::<Option<_>>()?;
    let first = shown.first().filter(|_| records.len() > 1)?;
    let (name, value) = no_places(&records, first)?;
    let problem = Diagnostic::new(Code::LintClaim).with("words", plain_text(&head.content).trim());
    Some((problem.with("name", name).with("value", value), first.first()?))
}

/// The figures of each row of a table whose column counts its rows; none where it holds anything else.
fn counted_rows<'a>(table: &Table, column: usize, figures: &'a [Figure]) -> Option<Vec<Vec<&'a Figure>>> {
    let body = table.body.iter().filter(|row| !row.total).enumerate();
    let rows = body.map(|(index, row)| {
        let cell = row.cells.iter().find(|cell| cell.column == column)?;
        let typed = figures_of(&cell.content, figures).next().is_none();
        let counts = typed && plain_text(&cell.content).trim() == (index + 1).to_string();
        let of_row = row.cells.iter().flat_map(|cell| figures_of(&cell.content, figures));
        counts.then(|| of_row.collect())
    });
    rows.collect()
}

fn figures_of<'a>(content: &[Inline], figures: &'a [Figure]) -> impl Iterator<Item = &'a Figure> {
    content.iter().filter_map(|inline| match inline {
        Inline::Figure { figure, .. } => figures.get(figure.0 as usize),
        Inline::Text(_) | Inline::Reference(_) | Inline::Item { .. } | Inline::Note { .. } => None,
    })
}

/// Why the numbers of the rows are no places, by which of the fields that the first row prints; none where they may be.
fn no_places<'a>(records: &[&Record], first: &[&'a Figure]) -> Option<(&'a str, String)> {
    let fields = first
        .iter()
        .filter_map(|figure| Some(figure.indicator.split_once("].")?.1));
    let columns: Vec<(&str, Column)> = fields
        .filter_map(|field| Some((field, column(records.iter().copied(), field)?)))
        .collect();
    let strictly = |column: &Column| is_ordered(column, false) || is_ordered(column, true);
    if columns.is_empty() || columns.iter().any(|(_, column)| strictly(column)) {
        return None;
    }
    // Of two columns nobody knows by which they are placed.
    if let [(field, only)] = columns.as_slice()
        && let Some((one, other)) = tie(only)
    {
        return Some((*field, format!("第{}行与第{}行相同，名次应当并列", one + 1, other + 1)));
    }
    // What is not shown may be what they are placed by.
    let mut others = records.first()?.fields.iter();
    let placed = others.any(|field| column(records.iter().copied(), &field.name).is_some_and(|own| strictly(&own)));
    (!placed).then(|| (columns[0].0, "不是按大小排列的".to_owned()))
}

/// The row of which a figure prints a field.
fn record<'i>(figure: &Figure, indicators: &'i Indicators) -> Option<&'i Record> {
    let (rows, _) = figure.indicator.split_once("].")?;
    let (rows, number) = rows.split_once('[')?;
    let Datum::Rows(records) = &indicators.values.get(rows)?.datum else {
        return None;
    };
    records.get(number.parse::<usize>().ok()?.checked_sub(1)?)
}

/// Whether the numbers of a column rise, or fall, from row to row.
fn is_ordered(column: &Column, rising: bool) -> bool {
    let in_order = |pair: &[Option<Decimal>]| match pair {
        [Some(one), Some(other)] => {
            if rising {
                one < other
            } else {
                one > other
            }
        }
        _ => false,
    };
    column.windows(2).all(in_order)
}

/// Two neighbours that are alike in a column which is in order but for such.
fn tie(column: &Column) -> Option<(usize, usize)> {
    let ordered = |rising: bool| {
        column.windows(2).all(|pair| match pair {
            [Some(one), Some(other)] => {
                if rising {
                    one <= other
                } else {
                    one >= other
                }
            }
            _ => false,
        })
    };
    let same = column.windows(2).position(|pair| pair[0] == pair[1])?;
    let differ = column.iter().any(|value| value != &column[0]);
    (differ && (ordered(false) || ordered(true))).then_some((same, same + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: &[i64]) -> Column {
        values.iter().map(|value| Some(Decimal::from(*value))).collect()
    }

    #[test]
    fn rows_have_places_by_their_numbers() {
        let column = numbers(&[80, 120, 80]);
        assert!(is_placed(&column, 1, Said::Highest) && !is_placed(&column, 0, Said::Highest));
        assert!(is_placed(&column, 0, Said::First(2)) && is_placed(&column, 2, Said::First(2)));
        assert!(is_placed(&column, 0, Said::Lowest));
        assert!(!is_placed(&vec![None], 0, Said::Lowest));
    }

    #[test]
    fn a_tie_is_one_of_rows_in_their_order() {
        assert_eq!(tie(&numbers(&[98, 98, 97])), Some((0, 1)));
        assert_eq!(tie(&numbers(&[98, 97, 97, 99])), None);
        assert_eq!(tie(&numbers(&[3, 3])), None);
        assert!(is_ordered(&numbers(&[3, 2, 1]), false));
    }

    #[test]
    fn what_is_said_is_read_with_its_number() {
        let text = "产值前两名是";
        assert_eq!(said(text, "产值".len(), "前"), Some((Said::First(2), 6..15)));
        assert_eq!(said("前三季度", 0, "前"), Some((Said::First(3), 0..6)));
    }
}

//! What a cell says when a number is wanted.

use std::borrow::Cow;
use std::str::FromStr;

use jiff::civil::Date;
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::format;
use super::label::known_unit;
use crate::unit::{Scale, Unit};
use crate::workbook::{Cell, CellValue};

/// What a cell says when a number is wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A number.
    Number {
        /// The exact value, in `unit` where there is one. A percentage is in percent: 86.3, whether the cell
        /// holds 0.863 with a % format, or the text `86.3%`.
        value: Decimal,
        /// The unit that stands in the cell itself (a text cell) or in its number format (a number cell).
        unit: Option<Unit>,
        /// The word with which the cell calls it approximate: `约` of `约300`, `多` of `300多户`.
        approximate: Option<&'static str>,
        /// The 万 or 亿 of a text that names no unit behind it; `value` has it: 45600 of `4.56万`.
        bare: Option<Scale>,
    },
    /// `—`, `/`, `无`: there is no such thing here.
    NotApplicable,
    /// Nothing: nobody knows.
    Blank,
    /// A text that is no number.
    NotANumber,
    /// A date.
    Date(Date),
    /// A time of day or a length of time, as it is shown: `36:00`. What is stored counts days, in which nobody reads it.
    Time(String),
    /// An error value: `#DIV/0!`.
    Error(String),
    /// A formula whose result was never saved.
    FormulaWithoutValue,
}

/// Reads a cell as a number.
pub fn read(cell: Option<&Cell>) -> Reading {
    let Some(cell) = cell else {
        return Reading::Blank;
    };
    match &cell.value {
        CellValue::Number(value) => cell
            .time()
            .map_or_else(|| number(*value, cell.number_format()), Reading::Time),
        CellValue::Text(text) => read_text(text),
        CellValue::Bool(_) => Reading::NotANumber,
        CellValue::Date(moment) => Reading::Date(moment.date()),
        CellValue::Error(error) => Reading::Error(error.to_string()),
        CellValue::FormulaWithoutValue => Reading::FormulaWithoutValue,
    }
}

/// A stored number in the light of its format.
fn number(value: Decimal, number_format: Option<&str>) -> Reading {
    let hint = number_format.map(format::read).unwrap_or_default();
    let value = if hint.percent {
        value.checked_mul(Decimal::ONE_HUNDRED)
    } else {
        Some(value)
    };
    value.map_or_else(
        || Reading::Error("#NUM!".to_owned()),
        |value| Reading::Number {
            value: value.normalize(),
            unit: hint.unit,
            approximate: None,
            bare: None,
        },
    )
}

/// The number in a cell, whatever its unit.
pub fn value(cell: Option<&Cell>) -> Option<Decimal> {
    if let Reading::Number { value, .. } = read(cell) {
        Some(value)
    } else {
        None
    }
}

/// Words before or behind a number that make it approximate.
pub(crate) const APPROXIMATE_BEFORE: &[&str] =
    &["大约", "约", "将近", "接近", "近", "超过", "超", "逾", "不足", "不到"];
pub(crate) const APPROXIMATE_BEHIND: &[&str] = &["左右", "上下", "以上", "以下", "余", "多"];

/// Reads a text as a number: full-width digits, thousands commas, 约, a scale and a unit behind it.
pub fn read_text(text: &str) -> Reading {
    if has_note_marks(text) {
        return Reading::NotANumber;
    }
    let flat = folded(text);
    let flat = flat.trim();
    if flat.is_empty() {
        return Reading::Blank;
    }
    if is_not_applicable(flat) {
        return Reading::NotApplicable;
    }
    if !may_begin_a_number(flat) {
        return Reading::NotANumber;
    }
    if let Some(date) = date_in(flat, None) {
        return Reading::Date(date);
    }
    quantity(flat).unwrap_or(Reading::NotANumber)
}

/// Whether a text has digits that mark a note and are none of its number's: 123①, 12². Behind a letter they are of a unit: m².
fn has_note_marks(text: &str) -> bool {
    let is_mark = |c: char| matches!(c, '²' | '³' | '¹' | '⁰'..='⁹' | '₀'..='₉' | '①'..='⓿' | '❶'..='➓' | '㉑'..='㉟' | '㊱'..='㊿');
    let before = std::iter::once(None).chain(text.chars().map(Some));
    { before }
        .zip(text.chars())
        .any(|(before, c)| is_mark(c) && !before.is_some_and(char::is_alphabetic))
}

/// NFKC; ASCII and Han characters are their own.
fn folded(text: &str) -> Cow<'_, str> {
    let is_own = |c: char| c.is_ascii() || matches!(c, '\u{4E00}'..='\u{9FFF}');
    if text.chars().all(is_own) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkc().collect())
}

/// Whether a text may be a date or a number by its first character; most texts of a list are names.
fn may_begin_a_number(flat: &str) -> bool {
    flat.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '−' | '.' | ',' | '¥'))
        || APPROXIMATE_BEFORE.iter().any(|word| flat.starts_with(word))
}

/// The marks for "none": dashes of every length, a stroke, 无.
fn is_not_applicable(flat: &str) -> bool {
    flat == "无" || flat == "/" || flat == "\\" || flat.chars().all(|c| matches!(c, '-' | '—' | '–' | '―' | '─' | '−'))
}

fn quantity(flat: &str) -> Option<Reading> {
    let (rest, before) = strip_one(flat, APPROXIMATE_BEFORE, |text, word| text.strip_prefix(word));
    let (rest, money) = rest
        .strip_prefix('¥')
        .map_or((rest, false), |rest| (rest.trim_start(), true));
    let end = rest
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || matches!(c, '.' | ',') || *at == 0 && matches!(c, '+' | '-' | '−')))
        .map_or(rest.len(), |(at, _)| at);
    let (digits, suffix) = rest.split_at(end);
    let value = decimal(digits)?;
    let (suffix, behind) = strip_behind(suffix.trim());
    let bare = bare_scale(&suffix);
    let (value, unit) = match bare {
        Some(scale) => (value.checked_mul(scale.factor())?.normalize(), None),
        None if suffix.is_empty() => (value, None),
        None => (value, Some(known_unit(&suffix)?)),
    };
    let unit = unit.or_else(|| money.then(|| known_unit("元")).flatten());
    Some(Reading::Number {
        bare: bare.filter(|_| unit.is_none()),
        value,
        unit,
        approximate: before.or(behind),
    })
}

fn strip_one<'a>(
    text: &'a str,
    words: &[&'static str],
    strip: impl Fn(&'a str, &str) -> Option<&'a str>,
) -> (&'a str, Option<&'static str>) {
    let stripped = words.iter().find_map(|word| Some((strip(text, word)?.trim(), *word)));
    stripped.map_or((text, None), |(rest, word)| (rest, Some(word)))
}

/// `余万元`, `万余元` and `万元左右`: the word stands at either end of what follows the digits, or behind the scale.
fn strip_behind(suffix: &str) -> (Cow<'_, str>, Option<&'static str>) {
    let (rest, first) = strip_one(suffix, APPROXIMATE_BEHIND, |text, word| text.strip_prefix(word));
    let (rest, last) = strip_one(rest, APPROXIMATE_BEHIND, |text, word| text.strip_suffix(word));
    let (scale, unit) = Scale::before(rest);
    let (unit, within) = strip_one(unit, &["余", "多"], |text, word| text.strip_prefix(word));
    match within.filter(|_| scale != Scale::One) {
        Some(within) => (Cow::Owned(format!("{}{unit}", scale.symbol())), Some(within)),
        None => (Cow::Borrowed(rest), first.or(last)),
    }
}

/// The scale that alone follows the digits: `4.5万` is 45000 of the column's unit.
fn bare_scale(suffix: &str) -> Option<Scale> {
    [Scale::Wan, Scale::Yi]
        .into_iter()
        .find(|scale| scale.symbol() == suffix)
}

/// Digits with a sign, one point, and commas between groups of three.
fn decimal(digits: &str) -> Option<Decimal> {
    let digits = digits.replace('−', "-");
    let unsigned = digits.trim_start_matches(['+', '-']);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let grouped = whole.contains(',');
    let groups: Vec<&str> = whole.split(',').collect();
    let first_fits = groups.first().is_some_and(|group| (1..=3).contains(&group.len()));
    if grouped && !(first_fits && groups.iter().skip(1).all(|group| group.len() == 3)) {
        return None;
    }
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if !plain(&groups.concat()) || !plain(fraction) {
        return None;
    }
    Decimal::from_str(&digits.replace([',', '+'], ""))
        .ok()
        .map(|value| value.normalize())
}

/// Reads a cell as a date: a date cell, `2023.11.20`, `2023年11月20日`, `2023-11-20`, `20231120`, a bare serial
/// number, and `11月20日` where the year is known.
pub fn read_date(cell: &Cell, year: Option<i16>) -> Option<Date> {
    match &cell.value {
        CellValue::Date(moment) => Some(moment.date()),
        CellValue::Text(text) => date_in(&folded(text), year),
        CellValue::Number(number) => serial(*number).or_else(|| date_in(&number.to_string(), year)),
        CellValue::Bool(_) | CellValue::Error(_) | CellValue::FormulaWithoutValue => None,
    }
}

/// A serial number of a day between 1982 and 2064: a date whose format was lost.
fn serial(number: Decimal) -> Option<Date> {
    let days = i64::try_from(number).ok().filter(|_| number.is_integer())?;
    let plausible = (30_000..60_000).contains(&days);
    plausible
        .then(|| jiff::ToSpan::days(days))
        .and_then(|span| jiff::civil::date(1899, 12, 30).checked_add(span).ok())
}

/// A date in a text; all of the text must belong to it.
fn date_in(text: &str, year: Option<i16>) -> Option<Date> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let compact = compact
        .strip_suffix('日')
        .or_else(|| compact.strip_suffix('号'))
        .unwrap_or(&compact);
    if compact.len() == 8 && compact.starts_with("20") && compact.chars().all(|c| c.is_ascii_digit()) {
        return year.and(day(compact.get(..4)?, compact.get(4..6)?, compact.get(6..)?));
    }
    let fields: Vec<&str> = compact.split(['年', '月', '.', '-', '/']).collect();
    match (fields.as_slice(), year) {
        ([year, month, date], _) if year.len() == 4 => day(year, month, date),
        ([month, date], Some(year)) if compact.contains('月') => day(&year.to_string(), month, date),
        _ => None,
    }
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match read_text(text) {
            Reading::Number {
                value,
                unit,
                approximate,
                ..
            } => format!(
                "{}{value}{}",
                approximate.map_or_else(String::new, |word| format!("{word}≈")),
                unit.map_or_else(String::new, |unit| format!(" {unit}"))
            ),
            Reading::NotApplicable => "none".to_owned(),
            Reading::Blank => "blank".to_owned(),
            Reading::NotANumber => "text".to_owned(),
            Reading::Date(date) => date.to_string(),
            Reading::Time(time) => time,
            Reading::Error(_) | Reading::FormulaWithoutValue => "error".to_owned(),
        }
    }

    #[test]
    fn dirty_cells_are_read() {
        for (text, expected) in [
            ("１２３", "123"),
            ("1,234", "1234"),
            ("1，234．5", "1234.5"),
            ("4.5万", "45000"),
            ("4.5万亩", "4.5 万亩"),
            ("213户", "213 户"),
            ("213 户", "213 户"),
            ("12.3%", "12.3 %"),
            ("-5.5％", "-5.5 %"),
            ("约300", "约≈300"),
            ("300余吨", "余≈300 吨"),
            ("将近300户", "将近≈300 户"),
            ("300户左右", "左右≈300 户"),
            ("4.5万多亩", "多≈4.5 万亩"),
            ("4.5万余亩", "余≈4.5 万亩"),
            ("4.5余万亩", "余≈4.5 万亩"),
            ("4.5万亩多", "多≈4.5 万亩"),
            ("4.5万多", "多≈45000"),
            ("3百多户", "多≈3 百户"),
            ("1.2亿多元", "多≈1.2 亿元"),
            ("近4.5万亩", "近≈4.5 万亩"),
            ("超4.5万亩", "超≈4.5 万亩"),
            // No digits: how many they are, nobody knows.
            ("上百户", "text"),
            ("近百户", "text"),
            ("三百多户", "text"),
            ("近万多亩", "text"),
            ("¥1,000.00", "1000 元"),
            ("+7", "7"),
            ("", "blank"),
            ("　", "blank"),
            ("—", "none"),
            ("－", "none"),
            ("——", "none"),
            ("－－", "none"),
            ("/", "none"),
            ("无", "none"),
            ("1,23", "text"),
            ("1 234", "text"),
            ("1.2.3", "text"),
            ("2023年", "text"),
            ("李家村", "text"),
            ("3.", "text"),
            ("12-15", "text"),
            ("1e5", "text"),
            ("2023.11.20", "2023-11-20"),
            ("2023年11月20日", "2023-11-20"),
            ("2023-11-31", "text"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}

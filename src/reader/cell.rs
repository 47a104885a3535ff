//! From what a format stores to a neutral cell: exact numbers, dates, clean text.

use std::sync::Arc;

use calamine::{Data, DataRef, ExcelDateTime};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use crate::workbook::{Backing, Cell, CellValue, Mark, is_elapsed, marks};

/// A value as calamine gives it, before it is judged.
pub(super) enum Stored<'a> {
    Empty,
    Text(&'a str),
    Number(f64),
    /// A number that calamine takes for a date by its format.
    Serial(f64, bool),
    Bool(bool),
    Error(String),
    /// A date or time in ISO 8601.
    Iso(&'a str),
}

impl<'a> From<&'a DataRef<'a>> for Stored<'a> {
    fn from(data: &'a DataRef<'a>) -> Self {
        match data {
            DataRef::Int(number) => Self::Number(*number as f64),
            DataRef::Float(number) => Self::Number(*number),
            DataRef::String(text) => Self::Text(text),
            DataRef::SharedString(text) => Self::Text(text),
            DataRef::Bool(value) => Self::Bool(*value),
            DataRef::DateTime(serial) => Self::serial(*serial),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Self::Iso(text),
            DataRef::Error(error) => Self::Error(error.to_string()),
            DataRef::Empty => Self::Empty,
        }
    }
}

impl<'a> From<&'a Data> for Stored<'a> {
    fn from(data: &'a Data) -> Self {
        match data {
            Data::Int(number) => Self::Number(*number as f64),
            Data::Float(number) => Self::Number(*number),
            Data::String(text) => Self::Text(text),
            Data::Bool(value) => Self::Bool(*value),
            Data::DateTime(serial) => Self::serial(*serial),
            Data::DateTimeIso(text) | Data::DurationIso(text) => Self::Iso(text),
            Data::Error(error) => Self::Error(error.to_string()),
            Data::Empty => Self::Empty,
        }
    }
}

impl Stored<'_> {
    fn serial(serial: ExcelDateTime) -> Self {
        if serial.is_duration() {
            Self::Number(serial.as_f64())
        } else {
            // The epoch cannot be asked for; two serials of one epoch tell it.
            let (year, ..) = ExcelDateTime::to_ymd_hms_milli(&ExcelDateTime::new(
                serial.as_f64(),
                calamine::ExcelDateTimeType::DateTime,
                false,
            ));
            let epoch_1904 = serial.to_ymd_hms_milli().0.abs_diff(year) > 2;
            Self::Serial(serial.as_f64(), epoch_1904)
        }
    }

    /// How many bytes of text it holds.
    pub(super) fn text_bytes(&self) -> usize {
        match self {
            Self::Text(text) | Self::Iso(text) => text.len(),
            Self::Error(text) => text.len(),
            Self::Empty | Self::Number(_) | Self::Serial(..) | Self::Bool(_) => 0,
        }
    }

    /// Whether it is what a program writes that cannot calculate: nothing, 0, or an empty text.
    pub(super) fn is_placeholder(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Number(number) | Self::Serial(number, _) => *number == 0.0,
            Self::Text(text) => text.is_empty(),
            Self::Bool(_) | Self::Error(_) | Self::Iso(_) => false,
        }
    }

    /// The value; none for an empty cell and an empty text.
    pub(super) fn value(&self, number_format: Option<&str>) -> Option<CellValue> {
        Some(match self {
            Self::Empty => return None,
            Self::Text(text) => {
                let text = clean_text(text);
                if text.is_empty() {
                    return None;
                }
                CellValue::Text(text.into())
            }
            Self::Number(number) => number_value(*number),
            Self::Serial(number, epoch_1904) => date_value(*number, *epoch_1904, number_format),
            Self::Bool(value) => CellValue::Bool(*value),
            Self::Error(error) => CellValue::Error(error.as_str().into()),
            Self::Iso(text) => iso_date(text).map_or_else(|| CellValue::Text(iso_text(text).into()), CellValue::Date),
        })
    }
}

/// A number format's code as far as it is looked at, at every cell of it: spreadsheet programs allow 255 characters.
pub(super) fn bounded_code(code: Arc<str>) -> Arc<str> {
    /// In bytes.
    const LONGEST: usize = 2_048;
    match code.get(..code.floor_char_boundary(LONGEST)) {
        Some(start) if start.len() < code.len() => start.into(),
        Some(_) | None => code,
    }
}

/// What stands behind a cell: nothing where it has neither format nor formula.
pub(super) fn backing(number_format: Option<Arc<str>>, formula: Option<String>) -> Option<Arc<Backing>> {
    (number_format.is_some() || formula.is_some()).then(|| {
        Arc::new(Backing {
            number_format: number_format.map(bounded_code),
            formula: formula.map(String::into_boxed_str),
        })
    })
}

/// What stands behind a cell of a format, with the formula too; all cells without one share what the format gives.
pub(super) fn with_formula(format: Option<&Arc<Backing>>, formula: Option<String>) -> Option<Arc<Backing>> {
    match formula {
        None => format.cloned(),
        Some(formula) => backing(format.and_then(|format| format.number_format.clone()), Some(formula)),
    }
}

/// A cell whose formula has no saved value.
pub(super) fn without_value(formula: String) -> Cell {
    Cell {
        value: CellValue::FormulaWithoutValue,
        backing: backing(None, Some(formula)),
    }
}

/// The number, or the error that a spreadsheet shows where there is none (a damaged file may hold NaN).
fn number_value(number: f64) -> CellValue {
    exact(number).map_or_else(|| CellValue::Error("#NUM!".into()), CellValue::Number)
}

/// The decimal of at most 15 significant digits nearest to a binary fraction; none when it is no number or
/// does not fit.
pub(super) fn exact(number: f64) -> Option<Decimal> {
    /// Digits after the first one.
    const DIGITS: i32 = 14;
    /// Most decimals that a [`Decimal`] keeps.
    const SCALE: i32 = 28;
    if !number.is_finite() {
        return None;
    }
    if let Some(short) = short(number) {
        return Some(short);
    }
    let written = format!("{number:.14e}");
    let (mantissa, exponent) = written.split_once('e')?;
    let digits: i128 = mantissa.replace('.', "").parse().ok()?;
    let scale = DIGITS - exponent.parse::<i32>().ok()?;
    let decimal = if scale < 0 {
        let digits = digits.checked_mul(10_i128.checked_pow(scale.unsigned_abs())?)?;
        Decimal::try_from_i128_with_scale(digits, 0).ok()?
    } else if scale <= SCALE {
        Decimal::try_from_i128_with_scale(digits, scale.unsigned_abs()).ok()?
    } else {
        // Smaller than a decimal can hold: what is left of it.
        let lost = 10_i128.checked_pow((scale - SCALE).unsigned_abs()).unwrap_or(i128::MAX);
        Decimal::try_from_i128_with_scale(digits / lost, SCALE.unsigned_abs()).ok()?
    };
    Some(without_noise(decimal.normalize()))
}

/// The number, where at most four decimals say it; the common case, and many times as quick.
fn short(number: f64) -> Option<Decimal> {
    /// Below this every whole number has 15 digits at most and is exact as a binary fraction.
    const LIMIT: f64 = 1e15;
    [1.0, 10.0, 100.0, 1_000.0, 10_000.0]
        .into_iter()
        .zip(0..)
        .map(|(power, scale)| ((number * power).round(), power, scale))
        .find(|(whole, power, _)| whole.abs() < LIMIT && whole / power == number)
        .map(|(whole, _, scale)| Decimal::new(whole as i64, scale))
}

/// Sums of fractions carry noise beyond the 15th digit's reach (145.200000000001). Where twelve digits say the
/// same with at most nine, the rest is noise; a whole number (a count, an identity number) is left as it is.
fn without_noise(number: Decimal) -> Decimal {
    const SURE: u32 = 12;
    const PLAIN: usize = 9;
    if number.is_integer() {
        return number;
    }
    let digits = |number: Decimal| number.mantissa().unsigned_abs().to_string().len();
    match number.round_sf(SURE).map(|rounded| rounded.normalize()) {
        Some(rounded) if digits(rounded) <= PLAIN => rounded,
        _ => number,
    }
}

/// The date of a serial number, or the number itself where its format is none of a date or the serial none of
/// a day (a bare time of day, a length of time, a negative number).
fn date_value(serial: f64, epoch_1904: bool, number_format: Option<&str>) -> CellValue {
    if number_format.is_some_and(|code| !is_date_format(code) || is_elapsed(code)) {
        return number_value(serial);
    }
    serial_date(serial, epoch_1904).map_or_else(|| number_value(serial), CellValue::Date)
}

/// The moment of a serial number. In the 1900 system day 60 is 29 February 1900, which never was.
fn serial_date(serial: f64, epoch_1904: bool) -> Option<DateTime> {
    const LAST_DAY: f64 = 2_958_466.0;
    const SECONDS: f64 = 86_400.0;
    if !(1.0..LAST_DAY).contains(&serial) {
        return None;
    }
    let epoch: Date = match (epoch_1904, serial < 60.0) {
        (true, _) => date(1904, 1, 1),
        (false, true) => date(1899, 12, 31),
        (false, false) => date(1899, 12, 30),
    };
    if !epoch_1904 && serial.floor() == 60.0 {
        return None;
    }
    let seconds = ((serial - serial.floor()) * SECONDS).round() as i64;
    let midnight = epoch.checked_add((serial.floor() as i64).days()).ok()?;
    midnight
        .to_datetime(jiff::civil::Time::midnight())
        .checked_add(seconds.seconds())
        .ok()
}

/// A date of ISO 8601, with or without a time.
fn iso_date(text: &str) -> Option<DateTime> {
    let text = text.trim();
    text.parse::<DateTime>().ok().or_else(|| {
        text.parse::<Date>()
            .ok()
            .map(|day| day.to_datetime(jiff::civil::Time::midnight()))
    })
}

/// What a text of ISO 8601 that is no date shows: `36:00:00` of the duration `PT36H00M00S`.
fn iso_text(text: &str) -> String {
    let shown = || {
        let (hours, rest) = text.trim().strip_prefix("PT")?.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        let seconds = rest.strip_suffix('S')?;
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let plain = [hours, minutes, seconds].into_iter().all(digits);
        let hours = hours.trim_start_matches('0');
        let hours = if hours.is_empty() { "0" } else { hours };
        plain.then(|| format!("{hours}:{minutes}:{seconds}"))
    };
    shown().unwrap_or_else(|| clean_text(text))
}

/// Whether a number format shows a date or a time: letters of a date outside quotes and brackets, and no
/// digit places but those of fractional seconds. calamine takes `0.00 m²` for a date; this does not.
pub(super) fn is_date_format(code: &str) -> bool {
    let mut letters = false;
    for mark in marks(code) {
        match mark {
            Mark::Digit => return false,
            Mark::Bracket(inside) => letters |= !inside.is_empty() && inside.chars().all(|c| "hms".contains(c)),
            Mark::Letter(letter) => letters |= "ydmhs".contains(letter),
        }
    }
    letters
}

/// Text without what cannot be seen or would break the output: control characters and noncharacters go, a line
/// break stays, a tab is a blank, and Kangxi radicals (U+2F00–2FDF), which look like Han characters and are
/// found in copied text, become the characters that they stand for.
pub(super) fn clean_text(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' => clean.push('\n'),
            '\t' => clean.push(' '),
            '\u{2F00}'..='\u{2FDF}' | '\u{2E9F}' | '\u{2EF3}' => clean.extend(character.nfkc()),
            c if c.is_control() || is_noncharacter(c) || is_invisible(c) => {}
            c => clean.push(c),
        }
    }
    clean
}

/// Code points that Unicode reserves for the inside of programs.
fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE
}

/// Zero-width blanks, direction marks and byte order marks: they make two equal labels differ.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn the_noise_of_binary_fractions_goes() {
        assert_eq!(exact(145.200000000001), Some(decimal("145.2")));
        assert_eq!(exact(0.999999999999998), Some(decimal("1")));
        assert_eq!(exact(2.34567891234567), Some(decimal("2.34567891234567")));
        assert_eq!(exact(1.0 / 3.0), Some(decimal("0.333333333333333")));
        assert_eq!(exact(100_000_000_000_001.0), Some(decimal("100000000000001")));
        assert_eq!(exact(0.1 + 0.2), Some(decimal("0.3")));
        assert_eq!(exact(145.200_000_000_000_1), Some(decimal("145.2")));
        assert_eq!(exact(-0.0), Some(Decimal::ZERO));
        assert_eq!(exact(7234.0).map(|d| d.to_string()), Some("7234".to_owned()));
        assert_eq!(exact(1e20), Some(decimal("100000000000000000000")));
        assert_eq!(exact(1e-30), Some(Decimal::ZERO));
        assert_eq!(exact(1e300), None);
        assert_eq!(exact(f64::NAN), None);
        assert_eq!(exact(f64::INFINITY), None);
    }

    #[test]
    fn serials_become_days_in_both_epochs() {
        assert_eq!(serial_date(45_250.0, false), Some(date(2023, 11, 20).at(0, 0, 0, 0)));
        assert_eq!(serial_date(45_250.5, false), Some(date(2023, 11, 20).at(12, 0, 0, 0)));
        assert_eq!(serial_date(43_788.0, true), Some(date(2023, 11, 20).at(0, 0, 0, 0)));
        assert_eq!(serial_date(1.0, false), Some(date(1900, 1, 1).at(0, 0, 0, 0)));
        assert_eq!(serial_date(60.0, false), None);
        assert_eq!(serial_date(61.0, false), Some(date(1900, 3, 1).at(0, 0, 0, 0)));
        assert_eq!(serial_date(0.5, false), None);
        assert_eq!(serial_date(-3.0, false), None);
    }

    #[test]
    fn a_format_with_digit_places_is_no_date() {
        for code in [
            "0.00 m²",
            "0.0%",
            "General",
            "0.00\"万亩\"",
            "#,##0",
            "0!.0,\"万\"",
            "\"d\"0",
            "[Red]0.0",
        ] {
            assert!(!is_date_format(code), "{code}");
        }
        for code in [
            "yyyy\"年\"m\"月\"d\"日\"",
            "mm-dd-yy",
            "h:mm:ss.00",
            "[h]:mm",
            "yyyy/m/d;@",
            "mmss.0",
        ] {
            assert!(is_date_format(code), "{code}");
        }
    }

    #[test]
    fn the_quick_way_says_the_same() {
        let written = |number: f64| Decimal::from_scientific(&format!("{number:.14e}")).unwrap().normalize();
        for whole in (-20_000..20_000).step_by(7) {
            for divisor in [1.0, 10.0, 100.0, 1_000.0, 10_000.0, 3.0] {
                let number = f64::from(whole) / divisor;
                if let Some(short) = short(number) {
                    assert_eq!(short, written(number), "{number}");
                    assert_eq!(short.to_string(), written(number).to_string(), "{number}");
                }
            }
        }
        assert_eq!(short(0.1 + 0.2), None);
        assert_eq!(short(145.200000000001), None);
        assert_eq!(short(7234.0).map(|number| number.to_string()).as_deref(), Some("7234"));
    }

    #[test]
    fn text_loses_what_cannot_be_seen() {
        assert_eq!(clean_text("鼎\u{0}新\u{FDD0}村\u{FFFE}"), "鼎新村");
        assert_eq!(clean_text("播种面积\r\n（亩）"), "播种面积\n（亩）");
        assert_eq!(clean_text("\u{2F2D}\u{2F08}"), "山人");
        assert_eq!(clean_text("a\tb\u{200B}"), "a b");
    }
}

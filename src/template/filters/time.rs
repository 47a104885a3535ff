//! Dates and periods in words (spec §6).

use jiff::civil::Date;

use super::{Argument, Call, han_number};
use crate::diag::Result;
use crate::indicator::Datum;

fn day_of(call: &Call<'_>, datum: &Datum) -> Result<Date> {
    match datum {
        Datum::Date(date) => Ok(*date),
        Datum::Number(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => {
            Err(call.wrong_kind())
        }
    }
}

/// 日期: `11月20日`, or in the format asked for, with the year where it is not the report's; 月初 and 月底 are refused when
/// they are not true.
pub(super) fn date(call: &mut Call<'_>) -> Result<String> {
    let date = day_of(call, call.datum())?;
    let (year, month, day) = (date.year(), date.month(), date.day());
    let claim = |true_of_it: bool, words: String| {
        if true_of_it {
            Ok(words)
        } else {
            Err(call.untrue(words, self::day(date)))
        }
    };
    let of_year = other_year(call, year);
    match call.first_text().unwrap_or("日") {
        "日" => Ok(format!("{of_year}{}", self::day(date))),
        "年月日" => Ok(format!("{year}年{month}月{day}日")),
        "年月" => Ok(format!("{year}年{month}月")),
        "月" => Ok(format!("{of_year}{month}月")),
        "汉字" => Ok(han_date(year, month, day)),
        "旬" => Ok(format!("{of_year}{month}月{}", dekad(day))),
        "月初" => claim(day <= 10, format!("{of_year}{month}月初")),
        "月底" => claim(day + 5 > date.days_in_month(), format!("{of_year}{month}月底")),
        other => Err(call.bad_argument(other, "年月日 年月 月 日 旬 月初 月底 汉字")),
    }
}

/// The year before a day of it, where it is not the report's.
fn other_year(call: &Call<'_>, year: i16) -> String {
    match call.job().year {
        Some(of_report) if of_report != year => format!("{year}年"),
        Some(_) | None => String::new(),
    }
}

/// `二〇二三年十一月三十日`: the year digit by digit with 〇.
fn han_date(year: i16, month: i8, day: i8) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let year: String = year
        .to_string()
        .chars()
        .filter_map(|digit| DIGITS.get(digit.to_digit(10)? as usize))
        .collect();
    let counted = |number: i8| han_number(usize::from(number.unsigned_abs()));
    format!("{year}年{}月{}日", counted(month), counted(day))
}

const fn dekad(day: i8) -> &'static str {
    match day {
        ..=10 => "上旬",
        11..=20 => "中旬",
        21.. => "下旬",
    }
}

/// 截至: `截至2023年11月底` for the last day of a month, `截至11月20日` otherwise; the year is written where it is
/// not the report's.
pub(super) fn as_of(call: &mut Call<'_>) -> Result<String> {
    let date = day_of(call, call.datum())?;
    Ok(if date == date.last_of_month() {
        format!("截至{}年{}月底", date.year(), date.month())
    } else {
        format!("截至{}{}", other_year(call, date.year()), day(date))
    })
}

/// 期间: from the value's day to the argument's, in the words for whole parts of a year; days are told where
/// the period does not begin and end with a month.
pub(super) fn period(call: &mut Call<'_>) -> Result<String> {
    let first = day_of(call, call.datum())?;
    let Some(Argument::Named(end)) = call.positional.first() else {
        return Err(call.bad_argument("", "期末"));
    };
    let last = day_of(call, &end.indicator.datum)?;
    if last < first {
        return Err(call.bad_argument(&end.exact(), "≥ 期初"));
    }
    let of_year = other_year(call, first.year());
    Ok(words_of(first, last, &of_year))
}

/// A period of the report's own year in words: 1—11月.
pub(in crate::template) fn period_words(first: Date, last: Date) -> String {
    words_of(first, last, "")
}

fn words_of(first: Date, last: Date, of_year: &str) -> String {
    match (whole_months(first, last), first.year() == last.year()) {
        (true, true) => format!("{of_year}{}", months(first.month(), last.month())),
        (true, false) if (first.month(), last.month()) == (1, 12) => format!("{}—{}年", first.year(), last.year()),
        (true, false) => {
            let (from, to) = (first.month(), last.month());
            format!("{}年{from}月—{}年{to}月", first.year(), last.year())
        }
        (false, true) if first == last => format!("{of_year}{}", day(first)),
        (false, true) => format!("{of_year}{}—{}", day(first), day(last)),
        (false, false) => format!("{}年{}—{}年{}", first.year(), day(first), last.year(), day(last)),
    }
}

/// Whether a period begins with the first and ends with the last day of a month.
fn whole_months(first: Date, last: Date) -> bool {
    first.day() == 1 && last == last.last_of_month()
}

fn day(date: Date) -> String {
    format!("{}月{}日", date.month(), date.day())
}

/// The words for whole months of one year.
fn months(from: i8, to: i8) -> String {
    match (from, to) {
        (1, 12) => "全年".to_owned(),
        (1, 6) => "上半年".to_owned(),
        (7, 12) => "下半年".to_owned(),
        (1, 9) => "前三季度".to_owned(),
        (1, 3) => "一季度".to_owned(),
        (4, 6) => "二季度".to_owned(),
        (7, 9) => "三季度".to_owned(),
        (10, 12) => "四季度".to_owned(),
        _ if from == to => format!("{from}月份"),
        _ => format!("{from}—{to}月"),
    }
}

/// 以来: `今年以来` from the first day of the report's year, `“十四五”以来` from the first day of a five-year
/// plan, else `6月以来`, `6月8日以来` and the like; the year is written where it is not the report's.
pub(super) fn since(call: &mut Call<'_>) -> Result<String> {
    let date = day_of(call, call.datum())?;
    let this_year = call.job().year == Some(date.year());
    let new_year = (date.month(), date.day()) == (1, 1);
    let plan = five_year_plan(date.year()).filter(|_| new_year);
    let words = match call.first_text() {
        Some("规划") => Some(plan.ok_or_else(|| call.untrue("五年规划以来", format!("{}年以来", date.year())))?),
        Some(other) => return Err(call.bad_argument(other, "\"规划\"")),
        None if this_year && new_year => Some("今年".to_owned()),
        None => plan.filter(|_| !this_year),
    };
    Ok(match words {
        Some(words) => format!("{words}以来"),
        None if this_year && date.day() == 1 => format!("{}月以来", date.month()),
        None if this_year => format!("{}以来", day(date)),
        None if new_year => format!("{}年以来", date.year()),
        None if date.day() == 1 => format!("{}年{}月以来", date.year(), date.month()),
        None => format!("{}年{}以来", date.year(), day(date)),
    })
}

/// The plan that begins with this year: 2021 is the 14th; none where no plan begins or the numbers are not in use.
fn five_year_plan(year: i16) -> Option<String> {
    let number = (year - 1951) / 5;
    let begins = (year - 1951) % 5 == 0 && (10..100).contains(&number);
    begins.then(|| format!("“{}五”", han_number(usize::from(number.unsigned_abs()))))
}

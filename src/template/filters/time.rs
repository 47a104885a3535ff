//! Dates and periods in words (spec §6).

use jiff::civil::Date;

use super::{Argument, Call, han_number};
use crate::diag::{Code, Result};
use crate::indicator::Datum;

fn day_of(call: &Call<'_>, datum: &Datum) -> Result<Date> {
    match datum {
        Datum::Date(date) => Ok(*date),
        Datum::Number(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => {
            Err(call.wrong_kind())
        }
    }
}

/// 日期: `11月20日`, or in the format asked for; 月初 and 月底 are refused when they are not true.
pub(super) fn date(call: &mut Call<'_>) -> Result<String> {
    let date = day_of(call, call.datum())?;
    let (year, month, day) = (date.year(), date.month(), date.day());
    let claim = |true_of_it: bool, words: String| {
        if true_of_it {
            Ok(words)
        } else {
            Err(call.problem(Code::WordingApprox).with("words", words))
        }
    };
    match call.first_text().unwrap_or("日") {
        "日" => Ok(format!("{month}月{day}日")),
        "年月日" => Ok(format!("{year}年{month}月{day}日")),
        "年月" => Ok(format!("{year}年{month}月")),
        "月" => Ok(format!("{month}月")),
        "汉字" => Ok(han_date(year, month, day)),
        "旬" => Ok(format!("{month}月{}", dekad(day))),
        "月初" => claim(day <= 10, format!("{month}月初")),
        "月底" => claim(day + 5 > date.days_in_month(), format!("{month}月底")),
        other => Err(call.bad_argument(other, "年月日 年月 月 日 旬 月初 月底 汉字")),
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

/// 截至: `截至2023年11月底` for the last day of a month, `截至11月20日` otherwise.
pub(super) fn as_of(call: &mut Call<'_>) -> Result<String> {
    let date = day_of(call, call.datum())?;
    Ok(if date == date.last_of_month() {
        format!("截至{}年{}月底", date.year(), date.month())
    } else {
        format!("截至{}月{}日", date.month(), date.day())
    })
}

/// 期间: from the value's month to the argument's, in the words for whole parts of a year.
pub(super) fn period(call: &mut Call<'_>) -> Result<String> {
    let first = day_of(call, call.datum())?;
    let Some(Argument::Named(end)) = call.positional.first() else {
        return Err(call.bad_argument("", "期末"));
    };
    let last = day_of(call, &end.indicator.datum)?;
    if last < first {
        return Err(call.bad_argument(&end.exact(), "≥ 期初"));
    }
    let (from, to) = (first.month(), last.month());
    Ok(match (first.year() == last.year(), from, to) {
        (false, ..) if from == 1 && to == 12 => format!("{}—{}年", first.year(), last.year()),
        (false, ..) => format!("{}年{from}月—{}年{to}月", first.year(), last.year()),
        (true, 1, 12) => "全年".to_owned(),
        (true, 1, 6) => "上半年".to_owned(),
        (true, 1, 9) => "前三季度".to_owned(),
        (true, 1, 3) => "一季度".to_owned(),
        (true, ..) if from == to => format!("{from}月份"),
        (true, ..) => format!("{from}—{to}月"),
    })
}

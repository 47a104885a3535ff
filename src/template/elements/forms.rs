//! The fixed forms of elements: numbers, levels, dates (HEAD-01 … HEAD-06, ORDR-02, SIGN-06).

use jiff::civil::Date;

/// HEAD-01.
pub(super) fn copy_number(text: &str) -> bool {
    (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// HEAD-02.
pub(super) fn secrecy(text: &str) -> bool {
    let (level, term) = text
        .split_once('★')
        .map_or((text, None), |(level, term)| (level, Some(term)));
    let counted = |term: &str| {
        let count = term.strip_suffix("个月").or_else(|| term.strip_suffix('年'));
        term == "长期" || count.is_some_and(|count| natural(count).is_some())
    };
    ["绝密", "机密", "秘密"].contains(&level) && term.is_none_or(counted)
}

/// HEAD-03; the last two are for telegrams.
pub(super) fn urgency(text: &str) -> bool {
    ["特急", "加急", "特提", "平急"].contains(&text)
}

/// HEAD-06: `鼎政发〔2023〕12号`.
pub(super) fn document_number(text: &str) -> bool {
    let parts = text.split_once('〔').and_then(|(code, rest)| {
        let (year, rest) = rest.split_once('〕')?;
        Some((code, year, rest.strip_suffix('号')?))
    });
    parts.is_some_and(|(code, year, number)| {
        let han = |c: char| matches!(c, '\u{3400}'..='\u{9FFF}');
        let year_fits = year.len() == 4 && natural(year).is_some();
        !code.is_empty() && code.chars().all(han) && year_fits && natural(number).is_some()
    })
}

/// ORDR-02: `第3号`.
pub(super) fn order_number(text: &str) -> bool {
    let number = text.strip_prefix('第').and_then(|rest| rest.strip_suffix('号'));
    number.is_some_and(|number| natural(number).is_some())
}

/// SIGN-06: `2023年1月5日`, no zeros before.
pub(super) fn date(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day = rest.strip_suffix('日')?;
    let year = (year.len() == 4).then(|| natural(year)).flatten()?;
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(natural(month)?).ok()?,
        i8::try_from(natural(day)?).ok()?,
    )
    .ok()
}

/// A number from one, written without zeros before it.
fn natural(text: &str) -> Option<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| digits)
}

//! What a line of a 公文 is, by its wording alone: labels, dates, numbers of documents and pages.

/// Whether a text is made of one or more characters that all satisfy `test`.
fn all(text: &str, test: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(test)
}

const HAN_NUMERALS: &str = "一二三四五六七八九十百";

fn is_digits(text: &str) -> bool {
    all(text, |c| c.is_ascii_digit())
}

fn is_han_number(text: &str) -> bool {
    all(text, |c| HAN_NUMERALS.contains(c))
}

/// The level of a heading by its label (BODY-06): `一、` `（一）` `1.` `（1）`.
pub(super) fn heading_level(text: &str) -> Option<u8> {
    if let Some((number, _)) = text.split_once('、')
        && is_han_number(number)
    {
        return Some(1);
    }
    if let Some((number, _)) = text
        .strip_prefix(['（', '('])
        .and_then(|rest| rest.split_once(['）', ')']))
    {
        return match (is_han_number(number), is_digits(number)) {
            (true, _) => Some(2),
            (_, true) => Some(4),
            _ => None,
        };
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix(['.', '．', '、'])?;
    let decimal = rest.starts_with(|c: char| c.is_ascii_digit());
    ((1..=3).contains(&digits) && !decimal).then_some(3)
}

/// Whether a heading's label is written as the standard has it: full-width brackets without 、 after them, a dot
/// and not 、 after a digit (BODY-06).
pub(super) fn label_is_right(text: &str) -> bool {
    let after = |open: char, close: char| {
        let rest = text.strip_prefix(open)?.split_once(close)?;
        Some(rest.1)
    };
    if let Some(rest) = after('（', '）') {
        return !rest.starts_with('、');
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    !text.starts_with('(') && (rest.len() == text.len() || rest.starts_with(['.', '．']))
}

/// A date in full without padding (SIGN-06): `2023年11月20日`.
pub(super) fn is_date(text: &str) -> bool {
    let part = |text: &str, most: u32| {
        let number = text.parse::<u32>().unwrap_or_default();
        is_digits(text) && !text.starts_with('0') && (1..=most).contains(&number)
    };
    let Some((year, rest)) = text.split_once('年') else {
        return false;
    };
    let Some((month, day)) = rest.split_once('月') else {
        return false;
    };
    let day = day.strip_suffix('日').unwrap_or_default();
    year.len() == 4 && is_digits(year) && part(month, 12) && part(day, 31)
}

/// Whether a text speaks of a date at all, rightly written or not: `二〇二三年十一月二十日`, `2023年01月02日`.
pub(super) fn is_like_a_date(text: &str) -> bool {
    let known = |c: char| c.is_ascii_digit() || "年月日 〇○零一二三四五六七八九十".contains(c);
    text.ends_with('日') && text.contains('年') && text.contains('月') && text.chars().all(known)
}

/// 发文字号 (HEAD-06): `鼎府发〔2023〕12号`.
pub(super) fn is_document_number(text: &str) -> bool {
    number_parts(text).is_some_and(|(code, year, number)| {
        all(code, |c| c.is_alphabetic() && !c.is_ascii())
            && year.len() == 4
            && is_digits(year)
            && is_digits(number)
            && !number.starts_with('0')
    })
}

fn number_parts(text: &str) -> Option<(&str, &str, &str)> {
    let (code, rest) = text.split_once('〔')?;
    let (year, number) = rest.split_once('〕')?;
    Some((code, year, number.strip_suffix('号')?))
}

/// Whether a text would be a 发文字号, rightly written or not: `鼎府发[2023]12号`.
pub(super) fn is_like_a_document_number(text: &str) -> bool {
    let open = text.find(['〔', '[', '【', '（', '(', '〈']);
    let year = |start: usize| text[start..].chars().skip(1).take(4).all(|c| c.is_ascii_digit());
    text.ends_with('号') && text.chars().count() <= 30 && open.is_some_and(|start| start > 0 && year(start))
}

/// The number of a page, rightly written (PNUM-01): `— 1 —`, the blanks left out or not.
pub(super) fn page_number(text: &str) -> Option<usize> {
    let digits = text.strip_prefix('—')?.strip_suffix('—')?.trim();
    is_digits(digits).then(|| digits.parse().ok()).flatten()
}

/// Whether a text would be a page number: digits with or without dashes.
pub(super) fn is_like_a_page_number(text: &str) -> bool {
    let digits = text.trim_matches(['—', '-', '–', '－', ' ', '\u{3000}', '第', '页']);
    is_digits(digits) && digits.len() <= 4
}

/// Where the name begins in a line of 附件说明 that has a label (`附件：1.`, `2.`), in characters.
pub(super) fn annex_name(text: &str) -> Option<usize> {
    let labelled = text.strip_prefix("附件：");
    let rest = labelled.unwrap_or(text);
    let name = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = name.strip_prefix(['.', '．']).filter(|_| name.len() < rest.len());
    let name = numbered.or(labelled)?;
    Some(text.chars().count() - name.chars().count())
}

/// 附件 with its number and nothing more (ANNEX-02).
pub(super) fn is_annex_label(text: &str) -> bool {
    // One that is bound apart begins with 发文字号 (ANNEX-05).
    let after_number = text
        .split_once('号')
        .filter(|_| is_like_a_document_number(&text[..text.find("附件").unwrap_or(0)]));
    let text = after_number.map_or(text, |(_, rest)| rest);
    let rest = text.strip_prefix("附件");
    rest.is_some_and(|rest| rest.is_empty() || is_digits(rest.trim_end_matches(['：', ':'])))
}

/// 目录, or one of its lines: words, dots or in Word a tab, a page number.
pub(super) fn is_contents(text: &str) -> bool {
    let title: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let words = text.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let led = words.ends_with("…") || words.ends_with("....") || words.ends_with("··");
    let after_tab = text.rsplit_once('\t').is_some_and(|(_, number)| is_digits(number));
    title == "目录" || (words.len() < text.len() && led) || after_tab
}

/// 密级和保密期限 (HEAD-02).
pub(super) fn is_secrecy(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let rest = ["绝密", "机密", "秘密"]
        .iter()
        .find_map(|level| plain.strip_prefix(level));
    rest.is_some_and(|rest| {
        let term = rest.strip_prefix('★').unwrap_or_default();
        let number = term.strip_suffix("个月").or_else(|| term.strip_suffix('年'));
        rest.is_empty() || term == "长期" || number.is_some_and(is_digits)
    })
}

/// 紧急程度 (HEAD-03).
pub(super) fn is_urgency(text: &str) -> bool {
    ["特急", "加急", "特提", "平急"].contains(&text.replace([' ', '\u{3000}'], "").as_str())
}

/// Marks that may not begin a line (LB: STOP, CLOSE, CONN, INTERPUNCT, SOLIDUS, POSTFIX).
pub(super) const NOT_FIRST: &str = "。，、；：？！．‼⁇⁈⁉”’）》〉」』】〕〗］｝～·/／%‰％℃°′″々)]},.:;?!";

/// Marks that may not end a line (OPEN, SOLIDUS, PREFIX).
pub(super) const NOT_LAST: &str = "“‘（《〈「『【〔〖［｛/／¥￥$＄№§([{";

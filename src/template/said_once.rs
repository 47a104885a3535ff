//! What is approximate is called so once: where the author's words beside a value say it, the value's own do not.

use super::qualifiers::{Position, Qualifier, Side, at, beginning, ending};

/// Between a rough word and its number: 约有312户, 约占20%.
const VERBS: [char; 5] = ['有', '为', '占', '是', '达'];

/// The word of an approximate number, and where in the phrase it stands.
struct Own {
    word: &'static Qualifier,
    at: usize,
}

impl Own {
    /// The phrase without the word, where the typed one says no other thing: 近 of 300多户 does.
    fn dropped(&self, phrase: &str, typed: &Qualifier) -> Option<String> {
        let own = self.word.side;
        let agree = own == Side::Around || own.bears_out(typed.side);
        let rest = &phrase[self.at + self.word.word.len()..];
        agree.then(|| format!("{}{rest}", &phrase[..self.at]))
    }
}

/// A phrase of an approximate value as it stands between these words; none where they leave it as it is.
pub(super) fn beside(phrase: &str, before: &str, behind: &str) -> Option<String> {
    let drop_first = |typed| first(phrase)?.dropped(phrase, typed);
    let begun = typed_before(before).and_then(drop_first);
    let phrase = begun.as_deref().unwrap_or(phrase);
    let ended = typed_behind(behind, Position::After).and_then(|typed| last(phrase)?.dropped(phrase, typed));
    let ended = ended.or_else(|| {
        // 余 stands behind the digits.
        let typed = typed_behind(behind, Position::Between)?;
        let dropped = last(phrase)?.dropped(phrase, typed)?;
        dropped
            .ends_with(|c: char| c.is_ascii_digit() || matches!(c, '万' | '亿'))
            .then_some(dropped)
    });
    ended.or_else(|| before_its_unit(phrase, behind)).or(begun)
}

/// The rough word that the author typed before the value.
fn typed_before(text: &str) -> Option<&'static Qualifier> {
    let text = text.trim_end();
    let rough = |text: &str| ending(text).filter(|typed| typed.is_rough());
    rough(text).or_else(|| rough(text.strip_suffix(VERBS)?))
}

/// The rough word of this place that the author typed behind it.
fn typed_behind(text: &str, position: Position) -> Option<&'static Qualifier> {
    beginning(text.trim_start(), position).filter(|typed| typed.is_rough())
}

/// The word of the number with which a phrase begins: 约312户, 300多户, 约三百户, 约翻一番.
fn first(phrase: &str) -> Option<Own> {
    let numbered = |word: &str| {
        phrase
            .strip_prefix(word)
            .is_some_and(|rest| rest.starts_with(begins_number))
    };
    let before = at(Position::Before).find(|own| own.is_rough() && numbered(own.word));
    match before {
        Some(word) => Some(Own { word, at: 0 }),
        None => behind_number(phrase, 0).or_else(|| behind_its_name(phrase)),
    }
}

/// The word of a phrase's first number, where the filter's own words stand before both: 人均约1200元, 增加约12户.
fn behind_its_name(phrase: &str) -> Option<Own> {
    let before = &phrase[..phrase.find(|c: char| c.is_ascii_digit())?];
    let word = ending(before).filter(|own| own.is_rough())?;
    let at = before.len() - word.word.len();
    Some(Own { word, at })
}

/// The word of a phrase's last number.
fn last(phrase: &str) -> Option<Own> {
    let Some(end) = phrase.rfind(|c: char| c.is_ascii_digit()) else {
        return first(phrase);
    };
    let digits = phrase[..=end].trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let start = digits.strip_suffix('-').unwrap_or(digits).len();
    match ending(&phrase[..start]).filter(|own| own.is_rough()) {
        Some(word) => Some(Own {
            word,
            at: start - word.word.len(),
        }),
        None => behind_number(phrase, start),
    }
}

/// The word behind the number that begins here: 余 and 多 behind its digits, 左右 at the end of the phrase, where no other
/// number is between.
fn behind_number(phrase: &str, start: usize) -> Option<Own> {
    let rest = phrase[start..].trim_start_matches(is_numeral);
    let end = phrase.len() - rest.len();
    if end == start {
        return None;
    }
    if let Some(word) = beginning(rest, Position::Between) {
        return Some(Own { word, at: end });
    }
    let alone = !rest.contains(|c: char| c.is_ascii_digit());
    let word = at(Position::After).find(|own| alone && rest.ends_with(own.word))?;
    Some(Own {
        word,
        at: phrase.len() - word.word.len(),
    })
}

/// A bare number keeps its word away from the unit that is typed behind it: 300左右 and 户 are 约300户, 98以上 and % are
/// 至少98%.
fn before_its_unit(phrase: &str, behind: &str) -> Option<String> {
    let number = phrase.trim_start_matches(is_numeral);
    let digits = &phrase[..phrase.len() - number.len()];
    let word = at(Position::After).find(|own| own.word == number && !digits.is_empty())?;
    let unit = behind.trim_start_matches(' ').chars().next()?;
    if !unit.is_alphabetic() && !matches!(unit, '%' | '％' | '‰' | '℃') {
        return None;
    }
    let before = match word.side {
        Side::AtLeast => "至少",
        Side::AtMost => "最多",
        Side::Around | Side::Below | Side::Above => "约",
    };
    Some(format!("{before}{digits}"))
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | '-') || "零一二两三四五六七八九十百千万亿".contains(c)
}

fn begins_number(c: char) -> bool {
    is_numeral(c) || c == '翻'
}

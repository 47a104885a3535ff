//! Strings made fit for XML, and what Word must be told about them.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use super::review::Marks;
use crate::report::Inline;

/// The text without what XML 1.0 cannot hold; line ends and tabs become spaces, so that a value stays on its line.
/// Noncharacters and the marks of bidirectional text go too: they could turn the words that follow round.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| !is_unfit(c) && !is_break(c)) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .filter(|&c| is_break(c) || !is_unfit(c))
        .map(|c| if is_break(c) { ' ' } else { c })
        .collect::<String>()
        .into()
}

/// Characters that would begin a new line or a column.
fn is_break(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Control characters, noncharacters and bidirectional controls.
fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{FDD0}'..='\u{FDEF}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// The printed text of neighbouring inlines, as one string: each run costs a Word file some forty bytes.
pub(super) fn joined(content: &[Inline]) -> String {
    let mut text = String::with_capacity(content.iter().map(|inline| inline.text().len()).sum());
    for inline in content {
        text.push_str(&clean(inline.text()));
    }
    text
}

/// A text without the words at its end, and these; the whole when it does not end with them or is no longer. The marks
/// of figures are no words: both parts of one that is cut have them.
pub(super) fn without_end(content: &[Inline], end: &str, marks: Option<Marks>) -> (Vec<Inline>, Vec<Inline>) {
    let unmarked = |text| marks.map_or(["", text, ""], |marks| marks.around(text));
    let whole: String = content.iter().map(|inline| unmarked(inline.text())[1]).collect();
    let mut left = match whole.strip_suffix(end) {
        Some(begin) if !begin.is_empty() => begin.len(),
        _ => whole.len(),
    };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for inline in content {
        let [begin, words, finish] = unmarked(inline.text());
        match words.split_at_checked(left) {
            None | Some((_, "")) => before.push(inline.clone()),
            Some(("", _)) => after.push(inline.clone()),
            Some((first, second)) => {
                before.push(said(inline, [begin, first, finish].concat()));
                after.push(said(inline, [begin, second, finish].concat()));
            }
        }
        left = left.saturating_sub(words.len());
    }
    (before, after)
}

/// A part of the words of an inline.
fn said(inline: &Inline, text: String) -> Inline {
    match inline {
        Inline::Figure { figure, doubtful, .. } => Inline::Figure {
            text,
            figure: *figure,
            doubtful: *doubtful,
        },
        Inline::Text(_) | Inline::Reference(_) | Inline::Item { .. } | Inline::Note { .. } => Inline::Text(text),
    }
}

/// Whether Word would set some of these characters in the Latin face unless told that they are East Asian (DX-02,
/// FONT-07): quotes, dashes, ellipses, ·, ×, arrows, numerals in circles. ASCII takes the Latin face in any case.
pub(super) fn needs_east_asian_hint(text: &str) -> bool {
    text.chars().any(
        |c| matches!(c, '\u{A1}'..='\u{BF}' | '\u{D7}' | '\u{F7}' | '\u{2B0}'..='\u{36F}' | '\u{2000}'..='\u{2E7F}'),
    )
}

/// The width of a text in 字: half for ASCII, one for Han and full-width marks (SIGN-03).
pub(super) fn width_in_characters(content: &[Inline]) -> f64 {
    content
        .iter()
        .flat_map(|inline| inline.text().chars())
        .map(|c| c.width_cjk().unwrap_or_default() as f64 / 2.0)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_ordinary_text_as_it_is() {
        assert!(matches!(clean("粮食4.5万亩 & <b>"), Cow::Borrowed(_)));
    }

    #[test]
    fn drops_what_xml_cannot_hold() {
        assert_eq!(clean("甲\u{0}\u{1F}\u{7F}乙\u{FFFE}\u{1FFFF}\u{202E}丙"), "甲乙丙");
        assert_eq!(clean("甲\n乙\t丙\u{2028}丁"), "甲 乙 丙 丁");
    }

    #[test]
    fn hints_marks_but_not_plain_text() {
        for text in ["“菜篮子”", "——", "……", "罗·溥仪", "2×3", "—", "①"] {
            assert!(needs_east_asian_hint(text), "{text}");
        }
        assert!(!needs_east_asian_hint("全年2023年，（GDP）《甲》。"));
    }

    #[test]
    fn digits_are_half_a_character_wide() {
        let date = [Inline::Text("2023年11月20日".into())];
        assert_eq!(width_in_characters(&date), 7.0);
    }

    #[test]
    fn an_end_is_cut_off_where_the_text_ends_with_it() {
        let content = [Inline::Text("粮食".into()), Inline::Text("播种4.5万亩。".into())];
        let said = |(before, after): (Vec<Inline>, Vec<Inline>)| {
            let words = |part: &[Inline]| part.iter().map(Inline::text).collect::<Vec<_>>().join("|");
            (words(&before), words(&after))
        };
        let parts = |before: &str, after: &str| (before.to_owned(), after.to_owned());
        let cut = |end: &str| said(without_end(&content, end, None));
        assert_eq!(cut("4.5万亩。"), parts("粮食|播种", "4.5万亩。"));
        assert_eq!(cut("播种4.5万亩。"), parts("粮食", "播种4.5万亩。"));
        assert_eq!(cut("食播种4.5万亩。"), parts("粮", "食|播种4.5万亩。"));
        for end in ["", "蔬菜。", "粮食播种4.5万亩。"] {
            assert_eq!(cut(end), parts("粮食|播种4.5万亩。", ""), "{end}");
        }
    }
}

//! Full-width marks where the engine knows only half-width ones.

use std::ops::Range;

use super::token::{Kind, Token};

/// So many full-width marks are told of one text.
pub(super) const MOST_TOLD: usize = 20;

/// Full-width marks that Chinese input methods put in the place of the engine's.
pub(in crate::template) const FULL_WIDTH: [(char, char); 18] = [
    ('｛', '{'),
    ('｝', '}'),
    ('％', '%'),
    ('｜', '|'),
    ('“', '"'),
    ('”', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('＂', '"'),
    ('（', '('),
    ('）', ')'),
    ('，', ','),
    ('：', ':'),
    ('＝', '='),
    ('＋', '+'),
    ('－', '-'),
    ('［', '['),
    ('］', ']'),
];

/// The first full-width mark in a tag; the words behind one that was to close it are not looked at. Returns where the tag
/// ends by such a one.
pub(super) fn look_at_marks(tokens: &mut Vec<Token<'_>>, found: &mut Vec<Range<usize>>) -> Option<usize> {
    let index = full_width_mark(tokens)?;
    let range = tokens[index].range.clone();
    let closes = matches!(tokens[index].text, "｝" | "％");
    found.push(range.clone());
    if closes {
        tokens.truncate(index);
    }
    closes.then_some(range.end)
}

/// A mark of the text that follows is none of the tag's: it stands behind a brace that was to close it, or, as a comma
/// may, where no argument is.
fn full_width_mark(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        if tears(tokens, index) || token.text == "}" && depth == 0 {
            return None;
        }
        let first = token.text.chars().next().filter(|_| token.kind == Kind::Mark);
        let full = first.is_some_and(|first| FULL_WIDTH.iter().any(|(full, _)| *full == first));
        let sure = first.is_some_and(|first| "｛｝％｜“”‘’＂（".contains(first));
        if full && (sure || depth > 0) {
            return Some(index);
        }
        if full {
            return None;
        }
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Whether another tag begins inside of one, which then was never closed.
pub(super) fn tears(tokens: &[Token<'_>], index: usize) -> bool {
    let next = tokens.get(index + 1);
    tokens[index].text == "{" && next.is_some_and(|next| matches!(next.text, "{" | "%"))
}

/// Words between single braces in the text, on one line: `{ 名称|数额 }` would be printed as it stands.
pub(super) fn look_for_single_braces(source: &str, part: Range<usize>, found: &mut Vec<Range<usize>>) {
    let Some(text) = source.get(part.clone()) else { return };
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find('{')).map(|at| from + at) {
        from = open + 1;
        let Some(behind) = text.get(from..) else { return };
        if behind.starts_with('#') {
            let Some(end) = behind.find("#}") else { return };
            from += end + 2;
            continue;
        }
        let Some(end) = behind.find(['{', '}', '\n']) else {
            return;
        };
        let words = &behind[..end];
        let marked = words.starts_with(['[', '%']) || words.ends_with([']', '%']);
        let closed = behind[end..].starts_with('}') && !behind[end..].starts_with("}}") && !text[..open].ends_with('{');
        let named = words.contains('|') || words.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
        if closed && named && !marked && found.len() <= MOST_TOLD {
            found.push(part.start + open..part.start + from + end + 1);
        }
    }
}

/// Full-width braces in the text that are meant for a tag's: `｛｛ 名称 ｝｝` would be printed as it stands. Comments are not
/// printed.
pub(super) fn look_for_braces(source: &str, part: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut from = part.start;
    while let Some(text) = source.get(from..part.end) {
        let comment = text.find("{#");
        let text = &text[..comment.unwrap_or(text.len())];
        let mut last = 0;
        for (at, mark) in text.match_indices(['｛', '％', '［']) {
            let range = brace(text, at, mark).filter(|range| range.start >= last && found.len() <= MOST_TOLD);
            if let Some(range) = range {
                last = range.end;
                found.push(from + range.start..from + range.end);
            }
        }
        let end = comment.and_then(|open| Some(from + open + source.get(from + open..)?.find("#}")? + 2));
        let Some(end) = end else { return };
        from = end;
    }
}

/// The two marks at a place of a text that are meant to open a tag.
fn brace(text: &str, at: usize, mark: &str) -> Option<Range<usize>> {
    let end = at + mark.len();
    if text[..at].ends_with('{') {
        return Some(at - 1..end);
    }
    let next = text[end..].chars().next().filter(|_| mark == "｛")?;
    "｛{%％[［#".contains(next).then(|| at..end + next.len_utf8())
}

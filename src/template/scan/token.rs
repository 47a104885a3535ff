//! A tag and the words and marks in it, as the engine reads them.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Name,
    Number,
    Text,
    Mark,
}

/// A word or a mark.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    pub(super) range: Range<usize>,
}

const TWO_CHARACTER_MARKS: &[&str] = &["==", "!=", "<=", ">=", "//", "**"];

/// The inside of the next `{{ }}` or `{% %}` from an offset on, and whether it is a statement.
pub(super) fn next_tag(source: &str, mut from: usize) -> Option<(Range<usize>, bool)> {
    loop {
        let open = from + source.get(from..)?.find('{')?;
        let inside = open + 2;
        match source.as_bytes().get(open + 1) {
            Some(b'#') => from = inside + source.get(inside..)?.find("#}")? + 2,
            Some(b'{') => return Some((inside..close(source, inside, "}}"), false)),
            Some(b'%') => return Some((inside..close(source, inside, "%}"), true)),
            _ => from = open + 1,
        }
    }
}

/// Where a tag ends: at its closing mark outside strings.
fn close(source: &str, from: usize, mark: &str) -> usize {
    let mut at = from;
    while let Some(rest) = source.get(at..).filter(|rest| !rest.starts_with(mark)) {
        let Some(first) = rest.chars().next() else { break };
        at += string_length(rest).unwrap_or(first.len_utf8());
    }
    at
}

/// How long the string is that a text begins with: up to the same quote, one behind a backslash not counted, as the
/// engine reads it.
fn string_length(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, character)| {
        let ends = *character == quote && !escaped;
        escaped = *character == '\\' && !escaped;
        ends
    });
    Some(end.map_or(text.len(), |(at, _)| at + 1))
}

/// The words and marks in a range of a text.
pub(super) fn tokens(source: &str, range: Range<usize>) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let rest = &source[at..range.end];
        let Some(first) = rest.chars().next() else { break };
        let (kind, length) = if let Some(length) = string_length(rest) {
            (Kind::Text, length)
        } else if first.is_ascii_digit() {
            (
                Kind::Number,
                span(rest, |c| c.is_ascii_alphanumeric() || c == '.' || c == '_'),
            )
        } else if first.is_alphabetic() || first == '_' {
            (Kind::Name, span(rest, |c| c.is_alphanumeric() || c == '_'))
        } else if TWO_CHARACTER_MARKS.iter().any(|mark| rest.starts_with(mark)) {
            (Kind::Mark, 2)
        } else {
            (Kind::Mark, first.len_utf8())
        };
        if !first.is_whitespace() {
            tokens.push(Token {
                kind,
                text: &rest[..length],
                range: at..at + length,
            });
        }
        at += length;
    }
    // The marks of whitespace control are no operators.
    if tokens.first().is_some_and(|token| matches!(token.text, "-" | "+")) {
        tokens.remove(0);
    }
    if tokens.last().is_some_and(|token| matches!(token.text, "-" | "+")) {
        tokens.pop();
    }
    tokens
}

fn span(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

//! Operators whose operands may be values of a workbook.

use std::ops::Range;

use super::token::{Kind, Token};

/// Notes an operator that has an operand which may be a value. `loose` operators fail by themselves on
/// values, so that names which the template made may pass.
pub(super) fn check_operator(tokens: &[Token<'_>], index: usize, found: &mut Vec<Range<usize>>, loose: bool) {
    let left = index.checked_sub(1).and_then(|left| tokens.get(left));
    let sign = left.is_none_or(|left| left.kind == Kind::Mark && !matches!(left.text, ")" | "]"));
    if sign && loose {
        return;
    }
    let left_start = chain_start(tokens, index);
    let left_plain =
        left_start.is_some_and(|start| plain(&tokens[start])) || (loose && left.is_some_and(|left| left.text == ")"));
    let right = tokens.get(index + 1);
    let right = right
        .filter(|token| token.text != "-")
        .or_else(|| tokens.get(index + 2));
    let right_plain = right.is_some_and(|token| plain(token) || (loose && token.text == "("));
    if !left_plain || !right_plain {
        let start = left_start.map_or(tokens[index].range.start, |start| tokens[start].range.start);
        let end = right.map_or(tokens[index].range.end, |token| token.range.end);
        found.push(start..end);
    }
}

/// The first token of the `a.b.c` that ends before an operator.
fn chain_start(tokens: &[Token<'_>], operator: usize) -> Option<usize> {
    let mut start = operator.checked_sub(1)?;
    while start >= 2 && tokens[start - 1].text == "." {
        start -= 2;
    }
    Some(start)
}

/// Whether a token is surely no value of a workbook: a literal, 年, the loop's counters.
fn plain(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Number | Kind::Text => true,
        Kind::Name => matches!(token.text, "年" | "loop" | "true" | "false"),
        Kind::Mark => false,
    }
}

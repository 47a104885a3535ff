//! Statements and their ends.

use std::collections::BTreeSet;
use std::ops::Range;

use super::token::Token;

/// A statement without its end, or an end without its statement.
#[derive(Debug, Clone)]
pub(in crate::template) struct Unpaired {
    /// `if`, or `endif`.
    pub(in crate::template) keyword: String,
    /// The inside of its tag.
    pub(in crate::template) range: Range<usize>,
}

impl Unpaired {
    /// Whether it is what should stand within a statement or end it, and not the statement.
    pub(in crate::template) fn is_stray(&self) -> bool {
        self.keyword.starts_with("end") || BETWEEN.contains(&self.keyword.as_str())
    }
}

/// Counts the `elif` of every `if` that is open.
pub(super) fn count_branches(tokens: &[Token<'_>], branches: &mut Vec<usize>) {
    match (tokens.first().map(|token| token.text), branches.last_mut()) {
        (Some("if"), _) => branches.push(0),
        (Some("elif"), Some(count)) => *count += 1,
        (Some("endif"), _) => {
            branches.pop();
        }
        _ => {}
    }
}

/// How deep statements may stand within each other, with room.
const DEEPEST: usize = 256;

/// Statements that have an end.
const PAIRED: [&str; 8] = ["if", "for", "macro", "filter", "with", "call", "autoescape", "block"];
/// What stands between the beginning and the end of `if` or `for`.
const BETWEEN: [&str; 2] = ["else", "elif"];

/// The statements that are open, and what does not fit.
#[derive(Default)]
pub(super) struct Pairs {
    open: Vec<Unpaired>,
    /// Where the open statements stand whose `else` has been.
    decided: BTreeSet<usize>,
    wrong: Vec<Unpaired>,
}

impl Pairs {
    pub(super) fn take(&mut self, tokens: &[Token<'_>], range: &Range<usize>) {
        let Some(first) = tokens.first() else { return };
        let found = || Unpaired {
            keyword: first.text.to_owned(),
            range: range.clone(),
        };
        // `set 句` without a value takes the text that follows.
        let text_of_set = first.text == "set" && !tokens.iter().any(|token| token.text == "=");
        if PAIRED.contains(&first.text) || text_of_set {
            self.open.push(found());
        } else if BETWEEN.contains(&first.text) {
            if !self.takes(first.text) {
                self.wrong.push(found());
            }
        } else if let Some(opener) = first.text.strip_prefix("end") {
            // The engine lets statements stand within each other no deeper, so that no end is farther from its beginning.
            let near = self.open.len().saturating_sub(DEEPEST);
            let found_at = self.open[near..].iter().rposition(|open| open.keyword == opener);
            match found_at.map(|index| index + near) {
                Some(index) => {
                    self.wrong.extend(self.open.drain(index + 1..));
                    self.open.pop();
                }
                None if PAIRED.contains(&opener) || opener == "set" => self.wrong.push(found()),
                None => {}
            }
        }
    }

    /// Whether the innermost `if` or `for` has a place for what stands between: `elif` only an `if`, nothing after `else`.
    fn takes(&mut self, between: &str) -> bool {
        let within = |open: &&Unpaired| matches!(open.keyword.as_str(), "if" | "for");
        let Some(open) = self.open.iter().rev().take(DEEPEST).find(within) else {
            return false;
        };
        let fits = between == "else" || open.keyword == "if";
        let open = open.range.start;
        fits && !self.decided.contains(&open) && (between != "else" || self.decided.insert(open))
    }

    pub(super) fn unpaired(mut self) -> Vec<Unpaired> {
        self.wrong.append(&mut self.open);
        self.wrong.sort_by_key(|one| one.range.start);
        self.wrong
    }
}

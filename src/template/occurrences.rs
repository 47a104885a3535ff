//! Where the values stand in a report: each marker of the output with its entry and the words beside it.

use super::ledger::{MARKER_LENGTH, Printed};
use super::qualifiers::{self, Position};
use super::source_map::SourceMap;
use super::wording::with_first;
use crate::diag::{Code, Diagnostic, Result, Sink};

/// One printed occurrence of a value: which entry it is, and where it stands in the output.
pub(super) struct Occurrence {
    pub(super) entry: usize,
    pub(super) at: usize,
    /// Whether the author's words beside it say that it is approximate: its own then do not.
    qualified: bool,
}

impl Occurrence {
    /// The words as they stand here.
    pub(super) fn words<'p>(&self, printed: &'p Printed) -> &'p str {
        let unqualified = printed.unqualified.as_ref().filter(|_| self.qualified);
        unqualified.unwrap_or(&printed.text)
    }
}

/// Whether the author's words on one side of an approximate value call it so: 约 or 近 before its number, 左右 behind it.
fn is_qualified(printed: &Printed, before: &str, behind: &str) -> bool {
    let Some(own) = &printed.unqualified else {
        return false;
    };
    let mut rough = qualifiers::at(Position::Before).filter(|qualifier| qualifier.is_rough());
    let number_first = own.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    if number_first && rough.any(|qualifier| before.trim_end().ends_with(qualifier.word)) {
        return true;
    }
    let begins = |qualifier: &&qualifiers::Qualifier| behind.trim_start().starts_with(qualifier.word);
    // 余 stands behind the digits: 312户余下的 is another word.
    let digits_last = own.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '万' | '亿'));
    qualifiers::at(Position::After).any(|qualifier| begins(&qualifier))
        || digits_last && qualifiers::at(Position::Between).any(|qualifier| begins(&qualifier))
}

/// Where each entry is printed; one that holds a problem is told at every place that printed it.
pub(super) fn occurrences(
    entries: &[Result<Printed>],
    (output, printed): (&str, &[(usize, usize)]),
    map: &SourceMap<'_>,
    sink: &mut Sink,
) -> Vec<Occurrence> {
    let occurrence = |(at, entry): &(usize, usize)| {
        let problem = match entries.get(*entry) {
            Some(Ok(words)) => words.problem.as_ref(),
            Some(Err(problem)) => Some(problem),
            None => None,
        };
        if let Some(problem) = problem {
            let problem = asked_for(problem.clone(), map.expression(*at));
            sink.push(with_first(problem, map.locate(*at..*at + 1)));
        }
        let sides = (output.get(..*at), output.get(*at + MARKER_LENGTH..));
        let qualified = match (entries.get(*entry), sides) {
            (Some(Ok(words)), (Some(before), Some(behind))) => is_qualified(words, before, behind),
            _ => false,
        };
        Occurrence {
            entry: *entry,
            at: *at,
            qualified,
        }
    };
    printed.iter().map(occurrence).collect()
}

/// A problem whose advice is to ask first: the template's own expression without its last filter is what to ask, where it
/// is the chosen rows or the field of a row that the problem speaks of.
fn asked_for(problem: Box<Diagnostic>, expression: Option<&str>) -> Box<Diagnostic> {
    let Some(asked) = problem.argument("asked") else {
        return problem;
    };
    let means = |own: &&str| match asked.split_once('.') {
        Some(("行", field)) => own.split_once('.').is_some_and(|(_, other)| other == field),
        _ => problem.code == Code::WordingList,
    };
    match expression
        .and_then(without_last_filter)
        .filter(means)
        .map(str::to_owned)
    {
        Some(own) => Box::new(problem.without("asked")).with("asked", own),
        None => problem,
    }
}

/// `各村|筛选("面积 > 3")` of `各村|筛选("面积 > 3")|列举("村名")`; none of what is no chain of filters on a name.
fn without_last_filter(expression: &str) -> Option<&str> {
    let (mut depth, mut quote, mut last) = (0_usize, None, None);
    for (at, character) in expression.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, '|') if depth == 0 => last = Some(at),
            (None, '~' | '+' | ' ' | '\n') if depth == 0 => return None,
            (None, _) => {}
        }
    }
    let whole = last.is_some() || !expression.contains('(');
    whole.then(|| expression[..last.unwrap_or(expression.len())].trim())
}

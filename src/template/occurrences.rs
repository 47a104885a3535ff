//! Where the values stand in a report: each marker of the output with its entry and the words beside it.

use super::ledger::{MARKER_LENGTH, Printed};
use super::said_once;
use super::source_map::SourceMap;
use super::wording::with_first;
use crate::diag::{Code, Diagnostic, Result, Sink};

/// One printed occurrence of a value: which entry it is, and where it stands in the output.
pub(super) struct Occurrence {
    pub(super) entry: usize,
    pub(super) at: usize,
    /// The words as they stand here, where the author's own beside them make them others.
    said: Option<String>,
}

impl Occurrence {
    /// The words as they stand here.
    pub(super) fn words<'p>(&'p self, printed: &'p Printed) -> &'p str {
        self.said.as_deref().unwrap_or(&printed.text)
    }
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
        let said = match (entries.get(*entry), sides) {
            (Some(Ok(words)), (Some(before), Some(behind))) if words.approximate => {
                said_once::beside(&words.text, before, behind)
            }
            _ => None,
        };
        Occurrence {
            entry: *entry,
            at: *at,
            said,
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

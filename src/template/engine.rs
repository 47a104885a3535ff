//! The template engine, closed to everything but its own texts: no file access, bounded steps and depth.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};

use super::check::{Scanned, nearest};
use super::ledger::Ledger;
use super::scan::{MOST_BRANCHES, MOST_TOKENS};
use super::{condition, filters};
use crate::diag::{Code, Diagnostic, first_few, term};

/// Work that one report may take: one for a step, and one for every 64 bytes that are printed or kept, so that it bounds
/// time, text and memory. A report of a thousand rows takes some 10⁵.
const FUEL: u64 = 2_000_000;
/// Depth of includes, macros and nested loops.
const DEPTH: usize = 60;

/// Characters of the template's own words that a message repeats.
const MOST_SHOWN: usize = 20;

/// An engine with the statistics language and nothing else.
pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build();
    // The default delimiters cannot fail to build; were they to, the engine keeps its own.
    if let Ok(syntax) = syntax {
        environment.set_syntax(syntax);
    }
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEPTH);
    filters::register(&mut environment);
    super::rows::register(&mut environment);
    condition::register(&mut environment);
    environment
}

/// The engine's error as a problem at its place in one of the texts.
pub(super) fn problem(error: &Error, texts: &BTreeMap<&str, &Scanned>, ledger: &Ledger) -> Box<Diagnostic> {
    let error = innermost(error);
    let text = error.name().and_then(|name| texts.get(name));
    let range = error.range().zip(text).map(|(range, text)| text.engine.original(range));
    let found = match (text, &range) {
        (Some(text), Some(range)) => text.source.get(range.clone()).unwrap_or_default(),
        _ => "",
    };
    let problem = match ledger.take_fault() {
        Some(fault) => fault,
        None => worded(error, found, ledger),
    };
    let location = text.zip(range).map(|(text, range)| text.location(&range));
    // Some errors know only their line.
    let line = || text.zip(error.line()).and_then(|(text, line)| text.line_location(line));
    let location = location.or_else(line);
    super::wording::with_first(problem, location)
}

fn innermost(error: &Error) -> &Error {
    let mut inner = error;
    while let Some(next) = std::error::Error::source(inner).and_then(|source| source.downcast_ref::<Error>()) {
        inner = next;
    }
    inner
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the engine's kinds are not exhaustive")]
fn worded(error: &Error, found: &str, ledger: &Ledger) -> Box<Diagnostic> {
    let detail = error.detail().unwrap_or_default().to_owned();
    match error.kind() {
        ErrorKind::SyntaxError => syntax(&detail, found),
        ErrorKind::OutOfFuel => Diagnostic::new(Code::TemplateLimit),
        ErrorKind::InvalidOperation if detail.contains("recursion") => Diagnostic::new(Code::TemplateLimit),
        ErrorKind::InvalidOperation if detail.contains("unsupported types") => {
            Diagnostic::new(Code::TemplateArithmetic).with("found", found)
        }
        ErrorKind::TemplateNotFound => {
            // The engine's range is the whole statement: `include "特色产业.md"`.
            let name = found.split(['"', '\'']).nth(1).unwrap_or(found);
            Diagnostic::new(Code::TemplateInclude).with("found", name)
        }
        ErrorKind::UndefinedError => undefined(found, ledger),
        _ => {
            let detail = if found.is_empty() { detail } else { found.to_owned() };
            Diagnostic::new(Code::TemplateOperation).with("detail", detail)
        }
    }
}

/// What the engine's English says of a mistake: how it begins or ends, and the text of the catalogue that says the same.
const SYNTAX: [(&str, &str); 12] = [
    ("unexpected end of input", "syntax-end"),
    ("unexpected character", "syntax-character"),
    ("unexpected end of string", "syntax-string"),
    ("unexpected end of comment", "syntax-comment"),
    ("unexpected end of raw block", "syntax-raw"),
    ("unexpected input after", "syntax-expression"),
    ("expected end of variable block", "syntax-expression"),
    ("expected end of block", "syntax-statement"),
    ("unknown statement", "syntax-keyword"),
    ("expected block keyword", "syntax-keyword"),
    ("expected identifier", "syntax-name"),
    ("invalid", "syntax-number"),
];

/// A mistake in the syntax, in the user's language, with the words where it stands.
fn syntax(detail: &str, found: &str) -> Box<Diagnostic> {
    let known = SYNTAX
        .iter()
        .find(|(words, _)| detail.starts_with(words) || detail.contains(&format!(", {words}")));
    let key = known.map_or("syntax-other", |(_, key)| key);
    let found = found.trim().lines().next().unwrap_or_default();
    let found: String = found.chars().take(MOST_SHOWN).collect();
    let problem = Diagnostic::new(Code::TemplateSyntax).with("detail", term(key));
    problem.with("found", if found.is_empty() { "…" } else { &found })
}

fn undefined(found: &str, ledger: &Ledger) -> Box<Diagnostic> {
    let absent = || Diagnostic::new(Code::TemplateAbsent).with("found", found);
    ledger.take_unknown_field().unwrap_or_else(absent)
}

/// A field that does not exist, with those that do and what can be done.
pub(super) fn no_field<'a>(found: &str, fields: impl Iterator<Item = &'a str>, advice: &str) -> Box<Diagnostic> {
    let candidates: Vec<&str> = fields.collect();
    let nearest = nearest(found, &candidates).unwrap_or("—");
    let fields = if candidates.is_empty() {
        "—".to_owned()
    } else {
        first_few(candidates)
    };
    let problem = Diagnostic::new(Code::TemplateField).with("found", found);
    problem
        .with("nearest", nearest)
        .with("fields", fields)
        .with("advice", term(advice))
}

/// Adds a text to the engine; a mistake in its syntax comes back.
pub(super) fn add(environment: &mut Environment<'static>, text: &Scanned) -> Result<(), Box<Diagnostic>> {
    if let Some(range) = &text.scan.too_long {
        let problem = Diagnostic::new(Code::TemplateLong).with("tokens", MOST_TOKENS);
        return Err(problem.with("branches", MOST_BRANCHES).at(text.location(range)));
    }
    if text.scan.is_broken() {
        return Ok(());
    }
    environment
        .add_template_owned(text.file.to_string(), text.engine.text.clone())
        .map_err(|error| {
            let texts = BTreeMap::from([(&*text.file, text)]);
            let located = problem(&error, &texts, &Ledger::default());
            if located.locations.is_empty() {
                located.at_file(Arc::clone(&text.file))
            } else {
                located
            }
        })
}

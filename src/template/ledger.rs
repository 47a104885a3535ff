//! Printed values as opaque markers: what a value says is put in only after the template's structure is known.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::str::CharIndices;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rust_decimal::Decimal;

use super::JobFacts;
use super::filters::proportion::Forced;
use crate::diag::{Code, Diagnostic, Result};
use crate::indicator::{Doubts, Indicators, RankOrder};
use crate::place::CellPlace;

/// Opens a marker. Noncharacters are stripped from every input, so that no text can hold one by itself.
const OPEN: char = '\u{FDD0}';
/// The digit zero of a marker's number; fifteen more follow it.
const DIGIT: u32 = 0xFDD1;
/// Digits of a marker's number. The width is fixed, so that a marker can be renumbered in its place.
const DIGITS: u32 = 6;

/// Rows that the filters of one report may go through: a county of a thousand townships takes some 10⁵.
const MOST_ROWS: usize = 5_000_000;

/// Bytes of a marker: every character of one has three.
pub(super) const MARKER_LENGTH: usize = 3 * (DIGITS as usize + 1);

/// The marker of an entry.
pub(super) fn marker(number: usize) -> String {
    let number = number as u32;
    let digits = (0..DIGITS).rev().map(|place| (number >> (4 * place)) & 0xF);
    let mut marker = String::with_capacity(MARKER_LENGTH);
    marker.push(OPEN);
    marker.extend(digits.filter_map(|digit| char::from_u32(DIGIT + digit)));
    marker
}

/// A text cut into its characters and the markers in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// A character of the template.
    Char(char),
    /// A printed value, by the number of its marker.
    Printed(usize),
}

/// The pieces of a text, each with its byte offset. What remains of a broken marker is dropped.
pub(super) fn pieces(text: &str) -> Pieces<'_> {
    Pieces(text.char_indices().peekable())
}

/// See [`pieces`].
pub(super) struct Pieces<'t>(Peekable<CharIndices<'t>>);

impl Pieces<'_> {
    /// The number of a marker that has been opened; none when it is broken.
    fn number(&mut self) -> Option<usize> {
        (0..DIGITS).try_fold(0, |number, _| {
            let digit = digit_of(self.0.peek()?.1)?;
            self.0.next();
            Some((number << 4) | digit as usize)
        })
    }
}

impl Iterator for Pieces<'_> {
    type Item = (usize, Piece);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some((offset, character)) = self.0.next() {
            if character == OPEN {
                if let Some(number) = self.number() {
                    return Some((offset, Piece::Printed(number)));
                }
            } else if !is_noncharacter(character) {
                return Some((offset, Piece::Char(character)));
            }
        }
        None
    }
}

/// The markers in a text, by byte offset and number.
pub(super) fn markers(text: &str) -> impl Iterator<Item = (usize, usize)> {
    text.match_indices(OPEN)
        .filter_map(|(offset, _)| match pieces(&text[offset..]).next() {
            Some((0, Piece::Printed(number))) => Some((offset, number)),
            Some(_) | None => None,
        })
}

fn digit_of(character: char) -> Option<u32> {
    (character as u32).checked_sub(DIGIT).filter(|digit| *digit < 16)
}

/// Whether Unicode will never make this a character.
pub(super) fn is_noncharacter(character: char) -> bool {
    let code = character as u32;
    (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE
}

/// The text of a template or fragment, as the program reads it: line ends of one kind without spaces before
/// them (behind a statement they would leave a blank line, which ends a table), no markers.
pub(super) fn clean_source(source: &str) -> String {
    let unified = source
        .trim_start_matches('\u{FEFF}')
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let lines: Vec<&str> = unified
        .split('\n')
        .map(|line| line.trim_end_matches([' ', '\t']))
        .collect();
    lines.join("\n").chars().filter(|c| !is_noncharacter(*c)).collect()
}

/// The text of a value, as it can stand in a line: a line break becomes nothing between Han and a space
/// otherwise; characters that command instead of being printed are dropped.
pub(super) fn clean_value(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        if matches!(character, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') {
            gap = true;
        } else if !commands(character) {
            if gap && clean.ends_with(|last: char| last.is_ascii()) && character.is_ascii() {
                clean.push(' ');
            }
            gap = false;
            clean.push(character);
        }
    }
    clean
}

/// Controls, noncharacters, and the marks that turn the direction of writing.
fn commands(character: char) -> bool {
    character.is_control()
        || is_noncharacter(character)
        || matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Where printed words come from.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// The indicator's name, or the path of a row's field.
    pub(super) indicator: String,
    /// The exact value with its unit.
    pub(super) value: String,
    /// The filter as it was applied; empty when there was none.
    pub(super) formula: String,
    /// The cells.
    pub(super) sources: Vec<CellPlace>,
}

/// Words that stand for a marker.
#[derive(Debug, Clone)]
pub(super) struct Printed {
    /// The words.
    pub(super) text: String,
    /// Where they come from; none for what is no figure, such as the township's name.
    pub(super) origin: Option<Origin>,
    /// Whether they say of a number that it is approximate, which they do not where the author's own words beside them do.
    pub(super) approximate: bool,
    /// What a person should look at in them.
    pub(super) warnings: Vec<Diagnostic>,
    /// In a draft: the problem in whose place they stand.
    pub(super) problem: Option<Box<Diagnostic>>,
    /// Whether they stand for what is not there and a group may fall away with: the — of a place that nobody knows; in a
    /// draft what marks a value that is declared absent.
    pub(super) omitted: bool,
    /// In a draft: why they must not be relied on.
    pub(super) doubts: BTreeSet<Code>,
}

/// Everything that a render has printed, by marker number.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// What every report of the job shares, for the filters.
    pub(super) job: JobFacts,
    /// What last year's value usually was among the townships, by indicator.
    pub(super) medians: Arc<BTreeMap<Arc<str>, Decimal>>,
    /// Of which indicators more is better, and of which less.
    pub(super) orders: Arc<BTreeMap<Arc<str>, RankOrder>>,
    /// For a draft: why which figures must not be relied on. None for a report.
    pub(super) doubts: Option<Doubts>,
    book: Mutex<Book>,
    forced: Mutex<BTreeMap<Column, Arc<Forced>>>,
}

/// The values of a column, and the decimals asked for its shares.
type Column = (Vec<Decimal>, u32);

#[derive(Debug, Default)]
struct Book {
    entries: Vec<Result<Printed>>,
    unknown_field: Option<Box<Diagnostic>>,
    /// How many rows filters have gone through.
    rows: usize,
    fault: Option<Box<Diagnostic>>,
    unjudged: Vec<Diagnostic>,
    warnings: Vec<(Diagnostic, String)>,
}

impl Ledger {
    /// An empty ledger for a township's report; for a draft with the doubts about its figures.
    pub(super) fn new(job: &JobFacts, indicators: &Indicators) -> Self {
        Self {
            job: job.clone(),
            medians: Arc::clone(&indicators.medians),
            orders: Arc::clone(&indicators.orders),
            doubts: job.draft.then(|| indicators.doubts.clone()),
            book: Mutex::default(),
            forced: Mutex::default(),
        }
    }

    /// The shares of a column that add up to 100 %: computed once, whichever of its rows asks.
    pub(super) fn forced(&self, column: Column, compute: impl Fn(&Column) -> Result<Forced>) -> Result<Arc<Forced>> {
        let mut forced = self.forced.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = forced.get(&column) {
            return Ok(Arc::clone(known));
        }
        let found = Arc::new(compute(&column)?);
        forced.insert(column, Arc::clone(&found));
        Ok(found)
    }

    /// Enters words, or the problem that stands in their place, and returns their marker.
    pub(super) fn enter(&self, entry: Result<Printed>) -> String {
        let mut book = self.book();
        book.entries.push(entry);
        marker(book.entries.len() - 1)
    }

    /// Remembers a field that is not there: the engine tells only that something is undefined.
    pub(super) fn note_unknown_field(&self, problem: Box<Diagnostic>) {
        self.book().unknown_field = Some(problem);
    }

    /// The field noted last.
    pub(super) fn take_unknown_field(&self) -> Option<Box<Diagnostic>> {
        self.book().unknown_field.take()
    }

    /// Counts rows that a filter goes through; the engine's own bounds know nothing of them.
    pub(super) fn go_through(&self, rows: usize) -> Result<()> {
        let mut book = self.book();
        book.rows = book.rows.saturating_add(rows);
        if book.rows > MOST_ROWS {
            return Err(Diagnostic::new(Code::TemplateLimit));
        }
        Ok(())
    }

    /// Remembers the problem that ends the render.
    pub(super) fn note_fault(&self, fault: Box<Diagnostic>) {
        self.book().fault = Some(fault);
    }

    /// The problem that ended the render.
    pub(super) fn take_fault(&self) -> Option<Box<Diagnostic>> {
        self.book().fault.take()
    }

    /// Remembers a condition of a draft that nobody can judge.
    pub(super) fn note_unjudged(&self, problem: Diagnostic) {
        let mut book = self.book();
        if !book.unjudged.contains(&problem) {
            book.unjudged.push(problem);
        }
    }

    /// Remembers a warning about rows, with the template's words that it is about.
    pub(super) fn note_warning(&self, warning: Diagnostic, words: &str) {
        let mut book = self.book();
        if !book.warnings.iter().any(|(known, _)| *known == warning) {
            book.warnings.push((warning, words.to_owned()));
        }
    }

    /// The warnings about rows, each once, with the template's words.
    pub(super) fn take_warnings(&self) -> Vec<(Diagnostic, String)> {
        std::mem::take(&mut self.book().warnings)
    }

    /// The conditions that nobody can judge, each once.
    pub(super) fn take_unjudged(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.book().unjudged)
    }

    /// All entries, by marker number.
    pub(super) fn take_entries(&self) -> Vec<Result<Printed>> {
        std::mem::take(&mut self.book().entries)
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_found_and_their_remains_dropped() {
        let whole = format!("甲{}乙", marker(0xABCDE));
        let kinds: Vec<Piece> = pieces(&whole).map(|(_, piece)| piece).collect();
        assert_eq!(kinds, [Piece::Char('甲'), Piece::Printed(0xABCDE), Piece::Char('乙')]);
        let broken: String = marker(3).chars().take(4).collect();
        assert!(pieces(&broken).next().is_none());
        assert_eq!(marker(0xABCDE).len(), MARKER_LENGTH);
        assert_eq!(
            markers(&format!("{broken}{whole}")).collect::<Vec<_>>(),
            [(15, 0xABCDE)]
        );
    }

    #[test]
    fn values_lose_what_is_not_printed() {
        assert_eq!(clean_value("甲\n乙\u{0}\u{202E}|# \u{FDD0}"), "甲乙|# ");
        assert_eq!(clean_value("a\nb"), "a b");
    }
}

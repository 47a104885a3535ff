//! The template's own text as it is printed: spaces and half-width marks put right (RPT-09, spec CJK §7),
//! markers turned into figures. What a value says is never touched.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::ledger::{MARKER_LENGTH, Piece, Printed, is_noncharacter, marker, markers, pieces};
use super::occurrences::Occurrence;
use super::references::{self, Labels};
use super::source_map::SourceMap;
use crate::diag::{Code, Diagnostic, Location, Result, Sink};
use crate::place::TextPlace;
use crate::report::{Figure, FigureId, Inline, note_mark};

/// Half-width marks and what they become in Han context.
const MARKS: &[(char, char)] = &[
    (',', '，'),
    (';', '；'),
    (':', '：'),
    ('!', '！'),
    ('?', '？'),
    ('(', '（'),
    (')', '）'),
];

/// Turns texts with markers into inlines, numbering the figures in the order in which it is asked.
pub(super) struct Words<'a> {
    /// What was entered while the template was rendered.
    pub(super) entries: Vec<Result<Printed>>,
    /// By marker number.
    pub(super) occurrences: Vec<Occurrence>,
    /// Where problems of the structure stand.
    pub(super) map: SourceMap<'a>,
    /// The figures so far.
    pub(super) figures: Vec<Figure>,
    /// Whether the author's marks stay half-width (RPT-09).
    pub(super) keep_punctuation: bool,
    /// The numbers of what can be referred to, by name.
    pub(super) labels: Labels,
    /// The footnotes, in the order of their marks.
    pub(super) notes: Vec<NoteSource>,
    /// Warnings and errors of the structure.
    pub(super) sink: Sink,
    /// How often each was told.
    pub(super) told: BTreeMap<Code, usize>,
}

/// So often a problem of one code is told in one report: each quotes its line, and a text can be made of thousands.
const MOST_TOLD: usize = 100;

/// A footnote of the template.
#[derive(Debug, Default)]
pub(super) struct NoteSource {
    /// The name by which the text refers to it.
    pub(super) name: String,
    /// Its text; none before it was met.
    pub(super) text: Option<String>,
    /// How often the text refers to it.
    pub(super) marks: usize,
    /// How many of these marks are printed: some elements take words alone.
    pub(super) printed: usize,
    /// Where it first stands in the output.
    pub(super) at: usize,
}

/// The markers from here on stand for the marks of footnotes, not for printed values.
const NOTE_MARKERS: usize = 0x80_0000;

impl Words<'_> {
    /// The marker of a footnote's mark in the text.
    pub(super) fn note_mark(&mut self, name: &str, at: usize) -> String {
        let index = self.note(name, at);
        self.notes[index].marks += 1;
        marker(NOTE_MARKERS + index)
    }

    /// The text of a footnote; several paragraphs run on.
    pub(super) fn note_text(&mut self, name: &str, text: &str, at: usize) {
        let index = self.note(name, at);
        self.notes[index].text.get_or_insert_default().push_str(text);
    }

    /// Tells of a footnote's mark in a title: it stands in more than one place (附件说明), and has no foot in a Word file.
    pub(super) fn refuse_mark(&mut self, title: &str, output: Range<usize>) {
        let mut notes = markers(title).filter_map(|(_, number)| number.checked_sub(NOTE_MARKERS));
        if let Some(note) = notes.next().and_then(|note| self.notes.get(note)) {
            let problem = Diagnostic::new(Code::TemplateNotePlace).with("name", &note.name);
            self.report(problem, output);
        }
    }

    fn note(&mut self, name: &str, at: usize) -> usize {
        let known = self.notes.iter().position(|note| note.name == name);
        known.unwrap_or_else(|| {
            self.notes.push(NoteSource {
                name: name.to_owned(),
                at,
                ..NoteSource::default()
            });
            self.notes.len() - 1
        })
    }

    /// The footnotes' texts. Each has one mark: a second one would point to the foot of another page.
    pub(super) fn take_notes(&mut self) -> Vec<Vec<Inline>> {
        let notes = std::mem::take(&mut self.notes);
        let mut texts = Vec::with_capacity(notes.len());
        for note in notes {
            let text = note.text.as_deref().unwrap_or_default();
            // A mark that is not printed would leave its note without a place at a foot.
            let marks = if note.printed == 1 { note.marks } else { note.printed };
            if marks != 1 {
                let problem = Diagnostic::new(Code::TemplateNote).with("name", &note.name);
                self.report(problem.with("count", marks), note.at..note.at + 1);
            } else if self.says_nothing(text) || marks_a_note(text) {
                let problem = Diagnostic::new(Code::TemplateNoteText).with("name", &note.name);
                self.report(problem, note.at..note.at + 1);
            }
            texts.push(self.inlines(text, note.at));
        }
        texts
    }

    /// Whether a text prints nothing; where a problem hides a figure, that is what is told.
    fn says_nothing(&self, text: &str) -> bool {
        let entry = |number: usize| self.entries.get(self.occurrences.get(number)?.entry);
        let sound = |number| entry(number).is_none_or(Result::is_ok);
        self.plain(text).trim().is_empty() && markers(text).all(|(_, number)| sound(number))
    }

    /// A text as inlines. Its figures are entered in the report.
    pub(super) fn inlines(&mut self, text: &str, at: usize) -> Vec<Inline> {
        if let Some(text) = settled(text) {
            return self.parts(text);
        }
        let Normal {
            pieces: normal,
            quotes_pair,
            changes,
        } = normalise(text, self.keep_punctuation);
        if !quotes_pair {
            self.report(Diagnostic::new(Code::TemplateQuotes), at..at + 1);
        }
        self.note_changes(&changes, at);
        let mut inlines = Vec::new();
        let mut run = String::with_capacity(text.len());
        for piece in normal {
            match piece {
                Piece::Char(character) => run.push(character),
                Piece::Printed(number) => {
                    push_text(&mut inlines, &run);
                    run.clear();
                    self.print(number, &mut inlines);
                }
            }
        }
        push_text(&mut inlines, &run);
        inlines
    }

    /// A text that is printed as it stands, as inlines.
    fn parts(&mut self, text: &str) -> Vec<Inline> {
        let mut inlines = Vec::new();
        let mut from = 0;
        for (offset, number) in markers(text) {
            push_text(&mut inlines, &text[from..offset]);
            self.print(number, &mut inlines);
            from = offset + MARKER_LENGTH;
        }
        push_text(&mut inlines, &text[from..]);
        inlines
    }

    /// Lists the marks that were made full-width, each kind once.
    fn note_changes(&mut self, changes: &BTreeSet<(char, char)>, at: usize) {
        if changes.is_empty() {
            return;
        }
        let listed: Vec<String> = changes.iter().map(|(from, to)| format!("{from} → {to}")).collect();
        let note = Diagnostic::new(Code::Punctuation).with("changes", listed.join("  "));
        self.report(note, at..at + 1);
    }

    /// The printed text, without entering its figures.
    pub(super) fn plain(&self, text: &str) -> String {
        let mut plain = String::new();
        let mut add = |piece: Piece| match piece {
            Piece::Char(character) => plain.push(character),
            Piece::Printed(number) => plain.push_str(self.printed(number)),
        };
        match settled(text) {
            Some(text) => pieces(text).for_each(|(_, piece)| add(piece)),
            None => normalise(text, self.keep_punctuation).pieces.into_iter().for_each(add),
        }
        plain
    }

    /// What is printed in the place of a marker.
    fn printed(&self, number: usize) -> &str {
        let occurrence = self.occurrences.get(number);
        let words = occurrence.and_then(|found| {
            let printed = self.entries.get(found.entry)?.as_ref().ok()?;
            Some(self.labels.resolve(found.words(printed)))
        });
        words.unwrap_or_default()
    }

    fn print(&mut self, number: usize, inlines: &mut Vec<Inline>) {
        if let Some(note) = number.checked_sub(NOTE_MARKERS) {
            let mark = note_mark(note);
            if let Some(source) = self.notes.get_mut(note) {
                source.printed += 1;
            }
            inlines.push(Inline::Note { mark, note });
            return;
        }
        let Some(occurrence) = self.occurrences.get(number) else {
            return;
        };
        let Some(Ok(printed)) = self.entries.get(occurrence.entry) else {
            return;
        };
        let output = occurrence.at..occurrence.at + 1;
        let text = occurrence.words(printed);
        if let Some(name) = references::name_of(&printed.text) {
            match self.labels.take(name) {
                Ok(label) => inlines.push(Inline::Reference(label.to_owned())),
                Err(problem) => self.sink.push(with_first(problem, self.map.locate(output))),
            }
            return;
        }
        for warning in &printed.warnings {
            let warning = Box::new(warning.clone());
            self.sink.push(with_first(warning, self.map.locate(output.clone())));
        }
        let place = self.map.place(output);
        let Some(figure) = place.and_then(|place| figure((printed, text), place)) else {
            return push_text(inlines, text);
        };
        inlines.push(Inline::Figure {
            text: figure.text.clone(),
            figure: FigureId(self.figures.len() as u32),
            doubtful: !figure.doubts.is_empty(),
        });
        self.figures.push(figure);
    }

    /// Tells the names that were given to be referred to and are not.
    pub(super) fn tell_unused_labels(&mut self) {
        for (name, at) in self.labels.unused() {
            let problem = Diagnostic::new(Code::TemplateNameUnused).with("found", name);
            self.report(problem, at..at + 1);
        }
    }

    /// Tells a problem of the structure, at the place that printed this part of the output.
    pub(super) fn report(&mut self, problem: Box<Diagnostic>, output: Range<usize>) {
        if self.told.get(&problem.code).is_some_and(|count| *count >= MOST_TOLD) {
            return;
        }
        let location = self.map.locate(output);
        let problem = with_first(problem, location);
        // A loop prints the same place many times.
        if !self.sink.as_slice().contains(&problem) {
            *self.told.entry(problem.code).or_default() += 1;
            self.sink.push(problem);
        }
    }
}

/// The figure that these words are; none for words without a value behind them.
fn figure((printed, text): (&Printed, &str), template: TextPlace) -> Option<Figure> {
    let origin = printed.origin.as_ref().filter(|_| !text.is_empty())?;
    Some(Figure {
        text: text.to_owned(),
        indicator: origin.indicator.clone(),
        value: origin.value.clone(),
        formula: origin.formula.clone(),
        template,
        sources: origin.sources.clone(),
        doubts: printed.doubts.iter().copied().collect(),
    })
}

/// A problem with the template's place before the cells.
pub(super) fn with_first(mut problem: Box<Diagnostic>, location: Option<Location>) -> Box<Diagnostic> {
    if let Some(location) = location {
        problem.locations.insert(0, location);
    }
    problem
}

fn push_text(inlines: &mut Vec<Inline>, text: &str) {
    match inlines.last_mut() {
        Some(Inline::Text(last)) => last.push_str(text),
        Some(Inline::Figure { .. } | Inline::Reference(_) | Inline::Item { .. } | Inline::Note { .. }) | None => {
            if !text.is_empty() {
                inlines.push(Inline::Text(text.to_owned()));
            }
        }
    }
}

/// Whether a text holds the mark of a footnote: at the foot of a page there is no room for the note of a note.
fn marks_a_note(text: &str) -> bool {
    markers(text).any(|(_, number)| number >= NOTE_MARKERS)
}

/// Whether a text prints anything but spaces.
pub(super) fn is_blank(text: &str) -> bool {
    pieces(text).all(|(_, piece)| matches!(piece, Piece::Char(c) if c.is_whitespace()))
}

/// The text without the blanks at its ends, when nothing else in it is to be put right, as in most. All that is no
/// character in it belongs to whole markers.
fn settled(text: &str) -> Option<&str> {
    let text = text.trim();
    let mut marking = 0;
    // Han letters, as most are, are never put right.
    for character in text
        .chars()
        .filter(|character| !('\u{4E00}'..='\u{9FFF}').contains(character))
    {
        let spacing = character.is_whitespace() && character != '\u{3000}' || character.is_control();
        if spacing
            || character == '"'
            || character.is_ascii_punctuation() && MARKS.iter().any(|(half, _)| *half == character)
        {
            return None;
        }
        marking += usize::from(is_noncharacter(character));
    }
    let whole = || markers(text).count() * marker(0).chars().count();
    (marking == 0 || marking == whole()).then_some(text)
}

/// A text as it is printed.
struct Normal {
    pieces: Vec<Piece>,
    /// Whether the straight quotes pair.
    quotes_pair: bool,
    /// The marks that were replaced, with what they became.
    changes: BTreeSet<(char, char)>,
}

/// The pieces as printed; with `keep`, marks stay as they are.
fn normalise(text: &str, keep: bool) -> Normal {
    let pieces: Vec<Piece> = pieces(text).map(|(_, piece)| piece).collect();
    let pieces = trimmed(&pieces);
    let chinese = !keep && pieces.iter().any(|piece| !latin(*piece));
    let mut changes = BTreeSet::new();
    let mut normal = Vec::with_capacity(pieces.len());
    let mut quote_open = false;
    for (index, piece) in pieces.iter().enumerate() {
        let before = normal.last().copied();
        match *piece {
            Piece::Char('\u{3000}') => normal.push(*piece),
            Piece::Char(c) if c.is_whitespace() || c.is_control() => {
                let after = || pieces[index..].iter().find(|piece| !blank(piece));
                // Of several blanks the first decides; the others stand between the same pieces.
                if !index.checked_sub(1).is_some_and(|before| blank(&pieces[before]))
                    && before.is_some_and(latin)
                    && before != Some(Piece::Char(' '))
                    && after().is_some_and(|after| latin(*after))
                {
                    normal.push(Piece::Char(' '));
                }
            }
            Piece::Char('"') if chinese => {
                let curved = if quote_open { '”' } else { '“' };
                changes.insert(('"', curved));
                normal.push(Piece::Char(curved));
                quote_open = !quote_open;
            }
            Piece::Char(c) if chinese => {
                let full = full_width(c, before, pieces.get(index + 1));
                if full != c {
                    changes.insert((c, full));
                }
                normal.push(Piece::Char(full));
            }
            Piece::Char(_) | Piece::Printed(_) => normal.push(*piece),
        }
    }
    Normal {
        pieces: normal,
        quotes_pair: !quote_open,
        changes,
    }
}

fn blank(piece: &Piece) -> bool {
    matches!(piece, Piece::Char(c) if c.is_whitespace())
}

/// Without the blanks at both ends.
fn trimmed(pieces: &[Piece]) -> &[Piece] {
    let start = pieces.iter().position(|piece| !blank(piece)).unwrap_or(pieces.len());
    let end = pieces.iter().rposition(|piece| !blank(piece));
    &pieces[start..end.map_or(start, |last| last + 1)]
}

/// Whether a piece belongs to Latin text; a printed value counts as Chinese, whatever it says.
fn latin(piece: Piece) -> bool {
    matches!(piece, Piece::Char(c) if c.is_ascii() || c.is_whitespace())
}

fn full_width(character: char, before: Option<Piece>, after: Option<&Piece>) -> char {
    if !character.is_ascii_punctuation() {
        return character;
    }
    let Some((_, full)) = MARKS.iter().find(|(half, _)| *half == character) else {
        return character;
    };
    let word = |piece: Option<&Piece>| matches!(piece, Some(Piece::Char(c)) if c.is_ascii_alphanumeric() || *c == '/');
    let inside_word = !matches!(character, '(' | ')') && word(before.as_ref()) && word(after);
    if inside_word { character } else { *full }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let pieces = normalise(text, false).pieces.into_iter();
        pieces
            .filter_map(|piece| if let Piece::Char(c) = piece { Some(c) } else { None })
            .collect()
    }

    #[test]
    fn han_context_takes_full_width_marks() {
        assert_eq!(
            shown("全镇 2023 年,增长(快): \"好\"; 15:30"),
            "全镇2023年，增长（快）：“好”；15:30"
        );
        assert_eq!(shown("GDP growth, 3"), "GDP growth, 3");
        assert_eq!(shown("　　甲\n乙"), "甲乙");
    }

    #[test]
    fn what_is_settled_is_what_normalising_leaves_alone() {
        for text in ["全镇2023年，增长5.2%", "　甲　乙\n", "GDP", "", "甲\u{FDE2}乙"] {
            let normal = shown(text);
            let kept = settled(text).unwrap_or(&normal);
            assert_eq!(kept, normal, "{text}");
        }
        for text in ["甲,乙", "甲 乙", "\"甲\"", "甲\n乙"] {
            assert_eq!(settled(text), None, "{text}");
        }
        let broken: String = marker(3).chars().take(4).collect();
        assert_eq!(settled(&format!("甲{broken}乙")), None);
        assert!(settled(&format!("甲{}乙", marker(3))).is_some());
    }

    #[test]
    fn straight_quotes_that_do_not_pair_are_told() {
        assert!(!normalise("甲\"乙", false).quotes_pair);
        assert!(normalise("甲\"乙,", true).changes.is_empty());
    }
}

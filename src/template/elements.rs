//! The elements of a document outside its text, said by lines `名称：内容` of the template or by `[document]`.

mod forms;
mod rules;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::DocumentSettings;
use super::ledger::{Piece, pieces};
use super::wording::{Words, is_blank};
use crate::diag::{Code, Diagnostic, Location, nearest, term};
use crate::report::{Attendance, Colophon, DocumentFormat, Inline, Letterhead, Report, Seal, Signature, plain_text};
pub(super) use rules::Key;
use rules::{KEYS, Rule, format_term, number_term, rule};

/// One element's text, with its markers.
struct Entry {
    text: String,
    at: usize,
    /// The file that says it.
    file: Option<Arc<str>>,
    /// Whether the text stood before it: 主送 there belongs into 版记.
    after_text: bool,
}

/// The elements said so far.
#[derive(Default)]
pub(super) struct Elements {
    entries: BTreeMap<Key, Entry>,
}

/// A line `名称：内容` cut into its two parts.
fn line_parts(line: &str) -> Option<(&str, &str)> {
    let (name, text) = line.trim().split_once(['：', ':'])?;
    Some((name.trim(), text.trim()))
}

/// Whether a paragraph before the title is meant as elements: its first line begins with a short name and ：.
pub(super) fn looks_like_one(text: &str) -> bool {
    let first = text.lines().find(|line| !is_blank(line)).and_then(line_parts);
    first.is_some_and(|(name, _)| {
        let length = name.chars().count();
        (1..=LONGEST_NAME).contains(&length) && name.chars().all(char::is_alphanumeric)
    })
}

/// No element's name is longer, in characters.
const LONGEST_NAME: usize = 6;

impl Elements {
    /// Takes a paragraph all of whose lines name elements; false when it is something else.
    pub(super) fn take(&mut self, text: &str, at: usize, after_text: bool, words: &mut Words<'_>) -> bool {
        let lines: Vec<(&str, &str)> = match Self::lines(text) {
            Some(lines) if lines.iter().all(|(name, _)| Key::of_name(name).is_some()) => lines,
            _ => return false,
        };
        for (name, content) in lines {
            if let Some(key) = Key::of_name(name) {
                self.enter(key, content, at, after_text, words);
            }
        }
        true
    }

    /// The same for a paragraph before the title, where nothing else may stand.
    pub(super) fn take_front(&mut self, text: &str, at: usize, words: &mut Words<'_>) {
        for line in text.lines().filter(|line| !is_blank(line)) {
            let parts = line_parts(line);
            match parts.and_then(|(name, content)| Some((Key::of_name(name)?, content))) {
                Some((key, content)) => self.enter(key, content, at, false, words),
                None => {
                    let found = words.plain(parts.map_or(line, |(name, _)| name));
                    let names = KEYS.iter().map(|(.., names)| names[0]);
                    let problem = Diagnostic::new(Code::DocumentElement)
                        .with("nearest", nearest(&found, names))
                        .with("found", found);
                    words.report(problem, at..at + 1);
                }
            }
        }
    }

    fn lines(text: &str) -> Option<Vec<(&str, &str)>> {
        let lines = text.lines().filter(|line| !is_blank(line));
        lines
            .map(line_parts)
            .collect::<Option<Vec<_>>>()
            .filter(|all| !all.is_empty())
    }

    /// A later file takes the place of an earlier one, the template that of the configuration; the same file
    /// may not say an element twice. An empty text takes it away.
    fn enter(&mut self, key: Key, text: &str, at: usize, after_text: bool, words: &mut Words<'_>) {
        let file = match words.map.locate(at..at + 1) {
            Some(Location::Text { place, .. }) => Some(place.file),
            _ => None,
        };
        let entry = Entry {
            text: text.to_owned(),
            at,
            file,
            after_text,
        };
        let twice = |before: &Entry| before.file == entry.file;
        if self.entries.get(&key).is_some_and(twice) {
            let problem = Diagnostic::new(Code::DocumentTwice).with("element", key.name());
            words.report(problem, at..at + 1);
        }
        self.entries.insert(key, entry);
    }

    /// Whether 署名, 日期 or what comes after them was said.
    pub(super) fn has_ending(&self) -> bool {
        self.entries.values().any(|entry| entry.after_text)
    }

    /// Puts the elements into the report and checks them against its format.
    pub(super) fn apply(mut self, report: &mut Report, settings: &DocumentSettings, words: &mut Words<'_>) {
        report.format = settings.report_format();
        report.head.preprinted = settings.preprinted;
        report.annexes_apart = settings.annexes_apart;
        self.entries.retain(|_, entry| !is_blank(&entry.text));
        let mut builder = Builder {
            entries: self.entries,
            settings,
            format: report.format,
            words,
        };
        builder.check_rules(report);
        builder.check_values();
        builder.fill(report);
    }
}

/// Whether a text has the form that an element has.
type Form = fn(&str) -> bool;

/// Turns entries into the report's elements.
struct Builder<'a, 'b, 'w> {
    entries: BTreeMap<Key, Entry>,
    settings: &'a DocumentSettings,
    format: DocumentFormat,
    words: &'b mut Words<'w>,
}

impl Builder<'_, '_, '_> {
    /// What the format requires and forbids.
    fn check_rules(&mut self, report: &Report) {
        for (key, ..) in KEYS {
            let entry = self.entries.get(key);
            let addressed = *key == Key::Addressee && report.addressee.is_some();
            let stamped = *key == Key::Issuers && self.entries.contains_key(&Key::Stamps);
            let code = match (rule(*key, self.format, self.settings), entry) {
                (Rule::Requires, None) if !addressed && !stamped => Code::DocumentNeeds,
                (Rule::Forbids, Some(_)) => Code::DocumentForbids,
                _ => continue,
            };
            let at = entry.map_or(0, |entry| entry.at);
            let problem = Diagnostic::new(code)
                .with("element", key.name())
                .with("format", term(format_term(self.format)));
            self.words.report(problem, at..at + 1);
        }
        // HEAD-01: whatever is secret is numbered.
        if self.entries.contains_key(&Key::Secrecy) && !self.entries.contains_key(&Key::CopyNumber) {
            let at = self.entries.get(&Key::Secrecy).map_or(0, |entry| entry.at);
            self.words.report(Diagnostic::new(Code::DocumentSecret), at..at + 1);
        }
        let both = self.entries.contains_key(&Key::Issuers) || self.entries.contains_key(&Key::Stamps);
        if both != self.entries.contains_key(&Key::Date) {
            let found = self.entries.get(&Key::Issuers).or(self.entries.get(&Key::Date));
            if let Some(at) = found.map(|entry| entry.at) {
                self.words.report(Diagnostic::new(Code::TemplateSignature), at..at + 1);
            }
        }
    }

    /// What the elements with a fixed form say; internal material may date itself as it likes.
    fn check_values(&mut self) {
        if self.format == DocumentFormat::Material {
            return;
        }
        let number = if self.format == DocumentFormat::Order {
            forms::order_number
        } else {
            forms::document_number
        };
        let minutes = self.format == DocumentFormat::Minutes;
        let checks: [(Key, Form, &str); 6] = [
            (Key::CopyNumber, forms::copy_number, "form-copy-number"),
            (Key::Secrecy, forms::secrecy, "form-secrecy"),
            (Key::Urgency, forms::urgency, "form-urgency"),
            (
                Key::Number,
                if minutes { |_| true } else { number },
                number_term(self.format),
            ),
            (Key::Date, |text| forms::date(text).is_some(), "form-date"),
            (Key::Printed, |text| forms::date(text).is_some(), "form-date"),
        ];
        for (key, holds, expected) in checks {
            let Some(entry) = self.entries.get(&key) else { continue };
            let found = self.words.plain(&entry.text);
            let at = entry.at;
            if !holds(&found) {
                let problem = Diagnostic::new(Code::DocumentValue)
                    .with("element", key.name())
                    .with("found", found)
                    .with("expected", term(expected));
                self.words.report(problem, at..at + 1);
            }
        }
        self.check_order_of_dates();
    }

    /// COLO-05: a document is not printed before it is made.
    fn check_order_of_dates(&mut self) {
        let date = |builder: &Self, key| {
            let entry = builder.entries.get(&key)?;
            Some((forms::date(&builder.words.plain(&entry.text))?, entry.at))
        };
        if let (Some((made, _)), Some((printed, at))) = (date(self, Key::Date), date(self, Key::Printed))
            && printed < made
        {
            let problem = Diagnostic::new(Code::DocumentPrinted)
                .with("printed", printed)
                .with("made", made);
            self.words.report(problem, at..at + 1);
        }
    }

    fn fill(&mut self, report: &mut Report) {
        self.fill_head(report);
        self.fill_addressee(report);
        for (key, label) in [
            (Key::Attending, "出席"),
            (Key::Excused, "请假"),
            (Key::Observing, "列席"),
        ] {
            if let Some(names) = self.one(key) {
                report.attendance.push(Attendance {
                    label: label.to_owned(),
                    names,
                });
            }
        }
        let signed = [Key::Issuers, Key::Stamps, Key::Date]
            .iter()
            .any(|key| self.entries.contains_key(key));
        if signed {
            report.signature = Some(self.signature());
        }
        self.fill_seal_pictures(report);
        report.note = self.one(Key::Note);
        self.fill_colophon(report);
    }

    fn fill_head(&mut self, report: &mut Report) {
        let head = &mut report.head;
        head.copy_number = self.one(Key::CopyNumber).map(padded);
        head.secrecy = self.one(Key::Secrecy);
        head.urgency = self.one(Key::Urgency);
        head.letterhead = self.letterhead();
        head.number = self.one(Key::Number);
        head.signers = self.several(Key::Signers);
    }

    /// HEAD-05: 文件 after the last of several names stands beside them all. A letter has only the lead's mark
    /// (LETT-09).
    fn letterhead(&mut self) -> Letterhead {
        let mut word = None;
        if let Some(entry) = self.entries.get_mut(&Key::Letterhead) {
            let several = parts(&entry.text).len() > 1;
            if let Some(rest) = entry.text.trim_end().strip_suffix("文件").filter(|_| several) {
                word = Some("文件".to_owned());
                entry.text = rest.to_owned();
            }
        }
        let mut bodies = self.several(Key::Letterhead);
        if self.format == DocumentFormat::Letter {
            bodies.truncate(1);
        }
        Letterhead { bodies, word }
    }

    /// BODY-04, COLO-04.
    fn fill_addressee(&mut self, report: &mut Report) {
        let after_text = self.entries.get(&Key::Addressee).is_some_and(|entry| entry.after_text);
        let Some(mut addressee) = self.one(Key::Addressee) else {
            return;
        };
        if after_text || self.settings.addressee_in_colophon {
            report.colophon.get_or_insert_default().addressee = Some(addressee);
            return;
        }
        if !plain_text(&addressee).ends_with('：') {
            addressee.push(Inline::Text("：".to_owned()));
        }
        report.addressee = Some(addressee);
    }

    fn signature(&mut self) -> Signature {
        let stamps = self.several(Key::Stamps);
        let seal = match (stamps.is_empty(), self.settings.sealed()) {
            (false, _) => Seal::Stamps(stamps),
            (true, true) => Seal::Reserved,
            (true, false) => Seal::None,
        };
        Signature {
            issuers: self.several(Key::Issuers),
            date: self.one(Key::Date).unwrap_or_default(),
            seal,
        }
    }

    /// One picture for each who signs, or none at all.
    fn fill_seal_pictures(&mut self, report: &mut Report) {
        let Some(entry) = self.entries.get(&Key::SealPictures) else {
            return;
        };
        let at = entry.at;
        let paths = parts(&entry.text);
        let signature = report.signature.as_ref();
        let expected = signature.map_or(0, |signature| match &signature.seal {
            Seal::Stamps(posts) => posts.len(),
            Seal::Reserved => signature.issuers.len(),
            Seal::None => 0,
        });
        if paths.len() != expected {
            let problem = Diagnostic::new(Code::SealPictures).with("found", paths.len());
            self.words.report(problem.with("expected", expected), at..at + 1);
        }
        report.seal_pictures = paths.iter().map(|path| self.words.picture_file(path, at)).collect();
    }

    fn fill_colophon(&mut self, report: &mut Report) {
        let keys = [Key::Copies, Key::Printer, Key::Printed];
        if report.colophon.is_none() && !keys.iter().any(|key| self.entries.contains_key(key)) {
            return;
        }
        let addressee = report.colophon.take().and_then(|colophon| colophon.addressee);
        report.colophon = Some(Colophon {
            addressee,
            copies: self.one(Key::Copies).map(without_stop),
            printer: self.one(Key::Printer),
            printed: self.one(Key::Printed),
            even_page: self.settings.colophon_even,
        });
    }

    /// An element as one text.
    fn one(&mut self, key: Key) -> Option<Vec<Inline>> {
        let entry = self.entries.get(&key)?;
        let (text, at) = (entry.text.clone(), entry.at);
        Some(self.words.inlines(&text, at))
    }

    /// An element as the names in it.
    fn several(&mut self, key: Key) -> Vec<Vec<Inline>> {
        let Some(entry) = self.entries.get(&key) else {
            return Vec::new();
        };
        let (texts, at) = (parts(&entry.text), entry.at);
        texts.iter().map(|text| self.words.inlines(text, at)).collect()
    }
}

/// The names in a text: between 、 of the template, not of its values.
fn parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (offset, piece) in pieces(text) {
        if let Piece::Char(mark @ ('、' | '，' | ',')) = piece {
            parts.push(text[start..offset].to_owned());
            start = offset + mark.len_utf8();
        }
    }
    parts.push(text[start..].to_owned());
    parts.retain(|part| !is_blank(part));
    parts
}

/// HEAD-01: 份号 has six digits.
fn padded(mut number: Vec<Inline>) -> Vec<Inline> {
    let missing = 6_usize.saturating_sub(plain_text(&number).chars().count());
    if missing > 0 {
        number.insert(0, Inline::Text("0".repeat(missing)));
    }
    number
}

/// The end mark of 抄送 belongs to its form.
fn without_stop(mut names: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline::Text(last)) = names.last_mut() {
        let end = last.trim_end_matches(['。', '.']).len();
        last.truncate(end);
    }
    names
}

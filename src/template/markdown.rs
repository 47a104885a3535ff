//! The rendered template's structure: headings, paragraphs, lists, tables; anything else is told.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::ledger::{Piece, pieces};
use super::wording::{Words, is_blank};
use crate::diag::{Code, Diagnostic};

/// One block of the rendered template; texts still hold markers, and `\n` where a line ended.
#[derive(Debug)]
pub(super) struct Node {
    /// What it is.
    pub(super) kind: NodeKind,
    /// Where it begins in the output.
    pub(super) at: usize,
    /// Whether it follows the block before without a blank line.
    pub(super) adjacent: bool,
}

/// What a block is.
#[derive(Debug)]
pub(super) enum NodeKind {
    /// `#` is level 1.
    Heading { level: u8, text: String },
    /// A paragraph.
    Paragraph(String),
    /// The items of a list.
    List { ordered: bool, items: Vec<ListItem> },
    /// A table.
    Table(TableSource),
    /// A picture: its path and what it shows.
    Picture { path: String, alternative: String },
}

/// One item of a list.
#[derive(Debug)]
pub(super) struct ListItem {
    /// Its words.
    pub(super) text: String,
    /// Where it begins in the output.
    pub(super) at: usize,
}

/// A pipe table.
#[derive(Debug, Default)]
pub(super) struct TableSource {
    /// From the delimiter row.
    pub(super) alignments: Vec<Alignment>,
    /// The head.
    pub(super) head: Vec<String>,
    /// The body.
    pub(super) rows: Vec<Vec<String>>,
}

/// Reads the output's structure; what official documents do not have is told through `words`.
pub(super) fn read(output: &str, words: &mut Words<'_>) -> Vec<Node> {
    let output = &*without_deep_lines(output, words);
    let parser = Parser::new_ext(output, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES);
    let mut definitions: Vec<Range<usize>> = parser
        .reference_definitions()
        .iter()
        .map(|(_, found)| found.span.clone())
        .collect();
    definitions.sort_by_key(|range| range.start);
    for range in definitions {
        unknown(words, Code::TemplateMarkup, output, range);
    }
    let mut reader = Reader {
        output,
        words,
        nodes: Vec::new(),
        text: String::new(),
        items: Vec::new(),
        depth: 0,
        row: Vec::new(),
        table: TableSource::default(),
        picture: None,
        note: None,
        defined: BTreeSet::new(),
        end: 0,
    };
    for (event, range) in parser.into_offset_iter() {
        reader.take(event, range);
    }
    reader.nodes
}

/// Marks of quotations and items that may begin one line; no document has more than one, and the parser's time grows
/// with their square.
const MOST_NESTED: usize = 16;

/// The output with blanks in place of lines that nest too deep, each of which is told.
fn without_deep_lines<'o>(output: &'o str, words: &mut Words<'_>) -> Cow<'o, str> {
    let mut shallow = Cow::Borrowed(output);
    let mut start = 0;
    for line in output.split_inclusive('\n') {
        let range = start..start + line.trim_end_matches('\n').len();
        start += line.len();
        if nesting(line) > MOST_NESTED {
            words.report(Diagnostic::new(Code::TemplateDeep), range.start..range.start + 1);
            shallow.to_mut().replace_range(range.clone(), &" ".repeat(range.len()));
        }
    }
    shallow
}

/// How many marks of quotations and items begin a line; past the limit no more are counted.
fn nesting(line: &str) -> usize {
    let mut rest = line.trim_start();
    for count in 0..=MOST_NESTED {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let numbered = digits.len() < rest.len() && digits.starts_with(['.', ')']);
        let item = rest.starts_with(['-', '*', '+']) && rest[1..].starts_with(char::is_whitespace);
        rest = match (numbered, item || rest.starts_with('>')) {
            (true, _) => digits[1..].trim_start(),
            (_, true) => rest[1..].trim_start(),
            _ => return count,
        };
    }
    MOST_NESTED + 1
}

struct Reader<'a, 'w> {
    output: &'a str,
    words: &'a mut Words<'w>,
    nodes: Vec<Node>,
    text: String,
    items: Vec<ListItem>,
    depth: usize,
    row: Vec<String>,
    table: TableSource,
    /// The path of the picture in this paragraph.
    picture: Option<String>,
    /// The name of the footnote whose text is being read.
    note: Option<String>,
    /// The names of the footnotes whose texts were met.
    defined: BTreeSet<String>,
    /// Where the last block ended.
    end: usize,
}

impl Reader<'_, '_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "extensions that are switched off never occur"
    )]
    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.finish(tag, range),
            Event::Text(text) => self.text.push_str(&text),
            Event::Code(text) => {
                self.text.push_str(&text);
                self.tell(Code::TemplateMarkupDropped, range);
            }
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            Event::FootnoteReference(name) => {
                let mark = self.words.note_mark(&name, range.start);
                self.text.push_str(&mark);
            }
            Event::Html(_) | Event::InlineHtml(_) => self.tell(Code::TemplateMarkup, range),
            Event::Rule => self.tell(Code::TemplateMarkupDropped, range),
            _ => {}
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "extensions that are switched off never occur"
    )]
    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { .. } => self.text.clear(),
            Tag::TableCell => self.text.clear(),
            Tag::Paragraph if self.depth == 0 => self.text.clear(),
            Tag::Paragraph if !self.text.is_empty() => self.text.push('\n'),
            Tag::CodeBlock(_) => {
                self.text.clear();
                self.tell(Code::TemplateMarkupDropped, range);
            }
            Tag::List(_) => {
                if self.depth > 0 {
                    let problem = Diagnostic::new(Code::TemplateNestedList);
                    self.words.report(problem, range);
                }
                self.depth += 1;
            }
            Tag::Item => self.text.clear(),
            Tag::Table(alignments) => {
                self.table = TableSource {
                    alignments,
                    ..TableSource::default()
                };
            }
            Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::BlockQuote(_) => {
                self.tell(Code::TemplateMarkupDropped, range);
            }
            Tag::Image { dest_url, .. } if self.depth == 0 && self.picture.is_none() && is_blank(&self.text) => {
                self.text.clear();
                self.picture = Some(dest_url.into_string());
            }
            Tag::Image { .. } => self.tell(Code::PictureAlone, range),
            Tag::FootnoteDefinition(name) => self.start_note(name.into_string(), range),
            _ => {}
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "extensions that are switched off never occur"
    )]
    fn finish(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.text);
                let level = level_number(level);
                if level == 1 {
                    self.words.refuse_mark(&text, range.clone());
                }
                self.push(NodeKind::Heading { level, text }, range);
            }
            TagEnd::Paragraph | TagEnd::CodeBlock if self.depth == 0 => self.finish_paragraph(range),
            TagEnd::Image if self.picture.is_some() => self.finish_picture(range),
            TagEnd::FootnoteDefinition => self.note = None,
            TagEnd::Item => self.items.push(ListItem {
                text: std::mem::take(&mut self.text),
                at: range.start,
            }),
            TagEnd::List(ordered) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    let items = std::mem::take(&mut self.items);
                    self.push(NodeKind::List { ordered, items }, range);
                }
            }
            TagEnd::TableCell => self.row.push(std::mem::take(&mut self.text)),
            TagEnd::TableHead => self.table.head = std::mem::take(&mut self.row),
            TagEnd::TableRow => self.finish_row(range),
            TagEnd::Table => {
                let table = std::mem::take(&mut self.table);
                self.push(NodeKind::Table(table), range);
            }
            _ => {}
        }
    }

    fn finish_paragraph(&mut self, range: Range<usize>) {
        let text = std::mem::take(&mut self.text);
        if let Some(name) = &self.note {
            self.words.note_text(name, &text, range.start);
        } else if self.picture.take().is_none() {
            if text.contains("[^") {
                // A mark of a footnote that has no text.
                self.tell(Code::TemplateMarkup, range.clone());
            }
            self.push(NodeKind::Paragraph(text), range);
        } else if !is_blank(&text) {
            self.tell(Code::PictureAlone, range);
        }
    }

    /// A second text of the same name would be joined to the first, or be lost.
    fn start_note(&mut self, name: String, range: Range<usize>) {
        if !self.defined.insert(name.clone()) {
            let problem = Diagnostic::new(Code::TemplateNoteTwice).with("name", &name);
            self.words.report(problem, range);
        }
        self.note = Some(name);
    }

    /// A picture is a block of its own; its paragraph holds nothing else.
    fn finish_picture(&mut self, range: Range<usize>) {
        let alternative = std::mem::take(&mut self.text);
        let path = self.picture.clone().unwrap_or_default();
        self.push(NodeKind::Picture { path, alternative }, range);
    }

    /// Markdown fills short rows and cuts long ones; neither may happen to figures in silence.
    fn finish_row(&mut self, range: Range<usize>) {
        let row = std::mem::take(&mut self.row);
        let written = written_cells(&self.output[range.clone()]);
        if written != self.table.head.len() {
            let problem = Diagnostic::new(Code::TemplateRow)
                .with("found", written)
                .with("expected", self.table.head.len());
            self.words.report(problem, range);
        }
        self.table.rows.push(row);
    }

    fn push(&mut self, kind: NodeKind, range: Range<usize>) {
        if let Some(name) = &self.note {
            // A list or a table would go into the body, away from its note.
            let problem = Diagnostic::new(Code::TemplateNoteText).with("name", name);
            self.words.report(problem, range.clone());
        }
        let gap = self.output.get(self.end..range.start).unwrap_or_default();
        self.nodes.push(Node {
            kind,
            at: range.start,
            adjacent: !self.nodes.is_empty() && gap.matches('\n').count() <= 1,
        });
        let own = self.output.get(range.clone()).unwrap_or_default();
        self.end = range.start + own.trim_end().len();
    }

    fn tell(&mut self, code: Code, range: Range<usize>) {
        unknown(self.words, code, self.output, range);
    }
}

fn unknown(words: &mut Words<'_>, code: Code, output: &str, range: Range<usize>) {
    let line = output
        .get(range.clone())
        .unwrap_or_default()
        .lines()
        .next()
        .unwrap_or_default();
    let visible = |(_, piece)| match piece {
        Piece::Char(character) => Some(character),
        Piece::Printed(_) => Some('…'),
    };
    let found: String = pieces(line).filter_map(visible).take(30).collect();
    words.report(Diagnostic::new(code).with("found", found), range);
}

/// The cells of a row as it is written.
fn written_cells(row: &str) -> usize {
    let row = row.trim();
    let mut bars = 0;
    let mut escaped = false;
    for character in row.chars() {
        if character == '|' && !escaped {
            bars += 1;
        }
        escaped = character == '\\' && !escaped;
    }
    let open = usize::from(row.starts_with('|'));
    let close = usize::from(row.len() > 1 && row.ends_with('|') && !row.ends_with("\\|"));
    (bars + 1_usize).saturating_sub(open + close)
}

const fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::written_cells;

    #[test]
    fn cells_are_counted_as_written() {
        assert_eq!(written_cells("| a | b |"), 2);
        assert_eq!(written_cells("a | b\\|c"), 2);
        assert_eq!(written_cells("| a | b | c"), 3);
    }
}

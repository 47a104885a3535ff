//! `{[ … ]}`: what falls away when none of its figures has a value, its punctuation put right at both borders.
//!
//! The brackets become marks in the text that the engine reads, so that they hold whatever statements print between
//! them. They are resolved in the rendered text, before its structure is read: a whole line, item, row or section can
//! fall away, and the numbering that the program does afterwards knows nothing of it.

use std::ops::Range;

use super::ledger::{Printed, is_noncharacter, markers};
use super::markdown::{Node, NodeKind};
use super::source_map::{Seam, SourceMap};
use super::wording::is_blank;
use crate::diag::{Code, Diagnostic, Result, Sink, term};

/// Opens a group; a noncharacter, which no input can hold.
pub(super) const OPEN: char = '\u{FDE2}';
/// Closes a group.
pub(super) const CLOSE: char = '\u{FDE3}';

/// A group on its way.
struct Group {
    /// Where its opening mark stands.
    start: usize,
    /// Whether any figure in it is printed.
    present: bool,
}

/// The rendered text without the groups that have no value, and where it was sewn together.
pub(super) fn leave_out(output: &str, entries: &[Result<Printed>], map: &SourceMap<'_>, sink: &mut Sink) -> Sewn {
    if !output.contains([OPEN, CLOSE]) {
        return Sewing::new(output).all(&[]);
    }
    let mut cuts: Vec<(Range<usize>, bool)> = Vec::new();
    let mut open: Vec<Group> = Vec::new();
    let mut tell = |at: usize, detail: &str| {
        let problem = Diagnostic::new(Code::TemplateGroup).with("detail", term(detail));
        sink.push(super::wording::with_first(problem, map.locate(at..at + 1)));
    };
    for (at, mark) in marks(output, entries) {
        match mark {
            Mark::Open => open.push(Group {
                start: at,
                present: false,
            }),
            Mark::Figure => open.iter_mut().for_each(|group| group.present = true),
            Mark::Close => match open.pop() {
                None => tell(at, "group-not-open"),
                Some(group) if group.present => {
                    cuts.push((own_line(output, group.start..group.start + OPEN.len_utf8()), false));
                    cuts.push((own_line(output, at..at + CLOSE.len_utf8()), false));
                }
                Some(group) => {
                    cuts.retain(|(inner, _)| inner.start < group.start);
                    cuts.push((own_line(output, group.start..at + CLOSE.len_utf8()), true));
                }
            },
        }
    }
    for group in open {
        tell(group.start, "group-not-closed");
    }
    cuts.sort_by_key(|(range, _)| range.start);
    Sewing::new(output).all(&cuts)
}

enum Mark {
    Open,
    Close,
    /// A figure that is printed, or whose own problem is to be told.
    Figure,
}

/// The marks that count, in order. A value that is missing is none, nor is a place that nobody knows, be it told or
/// printed as —, nor the township's name.
fn marks<'o>(output: &'o str, entries: &'o [Result<Printed>]) -> impl Iterator<Item = (usize, Mark)> + 'o {
    let brackets = output.char_indices().filter_map(|(at, character)| match character {
        OPEN => Some((at, Mark::Open)),
        CLOSE => Some((at, Mark::Close)),
        _ => None,
    });
    let counts = |entry: &Result<Printed>| match entry {
        Ok(printed) => printed.origin.is_some() && !printed.text.is_empty() && !printed.omitted,
        Err(problem) => !matches!(problem.code, Code::TemplateMissing | Code::WordingRankUnknown),
    };
    let figures = markers(output).filter(move |(_, number)| entries.get(*number).is_some_and(counts));
    let figures = figures.map(|(at, _)| (at, Mark::Figure));
    let mut all: Vec<(usize, Mark)> = brackets.chain(figures).collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter()
}

/// The range with its line break when nothing else stands on its lines.
fn own_line(output: &str, range: Range<usize>) -> Range<usize> {
    let before = output[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let rest = &output[range.end..];
    let after = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let alone = output[before..range.start].trim().is_empty() && rest[..after].trim().is_empty();
    if alone { before..range.end + after } else { range }
}

/// A text with parts taken out.
#[derive(Debug, Default)]
pub(super) struct Sewn {
    /// What remains.
    pub(super) text: String,
    /// Where each remaining part begins, now and before.
    pub(super) seams: Vec<Seam>,
    /// Where something fell away, in the remaining text.
    pub(super) gaps: Vec<usize>,
}

struct Sewing<'o> {
    output: &'o str,
    sewn: Sewn,
    /// What fell away before the next visible character.
    removed: Option<&'o str>,
}

impl<'o> Sewing<'o> {
    fn new(output: &'o str) -> Self {
        Self {
            output,
            sewn: Sewn::default(),
            removed: None,
        }
    }

    fn all(mut self, cuts: &[(Range<usize>, bool)]) -> Sewn {
        let mut from = 0;
        for (range, falls) in cuts {
            if range.start < from {
                // Two marks on one line share its break.
                from = from.max(range.end);
                continue;
            }
            self.keep(from..range.start);
            if *falls {
                self.sewn.gaps.push(self.sewn.text.len());
                self.removed = Some(&self.output[range.clone()]);
            }
            from = range.end;
        }
        self.keep(from..self.output.len());
        self.sewn
    }

    /// Sews the next remaining part on.
    fn keep(&mut self, range: Range<usize>) {
        let part = &self.output[range.clone()];
        let mut skipped = 0;
        // A part that prints nothing leaves the border to the next one.
        let decides = right(part, false).is_some() || part.contains("\n\n") || range.end == self.output.len();
        if let Some(removed) = self.removed.filter(|_| decides) {
            skipped = mend(&mut self.sewn.text, removed, part);
            self.removed = None;
        }
        self.sewn.seams.push(Seam {
            now: self.sewn.text.len(),
            before: range.start + skipped,
        });
        self.sewn.text.push_str(&part[skipped..]);
    }
}

fn strength(character: char) -> Option<u8> {
    match character {
        '、' => Some(1),
        '，' | ',' => Some(2),
        '；' | ';' => Some(3),
        '：' | ':' => Some(4),
        _ => None,
    }
}

fn ends(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '!' | '?')
}

const BRACKETS: [(char, char); 7] = [
    ('（', '）'),
    ('(', ')'),
    ('“', '”'),
    ('‘', '’'),
    ('《', '》'),
    ('〈', '〉'),
    ('〔', '〕'),
];

fn opens(character: char) -> bool {
    BRACKETS.iter().any(|(open, _)| *open == character)
}

fn closes(character: char) -> bool {
    BRACKETS.iter().any(|(_, close)| *close == character)
}

/// The last character that is seen in the paragraph, with its place; none at a paragraph's beginning. What marks an
/// item, a heading or a cell begins a paragraph.
fn left(text: &str) -> Option<(usize, char)> {
    let paragraph = text.rfind("\n\n").map_or(0, |at| at + 2);
    let visible = text[paragraph..].trim_end();
    let line = visible.rfind('\n').map_or(0, |at| at + 1);
    if is_structure(visible[line..].trim()) {
        return None;
    }
    let (at, character) = visible.char_indices().next_back()?;
    Some((paragraph + at, character))
}

/// Whether a line holds nothing yet but what makes it an item, a heading or a cell.
fn is_structure(line: &str) -> bool {
    let marks = line.trim_start_matches('#').trim();
    let digits = line.trim_end_matches(['.', ')']);
    marks.is_empty()
        || matches!(line, "-" | "*" | "+")
        || line.ends_with('|')
        || (digits.len() < line.len() && digits.chars().all(|c| c.is_ascii_digit()))
}

/// The first character that is seen in the paragraph, with its place; none at a paragraph's end. After a line's end one
/// more ends the paragraph.
fn right(text: &str, after_line: bool) -> Option<(usize, char)> {
    let mut broken = false;
    for (at, character) in text.char_indices() {
        match character {
            '\n' if broken || after_line => return None,
            '\n' => broken = true,
            c if c.is_whitespace() => {}
            '#' | '-' | '*' | '+' if broken => return None,
            '|' => return None,
            c if broken && c.is_ascii_digit() => return None,
            c => return Some((at, c)),
        }
    }
    None
}

/// Puts the punctuation right where a text was cut between `text` and `rest`; returns how many bytes of `rest` fall
/// away too.
fn mend(text: &mut String, removed: &str, rest: &str) -> usize {
    let mut skipped = 0;
    loop {
        let before = left(text);
        let after_line = skipped == 0 && text.ends_with('\n');
        let after = right(&rest[skipped..], after_line).map(|(at, character)| (skipped + at, character));
        let drop_before = |text: &mut String| {
            if let Some((at, character)) = before {
                text.replace_range(at..at + character.len_utf8(), "");
            }
        };
        match (before.map(|(_, c)| c), after.map(|(_, c)| c)) {
            (one, Some(other)) if strength(other).is_some() && one.is_none_or(|one| ends(one) || opens(one)) => {}
            (None, Some(other)) if ends(other) => {}
            (Some(one), Some(other)) if ends(one) && ends(other) => {}
            (Some(one), Some(other)) if BRACKETS.contains(&(one, other)) => drop_before(text),
            (Some(one), Some(other)) if strength(one).is_some() && (ends(other) || closes(other)) => {
                drop_before(text);
                continue;
            }
            (Some(one), Some(other)) if weaker(one, other) => {
                drop_before(text);
                continue;
            }
            (Some(one), Some(other)) if strength(one).is_some() && strength(other).is_some() => {}
            (Some(one), None) if strength(one).is_some() => {
                drop_before(text);
                continue;
            }
            (Some(one), after) => {
                join(text, removed, one, after);
                return skipped;
            }
            (None, _) => return skipped,
        }
        let (at, character) = after.unwrap_or((skipped, '\0'));
        skipped = at + character.len_utf8();
    }
}

/// Whether the mark before the gap yields to the one after it. A colon announces what fell away, unless a list goes on.
fn weaker(one: char, other: char) -> bool {
    match (strength(one), strength(other)) {
        (Some(4), Some(other)) => other == 3,
        (Some(one), Some(other)) => one < other,
        (Some(_), None) | (None, _) => false,
    }
}

/// Two pieces of text meet: the mark that ended what fell away stays where it parted them.
fn join(text: &mut String, removed: &str, before: char, after: Option<char>) {
    let inner = removed.trim_matches(|c: char| c.is_whitespace() || is_noncharacter(c));
    let first = inner.chars().next();
    let Some(last) = inner.chars().next_back() else { return };
    let parted = first.and_then(strength).is_some();
    let plain = |c: char| strength(c).is_none() && !ends(c);
    let end_lost = after.is_none() && ends(last) && plain(before) && !opens(before);
    let middle_lost = parted && after.is_some_and(plain) && plain(before) && !plain(last);
    if end_lost || middle_lost {
        let kept = text.trim_end().len();
        text.insert(kept, last);
    }
}

/// Headings whose whole content fell away, dropped from the last to the first, so that a heading of headings goes with
/// them.
pub(super) fn prune(nodes: Vec<Node>, gaps: &[usize]) -> Vec<Node> {
    let mut kept: Vec<Node> = Vec::with_capacity(nodes.len());
    let mut end = usize::MAX;
    for node in nodes.into_iter().rev() {
        let at = node.at;
        let empty = match &node.kind {
            NodeKind::Heading { level, .. } if *level > 1 => {
                let next = kept.last().map(|next| &next.kind);
                let nothing_below = match next {
                    None => true,
                    Some(NodeKind::Heading { level: next, .. }) => next <= level,
                    Some(
                        NodeKind::Paragraph(_) | NodeKind::List { .. } | NodeKind::Table(_) | NodeKind::Picture { .. },
                    ) => false,
                };
                nothing_below && gaps.iter().any(|gap| (at..=end).contains(gap))
            }
            NodeKind::Heading { .. } | NodeKind::Table(_) | NodeKind::Picture { .. } => false,
            NodeKind::Paragraph(text) => is_blank(text),
            NodeKind::List { items, .. } => items.iter().all(|item| is_blank(&item.text)),
        };
        if !empty {
            end = at;
            kept.push(node);
        }
    }
    kept.reverse();
    kept
}

/// So many mistakes in groups are told of one text.
const MOST_TOLD: usize = 20;

/// The groups of a source that cannot be meant: their ranges and why.
pub(super) fn mistakes(source: &str, brackets: &[Range<usize>]) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let mut open: Vec<Range<usize>> = Vec::new();
    for bracket in brackets {
        if source[bracket.clone()].starts_with('{') {
            open.push(bracket.clone());
        } else if let Some(start) = open.pop() {
            let inside = &source[start.end..bracket.start];
            if !inside.contains("{{") && !inside.contains("include") {
                found.push((start.start..bracket.end, "group-without-figure"));
            }
        } else {
            found.push((bracket.clone(), "group-not-open"));
        }
    }
    found.extend(open.into_iter().map(|start| (start, "group-not-closed")));
    found.truncate(MOST_TOLD);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> String {
        let entries: Vec<Result<Printed>> = Vec::new();
        let marked = text.replace("{[", &OPEN.to_string()).replace("]}", &CLOSE.to_string());
        let map = SourceMap::default();
        leave_out(&marked, &entries, &map, &mut Sink::new()).text
    }

    #[test]
    fn punctuation_is_put_right_at_the_borders() {
        for (text, expected) in [
            ("甲，{[乙，]}丙。", "甲，丙。"),
            ("甲，{[乙]}，丙。", "甲，丙。"),
            ("甲{[，乙]}，丙。", "甲，丙。"),
            ("甲，{[乙]}。", "甲。"),
            ("{[甲，]}乙。", "乙。"),
            ("{[甲]}，乙。", "乙。"),
            ("甲。{[乙]}。丙。", "甲。丙。"),
            ("甲。{[乙，]}丙。", "甲。丙。"),
            ("甲，{[乙。]}", "甲。"),
            ("甲{[，乙。]}", "甲。"),
            ("甲（{[乙]}）。", "甲。"),
            ("甲（乙，{[丙]}）。", "甲（乙）。"),
            ("甲（{[乙，]}丙）。", "甲（丙）。"),
            ("甲（{[乙]}，丙）。", "甲（丙）。"),
            ("其中：{[甲]}、乙。", "其中：乙。"),
            ("一类：{[甲]}；二类：乙。", "一类；二类：乙。"),
            ("甲；{[乙]}，丙。", "甲；丙。"),
            ("甲、{[乙]}、{[丙]}、丁。", "甲、丁。"),
            ("甲，{[乙，]}{[丙]}。", "甲。"),
            ("甲，\n{[乙。]}\n\n丙。", "甲。\n\n丙。"),
            ("- {[甲。]}\n- 乙。\n", "- \n- 乙。\n"),
            ("{[- 甲。]}\n- 乙。\n", "- 乙。\n"),
            ("| {[甲]} | 乙 |\n", "|  | 乙 |\n"),
            ("甲{[，乙，]}丙。", "甲，丙。"),
            ("{[\n甲。\n]}\n乙。\n", "乙。\n"),
        ] {
            assert_eq!(cut(text), expected, "{text}");
        }
    }
}

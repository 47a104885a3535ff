//! Line breaks around the template's statements: a line that holds nothing but statements leaves no trace, one
//! that holds words keeps its break.
//!
//! The engine drops the line break after every statement, and so would join `…{% endif %}` to what follows
//! it: two paragraphs, two points, two rows of a table. It is given one break more where that would happen.
//!
//! The brackets `{[` and `]}` of what may fall away become marks here, which the engine prints as they are.

use std::ops::Range;

use super::omission::{CLOSE, OPEN};

/// A text as the engine reads it.
#[derive(Debug, Clone, Default)]
pub(super) struct EngineText {
    /// The text.
    pub(super) text: String,
    /// Offsets in `text` of the bytes that were put in.
    added: Vec<usize>,
    /// Where the brackets of groups stand in the source.
    pub(super) brackets: Vec<Range<usize>>,
}

impl EngineText {
    /// The text for the engine.
    pub(super) fn new(source: &str) -> Self {
        let mut engine = Self::default();
        let mut copied = 0;
        let mut from = 0;
        while let Some((open, end)) = next_statement(source, from) {
            engine.groups(source, &mut copied, from..open);
            if source[end..].starts_with('\n') && !explicit(source, end) && !alone(source, open) {
                engine.text.push_str(&source[copied..end]);
                engine.added.push(engine.text.len());
                engine.text.push('\n');
                copied = end;
            }
            from = end;
        }
        engine.groups(source, &mut copied, from..source.len());
        engine.text.push_str(&source[copied..]);
        engine
    }

    /// Puts the marks of groups in for their brackets in a part of the source that holds no statement.
    fn groups(&mut self, source: &str, copied: &mut usize, part: Range<usize>) {
        let mut from = part.start;
        while let Some(at) = next_bracket(source, from..part.end) {
            self.text.push_str(&source[*copied..at]);
            self.text.push(if source[at..].starts_with('{') { OPEN } else { CLOSE });
            // A mark is one byte longer than its bracket.
            self.added.push(self.text.len() - 1);
            self.brackets.push(at..at + 2);
            *copied = at + 2;
            from = at + 2;
        }
    }

    /// The range of the source that a range of the engine's text stands for.
    pub(super) fn original(&self, range: Range<usize>) -> Range<usize> {
        let back = |offset: usize| offset - self.added.partition_point(|added| *added < offset);
        back(range.start)..back(range.end)
    }
}

/// Where the next `{[` or `]}` stands outside of printed expressions.
fn next_bracket(source: &str, part: Range<usize>) -> Option<usize> {
    let mut from = part.start;
    while from < part.end {
        let rest = &source[from..part.end];
        let at = from + rest.find(['{', ']'])?;
        let rest = &source[at..part.end];
        if rest.starts_with("{[") || rest.starts_with("]}") {
            return Some(at);
        }
        from = if rest.starts_with("{{") {
            at + rest.find("}}").map_or(rest.len(), |end| end + 2)
        } else {
            at + 1
        };
    }
    None
}

/// Where the next statement or comment begins and ends, marks included.
fn next_statement(source: &str, mut from: usize) -> Option<(usize, usize)> {
    loop {
        let open = from + source.get(from..)?.find('{')?;
        let close = match source.as_bytes().get(open + 1) {
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                from = open + 1;
                continue;
            }
        };
        let end = source.get(open + 2..)?.find(close)? + open + 2 + close.len();
        return Some((open, end));
    }
}

/// Whether the author says by `-%}` or `+%}` what happens to the break.
fn explicit(source: &str, end: usize) -> bool {
    source[..end - 2].ends_with(['-', '+'])
}

/// Whether nothing but statements stands before this one on its line.
fn alone(source: &str, open: usize) -> bool {
    let start = source[..open].rfind('\n').map_or(0, |before| before + 1);
    let mut rest = source[start..open].trim_start();
    while let Some((0, end)) = next_statement(rest, 0) {
        rest = rest[end..].trim_start();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_with_words_get_a_break_more() {
        let shown = |source: &str| EngineText::new(source).text;
        assert_eq!(
            shown("{% if a %}\n甲\n  {% endif %}{# b #}\n乙"),
            "{% if a %}\n甲\n  {% endif %}{# b #}\n乙"
        );
        assert_eq!(shown("甲{% endif %}\n乙{# 注 #}\n"), "甲{% endif %}\n\n乙{# 注 #}\n\n");
        assert_eq!(
            shown("甲{% endif -%}\n乙{% endif %}丙"),
            "甲{% endif -%}\n乙{% endif %}丙"
        );
    }

    #[test]
    fn ranges_lead_back_to_the_source() {
        let source = "甲{% endif %}\n{{ 乙 }}";
        let engine = EngineText::new(source);
        let at = engine.text.find('乙').unwrap();
        assert_eq!(&source[engine.original(at..at + 3)], "乙");
    }
}

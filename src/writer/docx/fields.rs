//! Fields: numbers and words that Word finds anew when it is asked to, each with what the page shows until then.

use std::collections::BTreeMap;

use docx_rs::{FieldCharType, InstrText, Run};

use super::body::run;
use super::text;

/// The runs of a field that shows a run.
pub(super) fn field(instruction: &str, shown: Run) -> Vec<Run> {
    vec![
        mark(FieldCharType::Begin),
        Run::new().add_instr_text(InstrText::Unsupported(instruction.to_owned())),
        mark(FieldCharType::Separate),
        shown,
        mark(FieldCharType::End),
    ]
}

/// Where a field begins, where its instruction ends, where it ends.
pub(super) fn mark(kind: FieldCharType) -> Run {
    Run::new().add_field_char(kind, false)
}

/// The last number of each kind of caption, as Word counts them: by the words before it, `表`.
#[derive(Default)]
pub(super) struct Sequences(BTreeMap<String, u32>);

impl Sequences {
    /// A caption's label, its number a field; words alone where it is no word with a number.
    pub(super) fn label(&mut self, label: &str) -> Vec<Run> {
        let label = text::clean(label);
        let Some((word, number)) = word_and_number(&label) else {
            return vec![run(&label)];
        };
        let last = self.0.insert(word.to_owned(), number).unwrap_or_default();
        let switch = match number {
            // The parts of one table have one number.
            number if number == last => r"\c ".to_owned(),
            number if number == last + 1 => String::new(),
            number => format!(r"\r {number} "),
        };
        let counted = field(&format!(r"SEQ {word} {switch}\* ARABIC"), run(&number.to_string()));
        std::iter::once(run(word)).chain(counted).collect()
    }
}

/// `表` and 3 of `表3`. Word takes letters alone for the name of a sequence.
fn word_and_number(label: &str) -> Option<(&str, u32)> {
    let word = label.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = label.get(word.len()..).filter(|digits| !digits.starts_with('0'))?;
    let is_word = !word.is_empty() && word.len() <= 40 && word.chars().all(char::is_alphabetic);
    // Word counts no further than this.
    let number = digits.parse().ok().filter(|number| *number < 0x7FFF)?;
    is_word.then_some((word, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_a_word_with_a_number_or_words_alone() {
        assert_eq!(word_and_number("表3"), Some(("表", 3)));
        assert_eq!(word_and_number("附图12"), Some(("附图", 12)));
        for label in ["", "表", "3", "表03", "表0", "表1-2", "附 表2", "表99999999999", "表①"] {
            assert_eq!(word_and_number(label), None, "{label}");
        }
    }
}

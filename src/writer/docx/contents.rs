//! 目录: a field that Word can bring up to date, filled with the pages that layout found.

use docx_rs::{FieldCharType, InstrText, Paragraph, Run, Tab, TabLeaderType, TabValueType};

use super::body::{Builder, paragraph, run};
use crate::report::{ContentsEntry, Inline};
use crate::style::ParagraphStyle;

impl Builder<'_> {
    /// The contents of the headings down to a level; what follows begins a page.
    pub(super) fn contents(&mut self, depth: u8) {
        let title = [Inline::Text("目　录".to_owned())];
        self.add(paragraph(self.style.contents.title.id, &title));
        let entries = self.facts.contents.iter().filter(|entry| entry.level <= depth);
        let entries: Vec<&ContentsEntry> = entries.collect();
        let count = entries.len();
        for (index, entry) in entries.into_iter().enumerate() {
            let mut line = self.contents_line(entry);
            if index == 0 {
                line = begun(line, depth);
            }
            line = with_words(line, entry);
            if index + 1 == count {
                line = line.add_run(Run::new().add_field_char(FieldCharType::End, false));
            }
            self.add(line);
        }
        self.turn_page = true;
    }

    /// The paragraph of an entry, with the tab that its dots lead to.
    fn contents_line(&self, entry: &ContentsEntry) -> Paragraph {
        let style: &ParagraphStyle = &self.style.contents.entries[usize::from(entry.level.clamp(1, 4)) - 1];
        let edge = usize::try_from(self.style.type_area().width.to_twips()).unwrap_or_default();
        let tab = Tab::new().val(TabValueType::Right).leader(TabLeaderType::Dot).pos(edge);
        Paragraph::new().style(style.id).add_tab(tab)
    }
}

fn begun(line: Paragraph, depth: u8) -> Paragraph {
    let instruction = InstrText::Unsupported(format!(" TOC \\o \"1-{depth}\" \\u "));
    line.add_run(Run::new().add_field_char(FieldCharType::Begin, false))
        .add_run(Run::new().add_instr_text(instruction))
        .add_run(Run::new().add_field_char(FieldCharType::Separate, false))
}

fn with_words(line: Paragraph, entry: &ContentsEntry) -> Paragraph {
    line.add_run(run(&super::text::clean(&entry.text)))
        .add_run(Run::new().add_tab())
        .add_run(run(&entry.page.to_string()))
}

//! 目录: a field that Word can bring up to date, filled with the pages that layout found, its lines links.

use docx_rs::{
    BreakType, FieldCharType, Hyperlink, HyperlinkType, InstrText, Paragraph, Run, Tab, TabLeaderType, TabValueType,
};

use super::body::{Builder, paragraph, run};
use super::bookmarks::Bookmarks;
use super::fields::{field, mark};
use crate::report::{ContentsEntry, Inline};
use crate::style::ParagraphStyle;

impl Builder<'_> {
    /// The contents of the headings down to a level; what follows begins a page.
    pub(super) fn contents(&mut self, depth: u8) {
        let entries = self.facts.contents.iter().enumerate();
        let entries: Vec<(usize, &ContentsEntry)> = entries.filter(|(_, entry)| entry.level <= depth).collect();
        if entries.is_empty() {
            return;
        }
        let title = [Inline::Text("目　录".to_owned())];
        self.add(paragraph(self.style.contents.title.id, &title));
        for (number, (index, entry)) in (1..).zip(&entries) {
            let lines = self.facts.contents_lines.get(self.contents_lines);
            let lines = lines.map_or(&[][..], Vec::as_slice);
            self.contents_lines += 1;
            let mut line = self.contents_line(entry);
            if number == 1 {
                line = begun(line, depth);
            }
            line = line.add_hyperlink(link(&Bookmarks::of_heading(*index), entry, lines));
            if number == entries.len() {
                line = line.add_run(mark(FieldCharType::End));
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
        // As in layout, no entry goes over to another page.
        Paragraph::new().style(style.id).keep_lines(true).add_tab(tab)
    }
}

fn begun(line: Paragraph, depth: u8) -> Paragraph {
    let instruction = InstrText::Unsupported(format!(r#"TOC \o "1-{depth}" \h \u"#));
    line.add_run(mark(FieldCharType::Begin))
        .add_run(Run::new().add_instr_text(instruction))
        .add_run(mark(FieldCharType::Separate))
}

/// The words of an entry and its page, as a link to the heading. The lines end where layout ends them, before the column
/// of the numbers: LibreOffice shows no number behind a tab beyond the right indent that would say so.
fn link(bookmark: &str, entry: &ContentsEntry, lines: &[String]) -> Hyperlink {
    let mut link = Hyperlink::new(bookmark, HyperlinkType::Anchor);
    for (index, line) in lines_of(entry, lines).into_iter().enumerate() {
        if index > 0 {
            link = link.add_run(Run::new().add_break(BreakType::TextWrapping));
        }
        link = link.add_run(run(&super::text::clean(line)));
    }
    let link = link.add_run(Run::new().add_tab());
    let page = field(&format!(r"PAGEREF {bookmark} \h"), run(&entry.page.to_string()));
    page.into_iter().fold(link, Hyperlink::add_run)
}

/// An entry in its lines, if they say the same.
fn lines_of<'a>(entry: &'a ContentsEntry, lines: &'a [String]) -> Vec<&'a str> {
    if lines.concat() == entry.text {
        lines.iter().map(String::as_str).collect()
    } else {
        vec![entry.text.as_str()]
    }
}

//! Bookmarks: the places to which references and the lines of 目录 lead.

use std::collections::BTreeMap;

use docx_rs::{BookmarkStart, Paragraph, ParagraphChild};

use crate::report::{Block, Report};

/// The bookmarks of one document.
#[derive(Default)]
pub(super) struct Bookmarks {
    /// Those of what has a number, by their labels: `表3`, `附件2`.
    labelled: BTreeMap<String, Labelled>,
    /// The deepest level of headings that 目录 lists; 0 without one.
    depth: u8,
    /// Headings met so far that 目录 lists.
    headings: usize,
    /// Bookmarks set so far.
    set: usize,
}

/// The bookmark of what has a number.
struct Labelled {
    name: String,
    /// Whether the bookmark holds the label and no other words, so that Word can repeat them.
    says_label: bool,
    set: bool,
}

impl Bookmarks {
    /// The bookmarks that a report's file will have. Their names are fit for Word by what they are made of.
    pub(super) fn of(report: &Report) -> Self {
        let mut labelled = BTreeMap::new();
        let mut add = |label: &str, name: String, says_label| {
            labelled.entry(label.to_owned()).or_insert(Labelled {
                name,
                says_label,
                set: false,
            });
        };
        let annexes = report.annexes.iter().flat_map(|annex| &annex.blocks);
        let blocks: Vec<&Block> = report.blocks.iter().chain(annexes).collect();
        for (number, label) in (1..).zip(blocks.iter().filter_map(|block| caption(block))) {
            add(label, format!("题注{number}"), true);
        }
        for (index, annex) in report.annexes.iter().enumerate() {
            let name = format!("附件{}", index + 1);
            add(&report.annex_label(index), name, !annex.blocks.is_empty());
        }
        let depths = blocks.iter().filter_map(|block| match block {
            Block::Contents(depth) => Some(*depth),
            Block::Heading(_) | Block::Paragraph(_) | Block::Table(_) | Block::Picture(_) => None,
        });
        Self {
            depth: depths.max().unwrap_or_default(),
            labelled,
            ..Self::default()
        }
    }

    /// The field that leads to what has a label; none where nothing has it. An annex bound by itself is only named, in
    /// words of another number, which must not take the place of the label.
    pub(super) fn reference(&self, label: &str) -> Option<String> {
        self.labelled.get(label).map(|Labelled { name, says_label, .. }| {
            if *says_label {
                format!(r"REF {name} \h")
            } else {
                format!(r#"HYPERLINK \l "{name}""#)
            }
        })
    }

    /// Puts a paragraph into the bookmark of this label, if it has not been set.
    pub(super) fn labelled(&mut self, paragraph: Paragraph, label: &str) -> Paragraph {
        let known = self.labelled.get_mut(label).filter(|bookmark| !bookmark.set);
        let Some(bookmark) = known else { return paragraph };
        bookmark.set = true;
        let name = bookmark.name.clone();
        self.marked(paragraph, name)
    }

    /// Puts a heading into a bookmark, if 目录 lists it.
    pub(super) fn heading(&mut self, paragraph: Paragraph, level: u8) -> Paragraph {
        if level > self.depth {
            return paragraph;
        }
        let name = Self::of_heading(self.headings);
        self.headings += 1;
        self.marked(paragraph, name)
    }

    /// The bookmark of a heading that 目录 lists, from zero, named as Word names those that it makes itself and takes
    /// away when it makes 目录 anew.
    pub(super) fn of_heading(index: usize) -> String {
        format!("_Toc{:09}", index + 1)
    }

    /// A bookmark round all that a paragraph has so far.
    fn marked(&mut self, mut paragraph: Paragraph, name: String) -> Paragraph {
        self.set += 1;
        let start = BookmarkStart::new(self.set, name);
        paragraph.children.insert(0, ParagraphChild::BookmarkStart(start));
        paragraph.add_bookmark_end(self.set)
    }
}

/// The label that a block's caption begins with.
fn caption(block: &Block) -> Option<&str> {
    let label = match block {
        Block::Table(table) => &table.label,
        Block::Picture(picture) if !picture.caption.is_empty() => &picture.label,
        Block::Picture(_) | Block::Heading(_) | Block::Paragraph(_) | Block::Contents(_) => return None,
    };
    (!label.is_empty()).then_some(label)
}

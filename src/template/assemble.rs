//! From the template's blocks to the report: numbering, run-in headings, points that run on, front and end
//! matter.

use super::document::DocumentSettings;
use super::elements::{self, Elements};
use super::filters::han_number;
use super::markdown::{ListItem, Node, NodeKind, TableSource};
use super::picture;
use super::table;
use super::typed_number;
use super::wording::{Words, is_blank};
use crate::diag::{Code, Diagnostic};
use crate::report::{Annex, Block, DocumentFormat, Heading, Inline, Picture, Report, plain_text};

/// Builds the report of the blocks, in reading order; `document` says its format.
pub(super) fn assemble(nodes: Vec<Node>, document: &DocumentSettings, words: &mut Words<'_>) -> Report {
    let mut assembly = Assembly {
        words,
        document,
        elements: Elements::default(),
        report: Report::default(),
        counters: [0; 4],
        tables: 0,
        pictures: 0,
        caption: None,
        picture_caption: None,
        opening: true,
        join: Join::Never,
        titled: false,
    };
    for node in nodes {
        assembly.take(node);
    }
    assembly.finish()
}

/// Whether a list joins the paragraph before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    /// There is no paragraph to join.
    Never,
    /// It does when no blank line stands between.
    Adjacent,
    /// It does: it follows a run-in heading.
    Always,
}

struct Assembly<'a, 'w> {
    words: &'a mut Words<'w>,
    document: &'a DocumentSettings,
    elements: Elements,
    report: Report,
    counters: [usize; 4],
    tables: usize,
    pictures: usize,
    caption: Option<(table::Caption, usize)>,
    picture_caption: Option<(picture::Caption, usize)>,
    /// Between the title and the first block of the body.
    opening: bool,
    join: Join,
    titled: bool,
}

impl Assembly<'_, '_> {
    fn take(&mut self, node: Node) {
        let at = node.at;
        if let Some((_, caption_at)) = self
            .caption
            .as_ref()
            .filter(|_| !matches!(node.kind, NodeKind::Table(_)))
        {
            let caption_at = *caption_at;
            self.problem(Code::TemplateCaption, caption_at);
            self.caption = None;
        }
        self.refuse_lost_picture_caption(&node.kind);
        match node.kind {
            NodeKind::Heading { level: 1, text } => self.title(&text, at),
            NodeKind::Heading { level: 6, .. } => self.problem(Code::TemplateLevel, at),
            NodeKind::Heading { level, text } => self.heading(level - 1, &text, at),
            NodeKind::Paragraph(text) => self.paragraph(&text, at),
            NodeKind::List { ordered: true, items } => self.numbered(&items),
            NodeKind::List { ordered: false, items } => self.points(&items, node.adjacent, at),
            NodeKind::Table(source) => self.table(&source, at),
            NodeKind::Picture { path, alternative } => self.picture(&path, &alternative, at),
        }
    }

    /// A picture's caption stands directly above it.
    fn refuse_lost_picture_caption(&mut self, next: &NodeKind) {
        if matches!(next, NodeKind::Picture { .. }) {
            return;
        }
        if let Some((_, at)) = self.picture_caption.take() {
            self.problem(Code::PictureCaption, at);
        }
    }

    fn finish(mut self) -> Report {
        if let Some((_, at)) = self.caption {
            self.problem(Code::TemplateCaption, at);
        }
        if let Some((_, at)) = self.picture_caption.take() {
            self.problem(Code::PictureCaption, at);
        }
        std::mem::take(&mut self.elements).apply(&mut self.report, self.document, self.words);
        // An order's mark and number say what it is (ORDR-01).
        if self.report.title.is_empty() && self.report.format != DocumentFormat::Order {
            self.problem(Code::TemplateNoTitle, 0);
        }
        self.report
    }

    fn problem(&mut self, code: Code, at: usize) {
        self.words.report(Diagnostic::new(code), at..at + 1);
    }

    fn title(&mut self, text: &str, at: usize) {
        if let Some(title) = annex_title(text) {
            self.annex(&title, at);
            return;
        }
        if self.titled {
            self.problem(Code::TemplateTwoTitles, at);
            return;
        }
        self.titled = true;
        self.report.title = self.words.inlines(text, at);
    }

    /// `# 附件：名称` begins an annex; what follows is its text, with headings counted anew (ANNEX-01 … 03).
    fn annex(&mut self, title: &str, at: usize) {
        self.counters = [0; 4];
        self.join = Join::Never;
        self.opening = false;
        let title = self.words.inlines(title, at);
        self.report.annexes.push(Annex {
            title,
            blocks: Vec::new(),
        });
    }

    /// Where the next block goes: the text, or the annex begun last. After 署名 the text is over.
    fn push(&mut self, block: Block, at: usize) {
        match self.report.annexes.last_mut() {
            Some(annex) => annex.blocks.push(block),
            None => {
                if self.elements.has_ending() {
                    self.problem(Code::TemplateSignature, at);
                }
                self.report.blocks.push(block);
            }
        }
    }

    fn last_block(&mut self) -> Option<&mut Block> {
        match self.report.annexes.last_mut() {
            Some(annex) => annex.blocks.last_mut(),
            None => self.report.blocks.last_mut(),
        }
    }

    fn heading(&mut self, level: u8, text: &str, at: usize) {
        if is_blank(text) {
            return;
        }
        self.opening = false;
        let index = usize::from(level.clamp(1, 4)) - 1;
        self.counters[index] += 1;
        self.counters[index + 1..].fill(0);
        let content = self.words.inlines(text, at);
        let words = plain_text(&content);
        let run_in = words.ends_with('。');
        self.tell_typed_number(text, false, at);
        let heading = Heading {
            level,
            label: label(index, self.counters[index]),
            content,
            run_in: None,
        };
        self.push(Block::Heading(heading), at);
        self.join = if run_in { Join::Always } else { Join::Never };
    }

    /// Tells a number that the author typed where the program sets one.
    fn tell_typed_number(&mut self, text: &str, in_list: bool, at: usize) {
        if let Some(typed) = typed_number::before(text.trim(), in_list) {
            let problem = Diagnostic::new(Code::TemplateNumber).with("found", typed);
            self.words.report(problem, at..at + 1);
        }
    }

    fn paragraph(&mut self, text: &str, at: usize) {
        if is_blank(text) {
            return;
        }
        // A blank line within a table cuts its last rows off.
        if text.trim_start().starts_with('|') {
            self.problem(Code::TemplateStrayRow, at);
        }
        if self.takes_caption(text, at) {
            return;
        }
        if let Some(depth) = contents_depth(text) {
            self.opening = false;
            self.join = Join::Never;
            self.push(Block::Contents(depth), at);
            return;
        }
        let begun = !(self.report.blocks.is_empty() && self.report.annexes.is_empty());
        if self.elements.take(text, at, begun, self.words) {
            return;
        }
        if !self.titled && !begun && elements::looks_like_one(text) {
            self.elements.take_front(text, at, self.words);
            return;
        }
        if self.front_matter(text, at) {
            return;
        }
        let content = self.words.inlines(text, at);
        if let Some(Block::Table(table)) = self.last_block().filter(|_| is_note(&content)) {
            table.notes.push(content);
            return;
        }
        if self.join == Join::Always && self.append_to_heading(content.clone()) {
            self.join = Join::Adjacent;
            return;
        }
        self.push(Block::Paragraph(content), at);
        self.join = Join::Adjacent;
    }

    /// A paragraph that is the caption of the table or picture below it.
    fn takes_caption(&mut self, text: &str, at: usize) -> bool {
        let stray = if let Some(caption) = table::caption(text) {
            let stray = caption.stray.clone();
            self.caption = Some((caption, at));
            stray
        } else if let Some(caption) = picture::caption(text) {
            let stray = caption.stray.clone();
            self.picture_caption = Some((caption, at));
            stray
        } else {
            return false;
        };
        if let Some(line) = stray {
            let problem = Diagnostic::new(Code::TemplateCaptionLine).with("found", self.words.plain(&line));
            self.words.report(problem, at..at + 1);
        }
        true
    }

    /// Subtitle (RPT-02) and 主送机关 or 称谓 (BODY-04), directly after the title.
    fn front_matter(&mut self, text: &str, at: usize) -> bool {
        if !self.opening || !self.titled {
            return false;
        }
        let plain = self.words.plain(text);
        let bracketed = plain.starts_with('（') && plain.ends_with('）');
        if self.report.addressee.is_none() && (bracketed || plain.starts_with("——")) {
            for line in text.lines().filter(|line| !is_blank(line)) {
                let line = self.words.inlines(line, at);
                self.report.subtitle.push(line);
            }
            return true;
        }
        self.opening = false;
        // An opening paragraph may end with 报告如下：; whom a document addresses is never a sentence.
        let names_only = plain.ends_with('：') && !plain.contains('。') && !plain.ends_with("如下：");
        if names_only && !text.trim().contains('\n') {
            self.report.addressee = Some(self.words.inlines(text, at));
            return true;
        }
        false
    }

    /// 一是…。二是…。 in one paragraph: that of the run-in heading, that which directly precedes, or its own.
    fn points(&mut self, items: &[ListItem], adjacent: bool, at: usize) {
        self.opening = false;
        let items: Vec<&ListItem> = items.iter().filter(|item| !is_blank(&item.text)).collect();
        let mut content: Vec<Inline> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let mut point = self.words.inlines(&item.text, item.at);
            if items.len() > 1 {
                self.tell_typed_number(&item.text, true, item.at);
                let number = index + 1;
                let label = format!("{}是", han_number(number));
                point.insert(0, Inline::Item { number, label });
            }
            append(&mut content, point);
        }
        if content.is_empty() {
            return;
        }
        let joins = match self.join {
            Join::Never => false,
            Join::Adjacent => adjacent,
            Join::Always => true,
        };
        self.join = Join::Never;
        if joins && self.append_to_last(&content) {
            return;
        }
        self.push(Block::Paragraph(content), at);
    }

    /// An ordered list: paragraphs numbered 1. 2. 3. by the program, whatever the template counts.
    fn numbered(&mut self, items: &[ListItem]) {
        self.opening = false;
        self.join = Join::Never;
        for (number, item) in (1..).zip(items.iter().filter(|item| !is_blank(&item.text))) {
            self.tell_typed_number(&item.text, true, item.at);
            let mut content = self.words.inlines(&item.text, item.at);
            let label = format!("{number}.");
            content.insert(0, Inline::Item { number, label });
            self.push(Block::Paragraph(content), item.at);
        }
    }

    fn table(&mut self, source: &TableSource, at: usize) {
        self.opening = false;
        self.join = Join::Never;
        let caption = self.caption.take();
        let mut head = (String::new(), Vec::new(), None);
        let mut merged = Vec::new();
        let turn = caption.as_ref().map(|(caption, _)| caption.turn).unwrap_or_default();
        if let Some((caption, at)) = caption {
            merged.clone_from(&caption.merged);
            self.tables += 1;
            let title = self.words.inlines(&caption.title, at);
            let unit = caption.unit.map(|unit| self.words.inlines(&unit, at));
            head = (format!("表{}", self.tables), title, unit);
        }
        let mut table = table::table(source, &merged, self.words, at);
        (table.label, table.caption, table.unit) = head;
        table.turn = turn;
        self.push(Block::Table(table), at);
    }

    /// Makes the content the run-in text of the heading that precedes directly.
    fn append_to_heading(&mut self, content: Vec<Inline>) -> bool {
        match self.last_block() {
            Some(Block::Heading(heading)) => {
                append(heading.run_in.get_or_insert_default(), content);
                true
            }
            Some(Block::Paragraph(_) | Block::Table(_) | Block::Picture(_) | Block::Contents(_)) | None => false,
        }
    }

    /// A picture with the caption above it; its path may hold values, its file is read later.
    fn picture(&mut self, path: &str, alternative: &str, at: usize) {
        self.opening = false;
        self.join = Join::Never;
        let mut picture = Picture {
            alternative: self.words.plain(alternative),
            file: self.words.picture_file(path, at),
            ..Picture::default()
        };
        if let Some((caption, at)) = self.picture_caption.take() {
            self.pictures += 1;
            picture.label = format!("图{}", self.pictures);
            picture.caption = self.words.inlines(&caption.title, at);
            picture.width = self.words.picture_width(caption.width.as_deref(), at);
        }
        if picture.alternative.is_empty() && picture.caption.is_empty() {
            let problem = Diagnostic::new(Code::PictureAlternative).with("file", &picture.file.path);
            self.words.report(problem, at..at + 1);
        }
        self.push(Block::Picture(picture), at);
    }

    fn append_to_last(&mut self, content: &[Inline]) -> bool {
        if let Some(Block::Paragraph(paragraph)) = self.last_block() {
            append(paragraph, content.to_vec());
            return true;
        }
        self.append_to_heading(content.to_vec())
    }
}

/// The level down to which `[目录]` or `[目录：2]` asks for headings.
fn contents_depth(text: &str) -> Option<u8> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let depth = inner
        .trim()
        .strip_prefix("目录")?
        .trim_start_matches(['：', ':'])
        .trim();
    match depth {
        "" => Some(USUAL_DEPTH),
        depth => depth.parse().ok().filter(|depth| (1..=4).contains(depth)),
    }
}

/// 目录 shows `一、` and `（一）` unless it says otherwise.
const USUAL_DEPTH: u8 = 2;

/// The title in `附件：名称` or `附件1：名称`; the number is the program's.
pub(super) fn annex_title(text: &str) -> Option<String> {
    let rest = text.trim().strip_prefix("附件")?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    rest.strip_prefix(['：', ':']).map(|title| title.trim().to_owned())
}

/// `注：…`, which below a table belongs to it.
fn is_note(content: &[Inline]) -> bool {
    content.first().is_some_and(|first| first.text().starts_with("注："))
}

fn append(content: &mut Vec<Inline>, more: Vec<Inline>) {
    for inline in more {
        match (content.last_mut(), inline) {
            (Some(Inline::Text(last)), Inline::Text(text)) => last.push_str(&text),
            (_, inline) => content.push(inline),
        }
    }
}

/// The number of a heading as printed (BODY-06).
fn label(index: usize, number: usize) -> String {
    match index {
        0 => format!("{}、", han_number(number)),
        1 => format!("（{}）", han_number(number)),
        2 => format!("{number}."),
        _ => format!("（{number}）"),
    }
}

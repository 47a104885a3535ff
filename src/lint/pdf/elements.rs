//! Which element of a 公文 each line of a PDF is: told by place, size, colour and wording, as a reader tells it.

use super::Page;
use super::device::{Bounds, Stroke};
use super::line::{Line, is_red};
use crate::geom::Abs;
use crate::lint::element::{Element, Format};
use crate::lint::text;
use crate::style::gb9704;

/// What each line is, page by page, and the format.
#[derive(Debug)]
pub(super) struct Elements {
    kinds: Vec<Vec<Element>>,
    pub(super) format: Format,
}

impl Elements {
    pub(super) fn find(pages: &[Page]) -> Self {
        let format = format(pages);
        let mut finder = Finder {
            stage: Stage::Head,
            format,
            size: Abs::ZERO,
            signed: false,
            attending: false,
            middle: MIDDLE,
        };
        let kinds = pages.iter().map(|page| finder.page(page)).collect();
        let mut elements = Self { kinds, format };
        elements.issuers(pages);
        elements.addressees(pages);
        elements
    }

    /// What the line of this number on this page (from zero) is.
    pub(super) fn of(&self, page: &Page, line: usize) -> Element {
        self.kinds[page.number - 1][line]
    }

    /// 主送 of several lines, the last of which ends with a colon: flush left, before the first paragraph of the text.
    fn addressees(&mut self, pages: &[Page]) {
        let lines = pages.iter().enumerate().flat_map(|(at, page)| {
            let lines = page.lines.iter().enumerate();
            lines.map(move |(index, line)| (at, index, line))
        });
        let mut flush = Vec::new();
        for (page, index, line) in lines {
            let kind = self.kinds[page][index];
            let is_flush = kind == Element::Body && line.left() - LEFT < Abs::mm(3.0);
            if is_flush {
                flush.push((page, index));
            } else if matches!(kind, Element::Body | Element::Heading(_) | Element::Table) {
                return;
            }
            if is_flush && line.text.ends_with('：') {
                flush
                    .iter()
                    .for_each(|(page, index)| self.kinds[*page][*index] = Element::Addressee);
                return;
            }
        }
    }

    /// 署名 stands right above 成文日期, away from the left edge; those of a joint issue beside each other.
    fn issuers(&mut self, pages: &[Page]) {
        for (page, kinds) in pages.iter().zip(&mut self.kinds) {
            let Some(date) = kinds.iter().position(|kind| *kind == Element::Date) else {
                continue;
            };
            for index in (0..date).rev() {
                let line = &page.lines[index];
                let away = line.left() - LEFT > Abs::mm(20.0);
                let beside = page
                    .lines
                    .iter()
                    .any(|other| !std::ptr::eq(other, line) && (other.baseline - line.baseline).abs() < Abs::pt(1.0));
                if kinds[index] != Element::Body || !(away || beside) {
                    break;
                }
                kinds[index] = Element::Issuer;
            }
        }
    }
}

/// PAGE-03: the left edge of 版心.
const LEFT: Abs = gb9704::MARGINS.left;
/// The middle of 版心.
pub(super) const MIDDLE: Abs = between(gb9704::MARGINS.left, gb9704::PAPER.width, gb9704::MARGINS.right);
/// The middle of 版心 on a turned page (TABL-03).
const TURNED_MIDDLE: Abs = between(gb9704::MARGINS.bottom, gb9704::PAPER.height, gb9704::MARGINS.top);
/// Where the foot begins: the bottom of 版心 and room for a last line, whose glyphs may hang below it.
const FOOT: Abs = Abs::pt(gb9704::PAPER.height.to_pt() - gb9704::MARGINS.bottom.to_pt() + DESCENT.to_pt());
/// How far the glyphs of a last line may hang below 版心.
const DESCENT: Abs = Abs::mm(0.5);

/// The middle between the margins of a sheet so wide.
const fn between(left: Abs, width: Abs, right: Abs) -> Abs {
    Abs::pt((left.to_pt() + width.to_pt() - right.to_pt()) / 2.0)
}

fn format(pages: &[Page]) -> Format {
    let Some(first) = pages.first() else {
        return Format::Internal;
    };
    let low = |stroke: &Stroke| stroke.is_horizontal() && is_red(stroke.color) && stroke.line.start.y > Abs::mm(265.0);
    if first.strokes.iter().any(low) {
        return Format::Letter;
    }
    // Over 发文机关标志 stand only the markings (HEAD-01 … HEAD-03); it is the only red text of a head, however small.
    let head = (first.lines.iter()).take_while(|line| line.is_red() || marking(&line.text).is_some());
    let marks: String = head
        .filter(|line| line.is_red())
        .map(|line| line.text.as_str())
        .collect();
    match marks.chars().next_back() {
        // On paper with a printed head the number alone tells what it is (HEAD-10).
        None if first.lines.iter().any(|line| text::is_document_number(&line.text)) => Format::Document,
        None => Format::Internal,
        Some('令') => Format::Order,
        Some('要') => Format::Minutes,
        Some(_) => Format::Document,
    }
}

/// 份号, 密级 or 紧急程度.
fn marking(text: &str) -> Option<Element> {
    if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Some(Element::Serial)
    } else if text::is_secrecy(text) {
        Some(Element::Secrecy)
    } else {
        text::is_urgency(text).then_some(Element::Urgency)
    }
}

/// How far into the document a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Head,
    Title,
    BelowTitle,
    Body,
    AnnexNote,
    Closed,
    AnnexTitle,
}

struct Finder {
    stage: Stage,
    format: Format,
    /// Size of the title being read.
    size: Abs,
    /// Whether `签发人：` was met: the names below it stand in the right half too (HEAD-08).
    signed: bool,
    /// Whether 出席, 请假 or 列席 was met: the names' further lines stand under the first name (MINU-02).
    attending: bool,
    /// The middle of 版心 on the page at hand.
    middle: Abs,
}

impl Finder {
    fn page(&mut self, page: &Page) -> Vec<Element> {
        self.middle = if page.is_portrait() { MIDDLE } else { TURNED_MIDDLE };
        let foot = colophon_top(page);
        let notes = note_rule(page);
        let mut first = true;
        let mut kinds = Vec::new();
        for line in &page.lines {
            let kind = if line.baseline > FOOT && text::is_like_a_page_number(&line.text) {
                Element::PageNumber
            } else if foot.is_some_and(|top| line.bottom() > top) {
                Element::Colophon
            } else if notes.is_some_and(|rule| line.top() > rule) && line.size < SMALL {
                Element::Footnote
            } else if in_table(page, line) {
                Element::Table
            } else {
                self.line(line, first)
            };
            first &= kind == Element::PageNumber;
            kinds.push(kind);
        }
        captions(page, &mut kinds);
        kinds
    }

    fn line(&mut self, line: &Line, first_of_page: bool) -> Element {
        if first_of_page && text::is_annex_label(&line.text) {
            self.stage = Stage::AnnexTitle;
            self.size = Abs::ZERO;
            return Element::AnnexLabel;
        }
        if text::is_contents(&line.text) {
            self.stage = Stage::Body;
            return Element::Contents;
        }
        match self.stage {
            Stage::Head => self.head(line),
            Stage::Title | Stage::BelowTitle => self.below_title(line),
            Stage::Body | Stage::AnnexNote | Stage::Closed => self.body(line),
            Stage::AnnexTitle => self.annex_title(line),
        }
    }

    fn head(&mut self, line: &Line) -> Element {
        let text = line.text.as_str();
        if line.is_red() {
            Element::Mark
        } else if let Some(marking) = marking(text) {
            marking
        } else if text::is_like_a_document_number(text) || self.is_running_number(text) {
            Element::Number
        } else if text.starts_with("签发人") || (self.signed && line.left() > MIDDLE) {
            self.signed = true;
            Element::Signer
        } else if self.format == Format::Order {
            self.stage = Stage::Body;
            self.body(line)
        } else {
            self.stage = Stage::Title;
            self.size = line.size;
            Element::Title
        }
    }

    /// `第3号` of an order (ORDR-02), `第5期` or `〔2023〕第5期` of 纪要, whose number the standard leaves open.
    fn is_running_number(&self, text: &str) -> bool {
        match self.format {
            Format::Order => text.starts_with('第') && text.ends_with('号'),
            Format::Minutes => text.contains('第') && text.ends_with('期'),
            Format::Internal | Format::Document | Format::Letter => false,
        }
    }

    fn below_title(&mut self, line: &Line) -> Element {
        if self.stage == Stage::Title && (line.size - self.size).abs() < Abs::pt(0.6) && self.is_centred(line) {
            return Element::Title;
        }
        self.stage = Stage::BelowTitle;
        if self.is_centred(line) {
            return Element::Subtitle;
        }
        if line.text.ends_with('：') && line.left() - LEFT < Abs::mm(3.0) {
            self.stage = Stage::Body;
            return Element::Addressee;
        }
        self.stage = Stage::Body;
        self.body(line)
    }

    fn body(&mut self, line: &Line) -> Element {
        let text = line.text.as_str();
        let indented = (line.left() - LEFT - gb9704::CELL * gb9704::INDENT.get()).abs() < Abs::mm(2.5);
        if indented && text.starts_with("附件：") {
            self.stage = Stage::AnnexNote;
            return Element::AnnexNote;
        }
        if text::is_like_a_date(text) && line.left() - LEFT > Abs::mm(40.0) {
            self.stage = Stage::Closed;
            return Element::Date;
        }
        let labelled = ["出席：", "请假：", "列席："];
        let under_names = self.attending && line.left() - LEFT > gb9704::CELL * 4.0;
        self.attending = under_names || labelled.iter().any(|label| text.starts_with(label));
        if self.attending {
            return Element::Attendance;
        }
        if self.stage == Stage::AnnexNote && line.left() - LEFT > Abs::mm(25.0) && line.left() - LEFT < Abs::mm(36.0) {
            return Element::AnnexNote;
        }
        if self.stage == Stage::Closed && indented && text.starts_with('（') {
            return Element::Note;
        }
        match text::heading_level(text).filter(|_| indented) {
            Some(level) => Element::Heading(level),
            None => Element::Body,
        }
    }

    /// Centred and away from both edges, or filling the measure as a long title does.
    fn is_centred(&self, line: &Line) -> bool {
        let away = line.left() - LEFT > Abs::mm(13.0) || line.size > Abs::pt(19.0);
        (line.center() - self.middle).abs() < Abs::mm(1.5) && away
    }

    /// The title of an 附件 ends where its size or its centring ends.
    fn annex_title(&mut self, line: &Line) -> Element {
        let same = self.size == Abs::ZERO || (line.size - self.size).abs() < Abs::pt(0.6);
        if self.is_centred(line) && same {
            self.size = line.size;
            return Element::AnnexTitle;
        }
        self.stage = Stage::Body;
        self.body(line)
    }
}

/// Text smaller than this is no text of the body.
const SMALL: Abs = Abs::pt(13.0);

/// The rule above footnotes: short, black, at the left edge, with small text right below it.
fn note_rule(page: &Page) -> Option<Abs> {
    let is_one = |stroke: &&Stroke| {
        let (from, y) = (stroke.line.start.x, stroke.line.start.y);
        let short = stroke.length() > Abs::mm(20.0) && stroke.length() < Abs::mm(80.0);
        let below = page.lines.iter().find(|line| line.top() > y);
        let noted = below.is_some_and(|line| line.size < SMALL && line.top() - y < Abs::mm(8.0));
        stroke.is_horizontal() && !is_red(stroke.color) && short && (from - LEFT).abs() < Abs::mm(3.0) && noted
    };
    let alone = |stroke: &&Stroke| {
        let touching = |other: &&Stroke| !other.is_horizontal() && (other.line.start.x - LEFT).abs() < Abs::mm(3.0);
        !page.strokes.iter().filter(touching).any(|other| {
            other.line.start.y <= stroke.line.start.y + Abs::pt(1.0)
                && other.line.end.y >= stroke.line.start.y - Abs::pt(1.0)
        })
    };
    let rules = page.strokes.iter().filter(is_one).filter(alone);
    rules.map(|stroke| stroke.line.start.y).reduce(Abs::max)
}

/// The top of 版记: the rule above 抄送 or 印发, whichever comes first.
fn colophon_top(page: &Page) -> Option<Abs> {
    let is_one = |line: &&Line| {
        let text = line.text.as_str();
        line.size < Abs::pt(15.0)
            && (text.starts_with("抄送：") || text.starts_with("主送：") || text.ends_with("日印发"))
    };
    let first = page.lines.iter().find(is_one)?;
    Some(first.top() - Abs::mm(1.0))
}

/// Whether a line stands between two upright rules that pass it, as in a row however tall.
fn in_column(page: &Page, line: &Line) -> bool {
    let passes = |stroke: &&Stroke| {
        let (from, to) = (stroke.line.start.y, stroke.line.end.y);
        !stroke.is_horizontal() && from.min(to) < line.top() && from.max(to) > line.baseline
    };
    let upright = || page.strokes.iter().filter(passes);
    upright().any(|stroke| stroke.line.start.x < line.left())
        && upright().any(|stroke| stroke.line.start.x > line.right())
}

/// Whether a line stands in a table: between upright rules, or between two rules of the same width above and below it.
fn in_table(page: &Page, line: &Line) -> bool {
    if in_column(page, line) {
        return true;
    }
    let rules = || {
        page.strokes
            .iter()
            .filter(|stroke| stroke.is_horizontal() && !is_red(stroke.color))
    };
    let covers = |stroke: &&Stroke| {
        stroke.line.start.x < line.center() && line.center() < stroke.line.end.x && stroke.length() > Abs::mm(4.0)
    };
    let above = rules()
        .filter(covers)
        .filter(|stroke| stroke.line.start.y < line.baseline);
    let below = rules()
        .filter(covers)
        .filter(|stroke| stroke.line.start.y >= line.baseline);
    let nearest_above = above.map(|stroke| line.baseline - stroke.line.start.y).reduce(Abs::min);
    let nearest_below = below.map(|stroke| stroke.line.start.y - line.baseline).reduce(Abs::min);
    let beside = page
        .lines
        .iter()
        .any(|other| !std::ptr::eq(other, line) && (other.baseline - line.baseline).abs() < Abs::pt(3.0));
    let small = line.size < Abs::pt(15.0);
    nearest_above.is_some_and(|gap| gap < TALLEST_ROW)
        && nearest_below.is_some_and(|gap| gap < TALLEST_ROW)
        && (small || beside)
}

/// A row taller than this is no row: a third of 版心 (TB-03).
const TALLEST_ROW: Abs = Abs::mm(75.0);

/// Captions and unit lines stand directly above a table, captions of pictures and notes on a table directly below.
fn captions(page: &Page, kinds: &mut [Element]) {
    for index in 1..kinds.len() {
        let line = &page.lines[index];
        let noted = line.size < SMALL && matches!(kinds[index - 1], Element::Table | Element::Caption);
        if noted && matches!(kinds[index], Element::Body | Element::Subtitle) {
            kinds[index] = Element::Caption;
        }
    }
    for (kind, line) in kinds.iter_mut().zip(&page.lines) {
        let above = |picture: &Bounds| {
            let gap = line.top() - picture.end.y;
            gap > -Abs::mm(2.0)
                && gap < Abs::mm(12.0)
                && picture.start.x < line.center()
                && line.center() < picture.end.x
        };
        let pictured = line.text.starts_with('图') && page.pictures.iter().any(above);
        if pictured && matches!(kind, Element::Body | Element::Subtitle) {
            *kind = Element::Caption;
        }
    }
    for index in (0..kinds.len().saturating_sub(1)).rev() {
        let below = matches!(kinds[index + 1], Element::Table | Element::Caption);
        let line = &page.lines[index];
        let worded = line.text.starts_with('表') || line.text.starts_with("续表") || line.text.contains("单位：");
        if below && worded && matches!(kinds[index], Element::Body | Element::Subtitle | Element::AnnexTitle) {
            kinds[index] = Element::Caption;
        }
    }
}

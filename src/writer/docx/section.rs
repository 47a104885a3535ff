//! The sections: paper, margins, document grid, and the footers with the page numbers.

use docx_rs::{
    DocGrid, DocGridType, DocumentChild, Docx, FieldCharType, Footer, FooterReference, Header, InstrPAGE, InstrText,
    LineSpacing, LineSpacingType, PageMargin, PageOrientationType, PageSize, Paragraph, Run, RunFonts, SectionProperty,
};

use crate::geom::Abs;
use crate::report::{DocumentFormat, Report};
use crate::style::{PageNumberPosition, Sheet, Stylesheet};

use super::body::Builder;
use super::styles;

/// Gives a document the section of its upright pages. The first page of 信函 has no number (LETT-07): a footer of its own, and empty.
/// The headers of a draft are named only; their part is [`super::draft`]'s.
pub(super) fn apply(mut docx: Docx, style: &Stylesheet, report: &Report) -> Docx {
    let letter = report.format == DocumentFormat::Letter && style.page_number.position != PageNumberPosition::None;
    let page = style.page;
    docx = docx
        .page_size(twips(page.width), twips(page.height))
        .page_margin(upright_margins(style));
    docx.document = docx.document.doc_grid(
        // GRID-06 (b): lines only; `linesAndChars` is set by LibreOffice to 14 characters a line (DX-08).
        DocGrid::new()
            .grid_type(DocGridType::Lines)
            .line_pitch(twips(style.body.pitch) as usize),
    );
    if report.draft {
        docx = docx.header(Header::new());
        if letter {
            docx = docx.first_header(Header::new());
        }
        if style.page_number.position == PageNumberPosition::Outside {
            docx = docx.even_header(Header::new());
        }
    }
    if style.page_number.position != PageNumberPosition::None {
        docx = docx.footer(footer(styles::PAGE_NUMBER));
    }
    // docx-rs numbers the footers in this order, and the package keeps to it.
    if letter {
        docx = docx.first_footer(Footer::new().add_paragraph(Paragraph::new().style(styles::PAGE_NUMBER)));
    }
    if style.page_number.position == PageNumberPosition::Outside {
        docx = docx.even_footer(footer(styles::PAGE_NUMBER_EVEN));
    }
    docx
}

/// The properties of sections: a document has one, and one more on either side of turned pages.
pub(super) struct Sections {
    upright: SectionProperty,
    turned: SectionProperty,
    /// Whether the document's first section has been given.
    begun: bool,
    has_turned: bool,
    /// Whether the pages from here on have no number.
    unnumbered: bool,
}

impl Sections {
    /// The sections of a document whose own section is that of its upright pages.
    pub(super) fn new(docx: &Docx, style: &Stylesheet) -> Self {
        let upright = docx.document.section_property.clone();
        Self {
            turned: turned(&upright, style),
            upright,
            begun: false,
            has_turned: false,
            unnumbered: false,
        }
    }

    /// The properties of the next section in reading order. Only that of the document's first page has a first page of
    /// its own (LETT-07).
    pub(super) fn next(&mut self, sheet: Sheet) -> SectionProperty {
        let mut section = match sheet {
            Sheet::Upright => self.upright.clone(),
            Sheet::Turned => self.turned.clone(),
        };
        self.has_turned |= sheet == Sheet::Turned;
        if std::mem::replace(&mut self.begun, true) {
            section.title_pg = false;
            section.first_header_reference = None;
            section.first_footer_reference = None;
        }
        if self.unnumbered {
            let id = || format!("rIdFooter{}", self.own_footers() + self.turned_footers() + 1);
            section.footer_reference = (section.footer_reference).map(|_| FooterReference::new("default", id()));
            section.even_footer_reference = (section.even_footer_reference).map(|_| FooterReference::new("even", id()));
        }
        section
    }

    /// The pages of the sections to come have no number (PNUM-06).
    pub(super) const fn omit_numbers(&mut self) {
        self.unnumbered = true;
    }

    /// The footers beside docx-rs's, in the order of their numbers: those of turned pages, then an empty one.
    pub(super) fn further_footers(&self, style: &Stylesheet) -> Vec<Vec<u8>> {
        let mut footers = Vec::new();
        if self.has_turned {
            footers.extend(super::turned::footers(style));
        }
        if self.unnumbered && self.own_footers() > 0 {
            footers.push(super::turned::empty());
        }
        footers
    }

    fn own_footers(&self) -> usize {
        self.upright.get_footers().len()
    }

    fn turned_footers(&self) -> usize {
        let kinds = [&self.upright.footer_reference, &self.upright.even_footer_reference];
        kinds.iter().filter(|kind| self.has_turned && kind.is_some()).count()
    }
}

impl Builder<'_> {
    /// Ends the section under way where what comes next is to stand on another kind of sheet; says whether it did.
    pub(super) fn end_section_unless(&mut self, sheet: Sheet) -> bool {
        let ended = std::mem::replace(&mut self.sheet, sheet);
        if ended == sheet || self.docx.document.children.is_empty() {
            return false;
        }
        self.end_section(ended);
        true
    }

    /// Ends the section under way, whose pages are of this kind.
    pub(super) fn end_section(&mut self, sheet: Sheet) {
        let section = self.sections.next(sheet);
        let low = self.low_line();
        let children = &mut self.docx.document.children;
        if !matches!(children.last(), Some(DocumentChild::Paragraph(_))) {
            // After a table.
            children.push(DocumentChild::Paragraph(Box::new(low)));
        }
        if let Some(DocumentChild::Paragraph(last)) = children.last_mut() {
            last.property.section_property = Some(section);
        }
    }

    /// An empty paragraph too low to need another page.
    pub(super) fn low_line(&self) -> Paragraph {
        Paragraph::new()
            .style(self.style.table.body.id)
            .line_spacing(low(LineSpacing::new()))
    }
}

/// The height of a low line.
pub(super) const LOW_LINE: Abs = Abs::pt(1.0);

/// The spacing of a low line.
pub(super) fn low(spacing: LineSpacing) -> LineSpacing {
    let height = i32::try_from(LOW_LINE.to_twips()).unwrap_or_default();
    spacing.line_rule(LineSpacingType::Exact).line(height)
}

/// TABL-01 … TABL-03: the sheet turned clockwise, so that the left margin is at the top and the head of the table at the
/// binding edge of odd pages and the cut edge of even ones; the footers are [`super::turned`]'s.
fn turned(upright: &SectionProperty, style: &Stylesheet) -> SectionProperty {
    let paper = style.page_of(Sheet::Turned);
    let size = PageSize::new().size(twips(paper.width), twips(paper.height));
    let [top, right, bottom, left] = margins(style);
    let mut section = upright.clone();
    section.page_size = size.orient(PageOrientationType::Landscape);
    section.page_margin = PageMargin::new()
        .top(left)
        .right(top)
        .bottom(right)
        .left(bottom)
        .header(left / 2)
        .footer(right / 2)
        .gutter(0);
    let own = upright.get_footers().len();
    let id = |number: usize| format!("rIdFooter{}", own + number);
    section.footer_reference = (section.footer_reference).map(|_| FooterReference::new("default", id(1)));
    section.even_footer_reference = (section.even_footer_reference).map(|_| FooterReference::new("even", id(2)));
    section
}

/// PAGE-02 … PAGE-04 in twips: top, right, bottom, left. What rounding leaves over goes to the binding margin, so that
/// 版心 never grows.
fn margins(style: &Stylesheet) -> [i32; 4] {
    let [top, right, bottom] = [style.margins.top, style.margins.right, style.margins.bottom].map(signed_twips);
    let measure = (style.type_area().width.to_pt() * 20.0).floor() as i32;
    [top, right, bottom, signed_twips(style.page.width) - right - measure]
}

fn upright_margins(style: &Stylesheet) -> PageMargin {
    let [top, right, bottom, left] = margins(style);
    PageMargin::new()
        .top(top)
        .right(right)
        .bottom(bottom)
        .left(left)
        .header(top / 2)
        .footer(signed_twips(footer_distance(style)))
        .gutter(0)
}

/// PNUM-03: the dash stands in the middle of the footer's one line, whose bottom is this far above the paper's edge.
fn footer_distance(style: &Stylesheet) -> Abs {
    let number = &style.page_number;
    (style.margins.bottom - number.below_type_area - number.size / 2.0).max(Abs::ZERO)
}

/// PNUM-01: `— 1 —` with a field.
fn footer(style_id: &str) -> Footer {
    let dash = |text: &str| Run::new().fonts(RunFonts::new().hint("eastAsia")).add_text(text);
    let paragraph = Paragraph::new()
        .style(style_id)
        .add_run(dash("— "))
        .add_run(Run::new().add_field_char(FieldCharType::Begin, false))
        .add_run(Run::new().add_instr_text(InstrText::PAGE(InstrPAGE::new())))
        .add_run(Run::new().add_field_char(FieldCharType::Separate, false))
        .add_run(Run::new().add_text("1"))
        .add_run(Run::new().add_field_char(FieldCharType::End, false))
        .add_run(dash(" —"));
    Footer::new().add_paragraph(paragraph)
}

/// A length in twips where the format takes no negative ones.
fn twips(length: Abs) -> u32 {
    u32::try_from(length.to_twips()).unwrap_or_default()
}

/// A length in twips.
fn signed_twips(length: Abs) -> i32 {
    i32::try_from(length.to_twips()).unwrap_or_default()
}

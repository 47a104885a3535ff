//! The section: paper, margins, document grid, and the footers with the page numbers.

use docx_rs::{
    DocGrid, DocGridType, Docx, FieldCharType, Footer, Header, InstrPAGE, InstrText, PageMargin, Paragraph, Run,
    RunFonts,
};

use crate::geom::Abs;
use crate::style::{PageNumberPosition, Stylesheet};

use super::styles;

/// Gives a document its one section.
/// The headers of a draft are named only; their part is [`super::draft`]'s.
pub(super) fn apply(mut docx: Docx, style: &Stylesheet, draft: bool) -> Docx {
    let page = style.page;
    docx = docx
        .page_size(twips(page.width), twips(page.height))
        .page_margin(margins(style));
    docx.document = docx.document.doc_grid(
        // GRID-06 (b): lines only; `linesAndChars` is set by LibreOffice to 14 characters a line (DX-08).
        DocGrid::new()
            .grid_type(DocGridType::Lines)
            .line_pitch(twips(style.body.pitch) as usize),
    );
    if draft {
        docx = docx.header(Header::new());
        if style.page_number.position == PageNumberPosition::Outside {
            docx = docx.even_header(Header::new());
        }
    }
    match style.page_number.position {
        PageNumberPosition::Outside => docx
            .footer(footer(styles::PAGE_NUMBER))
            .even_footer(footer(styles::PAGE_NUMBER_EVEN)),
        PageNumberPosition::Centered => docx.footer(footer(styles::PAGE_NUMBER)),
        PageNumberPosition::None => docx,
    }
}

/// PAGE-02 … PAGE-04 in twips. What rounding leaves over goes to the binding margin, so that 版心 never grows.
fn margins(style: &Stylesheet) -> PageMargin {
    let [top, right, bottom] = [style.margins.top, style.margins.right, style.margins.bottom].map(signed_twips);
    let measure = (style.type_area().width.to_pt() * 20.0).floor() as i32;
    PageMargin::new()
        .top(top)
        .right(right)
        .bottom(bottom)
        .left(signed_twips(style.page.width) - right - measure)
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

//! The rules of the specification by their ids, with what measures each on a PDF and on a Word file.

use super::docx::{self, DocxFile};
use super::measure::Measure;
use super::pdf::{self, PdfFile};

/// Why a rule is measured on neither kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmeasured {
    /// It speaks of paper, ink or binding.
    Paper,
    /// It explains or permits; there is nothing that could be broken.
    Permission,
    /// It speaks of how a document came about: a job's settings, other files, an office's practice.
    Origin,
    /// Other rules of the list measure it; they are named in its words.
    Elsewhere,
}

impl Unmeasured {
    /// The key of its words in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Paper => "lint-why-paper",
            Self::Permission => "lint-why-permission",
            Self::Origin => "lint-why-origin",
            Self::Elsewhere => "lint-why-elsewhere",
        }
    }
}

/// One rule. Its words stand in the catalogue under `rule-` and its id.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its id in the specification.
    pub id: &'static str,
    pub(super) pdf: Option<fn(&PdfFile, &mut Measure)>,
    pub(super) docx: Option<fn(&DocxFile, &mut Measure)>,
    /// Why neither measures it, where neither does.
    pub unmeasured: Option<Unmeasured>,
}

impl Rule {
    /// Whether it is measured on PDF files.
    pub const fn measures_pdf(&self) -> bool {
        self.pdf.is_some()
    }

    /// Whether it is measured on Word files.
    pub const fn measures_docx(&self) -> bool {
        self.docx.is_some()
    }
}

type Pdf = fn(&PdfFile, &mut Measure);
type Docx = fn(&DocxFile, &mut Measure);

const fn both(id: &'static str, pdf: Pdf, docx: Docx) -> Rule {
    Rule {
        id,
        pdf: Some(pdf),
        docx: Some(docx),
        unmeasured: None,
    }
}

const fn page(id: &'static str, pdf: Pdf) -> Rule {
    Rule {
        id,
        pdf: Some(pdf),
        docx: None,
        unmeasured: None,
    }
}

const fn word(id: &'static str, docx: Docx) -> Rule {
    Rule {
        id,
        pdf: None,
        docx: Some(docx),
        unmeasured: None,
    }
}

const fn none(id: &'static str, why: Unmeasured) -> Rule {
    Rule {
        id,
        pdf: None,
        docx: None,
        unmeasured: Some(why),
    }
}

/// Every rule, in the order of the specification.
pub const RULES: &[Rule] = &[
    both("PAGE-01", pdf::page::paper, docx::page::paper),
    both("PAGE-02", pdf::page::top_margin, docx::page::top_margin),
    both("PAGE-03", pdf::page::left_margin, docx::page::left_margin),
    both("PAGE-04", pdf::page::right_and_bottom, docx::page::right_and_bottom),
    page("PAGE-05", pdf::page::nothing_outside),
    none("PAGE-06", Unmeasured::Paper),
    none("PAGE-07", Unmeasured::Paper),
    none("PAGE-08", Unmeasured::Permission),
    both("GRID-01", pdf::grid::lines_and_characters, docx::page::line_pitch),
    both("GRID-02", pdf::grid::cell_width, docx::page::cells),
    none("GRID-03", Unmeasured::Elsewhere),
    word("GRID-04", docx::page::line_pitch),
    page("GRID-05", pdf::grid::pitch),
    word("GRID-06", docx::page::document_grid),
    word("GRID-07", docx::page::table_lines),
    none("GRID-08", Unmeasured::Permission),
    both("FONT-01", pdf::grid::body_face, docx::text::body_face),
    both("FONT-02", pdf::grid::title_face, docx::text::title_face),
    both("FONT-03", pdf::grid::hei_face, docx::text::hei_face),
    both("FONT-04", pdf::grid::kai_face, docx::text::kai_face),
    both("FONT-05", pdf::page::number_face, docx::page::number_face),
    both("FONT-06", pdf::grid::no_bold, docx::text::no_bold),
    both("FONT-07", pdf::grid::chinese_marks, docx::text::chinese_marks),
    page("FONT-08", pdf::grid::no_missing_glyph),
    both("COLOR-01", pdf::page::black_text, docx::text::black_text),
    both("COLOR-02", pdf::page::red_mark, docx::text::red_mark),
    page("COLOR-03", pdf::closing::colophon_black),
    both("HEAD-01", pdf::head::serial, docx::text::serial),
    both("HEAD-02", pdf::head::secrecy, docx::text::secrecy),
    both("HEAD-03", pdf::head::urgency, docx::text::urgency),
    page("HEAD-04", pdf::head::mark),
    both("HEAD-05", pdf::head::joint_marks, docx::head::joint_marks),
    both("HEAD-06", pdf::head::number, docx::text::number),
    page("HEAD-07", pdf::head::upward),
    page("HEAD-08", pdf::head::signer),
    page("HEAD-09", pdf::head::rule),
    none("HEAD-10", Unmeasured::Origin),
    both("BODY-01", title, docx::text::title),
    page("BODY-02", pdf::body::title_breaks),
    both("BODY-03", pdf::body::title_words, docx::text::title_words),
    both("BODY-04", pdf::body::addressee, docx::text::addressee),
    both("BODY-05", pdf::body::indents, docx::text::indents),
    both("BODY-06", pdf::body::labels, docx::text::labels),
    both("BODY-07", pdf::body::heading_ends, docx::text::heading_ends),
    both("BODY-08", pdf::body::heading_keeps_next, docx::text::heading_keeps_next),
    both("BODY-09", pdf::body::annex_note, docx::text::annex_note),
    both("BODY-10", empty_page, docx::text::no_empty_page_note),
    page("BODY-11", pdf::body::note),
    page("SIGN-01", pdf::closing::sealed),
    both("SIGN-02", pdf::signed::joint_seals, docx::signed::joint_seals),
    page("SIGN-03", pdf::closing::unsealed),
    both("SIGN-04", pdf::signed::joint_names, docx::signed::joint_names),
    both("SIGN-05", pdf::signed::stamped, docx::signed::stamped),
    both("SIGN-06", pdf::closing::date_form, docx::text::date_form),
    word("SIGN-07", docx::text::signature),
    none("SIGN-08", Unmeasured::Origin),
    both("ANNEX-01", pdf::closing::annex_page, docx::text::annex_label),
    both("ANNEX-02", pdf::closing::annex_label, docx::text::annex_label),
    both("ANNEX-03", pdf::closing::annex_title, docx::text::annex_title),
    page("ANNEX-04", pdf::closing::annex_numbers),
    page("ANNEX-05", pdf::closing::annex_apart),
    none("ANNEX-06", Unmeasured::Permission),
    page("COLO-01", pdf::closing::colophon_rules),
    page("COLO-02", pdf::closing::colophon_foot),
    both("COLO-03", pdf::closing::copies, docx::text::colophon),
    page("COLO-04", pdf::closing::addressee_below),
    both("COLO-05", pdf::closing::printer, docx::text::colophon),
    none("COLO-06", Unmeasured::Permission),
    page("COLO-07", pdf::closing::colophon_last),
    none("COLO-08", Unmeasured::Permission),
    word("COLO-09", docx::text::anchored_colophon),
    both("PNUM-01", pdf::page::number_form, docx::page::number_form),
    page("PNUM-02", pdf::page::number_height),
    word("PNUM-03", docx::page::footer_distance),
    both("PNUM-04", pdf::page::number_side, docx::page::number_inset),
    word("PNUM-05", docx::page::odd_and_even),
    both("PNUM-06", pdf::page::number_order, docx::page::unnumbered),
    both("TABL-01", pdf::table::turned_number_place, docx::turned::number_place),
    both("TABL-02", pdf::table::turned_head, docx::turned::head),
    both("TABL-03", pdf::table::landscape_area, docx::page::landscape),
    word("TABL-04", docx::turned::number_box),
    both("TABL-05", pdf::table::table_text, docx::page::repeated_heads),
    page("LETT-01", pdf::special::letter_mark),
    page("LETT-02", letter_lines),
    page("LETT-03", pdf::special::letter_number),
    page("LETT-04", pdf::special::letter_number),
    page("LETT-05", pdf::special::letter_title),
    page("LETT-06", pdf::special::letter_foot),
    both(
        "LETT-07",
        pdf::special::letter_first_page,
        docx::page::letter_first_page,
    ),
    page("LETT-08", pdf::special::letter_colophon),
    page("LETT-09", pdf::special::letter_one_mark),
    page("ORDR-01", pdf::special::order_mark),
    page("ORDR-02", pdf::special::order_number),
    both("ORDR-03", pdf::signed::stamped, docx::signed::stamped),
    page("MINU-01", pdf::special::minutes_mark),
    page("MINU-02", pdf::special::attendance),
    page("MINU-03", pdf::special::minutes_addressee),
    page("RPT-01", pdf::body::material),
    page("RPT-02", pdf::body::subtitle),
    none("RPT-03", Unmeasured::Permission),
    none("RPT-04", Unmeasured::Permission),
    none("RPT-05", Unmeasured::Origin),
    none("RPT-06", Unmeasured::Permission),
    none("RPT-07", Unmeasured::Permission),
    none("RPT-08", Unmeasured::Permission),
    both("RPT-09", pdf::body::full_width_marks, docx::text::full_width_marks),
    page("LB-01", pdf::grid::prohibitions),
    page("LB-02", pdf::grid::whole_numbers),
    page("TB-01", pdf::table::captions),
    page("TB-03", pdf::table::whole_rows),
    page("TB-04", pdf::table::aligned_numbers),
    word("DX-01", docx::word::no_theme_fonts),
    word("DX-02", docx::text::chinese_marks),
    word("DX-04", docx::word::table_widths),
    word("DX-05", docx::word::navigable_headings),
    word("DX-06", docx::word::pictures_not_cut),
    word("DX-07", docx::page::odd_and_even),
    word("DX-09", docx::word::compatibility),
    word("DX-12", docx::word::asian_typography),
];

fn title(file: &PdfFile, measure: &mut Measure) {
    pdf::body::title(file, measure);
    pdf::head::title_below_rule(file, measure);
}

fn empty_page(file: &PdfFile, measure: &mut Measure) {
    pdf::body::no_empty_page_note(file, measure);
    pdf::closing::not_alone(file, measure);
}

fn letter_lines(file: &PdfFile, measure: &mut Measure) {
    pdf::special::letter_double_lines(file, measure);
    pdf::special::letter_line_below_mark(file, measure);
}

//! The page numbers of landscape sections (TABL-01, TABL-02, TABL-04) measured on a Word file.

use roxmltree::Node;

use super::formatting::Properties;
use super::paragraph::Paragraph;
use super::{DocxFile, Section, attribute, child, emu, place};
use crate::geom::Abs;
use crate::lint::measure::{Measure, expected_inset, is_number_inset};
use crate::style::gb9704;

/// Word rounds places to whole points where a person drags a box.
const TOLERANCE: Abs = Abs::mm(1.5);

/// Which way the text of a box runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Level,
    Downward,
    Upward,
}

/// A text box or frame that holds a paragraph.
#[derive(Debug)]
pub(super) struct TextBox {
    flow: Flow,
    /// Its left and upper edge where they are counted from the page, and its width and height.
    place: Option<[Abs; 4]>,
}

impl TextBox {
    /// The box or frame round a paragraph, whatever language of drawing it is written in.
    pub(super) fn of(paragraph: Node<'_, '_>, format: &Properties) -> Option<Self> {
        let within = |name: &str| paragraph.ancestors().find(|outer| outer.tag_name().name() == name);
        if format.text("framePr/w").is_some() {
            return Some(Self::frame(format));
        }
        within("txbxContent")?;
        match (within("textbox"), within("anchor")) {
            (Some(text_box), _) => text_box.parent_element().map(|shape| Self::vector(shape, text_box)),
            (None, anchor) => Some(Self::drawing(within("wsp"), anchor)),
        }
    }

    /// `w:framePr`.
    fn frame(format: &Properties) -> Self {
        let of_page = ["framePr/hAnchor", "framePr/vAnchor"].map(|key| format.text(key)) == [Some("page"); 2];
        let twips = |key: &str| format.number(key).map(|twips| Abs::pt(twips as f64 / 20.0));
        let lengths = ["framePr/x", "framePr/y", "framePr/w", "framePr/h"].map(twips);
        Self {
            flow: flow(format.text("textDirection/val").unwrap_or_default()),
            place: all(lengths).filter(|_| of_page),
        }
    }

    /// `v:rect` or `v:shape` with a `v:textbox` in it.
    fn vector(shape: Node<'_, '_>, text_box: Node<'_, '_>) -> Self {
        let style = attribute(shape, "style").unwrap_or_default();
        let value = |key: &str| {
            let mut pairs = style.split(';').filter_map(|pair| pair.split_once(':'));
            pairs
                .find(|(name, _)| name.trim() == key)
                .map(|(_, value)| value.trim())
        };
        let of_page = ["horizontal", "vertical"]
            .map(|axis| value(&format!("mso-position-{axis}-relative")))
            .iter()
            .all(|of| *of == Some("page"));
        let lengths = ["margin-left", "margin-top", "width", "height"].map(|key| css_length(value(key)?));
        let text = attribute(text_box, "style").unwrap_or_default();
        let flow = match (text.contains("layout-flow:vertical"), text.contains("bottom-to-top")) {
            (true, true) => Flow::Upward,
            (true, false) => Flow::Downward,
            (false, _) => Flow::Level,
        };
        Self {
            flow,
            place: all(lengths).filter(|_| of_page),
        }
    }

    /// `wps:wsp` in a `wp:anchor`.
    fn drawing(shape: Option<Node<'_, '_>>, anchor: Option<Node<'_, '_>>) -> Self {
        let direction = shape
            .and_then(|shape| child(shape, "bodyPr"))
            .and_then(|body| attribute(body, "vert"));
        let offset = |name: &str| {
            let position = child(anchor?, name).filter(|one| attribute(*one, "relativeFrom") == Some("page"))?;
            emu(child(position, "posOffset")?.text()?)
        };
        let extent = |name: &str| emu(attribute(child(anchor?, "extent")?, name)?);
        Self {
            flow: flow(direction.unwrap_or_default()),
            place: all([offset("positionH"), offset("positionV"), extent("cx"), extent("cy")]),
        }
    }
}

/// The direction of a text in the words of DrawingML or WordprocessingML.
fn flow(direction: &str) -> Flow {
    match direction {
        "vert" | "eaVert" | "tbRl" | "tbRlV" => Flow::Downward,
        "vert270" | "btLr" => Flow::Upward,
        _ => Flow::Level,
    }
}

fn all(lengths: [Option<Abs>; 4]) -> Option<[Abs; 4]> {
    let found: Vec<Abs> = lengths.into_iter().flatten().collect();
    found.try_into().ok()
}

/// A length with its unit, as in `72.4pt`.
fn css_length(text: &str) -> Option<Abs> {
    let units = [
        ("pt", 1.0),
        ("in", 72.0),
        ("cm", 720.0 / 25.4),
        ("mm", 72.0 / 25.4),
        ("px", 0.75),
    ];
    let in_unit = |(unit, points): (&str, f64)| Some(Abs::pt(text.strip_suffix(unit)?.parse::<f64>().ok()? * points));
    units.into_iter().find_map(in_unit)
}

/// The numbers of the landscape sections: whether they stand on even pages, and the paragraph; none where the pages have
/// no number though upright ones do.
fn numbers(file: &DocxFile) -> Vec<(bool, Option<&Paragraph>)> {
    let mut numbers = Vec::new();
    if !file.footers.iter().any(|one| one.page_field) {
        return numbers;
    }
    let landscape = |section: &Section| section.values.get("pgSz/orient").is_some_and(|one| one == "landscape");
    let sections = file.sections.iter().enumerate().filter(|(_, one)| landscape(one));
    for (index, _) in sections {
        for kind in ["default", "even"] {
            // A section without a footer of its own has that of the one before.
            let id = file.sections[..=index]
                .iter()
                .rev()
                .find_map(|one| one.footers.get(kind));
            if let Some(id) = id {
                let paragraphs = file.numbers.get(id).into_iter().flatten();
                numbers.push((kind == "even", paragraphs.map(|index| &file.footers[*index]).next()));
            }
        }
    }
    numbers
}

/// TABL-04: the number stands in a text box whose text is turned.
pub(in crate::lint) fn number_box(file: &DocxFile, measure: &mut Measure) {
    for (_, number) in numbers(file) {
        let text_box = number.and_then(|number| number.text_box.as_ref());
        let turned = text_box.is_some_and(|one| one.flow != Flow::Level);
        let found = match (number, text_box) {
            (None, _) => "∅",
            (_, None) => "¶",
            (_, Some(_)) => "→",
        };
        measure.holds(place("landscape"), turned, "txbx ↧", found);
    }
}

/// TABL-02: the number, which stays upright on the sheet, runs downwards where the head of the table is at the left of
/// the upright sheet.
pub(in crate::lint) fn head(file: &DocxFile, measure: &mut Measure) {
    for (_, number) in numbers(file) {
        let flow = number.and_then(|number| number.text_box.as_ref()).map(|one| one.flow);
        if let Some(flow) = flow.filter(|flow| *flow != Flow::Level) {
            measure.holds(place("landscape"), flow == Flow::Downward, "↧", "↥");
        }
    }
}

/// TABL-01: the number stands on the sheet where it does on upright pages: 7 mm below 版心, one 字 from its outer edge.
pub(in crate::lint) fn number_place(file: &DocxFile, measure: &mut Measure) {
    for (even, number) in numbers(file) {
        let Some((number, text_box)) = number.and_then(|one| Some((one, one.text_box.as_ref()?))) else {
            continue;
        };
        let Some([left, top, width, height]) = text_box.place else {
            measure.holds(place("landscape"), false, "page", "margin");
            continue;
        };
        // What lies below 版心 on the upright sheet lies left of it on the turned one.
        let expected = gb9704::MARGINS.bottom - gb9704::PAGE_NUMBER_DROP;
        measure.length(place("landscape"), left + width / 2.0, expected, TOLERANCE);
        if !number.is_centred() {
            let inset = inset(number, even, top, top + height);
            let found = format!("{:.2} mm", inset.to_mm());
            measure.holds(place("landscape"), is_number_inset(inset), expected_inset(), found);
        }
    }
}

/// The blank between the number and the outer edge of 版心, where the box reaches from `top` to `bottom`.
fn inset(number: &Paragraph, even: bool, top: Abs, bottom: Abs) -> Abs {
    let twips = |twips: i64| Abs::pt(twips as f64 / 20.0);
    let right = number.format.text("jc/val") == Some("right");
    if even && !right {
        top + twips(number.first_line()) - gb9704::MARGINS.left
    } else if !even && right {
        let own = number.format.number("ind/right").unwrap_or_default();
        gb9704::PAPER.width - gb9704::MARGINS.right - bottom + twips(own)
    } else {
        // On the inner side.
        Abs::ZERO
    }
}

//! How a paragraph style is written: what differs from the style that it is based on, in the order of the schema.

use crate::geom::{Abs, Em};
use crate::style::{Align, ParagraphStyle};

use super::super::fonts::official;
use super::super::xml::Xml;
use super::Entry;

/// Writes paragraph styles.
pub(super) struct Writer<'a> {
    /// One cell of the body grid: 一字.
    pub(super) cell: Abs,
    pub(super) body: &'a ParagraphStyle,
    /// Whether neither the first nor the last line of a paragraph stands alone on a page (PG-02): Word knows both
    /// together or neither, and neither keeps the 22 lines of a page.
    pub(super) widow_control: bool,
}

impl Writer<'_> {
    pub(super) fn paragraph(&self, xml: &mut Xml, entry: &Entry<'_>, priority: usize) {
        let style = &entry.style;
        xml.start("w:style").attribute("w:type", "paragraph");
        match entry.parent {
            None => xml.attribute("w:default", 1),
            Some(_) if built_in_name(style.id).is_none() => xml.attribute("w:customStyle", 1),
            Some(_) => xml,
        };
        xml.attribute("w:styleId", style.id);
        xml.value("w:name", built_in_name(style.id).unwrap_or(style.name));
        if let Some(parent) = entry.parent {
            xml.value("w:basedOn", parent.id);
        }
        for (name, id) in [("w:next", entry.next), ("w:link", entry.link)] {
            if let Some(id) = id {
                xml.value(name, id);
            }
        }
        xml.value("w:uiPriority", priority).empty("w:qFormat");
        self.paragraph_properties(xml, entry);
        run_properties(xml, style, entry.parent);
        xml.end();
    }

    /// In the order of CT_PPrBase.
    fn paragraph_properties(&self, xml: &mut Xml, entry: &Entry<'_>) {
        let (style, parent) = (&entry.style, entry.parent);
        xml.start("w:pPr");
        if style.keep_with_next != parent.is_some_and(|parent| parent.keep_with_next) {
            xml.value("w:keepNext", u8::from(style.keep_with_next));
        }
        if parent.is_none() {
            line_breaking(xml, self.widow_control);
        }
        if parent.is_some() && style.pitch != self.body.pitch {
            // GRID-07. LibreOffice would give a line of the title two lines of the grid.
            xml.value("w:snapToGrid", 0);
        }
        self.spacing(xml, entry);
        self.indents(xml, entry);
        if style.lines_before + style.lines_after > 0 {
            // The blank lines stand round a group of such paragraphs, not between them.
            xml.empty("w:contextualSpacing");
        }
        if parent.is_none_or(|parent| parent.align != style.align) {
            xml.value("w:jc", justification(style.align));
        }
        if let Some(level) = style.outline {
            xml.value("w:outlineLvl", level.clamp(1, 9) - 1);
        }
        xml.end_unless_empty();
    }

    /// GRID-04, BODY-01. Blank lines are space of whole lines, in the style: an empty paragraph would have to be made
    /// anew by whoever adds a title, and would stay at the top of a page, where Word drops space.
    fn spacing(&self, xml: &mut Xml, entry: &Entry<'_>) {
        let style = &entry.style;
        let blank = |style: &ParagraphStyle| (style.lines_before, style.lines_after);
        if entry
            .parent
            .is_some_and(|parent| parent.pitch == style.pitch && blank(parent) == blank(style))
        {
            return;
        }
        let lines = |count: u8| (self.body.pitch * f64::from(count)).to_twips();
        let rule = if entry.cell { "atLeast" } else { "exact" };
        xml.start("w:spacing")
            .attribute("w:before", lines(style.lines_before))
            .attribute("w:after", lines(style.lines_after))
            .attribute("w:line", style.pitch.to_twips())
            .attribute("w:lineRule", rule)
            .end();
    }

    /// BODY-05: the first line in characters, so that it follows the size, and in twips for who cannot count them.
    fn indents(&self, xml: &mut Xml, entry: &Entry<'_>) {
        let style = &entry.style;
        let inset = entry.inset.map(Abs::to_twips);
        let none = (Em::ZERO, Em::ZERO, Em::ZERO);
        let of = |style: &ParagraphStyle| (style.first_line, style.left, style.right);
        if of(style) == entry.parent.map_or(none, of) && inset == [0, 0] {
            return;
        }
        let cell = self.cell * (style.size.to_pt() / self.body.size.to_pt().max(1.0));
        let characters = |indent: Em| (indent.get() * 100.0).round() as i64;
        xml.start("w:ind");
        if inset != [0, 0] {
            xml.attribute("w:left", inset[0]).attribute("w:right", inset[1]);
        }
        for (name, in_characters, indent) in [
            ("w:left", "w:leftChars", style.left),
            ("w:right", "w:rightChars", style.right),
        ] {
            if indent != Em::ZERO {
                xml.attribute(in_characters, characters(indent))
                    .attribute(name, indent.at(cell).to_twips());
            }
        }
        let (in_characters, name) = if style.first_line < Em::ZERO {
            ("w:hangingChars", "w:hanging")
        } else {
            ("w:firstLineChars", "w:firstLine")
        };
        let first_line = Em::new(style.first_line.get().abs());
        xml.attribute(in_characters, characters(first_line))
            .attribute(name, first_line.at(cell).to_twips())
            .end();
    }
}

/// Line breaking as the layout does it: prohibitions on, nothing hangs (SP-04), no gap between Han and digits.
fn line_breaking(xml: &mut Xml, widow_control: bool) {
    xml.value("w:widowControl", u8::from(widow_control));
    xml.value("w:kinsoku", 1).value("w:wordWrap", 1);
    xml.value("w:overflowPunct", 0).value("w:topLinePunct", 0);
    xml.value("w:autoSpaceDE", 0).value("w:autoSpaceDN", 0);
    xml.value("w:adjustRightInd", 0);
}

/// In the order of EG_RPrBase; nothing where the parent says the same.
pub(super) fn run_properties(xml: &mut Xml, style: &ParagraphStyle, parent: Option<&ParagraphStyle>) {
    let differs = |same: fn(&ParagraphStyle, &ParagraphStyle) -> bool| parent.is_none_or(|parent| !same(style, parent));
    let fonts = differs(|a, b| official(a.role) == official(b.role) && official(a.latin) == official(b.latin));
    let tracking = differs(|a, b| a.tracking == b.tracking);
    let size = differs(|a, b| a.size == b.size);
    let color = parent.is_some_and(|parent| parent.color != style.color);
    if !(fonts || color || tracking || size) {
        return;
    }
    xml.start("w:rPr");
    if fonts {
        run_fonts(xml, style);
    }
    if color {
        xml.value("w:color", style.color.hexadecimal());
    }
    if tracking {
        xml.value("w:spacing", style.tracking.to_twips());
    }
    if size {
        let size = style.size.to_half_points();
        xml.value("w:sz", size).value("w:szCs", size);
    }
    xml.end();
}

/// DX-01: all four scripts by name.
pub(super) fn run_fonts(xml: &mut Xml, style: &ParagraphStyle) {
    let (chinese, latin) = (official(style.role), official(style.latin));
    xml.start("w:rFonts")
        .attribute("w:ascii", latin)
        .attribute("w:eastAsia", chinese)
        .attribute("w:hAnsi", latin)
        .attribute("w:cs", latin)
        .end();
}

/// The name by which Word and WPS know a style of their own.
pub(super) fn built_in_name(id: &str) -> Option<&'static str> {
    match id {
        "Normal" => Some("Normal"),
        "Heading1" => Some("heading 1"),
        "Heading2" => Some("heading 2"),
        "Heading3" => Some("heading 3"),
        "Heading4" => Some("heading 4"),
        "TOCHeading" => Some("TOC Heading"),
        "TOC1" => Some("toc 1"),
        "TOC2" => Some("toc 2"),
        "TOC3" => Some("toc 3"),
        "TOC4" => Some("toc 4"),
        "FootnoteText" => Some("footnote text"),
        _ => None,
    }
}

/// `w:jc`.
pub(super) fn justification(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
        Align::Justify => "both",
    }
}

//! What an SVG may hold: nothing from outside the file, sizes that mean something, and no more than can be drawn.

use roxmltree::{Document, Node};

use super::declared::{Declared, Styles, declared_in};
use super::written;
use crate::diag::{Code, Diagnostic, Result};
use crate::image::broken;

/// The largest size in user units, and the largest number of a shape: paper is some thousands.
const LARGEST: f64 = 1_000_000.0;
/// The attributes whose numbers say where something stands and how large it is.
const MEASURES: [&str; 42] = [
    "width",
    "height",
    "viewBox",
    "x",
    "y",
    "r",
    "rx",
    "ry",
    "cx",
    "cy",
    "x1",
    "y1",
    "x2",
    "y2",
    "dx",
    "dy",
    "d",
    "points",
    "transform",
    "stroke-width",
    "stroke-dasharray",
    "font-size",
    "markerWidth",
    "markerHeight",
    "refX",
    "refY",
    "orient",
    "rotate",
    "fx",
    "fy",
    "fr",
    "offset",
    "startOffset",
    "textLength",
    "patternTransform",
    "gradientTransform",
    "stroke-dashoffset",
    "stroke-miterlimit",
    "font",
    "letter-spacing",
    "word-spacing",
    "baseline-shift",
];

/// Refuses what would be left out without a word, means nothing, or would take hours on a drawing made to be slow.
pub(super) fn check(document: &Document<'_>) -> Result<()> {
    written::check_text(document)?;
    let styles = Styles::of(document);
    for node in document.descendants() {
        if let Some(found) = foreign(&node) {
            return Err(Diagnostic::new(Code::PictureInner).with("found", found));
        }
        if let Some(found) = no_size(&node) {
            return Err(broken(found));
        }
    }
    let own = document.descendants().flat_map(declared_in);
    for declared in own.chain(styles.declared()) {
        if declared.name == "filter" && declared.value.trim() != "none" {
            return Err(Diagnostic::new(Code::PictureInner).with("found", "filter"));
        }
        if let Some(found) = too_large(declared) {
            return Err(broken(found));
        }
    }
    written::check(document, &styles)
}

/// What of a node is not drawn by the file alone: pictures, text of a browser, programs, parts of other files; filters.
fn foreign(node: &Node<'_, '_>) -> Option<String> {
    let element = node.tag_name().name();
    if matches!(element, "image" | "foreignObject" | "feImage" | "filter" | "script") {
        return Some(format!("<{element}>"));
    }
    if node.pi().is_some_and(|pi| pi.target == "xml-stylesheet") {
        return Some("<?xml-stylesheet?>".to_owned());
    }
    let in_style = node.is_text() && node.parent().is_some_and(|parent| parent.tag_name().name() == "style");
    let style = node.text().filter(|_| in_style).and_then(imported);
    // With or without the namespace of XLink.
    let attribute = |(name, value): (&str, &str)| match name {
        // Pictures, for which data:image/… would stand here, are refused whatever they name.
        "href" => (!value.trim_start().starts_with('#')).then(|| "href".to_owned()),
        _ => imported(value),
    };
    let mut attributes = node.attributes().map(|one| (one.name(), one.value()));
    style.or_else(|| attributes.find_map(attribute))
}

/// What of a style lies outside the file. Letters may be hidden in escapes, which no drawing program writes.
fn imported(style: &str) -> Option<String> {
    let style = style.to_ascii_lowercase();
    let outside = |rest: &&str| {
        !rest
            .trim_start_matches(|c: char| c.is_whitespace() || "\"'".contains(c))
            .starts_with('#')
    };
    if style.contains("@import") {
        Some("@import".to_owned())
    } else if style.contains('\\') && (style.contains('(') || style.contains('@')) {
        Some("\\".to_owned())
    } else {
        let found = style.split("url(").skip(1).any(|rest| outside(&rest));
        found.then(|| "url(…)".to_owned())
    }
}

/// A measure that means nothing because it is too large.
fn too_large(Declared { name, value }: Declared<'_>) -> Option<String> {
    let measures = MEASURES.contains(&name);
    let is_large = |number: &&str| number.parse::<f64>().is_ok_and(|size| size > LARGEST);
    let large = measures.then(|| numbers(value).find(is_large)).flatten();
    large.map(|large| said(name, large))
}

/// The numbers of a list or a path without their signs. They need nothing between them: `1.5.5-3e9h2`.
fn numbers(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = value;
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| c.is_ascii_digit())?;
        // What the dot before belongs to makes no number large.
        rest = &rest[start..];
        let mut length = digits(rest);
        if rest[length..].starts_with('.') {
            length += 1;
            length += digits(&rest[length..]);
        }
        if let Some(behind) = rest[length..].strip_prefix(['e', 'E']) {
            let sign = usize::from(behind.starts_with(['+', '-']));
            let exponent = digits(&behind[sign..]);
            length += if exponent > 0 { 1 + sign + exponent } else { 0 };
        }
        let (number, behind) = rest.split_at(length);
        rest = behind;
        Some(number)
    })
}

/// A size of a drawing that is not above zero.
fn no_size(node: &Node<'_, '_>) -> Option<String> {
    let mut sizes = node.attributes().filter(|one| {
        let means = |plain: &str| plain.parse::<f64>().is_ok_and(|size| size > 0.0);
        let value = one.value().trim();
        let plain = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
        matches!(one.name(), "width" | "height") && value != "auto" && !means(plain)
    });
    let found = sizes.next().filter(|_| node.tag_name().name() == "svg")?;
    Some(said(found.name(), found.value()))
}

fn said(name: &str, value: &str) -> String {
    format!("{name}=\"{}\"", value.chars().take(20).collect::<String>())
}

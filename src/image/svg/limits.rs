//! What an SVG may hold: nothing from outside the file, sizes that mean something, and no more than can be drawn.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use crate::diag::{Code, Diagnostic, Result};
use crate::image::broken;

/// The largest size in user units, and the largest number of a shape: paper is some thousands.
const LARGEST: f64 = 1_000_000.0;
/// How deep elements and what they refer to may nest.
const DEEPEST: usize = 100;
/// How many elements may be drawn, each `use` with all that it draws again.
const MOST_DRAWN: u64 = 200_000;
/// The attributes whose numbers say where something stands and how large it is.
const MEASURES: [&str; 24] = [
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
];

/// Refuses what would be left out without a word, or would take hours on a drawing made to be slow.
pub(super) fn check(document: &Document<'_>) -> Result<()> {
    for node in document.descendants() {
        if let Some(found) = foreign(&node) {
            return Err(Diagnostic::new(Code::PictureInner).with("found", found));
        }
        if let Some(found) = node
            .attributes()
            .find_map(|one| senseless(&node, one.name(), one.value()))
        {
            return Err(broken(found));
        }
    }
    let mut costs = Costs::new(document);
    let cost = costs.of(document.root(), 0).filter(|cost| cost.drawn <= MOST_DRAWN);
    let problem = || {
        Diagnostic::new(Code::PictureComplex)
            .with("limit", MOST_DRAWN)
            .with("depth", DEEPEST)
    };
    cost.map(|_| ()).ok_or_else(problem)
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

/// A measure that means nothing: no number, too large, or a size that is not above zero.
fn senseless(node: &Node<'_, '_>, name: &str, value: &str) -> Option<String> {
    if !MEASURES.contains(&name) {
        return None;
    }
    // In paths a letter or a minus sign parts two numbers, but for those of an exponent.
    let written = value.to_ascii_lowercase().replace("e+", "e").replace("e-", "e~");
    let mut numbers = written.split(|c: char| !(c.is_ascii_digit() || ".e~".contains(c)));
    let too_large = |text: &&str| {
        let number = text.trim_matches('e').replace('~', "-").parse::<f64>();
        number.is_ok_and(|number| number > LARGEST)
    };
    let says = |text: &str| Some(format!("{name}=\"{}\"", text.chars().take(20).collect::<String>()));
    if let Some(large) = numbers.find(too_large) {
        return says(large);
    }
    let sizes = node.tag_name().name() == "svg" && matches!(name, "width" | "height");
    let plain = value
        .trim()
        .trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let means = |plain: &str| plain.parse::<f64>().is_ok_and(|size| size > 0.0) || value.trim() == "auto";
    (sizes && !means(plain)).then(|| says(value)).flatten()
}

/// What it takes to draw a node.
#[derive(Debug, Clone, Copy)]
struct Cost {
    /// Elements drawn.
    drawn: u64,
    /// How deep it nests.
    depth: usize,
}

/// What the nodes of a document cost, each counted once.
struct Costs<'a, 'i> {
    by_name: BTreeMap<&'a str, Node<'a, 'i>>,
    known: BTreeMap<usize, Cost>,
}

impl<'a, 'i> Costs<'a, 'i> {
    fn new(document: &'a Document<'i>) -> Self {
        let mut by_name = BTreeMap::new();
        for node in document.descendants() {
            if let Some(name) = node.attribute("id") {
                // Of several the first counts.
                by_name.entry(name).or_insert(node);
            }
        }
        Self {
            by_name,
            known: BTreeMap::new(),
        }
    }

    /// The cost of a node at a depth; none when it nests too deep, as all that refer to themselves do.
    fn of(&mut self, node: Node<'a, 'i>, depth: usize) -> Option<Cost> {
        if let Some(known) = self.known.get(&node.id().get_usize()) {
            return Some(*known);
        }
        if depth > DEEPEST {
            return None;
        }
        let mut cost = Cost { drawn: 1, depth: 0 };
        let referred: Vec<(Node<'a, 'i>, u64)> = self.referred(node).collect();
        let children = node.children().filter(Node::is_element).map(|child| (child, 1));
        for (part, times) in children.chain(referred) {
            let own = self.of(part, depth + 1)?;
            cost.drawn = cost.drawn.saturating_add(own.drawn.saturating_mul(times));
            cost.depth = cost.depth.max(own.depth + 1);
        }
        self.known.insert(node.id().get_usize(), cost);
        (cost.depth <= DEEPEST).then_some(cost)
    }

    /// What an element draws again: what it uses, what it is clipped, masked or filled by, and at each of its corners
    /// its marker.
    fn referred(&self, node: Node<'a, 'i>) -> impl Iterator<Item = (Node<'a, 'i>, u64)> {
        let shape = node.attribute("d").or_else(|| node.attribute("points"));
        let corners = 1 + shape.map_or(0, |shape| shape.split([' ', ',', '-']).count() as u64);
        let names = node.attributes().flat_map(move |attribute| {
            let times = if attribute.value().contains("marker") || attribute.name().starts_with("marker") {
                corners
            } else {
                1
            };
            let used = (attribute.name() == "href").then(|| attribute.value().trim_start());
            let used = used.and_then(|value| value.strip_prefix('#')).into_iter();
            let styled = attribute.value().split("url(").skip(1).filter_map(name_in_url);
            used.chain(styled).map(move |name| (name, times)).collect::<Vec<_>>()
        });
        names.filter_map(|(name, times)| Some((*self.by_name.get(name.trim())?, times)))
    }
}

/// The name in `#a)`, quoted or not.
fn name_in_url(rest: &str) -> Option<&str> {
    let quoted = |c: char| c.is_whitespace() || "\"'".contains(c);
    let (inside, _) = rest.split_once(')')?;
    inside.trim_matches(quoted).strip_prefix('#')
}

//! How large a drawing would be with all that it refers to written out: once at each place where it is drawn.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::declared::{Declared, Styles};
use crate::diag::{Code, Diagnostic, Result};

/// How many elements and letters of text may be drawn, each `use` with all that it draws again.
const MOST_DRAWN: u64 = 200_000;
/// How many letters the values of all their attributes may have: a map of a county in full detail has some millions.
const MOST_LETTERS: u64 = 20_000_000;
/// How deep elements and what they refer to may nest.
const DEEPEST: usize = 100;
/// How often something may be looked at to find out what style sheets say.
const MOST_STEPS: u64 = 100_000_000;
/// How many letters a style sheet may have; most have some thousands.
const MOST_STYLES: u64 = 65_536;
/// How many signs of equality an element and the text behind it may have.
const MOST_ATTRIBUTES: usize = 10_000;
/// The elements that are painted by themselves.
const SHAPES: [&str; 7] = ["path", "rect", "circle", "ellipse", "line", "polyline", "polygon"];
/// What a letter counts for: to find its shape and place takes much longer than to draw it.
const LETTER: u64 = 20;
/// The most corners of a shape that has no list of them: a rectangle with rounded corners.
const CORNERS_OF_SHAPE: u64 = 16;

/// Refuses what a reader of XML would compare for hours: each attribute with all others of its element.
pub(super) fn check_attributes(text: &str) -> Result<()> {
    // No value holds `<`.
    let many = text
        .split('<')
        .any(|element| element.matches('=').count() > MOST_ATTRIBUTES);
    if many { Err(too_complex()) } else { Ok(()) }
}

/// Refuses a drawing too large to look at: all that comes after takes its time by these bounds.
pub(super) fn check_text(document: &Document<'_>) -> Result<()> {
    let (mut nodes, mut squares) = (0, 0);
    for node in document.descendants() {
        nodes += 1;
        let rules = node.text().filter(|_| node.tag_name().name() == "style");
        squares += [rules, node.attribute("style")].map(quadratic).iter().sum::<u64>();
        // The spaces between elements are nodes too.
        if nodes > 2 * MOST_DRAWN || depth(node) > DEEPEST || squares > quadratic_of(MOST_STYLES) {
            return Err(too_complex());
        }
    }
    Ok(())
}

/// Refuses a drawing that is too large when written out.
pub(super) fn check(document: &Document<'_>, styles: &Styles<'_>) -> Result<()> {
    let nodes = document.descendants();
    let (count, deepest) = nodes.fold((0, 0), |(count, deepest), node| (count + 1, depth(node).max(deepest)));
    let steps = styles.steps(deepest as u64);
    let affordable = |elements: u64| steps.is_some_and(|steps| steps.saturating_mul(elements) <= MOST_STEPS);
    let written = || Costs::new(document, styles)?.of(document.root(), 0);
    let small = affordable(count) && written().is_some_and(|cost| cost.is_small() && affordable(cost.drawn));
    small.then_some(()).ok_or_else(too_complex)
}

fn too_complex() -> Box<Diagnostic> {
    Diagnostic::new(Code::PictureComplex)
        .with("limit", MOST_DRAWN)
        .with("depth", DEEPEST)
}

/// How deep a node stands, no further than need be known.
fn depth(node: Node<'_, '_>) -> usize {
    node.ancestors().take(DEEPEST + 2).count()
}

/// What reading styles takes: with each word the reader looks where in the text it stands.
fn quadratic(styles: Option<&str>) -> u64 {
    quadratic_of(styles.map_or(0, str::len) as u64)
}

fn quadratic_of(letters: u64) -> u64 {
    letters.saturating_mul(letters)
}

/// What it takes to draw a node.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    /// Elements and letters drawn.
    drawn: u64,
    /// Shapes and letters among them: what is painted.
    painted: u64,
    /// Letters of the values of their attributes.
    letters: u64,
    /// The corners of all shapes.
    corners: u64,
    /// How deep it nests.
    depth: usize,
}

impl Cost {
    fn add(&mut self, part: Self, times: u64) {
        self.drawn = self.drawn.saturating_add(part.drawn.saturating_mul(times));
        self.painted = self.painted.saturating_add(part.painted.saturating_mul(times));
        self.letters = self.letters.saturating_add(part.letters.saturating_mul(times));
        self.corners = self.corners.saturating_add(part.corners.saturating_mul(times));
        self.depth = self.depth.max(part.depth + 1);
    }

    fn is_small(self) -> bool {
        self.drawn <= MOST_DRAWN && self.letters <= MOST_LETTERS && self.depth <= DEEPEST
    }
}

/// How often what is referred to is drawn. What shapes inherit counts for each shape within, though one of its own may
/// stand instead: what holds in the end no one need find out here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Times {
    /// Once: what is used, clips, masks; a template of a gradient.
    Once,
    /// At each corner of each shape.
    Corner,
    /// At both ends of each shape.
    End,
    /// For each shape, and for each marker and copy that takes the paint of its context.
    Shape,
}

/// One name that an element refers to.
#[derive(Debug, Clone, Copy)]
struct Reference<'a> {
    name: &'a str,
    times: Times,
}

/// The references and own cost of one node.
#[derive(Debug, Default)]
struct Own<'a> {
    references: Vec<Reference<'a>>,
    /// Whether it takes over what clips or masks the element around it.
    takes_over: bool,
    cost: Cost,
}

/// What the nodes of a document cost, each counted once.
struct Costs<'a, 'i> {
    by_name: BTreeMap<&'a str, Vec<Node<'a, 'i>>>,
    own: Vec<Own<'a>>,
    known: BTreeMap<usize, Cost>,
    referred: BTreeMap<usize, Cost>,
    steps: u64,
}

impl<'a, 'i> Costs<'a, 'i> {
    /// None when what is declared is too much already.
    fn new(document: &'a Document<'i>, styles: &'a Styles<'a>) -> Option<Self> {
        let mut by_name: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        let mut own = Vec::new();
        let mut letters = 0;
        for node in document.descendants() {
            if let Some(name) = node.attribute("id") {
                // Some readers take the first, some the last.
                by_name.entry(name).or_default().push(node);
            }
            let one = own_of(node, styles, MOST_LETTERS - letters)?;
            letters += one.cost.letters;
            let place = node.id().get_usize();
            own.resize_with(own.len().max(place + 1), Own::default);
            own[place] = one;
        }
        if own.iter().any(|one| one.takes_over) {
            let references = own.iter_mut().flat_map(|one| &mut one.references);
            references.for_each(|reference| reference.times = Times::Shape);
        }
        Some(Self {
            by_name,
            own,
            known: BTreeMap::new(),
            referred: BTreeMap::new(),
            steps: 0,
        })
    }

    /// The cost of a node at a depth; none when it nests too deep, as all that refer to themselves do, or costs too much.
    fn of(&mut self, node: Node<'a, 'i>, depth: usize) -> Option<Cost> {
        let place = node.id().get_usize();
        if let Some(known) = self.known.get(&place) {
            return Some(*known);
        }
        if depth > DEEPEST {
            return None;
        }
        let mut cost = self.own[place].cost;
        for child in node.children() {
            let part = self.of(child, depth + 1)?;
            cost.add(part, 1);
        }
        self.add_references(&mut cost, node, Times::Once, depth)?;
        self.known.insert(place, cost);
        cost.is_small().then_some(cost)
    }

    /// The cost of what another refers to: it also inherits from what stands around it.
    fn of_referred(&mut self, node: Node<'a, 'i>, depth: usize) -> Option<Cost> {
        let place = node.id().get_usize();
        if let Some(known) = self.referred.get(&place) {
            return Some(*known);
        }
        let mut cost = self.of(node, depth)?;
        for around in node.ancestors().skip(1) {
            self.add_references(&mut cost, around, Times::Corner, depth)?;
        }
        self.referred.insert(place, cost);
        cost.is_small().then_some(cost)
    }

    /// Adds what an element refers to, from this kind on: markers take the paint of their shape, so they come first.
    fn add_references(&mut self, cost: &mut Cost, node: Node<'a, 'i>, from: Times, depth: usize) -> Option<()> {
        let place = node.id().get_usize();
        let mut shapes = cost.painted;
        for number in 0..self.own[place].references.len() {
            let reference = self.own[place].references[number];
            if reference.times != Times::Shape {
                shapes = cost.painted;
            }
            let named = self.by_name.get(reference.name).map_or(0, Vec::len);
            for which in (0..named).filter(|_| reference.times >= from) {
                self.steps += 1;
                let part = self.of_referred(self.by_name[reference.name][which], depth + 1)?;
                let times = match reference.times {
                    Times::Once => 1,
                    Times::Corner => cost.corners,
                    Times::End => 2 * cost.painted,
                    Times::Shape => shapes,
                };
                cost.add(part, times);
            }
        }
        (self.steps <= MOST_DRAWN * 10 && cost.is_small()).then_some(())
    }
}

/// What a node is and refers to by itself; none with more letters than these.
fn own_of<'a>(node: Node<'a, '_>, styles: &'a Styles<'a>, most: u64) -> Option<Own<'a>> {
    let mut own = Own {
        cost: cost_of(node),
        ..Own::default()
    };
    for declared in styles.declared_for(node) {
        let length = declared.value.len() as u64;
        own.cost.letters += length;
        if own.cost.letters > most {
            return None;
        }
        match declared.name {
            // A corner takes a letter or more; an arc takes nine, and fewer than sixteen curves stand for it.
            "d" | "points" => own.cost.corners += 2 * length,
            // Rules look through the whole list of an element's classes.
            "class" => own.cost.drawn += length / 16,
            "style" => own.cost.drawn += quadratic_of(length) / MOST_STYLES,
            "clip-path" | "mask" => own.takes_over |= declared.value.trim() == "inherit",
            _ => {}
        }
        own.references.extend(references(declared));
    }
    own.references.sort_by_key(|reference| reference.times);
    Some(own)
}

/// The cost of a node without its attributes.
fn cost_of(node: Node<'_, '_>) -> Cost {
    let mut cost = Cost::default();
    let in_text = || node.ancestors().any(|around| around.tag_name().name() == "text");
    if node.is_element() {
        cost.drawn = if in_text() { LETTER } else { 1 };
        cost.painted = u64::from(SHAPES.contains(&node.tag_name().name()));
        cost.corners = cost.painted * CORNERS_OF_SHAPE;
        if node.tag_name().name() == "text" {
            // Each piece of a text asks all pieces before it where it stands.
            let pieces = node.descendants().count() as u64;
            cost.drawn += pieces * pieces / 10;
        }
    } else if in_text() {
        // Spaces too: they may be told to stay.
        cost.drawn = LETTER * node.text().map_or(0, |text| text.chars().count()) as u64;
        cost.painted = cost.drawn;
    }
    cost
}

/// The names that a value refers to.
fn references(declared: Declared<'_>) -> impl Iterator<Item = Reference<'_>> {
    let Declared { name, value } = declared;
    let times = match name {
        "marker" | "marker-mid" => Times::Corner,
        "marker-start" | "marker-end" => Times::End,
        "fill" | "stroke" => Times::Shape,
        _ => Times::Once,
    };
    let used = (name == "href").then(|| value.trim().strip_prefix('#')).flatten();
    let styled = value.split("url(").skip(1).filter_map(name_in_url);
    used.into_iter()
        .chain(styled)
        .map(move |name| Reference { name, times })
}

/// The name in `#a)` or `"#a")`.
fn name_in_url(rest: &str) -> Option<&str> {
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
    let inside = match quote {
        Some(quote) => rest[1..].split(quote).next(),
        None => rest.split([' ', ')']).next(),
    };
    inside?.trim().strip_prefix('#')
}

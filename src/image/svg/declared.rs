//! What an SVG says of its elements: their attributes, their own style and the rules of its style sheets, all alike.

use roxmltree::{Document, Node};
use simplecss::{AttributeOperator, Declaration, DeclarationTokenizer, Element, PseudoClass, Rule, StyleSheet};

/// One word of a drawing: `fill` and `url(#a)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declared<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
}

/// The rules of all style sheets of a drawing.
#[derive(Debug)]
pub(super) struct Styles<'a> {
    sheet: StyleSheet<'a>,
}

impl<'a> Styles<'a> {
    pub(super) fn of(document: &'a Document<'_>) -> Self {
        let mut sheet = StyleSheet::new();
        for style in document.descendants().filter(|node| node.has_tag_name("style")) {
            // A sheet of another type is not read by what draws; it does no harm to read it here.
            sheet.parse_more(style.text().unwrap_or_default());
        }
        Self { sheet }
    }

    /// What the style sheets declare, for whichever elements.
    pub(super) fn declared(&self) -> impl Iterator<Item = Declared<'a>> {
        self.sheet.rules.iter().flat_map(declared_by)
    }

    /// How often something is looked at to find the rules for one element in so deep a drawing; none when that cannot
    /// be told.
    pub(super) fn steps(&self, depth: u64) -> Option<u64> {
        let rules = self.sheet.rules.iter();
        rules
            .map(|rule| steps(&rule.selector.to_string(), depth))
            .try_fold(0u64, |sum, steps| Some(sum.saturating_add(steps?)))
    }

    /// All that is declared for an element, whatever of it holds in the end.
    pub(super) fn declared_for<'n>(&'n self, node: Node<'n, '_>) -> impl Iterator<Item = Declared<'n>> {
        let rules = self.sheet.rules.iter();
        let matching = rules.filter(move |rule| node.is_element() && rule.selector.matches(&Styled(node)));
        declared_in(node).chain(matching.flat_map(declared_by))
    }
}

/// What an element declares by itself.
pub(super) fn declared_in<'n>(node: Node<'n, '_>) -> impl Iterator<Item = Declared<'n>> {
    let attributes = node.attributes().map(|one| Declared {
        name: one.name(),
        value: one.value(),
    });
    let own = DeclarationTokenizer::from(node.attribute("style").unwrap_or_default());
    attributes.chain(own.map(declared))
}

/// The steps of a selector: each part that stands for any element around tries them all for each of those before.
fn steps(selector: &str, depth: u64) -> Option<u64> {
    // Words are looked for in the whole of a value. Lists of classes are counted; other values may be of any length.
    if selector.matches("~=").count() > selector.matches("[class~=").count() {
        return None;
    }
    let around = selector.split_whitespace().count().saturating_sub(1);
    let tried = depth.max(1).saturating_pow(u32::try_from(around).unwrap_or(u32::MAX));
    let looked_at = 1 + selector.matches(['[', ':']).count();
    Some(tried.saturating_mul(looked_at as u64))
}

fn declared_by<'a>(rule: &Rule<'a>) -> impl Iterator<Item = Declared<'a>> {
    rule.declarations.clone().into_iter().map(declared)
}

fn declared(one: Declaration<'_>) -> Declared<'_> {
    Declared {
        name: one.name,
        value: one.value,
    }
}

/// An element as selectors see it.
struct Styled<'a, 'i>(Node<'a, 'i>);

impl Element for Styled<'_, '_> {
    fn parent_element(&self) -> Option<Self> {
        self.0.parent_element().map(Styled)
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.prev_sibling_element().map(Styled)
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.0.tag_name().name() == name
    }

    fn attribute_matches(&self, name: &str, operator: AttributeOperator<'_>) -> bool {
        self.0.attribute(name).is_some_and(|value| operator.matches(value))
    }

    fn pseudo_class_matches(&self, class: PseudoClass<'_>) -> bool {
        matches!(class, PseudoClass::FirstChild) && self.prev_sibling_element().is_none()
    }
}

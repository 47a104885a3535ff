//! Effective formatting: document defaults, styles with what they are based on, then what stands directly.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::{attribute, child};

/// Formatting as `element/attribute` → value, of a paragraph or a run; a later layer covers an earlier one.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Properties(BTreeMap<String, String>);

impl Properties {
    /// Reads `w:pPr` or `w:rPr`; an element without attributes counts as switched on.
    pub(super) fn read(node: Option<Node<'_, '_>>) -> Self {
        let mut values = BTreeMap::new();
        for element in node
            .into_iter()
            .flat_map(|node| node.children())
            .filter(Node::is_element)
        {
            let name = element.tag_name().name();
            if element.attributes().len() == 0 {
                values.insert(format!("{name}/val"), "1".to_owned());
            }
            for one in element.attributes() {
                values.insert(format!("{name}/{}", one.name()), one.value().to_owned());
            }
        }
        Self(values)
    }

    fn cover(&mut self, other: &Self) {
        self.0
            .extend(other.0.iter().map(|(key, value)| (key.clone(), value.clone())));
    }

    /// A value as the file has it.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// A number: twips, half-points, hundredths of a character.
    pub(super) fn number(&self, key: &str) -> Option<i64> {
        self.text(key)?.parse().ok()
    }

    /// Whether something is switched on.
    pub(super) fn is_on(&self, key: &str) -> bool {
        self.text(key)
            .is_some_and(|value| !matches!(value, "0" | "false" | "off" | "none"))
    }
}

/// One style.
#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    paragraph: Properties,
    run: Properties,
}

/// The styles of a document by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
    default_paragraph: Option<String>,
    defaults: (Properties, Properties),
}

/// Styles based on one another in a ring end here.
const DEEPEST: usize = 32;

impl Styles {
    pub(super) fn read(part: &Document<'_>) -> Self {
        let mut styles = Self::default();
        for node in part.root_element().children().filter(Node::is_element) {
            match node.tag_name().name() {
                "docDefaults" => {
                    let inner = |outer, inner| child(node, outer).and_then(|found| child(found, inner));
                    styles.defaults = (
                        Properties::read(inner("pPrDefault", "pPr")),
                        Properties::read(inner("rPrDefault", "rPr")),
                    );
                }
                "style" => styles.style(node),
                _ => {}
            }
        }
        styles
    }

    fn style(&mut self, node: Node<'_, '_>) {
        let Some(id) = attribute(node, "styleId").map(str::to_owned) else {
            return;
        };
        let value = |name| {
            child(node, name)
                .and_then(|found| attribute(found, "val"))
                .map(str::to_owned)
        };
        let default = attribute(node, "default").is_some_and(|value| value == "1" || value == "true");
        if default && attribute(node, "type") == Some("paragraph") {
            self.default_paragraph = Some(id.clone());
        }
        let style = Style {
            based_on: value("basedOn"),
            paragraph: Properties::read(child(node, "pPr")),
            run: Properties::read(child(node, "rPr")),
        };
        self.styles.insert(id, style);
    }

    /// The styles from the outermost base to the one of this id.
    fn chain(&self, id: &str) -> Vec<&Style> {
        let mut chain = Vec::new();
        let mut next = Some(id);
        while let Some(style) = next
            .and_then(|id| self.styles.get(id))
            .filter(|_| chain.len() < DEEPEST)
        {
            chain.push(style);
            next = style.based_on.as_deref();
        }
        chain.reverse();
        chain
    }

    /// A paragraph's formatting, and that of its runs before their own.
    pub(super) fn paragraph(&self, id: Option<&str>, direct: &Properties) -> (Properties, Properties) {
        let (mut paragraph, mut run) = (self.defaults.0.clone(), self.defaults.1.clone());
        if let Some(id) = id.or(self.default_paragraph.as_deref()) {
            for style in self.chain(id) {
                paragraph.cover(&style.paragraph);
                run.cover(&style.run);
            }
        }
        paragraph.cover(direct);
        (paragraph, run)
    }

    /// A run's formatting: that of its paragraph, its character style, its own.
    pub(super) fn run(&self, paragraph: &Properties, direct: &Properties) -> Properties {
        let mut run = paragraph.clone();
        if let Some(id) = direct.text("rStyle/val") {
            for style in self.chain(id) {
                run.cover(&style.run);
            }
        }
        run.cover(direct);
        run
    }
}

//! References by name: `见{{ 引用("各村情况") }}` prints the number that the table has in this report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::value::Object;
use minijinja::{Error, ErrorKind, State, Value};

use super::assemble::annex_title;
use super::ledger::{Ledger, Printed, clean_value};
use super::markdown::{Node, NodeKind};
use super::wording::Words;
use super::{picture, table};
use crate::diag::{Code, Diagnostic, Result, nearest};

/// Marks a printed text as a name to be looked up; a noncharacter, which no input can hold.
const MARK: char = '\u{FDE1}';

/// The function `引用`.
#[derive(Debug)]
struct Reference {
    ledger: Arc<Ledger>,
}

/// The function `引用`, as the template calls it.
pub(super) fn function(ledger: &Arc<Ledger>) -> Value {
    Value::from_object(Reference {
        ledger: Arc::clone(ledger),
    })
}

impl Object for Reference {
    fn call(self: &Arc<Self>, _state: &mut State<'_, '_>, arguments: &[Value]) -> std::result::Result<Value, Error> {
        let [name] = arguments else {
            return Err(Error::new(ErrorKind::InvalidOperation, "引用"));
        };
        let Some(name) = name.as_str() else {
            return Err(Error::new(ErrorKind::InvalidOperation, "引用"));
        };
        let marker = self.ledger.enter(Ok(Printed {
            text: format!("{MARK}{}", clean_value(name.trim())),
            origin: None,
            approximate: false,
            warnings: Vec::new(),
            problem: None,
            omitted: false,
            doubts: BTreeSet::new(),
        }));
        Ok(Value::from(marker))
    }
}

/// The name that a printed text refers to, when it is a reference.
pub(super) fn name_of(text: &str) -> Option<&str> {
    text.strip_prefix(MARK)
}

/// What has a name, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Labels {
    entries: Vec<Label>,
    /// How often each name was referred to.
    used: BTreeMap<String, usize>,
}

#[derive(Debug)]
struct Label {
    /// The caption.
    title: String,
    /// The name that was given for references.
    name: Option<String>,
    /// The number as printed: `表3`.
    printed: String,
    /// Where it stands in the output.
    at: usize,
}

impl Label {
    /// Captions have got their curved quotes; a name in the template's strings has the straight ones that were typed.
    fn is(&self, name: &str) -> bool {
        let name = straight(name);
        straight(&self.title) == name || self.name.as_deref().is_some_and(|own| straight(own) == name)
    }
}

/// A name with straight quotes for curved ones.
fn straight(name: &str) -> String {
    name.replace(['“', '”'], "\"").replace(['‘', '’'], "'")
}

/// Numbers the captions that stand over a table or a picture, and the annexes, as the report will.
pub(super) fn number(nodes: &[Node], words: &Words<'_>) -> Labels {
    let mut entries = Vec::new();
    let (mut tables, mut pictures) = (0, 0);
    for pair in nodes.windows(2) {
        let [upper, lower] = pair else { continue };
        let NodeKind::Paragraph(text) = &upper.kind else {
            continue;
        };
        let (title, name, printed) = match (&lower.kind, table::caption(text), picture::caption(text)) {
            (NodeKind::Table(_), Some(caption), _) => {
                tables += 1;
                (caption.title, caption.name, format!("表{tables}"))
            }
            (NodeKind::Picture { .. }, _, Some(caption)) => {
                pictures += 1;
                (caption.title, caption.name, format!("图{pictures}"))
            }
            _ => continue,
        };
        entries.push(Label {
            title: words.plain(&title),
            name: name.map(|name| words.plain(&name)),
            printed,
            at: upper.at,
        });
    }
    entries.extend(annexes(nodes, words));
    Labels {
        entries,
        used: BTreeMap::new(),
    }
}

/// The annexes by their titles (ANNEX-02).
fn annexes(nodes: &[Node], words: &Words<'_>) -> Vec<Label> {
    let title = |node: &Node| match &node.kind {
        NodeKind::Heading { level: 1, text } => annex_title(text).map(|title| (words.plain(&title), node.at)),
        NodeKind::Heading { .. }
        | NodeKind::Paragraph(_)
        | NodeKind::List { .. }
        | NodeKind::Table(_)
        | NodeKind::Picture { .. } => None,
    };
    let titles: Vec<(String, usize)> = nodes.iter().filter_map(title).collect();
    let single = titles.len() == 1;
    let label = |(index, (title, at)): (usize, (String, usize))| Label {
        title,
        name: None,
        printed: if single {
            "附件".to_owned()
        } else {
            format!("附件{}", index + 1)
        },
        at,
    };
    titles.into_iter().enumerate().map(label).collect()
}

impl Labels {
    /// The number of this name, which counts as used; an unknown or ambiguous one is an error.
    pub(super) fn take(&mut self, name: &str) -> Result<&str> {
        *self.used.entry(name.to_owned()).or_default() += 1;
        let mut found = self.entries.iter().filter(|label| label.is(name));
        match (found.next(), found.count()) {
            (Some(label), 0) => Ok(&label.printed),
            (Some(_), more) => {
                let problem = Diagnostic::new(Code::TemplateReferenceTwice).with("found", name);
                Err(problem.with("count", more + 1))
            }
            (None, _) => {
                let names = self
                    .entries
                    .iter()
                    .flat_map(|label| label.name.iter().chain([&label.title]));
                let nearest = nearest(name, names.map(String::as_str));
                let nearest = if nearest.is_empty() { "—" } else { &nearest };
                Err(Diagnostic::new(Code::TemplateReference)
                    .with("found", name)
                    .with("nearest", nearest))
            }
        }
    }

    /// A text, or the number that it refers to.
    pub(super) fn resolve<'t>(&'t self, text: &'t str) -> &'t str {
        let Some(name) = name_of(text) else { return text };
        let label = self.entries.iter().find(|label| label.is(name));
        label.map_or("", |label| &label.printed)
    }

    /// The names that were given for references and never used, each with its place in the output.
    pub(super) fn unused(&self) -> Vec<(String, usize)> {
        let unused = self.entries.iter().filter_map(|label| {
            let name = label.name.as_ref()?;
            let used = self.used.keys().any(|used| label.is(used));
            (!used).then(|| (name.clone(), label.at))
        });
        unused.collect()
    }
}

//! What of a long sheet the mapping can ask for: all that any of its words may mean, and no column else.

use std::sync::OnceLock;

use serde_json::Value;

use super::books::{file_name, glob};
use super::settings::{Mapping, Selector};
use crate::reader::{Passage, Projection, Row, Spare};
use crate::tables::label::{normalise, without_note};
use crate::tables::{self, Column};
use crate::workbook::{Cell, Sheet};

/// Words of columns that the built-in checks compare, whatever the mapping names.
const COMPARED: [&str; 6] = ["年", "期", "增", "同比", "比", "累计"];

/// What a mapping can ask for.
#[derive(Debug)]
pub struct Needed<'m> {
    mapping: &'m Mapping,
    /// Every text of the mapping, folded, once there is a long sheet. A column whose label stands in none of them is never
    /// asked for: no way of naming a column, now or later, can do without its innermost label.
    texts: OnceLock<Vec<String>>,
}

impl<'m> Needed<'m> {
    /// What this mapping can ask for.
    pub const fn by(mapping: &'m Mapping) -> Self {
        Self {
            mapping,
            texts: OnceLock::new(),
        }
    }

    fn is_wanted(&self, column: &Column) -> bool {
        let Some(label) = column.path.last() else { return false };
        let bare = normalise(without_note(label));
        COMPARED.iter().any(|word| label.contains(word)) || self.has_other_spellings(&bare) || self.speaks_of(&bare)
    }

    fn speaks_of(&self, label: &str) -> bool {
        let texts = self.texts.get_or_init(|| texts(self.mapping));
        texts.iter().any(|text| text.contains(label))
    }

    fn has_other_spellings(&self, label: &str) -> bool {
        let spelled = |other: &String| normalise(other) == label;
        self.mapping
            .aliases
            .iter()
            .any(|(name, others)| spelled(name) || others.iter().any(spelled))
    }

    /// Whether cells of a sheet are named by their address, or all its rows are facts.
    fn is_taken_whole(&self, file: &str, sheet: &str) -> bool {
        let fits = |key: &str, pattern: Option<&str>, name: &str| {
            pattern.is_none_or(|pattern| glob(key, pattern).is_ok_and(|glob| glob.is_match(name)))
        };
        let here = |workbook: Option<&str>, tab: Option<&str>| {
            fits("workbook", workbook, file_name(file)) && fits("sheet", tab, sheet.trim())
        };
        let by_selector = |selector: &Selector| selector.cell.is_some() || selector.name.is_some();
        let by_address = self.mapping.indicators.iter().any(|one| {
            let selectors = one.base.iter().chain(&one.target);
            let fixed = one.cell.is_some() || one.range.is_some();
            // A base or target may stand on any sheet; it is rare enough to keep them all.
            fixed && here(one.workbook.as_deref(), one.sheet.as_deref()) || selectors.into_iter().any(by_selector)
        });
        let facts = self.mapping.facts.as_ref();
        by_address || facts.is_some_and(|facts| here(Some(&facts.workbook), facts.sheet.as_deref()))
    }
}

/// Every text of a mapping, folded.
fn texts(mapping: &Mapping) -> Vec<String> {
    let parts = [
        serde_json::to_value(&mapping.indicators),
        serde_json::to_value(&mapping.rows),
        serde_json::to_value(&mapping.judgement.checks),
    ];
    let mut texts = Vec::new();
    for part in parts.into_iter().flatten() {
        collect(&part, &mut texts);
    }
    texts
}

/// The texts of a value and of all that is in it, folded.
fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let text = normalise(text);
            // A path may part what a label has whole.
            texts.extend(text.contains('/').then(|| text.replace('/', "")));
            texts.push(text);
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, texts)),
        Value::Object(map) => map.values().for_each(|inner| collect(inner, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl Projection for Needed<'_> {
    fn spare(&self, file: &str, head: &Sheet) -> Option<Spare> {
        if self.is_taken_whole(file, &head.name) {
            return None;
        }
        tables::spare_columns(head, |column| self.is_wanted(column))
    }

    fn passage(&self, row: &Row, after_gap: bool) -> Passage {
        tables::passage(row, after_gap)
    }

    fn is_figure(&self, cell: &Cell) -> bool {
        tables::is_figure(cell)
    }

    fn is_name(&self, cell: &Cell) -> bool {
        tables::is_name(cell)
    }
}

//! `[[override]]`: a value that a post answers for takes the place of the one in the tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::check::settings::OverrideSettings;
use super::compute::Computed;
use super::single::Declared;
use super::{Datum, Indicator, Mapping, Quantity};
use crate::diag::{Code, Diagnostic, Location, Severity, Sink};
use crate::place::{CellPlace, TextPlace};
use crate::tables::number::{self, Reading};
use crate::unit::Unit;

/// A value that was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// The indicator.
    pub indicator: Arc<str>,
    /// The value used, with its unit.
    pub value: String,
    /// The value that the tables give; `无` when they give none.
    pub replaces: String,
    /// The cells of the replaced value.
    pub cells: Vec<CellPlace>,
    /// Where gongwen.toml says so.
    pub place: Option<TextPlace>,
    /// Why.
    pub reason: String,
    /// The post that answers for it.
    pub responsible: String,
    /// The indicators that are computed from it.
    pub computed: Vec<Arc<str>>,
}

impl OverrideSettings {
    /// The key of its place in gongwen.toml.
    pub(super) fn declared(&self) -> String {
        format!("override/{}/{}", self.township, self.indicator)
    }

    fn problem(&self, code: Code) -> Box<Diagnostic> {
        Diagnostic::new(code)
            .with("declared", self.declared())
            .with("name", &self.indicator)
            .with("value", self.value.trim())
            .with("replaces", self.replaces.trim())
    }
}

/// What stands in the way of a replacement.
enum Refusal {
    /// The text is no number of the indicator's unit.
    Value(&'static str),
    /// The tables say something else than it speaks of.
    Expired(String),
    /// The tables say this already.
    Unused,
}

/// Replaces the value of an indicator where the township has an `[[override]]` for it.
pub(super) fn apply(
    name: &str,
    mapping: &Mapping,
    township: &str,
    values: &mut BTreeMap<Arc<str>, Indicator>,
    sink: &mut Sink,
) -> Option<Replacement> {
    let of_here = |one: &&OverrideSettings| one.indicator == name && one.township == township;
    let settings = mapping.judgement.overrides.iter().find(of_here)?;
    let declared = mapping.indicators.iter().find(|indicator| indicator.name == name)?;
    let present = values.get(name);
    let quantity = match replaced(settings, &Declared::of(declared), present) {
        Ok(quantity) => quantity,
        Err(refusal) => {
            sink.push(refused(settings, refusal, present));
            return None;
        }
    };
    let cells = present.map(|present| present.sources.clone()).unwrap_or_default();
    // Why the tables give no value is no longer in the way.
    if present.is_none() {
        sink.retain(|problem| problem.argument("name") != Some(name) || problem.severity() != Severity::Error);
    }
    let mut note = settings.problem(Code::Overridden).with("reason", &settings.reason);
    note = note.with("responsible", &settings.responsible);
    for cell in cells.iter().take(8) {
        note = note.at_cell(cell);
    }
    sink.push(note);
    let indicator = indicator(name, settings, quantity, present);
    values.insert(Arc::from(name), indicator);
    Some(replacement(name, settings, cells))
}

fn refused(settings: &OverrideSettings, refusal: Refusal, present: Option<&Indicator>) -> Box<Diagnostic> {
    let mut problem = match refusal {
        Refusal::Value("value") => settings
            .problem(Code::OverrideValue)
            .with("key", "value")
            .with("found", &settings.value),
        Refusal::Value(key) => settings
            .problem(Code::OverrideValue)
            .with("key", key)
            .with("found", &settings.replaces),
        Refusal::Expired(found) => settings.problem(Code::OverrideExpired).with("found", found),
        Refusal::Unused => settings.problem(Code::OverrideUnused),
    };
    for cell in present.map_or(&[][..], |present| &present.sources).iter().take(8) {
        problem = problem.at_cell(cell);
    }
    problem
}

/// The new quantity, when the tables say what the replacement speaks of.
fn replaced(
    settings: &OverrideSettings,
    declared: &Declared<'_>,
    present: Option<&Indicator>,
) -> Result<Quantity, Refusal> {
    let old = present.and_then(|present| match &present.datum {
        Datum::Number(quantity) => Some(quantity),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    });
    let unit = old.map(|old| &old.unit).or(declared.unit.as_ref());
    let (value, unit) = in_unit(&settings.value, unit).ok_or(Refusal::Value("value"))?;
    let Some(old) = old else {
        let none = matches!(number::read_text(&settings.replaces), Reading::NotApplicable);
        return if none {
            Ok(declared.quantity(value, unit))
        } else {
            Err(Refusal::Expired("无".to_owned()))
        };
    };
    if old.value == value {
        return Err(Refusal::Unused);
    }
    let found = || format!("{}{}", old.value.normalize(), old.unit);
    if matches!(number::read_text(&settings.replaces), Reading::NotApplicable) {
        return Err(Refusal::Expired(found()));
    }
    let spoken = in_unit(&settings.replaces, Some(&old.unit)).ok_or(Refusal::Value("replaces"))?;
    if spoken.0 != old.value {
        return Err(Refusal::Expired(found()));
    }
    // A replacement is exact: 约 in one is refused.
    Ok(Quantity {
        value,
        approximate: None,
        ..old.clone()
    })
}

/// A number with its unit, in the wanted one; both must be written.
fn in_unit(text: &str, wanted: Option<&Unit>) -> Option<(Decimal, Unit)> {
    let Reading::Number { value, unit, .. } = number::read_text(text) else {
        return None;
    };
    match (unit, wanted) {
        (Some(unit), Some(wanted)) => Some((unit.convert(value, wanted)?, wanted.clone())),
        (None, Some(wanted)) if wanted.to_string().is_empty() => Some((value, wanted.clone())),
        (unit, None) => Some((value, unit.unwrap_or_else(Unit::unitless))),
        (None, Some(_)) => None,
    }
}

fn indicator(name: &str, settings: &OverrideSettings, quantity: Quantity, present: Option<&Indicator>) -> Indicator {
    Indicator {
        name: Arc::from(name),
        datum: Datum::Number(quantity),
        sources: present.map(|present| present.sources.clone()).unwrap_or_default(),
        formula: Some(format!(
            "[[override]] {} → {}",
            settings.replaces.trim(),
            settings.value.trim()
        )),
        standing: None,
    }
}

fn replacement(name: &str, settings: &OverrideSettings, cells: Vec<CellPlace>) -> Replacement {
    let place = settings.place.as_ref().and_then(|place| match place {
        Location::Text { place, .. } => Some(place.clone()),
        Location::File(_) | Location::Sheet { .. } | Location::Cell(_) => None,
    });
    Replacement {
        indicator: Arc::from(name),
        value: settings.value.trim().to_owned(),
        replaces: settings.replaces.trim().to_owned(),
        cells,
        place,
        reason: settings.reason.clone(),
        responsible: settings.responsible.clone(),
        computed: Vec::new(),
    }
}

/// Tells every replacement which indicators are computed from it, directly or by way of others. `ordered` are
/// the formulas in the order in which they were computed.
pub(super) fn spread(replacements: &mut [Replacement], ordered: &[&Computed<'_>]) {
    for replacement in replacements {
        for computed in ordered {
            let names = computed.expression.names();
            let uses =
                |name: &str| *replacement.indicator == *name || replacement.computed.iter().any(|one| **one == *name);
            if names.iter().any(|(name, _)| uses(name)) {
                replacement.computed.push(Arc::from(computed.settings.name.as_str()));
            }
        }
    }
}

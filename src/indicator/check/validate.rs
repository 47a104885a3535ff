//! What can be wrong in the declared checks and exceptions themselves, before any workbook is opened.

use super::super::Mapping;
use super::rule::Rule;
use super::settings::{AcceptSettings, CheckSettings, OverrideSettings};
use crate::diag::{Code, Diagnostic, Sink, nearest};
use crate::tables::number::{self, Reading};

/// Checks the declarations; each problem names its place in the argument `declared`.
pub(in super::super) fn validate(mapping: &Mapping, sink: &mut Sink) {
    let judgement = &mapping.judgement;
    if judgement.levels.last_year.is_some() && !mapping.folders.contains_key("上年") {
        let known = nearest("上年", mapping.folders.keys().map(String::as_str));
        let problem = Diagnostic::new(Code::IndicatorFolder).with("name", "[checks] last_year");
        sink.push(problem.with("folder", "上年").with("nearest", known));
    }
    for (index, check) in judgement.checks.iter().enumerate() {
        let twice = judgement.checks[..index].iter().any(|other| other.name == check.name);
        if twice || check.name.trim().is_empty() {
            sink.push(Diagnostic::new(Code::CheckName).with("check", &check.name));
        }
        let problem = way(check).or_else(|| names(check, mapping));
        if let Some(problem) = problem {
            let problem = problem.with("check", &check.name).with("name", &check.name);
            sink.push(problem.with("declared", format!("check/{}", check.name)));
        }
    }
    judgement.accepts.iter().for_each(|accept| whole_accept(accept, sink));
    for replaced in &judgement.overrides {
        whole_override(replaced, mapping, sink);
    }
}

/// A check says what it checks in one way.
fn way(check: &CheckSettings) -> Option<Box<Diagnostic>> {
    let of_indicator = [
        check.change.is_some(),
        check.last_year.is_some(),
        check.same_as.is_some(),
    ];
    let of_rows = [!check.villages.is_empty() || check.villages_of.is_some()];
    let count = |ways: &[bool]| ways.iter().filter(|way| **way).count();
    let (indicator, rows) = (count(&of_indicator), count(&of_rows));
    let fits = match (&check.rule, &check.indicator, &check.rows) {
        (Some(_), None, None) => indicator + rows == 0,
        (None, Some(_), None) => indicator == 1 && rows == 0,
        (None, None, Some(_)) => indicator == 0 && rows == 1,
        _ => false,
    };
    if !fits {
        return Some(Diagnostic::new(Code::CheckWay));
    }
    let rule = check.rule.as_deref()?;
    Rule::parse(rule).err().map(|problem| problem.with("rule", rule))
}

/// A check speaks of names that exist; those of a facts sheet are known only when it is read.
fn names(check: &CheckSettings, mapping: &Mapping) -> Option<Box<Diagnostic>> {
    let rule = check.rule.as_deref().and_then(|rule| Rule::parse(rule).ok());
    let mut spoken: Vec<&str> = rule.as_ref().map(Rule::names).unwrap_or_default();
    if mapping.facts.is_some() {
        spoken.clear();
    }
    spoken.extend(
        [&check.indicator, &check.rows, &check.villages_of]
            .into_iter()
            .flatten()
            .map(String::as_str),
    );
    let unknown = spoken
        .into_iter()
        .find(|name| mapping.names().all(|known| known != *name))?;
    let problem = Diagnostic::new(Code::CheckIndicator).with("found", unknown);
    Some(problem.with("nearest", nearest(unknown, mapping.names())))
}

/// An exception without its reason and its responsible post is none.
fn whole(parts: &[(&'static str, &str)], declared: &str, sink: &mut Sink) {
    for (key, _) in parts.iter().filter(|(_, text)| text.trim().is_empty()) {
        sink.push(
            Diagnostic::new(Code::DecisionIncomplete)
                .with("key", key)
                .with("declared", declared),
        );
    }
}

fn whole_accept(accept: &AcceptSettings, sink: &mut Sink) {
    let parts = [
        ("check", accept.check.as_str()),
        ("township", &accept.township),
        ("value", &accept.value),
        ("reason", &accept.reason),
        ("responsible", &accept.responsible),
    ];
    whole(&parts, &format!("accept/{}/{}", accept.township, accept.check), sink);
}

fn whole_override(replaced: &OverrideSettings, mapping: &Mapping, sink: &mut Sink) {
    let declared = replaced.declared();
    let parts = [
        ("township", replaced.township.as_str()),
        ("value", &replaced.value),
        ("replaces", &replaced.replaces),
        ("reason", &replaced.reason),
        ("responsible", &replaced.responsible),
    ];
    whole(&parts, &declared, sink);
    let known = mapping.indicators.iter().map(|settings| settings.name.as_str());
    if known.clone().all(|name| name != replaced.indicator) {
        let problem = Diagnostic::new(Code::OverrideName).with("found", &replaced.indicator);
        sink.push(
            problem
                .with("nearest", nearest(&replaced.indicator, known))
                .with("declared", &declared),
        );
    }
    for (key, text) in [("value", &replaced.value), ("replaces", &replaced.replaces)] {
        let reading = number::read_text(text);
        let fits = match reading {
            Reading::Number { approximate, .. } => approximate.is_none(),
            Reading::NotApplicable => key == "replaces",
            // Told as missing already.
            Reading::Blank => true,
            Reading::NotANumber
            | Reading::Date(_)
            | Reading::Time(_)
            | Reading::Error(_)
            | Reading::FormulaWithoutValue => false,
        };
        if !fits {
            let problem = Diagnostic::new(Code::OverrideValue).with("name", &replaced.indicator);
            sink.push(problem.with("key", key).with("found", text).with("declared", &declared));
        }
    }
}

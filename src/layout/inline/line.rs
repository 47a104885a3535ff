//! From a broken line to placed glyphs: squeezed, or stretched over its gaps (CJK typesetting §3).

use std::ops::Range;

use super::class::{Class, Cluster};
use super::linebreak::{Squeeze, squeeze};
use super::shape::Shaped;
use crate::geom::{Abs, Em, Point};
use crate::layout::frame::{Glyph, TextRun};
use crate::report::FigureId;
use crate::style::Profile;

/// A line: its runs with the baseline at y = 0 and the left edge at x = 0.
#[derive(Debug, Clone, Default)]
pub(in crate::layout) struct LineBox {
    /// The runs from left to right.
    pub(in crate::layout) runs: Vec<TextRun>,
    /// The width that it takes.
    pub(in crate::layout) width: Abs,
    /// The figures that are printed on it, wholly or in part, in reading order.
    pub(in crate::layout) figures: Vec<FigureId>,
    /// The footnotes whose marks stand on it.
    pub(in crate::layout) notes: Vec<usize>,
    /// What is in doubt: where it begins and how wide it is.
    pub(in crate::layout) doubtful: Vec<(Abs, Abs)>,
}

/// Grounds whose ends and beginnings are this near, in points, are one.
const TOUCHING: f64 = 0.01;

/// What is added to (or taken from) each cell of a line, in em.
struct Adjusted {
    advances: Vec<f64>,
    /// Where marks lost their left half: how far they are drawn to the left; empty where none did.
    shifts: Vec<f64>,
}

/// Sets one line. It is squeezed as far as it must be to fit `room`; with `fill`, it is stretched to it.
pub(super) fn compose(text: &Shaped, line: &Range<usize>, room: Abs, fill: bool, profile: Profile) -> LineBox {
    let clusters = &text.clusters;
    let mut adjusted = match profile {
        Profile::Grid => whole(&clusters[line.clone()]),
        Profile::Fine => squeezed(clusters, line, Em::from_length(room, text.size).get(), profile),
    };
    if fill {
        let slack = Em::from_length(room, text.size).get() - adjusted.advances.iter().sum::<f64>();
        stretch(&clusters[line.clone()], &mut adjusted.advances, slack);
    }
    let mut set = LineBox::default();
    for (place, (index, advance)) in line.clone().zip(&adjusted.advances).enumerate() {
        let shift = adjusted.shifts.get(place).copied().unwrap_or_default();
        push_glyph(&mut set, text, index..line.end, Em::new(*advance), Em::new(shift));
    }
    set
}

/// The cells as they are: on the grid every mark keeps its own, but for a space at the end of the line.
fn whole(cells: &[Cluster]) -> Adjusted {
    let mut advances: Vec<f64> = cells.iter().map(|cell| cell.width.get()).collect();
    if let (Some(advance), Some(Class::Space)) = (advances.last_mut(), cells.last().map(|cell| cell.class)) {
        *advance = 0.0;
    }
    Adjusted {
        advances,
        shifts: Vec::new(),
    }
}

/// The cells after squeezing: what §3 always takes, and then, step by step, what is still too much.
fn squeezed(clusters: &[Cluster], line: &Range<usize>, room: f64, profile: Profile) -> Adjusted {
    let taken: Vec<Squeeze> = line
        .clone()
        .map(|index| squeeze(clusters, line, index, profile))
        .collect();
    let mut cuts: Vec<f64> = taken.iter().map(|squeeze| squeeze.natural.get()).collect();
    let cells = &clusters[line.clone()];
    let natural: f64 = cells.iter().zip(&cuts).map(|(cell, cut)| cell.width.get() - cut).sum();
    let mut excess = natural - room;
    // Brackets and quotation marks give way before commas (squeeze order, 4 and 5).
    for step in [squeezes_first, squeezes_second] {
        let spare: Vec<f64> = (cells.iter().zip(&taken).zip(&cuts))
            .map(|((cell, squeeze), cut)| {
                if step(cell.class) {
                    squeeze.most.get() - cut
                } else {
                    0.0
                }
            })
            .collect();
        let total: f64 = spare.iter().sum();
        if excess > 0.0 && total > 0.0 {
            let share = (excess / total).min(1.0);
            cuts.iter_mut()
                .zip(&spare)
                .for_each(|(cut, spare)| *cut += spare * share);
            excess -= total * share;
        }
    }
    Adjusted {
        advances: cells
            .iter()
            .zip(&cuts)
            .map(|(cell, cut)| cell.width.get() - cut)
            .collect(),
        shifts: (cells.iter().zip(&cuts))
            .map(|(cell, cut)| if cell.class.blank_left() { -cut } else { 0.0 })
            .collect(),
    }
}

fn squeezes_first(class: Class) -> bool {
    matches!(class, Class::Open | Class::Close)
}

fn squeezes_second(class: Class) -> bool {
    class == Class::Stop
}

/// Spreads what is missing to the full measure equally over all gaps that may grow.
fn stretch(cells: &[Cluster], advances: &mut [f64], slack: f64) {
    let open: Vec<usize> = (1..cells.len())
        .filter(|after| may_stretch(cells[after - 1], cells[*after]))
        .collect();
    if slack <= 0.0 || open.is_empty() {
        return;
    }
    let share = slack / open.len() as f64;
    for after in open {
        advances[after - 1] += share;
    }
}

/// Whether the gap between two neighbours may grow: not inside numbers, Western words, —— and ……, nor beside
/// connectors and solidi (stretch order, 3).
fn may_stretch(before: Cluster, after: Cluster) -> bool {
    let stiff = |class: Class| matches!(class, Class::Connector | Class::Solidus);
    let whole = before.class == after.class && matches!(before.class, Class::Dash | Class::Ellipsis);
    let western = |cluster: Cluster| cluster.character.is_ascii() && cluster.class != Class::Space;
    let word = western(before) && (western(after) || after.class == Class::Postfix);
    !(stiff(before.class) || stiff(after.class) || whole || word || after.class == Class::Space)
}

/// A run's glyphs, with room for as many as the line may still have.
fn begun(glyph: Glyph, most: usize) -> Vec<Glyph> {
    let mut glyphs = Vec::with_capacity(most);
    glyphs.push(glyph);
    glyphs
}

/// How high the mark of a footnote stands above the baseline, in parts of the text's size.
const NOTE_MARK_RISE: f64 = 0.35;

/// Appends the first of the glyphs that are left to the last run, or begins a new one where face or size changes.
fn push_glyph(set: &mut LineBox, text: &Shaped, left: Range<usize>, advance: Em, shift: Em) {
    let index = left.start;
    let shaped = text.glyphs[index];
    let glyph = Glyph {
        id: shaped.glyph,
        advance: advance / shaped.scale(),
        offset: shaped.offset + shift,
        text: text.clusters[index].character,
    };
    let (size, rise) = match shaped.note {
        None => (text.size, Abs::ZERO),
        Some(_) => (text.size * shaped.scale(), text.size * NOTE_MARK_RISE),
    };
    set.notes.extend(shaped.note);
    let alike = |run: &&mut TextRun| run.face == shaped.face && run.element == shaped.element && run.size == size;
    match set.runs.last_mut().filter(alike) {
        Some(run) => run.glyphs.push(glyph),
        None => set.runs.push(TextRun {
            origin: Point::new(set.width, -rise),
            face: shaped.face,
            size,
            color: text.color,
            glyphs: begun(glyph, left.len()),
            turned: false,
            element: shaped.element,
        }),
    }
    let width = advance.at(text.size);
    if shaped.doubtful {
        match set.doubtful.last_mut() {
            Some((start, covered)) if (*start + *covered - set.width).abs().to_pt() < TOUCHING => *covered += width,
            _ => set.doubtful.push((set.width, width)),
        }
    }
    set.width += width;
    if let Some(figure) = shaped.figure
        && set.figures.last() != Some(&figure)
    {
        set.figures.push(figure);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(text: &str) -> Vec<Cluster> {
        Cluster::of_text(text, |character| if character.is_ascii() { Em::HALF } else { Em::ONE })
    }

    #[test]
    fn slack_goes_into_gaps_outside_numbers_and_dashes() {
        let cells = clusters("增长12.5%——好");
        let mut advances = vec![0.0; cells.len()];
        stretch(&cells, &mut advances, 4.0);
        // 增|长|12.5%|——|好
        assert_eq!(advances, [1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0]);
    }

    #[test]
    fn brackets_are_squeezed_before_commas() {
        let cells = clusters("甲（乙）丙，丁");
        let adjusted = squeezed(&cells, &(0..7), 6.5, Profile::Fine);
        assert_eq!(adjusted.advances, [1.0, 0.75, 1.0, 0.75, 1.0, 1.0, 1.0]);
        assert_eq!(adjusted.shifts[1], -0.25);
        let tighter = squeezed(&cells, &(0..7), 5.5, Profile::Fine);
        assert_eq!(tighter.advances, [1.0, 0.5, 1.0, 0.5, 1.0, 0.5, 1.0]);
    }
}

//! The line breaker: first fit with push-in and push-out, one algorithm for both profiles (CJK typesetting §3).

use std::ops::Range;

use super::class::{Class, Cluster};
use super::glue::{Boundary, boundaries};
use crate::geom::Em;
use crate::style::{Profile, UnitGlue};

/// Slack for the rounding of sums of ems.
const FIT_SLACK: f64 = 1e-6;
/// Widest stretch of a gap that soft glue bears before it opens, in em (LB-05).
const SOFT_STRETCH: f64 = 0.25;

/// How lines are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Which profile.
    pub profile: Profile,
    /// How firmly units hold (profile `fine` only).
    pub unit_glue: UnitGlue,
}

/// One line of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its clusters.
    pub range: Range<usize>,
    /// Whether it had to be ended where nothing may end, since the run is wider than the line.
    pub forced: bool,
}

/// Breaks a paragraph into lines of `measure`, the first one narrower by `indent`. Linear in the clusters.
/// Every line has at least one cluster; an empty paragraph has no lines.
pub fn break_lines(clusters: &[Cluster], measure: Em, indent: Em, rules: Rules) -> Vec<Line> {
    let breaker = Breaker::new(clusters, measure, indent, rules);
    let mut lines = Vec::new();
    let mut start = 0;
    while start < clusters.len() {
        let line = breaker.line_from(start);
        start = line.range.end;
        lines.push(line);
    }
    if rules.profile == Profile::Fine {
        breaker.mend_orphan(&mut lines);
    }
    lines
}

/// How much of a cluster's cell is taken away in a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Squeeze {
    /// What is always taken: between neighbouring marks, at the edges of a line (SP-01 … SP-03).
    pub natural: Em,
    /// The most that may be taken so that a mark fits in (§3, squeeze order).
    pub most: Em,
}

/// What is taken from the cell of cluster `index` in the line `line` of a paragraph (profile and §3).
pub fn squeeze(clusters: &[Cluster], line: &Range<usize>, index: usize, profile: Profile) -> Squeeze {
    let cluster = clusters[index];
    if cluster.class == Class::Space && index + 1 == line.end {
        return Squeeze {
            natural: cluster.width,
            most: cluster.width,
        };
    }
    // Only marks with a full cell have a blank half.
    if profile == Profile::Grid || cluster.width.get() < 0.75 {
        return Squeeze {
            natural: Em::ZERO,
            most: Em::ZERO,
        };
    }
    let mark = |class: Class| class.blank_left() || class.blank_right();
    let right = cluster.class.blank_right() && (index + 1 == line.end || mark(clusters[index + 1].class));
    let at_line_start = index == line.start && index > 0;
    let after_opening = index > line.start && clusters[index - 1].class.blank_left();
    let left = cluster.class.blank_left() && (at_line_start || after_opening);
    // 。？！ keep their cell inside a line, as most houses have it (squeeze order, 7).
    let squeezable = mark(cluster.class) && !matches!(cluster.character, '。' | '？' | '！');
    let half = |taken: bool| if taken { Em::HALF } else { Em::ZERO };
    Squeeze {
        natural: half(left || right),
        // A paragraph begins with its mark in a whole cell, so that the indent stays exact (SP-03).
        most: half(left || right || (squeezable && index > 0)),
    }
}

/// A paragraph being broken.
struct Breaker<'a> {
    clusters: &'a [Cluster],
    boundaries: Vec<Boundary>,
    measure: f64,
    indent: f64,
    rules: Rules,
}

/// Where the clusters from the start of a line stop to fit.
struct Reach {
    /// End of the longest run that fits unsqueezed; at least one cluster.
    natural: usize,
    /// The first end behind it that is a legal end and fits squeezed.
    pushed_in: Option<usize>,
}

impl<'a> Breaker<'a> {
    fn new(clusters: &'a [Cluster], measure: Em, indent: Em, rules: Rules) -> Self {
        Self {
            boundaries: boundaries(clusters, rules.profile),
            clusters,
            measure: measure.get(),
            indent: indent.get(),
            rules,
        }
    }

    /// Room on the line that begins at `start`.
    fn room(&self, start: usize) -> f64 {
        if start == 0 {
            self.measure - self.indent
        } else {
            self.measure
        }
    }

    /// The boundary at the end of a line that ends before cluster `end`.
    fn boundary(&self, end: usize) -> Boundary {
        self.boundaries.get(end).copied().unwrap_or(Boundary::Free)
    }

    /// The next line, by the five steps of §3.
    fn line_from(&self, start: usize) -> Line {
        let reach = self.reach(start);
        if self.boundary(reach.natural) == Boundary::Free {
            return whole(start, reach.natural);
        }
        if let Some(end) = reach.pushed_in {
            return whole(start, end);
        }
        let pushed_out = self.last_open(start, reach.natural, Boundary::Free);
        if let Some(end) = pushed_out {
            return whole(start, self.soften(start, end, reach.natural));
        }
        self.released(start, reach.natural)
    }

    /// Walks from the start of a line until nothing more fits, squeezed or not.
    fn reach(&self, start: usize) -> Reach {
        let room = self.room(start) + FIT_SLACK;
        let mut natural = start + 1;
        let (mut full, mut least) = (0.0, 0.0);
        for end in start + 1..=self.clusters.len() {
            // Inside the line, what a cluster gives depends on its right neighbour; at the end on the edge.
            let inside = squeeze(
                self.clusters,
                &(start..self.clusters.len().max(end)),
                end - 1,
                self.rules.profile,
            );
            let at_end = squeeze(self.clusters, &(start..end), end - 1, self.rules.profile);
            let width = self.clusters[end - 1].width.get();
            let (full_end, least_end) = (full + width - at_end.natural.get(), least + width - at_end.most.get());
            if full_end <= room {
                natural = end;
            } else if least_end > room {
                break;
            } else if self.boundary(end) == Boundary::Free && end > natural {
                return Reach {
                    natural,
                    pushed_in: Some(end),
                };
            }
            full += width - inside.natural.get();
            least += width - inside.most.get();
        }
        Reach {
            natural,
            pushed_in: None,
        }
    }

    /// The last end in `start+1 ..= limit` whose boundary is closed no more firmly than `firmness`.
    fn last_open(&self, start: usize, limit: usize, firmness: Boundary) -> Option<usize> {
        (start + 1..=limit).rev().find(|end| self.boundary(*end) <= firmness)
    }

    /// Soft glue: where the line would become too loose, it may end before a unit instead (LB-05).
    fn soften(&self, start: usize, end: usize, limit: usize) -> usize {
        let width: f64 = (start..end)
            .map(|index| {
                let taken = squeeze(self.clusters, &(start..end), index, self.rules.profile);
                self.clusters[index].width.get() - taken.natural.get()
            })
            .sum();
        let gaps = (end - start - 1).max(1) as f64;
        let too_loose = (self.room(start) - width) / gaps > SOFT_STRETCH;
        if self.rules.unit_glue == UnitGlue::Hard || !too_loose {
            return end;
        }
        (end + 1..=limit)
            .rev()
            .find(|at| self.boundary(*at) == Boundary::Unit)
            .unwrap_or(end)
    }

    /// A run wider than the line: the glue gives way in its order, and then the run itself.
    fn released(&self, start: usize, limit: usize) -> Line {
        let order = [
            Boundary::Qualifier,
            Boundary::Unit,
            Boundary::WithinUnit,
            Boundary::Address,
        ];
        let end = order
            .iter()
            .find_map(|firmness| self.last_open(start, limit, *firmness));
        Line {
            range: start..end.unwrap_or(limit),
            forced: end.is_none(),
        }
    }

    /// 孤字不成行 (PG-01): a last line of a single Han is squeezed into the line above or gets company from it.
    fn mend_orphan(&self, lines: &mut Vec<Line>) {
        let [.., above, last] = lines.as_mut_slice() else {
            return;
        };
        if above.forced || !is_orphan(&self.clusters[last.range.clone()]) {
            return;
        }
        let joined = above.range.start..last.range.end;
        if self.least_width(&joined) <= self.room(joined.start) + FIT_SLACK {
            above.range = joined;
            lines.pop();
        } else if let Some(end) = self.last_open(joined.start, above.range.end - 1, Boundary::Free)
            && self.natural_width(&(end..joined.end)) <= self.measure + FIT_SLACK
        {
            above.range.end = end;
            last.range.start = end;
        }
    }

    fn least_width(&self, line: &Range<usize>) -> f64 {
        self.width(line, |squeeze| squeeze.most)
    }

    fn natural_width(&self, line: &Range<usize>) -> f64 {
        self.width(line, |squeeze| squeeze.natural)
    }

    fn width(&self, line: &Range<usize>, taken: impl Fn(Squeeze) -> Em) -> f64 {
        line.clone()
            .map(|index| {
                let squeeze = squeeze(self.clusters, line, index, self.rules.profile);
                self.clusters[index].width.get() - taken(squeeze).get()
            })
            .sum()
    }
}

fn whole(start: usize, end: usize) -> Line {
    Line {
        range: start..end,
        forced: false,
    }
}

/// Whether a line is a single Han with or without marks after it.
fn is_orphan(line: &[Cluster]) -> bool {
    let han = line.iter().filter(|cluster| cluster.class == Class::Han).count();
    han == 1
        && line
            .iter()
            .all(|cluster| cluster.class == Class::Han || cluster.class.blank_right())
}

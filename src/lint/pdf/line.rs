//! Glyphs put together to lines: what stands on one baseline without a wide gap.

use std::collections::BTreeMap;

use super::device::Glyph;
use super::face;
use crate::font::Role;
use crate::geom::Abs;
use crate::style::IDEOGRAPHIC_ASCENT;

/// Glyphs whose baselines differ by less stand on one line.
const SAME_BASELINE: Abs = Abs::pt(1.5);

/// A gap of more cells than this parts two lines (the cells of a table, 文号 and 签发人).
const WIDEST_GAP: f64 = 1.6;

/// One line of text.
#[derive(Debug)]
pub(super) struct Line {
    /// Its glyphs from left to right.
    pub(super) glyphs: Vec<Glyph>,
    /// Its baseline, from the top of the page.
    pub(super) baseline: Abs,
    /// The font size of most glyphs.
    pub(super) size: Abs,
    /// The typeface of most Chinese characters, of all characters where there is none.
    pub(super) role: Option<Role>,
    /// The characters.
    pub(super) text: String,
}

impl Line {
    fn new(mut glyphs: Vec<Glyph>) -> Self {
        glyphs.sort_by(|a, b| a.origin.x.to_pt().total_cmp(&b.origin.x.to_pt()));
        let tenths = |glyph: &Glyph| (glyph.size.to_pt() * 10.0).round() as i64;
        let size = most(glyphs.iter().map(tenths)).unwrap_or_default();
        let chinese = glyphs.iter().filter(|glyph| is_han(glyph.text));
        let role = most(chinese.map(|glyph| face::role(&glyph.face)));
        let role = role.or_else(|| most(glyphs.iter().map(|glyph| face::role(&glyph.face))));
        Self {
            baseline: glyphs.first().map_or(Abs::ZERO, |glyph| glyph.origin.y),
            size: Abs::pt(size as f64 / 10.0),
            role: role.flatten(),
            text: glyphs
                .iter()
                .map(|glyph| glyph.text)
                .collect::<String>()
                .trim()
                .to_owned(),
            glyphs,
        }
    }

    fn visible(&self) -> impl DoubleEndedIterator<Item = &Glyph> {
        self.glyphs.iter().filter(|glyph| !glyph.text.is_whitespace())
    }

    /// Where its first cell begins.
    pub(super) fn left(&self) -> Abs {
        self.visible().next().map_or(Abs::ZERO, |glyph| glyph.origin.x)
    }

    /// Where its last cell ends. A full-width mark has its cell whatever its font says.
    pub(super) fn right(&self) -> Abs {
        self.visible()
            .next_back()
            .map_or(Abs::ZERO, |glyph| glyph.origin.x + glyph.advance)
    }

    /// The middle between its edges.
    pub(super) fn center(&self) -> Abs {
        (self.left() + self.right()) / 2.0
    }

    /// The top of the ideographic box, over the baseline.
    pub(super) fn top(&self) -> Abs {
        self.baseline - self.size * IDEOGRAPHIC_ASCENT
    }

    /// The bottom of the ideographic box.
    pub(super) fn bottom(&self) -> Abs {
        self.baseline + self.size * (1.0 - IDEOGRAPHIC_ASCENT)
    }

    /// The top of what is painted.
    pub(super) fn ink_top(&self) -> Option<Abs> {
        let tops = self.glyphs.iter().filter_map(|glyph| glyph.ink.map(|ink| ink.start.y));
        tops.reduce(Abs::min)
    }

    /// Left and right edge of what is painted.
    pub(super) fn ink_sides(&self) -> Option<(Abs, Abs)> {
        let inks = || self.glyphs.iter().filter_map(|glyph| glyph.ink);
        let left = inks().map(|ink| ink.start.x).reduce(Abs::min)?;
        let right = inks().map(|ink| ink.end.x).reduce(Abs::max)?;
        Some((left, right))
    }

    /// Whether every glyph is the red of a 版头 (COLOR-02).
    pub(super) fn is_red(&self) -> bool {
        !self.glyphs.is_empty() && self.visible().all(|glyph| is_red(glyph.color))
    }

    /// The distances of neighbouring origins, each with the two glyphs.
    pub(super) fn steps(&self) -> impl Iterator<Item = (Abs, &Glyph, &Glyph)> {
        self.glyphs
            .windows(2)
            .map(|pair| (pair[1].origin.x - pair[0].origin.x, &pair[0], &pair[1]))
    }
}

/// Lines of a page from top to bottom, from left to right.
pub(super) fn lines(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.retain(|glyph| !glyph.turned);
    lower_marks(&mut glyphs);
    glyphs.sort_by(|a, b| a.origin.y.to_pt().total_cmp(&b.origin.y.to_pt()));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        match rows.last_mut() {
            Some(row) if glyph.origin.y - row[0].origin.y < SAME_BASELINE => row.push(glyph),
            _ => rows.push(vec![glyph]),
        }
    }
    let lines = rows.into_iter().flat_map(parted).map(Line::new);
    lines.filter(|line| !line.text.is_empty()).collect()
}

/// Puts the marks of footnotes, small and high, on the baseline of the words that they follow.
fn lower_marks(glyphs: &mut [Glyph]) {
    let small = |glyph: &Glyph| glyph.text.is_ascii_digit() || ('①'..='⑳').contains(&glyph.text);
    for index in 0..glyphs.len() {
        let mark = &glyphs[index];
        if !small(mark) {
            continue;
        }
        let host = glyphs.iter().find(|host| {
            let rise = (host.origin.y - mark.origin.y) / host.size;
            let gap = (mark.origin.x - host.origin.x - host.advance).abs() / host.size;
            mark.size < host.size * 0.75 && rise > 0.1 && rise < 0.7 && gap < 0.4
        });
        if let Some(baseline) = host.map(|host| host.origin.y) {
            glyphs[index].origin.y = baseline;
        }
    }
}

/// A row's glyphs, parted at wide gaps.
fn parted(mut row: Vec<Glyph>) -> Vec<Vec<Glyph>> {
    row.sort_by(|a, b| a.origin.x.to_pt().total_cmp(&b.origin.x.to_pt()));
    let mut parts: Vec<Vec<Glyph>> = Vec::new();
    for glyph in row {
        match parts.last_mut() {
            Some(part) if part.last().is_some_and(|last| !is_apart(last, &glyph)) => part.push(glyph),
            _ => parts.push(vec![glyph]),
        }
    }
    parts
}

/// Whether two neighbours stand further apart than those of a line. The names of 标志 are as wide as the longest, however
/// short they are (HEAD-05).
fn is_apart(last: &Glyph, next: &Glyph) -> bool {
    let of_mark = is_red(last.color) && is_red(next.color) && (last.size - next.size).abs() < Abs::pt(0.1);
    !of_mark && next.origin.x - (last.origin.x + last.advance) > last.size.max(next.size) * WIDEST_GAP
}

/// The value that occurs most; of equals the first in order.
fn most<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let best = counts.values().copied().max()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == best)
        .map(|(value, _)| value)
}

/// A Chinese character; marks are not counted, since another font may rightly draw them.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '〇')
}

/// COLOR-02: R at least 0.85, G and B at most 0.25.
pub(super) fn is_red([red, green, blue]: [u8; 3]) -> bool {
    red >= 217 && green <= 64 && blue <= 64
}

//! Rows as fragments: heights, text in the middle of its cell, rules.

use super::cells::{Cell, CellRow};
use super::text_room;
use crate::geom::{Abs, Point};
use crate::layout::flow::{Fragment, aligned, baseline};
use crate::layout::frame::{Item, RuleItem};
use crate::layout::inline::{LineBox, Setter};
use crate::style::{Align, Color, TableRules, TableStyle};

/// The columns of a table and how it is drawn.
#[derive(Debug)]
pub(super) struct Grid<'a> {
    style: &'a TableStyle,
    /// The left edge of each column, and the right edge of the last.
    edges: Vec<Abs>,
}

/// A cell with its lines, ready to be placed.
struct SetCell<'a> {
    cell: &'a Cell,
    row: usize,
    lines: Vec<LineBox>,
}

/// A cell whose text is being placed, row by row.
struct OpenCell<'a> {
    set: SetCell<'a>,
    /// Rows that it still covers.
    rows: usize,
}

/// A part of rows that were not kept together.
pub(super) struct Piece {
    /// The row of which it is a part, by its place among those rows.
    pub(super) row: usize,
    pub(super) fragment: Fragment,
    /// The rule that closes the table when the page ends after it.
    pub(super) cut: Option<RuleItem>,
}

impl<'a> Grid<'a> {
    /// The grid of these columns.
    pub(super) fn new(widths: &[Abs], style: &'a TableStyle) -> Self {
        let mut edges = vec![Abs::ZERO];
        let mut x = Abs::ZERO;
        for width in widths {
            x += *width;
            edges.push(x);
        }
        Self { style, edges }
    }

    /// The rule over the first row of a page, which takes room of its own as it does in Word.
    pub(super) fn upper_rule(&self) -> Fragment {
        let right = self.edges.last().copied().unwrap_or(Abs::ZERO);
        let weight = self.style.outer_rule();
        let (from, to) = (Point::new(Abs::ZERO, weight), Point::new(right, weight));
        Fragment {
            height: weight,
            items: vec![self.rule(from, to, weight)],
            ..Fragment::default()
        }
    }

    /// The rule under the last row of a table with three rules; of others the cells have theirs.
    pub(super) fn close(&self, fragment: &mut Fragment) {
        self.close_with(self.style.heavy_rule, fragment);
    }

    /// The rule under the head, likewise.
    pub(super) fn close_head(&self, fragment: &mut Fragment) {
        self.close_with(self.style.rule, fragment);
    }

    fn close_with(&self, weight: Abs, fragment: &mut Fragment) {
        if self.style.rules == TableRules::ThreeLine {
            let right = self.edges.last().copied().unwrap_or(Abs::ZERO);
            let (from, to) = (
                Point::new(Abs::ZERO, fragment.height),
                Point::new(right, fragment.height),
            );
            fragment.items.push(self.rule(from, to, weight));
        }
    }

    /// Rows that stay together, with the rules at the left, right and lower edges of their cells.
    pub(super) fn fragment(&self, rows: &[CellRow], setter: &mut Setter) -> Fragment {
        let cells = self.set(rows, setter);
        let tops = self.tops(&cells, rows.len());
        let mut fragment = Fragment {
            height: tops.last().copied().unwrap_or(Abs::ZERO),
            ..Fragment::default()
        };
        for cell in cells {
            let (top, bottom) = (tops[cell.row], tops[(cell.row + cell.cell.rows).min(rows.len())]);
            self.place(cell, top, bottom, &mut fragment);
        }
        fragment
    }

    /// Rows that no page need hold together, each a piece, and one taller than `tallest` a piece for every line (TB-03).
    /// The text of a cell over several rows runs on from one to the next.
    pub(super) fn pieces(&self, rows: &[CellRow], tallest: Abs, setter: &mut Setter) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut open: Vec<OpenCell> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let begun = self.set(std::slice::from_ref(row), setter).into_iter();
            open.extend(begun.map(|set| OpenCell {
                rows: set.cell.rows,
                set,
            }));
            let begin = pieces.len();
            self.row_pieces(&mut open, tallest, &mut pieces);
            pieces[begin..].iter_mut().for_each(|piece| piece.row = index);
            open.retain_mut(|cell| {
                cell.rows -= 1;
                cell.rows > 0
            });
        }
        if let Some(last) = pieces.last_mut() {
            last.cut = None;
        }
        pieces
    }

    /// The pieces of one row: its own cells, and those that reach into it from above.
    fn row_pieces(&self, open: &mut [OpenCell], tallest: Abs, pieces: &mut Vec<Piece>) {
        let least = self.style.body.pitch + self.style.row_padding * 2.0;
        let ending = open.iter().filter(|cell| cell.rows == 1);
        let height = ending.map(|cell| self.height(&cell.set)).fold(least, Abs::max);
        if height.fits(tallest) {
            pieces.push(self.piece(open, height, (true, true)));
            return;
        }
        let mut first = true;
        loop {
            let lines = open
                .iter()
                .filter(|cell| cell.rows == 1)
                .map(|cell| cell.set.lines.len());
            let last = lines.max().unwrap_or_default() <= 1;
            let pitch = open
                .iter()
                .map(|cell| cell.set.cell.style.pitch)
                .fold(Abs::ZERO, Abs::max);
            let edges = usize::from(first) + usize::from(last);
            let height = pitch + self.style.row_padding * edges as f64;
            pieces.push(self.piece(open, height, (first, last)));
            if last {
                break;
            }
            first = false;
        }
    }

    /// Takes from every open cell the lines that a piece of this height holds. `edges` says whether the upper and the
    /// lower edge of the row are in it.
    fn piece(&self, open: &mut [OpenCell], height: Abs, edges: (bool, bool)) -> Piece {
        let padding = |edge: bool| if edge { self.style.row_padding } else { Abs::ZERO };
        let room = height - padding(edges.0) - padding(edges.1);
        let mut fragment = Fragment {
            height,
            ..Fragment::default()
        };
        for cell in open.iter_mut() {
            let ends = cell.rows == 1 && edges.1;
            let fitting = ((room.to_pt() / cell.set.cell.style.pitch.to_pt()) + 1e-6).floor() as usize;
            let taken = if ends {
                cell.set.lines.len()
            } else {
                fitting.min(cell.set.lines.len())
            };
            let rest = cell.set.lines.split_off(taken);
            let lines = std::mem::replace(&mut cell.set.lines, rest);
            // What began above goes on at the top; a whole cell stands in the middle.
            let whole = cell.set.cell.rows == 1 && edges == (true, true);
            let slack = room - cell.set.cell.style.pitch * lines.len() as f64;
            let top = padding(edges.0) + if whole { slack / 2.0 } else { Abs::ZERO };
            self.text(cell.set.cell, lines, top, &mut fragment);
            self.edges(cell.set.cell, Abs::ZERO, height, ends, &mut fragment);
        }
        let right = self.edges.last().copied().unwrap_or(Abs::ZERO);
        let rule = RuleItem {
            from: Point::new(Abs::ZERO, Abs::ZERO),
            to: Point::new(right, Abs::ZERO),
            weight: self.style.rule,
            color: Color::BLACK,
        };
        Piece {
            row: 0,
            fragment,
            cut: (self.style.rules == TableRules::Full).then_some(rule),
        }
    }

    /// Breaks the text of every cell.
    fn set<'c>(&self, rows: &'c [CellRow], setter: &mut Setter) -> Vec<SetCell<'c>> {
        let mut cells = Vec::new();
        for (row, cell) in rows
            .iter()
            .enumerate()
            .flat_map(|(row, all)| all.cells.iter().map(move |cell| (row, cell)))
        {
            let room = text_room(self.width(cell), self.style.cell_padding) - cell.shift;
            let justify = cell.align == Align::Justify;
            cells.push(SetCell {
                cell,
                row,
                lines: setter.lines(&cell.text, room, Abs::ZERO, justify),
            });
        }
        cells
    }

    /// The top of each row and the bottom of the last. A cell over several rows makes the last of them higher.
    fn tops(&self, cells: &[SetCell], rows: usize) -> Vec<Abs> {
        let least = self.style.body.pitch + self.style.row_padding * 2.0;
        let mut heights = vec![least; rows];
        for cell in cells.iter().filter(|cell| cell.cell.rows == 1) {
            heights[cell.row] = heights[cell.row].max(self.height(cell));
        }
        for cell in cells.iter().filter(|cell| cell.cell.rows > 1) {
            let spanned = &mut heights[cell.row..(cell.row + cell.cell.rows).min(rows)];
            let sum: Abs = spanned.iter().copied().sum();
            if let Some(last) = spanned.last_mut() {
                *last += (self.height(cell) - sum).max(Abs::ZERO);
            }
        }
        let mut tops = vec![Abs::ZERO];
        let mut y = Abs::ZERO;
        for height in heights {
            y += height;
            tops.push(y);
        }
        tops
    }

    fn height(&self, cell: &SetCell) -> Abs {
        cell.cell.style.pitch * cell.lines.len() as f64 + self.style.row_padding * 2.0
    }

    fn width(&self, cell: &Cell) -> Abs {
        self.edge(cell.column + cell.columns) - self.edge(cell.column)
    }

    fn edge(&self, column: usize) -> Abs {
        self.edges
            .get(column)
            .or(self.edges.last())
            .copied()
            .unwrap_or(Abs::ZERO)
    }

    /// Draws a cell: its text in the middle of its height, its rules.
    fn place(&self, cell: SetCell, top: Abs, bottom: Abs, fragment: &mut Fragment) {
        let y = top + (bottom - top - cell.cell.style.pitch * cell.lines.len() as f64) / 2.0;
        self.text(cell.cell, cell.lines, y, fragment);
        self.edges(cell.cell, top, bottom, true, fragment);
    }

    /// Draws the lines of a cell from `y` on.
    fn text(&self, cell: &Cell, lines: Vec<LineBox>, mut y: Abs, fragment: &mut Fragment) {
        let left = self.edge(cell.column);
        let room = text_room(self.width(cell), self.style.cell_padding) - cell.shift;
        for line in lines {
            let x = left + self.style.cell_padding + aligned(cell.align, room, line.width);
            fragment.place(line, Point::new(x, y + baseline(&cell.style)));
            y += cell.style.pitch;
        }
    }

    /// Draws the rules at the right and left of a cell, and below it where it `ends`.
    fn edges(&self, cell: &Cell, top: Abs, bottom: Abs, ends: bool, fragment: &mut Fragment) {
        if self.style.rules == TableRules::ThreeLine {
            return;
        }
        let (left, right) = (self.edge(cell.column), self.edge(cell.column + cell.columns));
        let corner = Point::new;
        let weight = self.style.rule;
        let mut rule = |from, to| fragment.items.push(self.rule(from, to, weight));
        if ends {
            rule(corner(left, bottom), corner(right, bottom));
        }
        rule(corner(right, top), corner(right, bottom));
        if cell.column == 0 {
            rule(corner(left, top), corner(left, bottom));
        }
    }

    fn rule(&self, from: Point, to: Point, weight: Abs) -> Item {
        Item::Rule(RuleItem {
            from,
            to,
            weight,
            color: Color::BLACK,
        })
    }
}

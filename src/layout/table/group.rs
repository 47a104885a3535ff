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

    /// The rule over the first row of a page.
    pub(super) fn upper_rule(&self) -> Fragment {
        let right = self.edges.last().copied().unwrap_or(Abs::ZERO);
        let mut fragment = Fragment::default();
        fragment
            .items
            .push(self.rule(Point::default(), Point::new(right, Abs::ZERO), self.outer()));
        fragment
    }

    /// The weight of the first and the last rule.
    fn outer(&self) -> Abs {
        match self.style.rules {
            TableRules::Full => self.style.rule,
            TableRules::ThreeLine => self.style.heavy_rule,
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

    /// Rows taller than a page, cut between lines: each piece shows as many lines of every cell as fit.
    /// Cells over several rows stand in their first one.
    pub(super) fn pieces(&self, rows: &[CellRow], page: Abs, setter: &mut Setter) -> Vec<Fragment> {
        let mut pieces = Vec::new();
        for row in rows {
            let mut cells = self.set(std::slice::from_ref(row), setter);
            loop {
                pieces.push(self.piece(&mut cells, page));
                if cells.iter().all(|cell| cell.lines.is_empty()) {
                    break;
                }
            }
        }
        pieces
    }

    /// Takes from every cell the lines that a piece holds.
    fn piece(&self, cells: &mut [SetCell], page: Abs) -> Fragment {
        let room = page - self.style.row_padding * 2.0;
        let mut taken: Vec<SetCell> = Vec::new();
        for cell in cells.iter_mut() {
            let fitting = (room.to_pt() / cell.cell.style.pitch.to_pt()).floor().max(1.0) as usize;
            let rest = cell.lines.split_off(fitting.min(cell.lines.len()));
            taken.push(SetCell {
                cell: cell.cell,
                row: 0,
                lines: std::mem::replace(&mut cell.lines, rest),
            });
        }
        let height = taken.iter().map(|cell| self.height(cell)).fold(Abs::ZERO, Abs::max);
        let mut fragment = Fragment {
            height,
            ..Fragment::default()
        };
        for cell in taken {
            self.place(cell, Abs::ZERO, height, &mut fragment);
        }
        fragment
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
        let style = &cell.cell.style;
        let (left, right) = (
            self.edge(cell.cell.column),
            self.edge(cell.cell.column + cell.cell.columns),
        );
        let room = text_room(right - left, self.style.cell_padding) - cell.cell.shift;
        let mut y = top + (bottom - top - style.pitch * cell.lines.len() as f64) / 2.0;
        for line in cell.lines {
            let x = left + self.style.cell_padding + aligned(cell.cell.align, room, line.width);
            fragment.place(line, Point::new(x, y + baseline(style)));
            y += style.pitch;
        }
        if self.style.rules == TableRules::ThreeLine {
            return;
        }
        let corner = Point::new;
        let weight = self.style.rule;
        let mut rule = |from, to| fragment.items.push(self.rule(from, to, weight));
        rule(corner(left, bottom), corner(right, bottom));
        rule(corner(right, top), corner(right, bottom));
        if cell.cell.column == 0 {
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

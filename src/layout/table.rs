//! Tables: caption and unit line, the head that is repeated, rows that stay whole (TB-01 … TB-05).

mod cells;
mod columns;
mod group;
mod parts;

use std::collections::BTreeSet;

use self::cells::{CellRow, Part, Shaper};
use self::columns::Wishes;
use self::group::{Grid, Piece};
use super::anchor;
use super::flow::{Collector, Fragment, Kind, aligned, baseline};
use super::inline::Span;
use super::structure::{ElementId, ElementKind};
use crate::geom::{Abs, Point};
use crate::report::{Inline, Table, TableFacts, TablePart, Turn};
use crate::style::Sheet;

/// TB-03: rows no taller than this part of a page stay whole.
const TALLEST_WHOLE: f64 = 1.0 / 3.0;
/// A head taller than this part of a page is not repeated.
const TALLEST_REPEATED_HEAD: f64 = 0.5;

/// Appends a table to the flow: upright where it fits, else turned, else in parts that repeat the columns that name
/// the rows.
pub(super) fn collect(table: &Table, collector: &mut Collector) {
    let count = cells::column_count(table);
    if count == 0 {
        let element = collector.element(&table.full_caption(None), ElementKind::Paragraph);
        caption(table, element, None, collector);
        return;
    }
    let mark = collector.flow.structure.len();
    let shaped = ShapedTable::new(table, None, collector);
    let turned = table.turn == Turn::Always || !shaped.fits(collector);
    if turned {
        collector.sheet = Sheet::Turned;
    }
    let columns = parts::by_width(table, &shaped.wishes.least, collector.measure());
    let parts = if let [all] = columns.as_slice() {
        vec![place(table, shaped, (None, all), collector)]
    } else {
        collector.flow.structure.truncate(mark);
        place_parts(table, &columns, collector)
    };
    notes(&table.all_notes(parts.len()), collector);
    collector.flow.tables.push(TableFacts { turned, parts });
    collector.sheet = Sheet::Upright;
}

/// Whether a table will stand on turned pages (TABL-01), before it is appended.
pub(super) fn is_turned(table: &Table, collector: &mut Collector) -> bool {
    if table.turn == Turn::Always || cells::column_count(table) == 0 {
        return table.turn == Turn::Always;
    }
    let mark = collector.flow.structure.len();
    let shaped = ShapedTable::new(table, None, collector);
    collector.flow.structure.truncate(mark);
    !shaped.fits(collector)
}

/// Each part of a table that no page holds whole, as a table of its own.
fn place_parts(table: &Table, parts: &[Vec<usize>], collector: &mut Collector) -> Vec<TablePart> {
    let mut placed = Vec::with_capacity(parts.len());
    for (number, columns) in (1..).zip(parts) {
        let (table, part) = (table.part(columns), Some((number, parts.len())));
        let shaped = ShapedTable::new(&table, part, collector);
        placed.push(place(&table, shaped, (part, columns), collector));
    }
    placed
}

/// Which part of how many a table is.
type PartOf = Option<(usize, usize)>;

/// A table's cells as glyphs, and what they are part of.
struct ShapedTable {
    caption: Option<ElementId>,
    head: Vec<CellRow>,
    body: Vec<CellRow>,
    wishes: Wishes,
}

impl ShapedTable {
    fn new(table: &Table, part: PartOf, collector: &mut Collector) -> Self {
        let structure = &mut collector.flow.structure;
        let element = structure.add(ElementKind::Table, ElementId::DOCUMENT);
        let has_caption = table.unit.is_some() || !table.full_caption(part).is_empty();
        let caption = has_caption.then(|| structure.add(ElementKind::Caption, element));
        let mut shaper = Shaper {
            columns: &table.columns,
            count: cells::column_count(table),
            style: &collector.style.table,
            setter: collector.setter,
            structure,
            headers: Vec::new(),
            head_alone: table.body.is_empty(),
        };
        let head = shaper.rows(&table.header, Part::Head, element);
        let body = shaper.rows(&table.body, Part::Body, element);
        Self {
            caption,
            wishes: columns::wishes(&head, &body, shaper.count, shaper.style),
            head,
            body,
        }
    }

    /// Whether it is no wider than the page.
    fn fits(&self, collector: &Collector) -> bool {
        let needed: Abs = self.wishes.least.iter().copied().sum();
        needed.fits(collector.measure())
    }
}

/// Appends a table, or one of its parts, for pages of the collector's sheet.
fn place(
    table: &Table,
    shaped: ShapedTable,
    (part, columns): (PartOf, &[usize]),
    collector: &mut Collector,
) -> TablePart {
    let continued = caption(table, shaped.caption, part, collector);
    let style = &collector.style.table;
    let widths = shaped.wishes.fit(collector.measure());
    let grid = Grid::new(&widths, style);
    let (head, caption_repeated) = place_head(&grid, shaped.head, continued, collector);
    TablePart {
        columns: columns.to_vec(),
        widths: widths.iter().map(|width| width.to_pt()).collect(),
        split_rows: place_body(&grid, shaped.body, head, collector),
        caption_repeated,
    }
}

/// What is said under a table, as small as its text and directly below it.
fn notes(notes: &[Vec<Inline>], collector: &mut Collector) {
    let first = collector.flow.children.len();
    for note in notes {
        collector.said(note, &collector.style.table.note);
    }
    for child in collector.flow.children.iter_mut().skip(first) {
        child.kind = Kind::OffGrid;
    }
}

/// `表1　名称` over the table and the unit line under it; both stay with the table. Returns what goes in their place on
/// each further page, as high as they are: Word can only repeat the caption itself there (TB-02).
fn caption(table: &Table, element: Option<ElementId>, part: PartOf, collector: &mut Collector) -> Fragment {
    let style = collector.style;
    let first = collector.flow.children.len();
    collector.paragraph(&table.full_caption(part), &style.table.caption, element);
    let caption = &mut collector.flow.children[first..];
    anchor::set(caption, &table.label);
    let height = caption.iter().map(|line| line.fragment.height).sum();
    let mut continued = continued_mark(&table.label, height, collector);
    if let Some(unit) = &table.unit {
        let first = collector.flow.children.len();
        collector.paragraph(unit, &style.table.unit, element);
        // The unit line is as small as the table and touches it.
        for child in collector.flow.children.iter_mut().skip(first) {
            child.kind = Kind::OffGrid;
            continued.append(child.fragment.clone());
        }
    }
    continued
}

/// The head, or the upper rule of a table without one; what goes before the rows of each further page, and whether the
/// caption does.
fn place_head(grid: &Grid, head: Vec<CellRow>, mut continued: Fragment, collector: &mut Collector) -> (usize, bool) {
    let mut fragment = grid.upper_rule();
    if !head.is_empty() {
        fragment.append(grid.fragment(&head, collector.setter));
        grid.close_head(&mut fragment);
    }
    let page = collector.style.area_of(collector.sheet).height;
    let fits = |height: Abs| height.fits(page * TALLEST_REPEATED_HEAD);
    let caption_repeated = continued.height > Abs::ZERO && fits(continued.height + fragment.height);
    if !caption_repeated {
        continued = Fragment::default();
    }
    continued.append(if fits(fragment.height) {
        fragment.clone()
    } else {
        grid.upper_rule()
    });
    collector.flow.heads.push(continued);
    collector.push(fragment, Kind::OffGrid, true, None);
    (collector.flow.heads.len() - 1, caption_repeated)
}

/// `续表1` over the head on each further page, on the last line of so much height (TB-02). It is no part of the text. A table
/// without a number has none: its head tells what goes on.
fn continued_mark(label: &str, height: Abs, collector: &mut Collector) -> Fragment {
    if height == Abs::ZERO {
        return Fragment::default();
    }
    let style = &collector.style.table.continued;
    let content = [Inline::Text(format!(
        "续{}",
        if label.is_empty() { "表" } else { label }
    ))];
    let element = None;
    let text = collector.setter.shape(&[Span {
        content: &content,
        style,
        element,
    }]);
    let line = collector.setter.spread(&text, Abs::ZERO);
    let x = aligned(style.align, collector.measure(), line.width);
    let mut fragment = Fragment {
        height,
        ..Fragment::default()
    };
    fragment.place(line, Point::new(x, height - style.pitch + baseline(style)));
    fragment
}

/// The rows of the body. Rows tied by cells that span them are one child; a 合计 row stays with the row before
/// (TB-03), and the first row with the second, since a head with a single row at the foot of a page looks like
/// a table cut off. Returns the rows that a page may end within.
fn place_body(grid: &Grid, body: Vec<CellRow>, head: usize, collector: &mut Collector) -> BTreeSet<usize> {
    let page = collector.style.area_of(collector.sheet).height - collector.flow.heads[head].height;
    let mut split = BTreeSet::new();
    let mut groups = cells::groups(body).into_iter().peekable();
    let mut begin = 0;
    while let Some(group) = groups.next() {
        let sticky = groups
            .peek()
            .is_some_and(|next| begin == 0 || next.first().is_some_and(|row| row.total));
        let last = groups.peek().is_none();
        let mut fragment = grid.fragment(&group, collector.setter);
        if fragment.height.fits(page * TALLEST_WHOLE) {
            if last {
                grid.close(&mut fragment);
            }
            collector.push(fragment, Kind::OffGrid, sticky, Some(head));
        } else {
            let pieces = grid.pieces(&group, page * TALLEST_WHOLE, collector.setter);
            let rows = pieces.chunk_by(|a, b| a.row == b.row).filter(|row| row.len() > 1);
            split.extend(rows.map(|row| begin + row[0].row));
            place_pieces(grid, pieces, (head, sticky, last), collector);
        }
        begin += group.len();
    }
    split
}

/// The pieces of rows that no page need hold together. `last` says whether they end the table.
fn place_pieces(grid: &Grid, pieces: Vec<Piece>, (head, sticky, last): (usize, bool, bool), collector: &mut Collector) {
    let count = pieces.len();
    for (number, piece) in (1..).zip(pieces) {
        let mut fragment = piece.fragment;
        if last && number == count {
            grid.close(&mut fragment);
        }
        collector.push(fragment, Kind::OffGrid, sticky && number == count, Some(head));
        if let Some(child) = collector.flow.children.last_mut() {
            child.cut = piece.cut;
        }
    }
}

impl Fragment {
    /// Puts another fragment under this one.
    fn append(&mut self, other: Self) {
        let below = self.height;
        self.items.extend(
            other
                .items
                .into_iter()
                .map(|item| item.moved(Point::new(Abs::ZERO, below))),
        );
        self.figures.extend(other.figures);
        self.notes.extend(other.notes);
        self.height += other.height;
    }
}

/// The room for text in a cell of a width.
fn text_room(width: Abs, padding: Abs) -> Abs {
    (width - padding * 2.0).max(Abs::ZERO)
}

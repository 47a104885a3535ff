//! Tables: caption and unit line, the head that is repeated, rows that stay whole (TB-01 … TB-05).

mod cells;
mod columns;
mod group;

use self::cells::{CellRow, Part};
use self::group::Grid;
use super::flow::{Collector, Fragment, Kind};
use super::structure::{ElementId, ElementKind};
use crate::geom::{Abs, Point};
use crate::report::{Inline, Table};

/// A head taller than this part of a page is not repeated.
const TALLEST_REPEATED_HEAD: f64 = 0.5;

/// Appends a table to the flow.
pub(super) fn collect(table: &Table, collector: &mut Collector) {
    let count = cells::column_count(table);
    if count == 0 {
        let element = collector.element(&caption_content(table), ElementKind::Paragraph);
        caption(table, element, collector);
        return;
    }
    let structure = &mut collector.flow.structure;
    let element = structure.add(ElementKind::Table, ElementId::DOCUMENT);
    let has_caption = table.unit.is_some() || !caption_content(table).is_empty();
    let caption_element = has_caption.then(|| structure.add(ElementKind::Caption, element));
    caption(table, caption_element, collector);
    let style = &collector.style.table;
    let mut shape = |rows, part| {
        let mut shaper = cells::Shaper {
            columns: &table.columns,
            count,
            style,
            part,
            setter: collector.setter,
            structure: &mut collector.flow.structure,
        };
        shaper.rows(rows, element)
    };
    let head = shape(&table.header, Part::Head);
    let body = shape(&table.body, Part::Body);
    let widths = columns::widths(&head, &body, count, collector.measure(), &collector.style.table);
    collector
        .flow
        .table_columns
        .push(widths.iter().map(|width| width.to_pt()).collect());
    let grid = Grid::new(&widths, &collector.style.table);
    let repeated = place_head(&grid, head, collector);
    place_body(&grid, body, repeated, collector);
}

/// `表1　名称` over the table and the unit line under it; both stay with the table.
fn caption(table: &Table, element: Option<ElementId>, collector: &mut Collector) {
    let style = collector.style;
    collector.paragraph(&caption_content(table), &style.table.caption, element);
    if let Some(unit) = &table.unit {
        let first = collector.flow.children.len();
        collector.paragraph(unit, &style.table.unit, element);
        // The unit line is as small as the table and touches it.
        for child in collector.flow.children.iter_mut().skip(first) {
            child.kind = Kind::OffGrid;
        }
    }
}

/// `表1　名称`; empty when the table has neither.
fn caption_content(table: &Table) -> Vec<Inline> {
    let mut content = Vec::new();
    if !table.label.is_empty() {
        content.push(Inline::Text(table.label.clone()));
    }
    if !table.label.is_empty() && !table.caption.is_empty() {
        content.push(Inline::Text('\u{3000}'.to_string()));
    }
    content.extend(table.caption.iter().cloned());
    content
}

/// The head, or the upper rule of a table without one; what goes before the rows of each further page.
fn place_head(grid: &Grid, head: Vec<CellRow>, collector: &mut Collector) -> usize {
    let mut fragment = grid.upper_rule();
    if !head.is_empty() {
        fragment.append(grid.fragment(&head, collector.setter));
    }
    let page = collector.style.type_area().height;
    let repeated = if fragment.height.fits(page * TALLEST_REPEATED_HEAD) {
        fragment.clone()
    } else {
        grid.upper_rule()
    };
    collector.flow.heads.push(repeated);
    collector.push(fragment, Kind::OffGrid, true, None);
    collector.flow.heads.len() - 1
}

/// The rows of the body. Rows tied by cells that span them are one child; a 合计 row stays with the row before
/// (TB-03), and the first row with the second, since a head with a single row at the foot of a page looks like
/// a table cut off.
fn place_body(grid: &Grid, body: Vec<CellRow>, head: usize, collector: &mut Collector) {
    let page = collector.style.type_area().height - collector.flow.heads[head].height;
    let mut groups = cells::groups(body).into_iter().peekable();
    let mut first = true;
    while let Some(group) = groups.next() {
        let sticky = groups
            .peek()
            .is_some_and(|next| first || next.first().is_some_and(|row| row.total));
        first = false;
        let fragment = grid.fragment(&group, collector.setter);
        let pieces = if fragment.height.fits(page) {
            vec![fragment]
        } else {
            grid.pieces(&group, page, collector.setter)
        };
        for piece in pieces {
            collector.push(piece, Kind::OffGrid, sticky, Some(head));
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
        self.height += other.height;
    }
}

/// The room for text in a cell of a width.
fn text_room(width: Abs, padding: Abs) -> Abs {
    (width - padding * 2.0).max(Abs::ZERO)
}

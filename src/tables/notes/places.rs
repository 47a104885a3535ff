//! The unit of a title over columns that are places: 各乡镇财政收入分月情况（万元） over 城关镇 | 柳林镇 | 合计.

use super::super::grid::Grid;
use super::super::segment::Segment;
use super::super::{Column, ColumnRole, FoundUnit, UnitOrigin, words};
use super::{UnitNote, is_of_a_time, measure};
use crate::unit::Unit;

/// Fewest places: one may be a word that ends as they do.
const FEWEST: usize = 2;

/// Gives the unit of a title that names what the unit measures to columns that name nothing but places, their total or a time:
/// nothing else can be told of them than what the title says.
pub(in super::super) fn fill(grid: &Grid<'_>, notes: &[UnitNote], segment: &Segment, columns: &mut [Column]) {
    let Some((note, unit)) = super::title(notes, segment) else {
        return;
    };
    let found = FoundUnit {
        unit: unit.clone(),
        origin: UnitOrigin::Title,
        at: note.at,
    };
    let named = grid
        .label(note.at.row, note.at.column)
        .is_some_and(|text| measures(&text, unit));
    if !named || !are_places(columns) {
        return;
    }
    let open = |column: &&mut Column| column.role == ColumnRole::Data && column.units.is_empty();
    for column in columns.iter_mut().filter(open) {
        column.unit = Some(found.unit.clone());
        column.unit_at = Some(found.at);
        column.units.push(found.clone());
    }
}

/// Whether the words of a title before its unit say what the unit measures: 财政收入 in 万元.
fn measures(title: &str, unit: &Unit) -> bool {
    let flat = words::flat(title);
    let before = flat.rsplit_once('(').map(|(before, _)| before);
    let measured = before.and_then(measure::of_label);
    measured.is_some_and(|measured| measured != measure::Measure::Count && measured.is_in(unit))
}

/// Whether the columns of figures name places, and nothing else but totals and times.
fn are_places(columns: &[Column]) -> bool {
    let labels = || {
        let of_data = columns.iter().filter(|column| column.role == ColumnRole::Data);
        of_data.flat_map(|column| &column.path)
    };
    let fits = |label: &String| is_place(label) || words::is_total(label) || is_of_a_time(label);
    labels().all(fits) && labels().filter(|label| is_place(label)).count() >= FEWEST
}

/// Whether a label is the name of a place: 城关镇, 王家村; 建制镇 and 行政村 are counted.
fn is_place(label: &str) -> bool {
    const ENDS: [&str; 6] = ["镇", "乡", "街道", "村", "社区", "办事处"];
    const SORTS: [&str; 14] = [
        "建制", "行政", "自然", "贫困", "示范", "重点", "中心", "试点", "文明", "城", "脱贫", "特色", "空心", "各",
    ];
    label.chars().count() > 2
        && ENDS.iter().any(|end| label.ends_with(end))
        && !SORTS
            .iter()
            .any(|sort| label.starts_with(sort) && label.chars().count() <= sort.chars().count() + 1)
}

//! The unit of the columns that a line with two units leaves over: 单位：万元、%, where the columns of percentages say that they
//! are.

use super::super::segment::Segment;
use super::super::{Column, FoundUnit, UnitOrigin, words};
use super::measure;
use super::{UnitNote, is_measured};
use crate::unit::{Dimension, Unit};

/// Words of columns that are in no amount of money or of anything else: places, persons, what is made of other columns.
const OTHERS: [&str; 23] = [
    "比", "率", "均", "数", "度", "龄", "模", "差", "=", "%", "户", "人", "家", "个", "倍", "位", "次", "排名", "号",
    "限", "天", "时间", "日期",
];

/// Gives the columns without a unit the amount of a line that says it beside a percentage, where other columns say themselves
/// that they are percentages.
pub(in super::super) fn fill(notes: &[UnitNote], segment: &Segment, columns: &mut [Column]) {
    let Some((unit, at)) = amount_beside_percentage(notes, segment) else {
        return;
    };
    let is_ratio = |column: &Column| {
        column
            .unit
            .as_ref()
            .is_some_and(|unit| unit.dimension == Dimension::Ratio)
    };
    if !columns
        .iter()
        .any(|column| is_ratio(column) && column.unit_at != Some(at))
    {
        return;
    }
    for column in columns
        .iter_mut()
        .filter(|column| column.unit.is_none() && may_be_in(&column.path, &unit))
    {
        column.units.push(FoundUnit {
            unit: unit.clone(),
            origin: UnitOrigin::UnitLine,
            at,
        });
        column.unit = Some(unit.clone());
        column.unit_at = Some(at);
    }
}

/// The amount of the nearest line above a table, where it says that and a percentage and nothing else.
fn amount_beside_percentage(notes: &[UnitNote], segment: &Segment) -> Option<(Unit, crate::place::CellRef)> {
    let own = |note: &&UnitNote| note.above && note.at.column < segment.reach;
    if notes.iter().any(|note| note.whole && own(&note)) {
        return None;
    }
    let note = notes.iter().rfind(|note| own(note) && note.is_sure() && !note.listed)?;
    let [(one, _), (other, _)] = note.units.as_slice() else {
        return None;
    };
    let (ratios, amounts): (Vec<&Unit>, Vec<&Unit>) = [one, other]
        .into_iter()
        .partition(|unit| unit.dimension == Dimension::Ratio);
    let amount = amounts
        .first()
        .filter(|unit| ratios.len() == 1 && is_measured(unit) && !unit.is_count())?;
    note.is_list().then(|| ((*amount).clone(), note.at))
}

/// Whether nothing that a path says speaks against an amount.
fn may_be_in(path: &[String], unit: &Unit) -> bool {
    let is_other = |label: &String| {
        // 年度计划 is no degree.
        let label = &["年度", "季度", "月度"]
            .iter()
            .fold(label.clone(), |label, word| label.replace(word, ""));
        let compares = words::compares(label) && !words::is_past(label);
        compares || words::is_stub(label) || words::is_time(label) || OTHERS.iter().any(|word| label.contains(word))
    };
    let measured = measure::of_path(path).is_none_or(|own| own.is_in(unit));
    !path.is_empty() && measured && !measure::denies(path, unit) && !path.iter().any(is_other)
}

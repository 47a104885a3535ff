//! Whether a sum and what it is compared with are sums of the same villages: of one that says — or 无 this year only, the
//! change would tell what nobody counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::assumed::Beside;
use super::books::Books;
use super::content::HIDDEN;
use super::select::Chosen;
use crate::diag::{Code, Diagnostic, Sink, first_few, term};
use crate::place::CellPlace;
use crate::tables::label::without_note;
use crate::tables::number::{self, Reading};

/// Rows that are compared by name; more are a list of households or events, which nobody compares one by one.
const MOST: usize = 2_000;

/// So many villages are told with their cells.
const TOLD: usize = 4;

/// A row of a sum.
pub(super) struct Member {
    /// By what it is found among the others: its names from the outermost, without a note in brackets.
    key: String,
    /// What it is called; nobody's name.
    label: Arc<str>,
    place: CellPlace,
    /// Whether it has a number; else it says that there is none.
    counted: bool,
}

/// The rows by what they say in the first of the wanted columns; of sheets that are one row each by the names of the sheets.
pub(super) fn members(rows: &[Chosen<'_, '_, '_>], by_sheet: bool, books: &Books<'_>) -> Vec<Member> {
    if rows.len() > MOST {
        return Vec::new();
    }
    let of_several = rows
        .windows(2)
        .any(|pair| !std::ptr::eq(pair[0].selection, pair[1].selection));
    let by = (by_sheet, by_sheet || of_several);
    rows.iter().filter_map(|row| member(row, by, books)).collect()
}

/// A row that says a number, or that there is none; known by its sheet alone, or by that besides.
fn member(row: &Chosen<'_, '_, '_>, (by_sheet, with_sheet): (bool, bool), books: &Books<'_>) -> Option<Member> {
    let spot = row.spot(0);
    if spot.cell.row != row.row().row {
        // Of a merged cell nobody knows how much is whose.
        return None;
    }
    let counted = match number::read(spot.leaf.sheet.cell(spot.cell)) {
        Reading::Number { .. } => true,
        Reading::NotApplicable => false,
        Reading::Blank
        | Reading::NotANumber
        | Reading::Date(_)
        | Reading::Time(_)
        | Reading::Error(_)
        | Reading::FormulaWithoutValue => return None,
    };
    let (sheet, table) = (&row.selection.leaf.sheet.name, row.selection.table);
    let path = table.grouped_path(row.index).into_iter().filter(|_| !by_sheet);
    let names = path.chain(with_sheet.then_some(&**sheet));
    let key = |name: &str| books.labels.key(without_note(&books.labels.key(name)));
    Some(Member {
        key: names.map(key).collect::<Vec<String>>().join("/"),
        label: match (by_sheet, table.persons) {
            (true, _) => Arc::clone(sheet),
            (false, true) => HIDDEN.into(),
            (false, false) => Arc::clone(&row.row().label),
        },
        place: spot.place(),
        counted,
    })
}

/// The members by name; of one name that several have none is certain.
fn by_name(members: &[Member]) -> BTreeMap<&str, Option<&Member>> {
    let mut named = BTreeMap::new();
    for member in members {
        let known = named.entry(member.key.as_str());
        known.and_modify(|one| *one = None).or_insert(Some(member));
    }
    named
}

/// Warns of the villages that are counted on one side only.
pub(super) fn tell_others(name: &str, (own, others): (&[Member], &[Member]), beside: Beside<'_>, sink: &mut Sink) {
    let others = by_name(others);
    let mut differing: Vec<(&Member, &Member)> = Vec::new();
    for (key, member) in by_name(own) {
        let other = others.get(key).copied().flatten();
        let pair = member.zip(other);
        differing.extend(pair.filter(|(one, other)| one.counted != other.counted));
    }
    if differing.is_empty() {
        return;
    }
    differing.sort_by(|(one, _), (other, _)| one.place.cmp(&other.place));
    let with = if beside.with_target {
        "with-target"
    } else {
        "with-last-year"
    };
    let mut problem = Diagnostic::new(Code::OtherVillages)
        .with("name", name)
        .with("with", term(with))
        .with("count", differing.len())
        .with("rows", first_few(differing.iter().map(|(member, _)| &*member.label)));
    for (own, other) in differing.iter().take(TOLD) {
        problem = problem.at_cell(&own.place).at_cell(&other.place);
    }
    sink.push(problem);
}

//! Last year's figures that are this year's: a workbook handed in twice under two names, a column that was only copied.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::books::{Books, Leaf};
use super::{Datum, Indicator, Kind, Quantity};
use crate::diag::{Code, Diagnostic, Sink, first_few};
use crate::place::CellPlace;
use crate::unit::Dimension;

/// So many figures may be as they were last year by chance.
const CHANCE: usize = 2;
/// What is laid down and not counted: 低保标准.
const LAID_DOWN: [&str; 2] = ["标准", "定额"];

/// The figures of one sheet that are compared with those of one other, or of the same.
#[derive(Default)]
struct Pairs<'v> {
    /// The name of each figure, the cells of both.
    all: Vec<(&'v str, &'v CellPlace, &'v CellPlace)>,
    /// How many of them are alike although such figures move from year to year.
    moving: usize,
    differ: bool,
}

impl<'v> Pairs<'v> {
    fn add(&mut self, name: &'v str, (quantity, own, base): (&Quantity, &'v CellPlace, &'v CellPlace)) {
        let last = quantity.base.as_ref().map(|base| base.value);
        self.differ |= last != Some(quantity.value);
        self.all.push((name, own, base));
        self.moving += usize::from(moves(name, quantity));
    }

    /// Whether they are too many to be alike by chance.
    fn are_copies(&self) -> bool {
        !self.differ && self.moving > CHANCE
    }
}

/// Whether a figure is one that would have moved in a year: no nothing, no stock of villages or land, no rate that is full,
/// nothing that is laid down.
fn moves(name: &str, quantity: &Quantity) -> bool {
    let is_full = quantity.unit.dimension == Dimension::Ratio && quantity.value == Decimal::ONE_HUNDRED;
    let is_laid_down = LAID_DOWN.iter().any(|word| name.contains(word));
    quantity.kind != Kind::Stock && !quantity.value.is_zero() && !is_full && !is_laid_down
}

/// Tells of every sheet whose figures are all the same as last year's, of sheets that are the same in every cell, and of
/// figures whose last year is looked for in their own cells.
pub(super) fn tell(values: &BTreeMap<Arc<str>, Indicator>, books: &Books<'_>, sink: &mut Sink) {
    let mut pairs: BTreeMap<[&str; 4], Pairs<'_>> = BTreeMap::new();
    for value in values.values() {
        let Datum::Rows(records) = &value.datum else {
            add(&mut pairs, value);
            continue;
        };
        let fields = records.iter().flat_map(|record| &record.fields);
        fields.for_each(|field| add(&mut pairs, field));
    }
    for ([file, sheet, other_file, other_sheet], pairs) in &pairs {
        let elsewhere = (file, sheet) != (other_file, other_sheet);
        let same_cells = pairs.all.iter().any(|(_, own, base)| own == base);
        let copies = || elsewhere && is_copy(books, (file, sheet), (other_file, other_sheet));
        if !(same_cells || pairs.are_copies() || copies()) {
            continue;
        }
        let mut names: Vec<&str> = pairs.all.iter().map(|(name, ..)| *name).collect();
        names.dedup();
        let problem = Diagnostic::new(Code::BaseCopied).with("names", first_few(names));
        let problem = problem.with("count", pairs.all.len());
        let first = pairs.all.first();
        sink.push(
            first
                .into_iter()
                .fold(problem, |problem, (_, own, base)| problem.at_cell(own).at_cell(base)),
        );
    }
}

/// Adds a value that has a last year, under the sheets of both.
fn add<'v>(pairs: &mut BTreeMap<[&'v str; 4], Pairs<'v>>, value: &'v Indicator) {
    let Datum::Number(quantity) = &value.datum else { return };
    let Some(base) = &quantity.base else { return };
    if let (Some(own), Some(last)) = (value.sources.first(), base.sources.first()) {
        let key = [&*own.file, &*own.sheet, &*last.file, &*last.sheet];
        pairs.entry(key).or_default().add(&value.name, (quantity, own, last));
    }
}

/// Whether two sheets say the same in every cell.
fn is_copy(books: &Books<'_>, own: (&str, &str), other: (&str, &str)) -> bool {
    let leaf = |(file, sheet): (&str, &str)| {
        let is = |leaf: &&Leaf<'_>| &*leaf.workbook.file == file && &*leaf.sheet.name == sheet;
        books.leaves().find(is)
    };
    let Some((own, other)) = leaf(own).zip(leaf(other)) else {
        return false;
    };
    let cells = |leaf: &Leaf<'_>| leaf.sheet.cells.iter().count();
    let mut both = own.sheet.cells.iter().zip(other.sheet.cells.iter());
    cells(own) == cells(other) && both.all(|((at, one), (there, other))| at == there && one.value == other.value)
}

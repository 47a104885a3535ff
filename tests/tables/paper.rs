//! What the made sheets are made with: random numbers, and paper that is filled in.

use std::collections::BTreeMap;

use gongwen::place::CellRef;
use gongwen::workbook::{Cell, CellRange, CellValue, Sheet, Visibility};
use rust_decimal::Decimal;

/// Random numbers that are the same for the same seed (splitmix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        // Mixed once, or neighbouring seeds would give the same numbers one step later.
        Self(Self(seed).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from zero up to, not including, the bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// True in so many of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// So many different ones of the choices, in their order.
    pub(crate) fn some<T: Clone>(&mut self, choices: &[T], count: usize) -> Vec<T> {
        let mut left: Vec<usize> = (0..choices.len()).collect();
        while left.len() > count {
            left.remove(self.below(left.len()));
        }
        left.into_iter().map(|index| choices[index].clone()).collect()
    }
}

/// A sheet of paper that is filled in.
#[derive(Default)]
pub(crate) struct Paper {
    cells: BTreeMap<CellRef, CellValue>,
    merges: Vec<CellRange>,
}

impl Paper {
    pub(crate) fn text(&mut self, row: u32, column: u32, text: &str) {
        self.cells
            .insert(CellRef::new(row, column), CellValue::Text(text.into()));
    }

    pub(crate) fn number(&mut self, row: u32, column: u32, number: Decimal) {
        self.cells.insert(CellRef::new(row, column), CellValue::Number(number));
    }

    pub(crate) fn merge(&mut self, from: (u32, u32), to: (u32, u32)) {
        if from != to {
            let (start, end) = (CellRef::new(from.0, from.1), CellRef::new(to.0, to.1));
            self.merges.push(CellRange { start, end });
        }
    }

    /// The sheet, under this name.
    pub(crate) fn sheet(self, name: &str) -> Sheet {
        Sheet {
            name: name.into(),
            visibility: Visibility::Visible,
            cells: self
                .cells
                .into_iter()
                .map(|(at, value)| (at, Cell::plain(value)))
                .collect(),
            merges: self.merges.into(),
        }
    }
}

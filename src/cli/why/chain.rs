//! From a value to its cells: formula, operands, base, target, rank.

use std::collections::BTreeSet;

use gongwen::config::Config;
use gongwen::indicator::{Comparison, Datum, Indicator, Quantity};
use gongwen::pipeline::Reading;
use gongwen::place::CellPlace;
use serde::Serialize;

use super::evidence::{CellView, Evidence};
use crate::cli::columns::one_line;
use crate::cli::terminal::Terminal;
use crate::cli::vars::datum;

/// How many cells of one value are shown.
const CELLS: usize = 12;

/// A value with everything that it rests on.
#[derive(Serialize)]
pub(super) struct Chain {
    /// The indicator.
    pub(super) name: String,
    /// The value, exact, with its unit.
    pub(super) value: String,
    /// How it was computed, when it was not simply taken.
    formula: Option<String>,
    /// The cells that it was taken from, the first of them.
    cells: Vec<CellView>,
    /// How many cells more.
    more_cells: usize,
    /// The other indicators that its formula uses.
    operands: Vec<Chain>,
    /// Last year's value.
    base: Option<Compared>,
    /// The year's target.
    target: Option<Compared>,
    /// Its place, and among how many.
    rank: Option<(u32, u32)>,
}

/// The value that a value is compared with.
#[derive(Serialize)]
struct Compared {
    value: String,
    cells: Vec<CellView>,
    more_cells: usize,
}

impl Chain {
    /// The chain of a value.
    pub(super) fn of(
        indicator: &Indicator,
        (config, reading): (&Config, &Reading),
        evidence: &mut Evidence<'_>,
        terminal: &Terminal,
    ) -> Self {
        let mut walk = Walk {
            config,
            reading,
            evidence,
            terminal,
            seen: BTreeSet::new(),
        };
        walk.chain(indicator)
    }

    /// Writes it for people, further in for every formula that it is an operand of.
    pub(super) fn show(&self, terminal: &Terminal, depth: usize) {
        let margin = "    ".repeat(depth);
        let say = |key: &str, arguments: &[(&'static str, String)]| {
            terminal.answer(&format!("{margin}{}", terminal.text(key, arguments)));
        };
        if depth > 0 {
            say(
                "why-operand",
                &[("name", self.name.clone()), ("value", self.value.clone())],
            );
        }
        if let Some(formula) = &self.formula {
            say("why-formula", &[("formula", formula.clone())]);
        }
        // The operands' cells are the formula's own.
        if self.operands.is_empty() {
            say(
                if self.cells.is_empty() {
                    "why-no-cells"
                } else {
                    "why-cells"
                },
                &[],
            );
            show_cells(&self.cells, self.more_cells, terminal, &margin);
        }
        for operand in &self.operands {
            operand.show(terminal, depth + 1);
        }
        for (key, compared) in [("why-base", &self.base), ("why-target", &self.target)] {
            if let Some(compared) = compared {
                say(key, &[("value", compared.value.clone())]);
                show_cells(&compared.cells, compared.more_cells, terminal, &margin);
            }
        }
        if let Some((position, of)) = self.rank {
            say(
                "why-rank",
                &[("position", position.to_string()), ("of", of.to_string())],
            );
        }
    }
}

/// Goes from values to cells.
struct Walk<'a, 'e> {
    config: &'a Config,
    reading: &'a Reading,
    evidence: &'a mut Evidence<'e>,
    terminal: &'a Terminal,
    /// The names already gone through, so that each is followed once.
    seen: BTreeSet<String>,
}

impl Walk<'_, '_> {
    fn chain(&mut self, indicator: &Indicator) -> Chain {
        self.seen.insert(indicator.name.to_string());
        let (cells, more_cells) = self.cells(&indicator.sources);
        let (base, target) = match &indicator.datum {
            Datum::Number(quantity) => {
                let base = quantity.base.as_ref().map(|base| self.compared(base, quantity));
                let target = quantity.target.as_ref().map(|target| self.compared(target, quantity));
                (base, target)
            }
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => (None, None),
        };
        Chain {
            name: indicator.name.to_string(),
            value: datum(indicator, self.terminal),
            formula: indicator.formula.clone(),
            cells,
            more_cells,
            operands: self.operands(indicator),
            base,
            target,
            rank: indicator.place().map(|place| (place.position, place.of)),
        }
    }

    fn operands(&mut self, indicator: &Indicator) -> Vec<Chain> {
        let reading = self.reading;
        let mut declared = self.config.mapping.indicators.iter();
        // What is counted or summed are cells, not other indicators.
        let formula = declared
            .find(|settings| settings.name == *indicator.name)
            .and_then(|settings| settings.formula.clone())
            .unwrap_or_default();
        let words = formula.split(|c: char| !c.is_alphanumeric());
        let mut operands = Vec::new();
        for word in words {
            if let Some(operand) = reading.indicators.values.get(word)
                && !self.seen.contains(word)
            {
                operands.push(self.chain(operand));
            }
        }
        operands
    }

    fn compared(&mut self, comparison: &Comparison, of: &Quantity) -> Compared {
        let (cells, more_cells) = self.cells(&comparison.sources);
        Compared {
            value: of.written_beside(comparison),
            cells,
            more_cells,
        }
    }

    fn cells(&mut self, places: &[CellPlace]) -> (Vec<CellView>, usize) {
        let shown = places.iter().take(CELLS);
        let cells: Vec<CellView> = shown.map(|place| self.evidence.cell(place)).collect();
        let more = places.len() - cells.len();
        (cells, more)
    }
}

fn show_cells(cells: &[CellView], more: usize, terminal: &Terminal, margin: &str) {
    for cell in cells {
        terminal.answer(&format!("{margin}  {}", cell.place));
        if let (Some(column), Some(row)) = (&cell.column, &cell.row) {
            let arguments = [("column", one_line(column)), ("row", one_line(row))];
            terminal.answer(&format!("{margin}    {}", terminal.text("why-labels", &arguments)));
        }
        terminal.answer(&format!("{margin}    {}", content(cell, terminal)));
    }
    if more > 0 {
        let text = terminal.text("why-more-cells", &[("count", more.to_string())]);
        terminal.answer(&format!("{margin}  {text}"));
    }
}

/// What stands in the cell, its format and formula, the unit that counts and where that stands.
fn content(cell: &CellView, terminal: &Terminal) -> String {
    let raw = cell
        .raw
        .as_deref()
        .map_or_else(|| terminal.text("why-empty", &[]), one_line);
    let mut parts = vec![terminal.text("why-raw", &[("raw", raw)])];
    if let Some(format) = cell.number_format.as_ref().filter(|format| *format != "General") {
        parts.push(terminal.text("why-number-format", &[("format", one_line(format))]));
    }
    if let Some(formula) = &cell.formula {
        parts.push(terminal.text("why-cell-formula", &[("formula", one_line(formula))]));
    }
    if let Some(number) = &cell.number {
        parts.push(terminal.text("why-number", &[("number", number.clone())]));
    }
    if let (Some(unit), Some(origin), Some(at)) = (&cell.unit, cell.unit_origin, cell.unit_at) {
        let origin = terminal.text(origin, &[]);
        let arguments = [("unit", unit.clone()), ("origin", origin), ("cell", at.to_string())];
        parts.push(terminal.text("why-unit", &arguments));
    }
    parts.join(&terminal.text("why-separator", &[]))
}

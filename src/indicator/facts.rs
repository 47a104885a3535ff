//! `[facts]`: a sheet of names and contents, whose every row becomes an indicator.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::books::{Books, Leaf, Scope};
use super::content::{HIDDEN, excerpt, yes_or_no};
use super::formula::is_name;
use super::place_names;
use super::scale;
use super::settings::FactsSettings;
use super::single::text;
use super::{Datum, Gaps, Indicator, Kind, Missing, MissingPolicy, Quantity};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::CellRef;
use crate::tables::flat;
use crate::tables::label::take_apart;
use crate::tables::number::{self, Reading};
use crate::unit::{Dimension, Unit};
use crate::workbook::{Cell, CellValue};

/// Words that head the column of names and that of contents.
const NAME_HEADS: &[&str] = &["名称", "项目", "事项", "指标", "指标名称", "内容名称"];
const CONTENT_HEADS: &[&str] = &["内容", "情况", "数值", "值", "填报内容", "具体内容"];

/// The two columns, and the row above the first pair.
struct Layout {
    names: u32,
    contents: u32,
    first: u32,
}

/// All facts of the sheet, in its order.
pub(super) fn take(settings: &FactsSettings, books: &Books<'_>, sink: &mut Sink) -> Vec<Indicator> {
    let scope = Scope::new(Some(&settings.workbook), settings.sheet.as_deref());
    let Some(leaves) = sink.keep(books.sheets(scope).map_err(|problem| problem.with("name", "[facts]"))) else {
        return Vec::new();
    };
    // Without a sheet pattern the first visible sheet of each workbook is meant.
    let mut leaves = leaves;
    if settings.sheet.is_none() {
        leaves.dedup_by(|next, first| std::ptr::eq(next.workbook, first.workbook));
    }
    let mut facts = Vec::new();
    for leaf in leaves {
        let Some(layout) = layout(leaf) else {
            sink.push(Diagnostic::new(Code::FactsEmpty).at(leaf.location()));
            continue;
        };
        // WB-15: a row that holds somebody's number is no fact.
        let open = rows(leaf, &layout).filter(|at| !leaf.lists_persons(at.row));
        let found: Vec<Indicator> = open.filter_map(|row| fact(leaf, &layout, row, sink)).collect();
        let of_a_list =
            |at: CellRef| leaf.is_of_a_list(at.row) || leaf.lists_persons(at.row) && !leaf.holds_id_number(at.row);
        if rows(leaf, &layout).any(of_a_list) {
            // WB-15: its names would become those of indicators, which every message and trace tells.
            let refused = Diagnostic::new(Code::PersonalData).with("name", "[facts]");
            sink.push(refused.at(leaf.location()));
            continue;
        }
        facts.extend(found);
    }
    facts
}

/// The head row says which columns; without one they are the first column of texts and the next one.
fn layout(leaf: &Leaf<'_>) -> Option<Layout> {
    let heads =
        |wanted: &[&str], at: &CellRef, cell: &Cell| wanted.contains(&flat(&cell.raw()).as_str()).then_some(*at);
    let cells = &leaf.sheet.cells;
    for name in cells.iter().filter_map(|(at, cell)| heads(NAME_HEADS, at, cell)) {
        let right = cells.range(CellRef::new(name.row, name.column + 1)..CellRef::new(name.row + 1, 0));
        if let Some(content) = right.filter_map(|(at, cell)| heads(CONTENT_HEADS, at, cell)).next() {
            return Some(Layout {
                names: name.column,
                contents: content.column,
                first: name.row + 1,
            });
        }
    }
    headless(leaf)
}

fn headless(leaf: &Leaf<'_>) -> Option<Layout> {
    let is_text = |cell: &Cell| matches!(cell.value, CellValue::Text(_));
    let cells = &leaf.sheet.cells;
    cells.iter().filter(|(_, cell)| is_text(cell)).find_map(|(at, _)| {
        let next = CellRef::new(at.row, at.column + 1);
        // A merged title has no neighbour of its own.
        let pair = leaf.sheet.merge_at(*at).is_none() && cells.get(next).is_some();
        pair.then_some(Layout {
            names: at.column,
            contents: next.column,
            first: at.row,
        })
    })
}

fn rows<'l>(leaf: &'l Leaf<'_>, layout: &'l Layout) -> impl Iterator<Item = CellRef> + 'l {
    let cells = leaf.sheet.cells.range(CellRef::new(layout.first, 0)..);
    cells.map(|(at, _)| *at).filter(|at| at.column == layout.names)
}

/// The fact of one row; none for a line of another sort (填表人：), and for a name that no template can speak.
fn fact(leaf: &Leaf<'_>, layout: &Layout, at: CellRef, sink: &mut Sink) -> Option<Indicator> {
    let label = take_apart(&leaf.sheet.cell(at)?.raw());
    let content_at = leaf.sheet.origin(CellRef::new(at.row, layout.contents));
    let content = leaf.sheet.cell(content_at).filter(|_| content_at != at);
    if !is_name(&label.text) {
        if content.is_some() {
            let problem = Diagnostic::new(Code::FactName).with("name", told(leaf, at, excerpt(&label.text)));
            sink.push(problem.at_cell(&leaf.place(at)));
        }
        return None;
    }
    let mut datum = datum(leaf, content_at, content, label.unit);
    if let Ok(Datum::Text(text)) = &mut datum {
        *text = place_names::folded(text, &label.text, false).into_owned();
    }
    let datum = datum.map_err(|problem| problem.with("name", told(leaf, at, label.text.clone())));
    Some(Indicator {
        name: Arc::from(label.text.as_str()),
        datum: sink.keep(datum)?,
        sources: vec![leaf.place(content_at)],
        formula: None,
        standing: None,
    })
}

/// The name of a fact for a message; in a list of persons it is somebody's (WB-15).
fn told(leaf: &Leaf<'_>, at: CellRef, name: String) -> String {
    if leaf.lists_persons(at.row) {
        HIDDEN.to_owned()
    } else {
        name
    }
}

/// What the content is. Only what is certainly a number, a date or a yes is one; all else is text.
fn datum(leaf: &Leaf<'_>, at: CellRef, content: Option<&Cell>, of_label: Option<Unit>) -> Result<Datum> {
    let missing = |missing| Ok(Datum::Missing(missing, MissingPolicy::Omit));
    let Some(cell) = content else {
        return missing(Missing::Unknown);
    };
    let problem = |code| {
        Err(Diagnostic::new(code)
            .with("found", leaf.shown(at))
            .at_cell(&leaf.place(at)))
    };
    if let Some(value) = yes_or_no(cell) {
        return Ok(Datum::Bool(value));
    }
    match number::read(Some(cell)) {
        Reading::Blank => missing(Missing::Unknown),
        Reading::NotApplicable => missing(Missing::NotApplicable),
        Reading::Error(_) => problem(Code::CellError),
        Reading::FormulaWithoutValue => problem(Code::FormulaUnsaved),
        Reading::Date(date) => Ok(Datum::Date(date)),
        Reading::Number {
            value,
            unit,
            approximate: None,
            bare,
        } if text(cell).is_some() => match scale::twice((value, bare), of_label.as_ref()) {
            Some(problem) => Err(problem.at_cell(&leaf.place(at))),
            None => Ok(Datum::Number(quantity(value, unit.or(of_label)))),
        },
        // An approximate number stays as the clerk wrote it: 约300 is not 300.
        Reading::Number { .. } | Reading::NotANumber | Reading::Time(_) => {
            text(cell).map_or_else(|| problem(Code::PersonalData), |text| Ok(Datum::Text(text)))
        }
    }
}

fn quantity(value: Decimal, unit: Option<Unit>) -> Quantity {
    let unit = unit.unwrap_or_else(Unit::unitless);
    let kind = match unit.dimension {
        Dimension::Count(_) => Kind::Count,
        Dimension::Ratio => Kind::Rate,
        Dimension::Money | Dimension::Area | Dimension::Mass | Dimension::Length => Kind::Flow,
    };
    Quantity {
        value,
        unit,
        kind,
        base: None,
        target: None,
        approximate: None,
        decimals: None,
        gaps: Gaps::default(),
    }
}

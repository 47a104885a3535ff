//! The totals of tables against their parts as both are printed: of columns by the row 合计, of rows by the months
//! before 累计.

use rust_decimal::Decimal;

use super::super::table::unit_of;
use super::claims::{behind, quantity};
use super::printed::measured;
use super::units::cells_over;
use crate::diag::{Code, Diagnostic};
use crate::indicator::{Datum, Indicators, Kind, Missing};
use crate::report::{Block, Figure, Inline, Report, Row, Table, plain_text};
use crate::unit::Dimension;

/// Rows that hold the sum of all others by their name.
const SUMS: [&str; 3] = ["合计", "总计", "小计"];
/// Rows that do as well; 全县 stands beside them to compare with.
const WHOLES: [&str; 3] = ["全镇", "全乡", "全街道"];
/// Words of what has no sum, where only a name says so.
const NOT_ADDED: [&str; 14] = [
    "均", "率", "占比", "比重", "增速", "增幅", "降幅", "单产", "亩产", "位次", "名次", "排名", "指数", "价",
];
/// Heads of the columns of one year's months and quarters, in their order.
const MONTHS: [&str; 12] = [
    "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月",
];
const QUARTERS: [&str; 4] = ["一季度", "二季度", "三季度", "四季度"];

/// A number as a cell prints it.
#[derive(Debug, Clone, Copy)]
struct Cell<'a> {
    number: Decimal,
    /// Whether it says that there is nothing: that is no rounded number.
    nothing: bool,
    figure: Option<&'a Figure>,
}

impl Cell<'_> {
    /// How far rounding can have moved the number. Where nothing was rounded away rounding moves nothing that is counted; what is
    /// measured may have been rounded before it came into its cell.
    fn reach(&self) -> Decimal {
        let Some(figure) = self.figure else {
            return if self.nothing {
                Decimal::ZERO
            } else {
                half_a_step(self.number.scale())
            };
        };
        let known = figure.value.strip_suffix(unit_of(&figure.value));
        let same = known.and_then(|known| known.parse().ok()) == Some(self.number);
        let counted = || measured(&figure.value).is_some_and(|exact| matches!(exact.dimension(), Dimension::Count(_)));
        match same {
            true if self.number.fract().is_zero() && counted() => Decimal::ZERO,
            true => half_a_step(self.number.normalize().scale()),
            false => half_a_step(self.number.scale()),
        }
    }
}

/// What is told of a table, with the figure at whose place.
pub(super) type Found<'a> = (Box<Diagnostic>, &'a Figure);

/// Totals of tables whose printed parts add up to another number than is printed: noted where rounding can make the
/// difference, and else an error.
pub(super) fn of_tables<'a>(report: &'a Report, indicators: &Indicators) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for block in &report.blocks {
        if let Block::Table(table) = block {
            let checked = Checked {
                table,
                figures: &report.figures,
                indicators,
            };
            found.extend((0..table.columns.len()).flat_map(|column| checked.of_column(column)));
            found.extend(checked.of_months());
        }
    }
    found
}

/// A table with what its figures are.
struct Checked<'a, 'i> {
    table: &'a Table,
    figures: &'a [Figure],
    indicators: &'i Indicators,
}

impl<'a> Checked<'a, '_> {
    /// The total rows of one column.
    fn of_column(&self, column: usize) -> Vec<Found<'a>> {
        if is_not_added(&self.head(column)) {
            return Vec::new();
        }
        let body = &self.table.body;
        let totals = body.iter().enumerate().filter(|(_, row)| row.total);
        let of_all = totals.clone().filter(|(_, row)| label(row) != "小计").count();
        let checked = totals.filter(|(_, row)| label(row) == "小计" || of_all == 1);
        let found = checked.filter_map(|(index, row)| {
            let parts = self.parts(index);
            let cells: Option<Vec<Cell<'a>>> = parts.iter().map(|part| self.cell(part, column)).collect();
            let cells = cells.filter(|cells| !cells.is_empty())?;
            let whole = self.cell(row, column)?;
            let name = label(row);
            let says = |words: &[&str]| words.contains(&name.as_str());
            // Rows that an author has put together may hold last year's, a target, a part of another or what is taken off.
            let beyond = match self.are_all(&cells) {
                true => (says(&SUMS) || says(&WHOLES)).then_some(Code::LintSum),
                false if parts.iter().any(|part| label(part).starts_with("其中")) => None,
                false => says(&SUMS).then_some(Code::LintSumShown),
            };
            self.compare(&cells, whole, beyond)
        });
        found.collect()
    }

    /// The rows that a total row adds up: of 小计 those since the total before it, of any other all that are no totals.
    fn parts(&self, total: usize) -> Vec<&'a Row> {
        let body = &self.table.body;
        if label(&body[total]) != "小计" {
            return body.iter().filter(|row| !row.total).collect();
        }
        let before = body[..total].iter().rev();
        before.take_while(|row| !row.total).collect()
    }

    /// Whether the figures of a column are all rows of the data that they come from.
    fn are_all(&self, cells: &[Cell<'_>]) -> bool {
        let rows = |cell: &Cell<'_>| Some(cell.figure?.indicator.split_once('[')?.0.to_owned());
        let Some(name) = cells.first().and_then(rows) else {
            return false;
        };
        let datum = self.indicators.values.get(name.as_str()).map(|rows| &rows.datum);
        let known = matches!(datum, Some(Datum::Rows(records)) if records.len() == cells.len());
        known && cells.iter().all(|cell| rows(cell).as_ref() == Some(&name))
    }

    /// The months or quarters of a year beside the column that adds them up, row by row.
    fn of_months(&self) -> Vec<Found<'a>> {
        let heads: Vec<String> = (0..self.table.columns.len()).map(|column| self.head(column)).collect();
        let Some((months, total)) = months_and_total(&heads) else {
            return Vec::new();
        };
        let rows = self
            .table
            .body
            .iter()
            .filter(|row| !is_not_added(&label(row)) && !self.is_of_stock(row));
        let found = rows.filter_map(|row| {
            let cells: Option<Vec<Cell<'a>>> = months.clone().map(|column| self.cell(row, column)).collect();
            self.compare(&cells?, self.cell(row, total)?, Some(Code::LintSum))
        });
        found.collect()
    }

    /// Whether a row prints what is there at a time, which no months add up to.
    fn is_of_stock(&self, row: &'a Row) -> bool {
        let kind = |figure: &Figure| Some(quantity(behind(self.indicators, &figure.indicator)?)?.kind);
        let mut figures = (0..self.table.columns.len()).filter_map(|column| self.cell(row, column)?.figure);
        figures.any(|figure| kind(figure) == Some(Kind::Stock))
    }

    /// The lowest head over a column.
    fn head(&self, column: usize) -> String {
        let cell = cells_over(self.table, column).next();
        cell.map(|cell| plain_text(&cell.content).trim().to_owned())
            .unwrap_or_default()
    }

    /// The number that a cell prints and nothing else.
    fn cell(&self, row: &'a Row, column: usize) -> Option<Cell<'a>> {
        let mut cells = row.cells.iter();
        let cell = cells.find(|cell| cell.column == column && cell.column_span == 1)?;
        match cell.content.as_slice() {
            [Inline::Figure { text, figure, .. }] => {
                let figure = self.figures.get(figure.0 as usize)?;
                let printed = text.parse().ok().map(|number| Cell {
                    number,
                    nothing: false,
                    figure: Some(figure),
                });
                printed.or_else(|| self.nothing(figure))
            }
            [Inline::Text(text)] => Some(Cell {
                number: text.trim().parse().ok()?,
                nothing: false,
                figure: None,
            }),
            _ => None,
        }
    }

    /// A value of which its table says that there is none: it adds nothing.
    fn nothing(&self, figure: &Figure) -> Option<Cell<'a>> {
        let datum = &behind(self.indicators, &figure.indicator)?.datum;
        let none = matches!(datum, Datum::Missing(Missing::NotApplicable, _));
        none.then_some(Cell {
            number: Decimal::ZERO,
            nothing: true,
            figure: None,
        })
    }

    /// Whether the figures have a sum: all of one unit, and no rate, place or index among them.
    fn have_a_sum(&self, cells: &[Cell<'_>]) -> bool {
        let units: Vec<_> = cells
            .iter()
            .filter_map(|cell| Some(measured(&cell.figure?.value)?.unit))
            .collect();
        let added = |figure: &Figure| match behind(self.indicators, &figure.indicator).and_then(quantity) {
            Some(quantity) => quantity.has_sum(),
            None => true,
        };
        let alike = units.windows(2).all(|pair| pair[0] == pair[1]);
        let ratio = units
            .iter()
            .any(|unit| unit.dimension == Dimension::Ratio || !unit.has_sum());
        let mut figures = cells.iter().filter_map(|cell| cell.figure);
        alike && !ratio && figures.all(|figure| !is_not_added(&figure.indicator) && added(figure))
    }

    /// What is told of a total; `beyond` where rounding cannot make the difference.
    fn compare(&self, parts: &[Cell<'a>], whole: Cell<'a>, beyond: Option<Code>) -> Option<Found<'a>> {
        let mut numbers = parts.iter().map(|part| part.number);
        let sum = numbers.try_fold(Decimal::ZERO, Decimal::checked_add)?;
        let difference = sum.checked_sub(whole.number)?.abs();
        if difference.is_zero() {
            return None;
        }
        let all: Vec<Cell<'a>> = parts.iter().copied().chain([whole]).collect();
        let figure = all.iter().rev().find_map(|cell| cell.figure)?;
        // half a digit a part; the whole may have fewer digits than they.
        let mut reaches = parts.iter().map(Cell::reach);
        let reach = reaches.try_fold(Decimal::ZERO, Decimal::checked_add)?;
        let reach = reach.max(whole.reach().checked_mul(Decimal::from(parts.len()))?);
        let code = if difference <= reach {
            Code::WordingRounding
        } else {
            beyond?
        };
        if !self.have_a_sum(&all) {
            return None;
        }
        let problem = Diagnostic::new(code).with("name", &figure.indicator);
        Some((problem.with("sum", sum).with("whole", whole.number), figure))
    }
}

fn half_a_step(scale: u32) -> Decimal {
    Decimal::new(5, scale.saturating_add(1).min(Decimal::MAX_SCALE))
}

/// The first words of a row.
fn label(row: &Row) -> String {
    let texts = row.cells.iter().map(|cell| plain_text(&cell.content).trim().to_owned());
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

fn is_not_added(name: &str) -> bool {
    NOT_ADDED.iter().any(|word| name.contains(word))
}

/// The columns of the months (or quarters) from the first on, and the column right behind them or before them that adds
/// them up.
fn months_and_total(heads: &[String]) -> Option<(std::ops::Range<usize>, usize)> {
    let bare = |head: &String| head.trim_end_matches('份').to_owned();
    let run = |names: &[&str]| {
        let first = heads.iter().position(|head| bare(head) == names[0])?;
        let alike = heads[first..]
            .iter()
            .zip(names)
            .take_while(|(head, name)| bare(head) == **name);
        let count = alike.count();
        (count > 1).then(|| first..first + count)
    };
    let months = run(&MONTHS).or_else(|| run(&QUARTERS))?;
    let adds = |column: &usize| {
        let head = heads.get(*column).map(String::as_str).unwrap_or_default();
        let bare = head.strip_suffix("累计");
        // 1—2月累计 behind January and February; 上年累计 and 历年累计 are no sums of these.
        SUMS.contains(&head) || bare.is_some_and(|bare| bare.is_empty() || is_of_months(bare, months.len()))
    };
    let beside = [Some(months.end), months.start.checked_sub(1)];
    let total = beside.into_iter().flatten().find(adds)?;
    Some((months, total))
}

/// Whether words name as many months or quarters from the first on: 1—3月.
fn is_of_months(words: &str, count: usize) -> bool {
    let bare = words.trim_end_matches(['月', '份']);
    let mut numbers = bare.split(['—', '-', '～', '~', '至']);
    let (first, last) = (numbers.next(), numbers.next_back());
    bare.len() < words.len() && first == Some("1") && last.and_then(|last| last.parse().ok()) == Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_from_the_first_on_have_a_total() {
        let found = |heads: &str| {
            let heads: Vec<String> = heads.split(' ').map(str::to_owned).collect();
            months_and_total(&heads)
        };
        assert_eq!(found("指标 1月 2月 3月 累计"), Some((1..4, 4)));
        assert_eq!(found("指标 累计 1月份 2月份"), Some((2..4, 1)));
        assert_eq!(found("指标 一季度 二季度 合计"), Some((1..3, 3)));
        assert_eq!(found("指标 1—3月累计"), None);
        assert_eq!(found("指标 2月 3月 累计"), None);
        assert_eq!(found("指标 1月 2月 增速"), None);
    }
}

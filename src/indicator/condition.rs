//! Conditions on rows: `是否入库 = 是`, `总投资 >= 1000`, `项目名称 包含 道路`, `日期 在 期间`.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::books::Books;
use super::calendar::Calendar;
use super::content::{yes_or_no, yes_or_no_text};
use super::locate::Spot;
use super::scale;
use super::stated::holds_for;
use crate::diag::{Code, Diagnostic, Result, term};
use crate::tables::flat;
use crate::tables::number::{self, Reading, read_date};
use crate::unit::{Scale, Unit};
use crate::workbook::Cell;

/// How a cell is compared with the wanted value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Contains,
    Within,
}

/// Spellings, longer ones before those that they begin with.
const OPERATORS: &[(&str, Operator)] = &[
    (">=", Operator::GreaterOrEqual),
    ("≥", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("≤", Operator::LessOrEqual),
    ("!=", Operator::NotEqual),
    ("≠", Operator::NotEqual),
    ("=", Operator::Equal),
    ("＝", Operator::Equal),
    (">", Operator::Greater),
    ("＞", Operator::Greater),
    ("<", Operator::Less),
    ("＜", Operator::Less),
    (" 包含 ", Operator::Contains),
    (" 在 ", Operator::Within),
];

/// The wanted value, read once.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Number(Written),
    Date(Date),
    Bool(bool),
    Days(Days),
    Text,
}

/// A number as it is written, with the unit or the bare 万 or 亿 behind it.
#[derive(Debug, Clone, PartialEq)]
struct Written {
    value: Decimal,
    unit: Option<Unit>,
    bare: Option<Scale>,
}

/// The days that `在` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Days {
    /// The report's period.
    Period,
    /// The same period of last year.
    LastYear,
    /// From one day to another, both included.
    Between(Date, Date),
}

impl Days {
    /// `期间`, `上年同期`, `2023-01-01 至 2023-03-31`.
    fn parse(text: &str) -> Option<Self> {
        match text {
            "期间" => Some(Self::Period),
            "上年同期" => Some(Self::LastYear),
            _ => {
                let (first, last) = text.split_once('至')?;
                let day = |text: &str| match number::read_text(text) {
                    Reading::Date(date) => Some(date),
                    Reading::Number { .. }
                    | Reading::NotApplicable
                    | Reading::Blank
                    | Reading::NotANumber
                    | Reading::Time(_)
                    | Reading::Error(_)
                    | Reading::FormulaWithoutValue => None,
                };
                let (first, last) = (day(first)?, day(last)?);
                (first <= last).then_some(Self::Between(first, last))
            }
        }
    }

    /// The first and the last day; none where the job tells no period.
    fn ends(self, calendar: &Calendar) -> Option<(Date, Date)> {
        match self {
            Self::Period => calendar.period,
            Self::LastYear => calendar.last_year(),
            Self::Between(first, last) => Some((first, last)),
        }
    }
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    /// Header path of the column.
    pub(super) column: String,
    operator: Operator,
    value: Value,
    text: String,
    /// The condition as it was written.
    pub(super) source: String,
}

impl Condition {
    /// Reads a condition.
    pub(super) fn parse(source: &str) -> Result<Self> {
        let problem = || Diagnostic::new(Code::ConditionSyntax).with("condition", source);
        let (at, spelling, operator) = first_operator(source).ok_or_else(problem)?;
        let column = source.get(..at).unwrap_or_default().trim();
        let value = source.get(at + spelling.len()..).unwrap_or_default().trim();
        let text = value.trim_matches(['"', '“', '”', '\'']).trim();
        if column.is_empty() || text.is_empty() || (operator != Operator::Contains && first_operator(text).is_some()) {
            return Err(problem());
        }
        let value = if operator == Operator::Within {
            let problem = || Diagnostic::new(Code::ConditionDays).with("condition", source);
            let days = Days::parse(text).ok_or_else(|| problem().with("value", text));
            Value::Days(days?)
        } else {
            read_value(text)
        };
        if matches!(value, Value::Text | Value::Bool(_)) && operator.is_order() {
            return Err(Diagnostic::new(Code::ConditionValue)
                .with("condition", source)
                .with("value", text));
        }
        Ok(Self {
            column: column.to_owned(),
            operator,
            value,
            text: text.to_owned(),
            source: source.to_owned(),
        })
    }

    /// Whether the cell meets the condition. A cell that says nothing meets only `!=`.
    pub(super) fn holds(&self, books: &Books<'_>, spot: &Spot<'_, '_>) -> Result<bool> {
        let Some(cell) = spot.leaf.sheet.cell(spot.cell) else {
            return if matches!(self.value, Value::Days(_)) {
                Err(self.unfit(spot))
            } else {
                Ok(self.operator == Operator::NotEqual)
            };
        };
        match (&self.value, number::read(Some(cell))) {
            (_, Reading::Error(_)) => return Err(self.problem(Code::CellError, spot)),
            (_, Reading::FormulaWithoutValue) => return Err(self.problem(Code::FormulaUnsaved, spot)),
            (Value::Number(wanted), Reading::Number { value, unit, bare, .. }) if !self.contains() => {
                let value = self.in_unit(&Written { value, unit, bare }, wanted, spot)?;
                return Ok(self.operator.accepts(value.cmp(&wanted.value)));
            }
            // Whether an event without its day lies in the period, nobody knows.
            (Value::Days(_), Reading::Blank) => return Err(self.unfit(spot)),
            (_, Reading::Blank | Reading::NotApplicable) => return Ok(self.operator == Operator::NotEqual),
            (_, Reading::Number { .. } | Reading::NotANumber | Reading::Date(_) | Reading::Time(_)) => {}
        }
        if matches!(self.value, Value::Date(_) | Value::Days(_)) {
            return self.day_holds(books, spot, cell);
        }
        if let (Value::Bool(wanted), Some(found)) = (&self.value, yes_or_no(cell)) {
            return Ok(self.operator.accepts(found.cmp(wanted)));
        }
        if self.operator.is_order() {
            return Err(self.unfit(spot));
        }
        Ok(self.text_holds(books, &cell.raw()))
    }

    /// Whether the day in the cell is the wanted one, or one of them.
    fn day_holds(&self, books: &Books<'_>, spot: &Spot<'_, '_>, cell: &Cell) -> Result<bool> {
        let year = books.calendar.year_of(spot.leaf, spot.head());
        let Some(found) = read_date(cell, year) else {
            let without_year = read_date(cell, Some(2000)).is_some();
            return match (without_year, self.operator.is_order()) {
                (true, _) => Err(self.problem(Code::ConditionYear, spot)),
                (false, true) => Err(self.unfit(spot)),
                (false, false) => Ok(self.operator == Operator::NotEqual),
            };
        };
        match self.value {
            Value::Date(wanted) => Ok(self.operator.accepts(found.cmp(&wanted))),
            Value::Days(days) => {
                let ends = days.ends(&books.calendar);
                let (first, last) = ends.ok_or_else(|| self.problem(Code::ConditionPeriod, spot))?;
                Ok(first <= found && found <= last)
            }
            Value::Number(..) | Value::Bool(_) | Value::Text => Ok(false),
        }
    }

    /// What the cells of its column say, where none says the word that is asked for: it may be spelled otherwise. None
    /// where one says it, or where the column answers yes and no as the condition asks.
    pub(super) fn unheard<'b, 'a: 'b>(
        &self,
        books: &Books<'_>,
        spots: impl Iterator<Item = Spot<'b, 'a>>,
    ) -> Option<String> {
        /// So many of them are told.
        const TOLD: usize = 6;
        let asks = matches!(self.operator, Operator::Equal | Operator::Contains);
        // A list of all townships need not name each.
        let of_township = books.labels.is_township(&self.text);
        if !asks || of_township || !matches!(self.value, Value::Text | Value::Bool(_)) {
            return None;
        }
        let mut said = BTreeSet::new();
        for spot in spots {
            let Some(cell) = spot.leaf.sheet.cell(spot.cell) else {
                continue;
            };
            let answers = matches!(self.value, Value::Bool(_)) && yes_or_no(cell).is_some();
            if answers || self.text_holds(books, &cell.raw()) {
                return None;
            }
            said.insert(spot.leaf.shown(spot.cell));
        }
        let more = if said.len() > TOLD { "…" } else { "" };
        let told: Vec<String> = said.into_iter().take(TOLD).collect();
        (!told.is_empty()).then(|| format!("{}{more}", told.join("、")))
    }

    /// Whether it asks for the report's period.
    pub(super) const fn needs_period(&self) -> bool {
        matches!(self.value, Value::Days(Days::Period | Days::LastYear))
    }

    fn contains(&self) -> bool {
        self.operator == Operator::Contains
    }

    fn text_holds(&self, books: &Books<'_>, raw: &str) -> bool {
        if self.contains() {
            return flat(raw).contains(&flat(&self.text));
        }
        let same = flat(raw) == flat(&self.text) || books.labels.same(raw, &self.text);
        same == (self.operator == Operator::Equal)
    }

    /// The cell's number in the unit in which the condition speaks: the one it names, else the column's.
    fn in_unit(&self, own: &Written, wanted: &Written, spot: &Spot<'_, '_>) -> Result<Decimal> {
        let unit = wanted.unit.as_ref();
        let of_column = spot.stated.as_ref().filter(|stated| holds_for(stated, unit));
        let of_column = of_column.map(|stated| &stated.unit);
        let twice = scale::twice((own.value, own.bare), of_column.or(unit));
        if let Some(problem) = twice.or_else(|| scale::twice((wanted.value, wanted.bare), of_column)) {
            return Err(problem.with("name", &self.source).at_cell(&spot.place()));
        }
        let (Some(from), Some(to)) = (own.unit.as_ref().or(of_column), unit.or(of_column)) else {
            return Ok(own.value);
        };
        from.convert(own.value, to).ok_or_else(|| {
            Diagnostic::new(Code::UnitUndeclared)
                .with("found", from)
                .with("expected", to)
                .at_cell(&spot.place())
        })
    }

    fn problem(&self, code: Code, spot: &Spot<'_, '_>) -> Box<Diagnostic> {
        Diagnostic::new(code)
            .with("condition", &self.source)
            .with("found", spot.leaf.shown(spot.cell))
            .at_cell(&spot.place())
    }

    /// The problem of a cell that holds not what is compared, or nothing; told with the head of its column.
    fn unfit(&self, spot: &Spot<'_, '_>) -> Box<Diagnostic> {
        let blank = number::read(spot.leaf.sheet.cell(spot.cell)) == Reading::Blank;
        let code = if blank {
            Code::ConditionBlank
        } else {
            Code::ConditionCell
        };
        let expected = match self.value {
            Value::Number(_) => "expected-number",
            Value::Date(_) | Value::Days(_) => "expected-date",
            Value::Bool(_) | Value::Text => "expected-number-or-date",
        };
        let problem = self.problem(code, spot).with("expected", term(expected));
        match spot.header() {
            Some(header) => problem.at_cell(&header),
            None => problem,
        }
    }
}

impl Operator {
    const fn is_order(self) -> bool {
        matches!(
            self,
            Self::Greater | Self::GreaterOrEqual | Self::Less | Self::LessOrEqual | Self::Within
        )
    }

    fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Equal | Self::Contains | Self::Within => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
        }
    }
}

/// The leftmost operator; of two at one place, the longer.
fn first_operator(source: &str) -> Option<(usize, &'static str, Operator)> {
    OPERATORS
        .iter()
        .filter_map(|(spelling, operator)| source.find(spelling).map(|at| (at, *spelling, *operator)))
        .min_by_key(|(at, spelling, _)| (*at, usize::MAX - spelling.len()))
}

fn read_value(text: &str) -> Value {
    if let Some(value) = yes_or_no_text(text) {
        return Value::Bool(value);
    }
    match number::read_text(text) {
        Reading::Number { value, unit, bare, .. } => Value::Number(Written { value, unit, bare }),
        Reading::Date(date) => Value::Date(date),
        Reading::NotApplicable
        | Reading::Blank
        | Reading::NotANumber
        | Reading::Time(_)
        | Reading::Error(_)
        | Reading::FormulaWithoutValue => Value::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(source: &str) -> (String, Operator, Value) {
        let condition = Condition::parse(source).expect("a condition");
        (condition.column, condition.operator, condition.value)
    }

    #[test]
    fn column_operator_and_value_are_told_apart() {
        assert_eq!(
            parsed("是否入库 = 是"),
            ("是否入库".into(), Operator::Equal, Value::Bool(true))
        );
        let thousand = Value::Number(Written {
            value: Decimal::from(1000),
            unit: None,
            bare: None,
        });
        assert_eq!(
            parsed("总投资>=1000"),
            ("总投资".into(), Operator::GreaterOrEqual, thousand.clone())
        );
        assert_eq!(
            parsed("总投资 ≥ 1000"),
            ("总投资".into(), Operator::GreaterOrEqual, thousand)
        );
        let date = Value::Date(jiff::civil::date(2023, 11, 30));
        assert_eq!(parsed("日期 < 2023-11-30"), ("日期".into(), Operator::Less, date));
        assert_eq!(
            parsed("项目名称 包含 “道路”"),
            ("项目名称".into(), Operator::Contains, Value::Text)
        );
        assert_eq!(
            parsed("演练时间 在 期间"),
            ("演练时间".into(), Operator::Within, Value::Days(Days::Period))
        );
        let quarter = Days::Between(jiff::civil::date(2023, 1, 1), jiff::civil::date(2023, 3, 31));
        assert_eq!(
            parsed("日期 在 2023-01-01 至 2023年3月31日"),
            ("日期".into(), Operator::Within, Value::Days(quarter))
        );
    }

    #[test]
    fn half_a_condition_is_refused() {
        for source in [
            "日期 在 上月",
            "日期 在 2023-12-31 至 2023-01-01",
            "",
            "是否入库",
            "= 是",
            "总投资 >=",
            "总投资 => 5",
            "总投资 >= 大",
        ] {
            assert!(Condition::parse(source).is_err(), "{source}");
        }
    }
}

//! The language of formulas: `( 蔬菜产值 + 粮食产值 ) / 农业总产值 * 100`, `村集体经济收入 - 上年(村集体经济收入)`.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::diag::{Code, Diagnostic, Result};

/// Deepest nesting of brackets and signs; no honest formula comes near it.
const DEEPEST: usize = 64;

/// The four operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// A formula, or a part of one. Ranges are byte ranges of its text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    /// A number as written.
    Number(Decimal),
    /// Another indicator.
    Name(String),
    /// Last year's value of another indicator.
    Last(String),
    /// The negative.
    Negative(Box<Self>),
    /// Two parts and what is done with them.
    Binary {
        operation: Operation,
        left: Box<Self>,
        right: Box<Self>,
        right_range: Range<usize>,
    },
}

impl Expression {
    /// Reads a formula.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let mut parser = Parser { text, at: 0, depth: 0 };
        let expression = parser.sum()?;
        parser.skip_blanks();
        if parser.at < text.len() {
            return Err(parser.problem());
        }
        Ok(expression)
    }

    /// The indicators that it speaks of, each once, in order; `true` with those of last year.
    pub(super) fn names(&self) -> Vec<(&str, bool)> {
        let mut names = Vec::new();
        self.collect(&mut names);
        names
    }

    fn collect<'e>(&'e self, names: &mut Vec<(&'e str, bool)>) {
        let entry = match self {
            Self::Number(_) => return,
            Self::Name(name) => (name.as_str(), false),
            Self::Last(name) => (name.as_str(), true),
            Self::Negative(inner) => return inner.collect(names),
            Self::Binary { left, right, .. } => {
                left.collect(names);
                return right.collect(names);
            }
        };
        if !names.contains(&entry) {
            names.push(entry);
        }
    }
}

/// Whether a name can stand in a formula or a template: a letter or Han character first, then also digits.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(is_name_start) && text.chars().all(is_name_part)
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// The next sign after blanks, when it is one of these; ASCII and full-width forms alike.
    fn take(&mut self, signs: &[char]) -> Option<char> {
        self.skip_blanks();
        let sign = self.rest().chars().next().filter(|c| signs.contains(c))?;
        self.at += sign.len_utf8();
        Some(sign)
    }

    fn sum(&mut self) -> Result<Expression> {
        let mut left = self.product()?;
        while let Some(sign) = self.take(&['+', '-', '＋', '－', '−']) {
            let operation = if matches!(sign, '+' | '＋') {
                Operation::Add
            } else {
                Operation::Subtract
            };
            left = self.binary(operation, left, Self::product)?;
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression> {
        let mut left = self.factor()?;
        while let Some(sign) = self.take(&['*', '/', '×', '÷', '＊', '／']) {
            let operation = if matches!(sign, '*' | '×' | '＊') {
                Operation::Multiply
            } else {
                Operation::Divide
            };
            left = self.binary(operation, left, Self::factor)?;
        }
        Ok(left)
    }

    fn binary(
        &mut self,
        operation: Operation,
        left: Expression,
        right: fn(&mut Self) -> Result<Expression>,
    ) -> Result<Expression> {
        self.skip_blanks();
        let start = self.at;
        let right = Box::new(right(self)?);
        Ok(Expression::Binary {
            operation,
            left: Box::new(left),
            right,
            right_range: start..self.at,
        })
    }

    fn factor(&mut self) -> Result<Expression> {
        if self.depth >= DEEPEST {
            return Err(self.problem());
        }
        self.depth += 1;
        let factor = if self.take(&['-', '－', '−']).is_some() {
            self.factor().map(|inner| Expression::Negative(Box::new(inner)))
        } else if self.take(&['(', '（']).is_some() {
            self.sum().and_then(|inner| self.close().map(|()| inner))
        } else {
            self.atom()
        };
        self.depth -= 1;
        factor
    }

    fn close(&mut self) -> Result<()> {
        self.take(&[')', '）']).map(|_| ()).ok_or_else(|| self.problem())
    }

    fn atom(&mut self) -> Result<Expression> {
        self.skip_blanks();
        if self.rest().starts_with(|c: char| c.is_ascii_digit()) {
            let digits = self.run(|c| c.is_ascii_digit() || c == '.');
            return digits.parse().map(Expression::Number).map_err(|_| self.problem());
        }
        let name = self.name()?;
        if name == "上年" && self.take(&['(', '（']).is_some() {
            self.skip_blanks();
            let inner = self.name()?;
            return self.close().map(|()| Expression::Last(inner));
        }
        Ok(Expression::Name(name))
    }

    fn name(&mut self) -> Result<String> {
        if !self.rest().starts_with(is_name_start) {
            return Err(self.problem());
        }
        Ok(self.run(is_name_part).to_owned())
    }

    fn run(&mut self, belongs: fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// The error at the present place: what is left of the formula, and the character's number from one.
    fn problem(&self) -> Box<Diagnostic> {
        let before = self.text.get(..self.at).unwrap_or_default();
        let code = if self.rest().is_empty() {
            Code::FormulaEnd
        } else {
            Code::FormulaSyntax
        };
        Diagnostic::new(code)
            .with("formula", self.text)
            .with("position", before.chars().count() + 1)
            .with("rest", self.rest())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(expression: &Expression) -> String {
        match expression {
            Expression::Number(number) => number.to_string(),
            Expression::Name(name) => name.clone(),
            Expression::Last(name) => format!("上年({name})"),
            Expression::Negative(inner) => format!("[-{}]", shape(inner)),
            Expression::Binary {
                operation, left, right, ..
            } => {
                let sign = match operation {
                    Operation::Add => '+',
                    Operation::Subtract => '-',
                    Operation::Multiply => '*',
                    Operation::Divide => '/',
                };
                format!("[{}{sign}{}]", shape(left), shape(right))
            }
        }
    }

    fn parsed(text: &str) -> String {
        shape(&Expression::parse(text).expect("a formula"))
    }

    #[test]
    fn products_bind_before_sums_and_both_from_the_left() {
        assert_eq!(parsed("甲 - 乙 - 丙 * 2"), "[[甲-乙]-[丙*2]]");
        assert_eq!(parsed("（甲＋乙）÷ 丙 × 100"), "[[[甲+乙]/丙]*100]");
        assert_eq!(parsed("-甲 + 上年( 甲 )"), "[[-甲]+上年(甲)]");
        assert_eq!(parsed("上年 + 1.5"), "[上年+1.5]");
    }

    #[test]
    fn what_is_no_formula_is_refused_with_its_place() {
        for (text, position) in [
            ("甲 +", "4"),
            ("甲 乙", "3"),
            ("(甲", "3"),
            ("甲 ** 2", "4"),
            ("1.2.3", "6"),
            ("", "1"),
        ] {
            let error = Expression::parse(text).expect_err(text);
            let found = error.arguments.iter().find(|(name, _)| *name == "position");
            assert_eq!(found.map(|(_, value)| value.as_str()), Some(position), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_instead_of_overflowing() {
        assert!(Expression::parse(&"(".repeat(100_000)).is_err());
        assert!(Expression::parse(&"-".repeat(100_000)).is_err());
    }
}

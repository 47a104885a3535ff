//! The two forms that most workbooks are made of: villages as rows, and indicators as rows.

use rust_decimal::Decimal;

use super::Failure;
use super::grid::{Content, Look, Sheet, address, column, row};
use super::town::{Pair, Town};
use super::values::FIGURES;

/// Where the 合计 row stands (WB-08).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// Above the villages, with this label.
    First(&'static str),
    /// Below the villages, with this label.
    Last(&'static str),
}

/// How a clerk typed a number (WB-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dirt {
    /// １２３
    FullWidth,
    /// 1,234 as a text
    Thousands,
    /// 213户
    Unit(&'static str),
    /// A number stored as a text.
    Text,
}

/// A column of a village form.
pub struct Column {
    /// Header path with its unit: `粮食作物/播种面积（亩）`.
    pub path: &'static str,
    /// The figure that is shared out among the villages.
    pub figure: &'static str,
    /// Last year's value in place of this year's.
    pub last: bool,
    /// The column's part of another figure: village by village no larger than it.
    pub within: Option<&'static str>,
}

/// A column with this year's values.
pub const fn this_year(path: &'static str, figure: &'static str) -> Column {
    Column {
        path,
        figure,
        last: false,
        within: None,
    }
}

/// A column with last year's values.
pub const fn last_year(path: &'static str, figure: &'static str) -> Column {
    Column {
        path,
        figure,
        last: true,
        within: None,
    }
}

/// A column that is part of another.
pub const fn part_of(path: &'static str, figure: &'static str, whole: &'static str) -> Column {
    Column {
        path,
        figure,
        last: false,
        within: Some(whole),
    }
}

/// A village form below the two opening rows: header, villages, 合计, foot.
pub struct VillageForm<'a> {
    /// The columns after 序号 and 村名.
    pub columns: &'a [Column],
    /// Place and label of the sum.
    pub total: Total,
    /// The cells that are typed otherwise: village, column, how.
    pub dirt: &'a [(usize, usize, Dirt)],
    /// Spaces inside the villages' names: `鼎 新 村` (WB-07).
    pub spaced: bool,
}

impl VillageForm<'_> {
    /// How many columns the form has.
    pub fn width(&self) -> u16 {
        column(self.columns.len() + 2)
    }

    /// Writes the form from row 3 on and returns the row below it.
    pub fn write(&self, sheet: &mut Sheet, town: &Town) -> Result<u32, Failure> {
        let mut paths = vec!["序号", "村名"];
        paths.extend(self.columns.iter().map(|column| column.path));
        let top = sheet.header(2, &paths);
        let count = row(town.villages.len());
        let (first, total, label) = match self.total {
            Total::First(label) => (top + 1, top, label),
            Total::Last(label) => (top, top + count, label),
        };
        sheet.frozen = top;
        for (index, village) in town.villages.iter().enumerate() {
            sheet.put(first + row(index), 0, Content::Number(Decimal::from(index + 1)));
            let name = if self.spaced { spaced(village) } else { village.clone() };
            sheet.text(first + row(index), 1, &name);
        }
        let words = Content::Text(label.to_owned());
        sheet.span((total, 0), (total, 1), words, Look::Body);
        for index in 0..self.columns.len() {
            self.write_column(sheet, town, index, (first, total))?;
        }
        Ok(top + count + 1)
    }

    /// One column: the villages' parts and the sum as a formula with its saved value.
    fn write_column(&self, sheet: &mut Sheet, town: &Town, index: usize, rows: (u32, u32)) -> Result<(), Failure> {
        let place = column(index + 2);
        let Some((parts, whole)) = self.parts(town, index)? else {
            for village in 0..row(town.villages.len()) {
                sheet.text(rows.0 + village, place, "—");
            }
            sheet.text(rows.1, place, "—");
            return Ok(());
        };
        for (village, part) in parts.iter().enumerate() {
            let dirt = self.dirt.iter().find(|dirt| (dirt.0, dirt.1) == (village, index));
            sheet.put(rows.0 + row(village), place, typed(*part, dirt.map(|dirt| dirt.2)));
        }
        let last = rows.0 + row(parts.len()) - 1;
        // SUM would leave out a number that was typed as a text, so the clerk typed the sum too.
        let sum = if self.dirt.iter().any(|dirt| dirt.1 == index) {
            Content::Number(whole)
        } else {
            Content::Formula(
                format!("=SUM({}:{})", address(rows.0, place), address(last, place)),
                whole,
            )
        };
        sheet.put(rows.1, place, sum);
        Ok(())
    }

    /// The villages' parts of a column and its sum; none when the township has no such figure.
    fn parts(&self, town: &Town, index: usize) -> Result<Option<(Vec<Decimal>, Decimal)>, Failure> {
        let column = &self.columns[index];
        let of = |name: &str| {
            town.figure(name)
                .map(|pair| if column.last { pair.last } else { pair.now })
        };
        let Some(total) = of(column.figure)? else {
            return Ok(None);
        };
        let Some(whole) = column.within.map(of).transpose()?.flatten() else {
            return Ok(Some((town.shared(total, index), total)));
        };
        let salt = self
            .columns
            .iter()
            .position(|other| Some(other.figure) == column.within)
            .unwrap_or(index);
        let rest = town.shared(whole - total, salt);
        let parts = town
            .shared(whole, salt)
            .iter()
            .zip(rest)
            .map(|(all, rest)| all - rest)
            .collect();
        Ok(Some((parts, total)))
    }
}

/// A number as the clerk typed it.
fn typed(value: Decimal, dirt: Option<Dirt>) -> Content {
    let plain = value.to_string();
    match dirt {
        None => Content::Number(value),
        Some(Dirt::Text) => Content::Text(plain),
        Some(Dirt::Unit(unit)) => Content::Text(format!("{plain}{unit}")),
        Some(Dirt::Thousands) => Content::Text(thousands(&plain)),
        Some(Dirt::FullWidth) => Content::Text(plain.chars().map(full_width).collect()),
    }
}

/// 1234 as 1,234.
fn thousands(plain: &str) -> String {
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// The full-width form of a digit or point.
fn full_width(character: char) -> char {
    char::from_u32(u32::from(character) + 0xFEE0).unwrap_or(character)
}

/// 鼎新村 as 鼎 新 村.
fn spaced(name: &str) -> String {
    name.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

/// How a growth rate is stored (WB-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// 0.123 with a percent format.
    Fraction,
    /// 12.3
    Number,
    /// "12.3%"
    Text,
}

/// A form with indicators as rows (WB-13): 指标名称, 单位, this year, last year, growth; returns the row below.
pub fn indicator_form(
    sheet: &mut Sheet,
    town: &Town,
    heads: [&str; 3],
    items: &[(&str, &str)],
    growth: Growth,
) -> Result<u32, Failure> {
    let top = sheet.header(2, &["指标名称", "计量单位", heads[0], heads[1], heads[2]]);
    for (index, (label, figure)) in items.iter().enumerate() {
        let at = top + row(index);
        let Pair { now, last } = town.figure(figure)?;
        sheet.text(at, 0, label);
        sheet.text(at, 1, unit(figure));
        sheet.put(at, 2, or_dash(now));
        sheet.put(at, 3, or_dash(last));
        sheet.put(at, 4, grown(now, last, growth));
    }
    Ok(top + row(items.len()))
}

/// The unit of a figure.
fn unit(figure: &str) -> &'static str {
    FIGURES
        .iter()
        .find(|entry| entry.0 == figure)
        .map_or("", |entry| entry.1)
}

/// A number, or — where there is none.
pub fn or_dash(value: Option<Decimal>) -> Content {
    value.map_or_else(|| Content::Text("—".to_owned()), Content::Number)
}

/// The growth as the clerk stores it; — where it has no meaning.
fn grown(now: Option<Decimal>, last: Option<Decimal>, growth: Growth) -> Content {
    let pair = now.zip(last).filter(|(_, last)| !last.is_zero());
    let Some(fraction) = pair.map(|(now, last)| (now - last) / last) else {
        return Content::Text("—".to_owned());
    };
    let percent = (fraction * Decimal::ONE_HUNDRED).round_dp(1).normalize();
    match growth {
        Growth::Fraction => Content::Percent(fraction.round_dp(6)),
        Growth::Number => Content::Number(percent),
        Growth::Text => Content::Text(format!("{percent}%")),
    }
}

//! The report's period, and the year that a date without one means (WB-17).

use jiff::ToSpan;
use jiff::civil::Date;

use super::books::Leaf;

/// The time that the report speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Its year.
    pub year: Option<i16>,
    /// Its first and last day.
    pub period: Option<(Date, Date)>,
}

impl Calendar {
    /// The period a year earlier: 期末 of February stays the month's last day.
    pub(super) fn last_year(&self) -> Option<(Date, Date)> {
        let (first, last) = self.period?;
        let earlier = |day: Date| day.checked_sub(1.year()).ok();
        let end = earlier(last)?;
        let end = if last == last.last_of_month() {
            end.last_of_month()
        } else {
            end
        };
        Some((earlier(first)?, end))
    }

    /// The year of dates that do not tell theirs (`11月20日`): the one that the table's title says, the sheet's name or
    /// the file's; in the township's own folder else the report's. None where two are named at one place.
    pub(super) fn year_of(&self, leaf: &Leaf<'_>, head: Option<u32>) -> Option<i16> {
        let table = leaf.tables().iter().find(|table| Some(table.header_rows.0) == head);
        let title = table.and_then(|table| table.title.as_deref()).unwrap_or_default();
        let file = leaf.workbook.file.rsplit('/').next().unwrap_or_default();
        let told = [title, &leaf.sheet.name, file].into_iter().map(years);
        match told.into_iter().find(|years| !years.is_empty()) {
            Some(years) => years
                .first()
                .copied()
                .filter(|first| years.iter().all(|year| year == first)),
            None if leaf.folder.is_empty() => self.year.or_else(|| self.period.map(|(first, _)| first.year())),
            None => None,
        }
    }
}

/// The years that a text names: `2023年`.
fn years(text: &str) -> Vec<i16> {
    let year = |(at, _): (usize, &str)| {
        let before = text.get(..at)?;
        let start = before.char_indices().rev().take(4).last().map_or(0, |(start, _)| start);
        let digits = before.get(start..)?;
        let longer = before.get(..start)?.ends_with(|c: char| c.is_ascii_digit());
        digits
            .parse()
            .ok()
            .filter(|year| (1900..2200).contains(year) && !longer)
    };
    text.match_indices('年').filter_map(year).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_four_digits_are_read() {
        assert_eq!(years("2022—2023年台账，2021年"), [2023, 2021]);
        assert!(years("本年、12023年、23年").is_empty());
    }

    #[test]
    fn the_period_of_last_year_ends_with_its_month() {
        let period = |first: (i16, i8, i8), last: (i16, i8, i8)| Calendar {
            year: None,
            period: Some((
                jiff::civil::date(first.0, first.1, first.2),
                jiff::civil::date(last.0, last.1, last.2),
            )),
        };
        let shown = |calendar: Calendar| calendar.last_year().map(|(first, last)| format!("{first} {last}"));
        let february = period((2025, 1, 1), (2025, 2, 28));
        assert_eq!(shown(february).as_deref(), Some("2024-01-01 2024-02-29"));
        let leap = period((2024, 1, 1), (2024, 2, 29));
        assert_eq!(shown(leap).as_deref(), Some("2023-01-01 2023-02-28"));
    }
}

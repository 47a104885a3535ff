//! Times of day and lengths of time: numbers of days that their format shows as hours, minutes and seconds.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// What a format shows of a number of days: `36:00` of 1.5 under `[h]:mm`, `12:00` of 0.5 under `h:mm`. None under a
/// format of anything else; a date is none of hours alone.
pub(super) fn shown(days: Decimal, code: &str) -> Option<String> {
    let format = Format::read(code)?;
    let seconds = days.checked_mul(Decimal::from(86_400))?.round().to_i64()?;
    let sign = if seconds < 0 { "-" } else { "" };
    Some(format!("{sign}{}", format.write(seconds.unsigned_abs())))
}

/// Whether a format shows a length of time, which may be longer than a day: `[h]:mm`.
pub(crate) fn is_elapsed(code: &str) -> bool {
    Format::read(code).is_some_and(|format| format.elapsed.is_some())
}

/// What a number format shows besides the text that it quotes, in lower case.
pub(crate) enum Mark {
    /// What stands in brackets: `[h]`, a colour, a language.
    Bracket(String),
    /// The place of a digit, but for those of a second's fraction.
    Digit,
    Letter(char),
}

/// The marks of a format's first section.
pub(crate) fn marks(code: &str) -> impl Iterator<Item = Mark> {
    let mut characters = code.chars();
    let mut before = ' ';
    let next = move || {
        let character = characters.next().filter(|character| *character != ';')?;
        let mark = match character {
            '\\' | '!' | '_' | '*' => characters.next().and(None),
            '"' => characters.by_ref().find(|c| *c == '"').and(None),
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                Some(Mark::Bracket(inside.to_ascii_lowercase()))
            }
            '0' | '#' | '?' => (!"sS.0]".contains(before)).then_some(Mark::Digit),
            other => Some(Mark::Letter(other.to_ascii_lowercase())),
        };
        before = character;
        Some(mark)
    };
    std::iter::from_fn(next).flatten()
}

/// The parts of a time that a format shows.
#[derive(Default)]
struct Format {
    /// The first part, in brackets: it counts on beyond a day or an hour.
    elapsed: Option<char>,
    hours: bool,
    minutes: bool,
    seconds: bool,
}

impl Format {
    /// Reads the first section of a code; none where it shows a date or a plain number.
    fn read(code: &str) -> Option<Self> {
        // Every number of a sheet is asked, and few codes speak of hours or seconds.
        let speaks = |byte: u8| matches!(byte.to_ascii_lowercase(), b'h' | b'm' | b's');
        if !code.bytes().any(speaks) {
            return None;
        }
        let mut format = Self::default();
        for mark in marks(code) {
            match mark {
                Mark::Digit | Mark::Letter('y' | 'd' | 'e') => return None,
                Mark::Bracket(inside) => format.bracket(&inside),
                Mark::Letter(letter) => format.add(letter),
            }
        }
        let is_time = format.elapsed.is_some() || format.hours || format.seconds;
        is_time.then_some(format)
    }

    /// What stands in brackets: `[h]`, or a colour or a language.
    fn bracket(&mut self, inside: &str) {
        let first = inside.chars().next().filter(|first| "hms".contains(*first));
        if let Some(first) = first.filter(|first| inside.chars().all(|c| c == *first)) {
            self.elapsed.get_or_insert(first);
            self.add(first);
        }
    }

    fn add(&mut self, letter: char) {
        match letter {
            'h' => self.hours = true,
            'm' => self.minutes = true,
            's' => self.seconds = true,
            _ => {}
        }
    }

    fn write(&self, seconds: u64) -> String {
        let within = |number: u64, most: u64, part: char| match self.elapsed == Some(part) {
            true => number,
            false => number % most,
        };
        let parts = [
            (self.hours, within(seconds / 3_600, 24, 'h')),
            (self.minutes, within(seconds / 60, 60, 'm')),
            (self.seconds, within(seconds, 60, 's')),
        ];
        let mut written = String::new();
        for (_, number) in parts.into_iter().filter(|(is_shown, _)| *is_shown) {
            written += &match written.is_empty() {
                true => number.to_string(),
                false => format!(":{number:02}"),
            };
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_shown_as_their_format_shows_them() {
        for (days, code, expected) in [
            ("1.5", "[h]:mm", Some("36:00")),
            ("1.5", "[hh]:mm:ss", Some("36:00:00")),
            ("0.02", "[mm]:ss", Some("28:48")),
            ("0.5", "h:mm", Some("12:00")),
            ("0.75", "[$-F400]h:mm:ss\\ AM/PM", Some("18:00:00")),
            ("-0.25", "[h]\"小时\"mm\"分\"", Some("-6:00")),
            ("2", "[h]", Some("48")),
            ("1.5", "yyyy/m/d h:mm", None),
            ("1.5", "m\"月\"d\"日\"", None),
            ("1.5", "0.00 m²", None),
            ("1.5", "0.0\"h\"", None),
            ("1.5", "[Red]0.0", None),
            ("1.5", "# ?/?", None),
            ("1.5", "General", None),
            ("1.5", "0.00E+00", None),
        ] {
            let days = days.parse().unwrap_or_default();
            assert_eq!(shown(days, code).as_deref(), expected, "{days} {code}");
        }
    }
}

//! Approximate values: 约312户 stays one on its way from the cell to the sentence, and so does what is computed from it.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// Where a value is approximate: the word with which its cell says so (约, 余, 左右), [`ROUGHLY`] where it is computed from
/// one that is. None of an exact one.
pub type Approximate = Option<Approximator>;

/// A word that calls a number approximate, by its place among [`WORDS`]: every value of every report has room for three.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Approximator(u8);

/// All such words that are read in cells; 约 stands for any other.
const WORDS: [&str; 16] = [
    ROUGHLY, "大约", "将近", "接近", "近", "超过", "超", "逾", "不足", "不到", "左右", "上下", "以上", "以下", "余",
    "多",
];

impl From<&str> for Approximator {
    fn from(word: &str) -> Self {
        let known = WORDS.iter().position(|known| *known == word);
        Self(known.and_then(|at| u8::try_from(at).ok()).unwrap_or_default())
    }
}

impl From<String> for Approximator {
    fn from(word: String) -> Self {
        Self::from(word.as_str())
    }
}

impl From<Approximator> for String {
    fn from(word: Approximator) -> Self {
        word.to_string()
    }
}

impl Deref for Approximator {
    type Target = str;

    fn deref(&self) -> &str {
        WORDS.get(usize::from(self.0)).copied().unwrap_or(ROUGHLY)
    }
}

impl fmt::Display for Approximator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

/// The word for what is approximate, whatever makes it so.
pub const ROUGHLY: &str = "约";

/// Words that stand behind the digits (300余户, 4.5万多亩), and those behind the unit (300户左右).
const BEHIND_DIGITS: [&str; 2] = ["余", "多"];
const BEHIND_UNIT: [&str; 4] = ["左右", "上下", "以上", "以下"];

/// What is computed from others is approximate where one of them is.
pub(crate) fn computed_from<'a>(others: impl IntoIterator<Item = &'a Approximate>) -> Approximate {
    let approximate = others.into_iter().any(Option::is_some);
    approximate.then(|| ROUGHLY.into())
}

/// A number with its scale and unit, and the word that calls it approximate in its place.
pub(crate) fn with_word(approximate: &Approximate, number: &str, scale: &str, unit: &str) -> String {
    let Some(word) = approximate else {
        return format!("{number}{scale}{unit}");
    };
    if BEHIND_UNIT.contains(&&**word) {
        return format!("{number}{scale}{unit}{word}");
    }
    if !BEHIND_DIGITS.contains(&&**word) {
        return format!("{word}{number}{scale}{unit}");
    }
    // 600余万元, but 1234万余元 and 4.5万余亩.
    let round = number.ends_with('0') && !number.contains('.') || scale.is_empty();
    if round {
        format!("{number}{word}{scale}{unit}")
    } else {
        format!("{number}{scale}{word}{unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Approximator, with_word};
    use crate::tables::number::{APPROXIMATE_BEFORE, APPROXIMATE_BEHIND};

    #[test]
    fn every_word_that_is_read_is_kept() {
        for word in APPROXIMATE_BEFORE.iter().chain(APPROXIMATE_BEHIND) {
            assert_eq!(&*Approximator::from(*word), *word);
        }
    }

    #[test]
    fn each_word_has_its_place() {
        for (word, number, scale, unit, said) in [
            ("约", "312", "", "户", "约312户"),
            ("多", "300", "", "户", "300多户"),
            ("余", "600", "万", "元", "600余万元"),
            ("余", "4.5", "万", "亩", "4.5万余亩"),
            ("左右", "300", "", "户", "300户左右"),
            ("左右", "300", "", "", "300左右"),
        ] {
            assert_eq!(with_word(&Some(word.into()), number, scale, unit), said);
        }
    }
}

//! What is measured of one rule: how often it was looked at, and every place where it is broken.

use serde::Serialize;

use crate::geom::Abs;
use crate::style::gb9704;

/// How far a measured length may be from that of the standard where no rule says it closer.
pub(super) const TOLERANCE: Abs = Abs::mm(0.3);
/// How much wider than high a 签名章 is at least: a seal is as high as it is wide, a name of two characters twice as wide.
const STAMP_PROPORTION: f64 = 1.3;

/// Whether a page number is 一字 from the edge, of 四号 or of 三号 (PNUM-04).
pub(super) fn is_number_inset(inset: Abs) -> bool {
    inset >= gb9704::SIZE_4 - TOLERANCE && inset <= gb9704::SIZE_3 + TOLERANCE
}

/// What [`is_number_inset`] asks for.
pub(super) fn expected_inset() -> String {
    format!("{:.1}–{:.1} mm", gb9704::SIZE_4.to_mm(), gb9704::SIZE_3.to_mm())
}

/// Whether a picture may be 签名章: wider than high, and no wider than a third of 版心.
pub(super) fn is_like_a_stamp(width: Abs, height: Abs) -> bool {
    let line = gb9704::CELL * gb9704::CHARACTERS as f64;
    width > height * STAMP_PROPORTION && width < line / 3.0
}

/// Where in the file something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Page from one; Word files have none before somebody lays them out.
    pub page: Option<usize>,
    /// The text that stands there, shortened; the name of a part or setting where there is no text.
    pub text: String,
}

/// One place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Breach {
    /// Where.
    pub place: Place,
    /// What the standard asks for: `28.00 mm ± 1.00`.
    pub expected: String,
    /// What stands there instead.
    pub found: String,
}

/// What became of a rule in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// Everything measured is as it should be.
    Held {
        /// How many places were measured.
        places: usize,
    },
    /// Something is not.
    Broken {
        /// How many places were measured.
        places: usize,
        /// Those that are wrong.
        breaches: Vec<Breach>,
    },
    /// The file has nothing of which the rule speaks.
    NotApplicable,
    /// The rule cannot be seen in a file of this kind; its entry in the list says why.
    NotMeasured,
}

/// Gathers the measurements of one rule.
#[derive(Debug, Default)]
pub(super) struct Measure {
    places: usize,
    breaches: Vec<Breach>,
}

impl Measure {
    /// A place where the rule holds or does not.
    pub(super) fn holds(&mut self, place: Place, holds: bool, expected: impl Into<String>, found: impl Into<String>) {
        self.places += 1;
        if !holds {
            self.breaches.push(Breach {
                place,
                expected: expected.into(),
                found: found.into(),
            });
        }
    }

    /// A length that should be `expected`, give or take.
    pub(super) fn length(&mut self, place: Place, found: Abs, expected: Abs, tolerance: Abs) {
        let holds = (found - expected).abs().fits(tolerance);
        let asked = format!("{} ± {:.2}", millimetres(expected), tolerance.to_mm());
        self.holds(place, holds, asked, millimetres(found));
    }

    /// A length that should be no more than `most`.
    pub(super) fn at_most(&mut self, place: Place, found: Abs, most: Abs) {
        self.holds(
            place,
            found.fits(most),
            format!("≤ {}", millimetres(most)),
            millimetres(found),
        );
    }

    /// A font size or pitch in points that should be `expected`, give or take.
    pub(super) fn points(&mut self, place: Place, found: Abs, expected: Abs, tolerance: Abs) {
        let holds = (found - expected).abs().fits(tolerance);
        let asked = format!("{:.2} pt ± {:.2}", expected.to_pt(), tolerance.to_pt());
        self.holds(place, holds, asked, format!("{:.2} pt", found.to_pt()));
    }

    /// What became of the rule.
    pub(super) fn verdict(self) -> Verdict {
        match (self.places, self.breaches.is_empty()) {
            (0, _) => Verdict::NotApplicable,
            (places, true) => Verdict::Held { places },
            (places, false) => Verdict::Broken {
                places,
                breaches: self.breaches,
            },
        }
    }
}

/// A length as messages show it.
pub(super) fn millimetres(length: Abs) -> String {
    format!("{:.2} mm", length.to_mm())
}

/// The beginning of a text, enough to find it again.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN: usize = 16;
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

//! Units of the statistics and their exact conversions (spec: statistics language §5).

use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;

/// What a unit measures; only units of one dimension can be converted into each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Money; reference unit 元.
    Money,
    /// Area of land; reference unit 亩.
    Area,
    /// Mass; reference unit 公斤.
    Mass,
    /// Length; reference unit 米.
    Length,
    /// A ratio; reference unit %.
    Ratio,
    /// A count of things with their classifier (家, 户, 人, 人次 …): never converted into another classifier.
    Count(Arc<str>),
}

/// The scale in front of a unit; 万 and 亿 are the only ones (GB/T 15835).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scale {
    /// None.
    One,
    /// 万, 10⁴.
    Wan,
    /// 亿, 10⁸.
    Yi,
}

impl Scale {
    /// The factor of the scale.
    pub fn factor(self) -> Decimal {
        match self {
            Self::One => Decimal::ONE,
            Self::Wan => Decimal::from(10_000),
            Self::Yi => Decimal::from(100_000_000),
        }
    }

    /// The scale's character, or nothing.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::One => "",
            Self::Wan => "万",
            Self::Yi => "亿",
        }
    }
}

/// A unit with its scale: 亩, 万亩, 亿元, 家, %.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit {
    /// 万 or 亿 before the unit.
    pub scale: Scale,
    /// The unit without its scale, in its usual spelling (千米 is 公里).
    pub symbol: Arc<str>,
    /// What it measures.
    pub dimension: Dimension,
}

/// Spellings of one unit, the usual one first, with its size in the dimension's reference unit as a
/// fraction (numerator, denominator).
const UNITS: &[(&[&str], Dimension, i64, i64)] = &[
    (&["元", "圆", "人民币元"], Dimension::Money, 1, 1),
    (&["亩"], Dimension::Area, 1, 1),
    (&["公顷", "hm²", "hm2", "ha"], Dimension::Area, 15, 1),
    (&["平方公里", "平方千米", "km²", "km2"], Dimension::Area, 1500, 1),
    (&["平方米", "㎡", "m²", "m2"], Dimension::Area, 3, 2000),
    (&["公斤", "千克", "kg", "KG"], Dimension::Mass, 1, 1),
    (&["斤", "市斤"], Dimension::Mass, 1, 2),
    (&["吨", "t"], Dimension::Mass, 1000, 1),
    (&["米", "m"], Dimension::Length, 1, 1),
    (&["里", "华里"], Dimension::Length, 500, 1),
    (&["公里", "千米", "km", "KM"], Dimension::Length, 1000, 1),
    (&["%", "％", "百分比"], Dimension::Ratio, 1, 1),
    (&["‰"], Dimension::Ratio, 1, 10),
];

impl Unit {
    /// Reads a unit such as `万亩`, `亿元`, `%`, `人次`; none when the text is empty or no word.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(unit) = Self::measured(Scale::One, text) {
            return Some(unit);
        }
        let (scale, rest) = [(Scale::Wan, '万'), (Scale::Yi, '亿')]
            .into_iter()
            .find_map(|(scale, symbol)| text.strip_prefix(symbol).map(|rest| (scale, rest)))
            .unwrap_or((Scale::One, text));
        Self::measured(scale, rest).or_else(|| Self::counted(scale, rest))
    }

    /// The unit of a bare number: a count of nothing named.
    pub fn unitless() -> Self {
        Self {
            scale: Scale::One,
            symbol: "".into(),
            dimension: Dimension::Count("".into()),
        }
    }

    /// A unit of this scale that measures a quantity.
    fn measured(scale: Scale, symbol: &str) -> Option<Self> {
        let (spellings, dimension, ..) = UNITS.iter().find(|(spellings, ..)| spellings.contains(&symbol))?;
        Some(Self {
            scale,
            symbol: spellings[0].into(),
            dimension: dimension.clone(),
        })
    }

    /// A classifier: one to four letters that are neither digits nor marks.
    fn counted(scale: Scale, symbol: &str) -> Option<Self> {
        let plain = !symbol.is_empty() && symbol.chars().count() <= 4 && symbol.chars().all(char::is_alphabetic);
        plain.then(|| Self {
            scale,
            symbol: symbol.into(),
            dimension: Dimension::Count(symbol.into()),
        })
    }

    /// The same unit with another scale.
    #[must_use]
    pub fn scaled(&self, scale: Scale) -> Self {
        Self { scale, ..self.clone() }
    }

    /// `value` of this unit as a number of `other`, exact; none when they measure different things or the
    /// result is too large.
    pub fn convert(&self, value: Decimal, other: &Self) -> Option<Decimal> {
        if self.dimension != other.dimension {
            return None;
        }
        let (numerator, denominator) = self.size();
        let (other_numerator, other_denominator) = other.size();
        // Multiply first, divide last: a finite result then stays exact.
        let up = numerator.checked_mul(other_denominator)?;
        let down = denominator.checked_mul(other_numerator)?;
        Some(value.checked_mul(up)?.checked_div(down)?.normalize())
    }

    /// The size in the dimension's reference unit, as numerator and denominator.
    fn size(&self) -> (Decimal, Decimal) {
        let (numerator, denominator) = UNITS
            .iter()
            .find(|(spellings, ..)| spellings[0] == &*self.symbol)
            .map_or((1, 1), |(.., numerator, denominator)| (*numerator, *denominator));
        (
            Decimal::from(numerator) * self.scale.factor(),
            Decimal::from(denominator),
        )
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.scale.symbol(), self.symbol)
    }
}

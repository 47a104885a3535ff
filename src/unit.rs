//! Units of the statistics and their exact conversions (spec: statistics language §5).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a unit measures; only units of one dimension can be converted into each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// The scale in front of a unit. Reports write 万 and 亿 only (GB/T 15835); the others are read in tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scale {
    /// None.
    One,
    /// 百, 10².
    Hundred,
    /// 千, 10³.
    Thousand,
    /// 万, 10⁴.
    Wan,
    /// 十万, 10⁵.
    HundredThousand,
    /// 百万, 10⁶.
    Million,
    /// 千万, 10⁷.
    TenMillion,
    /// 亿, 10⁸.
    Yi,
}

impl Scale {
    /// The factor of the scale.
    pub fn factor(self) -> Decimal {
        match self {
            Self::One => Decimal::ONE,
            Self::Hundred => Decimal::from(100),
            Self::Thousand => Decimal::from(1_000),
            Self::Wan => Decimal::from(10_000),
            Self::HundredThousand => Decimal::from(100_000),
            Self::Million => Decimal::from(1_000_000),
            Self::TenMillion => Decimal::from(10_000_000),
            Self::Yi => Decimal::from(100_000_000),
        }
    }

    /// The scale with which a text begins, and the rest.
    pub fn before(text: &str) -> (Self, &str) {
        let begins = |scale: Self| Some((scale, text.strip_prefix(scale.symbol())?));
        SCALES.into_iter().find_map(begins).unwrap_or((Self::One, text))
    }

    /// The scale's character, or nothing.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::One => "",
            Self::Hundred => "百",
            Self::Thousand => "千",
            Self::Wan => "万",
            Self::HundredThousand => "十万",
            Self::Million => "百万",
            Self::TenMillion => "千万",
            Self::Yi => "亿",
        }
    }
}

/// A unit with its scale: 亩, 万亩, 亿元, 家, %.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Unit {
    /// The 万 before the unit.
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
    (&["亩", "市亩", "mu"], Dimension::Area, 1, 1),
    (&["公顷", "hm²", "hm2", "ha"], Dimension::Area, 15, 1),
    (&["平方公里", "平方千米", "km²", "km2"], Dimension::Area, 1500, 1),
    (&["平方米", "㎡", "m²", "m2"], Dimension::Area, 3, 2000),
    (&["公斤", "千克", "kg", "KG"], Dimension::Mass, 1, 1),
    (&["斤", "市斤"], Dimension::Mass, 1, 2),
    (&["吨", "t"], Dimension::Mass, 1000, 1),
    (&["米", "m"], Dimension::Length, 1, 1),
    (&["厘米", "cm"], Dimension::Length, 1, 100),
    (&["毫米", "mm"], Dimension::Length, 1, 1000),
    (&["里", "华里"], Dimension::Length, 500, 1),
    (&["公里", "千米", "km", "KM"], Dimension::Length, 1000, 1),
    (&["%", "％", "百分比"], Dimension::Ratio, 1, 1),
    (&["‰"], Dimension::Ratio, 1, 10),
];

/// The units by each of their spellings.
static BY_SPELLING: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    let units = UNITS.iter().enumerate();
    let spelt = units.flat_map(|(index, (spellings, ..))| spellings.iter().map(move |spelling| (*spelling, index)));
    spelt.collect()
});

/// Other words for what is counted, which are printed as they are written, and the usual one: 3万度 are 3万千瓦时.
const SAME_COUNT: [[&str; 2]; 11] = [
    ["度", "千瓦时"],
    ["m³", "立方米"],
    ["m3", "立方米"],
    ["mg", "毫克"],
    ["μg", "微克"],
    ["µg", "微克"],
    ["ug", "微克"],
    ["L", "升"],
    ["MW", "兆瓦"],
    ["℃", "摄氏度"],
    ["°C", "摄氏度"],
];

/// Other words for what energy, power and liquids are counted in, the usual one, and how many of those each is.
const COUNTED_IN: [(&str, &str, i64); 14] = [
    ("升", "毫升", 1000),
    ("mL", "毫升", 1),
    ("ml", "毫升", 1),
    ("千瓦小时", "千瓦时", 1),
    ("kWh", "千瓦时", 1),
    ("KWh", "千瓦时", 1),
    ("kwh", "千瓦时", 1),
    ("kW", "千瓦", 1),
    ("KW", "千瓦", 1),
    ("Kw", "千瓦", 1),
    ("kw", "千瓦", 1),
    ("兆瓦", "千瓦", 1000),
    ("吨标煤", "吨标准煤", 1),
    ("tce", "吨标准煤", 1),
];

/// Scales by their words, the longer ones first.
const SCALES: [Scale; 7] = [
    Scale::HundredThousand,
    Scale::Million,
    Scale::TenMillion,
    Scale::Hundred,
    Scale::Thousand,
    Scale::Wan,
    Scale::Yi,
];
/// Units by themselves that begin with 千 or 百: nobody counts in 瓦 or 分点. (千米 and 千克 are measured.)
const BY_THEMSELVES: [&str; 12] = [
    "瓦",
    "瓦时",
    "瓦小时",
    "伏",
    "伏安",
    "安",
    "卡",
    "焦",
    "赫",
    "帕",
    "分点",
    "分比",
];

impl Unit {
    /// Whether it counts things and measures nothing.
    pub const fn is_count(&self) -> bool {
        matches!(self.dimension, Dimension::Count(_))
    }

    /// Whether numbers of this unit have a sum: neither a ratio nor a quotient has.
    pub fn has_sum(&self) -> bool {
        self.dimension != Dimension::Ratio && (!self.symbol.contains('/') || are_beasts(&self.symbol))
    }

    /// Several classifiers of beasts with strokes between, 万头/只/羽: each head of whatever beast is one.
    pub fn beasts(text: &str) -> Option<Self> {
        let (scale, symbol) = Scale::before(text.trim());
        are_beasts(symbol).then(|| Self {
            scale,
            ..Self::unknown(symbol)
        })
    }

    /// Reads a unit such as `万亩`, `亿元`, `%`, `人次`; none when the text is empty or no word. A quotient
    /// (`公斤/亩`) is kept whole and converted into no other.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((above, below)) = text.split_once('/') {
            if let Some(beasts) = Self::beasts(text) {
                return Some(beasts);
            }
            // One stroke: 亩/户/年 says nothing.
            let (above, below) = (
                Self::parse(above)?,
                Self::parse(below).filter(|_| !below.contains('/'))?,
            );
            // 万元/亩 are ten thousand 元/亩.
            return Some(Self {
                scale: above.scale,
                symbol: format!("{}/{below}", above.symbol).into(),
                dimension: Dimension::Count(format!("{}/{}", above.scaled(Scale::One).usual(), below.usual()).into()),
            });
        }
        if let Some(unit) = Self::measured(Scale::One, text) {
            return Some(unit);
        }
        let (scale, rest) = Scale::before(text);
        let counted = || match matches!(scale, Scale::Hundred | Scale::Thousand) && BY_THEMSELVES.contains(&rest) {
            true => Self::counted(Scale::One, text),
            false => Self::counted(scale, rest),
        };
        Self::measured(scale, rest).or_else(counted)
    }

    /// The usual word for it: 微克 for μg; 升 for L, which is more than what it is converted into.
    fn usual(&self) -> String {
        match &self.dimension {
            Dimension::Count(_) if usual_counts(&self.symbol) != 1 => {
                format!("{}{}", self.scale.symbol(), same_count(&self.symbol))
            }
            Dimension::Count(usual) => format!("{}{usual}", self.scale.symbol()),
            Dimension::Money | Dimension::Area | Dimension::Mass | Dimension::Length | Dimension::Ratio => {
                self.to_string()
            }
        }
    }

    /// A unit of which nothing is known but how it is written; it is converted into no other.
    pub fn unknown(text: &str) -> Self {
        let symbol: Arc<str> = text.trim().into();
        Self {
            scale: Scale::One,
            dimension: Dimension::Count(Arc::clone(&symbol)),
            symbol,
        }
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
        let (spellings, dimension, ..) = &UNITS[*BY_SPELLING.get(symbol)?];
        Some(Self {
            scale,
            symbol: spellings[0].into(),
            dimension: dimension.clone(),
        })
    }

    /// A classifier: one to four letters that are neither digits nor marks.
    fn counted(scale: Scale, symbol: &str) -> Option<Self> {
        let plain = !symbol.is_empty() && symbol.chars().count() <= 4 && symbol.chars().all(char::is_alphabetic);
        let called = same_count(symbol);
        (plain || called != symbol).then(|| Self {
            scale,
            symbol: symbol.into(),
            dimension: Dimension::Count(usual_count(called).into()),
        })
    }

    /// The same unit with another scale.
    #[must_use]
    pub fn scaled(&self, scale: Scale) -> Self {
        Self { scale, ..self.clone() }
    }

    /// Its words without its scale, where it has one: 元 of 万元, 元/户 of 万元/户.
    pub fn unscaled(&self) -> Option<String> {
        (self.scale != Scale::One).then(|| self.symbol.to_string())
    }

    /// The unit of what stands above the stroke of a quotient: 公斤 of 公斤/亩; of any other the unit itself.
    #[must_use]
    pub fn above(&self) -> Self {
        self.parts().map_or_else(|| self.clone(), |(above, _)| above)
    }

    /// The units above and below the stroke of a quotient: 公斤 and 亩 of 公斤/亩.
    pub fn parts(&self) -> Option<(Self, Self)> {
        let (above, below) = self.symbol.split_once('/').filter(|_| !are_beasts(&self.symbol))?;
        Some((Self::parse(above)?.scaled(self.scale), Self::parse(below)?))
    }

    /// What a number of this unit is multiplied with, and then divided by, to be one of `other`; none when they measure
    /// different things.
    pub fn ratio(&self, other: &Self) -> Option<(Decimal, Decimal)> {
        if self.dimension != other.dimension {
            return None;
        }
        let (numerator, denominator) = self.size();
        let (other_numerator, other_denominator) = other.size();
        Some((
            numerator.checked_mul(other_denominator)?,
            denominator.checked_mul(other_numerator)?,
        ))
    }

    /// `value` of this unit as a number of `other`, exact; none when they measure different things or the
    /// result is too large.
    pub fn convert(&self, value: Decimal, other: &Self) -> Option<Decimal> {
        if self == other {
            return Some(value.normalize());
        }
        // Multiply first, divide last: a finite result then stays exact.
        let (up, down) = self.ratio(other)?;
        Some(value.checked_mul(up)?.checked_div(down)?.normalize())
    }

    /// `value` of this unit in the reference unit of what it measures: 元, 亩, 公斤, 米, %, one of what is counted; none when
    /// it is too large.
    pub fn in_reference(&self, value: Decimal) -> Option<Decimal> {
        let (numerator, denominator) = self.size();
        Some(value.checked_mul(numerator)?.checked_div(denominator)?.normalize())
    }

    /// The size in the dimension's reference unit, as numerator and denominator.
    fn size(&self) -> (Decimal, Decimal) {
        let known = BY_SPELLING.get(&*self.symbol).map(|index| &UNITS[*index]);
        let known = known.map(|(.., numerator, denominator)| (*numerator, *denominator));
        let (numerator, denominator) = known.unwrap_or_else(|| (usual_counts(&self.symbol), 1));
        (
            Decimal::from(numerator) * self.scale.factor(),
            Decimal::from(denominator),
        )
    }
}

/// Whether words with strokes between are classifiers of beasts: 头/只/羽.
fn are_beasts(symbol: &str) -> bool {
    const BEASTS: [&str; 5] = ["头", "只", "羽", "匹", "口"];
    symbol.contains('/') && symbol.split('/').all(|part| BEASTS.contains(&part))
}

/// The word of which another is but a spelling, 升 of L; any other word itself.
fn same_count(symbol: &str) -> &str {
    let called = SAME_COUNT.iter().find(|[other, _]| *other == symbol);
    called.map_or(symbol, |[_, usual]| usual)
}

/// The usual word for what energy, power and liquids are counted in; any other word itself.
fn usual_count(symbol: &str) -> &str {
    let called = COUNTED_IN.iter().find(|(other, ..)| *other == symbol);
    called.map_or(symbol, |(_, usual, _)| usual)
}

/// How many of the usual counts one of these is.
fn usual_counts(symbol: &str) -> i64 {
    let symbol = same_count(symbol);
    let called = COUNTED_IN.iter().find(|(other, ..)| *other == symbol);
    called.map_or(1, |(.., size)| *size)
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.scale.symbol(), self.symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(value: &str, from: &str, to: &str) -> Option<String> {
        let unit = |text| Unit::parse(text).unwrap();
        let value: Decimal = value.parse().unwrap();
        unit(from).convert(value, &unit(to)).map(|value| value.to_string())
    }

    #[test]
    fn conversions_of_section_5_are_exact() {
        for (value, from, to, expected) in [
            ("1", "公顷", "亩", "15"),
            ("1", "平方公里", "公顷", "100"),
            ("1", "平方公里", "亩", "1500"),
            ("3", "亩", "平方米", "2000"),
            ("2000", "m²", "亩", "3"),
            ("1", "公斤", "斤", "2"),
            ("1", "千克", "公斤", "1"),
            ("1", "吨", "公斤", "1000"),
            ("1", "吨", "斤", "2000"),
            ("1", "公里", "千米", "1"),
            ("1", "里", "米", "500"),
            ("6.2", "公里", "米", "6200"),
            ("3000", "公顷", "万亩", "4.5"),
            ("95312", "万元", "亿元", "9.5312"),
            ("72340000", "元", "万元", "7234"),
            ("1", "亿元", "元", "100000000"),
            ("320", "千元", "万元", "32"),
            ("1.2", "千公顷", "万亩", "1.8"),
            ("3", "千人", "人", "3000"),
            ("7", "千册", "册", "7000"),
            ("52", "百亩", "亩", "5200"),
            ("3", "千万元", "亿元", "0.3"),
            ("9", "千立方米", "立方米", "9000"),
            ("2", "百万尾", "万尾", "200"),
            ("2", "十万元", "万元", "20"),
            ("2", "百万元", "亿元", "0.02"),
            ("5", "‰", "%", "0.5"),
            ("98.6", "万次", "次", "986000"),
            ("-12.5", "万元", "元", "-125000"),
            ("3.2", "万度", "千瓦时", "32000"),
            ("32000", "千瓦时", "万度", "3.2"),
            ("1", "亿千瓦小时", "万千瓦时", "10000"),
            ("5", "kW", "千瓦", "5"),
            ("2", "兆瓦", "万千瓦", "0.2"),
            ("3", "万吨标准煤", "吨标煤", "30000"),
            ("10.1", "万毫升", "升", "101"),
            ("2", "L", "mL", "2000"),
            ("5", "mg/L", "毫克/升", "5"),
        ] {
            assert_eq!(
                converted(value, from, to).as_deref(),
                Some(expected),
                "{value}{from} → {to}"
            );
        }
    }

    #[test]
    fn what_measures_something_else_is_not_converted() {
        for (from, to) in [
            ("人", "人次"),
            ("户", "人"),
            ("家", "家次"),
            ("亩", "吨"),
            ("元", "%"),
            ("公里", "亩"),
            ("mg/L", "mg/mL"),
            ("万头/只", "头"),
        ] {
            assert_eq!(converted("1", from, to), None, "{from} → {to}");
        }
    }

    #[test]
    fn a_number_too_large_is_refused() {
        assert_eq!(converted("79228162514264337593543950335", "亿元", "元"), None);
    }

    #[test]
    fn units_are_written_in_their_usual_spelling() {
        for (text, written) in [
            ("千米", "公里"),
            ("万千米", "万公里"),
            ("％", "%"),
            ("ha", "公顷"),
            ("万人次", "万人次"),
            ("千瓦", "千瓦"),
            ("百分点", "百分点"),
            ("万千瓦时", "万千瓦时"),
            ("千公顷", "千公顷"),
            ("万度", "万度"),
            (" 亿元 ", "亿元"),
            ("公斤/亩", "公斤/亩"),
        ] {
            assert_eq!(Unit::parse(text).unwrap().to_string(), written);
        }
        for text in [
            "",
            "万",
            "2023",
            "（亩）",
            "含原鲤鱼村的面积",
            "/",
            "公斤/",
            "1/2",
            "亩/户/年",
        ] {
            assert_eq!(Unit::parse(text), None, "{text}");
        }
    }
}

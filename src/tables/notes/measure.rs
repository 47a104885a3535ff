//! What the labels of a column say that it measures.

use super::super::label::known_unit;
use crate::unit::{Dimension, Unit};

/// What a column measures by its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Measure {
    /// 比重, 增速: percentages.
    Rate,
    /// 面积.
    Area,
    /// 产值, 收入.
    Money,
    /// 产量.
    Mass,
    /// 里程.
    Length,
    /// 户数, 人口.
    Count,
    /// 同比增长, 人均, 位次: what is made of others, in a unit that only its own head says.
    Other,
}

/// The words that say so; what is called a rate is one, whatever of.
const WORDS: [(Measure, &[&str]); 7] = [
    (
        Measure::Other,
        &[
            "增长", "增减", "同比", "环比", "比上", "较上", "位次", "排名", "名次", "人均", "户均", "亩均", "单产",
            "单价",
        ],
    ),
    (
        Measure::Rate,
        &["率", "占比", "比重", "比例", "百分比", "增速", "增幅", "幅度"],
    ),
    (
        Measure::Count,
        &[
            "人口",
            "人数",
            "人次",
            "户数",
            "个数",
            "只数",
            "头数",
            "次数",
            "家数",
            "从业",
            "人员",
            "劳动力",
            "农户",
            "企业数",
        ],
    ),
    (Measure::Area, &["面积"]),
    (
        Measure::Money,
        &[
            "产值",
            "增加值",
            "收入",
            "支出",
            "金额",
            "投资",
            "资金",
            "总额",
            "销售额",
            "税额",
            "成本",
        ],
    ),
    (Measure::Mass, &["产量"]),
    (Measure::Length, &["长度", "里程"]),
];

impl Measure {
    /// Whether what is measured may be in a unit.
    pub(in super::super) fn is_in(self, unit: &Unit) -> bool {
        match self {
            Self::Rate => unit.dimension == Dimension::Ratio,
            Self::Area => unit.dimension == Dimension::Area,
            Self::Money => unit.dimension == Dimension::Money,
            // 产量 of eggs is in 枚, that of cloth in 米.
            Self::Mass => !matches!(unit.dimension, Dimension::Ratio | Dimension::Area | Dimension::Money),
            Self::Length => unit.dimension == Dimension::Length,
            Self::Count => unit.is_count() && unit.parts().is_none(),
            Self::Other => false,
        }
    }
}

/// Nouns of counting, each with what is counted by them; of two that end alike the longer first.
const COUNTED: [(&str, &[&str]); 14] = [
    ("人口", &["人"]),
    ("人数", &["人"]),
    ("人员", &["人"]),
    ("劳动力", &["人"]),
    ("人次", &["人次"]),
    ("户数", &["户"]),
    ("农户", &["户"]),
    ("个数", &["个"]),
    ("只数", &["只"]),
    ("头数", &["头"]),
    ("次数", &["次", "人次"]),
    ("家数", &["家"]),
    ("企业数", &["个", "家", "户"]),
    ("人口数", &["人"]),
];
/// Labels of amounts beside those of rates, whatever is measured.
const AMOUNTS: [&str; 5] = ["绝对额", "绝对数", "绝对值", "绝对量", "总量"];
/// Labels of places, which have no unit.
const PLACES: [&str; 4] = ["位次", "名次", "排名", "排位"];

/// What a label counts things by, where it says that.
fn counted(label: &str) -> Option<&'static [&'static str]> {
    let known = COUNTED.iter().find(|(noun, _)| label.ends_with(noun));
    known.map(|(_, symbols)| *symbols)
}

/// Whether the one unit that a line gives to all columns is none of a column for certain: of a place, of what its label says
/// otherwise (幢), of what it ends with (户数 in 万元).
pub(in super::super) fn denies(path: &[String], unit: &Unit) -> bool {
    let Some(label) = path.iter().rev().find(|label| !super::is_of_a_time(label)) else {
        return false;
    };
    let own = known_unit(label).filter(Unit::is_count);
    let ends = |(_, words): &&(Measure, &[&str])| words.iter().any(|word| label.ends_with(word));
    let measure = WORDS.iter().find(ends).map(|(measure, _)| *measure);
    let another = measure.is_some_and(|measure| measure != Measure::Other && !measure.is_in(unit));
    let counts_otherwise = counted(label).is_some_and(|symbols| !symbols.contains(&&*unit.symbol));
    own.is_some_and(|own| own != *unit)
        || PLACES.iter().any(|word| label.ends_with(word))
        || another
        || counts_otherwise
}

/// Whether what a path says to be measured may be in a unit, and nothing that it says speaks against it.
pub(in super::super) fn allows(path: &[String], unit: &Unit) -> bool {
    let amount = || path.last().is_some_and(|label| AMOUNTS.contains(&label.as_str()));
    match of_path(path) {
        Some(measure) => measure.is_in(unit) && !denies(path, unit),
        None => amount() && unit.dimension != Dimension::Ratio,
    }
}

/// What a path of labels says for certain, the innermost first.
pub(in super::super) fn of_path(path: &[String]) -> Option<Measure> {
    path.iter().rev().find_map(|label| of_label(label))
}

pub(in super::super) fn of_label(label: &str) -> Option<Measure> {
    // 自然增长 compares with nothing, and what is called 增长率 is a rate, of whatever time.
    let label = label.replace("自然增长", "");
    if label == "增长率" {
        return Some(Measure::Rate);
    }
    let says = |(_, words): &&(Measure, &[&str])| words.iter().any(|word| label.contains(word));
    WORDS.iter().find(says).map(|(measure, _)| *measure)
}

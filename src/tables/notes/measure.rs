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

/// The innermost label of a path that says more than a time.
fn own_label(path: &[String]) -> Option<&str> {
    let mut labels = path.iter().rev().filter(|label| !super::is_of_a_time(label));
    labels.next().map(String::as_str)
}

/// Whether the one unit that a line gives to all columns is none of a column for certain: of a place or a rate, or of what its
/// label counts by itself (幢). Of what is measured otherwise whoever takes a figure is told.
pub(in super::super) fn denies(path: &[String], unit: &Unit) -> bool {
    let Some(label) = own_label(path) else {
        return false;
    };
    let counted = known_unit(label).filter(Unit::is_count);
    let rates = WORDS.iter().filter(|(measure, _)| *measure == Measure::Rate);
    let mut rates = rates.flat_map(|(_, words)| words.iter());
    let is_rate = rates.any(|word| label.ends_with(word)) && !Measure::Rate.is_in(unit);
    counted.is_some_and(|own| own != *unit) || PLACES.iter().any(|word| label.ends_with(word)) || is_rate
}

/// Whether what a path says to be measured may be in a unit, and nothing that it says speaks against it.
pub(in super::super) fn allows(path: &[String], unit: &Unit) -> bool {
    let amount = || path.last().is_some_and(|label| AMOUNTS.contains(&label.as_str()));
    let counted = || own_label(path).and_then(counted);
    let fits = match of_path(path) {
        Some(measure) => measure.is_in(unit) && counted().is_none_or(|symbols| symbols.contains(&&*unit.symbol)),
        None => amount() && unit.dimension != Dimension::Ratio,
    };
    fits && !denies(path, unit)
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

//! What the labels of a column say that it measures.

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

/// What a path of labels says for certain, the innermost first.
pub(in super::super) fn of_path(path: &[String]) -> Option<Measure> {
    path.iter().rev().find_map(|label| of_label(label))
}

pub(in super::super) fn of_label(label: &str) -> Option<Measure> {
    let says = |(_, words): &&(Measure, &[&str])| words.iter().any(|word| label.contains(word));
    WORDS.iter().find(says).map(|(measure, _)| *measure)
}

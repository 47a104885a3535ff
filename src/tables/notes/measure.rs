//! What the labels of a column say that it measures.

use super::super::label::known_unit;
use super::super::words;
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
const COUNTED: [(&str, &[&str]); 19] = [
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
    ("班数", &["个", "班"]),
    ("学生数", &["人"]),
    ("毕业生数", &["人"]),
    ("招生数", &["人"]),
    ("在校生数", &["人"]),
];
/// Labels of amounts beside those of rates, whatever is measured.
const AMOUNTS: [&str; 5] = ["绝对额", "绝对数", "绝对值", "绝对量", "总量"];
/// Labels of places, which have no unit.
const PLACES: [&str; 4] = ["位次", "名次", "排名", "排位"];

/// Characters of words for something else than a part of what a label above says: 性别比, 平均年龄, 工资额.
const OTHERS: [char; 14] = [
    '比', '率', '均', '数', '度', '额', '龄', '值', '量', '费', '模', '差', '=', '%',
];

/// What a label counts things by, where it says that: whole words, of which 从业 alone is none.
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
    // 进度款 is money.
    let is_rate = (label.ends_with("进度") || rates.any(|word| label.ends_with(word))) && !Measure::Rate.is_in(unit);
    counted.is_some_and(|own| own != *unit)
        || PLACES.iter().any(|word| label.ends_with(word))
        || is_rate
        || measures(unit) && is_number(label)
}

/// Whether a unit is of money, land, mass or length, in which nothing is counted; a share of persons may be in %.
fn measures(unit: &Unit) -> bool {
    !unit.is_count() && unit.dimension != Dimension::Ratio
}

/// Whether a label is that of a number of persons or things by its noun: 户数, 低保人数, 总人口. What 农户 have may be money.
fn is_number(label: &str) -> bool {
    let ends = |(noun, _): &(&str, _)| label.ends_with(noun);
    let noun = COUNTED.iter().find(|counted| ends(&(counted.0, counted.1)));
    noun.is_some_and(|(noun, _)| noun.ends_with(['数', '次']) || *noun == "人口")
}

/// Whether what a path says to be measured may be in a unit, and nothing that it says speaks against it.
pub(in super::super) fn allows(path: &[String], unit: &Unit) -> bool {
    let amount = || path.last().is_some_and(|label| AMOUNTS.contains(&label.as_str()));
    let fits = match of_path(path) {
        Some(Measure::Other) => own_label(path).is_some_and(is_yield) && is_of_yields(unit),
        // 总产 is not in 公斤/亩, whatever else is said beside 吨.
        Some(Measure::Mass) => Measure::Mass.is_in(unit) && unit.parts().is_none(),
        Some(Measure::Count) => Measure::Count.is_in(unit) && is_counted_in(path, unit),
        Some(measure) => measure.is_in(unit),
        None => amount() && unit.dimension != Dimension::Ratio,
    };
    fits && !denies(path, unit)
}

/// Whether the words before the unit of a title end with what the unit measures, and speak of nothing else.
pub(super) fn ends_with(words: &str, unit: &Unit) -> bool {
    let of = |(measure, words_of): &(Measure, &[&str])| {
        let ends = words_of.iter().any(|word| words.ends_with(word));
        ends && of_label(words) == Some(*measure)
    };
    let measured = WORDS.iter().find(|one| of(one)).map(|(measure, _)| *measure);
    let measured = measured.filter(|measure| !matches!(measure, Measure::Other | Measure::Rate | Measure::Count));
    measured.is_some_and(|measure| measure.is_in(unit))
}

/// Whether a label may be that of a part of what is measured above it, and is nothing that is made of it or counted.
pub(super) fn may_be_part(label: &str) -> bool {
    words::is_total(label)
        || !label.contains(OTHERS) && !label.contains(['树', '株', '位', '次']) && known_unit(label).is_none()
}

/// Whether the innermost label of a path that counts something may count it by a unit: 女 below 总人口 is counted as that is.
/// What is of something else, 性别比 below 人口数, is not.
fn is_counted_in(path: &[String], unit: &Unit) -> bool {
    let is_all = |label: &str| words::is_total(label) || AMOUNTS.contains(&label);
    let is_part = |label: &String| is_all(label) || !label.contains(OTHERS);
    let mut labels = path.iter().rev().filter(|label| !super::is_of_a_time(label));
    let counting = labels.find(|label| of_label(label) == Some(Measure::Count) || !is_part(label));
    counting.is_some_and(|label| match counted(label) {
        Some(symbols) => symbols.contains(&&*unit.symbol),
        None => of_label(label) == Some(Measure::Count),
    })
}

/// Whether a label is that of what grows on a unit of land; 亩产值 is in money.
fn is_yield(label: &str) -> bool {
    ["单产", "亩产", "亩产量"].iter().any(|word| label.ends_with(word))
}

/// 公斤/亩: so much of a mass on so much land.
fn is_of_yields(unit: &Unit) -> bool {
    let parts = unit.parts().map(|(above, below)| (above.dimension, below.dimension));
    parts == Some((Dimension::Mass, Dimension::Area))
}

/// What a path of labels says for certain, the innermost first.
pub(in super::super) fn of_path(path: &[String]) -> Option<Measure> {
    path.iter().rev().find_map(|label| of_label(label))
}

pub(in super::super) fn of_label(label: &str) -> Option<Measure> {
    // 自然增长 compares with nothing, and what is called 增长率 is a rate, of whatever time.
    let label = label.replace("自然增长", "");
    // 增减数 is in what it is the change of.
    let change = ["增减数", "增减量", "增减额"]
        .iter()
        .find_map(|word| label.strip_suffix(word));
    if change.is_some_and(|rest| ["", "比上年", "较上年", "同比"].contains(&rest)) {
        return None;
    }
    if label == "增长率" {
        return Some(Measure::Rate);
    }
    let says = |(_, words): &&(Measure, &[&str])| words.iter().any(|word| label.contains(word));
    // 总产出 is money.
    let mass = || label.ends_with("总产").then_some(Measure::Mass);
    let count = || counted(&label).map(|_| Measure::Count);
    let said = WORDS.iter().find(says).map(|(measure, _)| *measure);
    said.or_else(mass).or_else(count)
}

//! What holds two neighbouring characters together: the boundaries of a text and how firmly each is closed.

use super::class::{Class, Cluster};
use crate::style::Profile;

/// How firmly the boundary before a character is closed. The order is that in which boundaries are opened when
/// a run is wider than the line: LB-06 first, then LB-05, then the joints of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Boundary {
    /// A line may end here.
    Free,
    /// Between a qualifier and its number: 近|3.5 (LB-06).
    Qualifier,
    /// Between a number and its unit: 7234|万元 (LB-05).
    Unit,
    /// Inside a unit or a range: 万|元, 85%～|90% (LB-05, LB-04).
    WithinUnit,
    /// After / . ? & inside a Western word: an address (LB-08).
    Address,
    /// Between a mark and the character that it belongs to, inside a number, a word, —— and …… (§1, LB-01 … 03).
    Closed,
}

/// Han characters that qualify the number after them (LB-06).
const QUALIFIERS: &str = "近超约逾达第";
/// Characters between a number and its unit: 20余名, 100多户.
const APPROXIMATORS: &str = "余多来几";
/// Scales of a number: 7234万元, 9.5亿元.
const SCALES: &str = "十百千万亿";
/// Units and measure words that follow a number (LB-05). The longest that fits counts.
const UNITS: &[&str] = &[
    "个百分点",
    "个千分点",
    "百分点",
    "千分点",
    "平方公里",
    "平方米",
    "立方米",
    "千瓦时",
    "公里",
    "公顷",
    "公斤",
    "千克",
    "小时",
    "分钟",
    "个月",
    "人次",
    "户次",
    "季度",
    "世纪",
    "年代",
    "元",
    "亩",
    "米",
    "吨",
    "斤",
    "克",
    "升",
    "人",
    "户",
    "家",
    "个",
    "件",
    "起",
    "名",
    "次",
    "处",
    "座",
    "条",
    "所",
    "项",
    "头",
    "只",
    "羽",
    "株",
    "份",
    "场",
    "期",
    "批",
    "台",
    "辆",
    "套",
    "间",
    "栋",
    "年",
    "月",
    "日",
    "号",
    "天",
    "周",
    "时",
    "倍",
    "位",
    "岁",
    "届",
    "级",
    "类",
    "种",
    "片",
    "村",
    "组",
    "口",
    "盏",
    "棵",
    "艘",
    "支",
    "枚",
    "张",
    "本",
    "册",
    "篇",
    "例",
    "宗",
    "对",
    "层",
    "度",
    "成",
    "折",
    "步",
    "段",
    "轮",
    "站",
    "网",
    "㎡",
    "m²",
];
/// The widest range that stays whole, in em (LB-04).
const WIDEST_RANGE: f64 = 8.0;

/// The boundary before each cluster; the first entry, before the text, is closed.
pub fn boundaries(clusters: &[Cluster], profile: Profile) -> Vec<Boundary> {
    let mut boundaries: Vec<Boundary> = (0..clusters.len()).map(|index| strict(clusters, index)).collect();
    if profile == Profile::Fine {
        glue_numbers(clusters, &mut boundaries);
        glue_ranges(clusters, &mut boundaries);
    }
    boundaries
}

/// What both profiles forbid: §1, LB-01, LB-02, LB-03, LB-08.
fn strict(clusters: &[Cluster], index: usize) -> Boundary {
    let Some(before) = index.checked_sub(1).map(|before| clusters[before]) else {
        return Boundary::Closed;
    };
    let after = clusters[index];
    let in_word = before.class.is_alphanumeric() && after.class.is_alphanumeric();
    if !after.class.may_begin_line() || !before.class.may_end_line() || in_word || is_ratio(clusters, index) {
        return address_joint(clusters, index);
    }
    if after.class.is_alphanumeric() && joins_words(clusters, index - 1) {
        return address_joint(clusters, index);
    }
    Boundary::Free
}

/// Whether the mark stands inside a number or a Western word: `12,345`, `1:500`, `www.gov.cn`, `a-b`, `No.3`.
fn joins_words(clusters: &[Cluster], mark: usize) -> bool {
    let joint = matches!(
        clusters[mark].character,
        '.' | ',' | ':' | '?' | '&' | '=' | '-' | '_' | '@' | '#' | '+'
    );
    let word_before = mark.checked_sub(1).is_some_and(|before| {
        let class = clusters[before].class;
        class.is_alphanumeric() || matches!(class, Class::Solidus)
    });
    // A hyphen before a digit is a minus sign wherever it stands.
    joint && (word_before || clusters[mark].character == '-')
}

/// Whether the boundary lies at the ∶ of a ratio such as 1∶500 (LB-02).
fn is_ratio(clusters: &[Cluster], index: usize) -> bool {
    let ratio = |at: usize| {
        clusters.get(at).is_some_and(|cluster| cluster.character == '∶')
            && at > 0
            && clusters[at - 1].class == Class::Digit
            && clusters.get(at + 1).is_some_and(|after| after.class == Class::Digit)
    };
    ratio(index) || index.checked_sub(1).is_some_and(ratio)
}

/// A closed boundary, or the joint of an address: after / . ? & between letters (LB-08).
fn address_joint(clusters: &[Cluster], index: usize) -> Boundary {
    let joint = matches!(clusters[index - 1].character, '/' | '.' | '?' | '&') && clusters[index].class == Class::Latin;
    let inside = index >= 2
        && matches!(
            clusters[index - 2].class,
            Class::Latin | Class::Solidus | Class::AsciiClose
        );
    if joint && inside {
        Boundary::Address
    } else {
        Boundary::Closed
    }
}

/// Closes the boundaries between qualifier, number and unit (LB-05, LB-06, LB-07).
fn glue_numbers(clusters: &[Cluster], boundaries: &mut [Boundary]) {
    for index in 1..clusters.len() {
        if clusters[index].class == Class::Digit && qualifies(clusters, index - 1) {
            close(&mut boundaries[index], Boundary::Qualifier);
        }
        let number_ends = matches!(clusters[index - 1].class, Class::Digit) && clusters[index].class == Class::Han;
        if number_ends {
            glue_unit(clusters, boundaries, index);
        }
    }
}

/// Whether the character qualifies the number after it: 近 超 约 逾 达 第, 不足.
fn qualifies(clusters: &[Cluster], index: usize) -> bool {
    let two = index > 0 && clusters[index - 1].character == '不' && clusters[index].character == '足';
    two || QUALIFIERS.contains(clusters[index].character)
}

/// Closes the boundaries before and inside the unit that begins at `start`, if one does.
fn glue_unit(clusters: &[Cluster], boundaries: &mut [Boundary], start: usize) {
    let mut end = start;
    let follows = |at: usize, set: &str| clusters.get(at).is_some_and(|cluster| set.contains(cluster.character));
    while follows(end, SCALES) {
        end += 1;
    }
    if follows(end, APPROXIMATORS) {
        end += 1;
    }
    while end > start && follows(end, SCALES) {
        end += 1;
    }
    end += unit_length(clusters, end);
    for (offset, boundary) in boundaries[start..end].iter_mut().enumerate() {
        close(
            boundary,
            if offset == 0 {
                Boundary::Unit
            } else {
                Boundary::WithinUnit
            },
        );
    }
}

/// How many characters the longest unit at `start` has; zero when there is none.
fn unit_length(clusters: &[Cluster], start: usize) -> usize {
    UNITS
        .iter()
        .filter(|unit| {
            let mut rest = clusters[start..].iter().map(|cluster| cluster.character);
            unit.chars().all(|character| rest.next() == Some(character))
        })
        .map(|unit| unit.chars().count())
        .max()
        .unwrap_or(0)
}

/// Closes the boundary after the connector of a range that is not too wide: 85%～90%, 2021—2023年 (LB-04).
fn glue_ranges(clusters: &[Cluster], boundaries: &mut [Boundary]) {
    for index in 2..clusters.len() {
        let is_range = clusters[index - 1].class == Class::Connector
            && clusters[index].class == Class::Digit
            && matches!(boundaries[index], Boundary::Free)
            && reaches_number(clusters, boundaries, index - 2);
        if is_range && range_width(clusters, boundaries, index) <= WIDEST_RANGE {
            close(&mut boundaries[index], Boundary::WithinUnit);
        }
    }
}

/// Whether the characters up to `end` are the end of a number with its unit: a digit, 85%, 3.5万元.
fn reaches_number(clusters: &[Cluster], boundaries: &[Boundary], end: usize) -> bool {
    let glued = matches!(boundaries[end], Boundary::Unit | Boundary::WithinUnit);
    matches!(clusters[end].class, Class::Digit | Class::Postfix) || glued
}

/// The width of the two numbers on both sides of the boundary; counting stops where it is too wide anyway.
fn range_width(clusters: &[Cluster], boundaries: &[Boundary], middle: usize) -> f64 {
    let held = |index: usize| {
        boundaries
            .get(index)
            .is_some_and(|boundary| *boundary >= Boundary::Unit)
    };
    let mut width = 0.0;
    let mut start = middle - 1;
    while start > 0 && width <= WIDEST_RANGE {
        width += clusters[start].width.get();
        if !held(start) {
            break;
        }
        start -= 1;
    }
    let mut end = middle;
    while end < clusters.len() && width <= WIDEST_RANGE {
        width += clusters[end].width.get();
        end += 1;
        if !held(end) {
            break;
        }
    }
    width
}

/// Closes a boundary as firmly as said, if it is not closed more firmly already.
fn close(boundary: &mut Boundary, firmness: Boundary) {
    *boundary = (*boundary).max(firmness);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Em;

    /// The text with `|` where a line may end freely, `~` where glue holds it.
    fn shown(text: &str, profile: Profile) -> String {
        let clusters = Cluster::of_text(text, |_| Em::ONE);
        let mut shown = String::new();
        for (cluster, boundary) in clusters.iter().zip(boundaries(&clusters, profile)) {
            match boundary {
                Boundary::Free => shown.push('|'),
                Boundary::Qualifier | Boundary::Unit | Boundary::WithinUnit => shown.push('~'),
                Boundary::Address | Boundary::Closed => {}
            }
            shown.push(cluster.character);
        }
        shown
    }

    #[test]
    fn glue_holds_qualifier_number_and_unit_in_the_fine_profile_only() {
        assert_eq!(shown("达近3.5万元。", Profile::Fine), "达|近~3.5~万~元。");
        assert_eq!(shown("达近3.5万元。", Profile::Grid), "达|近|3.5|万|元。");
        assert_eq!(shown("20余名干", Profile::Fine), "20~余~名|干");
        assert_eq!(shown("2.2个百分点", Profile::Fine), "2.2~个~百~分~点");
        assert_eq!(shown("2023年8月3日投", Profile::Fine), "2023~年|8~月|3~日|投");
        assert_eq!(shown("86.3%以上", Profile::Fine), "86.3%|以|上");
    }

    #[test]
    fn a_narrow_range_is_whole() {
        assert_eq!(shown("1—6月的", Profile::Fine), "1—~6~月|的");
        assert_eq!(
            shown("12345.67万元～12345.67万元", Profile::Fine),
            "12345.67~万~元～|12345.67~万~元"
        );
    }

    #[test]
    fn words_and_numbers_are_closed_in_both_profiles() {
        for profile in [Profile::Grid, Profile::Fine] {
            assert_eq!(shown("1∶500和12,345:6", profile), "1∶500|和|12,345:6");
            assert_eq!(shown("见No.3和-5℃", profile), "见|No.3|和-5℃");
            assert_eq!(shown("a cat", profile), "a |cat");
        }
    }
}

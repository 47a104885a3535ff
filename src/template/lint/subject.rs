//! Of which figure a typed claim speaks, where that is certain: the one that its clause leads to, or the one that it
//! follows.

use std::ops::Range;

use super::super::comparators::WITH_LAST_YEAR;
use super::super::filters::SINCE_LAST_YEAR;
use super::Stretch;
use super::claims::clause_before;
use super::printed::filter;
use crate::report::Figure;

/// Words before a claim that name nothing of which it could be true; of two that end alike the longer first.
const BEFORE: [&str; 48] = [
    "实现了",
    "保持了",
    "呈现出",
    "出现了",
    "实现",
    "保持",
    "呈现",
    "继续",
    "持续",
    "连续",
    "稳定",
    "平稳",
    "依然",
    "仍然",
    "总体",
    "整体",
    "全部",
    "已经",
    "较好",
    "成功",
    "牢牢",
    "稳步",
    "逐步",
    "不断",
    "有所",
    "今年",
    "全年",
    "全镇",
    "全乡",
    "全县",
    "基本",
    "快速",
    "较快",
    "高速",
    "大幅",
    "显著",
    "明显",
    "小幅",
    "略有",
    "出现",
    "仍",
    "已",
    "也",
    "并",
    "又",
    "再",
    "了",
    "呈",
];
/// What stands before 持平.
pub(super) const LEVEL_WITH: [&str; 3] = ["与上年", "与去年", "和上年"];
/// The time of last year's value behind a comparator.
const TIMES: [&str; 3] = ["同期", "末", "底"];
/// Words by which a clause says that something is not there, not yet, of several things, of another time or why.
const OTHERWISE: [&str; 22] = [
    "扭转", "遏", "防止", "转", "不", "未", "难", "并非", "没", "避免", "均", "都", "分别", "双", "停", "告别", "克服",
    "上年", "去年", "前年", "曾", "将",
];
/// The same at the beginning of a clause.
const OTHERWISE_FIRST: [&str; 14] = [
    "因", "受", "由", "从", "在", "随着", "尽管", "虽", "面对", "对", "各", "若", "如", "其中",
];
/// Words earlier in a sentence by which it tells what is meant to be.
const INTENDED: [&str; 15] = [
    "力争", "预计", "确保", "争取", "有望", "预期", "力求", "计划", "如果", "要求", "聚焦", "锚定", "对标", "紧盯",
    "围绕",
];
/// Words by which a clause compares all that follows in its sentence with another time or thing than last year.
const ELSEWHERE: [&str; 9] = ["年来", "以来", "期间", "任期", "相比", "环比", "当月", "因素", "口径"];
/// Those of them that hold for the sentences behind too.
const LASTING: [&str; 4] = ["年来", "以来", "期间", "任期"];
/// What such a clause may say of this year and last year.
const USUAL: [&str; 8] = [
    "今年以来",
    "年初以来",
    "上年相比",
    "去年相比",
    "上年同期相比",
    "去年同期相比",
    "同期相比",
    "本年以来",
];
/// Words between a comma and the number that says how much it is.
pub(super) const LINKS: [&str; 13] = [
    "达到了",
    "达到",
    "高达",
    "仅为",
    "仅",
    "达",
    "为",
    "是",
    "有",
    "共",
    "至",
    "累计",
    "发生",
];
/// Filters whose words begin a clause of their own, and speak of what the clause before has named, beside those that
/// compare with last year.
const OF_THE_CLAUSE_BEFORE: [&str; 8] = ["倍数", "完成", "序时进度", "控制", "位次", "占比", "比率", "比重"];

/// What is claimed in a clause.
pub(super) struct Claim<'s, 'a> {
    stretch: &'s Stretch<'a>,
    /// Where the claim stands.
    pub(super) range: Range<usize>,
    /// What the clause names before it; nothing where it goes on from the clause before.
    pub(super) subject: &'s str,
    /// Where the clause begins and ends.
    clause: Range<usize>,
}

impl<'s, 'a> Claim<'s, 'a> {
    /// A claim that ends its clause but for the words in `tails`, of what is and not of what is meant to be.
    pub(super) fn ending(stretch: &'s Stretch<'a>, range: Range<usize>, tails: &[&str]) -> Option<Self> {
        let text = stretch.text.as_str();
        let lead = clause_before(text, range.start);
        let start = range.start - lead.len();
        let rest = trimmed_start(&text[range.end..], tails);
        let end = text.len() - rest.len();
        let listed = text[..start].ends_with('、');
        let whole = rest.is_empty() || rest.starts_with(['，', '。', '；', '（', '）', '\n']);
        let typed = stretch.figure_in(&(start..end.max(start + 1))).is_none();
        let subject = subject_of(lead);
        let sentence = text[..start].rfind(['。', '；']).unwrap_or(0);
        let intended = INTENDED.iter().any(|word| text[sentence..range.start].contains(word));
        let otherwise = OTHERWISE.iter().any(|word| subject.contains(word))
            || OTHERWISE_FIRST.iter().any(|word| subject.starts_with(word));
        let counted = lead.contains(|c: char| c.is_ascii_digit());
        let own = whole && typed && !listed && !intended && !otherwise && !counted;
        (own && !is_compared_elsewhere(&text[..start])).then_some(Self {
            stretch,
            range,
            subject,
            clause: start..end,
        })
    }

    /// The figures of which the claim speaks, the one behind it first.
    pub(super) fn figures(&self) -> impl Iterator<Item = &'a Figure> {
        self.behind().into_iter().chain(self.before())
    }

    /// The figure with which the next clause begins, or the brackets behind this one.
    fn behind(&self) -> Option<&'a Figure> {
        let text = self.stretch.text.as_str();
        let rest = text[self.clause.end..].strip_prefix(['，', '（'])?;
        let at = text.len() - trimmed_start(rest, &LINKS).len();
        let (_, figure) = self.stretch.figures.iter().find(|(range, _)| range.start == at)?;
        let mut own = SINCE_LAST_YEAR.iter().chain(&OF_THE_CLAUSE_BEFORE);
        let own = own.any(|name| *name == filter(figure));
        // What such a filter prints is of the figure's own thing, and its words would deny those of another: 企业户数与上年持平.
        let named = match own {
            true => is_of(self.subject, &figure.indicator),
            false => names(self.subject, &figure.indicator),
        };
        (self.subject.is_empty() || named).then_some(*figure)
    }

    /// The figure that the next clause calls a rate of growth: 由负转正，增速为-2.1%.
    pub(super) fn rate_behind(&self) -> Option<&'a Figure> {
        let text = self.stretch.text.as_str();
        let rest = text[self.clause.end..].strip_prefix('，')?;
        let rest = rest.strip_prefix("增速").or_else(|| rest.strip_prefix("增幅"))?;
        let at = text.len() - trimmed_start(rest, &LINKS).len();
        let (_, figure) = self.stretch.figures.iter().find(|(range, _)| range.start == at)?;
        names(self.subject, &figure.indicator).then_some(*figure)
    }

    /// The figure with which the clause before ends, where this one names nothing.
    fn before(&self) -> Option<&'a Figure> {
        self.of_clause_before().filter(|_| self.subject.is_empty())
    }

    /// The figure with which the clause before ends, and which has no other beside it.
    pub(super) fn of_clause_before(&self) -> Option<&'a Figure> {
        let text = self.stretch.text.as_str();
        let end = text[..self.clause.start].strip_suffix('，')?.len();
        let index = self.stretch.figures.iter().rposition(|(at, _)| at.end <= end)?;
        let (at, figure) = &self.stretch.figures[index];
        let unit = &text[at.end..end];
        let ends = unit.is_empty() || figure.formula.is_empty() && figure.value.ends_with(unit);
        let others = self.stretch.figures[..index].last();
        let alone = others.is_none_or(|(other, of)| {
            of.indicator == figure.indicator || text[other.end..at.start].contains(['，', '。', '；', '：'])
        });
        (ends && alone).then_some(*figure)
    }
}

/// Whether what stands before a clause compares it with another time or thing than last year: 五年来，…增长42%; a time holds
/// for the sentences behind too.
fn is_compared_elsewhere(before: &str) -> bool {
    let says = |clause: &str, words: &[&str]| {
        let usual = USUAL.iter().any(|word| clause.contains(word));
        !usual && words.iter().any(|word| clause.contains(word))
    };
    let (sentences, own) = before.rsplit_once('。').unwrap_or(("", before));
    let mut openings = sentences.split('。').filter_map(|sentence| sentence.split('，').next());
    own.split(['，', '；']).any(|clause| says(clause, &ELSEWHERE)) || openings.any(|clause| says(clause, &LASTING))
}

/// What the words before a claim name, without what only joins them to it.
pub(super) fn subject_of(lead: &str) -> &str {
    let mut subject = lead;
    loop {
        let shorter = BEFORE
            .iter()
            .find_map(|word| subject.strip_suffix(word).or_else(|| subject.strip_prefix(word)))
            .or_else(|| without_comparison(subject))
            .or_else(|| without_years(subject));
        match shorter {
            Some(shorter) => subject = shorter,
            None => return subject,
        }
    }
}

/// Without 比上年同期 at the end; 环比 compares with another time.
fn without_comparison(text: &str) -> Option<&str> {
    let bare = TIMES.iter().find_map(|time| text.strip_suffix(time)).unwrap_or(text);
    let words = WITH_LAST_YEAR.iter().chain(&LEVEL_WITH);
    words.into_iter().find_map(|word| bare.strip_suffix(word))
}

/// Without 五年 of 连续五年 at the end.
fn without_years(text: &str) -> Option<&str> {
    let bare = text.strip_suffix('年')?;
    let years = bare.trim_end_matches(|c| "一二三四五六七八九十多".contains(c));
    (years.len() < bare.len() && years.ends_with("连续")).then_some(years)
}

fn trimmed_start<'t>(text: &'t str, words: &[&str]) -> &'t str {
    let mut rest = text;
    while let Some(shorter) = words.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    rest
}

/// The name of an indicator, or of the field of a row.
pub(super) fn field_of(indicator: &str) -> &str {
    indicator.rsplit("].").next().unwrap_or(indicator)
}

/// Whether a subject is an indicator for certain: a part of its name, or more words that end with it.
pub(super) fn is_of(subject: &str, indicator: &str) -> bool {
    let field = field_of(indicator);
    !subject.is_empty() && (field.contains(subject) || subject.ends_with(field))
}

/// Whether a subject names an indicator: by the last two letters of either.
pub(super) fn names(subject: &str, indicator: &str) -> bool {
    let last_two = |text: &str| text.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
    let field = field_of(indicator);
    !subject.is_empty()
        && (subject.contains(&field[last_two(field)..]) || field.contains(&subject[last_two(subject)..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_joins_is_no_subject() {
        for (lead, subject) in [
            ("实现", ""),
            ("比上年同期", ""),
            ("农民人均收入连续五年", "农民人均收入"),
            ("税收继续保持", "税收"),
            ("环比", "环比"),
            ("今年粮食产量比去年", "粮食产量"),
        ] {
            assert_eq!(subject_of(lead), subject, "{lead}");
        }
    }

    #[test]
    fn subjects_name_indicators_by_their_ends() {
        assert!(names("造林", "造林面积"));
        assert!(names("粮食面积", "粮食播种面积"));
        assert!(names("税收", "税"));
        assert!(!names("成本", "税收收入"));
        assert!(!names("", "税收收入"));
        assert!(names("收入", "各村[3].集体收入"));
        assert!(is_of("粮食", "粮食播种面积") && is_of("全镇税收收入", "税收收入"));
        assert!(!is_of("民生支出", "公共预算支出") && !is_of("出栏", "生猪存栏") && !is_of("", "税收"));
    }
}

//! The title's lines, broken by meaning and shaped as trapezium or rhombus (BODY-02).

use std::ops::Range;

use super::inline::Shaped;
use super::inline::class::{Class, Cluster};
use super::inline::glue::{Boundary, boundaries};
use crate::geom::Abs;
use crate::style::Profile;

/// Words of titles that are not cut; the longest that matches counts. What is not here is judged by its neighbours.
const WORDS: &str = "人民政府 办公室 办事处 委员会 国民经济 社会发展 统计公报 实施方案 行动方案 应急预案 指导意见 \
    实施意见 工作总结 工作谋划 工作计划 工作报告 工作要点 工作安排 工作方案 工作 总结 谋划 计划 \
    报告 通知 通报 意见 方案 办法 规定 请示 批复 公告 公报 决定 纪要 函 情况 推进 实施 关于 \
    进一步 下一步 加强 加快 促进 推动 开展 做好 落实 印发 转发 贯彻 全面 乡村振兴 乡村 农村 \
    农业 产业 经济 社会 发展 建设 管理 治理 改革 创新 服务 生态 环境 保护 安全 生产 森林 \
    防火 防汛 抗旱 减灾 项目 重点 任务 目标 责任 考核 评价 监督 检查 整治 行动 专项 年度 \
    上半年 下半年 季度 人居 脱贫 攻坚 成果 巩固 拓展 有效 衔接 高质量 数字 统计 普查 调查 \
    政府 信息 公开 法治 财政 预算 决算 教育 卫生 健康 文化 旅游 民生 保障 就业 基层 党建 \
    党风 廉政 干部 队伍 群众 信访 稳定 综合 执法 耕地 粮食 蔬菜";
/// What a line of a title does not begin with: it belongs to what stands before.
const FORBIDDEN_STARTS: &str = "的和与及暨等";
/// Endings of place names.
const PLACE_ENDINGS: &str = "省市州县区镇乡";
/// 文种 of at most two characters, which do not stand alone on the last line.
const SHORTEST_LAST_LINE: f64 = 2.5;
/// Up to so many lines all ways to break are compared; longer titles are set like text.
const MOST_LINES: usize = 5;
/// Longest title that is broken by meaning, in characters.
const LONGEST: usize = 100;

// Penalties of BODY-02; those without a number there rank the better of two allowed places.
const CUT_WORD: u32 = 1000;
const FORBIDDEN_START: u32 = 300;
/// Inside 《》 or “”: only where these do not fit on a line.
const INSIDE_BRACKETS: u32 = 500;
const HOUR_GLASS: u32 = 200;
const UNEVEN: u32 = 20;
const LONE_GENRE: u32 = 1000;
const EXTRA_LINE: u32 = 150;
const INSIDE_UNKNOWN: u32 = 60;
const BETWEEN_WORDS: u32 = 15;
const AFTER_YEAR: u32 = 40;
/// A difference of lengths in this span costs nothing.
const EVEN_DIFFERENCES: Range<f64> = 1.0..5.01;

/// Names in the issuing body, such as 鼎新镇 in 鼎新镇人民政府: they are not cut.
pub(super) fn names(author: &str) -> Vec<String> {
    let name = author.split("人民政府").next().unwrap_or_default();
    let known = name.chars().count() >= 2;
    known.then(|| name.to_owned()).into_iter().collect()
}

/// The lines of a title.
pub(super) struct Broken {
    /// The lines as ranges of its clusters.
    pub(super) lines: Vec<Range<usize>>,
    /// Whether a word is cut, since there is no other way.
    pub(super) cuts_word: bool,
}

/// A title broken by meaning; none when it is too long for that.
pub(super) fn break_title(text: &Shaped, measure: Abs, names: &[String]) -> Option<Broken> {
    let count = text.clusters.len();
    let least = (text.full_width().to_pt() / measure.to_pt()).ceil() as usize;
    if count == 0 || count > LONGEST || least > MOST_LINES {
        return None;
    }
    let title = Title {
        text,
        measure,
        costs: costs(&text.clusters, names),
    };
    let mut best: Option<(u32, Vec<usize>)> = None;
    for lines in least.max(1)..=(least + 1).min(MOST_LINES) {
        let mut ends = Vec::new();
        title.search(0, lines, (lines - least) as u32 * EXTRA_LINE, &mut ends, &mut best);
    }
    let (_, ends) = best?;
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let cut = |end: &usize| {
        title
            .costs
            .get(*end)
            .copied()
            .flatten()
            .is_some_and(|cost| cost >= CUT_WORD)
    };
    Some(Broken {
        lines: starts.zip(&ends).map(|(start, end)| start..*end).collect(),
        cuts_word: ends.iter().any(cut),
    })
}

/// A title being broken.
struct Title<'a> {
    text: &'a Shaped,
    measure: Abs,
    /// The cost of a line's end before each cluster; none where no line may end.
    costs: Vec<Option<u32>>,
}

impl Title<'_> {
    /// Tries every way to set the rest in `lines` lines; a way that already costs more than the best is left.
    fn search(
        &self,
        start: usize,
        lines: usize,
        cost: u32,
        ends: &mut Vec<usize>,
        best: &mut Option<(u32, Vec<usize>)>,
    ) {
        let count = self.text.clusters.len();
        if best.as_ref().is_some_and(|(least, _)| cost >= *least) {
            return;
        }
        if lines == 1 {
            if !self.text.width(start..count).fits(self.measure) {
                return;
            }
            ends.push(count);
            let total = cost + self.shape_cost(ends);
            if best.as_ref().is_none_or(|(least, _)| total < *least) {
                *best = Some((total, ends.clone()));
            }
            ends.pop();
            return;
        }
        for end in start + 1..count {
            if !self.text.width(start..end).fits(self.measure) {
                break;
            }
            if let Some(here) = self.costs[end] {
                ends.push(end);
                self.search(end, lines - 1, cost + here, ends, best);
                ends.pop();
            }
        }
    }

    /// What the lengths of the lines cost: hour-glass, uneven pairs, a 文种 alone at the end.
    fn shape_cost(&self, ends: &[usize]) -> u32 {
        let mut start = 0;
        let mut widths = Vec::new();
        for end in ends {
            widths.push(self.text.width(start..*end).to_pt() / self.text.size.to_pt());
            start = *end;
        }
        let mut cost = 0;
        for pair in widths.windows(2) {
            let difference = (pair[0] - pair[1]).abs();
            if !EVEN_DIFFERENCES.contains(&difference) {
                // Beyond the span each further character makes it worse, so that far outliers are never chosen.
                cost += UNEVEN + 4 * (difference - EVEN_DIFFERENCES.end).max(0.0) as u32;
            }
        }
        let narrower = |index: usize| widths[index] < widths[index - 1] && widths[index] < widths[index + 1];
        if (1..widths.len().saturating_sub(1)).any(narrower) {
            cost += HOUR_GLASS;
        }
        if widths.len() > 1 && widths.last().is_some_and(|last| *last < SHORTEST_LAST_LINE) {
            cost += LONE_GENRE;
        }
        cost
    }
}

/// The word that is cut between two lines of a title.
pub fn cut_word(before: &str, after: &str) -> Option<String> {
    let characters: Vec<char> = before.chars().chain(after.chars()).collect();
    let words = words(&characters, &[]);
    let at = before.chars().count();
    let word = words.get(at).copied().flatten()?;
    let cut = word < at;
    cut.then(|| {
        let of_word = characters.iter().zip(&words).filter(|(_, other)| **other == Some(word));
        of_word.map(|(character, _)| *character).collect()
    })
}

/// The cost of a line's end before each cluster.
fn costs(clusters: &[Cluster], names: &[String]) -> Vec<Option<u32>> {
    let closed = boundaries(clusters, Profile::Fine);
    let characters: Vec<char> = clusters.iter().map(|cluster| cluster.character).collect();
    let words = words(&characters, names);
    let brackets = inside_brackets(&characters);
    (0..clusters.len())
        .map(|at| {
            let open = at > 0 && closed[at] == Boundary::Free;
            let inside = if brackets[at] { INSIDE_BRACKETS } else { 0 };
            open.then(|| inside + end_cost(clusters, &words, at))
        })
        .collect()
}

/// The cost of ending a line before the cluster `at`, where marks allow it.
fn end_cost(clusters: &[Cluster], words: &[Option<usize>], at: usize) -> u32 {
    let (before, after) = (clusters[at - 1], clusters[at]);
    let start = if FORBIDDEN_STARTS.contains(after.character) {
        FORBIDDEN_START
    } else {
        0
    };
    let place = match (words[at - 1], words[at]) {
        (Some(one), Some(other)) if one == other => CUT_WORD,
        _ if "的和与及暨、".contains(before.character) || before.class.blank_right() => 0,
        _ if after.class.blank_left() || matches!(after.class, Class::Digit) => 0,
        _ if before.character == '年' => AFTER_YEAR,
        (None, None) => INSIDE_UNKNOWN,
        _ if PLACE_ENDINGS.contains(before.character) => 0,
        _ => BETWEEN_WORDS,
    };
    start + place
}

/// For each character the word or name that it belongs to, by the longest match.
fn words(characters: &[char], names: &[String]) -> Vec<Option<usize>> {
    let mut words = vec![None; characters.len()];
    let mut at = 0;
    while at < characters.len() {
        let known = WORDS.split(' ').chain(names.iter().map(String::as_str));
        let longest = known
            .filter(|word| {
                word.chars()
                    .eq(characters[at..].iter().copied().take(word.chars().count()))
            })
            .map(|word| word.chars().count())
            .max();
        let length = longest.unwrap_or(0).max(place_name(characters, at));
        for word in &mut words[at..at + length] {
            *word = Some(at);
        }
        at += length.max(1);
    }
    words
}

/// How long the place name is that begins the title or follows another: two to four characters up to 县, 镇 ….
fn place_name(characters: &[char], at: usize) -> usize {
    let begins = at == 0 || PLACE_ENDINGS.contains(characters[at - 1]);
    let ending = characters[at..]
        .iter()
        .take(5)
        .skip(1)
        .position(|c| PLACE_ENDINGS.contains(*c));
    ending.filter(|_| begins).map_or(0, |position| position + 2)
}

/// Whether the boundary before each character lies inside 《》, 〔〕, “” or （）.
fn inside_brackets(characters: &[char]) -> Vec<bool> {
    let mut depth = 0_usize;
    characters
        .iter()
        .map(|character| {
            let inside = depth > 0;
            match character {
                '《' | '〔' | '“' | '（' => depth += 1,
                '》' | '〕' | '”' | '）' => depth = depth.saturating_sub(1),
                _ => {}
            }
            inside
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Em;

    /// The lines of a title in cells of 22 pt on the type area.
    fn lines(title: &str, author: &str) -> Vec<String> {
        let width = |character: char| if character.is_ascii() { Em::HALF } else { Em::ONE };
        let text = Shaped {
            clusters: Cluster::of_text(title, width),
            size: Abs::pt(22.0),
            ..Shaped::default()
        };
        let characters: Vec<char> = title.chars().collect();
        let broken = break_title(&text, Abs::mm(156.0), &names(author)).unwrap();
        broken
            .lines
            .into_iter()
            .map(|range| characters[range].iter().collect())
            .collect()
    }

    #[test]
    fn a_short_title_has_one_line() {
        assert_eq!(lines("公告", ""), ["公告"]);
        assert_eq!(
            lines("鼎新镇2023年工作总结和2024年工作谋划", "鼎新镇人民政府"),
            ["鼎新镇2023年工作总结和2024年工作谋划"]
        );
    }

    #[test]
    fn longer_titles_break_between_phrases() {
        let cases: [(&str, &[&str]); 7] = [
            (
                "鼎新镇人民政府关于转发《清水县人民政府关于加强农村人居环境整治工作的实施意见》的通知",
                &[
                    "鼎新镇人民政府关于转发",
                    "《清水县人民政府关于加强农村",
                    "人居环境整治工作的实施意见》的通知",
                ],
            ),
            (
                "清水县人民政府办公室关于印发《清水县“十四五”时期推进农业农村现代化规划重点任务分工方案（2023—2025年）》的通知",
                &[
                    "清水县人民政府办公室关于印发《清水县",
                    "“十四五”时期推进农业农村现代化规划重点",
                    "任务分工方案（2023—2025年）》的通知",
                ],
            ),
            (
                "平昌县鼎新镇2023年工作总结和2024年工作谋划",
                &["平昌县鼎新镇2023年工作总结和", "2024年工作谋划"],
            ),
            (
                "鼎新镇人民政府关于进一步加强森林防火工作的通知",
                &["鼎新镇人民政府关于", "进一步加强森林防火工作的通知"],
            ),
            (
                "鼎新镇2023年国民经济和社会发展统计公报",
                &["鼎新镇2023年国民经济和社会发展统计公报"],
            ),
            (
                "关于印发《旭水河流域水质达标集中攻坚方案》的通知",
                &["关于印发", "《旭水河流域水质达标集中攻坚方案》的通知"],
            ),
            (
                "平昌县鼎新镇人民政府关于2023年乡村振兴重点项目推进情况和2024年工作安排的报告",
                &[
                    "平昌县鼎新镇人民政府关于2023年乡村振兴",
                    "重点项目推进情况和2024年工作安排的报告",
                ],
            ),
        ];
        for (title, expected) in cases {
            assert_eq!(lines(title, "鼎新镇人民政府"), expected);
        }
    }

    #[test]
    fn every_length_gives_lines_that_fit_and_lose_nothing() {
        let long = "平昌县鼎新镇人民政府关于巩固拓展脱贫攻坚成果同乡村振兴有效衔接工作推进情况和下一步重点任务安排的专题报告若干问题";
        let characters: Vec<char> = long.chars().collect();
        for length in 1..=characters.len() {
            let title: String = characters[..length].iter().collect();
            let lines = lines(&title, "鼎新镇人民政府");
            assert_eq!(lines.concat(), title);
            assert!(lines.iter().all(|line| line.chars().count() <= 20), "{lines:?}");
            assert!(lines.len() <= length.div_ceil(20) + 1, "{lines:?}");
        }
    }
}

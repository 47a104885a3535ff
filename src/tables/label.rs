//! Labels of headers and rows: cleaned for comparison, with the unit that they carry in brackets.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::notes::measure;
use super::words;
use crate::unit::{Dimension, Unit};

/// A label taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The words alone: `播种面积`.
    pub text: String,
    /// The unit in brackets behind them: `（亩）`.
    pub unit: Option<Unit>,
    /// Whether 其中 stood before them (WB-09).
    pub part: bool,
}

/// Classifiers and other units that are not converted. A bracket holds a unit only if it is one of these or
/// measures something: `（现价）`, `（社区）` are words of the label.
const CLASSIFIERS: &[&str] = &[
    "个",
    "家",
    "户",
    "人",
    "名",
    "头",
    "只",
    "羽",
    "盏",
    "份",
    "件",
    "起",
    "处",
    "次",
    "场",
    "株",
    "棵",
    "人次",
    "家次",
    "户次",
    "台",
    "辆",
    "艘",
    "套",
    "座",
    "条",
    "口",
    "眼",
    "间",
    "栋",
    "幢",
    "所",
    "班",
    "期",
    "篇",
    "本",
    "张",
    "册",
    "枚",
    "块",
    "片",
    "段",
    "批",
    "宗",
    "笔",
    "项",
    "例",
    "对",
    "组",
    "队",
    "支",
    "村",
    "村次",
    "车次",
    "千瓦时",
    "千瓦小时",
    "kWh",
    "KWh",
    "kwh",
    "度",
    "千瓦",
    "kW",
    "KW",
    "Kw",
    "kw",
    "兆瓦",
    "MW",
    "吨标准煤",
    "吨标煤",
    "tce",
    "立方米",
    "方",
    "升",
    "毫升",
    "mL",
    "ml",
    "羽份",
    "头份",
    "只份",
    "项次",
    "千米",
    "箱",
    "袋",
    "瓶",
    "盆",
    "岁",
    "百分点",
    "倍",
    "位",
    "天",
    "小时",
    "分",
    "亩次",
    "台套",
    "台次",
    "件次",
    "场次",
    "批次",
    "班次",
    "架次",
    "例次",
    "头次",
    "课时",
    "工日",
    "床日",
    "尾",
    "窝",
    "桶",
    "立方",
    "延米",
    "标箱",
    "标准箱",
    "吨公里",
    "人公里",
    "澳门元",
    "日元",
    "摄氏度",
    "分贝",
    "部",
    "匹",
    "人天",
    "人年",
    "美元",
    "欧元",
    "港元",
    "英亩",
    "根",
    "顷",
    "担",
];

/// Times that stand below the stroke of a quotient only: 吨/日.
const TIMES: &[&str] = &["日", "周", "月", "年", "时", "秒"];

/// Small masses that stand above the stroke of a quotient only, and what else may stand below it: μg/g, mg/L.
const TRACES: &[&str] = &["μg", "ug", "ng", "mg", "g", "微克", "纳克", "毫克", "克"];
const SOLVENTS: &[&str] = &[
    "g",
    "克",
    "kg",
    "千克",
    "公斤",
    "L",
    "l",
    "升",
    "mL",
    "ml",
    "毫升",
    "m3",
    "立方米",
];

/// A unit of a kind that tables use: measured, or one of the known classifiers; also a quotient of two such
/// (`公斤/亩`), which is kept whole.
pub fn known_unit(text: &str) -> Option<Unit> {
    let text = words::flat(text);
    if let Some((above, below)) = text.split_once('/') {
        if let Some(beasts) = Unit::beasts(&text) {
            return Some(beasts);
        }
        if TRACES.contains(&above) {
            return Unit::parse(&text).filter(|_| SOLVENTS.contains(&below));
        }
        let below = known_unit(below).is_some() || TIMES.contains(&below);
        return known_unit(above).filter(|_| below).and(Unit::parse(&text));
    }
    let unit = Unit::parse(&text)?;
    let known = !matches!(unit.dimension, Dimension::Count(_)) || CLASSIFIERS.contains(&&*unit.symbol);
    known.then_some(unit)
}

/// A unit without the brackets around it: `（万人）`.
pub(super) fn without_brackets(text: &str) -> &str {
    text.trim().trim_matches(['(', ')', '（', '）'])
}

/// A label for comparison: NFKC, no blanks, no numbering, no 其中, no bracketed unit.
pub fn normalise(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    take_apart(text).text
}

/// Whether a label is its own normal form for certain, as names of villages and most cleaned labels are: Han characters
/// and ASCII letters and digits need no folding, and numbering and units need marks.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| words::is_han(c) || c.is_ascii_alphanumeric();
    text.chars().all(plain) && !text.starts_with("其中")
}

/// Takes a label apart.
pub fn take_apart(text: &str) -> Label {
    if is_plain(text) {
        return Label {
            unit: None,
            part: false,
            text: text.to_owned(),
        };
    }
    let (text, part_before) = strip_marks(&flatten(text));
    let (text, unit) = split_unit(&text);
    let sign = ["%", "‰"].iter().find(|sign| text.ends_with(**sign));
    let sign = sign.and_then(|sign| known_unit(sign));
    Label {
        unit: unit.or(sign),
        part: part_before,
        text,
    }
}

/// Takes the label of a head apart, in which a unit may also stand behind a stroke: `面积/亩`, or behind the last of several
/// marks: `销售额;本月;千元`. (`镇/村`, `公斤/亩`, `产值/亩`, `镇;村` are no such.)
pub(super) fn take_apart_header(text: &str) -> Label {
    let label = take_apart(text);
    let behind = || behind_stroke(&label.text).or_else(|| behind_mark(&label.text));
    let behind = || behind().or_else(|| days(&label.text));
    match label.unit.is_none().then(behind).flatten() {
        Some((text, unit)) => Label {
            text,
            unit: Some(unit),
            part: label.part,
        },
        None => label,
    }
}

fn behind_stroke(label: &str) -> Option<(String, Unit)> {
    let (words, unit) = label.split_once('/')?;
    let unit = known_unit(unit)?;
    // 产值/亩 is so much on each 亩, and of 签约项目/个 nobody knows.
    let fits = measure::of_label(words).is_some_and(|own| !unit.is_count() && own.is_in(&unit));
    (fits && known_unit(words).is_none()).then(|| (words.to_owned(), unit))
}

/// The words before （日） where they say how long something took; elsewhere it is a day of the week or of a month.
fn days(label: &str) -> Option<(String, Unit)> {
    const LENGTHS: [&str; 5] = ["日", "日数", "天数", "时间", "工期"];
    let words = label.strip_suffix("(日)")?;
    let lasts = LENGTHS.iter().any(|end| words.ends_with(end));
    lasts.then(|| Some((words.to_owned(), Unit::parse("日")?))).flatten()
}

/// The words before the last `;` and the unit behind it, where the words list no units or sorts of bodies themselves.
fn behind_mark(label: &str) -> Option<(String, Unit)> {
    let (words, unit) = label.rsplit_once(';')?;
    let unit = known_unit(unit)?;
    let names = words.split(';').all(|part| known_unit(part).is_none());
    (names && words.chars().count() > 1).then(|| (words.to_owned(), unit))
}

/// NFKC without blanks, private-use and zero-width characters; a circled number is its numbering still.
fn flatten(text: &str) -> String {
    let bare = text.trim_start_matches(|c: char| c.is_whitespace() || ('①'..='⒇').contains(&c));
    let numbered = bare.len() < text.trim_start().len();
    // ①.外出 is numbered with a point.
    let bare = if numbered {
        bare.trim_start_matches(['.', '．', '、'])
    } else {
        bare
    };
    // Most labels are so already.
    if bare.chars().all(|c| c.is_ascii_graphic() || words::is_han(c)) {
        return bare.to_owned();
    }
    bare.nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_private(*c) && !('\u{200B}'..='\u{200F}').contains(c))
        .collect()
}

/// Private use: symbol fonts leave such characters at the ends of labels.
fn is_private(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// Strips numbering and 其中 until none is left; says whether there was a 其中.
fn strip_marks(text: &str) -> (String, bool) {
    let mut rest = text;
    let mut part = false;
    loop {
        if let Some(after) = strip_part(rest) {
            part = true;
            rest = after;
        } else if let Some(after) = strip_numbering(rest) {
            rest = after;
        } else {
            return (rest.trim_end_matches(':').to_owned(), part);
        }
    }
}

/// `其中：水稻`, `其中水稻`, `#水稻`; a label that is nothing but the word stays.
fn strip_part(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("其中").or_else(|| text.strip_prefix('#'))?;
    let rest = rest.trim_start_matches([':', ',', '、']);
    (!rest.is_empty()).then_some(rest)
}

/// The number before 其中, in figures: 2 of `(2)其中：水稻`.
pub(super) fn part_number(text: &str) -> Option<u32> {
    let text = flatten(text);
    let digits = text.trim_start_matches('(');
    let end = digits.find(|c: char| !c.is_ascii_digit())?;
    let (number, rest) = digits.split_at(end);
    let rest = rest.trim_start_matches([')', '、', '.']);
    rest.starts_with("其中").then(|| number.parse().ok()).flatten()
}

/// How deep the numbering before a label is: 一、 over （一） over 1. over （1）; none where there is none.
pub(super) fn depth_of_numbering(text: &str) -> Option<u8> {
    let text = flatten(text);
    strip_numbering(&text)?;
    let in_brackets = text.starts_with('(');
    let in_digits = text.trim_start_matches('(').starts_with(|c: char| c.is_ascii_digit());
    Some(u8::from(in_digits) * 2 + u8::from(in_brackets))
}

/// The numerals of numbering.
fn is_numeral(character: char) -> bool {
    "一二三四五六七八九十".contains(character) || character.is_ascii_digit()
}

/// `一、`, `1.`, `1、`, `(一)`, `(1)`; not `1.5万头`, not `2023年`, not `(一)` alone.
fn strip_numbering(text: &str) -> Option<&str> {
    let open = text.strip_prefix('(');
    let body = open.unwrap_or(text);
    let end = body.find(|c: char| !is_numeral(c)).filter(|end| *end > 0)?;
    let (_, rest) = body.split_at(end);
    let rest = match open {
        Some(_) => rest.strip_prefix(')')?,
        None => rest.strip_prefix(['、', '.'])?,
    };
    let goes_on = rest.chars().next().is_some_and(|c| !c.is_ascii_digit());
    goes_on.then_some(rest)
}

/// Takes the last bracket that holds a unit out of a label.
fn split_unit(text: &str) -> (String, Option<Unit>) {
    /// Brackets from the last on that are looked at: a cell of nothing else has thousands.
    const BRACKETS: usize = 16;
    let opening = text.char_indices().rev().filter(|(_, c)| "([〔【".contains(*c));
    for (open, _) in opening.take(BRACKETS) {
        let Some(inside) = text
            .get(open..)
            .and_then(|tail| tail.get(tail.chars().next()?.len_utf8()..))
        else {
            continue;
        };
        let Some(close) = inside.find([')', ']', '〕', '】']) else {
            continue;
        };
        let words = inside[..close].trim_start_matches("单位").trim_start_matches(':');
        if let Some(unit) = known_unit(words).or_else(|| noted_unit(words)) {
            let closing = inside[close..].chars().next().map_or(0, char::len_utf8);
            // 成本/(元/亩)
            let rest = [text[..open].trim_end_matches('/'), &inside[close + closing..]].concat();
            return (rest, Some(unit));
        }
    }
    (text.to_owned(), None)
}

/// The unit beside a note on it: `万元、含补贴`, `现价、万元`. Of two units none; what is counted may as well be a word of the
/// note, but where it stands first.
fn noted_unit(words: &str) -> Option<Unit> {
    let (first, note) = words.split_once(['、', ',', ';'])?;
    let mut others = note.split(['、', ',', ';']).filter_map(known_unit);
    match (known_unit(first), others.next()) {
        (Some(unit), None) => Some(unit),
        (None, Some(unit)) if !matches!(unit.dimension, Dimension::Count(_)) => others.next().is_none().then_some(unit),
        _ => None,
    }
}

/// How well a label answers to a wanted one, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The same words.
    Exact,
    /// The same by a declared alias.
    Alias,
    /// The same but for a note in brackets: `李家村（含原鲤鱼村）`, `农业总产值（现价）`.
    WithoutNote,
}

/// How well a label answers to a wanted one; none when it does not.
pub fn likeness(label: &str, wanted: &str, aliases: &BTreeMap<String, Vec<String>>) -> Option<Likeness> {
    let (label, wanted) = (normalise(label), normalise(wanted));
    if label.is_empty() || wanted.is_empty() {
        return None;
    }
    if label == wanted {
        return Some(Likeness::Exact);
    }
    if same_by_alias(&label, &wanted, aliases) {
        return Some(Likeness::Alias);
    }
    let bare = without_note(&label);
    (bare == wanted || same_by_alias(bare, &wanted, aliases)).then_some(Likeness::WithoutNote)
}

/// Whether a label answers to a wanted one, by its words, an alias, or but for a note in brackets.
pub fn matches(label: &str, wanted: &str, aliases: &BTreeMap<String, Vec<String>>) -> bool {
    likeness(label, wanted, aliases).is_some()
}

fn same_by_alias(label: &str, wanted: &str, aliases: &BTreeMap<String, Vec<String>>) -> bool {
    aliases.iter().any(|(name, others)| {
        let group: Vec<String> = std::iter::once(name)
            .chain(others)
            .map(|text| normalise(text))
            .collect();
        group.iter().any(|text| text == label) && group.iter().any(|text| text == wanted)
    })
}

/// A label without the note in brackets at its end.
pub fn without_note(label: &str) -> &str {
    match label.find('(') {
        Some(open) if open > 0 && label.ends_with(')') => &label[..open],
        _ => label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(text: &str) -> (String, Option<String>, bool) {
        let label = take_apart(text);
        (label.text, label.unit.map(|unit| unit.to_string()), label.part)
    }

    #[test]
    fn a_label_loses_blanks_numbering_and_unit() {
        for (text, expected, unit) in [
            ("合    计", "合计", None),
            ("播种面积（亩）", "播种面积", Some("亩")),
            ("产值\n(万元)", "产值", Some("万元")),
            ("一、粮食作物", "粮食作物", None),
            ("（一）谷物", "谷物", None),
            ("1.水稻", "水稻", None),
            ("①水稻", "水稻", None),
            ("１２月", "12月", None),
            ("1.5万头", "1.5万头", None),
            ("大豆（含带状复合种植）面积", "大豆(含带状复合种植)面积", None),
            ("农业总产值（现价）", "农业总产值(现价)", None),
            ("单产（公斤/亩）", "单产", Some("公斤/亩")),
            ("同比±%", "同比±%", Some("%")),
            ("增减（％）", "增减", Some("%")),
            ("农膜回收率\u{E5E5}", "农膜回收率", None),
            ("总投资（单位：万元）", "总投资", Some("万元")),
            ("补助（万元、含补贴）", "补助", Some("万元")),
            ("产值（现价，万元）", "产值", Some("万元")),
            ("种植成本/(元/亩)", "种植成本", Some("元/亩")),
            ("能源消费总量（万吨标准煤）", "能源消费总量", Some("万吨标准煤")),
            ("处理能力（吨/日）", "处理能力", Some("吨/日")),
            ("工作时间（小时／周）", "工作时间", Some("小时/周")),
            ("装机容量（kW）", "装机容量", Some("kW")),
            ("As (µg/g)", "As", Some("μg/g")),
            ("Cd (ng/g)", "Cd", Some("ng/g")),
            ("总磷（mg/L）", "总磷", Some("mg/L")),
            ("等级（g/班）", "等级(g/班)", None),
            ("人口（含户、村）", "人口(含户、村)", None),
            ("面积和产量（亩、吨）", "面积和产量(亩、吨)", None),
            ("一般公共预算收入", "一般公共预算收入", None),
        ] {
            let (found, found_unit, _) = apart(text);
            assert_eq!((found.as_str(), found_unit.as_deref()), (expected, unit), "{text}");
        }
    }

    /// A header is taken apart so, and as any other text it has no unit.
    fn assert_of_head_only(text: &str, expected: (&str, Option<&str>)) {
        let label = take_apart_header(text);
        let found = label.unit.map(|unit| unit.to_string());
        assert_eq!((label.text.as_str(), found.as_deref()), expected, "{text}");
        assert_eq!(take_apart(text).unit, None, "{text}");
    }

    #[test]
    fn a_unit_behind_a_stroke_is_one_in_a_head_only() {
        for (text, expected, unit) in [
            ("面积/亩", "面积", Some("亩")),
            ("亩产量／斤", "亩产量", Some("斤")),
            ("签约项目/个", "签约项目/个", None),
            ("产值/亩", "产值/亩", None),
            ("收入/人", "收入/人", None),
            ("镇/村", "镇/村", None),
            ("公斤/亩", "公斤/亩", None),
            ("收入/支出", "收入/支出", None),
        ] {
            assert_of_head_only(text, (expected, unit));
        }
    }

    #[test]
    fn a_unit_behind_the_last_mark_is_one_in_a_head_only() {
        for (text, expected, unit) in [
            ("销售额;本月;总计;千元", "销售额;本月;总计", Some("千元")),
            ("期末人数；人", "期末人数", Some("人")),
            ("镇;村;户", "镇;村;户", None),
            ("户;人", "户;人", None),
            ("本年;其中", "本年;其中", None),
        ] {
            assert_of_head_only(text, (expected, unit));
        }
    }

    #[test]
    fn a_part_is_known_by_its_word() {
        assert_eq!(apart("　　其中：水稻"), ("水稻".to_owned(), None, true));
        assert_eq!(
            apart("1.其中:玉米（亩）"),
            ("玉米".to_owned(), Some("亩".to_owned()), true)
        );
        assert_eq!(apart("其中"), ("其中".to_owned(), None, false));
        assert_eq!(part_number("（2）其中：水稻"), Some(2));
        assert_eq!(part_number("其中：水稻"), None);
        assert_eq!(part_number("2021年"), None);
    }

    #[test]
    fn labels_match_by_words_alias_and_note() {
        let aliases = BTreeMap::from([("鼎新村".to_owned(), vec!["鼎新社区".to_owned()])]);
        assert_eq!(likeness("鼎 新 村", "鼎新村", &aliases), Some(Likeness::Exact));
        assert_eq!(likeness("鼎新社区", "鼎新村", &aliases), Some(Likeness::Alias));
        assert_eq!(
            likeness("李家村（含原鲤鱼村）", "李家村", &aliases),
            Some(Likeness::WithoutNote)
        );
        assert!(!matches("李家村", "鲤鱼村", &aliases));
        assert!(!matches("", "鲤鱼村", &aliases));
    }

    #[test]
    fn a_plain_label_is_its_own_normal_form() {
        for text in ["鼎新村", "粮食播种面积", "第1号镇", "2023年", "一组", "A区", ""] {
            assert!(is_plain(text));
            assert_eq!(take_apart(text).text, text);
        }
        for text in [
            "鼎 新 村",
            "其中水稻",
            "（一）粮食",
            "1.粮食",
            "面积（亩）",
            "１组",
            "增幅%",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }
}

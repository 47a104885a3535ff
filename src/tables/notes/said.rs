//! What one text says of the units of figures: 单位：万元, 产值亿元、投资万元, 以万元为单位.

use super::super::label::known_unit;
use super::super::words;
use super::measure;
use crate::unit::{Scale, Unit};

/// What a text says of units.
#[derive(Default)]
pub(super) struct Said {
    /// The units, each with the words of which alone it speaks.
    pub(super) units: Vec<(Unit, Option<String>)>,
    /// Whether it speaks of all figures, and of one unit only.
    pub(super) whole: bool,
    /// Whether it says nothing else, not even 单位.
    pub(super) mere: bool,
    /// Whether it is a list of words that may end with units by chance.
    pub(super) listed: bool,
    /// Whether it is the one unit at the end of a title, of which nothing else is said.
    pub(super) titled: bool,
    /// Whether such a title ends with what the unit measures: 防治面积（亩）.
    pub(super) measured: bool,
}

impl Said {
    /// Units of all figures, where it is one.
    fn of(units: Vec<Unit>) -> Self {
        Self {
            whole: units.len() == 1,
            ..Self::partial(units, None)
        }
    }

    /// Units of some figures only: of those that these words name, where there are any.
    pub(super) fn partial(units: Vec<Unit>, subject: Option<&str>) -> Self {
        let about = |unit| (unit, subject.map(str::to_owned));
        Self::some(units.into_iter().map(about).collect())
    }

    /// Units of some figures only.
    fn some(units: Vec<(Unit, Option<String>)>) -> Self {
        Self {
            units,
            ..Self::default()
        }
    }
}

/// A text without blanks and without the word that says no more of a unit: 人民币万元.
fn flat_line(text: &str) -> String {
    words::flat(text).replace("人民币", "")
}

pub(super) fn said(text: &str) -> Option<Said> {
    let flat = flat_line(text);
    let bare = flat.trim_matches(['(', ')', '[', ']', '【', '】', '〔', '〕']);
    if let Some(units) = all_units(bare) {
        return Some(Said {
            mere: true,
            ..Said::of(units)
        });
    }
    // 单位：亩 may stand behind other words on one line: 填报单位：农办　　单位：亩　　2023年
    let found = in_fields(text).or_else(|| in_unit_words(&flat));
    found.or_else(|| behind_colon(bare)).or_else(|| listed(bare))
}

/// What the parts of a line say, all of them: one left out would stand in silence for what another says. A part stands by
/// itself where it is first, or behind another that is a line or a day; what stands before 单位 else is what it speaks of:
/// 产值　单位：亿元　　投资　单位：万元.
fn in_fields(text: &str) -> Option<Said> {
    let is_day = |field: &str| field.starts_with(|c: char| c.is_ascii_digit()) && field.ends_with(['年', '月', '日']);
    let mut spoken_of = String::new();
    let mut all: Vec<Said> = Vec::new();
    for field in fields(text) {
        let whole = match field.starts_with("单位") {
            true => spoken_of + &field,
            false => field.clone(),
        };
        all.extend(in_unit_words(&whole));
        let stands = field.contains(':') || is_day(&field);
        spoken_of = if stands { String::new() } else { field };
    }
    match all.len() {
        0 | 1 => all.pop(),
        _ => Some(Said::some(all.into_iter().flat_map(|said| said.units).collect())),
    }
}

/// The parts of a line, blanks between them, each flat: 填报单位：农办　　单位：亩、 吨　　2023年. What goes on behind a mark, or
/// is one more unit, is of the part before it; a word may be spaced out: 单　位：亩.
fn fields(text: &str) -> Vec<String> {
    const MARKS: [char; 8] = ['、', ',', ';', ':', '(', ')', '和', '及'];
    let is_unit = |piece: &str| {
        let named = || words_and_unit(piece).map(|(_, unit)| unit);
        let unit = known_unit(piece).or_else(named).filter(|_| !piece.contains(':'));
        unit.is_some_and(|unit| is_measured(&unit))
    };
    let mut fields: Vec<String> = Vec::new();
    for piece in text.split_whitespace().map(flat_line) {
        let goes_on = |before: &String| {
            let spaced = before.ends_with('单') && piece.starts_with('位');
            spaced || before.ends_with(MARKS) || piece.starts_with(MARKS) || is_unit(&piece)
        };
        match fields.last_mut().filter(|before| goes_on(before)) {
            Some(before) => {
                let parts = is_unit(&piece) && !before.ends_with(MARKS);
                before.push_str(if parts { "、" } else { "" });
                before.push_str(&piece);
            }
            None => fields.push(piece),
        }
    }
    fields
}

/// `产值亿元、投资万元`: names and units in a list that holds nothing else.
fn listed(text: &str) -> Option<Said> {
    let parts = || text.split(['、', ',', ';', '和']);
    // A title before a bracket is none of its names.
    let understood =
        |part: &str| !part.contains(['(', ')']) && words_and_unit(part).is_some_and(|(_, unit)| is_measured(&unit));
    let all = parts().count() > 1 && parts().all(understood);
    all.then(|| Said {
        listed: true,
        ..Said::some(in_parts(text))
    })
}

/// What follows 单位, of measure and not 填报单位: `单位：万元`, `单位万元`, `单位为元`, `单位：万元（人口为人）`,
/// `单位：产值亿元、投资万元`.
fn in_unit_words(flat: &str) -> Option<Said> {
    const WORD: &str = "单位";
    let is_office = |before: &str| words::OFFICES.iter().any(|office| before.ends_with(office));
    let mut all = flat
        .match_indices(WORD)
        .map(|(at, word)| (&flat[..at], &flat[at + word.len()..]))
        .filter(|(before, _)| !is_office(before));
    all.find_map(|(before, behind)| behind_unit(subject(before), without_exceptions(behind)))
}

/// A unit without the words that some figures may say another themselves: 万人，另有注明除外.
fn without_exceptions(behind: &str) -> &str {
    let excepts = |words: &str| {
        let words = words.trim_end_matches([')', ']', '】', '。']);
        words.contains("注明") && words.ends_with('外') && (words.contains('除') || words.contains("另有"))
    };
    let parted = behind.split_once([',', ';', '(', '。']);
    parted
        .filter(|(_, words)| excepts(words))
        .map_or(behind, |(unit, _)| unit)
}

/// What stands behind 单位; where nothing parts them, it is nothing but units.
pub(super) fn behind_unit(subject: Option<String>, behind: &str) -> Option<Said> {
    let parted = behind.trim_start_matches(BETWEEN);
    let bare = parted.trim_end_matches([')', ']', '】']);
    if let Some(unit) = known_unit(bare).filter(|_| subject.is_none()) {
        return Some(Said::of(vec![unit]));
    }
    if parted.len() == behind.len() && all_units(bare).is_none() {
        return None;
    }
    let mut units = in_parts(parted);
    if units.is_empty() {
        return unread(bare).map(|unit| Said::partial(vec![unit], subject.as_deref()));
    }
    if let [(_, of), ..] = units.as_mut_slice() {
        *of = of.take().or(subject);
    }
    Some(Said::some(units))
}

/// The units of a list, each with the words of which alone it speaks: `万元(面积为亩)`, `产值亿元、投资万元`, `产值、投资万元`.
/// What is said besides is passed over. Empty where nothing is a unit for certain: 财政所 counts no 所.
pub(super) fn in_parts(list: &str) -> Vec<(Unit, Option<String>)> {
    let mut units: Vec<(Unit, Option<String>)> = Vec::new();
    let mut waiting: Vec<&str> = Vec::new();
    let mut certain = false;
    for part in list.split(|c: char| "、,;。()[]【】和及与".contains(c)) {
        if let Some(own) = all_units(part.trim_start_matches(BETWEEN)) {
            certain = true;
            units.extend(own.into_iter().map(|unit| (unit, None)));
        } else if let Some((words, unit)) = words_and_unit(part) {
            certain |= is_measured(&unit);
            let about = waiting.iter().copied().chain([words]);
            units.extend(about.map(|words| (unit.clone(), subject(words))));
        } else {
            waiting.extend(Some(part).filter(|part| !part.is_empty()));
            continue;
        }
        waiting.clear();
    }
    units.retain(|_| certain);
    units
}

/// `产值亿元`, `产值为亿元`, `投资单位:万元`: words and the unit behind them. Behind a number a unit is that of an amount.
fn words_and_unit(part: &str) -> Option<(&str, Unit)> {
    let ends = part
        .char_indices()
        .skip(1)
        .filter_map(|(at, _)| part.split_at_checked(at));
    let mut ends = ends.filter_map(|(words, unit)| Some((words, known_unit(unit)?)));
    let (words, unit) = ends.next()?;
    let words = words.trim_end_matches(BETWEEN).trim_end_matches("单位");
    let is_amount = words.ends_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十百千万亿几".contains(c));
    (!words.is_empty() && !is_amount).then_some((words, unit))
}

/// What stands behind 单位： and looks like a unit, but like none that is known: who takes figures is told. An office, which
/// often stands there, is none.
fn unread(text: &str) -> Option<Unit> {
    const OFFICES: [&str; 36] = [
        "镇", "乡", "街道", "苏木", "村", "社区", "组", "办", "室", "局", "所", "站", "中心", "队", "政府", "委", "会",
        "公司", "校", "院", "县", "区", "市", "旗", "州", "盟", "省", "社", "行", "厂", "场", "部", "科", "厅", "园",
        "店",
    ];
    let measures = |c: char| "元亩顷吨斤克米亿%".contains(c);
    let is_office = OFFICES.iter().any(|end| text.ends_with(end));
    let scaled = Scale::before(text).0 != Scale::One;
    let unit = || Unit::parse(text).unwrap_or_else(|| Unit::unknown(text));
    ((scaled || text.contains(measures)) && !is_office).then(unit)
}

/// The words of which alone a unit behind them speaks: 产值单位, 产值：. None where they say only that it is a unit.
fn subject(before: &str) -> Option<String> {
    const ALL: [&str; 17] = [
        "计量", "计算", "金额", "数量", "面积", "货币", "计价", "本表", "表中", "以上", "上述", "以下", "各项", "所有",
        "全部", "数据", "数值",
    ];
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let of_all = last.is_empty() || ALL.contains(&last) || last.ends_with('表');
    (!of_all).then(|| last.to_owned())
}

/// What stands between 单位 and the unit: 单位均为（万元）.
pub(super) const BETWEEN: [char; 6] = [':', '为', '是', '均', '(', '['];

/// `金额：万元`, `产值：亿元，投资：万元`: of some figures only.
fn behind_colon(flat: &str) -> Option<Said> {
    let clause = |clause: &str| {
        let (before, behind) = clause.rsplit_once(':').filter(|(before, _)| !before.is_empty())?;
        let about = subject(before);
        let units = all_units(behind)?.into_iter();
        Some(units.map(|unit| (unit, about.clone())).collect::<Vec<_>>())
    };
    let clauses = || flat.split([',', ';', '。']).filter(|one| !one.is_empty()).map(clause);
    // 产值：万元、亿元 is one clause.
    let units = clause(flat).filter(|_| flat.matches(':').count() == 1);
    let units = units.or_else(|| Some(clauses().collect::<Option<Vec<_>>>()?.concat()))?;
    let measured = units.iter().any(|(unit, _)| is_measured(unit));
    (measured && !words::is_foot(flat)).then(|| Said::some(units))
}

/// Units that stand among other words, parted from them by marks: `各村产值（万元，现价）`, `以万元为单位`. Those of counts and
/// of another script may be words.
pub(super) fn among_words(text: &str) -> Option<Said> {
    let flat = words::flat(text);
    let mut units = Vec::new();
    for clause in flat.split([';', ',', '。', '、', '(', ')', '[', ']']) {
        let (subject, behind) = match clause.rsplit_once(':') {
            Some((before, behind)) => (subject(before), behind),
            None => (None, clause),
        };
        for part in behind.split(|c: char| !c.is_alphabetic() && !"㎡²".contains(c)) {
            let (own, bare) = without_words(part);
            let measured = known_unit(bare).filter(|unit| !bare.is_ascii() && is_measured(unit));
            let about = own.or_else(|| subject.clone());
            units.extend(measured.map(|unit| (unit, about)));
        }
    }
    (!units.is_empty()).then(|| Said::some(units))
}

/// A unit without the words around it, and of what alone they say that it is: 以万元为单位, 投资按万元计, 投资为亿元.
fn without_words(part: &str) -> (Option<String>, &str) {
    let ends = ["为计量单位", "为单位", "计算", "计"];
    let part = ends.iter().find_map(|end| part.strip_suffix(end)).unwrap_or(part);
    match part.char_indices().rfind(|(_, c)| "以按为".contains(*c)) {
        Some((at, c)) => (subject(&part[..at]), &part[at + c.len_utf8()..]),
        None => (None, part),
    }
}

/// The units in the bracket at the end of a title.
pub(super) fn in_title(text: &str) -> Option<Said> {
    let flat = words::flat(text);
    let (before, inside) = flat.strip_suffix(')')?.rsplit_once('(')?;
    // 产值（亿元）投资（万元）: the last bracket does not speak for all.
    if before.contains(')') {
        return None;
    }
    let names_indicator = before.split_once(':').is_some_and(|(word, _)| word == "指标");
    let said = |units: Vec<Unit>| match (names_indicator, units.as_slice()) {
        (true, [unit]) if speaks_for_all(unit) => Said::of(units),
        (false, [unit]) => Said {
            titled: !before.contains(':') && speaks_for_all(unit),
            measured: measure::ends_with(before, unit),
            ..Said::partial(units, None)
        },
        _ => Said::partial(units, None),
    };
    all_units(inside).map(said).or_else(|| listed(inside))
}

/// Whether a unit behind the words of a title, or of the line that names the one indicator of a table
/// (指标：地区生产总值(亿元)), is that of all its figures: one that measures or counts beasts; 统计表（村） is of villages.
fn speaks_for_all(unit: &Unit) -> bool {
    const BEASTS: [&str; 4] = ["头", "只", "羽", "人次"];
    is_measured(unit) || unit.symbol.contains('/') || BEASTS.contains(&&*unit.symbol)
}

/// Whether a unit measures, or counts by ten thousands: a noun of counting by itself may be a label.
pub(in super::super) fn is_measured(unit: &Unit) -> bool {
    !unit.is_count() || unit.scale != Scale::One
}

/// The units of a text that holds nothing else.
fn all_units(text: &str) -> Option<Vec<Unit>> {
    known_unit(text).map(|unit| vec![unit]).or_else(|| {
        let parts = text.split(['、', ',', ';', '/']);
        parts.map(known_unit).collect()
    })
}

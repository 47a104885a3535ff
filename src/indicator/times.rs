//! Which time last year's values and targets are of, by the heads over them; heads that contradict what they are declared to be.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::books::Books;
use super::locate::{header, in_table};
use super::months::{self, Months};
use super::settings::{FieldSettings, IndicatorSettings, Selector};
use super::title::{may_be_of, years, years_of};
use super::{Calendar, Comparison, Datum, Indicator, Kind, Mapping, Quantity};
use crate::diag::{Code, Diagnostic, Sink, term};
use crate::place::{CellPlace, SheetPlace};
use crate::tables::flat;

/// Which earlier time a base is of, by the words of the configuration that say where it stands, or by its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BaseTime {
    /// What is usual: the same period last year, of a stock the end of last year.
    #[default]
    Usual,
    /// 上年同期.
    SamePeriod,
    /// 上年末, 年初.
    YearEnd,
    /// 上年全年.
    WholeYear,
}

impl BaseTime {
    /// What some words say: a column of the name 上年同期（末） is of the same time last year.
    pub(super) fn said_in(words: &str) -> Self {
        if words.contains("同期") {
            Self::SamePeriod
        } else if YEAR_ENDS.iter().any(|word| stands_in(words, word)) {
            Self::YearEnd
        } else if stands_in(words, "全年") {
            Self::WholeYear
        } else {
            Self::Usual
        }
    }

    /// That of several bases which make one: theirs where it is the same.
    pub(super) fn of_all(times: impl IntoIterator<Item = Self>) -> Self {
        let mut times = times.into_iter();
        let first = times.next().unwrap_or_default();
        if times.all(|time| time == first) {
            first
        } else {
            Self::Usual
        }
    }
}

/// Words for the end of last year, which is the beginning of this one.
const YEAR_ENDS: [&str; 9] = [
    "上年末",
    "上年底",
    "去年末",
    "去年底",
    "上年年末",
    "上年年底",
    "去年年末",
    "去年年底",
    "年初",
];

/// Whether a word of time stands in other words by itself: 上年初中在校生 is of no 年初, 全年龄 of no 全年.
fn stands_in(words: &str, word: &str) -> bool {
    let behind = words.match_indices(word).map(|(at, _)| &words[at + word.len()..]);
    behind
        .into_iter()
        .any(|behind| !behind.starts_with(['中', '级', '龄', '一', '二', '三']))
}

/// What a base or a target is called where its head says nothing of its time, or something that is not meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Called {
    /// A base of the same period last year, or of the same day.
    #[serde(rename = "上年同期")]
    SamePeriod,
    /// A base of the end of last year.
    #[serde(rename = "上年末")]
    YearEnd,
    /// A base of the whole of last year.
    #[serde(rename = "上年全年")]
    WholeYear,
    /// A target of the whole year.
    #[serde(rename = "年度目标")]
    YearTarget,
}

impl Called {
    /// The time of a base; none of a target.
    pub(super) const fn time(self) -> Option<BaseTime> {
        match self {
            Self::SamePeriod => Some(BaseTime::SamePeriod),
            Self::YearEnd => Some(BaseTime::YearEnd),
            Self::WholeYear => Some(BaseTime::WholeYear),
            Self::YearTarget => None,
        }
    }
}

/// What words say of the time of the figures below them.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Nothing,
    Of(BaseTime),
    /// Another time than that of what they are declared to be.
    Other,
}

/// What a comparison is declared to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Base,
    Target,
}

/// Of which time the value itself is.
struct Own {
    kind: Kind,
    /// The years, by its own head or else the report's.
    years: Option<RangeInclusive<i16>>,
    /// The months that its own head names.
    months: Option<Months>,
    /// The month at whose end it is, by its own head.
    ends: Option<i8>,
    heads: Vec<String>,
    calendar: Calendar,
}

impl Own {
    fn of(kind: Kind, heads: &[String], calendar: Calendar) -> Self {
        let said = heads.iter().map(|head| years(head));
        let year = said.flatten().map(|(_, year)| year).next_back();
        let named = heads.iter().rev().map(|head| months::named(head));
        let months = named.into_iter().find(|named| !named.is_empty());
        Self {
            kind,
            years: year.map(|year| year..=year).or_else(|| years_of(calendar)),
            months: months.and_then(|mut named| named.pop().filter(|_| named.is_empty())),
            ends: heads.iter().rev().find_map(|head| month_end(head)),
            heads: heads.to_vec(),
            calendar,
        }
    }

    /// Whether a year is the one that is so many years before the value's.
    fn is_year(&self, year: i16, before: i16) -> bool {
        self.years.as_ref().is_none_or(|years| years.contains(&(year + before)))
    }

    /// Whether a word is one of the thing itself, for its own head has it too: 预算 of 一般公共预算收入.
    fn is_called(&self, word: &str) -> bool {
        self.heads.iter().any(|head| head.contains(word))
    }

    /// Whether months are those of the value.
    fn is_months(&self, months: &Months) -> bool {
        match (&self.months, self.calendar.period) {
            (Some(own), _) => {
                // 9月累计 and 9月止 are since January.
                let since_january = months.first == 1 && ["累计", "止"].iter().any(|word| self.is_called(word));
                own.last == months.last && (self.kind == Kind::Stock || own.first == months.first || since_january)
            }
            (None, Some(period)) => may_be_of(months, period),
            (None, None) => true,
        }
    }

    /// Whether a month is the last of the value's time; none where that is not known.
    fn ends_with(&self, month: i8) -> Option<bool> {
        let own = self.ends.or_else(|| self.months.as_ref().map(|own| own.last));
        let last = own.or_else(|| self.calendar.period.map(|(_, last)| last.month()))?;
        Some(last == month)
    }
}

/// Words of heads over figures of another period than last year, or of no period.
const OTHER_PERIODS: [&str; 9] = ["前年", "上季", "上月", "上上年", "历史", "平均", "增减", "增速", "增幅"];
/// Those of them that also stand over a group of what is compared and how it has changed.
const CHANGES: [&str; 3] = ["增减", "增速", "增幅"];
/// Words of heads over what was to be, and of those over what came of it.
const AIMS: [&str; 6] = ["计划", "目标", "任务", "预算", "预计", "规划"];
const DONE: [&str; 4] = ["完成", "执行", "实际", "实现"];
/// Words of heads over what is no target of this year, or of no whole one.
const NO_TARGETS: [&str; 23] = [
    "本月",
    "当月",
    "本季",
    "当季",
    "阶段",
    "中期",
    "任期",
    "完成率",
    "上年",
    "去年",
    "前年",
    "明年",
    "下年",
    "月度",
    "季度",
    "上旬",
    "中旬",
    "下旬",
    "半年",
    "十二五",
    "十三五",
    "十四五",
    "十五五",
];

/// What a head says of a base.
fn of_base(words: &str, own: &Own) -> Said {
    let says = |all: &[&str]| all.iter().any(|word| words.contains(word) && !own.is_called(word));
    let years_ago = || {
        let mut found = words
            .match_indices("年前")
            .map(|(at, _)| &words[..at + '年'.len_utf8()]);
        found.any(ends_with_years)
    };
    let is_done = DONE.iter().any(|word| words.contains(word));
    // 一般公共预算收入, 规划面积 and 目标人群 are things; 上年计划 and 预算数 are what was to be.
    let aims = |word: &&str| {
        ["", "数", "值", "额"]
            .iter()
            .any(|end| words.ends_with(&format!("{word}{end}")))
    };
    let aimed = AIMS.iter().any(|word| aims(word) && !own.is_called(word));
    if says(&OTHER_PERIODS) || aimed && !is_done || years_ago() && !own.is_called("年前") {
        return Said::Other;
    }
    let year = only_year(words);
    if let Some((behind, year)) = year {
        let behind = behind.trim_start_matches('年');
        let begins = ["初", "1月1日"].iter().any(|word| behind.starts_with(word));
        if begins && own.is_year(year, 0) {
            return Said::Of(BaseTime::YearEnd);
        }
        if !own.is_year(year, 1) {
            return Said::Other;
        }
        if behind.starts_with(['末', '底']) {
            return Said::Of(BaseTime::YearEnd);
        }
    }
    match BaseTime::said_in(words) {
        BaseTime::Usual => of_months(words, own),
        time @ (BaseTime::SamePeriod | BaseTime::YearEnd | BaseTime::WholeYear) => Said::Of(time),
    }
}

/// What a head says by its months.
fn of_months(words: &str, own: &Own) -> Said {
    if let Some(month) = month_end(words) {
        return match own.ends_with(month) {
            _ if month == 12 => Said::Of(BaseTime::YearEnd),
            Some(true) => Said::Of(BaseTime::SamePeriod),
            Some(false) => Said::Other,
            None => Said::Nothing,
        };
    }
    let named = months::named(words);
    let [months] = &named[..] else { return Said::Nothing };
    match (months.first, months.last) {
        (1, 12) => Said::Of(BaseTime::WholeYear),
        (_, 12) if own.kind == Kind::Stock => Said::Of(BaseTime::YearEnd),
        _ if own.is_months(months) => Said::Of(BaseTime::SamePeriod),
        _ => Said::Other,
    }
}

/// What a head says of a target: that of a part of the year, of several or of another year is none of the year.
fn of_target(words: &str, own: &Own) -> Said {
    // 9月调整后 says when it was set, 较上年增长目标 how large it is.
    let set = words.replace("较上年", "").replace("比上年", "");
    let (words, is_set) = (set.as_str(), set.contains("月调整"));
    let several = years(words).len() > 1
        || ["目标", "任务", "计划", "规划", "总"].iter().any(|word| {
            let mut found = words.match_indices(word).map(|(at, _)| &words[..at]);
            found.any(ends_with_years)
        });
    let other_year = only_year(words).is_some_and(|(_, year)| !own.is_year(year, 0));
    let named = months::named(words);
    let part = !is_set && named.iter().any(|months| (months.first, months.last) != (1, 12));
    let ends_early = month_end(words).is_some_and(|month| month != 12);
    // 季度考核年度目标 and 十四五期末（2025年）目标 are of the year all the same.
    let before = words.split_once("年度").map(|(before, _)| before);
    let yearly = before.is_some_and(|before| !before.ends_with(['上', '去', '前', '明', '下']));
    let yearly = yearly || only_year(words).is_some_and(|(_, year)| own.years.is_some() && own.is_year(year, 0));
    let is_no_target = |word: &str| words.contains(word) && !own.is_called(word);
    let no_target = !yearly && NO_TARGETS.iter().any(|word| is_no_target(word));
    if several || other_year || part || ends_early || no_target {
        Said::Other
    } else {
        Said::Nothing
    }
}

/// Whether a text ends with a number of years: 五年 of 五年目标, and none of 二〇二五年目标 and 2025年目标.
fn ends_with_years(text: &str) -> bool {
    const NUMERALS: &str = "〇零一二三四五六七八九十两0123456789";
    let Some(before) = text.strip_suffix('年') else {
        return false;
    };
    let number = &before[before.trim_end_matches(|c: char| NUMERALS.contains(c)).len()..];
    number.chars().count() == 1 && !["1", "一"].contains(&number)
}

/// The one year that a text names, and what follows it.
fn only_year(words: &str) -> Option<(&str, i16)> {
    let [(at, year)] = years(words)[..] else { return None };
    Some((&words[at + 4..], year))
}

/// The month at whose end a text says that it is: 9 of 9月末 and of 9月30日.
fn month_end(words: &str) -> Option<i8> {
    let ends = |behind: &str| {
        let day: String = behind.chars().take_while(char::is_ascii_digit).collect();
        behind.starts_with(['末', '底']) || day.parse().is_ok_and(|day: u8| day >= 28)
    };
    let mut found = words.match_indices('月').filter_map(|(at, month)| {
        let before = &words[..at];
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let number = before[start..]
            .parse()
            .ok()
            .filter(|number| (1..=12).contains(number))?;
        ends(&words[at + month.len()..]).then_some(number)
    });
    found.next()
}

/// The columns of one sheet that are a value and what it is compared with, as one of what they are.
type Pair = (Arc<SheetPlace>, Role, u32, u32, Arc<str>);

/// Gives every base the time that its head says; a head that contradicts what it is declared to be is an error.
pub(super) fn settle<'v>(
    mapping: &Mapping,
    values: impl Iterator<Item = &'v mut Indicator>,
    books: &Books<'_>,
    sink: &mut Sink,
) {
    let mut heads = Heads {
        books,
        known: BTreeMap::new(),
        sink,
    };
    for value in values {
        if let Datum::Rows(records) = &mut value.datum {
            let rows = mapping.rows.iter().find(|rows| *rows.name == *value.name);
            let joined = rows.into_iter().flat_map(|rows| &rows.join);
            let joined = joined.flat_map(|join| &join.fields);
            let fields: Vec<&FieldSettings> = rows.into_iter().flat_map(|rows| &rows.fields).chain(joined).collect();
            for field in records.iter_mut().flat_map(|record| &mut record.fields) {
                let settings = fields.iter().find(|settings| *settings.name == *field.name);
                heads.settle(
                    field,
                    settings.map_or(Told::default(), |settings| Told::of_field(settings)),
                );
            }
            continue;
        }
        let settings = mapping.indicators.iter().find(|settings| *settings.name == *value.name);
        if let Some(settings) = settings.filter(|own| own.formula.is_none() || own.base.is_some()) {
            heads.settle(value, Told::of(settings));
        }
    }
}

/// What the configuration says of a value's base and target, so that their heads need not be asked.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    base: bool,
    target: bool,
    /// Whether the value has a row of its own, with labels of its own.
    alone: bool,
}

impl Told {
    fn of(settings: &IndicatorSettings) -> Self {
        let is_called = |selector: &Option<Selector>| selector.as_ref().is_some_and(|own| own.called.is_some());
        Self {
            base: is_called(&settings.base),
            target: is_called(&settings.target),
            alone: true,
        }
    }

    fn of_field(settings: &FieldSettings) -> Self {
        Self {
            base: settings.base_called.is_some(),
            target: settings.target_called.is_some(),
            alone: false,
        }
    }
}

/// What the heads of one township's workbooks say.
struct Heads<'h, 'a, 's> {
    books: &'h Books<'a>,
    /// What was said of each pair of columns: a list of a hundred thousand rows has one.
    known: BTreeMap<Pair, BaseTime>,
    sink: &'s mut Sink,
}

impl Heads<'_, '_, '_> {
    /// The base and the target of one value.
    fn settle(&mut self, value: &mut Indicator, told: Told) {
        let Datum::Number(quantity) = &mut value.datum else {
            return;
        };
        let one_cell = value.sources.len() == 1;
        for role in [Role::Base, Role::Target] {
            let (is_called, other) = match role {
                Role::Base => (told.base, &quantity.base),
                Role::Target => (told.target, &quantity.target),
            };
            let other = other.as_ref().filter(|_| !is_called);
            let place = other.and_then(|other| other.sources.first().cloned());
            let Some((own, place)) = value.sources.first().zip(place) else {
                continue;
            };
            // One cell has a row of its own, and so have its labels.
            let label = match told.alone {
                true => place.to_string().into(),
                false => Arc::clone(&value.name),
            };
            let key = (Arc::clone(&place.tab), role, own.cell.column, place.cell.column, label);
            let time = self.known.get(&key).copied().unwrap_or_else(|| {
                let time = self.read((role, &value.name), (own, &place), (quantity, one_cell));
                self.known.insert(key, time);
                time
            });
            set_time(quantity, role, time);
        }
    }

    /// What the heads over a base or target say beyond those over the value.
    fn read(
        &mut self,
        (role, name): (Role, &str),
        (own, other): (&CellPlace, &CellPlace),
        (quantity, one_cell): (&Quantity, bool),
    ) -> BaseTime {
        let own = self.labels(own, one_cell);
        let others = self.labels(other, one_cell);
        // What both have in common tells them apart by nothing.
        let apart: Vec<String> = own
            .0
            .iter()
            .filter(|label| !others.0.contains(label))
            .cloned()
            .collect();
        let about = Own::of(quantity.kind, &apart, self.books.calendar);
        let mut time = BaseTime::Usual;
        for label in others.0.iter().rev() {
            let said = match role {
                _ if own.0.contains(label) => Said::Nothing,
                Role::Base => of_base(label, &about),
                Role::Target => of_target(label, &about),
            };
            match said {
                Said::Nothing => {}
                Said::Of(found) if time == BaseTime::Usual => time = found,
                Said::Of(_) => {}
                // A group of columns is called after all of them: 增减情况/上年同期.
                Said::Other if time != BaseTime::Usual && CHANGES.iter().any(|word| label.contains(word)) => {}
                Said::Other => {
                    self.tell((role, name), label, others.1.as_ref().unwrap_or(other));
                    return BaseTime::Usual;
                }
            }
        }
        time
    }

    fn tell(&mut self, (role, name): (Role, &str), label: &str, at: &CellPlace) {
        let (code, expected) = match role {
            Role::Base => (Code::BaseOther, "expected-base"),
            Role::Target => (Code::TargetOther, "expected-target"),
        };
        let problem = Diagnostic::new(code).with("name", name).with("found", label);
        self.sink.push(problem.with("expected", term(expected)).at_cell(at));
    }

    /// The labels over a cell of a table, and those beside it where it stands alone, with the innermost head's cell.
    fn labels(&self, place: &CellPlace, with_row: bool) -> (Vec<String>, Option<CellPlace>) {
        let Some(spot) = in_table(self.books, place) else {
            return (Vec::new(), None);
        };
        let Some(table) = spot.table else {
            return (Vec::new(), None);
        };
        let column = table.columns.iter().position(|own| own.column == place.cell.column);
        let row = table.rows.binary_search_by_key(&place.cell.row, |own| own.row).ok();
        let rows = row
            .filter(|_| with_row)
            .map(|row| table.grouped_path(row))
            .unwrap_or_default();
        let heads = column
            .map(|column| table.columns[column].path.as_slice())
            .unwrap_or_default();
        let labels = rows.into_iter().chain(heads.iter().map(String::as_str));
        let at = column.map(|column| spot.leaf.place(header(table, column)));
        (labels.map(flat).collect(), at)
    }
}

/// Sets the time that a head says, where the configuration's own words say none.
fn set_time(quantity: &mut Quantity, role: Role, time: BaseTime) {
    let base: Option<&mut Comparison> = quantity.base.as_mut().filter(|_| role == Role::Base);
    if let Some(base) = base.filter(|base| base.time == BaseTime::Usual) {
        base.time = time;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_base_is_told_by_words_that_stand_by_themselves() {
        for (words, time) in [
            ("上年同期（末）", BaseTime::SamePeriod),
            ("上年末", BaseTime::YearEnd),
            ("年初在栏", BaseTime::YearEnd),
            ("上年初中在校生数", BaseTime::Usual),
            ("上年全年", BaseTime::WholeYear),
            ("上年全年龄段", BaseTime::Usual),
            ("上年", BaseTime::Usual),
        ] {
            assert_eq!(BaseTime::said_in(words), time, "{words}");
        }
    }
}

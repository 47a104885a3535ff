//! Comparison with last year: direction words, percent, points, times (spec §2).

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::super::value::shown;
use super::{Call, amount, figure, losses};
use crate::diag::{Code, Diagnostic, Location, Result, term};
use crate::indicator::{Approximate, BaseTime, Kind, Quantity, ROUGHLY};
use crate::unit::{Dimension, Unit};

/// What prints as nothing is 持平: less than 0.05 % or 0.05 points, with 小数=2 less than 0.005.
pub(super) fn flat(call: &Call<'_>, change: Decimal) -> Result<bool> {
    let decimals = decimals_of_change(call)?;
    Ok(call.rounding()?.round(change, decimals).is_zero())
}

/// The decimals of a change in percent or points: one, or those that the author asks for where they are more.
pub(super) fn decimals_of_change(call: &Call<'_>) -> Result<u32> {
    Ok(call.digits("小数")?.unwrap_or(1).max(1))
}

/// What differences of percentages are counted in.
pub(super) const PERCENT_POINTS: &str = "个百分点";

/// What differences of ratios in this unit are counted in: 7‰ is half a 千分点 more than 6.5‰, and no 百分点.
pub(super) fn points_of(unit: &Unit) -> &'static str {
    if &*unit.symbol == "‰" {
        "个千分点"
    } else {
        PERCENT_POINTS
    }
}

/// A value and an earlier one, of the same unit.
pub(super) struct Pair {
    pub(super) quantity: Quantity,
    /// The value.
    pub(super) now: Decimal,
    /// The earlier value.
    pub(super) base: Decimal,
    /// Whether the earlier value is approximate.
    base_approximate: Approximate,
}

impl Pair {
    /// The earlier value as a quantity of its own.
    pub(super) fn earlier(&self) -> Quantity {
        Quantity {
            value: self.base,
            approximate: self.base_approximate.clone(),
            ..self.quantity.clone()
        }
    }

    /// What sort of number both are.
    pub(super) const fn kind(&self) -> Kind {
        self.quantity.kind
    }

    /// By what it is compared with: last year's value.
    pub(super) fn against(&self, call: &Call<'_>) -> Against {
        Against::last_year(call, &self.quantity)
    }

    /// What the earlier time is called.
    pub(super) fn base_name(&self, call: &Call<'_>) -> &'static str {
        base_name(call, &self.quantity)
    }

    /// The words for a change that prints as nothing: of two numbers that are printed differently 基本持平.
    fn level(&self, call: &Call<'_>, words: &str) -> Result<String> {
        let alike = self.now == self.base || amount::print_alike(call, &self.quantity, &self.earlier())?;
        Ok(if alike { call.level(words) } else { roughly_level(words) })
    }

    /// A value at or below zero, then or now, keeps the words from being said: both are shown, with their cells.
    pub(super) fn negative(&self, call: &Call<'_>) -> Box<Diagnostic> {
        let base = shown(self.base, &self.quantity.unit);
        let problem = call.problem(Code::WordingNegativeBase).with("base", base);
        let cells = call.sources.iter();
        cells.fold(problem, |problem, cell| problem.at_cell(cell))
    }
}

/// The words for no change, of what has changed a little.
fn roughly_level(level: &str) -> String {
    if level.contains("基本持平") {
        return level.to_owned();
    }
    level.replace("持平", "基本持平")
}

/// With what a value is compared, in the words of each outcome.
pub(super) struct Against {
    /// Before the verb: `同比`.
    pub(super) comparator: String,
    /// Of no change: `与上年同期持平`.
    pub(super) level: String,
    /// Of nothing then and now.
    pub(super) both_zero: String,
    /// Before the value where there was nothing.
    pub(super) none_before: String,
    /// The same of what nobody wishes for, before the verb.
    pub(super) zero_before: String,
}

const SAME_PERIOD: &str = "上年同期";

/// What the time of last year's value is called (spec §2). One base has one name, whichever filter says it: by the words
/// of the configuration that name its column; else a stock's is the end of last year, which 年初=true calls the beginning
/// of this one, and that of part of a year the same part of last year. A survey's rate is of the year.
fn base_name(call: &Call<'_>, quantity: &Quantity) -> &'static str {
    let time = quantity.base.as_ref().map_or(BaseTime::Usual, |base| base.time);
    let stock = quantity.kind == Kind::Stock;
    let yearly = quantity.kind == Kind::Survey && quantity.unit.dimension == Dimension::Ratio;
    match time {
        BaseTime::SamePeriod if stock => SAME_PERIOD,
        BaseTime::YearEnd => year_end(call),
        BaseTime::WholeYear => "上年",
        BaseTime::Usual if stock => year_end(call),
        BaseTime::Usual if yearly => "上年",
        BaseTime::SamePeriod | BaseTime::Usual if call.job().period.is_none_or(whole_years) => "上年",
        BaseTime::SamePeriod | BaseTime::Usual => SAME_PERIOD,
    }
}

fn year_end(call: &Call<'_>) -> &'static str {
    if call.flag("年初") { "年初" } else { "上年末" }
}

/// Whether a base is that of a day and not of a period.
fn is_day(name: &str) -> bool {
    matches!(name, "上年末" | "年初")
}

impl Against {
    fn time(comparator: String, name: &str) -> Self {
        let now = if is_day(name) { "现有" } else { "今年实现" };
        Self {
            comparator,
            level: format!("与{name}持平"),
            both_zero: format!("与{name}相同，均为零"),
            none_before: format!("{name}无此项，{now}"),
            zero_before: format!("{name}为0，{}", if is_day(name) { "现" } else { "今年" }),
        }
    }

    /// The same period last year.
    fn same_period() -> Self {
        Self::time("同比".to_owned(), SAME_PERIOD)
    }

    /// Last year's value, by what its time is called.
    pub(super) fn last_year(call: &Call<'_>, quantity: &Quantity) -> Self {
        let name = base_name(call, quantity);
        Self::time(format!("{}{name}", call.comparing("比")), name)
    }
}

fn pair(call: &mut Call<'_>, base: Option<Decimal>) -> Result<Pair> {
    let quantity = call.quantity()?;
    let own = quantity.base.as_ref().and_then(|base| base.approximate.clone());
    let (base, base_approximate) = match base {
        Some(base) => (base, call.rests_on_approximate.then(|| ROUGHLY.into())),
        None => (call.base(&quantity)?, own),
    };
    Ok(Pair {
        now: quantity.value,
        base_approximate,
        quantity,
        base,
    })
}

/// A pair of amounts, with last year's value or with the one given: what is a percentage, an index or a rank is
/// not compared in percent. A rate of another unit (公斤/亩) is compared as an amount is.
pub(super) fn amounts(call: &mut Call<'_>, base: Option<Decimal>) -> Result<Pair> {
    let pair = pair(call, base)?;
    let rate = pair.quantity.unit.dimension == Dimension::Ratio;
    if rate || matches!(pair.quantity.kind, Kind::Rank | Kind::Index) {
        return Err(call.wrong_kind());
    }
    Ok(pair)
}

/// 同比: against the same period last year.
pub(super) fn year_on_year(call: &mut Call<'_>) -> Result<String> {
    let pair = amounts(call, None)?;
    price_basis(call, &pair);
    let part = call.job().period.is_some_and(|period| !whole_years(period));
    let base = pair.base_name(call);
    let time = pair.quantity.base.as_ref().map(|base| base.time);
    if part && (is_day(base) || time == Some(BaseTime::WholeYear)) {
        let warning = call.problem(Code::WordingYearEnd).with("base", base);
        call.warn(warning);
        let against = pair.against(call);
        return change(call, &pair, &against);
    }
    if pair.kind() != Kind::Stock && call.job().period.is_some_and(whole_years) {
        let note = call.problem(Code::WordingWholeYear);
        call.warn(note);
    }
    change(call, &pair, &Against::same_period())
}

/// Whether a period is made of whole years, which are compared with the year before: 同比 is for a part of a year.
fn whole_years((first, last): (Date, Date)) -> bool {
    (first.month(), first.day(), last.month(), last.day()) == (1, 1, 12, 31)
}

/// 比上年: against last year; a stock is compared with the end of last year.
pub(super) fn versus_last_year(call: &mut Call<'_>) -> Result<String> {
    let pair = amounts(call, None)?;
    price_basis(call, &pair);
    let against = pair.against(call);
    change(call, &pair, &against)
}

/// 对比: against what the value must be compared with (spec §2): a percentage in points, a stock with the end of
/// last year, a flow of part of the year with the same part of last year, any other with last year.
pub(super) fn fitting_comparison(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    if quantity.unit.dimension == Dimension::Ratio {
        let against = Against::last_year(call, &quantity);
        let words = points(call)?;
        return Ok(if words.ends_with("持平") {
            words
        } else {
            format!("{}{words}", against.comparator)
        });
    }
    if base_name(call, &quantity) == SAME_PERIOD {
        year_on_year(call)
    } else {
        versus_last_year(call)
    }
}

/// Whether a value of this name is one that grows in real terms in the statistics.
pub(in crate::template) fn real_value(name: &str, quantity: &Quantity) -> bool {
    let words = ["总产值", "增加值", "生产总值", "GDP"];
    quantity.unit.dimension == Dimension::Money && words.iter().any(|word| name.contains(word))
}

/// Output values grow in real terms in the statistics; a percentage of two amounts of money is a nominal one,
/// which the words must say or a person must look at.
pub(super) fn price_basis(call: &mut Call<'_>, pair: &Pair) {
    let stated = call.text("现价").is_some_and(|basis| basis != "false");
    if real_value(&call.subject.indicator.name, &pair.quantity) && !stated {
        let comparable = call.flag("可比").then(|| term("price-comparable"));
        let mut note = call.problem(Code::WordingPrice);
        note = note.with("comparable", comparable.unwrap_or_default());
        let base = pair.quantity.base.as_ref().and_then(|base| base.sources.first());
        if let Some(base) = base.filter(|base| !note.locations.contains(&Location::Cell((*base).clone()))) {
            note = note.at_cell(base);
        }
        call.warn(note);
    }
}

/// The change in percent, or what is said where there is none.
pub(super) fn change(call: &mut Call<'_>, pair: &Pair, against: &Against) -> Result<String> {
    if pair.base.is_zero() && pair.now.is_zero() {
        return Ok(against.both_zero.clone());
    }
    if pair.base < Decimal::ZERO || pair.now < Decimal::ZERO {
        return losses::turned(call, pair, against);
    }
    if pair.base.is_zero() && losses::breaks_even(call, pair) && !call.flag("零的突破") {
        return losses::turned(call, pair, against);
    }
    if pair.base.is_zero() {
        return from_nothing(call, pair, against);
    }
    let growth = figure::growth(pair.now, pair.base).ok_or_else(|| call.problem(Code::WordingUnit))?;
    let is_flat = flat(call, growth)?;
    if call.flag("基本持平") && (is_flat || growth.abs() < Decimal::new(5, 1)) && pair.now != pair.base {
        return Ok(roughly_level(&against.level));
    }
    if is_flat {
        return pair.level(call, &against.level);
    }
    if growth > Decimal::from(300) || unusually_small(call, pair.base) {
        let warning = call
            .problem(Code::WordingSmallBase)
            .with("growth", figure::plain(growth, 1));
        call.warn(warning);
    }
    percent(call, growth, &against.comparator)
}

/// What there is now where there was nothing: an achievement, or of what is the better for being less a plain number.
fn from_nothing(call: &Call<'_>, pair: &Pair, against: &Against) -> Result<String> {
    let shown = amount::fitting(call, &pair.quantity, pair.now)?;
    if call.less_is_better() {
        let event = ["起", "次", "例", "宗", "件"].contains(&&*pair.quantity.unit.symbol);
        let verb = if event && pair.kind() != Kind::Stock {
            "发生"
        } else {
            "为"
        };
        return Ok(format!("{}{verb}{shown}", against.zero_before));
    }
    // Where there were none of what is counted one by one their number was 0, whether they are wished for or not.
    let counted = pair.quantity.unit.is_count();
    Ok(if call.flag("零的突破") {
        "实现零的突破".to_owned()
    } else if counted {
        format!("{}为{shown}", against.zero_before)
    } else {
        format!("{}{shown}", against.none_before)
    })
}

/// Whether last year's value is below 1 % of what is usual among the townships (spec §2).
fn unusually_small(call: &Call<'_>, base: Decimal) -> bool {
    let usual = call.subject.ledger.medians.get(call.subject.path.as_str());
    usual.is_some_and(|median| base.saturating_mul(Decimal::ONE_HUNDRED) < *median)
}

fn percent(call: &Call<'_>, growth: Decimal, comparator: &str) -> Result<String> {
    let comparable = if call.flag("可比") { "按可比口径" } else { "" };
    let (basis, nominal) = match call.text("现价") {
        None | Some("false") => ("", ""),
        Some("true") => ("按现价计算", ""),
        Some("名义") => ("", "名义"),
        Some(other) => return Err(call.bad_argument(other, "true / \"名义\"")),
    };
    let size = size_of_change(call, growth)?;
    Ok(format!("{comparable}{basis}{comparator}{nominal}{size}"))
}

/// `增长12%`, `下降5.5%`; with 分数=true a fall by a plain fraction in words: `下降一半`.
fn size_of_change(call: &Call<'_>, growth: Decimal) -> Result<String> {
    let size = growth.abs();
    // Decimals that would print 0 for a change that is not flat are no use: one decimal at least.
    let mut decimals = call.digits("小数")?.unwrap_or(1);
    if figure::round(growth, decimals).is_zero() {
        decimals = 1;
    }
    if growth > Decimal::ZERO {
        return Ok(format!("增长{}%", call.percent(size, decimals)?));
    }
    if let Some(words) = fraction(size).filter(|_| call.flag("分数")) {
        return Ok(format!("下降{}", call.about(words)));
    }
    // A fall that leaves something is never one of 100 %.
    Ok(format!("下降{}%", call.short_of_whole(size, decimals)?))
}

/// The fraction whose percentage prints the same digits: 66.7 % is 三分之二.
fn fraction(percent: Decimal) -> Option<&'static str> {
    let fractions = [
        (1, 2, "一半"),
        (1, 3, "三分之一"),
        (2, 3, "三分之二"),
        (1, 4, "四分之一"),
        (3, 4, "四分之三"),
    ];
    let printed = figure::round(percent, 1);
    let same = |(part, whole): (i64, i64)| {
        let exact = figure::percent(Decimal::from(part), Decimal::from(whole));
        exact.is_some_and(|exact| figure::round(exact, 1) == printed)
    };
    let found = fractions.into_iter().find(|(part, whole, _)| same((*part, *whole)));
    found.map(|(.., words)| words)
}

/// 降幅: a fall by itself, without what it is compared with: `下降5.5%`, `下降一半`, `下降三分之二`; never in 倍.
pub(super) fn decline(call: &mut Call<'_>) -> Result<String> {
    let pair = amounts(call, None)?;
    if pair.base <= Decimal::ZERO || pair.now < Decimal::ZERO {
        return Err(pair.negative(call));
    }
    let growth = figure::growth(pair.now, pair.base).ok_or_else(|| call.problem(Code::WordingUnit))?;
    let is_flat = flat(call, growth)?;
    if growth >= Decimal::ZERO || is_flat {
        let truth = if is_flat {
            "持平".to_owned()
        } else {
            size_of_change(call, growth)?
        };
        return Err(call.untrue("下降", truth));
    }
    match fraction(growth.abs()) {
        Some(words) if call.text("分数") != Some("false") => Ok(format!("下降{}", call.about(words))),
        Some(_) | None => size_of_change(call, growth),
    }
}

/// 增减: the change as an amount; 增加 takes a quantity, 增长 a percentage.
pub(super) fn delta(call: &mut Call<'_>) -> Result<String> {
    let pair = amounts(call, None)?;
    let level = pair.against(call).level;
    signed(call, &pair, ["增加", "减少", &level])
}

/// The change as an amount, with the word for its direction.
pub(super) fn signed(call: &Call<'_>, pair: &Pair, [more, less, level]: [&str; 3]) -> Result<String> {
    let change = pair.now.checked_sub(pair.base);
    let change = change.ok_or_else(|| call.problem(Code::WordingUnit))?;
    if change.is_zero() {
        return Ok(call.level(level));
    }
    let word = if change > Decimal::ZERO { more } else { less };
    let shown = amount::difference(call, (&pair.quantity, &pair.earlier()), change.abs())?;
    let nothing = shown.strip_prefix('0').is_some_and(|rest| !rest.starts_with('.'));
    Ok(if nothing {
        call.level(level)
    } else {
        format!("{word}{shown}")
    })
}

/// 百分点: the change of a percentage; an amount never takes it. 增速=true is for a rate of growth.
pub(super) fn points(call: &mut Call<'_>) -> Result<String> {
    let pair = pair(call, None)?;
    let change = pair.now.checked_sub(pair.base);
    if pair.quantity.unit.dimension != Dimension::Ratio || matches!(pair.kind(), Kind::Rank | Kind::Index) {
        return Err(call.wrong_kind());
    }
    let change = change.ok_or_else(|| call.problem(Code::WordingUnit))?;
    let level = pair.against(call).level;
    let level = pair.level(call, &level)?;
    let points = points_of(&pair.quantity.unit);
    if call.flag("增速") {
        if !is_growth(call) {
            let warning = call.problem(Code::WordingSpeed);
            call.warn(warning);
        }
        let [rise, fall] = words_of_speed(call, &pair);
        return in_points(call, (change, points), [rise, fall, &format!("增速{level}")]);
    }
    in_points(call, (change, points), ["提高", "下降", &level])
}

/// What a rate of growth is said to do: below zero it is a fall that narrows or widens (spec §2). Of what is no rate of
/// growth nobody knows that.
fn words_of_speed(call: &Call<'_>, pair: &Pair) -> [&'static str; 2] {
    let (was_fall, is_fall) = (pair.base < Decimal::ZERO, pair.now < Decimal::ZERO);
    match (was_fall, is_fall) {
        _ if !is_growth(call) => ["增速加快", "增速回落"],
        (true, true) => ["降幅收窄", "降幅扩大"],
        (true, false) if pair.now > Decimal::ZERO => ["由负转正，提高", "增速回落"],
        (true, false) => ["降幅收窄", "增速回落"],
        (false, true) if pair.base > Decimal::ZERO => ["增速加快", "由正转负，回落"],
        (false, true) | (false, false) => ["增速加快", "增速回落"],
    }
}

/// Whether a percentage is a rate of growth, by its name or by the formula that asks for last year's value.
pub(super) fn is_growth(call: &Call<'_>) -> bool {
    let indicator = &call.subject.indicator;
    is_growth_name(&indicator.name)
        || indicator
            .formula
            .as_ref()
            .is_some_and(|formula| formula.contains("上年("))
}

/// Whether a percentage of this name is a rate of growth.
pub(in crate::template) fn is_growth_name(name: &str) -> bool {
    // Below zero 下降率 is a rise.
    let of_falls = ["下降率", "降幅", "降低率"].iter().any(|word| name.contains(word));
    let says = |word: &str| name.contains(word);
    !of_falls && ["增", "涨", "降", "速", "同比", "环比"].iter().any(|word| says(word))
}

/// A difference of ratios, and what it is counted in, in the words for its direction.
pub(super) fn in_points(
    call: &Call<'_>,
    (change, points): (Decimal, &str),
    [rise, fall, level]: [&str; 3],
) -> Result<String> {
    if flat(call, change)? {
        return Ok(call.level(level));
    }
    let word = if change > Decimal::ZERO { rise } else { fall };
    let decimals = decimals_of_change(call)?;
    Ok(format!("{word}{}{points}", call.percent(change.abs(), decimals)?))
}

/// 由至: both values in one unit.
pub(super) fn from_to(call: &mut Call<'_>) -> Result<String> {
    let pair = pair(call, None)?;
    if pair.kind() == Kind::Rank {
        return Err(call.wrong_kind());
    }
    let rate = pair.quantity.unit.dimension == Dimension::Ratio;
    // A loss is no amount that grows or falls: 减亏 and 转为盈利 say what it does.
    if !rate && (pair.now < Decimal::ZERO || pair.base < Decimal::ZERO) {
        return Err(pair.negative(call));
    }
    let larger = Quantity {
        value: pair.now.abs().max(pair.base.abs()),
        ..pair.quantity.clone()
    };
    let form = amount::form(call, &larger)?;
    let earlier = pair.earlier();
    let decimals = amount::decimals_of_change(call, [&earlier, &pair.quantity], &form)?;
    let from = amount::show_with(call, &earlier, pair.base, (&form, decimals))?;
    let to = amount::show_with(call, &pair.quantity, pair.now, (&form, decimals))?;
    // 300户 and 约300户 are one number, and no change.
    let printed = |quantity| amount::rounded(call, quantity, (&form, decimals));
    if printed(&earlier)? == printed(&pair.quantity)? {
        let advice = if pair.now == pair.base {
            "same-exactly"
        } else {
            "same-as-printed"
        };
        let problem = call.problem(Code::WordingSame).with("words", from);
        return Err(problem.with("advice", term(advice)));
    }
    let verb = match (pair.now > pair.base, rate) {
        (true, true) => "提高到",
        (false, true) => "下降到",
        (true, false) => "增至",
        (false, false) => "减至",
    };
    Ok(format!("由{from}{verb}{to}"))
}

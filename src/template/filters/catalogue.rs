//! The statistics language's filters as a table: names, arguments, rule, refusals, and an example that is a test.

use super::{
    Call, amount, approximate, compare, compare_with, gains, list, multiples, progress, proportion, time, trend, whole,
};
use crate::diag::{Code, Result};

/// A filter at work: what is known of the value, the template's expression, what it prints. The data are
/// written `x=` value, `p=` last year, `T=` target, `rank=` place/of, other names being further indicators.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// What is known: `x=112户 p=100户`.
    pub data: &'static str,
    /// What the template says: `x|同比`.
    pub call: &'static str,
    /// What is printed: `同比增长12%`.
    pub printed: &'static str,
}

/// One filter, as `gongwen filters` lists it.
#[derive(Clone, Copy)]
pub struct Filter {
    /// The Chinese name.
    pub name: &'static str,
    /// Other names, English first.
    pub aliases: &'static [&'static str],
    /// The arguments, as the template writes them; `…` may be repeated.
    pub signature: &'static str,
    /// What it prints, in Chinese.
    pub zh: &'static str,
    /// What it prints, in English.
    pub en: &'static str,
    /// Formula and cases; x is the value, p last year's, T the target, W the whole, N the printed number.
    pub rule: &'static str,
    /// The problems that refuse the words.
    pub errors: &'static [Code],
    /// One use of it.
    pub example: Example,
    pub(super) apply: fn(&mut Call<'_>) -> Result<String>,
}

impl Filter {
    /// How many arguments it takes by position.
    pub(super) fn positions(&self) -> usize {
        if self.signature.contains('…') {
            return usize::MAX;
        }
        let inner = self.signature.trim_start_matches('(').trim_end_matches(')');
        let positional = |part: &&str| !part.trim().is_empty() && !part.contains('=');
        inner.split(',').filter(positional).count()
    }
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.name, self.signature)
    }
}

/// The table's own notation: name, other names, arguments = function; words in both languages; rule;
/// errors; example.
macro_rules! filters {
    ($($name:literal $aliases:expr, $signature:literal = $apply:path; $zh:literal, $en:literal; $rule:literal;
       [$($error:ident),*]; $data:literal, $call:literal => $printed:literal;)*) => {
        /// Every filter. A new one is one typed function and one entry here.
        pub const FILTERS: &[Filter] = &[$(Filter {
            name: $name, aliases: &$aliases, signature: $signature, zh: $zh, en: $en, rule: $rule,
            errors: &[$(Code::$error),*], apply: $apply,
            example: Example { data: $data, call: $call, printed: $printed },
        }),*];
    };
}

filters! {
    "数额" ["amount"], "(单位=, 小数=, 修约=)" = amount::amount;
        "数值配上合适的单位和万、亿：4.5万亩", "the value in a fitting unit and scale";
        ">=1亿 → 亿, >=1万 → 万; 公顷 → 亩; half up, or 修约=\"8170\"; without 小数= as many decimals as keep it within 0.5%; with 小数=, off by more than 5% → W-LOOSE; what is not zero never prints 0; 约312户 in the cell prints 约312户";
        [WordingUnit, WordingKind];
        "x=45000亩", "x|数额" => "4.5万亩";
    "达" ["reaching", "高达", "多达"], "(单位=, 小数=, 修约=)" = amount::reaches;
        "达4.5万亩；数值本身，不是概数", "the value itself, rounded as 数额";
        "as 数额, never above x by a new digit; below 0 → E-APPROX; no round number: 近 超 余 are for that";
        [WordingApprox, WordingUnit, WordingKind];
        "x=45000亩", "x|达" => "达4.5万亩";
    "盈亏" ["profit_or_loss"], "(单位=, 小数=, 修约=)" = amount::profit_or_loss;
        "盈利310万元；小于零印亏损180万元", "a profit or, below zero, a loss";
        "money; x > 0 → 盈利x; x < 0 → 亏损abs(x); x = 0 → 盈亏平衡";
        [WordingUnit, WordingKind];
        "x=-180万元", "x|盈亏" => "亏损180万元";
    "汉字" ["han"], "()" = amount::in_han;
        "三百零五户；只用于整数，2 印“两”", "a whole number in Han numerals; 2 is 两";
        "x a whole number >= 0, below 10^12; other → E-APPROX";
        [WordingApprox, WordingKind];
        "x=305户", "x|汉字" => "三百零五户";
    "预计" ["forecast"], "(单位=, 小数=, 修约=)" = amount::forecast;
        "预计4.5万亩；还没有发生的数要这样写", "a forecast says that it is one";
        "as 数额";
        [WordingUnit, WordingKind];
        "x=45000亩", "x|预计" => "预计4.5万亩";
    "力争" ["aim", "确保"], "(单位=)" = amount::aim;
        "力争完成7000万元；印的是目标", "the target, exact, as what is aimed at";
        "T, never rounded; 达到 for a percentage, 完成 otherwise; x >= T → E-APPROX; rank = \"low\": 控制在T以内, E-APPROX only of a flow x > T";
        [WordingApprox, WordingNoTarget, WordingUnit, WordingKind];
        "x=6500万元 T=7000万元", "x|力争" => "力争完成7000万元";
    "其中" ["of_which"], "(整体, 单位=, 小数=, 修约=)" = amount::of_which;
        "同数额，并核对部分不大于整体", "an amount, checked to be no more than the whole";
        "x <= W; x = W → W-TRIVIAL; rate, rank, index, survey → E-KIND";
        [WordingPart, WordingUnit, WordingKind];
        "x=5亩 全部=6亩", "x|其中(全部)" => "5亩";
    "合计" ["total"], "(部分…, 单位=, 小数=, 修约=)" = whole::total;
        "同数额，并核对各部分之和", "an amount, checked to be the sum of its parts";
        "D = abs(Σround(xi) − round(W)); 0 < D <= n/2 last digits → N-ROUND; D larger → E-SUM-PARTS";
        [WordingSum, WordingUnit, WordingKind];
        "x=18亩 甲=12亩 乙=6亩", "x|合计(甲, 乙)" => "18亩";
    "构成" ["composition"], "(部分…, 小数=, 修约=)" = whole::composition;
        "各部分占整体的比重：甲占60%、乙占40%", "the shares of the parts";
        "xi/W·100; Σ not 100.0 by rounding → N-ROUND; Σxi > W → E-SUM-PARTS";
        [WordingSum, WordingShare, WordingUnit, WordingKind];
        "x=10亩 甲=6亩 乙=4亩", "x|构成(甲, 乙)" => "甲占60%、乙占40%";
    "累计" ["cumulative"], "(指标…, 单位=, 小数=)" = whole::cumulative;
        "累计1720吨；只用于期间数", "a flow since the beginning, further flows added";
        "x + Σxi; stock, rate, survey, rank → E-CUM";
        [WordingCumulated, WordingUnit];
        "x=900吨 一季=820吨", "x|累计(一季)" => "累计1720吨";
    "人均" ["per_person"], "(人口, 名=, 单位=, 小数=)" = whole::per_person;
        "人均1200元；人口要是有名称的指标", "per person of a named population";
        "x / pop; 元: whole numbers; 单位=\"万元\": 1.2万元; survey → E-KIND; pop not in 人 → E-PER";
        [WordingPer, WordingUnit, WordingKind];
        "x=1200万元 常住人口=1万人", "x|人均(常住人口)" => "人均1200元";
    "户均" ["per_household"], "(户数, 名=, 单位=, 小数=)" = whole::per_household;
        "户均3.2亩", "per household";
        "x / households; not in 户 → E-PER";
        [WordingPer, WordingUnit, WordingKind];
        "x=320亩 户数=100户", "x|户均(户数)" => "户均3.2亩";
    "亩均" ["per_mu"], "(面积, 名=, 单位=, 小数=)" = whole::per_mu;
        "亩均产值1500元", "per 亩";
        "x / area; not land → E-PER";
        [WordingPer, WordingUnit, WordingKind];
        "x=15万元 面积=100亩", "x|亩均(面积)" => "亩均1500元";
    "比率" ["rate"], "(整体, 小数=, 修约=)" = whole::rate;
        "98.6%：部分占应有总数", "a part of what it should be, in percent";
        "x/W·100; 0 <= x <= W; below 100 never prints 100";
        [WordingShare, WordingUnit, WordingKind];
        "x=493人 全部=500人", "x|比率(全部)" => "98.6%";
    "百分比" ["percent"], "(小数=, 修约=)" = amount::percentage;
        "86.3%", "a percentage";
        "x, unit %";
        [WordingKind];
        "x=86.3% kind=rate", "x|百分比" => "86.3%";
    "近" ["nearly", "将近", "接近"], "(N, 位数=)" = approximate::qualified;
        "近3.5万元；值须小于 N", "below N, close to it";
        "x < N; x < 95%N → W-LOOSE; N as 3.5, \"3.5万\" or with its unit, \"3.5万元\"";
        [WordingApprox, WordingUnit, WordingKind];
        "x=34862元", "x|近(3.5)" => "近3.5万元";
    "超" ["over", "超过"], "(N, 位数=)" = approximate::qualified;
        "超9.5亿元；值须大于 N", "above N, close to it";
        "x > N; x > 105%N → W-LOOSE";
        [WordingApprox, WordingUnit, WordingKind];
        "x=95300万元", "x|超" => "超9.5亿元";
    "逾" ["exceeding"], "(N, 位数=)" = approximate::qualified;
        "逾9.5亿元；值须大于 N", "above N, close to it";
        "as 超";
        [WordingApprox, WordingUnit, WordingKind];
        "x=95300万元", "x|逾(9.5)" => "逾9.5亿元";
    "突破" ["broken_through"], "(N)" = approximate::broken_through;
        "突破10亿元；上年没有超过 N", "above N, last year not";
        "p <= N < x; p > N → E-PASSED";
        [WordingPassed, WordingApprox, WordingUnit, WordingNoBase, WordingKind];
        "x=10.3亿元 p=9.8亿元", "x|突破" => "突破10亿元";
    "余" ["odd"], "(N, 位数=)" = approximate::qualified;
        "1720余吨；值须大于 N，不到下一个整数", "above N, below the next round number";
        "N < x < N + 10^k, k the last non-zero digit of N; N in 10..90: the whole decade is meant; else x > 110%N → W-LOOSE; no decimals";
        [WordingApprox, WordingUnit, WordingKind];
        "x=1723吨", "x|余(1720)" => "1720余吨";
    "多" ["some"], "(N, 位数=)" = approximate::qualified;
        "1720多吨；同余", "as 余";
        "as 余";
        [WordingApprox, WordingUnit, WordingKind];
        "x=52亩", "x|多(50)" => "50多亩";
    "以上" ["at_least"], "(N, 位数=)" = approximate::qualified;
        "86%以上；值不小于 N", "N or more";
        "x >= N; x > 105%N → W-LOOSE; N with decimals and % → W-PRECISE";
        [WordingApprox, WordingUnit, WordingKind];
        "x=86.3% kind=rate", "x|以上(86)" => "86%以上";
    "以下" ["at_most", "以内"], "(N, 位数=)" = approximate::qualified;
        "50亩以下；值不大于 N", "N or less";
        "x <= N";
        [WordingApprox, WordingUnit, WordingKind];
        "x=48亩", "x|以下(50)" => "50亩以下";
    "至少" ["no_less_than"], "(N, 位数=)" = approximate::qualified;
        "至少50户；值不小于 N", "at least N";
        "x >= N";
        [WordingApprox, WordingUnit, WordingKind];
        "x=51户", "x|至少(50)" => "至少50户";
    "不足" ["short_of", "不到"], "(N, 位数=)" = approximate::qualified;
        "不足50户；值须小于 N", "less than N";
        "x < N; x < 90%N → W-LOOSE";
        [WordingApprox, WordingUnit, WordingKind];
        "x=48户", "x|不足(50)" => "不足50户";
    "约" ["about", "大约"], "(N, 位数=)" = approximate::qualified;
        "约3.5万人；与 N 相差不超过2.5%", "within 2.5% of N";
        "0 < abs(x − N) <= 2.5%N";
        [WordingApprox, WordingUnit, WordingKind];
        "x=34862人", "x|约(3.5)" => "约3.5万人";
    "左右" ["or_so"], "(N, 位数=)" = approximate::qualified;
        "3.5万人左右；与 N 相差不超过2.5%", "within 2.5% of N";
        "as 约";
        [WordingApprox, WordingUnit, WordingKind];
        "x=34862人", "x|左右(3.5)" => "3.5万人左右";
    "近大写" ["nearly_han"], "(\"千万\")" = approximate::nearly_han;
        "近千万元", "nearly, in Han numerals";
        "95%N <= x < N, N in 百 千 万 十万 百万 千万 亿 十亿";
        [WordingApprox, WordingKind];
        "x=9600000元", "x|近大写" => "近千万元";
    "上大写" ["over_han"], "(\"亿\")" = approximate::over_han;
        "上亿株", "upwards of, in Han numerals";
        "N <= x <= 2N";
        [WordingApprox, WordingKind];
        "x=1.2亿株", "x|上大写" => "上亿株";
    "概数" ["approx"], "(\"auto\")" = approximate::automatic;
        "由程序选择近、余、超、约", "the approximator that fits";
        "<= 3 digits: exact; else the nearer N of 2 digits: 近 (x >= 97%N), 余 or 超 (x <= 103%N), 约 (2.5%); else exact";
        [WordingKind];
        "x=1023户", "x|概数(\"auto\")" => "1000余户";
    "同比" ["yoy"], "(小数=, 现价=, 可比=, 零的突破=, 基本持平=, 分数=, 修约=)" = compare::year_on_year;
        "同比增长12%", "change against the same period last year, in percent";
        "(x−p)/p; < 0.05% (what prints as 0 with 小数=) → 与上年同期持平, 基本持平 where 数额 prints x and p differently; p = 0 → 上年无此项, of what is counted (件 户 人 …) 上年同期为0，今年为3件, p = 0 and x = 0 → 与上年同期相同，均为零, of a profit 由盈亏平衡转为盈利, of rank = \"low\" 上年同期为0，今年发生1起; p < 0 or x < 0 (money) → 减亏 增亏 由亏损…转为盈利; > 300% → W-SMALLBASE; output values → N-PRICE; p of 上年末 → 比上年末 and W-YEAR-END";
        [WordingApprox, WordingKind, WordingNoBase, WordingNegativeBase];
        "x=112户 p=100户", "x|同比" => "同比增长12%";
    "比上年" ["versus_last_year"], "(小数=, 现价=, 可比=, 零的突破=, 基本持平=, 分数=, 年初=, 修约=)" = compare::versus_last_year;
        "比上年增长12%", "change against last year, in percent";
        "as 同比; what p is called: by the words of base (同期, 上年末, 年初), else a stock's 上年末 (年初=true: 年初), of part of a year 上年同期, of a year 上年";
        [WordingApprox, WordingKind, WordingNoBase, WordingNegativeBase];
        "x=118.6万元 p=100万元 wording=year", "x|比上年" => "比上年增长18.6%";
    "对比" ["compared"], "(小数=, 现价=, 可比=, 零的突破=, 基本持平=, 分数=, 年初=, 修约=)" = compare::fitting_comparison;
        "按指标和报告期自动选用：同比、比上年、比上年末、比上年提高几个百分点", "the comparison that the value and the period call for";
        "what p is called as for 比上年; unit % → points; else 上年同期 → 同比, any other → 比上年, 比上年末, 比年初";
        [WordingApprox, WordingKind, WordingNoBase, WordingNegativeBase];
        "x=430户 p=412户 kind=stock", "x|对比" => "比上年末增长4.4%";
    "降幅" ["decline"], "(小数=, 分数=, 修约=)" = compare::decline;
        "下降5.5%；下降一半、三分之二等用汉字；上升的不能用", "a fall by itself; plain fractions in words";
        "x < p, p > 0; 50% → 一半, 33.3% → 三分之一, 66.7% → 三分之二, 25% and 75% → 四分之几; 分数=false keeps the figures";
        [WordingApprox, WordingKind, WordingNoBase, WordingNegativeBase];
        "x=6起 p=12起", "x|降幅" => "下降一半";
    "环比" ["mom"], "(上期, 小数=, 零的突破=, 基本持平=, 分数=, 修约=)" = trend::month_on_month;
        "环比增长5%；上期是另一个指标", "change against the period before, an indicator of its own";
        "(x−q)/q; > 50% either way → W-SEASON; a stock beside a flow → E-KIND; names without a letter in common → W-OTHER-BASE";
        [WordingApprox, WordingKind, WordingNegativeBase, WordingUnit];
        "x=105吨 上月=100吨", "x|环比(上月)" => "环比增长5%";
    "增减" ["delta"], "(单位=, 小数=, 修约=)" = compare::delta;
        "增加277万元", "change as an amount";
        "x − p; 0 → 持平, p called as for 比上年; of small numbers within 0.5% of x − p";
        [WordingApprox, WordingKind, WordingNoBase];
        "x=1766万元 p=1489万元", "x|增减" => "增加277万元";
    "增减率" ["yoy_both"], "(单位=, 小数=, 现价=, 可比=, 年初=, 修约=)" = trend::amount_and_growth;
        "比上年增加277万元，增长18.6%", "change as an amount and in percent";
        "x − p and (x−p)/p; p called as for 比上年";
        [WordingApprox, WordingKind, WordingNoBase, WordingNegativeBase];
        "x=1766万元 p=1489万元 wording=year", "x|增减率" => "比上年增加277万元，增长18.6%";
    "年均增长" ["cagr"], "(年数, 基期, 小数=, 修约=)" = trend::average_growth;
        "年均增长10%；年数是间隔数", "average yearly growth over n intervals";
        "(x/p)^(1/n) − 1, 2 <= n <= 50, x > 0, p > 0; p the indicator of n years ago, never .上年; a stock beside a flow → E-KIND; names without a letter in common → W-OTHER-BASE";
        [WordingNegativeBase, WordingKind, WordingUnit];
        "x=161051元 五年前=100000元", "x|年均增长(5, 五年前)" => "年均增长10%";
    "百分点" ["points"], "(小数=, 增速=, 修约=)" = compare::points;
        "提高2.2个百分点；只用于比率", "change of a rate in percentage points";
        "x − p, unit %; unit ‰ → 个千分点; < 0.05 (what prints as 0 with 小数=) → 与上年持平, p called as for 比上年; 增速=true: 增速加快, 增速回落, of a rate of growth below zero 降幅收窄, 降幅扩大, 由负转正，提高, 由正转负，回落, of what is no rate of growth → W-SPEED";
        [WordingApprox, WordingKind, WordingNoBase];
        "x=86.3% p=84.1% kind=rate", "x|百分点" => "提高2.2个百分点";
    "高低" ["versus"], "(另一个, 增速=, 名=, 小数=, 修约=)" = compare_with::higher_or_lower;
        "高于全县平均2.1个百分点、低于…、与…持平；增速=true 比两者的增速：高于全县增速0.7个百分点",
        "a rate against another such as the county's, in points; 增速=true: the growth of both";
        "x − W, unit %; both ‰ → 个千分点; 增速=true: (x−p)/p − (W−q)/q of amounts, q being W's base; < 0.05 → 与…持平; 名= or else 全县平均 (全县增速; 全区 of a 区) of 全县.W, W's name of any other";
        [WordingApprox, WordingKind, WordingNoBase, WordingNegativeBase, WordingUnit];
        "x=86.3% kind=rate 全部=rate:84.2%", "x|高低(全部, 名=\"全县平均\")" => "高于全县平均2.1个百分点";
    "倍数" ["times"], "(增长=true, 同期=)" = multiples::times;
        "是上年的4倍；增长3倍", "how many times last year's value";
        "r = x/p >= 1.5; 增长 r−1 with r >= 2; a fall → E-BEI; p called as for 比上年";
        [WordingTimes, WordingNegativeBase, WordingNoBase, WordingKind];
        "x=600户 p=150户 wording=year", "x|倍数" => "是上年的4倍";
    "翻番" ["fan"], "(番数)" = multiples::doubled;
        "翻一番、接近翻番、翻了一番多", "doubled, nearly or more";
        "x/p within 1% of 2, 4, 8; up to 2% below: 接近翻番; above: 翻了一番多, from half as much again on W-LOOSE";
        [WordingDoubled, WordingNegativeBase, WordingNoBase, WordingKind];
        "x=200.4户 p=100户", "x|翻番" => "翻一番";
    "由至" ["fromto"], "(单位=, 小数=, 修约=)" = compare::from_to;
        "由0.98亿元增至1.02亿元", "from last year's value to this year's";
        "p and x in one unit, with as many decimals as show the change, and of small numbers x − p within 0.5%; equal as printed → E-SAME; an amount below 0 → E-NEGBASE";
        [WordingApprox, WordingNegativeBase, WordingSame, WordingNoBase, WordingKind];
        "x=10200万元 p=9800万元", "x|由至" => "由0.98亿元增至1.02亿元";
    "新增" ["added"], "(单位=, 小数=)" = gains::gross_gain;
        "新增20户；增加的总数，不减去减少的", "gross additions of a period";
        "x >= 0, flow or count; a stock → E-KIND: that is 净增";
        [WordingApprox, WordingKind];
        "x=20户", "x|新增" => "新增20户";
    "净增" ["netadd"], "(减少, 单位=, 小数=)" = gains::net_gain;
        "净增18户；时点数，或者新增数减去减少数", "net gain: of a stock, or additions less what went away";
        "x − p, stock or count; with an argument x − y, flow or count";
        [WordingKind, WordingNoBase, WordingUnit, WordingApprox];
        "x=430户 p=412户 kind=stock", "x|净增" => "净增18户";
    "完成" ["complete"], "(超额=true)" = progress::complete;
        "完成年度目标的103.3%", "share of the target reached";
        "x/T, T > 0; 100 to 100.05% → 完成年度目标任务; below 100 never prints 100; 超额=true below 100% → E-APPROX; rank = \"low\" → E-TARGET-WAY, that is 控制";
        [WordingNoTarget, WordingTargetWay, WordingKind, WordingApprox];
        "x=7234万元 T=7000万元", "x|完成" => "完成年度目标的103.3%";
    "控制" ["ceiling"], "()" = progress::ceiling;
        "控制在4.5%以内；目标是上限", "a target not to be exceeded";
        "x <= T → 控制在T以内; x > T → 超出控制目标(x−T), each in the unit that fits it; rank = \"high\" → E-TARGET-WAY, that is 完成";
        [WordingApprox, WordingNoTarget, WordingTargetWay, WordingKind];
        "x=4.2% T=4.5% kind=rate", "x|控制" => "控制在4.5%以内";
    "序时进度" ["progress"], "(期末)" = progress::on_schedule;
        "快于序时进度2.3个百分点、比序时进度慢3个百分点、与序时进度持平", "progress against the time gone by: ahead, behind or level";
        "x/T·100 − elapsed·100; months done at a month's end, else days, or always days by [wording] elapsed; < 0.05 → 与序时进度持平; a day of another year than the report's → E-TPL-ARGUMENT; rank = \"low\" → E-TARGET-WAY";
        [WordingApprox, WordingNoTarget, WordingTargetWay, WordingKind];
        "x=94万元 T=100万元", "x|序时进度(末)" => "快于序时进度2.3个百分点";
    "占比" ["share"], "(整体, 小数=, 名=, 变化=, 修约=)" = progress::share;
        "占比18.2%；名=\"全镇粮食面积\" 印“占全镇粮食面积的18.2%”", "share of a whole, and how it has changed";
        "x/W·100, 0 <= x <= W, W > 0; 变化=true: x/W − p/W's base, in points; 名=true: W's own name";
        [WordingShare, WordingKind, WordingUnit, WordingNoBase];
        "x=1亩 全部=3亩", "x|占比(全部)" => "占比33.3%";
    "比重" ["proportion"], "(部分…, 小数=, 凑整=, 修约=)" = proportion::proportion;
        "60.0%：在各部分中的比重，用于表格；部分写成 行, \"字段\" 或各指标", "share among the parts, for tables: rows and a field's name, or indicators";
        "x/Σxi·100; a share that is there never prints 0.0%, one that is not the whole never 100.0%: more decimals; 凑整=true: largest remainders, so that the column adds up to 100%";
        [WordingShare, WordingKind, WordingUnit];
        "x=6亩 乙=4亩", "x|比重(x, 乙)" => "60.0%";
    "位次" ["rank"], "(上年位次, 共=true, 前=, 名=, 数=true)" = progress::rank;
        "居全县第3位（共18个乡镇），较上年上升2位", "place among all townships, and its change";
        "ties: 居全县并列第3位; 全县 by the county's name or [wording] county; prev − r > 0 上升, < 0 下降, 0 持平; 前=3: r <= 3, and some are not; the earlier place a number from 1 to that of townships, an indicator of kind rank; 名=\"增速\" of an indicator of growth, of any other → E-RANK-NAME; 第1位 or 第一 by [wording] place; 数=true: the number by itself, for tables; where the earlier place is missing only the change falls away";
        [WordingNoRank, WordingRankName, WordingApprox];
        "x=5户 rank=3/18", "x|位次(5, 共=true)" => "居全县第3位（共18个乡镇），较上年上升2位";
    "列举" ["list"], "(\"字段\"…, 和=, 单位=, 小数=)" = list::enumerate;
        "道路6.2公里、管网12.6公里；行的字段也可以", "values with their names, or fields of rows";
        "、 between, 和=true before the last";
        [WordingList, WordingKind];
        "x=6.2公里 管网=12.6公里", "x|列举(管网)" => "x6.2公里、管网12.6公里";
    "分别" ["respectively"], "(指标…, 按=, 名=, 单位=, 小数=)" = list::respectively;
        "同比分别增长5.2%、6.1%和3.3%", "the same words for several values";
        "the filter named by 按= (数额 百分比 同比 比上年 增减 百分点) of each, common words said once; two values at least, one dimension; words without a common form: with 名= one by one, else E-RESPECTIVELY; 名= its names joined by 、 and never by 和";
        [WordingRespectively, WordingUnit, WordingKind, WordingNoBase];
        "x=5亩 全部=6亩", "x|分别(全部)" => "分别为5亩和6亩";
    "日期" ["date"], "(格式)" = time::date;
        "11月20日；格式：年月日 年月 月 日 旬 月初 月底 汉字", "a date";
        "月初: day <= 10; 月底: last 5 days; 旬: 1–10, 11–20, 21–";
        [WordingKind, WordingApprox];
        "date=2023-11-20", "x|日期" => "11月20日";
    "截至" ["asof"], "()" = time::as_of;
        "截至2023年11月底", "as of a date";
        "last day of a month → 月底";
        [WordingKind];
        "date=2023-11-30", "x|截至" => "截至2023年11月底";
    "期间" ["period"], "(末日)" = time::period;
        "1—11月", "a period";
        "whole months: 1–3 一季度 (and 二 三 四), 1–6 上半年, 7–12 下半年, 1–9 前三季度, 1–12 全年, whole years 2021—2023年; else days";
        [WordingKind];
        "date=2023-01-01", "x|期间(末)" => "1—11月";
    "以来" ["since"], "(\"规划\")" = time::since;
        "今年以来、“十四五”以来、6月以来", "since a day";
        "1 January of the report's year → 今年; of a plan's first year → “十四五”; else month and day, the year where it is another";
        [WordingKind, WordingApprox];
        "date=2023-01-01", "x|以来" => "今年以来";
    "个数" ["count"], "()" = progress::count;
        "行数：12", "how many rows";
        "number of rows";
        [WordingKind];
        "rows=2", "x|个数" => "2";
}

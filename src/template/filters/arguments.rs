//! The arguments that filters take by name, in Chinese and in English.

/// An argument that is given by name.
#[derive(Debug, Clone, Copy)]
pub struct ArgumentName {
    /// The Chinese name.
    pub name: &'static str,
    /// The English name.
    pub alias: &'static str,
    /// What it does, in Chinese.
    pub zh: &'static str,
    /// What it does, in English.
    pub en: &'static str,
}

/// Arguments that are on or off, and nothing else.
const SWITCHES: [&str; 14] = [
    "可比",
    "零的突破",
    "基本持平",
    "分数",
    "年初",
    "增速",
    "同期",
    "增长",
    "超额",
    "变化",
    "凑整",
    "共",
    "和",
    "数",
];

/// Whether an argument of this name is on or off: any other value would pass as off.
pub(super) fn is_switch(name: &str) -> bool {
    SWITCHES.contains(&name)
}

const fn argument(name: &'static str, alias: &'static str, zh: &'static str, en: &'static str) -> ArgumentName {
    ArgumentName { name, alias, zh, en }
}

/// Every argument that filters take by name.
pub const ARGUMENTS: &[ArgumentName] = &[
    argument("小数", "decimals", "小数位数，0到10", "decimals, 0 to 10"),
    argument("单位", "unit", "单位，如 \"万亩\"", "the unit, as \"万亩\""),
    argument(
        "修约",
        "round",
        "\"8170\"：四舍六入五成双（GB/T 8170），不写是四舍五入",
        "\"8170\": half to even (GB/T 8170); half up without it",
    ),
    argument(
        "位数",
        "digits",
        "概数取几位有效数字",
        "significant digits of a round number",
    ),
    argument(
        "现价",
        "current_price",
        "true：印出“按现价计算”；\"名义\"：印出“名义增长”",
        "true prints 按现价计算, \"名义\" prints 名义增长",
    ),
    argument(
        "可比",
        "comparable",
        "true：上年数已按本年口径调整，印出“按可比口径”",
        "true: last year's value was restated; prints 按可比口径",
    ),
    argument(
        "零的突破",
        "first_time",
        "true：上年为零时印“实现零的突破”",
        "true: 实现零的突破 where last year was nothing",
    ),
    argument(
        "基本持平",
        "roughly_level",
        "true：不到0.5%印“基本持平”",
        "true: 基本持平 below 0.5 %",
    ),
    argument(
        "分数",
        "fraction",
        "true：下降50%印“下降一半”，还有三分之一、三分之二、四分之一、四分之三",
        "true: a fall of a half, a third, two thirds, a quarter, three quarters in words",
    ),
    argument(
        "年初",
        "new_year",
        "true：时点数说“比年初”，不说“比上年末”",
        "true: a stock is compared 比年初 instead of 比上年末",
    ),
    argument(
        "增速",
        "speed",
        "true：增长率之差，印“增速加快”“增速回落”",
        "true: the difference of two rates of growth, 增速加快 or 增速回落",
    ),
    argument(
        "同期",
        "same_period",
        "true：全年的数也印“是上年同期的”",
        "true prints 是上年同期的 of a whole year too",
    ),
    argument("增长", "growth", "true：印“增长3倍”", "true prints 增长3倍"),
    argument(
        "超额",
        "excess",
        "true：印“超额完成年度目标12%”",
        "true prints 超额完成年度目标12%",
    ),
    argument(
        "变化",
        "change",
        "true：接着印“比上年提高2个百分点”",
        "true goes on with 比上年提高2个百分点",
    ),
    argument(
        "凑整",
        "force100",
        "true：各比重之和凑成100%，只用于表格",
        "true: the shares add up to 100 %; only in tables",
    ),
    argument(
        "名",
        "name",
        "名称；true：用指标自己的名称（占比、人均、户均、亩均、分别）",
        "a name; true: the value's own name (占比, 人均, 户均, 亩均, 分别)",
    ),
    argument("共", "total", "true：印“（共18个乡镇）”", "true prints （共18个乡镇）"),
    argument(
        "数",
        "number",
        "true：只印位次的数，用于表格：3",
        "true: the place as a bare number, for tables: 3",
    ),
    argument("前", "top", "前几名：3印“列全县前三”", "3 prints 列全县前三"),
    argument("和", "and", "true：最后一项前用“和”", "true: 和 before the last"),
    argument(
        "按",
        "by",
        "分别说的过滤器，如 \"同比\"",
        "the filter that is shared, as \"同比\"",
    ),
];

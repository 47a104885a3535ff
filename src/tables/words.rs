//! The words by which the parts of a department's table are known.

use unicode_normalization::UnicodeNormalization;

use super::label::without_note;

/// Words of a first header row that no row of data begins with, beside those of `STUB`.
const ANCHORS: &[&str] = &[
    "指标代码",
    "序号",
    "编号",
    "行次",
    "代码",
    "计量单位",
    "单位",
    "镇村",
    "类别",
    "本年",
    "上年",
    "本月",
    "本期",
    "上年同期",
    "本年累计",
    "累计",
    "同比",
    "增减",
    "增长",
    "备注",
    "日期",
    "时间",
    "内容",
    "合计",
    "数量",
    "金额",
    "面积",
    "地点",
    "参加人数",
    "责任人",
    "联系电话",
    "建设单位",
];

/// Headers of a column that counts the rows.
const SEQUENCE: &[&str] = &["序号", "编号", "行次", "代码", "行号", "指标代码", "序"];

/// Headers of a column that holds each row's unit.
const UNIT_COLUMN: &[&str] = &["计量单位", "单位", "计算单位"];

/// Headers of the column that names the rows, where there are several columns of text; and whatever ends in 名称.
const STUB: &[&str] = &[
    "指标",
    "指标名称",
    "项目",
    "项目名称",
    "名称",
    "村名",
    "村(社区)",
    "村别",
    "行政村",
    "村(居)",
    "乡镇",
    "地区",
    "姓名",
    "户主",
    "户主姓名",
    "企业名称",
    "单位名称",
    "村(社区)名称",
    "村社",
    "事项",
    "主题",
    "活动",
    "活动主题",
];

/// Labels of a row of totals (WB-08).
const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "全镇",
    "全乡",
    "全街道",
    "全县",
    "全区",
    "全市",
    "总数",
    "全镇合计",
    "全镇总计",
    "合计数",
    "总计数",
    "共计",
    "总和",
];

/// Labels of a row of totals that name a column of its own as well (本年累计), or are those of a smaller body or of
/// another language.
const ROW_TOTALS: &[&str] = &[
    "累计",
    "全村",
    "全社区",
    "Total",
    "GrandTotal",
    "Subtotal",
    "Sum",
    "合計",
    "總計",
];

/// Labels of a row of means, of which no sum is made.
const MEANS: &[&str] = &["平均", "均值", "村均", "镇均", "Average", "Mean"];

/// Labels of rows that compare the rows above them, of which no sum is made either.
const COMPARED: [&str; 8] = [
    "增减",
    "增减额",
    "增减数",
    "增减率",
    "增减幅度",
    "增减变化",
    "比上年增减",
    "同比增减",
];

/// Whether a header label compares the column before it: 为上年%, 增速, 占比.
pub(super) fn compares(label: &str) -> bool {
    const WORDS: [&str; 9] = ["上年", "增速", "增长", "增减", "增幅", "同比", "环比", "占比", "比重"];
    WORDS.iter().any(|word| label.contains(word))
}

/// Words that only stand in a table's foot (WB-12), with a colon behind them.
const FOOT: &[&str] = &[
    "负责人",
    "填表人",
    "制表人",
    "填报人",
    "审核人",
    "联系人",
    "联系电话",
    "填表日期",
    "填报日期",
    "报出日期",
    "报送日期",
    "制表日期",
    "制表",
    "审核",
    "说明",
    "填表说明",
    "注",
    "备注",
    "分管领导",
    "经办人",
    "复核",
    "数据来源",
    "资料来源",
    "资源来源",
    "Source",
    "Note",
];

/// Words that name a note in the foot of a table of figures, without a colon too: 备注 | 5 | 5. (情况说明 is a paper that is
/// handed in.)
const NOTES: &[&str] = &["备注", "注", "附注", "说明", "填报说明", "填表说明", "编制说明"];

/// Words that such a foot ends with; between rows of figures they are those of a row: 受理, 审核, 办结.
const SIGNED: &[&str] = &[
    "审核",
    "复核",
    "制表",
    "填表",
    "填报",
    "审核人",
    "复核人",
    "制表人",
    "填表人",
    "填报人",
    "经办人",
    "负责人",
    "联系人",
    "制表日期",
    "填表日期",
    "填报日期",
];

/// What stands before 单位 where it is an office and no measure.
pub(super) const OFFICES: [&str; 6] = ["填报", "填表", "报送", "制表", "主管", "编制"];

/// The word by which a foot names its source without a colon.
const TAKEN_FROM: &str = "摘编自";

/// What a label says is measured or counted.
pub(super) const MEASURED: [&str; 14] = [
    "人口", "人数", "人次", "户数", "面积", "产量", "产值", "收入", "支出", "金额", "投资", "个数", "只数", "头数",
];

/// The word before what is a part of something (WB-09).
pub(super) const PART: &str = "其中";

/// NFKC without blanks: how a label is compared with these words.
pub(crate) fn flat(text: &str) -> String {
    // Most labels are so already.
    match text.chars().all(|c| c.is_ascii_graphic() || is_han(c)) {
        true => text.to_owned(),
        false => text.nfkc().filter(|c| !c.is_whitespace()).collect(),
    }
}

/// The Han characters that have but one form.
pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// A Chinese label without the English words behind it, as yearbooks have them: `地区Regions`.
fn without_translation(label: &str) -> &str {
    let begin = label.find(|c: char| c.is_ascii_alphabetic()).filter(|begin| *begin > 0);
    let Some((words, translation)) = begin.and_then(|begin| label.split_at_checked(begin)) else {
        return label;
    };
    // A word has small letters; 地区GDP and 项目EPC are labels, and so is 村名A.
    let is_word = translation.chars().nth(1).is_some_and(|c| c.is_ascii_lowercase());
    match translation.is_ascii() && is_word {
        true => words,
        false => label,
    }
}

/// Whether a label, normalised, is a word of a first header row, or a year: `2023年`.
pub(super) fn is_anchor(label: &str) -> bool {
    let label = without_translation(label);
    ANCHORS.contains(&label) || STUB.contains(&label) || is_year_label(label)
}

/// `2023年`, `2022年1-11月`, `1月`; not a title that begins with a year.
fn is_year_label(label: &str) -> bool {
    const PERIOD: &str = "年月季度末底初上下半第一二三四至-—~、累计同期完成数预实际";
    let digits = label.chars().take_while(char::is_ascii_digit).count();
    let rest: String = label.chars().skip(digits).collect();
    let period = rest.chars().all(|c| c.is_ascii_digit() || PERIOD.contains(c));
    digits == 4 && label.starts_with("20") && rest.starts_with('年') && period
        || (1..=2).contains(&digits) && rest == "月"
}

/// Whether a header label is that of a column that counts the rows.
pub(super) fn is_sequence(label: &str) -> bool {
    SEQUENCE.contains(&without_translation(label))
}

/// Whether a header label is that of a column of units.
pub(crate) fn is_unit_column(label: &str) -> bool {
    UNIT_COLUMN.contains(&without_translation(label))
}

/// Whether a header label is that of a column of units and of nothing else; 单位 may be that of bodies.
pub(super) fn is_measure_column(label: &str) -> bool {
    is_unit_column(label) && without_translation(label) != "单位"
}

/// Whether a word in a row of units says which money it is and not how much of it: 当日销售(万元) over CNY.
pub(super) fn is_currency(text: &str) -> bool {
    ["CNY", "RMB", "USD", "EUR", "HKD", "人民币"].contains(&text.trim())
}

/// Whether a header label is that of the column that names the rows.
pub(super) fn is_stub(label: &str) -> bool {
    let label = without_translation(label);
    STUB.contains(&label) || label.ends_with("名称")
}

/// Whether a header label may be that of the names in one of the tables side by side.
pub(super) fn names_rows_of_half(label: &str) -> bool {
    is_stub(without_note(label)) || is_sequence(label) || names_items(label)
}

/// Whether a header label is that of items: 项目(按功能分类), 支出项目, 功能科目.
pub(super) fn names_items(label: &str) -> bool {
    let label = without_note(label);
    ["项目", "科目", "指标"].iter().any(|end| label.ends_with(end))
}

/// Whether two header labels are those of the two sides of an account: 收入项目 and 支出项目, 资产 and 负债和净资产.
pub(super) fn are_sides(one: &str, other: &str) -> bool {
    const SIDES: [[&str; 2]; 3] = [["收入", "支出"], ["资产", "负债"], ["资金来源", "资金运用"]];
    let mut sides = SIDES.iter();
    sides.any(|[left, right]| one.starts_with(left) && other.starts_with(right) && !one.contains(right))
}

/// Whether a header label is that of a column of places: 区、县级市 as well as 地区.
pub(super) fn names_places(label: &str) -> bool {
    const PLACES: [&str; 10] = ["区", "县", "市", "县级市", "镇", "乡", "街道", "村", "旗", "乡镇"];
    is_stub(label) || label.split(['、', '和']).all(|part| PLACES.contains(&part))
}

/// Whether a row label, normalised, is that of a total.
pub(super) fn is_total(label: &str) -> bool {
    let label = without_translation(label);
    let ends = ["合计", "总计", "小计"].iter().any(|end| label.ends_with(end));
    TOTALS.contains(&label) || ends && label.chars().count() <= 8
}

/// Whether the label of a row, normalised, is that of a total: 合计(2个村).
pub(crate) fn is_row_of_totals(label: &str) -> bool {
    let label = without_note(label);
    is_total(label) || ROW_TOTALS.iter().any(|word| word.eq_ignore_ascii_case(label))
}

/// Whether the label of a row, normalised, is that of a mean: 全镇平均.
pub(super) fn is_row_of_means(label: &str) -> bool {
    let label = without_note(label);
    let ends = ["平均", "平均数", "平均值"].iter().any(|end| label.ends_with(end));
    let compares = COMPARED.contains(&label.trim_end_matches(['%', '±', '+', '-']));
    MEANS.iter().any(|word| word.eq_ignore_ascii_case(label)) || ends && label.chars().count() <= 8 || compares
}

/// Whether a text is of the lines above a table (填报单位：, 单位：, 日期) or of its foot: a word, a colon, and
/// what it is. A header label may have a colon too, but only behind 其中 or in brackets: `产值（单位：万元）`.
pub(super) fn is_line(text: &str) -> bool {
    let flat = flat(text);
    let mut depth = 0_u32;
    // Between digits a colon is that of a time of day: 8:00-12:00.
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let is_time = |at: usize| digit(flat[..at].chars().next_back()) && digit(flat[at + 1..].chars().next());
    let colon = flat.char_indices().find(|(at, c)| {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *c == ':' && depth == 0 && !is_time(*at)
    });
    // The word may have a number before it: (1)其中：水稻
    let before = colon.and_then(|(at, _)| flat.get(..at));
    before.is_some_and(|before| !before.starts_with(PART) && !before.ends_with(PART))
}

/// Whether a text belongs to the foot of a table.
pub(super) fn is_foot(text: &str) -> bool {
    if text.trim_start().starts_with(TAKEN_FROM) {
        return true;
    }
    // Asked of every cell of words of a long list, and no other foot is without one of these.
    if !text.contains([':', '：', '﹕', '注']) {
        return false;
    }
    let flat = flat(text);
    if flat.starts_with("注") && flat.chars().nth(1).is_some_and(|c| c == ':' || c.is_ascii_digit()) {
        return true;
    }
    let before_colon = |word: &&str| {
        flat.match_indices(*word).any(|(at, _)| {
            flat.get(at + word.len()..)
                .is_some_and(|behind| behind.starts_with(':'))
        })
    };
    FOOT.iter().any(before_colon)
}

/// `本年`, `上 年`, `本期数`: of which time the figures of a row are.
pub(super) fn begins_with_time(text: &str) -> bool {
    let flat = flat(text);
    flat.starts_with(['本', '今', '当']) && flat.contains(['年', '期', '月']) || is_past(&flat)
}

/// `上年`, `上年同期`: another time than that of the table.
pub(super) fn is_past(text: &str) -> bool {
    ["上年", "去年", "上期", "同期", "基期", "上月"]
        .iter()
        .any(|word| text.starts_with(word))
}

/// `平衡关系：01=02+05`, `附报：…`: stands below a table where nothing is behind it; with figures it names a row.
pub(super) fn closes(text: &str) -> bool {
    const WORDS: [&str; 5] = ["平衡关系:", "审核关系:", "逻辑关系:", "附报:", "补充资料:"];
    let flat = flat(text);
    WORDS.iter().any(|word| flat.starts_with(word))
}

/// `第04页`, `共 3 页`: the number of a printed page.
pub(super) fn is_page_number(text: &str) -> bool {
    let flat = flat(text);
    let bare = flat.strip_prefix(['第', '共']).and_then(|rest| rest.strip_suffix('页'));
    bare.is_some_and(|bare| !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit() || "第共页,/".contains(c)))
}

/// Whether words may be the second line of a name: neither numbered nor a part nor a total.
pub(super) fn is_name_part(text: &str) -> bool {
    let flat = flat(text);
    let begins = flat.chars().next();
    !is_translation(&flat)
        && begins.is_some_and(|first| first.is_alphabetic() || "、(".contains(first))
        && !flat.starts_with(PART)
        && !is_section(&flat)
        && !is_row_of_totals(&flat)
}

/// Whether words say something of others, as a note does and no name: 含林场, 不含东风村, 为重点村.
pub(super) fn remarks(text: &str) -> bool {
    const SAYS: [&str; 14] = [
        "含", "包括", "不", "未", "除", "为", "指", "是", "表示", "按", "均", "仅", "以上", "数据",
    ];
    SAYS.iter().any(|word| text.contains(word))
}

/// Whether a label by itself names a note on a table of figures.
pub(super) fn names_note(text: &str) -> bool {
    is_one_of(NOTES, text)
}

/// Whether a label by itself asks who signs a table of figures, where it ends with it.
pub(super) fn names_signature(text: &str) -> bool {
    is_one_of(SIGNED, text)
}

/// Whether a label by itself, in a row of signatures, asks for one more.
pub(super) fn asks_to_sign(text: &str) -> bool {
    is_one_of(SIGNED, text) || is_one_of(FOOT, text)
}

/// Whether a text may be the name of a person: 张某, 欧阳某某; not 未报.
pub(super) fn may_be_a_person(text: &str) -> bool {
    let flat = flat(text);
    let is_han = |c: char| matches!(c, '\u{4E00}'..='\u{9FFF}');
    (2..=4).contains(&flat.chars().count())
        && flat.chars().all(is_han)
        && !flat.contains(|c| "未已无不待暂没".contains(c))
}

/// Asked of the first cell of every row of a long list.
fn is_one_of(words: &[&str], text: &str) -> bool {
    const LONGEST: usize = 8;
    let last = text.chars().rev().find(|c| !c.is_whitespace()).unwrap_or_default();
    words.iter().any(|word| word.ends_with(last))
        && text.chars().take(LONGEST + 1).count() <= LONGEST
        && words.contains(&flat(text).as_str())
}

/// Whether a text asks for what a person writes behind it: 联系电话：, 填表日期：, and not 备注：.
pub(super) fn is_signature(text: &str) -> bool {
    const NOTES: [&str; 3] = ["注", "备注", "说明"];
    let flat = flat(text);
    let words = flat.strip_suffix(':');
    words.is_some_and(|words| NOTES.iter().all(|note| !words.ends_with(note)))
}

/// What stands behind 单位： (of measure, not 填报单位：); none when the text has no such words.
pub(super) fn behind_unit_word(text: &str) -> Option<String> {
    let flat = flat(text);
    let at = flat.find("单位:")?;
    let before = flat.get(..at)?;
    let measures = before.is_empty()
        || before.ends_with(|c: char| !c.is_alphabetic())
        || ["计量", "计算", "金额", "数量", "面积"]
            .iter()
            .any(|word| before.ends_with(word));
    let office = OFFICES.iter().any(|word| before.ends_with(word));
    let behind = flat.get(at + "单位:".len()..).unwrap_or_default();
    (measures && !office).then(|| behind.trim_end_matches(')').to_owned())
}

/// A title without the note （单位：万元） at its end.
pub(super) fn without_unit_note(text: &str) -> &str {
    text.rfind(['(', '（'])
        .filter(|open| text.get(*open..).is_some_and(|note| behind_unit_word(note).is_some()))
        .and_then(|open| text.get(..open))
        .unwrap_or(text)
        .trim()
}

/// `Total`, `inForce`: words of another language and of no other; `GDP` is a label of its own.
pub(super) fn is_translation(text: &str) -> bool {
    /// So many small letters in a row are a word.
    const WORD: usize = 3;
    let latin = text.chars().all(|c| c.is_ascii() || !c.is_alphanumeric());
    let mut small = 0;
    let has_word = text.chars().any(|c| {
        small = if c.is_ascii_lowercase() { small + 1 } else { 0 };
        small >= WORD
    });
    latin && has_word
}

/// `二、党组织`, `（三）耕地`: a title among tables; the name of a row only where it has figures.
pub(super) fn is_section(text: &str) -> bool {
    let flat = flat(text);
    let numerals = flat.trim_start_matches('(');
    let behind = numerals.trim_start_matches(|c: char| "一二三四五六七八九十".contains(c));
    behind.len() < numerals.len() && behind.starts_with(['、', ')'])
}

/// `续表一`, `1-6 续表1`, `表1（续）`, `接上表`: the table above goes on. (手续表 is none.)
pub(super) fn goes_on(text: &str) -> bool {
    let flat = flat(text);
    let bare = flat.trim_matches(['(', ')', '[', ']']);
    let numbered = bare.strip_prefix('表').unwrap_or(bare);
    let behind = numbered.trim_start_matches(|c: char| c.is_ascii_digit() || "-—.".contains(c));
    let bare = if behind.len() < numbered.len() { behind } else { bare };
    let begins = ["续表", "续上表", "续前表", "接上表", "上接"];
    let in_brackets = flat.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    bare == "续"
        || begins.iter().any(|word| bare.starts_with(word))
        || in_brackets.is_some_and(|(_, inside)| inside.starts_with('续'))
}

/// Whether a header label is that of codes or numbers by which something is known: nothing is measured there.
pub(super) fn is_code(label: &str) -> bool {
    const ENDS: [&str; 3] = ["代码", "编码", "号"];
    // Titles and signals are counted.
    const COUNTED: [&str; 3] = ["称号", "信号", "型号"];
    // 固定电话 are counted.
    const WHOLE: [&str; 4] = ["电话", "联系电话", "手机", "邮编"];
    let ends = |all: &[&str]| all.iter().any(|end| label.ends_with(end));
    ends(&ENDS) && !ends(&COUNTED) || WHOLE.contains(&label)
}

/// Whether a header label says that its columns hold codes of what the rows are, and nothing else: 科目编码, 功能分类代码.
pub(super) fn names_codes(label: &str) -> bool {
    ["编码", "代码"].iter().any(|end| without_note(label).ends_with(end))
}

/// Whether a header label is that of a time which rows are of: no unit of the sheet speaks of it.
pub(super) fn is_time(label: &str) -> bool {
    const TIMES: [&str; 14] = [
        "天",
        "日",
        "日期",
        "周",
        "星期",
        "月",
        "月份",
        "季度",
        "年",
        "年份",
        "年度",
        "时间",
        "时段",
        "小时段",
    ];
    TIMES.contains(&label)
}

/// Whether a header label is that of villages, or of what is smaller: 村, 行政村, 村(社区), 村民小组.
pub(super) fn is_village(label: &str) -> bool {
    let label = without_note(label);
    let is_one = ["村", "社区", "小组"].iter().any(|end| label.ends_with(end)) || label.starts_with('村');
    is_one && label.chars().count() <= 5
}

/// Whether a header label is that of what villages lie in.
pub(super) fn is_above_villages(label: &str) -> bool {
    const PLACES: [&str; 8] = ["乡镇", "镇", "镇乡", "镇街", "乡镇街道", "镇名", "地区", "县区"];
    PLACES.contains(&label)
}

/// Whether the first label of a head says that its columns are indicators.
pub(super) fn is_indicator(label: &str) -> bool {
    ["指标", "指标名称"].contains(&label)
}

/// Whether a label below 指标 says what else is known of each.
pub(super) fn describes(label: &str) -> bool {
    const WORDS: [&str; 9] = [
        "频度",
        "频率",
        "来源",
        "数据来源",
        "地区编码",
        "开始时间",
        "结束时间",
        "更新时间",
        "注释",
    ];
    WORDS.contains(&label) || is_unit_column(label) || is_place_of_figures(label)
}

/// Whether such a label is that of the place which the figures are of.
pub(super) fn is_place_of_figures(label: &str) -> bool {
    ["地区", "地区名称"].contains(&label)
}

/// `附件2`, `附表1`: stands above a title and is none.
pub(super) fn is_attachment_mark(text: &str) -> bool {
    let flat = flat(text);
    let short = flat.chars().count() <= 6;
    short && ["附件", "附表", "表"].iter().any(|word| flat.starts_with(word)) && !flat.ends_with('表')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_feet_are_told_from_labels() {
        assert!(is_line("填报单位：鼎新镇农业农村办公室"));
        assert!(!is_line("其中：水稻"));
        assert!(!is_line("（1）其中：水稻"));
        assert!(is_foot("单位负责人：　　填表人：　　联系电话："));
        assert!(is_foot("说明：本表按季报送"));
        assert!(is_foot("注1：含社区"));
        assert!(is_foot("摘编自《中国农业年鉴》"));
        assert!(!is_foot("注册商标数"));
        assert!(!is_foot("备注"));
    }

    #[test]
    fn a_translation_says_nothing_of_its_own() {
        assert!(is_stub("地区Regions") && is_anchor("指标Item") && is_total("合计Total"));
        assert!(
            !is_stub("地区A")
                && !is_stub("地区GDP")
                && !is_total("合计EPC")
                && !is_stub("Regions")
                && !is_anchor("指标Item甲")
        );
    }

    #[test]
    fn the_unit_line_is_no_office() {
        assert_eq!(behind_unit_word("单位：亩、吨").as_deref(), Some("亩、吨"));
        assert_eq!(behind_unit_word("金额单位：万元").as_deref(), Some("万元"));
        assert_eq!(behind_unit_word("填报单位：农业农村办公室"), None);
        assert_eq!(behind_unit_word("填报单位：农办      单位：亩"), None);
        assert_eq!(behind_unit_word("合计"), None);
        assert_eq!(behind_unit_word("项目清单（单位：万元）").as_deref(), Some("万元"));
        assert_eq!(without_unit_note("项目清单（单位：万元）"), "项目清单");
        assert_eq!(without_unit_note("单位：万元"), "单位：万元");
    }
}

//! Which columns of a long list may have a sum: not those of telephone numbers, dates and ages.

use gongwen::tables::number::{self, Reading};
use gongwen::tables::{Column, Table};
use gongwen::workbook::Sheet;

/// Words of headers over numbers of which no sum is made.
const WORDS: [&str; 33] = [
    "电话",
    "手机",
    "号码",
    "编号",
    "序号",
    "编码",
    "代码",
    "邮编",
    "证件",
    "身份证",
    "账号",
    "卡号",
    "学号",
    "工号",
    "户号",
    "出生",
    "日期",
    "时间",
    "年月",
    "年份",
    "年度",
    "月份",
    "年龄",
    "排名",
    "名次",
    "位次",
    "经度",
    "纬度",
    "海拔",
    "单价",
    "人均",
    "平均",
    "指数",
];
/// Ends of such headers.
const ENDS: [&str; 9] = ["号", "龄", "率", "比重", "占比", "比例", "增速", "增幅", "单产"];
/// Such headers.
const WHOLE: [&str; 5] = ["年", "月", "日", "天", "星期"];

/// Rows that are looked at.
const ROWS: usize = 200;

/// Whether a sum of a column of numbers may say something.
pub(super) fn may_have_one(sheet: &Sheet, table: &Table, (index, column): (usize, &Column)) -> bool {
    let label = column.path.last().map(String::as_str).unwrap_or_default();
    let says_not = WORDS.iter().any(|word| label.contains(word))
        || ENDS.iter().any(|end| label.ends_with(end))
        || WHOLE.contains(&label);
    let has_sum = column.unit.as_ref().is_none_or(|unit| unit.has_sum());
    has_sum && !says_not && !are_long_numbers(sheet, table, index)
}

/// Whether all numbers of a column are whole and equally long, too long for amounts: 13800000001, 19800830.
fn are_long_numbers(sheet: &Sheet, table: &Table, index: usize) -> bool {
    const SHORTEST: usize = 8;
    const FEWEST: usize = 8;
    let rows = 0..table.rows.len().min(ROWS);
    let numbers = rows.filter_map(|row| match number::read(table.cell(sheet, row, index)) {
        Reading::Number { value, .. } => Some(value.normalize().to_string()),
        Reading::NotApplicable
        | Reading::Blank
        | Reading::NotANumber
        | Reading::Date(_)
        | Reading::Time(_)
        | Reading::Error(_)
        | Reading::FormulaWithoutValue => None,
    });
    let numbers: Vec<String> = numbers.collect();
    let length = numbers.first().map_or(0, String::len);
    let is_long = |number: &String| number.len() == length && number.bytes().all(|byte| byte.is_ascii_digit());
    numbers.len() >= FEWEST && length >= SHORTEST && numbers.iter().all(is_long)
}

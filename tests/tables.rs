//! Tables found on sheets like those of the departments (WB-03 … WB-16), against golden texts.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, its helpers too"
)]

mod bands;
mod beside;
mod floor;
mod found;
mod head;
mod irregular;
mod levels;
mod measured;
mod mistaken;
mod paper;
mod parts;
mod paste;
mod rows;
mod said;
mod sections;
mod stepped;
mod titles;
mod uncommon;
mod unused;
mod whole_books;
mod yearbooks;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use gongwen::diag::Sink;
use gongwen::place::CellRef;
use gongwen::tables::number::{self, Reading};
use gongwen::tables::{self, RowKind, Table, UnitOrigin};
use gongwen::workbook::{Cell, Sheet, Workbook};
use rust_xlsxwriter::Format;

/// A sheet written as text: one line a row, cells between `|`, numbers as numbers; `"` before a cell makes it
/// text. Merged ranges are given beside.
fn sheet(rows: &str, merges: &[&str]) -> Workbook {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let worksheet = workbook.add_worksheet().set_name("汇总").unwrap();
    for merge in merges {
        let (start, end) = merge.split_once(':').unwrap();
        let (start, end): (CellRef, CellRef) = (start.parse().unwrap(), end.parse().unwrap());
        let (from, to) = (start.column as u16, end.column as u16);
        worksheet
            .merge_range(start.row, from, end.row, to, "", &Format::new())
            .unwrap();
    }
    for (row, line) in rows.trim_matches('\n').lines().enumerate() {
        for (column, text) in line.split('|').enumerate() {
            let (row, column) = (row as u32, column as u16);
            match text
                .strip_prefix('"')
                .map_or_else(|| text.trim().parse::<f64>().ok(), |_| None)
            {
                _ if text.trim_matches(' ').is_empty() => continue,
                Some(number) => worksheet.write(row, column, number).unwrap(),
                None => worksheet.write(row, column, text.trim_matches(['"', ' '])).unwrap(),
            };
        }
    }
    read(&workbook.save_to_buffer().unwrap())
}

fn read(bytes: &[u8]) -> Workbook {
    let mut sink = Sink::new();
    let workbook = gongwen::reader::read(&Arc::from("测试.xlsx"), bytes, &mut sink).unwrap();
    assert!(sink.is_empty(), "{sink:?}");
    workbook
}

/// The found tables as a person would check them.
fn dump(sheet: &Sheet) -> String {
    let mut text = String::new();
    for table in tables::find(sheet) {
        dump_table(sheet, &table, &mut text);
    }
    text
}

fn dump_table(sheet: &Sheet, table: &Table, text: &mut String) {
    let (first, last) = table.header_rows;
    writeln!(text, "表：{}", table.title.as_deref().unwrap_or("（无标题）")).unwrap();
    writeln!(text, "表头：第{}–{}行", first + 1, last + 1).unwrap();
    for column in &table.columns {
        let at = CellRef::new(first, column.column).to_string();
        let letters = at.trim_end_matches(|c: char| c.is_ascii_digit());
        let units: Vec<String> = column
            .units
            .iter()
            .map(|found| format!("{}@{}", found.unit, found.at))
            .collect();
        writeln!(
            text,
            "  {letters} {:?} {} {}",
            column.role,
            column.path.join("/"),
            units.join(" ")
        )
        .unwrap();
    }
    for (index, row) in table.rows.iter().enumerate() {
        let kind = match row.kind {
            RowKind::Data => "　",
            RowKind::Total => "Σ",
            RowKind::Part => "∈",
            RowKind::Mean => "均",
            RowKind::Heading => "题",
        };
        let whole = row
            .whole
            .map_or_else(String::new, |whole| format!("（属{}）", table.rows[whole].label));
        let unit = row
            .unit
            .as_ref()
            .map_or_else(String::new, |unit| format!(" [{}]", unit.unit));
        write!(text, "{kind}{:>3} {}{whole}{unit}：", row.row + 1, row.label).unwrap();
        for column in 0..table.columns.len() {
            write!(text, " {}", shown(sheet, table, index, column)).unwrap();
        }
        writeln!(text).unwrap();
    }
    writeln!(text).unwrap();
}

fn shown(sheet: &Sheet, table: &Table, row: usize, column: usize) -> String {
    let cell = table.cell(sheet, row, column);
    match number::read(cell) {
        Reading::Number {
            value,
            unit,
            approximate,
            ..
        } => format!(
            "{}{value}{}",
            if approximate.is_some() { "≈" } else { "" },
            unit.map_or_else(String::new, |unit| unit.to_string())
        ),
        Reading::NotApplicable => "—".to_owned(),
        Reading::Blank => "·".to_owned(),
        Reading::NotANumber => cell.map(Cell::raw).unwrap_or_default().split_whitespace().collect(),
        Reading::Date(date) => date.to_string(),
        Reading::Error(error) => error,
        Reading::Time(time) => time,
        Reading::FormulaWithoutValue => "=?".to_owned(),
    }
    .replace('\n', "⏎")
}

/// Compares with the golden text; `GONGWEN_ACCEPT=1` writes it anew.
fn assert_golden(name: &str, found: &str) {
    let found = found
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
        .trim_end()
        .to_owned()
        + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/tables")
        .join(format!("{name}.txt"));
    if std::env::var_os("GONGWEN_ACCEPT").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{name}: GONGWEN_ACCEPT=1 accepts");
}

fn golden(name: &str, rows: &str, merges: &[&str]) {
    let workbook = sheet(rows, merges);
    assert_golden(name, &dump(&workbook.sheets[0]));
}

/// WB-03 … WB-09 and WB-12 together, as the agriculture office sends it.
#[test]
fn a_full_department_sheet() {
    golden(
        "department",
        "
鼎新镇2023年农业生产情况统计表
填报单位：鼎新镇农业农村办公室||||||单位：亩、吨、万元|
序号|村(社区)|粮食作物|||蔬菜||备注
||播种面积（亩）|总产量（吨）|比上年±%|种植面积（亩）|产值(万元)|
|合    计|1500|600|3.2|800|320|
1|鼎 新 村|1000|400|4.1|500|200|
|　　其中：水稻|700|300|·|||
|　　　　　玉米|300|100||||
2|李家村（含原鲤鱼村）|500|200|1.5|300|120|红字为估计数
单位负责人：　　填表人：张　　联系电话：123　　填表日期：2023年11月20日
说明：本表按村填报。
",
        &["A1:H1", "A2:F2", "G2:H2", "A3:A4", "B3:B4", "C3:E3", "F3:G3", "H3:H4"],
    );
}

#[test]
fn three_header_rows_with_units_and_codes() {
    golden(
        "three_header_rows",
        "
附件2
××镇各村畜牧业情况
村名|生猪|||家禽
|出栏||存栏|出栏
|本年|上年|本年|本年
|头|头|头|只
甲|1|2|3|4
李家村|120|110|80|1000
总计|120|110|80|1000
",
        &["B3:D3", "A3:A5", "B4:C4"],
    );
}

#[test]
fn groups_without_merged_cells() {
    golden(
        "groups_without_merges",
        "
单位：亩
序号|村名|粮食作物||油料|
||播种面积|收获面积|播种面积|收获面积
1|李家村|10|9|8|7
2|鼎新村|20|19|18|17
|全镇|30|28|26|24
",
        &[],
    );
}

/// WB-10.
#[test]
fn year_on_year_columns() {
    golden(
        "year_on_year",
        "
村名|村集体经济收入（万元）|||
|本年|上年|增减|增减%
李家村|12.5|10|2.5|25
鼎新村|20|16|4|\"25%
学堂村|145.200000000001|100|45.2|\"45.2％
",
        &["A1:A2", "B1:E1"],
    );
}

/// WB-11.
#[test]
fn dirty_cells() {
    golden(
        "dirty_cells",
        "
村名|户数|面积（亩）|收入|备注
李家村|\"213户|\"4.5万|\"１，２３４|红字
鼎新村|\"约300|/|—|
学堂村|\"1,234|无||\"#待核
尚书村|\" 20 16 |\"1.5万亩|－－|
",
        &[],
    );
}

/// WB-13.
#[test]
fn indicators_as_rows() {
    golden(
        "indicators_as_rows",
        "
鼎新镇主要经济指标
指标名称|计量单位|本月|本年累计|上年同期|同比±%
一、地区生产总值|万元|9500|95312|90000|5.9
（一）农业总产值（现价）|万元|4000|45000|42000|7.1
　　其中：种植业|万元|3000|30000|29000|3.4
二、工业用电量|万千瓦时|30|320|310|3.2
三、在库项目数|个||7|5|
农村居民人均可支配收入|元||34862|32500|7.3
制表：经济发展办
",
        &["A1:F1"],
    );
}

/// Parts without the word 其中, and what only looks like one.
#[test]
fn parts_by_their_indent() {
    golden(
        "parts_by_indent",
        "
指标名称|计量单位|本年|上年
粮食播种面积|亩|45000|44000
　　谷物|亩|30000|29000
　　　　稻谷|亩|20000|19500
　　　　玉米|亩|10000|9500
　　豆类|亩|5000|5100
　　粮食单产|公斤|390|380
农村经济|||
　　农业总产值|万元|95312|90000
合计|个|12|12
　　李家村|个|5|5
　　鼎新村|个|7|7
",
        &[],
    );
}

#[test]
fn months_as_columns() {
    golden(
        "months_as_columns",
        "
2023年各村垃圾清运量（单位：吨）
村名|1月|2月|3月|合计
李家村|10|11|12|33
鼎新村|20|21|22|63
全镇|30|32|34|96
",
        &["A1:E1"],
    );
}

/// Towns as columns, indicators as rows.
#[test]
fn a_transposed_form() {
    golden(
        "transposed",
        "
项目|单位|李家村|鼎新村|学堂村
甲|乙|1|2|3
户籍户数|户|300|400|350
户籍人口|人|1100|1500|1300
",
        &[],
    );
}

/// Five rows of labels, then units and codes.
#[test]
fn five_header_rows() {
    golden(
        "five_header_rows",
        "
村名|农业|||
|种植业|||畜牧业
|粮食||蔬菜|生猪
|水稻|玉米|合计|出栏
|本年|本年|本年|本年
|亩|亩|亩|头
甲|1|2|3|4
李家村|10|20|30|40
鼎新村|11|21|31|41
",
        &["A1:A6", "B1:E1", "B2:D2", "B3:C3"],
    );
}

#[test]
fn indicators_by_month() {
    golden(
        "indicators_by_month",
        "
指标|单位|2023年||2022年|
||11月|1-11月|11月|1-11月
清运生活垃圾|吨|150|1723|140|1600
新增垃圾桶|个|5|60|4|50
",
        &["A1:A2", "B1:B2", "C1:D1", "E1:F1"],
    );
}

/// WB-14.
#[test]
fn a_list_of_projects() {
    golden(
        "projects",
        "
2023年在库项目清单（单位：万元）
序号|项目名称|建设单位|建设内容及规模|总投资|本年计划|累计完成|形象进度|是否入库|备注
1|烘房建设|鼎新合作社|100吨量级烘房|2800|800|600|主体完工|是|
2|育苗基地|某农业公司|育苗大棚50余亩|980|500|400|一期投用|是|省级
3|村道硬化|李家村|道路3公里|120|120|0|未开工|否|
|合计|||3900|1420|1000|||
",
        &["A1:J1"],
    );
}

/// WB-16.
#[test]
fn a_ledger_of_events() {
    golden(
        "ledger",
        "
消防演练台账
日期|活动|地点|参加人数
2023.3.5|春季演练|李家村|56
2023年6月18日|安全月演练|集镇|120
11月20日|冬防演练|学堂村|\"约80
",
        &["A1:D1"],
    );
}

/// The facts sheet: two columns of words.
#[test]
fn a_sheet_of_facts() {
    golden(
        "facts",
        "
名称|内容
引进企业|某农业公司
引进时间|6月
育苗基地面积|52亩
",
        &[],
    );
}

#[test]
fn tables_side_by_side() {
    golden(
        "side_by_side",
        "
各村户籍情况|||||各村低保情况||
序号|村名|户数（户）|人口（人）||序号|村名|低保户数（户）
1|李家村|300|1100||1|李家村|12
2|鼎新村|400|1500||2|鼎新村|15
|合计|700|2600|||合计|27
",
        &["A1:D1", "F1:H1"],
    );
}

#[test]
fn one_table_printed_in_two_halves() {
    golden(
        "two_halves",
        "
村名|面积|产量|村名|面积|产量
李家村|1|2|中坝村|7|8
鼎新村|3|4|尚书村|9|10
",
        &[],
    );
}

/// The lines of a note stand below one table and are no title of the next.
#[test]
fn a_note_of_several_lines_is_no_title() {
    let rows = "村名|面积\n李家村|3\n注：面积为预计数，\n含复种面积；\n不含林地。\n二、户数\n村名|户数\n李家村|12";
    let tables = tables::find(&sheet(rows, &[]).sheets[0]);
    let titles: Vec<_> = tables.iter().map(|table| table.title.as_deref()).collect();
    assert_eq!(titles, [None, Some("二、户数")]);
}

/// Pages side by side, each with its own title and a head in rows of its own.
#[test]
fn halves_whose_heads_begin_in_different_rows() {
    golden(
        "offset_halves",
        "
各地区农业服务组织情况|||||（续）||
单位：个、人|||||地区|（1）其中：合作社|
地区|服务组织|||||机构数（个）|人数（人）
|机构数（个）|人数（人）|||李家镇|5|40
李家镇|12|90|||鼎新镇|7|52
鼎新镇|15|130|||学堂镇|3|21
学堂镇|9|71|||||
",
        &["A3:A4", "B3:C3", "F2:F3", "G2:H2"],
    );
}

#[test]
fn tables_below_each_other() {
    golden(
        "below_each_other",
        "
一、粮食生产
村名|面积（亩）|产量（吨）
李家村|10|4
合计|10|4

二、蔬菜生产
村名|面积（亩）|产值（万元）
李家村|5|9
合计|5|9
填表人：
指标|单位|本年
农膜回收率|%|86.34
",
        &["A1:C1", "A6:C6"],
    );
}

#[test]
fn sheets_without_tables_have_none() {
    for rows in [
        "填表说明",
        "封面\n鼎新镇人民政府\n2023年11月",
        "1|2|3\n4|5|6",
        "填报单位：农办|单位：亩",
    ] {
        assert_eq!(dump(&sheet(rows, &[]).sheets[0]), "", "{rows}");
    }
}

#[test]
fn units_are_told_with_their_cells_in_the_order_in_which_they_count() {
    let workbook = sheet(
        "单位：万元\n村名|面积（亩）|收入\n李家村|\"4.5万亩|12\n鼎新村|300|\"15元",
        &[],
    );
    let sheet = &workbook.sheets[0];
    let table = tables::find(sheet).remove(0);
    let units = |row, column| -> Vec<(UnitOrigin, String)> {
        let found = table.units_of(sheet, row, column);
        found
            .iter()
            .map(|found| (found.origin, format!("{}@{}", found.unit, found.at)))
            .collect()
    };
    let area = table.columns_at("面积")[0];
    let income = table.columns_at("收入")[0];
    // 单位：万元 measures something else than 亩 and says nothing of that column.
    assert_eq!(
        units(0, area),
        [
            (UnitOrigin::Cell, "万亩@B3".to_owned()),
            (UnitOrigin::Label, "亩@B2".to_owned())
        ]
    );
    assert_eq!(units(0, income), [(UnitOrigin::UnitLine, "万元@A1".to_owned())]);
    assert_eq!(units(1, income)[0], (UnitOrigin::Cell, "元@C4".to_owned()));
}

#[test]
fn number_formats_give_percentages_and_units() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let worksheet = workbook.add_worksheet();
    for (row, (format, value)) in [
        ("0.0%", 0.863),
        ("0.00\"万亩\"", 4.5),
        ("0!.0,\"万\"", 45_000.0),
        ("0.00 m²", 12.5),
        ("General", 0.3),
    ]
    .into_iter()
    .enumerate()
    {
        let format = Format::new().set_num_format(format);
        worksheet.write_with_format(row as u32, 0, value, &format).unwrap();
    }
    let workbook = read(&workbook.save_to_buffer().unwrap());
    let shown: Vec<String> = workbook.sheets[0]
        .cells
        .iter()
        .map(|(_, cell)| {
            let Reading::Number { value, unit, .. } = number::read(Some(cell)) else {
                return cell.raw().into_owned();
            };
            format!("{value}{}", unit.map_or_else(String::new, |unit| unit.to_string()))
        })
        .collect();
    assert_eq!(shown, ["86.3%", "4.5万亩", "45000", "12.5", "0.3"]);
}

#[test]
fn the_end_of_a_header_path_is_enough() {
    let workbook = sheet(
        "村名|粮食作物|\n|播种面积（亩）|总产量\n李家村|1|2",
        &["A1:A2", "B1:C1"],
    );
    let table = tables::find(&workbook.sheets[0]).remove(0);
    assert_eq!(table.columns_at("播种面积"), [1]);
    assert_eq!(table.columns_at("粮食作物/播种面积"), [1]);
    assert_eq!(table.columns_at("粮食作物 / 播种面积（亩）"), [1]);
    assert!(table.columns_at("面积").is_empty());
    assert!(table.columns_at("粮食作物").is_empty());
    assert!(table.columns_at("").is_empty());
}

/// Shapes that are easily taken for something else.
#[test]
fn shapes_that_mislead() {
    golden(
        "misleading",
        "
序号|村名|低保户数||备注
||2022年|2023年|
1|李家村|12|13|
2|鼎新村|15|14|含边缘户
|其他|2|1|

统计时间：2023年11月
类别|指标|单位|2022|2023
农业|粮食播种面积|亩|44000|45000
|其中：水稻|亩|20000|20100
|蔬菜种植面积|亩|50000|51000
工业|用电量|万千瓦时|310|320
注：用电量含居民用电
",
        &["A1:A2", "B1:B2", "C1:D1", "E1:E2", "A9:A11"],
    );
}

#[test]
fn a_head_without_data_below_is_still_a_head() {
    golden(
        "template_without_figures",
        "
各村情况表
序号|村名|户数（户）|面积（亩）
1|李家村||
2|鼎新村||
",
        &["A1:D1"],
    );
}

/// 其中 beside its whole, below it, in a group, with the unit of its whole; a mere 合计 is no name.
#[test]
fn parts_in_column_heads() {
    golden(
        "parts_in_heads",
        "
村名|粮食作物||||补助资金|其中||人口||
|播种面积（亩）|总产量（吨）|其中：水稻面积（亩）|其中：水稻产量（吨）||中央|省级|合计|其中：女性|#农业人口
李家村|10|4|6|3|9|5|4|100|48|70
鼎新村|20|9|12|7|8|5|3|200|99|150

指标|户数（户）|其中：低保户
集镇|12|3
",
        &["A1:A2", "B1:E1", "F1:F2", "G1:H1", "I1:K1"],
    );
}

/// Pages of a yearbook: a group ends where a group above it ends; the last row of labels stands where no group shows;
/// (2)其中 goes with (1)其中 and not with what stands at its left; the name of the rows stands above the head.
#[test]
fn heads_whose_cells_are_not_merged() {
    golden(
        "unmerged_heads",
        "
地区Regions|一、服务组织||(1)其中：大型的||(2)其中：合作社
|1.作业组织
|机构数（个）|人数（人）|机构数（个）|人数（人）|机构数（个）
全市|10|20|3|4|5
李家镇|4|8|1|2|3

地区
|中央财政|||地方财政
|合计|支出||合计|支出
全市|9|8||7|6
李家镇|4|3||2|1
",
        &[],
    );
}

/// The name of the rows halfway down the head and not merged; parts below the corner of their whole, with its unit.
#[test]
fn heads_named_halfway_down() {
    golden(
        "named_halfway",
        "
各镇农业企业情况
单位：万元||||
|企业数|营业|利润
|（个）|收入|总额
地区|Number of|Revenue|Profits
|firms||

全市|10|20|3
李家镇|4|8|1

各镇专利情况
单位：万元||||
地区|专利申请数（件）||销售收入|
||#发明专利||#出口
全市|20|3|400|50
李家镇|8|1|200|30
",
        &[],
    );
}

/// A head drawn above the one that names the rows is no table of its own.
#[test]
fn the_upper_part_of_a_head_is_no_table() {
    golden(
        "upper_part",
        "
各镇服务组织（2016年）
||一、服务组织||二、农户|
||合计||合计|
||机构数（个）|人数（人）|户数（户）|人数（人）

地区||机构数A|人数A|户数B|人数B
全市|All|10|20|30|40
李家镇|Lijia|4|8|12|16
",
        &["C2:D2", "E2:F2", "C3:D3", "E3:F3"],
    );
}

/// Years or days as names of rows; the name of the rows in the lower row of the head; 其中 in a column of its own.
#[test]
fn rows_with_odd_names() {
    golden(
        "odd_row_names",
        "
年份|粮食总产量（吨）|户籍人口（人）
2021|400|1100
2022|410|1090
2023|415|1085

|研发经费（万元）|发明专利（件）
地区|2023年|2023年
鼎新镇|12|3
青山镇|10|2

指标||单位|数量
粮食播种面积||亩|100
其中|水稻|亩|60
|玉米|亩|40
生猪出栏||头|50
",
        &["A11:B11", "A13:A14"],
    );
}

/// A list printed over several pages repeats its head.
#[test]
fn a_repeated_head_is_no_row() {
    golden(
        "repeated_head",
        "
序号|村名|户数
1|李家村|12
序号|村名|户数
2|鼎新村|15
",
        &[],
    );
}

mod properties {
    //! Nothing that stands in a sheet makes the finder fail, and what it finds lies on the sheet.

    use std::collections::BTreeMap;

    use gongwen::tables::{find, label, number};
    use gongwen::workbook::{Cell, CellRange, CellValue, Sheet, Visibility};
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::CellRef;

    fn any_value() -> impl Strategy<Value = CellValue> {
        let words = prop::sample::select(vec![
            "序号",
            "村名",
            "合计",
            "其中：水稻",
            "亩",
            "单位：亩",
            "指标",
            "本年",
            "—",
            "12.3%",
            "填表人：",
            "甲",
            "2023年",
            "　",
            "说明",
        ]);
        prop_oneof![
            words.prop_map(|text| CellValue::Text(text.into())),
            any::<i32>().prop_map(|number| CellValue::Number(Decimal::from(number))),
            (0..9_i32).prop_map(|number| CellValue::Number(Decimal::from(number))),
            ".{0,6}".prop_map(|text| CellValue::Text(text.into())),
        ]
    }

    fn any_ref() -> impl Strategy<Value = CellRef> {
        (0..12_u32, 0..9_u32).prop_map(|(row, column)| CellRef::new(row, column))
    }

    fn any_sheet() -> impl Strategy<Value = Sheet> {
        let cells = prop::collection::btree_map(any_ref(), any_value(), 0..60);
        let merges = prop::collection::vec((any_ref(), any_ref()), 0..6);
        (cells, merges).prop_map(|(cells, merges)| Sheet {
            name: "表".into(),
            visibility: Visibility::Visible,
            cells: cells.into_iter().map(|(at, value)| (at, Cell::plain(value))).collect(),
            merges: merges
                .into_iter()
                .map(|(start, end)| CellRange { start, end })
                .collect(),
        })
    }

    proptest! {
        #[test]
        fn any_sheet_is_searched(sheet in any_sheet()) {
            for table in find(&sheet) {
                prop_assert!(table.header_rows.0 <= table.header_rows.1);
                prop_assert!(table.columns.windows(2).all(|pair| pair[0].column < pair[1].column));
                prop_assert!(table.rows.windows(2).all(|pair| pair[0].row < pair[1].row));
                for (index, row) in table.rows.iter().enumerate() {
                    prop_assert!(row.row > table.header_rows.1);
                    prop_assert!(row.whole.is_none_or(|whole| whole < index));
                }
            }
        }

        #[test]
        fn any_text_is_a_label_and_a_reading(text in "\\PC{0,12}") {
            let once = label::normalise(&text);
            prop_assert!(!once.contains(char::is_whitespace));
            let _ = number::read_text(&text);
            let _ = label::matches(&text, &once, &BTreeMap::new());
        }

        #[test]
        fn a_written_number_is_read_back(whole in -99_999_999_i64..99_999_999, scale in 0_u32..6) {
            let value = Decimal::new(whole, scale).normalize();
            let expected = number::Reading::Number { value, unit: None, approximate: None, bare: None };
            prop_assert_eq!(number::read_text(&value.to_string()), expected);
        }
    }
}

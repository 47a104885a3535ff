//! Sheets that were once read wrongly without a word: rows lost, heads taken for data, units assumed.

use super::golden;

/// 联系人： behind the name of a row, a remark and a note between rows: none of them ends the table.
#[test]
fn words_of_a_foot_among_the_rows_end_nothing() {
    golden(
        "foot_among_rows",
        "
项目|投资（万元）|备注
道路|100|在建，联系人：张某
（以下为山区村）||
水渠|200|
注：以下两项为上年结转||
泵站|300|说明：已验收
烘房|400|
填表人：张某||
",
        &[],
    );
}

#[test]
fn numbered_sections_are_titles_and_no_rows() {
    golden(
        "numbered_sections",
        "
一、耕地|
村名|面积（亩）
李家村|100
鼎新村|200
二、党组织|
村名|支部（个）|党员（人）
李家村|1|20
鼎新村|2|40
（三）合作社|
村名|社员（人）
李家村|10
鼎新村|30
",
        &[],
    );
}

/// 甲级 and 乙级 are no codes of columns, and two small numbers that follow each other are figures.
#[test]
fn figures_that_follow_each_other_are_no_codes() {
    golden(
        "no_codes",
        "
村名|学校（所）|医院（所）
李家村|3|4
鼎新村|5|6

等级|村名|学校（所）
甲级|乙村|3
甲级|丙村|4
",
        &[],
    );
    golden(
        "codes_behind_stems",
        "
村名|学校（所）|医院（所）
甲|1|2
李家村|3|4
鼎新村|5|6
",
        &[],
    );
}

#[test]
fn classes_of_sizes_are_labels_of_the_head() {
    golden(
        "size_classes",
        "
村名|60岁以上|50亩以下|三年以内
李家村|120|30|4
鼎新村|150|40|5
",
        &[],
    );
}

/// Words under 村名 name a row whose figures are missing; it is no second row of the head.
#[test]
fn words_for_figures_under_names_are_a_row() {
    golden(
        "words_for_figures",
        "
序号|村名|户数|人口
|学堂村|未报|未报
1|李家村|300|1100
2|鼎新村|400|1500
",
        &[],
    );
}

#[test]
fn a_roster_above_a_table_keeps_its_names() {
    golden(
        "roster_above",
        "
姓名|职务|电话|备注
张某|书记|一|
李某|主任|二|
|村名|户数|人口
|李家村|300|1100
|鼎新村|400|1500
",
        &[],
    );
}

/// An unknown word in a row or a column of units is kept: no other unit may stand in for it.
#[test]
fn unknown_units_are_kept_as_they_are_written() {
    golden(
        "unknown_units_in_a_column",
        "
指标名称|计量单位|本年
耕地面积|百亩|520
蔬菜产量|大车|48
总投资|千万元|3
增长|百分点|0.5
",
        &[],
    );
    golden(
        "unknown_units_in_a_row",
        "
村名|耕地|蔬菜|水果|肥料|投资
|亩|吨|吨|大车|万元
李家村|520|48|20|7|30
鼎新村|530|50|25|8|40
",
        &[],
    );
}

/// 其中：人口 of 户 counts people; no unit of households passes to it.
#[test]
fn a_part_that_measures_something_else_has_no_unit_of_its_whole() {
    golden(
        "part_of_another_measure",
        "
村名|低保户（户）|其中：人口|其中：五保户|补助（万元、含补贴）
李家村|30|70|4|12
鼎新村|40|90|6|15
",
        &[],
    );
}

/// As many parts as the widest head may have, each numbered on from the one before: worked out in one walk.
#[test]
fn two_thousand_numbered_parts_are_one_walk() {
    let parts = 2_000;
    let head: Vec<String> = (1..=parts)
        .map(|number| format!("({number})其中：品种{number}"))
        .collect();
    let figures: Vec<String> = (1..=parts).map(|number| number.to_string()).collect();
    let rows = format!(
        "村名|面积（亩）|{}\n李家村|9|{}\n鼎新村|9|{1}\n",
        head.join("|"),
        figures.join("|")
    );
    let workbook = super::sheet(&rows, &[]);
    let started = std::time::Instant::now();
    let tables = gongwen::tables::find(&workbook.sheets[0]);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    let last = tables[0].columns.last().unwrap();
    assert_eq!(last.path, ["面积", "品种2000"]);
    assert_eq!(last.unit.as_ref().unwrap().to_string(), "亩");
}

/// Blank and not merged cells at the right of 合计 with labels below them: its parts, as where the same head is merged.
/// Not where they are measured in something else or are more than the whole, nor where the names of the rows stand at the foot of the head.
#[test]
fn labels_below_blanks_beside_a_whole_are_its_parts() {
    golden(
        "parts_below_blanks",
        "
地区|合计|||工资（元）
||发明|外观设计|
李家村|12|7|5|3000
鼎新村|20|12|8|3200

地区|户数||人口
||产值（万元）|
李家村|12|7|50
鼎新村|20|12|80

地区|人口||工资
||面积|
李家村|120|7|50
鼎新村|200|12|80

地区|户数||工资
||低保户|
李家村|12|7|50
鼎新村|20|21|80

|户数||人口
地区||产值（万元）|
李家村|12|7|50
鼎新村|20|12|80
",
        &[],
    );
}

/// A label's translation in cells of its own below it is a part of it, in however many rows it is typed.
#[test]
fn translations_below_labels_are_no_level() {
    golden(
        "translations_below",
        "
地区|累计申请||GDP
|Applications||
|国内|国外|
|Domestic|from|
||Abroad|
李家村|12|7|5
鼎新村|20|12|8
",
        &["A1:A5", "B1:C1", "B2:C2", "D1:D5"],
    );
}

/// Who signs, and when, below a note: no row of the table. What is measured otherwise than a whole has none of its units.
#[test]
fn signatures_below_a_note_and_other_measures_are_told_apart() {
    golden(
        "signed_below_a_note",
        "
村名|总产值（万元）||
||其中：农业|户数
李家村|500|300|200
鼎新村|600|310|210
注：本表为快报数|||
单位负责人签字：|张某|日期：|2023
",
        &[],
    );
}

/// One label typed over several rows, its translation behind it, is no path of levels; what is shown over two columns is
/// one.
#[test]
fn a_label_typed_over_rows_is_one() {
    golden(
        "typed_over_rows",
        "
地区|主营业|出口|专利申请数|
|务收入|交货值||发明专利
|Revenue from|Export|Patent|Inventions
|Business||Applications|
甲市|120|30|12|5
乙市|150|40|15|6
",
        &[],
    );
}

/// A translation goes on below itself, whatever words it goes on in.
#[test]
fn a_translation_typed_over_rows_is_one() {
    golden(
        "translation_over_rows",
        "
地区|累计||2009年申请
|Total||
|申请|授权|Application
|Application|Granted|in 2009
甲市|120|30|12
乙市|150|40|15
",
        &["B1:C1", "B2:C2"],
    );
}

/// The label of a whole that is typed over several rows is one, and stands before its parts; a group over 合计, and one
/// over figures that do not add up, are groups.
#[test]
fn a_whole_typed_over_rows_is_known_by_its_sums() {
    let head = "
地区|R&D经费|||
|内部支出|#日常性|政府资金|企业资金
|Total|Routine|Government|Enterprise
|||Funds|Funds
";
    golden(
        "whole_over_rows",
        &format!("{head}甲市|120|30|40|80\n乙市|150|40|60|90\n"),
        &[],
    );
    golden(
        "group_over_rows",
        &format!("{head}甲市|120|30|40|20\n乙市|150|40|60|30\n"),
        &[],
    );
    golden(
        "whole_over_parts",
        "
地区|新产品||技术
|销售收入|#出口|改造
|（万元）||经费
|Sales|Export|Renovation
|of it||Funds
甲市|120|30|5
乙市|150|40|6
",
        &[],
    );
    golden(
        "group_over_total",
        "
地区|R&D经费||
|合计|政府资金|企业资金
|Total|Government|Enterprise
甲市|120|40|80
乙市|150|60|90
",
        &[],
    );
}

/// (1)其中 is a part of the whole path at its left as far down as it reaches, and what stands before (2)其中 is one of the
/// same whole, unless it is numbered itself or counts something else.
#[test]
fn numbered_parts_share_the_whole_path() {
    golden(
        "numbered_parts_over_blanks",
        "
地区|一、服务组织||(1)其中：大型|中型|户数|2.农户|(2)其中：合作社
|1.作业组织||||||
|机构|人员|机构|机构||机构|机构
甲市|120|30|12|6|80|9|1
乙市|150|40|15|5|90|8|1
",
        &[],
    );
    golden(
        "numbered_parts_merged",
        "
地区|一、服务组织||(1)其中：大型||中型||2.农户||(2)其中：合作社|
|1.作业组织|||||||||
|机构|人员|机构|人员|机构|人员|机构|人员|机构|人员
甲市|120|30|12|6|3|2|80|9|1|1
乙市|150|40|15|5|2|2|90|8|1|1
",
        &["A1:A3", "B1:C1", "B2:C2", "D1:E2", "F1:G2", "H1:I2", "J1:K2"],
    );
}

/// Short names that somebody put in below a head, behind a blank row, leave it its groups and units; they divide nothing
/// themselves, and no group reaches past a number of its own kind.
#[test]
fn a_row_of_short_names_leaves_the_head_above_it() {
    golden(
        "short_names_below",
        "
各村农业机械情况
||一、服务组织||||三、投入|
||机构（个）|人员（人）|||资金（万元）|二、收入（万元）
|||||||
地区|英文|机构A|人员A|旧机构|旧人员|资金|收入
甲市|Jia|120|30|||12|6
乙市|Yi|150|40|||15|5
",
        &[],
    );
}

/// A row of a code book may hold words that headers have too: its words come again below, and it is no head.
#[test]
fn a_list_of_codes_is_no_table() {
    golden(
        "code_book",
        "
a_GDP_rj|人均GDP|元|社会|数量|—
a_GDP_zl|GDP|亿元|社会|数量|—
a_jy_syl|失业率|百分比|社会|比重|—
",
        &[],
    );
}

/// Columns of words behind a blank one go on with the list at their left.
#[test]
fn words_behind_a_blank_column_go_on() {
    golden(
        "words_behind_blank",
        "
村名|户数|||道路|饮水
李家村|120|||已通|未通
鼎新村|150|||已通|已通
三合村|90||||未通
",
        &[],
    );
}

//! Heads and names of rows as statistics offices draw them, each seen wrong once.

use super::golden;

/// Months as numbers in the head; the column of names is there and blank, so that the codes name the rows.
#[test]
fn codes_name_the_rows_where_names_are_blank() {
    golden(
        "codes_as_names",
        "
指标名称|指标代码|计量单位|201802|201702
|101|亩|1200|1180
|102|吨|480|470
|103|头|5600|5500
",
        &[],
    );
}

#[test]
fn a_key_of_figures_names_the_rows() {
    golden(
        "key_of_figures",
        "
编号|播种面积（亩）|总产量（吨）
101|1200|480
102|800|320
103|700|310
",
        &[],
    );
}

#[test]
fn years_as_groups_and_as_repeated_heads() {
    golden(
        "repeated_years",
        "
指标|单位|2021年|||2022年||
||计划|完成|完成率%|计划|完成|完成率%
粮食|吨|100|98|98|110|109|99
蔬菜|吨|50|51|102|55|54|98

2021年|村名|户数|人口
|李家村|300|1100
|鼎新村|400|1500
2022年|村名|户数|人口
|李家村|310|1120
|鼎新村|405|1510
",
        &["A1:A2", "B1:B2", "C1:E1", "F1:H1"],
    );
}

#[test]
fn two_columns_of_names_without_a_header() {
    golden(
        "unnamed_names",
        "
各村农业情况
||2022年|2023年
农业|粮食播种面积|1200|1250
|蔬菜种植面积|500|520
工业|用电量|300|310
|总产值|900|950
",
        &["A1:D1", "A3:A4", "A5:A6"],
    );
}

/// A blank column only sets the figures apart; behind it stand no names, so it divides no tables.
#[test]
fn a_blank_column_inside_a_table() {
    golden(
        "blank_column",
        "
村名|面积（亩）|单产（公斤/亩）||户数（户）|人口（人）|备注
李家村|120|400||300|1100|
鼎新村|130|410||400|1500|含集镇
合计|250|||700|2600|
",
        &[],
    );
}

/// A whole with a column of its own, its parts at the right one row lower, under a blank cell.
#[test]
fn a_whole_in_the_corner_of_its_parts() {
    golden(
        "corners",
        "
村名|种养户|||低保户
||养殖户|种植户|
||本年|上年|
李家村|30|10|20|3
鼎新村|40|15|25|4
",
        &["A1:A3", "B1:B3", "C1:D1", "E1:E3"],
    );
}

/// Titles of tables side by side that are not merged over them; a title may begin with the year.
#[test]
fn titles_side_by_side_are_no_head() {
    golden(
        "titles_side_by_side",
        "
2023年各乡镇基本情况||||（续）||
（快报）||||||
乡镇|户数（户）|人口（人）||乡镇|面积（亩）|产量（吨）
李家镇|300|1100||李家镇|1200|480
鼎新镇|400|1500||鼎新镇|1500|510
",
        &[],
    );
}

/// A label with its translation is long, and no sentence.
#[test]
fn labels_with_a_translation() {
    golden(
        "translated",
        "
地区|Region|有研发机构的企业数Number of Enterprises Having R&D Institutions (unit)|有研发活动的企业数Number of Enterprises Having R&D Activities (unit)
全 国|National Total|85274|129198
东部地区|Eastern Region|65842|88124
",
        &[],
    );
}

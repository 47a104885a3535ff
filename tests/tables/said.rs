//! What heads and lines say of columns: rows that count them, lists of units, units behind marks and below labels.

use gongwen::tables::{self, Table};
use gongwen::workbook::Workbook;

use super::sheet;

fn tables_of(rows: &str, merges: &[&str]) -> Vec<Table> {
    let book: Workbook = sheet(rows, merges);
    tables::find(&book.sheets[0])
}

fn only(rows: &str, merges: &[&str]) -> Table {
    let mut tables = tables_of(rows, merges);
    assert_eq!(tables.len(), 1, "{tables:#?}");
    tables.remove(0)
}

/// The units of all columns, blank where there is none.
fn units(table: &Table) -> Vec<String> {
    let columns = table.columns.iter();
    columns
        .map(|column| column.unit.as_ref().map(ToString::to_string).unwrap_or_default())
        .collect()
}

fn paths(table: &Table) -> Vec<String> {
    table.columns.iter().map(|column| column.path.join("/")).collect()
}

fn names(table: &Table) -> Vec<&str> {
    table.rows.iter().map(|row| &*row.label).collect()
}

#[test]
fn a_row_that_counts_the_columns_is_of_the_head() {
    for count in [
        "栏次||1|栏次||2",
        "栏次|行次|1|栏次|行次|2",
        "甲|行次|1|丙|行次|2",
        "行次|栏次|1|行次|栏次|2",
    ] {
        let rows =
            format!("收入|||支出\n项目|行次|金额|项目|行次|金额\n{count}\n拨款|1|5|农业|3|6\n合计|2|7|合计|4|8\n");
        let tables = tables_of(&rows, &["A1:C1", "D1:F1"]);
        let found: Vec<_> = tables.iter().map(names).collect();
        assert_eq!(found, [["拨款", "合计"], ["农业", "合计"]], "{count}");
    }
    let codes = "科目编码|||科目名称|合计|基本|项目\n类|款|项|栏次|1|2|3\n208|||社会保障|5|6|7\n208|5||养老|8|9|1\n";
    assert_eq!(names(&only(codes, &["A1:C1"])), ["社会保障", "养老"]);
}

/// What only begins with such a word, or does not count, is a row.
#[test]
fn a_row_that_does_not_count_is_none_of_the_head() {
    for row in ["栏目|5|6", "编号|5|6", "栏次|1|3"] {
        let table = only(&format!("项目|本年|上年\n{row}\n拨款|7|8\n"), &[]);
        assert_eq!(table.rows.len(), 2, "{row}");
    }
}

#[test]
fn a_unit_behind_the_last_mark_of_a_head_is_that_of_its_column() {
    let table = only(
        "单位详细名称|库存额;千元|销售额；本月；总计；千元|期末人数;人\n甲店|5|6|7\n乙店|8|9|1\n",
        &[],
    );
    assert_eq!(paths(&table)[1..], ["库存额", "销售额;本月;总计", "期末人数"]);
    assert_eq!(units(&table)[1..], ["千元", "千元", "人"]);
    // It is found by what the cell says too.
    assert_eq!(table.columns_at("销售额;本月;总计;千元"), [2]);
    assert_eq!(table.columns_at("销售额;本月;总计;万元"), [0; 0]);
}

#[test]
fn a_list_of_units_speaks_of_both_halves_and_of_their_parts() {
    let rows = "||||||单位：户、人\n乡镇|总户数|总人口|其中：女|乡镇|总户数|总人口|其中：女\n青山镇|5|9|4|白马镇|6|8|3\n绿水镇|7|9|5|黑山镇|5|9|4\n";
    let tables = tables_of(rows, &["G1:H1"]);
    assert_eq!(tables.len(), 2);
    for table in &tables {
        assert_eq!(units(table), ["", "户", "人", "人"]);
    }
}

/// Each column takes of several units the only one that may be its own; what is of something else takes none.
#[test]
fn each_column_takes_its_own_of_a_list_of_units() {
    let of = |line: &str, heads: &str| {
        let rows = format!("单位：{line}|||\n乡镇|{heads}\n青山镇|5|7|1\n绿水镇|6|8|2\n");
        units(&only(&rows, &["A1:D1"]))[1..].to_vec()
    };
    assert_eq!(of("亩、公斤/亩、吨", "面积|单产|总产"), ["亩", "公斤/亩", "吨"]);
    assert_eq!(of("个、人", "班数|毕业生数|在校学生数"), ["个", "人", "人"]);
    assert_eq!(of("亿元、吨", "总产出|亩产值|总产"), ["", "亿元", "吨"]);
    assert_eq!(of("起、人", "发生数|单产|人数"), ["", "", "人"]);
    let below = |label: &str| {
        let rows = format!("单位：户、人|||\n乡镇|人口数||户数\n|合计|{label}|\n青山镇|5|7|1\n绿水镇|6|8|2\n");
        units(&only(&rows, &["A1:D1", "A2:A3", "B2:C2", "D2:D3"]))[1..].to_vec()
    };
    assert_eq!(below("女"), ["人", "人", "户"]);
    assert_eq!(below("性别比（女=100）"), ["人", "", "户"]);
}

/// CNY says which money it is, and not how much of it.
#[test]
fn a_currency_below_a_label_is_no_row_and_no_unit() {
    let rows = "||销售(万元)|去年(万元)|增幅(%)\n门店||CNY|CNY|%\n总计||5|6|7\n1825|甲店|2|3|4\n1845|乙店|3|3|3\n";
    let table = only(rows, &[]);
    assert_eq!(units(&table), ["", "", "万元", "万元", "%"]);
    assert_eq!(names(&table), ["总计", "甲店", "乙店"]);
    let near = only("|销售|增幅\n门店|CNY|%\n甲店|5|6\n乙店|7|8\n", &[]);
    assert_eq!(
        (names(&near), units(&near)),
        (vec!["甲店", "乙店"], vec!["".into(), "".into(), "%".into()])
    );
}

#[test]
fn units_below_labels_are_units_and_tell_columns_of_a_group_apart() {
    let rows = "乡镇|水库||灌溉面积|堤防\n|座|万立方米|亩|公里\n青山镇|5|6|7|8\n绿水镇|6|7|8|9\n";
    let table = only(rows, &["A1:A2", "B1:C1"]);
    assert_eq!(paths(&table)[1..], ["水库/座", "水库/万立方米", "灌溉面积", "堤防"]);
    assert_eq!(units(&table)[1..], ["座", "万立方米", "亩", "公里"]);
    assert_eq!(
        (table.columns_at("堤防"), table.columns_at("堤防/公里")),
        (vec![4], vec![4])
    );
    let rows = "乡镇|动力（千瓦）|拖拉机\n||台|千瓦|农具（部）\n青山镇|5|6|7|8\n绿水镇|6|7|8|9\n";
    let table = only(rows, &["A1:A2", "B1:B2", "C1:E1"]);
    assert_eq!(units(&table)[1..], ["千瓦", "台", "千瓦", "部"]);
}

/// 户 and 人 say what is counted, and a unit beside another label is one.
#[test]
fn words_below_labels_may_be_labels() {
    for (below, expected) in [
        ("户|人|金额", ["", "", ""]),
        ("户|人|人", ["", "", ""]),
        ("台|型号|吨", ["", "", ""]),
    ] {
        let rows = format!("乡镇|低保||\n|{below}\n青山镇|5|6|7\n绿水镇|6|7|8\n");
        assert_eq!(units(&only(&rows, &["A1:A2", "B1:D1"]))[1..], expected, "{below}");
    }
}

/// The unit of a title is that of its last word, and so of the parts of that.
#[test]
fn the_unit_of_a_title_is_that_of_what_it_ends_with() {
    let of = |title: &str, heads: &str| {
        let rows = format!("{title}|||\n村|{heads}\n东山村|5|7|1\n西山村|6|8|2\n");
        units(&only(&rows, &["A1:D1"]))[1..].to_vec()
    };
    assert_eq!(of("病虫害防治面积（亩）", "发生|防治|户数"), ["亩", "亩", ""]);
    assert_eq!(of("造林面积（公顷）", "人工造林|四旁植树|成活率"), ["公顷", "", ""]);
    assert_eq!(of("造林情况（公顷）", "人工造林|封山|补植"), ["", "", ""]);
    assert_eq!(of("户数和面积（亩）", "发生|防治|补植"), ["", "", ""]);
}

/// On its second page a head may be spaced otherwise.
#[test]
fn a_head_that_comes_again_may_be_spaced_otherwise() {
    let rows = "综合机关：　　计量单位：万元||\n指 标|代 码|按 现 价 计 算\n甲|乙|1\n总产值|1|5\n农业|2|3\n指标|代码|按现价计算\n甲|乙|1\n林业|3|4\n牧业|4|6\n";
    let table = only(rows, &[]);
    assert_eq!((units(&table)[2].as_str(), names(&table).len()), ("万元", 4));
}

#[test]
fn traces_are_measured_in_quotients() {
    let table = only("编号|As (μg/g)|Cd (ng/g)\n1|5|6\n2|7|8\n", &[]);
    assert_eq!(
        (paths(&table)[1].as_str(), units(&table)),
        ("As", vec!["".into(), "μg/g".into(), "ng/g".into()])
    );
}

/// Something beside the title makes no head of it.
#[test]
fn a_title_with_something_beside_it_is_no_head() {
    let rows = "基本情况|15,1,4\n县　乡（镇）　村\n行政区划代码 □□□\n指标名称|计量单位|代码|数量\n人口|人|15|5\n户数|户|16|7\n";
    let table = only(rows, &[]);
    assert_eq!((table.header_rows, names(&table)), ((3, 3), vec!["人口", "户数"]));
    // Without a head of its own below it is one.
    let head = "基本情况|数量\n人口|5\n户数|7\n";
    assert_eq!(names(&only(head, &[])), ["人口", "户数"]);
}

/// 增减数 is in what it is the change of; a bare 增减 may be a percentage.
#[test]
fn a_list_of_units_reaches_the_change_of_what_it_measures() {
    let rows = "|||||单位：亩、吨\n乡镇|播种面积|||产量|\n|本年|增减数|增减|本年|比上年增减量\n青山镇|1|2|3|4|5\n绿水镇|1|2|3|4|5\n";
    let table = only(rows, &["A2:A3", "B2:D2", "E2:F2"]);
    assert_eq!(units(&table), ["", "亩", "亩", "", "吨", "吨"]);
}

#[test]
fn rain_and_turns_have_their_units() {
    for (unit, shown) in [
        ("毫米", "毫米"),
        ("mm", "毫米"),
        ("件次", "件次"),
        ("尾", "尾"),
        ("澳门元", "澳门元"),
    ] {
        let table = only(&format!("乡镇|数量（{unit}）\n青山镇|1\n绿水镇|2\n"), &[]);
        assert_eq!(units(&table), ["", shown], "{unit}");
    }
}

/// 单位：万元、% over columns of which some say that they are percentages.
#[test]
fn a_line_of_an_amount_and_a_percentage_gives_the_amount_to_what_says_no_percentage() {
    let rows = "投资完成情况||||\n||||单位：万元、%\n乡镇|12月||1-12月|\n|当月完成|增长%|累计完成|增长%\n青山镇|1|2|3|4\n绿水镇|5|6|7|8\n";
    let merges = ["A3:A4", "B3:C3", "D3:E3"];
    assert_eq!(units(&only(rows, &merges))[1..], ["万元", "%", "万元", "%"]);
    for (from, to, expected) in [
        // What is counted, compared or a rate is in no money, and none says that it is a percentage.
        ("当月完成", "项目个数", ["", "%", "万元", "%"]),
        ("当月完成", "年度计划", ["万元", "%", "万元", "%"]),
        ("当月完成", "增速", ["%", "%", "万元", "%"]),
        ("当月完成", "完成进度", ["", "%", "万元", "%"]),
        ("增长%", "增长", ["", "", "", ""]),
        ("万元、%", "万元、户、%", ["", "%", "", "%"]),
        ("万元、%", "户、%", ["", "%", "", "%"]),
    ] {
        let table = only(&rows.replace(from, to), &merges);
        assert_eq!(units(&table)[1..], expected, "{to}");
    }
}

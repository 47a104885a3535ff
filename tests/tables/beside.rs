//! Tables and lists side by side without a head of their own, and lines without colons above a head.

use super::found::{names, only, paths, tables_of, units};
use super::sheet;

#[test]
fn a_second_table_with_fewer_rows_begins_where_other_rows_are_named() {
    let rows = "种植意向调查\n单位：亩\n作物|代码|上年实际|本年意向|村民小组|户数|人口\n小麦|1|6021|352|一组|25|293\n玉米|2|1448|1708|二组|77|158\n稻谷|3|5682|6201|三组|65|160\n大豆|4|765|980\n薯类|5|863|950\n";
    let found = tables_of(&sheet(rows, &["A1:G1"]));
    assert_eq!(found.len(), 2);
    assert_eq!(names(&found[0]), ["小麦", "玉米", "稻谷", "大豆", "薯类"]);
    assert_eq!(paths(&found[1]), ["村民小组", "户数", "人口"]);
    assert_eq!(
        (names(&found[1]), units(&found[1])),
        (vec!["一组", "二组", "三组"], vec!["".into(); 2])
    );
    for (from, to) in [
        // A name that comes again, a figure below, one row below, a total below, and where a project lies.
        ("二组", "一组"),
        ("大豆|4|765|980", "大豆|4|765|980||9"),
        ("薯类|5|863|950\n", ""),
        ("薯类|5", "合计|"),
        ("村民小组", "所在村"),
    ] {
        assert_eq!(tables_of(&sheet(&rows.replace(from, to), &["A1:G1"])).len(), 1, "{to}");
    }
}

#[test]
fn a_list_to_choose_from_behind_a_blank_column_gives_no_labels() {
    let rows = "表二\n代码|填表项目|单位|数量||从化市|乌土村\n|一、家庭情况||||从化市|南平村\n201|家庭成员人数|人|5||从化市|乌石村\n202|其中：60岁及以上|人|2||从化市|源湖村\n|||||从化市|龙桥村\n";
    let table = only(&sheet(rows, &["A1:D1"]));
    assert_eq!(paths(&table), ["代码", "填表项目", "单位", "数量"]);
    assert_eq!(names(&table), ["家庭情况", "家庭成员人数", "60岁及以上"]);
    // A column of remarks has a header.
    let remarks = "项目|数量||进展|地点\n水渠|5||在建|甲村\n公路|2||完工|甲村\n水塘|3||在建|乙村\n";
    assert_eq!(paths(&only(&sheet(remarks, &[])))[2..], ["进展", "地点"]);
    // A table of words has one too, and its header may come again on the next page.
    let persons = "村名|户数||片区|书记\n甲村|1||东片|王一\n乙村|2||西片|李二\n丙村|3||片区|书记\n丁村|4||南片|赵三\n";
    assert_eq!(paths(&only(&sheet(persons, &[])))[2..], ["片区", "书记"]);
    let named = persons
        .replace("片区|书记", "村名|书记")
        .replace("书记\n丁村", "职务\n丁村");
    let found = tables_of(&sheet(&named, &[]));
    assert_eq!(paths(&found[1]), ["村名", "书记"]);
}

#[test]
fn lines_that_are_signed_without_a_colon_are_no_head() {
    let rows = "免疫情况月报表\n单 位|青山县畜牧局\n填表日期|2017-08-31\n填 表 人|高斌\n疫苗种类|本月使用数量|累计使用数量|本月免疫数量|\n|||猪|牛\nO型|10.1|20.2|3.3|4.4\nA型|11.5|21.6|5.1|6.2\n";
    let merges = ["A1:E1", "B2:E2", "B3:E3", "B4:E4", "A5:A6", "B5:B6", "C5:C6", "D5:E5"];
    let table = only(&sheet(rows, &merges));
    assert_eq!(
        (table.header_rows, table.title.as_deref()),
        ((4, 5), Some("免疫情况月报表"))
    );
    assert_eq!(paths(&table)[3..], ["本月免疫数量/猪", "本月免疫数量/牛"]);
    assert_eq!(names(&table), ["O型", "A型"]);
    // 单位 over places is a head, whatever stands beside it.
    let offices = "单位|户数\n青山镇|5\n绿水镇|6\n";
    assert_eq!(names(&only(&sheet(offices, &[]))), ["青山镇", "绿水镇"]);
}

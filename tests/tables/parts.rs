//! What is a part of what in a head: corners by which forms draw a whole, 其中 behind its halves.

use super::found::{only, paths, units};
use super::sheet;

/// The paths of the columns behind the names of the rows.
fn behind_names(rows: &str, merges: &[&str]) -> Vec<String> {
    paths(&only(&sheet(rows, merges))).split_off(1)
}

#[test]
fn a_cell_merged_downwards_is_no_whole_of_the_one_column_beside_it() {
    let rows = "村名|户数|上年收入(元)||班子|\n|||预计今年收入(元)|会议(次)|党员(人)\n三村|25|1000|1200|3|1\n东村|41|2000|2300|4|2\n";
    let merges = ["A1:A2", "B1:B2", "C1:C2", "E1:F1"];
    assert_eq!(
        behind_names(rows, &merges),
        ["户数", "上年收入", "预计今年收入", "班子/会议", "班子/党员"]
    );
    assert_eq!(units(&only(&sheet(rows, &merges)))[1..], ["元", "元", "次", "人"]);
}

#[test]
fn a_cell_merged_downwards_is_the_whole_of_several_of_a_part_and_by_its_word() {
    for (rows, expected) in [
        (
            "村名|户数|收入||\n|||种植业|养殖业\n三村|25|1000|600|400\n东村|41|2000|900|1100\n",
            ["户数", "收入", "收入/种植业", "收入/养殖业"].as_slice(),
        ),
        (
            "村名|户数|收入||班子\n|||其中：种植业|会议\n三村|25|1000|600|4\n东村|41|2000|900|1\n",
            &["户数", "收入", "收入/种植业", "班子/会议"],
        ),
        (
            "村名|户数|总收入||班子\n|||种植业|会议\n三村|25|1000|600|4\n东村|41|2000|900|1\n",
            &["户数", "总收入", "总收入/种植业", "班子/会议"],
        ),
    ] {
        assert_eq!(behind_names(rows, &["A1:A2", "B1:B2", "C1:C2"]), expected, "{rows}");
    }
    // 面积 below 粮食作物 needs no column beside it.
    let one = "村名|户数|粮食作物|油料作物\n||面积|产量\n甲村|1|2|3\n乙村|4|5|6\n";
    assert_eq!(
        behind_names(one, &["A1:A2", "B1:B2"]),
        ["户数", "粮食作物/面积", "油料作物/产量"]
    );
}

#[test]
fn a_part_behind_men_and_women_is_of_both() {
    let rows = "地区|一孩出生|||死亡人数\n|男|女|其中：计划内|\n城关镇|30|28|50|9\n柳林镇|21|20|38|7\n";
    let merges = ["A1:A2", "B1:D1", "E1:E2"];
    assert_eq!(
        behind_names(rows, &merges),
        ["一孩出生/男", "一孩出生/女", "一孩出生/计划内", "死亡人数"]
    );
    // Behind other labels it is of the nearest.
    let other = rows.replace("男|女", "合计|女");
    assert_eq!(behind_names(&other, &merges)[2], "一孩出生/女/计划内");
}

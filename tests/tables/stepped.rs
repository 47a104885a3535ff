//! Labels of a head that are broken over rows, and groups whose merged cell falls short.

use super::found::{only, paths, units};
use super::sheet;

/// The paths of the columns behind the names of the rows.
fn behind_names(rows: &str, merges: &[&str]) -> Vec<String> {
    paths(&only(&sheet(rows, merges))).split_off(1)
}

/// 未上 over 过学 beside 小学: nobody in the upper row has two labels below it, so that the lower row is no level.
#[test]
fn a_label_broken_over_two_rows_is_one() {
    let rows =
        "地区|就业人员||||\n||未上|小学|初中|大学\n||过学|||专科\n青山镇|100|50|33|25|20\n绿水镇|101|51|34|26|21\n";
    assert_eq!(
        behind_names(rows, &["A1:A3"]),
        [
            "就业人员",
            "就业人员/未上过学",
            "就业人员/小学",
            "就业人员/初中",
            "就业人员/大学专科"
        ]
    );
    let three = "地区|采矿业|电力、热力、|农、林、\n||燃气及水生产|牧、渔业\n||和供应业|\n青山镇|1|2|3\n绿水镇|4|5|6\n";
    assert_eq!(
        behind_names(three, &["A1:A3"]),
        ["采矿业", "电力、热力、燃气及水生产和供应业", "农、林、牧、渔业"]
    );
    // One is certain only where its own words say so.
    let one = "地区|退休|健康或|照顾家庭\n||身体原因|\n青山镇|1|2|3\n绿水镇|4|5|6\n";
    assert_eq!(behind_names(one, &["A1:A2"]), ["退休", "健康或身体原因", "照顾家庭"]);
}

/// 粮食作物 over 面积 is a group with one column, whatever stands whole beside it.
#[test]
fn a_group_over_one_column_is_none() {
    for (rows, merges, expected) in [
        (
            "村名|户数|粮食作物|油料作物\n||面积|产量\n甲村|1|2|3\n乙村|4|5|6\n",
            &["A1:A2"][..],
            ["户数", "粮食作物/面积", "油料作物/产量"],
        ),
        (
            "村名|户数|新建|改建\n||公路|\n甲村|1|2|3\n乙村|4|5|6\n",
            &["A1:A2"],
            ["户数", "新建/公路", "改建"],
        ),
        (
            "村名|户数|党员|团员\n||女|男\n甲村|1|2|3\n乙村|4|5|6\n",
            &["A1:A2"],
            ["户数", "党员/女", "团员/男"],
        ),
        // A head of two rows may have groups of one column each.
        (
            "村名|户数|水稻|玉米\n||早稻|甜玉米\n甲村|1|2|3\n乙村|4|5|6\n",
            &["A1:A2"],
            ["户数", "水稻/早稻", "玉米/甜玉米"],
        ),
        (
            "村名|农业||\n|林业|粮食|油料\n||小麦|花生\n甲村|1|2|3\n乙村|4|5|6\n",
            &["A1:A3", "B1:D1"],
            ["农业/林业", "农业/粮食/小麦", "农业/油料/花生"],
        ),
        (
            "村名|户数|产值|税收\n|||与上年比\n甲村|1|2|3\n乙村|4|5|6\n",
            &["A1:A2"],
            ["户数", "产值", "税收/与上年比"],
        ),
        // Whole labels are merged downwards, and this is none.
        (
            "村名|户数|新建|改建\n||公路|水渠\n甲村|1|2|3\n乙村|4|5|6\n",
            &["A1:A2", "B1:B2"],
            ["户数", "新建/公路", "改建/水渠"],
        ),
        // One of them has two.
        (
            "村名|新建||改建\n|公路|水渠|桥梁\n甲村|1|2|3\n乙村|4|5|6\n",
            &["A1:A2"],
            ["新建/公路", "新建/水渠", "改建/桥梁"],
        ),
    ] {
        assert_eq!(behind_names(rows, merges), expected, "{rows}");
    }
}

/// Below the label that stands over all, the words come first and then their translation.
#[test]
fn the_lines_of_a_label_below_a_group_go_with_their_translation() {
    let rows = "地区|就业人员||\n||未上|小学\n||过学|\n|Employed|No|Primary\n|Persons|Schooling|School\n青山镇|100|50|33\n绿水镇|101|51|34\n";
    assert_eq!(
        behind_names(rows, &["A1:A5"]),
        [
            "就业人员EmployedPersons",
            "就业人员/未上过学NoSchooling",
            "就业人员/小学PrimarySchool"
        ]
    );
    // A group is no line of the first of its columns.
    let group = "地区|户口在本地||户数\n|小计|男|\n|Total|Male|Number\n青山镇|100|50|33\n绿水镇|101|51|34\n";
    assert_eq!(
        behind_names(group, &["A1:A3"]),
        ["户口在本地/小计Total", "户口在本地/男Male", "户数Number"]
    );
}

/// 1-8 over 小时, 48小时 over 以上: numbers over words are no figures.
#[test]
fn classes_of_sizes_are_broken_over_rows_too() {
    let rows = "单位：%\n职业|就业人员|1-8|9-19|40|48小时\n||小时|小时|小时|以上\n工人|100|50|33|25|20\n农民|101|51|34|26|21\n";
    let table = only(&sheet(rows, &["A2:A3"]));
    assert_eq!(
        paths(&table)[1..],
        ["就业人员", "1-8小时", "9-19小时", "40小时", "48小时以上"]
    );
    assert_eq!(units(&table), ["%"; 5]);
    // Figures over figures are data.
    let data = "职业|就业人员|一月|二月\n工人|1-8|40|48小时\n农民|9-19|41|50小时\n";
    assert_eq!(only(&sheet(data, &[])).rows.len(), 2);
}

/// A group merged over all of its columns but the last, where another group shows which they are.
#[test]
fn a_group_merged_one_column_short_is_over_the_last_too() {
    let rows = "年龄|人口|||未婚||\n|合计|男|女|合计|男|女\n青山镇|9|5|4|3|2|1\n绿水镇|8|4|4|2|1|1\n";
    assert_eq!(
        behind_names(rows, &["A1:A2", "B1:C1", "E1:G1"])[..3],
        ["人口/合计", "人口/男", "人口/女"]
    );
    let other = rows.replace("合计|男|女|合计", "合计|男|户数|合计");
    assert_eq!(
        behind_names(&other, &["A1:A2", "B1:C1", "E1:G1"])[..3],
        ["人口/合计", "人口/男", "户数"]
    );
}

/// 城镇 is merged down to 就业人员, and is over all that has nothing else above it.
#[test]
fn a_group_with_a_label_of_its_own_column_goes_on_to_the_right() {
    let rows = "地区|城镇||\n||农业|采矿业\n|就业人员||\n青山镇|100|50|33\n绿水镇|101|51|34\n";
    assert_eq!(
        behind_names(rows, &["A1:A3", "B1:B2"]),
        ["城镇/就业人员", "城镇/农业", "城镇/采矿业"]
    );
    // More than the whole is no part of it.
    let more = rows.replace("|33", "|133");
    assert_eq!(
        behind_names(&more, &["A1:A3", "B1:B2"]),
        ["城镇/就业人员", "城镇/农业", "采矿业"]
    );
}

//! Which columns a unit around the table is of: changes, places below a title, numbers of persons; units seldom met.

use super::found::{only, units};
use super::sheet;

fn units_of(rows: &str) -> Vec<String> {
    units(&only(&sheet(rows, &[])))
}

#[test]
fn a_change_is_in_the_unit_of_the_columns_whose_difference_it_is() {
    let rows =
        "单位：亩、吨\n乡镇|本年面积|上年面积|面积增减|本年总产\n城关镇|500|400|100|210\n柳林镇|600|650|-50|250\n";
    assert_eq!(units_of(rows), ["亩", "亩", "亩", "吨"]);
    // What is no difference may be a percentage, and one row agrees by chance.
    assert_eq!(units_of(&rows.replace("|-50|", "|-7.7|"))[2], "");
    assert_eq!(units_of(&rows.replace("|-50|", "||"))[2], "");
    // A percentage says so.
    assert_eq!(units_of(&rows.replace("面积增减", "增减%"))[2], "%");
    let grouped = "单位：亩、吨\n乡镇|面积|||产量||\n|本年|上年|增减|本年|上年|增减\n城关镇|500|400|100|9|7|2\n柳林镇|600|650|-50|8|7|1\n";
    let table = only(&sheet(grouped, &["A2:A3", "B2:D2", "E2:G2"]));
    assert_eq!(units(&table), ["亩", "亩", "亩", "吨", "吨", "吨"]);
}

#[test]
fn the_unit_of_a_title_is_of_its_townships() {
    let rows = "各乡镇财政收入分月情况（万元）\n月份|城关镇|柳林镇|合计\n1月|21.8|185.3|207.1\n2月|78.4|126.6|205\n";
    assert_eq!(units_of(rows), ["万元", "万元", "万元"]);
    for (from, to) in [
        // Other columns besides, sorts of places, and a title that says nothing of money.
        ("合计", "家庭农场"),
        ("城关镇|柳林镇", "建制镇|行政村"),
        ("财政收入", "项目建设"),
    ] {
        assert_eq!(units_of(&rows.replace(from, to)), ["", "", ""], "{to}");
    }
}

#[test]
fn the_unit_of_a_title_is_of_this_period_as_of_the_last() {
    let rows = "全社会用电量（万千瓦时）\n|本期|上年同期|增减量|增幅\n城关镇|6851|1535|5316|346.3%\n柳林镇|5124|4037|1087|26.9%\n";
    assert_eq!(units_of(rows), ["万千瓦时", "万千瓦时", "万千瓦时", ""]);
}

#[test]
fn numbers_of_persons_are_in_no_money() {
    let rows = "单位：元\n村名|户数|低保人数|本月发放|农户\n王家村|48|91|43960|5\n李家庄|90|111|66080|7\n";
    assert_eq!(units_of(rows), ["", "", "元", "元"]);
    // They are in what counts them, and may be shares.
    assert_eq!(units_of(&rows.replace("单位：元", "单位：万户"))[0], "万户");
    assert_eq!(units_of(&rows.replace("单位：元", "单位：%"))[0], "%");
}

#[test]
fn units_of_vaccines_and_of_days_are_read() {
    let rows = "乡镇|使用量（万毫升）|下拨量（万羽份）|存栏（万头/只/羽）|检验（项次）|死亡率‰|平均住院日（日）|值班（日）\n城关镇|1|2|3|4|5|6|7\n柳林镇|2|3|4|5|6|7|8\n";
    assert_eq!(
        units_of(rows),
        ["万毫升", "万羽份", "万头/只/羽", "项次", "‰", "日", ""]
    );
}

#[test]
fn places_and_rates_below_a_group_are_not_in_its_unit() {
    let rows = "乡镇|播种面积（亩）|||\n|本年|上年|位次|完成率\n城关镇|900|800|1|90%\n柳林镇|700|600|2|75%\n";
    let table = only(&sheet(rows, &["A1:A2", "B1:E1"]));
    assert_eq!(units(&table), ["亩", "亩", "", ""]);
    // What has a unit of its own keeps it, and a change may be in that of the group.
    let own = rows.replace("完成率", "完成率（%）").replace("位次", "增减");
    let table = only(&sheet(&own, &["A1:A2", "B1:E1"]));
    assert_eq!(units(&table), ["亩", "亩", "亩", "%"]);
    let rates = "乡镇|死亡率（‰）||\n|本年|上年|新生儿死亡率\n城关镇|9|8|1\n柳林镇|7|6|2\n";
    let table = only(&sheet(rates, &["A1:A2", "B1:D1"]));
    assert_eq!(units(&table), ["‰", "‰", "‰"]);
}

#[test]
fn progress_is_in_no_money() {
    let rows = "单位：亿元\n地区|预期数|完成数|进度|进度款\n合肥市|900|700|77.8|5\n淮北市|100|60|60|6\n";
    assert_eq!(units_of(rows), ["亿元", "亿元", "", "亿元"]);
}

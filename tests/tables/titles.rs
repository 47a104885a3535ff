//! Titles among the rows that tell apart rows of one name below them.

use gongwen::tables::RowKind;

use super::found::{only, row_paths as paths_of_rows};
use super::sheet;

#[test]
fn a_subtotal_below_each_title_is_called_by_both() {
    let rows = "序号|乡镇|面积（亩）\n一、平原乡镇\n1|城关镇|560\n2|柳林镇|603\n|小计|1163\n二、山区乡镇\n1|青山乡|300\n2|高坪乡|310\n|小计|610\n|总计|1773\n";
    let merges = ["A2:C2", "A6:C6"];
    assert_eq!(
        paths_of_rows(rows, &merges),
        [
            "平原乡镇",
            "城关镇",
            "柳林镇",
            "平原乡镇/小计",
            "山区乡镇",
            "青山乡",
            "高坪乡",
            "山区乡镇/小计",
            "总计"
        ]
    );
    // Twice below one title, or once above all, a name tells nothing.
    let twice = rows.replace("高坪乡", "小计");
    assert_eq!(paths_of_rows(&twice, &merges)[3], "小计");
    let above = rows.replace("总计", "小计");
    assert_eq!(paths_of_rows(&above, &merges)[3], "小计");
}

#[test]
fn sections_numbered_in_words_are_titles_where_none_has_figures() {
    let rows = "序号|项目||数量\n一|村组织情况||\n1|支委人数（人）||9\n2|其中：年龄分布（人）|35岁以下|2\n||36岁以上|7\n二|党员情况||\n3|全村党员（人）||60\n4|其中：年龄分布（人）|35岁以下|20\n||36岁以上|40\n";
    let merges = [
        "B1:C1", "B2:C2", "B3:C3", "A4:A5", "B4:B5", "B6:C6", "B7:C7", "A8:A9", "B8:B9",
    ];
    let found = paths_of_rows(rows, &merges);
    assert_eq!(found[2], "村组织情况/年龄分布/35岁以下");
    assert_eq!(found[7], "党员情况/年龄分布/36岁以上");
    assert_eq!(found[5], "全村党员");
    // With figures they are rows.
    let filled = rows.replace("二|党员情况||", "二|党员情况||60");
    let table = only(&sheet(&filled, &merges));
    assert!(table.rows.iter().all(|row| row.kind != RowKind::Heading));
}

#[test]
fn titles_are_told_by_their_numbering() {
    let rows = "编号|填表项目|数量\n|一、责任落实|\n101|（一）调研次数|5\n102|（二）会议次数|6\n|二、家庭情况|\n201|（一）成员人数|7\n202|（二）劳动力|8\n";
    let kinds = |rows: &str| -> Vec<RowKind> { only(&sheet(rows, &[])).rows.iter().map(|row| row.kind).collect() };
    let titles = |rows: &str| kinds(rows).iter().filter(|kind| **kind == RowKind::Heading).count();
    assert_eq!(titles(rows), 2);
    assert_eq!(titles(&rows.replace("二、家庭情况|", "二、家庭情况|15")), 0);
}

#[test]
fn a_band_over_all_columns_is_a_title_unless_it_is_a_township() {
    let rows = "乡镇|本期|上年同期\n沿河乡镇\n云台镇|5|4\n河口镇|6|5\n小计|11|9\n其他\n石桥镇|1|2\n小计|1|2\n";
    let kinds = |rows: &str, merges: &[&str]| -> Vec<RowKind> {
        let table = only(&sheet(rows, merges));
        table.rows.iter().map(|row| row.kind).collect()
    };
    let merges = ["A2:C2", "A6:C6"];
    let found = kinds(rows, &merges);
    assert_eq!((found[0], found[4]), (RowKind::Heading, RowKind::Heading));
    assert_eq!(paths_of_rows(rows, &merges)[3], "沿河乡镇/小计");
    // A township that has not reported, a band over some columns only, and one with nothing below it.
    assert_eq!(kinds(&rows.replace("沿河乡镇", "沿河镇"), &merges)[0], RowKind::Data);
    assert_eq!(
        kinds(&rows.replace("沿河乡镇", "沿河镇未报"), &merges)[0],
        RowKind::Data
    );
    assert_eq!(kinds(rows, &["A2:B2", "A6:C6"])[0], RowKind::Data);
    assert_eq!(
        kinds("乡镇|本期|上年同期\n云台镇|5|4\n其他\n", &["A3:C3"])[1],
        RowKind::Data
    );
}

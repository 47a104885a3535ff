//! Rows that name the rows below them, rows without names, and names broken over rows.

use gongwen::tables::RowKind;

use super::found::{names, only, tables_of};
use super::sheet;

fn paths_of_rows(rows: &str) -> Vec<String> {
    let table = only(&sheet(rows, &[]));
    let rows = 0..table.rows.len();
    rows.map(|row| table.grouped_path(row).join("/")).collect()
}

#[test]
fn a_row_with_figures_names_the_rows_that_come_again_below_each() {
    let rows = "年龄|就业人员|雇员\n总计|9|8\n16-19|1|2\n20-24|3|4\n男|5|6\n16-19|7|8\n20-24|9|1\n女|2|3\n16-19|4|5\n20-24|6|7\n";
    assert_eq!(
        paths_of_rows(rows),
        [
            "总计",
            "总计/16-19",
            "总计/20-24",
            "男",
            "男/16-19",
            "男/20-24",
            "女",
            "女/16-19",
            "女/20-24"
        ]
    );
    // They stay of the sort that they are.
    let table = only(&sheet(rows, &[]));
    let kinds: Vec<RowKind> = table.rows.iter().map(|row| row.kind).collect();
    assert_eq!((kinds[0], &kinds[1..]), (RowKind::Total, &[RowKind::Data; 8][..]));
    let times = "乡镇|收入\n青山镇|5\n去年|4\n前年|3\n绿水镇|6\n去年|5\n前年|4\n";
    assert_eq!(
        paths_of_rows(times)[..4],
        ["青山镇", "青山镇/去年", "青山镇/前年", "绿水镇"]
    );
}

#[test]
fn rows_that_do_not_come_again_in_one_order_are_named_alone() {
    for rows in [
        // Another order, one more, no name above the first, and a name that no such row has.
        "年龄|人数\n男|5\n甲类|1\n乙类|3\n女|5\n乙类|7\n甲类|9\n",
        "年龄|人数\n男|5\n甲类|1\n乙类|3\n女|5\n甲类|7\n乙类|9\n丙类|1\n",
        "年龄|人数\n甲类|1\n乙类|3\n女|5\n甲类|7\n乙类|9\n",
        "村名|人数\n甲村|5\n东组|1\n乙村|5\n东组|7\n",
        "村名|人数\n甲村|5\n乙村|1\n丙村|5\n丁村|7\n",
    ] {
        let table = only(&sheet(rows, &[]));
        assert!(table.rows.iter().all(|row| row.groups.is_empty()), "{rows}");
    }
}

#[test]
fn a_row_of_noughts_without_a_name_keeps_no_numbers_from_naming_rows() {
    let rows = "年龄|妇女人数|出生人数|一孩|二孩\n总计|15|4|2|1\n|||0|0\n15-19|7|3|2|1\n15|3|2|1|1\n16|4|1|1|0\n";
    assert_eq!(names(&only(&sheet(rows, &[]))), ["总计", "", "15-19", "15", "16"]);
    // With figures it may be anything.
    assert_eq!(tables_of(&sheet(&rows.replace("|||0|0", "|||5|0"), &[])), []);
}

#[test]
fn the_second_line_of_a_long_name_is_joined_where_every_other_row_has_figures() {
    let rows = "行业|2021|2022\n制造业|1|2\n信息传输、软件和信息技术|3|4\n　服务业||\n金融业|5|6\n水利、环境和公共设施|7|8\n　管理业||\n";
    assert_eq!(
        names(&only(&sheet(rows, &[]))),
        [
            "制造业",
            "信息传输、软件和信息技术服务业",
            "金融业",
            "水利、环境和公共设施管理业"
        ]
    );
    for (from, to) in [
        // Another row has no figures; a place has none; a part of the row above has some; the name above is short.
        ("金融业|5|6", "金融业||"),
        ("　服务业", "　上河村"),
        ("　管理业||", "　管理业|1|2"),
        ("信息传输、软件和信息技术", "商业"),
    ] {
        let table = only(&sheet(&rows.replace(from, to), &[]));
        assert_eq!(table.rows.len(), 6, "{to}");
    }
}

//! Bands over heads and tables: times that tell tables apart, numbers over groups, names of rows below groups; single rows.

use super::found::{names, only, paths, tables_of, units};
use super::sheet;

const STACKED: &str = "三公经费表\n|||单位：万元\n2023年预算数\n合计|公务用车||公务接待费\n|购置费|运行费|\n61.2|7.1|9.3|44.8\n\n2022年决算数\n合计|公务用车||公务接待费\n|购置费|运行费|\n68.3|8.4|6.9|53\n";
const MERGES: [&str; 9] = [
    "A1:D1", "A3:D3", "A4:A5", "B4:C4", "D4:D5", "A8:D8", "A9:A10", "B9:C9", "D9:D10",
];

#[test]
fn times_in_bands_tell_tables_apart_that_nothing_else_does() {
    let found = tables_of(&sheet(STACKED, &MERGES));
    assert_eq!(found.len(), 2);
    assert_eq!(
        paths(&found[0])[..2],
        ["2023年预算数/合计", "2023年预算数/公务用车/购置费"]
    );
    assert_eq!(paths(&found[1])[3..], ["2022年决算数/公务接待费"]);
    // A title is no band, nor is what rows of different names tell apart.
    let titles = STACKED.replace("年预算数", "年预算表").replace("年决算数", "年决算表");
    assert_eq!(paths(&tables_of(&sheet(&titles, &MERGES))[0])[0], "合计");
    let named = "单位：万元\n2023年预算数\n乡镇|收入|支出\n青山镇|5|6\n\n2022年决算数\n乡镇|收入|支出\n绿水镇|7|8\n";
    let found = tables_of(&sheet(named, &["A2:C2", "A6:C6"]));
    assert_eq!(paths(&found[0]), ["乡镇", "收入", "支出"]);
}

#[test]
fn the_line_over_a_table_speaks_of_the_next_one_with_the_same_head() {
    assert_eq!(units(&tables_of(&sheet(STACKED, &MERGES))[1]), ["万元"; 3]);
    // A note in its foot says nothing above it.
    let noted = format!("{STACKED}注：公务接待费以万元计\n");
    assert_eq!(units(&tables_of(&sheet(&noted, &MERGES))[1]), ["万元"; 3]);
    // It has its own, or another head.
    let own = STACKED.replace("2022年决算数", "2022年决算数（单位：元）");
    assert_eq!(units(&tables_of(&sheet(&own, &MERGES))[1]), ["元"; 3]);
    let other =
        "单位：万元\n乡镇|收入|支出\n青山镇|5|6\n绿水镇|7|8\n\n户数情况\n乡镇|户数|农户\n青山镇|5|6\n绿水镇|7|8\n";
    assert_eq!(units(&tables_of(&sheet(other, &["A6:C6"]))[1]), ["", ""]);
}

#[test]
fn a_number_merged_over_labels_is_one() {
    let rows = "帮扶资金统计\n帮扶单位|贫困村|4\n||规划资金（元）|已投入资金|\n|||到户（元）|到村（元）\n市科技局|前进村|6401|15340|78196\n市水利局|东风村|5401|14340|68196\n";
    let merges = ["A1:E1", "A2:A4", "B2:B4", "C2:E2", "C3:C4", "D3:E3"];
    let table = only(&sheet(rows, &merges));
    assert_eq!(
        paths(&table),
        [
            "帮扶单位",
            "贫困村",
            "4/规划资金",
            "4/已投入资金/到户",
            "4/已投入资金/到村"
        ]
    );
    // Over figures it is one, whatever else is merged.
    let data = "乡镇|本年|上年\n青山镇|4|\n|3|2\n绿水镇|5|6\n";
    let table = only(&sheet(data, &["A2:A3", "B2:C2"]));
    assert_eq!(table.header_rows, (0, 0));
}

#[test]
fn the_rows_may_be_named_below_the_groups() {
    let rows = "畜禽存栏月报表\n|当月存栏数量(万头)||当月应免数量(万头)|\n畜种|猪|牛|猪|牛\n数量|84.2|34.3|60.7|20.1\n";
    let table = only(&sheet(rows, &["A1:E1", "B2:C2", "D2:E2"]));
    assert_eq!(
        paths(&table),
        [
            "畜种",
            "当月存栏数量/猪",
            "当月存栏数量/牛",
            "当月应免数量/猪",
            "当月应免数量/牛"
        ]
    );
    assert_eq!((names(&table), units(&table)), (vec!["数量"], vec!["万头".into(); 4]));
    // Words below which no figures stand are of a row.
    let words = rows.replace("数量|84.2|34.3|60.7|20.1", "数量|84.2|34.3|60.7|少");
    let table = only(&sheet(&words, &["A1:E1", "B2:C2", "D2:E2"]));
    assert_eq!(names(&table), ["畜种", "数量"]);
}

#[test]
fn a_figure_of_the_only_row_is_not_its_name() {
    let rows = "人口（人）||耕地（亩）|\n总人口|劳动力|水田|旱地\n5597|1506|7955|8415\n";
    let table = only(&sheet(rows, &["A1:B1", "C1:D1"]));
    assert_eq!((table.stub, names(&table)), (None, vec![""]));
    assert_eq!(units(&table), ["人", "亩", "亩"]);
    // What tells of a time or by its code names it, and so do numbers of several rows.
    for head in ["年份|劳动力", "村代码|劳动力"] {
        assert_eq!(
            names(&only(&sheet(&format!("{head}|水田\n12|1506|7955\n"), &[]))),
            ["12"],
            "{head}"
        );
    }
    let several = "总人口|劳动力|水田|旱地\n5597|1506|7955|8415\n5598|1507|7956|8416\n";
    assert_eq!(names(&only(&sheet(several, &[]))), ["5597", "5598"]);
}

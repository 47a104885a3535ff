//! Figures of rows that share their name with others or have none.

use super::silent::{sum, taken};

const GROUPED: &str = "\n序号|乡镇|面积（亩）\n|一、平原乡镇|\n1|城关镇|560\n2|柳林镇|603\n|小计|1163\n|二、山区乡镇|\n1|青山乡|300\n2|高坪乡|310\n|小计|610\n|总计|1773\n";

#[test]
fn a_subtotal_is_taken_by_its_title() {
    let row = |row: &str| taken(GROUPED, &format!("column = '面积'\nrow = '{row}'\nunit = '亩'"));
    assert_eq!(row("平原乡镇/小计"), "1163 亩");
    assert_eq!(row("山区乡镇/小计"), "610 亩");
    assert_eq!(row("合计"), "1773 亩");
    assert_eq!(row("城关镇"), "560 亩");
    // Of two nobody knows which is meant.
    assert!(row("小计").contains("E-AMBIGUOUS"), "{}", row("小计"));
    assert_eq!(sum(GROUPED, "面积", "亩"), "1773 亩");
}

#[test]
fn the_only_row_of_a_table_needs_no_name() {
    let rows = "\n总人口（人）|劳动力（人）|水田（亩）\n5597|1506|7955\n";
    assert_eq!(sum(rows, "总人口", "人"), "5597 人");
    assert_eq!(sum(rows, "水田", "亩"), "7955 亩");
}

#[test]
fn times_in_bands_tell_which_table_is_meant() {
    let rows = "\n三公经费表||\n||单位：万元\n2023年预算数||\n合计|公务用车|公务接待费\n61.2|7.1|9.3\n\n2022年决算数||\n合计|公务用车|公务接待费\n68.3|8.4|6.9\n";
    let column = |column: &str| {
        let settings = format!("column = '{column}'\naggregate = 'sum'\nunit = '万元'");
        super::silent::merged(rows, &["A3:C3", "A7:C7"], &settings)
    };
    assert_eq!(column("2023年预算数/公务用车"), "7.1 万元");
    assert_eq!(column("2022年决算数/公务用车"), "8.4 万元");
}

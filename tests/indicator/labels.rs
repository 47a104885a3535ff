//! Labels that a sheet or the configuration parts and the other has whole, and rows that name the rows below them.

use super::silent::taken;

#[test]
fn a_path_answers_whether_a_label_is_parted_or_whole() {
    let parted = "\n村名|户数|新建|改建\n|合计|公路|水渠\n甲村|1|2|3\n乙村|4|5|6\n";
    let of = |rows: &str, column: &str| taken(rows, &format!("column = '{column}'\nrow = '乙村'\nunit = '条'"));
    assert_eq!(of(parted, "新建/公路"), "5 条");
    assert_eq!(of(parted, "新建公路"), "5 条");
    let whole = "\n村名|新建公路|改建水渠\n甲村|2|3\n乙村|5|6\n";
    assert_eq!(of(whole, "新建/公路"), "5 条");
    assert!(of(whole, "公路").contains("E-NO-COLUMN"));
    // What is called so is meant, wherever it stands.
    let both = "\n村名|新建公路|新建\n||公路\n甲村|2|3\n乙村|5|6\n";
    assert_eq!(of(both, "新建公路"), "5 条");
    let two = format!("{whole}\n\n{}", parted.trim_start());
    assert_eq!(of(&two, "新建公路"), "5 条");
}

#[test]
fn a_row_below_a_row_that_names_it_is_called_by_both() {
    let rows = "\n就业人员构成||\n单位：%||\n年龄|就业人员|雇员\n总计|9|8\n16-19|1|2\n20-24|3|4\n男|5|6\n16-19|7|8\n20-24|9|1\n女|2|3\n16-19|4|5\n20-24|6|7\n";
    let of = |row: &str| taken(rows, &format!("column = '就业人员'\nrow = '{row}'\nunit = '%'"));
    assert_eq!((of("男").as_str(), of("男/16-19").as_str()), ("5 %", "7 %"));
    assert_eq!((of("总计").as_str(), of("总计/20-24").as_str()), ("9 %", "3 %"));
    assert!(of("16-19").contains("E-AMBIGUOUS"), "{}", of("16-19"));
}

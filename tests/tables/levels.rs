//! Rows that two or more columns name: places over their years, their items or their projects.

use gongwen::place::CellRef;
use gongwen::tables::{self, RowKind};

use super::found::{only, row_paths as names};
use super::sheet;

#[test]
fn a_second_column_of_names_tells_apart_what_the_first_covers() {
    let years = "乡镇|年度|收入\n青山镇|本年|5\n|上年|6\n绿水镇|本年|7\n|上年|8\n";
    let expected = ["青山镇/本年", "青山镇/上年", "绿水镇/本年", "绿水镇/上年"];
    assert_eq!(names(years, &["A2:A3", "A4:A5"]), expected);
    let repeated = "乡镇|年度|收入\n青山镇|本年|5\n青山镇|上年|6\n绿水镇|本年|7\n绿水镇|上年|8\n";
    assert_eq!(names(repeated, &[]), expected);
    let unnamed = "|年度|收入\n青山镇|本年|5\n|上年|6\n绿水镇|本年|7\n|上年|8\n";
    assert_eq!(names(unnamed, &["A2:A3", "A4:A5"]), expected);
    let projects = "乡镇|序号|项目名称|投资\n青山镇|1|水渠|5\n|2|公路|6\n|小计||11\n绿水镇|3|水渠|7\n合计|||18\n";
    assert_eq!(
        names(projects, &["A2:A4", "B4:C4", "A6:C6"]),
        ["青山镇/水渠", "青山镇/公路", "青山镇/小计", "绿水镇/水渠", "合计"]
    );
}

#[test]
fn names_may_stand_on_three_levels() {
    let rows = "|||自然人|总计\n一、新收申请|||5|6\n二、办理结果|（一）予以公开||7|8\n|（二）不予公开|1.国家秘密|9|1\n||2.其他|2|3\n|（三）总计||4|5\n三、结转|||6|7\n";
    assert_eq!(
        names(rows, &["A2:C2", "A3:A6", "B3:C3", "B4:B5", "B6:C6", "A7:C7"]),
        [
            "新收申请",
            "办理结果/予以公开",
            "办理结果/不予公开/国家秘密",
            "办理结果/不予公开/其他",
            "办理结果/总计",
            "结转"
        ]
    );
}

/// What stands below 总计 is of all rows, 上年 and 增减% are of no sum; % is the row's own unit.
#[test]
fn rows_below_another_name_are_sorted_by_both() {
    let rows = "单位：万元||\n项目|商场|销售\n总计|总计|5\n|百货|6\n超市|合计|7\n|区县|8\n";
    let table = only(&sheet(rows, &["A3:A4", "A5:A6"]));
    let kinds: Vec<RowKind> = table.rows.iter().map(|row| row.kind).collect();
    assert_eq!(kinds, [RowKind::Total, RowKind::Total, RowKind::Total, RowKind::Data]);
    let rows = "单位：万元||\n乡镇|年度|收入\n青山镇|本年|5\n青山镇|上年|6\n青山镇|增减%|7\n绿水镇|本年|7\n绿水镇|上年|8\n绿水镇|增减%|9\n";
    let table = only(&sheet(rows, &["A1:C1"]));
    let kinds: Vec<RowKind> = table.rows.iter().map(|row| row.kind).collect();
    assert_eq!(kinds[..3], [RowKind::Data, RowKind::Mean, RowKind::Mean]);
    let stated = |row: usize| table.stated_unit(row, 2).map(|found| found.unit.to_string());
    assert_eq!((stated(0).as_deref(), stated(2).as_deref()), (Some("万元"), Some("%")));
}

/// A remark, a unit, a code, a person and a sort that comes again are no names of rows, nor is what tells two rows of many apart.
#[test]
fn other_columns_of_words_name_no_rows() {
    for (head, one, other) in [
        ("备注", "含社区", "不含社区"),
        ("单位", "亩", "吨"),
        ("户主", "张某", "李某"),
        ("负责人", "张某", "李某"),
        ("类型", "种植", "种植"),
    ] {
        let rows = format!("乡镇|{head}|面积\n青山镇|{one}|5\n青山镇|{other}|6\n绿水镇|{one}|7\n绿水镇|{other}|8\n");
        let table = only(&sheet(&rows, &[]));
        assert_eq!(table.rows[0].label_at, CellRef::new(1, 0), "{head}");
    }
    let rows = "村|支书|户数\n东山村|张某|5\n东山村|李某|6\n南坪村|王某|7\n北坪村|赵某|8\n";
    assert_eq!(names(rows, &[])[0], "东山村");
}

/// What is measured once more on the next row, without a name, is called by its unit below the name.
#[test]
fn a_second_measure_of_a_thing_is_called_by_its_unit() {
    let rows = "指标名称|计量单位|代码|数量\n一、机械|||\n拖拉机|台|6|5\n|千瓦|7|8\n水泵|台|8|2\n|台|9|3\n";
    assert_eq!(names(rows, &[]), ["机械", "拖拉机", "拖拉机/千瓦", "水泵"]);
    let table = only(&sheet(rows, &[]));
    let unit = table.stated_unit(2, 3).map(|found| found.unit.to_string());
    assert_eq!((unit.as_deref(), table.data_rows().count()), (Some("千瓦"), 2));
    // A blank row between, or a unit of nothing named, is of nobody.
    let apart = "指标名称|计量单位|代码|数量\n拖拉机|台|6|5\n\n|千瓦|7|8\n";
    assert_eq!(names(apart, &[]), ["拖拉机"]);
}

/// Rows named by codes alone are, whatever titles stand among them.
#[test]
fn codes_below_two_titles_name_the_rows() {
    let rows = "指标代码|指标名称|单位|201803\n八、铁塔|||\n1、铁塔|||\nMV01|||5\nMV02|||7\n";
    assert_eq!(names(rows, &[])[2..], ["MV01", "MV02"]);
    // One that comes twice among many takes no name from the others.
    let many: String = (10..40).map(|code| format!("MV{code}|||5\n")).collect();
    let twice = format!("指标代码|指标名称|单位|201803\n{many}MV39|||7\n");
    assert_eq!(names(&twice, &[]).len(), 31);
    // Codes that come again name none.
    let again = "指标代码|指标名称|单位|201803\n八、铁塔|||\nMV01|||5\nMV01|||7\n";
    assert_eq!(tables::find(&sheet(again, &[]).sheets[0]), []);
}

/// A list of words behind blank rows is none of the table; a row that waits for its figures is.
#[test]
fn words_behind_blank_rows_are_no_rows() {
    let table = "指标|计量单位|代码|现价\n总产值|万元|1|5\n其中：小麦|万元|2|3\n";
    assert_eq!(
        names(&format!("{table}\n\n\n计算目录\n\n\n总产值\n1、小麦\n"), &[]).len(),
        2
    );
    assert_eq!(names(&format!("{table}\n稻谷\n"), &[]).len(), 3);
    assert_eq!(names(&format!("{table}\n\n\n稻谷|万元|3|\n"), &[]).len(), 3);
    assert_eq!(names(&format!("{table}\n\n\n稻谷\n\n玉米|万元|4|7\n"), &[]).len(), 4);
}

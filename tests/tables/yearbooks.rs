//! Tables of yearbooks in two languages and of published budgets: heads set apart by blank rows, halves, groups and notes.

use gongwen::tables::ColumnRole;

use super::found::{names, only, paths, tables_of, units};
use super::sheet;

#[test]
fn halves_are_told_by_their_names_where_these_are_called_otherwise() {
    let grouped = "收支总表\n单位：万元\n收入||支出\n项目|预算数|项目（按功能分类）|预算数\n一、拨款|1|一、教育|2\n二、事业|3|二、农林|4\n";
    let alone = "收支总表\n单位：万元\n收入项目|预算数|支出项目|预算数\n一、拨款|1|一、教育|2\n二、事业|3|二、农林|4\n";
    for (rows, merges, of_halves) in [
        (
            grouped,
            &["A3:B3", "C3:D3"][..],
            [["收入/项目", "收入/预算数"], ["支出/项目(按功能分类)", "支出/预算数"]],
        ),
        (alone, &[], [["收入项目", "预算数"], ["支出项目", "预算数"]]),
    ] {
        let tables = tables_of(&sheet(rows, merges));
        let found: Vec<_> = tables.iter().map(paths).collect();
        assert_eq!(found, of_halves);
        assert!(tables.iter().all(|table| units(table) == ["万元"]));
        assert_eq!(names(&tables[1]), ["教育", "农林"]);
    }
    // A kind of each project is no name of another.
    let one = only(&sheet(
        "项目名称|金额|建设内容|金额\n渠道|1|新建|2\n道路|3|改建|4\n",
        &[],
    ));
    assert_eq!(one.columns.len(), 4);
}

/// 收入 and 支出 need not have the same columns: the names of the one are none of the other.
#[test]
fn the_sides_of_an_account_are_two_tables_whatever_their_columns() {
    let account = "拨款总表\n|||||单位：万元\n收入项目|金额|支出项目|合计|预算|基金\n一、拨款|1|一、教育|2|2|0\n二、事业|3|二、农林|4|3|1\n";
    let grouped = "拨款总表\n|||||单位：万元\n收入||支出\n项目|金额|项目|合计|预算|基金\n一、拨款|1|一、教育|2|2|0\n二、事业|3|二、农林|4|3|1\n";
    let balance = "资产负债表\n|||||单位：万元\n资产|期末|年初|负债和净资产|期末|年初\n货币资金|1|2|应付账款|3|4\n存货|1|2|累计盈余|3|4\n";
    for (rows, merges, column) in [
        (account, &[][..], "金额"),
        (grouped, &["A3:B3", "C3:F3"], "收入/金额"),
        (balance, &[], "期末"),
    ] {
        let tables = tables_of(&sheet(rows, merges));
        assert_eq!(tables.len(), 2, "{rows}");
        assert_eq!(paths(&tables[0])[1], column);
        assert!(
            tables
                .iter()
                .all(|table| !units(table).is_empty() && units(table).iter().all(|unit| unit == "万元")),
            "{rows}"
        );
        assert_ne!(names(&tables[0]), names(&tables[1]));
    }
    // Two columns of one table of places.
    let one = only(&sheet("乡镇|收入|支出\n青山镇|1|2\n绿水镇|3|4\n", &[]));
    assert_eq!(paths(&one), ["乡镇", "收入", "支出"]);
}

/// 二、羊 and 单位：只 in one row.
#[test]
fn a_caption_with_its_unit_beside_it_begins_the_next_table() {
    let half = |caption: &str, unit: &str| {
        format!("{caption}|||单位：{unit}\n乡镇|存栏||出栏\n|本年|上年|本年\n青山镇|1|2|3\n绿水镇|4|5|6\n")
    };
    let merges = |row: u32| {
        [
            format!("A{}:A{}", row + 1, row + 2),
            format!("B{}:C{}", row + 1, row + 1),
        ]
    };
    for gap in ["", "\n"] {
        let second = 7 + gap.len() as u32;
        let rows = format!("牛羊\n{}{gap}{}", half("一、牛", "头"), half("二、羊", "只"));
        let merged: Vec<String> = [merges(2), merges(second)].concat();
        let merged: Vec<&str> = merged.iter().map(String::as_str).collect();
        let tables = tables_of(&sheet(&rows, &merged));
        let found: Vec<_> = tables.iter().map(|table| (names(table).len(), units(table))).collect();
        let of = |unit: &str| (2, vec![unit.to_owned(); found[0].1.len()]);
        assert_eq!(found, [of("头"), of("只")], "{rows}");
    }
}

#[test]
fn a_unit_over_the_right_half_is_of_both() {
    let rows = "收支总表\n|||单位：万元\n收入||支出\n项目|预算数|项目（按功能分类）|预算数\n一、拨款|1|一、教育|2\n二、事业|3|二、农林|4\n";
    let tables = tables_of(&sheet(rows, &["A3:B3", "C3:D3"]));
    assert!(tables.iter().all(|table| units(table) == ["万元"]), "{tables:#?}");
}

#[test]
fn groups_over_tables_side_by_side_are_of_their_paths() {
    let rows = "固定资产投资|||税收收入\n乡镇|增速（%）|位次|乡镇|增速（%）|位次\n青山镇|9|1|绿水镇|8|1\n绿水镇|7|2|青山镇|6|2\n";
    let tables = tables_of(&sheet(&format!("增速排位\n\n{rows}"), &["A3:C3", "D3:F3"]));
    let found: Vec<_> = tables.iter().map(|table| paths(table)[1].clone()).collect();
    assert_eq!(found, ["固定资产投资/增速", "税收收入/增速"]);
    assert_eq!(tables[0].title.as_deref(), Some("增速排位"));
    // Without a title above they are the titles.
    let tables = tables_of(&sheet(rows, &["A1:C1", "D1:F1"]));
    assert_eq!(tables[1].title.as_deref(), Some("税收收入"));
}

#[test]
fn a_blank_row_below_a_head_of_several_rows_is_passed_whatever_names_the_rows() {
    for name in [
        "年龄",
        "年份",
        "国家",
        "乡镇名称",
        "乡(镇)",
        "镇乡",
        "街道",
        "行政区划",
        "",
    ] {
        let rows = format!("人口构成\n\n{name}|总人口|||户数\n||男|女|\n\n甲|107|53|54|7\n乙|114|56|58|8\n");
        let table = only(&sheet(&rows, &["A3:A4", "E3:E4"]));
        assert_eq!(table.header_rows, (2, 3), "{name}");
        // Without a name of the rows nothing shows how deep their labels are drawn.
        let parts = if name.is_empty() {
            ["男", "女"]
        } else {
            ["总人口/男", "总人口/女"]
        };
        assert_eq!(paths(&table)[2..4], parts, "{name}");
        assert_eq!(names(&table), ["甲", "乙"], "{name}");
    }
}

#[test]
fn two_blank_rows_or_one_that_is_only_merged_set_figures_apart() {
    let two = only(&sheet("年份|出生|死亡\n\n\n2010|1.4|1.2\n2020|2.6|2.2\n", &[]));
    assert_eq!(names(&two), ["2010", "2020"]);
    let rows = "国家|预期寿命||生育率\n|||\n|||Rate\n|男|女|\n\n甲国|73|79|1.7\n乙国|82|88|1.3\n";
    let merged = only(&sheet(rows, &["A1:A4", "B1:C3", "D1:D2"]));
    assert_eq!(paths(&merged), ["国家", "预期寿命/男", "预期寿命/女", "生育率Rate"]);
    // Three are as good as another place.
    let apart = sheet("年份|出生|死亡\n\n\n\n2010|1.4|1.2\n2020|2.6|2.2\n", &[]);
    assert_eq!(tables_of(&apart), []);
}

#[test]
fn a_head_goes_as_far_down_as_the_name_of_its_rows_is_merged() {
    let english: String = (0..7).map(|line| format!("||Word{line}|Line{line}\n")).collect();
    let rows = format!("地区|Region|农业|制造业\n||牧业|\n{english}\n甲省|Jia|1|2\n乙省|Yi|2|3\n");
    let table = only(&sheet(&rows, &["A1:A9", "B1:B9"]));
    assert_eq!(table.header_rows, (0, 8));
    assert_eq!(names(&table), ["甲省", "乙省"]);
    // Where the first label of the next column is in another language, what stands lower at its right is none of its parts.
    let rows = "地区|Region||农业\n||合计|\n||Total|\n甲省|Jia|1|2\n乙省|Yi|2|3\n";
    let table = only(&sheet(rows, &["A1:A3", "B1:B3", "D1:D3"]));
    assert_eq!(paths(&table)[2], "合计Total");
}

#[test]
fn a_title_among_the_rows_with_its_translation_begins_no_table() {
    for gap in ["", "\n"] {
        let rows =
            format!("国家|Country|2020|2021\n\n世界|Total|9|9\n{gap}亚洲|Asia\n中国|China|1|2\n日本|Japan|2|3\n");
        assert_eq!(names(&only(&sheet(&rows, &[]))), ["世界", "亚洲", "中国", "日本"]);
    }
    let first = only(&sheet(
        "行业|Sector|2020|2021\n\n名义指数|Nominal Index\n制造|Making|1|2\n运输|Transport|2|3\n",
        &[],
    ));
    assert_eq!(names(&first), ["名义指数", "制造", "运输"]);
    // Labels over the figures are a head.
    let another = tables_of(&sheet(
        "国家|Country|2020\n世界|Total|9\n\n亚洲|Asia|人口\n中国|China|1\n日本|Japan|2\n",
        &[],
    ));
    assert_eq!(another.len(), 2);
}

#[test]
fn a_size_among_classes_of_sizes_is_a_label() {
    let grouped = "乡镇|规模户数|||\n|合计|50亩|100亩|200亩以上\n青山镇|1|2|3|4\n绿水镇|5|6|7|8\n";
    let table = only(&sheet(grouped, &["A1:A2", "B1:E1"]));
    assert_eq!(
        paths(&table)[2..],
        ["规模户数/50亩", "规模户数/100亩", "规模户数/200亩以上"]
    );
    let alone = only(&sheet(
        "乡镇|合计|30-50亩|50亩|50亩以上\n青山镇|1|2|3|4\n绿水镇|5|6|7|8\n",
        &[],
    ));
    assert_eq!(paths(&alone)[2..], ["30-50亩", "50亩", "50亩以上"]);
    let between = only(&sheet("年龄|20-39|40|41-48\n甲组|1|2|3\n乙组|5|6|7\n", &[]));
    assert_eq!(paths(&between), ["年龄", "20-39", "40", "41-48"]);
    // Among rows of such texts it is a figure.
    let figures = only(&sheet(
        "乡镇|水田|旱地\n青山镇|50亩|200亩以上\n绿水镇|60亩|300亩以上\n",
        &[],
    ));
    assert_eq!(names(&figures), ["青山镇", "绿水镇"]);
}

#[test]
fn a_label_beside_a_blank_below_another_label_is_no_part_of_its_neighbour() {
    let rows = "年龄|城镇||\n||20-39小时|40小时\n||20-39|\n|||\n|||Hours\n甲组|100|11.4|20.7\n乙组|100|11.5|10.4\n";
    let table = only(&sheet(rows, &["A1:A5", "C3:C4"]));
    assert_eq!(paths(&table)[3], "城镇/40小时Hours");
}

#[test]
fn a_table_without_a_column_of_names_loses_none_of_its_figures() {
    let rows = "三公经费表\n单位：万元\n2022年预算数||2023年预算数|\n合计|公务接待费|合计|公务接待费\n12.5|3|4|13\n";
    let table = only(&sheet(rows, &["A3:B3", "C3:D3"]));
    assert_eq!(paths(&table)[0], "2022年预算数/合计");
    assert!(
        table
            .columns
            .iter()
            .all(|column| column.role == ColumnRole::Data && column.unit.is_some())
    );
    assert_eq!(names(&table), [""]);
    // Years still name theirs.
    let years = only(&sheet("年份|合计|城镇\n2022|5|6\n2023|7|8\n", &[]));
    assert_eq!(names(&years), ["2022", "2023"]);
}

#[test]
fn the_unit_below_the_label_of_a_group_is_of_all_its_columns() {
    let rows = "乡镇|户数||人口数||\n|(户)|家庭户|(人)|男|性别比\n甲镇|10|9|30|15|104\n乙镇|20|18|60|31|103\n";
    let table = only(&sheet(rows, &["A1:A2"]));
    assert_eq!(units(&table), ["户", "户", "人", "人", ""]);
}

#[test]
fn the_levels_of_a_code_are_no_figures() {
    let rows = "支出表\n|||单位：万元\n科目编码||科目名称|合计\n类|款||\n208||社会保障|10\n208|05|养老|10\n";
    let table = only(&sheet(rows, &["A3:B3", "C3:C4", "D3:D4"]));
    let roles: Vec<_> = table.columns.iter().map(|column| column.role).collect();
    assert_eq!(
        roles,
        [
            ColumnRole::Sequence,
            ColumnRole::Sequence,
            ColumnRole::Stub,
            ColumnRole::Data
        ]
    );
    assert_eq!(units(&table), ["", "", "万元"]);
}

#[test]
fn a_unit_holds_but_for_what_says_another() {
    for (line, unit) in [
        ("单位：万人，另有注明除外", "万人"),
        ("单位：万人（除另有注明外）", "万人"),
        ("单位：万人，户", ""),
    ] {
        let table = only(&sheet(
            &format!("就业\n{line}\n收入|2021|2022\n低|8.6|8.5\n高|3.4|3.2\n"),
            &[],
        ));
        assert_eq!(units(&table), [unit, unit], "{line}");
    }
}

#[test]
fn a_source_and_a_last_line_are_of_the_foot() {
    for foot in ["资源来源：统计网站。", "Source: Statistics", "更多数据，请见：统计网"] {
        let table = only(&sheet(&format!("项目|2020|2021\n甲|1|2\n乙|2|3\n\n{foot}\n"), &[]));
        assert_eq!(names(&table), ["甲", "乙"], "{foot}");
    }
    // Where rows follow it may be one.
    let table = only(&sheet("项目|2020|2021\n甲|1|2\n\n按来源：内资\n乙|2|3\n", &[]));
    assert_eq!(names(&table).last(), Some(&"乙"));
}

#[test]
fn the_name_of_the_rows_may_stand_in_several_cells_of_the_head() {
    let rows = "年龄|人口数（人）||占比（%）|\nAge|合计|男|合计|男\n甲|10|5|4.3|2.1\n乙|20|9|5.3|2.2\n";
    let table = only(&sheet(rows, &["B1:C1", "D1:E1"]));
    assert_eq!(paths(&table)[1..], ["人口数/合计", "人口数/男", "占比/合计", "占比/男"]);
    assert_eq!(units(&table), ["人", "人", "%", "%"]);
    let rows = "|总指数|食品|居住\n年份|General|Food|Housing\n\n2011|91.2|92.2|93.3\n2012|92.2|93.2|94.3\n";
    let table = only(&sheet(rows, &[]));
    assert_eq!(paths(&table), ["年份", "总指数General", "食品Food", "居住Housing"]);
    let remarked = only(&sheet(&format!("(2021年=100)|||(year of 2021=100)\n{rows}"), &[]));
    assert_eq!(paths(&remarked), paths(&table));
}

#[test]
fn a_broken_label_of_a_group_is_one() {
    let rows =
        "乡镇|人口|文盲人口占||\n||15岁及以上|男|女\n||人口的比重(%)||\n甲镇|10|3.1|1.2|5.1\n乙镇|20|3.2|1.3|5.2\n";
    let table = only(&sheet(rows, &["A1:A3", "B1:B3", "D2:D3", "E2:E3"]));
    let whole = "文盲人口占15岁及以上人口的比重";
    assert_eq!(
        paths(&table)[2..],
        [whole.to_owned(), format!("{whole}/男"), format!("{whole}/女")]
    );
    assert_eq!(units(&table)[1..], ["%", "%", "%"]);
}

#[test]
fn a_name_on_two_lines_is_one_where_its_first_line_is_open() {
    let rows =
        "行业|2021|2022\n电力、燃气生产|3|4\n　和供应业\n公共管理、社会保障和|7|7\n　社会组织\n教育|8|9\n　学前教育\n";
    let table = only(&sheet(rows, &[]));
    assert_eq!(
        names(&table),
        [
            "电力、燃气生产和供应业",
            "公共管理、社会保障和社会组织",
            "教育",
            "学前教育"
        ]
    );
}

#[test]
fn rates_of_heads_of_households_are_no_list_of_households() {
    let table = only(&sheet(
        "年龄|家庭户人口|户主数|户主率\n15-19|5|2|40\n20-24|6|3|50\n",
        &[],
    ));
    assert_eq!((names(&table), table.persons), (vec!["15-19", "20-24"], false));
    let list = only(&sheet("户主|人口|补助\n张某|3|40\n李某|4|50\n", &[]));
    assert!(list.persons);
}

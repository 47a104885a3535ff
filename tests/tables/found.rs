//! Tables of published sheets that were not found, or with the wrong bounds, units or names of rows.

use gongwen::place::CellRef;
use gongwen::tables::{self, Missed, RowKind, Table, UnitOrigin};
use gongwen::workbook::{Sheet, Workbook};

use super::sheet;

pub(super) fn tables_of(book: &Workbook) -> Vec<Table> {
    tables::find(&book.sheets[0])
}

pub(super) fn only(book: &Workbook) -> Table {
    let mut tables = tables_of(book);
    assert_eq!(tables.len(), 1, "{tables:#?}");
    tables.remove(0)
}

/// The names of the rows of the only table of a sheet, each from the outermost on.
pub(super) fn row_paths(rows: &str, merges: &[&str]) -> Vec<String> {
    let table = only(&sheet(rows, merges));
    let rows = 0..table.rows.len();
    rows.map(|row| table.grouped_path(row).join("/")).collect()
}

/// The units of the columns of data, blank where there is none.
pub(super) fn units(table: &Table) -> Vec<String> {
    let columns = table.columns.iter().skip(1);
    columns
        .map(|column| column.unit.as_ref().map(ToString::to_string).unwrap_or_default())
        .collect()
}

pub(super) fn paths(table: &Table) -> Vec<String> {
    table.columns.iter().map(|column| column.path.join("/")).collect()
}

pub(super) fn names(table: &Table) -> Vec<&str> {
    table.rows.iter().map(|row| &*row.label).collect()
}

/// No word of the corner tells the head: it is found by its merged cells and by the figures below it.
#[test]
fn a_head_whose_cells_are_all_merged_down_is_found_whatever_its_words() {
    for corner in ["镇街", "镇（街）", "村居", "月份", "部门", "产业", "学校", "责任单位"] {
        let rows = format!("{corner}|人口(人)|产值\n||\n青山镇|5|7\n绿水镇|6|8\n");
        let book = sheet(&rows, &["A1:A2", "B1:B2", "C1:C2"]);
        let table = only(&book);
        assert_eq!(
            (table.header_rows, units(&table)[0].as_str()),
            ((0, 1), "人"),
            "{corner}"
        );
        assert_eq!(names(&table), ["青山镇", "绿水镇"], "{corner}");
        // A blank row may set the figures apart.
        let book = sheet(&rows, &[]);
        assert_eq!(names(&only(&book)), ["青山镇", "绿水镇"], "{corner}");
    }
}

/// Two words above a blank row are no head of what does not stand under them.
#[test]
fn words_above_a_blank_row_are_no_head_of_one_line_of_figures() {
    for rows in ["甲|乙\n\n青山镇|5\n", "甲|乙\n\n青山镇|5|7\n绿水镇|6|8\n"] {
        assert_eq!(tables_of(&sheet(rows, &[])), [], "{rows}");
    }
}

#[test]
fn a_note_at_the_right_of_the_head_is_no_part_of_it() {
    for (note, unit) in [("备注：合同数为当年签订数。", ""), ("单位：个", "个")] {
        let book = sheet(&format!("乡镇|合同数||{note}\n青山镇|5||\n绿水镇|6||\n"), &[]);
        assert_eq!(units(&only(&book)), [unit], "{note}");
    }
}

#[test]
fn times_of_day_are_labels() {
    let book = sheet("乡镇|8:00-12:00|14:00-18:00\n青山镇|5|7\n绿水镇|6|8\n", &[]);
    assert_eq!(paths(&only(&book)), ["乡镇", "8:00-12:00", "14:00-18:00"]);
}

#[test]
fn codes_name_the_rows_behind_a_count_without_a_header() {
    let book = sheet("|村代码|人口\n0|\"02000|1\n1|\"02001|4\n2|\"02002|7\n", &[]);
    assert_eq!(names(&only(&book)), ["02000", "02001", "02002"]);
}

#[test]
fn a_list_of_words_with_a_head_is_a_table() {
    let rows = "村|支书|主任\n东山村|张三|李四\n西山村|王五|赵六\n南山村|孙七|周八\n";
    assert_eq!(names(&only(&sheet(rows, &[]))), ["东山村", "西山村", "南山村"]);
    let numbered = "作物编号|作物名|类型\n1|黄豆|粮食\n2|小麦|粮食\n3|白菜|蔬菜\n";
    assert_eq!(only(&sheet(numbered, &[])).rows.len(), 3);
}

/// Words in rows are no list where nothing shows which of them is the head.
#[test]
fn a_form_and_a_letter_are_no_list_of_words() {
    for rows in [
        "性别|男|出生地|青山\n民族|汉|籍贯|绿水\n学历|大专|职务|支书\n",
        "甲|乙\n丙|丁\n戊|己\n",
        "各村：|请于月底前\n报送|谢谢\n",
    ] {
        assert_eq!(tables_of(&sheet(rows, &[])), [], "{rows}");
    }
}

#[test]
fn labels_below_their_translation_with_units() {
    let book = sheet(
        "SgnYear|RDExp|Patents\n年度|R&D经费|专利数\n|亿元|件\n2021|5.5|7\n2022|6.5|8\n",
        &[],
    );
    let table = only(&book);
    assert_eq!(paths(&table), ["年度", "R&D经费", "专利数"]);
    assert_eq!((units(&table), table.rows.len()), (vec!["亿元".into(), "件".into()], 2));
}

/// What a data base puts below the names of its indicators: the place, how often, the unit.
#[test]
fn the_head_of_a_data_base_goes_down_to_its_units() {
    let book = sheet(
        "指标|增加值_累计|营业收入\n地区|全国|全国\n频度|月|月\n单位|%|亿元\n\"2019-03|6.5|244193\n\"2019-04|6.2|328361\n",
        &[],
    );
    let table = only(&book);
    assert_eq!(paths(&table), ["指标", "增加值_累计", "营业收入"]);
    assert_eq!(units(&table), ["%", "亿元"]);
    assert_eq!(names(&table), ["2019-03", "2019-04"]);
    let places = sheet(
        "指标|增加值|增加值\n地区|北京|天津\n单位|亿元|亿元\n2019|1|2\n2020|3|4\n",
        &[],
    );
    assert_eq!(paths(&only(&places)), ["指标/地区", "增加值/北京", "增加值/天津"]);
}

#[test]
fn years_below_the_labels_are_of_the_head() {
    let book = sheet(
        "|研发经费|新产品\n|2012|2012\n北京|197.3|252.7\n天津|255.9|219.2\n",
        &[],
    );
    let table = only(&book);
    assert_eq!(paths(&table), ["", "研发经费/2012", "新产品/2012"]);
    assert_eq!(names(&table), ["北京", "天津"]);
}

#[test]
fn a_unit_behind_a_stroke_is_read_and_the_old_path_still_means_the_column() {
    let book = sheet(
        "作物名称|面积/亩|成本/(元/亩)|产值/亩\n小麦|80|450|1\n玉米|55|500|2\n",
        &[],
    );
    let table = only(&book);
    assert_eq!(paths(&table), ["作物名称", "面积", "成本", "产值/亩"]);
    assert_eq!(units(&table), ["亩", "元/亩", ""]);
    for path in ["面积", "面积/亩", "产值/亩", "成本/"] {
        assert_eq!(table.columns_at(path).len(), 1, "{path}");
    }
    assert!(table.columns_at("面积/公顷").is_empty());
}

/// 单位：公顷、% speaks of each column that is called after what it measures, and of no other.
#[test]
fn a_line_of_two_units_gives_percentages_to_rates_alone() {
    let book = sheet(
        "单位：公顷、%|||\n地类|面积|比重|增减\n耕地|80|40|1\n园地|120|60|2\n",
        &["A1:D1"],
    );
    assert_eq!(units(&only(&book)), ["公顷", "%", ""]);
    let three = sheet(
        "单位：个、万元、%|||||\n乡镇|企业|企业个数|销售收入|入社农户|增长率\n青山镇|8|4|9|3|1\n绿水镇|2|6|7|4|2\n",
        &["A1:F1"],
    );
    assert_eq!(units(&only(&three)), ["", "个", "万元", "", "%"]);
    let born = sheet(
        "单位：人、‰|||||\n县区|出生人数|出生率|自然增长人数|自然增长率|同比增长\n甲县|8|4|9|-3|1\n乙县|2|6|7|4|2\n",
        &["A1:F1"],
    );
    assert_eq!(units(&only(&born)), ["人", "‰", "人", "‰", ""]);
    let amounts = sheet(
        "单位：万元、%|||\n月份|绝对额|上年同月|增长率\n1月|8|4|9\n2月|2|6|7\n",
        &["A1:D1"],
    );
    assert_eq!(units(&only(&amounts)), ["万元", "", "%"]);
}

/// The 单位 line speaks of no places and rates, and of nothing that its label counts by itself.
#[test]
fn a_line_of_one_unit_gives_way_to_what_a_label_says() {
    let book = sheet(
        "单位：万元||||||\n乡镇|累计完成数|增减率|增幅位次|户数|幢|人均收入\n青山镇|1200|6.1|1|3|4|5\n绿水镇|2000|4.1|2|5|6|7\n",
        &["A1:G1"],
    );
    assert_eq!(units(&only(&book)), ["万元", "", "", "", "", "万元"]);
    let dots = sheet(
        "单位：万平方米||\n地区|公寓|简屋\n长宁区|2308|…\n静安区|677|…\n普陀区|3397|1\n",
        &["A1:C1"],
    );
    assert_eq!(units(&only(&dots)), ["万平方米", "万平方米"]);
    let places = sheet(
        "指标：人口自然增长率(‰)||\n时间|北京市|天津市\n2021年|0.96|-0.93\n2020年|1.8|0.25\n",
        &[],
    );
    assert_eq!(units(&only(&places)), ["‰", "‰"]);
}

/// Units of rows stand in brackets, and a label merged into the row of units is none.
#[test]
fn units_in_brackets_and_labels_beside_them() {
    let rows = sheet(
        "指标名称|单位|全市|惠城区\n常住人口|(万人)|605.02|156.1\n城镇人口比例|(%)|72.91|84.67\n年末总户数|（万户）|120.17|33.99\n",
        &[],
    );
    let table = only(&rows);
    let own: Vec<String> = table
        .rows
        .iter()
        .map(|row| row.unit.as_ref().unwrap().unit.to_string())
        .collect();
    assert_eq!(own, ["万人", "%", "万户"]);
    let merged = sheet(
        "乡镇|低保||特困人员（人）||养老机构\n|户数|资金|集中供养|分散供养|（个）\n|（户）|（万元）|||\n合计|30|2.5|9|8|3\n青山镇|20|1.5|5|4|2\n",
        &["A1:A3", "B1:C1", "D1:E1", "D2:D3", "E2:E3", "F2:F3"],
    );
    assert_eq!(units(&only(&merged)), ["户", "万元", "人", "人", "个"]);
}

/// 一、山区乡镇 in a row of its own is no township, unless another row so numbered has figures.
#[test]
fn titles_among_the_rows_that_nobody_merged() {
    let kinds = |figure: &str| {
        let rows = format!(
            "乡镇|造林（亩）|采伐量（立方米）\n一、山区乡镇||\n石门乡|300|10\n龙潭乡|200|5\n二、平坝乡镇|{figure}|\n青山镇|300|10\n"
        );
        let table = only(&sheet(&rows, &[]));
        table.rows.iter().map(|row| row.kind).collect::<Vec<_>>()
    };
    use RowKind::{Data, Heading};
    assert_eq!(kinds(""), [Heading, Data, Data, Heading, Data]);
    assert_eq!(kinds("300"), [Data; 5]);
}

/// A county's yearbook: prices asked of each crop and codes in the head, 本年 and 上年 beside one 合计, pages and balances below.
#[test]
fn a_yearbook_of_townships() {
    let rows = "经济作物生产情况|||||||\n指标名称||编号|烟叶类|||药材类|\n统计核算单价||A|元|||元|\n总收入||B|万元|||万元|\n\
        项目||--|面积|单产|总产|面积|总产\n计算单位||--|亩|公斤|吨|亩|吨\n汇总代码||--|0100|0101|0102|0106|0104\n\
        合|本 年|00|30|100|3|5|2\n计|上 年|01|20|90|2|4|1\n增减||02|10|--|1|1|1\n增减%||03|50|--|50|25|100\n\
        松柏镇||04|10|100|1|2|1\n阳日镇||05|20|100|2|3|1\n横向合计||16|30|--|3|5|2\n平衡关系：01=02+05|||||||\n第08页|||||||\n";
    let merges = [
        "A2:B2", "A3:B3", "A4:B4", "A5:B5", "A6:B6", "A7:B7", "D2:F2", "G2:H2", "D3:F3", "G3:H3", "D4:F4", "G4:H4",
        "A10:B10", "A11:B11", "A12:B12", "A13:B13", "A14:B14",
    ];
    let table = only(&sheet(rows, &merges));
    let paths: Vec<String> = table
        .columns
        .iter()
        .skip(3)
        .map(|column| column.path.join("/"))
        .collect();
    assert_eq!(
        paths,
        [
            "烟叶类/面积",
            "烟叶类/单产",
            "烟叶类/总产",
            "药材类/面积",
            "药材类/总产"
        ]
    );
    let of_figures: Vec<String> = units(&table).split_off(units(&table).len() - 5);
    assert_eq!(of_figures, ["亩", "公斤", "吨", "亩", "吨"]);
    let rows: Vec<(String, RowKind)> = (0..table.rows.len())
        .map(|row| (table.grouped_path(row).join("/"), table.rows[row].kind))
        .collect();
    use RowKind::{Data, Mean, Total};
    let expected = [
        ("合计/本年", Total),
        ("合计/上年", Mean),
        ("增减", Mean),
        ("增减%", Mean),
        ("松柏镇", Data),
        ("阳日镇", Data),
        ("横向合计", Total),
    ];
    assert_eq!(rows, expected.map(|(name, kind)| (name.to_owned(), kind)));
}

/// What stands alone below a table closes it, and names a row where it has figures; one age is a figure, three are labels; a
/// place of two years is called by its name.
#[test]
fn words_that_close_a_table_and_ages_and_years_of_places() {
    let names = |book: &Workbook| {
        only(book)
            .rows
            .iter()
            .map(|row| row.label.to_string())
            .collect::<Vec<_>>()
    };
    let form = "指标名称|计量单位|数量\n乡镇个数|个|5\n附报：农村户数|户|50\n附报：30个农场||\n";
    assert_eq!(names(&sheet(form, &[])).len(), 2);
    let ages = sheet("村名|平均年龄\n东村|35岁\n西村|41岁\n", &[]);
    assert_eq!(names(&ages), ["东村", "西村"]);
    let heads = sheet("村名|15岁|16岁|17岁\n东村|3|4|5\n西村|4|1|2\n", &[]);
    assert_eq!(names(&heads), ["东村", "西村"]);
    let years = "村名||面积（亩）\n东村|本年|5\n|上年|4\n西村|本年|7\n|上年|6\n";
    let table = only(&sheet(years, &["A1:B1", "A2:A3", "A4:A5"]));
    let rows: Vec<(String, RowKind)> = (0..table.rows.len())
        .map(|row| (table.grouped_path(row).join("/"), table.rows[row].kind))
        .collect();
    use RowKind::{Data, Mean};
    let expected = [("东村", Data), ("东村/上年", Mean), ("西村", Data), ("西村/上年", Mean)];
    assert_eq!(rows, expected.map(|(name, kind)| (name.to_owned(), kind)));
}

/// A part whose unit stands below it is none of the group beside it, and a stamp beside a title makes no head of it.
#[test]
fn borders_between_groups_and_stamps_beside_titles() {
    let rows = "指标名称||编号|||||\n|||（四）从业人员数||||\n||||男||女|\n|||||其中：务农人数||其中：务农人数\n|||||||\n\
        计算单位||－|人|人|人|人|人\n松柏镇||04|4815|2641|788|2174|1029\n阳日镇||05|5476|2998|1209|2478|987\n";
    let merges = [
        "A1:B5", "C1:C5", "D2:H2", "D4:D5", "E3:F3", "E4:E5", "F4:F5", "G3:H3", "G4:G5", "H4:H5", "A6:B6", "A7:B7",
        "A8:B8",
    ];
    let table = only(&sheet(rows, &merges));
    let path = |column: u32| {
        let mut columns = table.columns.iter().filter(|own| own.column == column);
        columns.next().map(|own| own.path.join("/")).unwrap_or_default()
    };
    assert_eq!(path(6), "从业人员数/女");
    let stamped = sheet(
        "茶叶、水果生产情况|6,0,2|\n表    号：A306表||\n制定机关：统计局||\n指标名称|代码|数量\n甲|乙|1\n绿茶|2|10\n红茶|3|20\n",
        &[],
    );
    assert_eq!(only(&stamped).rows.len(), 2);
}

/// A head that nobody merged, whose name of the rows stands between its lines.
#[test]
fn the_name_of_the_rows_between_the_lines_of_a_head() {
    let book = sheet(
        "单位：人、‰|||||||\n||||||||\n|||出生||死亡||\n|Districts|年平均人数|Birth||Death||\n区、县级市||Annual Average|||||\n\
         |at County Level|Population|人数|出生率|人数|死亡率|婴儿\n|||Population|Birth Rate|Population|Death Rate|Infant\n\
         全市|Total|7788241|79130|10.16|44420|5.7|4.06\n荔湾区|Liwan|705440|5338|7.57|5895|8.36|3.03\n越秀区|Yuexiu|1160832|9633|8.3|7000|6.1|3.3\n",
        &[],
    );
    let table = only(&book);
    let names: Vec<&str> = table.rows.iter().map(|row| &*row.label).collect();
    assert_eq!(names, ["全市", "荔湾区", "越秀区"]);
    for path in ["出生", "死亡"] {
        let of = |column: &&tables::Column| column.path.first().is_some_and(|label| label.starts_with(path));
        assert!(
            table.columns.iter().filter(of).count() >= 2,
            "{path}: {:?}",
            table.columns
        );
    }
    let single = sheet(
        "||迁入人数|迁入率\n区、县级市|Urban Districts|Number of|Immigration\n|at County Level|Immigration|Rate\n全市|Total|140927|18.09\n荔湾区|Liwan|5435|7.7\n",
        &[],
    );
    let names: Vec<String> = only(&single).rows.iter().map(|row| row.label.to_string()).collect();
    assert_eq!(names, ["全市", "荔湾区"]);
}

/// 1-6 续表1 goes on as 续表一 does, over halves side by side too; and so does a head of two rows that comes again alone.
#[test]
fn a_numbered_table_goes_on() {
    let merges = |rows: &[u32]| -> Vec<String> {
        let of = |row: &u32| [format!("A{row}:A{}", row + 1), format!("B{row}:C{row}")];
        rows.iter().flat_map(of).collect()
    };
    let first = "1-6 各地区人口||\n单位：人||\n地区|合计|\n|男|女\n总计|55|45\n甲市|25|20\n";
    let second = "地区|合计|\n|男|女\n乙市|30|25\n西区|12|11\n";
    let names = |between: &str, head: u32| {
        let merges = merges(&[3, head]);
        let merges: Vec<&str> = merges.iter().map(String::as_str).collect();
        let table = only(&sheet(&format!("{first}{between}{second}"), &merges));
        table.rows.iter().map(|row| row.label.to_string()).collect::<Vec<_>>()
    };
    for (between, head) in [
        ("1-6 续表1||\n单位：人||\n", 9),
        ("4-3 续表||\n", 8),
        ("表1.6 续||\n", 8),
        ("", 7),
    ] {
        assert_eq!(names(between, head), ["总计", "甲市", "乙市", "西区"], "{between}");
    }
    let halves = "1-6 各地区人口|||1-6 续表2||\n单位：人|||单位：人||\n地区|合计||地区|回族|\n|男|女||男|女\n总计|55|45|总计|3|2\n甲市|25|20|甲市|1|1\n\
        1-6 续表1|||1-6 续表3||\n单位：人|||单位：人||\n地区|合计||地区|回族|\n|男|女||男|女\n乙市|30|25|乙市|2|1\n西区|12|11|西区|1|1\n";
    let merges = ["A3:A4", "B3:C3", "D3:D4", "E3:F3", "A9:A10", "B9:C9", "D9:D10", "E9:F9"];
    let tables = tables_of(&sheet(halves, &merges));
    let names: Vec<Vec<&str>> = tables
        .iter()
        .map(|table| table.rows.iter().map(|row| &*row.label).collect())
        .collect();
    assert_eq!(names, [["总计", "甲市", "乙市", "西区"]; 2]);
}

#[test]
fn the_unit_of_a_title_counts_least() {
    let book = sheet(
        "各乡镇造林面积（公顷）||||\n乡镇|造林面积|封育面积|比重|投资（万元）\n青山镇|5|7|1|2\n绿水镇|6|8|3|4\n",
        &["A1:E1"],
    );
    let table = only(&book);
    assert_eq!(units(&table), ["公顷", "公顷", "", "万元"]);
    assert_eq!(table.columns[1].units[0].origin, UnitOrigin::Title);
    let line = sheet(
        "指标：生产总值(亿元)||\n时间：最近2年||\n地区|2019年|2018年\n北京市|35371.3|33106\n天津市|1|2\n",
        &[],
    );
    assert_eq!(units(&only(&line)), ["亿元", "亿元"]);
    // What is in brackets here is what the table is of.
    for title in ["基本情况统计表（村）", "基本情况统计表（户）", "基本情况（亩）统计表"]
    {
        let book = sheet(&format!("{title}||\n村名|甲|乙\n青山村|5|7\n绿水村|6|8\n"), &["A1:C1"]);
        assert_eq!(units(&only(&book)), ["", ""], "{title}");
    }
}

#[test]
fn a_unit_over_the_right_half_is_that_of_a_left_half_with_the_same_head() {
    let halves = |right: &str| {
        let rows = format!("||||单位：头\n乡镇|存栏||乡镇|{right}\n青山镇|5||清溪镇|7\n绿水镇|9||石门乡|3\n");
        tables_of(&sheet(&rows, &[])).iter().map(units).collect::<Vec<_>>()
    };
    assert_eq!(halves("存栏"), [["头"], ["头"]]);
    assert_eq!(halves("产量"), [[""], ["头"]]);
}

#[test]
fn a_unit_between_the_names_of_fields_and_the_head_is_read() {
    let book = sheet(
        "汇总表||\n名称|总面积|耕地\n面积单位：公顷||\n项目|总面积|农用地\n||耕地\n东山村|5|6\n合计|0|0\n",
        &["A1:C1", "A3:C3", "A4:A5", "B4:B5"],
    );
    assert_eq!(units(&only(&book)), ["公顷", "公顷"]);
}

#[test]
fn units_of_energy_are_known() {
    let book = sheet(
        "指标|2023年\n能源消费总量(万吨标准煤)|572000\n用电量(亿千瓦小时)|92241\n处理能力(吨/日)|5\n装机容量(kW)|200\n",
        &[],
    );
    let table = only(&book);
    let units: Vec<String> = (table.rows.iter())
        .map(|row| {
            row.unit
                .as_ref()
                .map(|found| found.unit.to_string())
                .unwrap_or_default()
        })
        .collect();
    assert_eq!(units, ["万吨标准煤", "亿千瓦小时", "吨/日", "kW"]);
}

/// The unit of the sheet is none of what counts the days, or of codes.
#[test]
fn no_unit_of_the_sheet_is_laid_on_keys() {
    let book = sheet(
        "需求表（单位：人）|||\n天|班次|小组1|小组2\n1|早班|8|5\n1|晚班|5|4\n2|早班|4|8\n2|晚班|4|9\n",
        &["A1:D1"],
    );
    let table = only(&book);
    let of_key = table.columns[0].unit.as_ref();
    assert_eq!(
        (of_key, units(&table)),
        (None, vec![String::new(), "人".into(), "人".into()])
    );
}

/// Telephones are counted, numbers of telephones are not.
#[test]
fn the_unit_of_the_sheet_speaks_of_telephones() {
    let book = sheet(
        "单位：户|||\n乡镇|固定电话|手机号|年末户数\n青山镇|5|138001|7\n绿水镇|6|138002|8\n",
        &["A1:D1"],
    );
    assert_eq!(units(&only(&book)), ["户", "", "户"]);
}

/// 续表一 goes on with the numbers, 表1（续） with the names; the same head over the same names is another table.
#[test]
fn a_head_that_comes_again_goes_on_or_begins_anew() {
    let numbered = "序号|村名|收入\n1|东山村|5\n2|东河村|6\n续表一||\n序号|村名|收入\n3|西山村|7\n4|西河村|8\n";
    assert_eq!(
        names(&only(&sheet(numbered, &["A4:C4"]))),
        ["东山村", "东河村", "西山村", "西河村"]
    );
    let titled = "表1 收入情况|\n村名|收入(万元)\n东山村|5\n表1（续）|\n村名|收入(万元)\n西山村|7\n";
    assert_eq!(names(&only(&sheet(titled, &["A1:B1", "A4:B4"]))), ["东山村", "西山村"]);
    let anew = "指标|2019年|2018年\n产值|5|6\n税收|1|2\n\n指标|2019年|2018年\n产值|7|8\n";
    let book = sheet(anew, &[]);
    let found = tables_of(&book);
    assert_eq!(
        found.iter().map(names).collect::<Vec<_>>(),
        [vec!["产值", "税收"], vec!["产值"]]
    );
    let pages = "指标|2019年|2018年\n产值|5|6\n\n指标|2019年|2018年\n税收|7|8\n";
    assert_eq!(names(&only(&sheet(pages, &[]))), ["产值", "税收"]);
}

#[test]
fn the_innermost_level_of_a_classification_names_the_rows() {
    let book = sheet(
        "一级代码|一级分类|二级代码|二级分类|面积\n\"00|湿地|\"0303|红树林地|5\n||\"0304|森林沼泽|6\n||小计||11\n\"01|耕地|\"0101|水田|7\n||\"0102|旱地|8\n||小计||15\n",
        &["A2:A4", "B2:B4", "C4:D4", "A5:A7", "B5:B7", "C7:D7"],
    );
    let table = only(&book);
    assert_eq!(names(&table), ["红树林地", "森林沼泽", "小计", "水田", "旱地", "小计"]);
    assert_eq!(table.grouped_path(0), ["湿地", "红树林地"]);
    let merged = sheet(
        "类别名称|||面积\n建设用地|城镇用地|住宅用地|5\n||商业用地|6\n||小计|11\n总计|||11\n",
        &["A1:C1", "A2:A4", "B2:B4", "A5:C5"],
    );
    assert_eq!(names(&only(&merged)), ["住宅用地", "商业用地", "小计", "总计"]);
}

/// 村 names the rows, and not the township beside it; nor does what is the same in all of them.
#[test]
fn what_tells_the_rows_apart_names_them() {
    let book = sheet("乡镇|村|人口\n青山镇|东山村|5\n青山镇|西山村|6\n绿水镇|南山村|7\n", &[]);
    assert_eq!(names(&only(&book)), ["东山村", "西山村", "南山村"]);
    let book = sheet("名称|采样点|含量\n铅|甲点|5\n铅|乙点|6\n", &[]);
    assert_eq!(names(&only(&book)), ["甲点", "乙点"]);
}

#[test]
fn a_section_over_the_columns_is_no_row_of_data() {
    let book = sheet(
        "序号|指标|单位|2023年\n一、发展性指标|||\n1|建设用地|公顷|5\n2|产值|万元|7\n二、保护性指标|||\n3|湿地|公顷|5\n",
        &["A2:D2", "A5:D5"],
    );
    let table = only(&book);
    assert_eq!(table.data_rows().count(), 3);
    assert_eq!(table.rows[0].kind, RowKind::Heading);
}

#[test]
fn figures_behind_blank_columns_belong_to_the_names_before_them() {
    let book = sheet(
        "指标||||增加值|出口\n\"2019-02|19||\"02/19|5.3|4\n\"2019-03|19||\"03/19|6.5|3\n",
        &[],
    );
    assert_eq!(names(&only(&book)), ["2019-02", "2019-03"]);
}

#[test]
fn a_table_beside_figures_without_a_head_is_found() {
    let book = sheet(
        "|甲大学|83975||排序|学校|位次\n2|乙大学|101704||1|大连理工|64076\n3|丙大学|128060||2|北外|32940\n",
        &[],
    );
    assert_eq!(names(&only(&book)), ["大连理工", "北外"]);
}

#[test]
fn a_sheet_without_tables_says_what_is_missing() {
    let missed = |rows: &str| {
        let book = sheet(rows, &[]);
        let first: &Sheet = &book.sheets[0];
        assert_eq!(tables::find(first), []);
        assert!(first.cell(CellRef::new(0, 0)).is_some());
        tables::missed(first)
    };
    assert_eq!(missed("情况说明\n5\n6\n"), Missed::NoLabels(0, 2));
    assert_eq!(missed("情况说明\n甲|乙\n丙|丁\n"), Missed::NoFigures(1));
    assert_eq!(missed("序号|村名|人口\n"), Missed::NoRows(0, 0));
}

/// One code that is missing, or years that come again for the next place, leave the others names.
#[test]
fn codes_with_a_gap_and_repeated_years_name_rows() {
    let codes = "样本编号|特征1|特征2\n\"02001|10|4\n\"02002|11|5\n\"02003|12|6\n\"02004|12|6\n\"02005|12|6\n\"02006|12|6\n\"02007|12|6\n\"02008|12|6\n\"02009|12|6\n|13|7\n";
    assert_eq!(only(&sheet(codes, &[])).data_rows().count(), 10);
    let years = "年份|北京|天津\n2012|287.4|223.5\n2013|287.5|223.6\n2012|287.7|223.7\n2013|287.9|223.9\n";
    assert_eq!(names(&only(&sheet(years, &[]))), ["2012", "2013", "2012", "2013"]);
    // Figures that come again are no names.
    assert_eq!(tables_of(&sheet("面积|产量\n10|4\n10|5\n12|6\n", &[])), []);
}

/// What goes on in another unit, or is of another time, is no second page; and the second page of a list is no other table.
#[test]
fn a_second_page_says_the_same_as_the_first() {
    let page = |line: &str| {
        let rows = format!("单位：吨|\n村|粮食\n东山村|5\n{line}|\n村|粮食\n西山村|6\n");
        tables_of(&sheet(&rows, &["A1:B1", "A4:B4"]))
            .iter()
            .map(|table| names(table).len())
            .collect::<Vec<_>>()
    };
    assert_eq!(page("续表1"), [2]);
    for other in ["续表1（万吨）", "续表1 2023年", "7-12月（续）"] {
        assert_ne!(page(other), [2], "{other}");
    }
    let pages = "序号|村|项目\n1|东山村|5\n2|东河村|6\n3|西山村|7\n||\n序号|村|项目\n4|东山村|8\n5|东河村|9\n";
    assert_eq!(only(&sheet(pages, &[])).data_rows().count(), 5);
}

/// The title's unit is that of what it speaks of, and of no count, change or place.
#[test]
fn the_unit_of_a_title_is_laid_on_nothing_else() {
    let of = |title: &str, heads: &str| {
        let rows = format!("{title}|||\n村|{heads}\n东山村|5|7|1\n西山村|6|8|2\n");
        units(&only(&sheet(&rows, &["A1:D1"])))
    };
    assert_eq!(of("收入情况（万元）", "总收入|同比增长|位次"), ["万元", "", ""]);
    assert_eq!(of("农民收入情况（元/人）", "户数|收入|从业人员"), ["", "", ""]);
    assert_eq!(of("项目投资情况（万元）", "投资|工期|农户"), ["万元", "", ""]);
    let rows = "收入情况（万元）||\n指标|2023年|2022年\n总收入|5|7\n户数|6|8\n";
    let book = sheet(rows, &["A1:C1"]);
    let table = only(&book);
    let stated = |row: usize| table.stated_unit(row, 1).map(|found| found.unit.to_string());
    assert_eq!((stated(0), stated(1)), (Some("万元".to_owned()), None));
}

/// Two lists of words, or a list and a remark below it, are not counted as one.
#[test]
fn a_list_of_words_ends_its_sheet() {
    let list = "村|支书\n东山村|张某\n西山村|李某\n";
    assert_eq!(tables_of(&sheet(list, &[])).len(), 1);
    assert_eq!(tables_of(&sheet(&format!("{list}|\n备注|以上为在任\n"), &[])).len(), 0);
    assert_eq!(tables_of(&sheet(&format!("{list}|\n驻村干部|\n{list}"), &[])).len(), 0);
}

/// 村 names the rows although one village comes twice, and not 支书, of whom there are more.
#[test]
fn a_village_that_comes_twice_still_names_its_rows() {
    let rows = "村|支书|户数\n东山村|张某|5\n东山村|李某|6\n南坪村|王某|7\n北坪村|赵某|8\n";
    assert_eq!(
        names(&only(&sheet(rows, &[]))),
        ["东山村", "东山村", "南坪村", "北坪村"]
    );
}

/// 日, 月 and 年 behind the names are what there was in them, and in the unit of the sheet.
#[test]
fn days_months_and_years_may_be_figures() {
    let rows = "单位：万千瓦时|||\n项目|日|月|年\n工业|5|7|9\n农业|6|8|9\n";
    assert_eq!(units(&only(&sheet(rows, &["A1:D1"]))), ["万千瓦时"; 3]);
}

#[test]
fn a_long_list_of_words_is_one_too() {
    let rows: String = (1..200).map(|number| format!("村{number}村|支书{number}\n")).collect();
    assert_eq!(only(&sheet(&format!("村|支书\n{rows}"), &[])).data_rows().count(), 199);
}

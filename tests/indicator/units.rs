//! The unit of a number: what a workbook states is read or told, and what nobody states is doubted where there is reason.

use gongwen::indicator::Datum;

use super::sample::{named, run, shown};
use super::silent::{merged, sum, taken};

/// A head that stands above a row of names repeats them; its units are those of the figures.
#[test]
fn a_head_above_a_row_of_names_keeps_its_units() {
    let heads = [
        "村|面积(公顷)|产量(吨)\n||\n村名|面积|产量\n",
        "村|面积(公顷)|产量(吨)\n村名|面积|产量\n",
        "村名|面积(公顷)|产量(吨)\n||\n村名|面积|产量\n",
        "村|面积|产量\n|公顷|吨\n||\n村名|面积|产量\n",
        "村名|播种面积（公顷）|总产量（吨）|备注\n||\n村名|面积|产量\n甲|1|2\n",
        "村名|面积（公顷）|产量（吨）\n||\n村名|面积|产量\n甲|1|2\n",
    ];
    for head in heads {
        let rows = format!("\n各村情况\n{head}李家村|10|5\n鼎新村|20|6\n");
        assert_eq!(sum(&rows, "面积", "亩"), "450 亩", "{head}");
        assert_eq!(sum(&rows, "产量", "公斤"), "11000 公斤", "{head}");
    }
    // A head of other columns right above: its units are told and not taken.
    let other = "\n村名|面积（公顷）|产量（吨）|产值（元）\n||\n序号|村名|面积\n1|李家村|10\n2|鼎新村|20\n";
    assert_eq!(sum(other, "面积", "亩"), "30 亩 W-UNIT-NOTE");
    // A form without figures farther above is of another table.
    let far = "\n村名|面积（公顷）|产量（吨）\n||\n||\n||\n各村面积\n村名|面积\n李家村|10\n鼎新村|20\n";
    assert_eq!(sum(far, "面积", "亩"), "30 亩");
}

/// Names and units in one statement.
#[test]
fn units_with_their_names_in_one_bracket_are_read() {
    let table = "村名|产值|投资|面积|户数\n李家村|5|6|7|8\n鼎新村|7|8|9|10\n";
    let noted = |note: &str, column: &str, unit: &str| sum(&format!("\n{note}||||\n{table}"), column, unit);
    for note in [
        "（单位：产值亿元、投资万元）",
        "单位：产值亿元，投资万元",
        "单位：产值为亿元，投资为万元",
        "单位：万元（产值为亿元）",
        "单位：产值亿元、投资万元、面积公顷",
        "产值：亿元，投资：万元",
        "产值：亿元；投资：万元；户数：户",
        "各村情况（单位：产值亿元、投资万元）",
        "产值单位：亿元，投资单位：万元",
        "（产值亿元、投资万元）",
        "各村情况（产值亿元、投资万元）",
        "单位：|产值亿元、投资万元",
    ] {
        assert_eq!(noted(note, "产值", "万元"), "120000 万元", "{note}");
        assert_eq!(noted(note, "投资", "元"), "140000 元", "{note}");
        assert_eq!(noted(note, "户数", "户"), "18 户", "{note}");
    }
    assert_eq!(noted("单位：万元（面积为公顷）", "面积", "亩"), "240 亩");
    assert_eq!(noted("单位：万元（面积为公顷）", "产值", "元"), "120000 元");
    assert_eq!(noted("单位：产值、投资亿元", "产值", "万元"), "120000 万元");
    assert_eq!(noted("单位：产值和投资亿元，面积公顷", "产值", "万元"), "120000 万元");
    // What cannot be understood is told.
    for note in ["单位：亿圆整", "单位：标准亩次方", "单位：亿元、万元"] {
        let said = noted(note, "产值", "万元");
        assert!(said.contains("W-UNIT-NOTE"), "{note}: {said}");
    }
    // An office is no unit.
    for note in [
        "单位：财政所",
        "单位：元坝镇",
        "单位：鼎新镇农业农村办公室",
        "填报单位：财政所、农业站",
    ] {
        assert_eq!(noted(note, "产值", "万元"), "12 万元", "{note}");
    }
    let group = "\n村名|主要指标（单位：产值亿元、投资万元）|\n|产值|投资\n李家村|5|6\n鼎新村|7|8\n";
    let total = "column = '产值'\naggregate = 'sum'\nunit = '万元'";
    assert_eq!(merged(group, &["A1:A2", "B1:C1"], total), "12 万元 W-UNIT-NOTE");
    let noted = "\n村名|产值（现价、亿元）|户数\n李家村|5|6\n鼎新村|7|8\n";
    assert_eq!(sum(noted, "产值", "万元"), "120000 万元");
    let bracket = "\n村名|面积和产量（亩、吨）\n李家村|5\n鼎新村|7\n";
    assert_eq!(sum(bracket, "面积和产量（亩、吨）", "公顷"), "12 公顷 W-UNIT-NOTE");
}

/// The configured unit stands in for one that nobody states; where others are stated that is told.
#[test]
fn a_unit_that_is_assumed_among_others_is_told() {
    let rows = "\n村名|产值（万元）|面积|户数\n李家村|5|6|7\n鼎新村|7|8|9\n";
    assert_eq!(sum(rows, "面积", "亩"), "14 亩 W-UNIT-ASSUMED");
    assert_eq!(sum(rows, "户数", "户"), "16 户");
    assert_eq!(sum(rows, "产值", "万元"), "12 万元");
    let none = "\n村名|产值|面积|户数\n李家村|5|6|7\n鼎新村|7|8|9\n";
    assert_eq!(sum(none, "面积", "亩"), "14 亩");
    let by_rows = "\n指标|计量单位|数值\n产值|万元|5\n面积||7\n";
    let row = |row: &str, unit: &str| taken(by_rows, &format!("column = '数值'\nrow = '{row}'\nunit = '{unit}'"));
    assert_eq!(row("面积", "亩"), "7 亩 W-UNIT-ASSUMED");
    assert_eq!(row("产值", "万元"), "5 万元");
    let alike = "\n村名|产值（万元）|投资\n李家村|5|6\n鼎新村|7|8\n";
    assert_eq!(sum(alike, "投资", "万元"), "14 万元");
    assert_eq!(sum(alike, "投资", "亿元"), "14 亿元 W-UNIT-ASSUMED");
    let mixed = "\n村名|产值|户数\n李家村|\"3亿元|6\n鼎新村|7|8\n";
    assert_eq!(sum(mixed, "产值", "万元"), "30007 万元 W-UNIT-ASSUMED");
    assert_eq!(sum(mixed, "产值", "亿元"), "10 亿元");
    let percent = "\n村名|产值|同比±%\n李家村|5|6\n鼎新村|7|8\n";
    assert_eq!(sum(percent, "产值", "万元"), "12 万元");
}

/// This year's and last year's figures are never compared in units of which one is only guessed and the other another.
#[test]
fn a_base_in_a_stated_unit_beside_a_guessed_one_is_refused() {
    let compared = |rows: &str, unit: &str| {
        let one = format!("column = '本年产值'\nrow = '合计'\nunit = '{unit}'\nbase = {{ column = '上年产值' }}");
        let all = format!("column = '本年产值'\naggregate = 'sum'\nunit = '{unit}'\nbase = {{ column = '上年产值' }}");
        let (one, all) = (taken(rows, &one), taken(rows, &all));
        assert_eq!(one, all, "{rows}");
        one
    };
    let rows = |head: &str, last: &str| {
        format!(
            "\n村名|{head}\n李家村|5|{last}\n鼎新村|7|{last}\n合计|12|{}\n",
            { last.parse::<i32>().unwrap() * 2 }
        )
    };
    let refused = compared(&rows("本年产值|上年产值（亿元）", "6"), "万元");
    assert_eq!(refused, "12 万元 E-UNIT-COMPARED W-UNIT-ASSUMED");
    assert_eq!(compared(&rows("本年产值|上年产值（亿元）", "6"), "亿元"), "12 亿元");
    assert_eq!(
        compared(&rows("本年产值（亿元）|上年产值", "6"), "万元"),
        "120000 万元 E-UNIT-COMPARED W-UNIT-ASSUMED"
    );
    assert_eq!(
        compared(&rows("本年产值（亿元）|上年产值（万元）", "60000"), "亿元"),
        "12 亿元"
    );
    // Nothing stated, and ten thousand times as much.
    assert_eq!(compared(&rows("本年产值|上年产值", "60000"), "亿元"), "12 亿元 E-SIZE");
    assert_eq!(compared(&rows("本年产值|上年产值", "90"), "亩"), "12 亩 W-UNIT-SIZE");
    assert_eq!(compared(&rows("本年产值|上年产值", "5"), "亿元"), "12 亿元");
}

/// A fixed cell takes its unit from where a cell of a table does.
#[test]
fn a_fixed_cell_takes_the_unit_beside_it() {
    let cell = |rows: &str, at: &str, unit: &str| {
        taken(
            rows,
            &format!("sheet = '表'\ncell = '{at}'\nlabel = '营业收入'\nunit = '{unit}'"),
        )
    };
    assert_eq!(cell("\n基本情况\n营业收入（亿元）|3\n", "B2", "万元"), "30000 万元");
    assert_eq!(cell("\n基本情况\n营业收入|亿元|3\n", "C2", "万元"), "30000 万元");
    assert_eq!(cell("\n基本情况\n营业收入|3|亿元\n", "B2", "万元"), "30000 万元");
    assert_eq!(cell("\n基本情况\n营业收入|3亿元\n", "B2", "万元"), "30000 万元");
    assert_eq!(cell("\n基本情况\n单位：亿元\n营业收入|3\n", "B3", "万元"), "30000 万元");
    assert_eq!(
        cell("\n基本情况\n单位：营业收入亿元、面积亩\n营业收入|3\n", "B3", "万元"),
        "30000 万元"
    );
    assert_eq!(cell("\n基本情况\n营业收入（亿元）\n3\n", "A3", "万元"), "30000 万元");
    assert_eq!(cell("\n基本情况\n营业收入|3\n", "B2", "万元"), "3 万元");
    assert_eq!(
        cell("\n基本情况\n营业收入（亿元）|其中|3\n", "C2", "万元"),
        "30000 万元"
    );
    // Inside a table.
    let table = "\n村名|营业收入（亿元）|面积\n李家村|3|5\n鼎新村|4|6\n";
    assert_eq!(cell(table, "B2", "万元"), "30000 万元");
    let line = "\n单位：亿元||\n村名|营业收入|面积\n李家村|3|5\n鼎新村|4|6\n";
    assert_eq!(cell(line, "B3", "万元"), "30000 万元");
    // Contradictions.
    let refused = cell("\n基本情况\n营业收入（亿元）|3|万元\n", "B2", "万元");
    assert!(refused.ends_with("E-UNIT"), "{refused}");
    let refused = cell("\n基本情况\n营业收入（户）|3\n", "B2", "万元");
    assert!(refused.ends_with("E-UNIT-DECLARED"), "{refused}");
}

/// In a form 户|320|人|1200 a noun of counting names the number behind it, and is no unit of the one before.
#[test]
fn a_noun_of_counting_before_a_figure_is_its_label() {
    let cell = |rows: &str, at: &str, label: &str, unit: &str| {
        let settings = format!("sheet = '表'\ncell = '{at}'\nlabel = '{label}'\nunit = '{unit}'");
        taken(rows, &settings)
    };
    let form = "\n基本情况登记表\n农户|320|人|1200\n耕地|500|亩|\n";
    assert_eq!(cell(form, "B2", "农户", "户"), "320 户");
    assert_eq!(cell(form, "D2", "人", "人"), "1200 人");
    assert_eq!(cell(form, "B3", "耕地", "公顷"), "33.333333333333333333333333333 公顷");
    let stated = "\n登记表\n户数（户）|30|人|50\n";
    assert_eq!(cell(stated, "B2", "户数", "户"), "30 户");
    assert_eq!(cell(stated, "D2", "人", "人"), "50 人");
    let pairs = "\n登记表\n男|600|女|500\n户|320|人|1200\n";
    assert_eq!(cell(pairs, "B3", "户", "户"), "320 户");
    assert_eq!(cell(pairs, "D3", "人", "人"), "1200 人");
    assert_eq!(cell(pairs, "D2", "女", "人"), "500 人");
    assert_eq!(cell("\n登记表\n下辖|12|村|80|组\n", "B2", "下辖", "个"), "12 个");
    // A label farther off names it no more than the nearer one lets it.
    assert!(cell(pairs, "D3", "户", "户").ends_with("E-UNIT-DECLARED"));
    assert_eq!(cell("\n登记表\n下辖|12|村|80|组\n", "D2", "下辖", "组"), "80 组");
    // By a name, without a label to go by.
    let [book] = super::silent::book(pairs, &[]);
    let book = named(book, "甲处", "D3", "D3");
    let (found, sink) = run("[[indicator]]\nname = '甲'\nrange = '甲处'\nunit = '人'\n", &[book]);
    assert_eq!((shown(&found, "甲").as_str(), sink.is_empty()), ("1200 人 D3", true));
    // Behind words, before words or at the end it is a unit, and what measures always is one.
    for rows in [
        "\n登记表\n户数|户|320\n",
        "\n登记表\n户数||320|户\n",
        "\n登记表\n户数||320|户|备注\n",
        "\n登记表\n户数||320|万户|5\n",
        "\n登记表\n面积||320|亩|300|亩\n",
    ] {
        let label = if rows.contains('亩') { "面积" } else { "户数" };
        let refused = cell(rows, "C2", label, "人");
        assert!(refused.ends_with("E-UNIT-DECLARED"), "{refused}: {rows}");
    }
}

/// 单位：元 over a table speaks of its money; a column declared as a count is read as one, which is told.
#[test]
fn a_line_of_money_speaks_of_no_count() {
    let rows = "\n单位：元||\n村名|产值|人口\n甲村|3|5\n乙村|4|6\n合计|7|11\n";
    let fixed = |at: &str, unit: &str| {
        taken(
            rows,
            &format!("sheet = '表'\ncell = '{at}'\nlabel = '合计'\nunit = '{unit}'"),
        )
    };
    let meeting =
        |column: &str, unit: &str| taken(rows, &format!("column = '{column}'\nrow = '合计'\nunit = '{unit}'"));
    assert_eq!(fixed("C5", "人"), "11 人");
    assert_eq!(meeting("人口", "人"), "11 人");
    assert_eq!(sum(rows, "人口", "人"), "11 人");
    assert_eq!(fixed("B5", "万元"), "0.0007 万元");
    let asked = "column = '产值'\naggregate = 'sum'\nunit = '元'\nwhere = ['人口 >= 6人']";
    assert_eq!(taken(rows, asked), "4 元");
    // What measures is measured, and other nouns are of other things.
    assert_eq!(meeting("人口", "亩"), "11 亩 W-UNIT-NOTE");
    let of_persons = rows.replace("单位：元", "单位：人");
    let refused = taken(&of_persons, "column = '人口'\nrow = '合计'\nunit = '户'");
    assert!(refused.ends_with("E-UNIT-DECLARED"), "{refused}");
}

/// 15 times as much is 公顷 and 亩 only where it is nearly that, and never beside a target.
#[test]
fn a_small_part_of_a_target_is_no_other_unit() {
    let beside = |own: u32, other: u32, with: &str| {
        let rows = format!("\n指标|本年|另一栏\n造林|{own}|{other}\n果园|1|1\n");
        let one = format!("column = '本年'\nrow = '造林'\nunit = '亩'\n{with} = {{ column = '另一栏' }}");
        taken(&rows, &one)
    };
    assert_eq!(beside(60, 1000, "target"), "60 亩");
    assert_eq!(beside(100, 1500, "target"), "100 亩");
    assert_eq!(beside(1600, 100, "base"), "1600 亩");
    assert_eq!(beside(1550, 100, "base"), "1550 亩 W-UNIT-SIZE");
    assert_eq!(beside(1, 10000, "base"), "1 亩 W-SIZE");
    let sums = "\n村名|本年|另一栏\n李家村|40|800\n鼎新村|60|700\n";
    let sums = |with: &str| {
        let all = format!("column = '本年'\naggregate = 'sum'\nunit = '亩'\n{with} = {{ column = '另一栏' }}");
        taken(sums, &all)
    };
    assert_eq!(sums("target"), "100 亩");
    assert_eq!(sums("base"), "100 亩 W-UNIT-SIZE");
}

/// 备注 and the like name a note on the figures, with a colon or without; what stands in such a row is told.
#[test]
fn a_note_without_a_colon_is_no_row_of_data() {
    let rows = |below: &str| format!("\n村名|户数|人数\n李家村|5|6\n鼎新村|7|8\n{below}\n");
    for note in [
        "备注|5|5",
        "说明|5|5",
        "填报说明|5|5",
        "备注|含林场|",
        "审核|张某|制表",
        "备注||含林场\n审核|张某|",
    ] {
        let told = " W-ROW-UNREAD".repeat(note.lines().count());
        assert_eq!(sum(&rows(note), "户数", "户"), format!("12 户{told}"), "{note}");
    }
    for note in [
        "说明||",
        "审核||",
        "备注：含林场||",
        "备注||\n（盖章）||",
        "备注||\n以上数据由村委会提供，未经审计。||",
    ] {
        assert_eq!(sum(&rows(note), "户数", "户"), "12 户", "{note}");
    }
    for note in [
        "审核|张某|2026-06-30",
        "制表人|张某|审核人|李某",
        "联系人|张某|联系电话|13800000000",
    ] {
        assert_eq!(sum(&rows(note), "户数", "户"), "12 户 W-ROW-UNREAD", "{note}");
    }
}

/// In a list of villages 审核 is none, whatever else the list has in the column of the signature; where another row may be
/// called so, that it is left out is told.
#[test]
fn a_signature_among_villages_is_no_village() {
    let rows = |below: &str| format!("\n村名|户数|包村干部\n李家村|5|张三\n鼎新村|7|李四\n{below}\n");
    let list = "[[rows]]\nname = '各村'\nfields = [{ name = '村名', type = 'text' }, { name = '户数', unit = '户', missing = 'dash' }]\n";
    let count = |below: &str| {
        let (indicators, sink) = run(list, &super::silent::book(&rows(below), &[]));
        let Some(Datum::Rows(records)) = indicators.values.get("各村").map(|rows| &rows.datum) else {
            return format!("{sink:?}");
        };
        let codes = sink.into_sorted().into_iter().map(|problem| problem.code.to_string());
        [records.len().to_string()]
            .into_iter()
            .chain(codes)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(count("审核||王五"), "2 W-ROW-UNREAD");
    assert_eq!(count("审核|王五|"), "2 W-ROW-UNREAD");
    assert_eq!(count("审核||"), "2");
    assert_eq!(count("学堂村||王五"), "3");
    assert_eq!(sum("\n环节|件数\n受理|10\n审核|\n", "件数", "件"), "10 件 W-ROW-UNREAD");
}

/// What a note goes on with behind further rows is none of them, and a village behind a note is one without figures too.
#[test]
fn lines_behind_a_note_are_no_villages() {
    let listed = |below: &str| {
        let rows = format!("\n村名|户数|包村干部\n李家村|5|张三\n鼎新村|7|李四\n{below}\n");
        let list = "[[rows]]\nname = '各村'\nfields = [{ name = '村名', type = 'text' }, { name = '户数', unit = '户', missing = 'dash' }]\n";
        let (indicators, sink) = run(list, &super::silent::book(&rows, &[]));
        let Some(Datum::Rows(records)) = indicators.values.get("各村").map(|rows| &rows.datum) else {
            return format!("{sink:?}");
        };
        let codes = sink.into_sorted().into_iter().map(|problem| problem.code.to_string());
        [records.len().to_string()]
            .into_iter()
            .chain(codes)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(listed("注：含林场||\n红星村|9|王五\n外来户不计||"), "3 W-ROW-UNREAD");
    assert_eq!(
        listed("注：含林场||\n红星村|9|王五\n外来户不计，数据来自派出所。||"),
        "3"
    );
    assert_eq!(listed("注：含林场||\n红星村|9|王五\n学堂村|8|赵六"), "4");
    assert_eq!(listed("注：含林场||\n外来户不计||"), "2");
    for marked in ["※含林场||", "*外来户不计||", "注 含林场||", "注、含林场||"] {
        assert_eq!(listed(marked), "2", "{marked}");
    }
    for marked in ["★为重点村||", "※不含东风村||", "*仅报户籍在本地的社区||", "★||"] {
        assert_eq!(listed(marked), "2", "{marked}");
    }
    for village in ["红星村||王五", "红星村|—|王五"] {
        assert_eq!(listed(&format!("注：含林场||\n{village}")), "3", "{village}");
        assert_eq!(
            listed(&format!("注：含林场||\n填表人：|赵六|\n{village}")),
            "2 W-ROW-UNREAD",
            "{village}"
        );
    }
    // Who signs and when is no village.
    assert_eq!(listed("注：含林场||\n鼎新村|2023年11月|"), "2");
}

/// A village with the mark of a note is one without figures; what may be one is told.
#[test]
fn a_marked_village_without_figures_is_not_lost() {
    let total = |rows: &str| sum(&format!("\n村名|户数\n{rows}\n"), "户数", "户");
    let unmarked = total("李家村|5\n鼎新村|7\n东风村|");
    assert!(unmarked.ends_with(" E-BLANK"), "{unmarked}");
    for rows in [
        "李家村|5\n鼎新村|7\n★东风村|",
        "李家村|5\n鼎新村|7\n*东风村|",
        "李家村|5\n鼎新村|7\n※ 东风社区（易地搬迁）|",
        "李家村|5\n★东风村|\n鼎新村|7",
        "★李家村|5\n鼎新村|7\n★东风村|\n注：★为重点村|",
    ] {
        assert_eq!(total(rows), unmarked, "{rows}");
    }
    for rows in [
        "李家村|5\n鼎新村|7\n★东风|",
        "李家村|5\n★东风|\n鼎新村|7",
        "李家村|5\n鼎新村|7\n注：★为重点村|\n★东风|",
    ] {
        assert_eq!(total(rows), "12 户 W-ROW-UNREAD", "{rows}");
    }
}

/// Among others 审核 and 备注 are rows, and with figures 审核 is one wherever it stands.
#[test]
fn words_of_a_foot_with_figures_are_rows() {
    let between = "\n村名|户数|人数\n李家村|5|6\n备注|5|5\n鼎新村|7|8\n";
    assert_eq!(sum(between, "户数", "户"), "17 户");
    let steps = "\n事项|件数|天数\n受理|5|6\n审核|7|8\n办结|9|8\n";
    assert_eq!(sum(steps, "件数", "件"), "21 件");
    assert_eq!(taken(steps, "column = '件数'\nrow = '审核'\nunit = '件'"), "7 件");
    for (rows, total) in [
        ("流程|件数\n受理|3\n填报|4\n审核|5\n合计|12", "12 件"),
        ("业务办理情况|\n环节|件数\n受理|10\n初审|9\n审核|8", "27 件"),
        ("环节|件数\n受理|10\n审核|9\n填报|8", "27 件"),
        ("岗位|件数\n文书|10\n出纳|9\n负责人|2", "21 件"),
        ("材料|件数\n申请表|3\n情况说明|3\n承诺书|4", "10 件"),
        ("材料|件数\n申请表|3\n承诺书|4\n情况说明|3", "10 件"),
        ("环节|件数\n受理|10\n说明|9\n办结|8", "27 件"),
        ("环节|件数\n受理|10\n注：含代办|\n审核|9\n填报|8", "27 件"),
        ("环节|件数|天数\n受理|10|1\n审核|5|5\n制表|6|6", "21 件"),
    ] {
        assert_eq!(sum(&format!("\n{rows}\n"), "件数", "件"), total, "{rows}");
    }
    let last = "\n环节|1月|2月\n受理|10|3\n审核|9|4\n";
    assert_eq!(taken(last, "row = '审核'\ncolumn = '1月'\nunit = '件'"), "9 件");
}

/// Among rows of words they are rows too: none is lost.
#[test]
fn words_of_a_foot_among_words_are_rows() {
    let count = |rows: &str, condition: &str| {
        let settings = format!("aggregate = 'count'\nwhere = ['{condition}']\nunit = '份'\nkind = 'count'");
        taken(&format!("\n{rows}\n"), &settings)
    };
    let papers = "材料名称|报送情况|份数\n申请表|已报|3\n承诺书|未报|2\n";
    for (rest, expected) in [
        ("情况说明|未报|\n审计报告|未报|\n整改方案|未报|", "4 份"),
        ("情况说明|未报|", "2 份"),
        ("说明|未报|\n审计报告|未报|", "3 份"),
        ("审核|未报|", "2 份"),
        // The last of all may be a note, which is told.
        ("说明|未报|", "1 份 W-ROW-UNREAD"),
    ] {
        assert_eq!(count(&format!("{papers}{rest}"), "报送情况 = 未报"), expected, "{rest}");
    }
    let posts = "岗位|姓氏|年龄|备注\n书记|张|50|\n主任|李|40|\n经办人|王|无|\n联系人|赵|无|";
    assert_eq!(count(posts, "姓氏 != 孙"), "4 份");
    let blank = "职务|姓氏|人数|电话\n书记|张|1|无\n主任|李|2|无\n负责人|王||无";
    assert_eq!(count(blank, "姓氏 != 孙"), "3 份");
    let names = "岗位|姓名|人数\n书记|张某|1\n联系人|赵某|";
    assert_eq!(count(names, "姓名 != 孙某"), "2 份");
}

/// 单位：元 behind the office that reports, in one cell.
#[test]
fn a_unit_behind_the_office_that_reports_is_read() {
    for note in [
        "填报单位：石鼓镇农业办　　　　单位：元",
        "填报单位：石鼓镇　单位：元",
        "填表单位：石鼓镇农业办 填表时间：2026年6月 单位：元",
        "填报单位：农办　　单位：元　　2023年",
        "填报单位： 农办　　单位： 元",
        "填 报 单 位：农办　　单 位：元",
        "填报单位：元坝镇　　金额单位：元",
    ] {
        let rows = format!("\n{note}||\n村名|产值|户数\n李家村|30000|1\n鼎新村|40000|2\n");
        assert_eq!(sum(&rows, "产值", "万元"), "7 万元", "{note}");
    }
    for note in [
        "单位：亩、 吨",
        "填报单位：农办　单位：亩 、 元",
        "单位：产值元　面积亩",
    ] {
        let rows = format!("\n{note}||\n村名|产值|面积\n李家村|30000|1\n鼎新村|40000|2\n");
        assert_eq!(sum(&rows, "面积", "亩"), "3 亩", "{note}");
    }
}

/// Each 单位 of a line is of the words before it, whatever stands first.
#[test]
fn several_units_of_a_line_are_all_read() {
    for line in [
        "农业统计表　产值单位：亿元　投资单位：万元",
        "产值　单位：亿元　　投资　单位：万元",
        "农业统计表　　产值　单位：亿元　　投资　单位：万元",
        "填报单位：农办　产值单位：亿元　投资单位：万元",
    ] {
        let rows = format!("\n{line}||\n村名|产值|投资\n李家村|10|15\n鼎新村|11|17\n");
        assert_eq!(sum(&rows, "产值", "万元"), "210000 万元", "{line}");
        assert_eq!(sum(&rows, "投资", "万元"), "32 万元", "{line}");
    }
}

/// Of 单位 lines in a form the nearest above counts, and none is told that says what is declared.
#[test]
fn the_nearest_line_of_a_form_gives_the_unit() {
    let cell = |rows: &str, at: &str, label: &str, unit: &str| {
        taken(
            &format!("\n{rows}\n"),
            &format!("sheet = '表'\ncell = '{at}'\nlabel = '{label}'\nunit = '{unit}'"),
        )
    };
    let form = "登记表|\n单位：万元|\n产值|320\n单位：元|\n补贴|500";
    assert_eq!(cell(form, "B5", "补贴", "元"), "500 元");
    assert_eq!(cell(form, "B5", "补贴", "万元"), "0.05 万元");
    assert_eq!(cell(form, "B3", "产值", "元"), "3200000 元");
    let sections = "登记表|\n单位：元|\n一、收入|\n补贴|500\n单位：万元|\n产值|30";
    assert_eq!(cell(sections, "B6", "产值", "万元"), "30 万元");
    // Side by side nobody knows which of the two it is.
    let beside = "登记表|||\n单位：万元|||\n||单位：元|\n产值|320||";
    assert_eq!(cell(beside, "B4", "产值", "万元"), "320 万元 W-UNIT-NOTE");
}

/// 单位： before an office, and crops and labels that end with the sign of a unit.
#[test]
fn words_that_end_like_units_are_none() {
    let noted = |note: &str, column: &str, unit: &str| {
        let rows = format!("\n{note}||\n村名|{column}|户数\n李家村|3|1\n鼎新村|5|2\n");
        sum(&rows, column, unit)
    };
    for office in [
        "元阳县",
        "米易县",
        "克什克腾旗",
        "三亩地合作社",
        "阿克苏地区",
        "农行元江支行",
    ] {
        assert_eq!(noted(&format!("单位：{office}"), "产值", "万元"), "8 万元", "{office}");
    }
    assert_eq!(noted("（玉米、小米）", "玉米", "公里"), "8 公里");
    assert_eq!(noted("（玉米、小米）", "产值", "万元"), "8 万元");
    let both = "\n粮食作物情况表（玉米、小米）||\n村名|玉米|小米\n甲村|3|4\n乙村|5|6\n";
    assert_eq!(sum(both, "玉米", "公里"), "8 公里");
    assert_eq!(sum(both, "小米", "吨"), "10 吨");
    assert_eq!(noted("各村产量（糯玉米、甜玉米）", "糯玉米", "公里"), "8 公里");
    assert_eq!(noted("各村情况", "产量（按实收亩）", "吨"), "8 吨");
}

/// A unit that no list of units has: where it is declared, a scale before it counts (万标箱 are ten thousand 标箱).
#[test]
fn a_scale_before_a_declared_unit_counts() {
    let head = |head: &str, unit: &str| sum(&format!("\n港区|{head}\n东港|12.5\n西港|1\n"), "吞吐量", unit);
    for stated in ["吞吐量（万标箱）", "吞吐量（单位：万标箱）", "吞吐量（万标箱，含空箱）"]
    {
        assert_eq!(head(stated, "标箱"), "135000 标箱", "{stated}");
        assert_eq!(head(stated, "万标箱"), "13.5 万标箱", "{stated}");
    }
    assert_eq!(head("吞吐量（标箱）", "标箱"), "13.5 标箱");
    // Of a place it is no unit.
    assert_eq!(head("吞吐量（万标镇）", "标箱"), "13.5 标箱");
    let rows = |word: &str, unit: &str| {
        let rows = format!("\n指标|{word}|本年\n吞吐量|万标箱|12.5\n产值|万元|5\n");
        taken(&rows, &format!("column = '本年'\nrow = '吞吐量'\nunit = '{unit}'"))
    };
    for word in ["单位", "计量单位"] {
        assert_eq!(rows(word, "标箱"), "125000 标箱", "{word}");
        assert_eq!(rows(word, "万标箱"), "12.5 万标箱", "{word}");
    }
    let line = "\n单位：万标箱|\n港区|吞吐量\n东港|12.5\n西港|1\n";
    assert_ne!(sum(line, "吞吐量", "标箱"), "13.5 标箱");
}

/// 万元/亩 is a scale before 元/亩; m³ and 立方米 are one unit.
#[test]
fn quotients_and_other_spellings_are_converted() {
    let head = |head: &str, unit: &str| sum(&format!("\n村名|数（{head}）\n李家村|12.5\n鼎新村|1\n"), "数", unit);
    assert_eq!(head("万元/亩", "元/亩"), "135000 元/亩");
    assert_eq!(head("元/亩", "万元/亩"), "0.00135 万元/亩");
    assert_eq!(head("μg/m³", "微克/立方米"), "13.5 微克/立方米");
    assert_eq!(head("微克/立方米", "μg/m³"), "13.5 μg/m³");
    assert!(head("元/亩", "元/公顷").ends_with("E-UNIT-DECLARED"));
}

/// 123① is 123 with a footnote, and never 1231.
#[test]
fn marks_of_notes_are_no_digits() {
    let cell = |text: &str| {
        taken(
            &format!("\n村名|数\n李家村|\"{text}\n"),
            "column = '数'\nrow = '李家村'\nunit = '亩'",
        )
    };
    for text in ["123①", "12²", "3①0", "①", "12³亩", "1₂"] {
        assert!(cell(text).ends_with("E-NUMBER"), "{text}: {}", cell(text));
    }
    assert_eq!(cell("2000m²"), "3 亩");
}

/// One number over two rows, or under two heads, is that of neither.
#[test]
fn a_number_that_rows_or_columns_share_is_told() {
    let rows = "\n村名|本年（户）|上年（户）\n李家村|300|310\n鼎新村||190\n";
    let row = |row: &str, merges: &[&str]| {
        let settings = format!("column = '本年'\nrow = '{row}'\nunit = '户'\nbase = {{ column = '上年' }}");
        merged(rows, merges, &settings)
    };
    assert_eq!(row("鼎新村", &["B2:B3"]), "300 户 W-MERGED");
    assert_eq!(row("李家村", &["B2:B3"]), "300 户 W-MERGED");
    assert!(row("李家村", &["B2:C2"]).contains("W-MERGED"));
    assert_eq!(row("李家村", &["A2:A3", "B2:B3"]), "300 户");
    assert_eq!(row("李家村", &[]), "300 户");
}

/// The unit of one column is none of another: 能力单位 speaks of 设计能力, a remark of nothing.
#[test]
fn a_scale_elsewhere_in_the_row_does_not_count() {
    let rows = "\n港区|完成吞吐量|设计能力|能力单位|备注\n东港|125000|20|万标箱|目标：万标箱\n西港|5|7|万标箱|无\n";
    let row = taken(rows, "column = '完成吞吐量'\nrow = '东港'\nunit = '标箱'");
    assert!(row.starts_with("125000 标箱"), "{row}");
    let pair = "\n港区|吞吐量（万标箱）|吞吐量上年（标箱）\n东港|12.5|120000\n西港|5|7\n";
    let base = taken(
        pair,
        "column = '吞吐量'\nrow = '东港'\nunit = '标箱'\nbase = { column = '吞吐量上年' }",
    );
    assert_eq!(base, "125000 标箱");
    let stroke = "\n村名|面积/亩\n东山村|5\n西山村|6\n";
    assert_eq!(sum(stroke, "面积/亩", "亩"), "11 亩");
    assert_eq!(sum(stroke, "面积", "亩"), "11 亩");
}

/// A second page in another unit is never added in the first one's in silence.
#[test]
fn a_second_page_in_another_unit_is_told() {
    for line in ["续表（单位：万吨）", "续表1（万吨）", "续表1|\n单位：万吨"] {
        let rows = format!("\n单位：吨|\n村名|粮食\n东山村|5\n{line}|\n村名|粮食\n西山村|6\n");
        assert_ne!(sum(&rows, "粮食", "吨"), "11 吨", "{line}");
    }
}

//! What the user reads when an indicator cannot be found or trusted, in both languages, against golden texts.

use std::path::Path;

use gongwen::workbook::Workbook;

use super::sample::{agriculture, economy, named, projects, rendered, run, sheet, workbook};

/// Compares with the golden text; `GONGWEN_ACCEPT=1` writes it anew.
fn golden(name: &str, text: &str, workbooks: &[Workbook]) {
    let (_, sink) = run(text, workbooks);
    let found = rendered(sink);
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/indicator")
        .join(format!("{name}.txt"));
    if std::env::var_os("GONGWEN_ACCEPT").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{name}: GONGWEN_ACCEPT=1 accepts");
}

/// One indicator of these settings.
fn one(settings: &str) -> String {
    format!("[[indicator]]\nname = \"甲\"\n{settings}\n")
}

fn small(rows: &str) -> [Workbook; 1] {
    [workbook("鼎新镇/数.xlsx", vec![sheet("表", rows, &[])])]
}

#[test]
fn what_is_not_there() {
    let all = [agriculture(), economy()];
    golden("no_workbooks", &one("column = '总产量'\nrow = '合计'"), &[]);
    golden(
        "no_workbook",
        &one("workbook = '*畜牧*'\ncolumn = '总产量'\nrow = '合计'"),
        &all,
    );
    golden(
        "no_sheet",
        &one("workbook = '*农业*'\nsheet = '汇总'\ncolumn = '总产量'\nrow = '合计'"),
        &all,
    );
    golden(
        "no_column",
        &one("workbook = '*农业*'\ncolumn = '粮食作物/播种面'\nrow = '合计'"),
        &all,
    );
    golden(
        "no_row",
        &one("workbook = '*农业*'\ncolumn = '总产量'\nrow = '鼎星村'"),
        &all,
    );
    golden("no_table", &one("column = '总产量'\nrow = '合计'"), &small("\n说明\n"));
    let book = named(agriculture(), "粮食产量", "D5", "D6");
    golden("no_range", &one("range = '粮食面积'"), std::slice::from_ref(&book));
    golden("range_size", &one("range = '粮食产量'"), &[book]);
    golden(
        "absent_by_policy",
        &one("column = '总产量'\nrow = '鼎星村'\nmissing = 'omit'"),
        &all[..1],
    );
    golden(
        "absent_base",
        &one("column = '总产量'\nrow = '合计'\nbase = { column = '上年' }"),
        &all[..1],
    );
}

#[test]
fn what_is_there_twice() {
    let mut copy = agriculture();
    copy.file = "鼎新镇/农业（初稿）.xlsx".into();
    golden(
        "two_workbooks",
        &one("column = '总产量'\nrow = '合计'"),
        &[agriculture(), copy],
    );
    let rows = "\n村名|粮食|蔬菜\n||\n李家村|1|2\n李家村|3|4\n";
    golden("two_rows", &one("column = '粮食'\nrow = '李家村'"), &small(rows));
}

#[test]
fn what_is_in_the_cell() {
    let book = small(
        "\n指标|单位|数值|上年\n甲|万元|待核|1\n乙|万元|#REF!|1\n丙|万元|=|1\n丁|万元||1\n戊|万元|—|1\n己|万元|约300|大\n庚|万元|510300197001011234号|1\n",
    );
    for (name, row) in [
        ("text", "甲"),
        ("error_value", "乙"),
        ("unsaved", "丙"),
        ("blank", "丁"),
        ("not_applicable", "戊"),
        ("masked", "庚"),
    ] {
        golden(name, &one(&format!("column = '数值'\nrow = '{row}'")), &book);
    }
    golden(
        "approximate_and_bad_base",
        &one("column = '数值'\nrow = '己'\nbase = { column = '上年' }"),
        &book,
    );
    let scaled = small("\n指标|单位|数值\n甲|万元|4.56万\n乙|万元|3\n");
    golden(
        "unit_scale",
        &one("column = '数值'\nrow = '甲'\nunit = '万元'"),
        &scaled,
    );
    golden("not_a_date", &one("column = '数值'\nrow = '甲'\ntype = 'date'"), &book);
    golden(
        "date_without_year",
        &one("column = '数值'\nrow = '甲'\ntype = 'date'"),
        &small("\n指标|单位|数值\n甲|日|11月20日\n乙|亩|3\n"),
    );
    let mut timed = small("\n指标|单位|数值\n甲|小时|1.5\n乙|亩|3\n");
    let backing = gongwen::workbook::Backing {
        number_format: Some("[h]:mm".into()),
        formula: None,
    };
    let hours = timed[0].sheets[0].cells.get_mut("C2".parse().unwrap());
    hours.unwrap().backing = Some(std::sync::Arc::new(backing));
    golden("time", &one("column = '数值'\nrow = '甲'\nunit = '小时'"), &timed);
    golden(
        "not_yes_or_no",
        &one("column = '数值'\nrow = '甲'\ntype = 'bool'"),
        &book,
    );
    let address = "sheet = '表'\ncell = 'C2'\nlabel = '总产值'";
    golden("label_beside", &one(address), &book);
}

#[test]
fn units_that_do_not_agree() {
    let book = small("\n村名|面积（亩）|产量（吨）\n李家村|\"3吨|5\n鼎新村|4|0.5\n");
    golden(
        "unit_in_cell",
        &one("column = '面积'\nrow = '李家村'\nunit = '亩'"),
        &book,
    );
    golden(
        "unit_declared",
        &one("column = '产量'\nrow = '李家村'\nunit = '万元'"),
        &book,
    );
    let rates = |head: &str| small(&format!("\n村名|{head}|户数（户）\n李家村|0.863|5\n鼎新村|0.7|5\n"));
    let rate = one("column = '机械化率'\nrow = '李家村'\nunit = '%'\nkind = 'rate'");
    golden("small_ratio", &rate, &rates("机械化率（%）"));
    golden("ratio_unit", &rate, &rates("机械化率"));
}

/// What would be counted twice.
#[test]
fn wholes_among_their_parts() {
    let one_sheet = |name: &str, homes: u32| sheet(name, &format!("\n组别|户数（户）\n一组|{homes}\n"), &[]);
    let book = |last: &str| {
        let sheets = vec![one_sheet("李家", 5), one_sheet("红星", 7), one_sheet(last, 12)];
        [workbook("鼎新镇/各村.xlsx", sheets)]
    };
    let sum = one("sheet = '*'\ncolumn = '户数'\naggregate = 'sum'\nunit = '户'");
    golden("sheet_of_whole", &sum, &book("汇总"));
    golden("sheet_like_whole", &sum, &book("Sheet3"));
    let list = |file: &str, rows: &str| workbook(file, vec![sheet("表", rows, &[])]);
    let books = [
        list(
            "鼎新镇/农业.xlsx",
            "\n村名|面积（亩）\n李家村（一组）|5\n李家村（二组）|6\n",
        ),
        list("鼎新镇/民生.xlsx", "\n村名|人口（人）\n李家村|50\n"),
    ];
    let joined = "[[rows]]\nname = '各组'\nworkbook = '*农业*'\nfields = [{ name = '村名', type = 'text' }]\n[[rows.join]]\nworkbook = '*民生*'\non = '村名'\nfields = [{ name = '人口', unit = '人' }]\n";
    golden("join_shared", joined, &books);
}

#[test]
fn rows_and_units_that_nobody_can_place() {
    let total = |unit: &str| one(&format!("column = '户数'\naggregate = 'sum'\nunit = '{unit}'"));
    let codes = small("\n组别|户数|人数\n1|2|3\n5|5|6\n");
    golden("row_of_codes", &total("户"), &codes);
    let note = small("\n村名|户数|人数\n李家村|5|6\n注：含林场|7|8\n");
    golden("row_unread", &total("户"), &note);
    let own = small("\n村名|户数|人数\n李家村|5|6\n鼎新村|7|8\n鼎新镇|3|4\n");
    golden("row_of_township", &total("户"), &own);
    let units = small("\n各村户数（万户、千户）\n村名|户数|人数\n李家村|5|6\n");
    golden("unit_note", &total("户"), &units);
    let measured = |column: &str| one(&format!("column = '{column}'\naggregate = 'sum'\nunit = '万元'"));
    let alone = small("\n村名|产值|面积（亩）\n李家村|5|6\n鼎新村|7|8\n");
    golden("unit_assumed", &measured("产值"), &alone);
    let base = format!("{}base = {{ column = '上年产值' }}\n", measured("本年产值"));
    let mixed = small("\n村名|本年产值|上年产值（亿元）\n李家村|5|6\n鼎新村|7|8\n");
    golden("unit_compared", &base, &mixed);
    let bare = small("\n村名|本年产值|上年产值\n李家村|5|60000\n鼎新村|7|70000\n");
    golden("size", &base, &bare);
    let land = "column = '本年面积'\naggregate = 'sum'\nunit = '亩'\nbase = { column = '上年面积' }";
    let land_of = small("\n村名|本年面积|上年面积\n李家村|50|750\n鼎新村|70|1050\n");
    golden("unit_size", &one(land), &land_of);
    let copied = small("\n村名|本年产值|上年产值\n李家村|5|5\n鼎新村|7|7\n");
    golden("base_same", &base.replace("上年产值", "本年产值"), &copied);
}

#[test]
fn sheets_of_villages_and_titles_of_others() {
    let village = |name: &str| sheet(name, "\n指标|单位|数值\n面积|亩|5\n产量|吨|6\n", &[]);
    let cover = || sheet("封面", "\n鼎新镇农业情况\n", &[]);
    let books = [workbook(
        "鼎新镇/农业.xlsx",
        vec![cover(), village("鼎新村"), village("红星村")],
    )];
    golden(
        "many_sheets",
        &one("column = '数值'\nrow = '面积'\nunit = '亩'"),
        &books,
    );
    let all = "sheet = '*'\ncolumn = '数值'\nrow = '面积'\naggregate = 'sum'\nunit = '亩'";
    golden("sheet_unread", &one(all), &books);
    let rows = "[[rows]]\nname = '甲'\nfields = [{ name = '面积', column = '数值', row = '面积' }]\n";
    golden("rows_of_sheets", rows, &books);
    let rows = "[[rows]]\nname = '甲'\nsheet = '*村'\nwhere = ['面积 > 3']\nfields = [\n\
                { name = '村名', column = '{sheet}', type = 'text' },\n\
                { name = '面积', column = '数值', row = '面积' },\n]\n\
                [[rows.join]]\nfields = [{ name = '产量', row = '产量' }]\n";
    golden("rows_of_sheets_where", rows, &books);
    let side_by_side = "\n村名|面积\n李家村|5\n\n村名|户数\n鼎新村|7\n";
    golden(
        "many_tables",
        &one("aggregate = 'count'\nunit = '个'\nkind = 'count'"),
        &small(side_by_side),
    );
    let sums = "\n村名|面积（亩）|上年面积（亩）\n鼎新村|20|18\n红星村|—|30\n李家村|50|无\n";
    let compared = "column = '面积'\naggregate = 'sum'\nunit = '亩'\nbase = { column = '上年面积' }";
    golden("other_villages", &one(compared), &small(sums));
    golden(
        "none_is_zero",
        &one("aggregate = 'count'\nnone_is_zero = true"),
        &small(sums),
    );
    let text = format!(
        "{}[job]\nyear = 2026\n",
        one("column = '面积'\naggregate = 'sum'\nunit = '亩'")
    );
    let title = "\n石鼓镇2024年面积统计表\n村名|面积（亩）|户数\n李家村|5|6\n鼎新村|7|8\n";
    golden("title_other", &text, &small(title));
}

#[test]
fn persons_are_never_copied() {
    let rows =
        "\n序号|户主姓名|身份证号|补助金额（元）\n1|张某|\"51030019700101123X|500\n2|李某|\"510300197001011234|600\n";
    let book = [workbook("鼎新镇/低保.xlsx", vec![sheet("名册", rows, &[])])];
    let rows = "[[rows]]\nname = \"名册\"\nfields = [{ name = \"户主\", column = \"户主姓名\", type = \"text\" }, { name = \"补助金额\" }]\n";
    golden("persons", rows, &book);
    golden("persons_row", &one("column = '补助金额'\nrow = '张某某'"), &book);
    let text = "[[rows]]\nname = \"名册\"\nfields = [{ name = \"备注\", type = \"text\" }, { name = \"数量\" }]\n";
    golden(
        "id_number",
        text,
        &small("\n村名|备注|数量\n李家村|联系人 51030019700101123X|1\n鼎新村|无|2\n"),
    );
}

#[test]
fn conditions_and_formulas_that_cannot_be_met() {
    golden(
        "condition_blank",
        &format!(
            "{}[job]\nyear = 2023\nperiod = ['2023-01-01', '2023-12-31']\n",
            one("aggregate = 'count'\nwhere = ['日期 在 期间']")
        ),
        &small("\n演练|日期|人数\n消防|2023-05-01|20\n防汛||30\n地震|待定|40\n"),
    );
    golden(
        "condition_cell",
        &one("aggregate = 'count'\nwhere = ['是否入库 >= 5']"),
        &[projects()],
    );
    let book = small("\n指标|单位|数值\n乙|万元|0\n丙|亩|5\n丁|万元|—\n");
    let formula = |formula: &str| {
        let operand = |name: &str| format!("[[indicator]]\nname = \"{name}\"\ncolumn = '数值'\nmissing = 'dash'\n");
        let operands: String = ["乙", "丙", "丁"].into_iter().map(operand).collect();
        operands + &one(&format!("formula = '{formula}'\nunit = '万元'"))
    };
    golden("division_by_zero", &formula("丙 / (乙 * 2)"), &book);
    golden("formula_units", &formula("乙 + 丙"), &book);
    golden("formula_operand_missing", &formula("乙 + 丁"), &book);
    golden("formula_without_base", &formula("乙 - 上年(乙)"), &book);
    golden("formula_name", &formula("乙 + 丙数"), &book);
}

#[test]
fn mistakes_of_the_mapping() {
    let text = r#"
[[indicator]]
name = "甲"
workbook = "[农业"
column = "总产量"
row = "合计"
unit = "亩/户/年"
[[indicator]]
name = "甲"
cell = "16G"
label = "总产量"
[[indicator]]
name = "粮食(亩)"
[[indicator]]
name = "乙"
formula = "丙 * (2"
[[indicator]]
name = "丙"
formula = "丁 + 1"
[[indicator]]
name = "丁"
formula = "丙 ? 1"
[[indicator]]
name = "戊"
formula = "己"
[[indicator]]
name = "己"
formula = "戊"
[[indicator]]
name = "庚"
column = "总产量"
cell = "A1"
[[indicator]]
name = "辛"
column = "总产量"
where = ["总产量"]
[[indicator]]
name = "壬"
aggregate = "sum"
where = ["总产量 > 大"]
[[indicator]]
name = "癸"
cell = "A1"
type = "text"
rank = "high"
[[rows]]
name = "子"
[[rows]]
name = "丑"
fields = [{ name = "寅", type = "text", target = "目标" }]
"#;
    let mapping = super::sample::mapping(text);
    let mut sink = gongwen::diag::Sink::new();
    gongwen::indicator::validate(&mapping, &mut sink);
    let found = rendered(sink);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/indicator/mapping.txt");
    if std::env::var_os("GONGWEN_ACCEPT").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    assert_eq!(found, std::fs::read_to_string(&path).unwrap_or_default());
}

/// `面积{{ 年 }}亩` printed the year of the report in place of an indicator of that name.
#[test]
fn an_indicator_is_not_named_as_what_every_template_has() {
    for name in ["年", "镇名", "全县", "引用", "is"] {
        let mapping = super::sample::mapping(&format!(
            "[[indicator]]\nname = \"{name}\"\ncolumn = \"面积\"\nrow = \"合计\"\n"
        ));
        let mut sink = gongwen::diag::Sink::new();
        gongwen::indicator::validate(&mapping, &mut sink);
        assert!(rendered(sink).contains(&format!("E-IND-RESERVED：“{name}”")), "{name}");
    }
}

#[test]
fn what_may_not_be_computed() {
    let months = |name: &str| sheet(name, "村名|人口（人）|户数（户）\n||\n李家村|10|1\n鼎新村|20|2\n", &[]);
    let year = [workbook("鼎新镇/人口.xlsx", vec![months("1月"), months("2月")])];
    let stock = "sheet = '*月'\ncolumn = '人口'\naggregate = 'sum'\nunit = '人'\nkind = 'stock'";
    golden("kind_stock", &one(stock), &year);
    let (of_one_month, _) = run(&one(&stock.replace("*月", "2月")), &year);
    assert!(of_one_month.values.contains_key("甲"));
    let rates = small("村名|机械化率（%）|面积（亩）\n||\n李家村|80|10\n鼎新村|90|-20\n");
    golden(
        "kind_rate",
        &one("column = '机械化率'\naggregate = 'sum'\nunit = '%'"),
        &rates,
    );
    golden(
        "kind_rate_declared",
        &one("column = '面积'\naggregate = 'mean'\nkind = 'rate'"),
        &rates,
    );
    golden(
        "kind_survey",
        &one("column = '面积'\naggregate = 'sum'\nkind = 'survey'"),
        &rates,
    );
    let weighted = "column = '机械化率'\nweight = '面积'\naggregate = 'weighted'\nunit = '%'\nkind = 'rate'";
    golden("weight_negative", &one(weighted), &rates);
    golden(
        "weight_missing",
        &one("column = '机械化率'\naggregate = 'weighted'\nunit = '%'"),
        &rates,
    );
    golden(
        "aggregate_type",
        &one("column = '面积'\naggregate = 'sum'\ntype = 'text'"),
        &rates,
    );
    // Rows without a column or a condition are counted, whatever their columns hold.
    let (counted, _) = run(&one("aggregate = 'count'"), &rates);
    assert!(counted.values.contains_key("甲"));
    let half = small("村名|参保（人）|人口（人）\n||\n李家村|8|10\n鼎新村|—|20\n");
    let parts = "numerator = '参保'\ndenominator = '人口'\naggregate = 'weighted'\nunit = '%'\nkind = 'rate'";
    golden("weight_half", &one(parts), &half);
}

#[test]
fn days_that_nobody_can_place() {
    let ledger = |days: [&str; 2]| {
        let rows = format!("日期|内容|人数\n||\n{}|消防|20\n{}|防汛|30\n", days[0], days[1]);
        [workbook("鼎新镇/数.xlsx", vec![sheet("表", &rows, &[])])]
    };
    let count = |condition: &str| one(&format!("aggregate = 'count'\nwhere = ['{condition}']\nunit = '次'"));
    let period = "[job]\nperiod = ['2023-01-01', '2023-11-30']\n";
    golden(
        "days_none",
        &format!("{period}{}", count("日期 在 期间")),
        &ledger(["2023-05-01", ""]),
    );
    golden(
        "days_text",
        &format!("{period}{}", count("日期 在 期间")),
        &ledger(["2023-05-01", "五月初"]),
    );
    golden(
        "days_year",
        &count("日期 在 2023-01-01 至 2023-03-31"),
        &ledger(["2023-05-01", "3月5日"]),
    );
    golden("days_period", &count("日期 在 期间"), &ledger(["2023-05-01", "3月5日"]));
    golden(
        "days_words",
        &count("日期 在 上个月"),
        &ledger(["2023-05-01", "3月5日"]),
    );
}

/// A word that no row says finds nothing in silence.
#[test]
fn conditions_that_no_row_answers_are_told() {
    let ledger = small("户名|是否消除风险|类别\n||\n甲组|是|脱贫户\n乙组|否|监测户\n");
    let count = |condition: &str| one(&format!("aggregate = 'count'\nwhere = ['{condition}']\nunit = '户'"));
    golden("where_none", &count("是否消除风险 = 已消除"), &ledger);
    // A kind that there is not, and a yes where all say no, may be so.
    let (_, said) = run(&count("类别 = 脱贫户"), &ledger);
    assert!(
        said.as_slice().iter().all(|one| one.code.as_str() != "W-WHERE-NONE"),
        "{said:?}"
    );
    let no = small("户名|是否消除风险\n||\n甲组|否\n乙组|否\n");
    let (_, said) = run(&count("是否消除风险 = 是"), &no);
    assert!(
        said.as_slice().iter().all(|one| one.code.as_str() != "W-WHERE-NONE"),
        "{said:?}"
    );
}

/// One village written twice would be printed twice; names that come again and again name no rows.
#[test]
fn rows_of_one_name_are_told() {
    let rows = "[[rows]]\nname = '各村'\nfields = [{ name = '村名', type = 'text' }, { name = '面积', unit = '亩' }]\n";
    let table = |names: &[&str]| {
        let rows: Vec<String> = names.iter().map(|name| format!("{name}|10\n")).collect();
        small(&format!("村名|面积（亩）\n|\n{}", rows.concat()))
    };
    golden("rows_twice", rows, &table(&["桐花村", "龙井村", "桐 花 村", "李家村"]));
    let (_, said) = run(rows, &table(&["甲组", "乙组", "甲组", "乙组", "甲组"]));
    assert!(
        said.as_slice().iter().all(|one| one.code.as_str() != "W-ROWS-TWICE"),
        "{said:?}"
    );
}

const JOIN: &str = "[[rows]]
name = '各村'
sheet = '甲'
fields = [{ name = '村名', type = 'text' }, { name = '面积', unit = '亩' }]
[[rows.join]]
sheet = '乙'
fields = [{ name = '人口', unit = '人' }]
";

#[test]
fn rows_that_cannot_be_joined() {
    let book = |other: &str| {
        let own = sheet("甲", "村名|面积（亩）|备注\n||\n李家村|10|\n鼎新村|20|\n", &[]);
        [workbook("鼎新镇/数.xlsx", vec![own, sheet("乙", other, &[])])]
    };
    golden(
        "join_missing",
        JOIN,
        &book("村名|人口（人）|备注\n||\n李家村|100|\n龙井村|200|\n"),
    );
    golden(
        "join_twice",
        JOIN,
        &book("村名|人口（人）|备注\n||\n李家村|100|\n李 家 村|50|\n鼎新村|200|\n"),
    );
    golden(
        "join_column",
        JOIN,
        &book("村名|人数（人）|备注\n||\n李家村|100|\n鼎新村|200|\n"),
    );
    golden(
        "join_persons",
        JOIN,
        &book("姓名|身份证号|人口（人）\n||\n张三|\"510300197001011234|4\n李四|\"510300197001011235|3\n"),
    );
    golden(
        "join_field",
        &JOIN.replace("sheet = '乙'", "sheet = '乙'\non = '村'"),
        &book("村名|人口（人）|备注\n||\n李家村|100|\n鼎新村|200|\n"),
    );
}

/// Of names on two levels the township's alone names no row; the message says how it is asked for.
#[test]
fn a_name_of_several_rows_is_told_with_what_tells_them_apart() {
    let rows = "单位：万元\n乡镇|年度|收入\n青山镇|本年|5\n青山镇|上年|6\n绿水镇|本年|8\n绿水镇|上年|9\n";
    let (_, sink) = run(
        &one("column = \"收入\"\nrow = \"绿水镇\"\nunit = \"万元\""),
        &small(rows),
    );
    let found = rendered(sink);
    assert!(found.contains("E-NO-ROW") && found.contains("绿水镇/"), "{found}");
}

//! What would be counted twice: a sheet of the whole among those of its parts, one row of a joined table for two.

use gongwen::indicator::Datum;
use gongwen::workbook::{Sheet, Workbook};

use super::sample::{run, sheet, workbook};

fn told(text: &str, workbooks: &[Workbook]) -> String {
    let (indicators, sink) = run(text, workbooks);
    let value = match indicators.values.get("甲").map(|value| &value.datum) {
        Some(Datum::Number(quantity)) => format!("{} {}", quantity.value, quantity.unit),
        Some(Datum::Rows(records)) => format!("{}行", records.len()),
        _ => "—".to_owned(),
    };
    let codes = sink.into_sorted().into_iter().map(|problem| problem.code.to_string());
    [value].into_iter().chain(codes).collect::<Vec<_>>().join(" ")
}

/// A workbook of these sheets, each with the figures of two indicators.
fn book(sheets: &[(&str, u32, u32)]) -> [Workbook; 1] {
    let one = |(name, area, homes): &(&str, u32, u32)| {
        let rows = format!("\n指标|计量单位|数值\n面积|亩|{area}\n户数|户|{homes}\n亩产|公斤/亩|400\n");
        sheet(name, &rows, &[])
    };
    [workbook("鼎新镇/各村.xlsx", sheets.iter().map(one).collect())]
}

fn sum(pattern: &str) -> String {
    format!(
        "[[indicator]]\nname = '甲'\nsheet = '{pattern}'\ncolumn = '数值'\nrow = '面积'\naggregate = 'sum'\nunit = '亩'\n"
    )
}

fn rows(pattern: &str) -> String {
    format!(
        "[[rows]]\nname = '甲'\nsheet = '{pattern}'\nfields = [{{ name = '村名', column = '{{sheet}}', type = 'text' }}, {{ name = '面积', column = '数值', row = '面积', unit = '亩' }}]\n"
    )
}

#[test]
fn a_sheet_of_the_whole_among_the_villages_is_refused() {
    let by_name = [
        "汇总",
        "合计",
        "全镇",
        "全村",
        "2025年1-9月汇总",
        "鼎新镇",
        "各村汇总表",
    ];
    for name in by_name {
        // Whether its figures agree or not.
        for whole in [(name, 50, 30), (name, 51, 99)] {
            let book = book(&[("李家村", 20, 10), ("鼎新村", 30, 20), whole]);
            assert_eq!(told(&sum("*"), &book), "— E-SHEET-WHOLE", "{name}");
            assert_eq!(told(&rows("*"), &book), "— E-SHEET-WHOLE", "{name}");
            let villages = told(&sum("{李家村,鼎新村}"), &book);
            assert_eq!(villages, "50 亩", "{name}");
        }
        let two = book(&[("李家村", 20, 10), (name, 20, 10)]);
        assert_eq!(told(&sum("*"), &two), "— E-SHEET-WHOLE", "{name}");
    }
    let by_figures = book(&[("Sheet1", 200, 110), ("Sheet2", 300, 120), ("Sheet3", 500, 230)]);
    assert_eq!(told(&sum("Sheet*"), &by_figures), "— E-SHEET-WHOLE");
    assert_eq!(told(&rows("Sheet*"), &by_figures), "— E-SHEET-WHOLE");
    let largest = sum("*").replace("'sum'", "'max'");
    assert_eq!(told(&largest, &by_figures), "— E-SHEET-WHOLE");
    // Square brackets are compared byte by byte: 李 has a byte of 汇, and would be left out with it.
    assert_eq!(told(&sum("[!汇]*"), &by_figures), "— E-IND-PATTERN E-IND-PATTERN");
    let spelled = book(&[("李家", 20, 10), ("红星", 30, 20), ("汇总", 50, 30)]);
    assert_eq!(told(&sum("{李家,红星}"), &spelled), "50 亩");
}

/// The sum of some of the sheets is one of the whole as well.
#[test]
fn a_quarter_among_its_months_is_refused() {
    let months = [
        ("1月", 20, 10),
        ("2月", 30, 20),
        ("3月", 40, 9),
        ("一季度", 90, 39),
        ("4月", 7, 7),
    ];
    assert_eq!(told(&sum("*"), &book(&months)), "— E-SHEET-WHOLE");
    assert_eq!(told(&sum("?月"), &book(&months)), "97 亩");
    let quarters = [("一季度", 20, 10), ("二季度", 30, 20), ("三季度", 40, 9)];
    assert_eq!(told(&sum("*"), &book(&quarters)), "90 亩");
}

#[test]
fn a_sheet_that_may_be_one_of_the_whole_is_told() {
    let spelled = book(&[("水田", 20, 10), ("旱地", 30, 20), ("耕地", 50, 30)]);
    assert_eq!(told(&rows("{水田,旱地,耕地}"), &spelled), "3行 W-SHEET-WHOLE");
    let short = book(&[("李家", 20, 10), ("鼎新", 30, 20), ("顺利", 9, 8)]);
    assert_eq!(told(&sum("*"), &short), "59 亩 W-SHEET-WHOLE");
    let one = |name: &str, homes: u32| sheet(name, &format!("\n组别|户数（户）\n一组|{homes}\n"), &[]);
    let one_figure = [workbook(
        "鼎新镇/组.xlsx",
        vec![one("一", 5), one("二", 7), one("三", 12)],
    )];
    let homes = "[[indicator]]\nname = '甲'\nsheet = '*'\ncolumn = '户数'\naggregate = 'sum'\nunit = '户'\n";
    assert_eq!(told(homes, &one_figure), "24 户 W-SHEET-WHOLE");
}

#[test]
fn sheets_of_parts_are_summed_without_a_word() {
    // A village may be as large as all others by chance.
    let chance = book(&[("李家村", 20, 10), ("鼎新村", 30, 20), ("红星村", 50, 30)]);
    assert_eq!(told(&sum("*"), &chance), "100 亩");
    // What all names say tells none from the others.
    let all = book(&[("一季度汇总", 20, 10), ("二季度汇总", 30, 20), ("三季度汇总", 9, 8)]);
    assert_eq!(told(&sum("*"), &all), "59 亩");
    let none = book(&[("李家", 0, 0), ("红星", 0, 0), ("顺利", 0, 0)]);
    assert_eq!(told(&sum("*"), &none), "0 亩");
}

/// 安全村 is no 全村, 综合计划 no 合计.
#[test]
fn a_word_of_the_whole_inside_a_name_says_nothing() {
    let four = |names: [&str; 3]| {
        told(
            &sum("*"),
            &book(&[(names[0], 100, 30), (names[1], 137, 31), (names[2], 174, 34)]),
        )
    };
    for names in [
        ["安全村", "东风村", "红星村"],
        ["鼎新村", "万全村", "保全村"],
        ["万全镇", "天全乡", "保全镇"],
        ["综合计划项目", "专项债项目", "衔接资金项目"],
        ["2025年新建", "历年累计结转", "前期"],
    ] {
        assert_eq!(four(names), "411 亩", "{names:?}");
    }
    let spelled = book(&[("安全村", 100, 30), ("东风村", 137, 31), ("红星村", 174, 34)]);
    assert_eq!(told(&sum("{安全村,东风村,红星村}"), &spelled), "411 亩");
    let project = |file: &str, area: u32| {
        let rows = format!("\n指标|计量单位|数值\n面积|亩|{area}\n");
        workbook(&format!("鼎新镇/{file}.xlsx"), vec![sheet("Sheet1", &rows, &[])])
    };
    let files = [project("各村产业项目", 20), project("镇级项目", 30)];
    assert_eq!(told(&sum("*"), &files), "50 亩");
}

/// 农业汇总 may be that of one part: its figures say.
#[test]
fn a_name_that_ends_like_the_whole_is_believed_with_its_figures() {
    let with = |area, homes| {
        told(
            &sum("*"),
            &book(&[("李家村", 20, 10), ("鼎新村", 30, 20), ("农业总表", area, homes)]),
        )
    };
    assert_eq!(with(50, 30), "— E-SHEET-WHOLE");
    assert_eq!(with(51, 99), "101 亩 W-SHEET-WHOLE");
    let two = |area| told(&sum("*"), &book(&[("李家村", 20, 10), ("农业总表", area, area)]));
    assert_eq!(two(30), "50 亩 W-SHEET-WHOLE");
}

/// Two small sums may agree by chance: 2 schools and 2 clinics beside 1 and 1 each.
#[test]
fn two_small_sums_that_agree_are_told() {
    let sheets = book(&[("一", 2, 2), ("二", 1, 1), ("三", 1, 1)]);
    assert_eq!(told(&sum("*"), &sheets), "4 亩 W-SHEET-WHOLE");
}

/// A table of the progress from month to month adds nothing up.
#[test]
fn rows_for_months_that_hold_each_other_are_read() {
    let months = book(&[("1-3月", 3, 1), ("1-6月", 5, 2), ("1-9月", 11, 6)]);
    assert_eq!(told(&rows("*月"), &months), "3行");
    assert_eq!(told(&rows("{1-3月,1-6月,1-9月}"), &months), "3行");
    assert_eq!(told(&sum("*月"), &months), "— E-SHEET-WHOLE E-SHEET-WHOLE");
}

/// Groups in the rows of the villages' sheets, villages in those of the whole.
#[test]
fn a_list_of_villages_among_their_sheets_is_refused() {
    let groups = |name: &str, one: u32, two: u32| -> Sheet {
        sheet(
            name,
            &format!("\n组别|户数（户）|人口（人）\n一组|{one}|{one}9\n二组|{two}|{two}9\n"),
            &[],
        )
    };
    let list = "\n村名|户数（户）|人口（人）\n李家村|11|128\n鼎新村|15|168\n";
    let sheets = vec![groups("李家", 5, 6), groups("红星", 7, 8), sheet("Sheet1", list, &[])];
    let book = [workbook("鼎新镇/组.xlsx", sheets)];
    let homes = "[[indicator]]\nname = '甲'\nsheet = '*'\ncolumn = '户数'\naggregate = 'sum'\nunit = '户'\n";
    assert_eq!(told(homes, &book), "— E-SHEET-WHOLE");
}

#[test]
fn a_workbook_of_the_whole_among_those_of_the_villages_is_refused() {
    let one = |file: &str, area: u32| {
        let rows = format!("\n指标|计量单位|数值\n面积|亩|{area}\n");
        workbook(&format!("鼎新镇/{file}.xlsx"), vec![sheet("Sheet1", &rows, &[])])
    };
    let books = [one("李家村", 20), one("鼎新村", 30), one("农业汇总", 51)];
    assert_eq!(told(&sum("Sheet1"), &books), "101 亩 W-SHEET-WHOLE");
    let books = [one("李家村", 20), one("鼎新村", 30), one("农业汇总", 50)];
    assert_eq!(told(&sum("Sheet1"), &books), "— E-SHEET-WHOLE");
    let (_, sink) = run(&sum("Sheet1"), &books);
    let problem = sink.into_sorted().remove(0);
    // Three sheets are called so.
    assert_eq!(problem.argument("sheet"), Some("农业汇总.xlsx › Sheet1"));
    assert_eq!(told(&sum("Sheet1"), &books[..2]), "50 亩");
}

const JOIN: &str = "[[rows]]\nname = '甲'\nworkbook = '*农业*'\nfields = [{ name = '村名', type = 'text' }, { name = '面积', unit = '亩' }]
[[rows.join]]\nworkbook = '*民生*'\non = '村名'\nlevel = 'warning'\nfields = [{ name = '人口', unit = '人', missing = 'dash' }]\n";

fn joined(own: &[&str], other: &[&str]) -> String {
    let list = |names: &[&str], head: &str| {
        let rows = names
            .iter()
            .enumerate()
            .map(|(at, name)| format!("{name}|{}\n", at + 5));
        format!("\n村名|{head}\n{}", rows.collect::<String>())
    };
    let books = [
        workbook("鼎新镇/农业.xlsx", vec![sheet("表", &list(own, "面积（亩）"), &[])]),
        workbook("鼎新镇/民生.xlsx", vec![sheet("表", &list(other, "人口（人）"), &[])]),
    ];
    told(JOIN, &books)
}

#[test]
fn names_that_differ_in_their_notes_share_no_row() {
    let groups = ["李家村（一组）", "李家村（二组）"];
    assert_eq!(joined(&groups, &["李家村"]), "— E-JOIN-SHARED");
    assert_eq!(joined(&["李家村", "李家村（二组）"], &["李家村"]), "— E-JOIN-SHARED");
    assert_eq!(joined(&["李家村"], &groups), "— E-AMBIGUOUS");
    assert_eq!(joined(&groups, &groups), "2行");
    assert_eq!(joined(&groups[..1], &groups[1..]), "1行 W-VILLAGES");
    assert_eq!(joined(&groups, &groups[..1]), "2行 W-VILLAGES");
    // Projects of one village are the village's.
    let projects = ["红星村（2025年续建）", "红星村", "东风村"];
    assert_eq!(joined(&projects, &["红星村", "东风村"]), "3行");
    // A note on one side only is none of the name.
    assert_eq!(
        joined(&["李家村（含原鲤鱼村）", "鼎新村"], &["李家村", "鼎新村"]),
        "2行"
    );
    assert_eq!(
        joined(&["李家村", "鼎新村"], &["李家村（含原鲤鱼村）", "鼎新村"]),
        "2行"
    );
    // Several projects of one village have its figures each.
    assert_eq!(
        joined(&["李家村", "李家村", "鼎新村"], &["李家村", "鼎新村"]),
        "3行 W-ROWS-TWICE"
    );
}

/// What is no figure holds of every group, and the configuration may say so of figures.
#[test]
fn groups_share_a_row_where_it_is_meant() {
    let books = [
        workbook(
            "鼎新镇/农业.xlsx",
            vec![sheet(
                "表",
                "\n村名|面积（亩）\n李家村（一组）|5\n李家村（二组）|6\n",
                &[],
            )],
        ),
        workbook(
            "鼎新镇/民生.xlsx",
            vec![sheet("表", "\n村名|人口（人）|书记\n李家村|50|王某\n", &[])],
        ),
    ];
    assert_eq!(told(JOIN, &books), "— E-JOIN-SHARED");
    assert_eq!(told(&JOIN.replace("level =", "shared = true\nlevel ="), &books), "2行");
    let secretary = JOIN.replace("'人口', unit = '人', missing = 'dash'", "'书记', type = 'text'");
    assert_eq!(told(&secretary, &books), "2行");
}

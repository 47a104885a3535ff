//! A workbook with a sheet for every village (WB-02): its figures are added up, and each sheet is a row.

use gongwen::indicator::Datum;
use gongwen::workbook::Workbook;

use super::sample::{run, sheet, shown, workbook};

fn village(name: &str, area: u32) -> gongwen::workbook::Sheet {
    let rows = format!(
        "\n{name}农业情况||\n指标|计量单位|数值\n粮食播种面积|亩|{area}\n粮食总产量|吨|{}\n合计||\n",
        area / 2
    );
    sheet(name, &rows, &[])
}

fn book() -> [Workbook; 1] {
    let cover = sheet("封面", "\n鼎新镇农业情况\n", &[]);
    let sheets = vec![
        cover,
        village("鼎新村", 20),
        village("红星村", 30),
        village("李家村", 50),
    ];
    [workbook("鼎新镇/农业.xlsx", sheets)]
}

fn codes(text: &str, workbooks: &[Workbook]) -> String {
    let (_, sink) = run(text, workbooks);
    let codes = sink.into_sorted().into_iter().map(|problem| problem.code.to_string());
    codes.collect::<Vec<_>>().join(" ")
}

const AREA: &str = "[[indicator]]\nname = '粮食播种面积'\ncolumn = '数值'\nunit = '亩'\n";

#[test]
fn one_row_of_each_sheet_is_added_up() {
    assert_eq!(codes(AREA, &book()), "E-SHEETS");
    let sum = format!("{AREA}sheet = '*村'\nrow = '粮食播种面积'\naggregate = 'sum'\n");
    let (indicators, sink) = run(&sum, &book());
    assert!(sink.is_empty(), "{sink:?}");
    assert_eq!(shown(&indicators, "粮食播种面积"), "100 亩 C3 C3 C3");
    // The cover fits a pattern of all sheets: that it gives nothing is told.
    let all = sum.replace("*村", "*");
    assert_eq!(codes(&all, &book()), "W-SHEET-UNREAD");
    let by_condition = format!("{AREA}sheet = '*村'\nwhere = ['指标 = 粮食播种面积']\naggregate = 'sum'\n");
    assert_eq!(codes(&by_condition, &book()), "");
}

#[test]
fn a_village_without_the_row_is_an_error() {
    let mut books = book();
    books[0].sheets.push(sheet(
        "尚书村",
        "\n指标|计量单位|数值\n粮食面积|亩|5\n粮食总产量|吨|3\n",
        &[],
    ));
    let sum = format!("{AREA}sheet = '*村'\nrow = '粮食播种面积'\naggregate = 'sum'\n");
    assert_eq!(codes(&sum, &books), "E-NO-ROW");
}

const ROWS: &str = "[[rows]]\nname = '各村'\nsheet = '*村'\nfields = [
  { name = '村名', column = '{sheet}', type = 'text' },
  { name = '面积', column = '数值', row = '粮食播种面积', unit = '亩' },
  { name = '产量', column = '数值', row = '粮食总产量', unit = '吨' },
]\n";

fn records(text: &str, workbooks: &[Workbook]) -> Vec<String> {
    let (indicators, sink) = run(text, workbooks);
    assert!(sink.is_empty(), "{sink:?}");
    let Datum::Rows(records) = &indicators.values["各村"].datum else {
        panic!("no rows")
    };
    let field = |datum: &Datum| match datum {
        Datum::Number(quantity) => format!("{}{}", quantity.value, quantity.unit),
        Datum::Text(text) => text.clone(),
        other @ (Datum::Date(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..)) => format!("{other:?}"),
    };
    let record = |record: &gongwen::indicator::Record| {
        let fields = record.fields.iter().map(|one| field(&one.datum));
        fields.collect::<Vec<_>>().join(" ")
    };
    records.iter().map(record).collect()
}

#[test]
fn each_sheet_is_a_row() {
    assert_eq!(
        records(ROWS, &book()),
        ["鼎新村 20亩 10吨", "红星村 30亩 15吨", "李家村 50亩 25吨"]
    );
    // Sheets whose tables have a row for each group tell of which village it is.
    let groups = |name: &str| sheet(name, "\n组别|户数（户）\n一组|5\n二组|6\n", &[]);
    let books = [workbook("鼎新镇/组.xlsx", vec![groups("鼎新村"), groups("红星村")])];
    let rows = "[[rows]]\nname = '各村'\nsheet = '*村'\nfields = [
  { name = '组名', column = '组别', type = 'text' },
  { name = '村名', column = '{sheet}', type = 'text' },
  { name = '户数', unit = '户' },
]\n";
    assert_eq!(
        records(rows, &books),
        [
            "一组 鼎新村 5户",
            "二组 鼎新村 6户",
            "一组 红星村 5户",
            "二组 红星村 6户"
        ]
    );
    let mut books = book();
    books[0].sheets.push(sheet(
        "尚书村",
        "\n指标|计量单位|数值\n粮食面积|亩|5\n粮食总产量|吨|3\n",
        &[],
    ));
    assert_eq!(codes(ROWS, &books), "E-NO-ROW");
}

#[test]
fn a_sheet_s_own_last_year_stands_beside_its_value() {
    let village = |name: &str, last: u32| {
        let rows = format!("\n指标|计量单位|本年|上年\n粮食播种面积|亩|20|{last}\n合计|||\n");
        sheet(name, &rows, &[])
    };
    let books = [workbook(
        "鼎新镇/农业.xlsx",
        vec![village("鼎新村", 10), village("红星村", 16)],
    )];
    let rows = "[[rows]]\nname = '各村'\nsheet = '*村'\nfields = [
  { name = '村名', column = '{sheet}', type = 'text' },
  { name = '面积', column = '本年', row = '粮食播种面积', unit = '亩', base = '上年' },
]\n";
    let (indicators, sink) = run(rows, &books);
    assert!(sink.is_empty(), "{sink:?}");
    let Datum::Rows(records) = &indicators.values["各村"].datum else {
        panic!("no rows")
    };
    let base = |record: &gongwen::indicator::Record| match &record.fields[1].datum {
        Datum::Number(quantity) => quantity.base.as_ref().map(|base| base.value.to_string()),
        other @ (Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..)) => {
            panic!("{other:?}")
        }
    };
    let bases: Vec<Option<String>> = records.iter().map(base).collect();
    assert_eq!(bases, [Some("10".to_owned()), Some("16".to_owned())]);
}

/// A cover among the sheets is no village, and what a village lacks is told though it may be missing.
#[test]
fn what_a_sheet_lacks_is_told_where_it_may_be_missing() {
    let mut books = book();
    books[0].sheets.push(sheet(
        "尚书村",
        "\n指标|计量单位|数值\n种植面积|亩|5\n粮食总产量|吨|3\n",
        &[],
    ));
    let rows = ROWS
        .replace("'*村'", "'*'")
        .replace(" },\n  { name = '产", ", missing = 'dash' },\n  { name = '产");
    let rows = rows.replace("unit = '吨'", "unit = '吨', missing = 'dash'");
    let (indicators, sink) = run(&rows, &books);
    let told: Vec<String> = sink
        .into_sorted()
        .iter()
        .map(|problem| problem.code.to_string())
        .collect();
    assert_eq!(told, ["W-ABSENT", "W-SHEET-UNREAD"]);
    let Datum::Rows(records) = &indicators.values["各村"].datum else {
        panic!("no rows")
    };
    assert_eq!(records.len(), 4);
}

/// Sheets that call their column otherwise are not left out of a sum in silence, even where one alone gives it.
#[test]
fn sheets_that_fit_the_pattern_and_give_nothing_are_told() {
    let village = |name: &str, head: &str| sheet(name, &format!("\n村民组|{head}（万元）\n一组|3\n二组|4\n"), &[]);
    let sheets = vec![
        village("甲村", "产值"),
        village("乙村", "收成额"),
        village("丙村", "总收入"),
    ];
    let sum = "[[indicator]]\nname = '产值'\nsheet = '*村'\ncolumn = '产值'\nunit = '万元'\naggregate = 'sum'\n";
    assert_eq!(
        codes(sum, &[workbook("鼎新镇/农业.xlsx", sheets)]),
        "W-SHEET-UNREAD W-SHEET-UNREAD"
    );
}

/// The sums of this year and last with what is told, and the cells that are told.
fn compared(rows: &str, settings: &str) -> String {
    let text = format!(
        "[[indicator]]\nname = '面积'\naggregate = 'sum'\ncolumn = '面积'\nunit = '亩'\n\
         base = {{ column = '上年面积' }}\n{settings}"
    );
    let (indicators, sink) = run(&text, &[workbook("鼎新镇/农业.xlsx", vec![sheet("表", rows, &[])])]);
    let told = sink.into_sorted().into_iter().map(|problem| {
        let rows = problem.argument("rows").unwrap_or_default();
        let cells = problem.locations.iter().filter_map(|location| match location {
            gongwen::diag::Location::Cell(place) => Some(place.cell.to_string()),
            gongwen::diag::Location::File(_)
            | gongwen::diag::Location::Text { .. }
            | gongwen::diag::Location::Sheet { .. } => None,
        });
        format!("{} {rows} {}", problem.code, cells.collect::<Vec<_>>().join(" "))
    });
    let told: Vec<String> = told.collect();
    format!(
        "{} / {} {}",
        shown(&indicators, "面积"),
        super::sample::base(&indicators, "面积").unwrap_or_default(),
        told.join(" ")
    )
}

/// 合计 of 17 villages beside last year's of 18: the change tells what nobody counted.
#[test]
fn sums_of_other_villages_than_last_years_are_told() {
    let rows = "\n村名|面积（亩）|上年面积（亩）\n鼎新村|20|18\n红星村|—|30\n李家村|50|无\n尚书村|/|—\n";
    assert_eq!(
        compared(rows, ""),
        "70 亩 B2 B4 / 48 C2 C3 W-BASE-VILLAGES 红星村、李家村 B3 C3 B4 C4"
    );
    // What is declared to be 0 is counted on both sides.
    assert_eq!(
        compared(rows, "none_is_zero = true\n"),
        "70 亩 B2 B3 B4 B5 / 48 C2 C3 C4 C5 "
    );
    // The same village on both sides left out: the sums are of the same ones.
    let same = "\n村名|面积（亩）|上年面积（亩）\n鼎新村|20|18\n红星村|—|—\n";
    assert_eq!(compared(same, ""), "20 亩 B2 / 18 C2 ");
    // Other conditions ask for other rows.
    let events = "\n村名|日期|面积（亩）|上年面积（亩）\n鼎新村|2023-05-01|20|18\n红星村|2022-05-01|—|30\n";
    let asked = "where = ['日期 > 2023-01-01']\n";
    let settings = asked.to_owned() + "[indicator.target]\ncolumn = '上年面积'\nwhere = ['日期 < 2023-01-01']\n";
    assert!(!compared(events, &settings).contains("W-BASE-VILLAGES"));
}

/// Last year's table is another, its villages in another order and one with a note.
#[test]
fn villages_are_the_same_by_name_in_two_tables() {
    let now = sheet(
        "本年",
        "\n村名|面积（亩）\n鼎 新 村|20\n红星村|—\n李家村（含原鲤鱼村）|50\n",
        &[],
    );
    let before = sheet(
        "上年",
        "\n村名|面积（亩）\n红星村|30\n李家村|—\n鼎新村|18\n消失村|9\n",
        &[],
    );
    let books = [workbook("鼎新镇/农业.xlsx", vec![now, before])];
    let text = "[[indicator]]\nname = '面积'\naggregate = 'sum'\ncolumn = '面积'\nunit = '亩'\nsheet = '本年'\n\
                base = { sheet = '上年' }\n";
    let (_, sink) = run(text, &books);
    let told: Vec<_> = sink.into_sorted();
    let told: Vec<_> = told
        .iter()
        .filter(|problem| problem.code.as_str() == "W-BASE-VILLAGES")
        .collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].argument("count"), Some("2"));
}

/// A rate has no 0 where there is nothing, and a formula reads no cells.
#[test]
fn only_what_is_read_and_added_may_be_zero_where_there_is_none() {
    for settings in [
        "column = '率'\nrow = '合计'\nunit = '%'\nkind = 'rate'",
        "aggregate = 'count'",
        "formula = '乙 + 丙'",
        "column = '名'\nrow = '合计'\ntype = 'text'",
    ] {
        let text = format!("[[indicator]]\nname = '甲'\nnone_is_zero = true\n{settings}\n");
        assert!(codes(&text, &book()).contains("E-IND-NONE"), "{settings}");
    }
    let single = "[[indicator]]\nname = '甲'\ncolumn = '数值'\nrow = '面积'\nunit = '亩'\nnone_is_zero = true\n";
    let books = [workbook(
        "鼎新镇/数.xlsx",
        vec![sheet("表", "\n指标|单位|数值\n面积|亩|—\n产量|吨|3\n", &[])],
    )];
    let (indicators, sink) = run(single, &books);
    assert!(sink.is_empty(), "{sink:?}");
    assert_eq!(shown(&indicators, "甲"), "0 亩 C2");
}

/// 土 桥村 is printed as 土桥村; a list of names, and what is no name, as it stands.
#[test]
fn names_of_villages_are_printed_without_the_blanks_of_their_table() {
    let rows = "\n村名|驻村干部|面积（亩）\n土 桥村|张三 李四|20\n鼎　新　村|王五|30\n";
    let books = [workbook("鼎新镇/农业.xlsx", vec![sheet("表", rows, &[])])];
    let text = "[[rows]]\nname = '各村'\nfields = [
  { name = '村名', type = 'text' },
  { name = '驻村干部', type = 'text' },
  { name = '面积', unit = '亩' },
]\n";
    assert_eq!(records(text, &books), ["土桥村 张三 李四 20亩", "鼎新村 王五 30亩"]);
}

/// One list set in two halves is one; halves that name the same villages are two tables.
#[test]
fn the_halves_of_one_list_are_counted_together() {
    let halves = |second: &str| {
        let rows = format!(
            "各村农户情况|||||\n村名|户数|人口|村名|户数|人口\n鼎新村|20|61|{second}|40|121\n红星村|30|92|尚书村|50|152\n|||合计|140|426\n"
        );
        [workbook("鼎新镇/农户.xlsx", vec![sheet("各村", &rows, &["A1:F1"])])]
    };
    let households = "[[indicator]]\nname = '户数'\ncolumn = '户数'\nunit = '户'\naggregate = 'sum'\n\
        [[rows]]\nname = '各村'\nfields = [{ name = '村名', type = 'text' }, { name = '人口', unit = '人' }]\n";
    let (indicators, sink) = run(households, &halves("李家村"));
    assert!(sink.is_empty(), "{sink:?}");
    assert_eq!(shown(&indicators, "户数"), "140 户 B3 B4 E3 E4");
    let Datum::Rows(rows) = &indicators.values["各村"].datum else {
        panic!("no rows");
    };
    assert_eq!(rows.len(), 4);
    assert_eq!(codes(households, &halves("鼎新村")), "E-AMBIGUOUS E-AMBIGUOUS");
    // Works are no villages, whatever head stands over both.
    let works = halves("甲厂").map(|mut book| {
        for (at, cell) in [("D4", "乙厂")] {
            let mut cells: Vec<_> = book.sheets[0]
                .cells
                .iter()
                .map(|(at, cell)| (*at, cell.clone()))
                .collect();
            let own = at.parse().unwrap();
            for (_, other) in cells.iter_mut().filter(|(at, _)| *at == own) {
                other.value = gongwen::workbook::CellValue::Text(cell.into());
            }
            book.sheets[0].cells = cells.into();
        }
        book
    });
    assert_eq!(codes(households, &works), "E-AMBIGUOUS E-AMBIGUOUS");
}

/// One 合计 beside 本年 and 上年: by itself it is this year's.
#[test]
fn years_beside_one_total_are_told_by_both_names() {
    let rows = "指标名称||编号|面积（亩）\n合 计|本 年|00|100\n|上 年|01|90\n增减||02|10\n松柏镇||04|60\n阳日镇||05|40\n合计（横向）||16|100\n";
    let merges = ["A1:B1", "A2:A3", "A4:B4", "A5:B5", "A6:B6", "A7:B7"];
    let books = [workbook("鼎新镇/年报.xlsx", vec![sheet("年报", rows, &merges)])];
    let taken = |row: &str| {
        let asked = format!("[[indicator]]\nname = '面积'\nrow = '{row}'\nunit = '亩'\n");
        let (indicators, sink) = run(&asked, &books);
        assert!(sink.is_empty(), "{row}: {sink:?}");
        shown(&indicators, "面积")
    };
    assert_eq!(taken("合计"), "100 亩 D2");
    assert_eq!(taken("合计/本年"), "100 亩 D2");
    assert_eq!(taken("合计/上年"), "90 亩 D3");
    let sum = "[[indicator]]\nname = '面积'\ncolumn = '面积'\naggregate = 'sum'\nunit = '亩'\n";
    assert_eq!(codes(sum, &books), "");
    assert_eq!(shown(&run(sum, &books).0, "面积"), "100 亩 D5 D6");
}

//! What stands beside a value: last year and the target of a row, of a sum of sheets, in which unit. Nothing is left out of
//! the value because of it.

use gongwen::indicator::{Datum, Quantity};
use gongwen::workbook::Workbook;

use super::sample::{rendered, run, sheet, workbook};
use crate::project::{ONE_TOWNSHIP, Project};

const EAST: &str = "\n村名|产量（吨）|上年产量（吨）\n甲村|110|100\n乙村|90|80\n";
const WEST: &str = "\n村名|产量（吨）\n丙村|60\n丁村|50\n";

fn parts(west: &str) -> [Workbook; 1] {
    let sheets = vec![sheet("东片", EAST, &[]), sheet("西片", west, &[])];
    [workbook("鼎新镇/农业.xlsx", sheets)]
}

fn rows(scope: &str, more: &str) -> String {
    format!(
        "[[rows]]\nname = '各村'\n{scope}\nfields = [\n  {{ name = '村名', type = 'text' }},\n  {{ name = '产量', unit = '吨'{more} }},\n]\n"
    )
}

fn codes(text: &str, workbooks: &[Workbook]) -> String {
    let (_, sink) = run(text, workbooks);
    let codes = sink.into_sorted().into_iter().map(|problem| problem.code.to_string());
    codes.collect::<Vec<_>>().join(" ")
}

/// The numbers of the field of each row, with what they are compared with.
fn numbers(text: &str, workbooks: &[Workbook]) -> Vec<String> {
    let (indicators, _) = run(text, workbooks);
    let Some(Datum::Rows(records)) = indicators.values.get("各村").map(|rows| &rows.datum) else {
        return Vec::new();
    };
    let shown = |quantity: &Quantity| {
        let base = quantity.base.as_ref().map(|base| format!(" {}", base.value));
        format!("{}{}", quantity.value, base.unwrap_or_default())
    };
    let fields = records.iter().flat_map(|record| &record.fields);
    let numbers = fields.filter_map(|field| match &field.datum {
        Datum::Number(quantity) => Some(shown(quantity)),
        Datum::Missing(..) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) => None,
    });
    numbers.collect()
}

/// Of a sheet without last year's column no row is dropped: that it lacks it is an error.
#[test]
fn a_sheet_without_last_year_loses_no_row() {
    let pattern = "sheet = '*片'";
    assert_eq!(numbers(&rows(pattern, ""), &parts(WEST)), ["110", "90", "60", "50"]);
    let compared = rows(pattern, ", base = '上年产量'");
    let (_, sink) = run(&compared, &parts(WEST));
    let told = rendered(sink);
    assert!(
        told.contains("E-NO-COLUMN") && told.contains("西片") && told.contains("上年产量"),
        "{told}"
    );
    assert!(!told.contains("东片"), "{told}");
    let target = rows(pattern, ", target = '上年产量'");
    assert_eq!(codes(&target, &parts(WEST)), "E-NO-COLUMN");
    let whole = WEST
        .replace("产量（吨）", "产量（吨）|上年产量（吨）")
        .replace("60", "60|40")
        .replace("50", "50|40");
    assert_eq!(
        numbers(&compared, &parts(&whole)),
        ["110 100", "90 80", "60 40", "50 40"]
    );
    // One table on the same sheet has it, the rows' own has not: it is not taken from there.
    let beside = format!("{WEST}\n\n指标|上年产量（吨）\n水稻|5\n");
    assert_eq!(codes(&compared, &parts(&beside)), "E-NO-COLUMN");
}

/// A condition's column still tells which tables are meant, before and behind what the fields are compared with.
#[test]
fn conditions_stand_beside_comparisons() {
    let text = format!(
        "{}\nwhere = ['村名 = 乙村']",
        rows("sheet = '东片'", ", base = '上年产量'")
    );
    assert_eq!(numbers(&text, &parts(WEST)), ["90 80"]);
}

/// The joined table of the same kind.
#[test]
fn a_joined_sheet_without_last_year_loses_no_row() {
    let text = |base: &str| {
        format!(
            "[[rows]]\nname = '各村'\nworkbook = '*户*'\nfields = [{{ name = '村名', type = 'text' }}]\n\
             [[rows.join]]\nworkbook = '*农业*'\nsheet = '*片'\ncolumn = '村名'\nfields = [{{ name = '产量', unit = '吨'{base} }}]\n"
        )
    };
    let [farming] = parts(WEST);
    let households = sheet("户数", "\n村名|户数（户）\n甲村|1\n乙村|2\n丙村|3\n丁村|4\n", &[]);
    let books = [farming, workbook("鼎新镇/户数.xlsx", vec![households])];
    assert_eq!(numbers(&text(""), &books), ["110", "90", "60", "50"]);
    assert_eq!(codes(&text(", base = '上年产量'"), &books), "E-NO-COLUMN");
}

/// A sheet for every village: one without last year's column is told as one without this year's.
#[test]
fn a_village_s_sheet_without_last_year_is_an_error() {
    let village = |name: &str, head: &str| {
        sheet(
            name,
            &format!("\n指标|计量单位|本年{head}\n粮食产量|吨|20|10\n蔬菜产量|吨|7|6\n"),
            &[],
        )
    };
    let sheets = vec![village("鼎新村", "|上年"), village("红星村", "")];
    let books = [workbook("鼎新镇/农业.xlsx", sheets)];
    let text = |missing: &str| {
        format!(
            "[[rows]]\nname = '各村'\nsheet = '*村'\nfields = [\n  {{ name = '村名', column = '{{sheet}}', type = 'text' }},\n  \
             {{ name = '产量', column = '本年', row = '粮食产量', unit = '吨', base = '上年'{missing} }},\n]\n"
        )
    };
    assert_eq!(codes(&text(""), &books), "E-NO-COLUMN");
    assert_eq!(codes(&text(", missing = 'dash'"), &books), "W-BASE");
    assert_eq!(numbers(&text(", missing = 'dash'"), &books), ["20 10", "20"]);
}

/// A sheet that fits the pattern and has some of the columns is told, though only one other has all.
#[test]
fn a_sheet_with_some_of_the_columns_is_told() {
    let west = WEST.replace("产量", "粮食总产");
    assert_eq!(codes(&rows("sheet = '*片'", ""), &parts(&west)), "W-SHEET-UNREAD");
    // Where one sheet is named, another of the workbook says nothing.
    assert_eq!(codes(&rows("sheet = '东片'", ""), &parts(&west)), "");
    assert_eq!(codes(&rows("", ""), &parts(&west)), "");
}

/// The last year of a sum over sheets is one over the same sheets, or none.
#[test]
fn a_sum_of_sheets_is_compared_with_no_sum_of_fewer() {
    let text = "[[indicator]]\nname = '产量'\nsheet = '*片'\naggregate = 'sum'\ncolumn = '产量'\nunit = '吨'\nbase = { column = '上年产量' }\n";
    let base = |west: &str| {
        let (indicators, sink) = run(text, &parts(west));
        let Datum::Number(quantity) = &indicators.values["产量"].datum else {
            panic!("no number")
        };
        let base = quantity.base.as_ref().map(|base| base.value.to_string());
        let codes = sink.into_sorted().into_iter().map(|problem| problem.code.to_string());
        (quantity.value.to_string(), base, codes.collect::<Vec<_>>().join(" "))
    };
    assert_eq!(base(WEST), ("310".to_owned(), None, "W-BASE".to_owned()));
    let whole = WEST
        .replace("产量（吨）", "产量（吨）|上年产量（吨）")
        .replace("60", "60|40")
        .replace("50", "50|40");
    assert_eq!(base(&whole), ("310".to_owned(), Some("260".to_owned()), String::new()));
}

/// Between 亿元, which is stated, and 万元, which is guessed, nothing is compared: told once a column.
#[test]
fn a_row_is_not_compared_across_a_guessed_unit() {
    let told = |rows: &str, unit: &str| {
        let book = [workbook("鼎新镇/数.xlsx", vec![sheet("表", rows, &[])])];
        let text = format!(
            "[[rows]]\nname = '各村'\nfields = [\n  {{ name = '村名', type = 'text' }},\n  {{ name = '产值', unit = '{unit}', base = '上年' }},\n]\n"
        );
        (numbers(&text, &book).join("、"), codes(&text, &book))
    };
    let case = |rows: &str, unit: &str, numbers: &str, codes: &str| {
        assert_eq!(told(rows, unit), (numbers.to_owned(), codes.to_owned()), "{rows}");
    };
    let head = "\n村名|产值|上年（亿元）\n甲村|12|11\n乙村|13|12\n丙村|14|13\n";
    case(head, "万元", "12、13、14", "E-UNIT-COMPARED W-UNIT-ASSUMED");
    let other = "\n村名|产值（亿元）|上年\n甲村|12|11\n乙村|13|12\n丙村|14|13\n";
    case(
        other,
        "万元",
        "120000、130000、140000",
        "E-UNIT-COMPARED W-UNIT-ASSUMED",
    );
    let cells = "\n村名|产值|上年\n甲村|12|\"11亿元\n乙村|13|\"12亿元\n丙村|14|\"13亿元\n";
    case(cells, "万元", "12、13、14", "E-UNIT-COMPARED");
    let persons = "\n村名|产值|上年（万人）\n甲村|12|11\n乙村|13|12\n丙村|14|13\n";
    case(persons, "人", "12、13、14", "E-UNIT-COMPARED");
    let note = "\n单位：上年为亿元||\n村名|产值|上年\n甲村|12|11\n乙村|13|12\n丙村|14|13\n";
    case(note, "万元", "12、13、14", "E-UNIT-COMPARED");
    let neither = "\n村名|产值|上年\n甲村|12000|1.1\n乙村|13000|1.2\n丙村|14000|1.3\n";
    case(neither, "万元", "12000 1.1、13000 1.2、14000 1.3", "E-SIZE");
    let same = "\n村名|产值|上年（万元）\n甲村|12|11\n乙村|13|12\n丙村|14|13\n";
    case(same, "万元", "12 11、13 12、14 13", "");
}

/// Where last year's cell is blank or wrong, the words that need it say which cell it is, and not only that base be written.
#[test]
fn a_blank_last_year_is_told_with_its_cell() {
    let config = format!(
        "{ONE_TOWNSHIP}[[indicator]]\nname = \"产量\"\ncolumn = \"本年\"\nrow = \"合计\"\nunit = \"吨\"\nbase = {{ column = \"上年\" }}\n\
         [[indicator]]\nname = \"总产\"\nformula = \"产量 * 2\"\nunit = \"吨\"\n\
         [[indicator]]\nname = \"村产\"\ncolumn = \"本年\"\naggregate = \"sum\"\nunit = \"吨\"\nbase = {{ column = \"上年\" }}\n\
         [[rows]]\nname = \"各村\"\nfields = [{{ name = \"产量\", column = \"本年\", unit = \"吨\", base = \"上年\", target = \"目标\" }}]\n"
    );
    let table = "村名,本年（吨）,上年（吨）,目标（吨）\n甲村,10,5,\n乙村,20,,30\n合计,30,—,\n";
    let told = |words: &str| {
        let template = format!("# 甲\n\n{words}。");
        let files = [
            ("gongwen.toml", config.as_str()),
            ("模板.md", &template),
            ("data/甲子镇/农业.csv", table),
        ];
        Project::of(&files).run(&["check", "--lang", "zh-CN"]).stderr
    };
    for (words, code, cell) in [
        ("{{ 产量|同比 }}", "E-NO-BASE", "C4"),
        ("{{ 总产|同比 }}", "E-NO-BASE", "C4"),
        ("{{ 村产|同比 }}", "E-NO-BASE", "C3"),
        (
            "{% for 村 in 各村 %}{{ 村.产量|同比 }}、{% endfor %}",
            "E-NO-BASE",
            "C3",
        ),
        (
            "{% for 村 in 各村 %}{{ 村.产量|完成 }}、{% endfor %}",
            "E-NO-TARGET",
            "D2",
        ),
    ] {
        let told = told(words);
        assert!(
            told.contains(code) && told.contains(&format!("› {cell}\n")),
            "{words}: {told}"
        );
    }
    // Of a sum of fields nothing is told that holds for one of them.
    let told = told("{{ 各村|总和(\"产量\")|同比 }}");
    assert!(told.contains("E-NO-BASE") && !told.contains("› C"), "{told}");
}

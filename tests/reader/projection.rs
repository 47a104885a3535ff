//! Long sheets read without the columns that nobody asks for give the same values as whole ones.

use std::fmt::Write as _;
use std::sync::Arc;

use gongwen::diag::Sink;
use gongwen::indicator::{Needed, resolve_own};
use gongwen::reader::{self, Limits};
use gongwen::workbook::Workbook;
use proptest::prelude::*;

use crate::indicator::sample::{mapping, rendered};

const MAPPING: &str = r#"
[[indicator]]
name = "户数"
workbook = "*农户*"
aggregate = "count"
column = "户主"
where = ["是否脱贫 = 是"]
unit = "户"
[[indicator]]
name = "流转面积"
workbook = "*农户*"
column = "流转面积"
aggregate = "sum"
where = ["村名 = 鼎新村"]
unit = "亩"
[[indicator]]
name = "合计流转面积"
workbook = "*农户*"
column = "流转面积"
row = "合计"
unit = "亩"
"#;

const HEAD: &str =
    "农户情况表,,,,,,,,\n序号,村名,户主,人口（人）,承包面积（亩）,流转面积（亩）,是否脱贫,住址,收入（元）\n";

fn read_both(text: &str) -> [Workbook; 2] {
    read_both_bytes(text.as_bytes())
}

fn read_both_bytes(bytes: &[u8]) -> [Workbook; 2] {
    let file: Arc<str> = "鼎新镇/农户.csv".into();
    let mapping = mapping(MAPPING);
    let needed = Needed::by(&mapping);
    let limits = Limits::default();
    let whole = reader::read_within(&file, bytes, &limits, &mut Sink::new());
    let projected = reader::read_projected(&file, bytes, &limits, &needed, &mut Sink::new());
    [whole.unwrap(), projected.unwrap()]
}

/// The lines of a text as rows of another format.
fn rows_of(text: &str, row: [&str; 2], cell: impl Fn(&str) -> String) -> String {
    let line = |line: &str| [row[0], &line.split(',').map(&cell).collect::<String>(), row[1]].concat();
    text.lines().map(line).collect()
}

/// What is read as a whole first, pages and Excel's XML of 2003, is kept without those columns too.
#[test]
fn pages_and_excel_2003_lose_the_same_columns() {
    let mut text = HEAD.to_owned();
    (1..=3_000).for_each(|number| text += &household(number));
    let page = rows_of(&text, ["<tr>", "</tr>"], |cell| format!("<td>{cell}</td>"));
    let rows = rows_of(&text, ["<Row>", "</Row>"], |cell| {
        let kind = if cell.parse::<f64>().is_ok() {
            "Number"
        } else {
            "String"
        };
        let data = format!("<Data ss:Type=\"{kind}\">{cell}</Data>");
        format!("<Cell>{}</Cell>", if cell.is_empty() { "" } else { &data })
    });
    let excel = super::hostile::excel_2003(&format!(
        "<Worksheet ss:Name=\"农户\"><Table>{rows}</Table></Worksheet>"
    ));
    for bytes in [format!("<html><table>{page}</table></html>").into_bytes(), excel] {
        let [whole, projected] = read_both_bytes(&bytes);
        let counts = [&whole, &projected].map(|workbook| workbook.sheets[0].cells.len());
        assert!(counts[1] * 10 < counts[0] * 9, "{counts:?}");
        assert!(outcome(&whole).contains("1000"));
        assert_eq!(outcome(&whole), outcome(&projected));
    }
}

/// The lines of a text as rows of a workbook.
fn workbook_of(text: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in text.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let (row, column) = (row as u32, column as u16);
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// Everything that a township's values come to: the values and what is said of them.
fn outcome(workbook: &Workbook) -> String {
    let mut sink = Sink::new();
    let found = resolve_own(
        &mapping(MAPPING),
        &"鼎新镇".into(),
        std::slice::from_ref(workbook),
        &mut sink,
    );
    format!("{:#?}\n{:#?}\n{}", found.values, found.judged, rendered(sink))
}

fn household(number: usize) -> String {
    let village = ["鼎新村", "李家村", "学堂村"][number % 3];
    let out_of_poverty = if number.is_multiple_of(5) { "是" } else { "否" };
    format!(
        "{number},{village},户主{number},{},{}.5,{}.25,{out_of_poverty},{village}{}组,{}\n",
        number % 7 + 1,
        number % 11,
        number % 13,
        number % 9,
        number * 37
    )
}

#[test]
fn a_long_list_keeps_only_what_is_asked_for() {
    let mut text = HEAD.to_owned();
    (1..=5_000).for_each(|number| text += &household(number));
    text += "合计,,,20000,30000,30000,,,\n填表人：,,,,,,,,\n";
    let [whole, projected] = read_both(&text);
    let counts = [&whole, &projected].map(|workbook| workbook.sheets[0].cells.len());
    assert!(counts[1] * 10 < counts[0] * 9, "{counts:?}");
    // 住址 and 收入 are asked for by nothing; below the head they are gone, and nothing else is.
    let addresses = |workbook: &Workbook, column: u32| {
        let cells = workbook.sheets[0].cells.iter();
        cells.filter(|(at, _)| at.column == column && at.row > 2_000).count()
    };
    assert_eq!([6, 7, 8].map(|column| addresses(&projected, column)), [3_001, 0, 0]);
    let outcomes = [outcome(&whole), outcome(&projected)];
    assert!(outcomes[0].contains("1000"), "{}", outcomes[0]);
    assert_eq!(outcomes[0], outcomes[1]);
}

/// A second table below the list is none of the first one's columns, and all of it stays.
#[test]
fn what_follows_the_list_stays_whole() {
    let mut text = HEAD.to_owned();
    (1..=1_500).for_each(|number| text += &household(number));
    text += "\n\n补充情况表,,\n村名,住址,收入\n鼎新村,一组,5\n李家村,二组,6\n";
    let [whole, projected] = read_both(&text);
    let tail = |workbook: &Workbook| {
        let cells = workbook.sheets[0].cells.iter().filter(|(at, _)| at.row > 1_502);
        cells
            .map(|(at, cell)| format!("{at}={}", cell.raw()))
            .collect::<Vec<_>>()
    };
    assert_eq!(tail(&whole), tail(&projected));
    assert_eq!(outcome(&whole), outcome(&projected));
}

/// Without the number in its first column, which nobody asks for, the row would be taken for a head.
#[test]
fn years_behind_a_blank_row_begin_no_table_where_a_figure_stands_among_them() {
    let mut text = HEAD.to_owned();
    (1..=1_100).for_each(|number| text += &household(number));
    text += "\n7,鼎新村,2000,2001,1990,2002,2003,2004,2005\n";
    let [whole, projected] = read_both(&text);
    let tables = [&whole, &projected].map(|workbook| gongwen::tables::find(&workbook.sheets[0]).len());
    assert_eq!(tables, [1, 1]);
    assert_eq!(outcome(&whole), outcome(&projected));
}

/// The rows that may stand in such a list, some of them of a strange sort.
fn any_row() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "\n",
        "   , ,,,,,,,\n",
        "合计,,,5,6,7,,,8\n",
        "小计,,,,,,,,9\n",
        ",,张三,,,,是,一组,\n",
        ",鼎新村,李四,,,,否,,\n",
        "第二组农户,,,,,,,,\n",
        "填表人：张三,,,,,,,,\n",
        "注：以上为快报数,,,,,,,,5\n",
        "序号,村名,户主,人口（人）,承包面积（亩）,流转面积（亩）,是否脱贫,住址,收入（元）\n",
        "序号,村名,流转面积（亩）,收入（元）,,,,,\n",
        ",,,,,2001,,,2002\n",
        ",鼎新村,王五,—,—,—,是,—,—\n",
        ",,,,,,,,12\n",
        "7,其中：鼎新村,,,,3,,,4\n",
        "7,其中,鼎新村,,,3,,南街,4\n",
        "8,12,赵六,3,,3,是,南街,4\n",
        "7,鼎新村,2000,2001,1990,2002,2003,2004,2005\n",
    ])
    .prop_map(str::to_owned);
    prop_oneof![6 => (0..9_999_usize).prop_map(household), 1 => odd]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn no_answer_changes(rows in prop::collection::vec(any_row(), 0..200)) {
        let mut text = HEAD.to_owned();
        (1..=1_100).for_each(|number| text += &household(number));
        for row in &rows {
            write!(text, "{row}").unwrap();
        }
        assert_same(&read_both(&text))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]

    /// So long a workbook loses its spare numbers before it is read, if no row tells against it.
    #[test]
    fn no_answer_of_a_long_workbook_changes(rows in prop::collection::vec(any_row(), 0..5)) {
        let text: String = (1..=4_000).map(household).chain(rows).collect();
        assert_same(&read_both_bytes(&workbook_of(&[HEAD, &text].concat())))?;
    }
}

/// The tables and the answers are the same.
fn assert_same([whole, projected]: &[Workbook; 2]) -> Result<(), TestCaseError> {
    let tables = [whole, projected].map(|workbook| gongwen::tables::find(&workbook.sheets[0]));
    // The tables are the same, but for what a column that nobody asks for is used for.
    let shape = |tables: &[gongwen::tables::Table]| -> Vec<String> {
        tables
            .iter()
            .map(|table| {
                format!(
                    "{:?} {:?} {:?} {:?}",
                    table.title, table.header_rows, table.stub, table.rows
                )
            })
            .collect()
    };
    prop_assert_eq!(shape(&tables[0]), shape(&tables[1]));
    prop_assert_eq!(outcome(whole), outcome(projected));
    Ok(())
}

//! Turned pages for wide tables, tables parted by columns, 续表, and tables with three rules.

use gongwen::geom::Abs;
use gongwen::layout::{Item, Page, PagedDocument, TextRun};
use gongwen::report::{Block, ColumnAlign, Report, Row, Table, TableCell, Turn};
use gongwen::style::{StyleSettings, TableRules, gb9704};

use super::tools::{lines, pages_of, paragraph, runs, style, text};

/// A table of names and columns of numbers of seven digits.
fn table(columns: usize, rows: usize) -> Table {
    let row = |first: &str, cell: &dyn Fn(usize) -> String| Row {
        cells: (0..columns)
            .map(|column| TableCell {
                column,
                column_span: 1,
                row_span: 1,
                content: text(&if column == 0 { first.to_owned() } else { cell(column) }),
            })
            .collect(),
        total: false,
    };
    let mut aligns = vec![ColumnAlign::Right; columns];
    aligns[0] = ColumnAlign::Left;
    Table {
        label: "表1".into(),
        caption: text("各村生产情况"),
        unit: Some(text("单位：吨")),
        columns: aligns,
        header: vec![row("村名", &|column| format!("指标{column}"))],
        body: (0..rows)
            .map(|number| row(&format!("第{number}村"), &|_| "1234567".into()))
            .collect(),
        notes: Vec::new(),
        turn: Turn::WhenWide,
    }
}

fn laid_out(table: Table) -> PagedDocument {
    let report = Report {
        blocks: vec![paragraph("情况见表1。"), Block::Table(table), paragraph("以上。")],
        ..Report::default()
    };
    pages_of(&report, &style())
}

fn is_turned(page: &Page) -> bool {
    page.size.width > page.size.height
}

fn folio(page: &Page) -> &TextRun {
    runs(page)
        .find(|run| run.is_artifact() && run.text().contains('—'))
        .unwrap()
}

#[test]
fn tabl_01_to_03_a_wide_table_lies_on_turned_pages_and_the_number_stays_at_its_edge() {
    assert!(!laid_out(table(8, 3)).pages.iter().any(is_turned));
    let document = laid_out(table(13, 30));
    let turned: Vec<bool> = document.pages.iter().map(is_turned).collect();
    assert_eq!(turned, [false, true, true, false]);
    let tables = &document.facts.tables;
    assert!(tables.len() == 1 && tables[0].turned && tables[0].parts.len() == 1);
    for (index, page) in document.pages.iter().enumerate().filter(|(_, page)| is_turned(page)) {
        // TABL-03: 35 mm at the left, 28 mm at the top, 225 × 156 mm between.
        for run in runs(page).filter(|run| !run.is_artifact()) {
            let (left, right) = (run.origin.x.to_mm(), (run.origin.x + run.width()).to_mm());
            assert!(left >= 34.99 && right <= 260.01 && run.origin.y.to_mm() >= 28.0 && run.origin.y.to_mm() <= 184.0);
        }
        // The upright page's number: its dash at y = 269 mm, right or left by a character.
        let number = folio(page);
        assert!(number.turned);
        let middle = (number.origin.x + number.size * 0.38).to_mm();
        assert!((middle - 28.0).abs() < 0.01, "{middle}");
        let (start, end) = (number.origin.y.to_mm(), (number.origin.y + number.width()).to_mm());
        let inset = Abs::pt(14.0).to_mm();
        if index % 2 == 0 {
            assert!((end - (184.0 - inset)).abs() < 0.01, "{end}");
        } else {
            assert!((start - (28.0 + inset)).abs() < 0.01, "{start}");
        }
    }
}

#[test]
fn a_table_is_turned_by_request() {
    let requested = Table {
        turn: Turn::Always,
        ..table(3, 2)
    };
    assert!(is_turned(&laid_out(requested).pages[1]));
}

#[test]
fn thirty_columns_are_parted_and_every_part_names_the_rows() {
    let document = laid_out(table(30, 5));
    let parts: Vec<&Vec<usize>> = (document.facts.tables[0].parts.iter())
        .map(|part| &part.columns)
        .collect();
    assert!(parts.len() > 1 && parts.iter().all(|part| part[0] == 0));
    let mut columns: Vec<usize> = parts.iter().flat_map(|part| &part[1..]).copied().collect();
    columns.sort_unstable();
    assert_eq!(columns, (1..30).collect::<Vec<_>>());
    let all: String = document.pages.iter().flat_map(lines).collect();
    assert_eq!(all.matches("第3村").count(), parts.len());
    for column in 1..30 {
        assert_eq!(
            all.matches(&format!("指标{column}")).count(),
            if column < 3 { 11 } else { 1 },
            "{column}"
        );
    }
    assert!(all.contains("各村生产情况（1/"));
    assert!(all.contains(&format!("按列分为{}个部分", parts.len())));
}

#[test]
fn tb_02_further_pages_of_a_table_are_marked_as_continued() {
    let document = laid_out(table(5, 120));
    assert!(document.pages.len() > 2);
    for (index, page) in document.pages.iter().enumerate() {
        let marks = runs(page)
            .filter(|run| run.text() == "续表" || run.text().starts_with("续表"))
            .count();
        let table = lines(page).iter().any(|line| line.contains("村1234567"));
        assert_eq!(marks, usize::from(index > 0 && table), "page {}", index + 1);
    }
}

#[test]
fn a_thousand_rows_are_set_whole() {
    let document = laid_out(table(6, 1000));
    let all: String = document.pages.iter().flat_map(lines).collect();
    assert!((0..1000).all(|number| all.contains(&format!("第{number}村"))));
}

#[test]
fn a_table_with_three_rules_has_three() {
    let settings = StyleSettings {
        table_rules: TableRules::ThreeLine,
        ..StyleSettings::default()
    };
    let report = Report {
        blocks: vec![Block::Table(table(4, 6))],
        ..Report::default()
    };
    let document = pages_of(&report, &gb9704::stylesheet(&settings));
    let weights: Vec<f64> = (document.pages[0].items.iter())
        .filter_map(|item| match item {
            Item::Rule(rule) => Some(rule.weight.to_pt()),
            Item::Text(_) | Item::Fill(_) | Item::Image(_) => None,
        })
        .collect();
    assert_eq!(weights, [1.0, 0.5, 1.0]);
}

//! Tables: caption, merged heads, repetition over pages, alignment, hostile shapes.

use gongwen::diag::Sink;
use gongwen::layout::{Item, PagedDocument, lay_out};
use gongwen::report::{Block, ColumnAlign, Report, Row, Table, TableCell, Turn};

use super::tools::{FONTS, assert_golden, lines, pages_of, paragraph, runs, style, text};

fn cell(column: usize, content: &str) -> TableCell {
    spanning(column, 1, 1, content)
}

fn spanning(column: usize, columns: usize, rows: usize, content: &str) -> TableCell {
    TableCell {
        column,
        column_span: columns,
        row_span: rows,
        content: text(content),
    }
}

fn row(cells: &[&str]) -> Row {
    Row {
        cells: cells
            .iter()
            .enumerate()
            .map(|(column, content)| cell(column, content))
            .collect(),
        total: cells.first() == Some(&"合计"),
    }
}

/// 村名 beside two merged heads over two columns each.
fn villages(rows: usize) -> Table {
    let mut body: Vec<Row> = (1..=rows)
        .map(|number| row(&[&format!("第{number}村"), "1200", "86.5", "—", "3,105.25"]))
        .collect();
    body.push(row(&["合计", "1200", "86.5", "12", "3,105.25"]));
    Table {
        label: "表1".to_owned(),
        caption: text("各村粮食和蔬菜生产情况"),
        unit: Some(text("单位：亩、吨")),
        notes: Vec::new(),
        turn: Turn::default(),
        columns: [&[ColumnAlign::Left][..], &[ColumnAlign::Right; 4]].concat(),
        header: vec![
            Row {
                cells: vec![
                    spanning(0, 1, 2, "村名"),
                    spanning(1, 2, 1, "粮食作物"),
                    spanning(3, 2, 1, "蔬菜"),
                ],
                total: false,
            },
            Row {
                cells: vec![
                    cell(1, "播种面积"),
                    cell(2, "总产量"),
                    cell(3, "种植面积"),
                    cell(4, "产量"),
                ],
                total: false,
            },
        ],
        body,
    }
}

fn laid_out(table: Table) -> PagedDocument {
    let blocks = vec![
        paragraph("生产情况见表1。"),
        Block::Table(table),
        paragraph("以上数据以年报为准。"),
    ];
    let report = Report {
        blocks,
        ..Report::default()
    };
    pages_of(&report, &style())
}

#[test]
fn a_table_looks_as_accepted() {
    let mut table = villages(2);
    table.body[0].cells[4] = cell(4, "105.5");
    assert_golden("table.txt", &laid_out(table).dump(&FONTS));
}

#[test]
fn the_head_is_repeated_on_every_page_as_an_artifact() {
    let document = laid_out(villages(120));
    assert!(document.pages.len() >= 4);
    for (index, page) in document.pages.iter().enumerate() {
        let heads: Vec<bool> = runs(page)
            .filter(|run| run.text() == "村名")
            .map(|run| run.is_artifact())
            .collect();
        assert_eq!(heads, [index > 0], "page {index}");
    }
    let all: Vec<String> = document.pages.iter().flat_map(lines).collect();
    assert_eq!(all.iter().filter(|line| line.starts_with('第')).count(), 120);
}

#[test]
fn nothing_lies_outside_the_type_area() {
    for page in laid_out(villages(120)).pages {
        for item in &page.items {
            let (left, right, top, bottom) = match item {
                Item::Text(run) if run.is_artifact() && run.origin.y.to_mm() > 262.0 => continue,
                Item::Text(run) => (run.origin.x, run.origin.x + run.width(), run.origin.y, run.origin.y),
                Item::Fill(_) | Item::Image(_) => continue,
                Item::Rule(rule) => (rule.from.x, rule.to.x, rule.from.y, rule.to.y),
            };
            assert!(left.to_mm() > 27.99 && right.to_mm() < 184.01, "{item:?}");
            assert!(top.to_mm() > 36.99 && bottom.to_mm() < 262.01, "{item:?}");
        }
    }
}

#[test]
fn the_total_row_is_never_alone_on_a_page() {
    for rows in 20..60 {
        let document = laid_out(villages(rows));
        let page = document
            .pages
            .iter()
            .map(lines)
            .find(|lines| lines.iter().any(|line| line.starts_with("合计")));
        let page = page.unwrap();
        let total = page.iter().position(|line| line.starts_with("合计")).unwrap();
        assert!(total > 0 && page[total - 1].starts_with('第'), "{rows} rows: {page:?}");
    }
}

/// Found on a sample: a head with one village under it at the foot of a page.
#[test]
fn a_head_never_stands_with_a_single_row_at_the_foot() {
    for filling in 0..22 {
        let mut blocks: Vec<Block> = (0..filling).map(|_| paragraph("一行。")).collect();
        blocks.push(Block::Table(villages(12)));
        let report = Report {
            blocks,
            ..Report::default()
        };
        let document = pages_of(&report, &style());
        let page = document
            .pages
            .iter()
            .map(lines)
            .find(|lines| lines.iter().any(|line| line.contains("村名")));
        let rows = page.unwrap().iter().filter(|line| line.starts_with('第')).count();
        assert!(rows >= 2, "{filling} lines before: {rows} rows under the head");
    }
}

#[test]
fn text_after_a_table_returns_to_the_line_grid() {
    let document = laid_out(villages(3));
    let after = runs(&document.pages[0])
        .find(|run| run.text().starts_with("以上"))
        .unwrap();
    let slot = (after.origin.y.to_pt() - 104.882 - 6.475 - 14.08) / 28.95;
    assert!((slot - slot.round()).abs() < 0.001, "slot {slot}");
}

#[test]
fn columns_fill_the_type_area_and_are_told() {
    let document = laid_out(villages(3));
    let widths = &document.facts.tables[0].parts[0].widths;
    assert_eq!(widths.len(), 5);
    assert!((widths.iter().sum::<f64>() - 156.0 * 72.0 / 25.4).abs() < 0.01);
}

#[test]
fn decimal_points_stand_under_each_other() {
    let mut table = villages(1);
    table.body[0].cells[4] = cell(4, "105.5");
    let document = laid_out(table);
    let point = |words: &str| {
        let run = runs(&document.pages[0]).find(|run| run.text() == words).unwrap();
        let before = words.find('.').unwrap();
        let advance: f64 = run.glyphs[..before].iter().map(|glyph| glyph.advance.get()).sum();
        run.origin.x.to_pt() + advance * run.size.to_pt()
    };
    assert!((point("105.5") - point("3,105.25")).abs() < 0.01);
}

#[test]
fn a_cell_longer_than_a_page_goes_on_on_the_next() {
    let mut table = villages(1);
    let long = "国".repeat(6000);
    table.body[0].cells[0] = cell(0, &long);
    let document = laid_out(table);
    assert!(document.pages.len() > 1);
    let count: usize = document
        .pages
        .iter()
        .flat_map(lines)
        .map(|line| line.matches('国').count())
        .sum();
    assert_eq!(count, 6000);
}

#[test]
fn odd_shapes_do_not_break_layout() {
    let mut ragged = villages(1);
    ragged.body.push(Row {
        cells: vec![
            spanning(4, usize::MAX, usize::MAX, "尾"),
            spanning(1, 9, 3, "叠"),
            cell(2, "盖"),
        ],
        total: false,
    });
    ragged.body.push(Row::default());
    let only_head = Table {
        header: vec![row(&["甲", "乙"])],
        ..Table::default()
    };
    let far = Table {
        body: vec![Row {
            cells: vec![cell(usize::MAX, "远")],
            total: true,
        }],
        ..Table::default()
    };
    for table in [ragged, only_head, far, Table::default()] {
        let report = Report {
            blocks: vec![Block::Table(table)],
            ..Report::default()
        };
        lay_out(&report, &style(), &FONTS, &mut Sink::new()).unwrap();
    }
}

//! Turned pages, tables in parts and rows that a page may end within, in Word files (TABL-01 … TABL-04, TB-03).

use gongwen::report::{Block, ColumnAlign, DocumentFormat, Head, Report, Row, Table, Turn};

use super::samples::{both, text};
use super::*;

/// A table of names and columns of numbers.
fn wide(label: &str, columns: usize, rows: usize) -> Table {
    let row = |first: String, words: &dyn Fn(usize) -> String| Row {
        cells: (0..columns)
            .map(|column| cell(column, 1, 1, if column == 0 { &first } else { "" }))
            .map(|mut cell| {
                if cell.column > 0 {
                    cell.content = text(&words(cell.column));
                }
                cell
            })
            .collect(),
        total: false,
    };
    let mut aligns = vec![ColumnAlign::Right; columns];
    aligns[0] = ColumnAlign::Left;
    Table {
        label: label.into(),
        caption: text("各村生产情况"),
        unit: Some(text("单位：吨")),
        columns: aligns,
        header: vec![row("村名".into(), &|column| format!("指标{column}"))],
        body: (0..rows)
            .map(|number| row(format!("第{number}村"), &|_| "1234567".into()))
            .collect(),
        ..Table::default()
    }
}

fn words(count: usize) -> Block {
    Block::Paragraph(text(&"全年粮食播种面积4.5万亩，比上年增长2.6%。".repeat(count)))
}

fn turned_report() -> Report {
    Report {
        title: text("生产情况"),
        blocks: vec![
            words(3),
            Block::Table(wide("表1", 13, 30)),
            words(30),
            Block::Table(wide("表2", 13, 3)),
        ],
        ..report(1)
    }
}

/// The properties of the sections, in reading order.
fn sections(document: &str) -> Vec<&str> {
    let parts = document.split("<w:sectPr>").skip(1);
    parts.map(|rest| rest.split("</w:sectPr>").next().unwrap()).collect()
}

#[test]
fn tabl_01_to_03_a_turned_table_has_a_landscape_section_of_its_own() {
    let (parts, _) = both("turned", &turned_report(), &StyleSettings::default());
    let document = &parts["word/document.xml"];
    let sections = sections(document);
    let landscape: Vec<bool> = sections
        .iter()
        .map(|one| one.contains("w:orient=\"landscape\""))
        .collect();
    assert_eq!(landscape, [false, true, false, true, false]);
    for section in sections.iter().filter(|one| one.contains("landscape")) {
        assert!(
            section.contains("<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>"),
            "{section}"
        );
        // TABL-03: the left margin of the upright page is at the top.
        assert!(
            section.contains("w:top=\"1588\" w:right=\"2098\" w:bottom=\"1474\" w:left=\"1984\""),
            "{section}"
        );
        assert_eq!(values(section, "r:id"), ["rIdFooter3", "rIdFooter4"]);
    }
    for section in sections.iter().filter(|one| !one.contains("landscape")) {
        assert_eq!(values(section, "r:id"), ["rIdFooter1", "rIdFooter2"]);
    }
    // Numbers run on.
    assert!(!document.contains("pgNumType"));
    for id in ["rIdFooter3", "rIdFooter4"] {
        assert!(parts["word/_rels/document.xml.rels"].contains(&format!("Id=\"{id}\"")));
    }
}

#[test]
fn tabl_04_the_number_of_a_turned_page_stands_in_a_box_at_the_foot_of_the_sheet() {
    let (parts, _) = both("turned", &turned_report(), &StyleSettings::default());
    for (name, style) in [
        ("word/footer3.xml", "GwPageNumber"),
        ("word/footer4.xml", "GwPageNumberEven"),
    ] {
        let footer = &parts[name];
        assert!(footer.contains("layout-flow:vertical") && footer.contains("<w:instrText>PAGE</w:instrText>"));
        assert_eq!(values(footer, "<w:pStyle w:val")[1], style);
        let points = |key: &str| -> f64 {
            let rest = footer.split(&format!("{key}:")).nth(1).unwrap();
            rest.split("pt").next().unwrap().parse().unwrap()
        };
        let millimetres = |key: &str| points(key) * 25.4 / 72.0;
        // PNUM-02: the middle of its one line of 14 pt is 28 mm from the edge, 7 mm from 版心.
        let middle = millimetres("margin-left") + millimetres(";width") / 2.0;
        assert!((middle - 28.0).abs() < 0.01, "{middle}");
        // Over the width of 版心: its styles put it a character from the right or left.
        assert!((millimetres("margin-top") - 28.0).abs() < 0.01 && (millimetres("height") - 156.0).abs() < 0.01);
        assert_eq!(footer.matches("-relative:page").count(), 2);
        // LibreOffice draws a frame round the words of `v:rect`.
        assert!(footer.contains("<v:shape ") && !footer.contains("<v:rect"), "{footer}");
    }
}

#[test]
fn the_first_page_of_a_letter_is_the_only_one_without_a_number() {
    let letter = Report {
        format: DocumentFormat::Letter,
        head: Head::default(),
        ..turned_report()
    };
    let (parts, _) = both("turned_letter", &letter, &StyleSettings::default());
    let first: Vec<bool> = (sections(&parts["word/document.xml"]).iter())
        .map(|one| one.contains("<w:titlePg"))
        .collect();
    assert_eq!(first, [true, false, false, false, false]);
}

#[test]
fn neighbouring_turned_tables_share_a_section_and_a_document_may_begin_and_end_with_one() {
    let blocks = vec![Block::Table(wide("表1", 13, 2)), Block::Table(wide("", 13, 2))];
    let alone = Report {
        blocks,
        ..Report::default()
    };
    let (parts, _) = both("turned_alone", &alone, &StyleSettings::default());
    let document = &parts["word/document.xml"];
    let sections = sections(document);
    assert_eq!(sections.len(), 1);
    assert!(sections[0].contains("landscape") && !document.contains("</w:tbl><w:tbl>"));
}

#[test]
fn a_table_in_parts_repeats_the_column_that_names_the_rows() {
    let report = Report {
        blocks: vec![words(1), Block::Table(wide("表1", 30, 5)), words(1)],
        ..Report::default()
    };
    let (parts, facts) = both("parted", &report, &StyleSettings::default());
    let drawn = &facts.tables[0].parts;
    assert!(drawn.len() > 1);
    let document = &parts["word/document.xml"];
    let tables: Vec<&str> = document.split("<w:tbl>").skip(1).collect();
    assert_eq!(tables.len(), drawn.len());
    for (table, part) in tables.iter().zip(drawn) {
        let table = table.split("</w:tbl>").next().unwrap();
        assert_eq!(table.matches("<w:gridCol ").count(), part.columns.len());
        let said = words_of(table);
        assert!(
            said.contains("第3村")
                && part.columns[1..]
                    .iter()
                    .all(|column| said.contains(&format!("指标{column}")))
        );
        let width: f64 = values(table, "<w:gridCol w:w")
            .iter()
            .map(|width| width.parse::<f64>().unwrap())
            .sum();
        assert!((width / 20.0 - part.widths.iter().sum::<f64>()).abs() < 0.1);
    }
    let said = words_of(document);
    assert!(said.contains("各村生产情况（1/") && said.contains(&format!("按列分为{}个部分", drawn.len())));
}

#[test]
fn tb_03_only_rows_taller_than_a_third_of_a_page_may_be_split() {
    let mut table = wide("表1", 2, 4);
    table.columns[1] = ColumnAlign::Left;
    table.body[1].cells[1].content = text(&"共同富裕重点项目按计划推进。".repeat(90));
    let report = Report {
        blocks: vec![words(6), Block::Table(table)],
        ..Report::default()
    };
    let (parts, facts) = both("tall", &report, &StyleSettings::default());
    assert_eq!(
        facts.tables[0].parts[0].split_rows.iter().copied().collect::<Vec<_>>(),
        [1]
    );
    let rows: Vec<bool> = (parts["word/document.xml"].split("<w:tr>").skip(1))
        .map(|row| row.contains("<w:cantSplit/>"))
        .collect();
    // Caption, unit and head come again on the next page (TB-02); of the four rows the second may be split.
    assert_eq!(rows, [true, true, true, true, false, true, true]);
}

#[test]
fn tb_02_what_stands_over_a_table_comes_again_only_where_it_goes_on() {
    let report = Report {
        blocks: vec![
            Block::Table(wide("表1", 2, 3)),
            words(6),
            Block::Table(wide("表2", 2, 40)),
        ],
        ..Report::default()
    };
    let (parts, facts) = both("over", &report, &StyleSettings::default());
    let repeated: Vec<bool> = (facts.tables.iter())
        .flat_map(|table| table.parts.iter().map(|part| part.caption_repeated))
        .collect();
    assert_eq!(repeated, [false, true]);
    let tables: Vec<&str> = parts["word/document.xml"].split("<w:tbl>").skip(1).collect();
    assert_eq!(
        [0, 1].map(|index| tables[index].matches("<w:tblHeader/>").count()),
        [1, 3]
    );
    let rows: Vec<&str> = tables[1].split("<w:tr>").skip(1).collect();
    assert!(said(rows[0]).starts_with("表2") && rows[0].contains(r#"<w:bottom w:val="nil""#));
    // The upper rule of the table is that under the unit.
    assert!(rows[1].contains("单位：吨") && rows[1].contains(r#"<w:bottom w:val="single" w:sz="4""#));
}

#[test]
fn pg_02_only_paragraphs_whose_last_lines_stayed_together_have_widow_control() {
    let lines = |count: usize| Block::Paragraph(text(&"国".repeat(28 * count - 4)));
    let report = Report {
        blocks: vec![lines(19), lines(4), lines(4)],
        ..Report::default()
    };
    let (parts, facts) = both("widow", &report, &StyleSettings::default());
    assert_eq!(facts.kept_together.iter().copied().collect::<Vec<_>>(), [1]);
    let controlled: Vec<bool> = (parts["word/document.xml"].split("<w:p>").skip(1))
        .map(|paragraph| paragraph.contains("<w:widowControl"))
        .collect();
    assert_eq!(controlled[..3], [false, true, false]);
}

#[test]
fn a_table_is_turned_by_request_in_word_too() {
    let requested = Table {
        turn: Turn::Always,
        ..wide("表1", 3, 2)
    };
    let report = Report {
        blocks: vec![words(1), Block::Table(requested)],
        draft: true,
        ..Report::default()
    };
    let (parts, _) = both("requested", &report, &settings(PageNumberPosition::Centered));
    let document = &parts["word/document.xml"];
    assert!(sections(document)[1].contains("landscape"));
    // The last section is the turned one, and the marks of a draft stand on its pages too.
    assert_eq!(sections(document).len(), 2);
    assert_eq!(values(sections(document)[1], "r:id"), ["rIdHeader1", "rIdFooter2"]);
}

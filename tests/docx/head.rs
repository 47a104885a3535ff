//! 版头 in Word files: the mark that fits its line, the names of several bodies, the distances, the lines of 签发人
//! (HEAD-04 … HEAD-06, HEAD-08, BODY-01).

use gongwen::report::{Direction, DocumentFormat, Head, Letterhead};

use super::samples::{both, text};
use super::*;

fn upward(body: &str, signers: &[&str]) -> Report {
    Report {
        format: DocumentFormat::Official(Direction::Upward),
        head: Head {
            letterhead: Letterhead {
                bodies: vec![text(body)],
                ..Letterhead::default()
            },
            number: Some(text("鼎政〔2023〕8号")),
            signers: signers.iter().map(|name| text(name)).collect(),
            ..Head::default()
        },
        ..Report::default()
    }
}

fn document(report: &Report) -> String {
    let (mut parts, _) = both("head", report, &StyleSettings::default());
    parts.remove("word/document.xml").unwrap()
}

/// Half a point more, and Word puts the last character on a line of its own.
#[test]
fn head_04_the_mark_fits_its_line_in_whole_half_points() {
    for count in 6..=30 {
        let (parts, facts) = both(
            "head",
            &upward(&"国".repeat(count), &["张三"]),
            &StyleSettings::default(),
        );
        let size = parts["word/document.xml"].split("<w:sz w:val=\"").nth(1).unwrap();
        let half_points: f64 = size.split('"').next().unwrap().parse().unwrap();
        let lines = facts.letterhead_lines.iter().map(|line| line.chars().count());
        let widest = lines.max().unwrap_or(count);
        let width = half_points / 2.0 * widest as f64;
        assert!(width <= 442.25, "{count} characters are {width} pt wide");
    }
}

#[test]
fn head_08_more_than_two_signers_stand_two_on_a_line() {
    let document = document(&upward("鼎新镇人民政府文件", &["张明", "欧阳建国", "李四光"]));
    let lines: Vec<&str> = (document.split("<w:p>").skip(1))
        .filter_map(|line| line.split("</w:p>").next())
        .filter(|line| line.contains("GwDocumentNumber"))
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines.iter().map(|line| words_of(line)).collect::<Vec<_>>(),
        ["签发人：张　明欧阳建国", "鼎政〔2023〕8号李四光"]
    );
    let tabs = |line: &str| -> Vec<i64> {
        let after = line.split("w:pos=\"").skip(1);
        after
            .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
            .collect()
    };
    // The label's four cells stand left of the first name; both lines are aligned.
    let (first, second) = (tabs(lines[0]), tabs(lines[1]));
    assert_eq!(first[1], second[1]);
    assert!((second[0] - first[0] - 4 * 316).abs() <= 2, "{first:?} {second:?}");
    // The rule and the space under it only after the last line, the space above only before the first.
    assert_eq!([0, 1].map(|index| lines[index].contains("<w:pBdr>")), [false, true]);
    assert_eq!([0, 1].map(|index| lines[index].contains("w:before=\"")), [true, false]);
    // The rule begins at the left edge: no indent but that of the first line.
    assert!(
        lines
            .iter()
            .all(|line| line.contains("w:left=\"0\"") && line.contains("w:firstLine=\"316\""))
    );
}

/// The top of the line of a style under that of the type area, in points.
fn line_top(document: &str, style: &str) -> f64 {
    let body = document.split("<w:body>").nth(1).unwrap();
    let mut top = 0.0;
    for paragraph in body.split("<w:p>").skip(1) {
        let format = paragraph.split("</w:pPr>").next().unwrap();
        let number = |key: &str| {
            values(format, key)
                .first()
                .map_or(0.0, |value| value.parse::<f64>().unwrap())
        };
        top += number(" w:before") / 20.0;
        if format.contains(&format!("\"{style}\"")) {
            return top;
        }
        let line = if format.contains(" w:line=") {
            number(" w:line")
        } else {
            579.0
        };
        // A border has its space in points and its weight in eighths.
        let border = if format.contains("<w:pBdr>") {
            number(" w:space") + number(" w:sz") / 8.0
        } else {
            0.0
        };
        top += (line + number(" w:after")) / 20.0 + border;
    }
    panic!("no line of {style}");
}

/// Two lines are from glyphs to glyphs (GRID-03): the blank in the boxes of lines is a part of them.
#[test]
fn head_06_and_body_01_lines_stand_where_the_page_has_them() {
    for format in [
        DocumentFormat::Official(Direction::Downward),
        DocumentFormat::Order,
        DocumentFormat::Minutes,
    ] {
        let report = Report {
            format,
            title: text("关于做好森林防火工作的通知"),
            ..upward("鼎新镇人民政府文件", &[])
        };
        let (parts, facts) = both("distances", &report, &StyleSettings::default());
        let document = &parts["word/document.xml"];
        let number = facts.letterhead_foot + 57.9 - (28.95 - 16.0) / 2.0;
        let found = line_top(document, "GwDocumentNumber");
        assert!((found - number).abs() < 0.1, "{format:?}: {found} for {number}");
        // 4 mm from the number's glyphs to the red rule; the title's line begins 7 pt over its glyphs.
        let rule = if format == DocumentFormat::Order {
            0.0
        } else {
            4.0 / 25.4 * 72.0
        };
        let title = facts.letterhead_foot + 57.9 + 16.0 + rule + 57.9 - (36.0 - 22.0) / 2.0;
        let found = line_top(document, "GwTitle");
        assert!((found - title).abs() < 0.2, "{format:?}: {found} for {title}");
    }
}

#[test]
fn minu_01_without_a_number_the_title_stands_two_lines_under_the_mark() {
    let mut report = upward("鼎新镇党政联席会议纪要", &[]);
    report.format = DocumentFormat::Minutes;
    report.head.number = None;
    report.title = text("第12次会议");
    let (parts, facts) = both("minutes", &report, &StyleSettings::default());
    let document = &parts["word/document.xml"];
    assert!(!document.contains("GwDocumentNumber") && !document.contains("<w:pBdr>"));
    let title = facts.letterhead_foot + 57.9 - 7.0;
    let found = line_top(document, "GwTitle");
    assert!((found - title).abs() < 0.2, "{found} for {title}");
}

#[test]
fn head_05_the_names_are_spread_to_one_width_and_the_word_stands_beside_them() {
    let mut report = upward("清水县人民政府", &[]);
    report.head.letterhead.bodies.push(text("清水县自然资源和规划局"));
    report.head.letterhead.word = Some("文件".into());
    let (parts, facts) = both("joint_mark", &report, &StyleSettings::default());
    let document = &parts["word/document.xml"];
    let table = document.split("<w:tbl>").nth(1).unwrap();
    let table = table.split("</w:tbl>").next().unwrap();
    let cells: Vec<&str> = table.split("<w:tc>").skip(1).collect();
    assert_eq!(
        cells.iter().map(|cell| said(cell)).collect::<Vec<_>>(),
        ["清水县人民政府清水县自然资源和规划局", "文件"]
    );
    assert_eq!(cells[0].matches("<w:jc w:val=\"distribute\"/>").count(), 2);
    assert!(cells.iter().all(|cell| cell.contains("<w:vAlign w:val=\"center\"/>")));
    assert!(table.contains("<w:left w:w=\"0\" w:type=\"dxa\"/>"), "{table}");
    // The widest name fits its cell, 文件 is half as large again, and all fits 版心.
    let widths = values(table, "<w:gridCol w:w");
    let widths: Vec<f64> = widths.iter().map(|width| width.parse().unwrap()).collect();
    assert!(widths[0] > 11.0 * facts.letterhead_size * 20.0, "{widths:?}");
    assert!(widths.iter().sum::<f64>() <= 8844.0 + 20.0, "{widths:?}");
    let large = (facts.letterhead_size * 1.5 * 2.0).floor();
    assert!(cells[1].contains(&format!("<w:sz w:val=\"{large}\"/>")), "{}", cells[1]);
}

/// One paragraph with the lines that the page has, so that it is one name to who edits it.
#[test]
fn head_04_a_name_too_long_for_a_line_has_the_lines_of_the_page() {
    let name = "荣县鼎新镇人民政府综合行政执法办公室文件";
    let (parts, facts) = both("long_name", &upward(name, &["张三"]), &StyleSettings::default());
    let mark = parts["word/document.xml"].split("<w:p>").nth(1).unwrap();
    let mark = mark.split("</w:p>").next().unwrap();
    let lines: Vec<String> = mark.split("<w:br").map(said).collect();
    assert_eq!(lines, ["荣县鼎新镇人民政府", "综合行政执法办公室文件"]);
    assert_eq!(facts.letterhead_lines, lines);
    let size: f64 = values(mark, "<w:sz w:val")[0].parse().unwrap();
    assert_eq!(size / 2.0, facts.letterhead_size);
    let line: f64 = values(mark, " w:line")[0].parse().unwrap();
    assert!((line / 20.0 - facts.letterhead_size * 1.25).abs() < 0.1);
}

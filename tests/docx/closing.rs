//! 版记 in Word files: where it stands, on which page, and what has no number there (COLO-02, COLO-03, COLO-07, COLO-09,
//! PNUM-06).

use gongwen::report::{Attendance, Block, Colophon, Direction, DocumentFormat, Inline, Report};

use super::samples::{both, text};
use super::*;

/// A report of so many short paragraphs, with 版记.
fn closed(paragraphs: usize, even_page: bool) -> Report {
    let block = |number: usize| Block::Paragraph(text(&format!("第{number}段为守住耕地红线各村要压实责任。")));
    Report {
        format: DocumentFormat::Official(Direction::Downward),
        title: text("关于下达粮食生产任务的通知"),
        blocks: (1..=paragraphs).map(block).collect(),
        colophon: Some(Colophon {
            copies: Some(text(&"县农业农村局、".repeat(20))),
            printer: Some(text("鼎新镇党政综合办公室")),
            printed: Some(text("2023年11月21日")),
            even_page,
            ..Colophon::default()
        }),
        ..Report::default()
    }
}

/// The table of 版记, and what stands before it.
fn colophon(document: &str) -> (&str, &str) {
    let at = document.rfind("<w:tbl>").unwrap();
    (&document[at..], &document[..at])
}

#[test]
fn colo_02_and_09_the_table_stands_at_the_foot_whatever_is_added() {
    let (parts, facts) = both("colophon", &closed(3, false), &StyleSettings::default());
    let (table, _) = colophon(&parts["word/document.xml"]);
    assert!(
        table.contains("w:vertAnchor=\"margin\"") && table.contains("w:tblpYSpec=\"bottom\""),
        "{table}"
    );
    // For programs that do not know that: the height of the lines, and of the rules over, between and under them.
    let top: f64 = values(table, "w:tblpY")[0].parse().unwrap();
    let rules = (0.35 * 2.0 + 0.25) / 25.4 * 72.0;
    let expected = 225.0 / 25.4 * 72.0 - facts.colophon_height - rules;
    assert!((top / 20.0 - expected).abs() < 0.1, "{} for {expected}", top / 20.0);
}

/// Word's own 108 twips at either side made the lines narrower than the page's, and 抄送 a line longer.
#[test]
fn colo_03_cells_leave_nothing_blank_beside_their_words() {
    let (parts, _) = both("colophon", &closed(3, false), &StyleSettings::default());
    let (table, _) = colophon(&parts["word/document.xml"]);
    let margins = table.split("<w:tblCellMar>").nth(1).unwrap();
    let margins = margins.split("</w:tblCellMar>").next().unwrap();
    assert_eq!(margins.matches(" w:w=\"0\" w:type=\"dxa\"/>").count(), 4, "{margins}");
}

/// LibreOffice binds the table to the paragraph before it.
#[test]
fn colo_07_on_a_page_of_its_own_a_low_paragraph_begins_the_page() {
    let report = (10..40).map(|count| closed(count, false));
    let (parts, facts) = report
        .map(|report| both("colophon_page", &report, &StyleSettings::default()))
        .find(|(_, facts)| facts.colophon_page.is_some())
        .unwrap();
    assert!(!facts.unnumbered.contains(&facts.pages));
    let (_, before) = colophon(&parts["word/document.xml"]);
    let last = before.rsplit("<w:p>").next().unwrap();
    assert!(
        last.contains("<w:pageBreakBefore/>") && last.contains("w:line=\"20\" w:lineRule=\"exact\""),
        "{last}"
    );
    assert_eq!(before.matches("<w:pageBreakBefore/>").count(), 1);
    assert!(!before.contains("<w:br w:type=\"page\"/>"));
}

/// The two pages of a report whose text fills an even page: a blank one and that of 版记.
fn after_blank(name: &str, settings: &StyleSettings) -> std::collections::BTreeMap<String, String> {
    let report = (30..80).map(|count| closed(count, true));
    let (parts, _) = report
        .map(|report| both(name, &report, settings))
        .find(|(_, facts)| facts.unnumbered.contains(&facts.pages))
        .unwrap();
    parts
}

#[test]
fn pnum_06_a_blank_page_and_that_of_the_colophon_after_it_have_no_number() {
    let parts = after_blank("blank", &StyleSettings::default());
    let document = &parts["word/document.xml"];
    let footers: Vec<Vec<&str>> = (document.split("<w:sectPr>").skip(1))
        .map(|section| values(section.split("</w:sectPr>").next().unwrap(), "r:id"))
        .collect();
    assert_eq!(
        footers,
        [vec!["rIdFooter1", "rIdFooter2"], vec!["rIdFooter3", "rIdFooter3"]]
    );
    assert!(parts["word/footer1.xml"].contains("PAGE") && !parts["word/footer3.xml"].contains("PAGE"));
    assert!(parts["[Content_Types].xml"].contains("/word/footer3.xml"));
    assert!(parts["word/_rels/document.xml.rels"].contains("Id=\"rIdFooter3\""));
    // The section begins the blank page, a low paragraph the next.
    let (_, before) = colophon(document);
    let section = before.rsplit("</w:sectPr>").next().unwrap();
    let breaks: Vec<bool> = (section.split("<w:p>").skip(1))
        .map(|one| one.contains("<w:pageBreakBefore/>"))
        .collect();
    assert_eq!(breaks, [false, true]);
}

#[test]
fn pnum_06_with_numbers_in_the_middle_or_none() {
    let parts = after_blank("blank_centred", &settings(PageNumberPosition::Centered));
    assert!(parts["word/footer1.xml"].contains("PAGE") && !parts["word/footer2.xml"].contains("PAGE"));
    let parts = after_blank("blank_unnumbered", &settings(PageNumberPosition::None));
    assert!(!parts.contains_key("word/footer1.xml") && !parts["word/document.xml"].contains("footerReference"));
}

#[test]
fn colo_02_footnotes_leave_room_for_the_colophon_that_floats_over_the_foot() {
    let mut report = closed(3, false);
    let mut noted = text("最后一段");
    noted.push(Inline::Note {
        note: 0,
        mark: "①".into(),
    });
    report.blocks.push(Block::Paragraph(noted));
    report.notes = vec![text("数据为快报数。")];
    report.format = DocumentFormat::Material;
    let (parts, facts) = both("colophon_notes", &report, &StyleSettings::default());
    assert!(facts.notes_over_colophon && facts.pages == 1);
    let notes = &parts["word/footnotes.xml"];
    let room = ((facts.colophon_height + 28.95) * 20.0).round();
    assert!(
        notes.contains(&format!(
            "<w:spacing w:line=\"{room}\" w:lineRule=\"exact\"/></w:pPr></w:p></w:footnote>"
        )),
        "{notes}"
    );
    report.colophon = None;
    let (parts, _) = both("notes", &report, &StyleSettings::default());
    let notes = &parts["word/footnotes.xml"];
    assert!(!notes.contains("</w:p><w:p>"), "{notes}");
    // The rule above takes as much room as on the page.
    assert_eq!(
        notes
            .matches("<w:spacing w:line=\"240\" w:lineRule=\"exact\"/>")
            .count(),
        2
    );
}

/// The lines of attendance with the text before them, as paragraphs of the Word file.
fn attended(lists: &[usize]) -> (Vec<String>, bool) {
    let labels = ["出席", "请假", "列席"];
    let attendance = labels.iter().zip(lists).map(|(label, lines)| Attendance {
        label: (*label).to_owned(),
        names: text(&"国".repeat(23 * lines)),
    });
    let report = Report {
        format: DocumentFormat::Minutes,
        attendance: attendance.collect(),
        colophon: None,
        ..closed(10, false)
    };
    let (parts, facts) = both("attended", &report, &StyleSettings::default());
    let paragraphs = parts["word/document.xml"].split("<w:p>").skip(1);
    let text = paragraphs.skip_while(|one| !said(one).starts_with("第10段"));
    (text.map(str::to_owned).collect(), facts.attendance_kept)
}

/// As on the page: together and with the end of the text, where a page has the room.
#[test]
fn minu_02_the_lines_of_attendance_stay_together_and_with_the_text() {
    let keeps = |paragraphs: &[String], mark: &str| -> Vec<bool> {
        paragraphs.iter().take(5).map(|one| one.contains(mark)).collect()
    };
    let (paragraphs, kept) = attended(&[3, 1, 1]);
    assert!(kept && said(&paragraphs[4]).starts_with("列席："));
    assert_eq!(keeps(&paragraphs, "<w:keepNext/>"), [true, true, true, true, false]);
    assert_eq!(keeps(&paragraphs, "<w:keepLines/>"), [false, false, true, true, true]);
    let (paragraphs, kept) = attended(&[22, 1, 1]);
    assert!(!kept);
    assert_eq!(keeps(&paragraphs, "<w:keepNext/>"), [false, false, false, true, false]);
    assert_eq!(keeps(&paragraphs, "<w:keepLines/>"), [false; 5]);
}

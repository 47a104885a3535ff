//! Captions that are counted, references and 目录 that lead to their places, in Word files.

use std::collections::BTreeSet;

use gongwen::report::{Annex, Block, Inline, Report, Table};

use super::samples::{both, heading, text, villages};
use super::*;

/// Words with references among them, which begin with `→`.
fn words(parts: &[&str]) -> Vec<Inline> {
    let part = |part: &&str| match part.strip_prefix('→') {
        Some(label) => Inline::Reference(label.to_owned()),
        None => Inline::Text((*part).to_owned()),
    };
    parts.iter().map(part).collect()
}

/// A table of so many columns and rows.
fn table(label: &str, columns: usize, rows: usize) -> Table {
    let row = |first: &str| Row {
        cells: (0..columns)
            .map(|column| cell(column, 1, 1, if column == 0 { first } else { "1234567.89" }))
            .collect(),
        total: false,
    };
    Table {
        label: label.into(),
        caption: text("各村生产情况"),
        columns: vec![ColumnAlign::Left; columns],
        header: vec![row("村名")],
        body: (0..rows).map(|_| row("李家村")).collect(),
        ..Table::default()
    }
}

fn led() -> Report {
    let annex = |title: &str, blocks| Annex {
        title: text(title),
        blocks,
    };
    let see = [
        "各村情况见",
        "→表1",
        "、",
        "→表2",
        "，名单见",
        "→附件1",
        "、",
        "→附件2",
        "，另见",
        "→表9",
        "。",
    ];
    Report {
        blocks: vec![
            Block::Contents(2),
            heading(1, "一、", "推进情况", None),
            heading(2, "（一）", "抓产业。", Some("全年完成。")),
            heading(3, "1.", "不在目录中", None),
            Block::Paragraph(words(&see)),
            Block::Table(villages(60)),
            Block::Table(Table {
                notes: vec![words(&["注：上年数见", "→表1", "。"])],
                ..table("表2", 30, 2)
            }),
            Block::Table(Table {
                body: vec![Row {
                    cells: vec![TableCell {
                        content: words(&["见", "→表2"]),
                        ..cell(0, 1, 1, "")
                    }],
                    total: false,
                }],
                ..table("表7", 2, 0)
            }),
            Block::Table(table("统计表", 2, 2)),
        ],
        annexes: vec![
            annex("甲名单", Vec::new()),
            annex("乙名单", vec![Block::Paragraph(words(&["与", "→表1", "相同。"]))]),
        ],
        ..report(1)
    }
}

fn paragraphs(document: &str) -> impl Iterator<Item = &str> {
    let paragraphs = document.split("<w:p>").skip(1);
    paragraphs.map(|rest| rest.split("</w:p>").next().unwrap())
}

/// Each field: its instruction and what it shows. The field that holds all of 目录 shows its first line.
fn fields(document: &str) -> Vec<(String, String)> {
    let instructions = document.split("<w:instrText").skip(1);
    let field = |rest: &str| {
        let (instruction, shown) = rest.split_once("</w:instrText>").unwrap();
        let (_, instruction) = instruction.split_once('>').unwrap();
        let shown = shown.split("w:fldCharType=\"end\"").next().unwrap();
        let instruction = quick_xml::escape::unescape(instruction.trim()).unwrap().into_owned();
        (instruction, said(shown))
    };
    instructions.map(field).collect()
}

fn shown(fields: &[(String, String)], name: &str) -> Vec<String> {
    let named = fields.iter().filter(|(instruction, _)| instruction.starts_with(name));
    named
        .map(|(instruction, shown)| format!("{instruction} → {shown}"))
        .collect()
}

#[test]
fn captions_are_counted_by_word() {
    let (parts, facts) = both("fields", &led(), &StyleSettings::default());
    let document = &parts["word/document.xml"];
    let counted = shown(&fields(document), "SEQ");
    let tables = facts.tables[1].parts.len();
    assert!(tables > 1, "parted by columns");
    let mut expected = vec![r"SEQ 表 \* ARABIC → 1".to_owned(), r"SEQ 表 \* ARABIC → 2".to_owned()];
    expected.extend(vec![r"SEQ 表 \c \* ARABIC → 2".to_owned(); tables - 1]);
    expected.push(r"SEQ 表 \r 7 \* ARABIC → 7".to_owned());
    assert_eq!(counted, expected);
    let captions: Vec<String> = paragraphs(document).map(said).collect();
    for words in [
        "表1　各村粮食和蔬菜生产情况",
        "表2　各村生产情况（1/",
        "表7　各村生产情况",
        "统计表　各村生产情况",
    ] {
        assert!(captions.iter().any(|one| one.starts_with(words)), "{words}");
    }
    // 表1 goes on on another page: its caption is the first row of its head.
    let first = document.split("<w:tbl>").nth(1).unwrap();
    assert!(first.split("</w:tr>").next().unwrap().contains("SEQ 表"));
}

#[test]
fn references_lead_to_bookmarks_and_show_their_words() {
    let (parts, _) = both("fields", &led(), &StyleSettings::default());
    let document = &parts["word/document.xml"];
    let fields = fields(document);
    assert_eq!(
        shown(&fields, "REF"),
        [
            r"REF 题注1 \h → 表1",
            r"REF 题注2 \h → 表2",
            r"REF 附件2 \h → 附件2",
            r"REF 题注1 \h → 表1",
            r"REF 题注2 \h → 表2",
            r"REF 题注1 \h → 表1",
        ]
    );
    // The bookmark of an annex without pages of its own holds its line of 附件说明, which must not take the label's place.
    assert_eq!(shown(&fields, "HYPERLINK"), [r#"HYPERLINK \l "附件1" → 附件1"#]);
    let paragraph = paragraphs(document).find(|one| one.contains("HYPERLINK")).unwrap();
    assert_eq!(said(paragraph), "各村情况见表1、表2，名单见附件1、附件2，另见表9。");
    for (name, words) in [
        ("题注1", "表1"),
        ("题注2", "表2"),
        ("附件1", "附件：1.甲名单"),
        ("附件2", "附件2"),
    ] {
        assert_eq!(marked(document, name), words);
    }
}

/// What a bookmark holds.
fn marked(document: &str, name: &str) -> String {
    let (before, rest) = document.split_once(&format!("w:name=\"{name}\"/>")).unwrap();
    let id = before.rsplit("w:id=\"").next().unwrap().trim_end_matches("\" ");
    let (held, _) = rest.split_once(&format!("<w:bookmarkEnd w:id=\"{id}\"/>")).unwrap();
    said(held)
}

#[test]
fn bookmarks_are_fit_for_word_and_all_that_leads_somewhere_leads_to_one() {
    let (parts, _) = both("fields", &led(), &StyleSettings::default());
    let document = &parts["word/document.xml"];
    let starts: Vec<&str> = document.split("<w:bookmarkStart").skip(1).collect();
    let of = |attribute: &str| -> Vec<&str> { starts.iter().map(|start| values(start, attribute)[0]).collect() };
    let (names, ids) = (of("w:name"), of("w:id"));
    assert!(names.len() > 6);
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    assert_eq!(values(document, "<w:bookmarkEnd w:id").len(), ids.len());
    for name in &names {
        assert!(name.chars().count() <= 40, "{name}");
        assert!(name.chars().all(|c| c.is_alphanumeric() || c == '_'), "{name}");
        let own = name.trim_start_matches("_Toc");
        assert!(own.len() < name.len() || own.starts_with(char::is_alphabetic), "{name}");
    }
    for (instruction, _) in fields(document) {
        let mut words = instruction.split_whitespace();
        let name = match words.next().unwrap() {
            "REF" | "PAGEREF" => words.next().unwrap(),
            "HYPERLINK" => words.nth(1).unwrap().trim_matches('"'),
            _ => continue,
        };
        assert!(names.contains(&name), "{instruction}");
    }
}

#[test]
fn contents_lead_to_their_headings() {
    let (parts, facts) = both("fields", &led(), &StyleSettings::default());
    let document = &parts["word/document.xml"];
    let lines: Vec<&str> = document.split("<w:hyperlink ").skip(1).collect();
    assert_eq!(lines.len(), facts.contents.len());
    for (index, (line, entry)) in (1..).zip(lines.iter().zip(&facts.contents)) {
        let line = line.split("</w:hyperlink>").next().unwrap();
        let name = format!("_Toc{index:09}");
        assert!(line.starts_with(&format!("w:anchor=\"{name}\"")), "{line}");
        assert_eq!(said(line), format!("{}{}", entry.text, entry.page));
        assert_eq!(fields(line), [(format!(r"PAGEREF {name} \h"), entry.page.to_string())]);
        // An annex stands in 目录 with its label.
        assert!(
            entry
                .text
                .trim_end_matches('。')
                .ends_with(marked(document, &name).trim_end_matches('。'))
        );
    }
    let unlisted = paragraphs(document).find(|one| said(one) == "1.不在目录中").unwrap();
    assert!(!unlisted.contains("bookmark"));
}

#[test]
fn headings_have_no_bookmarks_where_no_contents_list_them() {
    let mut report = led();
    report.blocks.remove(0);
    let (parts, _) = both("uncontented", &report, &StyleSettings::default());
    assert!(!parts["word/document.xml"].contains("_Toc"));
}

/// The words of 目录 end before the column of the numbers, as on the page, and no entry goes over to another page.
#[test]
fn entries_of_the_contents_break_where_the_page_breaks_them() {
    let long = "关于粮食生产任务落实情况和下一步打算的安排部署及有关工作要求";
    let report = Report {
        blocks: vec![
            Block::Contents(1),
            heading(1, "一、", long, None),
            heading(1, "二、", "短", None),
            Block::Contents(1),
        ],
        ..Report::default()
    };
    let (parts, facts) = both("long_contents", &report, &StyleSettings::default());
    assert_eq!(facts.contents_lines.len(), 4);
    let document = &parts["word/document.xml"];
    let entries = paragraphs(document).filter(|one| one.contains("\"TOC1\""));
    let lines: Vec<Vec<String>> = entries
        .inspect(|one| assert!(one.contains("<w:keepLines/>"), "{one}"))
        .map(|one| one.split("<w:br w:type=\"textWrapping\"/>").map(said).collect())
        .collect();
    assert_eq!(lines.len(), 4);
    for (lines, layout) in lines.iter().zip(&facts.contents_lines) {
        assert_eq!(lines.len(), layout.len(), "{lines:?}");
        assert!(lines[0].starts_with(&layout[0]), "{lines:?} for {layout:?}");
        assert!(layout.iter().all(|line| line.chars().count() <= 26), "{layout:?}");
    }
}

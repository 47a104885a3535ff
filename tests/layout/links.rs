//! Words that lead elsewhere, and enumerations: what layout knows of them.

use gongwen::layout::{Destination, ElementKind, Item, PagedDocument};
use gongwen::report::{Annex, Block, ColumnAlign, Heading, Inline, Report, Table};

use super::tools::{pages_of, paragraph, row, runs, style, text};

fn table() -> Table {
    Table {
        label: "表1".into(),
        caption: text("各村生产情况"),
        columns: vec![ColumnAlign::Left],
        header: vec![row("村名")],
        body: vec![row("李家村")],
        ..Table::default()
    }
}

fn reference(before: &str, label: &str) -> Block {
    let mut content = text(before);
    content.push(Inline::Reference(label.to_owned()));
    content.extend(text("。"));
    Block::Paragraph(content)
}

fn report() -> Report {
    let heading = Heading {
        level: 1,
        label: "一、".into(),
        content: text("推进情况"),
        run_in: None,
    };
    let mut blocks = vec![Block::Contents(1), Block::Heading(heading)];
    blocks.push(reference("各村情况见", "表1"));
    blocks.push(reference("名单见", "附件"));
    blocks.push(reference("其他见", "表9"));
    blocks.extend((0..30).map(|_| paragraph("全年粮食播种面积4.5万亩。")));
    blocks.push(Block::Table(table()));
    Report {
        blocks,
        annexes: vec![Annex {
            title: text("名单"),
            blocks: vec![paragraph("甲、乙、丙。")],
        }],
        ..Report::default()
    }
}

/// What the runs of an element say.
fn said(document: &PagedDocument, element: gongwen::layout::ElementId) -> String {
    let all = document.pages.iter().flat_map(runs);
    all.filter(|run| run.element == Some(element))
        .map(|run| run.text())
        .collect()
}

#[test]
fn references_and_contents_lead_to_their_places() {
    let document = pages_of(&report(), &style());
    let links: Vec<(String, &str)> = (document.links.iter())
        .map(|link| (said(&document, link.element), link.says.as_str()))
        .collect();
    assert_eq!(
        links,
        [
            ("表1".to_owned(), "表1，第3页"),
            ("附件".to_owned(), "附件，第4页"),
            ("一、推进情况2".to_owned(), "一、推进情况，第2页"),
            ("附件　名单4".to_owned(), "附件　名单，第4页"),
        ]
    );
    // Each leads to the line that it names.
    for (index, words) in [(0, "表"), (1, "附件"), (2, "一、")] {
        let Destination { page, y } = document.links[index].to;
        let at = runs(&document.pages[page])
            .find(|run| run.text().starts_with(words))
            .unwrap();
        assert!(at.origin.y > y && at.origin.y.to_pt() - y.to_pt() < 29.0, "{words}");
    }
}

#[test]
fn what_leads_nowhere_is_no_link() {
    let document = pages_of(&report(), &style());
    let links = document
        .structure
        .elements()
        .iter()
        .filter(|one| one.kind == ElementKind::Link);
    assert_eq!(links.count(), document.links.len(), "表9 is not in the document");
}

fn item(number: usize, label: &str, words: &str) -> Vec<Inline> {
    let mut content = vec![Inline::Item {
        number,
        label: label.to_owned(),
    }];
    content.extend(text(words));
    content
}

/// The end of the dump: the structure with what each element says.
fn structure(report: &Report) -> String {
    let document = pages_of(report, &style());
    let dump = document.dump(&super::tools::FONTS);
    dump[dump.find("Document").unwrap()..].to_owned()
}

#[test]
fn points_that_run_on_are_items_beside_their_lead() {
    let mut content = text("主要做法：");
    content.extend(item(1, "一是", "抓产业。"));
    content.extend(item(2, "二是", "抓治理。"));
    let report = Report {
        blocks: vec![Block::Paragraph(content), paragraph("以上。")],
        ..Report::default()
    };
    let expected = "Document\n  P \"主要做法：\"\n  L\n    LI\n      Lbl \"一是\"\n      LBody \"抓产业。\"\n    LI\n      \
                    Lbl \"二是\"\n      LBody \"抓治理。\"\n  P \"以上。\"\n";
    assert_eq!(structure(&report), expected);
}

#[test]
fn numbered_paragraphs_are_one_list_and_a_new_one_begins_at_one() {
    let report = Report {
        blocks: [(1, "1.", "甲"), (2, "2.", "乙"), (1, "1.", "丙")]
            .map(|(number, label, words)| Block::Paragraph(item(number, label, words)))
            .to_vec(),
        ..Report::default()
    };
    let dump = structure(&report);
    assert_eq!(dump.matches("  L\n").count(), 2, "{dump}");
    assert_eq!(dump.matches("LI\n").count(), 3);
    // The look of the line is that of one paragraph.
    let document = pages_of(&report, &style());
    let texts = document.pages[0]
        .items
        .iter()
        .filter(|item| matches!(item, Item::Text(_)));
    assert!(texts.count() >= 3);
}

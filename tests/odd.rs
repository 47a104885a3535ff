//! Odd documents: at the borders of pages, very long, very wide, of many bodies. Each is laid out without a warning and
//! breaks no rule of the standard in either file.

use std::sync::LazyLock;

use gongwen::diag::Sink;
use gongwen::font::FontBook;
use gongwen::layout::{Item, Page, PagedDocument, lay_out};
use gongwen::lint::{Verdict, lint};
use gongwen::report::{
    Annex, Block, Colophon, ColumnAlign, Direction, DocumentFormat, Head, Letterhead, Metadata, Report, Row, Seal,
    Signature, Table, TableCell, Turn,
};
use gongwen::style::{StyleSettings, gb9704};
use gongwen::writer::docx;
use gongwen::writer::pdf::{self, JobFonts, Settings};

use crate::parts::{issue_jointly, text};

/// A paragraph of so many full lines.
fn lines(count: usize) -> Block {
    let words = "国泰民安风调雨顺五谷丰登六畜兴旺百业昌盛万众一心同舟共济砥砺前行";
    Block::Paragraph(text(
        &words
            .chars()
            .cycle()
            .take(28 * count - 3)
            .chain(['。'])
            .collect::<String>(),
    ))
}

fn notice(blocks: Vec<Block>) -> Report {
    Report {
        format: DocumentFormat::Official(Direction::Downward),
        head: Head {
            letterhead: Letterhead {
                bodies: vec![text("鼎新镇人民政府文件")],
                word: None,
            },
            number: Some(text("鼎政发〔2023〕12号")),
            ..Head::default()
        },
        title: text("鼎新镇人民政府关于做好森林防火工作的通知"),
        addressee: Some(text("各村民委员会：")),
        blocks,
        signature: Some(Signature {
            issuers: vec![text("鼎新镇人民政府")],
            date: text("2023年11月20日"),
            seal: Seal::Reserved,
        }),
        colophon: Some(Colophon {
            copies: Some(text("县政府办公室")),
            printer: Some(text("鼎新镇党政办公室")),
            printed: Some(text("2023年11月21日")),
            even_page: true,
            ..Colophon::default()
        }),
        metadata: Metadata {
            title: "通知".to_owned(),
            date: Some(jiff::civil::date(2023, 11, 20)),
            ..Metadata::default()
        },
        ..Report::default()
    }
}

/// A row of these words, a cell a column.
fn row(columns: usize, words: impl Fn(usize) -> String) -> Row {
    let cell = |column| TableCell {
        column,
        column_span: 1,
        row_span: 1,
        content: text(&words(column)),
    };
    Row {
        cells: (0..columns).map(cell).collect(),
        total: false,
    }
}

fn table(rows: usize, columns: usize) -> Table {
    let village = |index: usize| {
        row(columns, |column| match column {
            0 => format!("第{index}村"),
            _ => format!("{}", 1000 + index * 7 + column),
        })
    };
    let head = row(columns, |column| match column {
        0 => "村名".to_owned(),
        _ => format!("指标{column}"),
    });
    let mut aligns = vec![ColumnAlign::Right; columns];
    aligns[0] = ColumnAlign::Left;
    Table {
        label: "表1".to_owned(),
        caption: text("各村情况"),
        unit: Some(text("单位：亩")),
        columns: aligns,
        header: vec![head],
        body: (1..=rows).map(village).collect(),
        notes: Vec::new(),
        turn: Turn::WhenWide,
    }
}

static FONTS: LazyLock<FontBook> = LazyLock::new(super::font::shipped);

/// Lays out without a word of warning.
fn laid_out(report: &Report) -> PagedDocument {
    let style = gb9704::stylesheet(&StyleSettings::default());
    let mut sink = Sink::new();
    let document = lay_out(report, &style, &FONTS, &mut sink).unwrap();
    assert!(sink.is_empty(), "{:?}", sink.as_slice());
    document
}

/// Lays out, writes both files, and finds nothing wrong in either.
fn made(report: &Report) -> PagedDocument {
    let style = gb9704::stylesheet(&StyleSettings::default());
    let document = laid_out(report);
    let jobs = JobFonts::default();
    let pdf = pdf::write(&document, &report.metadata, &FONTS, &jobs, &Settings::default()).unwrap();
    let word = docx::write(report, &document.facts, &style).unwrap();
    for file in [pdf, word] {
        for finding in lint(&file).unwrap() {
            if let Verdict::Broken { breaches, .. } = &finding.verdict {
                panic!("{}: {:?}", finding.rule, breaches[0]);
            }
        }
    }
    document
}

fn words(page: &Page) -> String {
    let runs = page.items.iter().filter_map(|item| match item {
        Item::Text(run) => Some(run.text()),
        Item::Rule(_) | Item::Fill(_) | Item::Image(_) => None,
    });
    runs.collect()
}

/// The page, from one, that shows some words.
fn page_of(document: &PagedDocument, shown: &str) -> usize {
    let found = document.pages.iter().position(|page| words(page).contains(shown));
    found.unwrap_or_else(|| panic!("{shown} is nowhere")) + 1
}

#[test]
fn documents_of_one_two_and_three_pages_end_on_an_even_one() {
    // Lines of text; the pages of the document; that on which it is signed.
    for (count, pages, signed) in [(2, 2, 1), (14, 2, 2), (20, 2, 2), (38, 4, 3)] {
        let document = made(&notice(vec![lines(count)]));
        assert_eq!(document.pages.len(), pages, "{count} lines");
        assert_eq!(page_of(&document, "鼎新镇党政办公室"), pages, "{count} lines");
        assert_eq!(page_of(&document, "2023年11月20日"), signed, "{count} lines");
    }
}

#[test]
fn a_signature_never_stands_without_text() {
    for count in 1..=48 {
        let report = Report {
            colophon: None,
            ..notice(vec![lines(count)])
        };
        let document = if count % 12 == 0 {
            made(&report)
        } else {
            laid_out(&report)
        };
        let page = &document.pages[page_of(&document, "2023年11月20日") - 1];
        let shown = words(page);
        assert!(
            shown.contains('国') || shown.contains('泰') || shown.contains("砥砺"),
            "{count}: {shown}"
        );
    }
}

/// BODY-05, BODY-10: one line of text and its sealed signature are one block; under a head of several lines it has no room
/// on the first page until the lines stand closer.
#[test]
fn the_first_page_shows_text_if_need_be_in_closer_lines() {
    let mut closer = 0;
    for bodies in 1..=6 {
        for count in 1..=3 {
            let mut report = notice(vec![lines(count)]);
            report.colophon = None;
            report.head.letterhead.bodies = (0..bodies).map(|_| text("鼎新镇人民政府")).collect();
            let document = laid_out(&report);
            let first = words(&document.pages[0]);
            if first.contains("国泰民安") {
                closer += usize::from(document.facts.pitch.is_some());
            } else {
                // Nothing helps: then nothing is changed either.
                assert_eq!(document.facts.pitch, None);
                assert!(count < 3, "{bodies} bodies, {count} lines");
            }
        }
    }
    assert!(closer > 0, "no document needed closer lines");
}

#[test]
fn text_that_ends_on_the_last_line_of_an_even_page_before_an_annex() {
    let annex = Annex {
        title: text("值班安排"),
        blocks: vec![lines(3)],
    };
    let mut seen = false;
    for count in 20..=36 {
        let mut report = notice(vec![lines(count)]);
        report.signature = None;
        report.annexes = vec![annex.clone()];
        let document = laid_out(&report);
        let annex_page = document
            .outline
            .iter()
            .find(|entry| entry.text.starts_with("附件"))
            .unwrap()
            .page
            + 1;
        let last = &document.pages[annex_page - 2];
        let lowest = last.items.iter().filter_map(|item| match item {
            Item::Text(run) if !run.is_artifact() => Some(run.origin.y.to_pt()),
            Item::Text(_) | Item::Rule(_) | Item::Fill(_) | Item::Image(_) => None,
        });
        // The 22nd line box begins 104.88 + 21 · 28.95 pt down.
        let full = lowest.fold(0.0, f64::max) > 104.88 + 21.0 * 28.95;
        if full && annex_page == 3 {
            seen = true;
            made(&report);
        }
        assert_eq!(document.pages.len() % 2, 0, "{count}: 版记 stands on an even page");
        // Only the annex's own pages and those for 版记 follow the text.
        assert!(document.pages.len() <= annex_page + 1, "{count}");
    }
    assert!(seen, "no text ended on line 22 of page 2");
}

#[test]
fn a_turned_table_as_the_last_annex_has_the_colophon_on_an_upright_page_after_it() {
    let mut report = notice(vec![lines(6)]);
    report.annexes = vec![Annex {
        title: text("各村情况表"),
        blocks: vec![Block::Table(Table {
            turn: Turn::Always,
            ..table(12, 9)
        })],
    }];
    let document = made(&report);
    let style = gb9704::stylesheet(&StyleSettings::default());
    let turned: Vec<usize> = (1..=document.pages.len())
        .filter(|number| document.pages[number - 1].size != style.page)
        .collect();
    assert_eq!(turned.len(), 1, "{turned:?}");
    let colophon = page_of(&document, "鼎新镇党政办公室");
    assert!(colophon > turned[0] && colophon.is_multiple_of(2));
    assert_eq!(colophon, document.pages.len());
    assert_eq!(document.pages[colophon - 1].size, style.page);
}

#[test]
fn forty_names_of_copies_stay_whole_at_the_foot() {
    let names: Vec<String> = (1..=40).map(|number| format!("县第{number}局综合办公室")).collect();
    let mut report = notice(vec![lines(4)]);
    report.colophon = Some(Colophon {
        copies: Some(text(&names.join("，"))),
        ..report.colophon.unwrap()
    });
    let document = made(&report);
    let foot = words(document.pages.last().unwrap());
    for name in &names {
        assert!(
            foot.contains(name.as_str()) || name.chars().all(|c| foot.contains(c)),
            "{name}"
        );
    }
    // 28 pt a line, and the rules: the whole is one block that ends at the foot of the type area.
    assert!(
        document.facts.colophon_height > 28.0 * 12.0,
        "{}",
        document.facts.colophon_height
    );
}

#[test]
fn titles_of_one_to_sixty_characters() {
    let whole = "鼎新镇人民政府关于进一步加强农村人居环境整治和乡村建设行动有关工作扎实推进和美乡村建设加快农业农村现代化步伐的实施意见通知书";
    assert!(whole.chars().count() >= 60);
    for count in 1..=60 {
        let title: String = whole.chars().take(count).collect();
        let report = Report {
            title: text(&title),
            ..notice(vec![lines(2)])
        };
        let document = if count % 15 == 0 {
            made(&report)
        } else {
            laid_out(&report)
        };
        let broken = &document.facts.title_lines;
        assert_eq!(broken.concat(), title);
        assert!(broken.len() <= 4, "{count}: {broken:?}");
        let longest = broken.iter().map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= 20, "{count}: {broken:?}");
    }
}

#[test]
fn a_joint_issue_of_six_bodies() {
    let bodies = [
        "中共鼎新镇委员会",
        "鼎新镇人民政府",
        "青山镇人民政府",
        "绿水镇人民政府",
        "石桥镇人民政府",
        "清溪镇人民政府",
    ];
    let mut report = notice(vec![lines(6)]);
    issue_jointly(&mut report, &bodies);
    let document = made(&report);
    assert_eq!(document.facts.seals.len(), 6);
    let first = words(&document.pages[0]);
    assert!(first.contains("国泰民安"), "the text begins on the first page");
}

#[test]
fn a_table_of_a_thousand_rows() {
    let document = made(&Report {
        colophon: None,
        signature: None,
        ..notice(vec![Block::Table(table(1000, 5))])
    });
    let all: String = document.pages.iter().map(words).collect();
    for number in [1, 500, 1000] {
        assert!(all.contains(&format!("第{number}村")));
    }
    // Every page repeats the head; those after the first say 续表.
    let heads = all.matches("指标1指标2").count();
    let table_pages = document.pages.iter().filter(|page| words(page).contains('村')).count();
    assert!(heads >= table_pages - 1, "{heads} heads on {table_pages} pages");
    assert_eq!(all.matches("续表1").count(), heads - 1);
}

#[test]
fn a_table_of_thirty_columns() {
    let mut report = notice(vec![lines(1), Block::Table(table(20, 30)), lines(2)]);
    report.colophon = None;
    let document = made(&report);
    let parts: Vec<&Vec<usize>> = (document.facts.tables[0].parts.iter())
        .map(|part| &part.columns)
        .collect();
    assert!(parts.len() > 1);
    // Each part begins with the column that names the rows; the others stand in one part each.
    assert!(parts.iter().all(|part| part[0] == 0));
    let mut others: Vec<usize> = parts.iter().flat_map(|part| &part[1..]).copied().collect();
    others.sort_unstable();
    assert_eq!(others, (1..30).collect::<Vec<_>>());
}

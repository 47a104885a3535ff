//! Pictures, 目录 and footnotes on the page.

use std::sync::Arc;

use gongwen::geom::{Abs, Size};
use gongwen::image::{Image, ImageFormat, Samples};
use gongwen::layout::{ElementKind, Item, PagedDocument, TextRun};
use gongwen::report::{
    Annex, Block, Colophon, ColumnAlign, Inline, Picture, PictureFile, Report, Seal, Signature, Table, Turn, note_mark,
};

use super::tools::{heading, lines, pages_of, paragraph, row, runs, style, text};

fn image(width: f64, height: f64) -> Arc<Image> {
    Arc::new(Image {
        format: ImageFormat::Png,
        bytes: Vec::new(),
        pixels: (width as u32, height as u32),
        components: 3,
        natural: Size::new(Abs::pt(width), Abs::pt(height)),
        samples: Samples::Jpeg,
        blank: false,
    })
}

fn picture(image: Arc<Image>, width: Option<Abs>) -> Block {
    Block::Picture(Picture {
        label: "图1".to_owned(),
        caption: text("水库大坝"),
        alternative: "加固后的大坝".to_owned(),
        file: PictureFile {
            image: Some(image),
            ..PictureFile::default()
        },
        width,
    })
}

fn body(blocks: Vec<Block>) -> Report {
    Report {
        blocks,
        ..Report::default()
    }
}

/// Page (from one), left edge, top, width and height of every picture, in millimetres.
fn pictures(document: &PagedDocument) -> Vec<(usize, [f64; 4])> {
    let pages = document.pages.iter().zip(1..);
    let items = pages.flat_map(|(page, number)| page.items.iter().map(move |item| (number, item)));
    items
        .filter_map(|(number, item)| match item {
            Item::Image(image) => {
                let lengths = [image.origin.x, image.origin.y, image.size.width, image.size.height];
                Some((number, lengths.map(Abs::to_mm)))
            }
            Item::Text(_) | Item::Rule(_) | Item::Fill(_) => None,
        })
        .collect()
}

fn near(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() < 0.01
}

#[test]
fn a_picture_is_centred_and_the_text_below_it_stays_on_the_grid() {
    let report = body(vec![
        paragraph("甲"),
        picture(image(200.0, 100.0), None),
        paragraph("乙"),
    ]);
    let document = pages_of(&report, &style());
    let [(1, [x, y, width, height])] = pictures(&document)[..] else {
        panic!("one picture");
    };
    assert!(near(x + width / 2.0, 106.0), "{x} {width}");
    assert!(near(width, 200.0 / 72.0 * 25.4) && near(height, 100.0 / 72.0 * 25.4));
    // 100 pt take four lines of the grid, the picture in their middle.
    let top = 37.0 + (28.95 + (4.0 * 28.95 - 100.0) / 2.0) / 72.0 * 25.4;
    assert!(near(y, top), "{y}, not {top}");
    let baselines: Vec<f64> = (runs(&document.pages[0]).filter(|run| !run.is_artifact()))
        .map(|run| run.origin.y.to_pt())
        .collect();
    // 甲, four lines, 图1, 乙.
    assert!((baselines.last().unwrap() - baselines[0] - 6.0 * 28.95).abs() < 0.01);
    assert_eq!(lines(&document.pages[0]), ["甲", "图1　水库大坝", "乙"]);
}

#[test]
fn a_picture_keeps_its_proportions_and_never_leaves_the_page() {
    let wide = pages_of(&body(vec![picture(image(4000.0, 100.0), None)]), &style());
    assert!(near(pictures(&wide)[0].1[2], 156.0));
    let tall = pages_of(&body(vec![picture(image(100.0, 4000.0), None)]), &style());
    let [_, _, width, height] = pictures(&tall)[0].1;
    assert!(near(height, 112.5) && near(width * 40.0, height), "half a page");
    let asked = pages_of(&body(vec![picture(image(100.0, 50.0), Some(Abs::mm(120.0)))]), &style());
    let [_, _, width, height] = pictures(&asked)[0].1;
    assert!(near(width, 120.0) && near(height, 60.0));
}

#[test]
fn a_picture_and_its_caption_stand_on_one_page() {
    // 18 lines are full; three for the picture fit, the caption's line too, no more.
    for (filled, page) in [(18, 1), (19, 2)] {
        let report = body(vec![
            paragraph(&"国".repeat(28 * filled - 2)),
            picture(image(100.0, 86.0), None),
        ]);
        let document = pages_of(&report, &style());
        assert_eq!(pictures(&document)[0].0, page, "{filled}");
        let last = lines(document.pages.last().unwrap());
        assert_eq!(last.last().unwrap(), "图1　水库大坝");
    }
}

#[test]
fn a_picture_is_a_figure_with_words_for_who_does_not_see_it() {
    let document = pages_of(&body(vec![picture(image(10.0, 10.0), None)]), &style());
    let kinds: Vec<&ElementKind> = document.structure.elements().iter().map(|one| &one.kind).collect();
    assert!(kinds.contains(&&ElementKind::Picture("加固后的大坝".to_owned())));
}

fn chapters() -> Vec<Block> {
    let mut blocks = vec![Block::Contents(2)];
    for (index, label) in ["一、", "二、", "三、"].iter().enumerate() {
        blocks.push(heading(1, label, "工作推进情况", None));
        blocks.push(heading(
            2,
            "（一）",
            "抓好生产。",
            Some(&"国".repeat(28 * 9 * (index + 1))),
        ));
        blocks.push(heading(3, "1.", "不在目录中", None));
        blocks.push(paragraph(&"民".repeat(28 * 6)));
    }
    blocks
}

#[test]
fn contents_show_the_true_pages_and_what_follows_begins_a_page() {
    let report = Report {
        annexes: vec![Annex {
            title: text("任务表"),
            blocks: vec![paragraph("甲")],
        }],
        ..body(chapters())
    };
    let document = pages_of(&report, &style());
    let first = lines(&document.pages[0]);
    assert_eq!(first[0], "目　录");
    let outline = document.outline.iter().filter(|entry| entry.level <= 2);
    let expected: Vec<String> = outline
        .map(|entry| format!("{}{}", entry.text, entry.page + 1))
        .collect();
    assert_eq!(expected.len(), 7);
    assert_eq!(expected[0], "一、工作推进情况2");
    // The numbers come last on the page; each stands on the baseline of its entry.
    let mut entries: Vec<(i64, String)> = Vec::new();
    for run in runs(&document.pages[0]).filter(|run| !run.is_artifact()).skip(1) {
        let y = (run.origin.y.to_pt() * 10.0).round() as i64;
        match entries.iter_mut().find(|(known, _)| *known == y) {
            Some((_, words)) => words.push_str(&run.text()),
            None => entries.push((y, run.text())),
        }
    }
    let found: Vec<&String> = entries
        .iter()
        .map(|(_, words)| words)
        .filter(|words| *words != "目　录")
        .collect();
    assert_eq!(found, expected.iter().collect::<Vec<_>>());
    assert_eq!(lines(&document.pages[1])[0], "一、工作推进情况");
    let facts = &document.facts.contents;
    assert_eq!(facts.len(), 7);
    assert_eq!(
        (facts[6].text.as_str(), facts[6].page),
        ("附件　任务表", document.pages.len())
    );
}

#[test]
fn leaders_and_numbers_stand_under_each_other() {
    let document = pages_of(&body(chapters()), &style());
    let ends: Vec<f64> = runs(&document.pages[0])
        .filter(|run| run.is_artifact() && run.text().contains('…'))
        .map(|run| (run.origin.x + run.width()).to_mm())
        .collect();
    assert_eq!(ends.len(), 6);
    assert!(ends.iter().all(|end| near(*end, ends[0])), "{ends:?}");
}

fn noted(words: &str, note: usize) -> Block {
    let mut content = text(words);
    content.push(Inline::Note {
        mark: note_mark(note),
        note,
    });
    content.extend(text("。"));
    Block::Paragraph(content)
}

fn note_height(count: usize) -> f64 {
    12.0 + 15.0 * count as f64
}

#[test]
fn a_footnote_stands_at_the_foot_of_the_page_of_its_mark() {
    let report = Report {
        notes: vec![text("口径见统计年鉴。"), text("初步数。")],
        ..body(vec![noted("甲", 0), paragraph(&"国".repeat(28 * 25)), noted("乙", 1)])
    };
    let document = pages_of(&report, &style());
    assert_eq!(document.pages.len(), 2);
    let [first, second] = [0, 1].map(|page| lines(&document.pages[page]));
    assert_eq!(first.last().unwrap(), "①口径见统计年鉴。");
    assert_eq!(second.last().unwrap(), "②初步数。");
    let foot = runs(&document.pages[0])
        .filter(|run| !run.is_artifact())
        .last()
        .unwrap();
    // The last line box of 15 pt ends at the foot of the type area, 262 mm down.
    let baseline = 262.0 / 25.4 * 72.0 - 15.0 + (15.0 - 10.5) / 2.0 + 10.5 * 0.88;
    assert!((foot.origin.y.to_pt() - baseline).abs() < 0.01);
    // 22 lines less the room of the note.
    // The mark stands on a baseline of its own, and so does what follows it: three for the first line.
    let text_lines = first.len() - 1 - 2;
    let room = (637.795 - note_height(1)) / 28.95;
    assert_eq!(text_lines, room.floor() as usize);
}

#[test]
fn a_mark_is_small_and_high_and_never_begins_a_line() {
    let report = Report {
        notes: vec![text("注。")],
        ..body(vec![noted(&"国".repeat(26), 0)])
    };
    let document = pages_of(&report, &style());
    let words = lines(&document.pages[0]);
    assert!(
        words.iter().all(|line| !line.starts_with(['①', '。'])) || words[1].starts_with("国"),
        "{words:?}"
    );
    let mark = runs(&document.pages[0]).find(|run| run.text() == "①").unwrap();
    assert!((mark.size.to_pt() - 9.6).abs() < 0.01);
    // The line that it stands on begins with the word that it follows.
    let line = runs(&document.pages[0])
        .filter(|run| run.text().starts_with('国'))
        .last()
        .unwrap();
    let rise = (line.origin.y - mark.origin.y).to_pt();
    assert!((rise - 16.0 * 0.35).abs() < 0.01, "{rise}");
}

#[test]
fn a_line_whose_footnote_has_no_room_goes_to_the_next_page_with_it() {
    let long = "注".repeat(42 * 6);
    let report = Report {
        notes: vec![text(&long)],
        ..body(vec![paragraph(&"国".repeat(28 * 20 - 2)), noted("乙", 0)])
    };
    let document = pages_of(&report, &style());
    assert_eq!(lines(&document.pages[0]).len(), 20);
    assert_eq!(lines(&document.pages[1])[0], "乙");
    assert!(lines(&document.pages[1]).len() >= 7);
}

/// Text of so many lines, one with the mark of a footnote so many lines long, a table of so many rows, more text.
fn noted_over_table(text_lines: usize, rows: usize, note_lines: usize, in_row: bool) -> Report {
    let mut body_rows: Vec<_> = (0..rows).map(|_| row("李家村")).collect();
    let mut first = paragraph("开头一段");
    if in_row {
        let mark = Inline::Note {
            mark: note_mark(0),
            note: 0,
        };
        body_rows[rows - 1].cells[0].content.push(mark);
    } else {
        first = noted("开头一段", 0);
    }
    let table = Table {
        columns: vec![ColumnAlign::Left],
        header: vec![row("村名")],
        body: body_rows,
        ..Table::default()
    };
    let filling = std::iter::repeat_n(paragraph("填充一段文字。"), text_lines - 1);
    let blocks = std::iter::once(first).chain(filling);
    let after = [Block::Table(table), paragraph("后面一段文字。")];
    Report {
        notes: vec![text(&"注".repeat(42 * note_lines - 3))],
        ..body(blocks.chain(after).collect())
    }
}

/// A table that just fitted over the footnote stopped the report, since the page was measured to the next line of the grid.
/// A note shorter than a third of a page never stops one, and nothing is printed over it.
#[test]
fn a_short_footnote_stops_no_report_with_a_table_of_any_size_at_any_place() {
    let numbers = |text_lines| (1..=12).map(move |rows| (text_lines, rows));
    let cases = (1..=23).flat_map(numbers);
    let cases = cases.flat_map(|case| [1, 2, 13].map(|note_lines| (case, note_lines)));
    for ((text_lines, rows), note_lines) in cases {
        for in_row in [false, true] {
            let case = format!("{text_lines} lines, {rows} rows, a note of {note_lines}, in a row: {in_row}");
            let document = pages_of(&noted_over_table(text_lines, rows, note_lines, in_row), &style());
            let is_note = |run: &TextRun| run.size == Abs::pt(10.5) && run.text().contains(['①', '注']);
            let marked = document.pages.iter().find(|page| runs(page).any(is_note));
            let (notes, words): (Vec<_>, Vec<_>) = runs(marked.expect(&case))
                .filter(|run| !run.is_artifact())
                .partition(|run| is_note(run));
            let top = notes
                .iter()
                .map(|run| run.origin.y - run.size)
                .fold(Abs::pt(1e6), Abs::min);
            let foot = words.iter().map(|run| run.origin.y).fold(Abs::ZERO, Abs::max);
            assert!(foot < top && words.iter().any(|run| run.text() == "①"), "{case}");
            let villages = document
                .pages
                .iter()
                .flat_map(runs)
                .filter(|run| run.text() == "李家村");
            assert_eq!(villages.count(), rows, "{case}");
        }
    }
}

#[test]
fn a_footnote_before_a_turned_table_stays_at_the_foot_of_its_own_page() {
    let table = Table {
        columns: vec![ColumnAlign::Left],
        header: vec![row("村名")],
        body: vec![row("李家村"), row("鼎新村")],
        turn: Turn::Always,
        ..Table::default()
    };
    let report = Report {
        notes: vec![text("口径见统计年鉴。")],
        ..body(vec![noted("甲", 0), Block::Table(table)])
    };
    let document = pages_of(&report, &style());
    assert_eq!(document.pages.len(), 2);
    let foot = runs(&document.pages[0])
        .filter(|run| !run.is_artifact())
        .last()
        .unwrap();
    assert!(
        foot.text().ends_with('。') && foot.origin.y.to_mm() > 255.0,
        "{}",
        foot.origin.y.to_mm()
    );
    assert!(lines(&document.pages[1]).iter().all(|line| !line.contains("年鉴")));
}

#[test]
fn footnotes_stand_above_the_colophon() {
    let report = Report {
        notes: vec![text("口径见统计年鉴。")],
        colophon: Some(Colophon {
            printer: Some(text("党政办公室")),
            printed: Some(text("2023年11月21日")),
            ..Colophon::default()
        }),
        ..body(vec![noted("甲", 0)])
    };
    let document = pages_of(&report, &style());
    assert_eq!(document.pages.len(), 1);
    let y = |words: &str| {
        let run = runs(&document.pages[0]).find(|run| run.text().contains(words)).unwrap();
        run.origin.y
    };
    assert!(y("口径") < y("党政办公室") - Abs::pt(28.95));
}

fn sealed(bodies: &[&str], pictures: usize) -> Report {
    let file = PictureFile {
        image: Some(image(420.0, 420.0)),
        ..PictureFile::default()
    };
    Report {
        signature: Some(Signature {
            issuers: bodies.iter().map(|body| text(body)).collect(),
            date: text("2023年11月20日"),
            seal: Seal::Reserved,
        }),
        seal_pictures: vec![file; pictures],
        ..body(vec![paragraph("现予印发。")])
    }
}

#[test]
fn a_seal_lies_behind_name_and_date_on_its_place() {
    let document = pages_of(&sealed(&["鼎新镇人民政府"], 1), &style());
    let place = document.facts.seals[0];
    let [(1, [x, y, width, height])] = pictures(&document)[..] else {
        panic!("one seal");
    };
    assert!(near(width, 42.0) && near(height, 42.0));
    assert!(near(x + 21.0, place.center.x.to_mm()) && near(y + 21.0, place.center.y.to_mm()));
    let items = &document.pages[0].items;
    let seal = items.iter().position(|item| matches!(item, Item::Image(_))).unwrap();
    let name = items
        .iter()
        .position(|item| matches!(item, Item::Text(run) if run.text().starts_with('鼎')));
    assert!(seal < name.unwrap(), "the words are drawn over it");
}

#[test]
fn each_body_of_a_joint_document_has_its_seal_and_none_touch() {
    let bodies = ["甲镇人民政府", "乙镇人民政府", "丙镇人民政府", "丁镇人民政府"];
    let document = pages_of(&sealed(&bodies, 4), &style());
    let places: Vec<[f64; 4]> = pictures(&document).into_iter().map(|(_, place)| place).collect();
    assert_eq!(places.len(), 4);
    for (index, [x, y, ..]) in places.iter().enumerate() {
        for [other_x, other_y, ..] in &places[index + 1..] {
            let distance = ((x - other_x).powi(2) + (y - other_y).powi(2)).sqrt();
            assert!(distance > 42.0, "{distance}");
        }
    }
}

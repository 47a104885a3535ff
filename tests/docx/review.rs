//! The review copy: a comment at every printed figure, and nothing else changed.

use gongwen::place::{CellPlace, TextPlace};
use gongwen::report::{Figure, FigureId, Inline};

use super::samples::{cell, text, villages};
use super::*;

fn figure(words: &str, number: u32) -> Inline {
    Inline::Figure {
        text: words.into(),
        figure: FigureId(number),
        doubtful: false,
    }
}

fn known(words: &str, indicator: &str, rows: std::ops::Range<u32>) -> Figure {
    let place = |row: u32| CellPlace::new("农业<甲>.xlsx", "汇总", gongwen::place::CellRef::new(row, 2));
    Figure {
        text: words.into(),
        indicator: indicator.into(),
        value: "45000亩".into(),
        formula: "超(4.5)".into(),
        template: TextPlace {
            file: "模板.md".into(),
            line: 9,
            column: 51,
        },
        sources: rows.map(place).collect(),
        doubts: Vec::new(),
    }
}

fn reviewed() -> Report {
    let mut table = villages(1);
    table.body[0].cells[1] = cell(1, 1, 1, "");
    table.body[0].cells[1].content = vec![figure("5247", 1)];
    let mut words = text("播种面积");
    words.push(figure("超4.5万亩", 0));
    words.extend(text("，“其中”"));
    words.push(figure("5247亩", 1));
    Report {
        title: text("生产情况"),
        blocks: vec![
            Block::Paragraph(words),
            samples::heading(1, "一、", "情况", Some("见上文。")),
            Block::Table(table),
        ],
        figures: vec![
            known("超4.5万亩", "粮食播种面积", 4..9),
            known("5247亩", "李家村面积", 5..6),
        ],
        ..Report::default()
    }
}

#[test]
fn every_printed_figure_carries_a_comment_with_its_cells() {
    let report = reviewed();
    let style = gb9704::stylesheet(&StyleSettings::default());
    let fonts = crate::font::shipped();
    let document = gongwen::layout::lay_out(&report, &style, &fonts, &mut gongwen::diag::Sink::new()).unwrap();
    let write = |review: bool| {
        let write = if review { docx::write_review } else { docx::write };
        parts(&write(&report, &document.facts, &style).unwrap())
    };
    let (clean, review) = (write(false), write(true));
    // The clean copy carries nothing.
    assert!(!clean.contains_key("word/comments.xml") && !clean["word/document.xml"].contains("comment"));
    let (document, comments) = (&review["word/document.xml"], &review["word/comments.xml"]);
    assert_eq!(words_of(document), words_of(&clean["word/document.xml"]));
    for (id, words) in ["超4.5万亩", "5247亩", "5247"].into_iter().enumerate() {
        let range = document
            .split(&format!("<w:commentRangeStart w:id=\"{id}\"/>"))
            .nth(1)
            .unwrap();
        let (range, after) = range
            .split_once(&format!("<w:commentRangeEnd w:id=\"{id}\"/>"))
            .unwrap();
        assert!(range.ends_with(&format!(">{words}</w:t></w:r>")), "{range}");
        assert!(after.starts_with(&format!("<w:r><w:commentReference w:id=\"{id}\"/></w:r>")));
    }
    let said: Vec<String> = comments
        .split("<w:comment ")
        .skip(1)
        .map(|one| {
            let words = one.split("<w:t xml:space=\"preserve\">").skip(1);
            words
                .map(|word| word.split("</w:t>").next().unwrap())
                .collect::<Vec<_>>()
                .join("\n")
        })
        .collect();
    assert_eq!(
        said,
        [
            "指标：粮食播种面积\n数值：45000亩\n写法：超(4.5)\n来源：农业&lt;甲&gt;.xlsx › 汇总 › C5:C9\n模板：模板.md:9:51",
            "指标：李家村面积\n数值：45000亩\n写法：超(4.5)\n来源：农业&lt;甲&gt;.xlsx › 汇总 › C6\n模板：模板.md:9:51",
            "指标：李家村面积\n数值：45000亩\n写法：超(4.5)\n来源：农业&lt;甲&gt;.xlsx › 汇总 › C6\n模板：模板.md:9:51",
        ]
    );
    assert!(review["word/_rels/document.xml.rels"].contains("Target=\"comments.xml\""));
    assert!(review["[Content_Types].xml"].contains("/word/comments.xml"));
}

/// What goes over to the signature is a paragraph of its own in both copies, though a figure may stand in both of its
/// parts: then each has its comment.
#[test]
fn body_10_a_review_copy_is_parted_as_the_clean_one() {
    let style = gb9704::stylesheet(&StyleSettings::default());
    let fonts = crate::font::shipped();
    let mut cut = [false; 2];
    for count in 100..420 {
        let report = Report {
            blocks: vec![Block::Paragraph(
                std::iter::repeat_n(
                    [figure("粮食播种面积约四万五千亩", 0), Inline::Text("，".into())],
                    count / 7,
                )
                .flatten()
                .chain(text(&"国".repeat(count % 7)))
                .collect(),
            )],
            signature: Some(gongwen::report::Signature {
                issuers: vec![text("荣县鼎新镇人民政府")],
                date: text("2023年11月20日"),
                ..Default::default()
            }),
            figures: vec![known("粮食播种面积约四万五千亩", "粮食播种面积", 4..9)],
            ..Report::default()
        };
        let document = gongwen::layout::lay_out(&report, &style, &fonts, &mut gongwen::diag::Sink::new()).unwrap();
        let Some(carried) = document.facts.carried.get(&0) else {
            continue;
        };
        let inside = !carried.starts_with("粮") && carried.contains('粮');
        let [clean, review] = [docx::write, docx::write_review].map(|write| {
            let parts = parts(&write(&report, &document.facts, &style).unwrap());
            parts["word/document.xml"].clone()
        });
        let paragraphs = |document: &str| -> Vec<String> { document.split("<w:p>").skip(1).map(said).collect() };
        assert_eq!(paragraphs(&review), paragraphs(&clean));
        assert!(paragraphs(&review).contains(carried));
        let printed = count / 7 + usize::from(inside);
        for mark in ["commentRangeStart", "commentRangeEnd", "commentReference"] {
            assert_eq!(review.matches(&format!("<w:{mark} ")).count(), printed, "{mark}");
        }
        for paragraph in review.split("<w:p>") {
            let of = |mark: &str| paragraph.matches(mark).count();
            assert_eq!(of("<w:commentRangeStart"), of("<w:commentRangeEnd"), "{paragraph}");
        }
        cut[usize::from(inside)] = true;
    }
    assert!(cut[1], "no cut fell inside a figure");
}

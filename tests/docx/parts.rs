//! Pictures, seals, 目录 and footnotes in Word files.

use std::sync::Arc;

use gongwen::diag::Sink;
use gongwen::geom::{Abs, Size};
use gongwen::image::{Image, ImageFormat, Samples};
use gongwen::layout::lay_out;
use gongwen::report::{Block, Heading, Inline, Picture, PictureFile, Report, Seal, Signature, note_mark};

use super::*;

fn words(text: &str) -> Vec<Inline> {
    vec![Inline::Text(text.to_owned())]
}

fn file(format: ImageFormat) -> PictureFile {
    PictureFile {
        image: Some(Arc::new(Image {
            format,
            bytes: b"bytes of the picture".to_vec(),
            pixels: (200, 100),
            components: 3,
            natural: Size::new(Abs::pt(200.0), Abs::pt(100.0)),
            samples: Samples::Jpeg,
            blank: false,
        })),
        ..PictureFile::default()
    }
}

fn heading(level: u8, label: &str, text: &str) -> Block {
    Block::Heading(Heading {
        level,
        label: label.into(),
        content: words(text),
        run_in: None,
    })
}

fn picture(file: &PictureFile, alternative: &str) -> Block {
    Block::Picture(Picture {
        label: "图1".into(),
        caption: words("大坝"),
        alternative: alternative.into(),
        file: file.clone(),
        width: None,
    })
}

fn report() -> Report {
    let photograph = file(ImageFormat::Jpeg);
    let mut noted = words("全镇情况");
    noted.push(Inline::Note {
        mark: note_mark(0),
        note: 0,
    });
    noted.extend(words("如下。"));
    Report {
        title: words("报告"),
        blocks: vec![
            Block::Contents(2),
            heading(1, "一、", "情况"),
            Block::Paragraph(noted),
            picture(&photograph, "大坝 <北岸> & \"南岸\""),
            picture(&photograph, ""),
            heading(2, "（一）", "打算"),
            heading(3, "1.", "不在目录中"),
        ],
        notes: vec![words("口径 & “范围”见年鉴。")],
        signature: Some(Signature {
            issuers: vec![words("鼎新镇人民政府")],
            date: words("2023年11月20日"),
            seal: Seal::Reserved,
        }),
        seal_pictures: vec![file(ImageFormat::Png)],
        ..Report::default()
    }
}

fn written() -> (std::collections::BTreeMap<String, String>, LayoutFacts) {
    let style = gb9704::stylesheet(&StyleSettings::default());
    let fonts = crate::font::shipped();
    let document = lay_out(&report(), &style, &fonts, &mut Sink::new()).unwrap();
    let bytes = docx::write(&report(), &document.facts, &style).unwrap();
    (parts(&bytes), document.facts)
}

#[test]
fn each_picture_is_in_the_package_once_and_is_described_where_it_is_shown() {
    let (parts, _) = written();
    let media: Vec<&String> = parts.keys().filter(|name| name.starts_with("word/media/")).collect();
    assert_eq!(media, ["word/media/image1.jpeg", "word/media/image2.png"]);
    assert_eq!(parts["word/media/image1.jpeg"], "bytes of the picture");
    let relations = &parts["word/_rels/document.xml.rels"];
    assert!(relations.contains("Id=\"rIdPicture1\"") && relations.contains("Target=\"media/image1.jpeg\""));
    assert!(parts["[Content_Types].xml"].contains("ContentType=\"image/jpeg\""));
    let document = &parts["word/document.xml"];
    assert_eq!(document.matches("r:embed=\"rIdPicture1\"").count(), 2);
    assert_eq!(document.matches("r:embed=\"rIdPicture2\"").count(), 1);
    assert!(
        document.contains("<wp:docPr id=\"1\" name=\"图片 1\" descr=\"大坝 &lt;北岸&gt; &amp; &quot;南岸&quot;\"/>")
    );
    // Without words of its own a picture is described by its caption.
    assert!(document.contains("<wp:docPr id=\"2\" name=\"图片 2\" descr=\"大坝\"/>"));
    assert!(document.contains("<wp:docPr id=\"3\" name=\"图片 3\" descr=\"鼎新镇人民政府印章\"/>"));
    assert!(
        document.contains("<wp:extent cx=\"2540000\" cy=\"1270000\"/>"),
        "200 × 100 pt in EMU"
    );
}

#[test]
fn a_picture_takes_the_lines_of_the_grid_that_it_takes_on_the_page() {
    let (parts, _) = written();
    // Four lines of 28.95 pt less the picture's 100 pt and its line's 1 pt, half above and half below: 148 twips.
    assert!(
        parts["word/document.xml"].contains("w:before=\"148\" w:after=\"148\""),
        "{}",
        parts["word/document.xml"]
    );
}

#[test]
fn a_seal_lies_behind_name_and_date_and_moves_with_them() {
    let (parts, facts) = written();
    let document = &parts["word/document.xml"];
    let anchor = document.split("<wp:anchor").nth(1).unwrap();
    let anchor = anchor.split("</wp:anchor>").next().unwrap();
    assert!(anchor.contains("behindDoc=\"1\"") && anchor.contains("<wp:wrapNone/>"));
    assert!(anchor.contains("<wp:positionV relativeFrom=\"paragraph\">"));
    let offset = |axis: &str| -> f64 {
        let rest = anchor.split(&format!("<wp:position{axis} ")).nth(1).unwrap();
        let rest = rest.split("<wp:posOffset>").nth(1).unwrap();
        rest.split('<').next().unwrap().parse::<f64>().unwrap() / 12_700.0
    };
    // The seal is 42 mm wide and half as high; its middle lies over the upper edge of the date's line.
    let seal = facts.seals[0];
    let width = 42.0 / 25.4 * 72.0;
    let left = seal.center.x.to_pt() - 28.0 / 25.4 * 72.0 - width / 2.0;
    assert!((offset("H") - left).abs() < 0.1, "{} {left}", offset("H"));
    assert!(offset("V") < -width / 4.0, "above the date: {}", offset("V"));
}

#[test]
fn contents_are_a_field_with_the_true_pages() {
    let (parts, facts) = written();
    let document = &parts["word/document.xml"];
    assert!(
        document.contains("<w:instrText>TOC \\o \"1-2\" \\h \\u</w:instrText>"),
        "a field that Word can bring up to date"
    );
    let shown: Vec<String> = facts
        .contents
        .iter()
        .map(|one| format!("{}{}", one.text, one.page))
        .collect();
    assert_eq!(shown, ["一、情况2", "（一）打算2"]);
    for (entry, style) in shown.iter().zip(["TOC1", "TOC2"]) {
        let line = document
            .split("</w:p>")
            .find(|one| one.contains(&format!("\"{style}\"")));
        assert_eq!(&said(line.unwrap().rsplit("<w:p>").next().unwrap()), entry);
    }
    let after = document
        .split("<w:p>")
        .find(|one| one.contains("\"Heading1\""))
        .unwrap();
    assert!(
        after.contains("<w:pageBreakBefore/>"),
        "what follows begins a page: {after}"
    );
    let styles = &parts["word/styles.xml"];
    assert!(styles.contains("<w:name w:val=\"toc 1\"/>"));
}

#[test]
fn footnotes_are_words_own() {
    let (parts, _) = written();
    assert!(
        parts["word/document.xml"]
            .contains("<w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteReference w:id=\"1\"/>")
    );
    let notes = &parts["word/footnotes.xml"];
    assert!(notes.contains("w:type=\"separator\" w:id=\"-1\""));
    assert!(notes.contains("<w:footnoteRef/>") && notes.contains("口径 &amp; “范围”见年鉴。"));
    assert!(parts["word/settings.xml"].contains("<w:numFmt w:val=\"decimalEnclosedCircleChinese\"/>"));
    assert!(parts["word/_rels/document.xml.rels"].contains("Target=\"footnotes.xml\""));
}

//! Pictures, 目录, footnotes and pictures of seals as templates and configurations ask for them.

use super::*;
use gongwen::diag::Code;
use gongwen::report::Block;

fn codes(source: &str) -> Vec<Code> {
    let (report, sink) = build(source, &indicators(Vec::new()), &[]);
    assert!(report.is_none(), "{source}");
    sink.into_sorted().into_iter().map(|problem| problem.code).collect()
}

fn report(source: &str) -> Report {
    let values = indicators(vec![indicator("粮食播种面积", Datum::Number(quantity("45230亩")), 3)]);
    let (report, sink) = build(source, &values, &[]);
    report.unwrap_or_else(|| panic!("{}", told(sink)))
}

#[test]
fn a_picture_has_a_number_a_caption_a_width_and_words() {
    let report = report(
        "# 题\n\n见{{ 引用(\"大坝\") }}和{{ 引用(\"渠系\") }}。\n\n图：水库（宽：12厘米）\n名称：大坝\n\n![大坝全貌](图片/大坝.jpg)\n\n图：渠系\n\n![](渠系.png)\n\n![未编号](零.svg)\n",
    );
    let pictures: Vec<String> = report
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Picture(one) => Some(format!(
                "{}|{}|{}|{}|{:?}",
                one.label,
                words(&one.caption),
                one.alternative,
                one.file.path,
                one.width.map(|width| width.to_mm().round())
            )),
            Block::Heading(_) | Block::Paragraph(_) | Block::Table(_) | Block::Contents(_) => None,
        })
        .collect();
    assert_eq!(
        pictures,
        [
            "图1|水库|大坝全貌|图片/大坝.jpg|Some(120.0)",
            "图2|渠系||渠系.png|None",
            "||未编号|零.svg|None"
        ]
    );
    let Block::Paragraph(first) = &report.blocks[0] else {
        panic!("a paragraph");
    };
    assert_eq!(words(first), "见图1和图2。");
}

#[test]
fn the_path_of_a_picture_may_hold_values_and_its_place_is_known() {
    let report = report("# 题\n\n正文。\n\n![照片](照片/{{ 镇名 }}.jpg)\n");
    let Block::Picture(picture) = &report.blocks[1] else {
        panic!("a picture");
    };
    assert_eq!(picture.file.path, "照片/鼎新镇.jpg");
    assert!(picture.file.location.is_some());
}

#[test]
fn pictures_that_cannot_be_are_told() {
    assert_eq!(codes("# 题\n\n![](a.png)\n"), [Code::PictureAlternative]);
    assert_eq!(codes("# 题\n\n前文![说明](a.png)\n"), [Code::PictureAlone]);
    assert_eq!(codes("# 题\n\n![说明](a.png)后文\n"), [Code::PictureAlone]);
    assert_eq!(codes("# 题\n\n图：水库\n\n正文。\n"), [Code::PictureCaption]);
    assert_eq!(codes("# 题\n\n正文。\n\n图：水库\n"), [Code::PictureCaption]);
    assert_eq!(
        codes("# 题\n\n图：水库（宽：很宽）\n\n![说明](a.png)\n"),
        [Code::PictureWidth]
    );
    assert_eq!(
        codes("# 题\n\n图：水库\n注：北岸\n\n![说明](a.png)\n"),
        [Code::TemplateCaptionLine]
    );
}

#[test]
fn contents_are_asked_for_by_a_paragraph_of_their_own() {
    let depth = |source: &str| match &report(source).blocks[0] {
        Block::Contents(depth) => Some(*depth),
        Block::Heading(_) | Block::Paragraph(_) | Block::Table(_) | Block::Picture(_) => None,
    };
    assert_eq!(depth("# 题\n\n[目录]\n\n## 甲\n\n乙。\n"), Some(2));
    assert_eq!(depth("# 题\n\n[目录：3]\n\n## 甲\n\n乙。\n"), Some(3));
    assert_eq!(depth("# 题\n\n见[目录]所列。\n"), None);
}

#[test]
fn footnotes_are_numbered_by_their_marks_and_may_hold_figures() {
    let report =
        report("# 题\n\n先[^乙]后[^甲]。\n\n[^甲]: 甲注，面积{{ 粮食播种面积 }}亩。\n\n[^乙]: 乙注，\n    又一行。\n");
    let Block::Paragraph(first) = &report.blocks[0] else {
        panic!("a paragraph");
    };
    assert_eq!(words(first), "先⟦注①⟧后⟦注②⟧。");
    let notes: Vec<String> = report.notes.iter().map(|note| words(note)).collect();
    assert_eq!(notes, ["乙注，又一行。", "甲注，面积⟦45230⟧0亩。"]);
    assert_eq!(report.figures.len(), 1);
    assert_eq!(report.blocks.len(), 1, "the notes are no paragraphs of the text");
}

#[test]
fn a_footnote_has_one_mark_and_one_text() {
    assert_eq!(codes("# 题\n\n先[^甲]后[^甲]。\n\n[^甲]: 注。\n"), [Code::TemplateNote]);
    assert_eq!(codes("# 题\n\n正文。\n\n[^甲]: 注。\n"), [Code::TemplateNote]);
    assert_eq!(codes("# 题\n\n先[^甲]后。\n"), [Code::TemplateMarkup]);
}

//! Signatures in Word files: names beside or under each other, seals, dates that do not break, and what stays with them
//! (SIGN-02, SIGN-04 … SIGN-06, BODY-10).

use gongwen::report::{Block, Direction, DocumentFormat, FigureId, Inline, Seal, Signature};

use crate::image::seal;

use super::samples::{both, text};
use super::*;

fn joint(bodies: &[&str]) -> Report {
    let words = "全年粮食播种面积4.5万亩，比上年增长2.6%。".repeat(4);
    Report {
        title: text("关于做好2023年度森林防火工作的通知"),
        blocks: vec![Block::Paragraph(text(&words))],
        signature: Some(Signature {
            issuers: bodies.iter().map(|body| text(body)).collect(),
            date: text("2023年11月20日"),
            seal: Seal::Reserved,
        }),
        seal_pictures: vec![seal(); bodies.len()],
        ..Report::default()
    }
}

/// The paragraphs of the signature: what each says, and its properties and drawings.
fn lines(document: &str) -> Vec<(String, &str)> {
    let paragraphs = document.split("<w:p>").skip(1);
    let signed = paragraphs.filter(|one| one.contains("\"GwSignature\"") || one.contains("\"GwDate\""));
    signed.map(|one| (said(one), one)).collect()
}

/// The left edge of each drawing, in points from 版心.
fn drawings(paragraph: &str) -> Vec<f64> {
    let horizontal = paragraph
        .split("<wp:positionH relativeFrom=\"margin\"><wp:posOffset>")
        .skip(1);
    horizontal
        .map(|rest| rest.split('<').next().unwrap().parse::<f64>().unwrap() / 12_700.0)
        .collect()
}

const BODIES: [&str; 5] = [
    "中共鼎新镇委员会",
    "鼎新镇人民政府",
    "青山镇人民政府",
    "荣川县绿水镇委员会",
    "鼎新镇总工会",
];

#[test]
fn sign_02_names_stand_side_by_side_each_under_its_seal() {
    let (parts, facts) = both("joint", &joint(&BODIES[..4]), &StyleSettings::default());
    let lines = lines(&parts["word/document.xml"]);
    let said: Vec<&str> = lines.iter().map(|(said, _)| said.as_str()).collect();
    assert_eq!(
        said,
        [
            "中共鼎新镇委员会鼎新镇人民政府",
            "青山镇人民政府荣川县绿水镇委员会",
            "2023年11月20日"
        ]
    );
    let left = |index: usize| facts.seals[index].center.x.to_pt() - (28.0 + 21.0) / 25.4 * 72.0;
    let mut index = 0;
    for ((_, paragraph), count) in lines.iter().zip([2, 1, 1]) {
        for found in drawings(paragraph) {
            assert!((found - left(index)).abs() < 0.1, "{found} {}", left(index));
            index += 1;
        }
        assert_eq!(drawings(paragraph).len(), count, "the last seal lies on name and date");
    }
    // The second name is centred on the middle of its column, under its seal.
    let tab = format!(
        "<w:tab w:val=\"center\" w:pos=\"{}\"/>",
        ((left(1) + 59.53) * 20.0).round()
    );
    assert!(lines[0].1.contains(&tab), "{tab} {}", lines[0].1);
    assert!(
        lines[..2]
            .iter()
            .all(|(_, one)| !one.contains("<w:pPr><w:tab/>") && one.contains("w:left="))
    );
}

/// Names too long for columns stand under each other; none is set smaller (FONT-01).
#[test]
fn sign_02_long_names_stand_under_each_other_at_their_size() {
    let bodies = ["中共鼎新镇委员会", "荣川县绿水镇综合行政执法委员会办公室"];
    let (parts, _) = both("joint_long", &joint(&bodies), &StyleSettings::default());
    let lines = lines(&parts["word/document.xml"]);
    let said: Vec<&str> = lines.iter().map(|(said, _)| said.as_str()).collect();
    assert_eq!(said, [bodies[0], bodies[1], "2023年11月20日"]);
    assert!(lines.iter().all(|(_, one)| !one.contains("<w:sz ")));
}

#[test]
fn three_and_five_bodies() {
    let (parts, _) = both("joint3", &joint(&BODIES[..3]), &StyleSettings::default());
    assert_eq!(lines(&parts["word/document.xml"])[0].1.matches("<w:tab/>").count(), 2);
    let (parts, facts) = both("joint5", &joint(&BODIES), &StyleSettings::default());
    let lines = lines(&parts["word/document.xml"]);
    // The shorter last row ends at the right.
    let last = lines[1].1;
    assert_eq!((lines.len(), last.matches("<w:tab/>").count()), (3, 1));
    assert_eq!(facts.seals.len(), 5);
}

#[test]
fn sign_05_stamps_of_several_stand_two_lines_apart() {
    let mut report = joint(&[]);
    report.signature.as_mut().unwrap().seal = Seal::Stamps(vec![text("镇长"), text("县长")]);
    report.seal_pictures = vec![seal(); 2];
    let (parts, _) = both("stamps", &report, &StyleSettings::default());
    let document = &parts["word/document.xml"];
    let between = document.split(">镇长<").nth(1).unwrap().split(">县长<").next().unwrap();
    assert_eq!(
        between.matches("<w:p>").count(),
        2,
        "a blank line, and the next post: {between}"
    );
}

#[test]
fn sign_04_names_without_seals_begin_where_the_longest_does() {
    let mut report = joint(&BODIES[..3]);
    report.signature.as_mut().unwrap().seal = Seal::None;
    let (parts, _) = both("unsealed", &report, &StyleSettings::default());
    let lines = lines(&parts["word/document.xml"]);
    let left = |line: &str| values(line, "w:left")[0].parse::<i64>().unwrap();
    // The longest has eight 字 and keeps two from the right; the date begins two after it.
    let cell = 8844.0 / 28.0;
    for (said, line) in &lines[..3] {
        assert!(line.contains("<w:jc w:val=\"left\"/>"), "{said}: {line}");
        assert!((left(line) as f64 - cell * 18.0).abs() < 2.0, "{said}: {line}");
    }
    assert_eq!(lines[3].0, "2023年11月20日");
}

/// Whatever the face of the digits is, LibreOffice put 日 on a line of its own.
#[test]
fn sign_06_a_date_has_more_room_than_it_takes() {
    let mut report = joint(&["鼎新镇人民政府"]);
    for seal in [Seal::None, Seal::Reserved] {
        report.signature.as_mut().unwrap().seal = seal;
        let (parts, _) = both("date", &report, &StyleSettings::default());
        let lines = lines(&parts["word/document.xml"]);
        let (said, line) = lines.last().unwrap();
        assert_eq!(said, "2023年11月20日");
        assert!(line.contains("w:right=\"-316\""), "{line}");
    }
}

/// A paragraph that goes over to the page of the signature of its own accord has a part there: asked to stay with it, it
/// would go there whole in LibreOffice.
#[test]
fn body_10_only_what_would_leave_the_signature_alone_is_kept_with_it() {
    let mut report = joint(&["鼎新镇人民政府"]);
    let last = |report: &Report| {
        let (parts, facts) = both("kept", report, &StyleSettings::default());
        let document = parts["word/document.xml"].clone();
        let text = document.split("<w:p>").find(|one| one.contains("最后一段")).unwrap();
        (text.contains("<w:keepNext/>"), facts.pages)
    };
    report.blocks.push(Block::Paragraph(text("最后一段。")));
    assert_eq!(last(&report), (true, 1));
    let words = "全年粮食播种面积4.5万亩，比上年增长2.6%。".repeat(40);
    report.blocks.pop();
    report
        .blocks
        .push(Block::Paragraph(text(&format!("最后一段。{words}"))));
    assert_eq!(last(&report), (false, 2));
}

/// A paragraph of which the page carries the last lines over to the signature is two: Word asks only for a part of what
/// stays with the next, other programs take all and leave the first page without text.
#[test]
fn body_10_what_is_carried_over_to_the_signature_is_a_paragraph_that_stays_with_it() {
    let figure = |words: &str| Inline::Figure {
        text: words.into(),
        figure: FigureId(0),
        doubtful: false,
    };
    let (report, parts, facts) = (1..12)
        .map(|count| {
            let mut report = joint(&["鼎新镇人民政府"]);
            report.head.letterhead.bodies = vec![text("鼎新镇人民政府文件")];
            report.format = DocumentFormat::Official(Direction::Downward);
            let words = |_| {
                [
                    Inline::Text("全年粮食播种面积".into()),
                    figure("4.5万亩"),
                    Inline::Text("。".into()),
                ]
            };
            report.blocks = vec![Block::Paragraph((0..count * 2).flat_map(words).collect())];
            let (parts, facts) = both("carried", &report, &StyleSettings::default());
            (report, parts, facts)
        })
        .find(|(_, _, facts)| !facts.carried.is_empty())
        .unwrap();
    let document = &parts["word/document.xml"];
    let paragraphs: Vec<&str> = document.split("<w:p>").filter(|one| one.contains("全年粮食")).collect();
    let [begun, carried] = paragraphs.as_slice() else {
        panic!("{paragraphs:?}")
    };
    assert_eq!(said(carried), facts.carried[&0]);
    assert!(carried.contains("<w:pStyle w:val=\"GwContinued\"/><w:keepNext/>") && !begun.contains("<w:keepNext/>"));
    let Block::Paragraph(whole) = &report.blocks[0] else {
        panic!()
    };
    assert_eq!(said(begun) + &said(carried), gongwen::report::plain_text(whole));
}

#[test]
fn body_10_the_last_row_of_a_table_stays_with_the_signature() {
    let mut report = joint(&["鼎新镇人民政府"]);
    report.blocks.push(Block::Table(samples::villages(3)));
    let (parts, _) = both("kept_row", &report, &StyleSettings::default());
    let document = &parts["word/document.xml"];
    let table = document.split("<w:tbl>").nth(1).unwrap();
    let last = table.split("</w:tbl>").next().unwrap().split("<w:tr>").last().unwrap();
    assert_eq!(
        last.matches("<w:keepNext/>").count(),
        last.matches("<w:p>").count(),
        "{last}"
    );
}

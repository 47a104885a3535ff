//! Rules of which only few documents speak: joint issues, stamps, turned pages, annexes bound apart. Each is held by a
//! document that speaks of it, and broken where that is spoiled.

use super::*;
use crate::image::seal;
use crate::parts::issue_jointly;

/// Bases, the ways to spoil them, and the rule that is held before and broken after.
type Case = (&'static str, fn() -> Report, fn(&mut Report, &mut Stylesheet));

/// The rules of them that are measured on Word files too.
const IN_WORD: [&str; 4] = ["TABL-01", "SIGN-02", "SIGN-05", "ORDR-03"];

fn joint() -> Report {
    let bodies = ["中共鼎新镇委员会", "鼎新镇人民政府", "青山镇人民政府", "绿水镇人民政府"];
    let mut report = formatted(DocumentFormat::Official(Direction::Downward));
    issue_jointly(&mut report, &bodies);
    report.seal_pictures = vec![seal(); 4];
    report
}

fn unsealed() -> Report {
    let mut report = joint();
    report.seal_pictures = Vec::new();
    report.signature = Some(Signature {
        seal: Seal::None,
        ..report.signature.unwrap()
    });
    report
}

fn stamped() -> Report {
    Report {
        seal_pictures: vec![seal()],
        ..formatted(DocumentFormat::Order)
    }
}

fn turned() -> Report {
    let mut report = formatted(DocumentFormat::Official(Direction::Downward));
    if let Some(Block::Table(table)) = report.annexes[1].blocks.first_mut() {
        table.turn = Turn::Always;
    }
    report
}

fn apart() -> Report {
    Report {
        annexes_apart: true,
        ..formatted(DocumentFormat::Official(Direction::Downward))
    }
}

fn letter() -> Report {
    formatted(DocumentFormat::Letter)
}

fn addressed_below() -> Report {
    let mut report = formatted(DocumentFormat::Official(Direction::Downward));
    let addressee = report.addressee.take();
    report.colophon = Some(Colophon {
        addressee: addressee.map(|_| text("各村民委员会")),
        ..report.colophon.unwrap()
    });
    report
}

fn listed(count: usize) -> Report {
    let name = "鼎新镇森林防火重点区域责任人名单和值班安排以及应急队伍物资储备情况统计表";
    let annex = |_| Annex {
        title: text(name),
        blocks: Vec::new(),
    };
    Report {
        annexes: (0..count).map(annex).collect(),
        ..formatted(DocumentFormat::Official(Direction::Downward))
    }
}

fn three_annexes() -> Report {
    listed(3)
}

fn twelve_annexes() -> Report {
    listed(12)
}

fn addressed_at_length() -> Report {
    Report {
        addressee: Some(text(&format!("{}：", ["鼎新镇人民政府"; 9].join("，")))),
        ..formatted(DocumentFormat::Official(Direction::Downward))
    }
}

const CASES: &[Case] = &[
    ("BODY-02", letter, |report, _| report.title = text(&"办事处".repeat(40))),
    ("BODY-04", addressed_at_length, |_, style| {
        style.addressee.left = Em::new(0.1);
    }),
    ("BODY-09", twelve_annexes, |_, style| {
        style.annex.further.first_line = Em::new(-2.0);
    }),
    ("BODY-10", three_annexes, |report, _| {
        report.annexes = listed(30).annexes
    }),
    ("FONT-01", unsealed, |_, style| style.signature.size = Abs::pt(14.0)),
    ("SIGN-02", joint, |_, style| style.seal.diameter = Abs::mm(82.0)),
    ("SIGN-04", unsealed, |_, style| style.seal.plain_inset = 6.0),
    ("SIGN-05", stamped, |_, style| style.seal.date_inset = 2.0),
    ("ORDR-03", stamped, |_, style| style.seal.date_inset = 2.0),
    ("TABL-01", turned, |_, style| style.page_number.inset = Abs::ZERO),
    ("TABL-01", turned, |_, style| {
        style.page_number.below_type_area = Abs::mm(12.0);
    }),
    ("ANNEX-05", apart, |report, _| {
        report.head.number = Some(text("鼎政发[2023]12号"));
    }),
    ("LETT-05", letter, |_, style| style.head.two_lines = Abs::ZERO),
    ("LETT-09", letter, |report, _| {
        report.head.letterhead.bodies.push(text("青山镇人民政府"));
    }),
];

fn verdict(bytes: &[u8], rule: &str) -> Verdict {
    let findings = lint(bytes).unwrap();
    findings.into_iter().find(|one| one.rule == rule).unwrap().verdict
}

#[test]
fn each_rare_rule_is_held_and_can_be_broken() {
    for (rule, base, spoil) in CASES {
        let mut style = gb9704::stylesheet(&StyleSettings::default());
        let mut report = base();
        let good = written(&report, &style);
        spoil(&mut report, &mut style);
        let bad = written(&report, &style);
        let kinds = if IN_WORD.contains(rule) { 2 } else { 1 };
        for (good, bad) in good.iter().zip(&bad).take(kinds) {
            let (good, bad) = (verdict(good, rule), verdict(bad, rule));
            assert!(matches!(good, Verdict::Held { .. }), "{rule}: {good:?}");
            assert!(matches!(bad, Verdict::Broken { .. }), "{rule}: {bad:?}");
        }
    }
}

/// A Word file with its text parts changed.
fn changed(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let (name, mut text) = (file.name().unwrap().into_owned(), String::new());
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        out.start_file(&*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut out, change(&name, text).as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn replaced(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    let other = changed(bytes, |_, text| text.replace(old, new));
    assert_ne!(changed(bytes, |_, text| text), other, "{old}");
    other
}

fn with_part(bytes: &[u8], part: &str, content: &str) -> Vec<u8> {
    changed(bytes, |name, text| if name == part { content.to_owned() } else { text })
}

/// What a person may do to the number of a turned page in Word.
#[test]
fn the_number_of_a_turned_page_is_measured_in_word() {
    let style = gb9704::stylesheet(&StyleSettings::default());
    let [_, docx] = written(&turned(), &style);
    for rule in ["TABL-01", "TABL-02", "TABL-03", "TABL-04"] {
        assert!(
            matches!(verdict(&docx, rule), Verdict::Held { .. }),
            "{rule}: {:?}",
            verdict(&docx, rule)
        );
    }
    for (rule, old, new) in [
        // A footer like that of upright pages, along the long edge.
        (
            "TABL-04",
            "\"rIdFooter3\"/><w:footerReference",
            "\"rIdFooter1\"/><w:footerReference",
        ),
        ("TABL-04", "layout-flow:vertical", "layout-flow:horizontal"),
        (
            "TABL-02",
            "layout-flow:vertical",
            "layout-flow:vertical;mso-layout-flow-alt:bottom-to-top",
        ),
        ("TABL-01", "horizontal-relative:page", "horizontal-relative:margin"),
        ("TABL-01", "margin-top:79.37pt", "margin-top:120pt"),
        (
            "TABL-03",
            "w:right=\"2098\" w:bottom=\"1474\"",
            "w:right=\"1474\" w:bottom=\"2098\"",
        ),
    ] {
        let spoiled = replaced(&docx, old, new);
        assert!(
            matches!(verdict(&spoiled, rule), Verdict::Broken { .. }),
            "{rule} {old}: {:?}",
            verdict(&spoiled, rule)
        );
    }
}

/// What other programs and hands do to a Word file, and the rule that is then broken.
#[test]
fn distances_names_and_numbers_are_measured_in_word() {
    let style = gb9704::stylesheet(&StyleSettings::default());
    let official = || formatted(DocumentFormat::Official(Direction::Downward));
    let short = || {
        let mut report = unsealed();
        report.annexes = Vec::new();
        report
    };
    let after_blank = || {
        let many = |count: usize| {
            let mut report = official();
            report.annexes = Vec::new();
            report.blocks = vec![Block::Paragraph(text("为守住耕地红线各村要压实责任。")); count];
            report
        };
        let blank = |report: &Report| {
            let document = lay_out(report, &style, &crate::font::shipped(), &mut Sink::new()).unwrap();
            document.facts.unnumbered.contains(&document.facts.pages)
        };
        (20..70).map(many).find(blank).unwrap()
    };
    let cases: [(&str, Report, &str, &str); 7] = [
        (
            "HEAD-05",
            short(),
            "<w:jc w:val=\"distribute\"/>",
            "<w:jc w:val=\"left\"/>",
        ),
        // Two lines from box to box, and not from glyphs to glyphs.
        ("HEAD-06", official(), "w:before=\"1", "w:before=\"2"),
        ("BODY-01", official(), "w:after=\"9", "w:after=\"19"),
        (
            "SIGN-04",
            short(),
            "w:right=\"-316\"/><w:jc w:val=\"left\"/>",
            "w:right=\"0\"/><w:jc w:val=\"right\"/>",
        ),
        ("SIGN-06", short(), "w:right=\"-316\"", "w:right=\"2500\""),
        (
            "COLO-03",
            official(),
            "<w:left w:w=\"0\" w:type=\"dxa\"/>",
            "<w:left w:w=\"108\" w:type=\"dxa\"/>",
        ),
        (
            "PNUM-06",
            after_blank(),
            "\"rIdFooter3\"/><w:footerReference",
            "\"rIdFooter1\"/><w:footerReference",
        ),
    ];
    for (rule, report, old, new) in cases {
        let [_, docx] = written(&report, &style);
        let held = verdict(&docx, rule);
        assert!(matches!(held, Verdict::Held { .. }), "{rule}: {held:?}");
        let broken = verdict(&changed(&docx, |_, text| text.replace(old, new)), rule);
        assert!(matches!(broken, Verdict::Broken { .. }), "{rule} {old}: {broken:?}");
    }
}

/// The footer of a turned page as Word itself writes it today, and as a frame.
fn other_forms(style: &str) -> [String; 2] {
    let number = |format: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{format}</w:pPr><w:r><w:t>—</w:t></w:r>\
             <w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>—</w:t></w:r></w:p>"
        )
    };
    let footer = |content: &str| {
        format!(
            "<w:ftr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
             xmlns:wp=\"urn:wp\" xmlns:wps=\"urn:wps\">{content}</w:ftr>"
        )
    };
    let frame = "<w:framePr w:w=\"280\" w:h=\"8844\" w:hAnchor=\"page\" w:vAnchor=\"page\" w:x=\"1447\" w:y=\"1588\"/>\
                 <w:textDirection w:val=\"tbRl\"/>";
    let drawing = format!(
        "<w:p><w:r><w:drawing><wp:anchor><wp:positionH relativeFrom=\"page\"><wp:posOffset>919100</wp:posOffset></wp:positionH>\
         <wp:positionV relativeFrom=\"page\"><wp:posOffset>1008000</wp:posOffset></wp:positionV>\
         <wp:extent cx=\"177800\" cy=\"5616000\"/><wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>\
         <wps:bodyPr vert=\"vert\"/></wps:wsp></wp:anchor></w:drawing></w:r></w:p>",
        number("")
    );
    [footer(&number(frame)), footer(&drawing)]
}

#[test]
fn a_turned_number_is_understood_in_every_form() {
    let style = gb9704::stylesheet(&StyleSettings::default());
    let [_, docx] = written(&turned(), &style);
    let odd_and_even = other_forms("GwPageNumber")
        .into_iter()
        .zip(other_forms("GwPageNumberEven"));
    for (odd, even) in odd_and_even {
        let other = with_part(&with_part(&docx, "word/footer3.xml", &odd), "word/footer4.xml", &even);
        for rule in ["TABL-01", "TABL-02", "TABL-04"] {
            let found = verdict(&other, rule);
            assert!(matches!(found, Verdict::Held { .. }), "{rule}: {found:?} {odd}");
        }
        let upward = [("\"tbRl\"", "\"btLr\""), ("\"vert\"", "\"vert270\"")];
        let upward = upward.iter().fold(odd, |text, (old, new)| text.replace(old, new));
        let other = with_part(&docx, "word/footer3.xml", &upward);
        assert!(matches!(verdict(&other, "TABL-02"), Verdict::Broken { .. }), "{upward}");
    }
}

#[test]
fn what_only_a_strange_hand_could_spoil_is_measured() {
    let style = gb9704::stylesheet(&StyleSettings::default());
    type Base = fn() -> Report;
    let held: [(&str, Base); 3] = [("HEAD-05", joint), ("TABL-02", turned), ("COLO-04", addressed_below)];
    for (rule, base) in held {
        let [pdf, _] = written(&base(), &style);
        assert!(
            matches!(verdict(&pdf, rule), Verdict::Held { .. }),
            "{rule}: {:?}",
            verdict(&pdf, rule)
        );
    }
}

#[test]
fn rare_documents_break_no_other_rule() {
    let style = gb9704::stylesheet(&StyleSettings::default());
    for base in [joint, unsealed, stamped, turned, apart, letter, addressed_below] {
        let [pdf, docx] = written(&base(), &style);
        assert_eq!(told_broken(&pdf), "", "{}", base().title.len());
        assert_eq!(told_broken(&docx), "");
    }
}

fn told_broken(bytes: &[u8]) -> String {
    let told = told(bytes);
    told.lines()
        .filter(|line| line.contains(" broken"))
        .collect::<Vec<_>>()
        .join("\n")
}

//! Rules of which only few documents speak: joint issues, stamps, turned pages, annexes bound apart. Each is held by a
//! document that speaks of it, and broken where that is spoiled.

use std::path::Path;
use std::sync::Arc;

use gongwen::image::{Fonts, Image};
use gongwen::report::PictureFile;

use super::*;

/// Bases, the ways to spoil them, and the rule that is held before and broken after.
type Case = (&'static str, fn() -> Report, fn(&mut Report, &mut Stylesheet));

fn seal() -> PictureFile {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/pictures/透明.png");
    let image = Image::read(&std::fs::read(file).unwrap(), &Fonts::default()).unwrap();
    PictureFile {
        image: Some(Arc::new(image)),
        ..PictureFile::default()
    }
}

fn joint() -> Report {
    let bodies = ["中共鼎新镇委员会", "鼎新镇人民政府", "青山镇人民政府", "绿水镇人民政府"];
    let mut report = formatted(DocumentFormat::Official(Direction::Downward));
    report.head.letterhead = Letterhead {
        bodies: bodies.iter().map(|body| text(body)).collect(),
        word: Some("文件".to_owned()),
    };
    report.signature = Some(Signature {
        issuers: bodies.iter().map(|body| text(body)).collect(),
        date: text("2023年11月20日"),
        seal: Seal::Reserved,
    });
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

const CASES: &[Case] = &[
    ("SIGN-02", joint, |_, style| style.seal.columns = 4),
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
        let [good, _] = written(&report, &style);
        assert!(
            matches!(verdict(&good, rule), Verdict::Held { .. }),
            "{rule}: {:?}",
            verdict(&good, rule)
        );
        spoil(&mut report, &mut style);
        let [bad, _] = written(&report, &style);
        assert!(
            matches!(verdict(&bad, rule), Verdict::Broken { .. }),
            "{rule}: {:?}",
            verdict(&bad, rule)
        );
    }
}

#[test]
fn what_only_a_strange_hand_could_spoil_is_measured() {
    let style = gb9704::stylesheet(&StyleSettings::default());
    let held: [(&str, fn() -> Report); 3] = [("HEAD-05", joint), ("TABL-02", turned), ("COLO-04", addressed_below)];
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

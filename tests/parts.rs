//! Pieces of reports made by hand, for every test that makes one.

use gongwen::report::{Block, Heading, Inline, Letterhead, Report, Seal, Signature};

pub(crate) fn text(words: &str) -> Vec<Inline> {
    vec![Inline::Text(words.to_owned())]
}

pub(crate) fn heading(level: u8, label: &str, words: &str, run_in: Option<&str>) -> Block {
    Block::Heading(Heading {
        level,
        label: label.to_owned(),
        content: text(words),
        run_in: run_in.map(text),
    })
}

/// The mark of a 文件 that several bodies issue together.
pub(crate) fn joint_letterhead(bodies: &[&str]) -> Letterhead {
    Letterhead {
        bodies: bodies.iter().map(|body| text(body)).collect(),
        word: Some("文件".to_owned()),
    }
}

/// Lets these bodies issue and seal a 文件 together.
pub(crate) fn issue_jointly(report: &mut Report, bodies: &[&str]) {
    report.head.letterhead = joint_letterhead(bodies);
    report.signature = Some(Signature {
        issuers: bodies.iter().map(|body| text(body)).collect(),
        date: text("2023年11月20日"),
        seal: Seal::Reserved,
    });
}

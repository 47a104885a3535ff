//! Elements of documents: said by the template or by `[document]`, checked against the format.

use super::*;
use gongwen::report::{DocumentFormat, Seal, plain_text};
use gongwen::template::{ElementText, elements_source};

/// `[document]` as gongwen.toml would give it, and the keys that are texts.
fn document(settings: &str) -> (DocumentSettings, String) {
    let parsed: DocumentSettings = toml::from_str(settings).unwrap();
    let texts = settings.lines().zip(3..).filter_map(|(line, number)| {
        let (key, rest) = line.split_once(" = \"")?;
        Some(ElementText {
            key: key.into(),
            text: rest.strip_suffix('"')?.into(),
            line: number,
            column: key.chars().count() as u32 + 5,
        })
    });
    (parsed, elements_source(texts.collect()))
}

fn made(settings: &str, template: &str) -> (Option<Report>, Sink) {
    let (document, elements) = document(settings);
    let job = JobFacts { document, ..facts() };
    let mut sink = Sink::new();
    let values = indicators(vec![
        indicator("文号", Datum::Number(quantity("12个")), 21),
        indicator("签发人", Datum::Text("张三".into()), 22),
    ]);
    let report = Template::compile(&"通知.md".into(), template, &[], &mut sink)
        .and_then(|template| template.with_elements(&"gongwen.toml".into(), &elements, &mut sink))
        .and_then(|template| template.render(&values, &BTreeMap::new(), &job, &mut sink));
    (report, sink)
}

const NOTICE: &str = "format = \"official\"
letterhead = \"{township}人民政府文件\"
number = \"鼎政发〔2023〕{{ 文号 }}号\"
issuers = \"{township}人民政府\"
date = \"2023年11月20日\"
printer = \"{township}党政办公室\"
printed = \"2023年11月21日\"";

#[test]
fn the_configuration_gives_what_all_townships_share_and_the_template_the_rest() {
    let template = "密级：机密★10年\n份号：12\n\n# 关于防火的通知\n\n主送：各村民委员会，镇直各部门\n\n正文。\n\n附注：此件公开发布\n抄送：县政府办公室。\n\n# 附件：名单\n\n## 甲\n\n附件的话。";
    let (report, sink) = made(NOTICE, template);
    let report = report.unwrap_or_else(|| panic!("{}", told(sink)));
    assert_eq!(
        report.format,
        DocumentFormat::Official(gongwen::report::Direction::Downward)
    );
    let plain = |content: &Option<Vec<Inline>>| plain_text(content.as_ref().unwrap());
    assert_eq!(plain(&report.head.copy_number), "000012");
    assert_eq!(plain(&report.head.secrecy), "机密★10年");
    assert_eq!(plain_text(&report.head.letterhead.bodies[0]), "鼎新镇人民政府文件");
    assert_eq!(plain(&report.head.number), "鼎政发〔2023〕12号");
    assert_eq!(plain(&report.addressee), "各村民委员会，镇直各部门：");
    assert_eq!(plain(&report.note), "此件公开发布");
    let signature = report.signature.as_ref().unwrap();
    assert_eq!(plain_text(&signature.issuers[0]), "鼎新镇人民政府");
    assert!(matches!(signature.seal, Seal::Reserved));
    let colophon = report.colophon.as_ref().unwrap();
    assert_eq!(plain(&colophon.copies), "县政府办公室");
    assert_eq!(plain(&colophon.printed), "2023年11月21日");
    assert_eq!(plain_text(&report.annexes[0].title), "名单");
    assert_eq!(report.annexes[0].blocks.len(), 2);
    assert_eq!(report.blocks.len(), 1);
    // The figure in the number is traced to its cell, and to its line and column of the configuration.
    let figure = &report.figures[0];
    assert_eq!((figure.indicator.as_str(), figure.text.as_str()), ("文号", "12"));
    assert_eq!(figure.template.to_string(), "gongwen.toml:5:23");
}

#[test]
fn a_line_of_the_template_takes_the_place_of_the_configuration() {
    let (report, sink) = made(NOTICE, "文号：鼎政办发〔2023〕3号\n\n# 通知\n\n正文。");
    let report = report.unwrap_or_else(|| panic!("{}", told(sink)));
    assert_eq!(plain_text(report.head.number.as_ref().unwrap()), "鼎政办发〔2023〕3号");
}

#[test]
fn joint_documents_part_文件_from_the_names() {
    let template = "标志：鼎新镇人民政府、清溪镇人民政府文件\n署名：鼎新镇人民政府、清溪镇人民政府\n\n# 通知\n\n正文。";
    let (report, sink) = made(NOTICE, template);
    let report = report.unwrap_or_else(|| panic!("{}", told(sink)));
    let letterhead = &report.head.letterhead;
    let names: Vec<String> = letterhead.bodies.iter().map(|body| plain_text(body)).collect();
    assert_eq!(names, ["鼎新镇人民政府", "清溪镇人民政府"]);
    assert_eq!(letterhead.word.as_deref(), Some("文件"));
    assert_eq!(report.signature.unwrap().issuers.len(), 2);
}

/// The codes of what is wrong, with the element or the name that each is about.
fn wrong(settings: &str, template: &str) -> String {
    let (report, sink) = made(settings, template);
    assert!(report.is_none(), "{settings}\n{template}");
    let mut codes: Vec<String> = sink
        .into_sorted()
        .iter()
        .map(|problem| problem.code.to_string())
        .collect();
    codes.dedup();
    codes.join(" ")
}

#[test]
fn what_a_format_requires_and_forbids_is_checked() {
    let text = "# 题\n\n正文。";
    let with = |line: &str| format!("{line}\n\n{text}");
    for (settings, template, expected) in [
        ("format = \"official\"", text.to_owned(), "E-DOC-NEEDS"),
        ("", with("文号：鼎政发〔2023〕1号"), "E-DOC-FORBIDS"),
        (NOTICE, with("签发人：张三"), "E-DOC-FORBIDS"),
        (NOTICE, with("出席：张三"), "E-DOC-FORBIDS"),
        (NOTICE, with("文号：鼎政发[2023]1号"), "E-DOC-VALUE"),
        (NOTICE, with("文号：鼎政发〔2023〕第1号"), "E-DOC-VALUE"),
        (NOTICE, with("文号：鼎政发〔2023〕01号"), "E-DOC-VALUE"),
        (NOTICE, with("文号：鼎政发〔23〕1号"), "E-DOC-VALUE"),
        (NOTICE, with("日期：2023年11月05日"), "E-DOC-VALUE"),
        (NOTICE, with("日期：2023年2月30日"), "E-DOC-VALUE"),
        (NOTICE, with("日期：2023年11月25日"), "E-DOC-PRINTED"),
        (NOTICE, with("紧急程度：很急"), "E-DOC-VALUE"),
        (NOTICE, with("份号：1\n密级：保密"), "E-DOC-VALUE"),
        (NOTICE, with("密级：机密★10年"), "E-DOC-SECRET"),
        (NOTICE, with("紧急：特急"), "E-DOC-ELEMENT"),
        (
            NOTICE,
            with("文号：鼎政发〔2023〕1号\n发文字号：鼎政发〔2023〕2号"),
            "E-DOC-TWICE",
        ),
        (
            NOTICE,
            format!("{text}\n\n附注：此件公开\n\n还有话。"),
            "E-TPL-SIGNATURE",
        ),
    ] {
        assert_eq!(wrong(settings, &template), expected, "{settings}\n{template}");
    }
    let upward = NOTICE.replace("format = \"official\"", "format = \"文件\"\ndirection = \"上行文\"");
    assert_eq!(wrong(&upward, text), "E-DOC-NEEDS");
    let letter = NOTICE.replace("\"official\"", "\"letter\"");
    assert_eq!(wrong(&letter, text), "E-DOC-NEEDS E-DOC-FORBIDS");
}

#[test]
fn an_order_needs_no_title_and_minutes_say_who_attended() {
    let order = "format = \"order\"\nletterhead = \"{township}人民政府令\"\nnumber = \"第3号\"\nstamps = \"镇长\"\ndate = \"2023年11月20日\"";
    let (report, sink) = made(order, "现予公布。");
    let report = report.unwrap_or_else(|| panic!("{}", told(sink)));
    assert_eq!(report.metadata.title, "鼎新镇人民政府令第3号");
    assert!(matches!(&report.signature.unwrap().seal, Seal::Stamps(posts) if posts.len() == 1));
    let minutes = "format = \"minutes\"\nletterhead = \"{township}人民政府党政联席会议纪要\"\nattending = \"甲、乙\"";
    let (report, sink) = made(minutes, "# 会议纪要\n\n议定事项。\n\n请假：丙");
    let report = report.unwrap_or_else(|| panic!("{}", told(sink)));
    let labels: Vec<&str> = report.attendance.iter().map(|line| line.label.as_str()).collect();
    assert_eq!(labels, ["出席", "请假"]);
    assert_eq!(plain_text(&report.attendance[0].names), "甲、乙");
}

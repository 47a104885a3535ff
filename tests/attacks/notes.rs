//! A footnote is printed with its mark, in both files, or the report fails; it is never lost.

use std::io::{Cursor, Read};

use crate::pdf::reading;
use crate::project::{ONE_TOWNSHIP, Project};

fn indicator(name: &str, row: &str, missing: &str) -> String {
    let place = "workbook = \"*数*\"\ncolumn = \"面积\"\nunit = \"亩\"";
    format!("\n[[indicator]]\nname = \"{name}\"\nrow = \"{row}\"\nmissing = \"{missing}\"\n{place}\n")
}

/// The words of the footnote of these tests.
const NOTE: &str = "口径见年鉴";

/// The elements of a 公文, for marks among them.
const OFFICIAL: &str = "
[document]
format = \"official\"
letterhead = \"{township}人民政府文件\"
number = \"甲政发〔2023〕2号\"
issuers = \"{township}人民政府\"
date = \"2023年11月20日\"
printer = \"{township}党政办公室\"
printed = \"2023年11月21日\"
";

fn project(template: &str) -> Project {
    let official = if template.contains("## 公文") { OFFICIAL } else { "" };
    let config = [
        ONE_TOWNSHIP,
        &indicator("面积", "甲村", "error"),
        &indicator("没有", "乙村", "omit"),
        official,
    ]
    .concat();
    Project::of(&[
        ("gongwen.toml", &config),
        ("模板.md", template),
        (
            "data/甲子镇/数.csv",
            "各村面积,\n村名,面积（亩）\n甲村,4523\n乙村,—\n丙村,3311\n",
        ),
    ])
}

/// The files of a kind that the build wrote.
fn made(project: &Project, extension: &str) -> Vec<u8> {
    let outputs = project.outputs().into_iter();
    let mut files = outputs.filter(|(path, _)| path.ends_with(extension));
    files.next().map(|(_, bytes)| bytes).unwrap()
}

fn part(docx: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    let Ok(mut part) = package.by_name(name) else {
        return text;
    };
    part.read_to_string(&mut text).unwrap();
    text
}

/// Builds, and tells of the codes of a report that failed, or that its notes and marks are all there.
fn outcome(name: &str, template: &str, notes: usize) -> Result<(), String> {
    let project = project(template);
    let run = project.run(&["build"]);
    if run.code != 0 {
        assert!(run.stderr.contains(" E-"), "{name}: {}{}", run.stdout, run.stderr);
        return Err(run.stderr);
    }
    let (text, _) = reading::shown(&reading::read(&made(&project, ".pdf")));
    assert_eq!(text.matches(NOTE).count(), notes, "{name}: notes in {text}");
    let docx = made(&project, ".docx");
    let marks = part(&docx, "word/document.xml")
        .matches("<w:footnoteReference ")
        .count();
    assert_eq!(marks, notes, "{name}: marks in the Word file");
    let foot = part(&docx, "word/footnotes.xml");
    assert_eq!(foot.matches(NOTE).count(), notes, "{name}: {foot}");
    for number in 0..notes {
        let mark = char::from_u32('①' as u32 + number as u32).unwrap();
        assert_eq!(text.matches(mark).count(), 2, "{name}: {mark} in {text}");
    }
    Ok(())
}

/// A template that marks a footnote somewhere.
fn marked(place: &str) -> String {
    let title = if place.starts_with("# ") && !place.starts_with("# 附件") {
        ""
    } else {
        "# 题\n\n"
    };
    format!("{title}{place}\n\n[^甲]: {NOTE}。\n")
}

#[test]
fn wherever_its_mark_stands_a_footnote_is_printed() {
    for place in [
        "正文[^甲]。",
        "## 节[^甲]\n\n正文。",
        "## 节\n\n### 头[^甲]。\n- 正文。",
        "## 节\n\n### 头。\n- 正文[^甲]。\n- 又文。",
        "- 一项[^甲]\n- 二项",
        "1. 一项\n2. 二项[^甲]",
        "表：各村（单位：亩）\n\n| 村名 | 面积[^甲] |\n|:--|--:|\n| 甲村 | 5 |\n\n正文。",
        "表：各村（单位：亩）\n\n| 村名 | 面积 |\n|:--|--:|\n| 甲村[^甲] | 5 |\n\n正文。",
        "表：各村[^甲]（单位：亩）\n\n| 村名 | 面积 |\n|:--|--:|\n| 甲村 | 5 |\n\n正文。",
        "表：各村（单位：亩）\n\n| 村名 | 面积 |\n|:--|--:|\n| 甲村 | 5 |\n\n注：说明[^甲]。\n\n正文。",
        "正文。\n\n# 附件：名单\n\n附件的话[^甲]。",
        "[目录]\n\n## 节[^甲]\n\n正文。",
        "**粗[^甲]体**的话。",
        "面积{{ 面积 }}亩[^甲]。",
    ] {
        let found = outcome(place, &marked(place), 1);
        assert!(found.is_ok(), "{place}: {}", found.unwrap_err());
    }
}

/// A title stands in 附件说明 too, and has no foot in a Word file.
#[test]
fn a_title_marks_no_footnote() {
    for place in ["# 题[^甲]\n\n正文。", "正文。\n\n# 附件：名单[^甲]\n\n附件的话。"] {
        let told = outcome(place, &marked(place), 1).unwrap_err();
        assert!(told.contains("E-TPL-NOTE-PLACE"), "{place}: {told}");
    }
}

/// Where a mark has no foot, the report fails and says so; it is never printed without the note.
#[test]
fn in_every_other_place_it_is_printed_or_stops_the_report() {
    for place in [
        "# 题\n\n（副题[^甲]）\n\n正文。",
        "# 题\n\n各村[^甲]：\n\n正文。",
        "正文。\n\n署名：某政府[^甲]\n日期：2023年11月30日",
        "正文。\n\n署名：某政府\n日期：2023年11月30日[^甲]",
        "主送：各村[^甲]\n\n## 公文\n\n正文。",
        "## 公文\n\n正文。\n\n附注：此件公开[^甲]",
        "## 公文\n\n正文。\n\n抄送：县政府[^甲]。",
        "文号：甲政发〔2023〕3号[^甲]\n\n## 公文\n\n正文。",
        "密级：机密[^甲]\n\n## 公文\n\n正文。",
        "## 公文\n\n正文。\n\n署名：某政府[^甲]\n日期：2023年11月30日",
        "## 公文\n\n正文[^甲]。\n\n抄送：县政府。",
        "## 公文\n\n正文。\n\n# 附件：名单\n\n附件的话[^甲]。",
        "> 引文[^甲]。",
        "正文`码[^甲]`。",
        "[词[^甲]](http://example.com)。",
        "抄送：县政府[^甲]。\n\n正文。",
        "表：各村（单位：亩[^甲]）\n\n| 村名 | 面积 |\n|:--|--:|\n| 甲村 | 5 |\n\n正文。",
        "![图[^甲]](图.png)\n\n正文。",
        "正文。\n\n![图](图[^甲].png)",
    ] {
        let _ = outcome(place, &marked(place), 1);
    }
}

/// `{[ … ]}` without a value falls away; a note that it marked must be taken along by the author.
#[test]
fn what_falls_away_takes_no_footnote_with_it_in_silence() {
    let group = |inner: &str, rest: &str| {
        format!("# 题\n\n{{[{inner}]}}面积{{{{ 面积 }}}}亩[^乙]。\n\n[^乙]: {NOTE}。\n\n{rest}")
    };
    let gone = outcome("gone", &group("没有{{ 没有 }}亩[^甲]，", "[^甲]: 不见。\n"), 1).unwrap_err();
    assert!(gone.contains("E-TPL-NOTE"), "{gone}");
    let whole = outcome("whole", &group("没有{{ 没有 }}亩，", ""), 1);
    assert!(whole.is_ok(), "{}", whole.unwrap_err());
    let empty = format!(
        "# 题\n\n正文[^乙]。\n\n## 节[^甲]\n\n{{[没有{{{{ 没有 }}}}亩。]}}\n\n[^甲]: 不见。\n\n[^乙]: {NOTE}。\n"
    );
    let told = outcome("empty section", &empty, 1).unwrap_err();
    assert!(told.contains("E-TPL-NOTE"), "{told}");
}

#[test]
fn a_footnote_has_one_text_of_words() {
    for (code, notes) in [
        ("E-TPL-NOTE-TWICE", "[^甲]: 一。\n\n[^甲]: 二。"),
        ("E-TPL-NOTE-TWICE", "[^甲]: 一。\n[^甲]: 二。"),
        ("E-TPL-NOTE-TEXT", "[^甲]:\n"),
        ("E-TPL-NOTE-TEXT", "[^甲]: 一[^乙]。\n\n[^乙]: 二。"),
        ("E-TPL-NOTE-TEXT", "[^甲]: 一。\n\n    - 项"),
        ("E-TPL-NOTE-TEXT", "[^甲]: 一。\n\n    | 甲 |\n    |:--|\n    | 乙 |"),
        ("E-TPL-NOTE-TEXT", "[^甲]: # 节"),
    ] {
        let found = outcome(notes, &format!("# 题\n\n正文[^甲]。\n\n{notes}\n"), 0);
        let told = found.expect_err(notes);
        assert!(told.contains(code), "{notes}: {told}");
    }
}

/// A page that cannot hold its notes would print them over the text or beyond the paper.
#[test]
fn a_page_without_room_for_its_footnotes_stops_the_report() {
    let long = "很长的注".repeat(600);
    let told = outcome("long", &format!("# 题\n\n正文[^甲]。\n\n[^甲]: {long}\n"), 1).unwrap_err();
    assert!(told.contains("E-NOTES-LONG") && told.contains("很长的注"), "{told}");
    // Each note has room, all of one row's have not.
    let marks: String = (0..30).map(|number| format!("[^{number}]")).collect();
    let texts: String = (0..30)
        .map(|number| format!("\n[^{number}]: {}\n", "注".repeat(80)))
        .collect();
    let row = format!("# 题\n\n表：各村（单位：亩）\n\n| 村名 | 面积 |\n|:--|--:|\n| 甲村{marks} | 5 |\n{texts}");
    let told = outcome("row", &row, 30).unwrap_err();
    assert!(told.contains("E-NOTES-LONG"), "{told}");
}

/// So many as fit are printed, all of them, on whatever page.
#[test]
fn many_footnotes_are_all_printed() {
    let body: String = (0..20)
        .map(|number| format!("第{number}段{}[^{number}]。\n\n", "文".repeat(90)))
        .collect();
    let texts: String = (0..20)
        .map(|number| format!("[^{number}]: {NOTE}{}。\n\n", "注".repeat(number * 12)))
        .collect();
    let found = outcome("many", &format!("# 题\n\n{body}{texts}"), 20);
    assert!(found.is_ok(), "{}", found.unwrap_err());
}

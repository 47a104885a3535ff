//! `docs/messages.md`: every code with its cause and its cure, as the catalogue has them, and what `[lint] ignore` takes.

use std::collections::BTreeSet;
use std::path::Path;

use gongwen::diag::{Catalogue, Code, Lang, Severity};

use super::keep;

#[test]
fn the_page_of_messages_is_what_the_catalogue_says() {
    let page = format!(
        "# 信息 · Messages\n\n本页由程序的信息表生成。This page is made from the program's own catalogue.\n\n\
         ## 中文\n\n\
         代码的第一个字母是轻重：`E-` 错误，有关的报告不生成；`W-` 警告、`N-` 提示，报告照常生成。印出时 `{{name}}` 等换成名称、数和位置。\n\
         勾稽一类（E-SUM、W-SUM、N-SUM）轻重由 `[checks]`、`level` 决定，说的是同一件事。最后一栏有 ○ 的是对成文的提醒，可以写进\n\
         `[lint] ignore` 不再显示；别的代码写进去不起作用：数据、字体、版面的提醒总是显示。错误不能写。\n\n\
         | 代码 | 原因 | 办法 | `ignore` |\n|---|---|---|:-:|\n{}\n\
         ## English\n\n\
         A code's first letter says how much it matters: `E-` an error, the report is not made; `W-` a warning and `N-` a note, it is.\n\
         Printed, `{{name}}` and the like are names, values and places. A check (E-SUM, W-SUM, N-SUM) matters as much as `[checks]` or its\n\
         `level` says. Those marked ○ are about the finished text and can be left untold by `[lint] ignore`; other codes there change\n\
         nothing, for what is told of data, fonts and pages is always told. Errors are refused there.\n\n\
         | code | cause | cure | `ignore` |\n|---|---|---|:-:|\n{}",
        rows(Lang::ZhCn),
        rows(Lang::En),
    );
    keep("docs/messages.md", &page);
}

/// A row for each message; codes that differ in their level only share one.
fn rows(lang: Lang) -> String {
    let catalogue = Catalogue::of(lang);
    let ignorable = of_the_text();
    let own: BTreeSet<&str> = catalogue.codes().collect();
    let mut page = String::new();
    for key in &own {
        let shares = |code: &Code| {
            let text = code.as_str();
            text == *key || (text[1..] == key[1..] && !own.contains(text))
        };
        let codes: Vec<Code> = Code::ALL.iter().copied().filter(shares).collect();
        let names: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
        let (cause, cure) = catalogue.templates(codes[0]).unwrap();
        let mark = if codes.iter().any(|code| ignorable.contains(code)) {
            "○"
        } else {
            ""
        };
        page += &format!("| {} | {} | {} | {mark} |\n", names.join(" "), cell(cause), cell(cure));
    }
    page
}

/// The warnings and notes that `[lint] ignore` leaves untold: those that come of rendering a template.
fn of_the_text() -> BTreeSet<Code> {
    let mut spoken = BTreeSet::new();
    for file in crate::diag::sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/template"))) {
        let source = std::fs::read_to_string(file).unwrap();
        let names = source.split("Code::").skip(1);
        spoken.extend(names.map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>()));
    }
    let all = Code::ALL.iter().copied();
    all.filter(|code| code.severity() != Severity::Error && spoken.contains(&format!("{code:?}")))
        .collect()
}

/// A text in a cell of a Markdown table; nothing in it is a mark but backquotes, and what stands in them is left as it is.
fn cell(text: &str) -> String {
    let text = text.replace('\n', " ").replace('|', "\\|");
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(index, part)| {
        if index % 2 == 0 {
            part.replace('*', "\\*").replace("](", "]\\(")
        } else {
            part.to_owned()
        }
    });
    parts.collect::<Vec<_>>().join("`")
}

//! The pages docs/template.md and docs/模板.md: every example is run, and printed as they say.

use std::path::Path;
use std::sync::Arc;

use gongwen::diag::{Catalogue, Lang, render};
use gongwen::indicator::{
    Comparison, CountyValues, Datum, Indicator, Indicators, Kind, Missing, MissingPolicy, Place, Quantity, Record,
    Standing,
};
use gongwen::report::{Block, Inline, Report, Row, note_mark, plain_text};

use super::{build, comparison, indicator, indicators, quantity};

fn number(name: &str, text: &str, base: Option<Comparison>, row: u32) -> Indicator {
    let quantity = Quantity { base, ..quantity(text) };
    indicator(name, Datum::Number(quantity), row)
}

fn record(texts: &[(&str, &str)], area: (&str, &str), value: &str, row: u32) -> Record {
    let mut fields: Vec<Indicator> = texts
        .iter()
        .map(|(name, text)| indicator(name, Datum::Text((*text).into()), row))
        .collect();
    fields.push(number(area.0, area.1, comparison("1亩", row), row));
    fields.push(number("产值", value, None, row));
    Record { fields }
}

/// The values that the pages list.
fn values() -> Indicators {
    let missing = |name, policy| indicator(name, Datum::Missing(Missing::NotApplicable, policy), 9);
    let mut grain = number("粮食播种面积", "45230亩", comparison("40000亩", 15), 15);
    grain.standing = Some(Standing::Known(Place {
        position: 2,
        of: 18,
        tied: false,
        last: 18,
    }));
    let mut rate = quantity("96.9%");
    rate.kind = Kind::Rate;
    rate.base = comparison("95.7%", 16);
    let village = |area, name, size, value, row| record(&[("片区", area), ("村名", name)], ("面积", size), value, row);
    let county = number("粮食播种面积", "181600亩", comparison("172000亩", 15), 15);
    let township = |name, size, row| record(&[("镇名", name)], ("粮食播种面积", size), "1万元", row);
    let values = indicators(vec![
        grain,
        number("农业总产值", "95312万元", None, 17),
        number("受益户数", "约312户", comparison("300户", 21), 21),
        number("蔬菜产量", "1720吨", comparison("1650吨", 18), 18),
        indicator("医保参保率", Datum::Number(rate), 19),
        missing("招商引资额", MissingPolicy::Omit),
        missing("引进企业", MissingPolicy::Omit),
        missing("网络销售额", MissingPolicy::Dash),
        indicator("口号", Datum::Text("一带两核四片".into()), 20),
        indicator(
            "各村",
            Datum::Rows(vec![
                village("东片", "东风村", "1200.5亩", "620万元", 4),
                village("东片", "红星村", "800亩", "410.5万元", 5),
                village("西片", "前进村", "1500亩", "700万元", 6),
                village("西片", "胜利村", "800亩", "398万元", 7),
            ]),
            3,
        ),
        indicator(
            "各镇",
            Datum::Rows(vec![
                township("青山镇", "15230亩", 4),
                township("绿水镇", "12000亩", 5),
                township("石桥镇", "6000亩", 6),
                township("清溪镇", "12000亩", 7),
            ]),
            3,
        ),
        indicator("缺报镇", Datum::Rows(Vec::new()), 3),
    ]);
    Indicators {
        county: Arc::new(CountyValues {
            values: [(Arc::clone(&county.name), county)].into(),
            problems: Vec::new(),
        }),
        ..values
    }
}

fn rows(page: &mut Vec<String>, rows: &[Row], columns: usize) {
    for row in rows {
        let mut cells = vec![String::new(); columns];
        for cell in &row.cells {
            cells[cell.column] = plain_text(&cell.content);
        }
        page.push(format!("| {} |", cells.join(" | ")));
    }
}

/// What is printed, the marks of footnotes too.
fn printed(content: &[Inline]) -> String {
    content.iter().map(Inline::text).collect()
}

/// A report as plain lines.
fn page(report: &Report) -> String {
    let mut page = Vec::new();
    if plain_text(&report.title) != "题" {
        page.push(format!("        {}", plain_text(&report.title)));
    }
    page.extend(report.addressee.iter().map(|line| plain_text(line)));
    for block in &report.blocks {
        match block {
            Block::Heading(heading) => {
                let run_in = heading.run_in.as_deref().map(plain_text).unwrap_or_default();
                page.push(format!("{}{}{run_in}", heading.label, plain_text(&heading.content)));
            }
            Block::Paragraph(content) => page.push(printed(content)),
            Block::Table(table) => {
                let unit = table.unit.as_deref().map(plain_text).unwrap_or_default();
                let caption = format!("{} {}  {unit}", table.label, plain_text(&table.caption));
                if !table.label.is_empty() {
                    page.push(caption.trim_end().to_owned());
                }
                rows(&mut page, &table.header, table.columns.len());
                rows(&mut page, &table.body, table.columns.len());
                page.extend(table.notes.iter().map(|note| plain_text(note)));
            }
            Block::Picture(picture) => page.push(format!("{} {}", picture.label, plain_text(&picture.caption))),
            Block::Contents(_) => page.push("目　录".to_owned()),
        }
    }
    if let Some(signature) = &report.signature {
        for issuer in &signature.issuers {
            page.push(format!("{:>40}", plain_text(issuer)));
        }
        page.push(format!("{:>40}", plain_text(&signature.date)));
    }
    for (index, note) in report.notes.iter().enumerate() {
        page.push(format!("{}{}", note_mark(index), plain_text(note)));
    }
    page.join("\n")
}

fn run(source: &str, lang: Lang) -> String {
    let whole = if source.starts_with("# ") {
        source.to_owned()
    } else {
        format!("# 题\n\n{source}")
    };
    let (report, sink) = build(&whole, &values(), &[]);
    report.map_or_else(
        || {
            let problems = sink.into_sorted();
            let told: Vec<String> = problems
                .iter()
                .map(|problem| render(problem, Catalogue::of(lang)).trim_end().to_owned())
                .collect();
            told.join("\n")
        },
        |report| page(&report),
    )
}

#[test]
fn the_examples_of_the_pages_print_what_they_say() {
    for (file, lang) in [("docs/模板.md", Lang::ZhCn), ("docs/template.md", Lang::En)] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let text = text.replace("\r\n", "\n");
        let mut parts = text.split("```模板\n");
        let mut page = parts.next().unwrap().to_owned();
        let mut examples = 0;
        for part in parts {
            let (source, rest) = part.split_once("```\n```印出\n").unwrap();
            let (_, rest) = rest.split_once("```\n").unwrap();
            page += &format!("```模板\n{source}```\n```印出\n{}\n```\n{rest}", run(source, lang));
            examples += 1;
        }
        assert!(examples >= 10, "{file}: {examples}");
        crate::commands::keep(file, &page);
    }
}

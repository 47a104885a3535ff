//! Reports made by hand, with every element and with hostile strings.

use std::collections::BTreeMap;
use std::path::Path;

use gongwen::diag::Sink;
use gongwen::layout::lay_out;
use gongwen::report::{
    Block, ColumnAlign, FigureId, Inline, LayoutFacts, Metadata, Report, Row, Signature, Table, TableCell, TableFacts,
    TablePart, Turn,
};
use gongwen::style::{PageNumberPosition, StyleSettings, gb9704};
use gongwen::writer::{docx, pdf};

pub(crate) use crate::parts::{heading, text};

pub(crate) fn cell(column: usize, column_span: usize, row_span: usize, words: &str) -> TableCell {
    TableCell {
        column,
        column_span,
        row_span,
        content: text(words),
    }
}

/// A table with a merged head of two rows and enough villages for two pages.
pub(crate) fn villages(rows: usize) -> Table {
    let body = (1..=rows).map(|number| Row {
        cells: vec![
            cell(0, 1, 1, &format!("第{number}村")),
            cell(1, 1, 1, "1234.5"),
            cell(2, 1, 1, "617"),
            cell(3, 1, 1, "是"),
        ],
        total: false,
    });
    let total = Row {
        cells: vec![
            cell(0, 1, 1, "合计"),
            cell(1, 1, 1, "45000"),
            cell(2, 1, 1, "—"),
            cell(3, 1, 1, ""),
        ],
        total: true,
    };
    Table {
        label: "表1".into(),
        caption: text("各村粮食和蔬菜生产情况"),
        unit: Some(text("单位：亩、吨")),
        notes: Vec::new(),
        turn: Turn::default(),
        columns: vec![
            ColumnAlign::Left,
            ColumnAlign::Right,
            ColumnAlign::Right,
            ColumnAlign::Center,
        ],
        header: vec![
            Row {
                cells: vec![
                    cell(0, 1, 2, "村名"),
                    cell(1, 2, 1, "粮食作物"),
                    cell(3, 1, 2, "是否示范"),
                ],
                total: false,
            },
            Row {
                cells: vec![cell(1, 1, 1, "播种面积"), cell(2, 1, 1, "总产量")],
                total: false,
            },
        ],
        body: body.chain([total]).collect(),
    }
}

/// A short report with every element.
pub(crate) fn report(rows: usize) -> Report {
    let body = "今年以来，全镇上下围绕“三创联动”目标——共同富裕，打好“虫口夺粮”“秋粮抢收”两场硬仗，全年完成粮食播种4.5万亩、蔬菜种植5.1万亩，实现农业总产值超9.5亿元……";
    Report {
        title: text("鼎新镇2023年工作总结和2024年工作谋划"),
        subtitle: vec![text("（2023年11月20日）")],
        addressee: Some(text("各位代表：")),
        blocks: vec![
            Block::Paragraph(text(body)),
            heading(1, "一、", "2023年工作推进情况", None),
            heading(2, "（一）", "聚力转型升级，产业发展更加兴旺。", Some(body)),
            heading(2, "（二）", "坚定不移抓产业，着力培育新动能", None),
            heading(3, "1.", "守住耕地红线", None),
            heading(4, "（1）", "春耕备耕", None),
            Block::Paragraph(vec![
                Inline::Text("全年粮食播种面积".into()),
                Inline::Figure {
                    text: "4.5万亩".into(),
                    figure: FigureId(0),
                    doubtful: false,
                },
                Inline::Text("，比上年增长5×2%。".into()),
            ]),
            Block::Table(villages(rows)),
            Block::Paragraph(text("特此报告。")),
        ],
        signature: Some(Signature {
            issuers: vec![text("荣县鼎新镇人民政府")],
            date: text("2023年11月20日"),
            ..Signature::default()
        }),
        figures: Vec::new(),
        draft: false,
        metadata: Metadata {
            title: "鼎新镇2023年工作总结和2024年工作谋划".into(),
            author: "鼎新镇人民政府".into(),
            subject: "2023年".into(),
            keywords: vec!["总结".into(), "谋划".into()],
            date: Some(jiff::civil::date(2023, 11, 30)),
        },
        ..Report::default()
    }
}

/// An upright table of these widths.
pub(crate) fn table_facts(widths: Vec<f64>) -> TableFacts {
    TableFacts {
        turned: false,
        parts: vec![TablePart {
            columns: (0..widths.len()).collect(),
            widths,
            ..TablePart::default()
        }],
    }
}

pub(crate) fn facts() -> LayoutFacts {
    LayoutFacts {
        pages: 3,
        title_lines: vec!["鼎新镇2023年工作总结".into(), "和2024年工作谋划".into()],
        tables: vec![table_facts(vec![150.2, 100.1, 100.1, 91.8])],
        ..LayoutFacts::default()
    }
}

pub(crate) fn settings(page_number: PageNumberPosition) -> StyleSettings {
    StyleSettings {
        page_number,
        ..StyleSettings::default()
    }
}

/// Writes a file for other programs to look at, and gives its bytes.
pub(crate) fn written(name: &str, report: &Report, facts: &LayoutFacts, settings: &StyleSettings) -> Vec<u8> {
    let bytes = docx::write(report, facts, &gb9704::stylesheet(settings)).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docx");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name).with_extension("docx"), &bytes).unwrap();
    bytes
}

/// The PDF is written beside the Word file, to be looked at together.
pub(crate) fn both(name: &str, report: &Report, settings: &StyleSettings) -> (BTreeMap<String, String>, LayoutFacts) {
    let style = gb9704::stylesheet(settings);
    let fonts = crate::font::shipped();
    let document = lay_out(report, &style, &fonts, &mut Sink::new()).unwrap();
    let bytes = written(name, report, &document.facts, settings);
    let job = pdf::JobFonts::default();
    let page = pdf::write(&document, &report.metadata, &fonts, &job, &pdf::Settings::default()).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docx");
    std::fs::write(folder.join(name).with_extension("pdf"), page).unwrap();
    (super::reading::parts(&bytes), document.facts)
}

/// Strings that a cell of a workbook can hold and that must come out as text.
pub(crate) const HOSTILE: [&str; 8] = [
    "</w:t></w:r></w:p><w:p>",
    "<!--&amp;]]>&<>\"'",
    "\u{0}\u{1}\u{B}\u{1F}甲\u{FFFE}\u{FFFF}",
    "第一行\n第二行\r\n\t第三行\u{2028}",
    "\u{202E}倒过来\u{2066}",
    "{{ 镇名 }}{% raw %}",
    "  前后有空格  ",
    "👨‍👩‍👧‍👦𠮷\u{10FFFF}",
];

/// A report with one hostile string in every field.
pub(crate) fn hostile(words: &str) -> Report {
    let mut report = report(1);
    for content in [
        &mut report.title,
        &mut report.subtitle[0],
        report.addressee.as_mut().unwrap(),
    ] {
        *content = text(words);
    }
    report.blocks = vec![
        Block::Paragraph(text(words)),
        heading(0, words, words, Some(words)),
        heading(9, words, words, None),
        Block::Table(Table {
            label: words.into(),
            caption: text(words),
            unit: Some(text(words)),
            notes: Vec::new(),
            turn: Turn::default(),
            columns: vec![ColumnAlign::Left; 2],
            header: vec![Row {
                cells: vec![cell(0, 1, 1, words), cell(1, 1, 1, words)],
                total: false,
            }],
            body: vec![Row {
                cells: vec![cell(0, 2, 1, words)],
                total: true,
            }],
        }),
    ];
    report.signature = Some(Signature {
        issuers: vec![text(words)],
        date: text(words),
        ..Signature::default()
    });
    report.metadata = Metadata {
        title: words.into(),
        author: words.into(),
        subject: words.into(),
        keywords: vec![words.into(); 2],
        date: None,
    };
    report
}

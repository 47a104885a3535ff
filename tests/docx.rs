//! Word files: golden parts, schema order, determinism, hostile content.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use gongwen::report::{
    Block, ColumnAlign, Heading, Inline, LayoutFacts, Metadata, Report, Row, Signature, Table, TableCell,
};
use gongwen::style::{LatinFace, PageNumberPosition, Profile, StyleSettings, gb9704};
use gongwen::writer::docx;

/// The parts of a DOCX file by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut file = zip.by_index(index).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

fn text(words: &str) -> Vec<Inline> {
    vec![Inline::Text(words.into())]
}

fn heading(level: u8, label: &str, words: &str, run_in: Option<&str>) -> Block {
    Block::Heading(Heading {
        level,
        label: label.into(),
        content: text(words),
        run_in: run_in.map(text),
    })
}

fn cell(column: usize, column_span: usize, row_span: usize, words: &str) -> TableCell {
    TableCell {
        column,
        column_span,
        row_span,
        content: text(words),
    }
}

/// A table with a merged head of two rows and enough villages for two pages.
fn villages(rows: usize) -> Table {
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
fn report(rows: usize) -> Report {
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
                    figure: gongwen::report::FigureId(0),
                },
                Inline::Text("，比上年增长5×2%。".into()),
            ]),
            Block::Table(villages(rows)),
            Block::Paragraph(text("特此报告。")),
        ],
        signature: Some(Signature {
            issuer: text("荣县鼎新镇人民政府"),
            date: text("2023年11月20日"),
        }),
        figures: Vec::new(),
        metadata: Metadata {
            title: "鼎新镇2023年工作总结和2024年工作谋划".into(),
            author: "鼎新镇人民政府".into(),
            subject: "2023年".into(),
            keywords: vec!["总结".into(), "谋划".into()],
            date: Some(jiff::civil::date(2023, 11, 30)),
        },
    }
}

fn facts() -> LayoutFacts {
    LayoutFacts {
        pages: 3,
        title_lines: vec!["鼎新镇2023年工作总结".into(), "和2024年工作谋划".into()],
        table_columns: vec![vec![150.2, 100.1, 100.1, 91.8]],
        ..LayoutFacts::default()
    }
}

fn settings(page_number: PageNumberPosition) -> StyleSettings {
    StyleSettings {
        page_number,
        ..StyleSettings::default()
    }
}

/// Writes a file for other programs to look at, and gives its bytes.
fn written(name: &str, report: &Report, facts: &LayoutFacts, settings: &StyleSettings) -> Vec<u8> {
    let bytes = docx::write(report, facts, &gb9704::stylesheet(settings)).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docx");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name).with_extension("docx"), &bytes).unwrap();
    bytes
}

/// One element a line, indented: what a person can read and compare.
fn pretty(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut writer = quick_xml::Writer::new_with_indent(Vec::new(), b' ', 1);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            event => writer.write_event(event).unwrap(),
        }
    }
    String::from_utf8(writer.into_inner()).unwrap()
}

#[test]
fn parts_are_as_accepted() {
    let parts = parts(&written("report", &report(3), &facts(), &StyleSettings::default()));
    for name in [
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
    ] {
        let file = name.trim_start_matches("word/");
        insta::with_settings!({ snapshot_path => "golden/docx", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(file, pretty(&parts[name]));
        });
    }
}

#[test]
fn samples_for_other_programs() {
    written("long", &report(60), &facts(), &StyleSettings::default());
    let fine = StyleSettings {
        profile: Profile::Fine,
        latin: LatinFace::Same,
        mirror: true,
        ..settings(PageNumberPosition::Centered)
    };
    written("fine", &report(2), &facts(), &fine);
    written(
        "unnumbered",
        &report(2),
        &LayoutFacts::default(),
        &settings(PageNumberPosition::None),
    );
    written(
        "empty",
        &Report::default(),
        &LayoutFacts::default(),
        &StyleSettings::default(),
    );
}

/// Strings that a cell of a workbook can hold and that must come out as text.
const HOSTILE: [&str; 8] = [
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
fn hostile(words: &str) -> Report {
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
        issuer: text(words),
        date: text(words),
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

/// The text between the tags, entities resolved.
fn words_of(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut words = String::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => return words,
            quick_xml::events::Event::Text(text) => words.push_str(&text.xml10_content()),
            quick_xml::events::Event::GeneralRef(entity) => {
                words.push_str(&quick_xml::escape::unescape(&format!("&{};", &*entity)).unwrap());
            }
            _ => {}
        }
    }
}

#[test]
fn hostile_strings_stay_text() {
    for (index, words) in HOSTILE.iter().enumerate() {
        let facts = LayoutFacts {
            title_lines: vec![(*words).into(); 2],
            ..facts()
        };
        let parts = parts(&written(
            &format!("hostile{index}"),
            &hostile(words),
            &facts,
            &StyleSettings::default(),
        ));
        for (name, part) in &parts {
            pretty(part);
            assert!(part.chars().all(|c| c == '\n' || !c.is_control()), "{name}");
        }
        assert_eq!(parts["word/document.xml"].matches("<w:p>").count(), 13, "{words:?}");
    }
    let parts = parts(&written(
        "hostile",
        &hostile(HOSTILE[0]),
        &facts(),
        &StyleSettings::default(),
    ));
    assert!(words_of(&parts["word/document.xml"]).contains(HOSTILE[0]));
    assert!(words_of(&parts["docProps/core.xml"]).contains(HOSTILE[0]));
}

#[test]
fn cells_that_overlap_or_leave_the_table_are_put_on_the_grid() {
    let row = |cells: Vec<TableCell>| Row { cells, total: false };
    let table = Table {
        columns: vec![ColumnAlign::Left; 3],
        header: vec![row(vec![cell(0, 9, usize::MAX, "甲"), cell(usize::MAX, 1, 1, "乙")])],
        body: vec![
            row(vec![cell(1, 2, 2, "丙"), cell(2, 1, 1, "丁")]),
            row(vec![cell(0, 3, 0, "戊"), cell(1, usize::MAX, 1, "己")]),
            row(Vec::new()),
        ],
        ..Table::default()
    };
    let report = Report {
        blocks: vec![Block::Table(table.clone()), Block::Table(table)],
        ..Report::default()
    };
    let facts = LayoutFacts {
        table_columns: vec![vec![f64::NAN, -1.0, 1e300], vec![]],
        ..LayoutFacts::default()
    };
    let parts = parts(&written("overlap", &report, &facts, &StyleSettings::default()));
    let document = &parts["word/document.xml"];
    for row in document.split("<w:tr>").skip(1) {
        let row = row.split("</w:tr>").next().unwrap();
        let spans: usize = row.split("<w:tc>").skip(1).map(grid_span).sum();
        assert_eq!(spans, 3, "{row}");
    }
    // Two tables that touch would be one in Word, and the last needs a paragraph after it.
    assert!(!document.contains("</w:tbl><w:tbl>") && !document.contains("</w:tbl><w:sectPr"));
}

/// How many columns a cell covers.
fn grid_span(cell: &str) -> usize {
    cell.split_once("<w:gridSpan w:val=\"")
        .map_or(1, |(_, rest)| rest.split('"').next().unwrap().parse().unwrap())
}

#[test]
fn a_table_too_wide_for_word_is_an_error() {
    let table = Table {
        columns: vec![ColumnAlign::Left; 64],
        label: "表1".into(),
        ..Table::default()
    };
    let report = Report {
        blocks: vec![Block::Table(table)],
        ..Report::default()
    };
    let style = gb9704::stylesheet(&StyleSettings::default());
    let error = docx::write(&report, &LayoutFacts::default(), &style).unwrap_err();
    assert_eq!(error.code.as_str(), "E-WORD-COLUMNS");
}

#[test]
fn the_same_report_gives_the_same_bytes_on_any_thread() {
    use rayon::prelude::*;
    let style = gb9704::stylesheet(&StyleSettings::default());
    let first = docx::write(&report(20), &facts(), &style).unwrap();
    let all: Vec<Vec<u8>> = (0..32)
        .into_par_iter()
        .map(|_| docx::write(&report(20), &facts(), &style).unwrap())
        .collect();
    assert!(all.iter().all(|bytes| *bytes == first));
}

#[test]
fn nothing_of_the_machine_or_of_docx_rs_is_left() {
    let parts = parts(&docx::write(&report(3), &facts(), &gb9704::stylesheet(&StyleSettings::default())).unwrap());
    let names: Vec<&str> = parts.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/app.xml",
            "docProps/core.xml",
            "word/_rels/document.xml.rels",
            "word/document.xml",
            "word/fontTable.xml",
            "word/footer1.xml",
            "word/footer2.xml",
            "word/settings.xml",
            "word/styles.xml",
        ]
    );
    for (name, part) in &parts {
        for trace in [
            "paraId",
            "rsid",
            "Theme=",
            "docx-rs",
            "docx-rs",
            "unknown",
            "lastModifiedBy",
            "/root",
            "/home",
            "<w:rPr/>",
            "<w:pPr/>",
        ] {
            assert!(!part.contains(trace), "{trace} in {name}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let parts = parts(&docx::write(&report(3), &facts(), &gb9704::stylesheet(&StyleSettings::default())).unwrap());
    let document = &parts["word/document.xml"];
    for id in values(document, "r:id") {
        assert!(
            parts["word/_rels/document.xml.rels"].contains(&format!("Id=\"{id}\"")),
            "{id}"
        );
    }
    let defined = values(&parts["word/styles.xml"], "w:styleId");
    let mut used = Vec::new();
    for part in [document, &parts["word/footer1.xml"], &parts["word/footer2.xml"]] {
        for element in ["<w:pStyle w:val", "<w:rStyle w:val", "<w:tblStyle w:val"] {
            used.extend(values(part, element));
        }
    }
    for element in ["<w:basedOn w:val", "<w:next w:val", "<w:link w:val"] {
        used.extend(values(&parts["word/styles.xml"], element));
    }
    assert!(used.len() > 20);
    for id in used {
        assert!(defined.contains(&id), "{id}");
    }
}

/// The values of an attribute.
fn values<'a>(xml: &'a str, attribute: &str) -> Vec<&'a str> {
    xml.split(&format!("{attribute}=\""))
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

/// The children that our files have, in the order of ECMA-376 part 1.
const ORDERS: [(&str, &str); 7] = [
    (
        "w:pPr",
        "w:pStyle w:keepNext w:widowControl w:kinsoku w:wordWrap w:overflowPunct w:topLinePunct w:autoSpaceDE \
         w:autoSpaceDN w:adjustRightInd w:snapToGrid w:spacing w:ind w:contextualSpacing w:jc w:outlineLvl",
    ),
    ("w:rPr", "w:rStyle w:rFonts w:b w:spacing w:sz w:szCs w:lang"),
    (
        "w:tblPr",
        "w:tblStyle w:tblW w:jc w:tblBorders w:tblLayout w:tblCellMar",
    ),
    ("w:tcPr", "w:tcW w:gridSpan w:vMerge w:vAlign"),
    ("w:sectPr", "w:footerReference w:pgSz w:pgMar w:cols w:docGrid"),
    (
        "w:style",
        "w:name w:basedOn w:next w:link w:uiPriority w:semiHidden w:unhideWhenUsed w:qFormat w:pPr w:rPr w:tblPr w:tcPr",
    ),
    (
        "w:settings",
        "w:zoom w:mirrorMargins w:defaultTabStop w:evenAndOddHeaders w:characterSpacingControl w:noLineBreaksAfter \
         w:noLineBreaksBefore w:compat w:themeFontLang w:decimalSymbol w:listSeparator",
    ),
];

#[test]
fn children_stand_in_the_order_of_the_schema() {
    let settings = StyleSettings {
        mirror: true,
        ..StyleSettings::default()
    };
    let parts = parts(&docx::write(&report(3), &facts(), &gb9704::stylesheet(&settings)).unwrap());
    let mut seen = std::collections::BTreeSet::new();
    for name in [
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/footer1.xml",
        "word/footer2.xml",
    ] {
        for (parent, children) in children(&parts[name]) {
            let Some((_, order)) = ORDERS.iter().find(|(container, _)| *container == parent) else {
                continue;
            };
            let ranks: Vec<_> = children
                .iter()
                .map(|child| order.split_whitespace().position(|known| known == child))
                .collect();
            assert!(
                ranks.iter().all(Option::is_some) && ranks.is_sorted(),
                "{name}: {parent} {children:?}"
            );
            seen.insert(parent);
        }
    }
    assert_eq!(seen.len(), ORDERS.len());
}

/// Every element with the names of its children.
fn children(xml: &str) -> Vec<(String, Vec<String>)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut open, mut closed): (Vec<(String, Vec<String>)>, _) = (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap();
        if let Event::Start(tag) | Event::Empty(tag) = &event {
            let name = tag.name().as_ref().to_owned();
            if let Some((_, siblings)) = open.last_mut() {
                siblings.push(name.clone());
            }
            if matches!(event, Event::Start(_)) {
                open.push((name, Vec::new()));
            }
        }
        match event {
            Event::End(_) => closed.push(open.pop().unwrap()),
            Event::Eof => return closed,
            _ => {}
        }
    }
}

#[test]
fn page_and_grid_are_those_of_the_standard() {
    let parts = parts(&docx::write(&report(3), &facts(), &gb9704::stylesheet(&StyleSettings::default())).unwrap());
    let document = &parts["word/document.xml"];
    // PAGE-01 … PAGE-04, GRID-06 (b), PNUM-03.
    assert!(document.contains("<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"));
    assert!(document.contains("w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\""));
    let footer: i32 = values(document, "w:footer")[0].parse().unwrap();
    assert!((1390..=1500).contains(&footer), "{footer}");
    assert!(document.contains("<w:docGrid w:type=\"lines\" w:linePitch=\"579\"/>"));
    // 22 lines of 579 twips and 28 cells of 315 fit the type area; one more of either does not.
    assert!(22 * 579 <= 16838 - 2098 - 1984 && 28 * (320 - 5) <= 11906 - 1588 - 1474);
    assert_eq!(document.matches("<w:tblHeader/>").count(), 2);
    // SIGN-07: the name has nine characters, so the date begins at 28 − 9 = 19 字.
    assert!(document.contains("<w:ind w:left=\"6001\" w:right=\"0\"/>"));
}

#[test]
fn profiles_and_page_numbers_follow_the_settings() {
    let write =
        |settings: &StyleSettings| parts(&docx::write(&report(1), &facts(), &gb9704::stylesheet(settings)).unwrap());
    let grid = write(&StyleSettings::default());
    assert!(grid["word/settings.xml"].contains("\"doNotCompress\""));
    assert!(grid["word/settings.xml"].contains("<w:evenAndOddHeaders/>"));
    let fine = write(&StyleSettings {
        profile: Profile::Fine,
        ..settings(PageNumberPosition::Centered)
    });
    assert!(fine["word/settings.xml"].contains("\"compressPunctuation\""));
    assert!(!fine["word/settings.xml"].contains("evenAndOdd") && !fine.contains_key("word/footer2.xml"));
    let none = write(&settings(PageNumberPosition::None));
    assert!(!none.contains_key("word/footer1.xml") && !none["word/document.xml"].contains("footerReference"));
    let same = write(&StyleSettings {
        latin: LatinFace::Same,
        ..StyleSettings::default()
    });
    assert!(!same["word/styles.xml"].contains("Times New Roman"));
}

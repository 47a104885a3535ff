//! Word files: golden parts, schema order, determinism, hostile content.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

mod closing;
mod embedded;
mod fields;
mod head;
mod parts;
mod reading;
mod review;
mod samples;
mod signature;
mod turned;

use gongwen::report::{Block, ColumnAlign, LayoutFacts, Report, Row, Table, TableCell, TableFacts};
use gongwen::style::{LatinFace, PageNumberPosition, Profile, StyleSettings, gb9704};
use gongwen::writer::docx;

use reading::{children, grid_span, parts, pretty, said, values, words_of};
use samples::{HOSTILE, cell, facts, hostile, report, settings, table_facts, written};

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
        header: vec![row(vec![cell(0, usize::MAX, usize::MAX, "甲"), cell(2, 1, 1, "乙")])],
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
        tables: vec![table_facts(vec![f64::NAN, -1.0, 1e300]), TableFacts::default()],
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

/// The children that our files have, in the order of ECMA-376 part 1.
const ORDERS: [(&str, &str); 7] = [
    (
        "w:pPr",
        "w:pStyle w:keepNext w:widowControl w:kinsoku w:wordWrap w:overflowPunct w:topLinePunct w:autoSpaceDE \
         w:autoSpaceDN w:adjustRightInd w:snapToGrid w:spacing w:ind w:contextualSpacing w:jc w:outlineLvl",
    ),
    (
        "w:rPr",
        "w:rStyle w:rFonts w:b w:color w:spacing w:sz w:szCs w:vertAlign w:lang",
    ),
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
    // GRID-04, GRID-02: 22 lines and 28 characters fit the type area, one more of either does not.
    let section = &document[document.find("<w:sectPr>").unwrap()..];
    let margin = |name: &str| -> i32 { values(section, name)[0].parse().unwrap() };
    let height = margin("w:h") - margin("w:top") - margin("w:bottom");
    let width = margin("<w:pgSz w:w") - margin("w:left") - margin("w:right");
    assert_eq!((height / 579, width / (320 - 5)), (22, 28));
    assert_eq!(document.matches("<w:tblHeader/>").count(), 2);
    // SIGN-07: the name has nine characters, so the date begins at 28 − 9 = 19 字.
    assert!(document.contains("<w:ind w:left=\"6001\" w:right=\"-316\"/>"));
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

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    /// Whatever the words are, the parts are XML and the letters and digits come out as they went in.
    #[test]
    fn any_words_come_out_again(words in ".*", column in 0_usize..6, span in 0_usize..6, height in 0_usize..6) {
        let row = || Row { cells: vec![cell(column, span, height, &words), cell(2, height, span, &words)], total: false };
        let table = Table { columns: vec![ColumnAlign::Right; 4], header: vec![row(); 2], body: vec![row(); 3], ..Table::default() };
        let blocks = vec![Block::Paragraph(samples::text(&words))];
        let one = Report { blocks, ..Report::default() };
        let style = gb9704::stylesheet(&StyleSettings::default());
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let document = parts(&docx::write(&one, &LayoutFacts::default(), &style).unwrap())["word/document.xml"].clone();
        proptest::prop_assert_eq!(letters(&words_of(&document)), letters(&words));
        let two = Report { blocks: vec![Block::Table(table)], ..one };
        let document = parts(&docx::write(&two, &LayoutFacts::default(), &style).unwrap())["word/document.xml"].clone();
        let columns = document.matches("<w:gridCol ").count();
        for row in document.split("<w:tr>").skip(1) {
            let row = row.split("</w:tr>").next().unwrap();
            proptest::prop_assert_eq!(row.split("<w:tc>").skip(1).map(grid_span).sum::<usize>(), columns);
        }
    }
}

//! Pages: the grid of 22 × 28, breaks, headings, the signature, page numbers.

use gongwen::diag::{Code, Sink};
use gongwen::layout::{ElementKind, lay_out};
use gongwen::report::{Attendance, Block, FigureId, Inline, Report, Signature, plain_text};
use gongwen::style::{LatinFace, PageNumberPosition, Profile, StyleSettings, Stylesheet, gb9704};
use proptest::prelude::*;

use super::tools::{FONTS, assert_golden, heading, lines, pages_of, paragraph, runs, style, text};

fn body(blocks: Vec<Block>) -> Report {
    Report {
        blocks,
        ..Report::default()
    }
}

#[test]
fn a_page_of_pure_guo_holds_22_lines_of_28() {
    let document = pages_of(&body(vec![paragraph(&"国".repeat(28 * 22 * 3 - 2))]), &style());
    assert_eq!(document.pages.len(), 3);
    for (index, page) in document.pages.iter().enumerate() {
        let lines = lines(page);
        assert_eq!(lines.len(), 22);
        let first = if index == 0 { 26 } else { 28 };
        assert_eq!(lines[0].chars().count(), first);
        assert!(lines[1..].iter().all(|line| line.chars().count() == 28));
    }
}

#[test]
fn lines_stand_on_the_grid_and_fill_the_type_area() {
    let document = pages_of(&body(vec![paragraph(&"国".repeat(28 * 22 - 2))]), &style());
    let runs: Vec<_> = runs(&document.pages[0]).filter(|run| !run.is_artifact()).collect();
    for (index, run) in runs.iter().enumerate() {
        // GRID-05: line box i begins at 104.882 + i · 28.95; the glyph box stands in its middle.
        let baseline = 104.882 + index as f64 * 28.95 + (28.95 - 16.0) / 2.0 + 16.0 * 0.88;
        assert!((run.origin.y.to_pt() - baseline).abs() < 0.01);
        let right = (run.origin.x + run.width()).to_mm();
        // All lines but the last, which is flush left, end at 184 mm.
        assert!(
            index == 21 || (right - 184.0).abs() < 0.01,
            "line {index} ends at {right} mm"
        );
    }
    let cell = 15.75;
    assert!((runs[0].origin.x.to_pt() - (28.0 * 72.0 / 25.4 + 2.0 * cell)).abs() < 0.01);
}

#[test]
fn the_last_line_of_a_paragraph_does_not_begin_a_page() {
    let filler = || paragraph(&"国".repeat(28 * 20 - 2));
    // Three lines after 20 full ones: two on the page would leave one alone, and Word keeps three together.
    let document = pages_of(&body(vec![filler(), paragraph(&"民".repeat(28 * 2))]), &style());
    assert_eq!(lines(&document.pages[0]).len(), 20);
    assert_eq!(lines(&document.pages[1]).len(), 3);
    assert!(document.facts.kept_together.contains(&1));
    // Two lines of four may follow, since two remain.
    let document = pages_of(&body(vec![filler(), paragraph(&"民".repeat(28 * 3))]), &style());
    assert_eq!(lines(&document.pages[0]).len(), 22);
    // After 19 lines three of four would leave one alone: two go on.
    let short = paragraph(&"国".repeat(28 * 19 - 2));
    let document = pages_of(&body(vec![short, paragraph(&"民".repeat(28 * 3))]), &style());
    assert_eq!(lines(&document.pages[0]).len(), 21);
    assert!(document.facts.kept_together.contains(&1));
}

#[test]
fn the_first_line_of_a_paragraph_ends_a_page_only_where_the_style_lets_it() {
    let report = body(vec![
        paragraph(&"国".repeat(28 * 21 - 2)),
        paragraph(&"民".repeat(28 * 3)),
    ]);
    assert_eq!(lines(&pages_of(&report, &style()).pages[0]).len(), 22);
    let strict = Stylesheet {
        keep_first_line: true,
        ..style()
    };
    assert_eq!(lines(&pages_of(&report, &strict).pages[0]).len(), 21);
}

#[test]
fn a_heading_stays_with_the_text_below_it() {
    let filler = paragraph(&"国".repeat(28 * 21 - 2));
    let blocks = vec![filler, heading(1, "一、", "工作推进情况", None), paragraph("全镇")];
    let document = pages_of(&body(blocks), &style());
    assert_eq!(lines(&document.pages[0]).len(), 21);
    assert_eq!(lines(&document.pages[1]), ["一、工作推进情况", "全镇"]);
    assert_eq!(document.outline[0].page, 1);
    assert_eq!(document.outline[0].text, "一、工作推进情况");
}

/// ISO 14289-1, 7.4.2: the first heading is an H1, and none is deeper by more than one.
#[test]
fn no_level_of_heading_is_left_out() {
    let levels = [3, 3, 1, 4, 2, 4, 1];
    let blocks = levels.map(|level| heading(level, "", "章", None)).to_vec();
    let document = pages_of(&body(blocks), &style());
    let kinds = document.structure.elements().iter().map(|element| &element.kind);
    let found: Vec<u8> = kinds
        .filter_map(|kind| {
            let ElementKind::Heading(level) = kind else { return None };
            Some(*level)
        })
        .collect();
    assert_eq!(found, [1, 2, 1, 2, 2, 3, 1]);
}

#[test]
fn a_thousand_headings_in_a_row_still_fill_their_pages() {
    let blocks = (0..1000).map(|_| heading(2, "（一）", "抓产业", None)).collect();
    let document = pages_of(&body(blocks), &style());
    assert!(document.pages.len() <= 60, "{} pages", document.pages.len());
}

#[test]
fn figures_know_their_page() {
    let figure = |id: u32| Inline::Figure {
        text: "4.5万亩".to_owned(),
        figure: FigureId(id),
        doubtful: false,
    };
    let blocks = vec![
        Block::Paragraph(vec![figure(0)]),
        paragraph(&"国".repeat(28 * 21 - 2)),
        Block::Paragraph(vec![Inline::Text("粮食".to_owned()), figure(1)]),
    ];
    let document = pages_of(&body(blocks), &style());
    assert_eq!(document.facts.figure_pages[&FigureId(0)], 1);
    assert_eq!(document.facts.figure_pages[&FigureId(1)], 2);
}

#[test]
fn the_signature_stands_by_sign_03_and_never_alone() {
    let cell = 15.75;
    let area = (28.0 * 72.0 / 25.4, 184.0 * 72.0 / 25.4);
    let mut report = body(vec![paragraph(&"国".repeat(28 * 22 - 2))]);
    report.signature = Some(Signature {
        issuers: vec![text("平昌县鼎新镇人民政府")],
        date: text("2023年11月20日"),
        ..Signature::default()
    });
    let document = pages_of(&report, &style());
    // The text's last two lines come along, then a blank line, the name, the date.
    assert_eq!(lines(&document.pages[0]).len(), 20);
    let last: Vec<_> = runs(&document.pages[1]).filter(|run| !run.is_artifact()).collect();
    let name = last.iter().find(|run| run.text().starts_with('平')).unwrap();
    let right = (name.origin.x + name.width()).to_pt();
    assert!(
        (area.1 - right - 2.0 * cell).abs() < 0.01,
        "two cells at the right of the name"
    );
    let date = last.iter().find(|run| run.text().starts_with("2023")).unwrap();
    assert!(((date.origin.x - name.origin.x).to_pt() - 2.0 * cell).abs() < 0.01);
    assert_eq!(lines(&document.pages[1]).len(), 4);
}

#[test]
fn a_date_longer_than_the_name_or_the_line_stays_in_the_type_area() {
    for date in ["2023年11月20日", &"二〇二三年".repeat(20)] {
        let report = Report {
            signature: Some(Signature {
                issuers: vec![text("镇政府")],
                date: text(date),
                ..Signature::default()
            }),
            ..Report::default()
        };
        let document = pages_of(&report, &style());
        assert_eq!(lines(&document.pages[0]).concat(), format!("镇政府{date}"));
        for run in runs(&document.pages[0]) {
            assert!((run.origin.x + run.width()).to_mm() < 184.01);
        }
    }
}

#[test]
fn page_numbers_stand_outside_seven_millimetres_below() {
    let document = pages_of(&body(vec![paragraph(&"国".repeat(28 * 22 * 2))]), &style());
    let folio = |page: usize| -> (String, f64, f64, f64) {
        let all: Vec<_> = runs(&document.pages[page]).filter(|run| run.is_artifact()).collect();
        let words: String = all.iter().map(|run| run.text()).collect();
        let last = all.last().unwrap();
        let right = (last.origin.x + last.width()).to_mm();
        let middle = last.origin.y.to_pt() - 14.0 * 0.38;
        (words, all[0].origin.x.to_mm(), right, middle * 25.4 / 72.0)
    };
    let (words, _, right, middle) = folio(0);
    assert_eq!(words, "— 1 —");
    // PNUM-04: 右空一字 of 14 pt; PNUM-02: y = 269 mm.
    assert!((184.0 - right - 4.94).abs() < 0.02, "{right}");
    assert!((middle - 269.0).abs() < 0.02, "{middle}");
    let (words, left, _, _) = folio(1);
    assert_eq!(words, "— 2 —");
    assert!((left - 28.0 - 4.94).abs() < 0.02);
}

#[test]
fn page_numbers_can_be_left_out_and_margins_mirrored() {
    let settings = StyleSettings {
        page_number: PageNumberPosition::None,
        mirror: true,
        ..StyleSettings::default()
    };
    let report = body(vec![paragraph(&"国".repeat(28 * 22 * 2))]);
    let document = pages_of(&report, &gb9704::stylesheet(&settings));
    assert!(
        document
            .pages
            .iter()
            .all(|page| runs(page).all(|run| !run.is_artifact()))
    );
    let left = |page: usize| runs(&document.pages[page]).last().unwrap().origin.x.to_mm();
    assert!((left(0) - 28.0).abs() < 0.01 && (left(1) - 26.0).abs() < 0.01);
}

#[test]
fn every_character_without_a_glyph_is_told() {
    let report = body(vec![paragraph("甲\u{E123}乙\u{E124}丙\u{E123}")]);
    let mut sink = Sink::new();
    let first = lay_out(&report, &style(), &FONTS, &mut sink).unwrap_err();
    assert_eq!(first.code, Code::FontGlyph);
    assert_eq!(first.argument("code"), Some("U+E123"));
    assert_eq!(sink.as_slice().len(), 1);
    assert_eq!(sink.as_slice()[0].argument("code"), Some("U+E124"));
}

#[test]
fn a_run_wider_than_the_line_is_cut_with_a_warning() {
    let report = body(vec![paragraph(&format!("编号{}", "1234567890".repeat(8)))]);
    let mut sink = Sink::new();
    let document = lay_out(&report, &style(), &FONTS, &mut sink).unwrap();
    assert_eq!(sink.as_slice()[0].code, Code::LineOverfull);
    assert_eq!(lines(&document.pages[0]).concat().chars().count(), 82);
}

/// A short report with every element.
fn sample() -> Report {
    Report {
        title: text("平昌县鼎新镇2023年工作总结和2024年工作谋划"),
        subtitle: vec![text("（2023年11月20日）")],
        addressee: Some(text("县人民政府：")),
        blocks: vec![
            paragraph(
                "2023年，全镇坚持以习近平新时代中国特色社会主义思想为指导，经济社会发展取得新成效。现将有关情况报告如下。",
            ),
            heading(1, "一、", "2023年工作推进情况", None),
            heading(
                2,
                "（一）",
                "聚力转型升级，产业发展更加兴旺。",
                Some(
                    "一是守住粮食安全底线。打好春耕备耕和“虫口夺粮”“秋粮抢收”两场硬仗，全年完成粮食播种4.5万亩、蔬菜种植5.1万亩，实现农业总产值超9.5亿元，回收处置率达86.3%以上。",
                ),
            ),
            heading(2, "（二）", "坚定不移抓项目", None),
            paragraph("一是编制《旭水河流域（下游段）水质达标集中攻坚方案》——落实“河长制”……任务1—6月完成。"),
        ],
        signature: Some(Signature {
            issuers: vec![text("鼎新镇人民政府")],
            date: text("2023年11月20日"),
            ..Signature::default()
        }),
        ..Report::default()
    }
}

#[test]
fn a_report_looks_as_accepted_in_both_profiles() {
    for (profile, golden) in [(Profile::Grid, "report-grid.txt"), (Profile::Fine, "report-fine.txt")] {
        let settings = StyleSettings {
            profile,
            ..StyleSettings::default()
        };
        let document = pages_of(&sample(), &gb9704::stylesheet(&settings));
        assert_golden(golden, &document.dump(&FONTS));
    }
}

#[test]
fn the_title_is_broken_by_meaning_and_its_lines_are_told() {
    let document = pages_of(&sample(), &style());
    let expected = ["平昌县鼎新镇2023年工作总结和", "2024年工作谋划"];
    assert_eq!(document.facts.title_lines, expected);
    assert_eq!(lines(&document.pages[0])[..2], expected);
}

#[test]
fn a_title_of_any_length_stays_in_the_type_area() {
    for length in [1, 5, 20, 21, 60, 61, 81, 500] {
        let report = Report {
            title: text(&"办事处".chars().cycle().take(length).collect::<String>()),
            ..Report::default()
        };
        let mut sink = Sink::new();
        let document = lay_out(&report, &style(), &FONTS, &mut sink).unwrap();
        // Beyond a hundred characters a title is set like text.
        let told: Vec<Code> = sink.as_slice().iter().map(|problem| problem.code).collect();
        assert_eq!(told.contains(&Code::TitleCut), length > 100);
        assert_eq!(document.facts.title_lines.concat().chars().count(), length);
        for run in document.pages.iter().flat_map(runs) {
            assert!(run.origin.x.to_mm() > 27.99 && (run.origin.x + run.width()).to_mm() < 184.01);
        }
    }
}

#[test]
fn digits_in_the_elements_own_face_take_half_a_cell() {
    let settings = StyleSettings {
        latin: LatinFace::Same,
        ..StyleSettings::default()
    };
    let document = pages_of(&body(vec![paragraph("12")]), &gb9704::stylesheet(&settings));
    let run = runs(&document.pages[0]).next().unwrap();
    assert!((run.width().to_pt() - 2.0 * 7.75).abs() < 0.001);
}

/// Blocks of random lengths.
fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let block = prop_oneof![
        3 => (1usize..200).prop_map(|length| paragraph(&"国".repeat(length))),
        1 => (1usize..40).prop_map(|length| heading(1, "一、", &"章".repeat(length), None)),
        1 => (1usize..90).prop_map(|length| heading(2, "（一）", "节。", Some(&"国".repeat(length)))),
    ];
    prop::collection::vec(block, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pages_lose_nothing_and_end_well(blocks in blocks()) {
        let wanted: usize = blocks.iter().map(|block| match block {
            Block::Paragraph(content) => plain_text(content).chars().count(),
            Block::Heading(heading) => {
                let run_in = heading.run_in.as_deref().map_or(0, |text| plain_text(text).chars().count());
                heading.label.chars().count() + plain_text(&heading.content).chars().count() + run_in
            }
            Block::Table(_) | Block::Picture(_) | Block::Contents(_) => 0,
        }).sum();
        let last_is_heading = matches!(blocks.last(), Some(Block::Heading(heading)) if heading.run_in.is_none());
        let document = pages_of(&body(blocks), &style());
        let pages: Vec<Vec<String>> = document.pages.iter().map(lines).collect();
        prop_assert_eq!(pages.iter().flatten().map(|line| line.chars().count()).sum::<usize>(), wanted);
        for (index, page) in pages.iter().enumerate() {
            prop_assert!(!page.is_empty() && page.len() <= 22);
            let last = index + 1 == pages.len();
            prop_assert!(!page[page.len() - 1].contains('章') || (last && last_is_heading), "a heading ends page {}", index);
        }
    }
}

/// So many lines of text, and attendance of lists so many lines long.
fn attended(text_lines: usize, lists: &[usize]) -> Report {
    let labels = ["出席", "请假", "列席"];
    let attendance = labels.iter().zip(lists).map(|(label, lines)| Attendance {
        label: (*label).to_owned(),
        names: text(&"国".repeat(23 * lines)),
    });
    Report {
        attendance: attendance.collect(),
        ..body(vec![paragraph("会议议定事项如下。"); text_lines])
    }
}

/// 列席 stood alone on the last page.
#[test]
fn minu_02_lines_of_attendance_go_over_together_and_with_some_of_the_text() {
    let is_text = |line: &String| line.starts_with("会议");
    for lists in [&[1][..], &[2], &[1, 1, 1], &[3, 1, 1]] {
        let total: usize = lists.iter().sum();
        let mut went_over = 0;
        for count in 10..23 {
            let document = pages_of(&attended(count, lists), &style());
            let last = lines(document.pages.last().unwrap());
            let attendance = last.iter().filter(|line| !is_text(line)).count();
            assert_eq!(attendance, total, "{lists:?} after {count}: {last:?}");
            assert!(last.len() > attendance, "{lists:?} after {count}: {last:?}");
            assert!(document.facts.attendance_kept);
            went_over += usize::from(document.pages.len() > 1);
        }
        assert!(went_over > 0);
    }
}

/// What no page can hold is parted, but no line stands alone.
#[test]
fn minu_02_a_list_longer_than_a_page_leaves_no_line_alone() {
    for count in 1..23 {
        let document = pages_of(&attended(count, &[22, 1]), &style());
        let last = lines(document.pages.last().unwrap());
        assert!(last.len() >= 2, "after {count}: {last:?}");
        assert!(!document.facts.attendance_kept);
        assert_eq!(document.pages.len(), (count + 1 + 23).div_ceil(22).max(2));
    }
}

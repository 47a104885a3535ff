//! The elements of GB/T 9704 round the text, measured on the pages in millimetres.

use gongwen::diag::{Code, Diagnostic, Sink};
use gongwen::geom::Abs;
use gongwen::layout::{Item, Page, PagedDocument, RuleItem, TextRun};
use gongwen::report::{
    Annex, Attendance, Block, Colophon, Direction, DocumentFormat, Head, Inline, Letterhead, Report, Seal, SealKind,
    Signature,
};
use gongwen::style::Color;

use super::tools::{FONTS, lines, pages_of, paragraph, runs, style, text};

/// A 文件 with what all formats share.
fn official(direction: Direction, bodies: &[&str], word: Option<&str>) -> Report {
    Report {
        format: DocumentFormat::Official(direction),
        head: Head {
            copy_number: Some(text("000012")),
            secrecy: Some(text("机密★10年")),
            urgency: Some(text("特急")),
            letterhead: Letterhead {
                bodies: bodies.iter().map(|body| text(body)).collect(),
                word: word.map(str::to_owned),
            },
            number: Some(text("鼎政发〔2023〕12号")),
            ..Head::default()
        },
        title: text("关于做好森林防火工作的通知"),
        addressee: Some(text("各村民委员会：")),
        blocks: vec![paragraph(&"国".repeat(60))],
        ..Report::default()
    }
}

fn signed(seal: Seal) -> Signature {
    Signature {
        issuers: vec![text("鼎新镇人民政府")],
        date: text("2023年11月20日"),
        seal,
    }
}

fn colophon(even_page: bool) -> Colophon {
    Colophon {
        copies: Some(text("县政府办公室，县应急管理局")),
        printer: Some(text("鼎新镇党政办公室")),
        printed: Some(text("2023年11月21日")),
        even_page,
        ..Colophon::default()
    }
}

/// The first run whose text begins so.
fn run<'a>(page: &'a Page, beginning: &str) -> &'a TextRun {
    let found = runs(page).find(|run| run.text().starts_with(beginning));
    found.unwrap_or_else(|| panic!("{beginning} is not on the page: {:?}", lines(page)))
}

/// Top and foot of a run's glyph box, in millimetres.
fn glyph_box(run: &TextRun) -> (f64, f64) {
    let top = run.origin.y - run.size * 0.88;
    (top.to_mm(), (top + run.size).to_mm())
}

/// Where the ink of a run begins, in millimetres from the top of the page.
fn ink_top(run: &TextRun) -> f64 {
    let face = FONTS.face(run.face);
    let tops = run.glyphs.iter().filter_map(|glyph| face.ink_top(glyph.id));
    let highest = tops.map(|top| top.at(run.size).to_mm()).fold(0.0, f64::max);
    run.origin.y.to_mm() - highest
}

fn rules(page: &Page) -> Vec<RuleItem> {
    let rule = |item: &Item| match item {
        Item::Rule(rule) => Some(*rule),
        Item::Text(_) | Item::Fill(_) | Item::Image(_) => None,
    };
    page.items.iter().filter_map(rule).collect()
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "{found} mm instead of {expected} mm"
    );
}

#[test]
fn head_04_to_09_the_mark_the_number_and_the_red_rule_stand_at_their_millimetres() {
    let document = pages_of(&official(Direction::Downward, &["鼎新镇人民政府文件"], None), &style());
    let page = &document.pages[0];
    assert_eq!(lines(page)[..3], ["000012", "机密★10年", "特急"]);
    near(glyph_box(run(page, "000012")).0, 37.0 + 2.3, 0.3);
    near(run(page, "000012").origin.x.to_mm(), 28.0, 0.01);
    let mark = run(page, "鼎新镇人民政府文件");
    assert_eq!(mark.color, Color::RED);
    near(ink_top(mark), 72.0, 0.01);
    near((mark.origin.x + mark.width() / 2.0).to_mm(), 106.0, 0.01);
    assert!(mark.width().fits(Abs::mm(156.0)));
    near(document.facts.letterhead_size, mark.size.to_pt(), 1e-9);
    let number = run(page, "鼎政发〔");
    near(glyph_box(number).0 - glyph_box(mark).1, Abs::pt(57.9).to_mm(), 0.01);
    let rule = rules(page)[0];
    assert_eq!(rule.color, Color::RED);
    near(rule.from.x.to_mm(), 28.0, 0.01);
    near(rule.to.x.to_mm(), 184.0, 0.01);
    near(rule.from.y.to_mm() - glyph_box(number).1, 4.0, 0.01);
    assert!(rule.weight.to_mm() >= 0.35);
    let title = run(page, "关于做好");
    near(glyph_box(title).0 - rule.from.y.to_mm(), Abs::pt(57.9).to_mm(), 0.01);
}

#[test]
fn head_10_printed_paper_gets_no_red_ink_and_the_same_places() {
    let mut report = official(Direction::Downward, &["鼎新镇人民政府文件"], None);
    let inked = pages_of(&report, &style());
    report.head.preprinted = true;
    let bare = pages_of(&report, &style());
    assert!(runs(&bare.pages[0]).all(|run| run.color == Color::BLACK));
    assert!(rules(&bare.pages[0]).is_empty());
    let place = |document: &PagedDocument| run(&document.pages[0], "鼎政发〔").origin;
    assert_eq!(place(&bare), place(&inked));
}

#[test]
fn head_05_six_bodies_are_equally_wide_and_leave_room_for_the_text() {
    let bodies = [
        "中共鼎新镇委员会",
        "鼎新镇人民政府",
        "鼎新镇人大",
        "清溪镇",
        "石桥镇人民政府",
        "县林业局",
    ];
    let report = official(Direction::Downward, &bodies, Some("文件"));
    let document = pages_of(&report, &style());
    let page = &document.pages[0];
    let names: Vec<&TextRun> = bodies.iter().map(|body| run(page, body)).collect();
    let edges = |run: &TextRun| (run.origin.x.to_mm(), (run.origin.x + run.width()).to_mm());
    for name in &names {
        near(edges(name).0, edges(names[0]).0, 0.01);
        near(edges(name).1, edges(names[0]).1, 0.01);
    }
    near(ink_top(names[0]), 72.0, 0.01);
    let word = run(page, "文件");
    assert!(word.origin.x.to_mm() > edges(names[0]).1);
    assert!(edges(word).1 <= 184.01 && edges(names[0]).0 >= 27.99);
    let middle = f64::midpoint(glyph_box(names[0]).0, glyph_box(names[5]).1);
    near(f64::midpoint(glyph_box(word).0, glyph_box(word).1), middle, 0.01);
    assert!(
        lines(page).iter().any(|line| line.starts_with("国国")),
        "BODY-05: text on page 1"
    );
}

#[test]
fn head_07_08_upward_documents_have_the_number_left_and_the_signers_right() {
    let mut report = official(Direction::Upward, &["鼎新镇人民政府文件"], None);
    report.head.signers = vec![text("张三"), text("欧阳明"), text("李四光")];
    let document = pages_of(&report, &style());
    let page = &document.pages[0];
    let number = run(page, "鼎政发〔");
    near(number.origin.x.to_pt(), Abs::mm(28.0).to_pt() + 15.75, 0.01);
    let signer = |name| run(page, name);
    near(
        signer("欧阳明").origin.y.to_mm(),
        signer("张三").origin.y.to_mm(),
        0.001,
    );
    near(
        signer("李四光").origin.x.to_mm(),
        signer("张三").origin.x.to_mm(),
        0.001,
    );
    near(number.origin.y.to_mm(), signer("李四光").origin.y.to_mm(), 0.001);
    let right = signer("欧阳明").origin.x + signer("欧阳明").width();
    near(right.to_pt(), Abs::mm(184.0).to_pt() - 15.75, 0.01);
    // Two characters are as wide as three.
    near(signer("张三").width().to_pt(), 3.0 * 15.75, 0.01);
    assert_eq!(
        FONTS.face(signer("张三").face).family,
        FONTS.face(FONTS.chain(gongwen::font::Role::KaiTi)[0]).family
    );
    near(rules(page)[0].from.y.to_mm() - glyph_box(number).1, 4.0, 0.01);
}

#[test]
fn lett_01_to_07_a_letter_has_its_double_lines_and_no_number_on_its_first_page() {
    let mut report = official(Direction::Downward, &["鼎新镇人民政府"], None);
    report.format = DocumentFormat::Letter;
    report.blocks = vec![paragraph(&"国".repeat(28 * 30))];
    report.colophon = Some(Colophon {
        copies: Some(text("县林业局")),
        ..Colophon::default()
    });
    let document = pages_of(&report, &style());
    let page = &document.pages[0];
    near(ink_top(run(page, "鼎新镇人民政府")), 30.0, 0.01);
    let rules = rules(page);
    assert_eq!(rules.len(), 4);
    for rule in &rules {
        near((rule.to.x - rule.from.x).to_mm(), 170.0, 0.01);
        near(f64::midpoint(rule.from.x.to_mm(), rule.to.x.to_mm()), 106.0, 0.01);
    }
    let mark = glyph_box(run(page, "鼎新镇人民政府")).1;
    near((rules[0].from.y - rules[0].weight / 2.0).to_mm() - mark, 4.0, 0.01);
    assert!(rules[0].weight > rules[1].weight && rules[2].weight < rules[3].weight);
    near((rules[3].from.y + rules[3].weight / 2.0).to_mm(), 277.0, 0.01);
    let lower_edge = (rules[1].from.y + rules[1].weight / 2.0).to_mm();
    let number = run(page, "鼎政发〔");
    near(glyph_box(number).0 - lower_edge, 4.94, 0.05);
    near(glyph_box(run(page, "000012")).0 - lower_edge, 4.94, 0.05);
    let end: f64 = runs(page)
        .filter(|run| run.origin.y == number.origin.y)
        .map(|run| (run.origin.x + run.width()).to_mm())
        .fold(0.0, f64::max);
    near(end, 184.0, 0.01);
    assert!(!lines(page).iter().any(|line| line.contains('—')));
    assert!(runs(page).all(|run| !run.is_artifact()), "LETT-07: no page number");
    assert!(runs(&document.pages[1]).any(|run| run.is_artifact() && run.text().contains('2')));
    // LETT-08: no rules in 版记, which ends at the foot of the type area.
    assert!(rules_of_last(&document).is_empty());
    let copies = run(&document.pages[1], "抄送：");
    near(glyph_box(copies).1, 262.0, 7.0 * 0.36);
}

fn rules_of_last(document: &PagedDocument) -> Vec<RuleItem> {
    document.pages.last().map(rules).unwrap_or_default()
}

#[test]
fn ordr_01_to_03_an_order_has_its_mark_at_20_millimetres_and_the_place_of_a_stamp() {
    let report = Report {
        format: DocumentFormat::Order,
        head: Head {
            letterhead: Letterhead {
                bodies: vec![text("鼎新镇人民政府令")],
                word: None,
            },
            number: Some(text("第3号")),
            ..Head::default()
        },
        blocks: vec![paragraph("现予公布，自2023年12月1日起施行。")],
        signature: Some(Signature {
            issuers: Vec::new(),
            date: text("2023年11月20日"),
            seal: Seal::Stamps(vec![text("镇长")]),
        }),
        ..Report::default()
    };
    let document = pages_of(&report, &style());
    let page = &document.pages[0];
    near(ink_top(run(page, "鼎新镇人民政府令")), 57.0, 0.01);
    assert!(rules(page).is_empty());
    let number = run(page, "第");
    near(
        glyph_box(number).0 - glyph_box(run(page, "鼎新镇")).1,
        Abs::pt(57.9).to_mm(),
        0.01,
    );
    near(
        glyph_box(run(page, "现予公布")).0 - glyph_box(number).1,
        Abs::pt(57.9).to_mm(),
        0.01,
    );
    let [stamp] = document.facts.seals.as_slice() else {
        panic!("one stamp");
    };
    assert_eq!(stamp.kind, SealKind::Stamp);
    let right = (stamp.center.x + stamp.size.width / 2.0).to_mm();
    near(right, Abs::pt(Abs::mm(184.0).to_pt() - 4.0 * 15.75).to_mm(), 0.01);
    let post = run(page, "镇长");
    let (top, foot) = glyph_box(post);
    near(f64::midpoint(top, foot), stamp.center.y.to_mm(), 0.01);
    let gap = stamp.center.x - stamp.size.width / 2.0 - post.origin.x - post.width();
    near(gap.to_pt(), 2.0 * 15.75, 0.01);
}

#[test]
fn minu_01_02_minutes_name_who_attended() {
    let names = "张三、李四、王五、赵六、".repeat(6);
    let report = Report {
        format: DocumentFormat::Minutes,
        head: Head {
            letterhead: Letterhead {
                bodies: vec![text("鼎新镇人民政府党政联席会议纪要")],
                word: None,
            },
            ..Head::default()
        },
        title: text("第五次会议纪要"),
        blocks: vec![paragraph("会议议定事项如下。")],
        attendance: vec![
            Attendance {
                label: "出席".into(),
                names: text(&names),
            },
            Attendance {
                label: "请假".into(),
                names: text("孙七"),
            },
        ],
        ..Report::default()
    };
    let document = pages_of(&report, &style());
    let page = &document.pages[0];
    let mark = run(page, "鼎新镇人民政府党政联席会议纪要");
    near(ink_top(mark), 72.0, 0.01);
    assert!(mark.size < Abs::pt(36.0), "fifteen characters are fitted to 156 mm");
    let label = run(page, "出席：");
    near(label.origin.x.to_pt(), Abs::mm(28.0).to_pt() + 2.0 * 15.75, 0.01);
    let turned: Vec<&TextRun> = runs(page)
        .filter(|run| !run.is_artifact() && run.origin.y > label.origin.y && run.origin.y < page_run_y(page, "请假"))
        .collect();
    near(turned[0].origin.x.to_pt(), Abs::mm(28.0).to_pt() + 5.0 * 15.75, 0.01);
}

fn page_run_y(page: &Page, beginning: &str) -> Abs {
    run(page, beginning).origin.y
}

#[test]
fn sign_01_a_sealed_signature_keeps_the_place_of_its_seal() {
    let mut report = official(Direction::Downward, &["鼎新镇人民政府文件"], None);
    report.signature = Some(signed(Seal::Reserved));
    let document = pages_of(&report, &style());
    let page = &document.pages[0];
    let date = runs(page).filter(|run| run.text().contains('日')).last().unwrap();
    let right = (date.origin.x + date.width()).to_pt();
    near(right, Abs::mm(184.0).to_pt() - 4.0 * 15.75, 0.1);
    let seal = document.facts.seals[0];
    near(seal.size.width.to_mm(), 42.0, 0.01);
    assert_eq!((seal.page, seal.kind), (1, SealKind::Seal));
    let issuer = runs(page).filter(|run| run.text() == "鼎新镇人民政府").last().unwrap();
    near(
        (issuer.origin.x + issuer.width() / 2.0).to_mm(),
        seal.center.x.to_mm(),
        0.2,
    );
    let block = f64::midpoint(glyph_box(issuer).0, glyph_box(date).1);
    near(block - seal.center.y.to_mm(), 2.0, 0.2);
    // At most one line between the text and the seal, and no touch.
    let last_line = runs(page).filter(|run| run.text().starts_with('国')).last().unwrap();
    let gap = (seal.center.y - seal.size.height / 2.0).to_mm() - glyph_box(last_line).1 - 2.28;
    assert!((0.0..=10.22).contains(&gap), "{gap}");
}

#[test]
fn sign_02_seals_of_six_bodies_do_not_touch_and_stay_in_the_type_area() {
    for count in 2..=7 {
        let mut report = official(Direction::Downward, &["鼎新镇人民政府文件"], None);
        report.signature = Some(Signature {
            issuers: (0..count)
                .map(|index| text(&format!("鼎新镇第{index}委员会")))
                .collect(),
            ..signed(Seal::Reserved)
        });
        let document = pages_of(&report, &style());
        let seals = &document.facts.seals;
        assert_eq!(seals.len(), count);
        for (index, seal) in seals.iter().enumerate() {
            let radius = seal.size.width.to_mm() / 2.0;
            assert!(seal.center.x.to_mm() - radius >= 28.0 && seal.center.x.to_mm() + radius <= 184.0);
            for other in &seals[index + 1..] {
                let dx = (seal.center.x - other.center.x).to_mm();
                let dy = (seal.center.y - other.center.y).to_mm();
                assert!(dx.hypot(dy) >= 2.0 * radius, "{count} seals");
            }
        }
    }
}

#[test]
fn body_09_and_annex_01_to_04() {
    let mut report = official(Direction::Downward, &["鼎新镇人民政府文件"], None);
    report.annexes = vec![
        Annex {
            title: text("森林防火重点区域"),
            blocks: vec![paragraph("附件正文。")],
        },
        Annex {
            title: text("责任人名单和值班安排以及应急队伍物资储备情况统计表和联系方式一览"),
            blocks: vec![paragraph("另一附件。")],
        },
        Annex {
            title: text("单独装订的图件"),
            blocks: Vec::new(),
        },
    ];
    report.signature = Some(signed(Seal::None));
    report.colophon = Some(colophon(false));
    report.format = DocumentFormat::Material;
    let document = pages_of(&report, &style());
    assert_eq!(document.pages.len(), 3);
    let first = &document.pages[0];
    let all = lines(first);
    let note = all.iter().position(|line| line.starts_with("附件：1.")).unwrap();
    assert_eq!(all[note], "附件：1.森林防火重点区域");
    assert!(all[note + 1].starts_with("2.责任人"));
    assert_eq!(all[note + 3], "3.单独装订的图件");
    // Turned lines begin under the name.
    let turned = runs(first).find(|run| all[note + 2].starts_with(&run.text())).unwrap();
    let label = run(first, "2.");
    let name = runs(first).find(|run| run.text().starts_with("责任人"));
    let name = name.map_or_else(|| label.origin.x + label.width(), |name| name.origin.x);
    near(turned.origin.x.to_pt(), name.to_pt(), 0.3);
    let begins = document.facts.annex_names[1] + Abs::mm(28.0).to_pt();
    near(turned.origin.x.to_pt(), begins, 0.01);
    let annex = &document.pages[1];
    assert_eq!(lines(annex), ["附件1", "森林防火重点区域", "附件正文。"]);
    near(run(annex, "附件").origin.x.to_mm(), 28.0, 0.01);
    // ANNEX-03: the third line begins at two pitches.
    near(
        glyph_box(run(annex, "森林")).0,
        37.0 + Abs::pt(2.0 * 28.95 + 7.0).to_mm(),
        0.01,
    );
    // 版记 follows the last annex, at the foot of its page.
    let rules = rules_of_last(&document);
    near(rules[2].from.y.to_mm(), 262.0, 0.01);
    near(rules[0].weight.to_mm(), 0.35, 0.001);
    near(rules[1].weight.to_mm(), 0.25, 0.001);
    assert!(rules.iter().all(|rule| rule.color == Color::BLACK));
    assert_eq!(document.outline.len(), 2);
}

#[test]
fn colo_02_07_the_colophon_ends_the_type_area_of_an_even_page() {
    let pages = |lines: usize, even: bool| {
        let report = Report {
            blocks: vec![paragraph(&"国".repeat(28 * lines - 2))],
            colophon: Some(colophon(even)),
            ..Report::default()
        };
        pages_of(&report, &style())
    };
    // (lines of text, even) → pages, page of 版记 alone, pages without number
    for (count, even, expected) in [
        (10, false, (1, None, vec![])),
        (10, true, (2, Some(2), vec![])),
        (22, false, (2, Some(2), vec![])),
        (30, true, (2, None, vec![])),
        (44, true, (4, Some(4), vec![3, 4])),
        (44, false, (3, Some(3), vec![])),
        (60, true, (4, Some(4), vec![])),
    ] {
        let document = pages(count, even);
        let facts = &document.facts;
        let found = (
            facts.pages,
            facts.colophon_page,
            facts.unnumbered.iter().copied().collect::<Vec<_>>(),
        );
        assert_eq!(found, expected, "{count} lines, even {even}");
        let last = rules_of_last(&document);
        near(last.last().unwrap().from.y.to_mm(), 262.0, 0.01);
        near((last[0].to.x - last[0].from.x).to_mm(), 156.0, 0.01);
        for (index, page) in document.pages.iter().enumerate() {
            let numbered = runs(page).any(|run| run.is_artifact());
            assert_eq!(numbered, !facts.unnumbered.contains(&(index + 1)), "page {}", index + 1);
        }
    }
}

#[test]
fn colo_03_a_list_of_forty_names_turns_under_its_first() {
    let names: Vec<String> = (0..40).map(|index| format!("第{index}镇人民政府")).collect();
    let report = Report {
        blocks: vec![paragraph("国")],
        colophon: Some(Colophon {
            copies: Some(text(&names.join("，"))),
            ..colophon(false)
        }),
        ..Report::default()
    };
    let document = pages_of(&report, &style());
    let page = &document.pages[0];
    let rows: Vec<String> = lines(page);
    let begin = rows.iter().position(|line| line.starts_with("抄送：")).unwrap();
    assert!(rows.len() - begin > 5 && rows[rows.len() - 2].ends_with('。'));
    near(run(page, "抄送").origin.x.to_pt(), Abs::mm(28.0).to_pt() + 14.0, 0.01);
    let second = runs(page)
        .find(|run| rows[begin + 1].starts_with(&run.text()) && run.origin.y > run_y(page))
        .unwrap();
    near(second.origin.x.to_pt(), Abs::mm(28.0).to_pt() + 4.0 * 14.0, 0.01);
    for run in runs(page).filter(|run| run.origin.y > run_y(page) && !run.is_artifact()) {
        assert!((run.origin.x + run.width()).to_pt() <= Abs::mm(184.0).to_pt() - 13.9);
    }
}

fn run_y(page: &Page) -> Abs {
    run(page, "抄送").origin.y
}

#[test]
fn body_11_a_note_in_brackets_stands_under_the_date_and_with_it() {
    let mut report = official(Direction::Downward, &["鼎新镇人民政府文件"], None);
    report.signature = Some(signed(Seal::Reserved));
    report.note = Some(text("此件公开发布"));
    for extra in 0..25 {
        report.blocks = vec![paragraph(&"国".repeat(28 * 5 + 28 * extra))];
        let document = pages_of(&report, &style());
        let last = document.pages.last().unwrap();
        let all = lines(last);
        assert_eq!(all.last().map(String::as_str), Some("（此件公开发布）"));
        // PG-04: some of the text is always on the page of the signature.
        assert!(all.iter().any(|line| line.starts_with('国')), "{all:?}");
        near(
            run(last, "（").origin.x.to_pt(),
            Abs::mm(28.0).to_pt() + 2.0 * 15.75,
            0.01,
        );
    }
}

/// What layout says of a report, beside its pages.
fn told(report: &Report) -> (Result<PagedDocument, Box<Diagnostic>>, Vec<Code>) {
    let mut sink = Sink::new();
    let document = gongwen::layout::lay_out(report, &style(), &FONTS, &mut sink);
    let codes = sink.as_slice().iter().map(|problem| problem.code).collect();
    (document, codes)
}

fn names(count: usize) -> Vec<Inline> {
    let names: Vec<String> = (1..=count).map(|index| format!("第{index}镇人民政府")).collect();
    text(&names.join("，"))
}

/// A list taller than a page ran off the paper.
#[test]
fn colo_02_a_colophon_taller_than_a_page_is_an_error() {
    for (count, fits) in [(40, true), (300, false)] {
        let mut report = official(Direction::Downward, &["鼎新镇人民政府文件"], None);
        report.colophon = Some(Colophon {
            copies: Some(names(count)),
            ..colophon(false)
        });
        match told(&report).0 {
            Ok(document) => assert!(fits && document.facts.colophon_height < Abs::mm(225.0).to_pt()),
            Err(problem) => assert!(!fits && problem.code == Code::ColophonTall),
        }
    }
}

/// Addressees that fill the first page push the text off it.
#[test]
fn body_04_addressees_that_leave_the_text_no_room_move_to_the_colophon() {
    let mut report = official(Direction::Downward, &["鼎新镇人民政府文件"], None);
    report.addressee = Some([names(60), text("：")].concat());
    report.colophon = Some(colophon(false));
    let (document, codes) = told(&report);
    let document = document.unwrap();
    assert_eq!(codes, [Code::AddresseeMoved]);
    assert!(document.facts.addressee_moved);
    assert!(lines(&document.pages[0]).iter().any(|line| line.starts_with("国国")));
    let last = lines(document.pages.last().unwrap());
    let moved = last
        .iter()
        .position(|line| line.starts_with("主送：第1镇人民政府"))
        .unwrap();
    let copies = last.iter().position(|line| line.starts_with("抄送：")).unwrap();
    assert!(
        moved < copies && last[copies - 1].ends_with("第60镇人民政府。"),
        "{last:?}"
    );
    // Without 版记 they have nowhere to go.
    report.colophon = None;
    assert_eq!(told(&report).1, [Code::FirstPage]);
}

/// The names of who signs were printed over the number.
#[test]
fn head_07_long_names_of_signers_leave_the_number_its_room() {
    let mut report = official(Direction::Upward, &["鼎新镇人民政府文件"], None);
    for (long, columns) in [("欧阳明", 2), ("迪丽热巴·迪力木拉提", 1)] {
        report.head.signers = vec![text("张三"), text(long), text("李四光"), text("赵六")];
        report.head.number = Some(text("清政农发〔2023〕12号"));
        let (document, codes) = told(&report);
        let document = document.unwrap();
        assert_eq!((document.facts.signer_columns, codes), (columns, vec![]));
        let page = &document.pages[0];
        let number = run(page, "清政农发");
        let mut line: Vec<&TextRun> = runs(page).filter(|run| run.origin.y == number.origin.y).collect();
        line.sort_by(|one, other| one.origin.x.to_pt().total_cmp(&other.origin.x.to_pt()));
        let words: String = line.iter().map(|run| run.text()).collect();
        assert!(
            words.starts_with("清政农发〔2023〕12号") && words.ends_with("赵六"),
            "{words}"
        );
        for pair in line.windows(2) {
            let gap = pair[1].origin.x - (pair[0].origin.x + pair[0].width());
            assert!(
                gap > Abs::pt(-0.01),
                "{columns} columns: {} over {}",
                pair[0].text(),
                pair[1].text()
            );
        }
    }
    report.head.signers = vec![text("阿卜杜热伊木江·阿卜杜外力·买买提明")];
    assert_eq!(told(&report).1, [Code::SignersWide]);
}

/// Long names of bodies were set smaller instead of in fewer columns.
#[test]
fn sign_02_names_of_bodies_keep_their_size() {
    let mut report = official(Direction::Downward, &["鼎新镇人民政府文件"], None);
    let bodies = [
        "清水县自然资源和规划局",
        "清水县农业农村局",
        "清水县财政局",
        "清水县住房和城乡建设局",
    ];
    report.signature = Some(Signature {
        issuers: bodies.iter().map(|body| text(body)).collect(),
        ..signed(Seal::Reserved)
    });
    let document = told(&report).0.unwrap();
    for page in &document.pages {
        let signed = runs(page).filter(|run| run.text().starts_with("清水县"));
        assert!(signed.map(|run| run.size).all(|size| size == Abs::pt(16.0)));
    }
    assert_eq!(document.facts.seals.len(), 4);
}

#[test]
fn contents_without_headings_are_not_printed_and_told() {
    let report = Report {
        blocks: vec![Block::Contents(2), paragraph("国")],
        ..Report::default()
    };
    let (document, codes) = told(&report);
    assert_eq!(codes, [Code::ContentsEmpty]);
    let document = document.unwrap();
    assert_eq!(document.pages.len(), 1);
    assert!(lines(&document.pages[0]).iter().all(|line| !line.contains("目")));
}

/// Words of a title are cut only where there is no other way, and that is told.
#[test]
fn body_02_a_title_that_cuts_a_word_is_told() {
    let mut report = official(Direction::Downward, &["鼎新镇人民政府文件"], None);
    for (title, cut) in [
        (
            "鼎新镇人民政府办公室关于转发《清水县人民政府关于加强农村人居环境整治工作的实施意见》的通知",
            false,
        ),
        (&*"关于印发《工作》的通知".repeat(12), true),
    ] {
        report.title = text(title);
        let (_, codes) = told(&report);
        assert_eq!(codes.contains(&Code::TitleCut), cut, "{title}");
    }
}

#[test]
fn every_title_from_1_to_60_characters_is_set_whole() {
    let long = "鼎新镇人民政府关于巩固拓展脱贫攻坚成果同乡村振兴有效衔接工作推进情况和下一步重点任务安排的专题报告若干问题的请示";
    for length in 1..=long.chars().count().min(60) {
        let title: String = long.chars().take(length).collect();
        let mut report = official(Direction::Downward, &["鼎新镇人民政府文件"], None);
        report.title = text(&title);
        let document = pages_of(&report, &style());
        assert_eq!(document.facts.title_lines.concat(), title);
        let blocks = report.blocks.len();
        assert!(blocks == 1 && matches!(report.blocks[0], Block::Paragraph(_)));
        assert!(lines(&document.pages[0]).iter().any(|line| line.starts_with("国国")));
    }
}

/// Set on one line, a long name was smaller than the title under it.
#[test]
fn head_04_a_name_too_long_for_a_line_stands_on_two() {
    for (name, lines) in [
        (
            "荣县鼎新镇人民政府综合行政执法办公室文件",
            vec!["荣县鼎新镇人民政府", "综合行政执法办公室文件"],
        ),
        (
            "中共荣县鼎新镇委员会农村工作领导小组办公室文件",
            vec!["中共荣县鼎新镇委员会", "农村工作领导小组办公室文件"],
        ),
    ] {
        let document = pages_of(&official(Direction::Downward, &[name], None), &style());
        assert_eq!(document.facts.letterhead_lines, lines);
        let page = &document.pages[0];
        let [first, second] = [lines[0], lines[1]].map(|line| run(page, line));
        assert!(
            first.size >= Abs::pt(26.0) && first.size == second.size,
            "{:?}",
            first.size
        );
        near(ink_top(first), 72.0, 0.01);
        near(
            (second.origin.y - first.origin.y).to_pt(),
            first.size.to_pt() * 1.25,
            0.01,
        );
        for line in [first, second] {
            near((line.origin.x + line.width() / 2.0).to_mm(), 106.0, 0.01);
            assert!(line.width().fits(Abs::mm(156.0)));
        }
        let number = run(page, "鼎政发〔");
        near(glyph_box(number).0 - glyph_box(second).1, Abs::pt(57.9).to_mm(), 0.01);
    }
    // One that is large enough on a line stays there.
    let document = pages_of(
        &official(Direction::Downward, &["荣县鼎新镇人民政府办公室文件"], None),
        &style(),
    );
    assert_eq!(document.facts.letterhead_lines, Vec::<String>::new());
}

/// A name of 60 characters was printed in 13 pt, and no word said so.
#[test]
fn head_04_a_name_too_long_for_a_large_mark_is_told() {
    let short = "荣县鼎新镇人民政府综合行政执法办公室文件";
    let long = format!("{}文件", "荣县鼎新镇人民政府综合行政执法办公室".repeat(4));
    for (name, told_of) in [(short, false), (&*long, true)] {
        let mut report = official(Direction::Downward, &[name], None);
        let (document, codes) = told(&report);
        assert_eq!(codes.contains(&Code::LetterheadSmall), told_of, "{name}");
        assert_eq!(document.unwrap().facts.letterhead_size < 26.0, told_of, "{name}");
        // What is on the paper already is not set.
        report.head.preprinted = true;
        assert!(!told(&report).1.contains(&Code::LetterheadSmall), "{name}");
    }
}

//! GB/T 9704 measured on produced files: a good document holds every rule, each thing done wrong breaks its own.

mod rare;

use gongwen::diag::{Catalogue, Lang, Sink};
use gongwen::font::Role;
use gongwen::geom::{Abs, Em};
use gongwen::layout::{Item, lay_out};
use gongwen::lint::{RULES, Verdict, lint};
use gongwen::report::{
    Annex, Attendance, Block, Colophon, ColumnAlign, Direction, DocumentFormat, Head, Inline, Letterhead, Metadata,
    Report, Row, Seal, Signature, Table, TableCell, Turn,
};
use gongwen::style::{Color, StyleSettings, Stylesheet, gb9704};
use gongwen::writer::docx;
use gongwen::writer::pdf::{self, JobFonts, Settings};

use crate::parts::{heading, joint_letterhead, text};

const PARAGRAPH: &str = "全镇上下坚持稳中求进，粮食播种面积4.5万亩、总产量1.85万吨，比上年增长2.6%；“菜篮子”产品\
    供应充足——蔬菜种植面积5.1万亩，其中设施蔬菜（含大棚）1.2万亩，农村居民人均可支配收入近3.5万元，各项工作取得了\
    新的进展，较好地完成了年初确定的目标任务。";

/// A long paragraph of Han characters only, so that whole lines show the grid.
fn han() -> String {
    "国泰民安风调雨顺五谷丰登六畜兴旺百业昌盛万众一心同舟共济砥砺前行".repeat(9) + "。"
}

fn row(words: [&str; 3]) -> Row {
    let cells = words.iter().enumerate().map(|(column, words)| TableCell {
        column,
        column_span: 1,
        row_span: 1,
        content: text(words),
    });
    Row {
        cells: cells.collect(),
        total: false,
    }
}

fn table() -> Block {
    Block::Table(Table {
        label: "表1".to_owned(),
        caption: text("各村粮食生产情况"),
        unit: Some(text("单位：亩、吨")),
        columns: vec![ColumnAlign::Left, ColumnAlign::Right, ColumnAlign::Right],
        header: vec![row(["村", "面积", "产量"])],
        body: vec![
            row(["李家村", "3128", "1251.5"]),
            row(["鼎新村", "987", "394.0"]),
            row(["顺利村", "12045", "4818.2"]),
        ],
        notes: Vec::new(),
        turn: Turn::WhenWide,
    })
}

/// Every element that a report of today has.
fn report() -> Report {
    let mut blocks = vec![
        Block::Paragraph(text(PARAGRAPH)),
        heading(1, "一、", "2023年工作推进情况", None),
        heading(2, "（一）", "聚力转型升级，产业发展更加兴旺", None),
        Block::Paragraph(text(PARAGRAPH)),
        heading(3, "1.", "筑牢粮食安全根基。", Some(PARAGRAPH)),
        heading(4, "（1）", "落实耕地保护。", Some(PARAGRAPH)),
        Block::Paragraph(text(&han())),
        heading(2, "（二）", "聚力项目建设，发展后劲更加充足。", Some(PARAGRAPH)),
        table(),
    ];
    blocks.extend((0..6).map(|_| Block::Paragraph(text(PARAGRAPH))));
    Report {
        title: text("鼎新镇2023年工作总结和2024年工作谋划"),
        subtitle: vec![text("（2023年11月30日）")],
        addressee: Some(text("县人民政府：")),
        blocks,
        signature: Some(Signature {
            issuers: vec![text("荣川县鼎新镇人民政府")],
            date: text("2023年11月30日"),
            seal: Seal::None,
        }),
        metadata: Metadata {
            title: "鼎新镇2023年工作总结和2024年工作谋划".to_owned(),
            author: "鼎新镇人民政府".to_owned(),
            date: Some(jiff::civil::date(2023, 11, 30)),
            ..Metadata::default()
        },
        ..Report::default()
    }
}

/// The PDF and the Word file of a report.
fn written(report: &Report, style: &Stylesheet) -> [Vec<u8>; 2] {
    let fonts = super::font::shipped();
    let mut sink = Sink::new();
    let document = lay_out(report, style, &fonts, &mut sink).unwrap();
    [
        pdf::write(
            &document,
            &report.metadata,
            &fonts,
            &JobFonts::default(),
            &Settings::default(),
        )
        .unwrap(),
        docx::write(report, &document.facts, style).unwrap(),
    ]
}

/// The ids of the broken rules.
fn broken(bytes: &[u8]) -> Vec<&'static str> {
    let findings = lint(bytes).unwrap();
    let broken = findings
        .iter()
        .filter(|one| matches!(one.verdict, Verdict::Broken { .. }));
    broken.map(|one| one.rule).collect()
}

/// One line a rule, with what is wrong.
fn told(bytes: &[u8]) -> String {
    let mut told = String::new();
    for finding in lint(bytes).unwrap() {
        let line = match &finding.verdict {
            Verdict::Held { .. } => format!("{} held\n", finding.rule),
            Verdict::NotApplicable => format!("{} not applicable\n", finding.rule),
            Verdict::NotMeasured => String::new(),
            Verdict::Broken { breaches, .. } => {
                let first = &breaches[0];
                let page = first.place.page.map_or_else(String::new, |page| format!(" p{page}"));
                format!(
                    "{} broken:{page} “{}” expected {}, found {}\n",
                    finding.rule, first.place.text, first.expected, first.found
                )
            }
        };
        told.push_str(&line);
    }
    told
}

#[test]
fn a_good_report_holds_every_rule() {
    let style = gb9704::stylesheet(&StyleSettings::default());
    let [pdf, docx] = written(&report(), &style);
    insta::with_settings!({ snapshot_path => "golden/lint", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("report.pdf", told(&pdf));
        insta::assert_snapshot!("report.docx", told(&docx));
    });
    assert!(broken(&pdf).is_empty() && broken(&docx).is_empty());
}

#[test]
fn of_fields_what_they_show_is_read() {
    let mut report = report();
    report.blocks.insert(0, Block::Contents(2));
    let mut see = text("各村情况见");
    see.extend([Inline::Reference("表1".to_owned()), Inline::Text("。".to_owned())]);
    report.blocks.push(Block::Paragraph(see));
    let style = gb9704::stylesheet(&StyleSettings::default());
    let [_, docx] = written(&report, &style);
    assert_eq!(broken(&docx), Vec::<&str>::new(), "{}", told(&docx));
    // RPT-09: the place of a breach is told in the words of the page.
    report.blocks.push(Block::Paragraph(vec![
        Inline::Reference("表1".to_owned()),
        Inline::Text("所列面积,产量为初步数。".to_owned()),
    ]));
    let [_, docx] = written(&report, &style);
    assert!(told(&docx).contains("“表1所列面积,产量为初步数。”"), "{}", told(&docx));
}

/// How a format is signed.
fn signature(format: DocumentFormat) -> Option<Signature> {
    match format {
        DocumentFormat::Minutes => None,
        DocumentFormat::Order => Some(Signature {
            issuers: Vec::new(),
            date: text("2023年11月20日"),
            seal: Seal::Stamps(vec![text("镇长")]),
        }),
        DocumentFormat::Material | DocumentFormat::Official(_) | DocumentFormat::Letter => Some(Signature {
            issuers: vec![text("鼎新镇人民政府")],
            date: text("2023年11月20日"),
            seal: Seal::Reserved,
        }),
    }
}

/// A report in one of the formats of the standard, with every element that the format has.
fn formatted(format: DocumentFormat) -> Report {
    let mark = match format {
        DocumentFormat::Material | DocumentFormat::Official(_) => "鼎新镇人民政府文件",
        DocumentFormat::Letter => "鼎新镇人民政府",
        DocumentFormat::Order => "鼎新镇人民政府令",
        DocumentFormat::Minutes => "鼎新镇党政联席会议纪要",
    };
    let upward = format == DocumentFormat::Official(Direction::Upward);
    let order = format == DocumentFormat::Order;
    let minutes = format == DocumentFormat::Minutes;
    Report {
        format,
        head: Head {
            copy_number: (!order && !minutes).then(|| text("000012")),
            secrecy: (!order && !minutes).then(|| text("机密★10年")),
            urgency: (!order && !minutes).then(|| text("特急")),
            letterhead: Letterhead {
                bodies: vec![text(mark)],
                word: None,
            },
            number: (!minutes).then(|| text(if order { "第3号" } else { "鼎政发〔2023〕12号" })),
            signers: if upward { vec![text("张三")] } else { Vec::new() },
            preprinted: false,
        },
        title: if order {
            Vec::new()
        } else {
            text("关于做好2023年度森林防火工作的通知")
        },
        subtitle: Vec::new(),
        addressee: (!order && !minutes).then(|| text("各村民委员会：")),
        attendance: if minutes {
            vec![Attendance {
                label: "出席".into(),
                names: text("张三、李四、王五、赵六"),
            }]
        } else {
            Vec::new()
        },
        signature: signature(format),
        note: (!order && !minutes).then(|| text("（联系人：王五，电话：12345678）")),
        annexes: if order || minutes {
            Vec::new()
        } else {
            vec![
                Annex {
                    title: text("森林防火值班安排"),
                    blocks: vec![Block::Paragraph(text(PARAGRAPH))],
                },
                Annex {
                    title: text("各村粮食生产情况"),
                    blocks: vec![table()],
                },
            ]
        },
        colophon: (!order).then(|| Colophon {
            copies: Some(text("县政府办公室，县应急管理局")),
            printer: (format != DocumentFormat::Letter).then(|| text("鼎新镇党政办公室")),
            printed: (format != DocumentFormat::Letter).then(|| text("2023年11月21日")),
            even_page: true,
            ..Colophon::default()
        }),
        ..report()
    }
}

#[test]
fn every_format_holds_every_rule() {
    let formats = [
        ("official", DocumentFormat::Official(Direction::Downward)),
        ("upward", DocumentFormat::Official(Direction::Upward)),
        ("letter", DocumentFormat::Letter),
        ("order", DocumentFormat::Order),
        ("minutes", DocumentFormat::Minutes),
    ];
    let style = gb9704::stylesheet(&StyleSettings::default());
    let mut wrong = String::new();
    for (name, format) in formats {
        let [pdf, docx] = written(&formatted(format), &style);
        insta::with_settings!({ snapshot_path => "golden/lint", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("{name}.pdf"), told(&pdf));
            insta::assert_snapshot!(format!("{name}.docx"), told(&docx));
        });
        wrong += &format!("{name}: {:?} {:?}\n", broken(&pdf), broken(&docx));
    }
    assert!(!wrong.contains('"'), "{wrong}");
}

/// A way to spoil a document, and the rules that must then be broken on the PDF and on the Word file.
type Spoiled = (
    &'static str,
    fn(&mut Stylesheet),
    &'static [&'static str],
    &'static [&'static str],
);

const SPOILED: &[Spoiled] = &[
    (
        "letter paper",
        |style| style.page.height = Abs::mm(279.4),
        &["PAGE-01"],
        &["PAGE-01"],
    ),
    (
        "the top margin of Word's default",
        |style| style.margins.top = Abs::mm(25.4),
        &["PAGE-02"],
        &["PAGE-02"],
    ),
    (
        "a binding margin of 31.8 mm",
        |style| style.margins.left = Abs::mm(31.8),
        &["PAGE-03"],
        &["PAGE-03"],
    ),
    (
        "a right margin of 20 mm",
        |style| style.margins.right = Abs::mm(20.0),
        &["PAGE-04"],
        &["PAGE-04"],
    ),
    (
        "lines of 29 pt",
        |style| style.body.pitch = Abs::pt(29.0),
        &[],
        &["GRID-04"],
    ),
    (
        "lines of 28 pt",
        |style| style.body.pitch = Abs::pt(28.0),
        &["GRID-05"],
        &["GRID-04"],
    ),
    (
        "plain 16 pt, hence 27 characters",
        |style| style.body.tracking = Abs::ZERO,
        &["GRID-01"],
        &["GRID-02"],
    ),
    (
        "text in 宋体",
        |style| style.body.role = Role::Song,
        &["FONT-01"],
        &["FONT-01"],
    ),
    (
        "a title in 黑体",
        |style| style.title.role = Role::HeiTi,
        &["FONT-02"],
        &["FONT-02"],
    ),
    (
        "level 1 in 楷体",
        |style| style.headings[0].role = Role::KaiTi,
        &["FONT-03"],
        &["FONT-03"],
    ),
    (
        "level 2 in 黑体",
        |style| style.headings[1].role = Role::HeiTi,
        &["FONT-04"],
        &["FONT-04"],
    ),
    (
        "page numbers in 仿宋",
        |style| style.page_number.role = Role::FangSong,
        &["FONT-05"],
        &["FONT-05"],
    ),
    (
        "a title of 20 pt",
        |style| style.title.size = Abs::pt(20.0),
        &["BODY-01"],
        &["BODY-01"],
    ),
    (
        "no indent",
        |style| style.body.first_line = Em::ZERO,
        &["BODY-05"],
        &["BODY-05"],
    ),
    (
        "page numbers of 12 pt",
        |style| style.page_number.size = Abs::pt(12.0),
        &["PNUM-01"],
        &["PNUM-01"],
    ),
    (
        "page numbers 12 mm below",
        |style| style.page_number.below_type_area = Abs::mm(12.0),
        &["PNUM-02"],
        &["PNUM-03"],
    ),
    (
        "page numbers at the very edge",
        |style| style.page_number.inset = Abs::ZERO,
        &["PNUM-04"],
        &["PNUM-04"],
    ),
    (
        "headings that may end a page",
        |style| style.headings.iter_mut().for_each(|one| one.keep_with_next = false),
        &[],
        &["BODY-08"],
    ),
];

#[test]
fn each_thing_done_wrong_breaks_its_rule() {
    for (name, spoil, of_pdf, of_docx) in SPOILED {
        let mut style = gb9704::stylesheet(&StyleSettings::default());
        spoil(&mut style);
        let [pdf, docx] = written(&report(), &style);
        for (kind, bytes, expected) in [("PDF", &pdf, of_pdf), ("DOCX", &docx, of_docx)] {
            let found = broken(bytes);
            for rule in *expected {
                assert!(
                    found.contains(rule),
                    "{name}: {rule} of the {kind} is not broken, but {found:?}"
                );
            }
        }
    }
}

/// The rules that wrong words break.
#[test]
fn wrong_words_break_their_rules() {
    let style = gb9704::stylesheet(&StyleSettings::default());
    type Change = fn(&mut Report);
    let changes: [(&str, Change, &str); 6] = [
        (
            "BODY-03",
            |report| report.title = text("关于关于开展检查工作的通知。"),
            "a stuttering title",
        ),
        (
            "BODY-06",
            |report| report.blocks[2] = heading(2, "(一)", "聚力转型升级", None),
            "half-width brackets",
        ),
        (
            "BODY-07",
            |report| report.blocks[1] = heading(1, "一、", "工作情况。", None),
            "a full stop",
        ),
        (
            "BODY-10",
            |report| report.blocks.push(Block::Paragraph(text("（此页无正文）"))),
            "an empty page",
        ),
        (
            "SIGN-06",
            |report| report.signature.as_mut().unwrap().date = text("2023年01月05日"),
            "a padded date",
        ),
        (
            "RPT-09",
            |report| report.blocks.push(Block::Paragraph(text("粮食丰收,蔬菜增产。"))),
            "a half-width comma",
        ),
    ];
    for (rule, change, name) in changes {
        let mut report = report();
        change(&mut report);
        for bytes in written(&report, &style) {
            assert!(broken(&bytes).contains(&rule), "{name}: {:?}", broken(&bytes));
        }
    }
}

#[test]
fn red_text_is_told() {
    let mut document = {
        let fonts = super::font::shipped();
        let style = gb9704::stylesheet(&StyleSettings::default());
        lay_out(&report(), &style, &fonts, &mut Sink::new()).unwrap()
    };
    for item in &mut document.pages[1].items {
        if let Item::Text(run) = item {
            run.color = Color::RED;
        }
    }
    let (fonts, job) = (super::font::shipped(), JobFonts::default());
    let bytes = pdf::write(&document, &report().metadata, &fonts, &job, &Settings::default()).unwrap();
    assert!(broken(&bytes).contains(&"COLOR-01"));
}

#[test]
fn every_rule_has_words_and_is_measured_or_says_why_not() {
    for lang in [Lang::ZhCn, Lang::En] {
        let catalogue = Catalogue::of(lang);
        for rule in RULES {
            let key = format!("rule-{}", rule.id);
            assert_ne!(catalogue.text(&key, &[]), key);
        }
    }
    for rule in RULES {
        let measured = rule.measures_pdf() || rule.measures_docx();
        assert_eq!(measured, rule.unmeasured.is_none(), "{}", rule.id);
    }
}

#[test]
fn files_that_are_none_are_refused() {
    for bytes in [
        &b"not a file"[..],
        b"%PDF-1.7 and nothing more",
        b"PK\x03\x04 broken",
        b"",
    ] {
        assert!(lint(bytes).is_err());
    }
}

/// Its text stands beside it on the line, so nothing need follow (BODY-07, BODY-08).
#[test]
fn a_run_in_heading_of_one_line_may_end_a_page() {
    let last_of_first = |report: &Report, style: &Stylesheet| {
        let document = lay_out(report, style, &super::font::shipped(), &mut Sink::new()).unwrap();
        let runs = document.pages[0].items.iter().filter_map(|item| match item {
            Item::Text(run) if !run.is_artifact() => Some(run),
            Item::Text(_) | Item::Rule(_) | Item::Fill(_) | Item::Image(_) => None,
        });
        let lowest = runs.clone().map(|run| run.origin.y).fold(Abs::ZERO, Abs::max);
        runs.filter(|run| run.origin.y == lowest)
            .map(|run| run.text())
            .collect::<String>()
    };
    let mut ended = 0;
    for above in 10..20 {
        let mut blocks = vec![Block::Paragraph(text("各项工作进展顺利。")); above];
        blocks.push(heading(3, "1.", "筑牢粮食安全根基。", Some("播种4.5万亩。")));
        blocks.push(Block::Paragraph(text(PARAGRAPH)));
        let (report, style) = (
            Report { blocks, ..report() },
            gb9704::stylesheet(&StyleSettings::default()),
        );
        let [pdf, _] = written(&report, &style);
        assert!(!broken(&pdf).contains(&"BODY-08"), "{above} lines above");
        ended += usize::from(last_of_first(&report, &style).starts_with("1.筑牢"));
    }
    assert_eq!(ended, 1, "no page ended with the heading");
}

/// The names of several bodies are as small as their number and length ask for, a title's size or less.
#[test]
fn head_05_small_marks_of_many_long_names_are_no_title() {
    let bodies = [
        "中共荣川县鼎新镇委员会政法委员会",
        "荣川县鼎新镇人民政府综合行政执法办公室",
        "荣川县青山镇人民政府农业综合服务中心",
        "荣川县绿水镇人民政府社会事务办公室",
        "荣川县农业农村局粮食生产安全综合监督管理中心办公室",
        "荣川县林业和草原局",
    ];
    let mut report = formatted(DocumentFormat::Official(Direction::Downward));
    report.head.letterhead = joint_letterhead(&bodies);
    let style = gb9704::stylesheet(&StyleSettings::default());
    let mut sink = Sink::new();
    let document = lay_out(&report, &style, &super::font::shipped(), &mut sink).unwrap();
    assert!(document.facts.letterhead_size < 18.0);
    for file in written(&report, &style) {
        assert_eq!(broken(&file), Vec::<&str>::new(), "{}", told(&file));
    }
}

#[test]
fn head_04_a_long_name_on_two_lines_is_one_mark() {
    let style = gb9704::stylesheet(&StyleSettings::default());
    for (format, name) in [
        (
            DocumentFormat::Official(Direction::Downward),
            "荣县鼎新镇人民政府综合行政执法办公室文件",
        ),
        (
            DocumentFormat::Official(Direction::Upward),
            "荣县鼎新镇人民政府综合行政执法办公室文件",
        ),
        (DocumentFormat::Letter, "中共荣县鼎新镇委员会农村工作领导小组办公室"),
        (DocumentFormat::Minutes, "荣县鼎新镇人民政府安全生产委员会联席会议纪要"),
        (DocumentFormat::Order, "中共荣县鼎新镇委员会荣县鼎新镇人民政府令"),
    ] {
        let mut report = formatted(format);
        report.head.letterhead.bodies = vec![text(name)];
        for file in written(&report, &style) {
            assert_eq!(broken(&file), Vec::<&str>::new(), "{name}: {}", told(&file));
        }
    }
}

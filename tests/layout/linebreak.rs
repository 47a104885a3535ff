//! The line breaker: the 35 cases of the specification for both profiles, and properties on random text.

use gongwen::geom::Em;
use gongwen::layout::inline::class::{Class, Cluster};
use gongwen::layout::inline::linebreak::{Line, Rules, break_lines, squeeze};
use gongwen::style::{Profile, UnitGlue};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    id: String,
    why: String,
    measure_em: f64,
    indent_em: f64,
    text: String,
    grid: Vec<String>,
    fine: Vec<String>,
    fine_unit_glue: String,
    fine_natural_em: Vec<f64>,
}

fn cases() -> Vec<Case> {
    include_str!("../golden/layout/cjk-linebreak-fixture.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The metric of the cases: Han and full-width marks 1 em, ASCII, · and ∶ half an em.
fn width(character: char) -> Em {
    if character.is_ascii() || "·∶".contains(character) {
        Em::HALF
    } else {
        Em::ONE
    }
}

const GRID: Rules = Rules {
    profile: Profile::Grid,
    unit_glue: UnitGlue::Hard,
};
const FINE: Rules = Rules {
    profile: Profile::Fine,
    unit_glue: UnitGlue::Hard,
};

struct Broken {
    clusters: Vec<Cluster>,
    lines: Vec<Line>,
}

impl Broken {
    fn new(text: &str, measure: f64, indent: f64, rules: Rules) -> Self {
        let clusters = Cluster::of_text(text, width);
        let lines = break_lines(&clusters, Em::new(measure), Em::new(indent), rules);
        Self { clusters, lines }
    }

    fn line(&self, line: &Line) -> String {
        self.clusters[line.range.clone()]
            .iter()
            .map(|cluster| cluster.character)
            .collect()
    }

    fn texts(&self) -> Vec<String> {
        self.lines.iter().map(|line| self.line(line)).collect()
    }

    fn width(&self, line: &Line, profile: Profile, least: bool) -> f64 {
        line.range
            .clone()
            .map(|index| {
                let squeeze = squeeze(&self.clusters, &line.range, index, profile);
                let taken = if least { squeeze.most } else { squeeze.natural };
                self.clusters[index].width.get() - taken.get()
            })
            .sum()
    }
}

#[test]
fn every_case_of_the_grid_profile_breaks_as_specified() {
    let cases = cases();
    assert_eq!(cases.len(), 35);
    for case in cases {
        let broken = Broken::new(&case.text, case.measure_em, case.indent_em, GRID);
        assert_eq!(broken.texts(), case.grid, "{}: {}", case.id, case.why);
    }
}

#[test]
fn every_case_of_the_fine_profile_breaks_as_specified() {
    for case in cases() {
        let unit_glue = if case.fine_unit_glue == "soft" {
            UnitGlue::Soft
        } else {
            UnitGlue::Hard
        };
        let broken = Broken::new(&case.text, case.measure_em, case.indent_em, Rules { unit_glue, ..FINE });
        assert_eq!(broken.texts(), case.fine, "{}: {}", case.id, case.why);
        let widths: Vec<f64> = broken
            .lines
            .iter()
            .map(|line| broken.width(line, Profile::Fine, false))
            .collect();
        assert_eq!(widths, case.fine_natural_em, "{}: widths", case.id);
    }
}

#[test]
fn glue_is_released_in_order_before_a_run_is_cut() {
    // 近 gives way first, then the unit, and only then the number itself, which is told.
    assert_eq!(
        Broken::new("近123456789万元", 6.0, 0.0, FINE).texts(),
        ["近", "123456789", "万元"]
    );
    assert!(
        Broken::new("近123456789万元", 6.0, 0.0, FINE)
            .lines
            .iter()
            .all(|line| !line.forced)
    );
    let cut = Broken::new("123456789012345元", 6.0, 0.0, FINE);
    assert_eq!(cut.texts(), ["123456789012", "345元"]);
    assert!(cut.lines[0].forced);
}

#[test]
fn an_address_breaks_after_its_joints_only_when_it_is_too_long() {
    let text = "详见http://www.example.gov.cn/report/index.html";
    let broken = Broken::new(text, 10.0, 0.0, GRID);
    assert_eq!(
        broken.texts(),
        ["详见", "http://www.example.", "gov.cn/report/index.", "html"]
    );
    assert!(broken.lines.iter().all(|line| !line.forced));
}

#[test]
fn a_solidus_ends_a_line_only_inside_a_word_that_is_too_long() {
    assert_eq!(Broken::new("a/aAaaa——", 6.0, 1.0, GRID).texts(), ["a/", "aAaaa——"]);
    assert_eq!(
        Broken::new("收入和/或支出总额", 4.0, 0.0, GRID).texts(),
        ["收入", "和/或支", "出总额"]
    );
}

#[test]
fn a_long_paragraph_is_broken_in_linear_time() {
    let text = "“，12345678901234567890。—…".repeat(20_000);
    let broken = Broken::new(&text, 28.0, 2.0, FINE);
    assert_eq!(broken.texts().concat(), text);
}

/// Pieces that make trouble at line ends; short enough for a line of six ems.
fn text() -> impl Strategy<Value = String> {
    let han = "[全镇乡村经济社会发展取得新成效万亩元年月日近超约名个]{1,6}";
    let number = "[0-9]{1,3}(\\.[0-9]|%|,[0-9]{3})?";
    let mark = "[。，、；：？！”’）》〕“‘（《〔·/～—％-]";
    let piece = prop_oneof![
        6 => han.boxed(),
        3 => number.boxed(),
        3 => mark.boxed(),
        1 => Just("——".to_owned()).boxed(),
        1 => Just("……".to_owned()).boxed(),
        1 => "[a-zA-Z]{1,6}".boxed(),
        1 => Just(" ".to_owned()).boxed(),
    ];
    prop::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}

/// What may not stand at the two sides of a line's end, whatever the profile (§9, properties).
fn assert_end(before: Cluster, after: Cluster) -> Result<(), TestCaseError> {
    prop_assert!(after.class.may_begin_line(), "line begins with {}", after.character);
    // The joint of an address that is wider than the line (LB-08).
    let joint = before.character == '/' && after.class == Class::Latin;
    prop_assert!(
        before.class.may_end_line() || joint,
        "line ends with {}",
        before.character
    );
    prop_assert!(
        !(before.character.is_ascii_digit() && after.character.is_ascii_digit()),
        "a number is split"
    );
    Ok(())
}

fn check(text: &str, measure: f64, indent: f64, rules: Rules) -> Result<(), TestCaseError> {
    let broken = Broken::new(text, measure, indent, rules);
    prop_assert_eq!(broken.texts().concat(), text);
    for (index, line) in broken.lines.iter().enumerate() {
        prop_assert!(!line.range.is_empty());
        let room = if index == 0 { measure - indent } else { measure };
        prop_assert!(
            broken.width(line, rules.profile, true) <= room + 1e-6,
            "{:?} is too wide",
            broken.line(line)
        );
        if !line.forced && line.range.end < broken.clusters.len() {
            assert_end(broken.clusters[line.range.end - 1], broken.clusters[line.range.end])?;
        }
    }
    if rules.profile == Profile::Fine {
        check_orphan(&broken, measure, indent)?;
    }
    let again = Broken::new(&broken.texts().concat(), measure, indent, rules);
    prop_assert_eq!(again.lines, broken.lines);
    Ok(())
}

/// A last line of one Han is only left where the line above has nothing to give.
fn check_orphan(broken: &Broken, measure: f64, indent: f64) -> Result<(), TestCaseError> {
    let [.., above, last] = broken.lines.as_slice() else {
        return Ok(());
    };
    let clusters = &broken.clusters[last.range.clone()];
    let orphan = clusters.iter().filter(|cluster| cluster.class == Class::Han).count() == 1
        && clusters
            .iter()
            .all(|cluster| matches!(cluster.class, Class::Han | Class::Stop | Class::Close));
    if !orphan || above.forced {
        return Ok(());
    }
    let joined = Line {
        range: above.range.start..last.range.end,
        forced: false,
    };
    let room = if above.range.start == 0 {
        measure - indent
    } else {
        measure
    };
    prop_assert!(
        broken.width(&joined, Profile::Fine, true) > room,
        "the orphan could be squeezed in"
    );
    let two_han = broken.clusters[above.range.clone()]
        .iter()
        .rev()
        .take(2)
        .all(|cluster| cluster.class == Class::Han);
    let glued = "万亩元年月日近超约名个";
    let ordinary = broken.clusters[above.range.clone()]
        .iter()
        .rev()
        .take(2)
        .all(|c| !glued.contains(c.character));
    prop_assert!(
        !(two_han && ordinary && above.range.len() > 1),
        "the line above could give a Han"
    );
    Ok(())
}

proptest! {
    #[test]
    fn lines_keep_every_rule_in_the_grid_profile(text in text(), measure in 6u32..=40, indent in 0u32..3) {
        check(&text, f64::from(measure), f64::from(indent), GRID)?;
    }

    #[test]
    fn lines_keep_every_rule_in_the_fine_profile(text in text(), measure in 6u32..=40, indent in 0u32..3) {
        check(&text, f64::from(measure), f64::from(indent), FINE)?;
    }

    #[test]
    fn any_characters_at_all_come_out_once_and_in_order(text in ".{0,200}", measure in -2.0f64..40.0) {
        for rules in [GRID, FINE] {
            prop_assert_eq!(Broken::new(&text, measure, 2.0, rules).texts().concat(), text.as_str());
        }
    }
}

/// Official prose of any length, the same for the same seed: phrases, figures with their units, quotations, laws.
fn prose(seed: u64, sentences: usize) -> String {
    const PARTS: &[&str] = &[
        "全镇",
        "今年以来",
        "坚持以人民为中心",
        "粮食播种面积",
        "农村居民人均可支配收入",
        "产业发展",
        "推进",
        "完成投资",
        "同比增长",
        "“三创联动”",
        "“菜篮子”“米袋子”",
        "《中华人民共和国乡村振兴促进法》",
        "（含套种）",
        "——",
        "……",
        "，",
        "、",
        "；",
        "：",
        "。",
        "近3.5万元",
        "超9.5亿元",
        "达86.3%",
        "85%～90%",
        "2023年11月20日",
        "7234万元",
        "20余名",
        "1—6月",
        "1∶500",
        "GDP",
        "第3次",
        "罗·溥仪",
        "和/或",
        "×××村",
        "12,345,678元",
        "〔2023〕12号",
        "4.5万亩",
        "个百分点",
        "第一产业",
        "！",
        "？",
    ];
    let mut state = seed;
    let mut next = || {
        // Knuth's MMIX generator; its high bits are used.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let mut text = String::new();
    for _ in 0..sentences {
        for _ in 0..next() % 12 + 3 {
            text.push_str(PARTS[next() % PARTS.len()]);
        }
        text.push('。');
    }
    text
}

/// How many lines of prose were broken, every one of them by the rules.
fn broken_lines(seeds: std::ops::Range<u64>, sentences: usize) -> usize {
    let mut count = 0;
    for seed in seeds {
        let text = prose(seed, sentences);
        for measure in [6.0, 7.0, 8.0, 10.0, 13.0, 17.0, 22.0, 28.0, 34.0, 40.0] {
            for rules in [GRID, FINE] {
                let broken = Broken::new(&text, measure, 2.0, rules);
                assert_eq!(broken.texts().concat(), text);
                for line in &broken.lines {
                    let at = line.range.end;
                    if !line.forced && at < broken.clusters.len() {
                        let checked = assert_end(broken.clusters[at - 1], broken.clusters[at]);
                        assert!(
                            checked.is_ok(),
                            "{seed} at {measure} em: {checked:?} in {:?}",
                            broken.line(line)
                        );
                    }
                }
                count += broken.lines.len();
            }
        }
    }
    count
}

#[test]
fn prose_is_broken_without_a_prohibition_broken() {
    assert!(broken_lines(0..20, 30) > 10_000);
}

/// Run with `cargo test --release -- --ignored a_million_lines`; it says how many lines there were.
#[test]
#[ignore = "a minute of work; the same on fewer lines runs always"]
fn a_million_lines_are_broken_without_a_prohibition_broken() {
    let lines = broken_lines(1000..1600, 90);
    println!("{lines} lines, no prohibition broken");
    assert!(lines >= 1_000_000, "{lines}");
}

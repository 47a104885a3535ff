//! Every printed sentence is read back and compared with its value: direction, size, and the word's claim.

use gongwen::unit::Scale;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

/// The number in printed words with its scale and what stands around it; in 元, 亩, 户 and so on.
struct Read {
    before: String,
    number: Decimal,
    /// The size of the last printed digit.
    step: Decimal,
    after: String,
}

fn read(text: &str) -> Option<Read> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    let end = rest
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(rest.len());
    let number: Decimal = rest[..end].parse().ok()?;
    let mut after = rest[end..].to_owned();
    let plain: String = after.chars().filter(|c| !matches!(c, '余' | '多')).collect();
    let scale = match plain.chars().next() {
        Some('万') => Scale::Wan,
        Some('亿') => Scale::Yi,
        _ => Scale::One,
    };
    after = after.replace(['万', '亿'], "");
    Some(Read {
        before: text[..start].to_owned(),
        number: number * scale.factor(),
        step: Decimal::new(1, number.scale()) * scale.factor(),
        after,
    })
}

/// One filter on x and p; nothing where it refuses.
fn printed(filter: &str, unit: &str, x: Decimal, p: Decimal) -> Option<String> {
    let mut quantity = quantity(&format!("1{unit}"));
    quantity.value = x;
    quantity.base = Some(Comparison {
        approximate: None,
        value: p,
        time: BaseTime::Usual,
        sources: vec![cell(2, 2)],
    });
    let values = indicators(vec![indicator("x", Datum::Number(quantity), 1)]);
    let (report, _) = build(&format!("# {{{{ x|{filter} }}}}"), &values, &[]);
    report.map(|report| report.figures[0].text.clone())
}

/// Filters that word no amount: days, the number of rows.
const OTHERS: [&str; 5] = ["日期", "截至", "期间", "以来", "个数"];
/// Filters that the properties above and below read back by themselves.
const APART: [&str; 22] = [
    "列举",
    "近",
    "超",
    "逾",
    "突破",
    "余",
    "多",
    "以上",
    "以下",
    "至少",
    "不足",
    "约",
    "左右",
    "概数",
    "近大写",
    "上大写",
    "位次",
    "汉字",
    "分别",
    "构成",
    "比重",
    "年均增长",
];

/// x with last year's value and target p, beside other values; worded by an expression after the bar.
fn said(
    expression: &str,
    unit: &str,
    kind: Kind,
    x: Decimal,
    p: Decimal,
    others: &[(&str, Decimal, &str)],
) -> Option<String> {
    let of = |value: Decimal, unit: &str, kind: Kind| Quantity {
        value,
        kind,
        ..quantity(&format!("1{unit}"))
    };
    let earlier = Comparison {
        approximate: None,
        value: p,
        time: BaseTime::Usual,
        sources: vec![cell(2, 2)],
    };
    let main = Quantity {
        base: Some(earlier.clone()),
        target: Some(earlier),
        ..of(x, unit, kind)
    };
    let mut values = vec![
        indicator("x", Datum::Number(main), 1),
        indicator("末", Datum::Date("2023-11-30".parse().unwrap()), 2),
    ];
    for (name, value, unit) in others {
        values.push(indicator(name, Datum::Number(of(*value, unit, Kind::Flow)), 3));
    }
    let (report, _) = build(&format!("# {{{{ x|{expression} }}}}"), &indicators(values), &[]);
    report.map(|report| report.figures[0].text.clone())
}

/// The number behind a word of direction; negative after a word of a fall.
fn signed(text: &str, rises: &[&str], falls: &[&str]) -> Option<Read> {
    let find = |words: &[&str]| {
        words
            .iter()
            .filter_map(|word| Some(text.find(word)? + word.len()))
            .max()
    };
    let (rise, fall) = (find(rises), find(falls));
    let mut said = read(&text[rise.max(fall)?..])?;
    if fall > rise {
        said.number = -said.number;
    }
    Some(said)
}

/// Whether the words of a filter say what x and p are; none where the filter is unknown here.
#[expect(clippy::too_many_lines, reason = "one line a filter, side by side")]
fn holds(filter: &str, text: &str, x: Decimal, p: Decimal, y: Decimal) -> Option<bool> {
    let hundred = Decimal::ONE_HUNDRED;
    let near = |said: Option<Read>, truth: Decimal| {
        said.is_some_and(|said| {
            (said.number - truth).abs() * Decimal::TWO <= said.step && (truth.is_zero() || !said.number.is_zero())
        })
    };
    let plain = |truth: Decimal| near(read(text), truth.abs()) && text.contains('-') == (truth < Decimal::ZERO);
    let up = ["增长", "增加", "提高", "净增", "增速加快", "年均增长"];
    let down = ["下降", "减少", "净减", "增速回落", "年均下降"];
    let growth = |base: Decimal| {
        if base.is_zero() {
            Decimal::ZERO
        } else {
            (x - base) / base * hundred
        }
    };
    let rate = |base: Decimal| match text {
        _ if base.is_zero() || x < Decimal::ZERO || base < Decimal::ZERO => true,
        _ if text.contains("持平") => growth(base).abs() < Decimal::new(5, 2),
        _ => near(signed(text, &up, &down), growth(base)),
    };
    let difference = |truth: Decimal| {
        if text.contains("持平") || text.contains("相抵") {
            truth.abs() < Decimal::new(1, 2)
        } else {
            near(signed(text, &up, &down), truth)
        }
    };
    Some(match filter {
        "数额" | "达" | "预计" | "新增" | "其中" | "合计" | "百分比" => plain(x),
        "力争" => read(text).is_some_and(|said| said.number == p),
        "累计" => plain(x + y),
        "盈亏" if text.contains("平衡") => x.is_zero(),
        "盈亏" => near(read(text), x.abs()) && text.starts_with("盈利") == (x > Decimal::ZERO),
        "同比" | "比上年" | "降幅" if text.ends_with(['半', '二', '一', '三']) => {
            let parts = [
                ("一半", 50),
                ("三分之一", 33),
                ("三分之二", 66),
                ("四分之一", 25),
                ("四分之三", 75),
            ];
            let said = parts.into_iter().find(|(word, _)| text.ends_with(word));
            said.is_some_and(|(_, percent)| (-growth(p) - Decimal::from(percent)).abs() < Decimal::ONE)
        }
        "同比" | "比上年" | "降幅" => rate(p),
        "环比" => rate(y),
        "对比" if text.contains("百分点") || text.ends_with("持平") && !text.contains("同期") => true,
        "对比" => rate(p),
        "增减率" => {
            rate(p)
                && (text.contains("持平") || !(text.contains("增加") || text.contains("减少")) || {
                    let (amount, _) = text.split_once('，').unwrap();
                    near(signed(amount, &up, &down), x - p)
                })
        }
        "增减" => difference(x - p),
        "净增" => difference(x - y),
        "百分点" => {
            text.ends_with("持平") && (x - p).abs() < Decimal::new(5, 2) || near(signed(text, &up, &down), x - p)
        }
        "高低" => match text {
            _ if text.ends_with("持平") => (x - y).abs() < Decimal::new(5, 2),
            _ => near(read(text), (x - y).abs()) && text.starts_with("高于") == (x > y),
        },
        "倍数" => plain(x / p),
        "翻番" => {
            let n = ["一番", "两番", "三番"]
                .iter()
                .position(|word| text.contains(word))
                .unwrap_or(0);
            let factor = Decimal::from(2_i64.pow(n as u32 + 1));
            let beyond = x / p / factor - Decimal::ONE;
            match (text.contains('多'), text.contains("接近")) {
                (true, _) => beyond > Decimal::ZERO && x / p < factor * Decimal::TWO,
                (_, true) => beyond < Decimal::ZERO && beyond >= Decimal::new(-2, 2),
                (false, false) => beyond.abs() <= Decimal::new(1, 2),
            }
        }
        "由至" => {
            let (from, to) = text.split_once("至").or_else(|| text.split_once("到")).unwrap();
            near(read(from), p) && near(read(to), x) && (text.contains("增至") || text.contains("提高到")) == (x > p)
        }
        "完成" if text.ends_with("任务") => (x / p * hundred - hundred).abs() < Decimal::new(5, 2),
        "完成" => plain(x / p * hundred),
        "控制" if text.contains("以内") => x <= p && read(text).is_some_and(|said| said.number == p),
        "控制" => plain(x - p),
        "序时进度" => {
            let ahead = x / p * hundred - Decimal::from(11) / Decimal::from(12) * hundred;
            text.contains("持平") && ahead.abs() < Decimal::new(5, 2)
                || near(read(text), ahead.abs()) && text.starts_with('快') == (ahead > Decimal::ZERO)
        }
        "占比" | "比率" => plain(x / y * hundred),
        "人均" | "户均" | "亩均" => plain(x / y),
        _ => return None,
    })
}

/// The arguments with which each filter is read back, and the unit and kind that it takes.
fn usual(filter: &str) -> (String, &'static str, Kind, &'static str) {
    let (arguments, unit, kind, other) = match filter {
        "百分比" | "百分点" => ("", "%", Kind::Rate, "%"),
        "高低" => ("(y)", "%", Kind::Rate, "%"),
        "人均" => ("(y)", "元", Kind::Flow, "人"),
        "盈亏" => ("", "元", Kind::Flow, "元"),
        "户均" => ("(y)", "亩", Kind::Flow, "户"),
        "亩均" => ("(y)", "元", Kind::Flow, "亩"),
        "其中" | "累计" | "环比" | "净增" | "占比" | "比率" => ("(y)", "户", Kind::Flow, "户"),
        "合计" => ("(y, z)", "户", Kind::Flow, "户"),
        "序时进度" => ("(末)", "户", Kind::Flow, "户"),
        _ => ("", "户", Kind::Flow, "户"),
    };
    (format!("{filter}{arguments}"), unit, kind, other)
}

/// A filter that nobody reads back would be found here.
#[test]
fn every_filter_is_read_back() {
    let one = Decimal::ONE;
    for filter in gongwen::template::filters::FILTERS {
        let name = filter.name;
        let elsewhere = OTHERS.contains(&name) || APART.contains(&name);
        assert!(
            elsewhere || holds(name, "由1户增至2户", one, one, one).is_some(),
            "{name}"
        );
    }
}

/// What can never be printed.
fn impossible(text: &str) -> bool {
    let zero = ["增长", "下降", "增加", "减少", "提高", "净增", "净减"]
        .iter()
        .any(|verb| {
            let after = text.split(verb).skip(1);
            after.into_iter().any(|rest| {
                let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
                number.parse::<Decimal>().is_ok_and(|number| number.is_zero())
            })
        });
    let negative_zero = text.split('-').skip(1).any(|rest| {
        let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        number.parse::<Decimal>().is_ok_and(|number| number.is_zero())
    });
    zero || negative_zero || text.contains("NaN") || text.contains("inf") || text.contains("增长-")
}

/// The claim of each approximator.
fn claim_holds(word: &str, x: Decimal, n: Decimal) -> bool {
    match word {
        "近" | "不足" => x < n,
        "超" | "逾" | "突破" | "余" | "多" => x > n,
        "至少" | "以上" => x >= n,
        "以下" => x <= n,
        "约" | "左右" => x != n && (x - n).abs() * Decimal::from(40) <= n,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn qualifiers_are_true(x in 1_i64..3_000_000_000, scale in 0_u32..3, unit in prop::sample::select(vec!["元", "亩", "户", "人次"])) {
        let x = Decimal::new(x, scale);
        for word in ["近", "不足", "超", "逾", "余", "多", "至少", "以上", "以下", "约", "左右", "突破", "概数"] {
            let Some(text) = printed(word, unit, x, Decimal::ONE) else { continue };
            let said = read(&text).ok_or_else(|| TestCaseError::fail(text.clone()))?;
            let around = format!("{}{}", said.before, said.after);
            let words = ["近", "不足", "超", "逾", "突破", "余", "多", "至少", "以上", "以下", "约", "左右"];
            let found: Vec<&str> = words.into_iter().filter(|w| around.contains(w)).collect();
            prop_assert!(found.len() <= 1, "{}", text);
            match found.first() {
                Some(found) => prop_assert!(claim_holds(found, x, said.number), "{} {}", text, x),
                None => prop_assert!(word == "概数" && (said.number - x).abs() <= said.step, "{} {}", text, x),
            }
        }
    }

    #[test]
    fn amounts_are_within_their_rounding(x in -3_000_000_000_i64..3_000_000_000, scale in 0_u32..4, unit in prop::sample::select(vec!["元", "亩", "户"])) {
        let x = Decimal::new(x, scale);
        let text = printed("数额", unit, x, Decimal::ONE).ok_or_else(|| TestCaseError::fail("refused"))?;
        let said = read(&text).ok_or_else(|| TestCaseError::fail(text.clone()))?;
        prop_assert!((said.number - x.abs()).abs() * Decimal::TWO <= said.step, "{} {}", text, x);
        prop_assert_eq!(said.before == "-", x < Decimal::ZERO && !said.number.is_zero(), "{} {}", text, x);
        prop_assert!(!said.number.is_zero() || x.is_zero() || x.abs() < Decimal::new(1, 6), "{} {}", text, x);
    }

    #[test]
    fn rates_are_those_of_the_values(x in 0_i64..2_000_000, p in 1_i64..2_000_000, near in any::<bool>()) {
        // Values next to each other come near 持平, far ones never do.
        let (x, p) = if near { (Decimal::from(p + x % 200), Decimal::from(p)) } else { (Decimal::from(x), Decimal::from(p)) };
        let growth = (x - p) / p * Decimal::ONE_HUNDRED;
        for filter in ["同比", "比上年", "增减率"] {
            let text = printed(filter, "户", x, p).ok_or_else(|| TestCaseError::fail("refused"))?;
            if text.ends_with("持平") {
                prop_assert!(growth.abs() < Decimal::new(5, 2), "{} {}", text, growth);
                continue;
            }
            let verb = text.rfind("增长").or_else(|| text.rfind("下降")).ok_or_else(|| TestCaseError::fail(text.clone()))?;
            let said = read(&text[verb..]).ok_or_else(|| TestCaseError::fail(text.clone()))?;
            prop_assert!(!said.number.is_zero(), "{}", text);
            prop_assert_eq!(text[verb..].starts_with("增长"), growth > Decimal::ZERO, "{} {}", text, growth);
            prop_assert!((said.number - growth.abs()).abs() <= Decimal::new(5, 2), "{} {}", text, growth);
        }
        let text = printed("由至", "户", x, p);
        prop_assert!(text.is_none_or(|text| text.contains("增至") == (x > p) && text.contains("减至") == (x < p)));
    }

    #[test]
    fn every_sentence_says_what_its_values_are(
        x in -2_000_000_i64..2_000_000,
        p in -20_000_i64..2_000_000,
        y in 1_i64..2_000_000,
        ratio in prop::sample::select(vec![0_i64, 250, 333, 500, 667, 980, 1000, 1010, 1960, 2000, 2040, 4000, 7900]),
        scale in 0_u32..3,
        zeros in any::<bool>(),
    ) {
        // Half of the pairs stand in a round ratio, so that 一半, 翻番 and 持平 come up.
        let (x, p, y) = (Decimal::new(x, scale), Decimal::new(p, scale), Decimal::new(y, scale));
        let x = if zeros { Decimal::new(ratio, 3) * p } else { x };
        for filter in gongwen::template::filters::FILTERS {
            let (expression, unit, kind, other) = usual(filter.name);
            let z = x - y;
            let Some(text) = said(&expression, unit, kind, x, p, &[("y", y, other), ("z", z, other)]) else { continue };
            prop_assert!(!impossible(&text), "{} {} {}", text, x, p);
            let Some(truth) = holds(filter.name, &text, x, p, y) else { continue };
            prop_assert!(truth, "{}: {} x={} p={} y={}", filter.name, text, x, p, y);
        }
    }

    /// Shares that are made to add up do, and none is further from its share than one digit.
    #[test]
    fn forced_shares_add_up(parts in prop::collection::vec(0_i64..100_000, 2..9), decimals in 0_u32..3) {
        prop_assume!(parts.iter().sum::<i64>() > 0);
        let others: Vec<(String, Decimal)> = parts.iter().enumerate().map(|(i, part)| (format!("p{i}"), Decimal::from(*part))).collect();
        let names: Vec<&str> = others.iter().map(|(name, _)| name.as_str()).collect();
        let mut sum = Decimal::ZERO;
        let whole: Decimal = others.iter().map(|(_, value)| *value).sum();
        for (name, value) in &others {
            let mut values: Vec<Indicator> = others.iter().map(|(name, value)| other_value(name, &format!("{value}亩"))).collect();
            values.push(other_value("x", "1亩"));
            let source = format!("# {{{{ {name}|比重({}, 凑整=true, 小数={decimals}) }}}}", names.join(", "));
            let (report, sink) = build(&source, &indicators(values), &[]);
            let report = report.ok_or_else(|| TestCaseError::fail(told(sink)))?;
            let printed: Decimal = report.figures[0].text.trim_end_matches('%').parse().unwrap();
            let share = value * Decimal::ONE_HUNDRED / whole;
            prop_assert!((printed - share).abs() < Decimal::new(1, decimals), "{} {}", printed, share);
            sum += printed;
        }
        prop_assert_eq!(sum, Decimal::ONE_HUNDRED);
    }

    /// 位次: the place, whether it is shared, and how it moved.
    #[test]
    fn places_are_the_standings(position in 1_u32..40, more in 0_u32..20, tied in any::<bool>(), before in 1_u32..60, han in any::<bool>()) {
        // Nobody was last year in a place that there is not.
        let before = before.min(position + more);
        let mut job = facts();
        if han {
            job.wording.place = PlaceStyle::Han;
        }
        let mut ranked = other_value("x", "5户");
        ranked.standing = Some(Standing::Known(Place { position, of: position + more, tied, last: position + more }));
        let source = format!("# {{{{ x|位次({before}, 共=true) }}}}");
        let (report, sink) = build_for(&job, &source, &indicators(vec![ranked]), &[]);
        let text = report.ok_or_else(|| TestCaseError::fail(told(sink)))?.figures[0].text.clone();
        let (place, rest) = text.split_once('（').unwrap();
        let (all, moved) = rest.split_once('）').unwrap();
        prop_assert_eq!(place.contains("并列"), tied);
        let said = place.split('第').nth(1).unwrap().trim_end_matches('位');
        prop_assert_eq!(said.parse().ok().or_else(|| from_han(said)), Some(u64::from(position)), "{}", text);
        prop_assert_eq!(read(all).map(|said| said.number), Some(Decimal::from(position + more)));
        let change = i64::from(before) - i64::from(position);
        let said = signed(moved, &["上升"], &["下降"]).map_or(Decimal::ZERO, |said| said.number);
        prop_assert_eq!(said, Decimal::from(change), "{}", text);
        prop_assert_eq!(moved.ends_with("持平"), change == 0);
    }

    /// 分别, 列举, 构成: each value of the list in its turn.
    #[test]
    fn lists_say_each_value(values in prop::collection::vec((1_i64..900_000, 1_i64..900_000), 2..6)) {
        let names: Vec<String> = (0..values.len()).map(|i| format!("v{i}")).collect();
        let sum: i64 = values.iter().map(|(now, _)| now).sum();
        let mut all: Vec<Indicator> = names.iter().zip(&values).map(|(name, (now, base))| other_value(name, &format!("{now}户/{base}户"))).collect();
        all.push(other_value("all", &format!("{sum}户")));
        let all = indicators(all);
        let said = |call: String| {
            let (report, sink) = build(&format!("# {{{{ {call} }}}}"), &all, &[]);
            report.map(|report| report.figures[0].text.clone()).ok_or_else(|| TestCaseError::fail(told(sink)))
        };
        let others = names[1..].join(", ");
        let within = |said: Option<Read>, truth: Decimal| said.is_some_and(|said| (said.number - truth).abs() * Decimal::TWO <= said.step);
        for call in [format!("v0|分别({others})"), format!("v0|列举({others})")] {
            let text = said(call)?;
            let pieces: Vec<&str> = text.split(['、', '和']).collect();
            prop_assert_eq!(pieces.len(), values.len(), "{}", text);
            for (piece, (now, _)) in pieces.iter().zip(&values) {
                // A name is v and one digit.
                let piece = piece.strip_prefix('v').map_or(*piece, |rest| &rest[1..]);
                prop_assert!(within(read(piece), Decimal::from(*now)), "{} {}", text, now);
            }
        }
        let text = said(format!("all|构成({})", names.join(", ")))?;
        for (piece, (now, _)) in text.split('、').zip(&values) {
            let share = Decimal::from(*now) * Decimal::ONE_HUNDRED / Decimal::from(sum);
            prop_assert!(within(read(piece.split('占').nth(1).unwrap()), share), "{} {}", text, share);
        }
        let growth = |(now, base): &(i64, i64)| Decimal::from(now - base) * Decimal::ONE_HUNDRED / Decimal::from(*base);
        let level = values.iter().filter(|pair| growth(pair).abs() < Decimal::new(5, 2)).count();
        let compared = said(format!("v0|分别({others}, 按=\"同比\")"));
        // Some of them level and some not have no words in common.
        if level > 0 {
            prop_assert_eq!(compared.ok(), (level == values.len()).then(|| "均与上年同期持平".to_owned()));
            return Ok(());
        }
        let text = compared?;
        let common = text.contains("分别增长") && !text.contains("下降") || text.contains("分别下降") && !text.contains("增长");
        for (piece, (now, base)) in text.split(['、', '和']).zip(&values) {
            let growth = Decimal::from(now - base) * Decimal::ONE_HUNDRED / Decimal::from(*base);
            let falls = if common { text.contains("下降") } else { piece.contains("下降") };
            let number = piece.trim_start_matches(|c: char| !c.is_ascii_digit());
            prop_assert!(within(read(number), growth.abs()) && falls == (growth < Decimal::ZERO), "{} {}", text, growth);
        }
    }

    /// 近大写, 上大写: the round number in Han numerals stands on the side that the word claims.
    #[test]
    fn han_qualifiers_are_true(x in 50_i64..3_000_000_000) {
        let x = Decimal::from(x);
        for word in ["近大写", "上大写"] {
            let Some(text) = printed(word, "株", x, Decimal::ONE) else { continue };
            let number = text.trim_start_matches(['近', '上']).trim_end_matches('株');
            // 百 is 一百 when it is read out.
            let full = if number.starts_with('十') { number.to_owned() } else { format!("一{number}") };
            let limit = Decimal::from(from_han(&full).ok_or_else(|| TestCaseError::fail(text.clone()))?);
            let near = x < limit && x * Decimal::from(100) >= limit * Decimal::from(95);
            let over = x >= limit && x <= limit * Decimal::TWO;
            prop_assert!(if word == "近大写" { near } else { over }, "{} {}", text, x);
        }
    }

    /// Han numerals are read back digit by digit.
    #[test]
    fn han_numerals_are_the_number(number in prop_oneof![0_u64..200, 0_u64..1_000_000_000_000, (0_u64..10_000, 0_u32..9).prop_map(|(n, e)| n * 10_u64.pow(e))]) {
        prop_assume!(number < 1_000_000_000_000);
        let text = said("汉字", "户", Kind::Flow, Decimal::from(number), Decimal::ONE, &[]).ok_or_else(|| TestCaseError::fail("refused"))?;
        prop_assert_eq!(from_han(text.trim_end_matches('户')), Some(number), "{}", text);
    }

    #[test]
    fn average_growth_leads_from_one_value_to_the_other(x in 1_i64..2_000_000, p in 1_i64..2_000_000, years in 2_u32..8) {
        let (x, p) = (Decimal::from(x), Decimal::from(p));
        let text = said(&format!("年均增长({years}, y)"), "户", Kind::Flow, x, p, &[("y", p, "户")]);
        let text = text.ok_or_else(|| TestCaseError::fail("refused"))?;
        let rate = if text.contains("持平") {
            Decimal::ZERO
        } else {
            signed(&text, &["年均增长"], &["年均下降"]).ok_or_else(|| TestCaseError::fail(text.clone()))?.number
        };
        // The true rate lies within half a digit, so that x lies between the two powers.
        let power = |rate: Decimal| (0..years).try_fold(p, |value, _| value.checked_mul(Decimal::ONE + rate / Decimal::ONE_HUNDRED));
        let half = Decimal::new(5001, 5);
        let low = power(rate - half).unwrap_or(Decimal::ZERO);
        let high = power(rate + half).unwrap_or(Decimal::MAX);
        prop_assert!(low <= x && x <= high, "{} {} {}", text, x, p);
    }

    #[test]
    fn points_are_those_of_the_rates(x in 0_i64..100_000, p in 0_i64..100_000) {
        let (x, p) = (Decimal::new(x, 3), Decimal::new(p, 3));
        let text = printed("百分点", "%", x, p).ok_or_else(|| TestCaseError::fail("refused"))?;
        let change = x - p;
        if text.ends_with("持平") {
            prop_assert!(change.abs() < Decimal::new(5, 2));
        } else {
            let said = read(&text).ok_or_else(|| TestCaseError::fail(text.clone()))?;
            prop_assert!((said.number - change.abs()).abs() <= Decimal::new(5, 2) && !said.number.is_zero(), "{} {}", text, change);
            prop_assert_eq!(text.starts_with("提高"), change > Decimal::ZERO, "{}", text);
        }
    }
}

/// A number of Han numerals, read the way a person does.
fn from_han(text: &str) -> Option<u64> {
    if text == "零" {
        return Some(0);
    }
    let (mut whole, mut group, mut digit) = (0_u64, 0_u64, 0_u64);
    for character in text.chars() {
        match character {
            '零' => {}
            '亿' | '万' => {
                let factor = if character == '亿' { 100_000_000 } else { 10_000 };
                whole += (group + digit) * factor;
                (group, digit) = (0, 0);
            }
            '千' | '百' | '十' => {
                let factor = match character {
                    '千' => 1000,
                    '百' => 100,
                    _ => 10,
                };
                group += digit.max(1) * factor;
                digit = 0;
            }
            '两' => digit = 2,
            other => digit = "一二三四五六七八九".chars().position(|known| known == other)? as u64 + 1,
        }
    }
    Some(whole + group + digit)
}

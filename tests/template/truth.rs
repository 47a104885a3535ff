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
        value: p,
        sources: vec![cell(2, 2)],
    });
    let values = indicators(vec![indicator("x", Datum::Number(quantity), 1)]);
    let (report, _) = build(&format!("# {{{{ x|{filter} }}}}"), &values, &[]);
    report.map(|report| report.figures[0].text.clone())
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
    fn points_are_those_of_the_rates(x in 0_i64..100_000, p in 0_i64..100_000) {
        let (x, p) = (Decimal::new(x, 3), Decimal::new(p, 3));
        let text = printed("百分点", "%", x, p).ok_or_else(|| TestCaseError::fail("refused"))?;
        let change = x - p;
        if text == "持平" {
            prop_assert!(change.abs() < Decimal::new(5, 2));
        } else {
            let said = read(&text).ok_or_else(|| TestCaseError::fail(text.clone()))?;
            prop_assert!((said.number - change.abs()).abs() <= Decimal::new(5, 2) && !said.number.is_zero(), "{} {}", text, change);
            prop_assert_eq!(text.starts_with("提高"), change > Decimal::ZERO, "{}", text);
        }
    }
}

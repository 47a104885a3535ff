//! Ratios in words: 倍 and 番 (spec §2).

use rust_decimal::Decimal;

use super::compare::amounts;
use super::{Call, figure};
use crate::diag::{Code, Result};

/// 倍数: `是上年的4倍`, or with `增长=true` `增长3倍`; never with a fall, and from 1.5 on.
pub(super) fn times(call: &mut Call<'_>) -> Result<String> {
    let pair = amounts(call, None)?;
    if pair.base <= Decimal::ZERO {
        return Err(pair.negative(call));
    }
    let ratio = pair.now.checked_div(pair.base);
    let ratio = ratio.ok_or_else(|| call.problem(Code::WordingUnit))?;
    let least = if call.flag("增长") {
        Decimal::TWO
    } else {
        Decimal::new(15, 1)
    };
    if ratio < least {
        return Err(call.problem(Code::WordingTimes).with("ratio", figure::plain(ratio, 2)));
    }
    Ok(if call.flag("增长") {
        format!(
            "增长{}倍",
            call.about(figure::plain(ratio.saturating_sub(Decimal::ONE), 1))
        )
    } else {
        let base = match pair.base_name(call) {
            "上年" if call.flag("同期") => "上年同期",
            name => name,
        };
        format!("是{base}的{}倍", call.about(figure::plain(ratio, 1)))
    })
}

/// How close to 2ⁿ a ratio must be to be called 翻n番, and how far below it 接近 reaches.
const DOUBLED_WITHIN: Decimal = Decimal::from_parts(1, 0, 0, false, 2);
const NEARLY_DOUBLED_WITHIN: Decimal = Decimal::from_parts(2, 0, 0, false, 2);
/// From here on 翻了一番多 says little: half as much again as the doubling.
const FAR_BEYOND: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

/// 翻番: 翻一番 is twice, 翻两番 four times, within 1 %; a little less is 接近翻番, more is 翻了一番多. A claimed
/// number of 番 is checked.
pub(super) fn doubled(call: &mut Call<'_>) -> Result<String> {
    let pair = amounts(call, None)?;
    if pair.base <= Decimal::ZERO {
        return Err(pair.negative(call));
    }
    let ratio = pair.now.checked_div(pair.base);
    let refuse = || {
        call.problem(Code::WordingDoubled)
            .with("ratio", figure::plain(ratio.unwrap_or_default(), 2))
    };
    let ratio = ratio.ok_or_else(refuse)?;
    let claimed: Option<u32> = match call.first_text() {
        Some(text) => Some(text.parse().map_err(|_| call.bad_argument(text, "1 / 2 / 3"))?),
        None => None,
    };
    let found = [(3, 8, "三番"), (2, 4, "两番"), (1, 2, "一番")]
        .into_iter()
        .find_map(|(times, factor, word)| {
            let factor = Decimal::from(factor);
            let beyond = ratio.checked_sub(factor)?.checked_div(factor)?;
            (beyond >= -NEARLY_DOUBLED_WITHIN).then_some((times, beyond, word))
        });
    let (_, beyond, word) = found
        // From twice the last doubling on it is another one.
        .filter(|(_, beyond, _)| *beyond < Decimal::ONE)
        .filter(|(times, ..)| claimed.is_none_or(|claimed| claimed == *times))
        .ok_or_else(refuse)?;
    let words = if beyond.abs() <= DOUBLED_WITHIN {
        call.about(format!("翻{word}"))
    } else if beyond > Decimal::ZERO {
        format!("翻了{word}多")
    } else if word == "一番" {
        "接近翻番".to_owned()
    } else {
        format!("接近翻{word}")
    };
    if beyond >= FAR_BEYOND {
        let warning = call.problem(Code::WordingLoose).with("words", &words);
        call.warn(warning);
    }
    Ok(words)
}

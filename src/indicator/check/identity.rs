//! The identities between a township's usual indicators, switched on with one line: `[checks] identities = "error"`.

use super::Ground;
use super::settings::{CheckSettings, Level};
use crate::tables::label::normalise;

/// How the figures hang together.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// The parts together are no more than the whole; those that the job does not know are left out.
    Parts(&'static [&'static str], &'static str),
    /// A rate in percent, its numerator, its denominators in the order of preference.
    Rate(&'static str, &'static str, &'static [&'static str]),
}

/// The identities, each with its name, over the names of [`SPELLINGS`].
const IDENTITIES: &[(&str, Shape)] = &[
    (
        "分项粮食面积不超过粮食播种面积",
        Shape::Parts(
            &[
                "水稻播种面积",
                "玉米播种面积",
                "大豆种植面积",
                "高粱种植面积",
                "马铃薯种植面积",
            ],
            "粮食播种面积",
        ),
    ),
    ("低保人数不超过户籍人口", Shape::Parts(&["农村低保人数"], "户籍人口")),
    (
        "低保户数不超过低保人数",
        Shape::Parts(&["农村低保户数"], "农村低保人数"),
    ),
    ("低保户数不超过户籍户数", Shape::Parts(&["农村低保户数"], "户籍户数")),
    (
        "特困供养人数不超过常住人口",
        Shape::Parts(&["特困供养人数"], "常住人口"),
    ),
    (
        "供水受益户数不超过户籍户数",
        Shape::Parts(&["供水受益户数"], "户籍户数"),
    ),
    (
        "社会投资不超过全部投资",
        Shape::Parts(&["社会投资完成额"], "固定资产投资"),
    ),
    (
        "社会投资项目不多于在库项目",
        Shape::Parts(&["社会投资项目数"], "在库项目数"),
    ),
    (
        "完成投资不超过总投资",
        Shape::Parts(&["固定资产投资"], "在库项目总投资"),
    ),
    ("调解成功不超过排查", Shape::Parts(&["调解成功件数"], "排查矛盾纠纷")),
    ("整改隐患不超过排查", Shape::Parts(&["整改安全隐患"], "排查安全隐患")),
    (
        "参保率与人数相符",
        Shape::Rate("医保参保率", "医保参保人数", &["应参保人数", "户籍人口"]),
    ),
    (
        "调解成功率与件数相符",
        Shape::Rate("调解成功率", "调解成功件数", &["排查矛盾纠纷"]),
    ),
    (
        "隐患整改率与处数相符",
        Shape::Rate("隐患整改率", "整改安全隐患", &["排查安全隐患"]),
    ),
];

/// The names that an indicator may have, the first that of [`IDENTITIES`]; others are declared in `[aliases]`.
const SPELLINGS: &[&[&str]] = &[
    &["粮食播种面积", "粮食面积", "粮食作物播种面积"],
    &["水稻播种面积", "水稻面积", "水稻种植面积"],
    &["玉米播种面积", "玉米面积", "玉米种植面积"],
    &["大豆种植面积", "大豆面积", "大豆播种面积"],
    &["高粱种植面积", "高粱面积", "高粱播种面积"],
    &["马铃薯种植面积", "马铃薯面积", "马铃薯播种面积"],
    &["户籍人口", "户籍人口数"],
    &["户籍户数"],
    &["常住人口", "常住人口数"],
    &["农村低保户数", "低保户数"],
    &["农村低保人数", "低保人数"],
    &["特困供养人数", "特困人员供养人数"],
    &["供水受益户数", "饮水受益户数"],
    &["固定资产投资", "全社会固定资产投资", "完成固定资产投资"],
    &["社会投资完成额", "民间投资完成额", "社会民间投资完成额"],
    &["社会投资项目数", "民间投资项目数", "社会民间投资项目数"],
    &["在库项目数"],
    &["在库项目总投资"],
    &["医保参保率"],
    &["医保参保人数", "城乡居民医保参保人数"],
    &["应参保人数", "医保应参保人数"],
    &["调解成功率", "矛盾纠纷调解成功率"],
    &["调解成功件数", "矛盾纠纷调解成功件数"],
    &["排查矛盾纠纷", "矛盾纠纷排查件数"],
    &["隐患整改率", "安全隐患整改率"],
    &["整改安全隐患", "安全隐患整改数"],
    &["排查安全隐患", "安全隐患排查数"],
];

/// The identities whose indicators the job has, as declared rules.
pub(super) fn identities(ground: &Ground<'_, '_>, level: Level) -> Vec<CheckSettings> {
    let known = |(name, shape): &(&str, Shape)| {
        let rule = rule(*shape, ground)?;
        Some(CheckSettings {
            name: format!("恒等·{name}"),
            level,
            rule: Some(rule),
            ..CheckSettings::default()
        })
    };
    IDENTITIES.iter().filter_map(known).collect()
}

/// The rule over the job's own names.
fn rule(shape: Shape, ground: &Ground<'_, '_>) -> Option<String> {
    match shape {
        Shape::Parts(parts, whole) => {
            let parts: Vec<&str> = parts.iter().filter_map(|part| own_name(part, ground)).collect();
            let whole = own_name(whole, ground)?;
            (!parts.is_empty()).then(|| format!("{} <= {whole}", parts.join(" + ")))
        }
        Shape::Rate(rate, numerator, denominators) => {
            let (rate, numerator) = (own_name(rate, ground)?, own_name(numerator, ground)?);
            let denominator = denominators.iter().find_map(|name| own_name(name, ground))?;
            Some(format!("{rate} = {numerator} / {denominator} * 100"))
        }
    }
}

/// What the job calls the indicator.
fn own_name<'g>(standard: &str, ground: &'g Ground<'_, '_>) -> Option<&'g str> {
    let spellings = SPELLINGS
        .iter()
        .find(|spellings| spellings.first() == Some(&standard))?;
    let mut known = ground.values.keys().map(|name| &**name);
    known.find(|name| {
        let same = |spelling: &&str| normalise(name) == normalise(spelling) || ground.books.labels.same(name, spelling);
        spellings.iter().any(same)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_identity_speaks_of_names_that_have_spellings() {
        let has = |name: &str| SPELLINGS.iter().any(|spellings| spellings[0] == name);
        for (identity, shape) in IDENTITIES {
            let names: Vec<&str> = match shape {
                Shape::Parts(parts, whole) => parts.iter().chain([whole]).copied().collect(),
                Shape::Rate(rate, part, wholes) => [rate, part].into_iter().chain(*wholes).copied().collect(),
            };
            assert!(names.iter().all(|name| has(name)), "{identity}");
        }
    }
}

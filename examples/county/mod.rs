//! A project with many townships for measuring: the template, configuration and forms of the sample; the
//! values are drawn, the same ones every time.

use std::fs;
use std::path::Path;

use rust_decimal::Decimal;

#[path = "../samples/mod.rs"]
mod samples;

use samples::Failure;
use samples::draw::Draw;
use samples::town::{Pair, Town};
use samples::values::{FIGURES, Shape};

/// Figures that are part of another: what is left between the two keeps its share.
const PARTS: [(&str, &str); 5] = [
    ("常住人口", "户籍人口"),
    ("医保参保人数", "户籍人口"),
    ("调解成功件数", "排查矛盾纠纷"),
    ("整改安全隐患", "排查安全隐患"),
    ("水稻播种面积", "粮食播种面积"),
];

/// Writes a project of `count` townships into a folder.
pub(crate) fn make(count: usize, folder: &Path) -> Result<(), Failure> {
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    fs::create_dir_all(folder)?;
    for file in ["gongwen.toml", "工作总结.md"] {
        fs::copy(input.join(file), folder.join(file))?;
    }
    // Names of its own instead of the sample's list of townships: every folder counts.
    without_list(&folder.join("gongwen.toml"))?;
    // 清溪镇 has every figure and every fact.
    let pattern = Town::of_table(1)?;
    for index in 0..count {
        samples::write_town(&folder.join("data"), &township(&pattern, index)?)?;
    }
    Ok(())
}

/// Drops the line that lists the sample's townships.
fn without_list(config: &Path) -> Result<(), Failure> {
    let text = fs::read_to_string(config)?;
    let lines = text.lines().filter(|line| !line.starts_with("townships ="));
    fs::write(config, lines.map(|line| format!("{line}\n")).collect::<String>())?;
    Ok(())
}

/// Township number `index`, with values drawn around those of the pattern.
fn township(pattern: &Town, index: usize) -> Result<Town, Failure> {
    let mut draw = Draw::new(index);
    let mut town = pattern.clone();
    town.name = town_name(index);
    // Every figure of a township has the same size: so a part stays smaller than its whole.
    let size = draw.between(700, 1300);
    for figure in FIGURES {
        let Pair { now, last } = pattern.figure(figure.0)?;
        let now = now.map(|value| shaped(value, size, figure.2, &mut draw));
        let before = if figure.2 == Shape::Rate {
            1000
        } else {
            size * draw.between(940, 1050) / 1000
        };
        let last = last.map(|value| scaled(value, before));
        town.figures.insert(figure.0, Pair { now, last });
    }
    for (part, whole) in PARTS {
        keep_share(&mut town, pattern, part, whole)?;
    }
    roughen(&mut town, index, &mut draw)?;
    for project in &mut town.projects {
        project.total = scaled(project.total, size);
        project.completed = scaled(project.completed, size);
        project.builder = project.builder.replace("清溪", short(&town.name));
    }
    for (_, content) in town.facts.iter_mut().chain(&mut town.fragments) {
        *content = content.replace("清溪", short(&town.name));
    }
    town.villages[0] = format!("{}村", short(&town.name));
    Ok(town)
}

/// What real townships have beside smooth years, one trait a township in turn.
const TRAITS: [Trait; 12] = [
    Trait::Smooth,
    Trait::Level,
    Trait::NothingBefore,
    Trait::SmallBefore,
    Trait::Missing,
    Trait::NothingAtAll,
    Trait::Fall,
    Trait::NearlyLevel,
    Trait::Tie,
    Trait::NothingLeft,
    Trait::Refunded,
    Trait::RefundedBefore,
];

/// One way in which a township's year is not smooth.
#[derive(Clone, Copy)]
enum Trait {
    Smooth,
    /// This year's figures are last year's.
    Level,
    /// Last year was zero.
    NothingBefore,
    /// Last year was next to nothing.
    SmallBefore,
    /// The cells say —.
    Missing,
    /// Zero this year and last year.
    NothingAtAll,
    /// A third of last year's.
    Fall,
    /// A change that prints as nothing.
    NearlyLevel,
    /// The figures of the pattern, which other such townships have too.
    Tie,
    /// Zero this year, something last year.
    NothingLeft,
    /// More revenue was paid back than taken in, this year.
    Refunded,
    /// The same, last year.
    RefundedBefore,
}

/// Money that can be less than nothing.
const REVENUE: &str = "一般公共预算收入";
/// Figures with a comparison in the template whose size no word limits.
const COMPARED: [&str; 4] = [
    "网络销售额",
    "社会消费品零售总额",
    "一般公共预算收入",
    "规模以上工业总产值",
];
/// Figures that the configuration allows to be missing.
const OMITTED: [&str; 2] = ["规模以上工业总产值", "线上点击量"];

/// Gives a township the trait of its turn.
fn roughen(town: &mut Town, index: usize, draw: &mut Draw) -> Result<(), Failure> {
    let times = |value: Decimal, thousandths: i64| Some(scaled(value, thousandths).max(Decimal::ONE));
    let pattern = Town::of_table(1)?;
    for name in COMPARED {
        let Pair { now: Some(now), last } = town.figure(name)? else {
            continue;
        };
        let pair = match TRAITS[index % TRAITS.len()] {
            Trait::Smooth | Trait::Missing => Pair { now: Some(now), last },
            Trait::Level => Pair {
                now: Some(now),
                last: Some(now),
            },
            Trait::NothingBefore => Pair {
                now: Some(now),
                last: Some(Decimal::ZERO),
            },
            Trait::SmallBefore => Pair {
                now: Some(now),
                last: times(now, draw.between(2, 180)),
            },
            Trait::NothingAtAll => Pair {
                now: Some(Decimal::ZERO),
                last: Some(Decimal::ZERO),
            },
            Trait::Fall => Pair {
                now: Some(now),
                last: times(now, draw.between(1_500, 4_000)),
            },
            Trait::NearlyLevel => Pair {
                now: Some(now * Decimal::TEN),
                last: Some(now * Decimal::TEN + Decimal::ONE),
            },
            Trait::Tie => pattern.figure(name)?,
            Trait::NothingLeft => Pair {
                now: Some(Decimal::ZERO),
                last,
            },
            // Only revenue can be paid back.
            Trait::Refunded | Trait::RefundedBefore if name != REVENUE => Pair { now: Some(now), last },
            Trait::Refunded => Pair {
                now: times(now, draw.between(20, 300)).map(|back| -back),
                last,
            },
            Trait::RefundedBefore => Pair {
                now: Some(now),
                last: times(now, draw.between(20, 300)).map(|back| -back),
            },
        };
        town.figures.insert(name, pair);
    }
    if matches!(TRAITS[index % TRAITS.len()], Trait::Missing) {
        for name in OMITTED {
            town.figures.insert(name, Pair { now: None, last: None });
        }
    }
    Ok(())
}

/// The name without 镇.
fn short(name: &str) -> &str {
    name.strip_suffix('镇').unwrap_or(name)
}

/// A name of its own for each of the first 900 townships; after them the number tells them apart.
fn town_name(index: usize) -> String {
    const FIRST: [&str; 30] = [
        "安", "宝", "长", "大", "东", "丰", "福", "高", "古", "广", "和", "华", "吉", "嘉", "金", "九", "兰", "龙",
        "明", "南", "平", "青", "泉", "仁", "三", "天", "万", "西", "兴", "永",
    ];
    const SECOND: [&str; 30] = [
        "沟", "坝", "塘", "昌", "池", "川", "德", "湾", "岗", "田", "湖", "化", "江", "里", "林", "岭", "坡", "门",
        "宁", "坪", "桥", "峰", "山", "石", "寺", "溪", "阳", "义", "源", "州",
    ];
    let (round, rest) = (index / 900, index % 900);
    let name = format!("{}{}", FIRST[rest % 30], SECOND[(rest / 30 + rest) % 30]);
    if round == 0 {
        format!("{name}镇")
    } else {
        format!("{name}{round}镇")
    }
}

/// A value times the size in thousandths, with as many decimals as it had.
fn scaled(value: Decimal, size: i64) -> Decimal {
    let mut scaled = (value * Decimal::new(size, 3)).round_dp(value.scale());
    scaled.rescale(value.scale());
    scaled
}

/// A value that the wording of its figure allows.
fn shaped(value: Decimal, size: i64, shape: Shape, draw: &mut Draw) -> Decimal {
    let drawn = scaled(value, size);
    match shape {
        Shape::Plain => drawn,
        Shape::Rate => scaled(value, draw.between(985, 1003)),
        Shape::Below(digits) => {
            let step = step(drawn, digits);
            let round = (drawn / step).ceil() * step;
            (round * Decimal::new(draw.between(962, 995), 3)).round()
        }
        Shape::Above(digits) => {
            let step = step(drawn, digits);
            let round = (drawn / step).floor() * step;
            // At least one above, and less than both a tenth of the step and a twentieth of the whole.
            let room = (step * Decimal::new(9, 1))
                .min(round * Decimal::new(45, 3))
                .max(Decimal::ONE);
            round
                + (room * Decimal::new(draw.between(300, 900), 3))
                    .round()
                    .max(Decimal::ONE)
        }
    }
}

/// The place of the last of so many digits: 1 digit of 986000 is 100000.
fn step(value: Decimal, digits: u32) -> Decimal {
    let length = u32::try_from(value.trunc().to_string().len()).unwrap_or(1);
    (1..=length.saturating_sub(digits)).fold(Decimal::ONE, |step, _| step * Decimal::TEN)
}

/// Gives a part the same share of its whole as in the pattern, in whole units.
fn keep_share(town: &mut Town, pattern: &Town, part: &'static str, whole: &str) -> Result<(), Failure> {
    let of = |whole: Option<Decimal>, old_part: Option<Decimal>, old_whole: Option<Decimal>| {
        Some((whole? * old_part? / old_whole?).floor())
    };
    let (wholes, parts, old) = (town.figure(whole)?, pattern.figure(part)?, pattern.figure(whole)?);
    let pair = Pair {
        now: of(wholes.now, parts.now, old.now),
        last: of(wholes.last, parts.last, old.last),
    };
    town.figures.insert(part, pair);
    Ok(())
}

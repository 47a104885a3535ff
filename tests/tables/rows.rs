//! Rows of the made tables: villages with totals, indicators with parts, dirty figures.

use gongwen::tables::RowKind;
use rust_decimal::Decimal;

use super::head::Content;
use super::irregular::{Frame, Maker, Truth};

/// A row to be written.
#[derive(Debug, Clone)]
pub(crate) struct RowSpec {
    /// What the cell says.
    text: String,
    /// Its label, cleaned.
    label: String,
    kind: RowKind,
    /// For a part, how many rows above its whole stands.
    whole: Option<usize>,
    unit: Option<&'static str>,
}

const VILLAGES: [&str; 12] = [
    "李家村",
    "鼎新村",
    "顺利村",
    "鲤鱼村",
    "学堂村",
    "尚书村",
    "中坝村",
    "石桥村",
    "红旗社区",
    "新民村",
    "双河村",
    "大兴村",
];

const TOWNS: [&str; 8] = [
    "鼎新镇",
    "青山镇",
    "绿水乡",
    "白马镇",
    "石门乡",
    "长乐镇",
    "金沙街道",
    "龙泉镇",
];

const INDICATORS: [(&str, &str, &[&str]); 8] = [
    ("粮食播种面积", "亩", &["稻谷", "玉米", "薯类"]),
    ("地区生产总值", "万元", &["第一产业", "第二产业", "第三产业"]),
    ("农作物总产量", "吨", &["蔬菜产量", "水果产量"]),
    ("户籍人口", "人", &["女性", "农业人口"]),
    ("生猪出栏", "头", &["能繁母猪出栏"]),
    ("工业用电量", "万千瓦时", &["制造业用电量"]),
    ("固定资产投资", "万元", &["民间投资", "基础设施投资"]),
    ("农村公路里程", "公里", &["硬化路里程"]),
];

fn row(label: &str, kind: RowKind) -> RowSpec {
    RowSpec {
        text: label.to_owned(),
        label: label.to_owned(),
        kind,
        whole: None,
        unit: None,
    }
}

/// Villages or townships with their totals.
pub(crate) fn places(maker: &mut Maker, towns: bool) -> Vec<RowSpec> {
    let names: Vec<&str> = if towns {
        maker.note("八个乡镇");
        TOWNS.to_vec()
    } else {
        let count = 2 + maker.random.below(8);
        maker.random.some(&VILLAGES, count)
    };
    let mut rows: Vec<RowSpec> = Vec::new();
    let total = |maker: &mut Maker| {
        let text = maker
            .random
            .pick(&["合计", "合    计", "总计", "全镇", "合　计", "全县合计", "总  计"]);
        RowSpec {
            text: text.to_owned(),
            ..row(&text.split_whitespace().collect::<String>(), RowKind::Total)
        }
    };
    let ends = maker.random.below(4);
    if ends == 1 || ends == 3 {
        maker.note("合计在首行");
        let first = total(maker);
        rows.push(first);
    }
    let grouped = names.len() >= 4 && maker.random.chance(15);
    for (index, name) in names.iter().enumerate() {
        if grouped && index == names.len() / 2 {
            maker.note("小计");
            rows.push(row("小计", RowKind::Total));
        }
        rows.push(place(maker, name));
    }
    if grouped {
        rows.push(RowSpec {
            text: "小  计".to_owned(),
            ..row("小计", RowKind::Total)
        });
    }
    if ends >= 2 {
        maker.note("合计在末行");
        let last = total(maker);
        rows.push(last);
    }
    rows
}

/// A place as a clerk writes it.
fn place(maker: &mut Maker, name: &str) -> RowSpec {
    let mut spec = row(name, RowKind::Data);
    if maker.has("地名带空格", 20) && name.chars().count() == 3 {
        maker.note("地名带空格");
        spec.text = name.chars().map(String::from).collect::<Vec<_>>().join(" ");
    } else if maker.random.chance(4) {
        maker.note("地名带括注");
        spec.text = format!("{name}（含原石坝村）");
        spec.label = format!("{name}(含原石坝村)");
    }
    spec
}

/// Indicators with their parts.
pub(crate) fn indicators(maker: &mut Maker) -> Vec<RowSpec> {
    let count = 2 + maker.random.below(5);
    let style = maker.random.below(4);
    let numbered = maker.random.chance(30);
    let mut rows = Vec::new();
    for (index, (label, unit, parts)) in maker.random.some(&INDICATORS, count).into_iter().enumerate() {
        let mut whole = RowSpec {
            unit: Some(unit),
            ..row(label, RowKind::Data)
        };
        if numbered {
            maker.note("指标带编号");
            whole.text = format!("{}、{label}", ["一", "二", "三", "四", "五", "六", "七", "八"][index]);
        }
        rows.push(whole);
        if maker.random.chance(55) {
            for (position, part) in parts.iter().enumerate() {
                rows.push(part_row(maker, part, unit, position, style));
            }
        }
    }
    rows
}

fn part_row(maker: &mut Maker, part: &str, unit: &'static str, position: usize, style: usize) -> RowSpec {
    let text = match style {
        0 => {
            maker.note("其中前缀");
            format!("{}{part}", if position == 0 { "其中：" } else { "　　　" })
        }
        1 => {
            maker.note("其中缩进");
            format!(
                "{}{part}",
                if position == 0 {
                    "　　其中："
                } else {
                    "　　　　　"
                }
            )
        }
        2 => {
            maker.note("缩进无其中");
            format!("　　{part}")
        }
        _ => {
            maker.note("半角缩进");
            format!("    {part}")
        }
    };
    RowSpec {
        text,
        unit: Some(unit),
        whole: Some(position + 1),
        ..row(part, RowKind::Part)
    }
}

/// Other rows of the same sort, for a table at the side.
pub(crate) fn others(maker: &mut Maker, rows: &[RowSpec]) -> Vec<RowSpec> {
    if rows.iter().any(|row| row.unit.is_some()) {
        indicators(maker)
    } else {
        places(maker, false)
    }
}

/// Rows with which a table goes on in its other half.
pub(crate) fn continued(rows: &[RowSpec]) -> Vec<RowSpec> {
    let unit = rows.iter().find_map(|row| row.unit);
    let labels = ["东风", "前进", "光明", "和平"];
    let labels = labels.iter().take(rows.len().saturating_sub(1).max(2));
    labels
        .map(|label| RowSpec {
            unit,
            ..row(
                &format!("{label}{}", if unit.is_some() { "指数" } else { "村" }),
                RowKind::Data,
            )
        })
        .collect()
}

/// Writes the rows; says the last one.
pub(crate) fn write(maker: &mut Maker, rows: &[RowSpec], frame: &Frame<'_>, truth: &mut Truth) -> u32 {
    let mut count = 0;
    for (row, spec) in (frame.first..).zip(rows) {
        for (column, lead) in (frame.left..frame.start).zip(frame.lead.chars()) {
            match (lead, spec.kind) {
                ('s', RowKind::Data) => {
                    count += 1;
                    maker.paper.number(row, column, Decimal::from(count));
                }
                ('n', _) => maker.paper.text(row, column, &spec.text),
                ('u', _) => spec
                    .unit
                    .into_iter()
                    .for_each(|unit| maker.paper.text(row, column, unit)),
                _ => {}
            }
        }
        for leaf in frame.leaves {
            figure(maker, row, leaf.column, leaf.content);
        }
        let whole = spec.whole.map(|above| row - above as u32);
        truth.rows.push((row, spec.label.clone(), spec.kind, whole));
    }
    frame.first + rows.len() as u32 - 1
}

/// A figure as it is found in department sheets (WB-11).
fn figure(maker: &mut Maker, row: u32, column: u32, content: Content) {
    let value = Decimal::from(1 + maker.random.below(60_000));
    match content {
        Content::Words => {
            if maker.random.chance(20) {
                maker
                    .paper
                    .text(row, column, maker.random.pick(&["估计数", "待核实", "含集镇"]));
            }
        }
        Content::Dates => maker.paper.text(
            row,
            column,
            maker.random.pick(&["2023.11.20", "2023年6月18日", "2023-05-01"]),
        ),
        Content::Percent if maker.has("百分数为文本", 30) => {
            maker
                .paper
                .text(row, column, &format!("{}%", value / Decimal::from(1000)))
        }
        Content::Percent => maker.paper.number(row, column, value / Decimal::from(1000)),
        Content::Numbers if maker.has("数字为文本", 25) => {
            maker.note("数字为文本");
            let text = value.to_string();
            let wide: String = text
                .chars()
                .map(|c| {
                    c.to_digit(10)
                        .map_or(c, |digit| char::from_u32(0xFF10 + digit).unwrap())
                })
                .collect();
            let shown = if maker.random.chance(20) { wide } else { text };
            maker.paper.text(row, column, &shown);
        }
        Content::Numbers => match maker.random.below(20) {
            0 => {
                maker.note("空格与划线");
                maker
                    .paper
                    .text(row, column, maker.random.pick(&["—", "/", "－－", "无"]));
            }
            1 => {}
            _ => maker.paper.number(row, column, value),
        },
    }
}

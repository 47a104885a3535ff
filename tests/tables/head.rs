//! Heads of the made tables: trees of labels, merged or not, with units.

use super::irregular::Maker;

/// A label of a head with the labels below it.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) label: String,
    unit: Option<&'static str>,
    children: Vec<Node>,
    /// A column of words or dates.
    pub(crate) content: Content,
    /// Whether 其中 stands before it: a part of the column at its left.
    part: bool,
    /// Whether it has a column of its own, beside which its parts stand one row lower.
    corner: bool,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Content {
    Numbers,
    Percent,
    Dates,
    Words,
}

/// A column of data as the truth knows it.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    pub(crate) column: u32,
    pub(crate) path: Vec<String>,
    pub(crate) unit: Option<&'static str>,
    pub(crate) content: Content,
}

fn leaf(label: &str, unit: Option<&'static str>) -> Node {
    let content = if unit == Some("%") {
        Content::Percent
    } else {
        Content::Numbers
    };
    Node {
        label: label.to_owned(),
        unit,
        children: Vec::new(),
        content,
        part: false,
        corner: false,
    }
}

fn group(label: &str, children: Vec<Node>) -> Node {
    Node {
        label: label.to_owned(),
        unit: None,
        children,
        content: Content::Numbers,
        part: false,
        corner: false,
    }
}

const MEASURES: [(&str, &str); 13] = [
    ("播种面积", "亩"),
    ("总产量", "吨"),
    ("产值", "万元"),
    ("户数", "户"),
    ("人数", "人"),
    ("年末存栏", "头"),
    ("出栏", "头"),
    ("补贴金额", "元"),
    ("总产值", "万元"),
    ("受益户数", "户"),
    ("道路长度", "公里"),
    ("覆盖率", "%"),
    ("亩均产量", "公斤/亩"),
];

/// Labels of groups by their level; a label never comes twice in a path.
const LEVELS: [[&str; 5]; 4] = [
    ["种植业", "畜牧业", "农村经济", "民生保障", "人居环境"],
    ["粮食作物", "经济作物", "生猪", "低保", "特困供养"],
    ["水稻", "玉米", "春播", "秋播", "夏收"],
    ["集镇", "农村", "国有", "集体", "民营"],
];

/// Groups of one to five rows of labels.
pub(crate) fn any(maker: &mut Maker) -> (Vec<Node>, u32) {
    let depth = [1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5][maker.random.below(11)];
    maker.note(["一层表头", "两层表头", "三层表头", "四层表头", "五层表头"][depth - 1]);
    let mut nodes = Vec::new();
    if depth == 1 {
        let count = 2 + maker.random.below(4);
        nodes.extend(
            maker
                .random
                .some(&MEASURES, count)
                .into_iter()
                .map(|(label, unit)| leaf(label, Some(unit))),
        );
        if maker.random.chance(20) {
            maker.note("其中在列头");
            let at = maker.random.below(nodes.len());
            let unit = nodes[at].unit.filter(|_| maker.random.chance(50));
            let label = maker.random.pick(&["水稻", "女性", "财政补助"]);
            nodes.insert(
                at + 1,
                Node {
                    part: true,
                    ..leaf(label, unit)
                },
            );
        }
    } else {
        let groups = 1 + maker.random.below(3);
        for label in maker.random.some(&LEVELS[0], groups) {
            nodes.push(of_depth(maker, label, 1, depth));
        }
        // A column without groups beside them.
        if maker.random.chance(40) {
            maker.note("不分组的列");
            let at = maker.random.below(nodes.len() + 1);
            nodes.insert(at, leaf("耕地面积", Some("亩")));
        }
    }
    extras(maker, &mut nodes);
    (nodes, depth as u32)
}

/// A group with so many rows of labels below its own.
fn of_depth(maker: &mut Maker, label: &str, level: usize, depth: usize) -> Node {
    if level + 1 == depth {
        return group(label, leaves(maker));
    }
    let count = 1 + maker.random.below(2);
    let labels = maker.random.some(&LEVELS[level], count);
    let children = labels
        .into_iter()
        .map(|label| of_depth(maker, label, level + 1, depth))
        .collect();
    let whole = group(label, children);
    // Of one column alone nobody knows by its place that it is a part.
    let corner = maker.random.chance(10) && columns(&whole) > 1;
    Node { corner, ..whole }
}

/// How many columns of data a label stands over.
fn columns(node: &Node) -> usize {
    node.children.iter().map(columns).sum::<usize>().max(1)
}

/// The columns of a group.
fn leaves(maker: &mut Maker) -> Vec<Node> {
    match maker.random.below(10) {
        0..5 => {
            let count = 1 + maker.random.below(3);
            let measures = maker.random.some(&MEASURES, count);
            measures
                .into_iter()
                .map(|(label, unit)| leaf(label, Some(unit)))
                .collect()
        }
        5 => {
            maker.note("年份成对");
            vec![leaf("2022年", None), leaf("2023年", None)]
        }
        6 => {
            maker.note("其中在列头");
            vec![
                leaf("小计", None),
                Node {
                    part: true,
                    ..leaf("水稻面积", None)
                },
            ]
        }
        7 => {
            maker.note("其中在列头");
            vec![
                leaf("补助资金", None),
                Node {
                    part: true,
                    ..leaf("中央资金", None)
                },
                Node {
                    part: true,
                    ..leaf("省级资金", None)
                },
            ]
        }
        _ => year_columns(maker),
    }
}

fn year_columns(maker: &mut Maker) -> Vec<Node> {
    let percent = maker.random.pick(&["增减%", "增减（%）", "增长率（%）", "±%"]);
    let percent = match percent {
        "增减（%）" => leaf("增减幅度", Some("%")),
        "增长率（%）" => leaf("增长率", Some("%")),
        sign => Node {
            content: Content::Percent,
            ..leaf(sign, None)
        },
    };
    let mut columns = vec![leaf("本年", None), leaf("上年", None)];
    if maker.random.chance(70) {
        columns.push(leaf("增减", None));
    }
    columns.push(percent);
    columns
}

/// Townships with 本年 | 上年 | 增减 | 增减% below each indicator.
pub(crate) fn year_on_year(maker: &mut Maker) -> (Vec<Node>, u32) {
    let deep = maker.random.chance(35);
    let count = 1 + maker.random.below(4);
    let names = [
        "粮食总产量",
        "农业总产值",
        "固定资产投资",
        "农村居民人均可支配收入",
        "社会消费品零售总额",
    ];
    let labels = maker.random.some(&names, count);
    let groups: Vec<Node> = labels
        .into_iter()
        .map(|label| group(label, year_columns(maker)))
        .collect();
    if deep {
        (vec![group("主要经济指标", groups)], 3)
    } else {
        (groups, 2)
    }
}

/// Periods as columns, for indicators as rows.
pub(crate) fn times(maker: &mut Maker) -> (Vec<Node>, u32) {
    match maker.random.below(6) {
        5 => {
            maker.note("月份为数字");
            (vec![leaf("202311", None), leaf("202211", None)], 1)
        }
        0 => {
            maker.note("月份为列");
            let months = ["1月", "2月", "3月", "4月", "5月", "6月"];
            (months.iter().map(|month| leaf(month, None)).collect(), 1)
        }
        1 => {
            maker.note("年份成对");
            (vec![leaf("2022年", None), leaf("2023年", None)], 1)
        }
        2 => {
            let periods = || vec![leaf("11月", None), leaf("1-11月", None)];
            (vec![group("2023年", periods()), group("2022年", periods())], 2)
        }
        3 => (vec![leaf("数量", None)], 1),
        _ => {
            let mut nodes = vec![leaf("本月", None), leaf("本年累计", None), leaf("上年同期", None)];
            nodes.push(Node {
                content: Content::Percent,
                ..leaf("同比±%", None)
            });
            (nodes, 1)
        }
    }
}

/// Columns of words and dates at the right.
fn extras(maker: &mut Maker, nodes: &mut Vec<Node>) {
    if maker.random.chance(15) {
        maker.note("日期列");
        nodes.push(Node {
            content: Content::Dates,
            ..leaf("完成时间", None)
        });
    }
    if maker.random.chance(25) {
        maker.note("备注列");
        nodes.push(Node {
            content: Content::Words,
            ..leaf("备注", None)
        });
    }
}

/// Draws a label and what is below it in rows `first` to `bottom` from a column on; says the next column.
pub(crate) fn draw(
    maker: &mut Maker,
    node: &Node,
    (first, bottom, column): (u32, u32, u32),
    path: &mut Vec<String>,
    unit_row: bool,
    leaves: &mut Vec<Leaf>,
) -> u32 {
    let whole = leaves.last().filter(|_| node.part).map(|leaf| leaf.path.clone());
    let text = written(maker, node, unit_row);
    match text.parse::<u32>() {
        Ok(number) => maker.paper.number(first, column, number.into()),
        Err(_) => maker.paper.text(first, column, &text),
    }
    path.push(node.label.replace("增减（%）", "增减"));
    let next = if node.children.is_empty() {
        if maker.has("表头竖向合并", 60) {
            maker.paper.merge((first, column), (bottom, column));
        }
        leaves.push(Leaf {
            column,
            path: path_of(path, whole),
            unit: node.unit,
            content: node.content,
        });
        column + 1
    } else {
        let mut at = column;
        if node.corner {
            maker.note("合计在角上");
            maker.paper.merge((first, column), (bottom, column));
            at += 1;
            leaves.push(Leaf {
                column,
                path: path.clone(),
                unit: node.unit,
                content: node.content,
            });
        }
        let parts = at;
        for child in &node.children {
            at = draw(maker, child, (first + 1, bottom, at), path, unit_row, leaves);
        }
        if node.corner {
            maker.paper.merge((first, parts), (first, at - 1));
        } else if maker.has("分组不合并", 35) {
            maker.note("分组不合并");
        } else {
            maker.note("分组合并");
            maker.paper.merge((first, column), (first, at - 1));
        }
        at
    };
    path.pop();
    next
}

/// A part stands below its whole: the column at its left that is none, but for a mere 小计.
fn path_of(path: &[String], whole: Option<Vec<String>>) -> Vec<String> {
    let mut path = path.to_vec();
    if let Some(whole) = whole {
        let own = path.len() - 1;
        if let Some(label) = whole.get(own).filter(|label| *label != "小计") {
            path.insert(own, label.clone());
        }
    }
    path
}

/// A label as a clerk writes it.
fn written(maker: &mut Maker, node: &Node, unit_row: bool) -> String {
    let mut text = node.label.clone();
    if maker.has("标签内空格", 25) && text.chars().count() == 2 && node.unit.is_none() {
        maker.note("标签内空格");
        let mut characters = text.chars();
        text = format!(
            "{}{}{}",
            characters.next().unwrap(),
            maker.random.pick(&["  ", "　", "    "]),
            characters.next().unwrap()
        );
    } else if maker.has("标签内换行", 25) && text.chars().count() >= 4 && !text.contains(|c: char| c.is_ascii()) {
        maker.note("标签内换行");
        let middle = text.char_indices().nth(2).unwrap().0;
        text.insert(middle, '\n');
    }
    if maker.has("全角数字", 20) && text.chars().any(|c| c.is_ascii_digit()) {
        maker.note("全角数字");
        text = text
            .chars()
            .map(|c| {
                c.to_digit(10)
                    .map_or(c, |digit| char::from_u32(0xFF10 + digit).unwrap())
            })
            .collect();
    }
    if node.part {
        text = format!("{}{text}", maker.random.pick(&["其中：", "其中:", "其中", "#"]));
    }
    if let Some(unit) = node.unit.filter(|_| !unit_row) {
        maker.note("标签带单位");
        text = match maker.random.below(4) {
            0 => format!("{text}({unit})"),
            1 => format!("{text}\n（{unit}）"),
            2 => format!("{text}（单位：{unit}）"),
            _ => format!("{text}（{unit}）"),
        };
    }
    if maker.has("私用区字符", 8) {
        maker.note("私用区字符");
        text.push('\u{E5E5}');
    }
    text
}

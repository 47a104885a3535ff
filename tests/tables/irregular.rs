//! Irregular sheets of Chinese statistics, made by a seeded program that knows the truth about them.

use std::collections::{BTreeMap, BTreeSet};

use gongwen::tables::RowKind;
use gongwen::workbook::Sheet;
use rust_decimal::Decimal;

use super::head::{self, Node};
use super::paper::{Paper, Random};
use super::rows::{self, RowSpec};

/// What is true of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Truth {
    /// The header path of each column of data, and of the one that names the rows.
    pub(crate) paths: BTreeMap<u32, Vec<String>>,
    /// The unit of each column that has one.
    pub(crate) units: BTreeMap<u32, String>,
    /// The rows with their labels, what they are, and the row of which they are a part.
    pub(crate) rows: Vec<(u32, String, RowKind, Option<u32>)>,
}

/// A made sheet, the truth about it, and what is irregular about it.
pub(crate) struct Made {
    pub(crate) sheet: Sheet,
    pub(crate) truth: Vec<Truth>,
    pub(crate) traits: BTreeSet<&'static str>,
}

/// How a whole sheet is written.
pub(crate) struct Maker {
    pub(crate) random: Random,
    pub(crate) paper: Paper,
    pub(crate) traits: BTreeSet<&'static str>,
    percent: BTreeMap<&'static str, bool>,
}

impl Maker {
    /// Whether the sheet has a trait; decided once for a sheet.
    pub(crate) fn has(&mut self, name: &'static str, percent: usize) -> bool {
        if let Some(known) = self.percent.get(name) {
            return *known;
        }
        let has = self.random.chance(percent);
        self.percent.insert(name, has);
        has
    }

    /// Notes that the trait shows.
    pub(crate) fn note(&mut self, name: &'static str) {
        self.traits.insert(name);
    }
}

/// The sheet of a seed.
pub(crate) fn make(seed: u64) -> Made {
    let mut maker = Maker {
        random: Random::new(seed),
        paper: Paper::default(),
        traits: BTreeSet::new(),
        percent: BTreeMap::new(),
    };
    let mut truth = Vec::new();
    let left = if maker.has("第一列空", 8) { 1 } else { 0 };
    if left == 1 {
        maker.note("第一列空");
    }
    let first = above(&mut maker, 0, left);
    match maker.random.below(100) {
        0..12 => {
            maker.note("并排隔列");
            let plan = Plan::any(&mut maker);
            let other = plan.sibling(&mut maker);
            let (end, bottom, one) = table(&mut maker, plan, first, left);
            let (_, other_bottom, two) = table(&mut maker, other, first, end + 2);
            truth.extend([one, two]);
            foot(&mut maker, bottom.max(other_bottom) + 1, left);
        }
        12..24 => {
            maker.note("并排不隔列");
            let plan = Plan::any(&mut maker);
            let (end, bottom, one) = table(&mut maker, plan.clone(), first, left);
            let (_, other_bottom, two) = table(&mut maker, plan.continued(), first, end + 1);
            truth.extend([one, two]);
            foot(&mut maker, bottom.max(other_bottom) + 1, left);
        }
        24..34 => {
            truth.extend(beside_in_another_row(&mut maker, first, left));
        }
        34..52 => {
            let gap = maker.random.chance(50);
            maker.note(if gap { "上下隔行" } else { "上下不隔行" });
            let plan = Plan::any(&mut maker);
            let (_, bottom, one) = table(&mut maker, plan, first, left);
            let next = above(&mut maker, bottom + 1 + u32::from(gap), left);
            let plan = Plan::any(&mut maker);
            let (_, bottom, two) = table(&mut maker, plan, next, left);
            truth.extend([one, two]);
            foot(&mut maker, bottom + 1, left);
        }
        _ => {
            let plan = Plan::any(&mut maker);
            let (end, bottom, one) = table(&mut maker, plan, first, left);
            truth.push(one);
            if maker.random.chance(8) {
                maker.note("表旁批注");
                maker.paper.text(first + 2, end + 2, "注意：红字为估计数，请各村核对");
            }
            foot(&mut maker, bottom + 1, left);
        }
    }
    Made {
        sheet: maker.paper.sheet("汇总"),
        truth,
        traits: maker.traits,
    }
}

/// Two tables side by side whose heads stand in different rows, as in pages that were turned from PDF to sheets.
fn beside_in_another_row(maker: &mut Maker, first: u32, left: u32) -> [Truth; 2] {
    maker.note("并排错行");
    let plan = Plan::any(maker);
    let other = plan.sibling(maker);
    let shift = 1 + maker.random.below(2) as u32;
    let left_is_lower = maker.random.chance(50);
    let (one_first, two_first) = if left_is_lower {
        (first + shift, first)
    } else {
        (first, first + shift)
    };
    let (end, bottom, one) = table(maker, plan, one_first, left);
    if two_first > 0 && maker.random.chance(50) {
        maker.paper.text(two_first - 1, end + 2, "（续）");
    }
    let (_, other_bottom, two) = table(maker, other, two_first, end + 2);
    foot(maker, bottom.max(other_bottom) + 1, left);
    [one, two]
}

/// The lines above a table; says the row below them.
fn above(maker: &mut Maker, mut row: u32, left: u32) -> u32 {
    if maker.random.chance(15) {
        maker.paper.text(row, left, "附件2");
        maker.note("附件标记");
        row += 1;
    }
    // Without a title or a gap only a head that says so itself can be told from data.
    if maker.random.chance(75) {
        maker.paper.text(
            row,
            left,
            maker.random.pick(&[
                "鼎新镇2023年农业生产情况统计表",
                "各村基本情况",
                "附表1：主要指标完成情况",
            ]),
        );
        maker.note("标题行");
        maker.paper.merge((row, left), (row, left + 5));
        row += 1;
        if maker.random.chance(20) {
            maker.paper.text(row, left, "（2023年1—12月）");
            maker.note("副标题");
            maker.paper.merge((row, left), (row, left + 5));
            row += 1;
        }
    }
    if maker.random.chance(45) {
        maker.paper.text(row, left, "填报单位：鼎新镇农业农村办公室");
        maker.note("填报单位行");
        if maker.random.chance(50) {
            maker.paper.text(
                row,
                left + 3,
                maker
                    .random
                    .pick(&["单位：亩、吨、万元", "2023年11月20日", "单位：亩、头、户"]),
            );
        }
        row += 1;
    }
    row
}

fn foot(maker: &mut Maker, mut row: u32, left: u32) {
    if maker.random.chance(15) {
        row += 1;
    }
    if maker.random.chance(40) {
        maker.note("填表人");
        maker.paper.text(
            row,
            left,
            "单位负责人：　　　填表人：张三　　　填表日期：2023年11月20日",
        );
        row += 1;
    }
    if maker.random.chance(30) {
        maker.note("说明");
        maker.paper.text(
            row,
            left,
            maker.random.pick(&[
                "注：1.本表按村填报。",
                "说明：粮食面积含复种面积。",
                "备注：数据为预计数。",
            ]),
        );
    }
}

/// What one table is to show.
#[derive(Clone)]
pub(crate) struct Plan {
    /// The columns at the left that count or name the rows.
    lead: Vec<Lead>,
    pub(crate) nodes: Vec<Node>,
    rows: Vec<RowSpec>,
    /// Rows of labels.
    depth: u32,
    unit_row: bool,
    code_row: bool,
}

/// A column left of the data.
#[derive(Clone, PartialEq)]
enum Lead {
    Sequence(&'static str),
    Stub(&'static str),
    Unit(&'static str),
}

impl Plan {
    fn any(maker: &mut Maker) -> Self {
        if maker.random.chance(30) {
            Self::of_indicators(maker)
        } else {
            Self::of_places(maker)
        }
    }

    /// Villages or townships as rows.
    fn of_places(maker: &mut Maker) -> Self {
        let towns = maker.has("八个乡镇", 25);
        let stub = if towns {
            &["乡镇", "乡镇名称", "地区", "单位"][..]
        } else {
            &["村名", "村(社区)", "村别", "行政村", "村（居）名称"][..]
        };
        let stub = maker.random.pick(stub);
        let rows = rows::places(maker, towns);
        let (nodes, depth) = if towns && maker.random.chance(70) {
            maker.note("八个乡镇×本年上年");
            head::year_on_year(maker)
        } else {
            head::any(maker)
        };
        Self::with(maker, stub, None, nodes, depth, rows)
    }

    /// Indicators as rows with their unit beside them.
    fn of_indicators(maker: &mut Maker) -> Self {
        maker.note("指标为行");
        let stub = maker.random.pick(&["指标名称", "指标", "项目"]);
        let rows = rows::indicators(maker);
        let (nodes, depth) = head::times(maker);
        let unit = maker.random.pick(&["计量单位", "单位"]);
        Self::with(maker, stub, Some(unit), nodes, depth, rows)
    }

    fn with(
        maker: &mut Maker,
        stub: &'static str,
        unit: Option<&'static str>,
        nodes: Vec<Node>,
        depth: u32,
        rows: Vec<RowSpec>,
    ) -> Self {
        let mut lead = vec![Lead::Stub(stub)];
        if maker.random.chance(35) {
            maker.note("序号列");
            lead.insert(0, Lead::Sequence(maker.random.pick(&["序号", "编号", "序 号"])));
        } else if maker.random.chance(12) {
            maker.note("代码列");
            lead.push(Lead::Sequence(maker.random.pick(&["代码", "行次"])));
        }
        lead.extend(unit.map(Lead::Unit));
        let unit_row = unit.is_none() && maker.random.chance(15);
        let code_row = maker.random.chance(15);
        Self {
            lead,
            nodes,
            rows,
            depth,
            unit_row,
            code_row,
        }
    }

    /// Another table for the other side, with as many rows of head.
    fn sibling(&self, maker: &mut Maker) -> Self {
        let mut plan = self.clone();
        plan.rows = rows::others(maker, &self.rows);
        plan
    }

    /// The same table going on at its right with other rows.
    fn continued(self) -> Self {
        let rows = rows::continued(&self.rows);
        Self { rows, ..self }
    }
}

/// Writes a table; says its last column, its last row and the truth about it.
fn table(maker: &mut Maker, plan: Plan, first: u32, left: u32) -> (u32, u32, Truth) {
    let mut truth = Truth::default();
    let bottom = first + plan.depth - 1;
    let start = left + plan.lead.len() as u32;
    let mut column = left;
    for lead in &plan.lead {
        let label = match lead {
            Lead::Sequence(label) | Lead::Unit(label) => label,
            Lead::Stub(label) => {
                truth
                    .paths
                    .insert(column, vec![label.replace('（', "(").replace('）', ")")]);
                label
            }
        };
        maker.paper.text(first, column, label);
        if maker.has("表头竖向合并", 60) && plan.depth > 1 {
            maker.note("表头竖向合并");
            maker.paper.merge((first, column), (bottom, column));
        }
        column += 1;
    }
    let mut leaves = Vec::new();
    for node in &plan.nodes {
        // Behind the first figures, so that what follows has figures too.
        let figures = |leaf: &head::Leaf| leaf.content == head::Content::Numbers;
        if leaves.iter().any(figures) && node.content == head::Content::Numbers && maker.has("表内空列", 6) {
            maker.note("表内空列");
            column += 1;
        }
        column = head::draw(
            maker,
            node,
            (first, bottom, column),
            &mut Vec::new(),
            plan.unit_row,
            &mut leaves,
        );
    }
    let end = column - 1;
    let mut row = bottom + 1;
    if plan.unit_row {
        maker.note("单位行");
        for leaf in &leaves {
            if let Some(unit) = leaf.unit {
                maker.paper.text(row, leaf.column, unit);
            }
        }
        row += u32::from(leaves.iter().any(|leaf| leaf.unit.is_some()));
    }
    if plan.code_row {
        maker.note("甲乙丙行");
        code_row(maker, row, (left, start), &leaves);
        row += 1;
    }
    for leaf in &leaves {
        truth.paths.insert(leaf.column, leaf.path.clone());
        truth.units.extend(leaf.unit.map(|unit| (leaf.column, unit.to_owned())));
    }
    let last = rows::write(
        maker,
        &plan.rows,
        &Frame {
            first: row,
            left,
            start,
            leaves: &leaves,
            lead: plan.lead_kinds(),
        },
        &mut truth,
    );
    (end, last, truth)
}

/// Where the rows of a table are written.
pub(crate) struct Frame<'a> {
    pub(crate) first: u32,
    pub(crate) left: u32,
    pub(crate) start: u32,
    pub(crate) leaves: &'a [head::Leaf],
    /// `s` for a running number, `n` for the name, `u` for the unit.
    pub(crate) lead: String,
}

impl Plan {
    fn lead_kinds(&self) -> String {
        let kind = |lead: &Lead| match lead {
            Lead::Sequence(_) => 's',
            Lead::Stub(_) => 'n',
            Lead::Unit(_) => 'u',
        };
        self.lead.iter().map(kind).collect()
    }
}

fn code_row(maker: &mut Maker, row: u32, (left, start): (u32, u32), leaves: &[head::Leaf]) {
    for (column, stem) in (left..start).zip(["甲", "乙", "丙"]) {
        maker.paper.text(row, column, stem);
    }
    for (leaf, number) in leaves.iter().zip(1..) {
        maker.paper.number(row, leaf.column, Decimal::from(number));
    }
}

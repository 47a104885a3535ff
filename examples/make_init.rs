//! Makes the workbooks of the project that `gongwen init` writes: `cargo run --example make_init`.

use std::error::Error;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// A village: name, area sown this year and last year (亩), output (吨).
type Village = (&'static str, f64, f64, f64);
/// A project: name, total investment (万元), whether it is in the national register.
type Project = (&'static str, f64, &'static str);
/// A fact: name and content.
type Fact = (&'static str, &'static str);

/// One township's values.
struct Township {
    name: &'static str,
    file: &'static str,
    villages: &'static [Village],
    projects: &'static [Project],
    facts: &'static [Fact],
}

const TOWNSHIPS: [Township; 2] = [
    Township {
        name: "青山镇",
        file: "qingshan",
        villages: &[
            ("青山社区", 5_230.0, 5_010.0, 2_210.0),
            ("石桥村", 4_480.0, 4_460.0, 1_905.0),
            ("河湾村", 3_960.0, 3_820.0, 1_688.0),
        ],
        projects: &[
            ("高标准农田建设项目", 1_850.0, "是"),
            ("粮食烘干中心项目", 620.0, "是"),
            ("村级冷库项目", 180.0, "否"),
        ],
        facts: &[("年度主题", "稳粮增收年"), ("合作社名称", "青禾农机专业合作社")],
    },
    Township {
        name: "绿水镇",
        file: "lvshui",
        villages: &[
            ("绿水村", 6_120.0, 6_350.0, 2_560.0),
            ("柳林村", 5_040.0, 5_180.0, 2_104.0),
            ("竹园村", 2_870.0, 2_900.0, 1_190.0),
        ],
        projects: &[("灌区改造项目", 2_400.0, "是")],
        facts: &[("年度主题", "项目攻坚年")],
    },
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/init");
    for township in &TOWNSHIPS {
        let file = |kind: &str| folder.join(format!("{}-{kind}.xlsx", township.file));
        std::fs::write(file("agriculture"), agriculture(township)?)?;
        std::fs::write(file("projects"), projects(township)?)?;
        std::fs::write(file("facts"), facts(township)?)?;
    }
    Ok(())
}

/// A workbook with a fixed date, so that the same values give the same bytes.
fn saved(name: &str, fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2023, 11, 30)?);
    workbook.set_properties(&properties);
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?.set_column_width(0, 24)?;
    fill(sheet)?;
    workbook.save_to_buffer()
}

/// Title, 填报单位, a head of two merged rows, villages, 合计, foot (WB-03, WB-04, WB-05, WB-08, WB-12).
fn agriculture(township: &Township) -> Result<Vec<u8>, XlsxError> {
    let centered = Format::new().set_align(FormatAlign::Center);
    saved("汇总", |sheet| {
        sheet.merge_range(
            0,
            0,
            0,
            3,
            &format!("{}2023年农业生产情况统计表", township.name),
            &centered,
        )?;
        sheet.write(1, 0, format!("填报单位：{}农业农村办公室", township.name))?;
        sheet.merge_range(2, 0, 3, 0, "村（社区）", &centered)?;
        sheet.merge_range(2, 1, 2, 3, "粮食作物", &centered)?;
        for (column, label) in ["播种面积（亩）", "上年播种面积（亩）", "总产量（吨）"]
            .iter()
            .enumerate()
        {
            sheet.write(3, column as u16 + 1, *label)?;
        }
        for (index, (village, area, last, output)) in township.villages.iter().enumerate() {
            row(sheet, index as u32 + 4, village, [*area, *last, *output])?;
        }
        let total = |value: fn(&Village) -> f64| township.villages.iter().map(value).sum();
        let foot = township.villages.len() as u32 + 4;
        row(
            sheet,
            foot,
            "合    计",
            [total(|one| one.1), total(|one| one.2), total(|one| one.3)],
        )?;
        sheet.write(
            foot + 1,
            0,
            "单位负责人：        填表人：        填表日期：2023年11月28日",
        )?;
        Ok(())
    })
}

fn row(sheet: &mut Worksheet, row: u32, label: &str, values: [f64; 3]) -> Result<(), XlsxError> {
    sheet.write(row, 0, label)?;
    for (column, value) in values.into_iter().enumerate() {
        sheet.write(row, column as u16 + 1, value)?;
    }
    Ok(())
}

/// A list of projects (WB-14).
fn projects(township: &Township) -> Result<Vec<u8>, XlsxError> {
    saved("台账", |sheet| {
        sheet.merge_range(0, 0, 0, 3, &format!("{}重点项目台账", township.name), &Format::new())?;
        for (column, label) in ["序号", "项目名称", "总投资（万元）", "是否入库"].iter().enumerate() {
            sheet.write(1, column as u16, *label)?;
        }
        for (index, (name, investment, registered)) in township.projects.iter().enumerate() {
            let row = index as u32 + 2;
            sheet.write(row, 0, index as u32 + 1)?.write(row, 1, *name)?;
            sheet.write(row, 2, *investment)?.write(row, 3, *registered)?;
        }
        Ok(())
    })
}

/// The facts sheet.
fn facts(township: &Township) -> Result<Vec<u8>, XlsxError> {
    saved("基本情况", |sheet| {
        sheet.write(0, 0, "名称")?.write(0, 1, "内容")?;
        for (index, (name, content)) in township.facts.iter().enumerate() {
            sheet
                .write(index as u32 + 1, 0, *name)?
                .write(index as u32 + 1, 1, *content)?;
        }
        Ok(())
    })
}

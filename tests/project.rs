//! A small project of three townships, made in a temporary folder, for tests of the whole program.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use tempfile::TempDir;

/// The townships, in the order of the configuration.
pub(crate) const TOWNSHIPS: [&str; 3] = ["甲子镇", "乙丑镇", "丙寅镇"];

/// The configuration of the small project.
pub(crate) const CONFIG: &str = r#"[job]
template = "模板.md"
data = "data"
output = "output"
townships = ["甲子镇", "乙丑镇", "丙寅镇"]
year = 2023
date = "2023-11-30"
author = "{township}人民政府"

[fonts]
source = "shipped"

[[indicator]]
name = "粮食播种面积"
workbook = "*农业*"
sheet = "汇总"
column = "粮食作物/播种面积"
row = "合计"
unit = "亩"
base = { column = "粮食作物/上年播种面积" }

[[indicator]]
name = "农业总产值"
workbook = "*农业*"
sheet = "汇总"
column = "产值"
row = "合计"
unit = "万元"

[[indicator]]
name = "联系村"
type = "text"
workbook = "*农业*"
sheet = "汇总"
cell = "B10"
label = "联系村"
"#;

/// The template of the small project.
pub(crate) const TEMPLATE: &str = "# {{ 镇名 }}{{ 年 }}年农业工作总结

## 生产情况

### 粮食生产再获丰收。
- 粮食播种面积{{ 粮食播种面积|数额 }}，{{ 粮食播种面积|比上年 }}。
- 农业总产值{{ 农业总产值|数额 }}，联系村为{{ 联系村 }}。
";

/// What is wrong with a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    SheetName,
    RowLabel,
    ColumnLabel,
    TwoColumns,
    TextForNumber,
    ErrorValue,
    FormulaWithoutValue,
    Unit,
    Character,
}

/// The beginning of a gongwen.toml for a single township, to which a test adds its mapping.
pub(crate) const ONE_TOWNSHIP: &str = "[job]
template = \"模板.md\"
data = \"data\"
output = \"output\"
townships = [\"甲子镇\"]
year = 2023
date = \"2023-11-30\"

[fonts]
source = \"shipped\"
";

/// A project folder that is deleted at the end of the test.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// Three townships without a flaw.
    pub(crate) fn new() -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        project.write("gongwen.toml", CONFIG.as_bytes());
        project.write("模板.md", TEMPLATE.as_bytes());
        for (index, township) in TOWNSHIPS.iter().enumerate() {
            project.write_workbook(township, index, Flaw::None);
        }
        project
    }

    /// A project of these files; workbooks are written as CSV.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (path, text) in files {
            project.write(path, text.as_bytes());
        }
        project
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Path of a township's only workbook.
    pub(crate) fn workbook(township: &str) -> String {
        format!("data/{township}/附件1：{township}农业生产情况统计表.xlsx")
    }

    pub(crate) fn write_workbook(&self, township: &str, index: usize, flaw: Flaw) {
        self.write(&Self::workbook(township), &workbook(index as f64, flaw));
    }

    /// Sows so much more (or less) in every village of a township, whose 合计 follows.
    pub(crate) fn sow(&self, township: &str, more: f64) {
        self.write(&Self::workbook(township), &workbook(more, Flaw::None));
    }

    /// Replaces text in a file of the project.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = String::from_utf8(self.read(path)).unwrap();
        assert!(text.contains(from), "{path} does not hold {from}");
        self.write(path, text.replace(from, to).as_bytes());
    }

    /// Runs the program on the project.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let mut command = Command::cargo_bin("gongwen").unwrap();
        command.current_dir(self.root()).env_remove("LANG").env_remove("LC_ALL");
        let output = command.args(arguments).output().unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Every file under `output/` with its bytes, by path; not what runs remember.
    pub(crate) fn outputs(&self) -> Vec<(String, Vec<u8>)> {
        let root = self.path("output");
        let mut files = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                // What runs remember is no output.
                if path.ends_with(".gongwen") {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                    files.push((name, std::fs::read(&path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }
}

/// How a run ended and what it said.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A department's workbook: title, unit line, a head of two merged rows, three villages, 合计, a fixed cell, a foot.
fn workbook(more: f64, flaw: Flaw) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet
        .set_name(if flaw == Flaw::SheetName { "表一" } else { "汇总" })
        .unwrap();
    write_head(sheet, flaw);
    write_rows(sheet, more, flaw);
    workbook.save_to_buffer().unwrap()
}

fn write_head(sheet: &mut Worksheet, flaw: Flaw) {
    let plain = Format::new();
    sheet
        .merge_range(0, 0, 0, 4, "2023年农业生产情况统计表", &plain)
        .unwrap();
    sheet.write(1, 0, "填报单位：农业农村办公室").unwrap();
    sheet.merge_range(2, 0, 3, 0, "村名", &plain).unwrap();
    sheet.merge_range(2, 1, 2, 3, "粮食作物", &plain).unwrap();
    let area = if flaw == Flaw::ColumnLabel {
        "种植数（亩）"
    } else {
        "播种面积（亩）"
    };
    let area = if flaw == Flaw::Unit {
        "播种面积（公斤）"
    } else {
        area
    };
    sheet.write(3, 1, area).unwrap();
    sheet
        .write(
            3,
            2,
            if flaw == Flaw::TwoColumns {
                "播种面积（亩）"
            } else {
                "总产量（吨）"
            },
        )
        .unwrap();
    sheet.write(3, 3, "上年播种面积（亩）").unwrap();
    sheet.merge_range(2, 4, 3, 4, "产值（万元）", &plain).unwrap();
}

fn write_rows(sheet: &mut Worksheet, index: f64, flaw: Flaw) {
    let villages = ["东风村", "红星村", "前进村"];
    for (row, village) in villages.iter().enumerate() {
        let row = row as u32 + 4;
        sheet.write(row, 0, *village).unwrap();
        for (column, value) in [15_000.0 + index, 6_000.0, 14_500.0, 2_500.0 + index]
            .into_iter()
            .enumerate()
        {
            sheet.write(row, column as u16 + 1, value).unwrap();
        }
    }
    let total = if flaw == Flaw::RowLabel { "三村" } else { "合    计" };
    sheet.write(7, 0, total).unwrap();
    write_total(sheet, index, flaw);
    for (column, value) in [18_000.0, 43_500.0, 7_500.0 + 3.0 * index].into_iter().enumerate() {
        sheet.write(7, column as u16 + 2, value).unwrap();
    }
    sheet.write(9, 0, "联系村").unwrap();
    sheet
        .write(
            9,
            1,
            if flaw == Flaw::Character {
                "东风\u{F8FF}村"
            } else {
                "东风村"
            },
        )
        .unwrap();
    sheet.write(10, 0, "填表人：").unwrap();
}

/// The cell of the sown area's 合计, B8.
fn write_total(sheet: &mut Worksheet, index: f64, flaw: Flaw) {
    match flaw {
        Flaw::TextForNumber => sheet.write(7, 1, "约四万五千"),
        Flaw::ErrorValue => sheet.write_formula(7, 1, Formula::new("=SUM(#REF!)").set_result("#REF!")),
        Flaw::FormulaWithoutValue => sheet.write_formula(7, 1, "=SUM(B5:B7)"),
        Flaw::None
        | Flaw::SheetName
        | Flaw::RowLabel
        | Flaw::ColumnLabel
        | Flaw::TwoColumns
        | Flaw::Unit
        | Flaw::Character => sheet.write(7, 1, 45_000.0 + 3.0 * index),
    }
    .unwrap();
}

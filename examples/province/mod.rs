//! A province for measuring: townships with six workbooks of about 10 KB each, and a report of twelve pages, 6,900
//! characters and a table of forty rows. The values are drawn, the same ones every time.

mod text;
mod workbook;

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What stands in the way of writing the project.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// What townships are ranked by.
pub(crate) const RANKED: [&str; 2] = ["粮食总产量", "村集体经济收入"];

/// Villages of a township: rows of every table.
pub(crate) const VILLAGES: usize = 40;

/// A department: its workbook, and what it counts in which unit, with what a village usually has of it.
pub(crate) struct Department {
    pub(crate) name: &'static str,
    pub(crate) measures: [(&'static str, &'static str, u64); 5],
}

pub(crate) const DEPARTMENTS: [Department; 6] = [
    Department {
        name: "农业",
        measures: [
            ("粮食播种面积", "亩", 1_450),
            ("粮食总产量", "吨", 620),
            ("蔬菜种植面积", "亩", 380),
            ("蔬菜总产量", "吨", 790),
            ("水果总产量", "吨", 210),
        ],
    },
    Department {
        name: "畜牧",
        measures: [
            ("生猪出栏", "头", 860),
            ("肉牛出栏", "头", 120),
            ("山羊出栏", "只", 240),
            ("家禽出栏", "羽", 5_300),
            ("水产品产量", "吨", 45),
        ],
    },
    Department {
        name: "集体经济",
        measures: [
            ("村集体经济收入", "万元", 32),
            ("经营性收入", "万元", 14),
            ("土地流转面积", "亩", 310),
            ("合作社成员", "户", 96),
            ("务工带动人数", "人", 140),
        ],
    },
    Department {
        name: "民政",
        measures: [
            ("常住人口", "人", 1_180),
            ("农村低保人数", "人", 42),
            ("养老保险参保人数", "人", 810),
            ("医疗保险参保人数", "人", 1_090),
            ("临时救助金额", "万元", 6),
        ],
    },
    Department {
        name: "建设",
        measures: [
            ("新建村组道路", "米", 740),
            ("养护公路里程", "米", 5_200),
            ("改造农村厕所", "座", 18),
            ("安装路灯", "盏", 26),
            ("清运生活垃圾", "吨", 165),
        ],
    },
    Department {
        name: "平安",
        measures: [
            ("排查安全隐患", "处", 24),
            ("整改安全隐患", "处", 22),
            ("排查矛盾纠纷", "件", 15),
            ("调解成功件数", "件", 14),
            ("法治宣传场次", "场", 5),
        ],
    },
];

/// Writes the project. Where townships are broken nobody is ranked: a place among all would be true of none.
pub(crate) fn make(count: usize, folder: &Path, broken: bool) -> Result<(), Failure> {
    fs::create_dir_all(folder.join("data"))?;
    fs::write(folder.join("gongwen.toml"), configuration(!broken)?)?;
    fs::write(folder.join("模板.md"), text::template(!broken)?)?;
    for index in 0..count {
        let name = township(index);
        let own = folder.join("data").join(&name);
        fs::create_dir_all(&own)?;
        for (number, department) in DEPARTMENTS.iter().enumerate() {
            let bytes = workbook::write(department, (index, number))?;
            fs::write(own.join(file_name(&name, department)), bytes)?;
        }
        if broken && index < workbook::WAYS {
            workbook::spoil(&own, &name, index)?;
        }
    }
    Ok(())
}

pub(crate) fn file_name(township: &str, department: &Department) -> String {
    format!("{township}2023年{}情况统计表.xlsx", department.name)
}

/// A name of its own for each township; the number tells those of one sound apart.
pub(crate) fn township(index: usize) -> String {
    const FIRST: [&str; 20] = [
        "安", "宝", "长", "大", "东", "丰", "福", "高", "古", "广", "和", "华", "吉", "嘉", "金", "兰", "龙", "明",
        "南", "平",
    ];
    const SECOND: [&str; 20] = [
        "沟", "坝", "塘", "昌", "池", "川", "德", "湾", "岗", "田", "湖", "江", "里", "林", "岭", "坡", "桥", "山",
        "溪", "阳",
    ];
    let sound = format!("{}{}", FIRST[index % 20], SECOND[index / 20 % 20]);
    match index / 400 {
        0 => format!("{sound}镇"),
        round => format!("{sound}{round}镇"),
    }
}

fn configuration(ranked: bool) -> Result<String, Failure> {
    let mut toml = String::from(
        "[job]\ntemplate = \"模板.md\"\nyear = 2023\nperiod = [\"2023-01-01\", \"2023-12-31\"]\ndate = \"2024-01-10\"\n\
         author = \"{township}人民政府\"\n\n[fonts]\nsource = \"shipped\"\n",
    );
    for department in &DEPARTMENTS {
        for (name, unit, _) in department.measures {
            // Forty villages' ranks would say little; the township's place among all is compared.
            let rank = if ranked && RANKED.contains(&name) {
                "rank = \"high\"\n"
            } else {
                ""
            };
            write!(
                toml,
                "\n[[indicator]]\nname = \"{name}\"\nworkbook = \"*{}*\"\ncolumn = \"{name}/本年\"\nrow = \"合计\"\n\
                 unit = \"{unit}\"\ndecimals = 0\n{rank}base = {{ column = \"{name}/上年\" }}\n",
                department.name
            )?;
        }
    }
    toml.push_str(
        "\n[[rows]]\nname = \"各村农业\"\nworkbook = \"*农业*\"\nfields = [\n  { name = \"村名\", type = \"text\" },\n",
    );
    for (name, unit, _) in DEPARTMENTS[0].measures {
        writeln!(
            toml,
            "  {{ name = \"{name}\", column = \"{name}/本年\", unit = \"{unit}\", decimals = 0 }},"
        )?;
    }
    toml.push_str("]\n\n[lint]\nignore = [\"N-PRICE\"]\n");
    Ok(toml)
}

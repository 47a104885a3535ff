//! Several reports of one set of data, and the county's report that compares all townships.

use crate::project::{Flaw, Project, TOWNSHIPS};

const REPORTS: &str = r#"
[[report]]
name = "农业总结"
template = "模板.md"

[[report]]
name = "粮食简报"
template = "简报.md"
file = "{township}/{report}"
formats = ["docx"]
townships = ["甲子镇", "丙寅镇"]

[[report]]
name = "县情通报"
for = "county"
template = "通报.md"
formats = ["pdf"]
"#;

const BRIEF: &str = "# {{ 镇名 }}粮食简报\n\n粮食播种面积{{ 粮食播种面积|数额 }}。\n";

const COUNTY: &str = "# {{ 县名 }}{{ 年 }}年农业情况通报

全县粮食播种面积{{ 粮食播种面积|数额 }}，{{ 粮食播种面积|比上年 }}；农业总产值{{ 农业总产值|数额 }}。面积最大的是{{ 各镇|最高(\"粮食播种面积\")|列举(\"镇名\") }}，前两名为{{ 各镇|前(2, \"粮食播种面积\")|列举(\"镇名\", \"粮食播种面积\") }}；高于全县平均的有{{ 各镇|筛选(\"粮食播种面积 >\", 各镇|均值(\"粮食播种面积\"))|列举(\"镇名\") }}。

表：各镇农业情况（单位：亩、万元）

| 名次 | 镇名 | 粮食/播种面积 | 农业总产值 |
|:-:|:--|--:|--:|
{% for 镇 in 各镇|名次(\"粮食播种面积\")|降序(\"粮食播种面积\") %}
| {{ 镇.名次 }} | {{ 镇.镇名 }} | {{ 镇.粮食播种面积 }} | {{ 镇.农业总产值 }} |
{% endfor %}
| | 合计 | {{ 粮食播种面积 }} | {{ 各镇|总和(\"农业总产值\") }} |
";

fn several() -> Project {
    let project = Project::new();
    project.edit("gongwen.toml", "template = \"模板.md\"\n", "county = \"清水县\"\n");
    project.edit("gongwen.toml", "[fonts]", &format!("{REPORTS}\n[fonts]"));
    project.write("简报.md", BRIEF.as_bytes());
    project.write("通报.md", COUNTY.as_bytes());
    project
}

fn names(project: &Project) -> Vec<String> {
    project.outputs().into_iter().map(|(name, _)| name).collect()
}

fn manifest(project: &Project) -> serde_json::Value {
    serde_json::from_slice(&project.read("output/manifest.json")).unwrap()
}

/// Every report of the manifest as `report/township/status`.
fn recorded(project: &Project) -> Vec<String> {
    let manifest = manifest(project);
    let reports = manifest["reports"].as_array().unwrap().iter();
    let text = |record: &serde_json::Value, key: &str| record[key].as_str().unwrap_or_default().to_owned();
    reports
        .map(|record| ["report", "township", "status"].map(|key| text(record, key)).join("/"))
        .collect()
}

#[test]
fn several_reports_are_made_of_workbooks_read_once() {
    let project = several();
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let made = names(&project);
    for name in [
        "甲子镇/甲子镇2023年农业工作总结.pdf",
        "乙丑镇/乙丑镇2023年农业工作总结.docx",
        "丙寅镇/粮食简报.docx",
        "清水县/清水县2023年农业情况通报.pdf",
        "清水县/清水县2023年农业情况通报.trace.json",
    ] {
        assert!(made.iter().any(|one| one == name), "{name} in {made:?}");
    }
    assert!(made.iter().all(|one| !one.starts_with("乙丑镇/粮食简报")), "{made:?}");
    assert!(made.iter().all(|one| !one.ends_with("粮食简报.pdf")), "{made:?}");
    assert_eq!(run.stderr.matches("3 个乡镇的工作簿").count(), 1, "{}", run.stderr);
    assert!(run.stdout.contains("丙寅镇·粮食简报"), "{}", run.stdout);
    assert_eq!(
        recorded(&project),
        [
            "农业总结/甲子镇/ok",
            "粮食简报/甲子镇/ok",
            "农业总结/乙丑镇/ok",
            "农业总结/丙寅镇/ok",
            "粮食简报/丙寅镇/ok",
            "县情通报/清水县/ok"
        ]
    );
    let first = project.outputs();
    std::fs::remove_dir_all(project.path("output")).unwrap();
    assert_eq!(project.run(&["build", "-j", "1"]).code, 0);
    assert_eq!(project.outputs(), first);
}

#[test]
fn only_names_townships_and_reports_and_leaves_the_others_recorded() {
    for (only, code, made) in [
        ("粮食简报", 0, vec!["丙寅镇/粮食简报.docx", "甲子镇/粮食简报.docx"]),
        ("清水县", 0, vec![]),
        ("甲子镇,粮食简报", 0, vec!["甲子镇/粮食简报.docx"]),
        ("粮食通报", 2, vec![]),
    ] {
        let project = several();
        let run = project.run(&["build", "--only", only, "--lang", "zh-CN"]);
        assert_eq!(run.code, code, "{}", run.stderr);
        let mut found = names(&project);
        found.retain(|name| name.ends_with(".docx"));
        assert_eq!(found, made, "{only}");
    }
    let project = several();
    project.run(&["build"]);
    let all = project.outputs();
    assert_eq!(project.run(&["build", "--only", "县情通报,粮食简报"]).code, 0);
    assert_eq!(project.outputs(), all);
}

#[test]
fn a_broken_report_leaves_the_others() {
    let project = several();
    project.edit("简报.md", "|数额", "|数俄");
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("E-TPL-FILTER") && run.stderr.contains("简报.md:3"),
        "{}",
        run.stderr
    );
    assert_eq!(run.stderr.matches("E-TPL-FILTER").count(), 1, "{}", run.stderr);
    let failed: Vec<String> = recorded(&project)
        .into_iter()
        .filter(|one| one.ends_with("/failed"))
        .collect();
    assert_eq!(failed, ["粮食简报/甲子镇/failed", "粮食简报/丙寅镇/failed"]);
    // Where no report is left to make, nothing is done.
    project.edit("模板.md", "|数额", "|数俄");
    project.edit("通报.md", "|数额", "|数俄");
    assert_eq!(project.run(&["build"]).code, 2);
}

#[test]
fn the_countys_figures_are_true_and_traced_to_all_townships() {
    let project = several();
    project.sow(TOWNSHIPS[1], 400.0);
    assert_eq!(project.run(&["build", "--only", "县情通报"]).code, 0);
    let trace = project.read("output/清水县/清水县2023年农业情况通报.trace.json");
    let trace: serde_json::Value = serde_json::from_slice(&trace).unwrap();
    let figures = trace["figures"].as_array().unwrap();
    let texts: Vec<&str> = figures.iter().map(|figure| figure["text"].as_str().unwrap()).collect();
    // 45000 + 46200 + 45006 亩; last year three times 43500 亩.
    assert_eq!(
        &texts[..6],
        [
            "13.62万亩",
            "比上年增长4.4%",
            "2.37亿元",
            "乙丑镇",
            "乙丑镇4.62万亩、丙寅镇4.5万亩",
            "乙丑镇"
        ]
    );
    assert_eq!(
        texts[6..].join(" "),
        "1 乙丑镇 46200 8700 2 丙寅镇 45006 7506 3 甲子镇 45000 7500 136206 23706"
    );
    for index in [0, 1, figures.len() - 1] {
        let sources = figures[index]["sources"].as_array().unwrap();
        for township in TOWNSHIPS {
            let own = |cell: &&serde_json::Value| cell["file"].as_str().unwrap().contains(township);
            assert!(sources.iter().any(|cell| own(&cell)), "{index} {township}");
        }
    }
}

/// What becomes of the county's report where one township's figure is in error, by its policy.
fn with_a_failed_township(policy: &str, template: &str) -> (Project, crate::project::Run) {
    let project = several();
    project.write_workbook(TOWNSHIPS[1], 1, Flaw::TextForNumber);
    project.edit(
        "gongwen.toml",
        "for = \"county\"",
        &format!("for = \"county\"\nmissing = \"{policy}\""),
    );
    project.write("通报.md", template.as_bytes());
    let run = project.run(&["build", "--only", "县情通报", "--lang", "zh-CN"]);
    (project, run)
}

#[test]
fn no_partial_sum_is_printed_in_silence() {
    let (project, run) = with_a_failed_township("error", COUNTY);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("E-COUNTY-MISSING") && run.stderr.contains("乙丑镇"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("通报.md:3:") && run.stderr.contains("gongwen.toml:"),
        "{}",
        run.stderr
    );
    assert!(names(&project).iter().all(|name| !name.starts_with("清水县")));

    let table = "# 通报\n\n共{{ 粮食播种面积 }}亩。\n\n| 镇 | 面积 |\n|--|--:|\n{% for 镇 in 各镇 %}\n| {{ 镇.镇名 }} | {{ 镇.粮食播种面积 }} |\n{% endfor %}\n";
    let (project, run) = with_a_failed_township("dash", table);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("W-COUNTY-MISSING"), "{}", run.stderr);
    let trace = String::from_utf8(project.read("output/清水县/通报.trace.json")).unwrap();
    assert_eq!(trace.matches("\"text\": \"—\"").count(), 2, "{trace}");

    let (_, run) = with_a_failed_township("omit", table);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("E-COUNTY-UNSAID"), "{}", run.stderr);

    let said = table.replace(
        "亩。",
        "亩{% if 缺报镇 %}（{{ 缺报镇|列举(\"镇名\") }}未报）{% endif %}。",
    );
    let (project, run) = with_a_failed_township("omit", &said);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let trace = String::from_utf8(project.read("output/清水县/通报.trace.json")).unwrap();
    assert!(
        trace.contains("\"text\": \"90006\"") && trace.contains("\"text\": \"乙丑镇\""),
        "{trace}"
    );
}

#[test]
fn what_cannot_be_added_has_no_county_value() {
    let project = several();
    let rate = "[[indicator]]\nname = \"亩均产值\"\nformula = \"农业总产值 / 粮食播种面积\"\nunit = \"元\"\n\n[[indicator]]\nname = \"产值率\"\nworkbook = \"*农业*\"\nsheet = \"汇总\"\ncolumn = \"产值\"\nrow = \"合计\"\nunit = \"万元\"\nkind = \"rate\"\n";
    project.edit(
        "gongwen.toml",
        "[[indicator]]\nname = \"联系村\"",
        &format!("{rate}\n[[indicator]]\nname = \"联系村\""),
    );
    project.write(
        "通报.md",
        "# 通报\n\n{{ 产值率 }}，{{ 联系村 }}，{{ 各镇|总和(\"产值率\") }}。\n".as_bytes(),
    );
    let run = project.run(&["build", "--only", "县情通报", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(run.stderr.matches("E-COUNTY-SUM").count(), 2, "{}", run.stderr);
    // A quotient of sums is the weighted rate, not the sum of the rates.
    project.write("通报.md", "# 通报\n\n每亩{{ 亩均产值 }}万元。\n".as_bytes());
    project.edit("gongwen.toml", "unit = \"元\"\n", "unit = \"万元\"\ndecimals = 4\n");
    let run = project.run(&["build", "--only", "县情通报", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let trace = String::from_utf8(project.read("output/清水县/通报.trace.json")).unwrap();
    assert!(trace.contains("\"text\": \"0.1667\""), "{trace}");
}

/// A project in which the second township leaves a figure open that the others give.
fn surveyed(indicator: &str, value_of_second: &str) -> Project {
    let project = several();
    for (township, value) in TOWNSHIPS.iter().zip(["96.5", value_of_second, "98"]) {
        project.write(
            &format!("data/{township}/评价.csv"),
            format!("指标,数值\n群众评价,{value}\n办理次数,3\n").as_bytes(),
        );
    }
    let indicator = format!(
        "[[indicator]]\nname = \"评价\"\nworkbook = \"评价*\"\ncolumn = \"数值\"\nrow = \"群众评价\"\n{indicator}"
    );
    project.edit(
        "gongwen.toml",
        "[[indicator]]\nname = \"联系村\"",
        &format!("{indicator}\n[[indicator]]\nname = \"联系村\""),
    );
    project
}

/// Percentages and quotients were summed where the configuration did not call them rates.
#[test]
fn percentages_and_quotients_are_not_added_whatever_their_kind() {
    for unit in ["%", "公斤/亩"] {
        let project = surveyed(&format!("unit = \"{unit}\"\n"), "97");
        for (asked, code) in [
            ("{{ 评价 }}", "E-COUNTY-SUM"),
            ("{{ 各镇|总和(\"评价\") }}", "E-KIND"),
            ("{{ 各镇|均值(\"评价\") }}", "E-KIND"),
        ] {
            project.write("通报.md", format!("# 通报\n\n{asked}。\n").as_bytes());
            let run = project.run(&["build", "--only", "县情通报", "--lang", "zh-CN"]);
            assert!(run.code == 1 && run.stderr.contains(code), "{asked}: {}", run.stderr);
        }
    }
}

/// A township whose figure nobody knows may have any place: then none is true of the others.
#[test]
fn nobody_is_ranked_while_a_township_leaves_its_figure_open() {
    let settings = "unit = \"%\"\nrank = \"high\"\nmissing = \"omit\"\n";
    let place = "# {{ 镇名 }}\n\n{% if 评价 is 有位次 %}{{ 评价|位次(共=true) }}{% else %}未排位{% endif %}。\n";
    for (value, places, told) in [("", 0, true), ("—", 2, false), ("97", 3, false)] {
        let project = surveyed(settings, value);
        project.write("模板.md", place.as_bytes());
        let run = project.run(&["build", "--lang", "zh-CN"]);
        assert_eq!(run.stderr.contains("W-RANK"), told, "{}", run.stderr);
        let ranked = TOWNSHIPS.iter().filter(|township| {
            let trace = project
                .outputs()
                .into_iter()
                .find(|(name, _)| name.contains(**township) && name.ends_with(".trace.json") && !name.contains("通报"));
            trace.is_some_and(|(_, bytes)| String::from_utf8_lossy(&bytes).contains(&format!("（共{places}个乡镇）")))
        });
        assert_eq!(ranked.count(), places, "{value}: {}", run.stderr);
    }
}

/// The row of a township prints — by the county report's own policy, whatever the indicator's is at home.
#[test]
fn a_row_of_the_county_prints_a_dash_for_what_the_township_may_omit() {
    let project = surveyed("unit = \"个\"\nkind = \"count\"\nmissing = \"omit\"\n", "");
    project.edit(
        "gongwen.toml",
        "for = \"county\"",
        "for = \"county\"\nmissing = \"dash\"",
    );
    let text = "# 通报\n\n{% for 镇 in 各镇 %}{{ 镇.镇名 }}{{ 镇.评价|数额 }}；{% endfor %}{{ 各镇|个数 }}个。\n";
    project.write("通报.md", text.as_bytes());
    let run = project.run(&["build", "--only", "县情通报", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let trace = String::from_utf8(project.read("output/清水县/通报.trace.json")).unwrap();
    assert_eq!(trace.matches("\"text\": \"—\"").count(), 1, "{trace}");
}

/// What a survey gave for each township has no mean of all, however it is weighed.
#[test]
fn a_survey_s_values_have_no_weighted_mean() {
    for (kind, code) in [("survey", 1), ("rate", 0)] {
        let project = surveyed(&format!("unit = \"元\"\nkind = \"{kind}\"\n"), "97");
        let text = "# 通报\n\n{{ 各镇|均值(\"评价\", 权=\"农业总产值\")|数额 }}。\n";
        project.write("通报.md", text.as_bytes());
        let run = project.run(&["build", "--only", "县情通报", "--lang", "zh-CN"]);
        assert_eq!(run.code, code, "{kind}: {}", run.stderr);
        assert_eq!(run.stderr.contains("E-KIND"), code == 1, "{kind}: {}", run.stderr);
    }
}

/// A county report that prints — for what a township lacks: in `{[ ]}` an unknown place falls away all the same, and the
/// county's own value, which never has one, is refused.
#[test]
fn an_unknown_place_falls_away_in_the_county_report_too() {
    let project = surveyed(
        "unit = \"个\"\nkind = \"count\"\nrank = \"high\"\nmissing = \"dash\"\n",
        "",
    );
    project.edit(
        "gongwen.toml",
        "for = \"county\"",
        "for = \"county\"\nmissing = \"dash\"",
    );
    let text = "# 通报\n\n{% for 镇 in 各镇 %}{{ 镇.镇名 }}{{ 镇.评价|数额 }}{[，{{ 镇.评价|位次 }}]}；{% endfor %}{{ 各镇|个数 }}个。\n";
    project.write("通报.md", text.as_bytes());
    let run = project.run(&["build", "--only", "县情通报", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let trace = String::from_utf8(project.read("output/清水县/通报.trace.json")).unwrap();
    // The second township's own figure.
    assert_eq!(trace.matches("\"text\": \"—\"").count(), 1, "{trace}");
    assert_eq!(trace.matches("\"formula\": \"位次\"").count(), 0, "{trace}");
    project.edit(
        "gongwen.toml",
        "for = \"county\"\nmissing = \"dash\"",
        "for = \"county\"\nmissing = \"omit\"",
    );
    let text = "# 通报\n\n{{ 缺报镇|个数 }}个未报，其余{{ 评价|数额 }}{[，{{ 评价|位次 }}]}。\n";
    project.write("通报.md", text.as_bytes());
    let run = project.run(&["build", "--only", "县情通报", "--lang", "zh-CN"]);
    assert!(run.code == 1 && run.stderr.contains("E-NO-RANK"), "{}", run.stderr);
}

#[test]
fn mistakes_in_the_reports_are_told_with_their_places() {
    for (from, to, code) in [
        ("name = \"粮食简报\"", "name = \"农业总结\"", "E-REPORT-TWICE"),
        ("name = \"粮食简报\"", "name = \"\"", "E-REPORT-NAME"),
        ("name = \"粮食简报\"", "name = \"甲子镇\"", "E-NAME-TWICE"),
        ("county = \"清水县\"", "county = \"甲子镇\"", "E-NAME-TWICE"),
        (
            "townships = [\"甲子镇\", \"乙丑镇\", \"丙寅镇\"]",
            "townships = [\"甲子镇\", \"乙丑镇\", \"甲子镇\", \"丙寅镇\"]",
            "E-NAME-TWICE",
        ),
        ("name = \"粮食简报\"", "name = \"粮食/简报\"", "E-REPORT-NAME"),
        ("template = \"简报.md\"\n", "", "E-REPORT-TEMPLATE"),
        (
            "\"丙寅镇\"]\n\n[[report]]",
            "\"丙寅\"]\n\n[[report]]",
            "E-REPORT-SUBJECT",
        ),
        (
            "for = \"county\"",
            "for = \"county\"\ntownships = [\"甲子镇\"]",
            "E-REPORT-TOWNSHIPS",
        ),
        ("county = \"清水县\"", "template = \"模板.md\"", "E-CONFIG-VALUE"),
        ("for = \"county\"", "for = \"village\"", "E-CONFIG-CHOICE"),
        ("template = \"简报.md\"", "template = \"没有.md\"", "E-TEMPLATE-READ"),
    ] {
        let project = several();
        project.edit("gongwen.toml", from, to);
        let run = project.run(&["build", "--lang", "zh-CN"]);
        assert_eq!(run.code, 2, "{to}: {}", run.stderr);
        assert!(run.stderr.contains(code), "{to}: {}", run.stderr);
        let place = if code == "E-TEMPLATE-READ" {
            "没有.md"
        } else {
            "gongwen.toml"
        };
        assert!(run.stderr.contains(place), "{to}: {}", run.stderr);
    }
}

#[test]
fn two_reports_of_one_township_never_share_a_file() {
    let project = several();
    project.edit(
        "gongwen.toml",
        "file = \"{township}/{report}\"\nformats = [\"docx\"]",
        "",
    );
    project.edit("简报.md", "{{ 镇名 }}粮食简报", "{{ 镇名 }}{{ 年 }}年农业工作总结");
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let failed: Vec<String> = recorded(&project)
        .into_iter()
        .filter(|one| one.ends_with("/failed"))
        .collect();
    assert_eq!(failed.len(), 4, "{failed:?}");
}

#[test]
fn why_and_vars_and_check_know_all_reports() {
    let project = several();
    let run = project.run(&["why", "--only", "甲子镇", "粮食播种面积", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let printed = answer["answers"][0]["printed"].as_array().unwrap();
    let reports: Vec<&str> = printed.iter().map(|one| one["report"].as_str().unwrap()).collect();
    assert_eq!(reports, ["农业总结", "农业总结", "粮食简报"]);
    let run = project.run(&["why", "--only", "清水县", "粮食播种面积", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for township in TOWNSHIPS {
        assert!(run.stdout.contains(&format!("data/{township}/")), "{}", run.stdout);
    }
    assert!(run.stdout.contains("45000"), "{}", run.stdout);
    let run = project.run(&["vars", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("农业总产值"), "{}", run.stdout);
    assert_eq!(project.run(&["check"]).code, 0);
    project.write_workbook(TOWNSHIPS[2], 2, Flaw::ErrorValue);
    let run = project.run(&["check", "--lang", "zh-CN"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    // One cell, told once, whatever reports want it.
    assert_eq!(run.stderr.matches("E-CELL-ERROR").count(), 1, "{}", run.stderr);
    assert!(!project.path("output").exists());
}

/// The brief, with the county's values beside the township's.
const BESIDE: &str = "# {{ 镇名 }}粮食简报

粮食播种面积{{ 粮食播种面积|数额 }}，{{ 粮食播种面积|占比(全县.粮食播种面积, 名=\"全县\") }}；全县{{ 全县.粮食播种面积|数额 }}，{{ 全县.粮食播种面积|比上年 }}。
";

fn figures_of(project: &Project, trace: &str) -> Vec<(String, usize)> {
    let trace: serde_json::Value = serde_json::from_slice(&project.read(trace)).unwrap();
    let figures = trace["figures"].as_array().unwrap().iter();
    figures
        .map(|figure| {
            (
                figure["text"].as_str().unwrap().to_owned(),
                figure["sources"].as_array().unwrap().len(),
            )
        })
        .collect()
}

#[test]
fn a_townships_report_sets_its_values_beside_the_countys() {
    let project = several();
    project.write("简报.md", BESIDE.as_bytes());
    let run = project.run(&["build", "--only", "甲子镇,粮食简报", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let figures = figures_of(&project, "output/甲子镇/粮食简报.trace.json");
    let texts: Vec<&str> = figures.iter().map(|(text, _)| text.as_str()).collect();
    // 45000 of 45000 + 45003 + 45006 亩; last year three times 43500 亩.
    assert_eq!(texts, ["4.5万亩", "占全县的33.3%", "13.5万亩", "比上年增长3.5%"]);
    // The township's own cells stand for its part of the sum.
    assert!(figures.iter().all(|(_, sources)| *sources > 0), "{figures:?}");
    let why = project.run(&["why", "--only", "甲子镇", "全县.粮食播种面积", "--lang", "zh-CN"]);
    assert_eq!(why.code, 0, "{}{}", why.stdout, why.stderr);
    assert!(why.stdout.contains("135009"), "{}", why.stdout);
    let vars = project.run(&["vars", "--lang", "zh-CN"]);
    assert_eq!(vars.code, 0, "{}{}", vars.stdout, vars.stderr);
}

#[test]
fn a_change_in_one_township_reaches_what_stands_beside_the_county() {
    let project = several();
    project.write("简报.md", BESIDE.as_bytes());
    assert_eq!(project.run(&["build"]).code, 0);
    let texts = || -> Vec<String> {
        let figures = figures_of(&project, "output/甲子镇/粮食简报.trace.json");
        figures.into_iter().map(|(text, _)| text).collect()
    };
    assert_eq!(texts()[1..3], ["占全县的33.3%", "13.5万亩"]);
    project.sow(TOWNSHIPS[1], 4000.0);
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(texts()[1..3], ["占全县的30.6%", "14.7万亩"]);
}

#[test]
fn no_partial_county_stands_beside_a_township() {
    let project = several();
    project.write("简报.md", BESIDE.as_bytes());
    project.write_workbook(TOWNSHIPS[1], 1, Flaw::TextForNumber);
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("E-COUNTY-MISSING") && run.stderr.contains("简报.md:3:"),
        "{}",
        run.stderr
    );
    // The other report of a sound township has no use of the county.
    assert!(
        recorded(&project).contains(&"农业总结/甲子镇/ok".to_owned()),
        "{:?}",
        recorded(&project)
    );
    assert!(recorded(&project).contains(&"粮食简报/甲子镇/failed".to_owned()));

    let misspelt = several();
    misspelt.write(
        "简报.md",
        BESIDE.replace("全县.粮食播种面积|比", "全县.粮食播种面|比").as_bytes(),
    );
    let run = misspelt.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.stderr.matches("E-TPL-NAME").count(), 1, "{}", run.stderr);
    misspelt.write("简报.md", "# 简报\n\n{{ 全县 }}。\n".as_bytes());
    let run = misspelt.run(&["build", "--lang", "zh-CN"]);
    assert!(run.stderr.contains("E-TPL-COUNTY"), "{}", run.stderr);
}

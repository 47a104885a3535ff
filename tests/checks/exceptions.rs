//! What a post answers for: accepted failures and replaced values, until the value that they speak of changes.

use gongwen::indicator::{Datum, Verdict};

use super::fixture::{golden, judge, run, verdict};
use crate::project::{CONFIG, Project, TOWNSHIPS};

const SETTINGS: &str = r#"
[[indicator]]
name = "面积"
column = "面积"
row = "合计"
unit = "亩"
[[indicator]]
name = "产量"
column = "产量"
row = "合计"
unit = "吨"
[[indicator]]
name = "单产"
formula = "产量 / 面积 * 1000"
"#;

fn table(total: &str) -> String {
    format!("村名|面积（亩）|产量（吨）\n||\n李家村|10|4\n鼎新村|20|8\n合计|{total}|12\n")
}

fn accept(value: &str) -> String {
    let exception = format!(
        "check = \"合计·面积\"\ntownship = \"鼎新镇\"\nvalue = \"{value}\"\nexpected = \"30亩\"\nreason = \"含飞地\"\nresponsible = \"农业统计岗\"\n"
    );
    format!("{SETTINGS}[[accept]]\n{exception}")
}

#[test]
fn an_accepted_failure_passes_until_its_value_changes() {
    let judged = judge(&accept("50亩"), &[("表", &table("50"))]);
    assert_eq!(verdict(&judged, "合计·面积"), Verdict::Accepted);
    assert_eq!(judged.accepted.len(), 1);
    golden("accepted", &accept("50亩"), &[("表", &table("50"))]);
    assert_eq!(
        verdict(&judge(&accept("50亩"), &[("表", &table("51"))]), "合计·面积"),
        Verdict::Failed
    );
    golden("accept_expired", &accept("50亩"), &[("表", &table("51"))]);
    golden("accept_unused", &accept("50亩"), &[("表", &table("30"))]);
    let unknown = accept("50亩").replace("合计·面积", "合计·面基");
    golden("accept_unknown", &unknown, &[("表", &table("30"))]);
}

fn replaced(value: &str, replaces: &str) -> String {
    let exception = format!(
        "indicator = \"产量\"\ntownship = \"鼎新镇\"\nvalue = \"{value}\"\nreplaces = \"{replaces}\"\nreason = \"漏报一村\"\nresponsible = \"农业统计岗\"\n"
    );
    format!("{SETTINGS}[[override]]\n{exception}")
}

#[test]
fn a_replaced_value_is_used_and_so_is_what_is_computed_from_it() {
    let (indicators, _) = run(&replaced("1.5万公斤", "12吨"), &[("表", &table("30"))]);
    let value = |name: &str| {
        let datum = &indicators.values[name].datum;
        let Datum::Number(quantity) = datum else {
            panic!("{name} is {datum:?}");
        };
        quantity.value.to_string()
    };
    assert_eq!(value("产量"), "15");
    assert_eq!(value("单产"), "500");
    assert_eq!(indicators.replaced.len(), 1);
    assert_eq!(*indicators.replaced[0].computed, ["单产".into()]);
    assert_eq!(indicators.replaced[0].cells[0].to_string(), "鼎新镇/数.xlsx › 表 › C5");
    golden("override", &replaced("15吨", "12吨"), &[("表", &table("30"))]);
}

#[test]
fn a_replacement_expires_when_the_tables_change() {
    golden("override_expired", &replaced("15吨", "11吨"), &[("表", &table("30"))]);
    golden("override_unused", &replaced("12吨", "11吨"), &[("表", &table("30"))]);
    golden("override_unit", &replaced("15亩", "12吨"), &[("表", &table("30"))]);
}

#[test]
fn a_replacement_stands_in_for_a_value_that_the_tables_do_not_give() {
    let error = table("30").replace("|12\n", "|#REF!\n");
    let (indicators, sink) = run(&replaced("15吨", "无"), &[("表", &error)]);
    assert!(!sink.has_errors(), "{:?}", sink.as_slice());
    assert!(indicators.values.contains_key("单产"));
}

#[test]
fn a_replaced_total_is_judged_in_place_of_the_cell() {
    let wrong = table("30").replace("|12\n", "|15\n");
    assert_eq!(
        verdict(&judge(SETTINGS, &[("表", &wrong)]), "合计·产量"),
        Verdict::Failed
    );
    assert_eq!(
        verdict(&judge(&replaced("12吨", "15吨"), &[("表", &wrong)]), "合计·产量"),
        Verdict::Passed
    );
    assert_eq!(
        verdict(&judge(&replaced("15吨", "12吨"), &[("表", &table("30"))]), "合计·产量"),
        Verdict::Failed
    );
}

/// The small project with one check that fails for the first township, and these exceptions.
fn project(exceptions: &str) -> Project {
    let project = Project::new();
    let check = "\n[[check]]\nname = \"产值不高\"\nrule = \"农业总产值 >= 7501\"\n";
    project.write("gongwen.toml", format!("{CONFIG}{check}{exceptions}").as_bytes());
    project
}

fn accepted_project() -> Project {
    project(&format!(
        "\n[[accept]]\ncheck = \"产值不高\"\ntownship = \"{0}\"\nvalue = \"7500万元\"\nreason = \"受灾\"\nresponsible = \"统计岗\"\n\
         \n[[override]]\nindicator = \"粮食播种面积\"\ntownship = \"{0}\"\nvalue = \"45001亩\"\nreplaces = \"45000亩\"\nreason = \"复核\"\nresponsible = \"统计岗\"\n",
        TOWNSHIPS[0]
    ))
}

fn text(project: &Project, path: &str) -> String {
    String::from_utf8(project.read(path)).unwrap()
}

#[test]
fn a_failed_check_stops_its_report_only_and_stands_in_the_manifest_and_the_table() {
    let project = project("");
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("E-RULE") && run.stderr.contains("gongwen.toml:"),
        "{}",
        run.stderr
    );
    let manifest: serde_json::Value = serde_json::from_str(&text(&project, "output/manifest.json")).unwrap();
    assert_eq!(manifest["reports"][0]["status"], "failed");
    assert_eq!(manifest["reports"][0]["checks"]["failed"][0], "产值不高");
    assert_eq!(manifest["reports"][1]["status"], "ok");
    assert_eq!(manifest["tables"][0]["path"], "checks.xlsx");
    let mut sink = gongwen::diag::Sink::new();
    let table = gongwen::reader::read(&"checks.xlsx".into(), &project.read("output/checks.xlsx"), &mut sink).unwrap();
    let cells: Vec<String> = table.sheets[0]
        .cells
        .iter()
        .map(|(_, cell)| cell.raw().into_owned())
        .collect();
    for wanted in ["乡镇", "怎么办", "产值不高", "未通过", "7500万元", "通过"] {
        assert!(cells.iter().any(|cell| cell == wanted), "{wanted} is not in {cells:?}");
    }
}

#[test]
fn exceptions_are_shown_and_stand_in_the_manifest_and_the_trace() {
    let project = accepted_project();
    let run = project.run(&["check", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("N-ACCEPTED") && run.stderr.contains("N-OVERRIDE"),
        "{}",
        run.stderr
    );
    assert_eq!(project.run(&["build"]).code, 0);
    let manifest: serde_json::Value = serde_json::from_str(&text(&project, "output/manifest.json")).unwrap();
    let checks = &manifest["reports"][0]["checks"];
    assert_eq!(checks["accepted"][0]["responsible"], "统计岗");
    assert_eq!(checks["replaced"][0]["replaces"], "45000亩");
    let trace = format!("output/{0}/{0}2023年农业工作总结.trace.json", TOWNSHIPS[0]);
    let trace: serde_json::Value = serde_json::from_str(&text(&project, &trace)).unwrap();
    let figures = trace["figures"].as_array().unwrap();
    let figure = figures
        .iter()
        .find(|figure| figure["indicator"] == "粮食播种面积")
        .unwrap();
    assert!(figure["value"].to_string().contains("45001"), "{figure}");
    assert_eq!(figure["replaced_at"]["file"], "gongwen.toml");
    assert_eq!(figure["sources"][0]["cell"], "B8");
    assert_eq!(trace["accepted"][0]["reason"], "受灾");
}

#[test]
fn an_exception_of_a_township_that_does_not_exist_is_an_error() {
    let project = accepted_project();
    project.edit(
        "gongwen.toml",
        "township = \"甲子镇\"\nvalue = \"7500万元\"",
        "township = \"甲子乡\"\nvalue = \"7500万元\"",
    );
    let run = project.run(&["check", "--lang", "zh-CN"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("E-TOWNSHIP"), "{}", run.stderr);
}

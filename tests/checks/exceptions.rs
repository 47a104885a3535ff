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

const ROWS: &str = r#"
[[rows]]
name = "项"
fields = [{ name = "名", column = "村名", type = "text" }, { name = "额", column = "本年", unit = "万元", base = "上年" }]
"#;

fn rows(figures: &[(&str, &str, &str)]) -> String {
    let row = |(name, own, last): &(&str, &str, &str)| format!("{name}|{own}|{last}\n");
    let all: String = figures.iter().map(row).collect();
    format!("村名|本年（万元）|上年（万元）\n||\n{all}")
}

/// An acceptance of one check, as its message asks for it.
fn accepting((check, found, expected): &(String, String, String)) -> String {
    format!(
        "[[accept]]\ncheck = \"{check}\"\ntownship = \"鼎新镇\"\nvalue = \"{found}\"\nexpected = \"{expected}\"\nreason = \"新\"\nresponsible = \"统计站\"\n"
    )
}

/// What failed: each check with what it found and expected.
fn failures(settings: &str, sheets: &[(&str, &str)]) -> Vec<(String, String, String)> {
    let results = judge(settings, sheets).results;
    let failed = results.into_iter().filter(|result| result.verdict == Verdict::Failed);
    failed
        .map(|result| (result.check, result.found, result.expected))
        .collect()
}

/// Accepts the failures one by one as their messages ask, and holds that each acceptance lets its own pass and no other
/// check change its name.
fn all_can_be_accepted(settings: &str, sheets: &[(&str, &str)]) {
    let failed = failures(settings, sheets);
    let mut names: Vec<&str> = failed.iter().map(|(check, ..)| check.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), failed.len(), "{failed:?}");
    let mut settings = settings.to_owned();
    for done in 1..=failed.len() {
        settings += &accepting(&failed[done - 1]);
        assert_eq!(failures(&settings, sheets), failed[done..]);
    }
    let (_, sink) = run(&settings, sheets);
    let codes = sink.into_sorted().into_iter().map(|problem| problem.code.to_string());
    let about = |code: &String| code.contains("ACCEPT") || code.contains("SIZE");
    let codes: Vec<String> = codes.filter(about).collect();
    assert_eq!(codes, vec!["N-ACCEPTED"; failed.len()]);
}

/// Many rows that differ are told as one, and so accepted: any of their values ends it.
#[test]
fn an_acceptance_of_many_rows_expires_with_any_of_them() {
    let (one, three) = (("红星村", "30000", "3"), ("李家村", "70000", "7"));
    let table = rows(&[one, ("东风村", "50000", "5"), three, ("王家村", "7", "7.5")]);
    let failed = failures(ROWS, &[("表", &table)]);
    let [(check, found, _)] = &failed[..] else {
        panic!("{failed:?}");
    };
    assert_eq!(check, "上年量级·项.额");
    assert!(found.starts_with("30000万元…×3 #"), "{found}");
    all_can_be_accepted(ROWS, &[("表", &table)]);
    let settings = format!("{ROWS}{}", accepting(&failed[0]));
    for changed in [
        [one, ("东风村", "500000", "50"), three, ("王家村", "7", "7.5")],
        [one, ("东风村", "50001", "5"), three, ("王家村", "7", "7.5")],
        [one, ("东风村", "50000", "5.1"), three, ("王家村", "7", "7.5")],
        [one, ("东方村", "50000", "5"), three, ("王家村", "7", "7.5")],
        [one, ("东风村", "50000", "5"), three, ("王家村", "70000", "7")],
    ] {
        let table = rows(&changed);
        assert_eq!(failures(&settings, &[("表", &table)]).len(), 1, "{changed:?}");
    }
    // A row that did not fail speaks of none.
    let same = rows(&[one, ("东风村", "50000", "5"), three, ("王家村", "8", "7.5")]);
    assert!(failures(&settings, &[("表", &same)]).is_empty());
}

/// Two rows of one name: each has its own check, whichever of them fails.
#[test]
fn rows_of_one_name_are_accepted_one_by_one() {
    let both = [("红星村", "30000", "3"), ("红星村", "50000", "5"), ("东风村", "7", "6")];
    let first = [("红星村", "30000", "3"), ("红星村", "5", "5"), ("东风村", "7", "6")];
    let names = |figures: &[(&str, &str, &str)]| {
        let failed = failures(ROWS, &[("表", &rows(figures))]).into_iter();
        failed.map(|(check, ..)| check).collect::<Vec<_>>()
    };
    assert_eq!(names(&both), ["上年量级·项.额·红星村·B3", "上年量级·项.额·红星村·B4"]);
    assert_eq!(names(&first), ["上年量级·项.额·红星村·B3"]);
    all_can_be_accepted(ROWS, &[("表", &rows(&both))]);
    all_can_be_accepted(ROWS, &[("表", &rows(&first))]);
}

/// A column against its rows and the sheets against each other: a check of each, named alike whether the others fail.
#[test]
fn checks_of_several_sheets_are_accepted_one_by_one() {
    const SUM: &str =
        "[[indicator]]\nname = \"总投资\"\nsheet = \"*\"\ncolumn = \"总投资\"\naggregate = \"sum\"\nunit = \"万元\"\n";
    let projects =
        |last: &str| format!("项目名称|总投资（万元）\n|\n甲路|20\n乙路|25\n丙路|30\n丁路|35\n园区|{last}\n");
    let (high, low, higher) = (projects("150000"), projects("90"), projects("200000"));
    let names = |one: &str, other: &str| {
        let failed = failures(SUM, &[("续建", one), ("新建", other)]).into_iter();
        failed.map(|(check, ..)| check).collect::<Vec<_>>()
    };
    assert_eq!(names(&high, &low), ["各行量级·总投资·续建", "各表量级·总投资"]);
    assert_eq!(names(&high, &higher), ["各行量级·总投资·续建", "各行量级·总投资·新建"]);
    all_can_be_accepted(SUM, &[("续建", &high), ("新建", &low)]);
    all_can_be_accepted(SUM, &[("续建", &high), ("新建", &higher)]);
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

//! The commands that only show: their answers in both languages, their exit codes, and the pages made of them.

mod configuration;
mod messages;
mod reference;
mod schema;

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use rust_xlsxwriter::Workbook;

use crate::project::{Flaw, Project, Run, TOWNSHIPS};

/// A text kept as a file; GONGWEN_ACCEPT=1 takes the new one.
pub(crate) fn keep(path: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("GONGWEN_ACCEPT").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(
        text,
        kept,
        "{}: run with GONGWEN_ACCEPT=1 after reading the change",
        path.display()
    );
}

/// Runs the program in a folder, its window 100 columns wide.
fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::cargo_bin("gongwen").unwrap();
    let output = command
        .current_dir(folder)
        .env("COLUMNS", "100")
        .args(arguments)
        .output()
        .unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn input() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("input")
}

fn answer(arguments: &[&str]) -> String {
    let run = run_in(&input(), arguments);
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
    run.stdout
}

fn json(arguments: &[&str]) -> serde_json::Value {
    let answer = answer(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&answer).unwrap()
}

const AGRICULTURE: &str = "data/鼎新镇/附件2：鼎新镇2023年农业生产情况统计表（定稿2）.xlsx";

#[test]
fn inspect_draws_the_tables_and_proposes_lines() {
    for lang in ["zh-CN", "en"] {
        let arguments = ["inspect", AGRICULTURE, "--sheet", "各村明细", "--lang", lang];
        keep(
            &format!("tests/golden/commands/inspect.{lang}.txt"),
            &answer(&arguments),
        );
    }
}

#[test]
fn inspect_tells_programs_the_same() {
    let answer = json(&["inspect", AGRICULTURE]);
    let sheets = answer["sheets"].as_array().unwrap();
    let hidden: Vec<&str> = sheets
        .iter()
        .filter(|sheet| sheet["hidden"] == true)
        .map(|sheet| sheet["name"].as_str().unwrap())
        .collect();
    assert_eq!(hidden, ["2022年各村明细"]);
    let detail = sheets.iter().find(|sheet| sheet["name"] == "各村明细").unwrap();
    let column = &detail["tables"][0]["columns"][2];
    assert_eq!(column["path"], serde_json::json!(["粮食作物", "播种面积"]));
    assert_eq!((&column["unit"], &column["unit_at"]), (&"亩".into(), &"C4".into()));
    assert_eq!(detail["odd"]["text-number"].as_array().unwrap().len(), 4);
}

#[test]
fn proposed_lines_can_be_pasted_and_take_their_values() {
    let project = Project::new();
    let folder = input().join("data/鼎新镇");
    let mut proposed = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension == "md") {
            continue;
        }
        let run = run_in(project.root(), &["inspect", path.to_str().unwrap(), "--format", "json"]);
        let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let lines = answer["proposal"].as_str().unwrap();
        let live = lines.lines().filter(|line| line.starts_with("[[")).count();
        proposed += live;
        let township = tempfile::tempdir().unwrap();
        let config = format!("[job]\ntemplate = \"模板.md\"\n[fonts]\nsource = \"shipped\"\n{lines}");
        std::fs::write(township.path().join("gongwen.toml"), config).unwrap();
        std::fs::write(township.path().join("模板.md"), "# 标题\n").unwrap();
        let data = township.path().join("data/鼎新镇");
        std::fs::create_dir_all(&data).unwrap();
        std::fs::copy(&path, data.join(path.file_name().unwrap())).unwrap();
        let run = run_in(township.path(), &["check", "--lang", "en"]);
        assert_eq!(run.code, 0, "{}: {}", path.display(), run.stderr);
    }
    assert!(proposed > 60, "{proposed} proposals");
}

#[test]
fn inspect_shows_no_person_of_a_household_list() {
    let project = Project::new();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, label) in ["序号", "户主", "证件", "补助金额（元）"].into_iter().enumerate() {
        sheet.write(0, column as u16, label).unwrap();
    }
    for (row, name) in ["赵大山", "钱小河", "孙春风"].into_iter().enumerate() {
        let row = row as u32 + 1;
        sheet.write(row, 0, row).unwrap();
        sheet.write(row, 1, name).unwrap();
        sheet.write(row, 2, format!("51030019700101{row:04}")).unwrap();
        sheet.write(row, 3, 1200).unwrap();
    }
    project.write("名单.xlsx", &workbook.save_to_buffer().unwrap());
    for format in ["text", "json"] {
        let run = run_in(
            project.root(),
            &["inspect", "名单.xlsx", "--format", format, "--lang", "zh-CN"],
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stdout.contains("补助金额"), "{}", run.stdout);
        for secret in ["赵大山", "钱小河", "孙春风", "5103"] {
            assert!(!run.stdout.contains(secret), "{secret} in {}", run.stdout);
        }
    }
}

#[test]
fn inspect_names_what_is_missing() {
    let unreadable = run_in(&input(), &["inspect", "无此文件.xlsx", "--lang", "zh-CN"]);
    assert_eq!(unreadable.code, 3);
    let sheet = run_in(
        &input(),
        &["inspect", AGRICULTURE, "--sheet", "各村", "--lang", "zh-CN"],
    );
    assert_eq!(sheet.code, 2);
    assert!(
        sheet.stderr.contains("E-SHEET") && sheet.stderr.contains("各村明细"),
        "{}",
        sheet.stderr
    );
}

#[test]
fn vars_lists_every_needed_name_with_its_values() {
    for lang in ["zh-CN", "en"] {
        let arguments = ["vars", ".", "--only", "鼎新镇", "--lang", lang];
        keep(&format!("tests/golden/commands/vars.{lang}.txt"), &answer(&arguments));
    }
    let answer = json(&["vars"]);
    let names = answer["needed"].as_array().unwrap();
    let area = names.iter().find(|name| name["name"] == "粮食播种面积").unwrap();
    assert_eq!(area["values"]["鼎新镇"]["value"], "45000");
    assert_eq!(area["values"]["鼎新镇"]["sources"][0]["cell"], "C17");
    assert_eq!(area["source"]["indicator"]["column"], "粮食作物/播种面积");
    assert_eq!(answer["without_source"], serde_json::json!([]));
}

#[test]
fn vars_tells_what_nothing_gives_and_what_nobody_uses() {
    let project = Project::new();
    project.edit("模板.md", "{{ 联系村 }}", "{{ 驻村干部 }}");
    let run = project.run(&["vars", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(answer["without_source"], serde_json::json!(["驻村干部"]));
    assert_eq!(answer["unused"], serde_json::json!(["联系村"]));
    let columns = answer["unused_columns"].as_array().unwrap();
    let paths: Vec<&str> = columns.iter().map(|column| column["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["粮食作物/总产量"]);
    assert_eq!(columns[0]["headers"].as_array().unwrap().len(), TOWNSHIPS.len());
}

#[test]
fn why_goes_from_the_name_or_the_printed_words_to_the_cell() {
    for lang in ["zh-CN", "en"] {
        let arguments = ["why", "--only", "鼎新镇", "粮食播种面积", "--lang", lang];
        keep(&format!("tests/golden/commands/why.{lang}.txt"), &answer(&arguments));
    }
    let printed = answer(&["why", ".", "--only", "鼎新镇", "超9.5亿元", "--lang", "zh-CN"]);
    assert!(
        printed.contains("农业总产值 = 95312万元") && printed.contains("1-11月 › C4"),
        "{printed}"
    );
    let computed = answer(&["why", "--only", "鼎新镇", "集体经济增收", "--lang", "zh-CN"]);
    keep("tests/golden/commands/why_formula.txt", &computed);
    let field = json(&["why", "--only", "鼎新镇", "各村农业[1].粮食面积"]);
    assert_eq!(field["answers"][0]["chain"]["cells"][0]["place"]["cell"], "C5");
}

/// The words that the guide asks about are printed by the project that it has its reader make.
#[test]
fn the_question_of_the_guide_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run_in(folder.path(), &["init", "my-report"]).code, 0);
    for guide in ["README.md", "README.zh-CN.md"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(guide)).unwrap();
        let (_, asked) = text.split_once("`gongwen why ").unwrap();
        let arguments: Vec<&str> = asked.split_once('`').unwrap().0.split(' ').collect();
        let run = run_in(&folder.path().join("my-report"), &[&["why"], &arguments[..]].concat());
        assert_eq!(run.code, 0, "{guide}: {}", run.stderr);
        assert!(run.stdout.contains(arguments[2]), "{guide}: {}", run.stdout);
    }
}

#[test]
fn why_tells_what_is_wrong_and_what_it_needs() {
    let project = Project::new();
    let unknown = project.run(&["why", "--only", TOWNSHIPS[0], "无此数", "--lang", "zh-CN"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("E-WHY-NOTHING"), "{}", unknown.stderr);
    let several = project.run(&["why", "粮食播种面积", "--lang", "zh-CN"]);
    assert_eq!(several.code, 2);
    assert!(several.stderr.contains("E-WHY-TOWNSHIP"), "{}", several.stderr);
    project.write_workbook(TOWNSHIPS[0], 0, Flaw::ErrorValue);
    let broken = project.run(&["why", "--only", TOWNSHIPS[0], "粮食播种面积", "--lang", "zh-CN"]);
    assert_eq!(broken.code, 3, "{}", broken.stderr);
    assert!(broken.stdout.contains("E-CELL-ERROR"), "{}", broken.stdout);
}

#[test]
fn mistakes_on_the_command_line_are_told_in_the_user_s_language() {
    let told = |arguments: &[&str], lang: &str| {
        let run = run_in(&input(), &[arguments, &["--lang", lang]].concat());
        assert_eq!(run.code, 2, "{arguments:?}");
        run.stderr
    };
    let mut text = String::new();
    for lang in ["zh-CN", "en"] {
        for arguments in [
            &["bild"][..],
            &["build", "--formats", "xls"],
            &["completions", "basher"],
            &["why"],
            &["build", "--onyl", "鼎新镇"],
        ] {
            text += &format!("gongwen {}\n{}\n", arguments.join(" "), told(arguments, lang));
        }
    }
    keep("tests/golden/commands/usage.txt", &text);
    keep(
        "tests/golden/commands/help.zh-CN.txt",
        &answer(&["build", "--help", "--lang", "zh-CN"]),
    );
    keep(
        "tests/golden/commands/help.en.txt",
        &answer(&["--help", "--lang", "en"]),
    );
}

/// The program ended without a word.
#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_a_folder_like_any_other() {
    use std::os::unix::ffi::OsStrExt as _;
    let mut command = Command::cargo_bin("gongwen").unwrap();
    let folder = std::ffi::OsStr::from_bytes(b"\xFF");
    let output = command.args(["check", "--lang", "en"]).arg(folder).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("E-CONFIG-MISSING"), "{told}");
}

/// `help build` is what `build --help` is, for who types it in either way.
#[test]
fn help_is_a_word_too() {
    let asked = |arguments: &[&str]| answer(&[arguments, &["--lang", "zh-CN"]].concat());
    assert_eq!(asked(&["help", "build"]), asked(&["build", "--help"]));
    let english = answer(&["--lang", "en", "build", "--help"]);
    assert_eq!(answer(&["--lang", "en", "help", "build"]), english);
    assert_eq!(answer(&["--lang=en", "help", "build"]), english);
    assert_eq!(asked(&["help", "help"]), asked(&["--help"]));
    assert_eq!(asked(&["帮助"]), asked(&["--help"]));
}

#[test]
fn completions_know_every_command() {
    let script = answer(&["completions", "bash"]);
    assert!(script.contains("complete -F"), "{script}");
    for command in reference::commands() {
        assert!(script.contains(&format!("gongwen,{command})")), "{command}");
    }
}

#[test]
fn inspect_tells_of_numbers_beside_a_table() {
    let project = Project::new();
    project.write("data/旁.csv", "村名,面积,,\n李家村,3,,\n鼎新村,4,,77\n".as_bytes());
    let run = project.run(&["inspect", "data/旁.csv", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let outside = serde_json::json!([{ "cell": "D3", "text": "77" }]);
    assert_eq!(answer["sheets"][0]["odd"]["outside"], outside, "{}", run.stdout);
}

#[test]
fn inspect_says_why_it_found_no_table() {
    let project = Project::new();
    project.write("data/无.csv", "情况说明,\n5,3\n6,4\n".as_bytes());
    let run = project.run(&["inspect", "data/无.csv", "--lang", "zh-CN"]);
    assert!(run.stdout.contains("没有找到表格：第 1—3 行里"), "{}", run.stdout);
}

/// No sum is made of numbers by which something is known, nor of ages.
#[test]
fn inspect_proposes_no_sums_of_telephone_numbers_and_ages() {
    let project = Project::new();
    let row = |number: u64| {
        format!(
            "第{number}户,{},{},44,{number}\n",
            13_800_000_000 + number,
            19_800_000 + number
        )
    };
    let rows: String = (1..=1_001).map(row).collect();
    project.write(
        "data/长.csv",
        format!("企业名称,手机号,入职,年龄,面积\n{rows}").as_bytes(),
    );
    let run = project.run(&["inspect", "data/长.csv", "--lang", "zh-CN"]);
    assert_eq!(run.stdout.matches("aggregate = \"sum\"").count(), 1, "{}", run.stdout);
    assert!(run.stdout.contains("column = \"面积\""), "{}", run.stdout);
}

/// The decimals of a division are no telephone number; a whole number of eleven digits may be one.
#[test]
fn inspect_shows_the_decimals_of_figures() {
    let project = Project::new();
    let rows = "村名,人均,增速,联系方式\n李家村,8.94451628794877,-0.333333333333333,13800138000\n\
         鼎新村,7.25,12345678901.25,13900139000\n";
    project.write("data/率.csv", rows.as_bytes());
    let run = project.run(&["inspect", "data/率.csv"]);
    for shown in [
        "8.94451628794877",
        "-0.333333333333333",
        "7.25",
        "12345678901.25",
        "***",
    ] {
        assert!(run.stdout.contains(shown), "{shown} in {}", run.stdout);
    }
    assert!(
        !run.stdout.contains("13800138000") && !run.stdout.contains("13900139000"),
        "{}",
        run.stdout
    );
}

/// What could be read is shown; that not all could be is the exit code's.
#[test]
fn inspect_ends_with_the_code_of_errors_where_a_sheet_cannot_be_read() {
    let project = Project::new();
    let backwards = crate::reader::record(0x00BD, &[&[0, 0, 200, 0][..], &[0; 12], &[3, 0]].concat());
    let good = crate::reader::record(0x0203, &[&[0; 6][..], &1.5_f64.to_le_bytes()].concat());
    for (sheets, code) in [
        (vec![("好", good.clone()), ("坏", backwards.clone())], 3),
        (vec![("坏", backwards)], 3),
        (vec![("好", good)], 0),
    ] {
        let sheets: Vec<(String, Vec<u8>)> = sheets
            .into_iter()
            .map(|(name, cells)| (name.to_owned(), cells))
            .collect();
        project.write("data/旧.xls", &crate::reader::xls_book(&sheets));
        let run = project.run(&["inspect", "data/旧.xls"]);
        assert_eq!(run.code, code, "{}", run.stderr);
        assert_eq!(run.stderr.contains("E-SHEET-READ"), code == 3, "{}", run.stderr);
        let good = sheets.iter().any(|(name, _)| name == "好");
        assert_eq!(run.stdout.contains("好"), good, "{}", run.stdout);
    }
}

#[test]
fn of_a_long_list_sums_are_proposed_and_no_rows() {
    let project = Project::new();
    let rows: String = (1..=1_001).map(|row| format!("第{row}户,{row}\n")).collect();
    project.write("data/户.csv", format!("名称,面积\n{rows}").as_bytes());
    let run = project.run(&["inspect", "data/户.csv"]);
    assert!(
        run.stdout.contains("aggregate = \"sum\"") && !run.stdout.contains("[[rows]]"),
        "{}",
        run.stdout
    );
}

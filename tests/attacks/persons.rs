//! WB-15: of a list of persons neither a name nor an id number comes out, whatever is asked and whatever goes wrong.

use crate::project::{ONE_TOWNSHIP, Project, Run};

/// What must not come out: names, and id numbers as text, with an X and as a number that lost its last digits.
const SECRETS: [&str; 6] = [
    "张翠花",
    "李铁柱",
    "王五妹",
    "51030019700101123X",
    "510300196502021234",
    "510300198003035",
];

/// A list of households with odd cells: words for an amount, a name for a date, a number for a yes.
const LIST: &str = "2023年低保户名册,,,,,\n序号,户主姓名,身份证号,补助金额（元）,入保日期,是否入保\n1,张翠花,51030019700101123X,找张翠花,李铁柱,3\n2,李铁柱,510300196502021234,约600,2021-05-06,是\n3,王五妹,510300198003035678,700,2022-01-01,是\n";

fn indicator(name: &str, settings: &str) -> String {
    format!("\n[[indicator]]\nname = \"{name}\"\nworkbook = \"*名册*\"\n{settings}\n")
}

fn project(list: &str, mapping: &str, template: &str) -> Project {
    let config = format!("{ONE_TOWNSHIP}{mapping}");
    Project::of(&[
        ("gongwen.toml", &config),
        ("模板.md", template),
        ("data/甲子镇/名册.csv", list),
    ])
}

fn silent(what: &str, text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{what} tells {secret}:\n{text}");
    }
}

fn silent_run(project: &Project, arguments: &[&str]) -> Run {
    let run = project.run(arguments);
    silent(&arguments.join(" "), &format!("{}{}", run.stdout, run.stderr));
    run
}

/// Every file that a run left, its logs and memory among them.
fn silent_files(project: &Project) {
    let mut folders = vec![project.path("output")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            count += 1;
            let bytes = std::fs::read(&path).unwrap();
            silent(&path.display().to_string(), &String::from_utf8_lossy(&bytes));
        }
    }
    assert!(count > 0, "the run left no files");
}

/// All commands that can show a cell, in both languages and as JSON.
fn ask_everything(project: &Project, names: &[&str]) {
    for format in [&[][..], &["--format", "json"], &["--lang", "en"]] {
        let with = |words: &[&'static str]| -> Vec<&str> { words.iter().chain(format).copied().collect() };
        silent_run(project, &with(&["check"]));
        silent_run(project, &with(&["vars"]));
        silent_run(project, &with(&["inspect", "data/甲子镇/名册.csv"]));
        for name in names {
            let why: Vec<&str> = ["why", "--only", "甲子镇", ".", name]
                .iter()
                .chain(format)
                .copied()
                .collect();
            silent_run(project, &why);
        }
    }
}

#[test]
fn what_is_wrong_in_a_list_of_persons_is_told_without_them() {
    let asked = [
        ("金额", "column = \"补助金额\"\naggregate = \"sum\"\nunit = \"元\""),
        ("日期", "type = \"date\"\ncell = \"E3\"\nlabel = \"入保日期\""),
        ("入保", "type = \"bool\"\ncell = \"D3\"\nlabel = \"补助金额（元）\""),
        ("证号", "cell = \"C4\"\nlabel = \"身份证号\""),
        ("证号和", "column = \"身份证号\"\naggregate = \"sum\""),
        ("户主", "type = \"text\"\ncell = \"B4\"\nlabel = \"户主姓名\""),
        ("证文", "type = \"text\"\ncell = \"C3\"\nlabel = \"身份证号\""),
        ("最多户", "type = \"text\"\ncolumn = \"补助金额\"\naggregate = \"max\""),
        ("大户", "aggregate = \"count\"\nwhere = [\"补助金额 > 100\"]"),
        ("早户", "aggregate = \"count\"\nwhere = [\"入保日期 < 2023-01-01\"]"),
        ("无行", "column = \"补助金额\"\nrow = \"张翠\""),
        ("旁", "column = \"补助金额\"\nrow = \"王五妹子\""),
    ];
    let mut mapping: String = asked.iter().map(|(name, settings)| indicator(name, settings)).collect();
    mapping.push_str("\n[[rows]]\nname = \"名册\"\nworkbook = \"*名册*\"\nfields = [{ name = \"户主\", column = \"户主姓名\", type = \"text\" }, { name = \"补助金额\" }, { name = \"入保日期\", type = \"date\" }]\n");
    let names: Vec<&str> = asked.iter().map(|(name, _)| *name).collect();
    let words: String = names.iter().map(|name| format!("{name}为{{{{ {name} }}}}。")).collect();
    // The row that the settings themselves name is theirs to tell.
    let project = project(
        LIST,
        &mapping.replace("王五妹子", "某户"),
        &format!("# 题\n\n{words}\n"),
    );
    let run = silent_run(&project, &["build"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    for code in [
        "E-NUMBER",
        "E-DATE",
        "E-YES-NO",
        "E-PERSONAL",
        "E-WHERE-CELL",
        "E-NO-ROW",
    ] {
        assert!(run.stderr.contains(code), "{code} is missing:\n{}", run.stderr);
    }
    silent_files(&project);
    silent_run(&project, &["build", "--draft", "--lang", "en"]);
    silent_files(&project);
    ask_everything(&project, &names);
}

/// What may be said of persons is how many they are and what they get; who they are is in no output.
#[test]
fn a_report_counts_persons_and_names_none() {
    let list = LIST
        .replace("找张翠花", "500")
        .replace("约600", "600")
        .replace("李铁柱,3", "2020-01-01,是");
    let mapping = indicator("户数", "column = \"身份证号\"\naggregate = \"count\"")
        + &indicator("金额", "column = \"补助金额\"\naggregate = \"sum\"\nunit = \"元\"")
        + &indicator("大户", "aggregate = \"count\"\nwhere = [\"补助金额 > 550\"]");
    let words = "# 题\n\n低保{{ 户数 }}户，补助{{ 金额 }}元，其中{{ 大户 }}户较多。\n";
    let project = project(&list, &mapping, words);
    let run = silent_run(&project, &["build"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    silent_files(&project);
    ask_everything(&project, &["户数", "金额", "大户"]);
}

/// Without a header that says so, the numbers themselves tell a list of persons.
#[test]
fn a_list_of_persons_is_known_by_its_numbers() {
    let unsaid = LIST.replace("身份证号", "编号").replace("户主姓名", "对象");
    let headless = "张翠花,51030019700101123X,500\n李铁柱,510300196502021234,600\n王五妹,510300198003035678,700\n";
    let remarks = "姓名,备注,金额\n张翠花,证号51030019700101123X,找张翠花\n李铁柱,,600\n王五妹,,700\n";
    for (name, list) in [
        ("unsaid", unsaid.as_str()),
        ("headless", headless),
        ("remarks", remarks),
    ] {
        let project = project(
            list,
            &indicator("某数", "cell = \"D3\"\nlabel = \"补助金额（元）\""),
            "# 题\n\n{{ 某数 }}\n",
        );
        for format in ["text", "json"] {
            let arguments = ["inspect", "data/甲子镇/名册.csv", "--format", format];
            let run = silent_run(&project, &arguments);
            assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        }
        silent_run(&project, &["build"]);
    }
}

/// A list without a head is no table; its rows are known by the numbers in them.
#[test]
fn a_list_without_a_head_is_silent_too() {
    let list = "张翠花,51030019700101123X,好\n李铁柱,510300196502021234,好\n王五妹,510300198003035678,好\n";
    let at = |name: &str, settings: &str, cell: &str, label: &str| {
        indicator(name, &format!("{settings}cell = \"{cell}\"\nlabel = \"{label}\""))
    };
    let mapping = at("数", "", "A2", "张翠花") + &at("文", "type = \"text\"\n", "A2", "张翠花");
    let named = project(list, &mapping, "# 题\n\n{{ 数 }}{{ 文 }}\n");
    let run = named.run(&["build"]);
    assert!(
        run.stderr.contains("E-NUMBER") && run.stderr.contains("E-PERSONAL"),
        "{}",
        run.stderr
    );
    // The label is the author's own words; what stands in the cell is not.
    assert!(!run.stderr.contains("李铁柱"), "{}", run.stderr);
}

/// An id number typed as a number has lost its last digits, and would be printed as a figure.
#[test]
fn an_id_number_is_no_figure() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, (label, number)) in [("联系人", 510_300_198_003_035_678.0), ("面积", 45.0)]
        .into_iter()
        .enumerate()
    {
        sheet.write(row as u32, 0, label).unwrap();
        sheet.write(row as u32, 1, number).unwrap();
    }
    let mapping = indicator("联系", "cell = \"B1\"\nlabel = \"联系人\"");
    let typed = project("", &mapping.replace("*名册*", "数.xlsx"), "# 题\n\n{{ 联系 }}\n");
    typed.write("data/甲子镇/数.xlsx", &workbook.save_to_buffer().unwrap());
    std::fs::remove_file(typed.path("data/甲子镇/名册.csv")).unwrap();
    let run = silent_run(&typed, &["build"]);
    assert!(run.stderr.contains("E-PERSONAL"), "{}", run.stderr);
    silent_files(&typed);
    silent_run(&typed, &["inspect", "data/甲子镇/数.xlsx"]);
    silent_run(&typed, &["why", "--only", "甲子镇", ".", "联系"]);
}

/// Every name in such a list would become an indicator's, or a folder's.
#[test]
fn facts_and_townships_are_not_taken_from_a_list_of_persons() {
    let facts = "\n[facts]\nworkbook = \"*名册*\"\n";
    let list = "名称,内容\n张翠花,51030019700101123X\n李铁柱,好\n";
    let wrong = project(list, facts, "# 题\n\n正文。\n");
    let run = silent_run(&wrong, &["build"]);
    assert!(run.stderr.contains("E-PERSONAL"), "{}", run.stderr);
    silent_files(&wrong);
    silent_run(&wrong, &["vars", "--format", "json"]);
    let config = ONE_TOWNSHIP.replace(
        "townships = [\"甲子镇\"]",
        "townships_in = { workbook = \"名单/*名册*\" }",
    );
    let config = format!("{config}\n[folders]\n\"名单\" = \"名单\"\n");
    let wrong = Project::of(&[
        ("gongwen.toml", &config),
        ("模板.md", "# 题\n\n正文。\n"),
        ("名单/名册.csv", LIST),
    ]);
    let run = silent_run(&wrong, &["build"]);
    assert!(run.stderr.contains("E-PERSONAL"), "{}", run.stderr);
    assert!(
        run.code == 2 && wrong.outputs().is_empty(),
        "{}{}",
        run.stdout,
        run.stderr
    );
}

/// The numbers of old cards, two numbers or a telephone beside one in a cell, heads of households, a list that goes on
/// below a gap: all are lists of persons, of which the words stay.
#[test]
fn a_list_of_persons_is_known_however_its_numbers_are_written() {
    let list = |head: &str, numbers: [&str; 3]| {
        let names = ["张翠花", "李铁柱", "王五妹"];
        let row = |(name, number): (&str, &str)| format!("{name},{number},好{name}\n");
        let rows: String = names.into_iter().zip(numbers).map(row).collect();
        format!("{head}\n{rows}")
    };
    let (one, other) = ("51030019700101123X", "510300196502021234");
    let gap = |text: &str| text.replace("李铁柱", "\n李铁柱");
    for (name, list) in [
        ("two", list("对象,情况,备注", [&format!("{one} {other}"), "", ""])),
        (
            "telephone",
            list(
                "对象,情况,备注",
                [&format!("13800138000 {one}"), &format!("电话13800138000-{other}"), ""],
            ),
        ),
        ("hyphens", list("对象,情况,备注", ["510300-19700101-123X", "", ""])),
        (
            "old",
            list("对象,证件编号,备注", ["510300700101123", "510300650202123", ""]),
        ),
        ("households", list("户主,家庭人口,备注", ["3", "4", "5"])),
        ("gap", gap(&list("对象,编号,备注", [one, other, "510300198003035678"]))),
        (
            "title",
            format!("户主张翠花 {one}\n\n{}", list("户主,家庭人口,备注", ["3", "4", "5"])),
        ),
    ] {
        let mapping = indicator("文", "type = \"text\"\ncolumn = \"备注\"\nrow = \"张翠\"")
            + &indicator("栏", "column = \"没有\"\nrow = \"合计\"")
            + "\n[[rows]]\nname = \"名册\"\nworkbook = \"*名册*\"\nfields = [{ name = \"备注\", type = \"text\" }]\n";
        let project = project(
            &list,
            &mapping,
            "# 题\n\n{{ 文 }}{{ 栏 }}\n\n{% for 户 in 名册 %}{{ 户.备注 }}{% endfor %}\n",
        );
        let run = silent_run(&project, &["build"]);
        assert_eq!(run.code, 1, "{name}: {}{}", run.stdout, run.stderr);
        silent_files(&project);
        ask_everything(&project, &["文"]);
    }
}

/// A list that goes on where its head is not: on the next sheet, or its first person taken for the head.
#[test]
fn a_list_that_goes_on_on_the_next_sheet_is_silent() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let pages: [&[[&str; 3]]; 3] = [
        &[["姓名", "身份证号", "村"], ["张翠花", "51030019700101123X", "甲村"]],
        &[
            ["李铁柱", "510300196502021234", "李铁柱家"],
            ["王五妹", "", "王五妹家"],
            ["", "", ""],
            ["张翠花", "", "张翠花家"],
        ],
        &[
            ["王五妹", "510300-196502021234", "王五妹家"],
            ["李铁柱", "", "李铁柱家"],
        ],
    ];
    for (page, rows) in pages.iter().enumerate() {
        let sheet = workbook.add_worksheet().set_name(format!("第{}页", page + 1)).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                sheet.write(row as u32, column as u16, *text).unwrap();
            }
        }
    }
    let at = |page: u32, cell: &str, label: &str| {
        let name = format!("页{page}{cell}");
        indicator(
            &name,
            &format!("type = \"text\"\nsheet = \"第{page}页\"\ncell = \"{cell}\"\nlabel = \"{label}\""),
        )
    };
    let mapping = at(2, "C4", "某人")
        + &at(2, "C2", "某人")
        + &indicator("栏", "sheet = \"第2页\"\ncolumn = \"没有\"\nrow = \"某人\"");
    let project = project("", &mapping, "# 题\n\n{{ 页2C4 }}{{ 页2C2 }}{{ 栏 }}\n");
    std::fs::remove_file(project.path("data/甲子镇/名册.csv")).unwrap();
    project.write("data/甲子镇/名册.xlsx", &workbook.save_to_buffer().unwrap());
    for arguments in [
        &["build"][..],
        &["check"],
        &["vars"],
        &["vars", "--format", "json"],
        &["inspect", "data/甲子镇/名册.xlsx"],
    ] {
        silent_run(&project, arguments);
    }
    silent_run(&project, &["inspect", "data/甲子镇/名册.xlsx", "--format", "json"]);
    silent_files(&project);
}

/// A number in the name of a file or sheet is told with its middle hidden, so that the file can still be found; what
/// looks like a number and has no birthday is told as it is.
#[test]
fn a_number_in_a_name_is_masked_wherever_the_name_is_told() {
    let place = |settings: &str| settings.replace("*名册*", "*51030019*");
    let good = place(&indicator("面积", "column = \"面积\"\nrow = \"甲村\"\nunit = \"亩\""));
    let bad = place(&indicator("错", "column = \"面积\"\nrow = \"51030019700101\""));
    let table = "村名,面积,订单202311200000000017\n甲村,5,1\n乙村,六,1\n51030019700101123X村,7,1\n丙村,8,1\n丁村,9,1\n";
    let files = |mapping: &str, words: &str| {
        let config = format!("{ONE_TOWNSHIP}{mapping}");
        Project::of(&[
            ("gongwen.toml", &config),
            ("模板.md", words),
            ("data/甲子镇/51030019700101123X.csv", table),
        ])
    };
    let sound = files(&good, "# 题\n\n面积{{ 面积 }}亩。\n");
    let run = silent_run(&sound, &["build"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    silent_files(&sound);
    let outputs = sound.outputs();
    let (_, trace) = outputs.iter().find(|(path, _)| path.ends_with(".trace.json")).unwrap();
    assert!(String::from_utf8_lossy(trace).contains("510300**********3X.csv"));
    let run = silent_run(&sound, &["why", "--only", "甲子镇", ".", "面积"]);
    assert!(
        run.stdout.contains("510300**********3X.csv") && run.stdout.contains('5'),
        "{}",
        run.stdout
    );
    let run = silent_run(&sound, &["inspect", "data/甲子镇/51030019700101123X.csv"]);
    assert!(run.stdout.contains("202311200000000017"), "{}", run.stdout);
    silent_run(&sound, &["vars"]);
    let wrong = files(&bad, "# 题\n\n面积{{ 错 }}亩。\n");
    let run = silent_run(&wrong, &["build"]);
    assert!(
        run.stderr.contains("E-NO-ROW") && run.stderr.contains("510300**********3X"),
        "{}",
        run.stderr
    );
    silent_files(&wrong);
}

/// The words of all parts of a workbook.
fn words(xlsx: &[u8]) -> String {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(xlsx)).unwrap();
    let mut words = String::new();
    for index in 0..package.len() {
        let mut part = package.by_index(index).unwrap();
        std::io::Read::read_to_string(&mut part, &mut words).unwrap();
    }
    words
}

#[test]
fn a_number_in_the_author_s_own_text_is_printed_but_neither_remembered_nor_listed() {
    let name = "补助51030019700101123X";
    let list = "项目,金额（元）\n补助,700\n";
    let mapping = format!(
        "{}\n[[indicator]]\nname = \"另\"\nformula = \"{name} + {name}\"\n\n[[check]]\nname = \"{name}不为负\"\nrule = \"{name} >= 0\"\n",
        indicator(name, "row = \"补助\"\ncolumn = \"金额\"")
    );
    let template =
        format!("# 题\n\n张三（51030019700101123X）领{{{{ {name}|数额 }}}}、{{{{ 另|数额 }}}}，{{{{ 无此 }}}}。\n");
    let project = project(list, &mapping, &template);
    let failed = silent_run(&project, &["build"]);
    assert!(failed.stderr.contains("W-PERSONAL-TEXT"), "{}", failed.stderr);
    silent_files(&project);
    project.edit("模板.md", "，{{ 无此 }}", "");
    let run = silent_run(&project, &["build"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    silent_files(&project);
    silent("checks.xlsx", &words(&project.read("output/checks.xlsx")));
}

//! What is handed over of an output folder.

use lopdf::{Document, Object};

#[cfg(target_os = "linux")]
use super::disk::Mounted;
use crate::project::{Flaw, Project, TOWNSHIPS};

fn delivered(project: &Project, code: i32) -> String {
    let run = project.run(&["deliver", "--lang", "zh-CN"]);
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    run.stdout + &run.stderr
}

fn text(project: &Project, path: &str) -> String {
    String::from_utf8(project.read(&format!("output/delivery/{path}"))).unwrap()
}

#[test]
fn the_print_file_begins_each_report_on_a_front_page() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    delivered(&project, 0);
    let print = Document::load(project.path("output/delivery/print/print-01.pdf")).unwrap();
    // Three reports of one page, each but the last with a blank page behind it.
    assert_eq!(print.get_pages().len(), 5);
    let list = text(&project, "print/pages.csv");
    let pages: Vec<&str> = list
        .lines()
        .skip(1)
        .map(|line| line.rsplit(',').next().unwrap())
        .collect();
    assert_eq!(pages, ["", "2", "4"], "{list}");
    for (index, township) in TOWNSHIPS.iter().enumerate() {
        let first = index * 2 + 1;
        assert!(
            list.contains(&format!("{township},,{township}2023年农业工作总结,{first},{first},")),
            "{list}"
        );
    }
    for (number, page) in print.get_pages() {
        let words = print.extract_text(&[number]).unwrap();
        assert_eq!(words.trim().is_empty(), number % 2 == 0, "page {number}: {words}");
        assert!(print.get_dictionary(page).unwrap().has(b"MediaBox"));
    }
    // The fonts that the reports share are there once.
    let fonts = |document: &Document| {
        let descriptor = |object: &&Object| object.as_dict().is_ok_and(|entries| entries.has(b"FontFile2"));
        document.objects.values().filter(descriptor).count()
    };
    let pdf = format!("output/{0}/{0}2023年农业工作总结.pdf", TOWNSHIPS[0]);
    let one = Document::load(project.path(&pdf)).unwrap();
    assert!(
        fonts(&one) > 0 && fonts(&print) < 2 * fonts(&one),
        "{} {}",
        fonts(&one),
        fonts(&print)
    );
    // The same every time.
    let bytes = project.read("output/delivery/print/print-01.pdf");
    delivered(&project, 0);
    assert_eq!(project.read("output/delivery/print/print-01.pdf"), bytes);
}

#[test]
fn each_township_has_a_zip_with_names_in_utf_8() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    delivered(&project, 0);
    for township in TOWNSHIPS {
        let bytes = project.read(&format!("output/delivery/zip/{township}.zip"));
        // Bit 11 of the flags in the first local header: the name is UTF-8.
        assert_eq!(bytes[7] & 0x08, 0x08);
        let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let name = format!("{township}2023年农业工作总结.docx");
        let mut found = Vec::new();
        std::io::Read::read_to_end(&mut package.by_name(&name).unwrap(), &mut found).unwrap();
        assert_eq!(found, project.read(&format!("output/{township}/{name}")));
        assert_eq!(package.len(), 3);
    }
}

#[test]
fn a_zip_that_cannot_be_written_costs_only_itself_and_is_named() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let zip = |township: &str| format!("output/delivery/zip/{township}.zip");
    std::fs::create_dir_all(project.path(&zip(TOWNSHIPS[1]))).unwrap();
    let said = delivered(&project, 1);
    assert!(said.contains("E-DELIVERY-CUT"), "{said}");
    let told = format!("1 个文件没有写出：zip/{}.zip；写出的 2 个都是完整的", TOWNSHIPS[1]);
    assert!(said.contains(&told), "{said}");
    for whole in [TOWNSHIPS[0], TOWNSHIPS[2]] {
        assert!(zip::ZipArchive::new(std::io::Cursor::new(project.read(&zip(whole)))).is_ok());
    }
}

/// On a disk with room for one zip; made with the tools of the system, where those may be used.
#[cfg(target_os = "linux")]
#[test]
fn a_delivery_on_a_full_disk_says_what_is_whole_and_what_is_not() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let small = project.path("small");
    let size = 3 * std::fs::metadata(project.path(&format!("output/{0}/{0}2023年农业工作总结.pdf", TOWNSHIPS[0])))
        .unwrap()
        .len();
    let Some(disk) = Mounted::disk(small.clone(), &size.to_string()) else {
        return;
    };
    let full = project.run(&["deliver", "--parts", "zip", "--out", "small", "--lang", "zh-CN"]);
    let there = std::fs::read_dir(small.join("zip")).map(Iterator::count);
    drop(disk);
    let there = there.unwrap();
    assert_eq!(full.code, 1, "{}", full.stderr);
    assert_eq!(full.stderr.matches("E-DISK-FULL").count(), 1, "{}", full.stderr);
    let lost = TOWNSHIPS.len() - there;
    let told = format!("{lost} 个文件没有写出：");
    let whole = format!("写出的 {there} 个都是完整的");
    assert!(
        lost > 0 && full.stderr.contains(&told) && full.stderr.contains(&whole),
        "{}",
        full.stderr
    );
}

#[test]
fn the_acceptance_pack_lists_files_problems_fonts_and_traces() {
    let project = Project::new();
    project.write_workbook(TOWNSHIPS[2], 2, Flaw::TextForNumber);
    assert_eq!(project.run(&["build"]).code, 1);
    let said = delivered(&project, 1);
    assert!(said.contains("交付不完整"), "{said}");
    let manifest: gongwen::manifest::Manifest = serde_json::from_slice(&project.read("output/manifest.json")).unwrap();
    let list = text(&project, "acceptance/manifest.csv");
    for file in manifest.reports.iter().flat_map(|report| report.files) {
        assert!(
            list.contains(&format!("{},{},{}", file.path, file.size, file.blake3)),
            "{list}"
        );
    }
    assert!(list.contains(&format!("{},,,,失败", TOWNSHIPS[2])), "{list}");
    assert!(text(&project, "acceptance/problems.csv").contains("E-NUMBER"));
    let fonts = text(&project, "acceptance/fonts.csv");
    assert!(fonts.contains(",是,2") && !fonts.contains(",否,"), "{fonts}");
    let traces: serde_json::Value = serde_json::from_str(&text(&project, "acceptance/trace.json")).unwrap();
    assert_eq!(traces.as_array().unwrap().len(), 2);
}

#[test]
fn a_file_that_was_changed_since_is_not_handed_over() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let pdf = format!("output/{0}/{0}2023年农业工作总结.pdf", TOWNSHIPS[1]);
    project.write(&pdf, b"%PDF-1.7 changed");
    let said = delivered(&project, 1);
    assert!(said.contains("E-DELIVERY"), "{said}");
    assert!(
        !project
            .path(&format!("output/delivery/zip/{}.zip", TOWNSHIPS[1]))
            .exists()
    );
}

#[test]
fn a_finished_report_without_a_pdf_is_told_as_incomplete() {
    let project = Project::new();
    assert_eq!(project.run(&["build", "--formats", "docx"]).code, 0);
    let said = delivered(&project, 1);
    let told = said.contains("E-DELIVERY-LACKS") && said.contains("3 份已完成的报告没有 PDF 文件");
    assert!(
        told && said.contains(TOWNSHIPS[1]) && said.contains("交付不完整"),
        "{said}"
    );
    let json = project.run(&["deliver", "--format", "json"]);
    assert!(json.stdout.contains("\"complete\": false"), "{}", json.stdout);
    // What needs none is whole.
    let rest = project.run(&["deliver", "--parts", "zip,acceptance", "--lang", "zh-CN"]);
    assert_eq!(rest.code, 0, "{}", rest.stderr);
}

/// Manifests that no run writes: a report twice, one without a file, none at all.
#[test]
fn a_manifest_that_was_changed_by_hand_is_refused() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let manifest: serde_json::Value = serde_json::from_slice(&project.read("output/manifest.json")).unwrap();
    let with = |reports: &[serde_json::Value]| {
        let mut changed = manifest.clone();
        changed["reports"] = reports.into();
        project.write("output/manifest.json", changed.to_string().as_bytes());
    };
    let reports = manifest["reports"].as_array().unwrap();
    with(&[&reports[..], &reports[..1]].concat());
    let said = delivered(&project, 2);
    assert!(
        said.contains("E-MANIFEST-TWICE") && said.contains(TOWNSHIPS[0]),
        "{said}"
    );
    assert!(!project.path("output/delivery").exists());
    let run = project.run(&["diff", "output", "output", "--lang", "zh-CN"]);
    assert!(
        run.code == 2 && run.stderr.contains("E-MANIFEST-TWICE"),
        "{}",
        run.stderr
    );
    let mut empty = reports.clone();
    empty[1]["files"] = serde_json::json!([]);
    with(&empty);
    let said = delivered(&project, 1);
    assert!(
        said.contains("没有 PDF 或 Word 文件") && said.contains(TOWNSHIPS[1]),
        "{said}"
    );
    with(&[]);
    assert!(delivered(&project, 2).contains("E-DELIVERY-NOTHING"));
}

#[cfg(unix)]
#[test]
fn delivered_files_are_as_readable_as_others() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    delivered(&project, 0);
    let mode = |path: &str| std::fs::metadata(project.path(path)).unwrap().permissions().mode();
    let usual = mode("output/manifest.json");
    for part in ["print/pages.csv", "acceptance/trace.json"] {
        assert_eq!(mode(&format!("output/delivery/{part}")), usual, "{part}");
    }
}

#[test]
fn reports_of_one_name_are_all_in_the_zip_file() {
    let project = Project::new();
    project.edit("gongwen.toml", "template = \"模板.md\"\n", "");
    project.edit(
        "gongwen.toml",
        "[job]\n",
        "[[report]]\nname = \"甲\"\ntemplate = \"模板.md\"\nfile = \"{report}/{township}/{title}\"\n\
         [[report]]\nname = \"乙\"\ntemplate = \"模板.md\"\nfile = \"{report}/{township}/{title}\"\n[job]\n",
    );
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    delivered(&project, 0);
    let bytes = project.read(&format!("output/delivery/zip/{}.zip", TOWNSHIPS[0]));
    let package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(package.len(), 6, "{:?}", package.file_names().collect::<Vec<_>>());
}

#[test]
fn files_of_an_earlier_delivery_are_told() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    delivered(&project, 0);
    project.write("output/delivery/zip/旧镇.zip", b"old");
    let said = delivered(&project, 0);
    assert!(said.contains("W-DELIVERY-OLD") && said.contains("旧镇.zip"), "{said}");
}

#[test]
fn a_manifest_cannot_point_outside_of_its_folder() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let name = format!("{0}/{0}2023年农业工作总结.pdf", TOWNSHIPS[0]);
    for wrong in ["../gongwen.toml", "/etc/passwd", "C:/x", "a\\\\..\\\\b"] {
        let manifest = String::from_utf8(project.read("output/manifest.json")).unwrap();
        project.write("output/manifest.json", manifest.replace(&name, wrong).as_bytes());
        let said = delivered(&project, 2);
        assert!(said.contains("E-MANIFEST"), "{said}");
        project.write("output/manifest.json", manifest.as_bytes());
    }
}

/// A copy for checking is a file like the others, and is never handed over.
#[test]
fn review_copies_are_made_on_request_and_stay_at_home() {
    let project = Project::new();
    let run = project.run(&["build", "--review"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let name = |township: &str, ending: &str| format!("output/{township}/{township}2023年农业工作总结{ending}");
    let review = project.read(&name(TOWNSHIPS[0], "（核对稿）.docx"));
    let clean = project.read(&name(TOWNSHIPS[0], ".docx"));
    assert!(review.len() > clean.len());
    // Without the request the clean files are the same, and the copies of before are told as out of date.
    let manifest = String::from_utf8(project.read("output/manifest.json")).unwrap();
    assert!(manifest.contains("（核对稿）.docx"));
    delivered(&project, 0);
    for township in TOWNSHIPS {
        let zip = project.read(&format!("output/delivery/zip/{township}.zip"));
        assert!(!String::from_utf8_lossy(&zip).contains("核对稿"), "{township}");
    }
    assert!(!text(&project, "acceptance/manifest.csv").contains("核对稿"));
    assert_eq!(project.run(&["build"]).code, 0);
    assert_eq!(project.read(&name(TOWNSHIPS[0], ".docx")), clean);
    let manifest: serde_json::Value = serde_json::from_slice(&project.read("output/manifest.json")).unwrap();
    let outdated = manifest["reports"][0]["outdated"][0]["path"].as_str().unwrap();
    assert!(outdated.ends_with("（核对稿）.docx"), "{outdated}");
}

/// A review copy is known as one by what it is, not by its name: beside a person's own it has another, and a report may
/// be called as one.
#[test]
fn review_copies_under_other_names_stay_at_home_and_reports_named_like_one_go() {
    let project = Project::new();
    project.edit(
        "gongwen.toml",
        "year = 2023",
        "year = 2023\nname = \"{township}总结（核对稿）\"",
    );
    assert_eq!(project.run(&["build", "--review"]).code, 0);
    let name = |ending: &str| format!("{}总结（核对稿）{ending}", TOWNSHIPS[0]);
    project.write(&format!("output/{}", name("（核对稿）.docx")), b"a person's");
    project.edit("gongwen.toml", "year = 2023", "year = 2023\npdf_standard = \"none\"");
    let run = project.run(&["build", "--review"]);
    assert!(
        run.code == 0 && run.stderr.contains("W-OUTPUT-CHANGED"),
        "{}",
        run.stderr
    );
    assert!(
        project
            .path(&format!("output/{}", name("（核对稿）（新）.docx")))
            .exists()
    );
    delivered(&project, 0);
    let zip = project.read(&format!("output/delivery/zip/{}.zip", TOWNSHIPS[0]));
    let zip = String::from_utf8_lossy(&zip);
    assert!(zip.contains(&name(".docx")) && zip.contains(&name(".pdf")));
    assert!(!zip.contains("（核对稿）（"));
}

#[test]
fn review_copies_alone_are_nothing_to_hand_over() {
    let project = Project::new();
    project.edit("gongwen.toml", "year = 2023", "year = 2023\nformats = [\"review\"]");
    assert_eq!(project.run(&["build"]).code, 0);
    let said = delivered(&project, 1);
    assert!(said.contains("没有 PDF 或 Word 文件"), "{said}");
    assert!(!project.path("output/delivery/zip").exists());
}

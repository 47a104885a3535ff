//! What an archive gets: the trace that rides along, records metadata, dates, pages as pictures; read by a parser of
//! another origin than the writer.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use gongwen::preview;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, ObjRef, Object, Stream};

use crate::project::{Project, TOWNSHIPS};

/// Makes a sample of examples/documents; returns the files' folder and what the files are called without extension.
fn made(sample: &str, arguments: &[&str], epoch: Option<&str>) -> (tempfile::TempDir, PathBuf) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/documents")
        .join(sample);
    build(&folder, arguments, epoch)
}

fn build(folder: &Path, arguments: &[&str], epoch: Option<&str>) -> (tempfile::TempDir, PathBuf) {
    let out = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("gongwen").unwrap();
    command.current_dir(folder).env_remove("SOURCE_DATE_EPOCH");
    if let Some(epoch) = epoch {
        command.env("SOURCE_DATE_EPOCH", epoch);
    }
    let run = command.args(["build", "--lang", "en", "--out"]).arg(out.path());
    let run = run.args(arguments).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.path().join("manifest.json")).unwrap()).unwrap();
    let files = manifest["reports"][0]["files"].as_array().unwrap();
    let paths = files.iter().map(|file| file["path"].as_str().unwrap());
    let trace = paths
        .into_iter()
        .find_map(|path| path.strip_suffix(".trace.json"))
        .unwrap();
    let stem = out.path().join(trace);
    (out, stem)
}

fn with(stem: &Path, extension: &str) -> PathBuf {
    let mut name = stem.file_name().unwrap().to_owned();
    name.push(extension);
    stem.with_file_name(name)
}

fn pdf(stem: &Path) -> Pdf {
    Pdf::new(std::fs::read(with(stem, ".pdf")).unwrap()).unwrap()
}

fn catalog(pdf: &Pdf) -> Dict<'_> {
    pdf.xref().get(pdf.xref().root_id()).unwrap()
}

fn packet(pdf: &Pdf) -> String {
    let packet: Stream<'_> = catalog(pdf).get("Metadata").unwrap();
    String::from_utf8(packet.decoded().unwrap().into_owned()).unwrap()
}

#[test]
fn the_trace_rides_along_in_a_pdf_a_3() {
    let (_out, stem) = made("文件", &["--pdf-standard", "a-3a", "--formats", "pdf"], None);
    let pdf = pdf(&stem);
    let catalog = catalog(&pdf);
    let files: Array<'_> = catalog.get("AF").unwrap();
    let files: Vec<Dict<'_>> = files.iter().collect();
    assert_eq!(files.len(), 1);
    let relationship: Name<'_> = files[0].get("AFRelationship").unwrap();
    assert_eq!(&*relationship, b"Data");
    let embedded: Dict<'_> = files[0].get("EF").unwrap();
    let content: Stream<'_> = embedded.get("UF").unwrap();
    let media_type: Name<'_> = content.dict().get("Subtype").unwrap();
    assert_eq!(&*media_type, b"application/json");
    assert_eq!(
        content.decoded().unwrap(),
        std::fs::read(with(&stem, ".trace.json")).unwrap()
    );
    let names: Dict<'_> = catalog.get("Names").unwrap();
    let tree: Dict<'_> = names.get("EmbeddedFiles").unwrap();
    let pairs: Array<'_> = tree.get("Names").unwrap();
    assert_eq!(pairs.flex_iter().count_pairs(), 1);
    let packet = packet(&pdf);
    assert!(packet.contains("<pdfaid:part>3<") && packet.contains("<pdfaid:conformance>A<"));
}

/// Counts the pairs of a tree of names.
trait Pairs {
    fn count_pairs(self) -> usize;
}

impl Pairs for hayro_interpret::hayro_syntax::object::array::FlexArrayIter<'_> {
    fn count_pairs(mut self) -> usize {
        let mut count = 0;
        while self
            .next::<hayro_interpret::hayro_syntax::object::String<'_>>()
            .is_some()
            && self.next::<Dict<'_>>().is_some()
        {
            count += 1;
        }
        count
    }
}

#[test]
fn other_standards_carry_no_files() {
    let (_out, stem) = made("文件", &["--formats", "pdf"], None);
    let pdf = pdf(&stem);
    assert!(!catalog(&pdf).contains_key("AF") && !catalog(&pdf).contains_key("Names"));
    assert!(packet(&pdf).contains("<pdfaid:part>2<"));
}

#[test]
fn records_metadata_stand_in_the_properties_and_in_the_trace() {
    let (_out, stem) = made("文件", &["--formats", "pdf"], None);
    let trace: serde_json::Value = serde_json::from_slice(&std::fs::read(with(&stem, ".trace.json")).unwrap()).unwrap();
    let records = trace["records"].as_object().unwrap();
    let told: Vec<String> = records
        .iter()
        .map(|(name, value)| format!("{name}：{}", value.as_str().unwrap()))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
    let packet = packet(&pdf(&stem));
    for (property, name) in [
        ("documentNumber", "文号"),
        ("recordCreator", "责任者"),
        ("pages", "页数"),
    ] {
        let value = records[name].as_str().unwrap();
        assert!(
            packet.contains(&format!("<record:{property}>{value}</record:{property}>")),
            "{packet}"
        );
        assert!(packet.contains(&format!("<pdfaProperty:name>{property}</pdfaProperty:name>")));
    }
}

/// A project that tells no date takes the one of `SOURCE_DATE_EPOCH`: midnight of 1 January 2024 in China is still
/// 2023 in Greenwich.
#[test]
fn the_date_may_come_from_outside() {
    let project = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("input/data");
    let data = data.to_str().unwrap();
    let config = format!(
        "[job]\ntemplate = \"模板.md\"\ndata = '{data}'\ntownships = [\"鼎新镇\"]\nyear = 2023\n[fonts]\nsource = \"shipped\"\n"
    );
    std::fs::write(project.path().join("gongwen.toml"), config).unwrap();
    std::fs::write(project.path().join("模板.md"), "# 情况报告\n\n工作正常。\n").unwrap();
    let (_out, stem) = build(project.path(), &["--formats", "pdf"], Some("1704038400"));
    assert!(packet(&pdf(&stem)).contains("<xmp:CreateDate>2024-01-01T00:00:00+08:00<"));
    let (_out, stem) = build(project.path(), &["--formats", "pdf"], None);
    assert!(!packet(&pdf(&stem)).contains("CreateDate"));
}

/// Every page's sequences of marked content have the elements that the tree of parents names, those name the sequence
/// among their kids, and every element leads up to the root (ISO 32000-1, 14.7.4.4).
#[test]
fn the_structure_is_whole_for_another_parser() {
    for sample in ["上行文", "信函", "命令", "文件", "材料", "纪要"] {
        let (_out, stem) = made(sample, &["--formats", "pdf"], None);
        let pdf = pdf(&stem);
        let place = catalog(&pdf).get_ref("StructTreeRoot").unwrap();
        let root: Dict<'_> = catalog(&pdf).get("StructTreeRoot").unwrap();
        let parents: Dict<'_> = root.get("ParentTree").unwrap();
        let numbers: Array<'_> = parents.get("Nums").unwrap();
        let mut numbers = numbers.flex_iter();
        let mut seen = 0;
        for page in pdf.pages().iter() {
            let key: i32 = numbers.next().unwrap();
            let elements: Array<'_> = numbers.next().unwrap();
            assert_eq!(page.raw().get::<i32>("StructParents"), Some(key));
            let marks = marks(page.page_stream().unwrap());
            let elements: Vec<Dict<'_>> = elements.iter().collect();
            assert_eq!(marks, (0..elements.len()).collect::<Vec<_>>(), "{sample}");
            seen += elements.len();
            for element in &elements {
                assert!(leads_to_the_document(element, place), "{sample}");
            }
        }
        assert!(seen > 5, "{sample}");
    }
}

/// ISO 32000-1, 14.7.4.3 and 14.7.4.4, and ISO 14289-1, 7.18: each annotation is in the structure tree by a reference to
/// it, in an element to which its `StructParent` leads back; it is described, and tabs go by the structure.
#[test]
fn every_annotation_is_in_the_structure_and_leads_back() {
    for (sample, least) in [("材料", 6), ("文件", 0)] {
        let (_out, stem) = made(sample, &["--formats", "pdf"], None);
        let pdf = pdf(&stem);
        let place = catalog(&pdf).get_ref("StructTreeRoot").unwrap();
        let root: Dict<'_> = catalog(&pdf).get("StructTreeRoot").unwrap();
        let parents = parents_of_annotations(&root, pdf.pages().len());
        let pages: Vec<_> = pdf.pages().iter().map(|page| page.raw().obj_id()).collect();
        let mut seen = 0;
        for page in pdf.pages().iter() {
            let tabs: Name<'_> = page.raw().get("Tabs").unwrap();
            assert_eq!(&*tabs, b"S");
            let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else {
                continue;
            };
            for annotation in annotations.iter::<Dict<'_>>() {
                seen += 1;
                let kind: Name<'_> = annotation.get("Subtype").unwrap();
                assert_eq!(&*kind, b"Link");
                // ISO 19005-2, 6.3.2: printed, and neither hidden nor invisible.
                assert_eq!(annotation.get::<i32>("F"), Some(4));
                assert!(annotation.contains_key("Contents"));
                let to: Array<'_> = annotation.get("Dest").unwrap();
                let to = to.raw_iter().next().and_then(|page| page.as_obj_ref());
                assert!(
                    pages.contains(&to.map(Into::into)),
                    "it leads to a page of the document"
                );
                let element = &parents[&annotation.get::<i32>("StructParent").unwrap()];
                let kind: Name<'_> = element.get("S").unwrap();
                assert_eq!(&*kind, b"Link");
                assert!(leads_to_the_document(element, place));
                assert!(objects(element).contains(&annotation.obj_id()), "{sample}");
            }
        }
        assert_eq!(objects(&root).len(), seen, "nothing else is referred to");
        assert!(seen >= least && parents.len() == seen, "{seen} links in {sample}");
    }
}

/// The elements of annotations by their keys in the tree of parents, which come after those of pages.
fn parents_of_annotations<'a>(root: &Dict<'a>, pages: usize) -> std::collections::BTreeMap<i32, Dict<'a>> {
    let parents: Dict<'_> = root.get("ParentTree").unwrap();
    let numbers: Array<'_> = parents.get("Nums").unwrap();
    let mut numbers = numbers.flex_iter();
    for _ in 0..pages {
        numbers.next::<i32>().unwrap();
        numbers.next::<Array<'_>>().unwrap();
    }
    let mut found = std::collections::BTreeMap::new();
    while let Some(key) = numbers.next::<i32>() {
        found.insert(key, numbers.next().unwrap());
    }
    assert_eq!(root.get::<i32>("ParentTreeNextKey"), Some((pages + found.len()) as i32));
    found
}

/// The objects to which an element and those in it refer.
fn objects(element: &Dict<'_>) -> Vec<Option<hayro_interpret::hayro_syntax::object::ObjectIdentifier>> {
    let kids: Vec<Dict<'_>> = match element.get::<Array<'_>>("K") {
        Some(kids) => {
            let mut found = Vec::new();
            for kid in kids.iter::<Object<'_>>() {
                if let Object::Dict(kid) = kid {
                    found.push(kid);
                }
            }
            found
        }
        None => element.get::<Dict<'_>>("K").into_iter().collect(),
    };
    let of_kid = |kid: Dict<'_>| match kid.get::<Name<'_>>("Type") {
        Some(kind) if &*kind == b"OBJR" => vec![kid.get::<Dict<'_>>("Obj").unwrap().obj_id()],
        Some(_) => Vec::new(),
        None => objects(&kid),
    };
    kids.into_iter().flat_map(of_kid).collect()
}

/// The numbers of a page's sequences of marked content, in their order.
fn marks(content: &[u8]) -> Vec<usize> {
    let text = String::from_utf8_lossy(content);
    let numbers = text.split("/MCID").skip(1);
    let digits = |rest: &str| {
        rest.trim_start()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect::<String>()
    };
    numbers.map(|rest| digits(rest).parse().unwrap()).collect()
}

fn leads_to_the_document(element: &Dict<'_>, root: ObjRef) -> bool {
    let mut at = element.clone();
    for _ in 0..32 {
        if at.get_ref("P") == Some(root) {
            let kind: Name<'_> = at.get("S").unwrap();
            return &*kind == b"Document";
        }
        at = at.get("P").unwrap();
    }
    false
}

#[test]
fn pages_are_drawn() {
    let (out, stem) = made("文件", &["--formats", "pdf"], None);
    let pictures = out.path().join("图");
    let run = Command::cargo_bin("gongwen")
        .unwrap()
        .args(["preview", "--dpi", "36", "--lang", "en", "--out"])
        .args([&pictures, &with(&stem, ".pdf")])
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(String::from_utf8(run.stdout).unwrap().lines().count(), 4);
    let drawn = preview::pages(&std::fs::read(with(&stem, ".pdf")).unwrap(), 36).unwrap();
    for (number, picture) in (1..).zip(&drawn) {
        let name = format!("{}-{number}.png", stem.file_name().unwrap().to_str().unwrap());
        assert_eq!(std::fs::read(pictures.join(name)).unwrap(), *picture);
        assert!(picture.starts_with(b"\x89PNG"));
        // Width and height of A4 at 36 dpi stand in the header.
        assert_eq!(picture[16..24], [0, 0, 1, 41, 0, 0, 1, 164], "{:?}", &picture[16..24]);
    }
    assert_eq!(preview::pages(b"no PDF", 36).unwrap_err().code.as_str(), "E-PREVIEW");
}

#[test]
fn a_picture_of_the_report_is_an_image_of_the_file() {
    let (_out, stem) = made("材料", &["--formats", "pdf"], None);
    let pdf = pdf(&stem);
    let is_image = |object: &Object<'_>| {
        let Object::Stream(stream) = object else { return false };
        stream
            .dict()
            .get::<Name<'_>>("Subtype")
            .is_some_and(|name| &*name == b"Image")
    };
    assert!(pdf.objects().into_iter().filter(is_image).count() > 0);
}

/// The elements of a kind in the structure of a file.
fn elements(document: &lopdf::Document, kind: &str) -> Vec<lopdf::Dictionary> {
    let is_kind = |entries: &&lopdf::Dictionary| {
        let name = entries.get(b"S").and_then(lopdf::Object::as_name);
        entries.has(b"P") && name.is_ok_and(|name| name == kind.as_bytes())
    };
    let dictionaries = document.objects.values().filter_map(|object| object.as_dict().ok());
    dictionaries.filter(is_kind).cloned().collect()
}

#[test]
fn a_table_of_a_head_alone_has_a_body() {
    let project = Project::new();
    let template = String::from_utf8(project.read("模板.md")).unwrap();
    let table = format!("{template}\n表：各村面积\n\n| 村名 | 面积 |\n| --- | --- |\n");
    project.write("模板.md", table.as_bytes());
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let name = format!("output/{0}/{0}2023年农业工作总结.pdf", TOWNSHIPS[0]);
    let document = lopdf::Document::load(project.path(&name)).unwrap();
    // ISO 14289-1, 7.2: a THead asks for a TBody.
    assert_eq!(
        (elements(&document, "THead").len(), elements(&document, "TBody").len()),
        (0, 1)
    );
}

#[test]
fn pictures_tell_where_they_stand() {
    let project = Project::new();
    project.write("图.svg", br#"<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="red"/></svg>"#);
    let template = String::from_utf8(project.read("模板.md")).unwrap();
    project.write("模板.md", format!("{template}\n![水库](图.svg)\n").as_bytes());
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let name = format!("output/{0}/{0}2023年农业工作总结.pdf", TOWNSHIPS[0]);
    let document = lopdf::Document::load(project.path(&name)).unwrap();
    let figures = elements(&document, "Figure");
    let attributes = figures[0].get(b"A").and_then(lopdf::Object::as_dict).unwrap();
    let edges = attributes.get(b"BBox").and_then(lopdf::Object::as_array).unwrap();
    let edges: Vec<f32> = edges.iter().map(|edge| edge.as_float().unwrap()).collect();
    assert!(
        edges[0] < edges[2] && edges[1] < edges[3] && edges[3] < 842.0,
        "{edges:?}"
    );
}

#[test]
fn a_long_title_has_room_for_what_a_draft_is_called() {
    let project = Project::new();
    let template = String::from_utf8(project.read("模板.md")).unwrap();
    let long = "关于高标准农田建设和管护以及粮食生产功能区划定工作".repeat(4);
    project.write("模板.md", template.replace("农业工作总结", &long).as_bytes());
    for arguments in [&["build"][..], &["build", "--draft"]] {
        let run = project.run(arguments);
        assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
        assert!(!run.stderr.contains("E-OUTPUT"), "{}", run.stderr);
    }
}

#[test]
fn a_blank_picture_is_told_and_printed() {
    let project = Project::new();
    project.write("图.svg", br#"<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect x="90" width="80" height="40"/></svg>"#);
    let template = String::from_utf8(project.read("模板.md")).unwrap();
    project.write("模板.md", format!("{template}\n![水库](图.svg)\n").as_bytes());
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let said = run.stdout + &run.stderr;
    assert!(
        said.contains("W-PICTURE-BLANK") && said.contains("图片“图.svg”") && said.contains("模板.md:"),
        "{said}"
    );
}

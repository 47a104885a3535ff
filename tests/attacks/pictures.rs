//! Pictures that decoders forgive and printers do not, and files that are no PDF to look at.

use std::path::Path;

use gongwen::diag::Code;
use gongwen::image::{Fonts, Image};

use crate::project::Project;

fn read(bytes: &[u8]) -> Result<Image, Code> {
    Image::read(bytes, &Fonts::default()).map_err(|problem| problem.code)
}

fn photograph(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/pictures");
    std::fs::read(folder.join(name)).unwrap()
}

#[test]
fn a_photograph_that_ends_too_early_is_broken_wherever_it_was_cut() {
    let whole = photograph("照片.jpg");
    assert!(read(&whole).is_ok());
    for length in (whole.len() - 64..whole.len()).chain([whole.len() / 2, 200, 4]) {
        assert_eq!(
            read(&whole[..length]).unwrap_err(),
            Code::PictureBroken,
            "{length} bytes"
        );
    }
}

/// The small picture among the camera's notes ends with a mark of its own.
#[test]
fn the_end_of_a_cameras_small_picture_is_not_that_of_the_photograph() {
    let whole = photograph("照片.jpg");
    let small = [&[0xff, 0xe1, 0, 12][..], b"Exif\0\0", &[0xff, 0xd9, 0, 0]].concat();
    let noted = [&whole[..2], &small, &whole[2..]].concat();
    assert!(read(&noted).is_ok());
    assert_eq!(read(&noted[..noted.len() - 2]).unwrap_err(), Code::PictureBroken);
}

#[test]
fn what_other_programs_put_behind_a_photograph_is_no_fault() {
    let behind = [photograph("照片.jpg"), vec![0; 2_000]].concat();
    assert!(read(&behind).is_ok());
}

#[test]
fn a_drawing_that_would_lose_something_is_refused() {
    let drawing = |content: &str| {
        let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\" height=\"9\">";
        read(format!("{head}{content}<rect width=\"9\" height=\"9\"/></svg>").as_bytes())
    };
    for content in [
        "<image href=\"a.png\"/>",
        "<g><foreignObject width=\"5\" height=\"5\"><p xmlns=\"http://www.w3.org/1999/xhtml\">甲</p></foreignObject></g>",
        "<filter id=\"f\"><feImage href=\"#a\"/></filter>",
        "<filter id=\"f\"><feGaussianBlur stdDeviation=\"1e9\"/></filter>",
        "<use href=\"file:///etc/passwd#a\"/>",
        "<use xlink:href=\"http://example.com/a.svg#a\"/>",
        "<use href=\" a.svg#b\"/>",
    ] {
        assert_eq!(drawing(content).unwrap_err(), Code::PictureInner, "{content}");
    }
    for content in [
        "<defs><g id=\"a\"><rect width=\"1\" height=\"1\"/></g></defs><use href=\"#a\"/>",
        "<defs><g id=\"a\"><rect width=\"1\" height=\"1\"/></g></defs><use xlink:href=\"#a\" x=\"3\"/>",
    ] {
        assert!(drawing(content).is_ok(), "{content}");
    }
}

/// A PDF file of this many pages without anything on them.
fn pdf(pages: usize) -> Vec<u8> {
    use lopdf::{Document, Object, dictionary};
    let mut document = Document::with_version("1.7");
    let root = document.new_object_id();
    let kids: Vec<Object> = (0..pages)
        .map(|_| {
            let size: Vec<Object> = vec![0.into(), 0.into(), 72.into(), 72.into()];
            let page = dictionary! { "Type" => "Page", "Parent" => root, "MediaBox" => size };
            document.add_object(page).into()
        })
        .collect();
    let tree = dictionary! { "Type" => "Pages", "Count" => pages as i64, "Kids" => kids };
    document.objects.insert(root, tree.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_file_without_pages_has_no_preview() {
    let project = Project::of(&[]);
    project.write("无页.pdf", &pdf(0));
    project.write("一页.pdf", &pdf(1));
    let run = project.run(&["preview", "无页.pdf"]);
    assert_eq!(run.code, 2, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("E-PREVIEW"), "{}", run.stderr);
    let run = project.run(&["preview", "一页.pdf"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

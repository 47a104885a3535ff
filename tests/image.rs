//! Reading pictures: what both outputs get of PNG, JPEG and SVG, and what is refused.

use std::path::Path;
use std::sync::Arc;

use gongwen::diag::Code;
use gongwen::geom::{Abs, Size};
use gongwen::image::{Fonts, Image, ImageFormat, Samples};
use gongwen::report::PictureFile;

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/pictures");
    std::fs::read(folder.join(name)).unwrap()
}

fn read(bytes: &[u8]) -> Result<Image, Code> {
    Image::read(bytes, &Fonts::default()).map_err(|problem| problem.code)
}

fn close(found: Size, width: f64, height: f64) {
    let near = |length: Abs, wanted: f64| (length.to_pt() - wanted).abs() < 0.05;
    assert!(near(found.width, width) && near(found.height, height), "{found:?}");
}

#[test]
fn a_jpeg_goes_into_both_files_as_it_is() {
    let image = read(&file("照片.jpg")).unwrap();
    assert_eq!(
        (image.format, image.pixels, image.components),
        (ImageFormat::Jpeg, (60, 40), 3)
    );
    assert_eq!(image.samples, Samples::Jpeg);
    assert_eq!(image.bytes, file("照片.jpg"));
    // 60 × 40 pixels at 120 dots an inch.
    close(image.natural, 36.0, 24.0);
}

#[test]
fn what_a_camera_notes_stays_in_the_office() {
    let original = file("正向.jpg");
    let image = read(&original).unwrap();
    let says = |bytes: &[u8]| bytes.windows(11).any(|part| part == b"CAMERA-NAME");
    assert!(says(&original) && !says(&image.bytes));
    assert_eq!(read(&image.bytes).unwrap().pixels, (60, 40), "the rest is whole");
}

#[test]
fn every_kind_of_png_becomes_eight_bits_of_grey_or_colour() {
    let grey = read(&file("灰度.png")).unwrap();
    assert_eq!((grey.components, grey.pixels), (1, (60, 40)));
    close(grey.natural, 28.8, 19.2);
    let palette = read(&file("调色板.png")).unwrap();
    assert_eq!(palette.components, 3);
    // Without a density it is as large as programs show it: 96 dots an inch.
    close(palette.natural, 45.0, 30.0);
    let shining = read(&file("透明.png")).unwrap();
    let Samples::Deflated { alpha, .. } = shining.samples else {
        panic!("no samples");
    };
    assert!(alpha.is_some(), "what shines through has its opacity");
    let Samples::Deflated { alpha, .. } = palette.samples else {
        panic!("no samples");
    };
    assert!(alpha.is_none());
}

#[test]
fn an_svg_is_drawn_at_its_own_size() {
    let svg =
        br#"<svg xmlns="http://www.w3.org/2000/svg" width="42mm" height="21mm"><rect width="80" height="80"/></svg>"#;
    let image = read(svg).unwrap();
    assert_eq!(image.format, ImageFormat::Png);
    assert_eq!(image.pixels, (2400, 1200));
    close(image.natural, 42.0 / 25.4 * 72.0, 21.0 / 25.4 * 72.0);
    assert!(image.bytes.starts_with(b"\x89PNG"));
}

#[test]
fn nothing_is_printed_otherwise_than_it_is_seen() {
    assert_eq!(read(&file("横倒.jpg")).unwrap_err(), Code::PictureTurned);
    assert_eq!(read(&file("四色.jpg")).unwrap_err(), Code::PictureColours);
    let inner = br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="a.png"/></svg>"#;
    assert_eq!(read(inner).unwrap_err(), Code::PictureInner);
}

#[test]
fn damaged_and_foreign_files_are_told() {
    for name in ["照片.jpg", "灰度.png", "透明.png"] {
        let whole = file(name);
        let cut = &whole[..whole.len() / 2];
        assert_eq!(read(cut).unwrap_err(), Code::PictureBroken, "{name}");
    }
    assert_eq!(read(b"<svg").unwrap_err(), Code::PictureBroken);
    for other in [&b"GIF89a"[..], b"", b"PK\x03\x04", b"<html></html>"] {
        assert_eq!(read(other).unwrap_err(), Code::PictureKind);
    }
}

#[test]
fn a_picture_that_memory_cannot_hold_is_refused_before_it_is_decoded() {
    let mut bomb = file("灰度.png");
    // IHDR: width and height stand at 16 and 20, their checksum behind the 13 bytes.
    bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let mut crc = flate2::Crc::new();
    crc.update(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    assert_eq!(read(&bomb).unwrap_err(), Code::PictureLarge);
}

/// A picture for a seal, something of it clear.
pub(crate) fn seal() -> PictureFile {
    PictureFile {
        image: Some(Arc::new(read(&file("透明.png")).unwrap())),
        ..PictureFile::default()
    }
}

/// An export whose shapes lie outside its frame was printed as an empty place, and nobody told.
#[test]
fn a_drawing_that_shows_nothing_is_blank() {
    let drawing = |content: &str| {
        let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"40\">";
        read(format!("{head}{content}</svg>").as_bytes()).unwrap().blank
    };
    for nothing in [
        "",
        "<rect x=\"900\" width=\"9\" height=\"9\"/>",
        "<rect width=\"90\" height=\"40\" fill=\"white\"/>",
        "<rect width=\"90\" height=\"40\" opacity=\"0\"/>",
    ] {
        assert!(drawing(nothing), "{nothing}");
    }
    for something in [
        "<rect width=\"1\" height=\"1\"/>",
        "<rect width=\"90\" height=\"40\" fill=\"#fefefe\"/>",
    ] {
        assert!(!drawing(something), "{something}");
    }
    assert!(!read(&file("照片.jpg")).unwrap().blank && !read(&file("透明.png")).unwrap().blank);
}

//! Pictures that decoders forgive and printers do not, and files that are no PDF to look at.

use std::path::Path;

use gongwen::diag::Code;
use gongwen::image::{Fonts, Image};

use crate::project::{Project, TOWNSHIPS};

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

/// A drawing of this content.
fn drawn(content: &str) -> Result<Image, Code> {
    let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\" height=\"9\">";
    read(format!("{head}{content}<rect width=\"9\" height=\"9\"/></svg>").as_bytes())
}

#[test]
fn a_drawing_takes_nothing_from_outside_its_file() {
    for content in [
        "<style>@import url(#a);</style>",
        "<style>@IMPORT \"a.css\";</style>",
        "<style><![CDATA[ rect { fill: url(http://example.com/a#b) } ]]></style>",
        "<style>rect { fill: \\75rl(a.svg#b) }</style>",
        "<style>/* a */<!-- b -->rect { fill: url( 'file:///etc/passwd' ) }</style>",
        "<rect fill=\"url(a.svg#b)\" width=\"1\" height=\"1\"/>",
        "<rect style=\"mask: URL(//example.com/a)\" width=\"1\" height=\"1\"/>",
        "<g><a href=\"http://example.com\"><rect width=\"1\" height=\"1\"/></a></g>",
        "<linearGradient id=\"g\" xlink:href=\"a.svg#b\"/>",
        "<use href=\"data:text/html,a\"/>",
        "<use href=\"data:image/svg+xml,a\"/>",
        "<script>draw()</script>",
        "<?xml-stylesheet href=\"a.css\"?>",
    ] {
        assert_eq!(drawn(content).unwrap_err(), Code::PictureInner, "{content}");
    }
    let own = "<?xpacket begin=\"\"?><defs><linearGradient id=\"g\"><stop offset=\"1\"/></linearGradient></defs>\
        <style>.a { fill: url(#g); clip-path: url( \"#c\" ) }</style><rect class=\"a\" stroke=\"url('#g')\" width=\"1\" height=\"1\"/>";
    assert!(drawn(own).is_ok());
}

#[test]
fn sizes_that_mean_nothing_are_told() {
    for (width, height) in [
        ("1e30", "9"),
        ("NaN", "9"),
        ("-9", "9"),
        ("0", "9"),
        ("9", "inf"),
        ("9", "1e400"),
        ("9", "九"),
    ] {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\"><rect width=\"9\" height=\"9\"/></svg>"
        );
        assert_eq!(
            read(svg.as_bytes()).unwrap_err(),
            Code::PictureBroken,
            "{width} {height}"
        );
    }
    for content in [
        "<rect width=\"1e30\" height=\"1\"/>",
        "<path d=\"M0,0L1e30,5\"/>",
        "<g transform=\"scale(1e30)\"><rect width=\"1\" height=\"1\"/></g>",
    ] {
        assert_eq!(drawn(content).unwrap_err(), Code::PictureBroken, "{content}");
    }
    for size in ["42mm", "100%", "9", "9.5px"] {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" viewBox=\"-5 -5 20 10\"><rect x=\"-3\" width=\"9\" height=\"9\"/></svg>"
        );
        assert!(read(svg.as_bytes()).is_ok(), "{size}");
    }
}

#[test]
fn a_drawing_that_uses_itself_or_too_much_is_refused_at_once() {
    let level = |number: usize, kind: &str| {
        let next = number + 1;
        let again = match kind {
            "use" => format!("<use href=\"#n{next}\"/>"),
            "mask" => format!("<rect width=\"9\" height=\"9\" mask=\"url(#n{next})\"/>"),
            _ => format!("<rect width=\"9\" height=\"9\" style=\"fill: url(&quot;#n{next}&quot;)\"/>"),
        };
        let name = if kind == "use" { "g" } else { kind };
        format!("<{name} id=\"n{number}\">{}</{name}>", again.repeat(10))
    };
    for kind in ["use", "mask", "pattern"] {
        let laughs: String = (0..20).map(|number| level(number, kind)).collect();
        assert_eq!(drawn(&laughs).unwrap_err(), Code::PictureComplex, "{kind}");
    }
    let chain: String = (0..5_000)
        .map(|number| format!("<g id=\"n{number}\"><use href=\"#n{}\"/></g>", number + 1))
        .collect();
    let corners = "<marker id=\"m\">{}</marker>".replace("{}", &"<path d=\"M0 0\"/>".repeat(1_000));
    for content in [
        "<use id=\"a\" href=\"#a\"/>",
        "<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use xlink:href=\"#a\"/></g>",
        "<g id=\"a\"><g><use href=\"#a\"/></g></g>",
        &chain,
        &format!("{}{}", "<g>".repeat(500), "</g>".repeat(500)),
        &format!(
            "{corners}<path marker-mid=\"url(#m)\" d=\"M0 0{}\"/>",
            " 1 1".repeat(10_000)
        ),
        &"<path d=\"M0 0\"/>".repeat(300_000),
    ] {
        assert_eq!(drawn(content).unwrap_err(), Code::PictureComplex, "{content:.80}");
    }
    let deepest = format!("{}{}", "<g>".repeat(100_000), "</g>".repeat(100_000));
    assert!(drawn(&deepest).is_err());
}

/// Each level draws the next ten times, but says so where only the rules of styles lead.
fn levels(level: impl Fn(usize) -> String) -> String {
    (0..20).map(level).collect()
}

#[test]
fn what_is_inherited_or_declared_in_a_style_sheet_counts_as_what_stands_on_the_shape() {
    let shapes = "<rect width=\"9\" height=\"9\"/>".repeat(10);
    let around = levels(|number| {
        let next = number + 1;
        format!("<pattern id=\"n{number}\" width=\"1\" height=\"1\"><g fill=\"url(#n{next})\">{shapes}</g></pattern>")
    });
    let rules = levels(|number| format!(".c{number} {{ fill: url(#n{}) }}", number + 1));
    let by_class = levels(|number| {
        format!("<pattern id=\"n{number}\" width=\"1\" height=\"1\"><g class=\"c{number}\">{shapes}</g></pattern>")
    });
    let masks = levels(|number| {
        let masked = format!("<rect width=\"9\" height=\"9\" style=\"mask: url(#n{})\"/>", number + 1);
        format!("<mask id=\"n{number}\">{}</mask>", masked.repeat(10))
    });
    let marked = "<marker id=\"m\">{}</marker>".replace("{}", &"<path d=\"M0 0\"/>".repeat(100));
    let dense = format!("<path d=\"M0 0{}\"/>", "h1".repeat(10_000));
    let twice = "<g id=\"a\"><rect width=\"1\" height=\"1\"/></g>".to_owned()
        + &format!("<g id=\"a\">{}</g>", shapes.repeat(2_000))
        + &"<rect clip-path=\"url(#a)\" width=\"1\" height=\"1\"/>".repeat(20);
    let inherited = levels(|number| {
        let next = number + 1;
        let inner = "<rect width=\"9\" height=\"9\" mask=\"inherit\"/>".repeat(10);
        format!("<mask id=\"n{number}\"><g mask=\"url(#n{next})\">{inner}</g></mask>")
    });
    for content in [
        &around,
        &format!("<style>{rules}</style>{by_class}"),
        &masks,
        &format!("{marked}<g marker-mid=\"url(#m)\">{dense}</g>"),
        &format!("{marked}<symbol id=\"s\">{dense}</symbol><use href=\"#s\" style=\"marker: url(#m)\"/>"),
        &format!("{marked}<style>path {{ marker-mid: url(#m) }}</style>{dense}"),
        &twice,
        &inherited,
        &format!(
            "<rect {}/>",
            (0..30_000).map(|n| format!("a{n}=\"\" ")).collect::<String>()
        ),
        &format!("<text xml:space=\"preserve\">{}</text>", " ".repeat(300_000)),
        &format!(
            "<style>{}.a {{ fill: red }}</style>{}{}",
            "* ".repeat(12),
            "<g>".repeat(80),
            "</g>".repeat(80)
        ),
        &format!("<style>{}</style>{}", "*{fill:red}".repeat(5_000), shapes.repeat(1_000)),
        &format!("<style>{}</style>{shapes}", "*{fill:red}".repeat(20_000)),
    ] {
        assert_eq!(drawn(content).unwrap_err(), Code::PictureComplex, "{content:.80}");
    }
}

#[test]
fn measures_of_styles_are_held_to_the_same_bounds() {
    for content in [
        "<path style=\"stroke-width:1e30\" d=\"M0 0h1\"/>",
        "<style>path { stroke-width: 1e30 }</style>",
        "<path d=\"M0 0L1.5.5e30,5\"/>",
        "<path d=\"M0 0h-2E+30\"/>",
        "<pattern id=\"p\" patternTransform=\"scale(9999999)\"/>",
    ] {
        assert_eq!(drawn(content).unwrap_err(), Code::PictureBroken, "{content}");
    }
    for content in [
        "<rect style=\"filter: blur(5px)\" width=\"1\" height=\"1\"/>",
        "<style>rect { filter: drop-shadow(1px 1px 90000px red) }</style>",
    ] {
        assert_eq!(drawn(content).unwrap_err(), Code::PictureInner, "{content}");
    }
}

#[test]
fn a_drawing_that_would_take_minutes_or_gigabytes_is_refused_before_it_is_drawn() {
    let full = "<rect width=\"9\" height=\"9\" fill=\"url(#g)\"/>";
    let gradient =
        "<radialGradient id=\"g\"><stop offset=\"0\"/><stop offset=\"1\" stop-color=\"red\"/></radialGradient>";
    let nested = |attribute: &str| {
        let around = format!("<g {attribute}>").repeat(60);
        format!("{around}<rect width=\"9\" height=\"9\"/>{}", "</g>".repeat(60))
    };
    for content in [
        &format!("{gradient}{}", full.repeat(2_000)),
        &nested("opacity=\".9\""),
        &format!(
            "<clipPath id=\"c\"><rect width=\"9\" height=\"9\"/></clipPath>{}",
            nested("clip-path=\"url(#c)\"")
        ),
        "<pattern id=\"p\" patternUnits=\"userSpaceOnUse\" width=\"200\" height=\"200\"><rect width=\"9\" height=\"9\"/></pattern>\
         <rect width=\"9\" height=\"9\" fill=\"url(#p)\"/>",
        "<g transform=\"scale(100000)\"><path stroke=\"red\" d=\"M0 0C9 9 0 9 5 0\"/></g>",
        "<path stroke=\"red\" stroke-dasharray=\".000001\" d=\"M0 0h9\"/>",
        &format!(
            "<g transform=\"scale(1000)\"><path stroke=\"red\" d=\"M0 0{}\"/></g>",
            "L9 9L0 9L5 0".repeat(200_000)
        ),
    ] {
        assert_eq!(drawn(content).unwrap_err(), Code::PictureSlow, "{content:.80}");
    }
}

/// A link in what a township sent must not print what lies elsewhere on the machine; one within the project may.
#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_the_project_is_no_picture() {
    let project = Project::new();
    let other = Project::new();
    let picture = photograph("照片.jpg");
    other.write("别处.jpg", &picture);
    project.write("图片/照片.jpg", &picture);
    let template = String::from_utf8(project.read("模板.md")).unwrap();
    project.write("模板.md", format!("{template}\n\n![收割现场](现场.jpg)\n").as_bytes());
    let link = |township: &str, to: std::path::PathBuf| {
        std::os::unix::fs::symlink(to, project.path("data").join(township).join("现场.jpg")).unwrap();
    };
    link(TOWNSHIPS[0], other.path("别处.jpg"));
    link(TOWNSHIPS[1], project.path("图片/照片.jpg"));
    project.write(&format!("data/{}/现场.jpg", TOWNSHIPS[2]), &picture);
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(run.stderr.matches("E-PICTURE-PATH").count(), 1, "{}", run.stderr);
    let made = project.outputs();
    let made = made.iter().filter(|(path, _)| path.ends_with(".pdf"));
    assert_eq!(made.count(), 2);
}

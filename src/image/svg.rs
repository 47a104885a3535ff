//! SVG: drawn once, fine enough for print, with the job's own fonts and nothing from outside the file.

mod declared;
mod drawn;
mod limits;
mod written;

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use super::{Image, ImageFormat, broken, check_size, is_blank, samples};
use crate::diag::Result;
use crate::geom::{Abs, Size};

/// The longer side of a drawing in pixels: the width of 版心 at nearly 400 dots an inch.
const LONGER_SIDE: f32 = 2_400.0;
/// Points in a CSS pixel.
const POINTS_PER_PIXEL: f64 = 0.75;
/// How much of a file is looked at to tell what it is.
const LOOKED_AT: usize = 4_096;

/// The fonts that draw the text of an SVG, put in order when the first one is met.
#[derive(Debug, Default)]
pub struct Fonts {
    files: Vec<Arc<[u8]>>,
    database: OnceLock<Arc<Database>>,
}

impl Fonts {
    /// Fonts from the bytes of their files, the usual one first.
    pub fn new(files: Vec<Arc<[u8]>>) -> Self {
        Self {
            files,
            database: OnceLock::new(),
        }
    }

    fn database(&self) -> &Arc<Database> {
        self.database.get_or_init(|| {
            let mut database = Database::new();
            for file in &self.files {
                database.load_font_source(Source::Binary(Arc::new(Arc::clone(file))));
            }
            let first = database.faces().next().and_then(|face| face.families.first());
            if let Some((family, _)) = first.cloned() {
                database.set_serif_family(family.clone());
                database.set_sans_serif_family(family.clone());
                database.set_monospace_family(family);
            }
            Arc::new(database)
        })
    }
}

/// Whether a file begins as an SVG does.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOKED_AT)]);
    let start = head.trim_start_matches('\u{feff}').trim_start();
    start.starts_with('<') && start.contains("<svg")
}

pub(super) fn read(bytes: &[u8], fonts: &Fonts) -> Result<Image> {
    let text = std::str::from_utf8(bytes).map_err(broken)?;
    let text = text.trim_start_matches('\u{feff}');
    written::check_attributes(text)?;
    let document = roxmltree::Document::parse(text).map_err(broken)?;
    limits::check(&document)?;
    let options = Options {
        fontdb: Arc::clone(fonts.database()),
        // Nothing outside the file is read, whatever it names.
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_xmltree(&document, &options).map_err(broken)?;
    let size = tree.size();
    let scale = LONGER_SIDE / size.width().max(size.height());
    let pixels = (
        (size.width() * scale).ceil() as u32,
        (size.height() * scale).ceil() as u32,
    );
    check_size(u64::from(pixels.0), u64::from(pixels.1))?;
    drawn::check(&tree, scale)?;
    let mut drawn = Pixmap::new(pixels.0, pixels.1).ok_or_else(|| broken("size"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut drawn.as_mut());
    let length = |pixels: f32| Abs::pt(f64::from(pixels) * POINTS_PER_PIXEL);
    let bytes = drawn.encode_png().map_err(broken)?;
    let straight: Vec<u8> = drawn
        .pixels()
        .iter()
        .map(|pixel| pixel.demultiply())
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()])
        .collect();
    Ok(Image {
        format: ImageFormat::Png,
        bytes,
        pixels,
        components: 3,
        natural: Size::new(length(size.width()), length(size.height())),
        samples: samples(&straight, 3, true),
        blank: is_blank(&straight, 3, true),
    })
}

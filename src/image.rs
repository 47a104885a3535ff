//! Pictures as both outputs need them: PNG and JPEG as they are, SVG drawn once; the samples that a PDF holds beside
//! the file that a Word document holds.

mod jpeg;
mod png;
mod svg;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use flate2::{Compress, Compression, FlushCompress, Status};

use crate::diag::{Code, Diagnostic, Result};
use crate::geom::{Abs, Size};

pub use svg::Fonts;

/// The largest picture, in pixels: a whole page at 600 dots an inch.
const MOST_PIXELS: u64 = 36_000_000;
/// Dots an inch of a picture that does not say them: what programs show it at.
const USUAL_DENSITY: f64 = 96.0;
/// How hard bytes are deflated: the more often they are made, the less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// What a whole job has once: its fonts.
    OnceAJob,
    /// Samples of pictures.
    Picture,
    /// Fonts that a document has for itself.
    OwnFonts,
    /// What each document has for itself: its pages, and the values that are laid aside until it is made.
    EachDocument,
}

impl Effort {
    /// The level, of nine.
    pub const fn level(self) -> u32 {
        match self {
            Self::OnceAJob => 8,
            Self::Picture => 6,
            Self::OwnFonts => 2,
            Self::EachDocument => 1,
        }
    }
}

/// The file that a Word document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// PNG; also what SVG was drawn to.
    Png,
    /// JPEG.
    Jpeg,
}

impl ImageFormat {
    /// The file extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
        }
    }
}

/// A picture's samples as a PDF holds them.
#[derive(Clone, PartialEq, Eq)]
pub enum Samples {
    /// Those of the JPEG file itself.
    Jpeg,
    /// Eight bits a component, row by row, deflated.
    Deflated {
        /// Grey or red, green and blue.
        color: Vec<u8>,
        /// How opaque each pixel is; none when all are.
        alpha: Option<Vec<u8>>,
    },
}

/// A picture that was read and can be printed.
#[derive(Clone, PartialEq)]
pub struct Image {
    /// What [`Self::bytes`] are.
    pub format: ImageFormat,
    /// The file, without what a camera says of place and time.
    pub bytes: Vec<u8>,
    /// Width and height in pixels.
    pub pixels: (u32, u32),
    /// Components of a pixel's colour: one (grey) or three.
    pub components: u8,
    /// The size at which its maker saw it.
    pub natural: Size,
    /// What a PDF holds.
    pub samples: Samples,
    /// Whether nothing of it is seen on white paper.
    pub blank: bool,
}

impl fmt::Debug for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Jpeg => f.write_str("Jpeg"),
            Self::Deflated { color, alpha } => {
                let opacity = if alpha.is_some() { " with opacity" } else { "" };
                write!(f, "Deflated({} bytes{opacity})", color.len())
            }
        }
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (width, height) = self.pixels;
        write!(f, "Image({:?} {width}x{height})", self.format)
    }
}

impl Image {
    /// Reads a picture; what it is, its bytes say. `fonts` draw the text of an SVG.
    ///
    /// # Errors
    /// What is no PNG, JPEG or SVG ([`Code::PictureKind`]), damaged ([`Code::PictureBroken`]), too large
    /// ([`Code::PictureLarge`]), or would not be printed as it is seen ([`Code::PictureColours`],
    /// [`Code::PictureTurned`]).
    pub fn read(bytes: &[u8], fonts: &Fonts) -> Result<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            png::read(bytes)
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            jpeg::read(bytes)
        } else if svg::is_one(bytes) {
            svg::read(bytes, fonts)
        } else {
            Err(Diagnostic::new(Code::PictureKind))
        }
    }

    /// The size that is no larger than `most` and has the picture's proportions.
    pub fn fitted(&self, wanted: Size, most: Size) -> Size {
        let factor = (most.width / wanted.width).min(most.height / wanted.height).min(1.0);
        Size::new(wanted.width * factor, wanted.height * factor)
    }

    /// The size of this width with the picture's proportions.
    pub fn of_width(&self, width: Abs) -> Size {
        let (across, down) = self.pixels;
        Size::new(width, width * (f64::from(down) / f64::from(across)))
    }
}

/// The size of so many pixels at so many dots an inch.
fn natural((width, height): (u32, u32), density: Option<f64>) -> Size {
    let density = density.filter(|density| *density >= 1.0).unwrap_or(USUAL_DENSITY);
    let length = |pixels: u32| Abs::pt(f64::from(pixels) * 72.0 / density);
    Size::new(length(width), length(height))
}

/// Refuses a picture that memory need not hold.
fn check_size(width: u64, height: u64) -> Result<()> {
    if width == 0 || height == 0 {
        return Err(broken("0"));
    }
    if width.saturating_mul(height) > MOST_PIXELS {
        let problem = Diagnostic::new(Code::PictureLarge).with("found", format!("{width}×{height}"));
        return Err(problem.with("limit", MOST_PIXELS / 10_000));
    }
    Ok(())
}

fn broken(detail: impl fmt::Display) -> Box<Diagnostic> {
    Diagnostic::new(Code::PictureBroken).with("detail", detail)
}

thread_local! {
    /// What deflates on this thread, by effort. Each holds a third of a megabyte of tables, too much to be made anew for
    /// every stream of every document.
    static DEFLATERS: RefCell<BTreeMap<Effort, Compress>> = const { RefCell::new(BTreeMap::new()) };
}

/// Bytes in the form of `FlateDecode`.
pub fn deflated(bytes: &[u8], effort: Effort) -> Vec<u8> {
    let fresh = || Compress::new(Compression::new(effort.level()), true);
    DEFLATERS.with_borrow_mut(|deflaters| deflated_by(deflaters.entry(effort).or_insert_with(fresh), bytes))
}

fn deflated_by(deflater: &mut Compress, bytes: &[u8]) -> Vec<u8> {
    deflater.reset();
    let mut deflated = Vec::with_capacity(bytes.len() / 2 + 64);
    loop {
        let rest = &bytes[deflater.total_in() as usize..];
        match deflater.compress_vec(rest, &mut deflated, FlushCompress::Finish) {
            Ok(Status::Ok | Status::BufError) => deflated.reserve(deflated.len() + 64),
            // Writing into memory cannot fail.
            Ok(Status::StreamEnd) | Err(_) => return deflated,
        }
    }
}

/// Whether pixels show nothing on white paper: none is both opaque to any degree and of another colour.
fn is_blank(pixels: &[u8], colors: usize, opacity: bool) -> bool {
    let mut pixels = pixels.chunks_exact(colors + usize::from(opacity));
    pixels.all(|pixel| {
        let (color, alpha) = pixel.split_at(colors);
        alpha == [0] || color.iter().all(|part| *part == u8::MAX)
    })
}

/// Colour and opacity apart, deflated; opacity only where something shines through. `colors` components of each
/// pixel come before its opacity, which is there when `opacity`.
fn samples(pixels: &[u8], colors: usize, opacity: bool) -> Samples {
    if !opacity {
        return Samples::Deflated {
            color: deflated(pixels, Effort::Picture),
            alpha: None,
        };
    }
    let whole = colors + 1;
    let color: Vec<u8> = pixels
        .chunks_exact(whole)
        .flat_map(|pixel| &pixel[..colors])
        .copied()
        .collect();
    let alpha: Vec<u8> = pixels.chunks_exact(whole).map(|pixel| pixel[colors]).collect();
    let shines = alpha.iter().any(|opacity| *opacity != u8::MAX);
    Samples::Deflated {
        color: deflated(&color, Effort::Picture),
        alpha: shines.then(|| deflated(&alpha, Effort::Picture)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes as pages and fonts are: much that comes again, from far and near.
    fn sample(seed: u32, length: usize) -> Vec<u8> {
        let mut state = seed;
        let mut step = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 16
        };
        let mut bytes: Vec<u8> = Vec::with_capacity(length);
        while bytes.len() < length {
            let (back, count) = ((step() as usize % 40_000) + 1, step() as usize % 300);
            match bytes.len().checked_sub(back) {
                Some(start) => bytes.extend_from_within(start..(start + count).min(bytes.len())),
                None => bytes.extend((0..count).map(|_| (step() % 61) as u8)),
            }
        }
        bytes
    }

    #[test]
    fn what_was_deflated_before_leaves_no_mark() {
        for effort in [
            Effort::OnceAJob,
            Effort::Picture,
            Effort::OwnFonts,
            Effort::EachDocument,
        ] {
            let fresh = || Compress::new(Compression::new(effort.level()), true);
            let mut used = fresh();
            for (seed, length) in (1..).zip([90_000, 0, 10, 3_000, 400_000, 70_000, 100]) {
                let bytes = sample(seed, length);
                let deflated = deflated_by(&mut used, &bytes);
                assert_eq!(deflated, deflated_by(&mut fresh(), &bytes), "{effort:?} {length}");
            }
        }
    }
}

//! Pictures of a report: a file that the template names, read before the report is laid out.

use std::sync::Arc;

use serde::Serialize;

use super::{Annex, Block, Inline, Report, SealKind, SealPlace};
use crate::diag::Location;
use crate::geom::{Abs, Point, Size};
use crate::image::Image;

/// A picture with its caption, which is printed under it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Picture {
    /// The caption's number as printed: `图1`; empty without a caption.
    pub label: String,
    /// The caption.
    pub caption: Vec<Inline>,
    /// What it shows, for those who do not see it.
    pub alternative: String,
    /// Its file.
    pub file: PictureFile,
    /// How wide it is printed; its own size, as far as there is room, when none.
    pub width: Option<Abs>,
}

/// A picture's file, and the picture once it has been read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PictureFile {
    /// The path that the template gives: `照片/水库.jpg`.
    pub path: String,
    /// Where it gives it.
    pub location: Option<Location>,
    /// What the file holds.
    #[serde(skip)]
    pub image: Option<Arc<Image>>,
}

impl SealPlace {
    /// Where a picture is drawn there: its corner and its size. A seal lies in the middle; a stamp ends at the right edge
    /// whatever its proportions, since its blank is counted from there (SIGN-05).
    pub fn drawn(&self, image: &Image) -> (Point, Size) {
        let size = image.fitted(image.of_width(self.size.width), self.size);
        let slack = match self.kind {
            SealKind::Seal => Abs::ZERO,
            SealKind::Stamp => (self.size.width - size.width) / 2.0,
        };
        let x = self.center.x + slack - size.width / 2.0;
        (Point::new(x, self.center.y - size.height / 2.0), size)
    }
}

impl Report {
    /// Every picture's file, in reading order.
    pub fn picture_files(&mut self) -> impl Iterator<Item = &mut PictureFile> {
        let annexes = self.annexes.iter_mut().flat_map(|Annex { blocks, .. }| blocks);
        let blocks = self.blocks.iter_mut().chain(annexes);
        let pictures = blocks.filter_map(|block| match block {
            Block::Picture(picture) => Some(&mut picture.file),
            Block::Heading(_) | Block::Paragraph(_) | Block::Table(_) | Block::Contents(_) => None,
        });
        pictures.chain(&mut self.seal_pictures)
    }
}

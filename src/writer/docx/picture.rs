//! Pictures: in the line of their own, and seals behind the words that they are pressed on.

use std::sync::Arc;

use docx_rs::{LineSpacing, Paragraph, Pic, RelativeFromHType, RelativeFromVType, Run};

use super::body::Builder;
use crate::geom::{Abs, Size};
use crate::image::Image;
use crate::report::{Inline, Picture, PictureFile, SealPlace, plain_text};

/// The pictures of one file, each once, and what is said of each place that shows one.
#[derive(Default)]
pub(super) struct Pictures {
    /// The files in the order in which they are first shown.
    pub(super) images: Vec<Arc<Image>>,
    /// What each drawing shows, in reading order.
    pub(super) alternatives: Vec<String>,
}

impl Pictures {
    /// The relationship by which the document names a picture.
    pub(super) fn relationship(index: usize) -> String {
        format!("rIdPicture{}", index + 1)
    }

    /// A drawing of a picture. docx-rs does not get its bytes, which the package holds, each picture once; it would take
    /// two pictures of the same bytes for one.
    fn drawing(&mut self, image: &Arc<Image>, size: Size, alternative: String) -> Pic {
        let known = self.images.iter().position(|known| Arc::ptr_eq(known, image));
        let index = known.unwrap_or_else(|| {
            self.images.push(Arc::clone(image));
            self.images.len() - 1
        });
        self.alternatives.push(alternative);
        Pic::new_with_dimensions(index.to_be_bytes().to_vec(), image.pixels.0, image.pixels.1)
            .id(Self::relationship(index))
            .size(emu(size.width), emu(size.height))
    }
}

fn emu(length: Abs) -> u32 {
    u32::try_from(length.to_emu()).unwrap_or_default()
}

fn signed_emu(length: Abs) -> i32 {
    i32::try_from(length.to_emu()).unwrap_or_default()
}

impl Builder<'_> {
    /// A picture takes whole lines of the grid, as on the page; its caption follows.
    pub(super) fn picture(&mut self, picture: &Picture) {
        let captioned = !picture.caption.is_empty();
        if let Some(image) = &picture.file.image {
            let size = self.facts.picture_sizes.get(self.pictures_met).copied();
            self.pictures_met += 1;
            let size = size.unwrap_or(image.natural);
            let alternative = if picture.alternative.is_empty() {
                plain_text(&picture.caption)
            } else {
                picture.alternative.clone()
            };
            let drawing = self.pictures.drawing(image, size, alternative);
            let pitch = self.style.body.pitch;
            let blank = pitch * (size.height / pitch - 1e-6).ceil() - size.height - self.style.picture.line.pitch;
            let half = u32::try_from((blank / 2.0).to_twips()).unwrap_or_default();
            let line = Paragraph::new()
                .style(self.style.picture.line.id)
                .line_spacing(LineSpacing::new().before(half).after(half))
                .add_run(Run::new().add_image(drawing));
            self.add(if captioned { line.keep_next(true) } else { line });
        }
        if captioned {
            let mut words = vec![Inline::Text("　".to_owned())];
            words.extend(picture.caption.iter().cloned());
            let caption = self.caption(self.style.picture.caption.id, &picture.label, &words);
            self.add(caption);
        }
    }

    /// A paragraph with the picture of a seal or stamp over it, behind the words; as it is without one. `whose` says who
    /// seals; the place is counted from the left edge of 版心 and the top of the paragraph.
    pub(super) fn sealed_by(
        &mut self,
        paragraph: Paragraph,
        file: Option<&PictureFile>,
        (whose, place): (String, Option<SealPlace>),
    ) -> Paragraph {
        let (Some(image), Some(place)) = (file.and_then(|file| file.image.as_ref()), place) else {
            return paragraph;
        };
        let (corner, size) = place.drawn(image);
        let drawing = self
            .pictures
            .drawing(image, size, whose)
            .floating()
            .overlapping()
            .relative_from_h(RelativeFromHType::Margin)
            .relative_from_v(RelativeFromVType::Paragraph)
            .offset_x(signed_emu(corner.x))
            .offset_y(signed_emu(corner.y));
        paragraph.add_run(Run::new().add_image(drawing))
    }
}

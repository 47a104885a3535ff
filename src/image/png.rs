//! PNG: decoded for the PDF, kept as it is for Word.

use std::io::Cursor;

use png::{ColorType, Decoder, PixelDimensions, Transformations, Unit};

use super::{Image, ImageFormat, broken, check_size, is_blank, natural, samples};
use crate::diag::Result;

/// Inches in a metre, in which PNG counts.
const INCHES_PER_METRE: f64 = 1000.0 / 25.4;

pub(super) fn read(bytes: &[u8]) -> Result<Image> {
    let mut decoder = Decoder::new(Cursor::new(bytes));
    // Palettes, single bits and sixteen bits become eight bits a component.
    decoder.set_transformations(Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(broken)?;
    let pixels = (header.width, header.height);
    check_size(u64::from(pixels.0), u64::from(pixels.1))?;
    let mut reader = decoder.read_info().map_err(broken)?;
    let mut decoded = vec![0; reader.output_buffer_size().ok_or_else(|| broken("size"))?];
    let frame = reader.next_frame(&mut decoded).map_err(broken)?;
    decoded.truncate(frame.buffer_size());
    let (components, opacity) = match frame.color_type {
        ColorType::Grayscale => (1, false),
        ColorType::GrayscaleAlpha => (1, true),
        ColorType::Rgba => (3, true),
        ColorType::Rgb | ColorType::Indexed => (3, false),
    };
    let density = reader.info().pixel_dims.and_then(density);
    Ok(Image {
        format: ImageFormat::Png,
        bytes: bytes.to_vec(),
        pixels,
        components,
        natural: natural(pixels, density),
        samples: samples(&decoded, usize::from(components), opacity),
        blank: is_blank(&decoded, usize::from(components), opacity),
    })
}

/// Dots an inch, where the file says them.
fn density(dimensions: PixelDimensions) -> Option<f64> {
    let per_metre = dimensions.unit == Unit::Meter;
    per_metre.then(|| f64::from(dimensions.xppu) / INCHES_PER_METRE)
}

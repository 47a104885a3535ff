//! What stands on a PDF page, heard from the interpreter: glyphs with their boxes, strokes, pictures.

use hayro_interpret::font::{Glyph as PdfGlyph, GlyphId, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Rect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};

use crate::geom::{Abs, Point};

/// One glyph of a page.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// The character that it stands for; U+FFFD where the file does not say.
    pub(super) text: char,
    /// Its origin on the baseline.
    pub(super) origin: Point,
    /// Font size.
    pub(super) size: Abs,
    /// The advance that the font gives it, at this size.
    pub(super) advance: Abs,
    /// The font's PostScript name, without the tag of a subset.
    pub(super) face: String,
    /// Red, green and blue.
    pub(super) color: [u8; 3],
    /// Top and bottom of what is painted; none for a blank.
    pub(super) ink: Option<Bounds>,
    /// Whether it is turned from the upright.
    pub(super) turned: bool,
    /// Whether it is turned clockwise, so that its line runs downwards.
    pub(super) downward: bool,
    /// Whether it is the box that stands for a missing glyph.
    pub(super) missing: bool,
}

/// A rectangle from its top left to its bottom right corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub(super) start: Point,
    pub(super) end: Point,
}

impl From<Rect> for Bounds {
    fn from(rect: Rect) -> Self {
        Self {
            start: Point::new(Abs::pt(rect.x0), Abs::pt(rect.y0)),
            end: Point::new(Abs::pt(rect.x1), Abs::pt(rect.y1)),
        }
    }
}

/// A straight stroke, or a filled bar as thin as one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stroke {
    /// Its middle line, from left to right or from top to bottom.
    pub(super) line: Bounds,
    /// Its weight.
    pub(super) weight: Abs,
    /// Red, green and blue.
    pub(super) color: [u8; 3],
}

impl Stroke {
    /// Whether it runs from left to right.
    pub(super) fn is_horizontal(&self) -> bool {
        self.line.end.x - self.line.start.x > self.line.end.y - self.line.start.y
    }

    /// Its length.
    pub(super) fn length(&self) -> Abs {
        (self.line.end.x - self.line.start.x).max(self.line.end.y - self.line.start.y)
    }
}

/// A filled bar wider than this is an area, not a rule.
const THICKEST_RULE: f64 = 6.0;

/// Hears what a page draws.
#[derive(Debug, Default)]
pub(super) struct Listener {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) strokes: Vec<Stroke>,
    pub(super) pictures: Vec<Bounds>,
}

impl Listener {
    fn glyph(&mut self, glyph: &PdfGlyph<'_>, transform: Affine, color: [u8; 3]) {
        let [a, b, c, d, x, y] = transform.as_coeffs();
        let size = Abs::pt(c.hypot(d) * 1000.0);
        let text = match glyph.as_unicode() {
            Some(BfString::Char(text)) => text,
            Some(BfString::String(text)) => text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER),
            None => char::REPLACEMENT_CHARACTER,
        };
        let (advance, face, ink, missing) = match glyph {
            PdfGlyph::Outline(outline) => {
                let path = outline.outline();
                let ink = (!path.is_empty()).then(|| (transform * path).bounding_box().into());
                let name = outline.font_data().and_then(|font| font.postscript_name);
                let missing = outline.glyph_id() == GlyphId::NOTDEF;
                (outline.advance_width(), name.unwrap_or_default(), ink, missing)
            }
            PdfGlyph::Type3(drawn) => (drawn.advance_width(), String::new(), None, false),
        };
        self.glyphs.push(Glyph {
            text,
            origin: Point::new(Abs::pt(x), Abs::pt(y)),
            size,
            advance: Abs::pt(f64::from(advance.unwrap_or_default()) * a.hypot(b)),
            face: untagged(&face).to_owned(),
            color,
            ink,
            turned: b.abs() > 1e-6 || a <= 0.0,
            downward: b > a.abs(),
            missing,
        });
    }

    /// A path's straight pieces, when it is stroked; its box, when it is a thin filled bar.
    fn path(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        let color = rgb(&props.paint);
        let scale = props.transform.determinant().abs().sqrt();
        let path = props.transform * path.clone();
        match mode {
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => {
                let weight = Abs::pt(f64::from(stroke.line_width) * scale);
                for segment in path.segments() {
                    self.bar(segment.bounding_box(), Some(weight), color);
                }
            }
            DrawMode::Fill(_) => self.bar(path.bounding_box(), None, color),
            DrawMode::Invisible => {}
        }
    }

    fn bar(&mut self, bounds: Rect, weight: Option<Abs>, color: [u8; 3]) {
        let (width, height) = (bounds.width(), bounds.height());
        let thin = width.min(height);
        if thin > THICKEST_RULE || width.max(height) < THICKEST_RULE {
            return;
        }
        let middle = if width > height {
            let y = f64::midpoint(bounds.y0, bounds.y1);
            Rect::new(bounds.x0, y, bounds.x1, y)
        } else {
            let x = f64::midpoint(bounds.x0, bounds.x1);
            Rect::new(x, bounds.y0, x, bounds.y1)
        };
        self.strokes.push(Stroke {
            line: middle.into(),
            weight: weight.unwrap_or(Abs::pt(thin)),
            color,
        });
    }
}

impl<'a> Device<'a> for Listener {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.path(path, &props, mode);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let color = rgb(&props.paint);
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform(), color);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.pictures.push(props.transform.transform_rect_bbox(size).into());
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// A colour in sRGB; a pattern counts as black.
fn rgb(paint: &Paint<'_>) -> [u8; 3] {
    match paint {
        Paint::Color(color) => {
            let [red, green, blue, _] = color.to_rgba().to_rgba8();
            [red, green, blue]
        }
        Paint::Pattern(_) => [0; 3],
    }
}

/// A font's name without the `ABCDEF+` of a subset (ISO 32000-1, 9.6.4).
fn untagged(name: &str) -> &str {
    match name.split_once('+') {
        Some((tag, rest)) if tag.len() == 6 && tag.bytes().all(|byte| byte.is_ascii_uppercase()) => rest,
        _ => name,
    }
}

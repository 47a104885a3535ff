//! What a drawing takes to draw, told by its shapes after all styles are settled: the dots that are touched, and the
//! memory of what is drawn apart.

use resvg::tiny_skia::{Rect, Transform};
use resvg::usvg::{ClipPath, Group, Mask, Node, Paint, Path, Pattern, Stroke, Tree};

use crate::diag::{Code, Diagnostic, Result};

/// How many dots may be touched: those of nearly a hundred whole drawings in one colour, one over the other.
const MOST_TOUCHED: f64 = 5e8;
/// How many dots may be held at once for what is drawn apart and then put together, at four bytes each.
const MOST_HELD: f64 = 128e6;
/// The longest shape in dots: a hundred drawings. Curves that leave the drawing are made as fine as those within.
const LONGEST: f64 = 240_000.0;
/// How much larger than the drawing, in each direction, what is drawn apart may be before its rest is cut off.
const APART: f64 = 5.0;
/// What a dot in one colour takes, and one of a gradient, of a pattern, and of a layer that is put upon another.
const PLAIN: f64 = 1.0;
const GRADIENT: f64 = 3.0;
const PATTERN: f64 = 4.0;
const LAYER: f64 = 4.0;
/// How many dots' time a piece of an outline takes in each line of dots, and to be made.
const CROSSING: f64 = 4.0;
const PIECE: f64 = 30.0;
/// How many pieces the outline of a stroke has for each piece of its path.
const STROKED: f64 = 8.0;

/// Refuses a drawing that takes too long or too much memory at this scale.
pub(super) fn check(tree: &Tree, scale: f32) -> Result<()> {
    let size = |length: f32| f64::from((length * scale).ceil());
    let mut work = Work::default();
    let canvas = Area {
        width: size(tree.size().width()),
        height: size(tree.size().height()),
    };
    let drawn = work.group(tree.root(), Transform::from_scale(scale, scale), canvas, 0.0);
    let problem = || Diagnostic::new(Code::PictureSlow).with("limit", MOST_HELD / 1e6 * 4.0);
    drawn.ok_or_else(problem)
}

/// What is drawn upon, in dots.
#[derive(Debug, Clone, Copy)]
struct Area {
    width: f64,
    height: f64,
}

impl Area {
    /// The area of a part of this one, wherever it stands.
    fn part(self, bounds: Rect, transform: Transform) -> Self {
        let found = bounds.transform(transform);
        // What has no size that a number can say is as large as can be.
        let length = |most: f64, length: Option<f32>| length.map_or(most, |length| f64::from(length).min(most));
        Self {
            width: length(self.width, found.map(|found| found.width())),
            height: length(self.height, found.map(|found| found.height())),
        }
    }

    fn dots(self) -> f64 {
        (self.width + 4.0) * (self.height + 4.0)
    }
}

/// The sum so far.
#[derive(Debug, Default)]
struct Work {
    touched: f64,
}

impl Work {
    /// Adds dots touched; none when they are too many.
    fn touch(&mut self, dots: f64) -> Option<()> {
        self.touched += dots;
        (self.touched <= MOST_TOUCHED).then_some(())
    }

    /// Adds a group that is drawn upon an area while so many dots are held.
    fn group(&mut self, group: &Group, transform: Transform, area: Area, held: f64) -> Option<()> {
        let transform = transform.pre_concat(group.transform());
        if !group.should_isolate() {
            return self.nodes(group, transform, area, held);
        }
        let most = Area {
            width: area.width * APART,
            height: area.height * APART,
        };
        let layer = most.part(group.layer_bounding_box().to_rect(), transform);
        let held = held + layer.dots();
        self.touch(layer.dots() * LAYER)?;
        self.nodes(group, transform, layer, held)?;
        if let Some(clip) = group.clip_path() {
            self.clip(clip, transform, layer, held)?;
        }
        group
            .mask()
            .map_or(Some(()), |mask| self.mask(mask, transform, layer, held))
    }

    fn nodes(&mut self, group: &Group, transform: Transform, area: Area, held: f64) -> Option<()> {
        if held > MOST_HELD {
            return None;
        }
        group.children().iter().try_for_each(|node| match node {
            Node::Group(group) => self.group(group, transform, area, held),
            Node::Path(path) => self.path(path, transform, area, held),
            Node::Text(text) => self.group(text.flattened(), transform, area, held),
            // None is read.
            Node::Image(_) => Some(()),
        })
    }

    /// Adds what clips a layer, itself clipped perhaps; each needs as much as the layer.
    fn clip(&mut self, clip: &ClipPath, transform: Transform, layer: Area, held: f64) -> Option<()> {
        let held = held + layer.dots() * 1.5;
        self.touch(layer.dots() * LAYER)?;
        self.nodes(clip.root(), transform.pre_concat(clip.transform()), layer, held)?;
        let further = clip.clip_path();
        further.map_or(Some(()), |clip| self.clip(clip, transform, layer, held))
    }

    /// Adds what masks a layer, itself masked perhaps.
    fn mask(&mut self, mask: &Mask, transform: Transform, layer: Area, held: f64) -> Option<()> {
        let held = held + layer.dots() * 1.5;
        self.touch(layer.dots() * LAYER)?;
        self.nodes(mask.root(), transform, layer, held)?;
        let further = mask.mask();
        further.map_or(Some(()), |mask| self.mask(mask, transform, layer, held))
    }

    fn path(&mut self, path: &Path, transform: Transform, area: Area, held: f64) -> Option<()> {
        let endless = Area {
            width: f64::INFINITY,
            height: f64::INFINITY,
        };
        let whole = endless.part(path.stroke_bounding_box(), transform);
        if whole.width.max(whole.height) > LONGEST {
            return None;
        }
        let covered = area.part(path.stroke_bounding_box(), transform);
        let (pieces, lines) = (path.data().len() as f64, lines(path, transform, covered));
        if let Some(fill) = path.fill() {
            self.touch(pieces * PIECE + lines * CROSSING)?;
            self.paint(fill.paint(), covered, transform, held)?;
        }
        if let Some(stroke) = path.stroke() {
            let pieces = pieces + dashes(path, stroke);
            let (across, down) = transform.get_scale();
            let width = f64::from(stroke.width().get() * across.max(down));
            let lines = lines + pieces * width.min(covered.height);
            self.touch(STROKED * (pieces * PIECE + lines * CROSSING))?;
            self.paint(stroke.paint(), covered, transform, held)?;
        }
        Some(())
    }

    fn paint(&mut self, paint: &Paint, covered: Area, transform: Transform, held: f64) -> Option<()> {
        let effort = match paint {
            Paint::Color(_) => PLAIN,
            Paint::LinearGradient(gradient) => GRADIENT + gradient.stops().len() as f64,
            Paint::RadialGradient(gradient) => GRADIENT + gradient.stops().len() as f64,
            Paint::Pattern(pattern) => {
                self.pattern(pattern, transform, held)?;
                PATTERN
            }
        };
        self.touch(covered.dots() * effort)
    }

    /// Adds one tile of a pattern, which is drawn anew for each shape.
    fn pattern(&mut self, pattern: &Pattern, transform: Transform, held: f64) -> Option<()> {
        let (across, down) = transform.pre_concat(pattern.transform()).get_scale();
        let tile = Area {
            width: f64::from(pattern.rect().width() * across),
            height: f64::from(pattern.rect().height() * down),
        };
        self.touch(tile.dots())?;
        self.nodes(
            pattern.root(),
            Transform::from_scale(across, down),
            tile,
            held + tile.dots(),
        )
    }
}

/// How many lines of dots the pieces of a path cross.
fn lines(path: &Path, transform: Transform, covered: Area) -> f64 {
    let mut points = path.data().points().to_vec();
    transform.map_points(&mut points);
    let steps = points.windows(2).map(|pair| f64::from((pair[1].y - pair[0].y).abs()));
    steps.map(|step| step.min(covered.height)).sum()
}

/// How many dashes a stroke has at most: the control points of a curve stand further apart than it is long.
fn dashes(path: &Path, stroke: &Stroke) -> f64 {
    let Some(pattern) = stroke.dasharray() else {
        return 0.0;
    };
    let (points, whole) = (path.data().points(), pattern.iter().sum::<f32>());
    let steps = points.windows(2).map(|pair| f64::from(pair[0].distance(pair[1])));
    // A shape that is closed goes back to where it began.
    2.0 * steps.sum::<f64>() / f64::from(whole) * pattern.len() as f64
}

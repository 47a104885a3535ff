//! Lengths and shapes of the page: points, ems, and their conversion at the writers' edges.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// Points in a millimetre (1 pt = 1/72 inch).
pub const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// Slack within which two lengths count as equal when something is fitted, in points.
/// It only absorbs the rounding of sums of f64; it is far below what can be seen or printed.
const FIT_SLACK: f64 = 1e-6;

/// An absolute length in points.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Abs(f64);

impl Abs {
    /// No length.
    pub const ZERO: Self = Self(0.0);

    /// A length of so many points.
    pub const fn pt(points: f64) -> Self {
        Self(points)
    }

    /// A length of so many millimetres.
    pub const fn mm(millimetres: f64) -> Self {
        Self(millimetres * POINTS_PER_MM)
    }

    /// The length in points.
    pub const fn to_pt(self) -> f64 {
        self.0
    }

    /// The length in millimetres.
    pub fn to_mm(self) -> f64 {
        self.0 / POINTS_PER_MM
    }

    /// The length in twentieths of a point, rounded: OOXML's `ST_TwipsMeasure`.
    pub fn to_twips(self) -> i64 {
        (self.0 * 20.0).round() as i64
    }

    /// The length in half-points, rounded: OOXML's `ST_HpsMeasure` (font sizes).
    pub fn to_half_points(self) -> i64 {
        (self.0 * 2.0).round() as i64
    }

    /// The longest length of whole half-points that is no longer; none shorter than one.
    pub fn whole_half_points(self) -> Self {
        Self(((self.0 + FIT_SLACK) * 2.0).floor().max(1.0) / 2.0)
    }

    /// The length in eighths of a point, rounded: OOXML's `ST_EighthPointMeasure` (border weights).
    pub fn to_eighth_points(self) -> i64 {
        (self.0 * 8.0).round() as i64
    }

    /// A length in English Metric Units, 12,700 a point.
    pub const fn emu(units: f64) -> Self {
        Self(units / 12_700.0)
    }

    /// The length in English Metric Units, rounded: DrawingML's `ST_Coordinate` (12,700 a point).
    pub fn to_emu(self) -> i64 {
        (self.0 * 12_700.0).round() as i64
    }

    /// Whether `self` fits into `room`, but for the rounding of sums.
    pub fn fits(self, room: Self) -> bool {
        self.0 <= room.0 + FIT_SLACK
    }

    /// The larger of two lengths.
    pub fn max(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }

    /// The smaller of two lengths.
    pub fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }

    /// The length without its sign.
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }
}

/// A length relative to a font size: 1 em is the size itself, one 字 of that size.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Em(f64);

impl Em {
    /// No length.
    pub const ZERO: Self = Self(0.0);
    /// Half an em: a Western digit, ASCII punctuation.
    pub const HALF: Self = Self(0.5);
    /// One em: a Han character, a full-width mark.
    pub const ONE: Self = Self(1.0);

    /// A length of so many ems.
    pub const fn new(em: f64) -> Self {
        Self(em)
    }

    /// The length in ems.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The absolute length at a font size.
    pub fn at(self, size: Abs) -> Abs {
        Abs(self.0 * size.0)
    }

    /// The ems that a length makes at a font size (zero at size zero).
    pub fn from_length(length: Abs, size: Abs) -> Self {
        if size.0 == 0.0 {
            Self::ZERO
        } else {
            Self(length.0 / size.0)
        }
    }
}

macro_rules! length_arithmetic {
    ($length:ident) => {
        impl Add for $length {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }
        impl Sub for $length {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }
        impl Neg for $length {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }
        impl Mul<f64> for $length {
            type Output = Self;
            fn mul(self, factor: f64) -> Self {
                Self(self.0 * factor)
            }
        }
        impl Div<f64> for $length {
            type Output = Self;
            fn div(self, divisor: f64) -> Self {
                Self(self.0 / divisor)
            }
        }
        impl AddAssign for $length {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }
        impl SubAssign for $length {
            fn sub_assign(&mut self, other: Self) {
                self.0 -= other.0;
            }
        }
        impl Sum for $length {
            fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
                Self(lengths.map(|length| length.0).sum())
            }
        }
    };
}
length_arithmetic!(Abs);

impl Div for Abs {
    type Output = f64;
    /// How many times one length goes into another.
    fn div(self, divisor: Self) -> f64 {
        self.0 / divisor.0
    }
}
length_arithmetic!(Em);

/// A point on a page; the origin is the page's top left corner, y grows downwards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Point {
    /// Distance from the left edge.
    pub x: Abs,
    /// Distance from the top edge.
    pub y: Abs,
}

impl Point {
    /// A point at these distances from the left and the top edge.
    pub const fn new(x: Abs, y: Abs) -> Self {
        Self { x, y }
    }
}

/// Width and height.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Size {
    /// Extent from left to right.
    pub width: Abs,
    /// Extent from top to bottom.
    pub height: Abs,
}

impl Size {
    /// A size of this width and height.
    pub const fn new(width: Abs, height: Abs) -> Self {
        Self { width, height }
    }
}

/// Lengths at the four sides of a box, such as a page's margins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Sides {
    /// At the top: 天头.
    pub top: Abs,
    /// At the right: 切口 of a recto.
    pub right: Abs,
    /// At the bottom: 地脚.
    pub bottom: Abs,
    /// At the left: 订口 of a recto.
    pub left: Abs,
}

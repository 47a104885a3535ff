//! Drawn numbers that are the same in every run: a linear congruential generator (Knuth, MMIX).

/// The generator.
pub struct Draw(u64);

impl Draw {
    /// A generator of its own for each number.
    pub fn new(number: usize) -> Self {
        let mut draw = Self(u64::try_from(number).unwrap_or(u64::MAX) ^ 0x9E37_79B9_7F4A_7C15);
        // The first draws of neighbouring numbers look alike.
        for _ in 0..4 {
            draw.between(0, 1);
        }
        draw
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let span = u64::try_from(high - low).unwrap_or(0) + 1;
        low + i64::try_from((self.0 >> 33) % span).unwrap_or(0)
    }
}

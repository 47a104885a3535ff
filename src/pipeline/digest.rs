//! Sixteen bytes that stand for a text: what a run keeps of each report, township and file where thousands are kept.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The first half of a text's BLAKE3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Digest([u8; 16]);

impl Digest {
    /// Of these parts in this order; told apart from other parts that join to the same text.
    pub(super) fn of<const N: usize>(parts: [&[u8]; N]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let mut digest = [0; 16];
        hasher.finalize_xof().fill(&mut digest);
        Self(digest)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

//! The standards that a file claims to keep, and what stands in the way.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::term;
use crate::layout::PagedDocument;
use crate::report::Metadata;

/// The archival standard that files keep, PDF/UA-1 (ISO 14289-1) beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Standard {
    /// PDF/A-2a: tagged, every character with its text (ISO 19005-2).
    #[default]
    #[serde(rename = "a-2a")]
    A2a,
    /// PDF/A-2b: looks the same for good.
    #[serde(rename = "a-2b")]
    A2b,
    /// PDF/A-2u: and every character has its text.
    #[serde(rename = "a-2u")]
    A2u,
    /// PDF/A-3a: as 2a, with the trace of every figure inside (ISO 19005-3).
    #[serde(rename = "a-3a")]
    A3a,
    /// None is claimed.
    #[serde(rename = "none")]
    None,
}

impl Standard {
    /// Every standard, by the name that users write.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("a-2a", Self::A2a),
        ("a-2b", Self::A2b),
        ("a-2u", Self::A2u),
        ("a-3a", Self::A3a),
        ("none", Self::None),
    ];

    /// Part and conformance level, as the file's metadata say them.
    pub(super) const fn part_and_level(self) -> Option<(u8, &'static str)> {
        match self {
            Self::A2a => Some((2, "A")),
            Self::A2b => Some((2, "B")),
            Self::A2u => Some((2, "U")),
            Self::A3a => Some((3, "A")),
            Self::None => None,
        }
    }

    /// Why a document cannot keep the standard, as a term of the catalogue; none when it can.
    pub fn obstacle(self, document: &PagedDocument, metadata: &Metadata) -> Option<String> {
        let untitled = metadata.title.chars().all(|c| c.is_control() || c.is_whitespace());
        let blank = document.pages.is_empty();
        let reason = match (self, untitled, blank) {
            (Self::None, ..) | (_, false, false) => return None,
            (_, true, _) => "pdf-untitled",
            (_, false, true) => "pdf-no-pages",
        };
        Some(term(reason))
    }
}

//! The archival standards that a file can claim to keep.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::{Code, Diagnostic, Result};
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
    /// None is claimed.
    #[serde(rename = "none")]
    None,
}

impl Standard {
    /// Part and conformance level, as the file's metadata say them.
    pub(super) const fn part_and_level(self) -> Option<(u8, &'static str)> {
        match self {
            Self::A2a => Some((2, "A")),
            Self::A2b => Some((2, "B")),
            Self::A2u => Some((2, "U")),
            Self::None => None,
        }
    }

    /// Whether a document with these properties can keep it. Fails when the title is missing, by which readers name
    /// the document (ISO 14289-1, 7.1): `E-PDF-TITLE`.
    pub fn check(self, metadata: &Metadata) -> Result<()> {
        let titled = metadata.title.chars().any(|c| !c.is_control() && !c.is_whitespace());
        if self == Self::None || titled {
            Ok(())
        } else {
            Err(Diagnostic::new(Code::PdfTitle))
        }
    }
}

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
    /// PDF/A-3a: as PDF/A-2a, and the trace of the figures rides along as an associated file (ISO 19005-3).
    #[serde(rename = "a-3a")]
    A3a,
    /// None is claimed.
    #[serde(rename = "none")]
    None,
}

/// What becomes of a document that cannot keep the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unfit {
    /// It is not made: an error.
    #[default]
    Error,
    /// It is made without the claim, and told: a warning.
    Warning,
}

impl Standard {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::A2a, Self::A2b, Self::A2u, Self::A3a, Self::None];

    /// How the configuration and the command line name it: `a-2a`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::A2a => "a-2a",
            Self::A2b => "a-2b",
            Self::A2u => "a-2u",
            Self::A3a => "a-3a",
            Self::None => "none",
        }
    }

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

    /// What it is called: `PDF/A-2a`.
    pub fn name(self) -> String {
        self.part_and_level().map_or_else(String::new, |(part, level)| {
            format!("PDF/A-{part}{}", level.to_lowercase())
        })
    }

    /// Whether other files may ride along.
    pub const fn takes_files(self) -> bool {
        matches!(self, Self::A3a)
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

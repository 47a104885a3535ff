//! One face: its bytes, its metrics, and which characters it draws.

use std::sync::Arc;

/// Index of a face in its [`FontBook`](super::FontBook).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u16);

/// How a face describes its outlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlines {
    /// TrueType (`glyf`).
    Glyf,
    /// Compact Font Format (`CFF `).
    Cff,
}

/// A loaded face.
#[derive(Debug, Clone)]
pub struct Face {
    /// PostScript name (name id 6), ASCII.
    pub postscript_name: String,
    /// Family name as a user knows it.
    pub family: String,
    /// The file's name, for `gongwen fonts` and the manifest.
    pub file_name: String,
    /// The whole font file.
    pub data: Arc<[u8]>,
    /// Index of the face in a collection, 0 for a plain file.
    pub index: u32,
    /// Units in an em.
    pub units_per_em: u16,
    /// Kind of outlines.
    pub outlines: Outlines,
    /// BLAKE3 of the file, for the manifest.
    pub hash: String,
}

//! The book of all faces of a job: roles, chains, and the face of each character.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Face, FaceId, Role};
use crate::diag::{Result, Sink};
use crate::geom::Em;

/// Whose fonts are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FontSource {
    /// The user's own 方正小标宋, 仿宋_GB2312 … when installed, else the shipped ones.
    #[default]
    PreferSystem,
    /// Only the shipped ones, so that every machine makes the same bytes.
    Shipped,
}

/// The `[fonts]` table of gongwen.toml.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FontSettings {
    /// `prefer-system` or `shipped`.
    pub source: FontSource,
    /// A folder of fonts to look in first, relative to the project folder.
    pub folder: Option<PathBuf>,
}

/// How one character is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlyphChoice {
    /// The face that has it.
    pub face: FaceId,
    /// Its glyph there.
    pub glyph: u16,
    /// Its cell: 1 em for Han and full-width marks whatever the font says, half an em for ·, the font's own
    /// width for Latin.
    pub advance: Em,
    /// How far the glyph is drawn to the right of the cell's left edge.
    pub offset: Em,
}

/// All faces of a job; loaded once, shared by all reports.
#[derive(Debug)]
pub struct FontBook {
    faces: Vec<Face>,
}

impl FontBook {
    /// Loads the faces of every role: from `folder` (command line), `GONGWEN_FONTS`, `fonts/` beside the
    /// executable, or the source tree, in this order. A missing role is an error; substitutions are notes.
    pub fn load(settings: &FontSettings, folder: Option<&Path>, sink: &mut Sink) -> Result<Self> {
        let _ = (settings, folder, sink);
        Ok(Self { faces: Vec::new() })
    }

    /// A face.
    pub fn face(&self, id: FaceId) -> &Face {
        &self.faces[usize::from(id.0)]
    }

    /// Every face, in the order of their ids.
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// The face, glyph and cell of a character set in a role; none when no font of the chain draws it.
    pub fn glyph(&self, role: Role, character: char) -> Option<GlyphChoice> {
        let _ = (role, character);
        None
    }
}

//! The book of all faces of a job: roles, chains, and the face of each character.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::load::Loader;
use super::marks::{self, Placed};
use super::{Face, FaceId, FontOrigin, Role, shipped};
use crate::diag::{Code, Diagnostic, Result, Sink};
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
    /// Whether Word files carry those of the faces that Word can embed; `--embed-fonts` has the same effect.
    pub embed_fonts: bool,
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

/// Which face serves a role, for `gongwen fonts` and the run's log.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleReport {
    /// The role.
    pub role: Role,
    /// The faces that draw it, the first one giving its look.
    pub chain: Vec<FaceId>,
    /// How the first face was found.
    pub origin: FontOrigin,
    /// Whether the first face stands in for the one that the standard names.
    pub substitute: bool,
}

/// The faces of one role, and its glyphs that are chosen by measuring.
#[derive(Debug)]
struct RoleFaces {
    role: Role,
    chain: Vec<FaceId>,
    measured: Vec<(char, GlyphChoice)>,
    substitute: bool,
}

/// All faces of a job; loaded once, shared by all reports.
#[derive(Debug)]
pub struct FontBook {
    faces: Vec<Face>,
    /// In the order of [`Role::ALL`].
    roles: Vec<RoleFaces>,
}

impl FontBook {
    /// Loads the faces of every role: from `folder` (command line), `[fonts] folder` (made absolute by the
    /// caller, or relative to the working folder), `GONGWEN_FONTS`, `fonts/` beside the executable, or the source
    /// tree, in this order. A role without any face is an error; a missing shipped file or a font that forbids
    /// embedding is a warning; with `prefer-system`, the roles served by shipped stand-ins are one note.
    pub fn load(settings: &FontSettings, folder: Option<&Path>, sink: &mut Sink) -> Result<Self> {
        let given: Vec<&Path> = folder.into_iter().chain(settings.folder.as_deref()).collect();
        let mut loader = Loader::new(&given, sink);
        let shipped = loader.shipped_chains();
        let named = loader.named(&given);
        let own = match settings.source {
            FontSource::Shipped => vec![None; Role::ALL.len()],
            FontSource::PreferSystem => loader.installed(named),
        };
        let faces = loader.faces;
        let lender = lender(&shipped);
        let mut roles = Vec::new();
        let mut substitutes: Vec<String> = Vec::new();
        for ((role, chain), own) in Role::ALL.into_iter().zip(shipped).zip(own) {
            let substitute = own.is_none();
            let mut chain: Vec<FaceId> = own.into_iter().chain(chain).collect();
            let Some(first) = chain.first().copied() else {
                return Err(no_face(role));
            };
            chain.extend(lender.filter(|lender| !chain.contains(lender)));
            if substitute && settings.source == FontSource::PreferSystem {
                substitutes.push(substituted(role, &faces[usize::from(first.0)]));
            }
            roles.push(RoleFaces::new(role, chain, &faces, substitute));
        }
        substitutes.dedup();
        if !substitutes.is_empty() {
            sink.push(Diagnostic::new(Code::FontSubstitute).with("fonts", substitutes.join("；")));
        }
        Ok(Self { faces, roles })
    }

    /// A face.
    pub fn face(&self, id: FaceId) -> &Face {
        &self.faces[usize::from(id.0)]
    }

    /// Every face, in the order of their ids.
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// The faces of a role, the one that gives it its look first.
    pub fn chain(&self, role: Role) -> &[FaceId] {
        &self.of(role).chain
    }

    /// Which face serves each role, from where, and whether it is a substitute.
    pub fn report(&self) -> Vec<RoleReport> {
        let report = |faces: &RoleFaces| RoleReport {
            role: faces.role,
            chain: faces.chain.clone(),
            origin: self.face(faces.chain[0]).origin,
            substitute: faces.substitute,
        };
        self.roles.iter().map(report).collect()
    }

    /// The face, glyph and cell of a character set in a role; none when no font of the chain draws it. Han and
    /// full-width marks take one em, · half an em, ASCII digits and marks of a Chinese role half an em; in the
    /// Latin roles, and for the letters of other scripts, a character has its font's own width.
    pub fn glyph(&self, role: Role, character: char) -> Option<GlyphChoice> {
        let faces = self.of(role);
        let measured = faces.measured.iter().find(|(measured, _)| *measured == character);
        if let Some((_, choice)) = measured {
            return Some(*choice);
        }
        self.place(faces, character, false)
            .or_else(|| self.place(faces, character, true))
            .or_else(|| self.blank(role, character))
    }

    /// The first face of the chain that has the character fit; a narrow form of a full-width mark counts only
    /// when no face has a full-width one.
    fn place(&self, faces: &RoleFaces, character: char, narrow: bool) -> Option<GlyphChoice> {
        let western = marks::is_western(faces.role);
        faces.chain.iter().find_map(|id| {
            let face = self.face(*id);
            if western && !marks::is_full_width(character) {
                let glyph = face.glyph(character)?;
                return Some(choice(*id, marks::natural(face, glyph)));
            }
            if !narrow && marks::is_unfit(face, character) {
                return None;
            }
            marks::place(face, character, narrow).map(|placed| choice(*id, placed))
        })
    }

    /// A space that no face has is drawn by the space glyph, as wide as Unicode says.
    fn blank(&self, role: Role, character: char) -> Option<GlyphChoice> {
        let advance = marks::space_width(character)?;
        let space = self.glyph(role, ' ').filter(|_| character != ' ')?;
        Some(GlyphChoice { advance, ..space })
    }

    fn of(&self, role: Role) -> &RoleFaces {
        let position = Role::ALL.iter().position(|known| *known == role);
        &self.roles[position.unwrap_or(0)]
    }
}

impl RoleFaces {
    fn new(role: Role, chain: Vec<FaceId>, faces: &[Face], substitute: bool) -> Self {
        let drawn: Vec<&Face> = chain.iter().map(|id| &faces[usize::from(id.0)]).collect();
        let wanted: &[char] = if marks::is_western(role) { &[] } else { &marks::MEASURED };
        let measure = |character: &char| {
            let (position, placed) = marks::measure(&drawn, *character)?;
            Some((*character, choice(chain[position], placed)))
        };
        let measured = wanted.iter().filter_map(measure).collect();
        Self {
            role,
            chain,
            measured,
            substitute,
        }
    }
}

fn choice(face: FaceId, placed: Placed) -> GlyphChoice {
    GlyphChoice {
        face,
        glyph: placed.glyph,
        advance: placed.advance,
        offset: placed.offset,
    }
}

/// The face that ends every chain: Liberation Serif lends the letters of other scripts and signs such as €.
fn lender(shipped: &[Vec<FaceId>]) -> Option<FaceId> {
    let mut chains = Role::ALL.into_iter().zip(shipped);
    let (_, latin) = chains.find(|(role, _)| *role == Role::Latin)?;
    latin.first().copied()
}

fn no_face(role: Role) -> Box<Diagnostic> {
    let files: Vec<&str> = shipped::chain(role).iter().map(|font| font.file_name()).collect();
    Diagnostic::new(Code::FontMissing)
        .with("role", role.name())
        .with("files", files.join(", "))
}

/// `仿宋_GB2312 → 朱雀仿宋`: the official name and what stands in for it.
fn substituted(role: Role, face: &Face) -> String {
    format!("{} → {}", role.names()[0], face.family)
}

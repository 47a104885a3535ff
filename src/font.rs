//! The fonts: which face serves which role, and which face draws each character.

mod book;
mod coverage;
mod face;
mod find;
mod load;
mod marks;
mod outline;
mod role;
mod shipped;

pub use book::{FontBook, FontSettings, FontSource, GlyphChoice, RoleReport};
pub use face::{Face, FaceId, Outlines, Unembeddable};
pub use find::FontOrigin;
pub use role::Role;

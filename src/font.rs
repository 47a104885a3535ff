//! The fonts: which face serves which role, and which face draws each character.

mod book;
mod face;
mod role;

pub use book::{FontBook, FontSettings, FontSource, GlyphChoice};
pub use face::{Face, FaceId, Outlines};
pub use role::Role;

//! Running text: from inlines to characters, from characters to lines, from lines to glyphs at places.

pub mod class;
pub mod glue;
pub mod linebreak;

//! Layout: lines, pages, tables.

#[cfg(test)]
mod linebreak;

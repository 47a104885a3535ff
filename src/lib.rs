//! gongwen (公文) turns department spreadsheets into official Chinese filings: Excel workbooks of statistics are
//! read, mapped to named indicators, worded by a template and typeset to PDF and Word files that agree.
//!
//! This page is the architecture. A user's guide is in `README.md`.
//!
//! # One type per stage, one function between stages
//!
//! ```text
//! bytes ─reader→ Workbook ─tables, indicator→ Indicators ─template→ Report ─┬─layout→ PagedDocument ─writer::pdf→ PDF
//!                                                                           └──────── LayoutFacts ─writer::docx→ DOCX
//! ```
//!
//! - [`reader::read`]: bytes to a [`workbook::Workbook`], sparse and absolute, free of any file format. What a
//!   file is, its bytes say; nothing that it contains may abort, hang or exhaust the program.
//! - [`tables::find`]: the tables of a sheet by their labels, with header paths, kinds of rows, and units.
//! - [`indicator::resolve`]: named values, exact decimals with unit, kind, base and the cells they came from.
//!   [`indicator::check`] judges them: what must be true between figures, built in and declared, and the exceptions
//!   that a post answers for. All townships are read before the first report is made; [`indicator::rank`] compares them, and
//!   [`indicator::county`] keeps what a county report asks of all.
//! - [`template::Template::render`]: a [`report::Report`] that says **what**, never where. A printed value is an
//!   opaque marker while the template renders and its structure is parsed, so that a value can never become
//!   structure; each one becomes a [`report::Inline::Figure`] that knows its cells and its place in the template.
//! - [`layout::lay_out`]: a [`layout::PagedDocument`] that says **where**, never why, and the
//!   [`report::LayoutFacts`] that reflowable output needs.
//! - [`writer::pdf::write`] and [`writer::docx::write`] decide nothing: what they need to know stands in the
//!   pages, or in the [`style::Stylesheet`] that layout reads too.
//! - [`trace`] and [`manifest`] tell where every figure came from and what was made.
//! - [`pipeline::run`] calls the stages for every report of every township, in parallel, and keeps one report's
//!   failure from the others. [`pipeline::survey`] is the first pass by itself, for the commands that only ask.
//!
//! # Rooms
//!
//! A room uses only rooms of earlier rows; siblings never use each other (held by `tests/layering.rs`).
//!
//! | row | rooms |
//! |---|---|
//! | 0 | [`geom`] lengths and shapes · [`mod@file`]: opening ordinary files only · [`id_number`]: those of citizens, found and masked; [`place`], cells and lines of text, masks them |
//! | 1 | [`diag`] coded, located, bilingual problems |
//! | 2 | [`image`]: pictures as both outputs need them |
//! | 3 | [`workbook`] · [`mod@unit`] · [`report`] · [`font`] |
//! | 4 | [`style`]: every number of GB/T 9704, once |
//! | 5 | [`reader`] |
//! | 6 | [`tables`] |
//! | 7 | [`indicator`] · [`layout`] |
//! | 8 | [`template`] · [`writer`] · [`lint`]: the rules of GB/T 9704 measured on finished files · [`preview`]: their pages as pictures |
//! | 9 | [`trace`] |
//! | 10 | [`manifest`] |
//! | 11 | [`config`]: the rooms' own settings, composed |
//! | 12 | [`pipeline`]: the only user of rayon across reports; prints nothing |
//! | 13 | [`delivery`]: what is handed over of a finished output folder |
//!
//! # Where to add
//!
//! - An **element** of documents: a variant of [`report::Block`] or [`report::Inline`]; the compiler then lists
//!   every `match`, none of which has a `_` arm.
//! - A **filter**: one typed function and one line of registration in `template/filters`; one that takes rows, in
//!   `template/rows`.
//! - An **input format**: a file in `reader/` that returns a [`workbook::Workbook`].
//! - An **output format**: a file in `writer/`.
//! - A **problem**: a line in `diag/code.rs` and its words in `locales/`, in both languages.
//!
//! # Rules kept everywhere
//!
//! Figures are exact decimals from cell to sentence; f64 is for geometry only. Nothing is guessed: two candidates
//! for one indicator are an error that names both. All problems are collected and told at once. The same inputs
//! give the same bytes on any number of threads.

pub mod config;
pub mod delivery;
pub mod diag;
pub mod file;
pub mod font;
pub mod geom;
pub mod id_number;
pub mod image;
pub mod indicator;
pub mod layout;
pub mod lint;
pub mod manifest;
pub mod pipeline;
pub mod place;
pub mod preview;
pub mod reader;
pub mod report;
pub mod style;
pub mod tables;
pub mod template;
pub mod trace;
pub mod unit;
pub mod workbook;
pub mod writer;

//! gongwen (公文) turns department spreadsheets into official Chinese filings.

pub mod config;
pub mod diag;
pub mod font;
pub mod geom;
pub mod indicator;
pub mod layout;
pub mod manifest;
pub mod pipeline;
pub mod place;
pub mod reader;
pub mod report;
pub mod style;
pub mod tables;
pub mod template;
pub mod trace;
pub mod unit;
pub mod workbook;
pub mod writer;

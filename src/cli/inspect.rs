//! `gongwen inspect`: what the program sees in a workbook, and the lines for gongwen.toml that would take it.

mod odd;
mod picture;
mod propose;
mod sums;
mod toml_lines;

use std::sync::Arc;

use gongwen::config;
use gongwen::diag::{Code, Diagnostic, Sink, nearest};
use gongwen::pipeline::ReadingWay;
use gongwen::place::{CellRef, column_letters};
use gongwen::tables::{self, Column, ColumnRole, Doubt, Missed, RowKind, Table, UnitOrigin};
use gongwen::workbook::{Sheet, Visibility, Workbook};
use serde_json::{Value, json};

use super::Exit;
use super::args::InspectArgs;
use super::columns::{aligned, one_line, terminal_width};
use super::mask::Mask;
use super::terminal::Terminal;
use odd::{OddCell, OddCells};
use propose::Proposals;

/// How many odd cells of a sort are named one by one.
const LISTED: usize = 6;

/// A sheet with its tables and what may be shown of them.
type SheetTables<'a> = (&'a Sheet, Vec<(Table, Mask)>);

/// What the program sees in a workbook.
pub(crate) fn inspect(args: &InspectArgs, terminal: &Terminal) -> Exit {
    let mut sink = Sink::new();
    let workbook = open(args, &mut sink);
    let workbook = sink.keep(workbook);
    let exit = if sink.has_errors() { Exit::DataErrors } else { Exit::Ok };
    terminal.diagnostics(&sink.into_sorted());
    let Some(workbook) = workbook else {
        return exit;
    };
    let wanted = |sheet: &&Sheet| {
        args.sheet
            .as_ref()
            .is_none_or(|name| *name.trim() == *sheet.name.trim())
    };
    let sheets: Vec<SheetTables<'_>> = workbook.sheets.iter().filter(wanted).map(with_tables).collect();
    if let (Some(name), true) = (&args.sheet, sheets.is_empty()) {
        terminal.diagnostics(&[*unknown_sheet(name, &workbook)]);
        return Exit::Usage;
    }
    let chosen = args.sheet.is_some();
    let proposals = Proposals::new(&args.file, &sheets, chosen).lines(&workbook, terminal.catalogue);
    if terminal.json {
        let sheets: Vec<Value> = sheets.iter().map(sheet_json).collect();
        let names: Vec<Value> = workbook.names.iter().map(name_json).collect();
        let answer =
            json!({ "file": workbook.file, "sheets": sheets, "names": names, "proposal": proposals.join("\n") });
        terminal.answer(&format!("{answer:#}"));
    } else {
        let view = View { terminal };
        sheets.iter().for_each(|sheet| view.sheet(sheet));
        view.names(&workbook);
        view.proposals(&proposals);
    }
    exit
}

/// Reads the workbook under the limits of the project that it lies in, where it lies in one.
fn open(args: &InspectArgs, sink: &mut Sink) -> gongwen::diag::Result<Workbook> {
    let file: Arc<str> = args.file.display().to_string().into();
    let folders = args.file.ancestors().skip(1);
    let project = folders
        .into_iter()
        .find(|folder| folder.join(config::FILE_NAME).is_file());
    // A mistake in gongwen.toml is no reason not to look at a workbook.
    let config = project.and_then(|folder| config::load(folder, &mut Sink::new()));
    let settings = config.map(|config| config.reading).unwrap_or_default();
    ReadingWay::under(project.unwrap_or(&args.file), &settings).read(&args.file, &file, sink)
}

fn with_tables(sheet: &Sheet) -> SheetTables<'_> {
    let masked = |table| {
        let mask = Mask::of(&table);
        (table, mask)
    };
    (sheet, tables::find(sheet).into_iter().map(masked).collect())
}

fn unknown_sheet(name: &str, workbook: &Workbook) -> Box<Diagnostic> {
    let sheets = workbook.sheets.iter().map(|sheet| &*sheet.name);
    Diagnostic::new(Code::UnknownSheet)
        .with("found", name)
        .with("nearest", nearest(name, sheets))
        .at_file(Arc::clone(&workbook.file))
}

/// Writes the answer for people.
struct View<'a> {
    terminal: &'a Terminal,
}

impl View<'_> {
    fn say(&self, key: &str, arguments: &[(&'static str, String)]) {
        self.terminal.answer(&self.terminal.text(key, arguments));
    }

    fn sheet(&self, (sheet, tables): &SheetTables<'_>) {
        let arguments = [
            ("sheet", sheet.name.to_string()),
            ("cells", sheet.cells.len().to_string()),
            ("tables", tables.len().to_string()),
        ];
        let hidden = sheet.visibility == Visibility::Hidden;
        self.say(if hidden { "inspect-hidden" } else { "inspect-sheet" }, &arguments);
        for (table, mask) in tables {
            self.table(sheet, table, mask);
        }
        if tables.is_empty() {
            self.missed(sheet);
        }
        self.odd(&odd::find(sheet, tables));
        self.terminal.answer("");
    }

    /// Why no table was found.
    fn missed(&self, sheet: &Sheet) {
        let rows = |first: u32, last: u32| [("first", (first + 1).to_string()), ("last", (last + 1).to_string())];
        match tables::missed(sheet) {
            Missed::Blank => self.say("inspect-missed-blank", &[]),
            Missed::NoLabels(first, last) => self.say("inspect-missed-labels", &rows(first, last)),
            Missed::NoFigures(row) => self.say("inspect-missed-figures", &rows(row, row)),
            Missed::NoRows(first, last) => self.say("inspect-missed-rows", &rows(first, last)),
        }
    }

    fn table(&self, sheet: &Sheet, table: &Table, mask: &Mask) {
        let arguments = [
            ("title", one_line(table.title.as_deref().unwrap_or("—"))),
            ("first", (table.header_rows.0 + 1).to_string()),
            ("last", (table.header_rows.1 + 1).to_string()),
            ("columns", table.columns.len().to_string()),
            ("rows", table.rows.len().to_string()),
        ];
        self.say("inspect-table", &arguments);
        if mask.persons {
            self.say("inspect-persons", &[]);
        }
        let (lines, left_out) = picture::draw(sheet, table, mask, terminal_width() - 2);
        for line in lines {
            self.terminal.answer(&format!("  {line}"));
        }
        if left_out > 0 {
            self.say("inspect-cut", &[("count", left_out.to_string())]);
        }
        self.columns(table, mask);
        self.doubts(sheet, table, mask);
    }

    /// What was seen in the table and may have been misread; the cells alone where persons are listed.
    fn doubts(&self, sheet: &Sheet, table: &Table, mask: &Mask) {
        for doubt in &table.doubts {
            let key = match doubt {
                Doubt::Unread(_) => "inspect-unread",
                Doubt::Codes(_) => "inspect-codes",
            };
            let text = |at: &CellRef| {
                sheet
                    .cell(*at)
                    .map(|cell| one_line(&mask.data(cell)))
                    .unwrap_or_default()
            };
            let cells: Vec<String> = doubt.cells().iter().map(|at| format!("{at} {}", text(at))).collect();
            self.say(key, &[("cells", cells.join("、"))]);
        }
    }

    /// Letters, header paths, what each column is for, its unit and where that stands.
    fn columns(&self, table: &Table, mask: &Mask) {
        let row = |column: &Column| {
            let letters = column_letters(column.column);
            vec![letters, one_line(&mask.path(column)), self.unit(column)]
        };
        let rows: Vec<Vec<String>> = table.columns.iter().map(row).collect();
        for line in aligned(&rows, terminal_width() / 2) {
            self.terminal.answer(&format!("    {line}"));
        }
    }

    fn unit(&self, column: &Column) -> String {
        match (column.role, column.units.first()) {
            (ColumnRole::Data, Some(found)) => {
                let origin = self.terminal.text(origin_key(found.origin), &[]);
                let arguments = [
                    ("unit", found.unit.to_string()),
                    ("origin", origin),
                    ("cell", found.at.to_string()),
                ];
                self.terminal.text("inspect-unit", &arguments)
            }
            (ColumnRole::Data, None) => String::new(),
            (ColumnRole::Sequence, _) => self.terminal.text("role-sequence", &[]),
            (ColumnRole::Unit, _) => self.terminal.text("role-unit", &[]),
            (ColumnRole::Stub, _) => self.terminal.text("role-stub", &[]),
        }
    }

    fn odd(&self, found: &OddCells) {
        for (odd, cells) in found {
            let show = |odd: &OddCell| format!("{} {}", odd.cell, one_line(&odd.text));
            let mut shown: Vec<String> = cells.iter().take(LISTED).map(show).collect();
            if cells.len() > LISTED {
                shown.push("…".to_owned());
            }
            let arguments = [("count", cells.len().to_string()), ("cells", shown.join("、"))];
            self.say(odd.key(), &arguments);
        }
    }

    fn names(&self, workbook: &Workbook) {
        if workbook.names.is_empty() {
            return;
        }
        self.say("inspect-names", &[]);
        for name in &workbook.names {
            let range = format!("{}:{}", name.range.start, name.range.end);
            self.terminal.answer(&format!(
                "  {}  {} › {range}",
                one_line(&name.name),
                one_line(&name.sheet)
            ));
        }
        self.terminal.answer("");
    }

    fn proposals(&self, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.say("inspect-proposal", &[]);
        self.terminal.answer("");
        lines.iter().for_each(|line| self.terminal.answer(line));
    }
}

/// Where a unit stands, as a key of the catalogue.
pub(super) fn origin_key(origin: UnitOrigin) -> &'static str {
    match origin {
        UnitOrigin::Cell => "unit-of-cell",
        UnitOrigin::NumberFormat => "unit-of-format",
        UnitOrigin::UnitRow => "unit-of-row",
        UnitOrigin::UnitColumn => "unit-of-column",
        UnitOrigin::Label => "unit-of-label",
        UnitOrigin::UnitLine => "unit-of-line",
        UnitOrigin::Title => "unit-of-title",
    }
}

fn sheet_json((sheet, tables): &SheetTables<'_>) -> Value {
    let found: Vec<Value> = tables.iter().map(|(table, mask)| table_json(table, mask)).collect();
    json!({
        "name": sheet.name,
        "hidden": sheet.visibility == Visibility::Hidden,
        "cells": sheet.cells.len(),
        "tables": found,
        "odd": odd::find(sheet, tables),
    })
}

fn table_json(table: &Table, mask: &Mask) -> Value {
    let column = |column: &Column| {
        let unit = column.units.first();
        json!({
            "column": column_letters(column.column),
            "path": column.path.iter().map(|label| mask.words(label)).collect::<Vec<_>>(),
            "role": match column.role {
                ColumnRole::Sequence => "sequence",
                ColumnRole::Unit => "unit",
                ColumnRole::Stub => "stub",
                ColumnRole::Data => "data",
            },
            "unit": unit.map(|found| found.unit.to_string()),
            "unit_origin": unit.map(|found| origin_key(found.origin)),
            "unit_at": unit.map(|found| found.at),
        })
    };
    let row = |row: &tables::TableRow| {
        json!({
            "row": row.row + 1,
            "label": mask.row(row),
            "kind": match row.kind {
                RowKind::Data => "data",
                RowKind::Total => "total",
                RowKind::Part => "part",
                RowKind::Mean => "mean",
                RowKind::Heading => "heading",
            },
            "unit": row.unit.as_ref().map(|found| found.unit.to_string()),
        })
    };
    json!({
        "title": table.title,
        "header_rows": [table.header_rows.0 + 1, table.header_rows.1 + 1],
        "persons": mask.persons,
        "columns": table.columns.iter().map(column).collect::<Vec<_>>(),
        "rows": table.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn name_json(name: &gongwen::workbook::DefinedName) -> Value {
    json!({ "name": name.name, "sheet": name.sheet, "from": name.range.start, "to": name.range.end })
}

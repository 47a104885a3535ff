//! The commands that only show: `fonts`, `filters`, `inspect`, `schema`, `completions`.

use std::sync::Arc;

use clap_complete::Shell;
use gongwen::config::{self, ConfigFile};
use gongwen::diag::{Code, Diagnostic, Lang, Sink};
use gongwen::font::{FontBook, FontSettings, RoleReport};
use gongwen::place::column_letters;
use gongwen::reader;
use gongwen::tables::{self, Table};
use gongwen::template::filters::{FILTERS, Filter};
use gongwen::workbook::Sheet;

use super::Exit;
use super::args::{self, FontsArgs, InspectArgs};
use super::terminal::Terminal;

/// Which font serves each role, from where, and what is missing.
pub(crate) fn fonts(args: &FontsArgs, terminal: &Terminal) -> Exit {
    let mut sink = Sink::new();
    let settings = font_settings(args, &mut sink);
    let book = FontBook::load(&settings, args.fonts.as_deref(), &mut sink);
    let book = sink.keep(book);
    terminal.diagnostics(&sink.into_sorted());
    let Some(book) = book else { return Exit::Usage };
    if terminal.json {
        let roles: Vec<_> = book.report().iter().map(|report| role_json(report, &book)).collect();
        terminal.answer(&format!("{:#}", serde_json::Value::Array(roles)));
    } else {
        for report in book.report() {
            terminal.answer(&role_line(&report, &book, terminal));
        }
    }
    Exit::Ok
}

/// The project's own settings when there is a project, else the defaults.
fn font_settings(args: &FontsArgs, sink: &mut Sink) -> FontSettings {
    let project = args.folder.join(config::FILE_NAME).is_file();
    let config = if project {
        config::load(&args.folder, sink)
    } else {
        None
    };
    config.map(|config| config.font_settings()).unwrap_or_default()
}

fn role_json(report: &RoleReport, book: &FontBook) -> serde_json::Value {
    let faces: Vec<_> = report.chain.iter().map(|id| book.face(*id)).collect();
    serde_json::json!({
        "role": report.role.name(),
        "substitute": report.substitute,
        "origin": report.origin,
        "faces": faces.iter().map(|face| serde_json::json!({
            "family": face.family, "file": face.file_name, "blake3": face.hash(),
        })).collect::<Vec<_>>(),
    })
}

fn role_line(report: &RoleReport, book: &FontBook, terminal: &Terminal) -> String {
    let faces: Vec<String> = report
        .chain
        .iter()
        .map(|id| book.face(*id))
        .map(|face| format!("{}（{}）", face.family, face.file_name))
        .collect();
    let key = if report.substitute {
        "font-substitute"
    } else {
        "font-own"
    };
    let arguments = [
        ("role", report.role.name().to_owned()),
        ("faces", faces.join(" → ")),
        ("wanted", report.role.names()[0].to_owned()),
    ];
    terminal.text(key, &arguments)
}

/// The filters of templates, with what each one says: a Markdown table, which `docs/filters.md` keeps.
pub(crate) fn filters(terminal: &Terminal) -> Exit {
    if terminal.json {
        let list: Vec<_> = FILTERS.iter().map(filter_json).collect();
        terminal.answer(&format!("{:#}", serde_json::Value::Array(list)));
        return Exit::Ok;
    }
    terminal.answer(&terminal.text("filters-head", &[]));
    for filter in FILTERS {
        let words = match terminal.lang {
            Lang::ZhCn => filter.zh,
            Lang::En => filter.en,
        };
        let names = filter.aliases.join("`, `");
        terminal.answer(&format!(
            "| `{}{}` | `{names}` | {words} | {} | `{}` → {} |",
            filter.name,
            filter.signature,
            filter.rule,
            filter.example.call.replace('|', "\\|"),
            filter.example.printed
        ));
    }
    Exit::Ok
}

fn filter_json(filter: &Filter) -> serde_json::Value {
    serde_json::json!({
        "name": filter.name, "aliases": filter.aliases, "arguments": filter.signature, "zh": filter.zh, "en": filter.en,
        "rule": filter.rule, "errors": filter.errors, "example": {
            "data": filter.example.data, "call": filter.example.call, "printed": filter.example.printed,
        },
    })
}

/// What the program sees in a workbook.
pub(crate) fn inspect(args: &InspectArgs, terminal: &Terminal) -> Exit {
    let mut sink = Sink::new();
    let file: Arc<str> = args.file.display().to_string().into();
    let workbook = std::fs::read(&args.file)
        .map_err(|error| {
            Diagnostic::new(Code::FileUnreadable)
                .with("detail", error)
                .at_file(Arc::clone(&file))
        })
        .and_then(|bytes| reader::read(&file, &bytes, &mut sink));
    let workbook = sink.keep(workbook);
    terminal.diagnostics(&sink.into_sorted());
    let Some(workbook) = workbook else {
        return Exit::DataErrors;
    };
    let wanted = |sheet: &&Sheet| args.sheet.as_ref().is_none_or(|name| **name == *sheet.name);
    for sheet in workbook.sheets.iter().filter(wanted) {
        inspect_sheet(sheet, terminal);
    }
    Exit::Ok
}

fn inspect_sheet(sheet: &Sheet, terminal: &Terminal) {
    let tables = tables::find(sheet);
    let arguments = [
        ("sheet", sheet.name.to_string()),
        ("cells", sheet.cells.len().to_string()),
        ("tables", tables.len().to_string()),
    ];
    terminal.answer(&terminal.text("inspect-sheet", &arguments));
    for table in &tables {
        inspect_table(table, terminal);
    }
}

fn inspect_table(table: &Table, terminal: &Terminal) {
    let arguments = [
        ("first", (table.header_rows.0 + 1).to_string()),
        ("last", (table.header_rows.1 + 1).to_string()),
        ("columns", table.columns.len().to_string()),
        ("rows", table.rows.len().to_string()),
    ];
    terminal.answer(&terminal.text("inspect-table", &arguments));
    for column in &table.columns {
        let unit = column
            .unit
            .as_ref()
            .map_or_else(String::new, |unit| format!("（{unit}）"));
        terminal.answer(&format!(
            "    {}  {}{unit}",
            column_letters(column.column),
            column.path.join("/")
        ));
    }
    for row in &table.rows {
        terminal.answer(&format!("    {:>4}  {}", row.row + 1, row.label));
    }
}

/// The JSON Schema of gongwen.toml.
pub(crate) fn schema(terminal: &Terminal) -> Exit {
    let schema = schemars::schema_for!(ConfigFile);
    terminal.answer(&format!("{:#}", schema.as_value()));
    Exit::Ok
}

/// A shell's completion script.
pub(crate) fn completions(shell: Shell, terminal: &Terminal) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(terminal.catalogue), "gongwen", &mut script);
    terminal.answer_bytes(&script);
    Exit::Ok
}

//! The commands that only show: `fonts`, `filters`, `schema`, `completions`.

use clap_complete::Shell;
use gongwen::config::{self, ConfigFile};
use gongwen::diag::{Lang, Sink};
use gongwen::font::{FontBook, FontSettings, RoleReport};
use gongwen::template::filters::{ARGUMENTS, ArgumentName, FILTERS, Filter};
use gongwen::template::{ROW_FILTERS, RowFilter, TESTS};

use super::Exit;
use super::args::{self, FontsArgs};
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
        terminal.answer(&format!("{:#}", filters_json()));
        return Exit::Ok;
    }
    let say = |key: &str| terminal.answer(&terminal.text(key, &[]));
    let show = |lines: &mut dyn Iterator<Item = String>| lines.for_each(|line| terminal.answer(&line));
    let lang = terminal.lang;
    say("filters-head");
    show(&mut FILTERS.iter().map(|filter| filter_line(filter, lang)));
    say("arguments-head");
    show(&mut ARGUMENTS.iter().map(|argument| argument_line(argument, lang)));
    say("rows-head");
    show(&mut ROW_FILTERS.iter().map(|filter| row_filter_line(filter, lang)));
    say("tests-head");
    show(&mut TESTS.iter().map(|names| test_line(*names, terminal)));
    say("filters-rules");
    Exit::Ok
}

/// The words of the language.
const fn worded(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::ZhCn => zh,
        Lang::En => en,
    }
}

fn filter_line(filter: &Filter, lang: Lang) -> String {
    let errors: Vec<&str> = filter.errors.iter().map(|code| code.as_str()).collect();
    format!(
        "| `{}{}` | `{}` | {} | {} | {} | `{}` → {} |",
        filter.name,
        filter.signature,
        filter.aliases.join("`, `"),
        worded(lang, filter.zh, filter.en),
        filter.rule,
        errors.join(" "),
        filter.example.call.replace('|', "\\|"),
        filter.example.printed
    )
}

fn argument_line(argument: &ArgumentName, lang: Lang) -> String {
    let words = worded(lang, argument.zh, argument.en);
    format!("| `{}=` | `{}=` | {words} |", argument.name, argument.alias)
}

fn row_filter_line(filter: &RowFilter, lang: Lang) -> String {
    let (name, signature, alias) = (filter.name, filter.signature, filter.alias);
    let words = worded(lang, filter.zh, filter.en);
    format!("| `{name}{signature}` | `{alias}` | {words} |")
}

fn test_line((chinese, english): (&str, &str), terminal: &Terminal) -> String {
    let words = terminal.text(&format!("test-{english}"), &[]);
    format!("| `is {chinese}` | `{english}` | {words} |")
}

fn filters_json() -> serde_json::Value {
    let rows = ROW_FILTERS.iter().map(row_filter_json);
    serde_json::Value::Array(FILTERS.iter().map(filter_json).chain(rows).collect())
}

fn row_filter_json(filter: &RowFilter) -> serde_json::Value {
    serde_json::json!({
        "name": filter.name, "aliases": [filter.alias], "arguments": filter.signature,
        "zh": filter.zh, "en": filter.en, "rows": true,
    })
}

fn filter_json(filter: &Filter) -> serde_json::Value {
    serde_json::json!({
        "name": filter.name, "aliases": filter.aliases, "arguments": filter.signature, "zh": filter.zh, "en": filter.en,
        "rule": filter.rule, "errors": filter.errors, "example": {
            "data": filter.example.data, "call": filter.example.call, "printed": filter.example.printed,
        },
    })
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

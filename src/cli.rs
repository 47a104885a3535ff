//! The command line: what each command does, told in the user's language.

mod args;
mod build;
mod columns;
mod folders;
mod init;
mod inspect;
mod lint;
mod log;
mod mask;
mod preview;
mod progress;
mod show;
mod terminal;
mod usage;
mod vars;
mod why;

use std::any::Any;
use std::ffi::OsString;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;

use clap::FromArgMatches;
use gongwen::config::{self, Config};
use gongwen::diag::{Catalogue, Code, Diagnostic, Lang, Sink};
use gongwen::pipeline::{self, Options, Survey};

use args::{Args, Command};
use terminal::Terminal;

/// How the program ends (design §1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All well.
    Ok = 0,
    /// `build`: some reports failed, the others are written.
    SomeFailed = 1,
    /// The command line or the configuration is wrong; nothing was done.
    Usage = 2,
    /// `check`, `inspect`: errors in the data, or in how it is kept.
    DataErrors = 3,
    /// Interrupted by the user.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Runs the program.
pub(crate) fn main() -> Exit {
    // A defect is told as a diagnostic of the report that it hit; the raw message would only frighten.
    std::panic::set_hook(Box::new(|_| ()));
    let lang = language(std::env::args_os());
    let catalogue = Catalogue::of(lang);
    let parsed = args::command(catalogue)
        .try_get_matches_from(with_help(std::env::args_os().collect()))
        .and_then(|matches| Args::from_arg_matches(&matches));
    match parsed {
        Ok(args) => catch_unwind(|| run(args, Terminal::new(lang))).unwrap_or_else(|panic| told(panic.as_ref(), lang)),
        Err(error) => {
            let terminal = Terminal::new(lang);
            if error.use_stderr() {
                terminal.tell(&usage::words(&error, catalogue));
                Exit::Usage
            } else {
                terminal.answer(error.to_string().trim_end());
                Exit::Ok
            }
        }
    }
}

/// Tells of a defect that nothing has turned into a diagnostic of its own: the program never ends without a word.
fn told(panic: &(dyn Any + Send), lang: Lang) -> Exit {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let detail = text
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or_default();
    let problem = Diagnostic::new(Code::Internal).with("detail", detail);
    Terminal::new(lang).diagnostics(&[*problem]);
    Exit::Usage
}

fn run(args: Args, mut terminal: Terminal) -> Exit {
    terminal.json = args.format == args::AnswerFormat::Json;
    match args.command {
        Command::Build(build) => build::build(&build, &terminal),
        Command::Check(check) => build::check(&check, &terminal),
        Command::Init { folder } => init::init(&folder, &terminal),
        Command::Fonts(fonts) => show::fonts(&fonts, &terminal),
        Command::Filters => show::filters(&terminal),
        Command::Lint { files } => lint::lint(&files, &terminal),
        Command::Preview(preview) => preview::preview(&preview, &terminal),
        Command::Inspect(inspect) => inspect::inspect(&inspect, &terminal),
        Command::Vars(project) => vars::vars(&project, &terminal),
        Command::Why(words) => why::why(&words, &terminal),
        Command::Deliver(deliver) => folders::deliver(&deliver, &terminal),
        Command::Diff(diff) => folders::diff(&diff, &terminal),
        Command::Merge(merge) => folders::merge(&merge, &terminal),
        Command::Schema => show::schema(&terminal),
        Command::Completions { shell } => show::completions(shell, &terminal),
    }
}

/// `gongwen help build` asks for what `gongwen build --help` says; options that hold everywhere may stand before it.
fn with_help(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let mut at = 1;
    let mut asked = false;
    while let Some(argument) = arguments.get(at).and_then(|argument| argument.to_str()) {
        match argument {
            "help" | "帮助" => {
                arguments.remove(at);
                asked = true;
            }
            "--lang" | "--format" => at += 2,
            flag if flag.starts_with('-') => at += 1,
            _ => break,
        }
    }
    arguments.extend(asked.then(|| "--help".into()));
    arguments
}

/// The language: `--lang`, else the locale, else Chinese. It is wanted before the arguments are read, since
/// their help speaks it too.
fn language(arguments: impl Iterator<Item = OsString>) -> Lang {
    let arguments: Vec<OsString> = arguments.collect();
    let arguments: Vec<&str> = arguments
        .iter()
        .map(|argument| argument.to_str().unwrap_or_default())
        .collect();
    let flag = arguments
        .iter()
        .enumerate()
        .find_map(|(index, argument)| match argument.strip_prefix("--lang") {
            Some("") => arguments.get(index + 1).copied(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        });
    flag.and_then(Lang::from_tag)
        .or_else(|| sys_locale::get_locale().as_deref().and_then(Lang::from_tag))
        .unwrap_or_default()
}

/// The configuration of a project folder; its mistakes are shown.
fn load_config(folder: &Path, terminal: &Terminal) -> Option<Config> {
    let mut sink = Sink::new();
    let config = config::load(folder, &mut sink);
    terminal.diagnostics(&sink.into_sorted());
    config
}

/// The first pass over a project; what stands in its way is shown.
fn survey(config: Config, options: &Options, terminal: &Terminal) -> Option<Survey> {
    let survey = pipeline::survey(config, options);
    survey
        .map_err(|problems| terminal.diagnostics(&problems.into_sorted()))
        .ok()
}

//! The arguments as clap reads them; their help comes from the catalogue.

use std::path::PathBuf;

use clap::{Arg, ArgAction, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use gongwen::config::Format;
use gongwen::diag::Catalogue;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "gongwen", version, disable_help_flag = true, disable_version_flag = true)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Read before the rest, see `language`; here so that it is accepted everywhere.
    #[arg(long, global = true, value_name = "zh-CN|en")]
    pub(crate) lang: Option<String>,
    /// Answers for people or for programs.
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub(crate) format: AnswerFormat,
}

/// How answers on standard output look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes the reports.
    Build(BuildArgs),
    /// Checks everything that `build` checks and writes nothing.
    Check(ProjectArgs),
    /// Shows what the program sees in a workbook.
    Inspect(InspectArgs),
    /// Shows the names that the template needs and their values.
    Vars(ProjectArgs),
    /// Shows where printed words come from.
    Why(WhyArgs),
    /// Writes a small working project.
    Init {
        /// The new folder.
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
    /// Shows which font serves each role.
    Fonts(FontsArgs),
    /// Lists the filters of templates.
    Filters,
    /// Prints the JSON Schema of gongwen.toml.
    Schema,
    /// Prints a shell's completion script.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// Arguments of `build`.
#[derive(Debug, clap::Args)]
pub(crate) struct BuildArgs {
    /// What is built.
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    /// Where the files go.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// Which files are made.
    #[arg(long, value_delimiter = ',', value_parser = format)]
    pub(crate) formats: Option<Vec<Format>>,
    /// Replace what a person has changed.
    #[arg(long)]
    pub(crate) force: bool,
    /// Do everything but write.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Arguments of every command that works on a project.
#[derive(Debug, clap::Args)]
pub(crate) struct ProjectArgs {
    /// The project folder.
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
    /// Only these townships.
    #[arg(long, value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// How many threads.
    #[arg(short = 'j', long = "jobs")]
    pub(crate) jobs: Option<usize>,
    /// A folder of fonts to look in first.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) fonts: Option<PathBuf>,
}

/// Arguments of `why`.
#[derive(Debug, clap::Args)]
#[command(allow_missing_positional = true)]
pub(crate) struct WhyArgs {
    /// The project folder.
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
    /// An indicator's name, or words as printed.
    #[arg(required = true)]
    pub(crate) words: String,
    /// The township.
    #[arg(long, value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// A folder of fonts to look in first.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) fonts: Option<PathBuf>,
}

/// Arguments of `inspect`.
#[derive(Debug, clap::Args)]
pub(crate) struct InspectArgs {
    /// The workbook.
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// Only this sheet.
    #[arg(long)]
    pub(crate) sheet: Option<String>,
}

/// Arguments of `fonts`.
#[derive(Debug, clap::Args)]
pub(crate) struct FontsArgs {
    /// The project folder, for its `[fonts]`.
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
    /// A folder of fonts to look in first.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) fonts: Option<PathBuf>,
}

fn format(text: &str) -> Result<Format, String> {
    match text {
        "pdf" => Ok(Format::Pdf),
        "docx" => Ok(Format::Docx),
        other => Err(format!("{other}: pdf, docx")),
    }
}

/// The command with every help text in the user's language: `help-build` for a command, `help-build-out` for
/// its argument, `help-out` where several commands share one.
pub(crate) fn command(catalogue: &Catalogue) -> clap::Command {
    let command = Args::command()
        .about(catalogue.text("help", &[]))
        .disable_help_subcommand(true)
        .help_template(catalogue.text("help-template", &[]))
        .subcommand_help_heading(catalogue.text("help-commands", &[]))
        .arg(flag("help", 'h', ArgAction::Help).global(true))
        .arg(flag("version", 'V', ArgAction::Version));
    let command = command.mut_args(|argument| help(argument, "", catalogue));
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        let about = catalogue.text(&format!("help-{name}"), &[]);
        let prefix = format!("{name}-");
        command.mut_subcommand(&name, |sub| {
            sub.about(about)
                .help_template(catalogue.text("help-template", &[]))
                .mut_args(|argument| help(argument, &prefix, catalogue))
        })
    })
}

fn flag(name: &'static str, short: char, action: ArgAction) -> Arg {
    Arg::new(name).long(name).short(short).action(action)
}

fn help(argument: Arg, command: &str, catalogue: &Catalogue) -> Arg {
    let name = argument.get_id().to_string();
    let own = format!("help-{command}{name}");
    let text = catalogue.text(&own, &[]);
    let text = if text == own {
        catalogue.text(&format!("help-{name}"), &[])
    } else {
        text
    };
    argument
        .help(text)
        .help_heading(catalogue.text("help-options", &[]))
        .hide_possible_values(false)
}

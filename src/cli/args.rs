//! The arguments as clap reads them; their help comes from the catalogue.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use gongwen::config::Format;
use gongwen::diag::Catalogue;
use gongwen::manifest::Shard;
use gongwen::preview;
use gongwen::writer::pdf::Standard;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "gongwen", version, disable_help_flag = true, disable_version_flag = true)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Read before the rest, see `language`; here so that it is accepted everywhere.
    #[arg(long, global = true)]
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
    /// Writes what is handed over of an output folder.
    Deliver(DeliverArgs),
    /// Tells which figures changed between two runs.
    Diff(DiffArgs),
    /// Joins shards.
    Merge(MergeArgs),
    /// Prints the JSON Schema of gongwen.toml.
    Schema,
    /// The pages of a PDF as pictures.
    Preview(PreviewArgs),
    /// The rules of GB/T 9704 measured on finished files.
    Lint {
        /// PDF and Word files; none lists the rules.
        #[arg(value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
    },
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
    /// Review copies too.
    #[arg(long)]
    pub(crate) review: bool,
    /// Another archival standard than the configuration's.
    #[arg(long, value_parser = standard)]
    pub(crate) pdf_standard: Option<Standard>,
    /// Let Word files carry their faces.
    #[arg(long)]
    pub(crate) embed_fonts: bool,
    /// Replace what a person has changed.
    #[arg(long)]
    pub(crate) force: bool,
    /// Make drafts in spite of errors.
    #[arg(long)]
    pub(crate) draft: bool,
    /// Do everything but write.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Hash every input and output.
    #[arg(long)]
    pub(crate) verify: bool,
    /// At most so many reports.
    #[arg(long)]
    pub(crate) limit: Option<usize>,
    /// Only this share of the reports.
    #[arg(long, conflicts_with_all = ["limit", "only", "draft"], value_parser = shard)]
    pub(crate) shard: Option<Shard>,
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

/// Arguments of `deliver`.
#[derive(Debug, clap::Args)]
pub(crate) struct DeliverArgs {
    /// The output folder.
    #[arg(default_value = "output", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
    /// Where the files go; `delivery` in the output folder when left out.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// Only these parts.
    #[arg(long, value_delimiter = ',', value_enum)]
    pub(crate) parts: Vec<PartArg>,
}

/// A part of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PartArg {
    /// The print file.
    Print,
    /// The zip files.
    Zip,
    /// The acceptance pack.
    Acceptance,
}

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// The older output folder. Under a heading of its own the help would sort the two by their names.
    #[arg(value_hint = ValueHint::DirPath, display_order = 1)]
    pub(crate) old: PathBuf,
    /// The newer one.
    #[arg(value_hint = ValueHint::DirPath, display_order = 2)]
    pub(crate) new: PathBuf,
}

/// Arguments of `merge`.
#[derive(Debug, clap::Args)]
pub(crate) struct MergeArgs {
    /// The output folder that holds the shards, or the shards' own folders.
    #[arg(required = true, value_hint = ValueHint::DirPath)]
    pub(crate) folders: Vec<PathBuf>,
    /// Where the whole goes.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// Replace what a person has changed.
    #[arg(long)]
    pub(crate) force: bool,
}

/// Arguments of `why`.
#[derive(Debug, clap::Args)]
pub(crate) struct WhyArgs {
    /// The project folder, where it is not this one, then the words. They are one list, because clap cannot tell a
    /// folder that may be left out from the words behind an option.
    #[arg(required = true, value_hint = ValueHint::DirPath)]
    pub(crate) words: Vec<String>,
    /// The township.
    #[arg(long, value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// A folder of fonts to look in first.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) fonts: Option<PathBuf>,
}

impl WhyArgs {
    /// The project folder and the words. The first of several is the folder when there is such a folder.
    pub(crate) fn folder_and_words(&self) -> (PathBuf, String) {
        match self.words.split_first() {
            Some((first, rest)) if !rest.is_empty() && Path::new(first).is_dir() => (first.into(), rest.concat()),
            Some(_) | None => (".".into(), self.words.concat()),
        }
    }
}

/// Arguments of `preview`.
#[derive(Debug, clap::Args)]
pub(crate) struct PreviewArgs {
    /// The PDF.
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// Where the pictures go.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// Dots per inch.
    #[arg(long, default_value_t = preview::DPI, value_parser = clap::value_parser!(u16).range(1..=i64::from(preview::FINEST)))]
    pub(crate) dpi: u16,
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

fn shard(text: &str) -> Result<Shard, String> {
    text.parse()
}

fn format(text: &str) -> Result<Format, String> {
    match text {
        "pdf" => Ok(Format::Pdf),
        "docx" => Ok(Format::Docx),
        "review" => Ok(Format::Review),
        other => Err(format!("{other}: pdf, docx, review")),
    }
}

fn standard(text: &str) -> Result<Standard, String> {
    let known = Standard::ALL.into_iter().find(|standard| standard.key() == text);
    known.ok_or_else(|| {
        let keys: Vec<&str> = Standard::ALL.iter().map(|standard| standard.key()).collect();
        format!("{text}: {}", keys.join(", "))
    })
}

/// The command with every word in the user's language: `help-build` for a command, `usage-build` for how it is
/// called, `argument-out` for an argument and `argument-build-out` where a command means something of its own by
/// it, `value-out` and `value-build-out` for what stands in its place.
pub(crate) fn command(catalogue: &Catalogue) -> clap::Command {
    let command = Args::command()
        .about(catalogue.text("help", &[]))
        .override_usage(catalogue.text("usage", &[]))
        .disable_help_subcommand(true)
        .help_template(catalogue.text("help-template", &[]))
        .subcommand_help_heading(catalogue.text("help-commands", &[]))
        .arg(flag("help", 'h', ArgAction::Help).global(true))
        .arg(flag("version", 'V', ArgAction::Version));
    let command = command.mut_args(|argument| help(argument, "", catalogue));
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        let about = catalogue.text(&format!("help-{name}"), &[]);
        let usage = catalogue.text(&format!("usage-{name}"), &[]);
        let prefix = format!("{name}-");
        command.mut_subcommand(&name, |sub| {
            sub.about(about)
                .override_usage(usage)
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
    let say = |what: &str| {
        let own = own_text(catalogue, &format!("{what}-{command}{name}"));
        own.unwrap_or_else(|| catalogue.text(&format!("{what}-{name}"), &[]))
    };
    let text = say("argument");
    let heading = if argument.is_positional() {
        "help-arguments"
    } else {
        "help-options"
    };
    let takes_value = argument.get_action().takes_values();
    // Defaults and possible values stand in the texts, in the user's language.
    let argument = argument.help(text).help_heading(catalogue.text(heading, &[]));
    if takes_value {
        let argument = argument.hide_default_value(true).hide_possible_values(true);
        argument.value_name(say("value"))
    } else {
        argument
    }
}

fn own_text(catalogue: &Catalogue, key: &str) -> Option<String> {
    let text = catalogue.text(key, &[]);
    (text != key).then_some(text)
}

#[cfg(test)]
mod tests {
    use gongwen::diag::Lang;

    use super::*;

    /// A key stands for a text that is missing.
    fn is_key(text: &str) -> bool {
        ["help-", "usage-", "argument-", "value-"]
            .iter()
            .any(|prefix| text.starts_with(prefix))
    }

    fn missing(command: &clap::Command) -> Vec<String> {
        let arguments = command.get_arguments().flat_map(|argument| {
            let names = argument
                .get_value_names()
                .into_iter()
                .flatten()
                .map(ToString::to_string);
            let help = argument
                .get_help()
                .map(ToString::to_string)
                .unwrap_or("help-".to_owned());
            names.chain([help]).collect::<Vec<_>>()
        });
        let about = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or("help-".to_owned());
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ").to_owned();
        arguments.chain([about, usage]).filter(|text| is_key(text)).collect()
    }

    #[test]
    fn every_command_and_every_argument_has_its_words_in_both_languages() {
        for lang in [Lang::ZhCn, Lang::En] {
            let mut command = command(Catalogue::of(lang));
            command.build();
            assert_eq!(missing(&command), Vec::<String>::new(), "gongwen in {lang:?}");
            for sub in command.get_subcommands() {
                assert_eq!(missing(sub), Vec::<String>::new(), "{} in {lang:?}", sub.get_name());
            }
        }
    }

    #[test]
    fn a_missing_text_is_found() {
        let bare = clap::Command::new("bare").about("words").override_usage("bare");
        let known = missing(&bare);
        let with_argument = bare.arg(help(
            Arg::new("unheard-of").long("unheard-of"),
            "",
            Catalogue::of(Lang::En),
        ));
        assert_eq!(missing(&with_argument).len(), known.len() + 2);
    }

    #[test]
    fn why_takes_the_folder_only_where_there_is_one() {
        let words = |words: &[&str]| WhyArgs {
            words: words.iter().map(ToString::to_string).collect(),
            only: Vec::new(),
            fonts: None,
        };
        let source = env!("CARGO_MANIFEST_DIR");
        assert_eq!(
            words(&[source, "粮食"]).folder_and_words(),
            (source.into(), "粮食".to_owned())
        );
        assert_eq!(
            words(&["粮食", "播种"]).folder_and_words(),
            (".".into(), "粮食播种".to_owned())
        );
        assert_eq!(words(&[source]).folder_and_words(), (".".into(), source.to_owned()));
    }
}

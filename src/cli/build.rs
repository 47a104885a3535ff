//! `gongwen build` and `gongwen check`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use gongwen::diag::Severity;
use gongwen::pipeline::{self, Options, Outcome, Progress};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::args::{BuildArgs, ProjectArgs};
use super::log::Log;
use super::progress::Bar;
use super::terminal::Terminal;
use super::{Exit, load_config};

/// Makes the reports.
pub(crate) fn build(args: &BuildArgs, terminal: &Terminal) -> Exit {
    let options = Options {
        formats: args.formats.clone(),
        review: args.review,
        pdf_standard: args.pdf_standard,
        output: args.out.clone(),
        embed_fonts: args.embed_fonts,
        force: args.force,
        draft: args.draft,
        dry_run: args.dry_run,
        verify: args.verify,
        limit: args.limit,
        shard: args.shard,
        ..options(&args.project)
    };
    run(&args.project, &options, terminal, Exit::SomeFailed)
}

/// Checks everything, writes nothing.
pub(crate) fn check(args: &ProjectArgs, terminal: &Terminal) -> Exit {
    let options = Options {
        dry_run: true,
        fresh: true,
        ..options(args)
    };
    run(args, &options, terminal, Exit::DataErrors)
}

/// Set by Ctrl-C: the reports in hand are finished, no further one is begun.
static STOP: AtomicBool = AtomicBool::new(false);

fn options(args: &ProjectArgs) -> Options {
    Options {
        only: args.only.clone(),
        fonts: args.fonts.clone(),
        threads: args.jobs,
        source_date: source_date(),
        ..Options::default()
    }
}

/// The day that `SOURCE_DATE_EPOCH` names, for files of a job that tells no date of its own (reproducible-builds.org);
/// none where it is not set or no number of seconds.
fn source_date() -> Option<Date> {
    let seconds: i64 = std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse().ok()?;
    // A document's day is one of the Chinese calendar office.
    let moment = Timestamp::from_second(seconds).ok()?;
    Some(Offset::constant(8).to_datetime(moment).date())
}

/// Runs the job, shows what came of it, and tells how the program ends; `on_errors` when reports have errors.
fn run(args: &ProjectArgs, options: &Options, terminal: &Terminal, on_errors: Exit) -> Exit {
    let Some(config) = load_config(&args.folder, terminal) else {
        return Exit::Usage;
    };
    // Without a handler Ctrl-C ends the program at once, which is safe too: files appear whole or not at all.
    let _ = ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed));
    let start = Instant::now();
    let bar = Bar::new(terminal);
    let output = options.output_folder(&config);
    let log = Log::new(terminal, (!options.dry_run).then_some(&output));
    let follow = |progress: Progress<'_>| {
        log.follow(progress);
        bar.follow(progress);
    };
    let outcome = pipeline::run(config, options, &follow, &STOP);
    bar.finish();
    log.conclude(&outcome, start.elapsed());
    terminal.diagnostics(&outcome.diagnostics);
    if terminal.json {
        terminal.outcome_json(&outcome);
    } else if !outcome.unusable {
        terminal.summary(&outcome, options, start.elapsed());
        log.tell_where();
        if !options.draft {
            terminal.hint_draft(&outcome);
        }
    }
    if STOP.load(Ordering::Relaxed) {
        Exit::Interrupted
    } else {
        exit(&outcome, on_errors)
    }
}

fn exit(outcome: &Outcome, on_errors: Exit) -> Exit {
    let errors = outcome
        .diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity() == Severity::Error);
    match (outcome.unusable, errors) {
        (true, _) => Exit::Usage,
        (false, true) => on_errors,
        (false, false) => Exit::Ok,
    }
}

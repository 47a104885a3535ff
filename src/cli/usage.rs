//! Mistakes on the command line, in the user's language; clap itself speaks English only.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use gongwen::diag::Catalogue;

/// What is wrong with the command line, what was probably meant, and how the program is called.
pub(crate) fn words(error: &Error, catalogue: &Catalogue) -> String {
    let argument = shown(error, ContextKind::InvalidArg).or_else(|| shown(error, ContextKind::InvalidSubcommand));
    let arguments = [
        ("argument", argument.unwrap_or_default()),
        ("value", shown(error, ContextKind::InvalidValue).unwrap_or_default()),
    ];
    let empty = arguments[1].1.is_empty();
    let mut lines = vec![catalogue.text(key(error.kind(), empty), &arguments)];
    if let Some(known) = shown(error, ContextKind::ValidValue).or_else(|| shown(error, ContextKind::ValidSubcommand)) {
        lines.push(format!("  {}", catalogue.text("wrong-known", &[("known", known)])));
    }
    if let Some(meant) = suggestion(error) {
        lines.push(format!("  {}", catalogue.text("wrong-meant", &[("meant", meant)])));
    }
    lines.push(format!("  {}", catalogue.text("wrong-help", &[])));
    lines.join("\n")
}

/// The message's key. A value that is not there at all is told apart from a wrong one.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "clap may add kinds; they get the general words"
)]
fn key(kind: ErrorKind, empty: bool) -> &'static str {
    match kind {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::InvalidUtf8 if empty => "wrong-no-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "wrong-value",
        ErrorKind::UnknownArgument => "wrong-argument",
        ErrorKind::InvalidSubcommand => "wrong-command",
        ErrorKind::MissingRequiredArgument => "wrong-missing",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "wrong-no-command",
        ErrorKind::ArgumentConflict | ErrorKind::TooManyValues => "wrong-twice",
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => "wrong-no-value",
        _ => "wrong-usage",
    }
}

fn suggestion(error: &Error) -> Option<String> {
    [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .find_map(|kind| shown(error, kind))
}

/// A part of the error as text; lists are joined.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "clap may add sorts of values; only texts can be shown"
)]
fn shown(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        _ => None,
    }
    .filter(|text| !text.is_empty())
}

//! The one catalogue of user-visible text, in Chinese and English (`locales/*.toml`).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Code, Diagnostic};

/// The language that the program speaks to its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Simplified Chinese, the default.
    #[default]
    ZhCn,
    /// English.
    En,
}

impl Lang {
    /// The language of a tag or locale such as `zh-CN`, `en_US.UTF-8`; none when it is neither.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        match tag.get(..2) {
            Some("zh") => Some(Self::ZhCn),
            Some("en") => Some(Self::En),
            _ => None,
        }
    }
}

/// Message and advice of one code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    message: String,
    help: String,
}

/// All words in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    codes: BTreeMap<String, Entry>,
    ui: BTreeMap<String, String>,
}

static ZH_CN: LazyLock<Catalogue> = LazyLock::new(|| parse(include_str!("../../locales/zh-CN.toml")));
static EN: LazyLock<Catalogue> = LazyLock::new(|| parse(include_str!("../../locales/en.toml")));

/// The catalogues are part of the program; a test reads both, so that this cannot fail for a user.
#[expect(clippy::expect_used, reason = "compiled-in text, held by the catalogue tests")]
fn parse(text: &str) -> Catalogue {
    toml::from_str(text).expect("a compiled-in catalogue is well-formed")
}

impl Catalogue {
    /// The catalogue of a language.
    pub fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::ZhCn => &ZH_CN,
            Lang::En => &EN,
        }
    }

    /// The message of a problem, its arguments put in.
    pub fn message(&self, diagnostic: &Diagnostic) -> String {
        self.entry(diagnostic.code).map_or_else(
            || diagnostic.code.to_string(),
            |entry| self.fill(&entry.message, &diagnostic.arguments),
        )
    }

    /// What the user can do about a problem; empty when the message says it all.
    pub fn help(&self, diagnostic: &Diagnostic) -> String {
        self.entry(diagnostic.code)
            .map_or_else(String::new, |entry| self.fill(&entry.help, &diagnostic.arguments))
    }

    /// A text of the user interface, its arguments put in; the key itself when there is no such text.
    pub fn text(&self, key: &str, arguments: &[(&'static str, String)]) -> String {
        self.ui
            .get(key)
            .map_or_else(|| key.to_owned(), |text| self.fill(text, arguments))
    }

    /// The message and the advice of a code as they stand, with their `{placeholders}`.
    pub fn templates(&self, code: Code) -> Option<(&str, &str)> {
        self.entry(code)
            .map(|entry| (entry.message.as_str(), entry.help.as_str()))
    }

    /// The keys of the user-interface texts with their texts.
    pub fn ui_texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.ui.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// The codes that have words.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.codes.keys().map(String::as_str)
    }

    fn entry(&self, code: Code) -> Option<&Entry> {
        let text = code.as_str();
        // What is checked at several levels (E-SUM, W-SUM, N-SUM) has its words once, under the error's code.
        let as_error = || text.get(1..).and_then(|rest| self.codes.get(&format!("E{rest}")));
        self.codes.get(text).or_else(as_error)
    }

    /// Puts the arguments in for `{name}`. One pass, so that an argument that itself holds braces stays as it is.
    fn fill(&self, template: &str, arguments: &[(impl AsRef<str>, String)]) -> String {
        let mut filled = String::with_capacity(template.len());
        let mut rest = template;
        while let Some(open) = rest.find('{') {
            filled.push_str(&rest[..open]);
            let after = &rest[open + 1..];
            let argument = after.find('}').and_then(|close| {
                arguments
                    .iter()
                    .find(|(name, _)| name.as_ref() == &after[..close])
                    .map(|(name, value)| (self.said(name.as_ref(), value), close))
            });
            if let Some((value, close)) = argument {
                filled.push_str(&value);
                rest = &after[close + 1..];
            } else {
                filled.push('{');
                rest = after;
            }
        }
        filled.push_str(rest);
        filled
    }

    /// An argument in the user's language: a text of the catalogue, or what the system said.
    fn said<'a>(&'a self, name: &str, value: &'a str) -> Cow<'a, str> {
        let text = |key: &'a str| Cow::Borrowed(self.ui.get(key).map_or(key, String::as_str));
        if let Some(key) = value.strip_prefix(TERM_MARK) {
            return text(key);
        }
        match super::system::key(value).filter(|_| name == "detail") {
            // The original stands in no argument of that name, so that it is not looked at again.
            Some("system-says") => Cow::Owned(self.text("system-says", &[("original", value.to_owned())])),
            Some(key) => text(key),
            None => Cow::Borrowed(value),
        }
    }
}

/// Marks an argument that is itself a text of the catalogue; a noncharacter, which no input can bring in.
const TERM_MARK: char = '\u{FDEF}';

/// An argument that is a text of the user interface, to be said in the user's language.
pub fn term(key: &str) -> String {
    format!("{TERM_MARK}{key}")
}

//! The job's folders: which townships there are, and what lies in each one's folder.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Result, Sink, nearest, term};
use crate::reader::{self, Limits, Projection, ReadingSettings};
use crate::workbook::Workbook;

/// Extensions of text fragments that a template may include.
const FRAGMENT_EXTENSIONS: [&str; 2] = ["md", "txt"];

const MEBIBYTE: u64 = 1 << 20;
/// Largest text fragment: some hundred pages.
const FRAGMENT_BYTES: u64 = MEBIBYTE;

/// One township's folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Township {
    /// Its name: that of its folder.
    pub name: Arc<str>,
    /// The folder.
    pub folder: PathBuf,
}

/// What a township's folder holds.
#[derive(Debug, Default)]
pub struct TownshipInput {
    /// The workbooks that could be read.
    pub workbooks: Vec<Workbook>,
    /// The names of those that could not; what is missing because of them is not told twice.
    pub unreadable: Vec<String>,
    /// The text fragments by file name.
    pub fragments: BTreeMap<Arc<str>, Arc<str>>,
}

/// The townships of a job: those that the configuration lists, in its order, or every folder of the data folder
/// by name.
pub fn townships(config: &Config, sink: &mut Sink) -> Vec<Township> {
    let data = config.root.join(&config.job.data);
    if !data.is_dir() {
        let folder = config.job.data.display();
        sink.push(
            Diagnostic::new(Code::FolderMissing)
                .with("folder", folder)
                .at_file(data.display().to_string()),
        );
        return Vec::new();
    }
    let township = |name: &str| Township {
        name: name.into(),
        folder: data.join(name),
    };
    if !config.job.townships.is_empty() {
        return config.job.townships.iter().map(|name| township(name)).collect();
    }
    let folders = folder_entries(&data).unwrap_or_default();
    let mut found: Vec<Township> = folders
        .into_iter()
        .filter(|path| path.is_dir())
        .filter_map(|path| {
            sink.keep(readable_name(&config.root, &path))
                .map(|name| township(&name))
        })
        .collect();
    found.sort();
    if found.is_empty() {
        let folder = config.job.data.display();
        sink.push(
            Diagnostic::new(Code::NoTownships)
                .with("folder", folder)
                .at_file(data.display().to_string()),
        );
    }
    found
}

/// Those of the townships that `only` names; a name that does not exist is an error.
pub(super) fn select(townships: &[Township], only: &[String], sink: &mut Sink) -> Vec<Arc<str>> {
    let exists = |name: &str| townships.iter().find(|township| &*township.name == name);
    for name in only.iter().filter(|name| exists(name).is_none()) {
        let known = townships.iter().map(|township| &*township.name);
        sink.push(
            Diagnostic::new(Code::UnknownTownship)
                .with("found", name)
                .with("nearest", nearest(name, known)),
        );
    }
    let chosen = |township: &&Township| only.is_empty() || only.iter().any(|name| **name == *township.name);
    townships
        .iter()
        .filter(chosen)
        .map(|township| Arc::clone(&township.name))
        .collect()
}

/// How the workbooks of a job are read.
pub struct ReadingWay<'c> {
    /// The project folder, to which paths in messages relate.
    root: &'c Path,
    file_bytes: u64,
    limits: Limits,
    projection: Option<&'c dyn Projection>,
}

impl<'c> ReadingWay<'c> {
    /// Whole, for commands that show what stands in them.
    pub fn whole(config: &'c Config) -> Self {
        Self::under(&config.root, &config.reading)
    }

    /// Whole, under the limits of these settings.
    pub fn under(root: &'c Path, settings: &ReadingSettings) -> Self {
        Self {
            root,
            file_bytes: settings.file_bytes(),
            limits: settings.limits(),
            projection: None,
        }
    }

    /// Without the columns of long sheets that the projection spares.
    pub fn projected(config: &'c Config, projection: &'c dyn Projection) -> Self {
        Self {
            projection: Some(projection),
            ..Self::whole(config)
        }
    }

    /// Reads one workbook; `file` is its path as the user knows it.
    pub fn read(&self, path: &Path, file: &Arc<str>, sink: &mut Sink) -> Result<Workbook> {
        let bytes = read_bytes(path, file, self.file_bytes)?;
        match self.projection {
            Some(projection) => reader::read_projected(file, &bytes, &self.limits, projection, sink),
            None => reader::read_within(file, &bytes, &self.limits, sink),
        }
    }
}

/// Bytes of all files of a township's folder, as far as each may be read.
pub(super) fn folder_bytes(township: &Township, config: &Config) -> u64 {
    let most = config.reading.file_bytes();
    let size = |path: &PathBuf| std::fs::metadata(path).map_or(0, |found| found.len().min(most));
    folder_entries(&township.folder).map_or(0, |entries| entries.iter().map(size).sum())
}

/// Reads everything in a township's folder.
pub fn read_township(way: &ReadingWay<'_>, township: &Township, sink: &mut Sink) -> TownshipInput {
    let root = way.root;
    let mut input = TownshipInput::default();
    let Ok(entries) = folder_entries(&township.folder) else {
        let folder = shown_path(root, &township.folder);
        sink.push(
            Diagnostic::new(Code::FolderMissing)
                .with("folder", &folder)
                .at_file(folder),
        );
        return input;
    };
    for path in entries.into_iter().filter(|path| path.is_file()) {
        read_entry(way, &path, &mut input, sink);
    }
    if input.workbooks.is_empty() && input.unreadable.is_empty() {
        let folder = shown_path(root, &township.folder);
        sink.push(
            Diagnostic::new(Code::FolderEmpty)
                .with("folder", &folder)
                .at_file(folder),
        );
    }
    input
}

fn read_entry(way: &ReadingWay<'_>, path: &Path, input: &mut TownshipInput, sink: &mut Sink) {
    let root = way.root;
    let Some(name) = sink.keep(readable_name(root, path)) else {
        return;
    };
    let file: Arc<str> = shown_path(root, path).into();
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    if FRAGMENT_EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str()) {
        if let Some(text) = sink.keep(read_fragment(path, &file)) {
            input.fragments.insert(name.into(), text);
        }
        return;
    }
    let workbook = way.read(path, &file, sink);
    match sink.keep(workbook) {
        Some(workbook) => input.workbooks.push(workbook),
        None => input.unreadable.push(name),
    }
}

/// A text fragment: UTF-8, or else GB18030, the encoding of older editors.
fn read_fragment(path: &Path, file: &Arc<str>) -> Result<Arc<str>> {
    let bytes = read_bytes(path, file, FRAGMENT_BYTES)?;
    let (text, _, damaged) = match std::str::from_utf8(&bytes) {
        Ok(_) => encoding_rs::UTF_8.decode(&bytes),
        Err(_) => encoding_rs::GB18030.decode(&bytes),
    };
    if damaged {
        return Err(Diagnostic::new(Code::FragmentEncoding).at_file(Arc::clone(file)));
    }
    Ok(text.into())
}

/// The name of a file or folder. One that is not Unicode cannot be told apart from another that is damaged alike,
/// and to pass over it without a word would lose a department's figures.
fn readable_name(root: &Path, path: &Path) -> Result<String> {
    let name = path.file_name().and_then(|name| name.to_str());
    name.map(str::to_owned)
        .ok_or_else(|| Diagnostic::new(Code::FileName).at_file(shown_path(root, path)))
}

/// The template: UTF-8, no larger than a text fragment may be.
pub(super) fn read_template(path: &Path, file: &Arc<str>) -> Result<String> {
    let unreadable = |detail: String| {
        Diagnostic::new(Code::TemplateUnreadable)
            .with("detail", detail)
            .at_file(Arc::clone(file))
    };
    if !path.is_file() {
        return Err(unreadable(term("no-such-file")));
    }
    let bytes = read_bytes(path, file, FRAGMENT_BYTES)?;
    String::from_utf8(bytes).map_err(|_| unreadable(term("not-utf8")))
}

/// Reads a file of at most `limit` bytes: a file is as large as who sent it likes, and memory is not.
fn read_bytes(path: &Path, file: &Arc<str>, limit: u64) -> Result<Vec<u8>> {
    let unreadable = |error| {
        Diagnostic::new(Code::FileUnreadable)
            .with("detail", error)
            .at_file(Arc::clone(file))
    };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(path).map_err(unreadable)?;
    opened.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(Diagnostic::new(Code::FileLarge)
            .with("limit", limit / MEBIBYTE)
            .at_file(Arc::clone(file)));
    }
    Ok(bytes)
}

/// The entries of a folder in the order of their names, without hidden files and the lock files of open documents.
fn folder_entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let passed_over = |name: &str| name.starts_with('.') || name.starts_with("~$");
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| !passed_over(&name.to_string_lossy()))
        })
        .collect();
    entries.sort();
    Ok(entries)
}

/// A path as the user knows it: relative to the project folder, composed (NFC), with `/`.
pub fn shown_path(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts = relative
        .components()
        .map(|part| part.as_os_str().to_string_lossy().nfc().collect::<String>());
    parts.collect::<Vec<_>>().join("/")
}

//! The job's folders: what lies in each one, read once where all townships share it.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::inputs::{FolderFiles, InputFile, Stamp};
use super::roster::Township;
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Result, Sink, term};
use crate::indicator::{PLACEHOLDER, Shelf};
use crate::reader::{self, Limits, Projection, ReadingSettings};
use crate::workbook::Workbook;

/// Extensions of text fragments that a template may include.
const FRAGMENT_EXTENSIONS: [&str; 2] = ["md", "txt"];

/// Extensions of pictures.
const PICTURE_EXTENSIONS: [&str; 4] = ["png", "jpg", "jpeg", "svg"];
const MEBIBYTE: u64 = 1 << 20;
/// Largest text fragment: some hundred pages.
const FRAGMENT_BYTES: u64 = MEBIBYTE;

/// The workbooks of one folder.
#[derive(Debug, Default)]
pub struct FolderInput {
    /// The folder's name in `[folders]`; empty for the township's own.
    pub name: String,
    /// The workbooks that could be read.
    pub workbooks: Vec<Workbook>,
    /// The names of those that could not; what is missing because of them is not told twice.
    pub unreadable: Vec<String>,
    /// Every file as it was read.
    pub(super) files: Vec<InputFile>,
}

/// What a township's folders hold.
#[derive(Debug, Default)]
pub struct TownshipInput {
    /// Its own folder, then those of `[folders]` that are its alone.
    pub folders: Vec<FolderInput>,
    /// The text fragments by file name.
    pub fragments: BTreeMap<Arc<str>, Arc<str>>,
    /// Every file of its folders as it was read.
    pub(super) files: Vec<FolderFiles>,
}

impl TownshipInput {
    /// Notes which files a folder held, or that there was none.
    fn note(&mut self, root: &Path, folder: &Path, found: Option<&FolderInput>) {
        let files = found.map(|found| found.files.clone());
        self.files.push(FolderFiles::of(root, folder, files));
    }

    /// The workbooks of all its folders.
    pub fn workbooks(&self) -> impl Iterator<Item = &Workbook> {
        self.folders.iter().flat_map(|folder| &folder.workbooks)
    }
}

/// The folders that all townships share, read once.
#[derive(Debug, Default)]
pub struct Shared {
    folders: Vec<FolderInput>,
    problems: Sink,
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
        self.parse(&bytes, file, sink)
    }

    fn parse(&self, bytes: &[u8], file: &Arc<str>, sink: &mut Sink) -> Result<Workbook> {
        match self.projection {
            Some(projection) => reader::read_projected(file, bytes, &self.limits, projection, sink),
            None => reader::read_within(file, bytes, &self.limits, sink),
        }
    }
}

/// Bytes of all files of a township's folder, as far as each may be read.
pub(super) fn folder_bytes(township: &Township, config: &Config) -> u64 {
    let most = config.reading.file_bytes();
    let size = |path: &PathBuf| std::fs::metadata(path).map_or(0, |found| found.len().min(most));
    folder_entries(&township.folder).map_or(0, |entries| entries.iter().map(size).sum())
}

/// The shared folders opened for searching.
#[derive(Debug)]
pub struct SharedShelves<'a> {
    pub(super) shelves: Vec<Shelf<'a>>,
    pub(super) shared: &'a Shared,
}

impl Shared {
    /// Reads the folders of `[folders]` that are no township's own. One that does not exist is told in `sink`; what is
    /// wrong with a file is told to every township.
    pub fn read(config: &Config, way: &ReadingWay<'_>, sink: &mut Sink) -> Self {
        let mut shared = Self::default();
        for (name, path) in &config.mapping.folders {
            if path.contains(PLACEHOLDER) {
                continue;
            }
            let folder = config.root.join(path);
            match read_folder(way, name, &folder, &mut BTreeMap::new(), &mut shared.problems) {
                Some(input) => shared.folders.push(input),
                None => sink.push(folder_missing(&config.root, &folder)),
            }
        }
        shared
    }

    /// Opens the folders for searching.
    pub fn shelves(&self) -> SharedShelves<'_> {
        SharedShelves {
            shelves: self.folders.iter().map(FolderInput::shelf).collect(),
            shared: self,
        }
    }

    /// The workbooks of all shared folders.
    pub fn workbooks(&self) -> impl Iterator<Item = &Workbook> {
        self.folders.iter().flat_map(|folder| &folder.workbooks)
    }

    /// Every file of the shared folders as it was read.
    pub(super) fn files(&self) -> impl Iterator<Item = &InputFile> {
        self.folders.iter().flat_map(|folder| &folder.files)
    }

    /// What is wrong with the files.
    pub(super) fn problems(&self) -> Sink {
        self.problems.clone()
    }

    /// The files that could not be read, each with its folder's name.
    pub(super) fn unreadable(&self) -> impl Iterator<Item = (&str, &str)> {
        self.folders.iter().flat_map(FolderInput::unreadable)
    }
}

impl FolderInput {
    /// The folder opened for searching.
    pub(super) fn shelf(&self) -> Shelf<'_> {
        Shelf::new(&self.name, &self.workbooks)
    }

    /// The files that could not be read, each with the folder's name.
    pub(super) fn unreadable(&self) -> impl Iterator<Item = (&str, &str)> {
        self.unreadable.iter().map(|file| (self.name.as_str(), file.as_str()))
    }
}

/// Reads everything in a township's folders. Without a folder of its own it has only what the shared ones say of it;
/// where the mapping asks for more, that is an error.
pub fn read_township(config: &Config, way: &ReadingWay<'_>, township: &Township, sink: &mut Sink) -> TownshipInput {
    let root = way.root;
    let mut input = TownshipInput::default();
    let own = read_folder(way, "", &township.folder, &mut input.fragments, sink);
    input.note(root, &township.folder, own.as_ref());
    match own {
        Some(own) => {
            if own.workbooks.is_empty() && own.unreadable.is_empty() && needs_own_folder(config) {
                let folder = shown_path(root, &township.folder);
                let problem = Diagnostic::new(Code::FolderEmpty).with("folder", &folder);
                sink.push(problem.at_file(folder));
            }
            input.folders.push(own);
        }
        None if needs_own_folder(config) => sink.push(folder_missing(root, &township.folder)),
        None => {}
    }
    for (name, path) in config
        .mapping
        .folders
        .iter()
        .filter(|(_, path)| path.contains(PLACEHOLDER))
    {
        let folder = root.join(path.replace(PLACEHOLDER, &township.name));
        // A township may be new this year: what needs last year's folder says so.
        let found = read_folder(way, name, &folder, &mut BTreeMap::new(), sink);
        input.note(root, &folder, found.as_ref());
        input.folders.extend(found);
    }
    input
}

/// Whether anything is taken from the townships' own folders.
fn needs_own_folder(config: &Config) -> bool {
    let mapping = &config.mapping;
    let elsewhere = |pattern: &Option<String>| pattern.as_ref().is_some_and(|pattern| pattern.contains('/'));
    let indicators = mapping.indicators.iter().filter(|settings| settings.formula.is_none());
    let facts = mapping
        .facts
        .as_ref()
        .is_some_and(|facts| !facts.workbook.contains('/'));
    facts
        || mapping.folders.is_empty()
        || indicators
            .map(|settings| &settings.workbook)
            .any(|pattern| !elsewhere(pattern))
        || mapping.rows.iter().any(|rows| !elsewhere(&rows.workbook))
}

fn folder_missing(root: &Path, folder: &Path) -> Box<Diagnostic> {
    let folder = shown_path(root, folder);
    Diagnostic::new(Code::FolderMissing)
        .with("folder", &folder)
        .at_file(folder)
}

/// Reads the workbooks of a folder, and its text fragments into `fragments`; none when there is no such folder.
fn read_folder(
    way: &ReadingWay<'_>,
    name: &str,
    folder: &Path,
    fragments: &mut BTreeMap<Arc<str>, Arc<str>>,
    sink: &mut Sink,
) -> Option<FolderInput> {
    let mut input = FolderInput {
        name: name.to_owned(),
        ..FolderInput::default()
    };
    for path in folder_entries(folder).ok()?.into_iter().filter(|path| path.is_file()) {
        read_entry(way, &path, (&mut input, fragments), sink);
    }
    Some(input)
}

fn read_entry(
    way: &ReadingWay<'_>,
    path: &Path,
    (input, fragments): (&mut FolderInput, &mut BTreeMap<Arc<str>, Arc<str>>),
    sink: &mut Sink,
) {
    let root = way.root;
    let Some(name) = sink.keep(readable_name(root, path)) else {
        input.files.push(InputFile::unread(root, path));
        return;
    };
    let file: Arc<str> = shown_path(root, path).into();
    if is_picture(path) {
        // Read when a template asks for it.
        return;
    }
    let fragment = is_fragment(path);
    let limit = if fragment { FRAGMENT_BYTES } else { way.file_bytes };
    let stamp = Stamp::of(path);
    let bytes = sink.keep(read_bytes(path, &file, limit));
    input.files.push(match &bytes {
        Some(bytes) => InputFile::read(root, path, stamp, bytes),
        None => InputFile::unread(root, path),
    });
    if fragment {
        let text = bytes.and_then(|bytes| sink.keep(fragment_text(&bytes, &file)));
        fragments.extend(text.map(|text| (name.into(), text)));
        return;
    }
    let workbook = bytes.and_then(|bytes| {
        let workbook = way.parse(&bytes, &file, sink);
        sink.keep(workbook)
    });
    match workbook {
        Some(workbook) => input.workbooks.push(workbook),
        None => input.unreadable.push(name),
    }
}

/// Whether a file is a text that a template may include.
pub(super) fn is_fragment(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let extension = extension.unwrap_or_default().to_ascii_lowercase();
    FRAGMENT_EXTENSIONS.contains(&extension.as_str())
}

/// Whether a file is called as a picture is; only templates say which are used.
pub(super) fn is_picture(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let extension = extension.unwrap_or_default().to_ascii_lowercase();
    PICTURE_EXTENSIONS.contains(&extension.as_str())
}

/// A text fragment: UTF-8, or else GB18030, the encoding of older editors.
fn fragment_text(bytes: &[u8], file: &Arc<str>) -> Result<Arc<str>> {
    let (text, _, damaged) = match std::str::from_utf8(bytes) {
        Ok(_) => encoding_rs::UTF_8.decode(bytes),
        Err(_) => encoding_rs::GB18030.decode(bytes),
    };
    if damaged {
        return Err(Diagnostic::new(Code::FragmentEncoding).at_file(Arc::clone(file)));
    }
    Ok(text.into())
}

/// The name of a file or folder. One that is not Unicode cannot be told apart from another that is damaged alike,
/// and to pass over it without a word would lose a department's figures.
pub(super) fn readable_name(root: &Path, path: &Path) -> Result<String> {
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
pub(super) fn read_bytes(path: &Path, file: &Arc<str>, limit: u64) -> Result<Vec<u8>> {
    let unreadable = |error| {
        Diagnostic::new(Code::FileUnreadable)
            .with("detail", error)
            .at_file(Arc::clone(file))
    };
    let too_large = || {
        Diagnostic::new(Code::FileLarge)
            .with("limit", limit / MEBIBYTE)
            .at_file(Arc::clone(file))
    };
    let opened = crate::file::open(path).map_err(unreadable)?;
    // What says its size is not read to be refused, and takes no more room than it has.
    let size = opened.metadata().map_or(0, |found| found.len());
    if size > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    opened.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(too_large());
    }
    Ok(bytes)
}

/// The entries of a folder in the order of their names, without hidden files and the lock files of open documents.
pub(super) fn folder_entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
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

//! Where font files are: the program's own folders, and the user's installed fonts by name.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::Serialize;
use ttf_parser::name_id;

/// How a font file was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FontOrigin {
    /// In the folder of the command line or of `[fonts] folder`.
    Folder,
    /// In the folder that `GONGWEN_FONTS` names.
    Environment,
    /// In `fonts/` beside the executable.
    BesideProgram,
    /// In the source tree that the program was built from.
    SourceTree,
    /// Installed on the computer.
    System,
}

/// How deep installed fonts are searched for; deeper trees are no font folders.
const MAX_DEPTH: usize = 6;
/// At most so many font files are looked at.
const MAX_FILES: usize = 20_000;
/// A larger name table is not read: real ones have a few kilobytes, hundreds at most.
const MAX_NAMES: u32 = 4 << 20;
/// A collection of more faces is not read.
const MAX_FACES: u32 = 64;

/// The folders of the shipped fonts in the order of their precedence.
pub(super) fn folders(given: &[&Path]) -> Vec<(PathBuf, FontOrigin)> {
    let mut folders: Vec<_> = given
        .iter()
        .map(|path| (path.to_path_buf(), FontOrigin::Folder))
        .collect();
    if let Some(path) = std::env::var_os("GONGWEN_FONTS").filter(|path| !path.is_empty()) {
        folders.push((path.into(), FontOrigin::Environment));
    }
    let program = std::env::current_exe().ok();
    if let Some(folder) = program.as_deref().and_then(Path::parent) {
        folders.push((folder.join("fonts"), FontOrigin::BesideProgram));
    }
    let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    folders.push((tree, FontOrigin::SourceTree));
    folders
}

/// The usual folders of installed fonts on Linux, Windows and macOS.
pub(super) fn system_folders() -> Vec<PathBuf> {
    let below = |variable: &str, rest: &str| {
        let base = std::env::var_os(variable).filter(|base| !base.is_empty())?;
        Some(PathBuf::from(base).join(rest))
    };
    let own = [
        below("HOME", ".fonts"),
        below("HOME", ".local/share/fonts"),
        below("HOME", "Library/Fonts"),
        below("WINDIR", "Fonts"),
        below("LOCALAPPDATA", "Microsoft/Windows/Fonts"),
    ];
    let shared = [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/Library/Fonts",
        "/System/Library/Fonts",
    ];
    own.into_iter().flatten().chain(shared.map(PathBuf::from)).collect()
}

/// A face that a folder offers, known by its names only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    pub(super) index: u32,
    pub(super) bold: bool,
    pub(super) italic: bool,
}

/// The faces below some folders by every name they bear (ids 1, 4, 6, 16 in every language, lower case).
#[derive(Debug, Default)]
pub(super) struct NameIndex {
    names: BTreeMap<String, Vec<Candidate>>,
    /// The files that name no face, and what the system says of those that it does not open.
    pub(super) broken: Vec<(PathBuf, Option<io::Error>)>,
}

impl NameIndex {
    /// Reads the names of all fonts below the folders; what cannot be read serves no role.
    pub(super) fn read(folders: &[PathBuf]) -> Self {
        let mut files = Vec::new();
        for folder in folders {
            collect_files(folder, 0, &mut files);
        }
        let mut index = Self::default();
        for path in files {
            let problem = match crate::file::open(&path) {
                Ok(mut file) => index.add(&path, &mut file).is_none().then_some(None),
                Err(error) => Some(Some(error)),
            };
            index.broken.extend(problem.map(|problem| (path, problem)));
        }
        index
    }

    /// The faces that bear a name, in the order of the folders and of the files' names.
    pub(super) fn faces(&self, name: &str) -> &[Candidate] {
        self.names.get(&name.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// Adds the faces of a file; none when it names none.
    fn add(&mut self, path: &Path, file: &mut File) -> Option<()> {
        let offsets = face_offsets(file)?.into_iter().enumerate();
        let faces: Vec<_> = offsets
            .filter_map(|(index, offset)| Some((index, read_names(file, offset)?)))
            .collect();
        let found = (!faces.is_empty()).then_some(());
        for (index, (names, bold, italic)) in faces {
            for name in names {
                self.names.entry(name).or_default().push(Candidate {
                    path: path.to_owned(),
                    index: index as u32,
                    bold,
                    italic,
                });
            }
        }
        found
    }
}

fn collect_files(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth < MAX_DEPTH {
                collect_files(&path, depth + 1, files);
            }
        } else if is_font_file(&path) && files.len() < MAX_FILES {
            files.push(path);
        }
    }
}

fn is_font_file(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    ["ttf", "otf", "ttc", "otc"].iter().any(|known| extension == *known)
}

fn read_at<const N: usize>(file: &mut File, offset: u64) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.seek(SeekFrom::Start(offset)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

/// Where the table directories of a file's faces begin: one, or as many as a collection has.
fn face_offsets(file: &mut File) -> Option<Vec<u32>> {
    let head: [u8; 12] = read_at(file, 0)?;
    if &head[..4] != b"ttcf" {
        return Some(vec![0]);
    }
    let count = number(&head[8..12]).min(MAX_FACES);
    (0..count)
        .map(|face| read_at::<4>(file, 12 + 4 * u64::from(face)).map(|bytes| number(&bytes)))
        .collect()
}

/// The names of a face in lower case, and whether it is bold or italic by OS/2 `fsSelection`.
fn read_names(file: &mut File, directory: u32) -> Option<(Vec<String>, bool, bool)> {
    let head: [u8; 12] = read_at(file, u64::from(directory))?;
    let mut names = Vec::new();
    let mut selection = 0;
    for table in 0..u64::from(number(&head[4..6])) {
        let record: [u8; 16] = read_at(file, u64::from(directory) + 12 + 16 * table)?;
        let (offset, length) = (number(&record[8..12]), number(&record[12..16]));
        match &record[..4] {
            b"name" if length <= MAX_NAMES => names = table_names(file, offset, length)?,
            b"OS/2" => selection = number(&read_at::<2>(file, u64::from(offset) + 62)?),
            _ => {}
        }
    }
    Some((names, selection & 0x20 != 0, selection & 0x01 != 0))
}

fn table_names(file: &mut File, offset: u32, length: u32) -> Option<Vec<String>> {
    let mut data = Vec::new();
    file.seek(SeekFrom::Start(u64::from(offset))).ok()?;
    file.take(u64::from(length)).read_to_end(&mut data).ok()?;
    let table = ttf_parser::name::Table::parse(&data)?;
    let wanted = [
        name_id::FAMILY,
        name_id::FULL_NAME,
        name_id::POST_SCRIPT_NAME,
        name_id::TYPOGRAPHIC_FAMILY,
    ];
    let records = table.names.into_iter().filter(|name| wanted.contains(&name.name_id));
    let mut names: Vec<_> = records
        .filter_map(|name| Some(name.to_string()?.trim().to_lowercase()))
        .collect();
    names.sort();
    names.dedup();
    Some(names)
}

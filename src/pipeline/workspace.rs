//! The hidden folder in an output folder: the lock that keeps two runs apart, files not yet whole, what runs remember.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::output::output_error;
use super::store::Store;
use crate::config::{self, Config};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::indicator::PLACEHOLDER;

/// The folder's name in the output folder.
pub const FOLDER: &str = ".gongwen";
const LOCK: &str = "lock";
const STATE: &str = "state";
const INTENTS: &str = "intents";
/// Files on their way: complete ones are renamed into their places, and what a killed run left here goes.
const UNDER_WAY: &str = "tmp";

/// Refuses to write into the data folder of a project or one of its `[folders]`: what is written there would be taken for data by the next run, and
/// stands among what others have sent. Where the townships' folders lie beside the configuration, which lists them, only they
/// hold data.
///
/// # Errors
/// E-OUTPUT-DATA.
pub fn refuse_data(output: &Path, config: &Config) -> Result<()> {
    let data = config.root.join(&config.job.data);
    let (own, all) = (resolved(output), resolved(&data));
    let townships = &config.job.townships;
    let beside = !townships.is_empty() && all == resolved(&config.root);
    let of_township = || townships.iter().any(|name| own.starts_with(resolved(&data.join(name))));
    let holds = match beside {
        true => own == all || of_township(),
        false => own.starts_with(&all),
    };
    let holds = holds || shared_folders(config).any(|folder| own.starts_with(folder));
    let problem = || Diagnostic::new(Code::OutputInData).at_file(output.display().to_string());
    if holds { Err(problem()) } else { Ok(()) }
}

/// The folders of `[folders]`, up to what differs from township to township; not one that the project itself lies in.
fn shared_folders(config: &Config) -> impl Iterator<Item = PathBuf> {
    let root = resolved(&config.root);
    let common = |folder: &String| {
        let parts = Path::new(folder).components();
        let fixed = parts.take_while(|part| !part.as_os_str().to_string_lossy().contains(PLACEHOLDER));
        resolved(&config.root.join(fixed.collect::<PathBuf>()))
    };
    let folders: Vec<PathBuf> = config.mapping.folders.values().map(common).collect();
    folders.into_iter().filter(move |folder| !root.starts_with(folder))
}

/// The same for a folder whose project is not known: that of the nearest folder above it with a configuration.
///
/// # Errors
/// E-OUTPUT-DATA.
pub fn refuse_data_around(output: &Path) -> Result<()> {
    let folder = resolved(output);
    let root = folder
        .ancestors()
        .find(|folder| folder.join(config::FILE_NAME).is_file());
    // What is wrong with that project is told when it is built.
    let project = root.and_then(|root| config::load(root, &mut Sink::new()));
    project.map_or(Ok(()), |config| refuse_data(output, &config))
}

/// A path without links and `..`, as far as it is there.
fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut real = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            real.pop();
            continue;
        }
        real.push(part);
        real = real.canonicalize().unwrap_or(real);
    }
    real
}

/// An output folder that this run alone writes to, until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Workspace {
    folder: PathBuf,
    _lock: File,
}

impl Workspace {
    /// Takes the output folder for this run and sweeps it.
    pub(super) fn take(root: &Path, sink: &mut Sink) -> Result<Self> {
        let folder = root.join(FOLDER);
        let failed = |error: io::Error| output_error(root, &error);
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let mut way = OpenOptions::new();
        way.write(true).create(true).truncate(false);
        let lock = crate::file::open_with(&way, &folder.join(LOCK)).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Diagnostic::new(Code::OutputTaken).at_file(root.display().to_string()));
            }
            // Some network shares know no locks; that is no reason not to work.
            Err(TryLockError::Error(error)) => {
                let problem = Diagnostic::new(Code::OutputUnlocked).with("detail", error);
                sink.push(problem.at_file(root.display().to_string()));
            }
        }
        let workspace = Self { folder, _lock: lock };
        workspace.sweep().map_err(failed)?;
        Ok(workspace)
    }

    /// Removes what a killed run left half written.
    fn sweep(&self) -> io::Result<()> {
        let under_way = self.under_way();
        match std::fs::remove_dir_all(&under_way) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        std::fs::create_dir(under_way)
    }

    /// Where files are written before they are renamed into their places.
    pub(super) fn under_way(&self) -> PathBuf {
        self.folder.join(UNDER_WAY)
    }

    /// What earlier runs remember, to be added to.
    pub(super) fn memory(&self) -> Result<Memory> {
        let open = |name: &str| {
            let path = self.folder.join(name);
            Store::open(&path).map_err(|error| output_error(&path, &error))
        };
        Ok(Memory {
            store: open(STATE)?,
            intents: open(INTENTS)?,
        })
    }
}

/// What runs remember.
#[derive(Debug)]
pub(super) struct Memory {
    /// Values, and what reports were made of.
    pub(super) store: Store,
    /// What a run is about to write; empty after one that came to its end.
    pub(super) intents: Store,
}

impl Memory {
    /// The memory of the runs that wrote an output folder, only to be read; nothing of it when it is not asked for.
    pub(super) fn passing(root: &Path, asked: bool) -> io::Result<Self> {
        let open = |name: &str| {
            let path = root.join(FOLDER).join(name);
            Store::passing(asked.then_some(&path))
        };
        Ok(Self {
            store: open(STATE)?,
            intents: open(INTENTS)?,
        })
    }
}

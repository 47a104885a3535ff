//! The pictures of reports: found in the township's own folder or the project's, read once for the whole job.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};

use super::Job;
use super::input::{read_bytes, shown_path};
use super::inputs::{InputFile, Stamp};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::font::Role;
use crate::image::{Fonts, Image};
use crate::manifest::is_inside;
use crate::report::{PictureFile, Report};

/// Largest picture file: a photograph has some ten megabytes.
const PICTURE_BYTES: u64 = 32 << 20;
/// Whose faces draw the text of an SVG, the usual one first.
const ROLES: [Role; 4] = [Role::Song, Role::HeiTi, Role::FangSong, Role::Latin];

/// A picture that is being read, or was.
type Slot = Arc<OnceLock<Result<Arc<Image>>>>;

/// The pictures of a job by their files.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    slots: Mutex<BTreeMap<PathBuf, Slot>>,
    fonts: OnceLock<Fonts>,
}

/// Reads the pictures that a report asks for. Each that cannot be printed is told where the template asks for it; then
/// there is nothing. One that shows nothing is printed, and told.
pub(super) fn fill(job: &Job, folder: &Path, report: &mut Report, sink: &mut Sink) -> Option<()> {
    let mut complete = Some(());
    for file in report.picture_files() {
        let mut tell = |mut problem: Box<Diagnostic>| {
            problem.locations.splice(0..0, file.location.clone());
            sink.push(problem);
        };
        match find(job, folder, file) {
            Ok(image) => {
                if image.blank {
                    tell(Diagnostic::new(Code::PictureBlank).with("file", &file.path));
                }
                file.image = Some(image);
            }
            Err(problem) => {
                tell(problem);
                complete = None;
            }
        }
    }
    complete
}

/// A picture that a report asks for, and the file that it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asked {
    /// As the template names it.
    name: String,
    /// None where there was no such file.
    file: Option<InputFile>,
}

impl Asked {
    fn of(root: &Path, folder: &Path, name: &str) -> Self {
        let read = |path: PathBuf| {
            let stamp = Stamp::of(&path);
            match read_bytes(&path, &shown_path(root, &path).into(), PICTURE_BYTES) {
                Ok(bytes) => InputFile::read(root, &path, stamp, &bytes),
                Err(_) => InputFile::unread(root, &path),
            }
        };
        Self {
            name: name.to_owned(),
            file: place(root, folder, name).map(read),
        }
    }

    /// Whether the picture is still the same file with the same content.
    pub(super) fn holds(&self, root: &Path, folder: &Path, verify: bool) -> bool {
        let place = place(root, folder, &self.name);
        match (&self.file, place) {
            (None, None) => true,
            (Some(then), Some(path)) => then.is_still(root, &path, (PICTURE_BYTES, verify)),
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// What the pictures show: which names, with which content.
    pub(super) fn contents(pictures: &[Self]) -> Vec<(&str, Option<&str>)> {
        let contents = pictures.iter().map(|asked| {
            let file = asked.file.as_ref();
            (asked.name.as_str(), file.map(|file| file.blake3.as_str()))
        });
        contents.collect()
    }

    /// What it is called.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// The pictures that a report asks for.
pub(super) fn asked(root: &Path, folder: &Path, report: &mut Report) -> Vec<Asked> {
    let files = report.picture_files();
    let mut asked: Vec<Asked> = files
        .into_iter()
        .map(|file| Asked::of(root, folder, &file.path))
        .collect();
    asked.sort_by(|one, other| one.name.cmp(&other.name));
    asked.dedup();
    asked
}

/// Where a picture lies: a township's own goes before the project's of the same name.
fn place(root: &Path, folder: &Path, name: &str) -> Option<PathBuf> {
    let path = |folder: &Path| name.split('/').fold(folder.to_owned(), |path, part| path.join(part));
    let places = [folder, root].map(path);
    places.into_iter().find(|path| is_inside(name) && path.is_file())
}

/// Whether a link on the way leads out of both folders: what others have sent prints nothing that they did not send.
fn leads_out(path: &Path, folders: [&Path; 2]) -> bool {
    let real = |path: &Path| path.canonicalize();
    let holds = |folder: &&Path| real(path).is_ok_and(|path| real(folder).is_ok_and(|folder| path.starts_with(folder)));
    !folders.iter().any(holds)
}

fn find(job: &Job, folder: &Path, file: &PictureFile) -> Result<Arc<Image>> {
    let problem = |code| Diagnostic::new(code).with("file", &file.path);
    if !is_inside(&file.path) {
        return Err(problem(Code::PicturePath));
    }
    let root = &job.config.root;
    let path = place(root, folder, &file.path).ok_or_else(|| problem(Code::PictureMissing))?;
    if leads_out(&path, [folder, root]) {
        return Err(problem(Code::PicturePath));
    }
    let shown: Arc<str> = shown_path(&job.config.root, &path).into();
    let read = || {
        let bytes = read_bytes(&path, &shown, PICTURE_BYTES)?;
        let image = Image::read(&bytes, job.picture_fonts());
        image
            .map(Arc::new)
            .map_err(|problem| problem.at_file(Arc::clone(&shown)))
    };
    // What is a township's own is no one else's: kept for all, a province's pictures would fill the memory.
    if path.starts_with(folder) {
        return read();
    }
    let slot = {
        let mut slots = job.pictures.slots.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(path.clone()).or_default())
    };
    slot.get_or_init(read).clone()
}

impl Job {
    /// The fonts that draw the text of an SVG.
    fn picture_fonts(&self) -> &Fonts {
        self.pictures.fonts.get_or_init(|| {
            let faces = ROLES.iter().flat_map(|role| self.fonts.chain(*role));
            let mut files: Vec<Arc<[u8]>> = Vec::new();
            for data in faces.map(|id| &self.fonts.face(*id).data) {
                if !files.iter().any(|known| Arc::ptr_eq(known, data)) {
                    files.push(Arc::clone(data));
                }
            }
            Fonts::new(files)
        })
    }
}

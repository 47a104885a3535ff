//! The pictures of reports: found in the township's own folder or the project's, read once for the whole job.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::Job;
use super::input::{read_bytes, shown_path};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::font::Role;
use crate::image::{Fonts, Image};
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
/// there is nothing.
pub(super) fn fill(job: &Job, folder: &Path, report: &mut Report, sink: &mut Sink) -> Option<()> {
    let mut complete = Some(());
    for file in report.picture_files() {
        match find(job, folder, file) {
            Ok(image) => file.image = Some(image),
            Err(mut problem) => {
                problem.locations.splice(0..0, file.location.clone());
                sink.push(problem);
                complete = None;
            }
        }
    }
    complete
}

/// A township's own picture goes before the project's of the same name.
fn find(job: &Job, folder: &Path, file: &PictureFile) -> Result<Arc<Image>> {
    let parts = || file.path.split('/');
    if parts().any(|part| part.is_empty() || part == "." || part == ".." || part.contains(':')) {
        return Err(Diagnostic::new(Code::PicturePath).with("file", &file.path));
    }
    let places = [folder, &job.config.root].map(|folder| parts().fold(folder.to_owned(), |path, part| path.join(part)));
    let path = places.into_iter().find(|path| path.is_file());
    let path = path.ok_or_else(|| Diagnostic::new(Code::PictureMissing).with("file", &file.path))?;
    let shown: Arc<str> = shown_path(&job.config.root, &path).into();
    let slot = {
        let mut slots = job.pictures.slots.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(path.clone()).or_default())
    };
    let read = || {
        let bytes = read_bytes(&path, &shown, PICTURE_BYTES)?;
        let image = Image::read(&bytes, job.picture_fonts());
        image
            .map(Arc::new)
            .map_err(|problem| problem.at_file(Arc::clone(&shown)))
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

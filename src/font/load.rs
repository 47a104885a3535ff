//! Loading font files into faces, each once, with a warning for what cannot be used.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::face::Unusable;
use super::find::{Candidate, FontOrigin, NameIndex, folders, system_folders};
use super::shipped::{Shipped, chain};
use super::{Face, FaceId, Role};
use crate::diag::{Code, Diagnostic, Sink, term};

/// Gathers the faces of a book.
pub(super) struct Loader<'a> {
    pub(super) faces: Vec<Face>,
    folders: Vec<(PathBuf, FontOrigin)>,
    /// Files by path and index, so that a face that serves two roles is one face; none when it is unusable.
    loaded: BTreeMap<(PathBuf, u32), Option<FaceId>>,
    sink: &'a mut Sink,
}

impl<'a> Loader<'a> {
    /// A loader that looks first in the folders that the user gave.
    pub(super) fn new(given: &[&Path], sink: &'a mut Sink) -> Self {
        Self {
            faces: Vec::new(),
            folders: folders(given),
            loaded: BTreeMap::new(),
            sink,
        }
    }

    /// The shipped faces of every role, in the order of [`Role::ALL`]. A file that is nowhere is told once.
    pub(super) fn shipped_chains(&mut self) -> Vec<Vec<FaceId>> {
        let mut found: BTreeMap<Shipped, Option<FaceId>> = BTreeMap::new();
        let mut chains = Vec::new();
        for role in Role::ALL {
            let mut faces = Vec::new();
            for font in chain(role) {
                let face = match found.get(font) {
                    Some(face) => *face,
                    None => self.shipped(*font),
                };
                found.insert(*font, face);
                faces.extend(face);
            }
            chains.push(faces);
        }
        chains
    }

    fn shipped(&mut self, font: Shipped) -> Option<FaceId> {
        let name = font.file_name();
        let found = self.folders.iter().map(|(folder, origin)| (folder.join(name), *origin));
        let found = found.into_iter().find(|(path, _)| path.is_file());
        let Some((path, origin)) = found else {
            self.sink.push(Diagnostic::new(Code::FontIncomplete).with("file", name));
            return None;
        };
        self.load(&path, 0, origin)
    }

    /// The names of the fonts in the folders that the user gave. Files there that cannot be used are told: they were
    /// put there to be used.
    pub(super) fn named(&mut self, given: &[&Path]) -> NameIndex {
        let mut places: Vec<PathBuf> = given.iter().map(|path| path.to_path_buf()).collect();
        let named = self
            .folders
            .iter()
            .filter(|(_, origin)| *origin == FontOrigin::Environment);
        places.extend(named.map(|(path, _)| path.clone()));
        let own = NameIndex::read(&places);
        for (path, problem) in &own.broken {
            if !self.loaded.contains_key(&(path.clone(), 0)) {
                let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let detail = problem
                    .as_ref()
                    .map_or_else(|| term("font-damaged"), ToString::to_string);
                self.sink.push(bad_file(file, &detail));
            }
        }
        own
    }

    /// The user's own face for every role, in the order of [`Role::ALL`]: by the role's names in their order, in
    /// the given folders first, then among the installed fonts.
    pub(super) fn installed(&mut self, own: NameIndex) -> Vec<Option<FaceId>> {
        let system = NameIndex::read(&system_folders());
        let indexes = [(own, FontOrigin::Folder), (system, FontOrigin::System)];
        Role::ALL
            .iter()
            .map(|role| self.installed_face(*role, &indexes))
            .collect()
    }

    fn installed_face(&mut self, role: Role, indexes: &[(NameIndex, FontOrigin)]) -> Option<FaceId> {
        for name in role.names() {
            for (index, origin) in indexes {
                let faces = index.faces(name).iter().filter(|candidate| suits(role, candidate));
                let loaded = faces
                    .into_iter()
                    .find_map(|found| self.load(&found.path, found.index, *origin));
                if loaded.is_some() {
                    return loaded;
                }
            }
        }
        None
    }

    fn load(&mut self, path: &Path, index: u32, origin: FontOrigin) -> Option<FaceId> {
        let key = (path.to_owned(), index);
        if let Some(known) = self.loaded.get(&key) {
            return *known;
        }
        let id = self.read(path, index, origin).map(|face| {
            self.faces.push(face);
            FaceId(self.faces.len() as u16 - 1)
        });
        self.loaded.insert(key, id);
        id
    }

    fn read(&mut self, path: &Path, index: u32, origin: FontOrigin) -> Option<Face> {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let problem = match crate::file::read(path) {
            Err(error) => bad_file(file, &error.to_string()),
            Ok(data) => match Face::read(Arc::from(data), index, path, origin) {
                Ok(face) => return Some(face),
                Err(Unusable::Damaged) => bad_file(file, &term("font-damaged")),
                Err(Unusable::Forbidden) => Diagnostic::new(Code::FontForbidden).with("file", file),
            },
        };
        self.sink.push(problem);
        None
    }
}

fn bad_file(file: String, detail: &str) -> Box<Diagnostic> {
    Diagnostic::new(Code::FontFile)
        .with("file", file)
        .with("detail", detail)
}

/// Regular and bold share family names; no role is served by an italic, and only the bold Latin by a bold face.
fn suits(role: Role, candidate: &Candidate) -> bool {
    !candidate.italic && candidate.bold == (role == Role::LatinBold)
}

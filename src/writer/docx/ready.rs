//! Parts that the Word files of a job have in common, deflated once.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::sync::{Arc, PoisonError, RwLock};

use zip::ZipWriter;
use zip::result::ZipResult;

use super::package::entry_options;

/// So many different ones are kept: a job has few, and memory is bounded whatever it has.
const KEPT: usize = 64;

/// A part: its name and bytes.
type Part = (String, Vec<u8>);

/// The zips of single parts.
#[derive(Debug, Default)]
pub(super) struct ReadyParts(RwLock<BTreeMap<Part, Arc<[u8]>>>);

impl ReadyParts {
    /// A zip of one part.
    pub(super) fn archive(&self, name: &str, bytes: &[u8]) -> ZipResult<Arc<[u8]>> {
        let key = (name.to_owned(), bytes.to_owned());
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, entry_options())?;
        zip.write_all(bytes)?;
        let made: Arc<[u8]> = zip.finish()?.into_inner().into();
        let mut parts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if parts.len() < KEPT {
            parts.insert(key, Arc::clone(&made));
        }
        Ok(made)
    }
}

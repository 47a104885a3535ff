//! What a run remembers: one file that only grows, of records that are there whole or not at all; the last of a key counts.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use flate2::read::ZlibDecoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::image::{Effort, deflated};

/// The first bytes of the file; another version of the program that writes other records changes them.
const MAGIC: &[u8; 8] = b"gongwen2";
/// Bytes of a record before its key: kind, length of the key, length of the body, checksum.
const HEAD: usize = 1 + 4 + 4 + SUM;
const SUM: usize = 16;
/// A file is written anew without what is out of date when that is more than this and more than half of it.
const WASTE: u64 = 4 << 20;

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Kind {
    /// A report that was made: its record, and what it was made of.
    Report = 1,
    /// A file that is about to be written, with its hash: should the run be killed, the next one knows it for its own.
    Intent = 2,
    /// What a township's folders held, and what of its values is compared.
    Township = 3,
    /// A township's values.
    Values = 4,
    /// A township's lines in the table of checks.
    Checks = 5,
    /// Something about the whole job.
    Job = 6,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::Report,
        Self::Intent,
        Self::Township,
        Self::Values,
        Self::Checks,
        Self::Job,
    ];

    fn of(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == byte)
    }
}

/// Where a record's body stands.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u64,
    length: u32,
    sum: [u8; SUM],
}

/// The records of a file, by kind and key.
type Index = BTreeMap<(Kind, String), Span>;

/// The file and its index.
#[derive(Debug)]
struct Log {
    file: File,
    index: Index,
    end: u64,
}

/// The records. Shared by all threads; a record is written in one piece.
#[derive(Debug)]
pub(super) struct Store {
    log: Mutex<Log>,
    /// Records of an earlier run that this one only reads.
    earlier: Option<Mutex<Log>>,
    path: Option<PathBuf>,
}

impl Store {
    /// Opens the file, or begins it. What a killed run left half written at its end is cut off.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut way = OpenOptions::new();
        way.read(true).write(true).create(true).truncate(false);
        let mut log = Log::read(crate::file::open_with(&way, path)?)?;
        log.file.set_len(log.end)?;
        if log.end == 0 {
            log.file.seek(SeekFrom::Start(0))?;
            log.file.write_all(MAGIC)?;
            log.end = MAGIC.len() as u64;
        }
        Ok(Self {
            log: Mutex::new(log),
            earlier: None,
            path: Some(path.to_owned()),
        })
    }

    /// Records that are gone with the run; those of the file at `earlier` are read and left as they are.
    pub(super) fn passing(earlier: Option<&Path>) -> io::Result<Self> {
        let earlier = earlier.and_then(|path| Log::read(crate::file::open(path).ok()?).ok());
        let mut file = tempfile::tempfile()?;
        file.write_all(MAGIC)?;
        let log = Log {
            file,
            index: Index::new(),
            end: MAGIC.len() as u64,
        };
        Ok(Self {
            log: Mutex::new(log),
            earlier: earlier.map(Mutex::new),
            path: None,
        })
    }

    /// Adds a record; it takes the place of the one of the same key.
    pub(super) fn put(&self, kind: Kind, key: &str, body: &[u8]) -> io::Result<()> {
        held(&self.log).put(kind, key, body)
    }

    /// Adds a record in JSON that only a later run is to find, so that this one need not know where it stands.
    pub(super) fn note_json<T: Serialize>(&self, kind: Kind, key: &str, value: &T) -> io::Result<()> {
        let body = serde_json::to_vec(value)?;
        held(&self.log).append(kind, key, &body).map(drop)
    }

    /// Adds a record in JSON.
    pub(super) fn put_json<T: Serialize>(&self, kind: Kind, key: &str, value: &T) -> io::Result<()> {
        self.put(kind, key, &serde_json::to_vec(value)?)
    }

    /// Adds a compact record, deflated.
    pub(super) fn put_packed<T: Serialize>(&self, kind: Kind, key: &str, value: &T) -> io::Result<()> {
        let bytes = postcard::to_stdvec(value).map_err(io::Error::other)?;
        self.put(kind, key, &deflated(&bytes, Effort::EachDocument))
    }

    /// The record's body; none when there is none, or when it was damaged.
    fn get(&self, kind: Kind, key: &str) -> Option<Vec<u8>> {
        let key = (kind, key.to_owned());
        let own = held(&self.log).body(&key);
        own.or_else(|| held(self.earlier.as_ref()?).body(&key))
    }

    /// A record in JSON.
    pub(super) fn json<T: DeserializeOwned>(&self, kind: Kind, key: &str) -> Option<T> {
        serde_json::from_slice(&self.get(kind, key)?).ok()
    }

    /// A compact record.
    pub(super) fn packed<T: DeserializeOwned>(&self, kind: Kind, key: &str) -> Option<T> {
        let mut bytes = Vec::new();
        let deflated = self.get(kind, key)?;
        ZlibDecoder::new(&*deflated).read_to_end(&mut bytes).ok()?;
        postcard::from_bytes(&bytes).ok()
    }

    /// The keys of a kind, in order.
    pub(super) fn keys(&self, kind: Kind) -> Vec<String> {
        let of_kind = |log: &Log| {
            let keys = log.index.keys().filter(|(one, _)| *one == kind);
            keys.map(|(_, key)| key.clone()).collect::<Vec<_>>()
        };
        let mut keys = of_kind(&held(&self.log));
        keys.extend(self.earlier.iter().flat_map(|log| of_kind(&held(log))));
        keys.sort();
        keys.dedup();
        keys
    }

    /// Drops all records.
    pub(super) fn clear(&self) -> io::Result<()> {
        let mut log = held(&self.log);
        log.index.clear();
        log.end = MAGIC.len() as u64;
        log.file.set_len(log.end)
    }

    /// Drops the records for which `keep` is false, and writes the file anew when much of it is out of date.
    pub(super) fn tidy(&self, keep: impl Fn(Kind, &str) -> bool) -> io::Result<()> {
        let mut log = held(&self.log);
        log.index.retain(|(kind, key), _| keep(*kind, key));
        let size = |((_, key), span): (&(Kind, String), &Span)| (HEAD + key.len()) as u64 + u64::from(span.length);
        let live: u64 = log.index.iter().map(size).sum();
        let waste = log.end - live;
        match &self.path {
            Some(path) if waste > WASTE && waste > live => log.rewrite(path),
            _ => Ok(()),
        }
    }
}

/// A thread that panicked cannot have left a log half changed: the index follows the write.
fn held(log: &Mutex<Log>) -> MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Log {
    /// Reads which records there are, up to the first that is not whole.
    fn read(file: File) -> io::Result<Self> {
        let size = file.metadata()?.len();
        let mut log = Self {
            file,
            index: Index::new(),
            end: 0,
        };
        let mut reader = BufReader::new(log.file.try_clone()?);
        reader.seek(SeekFrom::Start(0))?;
        let mut magic = [0; MAGIC.len()];
        if reader.read_exact(&mut magic).is_err() || magic != *MAGIC {
            return Ok(log);
        }
        log.end = MAGIC.len() as u64;
        while let Some((key, span)) = record(&mut reader, log.end) {
            let end = span.start + u64::from(span.length);
            if end > size || reader.seek_relative(i64::from(span.length)).is_err() {
                break;
            }
            log.index.insert(key, span);
            log.end = end;
        }
        Ok(log)
    }

    fn put(&mut self, kind: Kind, key: &str, body: &[u8]) -> io::Result<()> {
        let span = self.append(kind, key, body)?;
        self.index.insert((kind, key.to_owned()), span);
        Ok(())
    }

    fn append(&mut self, kind: Kind, key: &str, body: &[u8]) -> io::Result<Span> {
        let sum = sum(kind, key, body);
        let mut bytes = Vec::with_capacity(HEAD + key.len() + body.len());
        bytes.push(kind as u8);
        for length in [key.len(), body.len()] {
            let length = u32::try_from(length).map_err(io::Error::other)?;
            bytes.extend(length.to_le_bytes());
        }
        bytes.extend(sum);
        bytes.extend(key.as_bytes());
        bytes.extend(body);
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(&bytes)?;
        let span = Span {
            start: self.end + (HEAD + key.len()) as u64,
            length: body.len() as u32,
            sum,
        };
        self.end += bytes.len() as u64;
        Ok(span)
    }

    fn body(&mut self, key: &(Kind, String)) -> Option<Vec<u8>> {
        let span = *self.index.get(key)?;
        let mut body = vec![0; span.length as usize];
        self.file.seek(SeekFrom::Start(span.start)).ok()?;
        self.file.read_exact(&mut body).ok()?;
        (sum(key.0, &key.1, &body) == span.sum).then_some(body)
    }

    /// Writes the living records beside and renames.
    fn rewrite(&mut self, path: &Path) -> io::Result<()> {
        let beside = path.with_extension("new");
        let mut way = OpenOptions::new();
        way.read(true).write(true).create(true).truncate(true);
        let file = crate::file::open_with(&way, &beside)?;
        let mut fresh = Self {
            file,
            index: Index::new(),
            end: MAGIC.len() as u64,
        };
        fresh.file.write_all(MAGIC)?;
        let keys: Vec<(Kind, String)> = self.index.keys().cloned().collect();
        for key in keys {
            if let Some(body) = self.body(&key) {
                fresh.put(key.0, &key.1, &body)?;
            }
        }
        fresh.file.sync_all()?;
        std::fs::rename(&beside, path)?;
        *self = fresh;
        Ok(())
    }
}

/// The head of the record that begins here.
fn record(reader: &mut impl Read, at: u64) -> Option<((Kind, String), Span)> {
    let mut head = [0; HEAD];
    reader.read_exact(&mut head).ok()?;
    let (kind, rest) = head.split_first()?;
    let number = |bytes: &[u8]| Some(u32::from_le_bytes(bytes.try_into().ok()?));
    let (key_length, length) = (number(&rest[..4])?, number(&rest[4..8])?);
    let sum = rest[8..].try_into().ok()?;
    let mut key = Vec::new();
    let read = reader.take(u64::from(key_length)).read_to_end(&mut key).ok()?;
    let key = String::from_utf8(key).ok().filter(|_| read == key_length as usize)?;
    let span = Span {
        start: at + HEAD as u64 + u64::from(key_length),
        length,
        sum,
    };
    Some(((Kind::of(*kind)?, key), span))
}

fn sum(kind: Kind, key: &str, body: &[u8]) -> [u8; SUM] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[kind as u8]);
    hasher.update(&(key.len() as u64).to_le_bytes());
    hasher.update(key.as_bytes());
    hasher.update(body);
    let mut sum = [0; SUM];
    hasher.finalize_xof().fill(&mut sum);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(store: &Store, key: &str) -> Option<String> {
        store.json(Kind::Report, key)
    }

    #[test]
    fn the_last_record_of_a_key_counts_and_survives() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let store = Store::open(&path).unwrap();
        for value in ["一", "二"] {
            store.put_json(Kind::Report, "甲", &value).unwrap();
        }
        store.put_packed(Kind::Values, "甲", &vec![7_u32; 1000]).unwrap();
        drop(store);
        let store = Store::open(&path).unwrap();
        assert_eq!(kept(&store, "甲").as_deref(), Some("二"));
        assert_eq!(store.packed::<Vec<u32>>(Kind::Values, "甲"), Some(vec![7; 1000]));
        assert_eq!(store.keys(Kind::Report), ["甲"]);
    }

    #[test]
    fn a_file_cut_anywhere_keeps_its_whole_records_and_takes_new_ones() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let store = Store::open(&path).unwrap();
        store.put_json(Kind::Report, "甲", &"一").unwrap();
        let first = std::fs::metadata(&path).unwrap().len();
        store.put_json(Kind::Report, "乙", &"二").unwrap();
        drop(store);
        let whole = std::fs::read(&path).unwrap();
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            let store = Store::open(&path).unwrap();
            assert_eq!(kept(&store, "甲").is_some(), length as u64 >= first, "cut at {length}");
            assert_eq!(kept(&store, "乙"), None, "cut at {length}");
            store.put_json(Kind::Report, "丙", &"三").unwrap();
            drop(store);
            assert_eq!(kept(&Store::open(&path).unwrap(), "丙").as_deref(), Some("三"));
        }
    }

    #[test]
    fn a_damaged_body_is_no_record() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        Store::open(&path).unwrap().put_json(Kind::Report, "甲", &"一").unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        let last = bytes.len() - 2;
        bytes[last] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(kept(&Store::open(&path).unwrap(), "甲"), None);
    }

    #[test]
    fn what_is_out_of_date_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let store = Store::open(&path).unwrap();
        let long = "长".repeat(1 << 20);
        for _ in 0..4 {
            store.put_json(Kind::Report, "甲", &long).unwrap();
        }
        store.put_json(Kind::Intent, "乙", &"二").unwrap();
        store.tidy(|kind, _| kind == Kind::Report).unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() < 4 << 20);
        assert_eq!(kept(&store, "甲"), Some(long.clone()));
        drop(store);
        let store = Store::open(&path).unwrap();
        assert_eq!(kept(&store, "甲"), Some(long));
        assert_eq!(store.keys(Kind::Intent), Vec::<String>::new());
        store.clear().unwrap();
        store.put_json(Kind::Report, "丙", &"三").unwrap();
        drop(store);
        assert_eq!(Store::open(&path).unwrap().keys(Kind::Report), ["丙"]);
    }
}

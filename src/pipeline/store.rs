//! What a run remembers: one file that only grows, of records that are there whole or not at all; the last of a key counts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use flate2::read::ZlibDecoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::digest::Digest;
use crate::image::{Effort, deflated};

/// The first bytes of the file; another version of the program that writes other records changes them.
const MAGIC: &[u8; 8] = b"gongwen3";
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
    /// A file that is about to be written: should the run be killed, the next one knows it for its own.
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

/// Where a record stands, and how long it is with all of it.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u64,
    length: u32,
}

/// The records of a file by kind and digest of the key: a province has some tens of thousands.
type Index = BTreeMap<(Kind, Digest), Span>;

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

    /// Adds a record whose key says all, and which only a later run is to find: this one need not know where it stands.
    pub(super) fn note(&self, kind: Kind, key: &str) -> io::Result<()> {
        held(&self.log).append(kind, key, &[])
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
        let own = held(&self.log).body(kind, key);
        own.or_else(|| held(self.earlier.as_ref()?).body(kind, key))
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

    /// The keys of a kind, in order, read from the file: only digests of them are kept.
    pub(super) fn keys(&self, kind: Kind) -> Vec<String> {
        let mut keys = held(&self.log).keys(kind);
        keys.extend(self.earlier.iter().flat_map(|log| held(log).keys(kind)));
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

    /// Drops the records of these kinds that have none of these keys, and writes the file anew when much of it is out of
    /// date.
    pub(super) fn tidy<'k>(&self, kinds: &[Kind], keys: impl Iterator<Item = &'k str>) -> io::Result<()> {
        let mut log = held(&self.log);
        let kept: BTreeSet<Digest> = keys.map(digest).collect();
        log.index
            .retain(|(kind, key), _| !kinds.contains(kind) || kept.contains(key));
        let live: u64 = log.index.values().map(|span| u64::from(span.length)).sum();
        let waste = log.end - live;
        match &self.path {
            Some(path) if waste > WASTE && waste > live => log.rewrite(path),
            _ => Ok(()),
        }
    }
}

fn digest(key: &str) -> Digest {
    Digest::of([key.as_bytes()])
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
        while let Some(head) = Head::read(&mut reader) {
            let length = head.length();
            let end = log.end + length;
            let body = i64::from(head.body);
            if end > size || reader.seek_relative(body).is_err() {
                break;
            }
            log.note(head.kind, &head.key, length)?;
        }
        Ok(log)
    }

    /// Notes a record that stands at the end.
    fn note(&mut self, kind: Kind, key: &str, length: u64) -> io::Result<()> {
        let span = Span {
            start: self.end,
            length: u32::try_from(length).map_err(io::Error::other)?,
        };
        self.index.insert((kind, digest(key)), span);
        self.end += length;
        Ok(())
    }

    fn put(&mut self, kind: Kind, key: &str, body: &[u8]) -> io::Result<()> {
        let length = self.write(kind, key, body)?;
        self.note(kind, key, length)
    }

    /// Adds a record that is not to be found again by this run.
    fn append(&mut self, kind: Kind, key: &str, body: &[u8]) -> io::Result<()> {
        self.end += self.write(kind, key, body)?;
        Ok(())
    }

    /// Writes a record at the end, and tells its length.
    fn write(&mut self, kind: Kind, key: &str, body: &[u8]) -> io::Result<u64> {
        let mut bytes = Vec::with_capacity(HEAD + key.len() + body.len());
        bytes.push(kind as u8);
        for length in [key.len(), body.len()] {
            let length = u32::try_from(length).map_err(io::Error::other)?;
            bytes.extend(length.to_le_bytes());
        }
        bytes.extend(sum(kind, key, body));
        bytes.extend(key.as_bytes());
        bytes.extend(body);
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(&bytes)?;
        Ok(bytes.len() as u64)
    }

    fn body(&mut self, kind: Kind, key: &str) -> Option<Vec<u8>> {
        let span = *self.index.get(&(kind, digest(key)))?;
        let mut record = self.record(span).ok()?;
        let head = Head::read(&mut &*record)?;
        let body = record.split_off(HEAD + head.key.len());
        (head.kind == kind && head.key == key && head.sum == sum(kind, key, &body)).then_some(body)
    }

    /// A record with all of it.
    fn record(&mut self, span: Span) -> io::Result<Vec<u8>> {
        let mut record = vec![0; span.length as usize];
        self.file.seek(SeekFrom::Start(span.start))?;
        self.file.read_exact(&mut record)?;
        Ok(record)
    }

    /// The keys of a kind.
    fn keys(&mut self, kind: Kind) -> Vec<String> {
        let of_kind = self.index.iter().filter(|((one, _), _)| *one == kind);
        let spans: Vec<Span> = of_kind.map(|(_, span)| *span).collect();
        let key = |span: Span| {
            self.file.seek(SeekFrom::Start(span.start)).ok()?;
            Some(Head::read(&mut self.file)?.key)
        };
        spans.into_iter().filter_map(key).collect()
    }

    /// Writes the living records beside, in their order, and renames.
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
        let mut living: Vec<((Kind, Digest), Span)> = self.index.iter().map(|(key, span)| (*key, *span)).collect();
        living.sort_unstable_by_key(|(_, span)| span.start);
        for (key, span) in living {
            fresh.file.write_all(&self.record(span)?)?;
            let start = fresh.end;
            fresh.index.insert(key, Span { start, ..span });
            fresh.end += u64::from(span.length);
        }
        fresh.file.sync_all()?;
        std::fs::rename(&beside, path)?;
        *self = fresh;
        Ok(())
    }
}

/// What stands before a record's body.
struct Head {
    kind: Kind,
    body: u32,
    sum: [u8; SUM],
    key: String,
}

impl Head {
    fn read(reader: &mut impl Read) -> Option<Self> {
        let mut head = [0; HEAD];
        reader.read_exact(&mut head).ok()?;
        let (kind, rest) = head.split_first()?;
        let number = |bytes: &[u8]| Some(u32::from_le_bytes(bytes.try_into().ok()?));
        let (key_length, body) = (number(&rest[..4])?, number(&rest[4..8])?);
        let mut key = Vec::new();
        let read = reader.take(u64::from(key_length)).read_to_end(&mut key).ok()?;
        Some(Self {
            kind: Kind::of(*kind)?,
            body,
            sum: rest[8..].try_into().ok()?,
            key: String::from_utf8(key).ok().filter(|_| read == key_length as usize)?,
        })
    }

    /// How long the whole record is.
    fn length(&self) -> u64 {
        (HEAD + self.key.len()) as u64 + u64::from(self.body)
    }
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
        store.tidy(&[Kind::Intent], std::iter::empty()).unwrap();
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

//! Opening compound files (OLE), also those whose directory is out of order: some programs write its tree so that a reader that
//! searches it finds nothing, although every stream is there.

use std::borrow::Cow;
use std::io::{self, Cursor};

/// A compound file that is read.
pub(super) type Compound<'b> = cfb::CompoundFile<Cursor<Cow<'b, [u8]>>>;

/// Bytes of the header and of an entry of the directory.
const HEADER: usize = 512;
const ENTRY: usize = 128;

/// Places in an entry: the length of its name, its type, its neighbours in the tree and its child.
const NAME_LENGTH: usize = 64;
const TYPE: usize = 66;
const LEFT: usize = 68;
const RIGHT: usize = 72;
const CHILD: usize = 76;

/// The entry of the root, and none.
const ROOT: u8 = 5;
const STREAM: u8 = 2;
const NONE: u32 = u32::MAX;

/// Streams by which a workbook is known.
const STREAMS: [&str; 3] = ["EncryptedPackage", "Workbook", "Book"];

/// Opens a compound file; one that cannot be opened with nothing in its directory but the stream of its workbook.
pub(super) fn open(bytes: &[u8]) -> io::Result<Compound<'_>> {
    cfb::CompoundFile::open(Cursor::new(Cow::Borrowed(bytes))).or_else(|error| match mended(bytes) {
        Some(mended) => cfb::CompoundFile::open(Cursor::new(Cow::Owned(mended))),
        None => Err(error),
    })
}

/// The file with a directory in which the root has the stream of the workbook alone; none where there is no such stream.
fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let entries = entries(bytes)?;
    let root = *entries.first().filter(|at| bytes.get(**at + TYPE) == Some(&ROOT))?;
    let is_named = |at: usize, wanted: &str| {
        let wanted: Vec<u8> = wanted.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let length = bytes.get(at + NAME_LENGTH..at + TYPE);
        let is_long = length
            == u16::try_from(wanted.len())
                .ok()
                .map(u16::to_le_bytes)
                .as_ref()
                .map(|two| &two[..]);
        is_long && bytes.get(at..at + wanted.len()) == Some(&wanted)
    };
    let of = |wanted: &str| -> Vec<(usize, usize)> {
        let streams = entries.iter().copied().enumerate();
        let is_stream = |(_, at): &(usize, usize)| bytes.get(*at + TYPE) == Some(&STREAM) && is_named(*at, wanted);
        streams.filter(is_stream).collect()
    };
    // Of two of one name, in folders of their own, nobody knows which one is shown.
    let found = STREAMS
        .iter()
        .map(|wanted| of(wanted))
        .find(|found| !found.is_empty())?;
    let [(index, own)] = found[..] else { return None };
    let mut file = bytes.to_vec();
    let mut put = |at: usize, value: u32| -> Option<()> {
        file.get_mut(at..at + 4)?.copy_from_slice(&value.to_le_bytes());
        Some(())
    };
    for link in [root + LEFT, root + RIGHT, own + LEFT, own + RIGHT, own + CHILD] {
        put(link, NONE)?;
    }
    put(root + CHILD, u32::try_from(index).ok()?)?;
    Some(file)
}

/// Where the entries of the directory begin.
fn entries(bytes: &[u8]) -> Option<Vec<usize>> {
    const SHIFT: usize = 30;
    const FIRST: usize = 48;
    let shift = *bytes.get(SHIFT)?;
    let size = match shift {
        9 | 12 => 1_usize << shift,
        _ => return None,
    };
    let mut entries = Vec::new();
    let mut sector = number(bytes, FIRST)?;
    let most = bytes.len() / size;
    // A chain that runs in a circle ends with the file.
    for _ in 0..most {
        let start = (usize::try_from(sector).ok()?).checked_add(1)?.checked_mul(size)?;
        if start.checked_add(size)? > bytes.len() {
            break;
        }
        entries.extend((start..start + size).step_by(ENTRY));
        sector = next(bytes, size, sector)?;
    }
    Some(entries)
}

/// The sector behind another one in its chain; only the first 109 sectors of the table of chains are looked at.
fn next(bytes: &[u8], size: usize, sector: u32) -> Option<u32> {
    const TABLES: usize = 76;
    let sector = usize::try_from(sector).ok()?;
    let place = TABLES + sector / (size / 4) * 4;
    let table = if place < HEADER { number(bytes, place)? } else { NONE };
    let start = usize::try_from(table).ok()?.checked_add(1)?.checked_mul(size)?;
    number(bytes, start.checked_add(sector % (size / 4) * 4)?)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

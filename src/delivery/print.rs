//! One PDF file to print of many: each report begins on the front of a sheet, what is equal in them is there once.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::csv::Csv;
use super::{Batch, Parcel};
use crate::diag::{Catalogue, Code, Diagnostic, Lang, Result, Sink};
use crate::manifest::ReportRecord;
use crate::writer::pdf::each_reference;

/// Where they go.
pub(super) const FOLDER: &str = "print";
/// A file with more pages is begun anew: printers and readers choke on larger ones.
const MOST_PAGES: usize = 6_000;
/// Keys of a page that it may have from the nodes above it (ISO 32000-1, table 30).
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
/// Keys of a page that mean nothing without the document that it came from.
const FOREIGN: [&[u8]; 5] = [b"Parent", b"StructParents", b"Tabs", b"Annots", b"B"];

/// Writes the print files and the list of which pages are whose.
pub(super) fn write(batch: &Batch<'_>, parcel: &mut Parcel<'_>, sink: &mut Sink) -> Result<()> {
    let words = Catalogue::of(Lang::ZhCn);
    let keys = [
        "print-file",
        "township",
        "report",
        "title",
        "first-page",
        "last-page",
        "blank-page",
    ];
    let head: Vec<String> = keys.iter().map(|key| words.text(&format!("list-{key}"), &[])).collect();
    let mut list = Csv::new(&head);
    let mut number = 1;
    let mut sheets = Sheets::new();
    let name = |number: usize| format!("{FOLDER}/print-{number:02}.pdf");
    for report in batch.finished() {
        let pdf = report.files.iter().find(|file| file.path.ends_with(".pdf"));
        let Some(bytes) = pdf.and_then(|file| sink.keep(batch.bytes(file))) else {
            continue;
        };
        if sheets.pages.len() + report.pages > MOST_PAGES && !sheets.pages.is_empty() {
            let full = std::mem::replace(&mut sheets, Sheets::new());
            parcel.put(name(number), sink, |sink| sink.keep(full.finish()));
            number += 1;
        }
        if let Some((first, last, blank)) = sink.keep(sheets.add(&bytes, &report)) {
            let page = |page: usize| if page == 0 { String::new() } else { page.to_string() };
            let titles = [report.township.clone(), report.report.clone(), report.title.clone()];
            let file = [name(number)];
            list.row(&[&file[..], &titles, &[first, last, blank].map(page)].concat());
        }
    }
    if !sheets.pages.is_empty() {
        parcel.put(name(number), sink, |sink| sink.keep(sheets.finish()));
    }
    parcel.put(format!("{FOLDER}/pages.csv"), sink, |_| Some(list.into_bytes()));
    Ok(())
}

/// The pages gathered so far.
struct Sheets {
    document: Document,
    /// The node above all pages.
    root: ObjectId,
    pages: Vec<ObjectId>,
    /// Title and first page of each report.
    begins: Vec<(String, ObjectId)>,
    /// What is already there, by the hash of what it says.
    known: BTreeMap<[u8; 32], ObjectId>,
}

impl Sheets {
    fn new() -> Self {
        let mut document = Document::with_version("1.7");
        let root = document.new_object_id();
        Self {
            document,
            root,
            pages: Vec::new(),
            begins: Vec::new(),
            known: BTreeMap::new(),
        }
    }

    /// Adds a report and tells its first and last page, and the blank one before it, or 0.
    fn add(&mut self, bytes: &[u8], report: &ReportRecord) -> Result<(usize, usize, usize)> {
        let source = Document::load_mem(bytes).map_err(|error| unprintable(&report.township, &error))?;
        let pages = source.get_pages();
        let Some(shape) = pages.values().next().copied() else {
            return Err(unprintable(&report.township, &"0"));
        };
        let blank = if self.pages.len() % 2 == 1 {
            self.blank(&source, shape)
        } else {
            0
        };
        let first = self.pages.len() + 1;
        let mut copied = BTreeMap::new();
        for id in pages.into_values() {
            let page = self.page(&source, id, &mut copied);
            self.pages.push(page);
        }
        let begin = self.pages[first - 1];
        self.begins
            .push((format!("{} {}", report.township, report.title), begin));
        Ok((first, self.pages.len(), blank))
    }

    /// A page as large as the next one, so that the report begins on the front of a sheet.
    fn blank(&mut self, source: &Document, like: ObjectId) -> usize {
        let size = inherited(source, like, b"MediaBox");
        let mut page = dictionary! { "Type" => "Page", "Parent" => self.root, "Resources" => Dictionary::new() };
        page.set("MediaBox", size.cloned().unwrap_or(Object::Null));
        let id = self.document.add_object(page);
        self.pages.push(id);
        self.pages.len()
    }

    fn page(&mut self, source: &Document, id: ObjectId, copied: &mut BTreeMap<ObjectId, ObjectId>) -> ObjectId {
        let mut page = source.get_dictionary(id).cloned().unwrap_or_default();
        for key in INHERITED {
            if let Some(value) = inherited(source, id, key) {
                page.set(key, value.clone());
            }
        }
        for key in FOREIGN {
            page.remove(key);
        }
        let mut page = Object::Dictionary(page);
        self.adopt(source, &mut page, copied, &mut BTreeSet::new());
        if let Object::Dictionary(page) = &mut page {
            page.set("Parent", self.root);
        }
        self.document.add_object(page)
    }

    /// Brings everything that an object points to into this document and turns the pointers.
    fn adopt(
        &mut self,
        source: &Document,
        object: &mut Object,
        copied: &mut BTreeMap<ObjectId, ObjectId>,
        open: &mut BTreeSet<ObjectId>,
    ) {
        each_reference(object, &mut |reference| {
            let id = reference.as_reference().ok();
            let own = id.and_then(|id| self.import(source, id, copied, open));
            *reference = own.map_or(Object::Null, Object::Reference);
        });
    }

    /// An object with all that it points to; one that says what another already says is that one. Nothing for an
    /// object that points back to itself: what pages need does not.
    fn import(
        &mut self,
        source: &Document,
        id: ObjectId,
        copied: &mut BTreeMap<ObjectId, ObjectId>,
        open: &mut BTreeSet<ObjectId>,
    ) -> Option<ObjectId> {
        if let Some(known) = copied.get(&id) {
            return Some(*known);
        }
        if !open.insert(id) {
            return None;
        }
        let mut object = source.get_object(id).ok()?.clone();
        self.adopt(source, &mut object, copied, open);
        open.remove(&id);
        let mut said = blake3::Hasher::new();
        say(&object, &mut said);
        let key = *said.finalize().as_bytes();
        let known = self.known.get(&key).copied();
        let own = known.unwrap_or_else(|| self.document.add_object(object));
        self.known.insert(key, own);
        copied.insert(id, own);
        Some(own)
    }

    /// The file: pages, an outline with a line per report, two-sided printing as the default.
    fn finish(mut self) -> Result<Vec<u8>> {
        let kids: Vec<Object> = self.pages.iter().map(|page| Object::Reference(*page)).collect();
        let root = dictionary! { "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids };
        self.document.objects.insert(self.root, Object::Dictionary(root));
        let outline = self.outline();
        let print = dictionary! { "Duplex" => "DuplexFlipLongEdge" };
        let catalog = self.document.add_object(dictionary! {
            "Type" => "Catalog", "Pages" => self.root, "Outlines" => outline, "ViewerPreferences" => print,
        });
        self.document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        self.document
            .save_to(&mut bytes)
            .map_err(|error| unprintable("print.pdf", &error))?;
        Ok(bytes)
    }

    fn outline(&mut self) -> ObjectId {
        let root = self.document.new_object_id();
        let ids: Vec<ObjectId> = self.begins.iter().map(|_| self.document.new_object_id()).collect();
        for (index, (title, page)) in std::mem::take(&mut self.begins).into_iter().enumerate() {
            let mut item = dictionary! {
                "Title" => Object::string_literal(utf16(&title)), "Parent" => root,
                "Dest" => vec![page.into(), "Fit".into()],
            };
            let neighbour = |at: Option<usize>| at.and_then(|at| ids.get(at).copied());
            for (key, id) in [
                ("Prev", neighbour(index.checked_sub(1))),
                ("Next", neighbour(Some(index + 1))),
            ] {
                if let Some(id) = id {
                    item.set(key, id);
                }
            }
            self.document.objects.insert(ids[index], Object::Dictionary(item));
        }
        let mut outline = dictionary! { "Type" => "Outlines", "Count" => ids.len() as i64 };
        for (key, id) in [("First", ids.first()), ("Last", ids.last())] {
            if let Some(id) = id {
                outline.set(key, *id);
            }
        }
        self.document.objects.insert(root, Object::Dictionary(outline));
        root
    }
}

/// Hashes what an object says, each part with its sort and length before it.
fn say(object: &Object, hasher: &mut blake3::Hasher) {
    let mut part = |sort: u8, bytes: &[u8]| {
        hasher.update(&[sort]);
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    match object {
        Object::Null => part(0, &[]),
        Object::Boolean(value) => part(1, &[u8::from(*value)]),
        Object::Integer(value) => part(2, &value.to_le_bytes()),
        Object::Real(value) => part(3, &value.to_le_bytes()),
        Object::Name(name) => part(4, name),
        Object::String(text, _) => part(5, text),
        Object::Reference((number, generation)) => {
            part(6, &number.to_le_bytes());
            part(6, &generation.to_le_bytes());
        }
        Object::Array(items) => {
            part(7, &(items.len() as u64).to_le_bytes());
            items.iter().for_each(|item| say(item, hasher));
        }
        Object::Dictionary(entries) => say_all(entries, hasher),
        Object::Stream(stream) => {
            part(9, &stream.content);
            say_all(&stream.dict, hasher);
        }
    }
}

fn say_all(entries: &Dictionary, hasher: &mut blake3::Hasher) {
    hasher.update(&[8]);
    hasher.update(&(entries.len() as u64).to_le_bytes());
    for (key, value) in entries {
        hasher.update(&(key.len() as u64).to_le_bytes());
        hasher.update(key);
        say(value, hasher);
    }
}

/// A page's value, its own or that of the nearest node above it.
fn inherited<'d>(document: &'d Document, page: ObjectId, key: &[u8]) -> Option<&'d Object> {
    /// Trees of pages are not deeper; a circle would be endless.
    const DEEPEST: usize = 64;
    let mut id = page;
    for _ in 0..DEEPEST {
        let node = document.get_dictionary(id).ok()?;
        if let Ok(value) = node.get(key) {
            return Some(value);
        }
        id = node.get(b"Parent").ok()?.as_reference().ok()?;
    }
    None
}

/// A text of a PDF file in UTF-16 with its mark.
fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_be_bytes).collect()
}

fn unprintable(file: &str, detail: &impl ToString) -> Box<Diagnostic> {
    Diagnostic::new(Code::OutputUnwritable)
        .with("detail", detail.to_string())
        .at_file(file)
}

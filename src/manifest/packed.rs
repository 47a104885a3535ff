//! A manifest's records in few bytes each: those of a province lie in memory together until the manifest is written.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{CheckRecord, FileRecord, ProblemRecord, ReportRecord, Status};

/// A report's record in a quarter of its bytes, in one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed(Arc<[u8]>);

impl Packed {
    /// The record that was packed.
    #[expect(
        clippy::expect_used,
        reason = "this program packed it a moment ago; held by a property"
    )]
    pub fn record(&self) -> ReportRecord {
        let fields: Fields<'_> = postcard::from_bytes(&self.0).expect("a record that was packed");
        fields.record()
    }
}

impl From<&ReportRecord> for Packed {
    #[expect(clippy::expect_used, reason = "plain fields written to memory; held by a property")]
    fn from(record: &ReportRecord) -> Self {
        let bytes = postcard::to_allocvec(&Fields::of(record)).expect("a record of plain fields");
        Self(bytes.into())
    }
}

/// ReportRecords of reports, packed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportRecords(Vec<Packed>);

impl ReportRecords {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The record at this place.
    pub fn get(&self, place: usize) -> Option<ReportRecord> {
        self.0.get(place).map(Packed::record)
    }

    /// All records, one unpacked at a time.
    pub fn iter(&self) -> impl Iterator<Item = ReportRecord> {
        self.0.iter().map(Packed::record)
    }

    /// The same as they are packed.
    pub fn packed(&self) -> &[Packed] {
        &self.0
    }
}

impl FromIterator<Packed> for ReportRecords {
    fn from_iter<I: IntoIterator<Item = Packed>>(records: I) -> Self {
        Self(records.into_iter().collect())
    }
}

impl FromIterator<ReportRecord> for ReportRecords {
    fn from_iter<I: IntoIterator<Item = ReportRecord>>(records: I) -> Self {
        records.into_iter().map(|record| Packed::from(&record)).collect()
    }
}

impl Serialize for ReportRecords {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for ReportRecords {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(EachPacked)
    }
}

/// Packs the records as they are read.
struct EachPacked;

impl<'de> Visitor<'de> for EachPacked {
    type Value = ReportRecords;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("records of reports")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<ReportRecords, A::Error> {
        let mut packed = Vec::new();
        while let Some(record) = records.next_element::<ReportRecord>()? {
            packed.push(Packed::from(&record));
        }
        Ok(ReportRecords(packed))
    }
}

/// What a record says, field by field; a form that leaves empty ones out, as that of the file does, could not be read
/// back.
#[derive(Serialize, Deserialize)]
struct Fields<'r> {
    report: &'r str,
    township: &'r str,
    title: &'r str,
    number: &'r str,
    status: Status,
    pages: usize,
    figures: usize,
    checks: Cow<'r, CheckRecord>,
    #[serde(borrow)]
    files: Files<'r>,
    #[serde(borrow)]
    finished: Files<'r>,
    #[serde(borrow)]
    drafts: Files<'r>,
    #[serde(borrow)]
    outdated: Files<'r>,
    warnings: Cow<'r, [ProblemRecord]>,
    errors: Cow<'r, [ProblemRecord]>,
}

impl<'r> Fields<'r> {
    fn of(record: &'r ReportRecord) -> Self {
        Self {
            report: &record.report,
            township: &record.township,
            title: &record.title,
            number: &record.number,
            status: record.status,
            pages: record.pages,
            figures: record.figures,
            checks: Cow::Borrowed(&record.checks),
            files: Files::of(&record.files),
            finished: Files::of(&record.finished),
            drafts: Files::of(&record.drafts),
            outdated: Files::of(&record.outdated),
            warnings: Cow::Borrowed(&record.warnings),
            errors: Cow::Borrowed(&record.errors),
        }
    }

    fn record(self) -> ReportRecord {
        ReportRecord {
            report: self.report.to_owned(),
            township: self.township.to_owned(),
            title: self.title.to_owned(),
            number: self.number.to_owned(),
            status: self.status,
            pages: self.pages,
            figures: self.figures,
            checks: self.checks.into_owned(),
            files: self.files.records(),
            finished: self.finished.records(),
            drafts: self.drafts.records(),
            outdated: self.outdated.records(),
            warnings: self.warnings.into_owned(),
            errors: self.errors.into_owned(),
        }
    }
}

/// Files that lie beside each other: their paths begin alike.
#[derive(Serialize, Deserialize)]
struct Files<'r>(#[serde(borrow)] Vec<File<'r>>);

#[derive(Serialize, Deserialize)]
struct File<'r> {
    /// How many bytes of its path are those of the one before it.
    shared: usize,
    /// The rest of it.
    rest: &'r str,
    size: u64,
    #[serde(borrow)]
    blake3: Sum<'r>,
    review: bool,
}

/// A hash as its bytes; a manifest that was written elsewhere may say anything.
#[derive(Serialize, Deserialize)]
enum Sum<'r> {
    Bytes([u8; 32]),
    Text(&'r str),
}

impl<'r> Sum<'r> {
    fn of(text: &'r str) -> Self {
        match blake3::Hash::from_hex(text) {
            Ok(hash) if *hash.to_hex() == *text => Self::Bytes(*hash.as_bytes()),
            Ok(_) | Err(_) => Self::Text(text),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Bytes(bytes) => blake3::Hash::from_bytes(*bytes).to_hex().to_string(),
            Self::Text(text) => (*text).to_owned(),
        }
    }
}

impl<'r> Files<'r> {
    fn of(files: &'r [FileRecord]) -> Self {
        let mut before = "";
        let packed = files.iter().map(|file| {
            let shared = alike(std::mem::replace(&mut before, &file.path), &file.path);
            File {
                shared,
                rest: file.path.get(shared..).unwrap_or_default(),
                size: file.size,
                blake3: Sum::of(&file.blake3),
                review: file.review,
            }
        });
        Self(packed.collect())
    }

    fn records(self) -> Vec<FileRecord> {
        let mut path = String::new();
        let files = self.0.into_iter().map(|file| {
            path.truncate(file.shared);
            path.push_str(file.rest);
            FileRecord {
                path: path.clone(),
                size: file.size,
                blake3: file.blake3.text(),
                review: file.review,
            }
        });
        files.collect()
    }
}

/// With how many bytes of whole characters both texts begin.
fn alike(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars());
    pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::indicator::Acceptance;
    use crate::manifest::ReplacedRecord;

    fn files() -> impl Strategy<Value = Vec<FileRecord>> {
        let hash = prop_oneof!["[0-9a-f]{64}", "[0-9A-F]{64}", ".{0,4}"];
        let file = ("[甲乙丙/.]{0,4}", any::<u64>(), hash, any::<bool>());
        let record = |(path, size, blake3, review)| FileRecord {
            path,
            size,
            blake3,
            review,
        };
        proptest::collection::vec(file.prop_map(record), 0..4)
    }

    fn problems() -> impl Strategy<Value = Vec<ProblemRecord>> {
        let problem = (".{0,4}", ".{0,4}", proptest::collection::vec(".{0,4}", 0..3));
        let record = |(code, message, places)| ProblemRecord { code, message, places };
        proptest::collection::vec(problem.prop_map(record), 0..3)
    }

    fn checks() -> impl Strategy<Value = CheckRecord> {
        let record = |(run, name, many): (usize, String, usize)| {
            let accepted = Acceptance {
                check: name.clone(),
                found: "1".to_owned(),
                expected: "2".to_owned(),
                reason: name.clone(),
                responsible: "农业农村办公室负责人".to_owned(),
            };
            let replaced = ReplacedRecord {
                indicator: name.clone(),
                value: "1".to_owned(),
                replaces: String::new(),
                places: vec![name.clone()],
                reason: name.clone(),
                responsible: String::new(),
            };
            CheckRecord {
                run,
                failed: vec![name.clone(); many],
                skipped: vec![name; many],
                accepted: vec![accepted; many],
                replaced: vec![replaced; many],
            }
        };
        (any::<usize>(), ".{0,4}", 0..3_usize).prop_map(record)
    }

    prop_compose! {
        fn records()(
            names in (".{0,4}", ".{0,4}", ".{0,4}", ".{0,4}"),
            status in prop_oneof![Just(Status::Ok), Just(Status::Failed), Just(Status::Draft)],
            (pages, figures) in any::<(usize, usize)>(),
            checks in checks(),
            (files, finished, drafts, outdated) in (files(), files(), files(), files()),
            (warnings, errors) in (problems(), problems()),
        ) -> ReportRecord {
            let (report, township, title, number) = names;
            ReportRecord {
                report, township, title, number, status, pages, figures, checks, files, finished, drafts, outdated,
                warnings, errors,
            }
        }
    }

    proptest! {
        #[test]
        fn a_record_comes_back_as_it_was_packed(record in records()) {
            prop_assert_eq!(Packed::from(&record).record(), record);
        }
    }

    #[test]
    fn the_record_of_a_report_without_problems_takes_few_bytes() {
        let path = "河口镇/河口镇二〇二三年国民经济和社会发展统计分析报告";
        let file = |ending: &str| FileRecord::of(&format!("{path}{ending}"), ending.as_bytes());
        let record = ReportRecord {
            report: String::new(),
            township: "河口镇".to_owned(),
            title: "河口镇二〇二三年国民经济和社会发展统计分析报告".to_owned(),
            number: String::new(),
            status: Status::Ok,
            pages: 12,
            figures: 300,
            checks: CheckRecord::default(),
            files: [".pdf", ".docx", ".trace.json"].map(file).to_vec(),
            finished: Vec::new(),
            drafts: Vec::new(),
            outdated: Vec::new(),
            warnings: Vec::new(),
            errors: Vec::new(),
        };
        let bytes = Packed::from(&record).0.len();
        assert!(bytes < 320, "{bytes} bytes");
    }
}

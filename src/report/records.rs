//! What an archive asks of a document beside its text (文书类电子文件元数据, DA/T 46; filing practice §2).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DocumentFormat, Inline, LayoutFacts, Report, plain_text};

/// One element of the records metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordField {
    /// 题名.
    Title,
    /// 责任者: the issuing bodies.
    Creator,
    /// 文号.
    Number,
    /// 成文日期.
    Date,
    /// 文种.
    Genre,
    /// 密级和保密期限.
    Secrecy,
    /// 紧急程度.
    Urgency,
    /// 主送.
    Addressee,
    /// 抄送.
    Copies,
    /// 份号.
    CopyNumber,
    /// 附件题名.
    Annexes,
    /// 页数.
    Pages,
    /// 全宗号.
    Fonds,
    /// 归档年度.
    Year,
    /// 保管期限.
    Retention,
    /// 机构或问题.
    Matter,
}

/// Each element with its Chinese name, its name as a property of XMP, and what it says.
const FIELDS: [(RecordField, &str, &str, &str); 16] = [
    (RecordField::Title, "题名", "recordTitle", "Title of the record"),
    (
        RecordField::Creator,
        "责任者",
        "recordCreator",
        "Bodies that issued the record",
    ),
    (
        RecordField::Number,
        "文号",
        "documentNumber",
        "Number given by the issuing body",
    ),
    (
        RecordField::Date,
        "成文日期",
        "documentDate",
        "Date of the document as printed",
    ),
    (RecordField::Genre, "文种", "genre", "Kind of official document"),
    (RecordField::Secrecy, "密级", "secrecy", "Secrecy level and its term"),
    (RecordField::Urgency, "紧急程度", "urgency", "Degree of urgency"),
    (RecordField::Addressee, "主送", "addressee", "Main addressees"),
    (RecordField::Copies, "抄送", "copies", "Bodies that receive a copy"),
    (
        RecordField::CopyNumber,
        "份号",
        "copyNumber",
        "Serial number of the copy",
    ),
    (RecordField::Annexes, "附件题名", "annexes", "Titles of the annexes"),
    (RecordField::Pages, "页数", "pages", "Number of pages"),
    (RecordField::Fonds, "全宗号", "fonds", "Number of the fonds"),
    (RecordField::Year, "归档年度", "filingYear", "Year of filing"),
    (RecordField::Retention, "保管期限", "retention", "Retention period"),
    (
        RecordField::Matter,
        "机构问题",
        "matter",
        "Office or matter of classification",
    ),
];

impl RecordField {
    /// All elements, in the order in which they are printed.
    pub fn all() -> impl Iterator<Item = Self> {
        FIELDS.into_iter().map(|(field, ..)| field)
    }

    fn row(self) -> (&'static str, &'static str, &'static str) {
        let own = FIELDS.into_iter().find(|(field, ..)| *field == self);
        own.map_or(("", "", ""), |(_, name, property, meaning)| (name, property, meaning))
    }

    /// The Chinese name: `题名`.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// The name as a property of XMP: `recordTitle`.
    pub fn property(self) -> &'static str {
        self.row().1
    }

    /// What the property says, for the schema that describes it.
    pub fn meaning(self) -> &'static str {
        self.row().2
    }
}

/// The `[records]` table: what the job says of the filing of its reports, for the files' properties and the trace;
/// empty where the archive adds it later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RecordsSettings {
    /// 全宗号.
    pub fonds: String,
    /// 归档年度.
    pub year: String,
    /// 保管期限: `永久`, `30年`, `10年`.
    pub retention: String,
    /// 机构或问题.
    pub matter: String,
}

/// The records metadata of one report; an element that it lacks is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records(Vec<(RecordField, String)>);

impl Records {
    /// What a laid out report and its job say.
    pub fn of(report: &Report, facts: &LayoutFacts, filing: &RecordsSettings) -> Self {
        let value = |field| match field {
            RecordField::Title => report.metadata.title.clone(),
            RecordField::Creator => creator(report),
            RecordField::Number => optional(report.head.number.as_ref()),
            RecordField::Date => report
                .signature
                .as_ref()
                .map_or_else(String::new, |one| plain_text(&one.date)),
            RecordField::Genre => genre(report).to_owned(),
            RecordField::Secrecy => optional(report.head.secrecy.as_ref()),
            RecordField::Urgency => optional(report.head.urgency.as_ref()),
            RecordField::Addressee => addressee(report),
            RecordField::Copies => optional(report.colophon.as_ref().and_then(|one| one.copies.as_ref())),
            RecordField::CopyNumber => optional(report.head.copy_number.as_ref()),
            RecordField::Annexes => joined(report.annexes.iter().map(|annex| &annex.title)),
            RecordField::Pages => facts.pages.to_string(),
            RecordField::Fonds => filing.fonds.clone(),
            RecordField::Year => filing.year.clone(),
            RecordField::Retention => filing.retention.clone(),
            RecordField::Matter => filing.matter.clone(),
        };
        let all = RecordField::all().map(|field| (field, value(field)));
        Self(all.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The elements with their values, in the order of [`RecordField::all`].
    pub fn iter(&self) -> impl Iterator<Item = (RecordField, &str)> {
        self.0.iter().map(|(field, value)| (*field, value.as_str()))
    }
}

impl Serialize for Records {
    /// An object of the Chinese names.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(field, value)| (field.name(), value)))
    }
}

fn optional(content: Option<&Vec<Inline>>) -> String {
    content.map_or_else(String::new, |content| plain_text(content))
}

fn joined<'a>(parts: impl Iterator<Item = &'a Vec<Inline>>) -> String {
    parts.map(|part| plain_text(part)).collect::<Vec<_>>().join("；")
}

/// 署名, else 发文机关标志, else the author that the job names.
fn creator(report: &Report) -> String {
    let signed = report.signature.iter().flat_map(|one| &one.issuers);
    let signed = joined(signed);
    let headed = || joined(report.head.letterhead.bodies.iter());
    [signed, headed()]
        .into_iter()
        .find(|bodies| !bodies.is_empty())
        .unwrap_or_else(|| report.metadata.author.clone())
}

/// 主送机关, wherever it stands, without its colon.
fn addressee(report: &Report) -> String {
    let moved = report.colophon.as_ref().and_then(|one| one.addressee.as_ref());
    let text = optional(report.addressee.as_ref().or(moved));
    text.trim_end_matches(['：', ':']).to_owned()
}

/// The kinds of 公文 (党政机关公文处理工作条例 §8) and of internal material, the longer words first.
const GENRES: [&str; 22] = [
    "工作总结",
    "工作计划",
    "实施方案",
    "统计公报",
    "决议",
    "决定",
    "命令",
    "公报",
    "公告",
    "通告",
    "意见",
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "议案",
    "纪要",
    "总结",
    "计划",
    "方案",
    "函",
];

/// 文种: by the last words of the title, else by the format.
fn genre(report: &Report) -> &'static str {
    let title = report.metadata.title.trim_end_matches(['）', ')']);
    let named = GENRES.into_iter().find(|genre| title.ends_with(genre));
    named.unwrap_or(match report.format {
        DocumentFormat::Order => "命令",
        DocumentFormat::Minutes => "纪要",
        DocumentFormat::Letter => "函",
        DocumentFormat::Material | DocumentFormat::Official(_) => "",
    })
}

//! Which elements there are, and what each format requires and forbids.

use crate::report::{Direction, DocumentFormat};
use crate::template::document::DocumentSettings;

/// An element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::template) enum Key {
    CopyNumber,
    Secrecy,
    Urgency,
    Letterhead,
    Number,
    Signers,
    Addressee,
    Issuers,
    Date,
    Stamps,
    SealPictures,
    Note,
    Attending,
    Excused,
    Observing,
    Copies,
    Printer,
    Printed,
}

/// Every element with its key in `[document]` and its names in the template, the usual one first.
pub(super) const KEYS: &[(Key, &str, &[&str])] = &[
    (Key::CopyNumber, "copy_number", &["份号"]),
    (Key::Secrecy, "secrecy", &["密级"]),
    (Key::Urgency, "urgency", &["紧急程度"]),
    (Key::Letterhead, "letterhead", &["发文机关标志", "标志"]),
    (Key::Number, "number", &["发文字号", "文号", "令号"]),
    (Key::Signers, "signers", &["签发人"]),
    (Key::Addressee, "addressee", &["主送"]),
    (Key::Issuers, "issuers", &["署名"]),
    (Key::Date, "date", &["日期", "成文日期"]),
    (Key::Stamps, "stamps", &["签名章"]),
    (Key::SealPictures, "seal_pictures", &["印章图片"]),
    (Key::Note, "note", &["附注"]),
    (Key::Attending, "attending", &["出席"]),
    (Key::Excused, "excused", &["请假"]),
    (Key::Observing, "observing", &["列席"]),
    (Key::Copies, "copies", &["抄送"]),
    (Key::Printer, "printer", &["印发机关"]),
    (Key::Printed, "printed", &["印发日期"]),
];

impl Key {
    /// The element of a key of `[document]`.
    pub(in crate::template) fn of_setting(setting: &str) -> Option<Self> {
        let found = KEYS.iter().find(|(_, key, _)| *key == setting);
        found.map(|(key, ..)| *key)
    }

    /// The element of a name in the template.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let found = KEYS.iter().find(|(.., names)| names.contains(&name));
        found.map(|(key, ..)| *key)
    }

    /// Its usual name.
    pub(in crate::template) fn name(self) -> &'static str {
        let found = KEYS.iter().find(|(key, ..)| *key == self);
        found.map_or("", |(.., names)| names[0])
    }
}

/// What a format thinks of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Requires,
    Allows,
    Forbids,
}

/// What the standard and its practice ask of each format (HEAD, SIGN-05, LETT-08, ORDR-02, MINU-02 …).
pub(super) fn rule(key: Key, format: DocumentFormat, settings: &DocumentSettings) -> Rule {
    use DocumentFormat::{Letter, Material, Minutes, Official, Order};
    let official = matches!(format, Official(_));
    let upward = format == Official(Direction::Upward);
    let only = |wanted: bool, rule: Rule| if wanted { rule } else { Rule::Forbids };
    match key {
        Key::CopyNumber | Key::Secrecy | Key::Urgency => only(!matches!(format, Material | Order), Rule::Allows),
        Key::Letterhead => only(format != Material, Rule::Requires),
        Key::Number if format == Minutes => Rule::Allows,
        Key::Number => only(format != Material, Rule::Requires),
        Key::Signers => only(upward, Rule::Requires),
        Key::Addressee if matches!(format, Letter) || upward => Rule::Requires,
        Key::Addressee => only(!matches!(format, Order | Minutes), Rule::Allows),
        // Who signs by a stamp has no 署名.
        Key::Issuers if settings.sealed() || official => Rule::Requires,
        Key::Issuers => only(format != Order, Rule::Allows),
        Key::Date if matches!(format, Material | Minutes) => Rule::Allows,
        Key::Date => Rule::Requires,
        Key::Stamps if format == Order => Rule::Requires,
        Key::Stamps => only(official || format == Letter, Rule::Allows),
        Key::SealPictures => only(settings.sealed() || format == Order, Rule::Allows),
        Key::Note => only(format != Order, Rule::Allows),
        Key::Attending | Key::Excused | Key::Observing => only(format == Minutes, Rule::Allows),
        Key::Copies => only(format != Material, Rule::Allows),
        Key::Printer | Key::Printed if official => Rule::Requires,
        Key::Printer | Key::Printed => only(matches!(format, Order | Minutes), Rule::Allows),
    }
}

/// The catalogue's name of a format.
pub(super) fn format_term(format: DocumentFormat) -> &'static str {
    match format {
        DocumentFormat::Material => "format-material",
        DocumentFormat::Official(Direction::Upward) => "format-upward",
        DocumentFormat::Official(Direction::Downward | Direction::Parallel) => "format-official",
        DocumentFormat::Letter => "format-letter",
        DocumentFormat::Order => "format-order",
        DocumentFormat::Minutes => "format-minutes",
    }
}

pub(super) fn number_term(format: DocumentFormat) -> &'static str {
    if format == DocumentFormat::Order {
        "form-order-number"
    } else {
        "form-document-number"
    }
}

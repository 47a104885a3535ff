//! The stable codes of all diagnostics; the words for each stand in `locales/`.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Severity;

macro_rules! codes {
    ($($(#[$group:meta])* $name:ident = $text:literal),* $(,)?) => {
        /// A diagnostic's stable code. The first letter is its severity: `E-` error, `W-` warning, `N-` note.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each code is documented by its message in the catalogue")]
        pub enum Code {
            $($name),*
        }

        impl Code {
            /// Every code, in the order of the rooms that use them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code as it is printed.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text),*
                }
            }
        }
    };
}

codes! {
    // Configuration
    ConfigMissing = "E-CONFIG-MISSING",
    ConfigSyntax = "E-CONFIG-SYNTAX",
    ConfigUnknownKey = "E-CONFIG-KEY",
    ConfigType = "E-CONFIG-TYPE",
    ConfigValue = "E-CONFIG-VALUE",
    // Files and folders
    FolderMissing = "E-FOLDER",
    NoTownships = "E-NO-TOWNSHIPS",
    UnknownTownship = "E-TOWNSHIP",
    FileUnreadable = "E-FILE-READ",
    OutputUnwritable = "E-OUTPUT",
    OutputHeld = "E-OUTPUT-HELD",
    DiskFull = "E-DISK-FULL",
    OutputChanged = "W-OUTPUT-CHANGED",
    Interrupted = "E-INTERRUPTED",
    Internal = "E-INTERNAL",
    // Reader
    // Tables
    // Indicators
    // Template
    TemplateSyntax = "E-TPL-SYNTAX",
    TemplateName = "E-TPL-NAME",
    TemplateNameNowhere = "W-TPL-NAME",
    TemplateAbsent = "E-TPL-ABSENT",
    TemplateFilter = "E-TPL-FILTER",
    TemplateTest = "E-TPL-TEST",
    TemplateField = "E-TPL-FIELD",
    TemplateArgument = "E-TPL-ARGUMENT",
    TemplateArithmetic = "E-TPL-ARITHMETIC",
    TemplateComparison = "E-TPL-COMPARE",
    TemplateInclude = "E-TPL-INCLUDE",
    TemplateLimit = "E-TPL-LIMIT",
    TemplateOperation = "E-TPL-OPERATION",
    TemplateRowsPrinted = "E-TPL-ROWS",
    TemplateMissing = "E-TPL-MISSING",
    TemplateNoTitle = "E-TPL-NO-TITLE",
    TemplateTwoTitles = "E-TPL-TWO-TITLES",
    TemplateLevel = "E-TPL-LEVEL",
    TemplateMarkup = "E-TPL-MARKUP",
    TemplateMarkupDropped = "W-TPL-MARKUP",
    TemplateNestedList = "E-TPL-LIST",
    TemplateRow = "E-TPL-ROW",
    TemplateStrayRow = "E-TPL-TABLE",
    TemplateCaption = "E-TPL-CAPTION",
    TemplateSignature = "E-TPL-SIGNATURE",
    TemplateQuotes = "W-TPL-QUOTES",
    WordingApprox = "E-APPROX",
    WordingLoose = "W-LOOSE",
    WordingPrecise = "W-PRECISE",
    WordingKind = "E-KIND",
    WordingUnit = "E-WORD-UNIT",
    WordingNoBase = "E-NO-BASE",
    WordingNegativeBase = "E-NEGBASE",
    WordingSmallBase = "W-SMALLBASE",
    WordingNoTarget = "E-NO-TARGET",
    WordingNoRank = "E-NO-RANK",
    WordingPart = "E-PART",
    WordingTrivial = "W-TRIVIAL",
    WordingShare = "E-SHARE",
    WordingTimes = "E-BEI",
    WordingDoubled = "E-FAN",
    WordingSame = "E-SAME",
    // Fonts and layout
    // Writers
}

impl Code {
    /// The severity that the first letter says.
    pub const fn severity(self) -> Severity {
        match self.as_str().as_bytes()[0] {
            b'E' => Severity::Error,
            b'W' => Severity::Warning,
            _ => Severity::Note,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

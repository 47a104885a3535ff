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
    // Fonts
    FontMissing = "E-FONT-MISSING",
    FontFile = "W-FONT-FILE",
    FontForbidden = "W-FONT-EMBEDDING",
    FontIncomplete = "W-FONT-INCOMPLETE",
    FontSubset = "E-FONT-SUBSET",
    FontSubstitute = "N-FONT-SUBSTITUTE",
    // Fonts and layout
    FontGlyph = "E-FONT-GLYPH",
    LineOverfull = "W-LINE-OVERFULL",
    // Writers
    WordColumns = "E-WORD-COLUMNS",
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

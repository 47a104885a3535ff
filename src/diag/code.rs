//! The stable codes of all diagnostics; the words for each stand in `locales/`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
    ConfigSection = "E-CONFIG-SECTION",
    ConfigType = "E-CONFIG-TYPE",
    ConfigValue = "E-CONFIG-VALUE",
    ReportName = "E-REPORT-NAME",
    ReportTwice = "E-REPORT-TWICE",
    ReportTemplate = "E-REPORT-TEMPLATE",
    ReportTownships = "E-REPORT-TOWNSHIPS",
    ReportSubject = "E-REPORT-SUBJECT",
    // Files and folders
    FolderMissing = "E-FOLDER",
    FolderTaken = "E-FOLDER-TAKEN",
    NoTownships = "E-NO-TOWNSHIPS",
    UnknownTownship = "E-TOWNSHIP",
    TownshipName = "E-TOWNSHIP-NAME",
    TownshipWithoutRow = "W-TOWNSHIP-ROW",
    TownshipUnlisted = "W-TOWNSHIP-UNLISTED",
    UnknownSheet = "E-SHEET",
    WhyTownship = "E-WHY-TOWNSHIP",
    WhyNothing = "E-WHY-NOTHING",
    FileUnreadable = "E-FILE-READ",
    FileName = "E-FILE-NAME",
    FileLarge = "E-FILE-LARGE",
    FolderEmpty = "E-FOLDER-EMPTY",
    FragmentEncoding = "E-FRAGMENT",
    TemplateUnreadable = "E-TEMPLATE-READ",
    OutputName = "E-OUTPUT-NAME",
    ManifestUnreadable = "W-MANIFEST",
    OutputUnwritable = "E-OUTPUT",
    OutputHeld = "E-OUTPUT-HELD",
    DiskFull = "E-DISK-FULL",
    OutputChanged = "W-OUTPUT-CHANGED",
    OutputTaken = "E-OUTPUT-TAKEN",
    OutputUnlocked = "W-OUTPUT-UNLOCKED",
    OutputGone = "E-OUTPUT-GONE",
    NoManifest = "E-NO-MANIFEST",
    TraceUnreadable = "E-TRACE",
    DeliveryChanged = "E-DELIVERY",
    ShardNone = "E-SHARD-NONE",
    ShardMissing = "E-SHARD-MISSING",
    ShardBroken = "E-SHARD-BROKEN",
    ShardTwice = "E-SHARD-TWICE",
    ShardsDiffer = "E-SHARDS-DIFFER",
    Interrupted = "E-INTERRUPTED",
    Internal = "E-INTERNAL",
    LintKind = "E-LINT-KIND",
    LintUnreadable = "E-LINT-READ",
    // Reader
    WorkbookEmpty = "E-WORKBOOK-EMPTY",
    WorkbookPassword = "E-WORKBOOK-PASSWORD",
    WorkbookDamaged = "E-WORKBOOK-DAMAGED",
    WorkbookHtml = "E-WORKBOOK-HTML",
    WorkbookOldExcel = "E-WORKBOOK-OLD",
    WorkbookDocument = "E-WORKBOOK-DOCUMENT",
    WorkbookArchive = "E-WORKBOOK-ARCHIVE",
    WorkbookImage = "E-WORKBOOK-IMAGE",
    WorkbookUnknown = "E-WORKBOOK-UNKNOWN",
    SheetUnreadable = "E-SHEET-READ",
    ReaderPanic = "E-READER-PANIC",
    FormulasZero = "W-FORMULAS-ZERO",
    LimitEntries = "E-LIMIT-ENTRIES",
    LimitUnpacked = "E-LIMIT-UNPACKED",
    LimitRatio = "E-LIMIT-RATIO",
    LimitSheets = "E-LIMIT-SHEETS",
    LimitRows = "E-LIMIT-ROWS",
    LimitColumns = "E-LIMIT-COLUMNS",
    LimitBox = "E-LIMIT-BOX",
    LimitCells = "E-LIMIT-CELLS",
    LimitText = "E-LIMIT-TEXT",
    LimitCellText = "E-LIMIT-CELL-TEXT",
    // Tables
    // Indicators
    NoWorkbooks = "E-NO-WORKBOOKS",
    NoFolderWorkbooks = "E-NO-FOLDER-WORKBOOKS",
    NoWorkbook = "E-NO-WORKBOOK",
    NoSheet = "E-NO-SHEET",
    NoTable = "E-NO-TABLE",
    NoColumn = "E-NO-COLUMN",
    NoRow = "E-NO-ROW",
    NoTownshipRow = "E-NO-TOWNSHIP-ROW",
    NoRange = "E-NO-RANGE",
    RangeSize = "E-RANGE-SIZE",
    LabelMismatch = "E-LABEL",
    Ambiguous = "E-AMBIGUOUS",
    NotANumber = "E-NUMBER",
    NotADate = "E-DATE",
    NotABool = "E-YES-NO",
    CellError = "E-CELL-ERROR",
    FormulaUnsaved = "E-UNSAVED",
    CellBlank = "E-BLANK",
    CellNotApplicable = "E-NOT-APPLICABLE",
    UnitContradiction = "E-UNIT",
    UnitUndeclared = "E-UNIT-DECLARED",
    UnitRange = "E-UNIT-RANGE",
    PersonalData = "E-PERSONAL",
    FactsEmpty = "E-FACTS",
    FactName = "W-FACT-NAME",
    IndicatorTwice = "E-IND-TWICE",
    IndicatorName = "E-IND-NAME",
    IndicatorPattern = "E-IND-PATTERN",
    IndicatorFolder = "E-IND-FOLDER",
    IndicatorUnit = "E-IND-UNIT",
    IndicatorCell = "E-IND-CELL",
    IndicatorLabel = "E-IND-LABEL",
    IndicatorNoWay = "E-IND-SOURCE",
    IndicatorTwoWays = "E-IND-SOURCES",
    IndicatorAggregate = "E-IND-AGGREGATE",
    IndicatorAggregateType = "E-IND-AGGREGATE-TYPE",
    IndicatorWeight = "E-IND-WEIGHT",
    IndicatorConditions = "E-IND-WHERE",
    KindRate = "E-KIND-RATE",
    KindStock = "E-KIND-STOCK",
    KindSurvey = "E-KIND-SURVEY",
    WeightHalf = "E-WEIGHT-HALF",
    WeightNegative = "E-WEIGHT",
    IndicatorComparison = "E-IND-TYPE",
    RowsWithoutFields = "E-ROWS-FIELDS",
    JoinField = "E-JOIN-FIELD",
    ConditionSyntax = "E-WHERE",
    ConditionValue = "E-WHERE-VALUE",
    ConditionCell = "E-WHERE-CELL",
    ConditionDays = "E-WHERE-DAYS",
    ConditionPeriod = "E-WHERE-PERIOD",
    ConditionYear = "E-WHERE-YEAR",
    FormulaSyntax = "E-FORMULA",
    FormulaEnd = "E-FORMULA-END",
    FormulaName = "E-FORMULA-NAME",
    FormulaCycle = "E-FORMULA-CIRCLE",
    FormulaZero = "E-FORMULA-ZERO",
    FormulaRange = "E-FORMULA-RANGE",
    FormulaUnit = "E-FORMULA-UNIT",
    FormulaType = "E-FORMULA-TYPE",
    FormulaMissing = "E-FORMULA-MISSING",
    FormulaNoBase = "E-FORMULA-BASE",
    RankWithheld = "W-RANK",
    CountyMissing = "E-COUNTY-MISSING",
    CountyDash = "W-COUNTY-MISSING",
    CountyLeftOut = "W-COUNTY-LEFT-OUT",
    CountyUnsaid = "E-COUNTY-UNSAID",
    CountyBase = "W-COUNTY-BASE",
    CountySum = "E-COUNTY-SUM",
    IndicatorAbsent = "W-ABSENT",
    ComparisonAbsent = "W-BASE",
    Approximate = "W-APPROXIMATE",
    SmallRatio = "W-RATIO",
    // Checks (勾稽): the words of a kind stand under its E- code and serve all three levels
    SumError = "E-SUM",
    SumWarning = "W-SUM",
    SumNote = "N-SUM",
    PartError = "E-PART-WHOLE",
    PartWarning = "W-PART-WHOLE",
    PartNote = "N-PART-WHOLE",
    ChangeError = "E-CHANGE",
    ChangeWarning = "W-CHANGE",
    ChangeNote = "N-CHANGE",
    RuleError = "E-RULE",
    RuleWarning = "W-RULE",
    RuleNote = "N-RULE",
    RangeError = "E-RANGE",
    RangeWarning = "W-RANGE",
    RangeNote = "N-RANGE",
    GrowthError = "E-GROWTH",
    GrowthWarning = "W-GROWTH",
    GrowthNote = "N-GROWTH",
    LastYearError = "E-LAST-YEAR",
    LastYearWarning = "W-LAST-YEAR",
    LastYearNote = "N-LAST-YEAR",
    TwiceError = "E-TWICE",
    TwiceWarning = "W-TWICE",
    TwiceNote = "N-TWICE",
    VillagesError = "E-VILLAGES",
    VillagesWarning = "W-VILLAGES",
    VillagesNote = "N-VILLAGES",
    CheckName = "E-CHECK-NAME",
    CheckWay = "E-CHECK-SOURCE",
    CheckRule = "E-CHECK-RULE",
    CheckIndicator = "E-CHECK-INDICATOR",
    Accepted = "N-ACCEPTED",
    AcceptExpired = "W-ACCEPT-EXPIRED",
    AcceptUnused = "W-ACCEPT-UNUSED",
    AcceptUnknown = "E-ACCEPT-CHECK",
    DecisionIncomplete = "E-DECISION",
    Overridden = "N-OVERRIDE",
    OverrideExpired = "E-OVERRIDE-EXPIRED",
    OverrideUnused = "W-OVERRIDE-UNUSED",
    OverrideName = "E-OVERRIDE-NAME",
    OverrideValue = "E-OVERRIDE-VALUE",
    // Template
    // Fonts
    FontMissing = "E-FONT-MISSING",
    FontFile = "W-FONT-FILE",
    FontForbidden = "W-FONT-EMBEDDING",
    FontIncomplete = "W-FONT-INCOMPLETE",
    FontSubset = "E-FONT-SUBSET",
    PdfTitle = "E-PDF-TITLE",
    FontSubstitute = "N-FONT-SUBSTITUTE",
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
    TemplateRowsPartial = "E-TPL-ROWS-MISSING",
    TemplateCondition = "E-TPL-WHERE",
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
    TemplateCaptionLine = "E-TPL-CAPTION-LINE",
    TemplateColumn = "E-TPL-COLUMN",
    TemplateGroup = "E-TPL-GROUP",
    TemplateReference = "E-TPL-REFERENCE",
    TemplateReferenceTwice = "E-TPL-REFERENCE-TWICE",
    TemplateNameUnused = "W-TPL-UNUSED-NAME",
    TemplateSignature = "E-TPL-SIGNATURE",
    DocumentElement = "E-DOC-ELEMENT",
    DocumentTwice = "E-DOC-TWICE",
    DocumentNeeds = "E-DOC-NEEDS",
    DocumentForbids = "E-DOC-FORBIDS",
    DocumentValue = "E-DOC-VALUE",
    DocumentSecret = "E-DOC-SECRET",
    DocumentPrinted = "E-DOC-PRINTED",
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
    WordingSum = "E-SUM-PARTS",
    WordingCumulated = "E-CUM",
    WordingPer = "E-PER",
    WordingList = "E-LIST",
    WordingSeason = "W-SEASON",
    WordingPrice = "N-PRICE",
    WordingRounding = "N-ROUND",
    LintDerived = "W-DERIVED",
    LintTimes = "W-LINT-TIMES",
    LintDoubled = "W-LINT-DOUBLED",
    LintDecimal = "W-LINT-DECIMAL",
    LintNegative = "W-LINT-NEGATIVE",
    LintUntil = "W-LINT-UNTIL",
    LintPoints = "W-LINT-POINTS",
    LintCompared = "W-LINT-COMPARED",
    LintQualifier = "W-LINT-QUALIFIER",
    LintAdverb = "W-ADVERB",
    LintTwoValues = "W-TWO-VALUES",
    LintTyped = "N-TYPED",
    LintRange = "W-LINT-RANGE",
    LintRangeMark = "W-LINT-RANGE-MARK",
    LintScale = "W-LINT-SCALE",
    LintShare = "W-LINT-SHARE",
    LintZero = "W-LINT-ZERO",
    LintEtc = "W-LINT-ETC",
    LintListed = "N-LINT-LISTED",
    LintPer = "W-LINT-PER",
    LintNoBase = "W-LINT-NO-BASE",
    LintRank = "W-LINT-RANK",
    LintForced = "W-LINT-FORCED",
    LintPlan = "W-LINT-PLAN",
    LintRelative = "N-LINT-RELATIVE",
    LintMixed = "N-LINT-MIXED",
    Punctuation = "N-PUNCTUATION",
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

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let known = Self::ALL.iter().find(|code| code.as_str() == text);
        known.copied().ok_or_else(|| serde::de::Error::custom(text))
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

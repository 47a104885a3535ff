//! What went wrong, where, and what to do: coded, located at both ends, in Chinese and English.

mod catalogue;
mod code;
mod nearest;
mod render;
mod system;

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

pub use catalogue::{Catalogue, Lang, term};
pub use code::Code;
pub use nearest::{first_few, nearest};
pub use render::render;
pub use system::is_held;

use crate::id_number::masked;
use crate::place::{CellPlace, TextPlace, told};

/// A value, or the one problem that stood in its way. Stages that can find several problems take a [`Sink`].
pub type Result<T, E = Box<Diagnostic>> = std::result::Result<T, E>;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The report it speaks of is not written.
    Error,
    /// The report is written; a person should look.
    Warning,
    /// For information.
    Note,
}

/// One end of a problem: where the user can go and look.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Location {
    /// A file or folder, by its path relative to the project folder.
    File(Arc<str>),
    /// A place in a text file (template, configuration), with the line itself.
    Text {
        /// File, line and column.
        place: TextPlace,
        /// How many characters are meant (at least one).
        length: u32,
        /// The text of the line, for the excerpt; whoever writes it down masks it. Many a problem of a long line is
        /// never told, so that it is not looked through before.
        #[serde(serialize_with = "write_masked")]
        line_text: Arc<str>,
    },
    /// A sheet of a workbook.
    Sheet {
        /// The workbook's path.
        file: Arc<str>,
        /// The sheet's name.
        sheet: Arc<str>,
    },
    /// A cell of a workbook.
    Cell(CellPlace),
}

fn write_masked<S: Serializer>(text: &Arc<str>, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(&masked(text))
}

impl Location {
    /// The place with what may be told of its file and sheet; those of a cell and of a line see to it where they are written.
    fn told(self) -> Self {
        match self {
            Self::File(file) => Self::File(told(&file)),
            Self::Sheet { file, sheet } => Self::Sheet {
                file: told(&file),
                sheet: told(&sheet),
            },
            Self::Cell(_) | Self::Text { .. } => self,
        }
    }

    /// The place of a byte range in a text file, with the line it stands on.
    pub fn in_text(file: &Arc<str>, text: &str, range: std::ops::Range<usize>) -> Self {
        let (line, column) = crate::place::line_and_column(text, range.start);
        let line_text = text.lines().nth(line as usize - 1).unwrap_or_default();
        let length = text
            .get(range)
            .map_or(1, |part| part.lines().next().unwrap_or_default().chars().count())
            .max(1);
        Self::Text {
            place: TextPlace {
                file: Arc::clone(file),
                line,
                column,
            },
            length: length as u32,
            line_text: line_text.into(),
        }
    }
}

/// One problem. Its words come from the [`Catalogue`]: the message and the advice of its code, with the
/// arguments put in for `{name}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable code, such as `E-SUM`.
    pub code: Code,
    /// The township whose report it concerns; none when it concerns the whole job.
    pub township: Option<Arc<str>>,
    /// Values for the message's placeholders, by name.
    pub arguments: Vec<(Cow<'static, str>, String)>,
    /// Where to look: first the place that is wrong, then the places it contradicts.
    pub locations: Vec<Location>,
}

impl Diagnostic {
    /// A problem of this code, boxed as [`Result`] carries it.
    #[must_use]
    pub fn new(code: Code) -> Box<Self> {
        Box::new(Self {
            code,
            township: None,
            arguments: Vec::new(),
            locations: Vec::new(),
        })
    }

    /// Puts a value in for the placeholder `{name}`, a citizen's id number in it masked (WB-15).
    #[must_use]
    pub fn with(mut self: Box<Self>, name: &'static str, value: impl ToString) -> Box<Self> {
        let value = value.to_string();
        let masked = match masked(&value) {
            Cow::Borrowed(_) => value,
            Cow::Owned(masked) => masked,
        };
        self.arguments.push((Cow::Borrowed(name), masked));
        self
    }

    /// Adds a place to look at.
    #[must_use]
    pub fn at(mut self: Box<Self>, location: Location) -> Box<Self> {
        self.locations.push(location.told());
        self
    }

    /// Adds a cell to look at.
    #[must_use]
    pub fn at_cell(self: Box<Self>, place: &CellPlace) -> Box<Self> {
        self.at(Location::Cell(place.clone()))
    }

    /// Adds a file or folder to look at.
    #[must_use]
    pub fn at_file(self: Box<Self>, file: impl Into<Arc<str>>) -> Box<Self> {
        self.at(Location::File(file.into()))
    }

    /// Says whose report it concerns.
    #[must_use]
    pub fn in_township(mut self: Box<Self>, township: &Arc<str>) -> Box<Self> {
        self.township = Some(Arc::clone(township));
        self
    }

    /// The argument of this name.
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.arguments
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The same problem without one of its arguments.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.arguments.retain(|(known, _)| *known != name);
        self
    }

    /// How much it matters: the first letter of its code.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// Collects the problems of a stage, so that all of them can be shown at once.
#[derive(Debug, Clone, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// An empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// A sink that holds these problems.
    pub fn of(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics }
    }

    /// Takes in a problem.
    #[expect(clippy::boxed_local, reason = "diagnostics travel boxed; see `Result`")]
    pub fn push(&mut self, diagnostic: Box<Diagnostic>) {
        self.diagnostics.push(*diagnostic);
    }

    /// Takes the value of a result, or its problem.
    pub fn keep<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|diagnostic| self.push(diagnostic)).ok()
    }

    /// Takes in all problems of another sink.
    pub fn append(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
    }

    /// Says of every problem that has no township yet whose report it concerns.
    pub fn assign_township(&mut self, township: &Arc<str>) {
        for diagnostic in &mut self.diagnostics {
            diagnostic.township.get_or_insert_with(|| Arc::clone(township));
        }
    }

    /// The problems, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.diagnostics.iter_mut()
    }

    /// Drops the problems for which `keep` is false.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.diagnostics.retain(keep);
    }

    /// Whether any of the problems is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity() == Severity::Error)
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// The problems in the order in which they were found.
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The problems, errors first, then by code and place, each once.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut all = self.diagnostics;
        all.sort_by(|a, b| (a.severity(), a).cmp(&(b.severity(), b)));
        all.dedup();
        all
    }
}

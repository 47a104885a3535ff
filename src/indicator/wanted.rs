//! Where a value is looked for: the settings of an indicator, its base or its target, with nothing left out.

use super::books::Scope;
use super::settings::{IndicatorSettings, Selector};

/// How a cell is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way<'m> {
    /// By header path and row label.
    Labels { column: &'m str, row: &'m str },
    /// By address, with the label expected to the left of or above it.
    Address { cell: &'m str, label: Option<&'m str> },
    /// By a name defined in the workbook.
    Name(&'m str),
}

/// What is looked for, nothing left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'m> {
    pub(super) scope: Scope<'m>,
    pub(super) way: Way<'m>,
}

impl<'m> Wanted<'m> {
    /// Where the indicator itself stands. Of column and row, the one left out is the indicator's name.
    pub(super) fn of(settings: &'m IndicatorSettings) -> Self {
        Self {
            scope: settings.scope(),
            way: settings.way(),
        }
    }

    /// Where its base or target stands: what the selector leaves out is as for the indicator itself.
    pub(super) fn beside(settings: &'m IndicatorSettings, selector: &'m Selector) -> Self {
        let scope = settings.scope().or(selector);
        let way = match (&selector.cell, &selector.name) {
            (Some(cell), _) => Way::Address {
                cell,
                label: selector.label.as_deref().or(settings.label.as_deref()),
            },
            (None, Some(name)) => Way::Name(name),
            (None, None) if selector.column.is_none() && selector.row.is_none() => settings.way(),
            (None, None) => Way::Labels {
                column: selector.column.as_deref().unwrap_or_else(|| settings.column_or_name()),
                row: selector.row.as_deref().unwrap_or_else(|| settings.row_or_name()),
            },
        };
        Self { scope, way }
    }

    /// What a message calls it.
    pub(super) fn text(&self) -> String {
        match self.way {
            Way::Labels { column, row } => format!("{row} × {column}"),
            Way::Address { cell, .. } => cell.to_owned(),
            Way::Name(name) => name.to_owned(),
        }
    }
}

impl IndicatorSettings {
    /// The sheets that it may stand on.
    pub(super) fn scope(&self) -> Scope<'_> {
        Scope::new(self.workbook.as_deref(), self.sheet.as_deref())
    }

    fn way(&self) -> Way<'_> {
        match (&self.cell, &self.range) {
            (Some(cell), _) => Way::Address {
                cell,
                label: self.label.as_deref(),
            },
            (None, Some(name)) => Way::Name(name),
            (None, None) => Way::Labels {
                column: self.column_or_name(),
                row: self.row_or_name(),
            },
        }
    }

    fn column_or_name(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.name)
    }

    fn row_or_name(&self) -> &str {
        self.row.as_deref().unwrap_or(&self.name)
    }
}

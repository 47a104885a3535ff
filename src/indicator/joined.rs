//! `[[rows.join]]`: the rows of one table, each with columns of another workbook's table in the row of the same name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::books::{Books, Scope, ambiguous};
use super::locate::{Spot, header};
use super::rows::{Fields, refuses, sheet_name};
use super::select::{Selection, tables_beside};
use super::settings::JoinSettings;
use super::single::{Declared, text};
use super::{Datum, Indicator, Missing, Record};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::CellPlace;

/// The rows of the joined table by the names that stand in them.
pub(super) struct Partners<'b, 'a> {
    selections: Vec<Selection<'b, 'a>>,
    /// Every name with its cell, in the order of the table.
    pub(super) names: Vec<(String, CellPlace)>,
    /// The rows of each name: indices of a selection and a row of its table.
    rows: BTreeMap<String, Vec<(usize, usize)>>,
}

impl<'b, 'a> Partners<'b, 'a> {
    /// Finds the joined table; a table of persons is refused, since names are compared and told (WB-15).
    pub(super) fn find(join: &JoinSettings, fields: &Fields<'_>, books: &'b Books<'a>) -> Result<Self> {
        let scope = Scope::new(join.workbook.as_deref(), join.sheet.as_deref());
        let mut partners = Self {
            selections: tables_beside(books, scope, (&fields.columns, &fields.beside))?,
            names: Vec::new(),
            rows: BTreeMap::new(),
        };
        let persons = |one: &&Selection<'_, '_>| one.table.persons;
        if let Some(selection) = partners.selections.iter().find(persons) {
            let at = selection.leaf.place(header(selection.table, 0));
            return Err(Diagnostic::new(Code::PersonalData).at_cell(&at));
        }
        let name_column = join.column.as_ref().map(|_| fields.others);
        for (index, selection) in partners.selections.iter().enumerate() {
            for (row, table_row) in selection.table.data_rows() {
                let (name, place) = match name_column {
                    Some(column) => {
                        let spot = selection.spot(column, row);
                        (written(&spot).unwrap_or_default(), spot.place())
                    }
                    None => (table_row.label.to_string(), selection.leaf.place(table_row.label_at)),
                };
                for key in books.labels.keys(&name) {
                    partners.rows.entry(key).or_default().push((index, row));
                }
                partners.names.extend((!name.is_empty()).then_some((name, place)));
            }
        }
        Ok(partners)
    }

    /// The row of this name; several are an error.
    fn row(&self, books: &Books<'_>, name: &str) -> Result<Option<(&Selection<'b, 'a>, usize)>> {
        let found = books.labels.keys(name).into_iter().find_map(|key| self.rows.get(&key));
        match found.map_or(&[][..], Vec::as_slice) {
            [] => Ok(None),
            [(selection, row)] => Ok(Some((&self.selections[*selection], *row))),
            several => {
                let place = |(selection, row): &(usize, usize)| {
                    let selection = &self.selections[*selection];
                    selection.leaf.place(selection.table.rows[*row].label_at)
                };
                let places: Vec<CellPlace> = several.iter().map(place).collect();
                Err(ambiguous(name, &places))
            }
        }
    }

    /// Whether the table has a row of this name.
    pub(super) fn has(&self, books: &Books<'_>, name: &str) -> bool {
        books.labels.keys(name).iter().any(|key| self.rows.contains_key(key))
    }
}

/// The text of a cell.
fn written(spot: &Spot<'_, '_>) -> Option<String> {
    spot.leaf.sheet.cell(spot.cell).and_then(text)
}

/// The field that names a row: the one of this name, else the first text field.
pub(super) fn name_of<'r>(record: &'r Record, field: Option<&str>) -> Option<(&'r str, &'r CellPlace)> {
    let chosen = |one: &&Indicator| field.is_none_or(|field| &*one.name == field);
    record.fields.iter().filter(chosen).find_map(|one| match &one.datum {
        Datum::Text(text) => Some((text.as_str(), one.sources.first()?)),
        Datum::Number(_) | Datum::Date(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    })
}

/// Adds the join's fields to every record; false where an error hides one. Where the other table has no row of a
/// record's name the fields are missing, which the check of the join tells.
pub(super) fn enrich(
    (rows, join): (&str, &JoinSettings),
    records: &mut [Record],
    books: &Books<'_>,
    sink: &mut Sink,
) -> bool {
    let fields = Fields::of(&join.fields, join.column.as_deref(), books.calendar);
    let partners = sink.keep(Partners::find(join, &fields, books).map_err(|problem| problem.with("name", rows)));
    let partners = partners.filter(|partners| !refuses(&partners.selections, &fields, sink));
    let mut whole = true;
    for record in records {
        whole &= partners.as_ref().is_some_and(|partners| {
            let name = name_of(record, join.on.as_deref()).map(|(name, _)| name.to_owned());
            let row = name.map_or(Ok(None), |name| partners.row(books, &name));
            let row = sink.keep(row.map_err(|problem| problem.with("name", rows)));
            row.is_some_and(|row| add_fields(record, row, &fields, sink))
        });
        hide_rest(record, &fields.declared);
    }
    whole
}

/// Adds the fields of the row of the other table, or says that there is none.
fn add_fields(
    record: &mut Record,
    row: Option<(&Selection<'_, '_>, usize)>,
    fields: &Fields<'_>,
    sink: &mut Sink,
) -> bool {
    if let Some((selection, row)) = row {
        let label = || selection.leaf.place(selection.table.rows[row].label_at);
        let name = |declared: &Declared<'_>| sheet_name(declared, selection.leaf, label());
        let (found, whole) = fields.record(|column| selection.spot(column, row), name, sink);
        record.fields.extend(found.fields);
        return whole;
    }
    record.fields.extend(fields.declared.iter().map(|declared| Indicator {
        datum: Datum::Missing(Missing::Unknown, declared.missing),
        ..Indicator::hidden(&Arc::from(declared.name), Vec::new())
    }));
    true
}

/// The fields that an error keeps from being known stand in the record as hidden.
fn hide_rest(record: &mut Record, fields: &[Declared<'_>]) {
    for declared in fields {
        if record.field(declared.name).is_none() {
            let hidden = Indicator::hidden(&Arc::from(declared.name), Vec::new());
            record.fields.push(hidden);
        }
    }
}

//! `[[rows.join]]`: the rows of one table, each with columns of another workbook's table in the row of the same name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::books::{Books, Scope, ambiguous};
use super::locate::{Spot, header};
use super::rows::{Fields, refuses, sheet_name};
use super::select::{Selection, tables_beside};
use super::settings::{JoinSettings, ValueType};
use super::single::{Declared, text};
use super::{Datum, Indicator, Missing, Record};
use crate::diag::{Code, Diagnostic, Result, Sink, first_few};
use crate::place::CellPlace;

/// The rows of the joined table by the names that stand in them.
pub(super) struct Partners<'b, 'a> {
    selections: Vec<Selection<'b, 'a>>,
    /// Every name with its cell, in the order of the table.
    pub(super) names: Vec<Named>,
    /// The rows of each name: indices of a selection and a row of its table.
    rows: BTreeMap<String, Vec<Row>>,
    /// The rows whose names have a note in brackets, by their names without it: 李家村（含原鲤鱼村）.
    noted: BTreeMap<String, Vec<Row>>,
}

/// The name of a row of the joined table.
pub(super) struct Named {
    pub(super) name: String,
    /// Where it stands.
    pub(super) place: CellPlace,
    row: Row,
}

/// A row of the joined table: indices of a selection and of a row of its table.
type Row = (usize, usize);

impl<'b, 'a> Partners<'b, 'a> {
    /// Finds the joined table; a table of persons is refused, since names are compared and told (WB-15).
    pub(super) fn find(join: &JoinSettings, fields: &Fields<'_>, books: &'b Books<'a>) -> Result<Self> {
        let scope = Scope::new(join.workbook.as_deref(), join.sheet.as_deref());
        let mut partners = Self {
            selections: tables_beside(books, scope, (&fields.columns, &fields.beside))?,
            names: Vec::new(),
            rows: BTreeMap::new(),
            noted: BTreeMap::new(),
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
                let mut keys = books.labels.keys(&name).into_iter();
                for (known, key) in [&mut partners.rows, &mut partners.noted].into_iter().zip(&mut keys) {
                    known.entry(key).or_default().push((index, row));
                }
                let row = (index, row);
                partners
                    .names
                    .extend((!name.is_empty()).then_some(Named { name, place, row }));
            }
        }
        Ok(partners)
    }

    /// The rows of a name: those of the very name, and of it one without a note where only one of the two has one.
    /// （一组） is a note as （含原鲤鱼村） is: of two that differ neither is the other's row.
    fn rows(&self, books: &Books<'_>, name: &str) -> Vec<Row> {
        let of = |known: &BTreeMap<String, Vec<Row>>, key: &String| known.get(key).cloned().unwrap_or_default();
        match &books.labels.keys(name)[..] {
            [] => Vec::new(),
            [key] => [of(&self.rows, key), of(&self.noted, key)].concat(),
            [key, bare, ..] => Some(of(&self.rows, key))
                .filter(|rows| !rows.is_empty())
                .unwrap_or_else(|| of(&self.rows, bare)),
        }
    }

    /// The row of this name; several are an error.
    fn row(&self, books: &Books<'_>, name: &str) -> Result<Option<Row>> {
        match self.rows(books, name)[..] {
            [] => Ok(None),
            [row] => Ok(Some(row)),
            ref several => {
                let places: Vec<CellPlace> = several.iter().map(|row| self.place(*row)).collect();
                Err(ambiguous(name, &places))
            }
        }
    }

    /// Where the name of a row stands.
    fn place(&self, (selection, row): Row) -> CellPlace {
        let selection = &self.selections[selection];
        selection.leaf.place(selection.table.rows[row].label_at)
    }

    /// Whether the table has a row of this name.
    pub(super) fn has(&self, books: &Books<'_>, name: &str) -> bool {
        !self.rows(books, name).is_empty()
    }

    /// The names of the rows that none of these names is joined with.
    pub(super) fn not_joined<'n>(&self, books: &Books<'_>, names: impl Iterator<Item = &'n str>) -> Vec<&Named> {
        let joined: BTreeSet<Row> = names.flat_map(|name| self.rows(books, name)).collect();
        self.names.iter().filter(|named| !joined.contains(&named.row)).collect()
    }

    /// The row for each of the records, problems told: none where there is none, no answer where several are, or where
    /// records of parts of a village would share its figures.
    fn rows_of(
        &self,
        (rows, join): (&str, &JoinSettings),
        records: &[Record],
        books: &Books<'_>,
        sink: &mut Sink,
    ) -> Vec<Option<Option<Row>>> {
        let mut takers: BTreeMap<Row, Vec<(&str, &CellPlace)>> = BTreeMap::new();
        let mut found = Vec::with_capacity(records.len());
        for record in records {
            let name = name_of(record, join.on.as_deref());
            let row = name.map_or(Ok(None), |(name, _)| self.row(books, name));
            let row = sink.keep(row.map_err(|problem| problem.with("name", rows)));
            if let (Some(Some(row)), Some(name)) = (row, name) {
                takers.entry(row).or_default().push(name);
            }
            found.push(row);
        }
        // Several projects of one village do share its row, as several groups do what is no figure: its 支部书记.
        let differ = |names: &[(&str, &CellPlace)]| names.iter().any(|(name, _)| !books.labels.same(name, names[0].0));
        let has_figures = join.fields.iter().any(|field| field.value_type == ValueType::Number);
        let refused = has_figures && !join.shared;
        takers.retain(|_, names| refused && differ(names) && names.iter().any(|(name, _)| is_of_part(name)));
        for (row, names) in &takers {
            sink.push(self.shared(rows, *row, names));
        }
        let shared = |row: &Row| takers.contains_key(row);
        let alone = found
            .into_iter()
            .map(|row| row.filter(|row| !row.as_ref().is_some_and(shared)));
        alone.collect()
    }

    /// The error of a row that records of different names would share.
    fn shared(&self, rows: &str, row: Row, names: &[(&str, &CellPlace)]) -> Box<Diagnostic> {
        let told = first_few(names.iter().map(|(name, _)| *name));
        let place = self.place(row);
        let (selection, index) = row;
        let label = &self.selections[selection].table.rows[index].label;
        let problem = Diagnostic::new(Code::JoinShared).with("name", rows).with("names", told);
        let problem = problem.with("row", label).at_cell(&place);
        names
            .iter()
            .take(4)
            .fold(problem, |problem, (_, place)| problem.at_cell(place))
    }
}

/// Whether the note of a name says which part of a village it is, 李家村（一组）, of which the village's figures are not.
/// 红星村（2025年续建） is the village.
fn is_of_part(name: &str) -> bool {
    const PARTS: [&str; 5] = ["组", "队", "社", "屯", "片"];
    let note = name.trim_end().strip_suffix([')', '）']);
    note.is_some_and(|note| PARTS.iter().any(|part| note.trim_end().ends_with(part)))
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
    let found = partners
        .as_ref()
        .map(|partners| partners.rows_of((rows, join), records, books, sink));
    let mut whole = true;
    for (index, record) in records.iter_mut().enumerate() {
        let row = found.as_ref().and_then(|found| found.get(index).copied().flatten());
        whole &= partners.as_ref().zip(row).is_some_and(|(partners, row)| {
            let row = row.map(|(selection, row)| (&partners.selections[selection], row));
            add_fields(record, row, &fields, sink)
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

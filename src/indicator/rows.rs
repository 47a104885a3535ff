//! `[[rows]]`: villages, projects; each field with its own source, nobody's number copied (WB-15).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::aggregate::parse_all;
use super::books::{Books, Scope};
use super::content::is_private_label;
use super::joined;
use super::locate::{Spot, header};
use super::select::{Chosen, Conditions, Selection, choose, tables_with};
use super::settings::{FieldSettings, RowsSettings, ValueType};
use super::single::{Declared, comparison, value};
use super::{BaseTime, Calendar, Datum, Indicator, Record};
use crate::diag::{Code, Diagnostic, Sink};
use crate::place::CellPlace;
use crate::unit::Unit;

/// The rows as one indicator, and whether they are whole: no field of theirs is hidden by an error.
pub(super) fn take(settings: &RowsSettings, books: &Books<'_>, sink: &mut Sink) -> Option<(Indicator, bool)> {
    let conditions = parse_all(&settings.conditions)?;
    let fields = Fields::of(&settings.fields, books.calendar);
    let columns = fields.columns.iter().copied();
    let wanted: Vec<&str> = columns
        .chain(conditions.iter().map(|condition| condition.column.as_str()))
        .collect();
    let scope = Scope::new(settings.workbook.as_deref(), settings.sheet.as_deref());
    let selections = tables_with(books, scope, &wanted).map_err(|problem| problem.with("name", &settings.name));
    let selections = sink.keep(selections)?;
    if refuses(&selections, &fields.declared, sink) {
        return None;
    }
    let conditions = Conditions {
        name: &settings.name,
        all: &conditions,
        first: fields.columns.len(),
    };
    let chosen = choose(books, &selections, &conditions, sink)?;
    tell_twice(&settings.name, &chosen, books, sink);
    let mut whole = true;
    let mut records = vec![Record::default(); chosen.len()];
    for (row, record) in chosen.iter().zip(&mut records) {
        whole &= fields.add_to(record, |column| row.spot(column), sink);
    }
    for join in &settings.join {
        whole &= joined::enrich((&settings.name, join), &mut records, books, sink);
    }
    let indicator = Indicator {
        name: Arc::from(settings.name.as_str()),
        datum: Datum::Rows(records),
        sources: chosen.iter().map(label_place).collect(),
        formula: None,
        standing: None,
    };
    Some((indicator, whole))
}

impl FieldSettings {
    pub(super) fn column_or_name(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.name)
    }

    pub(super) fn declared(&self, calendar: Calendar) -> Declared<'_> {
        Declared {
            name: &self.name,
            value_type: self.value_type,
            unit: self.unit.as_deref().and_then(Unit::parse),
            kind: self.kind,
            decimals: self.decimals,
            missing: self.missing,
            calendar,
        }
    }
}

/// The fields of a table's rows, with the columns that they are taken from.
pub(super) struct Fields<'m> {
    pub(super) declared: Vec<Declared<'m>>,
    /// The columns of the fields in their order, then those of what they are compared with.
    pub(super) columns: Vec<&'m str>,
    beside: Vec<Beside>,
}

/// What a field is compared with.
struct Beside {
    field: usize,
    column: usize,
    time: BaseTime,
    is_target: bool,
}

impl<'m> Fields<'m> {
    pub(super) fn of(settings: &'m [FieldSettings], calendar: Calendar) -> Self {
        let mut columns: Vec<&str> = settings.iter().map(FieldSettings::column_or_name).collect();
        let mut beside = Vec::new();
        for (field, settings) in settings.iter().enumerate() {
            for (path, is_target) in [(&settings.base, false), (&settings.target, true)] {
                let Some(path) = path else { continue };
                beside.push(Beside {
                    field,
                    column: columns.len(),
                    time: BaseTime::said_in(path),
                    is_target,
                });
                columns.push(path);
            }
        }
        Self {
            declared: settings.iter().map(|field| field.declared(calendar)).collect(),
            columns,
            beside,
        }
    }

    /// Adds the fields of a row, whose cell in each column `spot` gives; false where an error hides one. All problems of
    /// the row are reported.
    pub(super) fn add_to<'b, 'a: 'b>(
        &self,
        record: &mut Record,
        spot: impl Fn(usize) -> Spot<'b, 'a>,
        sink: &mut Sink,
    ) -> bool {
        let first = record.fields.len();
        let mut whole = true;
        for (index, declared) in self.declared.iter().enumerate() {
            whole &= add_field(record, &spot(index), declared, sink);
        }
        for beside in &self.beside {
            let Some(field) = record.fields.get_mut(first + beside.field) else {
                continue;
            };
            let Datum::Number(quantity) = &mut field.datum else {
                continue;
            };
            let of = (&*field.name, quantity.kind, &quantity.unit);
            let found = comparison(&spot(beside.column), of, beside.time, sink);
            if beside.is_target {
                quantity.target = found;
            } else {
                quantity.base = found;
            }
        }
        whole
    }
}

/// Tells of rows of one name where nearly all have names of their own: one village written twice would be printed twice.
/// A column in which names come again and again names no rows.
fn tell_twice(name: &str, chosen: &[Chosen<'_, '_, '_>], books: &Books<'_>, sink: &mut Sink) {
    /// One name in so many may come twice.
    const USUAL: usize = 5;
    let mut first: BTreeMap<String, CellPlace> = BTreeMap::new();
    let mut twice = Vec::new();
    for row in chosen {
        let path = row.selection.table.grouped_path(row.index);
        let path: Vec<String> = path.into_iter().map(|label| books.labels.key(label)).collect();
        let key = path.join("/");
        let place = label_place(row);
        match first.get(&key) {
            // Names of persons go into no message (WB-15).
            _ if row.row().label.is_empty() || row.selection.table.persons => {}
            Some(other) => twice.push((row.row().label.clone(), other.clone(), place)),
            None => {
                first.insert(key, place);
            }
        }
    }
    if twice.len() * USUAL > chosen.len().max(USUAL) {
        return;
    }
    for (label, other, place) in twice {
        let problem = Diagnostic::new(Code::RowsTwice).with("name", name).with("row", label);
        sink.push(problem.at_cell(&other).at_cell(&place));
    }
}

fn label_place(chosen: &Chosen<'_, '_, '_>) -> CellPlace {
    chosen.selection.leaf.place(chosen.row().label_at)
}

/// Adds the field that a cell holds; false where an error hides it.
fn add_field(record: &mut Record, spot: &Spot<'_, '_>, declared: &Declared<'_>, sink: &mut Sink) -> bool {
    let found = value(spot, declared, sink);
    let found = sink.keep(found);
    let whole = found.is_some();
    let hidden = Indicator::hidden(&Arc::from(declared.name), vec![spot.place()]);
    record.fields.push(match found {
        Some(datum) => Indicator { datum, ..hidden },
        None => hidden,
    });
    whole
}

/// A list of persons has a column of id numbers: of such a list, names and numbers are never copied.
pub(super) fn refuses(selections: &[Selection<'_, '_>], fields: &[Declared<'_>], sink: &mut Sink) -> bool {
    let mut refused = false;
    for selection in selections {
        let label = |column: usize| selection.table.columns[column].path.last().map_or("", String::as_str);
        if !selection.table.persons {
            continue;
        }
        for (index, declared) in fields.iter().enumerate() {
            let column = selection.columns[index];
            if declared.value_type == ValueType::Text && is_private_label(label(column)) {
                let at = header(selection.table, column);
                let problem = Diagnostic::new(Code::PersonalData).with("name", declared.name);
                sink.push(problem.at_cell(&selection.leaf.place(at)));
                refused = true;
            }
        }
    }
    refused
}

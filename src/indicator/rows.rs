//! `[[rows]]`: villages, projects; each field with its own source, nobody's number copied (WB-15).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::aggregate::parse_all;
use super::assumed::{Beside, Side};
use super::books::{Books, Leaf, Scope};
use super::content::is_private_label;
use super::figure::Expected;
use super::locate::{Spot, header};
use super::select::{Chosen, Conditions, Selection, choose, no_whole_among, tables_beside, tell_unread};
use super::settings::{FieldSettings, RowsSettings, ValueType};
use super::single::{Declared, comparison, value};
use super::times::Called;
use super::whole::Wanted;
use super::{BaseTime, Calendar, Datum, Indicator, Record, joined, place_names, sheets};
use crate::diag::{Code, Diagnostic, Sink};
use crate::place::CellPlace;
use crate::unit::Unit;

/// The rows as one indicator, and whether they are whole: no field of theirs is hidden by an error.
pub(super) fn take(settings: &RowsSettings, books: &Books<'_>, sink: &mut Sink) -> Option<(Indicator, bool)> {
    let conditions = parse_all(&settings.conditions)?;
    let scope = Scope::new(settings.workbook.as_deref(), settings.sheet.as_deref());
    if settings.is_by_sheet() {
        return sheets::take(settings, scope, books, sink);
    }
    let asked = conditions.iter().map(|condition| condition.column.as_str());
    let fields = Fields::of(&settings.fields, asked, books.calendar);
    let selections = tables_beside(books, scope, (&fields.columns, &fields.beside));
    let selections = sink.keep(selections.map_err(|problem| problem.with("name", &settings.name)))?;
    if refuses(&selections, &fields, sink) {
        return None;
    }
    tell_unread(books, (scope, &settings.name), &selections, sink);
    if !no_whole_among(books, Wanted::side_by_side(scope, &settings.name), &selections, sink) {
        return None;
    }
    let conditions = Conditions {
        name: &settings.name,
        all: &conditions,
        first: fields.others,
        row: None,
    };
    let chosen = choose(books, &selections, &conditions, sink)?;
    tell_twice(&settings.name, &chosen, books, sink);
    let record = |row: &Chosen<'_, '_, '_>| {
        let name = |declared: &Declared<'_>| sheet_name(declared, row.selection.leaf, label_place(row));
        fields.record(|column| row.spot(column), name, sink)
    };
    let rows: Vec<(Record, bool)> = chosen.iter().map(record).collect();
    Some(joined_rows(
        settings,
        rows,
        chosen.iter().map(label_place).collect(),
        (books, sink),
    ))
}

/// Rows as one indicator, with the columns of the joined tables, and whether they are whole.
pub(super) fn joined_rows(
    settings: &RowsSettings,
    rows: Vec<(Record, bool)>,
    sources: Vec<CellPlace>,
    (books, sink): (&Books<'_>, &mut Sink),
) -> (Indicator, bool) {
    let mut whole = rows.iter().all(|(_, whole)| *whole);
    let mut records: Vec<Record> = rows.into_iter().map(|(record, _)| record).collect();
    for join in &settings.join {
        whole &= joined::enrich((&settings.name, join), &mut records, books, sink);
    }
    let indicator = Indicator {
        name: Arc::from(settings.name.as_str()),
        datum: Datum::Rows(records),
        sources,
        formula: None,
        standing: None,
    };
    (indicator, whole)
}

impl FieldSettings {
    pub(super) fn column_or_name(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.name)
    }

    /// The label of its row, where each sheet is one of the rows; the column's own where it names none.
    pub(super) fn row_or_column(&self) -> &str {
        self.row.as_deref().unwrap_or(self.column_or_name())
    }

    pub(super) fn declared(&self, calendar: Calendar) -> Declared<'_> {
        Declared {
            name: &self.name,
            value_type: self.value_type,
            unit: self.unit.as_deref().and_then(Unit::parse),
            kind: self.kind,
            percents: self.percents,
            decimals: self.decimals,
            missing: self.missing,
            none_is_zero: false,
            calendar,
        }
    }
}

/// The fields of a table's rows, with the columns that they are taken from.
pub(super) struct Fields<'m> {
    pub(super) declared: Vec<Declared<'m>>,
    /// The columns of the fields in their order, then the others that are asked for: a table is one of the rows' if it
    /// has these.
    pub(super) columns: Vec<&'m str>,
    /// Where the others begin.
    pub(super) others: usize,
    /// The columns of what the fields are compared with, which follow those: every such table must have them.
    pub(super) beside: Vec<&'m str>,
    /// The column of each field; none for the name of the sheet.
    own: Vec<Option<usize>>,
    compared: Vec<Compared>,
}

/// What a field is compared with.
struct Compared {
    field: usize,
    column: usize,
    with: With,
}

/// What sort of comparison it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum With {
    Base(BaseTime),
    Target,
}

impl FieldSettings {
    /// The header paths of what the field is compared with.
    pub(super) fn compared(&self) -> impl Iterator<Item = (&str, With)> {
        let called = self.base_called.and_then(Called::time);
        let base = self.base.as_deref();
        let base = base.map(|path| (path, With::Base(called.unwrap_or_else(|| BaseTime::said_in(path)))));
        let target = self.target.as_deref().map(|path| (path, With::Target));
        base.into_iter().chain(target)
    }
}

impl<'m> Fields<'m> {
    /// The fields of tables that are also asked for `others`: the columns of conditions or of names.
    pub(super) fn of(
        settings: &'m [FieldSettings],
        others: impl IntoIterator<Item = &'m str>,
        calendar: Calendar,
    ) -> Self {
        let mut fields = Self {
            declared: settings.iter().map(|field| field.declared(calendar)).collect(),
            columns: Vec::new(),
            others: 0,
            beside: Vec::new(),
            own: Vec::new(),
            compared: Vec::new(),
        };
        for field in settings {
            fields.own.push((!field.is_sheet()).then_some(fields.columns.len()));
            fields
                .columns
                .extend((!field.is_sheet()).then(|| field.column_or_name()));
        }
        fields.others = fields.columns.len();
        fields.columns.extend(others);
        for (field, settings) in settings.iter().enumerate() {
            for (path, with) in settings.compared() {
                let column = fields.columns.len() + fields.beside.len();
                fields.compared.push(Compared { field, column, with });
                fields.beside.push(path);
            }
        }
        fields
    }

    /// The fields that stand in cells, each with its column.
    fn in_cells(&self) -> impl Iterator<Item = (usize, &Declared<'m>)> {
        let fields = self.own.iter().zip(&self.declared);
        fields.filter_map(|(own, declared)| Some(((*own)?, declared)))
    }

    /// The fields of a row, whose cell in each column `spot` gives, and whether none is hidden by an error. All problems
    /// of the row are reported.
    pub(super) fn record<'b, 'a: 'b>(
        &self,
        spot: impl Fn(usize) -> Spot<'b, 'a>,
        sheet: impl Fn(&Declared<'_>) -> Indicator,
        sink: &mut Sink,
    ) -> (Record, bool) {
        let mut record = Record::default();
        let mut whole = true;
        for (own, declared) in self.own.iter().zip(&self.declared) {
            match own {
                Some(column) => whole &= add_field(&mut record, &spot(*column), declared, sink),
                None => record.fields.push(sheet(declared)),
            }
        }
        for compared in &self.compared {
            let own = self.own.get(compared.field).copied().flatten();
            if let (Some(field), Some(own)) = (record.fields.get_mut(compared.field), own) {
                let with = (compared.with, self.declared[compared.field].percents);
                compare(field, (&spot(own), &spot(compared.column)), with, sink);
            }
        }
        (record, whole)
    }
}

/// Sets the value of another cell beside the number of a field, which was read from its own.
pub(super) fn compare(
    field: &mut Indicator,
    (own, other): (&Spot<'_, '_>, &Spot<'_, '_>),
    (with, percents): (With, bool),
    sink: &mut Sink,
) {
    let Datum::Number(quantity) = &mut field.datum else {
        return;
    };
    let time = match with {
        With::Base(time) => time,
        With::Target => BaseTime::default(),
    };
    let side = Side::of_row(own, &quantity.unit);
    let own = Beside {
        unit: &quantity.unit,
        own: Some((quantity.value, &side)),
        with_target: matches!(with, With::Target),
    };
    let expected = Expected {
        name: &field.name,
        unit: Some(&quantity.unit),
        kind: quantity.kind,
        percents,
        none_is_zero: false,
    };
    let found = comparison(other, (expected, own), time, sink);
    match with {
        With::Base(_) => quantity.set_base(found),
        With::Target => quantity.set_target(found),
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

/// The name of the sheet as a field, told at this cell.
pub(super) fn sheet_name(declared: &Declared<'_>, leaf: &Leaf<'_>, at: CellPlace) -> Indicator {
    let name = place_names::folded(leaf.sheet.name.trim(), "", true);
    Indicator {
        datum: Datum::Text(name.into_owned()),
        ..Indicator::hidden(&Arc::from(declared.name), vec![at])
    }
}

/// Adds the field that a cell holds; false where an error hides it.
pub(super) fn add_field(record: &mut Record, spot: &Spot<'_, '_>, declared: &Declared<'_>, sink: &mut Sink) -> bool {
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
pub(super) fn refuses(selections: &[Selection<'_, '_>], fields: &Fields<'_>, sink: &mut Sink) -> bool {
    let mut refused = false;
    for selection in selections {
        let label = |column: usize| selection.table.columns[column].path.last().map_or("", String::as_str);
        if !selection.table.persons {
            continue;
        }
        for (own, declared) in fields.in_cells() {
            let column = selection.columns[own];
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

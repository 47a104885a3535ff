//! The cells themselves, read anew: what a person finds there and how the program reads it.

use std::collections::BTreeMap;
use std::sync::Arc;

use gongwen::config::Config;
use gongwen::diag::Sink;
use gongwen::pipeline::{self, ReadingWay, Survey, Township};
use gongwen::place::{CellPlace, CellRef};
use gongwen::tables::number::{self, Reading};
use gongwen::tables::persons::is_id_number;
use gongwen::tables::{self, FoundUnit, Table};
use gongwen::workbook::{Cell, Sheet, Workbook};
use serde::Serialize;

use crate::cli::inspect::origin_key;
use crate::cli::mask::Mask;

/// One cell with what decides its value.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CellView {
    /// Where it is.
    pub(super) place: CellPlace,
    /// What stands in it, masked in a list of persons; none when it is empty.
    pub(super) raw: Option<String>,
    /// Its number format.
    pub(super) number_format: Option<String>,
    /// Its own formula.
    pub(super) formula: Option<String>,
    /// The header path over it.
    pub(super) column: Option<String>,
    /// The label of its row.
    pub(super) row: Option<String>,
    /// The number that is read, without unit.
    pub(super) number: Option<String>,
    /// The unit that counts for it.
    pub(super) unit: Option<String>,
    /// Where that unit stands, as a key of the catalogue.
    pub(super) unit_origin: Option<&'static str>,
    /// The cell of that unit.
    pub(super) unit_at: Option<CellRef>,
}

/// The tables of a sheet and what may be shown of them.
type MaskedTables = Vec<(Table, Mask)>;

/// The workbooks of the asked townships, read when one of their cells is asked for.
pub(super) struct Evidence<'a> {
    config: &'a Config,
    /// Those that have not been read.
    unread: Vec<&'a Township>,
    workbooks: Vec<Workbook>,
    tables: BTreeMap<(Arc<str>, Arc<str>), MaskedTables>,
}

impl<'a> Evidence<'a> {
    /// The workbooks of the survey's townships; what is wrong with them has been told by the first pass.
    pub(super) fn new(survey: &'a Survey) -> Self {
        Self {
            config: &survey.job.config,
            unread: survey.townships.iter().collect(),
            workbooks: survey.shared.workbooks().cloned().collect(),
            tables: BTreeMap::new(),
        }
    }

    /// Reads the workbooks of the township in one of whose folders the file lies.
    fn read(&mut self, file: &str) {
        let holds = |township: &&Township| file.split('/').any(|part| part == &*township.name);
        if let Some(index) = self.unread.iter().position(holds) {
            let township = self.unread.swap_remove(index);
            let way = ReadingWay::whole(self.config);
            let input = pipeline::read_township(self.config, &way, township, &mut Sink::new());
            let own = input.folders.into_iter().flat_map(|folder| folder.workbooks);
            self.workbooks.extend(own);
        }
    }

    /// What stands at a place.
    pub(super) fn cell(&mut self, place: &CellPlace) -> CellView {
        let mut view = CellView {
            place: place.clone(),
            raw: None,
            number_format: None,
            formula: None,
            column: None,
            row: None,
            number: None,
            unit: None,
            unit_origin: None,
            unit_at: None,
        };
        self.read(&place.file);
        let Some(sheet) = sheet(&self.workbooks, place) else {
            return view;
        };
        let key = (Arc::clone(&place.file), Arc::clone(&place.sheet));
        let tables = self.tables.entry(key).or_insert_with(|| masked_tables(sheet));
        let spot = tables
            .iter()
            .find_map(|(table, mask)| Spot::of(table, mask, place.cell));
        if let Some(cell) = sheet.cell(place.cell) {
            view.read(cell, spot.as_ref());
        }
        if let Some(spot) = spot {
            view.label(&spot, sheet);
        }
        view
    }
}

fn masked_tables(sheet: &Sheet) -> MaskedTables {
    let masked = |table| {
        let mask = Mask::of(&table);
        (table, mask)
    };
    tables::find(sheet).into_iter().map(masked).collect()
}

fn sheet<'a>(workbooks: &'a [Workbook], place: &CellPlace) -> Option<&'a Sheet> {
    let workbook = workbooks.iter().find(|workbook| workbook.file == place.file)?;
    workbook.sheets.iter().find(|sheet| sheet.name == place.sheet)
}

/// A cell's row and column in its table, by their index.
struct Spot<'a> {
    table: &'a Table,
    mask: &'a Mask,
    row: usize,
    column: usize,
}

impl<'a> Spot<'a> {
    fn of(table: &'a Table, mask: &'a Mask, at: CellRef) -> Option<Self> {
        Some(Self {
            table,
            mask,
            row: table.rows.iter().position(|row| row.row == at.row)?,
            column: table.columns.iter().position(|column| column.column == at.column)?,
        })
    }
}

impl CellView {
    fn read(&mut self, cell: &Cell, spot: Option<&Spot<'_>>) {
        let raw = spot.map_or_else(|| gongwen::indicator::excerpt_of(cell), |spot| spot.mask.data(cell));
        self.raw = Some(raw);
        self.number_format = cell.number_format().map(str::to_owned);
        self.formula = cell.formula().map(str::to_owned);
        let shown = !is_id_number(cell);
        if let (Reading::Number { value, .. }, true) = (number::read(Some(cell)), shown) {
            self.number = Some(value.normalize().to_string());
        }
    }

    fn label(&mut self, spot: &Spot<'_>, sheet: &Sheet) {
        self.column = Some(spot.mask.path(&spot.table.columns[spot.column]));
        self.row = Some(spot.mask.row(&spot.table.rows[spot.row]));
        let counts = spot.table.units_of(sheet, spot.row, spot.column).into_iter().next();
        if let (Some(FoundUnit { unit, origin, at }), true) = (counts, self.number.is_some()) {
            self.unit = Some(unit.to_string());
            self.unit_origin = Some(origin_key(origin));
            self.unit_at = Some(at);
        }
    }
}

//! The column that names the rows of a table.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::body::{Filled, is_mostly, texts};
use super::grid::{Class, Grid};
use super::label::normalise;
use super::number::{self, Reading};
use super::{Column, ColumnRole, levels, words};
use crate::place::CellRef;

/// The column that names the rows: among the columns of words left of the first figures, the one whose header
/// says so, else the one whose words differ most.
pub(super) fn stub(grid: &Grid<'_>, columns: &[Column], rows: &Filled<'_>) -> Option<usize> {
    let (mut candidates, behind_codes) = candidates(grid, columns, rows);
    let counted: Vec<OnceCell<usize>> = vec![OnceCell::new(); columns.len()];
    let differing = |index: &usize| {
        *counted[*index].get_or_init(|| {
            let column = columns[*index].column;
            let labels = texts(grid, column, rows.of(column));
            labels.map(|text| normalise(&text)).collect::<BTreeSet<String>>().len()
        })
    };
    // Behind a column of codes stands a deeper level only where it tells more rows apart.
    let before = candidates.iter().map(differing).max().unwrap_or_default();
    candidates.extend(behind_codes.into_iter().filter(|index| differing(index) > before));
    // What is the same in every row names none of them, where another column tells them apart.
    let tells = |index: &usize| differing(index) > 1;
    let any_tells = candidates.iter().any(tells);
    let candidates: Vec<usize> = (candidates.into_iter())
        .filter(|index| !any_tells || tells(index))
        .collect();
    let label = |index: usize| columns[index].path.last().map_or("", String::as_str);
    let named = candidates.iter().copied().find(|index| words::is_stub(label(*index)));
    // Of equals the leftmost.
    let most = |among: &dyn Fn(usize) -> bool| {
        let among = candidates.iter().copied().filter(|index| among(*index));
        among.max_by_key(|index| (differing(index), Reverse(*index)))
    };
    let nearer = named.and_then(|named| {
        // One label may be merged over the levels of a classification, and a village stands in its township.
        let is_deeper = |index: usize| {
            let same = columns[index].label_at.is_some() && columns[index].label_at == columns[named].label_at;
            same || words::is_above_villages(label(named)) && words::is_village(label(index)) && index > named
        };
        most(&is_deeper).filter(|index| differing(index) > differing(&named))
    });
    // 村 before 支书: one village that comes twice has one name all the same.
    let first = candidates.first().copied();
    let first = first.filter(|index| differing(index) * 2 > rows.rows.len());
    let names = nearer.or(named).or(first).or_else(|| most(&|_| true));
    let names = names.map(|names| levels::deepest(grid, columns, rows, (&candidates, names)));
    names.or_else(|| leftmost_key(grid, columns, rows))
}

/// The columns of words left of the first figures, and those that only codes stand before.
fn candidates(grid: &Grid<'_>, columns: &[Column], rows: &Filled<'_>) -> (Vec<usize>, Vec<usize>) {
    let is_label = |index: usize| {
        is_mostly(columns[index].column, rows, |at| {
            grid.class(at.row, at.column) == Some(Class::Label)
        })
    };
    let is_figures = |index: usize| {
        is_mostly(columns[index].column, rows, |at| {
            grid.class(at.row, at.column) != Some(Class::Label)
        })
    };
    let is_code = |index: usize| columns[index].path.last().is_some_and(|label| words::is_code(label));
    let (mut candidates, mut behind_codes) = (Vec::new(), Vec::new());
    let mut coded = false;
    for index in (0..columns.len()).filter(|index| columns[*index].role == ColumnRole::Data) {
        if is_label(index) {
            let own = if coded { &mut behind_codes } else { &mut candidates };
            own.push(index);
        } else if is_figures(index) && !candidates.is_empty() {
            if !is_code(index) {
                break;
            }
            coded = true;
        }
    }
    (candidates, behind_codes)
}

/// Where no column holds words, the leftmost of data names the rows if its cells differ (years, days), else the one of codes
/// or numbers, one in ten of which may be blank; a count without a header is neither. The years of several stretches come
/// again, and titles among the rows, 1、铁塔 below 八、铁塔, say nothing of them.
fn leftmost_key(grid: &Grid<'_>, columns: &[Column], rows: &Filled<'_>) -> Option<usize> {
    let leftmost = |role: ColumnRole| {
        let is_filled = |column: &Column| !rows.of(column.column).is_empty();
        columns
            .iter()
            .position(|column| column.role == role && is_filled(column))
    };
    let is_alone = |row: &u32| {
        columns
            .iter()
            .filter(|column| grid.class(*row, column.column).is_some())
            .count()
            == 1
    };
    let (titles, filled): (Vec<u32>, Vec<u32>) = rows.rows.iter().partition(|row| is_alone(row));
    let own = if filled.is_empty() { titles } else { filled };
    let own = without_noughts(grid, columns, own);
    let is_key = |index: &usize| {
        let keys: Vec<String> = texts(grid, columns[*index].column, &own)
            .map(|text| normalise(&text))
            .collect();
        // One code of many may be mistyped for another: who asks for that is told of both.
        let differing = keys.iter().collect::<BTreeSet<_>>().len();
        let are_codes = columns[*index].role == ColumnRole::Sequence;
        let differ = differing == keys.len() || are_codes && differing * 20 >= keys.len() * 19;
        let label = columns[*index].path.last();
        let filled = !keys.is_empty() && keys.len() * 10 >= own.len() * 9;
        label.is_some_and(|label| filled && (differ || words::is_time(label)))
    };
    let are_times = |index: &usize| {
        is_mostly(columns[*index].column, rows, |at| {
            grid.class(at.row, at.column) == Some(Class::Year)
                || matches!(number::read(grid.cell(at)), Reading::Date(_))
        })
    };
    let (data, codes) = (leftmost(ColumnRole::Data), leftmost(ColumnRole::Sequence));
    let times = data.filter(are_times);
    let data = data.filter(|index| !is_figure_of_one_row(grid, &columns[*index], rows));
    // 合计 | 因公出国费 | 公务接待费 without a name before them are figures, the first as well.
    let data = data.filter(|index| !columns[*index].path.last().is_some_and(|label| words::is_total(label)));
    let codes = codes.filter(|index| !columns[*index].path.is_empty());
    times.or(codes).or(data).filter(is_key)
}

/// Whether a column has but the figure of the only row, below a header like the others: 总人口 | 劳动力 over 5597 | 1506. A number
/// of one row differs from no other.
fn is_figure_of_one_row(grid: &Grid<'_>, column: &Column, rows: &Filled<'_>) -> bool {
    let label = column.path.last().map_or("", String::as_str);
    let is_key = words::is_time(label) || words::is_code(label) || words::is_stub(label);
    match rows.rows {
        [row] => grid.class(*row, column.column) == Some(Class::Value) && !label.is_empty() && !is_key,
        _ => false,
    }
}

/// The rows that say something: one of noughts alone needs no name.
fn without_noughts(grid: &Grid<'_>, columns: &[Column], rows: Vec<u32>) -> Vec<u32> {
    let is_nought = |row: u32, column: &Column| {
        let at = CellRef::new(row, column.column);
        grid.class(row, column.column).is_none() || number::value(grid.cell(at)).is_some_and(|value| value.is_zero())
    };
    let says = |row: &u32| !columns.iter().all(|column| is_nought(*row, column));
    rows.into_iter().filter(says).collect()
}

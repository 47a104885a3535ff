//! What is written around a table on the units of its figures (WB-04): 单位：万元 above it, （万元） behind its title, a note
//! below.

use super::grid::{Class, Grid};
use super::label::{known_unit, normalise};
use super::segment::Segment;
use super::words;
use super::{FoundUnit, UnitOrigin};
use crate::place::CellRef;
use crate::unit::{Dimension, Scale, Unit};

/// What one text near a table says of units.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitNote {
    /// The units that it names, each with the words of which alone it speaks: 产值单位为万元 is about 产值.
    pub units: Vec<(Unit, Option<String>)>,
    /// Its cell.
    pub at: CellRef,
    /// Whether it speaks of all figures, and of one unit only.
    whole: bool,
    /// Whether rows of data stand above it and behind it.
    pub between: bool,
    /// Whether it stands above the head.
    above: bool,
    /// The columns over which it is merged, or the one in which a mere unit stands.
    columns: (u32, u32),
}

/// The notes around a table: `above` are the cells of words above its head, `below` the rows that were passed over. One with
/// rows of data above it and behind it, the last of which is `last`, speaks of nobody knows which of them.
pub(super) fn around(
    grid: &Grid<'_>,
    above: impl Iterator<Item = CellRef>,
    below: &[u32],
    last: Option<u32>,
) -> Vec<UnitNote> {
    let above = above.filter_map(|at| note(grid, at, true));
    let cells = below.iter().flat_map(|row| {
        let cells = grid.row(*row).iter();
        cells.map(|(column, _)| CellRef::new(*row, *column))
    });
    let below = cells.filter_map(|at| {
        let note = note(grid, at, false)?;
        let between = last.is_some_and(|last| at.row < last);
        Some(UnitNote {
            whole: note.whole && !between,
            between,
            ..note
        })
    });
    above.chain(below).collect()
}

/// Whether a text is a note on units and nothing else; no row of a table and no title.
pub(super) fn is_note(text: &str) -> bool {
    said(text).is_some_and(|said| said.whole || said.mere)
}

/// The unit that the notes give a column. Of several in one row each speaks of the columns that it covers; one below the
/// table counts where none stands above.
pub(super) fn line(notes: &[UnitNote], segment: &Segment, column: u32) -> Option<FoundUnit> {
    let counts = |above: bool| notes.iter().filter(move |note| note.whole && note.above == above);
    let row = counts(true).next_back().or_else(|| counts(false).next_back())?.at.row;
    let of_row: Vec<&UnitNote> = notes.iter().filter(|note| note.whole && note.at.row == row).collect();
    let inside = |note: &&&UnitNote| segment.contains(note.at.column);
    // Of tables side by side the nearest at the left speaks of one that has none of its own.
    let own: Vec<&UnitNote> = match of_row.iter().any(|note| inside(&note)) {
        true => of_row.iter().filter(inside).copied().collect(),
        false => of_row.last().copied().into_iter().collect(),
    };
    let alike = own.iter().all(|note| note.units == own[0].units);
    let covers = |note: &&&UnitNote| (note.columns.0..=note.columns.1).contains(&column);
    let note = if alike { own.first() } else { own.iter().find(covers) }?;
    Some(FoundUnit {
        unit: note.units.first()?.0.clone(),
        origin: UnitOrigin::UnitLine,
        at: note.at,
    })
}

fn note(grid: &Grid<'_>, at: CellRef, above: bool) -> Option<UnitNote> {
    let text = grid.label(at.row, at.column)?;
    let said = match said(&text) {
        Some(said) => said,
        None if words::behind_unit_word(&text).is_some_and(|behind| behind.is_empty()) => {
            let next = grid.row(at.row).iter().find(|(column, _)| *column > at.column)?;
            let unit = known_unit(&normalise(&grid.text(at.row, next.0)?))?;
            Said::of(vec![unit])
        }
        None if above && (words::is_line(&text) || !words::is_foot(&text)) => {
            in_title(&text).or_else(|| among_words(&text))?
        }
        None => among_words(&text)?,
    };
    let wide = at.column.saturating_add(grid.width(at)) - 1;
    let covers = said.mere || wide > at.column;
    Some(UnitNote {
        units: said.units,
        at,
        whole: said.whole,
        between: false,
        above,
        // Where a note is merged over nothing it says nothing of the columns below it.
        columns: if covers { (at.column, wide) } else { (1, 0) },
    })
}

/// What a text says of units.
struct Said {
    units: Vec<(Unit, Option<String>)>,
    whole: bool,
    /// Whether it says nothing else, not even 单位.
    mere: bool,
}

impl Said {
    fn of(units: Vec<Unit>) -> Self {
        Self {
            whole: units.len() == 1,
            ..Self::partial(units, None)
        }
    }

    /// Units of some figures only: of those that these words name, where there are any.
    fn partial(units: Vec<Unit>, subject: Option<String>) -> Self {
        Self {
            whole: false,
            units: units.into_iter().map(|unit| (unit, subject.clone())).collect(),
            mere: false,
        }
    }
}

fn said(text: &str) -> Option<Said> {
    let flat = words::flat(text).replace("人民币", "");
    let bare = flat.trim_matches(['(', ')', '[', ']', '【', '】', '〔', '〕']);
    if let Some(units) = all_units(bare) {
        return Some(Said {
            mere: true,
            ..Said::of(units)
        });
    }
    // 单位：亩 may stand behind other words on one line: 填报单位：农办　　单位：亩　　2023年
    let parts = || {
        text.split_whitespace()
            .map(words::flat)
            .find_map(|part| in_unit_words(&part))
    };
    in_unit_words(&flat).or_else(parts).or_else(|| behind_colon(bare))
}

/// What follows 单位, of measure and not 填报单位: `单位：万元`, `单位万元`, `单位为元`, `单位：万元（人口为人）`.
fn in_unit_words(flat: &str) -> Option<Said> {
    const WORD: &str = "单位";
    let is_office = |before: &str| words::OFFICES.iter().any(|office| before.ends_with(office));
    let (before, behind) = flat
        .match_indices(WORD)
        .map(|(at, word)| (&flat[..at], &flat[at + word.len()..]))
        .find(|(before, behind)| !is_office(before) && begins_with_unit(behind))?;
    let subject = subject(before);
    let words = || {
        let parts = behind.split(|c: char| "、,;:。()[]【】/和及为是".contains(c));
        parts.filter(|part| !part.is_empty())
    };
    let behind = behind.trim_start_matches(BETWEEN).trim_end_matches([')', ']', '】']);
    if let Some(unit) = known_unit(behind).filter(|_| subject.is_none()) {
        return Some(Said::of(vec![unit]));
    }
    let units: Vec<Unit> = words().filter_map(known_unit).collect();
    // Of several, who can say which speaks of what: 产值单位：亿元，投资单位：万元.
    let subject = subject.filter(|_| units.len() == 1);
    (!units.is_empty()).then(|| Said::partial(units, subject))
}

/// The words of which alone a unit behind them speaks: 产值单位, 产值：. None where they say only that it is a unit.
fn subject(before: &str) -> Option<String> {
    const ALL: [&str; 17] = [
        "计量", "计算", "金额", "数量", "面积", "货币", "计价", "本表", "表中", "以上", "上述", "以下", "各项", "所有",
        "全部", "数据", "数值",
    ];
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let of_all = last.is_empty() || ALL.contains(&last) || last.ends_with('表');
    (!of_all).then(|| last.to_owned())
}

/// What stands between 单位 and the unit: 单位均为（万元）.
const BETWEEN: [char; 6] = [':', '为', '是', '均', '(', '['];

/// Whether what stands behind 单位 begins with a unit; where nothing parts them, it is nothing else.
fn begins_with_unit(behind: &str) -> bool {
    let parted = behind.trim_start_matches(BETWEEN);
    let first = parted.split(|c: char| "、,;。()[]【】/和及".contains(c)).next();
    let alone = first.is_some_and(|first| known_unit(first).is_some());
    alone && (parted.len() < behind.len() || all_units(parted.trim_end_matches([')', ']'])).is_some())
}

/// `金额：万元`: of some figures only.
fn behind_colon(flat: &str) -> Option<Said> {
    let (before, behind) = flat.rsplit_once(':')?;
    let units = all_units(behind).filter(|units| units.iter().all(is_measured))?;
    (!before.is_empty() && !words::is_foot(flat)).then(|| Said::partial(units, subject(before)))
}

/// Units that stand among other words, parted from them by marks: `各村产值（万元，现价）`, `以万元为单位`. Those of counts and
/// of another script may be words.
fn among_words(text: &str) -> Option<Said> {
    let flat = words::flat(text);
    let mut units = Vec::new();
    for clause in flat.split([';', ',', '。', '、', '(', ')', '[', ']']) {
        let (subject, behind) = match clause.rsplit_once(':') {
            Some((before, behind)) => (subject(before), behind),
            None => (None, clause),
        };
        for part in behind.split(|c: char| !c.is_alphabetic() && !"㎡²".contains(c)) {
            let (own, bare) = without_words(part);
            let measured = known_unit(bare).filter(|unit| !bare.is_ascii() && is_measured(unit));
            let about = own.or_else(|| subject.clone());
            units.extend(measured.map(|unit| (unit, about)));
        }
    }
    (!units.is_empty()).then_some(Said {
        units,
        whole: false,
        mere: false,
    })
}

/// A unit without the words around it, and of what alone they say that it is: 以万元为单位, 投资按万元计, 投资为亿元.
fn without_words(part: &str) -> (Option<String>, &str) {
    let ends = ["为计量单位", "为单位", "计算", "计"];
    let part = ends.iter().find_map(|end| part.strip_suffix(end)).unwrap_or(part);
    match part.char_indices().rfind(|(_, c)| "以按为".contains(*c)) {
        Some((at, c)) => (subject(&part[..at]), &part[at + c.len_utf8()..]),
        None => (None, part),
    }
}

/// The units in the bracket at the end of a title.
fn in_title(text: &str) -> Option<Said> {
    let flat = words::flat(text);
    let (before, inside) = flat.strip_suffix(')')?.rsplit_once('(')?;
    // 产值（亿元）投资（万元）: the last bracket does not speak for all.
    if before.contains(')') {
        return None;
    }
    Some(Said::partial(all_units(inside)?, None))
}

fn is_measured(unit: &Unit) -> bool {
    !matches!(unit.dimension, Dimension::Count(_)) || unit.scale != Scale::One
}

/// The units of a text that holds nothing else.
fn all_units(text: &str) -> Option<Vec<Unit>> {
    known_unit(text).map(|unit| vec![unit]).or_else(|| {
        let parts = text.split(['、', ',', ';', '/']);
        parts.map(known_unit).collect()
    })
}

/// Whether a cell of words stands alone in a row of the body and speaks of units.
pub(super) fn is_row(grid: &Grid<'_>, row: u32, left: u32) -> bool {
    let [(column, Class::Label)] = grid.row(row) else {
        return false;
    };
    let text = grid.text(row, *column).unwrap_or_default();
    said(&text).is_some_and(|said| !said.mere || *column <= left)
}

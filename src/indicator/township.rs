//! A township's material: the spellings of its name, the workbooks that speak of it, and what of the mapping names it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::books::{Books, Scope, Shelf, ambiguous};
use super::calendar::Calendar;
use super::label::Labels;
use super::locate::{columns, no_table, tables_of};
use super::settings::{FieldSettings, IndicatorSettings, Mapping, RosterSettings, Selector};
use crate::diag::{Code, Diagnostic, Result};
use crate::place::CellPlace;
use crate::tables::label::normalise;

/// What stands for the township's name in the mapping.
pub const PLACEHOLDER: &str = "{township}";

/// The ends of township names; tables leave them out.
const ENDS: [&str; 4] = ["街道", "镇", "乡", "苏木"];

/// What tables write behind a township's name.
const OFFICES: [&str; 4] = ["人民政府", "政府", "办事处", "办"];

/// Where the values of one township come from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The township's name.
    pub township: &'a Arc<str>,
    /// How tables spell it besides.
    pub spellings: Spellings,
    /// Its workbooks: those of its own folder, and those of `[folders]`.
    pub shelves: &'a [&'a Shelf<'a>],
    /// All townships of the job.
    pub roster: &'a Roster,
}

/// How tables spell a township's name besides: 鼎新镇人民政府, and 鼎新 where no other township's name would be that too.
/// Thousands of townships keep one each, and the words are made when they are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Spellings {
    /// Only as it is.
    #[default]
    None,
    /// With an office behind it.
    Offices,
    /// Without its end too.
    Stem,
}

impl Spellings {
    /// The other spellings of this name.
    pub fn of(self, name: &str) -> Vec<String> {
        let stem = self.stem(name);
        let offices = OFFICES.iter().filter(|_| self != Self::None);
        let offices = offices.map(|office| format!("{name}{office}"));
        stem.map(str::to_owned).into_iter().chain(offices).collect()
    }

    /// The name without its end, where that is one of them.
    fn stem(self, name: &str) -> Option<&str> {
        stem(name).filter(|_| self == Self::Stem)
    }
}

/// How titles name the townships of a job: every spelling but those with an office behind, with whether it has those too.
#[derive(Debug, Clone, Default)]
pub struct Roster(BTreeMap<String, bool>);

impl Roster {
    /// The townships with their spellings, and what the job's aliases call them.
    pub fn new<'t>(
        townships: impl Iterator<Item = (&'t str, Spellings)>,
        aliases: &BTreeMap<String, Vec<String>>,
    ) -> Self {
        let mut roster = Self::default();
        for (name, spellings) in townships {
            roster.add(name, spellings != Spellings::None);
            let stem = spellings.stem(name);
            let aliases = aliases.get(name).into_iter().flatten();
            let others = stem.into_iter().chain(aliases.map(String::as_str));
            others.for_each(|other| roster.add(other, false));
        }
        roster
    }

    fn add(&mut self, name: &str, has_offices: bool) {
        let name = normalise(name);
        if !name.is_empty() {
            *self.0.entry(name).or_default() |= has_offices;
        }
    }

    /// Whether these words name a township.
    fn knows(&self, words: &str) -> bool {
        let of_office = |office: &&str| {
            let name = words.strip_suffix(office);
            name.is_some_and(|name| self.0.get(name) == Some(&true))
        };
        self.0.contains_key(words) || OFFICES.iter().any(of_office)
    }

    /// The longest spelling of a township with which a title without blanks begins.
    pub(super) fn at_start<'t>(&self, title: &'t str) -> Option<&'t str> {
        let ends = title.char_indices().map(|(at, c)| at + c.len_utf8());
        let names = ends.filter_map(|end| title.split_at_checked(end));
        let mut known = names.filter(|(name, behind)| self.knows(name) && is_whole(name, behind));
        known.next_back().map(|(name, _)| name)
    }
}

/// Whether a name at the start of a title is one, and not the start of other words: 平安镇 is, 平安 of 平安建设 and
/// 平安乡 of 平安乡村 are none.
fn is_whole(name: &str, behind: &str) -> bool {
    let longer = [("乡", '村'), ("街道", '路')];
    let is_longer = |(end, next): (&str, char)| name.ends_with(end) && behind.starts_with(next);
    let ends = is_one(name) || OFFICES.iter().any(|office| name.ends_with(office));
    let alone = !behind.starts_with(char::is_alphabetic);
    alone || ends && !longer.into_iter().any(is_longer)
}

impl Material<'_> {
    /// How its labels are compared.
    pub(super) fn labels(&self, mapping: &Mapping) -> Labels {
        Labels::new(&mapping.aliases).with_township(self.township, self.spellings)
    }
}

/// How tables spell the name of each of these townships besides.
pub fn spellings(townships: &[Arc<str>]) -> Vec<Spellings> {
    let mut stems: BTreeMap<&str, usize> = BTreeMap::new();
    for stem in townships.iter().filter_map(|name| stem(name)) {
        *stems.entry(stem).or_default() += 1;
    }
    let names: BTreeSet<&str> = townships.iter().map(|name| &**name).collect();
    let is_alone = |stem: &str| stems.get(stem) == Some(&1) && !names.contains(stem);
    let of = |name: &Arc<str>| match stem(name).is_some_and(is_alone) {
        true => Spellings::Stem,
        false => Spellings::Offices,
    };
    townships.iter().map(of).collect()
}

/// Whether a name is that of a township.
pub(super) fn is_one(name: &str) -> bool {
    ENDS.iter().any(|end| name.trim_end().ends_with(end))
}

/// The name without 镇, 乡, 街道 or 苏木; none where a single character would be left.
pub(super) fn stem(name: &str) -> Option<&str> {
    let stem = ENDS.iter().find_map(|end| name.strip_suffix(end))?;
    (stem.chars().count() > 1).then_some(stem)
}

/// The townships that the rows of a table are, each with its cell, in the order of the table.
pub fn roster(
    settings: &RosterSettings,
    aliases: &BTreeMap<String, Vec<String>>,
    shelves: &[&Shelf<'_>],
) -> Result<Vec<(String, CellPlace)>> {
    let books = Books::new(shelves, Labels::new(aliases), Calendar::default());
    let leaves = books.sheets(Scope::new(Some(&settings.workbook), settings.sheet.as_deref()))?;
    let column = settings.column.as_deref();
    let fits = |table| column.is_none_or(|column| !columns(&books, table, column).is_empty());
    let tables: Vec<_> = tables_of(&leaves).filter(|(_, table)| fits(table)).collect();
    let [(leaf, table)] = tables[..] else {
        let corners = tables
            .iter()
            .filter_map(|(leaf, table)| Some(leaf.place(table.rows.first()?.label_at)));
        let corners: Vec<CellPlace> = corners.collect();
        return Err(if corners.is_empty() {
            no_table(&leaves)
        } else {
            ambiguous("townships_in", &corners)
        });
    };
    if table.persons {
        // WB-15: its rows would become the names of folders and files.
        return Err(Diagnostic::new(Code::PersonalData).at(leaf.location()));
    }
    let rows = table.data_rows().filter(|(_, row)| !row.label.is_empty());
    Ok(rows
        .map(|(_, row)| (row.label.to_string(), leaf.place(row.label_at)))
        .collect())
}

/// Whether two labels name the same township, under the job's aliases.
pub fn same_township(
    (name, spellings): (&str, Spellings),
    label: &str,
    aliases: &BTreeMap<String, Vec<String>>,
) -> bool {
    Labels::new(aliases).with_township(name, spellings).same(name, label)
}

impl Mapping {
    /// The mapping with the township's name put in for `{township}`.
    pub(super) fn for_township(&self, township: &str) -> Self {
        let mut mapping = self.clone();
        let pattern = globset::escape(township);
        mapping.fill(&mut |text, is_pattern| {
            if text.contains(PLACEHOLDER) {
                *text = text.replace(PLACEHOLDER, if is_pattern { &pattern } else { township });
            }
        });
        mapping
    }

    /// Shows every text that may name the township, patterns of names as such.
    fn fill(&mut self, fill: &mut dyn FnMut(&mut String, bool)) {
        for settings in &mut self.indicators {
            settings.fill(fill);
        }
        for rows in &mut self.rows {
            fill_all([&mut rows.workbook, &mut rows.sheet], true, fill);
            rows.conditions.iter_mut().for_each(|text| fill(text, false));
            let joined = rows.join.iter_mut().map(|join| {
                fill_all([&mut join.workbook, &mut join.sheet], true, fill);
                &mut join.fields
            });
            for fields in joined.collect::<Vec<_>>().into_iter().chain([&mut rows.fields]) {
                fill_all(fields.iter_mut().flat_map(FieldSettings::labels), false, fill);
            }
        }
        if let Some(facts) = &mut self.facts {
            fill(&mut facts.workbook, true);
            fill_all([&mut facts.sheet], true, fill);
        }
        for check in &mut self.judgement.checks {
            let selectors = [&mut check.last_year, &mut check.same_as];
            selectors.into_iter().flatten().for_each(|selector| selector.fill(fill));
        }
    }
}

/// The texts by which an indicator and its base or target alike name their place.
macro_rules! fill_place {
    ($place:ident, $fill:ident) => {
        fill_all([&mut $place.workbook, &mut $place.sheet], true, $fill);
        let labels = [&mut $place.column, &mut $place.row, &mut $place.label];
        let weights = [&mut $place.weight, &mut $place.numerator, &mut $place.denominator];
        fill_all(labels.into_iter().chain(weights), false, $fill);
        $place.conditions.iter_mut().for_each(|text| $fill(text, false));
    };
}

impl IndicatorSettings {
    fn fill(&mut self, fill: &mut dyn FnMut(&mut String, bool)) {
        fill_place!(self, fill);
        let selectors = [&mut self.base, &mut self.target];
        selectors.into_iter().flatten().for_each(|selector| selector.fill(fill));
    }
}

impl FieldSettings {
    /// The labels of the cells that it is taken from.
    fn labels(&mut self) -> [&mut Option<String>; 4] {
        [&mut self.column, &mut self.row, &mut self.base, &mut self.target]
    }
}

impl Selector {
    fn fill(&mut self, fill: &mut dyn FnMut(&mut String, bool)) {
        fill_place!(self, fill);
    }
}

fn fill_all<'t>(
    texts: impl IntoIterator<Item = &'t mut Option<String>>,
    is_pattern: bool,
    fill: &mut dyn FnMut(&mut String, bool),
) {
    texts.into_iter().flatten().for_each(|text| fill(text, is_pattern));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Vec<Vec<String>> {
        let names: Vec<Arc<str>> = names.iter().map(|name| Arc::from(*name)).collect();
        let of = |(name, spellings): (&Arc<str>, Spellings)| spellings.of(name);
        names.iter().zip(spellings(&names)).map(of).collect()
    }

    #[test]
    fn a_short_name_is_a_spelling_only_where_it_means_one_township() {
        assert_eq!(of(&["鼎新镇"])[0][0], "鼎新");
        assert!(!of(&["鼎新镇", "鼎新乡"]).concat().contains(&"鼎新".to_owned()));
        assert!(!of(&["鼎新镇", "鼎新"]).concat().contains(&"鼎新".to_owned()));
        assert!(!of(&["城镇"]).concat().contains(&"城".to_owned()));
    }
}

//! Comparing the labels of the configuration with the labels of the sheets: folded, with aliases, by path.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::township::Spellings;
use crate::tables::label::{normalise, without_note};

/// Words that name the row of all rows (WB-08).
const TOTALS: &[&str] = &["合计", "总计", "全镇", "全乡", "小计"];

/// How well a header or row path answers a wanted path, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Its end is the wanted path but for a note in brackets: `李家村（含原鲤鱼村）`.
    EndButForNote,
    /// It is the wanted path but for a note.
    ExactButForNote,
    /// Its end is the wanted path.
    End,
    /// It is the wanted path.
    Exact,
}

/// The folded labels of a wanted path, from the outermost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WantedPath(Vec<String>);

/// Labels under the job's aliases.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    /// Folded alias to the folded label that it stands for.
    canonical: BTreeMap<String, String>,
    /// The township's name, folded; empty when it is not known.
    township: String,
}

impl Labels {
    /// `aliases` gives the other spellings of each label.
    pub(super) fn new(aliases: &BTreeMap<String, Vec<String>>) -> Self {
        let pairs = aliases.iter().flat_map(|(label, others)| {
            let canonical = normalise(label);
            others.iter().map(move |other| (normalise(other), canonical.clone()))
        });
        Self {
            canonical: pairs.collect(),
            township: String::new(),
        }
    }

    /// The same labels, with the spellings of a township's name.
    pub(super) fn with_township(mut self, township: &str, spellings: Spellings) -> Self {
        let canonical = self.key(township);
        for spelling in spellings.of(township).iter().map(|spelling| normalise(spelling)) {
            // What the job itself declares goes before.
            self.canonical.entry(spelling).or_insert_with(|| canonical.clone());
        }
        self.township = canonical;
        self
    }

    /// Whether the label is the township's name.
    pub(super) fn is_township(&self, label: &str) -> bool {
        !self.township.is_empty() && self.key(label) == self.township
    }

    /// Whether a text speaks of the township, by its name or by another spelling of it.
    pub(super) fn speaks_of_township(&self, text: &str) -> bool {
        let text = normalise(text);
        let spellings = self.canonical.iter().filter(|(_, name)| **name == self.township);
        let mut names = spellings.map(|(spelling, _)| spelling).chain([&self.township]);
        self.township.is_empty() || names.any(|name| text.contains(&**name))
    }

    /// The label folded, an alias replaced by what it stands for.
    pub(super) fn key(&self, label: &str) -> String {
        let folded = normalise(label);
        self.canonical.get(&folded).cloned().unwrap_or(folded)
    }

    /// The keys of a name: itself, and without a note in brackets: 李家村（含原鲤鱼村）.
    pub(super) fn keys(&self, name: &str) -> Vec<String> {
        let key = self.key(name);
        let bare = self.key(without_note(&key));
        let mut keys = vec![key];
        keys.extend((keys[0] != bare).then_some(bare));
        keys.retain(|key| !key.is_empty());
        keys
    }

    /// Whether two labels name the same thing.
    pub(super) fn same(&self, one: &str, other: &str) -> bool {
        self.key(one) == self.key(other)
    }

    /// A path as it is wanted (`粮食作物/播种面积`), its labels folded once for all that are compared with it.
    pub(super) fn wanted(&self, path: &str) -> WantedPath {
        // The unit first: the stroke of 单产（公斤/亩） parts no path.
        let path = normalise(path);
        WantedPath(split(&path).map(|part| self.key(part)).collect())
    }

    /// The folded labels that may stand at the end of a path which answers the wanted one, notes in brackets left out.
    pub(super) fn spellings<'l>(&'l self, WantedPath(wanted): &'l WantedPath) -> Vec<Cow<'l, str>> {
        let Some(last) = wanted.last() else {
            return Vec::new();
        };
        // A label may have strokes of its own: 城/乡.
        let with_strokes = (0..wanted.len() - 1).map(|begin| Cow::from(wanted[begin..].join("/")));
        let aliases = self
            .canonical
            .iter()
            .filter(|(_, canonical)| *canonical == last || self.key(without_note(canonical)) == *last);
        let aliases = aliases.map(|(alias, _)| Cow::from(alias.as_str()));
        [Cow::from(last.as_str())]
            .into_iter()
            .chain(aliases)
            .chain(with_strokes)
            .collect()
    }

    /// How `path` answers `wanted` (`粮食作物/播种面积`), when it does.
    pub(super) fn fit(&self, path: &[&str], wanted: &WantedPath) -> Option<Fit> {
        self.fit_by_labels(path, wanted)
            .or_else(|| self.fit_by_strokes(path, wanted))
    }

    /// The same where labels of the path have strokes of their own, which part the wanted path too: 城/乡, （person/household）.
    fn fit_by_strokes(&self, path: &[&str], WantedPath(wanted): &WantedPath) -> Option<Fit> {
        if !path.iter().any(|label| label.contains(['/', '／'])) {
            return None;
        }
        let keys: Vec<String> = path.iter().map(|label| self.key(label)).collect();
        let answers = |begin: &usize| {
            let own = keys.iter().skip(*begin).flat_map(|key| split(key));
            own.map(|part| self.key(part)).eq(wanted.iter().cloned())
        };
        let begin = (0..keys.len()).find(answers)?;
        Some(if begin == 0 { Fit::Exact } else { Fit::End })
    }

    /// How `path` answers `wanted` where one of them parts a label that the other has whole: 未上过学 and 未上/过学. It is for
    /// paths that nothing answers otherwise.
    pub(super) fn fit_joined(&self, path: &[&str], WantedPath(wanted): &WantedPath) -> Option<Fit> {
        let wanted = wanted.concat();
        let mut end = String::new();
        for (index, label) in path.iter().enumerate().rev() {
            end.insert_str(0, &self.key(label));
            if end == wanted && !end.is_empty() {
                return Some(if index == 0 { Fit::Exact } else { Fit::End });
            }
            if end.len() >= wanted.len() {
                break;
            }
        }
        None
    }

    fn fit_by_labels(&self, path: &[&str], WantedPath(wanted): &WantedPath) -> Option<Fit> {
        if wanted.is_empty() || wanted.len() > path.len() {
            return None;
        }
        let mut with_note = false;
        for (part, own) in path[path.len() - wanted.len()..].iter().zip(wanted) {
            let key = self.key(part);
            if key != *own {
                with_note = true;
                if self.key(without_note(&key)) != *own {
                    return None;
                }
            }
        }
        Some(match (wanted.len() == path.len(), with_note) {
            (true, false) => Fit::Exact,
            (true, true) => Fit::ExactButForNote,
            (false, false) => Fit::End,
            (false, true) => Fit::EndButForNote,
        })
    }

    /// Whether the label asks for the row of all rows.
    pub(super) fn is_total(&self, label: &str) -> bool {
        TOTALS.contains(&self.key(label).as_str())
    }
}

/// The parts of a path of labels, the empty ones left out.
fn split(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '／']).map(str::trim).filter(|part| !part.is_empty())
}

/// Keeps the best answers only: an exact path before those that merely end in it.
pub(super) fn best<T>(answers: Vec<(Fit, T)>) -> Vec<T> {
    let best = answers.iter().map(|(fit, _)| *fit).max();
    answers
        .into_iter()
        .filter(|(fit, _)| Some(*fit) == best)
        .map(|(_, answer)| answer)
        .collect()
}

/// The candidate that is most like the wanted label; the first of several alike.
pub(super) fn nearest<T>(wanted: &str, candidates: impl IntoIterator<Item = (String, T)>) -> Option<(String, T)> {
    let mut best: Option<(f64, (String, T))> = None;
    for candidate in candidates {
        let likeness = strsim::normalized_damerau_levenshtein(wanted, &candidate.0);
        if best.as_ref().is_none_or(|(other, _)| likeness > *other) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        Labels::new(&BTreeMap::from([("鼎新村".to_owned(), vec!["鼎新社区".to_owned()])]))
    }

    #[test]
    fn an_alias_is_the_label_it_stands_for() {
        assert!(labels().same("鼎 新 村", "鼎新社区"));
        assert!(!labels().same("鼎新村", "新鼎村"));
    }

    fn fit(path: &[&str], wanted: &str) -> Option<Fit> {
        labels().fit(path, &labels().wanted(wanted))
    }

    #[test]
    fn the_end_of_a_path_answers_and_the_whole_path_answers_better() {
        let path = ["粮食作物", "播种面积"];
        assert_eq!(fit(&path, "播种面积"), Some(Fit::End));
        assert_eq!(fit(&path, "粮食作物/播种面积"), Some(Fit::Exact));
        assert_eq!(fit(&["农业总产值（现价）"], "农业总产值"), Some(Fit::ExactButForNote));
        assert_eq!(fit(&["粮食", "单产"], "粮食/单产（公斤/亩）"), Some(Fit::Exact));
        assert_eq!(
            fit(&["户均", "规模(人/household)"], "规模（人/household）"),
            Some(Fit::End)
        );
        assert_eq!(fit(&["城/乡"], "城/乡"), Some(Fit::Exact));
        assert_eq!(fit(&["城/乡"], "乡"), None);
        assert_eq!(fit(&path, "粮食作物"), None);
        assert_eq!(fit(&path, "全镇/粮食作物/播种面积"), None);
        assert_eq!(best(vec![(Fit::End, 1), (Fit::Exact, 2), (Fit::End, 3)]), [2]);
    }

    #[test]
    fn a_label_may_be_parted_or_joined() {
        let joined = |path: &[&str], wanted: &str| labels().fit_joined(path, &labels().wanted(wanted));
        assert_eq!(joined(&["就业人员", "未上", "过学"], "未上过学"), Some(Fit::End));
        assert_eq!(joined(&["未上过学"], "未上/过学"), Some(Fit::Exact));
        assert_eq!(joined(&["就业人员", "未上", "过学"], "上过学"), None);
        assert_eq!(joined(&["粮食", "面积"], "作物面积"), None);
    }

    #[test]
    fn the_nearest_label_is_the_most_alike() {
        let candidates = [("总产量".to_owned(), 1), ("粮食播种面积".to_owned(), 2)];
        assert_eq!(nearest("粮食面积", candidates), Some(("粮食播种面积".to_owned(), 2)));
    }
}

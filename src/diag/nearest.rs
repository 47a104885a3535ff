//! Names in messages: the nearest to one that does not exist, and the first few of many.

/// How alike two names must be to be offered (0 … 1).
const LIKENESS: f64 = 0.34;
/// How many names are offered.
const OFFERED: usize = 3;
/// How many names are listed when none is alike.
const LISTED: usize = 12;

/// How many of many names a message gives.
const FEW: usize = 10;

/// The first few of some names, joined for a message; … says that there are more.
pub fn first_few<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let few: Vec<&str> = names.by_ref().take(FEW).collect();
    let more = if names.next().is_some() { "……" } else { "" };
    format!("{}{more}", few.join("、"))
}

/// The known names nearest to `found`, the nearest first, joined for a message; when none is alike, the known
/// names themselves.
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let mut alike: Vec<(f64, &str)> = known
        .iter()
        .map(|name| (likeness(found, name), *name))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let offered: Vec<&str> = if alike.is_empty() {
        known.into_iter().take(LISTED).collect()
    } else {
        alike.into_iter().take(OFFERED).map(|(_, name)| name).collect()
    };
    offered.join("、")
}

/// Edit distance serves short Han names badly when one holds the other, so that counts as alike too.
fn likeness(found: &str, name: &str) -> f64 {
    let distance = strsim::normalized_damerau_levenshtein(found, name);
    let within = !found.is_empty() && (name.contains(found) || found.contains(name)) && !name.is_empty();
    if within { distance.max(0.8) } else { distance }
}

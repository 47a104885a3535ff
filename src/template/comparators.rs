//! Words that say with what a value is compared and how it has changed, for whoever reads them in printed or typed words
//! (spec §2); the filters' own words for each outcome are theirs.

/// Without the time that may follow. All but the last compare with last year.
pub(super) const COMPARATORS: [&str; 8] = [
    "同比",
    "比上年",
    "较上年",
    "比去年",
    "较去年",
    "比年初",
    "较年初",
    "环比",
];

/// Those that compare with last year.
pub(super) const WITH_LAST_YEAR: &[&str] = COMPARATORS.split_at(COMPARATORS.len() - 1).0;

/// Two variants of one word that a document may use, but not both.
pub(super) const VARIANTS: [[&str; 2]; 3] = [
    [COMPARATORS[1], COMPARATORS[2]],
    [COMPARATORS[3], COMPARATORS[4]],
    [COMPARATORS[5], COMPARATORS[6]],
];

/// Verbs of a change: of a rise, then of a fall.
pub(super) const CHANGES: [&str; 12] = [
    "增加", "增长", "提高", "上升", "扩大", "提升", "减少", "下降", "降低", "缩小", "回落", "下滑",
];
/// Verbs of a rise.
pub(super) const RISES: &[&str] = CHANGES.split_at(6).0;
/// Verbs of a fall.
pub(super) const FALLS: &[&str] = CHANGES.split_at(6).1;

/// Which time of last year is meant.
const TIMES: [&str; 2] = ["同期", "末"];

/// What follows the time at the beginning of a text: 增长 of 同期增长.
pub(super) fn behind_time(text: &str) -> &str {
    let behind = TIMES.iter().find_map(|time| text.strip_prefix(time));
    behind.unwrap_or(text)
}

/// The comparator, with its time, with which a text begins.
pub(super) fn leading(text: &str) -> Option<&str> {
    let rest = COMPARATORS.iter().find_map(|word| text.strip_prefix(word))?;
    let rest = behind_time(rest);
    Some(&text[..text.len() - rest.len()])
}

/// A text without the comparator, and its time, at its end.
pub(super) fn without_trailing(text: &str) -> Option<&str> {
    let bare = TIMES.iter().find_map(|time| text.strip_suffix(time)).unwrap_or(text);
    COMPARATORS.iter().find_map(|word| bare.strip_suffix(word))
}

/// The comparator at the end of a text that says of which time of last year it is, and whether that is the year's end.
pub(super) fn trailing_with_time(text: &str) -> Option<(&str, bool)> {
    let words = &text[without_trailing(text)?.len()..];
    let year_end = words.ends_with(['末', '初']);
    (year_end || words.ends_with("同期")).then_some((words, year_end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparators_are_read_with_their_time() {
        assert_eq!(leading("比上年同期增长5%"), Some("比上年同期"));
        assert_eq!(leading("环比增长5%"), Some("环比"));
        assert_eq!(leading("增长5%"), None);
        assert_eq!(without_trailing("产值较上年末"), Some("产值"));
        assert!(!WITH_LAST_YEAR.contains(&"环比"));
        assert_eq!(trailing_with_time("产值较年初"), Some(("较年初", true)));
        assert_eq!(trailing_with_time("产值比去年同期"), Some(("比去年同期", false)));
        assert_eq!(trailing_with_time("产值比上年"), None);
    }
}

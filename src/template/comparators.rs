//! Words that say with what a value is compared: one table for the filters that print them and the lint that reads them
//! (spec §2).

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
    }
}

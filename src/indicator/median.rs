//! What is usual among all townships: the median of last year's values, by indicator.

use rust_decimal::Decimal;

/// Fewer values have no middle that says what is usual.
const LEAST: usize = 3;

/// The median of last year's values of an indicator, when enough townships have one.
pub(super) fn usual(values: Vec<Decimal>) -> Option<Decimal> {
    (values.len() >= LEAST).then(|| median(values)).flatten()
}

/// The lower of the two in the middle where there are two.
fn median(mut values: Vec<Decimal>) -> Option<Decimal> {
    values.sort_unstable();
    values.get((values.len().saturating_sub(1)) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_middle() {
        let numbers = |list: &[i64]| list.iter().map(|number| (*number).into()).collect();
        assert_eq!(median(numbers(&[5, 1, 3])), Some(3.into()));
        assert_eq!(median(numbers(&[4, 1, 3, 2])), Some(2.into()));
        assert_eq!(median(Vec::new()), None);
    }
}

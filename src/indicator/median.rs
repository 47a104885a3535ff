//! What is usual among all townships: the median of last year's values, by indicator.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Datum, Indicators};

/// Fewer values have no middle that says what is usual.
const LEAST: usize = 3;

/// Tells each township the median of last year's values of every indicator that at least three townships have.
pub(super) fn note(townships: &mut [Indicators]) {
    let mut bases: BTreeMap<Arc<str>, Vec<Decimal>> = BTreeMap::new();
    for (name, indicator) in townships.iter().flat_map(|township| &township.values) {
        if let Datum::Number(quantity) = &indicator.datum
            && let Some(base) = &quantity.base
        {
            bases.entry(Arc::clone(name)).or_default().push(base.value);
        }
    }
    bases.retain(|_, values| values.len() >= LEAST);
    let medians = bases
        .into_iter()
        .filter_map(|(name, values)| Some((name, median(values)?)));
    let medians = Arc::new(medians.collect::<BTreeMap<_, _>>());
    for township in townships {
        township.medians = Arc::clone(&medians);
    }
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

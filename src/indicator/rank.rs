//! The place of each township among all.

use rust_decimal::Decimal;

use super::Place;
use super::settings::RankOrder;

/// The values of all townships that are compared by one indicator, from the smallest.
#[derive(Debug, Clone, Default)]
pub(super) struct Order(Vec<Decimal>);

impl Order {
    /// The order of these values.
    pub(super) fn of(mut values: Vec<Decimal>) -> Self {
        values.sort_unstable();
        Self(values)
    }

    /// The place of a value. Equal values share the better place, and the next place is left free (1, 2, 2, 4).
    pub(super) fn place(&self, value: Decimal, order: RankOrder) -> Place {
        let below = self.0.partition_point(|other| *other < value);
        let upto = self.0.partition_point(|other| *other <= value);
        let better = match order {
            RankOrder::High => self.0.len() - upto,
            RankOrder::Low => below,
        };
        Place {
            position: better as u32 + 1,
            of: self.0.len() as u32,
            tied: upto - below > 1,
            last: self.last(order) as u32,
        }
    }

    /// The place of the worst value.
    fn last(&self, order: RankOrder) -> usize {
        let worst = match order {
            RankOrder::High => self.0.first(),
            RankOrder::Low => self.0.last(),
        };
        let Some(worst) = worst else { return 0 };
        match order {
            RankOrder::High => self.0.len() - self.0.partition_point(|other| other <= worst) + 1,
            RankOrder::Low => self.0.partition_point(|other| other < worst) + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_the_better_place() {
        let order = Order::of([7, 3, 7, 1].map(Decimal::from).to_vec());
        let place = |value: i64, way| {
            let place = order.place(value.into(), way);
            (place.position, place.of, place.tied, place.last)
        };
        assert_eq!(place(7, RankOrder::High), (1, 4, true, 4));
        assert_eq!(place(3, RankOrder::High), (3, 4, false, 4));
        assert_eq!(place(1, RankOrder::Low), (1, 4, false, 3));
        assert_eq!(place(7, RankOrder::Low), (3, 4, true, 3));
    }
}

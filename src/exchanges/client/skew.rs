//! The exchange's own time, from its public clock: what requests are signed with, and what distances are measured by.

use crate::domain::{Moment, Span};

/// The exchange's time at one moment of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchanges) struct ServerTime {
    /// Its time when its answer was on the way.
    pub theirs: Moment,
    /// How far our clock stands from its: ours minus theirs.
    pub skew: Span,
}

impl ServerTime {
    /// Taken from an answer that came between two moments of ours; the exchange is taken to have looked at its clock in the
    /// middle.
    pub fn measured(before: Moment, after: Moment, theirs: Moment) -> Self {
        Self { theirs, skew: before + (after - before) / 2 - theirs }
    }

    /// What the exchange's clock shows when ours shows `ours`.
    pub fn at(&self, ours: Moment) -> Moment {
        ours.checked_sub_signed(self.skew).unwrap_or(ours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment_from_millis;

    #[test]
    fn the_middle_of_the_way_counts() {
        let at = |millis: i64| moment_from_millis(1_700_000_000_000 + millis).unwrap();
        let time = ServerTime::measured(at(41_000), at(41_200), at(0));
        assert_eq!(time.skew, Span::milliseconds(41_100));
        assert_eq!(time.at(at(41_300)), at(200));
        let behind = ServerTime::measured(at(0), at(0), at(5_000));
        assert_eq!((behind.skew, behind.at(at(10))), (Span::milliseconds(-5_000), at(5_010)));
    }
}

//! Days by the UTC calendar: a key made on 3 February is 41 days old on 16 March, whatever the hour of either.

use crate::domain::{Moment, Span};

/// Calendar days from one moment to another; negative where the second is earlier.
pub fn days_between(from: Moment, to: Moment) -> i64 {
    to.date_naive().signed_duration_since(from.date_naive()).num_days()
}

/// A moment some days later, at the same time of day. The end of time where it would lie behind it.
pub fn in_days(from: Moment, days: u32) -> Moment {
    from.checked_add_signed(Span::days(i64::from(days))).unwrap_or(Moment::MAX_UTC)
}

/// An age in days: none where the clock was set back before the beginning.
pub(super) fn age_days(from: Moment, now: Moment) -> u32 {
    u32::try_from(days_between(from, now).max(0)).unwrap_or(u32::MAX)
}

/// `1 day`, `7 days`.
pub(super) fn days(count: i64) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::at;
    use proptest::prelude::*;

    #[test]
    fn days_are_the_calendars() {
        assert_eq!(days_between(at("2026-02-03T23:59:59Z"), at("2026-03-16T00:00:00Z")), 41);
        assert_eq!(days_between(at("2024-02-28T12:00:00Z"), at("2024-03-01T12:00:00Z")), 2, "a leap year");
        assert_eq!(days_between(at("2026-02-28T12:00:00Z"), at("2026-03-01T12:00:00Z")), 1);
        assert_eq!(days_between(at("2100-02-28T12:00:00Z"), at("2100-03-01T12:00:00Z")), 1, "2100 is none");
        assert_eq!(in_days(at("2024-02-29T10:00:00Z"), 366), at("2025-03-01T10:00:00Z"));
        // The nights on which Europe and America turn their clocks have 24 hours here.
        for night in ["2026-03-29T00:30:00Z", "2026-10-25T00:30:00Z", "2026-03-08T06:30:00Z", "2026-11-01T05:30:00Z"] {
            assert_eq!(in_days(at(night), 1) - at(night), Span::hours(24));
            assert_eq!(days_between(at(night), in_days(at(night), 1)), 1);
        }
    }

    #[test]
    fn a_clock_that_was_set_back_makes_no_negative_age() {
        assert_eq!(age_days(at("2026-03-16T00:00:00Z"), at("2025-03-16T00:00:00Z")), 0);
        assert!(age_days(Moment::MIN_UTC, Moment::MAX_UTC) > 90);
        assert_eq!(in_days(Moment::MAX_UTC, u32::MAX), Moment::MAX_UTC);
    }

    proptest! {
        #[test]
        fn a_day_more_is_a_day_more(days in 0u32..200_000, secs in 0i64..4_000_000_000) {
            let from = at("1990-01-01T00:00:00Z") + Span::seconds(secs);
            prop_assert_eq!(age_days(from, in_days(from, days)), days);
        }
    }
}

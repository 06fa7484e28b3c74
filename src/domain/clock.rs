//! Time and randomness as values that are passed in: nobody but `system` may read the machine's own.

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};

/// A point in time, always UTC.
pub type Moment = DateTime<Utc>;

/// A distance between two moments.
pub type Span = chrono::Duration;

/// Who tells the time. `system::SystemClock` reads the machine's; tests and practice set their own.
pub trait Clock: Send + Sync {
    /// Now, by this clock.
    fn now(&self) -> Moment;
}

/// Who throws the dice (slots, jitter, passphrases, keys). `system::SystemChance` asks the machine's generator.
pub trait Chance: Send + Sync {
    /// Fills `bytes` with random ones.
    ///
    /// # Errors
    /// The machine's generator may fail; nothing may be made from half-random bytes then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), crate::domain::Problem>;
}

/// RFC 3339 in UTC to the second, the form of every date in `--json`: `2026-03-16T03:10:04Z`.
pub fn rfc3339(moment: Moment) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The day, `2026-03-16`, as the screens write it.
pub fn date_of(moment: Moment) -> String {
    moment.format("%Y-%m-%d").to_string()
}

/// Milliseconds since 1970, as most exchanges tell time. `None` outside the years 2000 to 2200: no exchange was there.
pub fn moment_from_millis(millis: i64) -> Option<Moment> {
    const EARLIEST: i64 = 946_684_800_000;
    const LATEST: i64 = 7_258_118_400_000;
    if !(EARLIEST..LATEST).contains(&millis) {
        return None;
    }
    Utc.timestamp_millis_opt(millis).single()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_outside_reason_are_no_time() {
        assert_eq!(moment_from_millis(1_698_645_219_000).map(rfc3339).as_deref(), Some("2023-10-30T05:53:39Z"));
        assert_eq!(moment_from_millis(0), None);
        assert_eq!(moment_from_millis(i64::MAX), None);
        assert_eq!(moment_from_millis(-1), None);
    }
}

//! How often one may ask: counted in windows, as the exchanges do, with the numbers that their headers tell.

use std::collections::HashMap;

/// What is left after one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    /// Used in this window, this question included.
    pub used: u32,
    /// Left in this window.
    pub left: u32,
    /// When the window ends, in milliseconds since 1970.
    pub reset_millis: i64,
    /// This question was one too many.
    pub over: bool,
}

/// A rule: so much weight in so many milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Limit {
    /// Tells its windows from those of other rules.
    pub name: &'static str,
    /// How long a window is.
    pub window_millis: i64,
    /// How much it holds.
    pub max: u32,
}

/// All counts of one exchange.
#[derive(Debug, Default)]
pub(super) struct Limits {
    windows: HashMap<(&'static str, Box<str>), (i64, u32)>,
    bans: HashMap<Box<str>, i64>,
    /// Nothing is counted: for tests whose clock stands still.
    pub off: bool,
}

impl Limits {
    /// Counts a question of some weight by someone (an address, a user id).
    pub(super) fn count(&mut self, limit: Limit, who: &str, weight: u32, now_millis: i64) -> Count {
        let window = now_millis.div_euclid(limit.window_millis);
        let reset_millis = window.saturating_add(1).saturating_mul(limit.window_millis);
        if self.off {
            return Count { used: weight, left: limit.max, reset_millis, over: false };
        }
        if self.windows.len() > 4096 {
            self.windows.retain(|_, (old, _)| *old >= window - 1);
        }
        let slot = self.windows.entry((limit.name, who.into())).or_insert((window, 0));
        if slot.0 != window {
            *slot = (window, 0);
        }
        slot.1 = slot.1.saturating_add(weight);
        Count { used: slot.1, left: limit.max.saturating_sub(slot.1), reset_millis, over: slot.1 > limit.max }
    }

    /// Nobody there is answered before a moment.
    pub(super) fn ban(&mut self, who: &str, until_millis: i64) {
        self.bans.insert(who.into(), until_millis);
    }

    /// Until when someone is banned.
    pub(super) fn banned(&self, who: &str, now_millis: i64) -> Option<i64> {
        self.bans.get(who).copied().filter(|until| *until > now_millis && !self.off)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { name: "test", window_millis: 2_000, max: 5 };

    #[test]
    fn a_window_fills_and_empties() {
        let mut limits = Limits::default();
        for n in 1..=5 {
            let count = limits.count(LIMIT, "a", 1, 10_000);
            assert_eq!((count.used, count.left, count.over), (n, 5 - n, false));
        }
        assert!(limits.count(LIMIT, "a", 1, 11_999).over);
        assert!(!limits.count(LIMIT, "b", 1, 11_999).over);
        let count = limits.count(LIMIT, "a", 1, 12_000);
        assert_eq!((count.used, count.reset_millis), (1, 14_000));
    }

    #[test]
    fn a_ban_ends() {
        let mut limits = Limits::default();
        limits.ban("a", 5_000);
        assert_eq!(limits.banned("a", 4_999), Some(5_000));
        assert_eq!(limits.banned("a", 5_000), None);
        assert_eq!(limits.banned("b", 0), None);
    }
}

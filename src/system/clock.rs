//! The machine's clock and its dice.

use crate::domain::{Chance, Clock, Moment, Problem};
use chrono::Utc;
use std::time::{Duration, Instant};

/// The machine's clock. It may be wrong and may step: flows measure by the exchanges' time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        Utc::now()
    }
}

/// Time that has passed, whatever the clock does meanwhile.
#[derive(Debug, Clone, Copy)]
pub struct Elapsed(Instant);

impl Elapsed {
    /// Starts to count.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it is since.
    pub fn so_far(&self) -> Duration {
        self.0.elapsed()
    }
}

/// The operating system's generator: `getrandom(2)`, `getentropy`, `ProcessPrng` on Windows.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Problem> {
        getrandom::fill(bytes).map_err(|_| {
            Problem::new(
                "No random numbers",
                "the operating system's generator failed",
                "Nothing was made. Restart the computer and try again.",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_throws_differ() {
        let mut throws = [[0; 32]; 2];
        throws.iter_mut().for_each(|bytes| SystemChance.fill(bytes).unwrap());
        assert_ne!(throws[0], throws[1]);
        assert_ne!(throws[0], [0; 32]);
    }

    #[test]
    fn elapsed_time_never_goes_back() {
        let watch = Elapsed::start();
        let first = watch.so_far();
        assert!(watch.so_far() >= first);
        assert!(SystemClock.now() > "2026-01-01T00:00:00Z".parse::<Moment>().unwrap());
    }
}

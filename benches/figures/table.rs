//! The figures as they are printed: what, measured, bound, and whether it holds.

use std::time::Duration;

/// Prints figures as they come.
#[derive(Default)]
pub struct Table {
    misses: bool,
}

impl Table {
    /// Times of several runs, judged by their median.
    pub fn times(&mut self, what: &str, mut runs: Vec<Duration>, bound: Option<Duration>) -> Duration {
        runs.sort();
        let median = runs[runs.len() / 2];
        let measured = format!("{:.1} ms (fastest {:.1})", millis(median), millis(runs[0]));
        let bound = bound.map(|bound| (median <= bound, format!("at most {:.0} ms", millis(bound))));
        self.line(what, &measured, bound);
        median
    }

    /// One figure, its bound in words, and whether it holds; without a bound it is only told.
    pub fn line(&mut self, what: &str, measured: &str, bound: Option<(bool, String)>) {
        let (verdict, bound) = match bound {
            None => ("", String::new()),
            Some((true, bound)) => ("holds", bound),
            Some((false, bound)) => {
                self.misses = true;
                ("MISSES", bound)
            }
        };
        println!("{what:<58} {measured:<28} {bound:<22} {verdict}");
    }

    /// What could not be measured here, and why.
    pub fn skipped(&self, what: &str, why: &str) {
        println!("{what:<58} skipped: {why}");
    }

    /// Some figure missed its bound.
    pub const fn misses(&self) -> bool {
        self.misses
    }
}

/// With its parts.
pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

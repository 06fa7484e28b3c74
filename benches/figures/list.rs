//! `list --json`: what scripts wait for.

use crate::home::{Home, With};
use crate::table::Table;
use std::time::{Duration, Instant};

const MOST: Duration = Duration::from_millis(25);
const RUNS: usize = 20;

pub fn measure(table: &mut Table) {
    let home = Home::new(1_000, With::Readings);
    let times = (0..=RUNS)
        .map(|_| {
            let started = Instant::now();
            let output = home.command(&["list", "--json"]).output().expect("a process");
            let time = started.elapsed();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            assert!(output.stdout.len() > 500_000, "all keys are printed");
            time
        })
        .skip(1);
    table.times("list --json, 1,000 keys", times.collect(), Some(MOST));
}

//! Process start to the full first frame. No secret is read to draw the fleet, so both stores must be the same.

use crate::home::{Home, With};
use crate::keyring;
use crate::pty::{Pty, full};
use crate::table::Table;
use std::process::Command;
use std::time::Duration;

const MOST: Duration = Duration::from_millis(25);
const RUNS: usize = 15;
const PATIENCE: Duration = Duration::from_secs(10);

pub fn measure(table: &mut Table) {
    let home = Home::new(1_000, With::Readings);
    let mut medians =
        vec![("sealed files", table.times("first frame, 1,000 keys, sealed files", of(&home), Some(MOST)))];
    match keyring::times("start", None) {
        Ok(times) => medians.push(("keyring", table.times("first frame, 1,000 keys, keyring", times, Some(MOST)))),
        Err(why) => table.skipped("first frame, 1,000 keys, keyring", &why),
    }
    // Their frames count as whole when they list processes, as ours does when it lists keys.
    for (name, program, texts) in [("btop", "btop", ["Pid:", "Total:"]), ("bottom", "btm", ["CPU", "0B/s"])] {
        let what = format!("first frame of {name}, beside it");
        match runs(&mut || Command::new(program), &texts) {
            None => table.skipped(&what, "it is not installed, or draws something else"),
            Some(times) => {
                let theirs = table.times(&what, times, None);
                for (store, ours) in &medians {
                    let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
                    let bound = Some((ours <= &theirs, "never slower".to_owned()));
                    table.line(
                        &format!("  keyward ({store}) against {name}"),
                        &format!("{ratio:.1} times as fast"),
                        bound,
                    );
                }
            }
        }
    }
}

/// The times of a home's first frames.
pub fn of(home: &Home) -> Vec<Duration> {
    runs(&mut || home.command(&[]), &["of 1000", "Fleet"]).expect("the fleet is drawn")
}

fn runs(command: &mut dyn FnMut() -> Command, texts: &[&str]) -> Option<Vec<Duration>> {
    // The first warms the disk.
    (0..=RUNS)
        .map(|_| {
            let mut pty = Pty::start(command().env("TERM", "xterm-256color").env("LC_ALL", "C.UTF-8"));
            let time = pty.until(full(texts), PATIENCE);
            pty.send("q");
            pty.rest(Duration::from_millis(50));
            time
        })
        .skip(1)
        .collect()
}

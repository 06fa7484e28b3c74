//! The keyring: how soon one that is locked or absent is told, and the first frame with one that is open. Each under a real
//! one of its own, which `tests/support/with-keyring` starts; this program runs itself again in there.

use crate::home::{Home, With};
use crate::pty::{Pty, full};
use crate::start;
use crate::table::{Table, millis};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// The word by which this program knows that it runs in there.
pub const INSIDE: &str = "inside-keyring";

const MOST: Duration = Duration::from_secs(2);
const RUNS: usize = 5;

pub fn measure(table: &mut Table) {
    for (mood, name) in [("--locked", "a locked keyring"), ("--none", "no keyring")] {
        for (what, place) in [("told", "by a command"), ("shown", "on the screen")] {
            let says = format!("{name} told {place}");
            match times(what, Some(mood)) {
                Ok(times) => drop(table.times(&says, times, Some(MOST))),
                Err(why) => table.skipped(&says, &why),
            }
        }
    }
}

/// Measures in there; the times come back on standard output.
pub fn times(what: &str, mood: Option<&str>) -> Result<Vec<Duration>, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/with-keyring");
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(script)
        .args(mood)
        .arg(this)
        .args([INSIDE, what])
        .args(mood)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; "));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().filter_map(|line| line.parse().ok()).map(Duration::from_micros).collect())
}

/// What is measured in there.
pub fn inside(what: &[String]) {
    let times = match what.first().map(String::as_str) {
        Some("start") => start::of(&Home::new(1_000, With::Readings).in_keyring()),
        Some("told") => told(),
        Some("shown") => shown(),
        other => panic!("no such figure: {other:?}"),
    };
    for time in times {
        println!("{:.0}", millis(time) * 1000.0);
    }
}

/// `store` asks for its state and says it.
fn told() -> Vec<Duration> {
    let home = Home::new(3, With::Readings).in_keyring();
    (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            let output = home.command(&["store"]).env("KEYWARD_STORE", "keyring").output().expect("a process");
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said).to_lowercase();
            assert!(said.contains("locked") || said.contains("not to be reached"), "it is told: {said}");
            started.elapsed()
        })
        .collect()
}

fn shown() -> Vec<Duration> {
    let home = Home::new(3, With::Readings).in_keyring();
    (0..RUNS)
        .map(|_| {
            let mut pty = Pty::start(home.command(&[]).env("KEYWARD_STORE", "keyring"));
            let told = |screen: &vt100::Screen| {
                let text = screen.contents().to_lowercase();
                full(&["Fleet"])(screen) && (text.contains("keyring locked") || text.contains("no keyring"))
            };
            let time = pty.until(told, Duration::from_secs(10));
            let time = time.unwrap_or_else(|| panic!("it is shown:\n{}", pty.text()));
            pty.send("q");
            pty.rest(Duration::from_millis(50));
            time
        })
        .collect()
}

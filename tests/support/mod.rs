//! What the end-to-end tests share: a home of its own, the three made-up exchanges on loopback, and the real program.
//!
//! `trader` is a home and the program called in it; `street` are the exchanges and their page of keys; `script` leads a flow
//! to its end as a careful script would; `pty` is the program on a terminal.
//!
//! The secret store is the sealed one, made here with a cheap work factor: a process that needs a secret pays
//! milliseconds, not half a second.
#![allow(dead_code)] // each test binary uses a part of it

#[cfg(unix)]
pub mod pty;
pub mod script;
pub mod street;
pub mod trader;

use std::time::{Duration, Instant};

/// Waits until something is so; a test never depends on how fast the machine is, only on its getting there.
pub fn until<T>(what: &str, mut so: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(found) = so() {
            return found;
        }
        assert!(Instant::now() < end, "waited a minute for: {what}");
        std::thread::sleep(Duration::from_millis(15));
    }
}

/// Says loudly that a test was not done, and fails where it has to be (`KEYWARD_TEST_REAL=1`).
pub fn skipped(why: &str) {
    let real = std::env::var("KEYWARD_TEST_REAL").is_ok_and(|value| value == "1");
    assert!(!real, "not tested, and KEYWARD_TEST_REAL=1: {why}");
    eprintln!("\n!!! SKIPPED: {why}\n");
}

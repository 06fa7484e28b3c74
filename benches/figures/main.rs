//! How fast, how small: `cargo bench` measures what the program promises and prints each figure beside its bound.
//!
//! | file | measures |
//! | --- | --- |
//! | `start` | process start to the full first frame with 1,000 keys, on both stores, beside `btop` and `bottom` |
//! | `press` | a key press drawn with 10,000 keys, find included (divan) |
//! | `list` | `list --json` of 1,000 keys |
//! | `memory` | resident memory with 1,000 and 10,000 keys while the fleet is shown; processor time while nothing happens |
//! | `ask` | `ask` of 200 keys over three practice venues, beside what the venues' own limits allow |
//! | `keyring` | how soon a locked or absent keyring is told |
//! | `size` | the release binary |
//! | `home`, `pty`, `table` | a home full of made-up keys; a program in a terminal of its own; the figures as they are printed |
//!
//! `cargo bench -- start memory` measures these alone. A figure that misses its bound ends the run with 1. Other work on the
//! machine spoils all of them: each is the median of several runs, with the fastest beside it.
// Measuring is about processes, their clocks and their output, and a bench that cannot go on should say so and stop.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod ask;
mod home;
mod keyring;
mod list;
mod memory;
mod press;
mod pty;
mod size;
mod start;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;
use table::Table;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if let [inside, what @ ..] = wanted.as_slice()
        && inside == keyring::INSIDE
    {
        keyring::inside(what);
        return ExitCode::SUCCESS;
    }
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    let mut table = Table::default();
    for (name, measure) in FIGURES {
        if wants(name) {
            measure(&mut table);
        }
    }
    if table.misses() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

type Measure = fn(&mut Table);

const FIGURES: [(&str, Measure); 7] = [
    ("size", size::measure),
    ("start", start::measure),
    ("list", list::measure),
    ("memory", memory::measure),
    ("keyring", keyring::measure),
    ("ask", ask::measure),
    ("press", press::measure),
];

/// The program that is measured: the one that cargo built for this run, or another by `KEYWARD_BENCH_BINARY`.
fn binary() -> PathBuf {
    std::env::var_os("KEYWARD_BENCH_BINARY").map_or_else(|| env!("CARGO_BIN_EXE_keyward").into(), PathBuf::from)
}

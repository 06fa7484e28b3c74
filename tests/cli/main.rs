//! The real program from the outside: its commands, options, exit codes and shapes, its two flows from a script to the end,
//! killed and resumed, and what it says of bad input. The exchanges are the practice venues on loopback.

// The helpers of a test may fail like the test itself; it starts processes and measures patience by the machine's clock.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::disallowed_methods, clippy::print_stderr)]

#[path = "../support/mod.rs"]
mod support;

mod bad_input;
mod commands;
mod flows;
mod killed;
mod shapes;
mod stores;
mod turns;

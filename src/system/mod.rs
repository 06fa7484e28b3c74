//! This machine: its clock, its environment, its files, its processes, its desktop.
//!
//! Nobody else reads the time, the environment or starts a process (`clippy.toml`): what others need of these is passed to
//! them. Whatever may hang (a bus, a service manager, a user's command) has a deadline here. To add a thing of the machine:
//! a file, and its line below.

#![allow(clippy::disallowed_methods)] // this is the room that they are for

pub mod clock;
pub mod config;
pub mod desktop;
pub mod environment;
pub mod files;
pub mod harden;
pub mod lock;
pub mod notify;
pub mod paths;
pub mod process;
pub mod timer;
pub mod tty;

pub use clock::{Elapsed, SystemChance, SystemClock};
pub use config::Config;
pub use environment::Environment;
pub use lock::Locks;
pub use paths::Home;

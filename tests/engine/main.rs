//! The engine as its faces call it, over the practice exchanges on real loopback HTTP: each word is told by a process of
//! its own, on one home and one store; time is set, never waited for.

// The helpers of a test may fail like the test itself; patience is measured by the machine's clock.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]

mod adding;
mod crashing;
mod fuse;
mod governing;
mod leaking;
mod listed;
mod opening;
mod outcomes;
mod practising;
mod revoking;
mod rotating;
mod several;
mod stage;
mod store;
mod storing;
mod weather;

//! Rotation and revocation as state machines, and the proof of death. (The states follow.)
pub mod check;
pub mod proof;
mod snapshot;
mod words;
mod world;
pub use snapshot::{Asking, Banner, FlowKind, GuideShown, KeySnapshot, Snapshot, Usable};
pub use words::{Word, WordError};

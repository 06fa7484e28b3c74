//! A file a command: what the desk's calls do, the same for screens and scripts.

pub(super) mod add;
pub(super) mod card;
pub(super) mod doctor;
pub(super) mod edit;
pub(super) mod evidence;
pub(super) mod fleet;
pub(super) mod guide;
pub(super) mod journal;
pub(super) mod page;
pub(super) mod practice;
pub(super) mod remind;
pub(super) mod remove;
pub(super) mod store;

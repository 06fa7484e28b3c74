//! The shapes that `--json` prints: stable, each `version` 1. Scripts rely on names, order and words; a change is a new
//! version. Dates are RFC 3339 in UTC; null means not told, `[]` means none. Where a key is named by its end that is four
//! characters; a whole key or a secret never.
//!
//! They are written field by field from what the engine gives, and never derived for its types: a new field there must not
//! turn up here unnoticed.

mod doctor;
mod flow;
mod journal;
mod key;
mod remind;
mod store;

pub(super) use doctor::DoctorOut;
pub(super) use flow::FlowOut;
pub(super) use journal::JournalOut;
pub(super) use key::KeyList;
pub(super) use remind::RemindOut;
pub(super) use store::StoreOut;

use crate::domain::{KeyHint, Moment, rfc3339};
use serde::{Serialize, Serializer};

const VERSION: u8 = 1;

/// A date.
struct Date(Moment);

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(self.0))
    }
}

/// The four characters at a key's end.
fn end(hint: Option<KeyHint>) -> Option<String> {
    hint.map(|hint| hint.text())
}

/// Rows that are made while they are written: no second copy of a large fleet.
struct Rows<'a, T, R>(&'a [T], fn(&'a T) -> R);

impl<'a, T, R: Serialize> Serialize for Rows<'a, T, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

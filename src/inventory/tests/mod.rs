//! Tests of the room as a whole, a file a promise.

mod arbitrary;
mod flows;
mod journal;
mod keys;
mod migrations;
mod opening;
mod round_trips;
mod sample;
mod several;

pub(super) use sample::{bot, fill, home, key};

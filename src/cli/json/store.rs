//! `store --json`.

use super::{Rows, VERSION, end};
use crate::engine::port::{StoreEntry, StoreReport};
use serde::Serialize;

/// The store and what lies in it.
#[derive(Serialize)]
pub(in crate::cli) struct StoreOut<'a> {
    version: u8,
    store: &'static str,
    state: &'static str,
    #[serde(rename = "where")]
    place: &'a str,
    entries: Rows<'a, StoreEntry, Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    bot: Option<&'a str>,
    exchange: Option<&'a str>,
    key_hint: Option<String>,
    generation: Option<u32>,
    there: &'static str,
    known: &'static str,
}

impl<'a> StoreOut<'a> {
    /// Of this report.
    pub(in crate::cli) fn of(report: &'a StoreReport) -> Self {
        Self {
            version: VERSION,
            store: report.brief.kind.word(),
            state: report.brief.state.word(),
            place: &report.brief.place,
            entries: Rows(&report.entries, entry),
        }
    }
}

fn entry(of: &StoreEntry) -> Entry<'_> {
    Entry {
        bot: of.bot.as_ref().map(|bot| bot.as_str()),
        exchange: of.exchange.as_ref().map(|exchange| exchange.as_str()),
        key_hint: end(of.hint),
        generation: of.generation.map(|generation| generation.0),
        there: of.there.word(),
        known: of.known.word(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn the_store() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&StoreOut::of(&samples::store())).unwrap(), @r#"
        {
          "version": 1,
          "store": "sealed",
          "state": "open",
          "where": "a sealed file",
          "entries": [
            {
              "bot": "grid-eth",
              "exchange": "plain",
              "key_hint": "9fQ2",
              "generation": 1,
              "there": "no",
              "known": "yes"
            },
            {
              "bot": null,
              "exchange": null,
              "key_hint": null,
              "generation": null,
              "there": "yes",
              "known": "no"
            }
          ]
        }
        "#);
    }
}

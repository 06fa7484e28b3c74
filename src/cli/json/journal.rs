//! `journal --json`.

use super::{Date, Rows, VERSION, end};
use crate::domain::{Digest, JournalEntry};
use crate::engine::port::{Chain, JournalPage};
use serde::Serialize;

/// The record.
#[derive(Serialize)]
pub(in crate::cli) struct JournalOut<'a> {
    version: u8,
    entries: Rows<'a, JournalEntry, Entry<'a>>,
    chain: &'static str,
    broken_at: Option<i64>,
}

#[derive(Serialize)]
struct Entry<'a> {
    number: i64,
    at: Date,
    who: &'static str,
    bot: Option<&'a str>,
    key_hint: Option<String>,
    what: &'a str,
    hash: Digest,
}

impl<'a> JournalOut<'a> {
    /// Of this page.
    pub(in crate::cli) fn of(page: &'a JournalPage) -> Self {
        let (chain, broken_at) = match page.chain {
            Chain::Whole => ("whole", None),
            Chain::Broken(number) => ("broken", Some(number)),
            Chain::Unread => ("unread", None),
        };
        Self { version: VERSION, entries: Rows(&page.entries, entry), chain, broken_at }
    }
}

fn entry(row: &JournalEntry) -> Entry<'_> {
    Entry {
        number: row.number,
        at: Date(row.entry.at),
        who: row.entry.who.word(),
        bot: row.entry.bot.as_ref().map(|bot| bot.as_str()),
        key_hint: end(row.entry.hint),
        what: &row.entry.what,
        hash: row.hash,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn the_record() {
        let mut page = samples::journal();
        insta::assert_snapshot!(serde_json::to_string_pretty(&JournalOut::of(&page)).unwrap(), @r#"
        {
          "version": 1,
          "entries": [
            {
              "number": 2,
              "at": "2026-03-16T03:10:04Z",
              "who": "exchange",
              "bot": "grid-eth",
              "key_hint": "9fQ2",
              "what": "answered",
              "hash": "abababababababababababababababababababababababababababababababab"
            },
            {
              "number": 1,
              "at": "2026-03-16T03:10:04Z",
              "who": "keyward",
              "bot": null,
              "key_hint": null,
              "what": "this home was made",
              "hash": "abababababababababababababababababababababababababababababababab"
            }
          ],
          "chain": "whole",
          "broken_at": null
        }
        "#);
        page.entries.clear();
        page.chain = Chain::Broken(7);
        let json = serde_json::to_string(&JournalOut::of(&page)).unwrap();
        assert_eq!(json, r#"{"version":1,"entries":[],"chain":"broken","broken_at":7}"#);
    }
}

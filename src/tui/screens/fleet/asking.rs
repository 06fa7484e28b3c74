//! Asking the exchanges: what is started, what came of it, and what the history keeps.

use super::state::State;
use crate::domain::{Class, KeyId};
use crate::engine::port::{AskReport, Fleet, FleetRow};
use crate::tui::glyphs;
use crate::tui::screens::ask;
use crate::tui::state::{Go, Shared, sign_of};
use crate::tui::words;

/// Keys that the last asking did not reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreachable {
    /// The host that they have in common, or the exchange, or how many they are.
    pub(super) what: String,
    /// Why.
    pub(super) says: String,
    pub(super) keys: Vec<KeyId>,
    /// How many others were asked and answered.
    pub(super) others: usize,
}

impl State {
    pub(super) fn ask(&mut self, keys: Vec<KeyId>, shared: &mut Shared) -> Go {
        let count = keys.len();
        if let Some(ticket) = ask(keys, shared) {
            self.unreachable = None;
            self.asking = Some((ticket, shared.now, count));
        }
        Go::Stay
    }

    /// What came of it: who was not reached, and a line of the history for each that did not simply answer.
    pub(super) fn asked(&mut self, report: &AskReport, shared: &mut Shared) {
        let Some(fleet) = &shared.fleet else { return };
        let row_of = |key: KeyId| fleet.rows.iter().find(|row| row.id == Some(key));
        let down: Vec<_> = report.asked.iter().filter(|line| line.class == Class::Down).collect();
        let answered = report.asked.len() - down.len();
        let mut notes: Vec<(char, String, String)> = Vec::new();
        for line in &report.asked {
            if let Some(row) = row_of(line.key).filter(|_| line.class != Class::Ok) {
                notes.push((glyphs::UNKNOWN, row.bot.to_string(), line.says.clone()));
            }
        }
        for (key, why) in &report.not_asked {
            if let Some(row) = row_of(*key) {
                notes.push((glyphs::UNKNOWN, row.bot.to_string(), format!("not asked: {why}")));
            }
        }
        self.unreachable = down.first().map(|first| Unreachable {
            what: in_common(&down.iter().filter_map(|line| row_of(line.key)).collect::<Vec<_>>()),
            says: first.says.clone(),
            keys: down.iter().map(|line| line.key).collect(),
            others: answered,
        });
        if let Some((_, since, count)) = self.asking.take() {
            let seconds = (shared.now - since).num_seconds().max(0);
            let keys = words::count(count, "key", "keys");
            notes.push((glyphs::FINE, keys, format!("asked in {seconds} s; {answered} answered")));
        }
        for (sign, about, what) in notes {
            shared.note(sign, &about, &what);
        }
        self.refresh(shared);
    }
}

/// What keys that were not reached have in common: their host, else their exchange, else their number.
fn in_common(rows: &[&FleetRow]) -> String {
    let all = |name: &dyn Fn(&FleetRow) -> Option<String>| {
        let first = name(rows.first()?)?;
        rows.iter().all(|row| name(row).as_ref() == Some(&first)).then_some(first)
    };
    all(&|row| Some(row.exchange_name.clone()))
        .or_else(|| all(&|row| row.host.as_ref().map(ToString::to_string)))
        .unwrap_or_else(|| words::count(rows.len(), "key", "keys"))
}

/// What another reading says of a key that was said otherwise before stays in the history.
pub(super) fn note_changes(new: &Fleet, shared: &mut Shared) {
    let Some(old) = &shared.fleet else { return };
    let before: std::collections::HashMap<_, _> =
        old.rows.iter().map(|row| ((&row.bot, &row.exchange, row.generation), &row.row)).collect();
    let notes: Vec<(char, String, String)> = new
        .rows
        .iter()
        .filter(|row| {
            before.get(&(&row.bot, &row.exchange, row.generation)).is_some_and(|old| old.word != row.row.word)
        })
        .map(|row| (sign_of(row.row.sign), row.bot.to_string(), row.row.word.to_string()))
        .collect();
    for (sign, about, what) in notes {
        shared.note(sign, &about, &what);
    }
}

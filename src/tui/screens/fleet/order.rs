//! Which row stands where. Rows never move under the cursor: answers change cells in place, and the order is made anew only
//! when the screen is opened, after an action, or with `S`.

use crate::domain::{BotName, ExchangeId, Generation};
use crate::engine::port::{Fleet, FleetRow};
use std::collections::HashMap;

/// Places in [`Fleet::rows`], in the order of the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Order(pub Vec<u32>);

/// What makes a row the same row in another reading of the fleet.
type Same<'a> = (&'a BotName, &'a ExchangeId, Generation);

fn same(row: &FleetRow) -> Same<'_> {
    (&row.bot, &row.exchange, row.generation)
}

impl Order {
    /// The fleet's own order: worst first.
    pub fn sorted(fleet: &Fleet) -> Self {
        Self((0..u32::try_from(fleet.rows.len()).unwrap_or(u32::MAX)).collect())
    }

    /// The rows of `new` where those of `old` stood; rows that are new stand at the end, rows that are gone fall out.
    pub fn kept(&self, old: &Fleet, new: &Fleet) -> Self {
        let places: HashMap<Same<'_>, u32> = (0..).zip(&new.rows).map(|(place, row)| (same(row), place)).collect();
        let mut taken = vec![false; new.rows.len()];
        let mut kept = Vec::with_capacity(new.rows.len());
        for row in self.0.iter().filter_map(|place| old.rows.get(at(*place))) {
            if let Some(place) = places.get(&same(row))
                && let Some(taken) = taken.get_mut(at(*place))
                && !std::mem::replace(taken, true)
            {
                kept.push(*place);
            }
        }
        kept.extend((0..).zip(&taken).filter(|(_, taken)| !**taken).map(|(place, _)| place));
        Self(kept)
    }

    /// Only the rows whose words hold `needle`.
    pub fn matching(&self, fleet: &Fleet, needle: &str) -> Self {
        let needle: Vec<char> = needle.chars().flat_map(char::to_lowercase).collect();
        let fits = |place: &u32| fleet.rows.get(at(*place)).is_some_and(|row| matches(row, &needle));
        Self(self.0.iter().copied().filter(fits).collect())
    }

    /// Where the row that stands at `place` in `old` stands here, by what it is.
    pub fn place_of(&self, fleet: &Fleet, row: &FleetRow) -> Option<usize> {
        self.0.iter().position(|place| fleet.rows.get(at(*place)).is_some_and(|other| same(other) == same(row)))
    }

    /// The row at a place of the screen.
    pub fn row<'a>(&self, fleet: &'a Fleet, place: usize) -> Option<&'a FleetRow> {
        fleet.rows.get(at(*self.0.get(place)?))
    }

    /// How many rows.
    pub const fn len(&self) -> usize {
        self.0.len()
    }
}

const fn at(place: u32) -> usize {
    place as usize
}

fn matches(row: &FleetRow, needle: &[char]) -> bool {
    holds(row.bot.as_str(), needle)
        || holds(&row.exchange_name, needle)
        || holds(&row.facts.account.name, needle)
        || holds(&row.row.word, needle)
        || row.hint.is_some_and(|hint| holds(&hint.text(), needle))
        || row.host.as_ref().is_some_and(|host| holds(host.as_str(), needle))
}

/// Whether a text holds a needle of small letters, whatever the text's case. No copy is made: it runs over every row at
/// every key press.
fn holds(text: &str, needle: &[char]) -> bool {
    let Some(first) = needle.first() else { return true };
    text.char_indices().any(|(place, c)| {
        c.to_lowercase().next() == Some(*first) && text.get(place..).is_some_and(|rest| starts(rest, needle))
    })
}

fn starts(text: &str, needle: &[char]) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    needle.iter().all(|wanted| letters.next() == Some(*wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing;

    #[test]
    fn answers_move_no_row() {
        let old = testing::fleet();
        let order = Order::sorted(&old);
        let mut new = testing::fleet();
        new.rows.reverse();
        let kept = order.kept(&old, &new);
        let names = |order: &Order, fleet: &Fleet| -> Vec<String> {
            (0..order.len()).filter_map(|place| order.row(fleet, place)).map(|row| row.bot.to_string()).collect()
        };
        assert_eq!(names(&kept, &new), names(&order, &old));
        new.rows.remove(3);
        assert_eq!(order.kept(&old, &new).len(), 11);
        let added = testing::row(
            "new-one",
            "okx",
            crate::domain::Account::main(),
            "abcd",
            (1, 90),
            "r------",
            "told",
            "ok",
            crate::rules::RowSign::Fine,
        );
        new.rows.insert(0, added);
        let kept = order.kept(&old, &new);
        assert_eq!(names(&kept, &new).last().map(String::as_str), Some("new-one"));
        assert_eq!(kept.len(), 12);
    }

    #[test]
    fn a_row_is_found_by_its_words_in_any_case() {
        let fleet = testing::fleet();
        let order = Order::sorted(&fleet);
        for (needle, count) in
            [("GRID", 1), ("okx", 2), ("kr-", 2), ("9fq2", 1), ("withdraw", 1), ("krx", 0), ("", 12), ("ok", 8)]
        {
            assert_eq!(order.matching(&fleet, needle).len(), count, "{needle}");
        }
        assert!(holds("ÜBER", &['ü', 'b']));
    }
}

//! The fleet, row by row: no list of all keys is handed out.

use super::super::Reads;
use super::super::cells::count;
use super::super::trouble::Say;
use super::row::{FLEET, KeyRow, row_from, select_row};
use crate::domain::{BotName, ExchangeId, Generation, Problem};
use rusqlite::named_params;

/// Which keys are visited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyFilter {
    /// Of one bot only.
    pub bot: Option<BotName>,
    /// On one exchange only.
    pub exchange: Option<ExchangeId>,
    /// Of one generation only.
    pub generation: Option<Generation>,
    /// With the dead, or without.
    pub which: Which,
}

/// What `list` leaves out, and `show` does not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Which {
    /// Without the revoked generations that are proven dead or wiped, unless the bot has no other.
    #[default]
    Listed,
    /// Every one.
    All,
}

impl Reads<'_> {
    /// Visits keys with bot, host and open flow, in one query: by bot, then by exchange, the current one first, then the
    /// newest.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn each_key(&self, filter: &KeyFilter, mut visit: impl FnMut(KeyRow)) -> Result<(), Problem> {
        self.connection
            .prepare_cached(&select_row(FLEET, &rest_of(filter)))
            .and_then(|mut statement| {
                let mut rows = statement.query(named_params! {
                    ":bot": filter.bot.as_ref().map(BotName::as_str),
                    ":exchange": filter.exchange.as_ref().map(ExchangeId::as_str),
                    ":generation": filter.generation.map(|generation| generation.0),
                })?;
                while let Some(row) = rows.next()? {
                    visit(row_from(row)?);
                }
                Ok(())
            })
            .say("The keys could not be read")
    }

    /// How many keys [`Reads::each_key`] would visit without a filter.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn count_keys(&self, which: Which) -> Result<u64, Problem> {
        let rest = rest_of(&KeyFilter { which, ..KeyFilter::default() });
        let rest = rest.split(" ORDER BY").next().unwrap_or_default();
        self.connection
            .prepare_cached(&format!("SELECT count(*) FROM {FLEET} {rest}"))
            .and_then(|mut rows| {
                let none = None::<&str>;
                rows.query_row(named_params! {":bot": none, ":exchange": none, ":generation": none}, count)
            })
            .say("The keys could not be read")
    }
}

fn rest_of(filter: &KeyFilter) -> String {
    let mut rest = String::from(
        "WHERE (:exchange IS NULL OR k.exchange = :exchange) AND (:generation IS NULL OR k.generation = :generation)",
    );
    // A condition of its own, so that one bot is found by its name's index and not by walking the fleet.
    rest.push_str(if filter.bot.is_some() { " AND b.name = :bot" } else { " AND :bot IS NULL" });
    if filter.which == Which::Listed {
        rest.push_str(
            " AND (NOT k.gone OR NOT EXISTS (SELECT 1 FROM keys o WHERE o.bot_id = k.bot_id AND NOT o.gone))",
        );
    }
    rest.push_str(" ORDER BY b.name, k.exchange, k.is_current DESC, k.generation DESC");
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Inventory;

    /// The rows come in their order from the indexes: nothing gathers the fleet to sort it, only one bot's keys there.
    #[test]
    fn no_list_of_the_whole_fleet() {
        let folder = tempfile::tempdir().unwrap();
        let inventory = Inventory::open(folder.path()).unwrap();
        for which in [Which::Listed, Which::All] {
            let sql = select_row(FLEET, &rest_of(&KeyFilter { which, ..KeyFilter::default() }));
            // Of the plan's own steps only; the flow's subquery sorts the few open flows of one bot.
            let plan: Vec<String> = inventory
                .read(|see| {
                    let none = None::<&str>;
                    let mut rows = see.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
                    let values = named_params! {":bot": none, ":exchange": none, ":generation": none};
                    let all = rows.query_map(values, |row| Ok((row.get::<_, i64>(1)?, row.get(3)?))).unwrap();
                    Ok(all.map(Result::unwrap).filter(|(parent, _)| *parent == 0).map(|(_, step)| step).collect())
                })
                .unwrap();
            assert!(plan.iter().any(|step| step.starts_with("SCAN b USING INDEX")), "{plan:#?}");
            assert!(!plan.iter().any(|step| step == "USE TEMP B-TREE FOR ORDER BY"), "{plan:#?}");
        }
    }
}

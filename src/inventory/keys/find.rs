//! One key: by its row, by what tells it from others, or by the words of a person.

use super::super::bots::no_such_bot;
use super::super::cells::Cells;
use super::super::trouble::Say;
use super::super::{BotRow, Reads};
use super::row::{KeyRow, ONE, key_from, row_from, select_key, select_row};
use crate::domain::{BotName, ExchangeId, Fingerprint, Generation, Key, KeyId, KeyRef, Problem, SlotId};
use rusqlite::{OptionalExtension, ToSql, named_params, params};

const UNREAD: &str = "The key could not be read";

impl Reads<'_> {
    /// A key by its row; `None` where it was removed meanwhile.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn key(&self, id: KeyId) -> Result<Option<Key>, Problem> {
        self.one_key("WHERE k.id = ?1", &[&id.0])
    }

    /// A key with its bot, host and open flow.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn key_row(&self, id: KeyId) -> Result<Option<KeyRow>, Problem> {
        self.connection
            .prepare_cached(&select_row(ONE, "WHERE k.id = ?1"))
            .and_then(|mut rows| rows.query_row([id.0], row_from).optional())
            .say(UNREAD)
    }

    /// The key that a credential belongs to.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn key_by_fingerprint(&self, fingerprint: &Fingerprint) -> Result<Option<Key>, Problem> {
        self.one_key("WHERE k.fingerprint = ?1", &[fingerprint.bytes()])
    }

    /// The key whose secret lies in a slot.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn key_by_slot(&self, slot: &SlotId) -> Result<Option<Key>, Problem> {
        self.one_key("WHERE k.slot = ?1", &[&slot.as_str()])
    }

    /// What a bot is given on an exchange.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn current_key(&self, bot: &BotName, exchange: &ExchangeId) -> Result<Option<Key>, Problem> {
        self.one_key("WHERE b.name = ?1 AND k.exchange = ?2 AND k.is_current = 1", &[&bot.as_str(), &exchange.as_str()])
    }

    /// The generation that the next key of a bot on an exchange gets.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn next_generation(&self, bot: &BotName, exchange: &ExchangeId) -> Result<Generation, Problem> {
        let last: Option<u32> = self
            .connection
            .prepare_cached(
                "SELECT max(k.generation) FROM keys k JOIN bots b ON b.id = k.bot_id
                 WHERE b.name = ?1 AND k.exchange = ?2",
            )
            .and_then(|mut rows| rows.query_row([bot.as_str(), exchange.as_str()], |row| row.get(0)))
            .say(UNREAD)?;
        Ok(last.map_or(Generation::FIRST, |last| Generation(last).next()))
    }

    /// The key that a person means by `BOT`, `BOT@EXCHANGE` and `--generation N`. Without a generation it is the current
    /// one; where there is none, the newest that is no orphan.
    ///
    /// # Errors
    /// Nobody knows the bot, it has no key there, or more than one is meant: the sentence lists the choices. Or the
    /// database cannot be read.
    pub fn resolve(&self, meant: &KeyRef) -> Result<KeyRow, Problem> {
        let BotRow { bot, .. } = self.bot(&meant.bot)?.ok_or_else(|| no_such_bot(&meant.bot))?;
        let exchange = self.exchange_of(meant)?;
        let id = self
            .connection
            .prepare_cached(
                "SELECT k.id FROM keys k JOIN bots b ON b.id = k.bot_id
                 WHERE b.name = :bot AND k.exchange = :exchange AND (:generation IS NULL OR k.generation = :generation)
                 ORDER BY k.is_current DESC, k.state = 'orphan', k.generation DESC LIMIT 1",
            )
            .and_then(|mut rows| {
                rows.query_row(
                    named_params! {
                        ":bot": bot.name.as_str(),
                        ":exchange": exchange.as_str(),
                        ":generation": meant.generation.map(|generation| generation.0),
                    },
                    |row| row.get(0),
                )
                .optional()
            })
            .say(UNREAD)?;
        match id {
            Some(id) => self.key_row(KeyId(id))?.ok_or_else(|| self.no_key_there(&bot.name, &exchange, None)),
            None => Err(self.no_key_there(&bot.name, &exchange, meant.generation)),
        }
    }

    /// The exchanges on which a bot has keys, by name; those with nothing but dead keys only where there is no other.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn exchanges_of(&self, bot: &BotName) -> Result<Vec<ExchangeId>, Problem> {
        self.connection
            .prepare_cached(
                "SELECT DISTINCT k.exchange FROM keys k JOIN bots b ON b.id = k.bot_id WHERE b.name = ?1
                 AND (NOT k.gone OR NOT EXISTS (SELECT 1 FROM keys o WHERE o.bot_id = b.id AND NOT o.gone))
                 ORDER BY k.exchange",
            )
            .and_then(|mut rows| {
                rows.query_map([bot.as_str()], |row| Cells::of(row).word(|text| ExchangeId::new(text).ok()))?.collect()
            })
            .say(UNREAD)
    }

    fn exchange_of(&self, meant: &KeyRef) -> Result<ExchangeId, Problem> {
        if let Some(exchange) = &meant.exchange {
            return Ok(exchange.clone());
        }
        let bot = &meant.bot;
        match self.exchanges_of(bot)?.as_slice() {
            [] => Err(Problem::new(
                format!("{bot} has no key"),
                "",
                format!("keyward add {bot} --exchange EXCHANGE gives it one."),
            )),
            [one] => Ok(one.clone()),
            several => {
                let names: Vec<_> = several.iter().map(ToString::to_string).collect();
                let choices: Vec<_> = several.iter().map(|exchange| format!("{bot}@{exchange}")).collect();
                Err(Problem::usage(
                    format!("{bot} does not say which key is meant"),
                    format!("it has keys on {}", names.join(" and ")),
                    format!("Say {}.", choices.join(" or ")),
                ))
            }
        }
    }

    fn no_key_there(&self, bot: &BotName, exchange: &ExchangeId, generation: Option<Generation>) -> Problem {
        let there: rusqlite::Result<Vec<u32>> = self
            .connection
            .prepare_cached(
                "SELECT k.generation FROM keys k JOIN bots b ON b.id = k.bot_id
                 WHERE b.name = ?1 AND k.exchange = ?2 ORDER BY k.generation",
            )
            .and_then(|mut rows| rows.query_map(params![bot.as_str(), exchange.as_str()], |row| row.get(0))?.collect());
        let there: Vec<_> = there.unwrap_or_default().iter().map(ToString::to_string).collect();
        match generation {
            Some(generation) if !there.is_empty() => Problem::new(
                format!("{bot} has no generation {generation} on {exchange}"),
                "",
                format!("It has {}.", there.join(", ")),
            ),
            _ => {
                let elsewhere: Vec<_> =
                    self.exchanges_of(bot).unwrap_or_default().iter().map(|one| format!("{bot}@{one}")).collect();
                let hint = match elsewhere.as_slice() {
                    [] => format!("keyward add {bot} --exchange {exchange} gives it one."),
                    some => format!("It has {}.", some.join(", ")),
                };
                Problem::new(format!("{bot} has no key on {exchange}"), "", hint)
            }
        }
    }

    fn one_key(&self, rest: &str, values: &[&dyn ToSql]) -> Result<Option<Key>, Problem> {
        self.connection
            .prepare_cached(&select_key(rest))
            .and_then(|mut rows| rows.query_row(values, |row| key_from(&mut Cells::of(row))).optional())
            .say(UNREAD)
    }
}

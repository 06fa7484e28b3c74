//! Which bots share an account: asked for a whole fleet before it is judged, so it reads as little as it can.

use super::super::Reads;
use super::super::cells::{Cells, account_kind};
use super::super::trouble::Say;
use crate::domain::{AccountKind, BotName, Key, KeyId, KeyState, Problem};
use rusqlite::{Result, Row, named_params};
use std::collections::HashMap;

/// The accounts that several bots use, and which keys are on them.
#[derive(Debug, Default)]
pub struct Accounts {
    shared: Vec<Vec<BotName>>,
    of: HashMap<KeyId, usize>,
}

impl Accounts {
    /// The bots that trade on a key's account, its own among them; empty where no other bot has a key there.
    pub fn bots(&self, key: KeyId) -> &[BotName] {
        self.of.get(&key).and_then(|place| self.shared.get(*place)).map_or(&[], Vec::as_slice)
    }
}

impl Reads<'_> {
    /// The shared accounts among all, or the one that a key is on.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn accounts(&self, of: Option<&Key>) -> Result<Accounts, Problem> {
        let seen = self.seen(of).say("The keys could not be read")?;
        if !seen.accounts.iter().any(|account| account.several) {
            return Ok(Accounts::default());
        }
        self.named(&seen).say("The keys could not be read")
    }

    fn seen(&self, of: Option<&Key>) -> Result<Seen> {
        const SQL: &str = "SELECT exchange, site, account_kind, account_name, id, bot_id, state FROM keys
            WHERE :exchange IS NULL
               OR account_name = :name AND account_kind = :kind AND site = :site AND exchange = :exchange";
        let mut statement = self.connection.prepare_cached(SQL)?;
        let mut rows = statement.query(named_params! {
            ":exchange": of.map(|key| key.exchange.as_str()),
            ":site": of.map(|key| key.site.as_str()),
            ":kind": of.map(|key| key.account.kind.word()),
            ":name": of.map(|key| &*key.account.name),
        })?;
        let mut seen = Seen::default();
        while let Some(row) = rows.next()? {
            seen.take(row)?;
        }
        Ok(seen)
    }

    fn named(&self, seen: &Seen) -> Result<Accounts> {
        let mut accounts = Accounts::default();
        let mut places: HashMap<usize, usize> = HashMap::new();
        let mut name = self.connection.prepare_cached("SELECT name FROM bots WHERE id = ?1")?;
        for key in seen.keys.iter().filter(|key| seen.accounts.get(key.account).is_some_and(|one| one.several)) {
            let place = *places.entry(key.account).or_insert_with(|| {
                accounts.shared.push(Vec::new());
                accounts.shared.len() - 1
            });
            accounts.of.insert(key.id, place);
            if !key.trades {
                continue;
            }
            let bot = name.query_row([key.bot], |row| Cells::of(row).word(|text| BotName::new(text).ok()))?;
            if let Some(bots) = accounts.shared.get_mut(place)
                && !bots.contains(&bot)
            {
                bots.push(bot);
            }
        }
        accounts.shared.iter_mut().for_each(|bots| bots.sort());
        Ok(accounts)
    }
}

/// What one walk over the keys saw.
#[derive(Default)]
struct Seen {
    places: HashMap<String, usize>,
    accounts: Vec<OneAccount>,
    keys: Vec<OneKey>,
    text: String,
}

struct OneAccount {
    first: i64,
    several: bool,
}

struct OneKey {
    id: KeyId,
    bot: i64,
    account: usize,
    trades: bool,
}

impl Seen {
    fn take(&mut self, row: &Row<'_>) -> Result<()> {
        self.text.clear();
        for column in 0..4 {
            self.text.push_str(row.get_ref(column)?.as_str()?);
            self.text.push('\n');
        }
        let mut cells = Cells::of(row);
        cells.skip(2);
        let (kind, nameless) = (cells.word(account_kind)?, self.text.ends_with("\n\n"));
        cells.skip(1);
        let (id, bot) = (KeyId(cells.take()?), cells.take()?);
        let state = cells.word(KeyState::parse)?;
        let account = match self.places.get(&self.text) {
            Some(place) => *place,
            None => {
                self.accounts.push(OneAccount { first: bot, several: false });
                self.places.insert(self.text.clone(), self.accounts.len() - 1);
                self.accounts.len() - 1
            }
        };
        if let Some(account) = self.accounts.get_mut(account) {
            account.several |= account.first != bot;
        }
        // A sub-account without a name may be any, so it counts for none.
        let trades = match kind {
            AccountKind::Main => state != KeyState::Revoked,
            _ => matches!(state, KeyState::Active | KeyState::Candidate) && !nameless,
        };
        self.keys.push(OneKey { id, bot, account, trades });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::{Account, BotName, KeyState};
    use crate::inventory::NewKey;
    use crate::inventory::tests::{bot, home, key};

    #[test]
    fn an_account_is_shared_by_the_bots_that_trade_there() {
        let (_folder, inventory) = home();
        let rows = [
            ("a", Account::sub("grid"), KeyState::Active),
            ("b", Account::sub("grid"), KeyState::Candidate),
            ("c", Account::sub("grid"), KeyState::Orphan),
            ("d", Account::sub("other"), KeyState::Active),
            ("e", Account::sub(""), KeyState::Active),
            ("f", Account::sub(""), KeyState::Active),
            ("g", Account::main(), KeyState::Suspected),
            ("h", Account::main(), KeyState::Revoked),
        ];
        let ids = inventory
            .write(|w| {
                rows.iter()
                    .map(|(name, account, state)| {
                        w.add_bot(&bot(name))?;
                        w.add_key(&NewKey { account: account.clone(), state: *state, ..key(name, "binance", 1) })
                    })
                    .collect::<Result<Vec<_>, _>>()
            })
            .unwrap();
        let names = |bots: &[BotName]| bots.iter().map(|bot| bot.as_str().to_owned()).collect::<Vec<_>>().join(" ");
        let all = inventory.read(|see| see.accounts(None)).unwrap();
        let expected = ["a b", "a b", "a b", "", "", "", "g", "g"];
        for ((id, (name, _, _)), expected) in ids.iter().zip(&rows).zip(expected) {
            assert_eq!(names(all.bots(*id)), expected, "{name} among all");
            let one = inventory.read(|see| {
                let key = see.key(*id)?.unwrap();
                see.accounts(Some(&key))
            });
            assert_eq!(names(one.unwrap().bots(*id)), expected, "{name} alone");
        }
    }
}

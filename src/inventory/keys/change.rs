//! What can happen to a key's row.

use super::super::cells::{NoneOf, addresses_text, extra_text, json_text, millis, millis_or_null, scopes_text};
use super::super::trouble::Say;
use super::super::{Reads, Writing};
use crate::domain::{
    Account, BotName, Class, ExchangeId, Fingerprint, Generation, Grade, KeyHint, KeyId, KeyState, KeyTold, Kind,
    Moment, Problem, Reading, SecretPlace, SiteId, SlotId,
};
use rusqlite::{Params, named_params, params};

/// A key that is not in the inventory yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Whose.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// In which of its worlds.
    pub site: SiteId,
    /// On which account.
    pub account: Account,
    /// From [`Reads::next_generation`], asked in the same transaction.
    pub generation: Generation,
    /// Its last four characters.
    pub hint: KeyHint,
    /// Tells it from others; `None` for a key that was made and lost unseen.
    pub fingerprint: Option<Fingerprint>,
    /// Where its secret is sealed.
    pub slot: Option<SlotId>,
    /// In which sort of store.
    pub secret: SecretPlace,
    /// Where it stands here.
    pub state: KeyState,
    /// It is what the bot is given.
    pub current: bool,
    /// When keyward first saw it.
    pub first_seen: Moment,
    /// What the user told.
    pub told: KeyTold,
}

const UNSAVED: &str = "The key could not be saved";

impl Writing<'_> {
    /// Adds a key, unasked.
    ///
    /// # Errors
    /// Nobody knows the bot, the credential is kept already, the bot has a current key or a candidate there, or the
    /// database cannot be written.
    pub fn add_key(&self, key: &NewKey) -> Result<KeyId, Problem> {
        let bot = self.bot_id(&key.bot)?;
        if let Some(fingerprint) = &key.fingerprint {
            self.refuse_known(fingerprint, None)?;
        }
        if key.current {
            self.refuse_second(&key.bot, &key.exchange, "k.is_current = 1", "current key")?;
        }
        if key.state == KeyState::Candidate {
            self.refuse_second(&key.bot, &key.exchange, "k.state = 'candidate'", "new key")?;
        }
        self.connection
            .prepare_cached(
                "INSERT INTO keys (bot_id, exchange, site, account_kind, account_name, generation, hint, fingerprint,
                     slot, secret, state, is_current, first_seen, grade)
                 VALUES (:bot, :exchange, :site, :kind, :name, :generation, :hint, :fingerprint, :slot, :secret, :state,
                     :current, :seen, :grade)",
            )
            .and_then(|mut row| {
                row.insert(named_params! {
                    ":bot": bot,
                    ":exchange": key.exchange.as_str(),
                    ":site": key.site.as_str(),
                    ":kind": key.account.kind.word(),
                    ":name": key.account.name,
                    ":generation": key.generation.0,
                    ":hint": key.hint.text(),
                    ":fingerprint": key.fingerprint.as_ref().map(Fingerprint::bytes),
                    ":slot": key.slot.as_ref().map(SlotId::as_str),
                    ":secret": key.secret.word(),
                    ":state": key.state.word(),
                    ":current": key.current,
                    ":seen": millis(key.first_seen),
                    ":grade": Grade::Unasked.word(),
                })
            })
            .say(UNSAVED)
            .map(KeyId)
            .and_then(|id| self.tell(id, &key.told).map(|()| id))
    }

    /// Where a key stands here.
    ///
    /// # Errors
    /// It would be a second candidate of its bot there, it was removed, or the database cannot be written.
    pub fn set_key_state(&self, id: KeyId, state: KeyState) -> Result<(), Problem> {
        if state == KeyState::Candidate {
            let key = self.key(id)?.ok_or_else(removed)?;
            if key.state != KeyState::Candidate {
                self.refuse_second(&key.bot, &key.exchange, "k.state = 'candidate'", "new key")?;
            }
        }
        self.change("UPDATE keys SET state = ?2 WHERE id = ?1", params![id.0, state.word()])
    }

    /// Makes a key what its bot is given there; the one before is so no longer. Says nothing about their states.
    ///
    /// # Errors
    /// It was removed, or the database cannot be written.
    pub fn make_current(&self, id: KeyId) -> Result<(), Problem> {
        self.connection
            .execute(
                "UPDATE keys SET is_current = 0 WHERE is_current = 1 AND id <> ?1 AND (bot_id, exchange) =
                     (SELECT bot_id, exchange FROM keys WHERE id = ?1)",
                [id.0],
            )
            .say(UNSAVED)?;
        self.change("UPDATE keys SET is_current = 1 WHERE id = ?1", [id.0])
    }

    /// Leaves its bot without a current key there.
    ///
    /// # Errors
    /// It was removed, or the database cannot be written.
    pub fn clear_current(&self, id: KeyId) -> Result<(), Problem> {
        self.change("UPDATE keys SET is_current = 0 WHERE id = ?1", [id.0])
    }

    /// What the user told of a key: all of it, in place of what was told before.
    ///
    /// # Errors
    /// It was removed, or the database cannot be written.
    pub fn tell(&self, id: KeyId, told: &KeyTold) -> Result<(), Problem> {
        let list = told.list.as_ref();
        self.change(
            "UPDATE keys SET told_scopes = :scopes, told_extra = :extra, told_list = :list, told_addresses = :addresses,
                 told_created = :created, told_expires = :expires, told_at = :at WHERE id = :id",
            named_params! {
                ":id": id.0,
                ":scopes": told.scopes.as_ref().map(scopes_text),
                ":extra": told.scopes.as_ref().and_then(|scopes| extra_text(&scopes.extra)),
                ":list": list.map(|list| list.state.word()),
                ":addresses": list.and_then(|list| list.addresses.as_deref()).map(addresses_text),
                ":created": millis_or_null(told.created),
                ":expires": millis_or_null(told.expires),
                ":at": millis_or_null(told.at),
            },
        )
    }

    /// On which site and account a key is, by the user's word.
    ///
    /// # Errors
    /// It was removed, or the database cannot be written.
    pub fn set_account(&self, id: KeyId, site: &SiteId, account: &Account) -> Result<(), Problem> {
        self.change(
            "UPDATE keys SET site = ?2, account_kind = ?3, account_name = ?4 WHERE id = ?1",
            params![id.0, site.as_str(), account.kind.word(), account.name],
        )
    }

    /// Which credential a key is: it was not seen before, or another was taken in its place.
    ///
    /// # Errors
    /// Another key has that credential, the key was removed, or the database cannot be written.
    pub fn set_credential(&self, id: KeyId, hint: KeyHint, fingerprint: &Fingerprint) -> Result<(), Problem> {
        self.refuse_known(fingerprint, Some(id))?;
        self.change(
            "UPDATE keys SET hint = ?2, fingerprint = ?3 WHERE id = ?1",
            params![id.0, hint.text(), fingerprint.bytes()],
        )
    }

    /// Where a key's secret lies now: in which sort of store, in which slot.
    ///
    /// # Errors
    /// It was removed, or the database cannot be written.
    pub fn set_secret(&self, id: KeyId, place: SecretPlace, slot: Option<&SlotId>) -> Result<(), Problem> {
        self.change(
            "UPDATE keys SET secret = ?2, slot = ?3, wiped_at = NULL WHERE id = ?1",
            params![id.0, place.word(), slot.map(SlotId::as_str)],
        )
    }

    /// A key's secret was wiped: it lies nowhere here, and `list` leaves the key out once it is revoked.
    ///
    /// # Errors
    /// It was removed, or the database cannot be written.
    pub fn set_wiped(&self, id: KeyId, at: Moment) -> Result<(), Problem> {
        self.change(
            "UPDATE keys SET secret = ?2, slot = NULL, wiped_at = ?3 WHERE id = ?1",
            params![id.0, SecretPlace::None.word(), millis(at)],
        )
    }

    /// How dead a key is, by all its evidence.
    ///
    /// # Errors
    /// It was removed, or the database cannot be written.
    pub fn set_grade(&self, id: KeyId, grade: Grade) -> Result<(), Problem> {
        self.change("UPDATE keys SET grade = ?2 WHERE id = ?1", params![id.0, grade.word()])
    }

    /// When a key's list was last proven from both sides; `None` once it no longer holds.
    ///
    /// # Errors
    /// It was removed, or the database cannot be written.
    pub fn set_list_proven(&self, id: KeyId, at: Option<Moment>) -> Result<(), Problem> {
        self.change("UPDATE keys SET list_proven_at = ?2 WHERE id = ?1", params![id.0, millis_or_null(at)])
    }

    /// Removes a key with its readings and evidence; flows that knew it stay without it, and so does the journal.
    ///
    /// # Errors
    /// A flow of it is open, or the database cannot be written.
    pub fn remove_key(&self, id: KeyId) -> Result<(), Problem> {
        if let Some(key) = self.key(id)? {
            self.refuse_while_open(&key.bot, Some(id))?;
        }
        self.connection.execute("DELETE FROM keys WHERE id = ?1", [id.0]).map(drop).say("The key could not be removed")
    }

    /// Drops a key that was being added and was not saved, whatever its flow says.
    ///
    /// # Errors
    /// It is more than that, or the database cannot be written.
    pub fn drop_adding(&self, id: KeyId) -> Result<(), Problem> {
        const WHAT: &str = "The key could not be dropped";
        if self.key(id)?.is_some_and(|key| key.state != KeyState::Adding) {
            return Err(Problem::new(WHAT, "it is saved already", "").of_kind(Kind::Stale));
        }
        self.connection.execute("DELETE FROM keys WHERE id = ?1", [id.0]).map(drop).say(WHAT)
    }

    /// The last answer about a key, of any sort.
    pub(in super::super) fn set_answer(&self, id: KeyId, at: Moment, class: Class) -> Result<(), Problem> {
        self.change(
            "UPDATE keys SET answer_at = ?2, answer = ?3 WHERE id = ?1",
            params![id.0, millis(at), class.word()],
        )
    }

    /// The facts of a key's latest reading, and the number of the one before, where the two differ.
    pub(in super::super) fn set_reading(
        &self,
        id: KeyId,
        at: Moment,
        reading: &Reading,
        changed_from: Option<i64>,
    ) -> Result<(), Problem> {
        let mut none_of = NoneOf::default();
        let created = none_of.note("created", &reading.created).copied();
        let expires = none_of.note("expires", &reading.expires).copied();
        let last_used = none_of.note("last_used", &reading.last_used).copied();
        let account_id = none_of.note("account_id", &reading.account_id);
        let symbols = none_of.note("symbols", &reading.symbols).map(serde_json::to_string);
        let label = none_of.note("label", &reading.label);
        let symbols = symbols.transpose().map_err(|_| Problem::new(UNSAVED, "its symbols cannot be written", ""))?;
        self.change(
            "UPDATE keys SET read_at = :at, scopes = :scopes, extra = :extra, list = :list, addresses = :addresses,
                 created = :created, expires = :expires, last_used = :used, account = :account, account_id = :account_id,
                 symbols = :symbols, label = :label, none_of = :none_of, third_party = :third, remarks = :remarks,
                 digest = :digest, changed_from = :changed WHERE id = :id",
            named_params! {
                ":id": id.0,
                ":at": millis(at),
                ":scopes": scopes_text(&reading.scopes),
                ":extra": extra_text(&reading.scopes.extra),
                ":list": reading.list.state.word(),
                ":addresses": reading.list.addresses.as_deref().map(addresses_text),
                ":created": millis_or_null(created),
                ":expires": millis_or_null(expires),
                ":used": millis_or_null(last_used),
                ":account": reading.account.word(),
                ":account_id": account_id,
                ":symbols": symbols,
                ":label": label,
                ":none_of": none_of.text(),
                ":third": reading.third_party,
                ":remarks": json_text(&reading.remarks),
                ":digest": reading.digest.bytes(),
                ":changed": changed_from,
            },
        )
    }

    fn change(&self, sql: &str, values: impl Params) -> Result<(), Problem> {
        let changed = self.connection.prepare_cached(sql).and_then(|mut row| row.execute(values)).say(UNSAVED)?;
        if changed == 0 { Err(removed()) } else { Ok(()) }
    }
}

impl Reads<'_> {
    /// No credential is two keys', let alone two bots': the same one given again goes on where it stopped.
    fn refuse_known(&self, fingerprint: &Fingerprint, but: Option<KeyId>) -> Result<(), Problem> {
        match self.key_by_fingerprint(fingerprint)? {
            Some(key) if Some(key.id) != but => Err(Problem::new(
                UNSAVED,
                format!(
                    "{} is kept already, as generation {} of {}@{}",
                    key.hint, key.generation, key.bot, key.exchange
                ),
                "One key is never two bots': make a key of its own for each on the exchange's page.",
            )),
            _ => Ok(()),
        }
    }

    fn refuse_second(&self, bot: &BotName, exchange: &ExchangeId, which: &str, what: &str) -> Result<(), Problem> {
        let hint: Option<String> = self
            .connection
            .query_row(
                &format!(
                    "SELECT max(k.hint) FROM keys k JOIN bots b ON b.id = k.bot_id
                     WHERE b.name = ?1 AND k.exchange = ?2 AND {which}"
                ),
                [bot.as_str(), exchange.as_str()],
                |row| row.get(0),
            )
            .say(UNSAVED)?;
        match hint {
            None => Ok(()),
            Some(hint) => Err(Problem::new(
                UNSAVED,
                format!("{bot} has a {what} on {exchange} already: …{hint}"),
                format!("keyward show {bot} shows it."),
            )
            .of_kind(Kind::Stale)),
        }
    }
}

fn removed() -> Problem {
    Problem::new(UNSAVED, "it was removed meanwhile", "Look again.").of_kind(Kind::Stale)
}

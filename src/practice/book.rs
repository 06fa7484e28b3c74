//! Whose keys exist at a made-up exchange: the state behind its page and behind its API. Operations are what a person can
//! do at the page, mistakes included; `plant` puts a key there as a story wants it, past the form's rules.
//!
//! Kept by property: a deleted key never answers again once its lag is over, whatever the clock does.

use super::form::is_strong;
use super::record::{AccountNumber, BookAccount, BookKey, KeyNumber, Lags, Look, Planted, Refused, Wish};
use super::{Kind, MadeUp, Proof, Rights, Site, made_up};
use crate::domain::{Account, AccountKind, Chance, Cidr, Moment, Span};
use std::collections::HashMap;

/// All accounts and keys of one made-up exchange, over all its sites.
#[derive(Debug)]
pub struct Book {
    pub(super) kind: Kind,
    accounts: Vec<BookAccount>,
    keys: Vec<BookKey>,
    by_text: HashMap<Box<str>, usize>,
    by_owner: HashMap<(Site, Account), usize>,
    lags: Lags,
}

impl Book {
    /// An exchange without accounts.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            accounts: Vec::new(),
            keys: Vec::new(),
            by_text: HashMap::new(),
            by_owner: HashMap::new(),
            lags: Lags::default(),
        }
    }

    /// The account of a site, made if it is not there yet.
    pub fn account(&mut self, site: Site, account: &Account) -> AccountNumber {
        if let Some(number) = self.find(site, account) {
            return number;
        }
        let count = self.accounts.len();
        let main = self.uid(self.kind.sites().iter().position(|other| *other == site).unwrap_or(0));
        let own = self.uid(100 + count);
        let (uid, parent) = match account.kind {
            AccountKind::Main => (main, None),
            AccountKind::Sub => (own, Some(main)),
            AccountKind::Portfolio | AccountKind::Unknown => (own, None),
        };
        let account = account.clone();
        self.by_owner.insert((site, account.clone()), count);
        self.accounts.push(BookAccount { site, account, uid, parent, frozen: false, level: 3, options: true });
        AccountNumber(count)
    }

    /// The account of a site, where it is there.
    pub fn find(&self, site: Site, account: &Account) -> Option<AccountNumber> {
        self.by_owner.get(&(site, account.clone())).copied().map(AccountNumber)
    }

    /// All accounts, in the order in which they were made.
    pub fn accounts(&self) -> impl Iterator<Item = (AccountNumber, &BookAccount)> {
        self.accounts.iter().enumerate().map(|(number, row)| (AccountNumber(number), row))
    }

    /// An account.
    pub fn account_at(&self, number: AccountNumber) -> Option<&BookAccount> {
        self.accounts.get(number.0)
    }

    /// An account, to give it another level or other options.
    pub fn account_mut(&mut self, number: AccountNumber) -> Option<&mut BookAccount> {
        self.accounts.get_mut(number.0)
    }

    /// The keys that the page lists: those that are not deleted, oldest first.
    pub fn keys_of(&self, account: AccountNumber) -> impl Iterator<Item = (KeyNumber, &BookKey)> {
        let rows = self.keys.iter().enumerate();
        rows.filter(move |(_, key)| key.account == account && key.deleted.is_none())
            .map(|(number, key)| (KeyNumber(number), key))
    }

    /// A key, deleted or not.
    pub fn key(&self, number: KeyNumber) -> Option<&BookKey> {
        self.keys.get(number.0)
    }

    /// A key that is not deleted, to give it a past or a token that no toggle stands for.
    pub fn key_mut(&mut self, number: KeyNumber) -> Option<&mut BookKey> {
        self.keys.get_mut(number.0).filter(|key| key.deleted.is_none())
    }

    /// A key by its API key.
    pub fn number_of(&self, api_key: &str) -> Option<KeyNumber> {
        self.by_text.get(api_key).copied().map(KeyNumber)
    }

    /// Puts a key there, past the form's rules; known at once.
    ///
    /// # Errors
    /// No such account.
    pub fn plant(&mut self, planted: Planted) -> Result<KeyNumber, Refused> {
        if self.account_at(planted.account).is_none() {
            return Err(Refused::NoAccount);
        }
        let number = self.keys.len();
        self.by_text.insert(planted.api_key.as_str().into(), number);
        self.keys.push(BookKey {
            account: planted.account,
            label: planted.label,
            proof: planted.proof,
            passphrase: planted.passphrase,
            rights: planted.rights,
            extra: Vec::new(),
            list: planted.list,
            created: planted.created,
            expires: planted.expires,
            last_used: None,
            third_party: false,
            disabled: false,
            deleted: None,
            secret_shown: Some(planted.created),
            api_key: planted.api_key,
            secret_left: false,
            known_from: None,
            answers_until: None,
            gone: false,
        });
        Ok(KeyNumber(number))
    }

    /// Makes a key by the page's form. Its secret can be taken once.
    ///
    /// # Errors
    /// What the form refuses.
    pub fn make(
        &mut self,
        account: AccountNumber,
        wish: Wish,
        now: Moment,
        chance: &dyn Chance,
    ) -> Result<KeyNumber, Refused> {
        self.refuses(account, None, &wish.label, wish.rights, &wish.list)?;
        if let Some(max) = self.kind.max_keys().filter(|max| self.keys_of(account).count() >= *max) {
            return Err(Refused::Full(max));
        }
        if self.kind.passphrase() && !wish.passphrase.as_ref().is_some_and(|phrase| is_strong(phrase.text())) {
            return Err(Refused::Passphrase);
        }
        let proof = match &wish.public_key {
            Some(pem) => Proof::from_public_pem(self.kind, pem)?,
            None => Proof::Hmac(made_up::secret(self.kind, chance).map_err(Refused::Chance)?),
        };
        let api_key = made_up::api_key(self.kind, "", chance).map_err(Refused::Chance)?;
        let expires = self.end_without_list(&wish.list, now);
        let (label, rights, list) = (wish.label, wish.rights, wish.list);
        let passphrase = wish.passphrase.filter(|_| self.kind.passphrase());
        let planted = Planted { account, label, api_key, proof, passphrase, rights, list, created: now, expires };
        let number = self.plant(planted)?;
        let known_from = Some(now + self.lags.activation);
        if let Some(key) = self.keys.get_mut(number.0) {
            key.known_from = known_from;
            key.secret_left = matches!(key.proof, Proof::Hmac(_));
            key.secret_shown = key.secret_left.then_some(now);
        }
        Ok(number)
    }

    /// The secret of a key that was just made: shown once. `None` afterwards, and for a key whose user has its own.
    pub fn take_secret(&mut self, number: KeyNumber) -> Option<MadeUp> {
        let key = self.key_mut(number).filter(|key| key.secret_left)?;
        key.secret_left = false;
        match &key.proof {
            Proof::Hmac(secret) => Some(secret.clone()),
            Proof::Ed25519(_) | Proof::Rsa(_) => None,
        }
    }

    /// The page that showed the secret was closed: what was not taken is lost.
    pub fn close_secret(&mut self, number: KeyNumber) {
        if let Some(key) = self.keys.get_mut(number.0) {
            key.secret_left = false;
        }
    }

    /// Changes what a key may do and from where, and saves.
    ///
    /// # Errors
    /// What the form refuses; the key stays as it was.
    pub fn edit(&mut self, number: KeyNumber, rights: Rights, list: Vec<Cidr>, now: Moment) -> Result<(), Refused> {
        let key = self.key(number).filter(|key| key.deleted.is_none()).ok_or(Refused::NoKey)?;
        let (account, label, end) = (key.account, key.label.clone(), key.expires);
        self.refuses(account, Some(number), &label, rights, &list)?;
        let end = if self.kind == Kind::Bybit { self.end_without_list(&list, now) } else { end };
        if let Some(key) = self.key_mut(number) {
            key.rights = rights;
            key.list = list;
            key.expires = end;
        }
        Ok(())
    }

    /// Gives a key another name.
    ///
    /// # Errors
    /// What the form refuses.
    pub fn rename(&mut self, number: KeyNumber, label: &str) -> Result<(), Refused> {
        let key = self.key(number).filter(|key| key.deleted.is_none()).ok_or(Refused::NoKey)?;
        let (account, rights, list) = (key.account, key.rights, key.list.clone());
        self.refuses(account, Some(number), label, rights, &list)?;
        if let Some(key) = self.key_mut(number) {
            key.label = label.to_owned();
        }
        Ok(())
    }

    /// Deletes a key. It leaves the page at once and may answer for as long as the deletion lags.
    ///
    /// # Errors
    /// It is not there.
    pub fn delete(&mut self, number: KeyNumber, now: Moment) -> Result<(), Refused> {
        let lag = self.lags.deletion;
        let key = self.key_mut(number).ok_or(Refused::NoKey)?;
        key.deleted = Some(now);
        key.answers_until = Some(now + lag);
        key.gone = lag <= Span::zero();
        key.secret_left = false;
        Ok(())
    }

    /// Freezes an account, or thaws it.
    ///
    /// # Errors
    /// It is not there.
    pub fn freeze(&mut self, number: AccountNumber, frozen: bool) -> Result<(), Refused> {
        self.account_mut(number).ok_or(Refused::NoAccount)?.frozen = frozen;
        Ok(())
    }

    /// Disables a key, or enables it again: the exchange's doing, not its user's.
    ///
    /// # Errors
    /// It is not there.
    pub fn disable(&mut self, number: KeyNumber, disabled: bool) -> Result<(), Refused> {
        self.key_mut(number).ok_or(Refused::NoKey)?.disabled = disabled;
        Ok(())
    }

    /// Lets a key end by itself at a moment; `None`: never.
    ///
    /// # Errors
    /// It is not there.
    pub fn expire(&mut self, number: KeyNumber, at: Option<Moment>) -> Result<(), Refused> {
        self.key_mut(number).ok_or(Refused::NoKey)?.expires = at;
        Ok(())
    }

    /// How late the exchange is.
    pub const fn lags(&self) -> Lags {
        self.lags
    }

    /// Makes the exchange late from now on; keys that were made or deleted before keep their times.
    pub const fn set_lags(&mut self, lags: Lags) {
        self.lags = lags;
    }

    /// Looks a key up, as the exchange does when it is asked. What it once finds gone stays gone.
    pub fn look(&mut self, api_key: &str, now: Moment) -> Look {
        let Some(number) = self.number_of(api_key) else { return Look::Unknown };
        let idle_end = self.idle_end(number);
        let Some(key) = self.keys.get_mut(number.0) else { return Look::Unknown };
        key.gone |= key.answers_until.is_some_and(|end| end <= now);
        key.gone |= key.deleted.is_none() && idle_end.is_some_and(|end| end <= now);
        if key.gone {
            return Look::Gone(number);
        }
        if key.known_from.is_some_and(|from| from > now) { Look::Unknown } else { Look::Known(number) }
    }

    /// Writes down that a key was used.
    pub fn touch(&mut self, number: KeyNumber, now: Moment) {
        if let Some(key) = self.keys.get_mut(number.0) {
            key.last_used = key.last_used.max(Some(now));
        }
    }

    /// The exchange's number of an account, in its own length.
    fn uid(&self, place: usize) -> String {
        match self.kind {
            Kind::Binance => format!("{}", 354_937_000 + place),
            Kind::Bybit => format!("{}", 1_448_000 + place),
            Kind::Okx => format!("{}", 44_705_892_343_619_000_usize + place),
        }
    }
}

#[cfg(test)]
mod tests;

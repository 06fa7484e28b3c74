//! Whose keys exist at a made-up exchange: the state behind its page and behind its API. Operations are what a person can
//! do at the page, mistakes included; `plant` puts a key there as a story wants it, past the form's rules.
//!
//! Kept by property: a deleted key never answers again once its lag is over, whatever the clock does.

use super::{Kind, MadeUp, Proof, Rights, Site, made_up};
use crate::domain::{Account, AccountKind, Chance, Cidr, KeyHint, Moment, Problem, Span};
use std::collections::HashMap;

/// An account's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber(usize);

/// A key's row; never used again, also not after the key is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyNumber(usize);

impl KeyNumber {
    /// As the exchange's own number of the key.
    pub const fn id(self) -> usize {
        self.0
    }
}

/// Why the page refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No such account here.
    #[error("There is no such account here")]
    NoAccount,
    /// No such key here, or no longer.
    #[error("There is no such key here")]
    NoKey,
    /// The account is full.
    #[error("This account has {0} keys already, which is the most it may have")]
    Full(usize),
    /// The name is empty or too long.
    #[error("A key's name has 1 to 50 characters")]
    Label,
    /// Another key of the account has this name.
    #[error("Another key of this account has that name")]
    LabelTaken,
    /// The list is too long.
    #[error("The list takes {0} addresses at most")]
    ListLong(usize),
    /// The list holds something that is no address.
    #[error("The list holds something that is no IP address")]
    ListForm,
    /// This right needs a list.
    #[error("Withdrawals can be enabled only for trusted IPs")]
    ListNeeded,
    /// This right is for the main account's keys.
    #[error("Keys of a sub-account cannot withdraw")]
    MainOnly,
    /// The passphrase is too weak.
    #[error("A passphrase has 8 to 32 characters with a digit, a capital, a small letter and a sign")]
    Passphrase,
    /// Not a public key that this exchange takes.
    #[error("This is not a public key that can be used here")]
    PublicKey,
    /// The machine's dice failed.
    #[error("{0}")]
    Chance(Problem),
}

/// An account of the made-up exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookAccount {
    /// In which of its worlds.
    pub site: Site,
    /// Main or sub, and its name.
    pub account: Account,
    /// The exchange's number of it.
    pub uid: String,
    /// The number of the main account, of a sub-account.
    pub parent: Option<String>,
    /// The exchange froze it.
    pub frozen: bool,
    /// OKX: 1 spot, 2 futures, 3 multi-currency, 4 portfolio.
    pub level: u8,
    /// OKX: options trading is switched on.
    pub options: bool,
}

/// A key as the exchange keeps it.
#[derive(Debug, Clone)]
pub struct BookKey {
    /// Whose.
    pub account: AccountNumber,
    /// Its name.
    pub label: String,
    /// What its signatures are checked with.
    pub proof: Proof,
    /// OKX: its passphrase.
    pub passphrase: Option<MadeUp>,
    /// What is ticked.
    pub rights: Rights,
    /// Tokens that no toggle stands for, `Group.Token` at Bybit: what an exchange may invent tomorrow.
    pub extra: Vec<String>,
    /// From where it works; empty: from anywhere.
    pub list: Vec<Cidr>,
    /// When it was made.
    pub created: Moment,
    /// When it ends by itself. At Binance: when its right to trade does.
    pub expires: Option<Moment>,
    /// When it was last used.
    pub last_used: Option<Moment>,
    /// Connected to a third party (Bybit type 2).
    pub third_party: bool,
    /// The exchange disabled it.
    pub disabled: bool,
    /// When it was deleted.
    pub deleted: Option<Moment>,
    /// When its secret was shown; `None` while it has not been.
    pub secret_shown: Option<Moment>,
    api_key: String,
    secret_left: bool,
    known_from: Moment,
    answers_until: Option<Moment>,
    gone: bool,
}

impl BookKey {
    /// The API key itself.
    pub fn api_key(&self) -> &str {
        &self.api_key
    }

    /// Its last four characters.
    pub fn hint(&self) -> KeyHint {
        KeyHint::of_key(&self.api_key)
    }

    /// Whether it works from an address.
    pub fn lets(&self, address: std::net::IpAddr) -> bool {
        self.list.is_empty() || self.list.iter().any(|cidr| cidr.holds(address))
    }

    /// It has ended by itself.
    pub fn is_expired(&self, now: Moment) -> bool {
        self.expires.is_some_and(|end| end <= now)
    }
}

/// What is asked for on the page's form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    /// The name.
    pub label: String,
    /// What is ticked.
    pub rights: Rights,
    /// From where; empty: from anywhere.
    pub list: Vec<Cidr>,
    /// OKX: the passphrase.
    pub passphrase: Option<MadeUp>,
    /// The user's own public key, where it is not the exchange that makes the secret.
    pub public_key: Option<String>,
}

/// A key as a story wants it.
#[derive(Debug, Clone)]
pub struct Planted {
    /// Whose.
    pub account: AccountNumber,
    /// Its name.
    pub label: String,
    /// The API key.
    pub api_key: String,
    /// What it signs with.
    pub proof: Proof,
    /// OKX: its passphrase.
    pub passphrase: Option<MadeUp>,
    /// What is ticked.
    pub rights: Rights,
    /// From where; empty: from anywhere.
    pub list: Vec<Cidr>,
    /// When it was made.
    pub created: Moment,
    /// When it ends by itself.
    pub expires: Option<Moment>,
}

/// How late the exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lags {
    /// How long a new key is unknown.
    pub activation: Span,
    /// How long a deleted key answers.
    pub deletion: Span,
}

impl Default for Lags {
    fn default() -> Self {
        Self { activation: Span::zero(), deletion: Span::zero() }
    }
}

/// What the exchange finds when it looks a key up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// There never was one, or it is not known yet.
    Unknown,
    /// It was deleted.
    Gone(KeyNumber),
    /// It is there.
    Known(KeyNumber),
}

/// All accounts and keys of one made-up exchange, over all its sites.
#[derive(Debug)]
pub struct Book {
    kind: Kind,
    accounts: Vec<BookAccount>,
    keys: Vec<BookKey>,
    by_text: HashMap<Box<str>, usize>,
    lags: Lags,
}

impl Book {
    /// An exchange without accounts.
    pub fn new(kind: Kind) -> Self {
        Self { kind, accounts: Vec::new(), keys: Vec::new(), by_text: HashMap::new(), lags: Lags::default() }
    }

    /// The account of a site, made if it is not there yet.
    pub fn account(&mut self, site: Site, account: &Account) -> AccountNumber {
        if let Some(number) = self.find(site, account) {
            return number;
        }
        let count = self.accounts.len();
        let uid = self.uid(count);
        let parent = match account.kind {
            AccountKind::Sub => Some(self.uid(900)),
            _ => None,
        };
        let account = account.clone();
        self.accounts.push(BookAccount { site, account, uid, parent, frozen: false, level: 3, options: true });
        AccountNumber(count)
    }

    /// The account of a site, where it is there.
    pub fn find(&self, site: Site, account: &Account) -> Option<AccountNumber> {
        self.accounts.iter().position(|row| row.site == site && row.account == *account).map(AccountNumber)
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
            known_from: planted.created,
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
        let known_from = now + self.lags.activation;
        if let Some(key) = self.keys.get_mut(number.0) {
            key.known_from = known_from;
            key.secret_shown = None;
            key.secret_left = matches!(key.proof, Proof::Hmac(_));
        }
        Ok(number)
    }

    /// The secret of a key that was just made: shown once. `None` afterwards, and for a key whose user has its own.
    pub fn take_secret(&mut self, number: KeyNumber, now: Moment) -> Option<MadeUp> {
        let key = self.keys.get_mut(number.0).filter(|key| key.secret_left && key.deleted.is_none())?;
        key.secret_left = false;
        key.secret_shown = Some(now);
        match &key.proof {
            Proof::Hmac(secret) => Some(secret.clone()),
            Proof::Ed25519(_) | Proof::Rsa { .. } => None,
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
        if key.known_from > now { Look::Unknown } else { Look::Known(number) }
    }

    /// Writes down that a key was used.
    pub fn touch(&mut self, number: KeyNumber, now: Moment) {
        if let Some(key) = self.keys.get_mut(number.0) {
            key.last_used = key.last_used.max(Some(now));
        }
    }

    /// What the form refuses before it saves.
    fn refuses(
        &self,
        account: AccountNumber,
        this: Option<KeyNumber>,
        label: &str,
        rights: Rights,
        list: &[Cidr],
    ) -> Result<(), Refused> {
        let owner = self.account_at(account).ok_or(Refused::NoAccount)?;
        if label.trim().is_empty() || label.chars().count() > 50 {
            return Err(Refused::Label);
        }
        let unique = self.kind == Kind::Okx;
        if unique && self.keys_of(account).any(|(number, key)| key.label == label && Some(number) != this) {
            return Err(Refused::LabelTaken);
        }
        if let Some(max) = self.kind.list_max().filter(|max| list.len() > *max) {
            return Err(Refused::ListLong(max));
        }
        let withdraw = match self.kind {
            Kind::Binance => "enableWithdrawals",
            Kind::Bybit => "Withdraw",
            Kind::Okx => "withdraw",
        };
        match self.kind {
            _ if !rights.has(self.kind, withdraw) => Ok(()),
            Kind::Binance if list.is_empty() => Err(Refused::ListNeeded),
            Kind::Bybit | Kind::Okx if owner.parent.is_some() => Err(Refused::MainOnly),
            _ => Ok(()),
        }
    }

    /// Bybit, *API key rules*: a key without addresses ends after 90 days, counted anew when it is saved again.
    fn end_without_list(&self, list: &[Cidr], now: Moment) -> Option<Moment> {
        (self.kind == Kind::Bybit && list.is_empty()).then(|| now + Span::days(90))
    }

    /// OKX, *Overview*: a key without addresses that may trade or withdraw ends after 14 days without use; not in the demo.
    fn idle_end(&self, number: KeyNumber) -> Option<Moment> {
        let key = self.key(number)?;
        let demo = self.account_at(key.account).is_some_and(|owner| owner.site.is_demo());
        let strong = key.rights.has(self.kind, "trade") || key.rights.has(self.kind, "withdraw");
        let idles = self.kind == Kind::Okx && key.list.is_empty() && strong && !demo;
        idles.then(|| key.last_used.unwrap_or(key.created).max(key.created) + Span::days(14))
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

/// OKX error 59505: 8 to 32 characters with a digit, a capital, a small letter and a sign.
fn is_strong(phrase: &str) -> bool {
    let count = phrase.chars().count();
    (8..=32).contains(&count)
        && phrase.chars().any(|c| c.is_ascii_digit())
        && phrase.chars().any(|c| c.is_ascii_uppercase())
        && phrase.chars().any(|c| c.is_ascii_lowercase())
        && phrase.chars().any(|c| !c.is_alphanumeric() && !c.is_whitespace())
}

#[cfg(test)]
mod tests;

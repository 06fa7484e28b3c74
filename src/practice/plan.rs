//! What a made-up fleet is made of, easy to walk: bots with their keys, and the exchanges that they live on.

use super::history::PastReading;
use super::{Kind, MadeUp, Planted, Plays, Proof, Refused, Rights, Running, Site, Venue};
use crate::domain::{
    Account, Bot, Chance, Cidr, Clock, Evidence, Generation, Grade, Host, HostName, KeyHint, KeyState, KeyTold, Moment,
    NameError, NewEntry, Problem, Way, Who,
};
use crate::secret::{Credential, Parts};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::runtime::Handle;

/// The practice exchanges side by side.
#[derive(Debug, Clone)]
pub struct Venues([Arc<Venue>; 3]);

impl Venues {
    /// All of them, empty, on one clock.
    pub fn new(clock: &Arc<dyn Clock>, chance: &Arc<dyn Chance>) -> Self {
        Self(Kind::ALL.map(|kind| Venue::new(kind, Arc::clone(clock), Arc::clone(chance))))
    }

    /// One of them.
    pub const fn of(&self, kind: Kind) -> &Arc<Venue> {
        let [binance, bybit, okx] = &self.0;
        match kind {
            Kind::Binance => binance,
            Kind::Bybit => bybit,
            Kind::Okx => okx,
        }
    }

    /// Puts each on a free loopback port that plays all of its sites.
    ///
    /// # Errors
    /// No port could be had.
    pub fn serve(&self, runtime: &Handle) -> Result<Vec<Running>, Problem> {
        self.0.iter().map(|venue| venue.serve(runtime, Plays::Every, None)).collect()
    }
}

/// A machine that bots run on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedHost {
    /// Its name.
    pub name: HostName,
    /// The address that exchanges see.
    pub address: IpAddr,
    /// This computer itself: asked directly, not through a proxy.
    pub here: bool,
}

impl PlannedHost {
    /// As the inventory keeps it.
    pub fn host(&self, way: Way) -> Host {
        Host { name: self.name.clone(), addresses: vec![self.address.into()], way }
    }
}

/// A bot with all that hangs on it.
#[derive(Debug)]
pub struct PlannedBot {
    /// The bot.
    pub bot: Bot,
    /// On which exchange.
    pub kind: Kind,
    /// On which site.
    pub site: Site,
    /// On which account.
    pub account: Account,
    /// Its keys, oldest first.
    pub keys: Vec<PlannedKey>,
    /// The rotation that is open.
    pub rotation: Option<PlannedRotation>,
    /// What the journal says of it, oldest first.
    pub journal: Vec<NewEntry>,
}

/// One of its keys.
#[derive(Debug)]
pub struct PlannedKey {
    /// The how-manyth.
    pub generation: Generation,
    /// Where it stands.
    pub state: KeyState,
    /// It is what the bot is given.
    pub current: bool,
    /// How dead it is, by its past.
    pub grade: Grade,
    /// Its name at the exchange.
    pub label: String,
    /// The API key.
    pub api_key: String,
    /// The secret.
    pub secret: MadeUp,
    /// OKX: the passphrase.
    pub passphrase: Option<MadeUp>,
    /// Its secret lies in the store.
    pub sealed: bool,
    /// What is ticked at the exchange.
    pub rights: Rights,
    /// Its list at the exchange; empty: any address.
    pub list: Vec<Cidr>,
    /// When it was made.
    pub created: Moment,
    /// When it ends by itself.
    pub expires: Option<Moment>,
    /// When it was deleted at the exchange.
    pub deleted: Option<Moment>,
    /// When keyward first saw it.
    pub first_seen: Moment,
    /// What the user told.
    pub told: KeyTold,
    /// When its list was last proven from both sides.
    pub list_proven_at: Option<Moment>,
    /// Good readings of other days, newest first; today's is asked.
    pub past: Vec<PastReading>,
    /// Other evidence, oldest first: what proved a death.
    pub evidence: Vec<Evidence>,
}

impl PlannedKey {
    /// Its last four characters.
    pub fn hint(&self) -> KeyHint {
        KeyHint::of_key(&self.api_key)
    }

    /// The credential to seal.
    ///
    /// # Errors
    /// Never for a key that practice made.
    pub fn credential(&self) -> Result<Credential, Problem> {
        let parts = Parts::new(&self.api_key, self.secret.text());
        Credential::new(match &self.passphrase {
            Some(passphrase) => parts.with_passphrase(passphrase.text()),
            None => parts,
        })
    }
}

/// A rotation that stands at *Quiet*: both keys live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedRotation {
    /// The key that shall die.
    pub old: Generation,
    /// The key that the bot has now.
    pub new: Generation,
    /// When it began.
    pub began: Moment,
    /// When the new key was sealed.
    pub sealed: Moment,
    /// When the bot was given the new key.
    pub delivered: Moment,
    /// When the bot was seen with it: both live from then on.
    pub seen: Moment,
}

impl PlannedBot {
    /// Makes its keys exist at the exchange.
    ///
    /// # Errors
    /// A key that the exchange does not take.
    pub fn plant(&self, venues: &Venues) -> Result<(), Problem> {
        let refused = |error: Refused| Problem::new("The made-up fleet could not be planted", error.to_string(), "");
        let venue = venues.of(self.kind);
        let now = venue.now();
        venue
            .book(|book| {
                let account = book.account(self.site, &self.account);
                for key in &self.keys {
                    let number = book.plant(Planted {
                        account,
                        label: key.label.clone(),
                        api_key: key.api_key.clone(),
                        proof: Proof::Hmac(key.secret.clone()),
                        passphrase: key.passphrase.clone(),
                        rights: key.rights,
                        list: key.list.clone(),
                        created: key.created,
                        expires: key.expires,
                    })?;
                    book.touch(number, key.deleted.unwrap_or(now));
                    if let Some(deleted) = key.deleted {
                        book.delete(number, deleted)?;
                    }
                }
                Ok(())
            })
            .map_err(refused)
    }

    /// One more line of the journal about it; `key` is a place among its keys.
    pub(super) fn note(&mut self, at: Moment, who: Who, key: usize, what: &str) -> Result<(), Problem> {
        let hint = self.keys.get(key).map(PlannedKey::hint);
        let exchange = Some(named(self.kind.exchange())?);
        let bot = Some(self.bot.name.clone());
        self.journal.push(NewEntry { at, who, bot, exchange, hint, flow: None, what: what.to_owned() });
        Ok(())
    }
}

/// A made-up name that breaks a rule of the domain is a fault of ours.
pub(super) fn named<T>(name: Result<T, NameError>) -> Result<T, Problem> {
    name.map_err(|error| Problem::new("The made-up fleet has a name that cannot be", error.to_string(), ""))
}

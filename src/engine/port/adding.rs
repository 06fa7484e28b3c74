//! What `add` and `edit` are told, and the wizard's key between sealing and saving.

use super::{AskedLine, CardLine, FleetRow, Target};
use crate::domain::{
    Account, BotKind, BotName, Cidr, Custody, ExchangeId, HostName, KeyId, Moment, Scope, SiteId, Tri, Way,
};
use crate::rules::Explained;

/// What `add` is told: everything but the credential.
#[derive(Debug, Clone)]
pub struct AddDraft {
    /// Whose.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// In which of its worlds.
    pub site: SiteId,
    /// On which account.
    pub account: Account,
    /// What is told of the bot and its host.
    pub about: AboutBot,
    /// When the key was made, by the user's word.
    pub created: Option<Moment>,
    /// Kept although the exchange does not know it or its signature is wrong.
    pub anyway: bool,
}

/// What is told of a bot and its host; `None`: not told, stays as it is (or its default).
#[derive(Debug, Clone, Default)]
pub struct AboutBot {
    /// Which program.
    pub kind: Option<BotKind>,
    /// Who else holds its keys.
    pub custody: Option<Custody>,
    /// The machine.
    pub host: Option<HostName>,
    /// The addresses that the machine is seen from.
    pub addresses: Option<Vec<Cidr>>,
    /// How to ask through it.
    pub way: Option<Way>,
    /// What the bot cannot work without.
    pub needs: Option<Vec<Scope>>,
    /// Days a key of it may live.
    pub max_age_days: Option<u32>,
}

/// Facts told: `edit`.
#[derive(Debug, Clone)]
pub struct EditDraft {
    /// Whose key.
    pub target: Target,
    /// Its site.
    pub site: Option<SiteId>,
    /// Its account.
    pub account: Option<Account>,
    /// The bot and its host.
    pub about: AboutBot,
    /// When it was made.
    pub created: Option<Moment>,
    /// When it ends by itself.
    pub expires: Option<Moment>,
    /// What it may do.
    pub scopes: Vec<(Scope, Tri)>,
    /// Whether it is held to the host's addresses.
    pub listed: Option<bool>,
}

/// The wizard's key between sealing and saving.
#[derive(Debug, Clone)]
pub struct AddCard {
    /// Its row.
    pub key: KeyId,
    /// As the fleet would show it if it were saved now.
    pub row: FleetRow,
    /// Where its secret lies: `the login keyring`.
    pub place: String,
    /// When it was sealed.
    pub sealed_at: Moment,
    /// What the exchange said; `None` before it was asked.
    pub asked: Option<AskedLine>,
    /// What the fourth step shows, what is wrong first.
    pub lines: Vec<CardLine>,
    /// Its findings in words.
    pub explained: Vec<Explained>,
    /// It may be saved without `anyway`.
    pub can_save: bool,
}

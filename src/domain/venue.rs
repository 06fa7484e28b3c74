//! What is known of a trading venue: data from its guide file under `assets/`, never code. Read by `exchanges/registry`,
//! passed to whoever needs it, like the time.

use super::{Class, ExchangeId, Scope, Sign, SiteId};
use serde::Deserialize;

/// A venue as its guide file tells it. Times are in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VenueFacts {
    /// Its id.
    pub id: ExchangeId,
    /// Its name on screens: `Binance`.
    pub name: String,
    /// Its separate worlds, the usual one first.
    pub sites: Vec<Site>,
    /// Which parts a credential has, and how long they are.
    pub parts: CredentialParts,
    /// What its answer tells of a key.
    pub tells: Tells,
    /// Most keys on an account, where known.
    pub max_keys: Option<u32>,
    /// A second key can be made beside the first.
    pub second_key_possible: bool,
    /// The first must be deleted before a second can be made.
    pub delete_first: bool,
    /// The secret is shown once.
    pub secret_shown_once: bool,
    /// Whether and which passphrase belongs to a key.
    pub passphrase: Passphrase,
    /// What the page asks for on create, edit and delete: `totp`, `email`, `passkey`.
    pub two_factor: Vec<String>,
    /// Rights can be changed in place.
    pub edit_rights: bool,
    /// The address list can be changed in place.
    pub edit_list: bool,
    /// Most addresses in a list, where known.
    pub list_max: Option<u32>,
    /// A list takes IPv6, where known.
    pub list_ipv6: Option<bool>,
    /// How keys end by themselves, a sentence.
    pub expiry: String,
    /// What happens to keys that nobody uses, a sentence; empty where nothing is known.
    pub inactivity: String,
    /// Asking counts as use and so keeps a forgotten key alive.
    pub asking_counts_as_use: bool,
    /// How long a new key may be unknown.
    pub activation_delay_s: u32,
    /// How long a stream that was opened before may live on.
    pub session_tail_s: u32,
    /// How numbers once used guard a request: `none`, `ms-counter`, `window`.
    pub nonce: String,
    /// What each code means, by question. A code that is not here is unclear.
    pub refusals: Vec<RefusalRow>,
    /// Codes that only a living key gets.
    pub life_words: Vec<String>,
    /// How many *gone* prove a death.
    pub asks: u32,
    /// How far the first and the last of them must be apart.
    pub proof_after_s: u32,
    /// How often a flow by itself asks a key that is refused.
    pub ask_budget: AskBudget,
    /// Asked on the wrong site a live key looks dead.
    pub wrong_site_looks_like_death: bool,
    /// A deleted key is refused by name also from an address that was never allowed (the key is looked up first).
    pub looks_key_up_first: bool,
    /// What cutting a key may do to orders that rest: timers, cancel on disconnect.
    pub dms: String,
    /// Which public keys it takes from its user.
    pub self_generated: SelfGenerated,
    /// What a key needs to delete itself by API; empty where no key can.
    pub api_delete: String,
    /// Where keys are made and changed, step by step.
    pub guide: Guide,
    /// Its own names for what can be ticked.
    pub toggles: Vec<Toggle>,
    /// Scopes that come with another and cannot be parted from it: they are never "too much".
    pub inseparable: Vec<Scope>,
    /// How to freeze the account.
    pub freeze_path: String,
    /// When a person last checked these facts, `2026-02-20`.
    pub checked_on: chrono::NaiveDate,
}

impl VenueFacts {
    /// A site by id.
    pub fn site(&self, id: &SiteId) -> Option<&Site> {
        self.sites.iter().find(|site| site.id == *id)
    }

    /// Its own name for a scope's toggle, where it has one.
    pub fn toggle(&self, scope: Scope) -> Option<&str> {
        self.toggles.iter().find(|toggle| toggle.scopes.contains(&scope)).map(|toggle| toggle.name.as_str())
    }

    /// What is to be ticked for a bot of these needs, by the venue's own names, and, as `false`, that the one for withdrawals
    /// stays off.
    pub fn to_tick(&self, needs: &[Scope]) -> Vec<(bool, &str)> {
        let mut words: Vec<(bool, &str)> = Vec::new();
        let wanted = self.toggles.iter().filter(|toggle| toggle.scopes.iter().any(|scope| needs.contains(scope)));
        for toggle in wanted.filter(|toggle| !toggle.scopes.contains(&Scope::Withdraw)) {
            let more = needs.iter().any(|need| !toggle.scopes.contains(need));
            words.push((true, toggle.with_more.as_deref().filter(|_| more).unwrap_or(&toggle.name)));
        }
        if let Some(name) = self.toggle(Scope::Withdraw).filter(|_| !needs.contains(&Scope::Withdraw)) {
            words.push((false, name));
        }
        words
    }

    /// Whether a scope can be ticked apart from trading.
    pub fn can_part(&self, scope: Scope) -> bool {
        !self.inseparable.contains(&scope)
    }
}

/// One of a venue's separate worlds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Its id: `global`, `testnet`.
    pub id: SiteId,
    /// Where its API answers, best first.
    pub hosts: Vec<String>,
    /// Where its keys are made: an address for the browser.
    pub page: String,
    /// The same as a person reads it: `okx.com · API`.
    pub ui_path: String,
    /// Whether a key can be read there at all (Binance testnet: no).
    pub readable: bool,
    /// A header that each question carries there, `name: value`.
    #[serde(default)]
    pub header: Option<String>,
}

/// Which parts a credential has, with the usual lengths in characters (0: not known).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialParts {
    /// The API key's usual lengths.
    pub key_lengths: Vec<usize>,
    /// The secret's usual lengths.
    pub secret_lengths: Vec<usize>,
    /// There is a passphrase.
    pub passphrase: bool,
    /// A private key may stand for the secret: `ed25519`, `rsa`.
    pub private_keys: Vec<String>,
}

/// What a venue's answer tells of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tells {
    /// What it may do.
    pub scopes: bool,
    /// Whether it is held to addresses.
    pub list: bool,
    /// To which.
    pub addresses: bool,
    /// When it was made.
    pub created: bool,
    /// When it ends.
    pub expires: bool,
    /// Main or sub.
    pub account: bool,
    /// The account's number.
    pub account_id: bool,
    /// Which symbols it is limited to.
    pub symbols: bool,
    /// When it was last used.
    pub last_used: bool,
}

/// Whether and which passphrase belongs to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Passphrase {
    /// None.
    None,
    /// The user's own: keyward can make one.
    User,
    /// The exchange makes it.
    Generated,
}

/// Which public keys a venue takes from its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SelfGenerated {
    /// None.
    None,
    /// Ed25519.
    Ed25519,
    /// RSA.
    Rsa,
}

/// What one code means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusalRow {
    /// The exchange's code, or `http-403`.
    pub code: String,
    /// At which question only; `None` for all.
    #[serde(default)]
    pub at: Option<String>,
    /// Only with this text of the exchange's.
    #[serde(default)]
    pub text: Option<String>,
    /// What the user should do.
    pub class: Class,
    /// What it means for the key's life.
    pub sign: Sign,
    /// Its meaning in a few words, as a sentence goes on: "no such key".
    pub means: String,
}

/// How often a flow by itself asks a key that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskBudget {
    /// At most so often.
    pub max: u32,
    /// So far apart.
    pub spacing_s: u32,
}

/// The exchange's own name for what can be ticked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Toggle {
    /// As its page has it.
    pub name: String,
    /// What it gives.
    pub scopes: Vec<Scope>,
    /// Its name where more than this is wanted: Bybit's reading is Read-Only or Read-Write.
    #[serde(default)]
    pub with_more: Option<String>,
}

/// Where keys are made and changed. Texts may hold `{site_path}`, `{account}`, `{hint}`, `{label}`, `{addresses}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// How a key is made.
    pub create: Vec<GuideStep>,
    /// How its rights are changed: one sentence.
    pub edit_rights: String,
    /// How its address list is changed: one sentence.
    pub edit_list: String,
    /// How it is deleted.
    pub delete: DeletePage,
}

/// One step at the exchange's page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuideStep {
    /// One or two words: `Page`, `Name`, `Permissions`.
    pub label: String,
    /// What to do there.
    pub text: String,
    /// What can be copied for it: `page`, `label`, `passphrase`, `addresses`; `None` where nothing.
    #[serde(default)]
    pub copies: Option<String>,
}

/// How a key is deleted or turned off at the page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeletePage {
    /// What to press, after the key is found.
    pub delete: String,
    /// What to untick to turn it off; empty where that is not possible.
    pub disarm: String,
}

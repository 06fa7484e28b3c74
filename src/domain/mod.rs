//! The words of keyward as types: parsed once at the border, then trusted. This room knows no other.
//!
//! *Facts, not fields*: what is shown of a key is a [`Fact`] with its origin; unknown is a value of its own
//! ([`Tri::Unknown`], [`Told::NotTold`]) and never a default that looks safe.

mod account;
mod address;
mod bot;
mod clock;
mod evidence;
mod fact;
mod finding;
mod journal;
mod key;
mod name;
mod policy;
mod problem;
mod reading;
mod refusal;
mod scope;
mod text;
mod venue;
mod way;

pub use account::{Account, AccountKind};
pub use address::{AddressList, Cidr, ListProof, ListState};
pub use bot::{Bot, BotKind, Custody, Delivery, Host};
pub use clock::{Chance, Clock, Moment, Span, date_of, moment_from_millis, rfc3339};
pub use evidence::{Asked, Evidence, EvidenceKind, ListWord, Power};
pub use fact::{Fact, Origin, Told, Tri};
pub use finding::{Finding, RuleId, Severity};
pub use journal::{JournalEntry, NewEntry, Who};
pub use key::{Grade, Key, KeyId, KeyRef, KeyState, KeyTold, SecretPlace};
pub use name::{BotName, Digest, ExchangeId, Fingerprint, Generation, HostName, KeyHint, NameError, SiteId, SlotId};
pub use policy::{Look, Pace, Policy, Theme};
pub use problem::{Kind, Problem};
pub use reading::Reading;
pub use refusal::{Class, Code, Outcome, Refusal, Sign};
pub use scope::{Scope, ScopeToken, Scopes, Transfer};
pub use text::{clean, middle_cut};
pub use venue::{
    AskBudget, CredentialParts, DeletePage, Guide, GuideStep, Passphrase, RefusalRow, SelfGenerated, Site, Tells,
    Toggle, VenueFacts,
};
pub use way::Way;

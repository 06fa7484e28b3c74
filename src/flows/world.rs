//! What a step may look at. The engine builds it anew for each step, after the rows that the event brought are written.

use crate::domain::{Bot, Evidence, Generation, Host, Key, KeyHint, Moment, Pace, SiteId, Tri, VenueFacts, Way};
use serde::{Deserialize, Serialize};

/// All that a step, or a picture of a flow, may look at.
#[derive(Debug, Clone)]
pub struct World<'a> {
    /// Our time.
    pub now: Moment,
    /// The flow's row; 0 before it has one.
    pub flow: i64,
    /// The bot.
    pub bot: &'a Bot,
    /// Its host, where one was told.
    pub host: Option<&'a Host>,
    /// The exchange's facts.
    pub venue: &'a VenueFacts,
    /// The site of the key that is replaced or killed (of the bot's last one, where there is none).
    pub site: &'a SiteId,
    /// The pace as the policy has it now; a flow keeps the one that it began with.
    pub pace: Pace,
    /// The key that is to die: [`super::Flow::old`]. Before a rotation or revocation begins: the key that it is about.
    pub old: Option<KeyView<'a>>,
    /// The other one: [`super::Flow::second`].
    pub new: Option<KeyView<'a>>,
    /// The key that the bot is given now.
    pub current: Option<Named>,
    /// The generation that the bot's next key here gets.
    pub next_generation: Generation,
    /// Whether the secret store can be used.
    pub store: StoreState,
    /// The open rotation of this bot on this exchange, other than this flow.
    pub rotation: Option<OpenRotation>,
    /// A revocation of this key of the bot on this exchange is open, other than this flow.
    pub revocation: Option<Generation>,
    /// How many days a key of this bot may live: `Policy::max_age_of`. For the sentence at a rotation's end.
    pub max_age_days: u32,
}

impl World<'_> {
    /// How the bot's host is asked through; from here where no host was told.
    pub fn host_way(&self) -> Way {
        self.host.map_or(Way::Direct, |host| host.way.clone())
    }
}

/// An open rotation, seen from another flow of the same bot and exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenRotation {
    /// Its old key: [`super::Flow::old`].
    pub old: Option<Generation>,
    /// Its new key.
    pub new: Option<Generation>,
}

impl OpenRotation {
    /// The key is one of its two.
    pub fn holds(&self, generation: Generation) -> bool {
        self.old == Some(generation) || self.new == Some(generation)
    }
}

/// A key with what is known about its life.
#[derive(Debug, Clone, Copy)]
pub struct KeyView<'a> {
    /// Its row.
    pub key: &'a Key,
    /// All of its evidence, in the order of the rows' numbers.
    pub evidence: &'a [Evidence],
    /// Its secret is in the store, as far as is known without opening it.
    pub secret_here: Tri,
}

/// A key by generation and end: enough for a state and for its sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Which of the bot's keys here.
    pub generation: Generation,
    /// Its end.
    pub hint: KeyHint,
}

impl Named {
    /// The key's name in a state.
    pub const fn of(key: &Key) -> Self {
        Self { generation: key.generation, hint: key.hint }
    }
}

/// Whether the secret store can be used, as far as is known without prompting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreState {
    /// It can.
    Open,
    /// It is locked; unlocking it helps.
    Locked,
    /// There is none.
    Absent,
}

//! A flow as both faces show it, and a person's word to it.

use super::FleetRow;
use crate::domain::{BotName, Evidence, ExchangeId, Generation, Host};
use crate::flows::{FlowKind, Snapshot, Word};
use crate::secret::Handle;

/// A bot's key as the user names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Whose.
    pub bot: BotName,
    /// Where; `None` where the bot has keys on one exchange only.
    pub exchange: Option<ExchangeId>,
    /// Which; `None` for the current one.
    pub generation: Option<Generation>,
}

/// Which flow of which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowTarget {
    /// The key.
    pub target: Target,
    /// Rotation or revocation.
    pub kind: FlowKind,
}

/// A person's word to a flow.
#[derive(Debug)]
pub struct Tell {
    /// Which flow.
    pub to: FlowTarget,
    /// The word; `None`: do what is due and needs no person.
    pub word: Option<Word>,
    /// The bot's name, as it was typed.
    pub typed: Option<String>,
    /// Why: opens a revocation, goes with `accept` and `abort`.
    pub reason: Option<String>,
    /// The credential that goes with `have-key`.
    pub credential: Option<Handle>,
    /// `begin` within `quiet` of Done is meant.
    pub again: bool,
}

/// A flow as both faces show it.
#[derive(Debug, Clone)]
pub struct FlowCard {
    /// Where it stands: all that `--json` prints.
    pub snapshot: Snapshot,
    /// The key it is about.
    pub row: FleetRow,
    /// The guide of this step with everything filled in.
    pub guide: Vec<GuideLine>,
    /// The bot's host: what came by its way came through it.
    pub host: Option<Host>,
    /// Evidence of the key that is to die, newest first, for the proof screens.
    pub evidence: Vec<Evidence>,
    /// The key's page at the exchange.
    pub page: String,
    /// The flow is open.
    pub open: bool,
    /// The inventory's revision when this was read: another number means that somebody wrote since.
    pub revision: i64,
}

/// One step at the exchange's page, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideLine {
    /// One or two words.
    pub label: String,
    /// What to do.
    pub text: String,
    /// What `y` copies; never a secret.
    pub copies: Option<String>,
}

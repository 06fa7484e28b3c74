//! What the screens that do things need beside the fleet: the exchanges' guides, the user's rules, where a secret is laid on
//! its way to the engine, and what waits for the store to be opened.

use super::state::Ticket;
use crate::domain::{ExchangeId, KeyHint, Moment, Policy, Problem, Span, VenueFacts};
use crate::engine::port::{Job, Tell};
use crate::secret::{Handle, Tray};
use std::fmt;
use std::sync::Arc;

/// How long a secret lies on a tray that nobody else gave: tests only.
const OWN_TRAY: Span = Span::minutes(10);

/// Handed in when the sitting begins.
pub struct Bench {
    /// The exchanges that keyward knows, with their guides.
    pub venues: Vec<&'static VenueFacts>,
    /// The user's rules.
    pub policy: Policy,
    /// Where a paste is laid. Only its handle goes on.
    pub tray: Arc<Tray>,
    /// A key that was taken from a made-up exchange's page: it counts as pasted. Practice only.
    pub taken: Option<Taken>,
}

/// A key that was taken from a made-up exchange's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Where it lies.
    pub handle: Handle,
    /// Since when: the tray wipes it after a while.
    pub at: Moment,
    /// Of which exchange.
    pub exchange: ExchangeId,
    /// Its end.
    pub hint: KeyHint,
}

impl Bench {
    /// An exchange's guide.
    pub fn venue(&self, id: &ExchangeId) -> Option<&'static VenueFacts> {
        self.venues.iter().copied().find(|venue| venue.id == *id)
    }

    /// The key that was taken from this exchange's page, if it lies there still.
    pub fn taken_of(&self, exchange: &ExchangeId, now: Moment) -> Option<&Taken> {
        self.taken.as_ref().filter(|taken| taken.exchange == *exchange && now - taken.at < OWN_TRAY)
    }
}

impl Default for Bench {
    fn default() -> Self {
        Self { venues: Vec::new(), policy: Policy::default(), tray: Arc::new(Tray::new(OWN_TRAY)), taken: None }
    }
}

impl fmt::Debug for Bench {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bench({} venues)", self.venues.len())
    }
}

/// A job that waits for the store to be opened.
#[derive(Debug)]
pub struct Waiting {
    /// Its answer comes under this.
    pub ticket: Ticket,
    /// The job.
    pub job: Box<Job>,
    /// Line 1 shows it.
    pub shown: bool,
    /// What its screen hears where the store stays shut.
    pub problem: Problem,
}

/// The same job once more; `None` where something in it is used up by then, a paste above all.
pub fn repeatable(job: &Job) -> Option<Job> {
    match job {
        Job::Ask(keys) => Some(Job::Ask(keys.clone())),
        Job::AddAsk(key) => Some(Job::AddAsk(*key)),
        Job::AddSave(key) => Some(Job::AddSave(*key)),
        Job::AddDrop(key) => Some(Job::AddDrop(*key)),
        Job::Flow(target) => Some(Job::Flow(target.clone())),
        Job::Tell(tell) if tell.credential.is_none() => Some(Job::Tell(Box::new(Tell {
            to: tell.to.clone(),
            word: tell.word.clone(),
            typed: tell.typed.clone(),
            reason: tell.reason.clone(),
            credential: None,
            again: tell.again,
        }))),
        _ => None,
    }
}

//! One key with all that its judging needs, and the judging itself.

use super::catalogue::rule;
use super::facts::{KeyFacts, facts};
use crate::domain::{Bot, BotName, Finding, Host, Key, KeyState, Moment, Policy, Reading, RuleId, Tri, VenueFacts};
use std::cmp::Reverse;

/// What an open flow does with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doing {
    /// It is being added.
    Add,
    /// It is being replaced.
    Rotate,
    /// It is being killed.
    Revoke,
}

/// An open flow, as far as rules and rows need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlowBrief {
    /// What it does.
    pub doing: Doing,
    /// The number of its step, from 1.
    pub at: u8,
    /// Of how many.
    pub of: u8,
    /// When a look or a timer of it is due; `None` where it waits for its user.
    pub next_at: Option<Moment>,
}

impl FlowBrief {
    /// Nothing goes on before its user, or a process, comes by.
    pub fn waits(&self, now: Moment) -> bool {
        self.next_at.is_none_or(|at| at <= now)
    }
}

/// What the inventory knows about one key and around it; borrowed.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// The key.
    pub key: &'a Key,
    /// Its bot.
    pub bot: &'a Bot,
    /// The bot's host, where one is told.
    pub host: Option<&'a Host>,
    /// The reading before the key's last one; drift is the difference.
    pub before: Option<&'a (Moment, Reading)>,
    /// The flow that is open on this key.
    pub flow: Option<FlowBrief>,
    /// Other bots that hold the same key.
    pub same_key: &'a [BotName],
    /// The bots that trade on its account of its site; its own may be among them.
    pub same_account: &'a [BotName],
    /// Somebody tries to kill it: its flow is at the kill or past it.
    pub killing: bool,
    /// Its secret is where it was sealed; unknown where nobody looked, or the store is locked.
    pub secret_there: Tri,
}

/// A key with the user's rules, its venue, the time, and its facts, merged once.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The key and what hangs on it.
    pub judged: Judged<'a>,
    /// The user's rules.
    pub policy: &'a Policy,
    /// Its venue.
    pub venue: &'a VenueFacts,
    /// The time.
    pub now: Moment,
    /// What is so of it, each fact with its origin.
    pub facts: KeyFacts,
}

impl<'a> Case<'a> {
    /// Merges what is known.
    pub fn new(judged: Judged<'a>, policy: &'a Policy, venue: &'a VenueFacts, now: Moment) -> Self {
        let facts = facts(judged.key, judged.bot, policy, now);
        Self { judged, policy, venue, now, facts }
    }

    /// The key.
    pub fn key(&self) -> &'a Key {
        self.judged.key
    }

    /// The last good reading.
    pub fn reading(&self) -> Option<&'a Reading> {
        self.judged.key.reading.as_ref().map(|(_, reading)| reading)
    }

    /// Whether the exchange can tell anything about a key on this site.
    pub fn readable(&self) -> bool {
        self.venue.site(&self.key().site).is_none_or(|site| site.readable)
    }

    /// The bot's key, or soon to be: it is measured by what the bot needs.
    pub(super) fn serves(&self) -> bool {
        matches!(self.key().state, KeyState::Active | KeyState::Candidate) && !self.key().grade.is_death()
    }

    /// The other bots that trade on its account.
    pub fn others_there(&self) -> impl Iterator<Item = &'a BotName> + Clone {
        let own = &self.judged.bot.name;
        self.judged.same_account.iter().filter(move |bot| *bot != own)
    }

    /// It is the bot's now: it has an age to mind.
    pub(super) fn is_the_bots(&self) -> bool {
        self.key().state == KeyState::Active && !self.key().grade.is_death()
    }

    /// Somebody could use it, and nobody put it out of use.
    pub(super) fn may_act(&self) -> bool {
        !matches!(self.key().state, KeyState::Adding | KeyState::Revoked) && !self.key().grade.is_death()
    }

    /// A finding of a rule, with the rule's own severity.
    pub(super) fn finding(&self, id: RuleId) -> Finding {
        Finding { rule: id, severity: rule(id).severity, on: None, names: None }
    }
}

/// Which rules a key breaks, worst first: by severity, by the rule's weight, by day; on one day the exchange's own end goes
/// before the user's rule, since nobody can put it off.
pub fn judge(case: &Case<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RuleId::ALL.iter().filter_map(|id| (rule(*id).judge)(case)).collect();
    findings.sort_by_key(|finding| {
        let day = finding.on.map(|on| on.date_naive());
        (Reverse(finding.severity), rule(finding.rule).weight, day, finding.rule != RuleId::ExpiresSoon, finding.rule)
    });
    findings
}

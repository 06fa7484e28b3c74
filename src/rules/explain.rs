//! A finding in words: the state column, the line on top, the pane, and the message for scripts.

use super::case::{Case, Doing};
use super::catalogue::rule;
use super::dates::{days, days_between};
use super::fix::{fix, how};
use crate::domain::{Finding, KeyState, Moment, Origin, RuleId, Scope, date_of};

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The state column: "can withdraw", "82 days late".
    pub word: String,
    /// Goes on after the bot's name: "can withdraw", "is 82 days late".
    pub about: String,
    /// What Enter shows: "how to turn it off".
    pub enter: &'static str,
    /// What is so: "It may withdraw."
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// How it is mended, after "Fix: ": "on its page turn off Enable Withdrawals. The bot will not notice."
    pub fix: String,
    /// The venue's own path to the change, as its guide tells it; empty where nothing is changed there.
    pub how: String,
    /// Who says so.
    pub by: Origin,
    /// When they said so.
    pub at: Option<Moment>,
}

impl Explained {
    /// `message` in `--json`: what is so, and why it matters.
    pub fn message(&self) -> String {
        format!("{} {}", self.what, self.why)
    }
}

/// Puts a finding of this key into words.
pub fn explain(finding: &Finding, case: &Case<'_>) -> Explained {
    let (by, at) = who_says(finding.rule, case);
    Explained {
        word: word(finding, case),
        about: about(finding, case),
        enter: enter(finding.rule),
        what: what(finding, case),
        why: why(finding.rule, case),
        fix: fix(finding, case),
        how: how(finding.rule, case),
        by,
        at,
    }
}

/// The state column's word, at most 16 characters.
pub(super) fn word(finding: &Finding, case: &Case<'_>) -> String {
    let left = finding.on.map_or(0, |on| days_between(case.now, on));
    let fixed = match finding.rule {
        RuleId::WithdrawEnabled => "can withdraw",
        RuleId::TransferOut => "can send coins",
        RuleId::TransferOwn => "can transfer",
        RuleId::ManagesKeys => "can make keys",
        RuleId::ScopeTooBroad => "too broad",
        RuleId::ScopeMissing => "lacks a right",
        RuleId::NotListed => "open",
        RuleId::ListTooWide => "list too wide",
        RuleId::ListMissesHost => "misses its host",
        RuleId::ListUnproven => "list unproven",
        RuleId::SymbolsOpen => "all symbols",
        RuleId::RotationDue if left == 0 => "due today",
        RuleId::RotationDue => return format!("due in {left} d"),
        RuleId::RotationOverdue => return format!("{} late", days(-left)),
        RuleId::RotationWaiting => "waits for you",
        RuleId::AgeUnknown => "age unknown",
        RuleId::ExpiresSoon if finding.on.is_some_and(|on| on <= case.now) => "expired",
        RuleId::ExpiresSoon if left == 0 => "expires today",
        RuleId::ExpiresSoon => return format!("expires in {left} d"),
        RuleId::Unused => return format!("unused {} d", -left),
        RuleId::SharedKey => "shared key",
        RuleId::SharedAccount => "shared account",
        RuleId::CloudCustody => "cloud has more",
        RuleId::ScopeDrift => "rights changed",
        RuleId::ListDrift => "list changed",
        RuleId::ReadingStale => return format!("not read {} d", -left),
        RuleId::Unreachable => "unreachable",
        RuleId::KeyDead => "its key is gone",
        RuleId::SecretMissing => "secret missing",
        RuleId::StillAlive => "still alive",
        RuleId::NotProven if case.key().state == KeyState::Orphan => "left over",
        RuleId::NotProven => "not proven",
    };
    fixed.to_owned()
}

fn about(finding: &Finding, case: &Case<'_>) -> String {
    let left = finding.on.map_or(0, |on| days_between(case.now, on));
    let names = finding.names.as_deref().unwrap_or_default();
    match finding.rule {
        RuleId::WithdrawEnabled => "can withdraw".into(),
        RuleId::TransferOut => "can send coins to other people's accounts".into(),
        RuleId::TransferOwn => "can transfer inside your accounts".into(),
        RuleId::ManagesKeys => "can make keys".into(),
        RuleId::ScopeTooBroad => format!("may do more than it needs: {names}"),
        RuleId::ScopeMissing => format!("lacks what it needs: {names}"),
        RuleId::NotListed => "is open to any address".into(),
        RuleId::ListTooWide => "has a wide address list".into(),
        RuleId::ListMissesHost => "has a list without its host".into(),
        RuleId::ListUnproven => "has a list that nobody tried".into(),
        RuleId::SymbolsOpen => "may trade every symbol".into(),
        RuleId::RotationDue if left == 0 => "is due today".into(),
        RuleId::RotationDue => format!("is due in {}", days(left)),
        RuleId::RotationOverdue => format!("is {} late", days(-left)),
        RuleId::RotationWaiting => "waits for you in the middle of a flow".into(),
        RuleId::AgeUnknown => "has an age that nobody knows".into(),
        RuleId::ExpiresSoon if finding.on.is_some_and(|on| on <= case.now) => "has expired".into(),
        RuleId::ExpiresSoon if left == 0 => "expires today".into(),
        RuleId::ExpiresSoon => format!("expires in {}", days(left)),
        RuleId::Unused => format!("was not used for {}", days(-left)),
        RuleId::SharedKey => format!("has the same key as {names}"),
        RuleId::SharedAccount => "has no account of its own".into(),
        RuleId::CloudCustody => "gives a cloud platform more than it should".into(),
        RuleId::ScopeDrift => "has rights that changed".into(),
        RuleId::ListDrift => "has an address list that changed".into(),
        RuleId::ReadingStale => format!("was not read for {}", days(-left)),
        RuleId::Unreachable => "could not be asked".into(),
        RuleId::KeyDead => format!("stands without a key: it is {}", case.key().grade.says(false)),
        RuleId::SecretMissing => "has lost its secret here".into(),
        RuleId::StillAlive => format!("has a revoked key that is still alive: {}", case.key().hint),
        RuleId::NotProven => format!("has a key out of use that may live: {}", case.key().hint),
    }
}

const fn enter(id: RuleId) -> &'static str {
    match id {
        RuleId::WithdrawEnabled | RuleId::TransferOut | RuleId::TransferOwn | RuleId::ManagesKeys => {
            "how to turn it off"
        }
        RuleId::ScopeTooBroad => "what to turn off",
        RuleId::ScopeMissing => "what to turn on",
        RuleId::NotListed | RuleId::ListTooWide | RuleId::ListMissesHost => "how to set its list",
        RuleId::RotationDue
        | RuleId::RotationOverdue
        | RuleId::ExpiresSoon
        | RuleId::CloudCustody
        | RuleId::KeyDead => "how to replace it",
        RuleId::StillAlive | RuleId::NotProven | RuleId::Unused => "how to kill it",
        RuleId::AgeUnknown => "tell it",
        RuleId::RotationWaiting => "go on",
        RuleId::ReadingStale | RuleId::Unreachable => "how to ask it",
        RuleId::ScopeDrift | RuleId::ListDrift => "what changed",
        RuleId::SharedKey
        | RuleId::SharedAccount
        | RuleId::SecretMissing
        | RuleId::ListUnproven
        | RuleId::SymbolsOpen => "how to mend it",
    }
}

fn what(finding: &Finding, case: &Case<'_>) -> String {
    let venue = case.venue.name.as_str();
    let names = finding.names.as_deref().unwrap_or_default();
    let date = finding.on.map(date_of).unwrap_or_default();
    let late = finding.on.map_or(0, |on| days_between(on, case.now));
    let facts = &case.facts;
    match finding.rule {
        RuleId::WithdrawEnabled => "It may withdraw.".into(),
        RuleId::TransferOut => "It may send coins to somebody else's account.".into(),
        RuleId::TransferOwn if case.venue.can_part(Scope::Transfer) => {
            "It may move coins inside your own accounts.".into()
        }
        RuleId::TransferOwn => {
            format!("It may move coins inside your own accounts: {venue} cannot part that from trading.")
        }
        RuleId::ManagesKeys => "It may make or change API keys.".into(),
        RuleId::ScopeTooBroad => format!("It may do more than its bot needs: {names}."),
        RuleId::ScopeMissing => format!("It lacks what its bot needs: {names}."),
        RuleId::NotListed if names.is_empty() => "It is open to any address.".into(),
        RuleId::NotListed => format!("It is open to any address: its list holds {names}."),
        RuleId::ListTooWide => format!("Its address list holds whole networks: {names}."),
        RuleId::ListMissesHost => match case.judged.host {
            Some(host) => format!("Its address list does not hold {names}, where {} is seen from.", host.name),
            None => format!("Its address list does not hold {names}."),
        },
        RuleId::ListUnproven => "Nobody has tried its address list from both sides.".into(),
        RuleId::SymbolsOpen => "It may trade every symbol.".into(),
        RuleId::RotationDue => {
            format!("It is to be replaced by {date}: {} is its limit.", days(facts.max_age_days.into()))
        }
        RuleId::RotationOverdue if facts.age_at_least => {
            format!(
                "It is at least {} old; {} is its limit.",
                days(facts.age_days.into()),
                days(facts.max_age_days.into())
            )
        }
        RuleId::RotationOverdue => {
            format!("It should have been replaced by {date}: {} is its limit.", days(facts.max_age_days.into()))
        }
        RuleId::RotationWaiting => "Its flow stands still and waits for you.".into(),
        RuleId::AgeUnknown => {
            format!("Nobody knows when it was made; it is at least {} old.", days(facts.age_days.into()))
        }
        RuleId::ExpiresSoon if finding.on.is_some_and(|on| on <= case.now) => format!("{venue} ended it on {date}."),
        RuleId::ExpiresSoon => format!("{venue} ends it on {date}."),
        RuleId::Unused => format!("Nobody has used it since {date}."),
        RuleId::SharedKey => format!("The same key is used by {names}."),
        RuleId::SharedAccount if names.is_empty() => "It trades on the main account.".into(),
        RuleId::SharedAccount => format!("Its account is used by {names}, too."),
        RuleId::CloudCustody => format!("A cloud platform holds it, and {names}."),
        RuleId::ScopeDrift => format!("Its rights differ: {names}."),
        RuleId::ListDrift => format!("Its address list differs: {names}."),
        RuleId::ReadingStale if case.reading().is_none() => format!("It was never read, in {}.", days(late)),
        RuleId::ReadingStale => format!("It was last read on {date}."),
        RuleId::Unreachable => format!("{venue} could not be asked about it: {}.", trouble(names)),
        RuleId::KeyDead => format!("{venue} no longer knows it: {}.", case.key().grade.says(false)),
        RuleId::SecretMissing => "Its secret is not where it was sealed.".into(),
        RuleId::StillAlive => "It was revoked and shows life.".into(),
        RuleId::NotProven => not_proven(case),
    }
}

fn not_proven(case: &Case<'_>) -> String {
    let state = case.key().state;
    let killing = case.judged.killing || matches!(state, KeyState::Suspected | KeyState::Revoked);
    let grade = case.key().grade.says(killing);
    match state {
        KeyState::Orphan => format!("It was made and no bot took it over: {grade}."),
        _ => format!("It is out of use and its death is not proven: {grade}."),
    }
}

/// What stands in the way, by the word of the last answer's class.
fn trouble(class: &str) -> &str {
    match class {
        "unknown-key" => "it said that it knows no such key, once",
        "site" => "the key seems to belong to another of its sites",
        "signature" => "the signature was wrong",
        "clock" => "the clocks differ too much",
        "right" => "the right to read is missing",
        "rate" => "it was asked too often",
        "frozen" => "the account is frozen or restricted",
        "country" => "it does not answer to this country",
        "down" => "no sensible answer came",
        _ => "its answer can mean more than one thing",
    }
}

/// The reason of the catalogue, and the venue's own rule where it adds one.
fn why(id: RuleId, case: &Case<'_>) -> String {
    let why = match (id, case.judged.flow.map(|flow| flow.doing)) {
        (RuleId::RotationWaiting, Some(Doing::Revoke)) => "While it waits, nobody sees whether the key is dead.",
        _ => rule(id).why,
    };
    let venues_own = match id {
        RuleId::ExpiresSoon => case.venue.expiry.trim(),
        RuleId::Unused => case.venue.inactivity.trim(),
        _ => "",
    };
    if venues_own.is_empty() { why.to_owned() } else { format!("{why} {venues_own}") }
}

fn who_says(id: RuleId, case: &Case<'_>) -> (Origin, Option<Moment>) {
    let facts = &case.facts;
    let key = case.key();
    let read_at = key.reading.as_ref().map(|(at, _)| *at);
    let when = |origin: Origin| match origin {
        Origin::Exchange => (origin, read_at),
        Origin::Told => (origin, key.told.at),
        Origin::Seen | Origin::Unknown => (origin, None),
    };
    let of_scope =
        |scope: Scope| when(if facts.scopes_told.contains(&scope) { Origin::Told } else { facts.scopes_origin });
    match id {
        RuleId::WithdrawEnabled => of_scope(Scope::Withdraw),
        RuleId::TransferOut | RuleId::TransferOwn => of_scope(Scope::Transfer),
        RuleId::ManagesKeys => of_scope(Scope::Manage),
        RuleId::ScopeTooBroad | RuleId::ScopeMissing => when(facts.scopes_origin),
        RuleId::NotListed | RuleId::ListUnproven => when(facts.list_origin),
        RuleId::ListTooWide | RuleId::ListMissesHost => when(facts.addresses_origin),
        RuleId::RotationDue | RuleId::RotationOverdue | RuleId::AgeUnknown => (facts.created.origin, facts.created.at),
        RuleId::ExpiresSoon if facts.expires_origin == Origin::Unknown => {
            (Origin::Exchange, key.answer.map(|(at, _)| at))
        }
        RuleId::ExpiresSoon => when(facts.expires_origin),
        RuleId::SymbolsOpen | RuleId::Unused | RuleId::ScopeDrift | RuleId::ListDrift => (Origin::Exchange, read_at),
        RuleId::SharedAccount => when(facts.account_origin),
        RuleId::CloudCustody => (Origin::Told, key.told.at),
        RuleId::Unreachable | RuleId::KeyDead | RuleId::StillAlive | RuleId::NotProven => {
            (Origin::Seen, key.answer.map(|(at, _)| at))
        }
        RuleId::RotationWaiting | RuleId::ReadingStale | RuleId::SharedKey | RuleId::SecretMissing => {
            (Origin::Seen, Some(case.now))
        }
    }
}

#[cfg(test)]
mod tests;

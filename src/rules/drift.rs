//! What changed between the last two readings, and where the exchange and the user differ.
//!
//! A change towards more power is a warning: somebody may be in the account. A change towards less is worth knowing only: it
//! is what a user does who mends a key.

use super::case::Case;
use crate::domain::{AddressList, Cidr, Finding, ListState, Reading, RuleId, Scope, Scopes, Severity, Transfer, Tri};

/// What changed from one reading to the next, each as a phrase ("withdraw is on, it was off"); towards more power first.
pub fn changes(before: &Reading, now: &Reading) -> Vec<String> {
    let mut found = Changes::default();
    found.rights(&before.scopes, &now.scopes);
    found.lists(&before.list, &now.list, "it was");
    [found.wider, found.narrower].concat()
}

pub(super) fn scope_drift(case: &Case<'_>) -> Option<Finding> {
    let now = &case.reading()?.scopes;
    let mut found = Changes::default();
    if let Some((_, before)) = case.judged.before {
        found.rights(&before.scopes, now);
    }
    if let Some(told) = &case.key().told.scopes {
        found.scopes(told, now, "you said");
    }
    found.finding(case, RuleId::ScopeDrift)
}

pub(super) fn list_drift(case: &Case<'_>) -> Option<Finding> {
    let now = &case.reading()?.list;
    let mut found = Changes::default();
    if let Some((_, before)) = case.judged.before {
        found.lists(&before.list, now, "it was");
    }
    if let Some(told) = &case.key().told.list {
        found.lists(told, now, "you said");
    }
    found.finding(case, RuleId::ListDrift)
}

/// Each change as a phrase: "withdraw is on, it was off".
#[derive(Default)]
struct Changes {
    wider: Vec<String>,
    narrower: Vec<String>,
}

impl Changes {
    /// Between two readings the exchange's own words count, too.
    fn rights(&mut self, before: &Scopes, now: &Scopes) {
        self.scopes(before, now, "it was");
        let only_in = |these: &Scopes, others: &Scopes, says: &str| -> Vec<String> {
            let tokens = these.extra.iter().filter(|token| !others.extra.contains(token));
            tokens.map(|token| format!("{} is {says}", token.as_str())).collect()
        };
        self.wider.extend(only_in(now, before, "new"));
        self.narrower.extend(only_in(before, now, "gone"));
    }

    /// Unknown on either side is no change.
    fn scopes(&mut self, before: &Scopes, now: &Scopes, said: &str) {
        for scope in Scope::ALL.into_iter().filter(|scope| *scope != Scope::Transfer) {
            match (before.may(scope), now.may(scope)) {
                (Tri::No, Tri::Yes) => self.wider.push(format!("{scope} is on, {said} off")),
                (Tri::Yes, Tri::No) => self.narrower.push(format!("{scope} is off, {said} on")),
                _ => {}
            }
        }
        let words = |transfer| match transfer {
            Transfer::No => Some((0, "off")),
            Transfer::Own => Some((1, "on inside your accounts")),
            Transfer::Out => Some((2, "on to others' accounts")),
            Transfer::Unknown => None,
        };
        if let (Some((old, was)), Some((new, is))) = (words(before.transfer), words(now.transfer)) {
            match new.cmp(&old) {
                std::cmp::Ordering::Greater => self.wider.push(format!("transfer is {is}, {said} {was}")),
                std::cmp::Ordering::Less => self.narrower.push(format!("transfer is {is}, {said} {was}")),
                std::cmp::Ordering::Equal => {}
            }
        }
    }

    fn lists(&mut self, before: &AddressList, now: &AddressList, said: &str) {
        let words = |state| match state {
            ListState::Restricted => Some("held to a list"),
            ListState::Bound => Some("bound to a third party"),
            ListState::Open => Some("open to any address"),
            ListState::Unknown => None,
        };
        if before.state != now.state {
            if let (Some(was), Some(is)) = (words(before.state), words(now.state)) {
                let text = format!("it is {is}, {said} {was}");
                // From a list to a third party is a change of hands, so only the way out of the open is narrower.
                if before.state == ListState::Open { self.narrower.push(text) } else { self.wider.push(text) }
            }
            return;
        }
        if let (Some(was), Some(is)) = (&before.addresses, &now.addresses) {
            let new = outside(is, was);
            if !new.is_empty() {
                self.wider.push(format!("{} in its list, {said} without", new.join(", ")));
            }
            let gone = outside(was, is);
            if !gone.is_empty() {
                self.narrower.push(format!("{} not in its list, {said} with it", gone.join(", ")));
            }
        }
    }

    fn finding(self, case: &Case<'_>, id: RuleId) -> Option<Finding> {
        let severity = if self.wider.is_empty() { Severity::Info } else { Severity::Warning };
        let names = [self.wider, self.narrower].concat().join("; ");
        let read_at = case.key().reading.as_ref().map(|(at, _)| *at);
        let found = Finding { severity, on: read_at, names: Some(names.as_str().into()), ..case.finding(id) };
        (case.serves() && !names.is_empty()).then_some(found)
    }
}

/// Those of `these` that no network of `others` holds.
fn outside(these: &[Cidr], others: &[Cidr]) -> Vec<String> {
    these.iter().filter(|cidr| !others.iter().any(|other| other.holds_all(cidr))).map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ScopeToken;
    use crate::rules::samples::{Sample, at, cidrs};

    fn read_twice(change: impl FnOnce(&mut Sample)) -> Sample {
        let mut sample = Sample::new();
        sample.reading(|_| {});
        sample.before = sample.key.reading.clone().map(|(_, reading)| (at("2026-03-15T03:10:00Z"), reading));
        change(&mut sample);
        sample
    }

    #[test]
    fn more_rights_warn_and_fewer_are_worth_knowing() {
        assert_eq!(read_twice(|_| {}).finding(RuleId::ScopeDrift), None);
        let more = read_twice(|s| s.reading(|r| r.scopes.withdraw = Tri::Yes)).finding(RuleId::ScopeDrift).unwrap();
        assert_eq!(more.severity, Severity::Warning);
        assert_eq!(more.names.as_deref(), Some("withdraw is on, it was off"));
        let less = read_twice(|s| s.reading(|r| r.scopes.spot = Tri::No)).finding(RuleId::ScopeDrift).unwrap();
        assert_eq!(less.severity, Severity::Info);
        let token = read_twice(|s| s.reading(|r| r.scopes.extra = vec![ScopeToken::new("BitCard")]));
        assert_eq!(token.severity(RuleId::ScopeDrift), Some(Severity::Warning));
        let unknown = read_twice(|s| s.reading(|r| r.scopes.withdraw = Tri::Unknown));
        assert_eq!(unknown.severity(RuleId::ScopeDrift), None);
        let out = read_twice(|s| s.reading(|r| r.scopes.transfer = Transfer::Out));
        assert_eq!(out.severity(RuleId::ScopeDrift), Some(Severity::Warning));
    }

    #[test]
    fn the_exchange_and_the_user_can_differ() {
        let mut told = Scopes::unknown();
        told.withdraw = Tri::Yes;
        told.spot = Tri::Yes;
        let sample = read_twice(|s| s.key.told.scopes = Some(told));
        let found = sample.finding(RuleId::ScopeDrift).unwrap();
        assert_eq!(found.names.as_deref(), Some("withdraw is off, you said on"));
        assert_eq!(sample.finding(RuleId::ListDrift), None);
        let sample = read_twice(|s| {
            s.list(ListState::Open, None);
            s.before = s.key.reading.clone();
            s.key.told.list = Some(AddressList { state: ListState::Restricted, addresses: None });
        });
        assert_eq!(sample.severity(RuleId::ListDrift), Some(Severity::Warning));
    }

    #[test]
    fn changes_are_told_between_any_two_readings() {
        let mut sample = Sample::new();
        sample.list(ListState::Open, None);
        let (_, before) = sample.key.reading.clone().unwrap();
        sample.list(ListState::Restricted, None);
        sample.reading(|reading| reading.scopes.transfer = Transfer::Own);
        let (_, now) = sample.key.reading.clone().unwrap();
        let told =
            ["transfer is on inside your accounts, it was off", "it is held to a list, it was open to any address"];
        assert_eq!(changes(&before, &now), told);
        assert_eq!(changes(&now, &now), [""; 0]);
    }

    #[test]
    fn lists_that_let_more_in_warn() {
        let with = |state, addresses: Option<&[&str]>| {
            let mut sample = Sample::new();
            sample.list(ListState::Restricted, Some(cidrs(&["203.0.113.7"])));
            sample.before = sample.key.reading.clone();
            sample.list(state, addresses.map(cidrs));
            sample.severity(RuleId::ListDrift)
        };
        assert_eq!(with(ListState::Restricted, Some(&["203.0.113.7"])), None);
        assert_eq!(with(ListState::Restricted, None), None, "not told is no change");
        assert_eq!(with(ListState::Restricted, Some(&["203.0.113.7", "198.51.100.20"])), Some(Severity::Warning));
        assert_eq!(with(ListState::Restricted, Some(&["203.0.113.0/24"])), Some(Severity::Warning));
        assert_eq!(with(ListState::Restricted, Some(&[])), Some(Severity::Info));
        assert_eq!(with(ListState::Open, None), Some(Severity::Warning));
        assert_eq!(with(ListState::Unknown, None), None);
    }
}

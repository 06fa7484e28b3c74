//! The made-up fleet's past: readings of other days, a key that was proven dead, what its user told.

use crate::domain::{
    Class, Code, Evidence, EvidenceKind, Moment, Power, Reading, Scope, Scopes, Sign, SiteId, Span, Tri, Way,
};

/// A good reading of an earlier day: the same as today's but for some scopes. It is told in this way so that it cannot
/// differ from today's where nothing changed: whoever writes the past asks the practice exchange once and calls
/// [`PastReading::of`]. The digest is then to be made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastReading {
    /// When it was asked.
    pub at: Moment,
    /// What was otherwise then.
    pub except: Vec<(Scope, Tri)>,
}

impl PastReading {
    /// The reading of that day, from today's.
    pub fn of(&self, today: &Reading) -> Reading {
        let mut then = today.clone();
        for (scope, value) in &self.except {
            then.scopes.set(*scope, *value);
        }
        then
    }
}

/// A reading on each of the last days down to `from`, newest first, at the hour of now.
pub(super) fn daily(now: Moment, from: Moment, except: &[(Scope, Tri)]) -> Vec<PastReading> {
    let days = (now - from).num_days();
    (1..=days).map(|day| PastReading { at: now - Span::days(day), except: except.to_vec() }).collect()
}

/// A few readings of the last days: nothing ever changed.
pub(super) fn quiet_days(now: Moment, from: Moment) -> Vec<PastReading> {
    let mut past = daily(now, from, &[]);
    past.truncate(3);
    past
}

/// Where and how a dead key had been asked.
pub(super) struct Asked {
    pub site: SiteId,
    pub way: Way,
}

impl Asked {
    /// A good answer.
    pub(super) fn answered(&self, at: Moment, scopes: &Scopes) -> Evidence {
        self.row(at, Class::Ok, Sign::Answers, None, Some(Power::of(scopes)))
    }

    /// The exchange knows no such key.
    pub(super) fn gone(&self, at: Moment, code: &str) -> Evidence {
        self.row(at, Class::UnknownKey, Sign::Gone, Some(Code::new(code)), None)
    }

    /// The user deleted it.
    pub(super) fn deleted(&self, at: Moment) -> Evidence {
        Evidence { kind: EvidenceKind::YouSaidDeleted, ..self.gone(at, "") }
    }

    fn row(&self, at: Moment, class: Class, sign: Sign, code: Option<Code>, power: Option<Power>) -> Evidence {
        Evidence {
            number: 0,
            at,
            exchange_at: Some(at),
            site: self.site.clone(),
            way: self.way.clone(),
            egress: None,
            kind: EvidenceKind::Answer { class, sign, code, control: true, power },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountKind, AddressList, Digest, Told};

    #[test]
    fn a_past_reading_differs_only_where_it_says_so() {
        let now = crate::domain::moment_from_millis(1_773_630_604_000).unwrap();
        let mut scopes = Scopes::none();
        scopes.withdraw = Tri::Yes;
        scopes.spot = Tri::Yes;
        let today = Reading {
            scopes,
            list: AddressList::unknown(),
            created: Told::Is(now),
            expires: Told::None,
            last_used: Told::NotTold,
            account: AccountKind::Unknown,
            account_id: Told::NotTold,
            symbols: Told::NotTold,
            label: Told::NotTold,
            third_party: false,
            remarks: Vec::new(),
            digest: Digest::new([0; 32]),
        };
        let past = daily(now, now - Span::days(41), &[(Scope::Withdraw, Tri::No)]);
        assert_eq!(past.len(), 41);
        let then = past[0].of(&today);
        assert_eq!(then.scopes.withdraw, Tri::No);
        assert_eq!(Reading { scopes: today.scopes.clone(), ..then }, today);
        assert!(quiet_days(now, now - Span::days(2)).len() == 2);
    }
}

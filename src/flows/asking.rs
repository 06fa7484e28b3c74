//! When a key is asked again: by a flow itself, within the venue's budget, and by a person.

use super::proof::{ProofSite, gone_so_far};
use crate::domain::{Evidence, EvidenceKind, Moment, Pace, Sign, Span};

/// When a flow asks again by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// Now.
    Now,
    /// Then.
    At(Moment),
    /// Its budget is used up: only when a person says so.
    WhenTold,
}

impl Due {
    /// Not before this, by the exchange's word.
    #[must_use]
    pub(super) fn hold(self, until: Option<Moment>, now: Moment) -> Self {
        match (self, until.filter(|until| *until > now)) {
            (Self::Now, Some(until)) => Self::At(until),
            (Self::At(at), Some(until)) => Self::At(at.max(until)),
            (due, _) => due,
        }
    }

    pub(super) fn at(self, now: Moment) -> Option<Moment> {
        match self {
            Self::Now => Some(now),
            Self::At(at) => Some(at),
            Self::WhenTold => None,
        }
    }
}

/// When a key whose death is being proven is asked again. `mark` is its newest row when the proving began.
///
/// The asks of a proof are spread: all but the last as soon as their spacing allows, the last when `proof_after` has passed
/// since the first. That last one is left over even where other refusals have used up the budget.
pub(super) fn proving(rows: &[Evidence], on: &ProofSite<'_>, pace: &Pace, mark: i64, now: Moment) -> Due {
    let Some(last) = last_asked(rows) else { return Due::Now };
    let fresh = last.number <= mark;
    if now < last.at || (fresh && is_life(last)) {
        return Due::Now;
    }
    let gone = gone_so_far(rows, on);
    let soon = last.at + pace.budget_spacing;
    let proof_at = gone.first().map(|first| first.at + on.proof_after);
    let late = proof_at.filter(|at| gone.iter().all(|row| row.at < *at));
    let enough_but_one = u32::try_from(gone.len()).unwrap_or(u32::MAX).saturating_add(1) >= on.asks;
    let spent = refused_since(rows, mark) >= pace.budget_max;
    let at = match late {
        Some(late) if spent || enough_but_one => soon.max(late),
        _ if spent => return Due::WhenTold,
        _ => soon,
    };
    if at <= now { Due::Now } else { Due::At(at) }
}

/// When a question that was not answered, or answered "not yet", is asked again.
pub(super) fn again(rows: &[Evidence], pace: &Pace, mark: i64, now: Moment) -> Due {
    let Some(last) = last_asked(rows).filter(|row| row.number > mark) else { return Due::Now };
    if now < last.at || now >= last.at + pace.budget_spacing {
        return if refused_since(rows, mark) >= pace.budget_max { Due::WhenTold } else { Due::Now };
    }
    Due::At(last.at + pace.budget_spacing)
}

/// When a person may ask again; `None`: now. A key that answered may be asked at any time, and a clock that stands before
/// the last row forbids nothing.
pub(super) fn soonest(rows: &[Evidence], spacing: Span, now: Moment) -> Option<Moment> {
    let last = last_asked(rows).filter(|row| row.sign() != Some(Sign::Answers))?;
    let at = last.at + spacing;
    (now >= last.at && now < at).then_some(at)
}

fn last_asked(rows: &[Evidence]) -> Option<&Evidence> {
    rows.iter().filter(|row| row.sign().is_some()).max_by_key(|row| row.number)
}

fn is_life(row: &Evidence) -> bool {
    matches!(row.sign(), Some(Sign::Answers | Sign::Lives))
}

fn refused_since(rows: &[Evidence], mark: i64) -> u32 {
    let refused = |row: &&Evidence| {
        let said = matches!(
            row.kind,
            EvidenceKind::Answer { sign: Sign::Gone | Sign::Unclear | Sign::Asleep | Sign::Lives, .. }
        );
        row.number > mark && said
    };
    u32::try_from(rows.iter().filter(refused).count()).unwrap_or(u32::MAX)
}

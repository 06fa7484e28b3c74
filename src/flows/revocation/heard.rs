//! Facts: what a person says has happened. Recorded in every state, used by the state whose time has come.

use super::{Act, Revocation, State, Which, kill_now, prove};
use crate::domain::{EvidenceKind, KeyHint};
use crate::flows::proof::{Reach, was_seen_gone};
use crate::flows::stated::Stated;
use crate::flows::{Illegal, Word, asking};

pub(super) fn take(r: &mut Revocation, act: &mut Act<'_>, word: &Word) -> Result<(), Illegal> {
    let open = r.state.is_open();
    match word {
        Word::Deleted(end) => return deleted(r, act, *end),
        Word::Gone => gone(r, act),
        Word::Off if open && !r.heard.off && r.state.is_before_prove() => {
            r.heard.off = true;
            act.witness(Which::Old, r.key, EvidenceKind::YouSaidOff);
            act.you(r.hint(), format!("{} is turned off, you say", r.key.hint));
            look(r, act);
        }
        Word::Frozen if open && !r.heard.frozen => {
            r.heard.frozen = true;
            act.you(r.hint(), "the account is frozen, you say");
        }
        Word::Guarded if open && !r.heard.guarded => {
            r.heard.guarded = true;
            act.you(r.hint(), "every position has its stop there, you say");
        }
        Word::Looked if open && !r.heard.looked => {
            r.heard.looked = true;
            act.you(r.hint(), format!("what was done with {} is looked at, you say", r.key.hint));
        }
        // Facts of a rotation, or known already: they change nothing here.
        _ => {}
    }
    Ok(())
}

/// `deleted:` where the answers cannot tell which of two keys is gone, else `deleted`.
pub(super) fn deleted_word(r: &Revocation, act: &Act<'_>) -> &'static str {
    if wants_end(r, act) { "deleted:" } else { "deleted" }
}

/// From here both keys are refused alike: only the end of the one that stays tells which one was deleted.
pub(super) fn wants_end(r: &Revocation, act: &Act<'_>) -> bool {
    let told_apart = r.other(act).is_some_and(|other| other.hint != r.key.hint) && !r.other_lost;
    told_apart && act.reach() == Some(Reach::Word)
}

fn deleted(r: &mut Revocation, act: &mut Act<'_>, end: Option<KeyHint>) -> Result<(), Illegal> {
    if !r.state.is_open() {
        return Ok(());
    }
    let other = r.other(act).filter(|_| !r.other_lost);
    match (end, other) {
        (Some(end), Some(other)) if end == r.key.hint && end != other.hint => {
            wrong_end(r, act);
            return Ok(());
        }
        (Some(end), Some(other)) if end != other.hint => {
            let why = format!("no key of this bot that should stay ends in {}", end.text());
            return Err(Illegal::new(
                "`deleted`",
                why,
                format!("The one that stays should be {}. Look at the page again.", other.hint),
            ));
        }
        // Said once more.
        (Some(end), None) if end == r.key.hint && r.other_lost => return Ok(()),
        (Some(end), None) if end == r.key.hint => {
            let why = format!("{} is the key that is to die, and you say that it still stands there", end.text());
            return Err(Illegal::new("`deleted`", why, "Look at the page again."));
        }
        (None, _) if wants_end(r, act) => {
            r.note = Some("Which key still stands at the page? Tell its end: `deleted:LAST4`.".into());
            return Ok(());
        }
        _ => {}
    }
    if r.deleted.is_none() && !matches!(r.state, State::Look | State::Replace | State::Tail) {
        act.witness(Which::Old, r.key, EvidenceKind::YouSaidDeleted);
        act.you(r.hint(), format!("{} is deleted, you say", r.key.hint));
        state_it(r, act);
    }
    Ok(())
}

/// The key that still stands there is the one to die: the bot's other key was deleted.
fn wrong_end(r: &mut Revocation, act: &mut Act<'_>) {
    if act.is_named_gone(Which::Old) {
        // The exchange itself says otherwise.
        r.note = Some(format!("{} does not know {}: it cannot be the one that stays.", act.venue(), r.key.hint));
        return;
    }
    if let Some(other) = r.other(act) {
        act.witness(Which::New, other, EvidenceKind::YouSaidDeleted);
    }
    prove::other_lost(r, act);
    if r.state.is_before_prove() || matches!(r.state, State::Prove { .. }) {
        kill_now::enter(r, act, true);
    }
}

fn gone(r: &mut Revocation, act: &mut Act<'_>) {
    let known = act.proof_site(Which::Old, true).is_some_and(|on| was_seen_gone(act.rows(Which::Old), &on));
    if !known {
        act.witness(Which::Old, r.key, EvidenceKind::YouSawGone);
        act.you(r.hint(), format!("{} is gone from its page, you saw", r.key.hint));
    }
    if r.deleted.is_none() && (r.state.is_before_prove() || matches!(r.state, State::Prove { .. })) {
        state_it(r, act);
    }
}

fn state_it(r: &mut Revocation, act: &Act<'_>) {
    r.deleted = Some(Stated { since: act.anchor(), mark: act.mark(Which::Old), early: false });
}

/// What was said is looked at, where the budget lets it.
fn look(r: &Revocation, act: &mut Act<'_>) {
    let free = asking::soonest(act.rows(Which::Old), r.pace.budget_spacing, act.now()).is_none();
    let held = r.hold.is_some_and(|hold| hold > act.now());
    if free && !held {
        act.ask(true, false);
    }
}

//! A revocation of one of the two keys is over, or wants the rotation to go on: look at both keys, and go on with what lives.

use super::{Act, Plan, Rotation, State, Which, put_back, wrong_one};
use crate::domain::Generation;
use crate::flows::Edit;
use crate::flows::stated::Stated;

pub(super) fn unparked(r: &mut Rotation, act: &mut Act<'_>, killed: Option<Generation>, first: Option<Generation>) {
    r.parked = false;
    r.note = None;
    if first.is_some() && first == r.old.map(|old| old.generation) {
        r.plan = Plan::BeforeKill;
    }
    if killed.is_some() && killed == r.old.map(|old| old.generation) {
        old_killed(r, act);
    } else if killed.is_some() && killed == r.new.map(|new| new.generation) {
        new_killed(r, act);
    }
}

/// Before the new one is the bot's: it stands without a key, and the candidate, if there is one, is all the nearer. After:
/// what is left of the rotation is the proof.
fn old_killed(r: &mut Rotation, act: &Act<'_>) {
    if r.state.is_after_ready() {
        let stated = Stated { since: act.anchor(), mark: act.mark(Which::Old), early: r.state == State::Alive };
        match r.state {
            State::Alive => r.heard.deleted = Some(stated),
            State::PutBack { .. } => {
                r.heard = super::Heard { deleted: Some(Stated { early: true, ..stated }), ..super::Heard::default() };
                r.state = State::Alive;
            }
            State::Tail { .. } => {}
            _ => {
                r.heard.deleted = Some(stated);
                r.state = State::Prove { mark: act.mark(Which::Old), new_mark: act.mark(Which::New) };
            }
        }
        return;
    }
    r.old = None;
    r.plan = Plan::Replacement;
    r.heard = super::Heard { bare: true, delivered: r.heard.delivered, seen: r.heard.seen, deleted: None };
    if matches!(r.state, State::Baseline { .. }) {
        r.state = State::Make;
    }
}

/// Before it was the bot's, another is made. After, the old one can be put back if it lives; else the bot has none.
fn new_killed(r: &mut Rotation, act: &mut Act<'_>) {
    if !r.state.is_after_ready() {
        r.orphan_new(act, "it was revoked");
        r.state = State::Make;
    } else if r.old.is_some() && !act.is_dead(Which::Old) {
        if !matches!(r.state, State::PutBack { .. }) {
            wrong_one::enter(r, act);
        } else {
            r.state = State::PutBack { then: super::Then::Make };
            put_back::settle(r, act);
        }
    } else {
        if let Some(old) = r.old.take() {
            act.edit(Edit::NoLongerCurrent { generation: old.generation });
            act.state(old, crate::domain::KeyState::Revoked);
        }
        r.orphan_new(act, "it was revoked");
        r.plan = Plan::Replacement;
        r.heard = super::Heard { bare: true, ..super::Heard::default() };
        r.open_lines.clear();
        r.state = State::Make;
    }
}

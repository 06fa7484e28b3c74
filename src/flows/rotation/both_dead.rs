//! The new key is named gone: the wrong one, as long as the old one is not *named* gone too; else both are, and the bot
//! stands without a key. Then it goes at once to Make; nothing rests here.

use super::{Act, Plan, Rotation, State, Then, Which, wrong_one};
use crate::domain::KeyState;
use crate::flows::Edit;
use crate::flows::check::Answered;

/// Looks at both, in every state after Ready. Whether it moved the rotation.
pub(super) fn settle(r: &mut Rotation, act: &mut Act<'_>) -> bool {
    if !r.state.is_after_ready() || !act.is_named_gone(Which::New) {
        return false;
    }
    if r.old.is_none() || act.is_named_gone(Which::Old) {
        enter(r, act);
        return true;
    }
    match r.state {
        State::WrongOne { .. } => false,
        State::PutBack { then } => {
            // It is being put back already; a dead key is nothing to be ready with.
            if then == Then::Ready {
                r.state = State::PutBack { then: Then::Make };
            }
            false
        }
        _ => {
            wrong_one::enter(r, act);
            true
        }
    }
}

fn enter(r: &mut Rotation, act: &mut Act<'_>) {
    if let Some(new) = r.new {
        act.edit(Edit::NoLongerCurrent { generation: new.generation });
    }
    r.orphan_new(act, "it was deleted, too");
    if let Some(old) = r.old.take().filter(|_| r.plan == Plan::Whole) {
        act.edit(Edit::NoLongerCurrent { generation: old.generation });
        act.state(old, KeyState::Revoked);
    }
    act.note(None, format!("both keys are deleted: {} stands without a key", r.bot));
    r.plan = Plan::Replacement;
    r.heard = super::Heard { bare: true, ..super::Heard::default() };
    r.answered = Answered::default();
    r.open_lines.clear();
    r.note = Some(format!("Both are deleted: {} stands without a key.", r.bot));
    r.state = State::Make;
}

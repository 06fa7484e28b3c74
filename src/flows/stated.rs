//! Two things that both flows remember between steps: that a deletion was stated, and that a secret is being wiped.

use super::act::{Act, Which};
use super::proof::Anchor;
use super::{Command, Edit, Named, SlotLook};
use crate::domain::{Evidence, Grade, Outcome, Sign};
use serde::{Deserialize, Serialize};

/// That the user said that the key is deleted, or is gone: from when on an answer must be explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// When.
    pub since: Anchor,
    /// The old key's newest row then.
    pub mark: i64,
    /// It was said before the new key was delivered.
    pub early: bool,
}

impl Stated {
    /// A sign of life that came so long after the statement that the deletion should be known.
    pub(super) fn is_disproved(&self, act: &Act<'_>) -> bool {
        let life = |row: &&Evidence| matches!(row.sign(), Some(Sign::Answers | Sign::Lives));
        let last = act.last_said(Which::Old).filter(life);
        last.is_some_and(|row| row.number > self.mark && self.since.to(row) >= act.pace.lag)
    }
}

/// A secret that is being wiped: wanted, or perhaps done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wiping {
    /// Nothing is under way.
    No,
    /// It was ordered; what became of it is not known before a look.
    Ordered,
    /// A look saw it still there, or the store was locked: order it again when a step comes.
    Again,
}

impl Wiping {
    /// Orders the wiping of the old key's secret, if its grade allows. Whether it is under way.
    pub(super) fn order(&mut self, act: &mut Act<'_>) -> bool {
        let grade = act.verdict(Which::Old).map(|verdict| verdict.grade);
        let Some(view) = act.view(Which::Old).copied() else { return false };
        let (Some(slot), Some(fingerprint)) = (view.key.slot.clone(), view.key.fingerprint) else { return false };
        if act.command.is_some() || view.secret_here.is_no() || !grade.is_some_and(Grade::is_death) {
            return false;
        }
        let generation = view.key.generation;
        act.command = Some(if *self == Self::Ordered {
            Command::LookSlot { slot, fingerprint }
        } else {
            Command::Wipe { generation, slot, fingerprint }
        });
        *self = Self::Ordered;
        true
    }

    /// Takes an outcome. Whether the secret is gone now.
    pub(super) fn took(&mut self, act: &mut Act<'_>, outcome: Outcome) -> bool {
        match outcome {
            Outcome::Confirmed => return self.gone(act),
            Outcome::Refused => *self = Self::No,
            Outcome::Unknown => {
                *self = Self::Ordered;
                if let Some(Command::Wipe { slot, fingerprint, .. }) = self.again(act) {
                    act.command = Some(Command::LookSlot { slot, fingerprint });
                }
            }
        }
        false
    }

    fn again(self, act: &Act<'_>) -> Option<Command> {
        let key = act.view(Which::Old)?.key;
        Some(Command::Wipe { generation: key.generation, slot: key.slot.clone()?, fingerprint: key.fingerprint? })
    }

    /// Takes what a look saw. Whether the secret is gone now.
    pub(super) fn looked(&mut self, act: &mut Act<'_>, look: SlotLook) -> bool {
        match look {
            SlotLook::Absent | SlotLook::Other => return self.gone(act),
            SlotLook::Equal => *self = Self::Again,
            SlotLook::Locked => *self = Self::Ordered,
        }
        false
    }

    fn gone(&mut self, act: &mut Act<'_>) -> bool {
        *self = Self::No;
        if let Some(key) = act.view(Which::Old).map(|view| Named::of(view.key)) {
            act.edit(Edit::SecretGone { generation: key.generation });
            act.note(Some(key.hint), format!("{}: its secret is wiped", key.hint));
        }
        true
    }
}

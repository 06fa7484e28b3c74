//! TakeIn: the pasted key is sealed and read back. Each paste takes a slot of its own, so no retry overwrites a sealed key;
//! what became of a seal is looked at, never remembered.

use super::{Act, Rotation, Said, Sealing, State, View, Which, Word};
use crate::domain::{Generation, KeyState, Outcome};
use crate::flows::{Command, Edit, GuideShown, Illegal, Named, NewKey, Owner, SlotLook, StoreState};

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        // The page for pasting is open already.
        Word::HaveKey => {}
        Word::Ask => return super::ask(r, act),
        Word::Abort => r.abort(act, ""),
        _ => return Ok(false),
    }
    Ok(true)
}

/// A credential was given.
pub(super) fn given(r: &mut Rotation, act: &mut Act<'_>, key: &NewKey) -> Result<(), Illegal> {
    let no = |why: String, hint: &str| Err(Illegal::new("The new key", why, hint));
    if !matches!(r.state, State::Make | State::TakeIn | State::Check | State::Ready { .. }) {
        return no(format!("the rotation stands at {}", r.state.word()), "");
    }
    if r.parked {
        return no(
            "a revocation of one of this bot's keys is open, and this stands still until it is closed".into(),
            "",
        );
    }
    let again = match &key.owner {
        None => None,
        Some(owner) => known(r, owner)?,
    };
    let sealed = matches!(r.state, State::Check | State::Ready { .. });
    // The same again lies where it lay. The same key with another secret (the first was mistyped) is sealed anew.
    let same_slot = act.view(Which::New).is_some_and(|view| view.key.slot.as_ref() == Some(&key.slot));
    if sealed && same_slot && again.is_some() && again == r.new.map(|new| new.generation) {
        return Ok(());
    }
    if r.sealing.is_some() {
        return no(
            "it is not known yet what became of the paste before it".into(),
            "Unlock the store, then paste again.",
        );
    }
    match act.world.store {
        StoreState::Open => {}
        StoreState::Locked => {
            return no("the secret store is locked".into(), "Unlock it, then paste again: leave the page open.");
        }
        StoreState::Absent => {
            return no("there is no secret store to seal it in".into(), "`keyward doctor` says what would help.");
        }
    }
    seal(r, act, key, again);
    Ok(())
}

/// Whether a key that is known here may be taken: only the candidate itself, or this bot's own orphan.
fn known(r: &Rotation, owner: &Owner) -> Result<Option<Generation>, Illegal> {
    let no = |why: String| Err(Illegal::new("The new key", why, "Leave the page open and paste the new one."));
    if owner.bot != r.bot || owner.exchange != r.exchange {
        return no(format!("it is {}'s key there; one key is never two bots'", owner.bot));
    }
    if r.old.is_some_and(|old| old.generation == owner.generation) {
        return no("it is the old key".into());
    }
    let candidate = r.new.is_some_and(|new| new.generation == owner.generation);
    if candidate || owner.state == KeyState::Orphan {
        return Ok(Some(owner.generation));
    }
    no(format!("it was this bot's key before, generation {}", owner.generation.0))
}

fn seal(r: &mut Rotation, act: &mut Act<'_>, key: &NewKey, again: Option<Generation>) {
    let same = again.is_some() && again == r.new.map(|new| new.generation);
    if !same && r.new.is_some() {
        r.orphan_new(act, "another key was taken");
    }
    let generation = again.unwrap_or_else(|| act.next_generation());
    match again {
        None => act.edit(Edit::Candidate {
            generation,
            hint: key.hint,
            fingerprint: key.fingerprint,
            slot: key.slot.clone(),
        }),
        Some(_) => {
            act.edit(Edit::State { generation, state: KeyState::Candidate });
            act.edit(Edit::Slot { generation, slot: key.slot.clone() });
        }
    }
    act.you(Some(key.hint), format!("{} given as the new key", key.hint));
    r.new = Some(Named { generation, hint: key.hint });
    r.sealing = Some(Sealing { generation, slot: key.slot.clone(), fingerprint: key.fingerprint });
    r.note = None;
    r.put_back_at = None;
    r.state = State::TakeIn;
    act.command = Some(Command::Seal { generation, slot: key.slot.clone(), fingerprint: key.fingerprint });
}

/// What became of a seal.
pub(super) fn sealed(r: &mut Rotation, act: &mut Act<'_>, outcome: Outcome) {
    match outcome {
        Outcome::Confirmed => settled(r, act, SlotLook::Equal),
        Outcome::Refused => settled(r, act, SlotLook::Absent),
        Outcome::Unknown => {
            r.note = Some(
                "The store did not answer. It may be sealed or not: keyward looks before it does anything.".into(),
            );
            if let Some(sealing) = &r.sealing {
                act.command = Some(Command::LookSlot { slot: sealing.slot.clone(), fingerprint: sealing.fingerprint });
            }
        }
    }
}

/// What a look at a slot saw: of a seal that was ordered, else of a wiping.
pub(super) fn slot_looked(r: &mut Rotation, act: &mut Act<'_>, look: SlotLook) {
    if r.sealing.is_some() {
        settled(r, act, look);
    } else {
        super::done::looked(r, act, look);
    }
}

fn settled(r: &mut Rotation, act: &mut Act<'_>, look: SlotLook) {
    let Some(sealing) = r.sealing.take() else { return };
    // It may have dropped out meanwhile: its secret is noted all the same.
    let waited = r.state == State::TakeIn && r.new.is_some_and(|new| new.generation == sealing.generation);
    match look {
        SlotLook::Locked => {
            r.note = Some("The secret store is locked. Step and keys are safe: unlock it, and this goes on.".into());
            r.sealing = Some(sealing);
        }
        SlotLook::Equal => {
            act.edit(Edit::SecretHere { generation: sealing.generation });
            if waited {
                act.note(r.new_hint(), format!("{} sealed, read back, equal", r.new_name()));
                r.note = None;
                r.sealed_mark = act.mark(Which::New);
                r.state = State::Check;
            }
        }
        SlotLook::Absent | SlotLook::Other if waited => {
            r.note = Some("It is not sealed. Paste it again: the page is still open.".into());
        }
        SlotLook::Absent | SlotLook::Other => {}
    }
}

/// Looks at a slot whose seal was ordered and not seen, as soon as the store can be opened.
pub(super) fn look_after(r: &Rotation, act: &mut Act<'_>) {
    let Some(sealing) = &r.sealing else { return };
    if act.may_look && act.command.is_none() && act.world.store == StoreState::Open {
        act.command = Some(Command::LookSlot { slot: sealing.slot.clone(), fingerprint: sealing.fingerprint });
    }
}

/// A secret is not in its store any more.
pub(super) fn secret_gone(r: &mut Rotation, act: &mut Act<'_>, generation: Generation) {
    act.edit(Edit::SecretGone { generation });
    if r.new.is_some_and(|new| new.generation == generation) {
        act.note(r.new_hint(), format!("{}: its secret is gone from the store", r.new_name()));
        if matches!(r.state, State::TakeIn | State::Check | State::Ready { .. }) {
            r.note = Some(format!("The secret of {} is gone from the store: make another key.", r.new_name()));
            r.orphan_new(act, "its secret is gone from the store");
            r.state = State::Make;
        }
    } else if r.old.is_some_and(|old| old.generation == generation) {
        act.note(r.old_hint(), format!("{}: its secret is gone from the store; it is graded without it", r.old_name()));
    }
}

pub(super) fn settle(r: &mut Rotation, act: &mut Act<'_>) {
    // The candidate was sealed by a run that did not come to say so.
    let here = act.world.new.as_ref().is_some_and(|view| {
        view.secret_here.is_yes() && r.new.is_some_and(|new| new.generation == view.key.generation)
    });
    if here && r.sealing.is_none() && act.command.is_none() {
        r.sealed_mark = act.mark(Which::New);
        r.state = State::Check;
    }
}

pub(super) fn view(_: &Rotation, act: &Act<'_>) -> View {
    let message = format!("Paste the new key. The page at {} stays open until this says Sealed.", act.venue());
    View::new(message, &["have-key"]).takes(&["lost-key", "ask", "way:", "abort"]).guide(GuideShown::Create)
}

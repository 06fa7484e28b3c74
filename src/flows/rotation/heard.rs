//! Facts: what a person says has happened. Recorded in every state after Planned, used by the state whose time has come.

use super::{Act, Lost, Rotation, State, Which, wrong_one};
use crate::domain::{EvidenceKind, KeyHint};
use crate::flows::proof::{Reach, was_seen_gone};
use crate::flows::stated::Stated;
use crate::flows::{Edit, Illegal, Line, Word, asking};

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, word: &Word) -> Result<(), Illegal> {
    match word {
        Word::Delivered => delivered(r, act),
        Word::Seen => seen(r),
        Word::Deleted(end) => return deleted(r, act, *end),
        Word::Gone => gone(r, act),
        Word::Told(line) => return told(r, act, *line),
        Word::LostKey(hint) => lost(r, act, *hint),
        // Facts of a revocation: they mean nothing here.
        _ => {}
    }
    Ok(())
}

/// `deleted:` where the answers cannot tell which of the two is gone, else `deleted`.
pub(super) fn deleted_word(r: &Rotation, act: &Act<'_>) -> &'static str {
    if wants_end(r, act) { "deleted:" } else { "deleted" }
}

/// From here both keys are refused alike: only the end of the one that stays tells which one was deleted.
pub(super) fn wants_end(r: &Rotation, act: &Act<'_>) -> bool {
    let told_apart = r.new.is_some_and(|new| r.old.is_some_and(|old| old.hint != new.hint));
    told_apart && act.reach() == Some(Reach::Word)
}

/// An early word that the old key was deleted, and then it showed life: it was not.
pub(super) fn doubt(r: &mut Rotation, act: &mut Act<'_>) {
    let Some(stated) = r.heard.deleted.filter(|stated| stated.early) else { return };
    if !r.state.is_after_ready() && stated.is_disproved(act) {
        r.heard.deleted = None;
        r.heard.bare = false;
        r.note =
            Some(format!("{} still lives: it was not deleted. It stays until the new one is in place.", r.old_name()));
    } else if !r.heard.bare && act.is_dead(Which::Old) {
        r.heard.bare = true;
    }
}

fn delivered(r: &mut Rotation, act: &Act<'_>) {
    let before_alive =
        matches!(r.state, State::Baseline { .. } | State::Make | State::TakeIn | State::Check | State::Ready { .. });
    // The word that ended PutBack, said once more.
    let repeated = r.put_back_at.is_some_and(|at| act.now() >= at && act.now() - at < r.pace.spacing);
    let waited = matches!(r.state, State::PutBack { .. } | State::WrongOne { .. });
    r.heard.delivered |= waited || (before_alive && !repeated);
}

fn seen(r: &mut Rotation) {
    let waited = matches!(
        r.state,
        State::Baseline { .. } | State::Make | State::TakeIn | State::Check | State::Ready { .. } | State::Alive
    );
    r.heard.seen |= waited;
}

/// The old key was deleted, the user says; `end` is the key that stays.
fn deleted(r: &mut Rotation, act: &mut Act<'_>, end: Option<KeyHint>) -> Result<(), Illegal> {
    let Some(old) = r.old.filter(|_| r.state.is_open()) else { return Ok(()) };
    if end == Some(old.hint) && r.new.is_none_or(|new| new.hint != old.hint) {
        // The old one stays, so another was deleted: the new one, where there is one.
        wrong_end(r, act);
        return Ok(());
    }
    if let (Some(end), Some(new)) = (end, r.new)
        && end != new.hint
    {
        let why = format!("no key of this rotation ends in {}", end.text());
        let hint = format!("The one that stays should be {}. Look at the page again.", new.hint);
        return Err(Illegal::new("`deleted`", why, hint));
    }
    if end.is_none() && wants_end(r, act) {
        r.note = Some("Which key still stands at the page? Tell its end: `deleted:LAST4`.".into());
        return Ok(());
    }
    if r.heard.deleted.is_none() {
        act.witness(Which::Old, old, EvidenceKind::YouSaidDeleted);
        act.you(Some(old.hint), format!("{} is deleted, you say", old.hint));
        state_it(r, act);
        look(r, act);
    }
    Ok(())
}

/// The key that still stands there is the old one: the new one was deleted.
fn wrong_end(r: &mut Rotation, act: &mut Act<'_>) {
    let Some(new) = r.new else { return };
    if matches!(r.state, State::WrongOne { .. }) {
        return;
    }
    if act.is_named_gone(Which::Old) {
        // The exchange itself says otherwise; whether the new one is gone, too, is looked at.
        r.note = Some(format!("{} does not know {}: it cannot be the one that stays.", act.venue(), r.old_name()));
        look(r, act);
        return;
    }
    act.witness(Which::New, new, EvidenceKind::YouSaidDeleted);
    act.you(Some(new.hint), format!("{} stays at the exchange, you say: {} is deleted", r.old_name(), new.hint));
    if r.state.is_after_ready() {
        wrong_one::enter(r, act);
    } else {
        r.note = Some(format!("You deleted the new one, {}. Make another.", new.hint));
        r.orphan_new(act, "it was deleted before it was delivered");
        r.state = State::Make;
    }
}

fn gone(r: &mut Rotation, act: &mut Act<'_>) {
    let Some(old) = r.old else { return };
    let known = act.proof_site(Which::Old, true).is_some_and(|on| was_seen_gone(act.rows(Which::Old), &on));
    if !known {
        act.witness(Which::Old, old, EvidenceKind::YouSawGone);
        act.you(Some(old.hint), format!("{} is gone from its page, you saw", old.hint));
    }
    if r.state.is_open() && r.heard.deleted.is_none() {
        state_it(r, act);
        look(r, act);
    }
}

fn state_it(r: &mut Rotation, act: &Act<'_>) {
    let early = !r.state.is_after_ready();
    r.heard.deleted = Some(Stated { since: act.anchor(), mark: act.mark(Which::Old), early });
}

/// What was said is looked at, where the budget lets it.
fn look(r: &Rotation, act: &mut Act<'_>) {
    let free = asking::soonest(act.rows(Which::Old), r.pace.budget_spacing, act.now()).is_none();
    let held = r.hold.is_some_and(|hold| hold > act.now());
    if free && !held {
        act.ask(true, r.state.is_after_ready());
    }
}

fn told(r: &mut Rotation, act: &mut Act<'_>, line: Line) -> Result<(), Illegal> {
    if !line.can_be_told() {
        let what = format!("`told:{}`", line.word());
        return Err(Illegal::new(what, "keyward sees this line itself: it can be neither told nor overridden", ""));
    }
    let fails = r.check_lines(act.world).into_iter().find(|checked| checked.line == line && checked.holds.is_no());
    if let Some(fails) = fails {
        r.note = Some(format!("{} says otherwise: {} Its word beats yours.", act.venue(), fails.says));
    }
    if !r.answered.told.contains(&line) {
        r.answered.told.push(line);
        act.you(r.new_hint(), format!("{} holds, you say", line.word()));
    }
    Ok(())
}

/// A key was made and lost: the candidate, where it is meant, else one that nobody here has.
fn lost(r: &mut Rotation, act: &mut Act<'_>, hint: Option<KeyHint>) {
    if !r.state.is_open() {
        return;
    }
    let now = act.now();
    let sealing = matches!(r.state, State::TakeIn | State::Check | State::Ready { .. });
    let candidate = r.new.filter(|new| sealing && hint.is_none_or(|hint| hint == new.hint));
    if let Some(new) = candidate {
        r.lost.push(Lost { generation: new.generation, hint: Some(new.hint), at: now });
        act.you(Some(new.hint), format!("{} is lost, you say", new.hint));
        r.orphan_new(act, "it is lost");
        r.note = Some(format!("{} is listed as an orphan: delete it at the exchange. Make another.", new.hint));
        r.state = State::Make;
        return;
    }
    // A bare word said again at once is the same loss; two lost keys are told apart by their ends, or by time.
    let known = match hint {
        Some(hint) => r.lost.iter().any(|lost| lost.hint == Some(hint)) || r.new.is_some_and(|new| new.hint == hint),
        None => r.lost.last().is_some_and(|lost| now - lost.at < r.pace.spacing),
    };
    if known {
        return;
    }
    let generation = act.next_generation();
    act.edit(Edit::LostOrphan { generation, hint });
    let name = hint.map_or_else(|| "a key".to_owned(), |hint| hint.to_string());
    act.you(hint, format!("{name} was made and lost, you say: an orphan"));
    r.lost.push(Lost { generation, hint, at: now });
    r.note = Some(format!("{name} is listed as an orphan: delete it at the exchange."));
    if r.state == State::TakeIn && r.new.is_none() {
        r.state = State::Make;
    }
}

//! Controlled: nobody uses it, so the bot's positions come first, and a replacement may.

use super::{Act, Edit, Revocation, Said, View, Which, Word, act, kill_now, prove, suspected};
use crate::flows::rotation::Rotation;
use crate::flows::{Flow, GuideShown, Illegal, StoreState};

pub(super) fn take(r: &mut Revocation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Now => {
            act.you(r.hint(), "kill it at once");
            kill_now::enter(r, act, false);
        }
        Word::Accept => {
            let reason = act::reason(said)?;
            r.open_points.push(format!("Its positions were not guarded: {reason}"));
            act.you(r.hint(), format!("kill it without guarding its positions: {reason}"));
            kill_now::enter(r, act, false);
        }
        // Said already: nothing more follows.
        Word::Controlled => {}
        Word::RotateFirst => rotate_first(r, act, &said.word)?,
        Word::Abort => suspected::abort(r, act, said)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// A rotation without quiet, whose old key is this one; the kill follows when the bot is seen on the new one.
fn rotate_first(r: &mut Revocation, act: &mut Act<'_>, word: &Word) -> Result<(), Illegal> {
    if r.rotating {
        return Ok(());
    }
    let no = |why: &str| Err(act::refused(word, why, &["now".to_owned()]));
    if act.world.current.map(|current| current.generation) != Some(r.key.generation) {
        return no("the bot does not live on this key");
    }
    if act.world.bot.retired {
        return no("the bot is retired");
    }
    match act.world.rotation {
        Some(rotation) if rotation.old != Some(r.key.generation) => {
            return no("its rotation already gave the bot this key");
        }
        Some(_) => act.edit(Edit::Unpark { killed: None, first: Some(r.key.generation) }),
        None if act.world.store != StoreState::Open => {
            return no("the secret store is not open, and a new key must be sealed");
        }
        None => act.edit(Edit::Open(Box::new(Flow::Rotation(Rotation::before_kill(act.world))))),
    }
    act.you(r.hint(), format!("{} is replaced first, then killed", r.key.hint));
    r.rotating = true;
    Ok(())
}

pub(super) fn settle(r: &mut Revocation, act: &mut Act<'_>) {
    let replaced = r.other(act).is_some() && act.world.rotation.is_none();
    if r.deleted.is_some() || act.is_dead(Which::Old) {
        prove::enter(r, act);
    } else if r.heard.guarded || (r.rotating && replaced) {
        kill_now::enter(r, act, false);
    } else {
        suspected::listen(r, act);
    }
}

pub(super) fn view(r: &Revocation, act: &Act<'_>) -> View {
    let next = suspected::due(r, act).at(act.now());
    if r.rotating && act.world.rotation.is_some() {
        let message = format!(
            "{} is replaced first: `rotate {}` goes on with that. Then {} is killed.",
            r.key.hint, r.bot, r.key.hint
        );
        return View::new(message, &["now"])
            .takes(&["guarded", "accept", "abort"])
            .next(next)
            .guide(GuideShown::Nothing);
    }
    let message =
        format!("Before the cut: see at {} that every position of {} has its stop there.", act.venue(), r.bot);
    View::new(message, &["guarded", "accept", "now"])
        .takes(&["rotate-first", "abort"])
        .next(next)
        .guide(GuideShown::Nothing)
}

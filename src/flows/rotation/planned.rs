//! Planned: shown, not begun, not stored. `begin` starts it where nothing else is under way.

use super::super::{GuideShown, StoreState};
use super::{Act, Plan, Rotation, Said, State, View, Which, Word, act::span};
use crate::flows::Illegal;

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    if said.word != Word::Begin {
        return Ok(false);
    }
    guard(r, act)?;
    r.started_at = Some(act.now());
    act.you(r.old_hint(), "rotation begun");
    r.state = match r.plan {
        Plan::Whole => State::Baseline { mark: act.mark(Which::Old) },
        Plan::First | Plan::Replacement | Plan::BeforeKill => State::Make,
    };
    Ok(true)
}

fn guard(r: &Rotation, act: &Act<'_>) -> Result<(), Illegal> {
    let no = |why: &str, hint: &str| Err(Illegal::new("`begin`", why, hint));
    if act.world.rotation.is_some() {
        return no("another rotation of this bot is open there", "Go on with that one.");
    }
    if act.world.revocation.is_some() {
        return no("a revocation of one of this bot's keys is open there", "Close it first.");
    }
    if act.world.bot.retired {
        return no(&format!("{} is retired: it gets no key any more", r.bot), "");
    }
    match act.world.store {
        StoreState::Open => Ok(()),
        StoreState::Locked => no("the secret store is locked", "Unlock it and begin again."),
        StoreState::Absent => {
            no("there is no secret store to seal the new key in", "`keyward doctor` says what would help.")
        }
    }
}

pub(super) fn view(r: &Rotation, _: &Act<'_>) -> View {
    let message = match r.plan {
        Plan::Whole => format!(
            "Two keys side by side for about {}. {} restarts once, by you: look at its open positions and their stops first.",
            span(r.pace.quiet),
            r.bot
        ),
        Plan::First | Plan::Replacement | Plan::BeforeKill => {
            format!("{} has no key there. Make one, check it, give it to the bot.", r.bot)
        }
    };
    View::new(message, &["begin"]).guide(GuideShown::Nothing)
}

//! Opening a revocation: the key is suspected from now on, an open rotation that holds it stands still, and the key is asked
//! once, so that its death can be a change.

use super::{Act, Heard, Revocation, State, Which, Wiping, finish};
use crate::domain::{Grade, KeyState};
use crate::flows::{Edit, Illegal, Named, Step, World};

/// Opens the revocation of `World::old`.
pub(in crate::flows) fn open(world: &World<'_>, reason: &str) -> Result<Step, Illegal> {
    let no = |why: String, hint: &str| Err(Illegal::new("The revocation", why, hint));
    let Some(view) = world.old else {
        return no("there is no such key".into(), "`keyward list` shows the bot's keys.");
    };
    let reason = crate::domain::clean(reason, 200);
    if reason.is_empty() {
        return no("it needs a reason".into(), "Give it with `--reason TEXT`.");
    }
    let key = Named::of(view.key);
    if world.revocation == Some(key.generation) {
        return no(format!("one of {} is open already", key.hint), "Go on with that one.");
    }
    if view.key.state == KeyState::Adding {
        return no(format!("{} is being added at this moment", key.hint), "Finish or drop that first.");
    }
    let mut act = Act::new(world, world.pace, None, true);
    let proven = act.verdict(Which::Old).is_some_and(|verdict| verdict.grade == Grade::ProvenDead);
    if proven && view.key.state == KeyState::Revoked {
        return no(format!("{} is proven dead and revoked", key.hint), "");
    }
    let r = Revocation {
        bot: world.bot.name.clone(),
        exchange: world.venue.id.clone(),
        site: view.key.site.clone(),
        key,
        was: view.key.state,
        reason: reason.clone(),
        pace: world.pace,
        started_at: world.now,
        opened_mark: act.mark(Which::Old),
        state: State::Suspected,
        deleted: None,
        heard: Heard::default(),
        other_lost: false,
        rotating: false,
        answer: None,
        tail: None,
        usable_until: None,
        open_points: Vec::new(),
        way: None,
        hold: None,
        wiping: Wiping::No,
        note: None,
    };
    act.state(key, KeyState::Suspected);
    act.you(r.hint(), format!("revocation of {} opened: {reason}", key.hint));
    if r.holds_rotation(&act) {
        act.edit(Edit::Park);
    }
    finish(r, act)
}

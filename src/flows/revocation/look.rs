//! Look: what was done with the key. Nothing reads it yet: one sentence with the page; it holds nothing up.

use super::{Act, Revocation, Said, State, View, Word, closed, orders, replace, tail};
use crate::flows::{GuideShown, Illegal};

pub(super) fn take(r: &mut Revocation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Wipe => closed::wipe(r, act),
        // It holds nothing up: what comes after can be said already.
        Word::Replace | Word::Later | Word::Never => replace::take(r, act, said),
        _ => Ok(false),
    }
}

pub(super) fn settle(r: &mut Revocation, act: &mut Act<'_>) {
    if tail::watch(r, act) {
        return;
    }
    let after = r.answer.is_some() || r.has_another(act);
    let looked = r.tail.is_some_and(|tail| tail.looked);
    if r.answer.is_some() || (r.heard.looked && after) || (looked && after) {
        r.state = State::Tail;
    } else if r.heard.looked {
        r.state = State::Replace;
    }
}

pub(super) fn view(r: &Revocation, act: &Act<'_>) -> View {
    let page = act.world.venue.site(&r.site).map_or_else(String::new, |site| format!(" ({})", site.page));
    let message = format!(
        "{} Then look at what was done with {} since the suspicion: orders, trades, transfers, withdrawals, at {}{page}.",
        orders::says(r, act),
        r.key.hint,
        act.venue()
    );
    let view = View::new(message, &["looked"]).next(tail::due(r, act)).guide(GuideShown::Nothing);
    if r.has_another(act) { view } else { view.takes(&["replace", "later", "never"]) }
}

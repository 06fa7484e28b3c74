//! Orders: what rests at the exchange. Nothing reads orders yet, so it is one sentence with the page, and holds nothing up:
//! the flow goes on to Look at once, which shows both sentences. keyward never places, changes or cancels an order.

use super::{Act, Revocation, State, TailLook, Which};

/// The key is dead enough: the second look is set, and the way to its end is open.
pub(super) fn enter(r: &mut Revocation, act: &mut Act<'_>) {
    r.tail = Some(TailLook {
        since: act.anchor(),
        mark: act.mark(Which::Old),
        look_at: act.now() + r.pace.tail,
        looked: false,
    });
    r.state = State::Look;
}

/// Its sentence.
pub(super) fn says(r: &Revocation, act: &Act<'_>) -> String {
    format!("Stops that rest at {} were left alone: look at {}'s open orders there.", act.venue(), r.bot)
}

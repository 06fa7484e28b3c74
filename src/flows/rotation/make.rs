//! Make: the user makes a key at the exchange. Nothing here can be unknown; a key that was made and lost is an orphan.

use super::{Act, Rotation, Said, State, View, Word};
use crate::flows::{GuideShown, Illegal};

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::HaveKey => r.state = State::TakeIn,
        Word::Ask => return super::ask(r, act),
        Word::Abort => r.abort(act, ""),
        _ => return Ok(false),
    }
    Ok(true)
}

pub(super) fn view(r: &Rotation, act: &Act<'_>) -> View {
    let message = match r.old {
        Some(_) => format!("Make a second key at {}. Nothing changes for the bot yet.", act.venue()),
        None => format!("Make a new key at {}: {} stands without one.", act.venue(), r.bot),
    };
    View::new(message, &["have-key"]).takes(&["lost-key", "ask", "way:", "abort"]).guide(GuideShown::Create)
}

//! Kill: the user deletes the old key at the exchange's page. There is no deletion by API: a person is the executor.

use super::{Act, Rotation, Said, State, View, Which, Word, heard, prove, put_back};
use crate::domain::Sign;
use crate::flows::{GuideShown, Illegal};

pub(super) fn enter(r: &mut Rotation, act: &mut Act<'_>, again: bool) {
    if again {
        act.note(r.old_hint(), format!("{}: {}; back to the deletion", r.old_name(), act.heard(Which::Old)));
    }
    r.heard.deleted = None;
    r.state = State::Kill { again };
}

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Ask => super::ask(r, act),
        Word::PutBack => put_back::wish(r, act, &said.word),
        _ => Ok(false),
    }
}

pub(super) fn settle(r: &mut Rotation, act: &mut Act<'_>) {
    if r.plan.ends_alive() {
        r.state = State::Done { at: act.now() };
    } else if r.heard.deleted.is_some() || act.last_sign(Which::Old) == Some(Sign::Gone) || act.is_dead(Which::Old) {
        prove::enter(r, act);
    }
}

pub(super) fn view(r: &Rotation, act: &Act<'_>) -> View {
    let (old, new) = (r.old_name(), r.new_name());
    let end = |name: &str| name.trim_start_matches('…').to_owned();
    let message = if heard::wants_end(r, act) {
        format!("Delete {old} at {}, then type the end of the key that still stands there.", act.venue())
    } else {
        format!(
            "Delete {old} at {}. Look twice: it ends in {}. The new one ends in {}.",
            act.venue(),
            end(&old),
            end(&new)
        )
    };
    View::new(message, &[heard::deleted_word(r, act), "gone"])
        .takes(&["ask", "put-back", "way:"])
        .guide(GuideShown::Delete)
}

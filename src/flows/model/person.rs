//! An honest person: does at the exchange what the flow leads to, then says it; waits where waiting is due.

use super::house::{House, Life, Stop};
use crate::domain::{Generation, Span};
use crate::flows::{Flow, Snapshot};

/// One thing that moves the flow on: the first word that it waits for and that can be said honestly.
pub(super) fn move_on(house: &mut House, id: i64) -> Result<(), Stop> {
    let shown = house.snapshot(id);
    for word in shown.waits_for.clone() {
        if let Some(done) = try_word(house, id, &shown, &word) {
            return done;
        }
    }
    wait(house, id, &shown)
}

/// Until it has ended, at most so many moves.
#[track_caller]
pub(super) fn to_the_end(house: &mut House, id: i64) -> Result<(), Stop> {
    for _ in 0..80 {
        if !house.flows.iter().any(|row| row.id == id && row.open) {
            return Ok(());
        }
        move_on(house, id)?;
    }
    panic!("it does not end: {:#?}", house.snapshot(id));
}

/// Waits until a look or a timer is due, and lets it be had.
pub(super) fn wait(house: &mut House, id: i64, shown: &Snapshot) -> Result<(), Stop> {
    let later = house.now + Span::seconds(61);
    house.now = shown.next_at.map_or(later, |at| at.max(house.now + Span::seconds(1)));
    house.tick(id)
}

fn try_word(house: &mut House, id: i64, shown: &Snapshot, word: &str) -> Option<Result<(), Stop>> {
    let old = house.flow(id).old();
    match word {
        "have-key" => Some(give(house, id)),
        "end-quiet" | "ask" if shown.next_at.is_some() => Some(wait(house, id, shown)),
        "ask" => {
            house.now += Span::seconds(61);
            Some(house.say(id, word))
        }
        "deleted" => {
            house.set_life(old?, Life::Dead);
            Some(house.say(id, word))
        }
        "deleted:" => {
            house.set_life(old?, Life::Dead);
            let stays = shown.new.unwrap().hint.text();
            Some(house.say(id, &format!("deleted:{stays}")))
        }
        "gone" => (house.life(old?) == Some(Life::Dead)).then(|| house.say(id, word)),
        "controlled" | "off" | "frozen" | "accept" | "end-quiet" => None,
        // A line that fails is not taken.
        line if line.starts_with("override:") => None,
        plain => Some(house.say(id, plain)),
    }
}

/// The same key again where one was made and is not sealed, else a new one.
fn give(house: &mut House, id: i64) -> Result<(), Stop> {
    let new: Option<Generation> = match house.flow(id) {
        Flow::Rotation(flow) => flow.new.map(|key| key.generation),
        Flow::Revocation(_) => None,
    };
    let key = match new {
        Some(generation) => {
            let row = house.key(generation);
            crate::flows::NewKey {
                slot: row.key.slot.clone().unwrap(),
                fingerprint: row.key.fingerprint.unwrap(),
                hint: row.key.hint,
                owner: None,
            }
        }
        None => house.make_at_exchange(),
    };
    house.give(id, &key)
}

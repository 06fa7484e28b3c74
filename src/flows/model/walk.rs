//! Random walks: words mostly drawn from what the flow waits for, keys that die, sleep and wake, a store that locks, an
//! exchange that is down, clocks that step. The invariants hold after every write, and every state is reached often.

use super::house::{Crash, House, Life, Stop};
use super::person::move_on;
use super::venues::Venue;
use crate::domain::{Generation, KeyState, Span};
use crate::flows::{FlowKind, Snapshot, StoreState, revocation, rotation};
use std::collections::BTreeMap;

/// A small generator of its own: the walks are the same on every machine.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % n.max(1)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// Every word that can be typed, arguments left to the walk.
pub(super) const WORDS: [&str; 38] = [
    "begin",
    "have-key",
    "lost-key",
    "lost-key:zz9z",
    "ask",
    "way:direct",
    "told:answers",
    "told:account",
    "told:listed",
    "told:no-withdraw",
    "told:enough",
    "told:not-too-much",
    "told:sealed",
    "override:answers",
    "override:listed",
    "override:another",
    "override:enough",
    "delivered",
    "seen",
    "put-back",
    "end-quiet",
    "deleted",
    "deleted:OLD",
    "deleted:NEW",
    "deleted:zz9z",
    "gone",
    "off",
    "frozen",
    "wipe",
    "now",
    "controlled",
    "guarded",
    "rotate-first",
    "looked",
    "replace",
    "later",
    "accept",
    "abort",
];

/// The word with its argument filled in.
pub(super) fn filled(word: &str, shown: &Snapshot) -> String {
    let end = |key: Option<crate::flows::KeySnapshot>| key.map_or_else(|| "zz9z".to_owned(), |key| key.hint.text());
    match word {
        "way:" => "way:direct".to_owned(),
        "deleted:" | "deleted:NEW" => format!("deleted:{}", end(shown.new)),
        "deleted:OLD" => format!("deleted:{}", end(shown.old)),
        plain => plain.to_owned(),
    }
}

/// One random thing, honest as long as the house's person is: what is said about the exchange was done there.
fn stumble(house: &mut House, id: i64, dice: &mut Dice) {
    let shown = house.snapshot(id);
    match dice.below(22) {
        0 => house.down = !house.down,
        1 => house.store = if house.store == StoreState::Open { StoreState::Locked } else { StoreState::Open },
        2 => house.now += Span::seconds([1, 59, 60, 200, 4_000, 90_000][dice.below(6)]),
        3 => house.now -= Span::seconds([1, 59, 5_000][dice.below(3)]),
        4 if dice.one_in(2) => change_at_exchange(house, dice),
        4..=6 => say(house, id, &shown, dice.below(WORDS.len()), &WORDS),
        7..=9 => {
            let takes: Vec<&str> = shown.takes.iter().map(String::as_str).collect();
            let pick = dice.below(takes.len());
            say(house, id, &shown, pick, &takes);
        }
        10 => {
            let _ = house.tick(id);
        }
        11 => house.unknown = Some(dice.one_in(2)),
        12 if dice.one_in(4) => revoke_something(house, dice),
        13 if matches!(shown.state, "kill" | "quiet" | "prove") => mistake(house, id, &shown),
        14 | 15 if shown.state == "suspected" => {
            let _ = house.say(id, "controlled");
        }
        14 if shown.state == "kill-now" => {
            let _ = house.say(id, "frozen");
        }
        14 if matches!(shown.state, "alive" | "quiet") => {
            let _ = house.say(id, "put-back");
        }
        16 => {
            // The next run ends in the middle, before or after its act.
            let write = house.writes + 1 + dice.below(2);
            house.crash = if dice.one_in(2) { Crash::BeforeAct(write) } else { Crash::AfterAct(write) };
        }
        _ => {
            let _ = move_on(house, id);
        }
    }
}

fn change_at_exchange(house: &mut House, dice: &mut Dice) {
    let known: Vec<Generation> =
        house.keys.iter().filter(|row| row.key.fingerprint.is_some()).map(|row| row.key.generation).collect();
    let key = known[dice.below(known.len())];
    let life = [Life::Dead, Life::Asleep, Life::Off, Life::Lives][dice.below(4)];
    // What is deleted stays deleted.
    if house.life(key) != Some(Life::Dead) {
        house.set_life(key, life);
    }
}

/// The new key is deleted instead of the old one, and said to be.
fn mistake(house: &mut House, id: i64, shown: &Snapshot) {
    if let (Some(new), Some(old)) = (shown.new, shown.old) {
        house.set_life(new.generation, Life::Dead);
        let _ = house.say(id, &format!("deleted:{}", old.hint.text()));
    }
}

fn revoke_something(house: &mut House, dice: &mut Dice) {
    if house.open_flow(FlowKind::Revocation).is_none() {
        let keys: Vec<Generation> = house.keys.iter().map(|row| row.key.generation).collect();
        let _ = house.revoke(keys[dice.below(keys.len())]);
    }
}

fn say(house: &mut House, id: i64, shown: &Snapshot, pick: usize, words: &[&str]) {
    let Some(word) = words.get(pick) else { return };
    let word = filled(word, shown);
    if !house.liar && !is_true(house, id, shown, &word) {
        return;
    }
    if word == "have-key" {
        let key = house.make_at_exchange();
        let _ = house.give(id, &key);
    } else if word != "never" {
        let _ = house.say(id, &word);
    }
}

/// What an honest person may say: of deletions only what is so.
fn is_true(house: &House, id: i64, shown: &Snapshot, word: &str) -> bool {
    let dead = |key: Option<Generation>| key.is_some_and(|key| house.life(key) == Some(Life::Dead));
    let new_end = shown.new.map(|new| format!("deleted:{}", new.hint.text()));
    match word {
        "gone" | "deleted" => dead(house.flow(id).old()),
        _ if word.starts_with("deleted:") && new_end.as_deref() == Some(word) => dead(house.flow(id).old()),
        _ if word.starts_with("deleted:") => dead(shown.new.map(|new| new.generation)),
        "off" => shown.old.is_some_and(|old| matches!(house.life(old.generation), Some(Life::Off | Life::Dead))),
        _ => true,
    }
}

/// A walk; what it reached is counted.
pub(super) fn walk(seed: u64, liar: bool, mut saw: impl FnMut(&House, i64)) {
    let mut dice = Dice::new(seed);
    let venue = Venue::ALL[dice.below(3)];
    let mut house = House { off_list: dice.one_in(3), liar, ..House::new(venue) };
    if dice.one_in(6) {
        house.pace.quiet = Span::zero();
    }
    let first = if dice.one_in(2) { house.rotate() } else { house.revoke(Generation(1)) };
    let Ok(mut id) = first else { return };
    saw(&house, id);
    for _ in 0..45 {
        let open: Vec<i64> =
            house.flows.iter().filter(|row| row.open && !row.text.is_empty()).map(|row| row.id).collect();
        if !open.is_empty() {
            id = open[dice.below(open.len())];
        } else if dice.one_in(3) {
            house.now += Span::hours(2);
            match house.rotate() {
                Ok(next) => id = next,
                Err(Stop::Illegal(_)) => {}
                // Its row may be written: it is found and driven on.
                Err(Stop::Crashed) => {}
            }
            house.flows.retain(|row| !row.text.is_empty());
        }
        stumble(&mut house, id, &mut dice);
        saw(&house, id);
    }
}

#[test]
fn random_walks_reach_every_state_and_break_nothing() {
    let mut reached: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for seed in 1..=900 {
        walk(seed, seed % 4 == 0, |house, id| {
            let flow = house.flow(id);
            *reached.entry((flow.kind().word(), flow.state_word())).or_default() += 1;
        });
    }
    for (state, count) in &reached {
        println!("{state:?}: {count}");
    }
    let rare = |kind, words: &[&'static str]| {
        let few: Vec<_> =
            words.iter().copied().filter(|word| reached.get(&(kind, *word)).is_none_or(|n| *n < 100)).collect();
        assert!(few.is_empty(), "{kind}: reached fewer than 100 times: {few:?}");
    };
    // Planned is shown, never stored.
    rare("rotation", &rotation::State::WORDS[1..]);
    rare("revocation", &revocation::State::WORDS);
}

#[test]
fn a_walk_ends_with_at_most_one_active_key_and_no_secret_lost() {
    for seed in 5_000..5_080 {
        walk(seed, false, |house, _| {
            let active = house.keys.iter().filter(|row| row.key.state == KeyState::Active && row.key.current).count();
            assert!(active <= 1);
            for row in &house.keys {
                let lives = row.key.fingerprint.is_some() && house.life(row.key.generation) != Some(Life::Dead);
                let sealed = row.key.slot.as_ref().is_some_and(|slot| house.slots.contains_key(slot));
                let here = row.key.secret != crate::domain::SecretPlace::None;
                assert!(!(lives && here) || sealed, "the secret of a living key is where it was sealed");
            }
        });
    }
}

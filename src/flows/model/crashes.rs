//! Crashes at every write, unknown outcomes, and events that come twice: generic over both flows.

use super::house::{Crash, House, Life, Stop};
use super::person::{move_on, to_the_end};
use super::venues::Venue;
use crate::domain::Outcome;
use crate::domain::{Generation, Grade, KeyState, SecretPlace};
use crate::flows::{Event, FlowKind, SlotLook};

/// A whole story: which flow, and what must be so at its end.
#[derive(Debug, Clone, Copy)]
enum Story {
    Rotate,
    Revoke,
}

impl Story {
    const ALL: [Self; 2] = [Self::Rotate, Self::Revoke];

    fn begin(self, house: &mut House) -> Result<i64, Stop> {
        match self {
            Self::Rotate => house.rotate(),
            Self::Revoke => house.revoke(Generation(1)),
        }
    }

    #[track_caller]
    fn ended(self, house: &House) {
        let old = house.key(Generation(1));
        assert_eq!(house.life(Generation(1)), Some(Life::Dead));
        assert_eq!(house.grade_of(Generation(1)), Grade::ProvenDead);
        assert_eq!((old.key.state, old.key.secret), (KeyState::Revoked, SecretPlace::None));
        assert!(house.flows.iter().all(|row| row.intent.is_none()));
        match self {
            Self::Rotate => {
                let current = house.current().unwrap();
                assert_eq!(house.life(current), Some(Life::Lives));
                assert_eq!(house.key(current).key.secret, SecretPlace::Keyring);
                let slot = house.key(current).key.slot.clone().unwrap();
                assert_eq!(house.slots.keys().collect::<Vec<_>>(), [&slot], "nothing else lies in the store");
            }
            Self::Revoke => {
                assert_eq!(house.current(), None);
                assert!(house.slots.is_empty());
            }
        }
    }
}

/// Goes to the end, over any number of crashes: each new process only reads what was written.
#[track_caller]
fn over_crashes(house: &mut House, story: Story) {
    for _ in 0..200 {
        let id = match house.flows.first() {
            Some(row) if !row.text.is_empty() => row.id,
            _ => {
                house.flows.clear();
                match story.begin(house) {
                    Ok(_) | Err(Stop::Crashed) => continue,
                    Err(stop) => panic!("{stop:?}"),
                }
            }
        };
        if !house.flows[0].open {
            return;
        }
        match move_on(house, id) {
            Ok(()) | Err(Stop::Crashed) => {}
            // What was pasted is in nobody's hand any more: it is looked at, and pasted again.
            Err(Stop::Illegal(illegal)) => {
                assert!(illegal.to_string().contains("ask") || illegal.what.contains("key"), "{illegal}")
            }
        }
    }
    panic!("it does not end: {:#?}", house.snapshot(1));
}

#[test]
fn crash_at_every_write() {
    for venue in Venue::ALL {
        for story in Story::ALL {
            let mut smooth = House::new(venue);
            let id = story.begin(&mut smooth).unwrap();
            to_the_end(&mut smooth, id).unwrap();
            story.ended(&smooth);
            for write in 1..=smooth.writes {
                for crash in [Crash::BeforeAct(write), Crash::AfterAct(write)] {
                    let mut house = House { crash, ..House::new(venue) };
                    over_crashes(&mut house, story);
                    story.ended(&house);
                }
            }
        }
    }
}

#[test]
fn every_outcome_unknown() {
    for venue in Venue::ALL {
        for story in Story::ALL {
            for done in [true, false] {
                let mut house = House::new(venue);
                let id = story.begin(&mut house).unwrap();
                for _ in 0..80 {
                    if !house.flows[0].open {
                        break;
                    }
                    house.unknown = Some(done);
                    move_on(&mut house, id).unwrap();
                    house.unknown = None;
                    // An outcome that is not known leaves a look behind, never a second try.
                    assert!(house.flows[0].intent.is_none());
                    if !done {
                        move_on(&mut house, id).unwrap();
                    }
                }
                story.ended(&house);
            }
        }
    }
}

/// The same event at once again: nothing of it is written twice.
#[test]
fn every_event_twice() {
    for venue in Venue::ALL {
        for story in Story::ALL {
            let mut house = House::new(venue);
            let id = story.begin(&mut house).unwrap();
            for _ in 0..80 {
                if !house.flows[0].open {
                    break;
                }
                let events = [
                    Event::Tick,
                    Event::Asked { old: true, new: true },
                    Event::Sealed(Outcome::Confirmed),
                    Event::Sealed(Outcome::Refused),
                    Event::Wiped(Outcome::Confirmed),
                    Event::SlotLooked(SlotLook::Equal),
                    Event::SlotLooked(SlotLook::Absent),
                ];
                for event in events {
                    // Late reports of what nobody ordered: once may settle what is due, twice is nothing.
                    house.tell(id, event.clone()).unwrap();
                    let (keys, flows) = (format!("{:?}", house.keys), format!("{:?}", house.flows));
                    house.tell(id, event.clone()).unwrap();
                    assert_eq!(keys, format!("{:?}", house.keys), "{event:?}");
                    assert_eq!(flows, format!("{:?}", house.flows), "{event:?}");
                }
                move_on(&mut house, id).unwrap();
            }
            story.ended(&house);
        }
    }
}

#[test]
fn two_processes_that_give_different_keys_leave_one_candidate() {
    let mut house = House::new(Venue::Okx);
    let id = house.rotate().unwrap();
    let (one, two) = (house.make_at_exchange(), house.make_at_exchange());
    house.give(id, &one).unwrap();
    house.give(id, &two).unwrap();
    let states: Vec<KeyState> = house.keys.iter().map(|row| row.key.state).collect();
    assert_eq!(states, [KeyState::Active, KeyState::Orphan, KeyState::Candidate]);
    assert_eq!(house.slots.len(), 3, "no secret is lost");
    house.give(id, &one).unwrap();
    let states: Vec<KeyState> = house.keys.iter().map(|row| row.key.state).collect();
    assert_eq!(states, [KeyState::Active, KeyState::Candidate, KeyState::Orphan], "an orphan can be taken in");
    assert_eq!(house.open_flow(FlowKind::Rotation), Some(id));
}

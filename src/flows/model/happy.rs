//! Both flows from the first word to the last, at each venue, from here and off the list.

use super::house::{House, Life};
use super::person::{move_on, to_the_end};
use super::venues::Venue;
use crate::domain::{Generation, Grade, KeyState, SecretPlace};
use crate::flows::{FlowKind, Reach};

const OLD: Generation = Generation(1);
const NEW: Generation = Generation(2);

#[test]
fn a_rotation_ends_proven_and_wiped_at_each_venue() {
    for venue in Venue::ALL {
        let mut house = House::new(venue);
        let id = house.rotate().unwrap();
        assert_eq!(house.snapshot(id).state, "make", "the old one was asked at once");
        assert_eq!(house.snapshot(id).reach, Some(Reach::Proven));
        to_the_end(&mut house, id).unwrap();

        let shown = house.snapshot(id);
        assert_eq!((shown.state, shown.grade), ("done", Some(Grade::ProvenDead)), "{venue:?}");
        assert_eq!(house.current(), Some(NEW));
        assert_eq!(house.key(OLD).key.state, KeyState::Revoked);
        assert_eq!(house.key(NEW).key.state, KeyState::Active);
        assert_eq!(house.key(OLD).key.secret, SecretPlace::None, "wiped after the second look");
        assert_eq!(house.slots.len(), 1, "only the new one's secret lies there");
        assert_eq!(house.life(OLD), Some(Life::Dead));
        assert!(shown.message.contains("proven dead") && shown.message.contains("Next rotation"), "{}", shown.message);
    }
}

/// The best-kept key, on an address list that this computer is not on, rotates to the end from here.
#[test]
fn a_rotation_from_off_the_list_ends_with_the_grade_that_was_promised() {
    for venue in Venue::ALL {
        let mut house = House::off_list(venue);
        let id = house.rotate().unwrap();
        let promised = house.snapshot(id).reach;
        to_the_end(&mut house, id).unwrap();
        let shown = house.snapshot(id);
        assert_eq!(shown.state, "done");
        let told = house.last_word.is_some();
        assert!(told);
        match venue {
            // Both look the key up first: refused by address is life, and no such key is death.
            Venue::Bybit | Venue::Okx => {
                assert_eq!((promised, shown.grade), (Some(Reach::Proven), Some(Grade::ProvenDead)));
                assert_eq!(house.key(OLD).key.secret, SecretPlace::None);
            }
            // Here both keys are refused alike: it ends by the user's word, and the secret is kept.
            Venue::Binance => {
                assert_eq!((promised, shown.grade), (Some(Reach::Word), Some(Grade::DeadByWord)));
                assert_eq!(house.key(OLD).key.secret, SecretPlace::Keyring);
                assert!(shown.takes.contains(&"wipe".to_owned()));
                house.say(id, "wipe").unwrap();
                assert_eq!(house.key(OLD).key.secret, SecretPlace::None);
            }
        }
    }
}

#[test]
fn a_revocation_ends_at_each_venue_and_its_replacement_takes_over() {
    for venue in Venue::ALL {
        for off_list in [false, true] {
            let mut house = House { off_list, ..House::new(venue) };
            let id = house.revoke(OLD).unwrap();
            assert_eq!(house.snapshot(id).state, "suspected");
            assert_eq!(house.key(OLD).key.state, KeyState::Suspected);
            while house.snapshot(id).state != "replace" {
                move_on(&mut house, id).unwrap();
            }
            house.say(id, "replace").unwrap();
            let rotation = house.open_flow(FlowKind::Rotation).unwrap();
            let shown = house.snapshot(rotation);
            assert_eq!((shown.step, shown.at, shown.of), ("make", 1, 5));
            assert!(shown.banner.is_some_and(|banner| banner.red), "the bot stands without a key");
            to_the_end(&mut house, rotation).unwrap();
            to_the_end(&mut house, id).unwrap();

            let shown = house.snapshot(id);
            let by_word = venue == Venue::Binance && off_list;
            let grade = if by_word { Grade::DeadByWord } else { Grade::ProvenDead };
            assert_eq!((shown.state, shown.grade), ("closed", Some(grade)), "{venue:?} {off_list}");
            assert_eq!(house.current(), Some(NEW));
            assert_eq!(house.key(OLD).key.state, KeyState::Revoked);
            assert_eq!(house.key(OLD).key.secret == SecretPlace::None, !by_word);
            assert!(shown.usable.is_some_and(|usable| usable.until.is_some()));
        }
    }
}

#[test]
fn a_bot_without_a_key_gets_one() {
    let mut house = House::new(Venue::Okx);
    house.keys[0].key.current = false;
    let id = house.rotate().unwrap();
    let shown = house.snapshot(id);
    assert_eq!((shown.state, shown.old, shown.of), ("make", None, 6));
    to_the_end(&mut house, id).unwrap();
    assert_eq!(house.snapshot(id).state, "done");
    assert_eq!(house.current(), Some(NEW));
}

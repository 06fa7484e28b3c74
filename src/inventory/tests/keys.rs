//! What is true of a bot's keys in every state, which of them a list shows, and which one a person means.

use super::sample::{at, bot, bot_name, exchange, fingerprint, flow, home, key, place};
use crate::domain::{Generation, Grade, KeyHint, KeyId, KeyRef, KeyState, Kind, Problem, SecretPlace, SlotId};
use crate::inventory::{KeyFilter, NewKey, Which, Writing};

fn list(w: &Writing<'_>, which: Which) -> Result<Vec<(String, u32)>, Problem> {
    let mut rows = Vec::new();
    w.each_key(&KeyFilter { which, ..KeyFilter::default() }, |row| {
        rows.push((format!("{}@{}", row.key.bot, row.key.exchange), row.key.generation.0));
    })?;
    assert_eq!(u64::try_from(rows.len()).ok(), w.count_keys(which).ok());
    Ok(rows)
}

fn revoked(w: &Writing<'_>, new: &NewKey, grade: Grade) -> Result<KeyId, Problem> {
    let id = w.add_key(&NewKey { state: KeyState::Revoked, ..new.clone() })?;
    w.set_grade(id, grade)?;
    Ok(id)
}

#[test]
fn a_bot_has_one_current_key_and_one_candidate_there() {
    let (_folder, inventory) = home();
    let told = inventory.write(|w| {
        w.add_bot(&bot("b"))?;
        let first = w.add_key(&NewKey { current: true, ..key("b", "okx", 1) })?;
        let candidate = NewKey { state: KeyState::Candidate, ..key("b", "okx", 2) };
        let second = w.add_key(&candidate)?;
        let told = w.add_key(&NewKey { generation: Generation(3), ..candidate.clone() }).unwrap_err();
        assert_eq!(w.add_key(&NewKey { current: true, ..key("b", "okx", 3) }).unwrap_err().kind, Kind::Stale);
        // On another exchange it is another matter.
        w.add_key(&NewKey { exchange: exchange("bybit"), current: true, ..candidate })?;
        w.make_current(second)?;
        assert_eq!(w.current_key(&bot_name("b"), &exchange("okx"))?.map(|key| key.id), Some(second));
        assert_eq!(w.key(first)?.map(|key| key.current), Some(false));
        assert_eq!(w.set_key_state(first, KeyState::Candidate).unwrap_err().kind, Kind::Stale);
        w.set_key_state(second, KeyState::Candidate)?;
        Ok(told)
    });
    let told = told.unwrap();
    assert_eq!(told.kind, Kind::Stale);
    assert_eq!(told.why, "b has a new key on okx already: …9fQ2");
}

#[test]
fn a_credential_is_never_two_keys() {
    let (_folder, inventory) = home();
    let told = inventory.write(|w| {
        w.add_bot(&bot("a"))?;
        w.add_bot(&bot("b"))?;
        let same = NewKey { fingerprint: Some(fingerprint(1)), ..key("a", "okx", 1) };
        let first = w.add_key(&same)?;
        let other = w.add_key(&key("b", "okx", 1))?;
        let hint = KeyHint::new("9fQ2").unwrap();
        assert!(w.set_credential(other, hint, &fingerprint(1)).is_err());
        w.set_credential(first, hint, &fingerprint(1))?;
        w.set_credential(other, hint, &fingerprint(2))?;
        assert_eq!(w.key_by_fingerprint(&fingerprint(2))?.map(|key| key.id), Some(other));
        Ok(w.add_key(&NewKey { bot: bot_name("b"), generation: Generation(2), ..same }).unwrap_err())
    });
    assert_eq!(told.unwrap().why, "…9fQ2 is kept already, as generation 1 of a@okx");
}

#[test]
fn a_wiped_key_has_no_slot() {
    let (_folder, inventory) = home();
    let slot = SlotId::new("s1").unwrap();
    let key = inventory.write(|w| {
        w.add_bot(&bot("b"))?;
        let id = w.add_key(&key("b", "okx", 1))?;
        w.set_secret(id, SecretPlace::Sealed, Some(&slot))?;
        assert_eq!(w.key_by_slot(&slot)?.map(|key| (key.id, key.secret)), Some((id, SecretPlace::Sealed)));
        w.set_wiped(id, at(1))?;
        w.key(id)
    });
    let key = key.unwrap().unwrap();
    assert_eq!((key.secret, key.slot), (SecretPlace::None, None));
}

#[test]
fn a_list_leaves_out_what_is_over() {
    let (_folder, inventory) = home();
    inventory
        .write(|w| {
            w.add_bot(&bot("a"))?;
            w.add_bot(&bot("b"))?;
            w.add_bot(&bot("c"))?;
            revoked(w, &key("a", "okx", 1), Grade::ProvenDead)?;
            revoked(w, &key("a", "okx", 2), Grade::LikelyDead)?;
            let wiped = revoked(w, &key("a", "okx", 3), Grade::DeadByWord)?;
            w.set_wiped(wiped, at(1))?;
            w.add_key(&NewKey { current: true, ..key("a", "okx", 4) })?;
            // A suspected one that is proven dead is still being worked on.
            let suspected = w.add_key(&NewKey { state: KeyState::Suspected, ..key("a", "okx", 5) })?;
            w.set_grade(suspected, Grade::ProvenDead)?;
            // This one has no other.
            revoked(w, &key("b", "okx", 1), Grade::ProvenDead)?;
            let short = [("a@okx", 4), ("a@okx", 5), ("a@okx", 2), ("b@okx", 1)];
            assert_eq!(list(w, Which::Listed)?, short.map(|(name, generation)| (name.to_owned(), generation)));
            assert_eq!(list(w, Which::All)?.len(), 6);
            let mut bare = Vec::new();
            w.each_bot_without_key(|row| bare.push(row.bot.name))?;
            assert_eq!(bare, [bot_name("c")]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_filter_takes_what_it_names() {
    let (_folder, inventory) = home();
    inventory
        .write(|w| {
            for name in ["a", "b"] {
                w.add_bot(&bot(name))?;
                for there in ["okx", "bybit"] {
                    w.add_key(&key(name, there, 1))?;
                    w.add_key(&key(name, there, 2))?;
                }
            }
            let count = |filter: KeyFilter| {
                let mut count = 0;
                w.each_key(&filter, |_| count += 1).map(|()| count)
            };
            let bot = Some(bot_name("a"));
            let on = Some(exchange("okx"));
            let generation = Some(Generation(2));
            assert_eq!(count(KeyFilter { bot: bot.clone(), ..KeyFilter::default() })?, 4);
            assert_eq!(count(KeyFilter { exchange: on.clone(), ..KeyFilter::default() })?, 4);
            assert_eq!(count(KeyFilter { generation, ..KeyFilter::default() })?, 4);
            assert_eq!(count(KeyFilter { bot, exchange: on, generation, which: Which::All })?, 1);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_person_names_a_key() {
    let (_folder, inventory) = home();
    inventory
        .write(|w| {
            for name in ["one", "two", "bare", "moved"] {
                w.add_bot(&bot(name))?;
            }
            w.add_key(&NewKey { current: true, ..key("one", "okx", 1) })?;
            w.add_key(&NewKey { state: KeyState::Candidate, ..key("one", "okx", 2) })?;
            w.add_key(&key("two", "okx", 1))?;
            w.add_key(&key("two", "bybit", 1))?;
            // A dead key elsewhere makes nothing unclear.
            revoked(w, &key("moved", "okx", 1), Grade::ProvenDead)?;
            w.add_key(&key("moved", "binance", 1))?;
            w.add_key(&NewKey { state: KeyState::Orphan, ..key("moved", "binance", 2) })?;
            let meant = |text: &str, generation| {
                let meant = KeyRef { generation, ..KeyRef::parse(text).unwrap() };
                w.resolve(&meant).map(|row| format!("{}@{} {}", row.key.bot, row.key.exchange, row.key.generation))
            };
            let no = |text: &str, generation| meant(text, generation).unwrap_err().sentence();
            assert_eq!(meant("one", None)?, "one@okx 1");
            assert_eq!(meant("one", Some(Generation(2)))?, "one@okx 2");
            assert_eq!(meant("two@bybit", None)?, "two@bybit 1");
            assert_eq!(meant("moved", None)?, "moved@binance 1");
            assert_eq!(meant("moved@okx", None)?, "moved@okx 1");
            assert_eq!(no("nobody", None), "No bot is called nobody. keyward list shows all of them.");
            assert_eq!(
                no("two", None),
                "two does not say which key is meant: it has keys on bybit and okx. Say two@bybit or two@okx."
            );
            assert_eq!(no("one", Some(Generation(7))), "one has no generation 7 on okx. It has 1, 2.");
            assert_eq!(no("one@bybit", None), "one has no key on bybit. It has one@okx.");
            assert_eq!(no("bare", None), "bare has no key. keyward add bare --exchange EXCHANGE gives it one.");
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_row_shows_the_flow_that_moves() {
    let (_folder, inventory) = home();
    inventory
        .write(|w| {
            w.add_bot(&bot("b"))?;
            let old = w.add_key(&NewKey { current: true, ..key("b", "okx", 1) })?;
            let new = w.add_key(&NewKey { state: KeyState::Candidate, ..key("b", "okx", 2) })?;
            let orphan = w.add_key(&NewKey { state: KeyState::Orphan, ..key("b", "okx", 3) })?;
            let rotation = w.open_flow(&flow("rotation", "b", "okx", place("check", Some(old), Some(new))))?;
            let shown = |id: KeyId| w.key_row(id).map(|row| row.unwrap().flow.map(|flow| flow.id));
            assert_eq!((shown(old)?, shown(new)?, shown(orphan)?), (Some(rotation), Some(rotation), None));
            let killing = w.open_flow(&flow("revocation", "b", "okx", place("stop", Some(old), None)))?;
            w.park_flow(rotation, 1, killing)?;
            assert_eq!((shown(old)?, shown(new)?), (Some(killing), Some(rotation)));
            w.end_flow(killing, 1, &place("done", Some(old), None), at(9))?;
            let row = w.flow(rotation)?.unwrap();
            assert_eq!((shown(old)?, row.parked_by, row.revision), (Some(rotation), None, 3));
            // From Make with no old: it stands on the bot's keys there.
            w.advance_flow(rotation, 3, &place("make", None, None))?;
            assert_eq!(shown(orphan)?, Some(rotation));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_row_shows_what_changed_last() {
    let (_folder, inventory) = home();
    inventory
        .write(|w| {
            w.add_bot(&bot("b"))?;
            let id = w.add_key(&key("b", "okx", 1))?;
            let first = super::sample::reading();
            let used = crate::domain::Reading {
                last_used: crate::domain::Told::Is(at(2)),
                digest: crate::domain::Digest::new([8; 32]),
                ..first.clone()
            };
            let third_party = crate::domain::Reading { third_party: true, ..used.clone() };
            let before = || w.key_row(id).map(|row| row.unwrap().before);
            let read = |millis, reading: &crate::domain::Reading| {
                w.add_asked(id, &super::sample::asked(millis, Ok(reading.clone())))
            };
            read(1, &first)?;
            assert_eq!(before()?, None);
            read(2, &used)?;
            assert_eq!(before()?, None);
            read(3, &third_party)?;
            assert_eq!(before()?, Some((at(2), used)));
            w.add_asked(id, &super::sample::asked(4, Err(super::sample::refusal())))?;
            assert!(before()?.is_some());
            read(5, &third_party)?;
            assert_eq!(before()?, None);
            Ok(())
        })
        .unwrap();
}

#[test]
fn removing_keeps_the_journal() {
    let (_folder, inventory) = home();
    let flow_id = inventory.write(super::sample::fill).unwrap();
    let name = bot_name("grid-eth");
    let told = inventory.write(|w| w.remove_bot(&name)).unwrap_err();
    assert_eq!(
        told.sentence(),
        "grid-eth cannot be removed: its rotation is open. Take it to its end, or abort it, first."
    );
    inventory
        .write(|w| {
            let key = w.current_key(&name, &exchange("binance"))?.unwrap();
            assert!(w.remove_key(key.id).is_err());
            w.end_flow(flow_id, 1, &place("aborted", Some(key.id), None), at(9))?;
            w.remove_key(key.id)?;
            assert_eq!(w.flow(flow_id)?.unwrap().place.old, None);
            assert_eq!(w.evidence(key.id)?, []);
            w.remove_bot(&name)?;
            assert_eq!(w.flow(flow_id)?, None);
            assert_eq!(w.holder(&name)?, None);
            assert_eq!(w.count_journal(&crate::inventory::JournalFilter::default())?, 2);
            // A key's row is never given again: the next one is another.
            w.add_bot(&bot("grid-eth"))?;
            assert_ne!(w.add_key(&super::sample::key("grid-eth", "binance", 1))?, key.id);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_removed_key_is_told() {
    let (_folder, inventory) = home();
    let told = inventory.write(|w| w.set_grade(KeyId(7), Grade::Alive)).unwrap_err();
    assert_eq!((told.kind, told.why.as_str()), (Kind::Stale, "it was removed meanwhile"));
    let told = inventory.write(|w| w.add_asked(KeyId(7), &super::sample::asked(1, Err(super::sample::refusal()))));
    assert_eq!(told.unwrap_err().kind, Kind::Stale);
}

#[test]
fn only_what_is_being_added_is_dropped() {
    let (_folder, inventory) = home();
    inventory
        .write(|w| {
            w.add_bot(&bot("b"))?;
            let saved = w.add_key(&key("b", "okx", 1))?;
            let adding = w.add_key(&NewKey { state: KeyState::Adding, ..key("b", "okx", 2) })?;
            assert!(w.drop_adding(saved).is_err());
            w.drop_adding(adding)?;
            assert_eq!(w.key(adding)?, None);
            assert_eq!(w.next_generation(&bot_name("b"), &exchange("okx"))?, Generation(2));
            Ok(())
        })
        .unwrap();
}

/// Ten thousand keys, one at a time; that nothing gathers them is `keys/visit.rs`'s test.
#[test]
fn the_fleet_is_visited_row_by_row() {
    let (_folder, inventory) = home();
    inventory
        .write(|w| {
            for number in 0..10_000_u32 {
                let name = format!("bot-{number:05}");
                w.add_bot(&bot(&name))?;
                let id = w.add_key(&NewKey { current: true, ..key(&name, "binance", 1) })?;
                w.add_asked(id, &super::sample::asked(1, Ok(super::sample::reading())))?;
            }
            Ok(())
        })
        .unwrap();
    let (mut count, mut last) = (0, String::new());
    inventory
        .read(|see| {
            see.each_key(&KeyFilter::default(), |row| {
                assert!(row.key.bot.as_str() > last.as_str());
                last = row.key.bot.as_str().to_owned();
                count += 1;
                // A visitor may ask again, here or in another view.
                if count == 1 {
                    assert!(see.key(row.key.id).unwrap().is_some());
                    assert!(inventory.read(|other| other.key(row.key.id)).unwrap().is_some());
                }
            })
        })
        .unwrap();
    assert_eq!(count, 10_000);
}

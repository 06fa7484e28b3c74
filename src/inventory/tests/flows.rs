//! A flow's row: late writes, parking, intents and outcomes, one transaction for all of a step.

use super::sample::{at, bot, bot_name, entry, exchange, fill, flow, home, key, place};
use crate::domain::{Grade, KeyState, Kind, Outcome, Problem, SlotId};
use crate::inventory::{Holder, NewIntent, Setting};

fn intent(what: &str) -> NewIntent {
    NewIntent { what: what.into(), key: None, slot: Some(SlotId::new("s1").unwrap()), fingerprint: None, at: at(1) }
}

#[test]
fn a_late_write_is_stale() {
    let (_folder, inventory) = home();
    inventory
        .write(|w| {
            w.add_bot(&bot("b"))?;
            let id = w.open_flow(&flow("rotation", "b", "okx", place("plan", None, None)))?;
            assert_eq!(w.advance_flow(id, 1, &place("make", None, None))?, 2);
            let late = w.advance_flow(id, 1, &place("kill", None, None)).unwrap_err();
            assert_eq!(late.kind, Kind::Stale);
            assert_eq!(w.end_flow(id, 1, &place("done", None, None), at(2)).unwrap_err().kind, Kind::Stale);
            assert_eq!(w.park_flow(id, 1, id).unwrap_err().kind, Kind::Stale);
            assert_eq!(w.flow(id)?.unwrap().place.step.as_ref(), "make");
            assert_eq!(w.end_flow(id, 2, &place("done", None, None), at(2))?, 3);
            // What has ended does not move any more, whatever was seen.
            assert_eq!(w.advance_flow(id, 3, &place("kill", None, None)).unwrap_err().kind, Kind::Stale);
            let row = w.flow(id)?.unwrap();
            assert_eq!((row.open, row.ended_at), (false, Some(at(2))));
            Ok(())
        })
        .unwrap();
}

#[test]
fn one_flow_of_a_kind_is_open_for_a_key() {
    let (_folder, inventory) = home();
    inventory
        .write(|w| {
            w.add_bot(&bot("b"))?;
            let old = w.add_key(&key("b", "okx", 1))?;
            let orphan = w.add_key(&crate::inventory::NewKey { state: KeyState::Orphan, ..key("b", "okx", 2) })?;
            let first = w.open_flow(&flow("revocation", "b", "okx", place("stop", Some(old), None)))?;
            let again = w.open_flow(&flow("revocation", "b", "okx", place("stop", Some(old), None))).unwrap_err();
            assert_eq!(
                again.sentence(),
                "A revocation of b on okx could not be opened: one is open already. Go on with that one."
            );
            let other = w.open_flow(&flow("revocation", "b", "okx", place("stop", Some(orphan), None)))?;
            assert_eq!(w.open_flow_with(old, "revocation")?.map(|row| row.id), Some(first));
            assert_eq!(w.open_flow_of(&bot_name("b"), &exchange("okx"), "revocation")?.map(|row| row.id), Some(other));
            assert_eq!(w.open_flow_of(&bot_name("b"), &exchange("okx"), "rotation")?, None);
            w.end_flow(first, 1, &place("done", Some(old), None), at(3))?;
            assert_eq!(w.open_flow_with(old, "revocation")?, None);
            assert_eq!(w.last_flow_with(old, "revocation")?.map(|row| row.id), Some(first));
            assert_eq!(w.last_flow_of(&bot_name("b"), &exchange("okx"), "revocation")?.map(|row| row.id), Some(other));
            let mut open = Vec::new();
            w.each_open_flow(None, |row| open.push(row.id))?;
            assert_eq!(open, [other]);
            w.open_flow(&flow("revocation", "b", "okx", place("stop", Some(old), None)))?;
            Ok(())
        })
        .unwrap();
}

#[test]
fn an_intent_waits_for_its_outcome() {
    let (_folder, inventory) = home();
    inventory
        .write(|w| {
            w.add_bot(&bot("b"))?;
            let id = w.open_flow(&flow("rotation", "b", "okx", place("take-in", None, None)))?;
            let first = w.add_intent(id, &intent("seal"))?;
            assert_eq!(w.add_intent(id, &intent("wipe")).unwrap_err().kind, Kind::Stale);
            w.outcome(first, Outcome::Unknown, at(2))?;
            assert_eq!(w.pending_intent(id)?, None);
            // What was unknown becomes known, and then stays.
            w.outcome(first, Outcome::Confirmed, at(3))?;
            w.outcome(first, Outcome::Refused, at(4))?;
            assert_eq!(w.intent(first)?.unwrap().outcome, Some((Outcome::Confirmed, at(3))));
            let second = w.add_intent(id, &intent("wipe"))?;
            assert_eq!(w.pending_intent(id)?.map(|row| row.id), Some(second));
            assert_eq!(w.intent_of_slot(&SlotId::new("s1").unwrap())?.map(|row| row.id), Some(second));
            assert_eq!(w.intents(id)?.len(), 2);
            let nobody = crate::inventory::IntentId(99);
            assert_eq!(w.outcome(nobody, Outcome::Confirmed, at(5)).unwrap_err().kind, Kind::Stale);
            Ok(())
        })
        .unwrap();
}

/// The outcome of the last act, the step, its edits and the next intent: all of it, or nothing.
#[test]
fn a_step_is_written_whole_or_not_at_all() {
    let (_folder, inventory) = home();
    let id = inventory.write(fill).unwrap();
    let state = || {
        inventory
            .read(|see| {
                let row = see.flow(id)?.unwrap();
                let key = see.key(row.place.old.unwrap())?.unwrap();
                Ok((row, see.intents(id)?, key, see.count_journal(&crate::inventory::JournalFilter::default())?))
            })
            .unwrap()
    };
    let before = state();
    let step = |seen: i64| {
        inventory.write(|w| {
            let pending = w.pending_intent(id)?.unwrap();
            w.outcome(pending.id, Outcome::Confirmed, at(30))?;
            w.set_grade(before.2.id, Grade::ProvenDead)?;
            w.add_entry(&entry(Some("grid-eth"), "wiped"))?;
            w.add_intent(id, &intent("deliver"))?;
            w.advance_flow(id, seen, &place("prove", Some(before.2.id), None))
        })
    };
    assert_eq!(step(7).unwrap_err().kind, Kind::Stale);
    assert_eq!(state(), before);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        inventory.write::<()>(|w| {
            w.set_grade(before.2.id, Grade::ProvenDead)?;
            panic!("in the middle of a write")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(state(), before);
    assert_eq!(step(1), Ok(2));
    let after = state();
    assert_eq!((after.0.revision, after.1.len(), after.2.grade, after.3), (2, 3, Grade::ProvenDead, before.3 + 1));
}

#[test]
fn a_view_does_not_move() {
    let (_folder, inventory) = home();
    inventory
        .read(|see| {
            assert!(see.setting(Setting::Store)?.is_none());
            inventory.write(|w| w.set_setting(Setting::Store, Some("sealed")))?;
            assert!(see.setting(Setting::Store)?.is_none());
            Ok(())
        })
        .unwrap();
    assert_eq!(inventory.read(|see| see.setting(Setting::Store)).unwrap().as_deref(), Some("sealed"));
}

#[test]
fn the_pulse_tells_of_every_writer() {
    let (folder, inventory) = home();
    let other = crate::inventory::Inventory::open(folder.path()).unwrap();
    let first = inventory.pulse().unwrap();
    assert_eq!(inventory.pulse().unwrap(), first);
    inventory.write(|w| w.set_setting(Setting::SignWidth, Some("1"))).unwrap();
    let second = inventory.pulse().unwrap();
    assert_ne!(second, first);
    other.write(|w| w.set_setting(Setting::SignWidth, Some("2"))).unwrap();
    assert_ne!(inventory.pulse().unwrap(), second);
}

#[test]
fn settings_holders_and_pauses() {
    let (_folder, inventory) = home();
    inventory
        .write(|w| {
            for setting in Setting::ALL {
                assert_eq!(w.setting(setting)?, None);
                w.set_setting(setting, Some("x"))?;
                w.set_setting(setting, Some("y"))?;
                assert_eq!(w.setting(setting)?.as_deref(), Some("y"));
                w.set_setting(setting, None)?;
            }
            let holder = Holder { who: "keyward rotate, process 1".to_owned(), since: at(1) };
            w.hold(&bot_name("b"), &holder)?;
            assert_eq!(w.holder(&bot_name("b"))?, Some(holder));
            w.release(&bot_name("b"))?;
            assert_eq!(w.holder(&bot_name("b"))?, None);
            longer_pauses_stay(w)
        })
        .unwrap();
}

fn longer_pauses_stay(w: &crate::inventory::Writing<'_>) -> Result<(), Problem> {
    let pause = |until: i64, why: &str| crate::inventory::Pause {
        exchange: exchange("okx"),
        way: crate::domain::Way::Direct,
        until: at(until),
        why: why.to_owned(),
    };
    w.add_pause(&pause(100, "ban"), at(0))?;
    w.add_pause(&pause(50, "rate"), at(1))?;
    assert_eq!(w.pauses(at(2))?, [pause(100, "ban")]);
    w.add_pause(&pause(200, "ban again"), at(3))?;
    assert_eq!(w.pauses(at(4))?, [pause(200, "ban again")]);
    assert_eq!(w.pauses(at(200))?, []);
    Ok(())
}

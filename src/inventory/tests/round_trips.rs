//! What goes in comes out: every column, over random values.

use super::arbitrary as any_of;
use super::sample::{asked, at, bot, bot_name, exchange, flow, home, key, place};
use crate::domain::{Bot, EvidenceKind, Generation, Grade, Key, clean};
use crate::inventory::{EvidenceRow, Inventory, KeyFilter, KeyRow, NewIntent, NewKey, Pause, Which};
use proptest::prelude::*;
use std::sync::LazyLock;

/// One home for all cases of a test thread: a case undoes what it wrote by failing its write.
static HOME: LazyLock<(tempfile::TempDir, Inventory)> = LazyLock::new(home);

/// Runs a case in a transaction that is always undone.
fn undone(case: impl FnOnce(&crate::inventory::Writing<'_>) -> Result<(), crate::domain::Problem>) {
    let undo = crate::domain::Problem::new("undone", "", "");
    let told = HOME.1.write(|w| case(w).and(Err::<(), _>(undo.clone())));
    assert_eq!(told, Err(undo));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn bots_and_hosts(any_bot in any_of::bot(), other in any_of::bot(), host in any_of::host()) {
        undone(|w| {
            w.put_host(&host)?;
            assert_eq!(w.host(&host.name)?.as_ref(), Some(&host));
            let with_host = Bot { host: Some(host.name.clone()), ..any_bot.clone() };
            w.add_bot(&with_host)?;
            let row = w.known_bot(&any_bot.name)?;
            assert_eq!((row.bot, row.host), (with_host, Some(host.clone())));
            let changed = Bot { name: any_bot.name.clone(), ..other.clone() };
            w.change_bot(&changed)?;
            let row = w.known_bot(&any_bot.name)?;
            assert_eq!((row.bot, row.host), (changed, None));
            Ok(())
        });
    }

    #[test]
    fn keys(
        names in (any_of::exchange(), any_of::site(), any_of::account(), any_of::hint()),
        credential in (proptest::option::of(any_of::fingerprint()), proptest::option::of(any_of::slot()), any_of::secret_place()),
        state in any_of::key_state(),
        rest in (any::<u32>(), any::<bool>(), any_of::moment(), any_of::key_told()),
        facts in (any_of::reading(), proptest::option::of(any_of::moment()), prop::sample::select(Grade::ALL.to_vec())),
    ) {
        let (exchange, site, account, hint) = names;
        let (fingerprint, slot, secret) = credential;
        let (generation, current, first_seen, told) = rest;
        let (reading, list_proven_at, grade) = facts;
        let new = NewKey {
            bot: bot_name("b"), exchange, site, account, generation: Generation(generation), hint, fingerprint, slot, secret,
            state, current, first_seen, told,
        };
        undone(|w| {
            w.add_bot(&bot("b"))?;
            let id = w.add_key(&new)?;
            let expected = expected(id, &new);
            assert_eq!(w.key(id)?.as_ref(), Some(&expected));
            w.add_asked(id, &asked(9, Ok(reading.clone())))?;
            w.set_list_proven(id, list_proven_at)?;
            w.set_grade(id, grade)?;
            let expected = Key {
                reading: Some((at(9), reading.clone())), answer: Some((at(9), crate::domain::Class::Ok)), list_proven_at, grade,
                ..expected
            };
            assert_eq!(w.key(id)?.as_ref(), Some(&expected));
            let history = w.readings(id, None, 10)?;
            assert_eq!(history.iter().map(|row| &row.reading).collect::<Vec<_>>(), [&reading]);
            let mut visited = Vec::new();
            w.each_key(&KeyFilter { which: Which::All, ..KeyFilter::default() }, |row| visited.push(row))?;
            assert_eq!(visited, [KeyRow { key: expected, bot: bot("b"), host: None, flow: None, before: None }]);
            Ok(())
        });
    }

    #[test]
    fn evidence(rows in prop::collection::vec(any_of::evidence(), 1..6)) {
        undone(|w| {
            w.add_bot(&bot("b"))?;
            let id = w.add_key(&key("b", "okx", 1))?;
            let mut expected = rows.clone();
            for row in &mut expected {
                row.number = w.add_evidence(id, row)?;
            }
            assert_eq!(w.evidence(id)?, expected);
            let page = w.evidence_page(id, None, 2)?;
            let newest: Vec<_> = expected.iter().rev().take(2).collect();
            assert_eq!(page.iter().map(|row| &row.evidence).collect::<Vec<_>>(), newest);
            Ok(())
        });
    }

    #[test]
    fn flows_and_intents(
        first in any_of::place(), then in any_of::place(), kind in any_of::text(), what in any_of::text(),
        slot in proptest::option::of(any_of::slot()), print in proptest::option::of(any_of::fingerprint()), when in any_of::moment(),
    ) {
        undone(|w| {
            w.add_bot(&bot("b"))?;
            let id = w.open_flow(&crate::inventory::NewFlow {
                kind: kind.clone(), at: when, ..flow("", "b", "okx", first.clone())
            })?;
            let row = w.flow(id)?.unwrap();
            assert_eq!((&row.kind, &row.place, row.revision, row.opened_at), (&kind, &first, 1, when));
            assert_eq!(w.advance_flow(id, 1, &then)?, 2);
            assert_eq!(w.flow(id)?.unwrap().place, then);
            let new = NewIntent { what: what.clone(), key: None, slot: slot.clone(), fingerprint: print, at: when };
            let intent = w.add_intent(id, &new)?;
            let stored = w.pending_intent(id)?.unwrap();
            assert_eq!((stored.id, stored.flow, stored.new, stored.outcome), (intent, id, new, None));
            Ok(())
        });
    }

    #[test]
    fn journal_and_pauses(entries in prop::collection::vec(any_of::entry(), 1..6), way in any_of::way(), until in any_of::moment()) {
        undone(|w| {
            for entry in &entries {
                let stored = w.add_entry(entry)?;
                assert_eq!(&stored.entry.what, &clean(&entry.what, 400));
                assert_eq!(w.journal_entry(stored.number)?, Some(stored));
            }
            assert_eq!(w.verify_journal()?, crate::inventory::Chain::Whole);
            let pause = Pause { exchange: exchange("okx"), way: way.clone(), until, why: "HTTP 429".to_owned() };
            let before = until - crate::domain::Span::milliseconds(1);
            w.add_pause(&pause, before)?;
            assert_eq!(w.pause(&pause.exchange, &way, before)?, Some(pause.clone()));
            assert_eq!(w.pause(&pause.exchange, &way, until)?, None);
            Ok(())
        });
    }
}

fn expected(id: crate::domain::KeyId, new: &NewKey) -> Key {
    let new = new.clone();
    Key {
        id,
        bot: new.bot,
        exchange: new.exchange,
        site: new.site,
        account: new.account,
        generation: new.generation,
        hint: new.hint,
        fingerprint: new.fingerprint,
        slot: new.slot,
        secret: new.secret,
        state: new.state,
        current: new.current,
        first_seen: new.first_seen,
        told: new.told,
        reading: None,
        answer: None,
        list_proven_at: None,
        grade: Grade::Unasked,
    }
}

/// What the evidence screen shows besides.
#[test]
fn a_question_keeps_how_it_was_asked() {
    let (_folder, inventory) = home();
    let rows = inventory.write(|w| {
        super::sample::fill(w)?;
        let key = w.current_key(&bot_name("grid-eth"), &exchange("binance"))?.unwrap();
        w.evidence_page(key.id, None, 10)
    });
    let rows = rows.unwrap();
    let [word, refused, answered] = rows.as_slice() else { panic!("three rows") };
    assert_eq!(word.evidence.kind, EvidenceKind::YouSawGone);
    assert_eq!((word.host.as_deref(), word.skew_millis), (None, None));
    assert_eq!(refused.evidence.egress, Some([203, 0, 113, 8].into()));
    let EvidenceRow { host, skew_millis, took_millis, digest, evidence } = answered;
    assert_eq!((host.as_deref(), *skew_millis, *took_millis), (Some("api.binance.com"), Some(12), Some(100)));
    assert_eq!(*digest, Some(super::sample::reading().digest));
    assert_eq!(evidence.exchange_at, Some(at(-10)));
}

/// A refusal says something about the key, and takes nothing of what was read before.
#[test]
fn a_refusal_keeps_the_reading() {
    let (_folder, inventory) = home();
    inventory.write(super::sample::fill).unwrap();
    let key = inventory.read(|see| see.current_key(&bot_name("grid-eth"), &exchange("binance"))).unwrap().unwrap();
    assert_eq!(key.answer, Some((at(3), crate::domain::Class::UnknownKey)));
    assert_eq!(key.reading, Some((at(2), super::sample::reading())));
}

/// A due time stays due.
#[test]
fn next_at_is_kept() {
    let (_folder, inventory) = home();
    let due = at(5) + crate::domain::Span::nanoseconds(1);
    let kept = inventory.write(|w| {
        w.add_bot(&bot("b"))?;
        let here = crate::inventory::FlowPlace { next_at: Some(due), ..place("quiet", None, None) };
        let id = w.open_flow(&flow("rotation", "b", "okx", here))?;
        Ok(w.flow(id)?.and_then(|row| row.place.next_at))
    });
    assert_eq!(kept.unwrap(), Some(at(6)));
}

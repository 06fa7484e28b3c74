//! Bad weather at the exchange: nothing is concluded from it, nothing is lost, and a pause holds for the next process, too.

use crate::stage::{SPACING, Stage, revoke, rotate, suspect, to_kill, until};
use keyward::domain::{Class, Grade, KeyId, Kind as Trouble};
use keyward::engine::port::{AskReport, FlowKind};
use keyward::engine::supervise::Cancel;
use keyward::exchanges::Limits;
use keyward::practice::{Fault, Kind};
use std::time::Duration;

fn ask(stage: &Stage, keys: &[KeyId]) -> AskReport {
    stage.desk().ask(keys, None, &Cancel::default(), &|_| {}).unwrap()
}

fn set(stage: &Stage, kind: Kind, fault: Fault, on: bool) {
    stage.venue(kind).weather(|weather| weather.set(fault, on));
}

#[test]
fn a_pause_is_kept_for_the_next_process() {
    for kind in Kind::ALL {
        let stage = Stage::new();
        stage.added("grid", kind);
        let id = stage.row("grid", 1).id.unwrap();
        let limit = Fault::TooMany { retry_after_s: 120 };
        set(&stage, kind, limit, true);
        assert_eq!(ask(&stage, &[id]).asked[0].class, Class::Rate, "{kind:?}");
        set(&stage, kind, limit, false);
        // The exchange would answer by now; it is not asked.
        assert_eq!(ask(&stage, &[id]).asked[0].class, Class::Rate, "{kind:?}");
        let card = rotate(&stage, "grid", "begin").unwrap();
        if card.snapshot.state == "baseline" {
            assert!(card.snapshot.message.contains("wants a pause"), "{kind:?}: {}", card.snapshot.message);
            assert!(card.snapshot.next_at.unwrap() > stage.desk().clock().now() + keyward::domain::Span::seconds(100));
        }
        stage.wait(121);
        assert_eq!(ask(&stage, &[id]).asked[0].class, Class::Ok, "{kind:?}");
        assert_eq!(until(&stage, "grid", FlowKind::Rotation, "make").snapshot.state, "make");
    }
}

#[test]
fn nothing_that_the_weather_says_is_a_death() {
    let stage = Stage::new();
    let (old, _) = to_kill(&stage, "grid", Kind::Bybit);
    stage.delete(&old);
    let faults = [
        Fault::Down,
        Fault::HtmlPage,
        Fault::BadGateway,
        Fault::Empty,
        Fault::CutOff,
        Fault::Country,
        Fault::HangUp,
        Fault::Redirect,
        Fault::Unclear,
    ];
    set(&stage, Kind::Bybit, faults[0], true);
    assert_eq!(rotate(&stage, "grid", "deleted").unwrap().snapshot.state, "prove");
    set(&stage, Kind::Bybit, faults[0], false);
    for fault in faults {
        set(&stage, Kind::Bybit, fault, true);
        stage.wait(SPACING);
        let card = rotate(&stage, "grid", "").unwrap();
        assert_eq!(card.snapshot.state, "prove", "{fault:?}: {}", card.snapshot.message);
        assert_ne!(card.snapshot.grade, Some(Grade::ProvenDead), "{fault:?}");
        set(&stage, Kind::Bybit, fault, false);
    }
    stage.wait(SPACING);
    assert_eq!(until(&stage, "grid", FlowKind::Rotation, "done").snapshot.grade, Some(Grade::ProvenDead));
}

#[test]
fn an_exchange_that_is_down_holds_up_no_killing() {
    let stage = Stage::new();
    let old = stage.added("grid", Kind::Bybit);
    set(&stage, Kind::Bybit, Fault::NoConnection, true);
    assert_eq!(suspect(&stage, "grid", None).unwrap().snapshot.state, "suspected");
    assert_eq!(revoke(&stage, "grid", "now").unwrap().snapshot.state, "kill-now");
    stage.delete(&old);
    assert_eq!(revoke(&stage, "grid", "deleted").unwrap().snapshot.state, "prove");
    set(&stage, Kind::Bybit, Fault::NoConnection, false);
    stage.wait(SPACING);
    assert_eq!(until(&stage, "grid", FlowKind::Revocation, "look").snapshot.grade, Some(Grade::ProvenDead));
}

#[test]
fn an_answer_that_takes_too_long_is_none() {
    let stage = Stage::new();
    stage.added("grid", Kind::Okx);
    let id = stage.row("grid", 1).id.unwrap();
    set(&stage, Kind::Okx, Fault::Slow { millis: 2_000 }, true);
    let mut assembly = stage.assembly();
    assembly.limits = Limits { total: Duration::from_millis(100), ..Limits::default() };
    let desk = keyward::engine::desk::Desk::assemble(assembly).unwrap();
    let report = desk.ask(&[id], None, &Cancel::default(), &|_| {}).unwrap();
    assert_eq!(report.asked[0].class, Class::Down, "{}", report.asked[0].says);
    assert_eq!(stage.row("grid", 1).grade, Grade::Alive, "nothing was said, so nothing changed");
}

#[test]
fn asking_can_be_stopped_and_what_came_is_kept() {
    let stage = Stage::new();
    for bot in ["a", "b", "c", "d"] {
        stage.added(bot, Kind::Okx);
    }
    let ids: Vec<_> = ["a", "b", "c", "d"].into_iter().map(|bot| stage.row(bot, 1).id.unwrap()).collect();
    stage.wait(100);
    let now = stage.desk().clock().now();
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let report = stage.desk().ask(&ids, None, &cancel, &move |_| stop.stop()).unwrap();
    let fresh = ids.iter().filter(|id| stage.desk().key(**id).unwrap().row.answer.unwrap().0 == now).count();
    assert!(!report.asked.is_empty() && report.asked.len() < 4, "{}", report.asked.len());
    assert_eq!(fresh, report.asked.len());
}

#[test]
fn keys_that_cannot_be_asked_are_named() {
    let stage = Stage::new();
    stage.added("grid", Kind::Okx);
    stage.added("other", Kind::Okx);
    let ids = [stage.row("grid", 1).id.unwrap(), stage.row("other", 1).id.unwrap()];
    stage.store.reset();
    let report = ask(&stage, &ids);
    assert_eq!((report.asked.len(), report.not_asked.len()), (0, 2));
    assert!(stage.row("grid", 1).findings.iter().any(|finding| finding.rule.word() == "secret-missing"));
    stage.store.lock(true);
    let locked = stage.desk().ask(&ids, None, &Cancel::default(), &|_| {}).unwrap_err();
    assert_eq!(locked.kind, Trouble::Locked);
}

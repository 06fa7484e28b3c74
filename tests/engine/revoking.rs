//! Revocations, driven word by word to their end, and what they do to a rotation.

use crate::stage::{SPACING, Stage, TAIL, give, pass_check, revoke, rotate, suspect, to_alive, to_ready, until, usual};
use keyward::domain::{Grade, KeyState, SecretPlace, Severity};
use keyward::engine::port::FlowKind;
use keyward::practice::{Kind, Rights};

#[test]
fn a_script_leads_it_to_the_end_and_a_replacement_follows() {
    for kind in Kind::ALL {
        let stage = Stage::new();
        let old = stage.added("grid", kind);
        assert!(revoke(&stage, "grid", "now").unwrap_err().sentence().contains("reason"));
        let card = suspect(&stage, "grid", None).unwrap();
        assert_eq!((card.snapshot.state, card.snapshot.waits_for[0].as_str()), ("suspected", "now"));
        assert_eq!(stage.row("grid", 1).state, Some(KeyState::Suspected));
        // The reason said again opens no second one.
        assert_eq!(suspect(&stage, "grid", None).unwrap().snapshot.id, card.snapshot.id);
        assert_eq!(revoke(&stage, "grid", "now").unwrap().snapshot.state, "kill-now");
        stage.delete(&old);
        assert_eq!(revoke(&stage, "grid", "deleted").unwrap().snapshot.state, "prove");
        let card = until(&stage, "grid", FlowKind::Revocation, "look");
        assert!(card.snapshot.grade.unwrap().is_death(), "{kind:?}");
        assert!(card.snapshot.usable.unwrap().until.is_some());
        assert_eq!(revoke(&stage, "grid", "looked").unwrap().snapshot.state, "replace");
        assert_eq!(revoke(&stage, "grid", "replace").unwrap().snapshot.state, "tail");
        let card = rotate(&stage, "grid", "").unwrap();
        assert_eq!((card.snapshot.state, card.snapshot.of), ("make", 5));
        let new = stage.make(kind, usual(kind), &[]);
        give(&stage, "grid", &new).unwrap();
        assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
        rotate(&stage, "grid", "delivered").unwrap();
        assert_eq!(rotate(&stage, "grid", "seen").unwrap().snapshot.state, "done");
        // The bot lives on another key by now; without a generation the open revocation is meant all the same.
        let card = until(&stage, "grid", FlowKind::Revocation, "closed");
        assert_eq!(card.snapshot.old.unwrap().generation.0, 1);
        assert_eq!(card.snapshot.grade, Some(Grade::ProvenDead), "{kind:?}");
        assert_eq!((stage.store.count(&old.credential()), stage.store.count(&new.credential())), (0, 1));
        let (gone, lives) = (stage.row("grid", 1), stage.row("grid", 2));
        assert_eq!((gone.state, gone.secret, gone.current), (Some(KeyState::Revoked), SecretPlace::None, false));
        assert_eq!((lives.state, lives.current), (Some(KeyState::Active), true));
        assert_eq!(revoke(&stage, "grid", "").unwrap().snapshot.state, "closed", "the last one is shown");
        assert_eq!(revoke(&stage, "grid", "deleted").unwrap().snapshot.state, "closed", "a fact again is no error");
    }
}

#[test]
fn later_leaves_the_bot_without_a_key_and_listed() {
    let stage = Stage::new();
    let old = stage.added("grid", Kind::Okx);
    suspect(&stage, "grid", None).unwrap();
    revoke(&stage, "grid", "now").unwrap();
    stage.delete(&old);
    revoke(&stage, "grid", "gone").unwrap();
    until(&stage, "grid", FlowKind::Revocation, "look");
    assert_eq!(revoke(&stage, "grid", "later").unwrap().snapshot.state, "tail");
    until(&stage, "grid", FlowKind::Revocation, "closed");
    assert!(!stage.row("grid", 1).current);
    // The next key comes by a rotation of its own.
    let card = rotate(&stage, "grid", "begin").unwrap();
    assert_eq!((card.snapshot.state, card.snapshot.of), ("make", 6));
}

#[test]
fn turned_off_is_cut_off_and_the_kill_stays_pending() {
    let stage = Stage::new();
    let old = stage.added("grid", Kind::Bybit);
    suspect(&stage, "grid", None).unwrap();
    revoke(&stage, "grid", "now").unwrap();
    let rights = Rights::of(Kind::Bybit, &[]);
    let now = stage.desk().clock().now();
    stage.venue(Kind::Bybit).book(|book| book.edit(old.number, rights, Vec::new(), now)).unwrap();
    let card = revoke(&stage, "grid", "off").unwrap();
    assert_eq!((card.snapshot.state, card.snapshot.grade), ("cut-off", Some(Grade::CutOff)));
    assert!(card.snapshot.usable.unwrap().until.is_some());
    // It trades again: red, and the count goes on.
    let rights = Rights::of(Kind::Bybit, usual(Kind::Bybit));
    stage.venue(Kind::Bybit).book(|book| book.edit(old.number, rights, Vec::new(), now)).unwrap();
    let card = revoke(&stage, "grid", "ask").unwrap();
    assert_eq!(card.snapshot.state, "kill-now", "{}", card.snapshot.message);
    assert_eq!(card.snapshot.usable.unwrap().until, None);
    stage.delete(&old);
    revoke(&stage, "grid", "deleted").unwrap();
    assert_eq!(until(&stage, "grid", FlowKind::Revocation, "look").snapshot.grade, Some(Grade::ProvenDead));
}

#[test]
fn a_suspicion_is_given_up_with_a_reason() {
    let stage = Stage::new();
    stage.added("grid", Kind::Binance);
    suspect(&stage, "grid", None).unwrap();
    assert!(revoke(&stage, "grid", "abort").is_err());
    let mut tell = crate::stage::tell("grid", FlowKind::Revocation, "abort");
    tell.reason = Some("a false alarm".to_owned());
    assert_eq!(stage.desk().tell(&tell, None).unwrap().snapshot.state, "aborted");
    assert_eq!(stage.row("grid", 1).state, Some(KeyState::Active));
    let flows = stage.journal().iter().filter(|line| line.contains("opened")).count();
    // A script that was interrupted says it again: nothing new is opened.
    let again = stage.desk().tell(&tell, None);
    assert!(again.is_err() || again.is_ok_and(|card| card.snapshot.state == "aborted"));
    assert_eq!(stage.journal().iter().filter(|line| line.contains("opened")).count(), flows);
    assert_eq!(stage.row("grid", 1).state, Some(KeyState::Active));
}

#[test]
fn a_key_that_still_answers_is_killed_again() {
    let stage = Stage::new();
    let old = stage.added("grid", Kind::Okx);
    suspect(&stage, "grid", None).unwrap();
    revoke(&stage, "grid", "now").unwrap();
    revoke(&stage, "grid", "deleted").unwrap();
    stage.wait(SPACING);
    let card = revoke(&stage, "grid", "").unwrap();
    assert_eq!((card.snapshot.state, card.snapshot.banner.unwrap().red), ("kill-now", true));
    stage.delete(&old);
    revoke(&stage, "grid", "deleted").unwrap();
    until(&stage, "grid", FlowKind::Revocation, "look");
}

#[test]
fn without_its_secret_a_key_dies_by_the_user_s_word() {
    let stage = Stage::new();
    stage.added("grid", Kind::Bybit);
    stage.store.reset();
    suspect(&stage, "grid", None).unwrap();
    assert_eq!(stage.row("grid", 1).secret, SecretPlace::None);
    revoke(&stage, "grid", "now").unwrap();
    let card = revoke(&stage, "grid", "deleted").unwrap();
    assert_eq!((card.snapshot.state, card.snapshot.waits_for[0].as_str()), ("prove", "gone"));
    let card = revoke(&stage, "grid", "gone").unwrap();
    assert_eq!((card.snapshot.state, card.snapshot.grade), ("look", Some(Grade::DeadByWord)));
    revoke(&stage, "grid", "later").unwrap();
    until(&stage, "grid", FlowKind::Revocation, "closed");
}

#[test]
fn a_rotation_is_parked_and_goes_on_from_make_where_the_bot_s_key_was_killed() {
    let stage = Stage::new();
    let (old, new) = to_ready(&stage, "grid", Kind::Okx);
    suspect(&stage, "grid", None).unwrap();
    let card = rotate(&stage, "grid", "").unwrap();
    assert!(card.snapshot.parked && card.snapshot.banner.is_some());
    assert!(rotate(&stage, "grid", "abort").unwrap_err().sentence().contains("stands still"));
    revoke(&stage, "grid", "now").unwrap();
    stage.delete(&old);
    revoke(&stage, "grid", "deleted").unwrap();
    until(&stage, "grid", FlowKind::Revocation, "look");
    assert_eq!(stage.store.count(&new.credential()), 1, "both credentials stay");
    revoke(&stage, "grid", "replace").unwrap();
    let card = rotate(&stage, "grid", "").unwrap();
    assert!(!card.snapshot.parked);
    assert!(card.snapshot.banner.is_some_and(|banner| banner.red), "the bot stands without a key");
    let state = pass_check(&stage, "grid").snapshot.state;
    assert_eq!(state, "ready", "the candidate is all the nearer");
    rotate(&stage, "grid", "delivered").unwrap();
    assert_eq!(rotate(&stage, "grid", "seen").unwrap().snapshot.state, "done");
    until(&stage, "grid", FlowKind::Revocation, "closed");
    assert!(stage.row("grid", 2).current);
    assert_eq!((stage.store.count(&old.credential()), stage.store.count(&new.credential())), (0, 1));
}

#[test]
fn a_rotation_whose_new_key_was_killed_puts_the_old_one_back() {
    let stage = Stage::new();
    let (old, new) = to_alive(&stage, "grid", Kind::Bybit);
    suspect(&stage, "grid", Some(2)).unwrap();
    assert!(rotate(&stage, "grid", "").unwrap().snapshot.parked);
    revoke(&stage, "grid", "now").unwrap();
    stage.delete(&new);
    revoke(&stage, "grid", "deleted").unwrap();
    until(&stage, "grid", FlowKind::Revocation, "look");
    revoke(&stage, "grid", "replace").unwrap();
    let card = rotate(&stage, "grid", "").unwrap();
    assert_eq!(card.snapshot.state, "wrong-one", "{}", card.snapshot.message);
    assert_eq!(rotate(&stage, "grid", "delivered").unwrap().snapshot.state, "make");
    assert!(stage.row("grid", 1).current);
    until(&stage, "grid", FlowKind::Revocation, "closed");
    assert_eq!((stage.store.count(&old.credential()), stage.store.count(&new.credential())), (1, 0));
}

#[test]
fn an_abort_unparks_the_rotation_as_it_was() {
    let stage = Stage::new();
    to_alive(&stage, "grid", Kind::Okx);
    suspect(&stage, "grid", Some(1)).unwrap();
    assert!(rotate(&stage, "grid", "").unwrap().snapshot.parked);
    let mut tell = crate::stage::tell("grid", FlowKind::Revocation, "abort");
    tell.reason = Some("a false alarm".to_owned());
    stage.desk().tell(&tell, None).unwrap();
    let card = rotate(&stage, "grid", "").unwrap();
    assert_eq!((card.snapshot.parked, card.snapshot.state), (false, "alive"));
    assert_eq!(stage.row("grid", 1).state, Some(KeyState::Retiring));
}

#[test]
fn it_can_be_replaced_first() {
    let stage = Stage::new();
    let old = stage.added("grid", Kind::Bybit);
    suspect(&stage, "grid", None).unwrap();
    revoke(&stage, "grid", "controlled").unwrap();
    revoke(&stage, "grid", "rotate-first").unwrap();
    let new = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
    give(&stage, "grid", &new).unwrap();
    assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
    rotate(&stage, "grid", "delivered").unwrap();
    assert_eq!(rotate(&stage, "grid", "seen").unwrap().snapshot.state, "done", "no quiet time");
    assert_eq!(revoke(&stage, "grid", "").unwrap().snapshot.state, "kill-now");
    stage.delete(&old);
    revoke(&stage, "grid", "deleted").unwrap();
    until(&stage, "grid", FlowKind::Revocation, "look");
    revoke(&stage, "grid", "looked").unwrap();
    until(&stage, "grid", FlowKind::Revocation, "closed");
    assert!(stage.row("grid", 2).current);
}

#[test]
fn a_retired_bot_gets_no_key_any_more() {
    let stage = Stage::new();
    let old = stage.added("grid", Kind::Okx);
    suspect(&stage, "grid", None).unwrap();
    revoke(&stage, "grid", "now").unwrap();
    stage.delete(&old);
    revoke(&stage, "grid", "deleted").unwrap();
    until(&stage, "grid", FlowKind::Revocation, "look");
    revoke(&stage, "grid", "never").unwrap();
    until(&stage, "grid", FlowKind::Revocation, "closed");
    assert!(rotate(&stage, "grid", "begin").unwrap_err().sentence().contains("retired"));
}

#[test]
fn a_sign_of_life_after_the_end_is_a_finding() {
    let stage = Stage::new();
    let old = stage.added("grid", Kind::Okx);
    suspect(&stage, "grid", None).unwrap();
    revoke(&stage, "grid", "now").unwrap();
    stage.venue(Kind::Okx).book(|book| book.disable(old.number, true)).unwrap();
    revoke(&stage, "grid", "gone").unwrap();
    stage.wait(SPACING);
    revoke(&stage, "grid", "").unwrap();
    let mut accept = crate::stage::tell("grid", FlowKind::Revocation, "accept");
    accept.reason = Some("the exchange is slow".to_owned());
    stage.desk().tell(&accept, None).unwrap();
    revoke(&stage, "grid", "later").unwrap();
    let card = until(&stage, "grid", FlowKind::Revocation, "closed");
    assert_ne!(card.snapshot.grade, Some(Grade::ProvenDead));
    assert_eq!(stage.store.count(&old.credential()), 1, "its secret is kept: it can be asked");
    stage.venue(Kind::Okx).book(|book| book.disable(old.number, false)).unwrap();
    stage.wait(TAIL);
    let id = stage.row("grid", 1).id.unwrap();
    stage.desk().ask(&[id], None, &keyward::engine::supervise::Cancel::default(), &|_| {}).unwrap();
    let row = stage.row("grid", 1);
    assert_eq!(row.grade, Grade::Alive);
    let finding = row.findings.iter().find(|finding| finding.rule.word() == "still-alive").unwrap();
    assert_eq!(finding.severity, Severity::Critical);
}

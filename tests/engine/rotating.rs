//! Rotations, driven word by word to their end, mistakes included.

use crate::stage::{
    QUIET, SPACING, Stage, TAIL, give, pass_check, revoke, rotate, suspect, to_alive, to_kill, to_ready, until, usual,
};
use crate::store::Mood;
use keyward::domain::{Grade, KeyState, Kind as Trouble, SecretPlace, Span};
use keyward::engine::desk::Filter;
use keyward::engine::port::FlowKind;
use keyward::practice::{Kind, Lags, Rights};

#[test]
fn a_script_leads_it_to_the_end() {
    for kind in Kind::ALL {
        let stage = Stage::new();
        let old = stage.added("grid", kind);
        assert_eq!(rotate(&stage, "grid", "").unwrap().snapshot.state, "planned");
        assert_eq!(rotate(&stage, "grid", "begin").unwrap().snapshot.state, "make", "{kind:?}");
        let new = stage.make(kind, usual(kind), &[]);
        let card = give(&stage, "grid", &new).unwrap();
        assert_eq!(card.snapshot.state, "check");
        let failing: Vec<_> = card.snapshot.lines.iter().filter(|line| line.holds.is_no()).collect();
        assert_eq!((failing.len(), failing[0].line.word()), (1, "listed"), "{kind:?}: {:?}", card.snapshot.lines);
        assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
        assert_eq!(rotate(&stage, "grid", "delivered").unwrap().snapshot.state, "alive");
        assert!(stage.row("grid", 2).current);
        assert_eq!(stage.row("grid", 1).state, Some(KeyState::Retiring));
        let card = rotate(&stage, "grid", "seen").unwrap();
        assert_eq!(card.snapshot.state, "quiet");
        assert_eq!(card.snapshot.next_at, Some(stage.desk().clock().now() + Span::seconds(QUIET)));
        stage.wait(QUIET - 1);
        assert_eq!(rotate(&stage, "grid", "").unwrap().snapshot.state, "quiet");
        stage.wait(1);
        assert_eq!(rotate(&stage, "grid", "").unwrap().snapshot.state, "kill");
        stage.delete(&old);
        let card = rotate(&stage, "grid", "deleted").unwrap();
        assert_eq!(card.snapshot.state, "prove", "{kind:?}");
        // Binance's guide wants three refusals: two are likely enough to go on, and the second look is the third.
        let grade = if kind == Kind::Binance { Grade::LikelyDead } else { Grade::ProvenDead };
        assert_eq!(until(&stage, "grid", FlowKind::Rotation, "tail").snapshot.grade, Some(grade));
        assert_eq!(stage.store.count(&old.credential()), 1, "kept until the second look");
        stage.wait(TAIL - 1);
        assert_eq!(rotate(&stage, "grid", "").unwrap().snapshot.state, "tail");
        stage.wait(1);
        let card = rotate(&stage, "grid", "").unwrap();
        assert_eq!((card.snapshot.state, card.open), ("done", false), "{kind:?}");
        assert_eq!(card.snapshot.grade, Some(Grade::ProvenDead), "{kind:?}");
        assert_eq!((stage.store.count(&old.credential()), stage.store.count(&new.credential())), (0, 1));
        assert_eq!(stage.desk().store_report().unwrap().entries.len(), 1, "what was wiped is not looked for");
        let (gone, lives) = (stage.row("grid", 1), stage.row("grid", 2));
        assert_eq!((gone.state, gone.secret, gone.current), (Some(KeyState::Revoked), SecretPlace::None, false));
        assert_eq!((lives.state, lives.secret, lives.current), (Some(KeyState::Active), SecretPlace::Keyring, true));
        // A script that repeats its first word starts nothing.
        assert_eq!(rotate(&stage, "grid", "begin").unwrap().snapshot.state, "done");
        stage.wait(QUIET);
        assert_eq!(rotate(&stage, "grid", "begin").unwrap().snapshot.state, "make");
    }
}

#[test]
fn keys_whose_secret_never_travels_rotate_too() {
    let rsa = include_str!("../data/rsa_2048_test_only.pem");
    let rsa_public = include_str!("../data/rsa_2048_test_only.pub.pem");
    let (ed, ed_public) = ed25519();
    let cases = [
        (Kind::Binance, ed.as_str(), ed_public.as_str()),
        (Kind::Binance, rsa, rsa_public),
        (Kind::Bybit, rsa, rsa_public),
    ];
    for (kind, private, public) in cases {
        let stage = Stage::new();
        let length = if kind == Kind::Binance { 64 } else { 18 };
        let key = |letter: &str| letter.repeat(length);
        let old = stage.plant(kind, &key("a"), public, private);
        stage.desk().add(&stage.draft("grid", kind), old.credential(), true).unwrap();
        assert_eq!(stage.row("grid", 1).grade, Grade::Alive);
        rotate(&stage, "grid", "begin").unwrap();
        let new = stage.plant(kind, &key("b"), public, private);
        give(&stage, "grid", &new).unwrap();
        assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
        rotate(&stage, "grid", "delivered").unwrap();
        rotate(&stage, "grid", "seen").unwrap();
        rotate(&stage, "grid", "end-quiet").unwrap();
        stage.delete(&old);
        rotate(&stage, "grid", "deleted").unwrap();
        let card = until(&stage, "grid", FlowKind::Rotation, "done");
        assert_eq!(card.snapshot.grade, Some(Grade::ProvenDead));
        assert_eq!((stage.store.count(&old.credential()), stage.store.count(&new.credential())), (0, 1));
    }
}

/// RFC 8032's first test key as PKCS#8, and its public half.
fn ed25519() -> (String, String) {
    use base64::Engine as _;
    let pem = |head: &str, prefix: &str, bytes: &str| {
        let der = hex::decode(format!("{prefix}{bytes}")).unwrap();
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        format!("-----BEGIN {head} KEY-----\n{text}\n-----END {head} KEY-----\n")
    };
    (
        pem(
            "PRIVATE",
            "302e020100300506032b657004220420",
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        ),
        pem("PUBLIC", "302a300506032b6570032100", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
    )
}

#[test]
fn a_failing_line_is_overridden_by_name_only() {
    let stage = Stage::new();
    stage.added("grid", Kind::Okx);
    rotate(&stage, "grid", "begin").unwrap();
    let new = stage.make(Kind::Okx, &["read_only", "trade"], &[]);
    let rights = Rights::of(Kind::Okx, &["read_only", "trade", "withdraw"]);
    stage.venue(Kind::Okx).book(|book| book.key_mut(new.number).unwrap().rights = rights);
    let card = give(&stage, "grid", &new).unwrap();
    assert!(card.snapshot.waits_for.contains(&"override:no-withdraw".to_owned()), "{:?}", card.snapshot.waits_for);
    let mut tell = crate::stage::tell("grid", FlowKind::Rotation, "override:no-withdraw");
    tell.typed = None;
    assert!(stage.desk().tell(&tell, None).unwrap_err().sentence().contains("--type-name"));
    tell.typed = Some("gird".to_owned());
    assert!(stage.desk().tell(&tell, None).unwrap_err().sentence().contains("Type grid"));
    assert!(rotate(&stage, "grid", "override:sealed").is_err());
    assert_eq!(rotate(&stage, "grid", "override:no-withdraw").unwrap().snapshot.state, "check");
    assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
    let overridden = stage.journal().iter().filter(|line| line.contains("no-withdraw fails")).count();
    assert_eq!(overridden, 1);
}

#[test]
fn a_wish_out_of_place_changes_nothing() {
    let stage = Stage::new();
    to_ready(&stage, "grid", Kind::Bybit);
    let before = (stage.journal(), rotate(&stage, "grid", "").unwrap().snapshot);
    for wish in ["begin", "end-quiet", "put-back", "accept", "wipe", "now", "replace"] {
        let refused = rotate(&stage, "grid", wish).unwrap_err();
        assert!(refused.sentence().contains("was not taken"), "{wish}: {}", refused.sentence());
    }
    assert_eq!((stage.journal(), rotate(&stage, "grid", "").unwrap().snapshot), before);
}

#[test]
fn the_same_key_another_s_and_the_old_one_are_told_apart() {
    let stage = Stage::new();
    let old = stage.added("grid", Kind::Binance);
    let other = stage.added("other", Kind::Binance);
    rotate(&stage, "grid", "begin").unwrap();
    assert!(give(&stage, "grid", &old).unwrap_err().sentence().contains("it is the old key"));
    assert!(give(&stage, "grid", &other).unwrap_err().sentence().contains("other's key"));
    let new = stage.make(Kind::Binance, usual(Kind::Binance), &[]);
    assert_eq!(give(&stage, "grid", &new).unwrap().snapshot.state, "check");
    assert_eq!(give(&stage, "grid", &new).unwrap().snapshot.state, "check", "again is no other key");
    assert_eq!(stage.store.count(&new.credential()), 1);
    let newer = stage.make(Kind::Binance, usual(Kind::Binance), &[]);
    give(&stage, "grid", &newer).unwrap();
    assert_eq!(stage.row("grid", 2).state, Some(KeyState::Orphan));
    assert_eq!(stage.row("grid", 3).state, Some(KeyState::Candidate));
    assert_eq!(stage.store.count(&new.credential()), 1, "an orphan's secret is kept: it can be asked");
}

#[test]
fn the_wrong_one_deleted_is_put_back_and_made_anew() {
    for kind in Kind::ALL {
        let stage = Stage::new();
        let (old, new) = to_kill(&stage, "grid", kind);
        stage.delete(&new);
        rotate(&stage, "grid", "deleted").unwrap();
        let card = until(&stage, "grid", FlowKind::Rotation, "wrong-one");
        assert!(card.snapshot.banner.unwrap().red, "{kind:?}");
        assert_eq!(rotate(&stage, "grid", "delivered").unwrap().snapshot.state, "make");
        let (first, second) = (stage.row("grid", 1), stage.row("grid", 2));
        assert_eq!((first.state, first.current), (Some(KeyState::Active), true));
        assert_eq!((second.state, second.current), (Some(KeyState::Orphan), false));
        assert_eq!(stage.store.count(&old.credential()), 1);
        let third = stage.make(kind, usual(kind), &[]);
        give(&stage, "grid", &third).unwrap();
        assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
    }
}

#[test]
fn both_deleted_makes_another_at_once() {
    let stage = Stage::new();
    let (old, new) = to_kill(&stage, "grid", Kind::Bybit);
    stage.delete(&new);
    stage.delete(&old);
    rotate(&stage, "grid", "deleted").unwrap();
    let card = until(&stage, "grid", FlowKind::Rotation, "make");
    assert!(card.snapshot.banner.unwrap().red);
    assert!(card.guide.iter().all(|line| !line.text.contains('{')), "{:?}", card.guide);
    assert!(!stage.row("grid", 1).current && !stage.row("grid", 2).current);
    let third = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
    give(&stage, "grid", &third).unwrap();
    assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
    rotate(&stage, "grid", "delivered").unwrap();
    assert_eq!(rotate(&stage, "grid", "seen").unwrap().snapshot.state, "done");
    assert!(stage.row("grid", 3).current);
}

#[test]
fn the_old_key_can_be_put_back_until_it_is_dead() {
    let stage = Stage::new();
    to_alive(&stage, "grid", Kind::Bybit);
    assert_eq!(rotate(&stage, "grid", "put-back").unwrap().snapshot.state, "put-back");
    assert_eq!(rotate(&stage, "grid", "delivered").unwrap().snapshot.state, "ready");
    assert!(stage.row("grid", 1).current);
    assert_eq!(stage.row("grid", 2).state, Some(KeyState::Candidate));
    stage.wait(SPACING);
    assert_eq!(rotate(&stage, "grid", "delivered").unwrap().snapshot.state, "alive");
    rotate(&stage, "grid", "put-back").unwrap();
    rotate(&stage, "grid", "abort").unwrap();
    assert_eq!(rotate(&stage, "grid", "delivered").unwrap().snapshot.state, "aborted");
    assert!(stage.row("grid", 1).current);
    assert_eq!(stage.row("grid", 2).state, Some(KeyState::Orphan));
}

#[test]
fn an_abort_leaves_an_orphan_that_a_revocation_kills() {
    for kind in Kind::ALL {
        let stage = Stage::new();
        let (old, new) = to_ready(&stage, "grid", kind);
        assert_eq!(rotate(&stage, "grid", "abort").unwrap().snapshot.state, "aborted");
        let orphan = stage.row("grid", 2);
        assert_eq!((orphan.state, orphan.grade), (Some(KeyState::Orphan), Grade::Alive));
        assert_eq!(suspect(&stage, "grid", Some(2)).unwrap().snapshot.state, "suspected");
        // From here on the revocation is the one that is open, also without its generation.
        assert_eq!(revoke(&stage, "grid", "now").unwrap().snapshot.state, "kill-now");
        stage.delete(&new);
        revoke(&stage, "grid", "deleted").unwrap();
        assert!(until(&stage, "grid", FlowKind::Revocation, "look").snapshot.grade.unwrap().is_death());
        revoke(&stage, "grid", "looked").unwrap();
        let card = until(&stage, "grid", FlowKind::Revocation, "closed");
        assert_eq!(card.snapshot.grade, Some(Grade::ProvenDead));
        assert!(card.snapshot.message.contains("lives on"), "{}", card.snapshot.message);
        assert_eq!((stage.store.count(&old.credential()), stage.store.count(&new.credential())), (1, 0));
        assert!(stage.row("grid", 1).current);
        assert_eq!(stage.row("grid", 1).grade, Grade::Alive);
    }
}

#[test]
fn an_orphan_that_is_taken_in_again_lies_in_one_place() {
    let stage = Stage::new();
    let (old, new) = to_ready(&stage, "grid", Kind::Bybit);
    rotate(&stage, "grid", "abort").unwrap();
    rotate(&stage, "grid", "begin").unwrap();
    give(&stage, "grid", &new).unwrap();
    assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
    assert_eq!(stage.row("grid", 2).state, Some(KeyState::Candidate));
    assert_eq!((stage.store.count(&old.credential()), stage.store.count(&new.credential())), (1, 1));
}

#[test]
fn a_mistyped_secret_is_given_again() {
    for kind in Kind::ALL {
        let stage = Stage::new();
        stage.added("grid", kind);
        rotate(&stage, "grid", "begin").unwrap();
        let new = stage.make(kind, usual(kind), &[]);
        let mistyped = crate::stage::Made { secret: new.secret.chars().rev().collect(), ..new.clone() };
        let card = give(&stage, "grid", &mistyped).unwrap();
        let answers = card.snapshot.lines.iter().find(|line| line.line.word() == "answers").unwrap();
        assert!(answers.holds.is_no(), "{kind:?}: {answers:?}");
        stage.wait(SPACING);
        give(&stage, "grid", &new).unwrap();
        assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready", "{kind:?}");
        assert_eq!((stage.store.count(&new.credential()), stage.row("grid", 2).generation.0), (1, 2));
        assert_eq!(stage.store.len(), 2, "{kind:?}: the mistyped one is wiped");
    }
}

#[test]
fn a_key_that_was_made_and_lost_is_listed() {
    let stage = Stage::new();
    stage.added("grid", Kind::Okx);
    rotate(&stage, "grid", "begin").unwrap();
    assert_eq!(rotate(&stage, "grid", "lost-key:ab12").unwrap().snapshot.state, "make");
    rotate(&stage, "grid", "lost-key:ab12").unwrap();
    let orphan = stage.row("grid", 2);
    assert_eq!((orphan.state, orphan.secret), (Some(KeyState::Orphan), SecretPlace::None));
    assert_eq!(orphan.hint.unwrap().text(), "ab12");
    let new = stage.make(Kind::Okx, usual(Kind::Okx), &[]);
    give(&stage, "grid", &new).unwrap();
    assert_eq!(stage.row("grid", 3).state, Some(KeyState::Candidate));
    // Nobody can ask about it: its end is by the user's word.
    suspect(&stage, "grid", Some(2)).unwrap();
    revoke(&stage, "grid", "now").unwrap();
    revoke(&stage, "grid", "gone").unwrap();
    assert_eq!(stage.row("grid", 2).grade, Grade::DeadByWord);
}

#[test]
fn a_deletion_may_lag_and_a_new_key_too() {
    let stage = Stage::new();
    let lags = |activation, deletion| {
        let lags = Lags { activation: Span::seconds(activation), deletion: Span::seconds(deletion) };
        stage.venue(Kind::Bybit).book(|book| book.set_lags(lags));
    };
    let old = stage.added("grid", Kind::Bybit);
    rotate(&stage, "grid", "begin").unwrap();
    lags(5, 0);
    let new = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
    let card = give(&stage, "grid", &new).unwrap();
    let answers = card.snapshot.lines.iter().find(|line| line.line.word() == "answers").unwrap();
    assert!(!answers.holds.is_no(), "{answers:?}");
    stage.wait(SPACING);
    assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
    rotate(&stage, "grid", "delivered").unwrap();
    rotate(&stage, "grid", "seen").unwrap();
    rotate(&stage, "grid", "end-quiet").unwrap();
    lags(0, 5);
    stage.delete(&old);
    assert_eq!(rotate(&stage, "grid", "deleted").unwrap().snapshot.state, "prove", "it answers: not yet");
    assert_eq!(until(&stage, "grid", FlowKind::Rotation, "tail").snapshot.grade, Some(Grade::ProvenDead));
}

#[test]
fn what_was_not_deleted_comes_back_red() {
    let stage = Stage::new();
    let (old, _) = to_kill(&stage, "grid", Kind::Bybit);
    assert_eq!(rotate(&stage, "grid", "deleted").unwrap().snapshot.state, "prove");
    stage.wait(SPACING);
    let card = rotate(&stage, "grid", "").unwrap();
    assert_eq!((card.snapshot.state, card.snapshot.grade), ("kill", Some(Grade::Alive)));
    assert!(card.snapshot.banner.unwrap().red);
    let refused = rotate(&stage, "grid", "wipe").unwrap_err();
    assert!(!refused.sentence().is_empty());
    assert_eq!(stage.store.count(&old.credential()), 1);
}

#[test]
fn a_key_that_comes_alive_in_the_tail_is_not_wiped() {
    let stage = Stage::new();
    let (old, _) = to_kill(&stage, "grid", Kind::Bybit);
    // A long lag: gone for a while and back again is what a caching exchange looks like.
    stage.venue(Kind::Bybit).book(|book| book.disable(old.number, true)).unwrap();
    let card = rotate(&stage, "grid", "gone").unwrap();
    assert_ne!(card.snapshot.state, "done");
    stage.wait(SPACING);
    rotate(&stage, "grid", "").unwrap();
    stage.venue(Kind::Bybit).book(|book| book.disable(old.number, false)).unwrap();
    for _ in 0..6 {
        stage.wait(TAIL);
        let card = rotate(&stage, "grid", "").unwrap();
        assert_ne!(card.snapshot.state, "done", "{}", card.snapshot.message);
    }
    assert_eq!(stage.store.count(&old.credential()), 1);
}

#[test]
fn what_is_not_proven_is_accepted_with_a_reason_and_kept() {
    let stage = Stage::new();
    let (old, _) = to_kill(&stage, "grid", Kind::Binance);
    stage.delete(&old);
    let card = rotate(&stage, "grid", "deleted").unwrap();
    assert_eq!(card.snapshot.grade, Some(Grade::NotProven));
    assert!(rotate(&stage, "grid", "wipe").is_err(), "its grade does not allow it");
    let card = rotate(&stage, "grid", "accept").unwrap();
    assert_eq!((card.snapshot.state, card.snapshot.open_points.len()), ("tail", 1));
    // The second look is the second refusal: dead, and not proven.
    let card = until(&stage, "grid", FlowKind::Rotation, "done");
    assert_eq!(card.snapshot.grade, Some(Grade::LikelyDead));
    assert_eq!(stage.store.count(&old.credential()), 1, "only a proven death wipes by itself");
    assert_eq!(stage.row("grid", 1).state, Some(KeyState::Revoked));
    let mut tell = crate::stage::tell("grid", FlowKind::Rotation, "wipe");
    tell.typed = None;
    assert!(stage.desk().tell(&tell, None).is_err());
    rotate(&stage, "grid", "wipe").unwrap();
    assert_eq!(stage.store.count(&old.credential()), 0);
    assert_eq!(rotate(&stage, "grid", "wipe").unwrap().snapshot.state, "done", "twice is once");
}

#[test]
fn a_store_that_is_locked_holds_the_wiping_and_loses_nothing() {
    let stage = Stage::new();
    let (old, _) = to_kill(&stage, "grid", Kind::Bybit);
    stage.delete(&old);
    rotate(&stage, "grid", "deleted").unwrap();
    until(&stage, "grid", FlowKind::Rotation, "tail");
    stage.wait(TAIL);
    stage.store.lock(true);
    let card = rotate(&stage, "grid", "").unwrap();
    assert_eq!(card.snapshot.state, "tail");
    assert!(card.snapshot.message.contains("locked"), "{}", card.snapshot.message);
    stage.store.lock(false);
    assert_eq!(until(&stage, "grid", FlowKind::Rotation, "done").snapshot.grade, Some(Grade::ProvenDead));
    assert_eq!(stage.store.count(&old.credential()), 0);
}

#[test]
fn begin_and_have_key_want_an_open_store() {
    let stage = Stage::new();
    stage.added("grid", Kind::Okx);
    stage.store.lock(true);
    assert_eq!(rotate(&stage, "grid", "begin").unwrap_err().kind, Trouble::Locked);
    stage.store.lock(false);
    rotate(&stage, "grid", "begin").unwrap();
    let new = stage.make(Kind::Okx, usual(Kind::Okx), &[]);
    stage.store.lock(true);
    assert_eq!(give(&stage, "grid", &new).unwrap_err().kind, Trouble::Locked);
    stage.store.lock(false);
    stage.store.set_mood(Mood::Full);
    let card = give(&stage, "grid", &new).unwrap();
    assert_eq!(card.snapshot.state, "take-in");
    assert!(card.snapshot.message.contains("Paste it again"), "{}", card.snapshot.message);
    stage.store.set_mood(Mood::Good);
    assert_eq!(give(&stage, "grid", &new).unwrap().snapshot.state, "check");
    assert_eq!((stage.store.count(&new.credential()), stage.row("grid", 2).state), (1, Some(KeyState::Candidate)));
}

#[test]
fn a_handle_is_good_again_when_nothing_was_sealed() {
    use keyward::engine::port::{Answer, Job};
    let stage = Stage::new();
    stage.added("grid", Kind::Okx);
    rotate(&stage, "grid", "begin").unwrap();
    let new = stage.make(Kind::Okx, usual(Kind::Okx), &[]);
    let desk = stage.desk();
    let handle = desk.tray().put(new.credential(), desk.clock().now());
    let told = |desk: &keyward::engine::desk::Desk| {
        let mut tell = crate::stage::tell("grid", FlowKind::Rotation, "have-key");
        tell.credential = Some(handle);
        desk.perform(Job::Tell(Box::new(tell)), &keyward::engine::supervise::Cancel::default(), &|_| {})
    };
    stage.store.lock(true);
    assert!(matches!(told(&desk), Answer::Problem(problem) if problem.kind == Trouble::Locked));
    stage.store.lock(false);
    assert!(matches!(told(&desk), Answer::Flow(card) if card.snapshot.state == "check"));
    assert!(desk.tray().is_empty());
    assert!(matches!(told(&desk), Answer::Problem(_)), "it is taken once");
}

#[test]
fn a_secret_that_is_gone_from_its_store_is_noted() {
    let stage = Stage::new();
    let (old, new) = to_kill(&stage, "grid", Kind::Bybit);
    let slots = stage.store.reset();
    stage.delete(&old);
    let card = rotate(&stage, "grid", "deleted").unwrap();
    assert_eq!(card.snapshot.state, "prove");
    assert_eq!(stage.row("grid", 1).secret, SecretPlace::None);
    // The keyring comes back: what is asked for finds its secret again.
    stage.store.put_back(slots);
    let id = stage.row("grid", 1).id.unwrap();
    stage.desk().ask(&[id], None, &keyward::engine::supervise::Cancel::default(), &|_| {}).unwrap();
    assert_eq!(stage.row("grid", 1).secret, SecretPlace::Keyring);
    assert_eq!(until(&stage, "grid", FlowKind::Rotation, "tail").snapshot.grade, Some(Grade::ProvenDead));
    assert_eq!(stage.store.count(&new.credential()), 1);
}

#[test]
fn an_old_generation_that_was_removed_leaves_its_rotation_readable() {
    let stage = Stage::new();
    let (old, _) = to_kill(&stage, "grid", Kind::Bybit);
    stage.delete(&old);
    rotate(&stage, "grid", "deleted").unwrap();
    until(&stage, "grid", FlowKind::Rotation, "done");
    let mut gone = crate::stage::target("grid");
    gone.generation = Some(keyward::domain::Generation(1));
    stage.desk().remove(&gone, &gone.bot).unwrap();
    assert_eq!(rotate(&stage, "grid", "").unwrap().snapshot.state, "done");
    stage.wait(QUIET);
    assert_eq!(rotate(&stage, "grid", "begin").unwrap().snapshot.state, "make");
}

#[test]
fn what_waits_is_reminded_of_and_what_is_gone_is_left_out_of_the_list() {
    let stage = Stage::new();
    let (old, _) = to_alive(&stage, "grid", Kind::Bybit);
    rotate(&stage, "grid", "seen").unwrap();
    let waits = |stage: &Stage| {
        let due = stage.desk().remind().unwrap().due;
        due.iter().any(|line| line.finding.rule.word() == "rotation-waiting")
    };
    assert!(!waits(&stage), "nothing is due before its time");
    stage.wait(QUIET);
    assert!(waits(&stage));
    rotate(&stage, "grid", "").unwrap();
    assert!(waits(&stage), "the deletion waits for the user");
    stage.delete(&old);
    rotate(&stage, "grid", "deleted").unwrap();
    until(&stage, "grid", FlowKind::Rotation, "done");
    assert!(!waits(&stage));
    let rows = |all_generations| {
        let filter = Filter { targets: vec![crate::stage::target("grid")], all_generations };
        let rows = stage.desk().fleet(&filter).unwrap().rows;
        rows.iter().map(|row| row.generation.0).collect::<Vec<_>>()
    };
    assert_eq!((rows(false), rows(true)), (vec![2], vec![2, 1]));
    let card = stage.desk().key(stage.row("grid", 2).id.unwrap()).unwrap();
    assert_eq!(card.generations.len(), 2);
    assert!(card.lately.iter().any(|(_, what)| what.contains("rotation done")), "{:?}", card.lately);
    let evidence = stage.desk().evidence(stage.row("grid", 1).id.unwrap()).unwrap();
    assert!(evidence.rows.len() > 3 && !evidence.readings.is_empty());
}

#[test]
fn looking_writes_nothing_while_nothing_is_due() {
    let stage = Stage::new();
    to_ready(&stage, "grid", Kind::Okx);
    let watcher = stage.desk();
    let before = watcher.pulse().unwrap();
    for _ in 0..3 {
        assert_eq!(rotate(&stage, "grid", "").unwrap().snapshot.state, "ready");
    }
    assert_eq!(watcher.pulse().unwrap(), before);
}

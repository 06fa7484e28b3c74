//! The best-kept key stands on an address list that this computer is not on: every question from here is refused, as it
//! should be, and still it rotates and is revoked to the end from here.

use crate::stage::{AWAY, Made, QUIET, Stage, TAIL, give, pass_check, revoke, rotate, suspect, until, usual};
use keyward::domain::{Cidr, Class, Grade, ListState, Tri};
use keyward::engine::port::{AboutBot, AddDraft, FlowKind};
use keyward::flows::Reach;
use keyward::practice::Kind;

/// A bot elsewhere whose machine nobody can ask through.
fn added(stage: &Stage, kind: Kind) -> Made {
    let made = stage.make(kind, usual(kind), &[AWAY]);
    let about = AboutBot { addresses: Some(vec![Cidr::parse(AWAY).unwrap()]), ..AboutBot::default() };
    let draft = AddDraft { about, ..stage.draft("grid", kind) };
    stage.desk().add(&draft, made.credential(), true).unwrap();
    made
}

/// What the screen says at the start, how it ends, and by which word.
const fn promised(kind: Kind) -> (Reach, Grade, Class) {
    match kind {
        Kind::Binance => (Reach::Word, Grade::DeadByWord, Class::Unclear),
        Kind::Bybit | Kind::Okx => (Reach::Proven, Grade::ProvenDead, Class::Address),
    }
}

#[test]
fn it_rotates_to_the_end_from_here() {
    for kind in Kind::ALL {
        let (reach, grade, class) = promised(kind);
        let stage = Stage::new();
        let old = added(&stage, kind);
        assert_eq!(stage.row("grid", 1).answer.unwrap().1, class, "{kind:?}");
        let card = rotate(&stage, "grid", "begin").unwrap();
        assert_eq!((card.snapshot.state, card.snapshot.reach), ("make", Some(reach)), "{kind:?}");
        let new = stage.make(kind, usual(kind), &[AWAY]);
        let card = give(&stage, "grid", &new).unwrap();
        let open: Vec<_> = card.snapshot.lines.iter().filter(|line| !line.holds.is_yes()).collect();
        assert!(open.iter().all(|line| !line.holds.is_no()), "nothing fails, all is open: {open:?}");
        assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
        rotate(&stage, "grid", "delivered").unwrap();
        // What was told line by line is told of the key from now on.
        let facts = stage.row("grid", 2).facts;
        assert_eq!(facts.scopes.withdraw, Tri::No, "{kind:?}");
        assert_eq!(facts.list.state, ListState::Restricted, "{kind:?}");
        rotate(&stage, "grid", "seen").unwrap();
        stage.wait(QUIET);
        let card = rotate(&stage, "grid", "").unwrap();
        assert_eq!(card.snapshot.state, "kill", "{kind:?}: {}", card.snapshot.message);
        stage.delete(&old);
        if reach == Reach::Word {
            assert_eq!(card.snapshot.waits_for[0], "deleted:");
            let card = rotate(&stage, "grid", "deleted").unwrap();
            assert!(card.snapshot.message.contains("Which key still stands"), "{}", card.snapshot.message);
            assert!(rotate(&stage, "grid", "deleted:zzzz").unwrap_err().sentence().contains("zzzz"));
            rotate(&stage, "grid", &format!("deleted:{}", new.hint().text())).unwrap();
            let card = rotate(&stage, "grid", "gone").unwrap();
            // Refused before and after, unclear both times: with the user's word that is all that there will be.
            assert_eq!((card.snapshot.state, card.snapshot.grade), ("tail", Some(Grade::DeadByWord)));
        } else {
            rotate(&stage, "grid", "deleted").unwrap();
        }
        let card = until(&stage, "grid", FlowKind::Rotation, "done");
        assert_eq!(card.snapshot.grade, Some(grade), "{kind:?}");
        let kept = usize::from(grade != Grade::ProvenDead);
        assert_eq!(stage.store.count(&old.credential()), kept, "{kind:?}: only what is proven is wiped by itself");
        if kept == 1 {
            assert!(card.snapshot.takes.contains(&"wipe".to_owned()));
            rotate(&stage, "grid", "wipe").unwrap();
            assert_eq!(stage.store.count(&old.credential()), 0);
            assert_eq!(stage.row("grid", 1).grade, grade);
        }
        assert_eq!(stage.store.count(&new.credential()), 1);
    }
}

#[test]
fn the_wrong_one_is_known_by_its_end() {
    let stage = Stage::new();
    let old = added(&stage, Kind::Binance);
    rotate(&stage, "grid", "begin").unwrap();
    let new = stage.make(Kind::Binance, usual(Kind::Binance), &[AWAY]);
    give(&stage, "grid", &new).unwrap();
    pass_check(&stage, "grid");
    rotate(&stage, "grid", "delivered").unwrap();
    rotate(&stage, "grid", "seen").unwrap();
    rotate(&stage, "grid", "end-quiet").unwrap();
    stage.delete(&new);
    let card = rotate(&stage, "grid", &format!("deleted:{}", old.hint().text())).unwrap();
    assert_eq!(card.snapshot.state, "wrong-one");
    assert_eq!(rotate(&stage, "grid", "delivered").unwrap().snapshot.state, "make");
    assert!(stage.row("grid", 1).current);
}

#[test]
fn it_is_revoked_to_the_end_from_here() {
    for kind in Kind::ALL {
        let (reach, grade, _) = promised(kind);
        let stage = Stage::new();
        let old = added(&stage, kind);
        let card = suspect(&stage, "grid", None).unwrap();
        assert_eq!(card.snapshot.reach, Some(reach), "{kind:?}");
        revoke(&stage, "grid", "now").unwrap();
        stage.delete(&old);
        revoke(&stage, "grid", "deleted").unwrap();
        if reach == Reach::Word {
            assert_eq!(revoke(&stage, "grid", "").unwrap().snapshot.waits_for[0], "gone");
            revoke(&stage, "grid", "gone").unwrap();
        }
        let card = until(&stage, "grid", FlowKind::Revocation, "look");
        assert_eq!(card.snapshot.grade, Some(grade), "{kind:?}");
        revoke(&stage, "grid", "later").unwrap();
        stage.wait(TAIL);
        until(&stage, "grid", FlowKind::Revocation, "closed");
        let kept = usize::from(grade != Grade::ProvenDead);
        assert_eq!(stage.store.count(&old.credential()), kept, "{kind:?}");
    }
}

#[test]
fn through_the_bot_s_host_its_death_is_proven() {
    for kind in Kind::ALL {
        let stage = Stage::new();
        let old = stage.make(kind, usual(kind), &[AWAY]);
        stage.desk().add(&stage.draft_away("grid", kind), old.credential(), true).unwrap();
        assert_eq!(stage.row("grid", 1).answer.unwrap().1, Class::Ok, "{kind:?}");
        rotate(&stage, "grid", "begin").unwrap();
        let new = stage.make(kind, usual(kind), &[AWAY]);
        let card = give(&stage, "grid", &new).unwrap();
        let open: Vec<_> = card.snapshot.lines.iter().filter(|line| !line.holds.is_yes()).collect();
        // What Binance never tells (whether a key may manage keys) is its owner's to tell.
        assert!(open.iter().all(|line| kind == Kind::Binance && line.line.word() == "not-too-much"), "{open:?}");
        assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready", "{kind:?}");
        rotate(&stage, "grid", "delivered").unwrap();
        rotate(&stage, "grid", "seen").unwrap();
        rotate(&stage, "grid", "end-quiet").unwrap();
        stage.delete(&old);
        rotate(&stage, "grid", "deleted").unwrap();
        let card = until(&stage, "grid", FlowKind::Rotation, "done");
        assert_eq!(card.snapshot.grade, Some(Grade::ProvenDead), "{kind:?}");
    }
}

#[test]
fn a_way_that_is_told_is_taken() {
    let stage = Stage::new();
    let old = added(&stage, Kind::Binance);
    rotate(&stage, "grid", "begin").unwrap();
    let card = rotate(&stage, "grid", &format!("way:{}", stage.way().as_text())).unwrap();
    assert_eq!(card.snapshot.state, "make");
    assert!(rotate(&stage, "grid", "ask").unwrap_err().sentence().contains("Ask again at"));
    stage.wait(crate::stage::SPACING);
    rotate(&stage, "grid", "ask").unwrap();
    assert_eq!(stage.row("grid", 1).answer.unwrap().1, Class::Ok);
    let new = stage.make(Kind::Binance, usual(Kind::Binance), &[AWAY]);
    give(&stage, "grid", &new).unwrap();
    pass_check(&stage, "grid");
    rotate(&stage, "grid", "delivered").unwrap();
    rotate(&stage, "grid", "seen").unwrap();
    rotate(&stage, "grid", "end-quiet").unwrap();
    stage.delete(&old);
    rotate(&stage, "grid", "deleted").unwrap();
    let card = until(&stage, "grid", FlowKind::Rotation, "done");
    assert_eq!(card.snapshot.grade, Some(Grade::ProvenDead));
}

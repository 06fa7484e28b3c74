//! `add`: what is kept, what is refused, and what is left when it is interrupted.

use crate::stage::{Stage, exchange, rotate, target, usual};
use crate::store::Mood;
use keyward::domain::{BotName, Cidr, Class, Grade, KeyState, Kind as Trouble, Origin, SecretPlace, Span, Tri};
use keyward::engine::desk::Filter;
use keyward::engine::supervise::Cancel;
use keyward::practice::Kind;
use keyward::secret::{Credential, Parts};

#[test]
fn a_key_is_sealed_asked_and_saved() {
    for kind in Kind::ALL {
        let stage = Stage::new();
        let made = stage.make(kind, usual(kind), &[]);
        let (row, says) = stage.desk().add(&stage.draft("grid", kind), made.credential(), true).unwrap();
        assert!(says.unwrap().contains("answered"));
        assert_eq!((row.state, row.current, row.secret), (Some(KeyState::Active), true, SecretPlace::Keyring));
        assert_eq!((row.grade, row.facts.scopes.withdraw), (Grade::Alive, Tri::No));
        assert_eq!(row.hint, Some(made.hint()));
        assert_eq!(stage.store.count(&made.credential()), 1);
        let journal = stage.journal();
        assert!(journal.iter().any(|line| line.contains("sealed in the test's keyring")), "{journal:?}");
    }
}

#[test]
fn it_can_be_saved_unasked_and_asked_later() {
    let stage = Stage::new();
    let made = stage.make(Kind::Okx, usual(Kind::Okx), &[]);
    let (row, says) = stage.desk().add(&stage.draft("grid", Kind::Okx), made.credential(), false).unwrap();
    assert_eq!((says, row.grade, row.facts.age_at_least), (None, Grade::Unasked, true));
    let report = stage.desk().ask(&[row.id.unwrap()], None, &Cancel::default(), &|_| {}).unwrap();
    assert_eq!(report.asked[0].class, Class::Ok);
    assert_eq!(stage.row("grid", 1).grade, Grade::Alive);
}

#[test]
fn a_key_that_is_known_elsewhere_or_here_is_refused() {
    let stage = Stage::new();
    let made = stage.added("grid", Kind::Bybit);
    let again = |bot: &str| {
        let draft = stage.draft(bot, Kind::Bybit);
        stage.desk().add(&draft, made.credential(), true).unwrap_err().sentence()
    };
    assert!(again("other").contains("grid has this key already"), "{}", again("other"));
    assert!(again("grid").contains("it is here already"), "{}", again("grid"));
    let second = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
    let refused = stage.desk().add(&stage.draft("grid", Kind::Bybit), second.credential(), true).unwrap_err();
    assert!(refused.sentence().contains("keyward rotate grid"), "{}", refused.sentence());
    assert_eq!((stage.store.len(), stage.store.count(&second.credential())), (1, 0));
}

#[test]
fn what_cannot_be_a_credential_leaves_nothing() {
    let stage = Stage::new();
    let okx = stage.make(Kind::Okx, usual(Kind::Okx), &[]);
    let bare = Credential::new(Parts::new(&okx.api_key, &okx.secret)).unwrap();
    let refused = stage.desk().add(&stage.draft("grid", Kind::Okx), bare, true).unwrap_err();
    assert!(refused.sentence().contains("passphrase"), "{}", refused.sentence());
    let refused = stage.desk().add(&stage.draft("grid", Kind::Bybit), okx.credential(), true).unwrap_err();
    assert!(refused.sentence().contains("no passphrase"), "{}", refused.sentence());
    let mut ahead = stage.draft("grid", Kind::Okx);
    ahead.created = Some(keyward::domain::moment_from_millis(crate::stage::NOW).unwrap() + Span::days(1));
    assert!(stage.desk().add(&ahead, okx.credential(), true).unwrap_err().sentence().contains("ahead"));
    assert!(stage.desk().fleet(&Filter::default()).unwrap().rows.is_empty());
    assert_eq!(stage.store.len(), 0);
}

#[test]
fn what_the_exchange_does_not_know_is_not_kept_without_anyway() {
    for kind in Kind::ALL {
        let stage = Stage::new();
        let made = stage.make(kind, usual(kind), &[]);
        let wrong = crate::stage::Made { secret: made.secret.chars().rev().collect(), ..made.clone() };
        let refused = stage.desk().add(&stage.draft("grid", kind), wrong.credential(), true).unwrap_err();
        assert!(refused.sentence().contains("was not kept"), "{}", refused.sentence());
        assert!(stage.desk().fleet(&Filter::default()).unwrap().rows.is_empty(), "{kind:?}: the bot went, too");
        assert_eq!(stage.store.len(), 0);
        // The same bot, the right secret: nothing of the first try is in the way.
        stage.desk().add(&stage.draft("grid", kind), made.credential(), true).unwrap();

        let gone = stage.make(kind, usual(kind), &[]);
        stage.delete(&gone);
        let refused = stage.desk().add(&stage.draft("late", kind), gone.credential(), true).unwrap_err();
        assert!(refused.sentence().contains("was not kept"), "{}", refused.sentence());
        let mut anyway = stage.draft("late", kind);
        anyway.anyway = true;
        let (row, _) = stage.desk().add(&anyway, gone.credential(), true).unwrap();
        assert_eq!((row.state, row.grade), (Some(KeyState::Active), Grade::Unclear), "{kind:?}");
        assert_eq!(stage.store.count(&gone.credential()), 1);
    }
}

#[test]
fn a_locked_store_leaves_nothing_behind_and_loses_nothing() {
    let stage = Stage::new();
    let made = stage.make(Kind::Binance, usual(Kind::Binance), &[]);
    let draft = stage.draft("grid", Kind::Binance);
    stage.store.lock(true);
    let refused = stage.desk().add(&draft, made.credential(), true).unwrap_err();
    assert_eq!(refused.kind, Trouble::Locked, "{}", refused.sentence());
    assert!(stage.desk().fleet(&Filter::default()).unwrap().rows.is_empty());
    assert!(stage.journal().is_empty());
    stage.store.lock(false);
    let card = stage.desk().add_seal(&draft, made.credential()).unwrap();
    stage.store.lock(true);
    let refused = stage.desk().add_seal(&draft, made.credential()).unwrap_err();
    assert_eq!(refused.kind, Trouble::Locked);
    stage.store.lock(false);
    assert_eq!(stage.row("grid", 1).secret, SecretPlace::Keyring, "what was sealed is not forgotten");
    stage.desk().add_ask(card.key).unwrap();
    stage.desk().add_save(card.key, false).unwrap();
    assert_eq!(stage.store.count(&made.credential()), 1);
}

#[test]
fn a_store_that_does_not_answer_is_looked_at() {
    for (mood, kept) in [(Mood::SlowDone, true), (Mood::SlowNotDone, false), (Mood::Full, false)] {
        let stage = Stage::new();
        let made = stage.make(Kind::Okx, usual(Kind::Okx), &[]);
        stage.store.set_mood(mood);
        let added = stage.desk().add(&stage.draft("grid", Kind::Okx), made.credential(), true);
        assert_eq!(added.is_ok(), kept, "{mood:?}");
        stage.store.set_mood(Mood::Good);
        if !kept {
            assert!(stage.desk().fleet(&Filter::default()).unwrap().rows.is_empty(), "{mood:?}");
            stage.desk().add(&stage.draft("grid", Kind::Okx), made.credential(), true).unwrap();
        }
        assert_eq!((stage.store.count(&made.credential()), stage.row("grid", 1).current), (1, true), "{mood:?}");
    }
}

#[test]
fn the_wizard_s_steps_and_its_dropping() {
    let stage = Stage::new();
    let made = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
    let desk = stage.desk();
    let card = desk.add_seal(&stage.draft("grid", Kind::Bybit), made.credential()).unwrap();
    assert_eq!((card.row.state, card.can_save), (Some(KeyState::Adding), true));
    assert!(card.row.findings.iter().all(|finding| finding.rule.word() != "secret-missing"));
    let refused = rotate(&stage, "grid", "begin").unwrap_err();
    assert!(!refused.sentence().is_empty());
    let other = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
    let refused = stage.desk().add(&stage.draft("grid", Kind::Bybit), other.credential(), true).unwrap_err();
    assert!(refused.sentence().contains("is being added"), "{}", refused.sentence());
    let card = desk.add_ask(card.key).unwrap();
    assert_eq!(card.asked.unwrap().class, Class::Ok);
    desk.add_drop(card.key).unwrap();
    assert_eq!(stage.store.len(), 0);
    stage.desk().add(&stage.draft("grid", Kind::Bybit), other.credential(), true).unwrap();
    let saved = stage.row("grid", 1);
    assert!(desk.add_drop(saved.id.unwrap()).is_err(), "a saved key is not dropped");
    assert_eq!(desk.add_save(saved.id.unwrap(), false).unwrap().hint, saved.hint, "saving twice is saving once");
}

#[test]
fn a_mistyped_secret_is_given_again() {
    let stage = Stage::new();
    let made = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
    let wrong = crate::stage::Made { secret: made.secret.chars().rev().collect(), ..made.clone() };
    let desk = stage.desk();
    let card = desk.add_seal(&stage.draft("grid", Kind::Bybit), wrong.credential()).unwrap();
    let card = desk.add_ask(card.key).unwrap();
    assert_eq!((card.asked.unwrap().class, card.can_save), (Class::Signature, false));
    let card = desk.add_seal(&stage.draft("grid", Kind::Bybit), made.credential()).unwrap();
    assert_eq!(desk.add_ask(card.key).unwrap().asked.unwrap().class, Class::Ok);
    desk.add_save(card.key, false).unwrap();
    assert_eq!((stage.store.count(&made.credential()), stage.store.len()), (1, 1));
}

#[test]
fn facts_are_told_and_age_counts_from_them() {
    let stage = Stage::new();
    stage.added("grid", Kind::Okx);
    let day = |days| stage.desk().clock().now() - Span::days(days);
    let mut draft = keyward::engine::port::EditDraft {
        target: target("grid"),
        site: None,
        account: None,
        about: keyward::engine::port::AboutBot::default(),
        created: Some(day(100)),
        expires: None,
        scopes: Vec::new(),
        listed: Some(true),
    };
    draft.about.addresses = Some(vec![Cidr::parse("203.0.113.7").unwrap()]);
    let row = stage.desk().edit(&draft).unwrap();
    assert_eq!((row.facts.age_days, row.facts.created.origin), (100, Origin::Told));
    assert_eq!(row.facts.due_in_days, -10);
    let due = stage.desk().remind().unwrap();
    assert!(due.due.iter().any(|line| line.finding.rule.word() == "rotation-overdue"), "{:?}", due.due);
    draft.created = Some(day(-1));
    assert!(stage.desk().edit(&draft).unwrap_err().sentence().contains("ahead"));
    draft.created = None;
    draft.site = Some(keyward::domain::SiteId::new("nowhere").unwrap());
    assert!(stage.desk().edit(&draft).is_err());
}

#[test]
fn a_removed_key_leaves_its_journal_only() {
    let stage = Stage::new();
    let made = stage.added("grid", Kind::Binance);
    let other = stage.added("other", Kind::Binance);
    let grid = BotName::new("grid").unwrap();
    assert!(stage.desk().remove(&target("grid"), &BotName::new("gird").unwrap()).is_err());
    assert_eq!(stage.store.count(&made.credential()), 1);
    rotate(&stage, "grid", "begin").unwrap();
    let refused = stage.desk().remove(&target("grid"), &grid).unwrap_err();
    assert!(refused.sentence().contains("rotation is open"), "{}", refused.sentence());
    rotate(&stage, "grid", "abort").unwrap();
    stage.store.lock(true);
    assert_eq!(stage.desk().remove(&target("grid"), &grid).unwrap_err().kind, Trouble::Locked);
    stage.store.lock(false);
    let says = stage.desk().remove(&target("grid"), &grid).unwrap();
    assert!(says.contains("lives on at Binance"), "{says}");
    assert_eq!((stage.store.count(&made.credential()), stage.store.count(&other.credential())), (0, 1));
    let rows = stage.desk().fleet(&Filter::default()).unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.bot.as_str()).collect::<Vec<_>>(), ["other"]);
    assert!(stage.journal().iter().any(|line| line.contains("removed here")));
    assert!(stage.desk().fleet(&Filter { targets: vec![target("grid")], all_generations: true }).is_err());
    // The same key is welcome again.
    stage.desk().add(&stage.draft("grid", Kind::Binance), made.credential(), true).unwrap();
}

#[test]
fn one_bot_on_two_exchanges_is_named_with_its_exchange() {
    let stage = Stage::new();
    stage.added("grid", Kind::Binance);
    stage.added("grid", Kind::Okx);
    let refused = rotate(&stage, "grid", "begin").unwrap_err();
    assert_eq!(refused.kind, Trouble::Usage);
    assert!(refused.sentence().contains("grid@okx"), "{}", refused.sentence());
    let mut tell = crate::stage::tell("grid", keyward::engine::port::FlowKind::Rotation, "begin");
    tell.to.target.exchange = Some(exchange(Kind::Okx));
    assert_eq!(stage.desk().tell(&tell, None).unwrap().snapshot.state, "make");
}

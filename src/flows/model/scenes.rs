//! What goes another way: one scene each.

use super::house::{House, Life, Stop};
use super::person::{move_on, to_the_end, wait};
use super::venues::Venue;
use crate::domain::{EvidenceKind, Generation, Grade, KeyState, SecretPlace, Span};
use crate::flows::{Event, Flow, FlowKind, Said, StoreState, Word, read};

const OLD: Generation = Generation(1);
const NEW: Generation = Generation(2);

/// Goes on honestly until the flow stands there.
#[track_caller]
fn until(house: &mut House, id: i64, state: &str) {
    for _ in 0..60 {
        if house.snapshot(id).state == state {
            return;
        }
        move_on(house, id).unwrap();
    }
    panic!("never at {state}: {:?}", house.snapshot(id));
}

#[track_caller]
fn stands(house: &House, id: i64, state: &str) {
    assert_eq!(house.snapshot(id).state, state, "{}", house.snapshot(id).message);
}

fn rotation(venue: Venue, state: &str) -> (House, i64) {
    let mut house = House::new(venue);
    let id = house.rotate().unwrap();
    until(&mut house, id, state);
    (house, id)
}

fn refusal(result: Result<(), Stop>) -> String {
    match result {
        Err(Stop::Illegal(illegal)) => illegal.to_string(),
        other => panic!("it was not refused: {other:?}"),
    }
}

#[test]
fn the_old_key_is_put_back() {
    let (mut house, id) = rotation(Venue::Bybit, "alive");
    assert_eq!(house.current(), Some(NEW));
    house.say(id, "put-back").unwrap();
    assert_eq!(house.current(), Some(NEW), "not before the user says that it is back");
    house.say(id, "delivered").unwrap();
    stands(&house, id, "ready");
    assert_eq!(house.current(), Some(OLD));
    assert_eq!(house.key(OLD).key.state, KeyState::Active);
    assert_eq!(house.key(NEW).key.state, KeyState::Candidate);
    // A script that says it once more after a crash does not deliver the new one by it.
    house.say(id, "delivered").unwrap();
    stands(&house, id, "ready");
    house.now += Span::minutes(5);
    to_the_end(&mut house, id).unwrap();
    assert_eq!(house.current(), Some(NEW));
}

#[test]
fn put_back_is_refused_when_the_old_one_is_dead_and_abort_needs_it_back() {
    let (mut house, id) = rotation(Venue::Okx, "quiet");
    assert!(refusal(house.say(id, "abort")).contains("quiet"));
    house.say(id, "put-back").unwrap();
    house.say(id, "abort").unwrap();
    house.say(id, "delivered").unwrap();
    stands(&house, id, "aborted");
    assert_eq!((house.current(), house.key(NEW).key.state), (Some(OLD), KeyState::Orphan));

    let (mut house, id) = rotation(Venue::Okx, "kill");
    house.set_life(OLD, Life::Dead);
    house.say(id, "ask").unwrap();
    stands(&house, id, "prove");
    assert!(refusal(house.say(id, "put-back")).contains("prove"));
    // Found dead while it is being put back: the new one stays.
    let (mut house, id) = rotation(Venue::Okx, "alive");
    house.say(id, "put-back").unwrap();
    house.set_life(OLD, Life::Dead);
    for _ in 0..2 {
        house.now += Span::seconds(61);
        house.say(id, "ask").unwrap();
    }
    stands(&house, id, "alive");
    assert_eq!(house.current(), Some(NEW));
}

#[test]
fn an_abort_leaves_an_orphan_that_a_revocation_kills() {
    let (mut house, id) = rotation(Venue::Bybit, "ready");
    house.say(id, "abort").unwrap();
    stands(&house, id, "aborted");
    assert_eq!(house.key(NEW).key.state, KeyState::Orphan);
    assert_eq!(house.key(NEW).key.secret, SecretPlace::Keyring, "its secret is kept, to prove its death");
    let id = house.revoke(NEW).unwrap();
    to_the_end(&mut house, id).unwrap();
    stands(&house, id, "closed");
    assert_eq!((house.life(NEW), house.key(NEW).key.state), (Some(Life::Dead), KeyState::Revoked));
    assert_eq!((house.current(), house.life(OLD)), (Some(OLD), Some(Life::Lives)));
}

#[test]
fn the_wrong_one_was_deleted() {
    let (mut house, id) = rotation(Venue::Bybit, "kill");
    house.set_life(NEW, Life::Dead);
    house.say(id, "deleted").unwrap();
    stands(&house, id, "prove");
    let shown = house.snapshot(id);
    wait(&mut house, id, &shown).unwrap();
    stands(&house, id, "wrong-one");
    assert!(house.snapshot(id).message.contains("…k001 still lives"), "{}", house.snapshot(id).message);
    house.say(id, "delivered").unwrap();
    stands(&house, id, "make");
    assert_eq!((house.current(), house.key(NEW).key.state), (Some(OLD), KeyState::Orphan));
    to_the_end(&mut house, id).unwrap();
    assert_eq!(house.life(OLD), Some(Life::Dead));
}

#[test]
fn where_both_are_refused_alike_the_end_of_the_one_that_stays_tells() {
    let mut house = House::off_list(Venue::Binance);
    let id = house.rotate().unwrap();
    until(&mut house, id, "kill");
    let shown = house.snapshot(id);
    assert_eq!(shown.waits_for[0], "deleted:");
    assert!(shown.message.contains("type the end"), "{}", shown.message);
    house.say(id, "deleted").unwrap();
    stands(&house, id, "kill");
    assert!(house.snapshot(id).message.contains("deleted:LAST4"));
    assert!(refusal(house.say(id, "deleted:zz9z")).contains("zz9z"));
    house.set_life(NEW, Life::Dead);
    house.say(id, "deleted:k001").unwrap();
    stands(&house, id, "wrong-one");
    // It was not: a look from where it can be heard says so.
    house.set_life(NEW, Life::Lives);
    house.off_list = false;
    house.now += Span::seconds(61);
    house.say(id, "ask").unwrap();
    stands(&house, id, "kill");
}

#[test]
fn both_were_deleted() {
    let (mut house, id) = rotation(Venue::Okx, "kill");
    house.set_life(OLD, Life::Dead);
    house.set_life(NEW, Life::Dead);
    house.say(id, "deleted").unwrap();
    let shown = house.snapshot(id);
    wait(&mut house, id, &shown).unwrap();
    stands(&house, id, "make");
    let shown = house.snapshot(id);
    assert!(shown.banner.is_some_and(|banner| banner.red));
    assert!(shown.message.contains("Both are deleted"), "{}", shown.message);
    assert_eq!((house.current(), shown.old), (None, None));
    to_the_end(&mut house, id).unwrap();
    assert_eq!(house.current(), Some(Generation(3)));
}

#[test]
fn what_is_said_early_is_used_late() {
    // Deleted before the new one is made: the old one is asked, and the bot stands without a key.
    let (mut house, id) = rotation(Venue::Okx, "make");
    house.set_life(OLD, Life::Dead);
    house.say(id, "deleted").unwrap();
    stands(&house, id, "make");
    house.say(id, "delivered").unwrap();
    house.say(id, "seen").unwrap();
    stands(&house, id, "make");
    let key = house.make_at_exchange();
    house.give(id, &key).unwrap();
    stands(&house, id, "prove");
    assert_eq!(house.current(), Some(NEW));
    to_the_end(&mut house, id).unwrap();
    assert_eq!(house.grade_of(OLD), Grade::ProvenDead);

    // Said, but not so: it stays, and the rotation goes its way.
    let (mut house, id) = rotation(Venue::Okx, "make");
    house.now += Span::minutes(4);
    house.say(id, "deleted").unwrap();
    house.now += Span::minutes(4);
    house.say(id, "ask").unwrap();
    assert!(house.snapshot(id).message.contains("was not deleted"), "{}", house.snapshot(id).message);
    until(&mut house, id, "quiet");
}

#[test]
fn a_key_that_was_delivered_before_its_lines_hold_carries_them_as_open_points() {
    let mut house = House::off_list(Venue::Bybit);
    let id = house.rotate().unwrap();
    until(&mut house, id, "check");
    house.say(id, "delivered").unwrap();
    stands(&house, id, "alive");
    let open = house.snapshot(id).open_points;
    assert!(open.iter().any(|point| point.contains("no-withdraw")), "{open:?}");
    house.say(id, "told:no-withdraw").unwrap();
    assert!(!house.snapshot(id).open_points.iter().any(|point| point.contains("no-withdraw")));
}

#[test]
fn a_line_that_fails_is_overridden_with_the_name_only() {
    let (mut house, id) = rotation(Venue::Bybit, "make");
    let key = house.make_at_exchange();
    house.at_exchange.insert(key.fingerprint, Life::Off);
    house.give(id, &key).unwrap();
    stands(&house, id, "check");
    let shown = house.snapshot(id);
    assert!(
        shown.message.contains("needs spot; the old key could") || shown.message.contains("arb needs spot"),
        "{}",
        shown.message
    );
    assert!(shown.takes.contains(&"override:enough".to_owned()));
    let bare = Event::Word(Said::plain(Word::parse("override:enough").unwrap()));
    assert!(refusal(house.tell(id, bare)).contains("--type-name arb"));
    assert!(refusal(house.say(id, "override:account")).contains("holds"));
    assert!(refusal(house.say(id, "override:sealed")).contains("neither"));
    house.say(id, "override:enough").unwrap();
    stands(&house, id, "ready");
}

#[test]
fn one_key_is_never_two_keys() {
    let (mut house, id) = rotation(Venue::Okx, "make");
    let mut key = house.make_at_exchange();
    key.fingerprint = house.key(OLD).key.fingerprint.unwrap();
    assert!(refusal(house.give(id, &key)).contains("it is the old key"));
    stands(&house, id, "make");
}

#[test]
fn a_locked_store_loses_nothing() {
    let (mut house, id) = rotation(Venue::Bybit, "make");
    let key = house.make_at_exchange();
    house.store = StoreState::Locked;
    assert!(refusal(house.give(id, &key)).contains("locked"));
    // It locks while the key is being sealed: nobody knows what became of it before it opens again.
    for done in [true, false] {
        let mut house = house.clone();
        house.store = StoreState::Open;
        house.unknown = Some(done);
        house.give(id, &key).unwrap();
        stands(&house, id, if done { "ready" } else { "take-in" });
        if !done {
            house.give(id, &key).unwrap();
            stands(&house, id, "ready");
        }
    }
}

#[test]
fn a_lost_key_is_listed_once() {
    let (mut house, id) = rotation(Venue::Bybit, "make");
    house.say(id, "lost-key").unwrap();
    house.say(id, "lost-key").unwrap();
    house.say(id, "lost-key:zz9z").unwrap();
    house.say(id, "lost-key:zz9z").unwrap();
    let orphans = house.keys.iter().filter(|row| row.key.state == KeyState::Orphan).count();
    assert_eq!(orphans, 2);
    until(&mut house, id, "ready");
    house.say(id, "lost-key").unwrap();
    stands(&house, id, "make");
    house.say(id, "lost-key").unwrap();
    assert_eq!(house.keys.iter().filter(|row| row.key.state == KeyState::Orphan).count(), 3);
}

#[test]
fn an_answer_soon_after_a_deletion_is_not_yet_and_a_late_one_is_alive() {
    let (mut house, id) = rotation(Venue::Bybit, "kill");
    house.say(id, "deleted").unwrap();
    stands(&house, id, "prove");
    house.now += Span::seconds(61);
    house.tick(id).unwrap();
    stands(&house, id, "prove");
    house.now += Span::minutes(3);
    house.tick(id).unwrap();
    stands(&house, id, "kill");
    let shown = house.snapshot(id);
    assert!(shown.message.contains("Right key? Saved? 2FA?") && shown.banner.is_some_and(|banner| banner.red));
    to_the_end(&mut house, id).unwrap();
}

#[test]
fn a_key_that_lives_at_the_second_look_is_red_again() {
    let (mut house, id) = rotation(Venue::Bybit, "tail");
    // No real exchange does this; if it ever does, it is said.
    house.liar = true;
    house.set_life(OLD, Life::Lives);
    let shown = house.snapshot(id);
    wait(&mut house, id, &shown).unwrap();
    stands(&house, id, "kill");
    assert_eq!(house.key(OLD).key.secret, SecretPlace::Keyring);
}

#[test]
fn a_clock_that_steps_prolongs_and_never_shortens() {
    // Ours jumps a day ahead: the exchange's says that an hour has not passed.
    let (mut house, id) = rotation(Venue::Bybit, "quiet");
    house.now += Span::days(1);
    house.skew -= Span::days(1);
    house.tick(id).unwrap();
    stands(&house, id, "quiet");
    let next = house.snapshot(id).next_at.unwrap();
    assert!(next > house.now + Span::minutes(55), "the rest is waited for");
    // And back behind the start: it is looked at once, and the hour is still the exchange's.
    house.now -= Span::days(2);
    house.skew += Span::days(2);
    house.tick(id).unwrap();
    stands(&house, id, "quiet");
    house.now += Span::minutes(61);
    house.tick(id).unwrap();
    stands(&house, id, "kill");

    let (mut house, id) = rotation(Venue::Bybit, "tail");
    house.now += Span::days(1);
    house.skew -= Span::days(1);
    house.tick(id).unwrap();
    stands(&house, id, "tail");
    to_the_end(&mut house, id).unwrap();
    stands(&house, id, "done");
}

#[test]
fn a_look_in_between_does_not_move_the_end_of_the_quiet_time() {
    let (mut house, id) = rotation(Venue::Okx, "quiet");
    let end = house.snapshot(id).next_at.unwrap();
    house.now += Span::minutes(10);
    house.say(id, "ask").unwrap();
    assert!(house.snapshot(id).message.contains("it answers"), "{}", house.snapshot(id).message);
    assert_eq!(house.snapshot(id).next_at, Some(end));
    house.now = end;
    house.tick(id).unwrap();
    stands(&house, id, "kill");
}

#[test]
fn an_orphan_that_is_taken_in_again_is_checked_anew() {
    let (mut house, id) = rotation(Venue::Bybit, "ready");
    house.say(id, "abort").unwrap();
    let row = house.key(NEW).clone();
    let again = crate::flows::NewKey {
        slot: row.key.slot.clone().unwrap(),
        fingerprint: row.key.fingerprint.unwrap(),
        hint: row.key.hint,
        owner: None,
    };
    house.now += Span::days(9);
    house.set_life(NEW, Life::Off);
    let id = house.rotate().unwrap();
    until(&mut house, id, "make");
    house.down = true;
    house.give(id, &again).unwrap();
    stands(&house, id, "check");
    house.down = false;
    house.now += Span::seconds(61);
    house.tick(id).unwrap();
    stands(&house, id, "check");
    assert!(house.snapshot(id).message.contains("needs spot"), "{}", house.snapshot(id).message);
}

#[test]
fn asking_keeps_to_its_budget() {
    let (mut house, id) = rotation(Venue::Binance, "kill");
    house.set_life(OLD, Life::Dead);
    house.say(id, "deleted").unwrap();
    let asked = |house: &House| house.key(OLD).evidence.iter().filter(|row| row.sign().is_some()).count();
    let first = asked(&house);
    house.tick(id).unwrap();
    assert_eq!(asked(&house), first, "not twice within a spacing");
    assert!(refusal(house.say(id, "ask")).contains("Ask again at"));
    // Three in fifteen minutes: soon, and then when the last can be a proof.
    let mut asks = 0;
    while house.snapshot(id).state == "prove" {
        let shown = house.snapshot(id);
        wait(&mut house, id, &shown).unwrap();
        asks += 1;
    }
    assert_eq!(asks, 1, "twice a minute apart is likely, and lets it go on");
    assert_eq!(house.grade_of(OLD), Grade::LikelyDead);
    // The second look is late enough to be the third: proven.
    to_the_end(&mut house, id).unwrap();
    assert_eq!(house.grade_of(OLD), Grade::ProvenDead);
    assert_eq!(house.key(OLD).key.secret, SecretPlace::None);
}

#[test]
fn a_budget_that_is_used_up_waits_for_a_person() {
    let mut house = House::off_list(Venue::Binance);
    let id = house.rotate().unwrap();
    until(&mut house, id, "kill");
    house.set_life(OLD, Life::Dead);
    house.say(id, "deleted:k002").unwrap();
    let asked = |house: &House| house.key(OLD).evidence.iter().filter(|row| row.sign().is_some()).count();
    let before = asked(&house);
    for _ in 0..20 {
        house.now += Span::seconds(61);
        house.tick(id).unwrap();
    }
    assert_eq!(asked(&house) - before, 4, "four by itself, and no more");
    let shown = house.snapshot(id);
    assert_eq!((shown.state, shown.next_at), ("prove", None));
    assert_eq!(shown.waits_for[0], "gone");
    house.say(id, "gone").unwrap();
    stands(&house, id, "tail");
}

#[test]
fn nothing_ends_while_the_exchange_says_nothing() {
    let (mut house, id) = rotation(Venue::Okx, "kill");
    house.set_life(OLD, Life::Dead);
    house.down = true;
    house.say(id, "deleted").unwrap();
    for _ in 0..5 {
        house.now += Span::seconds(61);
        house.tick(id).unwrap();
        stands(&house, id, "prove");
    }
    house.down = false;
    to_the_end(&mut house, id).unwrap();
    assert_eq!(house.grade_of(OLD), Grade::ProvenDead);
}

#[test]
fn what_is_accepted_stays_listed_with_its_grade() {
    let (mut house, id) = rotation(Venue::Okx, "kill");
    house.set_life(OLD, Life::Dead);
    house.say(id, "deleted").unwrap();
    let bare = Event::Word(Said::plain(Word::Accept));
    assert!(refusal(house.tell(id, bare)).contains("--reason"));
    house.say(id, "accept").unwrap();
    stands(&house, id, "tail");
    assert_eq!(house.snapshot(id).open_points.len(), 1);
    assert!(refusal(house.say(id, "wipe")).contains("not proven"));
}

#[test]
fn a_begin_said_again_at_once_starts_nothing() {
    let (mut house, id) = rotation(Venue::Bybit, "done");
    let before = house.flow(id);
    house.say(id, "begin").unwrap();
    assert_eq!(house.flow(id), before);
    let again = Event::Word(Said { again: true, ..Said::plain(Word::Begin) });
    assert!(refusal(house.tell(id, again)).contains("begin"));
    assert!(before.begin_repeats(house.now, false) && !before.begin_repeats(house.now, true));
    assert!(!before.begin_repeats(house.now + Span::hours(2), false));
}

#[test]
fn a_second_rotation_does_not_begin_beside_an_open_flow() {
    let (mut house, _) = rotation(Venue::Bybit, "make");
    let again = house.rotate();
    assert!(matches!(again, Err(Stop::Illegal(illegal)) if illegal.to_string().contains("another rotation")));
    let mut house = House::new(Venue::Bybit);
    house.revoke(OLD).unwrap();
    let begun = house.rotate();
    assert!(matches!(begun, Err(Stop::Illegal(illegal)) if illegal.to_string().contains("revocation")));
}

// -- revocations --------------------------------------------------------------------------------------------------------

#[test]
fn a_revocation_parks_a_rotation_and_it_goes_on_with_what_lives() {
    // The bot's key is killed while its replacement is checked: the candidate is all the nearer.
    let (mut house, id) = rotation(Venue::Bybit, "ready");
    let revocation = house.revoke(OLD).unwrap();
    assert!(house.snapshot(id).parked);
    assert!(refusal(house.say(id, "abort")).contains("revocation"));
    house.say(id, "delivered").unwrap();
    stands(&house, id, "ready");
    let _ = house.say(id, "ask");
    to_the_end_without_replacement(&mut house, revocation);
    let shown = house.snapshot(id);
    assert!(!shown.parked && shown.old.is_none());
    house.tick(id).unwrap();
    stands(&house, id, "alive");
    assert_eq!(house.current(), Some(NEW));
    to_the_end(&mut house, id).unwrap();
    stands(&house, id, "done");

    // Nothing was deleted: all is as it was.
    let (mut house, id) = rotation(Venue::Bybit, "quiet");
    let revocation = house.revoke(OLD).unwrap();
    house.say(revocation, "abort").unwrap();
    assert!(!house.snapshot(id).parked);
    assert_eq!(house.key(OLD).key.state, KeyState::Retiring);
    to_the_end(&mut house, id).unwrap();

    // The candidate is killed: another is made.
    let (mut house, id) = rotation(Venue::Bybit, "ready");
    let revocation = house.revoke(NEW).unwrap();
    to_the_end(&mut house, revocation).unwrap();
    stands(&house, id, "make");
    assert_eq!((house.current(), house.key(NEW).key.state), (Some(OLD), KeyState::Revoked));
    to_the_end(&mut house, id).unwrap();

    // The new one is killed when it is the bot's already: the old one can be put back.
    let (mut house, id) = rotation(Venue::Bybit, "quiet");
    let revocation = house.revoke(NEW).unwrap();
    to_the_end_without_replacement(&mut house, revocation);
    stands(&house, id, "wrong-one");
    house.say(id, "delivered").unwrap();
    assert_eq!((house.current(), house.key(NEW).key.state), (Some(OLD), KeyState::Revoked));
}

fn to_the_end_without_replacement(house: &mut House, id: i64) {
    for _ in 0..40 {
        match house.snapshot(id).state {
            "closed" => return,
            "replace" => house.say(id, "later").unwrap(),
            _ => move_on(house, id).unwrap(),
        }
    }
    panic!("{:?}", house.snapshot(id));
}

#[test]
fn replaced_first_then_killed() {
    let mut house = House::new(Venue::Okx);
    let id = house.revoke(OLD).unwrap();
    house.say(id, "controlled").unwrap();
    house.say(id, "rotate-first").unwrap();
    let rotation = house.open_flow(FlowKind::Rotation).unwrap();
    assert_eq!(house.snapshot(rotation).old.map(|old| old.generation), Some(OLD));
    to_the_end(&mut house, rotation).unwrap();
    assert_eq!(house.current(), Some(NEW));
    assert_eq!(house.key(OLD).key.state, KeyState::Suspected, "the killing is the revocation's");
    house.tick(id).unwrap();
    stands(&house, id, "kill-now");
    to_the_end(&mut house, id).unwrap();
    assert_eq!(house.grade_of(OLD), Grade::ProvenDead);
    assert!(house.snapshot(id).message.contains("lives on …k002"), "{}", house.snapshot(id).message);
}

#[test]
fn a_rotation_under_way_goes_on_before_the_kill() {
    let (mut house, rotation) = rotation(Venue::Okx, "ready");
    let id = house.revoke(OLD).unwrap();
    house.say(id, "controlled").unwrap();
    house.say(id, "rotate-first").unwrap();
    assert!(!house.snapshot(rotation).parked);
    to_the_end(&mut house, rotation).unwrap();
    house.tick(id).unwrap();
    stands(&house, id, "kill-now");
}

#[test]
fn cut_off_first_and_deleted_when_the_hands_are_calm() {
    let mut house = House::new(Venue::Binance);
    let id = house.revoke(OLD).unwrap();
    house.say(id, "now").unwrap();
    house.say(id, "off").unwrap();
    stands(&house, id, "kill-now");
    // It was not saved: the reading says that it can trade.
    assert!(house.snapshot(id).usable.is_some_and(|usable| usable.until.is_none()));
    house.set_life(OLD, Life::Off);
    house.say(id, "ask").unwrap();
    stands(&house, id, "cut-off");
    assert!(house.snapshot(id).usable.is_some_and(|usable| usable.until.is_some()));
    house.set_life(OLD, Life::Lives);
    house.say(id, "ask").unwrap();
    stands(&house, id, "kill-now");
    assert!(house.snapshot(id).banner.is_some_and(|banner| banner.red));
    house.say(id, "frozen").unwrap();
    stands(&house, id, "cut-off");
    house.set_life(OLD, Life::Dead);
    house.say(id, "deleted").unwrap();
    stands(&house, id, "prove");
    assert!(refusal(house.say(id, "abort")).contains("prove"));
}

#[test]
fn the_replacement_is_deleted_instead() {
    let (mut house, _) = rotation(Venue::Bybit, "done");
    let id = house.revoke(NEW).unwrap();
    house.say(id, "abort").unwrap();
    // A retired key that still lives; the current one is deleted in its stead.
    let mut house = House::new(Venue::Bybit);
    let id = house.rotate().unwrap();
    until(&mut house, id, "ready");
    house.say(id, "delivered").unwrap();
    house.say(id, "put-back").unwrap();
    house.say(id, "abort").unwrap();
    house.say(id, "delivered").unwrap();
    let id = house.revoke(NEW).unwrap();
    house.say(id, "now").unwrap();
    house.set_life(OLD, Life::Dead);
    house.say(id, "deleted").unwrap();
    let shown = house.snapshot(id);
    wait(&mut house, id, &shown).unwrap();
    stands(&house, id, "kill-now");
    assert!(house.snapshot(id).message.contains("You deleted the new one"), "{}", house.snapshot(id).message);
    until(&mut house, id, "replace");
    assert_eq!(house.grade_of(NEW), Grade::ProvenDead);
}

#[test]
fn a_revocation_needs_a_key_and_a_reason() {
    let house = House::new(Venue::Bybit);
    let no_reason = house.with_world(1, None, Some(OLD), |world| crate::flows::begin_revocation(world, " \u{202e} "));
    assert!(no_reason.unwrap_err().to_string().contains("reason"));
    let no_key = house.with_world(1, None, None, |world| crate::flows::begin_revocation(world, "why"));
    assert!(no_key.unwrap_err().to_string().contains("no such key"));
}

#[test]
fn never_retires_the_bot_and_needs_its_name() {
    let mut house = House::new(Venue::Bybit);
    let id = house.revoke(OLD).unwrap();
    until(&mut house, id, "replace");
    assert!(refusal(house.tell(id, Event::Word(Said::plain(Word::Never)))).contains("--type-name"));
    house.say(id, "never").unwrap();
    assert!(house.bot.retired);
    to_the_end(&mut house, id).unwrap();
    assert_eq!(house.current(), None);
}

// -- the stored form ----------------------------------------------------------------------------------------------------

#[test]
fn a_stored_flow_holds_no_word_that_is_not_known_and_survives_any_cut() {
    let (house, id) = rotation(Venue::Okx, "prove");
    let text = house.flows.iter().find(|row| row.id == id).unwrap().text.clone();
    assert!(matches!(read(&text), Ok(Flow::Rotation(_))));
    for end in 0..text.len() {
        assert!(read(text.get(..end).unwrap_or_default()).is_err());
    }
    let more = text.replacen("\"bot\"", "\"secret\":\"x\",\"bot\"", 1);
    assert!(read(&more).is_err(), "a field that nobody knows is damage");
    let newer = text.replacen("\"version\":1", "\"version\":2", 1);
    assert!(read(&newer).unwrap_err().why.contains("newer"));
}

#[test]
fn the_users_words_are_evidence() {
    let (house, id) = rotation(Venue::Bybit, "done");
    let words: Vec<&EvidenceKind> = house.key(OLD).evidence.iter().map(|row| &row.kind).collect();
    assert!(words.contains(&&EvidenceKind::YouSaidDeleted), "{words:?}");
    assert_eq!(house.snapshot(id).at, 9);
}

//! Killed with -9 in the middle of a word, and gone on with; and two processes that tell at once.

use crate::flows::row;
use crate::support::script::{Flow, Script};
use crate::support::trader::{Trader, finish, start};
use keyward::practice::{Fault, Kind};
use std::process::{Child, ExitStatus};
use std::time::Duration;

/// Tells a word, kills the process that was told after so long, and reaps it. Returns whether it was still alive.
fn tell_and_kill(script: &Script<'_>, word: &str, after: Duration) -> bool {
    let arguments = script.arguments(Some(word));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let child = start(script.trader.command(&arguments), script.input(Some(word)).as_bytes());
    kill(child, after).code().is_none()
}

fn kill(mut child: Child, after: Duration) -> ExitStatus {
    std::thread::sleep(after);
    // It may have ended by itself: then there is nothing to kill.
    let _ = child.kill();
    child.wait().unwrap()
}

/// Leads the flow to its end; at each word of `places` a process is killed after a time of its own, then the word is told
/// again as the flow waits for it.
fn survives(flow: Flow, kind: Kind, places: &[&str], millis: &[u64]) {
    let trader = Trader::new();
    let old = trader.bot(kind, "grid");
    // Slow enough that a kill may fall into a question; no test depends on whether it does.
    trader.street.weather(kind, Fault::Slow { millis: 40 });
    let mut script = Script::new(&trader, flow, "grid", &old);
    let mut killed = 0;
    let mut met = Vec::new();
    let mut left: Vec<(&str, u64)> = places.iter().copied().zip(millis.iter().copied()).collect();
    let end = script.lead(|script, word| {
        let plain = word.split(':').next().unwrap();
        while let Some(place) = left.iter().position(|(wanted, _)| *wanted == plain) {
            let (_, after) = left.remove(place);
            met.push(plain.to_owned());
            killed += usize::from(tell_and_kill(script, word, Duration::from_millis(after)));
            // The killed word may have been heard: what it waits for now is looked at before the same is said again.
            let flow = script.look();
            if !flow["waits_for"].as_array().unwrap().iter().any(|w| w.as_str().unwrap().starts_with(plain)) {
                return false;
            }
        }
        true
    });
    assert_eq!(end["step"], "done", "{:?}", script.path);
    let never = left.iter().filter(|(word, _)| !met.iter().any(|found| found == word)).count();
    assert_eq!(never, 0, "never came to {left:?}: {:?}", script.path);
    assert!(killed > 0, "all of {met:?} were done before they were killed");
    let rows = trader.rows("grid");
    let wanted = if flow == Flow::Rotate { 2 } else { 1 };
    assert_eq!(rows.len(), wanted, "no key was made twice: {:?} {rows:#?}", script.path);
    assert_eq!(row(&rows, old.hint())["state"], "revoked");
    assert!(["likely-dead", "proven-dead"].contains(&row(&rows, old.hint())["alive"].as_str().unwrap()));
    if let Some(new) = &script.new {
        let row = row(&rows, new.hint());
        assert_eq!(
            (&row["state"], &row["current"], &row["secret"]),
            (&"active".into(), &true.into(), &"sealed".into())
        );
        // Its secret can be read: the exchange is asked with it.
        trader.street.clear(kind);
        trader.run(&["ask", "grid"]).ends(0);
    }
    let store = trader.run(&["store", "--json"]).ends(0).json();
    let entries = store["entries"].as_array().unwrap();
    assert!(entries.iter().all(|entry| entry["known"] == "yes"), "a slot that nobody knows: {store:#}");
    trader.run(&["journal", "--verify"]).ends(0);
}

#[test]
fn a_rotation_survives_five_kills_early() {
    survives(Flow::Rotate, Kind::Bybit, &["begin", "have-key", "delivered", "seen", "deleted"], &[20, 25, 15, 20, 25]);
}

#[test]
fn a_rotation_survives_five_kills_late() {
    survives(
        Flow::Rotate,
        Kind::Okx,
        &["begin", "have-key", "delivered", "end-quiet", "deleted"],
        &[70, 60, 60, 70, 90],
    );
}

#[test]
fn a_rotation_survives_many_kills_of_one_word() {
    survives(Flow::Rotate, Kind::Okx, &["have-key"; 9], &[5, 10, 15, 20, 30, 40, 50, 65, 80]);
}

#[test]
fn a_revocation_survives_five_kills_early() {
    survives(Flow::Revoke, Kind::Okx, &["now", "deleted", "looked", "later"], &[20, 25, 15, 25]);
    survives(Flow::Revoke, Kind::Binance, &["now", "deleted", "gone", "looked", "later"], &[10, 15, 25, 20, 10]);
}

#[test]
fn a_revocation_survives_five_kills_late() {
    survives(Flow::Revoke, Kind::Bybit, &["now", "deleted", "looked", "later"], &[70, 60, 80, 60]);
}

/// Each of two processes holds another new key; whatever the order, one becomes the candidate and none is lost.
#[test]
fn two_that_tell_different_keys_at_once_leave_one_candidate() {
    for _ in 0..3 {
        let trader = Trader::new();
        trader.bot(Kind::Okx, "grid");
        trader.run(&["rotate", "grid", "--tell", "begin"]).ends(3);
        let keys = [trader.street.make(Kind::Okx, "grid"), trader.street.make(Kind::Okx, "grid")];
        let call = ["rotate", "grid", "--tell", "have-key", "--json"];
        let told = keys.each_ref().map(|made| start(trader.command(&call), made.json().as_bytes()));
        let told = told.map(finish);
        let rows = trader.rows("grid");
        let of = |state: &str| rows.iter().filter(|row| row["state"] == state).count();
        assert_eq!(of("candidate"), 1, "{told:#?} {rows:#?}");
        // The other one is either refused, or took the place of the first, which is then an orphan and not forgotten.
        for (said, made) in told.iter().zip(&keys) {
            let known = rows.iter().find(|row| row["key_hint"] == made.hint());
            match said.code {
                Some(3) => assert!(known.is_some(), "{said:?} {rows:#?}"),
                Some(1) => {
                    said.one_sentence();
                }
                _ => panic!("{said:?}"),
            }
        }
        assert_eq!(of("active"), 1);
    }
}

/// Two processes add the same key, and two add different keys for one bot: one row comes of it each time.
#[test]
fn two_that_add_at_once_leave_one_key() {
    let trader = Trader::new();
    let same = trader.street.make(Kind::Bybit, "one");
    let keys = [trader.street.make(Kind::Bybit, "two"), trader.street.make(Kind::Bybit, "two")];
    let add = |bot: &str, made: &crate::support::street::Made| {
        start(trader.command(&["add", bot, "--exchange", "bybit", "--json"]), made.json().as_bytes())
    };
    let started = [add("one", &same), add("one", &same), add("two", &keys[0]), add("two", &keys[1])];
    let said = started.map(finish);
    for said in &said {
        assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
    }
    for bot in ["one", "two"] {
        let rows = trader.rows(bot);
        assert_eq!(rows.len(), 1, "{said:#?} {rows:#?}");
        assert_eq!((&rows[0]["state"], &rows[0]["secret"]), (&"active".into(), &"sealed".into()), "{said:#?}");
    }
    trader.run(&["ask", "one", "two"]).ends(0);
}

/// An `add` that was killed goes on when the same key is given again.
#[test]
fn a_killed_add_goes_on_with_the_same_key() {
    for after in [5, 15, 25, 40, 60] {
        let trader = Trader::new();
        trader.street.weather(Kind::Okx, Fault::Slow { millis: 40 });
        let made = trader.street.make(Kind::Okx, "grid");
        let child = start(trader.command(&["add", "grid", "--exchange", "okx"]), made.json().as_bytes());
        kill(child, Duration::from_millis(after));
        let rows = trader.run(&["list", "--json"]).ends(0).json()["keys"].clone();
        let state = rows[0]["state"].as_str().unwrap_or("not begun").to_owned();
        if state != "active" {
            trader.run_with(&["add", "grid", "--exchange", "okx"], made.json().as_bytes()).ends(0);
        }
        let rows = trader.rows("grid");
        assert_eq!((rows.len(), &rows[0]["state"]), (1, &"active".into()), "after {after} ms: {state}");
        let store = trader.run(&["store", "--json"]).ends(0).json();
        assert_eq!(store["entries"].as_array().unwrap().len(), 1, "after {after} ms: {store:#}");
    }
}

/// Killed in the very moment in which the new secret lies in the store and nobody has written that down: what lies there is
/// looked at, and the flow goes on with it. The page that shows the secret may be closed by then.
#[test]
fn a_secret_that_was_sealed_in_the_last_moment_is_found() {
    let mut caught = 0;
    for _ in 0..6 {
        let trader = Trader::new();
        let old = trader.bot(Kind::Okx, "grid");
        trader.run(&["rotate", "grid", "--tell", "begin"]).ends(3);
        let new = trader.street.make(Kind::Okx, "grid");
        let before = sealed(&trader);
        let call = ["rotate", "grid", "--tell", "have-key", "--json"];
        let mut child = start(trader.command(&call), new.json().as_bytes());
        while sealed(&trader) == before && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        let _ = child.kill();
        caught += usize::from(child.wait().unwrap().code().is_none());
        let flow = Script::new(&trader, Flow::Rotate, "grid", &old).look();
        assert_eq!((&flow["step"], &flow["new"]["hint"]), (&"check".into(), &new.hint().into()), "{flow:#}");
        let store = trader.run(&["store", "--json"]).ends(0).json();
        let entries = store["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 2, "{store:#}");
        assert!(entries.iter().all(|entry| entry["known"] == "yes" && entry["there"] == "yes"), "{store:#}");
        // Given once more it is the same one.
        trader.run_with(&call, new.json().as_bytes()).ends(3);
        assert_eq!(trader.rows("grid").len(), 2);
        trader.run(&["ask", "grid", "--generation", "2"]).ends(0);
    }
    assert!(caught > 0, "none was killed in time");
}

/// How many secrets lie in the sealed files.
fn sealed(trader: &Trader) -> usize {
    let names = std::fs::read_dir(trader.home().join("sealed")).unwrap().flatten();
    names.filter(|entry| entry.file_name().to_string_lossy().ends_with(".age")).count()
}

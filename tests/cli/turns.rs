//! Flows that do not go straight: put back, lost, the wrong one deleted, parked by a revocation, taken from both ends.

use crate::flows::{row, says};
use crate::support::script::{Flow, Script};
use crate::support::trader::{Said, Trader, finish, start};
use crate::support::until;
use keyward::practice::{Fault, Kind};
use serde_json::Value;
use std::time::Duration;

fn tell(trader: &Trader, word: &str) -> Said {
    let said = trader.run(&["rotate", "grid", "--tell", word, "--json"]);
    assert!(matches!(said.code, Some(0 | 3)), "{word}: {said:?}");
    said
}

fn step(said: &Said) -> String {
    said.json()["flow"]["step"].as_str().unwrap().to_owned()
}

/// A rotation that stands where the bot was given the new key.
fn delivered(trader: &Trader, kind: Kind) -> (crate::support::street::Made, crate::support::street::Made) {
    let old = trader.bot(kind, "grid");
    tell(trader, "begin");
    let new = trader.street.make(kind, "grid");
    let said = trader.run_with(&["rotate", "grid", "--tell", "have-key", "--json"], new.json().as_bytes()).ends(3);
    assert_eq!(step(&said), "check", "{said:?}");
    assert_eq!(step(&tell(trader, "delivered")), "alive");
    (old, new)
}

#[test]
fn the_old_key_is_put_back() {
    let trader = Trader::new();
    let (old, new) = delivered(&trader, Kind::Okx);
    assert_eq!(row(&trader.rows("grid"), new.hint())["current"], true);
    tell(&trader, "put-back");
    let said = tell(&trader, "delivered");
    assert_ne!(step(&said), "done");
    let rows = trader.rows("grid");
    assert_eq!(
        (&row(&rows, old.hint())["current"], &row(&rows, old.hint())["state"]),
        (&true.into(), &"active".into())
    );
    tell(&trader, "abort");
    let rows = trader.rows("grid");
    assert_eq!(row(&rows, new.hint())["state"], "orphan");
    assert_eq!(row(&rows, old.hint())["current"], true);
    trader.run(&["ask", "grid"]).ends(0);
}

#[test]
fn a_lost_key_is_listed_and_another_is_made() {
    let trader = Trader::new();
    let old = trader.bot(Kind::Okx, "grid");
    tell(&trader, "begin");
    assert_eq!(step(&tell(&trader, "lost-key:9a9a")), "make");
    let first = trader.street.make(Kind::Okx, "grid");
    trader.run_with(&["rotate", "grid", "--tell", "have-key"], first.json().as_bytes()).ends(3);
    assert_eq!(step(&tell(&trader, "lost-key")), "make");
    let mut script = Script::new(&trader, Flow::Rotate, "grid", &old);
    let end = script.reach_the_end();
    assert_eq!(end["step"], "done");
    let rows = trader.rows("grid");
    assert_eq!(row(&rows, first.hint())["state"], "orphan");
    assert_eq!(row(&rows, script.new.unwrap().hint())["state"], "active");
}

/// The new key is deleted in place of the old one. It is noticed, the old one goes back to the bot, and a third comes.
#[test]
fn the_wrong_one_is_deleted_and_noticed() {
    for kind in [Kind::Okx, Kind::Bybit] {
        let trader = Trader::new();
        let (old, new) = delivered(&trader, kind);
        tell(&trader, "seen");
        assert_eq!(step(&tell(&trader, "end-quiet")), "kill");
        trader.street.delete(&new);
        tell(&trader, "deleted");
        let flow = until("the mistake to be seen", || {
            let flow = trader.run(&["rotate", "grid", "--tell", "ask", "--json"]).json()["flow"].clone();
            flow["new"]["alive"].as_str().is_some_and(|alive| alive.ends_with("dead")).then_some(flow)
        });
        assert_eq!(flow["old"]["alive"], "alive", "{} {flow:#}", kind.word());
        assert!(flow["message"].as_str().unwrap().contains("You deleted the new one"), "{flow:#}");
        assert!(says(&flow["waits_for"], "delivered"), "the old one goes back: {flow:#}");
        tell(&trader, "delivered");
        let rows = trader.rows("grid");
        assert_eq!(row(&rows, old.hint())["current"], true, "{rows:#?}");
        let mut script = Script::new(&trader, Flow::Rotate, "grid", &old);
        assert_eq!(script.reach_the_end()["step"], "done");
        let third = script.new.unwrap();
        let rows = trader.rows("grid");
        assert_eq!(row(&rows, third.hint())["state"], "active");
        assert_eq!(row(&rows, old.hint())["state"], "revoked");
        assert!(row(&rows, new.hint())["current"] == false);
    }
}

/// "I deleted it", and it answers: said, and nothing is called dead.
#[test]
fn a_deletion_that_did_not_happen_is_said() {
    let trader = Trader::new();
    let old = trader.bot(Kind::Bybit, "grid");
    trader.run(&["revoke", "grid", "--reason", "seen in a log", "--tell", "now"]).ends(3);
    // Right after the word an answer may be the exchange's own lag; later it is none. "It is gone from the list" likewise.
    for word in ["deleted", "gone"] {
        let told = trader.run(&["revoke", "grid", "--tell", word, "--json"]).ends(3).json();
        assert_eq!(told["flow"]["grade"], "alive", "{told:#}");
        let flow = until("the page again", || {
            let flow = trader.run(&["revoke", "grid", "--json"]).ends(3).json()["flow"].clone();
            assert_eq!(flow["grade"], "alive", "{flow:#}");
            (flow["step"] == "kill").then_some(flow)
        });
        assert!(flow["message"].as_str().unwrap().contains(old.hint()), "{flow:#}");
    }
    let listed = trader.run(&["check"]);
    assert!(matches!(listed.code, Some(3 | 4)) && listed.out.contains("keyward revoke grid@bybit"), "{listed:?}");
    let end = Script::new(&trader, Flow::Revoke, "grid", &old).reach_the_end();
    assert_eq!(end["grade"], "proven-dead");
}

#[test]
fn a_revocation_parks_a_rotation_which_then_goes_on() {
    let trader = Trader::new();
    let (old, new) = delivered(&trader, Kind::Okx);
    let open = ["revoke", "grid", "--generation", "1", "--reason", "a laptop is gone", "--tell", "now", "--json"];
    trader.run(&open).ends(3);
    let parked = trader.run(&["rotate", "grid", "--json"]).ends(3).json()["flow"].clone();
    assert_eq!(parked["waits_for"], serde_json::json!([]), "{parked:#}");
    trader.run(&["rotate", "grid", "--tell", "put-back"]).ends(1).one_sentence();
    trader.street.delete(&old);
    until("the end of the revocation", || {
        let flow = trader.run(&["revoke", "grid", "--generation", "1", "--json"]).json()["flow"].clone();
        let word = ["looked", "later", "deleted"].into_iter().find(|word| says(&flow["waits_for"], word));
        let word = word.map(|word| if word == "deleted" { format!("deleted:{}", new.hint()) } else { word.to_owned() });
        if let Some(word) = word {
            trader.run(&["revoke", "grid", "--generation", "1", "--tell", &word]);
        }
        (flow["step"] == "done").then_some(())
    });
    let mut script = Script::new(&trader, Flow::Rotate, "grid", &old);
    script.new = Some(new.clone());
    let end = script.reach_the_end();
    assert_eq!(end["step"], "done", "{end:#}");
    let rows = trader.rows("grid");
    assert_eq!(
        (&row(&rows, new.hint())["state"], &row(&rows, new.hint())["current"]),
        (&"active".into(), &true.into())
    );
    assert_eq!(
        (&row(&rows, old.hint())["state"], &row(&rows, old.hint())["alive"]),
        (&"revoked".into(), &"proven-dead".into())
    );
}

#[test]
fn a_bot_without_a_key_gets_one_and_a_retired_one_does_not() {
    let trader = Trader::new();
    let old = trader.bot(Kind::Okx, "grid");
    Script::new(&trader, Flow::Revoke, "grid", &old).reach_the_end();
    let plan = trader.run(&["rotate", "grid", "--json"]).ends(3).json()["flow"].clone();
    assert_eq!((&plan["step"], &plan["old"]), (&"plan".into(), &Value::Null), "{plan:#}");
    let mut script = Script::new(&trader, Flow::Rotate, "grid", &old);
    assert_eq!(script.reach_the_end()["step"], "done");
    let new = script.new.unwrap();
    assert_eq!(row(&trader.rows("grid"), new.hint())["current"], true);

    let old = trader.bot(Kind::Bybit, "dca");
    trader.run(&["revoke", "dca", "--reason", "not needed any more", "--tell", "now"]).ends(3);
    trader.street.delete(&old);
    until("the end of the bot", || {
        let flow = trader.run(&["revoke", "dca", "--json"]).json()["flow"].clone();
        let word = ["looked", "deleted"].into_iter().find(|word| says(&flow["waits_for"], word));
        if let Some(word) = word {
            trader.run(&["revoke", "dca", "--tell", word]);
        } else if says(&flow["waits_for"], "later") || says(&flow["takes"], "never") {
            trader.run(&["revoke", "dca", "--tell", "never"]).ends(1).one_sentence();
            trader.run(&["revoke", "dca", "--tell", "never", "--type-name", "dca"]);
        }
        (flow["step"] == "done").then_some(())
    });
    let said = trader.run(&["rotate", "dca", "--tell", "begin"]);
    assert!(matches!(said.code, Some(1 | 3)), "{said:?}");
}

/// What one process begins the other finds begun.
#[test]
fn two_that_begin_at_once_begin_one_rotation() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    let call = ["rotate", "grid", "--tell", "begin", "--json"];
    let told: Vec<Said> = [(); 3].map(|()| start(trader.command(&call), b"")).into_iter().map(finish).collect();
    for said in &told {
        assert!(matches!(said.code, Some(1 | 3)), "{said:?}");
    }
    let ids: Vec<Value> = told.iter().filter(|s| s.code == Some(3)).map(|s| s.json()["flow"]["id"].clone()).collect();
    assert!(!ids.is_empty() && ids.iter().all(|id| id == &ids[0]), "{told:#?}");
    assert_eq!(trader.rows("grid").len(), 1);
}

/// Eight at once, all over one home: each does its work, nobody is told of a lock.
#[test]
fn many_processes_share_one_home() {
    let trader = Trader::new();
    let made: Vec<_> = (0..4).map(|place| trader.street.make(Kind::Bybit, &format!("bot-{place}"))).collect();
    trader.bot(Kind::Okx, "grid");
    let mut started = Vec::new();
    for (place, made) in made.iter().enumerate() {
        let bot = format!("bot-{place}@bybit");
        started.push(start(trader.command(&["add", &bot]), made.json().as_bytes()));
        started.push(start(trader.command(&["ask", "grid"]), b""));
        started.push(start(trader.command(&["list", "--json"]), b""));
        started.push(start(trader.command(&["edit", "grid", "--max-age", &format!("{}d", 60 + place)]), b""));
    }
    for child in started {
        let said = finish(child);
        assert_eq!((said.code, said.errors.as_str()), (Some(0), ""), "{said:?}");
    }
    assert_eq!(trader.run(&["list", "--json"]).ends(0).json()["keys"].as_array().unwrap().len(), 5);
    trader.run(&["journal", "--verify"]).ends(0);
    trader.run(&["ask"]).ends(0);
}

/// Ctrl-C while it waits for an exchange: it ends at once, and what was known stands.
#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_and_loses_nothing() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    trader.street.weather(Kind::Okx, Fault::Slow { millis: 5_000 });
    let child = start(trader.command(&["ask"]), b"");
    std::thread::sleep(Duration::from_millis(150));
    let number = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &number]).status().unwrap().success());
    let watch = std::time::Instant::now();
    let said = finish(child);
    assert!(watch.elapsed() < Duration::from_secs(3), "at once: {:?}", watch.elapsed());
    assert_ne!(said.code, Some(0), "{said:?}");
    trader.street.clear(Kind::Okx);
    trader.run(&["ask"]).ends(0);
    trader.run(&["journal", "--verify"]).ends(0);
}

#[test]
fn without_any_home_it_says_so() {
    let trader = Trader::new();
    let mut command = trader.command(&["list"]);
    command.env_remove("KEYWARD_HOME").env("HOME", trader.user_home().join("new"));
    let said = finish(start(command, b"")).ends(0);
    assert!(said.out.contains("No key is here yet"), "{said:?}");
    let mut command = trader.command(&["add", "grid@okx"]);
    command.env("KEYWARD_HOME", "/proc/nowhere");
    let said = finish(start(command, trader.street.make(Kind::Okx, "grid").json().as_bytes())).ends(1);
    said.one_sentence();
}

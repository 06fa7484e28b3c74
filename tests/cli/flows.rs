//! The two flows by `--tell`, from a script, on each exchange, to the end; and the words that are refused, repeated, early.

use crate::support::script::{Flow, Script};
use crate::support::street::Made;
use crate::support::trader::Trader;
use keyward::practice::Kind;
use serde_json::Value;

/// A script that only says what is true comes to the end, and what it leaves behind is what was promised.
fn rotates(kind: Kind) {
    let trader = Trader::new();
    let old = trader.bot(kind, "grid");
    let mut script = Script::new(&trader, Flow::Rotate, "grid", &old);
    let mut steps = Vec::new();
    let end = script.reach_the_end();
    let new = script.new.clone().unwrap();
    for step in script.path.iter().filter(|word| !word.starts_with("--")) {
        if steps.last() != Some(step) {
            steps.push(step.clone());
        }
    }
    assert_eq!(
        steps,
        ["plan", "make", "check", "alive", "quiet", "kill", "prove", "done"],
        "the seal, the delivery and the look are not waited for: {:?}",
        script.path
    );
    assert_eq!((&end["step"], &end["at"], &end["of"]), (&"done".into(), &9.into(), &9.into()));
    assert!(["likely-dead", "proven-dead"].contains(&end["grade"].as_str().unwrap()), "{end:#}");
    let rows = trader.rows("grid");
    assert_eq!(row(&rows, new.hint())["state"], "active");
    assert_eq!(row(&rows, new.hint())["current"], true);
    assert_eq!(row(&rows, old.hint())["state"], "revoked");
    assert_eq!(rows.len(), 2, "no third key came of it");
    assert_eq!(row(&rows, new.hint())["secret"], "sealed");
    // An old secret goes with the proof of death, and stays where the key is only likely dead.
    let kept = row(&rows, old.hint())["secret"] == "sealed";
    assert_eq!(kept, end["grade"] != "proven-dead", "{end:#}");
    trader.run(&["journal", "--verify"]).ends(0);
    // Nothing more is to be done about the new one.
    let listed = trader.run(&["list", "--json"]).ends(0).json();
    assert_eq!(row(listed["keys"].as_array().unwrap(), new.hint())["flow"], Value::Null);
    if kept {
        wipes(&script, &old);
    }
}

/// The old secret of a key that is only likely dead is wiped when the bot's name is typed, and not before.
fn wipes(script: &Script<'_>, old: &Made) {
    let trader = script.trader;
    let call = if script.flow == Flow::Rotate { "rotate" } else { "revoke" };
    let refused = trader.run(&[call, "grid", "--tell", "wipe"]).ends(1);
    assert!(refused.one_sentence().contains("--type-name"), "{refused:?}");
    trader.run(&[call, "grid", "--tell", "wipe", "--type-name", "gird"]).ends(1);
    assert_eq!(row(&trader.rows("grid"), old.hint())["secret"], "sealed");
    trader.run(&[call, "grid", "--tell", "wipe", "--type-name", "grid"]).ends(0);
    let rows = trader.rows("grid");
    assert_eq!(row(&rows, old.hint())["secret"], "none");
}

#[test]
fn binance_rotates_to_the_end() {
    rotates(Kind::Binance);
}

#[test]
fn bybit_rotates_to_the_end() {
    rotates(Kind::Bybit);
}

#[test]
fn okx_rotates_to_the_end() {
    rotates(Kind::Okx);
}

fn revokes(kind: Kind) {
    let trader = Trader::new();
    let old = trader.bot(kind, "grid");
    let mut script = Script::new(&trader, Flow::Revoke, "grid", &old);
    let end = script.reach_the_end();
    assert_eq!((&end["step"], &end["at"], &end["of"]), (&"done".into(), &5.into(), &5.into()), "{:?}", script.path);
    assert!(["likely-dead", "proven-dead"].contains(&end["grade"].as_str().unwrap()), "{end:#}");
    let rows = trader.rows("grid");
    assert_eq!((rows.len(), &rows[0]["state"], &rows[0]["current"]), (1, &"revoked".into(), &false.into()));
    // The bot stands without a key, and is told of.
    let listed = trader.run(&["list", "--json"]).ends(0).json();
    assert_eq!(listed["keys"].as_array().unwrap().len(), 1);
    if rows[0]["secret"] == "sealed" {
        wipes(&script, &old);
    }
}

#[test]
fn binance_revokes_to_the_end() {
    revokes(Kind::Binance);
}

#[test]
fn bybit_revokes_to_the_end() {
    revokes(Kind::Bybit);
}

#[test]
fn okx_revokes_to_the_end() {
    revokes(Kind::Okx);
}

/// `revoke`, then `replace`: the bot gets a new key by a rotation of five steps.
#[test]
fn a_revoked_key_is_replaced() {
    let trader = Trader::new();
    let old = trader.bot(Kind::Bybit, "grid");
    let mut script = Script::new(&trader, Flow::Revoke, "grid", &old);
    let mut replaced = false;
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while std::time::Instant::now() < end {
        let flow = script.look();
        script.path.push(flow["step"].as_str().unwrap().to_owned());
        if flow["step"] == "done" {
            break;
        }
        if says(&flow["waits_for"], "replace") && !replaced {
            replaced = true;
            trader.run(&["revoke", "grid", "--tell", "replace"]).ends(3);
            continue;
        }
        match script.next(&flow) {
            Some(word) if word != "later" => {
                script.path.push(format!("--{word}"));
                assert!(matches!(script.tell(Some(&word)).code, Some(0 | 3)));
                script.path.push(format!("--{word}"));
            }
            _ => std::thread::sleep(std::time::Duration::from_millis(60)),
        }
    }
    assert!(replaced, "{:?}", script.path);
    let mut rotation = Script::new(&trader, Flow::Rotate, "grid", &old);
    let flow = rotation.look();
    assert_eq!((&flow["step"], &flow["of"]), (&"make".into(), &5.into()), "{flow:#}");
    let end = rotation.reach_the_end();
    assert_eq!(end["new"]["alive"], "alive", "{end:#}");
    let rows = trader.rows("grid");
    assert_eq!(row(&rows, rotation.new.unwrap().hint())["state"], "active");
    assert_eq!(row(&rows, old.hint())["state"], "revoked");
}

#[test]
fn before_begin_nothing_starts_and_the_words_are_shown() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    for _ in 0..2 {
        let said = trader.run(&["rotate", "grid", "--json"]).ends(3).json();
        assert_eq!((&said["flow"]["step"], &said["flow"]["at"]), (&"plan".into(), &1.into()));
        assert_eq!(said["flow"]["waits_for"], serde_json::json!(["begin"]));
    }
    assert_eq!(trader.rows("grid")[0]["flow"], Value::Null);
    let said = trader.run(&["rotate", "grid"]).ends(3);
    assert!(said.out.contains("Waits for: begin") && said.out.contains("keyward rotate grid@okx --tell begin"));
    assert!(!said.out.contains('{') && !said.out.contains('}'), "an unfilled place: {}", said.out);
    // A revocation is opened by its reason.
    let said = trader.run(&["revoke", "grid"]).ends(2);
    assert!(said.one_sentence().contains("--reason"), "{said:?}");
    assert_eq!(trader.rows("grid")[0]["flow"], Value::Null);
}

#[test]
fn a_wish_that_does_not_fit_is_refused_and_leaves_the_flow_as_it_is() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    trader.run(&["rotate", "grid", "--tell", "begin"]).ends(3);
    for wish in ["put-back", "end-quiet", "wipe", "now", "controlled", "replace", "never", "override:listed"] {
        let said = trader.run(&["rotate", "grid", "--tell", wish, "--json"]).ends(1);
        assert!(said.one_sentence().contains(wish.split(':').next().unwrap()), "{said:?}");
        assert_eq!(said.json()["flow"]["step"], "make", "the flow as it is: {wish}");
    }
    for word in ["frobnicate", "deliver", "make-pair", "leave", "deleted:77b", "told:moon", "way:ssh:vps", ""] {
        let said = trader.run(&["rotate", "grid", "--tell", word]).ends(2);
        assert_eq!(said.out, "", "{word}");
        said.one_sentence();
    }
    assert_eq!(trader.run(&["rotate", "grid", "--json"]).ends(3).json()["flow"]["step"], "make");
}

#[test]
fn facts_are_taken_early_and_may_be_repeated() {
    let trader = Trader::new();
    let old = trader.bot(Kind::Okx, "grid");
    trader.run(&["rotate", "grid", "--tell", "begin"]).ends(3);
    for fact in ["delivered", "seen", "delivered"] {
        trader.run(&["rotate", "grid", "--tell", fact]).ends(3);
    }
    let mut script = Script::new(&trader, Flow::Rotate, "grid", &old);
    let mut told = Vec::new();
    let end = script.lead(|script, word| {
        // Each fact twice: a script that died after the first repeats it.
        if ["told", "deleted", "gone"].contains(&word.split(':').next().unwrap()) {
            let said = script.tell(Some(word));
            assert!(matches!(said.code, Some(0 | 3)), "{word} {said:?}");
        }
        told.push(word.to_owned());
        true
    });
    assert_eq!(end["step"], "done", "{told:?}");
    assert!(!told.iter().any(|word| word == "delivered" || word == "seen"), "it was said before: {told:?}");
    assert_eq!(trader.rows("grid").len(), 2, "no word made a third key: {told:?}");
    // Facts that are known already change nothing, also when all is over.
    for fact in ["delivered", "seen", "deleted", "gone"] {
        let said = trader.run(&["rotate", "grid", "--tell", fact, "--json"]).ends(0);
        assert_eq!(said.json()["flow"]["step"], "done");
    }
}

#[test]
fn begin_again_within_quiet_is_a_repetition() {
    let trader = Trader::with_policy("quiet = \"30m\"\nproof_spacing = \"200ms\"\ntail = \"300ms\"");
    let old = trader.bot(Kind::Okx, "grid");
    let end = Script::new(&trader, Flow::Rotate, "grid", &old).reach_the_end();
    let again = trader.run(&["rotate", "grid", "--tell", "begin", "--json"]).ends(0).json();
    assert_eq!((&again["flow"]["id"], &again["flow"]["step"]), (&end["id"], &"done".into()));
    let anew = trader.run(&["rotate", "grid", "--tell", "begin", "--again", "--json"]).ends(3).json();
    assert_eq!(anew["flow"]["step"], "make");
    assert_ne!(anew["flow"]["id"], end["id"]);
}

#[test]
fn an_aborted_rotation_leaves_an_orphan_that_is_killed_by_its_generation() {
    let trader = Trader::new();
    let old = trader.bot(Kind::Okx, "grid");
    let stray = trader.street.make(Kind::Okx, "grid");
    trader.run(&["rotate", "grid", "--tell", "begin"]).ends(3);
    trader.run_with(&["rotate", "grid", "--tell", "have-key"], stray.json().as_bytes()).ends(3);
    let said = trader.run(&["rotate", "grid", "--tell", "abort", "--json"]).ends(0).json();
    assert_eq!(said["flow"]["step"], "aborted");
    let rows = trader.rows("grid");
    let orphan = row(&rows, stray.hint());
    assert_eq!((&orphan["state"], &orphan["generation"]), (&"orphan".into(), &2.into()));
    assert_eq!(row(&rows, old.hint())["current"], true);
    assert!(trader.run(&["list"]).ends(0).out.contains(stray.hint()), "an orphan is listed until it is dead");
    let open = ["revoke", "grid", "--generation", "2", "--reason", "left by an abort", "--json"];
    assert_eq!(trader.run(&open).ends(3).json()["flow"]["old"]["hint"], stray.hint());
    trader.run(&["revoke", "grid", "--generation", "2", "--tell", "now"]).ends(3);
    trader.street.delete(&stray);
    let keep = format!("deleted:{}", old.hint());
    trader.run(&["revoke", "grid", "--generation", "2", "--tell", &keep]).ends(3);
    crate::support::until("the orphan's death", || {
        let flow = trader.run(&["revoke", "grid", "--generation", "2", "--json"]).json()["flow"].clone();
        let word = if says(&flow["waits_for"], "looked") {
            "looked"
        } else if says(&flow["waits_for"], "later") {
            "later"
        } else {
            ""
        };
        if !word.is_empty() {
            trader.run(&["revoke", "grid", "--generation", "2", "--tell", word]);
        }
        (flow["step"] == "done").then_some(())
    });
    let rows = trader.rows("grid");
    assert_eq!(row(&rows, stray.hint())["alive"], "proven-dead");
    assert_eq!((&row(&rows, old.hint())["current"], &row(&rows, old.hint())["alive"]), (&true.into(), &"alive".into()));
}

#[test]
fn a_revocation_is_aborted_with_a_reason_while_nothing_was_deleted() {
    let trader = Trader::new();
    trader.bot(Kind::Bybit, "grid");
    trader.run(&["revoke", "grid", "--reason", "an order nobody placed"]).ends(3);
    assert_eq!(trader.rows("grid")[0]["state"], "suspected");
    let said = trader.run(&["remove", "grid", "--yes-remove", "grid"]).ends(1);
    assert!(said.one_sentence().contains("revocation is open"), "{said:?}");
    trader.run(&["revoke", "grid", "--tell", "abort"]).ends(1).one_sentence();
    trader.run(&["revoke", "grid", "--tell", "abort", "--reason", "it was my own order"]).ends(0);
    assert_eq!(trader.rows("grid")[0]["state"], "active");
}

/// The best-kept key: on a list that this computer is not on. It rotates and is revoked to the end from here.
#[test]
fn a_key_that_only_its_host_may_use_goes_to_the_end_from_here() {
    for kind in [Kind::Bybit, Kind::Okx, Kind::Binance] {
        let trader = Trader::new();
        let street = &trader.street;
        let listed = |bot: &str| street.make_with(kind, bot, crate::support::street::usual(kind), "203.0.113.7");
        let old = listed("grid");
        let input = old.json();
        let call =
            ["add", "grid", "--exchange", kind.word(), "--ip", "203.0.113.7", "--created", "2026-10-01", "--json"];
        let said = trader.run_with(&call, input.as_bytes()).ends(0);
        assert_ne!(said.json()["keys"][0]["answer"], "ok", "{said:?}");
        let mut script = Script::new(&trader, Flow::Rotate, "grid", &old);
        script.new = Some(listed("grid"));
        let end = script.reach_the_end();
        let grade = end["grade"].as_str().unwrap();
        let wanted: &[&str] = match kind {
            Kind::Binance => &["dead-by-word", "likely-dead"],
            Kind::Bybit | Kind::Okx => &["proven-dead", "likely-dead"],
        };
        assert!(wanted.contains(&grade), "{} {grade} {:?}", kind.word(), script.path);
        let new = script.new.clone().unwrap();
        assert_eq!(row(&trader.rows("grid"), new.hint())["current"], true);
        let end = Script::new(&trader, Flow::Revoke, "grid", &new).reach_the_end();
        assert!(wanted.contains(&end["grade"].as_str().unwrap()), "{} {end:#}", kind.word());
    }
}

pub fn says(words: &Value, word: &str) -> bool {
    words.as_array().unwrap().iter().any(|found| found == word)
}

#[track_caller]
pub fn row<'a>(rows: &'a [Value], hint: &str) -> &'a Value {
    rows.iter().find(|row| row["key_hint"] == hint).unwrap_or_else(|| panic!("no {hint} in {rows:#?}"))
}

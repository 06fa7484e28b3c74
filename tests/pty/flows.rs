//! The two flows by their screens, to the end, as a person does them; the command line sees the same.

use crate::support::pty::{Ended, Pty};
use crate::support::street::Made;
use crate::support::trader::{PASSPHRASE, Trader};
use keyward::practice::Kind;
use std::time::{Duration, Instant};

/// Does what the screen asks for until the old key is revoked and nothing is open.
fn lead(pty: &mut Pty, trader: &Trader, old: &Made, new: Option<&Made>) {
    let end = Instant::now() + Duration::from_secs(60);
    let (mut pasted, mut typed) = (false, String::new());
    loop {
        let text = pty.settles();
        let rows = trader.rows("grid");
        let is_over = rows.iter().any(|row| row["key_hint"] == old.hint() && row["state"] == "revoked")
            && rows.iter().all(|row| row["flow"].is_null());
        if is_over {
            return;
        }
        assert!(Instant::now() < end, "it does not come to its end:\n{text}");
        let has = |words: &str| text.contains(words);
        let keys = if has("Your passphrase opens them") {
            pty.types(PASSPHRASE);
            pty.settles();
            "\r"
        } else if has("u unlocks and goes on") {
            "u"
        } else if has("Paste the new key") && !pasted {
            pasted = true;
            pty.pastes(new.expect("a new key is wanted").json().as_bytes());
            ""
        } else if has("Enter it is deleted") {
            if !trader.street.is_deleted(old) {
                trader.street.delete(old);
            }
            "\r"
        } else if has("gone from its page?") {
            "\r"
        } else if has("l later") && has("make the new key") {
            "l"
        } else if [
            "I have the new key",
            "the bot has it",
            "I saw it   ",
            "end it now",
            "go on",
            "I have looked",
            "Enter start",
        ]
        .iter()
        .any(|words| has(words))
            || has("Is somebody using it now?")
        {
            "\r"
        } else {
            // It asks by itself, or shows that it has come to its end.
            ""
        };
        pty.types(keys);
        typed.push_str(keys);
    }
}

fn leave(mut pty: Pty, secrets: &[&Made]) {
    pty.types("\u{3}");
    assert_eq!(pty.ends(), Ended::Code(0));
    pty.is_restored();
    let drawn = String::from_utf8_lossy(&pty.bytes).into_owned();
    for made in secrets {
        for secret in [Some(&made.secret), Some(&made.api_key), made.passphrase.as_ref()].into_iter().flatten() {
            assert!(!drawn.contains(secret.as_str()), "a secret was drawn");
        }
    }
    assert!(!drawn.contains(PASSPHRASE));
}

#[test]
fn a_rotation_by_its_screens() {
    for kind in [Kind::Bybit, Kind::Okx] {
        let trader = Trader::new();
        let old = trader.bot(kind, "grid");
        let new = trader.street.make(kind, "grid");
        let mut pty = Pty::open(&trader, &["rotate", "grid"], (100, 32));
        pty.sees("Rotate grid");
        lead(&mut pty, &trader, &old, Some(&new));
        let row = trader.rows("grid").into_iter().find(|row| row["key_hint"] == new.hint()).unwrap();
        assert_eq!((&row["state"], &row["current"], &row["alive"]), (&"active".into(), &true.into(), &"alive".into()));
        leave(pty, &[&old, &new]);
    }
}

#[test]
fn a_revocation_by_its_screens() {
    let trader = Trader::new();
    let old = trader.bot(Kind::Bybit, "grid");
    let mut pty = Pty::open(&trader, &["revoke", "grid"], (100, 32));
    pty.sees("Is somebody using it now?");
    lead(&mut pty, &trader, &old, None);
    let grade = trader.rows("grid")[0]["alive"].as_str().unwrap().to_owned();
    assert!(["likely-dead", "proven-dead"].contains(&grade.as_str()), "{grade}");
    leave(pty, &[&old]);
}

/// A screen that is open sees what another process does to the same flow.
#[test]
fn the_screen_sees_what_the_command_line_tells() {
    let trader = Trader::new();
    let old = trader.bot(Kind::Okx, "grid");
    let new = trader.street.make(Kind::Okx, "grid");
    trader.run(&["rotate", "grid", "--tell", "begin"]).ends(3);
    let mut pty = Pty::open(&trader, &["rotate", "grid"], (100, 32));
    pty.sees("I have the new key");
    trader.run_with(&["rotate", "grid", "--tell", "have-key"], new.json().as_bytes()).ends(3);
    sees_in_time(&trader, &mut pty, "the bot has it");
    trader.run(&["rotate", "grid", "--tell", "delivered"]).ends(3);
    sees_in_time(&trader, &mut pty, "I saw it");
    leave(pty, &[&old, &new]);
}

/// The screen looks every few seconds whether anything was written since; other processes write on.
fn sees_in_time(trader: &Trader, pty: &mut Pty, wanted: &str) {
    crate::support::until(wanted, || {
        trader.run(&["edit", "grid", "--max-age", "80d"]).ends(0);
        std::thread::sleep(Duration::from_millis(500));
        pty.text().contains(wanted).then_some(())
    });
}

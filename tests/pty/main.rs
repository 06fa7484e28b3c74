//! The program on a terminal: it opens, draws, takes keys, and leaves the terminal as it found it, however it ends.
#![cfg(unix)]
// The helpers of a test may fail like the test itself; it starts processes and measures patience by the machine's clock.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::disallowed_methods, clippy::print_stderr)]

#[path = "../support/mod.rs"]
mod support;

mod flows;

use expectrl::process::unix::Signal;
use keyward::practice::Kind;
use std::process::Command;
use support::pty::{Ended, Pty};
use support::trader::{KEYWARD, Trader};

const USUAL: (u16, u16) = (80, 24);
/// What only the fleet of practice shows.
const PRACTICE: &str = "grid-eth";

fn practice(size: (u16, u16)) -> (Trader, Pty) {
    let trader = Trader::new();
    let mut pty = Pty::open(&trader, &["practice"], size);
    pty.waits("the practice fleet", |text| text.contains(PRACTICE) && text.contains("PRACTICE"));
    (trader, pty)
}

#[test]
fn an_empty_home_opens_with_the_welcome_and_leaves_nothing_behind() {
    let trader = Trader::new();
    let mut pty = Pty::open(&trader, &[], USUAL);
    let text = pty.sees("keyward keeps the exchange keys of your trading bots");
    assert!(text.contains("Add a key") && text.contains("Practise"), "{text}");
    for later in ["Bring keys", "somebody else holds", "!"] {
        assert!(!text.contains(later), "{later} is not there yet:\n{text}");
    }
    assert!(pty.is_alternate());
    // It came by itself: what was typed into the void before is not taken for a choice.
    pty.settles();
    pty.types("q");
    assert_eq!(pty.ends(), Ended::Code(0));
    pty.is_restored();
    assert_eq!(pty.text().trim(), "", "there is nothing to say");
}

#[test]
fn practice_opens_and_its_fleet_is_drawn_at_every_size() {
    for size in [(44, 14), (60, 16), (80, 24), (120, 36), (200, 60)] {
        let (trader, mut pty) = practice(size);
        let text = pty.settles();
        assert!(text.lines().next().unwrap().contains("PRACTICE"), "line 1 says so:\n{text}");
        assert!(text.contains("can withdraw"), "{text}");
        pty.types("q");
        assert_eq!(pty.ends(), Ended::Code(0));
        pty.is_restored();
        assert!(pty.text().contains("keyward: that was practice; nothing of it is kept."), "{}", pty.text());
        assert!(!trader.home().join("inventory.sqlite").exists(), "the user's home was not opened");
    }
}

#[test]
fn practice_is_entered_from_the_welcome() {
    let trader = Trader::new();
    let mut pty = Pty::open(&trader, &[], USUAL);
    pty.sees("Practise");
    pty.settles();
    pty.types("4");
    pty.sees(PRACTICE);
    pty.types("q");
    assert_eq!(pty.ends(), Ended::Code(0));
    pty.is_restored();
}

#[test]
fn the_fleet_of_a_real_home_is_drawn_and_told_when_left() {
    let trader = Trader::new();
    let made = trader.bot(Kind::Okx, "arb");
    let tokens = ["enableReading", "enableWithdrawals"];
    let bad = trader.street.make_with(Kind::Binance, "leaky", &tokens, "127.0.0.1");
    trader.add("leaky", &bad).ends(0);
    let mut pty = Pty::open(&trader, &[], USUAL);
    let text = pty.waits("the fleet", |text| text.contains("arb") && text.contains("leaky"));
    assert!(text.contains(made.hint()) && !text.contains(&made.api_key), "{text}");
    pty.types("q");
    assert_eq!(pty.ends(), Ended::Code(0));
    pty.is_restored();
    let text = pty.text();
    assert!(
        text.contains("keyward: 1 key needs you. leaky can withdraw.")
            || text.contains("keyward: one key needs you. leaky can withdraw."),
        "{text}"
    );
}

#[test]
fn signals_restore_the_terminal() {
    for (signal, codes) in [
        (Signal::SIGTERM, [Ended::Code(0), Ended::Code(143), Ended::Signal(15)]),
        (Signal::SIGINT, [Ended::Code(0), Ended::Code(130), Ended::Signal(2)]),
        (Signal::SIGHUP, [Ended::Code(0), Ended::Code(129), Ended::Signal(1)]),
    ] {
        let (_trader, mut pty) = practice(USUAL);
        pty.signals(signal);
        let ended = pty.ends();
        assert!(codes.contains(&ended), "{signal:?}: {ended:?}");
        pty.is_restored();
    }
}

/// Under a shell, as people have it: Ctrl-Z gives the terminal back, `fg` draws again.
#[test]
fn ctrl_z_and_fg() {
    let trader = Trader::new();
    let mut command = Command::new("bash");
    let given = trader.command(&[]);
    command.args(["--norc", "--noprofile", "-i"]).env_clear().current_dir(trader.user_home());
    command.envs(given.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("PS1", "shell> ");
    let mut pty = Pty::spawn(command, USUAL);
    pty.sees("shell>");
    pty.types(&format!("{KEYWARD} practice\n"));
    pty.sees(PRACTICE);
    for _ in 0..2 {
        pty.types("\u{1a}");
        pty.waits("the shell again", |text| text.contains("Stopped") && text.contains("shell>"));
        pty.is_restored_but_for_pastes();
        pty.types("stty -a | tr ';' '\\n' | grep -c ' echo '\n");
        pty.types("fg\n");
        pty.waits("the fleet again", |text| text.contains(PRACTICE) && text.contains("can withdraw"));
        assert!(pty.is_alternate());
    }
    pty.types("q");
    pty.sees("that was practice");
    pty.types("echo \"it ended $?\"\n");
    pty.sees("it ended 0");
    pty.types("exit\n");
    assert_eq!(pty.ends(), Ended::Code(0));
}

#[test]
fn a_terminal_that_gets_too_small_says_so_and_comes_back() {
    let (_trader, mut pty) = practice(USUAL);
    pty.resizes((30, 8));
    let text = pty.sees("keyward needs");
    assert!(!text.contains("can withdraw"), "{text}");
    pty.resizes((120, 36));
    pty.waits("the fleet again", |text| text.contains(PRACTICE) && text.contains("can withdraw"));
    pty.resizes((1, 1));
    pty.settles();
    pty.resizes(USUAL);
    pty.sees(PRACTICE);
    pty.types("q");
    assert_eq!(pty.ends(), Ended::Code(0));
    pty.is_restored();
}

/// Ten megabytes where no field waits: nothing happens but a sentence, and the keys right after are keys again.
#[test]
fn a_large_paste_on_the_fleet_does_nothing_and_says_so() {
    let (_trader, mut pty) = practice(USUAL);
    let before = pty.settles();
    let row = |text: &str| text.lines().find(|line| line.contains('›')).map(str::to_owned);
    let mut paste = b"qrxq\rQZXplanted".to_vec();
    paste.resize(10_000_000, b'q');
    pty.pastes(&paste);
    let text = pty.waits("what is said of the paste", |text| text.to_lowercase().contains("paste"));
    assert!(text.contains(PRACTICE) && !text.contains("QZX"), "{text}");
    assert_eq!(row(&text), row(&before), "the cursor stays");
    pty.types("?");
    pty.waits("the keys", |text| text.contains("rotate") && !text.contains("can withdraw"));
    pty.types("\u{1b}");
    pty.sees("can withdraw");
    // A short one that looks like keys, then keys.
    pty.pastes(b"q");
    pty.types("jj");
    pty.settles();
    assert!(pty.text().contains(PRACTICE), "a pasted q is no q");
    pty.types("q");
    assert_eq!(pty.ends(), Ended::Code(0));
    pty.is_restored();
}

#[test]
fn keys_typed_before_the_first_frame_are_not_lost() {
    let trader = Trader::new();
    let mut pty = Pty::open(&trader, &["practice"], USUAL);
    pty.types("jq");
    assert_eq!(pty.ends(), Ended::Code(0));
    pty.is_restored();
}

#[test]
fn ascii_and_no_color_are_kept() {
    let trader = Trader::new();
    let mut command = trader.command(&["practice", "--ascii"]);
    command.env("NO_COLOR", "1");
    let mut pty = Pty::spawn(command, USUAL);
    pty.sees(PRACTICE);
    let text = pty.settles();
    assert!(text.is_ascii(), "{text}");
    let out = String::from_utf8_lossy(&pty.bytes).into_owned();
    for colour in ["\u{1b}[31m", "\u{1b}[38;5;", "\u{1b}[38;2;", "\u{1b}[48;"] {
        assert!(!out.contains(colour), "no colours were wanted: {colour:?}");
    }
    pty.types("q");
    assert_eq!(pty.ends(), Ended::Code(0));
}

#[test]
fn a_masked_question_shows_nothing_of_what_is_typed() {
    let trader = Trader::new();
    let made = trader.street.make(Kind::Bybit, "grid");
    let mut pty = Pty::open(&trader, &["add", "grid@bybit"], USUAL);
    pty.sees("API key of Bybit");
    pty.types(&format!("{}\r", made.api_key));
    pty.sees("Its secret");
    pty.types(&format!("{}\r", made.secret));
    pty.sees("is saved");
    assert_eq!(pty.ends(), Ended::Code(0));
    let out = String::from_utf8_lossy(&pty.bytes).into_owned();
    assert!(!out.contains(&made.secret) && !out.contains(&made.api_key), "{out}");
    assert_eq!(trader.rows("grid")[0]["answer"], "ok");
    // Stopped at the question: nothing was done.
    let mut pty = Pty::open(&trader, &["add", "hedge@bybit"], USUAL);
    pty.sees("API key of Bybit");
    pty.types("\u{3}");
    assert_eq!(pty.ends(), Ended::Code(1));
    trader.run(&["show", "hedge"]).ends(1);
}

#[test]
fn without_a_passphrase_file_the_passphrase_is_asked_for_masked() {
    let trader = Trader::on_a_fresh_machine();
    let made = trader.street.make(Kind::Bybit, "grid");
    let command = || {
        let mut command = trader.command(&["add", "grid@bybit"]);
        command.env_remove("KEYWARD_PASSPHRASE_FILE");
        command
    };
    let mut pty = Pty::spawn(command(), (120, 24));
    pty.sees("API key of Bybit");
    pty.types(&format!("{}\r", made.api_key));
    pty.sees("Its secret");
    pty.types(&format!("{}\r", made.secret));
    pty.sees("A passphrase for them");
    pty.types("correct horse battery\r");
    pty.sees("The same once more");
    pty.types("correct horse battery\r");
    pty.sees("is saved");
    assert_eq!(pty.ends(), Ended::Code(0));
    let mut command = trader.command(&["ask"]);
    command.env_remove("KEYWARD_PASSPHRASE_FILE");
    let mut again = Pty::spawn(command, (120, 24));
    again.sees("Passphrase of the sealed files");
    again.types("not that one\r");
    again.sees("That does not open it");
    again.types("correct horse battery\r");
    again.sees("(ok)");
    assert_eq!(again.ends(), Ended::Code(0));
    for out in [&pty.bytes, &again.bytes] {
        let out = String::from_utf8_lossy(out).into_owned();
        for secret in ["correct horse", "not that one", &made.secret, &made.api_key] {
            assert!(!out.contains(secret), "{secret} in {out}");
        }
    }
}

/// What is typed in one sitting is seen in the other: both are the same program on the same rows.
#[test]
fn rotate_on_a_terminal_opens_the_screen() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "arb");
    for call in [&["rotate", "arb"][..], &["revoke", "arb"]] {
        let mut pty = Pty::open(&trader, call, USUAL);
        pty.waits("a screen", |text| text.contains("arb"));
        assert!(pty.is_alternate());
        pty.settles();
        pty.signals(Signal::SIGTERM);
        pty.ends();
        pty.is_restored();
    }
    assert_eq!(trader.rows("arb")[0]["flow"], serde_json::Value::Null, "looking starts nothing");
}

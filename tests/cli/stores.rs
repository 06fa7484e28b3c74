//! The secret stores as a user meets them: made on a fresh machine, a real keyring in all its moods, moved both ways.

use crate::support::script::{Flow, Script};
use crate::support::skipped;
use crate::support::trader::{PASSPHRASE, Said, Trader, finish, start};
use keyward::practice::Kind;
use serde_json::json;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn on_a_headless_host_the_first_key_makes_the_sealed_files() {
    let trader = Trader::on_a_fresh_machine();
    let said = trader.run(&["store", "--json"]).ends(0).json();
    assert_eq!((&said["store"], &said["state"], &said["entries"]), (&"sealed".into(), &"absent".into(), &json!([])));
    let made = trader.street.make(Kind::Okx, "grid");
    // A passphrase that is easy to guess is refused, and one that nobody named is asked for.
    fs::write(trader.passphrase_file(), "short").unwrap();
    let said = trader.add("grid", &made).ends(1);
    assert!(said.one_sentence().contains("at least 8 characters"), "{said:?}");
    fs::remove_file(trader.passphrase_file()).unwrap();
    let said = trader.add("grid", &made).ends(1);
    assert!(said.one_sentence().contains("KEYWARD_PASSPHRASE_FILE"), "{said:?}");
    assert_eq!(trader.run(&["list", "--json"]).ends(0).json()["keys"], json!([]));
    // This one costs what it costs: the real work factor.
    fs::write(trader.passphrase_file(), PASSPHRASE).unwrap();
    trader.add("grid", &made).ends(0);
    assert_eq!(trader.run(&["store", "--json"]).ends(0).json()["entries"][0]["there"], "yes");
    let identity = fs::read(trader.home().join("sealed/identity.key.age")).unwrap();
    let head = String::from_utf8_lossy(&identity[..120]).into_owned();
    assert!(head.contains(" 17\n"), "a work factor of 17: {head}");
    trader.run(&["ask", "grid"]).ends(0);
    #[cfg(unix)]
    for (path, mode) in [("", 0o700), ("sealed", 0o700), ("inventory.sqlite", 0o600), ("home.key", 0o600)] {
        use std::os::unix::fs::PermissionsExt as _;
        let found = fs::metadata(trader.home().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!(found, mode, "{path}");
    }
}

#[test]
fn a_passphrase_in_the_environment_works_and_is_warned_of() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    let mut command = trader.command(&["ask"]);
    command.env_remove("KEYWARD_PASSPHRASE_FILE").env("KEYWARD_PASSPHRASE", PASSPHRASE);
    let said = finish(start(command, b"")).ends(0);
    assert!(said.one_sentence().contains("KEYWARD_PASSPHRASE"), "{said:?}");
    assert!(!said.errors.contains(PASSPHRASE));
    let mut command = trader.command(&["list"]);
    command.env("KEYWARD_STORE", "cloud");
    let said = finish(start(command, b""));
    assert!(matches!(said.code, Some(1 | 2)) && said.one_sentence().contains("KEYWARD_STORE"), "{said:?}");
}

#[test]
fn an_open_keyring() {
    under(None, "stores::inside::an_open_keyring");
}

#[test]
fn a_keyring_that_falls_and_rises() {
    under(None, "stores::inside::a_keyring_that_falls_and_rises");
}

#[test]
fn a_locked_keyring() {
    under(Some("--locked"), "stores::inside::a_locked_keyring");
}

#[test]
fn no_keyring() {
    under(Some("--none"), "stores::inside::no_keyring");
}

/// Runs one of the tests below under a keyring of its own.
fn under(how: Option<&str>, test: &str) {
    if !cfg!(target_os = "linux") {
        return skipped("a Secret Service is Linux's");
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/with-keyring");
    let mut command = Command::new(script);
    command.args(how).arg(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]).stdin(Stdio::null());
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => return skipped(&format!("{script}: {error}")),
    };
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    match output.status.code() {
        Some(69 | 70) => skipped(&text),
        Some(0) => assert!(text.contains("1 passed"), "it was not run: {text}"),
        _ => panic!("{text}"),
    }
}

mod inside {
    use super::*;

    /// The program with this session's keyring, which `with-keyring` made.
    fn keyward(trader: &Trader, arguments: &[&str], input: &str) -> Said {
        let mut command = trader.command(arguments);
        command.env_remove("KEYWARD_STORE");
        for name in ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"] {
            command.env(name, std::env::var_os(name).unwrap());
        }
        finish(start(command, input.as_bytes()))
    }

    fn daemon(word: &str) {
        assert!(Command::new("keyring").arg(word).status().unwrap().success(), "{word}");
    }

    /// What another program finds there.
    fn secret_tool(bot: &str) -> String {
        let output = Command::new("secret-tool").args(["search", "--all", "service", "keyward", "bot", bot]).output();
        let Ok(output) = output else {
            skipped("secret-tool is not installed");
            return String::new();
        };
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    }

    fn stored(trader: &Trader) -> (String, usize) {
        let said = keyward(trader, &["store", "--json"], "").ends(0).json();
        let entries = said["entries"].as_array().unwrap();
        assert!(entries.iter().all(|entry| entry["there"] == "yes" && entry["known"] == "yes"), "{said:#}");
        (said["store"].as_str().unwrap().to_owned(), entries.len())
    }

    #[test]
    #[ignore = "run by its namesake above, under with-keyring"]
    fn an_open_keyring() {
        let trader = Trader::on_a_fresh_machine();
        let old = trader.street.make(Kind::Okx, "grid");
        let add = ["add", "grid", "--exchange", "okx", "--ip", "127.0.0.1", "--json"];
        let said = keyward(&trader, &add, &old.json()).ends(0).json();
        assert_eq!(said["keys"][0]["secret"], "keyring");
        assert_eq!(stored(&trader), ("keyring".to_owned(), 1));
        let found = secret_tool("grid");
        if !found.is_empty() {
            assert!(found.contains("okx") && found.contains(&old.secret), "it is the user's: another program finds it");
        }
        // Both ways, with nothing lost.
        trader.make_sealed();
        let said = keyward(&trader, &["store", "move", "sealed"], "").ends(0);
        assert!(said.out.contains("1 secret moved"), "{said:?}");
        assert_eq!(stored(&trader), ("sealed".to_owned(), 1));
        assert!(!secret_tool("grid").contains(&old.secret), "the old place was wiped");
        keyward(&trader, &["ask"], "").ends(0);
        keyward(&trader, &["store", "move", "sealed"], "").ends(0);
        killed_moves(&trader);
        // A wish for the other store is refused while secrets lie in this one.
        let mut command = trader.command(&["store"]);
        command.env("KEYWARD_STORE", "keyring");
        let said = finish(start(command, b"")).ends(1);
        assert!(said.one_sentence().contains("store move keyring"), "{said:?}");
        let said = keyward(&trader, &["store", "move", "keyring"], "").ends(0);
        assert!(said.out.contains("1 secret moved"), "{said:?}");
        assert_eq!(stored(&trader), ("keyring".to_owned(), 1));
        keyward(&trader, &["ask"], "").ends(0);

        // Rotated to the end there: the new secret is found, the old one is gone with its proof.
        let mut script = Script::new(&trader, Flow::Rotate, "grid", &old);
        script.keyring = true;
        let end = script.reach_the_end();
        assert_eq!(end["grade"], "proven-dead", "{end:#}");
        let new = script.new.clone().unwrap();
        let found = secret_tool("grid");
        if !found.is_empty() {
            assert!(found.contains(&new.secret) && !found.contains(&old.secret));
        }
        assert_eq!(stored(&trader), ("keyring".to_owned(), 1));
        let mut script = Script::new(&trader, Flow::Revoke, "grid", &new);
        script.keyring = true;
        assert_eq!(script.reach_the_end()["grade"], "proven-dead");
        assert_eq!(stored(&trader), ("keyring".to_owned(), 0));
    }

    #[test]
    #[ignore = "run by its namesake above, under with-keyring"]
    fn a_keyring_that_falls_and_rises() {
        let trader = Trader::on_a_fresh_machine();
        // It goes away, hangs, comes back: a sentence each time, and nothing is lost.
        let made = trader.street.make(Kind::Bybit, "hedge");
        keyward(&trader, &["add", "hedge@bybit", "--json"], &made.json()).ends(0);
        for (fall, rise) in [("hang", "resume"), ("stop", "start"), ("lock", "unlock")] {
            daemon(fall);
            let watch = Instant::now();
            let said = keyward(&trader, &["ask"], "").ends(1);
            assert!(watch.elapsed() < Duration::from_secs(15), "{fall}: {:?}", watch.elapsed());
            said.one_sentence();
            keyward(&trader, &["list"], "").ends(0);
            daemon(rise);
            keyward(&trader, &["ask"], "").ends(0);
        }
    }

    /// A move that is killed anywhere is said again, and then all of them lie in one place.
    fn killed_moves(trader: &Trader) {
        let made: Vec<_> = (0..5).map(|place| trader.street.make(Kind::Bybit, &format!("many-{place}"))).collect();
        for (place, made) in made.iter().enumerate() {
            keyward(trader, &["add", &format!("many-{place}@bybit")], &made.json()).ends(0);
        }
        let (mut here, mut there) = ("sealed", "keyring");
        for after in [10, 25, 40, 60, 90, 120] {
            let mut command = trader.command(&["store", "move", there]);
            command.env_remove("KEYWARD_STORE");
            for name in ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"] {
                command.env(name, std::env::var_os(name).unwrap());
            }
            let mut child = start(command, b"");
            std::thread::sleep(Duration::from_millis(after));
            let _ = child.kill();
            child.wait().unwrap();
            // In between everything can be read, wherever it lies.
            keyward(trader, &["ask"], "").ends(0);
            keyward(trader, &["store", "move", there], "").ends(0);
            assert_eq!(stored(trader), (there.to_owned(), 6), "killed after {after} ms");
            (here, there) = (there, here);
        }
        assert_eq!(here, "sealed");
        for place in 0..5 {
            let bot = format!("many-{place}");
            keyward(trader, &["remove", &bot, "--yes-remove", &bot], "").ends(0);
        }
        assert_eq!(stored(trader), ("sealed".to_owned(), 1));
    }

    #[test]
    #[ignore = "run by its namesake above, under with-keyring"]
    fn a_locked_keyring() {
        let trader = Trader::on_a_fresh_machine();
        let made = trader.street.make(Kind::Okx, "grid");
        let watch = Instant::now();
        let said = keyward(&trader, &["store", "--json"], "").ends(0);
        assert_eq!(said.json()["state"], "locked");
        assert!(watch.elapsed() < Duration::from_secs(2), "told within 2 s: {:?}", watch.elapsed());
        let watch = Instant::now();
        let said = keyward(&trader, &["add", "grid@okx"], &made.json()).ends(1);
        assert!(said.one_sentence().contains("locked"), "{said:?}");
        assert!(watch.elapsed() < Duration::from_secs(2), "told within 2 s: {:?}", watch.elapsed());
        assert_eq!(
            keyward(&trader, &["list", "--json"], "").ends(0).json()["keys"],
            json!([]),
            "nothing is left behind"
        );
        daemon("unlock");
        keyward(&trader, &["add", "grid@okx"], &made.json()).ends(0);
        assert_eq!(stored(&trader).0, "keyring");
        daemon("lock");
        let said = keyward(&trader, &["ask"], "").ends(1);
        assert!(said.one_sentence().contains("locked"), "{said:?}");
        keyward(&trader, &["rotate", "grid", "--tell", "begin"], "").ends(1).one_sentence();
        keyward(&trader, &["list"], "").ends(0);
        keyward(&trader, &["remind"], "");
    }

    #[test]
    #[ignore = "run by its namesake above, under with-keyring"]
    fn no_keyring() {
        let trader = Trader::on_a_fresh_machine();
        let said = keyward(&trader, &["store"], "").ends(0);
        assert!(said.out.contains("no keyring answers here"), "it says which store it took, and why: {said:?}");
        let made = trader.street.make(Kind::Okx, "grid");
        keyward(&trader, &["add", "grid@okx"], &made.json()).ends(0);
        assert_eq!(stored(&trader), ("sealed".to_owned(), 1));
        let said = keyward(&trader, &["store", "move", "keyring"], "").ends(1);
        said.one_sentence();
        assert_eq!(stored(&trader), ("sealed".to_owned(), 1));
        // No bus at all.
        let mut command = trader.command(&["ask"]);
        command.env("KEYWARD_STORE", "auto").env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all");
        finish(start(command, b"")).ends(0);
    }
}

//! Whatever is given: one clear sentence, nothing lost, nothing secret shown.

use crate::support::street::Made;
use crate::support::trader::{PASSPHRASE, Said, Trader, finish, start};
use keyward::practice::{Fault, Kind};
use serde_json::json;
use std::fs;
use std::process::Stdio;
use std::time::Duration;

/// Nothing of what was planted is shown.
#[track_caller]
fn shows_nothing(said: &Said, secrets: &[&str]) {
    for secret in secrets {
        for place in [&said.out, &said.errors] {
            assert!(!place.contains(secret), "{secret} in {place}");
        }
    }
}

#[test]
fn a_malformed_credential_is_refused_and_leaves_nothing() {
    let trader = Trader::new();
    let made = trader.street.make(Kind::Okx, "grid");
    let Made { api_key, secret, .. } = &made;
    let passphrase = made.passphrase.as_deref().unwrap();
    let public = include_str!("../data/rsa_2048_test_only.pub.pem");
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        ("empty", "okx", Vec::new()),
        ("blank", "okx", b" \n\t ".to_vec()),
        ("no JSON", "okx", format!("{api_key} {secret}").into_bytes()),
        ("a list", "okx", format!("[\"{api_key}\"]").into_bytes()),
        ("cut off", "okx", format!("{{\"key\": \"{api_key}\", \"secret\": \"{secret}").into_bytes()),
        ("no secret", "okx", json!({"key": api_key}).to_string().into_bytes()),
        ("no key", "okx", json!({"secret": secret}).to_string().into_bytes()),
        ("half a secret", "binance", json!({"key": "k".repeat(64), "secret": "   "}).to_string().into_bytes()),
        ("no passphrase", "okx", json!({"key": api_key, "secret": secret}).to_string().into_bytes()),
        (
            "a passphrase too many",
            "bybit",
            json!({"key": api_key, "secret": secret, "passphrase": passphrase}).to_string().into_bytes(),
        ),
        ("an unknown name", "okx", json!({"key": api_key, "secret": secret, "sauce": secret}).to_string().into_bytes()),
        ("doubled", "okx", format!("{{\"key\":\"{api_key}\",\"key\":\"b\",\"secret\":\"{secret}\"}}").into_bytes()),
        ("a number", "okx", format!("{{\"key\":\"{api_key}\",\"secret\":17}}").into_bytes()),
        ("inside", "okx", format!("{{\"key\":{{\"key\":\"{api_key}\"}},\"secret\":\"{secret}\"}}").into_bytes()),
        ("a public key", "binance", json!({"key": api_key, "private_key": public}).to_string().into_bytes()),
        ("a public key as secret", "binance", json!({"key": api_key, "secret": public}).to_string().into_bytes()),
        ("a cut private key", "binance", {
            let pem = include_str!("../data/rsa_2048_test_only.pem");
            json!({"key": api_key, "private_key": &pem[..pem.len() / 2]}).to_string().into_bytes()
        }),
        ("a short private key", "binance", {
            let pem = include_str!("../data/rsa_1024_test_only.pem");
            json!({"key": api_key, "private_key": pem}).to_string().into_bytes()
        }),
        ("okx takes none", "okx", {
            let pem = include_str!("../data/rsa_2048_test_only.pem");
            json!({"key": api_key, "private_key": pem, "passphrase": passphrase}).to_string().into_bytes()
        }),
        ("control characters", "okx", {
            json!({"key": "a\u{1b}[2Jb", "secret": secret, "passphrase": passphrase}).to_string().into_bytes()
        }),
        ("turned around", "okx", {
            json!({"key": "a\u{202e}b", "secret": secret, "passphrase": passphrase}).to_string().into_bytes()
        }),
        ("no UTF-8", "okx", [b"{\"key\": \"\xff\xfe\", \"secret\": \"".as_slice(), secret.as_bytes(), b"\"}"].concat()),
        ("10 MB", "okx", [b"{\"key\": \"".as_slice(), &vec![b'A'; 10_000_000], b"\"}"].concat()),
        ("10 MB of nothing", "okx", vec![b' '; 10_000_000]),
        ("the wrong way round", "binance", json!({"key": "kk", "secret": ""}).to_string().into_bytes()),
    ];
    for (what, exchange, input) in cases {
        let said = trader.run_with(&["add", "grid", "--exchange", exchange], &input);
        assert!(matches!(said.code, Some(1 | 2)), "{what}: {said:?}");
        assert_eq!(said.out, "", "{what}");
        said.one_sentence();
        shows_nothing(&said, &[secret, api_key, passphrase, "MIIE", "AAAAAAAA"]);
    }
    assert_eq!(trader.run(&["list", "--json"]).ends(0).json()["keys"], json!([]));
    assert_eq!(trader.run(&["store", "--json"]).ends(0).json()["entries"], json!([]));
    // The same for a new key in a rotation: the flow waits on.
    trader.add("grid", &made).ends(0);
    trader.run(&["rotate", "grid", "--tell", "begin"]).ends(3);
    for input in [&b""[..], b"{\"key\": \"x\"}", b"\xff", &vec![b'{'; 10_000_000]] {
        let said = trader.run_with(&["rotate", "grid", "--tell", "have-key"], input);
        assert!(matches!(said.code, Some(1 | 2)), "{said:?}");
        said.one_sentence();
    }
    assert_eq!(trader.run(&["rotate", "grid", "--json"]).ends(3).json()["flow"]["step"], "make");
}

#[test]
fn names_with_tricks_are_refused_and_not_repeated() {
    let trader = Trader::new();
    let made = trader.street.make(Kind::Okx, "grid");
    for name in [
        "a\u{1b}[2Jb",
        "a\u{202e}b",
        "a\u{200b}b",
        "a\nb",
        "a\u{7}b",
        "a/b",
        "../a",
        "a:b",
        "",
        " ",
        "a\u{9b}31mb",
        &"x".repeat(200),
    ] {
        let said = trader.run_with(&["add", name, "--exchange", "okx"], made.json().as_bytes());
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{name:?}: {said:?}");
        said.one_sentence();
        assert!(!said.errors.contains(['\u{202e}', '\u{200b}', '\u{9b}', '\u{1b}']), "{said:?}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        for place in [&["list"][..], &["add"], &["rotate", "grid", "--tell"]] {
            let mut command = trader.command(place);
            command.arg(std::ffi::OsStr::from_bytes(b"gr\xff\xfeid"));
            let said = finish(start(command, b""));
            assert_eq!(said.code, Some(2), "{said:?}");
            said.one_sentence();
        }
    }
    assert_eq!(trader.run(&["list", "--json"]).ends(0).json()["keys"], json!([]));
}

#[test]
fn one_key_is_never_two_bots_and_two_bots_have_two_names() {
    let trader = Trader::new();
    let made = trader.bot(Kind::Bybit, "grid");
    let said = trader.add("hedge", &made).ends(1);
    assert!(said.one_sentence().contains("grid has this key already"), "{said:?}");
    assert_eq!(trader.run(&["list", "--json"]).ends(0).json()["keys"].as_array().unwrap().len(), 1);
    let said = trader.run(&["show", "hedge"]).ends(1);
    assert!(said.one_sentence().contains("hedge"), "no bot was left behind: {said:?}");
    trader.add("grid", &made).ends(1).one_sentence();
    let other = trader.street.make(Kind::Bybit, "grid");
    let said = trader.add("grid", &other).ends(1);
    assert!(said.one_sentence().contains("keyward rotate grid"), "{said:?}");
    assert_eq!(trader.rows("grid").len(), 1);
    // Its old key as its own new one, and another bot's.
    let hedge = trader.bot(Kind::Bybit, "hedge");
    trader.run(&["rotate", "grid", "--tell", "begin"]).ends(3);
    for taken in [&made, &hedge] {
        let said = trader.run_with(&["rotate", "grid", "--tell", "have-key"], taken.json().as_bytes()).ends(1);
        said.one_sentence();
        shows_nothing(&said, &[&taken.secret, &taken.api_key]);
    }
    assert_eq!(trader.rows("grid").len(), 1);
    // BOT alone is enough while it is clear.
    trader.bot(Kind::Okx, "grid");
    let said = trader.run(&["ask", "grid", "--generation", "1"]);
    assert!(matches!(said.code, Some(0..=3)), "{said:?}");
    let said = trader.run(&["revoke", "grid", "--reason", "x"]).ends(2);
    assert!(said.one_sentence().contains("grid@"), "it says how to name one: {said:?}");
}

/// What the exchange answers instead of a reading.
#[test]
fn bad_weather_is_a_sentence_and_no_death() {
    let trader = Trader::new();
    let faults = [
        Fault::Down,
        Fault::NoConnection,
        Fault::HangUp,
        Fault::TooMany { retry_after_s: 1 },
        Fault::Unclear,
        Fault::Forbidden,
        Fault::BadGateway,
        Fault::HtmlPage,
        Fault::Empty,
        Fault::Doubled,
        Fault::CutOff,
        Fault::Endless,
        Fault::Redirect,
        Fault::Echo,
        Fault::Escapes,
        Fault::Country,
    ];
    std::thread::scope(|threads| {
        for kind in Kind::ALL {
            let (trader, faults) = (&trader, &faults);
            threads.spawn(move || {
                let made: Vec<Made> =
                    (0..faults.len()).map(|place| trader.bot(kind, &format!("{}-{place}", kind.word()))).collect();
                for (place, (fault, made)) in faults.iter().zip(&made).enumerate() {
                    let bot = format!("{}-{place}", kind.word());
                    trader.street.weather(kind, *fault);
                    let said = trader.run(&["ask", &bot]);
                    trader.street.clear(kind);
                    assert!(matches!(said.code, Some(1 | 3)), "{fault:?} {said:?}");
                    let text = format!("{}{}", said.out, said.errors);
                    assert!(text.contains(&bot), "{fault:?} {said:?}");
                    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{fault:?} {said:?}");
                    assert!(!text.contains(['\u{202e}', '\u{200b}', '<']) && !text.contains("owned\u{7}"), "{said:?}");
                    shows_nothing(&said, &[&made.secret, &made.api_key]);
                    let row = trader.rows(&bot)[0].clone();
                    assert_eq!(row["state"], "active", "{fault:?}");
                    let alive = row["alive"].as_str().unwrap();
                    assert!(["alive", "unclear"].contains(&alive), "{fault:?} {}: {alive}", kind.word());
                    assert_ne!(row["answer"], "ok", "{fault:?} {row:#}");
                    assert_eq!(row["scopes"]["read"], "yes", "the last reading stands: {fault:?}");
                }
            });
        }
    });
    trader.run(&["journal", "--verify"]).ends(0);
}

#[test]
fn a_wrong_clock_is_corrected() {
    let trader = Trader::new();
    for millis in [-3_600_000, 3_600_000] {
        for kind in Kind::ALL {
            let bot = format!("{}{}", kind.word(), if millis > 0 { "-late" } else { "-early" });
            let made = trader.street.make(kind, &bot);
            trader.street.weather(kind, Fault::WrongClock { millis });
            let said = trader.add(&bot, &made).ends(0);
            assert_eq!(said.json()["keys"][0]["answer"], "ok", "{said:?}");
            trader.street.clear(kind);
        }
    }
    trader.street.weather(Kind::Okx, Fault::WrongClock { millis: 90_000 });
    let said = trader.run(&["doctor"]).ends(0);
    assert!(said.out.contains("clock is 90 s off") || said.out.contains("clock is 89 s off"), "{said:?}");
}

#[test]
fn no_network_says_so_and_keeps_what_was_sealed() {
    let trader = Trader::new();
    let made = trader.street.make(Kind::Okx, "grid");
    trader.street.weather(Kind::Okx, Fault::NoConnection);
    let said = trader.run_with(&["add", "grid", "--exchange", "okx"], made.json().as_bytes()).ends(0);
    said.one_sentence();
    assert_eq!(
        (&trader.rows("grid")[0]["state"], &trader.rows("grid")[0]["answer"]),
        (&"active".into(), &"down".into())
    );
    let said = trader.run(&["check"]);
    assert!(matches!(said.code, Some(3 | 4)), "{said:?}");
    trader.street.clear(Kind::Okx);
    trader.run(&["ask"]).ends(0);
}

#[test]
fn a_config_with_an_unknown_name_is_told_with_its_line() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    let config = trader.home().join("config.toml");
    let good = fs::read_to_string(&config).unwrap();
    let secret = "QZXvmPUZvy8Aj5B6cqPQZX";
    for (text, wanted) in [
        (format!("{good}max_agee = \"{secret}\"\n"), "max_agee"),
        (format!("{good}\n[polisy]\n"), "polisy"),
        (format!("{good}\n[exchange.kraken]\nbase_url = \"http://127.0.0.1:1\"\n"), "kraken"),
        (good.replace("http://127.0.0.1", "http://example.com"), "base_url"),
        (good.replace("http://127.0.0.1", "http://localhost"), "base_url"),
        (format!("{good}max_age = \"{secret}\"\n"), "max_age"),
        (format!("{good}[[[{secret}"), "line"),
        ("\u{0}".repeat(100), "line 1"),
        ("x".repeat(1_000_000), "config.toml"),
    ] {
        fs::write(&config, text).unwrap();
        for call in [&["list"][..], &["check", "--offline"], &["rotate", "grid"]] {
            let said = trader.run(call);
            assert!(matches!(said.code, Some(1 | 2)), "{said:?}");
            assert!(said.one_sentence().contains(wanted) && said.errors.contains("config.toml"), "{wanted}: {said:?}");
            shows_nothing(&said, &[secret]);
        }
        let said = trader.run(&["doctor"]);
        assert!(said.out.contains(wanted), "{said:?}");
    }
    fs::write(&config, b"\xff\xfe\x00").unwrap();
    trader.run(&["list"]).one_sentence();
    fs::write(&config, good).unwrap();
    trader.run(&["list"]).ends(0);
}

#[cfg(unix)]
#[test]
fn a_link_or_a_folder_where_a_file_should_be_is_not_followed() {
    use std::os::unix::fs::symlink;
    for name in ["inventory.sqlite", "home.key", "sealed/identity.key.age"] {
        let trader = Trader::new();
        trader.bot(Kind::Okx, "grid");
        let other = trader.street.make(Kind::Okx, "hedge");
        let file = trader.home().join(name);
        let elsewhere = trader.user_home().join("elsewhere");
        fs::rename(&file, &elsewhere).unwrap();
        symlink(&elsewhere, &file).unwrap();
        let before = fs::read(&elsewhere).unwrap();
        trader.add("hedge", &other).ends(1).one_sentence();
        assert_eq!(fs::read(&elsewhere).unwrap(), before, "{name}: left as it is");
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        trader.add("hedge", &other).ends(1).one_sentence();
        fs::remove_dir(&file).unwrap();
        fs::rename(&elsewhere, &file).unwrap();
        trader.add("hedge", &other).ends(0);
        trader.run(&["ask"]).ends(0);
    }
    // The home itself is a file, and a folder that everybody may look into.
    let trader = Trader::new();
    fs::remove_dir_all(trader.home()).unwrap();
    fs::write(trader.home(), "mine").unwrap();
    trader.run(&["list"]).ends(1).one_sentence();
    assert_eq!(fs::read_to_string(trader.home()).unwrap(), "mine");
}

#[test]
fn a_damaged_or_newer_database_is_told_and_untouched() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    let file = trader.home().join("inventory.sqlite");
    let whole = fs::read(&file).unwrap();
    let cut = whole[..whole.len() / 2].to_vec();
    let noise: Vec<u8> = (0..whole.len()).map(|place| (place * 131 % 251) as u8).collect();
    for bad in [noise, b"hello".to_vec(), cut] {
        for side in ["inventory.sqlite-wal", "inventory.sqlite-shm"] {
            let _ = fs::remove_file(trader.home().join(side));
        }
        fs::write(&file, &bad).unwrap();
        let said = trader.run(&["list"]).ends(1);
        said.one_sentence();
        assert_eq!(fs::read(&file).unwrap(), bad, "untouched");
        let said = trader.run(&["doctor", "--json"]);
        assert!(said.out.contains("\"works\":\"no\""), "{said:?}");
    }
    fs::write(&file, &whole).unwrap();
    trader.run(&["list"]).ends(0);
    let database = rusqlite::Connection::open(&file).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    let said = trader.run(&["list"]).ends(1);
    assert!(said.one_sentence().contains("newer"), "{said:?}");
}

/// root may write everywhere: then only a file system that is mounted read-only says no.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_a_sentence() {
    let trader = Trader::new();
    let made = trader.bot(Kind::Okx, "grid");
    let Some(mounted) = Mounted::over(&trader, "size=8m") else { return };
    mounted.fill_from_home();
    mounted.remount("ro");
    let said = trader.run(&["list"]);
    assert_eq!(said.code, Some(0), "what is known can still be read: {said:?}");
    for call in [&["edit", "grid", "--max-age", "30d"][..], &["rotate", "grid", "--tell", "begin"], &["ask"]] {
        let said = trader.run(call);
        assert!(matches!(said.code, Some(1)), "{call:?} {said:?}");
        said.one_sentence();
    }
    let other = trader.street.make(Kind::Okx, "hedge");
    let said = trader.add("hedge", &other).ends(1);
    said.one_sentence();
    shows_nothing(&said, &[&other.secret, &made.secret]);
    trader.run(&["doctor"]);
    mounted.remount("rw");
    trader.run(&["ask"]).ends(0);
    trader.add("hedge", &other).ends(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_sentence_and_loses_nothing() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    let Some(mounted) = Mounted::over(&trader, "size=2m") else { return };
    mounted.fill_from_home();
    trader.run(&["list"]).ends(0);
    mounted.fill_up();
    let new = trader.street.make(Kind::Okx, "grid");
    let mut refused = 0;
    for word in ["begin", "have-key"] {
        let said = trader.run_with(&["rotate", "grid", "--tell", word], new.json().as_bytes());
        assert!(matches!(said.code, Some(1 | 3)), "{said:?}");
        if said.code == Some(1) {
            refused += 1;
            said.one_sentence();
            shows_nothing(&said, &[&new.secret, &new.api_key]);
        }
    }
    assert!(refused > 0, "the disk was full");
    trader.run(&["list"]).one_sentence_or_none();
    mounted.empty();
    let flow = trader.run(&["rotate", "grid", "--json"]).ends(3).json()["flow"].clone();
    if flow["step"] == "plan" {
        trader.run(&["rotate", "grid", "--tell", "begin"]).ends(3);
    }
    let said = trader.run_with(&["rotate", "grid", "--tell", "have-key", "--json"], new.json().as_bytes()).ends(3);
    assert_eq!(said.json()["flow"]["new"]["hint"], new.hint());
    assert_eq!(trader.rows("grid").len(), 2);
    trader.run(&["journal", "--verify"]).ends(0);
    trader.run(&["ask", "grid"]).ends(0);
}

/// A small file system over the home, gone afterwards.
#[cfg(target_os = "linux")]
struct Mounted {
    home: std::path::PathBuf,
    kept: std::path::PathBuf,
}

#[cfg(target_os = "linux")]
impl Mounted {
    /// `None`, loudly, where this user may not mount.
    fn over(trader: &Trader, options: &str) -> Option<Self> {
        let home = trader.home();
        let kept = trader.user_home().join("kept");
        assert!(tool("cp", &["-a", home.to_str().unwrap(), kept.to_str().unwrap()]));
        let options = format!("{options},mode=700");
        if tool("mount", &["-t", "tmpfs", "-o", &options, "keyward-test", home.to_str().unwrap()]) {
            return Some(Self { home, kept });
        }
        crate::support::skipped("a small file system cannot be mounted by this user");
        None
    }

    fn fill_from_home(&self) {
        assert!(tool("cp", &["-a", &format!("{}/.", self.kept.display()), self.home.to_str().unwrap()]));
    }

    fn remount(&self, how: &str) {
        assert!(tool("mount", &["-o", &format!("remount,{how}"), self.home.to_str().unwrap()]));
    }

    /// Until not one more byte goes in.
    fn fill_up(&self) {
        use std::io::Write as _;
        let mut file = fs::File::create(self.home.join("inventory.filler")).unwrap();
        for size in [4096, 64, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn empty(&self) {
        fs::remove_file(self.home.join("inventory.filler")).unwrap();
    }
}

#[cfg(target_os = "linux")]
impl Drop for Mounted {
    fn drop(&mut self) {
        tool("umount", &["-l", self.home.to_str().unwrap()]);
    }
}

#[cfg(target_os = "linux")]
fn tool(name: &str, arguments: &[&str]) -> bool {
    let mut command = std::process::Command::new(name);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

#[test]
fn a_wrong_or_missing_passphrase_loses_nothing() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    let other = trader.street.make(Kind::Okx, "hedge");
    let file = trader.passphrase_file();
    for bad in [Some(&b"not the passphrase"[..]), Some(b""), Some(b"\xff\xfe"), Some(&vec![b'x'; 100_000]), None] {
        match bad {
            Some(bytes) => fs::write(&file, bytes).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        for said in [trader.run(&["ask"]), trader.add("hedge", &other), trader.run(&["check"])] {
            assert!(matches!(said.code, Some(1 | 3 | 4)), "{said:?}");
            assert!(said.one_sentence().contains("passphrase"), "{said:?}");
            shows_nothing(&said, &["not the passphrase", &other.secret]);
        }
        assert_eq!(trader.run(&["list", "--json"]).ends(0).json()["keys"].as_array().unwrap().len(), 1);
        let said = trader.run(&["rotate", "grid", "--tell", "begin", "--json"]).ends(1);
        said.one_sentence();
        assert_eq!(said.json()["flow"]["step"], "plan", "nothing was begun");
        assert!(trader.run(&["doctor"]).ends(0).out.contains("secret store"), "it says what does not work");
    }
    fs::write(&file, format!("{PASSPHRASE}\r\n")).unwrap();
    trader.run(&["ask"]).ends(0);
    trader.add("hedge", &other).ends(0);
}

#[test]
fn a_sealed_file_that_is_cut_takes_no_other_along() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    let before: Vec<_> = sealed(&trader);
    trader.bot(Kind::Bybit, "hedge");
    let file = sealed(&trader).into_iter().find(|file| !before.contains(file)).unwrap();
    let whole = fs::read(&file).unwrap();
    for bad in [whole[..whole.len() / 2].to_vec(), Vec::new(), b"hello".to_vec()] {
        fs::write(&file, &bad).unwrap();
        let said = trader.run(&["ask", "hedge"]).ends(1);
        assert!(said.one_sentence().contains("hedge"), "{said:?}");
        trader.run(&["ask", "grid"]).ends(0);
        let said = trader.run(&["ask"]).ends(3);
        said.one_sentence();
        trader.run(&["store"]).ends(0);
        assert_eq!(fs::read(&file).unwrap(), bad, "left as it is");
    }
    fs::write(&file, &whole).unwrap();
    trader.run(&["ask"]).ends(0);
    fs::remove_file(&file).unwrap();
    let said = trader.run(&["store", "--json"]).ends(0).json();
    let there = |bot: &str| {
        said["entries"].as_array().unwrap().iter().find(|entry| entry["bot"] == bot).unwrap()["there"].clone()
    };
    assert_eq!((there("grid"), there("hedge")), ("yes".into(), "no".into()));
    // The identity itself is cut.
    let identity = trader.home().join("sealed/identity.key.age");
    let whole = fs::read(&identity).unwrap();
    fs::write(&identity, &whole[..whole.len() / 2]).unwrap();
    let said = trader.run(&["ask", "grid"]).ends(1);
    assert!(said.one_sentence().contains("cut off"), "{said:?}");
    trader.run(&["list"]).ends(0);
    fs::write(&identity, whole).unwrap();
    trader.run(&["ask", "grid"]).ends(0);
}

fn sealed(trader: &Trader) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(trader.home().join("sealed")).unwrap();
    let files = entries.map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|e| e == "age") && !path.to_string_lossy().contains("identity"))
        .collect()
}

/// A program that is given nothing and never told an end must not wait for ever on what it does not read.
#[test]
fn a_standard_input_that_stays_open_holds_nobody_up() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    for call in [&["list"][..], &["ask"], &["rotate", "grid"], &["journal"]] {
        let mut child = trader.command(call).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let held = child.stdin.take();
        let code = crate::support::until("its end", || child.try_wait().unwrap()).code();
        assert!(matches!(code, Some(0 | 3)), "{call:?}");
        drop(held);
    }
    std::thread::sleep(Duration::ZERO);
}

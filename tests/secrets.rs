//! Planted secrets go through everything that the program can do; then every place is searched where they must not be: the
//! files of the home (but the sealed ones), what was printed, what stood on the screen, the arguments and the environment of
//! the running program.
#![cfg(target_os = "linux")]
// The helpers of a test may fail like the test itself; it starts processes and measures patience by the machine's clock.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::disallowed_methods, clippy::print_stderr)]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use keyward::practice::{Fault, Kind};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use support::pty::{Ended, Pty};
use support::script::{Flow, Script};
use support::street::Made;
use support::trader::{PASSPHRASE, Said, Trader, finish, start};
use support::until;

const RSA: &str = include_str!("data/rsa_2048_test_only.pem");
/// Of a key the last four characters are shown, no more.
const PART: usize = 12;

/// What must be found nowhere, and everything that was said.
struct Hunt<'a> {
    trader: &'a Trader,
    needles: Vec<(String, Vec<u8>)>,
    said: Vec<(String, Vec<u8>)>,
}

impl<'a> Hunt<'a> {
    fn new(trader: &'a Trader) -> Self {
        let mut hunt = Self { trader, needles: Vec::new(), said: Vec::new() };
        hunt.plant("the passphrase of the store", PASSPHRASE);
        hunt.plant("a PEM", &RSA.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n"));
        hunt
    }

    /// The text itself, its beginning and its middle, and what becomes of it in hex and base64.
    fn plant(&mut self, what: &str, secret: &str) {
        let mut add = |how: &str, bytes: Vec<u8>| self.needles.push((format!("{what} ({how})"), bytes));
        let bytes = secret.as_bytes();
        for line in secret.lines() {
            let line = line.as_bytes();
            add("whole", line.to_vec());
            add("begins", line[..PART.min(line.len())].to_vec());
            let middle = line.len() / 2;
            add("middle", line[middle.saturating_sub(PART)..middle].to_vec());
        }
        add("hex", hex::encode(bytes).into_bytes());
        add("base64", STANDARD.encode(bytes).into_bytes());
        add("base64 begins", STANDARD_NO_PAD.encode(&bytes[..PART.min(bytes.len())]).into_bytes());
        add("wide", bytes.iter().flat_map(|byte| [*byte, 0]).collect());
        self.needles.retain(|(_, bytes)| bytes.len() >= 8);
    }

    fn plant_key(&mut self, made: &Made) -> Made {
        let name = format!("{}'s", made.kind.word());
        self.plant(&format!("{name} API key"), &made.api_key);
        self.plant(&format!("{name} secret"), &made.secret);
        made.clone()
    }

    fn made(&mut self, kind: Kind, bot: &str) -> Made {
        let made = self.trader.street.make(kind, bot);
        if let Some(passphrase) = &made.passphrase {
            self.plant("OKX's passphrase", passphrase);
        }
        self.plant_key(&made)
    }

    fn run(&mut self, arguments: &[&str], input: &[u8]) -> Said {
        let said = self.trader.run_with(arguments, input);
        self.heard(&arguments.join(" "), &said);
        said
    }

    fn heard(&mut self, what: &str, said: &Said) {
        self.said.push((format!("output of {what}"), said.out.clone().into_bytes()));
        self.said.push((format!("errors of {what}"), said.errors.clone().into_bytes()));
    }

    fn search(&self, place: &str, bytes: &[u8]) {
        for (what, needle) in &self.needles {
            assert!(!holds(bytes, needle), "{what} in {place}");
        }
    }

    /// Every file of the user's home but the sealed ones and the one with the passphrase, names of files too.
    fn search_all(&self) -> usize {
        for (place, bytes) in &self.said {
            self.search(place, bytes);
        }
        let files = files_below(self.trader.user_home());
        for file in &files {
            self.search("a file's name", file.as_os_str().as_encoded_bytes());
            if *file != self.trader.passphrase_file() {
                self.search(&file.display().to_string(), &fs::read(file).unwrap());
            }
        }
        files.len() + self.said.len()
    }
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return false };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        rest = &rest[at..];
        if rest.starts_with(needle) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn the_hunt_itself_finds_what_is_there() {
    let trader = Trader::new();
    let mut hunt = Hunt::new(&trader);
    hunt.plant("a word", "QZXplantedQZXplanted1");
    let found = |text: &str| hunt.needles.iter().any(|(_, needle)| holds(text.as_bytes(), needle));
    for text in ["..QZXplantedQZXplanted1..", "QZXplantedQZ", "UVpYcGxhbnRlZFFa", &hex::encode("QZXplantedQZXplanted1")]
    {
        assert!(found(text), "{text}");
    }
    assert!(!found("QZXplan, ted1, nothing else"));
}

#[test]
fn secrets_reach_nothing_but_the_store() {
    let trader = Trader::new();
    let mut hunt = Hunt::new(&trader);
    // Added, well and badly.
    let mut bots = Vec::new();
    for kind in Kind::ALL {
        let made = hunt.made(kind, "grid");
        let exchange = kind.word();
        hunt.run(&["add", "grid", "--exchange", exchange, "--ip", "127.0.0.1"], made.json().as_bytes()).ends(0);
        hunt.run(&["add", "other", "--exchange", exchange], made.json().as_bytes()).ends(1);
        hunt.run(&["add", "grid", "--exchange", "kraken"], made.json().as_bytes()).ends(2);
        let spoilt = made.json().replace(',', ",,");
        hunt.run(&["add", "bad", "--exchange", exchange], spoilt.as_bytes()).ends(2);
        // In the wrong places altogether.
        hunt.run(&["add", &made.secret, "--exchange", exchange], b"{}");
        hunt.run(&["add", "bad", "--exchange", &made.secret], b"{}");
        hunt.run(&["add", "bad", "--exchange", exchange, "--secret", &made.secret], b"");
        hunt.run(&["add", "bad", "--exchange", exchange, &format!("--secret={}", made.secret)], b"");
        hunt.run(&["rotate", "grid", "--tell", &made.secret], b"");
        hunt.run(&[&made.secret], b"");
        hunt.run(&["edit", "grid", "--scope", &format!("{}=yes", made.secret)], b"");
        bots.push(made);
    }
    let pem = serde_json::json!({"key": "a".repeat(64), "private_key": RSA}).to_string();
    hunt.run(&["add", "pem", "--exchange", "binance", "--no-ask"], pem.as_bytes()).ends(0);
    hunt.run(&["add", "pem", "--exchange", "okx", "--no-ask"], pem.as_bytes()).ends(1);
    // Asked, in all weathers: some venues repeat what they were sent.
    for fault in [Fault::Echo, Fault::Escapes, Fault::Unclear, Fault::CutOff, Fault::HtmlPage, Fault::Redirect] {
        for kind in Kind::ALL {
            trader.street.weather(kind, fault);
        }
        hunt.run(&["ask"], b"");
        for kind in Kind::ALL {
            trader.street.clear(kind);
        }
    }
    hunt.run(&["ask", "--json"], b"");
    // While it runs: its arguments and its environment; no core is dumped, and nobody else may look into it.
    trader.street.weather(Kind::Okx, Fault::Slow { millis: 600 });
    let child = start(trader.command(&["ask", "grid@okx"]), b"");
    let process = PathBuf::from(format!("/proc/{}", child.id()));
    until("no core size", || {
        let limits = fs::read_to_string(process.join("limits")).unwrap();
        let line = limits.lines().find(|line| line.starts_with("Max core file size"))?.to_owned();
        line.split_whitespace().nth(4).is_some_and(|soft| soft == "0").then_some(())
    });
    for name in ["cmdline", "environ"] {
        // Where even we may not read it nobody else may.
        hunt.said.push((name.to_owned(), fs::read(process.join(name)).unwrap_or_default()));
    }
    let said = finish(child);
    hunt.heard("ask while it was watched", &said);
    trader.street.clear(Kind::Okx);
    // Rotated and revoked to the end.
    for old in &bots {
        let bot = format!("grid@{}", old.kind.word());
        let mut script = Script::new(&trader, Flow::Rotate, &bot, old);
        script.new = Some(hunt.made(old.kind, "grid"));
        let new = script.new.clone().unwrap();
        script.reach_the_end();
        for said in std::mem::take(&mut script.said) {
            hunt.heard("rotate", &said);
        }
        let mut script = Script::new(&trader, Flow::Revoke, &bot, &new);
        script.reach_the_end();
        for said in std::mem::take(&mut script.said) {
            hunt.heard("revoke", &said);
        }
    }
    // All that is printed.
    for call in [
        "list",
        "list --json",
        "show grid",
        "show grid --json",
        "show pem",
        "journal",
        "journal --json",
        "journal --verify",
        "store",
        "store --json",
        "remind",
        "remind --json",
        "check --offline",
        "check --json",
        "doctor",
        "doctor --json",
        "rotate pem",
        "rotate pem --json",
        "remind --exec cat",
    ] {
        hunt.run(&call.split(' ').collect::<Vec<_>>(), b"");
    }
    hunt.run(&["remove", "pem", "--yes-remove", "pem"], b"").ends(0);
    let searched = hunt.search_all();
    assert!(searched > 100, "{searched} places");
}

#[test]
fn secrets_are_never_drawn() {
    let trader = Trader::new();
    let mut hunt = Hunt::new(&trader);
    let made = hunt.made(Kind::Binance, "grid");
    let arb = hunt.made(Kind::Okx, "arb");
    trader.add("arb", &arb).ends(0);
    let mut command = trader.command(&[]);
    command.env_remove("KEYWARD_PASSPHRASE_FILE");
    let mut pty = Pty::spawn(command, (100, 30));
    pty.waits("the fleet", |text| text.contains("arb"));
    pty.settles();
    // A secret pasted where no field waits.
    pty.pastes(made.json().as_bytes());
    pty.sees("paste");
    // The wizard: name, exchange, secret, check, save.
    pty.types("a");
    pty.sees("Which bot trades with this key?");
    pty.types("grid");
    pty.settles();
    pty.types("\r");
    pty.sees("step 2 of 5");
    pty.settles();
    pty.types("\r");
    pty.sees("step 3 of 5");
    pty.settles();
    pty.pastes(made.json().as_bytes());
    pty.settles();
    pty.types("\r");
    pty.sees("Passphrase");
    pty.settles();
    pty.types(PASSPHRASE);
    pty.settles();
    pty.types("\r");
    let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while trader.run(&["show", "grid"]).code != Some(0) || trader.rows("grid")[0]["state"] != "active" {
        assert!(std::time::Instant::now() < end, "{}", pty.text());
        pty.settles();
        pty.types("\r");
    }
    pty.settles();
    let process = PathBuf::from(format!("/proc/{}", pty.pid()));
    for name in ["cmdline", "environ"] {
        hunt.said.push((format!("{name} of the screens"), fs::read(process.join(name)).unwrap_or_default()));
    }
    pty.types("\u{3}");
    assert_eq!(pty.ends(), Ended::Code(0));
    pty.is_restored();
    hunt.said.push(("the screens".to_owned(), pty.bytes.clone()));
    assert_eq!(trader.rows("grid")[0]["secret"], "sealed");
    hunt.search_all();
}

/// Practice keeps its secrets in memory; nothing of it is left on the disk, and the user's own store is not opened.
#[test]
fn practice_leaves_nothing() {
    let trader = Trader::new();
    let before = files_below(trader.user_home());
    let mut command = trader.command(&["practice"]);
    command.env("TMPDIR", trader.user_home()).stdin(Stdio::inherit());
    let mut pty = Pty::spawn(command, (100, 30));
    pty.sees("PRACTICE");
    pty.settles();
    for keys in ["\r", "\u{1b}", "V", "e", "\u{1b}", "J", "\u{1b}", "r", "\u{1b}", "x", "\u{1b}"] {
        pty.types(keys);
        pty.settles();
    }
    pty.types("\u{3}");
    assert_eq!(pty.ends(), Ended::Code(0));
    assert_eq!(files_below(trader.user_home()), before, "the throw-away home is gone");
}

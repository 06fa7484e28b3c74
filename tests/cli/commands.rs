//! Each command as its page says: options, sentences, exit codes.

use crate::support::street::withdraw;
use crate::support::trader::{KEYWARD, Trader};
use keyward::practice::{Fault, Kind, Rights};
use serde_json::{Value, json};
use std::fs;
use std::process::{Command, Stdio};

const LATE: &str = "lateLateLateLateLateLateLateLateLateLateLateLateLateLateLateLate";

#[test]
fn without_a_terminal_the_screens_point_to_list() {
    let trader = Trader::new();
    for call in [&[][..], &["practice"], &["--ascii"], &["--theme", "light"]] {
        let said = trader.run(call).ends(1);
        assert_eq!(said.out, "");
        assert!(said.one_sentence().contains("no terminal") && said.errors.contains("keyward list"), "{said:?}");
    }
    assert!(!trader.home().join("inventory.sqlite").exists(), "nothing was opened for it");
}

#[test]
fn wrong_usage_is_one_sentence_and_exit_2() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    for call in [
        "lst",
        "list --jsn",
        "list extra",
        "add",
        "add grid",
        "add new --exchange kraken",
        "add new --exchange binance --site moon",
        "add new@okx --exchange bybit",
        "add new --exchange okx --account friend",
        "add new --exchange okx --ip 999.1.1.1",
        "add new --exchange okx --way ssh:vps",
        "add new --exchange okx --need fly",
        "add new --exchange okx --kind cat",
        "add new --exchange okx --created 2031-02-30",
        "add new --exchange okx --created 2099-01-01",
        "add new --exchange okx --max-age 0d",
        "edit grid",
        "edit grid --scope withdraw",
        "edit grid --scope withdraw=maybe",
        "edit grid --created 2099-01-01",
        "edit grid --listed perhaps",
        "show",
        "ask --generation 1",
        "ask grid --generation 0",
        "ask grid --both-sides",
        "check --onnline",
        "rotate",
        "rotate grid --tell fly",
        "revoke grid",
        "remove grid",
        "remind --install --json",
        "store move",
        "store move cloud",
        "store passwd",
        "--theme pink",
        "--read-only list",
        "incident open",
        "note grid",
        "accept grid age-unknown",
        "run grid -- true",
        "backup file",
    ] {
        let words: Vec<&str> = call.split(' ').collect();
        let said = trader.run(&words);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{call}: {said:?}");
        said.one_sentence();
    }
    for call in
        ["show ghost", "edit ghost --max-age 30d", "ask ghost", "rotate ghost", "remove ghost --yes-remove ghost"]
    {
        let words: Vec<&str> = call.split(' ').collect();
        let said = trader.run(&words);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{call}: {said:?}");
        assert!(said.one_sentence().contains("ghost"), "{said:?}");
    }
    assert_eq!(trader.rows("grid").len(), 1);
}

#[test]
fn help_and_version_are_data() {
    let trader = Trader::new();
    for call in [
        "--help",
        "--version",
        "add --help",
        "edit -h",
        "list --help",
        "show --help",
        "ask --help",
        "check --help",
        "rotate --help",
        "revoke --help",
        "remove --help",
        "remind --help",
        "journal --help",
        "store --help",
        "store move --help",
        "practice --help",
        "doctor --help",
    ] {
        let words: Vec<&str> = call.split(' ').collect();
        let said = trader.run(&words).ends(0);
        assert!(!said.out.is_empty() && said.errors.is_empty(), "{call}");
        for later in ["incident", "make-pair", "both-sides", "swap", "backup", "runbook", "ssh:"] {
            assert!(!said.out.contains(later), "{later} is not there yet: {call}");
        }
    }
    assert!(!trader.home().join("inventory.sqlite").exists(), "nothing was opened for it");
}

#[test]
fn add_reads_its_credential_from_standard_input_and_asks_once() {
    let trader = Trader::new();
    for kind in Kind::ALL {
        let made = trader.street.make(kind, "grid");
        let said = trader.run_with(&["add", "grid", "--exchange", kind.word()], made.json().as_bytes()).ends(0);
        assert!(said.out.contains("grid") && said.out.contains(made.hint()), "{said:?}");
        assert!(!said.out.contains(&made.secret) && !said.out.contains(&made.api_key));
        let asked = trader.street.venue(kind).book(|book| book.key(made.number).unwrap().last_used.is_some());
        assert!(asked, "the exchange was asked");
    }
    let made = trader.street.make(Kind::Okx, "quiet");
    trader.run_with(&["add", "quiet@okx", "--no-ask"], made.json().as_bytes()).ends(0);
    let asked = trader.street.venue(Kind::Okx).book(|book| book.key(made.number).unwrap().last_used.is_some());
    assert!(!asked, "--no-ask asks nobody");
    assert_eq!(trader.rows("quiet")[0]["answer"], "never");
    // Findings change nothing about the exit code.
    let tokens = ["enableReading", withdraw(Kind::Binance)];
    let bad = trader.street.make_with(Kind::Binance, "bad", &tokens, "127.0.0.1");
    let said = trader.run_with(&["add", "bad", "--exchange", "binance"], bad.json().as_bytes()).ends(0);
    assert!(said.out.contains("withdraw"), "{said:?}");
}

#[test]
fn a_key_that_the_exchange_does_not_know_is_not_kept_without_anyway() {
    let trader = Trader::new();
    for kind in Kind::ALL {
        let made = trader.street.make(kind, "ghost");
        trader.street.delete(&made);
        let add = ["add", "ghost", "--exchange", kind.word()];
        // Binance's refusal may mean other things; only where it is plain the key is dropped.
        let said = trader.run_with(&add, made.json().as_bytes());
        if said.code == Some(0) {
            assert_eq!(kind, Kind::Binance, "{said:?}");
            trader.run(&["remove", "ghost@binance", "--yes-remove", "ghost"]).ends(0);
            continue;
        }
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.one_sentence().contains("--anyway"), "{said:?}");
        assert_eq!(trader.run(&["list", "--json"]).json()["keys"], json!([]), "{} left something", kind.word());
        assert_eq!(trader.run(&["store", "--json"]).json()["entries"], json!([]));
        trader.run_with(&[&add[..], &["--anyway"]].concat(), made.json().as_bytes()).ends(0);
        assert_eq!(trader.rows("ghost")[0]["state"], "active");
        trader.run(&["remove", "ghost", "--yes-remove", "ghost"]).ends(0);
    }
    // A wrong secret likewise.
    let mut made = trader.street.make(Kind::Bybit, "typo");
    made.secret.replace_range(0..1, if made.secret.starts_with('A') { "B" } else { "A" });
    let said = trader.run_with(&["add", "typo", "--exchange", "bybit"], made.json().as_bytes()).ends(1);
    assert!(said.one_sentence().contains("signature"), "{said:?}");
    assert_eq!(trader.run(&["list", "--json"]).json()["keys"], json!([]));
}

#[test]
fn edit_tells_facts_with_their_origin() {
    let trader = Trader::new();
    let made = trader.street.make(Kind::Binance, "grid");
    trader.run_with(&["add", "grid", "--exchange", "binance", "--no-ask"], made.json().as_bytes()).ends(0);
    let call = [
        "edit",
        "grid",
        "--created",
        "2026-10-01",
        "--expires",
        "2027-01-01",
        "--scope",
        "withdraw=no",
        "--scope",
        "spot=yes",
        "--ip",
        "203.0.113.7",
        "--listed",
        "yes",
        "--account",
        "sub:grid",
        "--kind",
        "hummingbot",
        "--need",
        "spot",
        "--host",
        "vps",
        "--custody",
        "cloud:3Commas",
        "--json",
    ];
    let row = trader.run(&call).ends(0).json()["keys"][0].clone();
    assert_eq!(row["created"], json!({"at": "2026-10-01T00:00:00Z", "origin": "told"}));
    assert_eq!((&row["expires"], &row["age_at_least"]), (&"2027-01-01T00:00:00Z".into(), &false.into()));
    assert_eq!((&row["scopes"]["withdraw"], &row["scopes"]["spot"]), (&"no".into(), &"yes".into()));
    assert_eq!((&row["scopes"]["read"], &row["scopes_origin"]), (&"unknown".into(), &"told".into()));
    let mut told: Vec<&str> = row["scopes_told"].as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
    told.sort_unstable();
    assert_eq!(told, ["spot", "withdraw"]);
    assert_eq!(
        row["address_list"],
        json!({"state": "restricted", "addresses": ["203.0.113.7"], "origin": "told", "proof": "told"})
    );
    assert_eq!(row["account"], json!({"kind": "sub", "name": "grid"}));
    assert_eq!(
        (&row["host"], &row["custody"], &row["max_age_days"]),
        (&"vps".into(), &"cloud:3Commas".into(), &30.into())
    );
    let row = trader.run(&["edit", "grid", "--created", "today", "--json"]).ends(0).json()["keys"][0].clone();
    assert_eq!((&row["age_days"], &row["created"]["origin"]), (&0.into(), &"told".into()));
    // The exchange's word beats the user's.
    trader.run(&["edit", "grid", "--host", "here", "--ip", "127.0.0.1"]).ends(0);
    trader.run(&["ask", "grid"]).ends(0);
    let row = trader.rows("grid")[0].clone();
    assert_eq!((&row["scopes"]["read"], &row["scopes_origin"]), (&"yes".into(), &"exchange".into()));
    assert_eq!(row["created"]["origin"], "exchange");
}

#[test]
fn ask_ends_by_how_many_answered() {
    let trader = Trader::new();
    assert_eq!(trader.run(&["ask"]).ends(1).out, "");
    trader.bot(Kind::Okx, "grid");
    trader.bot(Kind::Bybit, "hedge");
    let said = trader.run(&["ask"]).ends(0);
    assert!(said.out.contains("grid") && said.out.contains("hedge"), "{said:?}");
    trader.street.weather(Kind::Okx, Fault::NoConnection);
    let said = trader.run(&["ask", "--json"]).ends(3);
    let keys = said.json()["keys"].clone();
    let answer = |bot: &str| keys.as_array().unwrap().iter().find(|row| row["bot"] == bot).unwrap()["answer"].clone();
    assert_eq!((answer("grid"), answer("hedge")), ("down".into(), "ok".into()));
    trader.run(&["ask", "hedge"]).ends(0);
    // Where none can be asked at all: the secrets are out of reach.
    fs::write(trader.passphrase_file(), "not the passphrase").unwrap();
    let said = trader.run(&["ask"]).ends(1);
    assert!(said.one_sentence().to_lowercase().contains("passphrase"), "{said:?}");
}

#[test]
fn check_ends_by_the_worst_finding() {
    let trader = Trader::new();
    let made = trader.street.make_with(Kind::Binance, "grid", &["enableReading"], "127.0.0.1");
    trader
        .run_with(
            &["add", "grid", "--exchange", "binance", "--account", "sub:grid", "--need", "read", "--ip", "127.0.0.1"],
            made.json().as_bytes(),
        )
        .ends(0);
    let said = trader.run(&["check"]);
    assert_eq!(said.code, Some(0), "{said:?} {:#}", trader.rows("grid")[0]["findings"]);
    assert!(said.out.contains("All is well: one key."), "{said:?}");
    trader.run(&["check", "--offline"]).ends(0);
    // Soon due: a warning.
    let rights = |kind, tokens: &[&str]| {
        let rights = Rights::of(kind, tokens);
        trader.street.venue(kind).book(|book| book.key_mut(made.number).unwrap().rights = rights);
    };
    trader.run(&["edit", "grid", "--max-age", "10d"]).ends(0);
    trader.run(&["check", "--offline"]).ends(3);
    trader.run(&["edit", "grid", "--max-age", "90d"]).ends(0);
    trader.run(&["check"]).ends(0);
    // It may withdraw: critical, and only known when it is asked.
    rights(Kind::Binance, &["enableReading", withdraw(Kind::Binance)]);
    trader.run(&["check", "--offline"]).ends(0);
    let said = trader.run(&["check", "--json"]).ends(4).json();
    assert_eq!(said["attention"], "critical");
    let found =
        said["keys"][0]["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "withdraw-enabled").unwrap();
    assert_eq!(found["severity"], "critical");
    assert!(found["fix"].as_str().unwrap().contains("Enable Withdrawals"), "the page's own words: {found}");
    trader.run(&["check", "--offline"]).ends(4);
    trader.run(&["remind"]).ends(4);
}

#[test]
fn remove_wipes_and_keeps_the_journal() {
    let trader = Trader::new();
    let made = trader.bot(Kind::Okx, "grid");
    trader.run(&["remove", "grid", "--yes-remove", "gird"]).ends(1).one_sentence();
    assert_eq!(trader.rows("grid").len(), 1);
    let said = trader.run(&["remove", "grid", "--yes-remove", "grid"]).ends(0);
    assert!(said.out.contains("lives on at OKX"), "{said:?}");
    assert_eq!(trader.run(&["list", "--json"]).json()["keys"], json!([]));
    assert_eq!(trader.run(&["store", "--json"]).json()["entries"], json!([]));
    trader.run(&["show", "grid"]).ends(1);
    let said = trader.run(&["journal", "grid"]).ends(0);
    assert!(said.out.contains("removed here") && said.out.contains(made.hint()), "{said:?}");
    // It can come back.
    trader.add("grid", &made).ends(0);
    assert_eq!(trader.rows("grid")[0]["state"], "active");
}

#[test]
fn remind_tells_runs_and_notifies() {
    let trader = Trader::new();
    trader.run(&["remind"]).ends(0);
    let told = trader.user_home().join("told.json");
    let exec = format!("cat >'{}'", told.display());
    trader.run(&["remind", "--exec", &exec]).ends(0);
    assert!(!told.exists(), "nothing is due, nothing is run");
    let made = trader.street.plant(Kind::Binance, "late", LATE, "0123456789ABCDEF", 200);
    trader.add("late", &made).ends(0);
    let said = trader.run(&["remind"]).ends(4);
    assert!(said.out.contains("late") && said.out.contains("Fix:"), "{said:?}");
    let said = trader.run(&["remind", "--exec", &exec]).ends(4);
    assert_eq!(said.out, "", "{said:?}");
    let sent: Value = serde_json::from_str(&fs::read_to_string(&told).unwrap()).unwrap();
    assert_eq!(sent, trader.run(&["remind", "--json"]).ends(4).json(), "what --json prints is what the command reads");
    let said = trader.run(&["remind", "--exec", "exit 7"]).ends(1);
    said.one_sentence();
    // The passphrase is nobody else's: a command of the user's does not inherit it.
    let mut command = trader.command(&["remind", "--exec", &format!("env >'{}'", told.display())]);
    let output = command.env("KEYWARD_PASSPHRASE", "a very secret passphrase").stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(!fs::read_to_string(&told).unwrap().contains("a very secret passphrase"));
    // Without a desktop it is printed.
    let said = trader.run(&["remind", "--notify"]).ends(4);
    assert!(said.out.contains("late"), "{said:?}");
    // The store is not needed.
    fs::remove_file(trader.passphrase_file()).unwrap();
    trader.run(&["remind"]).ends(4);
    trader.run(&["list"]).ends(0);
    trader.run(&["journal"]).ends(0);
}

#[test]
fn the_timer_is_installed_and_removed() {
    let trader = Trader::new();
    // No service manager answers here: the crontab's line is printed.
    let said = trader.run(&["remind", "--install"]).ends(0);
    assert!(said.out.contains("crontab") && said.out.contains("remind --notify"), "{said:?}");
    assert!(said.out.contains(trader.home().to_str().unwrap()), "in this home: {said:?}");
    trader.run(&["remind", "--uninstall"]).ends(0);
    // One that answers: a stand-in that takes every word.
    let bin = trader.user_home().join("bin");
    fs::create_dir(&bin).unwrap();
    fs::write(bin.join("systemctl"), "#!/bin/sh\necho \"$*\" >>\"$HOME/asked\"\n").unwrap();
    #[cfg(unix)]
    fs::set_permissions(bin.join("systemctl"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let with_manager = |word: &str| {
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        trader.command(&["remind", word]).env("PATH", path).stdin(Stdio::null()).output().unwrap()
    };
    for _ in 0..2 {
        assert_eq!(with_manager("--install").status.code(), Some(0));
    }
    let units = trader.user_home().join(".config/systemd/user");
    let service = fs::read_to_string(units.join("keyward-remind.service")).unwrap();
    assert!(service.contains(KEYWARD) && service.contains("\"remind\" \"--notify\""), "{service}");
    assert!(
        service.contains("SuccessExitStatus=3 4") && service.contains(trader.home().to_str().unwrap()),
        "{service}"
    );
    assert!(fs::read_to_string(units.join("keyward-remind.timer")).unwrap().contains("09:00"));
    assert!(
        fs::read_to_string(trader.user_home().join("asked")).unwrap().contains("enable --now keyward-remind.timer")
    );
    for _ in 0..2 {
        assert_eq!(with_manager("--uninstall").status.code(), Some(0));
    }
    assert_eq!(fs::read_dir(&units).unwrap().count(), 0);
}

#[test]
fn a_broken_journal_is_exit_4() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    trader.run(&["journal", "--verify"]).ends(0);
    let file = trader.home().join("inventory.sqlite");
    let database = rusqlite::Connection::open(file).unwrap();
    database.execute_batch("PRAGMA ignore_check_constraints=1;").unwrap();
    let triggers: Vec<String> = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .flatten()
        .collect();
    for trigger in triggers {
        database.execute_batch(&format!("DROP TRIGGER \"{trigger}\"")).unwrap();
    }
    database.execute("UPDATE journal SET what = 'nothing happened' WHERE number = 2", []).unwrap();
    drop(database);
    trader.run(&["journal"]).ends(0);
    let said = trader.run(&["journal", "--verify", "--json"]).ends(4).json();
    assert_eq!((&said["chain"], &said["broken_at"]), (&"broken".into(), &2.into()));
    assert!(trader.run(&["journal", "--verify"]).ends(4).out.contains("row 2"));
    trader.run(&["doctor"]).ends(0);
}

#[test]
fn a_reader_that_goes_is_no_error() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    for call in ["list", "list --json", "show grid", "journal", "journal --json", "doctor", "check --offline", "--help"]
    {
        let words: Vec<&str> = call.split(' ').collect();
        let whole = trader.run(&words);
        // The pipe is closed before anything is written.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = trader.command(&words);
        let output = command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), whole.code, "{call}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{call}");
    }
    let full = Command::new(KEYWARD)
        .args(["list"])
        .env_clear()
        .env("KEYWARD_HOME", trader.home())
        .stdout(fs::File::options().write(true).open("/dev/full").unwrap())
        .output();
    let full = full.unwrap();
    assert_eq!(full.status.code(), Some(1), "a full disk is an error");
    assert!(String::from_utf8_lossy(&full.stderr).contains("could not be written"));
}

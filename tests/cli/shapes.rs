//! What `--json` prints, name by name and in its order: scripts rely on it.

use crate::support::trader::Trader;
use keyward::practice::Kind;
use serde_json::{Value, json};

fn names(of: &Value) -> Vec<&str> {
    of.as_object().unwrap_or_else(|| panic!("an object: {of}")).keys().map(String::as_str).collect()
}

const KEY: [&str; 30] = [
    "bot",
    "exchange",
    "site",
    "account",
    "custody",
    "host",
    "key_hint",
    "fingerprint",
    "generation",
    "secret",
    "current",
    "state",
    "alive",
    "created",
    "age_days",
    "age_at_least",
    "max_age_days",
    "due",
    "due_in_days",
    "expires",
    "last_used_at",
    "scopes",
    "scopes_origin",
    "scopes_told",
    "extra_scopes",
    "address_list",
    "asked_at",
    "answer",
    "flow",
    "findings",
];

fn is_key(row: &Value) {
    assert_eq!(names(row), KEY);
    assert_eq!(names(&row["account"]), ["kind", "name"]);
    assert_eq!(names(&row["created"]), ["at", "origin"]);
    assert_eq!(
        names(&row["scopes"]),
        ["read", "spot", "margin", "futures", "options", "earn", "withdraw", "manage", "transfer"]
    );
    assert_eq!(names(&row["address_list"]), ["state", "addresses", "origin", "proof"]);
    for finding in row["findings"].as_array().unwrap() {
        assert_eq!(names(finding), ["rule", "severity", "message", "fix"]);
        assert!(["critical", "warning", "info"].contains(&finding["severity"].as_str().unwrap()));
        for text in ["message", "fix"] {
            let says = finding[text].as_str().unwrap();
            assert!(!says.is_empty() && !says.contains('{'), "{finding}");
        }
    }
    let one_of = |name: &str, words: &[&str]| {
        let word = row[name].as_str().unwrap_or_else(|| panic!("{name} in {row:#}"));
        assert!(words.contains(&word), "{name}: {word}");
    };
    one_of("secret", &["keyring", "sealed", "none"]);
    one_of("state", &["adding", "active", "candidate", "retiring", "suspected", "revoked", "orphan", "none"]);
    one_of(
        "alive",
        &["alive", "cut-off", "unclear", "not-proven", "likely-dead", "proven-dead", "dead-by-word", "unasked"],
    );
    one_of("scopes_origin", &["exchange", "told", "unknown"]);
    one_of(
        "answer",
        &[
            "ok",
            "address",
            "unknown-key",
            "site",
            "signature",
            "clock",
            "right",
            "expired",
            "rate",
            "frozen",
            "country",
            "down",
            "unclear",
            "never",
        ],
    );
    for name in ["asked_at", "due", "expires", "last_used_at"] {
        is_date_or_null(&row[name]);
    }
    is_date_or_null(&row["created"]["at"]);
}

#[track_caller]
fn is_date_or_null(value: &Value) {
    let Some(text) = value.as_str() else { return assert_eq!(value, &Value::Null) };
    let date = chrono::DateTime::parse_from_rfc3339(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert!(text.ends_with('Z'), "in UTC: {text} {date}");
}

#[test]
fn list_show_add_edit_ask_and_check_print_keys() {
    let trader = Trader::new();
    let made = trader.street.make(Kind::Okx, "grid");
    let call = [
        "add",
        "grid",
        "--exchange",
        "okx",
        "--account",
        "sub:grid",
        "--kind",
        "freqtrade",
        "--host",
        "vps-fra",
        "--ip",
        "127.0.0.1",
        "--json",
    ];
    let added = trader.run_with(&call, made.json().as_bytes()).ends(0).json();
    assert_eq!(names(&added), ["version", "keys"]);
    assert_eq!((&added["version"], added["keys"].as_array().unwrap().len()), (&1.into(), 1));
    let listed = trader.run(&["list", "--json"]).ends(0).json();
    assert_eq!(listed, added, "what was just saved is what is listed");
    assert_eq!(trader.run(&["show", "grid", "--json"]).ends(0).json(), listed);
    let row = &listed["keys"][0];
    is_key(row);
    assert_eq!(row["account"], json!({"kind": "sub", "name": "grid"}));
    assert_eq!((&row["bot"], &row["exchange"], &row["site"]), (&"grid".into(), &"okx".into(), &"global".into()));
    assert_eq!((&row["custody"], &row["host"]), (&"self".into(), &"vps-fra".into()));
    assert_eq!((&row["key_hint"], &row["generation"]), (&made.hint().into(), &1.into()));
    assert_eq!((&row["secret"], &row["current"], &row["state"]), (&"sealed".into(), &true.into(), &"active".into()));
    assert_eq!((&row["alive"], &row["answer"], &row["flow"]), (&"alive".into(), &"ok".into(), &Value::Null));
    assert_eq!(row["scopes"]["withdraw"], "no");
    assert_eq!(
        row["address_list"],
        json!({
            "state": "restricted", "addresses": ["127.0.0.1"], "origin": "exchange", "proof": "listed"
        })
    );
    assert_eq!((&row["extra_scopes"], &row["scopes_told"]), (&json!([]), &json!([])), "none is no null");
    assert_eq!((&row["max_age_days"], &row["expires"]), (&90.into(), &Value::Null));
    let print = row["fingerprint"].as_str().unwrap();
    assert!(print.len() == 64 && print.bytes().all(|b| b.is_ascii_hexdigit()) && !print.contains(&made.api_key));

    let edited = trader.run(&["edit", "grid", "--scope", "manage=no", "--max-age", "30d", "--json"]).ends(0).json();
    is_key(&edited["keys"][0]);
    assert_eq!((&edited["keys"][0]["max_age_days"], names(&edited)), (&30.into(), vec!["version", "keys"]));
    let asked = trader.run(&["ask", "grid", "--json"]).ends(0).json();
    assert_eq!(names(&asked), ["version", "keys"]);
    is_key(&asked["keys"][0]);
    let checked = trader.run(&["check", "--json"]);
    assert_eq!(names(&checked.json()), ["version", "attention", "keys"]);
    let offline = trader.run(&["check", "--offline", "--json"]);
    for said in [checked, offline] {
        let attention = said.json()["attention"].as_str().unwrap().to_owned();
        let code = match attention.as_str() {
            "none" => 0,
            "warning" => 3,
            "critical" => 4,
            other => panic!("{other}"),
        };
        assert_eq!(said.code, Some(code), "{attention}");
    }
}

#[test]
fn what_nobody_told_is_null_and_what_is_none_is_empty() {
    let trader = Trader::new();
    assert_eq!(trader.run(&["list", "--json"]).ends(0).json(), json!({"version": 1, "keys": []}));
    assert_eq!(trader.run(&["check", "--json"]).ends(0).json(), json!({"version": 1, "attention": "none", "keys": []}));
    assert_eq!(
        trader.run(&["remind", "--json"]).ends(0).json(),
        json!({"version": 1, "attention": "none", "due": [], "next": null})
    );
    assert_eq!(
        trader.run(&["journal", "--json"]).ends(0).json(),
        json!({"version": 1, "entries": [], "chain": "unread", "broken_at": null})
    );
    let made = trader.street.make(Kind::Binance, "grid");
    trader.run_with(&["add", "grid", "--exchange", "binance", "--no-ask"], made.json().as_bytes()).ends(0);
    let row = trader.rows("grid")[0].clone();
    is_key(&row);
    assert_eq!(row["account"], json!({"kind": "unknown", "name": null}));
    assert_eq!((&row["host"], &row["asked_at"], &row["answer"]), (&Value::Null, &Value::Null, &"never".into()));
    assert_eq!((&row["alive"], &row["scopes_origin"]), (&"unasked".into(), &"unknown".into()));
    assert_eq!((&row["scopes"]["withdraw"], &row["scopes"]["transfer"]), (&"unknown".into(), &"unknown".into()));
    assert_eq!(
        row["address_list"],
        json!({"state": "unknown", "addresses": null, "origin": "unknown", "proof": "none"})
    );
    assert_eq!((&row["created"]["origin"], &row["age_at_least"]), (&"seen".into(), &true.into()));
    assert_eq!(row["due_in_days"], 0, "an age that nobody knows is due at once");
}

#[test]
fn a_flow_is_printed_whole() {
    let trader = Trader::new();
    trader.bot(Kind::Okx, "grid");
    const FLOW: [&str; 16] = [
        "id",
        "kind",
        "bot",
        "exchange",
        "step",
        "at",
        "of",
        "waits_for",
        "takes",
        "next_at",
        "old",
        "new",
        "lines",
        "grade",
        "open_points",
        "message",
    ];
    let said = trader.run(&["rotate", "grid", "--tell", "begin", "--json"]).ends(3).json();
    assert_eq!((names(&said), names(&said["flow"])), (vec!["version", "flow"], FLOW.to_vec()));
    let flow = &said["flow"];
    assert_eq!(
        (&flow["kind"], &flow["step"], &flow["at"], &flow["of"]),
        (&"rotation".into(), &"make".into(), &2.into(), &9.into())
    );
    assert_eq!((names(&flow["old"]), &flow["new"]), (vec!["hint", "generation", "alive"], &Value::Null));
    assert_eq!((&flow["lines"], &flow["open_points"], &flow["next_at"]), (&json!([]), &json!([]), &Value::Null));

    let brief = trader.rows("grid")[0]["flow"].clone();
    assert_eq!(names(&brief), ["kind", "step", "at", "of", "next_at"]);
    assert_eq!((&brief["kind"], &brief["step"], &brief["at"]), (&"rotation".into(), &"make".into(), &2.into()));

    let new = trader.street.make(Kind::Okx, "grid");
    let call = ["rotate", "grid", "--tell", "have-key", "--json"];
    let flow = trader.run_with(&call, new.json().as_bytes()).ends(3).json()["flow"].clone();
    assert_eq!(names(&flow), FLOW);
    assert_eq!(flow["new"], json!({"hint": new.hint(), "generation": 2, "alive": "alive"}));
    let lines = flow["lines"].as_array().unwrap();
    let words: Vec<&str> = lines.iter().map(|line| line["line"].as_str().unwrap()).collect();
    assert_eq!(words, ["sealed", "answers", "another", "account", "no-withdraw", "enough", "not-too-much", "listed"]);
    for line in lines {
        assert_eq!(names(line), ["line", "holds", "by", "says"]);
        assert!(["yes", "no", "unknown"].contains(&line["holds"].as_str().unwrap()));
        assert!(line["by"].is_null() || ["exchange", "told", "override"].contains(&line["by"].as_str().unwrap()));
        assert!(line["holds"] != "unknown" || line["by"].is_null(), "nobody says so: {line}");
    }
    let takes = flow["takes"].as_array().unwrap();
    for word in flow["waits_for"].as_array().unwrap() {
        assert!(takes.contains(word), "what is waited for is taken: {word} {takes:?}");
    }
    assert!(takes.contains(&"way:".into()) && takes.contains(&"deleted".into()), "{takes:?}");

    let said = trader.run(&["revoke", "grid", "--reason", "seen in a log", "--json"]).ends(3).json();
    assert_eq!(names(&said["flow"]), FLOW);
    assert_eq!((&said["flow"]["kind"], &said["flow"]["of"]), (&"revocation".into(), &5.into()));
    // The rotation stands still meanwhile.
    let parked = trader.run(&["rotate", "grid", "--json"]).ends(3).json();
    assert_eq!(parked["flow"]["waits_for"], json!([]), "{parked:#}");
}

#[test]
fn journal_store_remind_and_doctor_print_their_rows() {
    let trader = Trader::new();
    let made = trader.bot(Kind::Bybit, "grid");
    let said = trader.run(&["journal", "--verify", "--json"]).ends(0).json();
    assert_eq!(names(&said), ["version", "entries", "chain", "broken_at"]);
    assert_eq!((&said["chain"], &said["broken_at"]), (&"whole".into(), &Value::Null));
    let entries = said["entries"].as_array().unwrap();
    assert!(!entries.is_empty());
    for (entry, place) in entries.iter().zip(0..) {
        assert_eq!(names(entry), ["number", "at", "who", "bot", "key_hint", "what", "hash"]);
        assert!(["keyward", "you", "exchange"].contains(&entry["who"].as_str().unwrap()));
        assert_eq!(entry["number"], entries.len() - place, "newest first");
        assert_eq!(entry["hash"].as_str().unwrap().len(), 64);
        is_date_or_null(&entry["at"]);
    }
    assert_eq!(entries[0]["key_hint"], made.hint());

    let said = trader.run(&["store", "--json"]).ends(0).json();
    assert_eq!(names(&said), ["version", "store", "state", "where", "entries"]);
    assert_eq!(said["store"], "sealed");
    let entry = json!({
        "bot": "grid", "exchange": "bybit", "key_hint": made.hint(), "generation": 1, "there": "yes", "known": "yes"
    });
    assert_eq!(said["entries"], json!([entry]));
    assert_eq!(names(&said["entries"][0]), ["bot", "exchange", "key_hint", "generation", "there", "known"]);

    trader.run(&["edit", "grid", "--max-age", "1d", "--json"]).ends(0);
    let late = trader.street.plant(Kind::Binance, "late", &"late".repeat(16), "0123456789ABCDEF", 200);
    trader.add("late", &late).ends(0);
    let said = trader.run(&["remind", "--json"]).ends(4).json();
    assert_eq!(names(&said), ["version", "attention", "due", "next"]);
    assert_eq!(said["attention"], "critical");
    let due = said["due"].as_array().unwrap();
    for line in due {
        assert_eq!(
            names(line),
            ["bot", "exchange", "key_hint", "rule", "severity", "due", "due_in_days", "message", "fix"]
        );
        is_date_or_null(&line["due"]);
    }
    assert_eq!((&due[0]["bot"], &due[0]["rule"]), (&"late".into(), &"rotation-overdue".into()), "worst first");
    assert!(due[0]["due_in_days"].as_i64().unwrap() < 0);

    let said = trader.run(&["doctor", "--json"]).ends(0).json();
    assert_eq!(names(&said), ["version", "checks"]);
    let checks = said["checks"].as_array().unwrap();
    for check in checks {
        assert_eq!(names(check), ["what", "works", "says", "fix"]);
        assert!(["yes", "no", "unknown"].contains(&check["works"].as_str().unwrap()));
        assert!(check["works"] != "no" || !check["fix"].as_str().unwrap().is_empty(), "a fix for each: {check}");
    }
    let works = |what: &str| {
        checks.iter().find(|check| check["what"] == what).unwrap_or_else(|| panic!("{what}"))["works"].clone()
    };
    for what in ["database", "journal", "folder", "Binance", "Bybit", "OKX"] {
        assert_eq!(works(what), "yes", "{what}: {said:#}");
    }
}

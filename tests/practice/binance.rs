//! Binance: every documented refusal, the reading's fields, the limits.

use crate::client::{Said, ask};
use crate::stage::{BINANCE_KEY, BINANCE_SECRET, NOW, Question, Stage, binance};
use keyward::domain::{Account, Span};
use keyward::practice::{Kind, Planted, Plays, Proof, Rights, Site};

const ED25519: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----";
pub const RSA: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArzPB7USMNZ5cCvpPsSg8
+4+q18UbIBL+XG7g4Vx1Pwcw961JFiBG4jONot5jRskDTuMtyKbfECgxr/tAubs9
nADVHMgoeIvMmP3ZTo5QNvafMDEzSTZZPWsFN2aeJS5Qa9OFr9KsaBnnWZL9vvoO
YT53Fw7ybWUF5pS/e5d0jC/Lb6NA7pc1bPmDSSbhJaszG4zjk7DzOzRltb+art+Y
AG2z75H25taFUgatov4L3C1lxMvpAyIBdrBpZwYwnWnEiIrpK0xsA/bBEhteCBdH
c8Hovqi5q+KL4X6KBQEVchlMZOYUeHQpK7futDEm6aPXWyNvt+/GPmxRaEEo15yM
MwIDAQAB
-----END PUBLIC KEY-----";

fn code(said: &Said) -> (u16, String) {
    Stage::code(said)
}

fn is(said: &Said, status: u16, wanted: &str) {
    assert_eq!(code(said), (status, wanted.to_owned()), "{}", said.text());
}

/// A question with another query, signed well.
fn signed(query: &str) -> Question {
    let mac =
        ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, BINANCE_SECRET.as_bytes()), query.as_bytes());
    let question = binance("/", BINANCE_KEY, BINANCE_SECRET, NOW);
    let target = format!("/sapi/v1/account/apiRestrictions?{query}&signature={}", hex::encode(mac));
    Question { target, ..question }
}

#[test]
fn the_reading_has_the_documented_fields() {
    let stage = Stage::new(Kind::Binance);
    let said = stage.reading();
    assert_eq!(said.status, 200);
    assert_eq!(said.header("x-sapi-used-ip-weight-1m"), Some("1"));
    let json = said.json();
    let names: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let mut documented = vec![
        "ipRestrict",
        "createTime",
        "enableReading",
        "enableWithdrawals",
        "enableInternalTransfer",
        "enableMargin",
        "enableFutures",
        "permitsUniversalTransfer",
        "enableVanillaOptions",
        "enableFixApiTrade",
        "enableFixReadOnly",
        "enableSpotAndMarginTrading",
        "enablePortfolioMarginTrading",
    ];
    let mut names_sorted = names.clone();
    names_sorted.sort_unstable();
    documented.sort_unstable();
    assert_eq!(names_sorted, documented);
    assert_eq!(json["ipRestrict"], true);
    assert_eq!(json["createTime"], NOW - Span::days(41).num_milliseconds());
    assert_eq!(json["enableSpotAndMarginTrading"], true);
    assert_eq!(json["enableWithdrawals"], false);
    stage.list("");
    stage.venue().book(|book| book.key_mut(stage.key).unwrap().extra.push("enableAlphaWithdrawals".into()));
    let json = stage.reading().json();
    assert_eq!((&json["ipRestrict"], &json["enableAlphaWithdrawals"]), (&false.into(), &true.into()));
    let used = stage.venue().book(|book| book.key(stage.key).unwrap().last_used);
    assert_eq!(used, Some(stage.venue().now()));
}

#[test]
fn each_documented_refusal_can_be_had() {
    let stage = Stage::new(Kind::Binance);
    let to = stage.address();
    let good = stage.question();
    is(&good.clone().without("X-MBX-APIKEY").ask(to), 401, "-2014");
    is(&good.clone().with("X-MBX-APIKEY", "short").ask(to), 401, "-2014");
    is(&good.clone().with("X-MBX-APIKEY", &"a".repeat(64)).ask(to), 400, "-2008");
    is(&good.clone().from("198.51.100.1").ask(to), 401, "-2015");
    let spoilt = Question { target: good.target.replace("signature=", "signature=00"), ..good.clone() };
    is(&spoilt.ask(to), 400, "-1022");
    let other = binance("/sapi/v1/account/apiRestrictions", BINANCE_KEY, "another", NOW);
    is(&other.ask(to), 400, "-1022");
    is(&stage.question_at(NOW + 1_000).ask(to), 400, "-1021");
    assert_eq!(stage.question_at(NOW + 999).ask(to).status, 200);
    assert_eq!(stage.question_at(NOW - 5_000).ask(to).status, 200);
    is(&stage.question_at(NOW - 5_001).ask(to), 400, "-1021");
    is(&signed(&format!("recvWindow=60001&timestamp={NOW}")).ask(to), 400, "-1131");
    is(&signed("recvWindow=5000").ask(to), 400, "-1102");
    let unsigned = Question { target: good.target.split("&signature").next().unwrap().to_owned(), ..good.clone() };
    is(&unsigned.ask(to), 400, "-1102");
    assert_eq!(signed(&format!("timestamp={}", NOW * 1000)).ask(to).status, 200);
    stage.rights(&["enableSpotAndMarginTrading"]);
    is(&good.ask(to), 401, "-2015");
    assert_eq!(ask(to, "/sapi/v1/nothing", &[]).unwrap().status, 404);
}

#[test]
fn a_deleted_key_is_named_or_hidden() {
    let stage = Stage::new(Kind::Binance);
    stage.venue().delete(stage.key).unwrap();
    is(&stage.reading(), 400, "-2008");
    is(&stage.question().from("198.51.100.1").ask(stage.address()), 401, "-2015");
    stage.venue().hide_deaths(false);
    is(&stage.question().from("198.51.100.1").ask(stage.address()), 400, "-2008");
    is(&binance("/api/v3/account", BINANCE_KEY, BINANCE_SECRET, NOW).ask(stage.address()), 401, "-2015");
}

#[test]
fn the_account_tells_its_number_and_not_the_key_s_rights() {
    let stage = Stage::new(Kind::Binance);
    let account = || binance("/api/v3/account", BINANCE_KEY, BINANCE_SECRET, NOW).ask(stage.address());
    let said = account();
    assert_eq!(said.header("x-mbx-used-weight-1m"), Some("20"));
    let json = said.json();
    assert!(json["uid"].is_u64() && json["accountType"] == "SPOT");
    assert_eq!(json["canWithdraw"], true);
    let owner = stage.venue().book(|book| book.key(stage.key).unwrap().account);
    stage.venue().book(|book| book.freeze(owner, true)).unwrap();
    assert_eq!(account().json()["canTrade"], false);
    assert_eq!(stage.reading().status, 200);
}

#[test]
fn a_testnet_has_no_wallet_pages_and_knows_only_its_own_keys() {
    let stage = Stage::on(Kind::Binance, Site::TESTNET, Plays::Only(Site::TESTNET));
    assert_eq!(stage.reading().status, 404);
    assert_eq!(ask(stage.address(), "/sapi/v1/system/status", &[]).unwrap().status, 404);
    let account = || binance("/api/v3/account", BINANCE_KEY, BINANCE_SECRET, NOW);
    assert_eq!(account().ask(stage.address()).status, 200);
    let global = stage.venue().serve(crate::stage::RUNTIME.handle(), Plays::Only(Site::GLOBAL), None).unwrap();
    is(&stage.question().ask(global.address()), 400, "-2008");
    is(&account().ask(global.address()), 401, "-2015");
    let every = stage.venue().serve(crate::stage::RUNTIME.handle(), Plays::Every, None).unwrap();
    assert_eq!(stage.question().ask(every.address()).status, 404);
    assert_eq!(account().ask(every.address()).status, 200);
}

#[test]
fn public_keys_check_the_published_signatures() {
    let stage = Stage::new(Kind::Binance);
    stage.hands.put(1_700_000_000_000);
    let signatures = [
        (ED25519, "SuFKFn31x8nQjl091znjS/Gsh5nPMUX4Ikcp3aCZUrg8fz5/prucKrlT7HdmCGxjdl85q7QoeCNTZJeiqjNVCw=="),
        (
            RSA,
            "bv4FPaiiDw02wh0Ni60K8WKFTJ+aPHmAr1fgdkjWXvYeVqARgRZ1Rzyfpq4C/4e5htlNvKjiYiP2S4ZYk2b61FtemtMavyJbGx0eY4U1HXhhpatO98a9kKtYiMnuQ4b0QiggYRpUst334/02WzVb01FXC+yKqHzw5zi2/2mgo+VW2vvMI2+6djFHt6yKDZJMYrcq4elaLmrF0i8aTKRVp7j9pv8Z0eFSQ7NHs2/RDbBPevoMJPDY7Vg+K2gU6eH8gx/TZbBPct/QpGGcQFIXVeOOGGpi4ekG7J/btFJSzJ3xUcKKQPV06prtgsYZ5pIAJAZfPLT2FeWc7eUM0a2qag==",
        ),
    ];
    for (place, (pem, signature)) in signatures.into_iter().enumerate() {
        let api_key = format!("{place}").repeat(64);
        let now = stage.venue().now();
        stage.venue().book(|book| {
            let account = book.account(Site::GLOBAL, &Account::main());
            let planted = Planted {
                account,
                label: "own pair".into(),
                api_key: api_key.clone(),
                proof: Proof::from_public_pem(Kind::Binance, pem).unwrap(),
                passphrase: None,
                rights: Rights::of(Kind::Binance, &["enableReading"]),
                list: Vec::new(),
                created: now,
                expires: None,
            };
            book.plant(planted).unwrap()
        });
        let encoded: String = url::form_urlencoded::byte_serialize(signature.as_bytes()).collect();
        let target =
            format!("/sapi/v1/account/apiRestrictions?recvWindow=5000&timestamp=1700000000000&signature={encoded}");
        let question = Question { target, headers: vec![("X-MBX-APIKEY".into(), api_key)] };
        assert_eq!(question.ask(stage.address()).status, 200);
        let spoilt = Question { target: question.target.replace("5000", "4000"), ..question.clone() };
        is(&spoilt.ask(stage.address()), 400, "-1022");
        // Not percent-encoded, a plus is a blank.
        if signature.contains('+') {
            let raw = question.target.replace("%2B", "+");
            is(&Question { target: raw, ..question }.ask(stage.address()), 400, "-1022");
        }
    }
}

#[test]
fn too_many_questions_are_429_then_a_ban() {
    let stage = Stage::new(Kind::Binance);
    let heavy = || binance("/api/v3/account", BINANCE_KEY, BINANCE_SECRET, NOW).ask(stage.address());
    for _ in 0..300 {
        assert_eq!(heavy().status, 200);
    }
    let said = heavy();
    is(&said, 429, "-1003");
    let wait: i64 = said.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    let said = heavy();
    is(&said, 418, "-1003");
    assert!(said.text().contains("IP banned until"));
    assert_eq!(heavy().header("retry-after"), Some("120"));
    // Another address, and the same one after the ban, are answered.
    assert_eq!(stage.question().from("127.0.0.2").ask(stage.address()).status, 401);
    stage.wait(Span::minutes(3));
    assert_eq!(stage.reading().status, 200);
}

#[test]
fn the_clock_is_public() {
    let stage = Stage::new(Kind::Binance);
    assert_eq!(ask(stage.address(), "/api/v3/time", &[]).unwrap().json()["serverTime"], NOW);
    assert_eq!(ask(stage.address(), "/fapi/v1/time", &[]).unwrap().json()["serverTime"], NOW);
    assert_eq!(ask(stage.address(), "/api/v3/ping", &[]).unwrap().text(), "{}");
    assert_eq!(ask(stage.address(), "/sapi/v1/system/status", &[]).unwrap().json()["status"], 0);
}

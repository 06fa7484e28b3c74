//! Bybit: every documented refusal, the reading's fields, the limits.

use crate::client::{Said, ask, send};
use crate::stage::{BYBIT_KEY, BYBIT_SECRET, NOW, Question, RUNTIME, Stage, bybit};
use keyward::domain::{Account, Span};
use keyward::practice::{Kind, Planted, Plays, Proof, Rights, Site};

fn is(said: &Said, wanted: &str) {
    assert_eq!(Stage::code(said), (200, wanted.to_owned()), "{}", said.text());
}

#[test]
fn the_reading_has_the_documented_fields() {
    let stage = Stage::new(Kind::Bybit);
    let said = stage.reading();
    is(&said, "0");
    assert_eq!(said.header("x-bapi-limit"), Some("10"));
    assert_eq!(said.header("x-bapi-limit-status"), Some("9"));
    assert!(said.header("x-bapi-limit-reset-timestamp").is_some());
    let json = said.json();
    assert_eq!(json["time"], NOW);
    let result = &json["result"];
    assert_eq!(result["permissions"]["ContractTrade"], serde_json::json!(["Order", "Position"]));
    assert_eq!(result["permissions"]["Wallet"], serde_json::json!([]));
    assert_eq!(result["permissions"].as_object().unwrap().len(), 17);
    assert_eq!(result["ips"], serde_json::json!(["127.0.0.1"]));
    assert_eq!((&result["readOnly"], &result["type"], &result["uta"]), (&0.into(), &1.into(), &1.into()));
    assert_eq!((&result["deadlineDay"], &result["expiredAt"]), (&(-2).into(), &"1970-01-01T00:00:00Z".into()));
    assert_eq!(result["createdAt"], "2026-02-03T03:10:04Z");
    assert_eq!((&result["isMaster"], &result["note"]), (&false.into(), &"grid-0316".into()));
    assert!(result["userID"].is_u64() && result["parentUid"] != "0");
    assert_eq!((&result["apiKey"], &result["secret"]), (&BYBIT_KEY.into(), &"".into()));
    assert_eq!(result.as_object().unwrap().len(), 26);
}

#[test]
fn an_open_key_says_so_and_when_it_ends() {
    let stage = Stage::new(Kind::Bybit);
    let rights = Rights::of(Kind::Bybit, &["Order"]);
    stage.venue().book(|book| book.edit(stage.key, rights, Vec::new(), stage.venue().now())).unwrap();
    stage.venue().book(|book| book.key_mut(stage.key).unwrap().extra.push("Copper.CopperTrade".into()));
    let result = stage.reading().json()["result"].clone();
    assert_eq!(result["ips"], serde_json::json!(["*"]));
    assert_eq!((&result["deadlineDay"], &result["expiredAt"]), (&90.into(), &"2026-06-14T03:10:04Z".into()));
    assert_eq!(result["readOnly"], 1);
    assert_eq!(result["permissions"]["Copper"], serde_json::json!(["CopperTrade"]));
    stage.wait(Span::days(90));
    is(&stage.reading(), "33004");
}

#[test]
fn each_documented_refusal_can_be_had() {
    let stage = Stage::new(Kind::Bybit);
    let to = stage.address();
    let good = stage.question();
    is(&good.clone().without("X-BAPI-API-KEY").ask(to), "10007");
    is(&good.clone().with("X-BAPI-API-KEY", "nobodyKnowsThis000").ask(to), "10003");
    is(&good.clone().from("198.51.100.1").ask(to), "10010");
    is(&bybit(BYBIT_KEY, "another", NOW).ask(to), "10004");
    is(&good.clone().with("X-BAPI-SIGN", "no hex").ask(to), "10004");
    is(&good.clone().without("X-BAPI-SIGN").ask(to), "10001");
    is(&good.clone().without("X-BAPI-TIMESTAMP").ask(to), "10001");
    is(&stage.question_at(NOW + 1_000).ask(to), "10002");
    is(&stage.question_at(NOW + 999).ask(to), "0");
    stage.wait(Span::seconds(1));
    is(&stage.question_at(NOW - 4_000).ask(to), "0");
    is(&stage.question_at(NOW - 4_001).ask(to), "10002");
    let owner = stage.venue().book(|book| book.key(stage.key).unwrap().account);
    stage.venue().book(|book| book.freeze(owner, true)).unwrap();
    is(&stage.reading(), "10024");
    assert_eq!(ask(to, "/v5/nothing", &[]).unwrap().status, 404);
    assert_eq!(send(to, "GET", "/v5/user/query-api", &[], "{}").unwrap().status, 403);
}

#[test]
fn the_key_is_looked_up_before_its_list_and_its_signature() {
    let stage = Stage::new(Kind::Bybit);
    stage.venue().delete(stage.key).unwrap();
    is(&stage.question().from("198.51.100.1").ask(stage.address()), "10003");
    is(&bybit(BYBIT_KEY, "another", NOW).ask(stage.address()), "10003");
}

#[test]
fn another_site_knows_no_such_key() {
    let stage = Stage::new(Kind::Bybit);
    let testnet = stage.venue().serve(RUNTIME.handle(), Plays::Only(Site::TESTNET), None).unwrap();
    is(&stage.question().ask(testnet.address()), "10003");
    is(&stage.reading(), "0");
    let demo = stage.venue().serve(RUNTIME.handle(), Plays::Only(Site::DEMO), None).unwrap();
    assert_eq!(stage.question().ask(demo.address()).status, 404);
}

#[test]
fn an_eu_key_of_a_third_party_is_refused_by_address() {
    let eu = Kind::Bybit.site("eu").unwrap();
    let stage = Stage::on(Kind::Bybit, eu, Plays::Only(eu));
    stage.venue().book(|book| book.key_mut(stage.key).unwrap().third_party = true);
    is(&stage.reading(), "10010");
}

#[test]
fn an_rsa_key_checks_the_published_signature() {
    let stage = Stage::new(Kind::Bybit);
    stage.hands.put(1_700_000_000_000);
    let proof = Proof::from_public_pem(Kind::Bybit, crate::binance::RSA).unwrap();
    stage.venue().book(|book| book.key_mut(stage.key).unwrap().proof = proof);
    let signature = "jIhJyhTU4ZVOol26pBvD/6+UPfauZQE+GsFMnBAA0c7mSDsYJbAOvXIWM4jwVRkCeWPmakqHdkc4iD0GQB2yCrzqRLTV7F8p2eirALLLSNM/gY7fbn0cPuaPX0gE9QepbXCeM+jdC2uF+vYrp93RRLkFYfVFXZpNxbpCYmSOTmNl7NSWEm7N4ztYHM2odBCw1zo42xsr/OqicCAVr4cMWms2s4ktDI/C6ZhoBXhyN1Dc9BY49m7z4P8n59b1GmCuu+lcGySRHYhgoYk0RYsUgDWNW41jtNc62YWIkeJxX5LgxjHUX71HbsiA0smlEDDjBTsdzlhxQQtkiZGQJ6SSpg==";
    let said = stage.question().with("X-BAPI-SIGN", signature).ask(stage.address());
    is(&said, "0");
    assert!(said.json()["result"]["rsaPublicKey"].as_str().unwrap().contains("BEGIN PUBLIC KEY"));
    is(&stage.reading(), "10004");
}

#[test]
fn the_published_hmac_example_is_taken() {
    let stage = Stage::new(Kind::Bybit);
    stage.hands.put(1_700_000_000_000);
    let good = stage.question();
    let sign = |question: &Question| question.headers.iter().find(|(name, _)| name == "X-BAPI-SIGN").unwrap().1.clone();
    assert_eq!(sign(&good), "1b833bba03df4d45ea964036b07d70127fc72b68c33dd3aa88df42fce6aac818");
    is(&good.ask(stage.address()), "0");
}

#[test]
fn a_user_may_ask_ten_times_a_second_and_an_address_six_hundred_times_in_five() {
    let stage = Stage::new(Kind::Bybit);
    for _ in 0..10 {
        is(&stage.reading(), "0");
    }
    is(&stage.reading(), "10006");
    stage.wait(Span::seconds(1));
    is(&stage.reading(), "0");
    for _ in 0..599 {
        let _ = ask(stage.address(), "/v5/market/time", &[]);
    }
    let said = ask(stage.address(), "/v5/market/time", &[]).unwrap();
    assert_eq!((said.status, said.text().as_str()), (403, "access too frequent"));
    stage.wait(Span::minutes(9));
    assert_eq!(ask(stage.address(), "/v5/market/time", &[]).unwrap().status, 403);
    stage.wait(Span::minutes(10));
    assert_eq!(ask(stage.address(), "/v5/market/time", &[]).unwrap().status, 200);
}

#[test]
fn the_clock_is_public_and_every_answer_tells_it() {
    let stage = Stage::new(Kind::Bybit);
    let json = ask(stage.address(), "/v5/market/time", &[]).unwrap().json();
    assert_eq!(json["result"]["timeSecond"], (NOW / 1000).to_string());
    assert_eq!(json["result"]["timeNano"], format!("{NOW}000000"));
    assert_eq!(bybit("x", BYBIT_SECRET, NOW).ask(stage.address()).json()["time"], NOW);
}

#[test]
fn a_main_account_s_key_says_so() {
    let stage = Stage::new(Kind::Bybit);
    let now = stage.venue().now();
    stage
        .venue()
        .book(|book| {
            let proof = book.key(stage.key).unwrap().proof.clone();
            let account = book.account(Site::GLOBAL, &Account::main());
            let rights = Rights::of(Kind::Bybit, &["ReadWrite", "Withdraw"]);
            let (label, api_key) = ("main".to_owned(), "mainKey00000000001".to_owned());
            let list = Vec::new();
            book.plant(Planted {
                account,
                label,
                api_key,
                proof,
                passphrase: None,
                rights,
                list,
                created: now,
                expires: None,
            })
        })
        .unwrap();
    let result = bybit("mainKey00000000001", BYBIT_SECRET, NOW).ask(stage.address()).json()["result"].clone();
    assert_eq!((&result["isMaster"], &result["parentUid"]), (&true.into(), &"0".into()));
    assert_eq!(result["permissions"]["Wallet"], serde_json::json!(["Withdraw"]));
}

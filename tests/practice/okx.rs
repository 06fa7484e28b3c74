//! OKX: every documented refusal, the reading's fields, the limits.

use crate::client::{Said, ask};
use crate::stage::{NOW, OKX_KEY, OKX_PHRASE, OKX_SECRET, Question, RUNTIME, Stage, okx};
use keyward::domain::Span;
use keyward::practice::{Kind, Plays, Site};

fn is(said: &Said, status: u16, wanted: &str) {
    assert_eq!(Stage::code(said), (status, wanted.to_owned()), "{}", said.text());
}

fn unhurried(kind: Kind) -> Stage {
    let stage = Stage::new(kind);
    stage.venue().count_questions(false);
    stage
}

#[test]
fn the_reading_has_the_documented_fields() {
    let stage = Stage::new(Kind::Okx);
    stage.list("127.0.0.1 198.51.100.0/24");
    stage.venue().book(|book| book.key_mut(stage.key).unwrap().extra.push("broker".into()));
    let said = stage.reading();
    is(&said, 200, "0");
    let data = said.json()["data"][0].clone();
    assert_eq!((&data["perm"], &data["ip"]), (&"read_only,trade,broker".into(), &"127.0.0.1,198.51.100.0/24".into()));
    assert_eq!((&data["label"], &data["acctLv"], &data["opAuth"]), (&"grid-0316".into(), &"3".into(), &"1".into()));
    assert_ne!(data["uid"], data["mainUid"]);
    assert_eq!(data["type"], "1");
    let documented = "acctLv acctStpMode autoLoan ctIsoMode enableSpotBorrow greeksType feeType ip type kycLv label level \
        levelTmp liquidationGear mainUid mgnIsoMode opAuth perm posMode roleType spotBorrowAutoRepay spotOffsetType \
        spotRoleType spotTraderInsts stgyType traderInsts uid settleCcy settleCcyList";
    let names: Vec<&str> = data.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names.join(" "), documented);
    stage.list("");
    assert_eq!(stage.reading().json()["data"][0]["ip"], "");
    let owner = stage.venue().book(|book| book.key(stage.key).unwrap().account);
    stage.venue().book(|book| {
        let owner = book.account_mut(owner).unwrap();
        owner.level = 1;
        owner.options = false;
    });
    let data = stage.reading().json()["data"][0].clone();
    assert_eq!((&data["acctLv"], &data["opAuth"]), (&"1".into(), &"0".into()));
}

#[test]
fn each_documented_refusal_can_be_had() {
    let stage = unhurried(Kind::Okx);
    let to = stage.address();
    let good = stage.question();
    let headers = [
        ("OK-ACCESS-KEY", "50103"),
        ("OK-ACCESS-PASSPHRASE", "50104"),
        ("OK-ACCESS-SIGN", "50106"),
        ("OK-ACCESS-TIMESTAMP", "50107"),
    ];
    for (name, code) in headers {
        is(&good.clone().without(name).ask(to), 401, code);
    }
    is(&good.clone().with("OK-ACCESS-TIMESTAMP", "1773630604").ask(to), 401, "50112");
    is(&good.clone().with("OK-ACCESS-KEY", "no key").ask(to), 401, "50111");
    is(&okx("37c541a1-0000-4b6c-9c3a-1d5c8f2ac04e", OKX_SECRET, OKX_PHRASE, NOW).ask(to), 401, "50119");
    let said = good.clone().from("198.51.100.1").ask(to);
    is(&said, 401, "50110");
    assert!(said.text().contains("198.51.100.1"));
    is(&okx(OKX_KEY, OKX_SECRET, "Abcdef2!", NOW).ask(to), 401, "50105");
    is(&okx(OKX_KEY, "another", OKX_PHRASE, NOW).ask(to), 401, "50113");
    is(&good.clone().with("OK-ACCESS-SIGN", "?").ask(to), 401, "50113");
    is(&stage.question_at(NOW + 30_001).ask(to), 401, "50102");
    is(&stage.question_at(NOW + 30_000).ask(to), 200, "0");
    is(&stage.question_at(NOW - 30_000).ask(to), 200, "0");
    is(&stage.question_at(NOW - 30_001).ask(to), 401, "50102");
    stage.rights(&["trade"]);
    is(&good.clone().ask(to), 200, "50120");
    let owner = stage.venue().book(|book| book.key(stage.key).unwrap().account);
    stage.venue().book(|book| book.freeze(owner, true)).unwrap();
    is(&good.ask(to), 400, "50100");
    assert_eq!(ask(to, "/api/v5/nothing", &[]).unwrap().status, 404);
}

#[test]
fn the_query_is_signed_with_the_path() {
    let stage = unhurried(Kind::Okx);
    let good = stage.question();
    let target = format!("{}?x=1", good.target);
    is(&Question { target, ..good }.ask(stage.address()), 401, "50113");
}

#[test]
fn the_key_is_looked_up_before_its_list() {
    let stage = unhurried(Kind::Okx);
    stage.venue().delete(stage.key).unwrap();
    is(&stage.question().from("198.51.100.1").ask(stage.address()), 401, "50119");
    is(&okx(OKX_KEY, "another", OKX_PHRASE, NOW).ask(stage.address()), 401, "50119");
}

#[test]
fn demo_and_live_keys_are_told_apart_by_a_header_and_sites_by_their_host() {
    let live = unhurried(Kind::Okx);
    is(&live.question().with("x-simulated-trading", "1").ask(live.address()), 401, "50101");
    let eea = Kind::Okx.site("eea").unwrap();
    let other = live.venue().serve(RUNTIME.handle(), Plays::Only(eea), None).unwrap();
    is(&live.question().ask(other.address()), 401, "50119");
    let demo = Stage::on(Kind::Okx, Site::DEMO, Plays::Only(Site::GLOBAL));
    is(&demo.question().ask(demo.address()), 401, "50101");
    is(&demo.question().with("x-simulated-trading", "1").ask(demo.address()), 200, "0");
    let every = demo.venue().serve(RUNTIME.handle(), Plays::Every, None).unwrap();
    is(&demo.question().with("x-simulated-trading", "1").ask(every.address()), 200, "0");
}

#[test]
fn a_trading_key_without_addresses_dies_of_disuse_and_asking_is_use() {
    let stage = Stage::new(Kind::Okx);
    stage.list("");
    stage.venue().book(|book| book.touch(stage.key, stage.venue().now()));
    stage.wait(Span::days(13));
    is(&stage.reading(), 200, "0");
    stage.wait(Span::days(13));
    is(&stage.reading(), 200, "0");
    stage.wait(Span::days(14));
    is(&stage.reading(), 401, "50119");
}

#[test]
fn a_user_may_ask_five_times_in_two_seconds() {
    let stage = Stage::new(Kind::Okx);
    for _ in 0..5 {
        is(&stage.reading(), 200, "0");
    }
    is(&stage.reading(), 429, "50011");
    stage.wait(Span::seconds(2));
    is(&stage.reading(), 200, "0");
    for _ in 0..10 {
        assert_eq!(ask(stage.address(), "/api/v5/public/time", &[]).unwrap().status, 200);
    }
    assert_eq!(ask(stage.address(), "/api/v5/public/time", &[]).unwrap().status, 429);
}

#[test]
fn the_clock_is_public_and_the_same_on_every_site() {
    let stage = Stage::new(Kind::Okx);
    let json = ask(stage.address(), "/api/v5/public/time", &[]).unwrap().json();
    assert_eq!(json["data"][0]["ts"], NOW.to_string());
    assert_eq!(ask(stage.address(), "/api/v5/system/status", &[]).unwrap().json()["code"], "0");
}

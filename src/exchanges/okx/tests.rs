use super::*;
use crate::domain::Cidr;
use crate::exchanges::tests::{PERMISSIONS, changed, read};
use serde_json::json;

const DOCUMENTED: &str = include_str!("../fixtures/okx/documented.json");
const LISTED_SUB: &str = include_str!("../fixtures/okx/listed_sub.json");
const UNKNOWN_RIGHT: &str = include_str!("../fixtures/okx/unknown_right.json");

fn reading(fixture: &str, changes: &[(&str, Value)]) -> Result<Reading, String> {
    read(&OKX, PERMISSIONS, &changed(fixture, changes))
}

#[test]
fn the_documented_example() {
    let reading = reading(DOCUMENTED, &[]).unwrap();
    assert_eq!(reading.scopes.strip(), "rsmfoxW");
    assert_eq!((reading.scopes.earn, reading.scopes.manage), (Tri::Yes, Tri::Unknown));
    assert_eq!(reading.list, open(), "an empty list is open");
    assert_eq!((reading.account, reading.account_id), (AccountKind::Main, Told::Is("44705892343619584".into())));
    assert_eq!((reading.created, reading.expires), (Told::NotTold, Told::NotTold));
    assert_eq!(reading.label, Told::Is("v5 test".into()));
}

#[test]
fn a_listed_key_of_a_sub_account() {
    let reading = reading(LISTED_SUB, &[]).unwrap();
    assert_eq!(reading.scopes.strip(), "rsmfox-");
    assert_eq!((reading.account, reading.scopes.manage), (AccountKind::Sub, Tri::No));
    let listed: Vec<_> = reading.list.addresses.iter().flatten().map(Cidr::to_string).collect();
    assert_eq!(listed, ["203.0.113.7", "2001:db8::/64"]);
    let remarks = reading.remarks.join(" ");
    for said in ["spot mode", "Options are not switched on", "Borrowing"] {
        assert!(remarks.contains(said), "{remarks}");
    }
}

#[test]
fn an_unknown_right_is_kept_and_an_absent_list_is_not_said() {
    let reading = reading(UNKNOWN_RIGHT, &[]).unwrap();
    assert_eq!(reading.scopes.strip(), "r------");
    assert_eq!(reading.scopes.extra, [ScopeToken::new("moon")]);
    assert_eq!(reading.list, AddressList::unknown());
    assert_eq!((reading.label, reading.account), (Told::None, AccountKind::Sub));
    assert!(reading.remarks.iter().any(|remark| remark.contains("somebody else")));
}

#[test]
fn both_words_for_reading_in_any_order() {
    let strip =
        |perm: &str| reading(DOCUMENTED, &[("/data/0/perm", json!(perm))]).map(|reading| reading.scopes.strip());
    assert_eq!(strip("read"), Ok("r------".into()));
    assert_eq!(strip("trade, read_only"), Ok("rsmfox-".into()));
    assert_eq!(strip("withdraw"), Ok("------W".into()));
    assert!(strip("").is_err() && strip(" , ").is_err());
}

#[test]
fn without_the_main_accounts_number_nobody_knows_whose() {
    let reading = reading(LISTED_SUB, &[("/data/0/mainUid", Value::Null)]).unwrap();
    assert_eq!((reading.account, reading.scopes.manage), (AccountKind::Unknown, Tri::Unknown));
}

#[test]
fn a_remark_is_no_reason_to_read_nothing() {
    let reading = reading(DOCUMENTED, &[("/data/0/autoLoan", json!("true")), ("/data/0/acctLv", json!(1))]).unwrap();
    assert!(!reading.remarks.iter().any(|remark| remark.contains("Borrowing") || remark.contains("spot mode")));
}

#[test]
fn what_must_be_there_is_not_filled_in() {
    for (name, value) in [
        ("/data/0/perm", Value::Null),
        ("/data/0/perm", json!(["trade"])),
        ("/data/0/ip", json!(["203.0.113.7"])),
        ("/data", json!([])),
        ("/data", json!({})),
        ("/data", Value::Null),
        ("/code", json!(0)),
    ] {
        assert!(reading(DOCUMENTED, &[(name, value)]).is_err(), "{name}");
    }
}

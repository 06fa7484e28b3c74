use super::*;
use crate::domain::{Cidr, rfc3339};
use crate::exchanges::tests::{PERMISSIONS, changed, read};
use serde_json::json;

const DOCUMENTED: &str = include_str!("../fixtures/bybit/documented.json");
const OPEN_SUB: &str = include_str!("../fixtures/bybit/open_sub.json");
const EVERYTHING: &str = include_str!("../fixtures/bybit/everything.json");

fn reading(fixture: &str, changes: &[(&str, Value)]) -> Result<Reading, String> {
    read(&BYBIT, PERMISSIONS, &changed(fixture, changes))
}

#[test]
fn the_documented_example_is_read_only() {
    let reading = reading(DOCUMENTED, &[]).unwrap();
    assert_eq!(reading.scopes.strip(), "r------", "readOnly makes every right one of reading");
    assert!(reading.scopes.extra.is_empty());
    assert_eq!(reading.scopes.manage, Tri::Unknown);
    let listed: Vec<_> = reading.list.addresses.iter().flatten().map(Cidr::to_string).collect();
    assert_eq!(listed, ["18.181.170.164", "13.212.45.47", "13.212.45.48"]);
    assert_eq!(reading.created.value().copied().map(rfc3339).as_deref(), Some("2025-10-13T03:20:45Z"));
    assert_eq!(reading.expires, Told::None, "it says that it does not end");
    assert_eq!((reading.account, reading.account_id), (AccountKind::Main, Told::Is("1448939".into())));
    assert_eq!((reading.label, reading.third_party), (Told::Is("testnet".into()), false));
}

#[test]
fn an_open_key_of_a_sub_account() {
    let reading = reading(OPEN_SUB, &[]).unwrap();
    assert_eq!(reading.scopes.strip(), "r--f---");
    assert_eq!(reading.scopes.manage, Tri::No);
    assert_eq!(reading.list.state, ListState::Open);
    assert_eq!(reading.expires.value().copied().map(rfc3339).as_deref(), Some("2026-06-14T10:41:12Z"));
    assert_eq!(reading.account, AccountKind::Sub);
}

#[test]
fn every_right_is_mapped_or_kept() {
    let reading = reading(EVERYTHING, &[]).unwrap();
    assert_eq!(reading.scopes.strip(), "rsmfoXW", "peer-to-peer and fiat hand coins to somebody else");
    assert_eq!((reading.scopes.earn, reading.scopes.manage), (Tri::Yes, Tri::Yes));
    let extra: Vec<_> = reading.scopes.extra.iter().map(ScopeToken::as_str).collect();
    let kept = [
        "Affiliate",
        "BitCard",
        "BlockTrade",
        "ByXPost",
        "FiatBitPay:FaitPayOrder",
        "FiatP2P:FiatP2POrder",
        "Moon:Landing",
    ];
    assert_eq!(extra, kept);
    assert!(reading.third_party);
    assert!(reading.remarks.len() >= 3);
}

#[test]
fn each_right_alone() {
    for (group, token, strip) in [
        ("Spot", "SpotTrade", "rsm----"),
        ("ContractTrade", "Order", "r--f---"),
        ("ContractTrade", "Position", "r--f---"),
        ("Derivatives", "DerivativesTrade", "r--fo--"),
        ("Options", "OptionsTrade", "r--fo--"),
        ("Wallet", "AccountTransfer", "r----x-"),
        ("Wallet", "SubMemberTransfer", "r----x-"),
        ("Wallet", "SubMemberTransferList", "r----x-"),
        ("Wallet", "Withdraw", "r-----W"),
        ("FiatP2P", "Advertising", "r----X-"),
        ("Earn", "Earn", "r------"),
        ("BlockTrade", "BlockTrade", "r------"),
    ] {
        let none = ("/result/permissions/ContractTrade", json!([]));
        let right = (format!("/result/permissions/{group}"), json!([token]));
        let reading = reading(OPEN_SUB, &[none, (&right.0, right.1)]).unwrap();
        assert_eq!(reading.scopes.strip(), strip, "{group} {token}");
        assert_eq!(reading.scopes.extra.len(), usize::from(matches!(group, "FiatP2P" | "BlockTrade")), "{token}");
    }
}

#[test]
fn margin_hangs_on_the_sort_of_account() {
    let spot = ("/result/permissions/Spot", json!(["SpotTrade"]));
    let margin = |uta| reading(OPEN_SUB, &[spot.clone(), ("/result/uta", uta)]).unwrap().scopes.margin;
    assert_eq!(margin(json!(1)), Tri::Yes);
    assert_eq!(margin(json!(0)), Tri::Unknown);
    assert_eq!(margin(Value::Null), Tri::Unknown);
}

#[test]
fn a_group_that_is_absent_is_not_said() {
    let scopes = |name| reading(OPEN_SUB, &[(name, Value::Null)]).unwrap().scopes;
    assert_eq!(scopes("/result/permissions/Wallet").withdraw, Tri::Unknown);
    assert_eq!(scopes("/result/permissions/Wallet").transfer, Transfer::Unknown);
    assert_eq!(scopes("/result/permissions/Spot").spot, Tri::Unknown);
    assert_eq!(scopes("/result/permissions/Derivatives").futures, Tri::Yes, "ContractTrade has it");
}

#[test]
fn lists_and_third_parties() {
    let list = |changes: &[(&str, Value)]| reading(OPEN_SUB, changes).unwrap().list;
    let third = ("/result/type", json!(2));
    assert_eq!(list(&[("/result/ips", json!([]))]), AddressList::unknown());
    assert_eq!(list(&[("/result/ips", Value::Null)]), AddressList::unknown());
    assert_eq!(list(&[("/result/ips", json!([])), third.clone()]).state, ListState::Bound);
    assert_eq!(list(&[("/result/ips", json!(["203.0.113.7", "*"])), third]).state, ListState::Open);
    let odd = list(&[("/result/ips", json!(["somewhere"]))]);
    assert_eq!(odd, AddressList { state: ListState::Restricted, addresses: None });
}

#[test]
fn contradictions_are_unknown() {
    let account =
        |main, parent| reading(OPEN_SUB, &[("/result/isMaster", main), ("/result/parentUid", parent)]).unwrap().account;
    assert_eq!(account(json!(true), json!("1448939")), AccountKind::Unknown);
    assert_eq!(account(json!(false), json!("0")), AccountKind::Unknown);
    assert_eq!(account(json!(true), Value::Null), AccountKind::Main);
    assert_eq!(account(Value::Null, json!("0")), AccountKind::Unknown);
    let never_said = [("/result/expiredAt", json!("1970-01-01T00:00:00Z")), ("/result/deadlineDay", json!(5))];
    assert_eq!(reading(OPEN_SUB, &never_said).unwrap().expires, Told::NotTold);
}

#[test]
fn what_must_be_there_is_not_filled_in() {
    for (name, value) in [
        ("/result/readOnly", Value::Null),
        ("/result/readOnly", json!(true)),
        ("/result/readOnly", json!(7)),
        ("/result/permissions", Value::Null),
        ("/result/permissions", json!([])),
        ("/result/permissions/Spot", json!("SpotTrade")),
        ("/result/permissions/Spot", json!([1])),
        ("/result/ips", json!("*")),
        ("/result/createdAt", json!("yesterday")),
        ("/result", json!({})),
        ("/result", json!([])),
        ("/retCode", json!("0")),
    ] {
        assert!(reading(OPEN_SUB, &[(name, value)]).is_err(), "{name}");
    }
}

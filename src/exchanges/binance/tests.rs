use super::*;
use crate::domain::rfc3339;
use crate::exchanges::tests::{PERMISSIONS, changed, read};
use serde_json::json;

const DOCUMENTED: &str = include_str!("../fixtures/binance/documented.json");
const WITHDRAW_ON: &str = include_str!("../fixtures/binance/withdraw_on.json");
const ACCOUNT: &str = include_str!("../fixtures/binance/account.json");

fn reading(fixture: &str, changes: &[(&str, Value)]) -> Result<Reading, String> {
    read(&BINANCE, PERMISSIONS, &changed(fixture, changes))
}

#[test]
fn the_documented_example() {
    let reading = reading(DOCUMENTED, &[]).unwrap();
    // Portfolio margin trades futures and margin, whatever their own rights say.
    assert_eq!(reading.scopes.strip(), "r-mf---");
    assert_eq!(reading.list, AddressList { state: ListState::Open, addresses: Some(vec![]) });
    assert_eq!(reading.created.value().copied().map(rfc3339).as_deref(), Some("2023-10-30T05:53:39Z"));
    assert_eq!((reading.expires, reading.account_id, reading.symbols), (Told::NotTold, Told::NotTold, Told::NotTold));
    assert_eq!(reading.scopes.manage, Tri::Unknown);
    assert!(reading.remarks.is_empty());
}

#[test]
fn a_key_that_may_withdraw() {
    let reading = reading(WITHDRAW_ON, &[]).unwrap();
    assert_eq!(reading.scopes.strip(), "rs-f-xW");
    assert_eq!(reading.scopes.earn, Tri::Yes);
    assert_eq!(reading.list, AddressList { state: ListState::Restricted, addresses: None });
    let extra: Vec<_> = reading.scopes.extra.iter().map(ScopeToken::as_str).collect();
    assert_eq!(extra, ["enablePredictionTrading", "permitsAlphaWithdrawals"], "and not the one that is off");
    assert_eq!(reading.expires.value().copied().map(rfc3339).as_deref(), Some("2026-08-04T00:00:00Z"));
}

#[test]
fn the_trading_right_moves_coins() {
    let off = [
        ("/enableInternalTransfer", json!(false)),
        ("/permitsUniversalTransfer", json!(false)),
        ("/enableSpotAndMarginTrading", json!(true)),
    ];
    assert_eq!(reading(WITHDRAW_ON, &off).unwrap().scopes.transfer, Transfer::Own);
    let none = [("/enableSpotAndMarginTrading", json!(false))];
    assert_eq!(reading(WITHDRAW_ON, &none).unwrap().scopes.transfer, Transfer::No);
    let unsaid = [("/enableSpotAndMarginTrading", json!(false)), ("/permitsUniversalTransfer", Value::Null)];
    assert_eq!(reading(WITHDRAW_ON, &unsaid).unwrap().scopes.transfer, Transfer::Unknown);
}

#[test]
fn absent_is_unknown_and_another_kind_is_no_reading() {
    let without = |name| reading(WITHDRAW_ON, &[(name, Value::Null)]).unwrap();
    assert_eq!(without("/enableWithdrawals").scopes.withdraw, Tri::Unknown);
    assert_eq!(without("/enableFutures").scopes.futures, Tri::Unknown);
    assert_eq!(without("/enableSpotAndMarginTrading").scopes.spot, Tri::Unknown);
    assert_eq!(without("/createTime").created, Told::NotTold);
    let never = reading(WITHDRAW_ON, &[("/tradingAuthorityExpirationTime", json!(0))]).unwrap();
    assert_eq!(never.expires, Told::NotTold);
    assert_eq!(without("/enablePortfolioMarginTrading").scopes.futures, Tri::Yes);
    for (name, value) in [
        ("/ipRestrict", json!("true")),
        ("/enableWithdrawals", json!(0)),
        ("/createTime", json!("1698645219000")),
        ("/createTime", json!(12)),
        ("/ipRestrict", Value::Null),
        ("/enableReading", Value::Null),
    ] {
        assert!(reading(WITHDRAW_ON, &[(name, value)]).is_err(), "{name}");
    }
    // A right that is not even a yes or no any more is not taken for off.
    let odd = reading(WITHDRAW_ON, &[("/enableMoon", json!("TRUSTED"))]).unwrap();
    assert!(odd.scopes.extra.iter().any(|token| token.as_str() == "enableMoon"));
}

#[test]
fn the_accounts_number_is_asked_apart() {
    let account: Value = serde_json::from_str(ACCOUNT).unwrap();
    let asking = Asking { question: Question::AccountId, readable: true };
    let reading = read(&BINANCE, asking, &account).unwrap();
    assert_eq!(reading.account_id, Told::Is("354937868".into()));
    assert_eq!(reading.scopes, Scopes::unknown(), "canWithdraw is the account's, not the key's");
    assert!(read(&BINANCE, asking, &json!({"canTrade": true})).is_err());
}

#[test]
fn a_testnet_key_only_signs() {
    let asking = Asking { question: Question::Permissions, readable: false };
    let reading = read(&BINANCE, asking, &serde_json::from_str(ACCOUNT).unwrap()).unwrap();
    assert_eq!((reading.scopes, reading.list), (Scopes::unknown(), AddressList::unknown()));
    assert_eq!((reading.created, reading.account), (Told::NotTold, crate::domain::AccountKind::Unknown));
    assert!(reading.remarks.iter().any(|remark| remark.contains("nothing of a testnet")));
    assert!(read(&BINANCE, asking, &json!({})).is_err());
}

#[test]
fn a_ban_names_its_end() {
    let until = banned_until("Way too much request weight used; IP banned until 1659146400000. Please use").unwrap();
    assert_eq!(rfc3339(until), "2022-07-30T02:00:00Z");
    assert_eq!(banned_until("banned until tomorrow"), None);
    assert_eq!(banned_until("until 99999999999999999999999"), None);
}

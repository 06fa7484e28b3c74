//! Tests over all venues: every documented refusal, and nothing that breaks a parser.

use super::adapter::{Adapter, Asking, Envelope, Question};
use super::refusal::{Came, refusal};
use super::registry;
use crate::domain::{Class, ExchangeId, Reading, Sign, VenueFacts};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) const PERMISSIONS: Asking = Asking { question: Question::Permissions, readable: true };

/// Reads an answer as `ask` does, without the network; the refused code, or what makes it no reading, is the error.
pub(super) fn read(adapter: &Adapter, asking: Asking, answer: &Value) -> Result<Reading, String> {
    match (adapter.envelope)(answer) {
        Envelope::Success(content) => (adapter.read)(asking, content).map_err(|unread| unread.0.to_owned()),
        Envelope::Refused { code, .. } => Err(code),
        Envelope::Foreign => Err("foreign".to_owned()),
    }
}

/// A fixture with some of its fields changed, found by a JSON pointer; `null` takes a field away.
pub(super) fn changed(fixture: &str, changes: &[(&str, Value)]) -> Value {
    let mut answer: Value = serde_json::from_str(fixture).unwrap();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let fields = answer.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.to_owned(), value.clone());
        }
    }
    answer
}

#[derive(Deserialize)]
struct Documented {
    at: String,
    status: u16,
    body: Value,
    class: Class,
    sign: Sign,
}

fn all() -> [(&'static VenueFacts, &'static Adapter, &'static str); 3] {
    [
        ("binance", include_str!("fixtures/binance/refusals.json")),
        ("bybit", include_str!("fixtures/bybit/refusals.json")),
        ("okx", include_str!("fixtures/okx/refusals.json")),
    ]
    .map(|(id, refusals)| {
        let (facts, adapter) = registry::entry(&ExchangeId::new(id).unwrap()).unwrap();
        (facts, adapter, refusals)
    })
}

#[test]
fn every_documented_refusal_is_read_as_documented() {
    for (venue, adapter, refusals) in all() {
        let refusals: Vec<Documented> = serde_json::from_str(refusals).unwrap();
        for documented in &refusals {
            let Envelope::Refused { code, text } = (adapter.envelope)(&documented.body) else {
                panic!("{} is no refusal of {}", documented.body, venue.id);
            };
            let came = Came::Code { code, text };
            let read = refusal(venue, &documented.at, documented.status, &came);
            assert_eq!((read.class, read.sign), (documented.class, documented.sign), "{} {came:?}", venue.id);
        }
    }
}

#[test]
fn every_listed_code_has_a_fixture() {
    for (venue, adapter, refusals) in all() {
        let refusals: Vec<Documented> = serde_json::from_str(refusals).unwrap();
        let seen: BTreeSet<String> = refusals
            .iter()
            .filter_map(|documented| match (adapter.envelope)(&documented.body) {
                Envelope::Refused { code, .. } => Some(code),
                _ => None,
            })
            .collect();
        for row in venue.refusals.iter().filter(|row| !row.code.starts_with("http-")) {
            assert!(seen.contains(&row.code), "{} {} has no fixture", venue.id, row.code);
        }
    }
}

#[test]
fn an_error_never_passes_as_a_success() {
    for (venue, adapter, refusals) in all() {
        let refusals: Vec<Documented> = serde_json::from_str(refusals).unwrap();
        for documented in &refusals {
            assert!(read(adapter, PERMISSIONS, &documented.body).is_err());
            // Not even with a whole success packed into it.
            let mut both = documented.body.clone();
            let good: Value = serde_json::from_str(match venue.id.as_str() {
                "binance" => include_str!("fixtures/binance/withdraw_on.json"),
                "bybit" => include_str!("fixtures/bybit/everything.json"),
                _ => include_str!("fixtures/okx/documented.json"),
            })
            .unwrap();
            for (name, value) in good.as_object().unwrap() {
                both.as_object_mut().unwrap().entry(name.clone()).or_insert_with(|| value.clone());
            }
            assert!(read(adapter, PERMISSIONS, &both).is_err(), "{both}");
        }
        for empty in
            [json!({}), json!([]), json!(null), json!("0"), json!(0), json!({"code": "0"}), json!({"retCode": 0})]
        {
            assert!(read(adapter, PERMISSIONS, &empty).is_err(), "{} {empty}", venue.id);
            assert!((adapter.clock)(&empty).is_none());
        }
    }
}

#[test]
fn clocks_are_read() {
    let answers = [
        json!({"serverTime": 1_700_000_000_123_i64}),
        json!({"retCode": 0, "retMsg": "OK", "result": {"timeSecond": "1700000000", "timeNano": "1700000000123456789"},
            "retExtInfo": {}, "time": 1_700_000_000_123_i64}),
        json!({"code": "0", "msg": "", "data": [{"ts": "1700000000123"}]}),
    ];
    for ((venue, adapter, _), answer) in all().iter().zip(&answers) {
        let millis = (adapter.clock)(answer).map(|moment| moment.timestamp_millis());
        assert_eq!(millis, Some(1_700_000_000_123), "{}", venue.id);
    }
    assert!((all()[0].1.clock)(&json!({"serverTime": "1700000000123"})).is_none());
    assert!((all()[0].1.clock)(&json!({"serverTime": 17})).is_none());
}

/// Any JSON, its names drawn mostly from those that the venues use.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ -~]{0,12}".prop_map(Value::from),
        prop::sample::select(vec!["0", "*", "trade", "1970-01-01T00:00:00Z", "203.0.113.7", "SpotTrade", ""])
            .prop_map(Value::from),
        prop::sample::select(vec![0_i64, 1, 2, -2, 1_700_000_000_000]).prop_map(Value::from),
    ];
    let names = prop::sample::select(vec![
        "code",
        "msg",
        "data",
        "retCode",
        "result",
        "time",
        "permissions",
        "ips",
        "readOnly",
        "perm",
        "ip",
        "uid",
        "mainUid",
        "enableReading",
        "ipRestrict",
        "createTime",
        "enableMoon",
        "createdAt",
        "expiredAt",
        "deadlineDay",
        "Wallet",
        "Spot",
        "userID",
        "isMaster",
        "parentUid",
        "serverTime",
        "ts",
        "type",
        "uta",
        "balances",
        "label",
        "note",
    ]);
    leaf.prop_recursive(4, 48, 12, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..12)
                .prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #[test]
    fn no_answer_breaks_a_parser(answer in any_json()) {
        for (_, adapter, _) in all() {
            for readable in [true, false] {
                for question in [Question::Permissions, Question::AccountId] {
                    let asking = Asking { question, readable };
                    let _ = read(adapter, asking, &answer);
                    let _ = (adapter.read)(asking, &answer);
                }
            }
            let _ = (adapter.clock)(&answer);
        }
    }

    /// Any one field of a good answer replaced by anything: a reading or none, never a right that is on and missed.
    #[test]
    fn a_broken_field_is_unread_or_unknown(value in any_json(), field in any::<prop::sample::Index>()) {
        for (fixture, at) in [
            (include_str!("fixtures/binance/withdraw_on.json"), ""),
            (include_str!("fixtures/bybit/everything.json"), "/result"),
            (include_str!("fixtures/okx/documented.json"), "/data/0"),
        ] {
            let adapter = all().iter().find(|(venue, ..)| fixture.contains(match venue.id.as_str() {
                "binance" => "ipRestrict", "bybit" => "retCode", _ => "acctLv",
            })).unwrap().1;
            let mut answer: Value = serde_json::from_str(fixture).unwrap();
            let fields = answer.pointer_mut(at).unwrap().as_object_mut().unwrap();
            let name = fields.keys().nth(field.index(fields.len())).unwrap().clone();
            // What is a good value elsewhere may rightly say no.
            let told = name == "readOnly" || value.is_boolean() || value.is_string() || value.is_object() || value.is_array();
            fields.insert(name.clone(), value.clone());
            if let Ok(reading) = read(adapter, PERMISSIONS, &answer) && !told {
                prop_assert!(!reading.scopes.withdraw.is_no(), "{} = {} hid the withdrawal", name, value);
            }
        }
    }

    #[test]
    fn no_words_break_the_look_for_a_ban(text in ".{0,80}") {
        for (_, adapter, _) in all() {
            let _ = (adapter.banned_until)(&text);
        }
    }
}

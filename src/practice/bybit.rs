//! Bybit's wire (V5): its clock and a key's own rights. From the *Integration guidance*, *Get API Key Information*, *Error
//! codes* and *Rate limit* pages. Refusals come with HTTP 200 and a `retCode`.
//!
//! Check order (inferred): lookup 10003, expired 33004, address 10010, signature 10004, clock 10002, account 10024.

use super::limits::Limit;
use super::venue::{File, Found, Venue, millis};
use super::wire::{Answer, Question};
use super::{BookKey, Kind, Plays, Proof, Site};
use crate::domain::{Moment, rfc3339};
use serde_json::{Map, Value, json};

/// *Rate limit*: 600 questions in five seconds from one address, then ten minutes of silence are wanted.
const ADDRESS: Limit = Limit { name: "ip", window_millis: 5_000, max: 600 };
const SILENCE_MILLIS: i64 = 600_000;
/// `query-api`: ten a second for each user.
const QUERY_API: Limit = Limit { name: "query-api", window_millis: 1_000, max: 10 };

/// The groups of `permissions`, in the documentation's order.
const GROUPS: [&str; 17] = [
    "ContractTrade",
    "Spot",
    "Wallet",
    "Options",
    "Derivatives",
    "CopyTrading",
    "BlockTrade",
    "Exchange",
    "NFT",
    "Affiliate",
    "Earn",
    "FiatP2P",
    "FiatConvertBroker",
    "FiatGlobalPay",
    "FiatBitPay",
    "BitCard",
    "ByXPost",
];

/// The answer to a question.
pub(super) fn answer(venue: &Venue, question: &Question) -> Answer {
    let (who, now) = (question.from.to_string(), millis(question.now));
    let banned = venue.limits(|limits| limits.banned(&who, now)).is_some();
    if banned || venue.limits(|limits| limits.count(ADDRESS, &who, 1, now)).over {
        venue.limits(|limits| limits.ban(&who, now + SILENCE_MILLIS));
        return Answer { content_type: "text/plain", body: "access too frequent".into(), ..Answer::html(403, "") };
    }
    let json_on_get = question.method == hyper::Method::GET && !question.body.is_empty();
    match question.endpoint() {
        _ if json_on_get => Answer::html(403, "Forbidden"),
        ("GET", "/v5/market/time") => time(question),
        ("GET", "/v5/user/query-api") if question.plays != Plays::Only(Site::DEMO) => {
            query_api(venue, question).unwrap_or_else(|refused| refused)
        }
        _ => Answer { content_type: "text/plain", body: String::new(), ..Answer::html(404, "") },
    }
}

/// A refusal in Bybit's envelope.
pub(super) fn refusal(status: u16, code: i64, text: &str, now: Moment) -> Answer {
    let body = json!({"retCode": code, "retMsg": text, "result": {}, "retExtInfo": {}, "time": millis(now)});
    Answer::json(status, &body)
}

fn refused(question: &Question, code: i64, text: &str) -> Answer {
    refusal(200, code, text, question.now)
}

fn time(question: &Question) -> Answer {
    let now = millis(question.now);
    let result = json!({"timeSecond": (now / 1000).to_string(), "timeNano": format!("{now}000000")});
    Answer::json(200, &json!({"retCode": 0, "retMsg": "OK", "result": result, "retExtInfo": {}, "time": now}))
}

/// *Get API Key Information*, asked by the key itself. Any right is enough.
fn query_api(venue: &Venue, question: &Question) -> Result<Answer, Answer> {
    let file = judge(venue, question)?;
    let count = venue.limits(|limits| limits.count(QUERY_API, &file.owner.uid, 1, millis(question.now)));
    let said = if count.over {
        refused(question, 10006, "Too many visits. Exceeded the API Rate Limit.")
    } else {
        let result = result(&file, question.now);
        let whole =
            json!({"retCode": 0, "retMsg": "", "result": result, "retExtInfo": {}, "time": millis(question.now)});
        Answer::json(200, &whole)
    };
    Ok(said
        .with("x-bapi-limit", QUERY_API.max)
        .with("x-bapi-limit-status", count.left)
        .with("x-bapi-limit-reset-timestamp", count.reset_millis))
}

fn result(file: &File, now: Moment) -> Value {
    let (key, owner) = (&file.key, &file.owner);
    let ips: Vec<String> =
        if key.list.is_empty() { vec!["*".to_owned()] } else { key.list.iter().map(ToString::to_string).collect() };
    let days = |end: Moment| (end - now).num_days().max(0);
    let user: u64 = owner.uid.parse().unwrap_or_default();
    let public = match &key.proof {
        Proof::Rsa(pem) | Proof::Ed25519(pem) => pem.as_str(),
        Proof::Hmac(_) => "",
    };
    json!({
        "id": (2_208_000 + file.number.id()).to_string(),
        "note": key.label,
        "apiKey": key.api_key(),
        "readOnly": i32::from(!key.rights.has(Kind::Bybit, "ReadWrite")),
        "secret": "",
        "permissions": permissions(key),
        "ips": ips,
        "type": if key.third_party { 2 } else { 1 },
        "deadlineDay": key.expires.map_or(-2, days),
        "expiredAt": key.expires.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), rfc3339),
        "createdAt": rfc3339(key.created),
        "unified": 0, "uta": 1, "userID": user, "inviterID": 0, "vipLevel": "No VIP", "mktMakerLevel": "0",
        "affiliateID": 0, "rsaPublicKey": public, "isMaster": owner.parent.is_none(),
        "parentUid": owner.parent.as_deref().unwrap_or("0"), "kycLevel": "LEVEL_1", "kycRegion": "MYS",
        "userIDInt64": "0", "inviterIDInt64": "0", "affiliateIDInt64": "0"
    })
}

fn permissions(key: &BookKey) -> Value {
    let mut groups: Map<String, Value> = GROUPS.iter().map(|group| ((*group).to_owned(), json!([]))).collect();
    let ticked = key.rights.on(Kind::Bybit).filter(|toggle| !toggle.group.is_empty());
    let extra = key.extra.iter().map(|token| token.split_once('.').unwrap_or(("Other", token)));
    for (group, token) in ticked.map(|toggle| (toggle.group, toggle.token)).chain(extra) {
        if let Value::Array(tokens) = groups.entry(group).or_insert_with(|| json!([])) {
            tokens.push(json!(token));
        }
    }
    Value::Object(groups)
}

/// Whether a signed question is answered, and whose it is.
fn judge(venue: &Venue, question: &Question) -> Result<Box<File>, Answer> {
    let Some(api_key) = question.header("x-bapi-api-key") else {
        return Err(refused(question, 10007, "User authentication failed."));
    };
    let parameter = |name: &str| {
        let text = format!("Request parameter error: {name}.");
        question.header(name).ok_or_else(|| refused(question, 10001, &text))
    };
    let file = lookup(venue, question, api_key)?;
    // Bybit Europe has third-party keys only: the list is the third party's, and nobody else is on it.
    let broker_only = file.key.third_party && file.owner.site.as_str() == "eu";
    if broker_only || !file.key.lets(question.from) {
        return Err(refused(question, 10010, "Unmatched IP, please check your API key's bound IP addresses."));
    }
    let timestamp = parameter("x-bapi-timestamp")?;
    let window = question.header("x-bapi-recv-window").unwrap_or("5000");
    let signature = parameter("x-bapi-sign")?;
    let payload = if question.method == hyper::Method::GET {
        format!("{timestamp}{api_key}{window}{}", question.query)
    } else {
        format!("{timestamp}{api_key}{window}{}", String::from_utf8_lossy(&question.body))
    };
    if !file.key.proof.holds(Kind::Bybit, payload.as_bytes(), signature) {
        return Err(refused(question, 10004, "Error sign, please check your signature generation algorithm."));
    }
    in_time(question, timestamp, window)?;
    if file.owner.frozen || file.key.disabled {
        return Err(refused(question, 10024, "Compliance rules triggered"));
    }
    venue.touch(file.number);
    Ok(file)
}

fn lookup(venue: &Venue, question: &Question, api_key: &str) -> Result<Box<File>, Answer> {
    match venue.find(api_key) {
        Found::Known(file) if question.plays == Plays::Every || question.plays == Plays::Only(file.owner.site) => {
            if file.key.is_expired(venue.now()) {
                return Err(refused(question, 33004, "Your api key has expired."));
            }
            Ok(file)
        }
        _ => Err(refused(question, 10003, "API key is invalid.")),
    }
}

/// *Integration guidance*: `server - recv_window <= timestamp < server + 1000`.
fn in_time(question: &Question, timestamp: &str, window: &str) -> Result<(), Answer> {
    let now = millis(question.now);
    let inside = match (timestamp.parse::<i64>(), window.parse::<i64>()) {
        (Ok(at), Ok(window)) => now.saturating_sub(window) <= at && at < now + 1_000,
        _ => false,
    };
    if inside {
        return Ok(());
    }
    let text = format!(
        "invalid request, please check your server timestamp or recv_window param. req_timestamp[{timestamp}],server_timestamp[{now}],recv_window[{window}]"
    );
    Err(refused(question, 10002, &text))
}

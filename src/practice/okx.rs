//! OKX's wire (v5): its clock and a key's account configuration. From the *Overview*, *Get account configuration* and *Error
//! code* pages; refusals come as a bare `code` and `msg`, most with HTTP 401.
//!
//! Check order (inferred): headers, environment 50101, lookup 50119, frozen 50100, address 50110 (it tells the address),
//! passphrase 50105, signature 50113, clock 50102, right 50120.

use super::limits::Limit;
use super::venue::{File, Found, Venue, millis};
use super::wire::{Answer, Question};
use super::{Kind, Plays};
use chrono::NaiveDateTime;
use serde_json::json;

const CLOCK: Limit = Limit { name: "public/time", window_millis: 2_000, max: 10 };
const STATUS: Limit = Limit { name: "system/status", window_millis: 5_000, max: 1 };
const CONFIG: Limit = Limit { name: "account/config", window_millis: 2_000, max: 5 };
/// *Making requests*: a timestamp is refused when it differs by more than 30 seconds.
const WINDOW_MILLIS: i64 = 30_000;

/// The answer to a question.
pub(super) fn answer(venue: &Venue, question: &Question) -> Answer {
    let now = millis(question.now);
    let public = |limit: Limit, data: serde_json::Value| {
        if venue.limits(|limits| limits.count(limit, &question.from.to_string(), 1, now)).over {
            return too_many();
        }
        Answer::json(200, &json!({"code": "0", "msg": "", "data": data}))
    };
    match question.endpoint() {
        ("GET", "/api/v5/public/time") => public(CLOCK, json!([{"ts": now.to_string()}])),
        ("GET", "/api/v5/system/status") => public(STATUS, json!([])),
        ("GET", "/api/v5/account/config") => config(venue, question).unwrap_or_else(|refused| refused),
        _ => refusal(404, "50404", "Not Found"),
    }
}

/// A refusal as OKX's gateway writes it: no `data`.
pub(super) fn refusal(status: u16, code: &str, text: &str) -> Answer {
    Answer::json(status, &json!({"msg": text, "code": code}))
}

fn too_many() -> Answer {
    refusal(429, "50011", "Too Many Requests")
}

/// *Get account configuration*, asked by the key itself.
fn config(venue: &Venue, question: &Question) -> Result<Answer, Answer> {
    let file = judge(venue, question)?;
    if venue.limits(|limits| limits.count(CONFIG, &file.owner.uid, 1, millis(question.now))).over {
        return Err(too_many());
    }
    let (key, owner) = (&file.key, &file.owner);
    let mut tokens: Vec<&str> = key.rights.on(Kind::Okx).map(|toggle| toggle.token).collect();
    tokens.extend(key.extra.iter().map(String::as_str));
    let list: Vec<String> = key.list.iter().map(ToString::to_string).collect();
    let data = json!({
        "acctLv": owner.level.to_string(), "acctStpMode": "cancel_maker", "autoLoan": false, "ctIsoMode": "automatic",
        "enableSpotBorrow": false, "greeksType": "PA", "feeType": "0", "ip": list.join(","),
        "type": if owner.parent.is_some() { "1" } else { "0" }, "kycLv": "3", "label": key.label, "level": "Lv1",
        "levelTmp": "", "liquidationGear": "-1", "mainUid": owner.parent.as_deref().unwrap_or(&owner.uid),
        "mgnIsoMode": "automatic", "opAuth": if owner.options { "1" } else { "0" }, "perm": tokens.join(","),
        "posMode": "long_short_mode", "roleType": "0", "spotBorrowAutoRepay": false, "spotOffsetType": "",
        "spotRoleType": "0", "spotTraderInsts": [], "stgyType": "0", "traderInsts": [], "uid": owner.uid,
        "settleCcy": "USDC", "settleCcyList": ["USD", "USDC", "USDG"]
    });
    Ok(Answer::json(200, &json!({"code": "0", "data": [data], "msg": ""})))
}

/// Whether a signed question is answered, and whose it is.
fn judge(venue: &Venue, question: &Question) -> Result<Box<File>, Answer> {
    let header = |name: &str, code: &str| {
        let text = format!("Request header {name} can not be empty.");
        question.header(name).ok_or_else(|| refusal(401, code, &text))
    };
    let api_key = header("OK-ACCESS-KEY", "50103")?;
    let passphrase = header("OK-ACCESS-PASSPHRASE", "50104")?;
    let signature = header("OK-ACCESS-SIGN", "50106")?;
    let timestamp = header("OK-ACCESS-TIMESTAMP", "50107")?;
    let at = NaiveDateTime::parse_from_str(timestamp, "%Y-%m-%dT%H:%M:%S%.3fZ")
        .map_err(|_| refusal(401, "50112", "Invalid OK-ACCESS-TIMESTAMP"))?;
    if !is_key(api_key) {
        return Err(refusal(401, "50111", "Invalid OK-ACCESS-KEY"));
    }
    let file = lookup(venue, question, api_key)?;
    if file.owner.frozen || file.key.disabled {
        return Err(refusal(400, "50100", "API frozen, please contact customer service."));
    }
    if !file.key.lets(question.from) {
        let text = format!("Your IP {} is not included in your API key's IP whitelist.", question.from);
        return Err(refusal(401, "50110", &text));
    }
    if file.key.passphrase.as_ref().is_none_or(|own| own.text() != passphrase) {
        return Err(refusal(401, "50105", "Request header OK-ACCESS-PASSPHRASE incorrect."));
    }
    let body = String::from_utf8_lossy(&question.body);
    let payload = format!("{timestamp}{}{}{body}", question.method, question.target());
    if !file.key.proof.holds(Kind::Okx, payload.as_bytes(), signature) {
        return Err(refusal(401, "50113", "Invalid Sign"));
    }
    if (millis(question.now) - at.and_utc().timestamp_millis()).abs() > WINDOW_MILLIS {
        return Err(refusal(401, "50102", "Timestamp request expired"));
    }
    if !file.key.rights.has(Kind::Okx, "read_only") {
        return Err(refusal(200, "50120", "This API key doesn't have permission to use this function"));
    }
    venue.touch(file.number);
    Ok(file)
}

/// On the wrong site a live key looks dead; in the wrong environment of the same host it is told so.
fn lookup(venue: &Venue, question: &Question, api_key: &str) -> Result<Box<File>, Answer> {
    let demo = question.header("x-simulated-trading") == Some("1");
    let wrong_environment = || refusal(401, "50101", "APIKey does not match current environment.");
    let unknown = || refusal(401, "50119", "API key doesn't exist");
    let Found::Known(file) = venue.find(api_key) else { return Err(unknown()) };
    let site = file.owner.site;
    let here = match question.plays {
        Plays::Every => true,
        Plays::Only(host) => site == host || host.demo_twin() == Some(site),
    };
    if !here {
        return Err(unknown());
    }
    if site.is_demo() == demo { Ok(file) } else { Err(wrong_environment()) }
}

fn is_key(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

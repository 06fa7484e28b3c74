//! Binance's wire: `/api`, `/sapi` and `/fapi` clocks, a key's own rights, an account. From the *Spot REST API*, *Wallet: API
//! Key Permission* and *Errors* pages; HTTP statuses as seen, since the pages give none.
//!
//! Check order (inferred, nobody publishes it): form, lookup, address, clock, signature, right. A deleted key is -2008 at
//! `apiRestrictions`, or -2015 from an address that its list did not hold ([`Venue::hide_deaths`]); at `/api` always -2015.

use super::limits::{Count, Limit};
use super::venue::{File, Found, Venue, millis};
use super::wire::{Answer, Question};
use super::{Kind, Plays, Proof, Site};
use serde_json::{Map, Value, json};

const MINUTE: i64 = 60_000;
const SPOT: Limit = Limit { name: "api", window_millis: MINUTE, max: 6_000 };
const WALLET: Limit = Limit { name: "sapi", window_millis: MINUTE, max: 12_000 };
const FUTURES: Limit = Limit { name: "fapi", window_millis: MINUTE, max: 2_400 };
/// How much weight beyond its limit an address may spend, in spite of a 429, before a 418 bans it for two minutes.
const PATIENCE: u32 = 10;

/// The answer to a question.
pub(super) fn answer(venue: &Venue, question: &Question) -> Answer {
    match question.endpoint() {
        ("GET", "/api/v3/ping") => counted(venue, question, SPOT, 1, || Answer::json(200, &json!({}))),
        ("GET", "/api/v3/time") => counted(venue, question, SPOT, 1, || time(question)),
        ("GET", "/api/v3/account") => {
            counted(venue, question, SPOT, 20, || account(venue, question).unwrap_or_else(|refused| refused))
        }
        ("GET", "/fapi/v1/time") => counted(venue, question, FUTURES, 1, || time(question)),
        (_, path) if path.starts_with("/sapi/") && !has_wallet(venue, question) => not_found(),
        ("GET", "/sapi/v1/system/status") => {
            counted(venue, question, WALLET, 1, || Answer::json(200, &json!({"status": 0, "msg": "normal"})))
        }
        ("GET", "/sapi/v1/account/apiRestrictions") => {
            counted(venue, question, WALLET, 1, || restrictions(venue, question).unwrap_or_else(|refused| refused))
        }
        _ => not_found(),
    }
}

/// A refusal in Binance's envelope.
pub(super) fn refusal(status: u16, code: i32, text: &str) -> Answer {
    Answer::json(status, &json!({"code": code, "msg": text}))
}

fn not_found() -> Answer {
    Answer::html(404, "Not Found")
}

fn time(question: &Question) -> Answer {
    Answer::json(200, &json!({"serverTime": millis(question.now)}))
}

/// `/sapi` exists on the real money site only.
fn has_wallet(venue: &Venue, question: &Question) -> bool {
    match question.plays {
        Plays::Only(site) => site == Site::GLOBAL,
        Plays::Every => match question.header("x-mbx-apikey").map(|api_key| venue.find(api_key)) {
            Some(Found::Known(file) | Found::Gone(file)) => file.owner.site == Site::GLOBAL,
            _ => true,
        },
    }
}

/// Counts the weight for the address, and answers while there is some left.
fn counted(venue: &Venue, question: &Question, limit: Limit, weight: u32, say: impl FnOnce() -> Answer) -> Answer {
    let (who, now) = (question.from.to_string(), millis(question.now));
    if let Some(until) = venue.limits(|limits| limits.banned(&who, now)) {
        let text = format!("Way too much request weight used; IP banned until {until}.");
        return refusal(418, -1003, &text).with("retry-after", (until - now + 999) / 1000);
    }
    // `/sapi` counts each endpoint apart; `/api` all together.
    let whom = if limit.name == "sapi" { format!("{who} {}", question.path) } else { who.clone() };
    let count = venue.limits(|limits| limits.count(limit, &whom, weight, now));
    if count.over {
        return too_many(venue, &who, limit, count, now);
    }
    let answer = say();
    match limit.name {
        "sapi" => answer.with("x-sapi-used-ip-weight-1m", count.used),
        _ => answer.with("x-mbx-used-weight", count.used).with("x-mbx-used-weight-1m", count.used),
    }
}

fn too_many(venue: &Venue, who: &str, limit: Limit, count: Count, now: i64) -> Answer {
    if count.used > limit.max.saturating_add(PATIENCE) {
        venue.limits(|limits| limits.ban(who, now + 2 * MINUTE));
    }
    let text = format!("Too much request weight used; current limit is {} request weight per 1 MINUTE.", limit.max);
    refusal(429, -1003, &text).with("retry-after", (count.reset_millis - now + 999) / 1000)
}

/// *API Key Permission*: what a key may do.
fn restrictions(venue: &Venue, question: &Question) -> Result<Answer, Answer> {
    let file = judge(venue, question)?;
    let (key, kind) = (&file.key, Kind::Binance);
    let mut fields = Map::new();
    fields.insert("ipRestrict".to_owned(), json!(!key.list.is_empty()));
    fields.insert("createTime".to_owned(), json!(millis(key.created)));
    // As the documented example has them; a right that the documentation does not know appears only when it is on.
    for toggle in kind.toggles() {
        let on = key.rights.has(kind, toggle.token);
        if on || toggle.token != "enablePredictionTrading" {
            fields.insert(toggle.token.to_owned(), json!(on));
        }
    }
    for token in &key.extra {
        fields.insert(token.clone(), json!(true));
    }
    if let Some(end) = key.expires {
        fields.insert("tradingAuthorityExpirationTime".to_owned(), json!(millis(end)));
        if end <= question.now {
            fields.insert("enableSpotAndMarginTrading".to_owned(), json!(false));
        }
    }
    Ok(Answer::json(200, &Value::Object(fields)))
}

/// *Account information*: what the account may do, which is not what the key may do.
fn account(venue: &Venue, question: &Question) -> Result<Answer, Answer> {
    let file = judge(venue, question)?;
    let may = !file.owner.frozen;
    Ok(Answer::json(
        200,
        &json!({
            "makerCommission": 15, "takerCommission": 15, "buyerCommission": 0, "sellerCommission": 0,
            "commissionRates": {"maker": "0.00150000", "taker": "0.00150000", "buyer": "0.00000000", "seller": "0.00000000"},
            "canTrade": may, "canWithdraw": may, "canDeposit": true, "brokered": false,
            "requireSelfTradePrevention": false, "preventSor": false, "updateTime": millis(file.key.created),
            "accountType": "SPOT",
            "balances": [
                {"asset": "BTC", "free": "4723846.89208129", "locked": "0.00000000"},
                {"asset": "LTC", "free": "4763368.68006011", "locked": "0.00000000"}
            ],
            "permissions": ["SPOT"], "uid": number(&file.owner.uid)
        }),
    ))
}

/// Whether a signed question is answered, and whose it is.
fn judge(venue: &Venue, question: &Question) -> Result<Box<File>, Answer> {
    let api_key = question.header("x-mbx-apikey").filter(|text| is_key(text));
    let api_key = api_key.ok_or_else(|| refusal(401, -2014, "API-key format invalid."))?;
    let signed = Signed::of(question)?;
    let file = lookup(venue, question, api_key)?;
    if !file.key.lets(question.from) || file.key.disabled {
        return Err(unclear());
    }
    signed.in_time(millis(question.now))?;
    if !file.key.proof.holds(Kind::Binance, signed.payload.as_bytes(), &signed.signature(&file.key.proof)) {
        return Err(refusal(400, -1022, "Signature for this request is not valid."));
    }
    if !file.key.rights.has(Kind::Binance, "enableReading") {
        return Err(unclear());
    }
    venue.touch(file.number);
    Ok(file)
}

fn lookup(venue: &Venue, question: &Question, api_key: &str) -> Result<Box<File>, Answer> {
    let wallet = question.path.starts_with("/sapi/");
    let unknown = || if wallet { refusal(400, -2008, "Invalid Api-Key ID.") } else { unclear() };
    match venue.find(api_key) {
        Found::Known(file) if question.plays == Plays::Every || question.plays == Plays::Only(file.owner.site) => {
            Ok(file)
        }
        Found::Gone(file) if venue.hides_deaths() && !file.key.lets(question.from) => Err(unclear()),
        _ => Err(unknown()),
    }
}

fn unclear() -> Answer {
    refusal(401, -2015, "Invalid API-key, IP, or permissions for action.")
}

fn is_key(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn number(text: &str) -> Value {
    text.parse::<u64>().map_or(Value::Null, |number| json!(number))
}

/// What a signed question must carry: the payload is query and body, joined, without the signature, which comes last.
struct Signed {
    payload: String,
    signature: String,
    timestamp_millis: i64,
    window_millis: i64,
}

impl Signed {
    fn of(question: &Question) -> Result<Self, Answer> {
        let whole = format!("{}{}", question.query, String::from_utf8_lossy(&question.body));
        let missing = |name: &str| {
            let text = format!("Mandatory parameter '{name}' was not sent, was empty/null, or malformed.");
            refusal(400, -1102, &text)
        };
        let mut payload = whole.as_str();
        let mut signature = None;
        if let Some((before, last)) = whole.rsplit_once("signature=").filter(|(_, last)| !last.contains('&')) {
            payload = before.strip_suffix('&').unwrap_or(before);
            signature = Some(decoded(last));
        }
        let one = |name: &str| parameters(payload).find(|(found, _)| *found == name).map(|(_, value)| decoded(value));
        let timestamp =
            one("timestamp").and_then(|text| text.parse::<i64>().ok()).ok_or_else(|| missing("timestamp"))?;
        let window = match one("recvWindow") {
            Some(text) => text.parse::<f64>().map_err(|_| missing("recvWindow"))?,
            None => 5_000.0,
        };
        if !(0.0..=60_000.0).contains(&window) {
            return Err(refusal(400, -1131, "recvWindow must be less than 60000."));
        }
        let signature = signature.filter(|text| !text.is_empty()).ok_or_else(|| missing("signature"))?;
        // Sixteen digits are microseconds.
        let timestamp_millis = if timestamp >= 1_000_000_000_000_000 { timestamp / 1000 } else { timestamp };
        Ok(Self { payload: payload.to_owned(), signature, timestamp_millis, window_millis: window as i64 })
    }

    /// *Timing security*: not more than a second ahead of the server, not older than the window.
    fn in_time(&self, now: i64) -> Result<(), Answer> {
        if self.timestamp_millis >= now + 1_000 {
            let text = "Timestamp for this request was 1000ms ahead of the server's time.";
            return Err(refusal(400, -1021, text));
        }
        if now.saturating_sub(self.timestamp_millis) > self.window_millis {
            return Err(refusal(400, -1021, "Timestamp for this request is outside of the recvWindow."));
        }
        Ok(())
    }

    /// Hex in any case for HMAC, base64 else.
    fn signature(&self, proof: &Proof) -> String {
        match proof {
            Proof::Hmac(_) => self.signature.to_ascii_lowercase(),
            Proof::Ed25519(_) | Proof::Rsa(_) => self.signature.clone(),
        }
    }
}

fn parameters(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('&').filter(|part| !part.is_empty()).map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// Percent-decoded: a base64 signature travels as `%2B`, `%2F`, `%3D`. A bare `+` is a blank, as in any form.
fn decoded(text: &str) -> String {
    url::form_urlencoded::parse(format!("x={text}").as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

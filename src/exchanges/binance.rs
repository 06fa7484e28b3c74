//! Binance: `apiRestrictions` tells what a key may do; testnet and demo tell only that it signs.
//!
//! Sources: Binance Wallet docs *API Key Permission* and *System Status*; Spot docs *Request Security*, *Account
//! Information*, *Check Server Time* (2026-07-21).

use super::adapter::{Adapter, Asking, Draft, Envelope, Pace, Piece, Place, Question, Unread};
use super::fields::{Fields, fields, id, millis, open, sealed, tri, untold, whole};
use crate::domain::{
    AddressList, ListState, Moment, Reading, ScopeToken, Scopes, Told, Transfer, Tri, moment_from_millis,
};
use crate::secret::Encoding;
use serde_json::Value;
use std::time::Duration;

pub(super) const BINANCE: Adapter = Adapter {
    id: "binance",
    // 12,000 weight a minute and address for each `/sapi` endpoint, of which an ask takes 1: far more than is ever wanted.
    pace: Pace { spacing: Duration::from_millis(50), at_once: 8, after_rate: Duration::from_secs(60) },
    clock_path: "/api/v3/time",
    clock,
    draft,
    envelope,
    read,
    banned_until,
};

/// `{"serverTime":1499827319559}`
fn clock(answer: &Value) -> Option<Moment> {
    answer.get("serverTime").and_then(Value::as_i64).and_then(moment_from_millis)
}

/// The query is what is signed; `signature` goes last (docs: any order, but signed as sent).
fn draft(asking: Asking, now: Moment) -> Draft {
    let (question, path) = match asking {
        Asking { question: Question::Permissions, readable: true } => {
            ("apiRestrictions", "/sapi/v1/account/apiRestrictions")
        }
        // Where there is no `/sapi`, an answer to any signed question shows that the key signs.
        Asking { question: Question::AccountId, .. } | Asking { readable: false, .. } => ("account", "/api/v3/account"),
    };
    let query = format!("recvWindow=5000&timestamp={}", now.timestamp_millis());
    Draft {
        question,
        path,
        payload: vec![Piece::Text(query.clone())],
        query,
        headers: Vec::new(),
        key_header: "X-MBX-APIKEY",
        passphrase_header: None,
        encoding: Encoding::Hex,
        place: Place::Query("signature"),
    }
}

/// A refusal is `{"code":-2015,"msg":"..."}`; a success has neither.
fn envelope(answer: &Value) -> Envelope<'_> {
    let Some(fields) = answer.as_object() else { return Envelope::Foreign };
    match (fields.get("code"), fields.get("msg")) {
        (None, None) => Envelope::Success(answer),
        (Some(code), msg) => match code.as_i64() {
            Some(code) => {
                Envelope::Refused { code: code.to_string(), text: msg.and_then(Value::as_str).unwrap_or_default() }
            }
            None => Envelope::Foreign,
        },
        (None, Some(_)) => Envelope::Foreign,
    }
}

fn read(asking: Asking, answer: &Value) -> Result<Reading, Unread> {
    let fields = fields(answer)?;
    let reading = match asking {
        Asking { question: Question::Permissions, readable: true } => restrictions(fields)?,
        // `canTrade`, `canWithdraw` and `permissions` of this answer are the account's, never the key's.
        Asking { question: Question::AccountId, .. } => {
            if !fields.contains_key("uid") {
                return Err(Unread("uid"));
            }
            Reading { account_id: id(fields, "uid")?, ..untold() }
        }
        Asking { question: Question::Permissions, readable: false } => {
            if !fields.contains_key("balances") && !fields.contains_key("accountType") {
                return Err(Unread("balances"));
            }
            Reading {
                account_id: id(fields, "uid")?,
                remarks: vec!["Binance tells nothing of a testnet or demo key but that it signs.".into()],
                ..untold()
            }
        }
    };
    Ok(sealed(reading))
}

/// The rights that this file gives a meaning; another one that is on is kept by its name.
const KNOWN: [&str; 10] = [
    "enableReading",
    "enableSpotAndMarginTrading",
    "enableMargin",
    "enableFutures",
    "enableVanillaOptions",
    "enablePortfolioMarginTrading",
    "enableInternalTransfer",
    "permitsUniversalTransfer",
    "enableWithdrawals",
    "enableFixApiTrade",
];

fn restrictions(fields: &Fields) -> Result<Reading, Unread> {
    // Without these two it is another answer; of all others, one that is absent is not said.
    for name in ["ipRestrict", "enableReading"] {
        if !fields.contains_key(name) {
            return Err(Unread(name));
        }
    }
    let trade = tri(fields, "enableSpotAndMarginTrading")?;
    let mut remarks = Vec::new();
    if trade.is_yes() {
        remarks.push("Enable Spot & Margin Trading covers margin orders, Simple Earn and transfers between your own accounts, too.".into());
    }
    Ok(Reading {
        scopes: scopes(fields, trade)?,
        list: list(fields)?,
        created: millis(fields, "createTime")?,
        expires: trading_ends(fields)?,
        remarks,
        ..untold()
    })
}

/// It ends the trading right, not the key. The docs of 2026 do not have it any more; 0 tells nothing.
fn trading_ends(fields: &Fields) -> Result<Told<Moment>, Unread> {
    const NAME: &str = "tradingAuthorityExpirationTime";
    if whole(fields, NAME)? == Some(0) { Ok(Told::NotTold) } else { millis(fields, NAME) }
}

fn scopes(fields: &Fields, trade: Tri) -> Result<Scopes, Unread> {
    // A second right can only add: where it is absent it does not make the first uncertain.
    let also = |first: Tri, second: Tri| if second.is_yes() { Tri::Yes } else { first };
    let portfolio = tri(fields, "enablePortfolioMarginTrading")?;
    Ok(Scopes {
        read: also(tri(fields, "enableReading")?, tri(fields, "enableFixReadOnly")?),
        spot: also(trade, tri(fields, "enableFixApiTrade")?),
        margin: also(tri(fields, "enableMargin")?, portfolio),
        futures: also(tri(fields, "enableFutures")?, portfolio),
        options: tri(fields, "enableVanillaOptions")?,
        earn: trade,
        transfer: transfer(fields, trade)?,
        withdraw: tri(fields, "enableWithdrawals")?,
        // Which right a main account's key needs to make keys for sub-accounts, the docs do not say.
        manage: Tri::Unknown,
        extra: extra(fields)?,
    })
}

/// Trading alone moves coins between the owner's accounts (sub to main, sub to sub): the two transfer rights being off
/// does not forbid it.
fn transfer(fields: &Fields, trade: Tri) -> Result<Transfer, Unread> {
    let moves = tri(fields, "enableInternalTransfer")?.or(tri(fields, "permitsUniversalTransfer")?).or(trade);
    Ok(match moves {
        Tri::Yes => Transfer::Own,
        Tri::No => Transfer::No,
        Tri::Unknown => Transfer::Unknown,
    })
}

/// Rights that are on and that nobody gave a meaning yet. A new one that is not even a yes or no is kept as well.
fn extra(fields: &Fields) -> Result<Vec<ScopeToken>, Unread> {
    let right = |name: &str| name.starts_with("enable") || name.starts_with("permit");
    let known = |name: &str| KNOWN.contains(&name) || name == "enableFixReadOnly";
    let on = |value: &Value| value.as_bool() != Some(false) && !value.is_null();
    let mut extra: Vec<ScopeToken> = fields
        .iter()
        .filter(|(name, value)| right(name) && !known(name) && on(value))
        .map(|(name, _)| ScopeToken::new(name))
        .collect();
    extra.sort();
    Ok(extra)
}

/// Only whether there is a list; its addresses are not told.
fn list(fields: &Fields) -> Result<AddressList, Unread> {
    Ok(match tri(fields, "ipRestrict")? {
        Tri::Yes => AddressList { state: ListState::Restricted, addresses: None },
        Tri::No => open(),
        Tri::Unknown => AddressList::unknown(),
    })
}

/// `Way too much request weight used; IP banned until 1659146400000.`
fn banned_until(text: &str) -> Option<Moment> {
    let (_, after) = text.split_once("until ")?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().and_then(moment_from_millis)
}

#[cfg(test)]
mod tests;

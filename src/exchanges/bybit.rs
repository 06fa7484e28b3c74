//! Bybit (API v5): `query-api` tells everything about the key that asks, its addresses and its end included.
//!
//! Sources: Bybit docs v5, *Get API Key Information*, *Integration Guidance*, *Get Bybit Server Time* (2026-07-24).

use super::adapter::{Adapter, Asking, Draft, Envelope, Pace, Piece, Place, Unread};
use super::fields::{Fields, addresses, date, fields, flag, id, label, open, sealed, text, untold, whole};
use crate::domain::{
    AccountKind, AddressList, ListState, Moment, Reading, ScopeToken, Scopes, Told, Transfer, Tri, moment_from_millis,
};
use crate::secret::Encoding;
use serde_json::Value;
use std::time::Duration;

pub(super) const BYBIT: Adapter = Adapter {
    id: "bybit",
    // `query-api`: 10 a second and user; the bot's own questions count with ours, and each ask is two of 120 a second.
    pace: Pace { spacing: Duration::from_millis(100), at_once: 4, after_rate: Duration::from_secs(2) },
    clock_path: "/v5/market/time",
    clock,
    draft,
    envelope,
    read,
    banned_until: |_| None,
};

const RECV_WINDOW: &str = "5000";

/// `time` in milliseconds stands beside `result` in every answer.
fn clock(answer: &Value) -> Option<Moment> {
    match envelope(answer) {
        Envelope::Success(_) => answer.get("time").and_then(Value::as_i64).and_then(moment_from_millis),
        _ => None,
    }
}

/// Signed: `timestamp + apiKey + recvWindow + queryString`. A GET must not carry a body.
fn draft(_: Asking, now: Moment) -> Draft {
    let timestamp = now.timestamp_millis().to_string();
    Draft {
        question: "query-api",
        path: "/v5/user/query-api",
        query: String::new(),
        payload: vec![Piece::Text(timestamp.clone()), Piece::ApiKey, Piece::Text(RECV_WINDOW.into())],
        headers: vec![("X-BAPI-TIMESTAMP", timestamp), ("X-BAPI-RECV-WINDOW", RECV_WINDOW.into())],
        key_header: "X-BAPI-API-KEY",
        passphrase_header: None,
        encoding: Encoding::Hex,
        place: Place::Header("X-BAPI-SIGN"),
    }
}

/// `{retCode, retMsg, result, retExtInfo, time}`; only `retCode` tells, `retMsg` of a success may be anything.
fn envelope(answer: &Value) -> Envelope<'_> {
    match (answer.get("retCode").and_then(Value::as_i64), answer.get("result")) {
        (Some(0), Some(result)) if result.as_object().is_some_and(|fields| !fields.is_empty()) => {
            Envelope::Success(result)
        }
        (Some(0) | None, _) => Envelope::Foreign,
        (Some(code), _) => Envelope::Refused {
            code: code.to_string(),
            text: answer.get("retMsg").and_then(Value::as_str).unwrap_or_default(),
        },
    }
}

fn read(_: Asking, result: &Value) -> Result<Reading, Unread> {
    let fields = fields(result)?;
    let read_only = match whole(fields, "readOnly")?.ok_or(Unread("readOnly"))? {
        0 => false,
        1 => true,
        _ => return Err(Unread("readOnly")),
    };
    let rights = Rights::of(fields)?;
    let unified = whole(fields, "uta")?.map(|uta| uta == 1);
    let third_party = whole(fields, "type")? == Some(2);
    let scopes = if read_only { rights.read_only() } else { rights.scopes(unified) };
    let mut remarks: Vec<Box<str>> = Vec::new();
    if read_only && rights.any() {
        remarks.push("The key is read-only: the rights that are ticked beside have no effect.".into());
    }
    if scopes.margin.is_yes() {
        remarks.push("On a unified account spot orders may borrow; that has no right of its own.".into());
    }
    if scopes.manage.is_yes() {
        remarks.push("With a right of the group Wallet it can change or delete itself, and a main account's key its sub-accounts' keys.".into());
    }
    if third_party {
        remarks.push("Connected to a third party: the addresses that count are its own.".into());
    }
    Ok(sealed(Reading {
        scopes,
        list: list(fields, third_party)?,
        created: match date(fields, "createdAt")? {
            Told::None => Told::NotTold,
            told => told,
        },
        expires: expires(fields)?,
        account: account(fields)?,
        account_id: id(fields, "userID")?,
        label: label(fields, "note")?,
        third_party,
        remarks,
        ..untold()
    }))
}

/// The rights by group, as the answer has them. A group that is absent is not said; an empty one is none.
struct Rights<'a>(Vec<(&'a str, Vec<&'a str>)>);

impl<'a> Rights<'a> {
    fn of(fields: &'a Fields) -> Result<Self, Unread> {
        let groups = fields.get("permissions").and_then(Value::as_object).ok_or(Unread("permissions"))?;
        let mut rights = Vec::with_capacity(groups.len());
        for (group, tokens) in groups {
            let tokens = tokens.as_array().ok_or(Unread("permissions"))?.iter();
            let tokens: Option<Vec<&str>> = tokens.map(Value::as_str).collect();
            rights.push((group.as_str(), tokens.ok_or(Unread("permissions"))?));
        }
        Ok(Self(rights))
    }

    fn any(&self) -> bool {
        self.0.iter().any(|(_, tokens)| !tokens.is_empty())
    }

    /// Whether a group holds one of these tokens.
    fn has(&self, group: &str, wanted: &[&str]) -> Tri {
        self.0
            .iter()
            .find(|(name, _)| *name == group)
            .map_or(Tri::Unknown, |(_, tokens)| tokens.iter().any(|token| wanted.contains(token)).into())
    }

    /// `readOnly: 1` makes every token one of reading only.
    fn read_only(&self) -> Scopes {
        let wallet = self.has("Wallet", &WALLET);
        // Whether such a key with Wallet tokens can still delete itself, nobody says.
        let manage = if wallet.is_no() { Tri::No } else { Tri::Unknown };
        Scopes { read: Tri::Yes, manage, ..Scopes::none() }
    }

    fn scopes(&self, unified: Option<bool>) -> Scopes {
        let spot = self.has("Spot", &["SpotTrade"]);
        let derivatives = self.has("Derivatives", &["DerivativesTrade"]);
        let options = self.has("Options", &["OptionsTrade"]);
        // The token covers options on unified accounts only.
        let derivative_options = match unified {
            Some(true) => derivatives,
            Some(false) => Tri::No,
            None if derivatives.is_no() => Tri::No,
            None => Tri::Unknown,
        };
        Scopes {
            read: Tri::Yes,
            spot,
            // On unified accounts spot orders may borrow; elsewhere it is not said which token margin needs.
            margin: match (spot, unified) {
                (Tri::No, _) => Tri::No,
                (spot, Some(true)) => spot,
                _ => Tri::Unknown,
            },
            // OptionsTrade covers USDC perpetuals.
            futures: self.has("ContractTrade", &["Order", "Position"]).or(derivatives).or(options),
            options: options.or(derivative_options),
            // The token says history, the docs say the right to convert.
            earn: self.has("Exchange", &["ExchangeHistory"]).or(self.has("Earn", &["Earn"])),
            transfer: self.transfer(),
            withdraw: self.has("Wallet", &["Withdraw"]),
            // Any of them lets a key delete and change itself, and a main account's key its sub-accounts' keys.
            manage: self.has("Wallet", &WALLET),
            extra: self.extra(),
        }
    }

    fn transfer(&self) -> Transfer {
        // Peer-to-peer orders and fiat payments hand coins to somebody else.
        if FIAT.iter().any(|group| self.0.iter().any(|(name, tokens)| name == group && !tokens.is_empty())) {
            return Transfer::Out;
        }
        match self.has("Wallet", &["AccountTransfer", "SubMemberTransfer", "SubMemberTransferList"]) {
            Tri::Yes => Transfer::Own,
            Tri::No => Transfer::No,
            Tri::Unknown => Transfer::Unknown,
        }
    }

    /// Tokens that no scope stands for: known ones that are too broad for any bot, and ones that nobody knows.
    fn extra(&self) -> Vec<ScopeToken> {
        let mapped =
            |group: &str, token: &str| MAPPED.iter().any(|(name, tokens)| *name == group && tokens.contains(&token));
        let mut extra = Vec::new();
        for (group, tokens) in &self.0 {
            for token in tokens.iter().filter(|token| !mapped(group, token)) {
                let word =
                    if token == group { ScopeToken::new(token) } else { ScopeToken::new(&format!("{group}:{token}")) };
                extra.push(word);
            }
        }
        extra.sort();
        extra.dedup();
        extra
    }
}

/// Rights of the group Wallet with which keys can be changed (*Delete Master API Key*, *Modify Sub API Key*).
const WALLET: [&str; 3] = ["AccountTransfer", "SubMemberTransfer", "Withdraw"];

/// Groups by which money can leave.
const FIAT: [&str; 5] = ["FiatP2P", "FiatBitPay", "FiatBybitPay", "FiatConvertBroker", "FiatGlobalPay"];

/// Tokens that a scope stands for.
const MAPPED: [(&str, &[&str]); 7] = [
    ("Spot", &["SpotTrade"]),
    ("ContractTrade", &["Order", "Position"]),
    ("Derivatives", &["DerivativesTrade"]),
    ("Options", &["OptionsTrade"]),
    ("Wallet", &["AccountTransfer", "SubMemberTransfer", "SubMemberTransferList", "Withdraw"]),
    ("Exchange", &["ExchangeHistory"]),
    ("Earn", &["Earn"]),
];

/// `["*"]` is open, an empty list is not said; a third party's key is held to addresses that nobody tells.
fn list(fields: &Fields, third_party: bool) -> Result<AddressList, Unread> {
    let unsaid =
        if third_party { AddressList { state: ListState::Bound, addresses: None } } else { AddressList::unknown() };
    let entries = match fields.get("ips") {
        None | Some(Value::Null) => return Ok(unsaid),
        Some(ips) => ips.as_array().ok_or(Unread("ips"))?,
    };
    let entries: Option<Vec<&str>> = entries.iter().map(Value::as_str).collect();
    let entries = entries.ok_or(Unread("ips"))?;
    Ok(match entries.as_slice() {
        [] => unsaid,
        some if some.iter().any(|entry| entry.trim() == "*") => open(),
        some => addresses(some.iter().copied()),
    })
}

/// `1970-01-01T00:00:00Z` with a negative `deadlineDay` is a key that does not end.
fn expires(fields: &Fields) -> Result<Told<Moment>, Unread> {
    let never = whole(fields, "deadlineDay")?.is_some_and(|days| days < 0);
    Ok(match date(fields, "expiredAt")? {
        Told::None if never => Told::None,
        Told::None => Told::NotTold,
        told => told,
    })
}

fn account(fields: &Fields) -> Result<AccountKind, Unread> {
    let has_parent = text(fields, "parentUid")?.map(|uid| uid != "0" && !uid.is_empty());
    Ok(match (flag(fields, "isMaster")?, has_parent) {
        (Some(true), Some(false) | None) => AccountKind::Main,
        (Some(false), Some(true) | None) => AccountKind::Sub,
        // Without the flag, or against it, a parent alone proves nothing.
        _ => AccountKind::Unknown,
    })
}

#[cfg(test)]
mod tests;

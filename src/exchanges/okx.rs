//! OKX (API v5): `account/config` tells what the key may do, from where, and on which account; never its age or end.
//!
//! Sources: OKX API docs v5, *Get account configuration*, *REST Authentication*, *Get system time* (2026-06 to 2026-07).

use super::adapter::{Adapter, Asking, Draft, Envelope, Pace, Piece, Place, Unread};
use super::fields::{Fields, addresses, fields, flag, id, label, open, sealed, text, untold};
use crate::domain::{
    AccountKind, AddressList, Moment, Reading, ScopeToken, Scopes, Told, Transfer, Tri, moment_from_millis,
};
use crate::secret::Encoding;
use chrono::SecondsFormat;
use serde_json::Value;
use std::time::Duration;

pub(super) const OKX: Adapter = Adapter {
    id: "okx",
    // `account/config`: 5 in 2 seconds and user; which keys are of one user is known only afterwards.
    pace: Pace { spacing: Duration::from_millis(400), at_once: 2, after_rate: Duration::from_secs(2) },
    clock_path: "/api/v5/public/time",
    clock,
    draft,
    envelope,
    read,
    banned_until: |_| None,
};

const PATH: &str = "/api/v5/account/config";

/// `{"code":"0","msg":"","data":[{"ts":"1700000000000"}]}`
fn clock(answer: &Value) -> Option<Moment> {
    match envelope(answer) {
        Envelope::Success(data) => data.get("ts")?.as_str()?.parse().ok().and_then(moment_from_millis),
        _ => None,
    }
}

/// Signed: `timestamp + METHOD + requestPath + body`, the timestamp as in its header.
fn draft(_: Asking, now: Moment) -> Draft {
    let timestamp = now.to_rfc3339_opts(SecondsFormat::Millis, true);
    Draft {
        question: "account/config",
        path: PATH,
        query: String::new(),
        payload: vec![Piece::Text(format!("{timestamp}GET{PATH}"))],
        headers: vec![("OK-ACCESS-TIMESTAMP", timestamp), ("Content-Type", "application/json".into())],
        key_header: "OK-ACCESS-KEY",
        passphrase_header: Some("OK-ACCESS-PASSPHRASE"),
        encoding: Encoding::Base64,
        place: Place::Header("OK-ACCESS-SIGN"),
    }
}

/// `{"code":"0","msg":"","data":[...]}`, the code a text; refusals often come without `data`. A code may have a sub-code
/// behind `_`: the part before it tells.
fn envelope(answer: &Value) -> Envelope<'_> {
    let Some(code) = answer.get("code").and_then(Value::as_str) else { return Envelope::Foreign };
    let code = code.split('_').next().unwrap_or_default();
    match (code, answer.get("data").and_then(Value::as_array).map(Vec::as_slice)) {
        ("0", Some([first])) if first.is_object() => Envelope::Success(first),
        ("0" | "", _) => Envelope::Foreign,
        _ => Envelope::Refused {
            code: code.to_owned(),
            text: answer.get("msg").and_then(Value::as_str).unwrap_or_default(),
        },
    }
}

fn read(_: Asking, data: &Value) -> Result<Reading, Unread> {
    let fields = fields(data)?;
    let list = list(fields)?;
    let account = account(fields)?;
    let scopes = scopes(fields, account)?;
    Ok(sealed(Reading {
        remarks: remarks(fields, &scopes, account),
        scopes,
        list,
        account,
        account_id: id(fields, "uid")?,
        label: label(fields, "label")?,
        ..untold()
    }))
}

/// `perm` names every right; one that nobody knows is kept and counts as too broad.
fn scopes(fields: &Fields, account: AccountKind) -> Result<Scopes, Unread> {
    let mut scopes = Scopes::none();
    let perm = text(fields, "perm")?.ok_or(Unread("perm"))?;
    let mut tokens = perm.split(',').map(str::trim).filter(|token| !token.is_empty()).peekable();
    // A key without any right could not have asked.
    if tokens.peek().is_none() {
        return Err(Unread("perm"));
    }
    for token in tokens {
        match token {
            "read_only" | "read" => scopes.read = Tri::Yes,
            "trade" => trade(&mut scopes, account),
            "withdraw" => scopes.withdraw = Tri::Yes,
            unknown => scopes.extra.push(ScopeToken::new(unknown)),
        }
    }
    scopes.extra.sort();
    scopes.extra.dedup();
    Ok(scopes)
}

/// Trade covers orders of every product, funding transfers and settings; none of them can be switched off by itself.
fn trade(scopes: &mut Scopes, account: AccountKind) {
    for scope in [&mut scopes.spot, &mut scopes.margin, &mut scopes.futures, &mut scopes.options, &mut scopes.earn] {
        *scope = Tri::Yes;
    }
    scopes.transfer = Transfer::Own;
    // A main account's key with Trade and an address list may make keys for sub-accounts, where there are any: not told.
    scopes.manage = if account == AccountKind::Sub { Tri::No } else { Tri::Unknown };
}

/// A comma list; an empty one is open; absent is not said.
fn list(fields: &Fields) -> Result<AddressList, Unread> {
    let Some(ip) = text(fields, "ip")? else { return Ok(AddressList::unknown()) };
    if ip.trim().is_empty() {
        return Ok(open());
    }
    Ok(addresses(ip.split(',').map(str::trim).filter(|entry| !entry.is_empty())))
}

/// A sub-account has another number than its main account.
fn account(fields: &Fields) -> Result<AccountKind, Unread> {
    Ok(match (id(fields, "uid")?, id(fields, "mainUid")?) {
        (Told::Is(uid), Told::Is(main)) if uid == main => AccountKind::Main,
        (Told::Is(_), Told::Is(_)) => AccountKind::Sub,
        _ => AccountKind::Unknown,
    })
}

/// What the account narrows or widens in fact: scopes stay the key's. A field of another kind only costs its remark.
fn remarks(fields: &Fields, scopes: &Scopes, account: AccountKind) -> Vec<Box<str>> {
    let word = |name| text(fields, name).ok().flatten();
    let on = |name| flag(fields, name) == Ok(Some(true));
    let mut remarks: Vec<Box<str>> = Vec::new();
    if scopes.spot.is_yes() {
        remarks.push(
            "Trade covers every product and transfers between your own accounts; none can be switched off by itself."
                .into(),
        );
        if account == AccountKind::Main {
            remarks.push(
                "A main account's key with Trade and an address list can make and change keys of its sub-accounts."
                    .into(),
            );
        }
        if word("acctLv") == Some("1") {
            remarks.push("The account is in spot mode: no derivatives, and margin only with borrowing on.".into());
        }
        if word("opAuth") == Some("0") {
            remarks.push("Options are not switched on for the account.".into());
        }
        if on("enableSpotBorrow") || on("autoLoan") {
            remarks.push("Borrowing is switched on for the account.".into());
        }
    }
    if matches!(word("type"), Some("2" | "5" | "9" | "12")) {
        remarks.push("The account is a sub-account that somebody else manages or keeps.".into());
    }
    remarks
}

#[cfg(test)]
mod tests;

//! Fields of an answer, strictly: absent is `None`, another kind is no reading, nothing is ever filled in.

use super::adapter::Unread;
use crate::domain::{
    AccountKind, AddressList, Cidr, Digest, ListState, Moment, Reading, Scopes, Told, Tri, clean, moment_from_millis,
};
use crate::secret::sha256;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// The fields of an answer.
pub(super) type Fields = Map<String, Value>;

/// The answer as fields.
pub(super) fn fields(value: &Value) -> Result<&Fields, Unread> {
    value.as_object().ok_or(Unread("fields"))
}

/// A yes or no.
pub(super) fn flag(fields: &Fields, name: &'static str) -> Result<Option<bool>, Unread> {
    told(fields, name).map(|value| value.as_bool().ok_or(Unread(name))).transpose()
}

/// A yes, a no, or not said.
pub(super) fn tri(fields: &Fields, name: &'static str) -> Result<Tri, Unread> {
    Ok(flag(fields, name)?.map_or(Tri::Unknown, Tri::from))
}

/// A text.
pub(super) fn text<'a>(fields: &'a Fields, name: &'static str) -> Result<Option<&'a str>, Unread> {
    told(fields, name).map(|value| value.as_str().ok_or(Unread(name))).transpose()
}

/// A whole number.
pub(super) fn whole(fields: &Fields, name: &'static str) -> Result<Option<i64>, Unread> {
    told(fields, name).map(|value| value.as_i64().ok_or(Unread(name))).transpose()
}

/// A number that stands for somebody, as text: exchanges write them as numbers or as texts.
pub(super) fn id(fields: &Fields, name: &'static str) -> Result<Told<Box<str>>, Unread> {
    match told(fields, name) {
        None => Ok(Told::NotTold),
        Some(Value::String(text)) if text.is_empty() => Ok(Told::NotTold),
        Some(Value::Number(number)) if number.is_u64() => Ok(Told::Is(number.to_string().into())),
        Some(Value::String(text)) if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            Ok(Told::Is(clean(text, 40).into()))
        }
        Some(_) => Err(Unread(name)),
    }
}

/// The owner's name for the key; an empty one is told as none.
pub(super) fn label(fields: &Fields, name: &'static str) -> Result<Told<Box<str>>, Unread> {
    Ok(match text(fields, name)?.map(|text| clean(text, 64)) {
        None => Told::NotTold,
        Some(label) if label.is_empty() => Told::None,
        Some(label) => Told::Is(label.into()),
    })
}

/// A time in milliseconds. One outside reason is no time, and an answer with it is no reading.
pub(super) fn millis(fields: &Fields, name: &'static str) -> Result<Told<Moment>, Unread> {
    match whole(fields, name)? {
        None => Ok(Told::NotTold),
        Some(millis) => moment_from_millis(millis).map(Told::Is).ok_or(Unread(name)),
    }
}

/// A time as RFC 3339 has it. The year 1970 is `None`: some exchanges write "never" so.
pub(super) fn date(fields: &Fields, name: &'static str) -> Result<Told<Moment>, Unread> {
    let Some(text) = text(fields, name)?.filter(|text| !text.is_empty()) else { return Ok(Told::NotTold) };
    let date = DateTime::parse_from_rfc3339(text).map_err(|_| Unread(name))?.with_timezone(&Utc);
    if date.timestamp() == 0 {
        return Ok(Told::None);
    }
    moment_from_millis(date.timestamp_millis()).map(Told::Is).ok_or(Unread(name))
}

/// A list of addresses that a key is held to. An entry that is no address is not dropped: then the list is restricted and
/// its addresses are not told. A list that holds the whole internet is open.
pub(super) fn addresses<'a>(entries: impl Iterator<Item = &'a str>) -> AddressList {
    let parsed: Result<Vec<Cidr>, _> = entries.map(Cidr::parse).collect();
    match parsed {
        Ok(list) if list.iter().any(Cidr::is_everything) => open(),
        Ok(list) => AddressList { state: ListState::Restricted, addresses: Some(list) },
        Err(_) => AddressList { state: ListState::Restricted, addresses: None },
    }
}

/// Told to be open.
pub(super) const fn open() -> AddressList {
    AddressList { state: ListState::Open, addresses: Some(Vec::new()) }
}

/// A reading that tells nothing yet.
pub(super) const fn untold() -> Reading {
    Reading {
        scopes: Scopes::unknown(),
        list: AddressList::unknown(),
        created: Told::NotTold,
        expires: Told::NotTold,
        last_used: Told::NotTold,
        account: AccountKind::Unknown,
        account_id: Told::NotTold,
        symbols: Told::NotTold,
        label: Told::NotTold,
        third_party: false,
        remarks: Vec::new(),
        digest: Digest::new([0; 32]),
    }
}

/// The reading with its digest: SHA-256 over its JSON, in which the digest itself is zeros.
pub(super) fn sealed(mut reading: Reading) -> Reading {
    reading.digest = Digest::new([0; 32]);
    reading.digest = sha256(&serde_json::to_vec(&reading).unwrap_or_default());
    reading
}

/// `null` counts as absent: neither tells anything.
fn told<'a>(fields: &'a Fields, name: &str) -> Option<&'a Value> {
    fields.get(name).filter(|value| !value.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: Value) -> Fields {
        fields(&value).unwrap().clone()
    }

    #[test]
    fn absent_is_not_said_and_another_kind_is_no_reading() {
        let fields = of(json!({"on": true, "word": "true", "nothing": null, "time": 1698645219000_i64, "float": 1.5}));
        assert_eq!(tri(&fields, "on"), Ok(Tri::Yes));
        assert_eq!(tri(&fields, "absent"), Ok(Tri::Unknown));
        assert_eq!(tri(&fields, "nothing"), Ok(Tri::Unknown));
        assert_eq!(tri(&fields, "word"), Err(Unread("word")));
        assert_eq!(whole(&fields, "float"), Err(Unread("float")));
        assert!(matches!(millis(&fields, "time"), Ok(Told::Is(_))));
        assert_eq!(millis(&of(json!({"time": 12})), "time"), Err(Unread("time")));
    }

    #[test]
    fn dates_and_ids_are_checked() {
        let fields = of(json!({
            "never": "1970-01-01T00:00:00Z", "made": "2025-10-13T03:20:45Z", "odd": "yesterday", "far": "9999-01-01T00:00:00Z",
            "n": 1448939, "s": "44705892343619584", "minus": -1, "empty": "", "bad": "1\u{202e}2"
        }));
        assert_eq!(date(&fields, "never"), Ok(Told::None));
        assert!(matches!(date(&fields, "made"), Ok(Told::Is(_))));
        assert!(date(&fields, "odd").is_err() && date(&fields, "far").is_err());
        assert_eq!(id(&fields, "n"), Ok(Told::Is("1448939".into())));
        assert_eq!(id(&fields, "s"), Ok(Told::Is("44705892343619584".into())));
        assert_eq!((id(&fields, "empty"), date(&fields, "empty")), (Ok(Told::NotTold), Ok(Told::NotTold)));
        assert!(id(&fields, "minus").is_err() && id(&fields, "bad").is_err());
    }

    #[test]
    fn no_address_is_dropped_from_a_list() {
        let list = addresses(["203.0.113.7", " 10.0.0.0/24"].into_iter());
        assert_eq!(list.addresses.map(|list| list.len()), Some(2));
        let odd = addresses(["203.0.113.7", "example.com"].into_iter());
        assert_eq!(odd, AddressList { state: ListState::Restricted, addresses: None });
        assert_eq!(addresses(["0.0.0.0/0"].into_iter()).state, ListState::Open);
        assert_eq!(addresses(["1.1.1.1", "::/0"].into_iter()).state, ListState::Open);
    }

    #[test]
    fn a_digest_is_of_what_is_kept() {
        let one = sealed(untold());
        let other = sealed(Reading { third_party: true, ..untold() });
        assert_ne!(one.digest, other.digest);
        assert_eq!(sealed(one.clone()), one);
    }
}

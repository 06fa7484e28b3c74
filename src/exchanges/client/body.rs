//! An answer's body: capped while it arrives, then taken apart strictly.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// What an answer's body turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::exchanges) enum Body {
    /// JSON, with no key twice and no endless nesting.
    Json(Value),
    /// Nothing.
    Empty,
    /// A web page.
    Html,
    /// Neither.
    NotJson,
    /// It ended in the middle.
    CutOff,
    /// More than the cap.
    TooLarge,
    /// Packed. We ask for no packing, and what is unpacked has no size that could be trusted.
    Packed,
}

/// Deepest nesting that is read; no venue's answer comes near.
const DEPTH: u8 = 32;

/// Reads a body of at most `cap` bytes. It stops reading at the first byte too many.
pub(super) async fn read(mut response: reqwest::Response, cap: usize) -> Body {
    let packed = response.headers().get(reqwest::header::CONTENT_ENCODING);
    if packed.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Body::Packed;
    }
    if response.content_length().is_some_and(|length| usize::try_from(length).is_ok_and(|length| length > cap)) {
        return Body::TooLarge;
    }
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > cap => return Body::TooLarge,
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return parse(&bytes),
            Err(_) => return Body::CutOff,
        }
    }
}

/// Takes a body apart. Of two keys with one name nobody can say which counts: that is no JSON.
pub(super) fn parse(bytes: &[u8]) -> Body {
    let Some(first) = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) else { return Body::Empty };
    if *first == b'<' {
        return Body::Html;
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    match Strict(DEPTH).deserialize(&mut json).and_then(|value| json.end().map(|()| value)) {
        Ok(value) => Body::Json(value),
        Err(error) if error.is_eof() => Body::CutOff,
        Err(_) => Body::NotJson,
    }
}

/// Reads a value with at most so many levels below it.
struct Strict(u8);

impl Strict {
    fn below<E: Error>(&self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("nested too deep"))
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without a key twice")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("no number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self.below()?)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let value = fields.next_value_seed(self.below()?)?;
            if map.insert(name, value).is_some() {
                return Err(A::Error::custom("a key twice"));
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn json_is_read_strictly() {
        assert_eq!(
            parse(br#" {"a":[1,-2,1.5,"x",null,true]} "#),
            Body::Json(serde_json::json!({"a": [1, -2, 1.5, "x", null, true]}))
        );
        assert_eq!(parse(br#"{"enableWithdrawals":true,"enableWithdrawals":false}"#), Body::NotJson);
        assert_eq!(parse(br#"{"a":{"b":1,"\u0062":2}}"#), Body::NotJson);
        assert_eq!(parse(b"{} trailing"), Body::NotJson);
        assert_eq!(parse(b"{\"a\":1e999}"), Body::NotJson);
        assert_eq!(parse(b"\xff\xfe"), Body::NotJson);
        assert_eq!(parse(b"\xef\xbb\xbf{}"), Body::NotJson);
    }

    #[test]
    fn what_is_no_json_is_named() {
        assert_eq!(parse(b""), Body::Empty);
        assert_eq!(parse(b" \r\n"), Body::Empty);
        assert_eq!(parse(b"\n<!DOCTYPE html>"), Body::Html);
        assert_eq!(parse(br#"{"retCode":0,"res"#), Body::CutOff);
        assert_eq!(parse(b"forbidden"), Body::NotJson);
    }

    #[test]
    fn nesting_has_an_end() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(matches!(parse(nested(32).as_bytes()), Body::Json(_)));
        assert_eq!(parse(nested(34).as_bytes()), Body::NotJson);
        assert_eq!(parse(nested(100_000).as_bytes()), Body::NotJson);
        assert_eq!(parse("{\"a\":".repeat(50_000).as_bytes()), Body::NotJson);
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn good_json_reads_as_it_is(text in r#"\{"a":(-?[1-9][0-9]{0,9}|"[a-z]{0,9}"|true|null)\}"#) {
            prop_assert_eq!(parse(text.as_bytes()), Body::Json(serde_json::from_str(&text).unwrap()));
        }
    }
}

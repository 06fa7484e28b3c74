//! One credential as a JSON object on standard input, for scripts: `{"key": "..", "secret": ".."}`.

use super::field::PASTE_LIMIT;
use super::loose_json::{self, Fault};
use super::{Parts, Wiped};
use crate::domain::{Problem, clean};
use std::io::Read;

/// Reads `key`, `secret`, `passphrase`, `private_key`, texts each; `null` is as good as nothing.
///
/// # Errors
/// Too long, no JSON object, a doubled or an unknown name, a value that is no text. Only a name is ever repeated, and only
/// one that cannot be a secret.
pub fn credential_from_json(reader: impl Read) -> Result<Parts, Problem> {
    let bytes = read_all(reader)?;
    let Ok(text) = std::str::from_utf8(bytes.expose()) else { return Err(no_object("it is no UTF-8 text")) };
    if text.trim().is_empty() {
        return Err(no_object("it is empty"));
    }
    if !text.trim_start().starts_with('{') {
        return Err(no_object("it does not begin with {"));
    }
    let pairs = loose_json::pairs(text).map_err(|fault| match fault {
        Fault::CutOff => no_object("it ends in the middle"),
        Fault::Form => no_object("it is no JSON"),
        Fault::Doubled => no_object("a name stands in it twice"),
    })?;
    let mut parts = Parts::default();
    for pair in pairs {
        let place = match pair.name.as_str() {
            _ if pair.object > 0 => return Err(no_object("it holds an object within")),
            "key" => &mut parts.key,
            "secret" => &mut parts.secret,
            "passphrase" => &mut parts.passphrase,
            "private_key" => &mut parts.private_key,
            name => return Err(no_object(&format!("{} is not known", spoken(name)))),
        };
        *place = pair.value;
    }
    Ok(parts)
}

/// At most a little more than a paste may have: the names and quotes around it.
fn read_all(reader: impl Read) -> Result<Wiped, Problem> {
    const LIMIT: usize = PASTE_LIMIT + 1024;
    let mut bytes = Wiped::with_capacity(LIMIT + 1);
    let mut piece = zeroize::Zeroizing::new([0; 1024]);
    let mut reader = reader.take(LIMIT as u64 + 1);
    loop {
        match reader.read(&mut *piece) {
            Ok(0) => break,
            Ok(count) => bytes.push(piece.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(no_object(&clean(&error.to_string(), 80))),
        }
    }
    if bytes.len() > LIMIT {
        return Err(no_object("it is longer than 8 kB"));
    }
    Ok(bytes)
}

/// A name as it may be shown: what could be a key or a secret, pasted in the wrong place, may not.
fn spoken(name: &str) -> String {
    let harmless = name.len() <= 16 && name.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
    if harmless { format!("the name {name}") } else { "a name in it".to_owned() }
}

fn no_object(why: &str) -> Problem {
    Problem::usage(
        "The credential on standard input cannot be read",
        why,
        r#"Give one JSON object: {"key": "..", "secret": ".."}; also passphrase, or private_key in the secret's stead."#,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn why(text: &str) -> String {
        credential_from_json(text.as_bytes()).err().map(|problem| problem.why).unwrap_or_default()
    }

    #[test]
    fn the_four_names_are_read() {
        let parts =
            credential_from_json(r#"{"key":"k","secret":"s","passphrase":"p\u0021","private_key":null}"#.as_bytes())
                .unwrap();
        assert_eq!(parts.key.unwrap().text(), "k");
        assert_eq!(parts.passphrase.unwrap().text(), "p!");
        assert!(parts.private_key.is_none());
    }

    #[test]
    fn each_fault_is_named() {
        for (text, wanted) in [
            ("", "it is empty"),
            ("abc", "it does not begin with {"),
            (r#"{"key": "a""#, "it ends in the middle"),
            (r#"{"key": "a"}{"#, "it is no JSON"),
            (r#"{"key": "a", "key": "b"}"#, "a name stands in it twice"),
            (r#"{"apikey": "a"}"#, "the name apikey is not known"),
            (r#"{"QZX123": "a"}"#, "a name in it is not known"),
            (r#"{"key": {"secret": "a"}}"#, "it holds an object within"),
        ] {
            assert_eq!(why(text), wanted, "{text}");
        }
        assert_eq!(why(&" ".repeat(100_000)), "it is longer than 8 kB");
        assert!(credential_from_json(&[0xff, 0xfe][..]).is_err());
    }

    proptest! {
        #[test]
        fn no_sentence_repeats_it(text in r#"\{?("?QZX[A-Z]{4,20}[0-9]"?|"key"|[{}:,"\\])*"#) {
            if let Err(problem) = credential_from_json(text.as_bytes()) {
                prop_assert!(!problem.sentence().contains("QZX"));
            }
        }
    }
}

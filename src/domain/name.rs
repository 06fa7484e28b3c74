//! Names, ends and numbers that could be confused, each a type of its own.

use super::text::shows;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Why a name cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing stands there.
    #[error("a {0} cannot be empty")]
    Empty(&'static str),
    /// Longer than 64 characters.
    #[error("a {0} has at most 64 characters")]
    Long(&'static str),
    /// It holds a character that cannot be shown, or one that the command line needs for itself.
    #[error("a {0} cannot hold blanks at its ends, control or invisible characters, or any of @ / : , \" \\")]
    Characters(&'static str),
    /// Not the form that is wanted.
    #[error("{0}")]
    Form(&'static str),
}

/// Names may hold letters of any script; `@`, `/`, `:` and `,` part names from each other on the command line.
fn checked(text: &str, what: &'static str) -> Result<String, NameError> {
    if text.is_empty() {
        return Err(NameError::Empty(what));
    }
    if text.len() > 64 && text.chars().count() > 64 {
        return Err(NameError::Long(what));
    }
    // Most names are plain, and a fleet is read with thousands of them.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if text.bytes().all(plain) && !text.starts_with('-') {
        return Ok(text.to_owned());
    }
    let bad = |c: char| !shows(c) || matches!(c, '@' | '/' | ':' | ',' | '"' | '\\');
    if text.trim() != text || text.chars().any(bad) || text.starts_with('-') {
        return Err(NameError::Characters(what));
    }
    Ok(text.to_owned())
}

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks and takes a name.
            ///
            /// # Errors
            /// Says which rule the text breaks.
            pub fn new(text: &str) -> Result<Self, NameError> {
                checked(text, $what).map(|text| Self(text.into()))
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.into()
            }
        }
    };
}

name_type!(
    /// A bot's name: a word its owner knows it by, up to 64 characters.
    BotName, "bot's name"
);
name_type!(
    /// The name of a machine that bots run on.
    HostName, "host's name"
);

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Takes a lower-case id of letters, digits and `-`.
            ///
            /// # Errors
            /// Anything else is refused.
            pub fn new(text: &str) -> Result<Self, NameError> {
                let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                if text.is_empty() || text.len() > 32 || !text.chars().all(fits) {
                    return Err(NameError::Form($what));
                }
                Ok(Self(text.into()))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.into()
            }
        }
    };
}

id_type!(
    /// A trading venue's id: `binance`, `bybit`, `okx`.
    ExchangeId, "an exchange's id is lower-case letters, digits and -"
);
id_type!(
    /// One of a venue's separate worlds: `global`, `testnet`, `eea`. A key lives on one site; on another it looks dead.
    SiteId, "a site's id is lower-case letters, digits and -"
);
id_type!(
    /// The address of one sealed credential in a secret store. Written once, never reused.
    SlotId, "a slot's id is lower-case letters, digits and -"
);

/// The last four characters of an API key: what tells two keys apart on an exchange's page. Never more than four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyHint([char; 4]);

impl KeyHint {
    /// The end of an API key. Shorter texts are filled up with `·` in front; a key under eight characters shows none of
    /// itself, since its end would be most of it.
    pub fn of_key(api_key: &str) -> Self {
        let mut hint = ['·'; 4];
        if api_key.chars().count() >= 8 {
            for (place, c) in hint.iter_mut().rev().zip(api_key.chars().rev()) {
                *place = if shows(c) && c != ' ' { c } else { '·' };
            }
        }
        Self(hint)
    }

    /// Four characters as the user or a row wrote them, with or without the leading `…`.
    ///
    /// # Errors
    /// Anything that is not four showable characters.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let text = text.trim_start_matches('…');
        let chars: Vec<char> = text.chars().collect();
        match <[char; 4]>::try_from(chars) {
            Ok(four) if four.iter().all(|c| shows(*c) && !c.is_whitespace()) => Ok(Self(four)),
            _ => Err(NameError::Form("the end of a key is its last four characters")),
        }
    }

    /// The four characters, without the leading `…`.
    pub fn text(&self) -> String {
        self.0.iter().collect()
    }
}

impl fmt::Display for KeyHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("…{}", self.text()))
    }
}

impl Serialize for KeyHint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for KeyHint {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

macro_rules! hex32 {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// From 32 bytes.
            pub const fn new(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The 32 bytes.
            pub const fn bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// From 64 hex digits.
            ///
            /// # Errors
            /// Anything else.
            pub fn parse(text: &str) -> Result<Self, NameError> {
                let mut bytes = [0; 32];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| NameError::Form("64 hex digits are wanted"))?;
                Ok(Self(bytes))
            }

            /// 64 hex digits.
            pub fn hex(&self) -> String {
                hex::encode(self.0)
            }

            /// As the screens show it: `5f1c…e09a`.
            pub fn short(&self) -> String {
                let hex = self.hex();
                format!("{}…{}", hex.get(..4).unwrap_or_default(), hex.get(60..).unwrap_or_default())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.short())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.hex())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

hex32!(
    /// Tells whether two API keys are the same without holding either: a keyed digest over exchange and API key. The key
    /// of the digest is random and of this home, so that nothing can be guessed from a fingerprint.
    Fingerprint
);
hex32!(
    /// A SHA-256 over what was kept of an answer, or over a row of the journal.
    Digest
);

/// Which key of a bot on an exchange: the first is 1, replacing it makes the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Generation(pub u32);

impl Generation {
    /// The first key that a bot had here.
    pub const FIRST: Self = Self(1);

    /// The one after this.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parsed_once() {
        assert!(BotName::new("grid-eth").is_ok());
        assert!(BotName::new("Über bot 7").is_ok());
        for bad in ["", " a", "a ", "a\u{202e}b", "a\nb", "a@b", "a/b", "a:b", "a,b", "-x", "a\u{1b}[0m"] {
            assert!(BotName::new(bad).is_err(), "{bad:?}");
        }
        assert!(BotName::new(&"x".repeat(64)).is_ok());
        assert!(BotName::new(&"x".repeat(65)).is_err());
        assert!(ExchangeId::new("Binance").is_err());
    }

    #[test]
    fn a_hint_is_four_characters_and_never_a_whole_key() {
        assert_eq!(KeyHint::of_key("abcdefgh9fQ2").to_string(), "…9fQ2");
        assert_eq!(KeyHint::of_key("abc").to_string(), "…····");
        assert_eq!(KeyHint::new("…9fQ2"), KeyHint::new("9fQ2"));
        assert!(KeyHint::new("9fQ").is_err());
        assert!(KeyHint::new("9f 2").is_err());
    }

    #[test]
    fn digests_read_back() {
        let digest = Digest::new([7; 32]);
        assert_eq!(Digest::parse(&digest.hex()), Ok(digest));
        assert_eq!(digest.short(), "0707…0707");
        assert!(Digest::parse("07").is_err());
    }
}

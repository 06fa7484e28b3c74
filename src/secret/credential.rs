//! The secret material of one API key. It lives in a secret store and, briefly, in wiped memory; nowhere else.

use super::Wiped;
use super::digest::{HomeKey, keyed};
use super::private::{self, PrivateKey};
use crate::domain::{ExchangeId, Fingerprint, KeyHint, Problem};
use std::fmt;

/// Longest API key, secret or passphrase that is taken, in bytes. Private keys have the paste limit of 8 kB instead.
const TEXT_LIMIT: usize = 512;

/// What a credential is made of, as typed or pasted, not checked yet.
#[derive(Default)]
pub struct Parts {
    /// The API key: no secret, but never shown whole.
    pub key: Option<Wiped>,
    /// The secret of an HMAC key. A private key pasted here is noticed.
    pub secret: Option<Wiped>,
    /// OKX's and others' third part.
    pub passphrase: Option<Wiped>,
    /// A private key in PEM, in the secret's stead.
    pub private_key: Option<Wiped>,
}

impl Parts {
    /// An API key and what is secret about it: an HMAC secret or a private key's PEM.
    pub fn new(key: &str, secret: &str) -> Self {
        Self { key: Some(copy(key)), secret: Some(copy(secret)), ..Self::default() }
    }

    /// With a passphrase.
    #[must_use]
    pub fn with_passphrase(self, passphrase: &str) -> Self {
        Self { passphrase: Some(copy(passphrase)), ..self }
    }

    /// Whether nothing was given yet.
    pub fn is_empty(&self) -> bool {
        self.key.is_none() && self.secret.is_none() && self.passphrase.is_none() && self.private_key.is_none()
    }
}

fn copy(text: &str) -> Wiped {
    Wiped::copy_of(text.as_bytes())
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// How a credential signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// HMAC-SHA256 with a secret that the exchange knows, too.
    Hmac,
    /// Ed25519: the exchange has the public half only.
    Ed25519,
    /// RSA with PKCS#1 v1.5 and SHA-256: likewise.
    Rsa,
}

impl Form {
    /// As a sentence says it: `HMAC`, `Ed25519`, `RSA`. Guides name private keys by the same word in lower case.
    pub const fn says(self) -> &'static str {
        match self {
            Self::Hmac => "HMAC",
            Self::Ed25519 => "Ed25519",
            Self::Rsa => "RSA",
        }
    }
}

/// An API key with its secret: checked, whole, wiped on drop. It has no `Clone`, no `Serialize`, and prints as
/// `[redacted]`.
pub struct Credential {
    pub(super) key: Wiped,
    pub(super) form: Form,
    /// The secret's text, or the private key's DER (`private`).
    pub(super) secret: Wiped,
    pub(super) passphrase: Option<Wiped>,
}

impl Credential {
    /// Checks the parts and takes them.
    ///
    /// # Errors
    /// A part is missing, too long, or holds what no exchange gives out; a private key is not one. No sentence repeats
    /// what was given.
    pub fn new(parts: Parts) -> Result<Self, Problem> {
        let key = text(parts.key, "API key")?.ok_or_else(|| missing("API key"))?;
        let passphrase = text(parts.passphrase, "passphrase")?;
        let (form, secret) = match (parts.secret.filter(given), parts.private_key.filter(given)) {
            (Some(_), Some(_)) => return Err(two_secrets()),
            (None, None) => return Err(missing("secret")),
            (None, Some(pem)) => signing_half(&pem)?,
            (Some(secret), None) if private::looks_like_one(secret.text()) => signing_half(&secret)?,
            (Some(secret), None) => (Form::Hmac, text(Some(secret), "secret")?.ok_or_else(|| missing("secret"))?),
        };
        if secret.same_as(&key) {
            return Err(Problem::new(
                "The key and the secret are the same text",
                "",
                "Copy the secret from the exchange's page and paste it again.",
            ));
        }
        Ok(Self { key, form, secret, passphrase })
    }

    /// The end of the API key.
    pub fn hint(&self) -> KeyHint {
        KeyHint::of_key(self.key.text())
    }

    /// How it signs.
    pub const fn form(&self) -> Form {
        self.form
    }

    /// Whether a passphrase belongs to it.
    pub const fn has_passphrase(&self) -> bool {
        self.passphrase.is_some()
    }

    /// Tells this key from others without holding any.
    pub fn fingerprint(&self, exchange: &ExchangeId, home: &HomeKey) -> Fingerprint {
        keyed(home, &[exchange.as_str().as_bytes(), b"\0", self.key.expose()])
    }

    /// Whether every part is equal, in constant time.
    pub fn same_as(&self, other: &Self) -> bool {
        let passphrases = match (&self.passphrase, &other.passphrase) {
            (None, None) => true,
            (Some(a), Some(b)) => a.same_as(b),
            _ => false,
        };
        // `&`, not `&&`: every part is always compared.
        (self.form == other.form) & passphrases & self.key.same_as(&other.key) & self.secret.same_as(&other.secret)
    }

    /// A second copy, for a flow that seals one and asks with the other. Named, so that it is never made by accident.
    pub fn dup(&self) -> Self {
        Self {
            key: Wiped::copy_of(self.key.expose()),
            form: self.form,
            secret: Wiped::copy_of(self.secret.expose()),
            passphrase: self.passphrase.as_ref().map(|passphrase| Wiped::copy_of(passphrase.expose())),
        }
    }

    /// The whole API key, for the header or parameter that carries it.
    pub fn expose_api_key(&self) -> &str {
        self.key.text()
    }

    /// The passphrase, for the header that carries it.
    pub fn expose_passphrase(&self) -> Option<&str> {
        self.passphrase.as_ref().map(Wiped::text)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Checks one part that is text: what no exchange gives out is refused at once, before other parts are there.
///
/// # Errors
/// Too long, or it holds a blank, a line break, a control or another invisible character.
pub fn check_text(text: &str, what: &'static str) -> Result<(), Problem> {
    if text.len() > TEXT_LIMIT {
        return Err(Problem::new(
            format!("The {what} has {} characters", text.chars().count()),
            format!("no exchange gives out one of more than {TEXT_LIMIT}"),
            "Copy it from the exchange's page and paste it again.",
        ));
    }
    // A passphrase is the user's own and may hold blanks.
    let fits = |byte: u8| byte.is_ascii_graphic() || (byte == b' ' && what == "passphrase");
    if !text.bytes().all(fits) {
        return Err(Problem::new(
            format!("The {what} cannot be taken"),
            "it holds a blank, a line break or a character that no exchange gives out",
            "Copy it from the exchange's page and paste it again.",
        ));
    }
    Ok(())
}

/// Trims and checks a text part; an empty one is none.
fn text(part: Option<Wiped>, what: &'static str) -> Result<Option<Wiped>, Problem> {
    let Some(part) = part else { return Ok(None) };
    let Ok(text) = std::str::from_utf8(part.expose()) else {
        return check_text("\u{fffd}", what).map(|()| None);
    };
    let text = text.trim();
    check_text(text, what)?;
    Ok((!text.is_empty()).then(|| copy(text)))
}

fn signing_half(pem: &Wiped) -> Result<(Form, Wiped), Problem> {
    let PrivateKey { form, der } = private::parse(pem.text())?;
    Ok((form, der))
}

fn given(part: &Wiped) -> bool {
    part.expose().iter().any(|byte| !byte.is_ascii_whitespace())
}

fn missing(what: &str) -> Problem {
    Problem::new(format!("The {what} is missing"), "", format!("Give the {what} as well."))
}

fn two_secrets() -> Problem {
    Problem::new("There are a secret and a private key", "a key signs with one of the two", "Leave one of them empty.")
}

#[cfg(test)]
mod tests {
    use super::super::sign::vectors::{ED25519_PEM, RSA_PEM};
    use super::*;

    fn why(parts: Parts) -> String {
        Credential::new(parts).err().map(|problem| problem.sentence()).unwrap_or_default()
    }

    #[test]
    fn a_credential_is_whole_or_not_at_all() {
        let okx = Credential::new(Parts::new(" key-1234\n", "secret-1").with_passphrase("my Pass-1")).unwrap();
        assert_eq!(okx.expose_api_key(), "key-1234");
        assert_eq!(okx.expose_passphrase(), Some("my Pass-1"));
        assert_eq!((okx.form(), okx.hint().to_string()), (Form::Hmac, "…1234".to_owned()));
        assert!(why(Parts::new("", "secret")).contains("API key is missing"));
        assert!(why(Parts::new("key", " ")).contains("secret is missing"));
        assert!(why(Parts::new("same-text", "same-text")).contains("same text"));
        assert!(why(Parts { private_key: Some(copy(ED25519_PEM)), ..Parts::new("k", "s") }).contains("one of the two"));
    }

    #[test]
    fn a_private_key_is_noticed_in_the_secrets_place() {
        assert_eq!(Credential::new(Parts::new("key", ED25519_PEM)).map(|c| c.form()).ok(), Some(Form::Ed25519));
        assert_eq!(Credential::new(Parts::new("key", RSA_PEM)).map(|c| c.form()).ok(), Some(Form::Rsa));
        // As long as one of Binance's secrets.
        let bare: String = ED25519_PEM.lines().filter(|line| !line.contains('-')).collect();
        assert_eq!(bare.len(), 64);
        assert_eq!(Credential::new(Parts::new("key", &bare)).map(|c| c.form()).ok(), Some(Form::Ed25519));
        let public = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
        assert!(why(Parts::new("key", public)).starts_with("This is the public half."));
    }

    #[test]
    fn what_no_exchange_gives_out_is_refused_and_not_repeated() {
        for bad in ["two words", "tab\there", "esc\u{1b}[2J", "bidi\u{202e}x", "nul\0", "umläut"] {
            let sentence = why(Parts::new("key", bad));
            assert!(sentence.contains("The secret cannot be taken"), "{sentence}");
            assert!(!sentence.contains(bad));
        }
        assert!(why(Parts::new(&"k".repeat(513), "s")).contains("513 characters"));
        let not_utf8 = Parts { key: Some(Wiped::copy_of(&[0xff, 0xfe])), ..Parts::new("", "s") };
        assert!(why(not_utf8).contains("API key cannot be taken"));
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let credential =
            Credential::new(Parts::new("planted-key", "planted-secret").with_passphrase("planted-pass")).unwrap();
        assert_eq!(format!("{credential:?} {credential:#?}"), "[redacted] [redacted]");
        assert_eq!(format!("{:?}", Parts::new("planted", "planted")), "[redacted]");
    }

    #[test]
    fn same_means_every_part() {
        let make = |key, secret, pass: Option<&str>| {
            let parts = Parts::new(key, secret);
            Credential::new(match pass {
                Some(pass) => parts.with_passphrase(pass),
                None => parts,
            })
            .unwrap()
        };
        let one = make("key", "secret", Some("pass"));
        assert!(one.same_as(&one.dup()));
        for other in [
            make("kez", "secret", Some("pass")),
            make("key", "secreT", Some("pass")),
            make("key", "secret", Some("past")),
            make("key", "secret", None),
        ] {
            assert!(!one.same_as(&other) && !other.same_as(&one));
        }
    }

    #[test]
    fn a_fingerprint_is_of_home_exchange_and_key() {
        let (binance, bybit) = (ExchangeId::new("binance").unwrap(), ExchangeId::new("bybit").unwrap());
        let (home, other) = (HomeKey::new([7; 32]), HomeKey::new([8; 32]));
        let key = |secret| Credential::new(Parts::new("key", secret)).unwrap();
        let seen = key("secret").fingerprint(&binance, &home);
        assert_eq!(seen, key("another").fingerprint(&binance, &home));
        assert_ne!(seen, key("secret").fingerprint(&bybit, &home));
        assert_ne!(seen, key("secret").fingerprint(&binance, &other));
    }
}

//! Made-up key material: random texts in the exchanges' alphabets and lengths, with a chosen end where a picture wants
//! one. Nothing of it opens anything, and still it is treated as if it did.

use super::Kind;
use crate::domain::{Chance, Problem};
use std::fmt;

/// A made-up secret. It is never printed: habits are the same in practice.
#[derive(Clone, PartialEq, Eq)]
pub struct MadeUp(Box<str>);

impl MadeUp {
    /// Takes a text.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text, for the one who pastes it.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MadeUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[made up]")
    }
}

const ALPHANUMERIC: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX_LOWER: &[u8; 16] = b"0123456789abcdef";
const HEX_UPPER: &[u8; 16] = b"0123456789ABCDEF";

/// An API key that ends as wished: 64 letters and digits (Binance), 18 (Bybit), a UUID (OKX).
///
/// # Errors
/// Where chance fails.
pub fn api_key(kind: Kind, end: &str, chance: &dyn Chance) -> Result<String, Problem> {
    let (alphabet, shape): (&[u8], String) = match kind {
        Kind::Binance => (ALPHANUMERIC, "x".repeat(64)),
        Kind::Bybit => (ALPHANUMERIC, "x".repeat(18)),
        Kind::Okx => (HEX_LOWER, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx".to_owned()),
    };
    let kept = shape.chars().count().saturating_sub(end.chars().count());
    let mut dice = Dice::new(chance);
    let mut text = String::with_capacity(shape.len());
    for place in shape.chars().take(kept) {
        text.push(if place == 'x' { dice.one_of(alphabet)? } else { place });
    }
    text.push_str(end);
    Ok(text)
}

/// A secret: 64 letters and digits (Binance), 36 (Bybit), 32 hex digits in capitals (OKX).
///
/// # Errors
/// Where chance fails.
pub fn secret(kind: Kind, chance: &dyn Chance) -> Result<MadeUp, Problem> {
    let (alphabet, length): (&[u8], usize) = match kind {
        Kind::Binance => (ALPHANUMERIC, 64),
        Kind::Bybit => (ALPHANUMERIC, 36),
        Kind::Okx => (HEX_UPPER, 32),
    };
    text(alphabet, length, chance).map(|text| MadeUp::new(&text))
}

/// A passphrase that OKX takes: letters of both sizes, a digit and a sign.
///
/// # Errors
/// Where chance fails.
pub fn passphrase(chance: &dyn Chance) -> Result<MadeUp, Problem> {
    text(ALPHANUMERIC, 12, chance).map(|text| MadeUp::new(&format!("{text}aA1!")))
}

fn text(alphabet: &[u8], length: usize, chance: &dyn Chance) -> Result<String, Problem> {
    let mut dice = Dice::new(chance);
    (0..length).map(|_| dice.one_of(alphabet)).collect()
}

/// Throws bytes in handfuls, so that ten thousand keys do not ask ten thousand times sixty-four.
struct Dice<'a> {
    chance: &'a dyn Chance,
    handful: [u8; 64],
    used: usize,
}

impl<'a> Dice<'a> {
    const fn new(chance: &'a dyn Chance) -> Self {
        Self { chance, handful: [0; 64], used: 64 }
    }

    fn byte(&mut self) -> Result<u8, Problem> {
        if self.used >= self.handful.len() {
            self.chance.fill(&mut self.handful)?;
            self.used = 0;
        }
        let byte = self.handful.get(self.used).copied().unwrap_or_default();
        self.used += 1;
        Ok(byte)
    }

    /// Each letter as likely as any other: bytes beyond the last whole round are thrown again.
    fn one_of(&mut self, alphabet: &[u8]) -> Result<char, Problem> {
        let round = 256 - 256 % alphabet.len().max(1);
        loop {
            let byte = usize::from(self.byte()?);
            if byte < round {
                let letter = alphabet.get(byte % alphabet.len().max(1)).copied().unwrap_or(b'0');
                return Ok(char::from(letter));
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// Chance that is the same in every run.
    pub(in super::super) struct Loaded(AtomicU64);

    impl Loaded {
        pub(in super::super) const fn new(seed: u64) -> Self {
            Self(AtomicU64::new(seed))
        }
    }

    impl Chance for Loaded {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), Problem> {
            for byte in bytes {
                let n = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
                let mixed = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                *byte = (mixed >> 56) as u8;
            }
            Ok(())
        }
    }

    #[test]
    fn keys_have_the_documented_shapes_and_the_wished_ends() {
        let chance = Loaded::new(1);
        let key = |kind, end| api_key(kind, end, &chance).unwrap();
        let binance = key(Kind::Binance, "9fQ2");
        assert_eq!(binance.len(), 64);
        assert!(binance.ends_with("9fQ2") && binance.bytes().all(|b| b.is_ascii_alphanumeric()));
        assert_eq!(key(Kind::Bybit, "7Tud").len(), 18);
        let okx = key(Kind::Okx, "c04e");
        let parts: Vec<usize> = okx.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert!(okx.ends_with("c04e"));
        assert_eq!(secret(Kind::Okx, &chance).unwrap().text().len(), 32);
        assert_eq!(secret(Kind::Bybit, &chance).unwrap().text().len(), 36);
        assert_ne!(key(Kind::Binance, ""), key(Kind::Binance, ""));
    }

    #[test]
    fn a_made_up_secret_is_not_printed() {
        let made = MadeUp::new("ABCDEF");
        assert_eq!(format!("{made:?}"), "[made up]");
    }
}

//! A passphrase for an exchange that wants its user to think of one (OKX).

use super::Wiped;
use crate::domain::{Chance, Problem};
use zeroize::Zeroizing;

/// Within OKX's 8 to 32 characters; 20 of this alphabet are about 122 bits.
const LENGTH: usize = 20;

const LOWER: &[u8] = b"abcdefghijkmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
const DIGITS: &[u8] = b"23456789";
/// None that a shell, an .env file, JSON or YAML reads as its own.
const SPECIAL: &[u8] = b"!%+-_=@^";

/// Makes a passphrase with a digit, an upper and a lower case letter and a special character (OKX help centre, *Create an
/// API key*: 8 to 32 characters with each of them). `l`, `I`, `O`, `0` and `1` are left out: it may be typed off a screen.
///
/// # Errors
/// The machine's generator failed.
pub fn make_passphrase(chance: &dyn Chance) -> Result<Wiped, Problem> {
    let alphabet: Vec<u8> = [LOWER, UPPER, DIGITS, SPECIAL].concat();
    // Drawn as a whole until each class is in it (two of three are), so that no place favours a class. A generator that
    // cannot do it in so many tries is broken.
    for _ in 0..100 {
        let candidate = draw(chance, &alphabet)?;
        let has = |class: &[u8]| candidate.expose().iter().any(|byte| class.contains(byte));
        if candidate.len() == LENGTH && [LOWER, UPPER, DIGITS, SPECIAL].into_iter().all(has) {
            return Ok(candidate);
        }
    }
    Err(Problem::new(
        "No passphrase could be made",
        "this computer's random generator gives no random bytes",
        "Think of one yourself.",
    ))
}

fn draw(chance: &dyn Chance, alphabet: &[u8]) -> Result<Wiped, Problem> {
    let mut bytes = Zeroizing::new([0; 4 * LENGTH]);
    chance.fill(&mut *bytes)?;
    // Bytes above the last whole multiple are dropped: a remainder would favour the first letters.
    let fair = 256 - 256 % alphabet.len();
    let mut drawn = Wiped::with_capacity(LENGTH);
    let letters = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < fair);
    for letter in letters.filter_map(|byte| alphabet.get(byte % alphabet.len())).take(LENGTH) {
        drawn.push(&[*letter]);
    }
    Ok(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// A small generator with a fixed start (xorshift).
    struct Dice(AtomicU64);

    impl Chance for Dice {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), Problem> {
            for byte in bytes {
                let mut state = self.0.load(Ordering::Relaxed);
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                self.0.store(state, Ordering::Relaxed);
                *byte = state.to_be_bytes()[3];
            }
            Ok(())
        }
    }

    struct Broken;
    impl Chance for Broken {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), Problem> {
            bytes.fill(0);
            Ok(())
        }
    }

    #[test]
    fn each_has_what_okx_asks_for_and_differs() {
        let dice = Dice(AtomicU64::new(0x9e37_79b9_7f4a_7c15));
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..500 {
            let passphrase = make_passphrase(&dice).unwrap();
            let text = passphrase.text();
            assert!((8..=32).contains(&text.len()));
            assert!(text.chars().any(|c| c.is_ascii_digit()));
            assert!(text.chars().any(|c| c.is_ascii_uppercase()));
            assert!(text.chars().any(|c| c.is_ascii_lowercase()));
            assert!(text.chars().any(|c| c.is_ascii_punctuation()));
            assert!(seen.insert(text.to_owned()));
        }
        let used: std::collections::BTreeSet<char> = seen.iter().flat_map(|text| text.chars()).collect();
        assert_eq!(used.len(), LOWER.len() + UPPER.len() + DIGITS.len() + SPECIAL.len());
    }

    #[test]
    fn a_broken_generator_makes_nothing() {
        assert!(make_passphrase(&Broken).is_err());
    }
}

//! What a venue's credentials usually look like, and what looks wrong about parts by that.

use super::{Parts, Wiped, private};
use crate::domain::VenueFacts;

/// What a venue's credentials usually look like. Lengths are habits, not rules: what differs is said, not refused.
#[derive(Debug, Clone, Default)]
pub struct Usual {
    /// Its id, as it stands in names of variables.
    pub id: String,
    /// Its name in sentences.
    pub venue: String,
    /// Usual lengths of API keys, in characters.
    pub key_lengths: Vec<usize>,
    /// Usual lengths of secrets.
    pub secret_lengths: Vec<usize>,
    /// A passphrase belongs to a key.
    pub passphrase: bool,
}

impl Usual {
    /// A venue's.
    pub fn of(venue: &VenueFacts) -> Self {
        Self {
            id: venue.id.to_string(),
            venue: venue.name.clone(),
            key_lengths: venue.parts.key_lengths.iter().copied().filter(|length| *length > 0).collect(),
            secret_lengths: venue.parts.secret_lengths.iter().copied().filter(|length| *length > 0).collect(),
            passphrase: venue.parts.passphrase,
        }
    }
}

/// What looks wrong about parts that are there, by the venue's usual lengths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The key's place holds a secret.
    Swapped {
        /// Characters in the key's place.
        has: usize,
        /// Characters of a key.
        usual: usize,
        /// The venue's name.
        venue: String,
    },
    /// A part is not whole, or more than that.
    Length {
        /// `secret` or `API key`.
        what: &'static str,
        /// Its characters.
        has: usize,
        /// The usual number.
        usual: usize,
    },
}

impl Notice {
    /// The sentence.
    pub fn says(&self) -> String {
        match self {
            Self::Swapped { has, usual, venue } => {
                format!("These look swapped: the first is {has} characters, {venue}'s keys have {usual}.")
            }
            Self::Length { what, has, usual } => {
                format!("The {what} has {has} of {usual} characters. Paste it again; it replaces this one.")
            }
        }
    }
}

/// Looks at what is there so far.
pub fn notices(parts: &Parts, usual: &Usual) -> Vec<Notice> {
    if swapped(parts, usual) {
        let (has, most) = (length(&parts.key), usual.key_lengths.first().copied().unwrap_or_default());
        return vec![Notice::Swapped { has, usual: most, venue: usual.venue.clone() }];
    }
    let pem = parts.secret.as_ref().is_some_and(|secret| private::looks_like_one(secret.text()));
    let secret = if pem { None } else { off("secret", length(&parts.secret), &usual.secret_lengths) };
    off("API key", length(&parts.key), &usual.key_lengths).into_iter().chain(secret).collect()
}

/// Whether the key's place holds what only a secret can be, and the secret's place does not.
pub(super) fn swapped(parts: &Parts, usual: &Usual) -> bool {
    let (key, secret) = (length(&parts.key), length(&parts.secret));
    let is_key = |length| usual.key_lengths.contains(&length);
    let is_secret = |length| usual.secret_lengths.contains(&length);
    let looks_like_secret = |length| is_secret(length) && !is_key(length);
    looks_like_secret(key) && !looks_like_secret(secret)
}

/// Too short or too long for any usual length: measured against the nearest.
fn off(what: &'static str, has: usize, usual: &[usize]) -> Option<Notice> {
    if has == 0 || usual.contains(&has) {
        return None;
    }
    let nearest = usual.iter().copied().min_by_key(|length| length.abs_diff(has))?;
    Some(Notice::Length { what, has, usual: nearest })
}

fn length(part: &Option<Wiped>) -> usize {
    part.as_ref().map_or(0, |part| part.text().trim().chars().count())
}

#[cfg(test)]
mod tests {
    use super::super::sign::vectors::ED25519_PEM;
    use super::*;

    #[test]
    fn lengths_tell_swapped_and_half() {
        let bybit =
            Usual { venue: "Bybit".into(), key_lengths: vec![18], secret_lengths: vec![36], ..Usual::default() };
        let says = |key: usize, secret: usize| {
            let word = |length| (length > 0).then(|| Wiped::copy_of("x".repeat(length).as_bytes()));
            let parts = Parts { key: word(key), secret: word(secret), ..Parts::default() };
            notices(&parts, &bybit).iter().map(Notice::says).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(says(18, 36), "");
        assert_eq!(says(36, 18), "These look swapped: the first is 36 characters, Bybit's keys have 18.");
        assert_eq!(says(36, 0), says(36, 18));
        assert_eq!(says(18, 31), "The secret has 31 of 36 characters. Paste it again; it replaces this one.");
        assert_eq!(says(9, 0), "The API key has 9 of 18 characters. Paste it again; it replaces this one.");
        assert_eq!(notices(&Parts::new("x", "y"), &Usual::default()), []);
        let pem = Parts::new(&"x".repeat(18), ED25519_PEM);
        assert_eq!(notices(&pem, &bybit), []);
    }
}

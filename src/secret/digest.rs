//! SHA-256 over rows and answers, and the home's own key for fingerprints.

use super::Wiped;
use crate::domain::{Chance, Digest, Fingerprint, Problem};
use ring::{digest, hmac};
use std::fmt;

/// The digest of some bytes.
pub fn sha256(bytes: &[u8]) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update(bytes);
    hasher.finish()
}

/// A digest that is made piece by piece.
pub struct Hasher(digest::Context);

impl Hasher {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }

    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Takes one field of a row, its length first: so `ab`, `c` and `a`, `bc` are two rows.
    pub fn field(&mut self, bytes: &[u8]) {
        self.0.update(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        self.0.update(bytes);
    }

    /// The digest of all that was taken.
    pub fn finish(self) -> Digest {
        Digest::new(first_32(self.0.finish().as_ref()))
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

/// The random key of this home: with it nobody can guess an API key from its fingerprint. It lies in a 0600 file beside
/// the inventory, never in it.
pub struct HomeKey(Wiped);

impl HomeKey {
    /// Its length in bytes.
    pub const LENGTH: usize = 32;

    /// From 32 bytes.
    pub fn new(bytes: [u8; Self::LENGTH]) -> Self {
        let bytes = zeroize::Zeroizing::new(bytes);
        Self(Wiped::copy_of(&*bytes))
    }

    /// From what its file holds; `None` if that is not 32 bytes.
    pub fn from_file(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == Self::LENGTH).then(|| Self(Wiped::copy_of(bytes)))
    }

    /// A new one.
    ///
    /// # Errors
    /// The machine's generator failed.
    pub fn make(chance: &dyn Chance) -> Result<Self, Problem> {
        let mut bytes = zeroize::Zeroizing::new([0; Self::LENGTH]);
        chance.fill(&mut *bytes)?;
        Ok(Self(Wiped::copy_of(&*bytes)))
    }

    /// Its bytes, for its file.
    pub fn expose(&self) -> &[u8] {
        self.0.expose()
    }
}

impl fmt::Debug for HomeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// HMAC-SHA256 under the home's key over `pieces`, one after the other.
pub(super) fn keyed(home: &HomeKey, pieces: &[&[u8]]) -> Fingerprint {
    let key = hmac::Key::new(hmac::HMAC_SHA256, home.expose());
    let mut context = hmac::Context::with_key(&key);
    for piece in pieces {
        context.update(piece);
    }
    Fingerprint::new(first_32(context.sign().as_ref()))
}

/// SHA-256 gives 32 bytes; the types of `ring` do not say so.
fn first_32(bytes: &[u8]) -> [u8; 32] {
    bytes.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_as_published() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(sha256(b"abc").hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let mut pieces = Hasher::new();
        pieces.update(b"a");
        pieces.update(b"bc");
        assert_eq!(pieces.finish(), sha256(b"abc"));
    }

    #[test]
    fn fields_do_not_run_into_each_other() {
        let of = |fields: &[&[u8]]| {
            let mut hasher = Hasher::default();
            fields.iter().for_each(|field| hasher.field(field));
            hasher.finish()
        };
        assert_ne!(of(&[b"ab", b"c"]), of(&[b"a", b"bc"]));
        assert_ne!(of(&[b"", b"a"]), of(&[b"a", b""]));
    }

    #[test]
    fn a_home_key_is_32_bytes_and_silent() {
        assert!(HomeKey::from_file(&[0; 31]).is_none());
        let home = HomeKey::from_file(&[1; 32]).unwrap();
        assert_eq!(home.expose(), [1; 32]);
        assert_eq!(format!("{home:?}"), "[redacted]");
        // RFC 4231, test case 2 has the short key "Jefe"; ours are 32 bytes, so case 1's shape with our key is recomputed.
        assert_eq!(keyed(&home, &[b"a", b"b"]), keyed(&home, &[b"ab"]));
    }
}

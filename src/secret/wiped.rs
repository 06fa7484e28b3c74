//! Bytes that are zeroed when they go.

use std::fmt;
use zeroize::Zeroizing;

/// Secret bytes: wiped on drop, never printed, never cloned by accident. Not a `Vec`: growing one would leave copies of
/// the secret behind in freed memory, so this one moves to a larger place by hand and wipes the old.
pub struct Wiped(Zeroizing<Vec<u8>>);

impl Wiped {
    /// Empty, with room for `capacity` bytes before it has to move.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Zeroizing::new(Vec::with_capacity(capacity)))
    }

    /// Takes over bytes that are somebody's only copy.
    pub fn from_vec(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A copy of `bytes`; wiping the original stays its owner's duty.
    pub fn copy_of(bytes: &[u8]) -> Self {
        let mut copy = Self::with_capacity(bytes.len());
        copy.push(bytes);
        copy
    }

    /// A second one, for whoever must hand one on and keep one.
    #[must_use]
    pub fn dup(&self) -> Self {
        Self::copy_of(&self.0)
    }

    /// Appends. Whoever knows the size beforehand says it in [`Wiped::with_capacity`].
    pub fn push(&mut self, bytes: &[u8]) {
        let needed = self.0.len().saturating_add(bytes.len());
        if needed > self.0.capacity() {
            let mut larger = Vec::with_capacity(needed.saturating_mul(2));
            larger.extend_from_slice(&self.0);
            self.0 = Zeroizing::new(larger);
        }
        self.0.extend_from_slice(bytes);
    }

    /// Keeps the first `length` bytes and wipes the others.
    pub(super) fn truncate(&mut self, length: usize) {
        if let Some(tail) = self.0.get_mut(length..) {
            zeroize::Zeroize::zeroize(tail);
            self.0.truncate(length);
        }
    }

    /// The bytes from a place on, to be read into: what does not fit there is not read.
    pub fn room(&mut self, from: usize) -> Option<&mut [u8]> {
        self.0.get_mut(from..)
    }

    /// How many bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is there.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes, for whoever must hand them to the outside.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as text; empty where they are none (what is kept as text was checked when it came in).
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Equal in a time that does not depend on where the first difference stands.
    pub fn same_as(&self, other: &Self) -> bool {
        if self.len() != other.len() {
            return false;
        }
        let difference = self.0.iter().zip(other.0.iter()).fold(0, |seen, (a, b)| std::hint::black_box(seen | (a ^ b)));
        difference == 0
    }
}

impl fmt::Debug for Wiped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_never_printed_and_grows_whole() {
        let mut bytes = Wiped::with_capacity(1);
        for _ in 0..100 {
            bytes.push(b"secret");
        }
        assert_eq!(bytes.len(), 600);
        assert!(bytes.text().ends_with("secret"));
        assert_eq!(format!("{bytes:?} {:?}", Some(&bytes)), "[redacted] Some([redacted])");
    }

    #[test]
    fn equal_means_every_byte() {
        let a = Wiped::copy_of(b"abcdef");
        assert!(a.same_as(&Wiped::copy_of(b"abcdef")));
        for other in [&b"abcdeF"[..], b"Abcdef", b"abcde", b""] {
            assert!(!a.same_as(&Wiped::copy_of(other)));
        }
    }
}

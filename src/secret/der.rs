//! As much of DER as tells what sort of key lies in a PKCS#8 or SPKI envelope. `ring` checks the key itself.

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

/// What an envelope says its key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// `1.2.840.113549.1.1.1`.
    Rsa,
    /// `1.3.101.112`.
    Ed25519,
    /// `1.2.840.10045.2.1`.
    Ec,
    /// Any other.
    Other,
}

/// A PKCS#8 private key: its algorithm, and what is inside (for RSA a PKCS#1 key).
pub(super) fn private_key(der: &[u8]) -> Option<(Algorithm, &[u8])> {
    let mut outer = der;
    let mut body = take(&mut outer, SEQUENCE)?;
    take(&mut body, INTEGER)?;
    let mut algorithm = take(&mut body, SEQUENCE)?;
    let oid = take(&mut algorithm, OID)?;
    let inner = take(&mut body, OCTET_STRING)?;
    Some((named(oid), inner))
}

/// An SPKI public key: its algorithm, and what is inside (32 bytes for Ed25519, a PKCS#1 key for RSA).
pub(super) fn public_key(der: &[u8]) -> Option<(Algorithm, &[u8])> {
    let mut outer = der;
    let mut body = take(&mut outer, SEQUENCE)?;
    let mut algorithm = take(&mut body, SEQUENCE)?;
    let oid = take(&mut algorithm, OID)?;
    let (&unused_bits, key) = take(&mut body, BIT_STRING)?.split_first()?;
    (unused_bits == 0).then_some((named(oid), key))
}

fn named(oid: &[u8]) -> Algorithm {
    match oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01] => Algorithm::Rsa,
        [0x2b, 0x65, 0x70] => Algorithm::Ed25519,
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01] => Algorithm::Ec,
        _ => Algorithm::Other,
    }
}

/// The contents of the next element if it has this tag; `rest` moves behind it.
fn take<'a>(rest: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    let (&[found, first], tail) = rest.split_first_chunk::<2>()?;
    let (length, tail) = match first {
        0..=0x7f => (usize::from(first), tail),
        0x81 => tail.split_first().map(|(length, tail)| (usize::from(*length), tail))?,
        0x82 => tail.split_first_chunk::<2>().map(|(length, tail)| (usize::from(u16::from_be_bytes(*length)), tail))?,
        _ => return None,
    };
    let (contents, tail) = tail.split_at_checked(length)?;
    if found != tag {
        return None;
    }
    *rest = tail;
    Some(contents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_envelope_names_its_key() {
        let seed = hex::decode(
            "302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        );
        let (algorithm, inner) = private_key(seed.as_deref().unwrap()).unwrap();
        assert_eq!((algorithm, inner.len()), (Algorithm::Ed25519, 34));
        assert_eq!(private_key(&[0x30, 0x82, 0xff]), None);
        assert_eq!(public_key(&[]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = (private_key(&bytes), public_key(&bytes));
        }
    }
}

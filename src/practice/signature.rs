//! What a key signs with, as the exchange keeps it: a secret of its own making, or its user's public key.

use super::book::Refused;
use super::{Kind, MadeUp};
use crate::secret::sign;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What signatures of a key are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A secret that the exchange made: HMAC-SHA256.
    Hmac(MadeUp),
    /// The user's own Ed25519 key: its 32 public bytes.
    Ed25519(Vec<u8>),
    /// The user's own RSA key.
    Rsa {
        /// The public key as RFC 8017 writes it (`RSAPublicKey`).
        der: Vec<u8>,
        /// As it was pasted; Bybit shows it again.
        pem: String,
    },
}

impl Proof {
    /// Takes a public key as the page's form does: Ed25519 or RSA at Binance, RSA at Bybit, none at OKX.
    ///
    /// # Errors
    /// Another sort of key, a text that is no public key, a key that this exchange does not take.
    pub fn from_public_pem(kind: Kind, pem: &str) -> Result<Self, Refused> {
        let body: String =
            pem.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("-----")).collect();
        if !pem.contains("BEGIN PUBLIC KEY") {
            return Err(Refused::PublicKey);
        }
        let der = STANDARD.decode(body).map_err(|_| Refused::PublicKey)?;
        let (algorithm, key) = subject_public_key(&der).ok_or(Refused::PublicKey)?;
        match (kind, algorithm) {
            (Kind::Binance, Algorithm::Ed25519) => Ok(Self::Ed25519(key.to_vec())),
            (Kind::Binance | Kind::Bybit, Algorithm::Rsa) => Ok(Self::Rsa { der: key.to_vec(), pem: pem.to_owned() }),
            _ => Err(Refused::PublicKey),
        }
    }

    /// Whether a signature is this key's over a payload.
    pub(super) fn holds(&self, kind: Kind, payload: &[u8], signature: &str) -> bool {
        match self {
            Self::Hmac(secret) => {
                let bytes = match kind {
                    Kind::Binance | Kind::Bybit => hex::decode(signature).ok(),
                    Kind::Okx => STANDARD.decode(signature).ok(),
                };
                bytes.is_some_and(|mac| sign::verify_hmac_sha256(secret.text().as_bytes(), payload, &mac))
            }
            Self::Ed25519(key) => {
                STANDARD.decode(signature).is_ok_and(|bytes| sign::verify_ed25519(key, payload, &bytes))
            }
            Self::Rsa { der, .. } => {
                STANDARD.decode(signature).is_ok_and(|bytes| sign::verify_rsa_sha256(der, payload, &bytes))
            }
        }
    }
}

enum Algorithm {
    Ed25519,
    Rsa,
}

/// The key inside a `SubjectPublicKeyInfo` (RFC 5280): the sequence of an algorithm and a bit string.
fn subject_public_key(der: &[u8]) -> Option<(Algorithm, &[u8])> {
    const ED25519: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];
    const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    let (whole, rest) = element(der, 0x30)?;
    let (algorithm, bits) = element(whole, 0x30)?;
    let (key, after) = element(bits, 0x03)?;
    let key = key.strip_prefix(&[0])?;
    if !rest.is_empty() || !after.is_empty() {
        return None;
    }
    if algorithm == ED25519 && key.len() == 32 {
        Some((Algorithm::Ed25519, key))
    } else if algorithm.starts_with(RSA) {
        Some((Algorithm::Rsa, key))
    } else {
        None
    }
}

/// One DER element of a tag: its content and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = der.split_first()?;
    let (short, rest) = rest.split_first()?;
    if *first != tag {
        return None;
    }
    if *short < 0x80 {
        return rest.split_at_checked(usize::from(*short));
    }
    let (length, rest) = rest.split_at_checked(usize::from(*short & 0x7f)).filter(|(length, _)| length.len() <= 4)?;
    let length = length.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";

    #[test]
    fn an_ed25519_key_is_read_and_checks_a_published_signature() {
        let proof = Proof::from_public_pem(Kind::Binance, ED25519).unwrap();
        let payload = b"recvWindow=5000&timestamp=1700000000000";
        let good = "SuFKFn31x8nQjl091znjS/Gsh5nPMUX4Ikcp3aCZUrg8fz5/prucKrlT7HdmCGxjdl85q7QoeCNTZJeiqjNVCw==";
        assert!(proof.holds(Kind::Binance, payload, good));
        assert!(!proof.holds(Kind::Binance, b"recvWindow=5000&timestamp=1700000000001", good));
        assert!(!proof.holds(Kind::Binance, payload, "no base64"));
    }

    #[test]
    fn each_exchange_takes_its_own_sorts_of_keys() {
        assert_eq!(Proof::from_public_pem(Kind::Bybit, ED25519), Err(Refused::PublicKey));
        assert_eq!(Proof::from_public_pem(Kind::Okx, ED25519), Err(Refused::PublicKey));
        for bad in ["", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "no key"] {
            assert_eq!(Proof::from_public_pem(Kind::Binance, bad), Err(Refused::PublicKey), "{bad}");
        }
        let private = ED25519.replace("PUBLIC", "PRIVATE");
        assert_eq!(Proof::from_public_pem(Kind::Binance, &private), Err(Refused::PublicKey));
    }

    #[test]
    fn hmac_is_checked_in_each_exchange_s_own_spelling() {
        let binance = Proof::Hmac(MadeUp::new("NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"));
        let good = "87e5c6222562009dfc00b491bbc2a244513b1555abde13b604bc2c22cf991114";
        assert!(binance.holds(Kind::Binance, b"recvWindow=5000&timestamp=1700000000000", good));
        assert!(binance.holds(Kind::Binance, b"recvWindow=5000&timestamp=1700000000000", &good.to_uppercase()));
        assert!(!binance.holds(Kind::Binance, b"recvWindow=5000&timestamp=1700000000000", ""));
        let okx = Proof::Hmac(MadeUp::new("22582BD0CFF14C41EDBF1AB98506286D"));
        let payload = b"2023-11-14T22:13:20.000ZGET/api/v5/account/config";
        assert!(okx.holds(Kind::Okx, payload, "bCn8zVlTJqoobCkHSywuaN0ys4sP75zNhIiys58mkkU="));
        assert!(!okx.holds(Kind::Okx, payload, good));
    }
}

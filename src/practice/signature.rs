//! What a key signs with, as the exchange keeps it: a secret of its own making, or its user's public key.

use super::record::Refused;
use super::{Kind, MadeUp};
use crate::secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What signatures of a key are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A secret that the exchange made: HMAC-SHA256.
    Hmac(MadeUp),
    /// The user's own Ed25519 key: its public half, as it was pasted.
    Ed25519(String),
    /// The user's own RSA key: its public half, as it was pasted.
    Rsa(String),
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
        match (kind, algorithm(&der).ok_or(Refused::PublicKey)?) {
            (Kind::Binance, Algorithm::Ed25519) => Ok(Self::Ed25519(pem.trim().to_owned())),
            (Kind::Binance | Kind::Bybit, Algorithm::Rsa) => Ok(Self::Rsa(pem.trim().to_owned())),
            _ => Err(Refused::PublicKey),
        }
    }

    /// Whether a signature is this key's over a payload.
    pub(super) fn holds(&self, kind: Kind, payload: &[u8], signature: &str) -> bool {
        match self {
            Self::Hmac(shared) => {
                let bytes = match kind {
                    Kind::Binance | Kind::Bybit => hex::decode(signature).ok(),
                    Kind::Okx => STANDARD.decode(signature).ok(),
                };
                bytes.is_some_and(|mac| secret::verify_hmac_sha256(shared.text().as_bytes(), payload, &mac))
            }
            Self::Ed25519(pem) => {
                STANDARD.decode(signature).is_ok_and(|bytes| secret::verify_ed25519(pem.as_bytes(), payload, &bytes))
            }
            Self::Rsa(pem) => {
                STANDARD.decode(signature).is_ok_and(|bytes| secret::verify_rsa_sha256(pem.as_bytes(), payload, &bytes))
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Algorithm {
    Ed25519,
    Rsa,
}

/// Which algorithm a `SubjectPublicKeyInfo` names (RFC 8410, RFC 8017): read from its first bytes.
fn algorithm(der: &[u8]) -> Option<Algorithm> {
    const ED25519: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    if der.len() == 44 && der.starts_with(ED25519) {
        return Some(Algorithm::Ed25519);
    }
    let head = der.get(..32)?;
    head.windows(RSA.len()).any(|window| window == RSA).then_some(Algorithm::Rsa)
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

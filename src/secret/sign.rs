//! Signatures of requests, and their verification for the practice exchanges, which know made-up keys only.

use super::der::{self, Algorithm};
use super::pem::{self, Read};
use super::{Credential, Form, Wiped};
use crate::domain::Problem;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use ring::{hmac, rsa};

/// How a venue wants an HMAC written. Signatures of private keys are base64 everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Lower-case hex digits.
    Hex,
    /// Base64 with padding; not percent-encoded yet.
    Base64,
}

/// Signs the exact bytes that are sent, in the credential's own way.
///
/// # Errors
/// The private key turned out to be unusable.
pub fn sign(credential: &Credential, payload: &[u8], encoding: Encoding) -> Result<String, Problem> {
    match (credential.form(), encoding) {
        (Form::Hmac, Encoding::Hex) => hmac_sha256_hex(credential, payload),
        (Form::Hmac, Encoding::Base64) => hmac_sha256_base64(credential, payload),
        (Form::Ed25519, _) => ed25519_base64(credential, payload),
        (Form::Rsa, _) => rsa_sha256_base64(credential, payload),
    }
}

/// HMAC-SHA256 in hex: Binance, Bybit.
///
/// # Errors
/// The credential is a private key.
pub fn hmac_sha256_hex(credential: &Credential, payload: &[u8]) -> Result<String, Problem> {
    hmac_sha256(credential, payload).map(|mac| hex::encode(mac.as_ref()))
}

/// HMAC-SHA256 in base64: OKX.
///
/// # Errors
/// The credential is a private key.
pub fn hmac_sha256_base64(credential: &Credential, payload: &[u8]) -> Result<String, Problem> {
    hmac_sha256(credential, payload).map(|mac| STANDARD.encode(mac.as_ref()))
}

/// Ed25519 in base64: Binance.
///
/// # Errors
/// The credential is of another form.
pub fn ed25519_base64(credential: &Credential, payload: &[u8]) -> Result<String, Problem> {
    let der = secret_of(credential, Form::Ed25519)?;
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der.expose()).map_err(|_| unusable())?;
    Ok(STANDARD.encode(pair.sign(payload).as_ref()))
}

/// RSASSA-PKCS1-v1_5 with SHA-256 in base64: Binance, Bybit.
///
/// # Errors
/// The credential is of another form, or the machine's random generator failed (it blinds the computation).
pub fn rsa_sha256_base64(credential: &Credential, payload: &[u8]) -> Result<String, Problem> {
    let der = secret_of(credential, Form::Rsa)?;
    let pair = rsa::KeyPair::from_der(der.expose()).map_err(|_| unusable())?;
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), payload, &mut signature).map_err(|_| unusable())?;
    Ok(STANDARD.encode(signature))
}

/// Whether `mac` (raw bytes) is the HMAC-SHA256 of `payload` under `secret`.
pub fn verify_hmac_sha256(secret: &[u8], payload: &[u8], mac: &[u8]) -> bool {
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, secret), payload, mac).is_ok()
}

/// Whether `signature` (64 raw bytes) is `payload`'s under an Ed25519 public key: PEM, SPKI DER, or its 32 bytes.
pub fn verify_ed25519(public: &[u8], payload: &[u8], signature: &[u8]) -> bool {
    let public = bare_public_key(public, Algorithm::Ed25519);
    UnparsedPublicKey::new(&ED25519, public.expose()).verify(payload, signature).is_ok()
}

/// Whether `signature` (raw bytes) is `payload`'s under an RSA public key of 2048 bits or more: PEM, SPKI or PKCS#1 DER.
pub fn verify_rsa_sha256(public: &[u8], payload: &[u8], signature: &[u8]) -> bool {
    let public = bare_public_key(public, Algorithm::Rsa);
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public.expose()).verify(payload, signature).is_ok()
}

fn hmac_sha256(credential: &Credential, payload: &[u8]) -> Result<hmac::Tag, Problem> {
    let secret = secret_of(credential, Form::Hmac)?;
    Ok(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.expose()), payload))
}

fn secret_of(credential: &Credential, form: Form) -> Result<&Wiped, Problem> {
    if credential.form() == form { Ok(&credential.secret) } else { Err(unusable()) }
}

fn unusable() -> Problem {
    Problem::new(
        "The request could not be signed",
        "the key does not sign in the way that this exchange asks for",
        "Add the key again, with the secret that belongs to it.",
    )
}

/// A public key without armour and envelope; what has none is taken as it is.
fn bare_public_key(public: &[u8], wanted: Algorithm) -> Wiped {
    let der = match std::str::from_utf8(public).map(pem::read) {
        Ok(Read::Block(block, _)) => block.der.unwrap_or_else(|| Wiped::with_capacity(0)),
        _ => Wiped::copy_of(public),
    };
    match der::public_key(der.expose()) {
        Some((algorithm, key)) if algorithm == wanted => Wiped::copy_of(key),
        _ => der,
    }
}

/// The keys of the tests. All of them were made for tests; the Ed25519 one is RFC 8032's first.
#[cfg(test)]
pub(super) mod vectors {
    pub const ED25519_PEM: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";
    pub const RSA_PEM: &str = include_str!("../../tests/data/rsa_2048_test_only.pem");
    pub const RSA_4096_PEM: &str = include_str!("../../tests/data/rsa_4096_test_only.pem");
    pub const RSA_1024_PEM: &str = include_str!("../../tests/data/rsa_1024_test_only.pem");
}

#[cfg(test)]
mod tests {
    use super::super::Parts;
    use super::vectors::{ED25519_PEM, RSA_PEM};
    use super::*;
    use ring::signature::KeyPair as _;

    fn signed(key: &str, secret: &str, payload: &str, encoding: Encoding) -> String {
        sign(&Credential::new(Parts::new(key, secret)).unwrap(), payload.as_bytes(), encoding).unwrap()
    }

    const ORDER: &str = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
    const FULL_WIDTH: &str = "symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96";
    const SELL: &str =
        "&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=0.2&timestamp=1668481559918&recvWindow=5000";
    const SHORT: &str = "recvWindow=5000&timestamp=1700000000000";

    /// Binance spot docs, *Request security*: the first three as published (recomputed), the others computed with openssl.
    #[test]
    fn binance_hmac() {
        let secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
        let full_width = ORDER.replace("symbol=LTCBTC", FULL_WIDTH);
        let query_and_body = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTCquantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
        for (payload, signature) in [
            ("timestamp=1578963600000", "d84e6641b1e328e7b418fff030caed655c266299c9355e36ce801ed14631eed4"),
            (ORDER, "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"),
            (&full_width, "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3"),
            (SHORT, "87e5c6222562009dfc00b491bbc2a244513b1555abde13b604bc2c22cf991114"),
            (query_and_body, "0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77"),
        ] {
            assert_eq!(signed("key", secret, payload, Encoding::Hex), signature, "{payload}");
            assert!(verify_hmac_sha256(secret.as_bytes(), payload.as_bytes(), &hex::decode(signature).unwrap()));
            assert!(!verify_hmac_sha256(secret.as_bytes(), b"other", &hex::decode(signature).unwrap()));
        }
    }

    #[test]
    fn binance_ed25519() {
        let raw = hex::decode("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").unwrap();
        let pem = b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";
        let (sell, full_width) = (format!("symbol=BTCUSDT{SELL}"), format!("{FULL_WIDTH}{SELL}"));
        for (payload, signature) in [
            (SHORT, "SuFKFn31x8nQjl091znjS/Gsh5nPMUX4Ikcp3aCZUrg8fz5/prucKrlT7HdmCGxjdl85q7QoeCNTZJeiqjNVCw=="),
            (&sell, "XtZirsmmi0noRzUfkqktvkVfxpkq/WtbLg2UOL3QGYdUBZVlqOBEMuEVw8zioY93N54NcKj9UuAXQEa9zgTDBg=="),
            (&full_width, "FWYdifsZ1T+XvAR4JXeCD399kQM9CBUnEKjWb0+jS1X00g+LgvtR8uBv2T7dn1gFf9GPIhHnYlM+6vBsJOnMDA=="),
        ] {
            assert_eq!(signed("key", ED25519_PEM, payload, Encoding::Hex), signature, "{payload}");
            let signature = STANDARD.decode(signature).unwrap();
            for public in [&raw[..], pem] {
                assert!(verify_ed25519(public, payload.as_bytes(), &signature));
                assert!(!verify_ed25519(public, b"other", &signature));
            }
        }
    }

    /// PKCS#1 v1.5 is deterministic. The first two are Binance's payloads, the others Bybit's.
    #[test]
    fn binance_and_bybit_rsa() {
        let sell = format!("symbol=BTCUSDT{SELL}");
        let Ok(pkcs8) = super::super::private::parse(RSA_PEM) else { panic!("the test key is not read") };
        let pkcs1 = rsa::KeyPair::from_der(pkcs8.der.expose()).unwrap().public_key().as_ref().to_vec();
        let pem = include_bytes!("../../tests/data/rsa_2048_test_only.pub.pem");
        for (payload, signature) in [
            (
                SHORT,
                "bv4FPaiiDw02wh0Ni60K8WKFTJ+aPHmAr1fgdkjWXvYeVqARgRZ1Rzyfpq4C/4e5htlNvKjiYiP2S4ZYk2b61FtemtMavyJbGx0eY4U1HXhhpatO98a9kKtYiMnuQ4b0QiggYRpUst334/02WzVb01FXC+yKqHzw5zi2/2mgo+VW2vvMI2+6djFHt6yKDZJMYrcq4elaLmrF0i8aTKRVp7j9pv8Z0eFSQ7NHs2/RDbBPevoMJPDY7Vg+K2gU6eH8gx/TZbBPct/QpGGcQFIXVeOOGGpi4ekG7J/btFJSzJ3xUcKKQPV06prtgsYZ5pIAJAZfPLT2FeWc7eUM0a2qag==",
            ),
            (
                &sell,
                "f56SvVYauHcScChqhZypzZPnF/52/xYmLDNOybhLodEs/p0sVTKGGQI0PgqVDY2mZ7OpzgM6UEK5zXvzlfMHOmwcNzV+59lh+aQvGKmrZtfHJG8YnDNdJyUYQNxy4xSjjl0ix2Yh3Tv4gWiFb9dJHu/sb+zvr6q4cnntTEC9i6e1QbEmUnsCGUXGsXmYd6J0dCBGAoOP9Bk9OKrTeIU+CdVcDiXntcLvNoUeGvZezD8lNIiN4ZWUVFbQk6WZiiK055yTpgjLDUWynuFYs7g9ybgPf0eForogYWuk2t3z/By2tw/V3mi3/ph3g7j9clMphrOUHqvPqVzC+MHbZk5+LA==",
            ),
            (
                "1700000000000keywardTestKey00015000",
                "jIhJyhTU4ZVOol26pBvD/6+UPfauZQE+GsFMnBAA0c7mSDsYJbAOvXIWM4jwVRkCeWPmakqHdkc4iD0GQB2yCrzqRLTV7F8p2eirALLLSNM/gY7fbn0cPuaPX0gE9QepbXCeM+jdC2uF+vYrp93RRLkFYfVFXZpNxbpCYmSOTmNl7NSWEm7N4ztYHM2odBCw1zo42xsr/OqicCAVr4cMWms2s4ktDI/C6ZhoBXhyN1Dc9BY49m7z4P8n59b1GmCuu+lcGySRHYhgoYk0RYsUgDWNW41jtNc62YWIkeJxX5LgxjHUX71HbsiA0smlEDDjBTsdzlhxQQtkiZGQJ6SSpg==",
            ),
            (
                "1700000000000keywardTestKey00015000category=spot&limit=50",
                "MtvkaKjWMidpcu6qM8oMc/BnfQA/YdtHOwQ1BEYClzf3ek8tlmJL8CLe6sncl5o7qppJBbmLG2urM1sLPNixfzZ45kHcegoW4DZ1T6bv0jummlP7DiKgth9KarCevqxi1+cBUISAMeGQ+FUeXUm6Q6RjmzByxrLoLcJBCzX7Fg2/sLQxBiGJTwPrFYiLc2wab3vNIGijN0Ygo9iz21nGZ4QEm/DlDP6MII73beNfjVm6r6QHv6GBu9HGFD5JZWAatQZNjQWBPdGGWSV0T+HfOYe4zw9E4JrKksJhv7iiA88qfYee0DherKU7QRRq18TbegbONqOVRIk1N/w0A6GL0w==",
            ),
        ] {
            assert_eq!(signed("key", RSA_PEM, payload, Encoding::Hex), signature, "{payload}");
            let signature = STANDARD.decode(signature).unwrap();
            for public in [&pkcs1[..], pem] {
                assert!(verify_rsa_sha256(public, payload.as_bytes(), &signature));
                assert!(!verify_rsa_sha256(public, b"other", &signature));
            }
        }
    }

    #[test]
    fn bybit_hmac() {
        let (key, secret) = ("keywardTestKey0001", "keyward-test-secret-0123456789abcdef");
        for (payload, signature) in [
            ("", "1b833bba03df4d45ea964036b07d70127fc72b68c33dd3aa88df42fce6aac818"),
            ("category=spot&limit=50", "7aa8e245fbead9e1eaf66c536a57133d438c3444302e96ccd79f28d324a47dcf"),
            (
                r#"{"category":"linear","settleCoin":"USDT"}"#,
                "02a340b1666f774813fb8e460d9020671723836c6bd092f4ab4fc3b4f2ea4040",
            ),
        ] {
            assert_eq!(signed(key, secret, &format!("1700000000000{key}5000{payload}"), Encoding::Hex), signature);
        }
        let theirs = "1658384314791XXXXXXXXXX5000category=option&symbol=BTC-29JUL22-25000-C";
        let signature = "c467d2d9d6d5a2403e6eec1adcee86c3a28513c238261e2ccdfe86fe534a3420";
        assert_eq!(signed("XXXXXXXXXX", "keyward-test-secret", theirs, Encoding::Hex), signature);
    }

    #[test]
    fn okx_hmac() {
        for (payload, signature) in [
            (
                "2020-12-08T09:08:57.715ZGET/api/v5/account/balance?ccy=BTC",
                "HiZhvSfMtWJA3uUIVXV3a/bSXNPCWvYFXoGCVS8V4zY=",
            ),
            ("2023-11-14T22:13:20.000ZGET/api/v5/account/config", "bCn8zVlTJqoobCkHSywuaN0ys4sP75zNhIiys58mkkU="),
            (
                r#"2023-11-14T22:13:20.000ZPOST/api/v5/trade/cancel-all-after{"timeOut":"10"}"#,
                "MUDhzSqHHDSZhSkO8kp4+5QDPf1yl0Dpyu65ts4rtqg=",
            ),
            ("1704876947GET/users/self/verify", "5/36BgGV6m/6pmdc20zdqk0mzF5ZalmzzPD2fo3wavU="),
        ] {
            assert_eq!(signed("key", "22582BD0CFF14C41EDBF1AB98506286D", payload, Encoding::Base64), signature);
        }
    }

    #[test]
    fn a_key_signs_in_its_own_way_only() {
        let hmac = Credential::new(Parts::new("key", "secret")).unwrap();
        let ed = Credential::new(Parts::new("key", ED25519_PEM)).unwrap();
        assert!(ed25519_base64(&hmac, b"x").is_err() && rsa_sha256_base64(&hmac, b"x").is_err());
        assert!(hmac_sha256_hex(&ed, b"x").is_err() && rsa_sha256_base64(&ed, b"x").is_err());
        assert!(!verify_ed25519(b"short", b"x", b"y") && !verify_rsa_sha256(b"", b"x", b"y"));
    }
}

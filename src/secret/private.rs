//! A private key as it is given (PEM, or its bare base64) and as it is kept (DER, the smallest usual form).

use super::der::{self, Algorithm};
use super::pem::{self, Block, Read};
use super::{Form, Wiped};
use crate::domain::Problem;
use ring::signature::Ed25519KeyPair;

/// A checked private key.
pub(super) struct PrivateKey {
    /// Ed25519 or RSA.
    pub form: Form,
    /// PKCS#8 for Ed25519 (48 to 85 bytes), PKCS#1 for RSA (about 2,350 bytes at 4096 bits): without its envelope it fits
    /// into Windows' 2,560 bytes together with its label.
    pub der: Wiped,
}

/// Takes a private key from pasted text.
///
/// # Errors
/// A public key, a key of another kind, locked, cut off, or too small: each its own sentence. None repeats the text.
pub(super) fn parse(text: &str) -> Result<PrivateKey, Problem> {
    if text.trim_start().starts_with("ssh-") {
        return Err(public_half());
    }
    match pem::read(text) {
        Read::CutOff => Err(cut_off()),
        Read::Block(block, _) => of_block(block),
        Read::None => match pem::decode(text) {
            Some(der) => of_pkcs8(&der),
            None => Err(no_key()),
        },
    }
}

/// Whether a text that stands in a secret's place is a key pair's half, private or public, with or without its armour.
pub(super) fn looks_like_one(text: &str) -> bool {
    let is_envelope = |der: Wiped| der::private_key(der.expose()).or(der::public_key(der.expose())).is_some();
    text.contains("-----BEGIN") || text.starts_with("ssh-") || pem::decode(text).is_some_and(is_envelope)
}

fn of_block(block: Block<'_>) -> Result<PrivateKey, Problem> {
    let label = block.label;
    if label.ends_with("PUBLIC KEY") || label == "CERTIFICATE" {
        return Err(public_half());
    }
    match (label, block.der) {
        ("ENCRYPTED PRIVATE KEY", _) => Err(locked()),
        // A key that openssl locked in the old way has header lines before its base64.
        ("RSA PRIVATE KEY", None) => Err(locked()),
        ("EC PRIVATE KEY" | "OPENSSH PRIVATE KEY", _) => Err(other_kind()),
        (_, None) => Err(cut_off()),
        ("RSA PRIVATE KEY", Some(der)) => rsa(der.expose()),
        ("PRIVATE KEY", Some(der)) => of_pkcs8(&der),
        _ => Err(no_key()),
    }
}

fn of_pkcs8(der: &Wiped) -> Result<PrivateKey, Problem> {
    if der::public_key(der.expose()).is_some() {
        return Err(public_half());
    }
    match der::private_key(der.expose()) {
        Some((Algorithm::Ed25519, _)) => ed25519(der.expose()),
        Some((Algorithm::Rsa, pkcs1)) => rsa(pkcs1),
        Some((Algorithm::Ec | Algorithm::Other, _)) => Err(other_kind()),
        None => Err(no_key()),
    }
}

/// Checks an Ed25519 key in PKCS#8. What `openssl genpkey` writes has no public half in it, so it is computed, not checked.
pub(super) fn ed25519(der: &[u8]) -> Result<PrivateKey, Problem> {
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map_err(|_| no_key())?;
    Ok(PrivateKey { form: Form::Ed25519, der: Wiped::copy_of(der) })
}

/// Checks an RSA key in PKCS#1.
pub(super) fn rsa(der: &[u8]) -> Result<PrivateKey, Problem> {
    // ring names its reason in words only.
    ring::rsa::KeyPair::from_der(der).map_err(|rejected| match rejected.to_string().as_str() {
        "TooSmall" => too_small(),
        "TooLarge" => Problem::new(
            "This RSA key cannot be used",
            "it has more than 4096 bits",
            "Make one of 4096 bits or an Ed25519 key.",
        ),
        _ => no_key(),
    })?;
    Ok(PrivateKey { form: Form::Rsa, der: Wiped::copy_of(der) })
}

fn public_half() -> Problem {
    Problem::new("This is the public half", "", "keyward needs the private one.")
}

fn cut_off() -> Problem {
    Problem::new(
        "The private key is not whole",
        "its end is missing",
        "Paste it again, from -----BEGIN to -----END; it replaces this one.",
    )
}

fn locked() -> Problem {
    Problem::new(
        "This private key is locked with a passphrase of its own",
        "",
        "Unlock it first: openssl pkey -in FILE, and paste what that prints.",
    )
}

fn other_kind() -> Problem {
    Problem::new(
        "This private key is of another kind",
        "keyward signs with Ed25519 and RSA keys in PEM",
        "Paste the key that belongs to the public half at the exchange.",
    )
}

fn too_small() -> Problem {
    Problem::new(
        "This RSA key is too small to be safe",
        "it has fewer than 2048 bits",
        "Make one of 4096 bits, or better an Ed25519 key.",
    )
}

fn no_key() -> Problem {
    Problem::new(
        "This is no private key that keyward can read",
        "it is neither Ed25519 nor RSA in PEM",
        "Paste the whole file, from -----BEGIN to -----END.",
    )
}

#[cfg(test)]
mod tests {
    use super::super::sign::vectors::{ED25519_PEM, RSA_1024_PEM, RSA_PEM};
    use super::*;

    fn why(text: &str) -> String {
        parse(text).err().map(|problem| problem.sentence()).unwrap_or_default()
    }

    #[test]
    fn both_kinds_are_read() {
        assert_eq!(parse(ED25519_PEM).map(|key| (key.form, key.der.len())).ok(), Some((Form::Ed25519, 48)));
        let rsa = parse(RSA_PEM).unwrap();
        assert_eq!((rsa.form, rsa.der.len()), (Form::Rsa, 1191));
        assert_eq!(
            parse("MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g").unwrap().form,
            Form::Ed25519
        );
        assert_eq!(parse(&RSA_PEM.replace('\n', "\\n")).unwrap().form, Form::Rsa);
    }

    #[test]
    fn each_wrong_key_has_its_sentence() {
        let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----";
        assert_eq!(why(public), "This is the public half. keyward needs the private one.");
        assert_eq!(why("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="), why(public));
        assert_eq!(why("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA me@host"), why(public));
        assert!(why(RSA_1024_PEM).contains("fewer than 2048 bits"), "{}", why(RSA_1024_PEM));
        assert!(why(RSA_PEM.split_at(900).0).contains("its end is missing"));
        assert!(why("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----").contains("another kind"));
        assert!(
            why("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----").contains("locked")
        );
        assert!(
            why("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----")
                .contains("locked")
        );
        assert!(why("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----").contains("no private key"));
        assert!(why("hello").contains("no private key"));
    }
}

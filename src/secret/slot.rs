//! What lies in a slot of a secret store: a credential that names itself, so that a store without its database can be read
//! again, by keyward or by a person.
//!
//! Lines of a word and its value. No part can hold a line break (`check_text`, names), so nothing is escaped, and reading
//! makes no copies that nobody wipes:
//! ```text
//! keyward 1
//! bot grid-eth
//! at binance global 3
//! key <API key>
//! secret <secret>            or  ed25519 <base64 of PKCS#8>  or  rsa <base64 of PKCS#1>  or  rsa-der, see below
//! passphrase <passphrase>    where there is one
//! ```
//! Windows holds 2,560 bytes a credential: an RSA-4096 key does not fit in base64. There `rsa-der` ends the lines, and the
//! raw bytes follow.

use super::{Credential, Form, Wiped, pem, private};
use crate::domain::{BotName, ExchangeId, Generation, Problem, SiteId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Windows Credential Manager, `CRED_MAX_CREDENTIAL_BLOB_SIZE`.
const WINDOWS_ROOM: usize = 5 * 512;

/// Whose credential lies in a slot.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SlotLabel {
    /// Whose.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// In which of its worlds.
    pub site: SiteId,
    /// The how-manyth.
    pub generation: Generation,
}

impl Credential {
    /// The bytes that a store keeps.
    pub fn to_sealed(&self, label: &SlotLabel) -> Wiped {
        let room = if cfg!(windows) { WINDOWS_ROOM } else { usize::MAX };
        self.sealed_within(label, room)
    }

    /// As text where that fits, else with the private key as raw bytes.
    fn sealed_within(&self, label: &SlotLabel, room: usize) -> Wiped {
        let as_text = self.sealed(label, false);
        if as_text.len() > room && self.form == Form::Rsa { self.sealed(label, true) } else { as_text }
    }

    fn sealed(&self, label: &SlotLabel, raw: bool) -> Wiped {
        let SlotLabel { bot, exchange, site, generation } = label;
        let head = format!("keyward 1\nbot {bot}\nat {exchange} {site} {generation}\n");
        let mut out = Wiped::with_capacity(head.len() + self.key.len() + 2 * self.secret.len() + 1200);
        out.push(head.as_bytes());
        line(&mut out, "key", self.key.expose());
        if let Some(passphrase) = &self.passphrase {
            line(&mut out, "passphrase", passphrase.expose());
        }
        match (self.form, raw) {
            (Form::Hmac, _) => line(&mut out, "secret", self.secret.expose()),
            (Form::Ed25519, _) => line(&mut out, "ed25519", base64_of(&self.secret).expose()),
            (Form::Rsa, false) => line(&mut out, "rsa", base64_of(&self.secret).expose()),
            (Form::Rsa, true) => {
                out.push(b"rsa-der\n");
                out.push(self.secret.expose());
            }
        }
        out
    }

    /// Reads what a store kept.
    ///
    /// # Errors
    /// It is damaged, of a later keyward, or somebody else's. The sentence repeats nothing of it.
    pub fn from_sealed(bytes: &[u8]) -> Result<(SlotLabel, Self), Problem> {
        if bytes.starts_with(b"keyward ") && !bytes.starts_with(b"keyward 1\n") {
            return Err(Problem::new(
                "What lies in this slot cannot be read",
                "a later keyward wrote it",
                "Use the newest keyward on this computer.",
            ));
        }
        read(bytes).ok_or_else(|| {
            Problem::new(
                "What lies in this slot cannot be read",
                "it is damaged, or another program wrote it",
                "Replace this key, or bring its secret from a backup.",
            )
        })
    }
}

fn line(out: &mut Wiped, word: &str, value: &[u8]) {
    for piece in [word.as_bytes(), b" ", value, b"\n"] {
        out.push(piece);
    }
}

fn base64_of(der: &Wiped) -> Wiped {
    let mut text = vec![0; der.len().div_ceil(3) * 4];
    // The room is computed for it: it cannot fail, and if it did the slot would read as damaged when it is read back.
    let length = STANDARD.encode_slice(der.expose(), &mut text).unwrap_or_default();
    let mut text = Wiped::from_vec(text);
    text.truncate(length);
    text
}

fn read(bytes: &[u8]) -> Option<(SlotLabel, Credential)> {
    let mut rest = bytes.strip_prefix(b"keyward 1\n")?;
    let (mut bot, mut at, mut key, mut passphrase, mut secret) = (None, None, None, None, None);
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let (line, tail) = rest.split_at_checked(end)?;
        rest = tail.get(1..)?;
        let line = std::str::from_utf8(line).ok()?;
        let (word, value) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "bot" => once(&mut bot, BotName::new(value).ok()?)?,
            "at" => once(&mut at, place(value)?)?,
            "key" => once(&mut key, part(value, "API key")?)?,
            "passphrase" => once(&mut passphrase, part(value, "passphrase")?)?,
            "secret" => once(&mut secret, (Form::Hmac, part(value, "secret")?))?,
            "ed25519" => once(&mut secret, (Form::Ed25519, private::ed25519(pem::decode(value)?.expose()).ok()?.der))?,
            "rsa" => once(&mut secret, (Form::Rsa, private::rsa(pem::decode(value)?.expose()).ok()?.der))?,
            "rsa-der" => once(&mut secret, (Form::Rsa, private::rsa(std::mem::take(&mut rest)).ok()?.der))?,
            _ => return None,
        }
    }
    let (exchange, site, generation) = at?;
    let (form, secret) = secret?;
    Some((SlotLabel { bot: bot?, exchange, site, generation }, Credential { key: key?, form, secret, passphrase }))
}

/// A doubled line is damage.
fn once<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

fn part(value: &str, what: &'static str) -> Option<Wiped> {
    super::check_text(value, what).ok()?;
    (!value.is_empty()).then(|| Wiped::copy_of(value.as_bytes()))
}

fn place(value: &str) -> Option<(ExchangeId, SiteId, Generation)> {
    let mut words = value.split(' ');
    let place = (
        ExchangeId::new(words.next()?).ok()?,
        SiteId::new(words.next()?).ok()?,
        Generation(words.next()?.parse().ok()?),
    );
    words.next().is_none().then_some(place)
}

#[cfg(test)]
mod tests {
    use super::super::Parts;
    use super::super::sign::vectors::{ED25519_PEM, RSA_4096_PEM, RSA_PEM};
    use super::*;
    use proptest::prelude::*;

    fn label(bot: &str) -> SlotLabel {
        SlotLabel {
            bot: BotName::new(bot).unwrap(),
            exchange: ExchangeId::new("binance").unwrap(),
            site: SiteId::new("global").unwrap(),
            generation: Generation(3),
        }
    }

    fn credentials() -> Vec<Credential> {
        [
            Parts::new("api-key-0001", "secret"),
            Parts::new("api-key-0001", "secret").with_passphrase("with blanks and # = \" \\"),
            Parts::new("api-key-0001", ED25519_PEM),
            Parts::new("api-key-0001", RSA_PEM),
            Parts::new("api-key-0001", RSA_4096_PEM),
        ]
        .map(|parts| Credential::new(parts).unwrap())
        .into()
    }

    #[test]
    fn what_is_sealed_names_itself_and_reads_back() {
        for credential in credentials() {
            for room in [WINDOWS_ROOM, usize::MAX] {
                let sealed = credential.sealed_within(&label("Über bot 7"), room);
                let (found, back) = Credential::from_sealed(sealed.expose()).unwrap();
                assert_eq!(found, label("Über bot 7"));
                assert!(back.same_as(&credential));
            }
        }
    }

    #[test]
    fn windows_holds_the_largest_key_with_the_longest_name() {
        let key = "k".repeat(64);
        let credential = Credential::new(Parts::new(&key, RSA_4096_PEM)).unwrap();
        let sealed = credential.sealed_within(&label(&"b".repeat(64)), WINDOWS_ROOM);
        assert!(sealed.len() <= WINDOWS_ROOM, "{}", sealed.len());
        assert!(credential.sealed_within(&label("b"), usize::MAX).len() > WINDOWS_ROOM);
    }

    #[test]
    fn a_person_can_read_it() {
        let sealed = credentials().remove(0).to_sealed(&label("grid-eth"));
        assert_eq!(
            std::str::from_utf8(sealed.expose()),
            Ok("keyward 1\nbot grid-eth\nat binance global 3\nkey api-key-0001\nsecret secret\n")
        );
    }

    #[test]
    fn damage_is_told_and_not_repeated() {
        let whole = credentials().remove(1).to_sealed(&label("b"));
        for length in 0..whole.len() {
            let cut = whole.expose().get(..length).unwrap();
            if let Err(problem) = Credential::from_sealed(cut) {
                assert!(!problem.sentence().contains("api-key"), "{}", problem.sentence());
            } else {
                panic!("cut at {length} it still reads as whole");
            }
        }
        let later = Credential::from_sealed(b"keyward 2\nbot b\n").err().unwrap();
        assert!(later.sentence().contains("later keyward"));
        let twice = b"keyward 1\nbot b\nat okx eea 1\nkey k\nsecret s\nsecret t\n";
        assert!(Credential::from_sealed(twice).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(tail in proptest::collection::vec(any::<u8>(), 0..80)) {
            let mut bytes = b"keyward 1\n".to_vec();
            bytes.extend(tail);
            let _ = Credential::from_sealed(&bytes);
        }
    }
}

//! The paste step's fields together: what is pasted into any of them is taken apart over all of them.

use super::field::Field;
use super::snippet::{Found, Shape, take_apart};
use super::usual::{Notice, Usual, notices};
use super::{Credential, Parts, Wiped, private};
use crate::domain::{KeyHint, Problem};

/// Which field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The API key.
    Key,
    /// The secret, or a private key.
    Secret,
    /// The passphrase, where the venue has one.
    Passphrase,
}

/// Three write-only fields. Only the key's end can be told, and how long each is.
pub struct Sheet {
    key: Field,
    secret: Field,
    passphrase: Field,
    usual: Usual,
}

impl Sheet {
    /// Empty, for a venue.
    pub fn new(usual: Usual) -> Self {
        Self { key: Field::new(), secret: Field::new(), passphrase: Field::new(), usual }
    }

    /// The places that this venue's credentials have.
    pub const fn places(&self) -> &'static [Place] {
        if self.usual.passphrase {
            &[Place::Key, Place::Secret, Place::Passphrase]
        } else {
            &[Place::Key, Place::Secret]
        }
    }

    /// One field, to type into, count and clear.
    pub const fn field(&mut self, place: Place) -> &mut Field {
        match place {
            Place::Key => &mut self.key,
            Place::Secret => &mut self.secret,
            Place::Passphrase => &mut self.passphrase,
        }
    }

    /// How many characters a field has.
    pub const fn len(&self, place: Place) -> usize {
        match place {
            Place::Key => self.key.len(),
            Place::Secret => self.secret.len(),
            Place::Passphrase => self.passphrase.len(),
        }
    }

    /// Whether nothing is in it yet.
    pub const fn is_empty(&self) -> bool {
        self.key.is_empty() && self.secret.is_empty() && self.passphrase.is_empty()
    }

    /// The end of the API key, once it is long enough to have one.
    pub fn hint(&self) -> Option<KeyHint> {
        (self.key.len() >= 8).then(|| KeyHint::of_key(self.key.text()))
    }

    /// Takes a paste: one word goes where it was pasted, parts go to their places and replace what is there. What sort of
    /// text it was is told for parts.
    ///
    /// # Errors
    /// Nothing was taken; the sentence says why.
    pub fn paste(&mut self, place: Place, pasted: String) -> Result<Option<Shape>, Problem> {
        match take_apart(pasted, &self.usual)? {
            Found::Word(word) => {
                self.field(place).put(&word);
                Ok(None)
            }
            Found::Parts(parts, shape) => {
                if let Some(private_key) = &parts.private_key {
                    // A public half, a locked or too small key: told at once, not when all is there.
                    private::parse(private_key.text())?;
                }
                if let Some(key) = &parts.key {
                    self.key.put(key);
                }
                if let Some(secret) = parts.private_key.as_ref().or(parts.secret.as_ref()) {
                    self.secret.put(secret);
                }
                if let Some(passphrase) = &parts.passphrase {
                    self.passphrase.put(passphrase);
                }
                Ok(Some(shape))
            }
        }
    }

    /// Puts a passphrase that was made here in its place.
    pub fn put_passphrase(&mut self, made: &Wiped) {
        self.passphrase.put(made);
    }

    /// Whether this passphrase still stands in its place.
    pub fn holds_passphrase(&self, made: &Wiped) -> bool {
        self.passphrase.holds(made)
    }

    /// Puts the key in the secret's place and the other way round.
    pub const fn swap(&mut self) {
        std::mem::swap(&mut self.key, &mut self.secret);
    }

    /// What looks wrong so far.
    pub fn notices(&self) -> Vec<Notice> {
        notices(&self.parts(), &self.usual)
    }

    /// Whether every place has something.
    pub fn is_whole(&self) -> bool {
        self.places().iter().all(|place| self.len(*place) > 0)
    }

    /// Makes a credential of it. The fields are emptied only if that works.
    ///
    /// # Errors
    /// A part is missing or cannot be one.
    pub fn take(&mut self) -> Result<Credential, Problem> {
        if self.usual.passphrase && self.passphrase.is_empty() {
            return Err(Problem::new("The passphrase is missing", "", "Give the passphrase as well."));
        }
        let credential = Credential::new(self.parts())?;
        self.clear();
        Ok(credential)
    }

    /// Empties all of it.
    pub fn clear(&mut self) {
        self.key.clear();
        self.secret.clear();
        self.passphrase.clear();
    }

    fn parts(&self) -> Parts {
        let part = |field: &Field| (!field.is_empty()).then(|| Wiped::copy_of(field.text().as_bytes()));
        Parts {
            key: part(&self.key),
            secret: part(&self.secret),
            passphrase: part(&self.passphrase).filter(|_| self.usual.passphrase),
            private_key: None,
        }
    }
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::super::Form;
    use super::super::sign::vectors::{ED25519_PEM, RSA_1024_PEM};
    use super::*;

    fn okx() -> Usual {
        Usual {
            id: "okx".into(),
            venue: "OKX".into(),
            key_lengths: vec![36],
            secret_lengths: vec![32],
            passphrase: true,
        }
    }

    const KEY: &str = "1f0e7a52-0000-4000-8000-00000000c0de";
    const SECRET: &str = "22582BD0CFF14C41EDBF1AB98506286D";

    #[test]
    fn pasted_into_any_field_each_part_finds_its_place() {
        let mut sheet = Sheet::new(okx());
        let json = format!(r#"{{"apiKey": "{KEY}", "secretKey": "{SECRET}", "passphrase": "Pass-1word"}}"#);
        assert_eq!(sheet.paste(Place::Passphrase, json).ok(), Some(Some(Shape::Json)));
        assert_eq!(sheet.places().iter().map(|place| sheet.len(*place)).collect::<Vec<_>>(), [36, 32, 10]);
        assert_eq!(sheet.hint().map(|hint| hint.to_string()).as_deref(), Some("…c0de"));
        assert!(sheet.is_whole() && sheet.notices().is_empty());
        let credential = sheet.take().unwrap();
        assert_eq!(credential.expose_passphrase(), Some("Pass-1word"));
        assert!(sheet.is_empty());
    }

    #[test]
    fn one_by_one_swapped_and_swapped_back() {
        let mut sheet = Sheet::new(okx());
        sheet.paste(Place::Key, SECRET.to_owned()).unwrap();
        sheet.paste(Place::Secret, KEY.to_owned()).unwrap();
        assert!(matches!(sheet.notices().as_slice(), [Notice::Swapped { has: 32, usual: 36, .. }]));
        sheet.swap();
        assert_eq!(sheet.notices(), []);
        assert!(!sheet.is_whole());
        assert!(sheet.take().unwrap_err().sentence().contains("passphrase is missing"));
        assert_eq!(sheet.len(Place::Key), 36, "what was pasted stays");
        sheet.field(Place::Passphrase).type_character('p').unwrap();
        assert!(sheet.take().is_ok());
    }

    #[test]
    fn a_passphrase_is_left_out_where_the_venue_has_none() {
        let mut sheet = Sheet::new(Usual::default());
        sheet.paste(Place::Key, "key=kkkkkkkk\nsecret=ssssssss\npassword=pppp".to_owned()).unwrap();
        assert_eq!(sheet.take().map(|credential| credential.has_passphrase()).ok(), Some(false));
    }

    #[test]
    fn a_private_key_is_judged_at_once() {
        let mut sheet = Sheet::new(Usual::default());
        sheet.paste(Place::Key, "kkkkkkkk".to_owned()).unwrap();
        assert!(sheet.paste(Place::Secret, RSA_1024_PEM.to_owned()).is_err());
        assert_eq!(sheet.paste(Place::Key, ED25519_PEM.to_owned()).ok(), Some(Some(Shape::Pem)));
        assert_eq!(sheet.take().map(|credential| credential.form()).ok(), Some(Form::Ed25519));
    }
}

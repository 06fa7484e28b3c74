//! The exchange's own page of API keys, as data and operations for the panel of `keyward practice`. It lets one do what a
//! real one does, mistakes included: tick Withdraw, delete the wrong key, close the page before the secret is taken.

use super::{AccountNumber, KeyNumber, Kind, MadeUp, Refused, Rights, Site, Venue, Wish};
use crate::domain::{Account, AccountKind, Cidr, KeyHint, Moment};
use crate::secret::Wiped;
use std::sync::Arc;

mod sky;

pub use sky::WeatherLine;

/// The page of one account, as it stands on the screen.
#[derive(Debug)]
pub struct Page {
    venue: Arc<Venue>,
    account: AccountNumber,
    open: Open,
}

/// What is open on the page beside the list.
#[derive(Debug)]
enum Open {
    Nothing,
    /// A key under the cursor, with what was changed and not saved.
    Key {
        number: KeyNumber,
        rights: Rights,
        list: String,
        edited: bool,
    },
    /// The form of a new key.
    Form(Form),
    /// A new key, with its secret shown once.
    Fresh {
        number: KeyNumber,
        taken: bool,
    },
}

#[derive(Debug, Default)]
struct Form {
    label: String,
    rights: Rights,
    list: String,
    passphrase: Option<MadeUp>,
}

/// A row of the page's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRow {
    /// The key.
    pub number: KeyNumber,
    /// Its name.
    pub label: String,
    /// Its last four characters.
    pub hint: KeyHint,
    /// What is ticked, in the page's short words: `read trade`.
    pub permissions: String,
    /// Its list; `any` where there is none.
    pub addresses: String,
    /// When it was made.
    pub made: Moment,
    /// When it was last used.
    pub last_used: Option<Moment>,
    /// When its secret was shown; `None` for a key whose user has its own.
    pub secret_shown: Option<Moment>,
    /// It has a passphrase.
    pub passphrase: bool,
}

/// What can be ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageToggle {
    /// As the page has it.
    pub name: &'static str,
    /// It is ticked.
    pub on: bool,
}

/// A new key whose secret is on the screen, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    /// Its name.
    pub label: String,
    /// Its last four characters.
    pub hint: KeyHint,
    /// It has a passphrase.
    pub passphrase: bool,
    /// Its secret was taken.
    pub taken: bool,
}

impl Page {
    /// The page of an account; `None` where the exchange has no such account.
    pub fn open(venue: Arc<Venue>, site: Site, account: &Account) -> Option<Self> {
        let account = venue.book(|book| book.find(site, account))?;
        Some(Self { venue, account, open: Open::Nothing })
    }

    /// Whose page: `made-up OKX, its page of API keys`.
    pub fn title(&self) -> String {
        format!("made-up {}, its page of API keys", self.kind().name())
    }

    /// How many keys the account has: `Sub-account arb has 2 of 50 keys.`
    pub fn head(&self) -> String {
        let (whose, count) = self.venue.book(|book| {
            let whose =
                book.account_at(self.account).map_or_else(String::new, |owner| says(&owner.account, owner.site));
            (whose, book.keys_of(self.account).count())
        });
        match self.kind().max_keys() {
            Some(max) => format!("{whose} has {count} of {max} keys."),
            None if count == 1 => format!("{whose} has 1 key."),
            None => format!("{whose} has {count} keys."),
        }
    }

    /// The accounts that the page can be switched to.
    pub fn accounts(&self) -> Vec<(AccountNumber, String)> {
        self.venue
            .book(|book| book.accounts().map(|(number, owner)| (number, says(&owner.account, owner.site))).collect())
    }

    /// Whose keys are shown.
    pub const fn account(&self) -> AccountNumber {
        self.account
    }

    /// Shows another account. A secret that stood on the screen is lost.
    pub fn switch(&mut self, account: AccountNumber) {
        self.close();
        self.account = account;
    }

    /// The list of keys, oldest first.
    pub fn rows(&self) -> Vec<PageRow> {
        let kind = self.kind();
        self.venue.book(|book| {
            let rows = book.keys_of(self.account).map(|(number, key)| PageRow {
                number,
                label: key.label.clone(),
                hint: key.hint(),
                permissions: words(kind, key.rights),
                addresses: if key.list.is_empty() { "any".to_owned() } else { joined(&key.list) },
                made: key.created,
                last_used: key.last_used,
                secret_shown: key.secret_shown,
                passphrase: key.passphrase.is_some(),
            });
            rows.collect()
        })
    }

    /// Puts the cursor on a key. What was changed on another and not saved is dropped, as a real page does.
    pub fn choose(&mut self, number: KeyNumber) {
        self.close();
        let found = self.venue.book(|book| book.key(number).map(|key| (key.rights, joined(&key.list), key.deleted)));
        if let Some((rights, list, None)) = found {
            self.open = Open::Key { number, rights, list, edited: false };
        }
    }

    /// The key under the cursor.
    pub const fn chosen(&self) -> Option<KeyNumber> {
        match &self.open {
            Open::Key { number, .. } => Some(*number),
            _ => None,
        }
    }

    /// Something was changed and not saved.
    pub const fn is_edited(&self) -> bool {
        matches!(&self.open, Open::Key { edited: true, .. })
    }

    /// What can be ticked for the key under the cursor, or for the new one.
    pub fn toggles(&self) -> Vec<PageToggle> {
        let rights = match &self.open {
            Open::Key { rights, .. } => *rights,
            Open::Form(form) => form.rights,
            Open::Nothing | Open::Fresh { .. } => return Vec::new(),
        };
        self.ticked(rights)
    }

    /// What is ticked of a key as the exchange has it, wherever the cursor stands.
    pub fn toggles_of(&self, number: KeyNumber) -> Vec<PageToggle> {
        let rights = self.venue.book(|book| book.key(number).map(|key| key.rights));
        rights.map(|rights| self.ticked(rights)).unwrap_or_default()
    }

    fn ticked(&self, rights: Rights) -> Vec<PageToggle> {
        let toggles = self.kind().toggles().iter().enumerate();
        toggles.map(|(place, toggle)| PageToggle { name: toggle.name, on: rights.at(place) }).collect()
    }

    /// Ticks a line, or no more. Nothing is saved yet.
    pub const fn flip(&mut self, place: usize) {
        match &mut self.open {
            Open::Key { rights, edited, .. } => {
                *rights = rights.with_at(place, !rights.at(place));
                *edited = true;
            }
            Open::Form(form) => form.rights = form.rights.with_at(place, !form.rights.at(place)),
            Open::Nothing | Open::Fresh { .. } => {}
        }
    }

    /// The list field as it stands; empty: any address.
    pub fn list(&self) -> &str {
        match &self.open {
            Open::Key { list, .. } => list,
            Open::Form(form) => &form.list,
            Open::Nothing | Open::Fresh { .. } => "",
        }
    }

    /// Types into the list field. Nothing is saved or checked yet.
    pub fn set_list(&mut self, text: &str) {
        match &mut self.open {
            Open::Key { list, edited, .. } => {
                text.clone_into(list);
                *edited = true;
            }
            Open::Form(form) => text.clone_into(&mut form.list),
            Open::Nothing | Open::Fresh { .. } => {}
        }
    }

    /// What the page warns of, as it stands now.
    pub fn notice(&self) -> Option<&'static str> {
        let rights = match &self.open {
            Open::Key { rights, .. } => *rights,
            Open::Form(form) => form.rights,
            Open::Nothing | Open::Fresh { .. } => return None,
        };
        if !self.list().trim().is_empty() {
            return None;
        }
        match self.kind() {
            Kind::Binance if rights.beyond_reading(Kind::Binance) => {
                Some("Unrestricted (less secure): a key that may do more than read will be deleted by Binance.")
            }
            Kind::Bybit => Some("No IP restriction: the key ends in 90 days, or 7 days after a new password."),
            Kind::Okx if rights.beyond_reading(Kind::Okx) => {
                Some("No IP address: a key that may trade or withdraw ends after 14 days without use.")
            }
            Kind::Binance | Kind::Okx => None,
        }
    }

    /// Saves what was changed; the second factor is a made-up one that nobody types.
    ///
    /// # Errors
    /// What the exchange refuses; what was typed stays.
    pub fn save(&mut self) -> Result<(), Refused> {
        let Open::Key { number, rights, list, edited } = &mut self.open else { return Err(Refused::NoKey) };
        let addresses = addresses(list)?;
        let now = self.venue.now();
        self.venue.book(|book| book.edit(*number, *rights, addresses, now))?;
        *edited = false;
        Ok(())
    }

    /// Gives the key under the cursor another name.
    ///
    /// # Errors
    /// What the exchange refuses.
    pub fn rename(&mut self, label: &str) -> Result<(), Refused> {
        let number = self.chosen().ok_or(Refused::NoKey)?;
        self.venue.book(|book| book.rename(number, label))
    }

    /// Deletes the key under the cursor. It may be the wrong one: the page does not know.
    ///
    /// # Errors
    /// No key is under the cursor.
    pub fn delete(&mut self) -> Result<(), Refused> {
        let number = self.chosen().ok_or(Refused::NoKey)?;
        self.venue.delete(number)?;
        self.open = Open::Nothing;
        Ok(())
    }

    /// Opens the form of a new key; reading is ticked.
    pub fn begin(&mut self) {
        self.close();
        let reading = match self.kind() {
            Kind::Binance => Rights::of(Kind::Binance, &["enableReading"]),
            Kind::Bybit => Rights::NONE,
            Kind::Okx => Rights::of(Kind::Okx, &["read_only"]),
        };
        self.open = Open::Form(Form { rights: reading, ..Form::default() });
    }

    /// The form of a new key is open.
    pub const fn is_form(&self) -> bool {
        matches!(self.open, Open::Form(_))
    }

    /// The name in the form.
    pub fn label(&self) -> &str {
        if let Open::Form(form) = &self.open { &form.label } else { "" }
    }

    /// Types the new key's name.
    pub fn set_label(&mut self, text: &str) {
        if let Open::Form(form) = &mut self.open {
            text.clone_into(&mut form.label);
        }
    }

    /// Sets the new key's passphrase (OKX).
    pub fn set_passphrase(&mut self, text: &str) {
        if let Open::Form(form) = &mut self.open {
            form.passphrase = Some(MadeUp::new(text)).filter(|_| !text.is_empty());
        }
    }

    /// The form asks for a passphrase.
    pub fn wants_passphrase(&self) -> bool {
        self.is_form() && self.venue.kind().passphrase()
    }

    /// A passphrase was set in the form.
    pub const fn has_passphrase(&self) -> bool {
        matches!(&self.open, Open::Form(Form { passphrase: Some(_), .. }))
    }

    /// Makes the key of the form. Its secret is then on the screen, once.
    ///
    /// # Errors
    /// What the form refuses; what was typed stays.
    pub fn make(&mut self) -> Result<KeyNumber, Refused> {
        let Open::Form(form) = &self.open else { return Err(Refused::NoKey) };
        let wish = Wish {
            label: form.label.clone(),
            rights: form.rights,
            list: addresses(&form.list)?,
            passphrase: form.passphrase.clone(),
            public_key: None,
        };
        let number = self.venue.make(self.account, wish)?;
        self.open = Open::Fresh { number, taken: false };
        Ok(number)
    }

    /// The new key whose secret is on the screen.
    pub fn fresh(&self) -> Option<Fresh> {
        let Open::Fresh { number, taken } = self.open else { return None };
        self.venue.book(|book| {
            book.key(number).map(|key| Fresh {
                label: key.label.clone(),
                hint: key.hint(),
                passphrase: key.passphrase.is_some(),
                taken,
            })
        })
    }

    /// Takes the new key and its secret, this once, as one JSON object (`key`, `secret`): what `y` copies.
    pub fn take(&mut self) -> Option<Wiped> {
        let Open::Fresh { number, taken } = &mut self.open else { return None };
        let (api_key, secret) = self.venue.book(|book| {
            let secret = book.take_secret(*number)?;
            book.key(*number).map(|key| (key.api_key().to_owned(), secret))
        })?;
        *taken = true;
        let text = serde_json::json!({"key": api_key, "secret": secret.text()}).to_string();
        Some(Wiped::from_vec(text.into_bytes()))
    }

    /// Leaves the form, the new key or the key under the cursor. A secret that was not taken is lost.
    pub fn close(&mut self) {
        if let Open::Fresh { number, .. } = self.open {
            self.venue.book(|book| book.close_secret(number));
        }
        self.open = Open::Nothing;
    }

    fn kind(&self) -> Kind {
        self.venue.kind()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.close();
    }
}

fn says(account: &Account, site: Site) -> String {
    let whose = match account.kind {
        AccountKind::Main => "The main account".to_owned(),
        AccountKind::Sub => format!("Sub-account {}", account.name),
        AccountKind::Portfolio => format!("Portfolio {}", account.name),
        AccountKind::Unknown => "The account".to_owned(),
    };
    if site == Site::GLOBAL { whose } else { format!("{whose} on {}", site.as_str()) }
}

fn words(kind: Kind, rights: Rights) -> String {
    let mut words: Vec<&str> = rights.on(kind).map(|toggle| toggle.word).collect();
    if kind == Kind::Bybit && !rights.has(kind, "ReadWrite") {
        words.insert(0, "read-only");
    }
    words.join(" ")
}

fn joined(list: &[Cidr]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The addresses of the list field, parted by commas or blanks.
fn addresses(text: &str) -> Result<Vec<Cidr>, Refused> {
    let parts = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty());
    parts.map(|part| Cidr::parse(part).map_err(|_| Refused::ListForm)).collect()
}

#[cfg(test)]
mod tests;

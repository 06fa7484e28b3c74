//! How our words stand in a row, and how they are read back. A word that cannot be read is an error, never a default.

use crate::domain::{
    AccountKind, Cidr, Delivery, Digest, Fingerprint, ListState, ListWord, Moment, Outcome, Scope, ScopeToken, Scopes,
    SecretPlace, Told, Transfer, Tri, Way,
};
use rusqlite::types::{FromSql, Type};
use rusqlite::{Error, Result, Row};

/// The cells of a row, taken from left to right in the order of the `SELECT`: no name is looked up for each of ten
/// thousand rows.
pub(super) struct Cells<'r, 's> {
    row: &'r Row<'s>,
    next: usize,
}

impl<'r, 's> Cells<'r, 's> {
    pub(super) const fn of(row: &'r Row<'s>) -> Self {
        Self { row, next: 0 }
    }

    /// The next cell as it is.
    pub(super) fn take<T: FromSql>(&mut self) -> Result<T> {
        let value = self.row.get(self.next);
        self.next += 1;
        value
    }

    /// Passes over some cells.
    pub(super) const fn skip(&mut self, count: usize) {
        self.next += count;
    }

    /// The next cell as one of our words.
    pub(super) fn word<T>(&mut self, read: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        self.word_or_null(read)?.ok_or_else(|| self.unreadable())
    }

    /// The next cell as one of our words, or nothing.
    pub(super) fn word_or_null<T>(&mut self, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>> {
        let cell = self.row.get_ref(self.next)?.as_str_or_null();
        self.next += 1;
        match cell.map_err(|_| self.unreadable())? {
            None => Ok(None),
            Some(text) => read(text).map(Some).ok_or_else(|| self.unreadable()),
        }
    }

    pub(super) fn moment(&mut self) -> Result<Moment> {
        self.moment_or_null()?.ok_or_else(|| self.unreadable())
    }

    pub(super) fn moment_or_null(&mut self) -> Result<Option<Moment>> {
        match self.take::<Option<i64>>()? {
            None => Ok(None),
            Some(millis) => Moment::from_timestamp_millis(millis).map(Some).ok_or_else(|| self.unreadable()),
        }
    }

    pub(super) fn digest(&mut self) -> Result<Digest> {
        self.take().map(Digest::new)
    }

    pub(super) fn digest_or_null(&mut self) -> Result<Option<Digest>> {
        Ok(self.take::<Option<[u8; 32]>>()?.map(Digest::new))
    }

    pub(super) fn fingerprint_or_null(&mut self) -> Result<Option<Fingerprint>> {
        Ok(self.take::<Option<[u8; 32]>>()?.map(Fingerprint::new))
    }

    /// What is wrong with the cell taken last.
    pub(super) fn unreadable(&self) -> Error {
        let column = self.next.saturating_sub(1);
        let name = self.row.as_ref().column_name(column).unwrap_or("?").to_owned();
        Error::InvalidColumnType(column, name, Type::Null)
    }
}

/// A row of one `count(*)`.
pub(super) fn count(row: &Row<'_>) -> Result<u64> {
    let count: i64 = row.get(0)?;
    Ok(count.unsigned_abs())
}

pub(super) const fn millis(moment: Moment) -> i64 {
    moment.timestamp_millis()
}

pub(super) fn millis_or_null(moment: Option<Moment>) -> Option<i64> {
    moment.map(millis)
}

/// A due time, rounded up: a look at it never comes a moment before its time.
pub(super) fn millis_up(moment: Moment) -> i64 {
    let millis = moment.timestamp_millis();
    if moment.timestamp_subsec_nanos().is_multiple_of(1_000_000) { millis } else { millis.saturating_add(1) }
}

fn find<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str, text: &str) -> Option<T> {
    all.iter().copied().find(|one| word(*one) == text)
}

pub(super) fn tri(text: &str) -> Option<Tri> {
    find(&[Tri::Yes, Tri::No, Tri::Unknown], Tri::word, text)
}

pub(super) fn account_kind(text: &str) -> Option<AccountKind> {
    use AccountKind::{Main, Portfolio, Sub, Unknown};
    find(&[Main, Sub, Portfolio, Unknown], AccountKind::word, text)
}

pub(super) fn secret_place(text: &str) -> Option<SecretPlace> {
    find(&[SecretPlace::Keyring, SecretPlace::Sealed, SecretPlace::None], SecretPlace::word, text)
}

pub(super) fn list_state(text: &str) -> Option<ListState> {
    use ListState::{Bound, Open, Restricted, Unknown};
    find(&[Restricted, Bound, Open, Unknown], ListState::word, text)
}

pub(super) fn outcome(text: &str) -> Option<Outcome> {
    find(&[Outcome::Confirmed, Outcome::Refused, Outcome::Unknown], Outcome::word, text)
}

pub(super) const fn list_word_text(word: ListWord) -> &'static str {
    match word {
        ListWord::Holds => "holds",
        ListWord::HoldsAsleep => "holds-asleep",
        ListWord::HoldsNot => "holds-not",
    }
}

pub(super) fn list_word(text: &str) -> Option<ListWord> {
    find(&[ListWord::Holds, ListWord::HoldsAsleep, ListWord::HoldsNot], list_word_text, text)
}

pub(super) const fn delivery_text(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::ByHand => "by-hand",
    }
}

pub(super) fn delivery(text: &str) -> Option<Delivery> {
    find(&[Delivery::ByHand], delivery_text, text)
}

pub(super) fn way(text: &str) -> Option<Way> {
    Way::parse(text).ok()
}

/// Addresses parted by commas.
pub(super) fn addresses_text(list: &[Cidr]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

pub(super) fn addresses(text: &str) -> Option<Vec<Cidr>> {
    parted(text).map(|one| Cidr::parse(one).ok()).collect()
}

/// Scopes parted by commas.
pub(super) fn needs_text(list: &[Scope]) -> String {
    list.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(",")
}

pub(super) fn needs(text: &str) -> Option<Vec<Scope>> {
    parted(text).map(|one| Scope::parse(one).ok()).collect()
}

fn parted(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').filter(|one| !one.is_empty())
}

/// Scopes as nine places that never move, in the order of their declaration: `y`, `n`, `?`; a transfer is `n`, `o` (own),
/// `x` (out), `?`.
pub(super) fn scopes_text(scopes: &Scopes) -> String {
    const fn place(value: Tri) -> char {
        match value {
            Tri::Yes => 'y',
            Tri::No => 'n',
            Tri::Unknown => '?',
        }
    }
    let transfer = match scopes.transfer {
        Transfer::No => 'n',
        Transfer::Own => 'o',
        Transfer::Out => 'x',
        Transfer::Unknown => '?',
    };
    let Scopes { read, spot, margin, futures, options, earn, transfer: _, withdraw, manage, extra: _ } = scopes;
    let before = [read, spot, margin, futures, options, earn].map(|value| place(*value));
    let after = [withdraw, manage].map(|value| place(*value));
    before.into_iter().chain([transfer]).chain(after).collect()
}

/// Scopes from their places, without the exchange's own tokens.
pub(super) fn scopes(text: &str) -> Option<Scopes> {
    const fn place(byte: u8) -> Option<Tri> {
        match byte {
            b'y' => Some(Tri::Yes),
            b'n' => Some(Tri::No),
            b'?' => Some(Tri::Unknown),
            _ => None,
        }
    }
    let [read, spot, margin, futures, options, earn, transfer, withdraw, manage] =
        <[u8; 9]>::try_from(text.as_bytes()).ok()?;
    Some(Scopes {
        read: place(read)?,
        spot: place(spot)?,
        margin: place(margin)?,
        futures: place(futures)?,
        options: place(options)?,
        earn: place(earn)?,
        transfer: match transfer {
            b'n' => Transfer::No,
            b'o' => Transfer::Own,
            b'x' => Transfer::Out,
            b'?' => Transfer::Unknown,
            _ => return None,
        },
        withdraw: place(withdraw)?,
        manage: place(manage)?,
        extra: Vec::new(),
    })
}

/// The exchange's own tokens; NULL for none, so that the common row is short.
pub(super) fn extra_text(extra: &[ScopeToken]) -> Option<String> {
    json_text(extra)
}

/// A list of texts as JSON, NULL where it is empty. Free text may hold any separator.
pub(super) fn json_text<T: serde::Serialize>(list: &[T]) -> Option<String> {
    if list.is_empty() { None } else { serde_json::to_string(list).ok() }
}

pub(super) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

/// Values of which the exchange said that there is none, by the names of their columns.
#[derive(Default)]
pub(super) struct NoneOf(String);

impl NoneOf {
    /// The value to store; notes the name where the exchange said *none*.
    pub(super) fn note<'t, T>(&mut self, name: &str, told: &'t Told<T>) -> Option<&'t T> {
        match told {
            Told::NotTold => None,
            Told::Is(value) => Some(value),
            Told::None => {
                if !self.0.is_empty() {
                    self.0.push(' ');
                }
                self.0.push_str(name);
                None
            }
        }
    }

    pub(super) fn text(self) -> Option<String> {
        (!self.0.is_empty()).then_some(self.0)
    }
}

/// A told value from its cell and the names of [`NoneOf`].
pub(super) fn told<T>(name: &str, value: Option<T>, none_of: &str) -> Told<T> {
    match value {
        Some(value) => Told::Is(value),
        None if none_of.split(' ').any(|one| one == name) => Told::None,
        None => Told::NotTold,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_stand_in_nine_places() {
        let mut all = Scopes::none();
        all.transfer = Transfer::Out;
        all.manage = Tri::Unknown;
        all.read = Tri::Yes;
        assert_eq!(scopes_text(&all), "ynnnnnxn?");
        assert_eq!(scopes("ynnnnnxn?"), Some(all));
        assert_eq!(scopes("ynnnnnyn?"), None);
        assert_eq!(scopes("y"), None);
    }

    #[test]
    fn none_is_not_silence() {
        let mut none_of = NoneOf::default();
        assert_eq!(none_of.note("expires", &Told::<i64>::None), None);
        assert_eq!(none_of.note("label", &Told::<i64>::NotTold), None);
        let text = none_of.text().unwrap_or_default();
        assert_eq!(told::<i64>("expires", None, &text), Told::None);
        assert_eq!(told::<i64>("label", None, &text), Told::NotTold);
    }

    #[test]
    fn a_due_time_is_never_early() {
        let due = Moment::from_timestamp_nanos(1_000_001);
        assert_eq!((millis(due), millis_up(due)), (1, 2));
        assert_eq!(millis_up(Moment::from_timestamp_nanos(2_000_000)), 2);
    }
}

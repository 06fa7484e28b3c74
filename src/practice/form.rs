//! The rules of the exchanges' forms: what a page refuses before it saves, and when a key ends by itself.

use super::record::{AccountNumber, KeyNumber, Refused};
use super::{Book, Kind, Rights};
use crate::domain::{Cidr, Moment, Span};

impl Book {
    /// What the form refuses before it saves.
    pub(super) fn refuses(
        &self,
        account: AccountNumber,
        this: Option<KeyNumber>,
        label: &str,
        rights: Rights,
        list: &[Cidr],
    ) -> Result<(), Refused> {
        let owner = self.account_at(account).ok_or(Refused::NoAccount)?;
        if label.trim().is_empty() || label.chars().count() > 50 {
            return Err(Refused::Label);
        }
        let unique = self.kind == Kind::Okx;
        if unique && self.keys_of(account).any(|(number, key)| key.label == label && Some(number) != this) {
            return Err(Refused::LabelTaken);
        }
        if let Some(max) = self.kind.list_max().filter(|max| list.len() > *max) {
            return Err(Refused::ListLong(max));
        }
        let withdraw = match self.kind {
            Kind::Binance => "enableWithdrawals",
            Kind::Bybit => "Withdraw",
            Kind::Okx => "withdraw",
        };
        match self.kind {
            _ if !rights.has(self.kind, withdraw) => Ok(()),
            Kind::Binance if list.is_empty() => Err(Refused::ListNeeded),
            Kind::Bybit | Kind::Okx if owner.parent.is_some() => Err(Refused::MainOnly),
            _ => Ok(()),
        }
    }

    /// Bybit, *API key rules*: a key without addresses ends after 90 days, counted anew when it is saved again.
    pub(super) fn end_without_list(&self, list: &[Cidr], now: Moment) -> Option<Moment> {
        (self.kind == Kind::Bybit && list.is_empty()).then(|| now + Span::days(90))
    }

    /// OKX says of an ended key what it says of a deleted one. *Overview*: a key without addresses that may trade or withdraw
    /// ends after 14 days without use; not in the demo.
    pub(super) fn idle_end(&self, number: KeyNumber) -> Option<Moment> {
        let key = self.key(number)?;
        let demo = self.account_at(key.account).is_some_and(|owner| owner.site.is_demo());
        let strong = key.rights.has(self.kind, "trade") || key.rights.has(self.kind, "withdraw");
        let idles = key.list.is_empty() && strong && !demo;
        let idle = idles.then(|| key.last_used.unwrap_or(key.created).max(key.created) + Span::days(14));
        idle.into_iter().chain(key.expires).min().filter(|_| self.kind == Kind::Okx)
    }
}

/// OKX error 59505: 8 to 32 characters with a digit, a capital, a small letter and a sign.
pub(super) fn is_strong(phrase: &str) -> bool {
    let count = phrase.chars().count();
    (8..=32).contains(&count)
        && phrase.chars().any(|c| c.is_ascii_digit())
        && phrase.chars().any(|c| c.is_ascii_uppercase())
        && phrase.chars().any(|c| c.is_ascii_lowercase())
        && phrase.chars().any(|c| !c.is_alphanumeric() && !c.is_whitespace())
}

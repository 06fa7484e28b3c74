//! What is so of a key: the exchange's word over the user's, each fact with its origin.

use super::dates::{age_days, days_between, in_days};
use crate::domain::{
    Account, AccountKind, AddressList, Bot, Class, Fact, Key, ListProof, ListState, Moment, Origin, Policy, Scope,
    Scopes, Told, Tri,
};

/// The facts of a key as they hold now. What nobody told stays unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFacts {
    /// What it may do.
    pub scopes: Scopes,
    /// Who says so, for the most part.
    pub scopes_origin: Origin,
    /// The scopes that only the user speaks of.
    pub scopes_told: Vec<Scope>,
    /// From where it works; a list of the user's stands in where the exchange says *restricted* and no more.
    pub list: AddressList,
    /// Who says whether it is restricted.
    pub list_origin: Origin,
    /// Who tells the addresses.
    pub addresses_origin: Origin,
    /// How sure the list is.
    pub list_proof: ListProof,
    /// When it was made; of origin *seen* where nobody knows: then it is at least as old as that.
    pub created: Fact<Moment>,
    /// Its age in calendar days (UTC); 0 where the clock stands before its making.
    pub age_days: u32,
    /// The age is a lower bound.
    pub age_at_least: bool,
    /// Days it may live.
    pub max_age_days: u32,
    /// When it is to be replaced: at once while nobody tells its age.
    pub due: Moment,
    /// Days until then; negative where that is past.
    pub due_in_days: i64,
    /// When the exchange ends it.
    pub expires: Told<Moment>,
    /// Who says so.
    pub expires_origin: Origin,
    /// When it was last used, where the exchange tells.
    pub last_used: Told<Moment>,
    /// Its account.
    pub account: Account,
    /// Who says which sort of account it is.
    pub account_origin: Origin,
}

impl KeyFacts {
    /// The date on which somebody must have acted: replaced it, or seen it end.
    pub fn next_date(&self) -> Moment {
        match self.expires {
            Told::Is(end) => end.min(self.due),
            Told::None | Told::NotTold => self.due,
        }
    }
}

/// Merges what the exchange and the user say of a key.
pub fn facts(key: &Key, bot: &Bot, policy: &Policy, now: Moment) -> KeyFacts {
    let (scopes, scopes_origin, scopes_told) = scopes(key);
    let (list, list_origin, addresses_origin) = list(key);
    let list_proof = match (list.state, list_origin) {
        (ListState::Restricted, _) if key.list_proven_at.is_some() => ListProof::Proven,
        (ListState::Restricted | ListState::Bound, Origin::Exchange) => ListProof::Listed,
        (ListState::Restricted | ListState::Bound, Origin::Told) => ListProof::Told,
        _ => ListProof::None,
    };
    let created = created(key);
    let age_at_least = created.origin == Origin::Seen;
    let max_age_days = policy.max_age_of(bot);
    let latest = in_days(created.value, max_age_days);
    let due = if age_at_least { latest.min(now) } else { latest };
    let (expires, expires_origin) = expires(key);
    let (account, account_origin) = account(key);
    KeyFacts {
        scopes,
        scopes_origin,
        scopes_told,
        list,
        list_origin,
        addresses_origin,
        list_proof,
        created,
        age_days: age_days(created.value, now),
        age_at_least,
        max_age_days,
        due,
        due_in_days: days_between(now, due),
        expires,
        expires_origin,
        last_used: key.reading.as_ref().map_or(Told::NotTold, |(_, reading)| reading.last_used.clone()),
        account,
        account_origin,
    }
}

fn scopes(key: &Key) -> (Scopes, Origin, Vec<Scope>) {
    let read = key.reading.as_ref().map(|(_, reading)| &reading.scopes);
    let told = key.told.scopes.as_ref();
    let nothing = Scopes::unknown();
    let by_exchange = read.unwrap_or(&nothing);
    let by_you = told.unwrap_or(&nothing);
    let only_you: Vec<Scope> = Scope::ALL
        .into_iter()
        .filter(|scope| by_exchange.may(*scope) == Tri::Unknown && by_you.may(*scope) != Tri::Unknown)
        .collect();
    let origin = match (read, only_you.is_empty()) {
        (Some(_), _) => Origin::Exchange,
        (None, false) => Origin::Told,
        (None, true) => Origin::Unknown,
    };
    let mut merged = by_exchange.else_if_unknown(by_you);
    if read.is_none() {
        merged.extra.clone_from(&by_you.extra);
    }
    (merged, origin, only_you)
}

fn list(key: &Key) -> (AddressList, Origin, Origin) {
    let read = key.reading.as_ref().map(|(_, reading)| &reading.list).filter(|list| list.state != ListState::Unknown);
    let told = key.told.list.as_ref().filter(|list| list.state != ListState::Unknown);
    // A key that is refused because of the address has a list: the exchange said so without a reading.
    let refused = AddressList { state: ListState::Restricted, addresses: None };
    let read = match (read, key.answer) {
        (None, Some((_, Class::Address))) => Some(&refused),
        _ => read,
    };
    match (read, told) {
        (Some(read), Some(told))
            if read.state == ListState::Restricted
                && told.state == ListState::Restricted
                && read.addresses.is_none()
                && told.addresses.is_some() =>
        {
            let list = AddressList { state: read.state, addresses: told.addresses.clone() };
            (list, Origin::Exchange, Origin::Told)
        }
        (Some(read), _) => (read.clone(), Origin::Exchange, spoken(read, Origin::Exchange)),
        (None, Some(told)) => (told.clone(), Origin::Told, spoken(told, Origin::Told)),
        (None, None) => (AddressList::unknown(), Origin::Unknown, Origin::Unknown),
    }
}

fn spoken(list: &AddressList, by: Origin) -> Origin {
    if list.addresses.is_some() { by } else { Origin::Unknown }
}

fn created(key: &Key) -> Fact<Moment> {
    if let Some((read_at, reading)) = &key.reading
        && let Told::Is(created) = reading.created
    {
        return Fact::new(created, Origin::Exchange, *read_at);
    }
    match key.told.created {
        Some(created) => Fact { value: created, origin: Origin::Told, at: key.told.at },
        None => Fact::new(key.first_seen, Origin::Seen, key.first_seen),
    }
}

fn expires(key: &Key) -> (Told<Moment>, Origin) {
    match key.reading.as_ref().map(|(_, reading)| &reading.expires).filter(|told| told.is_told()) {
        Some(read) => (read.clone(), Origin::Exchange),
        None => key.told.expires.map_or((Told::NotTold, Origin::Unknown), |end| (Told::Is(end), Origin::Told)),
    }
}

fn account(key: &Key) -> (Account, Origin) {
    let told = key.account.clone();
    match key.reading.as_ref().map(|(_, reading)| reading.account) {
        Some(kind) if kind != AccountKind::Unknown => {
            // A name that the user gave to another kind of account says nothing about this one.
            let name = if kind == told.kind { told.name } else { "".into() };
            (Account { kind, name }, Origin::Exchange)
        }
        _ if told.kind == AccountKind::Unknown => (told, Origin::Unknown),
        _ => (told, Origin::Told),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Custody, Transfer};
    use crate::rules::samples::{NOW, Sample, at, cidrs};

    #[test]
    fn the_exchange_beats_the_user_and_the_user_fills_the_gaps() {
        let mut sample = Sample::new();
        let nothing = sample.facts();
        assert_eq!((nothing.scopes_origin, nothing.list_origin), (Origin::Unknown, Origin::Unknown));
        assert_eq!((nothing.scopes.strip().as_str(), nothing.list_proof), ("???????", ListProof::None));

        let mut told = Scopes::unknown();
        told.withdraw = Tri::Yes;
        told.options = Tri::No;
        sample.key.told.scopes = Some(told);
        let by_you = sample.facts();
        assert_eq!(by_you.scopes_origin, Origin::Told);
        assert_eq!(by_you.scopes_told, [Scope::Options, Scope::Withdraw]);

        let mut read = Scopes::none();
        read.transfer = Transfer::Out;
        read.options = Tri::Unknown;
        sample.scopes(read);
        let both = sample.facts();
        assert_eq!((both.scopes.withdraw, both.scopes.options), (Tri::No, Tri::No));
        assert_eq!((both.scopes_origin, both.scopes.transfer), (Origin::Exchange, Transfer::Out));
        assert_eq!(both.scopes_told, [Scope::Options]);
    }

    #[test]
    fn a_list_is_as_sure_as_the_one_who_tells_it() {
        let mut sample = Sample::new();
        let list = |state, addresses: Option<&[&str]>| AddressList { state, addresses: addresses.map(cidrs) };
        sample.key.told.list = Some(list(ListState::Restricted, Some(&["203.0.113.7"])));
        let told = sample.facts();
        assert_eq!((told.list_proof, told.addresses_origin), (ListProof::Told, Origin::Told));

        sample.list(ListState::Restricted, None);
        let listed = sample.facts();
        assert_eq!((listed.list_proof, listed.list_origin), (ListProof::Listed, Origin::Exchange));
        assert_eq!(
            listed.list.addresses,
            Some(cidrs(&["203.0.113.7"])),
            "Binance names no address: the user's stands in"
        );
        assert_eq!(listed.addresses_origin, Origin::Told);

        sample.list(ListState::Restricted, Some(cidrs(&["198.51.100.20"])));
        assert_eq!(sample.facts().list.addresses, Some(cidrs(&["198.51.100.20"])));
        sample.key.list_proven_at = Some(at(NOW));
        assert_eq!(sample.facts().list_proof, ListProof::Proven);
        sample.list(ListState::Open, None);
        let open = sample.facts();
        assert_eq!((open.list.state, open.list_proof, open.list.addresses), (ListState::Open, ListProof::None, None));
        sample.list(ListState::Unknown, None);
        assert_eq!(sample.facts().list_origin, Origin::Told, "an answer that says nothing takes nothing away");
    }

    #[test]
    fn ages_ends_and_limits_have_their_origins() {
        let mut sample = Sample::new();
        assert_eq!((sample.facts().created.origin, sample.facts().age_at_least), (Origin::Seen, true));
        sample.key.told.created = Some(at("2026-01-01T00:00:00Z"));
        sample.key.told.expires = Some(at("2026-04-01T00:00:00Z"));
        let told = sample.facts();
        assert_eq!((told.created.origin, told.expires_origin), (Origin::Told, Origin::Told));
        assert_eq!((told.next_date(), told.due_in_days), (at("2026-04-01T00:00:00Z"), 16));
        sample.reading(|reading| {
            reading.created = Told::Is(at("2026-02-03T09:05:00Z"));
            reading.expires = Told::None;
        });
        let read = sample.facts();
        assert_eq!((read.created.origin, read.age_days, read.due_in_days), (Origin::Exchange, 41, 49));
        assert_eq!((&read.expires, read.next_date()), (&Told::None, at("2026-05-04T09:05:00Z")));
        sample.bot.custody = Custody::Cloud("3Commas".into());
        assert_eq!((sample.facts().max_age_days, sample.facts().due_in_days), (30, -11));
    }

    #[test]
    fn an_account_of_another_kind_has_not_the_name_that_was_told() {
        let mut sample = Sample::new();
        assert_eq!(sample.facts().account_origin, Origin::Told);
        sample.reading(|reading| reading.account = AccountKind::Sub);
        assert_eq!((sample.facts().account, sample.facts().account_origin), (Account::sub("grid"), Origin::Exchange));
        sample.reading(|reading| reading.account = AccountKind::Main);
        assert_eq!(sample.facts().account, Account::main());
    }
}

//! Random domain values, as wild as their types allow.

use crate::domain::{
    Account, AccountKind, AddressList, Bot, BotKind, BotName, Cidr, Class, Code, Custody, Delivery, Digest, Evidence,
    EvidenceKind, ExchangeId, Fingerprint, Host, HostName, KeyHint, KeyId, KeyState, KeyTold, ListState, ListWord,
    Moment, NewEntry, Power, Reading, Scope, ScopeToken, Scopes, SecretPlace, Sign, SiteId, SlotId, Told, Transfer,
    Tri, Way, Who,
};
use crate::inventory::FlowPlace;
use proptest::option::of;
use proptest::prelude::*;
use std::net::IpAddr;

pub(super) fn moment() -> impl Strategy<Value = Moment> {
    (-62_000_000_000_000_i64..250_000_000_000_000).prop_map(|millis| Moment::from_timestamp_millis(millis).unwrap())
}

pub(super) fn text() -> impl Strategy<Value = Box<str>> {
    any::<String>().prop_map(Into::into)
}

pub(super) fn bot_name() -> impl Strategy<Value = BotName> {
    "[a-zA-Zéß日][a-zA-Z0-9é .'%_-]{0,20}[a-z]".prop_map(|text| BotName::new(&text).unwrap())
}

pub(super) fn host_name() -> impl Strategy<Value = HostName> {
    "[a-z][a-z0-9.-]{0,20}".prop_map(|text| HostName::new(&text).unwrap())
}

pub(super) fn exchange() -> impl Strategy<Value = ExchangeId> {
    "[a-z][a-z0-9-]{0,10}".prop_map(|text| ExchangeId::new(&text).unwrap())
}

pub(super) fn site() -> impl Strategy<Value = SiteId> {
    "[a-z]{1,8}".prop_map(|text| SiteId::new(&text).unwrap())
}

pub(super) fn slot() -> impl Strategy<Value = SlotId> {
    "[a-z0-9]{26}".prop_map(|text| SlotId::new(&text).unwrap())
}

pub(super) fn hint() -> impl Strategy<Value = KeyHint> {
    "[a-zA-Z0-9·]{4}".prop_map(|text| KeyHint::new(&text).unwrap())
}

pub(super) fn digest() -> impl Strategy<Value = Digest> {
    any::<[u8; 32]>().prop_map(Digest::new)
}

pub(super) fn fingerprint() -> impl Strategy<Value = Fingerprint> {
    any::<[u8; 32]>().prop_map(Fingerprint::new)
}

fn tri() -> impl Strategy<Value = Tri> {
    prop::sample::select(vec![Tri::Yes, Tri::No, Tri::Unknown])
}

pub(super) fn scopes() -> impl Strategy<Value = Scopes> {
    let transfer = prop::sample::select(vec![Transfer::No, Transfer::Own, Transfer::Out, Transfer::Unknown]);
    let extra = prop::collection::vec(any::<String>().prop_map(|text| ScopeToken::new(&text)), 0..3);
    (prop::array::uniform8(tri()), transfer, extra).prop_map(|(places, transfer, extra)| {
        let [read, spot, margin, futures, options, earn, withdraw, manage] = places;
        Scopes { read, spot, margin, futures, options, earn, transfer, withdraw, manage, extra }
    })
}

fn cidr() -> impl Strategy<Value = Cidr> {
    (any::<IpAddr>(), 0_u8..=32)
        .prop_map(|(address, bits)| Cidr::parse(&format!("{address}/{bits}")).unwrap())
        .boxed()
        .prop_union(any::<IpAddr>().prop_map(Cidr::from).boxed())
}

fn addresses() -> impl Strategy<Value = Vec<Cidr>> {
    prop::collection::vec(cidr(), 0..4)
}

pub(super) fn list() -> impl Strategy<Value = AddressList> {
    use ListState::{Bound, Open, Restricted, Unknown};
    (prop::sample::select(vec![Restricted, Bound, Open, Unknown]), of(addresses()))
        .prop_map(|(state, addresses)| AddressList { state, addresses })
}

fn told<T: std::fmt::Debug + Clone>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Told<T>> {
    (of(value), any::<bool>()).prop_map(|(value, none)| match value {
        Some(value) => Told::Is(value),
        None if none => Told::None,
        None => Told::NotTold,
    })
}

fn account_kind() -> impl Strategy<Value = AccountKind> {
    use AccountKind::{Main, Portfolio, Sub, Unknown};
    prop::sample::select(vec![Main, Sub, Portfolio, Unknown])
}

pub(super) fn account() -> impl Strategy<Value = Account> {
    (account_kind(), text()).prop_map(|(kind, name)| Account { kind, name })
}

pub(super) fn reading() -> impl Strategy<Value = Reading> {
    let times = (told(moment()), told(moment()), told(moment()));
    let texts = (told(text()), told(prop::collection::vec(text(), 0..3)), told(text()));
    let rest = (account_kind(), any::<bool>(), prop::collection::vec(text(), 0..3), digest());
    (scopes(), list(), times, texts, rest).prop_map(|(scopes, list, times, texts, rest)| {
        let ((created, expires, last_used), (account_id, symbols, label)) = (times, texts);
        let (account, third_party, remarks, digest) = rest;
        Reading {
            scopes,
            list,
            created,
            expires,
            last_used,
            account,
            account_id,
            symbols,
            label,
            third_party,
            remarks,
            digest,
        }
    })
}

pub(super) fn key_told() -> impl Strategy<Value = KeyTold> {
    (of(scopes()), of(list()), of(moment()), of(moment()), of(moment()))
        .prop_map(|(scopes, list, created, expires, at)| KeyTold { scopes, list, created, expires, at })
}

pub(super) fn way() -> impl Strategy<Value = Way> {
    let ways = ["direct", "socks5h://127.0.0.1:1080", "http://10.0.0.1:3128", "https://proxy.example:8443"];
    prop::sample::select(ways.map(|text| Way::parse(text).unwrap()).to_vec())
}

pub(super) fn host() -> impl Strategy<Value = Host> {
    (host_name(), addresses(), way()).prop_map(|(name, addresses, way)| Host { name, addresses, way })
}

pub(super) fn bot() -> impl Strategy<Value = Bot> {
    let custody = prop_oneof![
        Just(Custody::Own),
        "[a-zA-Z0-9]{1,12}".prop_map(|name| Custody::parse(&format!("cloud:{name}")).unwrap())
    ];
    let needs = of(prop::collection::vec(prop::sample::select(Scope::ALL.to_vec()), 0..4));
    let kind = prop::sample::select(BotKind::ALL.to_vec());
    (bot_name(), kind, custody, needs, of(any::<u32>()), any::<bool>()).prop_map(
        |(name, kind, custody, needs_told, max_age_days, retired)| Bot {
            name,
            kind,
            custody,
            host: None,
            needs_told,
            max_age_days,
            delivery: Delivery::ByHand,
            retired,
        },
    )
}

pub(super) fn key_state() -> impl Strategy<Value = KeyState> {
    prop::sample::select(KeyState::ALL.to_vec())
}

pub(super) fn secret_place() -> impl Strategy<Value = SecretPlace> {
    prop::sample::select(vec![SecretPlace::Keyring, SecretPlace::Sealed, SecretPlace::None])
}

fn evidence_kind() -> impl Strategy<Value = EvidenceKind> {
    let power = (tri(), tri()).prop_map(|(trade, move_coins)| Power { trade, move_coins });
    let class = prop::sample::select(Class::ALL.to_vec());
    let sign = prop::sample::select(Sign::ALL.to_vec());
    let code = of(any::<String>().prop_map(|text| Code::new(&text)));
    let answer = (class, sign, code, any::<bool>(), of(power))
        .prop_map(|(class, sign, code, control, power)| EvidenceKind::Answer { class, sign, code, control, power });
    let word = prop::sample::select(vec![ListWord::Holds, ListWord::HoldsAsleep, ListWord::HoldsNot]);
    prop_oneof![
        answer,
        word.prop_map(|word| EvidenceKind::List { word }),
        Just(EvidenceKind::DeleteConfirmed),
        Just(EvidenceKind::YouSawGone),
        Just(EvidenceKind::YouSaidOff),
        Just(EvidenceKind::YouSaidDeleted),
    ]
}

pub(super) fn evidence() -> impl Strategy<Value = Evidence> {
    (moment(), of(moment()), site(), way(), of(any::<IpAddr>()), evidence_kind()).prop_map(
        |(at, exchange_at, site, way, egress, kind)| Evidence { number: 0, at, exchange_at, site, way, egress, kind },
    )
}

pub(super) fn place() -> impl Strategy<Value = FlowPlace> {
    (any::<u32>(), any::<String>(), text(), any::<u32>(), any::<u32>(), of(moment())).prop_map(
        |(version, state, step, at, of, next_at)| FlowPlace {
            version,
            state,
            step,
            at,
            of,
            next_at,
            old: None::<KeyId>,
            new: None,
        },
    )
}

pub(super) fn entry() -> impl Strategy<Value = NewEntry> {
    let who = prop_oneof![Just(Who::Keyward), Just(Who::You), exchange().prop_map(Who::Exchange)];
    let about = (of(bot_name()), of(exchange()), of(hint()), of(any::<i64>()));
    (moment(), who, about, any::<String>()).prop_map(|(at, who, (bot, exchange, hint, flow), what)| NewEntry {
        at,
        who,
        bot,
        exchange,
        hint,
        flow,
        what,
    })
}

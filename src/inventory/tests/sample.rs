//! One small home with a row in every table, and short ways to make more.

use crate::domain::{
    Account, AccountKind, AddressList, Asked, Bot, BotKind, BotName, Cidr, Class, Code, Custody, Delivery, Digest,
    Evidence, EvidenceKind, ExchangeId, Fingerprint, Generation, Host, HostName, KeyHint, KeyId, KeyState, KeyTold,
    ListState, Moment, NewEntry, Outcome, Reading, Refusal, Scope, Scopes, SecretPlace, Sign, SiteId, SlotId, Told,
    Tri, Way, Who,
};
use crate::inventory::{FlowId, FlowPlace, Holder, Inventory, NewFlow, NewIntent, NewKey, Pause, Setting, Writing};

pub(in super::super) fn home() -> (tempfile::TempDir, Inventory) {
    let folder = tempfile::tempdir().unwrap();
    let inventory = Inventory::open(folder.path()).unwrap();
    (folder, inventory)
}

/// Milliseconds after an arbitrary start.
pub(super) fn at(millis: i64) -> Moment {
    Moment::from_timestamp_millis(1_773_630_604_000 + millis).unwrap()
}

pub(super) fn bot_name(text: &str) -> BotName {
    BotName::new(text).unwrap()
}

pub(super) fn exchange(text: &str) -> ExchangeId {
    ExchangeId::new(text).unwrap()
}

pub(super) fn fingerprint(byte: u8) -> Fingerprint {
    Fingerprint::new([byte; 32])
}

pub(in super::super) fn bot(name: &str) -> Bot {
    Bot {
        name: bot_name(name),
        kind: BotKind::Freqtrade,
        custody: Custody::Own,
        host: None,
        needs_told: None,
        max_age_days: None,
        delivery: Delivery::ByHand,
        retired: false,
    }
}

pub(in super::super) fn key(bot: &str, at_exchange: &str, generation: u32) -> NewKey {
    NewKey {
        bot: bot_name(bot),
        exchange: exchange(at_exchange),
        site: SiteId::new("global").unwrap(),
        account: Account::main(),
        generation: Generation(generation),
        hint: KeyHint::new("9fQ2").unwrap(),
        fingerprint: None,
        slot: None,
        secret: SecretPlace::None,
        state: KeyState::Active,
        current: false,
        first_seen: at(0),
        told: KeyTold::default(),
    }
}

pub(super) fn place(step: &str, old: Option<KeyId>, new: Option<KeyId>) -> FlowPlace {
    FlowPlace {
        version: 1,
        state: format!("{{\"step\":\"{step}\"}}"),
        step: step.into(),
        at: 1,
        of: 9,
        next_at: None,
        old,
        new,
    }
}

pub(super) fn flow(kind: &str, bot: &str, at_exchange: &str, place: FlowPlace) -> NewFlow {
    NewFlow { kind: kind.into(), bot: bot_name(bot), exchange: exchange(at_exchange), place, at: at(10) }
}

pub(super) fn entry(bot: Option<&str>, what: &str) -> NewEntry {
    NewEntry {
        at: at(20),
        who: Who::Keyward,
        bot: bot.map(bot_name),
        exchange: None,
        hint: None,
        flow: None,
        what: what.to_owned(),
    }
}

pub(super) fn reading() -> Reading {
    Reading {
        scopes: Scopes { read: Tri::Yes, spot: Tri::Yes, ..Scopes::none() },
        list: AddressList {
            state: ListState::Restricted,
            addresses: Some(vec![Cidr::parse("203.0.113.7").unwrap(), Cidr::parse("10.0.0.0/24").unwrap()]),
        },
        created: Told::Is(at(-1_000)),
        expires: Told::None,
        last_used: Told::NotTold,
        account: AccountKind::Sub,
        account_id: Told::Is("1234".into()),
        symbols: Told::None,
        label: Told::Is("grid, \"eth\"".into()),
        third_party: false,
        remarks: vec!["a limit, of the account".into()],
        digest: Digest::new([7; 32]),
    }
}

pub(super) fn asked(millis: i64, answer: Result<Reading, Refusal>) -> Asked {
    Asked {
        at: at(millis),
        exchange_at: Some(at(millis - 12)),
        control: true,
        site: SiteId::new("global").unwrap(),
        host: "api.binance.com".into(),
        way: Way::Direct,
        skew_millis: Some(12),
        took_millis: 100,
        answer,
    }
}

pub(super) fn refusal() -> Refusal {
    Refusal {
        class: Class::UnknownKey,
        sign: Sign::Gone,
        code: Some(Code::new("-2008")),
        says: "Invalid Api-Key ID.".to_owned(),
        seen_from: Some([203, 0, 113, 8].into()),
        not_before: None,
    }
}

/// A row in every table. What the fixture of version 1 holds.
pub(in super::super) fn fill(w: &Writing<'_>) -> Result<FlowId, crate::domain::Problem> {
    let host = Host {
        name: HostName::new("vps-fra").unwrap(),
        addresses: vec![Cidr::parse("203.0.113.7").unwrap()],
        way: Way::parse("socks5h://127.0.0.1:1080").unwrap(),
    };
    w.put_host(&host)?;
    let bot = Bot {
        host: Some(host.name),
        custody: Custody::Cloud("3Commas".into()),
        needs_told: Some(vec![Scope::Read, Scope::Spot]),
        max_age_days: Some(60),
        ..bot("grid-eth")
    };
    w.add_bot(&bot)?;
    let told = KeyTold {
        scopes: Some(Scopes { withdraw: Tri::No, ..Scopes::unknown() }),
        list: Some(AddressList { state: ListState::Open, addresses: None }),
        created: Some(at(-5_000)),
        expires: None,
        at: Some(at(1)),
    };
    let key = NewKey {
        fingerprint: Some(fingerprint(1)),
        slot: Some(SlotId::new("a1b2").unwrap()),
        secret: SecretPlace::Keyring,
        current: true,
        account: Account::sub("grid"),
        told,
        ..key("grid-eth", "binance", 1)
    };
    let key = w.add_key(&key)?;
    w.add_asked(key, &asked(2, Ok(reading())))?;
    w.add_asked(key, &asked(3, Err(refusal())))?;
    w.add_evidence(key, &you(4, EvidenceKind::YouSawGone))?;
    w.set_grade(key, crate::domain::Grade::LikelyDead)?;
    w.set_list_proven(key, Some(at(5)))?;
    let id = w.open_flow(&flow("rotation", "grid-eth", "binance", place("plan", Some(key), None)))?;
    let intent = NewIntent {
        what: "seal".into(),
        key: Some(key),
        slot: Some(SlotId::new("c3d4").unwrap()),
        fingerprint: Some(fingerprint(2)),
        at: at(11),
    };
    let done = w.add_intent(id, &intent)?;
    w.outcome(done, Outcome::Unknown, at(12))?;
    w.add_intent(id, &NewIntent { what: "wipe".into(), slot: None, fingerprint: None, ..intent })?;
    let pause = Pause { exchange: exchange("okx"), way: Way::Direct, until: at(9_000), why: "HTTP 429".to_owned() };
    w.add_pause(&pause, at(13))?;
    let exchange_says = NewEntry {
        who: Who::Exchange(exchange("binance")),
        exchange: Some(exchange("binance")),
        hint: Some(KeyHint::new("9fQ2").unwrap()),
        flow: Some(id.0),
        ..entry(Some("grid-eth"), "…9fQ2 answers")
    };
    w.add_entry(&entry(None, "opened"))?;
    w.add_entry(&exchange_says)?;
    w.hold(&bot_name("grid-eth"), &Holder { who: "keyward rotate, process 7".to_owned(), since: at(14) })?;
    w.set_setting(Setting::Store, Some("keyring"))?;
    Ok(id)
}

/// A word of a person.
pub(super) fn you(millis: i64, kind: EvidenceKind) -> Evidence {
    Evidence {
        number: 0,
        at: at(millis),
        exchange_at: None,
        site: SiteId::new("global").unwrap(),
        way: Way::Direct,
        egress: None,
        kind,
    }
}

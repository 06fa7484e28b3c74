//! Each line by the exchange, by the user's word, by override; and both sides of what makes it hold.

use super::*;
use crate::domain::{
    Account, AccountKind, AddressList, BotKind, BotName, Cidr, Code, Custody, Delivery, Digest, EvidenceKind,
    Fingerprint, Generation, Grade, HostName, Key, KeyHint, KeyId, KeyState, KeyTold, Moment, Policy, SecretPlace,
    SiteId, SlotId, Span, Told,
};
use crate::flows::{StoreState, World};

/// A new key, its old one and their world, to be bent by each test.
struct Case {
    venue: VenueFacts,
    bot: Bot,
    host: Option<Host>,
    old: Option<Key>,
    new: Key,
    rows: Vec<Evidence>,
    answered: Answered,
}

fn start() -> Moment {
    crate::domain::moment_from_millis(1_773_630_000_000).unwrap()
}

fn site() -> SiteId {
    SiteId::new("global").unwrap()
}

fn proxy() -> Way {
    Way::parse("socks5h://127.0.0.1:1080").unwrap()
}

fn reading() -> Reading {
    let mut scopes = crate::domain::Scopes::none();
    scopes.read = Tri::Yes;
    scopes.spot = Tri::Yes;
    Reading {
        scopes,
        list: AddressList {
            state: ListState::Restricted,
            addresses: Some(vec![Cidr::parse("203.0.113.0/24").unwrap()]),
        },
        created: Told::NotTold,
        expires: Told::NotTold,
        last_used: Told::NotTold,
        account: AccountKind::Main,
        account_id: Told::Is("4711".into()),
        symbols: Told::NotTold,
        label: Told::NotTold,
        third_party: false,
        remarks: vec![],
        digest: Digest::new([0; 32]),
    }
}

fn key(generation: u32) -> Key {
    Key {
        id: KeyId(i64::from(generation)),
        bot: BotName::new("arb").unwrap(),
        exchange: crate::domain::ExchangeId::new("okx").unwrap(),
        site: site(),
        account: Account::main(),
        generation: Generation(generation),
        hint: KeyHint::new("77b1").unwrap(),
        fingerprint: Some(Fingerprint::new([7; 32])),
        slot: Some(SlotId::new("slot").unwrap()),
        secret: SecretPlace::Keyring,
        state: KeyState::Candidate,
        current: false,
        first_seen: start(),
        told: KeyTold::default(),
        reading: Some((start(), reading())),
        answer: None,
        list_proven_at: None,
        grade: Grade::Alive,
    }
}

impl Case {
    fn new() -> Self {
        let name = HostName::new("vps-fra").unwrap();
        let bot = Bot {
            name: BotName::new("arb").unwrap(),
            kind: BotKind::Freqtrade,
            custody: Custody::Own,
            host: Some(name.clone()),
            needs_told: None,
            max_age_days: None,
            delivery: Delivery::ByHand,
            retired: false,
        };
        let addresses = vec![Cidr::parse("203.0.113.7").unwrap()];
        let mut case = Self {
            venue: crate::flows::model::okx(),
            bot,
            host: Some(Host { name, addresses, way: Way::Direct }),
            old: Some(key(1)),
            new: key(2),
            rows: Vec::new(),
            answered: Answered::default(),
        };
        case.hears(10, Class::Ok, Sign::Answers, Way::Direct);
        case
    }

    fn hears(&mut self, second: i64, class: Class, sign: Sign, way: Way) {
        let at = start() + Span::seconds(second);
        let number = i64::try_from(self.rows.len()).unwrap() + 1;
        let kind = EvidenceKind::Answer { class, sign, code: Some(Code::new("1")), control: true, power: None };
        self.rows.push(Evidence { number, at, exchange_at: Some(at), site: site(), way, egress: None, kind });
    }

    /// Only this was heard.
    fn only(mut self, second: i64, class: Class, sign: Sign) -> Self {
        self.rows.clear();
        self.hears(second, class, sign, Way::Direct);
        self
    }

    fn reads(mut self, change: impl FnOnce(&mut Reading)) -> Self {
        change(&mut self.new.reading.as_mut().unwrap().1);
        self
    }

    fn bends(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn told(mut self, line: Line) -> Self {
        self.answered.told.push(line);
        self
    }

    fn overridden(mut self, line: Line) -> Self {
        self.answered.overridden.push(line);
        self
    }

    fn lines(&self) -> Vec<CheckLine> {
        let view = |key| KeyView { key, evidence: &self.rows, secret_here: Tri::Yes };
        let site = site();
        let pace = Policy::default().pace(&self.venue, false);
        let world = World {
            now: start() + Span::minutes(5),
            flow: 1,
            bot: &self.bot,
            host: self.host.as_ref(),
            venue: &self.venue,
            site: &site,
            pace,
            old: self.old.as_ref().map(|key| KeyView { key, evidence: &[], secret_here: Tri::Yes }),
            new: Some(view(&self.new)),
            current: None,
            next_generation: Generation(3),
            store: StoreState::Open,
            rotation: None,
            revocation: None,
            max_age_days: 90,
        };
        super::lines(&world, &pace, &self.answered, None)
    }

    #[track_caller]
    fn is(self, line: Line, holds: Tri, by: Option<By>) -> Self {
        let lines = self.lines();
        let found = lines.iter().find(|checked| checked.line == line).unwrap();
        assert_eq!((found.holds, found.by), (holds, by), "{}", found.says);
        self
    }
}

const EXCHANGE: Option<By> = Some(By::Exchange);

#[test]
fn a_good_key_holds_each_line() {
    let case = Case::new();
    assert!(all_hold(&case.lines()), "{:?}", case.lines());
    assert_eq!(case.lines().len(), Line::ALL.len());
    assert!(!all_hold(&[]));
    case.is(Line::Sealed, Tri::Yes, None).is(Line::Another, Tri::Yes, None).is(Line::Answers, Tri::Yes, EXCHANGE);
}

#[test]
fn answers() {
    let one = |second, class, sign| Case::new().only(second, class, sign);
    one(200, Class::UnknownKey, Sign::Gone).is(Line::Answers, Tri::No, None);
    one(179, Class::UnknownKey, Sign::Gone).is(Line::Answers, Tri::Unknown, None);
    one(10, Class::Signature, Sign::Lives).is(Line::Answers, Tri::No, None);
    one(10, Class::Expired, Sign::Asleep).is(Line::Answers, Tri::No, None);
    one(10, Class::Right, Sign::Unclear).is(Line::Answers, Tri::No, None);
    one(10, Class::Site, Sign::Nothing).is(Line::Answers, Tri::No, None);
    one(10, Class::Down, Sign::Nothing).is(Line::Answers, Tri::Unknown, None);
    // Refused by address: as it should be. Every other line is open, and told.
    let listed = one(10, Class::Address, Sign::Lives).is(Line::Answers, Tri::Unknown, None);
    let told = listed.is(Line::NoWithdraw, Tri::Unknown, None).told(Line::Answers).told(Line::NoWithdraw);
    told.is(Line::Answers, Tri::Yes, Some(By::Told)).is(Line::NoWithdraw, Tri::Yes, Some(By::Told));
    // A refusal from elsewhere takes nothing from the answer by the host's way.
    let mut both = Case::new();
    both.hears(20, Class::Address, Sign::Lives, proxy());
    let mut both = both.is(Line::Answers, Tri::Yes, EXCHANGE);
    both.hears(200, Class::UnknownKey, Sign::Gone, proxy());
    both.is(Line::Answers, Tri::No, None);
}

#[test]
fn account() {
    Case::new().reads(|r| r.account_id = Told::Is("9".into())).is(Line::Account, Tri::No, None);
    Case::new().reads(|r| r.account_id = Told::NotTold).is(Line::Account, Tri::Unknown, None);
    Case::new().bends(|case| case.old = None).is(Line::Account, Tri::Unknown, None);
}

#[test]
fn no_withdraw() {
    Case::new().reads(|r| r.scopes.withdraw = Tri::Yes).is(Line::NoWithdraw, Tri::No, None);
    Case::new().reads(|r| r.scopes.transfer = Transfer::Out).is(Line::NoWithdraw, Tri::No, None);
    Case::new().reads(|r| r.scopes.transfer = Transfer::Own).is(Line::NoWithdraw, Tri::Yes, EXCHANGE);
    // Unknown never passes, until the user tells; what the exchange says beats the word.
    Case::new().reads(|r| r.scopes.withdraw = Tri::Unknown).is(Line::NoWithdraw, Tri::Unknown, None);
    let word = Case::new().reads(|r| r.scopes.withdraw = Tri::Yes).told(Line::NoWithdraw);
    word.is(Line::NoWithdraw, Tri::No, None).overridden(Line::NoWithdraw).is(
        Line::NoWithdraw,
        Tri::Yes,
        Some(By::Override),
    );
}

#[test]
fn enough() {
    Case::new().reads(|r| r.scopes.spot = Tri::No).is(Line::Enough, Tri::No, None);
    Case::new().reads(|r| r.scopes.spot = Tri::Unknown).is(Line::Enough, Tri::Unknown, None);
    let untold = || Case::new().bends(|case| case.bot.kind = BotKind::Script);
    untold().is(Line::Enough, Tri::Yes, EXCHANGE);
    untold().reads(|r| r.scopes.spot = Tri::No).is(Line::Enough, Tri::Unknown, None);
    untold().bends(|case| case.old = None).is(Line::Enough, Tri::Unknown, None);
}

#[test]
fn not_too_much() {
    Case::new().reads(|r| r.scopes.futures = Tri::Yes).is(Line::NotTooMuch, Tri::No, None);
    // What the venue cannot part from trading is never too much.
    let parted = Case::new().bends(|case| case.venue.inseparable = vec![Scope::Futures]);
    parted.reads(|r| r.scopes.futures = Tri::Yes).is(Line::NotTooMuch, Tri::Yes, EXCHANGE);
    Case::new().reads(|r| r.scopes.extra = vec![crate::domain::ScopeToken::new("copytrade")]).is(
        Line::NotTooMuch,
        Tri::No,
        None,
    );
    let untold = || Case::new().bends(|case| case.bot.kind = BotKind::Script);
    untold().is(Line::NotTooMuch, Tri::Yes, EXCHANGE);
    untold().reads(|r| r.scopes.futures = Tri::Yes).is(Line::NotTooMuch, Tri::Unknown, None);
}

#[test]
fn listed() {
    Case::new().is(Line::Listed, Tri::Yes, EXCHANGE);
    Case::new().reads(|r| r.list.state = ListState::Open).is(Line::Listed, Tri::No, None);
    let elsewhere =
        |case: &mut Case| case.host.as_mut().unwrap().addresses = vec![Cidr::parse("198.51.100.20").unwrap()];
    Case::new().bends(elsewhere).is(Line::Listed, Tri::No, None);
    // The list is not told (Binance): an answer from here shows only that this computer may use it.
    let secret = || Case::new().reads(|r| r.list.addresses = None);
    secret().is(Line::Listed, Tri::Unknown, None).told(Line::Listed).is(Line::Listed, Tri::Yes, Some(By::Told));
    let through = secret().bends(|case| {
        case.host.as_mut().unwrap().way = proxy();
        case.rows.clear();
        case.hears(10, Class::Ok, Sign::Answers, proxy());
    });
    through.is(Line::Listed, Tri::Yes, EXCHANGE);
    secret().bends(|case| case.host.as_mut().unwrap().way = proxy()).is(Line::Listed, Tri::Unknown, None);
    Case::new().bends(|case| case.host = None).is(Line::Listed, Tri::Unknown, None);
    Case::new().reads(|r| r.list.state = ListState::Unknown).is(Line::Listed, Tri::Unknown, None);
}

#[test]
fn every_line_has_a_word_that_reads_back() {
    for line in Line::ALL {
        assert_eq!(Line::parse(line.word()), Some(line));
    }
    assert_eq!(Line::parse("elsewhere"), None);
    assert!(!Line::Sealed.can_be_told() && !Line::Another.can_be_told() && Line::Listed.can_be_told());
}

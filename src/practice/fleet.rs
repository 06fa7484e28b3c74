//! The made-up fleet of practice: twelve bots that show every state of the fleet's screen, relative to now. It is a plan:
//! the engine writes it into an inventory and a store, [`Fleet::plant`] makes the same keys exist at the exchanges, and the
//! states come out of the rules.

use super::history::{Asked, PastReading, daily, quiet_days};
use super::{Kind, MadeUp, Planted, Proof, Refused, Rights, Running, Site, Venue, made_up};
use crate::domain::{
    Account, AddressList, Bot, BotKind, BotName, Chance, Cidr, Clock, Custody, Delivery, Evidence, Generation, Grade,
    Host, HostName, KeyHint, KeyState, KeyTold, ListState, Moment, NameError, NewEntry, Problem, Scope, Scopes, Span,
    Tri, Way, Who,
};
use crate::secret::{Credential, Parts};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::runtime::Handle;

/// The practice exchanges side by side.
#[derive(Debug, Clone)]
pub struct Venues([Arc<Venue>; 3]);

impl Venues {
    /// All of them, empty, on one clock.
    pub fn new(clock: &Arc<dyn Clock>, chance: &Arc<dyn Chance>) -> Self {
        Self(Kind::ALL.map(|kind| Venue::new(kind, Arc::clone(clock), Arc::clone(chance))))
    }

    /// One of them.
    pub const fn of(&self, kind: Kind) -> &Arc<Venue> {
        let [binance, bybit, okx] = &self.0;
        match kind {
            Kind::Binance => binance,
            Kind::Bybit => bybit,
            Kind::Okx => okx,
        }
    }

    /// Puts each on a free loopback port that plays all of its sites.
    ///
    /// # Errors
    /// No port could be had.
    pub fn serve(&self, runtime: &Handle) -> Result<Vec<Running>, Problem> {
        self.0.iter().map(|venue| venue.serve(runtime, super::Plays::Every, None)).collect()
    }
}

/// The whole plan.
#[derive(Debug)]
pub struct Fleet {
    /// The machines.
    pub hosts: Vec<PlannedHost>,
    /// The bots, worst first as the picture has them.
    pub bots: Vec<PlannedBot>,
}

/// A machine that bots run on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedHost {
    /// Its name.
    pub name: HostName,
    /// The address that exchanges see.
    pub address: IpAddr,
    /// This computer itself: asked directly, not through a proxy.
    pub here: bool,
}

impl PlannedHost {
    /// As the inventory keeps it.
    pub fn host(&self, way: Way) -> Host {
        Host { name: self.name.clone(), addresses: vec![self.address.into()], way }
    }
}

/// A bot with all that hangs on it.
#[derive(Debug)]
pub struct PlannedBot {
    /// The bot.
    pub bot: Bot,
    /// On which exchange.
    pub kind: Kind,
    /// On which site.
    pub site: Site,
    /// On which account.
    pub account: Account,
    /// Its keys, oldest first.
    pub keys: Vec<PlannedKey>,
    /// The rotation that is open.
    pub rotation: Option<PlannedRotation>,
    /// What the journal says of it, oldest first.
    pub journal: Vec<NewEntry>,
}

/// One of its keys.
#[derive(Debug)]
pub struct PlannedKey {
    /// The how-manyth.
    pub generation: Generation,
    /// Where it stands.
    pub state: KeyState,
    /// It is what the bot is given.
    pub current: bool,
    /// How dead it is, by its past.
    pub grade: Grade,
    /// Its name at the exchange.
    pub label: String,
    /// The API key.
    pub api_key: String,
    /// The secret.
    pub secret: MadeUp,
    /// OKX: the passphrase.
    pub passphrase: Option<MadeUp>,
    /// Its secret lies in the store.
    pub sealed: bool,
    /// What is ticked at the exchange.
    pub rights: Rights,
    /// Its list at the exchange; empty: any address.
    pub list: Vec<Cidr>,
    /// When it was made.
    pub created: Moment,
    /// When it ends by itself.
    pub expires: Option<Moment>,
    /// When it was deleted at the exchange.
    pub deleted: Option<Moment>,
    /// When keyward first saw it.
    pub first_seen: Moment,
    /// What the user told.
    pub told: KeyTold,
    /// When its list was last proven from both sides.
    pub list_proven_at: Option<Moment>,
    /// Good readings of other days, newest first; today's is asked.
    pub past: Vec<PastReading>,
    /// Other evidence, oldest first: what proved a death.
    pub evidence: Vec<Evidence>,
}

impl PlannedKey {
    /// Its last four characters.
    pub fn hint(&self) -> KeyHint {
        KeyHint::of_key(&self.api_key)
    }

    /// The credential to seal.
    ///
    /// # Errors
    /// Never for a key that practice made.
    pub fn credential(&self) -> Result<Credential, Problem> {
        let parts = Parts::new(&self.api_key, self.secret.text());
        Credential::new(match &self.passphrase {
            Some(passphrase) => parts.with_passphrase(passphrase.text()),
            None => parts,
        })
    }
}

/// A rotation that stands at *Quiet*: both keys live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedRotation {
    /// The key that shall die.
    pub old: Generation,
    /// The key that the bot has now.
    pub new: Generation,
    /// When it began.
    pub began: Moment,
    /// When the new key was sealed.
    pub sealed: Moment,
    /// When the bot was given the new key.
    pub delivered: Moment,
    /// When the bot was seen with it: both live from then on.
    pub seen: Moment,
}

impl Fleet {
    /// The plan, as of now. `ways` says how each machine is asked through: practice's proxies.
    ///
    /// # Errors
    /// Where chance fails.
    pub fn plan(now: Moment, chance: &dyn Chance, ways: &dyn Fn(&HostName) -> Way) -> Result<Self, Problem> {
        let hosts = vec![
            planned_host("vps-fra", [203, 0, 113, 7], false)?,
            planned_host("vps-tyo", [198, 51, 100, 20], false)?,
            planned_host("home", [192, 0, 2, 44], true)?,
        ];
        let make = Make { now, chance, ways };
        let mut bots = ROWS.iter().map(|row| make.bot(row)).collect::<Result<Vec<_>, _>>()?;
        for bot in &mut bots {
            match bot.bot.name.as_str() {
                "grid-eth" => make.withdraw_since_today(bot)?,
                "hb-xemm" => make.rotating(bot)?,
                "tn-btc" => make.told_half(bot),
                "tn-eth" => make.told_all(bot),
                _ => {}
            }
        }
        Ok(Self { hosts, bots })
    }

    /// Makes the planned keys exist at the exchanges; deleted ones as deleted.
    ///
    /// # Errors
    /// A key that the exchange does not take.
    pub fn plant(&self, venues: &Venues) -> Result<(), Problem> {
        self.bots.iter().try_for_each(|bot| bot.plant(venues))
    }
}

impl PlannedBot {
    /// Makes its keys exist at the exchange.
    ///
    /// # Errors
    /// A key that the exchange does not take.
    pub fn plant(&self, venues: &Venues) -> Result<(), Problem> {
        let refused = |error: Refused| Problem::new("The made-up fleet could not be planted", error.to_string(), "");
        let venue = venues.of(self.kind);
        let now = venue.now();
        venue
            .book(|book| {
                let account = book.account(self.site, &self.account);
                for key in &self.keys {
                    let number = book.plant(Planted {
                        account,
                        label: key.label.clone(),
                        api_key: key.api_key.clone(),
                        proof: Proof::Hmac(key.secret.clone()),
                        passphrase: key.passphrase.clone(),
                        rights: key.rights,
                        list: key.list.clone(),
                        created: key.created,
                        expires: key.expires,
                    })?;
                    book.touch(number, key.deleted.unwrap_or(now));
                    if let Some(deleted) = key.deleted {
                        book.delete(number, deleted)?;
                    }
                }
                Ok(())
            })
            .map_err(refused)
    }
}

/// A line of the fleet's picture.
struct Row {
    name: &'static str,
    kind: Kind,
    site: Site,
    account: &'static str,
    bot: BotKind,
    needs: &'static [Scope],
    custody: &'static str,
    host: &'static str,
    end: &'static str,
    age_days: i64,
    rights: &'static [&'static str],
    list: &'static str,
    proven: bool,
}

const SPOT: &[Scope] = &[Scope::Read, Scope::Spot];
const FUTURES: &[Scope] = &[Scope::Read, Scope::Futures];
const BOTH: &[Scope] = &[Scope::Read, Scope::Spot, Scope::Futures];
const BINANCE_SPOT: &[&str] = &["enableReading", "enableSpotAndMarginTrading"];
const BYBIT_CONTRACT: &[&str] = &["ReadWrite", "Order", "Position"];
const OKX_TRADE: &[&str] = &["read_only", "trade"];
const FRA: &str = "203.0.113.7";

/// What most rows have.
const USUAL: Row = Row {
    name: "",
    kind: Kind::Binance,
    site: Site::GLOBAL,
    account: "main",
    bot: BotKind::Freqtrade,
    needs: SPOT,
    custody: "self",
    host: "vps-fra",
    end: "",
    age_days: 0,
    rights: BINANCE_SPOT,
    list: FRA,
    proven: false,
};

const ROWS: [Row; 12] = [
    Row {
        name: "grid-eth",
        account: "sub:grid",
        needs: BOTH,
        end: "9fQ2",
        age_days: 41,
        rights: &[
            "enableReading",
            "enableSpotAndMarginTrading",
            "enableFutures",
            "permitsUniversalTransfer",
            "enableWithdrawals",
        ],
        proven: true,
        ..USUAL
    },
    Row {
        name: "3c-dca",
        bot: BotKind::Script,
        custody: "cloud:3Commas",
        host: "",
        end: "A1kz",
        age_days: 112,
        list: "",
        ..USUAL
    },
    Row {
        name: "mm-sol",
        kind: Kind::Bybit,
        account: "sub:mm",
        bot: BotKind::Hummingbot,
        needs: FUTURES,
        host: "vps-tyo",
        end: "7Tud",
        age_days: 83,
        rights: BYBIT_CONTRACT,
        list: "",
        ..USUAL
    },
    Row {
        name: "arb-okx",
        kind: Kind::Okx,
        account: "sub:arb",
        bot: BotKind::Script,
        needs: BOTH,
        end: "c04e",
        age_days: 79,
        rights: OKX_TRADE,
        ..USUAL
    },
    Row {
        name: "hb-xemm",
        kind: Kind::Okx,
        account: "sub:hb",
        bot: BotKind::Hummingbot,
        end: "1d9a",
        age_days: 91,
        rights: OKX_TRADE,
        proven: true,
        ..USUAL
    },
    Row { name: "tn-btc", site: Site::TESTNET, bot: BotKind::Script, needs: &[], end: "Zb1w", age_days: 60, ..USUAL },
    Row { name: "tn-eth", site: Site::TESTNET, bot: BotKind::Script, end: "P0aa", age_days: 45, ..USUAL },
    Row {
        name: "ox-dca",
        kind: Kind::Okx,
        account: "sub:dca",
        bot: BotKind::Script,
        host: "home",
        end: "e77a",
        age_days: 12,
        rights: OKX_TRADE,
        list: "192.0.2.44",
        ..USUAL
    },
    Row { name: "ft-trend", account: "sub:ft1", end: "Qk3p", age_days: 20, proven: true, ..USUAL },
    Row { name: "ft-mean", account: "sub:ft2", end: "m8Rt", age_days: 20, proven: true, ..USUAL },
    Row {
        name: "pb-perp",
        kind: Kind::Bybit,
        account: "sub:pb",
        bot: BotKind::Passivbot,
        needs: FUTURES,
        host: "vps-tyo",
        end: "4gHs",
        age_days: 33,
        rights: BYBIT_CONTRACT,
        list: "198.51.100.20",
        proven: true,
        ..USUAL
    },
    Row {
        name: "scalper",
        kind: Kind::Bybit,
        account: "sub:sc",
        bot: BotKind::Script,
        needs: FUTURES,
        host: "vps-tyo",
        end: "w2Le",
        age_days: 5,
        rights: BYBIT_CONTRACT,
        list: "198.51.100.20",
        proven: true,
        ..USUAL
    },
];

struct Make<'a> {
    now: Moment,
    chance: &'a dyn Chance,
    ways: &'a dyn Fn(&HostName) -> Way,
}

impl Make<'_> {
    fn bot(&self, row: &Row) -> Result<PlannedBot, Problem> {
        let bot = Bot {
            name: named(BotName::new(row.name))?,
            kind: row.bot,
            custody: named(Custody::parse(row.custody))?,
            host: if row.host.is_empty() { None } else { Some(named(HostName::new(row.host))?) },
            needs_told: (!row.needs.is_empty()).then(|| row.needs.to_vec()),
            max_age_days: None,
            delivery: Delivery::ByHand,
            retired: false,
        };
        let created = self.days_ago(row.age_days);
        let list = if row.list.is_empty() { Vec::new() } else { vec![named(Cidr::parse(row.list))?] };
        let mut key = self.key(row.kind, row.name, row.end, Rights::of(row.kind, row.rights), list, created)?;
        if row.site == Site::GLOBAL {
            key.past = quiet_days(self.now, key.first_seen);
        }
        // OKX does not tell when a key was made: its owner did, on adding it.
        if row.kind == Kind::Okx {
            key.told = KeyTold { created: Some(created), at: Some(key.first_seen), ..KeyTold::default() };
        }
        if row.proven {
            key.list_proven_at = Some(key.first_seen + Span::minutes(1));
        }
        let mut planned = PlannedBot {
            bot,
            kind: row.kind,
            site: row.site,
            account: named(Account::parse(row.account))?,
            keys: vec![key],
            rotation: None,
            journal: Vec::new(),
        };
        planned.note(created + Span::minutes(2), Who::You, 0, "added; sealed and read back, equal")?;
        Ok(planned)
    }

    /// A living key that its bot uses.
    fn key(
        &self,
        kind: Kind,
        name: &str,
        end: &str,
        rights: Rights,
        list: Vec<Cidr>,
        created: Moment,
    ) -> Result<PlannedKey, Problem> {
        let expires = (kind == Kind::Bybit && list.is_empty()).then(|| created + Span::days(90));
        Ok(PlannedKey {
            generation: Generation::FIRST,
            state: KeyState::Active,
            current: true,
            grade: Grade::Alive,
            label: format!("{name}-{}", created.format("%m%d")),
            api_key: made_up::api_key(kind, end, self.chance)?,
            secret: made_up::secret(kind, self.chance)?,
            passphrase: if kind.passphrase() { Some(made_up::passphrase(self.chance)?) } else { None },
            sealed: true,
            rights,
            list,
            created,
            expires,
            deleted: None,
            first_seen: created + Span::minutes(2),
            told: KeyTold::default(),
            list_proven_at: None,
            past: Vec::new(),
            evidence: Vec::new(),
        })
    }

    /// `grid-eth`: withdrawing was off on every day until yesterday. The key before it is proven dead.
    fn withdraw_since_today(&self, bot: &mut PlannedBot) -> Result<(), Problem> {
        let Some(key) = bot.keys.first_mut() else { return Ok(()) };
        key.generation = Generation::FIRST.next();
        key.past = daily(self.now, key.first_seen, &[(Scope::Withdraw, Tri::No)]);
        let made = key.created;
        let rights = key.rights.with(Kind::Binance, "enableWithdrawals", false);
        let list = key.list.clone();
        let born = made - Span::days(88);
        let mut old = self.key(Kind::Binance, "grid-eth", "2b7d", rights, list, born)?;
        let deleted = made + Span::minutes(74);
        old.state = KeyState::Revoked;
        old.current = false;
        old.sealed = false;
        old.grade = Grade::ProvenDead;
        old.deleted = Some(deleted);
        old.evidence = self.death(&old, bot.bot.host.as_ref(), deleted)?;
        bot.keys.insert(0, old);
        bot.journal.clear();
        bot.note(born + Span::minutes(2), Who::You, 0, "added; sealed and read back, equal")?;
        bot.note(made, Who::You, 1, "made at Binance")?;
        bot.note(made + Span::minutes(17), Who::You, 1, "took over")?;
        bot.note(deleted, Who::You, 0, "deleted at Binance")?;
        bot.note(deleted + Span::minutes(21), Who::Keyward, 0, "the key before is proven dead")
    }

    /// It answered for weeks; then Binance named it unknown three times, more than a quarter of an hour apart.
    fn death(&self, old: &PlannedKey, host: Option<&HostName>, deleted: Moment) -> Result<Vec<Evidence>, Problem> {
        let way = host.map_or(Way::Direct, |host| (self.ways)(host));
        let asked = Asked { site: named(Site::GLOBAL.id())?, way };
        let mut scopes = Scopes::none();
        for scope in BOTH {
            scopes.set(*scope, Tri::Yes);
        }
        scopes.set(Scope::Transfer, Tri::Yes);
        let mut rows: Vec<Evidence> =
            [0, 40, 87].iter().map(|day| asked.answered(old.first_seen + Span::days(*day), &scopes)).collect();
        rows.push(asked.deleted(deleted));
        rows.extend([3, 11, 20].iter().map(|after| asked.gone(deleted + Span::minutes(*after), "-2008")));
        Ok(rows)
    }

    /// `hb-xemm`: its old key still lives, the bot has the new one since some minutes.
    fn rotating(&self, bot: &mut PlannedBot) -> Result<(), Problem> {
        let before = |minutes| self.now - Span::minutes(minutes);
        let Some(old) = bot.keys.first_mut() else { return Ok(()) };
        old.state = KeyState::Retiring;
        old.current = false;
        let (rights, list) = (old.rights, old.list.clone());
        let mut new = self.key(Kind::Okx, "hb-xemm", "c51f", rights, list, before(35))?;
        new.generation = Generation::FIRST.next();
        new.first_seen = before(33);
        new.told = KeyTold { created: Some(before(35)), at: Some(before(33)), ..KeyTold::default() };
        new.past = vec![PastReading { at: before(32), except: Vec::new() }];
        bot.keys.push(new);
        bot.rotation = Some(PlannedRotation {
            old: Generation::FIRST,
            new: Generation::FIRST.next(),
            began: before(40),
            sealed: before(33),
            delivered: before(27),
            seen: before(25),
        });
        bot.note(before(40), Who::You, 0, "rotation begun")?;
        bot.note(before(33), Who::Keyward, 1, "sealed and read back, equal")?;
        bot.note(before(27), Who::You, 1, "took over")?;
        bot.note(before(25), Who::You, 1, "seen with the new key; both live for a while")
    }

    /// `tn-btc`: on the testnet, which cannot be read, and its owner told two scopes and no more.
    fn told_half(&self, bot: &mut PlannedBot) {
        let Some(key) = bot.keys.first_mut() else { return };
        let mut scopes = Scopes::unknown();
        scopes.read = Tri::Yes;
        scopes.spot = Tri::Yes;
        key.told = KeyTold { scopes: Some(scopes), at: Some(key.first_seen), ..KeyTold::default() };
        key.grade = Grade::Unasked;
        key.first_seen = self.days_ago(60);
    }

    /// `tn-eth`: there, too, and its owner told everything.
    fn told_all(&self, bot: &mut PlannedBot) {
        let Some(key) = bot.keys.first_mut() else { return };
        let mut scopes = Scopes::none();
        scopes.read = Tri::Yes;
        scopes.spot = Tri::Yes;
        let list = AddressList { state: ListState::Restricted, addresses: Some(key.list.clone()) };
        let (created, at) = (Some(key.created), Some(key.first_seen));
        key.told = KeyTold { scopes: Some(scopes), list: Some(list), created, expires: None, at };
        key.grade = Grade::Unasked;
    }

    /// So many whole days ago, and a little more, so that an age is that of the picture for some hours to come.
    fn days_ago(&self, days: i64) -> Moment {
        self.now - Span::days(days) - Span::minutes(10)
    }
}

impl PlannedBot {
    fn note(&mut self, at: Moment, who: Who, key: usize, what: &str) -> Result<(), Problem> {
        let hint = self.keys.get(key).map(PlannedKey::hint);
        let exchange = Some(named(self.kind.exchange())?);
        let bot = Some(self.bot.name.clone());
        self.journal.push(NewEntry { at, who, bot, exchange, hint, flow: None, what: what.to_owned() });
        Ok(())
    }
}

fn planned_host(name: &str, address: [u8; 4], here: bool) -> Result<PlannedHost, Problem> {
    Ok(PlannedHost { name: named(HostName::new(name))?, address: IpAddr::from(address), here })
}

/// A made-up name that breaks a rule of the domain is a fault of ours.
pub(super) fn named<T>(name: Result<T, NameError>) -> Result<T, Problem> {
    name.map_err(|error| Problem::new("The made-up fleet has a name that cannot be", error.to_string(), ""))
}

#[cfg(test)]
mod tests;

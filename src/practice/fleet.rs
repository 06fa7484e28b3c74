//! The made-up fleet of practice: twelve bots that show every state of the fleet's screen, relative to now. It is a plan:
//! the engine writes it into an inventory and a store, [`Fleet::plant`] makes the same keys exist at the exchanges, and the
//! states come out of the rules.

use super::history::{Asked, PastReading, daily, quiet_days};
use super::plan::{PlannedBot, PlannedHost, PlannedKey, PlannedRotation, Venues, named};
use super::{Kind, Rights, Site, made_up};
use crate::domain::{
    Account, AddressList, Bot, BotName, Chance, Cidr, Custody, Delivery, Evidence, Generation, Grade, HostName,
    KeyState, KeyTold, ListState, Moment, Problem, Scope, Scopes, Span, Tri, Way, Who,
};
use rows::{BOTH, ROWS, Row};
use std::net::IpAddr;

mod rows;

/// The whole plan.
#[derive(Debug)]
pub struct Fleet {
    /// The machines.
    pub hosts: Vec<PlannedHost>,
    /// The bots, worst first as the picture has them.
    pub bots: Vec<PlannedBot>,
}

impl Fleet {
    /// The plan, as of now. `ways` says how each machine is asked through: practice's proxies.
    ///
    /// # Errors
    /// Where chance fails.
    pub fn plan(now: Moment, chance: &dyn Chance, ways: &dyn Fn(&HostName) -> Way) -> Result<Self, Problem> {
        let hosts = Self::machines()?;
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

    /// The machines that its bots run on.
    ///
    /// # Errors
    /// Never for the names that stand here.
    pub fn machines() -> Result<Vec<PlannedHost>, Problem> {
        Ok(vec![
            planned_host("vps-fra", [203, 0, 113, 7], false)?,
            planned_host("vps-tyo", [198, 51, 100, 20], false)?,
            planned_host("home", [192, 0, 2, 44], true)?,
        ])
    }

    /// Makes the planned keys exist at the exchanges; deleted ones as deleted.
    ///
    /// # Errors
    /// A key that the exchange does not take.
    pub fn plant(&self, venues: &Venues) -> Result<(), Problem> {
        self.bots.iter().try_for_each(|bot| bot.plant(venues))
    }
}

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

fn planned_host(name: &str, address: [u8; 4], here: bool) -> Result<PlannedHost, Problem> {
    Ok(PlannedHost { name: named(HostName::new(name))?, address: IpAddr::from(address), here })
}

#[cfg(test)]
mod tests;

//! What a flow's step may look at, read in one go: bot, host, both keys with their evidence, and who else is at work.

use super::inner::{Inner, secret_here};
use crate::domain::BotName;
use crate::domain::{
    Bot, Evidence, ExchangeId, Generation, Host, Key, KeyRef, Moment, Pace, Problem, SiteId, Tri, VenueFacts,
};
use crate::flows::{self, Flow, KeyView, Named, OpenRotation, StoreState, World};
use crate::inventory::{KeyFilter, KeyRow, Reads, Which};

/// A key with its rows.
pub(super) struct Seen {
    pub(super) row: KeyRow,
    rows: Vec<Evidence>,
    here: Tri,
}

impl Seen {
    fn view(&self) -> KeyView<'_> {
        KeyView { key: &self.row.key, evidence: &self.rows, secret_here: self.here }
    }
}

/// Everything that a [`World`] borrows.
pub(super) struct Scene {
    now: Moment,
    pub(super) flow: i64,
    pub(super) bot: Bot,
    pub(super) host: Option<Host>,
    pub(super) venue: &'static VenueFacts,
    site: SiteId,
    pace: Pace,
    pub(super) old: Option<Seen>,
    pub(super) new: Option<Seen>,
    current: Option<Named>,
    next_generation: Generation,
    store: StoreState,
    rotation: Option<OpenRotation>,
    revocation: Option<Generation>,
    max_age_days: u32,
}

impl Scene {
    /// What a flow sees.
    pub(super) fn of(inner: &Inner, see: &Reads<'_>, id: i64, flow: &Flow) -> Result<Self, Problem> {
        let current = current(see, flow.bot(), flow.exchange())?;
        let second = flow.second(current.map(|key| key.generation));
        Self::read(inner, see, id, flow.bot(), flow.exchange(), flow.old(), second)
    }

    /// What is seen before a flow begins that is about this key (or about a bot without one).
    pub(super) fn before(
        inner: &Inner,
        see: &Reads<'_>,
        bot: &BotName,
        exchange: &ExchangeId,
        about: Option<Generation>,
    ) -> Result<Self, Problem> {
        let current = current(see, bot, exchange)?.map(|key| key.generation);
        let second = current.filter(|current| Some(*current) != about);
        Self::read(inner, see, 0, bot, exchange, about, second)
    }

    fn read(
        inner: &Inner,
        see: &Reads<'_>,
        id: i64,
        bot: &BotName,
        exchange: &ExchangeId,
        old: Option<Generation>,
        new: Option<Generation>,
    ) -> Result<Self, Problem> {
        let venue = inner.venue(exchange)?;
        let known = see.known_bot(bot)?;
        let old = old.map(|generation| seen(see, bot, exchange, generation)).transpose()?.flatten();
        let new = new.map(|generation| seen(see, bot, exchange, generation)).transpose()?.flatten();
        let mut rotation = None;
        let mut revocation = None;
        let mut wrong = None;
        see.each_open_flow(Some(bot), |row| {
            if row.exchange != *exchange || row.id.0 == id || row.kind.as_ref() == "add" {
                return;
            }
            match flows::read(&row.place.state) {
                Ok(flow @ Flow::Rotation(_)) => {
                    rotation = Some(OpenRotation { old: flow.old(), new: flow.second(None) });
                }
                Ok(flow @ Flow::Revocation(_)) => revocation = flow.old(),
                Err(problem) => wrong = Some(problem),
            }
        })?;
        if let Some(problem) = wrong {
            return Err(problem);
        }
        let site = match old.as_ref().or(new.as_ref()) {
            Some(seen) => seen.row.key.site.clone(),
            None => last_site(see, bot, exchange, venue)?,
        };
        Ok(Self {
            now: inner.now(),
            flow: id,
            max_age_days: inner.policy.max_age_of(&known.bot),
            bot: known.bot,
            host: known.host,
            venue,
            site,
            pace: inner.pace(venue),
            old,
            new,
            current: current(see, bot, exchange)?,
            next_generation: see.next_generation(bot, exchange)?,
            store: inner.stores.state_seen(inner),
            rotation,
            revocation,
        })
    }

    /// The world that borrows from this.
    pub(super) fn world(&self) -> World<'_> {
        World {
            now: self.now,
            flow: self.flow,
            bot: &self.bot,
            host: self.host.as_ref(),
            venue: self.venue,
            site: &self.site,
            pace: self.pace,
            old: self.old.as_ref().map(Seen::view),
            new: self.new.as_ref().map(Seen::view),
            current: self.current,
            next_generation: self.next_generation,
            store: self.store,
            rotation: self.rotation,
            revocation: self.revocation,
            max_age_days: self.max_age_days,
        }
    }

    /// The rows about the key that is to die, newest first.
    pub(super) fn evidence(&self) -> Vec<Evidence> {
        self.old.as_ref().map(|seen| seen.rows.iter().rev().cloned().collect()).unwrap_or_default()
    }
}

/// A key by its generation.
pub(super) fn key_of(
    see: &Reads<'_>,
    bot: &BotName,
    exchange: &ExchangeId,
    generation: Generation,
) -> Result<KeyRow, Problem> {
    see.resolve(&KeyRef { bot: bot.clone(), exchange: Some(exchange.clone()), generation: Some(generation) })
}

/// The same; `None` where there is none, or no more.
pub(super) fn find_key(
    see: &Reads<'_>,
    bot: &BotName,
    exchange: &ExchangeId,
    generation: Generation,
) -> Result<Option<KeyRow>, Problem> {
    let mut found = None;
    let wanted = KeyFilter {
        bot: Some(bot.clone()),
        exchange: Some(exchange.clone()),
        generation: Some(generation),
        which: Which::All,
    };
    see.each_key(&wanted, |row| found = Some(row))?;
    Ok(found)
}

/// A key with its rows; `None` where it was removed since its flow ended.
fn seen(
    see: &Reads<'_>,
    bot: &BotName,
    exchange: &ExchangeId,
    generation: Generation,
) -> Result<Option<Seen>, Problem> {
    let Some(row) = find_key(see, bot, exchange, generation)? else { return Ok(None) };
    let rows = see.evidence(row.key.id)?;
    let here = secret_here(&row.key);
    Ok(Some(Seen { row, rows, here }))
}

fn current(see: &Reads<'_>, bot: &BotName, exchange: &ExchangeId) -> Result<Option<Named>, Problem> {
    Ok(see.current_key(bot, exchange)?.map(|key: Key| Named::of(&key)))
}

fn last_site(see: &Reads<'_>, bot: &BotName, exchange: &ExchangeId, venue: &VenueFacts) -> Result<SiteId, Problem> {
    let last = see.resolve(&KeyRef { bot: bot.clone(), exchange: Some(exchange.clone()), generation: None });
    match (last, venue.sites.first()) {
        (Ok(row), _) => Ok(row.key.site),
        (Err(_), Some(site)) => Ok(site.id.clone()),
        (Err(problem), None) => Err(problem),
    }
}

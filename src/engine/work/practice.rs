//! Practice: the made-up exchanges run in this process, and the made-up fleet is written into a throw-away home, its past
//! included. From then on everything is as in earnest.

use crate::domain::{
    AddressList, Asked, Chance, Clock, KeyState, KeyTold, ListState, NewEntry, Problem, Reading, SecretPlace, Told,
    VenueFacts,
};
use crate::engine::asking;
use crate::engine::drive;
use crate::engine::inner::Inner;
use crate::engine::port::{FlowKind, FlowTarget, Target, Tell};
use crate::engine::record;
use crate::flows::Word;
use crate::inventory::{NewKey, Writing};
use crate::practice::{Fleet, Page, PlannedBot, PlannedKey, World};
use crate::secret::{SlotLabel, Wiped, sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::runtime::Handle;

/// Practice, running. Dropping it stops the exchanges and throws the home away.
pub(in crate::engine) struct Practice {
    pub(in crate::engine) world: World,
    pub(in crate::engine) page: Mutex<Option<OpenPage>>,
    folder: TempDir,
}

/// The page that is open, and the passphrase that was set in its form.
pub(in crate::engine) struct OpenPage {
    pub(in crate::engine) page: Page,
    pub(in crate::engine) passphrase: Option<Wiped>,
}

impl Practice {
    /// Starts the made-up exchanges and makes a home that is thrown away.
    pub(in crate::engine) fn start(
        runtime: &Handle,
        clock: &Arc<dyn Clock>,
        chance: &Arc<dyn Chance>,
    ) -> Result<Self, Problem> {
        let folder = TempDir::with_prefix("keyward-practice-").map_err(|error| {
            Problem::new(
                "Practice could not begin",
                format!("no folder could be made ({})", error.kind()),
                "Make room for it.",
            )
        })?;
        Ok(Self { world: World::start(runtime, clock, chance)?, page: Mutex::new(None), folder })
    }

    /// The throw-away home.
    pub(in crate::engine) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Where the made-up exchanges answer.
    pub(in crate::engine) fn base_urls(
        &self,
    ) -> Result<BTreeMap<crate::domain::ExchangeId, crate::exchanges::BaseUrl>, Problem> {
        let mut urls = BTreeMap::new();
        for kind in crate::practice::Kind::ALL {
            let Some(url) = self.world.base_url(kind) else { continue };
            let id =
                kind.exchange().map_err(|error| Problem::new("Practice could not begin", error.to_string(), ""))?;
            urls.insert(id, crate::exchanges::check_base_url(&url)?);
        }
        Ok(urls)
    }
}

/// Writes the made-up fleet into the inventory and the store, and asks about each key once.
pub(in crate::engine) fn settle_in(inner: &Inner, practice: &Practice) -> Result<(), Problem> {
    let fleet = &practice.world.fleet;
    inner.inventory.write(|w| {
        for host in &fleet.hosts {
            w.put_host(&host.host(practice.world.way(&host.name)))?;
        }
        for planned in &fleet.bots {
            w.add_bot(&planned.bot)?;
        }
        for entry in past_entries(fleet) {
            w.add_entry(entry)?;
        }
        Ok(())
    })?;
    for planned in &fleet.bots {
        for key in &planned.keys {
            // The new key of a rotation comes in by the rotation itself.
            let by_rotation = planned.rotation.as_ref().is_some_and(|rotation| rotation.new == key.generation);
            if !by_rotation {
                plant(inner, planned, key)?;
            }
        }
        if let Some(rotation) = &planned.rotation {
            rotate_half(inner, planned, rotation.new)?;
        }
    }
    Ok(())
}

/// What the journal says of other days, in the order of time. A rotation that is begun in this sitting writes its own.
fn past_entries(fleet: &Fleet) -> Vec<&NewEntry> {
    let before = |planned: &PlannedBot, entry: &NewEntry| {
        planned.rotation.as_ref().is_none_or(|rotation| entry.at < rotation.began)
    };
    let bots = fleet.bots.iter();
    let mut entries: Vec<&NewEntry> =
        bots.flat_map(|planned| planned.journal.iter().filter(|entry| before(planned, entry))).collect();
    entries.sort_by_key(|entry| entry.at);
    entries
}

/// One key: its row, its secret, its past, and today's answer.
fn plant(inner: &Inner, planned: &PlannedBot, key: &PlannedKey) -> Result<(), Problem> {
    let exchange = exchange_of(planned)?;
    let site = planned.site.id().map_err(|error| Problem::new("Practice could not begin", error.to_string(), ""))?;
    let credential = key.credential()?;
    let slot = inner.new_slot()?;
    let vault = inner.stores.vault(inner)?;
    if key.sealed {
        let label = SlotLabel {
            bot: planned.bot.name.clone(),
            exchange: exchange.clone(),
            site: site.clone(),
            generation: key.generation,
        };
        vault.seal(&slot, &label, &credential)?;
    }
    let fingerprint = credential.fingerprint(&exchange, inner.home_key()?);
    let in_rotation = planned.rotation.is_some_and(|rotation| rotation.old == key.generation);
    let (state, current) = if in_rotation { (KeyState::Active, true) } else { (key.state, key.current) };
    let id = inner.inventory.write(|w| {
        let id = w.add_key(&NewKey {
            bot: planned.bot.name.clone(),
            exchange: exchange.clone(),
            site: site.clone(),
            account: planned.account.clone(),
            generation: key.generation,
            hint: key.hint(),
            fingerprint: Some(fingerprint),
            slot: key.sealed.then(|| slot.clone()),
            secret: if key.sealed { SecretPlace::Keyring } else { SecretPlace::None },
            state,
            current,
            first_seen: key.first_seen,
            told: told(key),
        })?;
        for row in &key.evidence {
            w.add_evidence(id, row)?;
        }
        Ok(id)
    })?;
    let host = inner.inventory.read(|see| see.bot(&planned.bot.name))?.and_then(|row| row.host);
    let way = asking::way_of(host.as_ref());
    if key.sealed && key.deleted.is_none() {
        let known = inner.inventory.read(|see| record::known(see, id))?;
        let today = inner.runtime()?.block_on(asking::put(inner, &known, &way, &credential));
        inner.inventory.write(|w| {
            past(w, id, key, &today)?;
            record::asked(inner, w, id, &today)?;
            Ok(())
        })?;
    }
    inner.inventory.write(|w| {
        w.set_list_proven(id, key.list_proven_at)?;
        record::regrade(inner, w, id).map(|_| ())
    })
}

/// What its user told. A list whose proof stands in its past is one that they wrote themselves: where the exchange says no
/// more than that there is one, its addresses are known from them.
fn told(key: &PlannedKey) -> KeyTold {
    let mut told = key.told.clone();
    if key.list_proven_at.is_some() && told.list.is_none() {
        told.list = Some(AddressList { state: ListState::Restricted, addresses: Some(key.list.clone()) });
    }
    told
}

/// The answers of earlier days, oldest first.
fn past(w: &Writing<'_>, id: crate::domain::KeyId, key: &PlannedKey, today: &Asked) -> Result<(), Problem> {
    let Ok(reading) = &today.answer else { return Ok(()) };
    for day in key.past.iter().rev() {
        let mut then = day.of(reading);
        then.digest = digest(&then);
        let asked = Asked { at: day.at, exchange_at: Some(day.at), answer: Ok(then), ..today.clone() };
        w.add_asked(id, &asked)?;
    }
    Ok(())
}

fn digest(reading: &Reading) -> crate::domain::Digest {
    let told = match &reading.created {
        Told::Is(at) => at.timestamp_millis(),
        Told::None | Told::NotTold => 0,
    };
    sha256(format!("{}{told}{}", reading.scopes.strip(), reading.list.state.word()).as_bytes())
}

/// A rotation that was begun before this sitting and waits to see the bot on its new key: led there by its own words.
fn rotate_half(inner: &Inner, planned: &PlannedBot, new: crate::domain::Generation) -> Result<(), Problem> {
    let Some(key) = planned.keys.iter().find(|key| key.generation == new) else { return Ok(()) };
    let target = Target { bot: planned.bot.name.clone(), exchange: Some(exchange_of(planned)?), generation: None };
    let word = |word: Word| Tell {
        to: FlowTarget { target: target.clone(), kind: FlowKind::Rotation },
        word: Some(word),
        typed: None,
        reason: None,
        credential: None,
        again: false,
    };
    drive::tell(inner, &word(Word::Begin), None)?;
    drive::tell(inner, &word(Word::HaveKey), Some(key.credential()?))?;
    drive::tell(inner, &word(Word::Delivered), None)?;
    Ok(())
}

fn exchange_of(planned: &PlannedBot) -> Result<crate::domain::ExchangeId, Problem> {
    planned.kind.exchange().map_err(|error| Problem::new("Practice could not begin", error.to_string(), ""))
}

/// The venue's kind by its facts.
pub(super) fn kind_of(venue: &VenueFacts) -> Option<crate::practice::Kind> {
    crate::practice::Kind::ALL.into_iter().find(|kind| kind.exchange().is_ok_and(|id| id == venue.id))
}

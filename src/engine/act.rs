//! Carries out one command of a flow: a look or a change. What came of it is an event, with the rows to write beside it.

use super::asking::{self, Unsealed, unseal};
use super::inner::Inner;
use super::scene::key_of;
use crate::domain::{Asked, BotName, ExchangeId, Generation, KeyId, Moment, Outcome, Problem, SlotId, Told, Way};
use crate::exchanges::{AskRequest, Question};
use crate::flows::{Command, Event, SlotLook};
use crate::inventory::KeyRow;
use crate::secret::{Credential, SlotLabel};
use crate::vault::{self, VaultError};
use std::sync::Arc;

/// What came of a command.
pub(super) struct Acted {
    /// For the flow.
    pub(super) event: Event,
    /// For the inventory, in the same transaction.
    pub(super) asked: Vec<(KeyId, Asked)>,
}

impl Acted {
    pub(super) const fn plain(event: Event) -> Self {
        Self { event, asked: Vec::new() }
    }
}

/// The flow that wants something done.
pub(super) struct Actor<'a> {
    pub(super) bot: &'a BotName,
    pub(super) exchange: &'a ExchangeId,
    /// Its state's word, for what is asked there only.
    pub(super) state: &'a str,
    /// The key that is to die.
    pub(super) old: Option<Generation>,
    /// The other one.
    pub(super) new: Option<Generation>,
}

/// Does it. `credential` is what came with `have-key`; a seal takes it.
pub(super) fn act(
    inner: &Inner,
    actor: &Actor<'_>,
    command: &Command,
    credential: &mut Option<Credential>,
) -> Result<Acted, Problem> {
    let Actor { bot, exchange, .. } = *actor;
    let event = match command {
        Command::Ask { old, new, way } => return ask(inner, actor, (*old, *new), way.as_ref()),
        Command::LookSlot { slot, fingerprint } => {
            let home = inner.home_key()?;
            let same = |_: &SlotLabel, found: &Credential| found.fingerprint(exchange, home) == *fingerprint;
            Event::SlotLooked(match store_of(inner, slot)?.map(|vault| vault.look(slot, &same)) {
                Ok(vault::Look::Equal) => SlotLook::Equal,
                Ok(vault::Look::Absent) => SlotLook::Absent,
                Ok(vault::Look::Other) | Ok(vault::Look::Unread(VaultError::Damaged { .. })) => SlotLook::Other,
                Ok(vault::Look::Unread(_)) | Err(_) => SlotLook::Locked,
            })
        }
        Command::Seal { generation, slot, .. } => {
            let key = inner.inventory.read(|see| key_of(see, bot, exchange, *generation))?.key;
            let label =
                SlotLabel { bot: bot.clone(), exchange: exchange.clone(), site: key.site, generation: *generation };
            Event::Sealed(match (inner.stores.vault(inner), credential.take()) {
                (Ok(vault), Some(credential)) => seal(vault.as_ref(), slot, &label, &credential),
                _ => Outcome::Refused,
            })
        }
        Command::Wipe { slot, .. } => Event::Wiped(match store_of(inner, slot)?.map(|vault| vault.wipe(slot)) {
            Ok(Ok(()) | Err(VaultError::NotThere)) => Outcome::Confirmed,
            Ok(Err(error)) if error.is_unknown() => Outcome::Unknown,
            Ok(Err(_)) | Err(_) => Outcome::Refused,
        }),
    };
    Ok(Acted::plain(event))
}

/// The store that a slot lies in, or why there is none.
#[allow(clippy::type_complexity)] // two sorts of failure: of the inventory, and of the store
fn store_of(inner: &Inner, slot: &SlotId) -> Result<Result<Arc<dyn vault::Vault>, Problem>, Problem> {
    let key = inner.inventory.read(|see| see.key_by_slot(slot))?;
    Ok(match key {
        Some(key) => inner.stores.of_key(inner, &key),
        None => inner.stores.vault(inner),
    })
}

/// Seals and reads back: confirmed means equal.
fn seal(vault: &dyn vault::Vault, slot: &SlotId, label: &SlotLabel, credential: &Credential) -> Outcome {
    match vault.seal(slot, label, credential) {
        Ok(()) => Outcome::Confirmed,
        Err(error) if error.is_unknown() => Outcome::Unknown,
        Err(_) => Outcome::Refused,
    }
}

/// Asks about one key or both, side by side.
fn ask(inner: &Inner, actor: &Actor<'_>, (old, new): (bool, bool), way: Option<&Way>) -> Result<Acted, Problem> {
    let Actor { bot, exchange, state, .. } = *actor;
    let mut ready = Vec::new();
    for generation in [actor.old.filter(|_| old), actor.new.filter(|_| new)].into_iter().flatten() {
        let row = inner.inventory.read(|see| key_of(see, bot, exchange, generation))?;
        match unseal(inner, &row.key) {
            Ok(credential) => ready.push((row, credential)),
            Err(Unsealed::Not(why)) if row.key.slot.is_none() => {
                return Ok(Acted::plain(Event::NotAsked { why, until: None }));
            }
            Err(Unsealed::Not(_)) => return Ok(Acted::plain(Event::SecretGone(row.key.generation))),
            Err(Unsealed::Store(problem)) => {
                return Ok(Acted::plain(Event::NotAsked { why: problem.sentence(), until: None }));
            }
            Err(Unsealed::Problem(problem)) => return Err(problem),
        }
    }
    asking::take_over_pauses(inner)?;
    if let Some(until) = ready.iter().filter_map(|(row, _)| paused(inner, row, way)).max() {
        let name = &inner.venue(exchange)?.name;
        let why = format!("{name} wants a pause until {} UTC: it was not asked.", until.format("%H:%M:%S"));
        return Ok(Acted::plain(Event::NotAsked { why, until: Some(until) }));
    }
    let runtime = inner.runtime()?;
    let asked = runtime.block_on(async {
        let questions = ready.iter().map(|(row, credential)| async move {
            let way = way.cloned().unwrap_or_else(|| asking::way_of(row.host.as_ref()));
            let mut asked = asking::put(inner, &row.key, &way, credential).await;
            if matches!(state, "baseline" | "check" | "take-in") {
                account_id(inner, row, &way, credential, &mut asked).await;
            }
            (row.key.id, asked)
        });
        futures_util::future::join_all(questions).await
    });
    asking::keep_pauses(inner)?;
    Ok(Acted { event: Event::Asked { old, new }, asked })
}

/// Until when the exchange wants no question by the way that this key would be asked.
fn paused(inner: &Inner, row: &KeyRow, way: Option<&Way>) -> Option<Moment> {
    let way = way.cloned().unwrap_or_else(|| asking::way_of(row.host.as_ref()));
    let holds = |pause: &crate::exchanges::Pause| pause.exchange == row.key.exchange && pause.way == way;
    inner.exchanges.pauses().into_iter().find(holds).map(|pause| pause.until)
}

/// Where the account's number is a question of its own, it is asked here and nowhere else.
async fn account_id(inner: &Inner, row: &KeyRow, way: &Way, credential: &Credential, asked: &mut Asked) {
    let Ok(reading) = &mut asked.answer else { return };
    // Where it is told at all and did not come with the reading.
    let tells = inner.venue(&row.key.exchange).is_ok_and(|venue| venue.tells.account_id);
    if reading.account_id.is_told() || !tells {
        return;
    }
    let request = AskRequest {
        exchange: row.key.exchange.clone(),
        site: row.key.site.clone(),
        way: way.clone(),
        question: Question::AccountId,
    };
    let apart = inner.exchanges.ask(&request, credential).await;
    if let Ok(apart) = apart.answer
        && let Told::Is(number) = apart.account_id
    {
        reading.account_id = Told::Is(number);
    }
}

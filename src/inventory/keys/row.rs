//! A key's row: its columns, written and read in one order.

use super::super::FlowBrief;
use super::super::bots::{BOT, bot_from};
use super::super::cells::{Cells, account_kind, addresses, json, list_state, scopes, secret_place, told};
use super::super::flows::{BRIEF, brief_from};
use super::super::hosts::{HOST, host_from};
use crate::domain::{
    Account, AddressList, Bot, BotName, Class, ExchangeId, Generation, Grade, Host, Key, KeyHint, KeyId, KeyState,
    KeyTold, Moment, Reading, Scopes, SiteId, SlotId,
};

/// A key with what hangs on it: one line of the fleet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// The key.
    pub key: Key,
    /// Its bot.
    pub bot: Bot,
    /// Where the bot runs; `None` where it was not told.
    pub host: Option<Host>,
    /// The open flow that this key is in; a parked one only where there is no other.
    pub flow: Option<FlowBrief>,
    /// The reading before the key's last one and when it was made, where the two differ in more than the last use: what
    /// drift is judged by.
    pub before: Option<(Moment, Reading)>,
}

const KEY: &str = "k.id, b.name, k.exchange, k.site, k.account_kind, k.account_name, k.generation, k.hint,
    k.fingerprint, k.slot, k.secret, k.state, k.is_current, k.first_seen,
    k.told_scopes, k.told_extra, k.told_list, k.told_addresses, k.told_created, k.told_expires, k.told_at,
    k.read_at, k.none_of, k.scopes, k.extra, k.list, k.addresses, k.created, k.expires, k.last_used, k.account,
    k.account_id, k.symbols, k.label, k.third_party, k.remarks, k.digest,
    k.answer_at, k.answer, k.list_proven_at, k.grade";

/// How many columns of [`KEY`] follow `k.read_at` and belong to the reading.
const READING_CELLS: usize = 15;

/// Where one key is looked for.
pub(super) const ONE: &str = "keys k JOIN bots b ON b.id = k.bot_id";

/// Where the fleet is walked: bots first, for so the rows come in their order from the indexes, and nothing sorts them.
pub(super) const FLEET: &str = "bots b CROSS JOIN keys k ON k.bot_id = b.id";

/// Keys alone.
pub(super) fn select_key(rest: &str) -> String {
    format!("SELECT {KEY} FROM {ONE} {rest}")
}

/// Keys with bot, host and flow. A rotation without any key yet (after a revocation) stands on all keys of its bot there.
pub(super) fn select_row(from: &str, rest: &str) -> String {
    format!(
        "SELECT {KEY}, {BOT}, {HOST}, {BRIEF}, p.at, q.facts FROM {from}
         LEFT JOIN hosts h ON h.id = b.host_id
         LEFT JOIN flows f ON f.id = (
             SELECT o.id FROM flows o WHERE o.open = 1 AND o.bot_id = k.bot_id AND o.exchange = k.exchange
             AND (o.old_key = k.id OR o.new_key = k.id OR (o.old_key IS NULL AND o.new_key IS NULL))
             ORDER BY o.parked_by IS NOT NULL, o.id DESC LIMIT 1)
         LEFT JOIN evidence p ON p.number = k.changed_from
         LEFT JOIN readings q ON q.number = k.changed_from
         {rest}"
    )
}

/// A row of [`select_row`].
pub(super) fn row_from(row: &rusqlite::Row<'_>) -> rusqlite::Result<KeyRow> {
    let mut cells = Cells::of(row);
    Ok(KeyRow {
        key: key_from(&mut cells)?,
        bot: bot_from(&mut cells)?,
        host: host_from(&mut cells)?,
        flow: brief_from(&mut cells)?,
        before: {
            let at = cells.moment_or_null()?;
            at.zip(cells.word_or_null(json)?)
        },
    })
}

/// The cells of [`KEY`].
pub(super) fn key_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<Key> {
    Ok(Key {
        id: KeyId(cells.take()?),
        bot: cells.word(|text| BotName::new(text).ok())?,
        exchange: cells.word(|text| ExchangeId::new(text).ok())?,
        site: cells.word(|text| SiteId::new(text).ok())?,
        account: Account { kind: cells.word(account_kind)?, name: cells.take::<Box<str>>()? },
        generation: Generation(cells.take()?),
        hint: cells.word(|text| KeyHint::new(text).ok())?,
        fingerprint: cells.fingerprint_or_null()?,
        slot: cells.word_or_null(|text| SlotId::new(text).ok())?,
        secret: cells.word(secret_place)?,
        state: cells.word(KeyState::parse)?,
        current: cells.take()?,
        first_seen: cells.moment()?,
        told: told_from(cells)?,
        reading: reading_from(cells)?,
        answer: answer_from(cells)?,
        list_proven_at: cells.moment_or_null()?,
        grade: cells.word(Grade::parse)?,
    })
}

fn told_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<KeyTold> {
    Ok(KeyTold {
        scopes: scopes_from(cells)?,
        list: list_from(cells)?,
        created: cells.moment_or_null()?,
        expires: cells.moment_or_null()?,
        at: cells.moment_or_null()?,
    })
}

fn reading_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<Option<(Moment, Reading)>> {
    let Some(at) = cells.moment_or_null()? else {
        cells.skip(READING_CELLS);
        return Ok(None);
    };
    let none_of: Option<Box<str>> = cells.take()?;
    let none_of = none_of.as_deref().unwrap_or_default();
    let reading = Reading {
        scopes: scopes_from(cells)?.ok_or_else(|| cells.unreadable())?,
        list: list_from(cells)?.ok_or_else(|| cells.unreadable())?,
        created: told("created", cells.moment_or_null()?, none_of),
        expires: told("expires", cells.moment_or_null()?, none_of),
        last_used: told("last_used", cells.moment_or_null()?, none_of),
        account: cells.word(account_kind)?,
        account_id: told("account_id", cells.take()?, none_of),
        symbols: told("symbols", cells.word_or_null(json)?, none_of),
        label: told("label", cells.take()?, none_of),
        third_party: cells.take()?,
        remarks: cells.word_or_null(json)?.unwrap_or_default(),
        digest: cells.digest()?,
    };
    Ok(Some((at, reading)))
}

fn scopes_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<Option<Scopes>> {
    let places = cells.word_or_null(scopes)?;
    let extra = cells.word_or_null(json)?.unwrap_or_default();
    Ok(places.map(|scopes| Scopes { extra, ..scopes }))
}

fn list_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<Option<AddressList>> {
    let state = cells.word_or_null(list_state)?;
    let list = cells.word_or_null(addresses)?;
    Ok(state.map(|state| AddressList { state, addresses: list }))
}

fn answer_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<Option<(Moment, Class)>> {
    let at = cells.moment_or_null()?;
    let class = cells.word_or_null(Class::parse)?;
    Ok(at.zip(class))
}

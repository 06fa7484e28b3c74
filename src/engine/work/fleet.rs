//! The fleet: every key judged, worst first. Asks nobody and opens no secret.

use crate::domain::{BotName, ExchangeId, Finding, Generation, Grade, KeyState, Moment, Problem, SiteId};
use crate::engine::desk::Filter;
use crate::engine::inner::{Inner, secret_here};
use crate::engine::port::{ExplainedRow, Fleet, FleetRow, FlowBrief, Target};
use crate::engine::record;
use crate::inventory::{Accounts, KeyFilter, KeyRow, Reads, Which};
use crate::rules::{self, Case, Doing, Judged, RowSign, RowState};

/// All keys that a filter lets through.
pub(in crate::engine) fn fleet(inner: &Inner, filter: &Filter) -> Result<Fleet, Problem> {
    let now = inner.now();
    let revision = inner.inventory.pulse()?;
    let mut rows = Vec::new();
    each_row(inner, filter, now, |_, row| rows.push(row))?;
    // The fleet is kept as long as the screen is open: without the room that growing and sorting took.
    rows.shrink_to_fit();
    rows.sort_by_cached_key(|row| {
        let (order, bot, exchange, other, generation) = order(row);
        (order, bot.clone(), exchange.clone(), other, generation)
    });
    let asked_at = rows.iter().filter_map(|row| row.answer.map(|(at, _)| at)).max();
    let quiet = rows.iter().filter(|row| row.row.sign == RowSign::Fine);
    let next_due = rules::next_due(quiet.map(|row| (row.bot.clone(), &row.facts)));
    Ok(Fleet { rows, asked_at, next_due, revision, now })
}

/// The same rows, each with its findings in words.
pub(in crate::engine) fn fleet_in_words(inner: &Inner, filter: &Filter) -> Result<Vec<ExplainedRow>, Problem> {
    let mut rows = Vec::new();
    each_row(inner, filter, inner.now(), |case, row| {
        let explained = row.findings.iter().map(|finding| rules::explain(finding, case)).collect();
        rows.push(ExplainedRow { row, explained });
    })?;
    rows.sort_by(|a, b| order(&a.row).cmp(&order(&b.row)));
    Ok(rows)
}

/// Visits the rows in the inventory's order, each with the case that it was judged by.
fn each_row(
    inner: &Inner,
    filter: &Filter,
    now: Moment,
    mut visit: impl FnMut(&Case<'_>, FleetRow),
) -> Result<(), Problem> {
    inner.inventory.read(|see| {
        let accounts = see.accounts(None)?;
        let mut wrong = None;
        for wanted in filters(see, filter)? {
            see.each_key(&wanted, |row| {
                if let Err(problem) = drawn(inner, see, &row, &accounts, now, &mut visit) {
                    wrong = wrong.take().or(Some(problem));
                }
            })?;
        }
        if let Some(problem) = wrong {
            return Err(problem);
        }
        keyless(see, filter, now, inner, visit)
    })
}

/// One key as the fleet shows it.
pub(in crate::engine) fn row_of(inner: &Inner, see: &Reads<'_>, row: &KeyRow) -> Result<FleetRow, Problem> {
    fleet_row(inner, see, row, &see.accounts(Some(&row.key))?, inner.now())
}

/// Judges one key and hands its case to `then`: for words that need it.
pub(in crate::engine) fn with_case<T>(
    inner: &Inner,
    see: &Reads<'_>,
    row: &KeyRow,
    then: impl FnOnce(&Case<'_>, Vec<Finding>) -> T,
) -> Result<T, Problem> {
    let accounts = see.accounts(Some(&row.key))?;
    case_of(inner, see, row, &accounts, inner.now(), then)
}

fn order(row: &FleetRow) -> ((RowSign, u8, Moment), &BotName, &ExchangeId, bool, std::cmp::Reverse<Generation>) {
    (row.row.order(), &row.bot, &row.exchange, !row.current, std::cmp::Reverse(row.generation))
}

fn filters(see: &Reads<'_>, filter: &Filter) -> Result<Vec<KeyFilter>, Problem> {
    let which = if filter.all_generations { Which::All } else { Which::default() };
    if filter.targets.is_empty() {
        return Ok(vec![KeyFilter { which, ..KeyFilter::default() }]);
    }
    let mut filters = Vec::new();
    for Target { bot, exchange, generation } in &filter.targets {
        see.known_bot(bot)?;
        let wanted = KeyFilter {
            bot: Some(bot.clone()),
            exchange: exchange.clone(),
            generation: *generation,
            which: if generation.is_some() { Which::All } else { which },
        };
        let mut found = false;
        see.each_key(&wanted, |_| found = true)?;
        if !found && (exchange.is_some() || generation.is_some()) {
            let meant = crate::domain::KeyRef { bot: bot.clone(), exchange: exchange.clone(), generation: *generation };
            see.resolve(&meant)?;
        }
        filters.push(wanted);
    }
    Ok(filters)
}

fn fleet_row(
    inner: &Inner,
    see: &Reads<'_>,
    row: &KeyRow,
    accounts: &Accounts,
    now: Moment,
) -> Result<FleetRow, Problem> {
    drawn(inner, see, row, accounts, now, |_, row| row)
}

fn drawn<T>(
    inner: &Inner,
    see: &Reads<'_>,
    row: &KeyRow,
    accounts: &Accounts,
    now: Moment,
    then: impl FnOnce(&Case<'_>, FleetRow) -> T,
) -> Result<T, Problem> {
    case_of(inner, see, row, accounts, now, |case, mut findings| {
        findings.shrink_to_fit();
        let state = rules::state_of(case, &findings);
        let key = &row.key;
        let row = FleetRow {
            id: Some(key.id),
            bot: key.bot.clone(),
            exchange: key.exchange.clone(),
            exchange_name: case.venue.name.clone(),
            site: key.site.clone(),
            account: case.facts.account.clone(),
            custody: row.bot.custody.clone(),
            kind: row.bot.kind,
            host: row.bot.host.clone(),
            hint: Some(key.hint),
            fingerprint: key.fingerprint,
            generation: key.generation,
            secret: key.secret,
            secret_in: inner.stores.place_name(key.secret),
            current: key.current,
            state: Some(key.state),
            grade: key.grade,
            facts: case.facts.clone(),
            answer: key.answer,
            row: state,
            findings,
            flow: row.flow.as_ref().map(brief),
        };
        then(case, row)
    })
}

fn case_of<T>(
    inner: &Inner,
    see: &Reads<'_>,
    row: &KeyRow,
    accounts: &Accounts,
    now: Moment,
    then: impl FnOnce(&Case<'_>, Vec<Finding>) -> T,
) -> Result<T, Problem> {
    let key = &row.key;
    let venue = inner.venue(&key.exchange)?;
    let killing =
        row.flow.is_some() && record::is_killed(see, key)? || matches!(key.state, KeyState::Revoked | KeyState::Orphan);
    let judged = Judged {
        key,
        bot: &row.bot,
        host: row.host.as_ref(),
        before: row.before.as_ref(),
        flow: row.flow.as_ref().map(doing),
        same_key: &[],
        same_account: accounts.bots(key.id),
        killing,
        secret_there: secret_here(key),
    };
    let case = Case::new(judged, &inner.policy, venue, now);
    let findings = rules::judge(&case);
    Ok(then(&case, findings))
}

fn doing(flow: &crate::inventory::FlowBrief) -> rules::FlowBrief {
    let doing = match flow.kind.as_ref() {
        "revocation" => Doing::Revoke,
        "add" => Doing::Add,
        _ => Doing::Rotate,
    };
    let small = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
    rules::FlowBrief { doing, at: small(flow.at), of: small(flow.of), next_at: flow.next_at }
}

fn brief(flow: &crate::inventory::FlowBrief) -> FlowBrief {
    let small = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
    FlowBrief {
        id: flow.id.0,
        kind: match flow.kind.as_ref() {
            "revocation" => "revocation",
            "add" => "add",
            _ => "rotation",
        },
        step: flow.step.to_string(),
        at: small(flow.at),
        of: small(flow.of),
        next_at: flow.next_at,
    }
}

/// Bots that stand without any key: listed too, so that none is forgotten.
fn keyless(
    see: &Reads<'_>,
    filter: &Filter,
    now: Moment,
    inner: &Inner,
    mut visit: impl FnMut(&Case<'_>, FleetRow),
) -> Result<(), Problem> {
    let wanted = |bot: &BotName| {
        filter.targets.is_empty()
            || filter.targets.iter().any(|target| target.bot == *bot && target.generation.is_none())
    };
    let mut found = Vec::new();
    see.each_bot_without_key(|row| {
        if wanted(&row.bot.name) {
            found.push(row.bot);
        }
    })?;
    let Some(anywhere) = crate::exchanges::venues().next() else { return Ok(()) };
    let Some(site) = anywhere.sites.first() else { return Ok(()) };
    for bot in found {
        let key = blank_key(&bot, anywhere, &site.id, now);
        let judged = Judged {
            key: &key,
            bot: &bot,
            host: None,
            before: None,
            flow: None,
            same_key: &[],
            same_account: &[],
            killing: false,
            secret_there: crate::domain::Tri::Unknown,
        };
        let case = Case::new(judged, &inner.policy, anywhere, now);
        let row = FleetRow {
            id: None,
            bot: bot.name.clone(),
            exchange: key.exchange.clone(),
            exchange_name: String::new(),
            site: key.site.clone(),
            account: key.account.clone(),
            custody: bot.custody.clone(),
            kind: bot.kind,
            host: bot.host.clone(),
            hint: None,
            fingerprint: None,
            generation: Generation::FIRST,
            secret: crate::domain::SecretPlace::None,
            secret_in: inner.stores.place_name(crate::domain::SecretPlace::None),
            current: false,
            state: None,
            grade: Grade::Unasked,
            facts: case.facts.clone(),
            answer: None,
            row: RowState { sign: RowSign::Unknown, word: "no key".into(), rule: None, on: now },
            findings: Vec::new(),
            flow: None,
        };
        visit(&case, row);
    }
    Ok(())
}

/// What stands where a bot has no key: everything unknown.
fn blank_key(
    bot: &crate::domain::Bot,
    venue: &crate::domain::VenueFacts,
    site: &SiteId,
    now: Moment,
) -> crate::domain::Key {
    crate::domain::Key {
        id: crate::domain::KeyId(0),
        bot: bot.name.clone(),
        exchange: venue.id.clone(),
        site: site.clone(),
        account: crate::domain::Account::unknown(),
        generation: Generation::FIRST,
        hint: crate::domain::KeyHint::of_key(""),
        fingerprint: None,
        slot: None,
        secret: crate::domain::SecretPlace::None,
        state: KeyState::Revoked,
        current: false,
        first_seen: now,
        told: crate::domain::KeyTold::default(),
        reading: None,
        answer: None,
        list_proven_at: None,
        grade: Grade::Unasked,
    }
}

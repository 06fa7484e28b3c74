//! Asks exchanges about keys, side by side under their governors, and writes down what they say.

use super::inner::Inner;
use super::port::{AskReport, AskedLine, Progress};
use super::record;
use super::supervise::Cancel;
use crate::domain::{Asked, Class, Host, Key, KeyId, NewEntry, Problem, SecretPlace, Way, Who};
use crate::exchanges::{AskRequest, Question};
use crate::inventory::{KeyRow, Pause};
use crate::secret::Credential;
use crate::vault::VaultError;
use futures_util::{StreamExt, stream};
use std::time::Duration;

/// So many questions are under way at once; the venues' own paces are the governor's.
const SIDE_BY_SIDE: usize = 24;

/// A key that is ready to be asked.
struct Ready {
    row: KeyRow,
    way: Way,
    credential: Credential,
}

/// Asks about keys, each by its host's way or by `way`. What comes is written down one by one, so that nothing is lost when
/// it is stopped half-way.
pub(super) fn ask(
    inner: &Inner,
    keys: &[KeyId],
    way: Option<&Way>,
    cancel: &Cancel,
    progress: super::desk::OnProgress<'_>,
) -> Result<AskReport, Problem> {
    let mut report = AskReport::default();
    let mut ready = Vec::new();
    for id in keys {
        let Some(row) = inner.inventory.read(|see| see.key_row(*id))? else { continue };
        match unseal(inner, &row.key) {
            Ok(credential) => {
                let way = way.cloned().unwrap_or_else(|| way_of(row.host.as_ref()));
                ready.push(Ready { row, way, credential });
            }
            Err(Unsealed::Not(why)) => report.not_asked.push((*id, why)),
            Err(Unsealed::Store(problem) | Unsealed::Problem(problem)) => return Err(problem),
        }
    }
    let of = ready.len();
    let mut changed = 0;
    take_over_pauses(inner)?;
    let runtime = inner.runtime()?;
    runtime.block_on(async {
        let mut answers = stream::iter(&ready)
            .map(|one| async move { (one, put(inner, &one.row.key, &one.way, &one.credential).await) })
            .buffer_unordered(SIDE_BY_SIDE);
        loop {
            let next = tokio::time::timeout(Duration::from_millis(60), answers.next()).await;
            let Ok(next) = next else {
                if cancel.is_stopped() {
                    return Ok::<(), Problem>(());
                }
                continue;
            };
            let Some((one, asked)) = next else { return Ok(()) };
            changed += usize::from(write_down(inner, &one.row, &asked)?);
            report.asked.push(line(inner, one, &asked)?);
            progress(Progress { done: report.asked.len(), of, last: Some((one.row.key.id, asked.class())) });
            if cancel.is_stopped() {
                return Ok(());
            }
        }
    })?;
    keep_pauses(inner)?;
    sum_up(inner, &report, changed)?;
    Ok(report)
}

/// One question about one key, with its control. Writes nothing: the caller does.
pub(super) async fn put(inner: &Inner, key: &Key, way: &Way, credential: &Credential) -> Asked {
    let request = AskRequest {
        exchange: key.exchange.clone(),
        site: key.site.clone(),
        way: way.clone(),
        question: Question::Permissions,
    };
    inner.exchanges.ask(&request, credential).await
}

/// How a bot's keys are asked: through its host, or from here where none was told.
pub(super) fn way_of(host: Option<&Host>) -> Way {
    host.map_or(Way::Direct, |host| host.way.clone())
}

/// Why a secret is not to be had.
pub(super) enum Unsealed {
    /// This key cannot be asked, for this reason; others may.
    Not(String),
    /// The store is locked, slow, or not there: none of its keys can.
    Store(Problem),
    /// The inventory could not be written.
    Problem(Problem),
}

/// The credential of a key. A secret that is not where it was sealed is noted: nobody can ask with it.
pub(super) fn unseal(inner: &Inner, key: &Key) -> Result<Credential, Unsealed> {
    let Some(slot) = &key.slot else { return Err(Unsealed::Not("its secret is not here".to_owned())) };
    let vault = inner.stores.of_key(inner, key).map_err(Unsealed::Store)?;
    match vault.open(slot) {
        Ok((_, credential)) => {
            if key.secret == SecretPlace::None {
                let place = inner.stores.place(vault.as_ref());
                inner.inventory.write(|w| w.set_secret(key.id, place, Some(slot))).map_err(Unsealed::Problem)?;
            }
            Ok(credential)
        }
        Err(VaultError::NotThere) => {
            if key.secret != SecretPlace::None {
                note_missing(inner, key).map_err(Unsealed::Problem)?;
            }
            Err(Unsealed::Not("its secret is not where it was sealed".to_owned()))
        }
        // Its own words: one file is another matter than the identity that opens them all.
        Err(damaged @ VaultError::Damaged { .. }) => Err(Unsealed::Not(damaged.to_string())),
        Err(error) => Err(Unsealed::Store(error.into())),
    }
}

fn note_missing(inner: &Inner, key: &Key) -> Result<(), Problem> {
    inner.inventory.write(|w| {
        w.set_secret(key.id, SecretPlace::None, key.slot.as_ref())?;
        record::regrade(inner, w, key.id)?;
        w.add_entry(&record::entry(inner, key, Who::Keyward, "its secret is not where it was sealed"))?;
        Ok(())
    })
}

/// Writes one answer down; says whether the reading told something new.
fn write_down(inner: &Inner, row: &KeyRow, asked: &Asked) -> Result<bool, Problem> {
    let key = &row.key;
    inner.inventory.write(|w| {
        let changed = record::asked(inner, w, key.id, asked)?;
        record::news(inner, w, key.id, &changed)?;
        Ok(!changed.is_empty())
    })
}

/// One row of the journal for all that was asked at once, so that a year of glances stays readable.
fn sum_up(inner: &Inner, report: &AskReport, changed: usize) -> Result<(), Problem> {
    if report.asked.is_empty() {
        return Ok(());
    }
    let read = report.asked.iter().filter(|line| line.class == Class::Ok).count();
    let all = report.asked.len();
    let keys = if all == 1 { "1 key".to_owned() } else { format!("{all} keys") };
    let news = match changed {
        0 => "nothing new".to_owned(),
        1 => "1 changed".to_owned(),
        more => format!("{more} changed"),
    };
    let what =
        if read == all { format!("{keys} read: {news}") } else { format!("{keys} asked, {read} answered: {news}") };
    let mut row =
        NewEntry { at: inner.now(), who: Who::Keyward, bot: None, exchange: None, hint: None, flow: None, what };
    inner.inventory.write(|w| {
        if let [only] = report.asked.as_slice()
            && let Some(key) = w.key(only.key)?
        {
            row.bot = Some(key.bot);
            row.exchange = Some(key.exchange);
            row.hint = Some(key.hint);
        }
        w.add_entry(&row).map(|_| ())
    })
}

/// Pauses that other processes earned hold here, too.
pub(super) fn take_over_pauses(inner: &Inner) -> Result<(), Problem> {
    for pause in inner.inventory.read(|see| see.pauses(inner.now()))? {
        inner.exchanges.set_pause(&pause.exchange, &pause.way, pause.until);
    }
    Ok(())
}

/// Pauses that this process earned hold for others.
pub(super) fn keep_pauses(inner: &Inner) -> Result<(), Problem> {
    let pauses = inner.exchanges.pauses();
    if pauses.is_empty() || inner.inventory.is_read_only() {
        return Ok(());
    }
    let now = inner.now();
    inner.inventory.write(|w| {
        for pause in &pauses {
            let why = "the exchange asked for a pause".to_owned();
            let row = Pause { exchange: pause.exchange.clone(), way: pause.way.clone(), until: pause.until, why };
            w.add_pause(&row, now)?;
        }
        Ok(())
    })
}

fn line(inner: &Inner, one: &Ready, asked: &Asked) -> Result<AskedLine, Problem> {
    let says = sentence(inner, &one.row, asked)?;
    Ok(AskedLine { key: one.row.key.id, class: asked.class(), says })
}

/// What an answer says, as a person reads it, and what to do about it.
pub(super) fn sentence(inner: &Inner, row: &KeyRow, asked: &Asked) -> Result<String, Problem> {
    let venue = inner.venue(&row.key.exchange)?;
    let name = &venue.name;
    let at = asked.at.format("%H:%M:%S");
    let way = Host::says(row.host.as_ref(), &asked.way);
    let refusal = match &asked.answer {
        Ok(_) => return Ok(format!("{name} answered {way} at {at}.")),
        Err(refusal) => refusal,
    };
    let code = refusal.code.as_ref().map_or_else(String::new, |code| format!(" ({code})"));
    Ok(match refusal.class {
        Class::Ok => format!("{name} answered {way} at {at}."),
        Class::Address => match refusal.seen_from {
            Some(address) => format!(
                "{name} refused this address ({address}). A listed key must refuse it. Ask through its host{code}."
            ),
            None => format!("{name} refused this address. A listed key must refuse it. Ask through its host{code}."),
        },
        Class::UnknownKey => {
            let host = if asked.host.is_empty() { name.as_str() } else { &asked.host };
            format!("{name} knows no such key at {host}. Same key, other region or test site?{code}")
        }
        Class::Site => format!("{name} says that the key belongs to another site or environment{code}."),
        Class::Signature => {
            format!("{name} does not take its signature: the secret or the passphrase is another{code}.")
        }
        Class::Clock => match asked.skew_millis {
            Some(skew) => format!(
                "This computer's clock is {} s off; {name} allows less, and refused also the corrected time{code}.",
                skew.abs() / 1000
            ),
            None => format!("{name} refused the time of the question{code}. Set this computer's clock."),
        },
        Class::Right => format!("{name} says that the key may not ask this{code}. Give it its read right."),
        Class::Expired => format!("{name} says that the key has expired{code}."),
        Class::Rate => match refusal.not_before {
            Some(until) => format!("{name} wants a pause until {}{code}.", until.format("%H:%M:%S")),
            None => format!("{name} wants a pause{code}. Ask again in some minutes."),
        },
        Class::Frozen => format!("{name} says that the account is frozen or restricted{code}."),
        Class::Country => format!("{name} does not serve the country that it sees us in{code}."),
        Class::Down => format!("No answer of {name}: {}{code}. Ask again later.", refusal.says.trim_end_matches('.')),
        Class::Unclear => {
            let meaning = if refusal.says.is_empty() { "what that means is not clear" } else { &refusal.says };
            format!(
                "{name} said {}: {}.",
                refusal.code.as_ref().map_or("something", |c| c.as_str()),
                meaning.trim_end_matches('.')
            )
        }
    })
}

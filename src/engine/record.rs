//! Writes down what was heard about a key's life, and the grade that follows: the one place where both meet.

use super::inner::{Inner, secret_here};
use crate::domain::{Asked, EvidenceKind, Grade, Key, KeyId, KeyState, NewEntry, Problem, Reading, Told, Tri, Who};
use crate::domain::{Evidence, ListState, Scope};
use crate::flows::{self, ProofSite};
use crate::inventory::{Reads, Writing};

/// One question and its answer: the evidence, the reading, the grade. Returns what changed against the reading before, in
/// words; empty where nothing did, or where nothing was read.
pub(super) fn asked(inner: &Inner, w: &Writing<'_>, id: KeyId, asked: &Asked) -> Result<Vec<String>, Problem> {
    let before = known(w, id)?;
    w.add_asked(id, asked)?;
    regrade(inner, w, id)?;
    let (Some((_, old)), Ok(new)) = (&before.reading, &asked.answer) else { return Ok(Vec::new()) };
    Ok(changes(old, new))
}

/// A word of a person, or any other row about a key's life, and the grade that follows.
pub(super) fn evidence(inner: &Inner, w: &Writing<'_>, id: KeyId, row: &Evidence) -> Result<(), Problem> {
    w.add_evidence(id, row)?;
    regrade(inner, w, id)?;
    Ok(())
}

/// Works out a key's grade from all its evidence and keeps it beside the key.
pub(super) fn regrade(inner: &Inner, w: &Writing<'_>, id: KeyId) -> Result<Grade, Problem> {
    let key = known(w, id)?;
    let grade = grade(inner, w, &key)?;
    if grade != key.grade {
        w.set_grade(id, grade)?;
    }
    Ok(grade)
}

fn grade(inner: &Inner, see: &Reads<'_>, key: &Key) -> Result<Grade, Problem> {
    let venue = inner.venue(&key.exchange)?;
    let rows = see.evidence(key.id)?;
    let killing = is_killed(see, key)?;
    let on = ProofSite::new(&key.site, &inner.pace(venue), secret_here(key), killing);
    Ok(flows::grade(&rows, &on).grade)
}

/// Somebody tries to kill it: it is out of use, or a flow of it stands at its kill or behind it.
pub(super) fn is_killed(see: &Reads<'_>, key: &Key) -> Result<bool, Problem> {
    if matches!(key.state, KeyState::Revoked | KeyState::Orphan) {
        return Ok(true);
    }
    for kind in ["rotation", "revocation"] {
        if let Some(row) = see.open_flow_with(key.id, kind)?
            && flows::read(row.place.version, &row.place.state)?.kills(key.generation)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A line of the journal about a key.
pub(super) fn entry(inner: &Inner, key: &Key, who: Who, what: impl Into<String>) -> NewEntry {
    NewEntry {
        at: inner.now(),
        who,
        bot: Some(key.bot.clone()),
        exchange: Some(key.exchange.clone()),
        hint: Some(key.hint),
        flow: None,
        what: what.into(),
    }
}

/// The key, or the sentence that it was removed meanwhile.
pub(super) fn known(see: &Reads<'_>, id: KeyId) -> Result<Key, Problem> {
    see.key(id)?.ok_or_else(|| {
        Problem::new("The key could not be found", "it was removed meanwhile", "Look at the fleet again.")
    })
}

/// What two readings tell differently, in words: `withdraw: on, it was off`.
pub(super) fn changes(old: &Reading, new: &Reading) -> Vec<String> {
    let mut found = Vec::new();
    for scope in Scope::ALL {
        let (was, is) = (old.scopes.may(scope), new.scopes.may(scope));
        if was != is {
            found.push(format!("{scope}: {}, it was {}", on_off(is), on_off(was)));
        }
    }
    if old.scopes.transfer != new.scopes.transfer && old.scopes.may(Scope::Transfer) == new.scopes.may(Scope::Transfer)
    {
        found.push(format!("transfer: {}, it was {}", new.scopes.transfer.word(), old.scopes.transfer.word()));
    }
    if old.scopes.extra != new.scopes.extra {
        found.push("rights of other names changed".to_owned());
    }
    if old.list != new.list {
        found.push(format!("address list: {}, it was {}", list_word(new), list_word(old)));
    }
    if old.expires != new.expires {
        found.push(format!("ends: {}, it was {}", end_word(&new.expires), end_word(&old.expires)));
    }
    found
}

const fn on_off(value: Tri) -> &'static str {
    match value {
        Tri::Yes => "on",
        Tri::No => "off",
        Tri::Unknown => "not told",
    }
}

fn list_word(reading: &Reading) -> String {
    match (&reading.list.state, &reading.list.addresses) {
        (ListState::Restricted, Some(list)) if !list.is_empty() => {
            list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        }
        (state, _) => state.word().to_owned(),
    }
}

fn end_word(end: &Told<crate::domain::Moment>) -> String {
    match end {
        Told::NotTold => "not told".to_owned(),
        Told::None => "never".to_owned(),
        Told::Is(at) => crate::domain::date_of(*at),
    }
}

/// A row of evidence by the user's word.
pub(super) fn word(inner: &Inner, key: &Key, way: crate::domain::Way, kind: EvidenceKind) -> Evidence {
    Evidence { number: 0, at: inner.now(), exchange_at: None, site: key.site.clone(), way, egress: None, kind }
}

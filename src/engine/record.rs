//! Writes down what was heard about a key's life, and the grade that follows: the one place where both meet.

use super::inner::{Inner, secret_here};
use crate::domain::{Asked, Evidence, EvidenceKind, Grade, Key, KeyId, KeyState, NewEntry, Problem, Who};
use crate::flows::{self, ProofSite};
use crate::inventory::{Reads, Writing};
use crate::rules;

/// One question and its answer: the evidence, the reading, the grade. Returns what changed against the reading before, in
/// words; empty where nothing did, or where nothing was read.
pub(super) fn asked(inner: &Inner, w: &Writing<'_>, id: KeyId, asked: &Asked) -> Result<Vec<String>, Problem> {
    let before = known(w, id)?;
    w.add_asked(id, asked)?;
    regrade(inner, w, id)?;
    let (Some((_, old)), Ok(new)) = (&before.reading, &asked.answer) else { return Ok(Vec::new()) };
    Ok(rules::changes(old, new))
}

/// What changed against the reading before goes into the journal.
pub(super) fn news(inner: &Inner, w: &Writing<'_>, id: KeyId, changed: &[String]) -> Result<(), Problem> {
    if changed.is_empty() {
        return Ok(());
    }
    let key = known(w, id)?;
    let what = format!("read: {}", changed.join("; "));
    w.add_entry(&entry(inner, &key, Who::Exchange(key.exchange.clone()), what)).map(|_| ())
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
            && flows::read(&row.place.state)?.kills(key.generation)
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

/// A row of evidence by the user's word.
pub(super) fn word(inner: &Inner, key: &Key, way: crate::domain::Way, kind: EvidenceKind) -> Evidence {
    Evidence { number: 0, at: inner.now(), exchange_at: None, site: key.site.clone(), way, egress: None, kind }
}

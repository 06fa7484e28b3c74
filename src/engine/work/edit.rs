//! Facts told of a bot, its host and its key: each of origin *you*, with when it was told.

use super::add::put_bot;
use super::fleet::row_of;
use crate::domain::{AddressList, KeyRef, ListState, Problem, Scopes, Who};
use crate::engine::inner::Inner;
use crate::engine::port::{EditDraft, FleetRow};
use crate::engine::record;

/// Tells facts, and returns the key as it stands then.
pub(in crate::engine) fn edit(inner: &Inner, draft: &EditDraft) -> Result<FleetRow, Problem> {
    let meant = KeyRef {
        bot: draft.target.bot.clone(),
        exchange: draft.target.exchange.clone(),
        generation: draft.target.generation,
    };
    let now = inner.now();
    inner.inventory.write(|w| {
        let row = w.resolve(&meant)?;
        put_bot(w, &draft.target.bot, &draft.about)?;
        let key = row.key;
        let mut told = key.told.clone();
        let mut words = Vec::new();
        if !draft.scopes.is_empty() {
            let mut scopes = told.scopes.clone().unwrap_or_else(Scopes::unknown);
            for (scope, value) in &draft.scopes {
                scopes.set(*scope, *value);
                words.push(format!("{scope} {}", value.word()));
            }
            told.scopes = Some(scopes);
        }
        if let Some(listed) = draft.listed {
            let host = w.bot(&draft.target.bot)?.and_then(|row| row.host);
            let addresses = host.map(|host| host.addresses).filter(|list| listed && !list.is_empty());
            let state = if listed { ListState::Restricted } else { ListState::Open };
            told.list = Some(AddressList { state, addresses });
            words.push(if listed { "it has an address list".to_owned() } else { "it works from anywhere".to_owned() });
        }
        if let Some(created) = draft.created {
            if created > now {
                return Err(Problem::new("The date was not taken", "it lies ahead", "A key was made in the past."));
            }
            told.created = Some(created);
            words.push(format!("made {}", crate::domain::date_of(created)));
        }
        if let Some(expires) = draft.expires {
            told.expires = Some(expires);
            words.push(format!("ends {}", crate::domain::date_of(expires)));
        }
        if !words.is_empty() {
            told.at = Some(now);
            w.tell(key.id, &told)?;
        }
        if draft.site.is_some() || draft.account.is_some() {
            let site = draft.site.clone().unwrap_or_else(|| key.site.clone());
            crate::exchanges::site(&key.exchange, &site)?;
            let account = draft.account.clone().unwrap_or_else(|| key.account.clone());
            w.set_account(key.id, &site, &account)?;
            words.push(format!("{account} on {site}"));
        }
        record::regrade(inner, w, key.id)?;
        let what = if words.is_empty() { "bot edited".to_owned() } else { format!("told: {}", words.join(", ")) };
        w.add_entry(&record::entry(inner, &key, Who::You, what))?;
        let row = w.resolve(&meant)?;
        row_of(inner, w, &row)
    })
}

//! `remove`: the credential is wiped here, the key forgotten, the journal kept. The key lives on at the exchange.

use crate::domain::{BotName, KeyRef, Problem, SecretPlace, Who};
use crate::engine::inner::Inner;
use crate::engine::port::Target;
use crate::engine::record;
use crate::inventory::{KeyFilter, Which};

/// Removes a key, if the name that was typed is the bot's. Interrupted, it can be said again: wiping an empty slot is no
/// error.
pub(in crate::engine) fn remove(inner: &Inner, target: &Target, typed: &BotName) -> Result<String, Problem> {
    if *typed != target.bot {
        return Err(Problem::new(
            format!("{} was not removed", target.bot),
            "the name that was typed is another",
            format!("Type {} to mean it.", target.bot),
        ));
    }
    let _held = inner.hold(&target.bot)?;
    let meant = KeyRef { bot: target.bot.clone(), exchange: target.exchange.clone(), generation: target.generation };
    let key = inner.inventory.read(|see| see.resolve(&meant))?.key;
    let adding = key.state == crate::domain::KeyState::Adding;
    if !adding {
        // The same refusal as the database's, before anything is wiped.
        for kind in ["rotation", "revocation"] {
            if inner.inventory.read(|see| see.open_flow_with(key.id, kind))?.is_some() {
                return Err(Problem::new(
                    format!("{} was not removed", target.bot),
                    format!("its {kind} is open"),
                    "Take it to its end, or abort it, first.",
                ));
            }
        }
    }
    if let Some(slot) = &key.slot
        && key.secret != SecretPlace::None
    {
        inner.stores.of_key(inner, &key)?.wipe(slot)?;
    }
    let venue = inner.venue(&key.exchange)?;
    inner.inventory.write(|w| {
        if adding {
            super::add::drop_row(inner, w, key.id)?
        } else {
            w.remove_key(key.id)?
        }
        w.add_entry(&record::entry(inner, &key, Who::You, format!("{} removed here, its secret wiped", key.hint)))?;
        let mut left = false;
        let filter = KeyFilter { bot: Some(key.bot.clone()), exchange: None, generation: None, which: Which::All };
        w.each_key(&filter, |_| left = true)?;
        if !left {
            w.remove_bot(&key.bot)?;
        }
        Ok(())
    })?;
    let lives = if key.grade.is_death() {
        String::new()
    } else {
        format!(" The key lives on at {}: delete it there.", venue.name)
    };
    Ok(format!("{} of {} is removed here.{lives}", key.hint, key.bot))
}

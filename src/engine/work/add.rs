//! `add`, a small flow of its own: the row and its intent, the seal, the outcome, one question, saved. Interrupted anywhere it
//! goes on when the same key is given again, or is dropped.

use super::card;
use super::fleet::{row_of, with_case};
use crate::domain::{
    AccountKind, Asked, Bot, BotKind, BotName, Class, Custody, Delivery, ExchangeId, Host, HostName, Key, KeyId,
    KeyState, KeyTold, Outcome, Problem, SecretPlace, VenueFacts, Way, Who,
};
use crate::engine::apply::STORED;
use crate::engine::asking::{self, Unsealed, unseal};
use crate::engine::inner::Inner;
use crate::engine::port::{AboutBot, AddCard, AddDraft, AskedLine, FleetRow};
use crate::engine::record;
use crate::inventory::{FlowPlace, IntentId, KeyRow, NewFlow, NewIntent, NewKey, Reads, Writing};
use crate::rules::explain;
use crate::secret::{Credential, Form, SlotLabel};
use crate::vault::Look;

/// `add` as one call: seals, asks once, saves. Returns the key and what the exchange said.
pub(in crate::engine) fn add(
    inner: &Inner,
    draft: &AddDraft,
    credential: Credential,
    ask_it: bool,
) -> Result<(FleetRow, Option<String>), Problem> {
    let card = seal(inner, draft, credential)?;
    let said = if ask_it { ask(inner, card.key)?.asked } else { None };
    if let Some(asked) = &said
        && must_not_stay(asked.class)
        && !draft.anyway
    {
        drop_it(inner, card.key)?;
        return Err(Problem::new(
            format!("The key of {} was not kept", draft.bot),
            asked.says.trim_end_matches('.').to_owned(),
            "Check site, key and secret; --anyway keeps it all the same.",
        ));
    }
    let row = save(inner, card.key, draft.anyway)?;
    Ok((row, said.map(|asked| asked.says)))
}

/// A key that the exchange does not know, or whose signature is wrong, is not the key that was meant.
const fn must_not_stay(class: Class) -> bool {
    matches!(class, Class::UnknownKey | Class::Signature)
}

/// The wizard's third step: the credential is sealed before anything is asked.
pub(in crate::engine) fn seal(inner: &Inner, draft: &AddDraft, credential: Credential) -> Result<AddCard, Problem> {
    let venue = inner.venue(&draft.exchange)?;
    crate::exchanges::site(&draft.exchange, &draft.site)?;
    fits(venue, &credential)?;
    let fingerprint = credential.fingerprint(&draft.exchange, inner.home_key()?);
    if draft.created.is_some_and(|created| created > inner.now()) {
        return Err(Problem::new("The date was not taken", "it lies ahead", "A key was made in the past."));
    }
    let _held = inner.hold(&draft.bot)?;
    let mut known = inner.inventory.read(|see| see.key_by_fingerprint(&fingerprint))?;
    if let Some(key) = known.take_if(|key| is_another(inner, draft, key, &credential)) {
        drop_it(inner, key.id)?;
    }
    if known.is_none() {
        // Before a row is written: a locked store leaves nothing behind.
        inner.stores.open_silently(inner)?;
        settle_leftovers(inner, &draft.bot, &draft.exchange)?;
    }
    let (id, begun) = match known {
        Some(key) if key.bot == draft.bot && key.exchange == draft.exchange && key.state == KeyState::Adding => {
            (key.id, false)
        }
        Some(key) => return Err(taken(&key, draft)),
        None => (begin(inner, draft, &credential)?, true),
    };
    let key = inner.inventory.read(|see| record::known(see, id))?;
    let vault = inner.stores.of_key(inner, &key)?;
    let slot = key.slot.clone().ok_or_else(|| {
        Problem::new("The key could not be sealed", "its row has no slot", "Drop it and add it again.")
    })?;
    let label = SlotLabel {
        bot: key.bot.clone(),
        exchange: key.exchange.clone(),
        site: key.site.clone(),
        generation: key.generation,
    };
    let sealed = vault.seal(&slot, &label, &credential);
    let outcome = match &sealed {
        Ok(()) => Outcome::Confirmed,
        Err(error) if error.is_unknown() => match vault.look(&slot, &|_, found| found.same_as(&credential)) {
            Look::Equal => Outcome::Confirmed,
            Look::Absent => Outcome::Refused,
            Look::Other | Look::Unread(_) => Outcome::Unknown,
        },
        Err(_) => Outcome::Refused,
    };
    inner.inventory.write(|w| {
        if let Some(intent) = pending(w, id)? {
            w.outcome(intent, outcome, inner.now())?;
        }
        if outcome == Outcome::Confirmed {
            w.set_secret(id, vault.kind(), Some(&slot))?;
            inner.stores.keep(inner, w)?;
            let what = format!("{} sealed in {}, read back", key.hint, vault.place_name());
            w.add_entry(&record::entry(inner, &key, Who::Keyward, what))?;
        }
        Ok(())
    })?;
    match (outcome, sealed) {
        (Outcome::Confirmed, _) => add_card(inner, id, None),
        (_, Err(error)) => {
            // What an earlier call may have sealed is kept: only what this one began and could not do is dropped.
            if outcome == Outcome::Refused && begun {
                forget(inner, &key)?;
            }
            Err(error.into())
        }
        (_, Ok(())) => add_card(inner, id, None),
    }
}

/// A key that is being added here and was sealed with another secret: that one was mistyped, and gives way.
fn is_another(inner: &Inner, draft: &AddDraft, key: &Key, credential: &Credential) -> bool {
    let ours = key.bot == draft.bot && key.exchange == draft.exchange && key.state == KeyState::Adding;
    let Some(slot) = key.slot.as_ref().filter(|_| ours) else { return false };
    let vault = inner.stores.of_key(inner, key);
    vault.is_ok_and(|vault| vault.look(slot, &|_, there| there.same_as(credential)) == Look::Other)
}

/// What cannot be a credential of this venue is said before a row is written.
pub(in crate::engine) fn fits(venue: &VenueFacts, credential: &Credential) -> Result<(), Problem> {
    let refuse = |why: String, hint: &str| Err(Problem::new("The credential was not taken", why, hint));
    if venue.parts.passphrase && !credential.has_passphrase() {
        return refuse(
            format!("{} wants a passphrase beside key and secret", venue.name),
            "Give it, too: \"passphrase\".",
        );
    }
    if !venue.parts.passphrase && credential.has_passphrase() {
        return refuse(format!("{} knows no passphrase", venue.name), "Leave it out, or name another exchange.");
    }
    let form = match credential.form() {
        Form::Hmac => return Ok(()),
        Form::Ed25519 => "ed25519",
        Form::Rsa => "rsa",
    };
    if venue.parts.private_keys.iter().any(|known| known == form) {
        return Ok(());
    }
    refuse(format!("{} takes no private key of this kind", venue.name), "Give the secret that the exchange made.")
}

fn taken(key: &Key, draft: &AddDraft) -> Problem {
    if key.bot == draft.bot {
        Problem::new(
            format!("The key of {} was not added", draft.bot),
            format!("it is here already, {} of {}", key.hint, key.bot),
            "To replace it, rotate; to change what is known of it, edit.",
        )
    } else {
        Problem::new(
            format!("The key of {} was not added", draft.bot),
            format!("{} has this key already", key.bot),
            "One key, one bot: then revoking one does not stop two. Make another at the exchange.",
        )
    }
}

fn has_one(bot: &BotName, current: &Key) -> Problem {
    Problem::new(
        format!("The key of {bot} was not added"),
        format!("it has a key there already, {}", current.hint),
        format!("One key a bot and exchange: keyward rotate {bot} replaces it."),
    )
}

/// Bot, host, key and the intent to seal, in one transaction.
fn begin(inner: &Inner, draft: &AddDraft, credential: &Credential) -> Result<KeyId, Problem> {
    let slot = inner.new_slot()?;
    let fingerprint = credential.fingerprint(&draft.exchange, inner.home_key()?);
    let now = inner.now();
    inner.inventory.write(|w| {
        put_bot(w, &draft.bot, &draft.about)?;
        if let Some(current) = w.current_key(&draft.bot, &draft.exchange)? {
            return Err(has_one(&draft.bot, &current));
        }
        drop_leftovers(inner, w, &draft.bot, &draft.exchange)?;
        let told = KeyTold { created: draft.created, at: draft.created.map(|_| now), ..KeyTold::default() };
        let generation = w.next_generation(&draft.bot, &draft.exchange)?;
        let id = w.add_key(&NewKey {
            bot: draft.bot.clone(),
            exchange: draft.exchange.clone(),
            site: draft.site.clone(),
            account: draft.account.clone(),
            generation,
            hint: credential.hint(),
            fingerprint: Some(fingerprint),
            slot: Some(slot.clone()),
            secret: SecretPlace::None,
            state: KeyState::Adding,
            current: false,
            first_seen: now,
            told,
        })?;
        let place = FlowPlace {
            version: STORED,
            state: "{}".to_owned(),
            step: "take-in".into(),
            at: 1,
            of: 3,
            next_at: None,
            old: None,
            new: Some(id),
        };
        let flow = w.open_flow(&NewFlow {
            kind: "add".into(),
            bot: draft.bot.clone(),
            exchange: draft.exchange.clone(),
            place,
            at: now,
        })?;
        let intent =
            NewIntent { what: "seal".into(), key: Some(id), slot: Some(slot), fingerprint: Some(fingerprint), at: now };
        w.add_intent(flow, &intent)?;
        Ok(id)
    })
}

/// Looks whether a key that was begun here and never finished was sealed all the same: then it is no leftover.
fn settle_leftovers(inner: &Inner, bot: &BotName, exchange: &ExchangeId) -> Result<(), Problem> {
    let left = inner.inventory.read(|see| adding(see, bot, exchange))?;
    for row in left.iter().filter(|row| row.key.secret == SecretPlace::None) {
        match unseal(inner, &row.key) {
            Ok(_) | Err(Unsealed::Not(_)) => {}
            Err(Unsealed::Store(problem) | Unsealed::Problem(problem)) => return Err(problem),
        }
    }
    Ok(())
}

/// The keys that are being added to a bot on an exchange.
pub(in crate::engine) fn adding(see: &Reads<'_>, bot: &BotName, exchange: &ExchangeId) -> Result<Vec<KeyRow>, Problem> {
    let mut rows = Vec::new();
    let filter = crate::inventory::KeyFilter {
        bot: Some(bot.clone()),
        exchange: Some(exchange.clone()),
        generation: None,
        which: crate::inventory::Which::All,
    };
    see.each_key(&filter, |row| {
        if row.key.state == KeyState::Adding {
            rows.push(row);
        }
    })?;
    Ok(rows)
}

/// A key that was begun for this bot here and never finished gives way to the new one, if nothing of it was sealed.
fn drop_leftovers(inner: &Inner, w: &Writing<'_>, bot: &BotName, exchange: &ExchangeId) -> Result<(), Problem> {
    for row in adding(w, bot, exchange)? {
        if row.key.secret != SecretPlace::None {
            return Err(Problem::new(
                format!("The key of {bot} was not added"),
                format!("another one, {}, is being added there", row.key.hint),
                format!("Go on with that one, or drop it: keyward remove {bot} --yes-remove {bot}."),
            ));
        }
        drop_row(inner, w, row.key.id)?;
        let what = format!("{} given up before it was sealed", row.key.hint);
        w.add_entry(&record::entry(inner, &row.key, Who::Keyward, what))?;
    }
    Ok(())
}

/// Adds a bot and its host, or changes what is told of them.
pub(super) fn put_bot(w: &Writing<'_>, name: &BotName, about: &AboutBot) -> Result<(), Problem> {
    let known = w.bot(name)?;
    let old_host = known.as_ref().and_then(|row| row.host.clone());
    let host_name = match (&about.host, &old_host) {
        (Some(name), _) => Some(name.clone()),
        (None, Some(host)) => Some(host.name.clone()),
        // What is told of a machine without a name makes one of the bot's own.
        (None, None) if about.addresses.is_some() || about.way.is_some() => HostName::new(name.as_str()).ok(),
        (None, None) => None,
    };
    if let Some(host_name) = &host_name {
        let there = w.host(host_name)?;
        let host = Host {
            name: host_name.clone(),
            addresses: about
                .addresses
                .clone()
                .unwrap_or_else(|| there.as_ref().map(|host| host.addresses.clone()).unwrap_or_default()),
            way: about.way.clone().unwrap_or_else(|| there.as_ref().map_or(Way::Direct, |host| host.way.clone())),
        };
        if there.as_ref() != Some(&host) {
            w.put_host(&host)?;
        }
    }
    let mut bot = known.as_ref().map_or_else(
        || Bot {
            name: name.clone(),
            kind: BotKind::Script,
            custody: Custody::Own,
            host: None,
            needs_told: None,
            max_age_days: None,
            delivery: Delivery::ByHand,
            retired: false,
        },
        |row| row.bot.clone(),
    );
    bot.kind = about.kind.unwrap_or(bot.kind);
    bot.custody = about.custody.clone().unwrap_or(bot.custody);
    bot.needs_told = about.needs.clone().or(bot.needs_told);
    bot.max_age_days = about.max_age_days.or(bot.max_age_days);
    bot.host = host_name;
    if known.is_some() { w.change_bot(&bot) } else { w.add_bot(&bot) }
}

/// The fourth step: one question.
pub(in crate::engine) fn ask(inner: &Inner, id: KeyId) -> Result<AddCard, Problem> {
    let row = known_row(inner, id)?;
    let credential = match unseal(inner, &row.key) {
        Ok(credential) => credential,
        Err(Unsealed::Not(why)) => {
            return Err(Problem::new("The exchange was not asked", why, "Paste the key again."));
        }
        Err(Unsealed::Store(problem) | Unsealed::Problem(problem)) => return Err(problem),
    };
    let way = asking::way_of(row.host.as_ref());
    asking::take_over_pauses(inner)?;
    let asked: Asked = inner.runtime()?.block_on(asking::put(inner, &row.key, &way, &credential));
    asking::keep_pauses(inner)?;
    inner.inventory.write(|w| record::asked(inner, w, id, &asked).map(|_| ()))?;
    let says = asking::sentence(inner, &row, &asked)?;
    add_card(inner, id, Some(AskedLine { key: id, class: asked.class(), says }))
}

/// The fifth: it is the bot's now.
pub(in crate::engine) fn save(inner: &Inner, id: KeyId, anyway: bool) -> Result<FleetRow, Problem> {
    let row = known_row(inner, id)?;
    if row.key.state != KeyState::Adding {
        return inner.inventory.read(|see| row_of(inner, see, &row));
    }
    if row.key.secret == SecretPlace::None {
        return Err(Problem::new("The key was not saved", "its secret is not sealed", "Paste it again."));
    }
    if let Some((_, class)) = row.key.answer
        && must_not_stay(class)
        && !anyway
    {
        return Err(Problem::new(
            "The key was not saved",
            "the exchange does not know it, or its signature is wrong",
            "Check site, key and secret, and ask again.",
        ));
    }
    let _held = inner.hold(&row.key.bot)?;
    inner.inventory.write(|w| {
        if let Some(current) = w.current_key(&row.key.bot, &row.key.exchange)?.filter(|current| current.id != id) {
            return Err(has_one(&row.key.bot, &current));
        }
        w.set_key_state(id, KeyState::Active)?;
        w.make_current(id)?;
        if let Some((_, reading)) = &row.key.reading
            && reading.account != AccountKind::Unknown
            && row.key.account.kind == AccountKind::Unknown
        {
            let account = crate::domain::Account { kind: reading.account, name: row.key.account.name.clone() };
            w.set_account(id, &row.key.site, &account)?;
        }
        record::regrade(inner, w, id)?;
        if let Some(flow) = w.open_flow_with(id, "add")? {
            let place = FlowPlace { step: "done".into(), at: 3, ..flow.place.clone() };
            w.end_flow(flow.id, flow.revision, &place, inner.now())?;
        }
        w.add_entry(&record::entry(inner, &row.key, Who::You, format!("{} added", row.key.hint)))?;
        Ok(())
    })?;
    let row = known_row(inner, id)?;
    inner.inventory.read(|see| row_of(inner, see, &row))
}

/// Gives it up: the secret is wiped, the row goes, and a bot that was made for it goes, too.
pub(in crate::engine) fn drop_it(inner: &Inner, id: KeyId) -> Result<String, Problem> {
    let row = known_row(inner, id)?;
    if row.key.state != KeyState::Adding {
        return Err(Problem::new("The key was not dropped", "it is saved", "To be rid of it: keyward remove."));
    }
    if let Some(slot) = &row.key.slot {
        // Also where nobody came to note that it was sealed.
        inner.stores.of_key(inner, &row.key)?.wipe(slot)?;
    }
    forget(inner, &row.key)?;
    Ok(format!("{} of {} was not kept; nothing of it is sealed here.", row.key.hint, row.key.bot))
}

fn forget(inner: &Inner, key: &Key) -> Result<(), Problem> {
    inner.inventory.write(|w| {
        drop_row(inner, w, key.id)?;
        w.add_entry(&record::entry(inner, key, Who::You, format!("{} not kept", key.hint)))?;
        let mut others = false;
        let filter = crate::inventory::KeyFilter {
            bot: Some(key.bot.clone()),
            exchange: None,
            generation: None,
            which: crate::inventory::Which::All,
        };
        w.each_key(&filter, |_| others = true)?;
        if !others {
            w.remove_bot(&key.bot)?;
        }
        Ok(())
    })
}

/// Drops a key that was being added, and ends its flow: an open one would stand in the way of the next.
pub(super) fn drop_row(inner: &Inner, w: &Writing<'_>, id: KeyId) -> Result<(), Problem> {
    if let Some(flow) = w.open_flow_with(id, "add")? {
        let place = FlowPlace { step: "aborted".into(), ..flow.place.clone() };
        w.end_flow(flow.id, flow.revision, &place, inner.now())?;
    }
    w.drop_adding(id)
}

fn pending(w: &Writing<'_>, key: KeyId) -> Result<Option<IntentId>, Problem> {
    let Some(flow) = w.open_flow_with(key, "add")? else { return Ok(None) };
    Ok(w.pending_intent(flow.id)?.map(|intent| intent.id))
}

fn known_row(inner: &Inner, id: KeyId) -> Result<KeyRow, Problem> {
    inner.inventory.read(|see| see.key_row(id))?.ok_or_else(|| {
        Problem::new("The key could not be found", "it was removed meanwhile", "Look at the fleet again.")
    })
}

fn add_card(inner: &Inner, id: KeyId, asked: Option<AskedLine>) -> Result<AddCard, Problem> {
    let row = known_row(inner, id)?;
    // Judged as what it is about to be: the bot's key.
    let mut saved = row.clone();
    saved.key.state = KeyState::Active;
    saved.flow = None;
    inner.inventory.read(|see| {
        let (lines, explained) = with_case(inner, see, &saved, |case, findings| {
            let explained = findings.iter().map(|finding| explain(finding, case)).collect();
            (card::lines(case, &findings, inner), explained)
        })?;
        let can_save = !row.key.answer.is_some_and(|(_, class)| must_not_stay(class));
        let mut shown = row_of(inner, see, &saved)?;
        shown.state = Some(row.key.state);
        Ok(AddCard {
            key: id,
            row: shown,
            place: inner.stores.place_name(row.key.secret).to_owned(),
            sealed_at: row.key.first_seen,
            asked,
            lines,
            explained,
            can_save,
        })
    })
}

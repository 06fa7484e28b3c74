//! Step 1: the bot. Its form, what is guessed in it, and what it becomes.

use crate::domain::{BotKind, BotName, Cidr, Custody, HostName, Policy, Scope, Way};
use crate::engine::port::AboutBot;
use crate::tui::widgets::form::{Field, Form, Value};

/// The fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// The bot's name.
    Bot,
    /// Which program.
    Kind,
    /// The machine.
    Host,
    /// Its name, where it is new.
    NewHost,
    /// The addresses that it is seen from.
    Seen,
    /// Who else holds the secret.
    Custody,
    /// That platform's name.
    Cloud,
    /// What it needs.
    Needs,
    /// After how many days it is replaced.
    Days,
}

/// A machine that a bot runs on already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownHost {
    /// Its name.
    pub name: HostName,
    /// The addresses it is seen from; empty until they are read.
    pub addresses: Vec<Cidr>,
    /// How it is asked; `None` until that is read.
    pub way: Option<Way>,
}

const HERE: &str = "this computer";
const ANOTHER: &str = "another";
const ME: &str = "me";
const CLOUD: &str = "a cloud platform";
const NEEDED: &[&str] = &["", "needed"];

/// An empty form.
pub fn form(hosts: &[KnownHost], policy: &Policy) -> Form<Name> {
    let field = |name, label, value, note: &str| Field { name, label, value, note: note.to_owned(), apart: false };
    let places = hosts.iter().map(|host| host.name.to_string());
    let places = std::iter::once(HERE.to_owned()).chain(places).chain(std::iter::once(ANOTHER.to_owned()));
    let needs = Value::Set { of: words(&[]), states: NEEDED, at: 0 };
    let mut form = Form::new(vec![
        field(Name::Bot, "Name", Value::text(""), "a word you know it by"),
        field(
            Name::Kind,
            "Kind",
            Value::choice(BotKind::ALL.map(|kind| kind.word().to_owned()), 0),
            "so keyward knows what it needs",
        ),
        field(Name::Host, "Runs on", Value::choice(places, 0), ""),
        field(Name::Seen, "Seen from", Value::text(""), "its address; empty: nobody knows"),
        field(Name::Custody, "Secret with", Value::choice([ME, CLOUD], 0), "or a cloud platform: 3Commas, …"),
        Field { apart: true, ..field(Name::Needs, "It needs", needs, "") },
        field(
            Name::Days,
            "Replace after",
            Value::text(&policy.max_age_days.to_string()),
            "days, your rule; m changes it",
        ),
    ]);
    derive_needs(&mut form);
    form
}

fn words(needs: &[Scope]) -> Vec<(String, usize)> {
    Scope::ALL.iter().map(|scope| (scope.word().to_owned(), usize::from(needs.contains(scope)))).collect()
}

/// The kind that is chosen.
pub fn kind(form: &Form<Name>) -> BotKind {
    BotKind::ALL.get(form.chosen(Name::Kind)).copied().unwrap_or(BotKind::Script)
}

/// What the bot needs, as the form says.
pub fn needs(form: &Form<Name>) -> Vec<Scope> {
    Scope::ALL.into_iter().zip(form.set(Name::Needs)).filter(|(_, state)| *state > 0).map(|(scope, _)| scope).collect()
}

/// What a kind needs is filled in, until its user says otherwise.
pub fn derive_needs(form: &mut Form<Name>) {
    let of_kind = kind(form).needs();
    let of = words(of_kind.unwrap_or_default());
    if let Some(field) = form.fields.iter_mut().find(|field| field.name == Name::Needs) {
        field.value = Value::Set { of, states: NEEDED, at: 0 };
        let note = if of_kind.is_some() { "from its kind; n changes it" } else { "not told; n tells it" };
        field.note = note.to_owned();
    }
}

/// The known machine that is chosen.
pub fn host<'a>(form: &Form<Name>, hosts: &'a [KnownHost]) -> Option<&'a KnownHost> {
    form.chosen(Name::Host).checked_sub(1).and_then(|at| hosts.get(at))
}

/// Fields that only make sense with what is chosen come and go.
pub fn fit(form: &mut Form<Name>, hosts: &[KnownHost]) {
    let chosen = form.chosen(Name::Host);
    let known = host(form, hosts);
    let seen = known.map(|host| seen_from(&host.addresses));
    let another = chosen > hosts.len();
    let (is_known, cloud) = (known.is_some(), form.chosen(Name::Custody) == 1);
    form.note(
        Name::Host,
        seen.unwrap_or_else(|| if another { "a new one".into() } else { "where you sit now".into() }),
    );
    keep(form, Name::NewHost, another, Name::Host, ("Its name", "a word you know it by"));
    let after = if another { Name::NewHost } else { Name::Host };
    keep(form, Name::Seen, !is_known, after, ("Seen from", "its address; empty: nobody knows"));
    keep(form, Name::Cloud, cloud, Name::Custody, ("Platform", "3Commas, Cryptohopper, …"));
}

fn seen_from(addresses: &[Cidr]) -> String {
    if addresses.is_empty() {
        return "its address is not known".to_owned();
    }
    format!("seen from {}", addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

fn keep(form: &mut Form<Name>, name: Name, there: bool, after: Name, (label, note): (&'static str, &str)) {
    let is = form.fields.iter().position(|field| field.name == name);
    match (is, there) {
        (Some(at), false) => {
            form.fields.remove(at);
            form.at = if form.at > at { form.at - 1 } else { form.at.min(form.fields.len().saturating_sub(1)) };
        }
        (None, true) => {
            let at = form.fields.iter().position(|field| field.name == after).map_or(form.fields.len(), |at| at + 1);
            let field = Field { name, label, value: Value::text(""), note: note.to_owned(), apart: false };
            form.fields.insert(at, field);
            form.at = if form.at >= at { form.at + 1 } else { form.at };
        }
        _ => {}
    }
}

/// What the form says of the bot and its host.
///
/// # Errors
/// A sentence, and the field that it is about.
pub fn read(
    form: &Form<Name>,
    hosts: &[KnownHost],
    policy: &Policy,
    told: bool,
) -> Result<(BotName, AboutBot), (Name, String)> {
    let bot = BotName::new(form.text(Name::Bot)).map_err(|error| (Name::Bot, sentence(&error)))?;
    let known = host(form, hosts);
    let another = form.chosen(Name::Host) > hosts.len();
    let host = match known {
        Some(host) => Some(host.name.clone()),
        None if another => {
            Some(HostName::new(form.text(Name::NewHost)).map_err(|error| (Name::NewHost, sentence(&error)))?)
        }
        None => None,
    };
    let seen = addresses(form.text(Name::Seen)).map_err(|why| (Name::Seen, why))?;
    let custody = match form.chosen(Name::Custody) {
        0 => Custody::Own,
        _ => Custody::parse(&format!("cloud:{}", form.text(Name::Cloud)))
            .map_err(|error| (Name::Cloud, sentence(&error)))?,
    };
    let usual = if custody.is_cloud() { policy.max_age_cloud_days } else { policy.max_age_days };
    let days = form.text(Name::Days);
    let max_age_days = match days.parse::<u32>() {
        Ok(days) if days == policy.max_age_days || days == usual => None,
        Ok(days @ 1..=3650) => Some(days),
        _ => return Err((Name::Days, "The days are a number from 1 to 3650.".to_owned())),
    };
    let about = AboutBot {
        kind: Some(kind(form)),
        custody: Some(custody),
        host,
        addresses: Some(seen).filter(|list| !list.is_empty()),
        way: None,
        needs: told.then(|| needs(form)),
        max_age_days,
    };
    Ok((bot, about))
}

/// Addresses by commas or blanks.
///
/// # Errors
/// The first that is none, as a sentence.
pub fn addresses(text: &str) -> Result<Vec<Cidr>, String> {
    text.split([',', ' '])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| Cidr::parse(part).map_err(|error| sentence(&error)))
        .collect()
}

/// An error as a sentence.
pub fn sentence(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}

//! Step 2: the exchange, its site, the account, and how it is asked.

use super::bot::{KnownHost, sentence};
use crate::domain::{Account, SiteId, VenueFacts, Way};
use crate::tui::widgets::form::{Field, Form, Value};

/// The fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// The exchange.
    Exchange,
    /// Which of its worlds.
    Site,
    /// Which sort of account.
    Account,
    /// The sub-account's name.
    Sub,
    /// How it is asked.
    Asked,
    /// The proxy's URL.
    Proxy,
}

/// Where a key trades, as the form says.
#[derive(Debug, Clone)]
pub struct Where {
    /// The exchange.
    pub venue: &'static VenueFacts,
    /// The site.
    pub site: SiteId,
    /// The account.
    pub account: Account,
    /// How to ask, where that is told here.
    pub way: Option<Way>,
}

/// A form over these exchanges.
pub fn form(venues: &[&'static VenueFacts], host: Option<&KnownHost>, bot: &str) -> Form<Name> {
    let field = |name, label, value, note: &str| Field { name, label, value, note: note.to_owned(), apart: false };
    let asked = match host {
        Some(host) => Value::choice([format!("as {} is asked", host.name)], 0),
        None => Value::choice(["from here", "through a proxy"], 0),
    };
    let sub = bot.split('-').next().unwrap_or_default();
    let mut form = Form::new(vec![
        field(Name::Exchange, "Exchange", Value::choice(venues.iter().map(|venue| venue.name.clone()), 0), ""),
        field(Name::Site, "Site", Value::choice(["global"], 0), "elsewhere the key would look dead"),
        field(
            Name::Account,
            "Account",
            Value::choice(["sub-account", "main account", "I do not know"], 0),
            "its own: a loss stays in it",
        ),
        field(Name::Sub, "Its name", Value::text(sub), "as you named it there"),
        field(Name::Asked, "Asked", asked, "the address its list must hold"),
    ]);
    fit_site(&mut form, venues);
    form
}

/// The exchange that is chosen.
pub fn venue(form: &Form<Name>, venues: &[&'static VenueFacts]) -> Option<&'static VenueFacts> {
    venues.get(form.chosen(Name::Exchange)).copied()
}

/// Its sites, once another exchange is chosen.
pub fn fit_site(form: &mut Form<Name>, venues: &[&'static VenueFacts]) {
    let Some(venue) = venue(form, venues) else { return };
    form.note(Name::Exchange, tells(venue));
    let sites: Vec<String> = venue.sites.iter().map(|site| site.id.to_string()).collect();
    if let Some(field) = form.fields.iter_mut().find(|field| field.name == Name::Site) {
        field.value = Value::choice(sites, 0);
    }
}

/// `tells rights, list, age and end`.
fn tells(venue: &VenueFacts) -> String {
    let tells = &venue.tells;
    let all = [(tells.scopes, "rights"), (tells.list, "list"), (tells.created, "age"), (tells.expires, "end")];
    let words: Vec<&str> = all.into_iter().filter(|(told, _)| *told).map(|(_, word)| word).collect();
    match words.split_last() {
        None => "tells nothing of a key".to_owned(),
        Some((last, [])) => format!("tells {last}"),
        Some((last, rest)) => format!("tells {} and {last}", rest.join(", ")),
    }
}

/// Fields that only make sense with what is chosen come and go.
pub fn fit(form: &mut Form<Name>, venues: &[&'static VenueFacts], host: Option<&KnownHost>) {
    let sub = form.chosen(Name::Account) == 0;
    let note = match form.chosen(Name::Account) {
        0 => "its own: a loss stays in it",
        1 => "a loss may take all of it",
        _ => "the exchange may tell it",
    };
    form.note(Name::Account, note);
    keep(form, Name::Sub, sub, Name::Account, ("Its name", "as you named it there"));
    let proxy = host.is_none() && form.chosen(Name::Asked) == 1;
    keep(form, Name::Proxy, proxy, Name::Asked, ("Proxy", "socks5h://host:port or http://host:port"));
    let readable =
        venue(form, venues).and_then(|venue| venue.sites.get(form.chosen(Name::Site))).is_none_or(|site| site.readable);
    let note = if readable { "elsewhere the key would look dead" } else { "a key cannot be read there" };
    form.note(Name::Site, note);
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

/// What the form says.
///
/// # Errors
/// A sentence, and the field that it is about.
pub fn read(
    form: &Form<Name>,
    venues: &[&'static VenueFacts],
    host: Option<&KnownHost>,
) -> Result<Where, (Name, String)> {
    let Some(venue) = venue(form, venues) else {
        return Err((Name::Exchange, "No exchange is chosen.".to_owned()));
    };
    let Some(site) = venue.sites.get(form.chosen(Name::Site)) else {
        return Err((Name::Site, "No site is chosen.".to_owned()));
    };
    let account = match (form.chosen(Name::Account), form.text(Name::Sub)) {
        (0, "") => return Err((Name::Sub, "A sub-account has a name there.".to_owned())),
        (0, name) => Account::parse(&format!("sub:{name}")).map_err(|error| (Name::Sub, sentence(&error)))?,
        (1, _) => Account::main(),
        _ => Account::unknown(),
    };
    let way = match (host, form.chosen(Name::Asked)) {
        (None, 1) => Some(Way::parse(form.text(Name::Proxy)).map_err(|error| (Name::Proxy, sentence(&error)))?),
        _ => None,
    };
    Ok(Where { venue, site: site.id.clone(), account, way })
}

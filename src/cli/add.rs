//! `add`: a key and its credential.

use super::about::About;
use super::console::Console;
use super::exit::Exit;
use super::json::KeyList;
use super::values::{self, When};
use super::{credential, lines, unlock};
use crate::domain::{Account, Class, ExchangeId, KeyRef, Problem, Severity, SiteId, VenueFacts};
use crate::engine::desk::Desk;
use crate::engine::port::{AddDraft, ExplainedRow};
use clap::Args;

/// Add a bot's key: seals it, asks the exchange once, saves
///
/// The credential is read from standard input as one JSON object with key, secret, passphrase or private_key; on a terminal
/// it is asked for, masked. It is never an argument. Findings change nothing about the exit code: 0 once it is saved.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  keyward add grid-eth --exchange binance --host vps-fra --ip 203.0.113.7
  keyward add grid-eth --exchange bybit --json <new-key.json
  pass show bybit/grid-eth | keyward add grid-eth --exchange bybit")]
pub(super) struct Add {
    /// The bot's name
    #[arg(value_name = "BOT", value_parser = KeyRef::parse)]
    bot: KeyRef,
    /// The exchange: binance, bybit or okx
    #[arg(long, value_name = "EXCHANGE", value_parser = ExchangeId::new)]
    exchange: Option<ExchangeId>,
    /// Which of the exchange's separate worlds: global, testnet, demo, eea ..
    #[arg(long, value_name = "SITE", default_value = "global", value_parser = SiteId::new)]
    site: SiteId,
    /// The account: main, sub:NAME or portfolio:NAME
    #[arg(long, value_name = "ACCOUNT", value_parser = Account::parse)]
    account: Option<Account>,
    /// When the key was made, like 2026-03-16; needed only where the exchange does not tell
    #[arg(long, value_name = "DATE", value_parser = values::when)]
    created: Option<When>,
    /// Save it without asking the exchange
    #[arg(long)]
    no_ask: bool,
    /// Keep it although the exchange does not know it or its signature is wrong
    #[arg(long)]
    anyway: bool,
    /// Print the key as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    about: About,
}

impl Add {
    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        let (ask, json) = (!self.no_ask, self.json);
        let draft = self.into_draft(desk)?;
        let venue = venue(desk, &draft.exchange)?;
        site(venue, &draft.site)?;
        let credential = credential::read(venue, console)?;
        // Sealing may find the store locked: then the same credential is wanted a second time.
        let (row, said) = unlock::with_store(desk, console, |_| desk.add(&draft, credential.dup(), ask))?;
        // What is no reading is a warning, beside the data.
        let read = row.answer.is_some_and(|(_, class)| class == Class::Ok);
        if let Some(said) = said.as_deref().filter(|_| !read) {
            console.say(said);
        }
        let rows = desk.fleet_in_words(&lines::only(&row))?;
        if json {
            console.json(&KeyList::of(&rows))?;
        } else {
            say(&rows, said.as_deref().filter(|_| read), console)?;
        }
        Ok(Exit::Done)
    }

    fn into_draft(self, desk: &Desk) -> Result<AddDraft, Problem> {
        let exchange = named_exchange(&self.bot, self.exchange)?;
        let created = self.created.map(|when| when.of_making(desk.clock().now())).transpose()?;
        Ok(AddDraft {
            bot: self.bot.bot,
            exchange,
            site: self.site,
            account: self.account.unwrap_or_else(Account::unknown),
            about: self.about.into_draft(),
            created,
            anyway: self.anyway,
        })
    }
}

/// `--exchange E`, `BOT@E`, or both alike.
fn named_exchange(bot: &KeyRef, option: Option<ExchangeId>) -> Result<ExchangeId, Problem> {
    match (bot.exchange.clone(), option) {
        (Some(named), Some(option)) if named != option => Err(Problem::usage(
            "The call was not understood",
            format!("BOT@{named} and --exchange {option} name two exchanges"),
            "Name one.",
        )),
        (Some(exchange), _) | (None, Some(exchange)) => Ok(exchange),
        (None, None) => Err(Problem::usage(
            "The call was not understood",
            "--exchange <EXCHANGE> is missing",
            "keyward add --help shows what fits.",
        )),
    }
}

/// The exchange's facts. Told before anybody is asked for a secret.
pub(super) fn venue(desk: &Desk, id: &ExchangeId) -> Result<&'static VenueFacts, Problem> {
    let venues = desk.venues();
    venues.iter().find(|venue| venue.id == *id).copied().ok_or_else(|| {
        let known: Vec<&str> = venues.iter().map(|venue| venue.id.as_str()).collect();
        Problem::usage(
            format!("{id} is not known"),
            "keyward cannot ask an exchange of this name",
            format!("It knows {}.", known.join(", ")),
        )
    })
}

/// A site of it.
pub(super) fn site(venue: &VenueFacts, id: &SiteId) -> Result<(), Problem> {
    if venue.site(id).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = venue.sites.iter().map(|site| site.id.as_str()).collect();
    Err(Problem::usage(
        format!("{} has no site {id}", venue.name),
        "a key lives on one of its sites",
        format!("Its sites are {}.", known.join(", ")),
    ))
}

fn say(rows: &[ExplainedRow], said: Option<&str>, console: &mut Console) -> Result<(), Problem> {
    let ascii = console.ascii;
    console.print(|out| {
        for ExplainedRow { row, .. } in rows {
            writeln!(out, "{} is saved: {}.", lines::row_name(row), row.row.word)?;
        }
        if let Some(said) = said {
            writeln!(out, "{said}")?;
        }
        lines::findings(out, rows, Severity::Info, ascii)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kind;

    #[test]
    fn one_exchange_is_named() {
        let bot = |text| KeyRef::parse(text).unwrap();
        let exchange = |text| ExchangeId::new(text).ok();
        assert_eq!(named_exchange(&bot("a@okx"), None).ok(), exchange("okx"));
        assert_eq!(named_exchange(&bot("a"), exchange("okx")).ok(), exchange("okx"));
        assert_eq!(named_exchange(&bot("a@okx"), exchange("okx")).ok(), exchange("okx"));
        for (named, option) in [("a", None), ("a@okx", exchange("bybit"))] {
            assert_eq!(named_exchange(&bot(named), option).unwrap_err().kind, Kind::Usage);
        }
    }

    #[test]
    fn an_unknown_site_is_told_with_those_that_are_known() {
        let venue = crate::rules::samples::plain_venue();
        assert_eq!(site(&venue, &SiteId::new("testnet").unwrap()), Ok(()));
        let problem = site(&venue, &SiteId::new("moon").unwrap()).unwrap_err();
        assert_eq!(
            problem.sentence(),
            "Plain has no site moon: a key lives on one of its sites. Its sites are global, testnet."
        );
    }
}

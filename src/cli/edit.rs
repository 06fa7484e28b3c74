//! `edit`: facts told about a bot, its host and its key.

use super::about::About;
use super::console::Console;
use super::exit::Exit;
use super::json::KeyList;
use super::values::{self, When};
use super::{add, lines};
use crate::domain::{Account, ExchangeId, KeyRef, Moment, Problem, Scope, Severity, SiteId, Tri};
use crate::engine::desk::Desk;
use crate::engine::port::{EditDraft, Target};
use clap::Args;

/// Tell facts about a bot, its host and its key
///
/// What the exchange itself tells is believed before your word; where the two differ, that is a finding.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  keyward edit grid-eth --created 2026-01-12
  keyward edit grid-eth --created today            age unknown: count from today
  keyward edit dca@okx --scope withdraw=no --listed yes --ip 203.0.113.7")]
pub(super) struct Edit {
    /// The bot, or BOT@EXCHANGE
    #[arg(value_name = "BOT", value_parser = KeyRef::parse)]
    bot: KeyRef,
    /// Which of its exchanges
    #[arg(long, value_name = "EXCHANGE", value_parser = ExchangeId::new)]
    exchange: Option<ExchangeId>,
    /// The key's site
    #[arg(long, value_name = "SITE", value_parser = SiteId::new)]
    site: Option<SiteId>,
    /// The account: main, sub:NAME or portfolio:NAME
    #[arg(long, value_name = "ACCOUNT", value_parser = Account::parse)]
    account: Option<Account>,
    /// What the key may do: withdraw=no; may be given again
    #[arg(long, value_name = "SCOPE=yes|no", value_parser = values::scope)]
    scope: Vec<(Scope, Tri)>,
    /// Whether the key works from the host's addresses only: yes or no
    #[arg(long, value_name = "yes|no", value_parser = values::yes_or_no)]
    listed: Option<bool>,
    /// When the key was made, like 2026-03-16; today: nobody knows, count from now
    #[arg(long, value_name = "DATE|today", value_parser = values::when)]
    created: Option<When>,
    /// When the exchange ends it
    #[arg(long, value_name = "DATE", value_parser = values::moment)]
    expires: Option<Moment>,
    /// Print the key as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    about: About,
}

impl Edit {
    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        if self.tells_nothing() {
            return Err(Problem::usage(
                "Nothing was changed",
                "no fact was told",
                "keyward edit --help shows what can be told.",
            ));
        }
        let json = self.json;
        let row = desk.edit(&self.into_draft(desk)?)?;
        let rows = desk.fleet_in_words(&lines::only(&row))?;
        if json {
            console.json(&KeyList::of(&rows))?;
        } else {
            let ascii = console.ascii;
            console.print(|out| {
                writeln!(out, "{}: what you told is kept. It stands at: {}.", lines::row_name(&row), row.row.word)?;
                lines::findings(out, &rows, Severity::Warning, ascii)
            })?;
        }
        Ok(Exit::Done)
    }

    fn tells_nothing(&self) -> bool {
        self.site.is_none()
            && self.account.is_none()
            && self.scope.is_empty()
            && self.listed.is_none()
            && self.created.is_none()
            && self.expires.is_none()
            && self.about.is_empty()
    }

    fn into_draft(self, desk: &Desk) -> Result<EditDraft, Problem> {
        let exchange = match (self.bot.exchange, self.exchange) {
            (Some(named), Some(option)) if named != option => {
                return Err(Problem::usage(
                    "The call was not understood",
                    format!("BOT@{named} and --exchange {option} name two exchanges"),
                    "Name one.",
                ));
            }
            (named, option) => named.or(option),
        };
        // A site is checked here where the exchange is named; else the desk knows which exchange it is.
        if let (Some(exchange), Some(site)) = (&exchange, &self.site) {
            add::site(add::venue(desk, exchange)?, site)?;
        }
        Ok(EditDraft {
            target: Target { bot: self.bot.bot, exchange, generation: None },
            site: self.site,
            account: self.account,
            about: self.about.into_draft(),
            created: self.created.map(|when| when.of_making(desk.clock().now())).transpose()?,
            expires: self.expires,
            scopes: self.scope,
            listed: self.listed,
        })
    }
}

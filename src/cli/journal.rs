//! `journal`: the record of all that was done, newest first.

use super::console::Console;
use super::exit::Exit;
use super::json::JournalOut;
use crate::domain::{JournalEntry, KeyRef, Problem};
use crate::engine::desk::Desk;
use crate::engine::port::{Chain, JournalPage};
use clap::Args;
use std::io::{self, Write};

/// Print the record of all that was done, newest first
///
/// Each row is chained to the one before by a hash. --verify reads the whole chain: it finds accidents and careless edits, no
/// more. Exit code: 0, or 4 where the chain is broken.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  keyward journal | head
  keyward journal grid-eth
  keyward journal --verify --json")]
pub(super) struct Journal {
    /// Only rows of this bot
    #[arg(value_name = "BOT", value_parser = KeyRef::parse)]
    bot: Option<KeyRef>,
    /// Read the whole chain and say whether it holds
    #[arg(long)]
    verify: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Journal {
    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        let (bot, exchange) = self.bot.map_or((None, None), |named| (Some(named.bot), named.exchange));
        let mut page = desk.journal(None, bot.as_ref(), u32::MAX, self.verify)?;
        if exchange.is_some() {
            page.entries.retain(|row| row.entry.exchange == exchange);
        }
        if self.json {
            console.json(&JournalOut::of(&page))?;
        } else {
            console.print(|out| write(out, &page))?;
        }
        Ok(exit(page.chain))
    }
}

const fn exit(chain: Chain) -> Exit {
    match chain {
        Chain::Whole | Chain::Unread => Exit::Done,
        Chain::Broken(_) => Exit::Critical,
    }
}

fn write(out: &mut dyn Write, page: &JournalPage) -> io::Result<()> {
    match page.chain {
        Chain::Whole => writeln!(out, "The chain is whole: each row follows from the one before.")?,
        Chain::Broken(number) => {
            writeln!(out, "The chain is broken: row {number} does not follow from the one before.")?
        }
        Chain::Unread => {}
    }
    page.entries.iter().try_for_each(|row| line(out, row))
}

fn line(out: &mut dyn Write, row: &JournalEntry) -> io::Result<()> {
    let entry = &row.entry;
    let at = entry.at.format("%Y-%m-%d %H:%M:%S");
    write!(out, "{:>6}  {at}  {:<8}", row.number, entry.who.word())?;
    if let Some(bot) = &entry.bot {
        write!(out, "  {bot}")?;
    }
    if let Some(hint) = entry.hint {
        write!(out, " {hint}")?;
    }
    writeln!(out, "  {}", entry.what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn the_record_as_text() {
        let mut out = Vec::new();
        write(&mut out, &samples::journal()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        The chain is whole: each row follows from the one before.
             2  2026-03-16 03:10:04  exchange  grid-eth …9fQ2  answered
             1  2026-03-16 03:10:04  keyward   this home was made
        "#);
    }

    #[test]
    fn a_broken_chain_is_critical() {
        let codes = [Chain::Whole, Chain::Unread, Chain::Broken(3)].map(|chain| exit(chain).code());
        assert_eq!(codes, [0, 0, 4]);
    }
}

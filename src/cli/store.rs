//! `store`: where the secrets lie, and moving them.

use super::console::Console;
use super::exit::Exit;
use super::json::StoreOut;
use super::table::{self, Column};
use super::{lines, unlock};
use crate::domain::Problem;
use crate::engine::desk::Desk;
use crate::engine::port::{StoreEntry, StoreKind, StoreReport, StoreState};
use clap::{Args, Subcommand};
use std::io::{self, Write};

/// Say which secret store is used and what lies in it
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  keyward store
  keyward store move sealed"
)]
pub(super) struct Store {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    change: Option<Change>,
}

/// What can be done to it.
#[derive(Debug, Subcommand)]
enum Change {
    Move(Move),
}

/// Move all secrets to another store: keyring or sealed; safe to interrupt
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  keyward store move keyring")]
struct Move {
    /// keyring (of the operating system) or sealed (files under a passphrase)
    #[arg(value_name = "TO", value_parser = kind)]
    to: StoreKind,
}

fn kind(text: &str) -> Result<StoreKind, &'static str> {
    match text {
        "keyring" => Ok(StoreKind::Keyring),
        "sealed" => Ok(StoreKind::Sealed),
        _ => Err("a store is keyring or sealed"),
    }
}

impl Store {
    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        match self.change {
            Some(Change::Move(change)) => change.run(desk, console),
            None => {
                let report = desk.store_report()?;
                if self.json {
                    console.json(&StoreOut::of(&report))?;
                } else {
                    console.print(|out| write(out, &report))?;
                }
                Ok(Exit::Done)
            }
        }
    }
}

impl Move {
    /// Both stores may be locked: first the one that is used, then the one that is meant.
    fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        let moved = unlock::with_store(desk, console, |console| {
            unlock::with(desk, console, Some(self.to), |_| desk.store_move(self.to))
        })?;
        console.print(|out| writeln!(out, "{moved}"))?;
        Ok(Exit::Done)
    }
}

fn write(out: &mut dyn Write, report: &StoreReport) -> io::Result<()> {
    let brief = &report.brief;
    let state = match brief.state {
        StoreState::Open => "open",
        StoreState::Locked => "locked",
        StoreState::Absent if brief.empty => "not there yet",
        StoreState::Absent => "not to be reached",
    };
    let says = if brief.says.is_empty() { String::new() } else { format!(": {}", brief.says.trim_end_matches('.')) };
    writeln!(out, "Secrets lie in {} ({}), {state}{says}.", brief.place, brief.kind.word())?;
    if report.entries.is_empty() {
        return writeln!(out, "Nothing is sealed in it.");
    }
    let columns = [
        Column::Left("BOT"),
        Column::Left("EXCHANGE"),
        Column::Left("KEY"),
        Column::Right("GENERATION"),
        Column::Left("THERE"),
        Column::Left("KNOWN"),
    ];
    let rows: Vec<_> = report.entries.iter().map(cells).collect();
    table::write(out, columns, &rows)?;
    let lost = report.entries.iter().filter(|entry| entry.there.is_no()).count();
    if lost > 0 {
        writeln!(out, "Missing from it: {}.", lines::count(lost, "secret", "secrets"))?;
    }
    Ok(())
}

fn cells(entry: &StoreEntry) -> [String; 6] {
    fn or_unknown(value: Option<impl ToString>) -> String {
        value.map_or_else(|| "?".to_owned(), |value| value.to_string())
    }
    [
        or_unknown(entry.bot.as_ref()),
        or_unknown(entry.exchange.as_ref()),
        or_unknown(entry.hint),
        or_unknown(entry.generation),
        entry.there.word().to_owned(),
        entry.known.word().to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn the_store_as_text() {
        let mut out = Vec::new();
        write(&mut out, &samples::store()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        Secrets lie in a sealed file (sealed), open: because no keyring answers here.
        BOT       EXCHANGE  KEY    GENERATION  THERE  KNOWN
        grid-eth  plain     …9fQ2           1  no     yes
        ?         ?         ?               ?  yes    no
        Missing from it: one secret.
        "#);
    }
}

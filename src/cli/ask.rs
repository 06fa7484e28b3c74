//! `ask`: asks the exchanges what keys are and may do.

use super::console::Console;
use super::exit::Exit;
use super::json::KeyList;
use super::{lines, unlock, values};
use crate::domain::{Class, Generation, KeyId, KeyRef, Problem, Way};
use crate::engine::desk::{Desk, Filter};
use crate::engine::port::{AskReport, ExplainedRow, Progress};
use crate::engine::supervise::Cancel;
use clap::Args;
use std::io::Write;

/// Ask the exchanges what keys are and may do; without a BOT all of them
///
/// Exit code: 0 if each gave a reading, 3 if some did not, 1 if none could be asked.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  keyward ask
  keyward ask grid-eth dca@okx
  keyward ask grid-eth --way socks5h://127.0.0.1:1080")]
pub(super) struct Ask {
    /// The bots, each BOT or BOT@EXCHANGE
    #[arg(value_name = "BOT", value_parser = KeyRef::parse)]
    bots: Vec<KeyRef>,
    /// A key that is not the current one
    #[arg(long, value_name = "N", value_parser = values::generation, requires = "bots")]
    generation: Option<Generation>,
    /// Ask through this way, not the host's: direct, or a proxy's URL
    #[arg(long, value_name = "WAY", value_parser = Way::parse)]
    way: Option<Way>,
    /// Print the keys as JSON
    #[arg(long)]
    json: bool,
}

impl Ask {
    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        let generation = self.generation;
        let bots = self.bots.into_iter().map(|bot| KeyRef { generation, ..bot });
        let filter = Filter { targets: bots.map(lines::target).collect(), all_generations: generation.is_some() };
        let keys = desk.keys_of(&filter)?;
        if keys.is_empty() {
            return Err(Problem::new(
                "No exchange was asked",
                "there is no key that can be asked",
                "keyward list shows them.",
            ));
        }
        let report = ask(desk, console, &keys, self.way.as_ref())?;
        let all = Filter { all_generations: true, ..filter };
        let rows: Vec<ExplainedRow> = desk
            .fleet_in_words(&all)?
            .into_iter()
            .filter(|row| row.row.id.is_some_and(|key| keys.contains(&key)))
            .collect();
        say_not_asked(&report, &rows, console);
        if self.json {
            console.json(&KeyList::of(&rows))?;
        } else {
            console.print(|out| said(out, &report, &rows))?;
        }
        Ok(exit(&report))
    }
}

/// Asks these keys, with a count for who waits at a terminal.
pub(super) fn ask(desk: &Desk, console: &mut Console, keys: &[KeyId], way: Option<&Way>) -> Result<AskReport, Problem> {
    let shows = console.can_ask();
    let progress = move |progress: Progress| {
        if shows {
            let done = progress.done >= progress.of;
            let end = if done { "\r\u{1b}[K" } else { "" };
            let _ = write!(std::io::stderr(), "\rasked {} of {}{end}", progress.done, progress.of);
        }
    };
    unlock::with_store(desk, console, |_| desk.ask(keys, way, &Cancel::default(), &progress))
}

/// What could not be asked, and why: beside the data.
pub(super) fn say_not_asked(report: &AskReport, rows: &[ExplainedRow], console: &mut Console) {
    for (key, why) in &report.not_asked {
        console.say(&format!("{} was not asked: {}.", name(*key, rows), why.trim_end_matches('.')));
    }
}

fn said(out: &mut dyn Write, report: &AskReport, rows: &[ExplainedRow]) -> std::io::Result<()> {
    for line in &report.asked {
        writeln!(out, "{}: {} ({})", name(line.key, rows), line.says, line.class.word())?;
    }
    Ok(())
}

fn name(key: KeyId, rows: &[ExplainedRow]) -> String {
    let row = rows.iter().find(|row| row.row.id == Some(key));
    row.map_or_else(|| format!("key {}", key.0), |row| lines::row_name(&row.row))
}

fn exit(report: &AskReport) -> Exit {
    let read = report.asked.iter().filter(|line| line.class == Class::Ok).count();
    match report.asked.len() {
        0 => Exit::Failed,
        asked if read == asked && report.not_asked.is_empty() => Exit::Done,
        _ => Exit::Attention,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::port::AskedLine;

    #[test]
    fn each_some_or_none() {
        let line = |class| AskedLine { key: KeyId(1), class, says: String::new() };
        let not = vec![(KeyId(2), "its secret is not here".to_owned())];
        for (asked, not_asked, wanted) in [
            (vec![line(Class::Ok)], vec![], Exit::Done),
            (vec![line(Class::Ok), line(Class::Address)], vec![], Exit::Attention),
            (vec![line(Class::Ok)], not.clone(), Exit::Attention),
            (vec![line(Class::Down)], vec![], Exit::Attention),
            (vec![], not, Exit::Failed),
            (vec![], vec![], Exit::Failed),
        ] {
            assert_eq!(exit(&AskReport { asked, not_asked }), wanted);
        }
    }
}

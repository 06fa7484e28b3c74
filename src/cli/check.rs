//! `check`: asks, then judges. For a schedule: its exit code says how bad it is.

use super::console::Console;
use super::exit::Exit;
use super::json::KeyList;
use super::{ask, lines};
use crate::domain::{Problem, Severity};
use crate::engine::desk::{Desk, Filter};
use crate::engine::port::ExplainedRow;
use crate::rules::{Attention, RowSign, attention};
use clap::Args;
use std::io::{self, Write};

/// Ask the exchanges, then say what is wrong and how it is mended
///
/// Exit code: 0 nothing to do, 3 something needs you soon, 4 something is broken now.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  keyward check
  keyward check --offline --json | jq -r .attention")]
pub(super) struct Check {
    /// Ask nobody: judge what is known
    #[arg(long)]
    offline: bool,
    /// Print JSON: the keys, and how much attention they ask for
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        // What is known is judged even where nobody can be asked: a key that is overdue must not hide behind a locked store.
        let unasked = if self.offline { None } else { ask_all(desk, console).err() };
        if let Some(problem) = &unasked {
            console.fail(problem);
        }
        let rows = desk.fleet_in_words(&Filter::default())?;
        let attention = attention_of(&rows);
        if self.json {
            console.json(&KeyList::of(&rows).with(attention))?;
        } else {
            let ascii = console.ascii;
            console.print(|out| write(out, &rows, ascii))?;
        }
        match (&unasked, Exit::from(attention)) {
            (Some(problem), Exit::Done) => Ok(Exit::from(problem)),
            (_, exit) => Ok(exit),
        }
    }
}

fn ask_all(desk: &Desk, console: &mut Console) -> Result<(), Problem> {
    let keys = desk.keys_of(&Filter::default())?;
    if keys.is_empty() {
        return Ok(());
    }
    let report = ask::ask(desk, console, &keys, None)?;
    if !report.not_asked.is_empty() {
        let rows = desk.fleet_in_words(&Filter { all_generations: true, ..Filter::default() })?;
        ask::say_not_asked(&report, &rows, console);
    }
    Ok(())
}

fn attention_of(rows: &[ExplainedRow]) -> Attention {
    attention(rows.iter().flat_map(|row| &row.row.findings))
}

fn write(out: &mut dyn Write, rows: &[ExplainedRow], ascii: bool) -> io::Result<()> {
    let of =
        |severity| rows.iter().flat_map(|row| &row.row.findings).filter(|found| found.severity == severity).count();
    let (critical, warnings, notes) = (of(Severity::Critical), of(Severity::Warning), of(Severity::Info));
    let keys = lines::count(rows.iter().filter(|row| row.row.id.is_some()).count(), "key", "keys");
    lines::findings(out, rows, Severity::Warning, ascii)?;
    if critical + warnings == 0 {
        match rows.iter().filter(|row| row.row.row.sign == RowSign::Unknown).count() {
            0 => writeln!(out, "All is well: {keys}.")?,
            // Unknown is never fine: nothing is broken as far as anybody knows, and that is all that is said.
            unknown => writeln!(
                out,
                "{keys}: nothing is known to be wrong, and {unknown} not known well enough; keyward list says why."
            )?,
        }
    } else {
        writeln!(out, "{keys}: {critical} broken now, {warnings} to do soon.")?;
    }
    if notes > 0 {
        writeln!(out, "Also worth knowing: {}; keyward check --json has them.", lines::count(notes, "note", "notes"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    fn text(rows: &[ExplainedRow]) -> String {
        let mut out = Vec::new();
        write(&mut out, rows, false).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn findings_make_the_exit_code() {
        assert_eq!(attention_of(&[samples::quiet_row(), samples::bad_row()]), Attention::Critical);
        assert_eq!(attention_of(&[]), Attention::None);
    }

    #[test]
    fn the_last_lines_count() {
        let bad = text(&[samples::quiet_row(), samples::bad_row()]);
        assert!(bad.contains("2 keys: "), "{bad}");
        assert!(text(&[]).starts_with("All is well: 0 keys."));
    }
}

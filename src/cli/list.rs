//! `list`: what is known of all keys, without asking anyone.

use super::console::Console;
use super::exit::Exit;
use super::json::KeyList;
use super::lines;
use super::table::{self, Column};
use crate::domain::{ListState, Problem};
use crate::engine::desk::{Desk, Filter};
use crate::engine::port::FleetRow;
use clap::Args;
use std::io::{self, Write};

/// List all keys: what is known, without asking anyone
///
/// Revoked keys that are proven dead or wiped are left out, unless their bot has no other; keyward show BOT has them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  keyward list
  keyward list --json | jq -r '.keys[] | select(.scopes.withdraw == \"yes\") | .bot'

MAY DO: r read, s spot, m margin, f futures, o options, x transfer inside your accounts, X to others, W withdraw;
- may not, ? nobody knows. AGE: days of the days it may live; ≥ at least.")]
pub(super) struct List {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        if self.json {
            console.json(&KeyList::of(&desk.fleet_in_words(&Filter::default())?))?;
            return Ok(Exit::Done);
        }
        let fleet = desk.fleet(&Filter::default())?;
        if fleet.rows.is_empty() {
            console.print(|out| writeln!(out, "No key is here yet. keyward add --help says how to add one."))?;
            return Ok(Exit::Done);
        }
        let ascii = console.ascii;
        console.print(|out| write(out, &fleet.rows, ascii))?;
        Ok(Exit::Done)
    }
}

/// The fleet's columns, in the fleet's order: worst first.
pub(super) fn write(out: &mut dyn Write, rows: &[FleetRow], ascii: bool) -> io::Result<()> {
    let columns = [
        Column::Left(" "),
        Column::Left("BOT"),
        Column::Left("EXCHANGE"),
        Column::Left("KEY"),
        Column::Right("AGE"),
        Column::Left("MAY DO"),
        Column::Left("LISTED"),
        Column::Left("STATE"),
    ];
    let rows: Vec<_> = rows.iter().map(|row| cells(row, ascii)).collect();
    table::write(out, columns, &rows)
}

fn cells(row: &FleetRow, ascii: bool) -> [String; 8] {
    let has_key = row.id.is_some();
    let of_key = |text: String| if has_key { text } else { "-".to_owned() };
    [
        lines::row_sign(row.row.sign, ascii).to_owned(),
        row.bot.to_string(),
        of_key(format!("{} {}", row.exchange_name, row.account)),
        row.hint.map_or_else(|| "-".to_owned(), |hint| hint.to_string()),
        of_key(age(row)),
        of_key(row.facts.scopes.strip()),
        of_key(listed(row).to_owned()),
        row.row.word.to_string(),
    ]
}

/// Days against the limit.
pub(super) fn age(row: &FleetRow) -> String {
    let at_least = if row.facts.age_at_least { "≥" } else { "" };
    format!("{at_least}{}/{}", row.facts.age_days, row.facts.max_age_days)
}

/// The address list in a word.
fn listed(row: &FleetRow) -> &'static str {
    match row.facts.list.state {
        ListState::Restricted => row.facts.list_proof.word(),
        ListState::Bound => "bound",
        ListState::Open => "OPEN",
        ListState::Unknown => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn the_columns_are_the_fleet_s() {
        let mut out = Vec::new();
        let rows = [samples::bad_row().row, samples::quiet_row().row, samples::bare_row().row];
        write(&mut out, &rows, false).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
           BOT        EXCHANGE        KEY       AGE  MAY DO   LISTED  STATE
        ✖  grid-eth   Plain sub:grid  …9fQ2   41/90  rs-f-xW  listed  can withdraw
        ▲  mm-sol     Plain main      …7Tud  ≥41/90  ???????  ?       not read 41 d
        ▲  later-bot  -               -           -  -        -       no key
        "#);
    }
}

//! `show`: one bot's keys and what hangs on them, without asking anyone.

use super::console::Console;
use super::exit::Exit;
use super::json::KeyList;
use super::table::{self, Column};
use super::{lines, list};
use crate::domain::{KeyRef, Problem, Severity, date_of};
use crate::engine::desk::{Desk, Filter};
use crate::engine::port::{ExplainedRow, KeyCard};
use clap::Args;
use std::io::{self, Write};

/// Show a bot's keys, each fact with the one who says so, all generations
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  keyward show grid-eth
  keyward show grid-eth@binance --json")]
pub(super) struct Show {
    /// The bot, or BOT@EXCHANGE
    #[arg(value_name = "BOT", value_parser = KeyRef::parse)]
    bot: KeyRef,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        let filter = Filter { targets: vec![lines::target(self.bot)], all_generations: true };
        let rows = desk.fleet_in_words(&filter)?;
        if self.json {
            console.json(&KeyList::of(&rows))?;
            return Ok(Exit::Done);
        }
        let cards =
            shown(&rows).filter_map(|row| row.row.id).map(|key| desk.key(key)).collect::<Result<Vec<_>, _>>()?;
        let ascii = console.ascii;
        if cards.is_empty() {
            let bare: Vec<_> = rows.into_iter().map(|row| row.row).collect();
            console.print(|out| list::write(out, &bare, ascii))?;
            return Ok(Exit::Done);
        }
        console.print(|out| {
            for (place, card) in cards.iter().enumerate() {
                if place > 0 {
                    writeln!(out)?;
                }
                write(out, card, ascii)?;
            }
            Ok(())
        })?;
        Ok(Exit::Done)
    }
}

/// The bot's current keys; where it has none, all of them.
fn shown(rows: &[ExplainedRow]) -> impl Iterator<Item = &ExplainedRow> {
    let has_current = rows.iter().any(|row| row.row.current);
    rows.iter().filter(move |row| row.row.current || !has_current)
}

/// The key page: what is wrong, each fact with who says so, what happened lately, its other generations.
fn write(out: &mut dyn Write, card: &KeyCard, ascii: bool) -> io::Result<()> {
    let row = &card.row;
    let hint = row.hint.map(|hint| format!(" {hint}")).unwrap_or_default();
    let asked =
        row.answer.map_or_else(|| "never asked".to_owned(), |(at, _)| format!("asked {} UTC", lines::minute(at)));
    writeln!(out, "{}{hint} · {} {} · {asked}", row.bot, row.exchange_name, row.account)?;
    writeln!(out, "{} {}", lines::row_sign(row.row.sign, ascii), row.row.word)?;
    for (found, words) in row.findings.iter().zip(&card.explained).filter(|(found, _)| found.severity > Severity::Info)
    {
        lines::finding(out, row.bot.as_str(), found, words, ascii)?;
    }
    writeln!(out)?;
    facts(out, card, ascii)?;
    if !card.lately.is_empty() {
        writeln!(out, "\nLately")?;
    }
    for (at, what) in &card.lately {
        writeln!(out, "  {}  {what}", lines::minute(*at))?;
    }
    generations(out, card)
}

fn facts(out: &mut dyn Write, card: &KeyCard, ascii: bool) -> io::Result<()> {
    let mut rows: Vec<[String; 4]> = card
        .lines
        .iter()
        .map(|line| [lines::row_sign(line.sign, ascii).into(), line.what.into(), line.so.clone(), line.who.clone()])
        .collect();
    let mut also = |what: &str, so: String| rows.push([String::new(), what.to_owned(), so, String::new()]);
    if let Some(host) = &card.row.host {
        let addresses: Vec<String> = card.host_addresses.iter().map(ToString::to_string).collect();
        let seen = if addresses.is_empty() { "addresses not told".to_owned() } else { addresses.join(", ") };
        also("Host", format!("{host}: {seen}; asked {}", card.way));
    }
    also("Bot", format!("{}, custody {}", card.row.kind, card.row.custody));
    also("New key", card.delivery.clone());
    also("Page", card.page.clone());
    let columns = [Column::Left(" "), Column::Left("WHAT"), Column::Left("SO"), Column::Left("WHO SAYS SO")];
    table::write(out, columns, &rows)
}

fn generations(out: &mut dyn Write, card: &KeyCard) -> io::Result<()> {
    if card.generations.len() < 2 {
        return Ok(());
    }
    writeln!(out, "\nGenerations")?;
    for row in &card.generations {
        let state = row.state.map_or("none", |state| state.word());
        let hint = row.hint.map(|hint| hint.to_string()).unwrap_or_default();
        let made = date_of(row.facts.created.value);
        writeln!(out, "  {:>3}  {hint}  {state}, {}; from {made}", row.generation, row.grade.says(false))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn the_key_page_as_text() {
        let mut out = Vec::new();
        write(&mut out, &samples::card(), false).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        grid-eth …9fQ2 · Plain sub:grid · asked 2026-03-16 03:10 UTC
        ✖ can withdraw
        ✖ grid-eth: It may withdraw. A thief with this key takes the coins, not only the trades. [withdraw-enabled]
            Fix: on its page turn off Enable Withdrawals. The bot will not notice.
            Where: Open plain.example · API Management, Edit restrictions at …9fQ2, tick, Save.
        ▲ grid-eth: It may do more than its bot needs: futures, enableMoonshots. Each right that its bot does not need is one more way to lose money with this key. [scope-too-broad]
            Fix: on its page turn off Enable Futures and enableMoonshots. The bot will not notice.
            Where: Open plain.example · API Management, Edit restrictions at …9fQ2, tick, Save.

           WHAT      SO                                     WHO SAYS SO
        ✖  Withdraw  on; freqtrade never needs it           Plain, 03:10
        ·  Made      2026-02-03, 41 days ago                Plain
           Host      vps-fra: 203.0.113.7; asked from here
           Bot       freqtrade, custody self
           New key   by hand
           Page      https://plain.example/keys

        Lately
          2026-03-16 03:10  withdraw is on; it was off

        Generations
            1  …9fQ2  active, alive; from 2026-02-03
            2  …9fQ2  active, alive; from 2026-02-03
        "#);
    }

    #[test]
    fn a_bot_without_a_current_key_shows_what_it_has() {
        let mut rows = vec![samples::bad_row(), samples::quiet_row()];
        rows[1].row.current = false;
        assert_eq!(shown(&rows).count(), 1);
        rows[0].row.current = false;
        assert_eq!(shown(&rows).count(), 2);
    }
}

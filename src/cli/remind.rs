//! `remind`: what is due, for a schedule. Asks no exchange, needs no secret.

use super::console::Console;
use super::exit::Exit;
use super::json::RemindOut;
use super::lines;
use crate::domain::{Problem, clean, date_of};
use crate::engine::desk::Desk;
use crate::engine::port::RemindReport;
use crate::rules::{Attention, attention};
use clap::Args;
use std::io::{self, Write};

/// Say what is due, without asking an exchange or needing a secret
///
/// Exit code as that of check --offline: 0 nothing to do, 3 something needs you soon, 4 something is broken now.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  keyward remind
  keyward remind --notify
  keyward remind --exec 'curl -s -d @- ntfy.sh/my-topic'
  keyward remind --install                 every day, as a timer of this system")]
pub(super) struct Remind {
    /// Show a desktop notification; where there is no desktop, print it
    #[arg(long)]
    notify: bool,
    /// If anything is due, run a command, with what --json prints on its standard input
    #[arg(long, value_name = "CMD")]
    exec: Option<String>,
    /// Install a daily timer that runs keyward remind --notify
    #[arg(long, conflicts_with_all = ["uninstall", "notify", "exec", "json"])]
    install: bool,
    /// Remove that timer
    #[arg(long, conflicts_with_all = ["notify", "exec", "json"])]
    uninstall: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Remind {
    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        if self.install || self.uninstall {
            let done = if self.install { desk.install_reminder()? } else { desk.uninstall_reminder()? };
            console.print(|out| writeln!(out, "{done}"))?;
            return Ok(Exit::Done);
        }
        let report = desk.remind()?;
        let something = !report.due.is_empty();
        let mut told = false;
        if self.notify && something {
            told = desk.notify(&report)?;
        }
        if let Some(command) = self.exec.as_deref().filter(|_| something) {
            desk.exec(command, &json_of(&report)?)?;
            told = true;
        }
        let asked_for_text = !self.notify && self.exec.is_none();
        if self.json {
            console.json(&RemindOut::of(&report))?;
        } else if asked_for_text || (something && !told) {
            let ascii = console.ascii;
            console.print(|out| write(out, &report, ascii))?;
        }
        Ok(Exit::from(attention_of(&report)))
    }
}

fn json_of(report: &RemindReport) -> Result<String, Problem> {
    let failed =
        |error: serde_json::Error| Problem::new("The reminder could not be written", clean(&error.to_string(), 80), "");
    serde_json::to_string(&RemindOut::of(report)).map(|json| json + "\n").map_err(failed)
}

/// What the report asks for.
pub(super) fn attention_of(report: &RemindReport) -> Attention {
    attention(report.due.iter().map(|line| &line.finding))
}

fn write(out: &mut dyn Write, report: &RemindReport, ascii: bool) -> io::Result<()> {
    for line in &report.due {
        let name = lines::key_name(&line.bot, line.hint, &line.exchange);
        lines::finding(out, &name, &line.finding, &line.explained, ascii)?;
    }
    if report.due.is_empty() {
        writeln!(out, "Nothing is due.")?;
    }
    match &report.next {
        Some((bot, at)) => writeln!(out, "Next: {bot} on {}.", date_of(*at)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn what_is_due_as_text() {
        let mut out = Vec::new();
        write(&mut out, &samples::remind(), false).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        ✖ grid-eth …9fQ2 on plain: It may withdraw. A thief with this key takes the coins, not only the trades. [withdraw-enabled]
            Fix: on its page turn off Enable Withdrawals. The bot will not notice.
            Where: Open plain.example · API Management, Edit restrictions at …9fQ2, tick, Save.
        Next: mm-sol on 2026-04-30.
        "#);
        assert_eq!(attention_of(&samples::remind()), Attention::Critical);
    }

    #[test]
    fn the_command_gets_what_json_prints() {
        let json = json_of(&samples::remind()).unwrap();
        assert!(json.starts_with(r#"{"version":1,"attention":"critical","due":["#) && json.ends_with("}\n"));
    }
}

//! What `rotate` and `revoke` have in common: a word is told, or what is due is done; the flow is printed as it stands.

use super::console::Console;
use super::exit::Exit;
use super::json::FlowOut;
use super::{add, credential, lines, unlock, values};
use crate::domain::{Grade, Kind, Problem};
use crate::engine::desk::{Desk, Filter};
use crate::engine::port::{FlowCard, FlowKind, FlowTarget, Tell};
use crate::flows::{KeySnapshot, Snapshot, Word};
use crate::secret::Credential;
use clap::Args;
use std::io::{self, Write};

#[derive(Debug, Args)]
pub(super) struct Telling {
    /// A word for the flow; the flow itself names those it takes
    #[arg(long, value_name = "WORD", value_parser = Word::parse)]
    tell: Option<Word>,
    /// The bot's name once more, for a word that cannot be taken back
    #[arg(long, value_name = "BOT")]
    type_name: Option<String>,
    /// Why: kept in the journal
    #[arg(long, value_name = "TEXT", value_parser = values::reason)]
    pub(super) reason: Option<String>,
    /// Print the flow as JSON
    #[arg(long)]
    json: bool,
}

impl Telling {
    /// A person is to be led, not a script to be served.
    pub(super) const fn wants_screen(&self) -> bool {
        self.tell.is_none() && !self.json
    }

    /// Tells it, prints the flow, and waits for nothing.
    pub(super) fn run(self, to: FlowTarget, again: bool, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        let json = self.json;
        let tell = Tell { to, word: self.tell, typed: self.type_name, reason: self.reason, credential: None, again };
        let credential = match tell.word {
            Some(Word::HaveKey) => Some(read_credential(&tell.to, desk, console)?),
            _ => None,
        };
        if matches!(tell.word, Some(Word::Begin | Word::HaveKey | Word::Ask)) {
            unlock::beforehand(desk, console);
        }
        match unlock::with_store(desk, console, |_| moved(&tell, credential.as_ref(), desk)) {
            Ok(card) => {
                print(&card, json, console)?;
                Ok(Exit::of_flow(&card.snapshot))
            }
            // A wish that was refused changes nothing: the sentence, and the flow as it is.
            Err(problem) => {
                if problem.kind != Kind::Usage
                    && let Ok(card) = desk.flow(&tell.to)
                {
                    print(&card, json, console)?;
                }
                Err(problem)
            }
        }
    }
}

fn moved(tell: &Tell, credential: Option<&Credential>, desk: &Desk) -> Result<FlowCard, Problem> {
    if tell.word.is_none() && tell.reason.is_none() {
        return desk.flow(&tell.to);
    }
    desk.tell(tell, credential.map(Credential::dup))
}

/// Which parts are asked for depends on the exchange.
fn read_credential(to: &FlowTarget, desk: &Desk, console: &mut Console) -> Result<Credential, Problem> {
    let filter = Filter { targets: vec![to.target.clone()], all_generations: true };
    let fleet = desk.fleet(&filter)?;
    let exchange = to.target.exchange.as_ref().or_else(|| fleet.rows.first().map(|row| &row.exchange));
    let unknown =
        || Problem::new("No key was taken", format!("no bot is called {}", to.target.bot), "keyward list names them.");
    credential::read(add::venue(desk, exchange.ok_or_else(unknown)?)?, console)
}

fn print(card: &FlowCard, json: bool, console: &mut Console) -> Result<(), Problem> {
    if json {
        return console.json(&FlowOut::of(&card.snapshot));
    }
    let ascii = console.ascii;
    console.print(|out| write(out, card, ascii))
}

/// The step, what it says, what it waits for, and the words that it takes.
fn write(out: &mut dyn Write, card: &FlowCard, ascii: bool) -> io::Result<()> {
    let flow = &card.snapshot;
    let kind = flow.kind.word();
    let state = if flow.state == flow.step { String::new() } else { format!(" ({})", flow.state) };
    writeln!(
        out,
        "{} on {}: {kind}, step {} of {}: {}{state}",
        flow.bot, flow.exchange_name, flow.at, flow.of, flow.step
    )?;
    keys(out, flow)?;
    if let Some(banner) = &flow.banner {
        let sign = if banner.red { crate::rules::RowSign::Broken } else { crate::rules::RowSign::Soon };
        writeln!(out, "{} {}", lines::row_sign(sign, ascii), banner.text)?;
    }
    writeln!(out, "{}", flow.message)?;
    for line in &flow.lines {
        let by = line.by.map(|by| format!(", {}", by.word())).unwrap_or_default();
        writeln!(out, "  {}: {}{by}. {}", line.line.word(), line.holds.word(), line.says)?;
    }
    for line in &card.guide {
        writeln!(out, "  {}: {}", line.label, line.text)?;
    }
    if !card.guide.is_empty() && !card.page.is_empty() {
        writeln!(out, "  Page: {}", card.page)?;
    }
    for point in &flow.open_points {
        writeln!(out, "Left open: {point}")?;
    }
    if let Some(at) = flow.next_at {
        writeln!(out, "Next look: {} UTC", lines::minute(at))?;
    }
    words(out, flow)
}

fn keys(out: &mut dyn Write, flow: &Snapshot) -> io::Result<()> {
    let says = |what: &str, key: &KeySnapshot, grade: Grade| {
        format!("{what} {} (generation {}): {}", key.hint, key.generation, grade.says(key.killing))
    };
    let old = flow.old.as_ref().map(|key| says("old", key, flow.grade.unwrap_or(key.alive)));
    let new = flow.new.as_ref().map(|key| says("new", key, key.alive));
    let both: Vec<String> = old.into_iter().chain(new).collect();
    if both.is_empty() { Ok(()) } else { writeln!(out, "{}", both.join("; ")) }
}

fn words(out: &mut dyn Write, flow: &Snapshot) -> io::Result<()> {
    let shown = |words: &[String]| words.iter().map(|word| with_needs(word, flow)).collect::<Vec<_>>().join(", ");
    if !flow.waits_for.is_empty() {
        writeln!(out, "Waits for: {}", shown(&flow.waits_for))?;
    }
    let others: Vec<String> = flow.takes.iter().filter(|word| !flow.waits_for.contains(word)).cloned().collect();
    if !others.is_empty() {
        writeln!(out, "Takes also: {}", shown(&others))?;
    }
    if let Some(first) = flow.waits_for.first() {
        let call = match flow.kind {
            FlowKind::Rotation => "rotate",
            FlowKind::Revocation => "revoke",
        };
        writeln!(out, "Tell it: keyward {call} {}@{} --tell {first}", flow.bot, flow.exchange)?;
    }
    Ok(())
}

/// What must be told with a word.
fn with_needs(word: &str, flow: &Snapshot) -> String {
    let Ok(parsed) = Word::parse(word) else { return word.to_owned() };
    let mut needs = Vec::new();
    if parsed == Word::HaveKey {
        needs.push("the credential on standard input");
    }
    if parsed.needs_name() {
        needs.push("with --type-name");
    }
    if parsed.needs_reason() || (parsed == Word::Abort && flow.kind == FlowKind::Revocation) {
        needs.push("with --reason");
    }
    if needs.is_empty() { word.to_owned() } else { format!("{word} ({})", needs.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn a_flow_as_text() {
        let mut out = Vec::new();
        write(&mut out, &samples::flow(), false).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        grid-eth on Plain: rotation, step 4 of 9: check
        old …9fQ2 (generation 1): alive; new …77b1 (generation 2): alive
        ✖ The bot stands without a key.
        One line does not hold yet.
          sealed: yes. It lies in the keyring.
          answers: yes, exchange. Plain answers it.
          listed: unknown. Plain does not tell its addresses.
          List: Paste 203.0.113.7.
          Page: https://plain.example/keys
        Left open: The old key was never heard.
        Next look: 2026-03-16 03:11 UTC
        Waits for: ask, told:listed, override:listed (with --type-name)
        Takes also: have-key (the credential on standard input), abort
        Tell it: keyward rotate grid-eth@plain --tell ask
        "#);
    }

    #[test]
    fn what_a_word_needs_is_said() {
        let mut flow = samples::flow().snapshot;
        assert_eq!(with_needs("wipe", &flow), "wipe (with --type-name)");
        assert_eq!(with_needs("accept", &flow), "accept (with --reason)");
        assert_eq!((with_needs("abort", &flow), with_needs("way:", &flow)), ("abort".into(), "way:".into()));
        flow.kind = FlowKind::Revocation;
        assert_eq!(with_needs("abort", &flow), "abort (with --reason)");
    }
}

//! `doctor`: what works here.

use super::console::Console;
use super::exit::Exit;
use super::json::DoctorOut;
use super::lines;
use crate::domain::{Problem, Tri};
use crate::engine::desk::Desk;
use crate::engine::port::DoctorLine;
use crate::rules::RowSign;
use clap::Args;
use std::io::{self, Write};

/// Say what works here: store, database, clock, exchanges; with a fix for what does not
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  keyward doctor")]
pub(super) struct Doctor {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        self.print(&desk.doctor()?, console)?;
        Ok(Exit::Done)
    }

    /// The home itself cannot be opened: that is what it has to say.
    pub(super) fn without_desk(self, problem: &Problem, console: &mut Console) -> Result<Exit, Problem> {
        let line =
            DoctorLine { what: "home".into(), works: Tri::No, says: problem.to_string(), fix: problem.hint.clone() };
        self.print(&[line], console)?;
        Ok(Exit::from(problem))
    }

    fn print(&self, checks: &[DoctorLine], console: &mut Console) -> Result<(), Problem> {
        if self.json {
            return console.json(&DoctorOut::of(checks));
        }
        let ascii = console.ascii;
        console.print(|out| write(out, checks, ascii))
    }
}

fn write(out: &mut dyn Write, checks: &[DoctorLine], ascii: bool) -> io::Result<()> {
    for check in checks {
        let sign = match check.works {
            Tri::Yes => RowSign::Fine,
            Tri::No => RowSign::Broken,
            Tri::Unknown => RowSign::Unknown,
        };
        let word = match check.works {
            Tri::Yes => "works",
            Tri::No => "does not work",
            Tri::Unknown => "not known",
        };
        writeln!(out, "{} {} {word}: {}", lines::row_sign(sign, ascii), check.what, check.says)?;
        if !check.fix.is_empty() {
            writeln!(out, "    Fix: {}", check.fix)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn each_check_with_its_fix() {
        let mut out = Vec::new();
        write(&mut out, &samples::checks(), false).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        · database works: open, version 1
        ✖ keyring does not work: none answers
            Fix: Start gnome-keyring.
        ? okx not known: not asked
        "#);
    }
}

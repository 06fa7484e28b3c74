//! The command line: for scripts, schedules and bots, and for people who like it. Its words, shapes and exit codes are
//! stable.
//!
//! | file | holds |
//! | --- | --- |
//! | `arguments` | the list of commands, and the options of the screen |
//! | a file a command | its arguments, what it asks of the desk, what it prints for people |
//! | `about` | what `add` and `edit` tell of a bot; `telling` what `rotate` and `revoke` have in common |
//! | `json/` | the stable shapes that `--json` prints |
//! | `exit` | what each exit code means |
//! | `values`, `usage` | arguments that are not words of the domain; wrong usage as one sentence |
//! | `console` | standard output and errors; a pipe that was closed is no error |
//! | `credential`, `unlock` | a secret on standard input or behind a masked question; a store that must be opened first |
//! | `table`, `lines` | columns, signs and findings for people |
//!
//! *To add a command*: a file with its arguments as a struct (doc comments are its help, `after_help` has an example) and a
//! `run`; a variant in `arguments::Command` and its line in `run` there; what it prints with `--json` as a struct in `json/`.

mod about;
mod add;
mod arguments;
mod ask;
mod check;
mod console;
mod credential;
mod doctor;
mod edit;
mod exit;
mod journal;
mod json;
mod lines;
mod list;
mod practice;
mod remind;
mod remove;
mod revoke;
mod rotate;
#[cfg(test)]
mod samples;
mod show;
mod store;
mod table;
mod telling;
mod unlock;
mod usage;
mod values;

pub use exit::Exit;

use crate::domain::{Problem, Theme};
use crate::engine::desk::Desk;
use crate::engine::port::FlowTarget;
use arguments::{Command, Keyward};
use clap::Parser;
use console::Console;
use std::ffi::OsString;

/// What the arguments come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Front {
    /// The screens are wanted.
    Tui(Opening),
    /// The command is done; nothing is left but to end with this.
    Done(Exit),
}

/// How the screens begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Where.
    pub at: Start,
    /// Which colours; `None`: by the configuration.
    pub theme: Option<Theme>,
    /// ASCII signs only, whatever the configuration says.
    pub ascii: bool,
}

/// Where the screens begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// At the fleet, or at the welcome where there is none.
    Fleet,
    /// At the made-up fleet in a throw-away home.
    Practice,
    /// At a flow of a key.
    Flow {
        /// Which.
        target: FlowTarget,
        /// Why, where it was told already: a revocation's.
        reason: Option<String>,
    },
}

/// Reads the arguments and does what they say. `open` is called only where a command needs the desk.
pub fn front<A>(arguments: impl IntoIterator<Item = A>, open: impl FnOnce() -> Result<Desk, Problem>) -> Front
where
    A: Into<OsString>,
{
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let mut console = Console::standard();
    match Keyward::try_parse_from(&arguments) {
        Ok(keyward) => route(keyward, &mut console, open),
        Err(error) => Front::Done(usage::end(&error, &arguments, &mut console)),
    }
}

/// What stays in the normal screen after the screens are left.
pub fn leave(lines: &[String]) {
    // A terminal that is gone takes its lines with it.
    let _ = Console::standard().print(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")));
}

/// Says on standard error what failed; the exit code that goes with it.
pub fn complain(problem: &Problem) -> Exit {
    Console::standard().fail(problem)
}

fn route(keyward: Keyward, console: &mut Console, open: impl FnOnce() -> Result<Desk, Problem>) -> Front {
    console.ascii = keyward.screen.ascii;
    let opening = |at| Opening { at, theme: keyward.screen.theme, ascii: keyward.screen.ascii };
    let command = match keyward.command.map_or(Err(Start::Fleet), |command| command.screen(console.has_person())) {
        Err(start) if console.has_person() => return Front::Tui(opening(start)),
        Err(_) => return Front::Done(console.fail(&no_terminal())),
        Ok(command) => command,
    };
    let exit = match open() {
        Ok(desk) => command.run(&desk, console),
        Err(problem) => command.run_without_desk(problem, console),
    };
    Front::Done(exit.unwrap_or_else(|problem| console.fail(&problem)))
}

/// The words of the call are right, the place is not: a failure, no wrong usage.
fn no_terminal() -> Problem {
    Problem::new(
        "The screens cannot be shown",
        "this is no terminal",
        "Without one, keyward list prints the keys, and keyward --help names the other commands.",
    )
}

impl Command {
    /// The screen that this command opens where a person sits at a terminal, else the command.
    fn screen(self, person: bool) -> Result<Self, Start> {
        match self {
            Self::Practice(_) => Err(Start::Practice),
            Self::Rotate(rotate) if person && rotate.wants_screen() => Err(rotate.start()),
            Self::Revoke(revoke) if person && revoke.wants_screen() => Err(revoke.start()),
            other => Ok(other),
        }
    }

    /// The list of commands.
    fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        match self {
            Self::Add(add) => add.run(desk, console),
            Self::Edit(edit) => edit.run(desk, console),
            Self::List(list) => list.run(desk, console),
            Self::Show(show) => show.run(desk, console),
            Self::Ask(ask) => ask.run(desk, console),
            Self::Check(check) => check.run(desk, console),
            Self::Rotate(rotate) => rotate.run(desk, console),
            Self::Revoke(revoke) => revoke.run(desk, console),
            Self::Remove(remove) => remove.run(desk, console),
            Self::Remind(remind) => remind.run(desk, console),
            Self::Journal(journal) => journal.run(desk, console),
            Self::Store(store) => store.run(desk, console),
            Self::Doctor(doctor) => doctor.run(desk, console),
            Self::Practice(_) => Err(no_terminal()),
        }
    }

    /// What is left where the home cannot be opened: `doctor` names the trouble among what it found.
    fn run_without_desk(self, problem: Problem, console: &mut Console) -> Result<Exit, Problem> {
        match self {
            Self::Doctor(doctor) => doctor.without_desk(&problem, console),
            _ => Err(problem),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BotName, Generation};
    use crate::engine::port::{FlowKind, Target};
    use console::Seat;
    use console::tests::paper;

    const PERSON: Seat = Seat { input: true, output: true, errors: true };

    /// What comes of a line where the home cannot be opened.
    fn come(line: &str, seat: Seat) -> (Front, String, String) {
        let (mut console, out, errors) = paper(seat);
        let keyward = Keyward::try_parse_from(line.split(' ')).unwrap();
        let open = || Err(Problem::new("The inventory could not be opened", "it is damaged", "Look at it."));
        (route(keyward, &mut console, open), out.text(), errors.text())
    }

    fn opens(line: &str) -> Start {
        match come(line, PERSON) {
            (Front::Tui(opening), _, _) => opening.at,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn a_person_gets_screens_where_there_are_any() {
        assert_eq!(opens("keyward"), Start::Fleet);
        assert_eq!(opens("keyward practice"), Start::Practice);
        let target = |generation, kind| FlowTarget {
            target: Target { bot: BotName::new("grid").unwrap(), exchange: None, generation },
            kind,
        };
        let rotation = Start::Flow { target: target(None, FlowKind::Rotation), reason: None };
        assert_eq!(opens("keyward rotate grid"), rotation);
        let reason = Some("stolen".to_owned());
        let revocation = Start::Flow { target: target(Some(Generation(2)), FlowKind::Revocation), reason };
        assert_eq!(opens("keyward revoke grid --generation 2 --reason stolen"), revocation);
        for line in ["keyward rotate grid --json", "keyward rotate grid --tell ask", "keyward list"] {
            assert_eq!(come(line, PERSON).0, Front::Done(Exit::Failed), "{line}");
        }
    }

    #[test]
    fn without_a_terminal_the_way_out_is_named() {
        for (line, seat) in [
            ("keyward", Seat::default()),
            ("keyward practice", Seat { output: false, ..PERSON }),
            ("keyward --ascii", Seat { input: false, ..PERSON }),
        ] {
            let (front, out, errors) = come(line, seat);
            assert_eq!((front, out.as_str()), (Front::Done(Exit::Failed), ""), "{line}");
            assert!(errors.contains("this is no terminal") && errors.contains("keyward list"), "{errors}");
        }
        assert_eq!(come("keyward rotate grid", Seat::default()).0, Front::Done(Exit::Failed), "the desk is asked");
    }

    #[test]
    fn the_doctor_tells_of_a_home_that_cannot_be_opened() {
        let (front, out, errors) = come("keyward doctor --json", Seat::default());
        assert_eq!((front, errors.as_str()), (Front::Done(Exit::Failed), ""));
        assert!(
            out.contains(
                r#""works":"no","says":"The inventory could not be opened: it is damaged.","fix":"Look at it.""#
            ),
            "{out}"
        );
        let (_, out, errors) = come("keyward list --json", Seat::default());
        assert_eq!(
            (out.as_str(), errors.as_str()),
            ("", "The inventory could not be opened: it is damaged. Look at it.\n")
        );
    }
}

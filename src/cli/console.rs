//! Standard output and standard error. What is printed goes through a handle, never through `println!`, which ends the
//! program by a panic when its reader has gone: `keyward list | head` is no error.

use super::exit::Exit;
use crate::domain::{Problem, clean};
use serde::Serialize;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

/// Where a command speaks, and whether a person listens.
pub(super) struct Console {
    out: Box<dyn Write>,
    errors: Box<dyn Write>,
    seat: Seat,
    /// Signs of ASCII only.
    pub(super) ascii: bool,
}

/// Which of the three are a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Seat {
    pub(super) input: bool,
    pub(super) output: bool,
    pub(super) errors: bool,
}

impl Console {
    /// The program's own.
    pub(super) fn standard() -> Self {
        let seat = Seat {
            input: io::stdin().is_terminal(),
            output: io::stdout().is_terminal(),
            errors: io::stderr().is_terminal(),
        };
        Self { out: Box::new(BufWriter::new(io::stdout())), errors: Box::new(io::stderr()), seat, ascii: false }
    }

    /// Somebody sits there and can be shown a screen.
    pub(super) const fn has_person(&self) -> bool {
        self.seat.input && self.seat.output
    }

    /// Standard input is somebody's keyboard.
    pub(super) const fn has_keyboard(&self) -> bool {
        self.seat.input
    }

    /// A masked question would be seen; its answer comes from the terminal, whatever standard input is.
    pub(super) const fn can_ask(&self) -> bool {
        self.seat.errors
    }

    /// Prints data. A reader that has gone is no error: what the command did stands, and so does its exit code.
    ///
    /// # Errors
    /// The output cannot be written: a full disk, say.
    pub(super) fn print(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Problem> {
        let written = write(&mut self.out).and_then(|()| self.out.flush());
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Problem::new("The output could not be written", clean(&error.to_string(), 80), ""))
            }
            _ => Ok(()),
        }
    }

    /// Prints one line of JSON.
    ///
    /// # Errors
    /// As [`Console::print`].
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), Problem> {
        self.print(|out| {
            serde_json::to_writer(&mut *out, value)?;
            writeln!(out)
        })
    }

    /// A sentence beside the data.
    pub(super) fn say(&mut self, sentence: &str) {
        // Where errors cannot be written either, nobody is left to be told.
        let _ = writeln!(self.errors, "{sentence}").and_then(|()| self.errors.flush());
    }

    /// Says what failed; the exit code that goes with it.
    pub(super) fn fail(&mut self, problem: &Problem) -> Exit {
        self.say(&problem.sentence());
        Exit::from(problem)
    }

    /// Where masked questions are drawn.
    pub(super) fn asker(&mut self) -> &mut Box<dyn Write> {
        &mut self.errors
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::rc::Rc;

    /// Keeps what was written.
    #[derive(Clone, Default)]
    pub(in crate::cli) struct Paper(Rc<RefCell<Vec<u8>>>);

    impl Paper {
        pub(in crate::cli) fn text(&self) -> String {
            String::from_utf8(self.0.borrow().clone()).unwrap()
        }
    }

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Broken(ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A console whose words are kept: data, errors.
    pub(in crate::cli) fn paper(seat: Seat) -> (Console, Paper, Paper) {
        let (out, errors) = (Paper::default(), Paper::default());
        let console = Console { out: Box::new(out.clone()), errors: Box::new(errors.clone()), seat, ascii: false };
        (console, out, errors)
    }

    fn broken(kind: ErrorKind) -> Console {
        let out = Box::new(BufWriter::with_capacity(8, Broken(kind)));
        Console { out, errors: Box::new(Broken(kind)), seat: Seat::default(), ascii: false }
    }

    #[test]
    fn a_reader_that_has_gone_is_no_error_and_a_full_disk_is() {
        let mut gone = broken(ErrorKind::BrokenPipe);
        assert_eq!(gone.print(|out| writeln!(out, "a line that is longer than the buffer")), Ok(()));
        assert_eq!(gone.json(&vec![1; 100]), Ok(()));
        let mut full = broken(ErrorKind::StorageFull);
        assert!(full.json(&vec![1; 100]).is_err());
        assert!(full.print(|out| writeln!(out, "x")).is_err(), "what waits in the buffer is written, too");
        assert_eq!(full.fail(&Problem::new("It", "so", "")), Exit::Failed);
    }

    #[test]
    fn data_and_errors_go_their_own_ways() {
        let (mut console, out, errors) = paper(Seat::default());
        console.json(&serde_json::json!({"version": 1})).unwrap();
        assert_eq!(console.fail(&Problem::usage("It failed", "so", "Do this.")), Exit::Usage);
        assert_eq!(out.text(), "{\"version\":1}\n");
        assert_eq!(errors.text(), "It failed: so. Do this.\n");
    }
}

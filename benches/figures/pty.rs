//! A program in a terminal of its own, and what stands on its screen.

use expectrl::Expect;
use expectrl::session::OsSession;
use std::process::Command;
use std::time::{Duration, Instant};

pub const COLUMNS: u16 = 120;
pub const ROWS: u16 = 36;

/// A program that runs; ended when it is dropped.
pub struct Pty {
    session: OsSession,
    screen: vt100::Parser,
    started: Instant,
}

impl Pty {
    /// Starts a program. A shell waits in the terminal until that has its size and then becomes the program: the clock
    /// starts at its word.
    pub fn start(program: &Command) -> Self {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", r#"read -r go; exec "$0" "$@""#]).arg(program.get_program()).args(program.get_args());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        let mut session = OsSession::spawn(shell).expect("a shell in a terminal");
        session.get_process_mut().set_window_size(COLUMNS, ROWS).expect("a size");
        std::thread::sleep(Duration::from_millis(30));
        let screen = vt100::Parser::new(ROWS.try_into().unwrap(), COLUMNS.try_into().unwrap(), 0);
        let started = Instant::now();
        session.send("\n").expect("a shell that listens");
        Self { session, screen, started }
    }

    /// The process's number: the shell became the program.
    pub fn pid(&self) -> i32 {
        self.session.get_process().pid().as_raw()
    }

    /// How long it took from the start until the screen is as wanted.
    pub fn until(&mut self, wanted: impl Fn(&vt100::Screen) -> bool, patience: Duration) -> Option<Duration> {
        loop {
            self.read();
            if wanted(self.screen.screen()) {
                return Some(self.started.elapsed());
            }
            if self.started.elapsed() > patience {
                return None;
            }
            std::thread::sleep(Duration::from_micros(100));
        }
    }

    /// What stands there.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    pub fn send(&mut self, keys: &str) {
        self.session.send(keys).expect("a program that listens");
    }

    /// Reads for a while: what nobody reads would stop the program.
    pub fn rest(&mut self, time: Duration) {
        let until = Instant::now() + time;
        while Instant::now() < until {
            self.read();
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Answers what programs ask of a terminal: one that is silent costs some of them seconds.
    fn answer(&mut self, bytes: &[u8]) {
        let here = format!("\x1b[{ROWS};2R");
        for (question, answer) in [("\x1b[6n", here.as_str()), ("\x1b[c", "\x1b[?62;22c"), ("\x1b[?u", "\x1b[?0u")] {
            if bytes.windows(question.len()).any(|part| part == question.as_bytes()) {
                self.session.send(answer).expect("a program that listens");
            }
        }
    }

    fn read(&mut self) {
        let mut bytes = [0; 1 << 16];
        while let Ok(count) = self.session.try_read(&mut bytes) {
            if count == 0 {
                return;
            }
            self.screen.process(&bytes[..count]);
            self.answer(&bytes[..count]);
        }
    }
}

/// All of the texts stand there, and the last line is drawn.
pub fn full<'a>(texts: &'a [&'a str]) -> impl Fn(&vt100::Screen) -> bool + 'a {
    move |screen| {
        let last = screen.rows(0, COLUMNS).last().unwrap_or_default();
        let text = screen.contents();
        !last.trim().is_empty() && texts.iter().all(|wanted| text.contains(wanted))
    }
}

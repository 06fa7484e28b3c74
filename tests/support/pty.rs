//! The program on a terminal: a real pty, read by a terminal emulator.

use super::trader::Trader;
use super::until;
use expectrl::process::unix::{Signal, WaitStatus};
use expectrl::session::OsSession;
use std::io::Write as _;
use std::num::NonZero;
use std::process::Command;
use std::time::{Duration, Instant};

/// A terminal with the program in it.
pub struct Pty {
    session: OsSession,
    screen: vt100::Parser,
    /// It says where its cursor is, when it is asked.
    pub answers: bool,
    /// All that ever came out of it.
    pub bytes: Vec<u8>,
}

impl Pty {
    /// Opens the program on a terminal of this size.
    pub fn open(trader: &Trader, arguments: &[&str], (columns, rows): (u16, u16)) -> Self {
        Self::spawn(trader.command(arguments), (columns, rows))
    }

    pub fn spawn(command: Command, (columns, rows): (u16, u16)) -> Self {
        let mut session = OsSession::spawn(command).expect("it starts in a pty");
        session.get_process_mut().set_window_size(columns, rows).unwrap();
        Self { session, screen: vt100::Parser::new(size(rows), size(columns), 0), answers: true, bytes: Vec::new() }
    }

    pub fn pid(&self) -> i32 {
        self.session.get_process().pid().as_raw()
    }

    /// Reads what is there.
    pub fn pump(&mut self) {
        let mut buffer = [0; 16 * 1024];
        while let Ok(count) = self.session.try_read(&mut buffer) {
            if count == 0 {
                break;
            }
            for byte in &buffer[..count] {
                self.screen.process(&[*byte]);
                self.bytes.push(*byte);
                if self.answers && self.bytes.ends_with(b"\x1b[6n") {
                    let (row, column) = self.screen.screen().cursor_position();
                    self.types(&format!("\u{1b}[{};{}R", row + 1, column + 1));
                }
            }
        }
    }

    /// What stands on the screen.
    pub fn text(&mut self) -> String {
        self.pump();
        self.screen.screen().contents()
    }

    /// Waits until this stands on the screen.
    #[track_caller]
    pub fn sees(&mut self, wanted: &str) -> String {
        self.waits(wanted, |text| text.contains(wanted))
    }

    /// Waits until the screen is as wished.
    #[track_caller]
    pub fn waits(&mut self, what: &str, so: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let text = self.text();
            if so(&text) {
                return text;
            }
            assert!(Instant::now() < end, "waited for {what}:\n{text}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the screen has not changed for a moment: a key press was answered, or is not going to be.
    pub fn settles(&mut self) -> String {
        let end = Instant::now() + Duration::from_secs(30);
        let (mut last, mut since) = (self.text(), Instant::now());
        while since.elapsed() < Duration::from_millis(400) && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(10));
            let now = self.text();
            if now != last {
                (last, since) = (now, Instant::now());
            }
        }
        last
    }

    pub fn types(&mut self, keys: &str) {
        self.session.write_all(keys.as_bytes()).unwrap();
        self.session.flush().unwrap();
    }

    /// A bracketed paste, fed in pieces while the screen is read: neither side fills up.
    pub fn pastes(&mut self, text: &[u8]) {
        self.types("\u{1b}[200~");
        for piece in text.chunks(1024) {
            let mut left = piece;
            let end = Instant::now() + Duration::from_secs(60);
            while !left.is_empty() {
                match std::io::Write::write(&mut self.session, left) {
                    Ok(count) => left = &left[count..],
                    Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                    Err(error) => panic!("{error}"),
                }
                self.pump();
                assert!(Instant::now() < end, "the paste is not taken");
            }
        }
        self.types("\u{1b}[201~");
    }

    pub fn resizes(&mut self, (columns, rows): (u16, u16)) {
        self.session.get_process_mut().set_window_size(columns, rows).unwrap();
        self.screen.screen_mut().set_size(size(rows), size(columns));
        self.signals(Signal::SIGWINCH);
    }

    pub fn signals(&mut self, signal: Signal) {
        self.session.get_process_mut().signal(signal).unwrap();
    }

    pub fn is_alternate(&mut self) -> bool {
        self.pump();
        self.screen.screen().alternate_screen()
    }

    /// The terminal is as it was found: the normal screen, the cursor there, pastes and the mouse as before.
    #[track_caller]
    pub fn is_restored(&mut self) {
        self.pump();
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "the alternate screen was left");
        assert!(!screen.hide_cursor(), "the cursor is shown");
        assert!(!screen.bracketed_paste(), "pastes come plain again");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "the mouse is the terminal's");
    }

    /// The same under a shell, which asks for bracketed pastes itself.
    #[track_caller]
    pub fn is_restored_but_for_pastes(&mut self) {
        self.pump();
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    }

    /// Waits for its end. Reads on meanwhile, as a terminal does.
    #[track_caller]
    pub fn ends(&mut self) -> Ended {
        let status = until("the end of the program", || {
            self.pump();
            match self.session.get_process().status() {
                Ok(WaitStatus::StillAlive) => None,
                Ok(WaitStatus::Exited(_, code)) => Some(Ended::Code(code)),
                Ok(WaitStatus::Signaled(_, signal, _)) => Some(Ended::Signal(signal as i32)),
                other => panic!("{other:?}"),
            }
        });
        self.pump();
        status
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Code(i32),
    Signal(i32),
}

impl Drop for Pty {
    fn drop(&mut self) {
        // Only our own child, by its handle; it may have ended already.
        let _ = self.session.get_process_mut().exit(true);
    }
}

fn size(of: u16) -> NonZero<u16> {
    NonZero::new(of).unwrap()
}

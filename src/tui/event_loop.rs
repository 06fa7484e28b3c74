//! The one loop: what the terminal sends, what the engine answers, and the seconds where something counts them. It drains
//! what has come, then draws once; while nothing comes it sleeps. A key press outranks a progress note.

use super::input::{Input, Reader};
use super::state::{Effect, State, Ticket};
use super::terminal::Screen;
use super::update::{Message, paste, update};
use super::{canvas::Canvas, leaving, view};
use crate::domain::Clock;
use crate::engine::port::{Answer, Job, Progress};
use std::io;
use std::time::Duration;
use tokio::sync::mpsc;
use zeroize::{Zeroize, Zeroizing};

/// The engine as the loop sees it. It answers every job that was started, by the channel that the loop was given.
pub trait Engine {
    /// Begins a job. Must not block.
    fn start(&mut self, ticket: Ticket, job: Job);
    /// Stops one; its answer is [`Answer::Stopped`].
    fn stop(&mut self, ticket: Ticket);
}

/// What the engine says while it works and when it is done.
#[derive(Debug)]
pub enum Report {
    /// So far.
    Progress(Ticket, Progress),
    /// The end.
    Answer(Ticket, Answer),
}

/// What a sitting leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Lines for the normal screen: what is open.
    pub lines: Vec<String>,
    /// Whether this terminal draws our signs two cells wide, for the next sitting; `None` where it did not tell.
    pub wide_signs: Option<bool>,
}

/// How many reports are taken before the keys are looked at again.
const REPORTS_AT_ONCE: usize = 64;

/// What woke the loop.
enum Wake {
    Bytes(Option<Zeroizing<Vec<u8>>>),
    Silence,
    Signal(Signal),
    Report(Option<Report>),
    Second,
}

/// Runs the screen until its user leaves.
///
/// # Errors
/// The terminal is gone or cannot be read.
pub async fn run(
    mut screen: Screen,
    state: State,
    engine: &mut impl Engine,
    reports: &mut mpsc::Receiver<Report>,
    clock: &dyn Clock,
) -> io::Result<Left> {
    let mut bytes = listen()?;
    let mut signals = Signals::new()?;
    let mut table = Table { state, reader: Reader::default(), quit: false, reports_end: false };
    table.draw(&mut screen)?;
    screen.ask()?;
    table.follow_first(&mut screen, engine)?;
    while !table.quit {
        let patience = table.reader.patience();
        let wake = tokio::select! {
            biased;
            got = bytes.recv() => Wake::Bytes(got),
            signal = signals.next() => Wake::Signal(signal),
            () = tokio::time::sleep(patience.unwrap_or_default()), if patience.is_some() => Wake::Silence,
            report = reports.recv(), if !table.reports_end => Wake::Report(report),
            () = tokio::time::sleep(Duration::from_secs(1)), if table.state.counts_seconds() => Wake::Second,
        };
        table.woken(wake, &mut screen, engine, clock)?;
        while let Ok(more) = bytes.try_recv() {
            table.woken(Wake::Bytes(Some(more)), &mut screen, engine, clock)?;
        }
        for _ in 0..REPORTS_AT_ONCE {
            let Ok(report) = reports.try_recv() else { break };
            table.woken(Wake::Report(Some(report)), &mut screen, engine, clock)?;
        }
        if !table.quit {
            table.draw(&mut screen)?;
        }
    }
    let left = Left { lines: leaving::lines(&table.state.shared), wide_signs: screen.wide_signs() };
    drop(screen);
    Ok(left)
}

/// What the loop holds while it turns.
struct Table {
    state: State,
    reader: Reader,
    quit: bool,
    reports_end: bool,
}

impl Table {
    fn draw(&mut self, screen: &mut Screen) -> io::Result<()> {
        let (palette, signs) = (screen.palette(), screen.signs());
        let state = &self.state;
        let drawn = screen.draw(|buffer| {
            let mut canvas = Canvas::new(buffer, palette, signs);
            let drawn = view::draw(state, &mut canvas);
            (canvas.caret, drawn)
        })?;
        if let Some(drawn) = drawn {
            self.state.drew(&drawn);
        }
        Ok(())
    }

    /// Jobs that the first screen asked for when it was made.
    fn follow_first(&mut self, screen: &mut Screen, engine: &mut impl Engine) -> io::Result<()> {
        let effects = self.state.shared.take_effects();
        self.follow(effects, screen, engine)
    }

    fn woken(
        &mut self,
        wake: Wake,
        screen: &mut Screen,
        engine: &mut impl Engine,
        clock: &dyn Clock,
    ) -> io::Result<()> {
        let message = match wake {
            Wake::Bytes(None) | Wake::Signal(Signal::End) => {
                self.quit = true;
                return Ok(());
            }
            Wake::Bytes(Some(bytes)) => {
                let mut inputs = Vec::new();
                self.reader.feed(&bytes, &mut inputs);
                return self.inputs(inputs, screen, engine, clock);
            }
            Wake::Silence => {
                let mut inputs = Vec::new();
                self.reader.silence(&mut inputs);
                return self.inputs(inputs, screen, engine, clock);
            }
            Wake::Report(None) => {
                self.reports_end = true;
                return Ok(());
            }
            Wake::Signal(Signal::Continued) => {
                screen.resume()?;
                Message::Tick
            }
            Wake::Signal(Signal::Resized) => {
                let (columns, rows) = screen.size();
                Message::Resized(columns, rows)
            }
            Wake::Report(Some(Report::Progress(ticket, progress))) => Message::Progress(ticket, progress),
            Wake::Report(Some(Report::Answer(ticket, answer))) => Message::Answer(ticket, answer),
            Wake::Second => Message::Tick,
        };
        let effects = update(&mut self.state, message, clock.now());
        self.follow(effects, screen, engine)
    }

    fn inputs(
        &mut self,
        inputs: Vec<Input>,
        screen: &mut Screen,
        engine: &mut impl Engine,
        clock: &dyn Clock,
    ) -> io::Result<()> {
        for input in inputs {
            let effects = match input {
                Input::Key(key) => update(&mut self.state, Message::Key(key), clock.now()),
                // Not a message: what was pasted may be a secret.
                Input::Paste(pasted) => paste(&mut self.state, pasted, clock.now()),
                answer => {
                    screen.hear(&answer)?;
                    Vec::new()
                }
            };
            self.follow(effects, screen, engine)?;
        }
        Ok(())
    }

    fn follow(&mut self, effects: Vec<Effect>, screen: &mut Screen, engine: &mut impl Engine) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Start(ticket, job) => engine.start(ticket, job),
                Effect::Stop(ticket) => engine.stop(ticket),
                Effect::Copy(text) => screen.copy(&text)?,
                Effect::Suspend => screen.suspend()?,
                Effect::Quit => self.quit = true,
            }
        }
        Ok(())
    }
}

/// What the system tells this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signal {
    /// Terminate, hang up, interrupt.
    End,
    /// Goes on after a stop.
    Continued,
    /// The window has another size.
    Resized,
}

#[cfg(unix)]
struct Signals {
    ends: [tokio::signal::unix::Signal; 3],
    continued: tokio::signal::unix::Signal,
    resized: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let continued = SignalKind::from_raw(rustix::process::Signal::CONT.as_raw());
        Ok(Self {
            ends: [signal(SignalKind::terminate())?, signal(SignalKind::hangup())?, signal(SignalKind::interrupt())?],
            continued: signal(continued)?,
            resized: signal(SignalKind::window_change())?,
        })
    }

    async fn next(&mut self) -> Signal {
        let [terminate, hang_up, interrupt] = &mut self.ends;
        tokio::select! {
            _ = terminate.recv() => Signal::End,
            _ = hang_up.recv() => Signal::End,
            _ = interrupt.recv() => Signal::End,
            _ = self.continued.recv() => Signal::Continued,
            _ = self.resized.recv() => Signal::Resized,
        }
    }
}

/// Reads standard input on a thread of its own, unbuffered: a library's buffer would keep what was pasted.
#[cfg(unix)]
fn listen() -> io::Result<mpsc::Receiver<Zeroizing<Vec<u8>>>> {
    use std::io::Read;
    use std::os::fd::AsFd;
    let mut terminal = std::fs::File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let (sender, receiver) = mpsc::channel(16);
    std::thread::Builder::new().name("keys".into()).spawn(move || {
        let mut buffer = [0; 4096];
        loop {
            let bytes = match terminal.read(&mut buffer) {
                Ok(0) => return,
                Ok(count) => Zeroizing::new(buffer.get(..count).unwrap_or_default().to_vec()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return,
            };
            buffer.zeroize();
            if sender.blocking_send(bytes).is_err() {
                return;
            }
        }
    })?;
    Ok(receiver)
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Signal {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Signal::End,
            Err(_) => std::future::pending().await,
        }
    }
}

/// Windows tells presses, not bytes: they are written as the bytes that a terminal would send.
#[cfg(not(unix))]
fn listen() -> io::Result<mpsc::Receiver<Zeroizing<Vec<u8>>>> {
    use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
    let (sender, receiver) = mpsc::channel(16);
    std::thread::Builder::new().name("keys".into()).spawn(move || {
        while let Ok(event) = read() {
            let bytes = match event {
                Event::Key(key) if key.kind != KeyEventKind::Release => match key.code {
                    KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::CONTROL) => vec![c as u8 & 0x1f],
                    KeyCode::Char(c) => c.to_string().into_bytes(),
                    KeyCode::Enter => b"\r".to_vec(),
                    KeyCode::Esc => b"\x1b".to_vec(),
                    KeyCode::Tab => b"\t".to_vec(),
                    KeyCode::BackTab => b"\x1b[Z".to_vec(),
                    KeyCode::Backspace => b"\x7f".to_vec(),
                    KeyCode::Delete => b"\x1b[3~".to_vec(),
                    KeyCode::Up => b"\x1b[A".to_vec(),
                    KeyCode::Down => b"\x1b[B".to_vec(),
                    KeyCode::Right => b"\x1b[C".to_vec(),
                    KeyCode::Left => b"\x1b[D".to_vec(),
                    KeyCode::Home => b"\x1b[H".to_vec(),
                    KeyCode::End => b"\x1b[F".to_vec(),
                    KeyCode::PageUp => b"\x1b[5~".to_vec(),
                    KeyCode::PageDown => b"\x1b[6~".to_vec(),
                    _ => continue,
                },
                Event::Paste(text) => [b"\x1b[200~".as_slice(), text.as_bytes(), b"\x1b[201~"].concat(),
                _ => continue,
            };
            if sender.blocking_send(Zeroizing::new(bytes)).is_err() {
                return;
            }
        }
    })?;
    Ok(receiver)
}

//! The one loop: what the terminal sends, what the engine answers, and the seconds where something counts them. It drains
//! what has come, then draws once; while nothing comes it sleeps. A key press outranks a progress note.

use super::canvas::Canvas;
use super::input::{Input, Reader};
use super::state::{Effect, State, Ticket};
use super::terminal::Screen;
use super::update::{Message, paste, update};
use super::view;
use crate::domain::Problem;
use crate::engine::desk::Desk;
use crate::engine::port::Job;
use crate::engine::supervise::{Deliver, JobId, Report, Supervisor};
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use zeroize::Zeroizing;

/// Runs the screen on this desk until its user leaves. Returns the state as it was left.
///
/// # Errors
/// The terminal is gone or cannot be read.
pub fn run(desk: &Desk, screen: Screen, state: State) -> Result<(State, Option<bool>), Problem> {
    let gone = |error: io::Error| {
        Problem::new(
            "The screen could not go on",
            error.to_string(),
            "Everything is saved; `keyward list` prints without a screen.",
        )
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(gone)?;
    let (sender, mut reports) = mpsc::channel(REPORTS);
    let mut hands = Hands::new(Supervisor::new(desk.clone(), deliver(sender)));
    let ended = runtime.block_on(turn(screen, state, &mut hands, &mut reports));
    // A read of the keyboard, or a keyring that hangs, must not keep the process.
    runtime.shutdown_background();
    ended.map_err(gone)
}

/// Reports come from the workers' threads. A progress note is dropped where the loop is busy, an answer never.
fn deliver(sender: mpsc::Sender<Report>) -> Deliver {
    Arc::new(move |report| {
        let Err(mpsc::error::TrySendError::Full(report)) = sender.try_send(report) else { return };
        if matches!(report, Report::Done(..)) && tokio::runtime::Handle::try_current().is_err() {
            // The loop is gone where this fails, and with it everybody who waits.
            let _ = sender.blocking_send(report);
        }
    })
}

/// The engine's jobs by the screens' tickets.
struct Hands {
    supervisor: Supervisor,
    jobs: HashMap<Ticket, JobId>,
    tickets: HashMap<JobId, Ticket>,
}

impl Hands {
    fn new(supervisor: Supervisor) -> Self {
        Self { supervisor, jobs: HashMap::new(), tickets: HashMap::new() }
    }

    fn start(&mut self, ticket: Ticket, job: Job) {
        let id = self.supervisor.start(job);
        self.jobs.insert(ticket, id);
        self.tickets.insert(id, ticket);
    }

    fn stop(&self, ticket: Ticket) {
        if let Some(id) = self.jobs.get(&ticket) {
            self.supervisor.stop(*id);
        }
    }

    /// The message of a report; nothing for one that nobody waits for.
    fn message(&mut self, report: Report) -> Option<Message> {
        match report {
            Report::Progress(id, progress) => Some(Message::Progress(*self.tickets.get(&id)?, progress)),
            Report::Done(id, answer) => {
                let ticket = self.tickets.remove(&id)?;
                self.jobs.remove(&ticket);
                Some(Message::Answer(ticket, answer))
            }
        }
    }
}

/// How many reports may wait.
const REPORTS: usize = 256;

/// How many reports are taken before the keys are looked at again.
const REPORTS_AT_ONCE: usize = 64;

/// What woke the loop.
enum Wake {
    Bytes(Option<Zeroizing<Vec<u8>>>),
    Silence,
    Signal(Signal),
    Report(Report),
    Second,
}

async fn turn(
    mut screen: Screen,
    state: State,
    hands: &mut Hands,
    reports: &mut mpsc::Receiver<Report>,
) -> io::Result<(State, Option<bool>)> {
    let mut keyboard = Keyboard::open()?;
    let mut signals = Signals::new()?;
    let mut table = Table { state, reader: Reader::default(), quit: false, hands };
    table.draw(&mut screen)?;
    screen.ask()?;
    let first = table.state.shared.take_effects();
    table.follow(first, &mut screen)?;
    while !table.quit {
        let patience = table.reader.patience();
        let wake = tokio::select! {
            biased;
            got = keyboard.next() => Wake::Bytes(got),
            signal = signals.next() => Wake::Signal(signal),
            () = tokio::time::sleep(patience.unwrap_or_default()), if patience.is_some() => Wake::Silence,
            Some(report) = reports.recv() => Wake::Report(report),
            () = tokio::time::sleep(SECOND), if table.state.counts_seconds() => Wake::Second,
        };
        table.woken(wake, &mut screen)?;
        while let Some(more) = keyboard.more() {
            table.woken(Wake::Bytes(Some(more)), &mut screen)?;
        }
        for _ in 0..REPORTS_AT_ONCE {
            let Ok(report) = reports.try_recv() else { break };
            table.woken(Wake::Report(report), &mut screen)?;
        }
        if !table.quit {
            table.draw(&mut screen)?;
        }
    }
    Ok((table.state, screen.wide_signs()))
}

const SECOND: Duration = Duration::from_secs(1);

/// What the loop holds while it turns.
struct Table<'a> {
    state: State,
    reader: Reader,
    quit: bool,
    hands: &'a mut Hands,
}

impl Table<'_> {
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

    fn woken(&mut self, wake: Wake, screen: &mut Screen) -> io::Result<()> {
        let message = match wake {
            Wake::Bytes(None) | Wake::Signal(Signal::End) => {
                self.quit = true;
                return Ok(());
            }
            Wake::Bytes(Some(bytes)) => {
                let mut inputs = Vec::new();
                self.reader.feed(&bytes, &mut inputs);
                return self.inputs(inputs, screen);
            }
            Wake::Silence => {
                let mut inputs = Vec::new();
                self.reader.silence(&mut inputs);
                return self.inputs(inputs, screen);
            }
            Wake::Signal(Signal::Continued) => {
                screen.resume()?;
                Message::Tick
            }
            Wake::Signal(Signal::Resized) => {
                let (columns, rows) = screen.size();
                Message::Resized(columns, rows)
            }
            Wake::Report(report) => match self.hands.message(report) {
                Some(message) => message,
                None => return Ok(()),
            },
            Wake::Second => Message::Tick,
        };
        let now = self.hands.supervisor.desk().clock().now();
        let effects = update(&mut self.state, message, now);
        self.follow(effects, screen)
    }

    fn inputs(&mut self, inputs: Vec<Input>, screen: &mut Screen) -> io::Result<()> {
        for input in inputs {
            let now = self.hands.supervisor.desk().clock().now();
            let effects = match input {
                Input::Key(key) => update(&mut self.state, Message::Key(key), now),
                // Not a message: what was pasted may be a secret.
                Input::Paste(pasted) => paste(&mut self.state, pasted, now),
                answer => {
                    screen.hear(&answer)?;
                    Vec::new()
                }
            };
            self.follow(effects, screen)?;
        }
        Ok(())
    }

    fn follow(&mut self, effects: Vec<Effect>, screen: &mut Screen) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Start(ticket, job) => self.hands.start(ticket, job),
                Effect::Stop(ticket) => self.hands.stop(ticket),
                Effect::Copy(text) => screen.copy(text.as_bytes())?,
                Effect::CopySecret(secret) => screen.copy(secret.expose())?,
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

/// The terminal's bytes. Opened by its name, not by standard input's descriptor: it must not block, and that flag is shared by
/// everybody who has the descriptor, the shell included. Unbuffered: a library's buffer would keep what was pasted. No thread
/// reads: one that waits in a read could not be ended, and would take the first key press of the next sitting.
/// (The runtime has no type for a terminal; its pipe is one that reads any descriptor when there is something to read.)
#[cfg(unix)]
struct Keyboard(tokio::net::unix::pipe::Receiver);

#[cfg(unix)]
impl Keyboard {
    fn open() -> io::Result<Self> {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        let flags = i32::try_from(flags.bits()).map_err(io::Error::other)?;
        let open = |path: &std::path::Path| std::fs::File::options().read(true).custom_flags(flags).open(path);
        let named = rustix::termios::ttyname(io::stdin(), Vec::new()).map_err(io::Error::from);
        let terminal = named
            .and_then(|name| open(std::path::Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()))))
            .or_else(|_| open(std::path::Path::new("/dev/tty")))?;
        Ok(Self(tokio::net::unix::pipe::Receiver::from_file_unchecked(terminal)?))
    }

    /// What comes next; `None` once the terminal is gone.
    async fn next(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        loop {
            self.0.readable().await.ok()?;
            match self.read() {
                Ok(bytes) if bytes.is_empty() => return None,
                Ok(bytes) => return Some(bytes),
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
                Err(_) => return None,
            }
        }
    }

    /// What is there already.
    fn more(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        self.read().ok().filter(|bytes| !bytes.is_empty())
    }

    fn read(&self) -> io::Result<Zeroizing<Vec<u8>>> {
        let mut buffer = Zeroizing::new([0; 4096]);
        let count = self.0.try_read(buffer.as_mut_slice())?;
        Ok(Zeroizing::new(buffer.get(..count).unwrap_or_default().to_vec()))
    }
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
struct Keyboard {
    bytes: mpsc::Receiver<Zeroizing<Vec<u8>>>,
    left: Arc<std::sync::atomic::AtomicBool>,
}

#[cfg(not(unix))]
impl Keyboard {
    fn open() -> io::Result<Self> {
        let (sender, bytes) = mpsc::channel(16);
        let left = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let ended = Arc::clone(&left);
        std::thread::Builder::new().name("keys".into()).spawn(move || {
            while !ended.load(std::sync::atomic::Ordering::Relaxed) {
                match crossterm::event::poll(Duration::from_millis(100)) {
                    Ok(true) => {}
                    Ok(false) => continue,
                    Err(_) => return,
                }
                let Ok(event) = crossterm::event::read() else { return };
                if let Some(bytes) = as_bytes(event)
                    && sender.blocking_send(Zeroizing::new(bytes)).is_err()
                {
                    return;
                }
            }
        })?;
        Ok(Self { bytes, left })
    }

    async fn next(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        self.bytes.recv().await
    }

    fn more(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        self.bytes.try_recv().ok()
    }
}

#[cfg(not(unix))]
impl Drop for Keyboard {
    fn drop(&mut self) {
        self.left.store(true, std::sync::atomic::Ordering::Relaxed);
    }
}

#[cfg(not(unix))]
fn as_bytes(event: crossterm::event::Event) -> Option<Vec<u8>> {
    use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};
    let key = match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => key,
        Event::Paste(text) => return Some([b"\x1b[200~".as_slice(), text.as_bytes(), b"\x1b[201~"].concat()),
        _ => return None,
    };
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL) && !key.modifiers.contains(KeyModifiers::ALT);
    Some(match key.code {
        KeyCode::Char(c) if ctrl => vec![u8::try_from(c).ok()? & 0x1f],
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
        _ => return None,
    })
}

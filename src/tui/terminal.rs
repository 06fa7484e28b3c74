//! The real terminal: taken over and given back, whatever happens in between. The only place of the screen's that writes
//! to standard output.

use super::glyphs::Signs;
use super::input::{ColourOf, Input};
use super::theme::{Colours, Ground, Palette, Rgb, Tone};
use crate::domain::Theme;
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{
    DisableBracketedPaste, EnableBracketedPaste, KeyboardEnhancementFlags, PopKeyboardEnhancementFlags,
    PushKeyboardEnhancementFlags,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode};
use crossterm::{Command, cursor, queue};
use ratatui::Terminal;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use std::io::{self, BufWriter, Stdout, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// What the user and the environment want of the screen; what an earlier sitting learnt of this terminal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Which colours.
    pub theme: Theme,
    /// No colours at all (`NO_COLOR`, `TERM=dumb`).
    pub colourless: bool,
    /// What the ground is taken for until the terminal tells it.
    pub ground: Ground,
    /// It answers no questions and may print them (`TERM=dumb`, the console of Linux): none is asked.
    pub mute: bool,
    /// ASCII signs, whatever the terminal can.
    pub ascii: bool,
    /// Whether it draws our signs two cells wide, where an earlier sitting measured it.
    pub wide_signs: Option<bool>,
}

/// The terminal while the screen has it. Dropping it gives it back.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    held: Arc<AtomicU8>,
    wanted: Wanted,
    learnt: Learnt,
    title: String,
    /// The cells that measuring the signs writes over.
    measured: [Cell; 2],
}

/// What the terminal has told by now.
#[derive(Debug, Clone, Copy, Default)]
struct Learnt {
    wide_signs: Option<bool>,
    ground: Option<Rgb>,
    text: Option<Rgb>,
    sixteen: [Option<Rgb>; 16],
    enhanced: bool,
    asked_cursor: bool,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// It is none, or it does not take our settings.
    pub fn enter(wanted: Wanted, title: &str) -> io::Result<Self> {
        let held = Arc::new(AtomicU8::new(FREE));
        restore_on_panic(Arc::clone(&held));
        let terminal = Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(1 << 15, io::stdout())))?;
        let learnt = Learnt { wide_signs: wanted.wide_signs, ..Learnt::default() };
        let measured = [Cell::default(), Cell::default()];
        let mut screen = Self { terminal, held, wanted, learnt, title: title.to_owned(), measured };
        screen.take()?;
        Ok(screen)
    }

    /// The theme as far as the terminal is known by now.
    pub fn palette(&self) -> Palette {
        let ground = match self.learnt.ground {
            Some(rgb) if rgb.is_light() => Ground::Light,
            Some(_) => Ground::Dark,
            None => self.wanted.ground,
        };
        let palette = Palette::new(Tone::of(self.wanted.theme, ground, self.wanted.colourless));
        match (self.learnt.ground, self.learnt.text) {
            (Some(ground), Some(text)) => palette.fitted(&Colours { ground, text, sixteen: self.learnt.sixteen }),
            _ => palette,
        }
    }

    /// Which signs this terminal gets.
    pub fn signs(&self) -> Signs {
        if self.wanted.ascii || self.learnt.wide_signs == Some(true) { Signs::Ascii } else { Signs::Drawn }
    }

    /// Whether it draws our signs two cells wide, for the caller to remember; `None` where it did not tell.
    pub const fn wide_signs(&self) -> Option<bool> {
        self.learnt.wide_signs
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        self.terminal.size().map_or((80, 24), |size| (size.width, size.height))
    }

    /// Draws a frame by `view`, which returns where the cursor shall stand, and what it learnt while drawing.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn draw<T>(&mut self, view: impl FnOnce(&mut Buffer) -> (Option<(u16, u16)>, T)) -> io::Result<Option<T>> {
        if self.held.load(Ordering::SeqCst) == FREE {
            return Ok(None);
        }
        let mut learnt = None;
        let frame = self.terminal.draw(|frame| {
            let (caret, told) = view(frame.buffer_mut());
            if let Some(caret) = caret {
                frame.set_cursor_position(caret);
            }
            learnt = Some(told);
        })?;
        let last = frame.area.bottom().saturating_sub(1);
        for (x, kept) in (0..).zip(&mut self.measured) {
            if let Some(cell) = frame.buffer.cell((x, last)) {
                *kept = cell.clone();
            }
        }
        Ok(learnt)
    }

    /// Asks the terminal what it is like: its ground and colours, how wide it draws our signs, its keyboard mode. Done once,
    /// after the first frame, which waits for none of it; a terminal that does not know a question is silent.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn ask(&mut self) -> io::Result<()> {
        if self.wanted.mute {
            return Ok(());
        }
        let rows = self.size().1;
        let out = self.terminal.backend_mut();
        write!(out, "\x1b[?u")?;
        if !self.wanted.colourless {
            write!(out, "\x1b]10;?\x07\x1b]11;?\x07")?;
            for number in Colours::ASKED {
                write!(out, "\x1b]4;{number};?\x07")?;
            }
        }
        if self.learnt.wide_signs.is_none() && !self.wanted.ascii {
            // Two signs from the first column of the last row: where the cursor then stands tells their width.
            write!(out, "\x1b[{rows};1H▲\x1b[6n")?;
            self.learnt.asked_cursor = true;
            // At once, not with the answer: some terminals never give one.
            self.restore_measured()?;
        }
        Write::flush(self.terminal.backend_mut())
    }

    /// Takes an answer to [`Self::ask`]. True where the screen must be drawn anew.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn hear(&mut self, input: &Input) -> io::Result<bool> {
        match *input {
            Input::Cursor(_, column) if self.learnt.asked_cursor => {
                self.learnt.asked_cursor = false;
                self.learnt.wide_signs = Some(column > 2);
                if column > 2 {
                    self.draw_anew()?;
                }
                Ok(column > 2)
            }
            Input::Colour(of, rgb) => {
                let before = self.palette();
                match of {
                    ColourOf::Ground => self.learnt.ground = Some(rgb),
                    ColourOf::Text => self.learnt.text = Some(rgb),
                    ColourOf::Named(number) => {
                        if let Some(place) = self.learnt.sixteen.get_mut(usize::from(number)) {
                            *place = Some(rgb);
                        }
                    }
                }
                Ok(self.palette() != before)
            }
            Input::EnhancedKeys if !self.learnt.enhanced => {
                self.learnt.enhanced = true;
                self.push_enhanced()?;
                Ok(false)
            }
            _ => Ok(false),
        }
    }

    /// Puts text into the clipboard through the terminal (OSC 52). Never a secret unless the user asked for just that.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn copy(&mut self, text: &[u8]) -> io::Result<()> {
        send(self.terminal.backend_mut(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Gives the terminal back and stops this process as Ctrl-Z does. Until [`Self::resume`] nothing is drawn.
    ///
    /// # Errors
    /// The terminal is gone.
    #[cfg(unix)]
    pub fn suspend(&mut self) -> io::Result<()> {
        self.give_back()?;
        // The loop takes the terminal again when the system says that the process goes on.
        Ok(rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?)
    }

    /// There is no such thing here.
    ///
    /// # Errors
    /// Never.
    #[cfg(not(unix))]
    pub fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Takes the terminal again after a stop, and forgets what stood on it.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn resume(&mut self) -> io::Result<()> {
        self.take()?;
        self.draw_anew()
    }

    /// Clears the screen and forgets what stood on it. Not `Terminal::clear`: that one asks where the cursor is, and only our
    /// own reader may take answers from the keyboard.
    fn draw_anew(&mut self) -> io::Result<()> {
        let (columns, rows) = self.size();
        self.terminal.resize(Rect::new(0, 0, columns, rows))
    }

    fn take(&mut self) -> io::Result<()> {
        let before = self.held.swap(HELD, Ordering::SeqCst);
        enable_raw_mode()?;
        let out = self.terminal.backend_mut();
        if before == FREE {
            // The title that stood there is kept by the terminal (XTWINOPS 22) and comes back at the end.
            write!(out, "\x1b[22;2t")?;
        }
        queue!(out, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide, SetTitle(&self.title))?;
        Write::flush(out)?;
        if self.learnt.enhanced {
            self.push_enhanced()?;
        }
        Ok(())
    }

    fn push_enhanced(&mut self) -> io::Result<()> {
        let flags = KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES;
        self.held.store(ENHANCED, Ordering::SeqCst);
        send(self.terminal.backend_mut(), PushKeyboardEnhancementFlags(flags))
    }

    fn restore_measured(&mut self) -> io::Result<()> {
        let last = self.size().1.saturating_sub(1);
        let cells = self.measured.clone();
        let out = self.terminal.backend_mut();
        Backend::draw(out, (0..).zip(&cells).map(|(x, cell)| (x, last, cell)))?;
        Backend::flush(out)
    }

    fn give_back(&mut self) -> io::Result<()> {
        Write::flush(self.terminal.backend_mut())?;
        give_back(&self.held)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Nobody is left to tell.
        let _ = self.give_back();
    }
}

fn send(out: &mut impl Write, command: impl Command) -> io::Result<()> {
    queue!(out, command)?;
    out.flush()
}

/// The terminal is the shell's; ours; ours in the enhanced keyboard mode.
const FREE: u8 = 0;
const HELD: u8 = 1;
const ENHANCED: u8 = 2;

/// Undoes what [`Screen::take`] did, once.
fn give_back(held: &AtomicU8) -> io::Result<()> {
    let before = held.swap(FREE, Ordering::SeqCst);
    if before == FREE {
        return Ok(());
    }
    let mut out = io::stdout().lock();
    if before == ENHANCED {
        // Left pushed it would break the keys of the shell behind us.
        queue!(out, PopKeyboardEnhancementFlags)?;
    }
    queue!(out, DisableBracketedPaste, cursor::Show, LeaveAlternateScreen)?;
    write!(out, "\x1b[23;2t")?;
    out.flush()?;
    disable_raw_mode()
}

/// A panic prints its words on the normal screen.
fn restore_on_panic(held: Arc<AtomicU8>) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let _ = give_back(&held);
        before(info);
    }));
}

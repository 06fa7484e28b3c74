//! A masked question on the terminal, for commands without a screen: dots, no echo, and a private key may have lines.

use super::Wiped;
use super::field::Field;
use super::mask::dots;
use crate::domain::Problem;
use crossterm::event::{
    DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read,
};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use crossterm::{execute, queue};
use std::io::Write;

/// What came of a question.
#[derive(Debug)]
pub enum Prompted {
    /// Something was typed or pasted, perhaps nothing at all.
    Given(Wiped),
    /// Ctrl-C, Ctrl-D on an empty line, or Esc.
    Cancelled,
}

/// Asks for something that must not be seen. `out` is the terminal, not a pipe.
///
/// # Errors
/// The terminal cannot be read or set; it is put back as it was in any case.
pub fn prompt(question: &str, out: &mut impl Write) -> Result<Prompted, Problem> {
    let raw = Raw::begin(out).map_err(|error| no_terminal(&error))?;
    let mut field = Field::new();
    let mut note = None;
    loop {
        draw(question, &field, note.as_ref(), raw.out).map_err(|error| no_terminal(&error))?;
        let event = read().map_err(|error| no_terminal(&error))?;
        note = match on(&mut field, event) {
            Next::Again => None,
            Next::Say(problem) => Some(problem),
            Next::Done => return Ok(Prompted::Given(field.take())),
            Next::Cancel => return Ok(Prompted::Cancelled),
        };
    }
}

/// What a key press leads to.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Again,
    Say(Problem),
    Done,
    Cancel,
}

fn on(field: &mut Field, event: Event) -> Next {
    match event {
        Event::Paste(pasted) => field.paste(pasted).map_or_else(Next::Say, |()| Next::Again),
        Event::Key(key) if key.kind != KeyEventKind::Release => on_key(field, key),
        _ => Next::Again,
    }
}

fn on_key(field: &mut Field, key: KeyEvent) -> Next {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Esc => return Next::Cancel,
        KeyCode::Char('c') if control => return Next::Cancel,
        KeyCode::Char('d') if control && field.is_empty() => return Next::Cancel,
        KeyCode::Char('u' | 'w') if control => field.clear(),
        KeyCode::Enter => return on_return(field),
        KeyCode::Char('j') if control => return on_return(field),
        KeyCode::Backspace => field.backspace(),
        KeyCode::Char(c) if !control => {
            if let Err(problem) = field.type_character(c) {
                return Next::Say(problem);
            }
        }
        _ => {}
    }
    Next::Again
}

/// A terminal without bracketed paste sends the lines of a private key as so many returns (or Ctrl-J).
fn on_return(field: &mut Field) -> Next {
    if !field.waits_for_more() {
        return Next::Done;
    }
    field.break_line();
    Next::Again
}

fn draw(question: &str, field: &Field, note: Option<&Problem>, out: &mut impl Write) -> std::io::Result<()> {
    use crossterm::cursor::MoveToColumn;
    use crossterm::terminal::{Clear, ClearType};
    queue!(out, MoveToColumn(0), Clear(ClearType::CurrentLine))?;
    write!(out, "{question}: {}", dots(field.len(), 32, false))?;
    if field.len() > 32 {
        write!(out, " {} characters", field.len())?;
    }
    if let Some(problem) = note {
        write!(out, "  {}", problem.sentence())?;
    }
    out.flush()
}

/// Raw mode, put back on every way out: return, error and panic.
struct Raw<'a, W: Write> {
    out: &'a mut W,
}

impl<'a, W: Write> Raw<'a, W> {
    fn begin(out: &'a mut W) -> std::io::Result<Self> {
        enable_raw_mode()?;
        let raw = Self { out };
        execute!(raw.out, EnableBracketedPaste)?;
        Ok(raw)
    }
}

impl<W: Write> Drop for Raw<'_, W> {
    fn drop(&mut self) {
        // Nothing can be done here about a terminal that is gone.
        let _ = execute!(self.out, DisableBracketedPaste);
        let _ = disable_raw_mode();
        let _ = writeln!(self.out);
    }
}

fn no_terminal(error: &std::io::Error) -> Problem {
    Problem::new(
        "The terminal cannot be asked",
        crate::domain::clean(&error.to_string(), 80),
        "Give the credential as a JSON object on standard input.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(field: &mut Field, text: &str) -> Vec<Next> {
        let code = |c| if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
        text.chars().map(|c| on(field, Event::Key(code(c).into()))).collect()
    }

    fn control(field: &mut Field, c: char) -> Next {
        on(field, Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)))
    }

    #[test]
    fn typed_pasted_and_cancelled() {
        let mut field = Field::new();
        assert_eq!(press(&mut field, "abj").last(), Some(&Next::Again));
        assert_eq!(on(&mut field, Event::Key(KeyCode::Backspace.into())), Next::Again);
        assert_eq!(press(&mut field, "\n"), [Next::Done]);
        assert_eq!(field.len(), 2);
        assert_eq!(control(&mut field, 'd'), Next::Again);
        assert_eq!(control(&mut field, 'u'), Next::Again);
        assert!(field.is_empty());
        assert_eq!((control(&mut field, 'd'), control(&mut field, 'c')), (Next::Cancel, Next::Cancel));
        assert!(matches!(on(&mut field, Event::Paste("a\0".into())), Next::Say(_)));
        assert_eq!(on(&mut field, Event::Paste("secret".into())), Next::Again);
        assert_eq!(field.take().expose(), b"secret");
    }

    #[test]
    fn lines_of_a_private_key_do_not_submit() {
        let mut field = Field::new();
        let nexts = press(&mut field, "-----BEGIN X-----\nabjc\n-----END X-----");
        assert!(nexts.iter().all(|next| *next == Next::Again));
        assert_eq!(press(&mut field, "\n"), [Next::Done]);
        assert_eq!(field.take().expose(), b"-----BEGIN X-----\nabjc\n-----END X-----");
    }

    #[test]
    fn only_dots_are_drawn() {
        let mut field = Field::new();
        press(&mut field, "planted");
        let mut screen = Vec::new();
        draw("Secret", &field, None, &mut screen).unwrap();
        let screen = String::from_utf8(screen).unwrap();
        assert!(screen.contains("Secret: •••••••") && !screen.contains('p'), "{screen:?}");
    }
}

//! Fields: ordinary text (tui-input), a choice `‹ x ›`, and the view of a masked field, which gets a count and never a
//! character.

use crate::tui::canvas::Canvas;
use crate::tui::glyphs::CURSOR;
use crate::tui::input::Key;
use crate::tui::theme::Role;
use std::fmt;
use tui_input::{Input, InputRequest};

/// An ordinary text field. Never for a secret: it keeps what is typed as a plain string.
#[derive(Clone, Default)]
pub struct Text(Input);

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Text").field(&self.value()).finish()
    }
}

impl Text {
    /// A field that holds `value`, the cursor at its end.
    pub fn new(value: &str) -> Self {
        Self(Input::new(value.to_owned()))
    }

    /// What stands in it.
    pub fn value(&self) -> &str {
        self.0.value()
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.0.reset();
    }

    /// Takes a key press; false where the key is none of a field's.
    pub fn typed(&mut self, key: Key) -> bool {
        let request = match key {
            Key::Char(c) => InputRequest::InsertChar(c),
            Key::Backspace => InputRequest::DeletePrevChar,
            Key::Delete => InputRequest::DeleteNextChar,
            Key::Left => InputRequest::GoToPrevChar,
            Key::Right => InputRequest::GoToNextChar,
            Key::Home | Key::Ctrl('a') => InputRequest::GoToStart,
            Key::End | Key::Ctrl('e') => InputRequest::GoToEnd,
            Key::Ctrl('u') => InputRequest::DeleteLine,
            Key::Ctrl('w') => InputRequest::DeletePrevWord,
            _ => return false,
        };
        self.0.handle(request);
        true
    }

    /// Takes a paste of ordinary text: one line, no control characters, at most 200 characters.
    pub fn pasted(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        for c in crate::domain::clean(&text, 200).chars() {
            self.0.handle(InputRequest::InsertChar(c));
        }
    }

    /// Draws it from `(x, y)` in at most `width` cells; where it has the focus the terminal's cursor stands in it.
    pub fn draw(&self, x: u16, y: u16, width: u16, focus: bool, canvas: &mut Canvas<'_>) -> u16 {
        let room = usize::from(width.saturating_sub(1));
        let scroll = self.0.visual_scroll(room);
        let shown: String = self.value().chars().skip(scroll).collect();
        let after = canvas.put(x, y, x + width, &shown, Role::Text);
        if focus {
            let caret = u16::try_from(self.0.visual_cursor().saturating_sub(scroll)).unwrap_or(0);
            canvas.caret = Some((x + caret, y));
        }
        after
    }
}

/// Draws `‹ value ›`; the marks are keys where it has the focus. Returns the column after it.
pub fn choice(value: &str, x: u16, y: u16, end: u16, focus: bool, canvas: &mut Canvas<'_>) -> u16 {
    let role = if focus { Role::Key } else { Role::Quiet };
    let x = canvas.put(x, y, end, "‹ ", role);
    let x = canvas.put(x, y, end, value, Role::Text);
    canvas.put(x, y, end, " ›", role)
}

/// Draws a masked field: a dot a character, at most `most`. It gets a number; the characters are somewhere else.
pub fn masked(count: usize, x: u16, y: u16, most: u16, focus: bool, canvas: &mut Canvas<'_>) -> u16 {
    let dots = "•".repeat(count.min(usize::from(most)));
    let after = canvas.put(x, y, x + most + 1, &dots, Role::Text);
    if focus {
        canvas.caret = Some((after, y));
    }
    after
}

/// Draws the label before a field, with the cursor where it has the focus: `› Name`. The field begins at `x + 2 + label`.
pub fn label(text: &str, x: u16, y: u16, focus: bool, canvas: &mut Canvas<'_>) {
    if focus {
        canvas.sign(x, y, CURSOR, Role::Key);
    }
    let role = if focus { Role::Strong } else { Role::Quiet };
    let end = canvas.area().right();
    canvas.put(x + 2, y, end, text, role);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_newline_never_submits() {
        let mut field = Text::default();
        field.pasted(b"grid\r\n\x1b[31meth\n");
        assert_eq!(field.value(), "grid [31meth");
        assert!(!field.typed(Key::Enter) && !field.typed(Key::Tab) && !field.typed(Key::Esc));
    }

    #[test]
    fn a_field_edits_as_fields_do() {
        let mut field = Text::new("abc");
        for key in [Key::Left, Key::Backspace, Key::Char('ü'), Key::End, Key::Char('!')] {
            assert!(field.typed(key));
        }
        assert_eq!(field.value(), "aüc!");
        field.typed(Key::Ctrl('u'));
        assert_eq!(field.value(), "");
    }
}

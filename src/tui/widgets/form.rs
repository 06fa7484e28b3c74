//! A form: text fields, choices `‹ x ›` and sets of words, one under the cursor. Tab and the arrows move, `←→` choose, Space
//! ticks. Never for a secret: those are in `secrets`.

use super::field::{Text, choice, label};
use crate::domain::middle_cut;
use crate::tui::canvas::Canvas;
use crate::tui::input::{Key, Paste};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::frame::cells;
use ratatui::layout::Rect;
use std::fmt;

/// Names a field within its form.
pub trait Name: Copy + PartialEq + fmt::Debug {}

impl<T: Copy + PartialEq + fmt::Debug> Name for T {}

/// What a field holds.
#[derive(Debug, Clone)]
pub enum Value {
    /// A line of text.
    Text(Text),
    /// One of several.
    Choice {
        /// Their words.
        of: Vec<String>,
        /// The chosen one.
        at: usize,
    },
    /// A word of each of several things: `futures: yes`.
    Set {
        /// What each is about, and which of `states` it has.
        of: Vec<(String, usize)>,
        /// The words that each can have; the first is shown nowhere.
        states: &'static [&'static str],
        /// The thing under the cursor.
        at: usize,
    },
}

/// One field.
#[derive(Debug, Clone)]
pub struct Field<N> {
    /// Which.
    pub name: N,
    /// Its label.
    pub label: &'static str,
    /// What it holds.
    pub value: Value,
    /// What it means, beside it.
    pub note: String,
    /// A blank row stands before it.
    pub apart: bool,
}

/// A form.
#[derive(Debug, Clone)]
pub struct Form<N> {
    /// Its fields, in order.
    pub fields: Vec<Field<N>>,
    /// The one under the cursor.
    pub at: usize,
}

impl<N: Name> Form<N> {
    /// A form, the cursor on its first field.
    pub const fn new(fields: Vec<Field<N>>) -> Self {
        Self { fields, at: 0 }
    }

    /// The field under the cursor.
    pub fn focused(&self) -> Option<&Field<N>> {
        self.fields.get(self.at)
    }

    /// Letters go to a text.
    pub fn takes_text(&self) -> bool {
        self.focused().is_some_and(|field| matches!(field.value, Value::Text(_)))
    }

    /// A field by its name.
    pub fn field(&self, name: N) -> Option<&Field<N>> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The text of a field; empty where there is no such field.
    pub fn text(&self, name: N) -> &str {
        match self.field(name).map(|field| &field.value) {
            Some(Value::Text(text)) => text.value().trim(),
            _ => "",
        }
    }

    /// The place of the chosen one; 0 where there is no such field.
    pub fn chosen(&self, name: N) -> usize {
        match self.field(name).map(|field| &field.value) {
            Some(Value::Choice { at, .. }) => *at,
            _ => 0,
        }
    }

    /// The states of a set, in its order.
    pub fn set(&self, name: N) -> Vec<usize> {
        match self.field(name).map(|field| &field.value) {
            Some(Value::Set { of, .. }) => of.iter().map(|(_, state)| *state).collect(),
            _ => Vec::new(),
        }
    }

    /// Puts the cursor on a field.
    pub fn go_to(&mut self, name: N) {
        if let Some(at) = self.fields.iter().position(|field| field.name == name) {
            self.at = at;
        }
    }

    /// Says something beside a field.
    pub fn note(&mut self, name: N, note: impl Into<String>) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.note = note.into();
        }
    }

    /// Takes a key press; false where the key is none of a form's.
    pub fn press(&mut self, key: Key) -> bool {
        let last = self.fields.len().saturating_sub(1);
        match key {
            Key::Tab => self.at = if self.at >= last { 0 } else { self.at + 1 },
            Key::BackTab => self.at = if self.at == 0 { last } else { self.at - 1 },
            Key::Down => self.at = (self.at + 1).min(last),
            Key::Up => self.at = self.at.saturating_sub(1),
            _ => return self.fields.get_mut(self.at).is_some_and(|field| field.value.press(key)),
        }
        true
    }

    /// A paste of ordinary text goes into the text under the cursor; it never submits.
    pub fn paste(&mut self, paste: Paste) {
        if let Some(Field { value: Value::Text(text), .. }) = self.fields.get_mut(self.at) {
            text.pasted(&paste.take());
        }
    }

    /// Draws the fields from the top of `area`, as many as fit around the cursor. Returns the first free row.
    pub fn draw(&self, area: Rect, layout: Layout, canvas: &mut Canvas<'_>) -> u16 {
        let (inset, name, value) = match layout {
            Layout::Wide => (5, 20, 30),
            Layout::Table => (3, 15, 23),
            Layout::Narrow => (1, 16, 20),
            Layout::Phone => (0, 16, 0),
        };
        let roomy = usize::from(area.height) >= self.fields.len() + self.fields.iter().filter(|f| f.apart).count();
        let room = usize::from(area.height).max(1);
        let first = if roomy { 0 } else { (self.at + 1).saturating_sub(room) };
        let lower = self.fields.iter().position(|field| field.apart).unwrap_or(self.fields.len());
        let mut y = area.y;
        for (place, field) in self.fields.iter().enumerate().skip(first) {
            y += u16::from(roomy && field.apart && place > 0);
            if y >= area.bottom() {
                break;
            }
            let focus = place == self.at;
            let x = area.x + inset;
            // What stands apart has longer labels, and begins where the sentences do.
            let back = if place >= lower && inset >= 2 { 2 } else { 0 };
            label(field.label, x - back, y, focus, canvas);
            let from = x + name;
            let after = field.value.draw(from, y, area.right(), focus, canvas);
            let note = (from + value + 1).max(after + 2);
            // A note helps; half a note does not.
            if value > 0 && note + cells(&field.note) < area.right() {
                canvas.put(note, y, area.right(), &field.note, Role::Quiet);
            }
            y += 1;
        }
        y
    }
}

impl Value {
    /// An empty text, or one with something in it.
    pub fn text(value: &str) -> Self {
        Self::Text(Text::new(value))
    }

    /// A choice.
    pub fn choice<T: Into<String>>(of: impl IntoIterator<Item = T>, at: usize) -> Self {
        Self::Choice { of: of.into_iter().map(Into::into).collect(), at }
    }

    fn press(&mut self, key: Key) -> bool {
        match (self, key) {
            (Self::Text(text), key) => text.typed(key),
            (Self::Choice { of, at }, Key::Left) => {
                *at = if *at == 0 { of.len().saturating_sub(1) } else { *at - 1 };
                true
            }
            (Self::Choice { of, at }, Key::Right | Key::Char(' ')) => {
                *at = if *at + 1 >= of.len() { 0 } else { *at + 1 };
                true
            }
            (Self::Set { of, at, .. }, Key::Left) => {
                *at = if *at == 0 { of.len().saturating_sub(1) } else { *at - 1 };
                true
            }
            (Self::Set { of, at, .. }, Key::Right) => {
                *at = if *at + 1 >= of.len() { 0 } else { *at + 1 };
                true
            }
            (Self::Set { of, at, states }, Key::Char(' ')) => {
                if let Some((_, state)) = of.get_mut(*at) {
                    *state = if *state + 1 >= states.len() { 0 } else { *state + 1 };
                }
                true
            }
            _ => false,
        }
    }

    fn draw(&self, x: u16, y: u16, end: u16, focus: bool, canvas: &mut Canvas<'_>) -> u16 {
        match self {
            Self::Text(text) => text.draw(x, y, end.saturating_sub(x + 1).min(48), focus, canvas),
            Self::Choice { of, at } => {
                let word = of.get(*at).map_or("", String::as_str);
                let room = usize::from(end.saturating_sub(x + 5));
                choice(&middle_cut(word, room), x, y, end, focus, canvas)
            }
            Self::Set { of, states, at } => {
                let summary = summary(of, states);
                let mut x = x;
                if focus && let Some((word, state)) = of.get(*at) {
                    let state = states.get(*state).copied().unwrap_or("");
                    let state = if state.is_empty() { "-" } else { state };
                    x = choice(&format!("{word} {state}"), x, y, end, true, canvas) + 2;
                }
                let room = usize::from(end.saturating_sub(x + 1));
                canvas.put(x, y, end, &middle_cut(&summary, room), if focus { Role::Quiet } else { Role::Text })
            }
        }
    }
}

/// `read, spot`, or with the states' words where there are several: `withdraw no, spot yes`.
fn summary(of: &[(String, usize)], states: &[&str]) -> String {
    let said = of.iter().filter(|(_, state)| *state > 0);
    let words: Vec<String> = match states.len() {
        0..=2 => said.map(|(word, _)| word.clone()).collect(),
        _ => said.map(|(word, state)| format!("{word} {}", states.get(*state).copied().unwrap_or(""))).collect(),
    };
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum N {
        A,
        B,
        C,
    }

    fn form() -> Form<N> {
        let field = |name, value| Field { name, label: "Label", value, note: String::new(), apart: false };
        let set = Value::Set { of: vec![("read".into(), 1), ("spot".into(), 0)], states: &["", "yes"], at: 0 };
        Form::new(vec![field(N::A, Value::text("x")), field(N::B, Value::choice(["one", "two"], 0)), field(N::C, set)])
    }

    #[test]
    fn keys_move_choose_and_tick() {
        let mut form = form();
        assert!(form.press(Key::Char('y')) && form.text(N::A) == "xy");
        assert!(!form.press(Key::Enter) && !form.press(Key::Esc));
        form.press(Key::Tab);
        assert!(!form.press(Key::Char('n')), "letters are no choice's");
        form.press(Key::Left);
        assert_eq!(form.chosen(N::B), 1);
        form.press(Key::Down);
        for key in [Key::Right, Key::Char(' ')] {
            form.press(key);
        }
        assert_eq!(form.set(N::C), [1, 1]);
        form.press(Key::Tab);
        assert_eq!(form.at, 0);
    }

    #[test]
    fn a_paste_goes_into_the_text_only() {
        let mut form = form();
        form.paste(Paste::new(b"yz\n".to_vec()));
        assert_eq!(form.text(N::A), "xyz");
        form.press(Key::Tab);
        form.paste(Paste::new(b"yz".to_vec()));
        assert_eq!(form.chosen(N::B), 0);
    }
}

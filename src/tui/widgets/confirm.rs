//! What cannot be taken back wants the bot's name typed, in the lower pane: the row stays in sight. Enter does nothing
//! before the name is whole; a paste is refused (the screen's focus is [`Focus::Typed`](crate::tui::state::Focus)).

use super::field::{Text, label};
use super::pane::{self, Line, Setting};
use crate::tui::canvas::{Canvas, Words};
use crate::tui::input::Key;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// A name that must be typed.
#[derive(Debug, Clone)]
pub struct TypedName {
    wanted: String,
    typed: Text,
}

impl TypedName {
    /// This name, not typed yet.
    pub fn new(wanted: &str) -> Self {
        Self { wanted: wanted.to_owned(), typed: Text::default() }
    }

    /// All of it stands there.
    pub fn is_whole(&self) -> bool {
        self.typed.value() == self.wanted
    }

    /// What stands there.
    pub fn typed(&self) -> &str {
        self.typed.value()
    }

    /// Whether `c` would go on with the name: letters that do are typed, others may be actions of the pane.
    pub fn goes_on_with(&self, c: char) -> bool {
        self.wanted.strip_prefix(self.typed.value()).is_some_and(|rest| rest.starts_with(c))
    }

    /// Takes a key press; false where the key is none of a field's.
    pub fn press(&mut self, key: Key) -> bool {
        self.typed.typed(key)
    }
}

/// The pane's words.
#[derive(Debug)]
pub struct Pane<'a> {
    /// `remove cb-dca`.
    pub title: &'a str,
    /// What follows from it: a label and a sentence each.
    pub facts: &'a [(&'static str, Words)],
    /// `To remove it, type its name.`
    pub ask: &'a str,
}

/// Rows that the pane takes, its rule included.
pub fn height(facts: usize) -> u16 {
    u16::try_from(facts).unwrap_or(0) + 5
}

/// Draws the pane: its rule is the first row of `area`.
pub fn draw(words: &Pane<'_>, name: &TypedName, area: Rect, canvas: &mut Canvas<'_>) {
    pane::rule(words.title, area.y, area.left(), area.right(), canvas);
    let inner = Rect::new(area.x + 1, area.y + 1, area.width.saturating_sub(2), area.height.saturating_sub(1));
    let facts: Vec<Line> = words.facts.iter().map(|(label, words)| Line::Fact(label, words.clone())).collect();
    let y = pane::lines(&facts, Setting { label: 11, under_sign: 2 }, inner, canvas) + 1;
    canvas.put(inner.x, y, inner.right(), words.ask, Role::Text);
    let y = y + 2;
    label("Name", inner.x, y, true, canvas);
    let wanted = u16::try_from(name.wanted.width()).unwrap_or(inner.width);
    let right = (inner.right().saturating_sub(wanted)).max(inner.x + 30);
    let end = name.typed.draw(inner.x + 11, y, right.saturating_sub(inner.x + 13), true, canvas);
    canvas.put(right.max(end + 2), y, inner.right(), &name.wanted, Role::Text);
}

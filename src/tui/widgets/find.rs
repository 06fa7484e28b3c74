//! Finding in a list: letters are typed into line 1, Enter keeps what was found and gives the keys back, Esc shows all
//! again.

use super::field::Text;
use crate::tui::actions::Step;
use crate::tui::canvas::Canvas;
use crate::tui::input::Key;
use crate::tui::view::Layout;
use crate::tui::widgets::frame::cells;

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Find {
    /// The text.
    pub text: Text,
    /// Letters go to the text.
    pub typing: bool,
}

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The text is another.
    Changed,
    /// Keys are keys again; the list stays as found.
    Kept,
    /// All is shown again.
    Nothing,
    /// The cursor of the list moves.
    Move(Step),
    /// Not a key for finding.
    NotMine,
}

impl Find {
    /// The same, with letters going to the text.
    #[must_use]
    pub fn typing(mut self) -> Self {
        self.typing = true;
        self
    }

    /// Takes a key press.
    pub fn press(&mut self, key: Key) -> Found {
        match key {
            Key::Esc => Found::Nothing,
            Key::Enter => {
                self.typing = false;
                Found::Kept
            }
            Key::Up => Found::Move(Step::Up),
            Key::Down => Found::Move(Step::Down),
            Key::PageUp => Found::Move(Step::PageUp),
            Key::PageDown => Found::Move(Step::PageDown),
            key if self.text.typed(key) => Found::Changed,
            _ => Found::NotMine,
        }
    }

    /// Whether any of `texts` holds what is looked for, in any case.
    pub fn fits(&self, texts: &[&str]) -> bool {
        let needle = self.text.value().to_lowercase();
        needle.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&needle))
    }

    /// Line 1's title of a list that is looked through: `Fleet · “krx”`.
    pub fn title(find: Option<&Self>, title: &str) -> String {
        find.map_or_else(|| title.to_owned(), |find| format!("{title} · “{}”", find.text.value()))
    }

    /// Puts the terminal's cursor after the last letter in line 1.
    pub fn caret(&self, title: &str, practice: bool, canvas: &mut Canvas<'_>) {
        if !self.typing {
            return;
        }
        let area = canvas.area();
        let before = match Layout::of(area.width) {
            _ if practice => format!("keyward · PRACTICE · {title} · “"),
            Layout::Phone => format!("{title} · “"),
            _ => format!("keyward · {title} · “"),
        };
        let x = area.x + 1 + cells(&before) + cells(self.text.value());
        canvas.caret = Some((x.min(area.right().saturating_sub(1)), area.y));
    }
}

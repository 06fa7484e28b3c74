//! All keys of the screen that it was opened from, drawn from the table of actions. Press a key to run it, here too.

use crate::engine::port::Answer;
use crate::tui::actions::{self, Action, Row, Section, Step};
use crate::tui::canvas::{Canvas, Words};
use crate::tui::glyphs;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::Place;
use crate::tui::state::{Drawn, Focus, Go, Shared, Ticket, Window};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::find::{Find, Found};
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::{self, Frame, Head, Lead, cells};
use ratatui::layout::Rect;

/// The screen.
#[derive(Debug)]
pub struct State {
    of: Place,
    find: Option<Find>,
    first: usize,
}

impl State {
    /// The keys of a screen.
    pub const fn new(of: Place) -> Self {
        Self { of, find: None, first: 0 }
    }

    /// The sections with their rows; a key that is called the same twice stands once.
    fn sections(&self) -> Vec<(Section, Vec<&'static Row>)> {
        let fits = |row: &&Row| self.find.as_ref().is_none_or(|find| find.fits(&[row.words, row.shown]));
        Section::ALL
            .into_iter()
            .map(|section| {
                let rows = actions::rows_of(self.of).filter(|row| row.section == Some(section)).filter(fits).collect();
                (section, rows)
            })
            .filter(|(_, rows): &(Section, Vec<&Row>)| !rows.is_empty())
            .collect()
    }
}

/// Where the keys are.
pub const fn place(_: &State) -> Place {
    Place::Help
}

/// Every key is looked at here: it runs what it does on the screen below.
pub fn focus(state: &State) -> Focus {
    if state.find.as_ref().is_some_and(|find| find.typing) { Focus::Text } else { Focus::Choosing }
}

/// Does an action of its own.
pub fn act(state: &mut State, _: &mut Shared, action: Action) -> Go {
    match action {
        Action::Back if state.find.take().is_some() => {}
        Action::Back => return Go::Back,
        Action::Find => state.find = Some(state.find.take().unwrap_or_default().typing()),
        Action::Move(step) => scroll(state, step),
        _ => {}
    }
    Go::Stay
}

fn scroll(state: &mut State, step: Step) {
    state.first = match step {
        Step::Up => state.first.saturating_sub(1),
        Step::Down => state.first + 1,
        Step::PageUp => state.first.saturating_sub(8),
        Step::PageDown => state.first + 8,
        Step::Home => 0,
        Step::End => usize::MAX,
    };
    let most = state.sections().iter().map(|(_, rows)| rows.len() + 2).sum::<usize>().saturating_sub(4);
    state.first = state.first.min(most);
}

/// A key: for the text that is looked for, for help itself, or for the screen below.
pub fn typed(state: &mut State, _: &mut Shared, key: Key) -> Option<Go> {
    if let Some(find) = state.find.as_mut().filter(|find| find.typing) {
        return match find.press(key) {
            Found::Nothing => {
                state.find = None;
                Some(Go::Stay)
            }
            Found::Changed | Found::Kept => Some(Go::Stay),
            Found::Move(step) => {
                scroll(state, step);
                Some(Go::Stay)
            }
            Found::NotMine => None,
        };
    }
    let own = matches!(key, Key::Esc | Key::Up | Key::Down | Key::Char('/' | '?'));
    actions::action_of(key, state.of).filter(|_| !own).map(Go::Run)
}

/// A paste is looked for.
pub fn paste(state: &mut State, _: &mut Shared, paste: Paste) -> Go {
    if let Some(find) = &mut state.find {
        find.text.pasted(&paste.take());
    }
    Go::Stay
}

/// Nothing is awaited.
pub const fn hear(_: &mut State, _: &mut Shared, _: Ticket, _: &Answer) -> Go {
    Go::Stay
}

/// Nothing counts.
pub const fn counts(_: &State, _: &Shared) -> bool {
    false
}

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let mut drawn = Drawn { window, hits: Vec::new() };
    let title = Find::title(state.find.as_ref(), &format!("{} · keys", state.of.words()));
    let lead =
        Lead::plain("Press a key to run it, here too.").rest(Words::new().key("/").text(" finds one by its words."));
    let frame = Frame { head: Head::new(title, Vec::new()), lead, steps: None };
    let body = frame::draw(&frame, &Footer::of(Place::Help), shared, canvas, &mut drawn);
    if let Some(find) = &state.find {
        find.caret(&format!("{} · keys", state.of.words()), shared.practice, canvas);
    }
    let sections = state.sections();
    if Layout::of(canvas.area().width) >= Layout::Table {
        columns(&sections, body, canvas);
    } else {
        one_column(&sections, state.first, body, canvas);
    }
    drawn
}

/// Which sections stand under each other, where a column begins, and where its words do.
const COLUMNS: [(&[Section], u16, u16); 3] = [
    (&[Section::ThisKey, Section::TheList], 3, 10),
    (&[Section::GoTo, Section::MoreKeys], 30, 34),
    (&[Section::Everywhere], 50, 55),
];

fn columns(sections: &[(Section, Vec<&Row>)], body: Rect, canvas: &mut Canvas<'_>) {
    let mut lowest = body.y;
    for (own, x, words) in COLUMNS {
        let mut y = body.y;
        for (section, rows) in sections.iter().filter(|(section, _)| own.contains(section)) {
            if y > body.y {
                y += 1;
            }
            canvas.put(x, y, body.right(), section.heading(), Role::Quiet);
            y += 1;
            for row in rows {
                entry(row, x, words, y, canvas);
                y += 1;
            }
        }
        lowest = lowest.max(y);
    }
    legend(lowest + 1, body, canvas);
}

fn entry(row: &Row, x: u16, words: u16, y: u16, canvas: &mut Canvas<'_>) {
    let end = canvas.area().right();
    let after = canvas.put(x, y, end, row.shown, Role::Key);
    canvas.put(words.max(after + 1), y, end, row.words, Role::Text);
}

fn one_column(sections: &[(Section, Vec<&Row>)], first: usize, body: Rect, canvas: &mut Canvas<'_>) {
    let mut lines: Vec<(Option<&Row>, &str)> = Vec::new();
    for (section, rows) in sections {
        if !lines.is_empty() {
            lines.push((None, ""));
        }
        lines.push((None, section.heading()));
        lines.extend(rows.iter().map(|row| (Some(*row), "")));
    }
    let rows = body.y..body.bottom().saturating_sub(1);
    for (y, (row, heading)) in rows.zip(lines.iter().skip(first)) {
        match row {
            Some(row) => entry(row, 3, 10, y, canvas),
            None => {
                canvas.put(3, y, body.right(), heading, Role::Quiet);
            }
        }
    }
}

const SIGNS: [(char, &str); 6] = [
    (glyphs::BROKEN, "broken now"),
    (glyphs::SOON, "soon"),
    (glyphs::WORK, "at work"),
    (glyphs::UNKNOWN, "not known"),
    (glyphs::FINE, "fine"),
    (glyphs::DEAD, "proven dead"),
];

fn legend(y: u16, body: Rect, canvas: &mut Canvas<'_>) {
    let last = body.bottom().saturating_sub(1);
    if y >= last {
        return;
    }
    let mut x = 3;
    for (sign, words) in SIGNS {
        canvas.sign(x, y, sign, glyphs::role_of(sign));
        x = canvas.put(x + 2, y, body.right(), words, Role::Text) + 3;
    }
    let strip = [
        "r read  s spot  m margin  f futures  o options  x transfer  W withdraw",
        "small: may.  CAPITAL: coins can leave.  - may not.  ? nobody knows.",
    ];
    // The blank between the two goes where there is no room for it.
    let below = if y + 4 <= last { y + 2 } else { y + 1 };
    for (y, line) in (below..last).zip(strip) {
        debug_assert!(cells(line) < 76);
        canvas.put(3, y, body.right(), line, Role::Text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen_test;
    use crate::tui::screens::{Screen, fleet};
    use crate::tui::{state, testing};

    fn help(size: (u16, u16)) -> state::State {
        let mut shared = testing::shared(size);
        let below = fleet::State::new(&mut shared);
        let mut state = testing::state(shared, Screen::Fleet(below));
        testing::press(&mut state, &[Key::Char('?')]);
        state
    }

    #[test]
    fn as_the_pictures_show_it() {
        screen_test!("help", help);
    }

    #[test]
    fn a_key_runs_on_the_screen_below() {
        let mut state = help((80, 24));
        testing::press(&mut state, &[Key::Char('J')]);
        assert_eq!(state.place(), Place::Journal);
        assert_eq!(state.layers.len(), 2, "help is gone");
    }

    #[test]
    fn every_key_of_every_screen_is_shown() {
        for of in Place::ALL {
            let rows: Vec<&Row> = State::new(of).sections().into_iter().flat_map(|(_, rows)| rows).collect();
            let mut shared = testing::shared((80, 24));
            shared.fleet = None;
            let mut state = testing::state(shared, Screen::Help(State::new(of)));
            let text = testing::text(&mut state);
            for row in rows {
                assert!(text.contains(row.words), "{of:?}: {}", row.words);
            }
        }
    }

    #[test]
    fn a_key_is_found_by_its_words() {
        let mut state = help((80, 24));
        testing::press(&mut state, &[Key::Char('/')]);
        testing::type_text(&mut state, "sort");
        let text = testing::text(&mut state);
        assert!(text.contains("sort again") && !text.contains("rotate"));
    }
}

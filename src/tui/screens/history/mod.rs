//! What was said in this sitting, newest first: nothing that stood on the screen is lost. Older things are in the journal.

use crate::domain::middle_cut;
use crate::engine::port::Answer;
use crate::tui::actions::Action;
use crate::tui::canvas::{Canvas, Words, end_cut};
use crate::tui::glyphs::{self, CURSOR};
use crate::tui::input::{Key, Paste};
use crate::tui::screens::{Place, Screen, key};
use crate::tui::state::{Drawn, Focus, Go, Happened, Hit, Shared, Ticket, Window};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::find::{Find, Found};
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::{self, Frame, Head, Lead};
use crate::tui::widgets::list::Cursor;
use ratatui::layout::Rect;

/// The screen.
#[derive(Debug, Default)]
pub struct State {
    cursor: Cursor,
    find: Option<Find>,
}

impl State {
    /// The screen, the cursor on the newest line.
    pub fn new(_: &Shared) -> Self {
        Self::default()
    }

    /// The lines that are shown, newest first.
    fn lines<'a>(&self, shared: &'a Shared) -> Vec<&'a Happened> {
        let fits = |line: &&Happened| self.find.as_ref().is_none_or(|find| find.fits(&[&line.about, &line.what]));
        shared.history.iter().rev().filter(fits).collect()
    }

    fn keep_cursor(&mut self, shared: &Shared) {
        self.cursor.keep_in(self.lines(shared).len());
    }
}

/// Where the keys are.
pub const fn place(_: &State) -> Place {
    Place::History
}

/// Letters are typed while something is looked for.
pub fn focus(state: &State) -> Focus {
    if state.find.as_ref().is_some_and(|find| find.typing) { Focus::Text } else { Focus::Actions }
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    match action {
        Action::Move(step) => state.cursor.go(step, state.lines(shared).len(), shared.window.shown),
        Action::Find => state.find = Some(state.find.take().unwrap_or_default().typing()),
        Action::Back if state.find.take().is_some() => {}
        Action::Back => return Go::Back,
        Action::Enter => return open_it(state, shared),
        _ => {}
    }
    Go::Stay
}

/// The key that a line is about, if it is about one.
fn open_it(state: &State, shared: &mut Shared) -> Go {
    let about = state.lines(shared).get(state.cursor.0).map(|line| line.about.clone());
    let row = shared.fleet.iter().flat_map(|fleet| &fleet.rows).find(|row| Some(row.bot.as_str()) == about.as_deref());
    match row.cloned() {
        Some(row) => match row.id {
            Some(id) => Go::open(Screen::OneKey(key::State::new(id, &row, shared))),
            None => Go::Stay,
        },
        None => Go::Stay,
    }
}

/// A key while something is looked for.
pub fn typed(state: &mut State, shared: &mut Shared, key: Key) -> Option<Go> {
    match state.find.as_mut()?.press(key) {
        Found::Nothing => state.find = None,
        Found::Move(step) => state.cursor.go(step, state.lines(shared).len(), shared.window.shown),
        Found::Changed | Found::Kept => {}
        Found::NotMine => return None,
    }
    state.keep_cursor(shared);
    Some(Go::Stay)
}

/// A paste is looked for, too.
pub fn paste(state: &mut State, shared: &mut Shared, paste: Paste) -> Go {
    if let Some(find) = &mut state.find {
        find.text.pasted(&paste.take());
    }
    state.keep_cursor(shared);
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
    let lines = state.lines(shared);
    let frame = Frame { head: head(state, shared, lines.len()), lead: lead(state, shared, &lines), steps: None };
    let mut drawn = Drawn { window, hits: Vec::new() };
    let body = frame::draw(&frame, &Footer::of(Place::History), shared, canvas, &mut drawn);
    if let Some(find) = &state.find {
        find.caret("History", shared.practice, canvas);
    }
    let layout = Layout::of(canvas.area().width);
    let heads = u16::from(layout >= Layout::Table);
    let about = if layout == Layout::Phone { 10 } else { 14 };
    let what = about + 11;
    if heads == 1 {
        for (x, word) in [(4, "WHEN"), (about, "KEY"), (what, "WHAT HAPPENED")] {
            canvas.put(x, body.y, body.right(), word, Role::Quiet);
        }
    }
    // The last row of the body stays blank; where all is shown a sentence stands two below the list.
    let rows = Rect { y: body.y + heads, height: body.height.saturating_sub(heads + 1), ..body };
    let (window, range) = window.around(state.cursor.0, lines.len(), usize::from(rows.height), 0);
    drawn.window = window;
    for ((y, place), line) in (rows.y..).zip(range.clone()).zip(lines.get(range.clone()).unwrap_or_default()) {
        row(line, place == state.cursor.0, (about, what), layout, Rect { y, height: 1, ..rows }, canvas);
        drawn.hits.push((Rect { y, height: 1, ..rows }, Hit::Row(place)));
    }
    let y = rows.y + u16::try_from(range.len()).unwrap_or(0) + 1;
    if range.len() == lines.len() && y < rows.bottom() {
        canvas.line(3, y, body.right(), &Words::new().text("Older things stand in the journal: ").key("J").text("."));
    }
    drawn
}

fn head(state: &State, shared: &Shared, shown: usize) -> Head {
    let fact = match &state.find {
        Some(_) => format!("{shown} of {}", shared.history.len()),
        None => format!("this sitting, since {}", shared.since.format("%H:%M")),
    };
    Head::new(Find::title(state.find.as_ref(), "History"), vec![fact])
}

fn lead(state: &State, shared: &Shared, lines: &[&Happened]) -> Lead {
    if let Some(find) = state.find.as_ref().filter(|_| lines.is_empty()) {
        let rest = Words::new().key("Esc").text(format!(" shows all {} again.", shared.history.len()));
        return Lead::plain(format!("Nothing matches {}.", find.text.value())).rest(rest);
    }
    let wanting = shared
        .history
        .iter()
        .filter(|line| matches!(line.sign, glyphs::BROKEN | glyphs::SOON | glyphs::UNKNOWN))
        .count();
    let rest = Words::new().key("Enter").text(" opens what a line is about.");
    match wanting {
        0 => Lead::plain("Nothing here wants you.").rest(rest),
        1 => Lead::plain(format!("1 of {} lines wants you.", shared.history.len())).rest(rest),
        _ => Lead::plain(format!("{wanting} of {} lines want you.", shared.history.len())).rest(rest),
    }
}

fn row(line: &Happened, cursor: bool, (about, what): (u16, u16), layout: Layout, area: Rect, canvas: &mut Canvas<'_>) {
    let y = area.y;
    if cursor {
        canvas.row_under_cursor(y, area.left()..area.right());
        canvas.sign(area.x, y, CURSOR, Role::Key);
    }
    let role = glyphs::role_of(line.sign);
    let fine = role == Role::Quiet;
    canvas.sign(2, y, line.sign, role);
    let when = if layout == Layout::Phone { "%H:%M" } else { "%H:%M:%S" };
    canvas.put(4, y, about, &line.at.format(when).to_string(), Role::Quiet);
    let name = middle_cut(&line.about, usize::from(what - about - 1));
    canvas.put(about, y, what, &name, if fine { Role::Text } else { Role::Strong });
    let room = usize::from(area.right().saturating_sub(what + 1));
    canvas.put(what, y, area.right(), &end_cut(&line.what, room), role);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen_test;
    use crate::tui::{state, testing};

    fn history(size: (u16, u16)) -> state::State {
        let mut shared = testing::shared(size);
        shared.since = testing::moment("2026-03-16 03:08:30");
        shared.history.clear();
        for (at, sign, about, what) in [
            ("03:08:30", '·', "keyward", "opened"),
            ("03:08:30", '·', "hb-xemm", "its rotation goes on where it stood"),
            ("03:08:31", '·', "keyring", "unlocked"),
            ("03:09:12", '·', "pb-perp", "asked; nothing new"),
            ("03:09:40", '◐', "hb-xemm", "at step Quiet until 03:55"),
            ("03:10:04", '✖', "grid-eth", "withdraw is on; yesterday it was off"),
            ("03:10:05", '?', "kr-btc", "not asked: its bot runs, a second nonce would clash"),
            ("03:10:06", '·', "12 keys", "asked in 6 s; 11 answered"),
            ("03:10:06", '▲', "mm-sol", "Bybit ends it on 23 March"),
        ] {
            let at = testing::moment(&format!("2026-03-16 {at}"));
            shared.history.push(Happened { at, sign, about: about.into(), what: what.into() });
        }
        let screen = State { cursor: Cursor(3), find: None };
        testing::state(shared, Screen::History(screen))
    }

    #[test]
    fn as_the_pictures_show_it() {
        screen_test!("history", history);
    }

    #[test]
    fn nothing_that_was_said_is_lost() {
        let mut state = history((80, 24));
        state.shared.say(glyphs::UNKNOWN, "keyward", "That paste went nowhere.", Words::new());
        testing::press(&mut state, &[Key::Home]);
        assert!(state.shared.notice.is_none(), "line 2 is the screen's again");
        assert!(testing::text(&mut state).contains("That paste went nowhere"));
    }

    #[test]
    fn a_line_is_found_and_all_come_back() {
        let mut state = history((80, 24));
        testing::press(&mut state, &[Key::Char('/')]);
        testing::type_text(&mut state, "quiet");
        let text = testing::text(&mut state);
        assert!(text.contains("History · “quiet”") && text.contains("1 of 9") && text.contains("at step Quiet"));
        testing::press(&mut state, &[Key::Esc]);
        assert!(testing::text(&mut state).contains("keyring    unlocked"));
    }
}

//! A list's cursor and the window of it that is drawn: visible rows only, so that ten thousand keys cost what a screenful
//! costs. The cursor is the list's; the window comes from the last drawing and goes back with it.

use crate::tui::actions::Step;
use crate::tui::state::Window;
use std::ops::Range;

/// Where the cursor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor(pub usize);

impl Cursor {
    /// The cursor moved by `step` in a list of `count` rows, of which `page` fit on the screen.
    pub fn go(&mut self, step: Step, count: usize, page: usize) {
        let last = count.saturating_sub(1);
        let page = page.max(1);
        self.0 = match step {
            Step::Up => self.0.saturating_sub(1),
            Step::Down => self.0.saturating_add(1).min(last),
            Step::PageUp => self.0.saturating_sub(page),
            Step::PageDown => self.0.saturating_add(page).min(last),
            Step::Home => 0,
            Step::End => last,
        };
    }

    /// The cursor kept inside a list that became shorter.
    pub fn keep_in(&mut self, count: usize) {
        self.0 = self.0.min(count.saturating_sub(1));
    }
}

impl Window {
    /// The rows to draw of `count` where `room` fit: the window moves only as far as the cursor drags it. `more` rows of the
    /// room are kept for a line that says how many are left, where not all fit.
    #[must_use]
    pub fn around(self, cursor: usize, count: usize, room: usize, more: usize) -> (Self, Range<usize>) {
        let room = if count > room { room.saturating_sub(more) } else { room };
        let most = count.saturating_sub(room);
        let mut first = self.first.min(most).min(cursor);
        if room > 0 && cursor >= first + room {
            first = cursor + 1 - room;
        }
        let end = (first + room).min(count);
        (Self { first, shown: end - first }, first..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_cursor_is_always_in_sight(first in 0_usize..50, count in 1_usize..60, at in 0_usize..60, room in 2_usize..30) {
            let cursor = at.min(count - 1);
            let window = Window { first, shown: 0 };
            let (next, rows) = window.around(cursor, count, room, 1);
            prop_assert!(rows.contains(&cursor));
            prop_assert!(rows.end <= count && rows.len() <= room);
            // Drawing again moves nothing.
            prop_assert_eq!(next.around(cursor, count, room, 1), (next, rows));
        }
    }

    #[test]
    fn the_list_stands_still_while_the_cursor_is_inside() {
        let (window, rows) = Window::default().around(11, 20, 12, 0);
        assert_eq!(rows, 0..12);
        let (window, rows) = window.around(12, 20, 12, 0);
        assert_eq!(rows, 1..13);
        assert_eq!(window.around(5, 20, 12, 0).1, 1..13);
    }

    #[test]
    fn an_empty_list_has_no_rows() {
        assert_eq!(Window::default().around(0, 0, 10, 1).1, 0..0);
        let mut cursor = Cursor(3);
        cursor.keep_in(0);
        assert_eq!(cursor, Cursor(0));
        cursor.go(Step::End, 0, 5);
        assert_eq!(cursor, Cursor(0));
    }
}

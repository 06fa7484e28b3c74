//! Steps on line 2: `●Plan ◆Make ○Take in`. From 110 columns on, or where few steps leave room, with blanks between.

use crate::tui::canvas::Canvas;
use crate::tui::glyphs::{DONE, NOW, TO_COME};
use crate::tui::theme::Role;
use crate::tui::widgets::frame::cells;

/// The steps of a flow, and which is at work.
#[derive(Debug, Clone, Copy)]
pub struct Steps {
    /// Their names, in order.
    pub names: &'static [&'static str],
    /// The one that is at work, from 0; all are done where it is past the last.
    pub at: usize,
}

/// Draws them on row `y`.
pub fn draw(steps: &Steps, y: u16, canvas: &mut Canvas<'_>) {
    let area = canvas.area();
    let words: u16 = steps.names.iter().map(|name| cells(name)).sum();
    let count = u16::try_from(steps.names.len()).unwrap_or(0);
    // Loose: "● Plan   ", tight: "●Plan ".
    let loose = 1 + words + count * 5 <= area.width + 3;
    let mut x = area.x + 1;
    for (place, name) in steps.names.iter().enumerate() {
        let (sign, role) = match place.cmp(&steps.at) {
            std::cmp::Ordering::Less => (DONE, Role::Quiet),
            std::cmp::Ordering::Equal => (NOW, Role::Now),
            std::cmp::Ordering::Greater => (TO_COME, Role::Quiet),
        };
        x = canvas.sign(x, y, sign, role);
        x = canvas.put(if loose { x + 1 } else { x }, y, area.right(), name, role) + if loose { 3 } else { 1 };
    }
}

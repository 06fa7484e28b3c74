//! The scope strip: seven places that never move, as `ls -l` shows a file's rights.

use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;

/// Draws a strip (`domain::Scopes::strip`). `alarm` is the role of a capital in such a row: bad, warning, or strong.
pub fn draw(strip: &str, x: u16, y: u16, alarm: Role, canvas: &mut Canvas<'_>) {
    let end = canvas.area().right();
    for (place, c) in (0..).zip(strip.chars()) {
        canvas.put(x + place, y, end, c.encode_utf8(&mut [0; 4]), role(c, alarm));
    }
}

const fn role(c: char, alarm: Role) -> Role {
    match c {
        '-' => Role::Quiet,
        '?' => Role::Unknown,
        c if c.is_ascii_uppercase() => alarm,
        _ => Role::Text,
    }
}

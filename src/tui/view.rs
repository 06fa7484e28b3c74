//! Draws the state: the screen on top, or that the window is too small. Changes nothing.

use super::canvas::Canvas;
use super::state::{Drawn, State};
use super::theme::Role;

/// The smallest window that everything fits into.
pub const LEAST: (u16, u16) = (40, 12);

/// Which of the layouts a window gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// Under 60 columns: numbered rows, digits act.
    Phone,
    /// From 60 columns.
    Narrow,
    /// From 80: the table with its lower pane.
    Table,
    /// From 110: the pane on the right.
    Wide,
}

impl Layout {
    /// The layout for so many columns.
    pub const fn of(columns: u16) -> Self {
        match columns {
            0..60 => Self::Phone,
            60..80 => Self::Narrow,
            80..110 => Self::Table,
            _ => Self::Wide,
        }
    }
}

/// Draws a frame.
pub fn draw(state: &State, canvas: &mut Canvas<'_>) -> Drawn {
    let area = canvas.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(canvas);
        return Drawn::default();
    }
    match state.top() {
        Some(layer) => layer.screen.draw(&state.shared, layer.window, canvas),
        None => Drawn::default(),
    }
}

fn too_small(canvas: &mut Canvas<'_>) {
    let (columns, rows) = (canvas.area().width, canvas.area().height);
    let lines = [
        format!("keyward needs {} x {} here.", LEAST.0, LEAST.1),
        format!("This window is {columns} x {rows}. Nothing was lost."),
        "keyward list  prints without a screen.".to_owned(),
    ];
    let top = if rows >= 5 { 2 } else { 0 };
    let left = if columns >= 44 { 2 } else { 0 };
    for (row, line) in (0..).zip(&lines) {
        let role = if row == 0 { Role::Strong } else { Role::Text };
        canvas.put(left, top + row, columns, line, role);
    }
}

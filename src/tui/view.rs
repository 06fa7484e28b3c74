//! Draws the state: the screen on top, or that the window is too small. Changes nothing.

use super::canvas::{Canvas, wrap};
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
    let left = if columns >= 44 { 2 } else { 0 };
    let room = usize::from(columns - left).max(1);
    let wrapped: Vec<(bool, String)> = lines
        .iter()
        .enumerate()
        .flat_map(|(place, line)| wrap(line, room).into_iter().map(move |row| (place == 0, row)))
        .collect();
    let spare = usize::from(rows).saturating_sub(wrapped.len());
    let top = u16::try_from(spare.min(2)).unwrap_or(0);
    for (row, (first, line)) in (top..rows).zip(&wrapped) {
        let role = if *first { Role::Strong } else { Role::Text };
        canvas.put(left, row, columns, line, role);
    }
}

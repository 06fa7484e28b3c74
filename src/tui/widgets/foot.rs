//! The last line: keys, the main one first, at most six at 80 columns. All of them are in the table of actions.

use super::frame::cells;
use crate::tui::actions::{Action, Row, Side, rows_of};
use crate::tui::canvas::Canvas;
use crate::tui::screens::Place;
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use ratatui::layout::Rect;

/// Which keys stand there.
#[derive(Debug, Clone, Copy)]
pub struct Footer<'a> {
    /// The screen.
    pub place: Place,
    /// Actions of the table that make no sense at this moment.
    pub without: &'a [Action],
}

impl Footer<'_> {
    /// All keys of a screen.
    pub const fn of(place: Place) -> Self {
        Self { place, without: &[] }
    }
}

/// Draws the last line at row `y`. Returns what lies where.
pub fn draw(footer: &Footer<'_>, y: u16, canvas: &mut Canvas<'_>) -> Vec<(Rect, Action)> {
    let area = canvas.area();
    let layout = Layout::of(area.width);
    let gap = if layout >= Layout::Table { 3 } else { 2 };
    let rows: Vec<&Row> = rows_of(footer.place)
        .filter(|row| row.foot.is_some_and(|foot| foot.from <= area.width) && !footer.without.contains(&row.action))
        .collect();
    let (right, left): (Vec<&Row>, Vec<&Row>) =
        rows.into_iter().partition(|row| row.foot.is_some_and(|foot| foot.side == Side::Right));
    // On a phone all stand in one group; from 60 columns the last one at the right needs no word.
    let bare = layout == Layout::Narrow;
    let mut hits = Vec::new();
    let mut x = area.x + 1;
    let mut first = true;
    for row in &left {
        x = entry(row, x, y, first, true, canvas, &mut hits) + gap;
        first = false;
    }
    if layout != Layout::Phone {
        let wide = |(at, row): (usize, &&Row)| width(row, !(bare && at + 1 == right.len()));
        let total: u16 = right.iter().enumerate().map(wide).sum::<u16>()
            + gap * u16::try_from(right.len().saturating_sub(1)).unwrap_or(0);
        x = x.max((area.right() - 1).saturating_sub(total));
    }
    for (at, row) in right.iter().enumerate() {
        let labelled = !(bare && at + 1 == right.len());
        x = entry(row, x, y, first, labelled, canvas, &mut hits) + gap;
        first = false;
    }
    hits
}

fn width(row: &Row, labelled: bool) -> u16 {
    let label = row.foot.map_or("", |foot| foot.label);
    cells(row.shown) + if labelled { 1 + cells(label) } else { 0 }
}

fn entry(
    row: &Row,
    x: u16,
    y: u16,
    first: bool,
    labelled: bool,
    canvas: &mut Canvas<'_>,
    hits: &mut Vec<(Rect, Action)>,
) -> u16 {
    let end = canvas.area().right();
    // Where its words do not fit its key alone stands there: it must not be looked for.
    let labelled = labelled && x + width(row, true) <= end;
    if x + width(row, labelled) > end {
        return x;
    }
    let mut at = canvas.put(x, y, end, row.shown, Role::Key);
    if labelled {
        let label = row.foot.map_or("", |foot| foot.label);
        at = canvas.put(at + 1, y, end, label, if first { Role::Text } else { Role::Quiet });
    }
    hits.push((Rect::new(x, y, at.saturating_sub(x), 1), row.action));
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::actions::rows_of;
    use crate::tui::glyphs::Signs;
    use crate::tui::theme::{Ground, Palette, Tone};
    use ratatui::buffer::Buffer;

    #[test]
    fn the_way_back_is_in_sight_on_every_screen_at_every_width() {
        let mut hidden = Vec::new();
        for place in Place::ALL {
            if !rows_of(place).any(|row| row.action == Action::Back && row.foot.is_some()) {
                continue;
            }
            for width in [44, 60, 80, 110, 120, 200] {
                let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
                let mut canvas = Canvas::new(&mut buffer, Palette::new(Tone::Colour(Ground::Dark)), Signs::Drawn);
                let hits = draw(&Footer::of(place), 0, &mut canvas);
                if !hits.iter().any(|(_, action)| *action == Action::Back) {
                    hidden.push(format!("{place:?} at {width}"));
                }
            }
        }
        assert!(hidden.is_empty(), "{hidden:?}");
    }
}

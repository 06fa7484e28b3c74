//! Draws it.

use super::state::State;
use crate::tui::canvas::{Canvas, Words};
use crate::tui::glyphs::{BROKEN, UNKNOWN};
use crate::tui::screens::Place;
use crate::tui::screens::fleet::pane::named;
use crate::tui::screens::flow::view as flow;
use crate::tui::state::{Drawn, Shared, Window};
use crate::tui::view::Layout;
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::{self, Frame, Head, Lead};
use ratatui::layout::Rect;

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let mut drawn = Drawn { window, hits: Vec::new() };
    let layout = Layout::of(canvas.area().width);
    let row = &state.row;
    let title = format!("Edit · {} · {} {}", named(row), row.exchange_name, row.account);
    let lead = match &state.refused {
        Some(why) => Lead::signed(BROKEN, why.clone()),
        None if row.row.word.starts_with("ask ") => {
            let first = format!(
                "{} facts only you know.",
                row.row.word.trim_start_matches("ask you ").trim_end_matches(" facts")
            );
            let first = if first.starts_with(|c: char| c.is_ascii_digit()) {
                first
            } else {
                "Some facts only you know.".into()
            };
            Lead::signed(UNKNOWN, first).rest(Words::new().text("What is left empty stays as it is."))
        }
        None => Lead::plain("What you know of it.").rest(Words::new().text("What is left empty stays as it is.")),
    };
    let frame = Frame { head: Head::new(title, vec!["told by you".to_owned()]), lead, steps: None };
    let body = frame::draw(&frame, &Footer::of(Place::Edit), shared, canvas, &mut drawn);
    let inner = flow::inner(body, layout);
    state.form.draw(Rect { height: body.bottom().saturating_sub(inner.y), ..inner }, layout, canvas);
    drawn
}

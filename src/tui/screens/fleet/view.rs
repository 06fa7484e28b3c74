//! Draws the fleet: line 1 and 2, the rows that fit, and the pane.

use super::state::State;
use super::table::{self, Columns, Rows};
use super::{lead, pane};
use crate::engine::port::{Fleet, StoreKind, StoreState};
use crate::rules::RowSign;
use crate::tui::actions::Action;
use crate::tui::canvas::{Canvas, Words};
use crate::tui::screens::Place;
use crate::tui::state::{Drawn, Hit, Shared, Window};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::{self, Frame};
use crate::tui::widgets::pane::{self as panes, Setting};
use ratatui::layout::Rect;

/// Rows of the lower pane with its rule.
const LOWER: u16 = 6;

/// Draws the fleet.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let screen = canvas.area();
    let layout = Layout::of(screen.width);
    let line2 = lead::lead(state, shared);
    let second = line2.second.is_some() && shared.notice.is_none();
    let parts = Parts::of(screen, layout, second);
    let more = if layout < Layout::Table { 1 } else { 0 };
    let room = usize::from(parts.rows.height);
    let (window, rows) = window.around(state.cursor.0, state.shown.len(), room, more);
    let part = (state.shown.len() > rows.len()).then_some((rows.start + 1, rows.end));
    let mut drawn = Drawn { window, hits: Vec::new() };
    let frame = Frame { head: lead::head(state, shared, part), lead: line2, steps: None };
    let without = without(state, shared);
    frame::draw(&frame, &Footer { place: Place::Fleet, without: &without }, shared, canvas, &mut drawn);
    if let Some(find) = &state.find {
        find.caret("Fleet", shared.practice, canvas);
    }
    let Some(fleet) = &shared.fleet else { return drawn };
    let columns = Columns::of(layout, parts.rows.right(), state.widest);
    if let Some(y) = parts.heads.filter(|_| !fleet.rows.is_empty()) {
        table::heads(&columns, y, canvas);
    }
    let since = shared.working().map(|working| working.since);
    let list = Rows { fleet, order: &state.shown.0, cursor: state.cursor.0, since };
    table::rows(&list, rows.clone(), &columns, parts.rows, canvas);
    for (y, place) in (parts.rows.y..).zip(rows.clone()) {
        drawn.hits.push((Rect { y, height: 1, ..parts.rows }, Hit::Row(place)));
    }
    below(state, shared, fleet, &parts, layout, &rows, canvas);
    explain(state, shared, &parts, canvas);
    drawn
}

/// Where things lie.
struct Parts {
    heads: Option<u16>,
    rows: Rect,
    lower: Option<Rect>,
    right: Option<Rect>,
}

impl Parts {
    fn of(screen: Rect, layout: Layout, second: bool) -> Self {
        // A second line under line 2 takes the pane's spare row, not one of the list's.
        let more = u16::from(second);
        let top = screen.y + 3 + more;
        // The last line, and a blank before it.
        let bottom = screen.bottom().saturating_sub(2);
        let heads = (layout >= Layout::Table).then_some(top);
        let first = top + u16::from(heads.is_some());
        let width = if layout == Layout::Wide { screen.width - right_width(screen.width) } else { screen.width };
        let lower = (layout == Layout::Table && screen.height >= 20)
            .then(|| Rect::new(screen.x, bottom.saturating_sub(LOWER - more), screen.width, LOWER - more));
        let end = lower.map_or(bottom, |lower| lower.y);
        let rows = Rect::new(screen.x, first, width, end.saturating_sub(first));
        let right = (layout == Layout::Wide)
            .then(|| Rect::new(screen.x + width, top, screen.width - width, bottom.saturating_sub(top)));
        Self { heads, rows, lower, right }
    }
}

/// The right pane with its bar: about a quarter, 32 to 50 columns.
pub fn right_width(columns: u16) -> u16 {
    (columns / 4 + 2).clamp(32, 50)
}

/// Keys that would do nothing now do not stand in the last line.
fn without(state: &State, shared: &Shared) -> Vec<Action> {
    let mut without = Vec::new();
    if state.chosen(shared).is_none() {
        without.extend([Action::Enter, Action::Rotate, Action::Revoke, Action::Ask, Action::Pane]);
    }
    let locked = shared.store.as_ref().is_some_and(|store| {
        let shut = store.state == StoreState::Locked || (store.state == StoreState::Absent && !store.empty);
        shut && store.kind == StoreKind::Keyring
    });
    if shared.read_only {
        without.extend([Action::Rotate, Action::Revoke]);
    }
    if locked {
        without.push(Action::Ask);
    }
    without
}

/// Under the rows: how many are left, or that the others need nothing.
fn below(
    state: &State,
    shared: &Shared,
    fleet: &Fleet,
    parts: &Parts,
    layout: Layout,
    rows: &std::ops::Range<usize>,
    canvas: &mut Canvas<'_>,
) {
    let count = state.shown.len();
    let end = parts.rows.right();
    let y = parts.rows.y + u16::try_from(rows.len()).unwrap_or(0);
    if count > rows.len() && layout < Layout::Table {
        let left = count - rows.end;
        let words = match (left, layout) {
            (0, _) => Words::new().text("the end"),
            (left, Layout::Phone) => Words::new().text(format!("{left} more: ")).key("j"),
            (left, _) => Words::new().text(format!("{left} more below")),
        };
        canvas.line(if layout == Layout::Phone { 4 } else { 3 }, y, end, &words);
        return;
    }
    if layout == Layout::Wide
        && y + 2 < parts.rows.bottom()
        && fleet.rows.iter().any(|row| row.row.sign != RowSign::Fine)
        && let Some(text) = lead::need_nothing(fleet, shared)
    {
        canvas.put(4, y + 2, end, &text, Role::Text);
    }
}

/// The pane over the row under the cursor.
fn explain(state: &State, shared: &Shared, parts: &Parts, canvas: &mut Canvas<'_>) {
    if let Some(right) = parts.right {
        panes::bar(right.x, right.y, right.bottom(), canvas);
    }
    let Some(row) = state.chosen(shared) else { return };
    let card = state.card(row.id);
    if let Some(lower) = parts.lower {
        panes::rule(row.bot.as_str(), lower.y, lower.left(), lower.right(), canvas);
        let inner = Rect::new(lower.x + 1, lower.y + 1, lower.width - 2, lower.height - 1);
        panes::lines(&pane::lower(row, card, shared.now), Setting { label: 10, under_sign: 2 }, inner, canvas);
    }
    if let Some(right) = parts.right {
        let inner = Rect::new(right.x + 2, right.y, right.width - 2, right.height);
        canvas.put(inner.x, inner.y, inner.right(), row.bot.as_str(), Role::Strong);
        let inner = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
        let lines = pane::right(row, card, shared.now);
        let first = state.pane_first.min(lines.len().saturating_sub(1));
        panes::lines(lines.get(first..).unwrap_or_default(), Setting { label: 10, under_sign: 2 }, inner, canvas);
        if state.in_pane {
            canvas.sign(right.x, right.y, '›', Role::Key);
        }
    }
}

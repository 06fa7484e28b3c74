//! The rows of the fleet. Columns fall away with the width, in this order: gauge, age, address list, account; never sign,
//! bot, exchange, key hint and state (the phone's rows are numbered and leave the hint to the key's page).

use crate::domain::{ListProof, ListState, Moment, middle_cut};
use crate::engine::port::{Fleet, FleetRow};
use crate::rules::RowSign;
use crate::tui::canvas::Canvas;
use crate::tui::glyphs::{self, CURSOR};
use crate::tui::state::sign_of;
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::frame::cells;
use crate::tui::widgets::gauge::Age;
use crate::tui::widgets::strip;
use ratatui::layout::Rect;
use std::ops::Range;

/// Where each column begins, for one layout and the fleet's longest names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    layout: Layout,
    name: u16,
    exchange: u16,
    key: u16,
    age: u16,
    may: u16,
    listed: u16,
    state: u16,
    end: u16,
}

impl Columns {
    /// The columns for `width` cells; names take 10 to 24 of them, as the longest needs and the rest allows.
    pub fn of(layout: Layout, width: u16, widest: (usize, usize)) -> Self {
        let wanted = |cells: usize, least: u16, most: u16| u16::try_from(cells).unwrap_or(most).clamp(least, most);
        let name_wanted = wanted(widest.0, 10, 24);
        // name + 1 + exchange + 2 + the rest, as wide as the pictures of the layout.
        let (lead, exchange_most, after) = match layout {
            Layout::Phone => (5, 8, 20),
            Layout::Narrow => (4, 9, 5 + 1 + 7 + 2 + 16),
            Layout::Table => (4, wanted(widest.1, 8, 16), 5 + 2 + 6 + 2 + 7 + 2 + 6 + 2 + 15),
            Layout::Wide => (4, wanted(widest.1, 8, 16), 5 + 2 + 14 + 1 + 7 + 2 + 6 + 2 + 16),
        };
        let gaps = if layout >= Layout::Table { 3 } else { 2 };
        let least = if layout == Layout::Phone { 9 } else { 10 };
        let room = width.saturating_sub(lead + gaps + exchange_most + after);
        let name_cells = name_wanted.min(room.max(least)).max(least);
        let spare = room.saturating_sub(name_cells);
        // In the table the account's column keeps its width as long as the names allow it.
        let exchange_cells = match layout {
            Layout::Table | Layout::Wide => (exchange_most + spare).min(16.max(wanted(widest.1, 8, 40))),
            _ => exchange_most,
        };
        Self::at(layout, lead, name_cells, exchange_cells, width)
    }

    const fn at(layout: Layout, name: u16, name_cells: u16, exchange_cells: u16, end: u16) -> Self {
        let exchange = name + name_cells + 1;
        let after = exchange + exchange_cells;
        let (key, age, may, listed, state) = match layout {
            Layout::Phone => (0, 0, 0, 0, after + 1),
            Layout::Narrow => (after + 1, 0, after + 7, 0, after + 16),
            Layout::Table => (after + 2, after + 9, after + 17, after + 26, after + 34),
            Layout::Wide => (after + 2, after + 9, after + 24, after + 33, after + 41),
        };
        Self { layout, name, exchange, key, age, may, listed, state, end }
    }
}

/// Draws the heads of the columns.
pub fn heads(columns: &Columns, y: u16, canvas: &mut Canvas<'_>) {
    if columns.layout < Layout::Table {
        return;
    }
    let age = if columns.layout == Layout::Wide { columns.age } else { columns.age + 1 };
    for (x, head) in [
        (columns.name, "BOT"),
        (columns.exchange, "EXCHANGE"),
        (columns.key, "KEY"),
        (age, "AGE"),
        (columns.may, "MAY DO"),
        (columns.listed, "LISTED"),
        (columns.state, "STATE"),
    ] {
        canvas.put(x, y, columns.end, head, Role::Quiet);
    }
}

/// How one row is to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// It is under the cursor.
    pub cursor: bool,
    /// Its digit, on a phone.
    pub digit: Option<u8>,
    /// Its facts are old: an answer is awaited.
    pub old: bool,
}

/// Draws a row at `y`, in the columns `area.left()..area.right()`.
pub fn row(row: &FleetRow, columns: &Columns, look: Look, y: u16, area: Rect, canvas: &mut Canvas<'_>) {
    let sign = sign_of(row.row.sign);
    let fine = matches!(row.row.sign, RowSign::Fine | RowSign::Dead);
    if look.cursor {
        canvas.row_under_cursor(y, area.left()..area.right());
        canvas.sign(area.x, y, CURSOR, Role::Key);
    }
    let state_role = glyphs::role_of(sign);
    let sign_at = columns.name - 2;
    if let Some(digit) = look.digit {
        canvas.put(area.x + 1, y, columns.end, &digit.to_string(), Role::Key);
    }
    canvas.sign(sign_at, y, sign, state_role);
    let name_room = columns.exchange - columns.name - 1;
    let name = middle_cut(row.bot.as_str(), usize::from(name_room));
    canvas.put(columns.name, y, columns.exchange, &name, if fine { Role::Text } else { Role::Strong });
    let facts = if fine || look.old { Role::Quiet } else { Role::Text };
    exchange(row, columns, facts, y, canvas);
    if columns.key > 0 {
        let hint = row.hint.map_or_else(|| "none".to_owned(), |hint| hint.to_string());
        canvas.put(columns.key, y, columns.end, &hint, facts);
    }
    if columns.age > 0 && row.hint.is_some() {
        age(row, columns, facts, y, canvas);
    }
    if columns.may > 0 && row.hint.is_some() {
        let alarm = if matches!(row.row.sign, RowSign::Broken | RowSign::Soon) { state_role } else { Role::Strong };
        strip::draw(&row.facts.scopes.strip(), columns.may, y, alarm, canvas);
    }
    if columns.listed > 0 && row.hint.is_some() {
        let (word, role) = listed(row);
        canvas.put(columns.listed, y, columns.state, word, role.unwrap_or(facts));
    }
    let room = usize::from(columns.end.saturating_sub(columns.state));
    canvas.put(columns.state, y, columns.end, &middle_cut(&row.row.word, room), state_role);
}

fn exchange(row: &FleetRow, columns: &Columns, role: Role, y: u16, canvas: &mut Canvas<'_>) {
    let text = match columns.layout {
        Layout::Phone | Layout::Narrow => row.exchange_name.clone(),
        Layout::Table | Layout::Wide => format!("{} {}", row.exchange_name, row.facts.account),
    };
    let gap = if columns.layout >= Layout::Table { 2 } else { 1 };
    let end = if columns.key > 0 { columns.key - gap } else { columns.state - 1 };
    canvas.put(columns.exchange, y, end, &middle_cut(&text, usize::from(end - columns.exchange)), role);
}

/// `41/90`, or `41d ▰▰▱▱▱ 90`.
fn age(row: &FleetRow, columns: &Columns, facts: Role, y: u16, canvas: &mut Canvas<'_>) {
    let age = Age { days: row.facts.age_days, at_least: row.facts.age_at_least, limit: row.facts.max_age_days };
    let calls = match age.role(row.row.sign == RowSign::AtWork) {
        Role::Quiet => facts,
        // A limit that is past counts as bad only where the row says so; a fine row has nothing that calls.
        _ if matches!(row.row.sign, RowSign::Fine | RowSign::Dead) => facts,
        role => role,
    };
    let figure = age.figure();
    let wide = columns.layout == Layout::Wide;
    let x = (columns.age + 3).saturating_sub(cells(&figure));
    let x = canvas.put(x, y, columns.end, &figure, calls);
    if !wide {
        canvas.put(x, y, columns.end, &format!("/{}", age.limit), facts);
        return;
    }
    canvas.put(x, y, columns.end, "d", calls);
    let full = if calls == facts { Role::Text } else { calls };
    for place in 0..5_u16 {
        let is_full = usize::from(place) < age.fifths();
        let (sign, role) = if is_full { ('▰', full) } else { ('▱', Role::Quiet) };
        canvas.sign(columns.age + 5 + place, y, sign, role);
    }
    canvas.put(columns.age + 11, y, columns.end, &age.limit.to_string(), facts);
}

/// The word of the address list, and its role where it calls.
const fn listed(row: &FleetRow) -> (&'static str, Option<Role>) {
    match (row.facts.list.state, row.facts.list_proof) {
        (ListState::Open, _) => ("OPEN", Some(Role::Warn)),
        (ListState::Unknown, _) => ("?", Some(Role::Unknown)),
        (ListState::Bound, _) => ("bound", None),
        (ListState::Restricted, ListProof::Proven) => ("proven", None),
        (ListState::Restricted, ListProof::Told) => ("told", None),
        (ListState::Restricted, _) => ("listed", None),
    }
}

/// The rows of a fleet in an order.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// Where the rows come from.
    pub fleet: &'a Fleet,
    /// Their order on the screen.
    pub order: &'a [u32],
    /// Which of them has the cursor.
    pub cursor: usize,
    /// An answer is awaited since.
    pub since: Option<Moment>,
}

/// Draws the rows `drawn` from the top of `area` down.
pub fn rows(rows: &Rows<'_>, drawn: Range<usize>, columns: &Columns, area: Rect, canvas: &mut Canvas<'_>) {
    let phone = columns.layout == Layout::Phone;
    for ((digit, y), place) in (1..).zip(area.y..area.bottom()).zip(drawn) {
        let Some(found) = rows.order.get(place).and_then(|at| rows.fleet.rows.get(*at as usize)) else { continue };
        let old = rows.since.is_some_and(|since| found.answer.is_none_or(|(at, _)| at < since));
        let digit = (phone && digit <= 8).then_some(digit);
        row(found, columns, Look { cursor: place == rows.cursor, digit, old }, y, area, canvas);
    }
}

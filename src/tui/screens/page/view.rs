//! Draws it.

use super::state::{Mode, State, place};
use crate::domain::date_of as date;
use crate::domain::middle_cut;
use crate::engine::port::{FreshKey, PageLine};
use crate::tui::canvas::{Canvas, Words};
use crate::tui::glyphs::{BROKEN, CURSOR, SOON};
use crate::tui::state::{Drawn, Hit, Shared, Window};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::{self, Frame, Head, Lead};
use crate::tui::widgets::pane;
use crate::tui::widgets::paper::{Paper, Row};
use crate::tui::words::clock_time;
use ratatui::layout::Rect;

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let mut drawn = Drawn { window, hits: Vec::new() };
    let layout = Layout::of(canvas.area().width);
    let name = state.view.as_ref().map_or_else(|| state.row.exchange_name.clone(), |view| view.exchange.clone());
    let frame = Frame { head: Head::new(name, Vec::new()), lead: lead(state), steps: None };
    let body = frame::draw(&frame, &Footer::of(place(state)), shared, canvas, &mut drawn);
    let Some(view) = &state.view else { return drawn };
    if let Some(fresh) = &view.fresh {
        shown_once(fresh, layout, body, canvas);
        return drawn;
    }
    match &state.mode {
        Mode::Weather => weather(state, layout, body, canvas),
        Mode::Text(form) => {
            let making = form.fields.len() > 1;
            let title = if making { "a new key" } else { "its address list" };
            let list = Rect { height: body.height.saturating_sub(6).min(8), ..body };
            if layout >= Layout::Table {
                keys(state, shared, layout, list, &mut drawn, canvas);
            }
            let y = if layout >= Layout::Table { list.bottom() } else { body.y };
            pane::rule(title, y, body.left(), body.right(), canvas);
            let area = Rect { y: y + 2, height: body.bottom().saturating_sub(y + 2), ..body };
            form.draw(area, layout, canvas);
        }
        Mode::List | Mode::Key => panes(state, shared, layout, body, &mut drawn, canvas),
    }
    drawn
}

fn panes(state: &State, shared: &Shared, layout: Layout, body: Rect, drawn: &mut Drawn, canvas: &mut Canvas<'_>) {
    let title = state.chosen().map(|row| format!("{} {}", row.name, row.hint)).unwrap_or_default();
    if layout == Layout::Wide {
        let left = Rect { width: 80.min(body.width.saturating_sub(36)), ..body };
        keys(state, shared, layout, left, drawn, canvas);
        pane::bar(left.right(), body.y, body.bottom().saturating_sub(1), canvas);
        let right = Rect {
            x: left.right() + 2,
            width: body.width.saturating_sub(left.width + 2),
            height: body.height.saturating_sub(1),
            ..body
        };
        canvas.put(right.x, right.y, right.right(), &middle_cut(&title, usize::from(right.width)), Role::Strong);
        let below = Rect { y: right.y + 2, height: right.height.saturating_sub(2), ..right };
        one(state, 13, below, canvas);
        return;
    }
    let most = if layout == Layout::Table { 10 } else { 4 };
    let count = u16::try_from(state.rows().len()).unwrap_or(u16::MAX);
    let high = if matches!(state.mode, Mode::Key) && layout < Layout::Table { 0 } else { count.min(most) + 1 };
    let list = Rect { height: high.min(body.height), ..body };
    if high > 0 {
        keys(state, shared, layout, list, drawn, canvas);
    }
    if title.is_empty() || list.bottom() + 2 > body.bottom() {
        return;
    }
    pane::rule(&title, list.bottom(), body.left(), body.right(), canvas);
    let y = list.bottom() + 1;
    let below = Rect { x: body.x + 1, y, width: body.width.saturating_sub(2), height: body.bottom().saturating_sub(y) };
    one(state, 15, below, canvas);
}

fn lead(state: &State) -> Lead {
    if let Some(why) = &state.refused {
        let (first, rest) = why.split_once(". ").unwrap_or((why, ""));
        return Lead::signed(BROKEN, format!("{}.", first.trim_end_matches('.')))
            .rest(Words::new().text(rest.to_owned()));
    }
    if state.is_fresh() {
        return Lead::signed(SOON, "Shown once: take the secret now.").rest(Words::new().key("y").text(" copies it."));
    }
    let Some(view) = &state.view else { return Lead::plain("Opening the page.") };
    match state.mode {
        Mode::Weather => {
            let blows: Vec<&str> = view.weather.iter().filter(|line| line.1).map(|line| line.0.as_str()).collect();
            let says =
                if blows.is_empty() { "Fair weather.".to_owned() } else { format!("It blows: {}.", blows.join(", ")) };
            Lead::plain(says)
        }
        _ if view.unsaved => {
            let rest = Words::new().key("s").text(" saves, with 2FA.");
            Lead::signed(SOON, "Changed, and not saved.").rest(rest)
        }
        _ => {
            let (first, rest) = view.says.split_once(". ").unwrap_or((view.says.as_str(), ""));
            Lead::plain(format!("{}.", first.trim_end_matches('.'))).rest(Words::new().text(rest.to_owned()))
        }
    }
}

/// The list of keys.
fn keys(state: &State, shared: &Shared, layout: Layout, area: Rect, drawn: &mut Drawn, canvas: &mut Canvas<'_>) {
    let columns: &[(u16, &str)] = match layout {
        Layout::Wide | Layout::Table => {
            &[(4, "NAME"), (18, "KEY"), (25, "PERMISSIONS"), (39, "IP ADDRESSES"), (54, "MADE"), (66, "LAST USED")]
        }
        Layout::Narrow => &[(2, "NAME"), (18, "KEY"), (25, "PERMISSIONS"), (43, "IP ADDRESSES")],
        Layout::Phone => &[(2, "NAME"), (18, "KEY"), (25, "PERMISSIONS")],
    };
    let end = |at: usize| columns.get(at + 1).map_or(area.right(), |(x, _)| area.x + *x);
    for (at, (x, head)) in columns.iter().enumerate() {
        canvas.put(area.x + x, area.y, end(at), head, Role::Quiet);
    }
    let room = usize::from(area.height.saturating_sub(1));
    let (window, shown) = drawn.window.around(state.cursor.0, state.rows().len(), room, 0);
    drawn.window = window;
    for (y, at) in (area.y + 1..).zip(shown) {
        let Some(row) = state.rows().get(at) else { break };
        if at == state.cursor.0 {
            canvas.row_under_cursor(y, area.left()..area.right());
            let role = if matches!(state.mode, Mode::List) { Role::Key } else { Role::Quiet };
            canvas.sign(area.x, y, CURSOR, role);
        }
        for (column, (x, head)) in columns.iter().enumerate() {
            let text = cell(row, head, shared);
            let room = usize::from(end(column).saturating_sub(area.x + x + 1));
            canvas.put(area.x + x, y, end(column), &middle_cut(&text, room), Role::Text);
        }
        drawn.hits.push((Rect { y, height: 1, ..area }, Hit::Row(at)));
    }
}

fn cell(row: &PageLine, column: &str, shared: &Shared) -> String {
    match column {
        "NAME" => row.name.clone(),
        "KEY" => row.hint.to_string(),
        "PERMISSIONS" => row.permissions.clone(),
        "IP ADDRESSES" if row.list.is_empty() => "any".to_owned(),
        "IP ADDRESSES" => row.list.clone(),
        "MADE" if row.made.date_naive() == shared.now.date_naive() => clock_time(row.made, shared.now),
        "MADE" => date(row.made),
        _ => row.last_used.clone(),
    }
}

/// One key: its toggles, its list, what is said of its secret.
fn one(state: &State, value: u16, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(row) = state.chosen() else { return };
    let inside = matches!(state.mode, Mode::Key);
    let beside = area.width >= 60;
    let mut y = area.y;
    let longest = row.toggles.iter().map(|(name, _)| frame::cells(name)).max().unwrap_or(0);
    let value = value.max(longest + 4).min(area.width.saturating_sub(4));
    let mut field = |at: usize, name: &str, text: &str, says: &str| {
        if y >= area.bottom() {
            return;
        }
        let focus = inside && state.field == at;
        if focus {
            canvas.sign(area.x, y, CURSOR, Role::Key);
        }
        let room = usize::from(value.saturating_sub(3));
        canvas.put(area.x + 2, y, area.right(), &middle_cut(name, room), if focus { Role::Strong } else { Role::Text });
        let room = usize::from(area.right().saturating_sub(area.x + value));
        canvas.put(
            area.x + value,
            y,
            area.right(),
            &middle_cut(text, room),
            if focus { Role::Key } else { Role::Text },
        );
        let note = area.x + value + if beside { 17 } else { 7.max(frame::cells(text) + 2) };
        if focus && note + frame::cells(says) <= area.right() {
            canvas.put(note, y, area.right(), says, Role::Quiet);
        }
        y += 1;
    };
    for (at, (name, on)) in row.toggles.iter().enumerate() {
        field(at, name, if *on { "[x]" } else { "[ ]" }, "Space ticks");
    }
    let list = if row.list.is_empty() { "any" } else { row.list.as_str() };
    field(row.toggles.len(), "IP list", list, "Enter changes; empty: any address");
    if y + 1 < area.bottom() {
        let below =
            Rect { x: area.x + 2, y: y + 1, width: area.width.saturating_sub(2), height: area.bottom() - y - 1 };
        let secret = pane::Line::Fact("Secret", Words::new().text(row.secret.clone()));
        pane::lines(&[secret], pane::Setting { label: value.saturating_sub(2), under_sign: 2 }, below, canvas);
    }
}

fn weather(state: &State, layout: Layout, body: Rect, canvas: &mut Canvas<'_>) {
    let Some(view) = &state.view else { return };
    pane::rule("the weather at the made-up exchange", body.y, body.left(), body.right(), canvas);
    let x = body.x + if layout >= Layout::Table { 3 } else { 1 };
    for (y, (at, (line, blows))) in (body.y + 2..body.bottom()).zip(view.weather.iter().enumerate()) {
        let focus = at == state.line;
        if focus {
            canvas.sign(x, y, CURSOR, Role::Key);
        }
        let after = canvas.put(x + 2, y, body.right(), if *blows { "[x] " } else { "[ ] " }, Role::Key);
        let room = usize::from(body.right().saturating_sub(after + 1));
        canvas.put(after, y, body.right(), &middle_cut(line, room), if focus { Role::Strong } else { Role::Text });
    }
}

/// A new key, with its secret shown once.
fn shown_once(fresh: &FreshKey, layout: Layout, body: Rect, canvas: &mut Canvas<'_>) {
    let y = Words::new().key("y").text(if fresh.taken { " copied it" } else { " copies it" });
    let once = if fresh.taken {
        Words::new().text("it was taken")
    } else {
        Words::new().key("y").text(" copies it, this once")
    };
    let beside = layout >= Layout::Table;
    let fact = |label: &str, text: String, note: &Words| {
        let mut words = Words::new().text(text.clone());
        if beside {
            let gap = 29_usize.saturating_sub(text.chars().count());
            words = words.text(" ".repeat(gap)).then(note);
        }
        Row::Fact(label.to_owned(), words, String::new())
    };
    let mut rows = vec![Row::Said(Words::new().strong("Your new API key")), Row::Blank];
    let none = Words::new();
    rows.push(fact("Name", fresh.name.clone(), &none));
    rows.push(fact("API key", fresh.hint.to_string(), &y));
    rows.push(fact("Secret", "•".repeat(if beside { 22 } else { 12 }), &once));
    if fresh.passphrase {
        rows.push(fact("Passphrase", "the one you set".to_owned(), &none));
    }
    rows.push(Row::Blank);
    let allowed = "Closing this page without the secret is allowed here, as at the real one. keyward then says how to go on: delete that key, make another.";
    rows.push(Row::Said(Words::new().text(allowed)));
    if fresh.taken {
        rows.push(Row::Said(
            Words::new().text("It is taken: back in keyward, “I have the new key” takes it in as if it were pasted."),
        ));
    }
    let top = u16::from(beside);
    let area = Rect { y: body.y + top, height: body.height.saturating_sub(top + 1), ..body };
    Paper::of(layout).draw(&rows, 0, area, canvas);
}

//! Draws the page of a key.

use super::State;
use crate::domain::{Severity, date_of};
use crate::engine::port::CardLine;
use crate::rules::RowSign;
use crate::tui::canvas::{Canvas, Words, end_cut};
use crate::tui::glyphs::{self, CURSOR};
use crate::tui::screens::Place;
use crate::tui::screens::fleet::pane as facts;
use crate::tui::state::{Drawn, Hit, Shared, Window, sign_of};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::{self, Frame, Head, Lead};
use crate::tui::widgets::pane::{self, Line, Setting};
use crate::tui::words::{clock_time, month_day, row_says};
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let mut drawn = Drawn { window, hits: Vec::new() };
    let frame = Frame { head: head(state, shared), lead: lead(state), steps: None };
    let body = frame::draw(&frame, &Footer::of(Place::OneKey), shared, canvas, &mut drawn);
    let layout = Layout::of(canvas.area().width);
    let (left, right) = split(body, layout);
    let columns = Columns::of(layout, left.right());
    let below = list(state, &columns, layout, left, &mut drawn, canvas);
    lower(
        state,
        shared,
        layout,
        &columns,
        Rect { y: below, height: left.bottom().saturating_sub(below + 1), ..left },
        canvas,
    );
    if let Some(right) = right {
        pane::bar(right.x, right.y, right.bottom().saturating_sub(1), canvas);
        let inner = Rect::new(right.x + 2, right.y, right.width - 2, right.height.saturating_sub(1));
        canvas.put(inner.x, inner.y, inner.right(), state.row().bot.as_str(), Role::Strong);
        let inner = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
        pane::lines(&beside(state, shared), Setting { label: 10, under_sign: 2 }, inner, canvas);
    }
    drawn
}

fn split(body: Rect, layout: Layout) -> (Rect, Option<Rect>) {
    if layout < Layout::Wide {
        return (body, None);
    }
    let wide = (body.width / 4 - 1).clamp(29, 50);
    let left = Rect { width: body.width - wide, ..body };
    (left, Some(Rect { x: left.right(), width: wide, ..body }))
}

fn head(state: &State, shared: &Shared) -> Head {
    let row = state.row();
    let layout = Layout::of(shared.size.0);
    let mut facts = Vec::new();
    let counts = shared.working().is_some();
    if let Some(working) = shared.working() {
        facts.push(format!("asking · {} s", (shared.now - working.since).num_seconds().max(0)));
    } else if let Some((at, _)) = row.answer {
        facts.push(format!("asked {}", clock_time(at, shared.now)));
    } else {
        facts.push("never asked".to_owned());
    }
    if layout == Layout::Wide && row.facts.created.origin != crate::domain::Origin::Seen {
        facts.push(format!("made {}", date_of(row.facts.created.value)));
    }
    let title = match layout {
        Layout::Phone => facts::named(row),
        _ => format!("{} · {} {}", facts::named(row), row.exchange_name, row.facts.account),
    };
    Head { title, facts, counts, ..Head::default() }
}

fn lead(state: &State) -> Lead {
    let row = state.row();
    let sign = sign_of(row.row.sign);
    let explained = state.card.as_deref().and_then(|card| facts::main(row, card));
    let Some(explained) = explained else {
        return match row.row.sign {
            RowSign::Fine => Lead::signed(glyphs::DONE, "Nothing to do."),
            RowSign::Unknown => {
                Lead::signed(sign, format!("{}.", row_says(row))).rest(Words::new().key("b").text(" tells it."))
            }
            _ => Lead::signed(sign, format!("{}.", row_says(row))),
        };
    };
    let mut lead = Lead::signed(sign, format!("It {}.", explained.about));
    lead.rest = Words::new().key("Enter").text(format!(": {}.", explained.enter));
    let more = row.findings.iter().filter(|finding| finding.severity > Severity::Info).count().saturating_sub(1);
    if more > 0 {
        lead.then = vec![format!("Then {more} more.")];
    }
    lead
}

/// Where the columns of the list begin.
struct Columns {
    sign: u16,
    what: u16,
    so: u16,
    who: Option<u16>,
    end: u16,
}

impl Columns {
    const fn of(layout: Layout, end: u16) -> Self {
        match layout {
            Layout::Phone => Self { sign: 1, what: 3, so: 18, who: None, end },
            Layout::Narrow => Self { sign: 2, what: 4, so: 20, who: None, end },
            Layout::Table => Self { sign: 2, what: 4, so: 20, who: Some(56), end },
            Layout::Wide => Self { sign: 2, what: 4, so: 20, who: Some(if end > 110 { 76 } else { 62 }), end },
        }
    }
}

/// Draws the facts; returns the first row below them.
fn list(
    state: &State,
    columns: &Columns,
    layout: Layout,
    area: Rect,
    drawn: &mut Drawn,
    canvas: &mut Canvas<'_>,
) -> u16 {
    let heads = u16::from(layout >= Layout::Table);
    if heads == 1 {
        canvas.put(columns.what, area.y, columns.end, "WHAT", Role::Quiet);
        canvas.put(columns.so, area.y, columns.end, "SO", Role::Quiet);
        if let Some(who) = columns.who {
            canvas.put(who, area.y, columns.end, "WHO SAYS SO", Role::Quiet);
        }
    }
    // Something of the lower pane is always in sight where there is room for one.
    let lower = if area.height >= 16 { 5 } else { 1 };
    let lines = state.lines();
    let room = usize::from(area.height.saturating_sub(heads + lower));
    let (window, rows) = drawn.window.around(state.cursor.0, lines.len(), room, 0);
    drawn.window = window;
    let mut y = area.y + heads;
    for place in rows {
        let Some(line) = lines.get(place) else { break };
        let at = Rect { y, height: 1, ..area };
        fact(line, place == state.cursor.0, columns, at, canvas);
        drawn.hits.push((at, Hit::Row(place)));
        y += 1;
    }
    if lines.is_empty() {
        canvas.put(columns.what, y, columns.end, "Reading what is stored.", Role::Quiet);
        y += 1;
    }
    if layout == Layout::Wide { y + 1 } else { y }
}

fn fact(line: &CardLine, cursor: bool, columns: &Columns, area: Rect, canvas: &mut Canvas<'_>) {
    let y = area.y;
    if cursor {
        canvas.row_under_cursor(y, area.left()..area.right());
        canvas.sign(area.x, y, CURSOR, Role::Key);
    }
    let sign = sign_of(line.sign);
    let role = glyphs::role_of(sign);
    canvas.sign(columns.sign, y, sign, role);
    let name = if role == Role::Quiet { Role::Text } else { role };
    canvas.put(columns.what, y, columns.so, line.what, name);
    let end = columns.who.unwrap_or(columns.end);
    let room = usize::from(end.saturating_sub(columns.so + 1));
    canvas.put(columns.so, y, end, &end_cut(&line.so, room), Role::Text);
    if let Some(who) = columns.who {
        let room = usize::from(columns.end.saturating_sub(who + 1));
        canvas.put(who, y, columns.end, &end_cut(&line.who, room), Role::Quiet);
    }
}

/// The lower pane: how to mend the line under the cursor, or what happened lately.
fn lower(state: &State, shared: &Shared, layout: Layout, columns: &Columns, area: Rect, canvas: &mut Canvas<'_>) {
    if area.height < 2 {
        return;
    }
    let setting = Setting { label: 13, under_sign: 2 };
    let inner = |y: u16| Rect::new(area.x + 1, y, area.width.saturating_sub(2), area.bottom().saturating_sub(y));
    if let Some(explained) = state.explained().filter(|_| state.mending) {
        let sign = state.chosen().map_or(glyphs::FINE, |line| sign_of(line.sign));
        let role = glyphs::role_of(sign);
        pane::rule("how to mend it", area.y, area.left(), area.right(), canvas);
        let said = Words::new()
            .role(role, explained.what.clone())
            .text(format!("  {}.", facts::says(explained, state.row(), shared.now)));
        let mut lines = vec![
            Line::Signed(sign, role, said),
            Line::Said(2, Words::new().text(explained.why.clone())),
            Line::Said(2, Words::new().strong("Fix:").text(format!(" {}", explained.fix))),
        ];
        if !explained.how.is_empty() {
            lines.push(Line::Said(2, Words::new().text(explained.how.clone())));
        }
        lines.push(Line::Said(
            2,
            Words::new().key("o").text(" opens its page; then ").key("v").text(", and keyward asks again."),
        ));
        pane::lines(&lines, setting, inner(area.y + 1), canvas);
        return;
    }
    let area = whole(state, columns, area, canvas);
    if area.height < 2 {
        return;
    }
    let inner = |y: u16| Rect::new(area.x + 1, y, area.width.saturating_sub(2), area.bottom().saturating_sub(y));
    let Some(card) = &state.card else { return };
    pane::rule("lately", area.y, area.left(), area.right(), canvas);
    let lines: Vec<Line> = card.lately.iter().map(|(at, what)| Line::Dated(month_day(*at), what.clone())).collect();
    let keep = if layout == Layout::Wide { 4 } else { 0 };
    let inner = inner(area.y + 1);
    let y = pane::lines(&lines, setting, Rect { height: inner.height.saturating_sub(keep), ..inner }, canvas);
    if keep > 0 && y + 3 < area.bottom() {
        let y = y + 2;
        pane::rule("how a new key gets to it", y, area.left(), area.right(), canvas);
        let delivery = Line::Said(0, Words::new().text(card.delivery.clone()));
        pane::lines(&[delivery], setting, Rect { y: y + 1, height: area.bottom() - y - 1, ..inner }, canvas);
    }
}

/// The line under the cursor in full, where its column cut it. Returns what is left of the area.
fn whole(state: &State, columns: &Columns, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let Some(line) = state.chosen() else { return area };
    let so = usize::from(columns.who.unwrap_or(columns.end).saturating_sub(columns.so + 1));
    let who = columns.who.map_or(0, |who| usize::from(columns.end.saturating_sub(who + 1)));
    if line.so.width() <= so && (line.who.width() <= who || columns.who.is_none()) {
        return area;
    }
    pane::rule(line.what, area.y, area.left(), area.right(), canvas);
    let inner = Rect::new(area.x + 1, area.y + 1, area.width.saturating_sub(2), area.height - 1);
    let says = format!("{}  ({})", line.so, line.who);
    let y = pane::lines(&[Line::Said(0, Words::new().text(says))], Setting { label: 0, under_sign: 0 }, inner, canvas);
    Rect { y, height: area.bottom().saturating_sub(y), ..area }
}

/// The right pane without its title: what is wrong with the key.
fn beside(state: &State, shared: &Shared) -> Vec<Line> {
    let row = state.row();
    let host = row.host.as_ref().map_or_else(String::new, |host| format!(" on {host}"));
    let mut lines = vec![Line::Said(0, Words::new().text(format!("{}{host}", row.kind))), Line::Blank];
    lines.extend(facts::wrong(row, state.card.as_deref(), shared.now));
    if let Some(card) = state.card.as_deref() {
        lines.push(Line::Blank);
        lines.push(Line::Fact("Asked", Words::new().text(facts::by_way(row, &card.way))));
        if !card.host_addresses.is_empty() {
            let seen: Vec<String> = card.host_addresses.iter().map(ToString::to_string).collect();
            lines.push(Line::Fact("Seen from", Words::new().text(seen.join(", "))));
        }
        if card.generations.len() > 1 {
            lines.push(Line::Blank);
            lines.push(Line::Said(0, Words::new().quiet("ITS KEYS")));
            for generation in &card.generations {
                let hint = generation.hint.map_or_else(|| "none".to_owned(), |hint| hint.to_string());
                let now = if generation.current { "in use" } else { generation.grade.says(false) };
                lines.push(Line::Said(0, Words::new().text(format!("{hint}  {now}"))));
            }
        }
    }
    lines
}

//! Draws who says so.

use super::{Said, State, Topic};
use crate::domain::{Way, middle_cut};
use crate::engine::port::EvidenceCard;
use crate::tui::canvas::{Canvas, Words, end_cut};
use crate::tui::glyphs::{self, CURSOR, WORK};
use crate::tui::screens::Place;
use crate::tui::screens::fleet::pane::named;
use crate::tui::state::{Drawn, Hit, Shared, Window};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::{self, Frame, Head, Lead, cells};
use crate::tui::widgets::pane::{self, Line, Setting};
use crate::tui::words::{clock_time, month_day};
use ratatui::layout::Rect;

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let mut drawn = Drawn { window, hits: Vec::new() };
    let frame = Frame { head: head(state), lead: lead(state, shared), steps: None };
    let body = frame::draw(&frame, &Footer::of(Place::Evidence), shared, canvas, &mut drawn);
    let Some(card) = &state.card else { return drawn };
    let layout = Layout::of(canvas.area().width);
    let y = list(state, card, layout, body, &mut drawn, canvas);
    let inset = if layout == Layout::Wide {
        5
    } else if layout == Layout::Phone {
        1
    } else {
        3
    };
    let area = Rect::new(inset, y + 1, body.width.saturating_sub(inset + 1), body.bottom().saturating_sub(y + 2));
    let label = match layout {
        Layout::Wide => 17,
        Layout::Table => 15,
        Layout::Narrow | Layout::Phone => 13,
    };
    pane::lines(&words(state, card, layout), Setting { label, under_sign: 2 }, area, canvas);
    drawn
}

fn head(state: &State) -> Head {
    let Some(card) = &state.card else { return Head::new("Who says so?", Vec::new()) };
    let title = format!("{} · {}: who says so?", named(&card.row), state.topic.words());
    let fact = format!("{} {}", card.row.exchange_name, card.row.facts.account);
    Head { title, facts: vec![fact], ..Head::default() }
}

/// `On, says Binance since 03:10. Until 03-15 it said off.`
fn lead(state: &State, shared: &Shared) -> Lead {
    let Some(card) = &state.card else { return Lead::signed(WORK, "Reading what is stored.") };
    let Some(newest) = state.lines.first() else {
        return Lead::signed(glyphs::UNKNOWN, "Nobody says so.")
            .rest(Words::new().key("v").text(" asks the exchange."));
    };
    let same = state.lines.iter().take_while(|line| line.answer == newest.answer).count();
    let since = state.lines.get(same.saturating_sub(1)).unwrap_or(newest);
    let first = format!(
        "{}, says {} since {}.",
        capital(&newest.answer),
        card.row.exchange_name,
        clock_time(since.at, shared.now)
    );
    let lead = Lead::signed(newest.sign, first);
    match state.lines.get(same) {
        Some(before) => {
            lead.rest(Words::new().text(format!("Until {} it said {}.", before.at.format("%m-%d"), before.answer)))
        }
        None => lead,
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Draws the answers; returns the first row below them.
fn list(
    state: &State,
    card: &EvidenceCard,
    layout: Layout,
    body: Rect,
    drawn: &mut Drawn,
    canvas: &mut Canvas<'_>,
) -> u16 {
    let columns = Columns::of(&state.lines, layout);
    let mut y = body.y;
    if layout >= Layout::Table {
        heads(&columns, y, body.right(), canvas);
        y += 1;
    }
    let room = (usize::from(canvas.area().height) / 8).clamp(2, 10);
    let (window, rows) = drawn.window.around(state.cursor.0, state.lines.len(), room, 0);
    drawn.window = window;
    let end = rows.end;
    for place in rows {
        let Some(said) = state.lines.get(place) else { break };
        let area = Rect { y, height: 1, ..body };
        row(said, place == state.cursor.0, &columns, card, area, canvas);
        drawn.hits.push((area, Hit::Row(place)));
        y += 1;
    }
    if let Some(text) = left(state.lines.get(end..).unwrap_or_default()) {
        canvas.put(4, y, body.right(), &text, Role::Text);
        y += 1;
    }
    y
}

/// `38 more, all off, back to 02-03 09:22`.
fn left(rest: &[Said]) -> Option<String> {
    let (first, last) = (rest.first()?, rest.last()?);
    let alike = rest.iter().all(|line| line.answer == first.answer);
    let all = if alike { format!("all {}, ", first.answer) } else { String::new() };
    Some(format!("{} more, {all}back to {}", rest.len(), month_day(last.at)))
}

/// Where the columns begin.
struct Columns {
    answer: u16,
    through: u16,
    seen: u16,
    clock: Option<u16>,
    site: u16,
    row: u16,
    changed: u16,
}

impl Columns {
    fn of(lines: &[Said], layout: Layout) -> Self {
        let widest = lines.iter().map(|line| cells(&line.answer)).max().unwrap_or(0).clamp(7, 20);
        let through = 21 + widest + 2;
        let seen = through + 11;
        let clock = (layout == Layout::Wide).then_some(seen + 14);
        let site = seen + 23;
        let row = if layout == Layout::Wide { site + 17 } else { seen + 14 };
        Self { answer: 21, through, seen, clock, site, row, changed: row + 6 }
    }
}

fn heads(columns: &Columns, y: u16, end: u16, canvas: &mut Canvas<'_>) {
    let mut heads =
        vec![(4, "ASKED"), (columns.answer, "ANSWER"), (columns.through, "THROUGH"), (columns.seen, "SEEN FROM")];
    if let Some(clock) = columns.clock {
        heads.extend([(clock, "CLOCK"), (columns.site, "SITE"), (columns.changed, "WHAT ELSE CHANGED")]);
    }
    heads.push((columns.row, "ROW"));
    for (x, head) in heads {
        canvas.put(x, y, end, head, Role::Quiet);
    }
}

fn row(said: &Said, cursor: bool, columns: &Columns, card: &EvidenceCard, area: Rect, canvas: &mut Canvas<'_>) {
    let (y, end) = (area.y, area.right());
    if cursor {
        canvas.row_under_cursor(y, area.left()..end);
        canvas.sign(area.x, y, CURSOR, Role::Key);
    }
    let role = glyphs::role_of(said.sign);
    let facts = if role == Role::Quiet { Role::Quiet } else { Role::Text };
    canvas.sign(2, y, said.sign, role);
    canvas.put(4, y, end, &said.at.format("%m-%d %H:%M:%S").to_string(), facts);
    canvas.put(columns.answer, y, columns.through, &said.answer, role);
    if end < 60 {
        return;
    }
    let through = match (&said.way, &card.row.host) {
        (Way::Direct, _) => "here".to_owned(),
        (way, Some(host)) if *way == card.host_way => host.to_string(),
        (Way::Proxy(url), _) => url.rsplit("//").next().unwrap_or_default().to_owned(),
    };
    canvas.put(columns.through, y, columns.seen, &middle_cut(&through, 10), facts);
    let seen = if said.seen_from.is_empty() { "not told" } else { &said.seen_from };
    let seen_end = columns.clock.unwrap_or(columns.row);
    canvas.put(columns.seen, y, seen_end, &middle_cut(seen, usize::from(seen_end - columns.seen - 1)), facts);
    if let Some(clock) = columns.clock {
        canvas.put(clock, y, end, &said.skew, facts);
        canvas.put(columns.site, y, columns.row, card.row.site.as_str(), facts);
        let room = usize::from(end.saturating_sub(columns.changed + 1));
        canvas.put(columns.changed, y, end, &end_cut(&said.changed, room), facts);
    }
    if end >= 80 {
        canvas.put(columns.row, y, end, &said.number.to_string(), Role::Quiet);
    }
}

/// What was asked, what it means, whether keyward did it, and what was kept.
fn words(state: &State, card: &EvidenceCard, layout: Layout) -> Vec<Line> {
    let signed = match card.row.hint {
        Some(hint) if layout == Layout::Wide => format!(", signed with {hint}"),
        _ => String::new(),
    };
    let mut lines = vec![
        Line::Fact("The question", Words::new().text(format!("{}{signed}", card.question))),
        Line::Fact("It means", Words::new().text(state.topic.means())),
    ];
    let newest = state.lines.first();
    let changed = newest.is_some_and(|newest| state.lines.get(1).is_some_and(|before| before.answer != newest.answer));
    if changed && state.topic != Topic::Life {
        lines.push(Line::Blank);
        lines.push(Line::Said(0, Words::new().text("Not by keyward: nothing was sent that could change it.")));
        let kill = Words::new()
            .text("If it was not you, somebody is in the account: ")
            .key("Esc")
            .text(", then ")
            .key("x")
            .text(" kills this key.");
        lines.push(Line::Said(0, kill));
    }
    lines.push(Line::Blank);
    let digest = state.lines.get(state.cursor.0).map_or("", |said| said.digest.as_str());
    let values = if digest.is_empty() { "class, code".to_owned() } else { format!("values, digest {digest}") };
    let kept = format!("time, way, {values}; the answer itself is not");
    lines.push(Line::Fact("Kept of it", Words::new().text(kept)));
    lines
}

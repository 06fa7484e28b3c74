//! Draws the journal.

use super::State;
use crate::domain::{JournalEntry, Who, date_of, middle_cut};
use crate::engine::port::Chain;
use crate::tui::canvas::{Canvas, Words, end_cut};
use crate::tui::glyphs::{self, CURSOR, DONE, WORK};
use crate::tui::screens::Place;
use crate::tui::state::{Drawn, Hit, Shared, Window};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::find::Find;
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::{self, Frame, Head, Lead, cells};
use crate::tui::widgets::pane::{self, Line, Setting};
use ratatui::layout::Rect;

/// Rows of the lower pane with its rule.
const LOWER: u16 = 5;

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let mut drawn = Drawn { window, hits: Vec::new() };
    let lines = state.lines();
    let layout = Layout::of(canvas.area().width);
    let frame = Frame { head: head(state, layout, lines.len()), lead: lead(state, &lines), steps: None };
    let body = frame::draw(&frame, &Footer::of(Place::Journal), shared, canvas, &mut drawn);
    if let Some(find) = &state.find {
        find.caret(&title(state), shared.practice, canvas);
    }
    let columns = Columns::of(layout, body.width);
    let mut top = body.y;
    if layout >= Layout::Table {
        columns.heads(top, canvas);
        top += 1;
    }
    let has_lower = layout >= Layout::Table && body.height >= 12;
    let bottom = body.bottom().saturating_sub(1 + if has_lower { LOWER } else { 0 });
    let rows = Rect { y: top, height: bottom.saturating_sub(top), ..body };
    let (window, range) = window.around(state.cursor.0, lines.len(), usize::from(rows.height), 0);
    drawn.window = window;
    for ((y, place), entry) in (rows.y..).zip(range.clone()).zip(lines.get(range.clone()).unwrap_or_default()) {
        let area = Rect { y, height: 1, ..rows };
        row(entry, place == state.cursor.0, &columns, layout, shared, area, canvas);
        drawn.hits.push((area, Hit::Row(place)));
    }
    if has_lower && let Some(entry) = lines.get(state.cursor.0) {
        let below = rows.y + u16::try_from(range.len()).unwrap_or(0) + u16::from(layout == Layout::Wide);
        lower(entry, Rect { y: below.min(bottom), height: LOWER, ..body }, canvas);
    }
    drawn
}

fn title(state: &State) -> String {
    state.bot.as_ref().map_or_else(|| "Journal".to_owned(), |bot| format!("Journal · {bot}"))
}

fn head(state: &State, layout: Layout, shown: usize) -> Head {
    let mut facts = Vec::new();
    match (&state.find, state.since) {
        (Some(_), _) => facts.push(format!("{shown} of {} read", state.entries.len())),
        (None, Some(since)) if layout != Layout::Phone => {
            facts.push(format!("{} rows since {}", state.count, date_of(since)))
        }
        _ => facts.push(format!("{} rows", state.count)),
    }
    if let Some(newest) = state.entries.first().filter(|_| layout == Layout::Wide && state.find.is_none()) {
        facts.push(format!("last written {}, UTC", newest.entry.at.format("%H:%M")));
    }
    Head::new(Find::title(state.find.as_ref(), &title(state)), facts)
}

fn lead(state: &State, lines: &[&JournalEntry]) -> Lead {
    if let Some(find) = state.find.as_ref().filter(|_| lines.is_empty()) {
        let rest = Words::new().key("Esc").text(" shows all again.");
        return Lead::plain(format!("Nothing matches {}.", find.text.value())).rest(rest);
    }
    let checked = state.checked.map_or_else(String::new, |at| format!("; checked {}", at.format("%H:%M")));
    match state.chain {
        Chain::Whole => Lead::signed(DONE, "The chain holds.")
            .rest(Words::new().text(format!("No row was lost or changed by accident{checked}."))),
        Chain::Broken(number) => Lead::signed(glyphs::BROKEN, format!("The chain breaks at row {number}."))
            .rest(Words::new().text("A row before it was lost or changed.")),
        Chain::Unread if state.job.is_some() => Lead::signed(WORK, "Reading what is stored."),
        Chain::Unread => {
            Lead::plain("Its chain was not looked at.").rest(Words::new().text("keyward journal --verify does."))
        }
    }
}

/// Where the columns begin. Row numbers end at the third column of theirs.
struct Columns {
    number: u16,
    when: u16,
    who: Option<u16>,
    key: u16,
    what: u16,
    flow: Option<u16>,
    end: u16,
}

impl Columns {
    const fn of(layout: Layout, width: u16) -> Self {
        match layout {
            Layout::Phone => Self { number: 1, when: 6, who: None, key: 12, what: 22, flow: None, end: width },
            Layout::Narrow => Self { number: 2, when: 7, who: None, key: 19, what: 30, flow: None, end: width },
            Layout::Table => Self { number: 4, when: 9, who: Some(22), key: 31, what: 41, flow: None, end: width },
            Layout::Wide => {
                Self { number: 4, when: 9, who: Some(30), key: 39, what: 49, flow: Some(width - 13), end: width }
            }
        }
    }

    fn heads(&self, y: u16, canvas: &mut Canvas<'_>) {
        let mut heads = vec![(self.number, "ROW"), (self.when, "WHEN"), (self.key, "KEY"), (self.what, "WHAT")];
        heads.extend(self.who.map(|x| (x, "WHO")));
        heads.extend(self.flow.map(|x| (x, "FLOW")));
        for (x, head) in heads {
            canvas.put(x, y, self.end, head, Role::Quiet);
        }
    }
}

fn row(
    entry: &JournalEntry,
    cursor: bool,
    columns: &Columns,
    layout: Layout,
    shared: &Shared,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let (y, end) = (area.y, columns.end);
    if cursor {
        canvas.row_under_cursor(y, area.left()..area.right());
        canvas.sign(area.x, y, CURSOR, Role::Key);
    }
    let number = entry.number.to_string();
    canvas.put((columns.number + 3).saturating_sub(cells(&number)), y, columns.when, &number, Role::Quiet);
    let when = match layout {
        Layout::Phone => "%m-%d",
        Layout::Narrow | Layout::Table => "%m-%d %H:%M",
        Layout::Wide => "%Y-%m-%d %H:%M:%S",
    };
    canvas.put(columns.when, y, columns.key, &entry.entry.at.format(when).to_string(), Role::Quiet);
    if let Some(who) = columns.who {
        canvas.put(who, y, columns.key, &middle_cut(&who_says(&entry.entry.who, shared), 8), Role::Quiet);
    }
    let key = entry.entry.bot.as_ref().map_or("-", |bot| bot.as_str());
    canvas.put(columns.key, y, columns.what, &middle_cut(key, usize::from(columns.what - columns.key - 1)), Role::Text);
    let what_end = columns.flow.unwrap_or(end);
    let room = usize::from(what_end.saturating_sub(columns.what + 1));
    let role = if cursor { Role::Strong } else { Role::Text };
    canvas.put(columns.what, y, what_end, &end_cut(&entry.entry.what, room), role);
    if let (Some(x), Some(flow)) = (columns.flow, entry.entry.flow) {
        canvas.put(x, y, end, &format!("flow {flow}"), Role::Quiet);
    }
}

/// Who wrote it, by the names that screens use.
fn who_says(who: &Who, shared: &Shared) -> String {
    match who {
        Who::Keyward | Who::You => who.word().to_owned(),
        Who::Exchange(id) => shared
            .fleet
            .iter()
            .flat_map(|fleet| &fleet.rows)
            .find(|row| row.exchange == *id)
            .map_or_else(|| id.to_string(), |row| row.exchange_name.clone()),
    }
}

/// The pane over the row under the cursor.
fn lower(entry: &JournalEntry, area: Rect, canvas: &mut Canvas<'_>) {
    pane::rule(&format!("row {}", entry.number), area.y, area.left(), area.right(), canvas);
    let about = match (&entry.entry.bot, entry.entry.hint, &entry.entry.exchange) {
        (Some(bot), Some(hint), Some(exchange)) => format!("{bot} {hint} at {exchange}; "),
        (Some(bot), Some(hint), None) => format!("{bot} {hint}; "),
        (Some(bot), None, _) => format!("{bot}; "),
        (None, ..) => String::new(),
    };
    let mut lines = vec![
        Line::Fact("Written", Words::new().text(entry.entry.at.format("%Y-%m-%d %H:%M:%S UTC").to_string())),
        Line::Fact("Chain", Words::new().text(format!("after {}, this {}", entry.before.short(), entry.hash.short()))),
    ];
    if !about.is_empty() {
        lines.insert(1, Line::Fact("Evidence", Words::new().text(about).key("e").text(" shows who says so")));
    }
    let inner = Rect::new(area.x + 1, area.y + 1, area.width.saturating_sub(2), area.height.saturating_sub(1));
    pane::lines(&lines, Setting { label: 11, under_sign: 2 }, inner, canvas);
}

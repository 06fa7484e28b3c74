//! Draws Welcome.

use super::{CHOICES, Choice, State};
use crate::engine::port::{StoreBrief, StoreKind, StoreState};
use crate::tui::canvas::{Canvas, Words};
use crate::tui::glyphs::CURSOR;
use crate::tui::screens::Place;
use crate::tui::state::{Drawn, Hit, Shared, Window};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::foot::{self, Footer};
use crate::tui::widgets::frame::{Head, head_alone, notice_rows};
use crate::tui::widgets::pane::{self, Line, Setting};
use ratatui::layout::Rect;

const WHAT: &str = "keyward keeps the exchange keys of your trading bots: how old each one is, what it may do, from where, when to replace it, and how to kill it.";
const WHY: &str = "A key that cannot withdraw can still be traded empty in a thin market. That is why keyward also looks at the address list and the sub-account.";
const WHY_LONG: &str = "A key that cannot withdraw can still be traded empty in a thin market. That is why keyward also looks at the address list, at the sub-account, and at what else the key may do.";

/// Where things stand in a layout.
struct Places {
    left: u16,
    what: u16,
    /// The row of choice 1, and rows between two choices.
    choices: (u16, u16),
    note: Option<u16>,
    facts: u16,
    value: u16,
    why: Option<u16>,
    /// How wide its sentences are.
    width: u16,
}

impl Places {
    const fn of(layout: Layout, rows: u16) -> Self {
        match layout {
            Layout::Wide => Self {
                left: 10,
                what: 5,
                choices: (9, 2),
                note: Some(33),
                facts: 19,
                value: 25,
                why: Some(25),
                width: 102,
            },
            Layout::Table => Self {
                left: 3,
                what: 3,
                choices: (6, 1),
                note: Some(31),
                facts: 12,
                value: 23,
                why: Some(16),
                width: 74,
            },
            Layout::Narrow => {
                let why = if rows >= 20 { Some(14) } else { None };
                Self { left: 3, what: 2, choices: (6, 0), note: None, facts: 9, value: 23, why, width: 55 }
            }
            Layout::Phone => {
                let why = if rows >= 22 { Some(16) } else { None };
                Self { left: 1, what: 1, choices: (6, 0), note: None, facts: 9, value: 11, why, width: 42 }
            }
        }
    }
}

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let area = canvas.area();
    let layout = Layout::of(area.width);
    let places = Places::of(layout, area.height);
    let mut drawn = Drawn { window, hits: Vec::new() };
    head_alone(&Head::default(), Place::Welcome, shared, canvas);
    if let Some(notice) = &shared.notice {
        notice_rows(notice, 1, canvas);
    }
    let body = |y: u16| {
        Rect::new(places.left, y, places.width.min(area.width - places.left), area.height.saturating_sub(y + 2))
    };
    let what_width = if layout == Layout::Wide { 90 } else { places.width };
    let what = Rect { width: what_width.min(area.width - places.left), ..body(places.what) };
    pane::lines(&[Line::Said(0, Words::new().text(WHAT))], SETTING, what, canvas);
    for (place, one) in CHOICES.iter().enumerate() {
        let step = if places.choices.1 == 0 {
            u16::try_from(place).unwrap_or(0)
        } else {
            u16::from(one.digit - 1) * places.choices.1
        };
        let y = places.choices.0 + step;
        choice(one, place == state.cursor, layout, &places, y, canvas);
        drawn.hits.push((Rect { y, height: 1, ..body(y) }, Hit::Row(place)));
    }
    let below = facts(shared, layout, &places, body(places.facts), canvas);
    if let Some(y) = places.why.map(|y| y.max(below + 1)) {
        let why = if layout == Layout::Wide { WHY_LONG } else { WHY };
        pane::lines(&[Line::Said(0, Words::new().text(why))], SETTING, body(y), canvas);
    }
    for (rect, action) in foot::draw(&Footer::of(Place::Welcome), area.bottom() - 1, canvas) {
        drawn.hits.push((rect, Hit::Key(action)));
    }
    drawn
}

const SETTING: Setting = Setting { label: 0, under_sign: 0 };

fn choice(one: &Choice, chosen: bool, layout: Layout, places: &Places, y: u16, canvas: &mut Canvas<'_>) {
    let end = canvas.area().right();
    if chosen {
        canvas.sign(places.left, y, CURSOR, Role::Key);
    }
    let x = canvas.put(places.left + 2, y, end, &one.digit.to_string(), Role::Key);
    let gap = if layout == Layout::Wide { 3 } else { 2 };
    canvas.put(x + gap, y, end, one.label, if chosen { Role::Strong } else { Role::Text });
    if let Some(note) = places.note {
        let words = if layout == Layout::Wide { one.long } else { one.short };
        canvas.put(places.left + note, y, end, words, if chosen { Role::Text } else { Role::Quiet });
    }
}

/// Where things will live; returns the first free row.
fn facts(shared: &Shared, layout: Layout, places: &Places, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let (secrets, rest, asked) = match layout {
        Layout::Phone => ("Secrets", "The rest", "Asked"),
        _ => ("Secrets will live in", "The rest lives in", "The exchange is asked"),
    };
    let gap = if layout == Layout::Wide { "     " } else { "   " };
    let mut home = Words::new().text(shared.home.clone());
    if layout >= Layout::Table {
        home = home.text(gap).quiet("no secret is ever in it");
    }
    let lines = [
        Line::Fact(secrets, Words::new().text(store(shared.store.as_ref()))),
        Line::Fact(rest, home),
        Line::Fact(asked, Words::new().text("only when you say so")),
    ];
    pane::lines(&lines, Setting { label: places.value, under_sign: 0 }, area, canvas)
}

/// `the login keyring (GNOME Keyring), unlocked`.
fn store(store: Option<&StoreBrief>) -> String {
    let Some(store) = store else { return "looking".to_owned() };
    let how = match (store.kind, store.state) {
        (StoreKind::Keyring, StoreState::Open) => ", unlocked",
        (StoreKind::Keyring, StoreState::Locked) => ", locked",
        _ => "",
    };
    if store.says.is_empty() {
        return format!("{}{how}", store.place);
    }
    let says = store.says.trim_end_matches('.');
    let clause = says.starts_with(char::is_lowercase);
    format!("{}{how}{} {says}.", store.place, if clause { "," } else { "." })
}

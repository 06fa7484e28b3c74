//! Draws it.

use super::check;
use super::state::{State, place};
use crate::domain::{Grade, Moment};
use crate::engine::port::FlowCard;
use crate::flows::Snapshot;
use crate::tui::actions::Action;
use crate::tui::canvas::{Canvas, Words};
use crate::tui::glyphs::{BROKEN, DONE, SOON, UNKNOWN};
use crate::tui::screens::flow::{passphrase, view as flow};
use crate::tui::state::{Drawn, Shared, Window};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::Head;
use crate::tui::widgets::paper::{Paper, Row};
use crate::tui::widgets::secrets::{Says, Secrets};
use crate::tui::widgets::steps::Steps;
use crate::tui::words::{clock_time, distance};
use ratatui::layout::Rect;

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let mut drawn = Drawn { window, hits: Vec::new() };
    let layout = Layout::of(canvas.area().width);
    let mut steps = state.snapshot().map_or(Steps { names: &["Plan"], at: 0 }, flow::steps);
    if state.is_pasting() {
        steps.at = steps.names.iter().position(|name| *name == "Take in").unwrap_or(steps.at);
    }
    let without = without(state, shared);
    let footer = Footer { place: place(state), without: &without };
    let body = flow::frame(head(state, shared, layout), steps, &footer, shared, canvas, &mut drawn);
    let mut inner = flow::inner(body, layout);
    if let Some(ask) = &state.ask {
        let high = ask.height(body.width).min(body.height);
        let y = body.bottom().saturating_sub(high + u16::from(body.height > high + 6));
        ask.draw(Rect { y, height: body.bottom() - y, ..body }, layout, canvas);
        inner.height = y.saturating_sub(inner.y + 1);
    }
    if inner.height == 0 {
        return drawn;
    }
    if state.is_pasting() {
        pasting(state, shared, layout, inner, canvas);
        return drawn;
    }
    let rows = rows(state, shared, layout);
    drawn.window = Paper::of(layout).draw(&rows, state.scroll, inner, canvas);
    drawn
}

/// Keys that the step has and this moment has not.
fn without(state: &State, shared: &Shared) -> Vec<Action> {
    let mut without = Vec::new();
    let Some(snapshot) = state.snapshot() else { return vec![Action::Enter] };
    if state.made().is_some() || !passphrase::is_wanted(&snapshot.exchange, shared) {
        without.push(Action::MakePassphrase);
    }
    let has = |word: &str| state.talk.takes(word);
    if !has("put-back") {
        without.push(Action::PutBack);
    }
    if !has("wipe") {
        without.push(Action::Wipe);
    }
    if !has("override") {
        without.push(Action::Anyway);
    }
    if check::untold(snapshot).is_empty() {
        without.push(Action::Told);
    }
    if state.talk.card.as_ref().is_none_or(|card| card.evidence.is_empty()) {
        without.push(Action::Proof);
    }
    without
}

/// `Rotate arb-okx · OKX sub:arb`, from the new key on `Rotate arb-okx · new …77b1`; the old one's standing at the right.
pub fn head(state: &State, shared: &Shared, layout: Layout) -> Head {
    let row = &state.row;
    let snapshot = state.snapshot();
    let title = match snapshot.and_then(|snapshot| snapshot.new) {
        Some(new) => format!("Rotate {} · new {}", row.bot, new.hint),
        None => format!("Rotate {} · {} {}", row.bot, row.exchange_name, row.account),
    };
    let mut facts = vec![standing(snapshot)];
    if layout == Layout::Wide
        && let Some(snapshot) = snapshot
    {
        facts.extend(snapshot.started_at.map(|at| format!("started {}", clock_time(at, shared.now))));
        // With a passphrase that is here alone leaving has its price: the step says so.
        if snapshot.open && state.made().is_none() {
            facts.push(if snapshot.new.is_none() { "safe to leave at any step" } else { "safe to leave" }.to_owned());
        }
    }
    Head::new(title, facts)
}

fn standing(snapshot: Option<&Snapshot>) -> String {
    match snapshot.map(|snapshot| snapshot.old) {
        Some(Some(old)) if old.alive == Grade::Alive && !old.killing => format!("old {} keeps working", old.hint),
        Some(Some(old)) => format!("old {} is {}", old.hint, old.alive.says(old.killing)),
        Some(None) => "no old key".to_owned(),
        None => "looking".to_owned(),
    }
}

fn rows(state: &State, shared: &Shared, layout: Layout) -> Vec<Row> {
    let mut rows = flow::above(&state.talk, shared);
    let Some(card) = &state.talk.card else {
        if rows.is_empty() {
            rows.push(Row::Said(Words::new().text("Looking where it stands.")));
        }
        return rows;
    };
    let snapshot = &card.snapshot;
    rows.extend(resumed(state, snapshot, shared.now));
    if snapshot.state == "check" {
        rows.extend(check::rows(state, card, layout));
        rows.extend(flow::below(snapshot));
        return rows;
    }
    rows.push(flow::main_sentence(card, shared.now));
    let blank = layout >= Layout::Table;
    if !card.guide.is_empty() {
        rows.extend(blank.then_some(Row::Blank));
        let (_, copy) = state.copies(card, shared);
        let mut guide = flow::guide(&card.guide, 1, copy, &card.page);
        if let Some(line) = state.passphrase_line(card, shared)
            && let Some(Row::Step { text, note, .. }) = guide.get_mut(line)
        {
            *text = passphrase::words(&snapshot.exchange_name, state.secrets.as_ref());
            *note = passphrase::note(state.secrets.as_ref(), copy == Some(line));
        }
        rows.extend(guide);
        let said = state.making.says(state.secrets.as_ref(), state.taken(shared));
        rows.extend((blank && !said.is_empty()).then_some(Row::Blank));
        rows.extend(said);
    }
    rows.extend(more(state, card, shared, layout));
    rows.extend(flow::below(snapshot));
    rows
}

/// A rotation that was begun on another day, or left in the middle: that nothing is lost, and that Enter goes on.
fn resumed(state: &State, snapshot: &Snapshot, now: Moment) -> Vec<Row> {
    let Some(started) = snapshot.started_at.filter(|at| snapshot.open && !state.moved && now - *at > chrono_hour())
    else {
        return Vec::new();
    };
    let sealed = snapshot.new.map(|new| format!("{} is sealed, ", new.hint)).unwrap_or_default();
    let lives = match (snapshot.old, snapshot.at) {
        (Some(old), 0..=4) => format!("{} still lives on {}.", snapshot.bot, old.hint),
        _ => "the step is safe.".to_owned(),
    };
    let text = format!(" Nothing is lost: {sealed}{lives}");
    let since = format!("Rotating since {} {}.", distance(started, now), started.format("%H:%M"));
    vec![Row::Said(Words::new().strong(since).text(text)), Row::Blank]
}

const fn chrono_hour() -> crate::domain::Span {
    crate::domain::Span::hours(1)
}

/// What else a step says.
fn more(state: &State, card: &FlowCard, shared: &Shared, layout: Layout) -> Vec<Row> {
    let snapshot = &card.snapshot;
    let mut rows = Vec::new();
    let venue = shared.bench.venue(&snapshot.exchange);
    match snapshot.state {
        "make" | "take-in" => {
            if state.taken(shared) {
                rows.push(Row::Blank);
                rows.push(taken_row());
            }
            if venue.is_none_or(|venue| venue.secret_shown_once) {
                let name = &snapshot.exchange_name;
                rows.push(Row::Blank);
                rows.push(Row::Said(
                    Words::new()
                        .text(format!("{name} shows the secret once. Leave that page open until keyward says Sealed.")),
                ));
            }
            if layout == Layout::Wide {
                rows.extend(why_like_this(snapshot, venue.map(|venue| venue.inactivity.as_str())));
            } else {
                rows.push(Row::Blank);
                rows.push(Row::Said(
                    Words::new().text("You closed the page too early: ").key("k").text(" says so, then make another."),
                ));
            }
        }
        "ready" => {
            rows.push(Row::Blank);
            rows.push(Row::Said(Words::new().text(format!(
                "Its secret is drawn nowhere: take it from the page at {}, which is still open. Enter once {} has it.",
                snapshot.exchange_name, snapshot.bot
            ))));
        }
        "quiet" => {
            rows.push(Row::Blank);
            let put = snapshot.old.map(|old| format!(" puts {} back.", old.hint)).unwrap_or_default();
            rows.push(Row::Said(Words::new().key("b").text(put)));
        }
        "done" => {
            if !state.moved {
                rows.push(Row::Blank);
                rows.push(Row::Said(
                    Words::new().text("That was the last rotation. ").key("r").text(" begins the next."),
                ));
            }
            let sign = match snapshot.grade {
                Some(Grade::ProvenDead) | None => (DONE, Role::Quiet),
                Some(grade) if grade.is_death() => (SOON, Role::Warn),
                Some(Grade::Alive) => (BROKEN, Role::Bad),
                Some(_) => (UNKNOWN, Role::Unknown),
            };
            if let (Some(old), Some(grade)) = (snapshot.old, snapshot.grade) {
                rows.push(Row::Blank);
                let said = Words::new().text(format!("{} is {}. ", old.hint, grade.says(true)));
                rows.push(Row::Signed(sign.0, sign.1, said.key("d").text(" shows why.")));
            }
        }
        _ => {}
    }
    rows
}

/// In practice a key that was taken from the page lies on the tray and counts as pasted.
pub fn taken_row() -> Row {
    let said = Words::new().strong("The key that you took from the page waits here.");
    Row::Signed(DONE, Role::Quiet, said.text(" ").key("Enter").text(" takes it in as if it were pasted."))
}

fn why_like_this(snapshot: &Snapshot, inactivity: Option<&str>) -> Vec<Row> {
    let exchange = &snapshot.exchange_name;
    let mut rows = vec![Row::Blank, Row::Blank, Row::Heading("WHY LIKE THIS")];
    if snapshot.old.is_some() {
        rows.push(Row::Under(
            Words::new()
                .text(format!("Two keys side by side for a while, so that {} never stands without one.", snapshot.bot)),
        ));
    }
    if let Some(text) = inactivity.filter(|text| !text.is_empty()) {
        rows.push(Row::Under(Words::new().text(text.to_owned())));
    }
    rows.push(Row::Blank);
    rows.push(Row::Heading("IF IT GOES ANOTHER WAY"));
    rows.push(Row::Cells(vec![
        (2, Words::new().text("You closed the page too early")),
        (35, Words::new().key("k")),
        (39, Words::new().text(format!("delete that key at {exchange} now, then make another"))),
    ]));
    rows
}

/// Take in: the fields.
fn pasting(state: &State, shared: &Shared, layout: Layout, area: Rect, canvas: &mut Canvas<'_>) {
    let paper = Paper::of(layout);
    let exchange = &state.row.exchange_name;
    let mut rows = flow::above(&state.talk, shared);
    let said = Words::new().strong("Paste the new key.");
    rows.push(Row::Said(said.text(format!(" The page at {exchange} stays open until this says Sealed."))));
    let note = state
        .snapshot()
        .filter(|snapshot| snapshot.state == "take-in")
        .and_then(|snapshot| snapshot.message.split_once("says Sealed. ").map(|(_, note)| note.to_owned()));
    rows.extend(note.map(|note| Row::Signed(SOON, Role::Warn, Words::new().text(note))));
    paper.draw(&rows, 0, area, canvas);
    let used = u16::try_from(height(&rows, layout, area.width)).unwrap_or(2);
    let y = area.y + used + u16::from(layout >= Layout::Table);
    let Some(secrets) = &state.secrets else { return };
    let below = Rect { y, height: area.bottom().saturating_sub(y), ..area };
    let y = secrets.draw(below, layout, canvas) + u16::from(layout >= Layout::Table);
    let rows = fields_say(secrets, state.taken(shared));
    paper.draw(&rows, 0, Rect { y, height: area.bottom().saturating_sub(y), ..area }, canvas);
}

/// How many rows these take.
pub fn height(rows: &[Row], layout: Layout, width: u16) -> usize {
    let inset = Paper::of(layout).inset;
    rows.iter()
        .map(|row| match row {
            Row::Said(words) => words.wrapped(usize::from(width.saturating_sub(inset + 1)).max(8)).len(),
            Row::Signed(_, _, words) | Row::Under(words) => {
                words.wrapped(usize::from(width.saturating_sub(inset + 3)).max(8)).len()
            }
            _ => 1,
        })
        .sum()
}

/// What the fields say about what is in them.
pub fn fields_say(secrets: &Secrets, taken: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    match &secrets.says {
        Some(Says::Refused(why)) => {
            rows.push(Row::Signed(BROKEN, Role::Bad, Words::new().role(Role::Bad, why.clone())));
        }
        Some(Says::Taken(how)) => rows.push(Row::Signed(DONE, Role::Quiet, Words::new().text(*how))),
        None => {}
    }
    for notice in secrets.notices() {
        let mut words = Words::new().text(notice.says());
        if secrets.is_swapped() {
            words = words.text(" ").key("s").text(" swaps them.");
        }
        rows.push(Row::Signed(SOON, Role::Warn, words));
    }
    if secrets.made().is_some() && !secrets.is_whole() {
        let said = Words::new().text("The passphrase is made and in its field: key and secret are enough.");
        rows.push(Row::Signed(DONE, Role::Quiet, said));
    }
    if secrets.is_whole() && !secrets.is_swapped() {
        let said = Words::new().strong("Both are there.").text(" ").key("Enter").text(" seals them.");
        rows.push(Row::Signed(DONE, Role::Quiet, said));
    }
    if secrets.is_empty() && taken {
        rows.push(taken_row());
    }
    rows
}

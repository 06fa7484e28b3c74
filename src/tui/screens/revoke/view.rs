//! Draws it.

use super::state::{State, place};
use crate::domain::date_of as date;
use crate::domain::{ListState, Scope};
use crate::engine::port::FlowCard;
use crate::tui::actions::Action;
use crate::tui::canvas::{Canvas, Words};
use crate::tui::screens::flow::view as flow;
use crate::tui::state::{Drawn, Shared, Window};
use crate::tui::view::Layout;
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::Head;
use crate::tui::widgets::paper::{Paper, Row};
use crate::tui::widgets::steps::Steps;
use crate::tui::words::clock_time;
use ratatui::layout::Rect;

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let mut drawn = Drawn { window, hits: Vec::new() };
    let layout = Layout::of(canvas.area().width);
    let steps = state.talk.snapshot().map_or(Steps { names: flow::REVOCATION, at: 0 }, flow::steps);
    let without = without(state);
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
    let rows = if state.is_asking() { question(state, shared, layout) } else { rows(state, shared, layout) };
    drawn.window = Paper::of(layout).draw(&rows, state.scroll, inner, canvas);
    drawn
}

fn without(state: &State) -> Vec<Action> {
    let mut without = Vec::new();
    if !state.talk.takes("wipe") {
        without.push(Action::Wipe);
    }
    if !state.talk.takes("rotate-first") {
        without.push(Action::Rotate);
    }
    if !state.talk.takes("later") {
        without.extend([Action::Later, Action::Never]);
    }
    if state.talk.card.as_ref().is_none_or(|card| card.evidence.is_empty()) {
        without.push(Action::Proof);
    }
    without
}

/// The key, and how long it can still be used.
fn head(state: &State, shared: &Shared, layout: Layout) -> Head {
    let row = &state.row;
    let hint = row.hint.map(|hint| hint.to_string()).unwrap_or_default();
    let title = format!("Revoke {} {hint} · {} {}", row.bot, row.exchange_name, row.account);
    let usable = state.talk.snapshot().and_then(|snapshot| snapshot.usable).filter(|_| !state.is_asking());
    let Some(usable) = usable else {
        let fact = match state.talk.state() {
            "closed" => "closed",
            _ => "nothing is changed yet",
        };
        return Head::new(title, vec![fact.to_owned()]);
    };
    let time = flow::clock(usable.until.unwrap_or(shared.now) - usable.since);
    let danger = usable.until.is_none();
    let fact = match (danger, layout) {
        (true, Layout::Wide) => format!("still usable · {time} by now"),
        (true, _) => format!("still usable · {time}"),
        (false, _) => format!("was usable · {time}"),
    };
    Head { danger, ..Head::new(title, vec![fact]) }
}

/// The one question, the safe answer first.
fn question(state: &State, shared: &Shared, layout: Layout) -> Vec<Row> {
    let row = &state.row;
    let mut rows = flow::above(&state.talk, shared);
    let gap = (layout >= Layout::Table).then_some(Row::Blank);
    rows.push(Row::Said(Words::new().strong("Is somebody using it now?")));
    rows.extend(gap.clone());
    let choice = |digit: usize, text: &str, note: &'static str| Row::Choice {
        digit,
        chosen: state.choice + 1 == digit,
        text: text.to_owned(),
        note: if layout >= Layout::Table { Words::new().quiet(note) } else { Words::new() },
    };
    rows.push(choice(1, "Yes, or I do not know", "kill it at once; all else comes after"));
    rows.push(choice(2, "No", "first its positions, then kill it"));
    rows.extend(gap.clone());
    let fact = |label: &str, text: String| Row::Fact(label.to_owned(), Words::new().text(text), String::new());
    rows.push(fact("It may do", flow::rights(&row.facts.scopes)));
    rows.push(fact("From", from(state)));
    let read = match row.answer {
        Some((at, _)) => clock_time(at, shared.now),
        None => "never".to_owned(),
    };
    rows.push(fact("Read at", read));
    rows.push(Row::Fact(
        "Why".to_owned(),
        Words::new().text(state.reason.clone()),
        if layout >= Layout::Table { "w changes it".to_owned() } else { String::new() },
    ));
    rows.extend(gap);
    rows.push(Row::Said(
        Words::new()
            .text(format!(
                "If coins are leaving now: on your phone, in {}'s app, freeze the account. It is faster than any key. ",
                row.exchange_name
            ))
            .key("f")
            .text(" shows where that is."),
    ));
    rows
}

/// `203.0.113.7, proven from both sides`.
fn from(state: &State) -> String {
    let facts = &state.row.facts;
    let list = facts.list.addresses.iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let how = match facts.list_proof {
        crate::domain::ListProof::Proven => ", proven from both sides",
        crate::domain::ListProof::Listed => ", the exchange says so",
        crate::domain::ListProof::Told => ", you say so",
        crate::domain::ListProof::None => "",
    };
    match facts.list.state {
        ListState::Open => "anywhere: it has no address list".to_owned(),
        ListState::Unknown => "nobody knows".to_owned(),
        _ if list.is_empty() => format!("its address list{how}"),
        _ => format!("{list}{how}"),
    }
}

fn rows(state: &State, shared: &Shared, layout: Layout) -> Vec<Row> {
    let mut rows = flow::above(&state.talk, shared);
    let Some(card) = &state.talk.card else { return rows };
    rows.push(flow::main_sentence(card, shared.now));
    let gap = layout >= Layout::Table;
    if !card.guide.is_empty() {
        rows.extend(gap.then_some(Row::Blank));
        rows.extend(guide(state, card, gap));
    }
    rows.extend(more(state, card, layout));
    rows.extend(flow::below(&card.snapshot));
    rows
}

/// Deleting it, and what is faster where the page is slow.
fn guide(state: &State, card: &FlowCard, gap: bool) -> Vec<Row> {
    let is_fast = |label: &str| matches!(label, "Untick" | "Freeze");
    let copies = flow::copyable(&card.guide, &card.page);
    let copy = copies.get(state.copy_at % copies.len().max(1)).copied();
    let mut rows = Vec::new();
    let mut headed = false;
    for (place, row) in flow::guide(&card.guide, 1, copy, &card.page).into_iter().enumerate() {
        let label = card.guide.get(place).map_or("", |line| line.label.as_str());
        if is_fast(label) && !headed {
            headed = true;
            rows.extend(gap.then_some(Row::Blank));
            rows.push(Row::Heading("FASTER, IF THE PAGE IS SLOW"));
        }
        rows.push(match (row, label) {
            (Row::Step { number, label, text, .. }, "Untick") => {
                Row::Step { number, label, text, note: Words::new().key("t").text(" is done") }
            }
            (Row::Step { number, label, text, .. }, "Freeze") => {
                Row::Step { number, label, text, note: Words::new().key("z").text(" is done") }
            }
            (Row::Step { number, label, text, note }, "Find") => {
                let made = state.row.facts.created;
                let text = match made.origin {
                    crate::domain::Origin::Seen => text,
                    _ => text.text(format!(", made {}", date(made.value))),
                };
                Row::Step { number, label, text, note }
            }
            (row, _) => row,
        });
    }
    rows
}

/// What else a step says.
fn more(state: &State, card: &FlowCard, layout: Layout) -> Vec<Row> {
    let exchange = &state.row.exchange_name;
    let hint = state.row.hint.map(|hint| hint.to_string()).unwrap_or_default();
    let mut rows = Vec::new();
    match card.snapshot.state {
        "controlled" if state.talk.takes("rotate-first") => {
            rows.push(Row::Blank);
            rows.push(Row::Said(
                Words::new().key("r").text(" replaces it first, without a quiet time, and kills it then."),
            ));
        }
        "kill-now" if layout == Layout::Wide => {
            rows.push(Row::Blank);
            rows.push(Row::Rule("after that".to_owned()));
            rows.push(Row::Said(Words::new().text(format!(
                "keyward asks {exchange} whether it still knows {hint}, more than once, with its clock as the control question."
            ))));
            rows.push(Row::Said(
                Words::new().text("The secret stays sealed until the key is proven dead: without it nobody could ask."),
            ));
        }
        "replace" => {
            let choice = |digit, chosen, text: &str, note: &'static str| Row::Choice {
                digit,
                chosen,
                text: text.to_owned(),
                note: Words::new().quiet(note),
            };
            rows.push(Row::Blank);
            rows.push(choice(1, true, "Make the new key", "Enter: a rotation begins at Make"));
            rows.push(choice(2, false, "Later", "l: the fleet says so until then"));
            rows.push(choice(3, false, "Never", "n: the bot is retired, its name typed"));
        }
        "closed" => {
            rows.push(Row::Blank);
            rows.push(Row::Said(Words::new().key("d").text(" shows why it is called so.")));
        }
        _ => {}
    }
    let could_move = state.row.facts.scopes.may(Scope::Withdraw).is_yes();
    if could_move && matches!(card.snapshot.state, "kill-now" | "cut-off") && layout >= Layout::Table {
        rows.push(Row::Blank);
        rows.push(Row::Said(
            Words::new()
                .text("It may withdraw. If coins are leaving now, freeze the account first: ")
                .key("f")
                .text("."),
        ));
    }
    rows
}

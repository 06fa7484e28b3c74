//! Wipes a key here: it cannot be taken back, so the bot's name is typed, in the lower pane; the row stays in sight.

use crate::domain::{BotName, Grade, KeyId};
use crate::engine::port::{Answer, FleetRow, Job};
use crate::tui::actions::Action;
use crate::tui::canvas::{Canvas, Words};
use crate::tui::glyphs;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::fleet::table::{self, Columns, Rows};
use crate::tui::screens::{Door, Place, Screen};
use crate::tui::state::{Drawn, Focus, Go, Shared, Ticket, Window};
use crate::tui::view::Layout;
use crate::tui::widgets::confirm::{self, Pane, TypedName};
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::{self, Frame, Head, Lead};
use ratatui::layout::Rect;

/// The screen.
#[derive(Debug)]
pub struct State {
    row: Box<FleetRow>,
    key: KeyId,
    name: TypedName,
    /// The fleet's rows as they stood, and which of them this is.
    order: Vec<u32>,
    at: usize,
    sent: Option<Ticket>,
}

/// Opens it for a row. Not while a flow is open: that flow needs the secret.
pub fn open(row: &FleetRow, order: &[u32], shared: &mut Shared) -> Go {
    let Some(key) = row.id else { return Go::Stay };
    if shared.read_only {
        return super::open(&Door::Edit(row), shared);
    }
    if row.flow.is_some() {
        let rest = Words::new().text("It needs the secret. End it first, or leave it.");
        shared.say(glyphs::UNKNOWN, row.bot.as_str(), "A flow of this key is open.", rest);
        return Go::Stay;
    }
    let is_it = |place: &u32| {
        shared.fleet.as_ref().and_then(|fleet| fleet.rows.get(*place as usize)).is_some_and(|other| other.id == row.id)
    };
    let at = order.iter().position(is_it).unwrap_or(0);
    let name = TypedName::new(row.bot.as_str());
    Go::open(Screen::Remove(State { row: Box::new(row.clone()), key, name, order: order.to_vec(), at, sent: None }))
}

/// Where the keys are.
pub const fn place(_: &State) -> Place {
    Place::Remove
}

/// What is confirmed is typed, never pasted.
pub const fn focus(_: &State) -> Focus {
    Focus::Typed
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    match action {
        Action::Back => Go::Back,
        Action::Enter if state.name.is_whole() && state.sent.is_none() => {
            match BotName::new(state.name.typed()) {
                Ok(name) => state.sent = Some(shared.start(Job::Remove(state.key, name))),
                Err(_) => state.sent = None,
            }
            Go::Stay
        }
        Action::Revoke => super::open(&Door::Revoke(&state.row, None), shared),
        _ => Go::Stay,
    }
}

/// A letter of the name. `x` revokes it first, where the name does not go on with it.
pub fn typed(state: &mut State, _: &mut Shared, key: Key) -> Option<Go> {
    if key == Key::Char('x') && !state.name.goes_on_with('x') {
        return None;
    }
    state.name.press(key).then_some(Go::Stay)
}

/// Refused before it comes here.
pub fn paste(_: &mut State, _: &mut Shared, _: Paste) -> Go {
    Go::Stay
}

/// Done, or why not.
pub fn hear(state: &mut State, shared: &mut Shared, ticket: Ticket, answer: &Answer) -> Go {
    if state.sent != Some(ticket) {
        return Go::Stay;
    }
    state.sent = None;
    match answer {
        Answer::Done(says) => {
            shared.say(glyphs::DONE, state.row.bot.as_str(), says, Words::new());
            Go::Back
        }
        Answer::Problem(problem) => {
            shared.say_problem(state.row.bot.as_str(), problem);
            Go::Stay
        }
        _ => Go::Stay,
    }
}

/// Nothing counts.
pub const fn counts(_: &State, _: &Shared) -> bool {
    false
}

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let row = &state.row;
    let mut drawn = Drawn { window, hits: Vec::new() };
    let frame = Frame { head: head(shared), lead: lead(row), steps: None };
    let body = frame::draw(&frame, &Footer::of(Place::Remove), shared, canvas, &mut drawn);
    let layout = Layout::of(canvas.area().width);
    let facts = facts(row, layout);
    let heads = u16::from(layout >= Layout::Table);
    // Five rows of the fleet, fewer where the pane needs the room.
    let pane_rows = confirm::height(facts.len()) + u16::from(layout < Layout::Table);
    let room = body.height.saturating_sub(heads + pane_rows).clamp(1, 5);
    let rows = Rect { y: body.y + heads, height: room, ..body };
    if let Some(fleet) = &shared.fleet {
        let columns = Columns::of(layout, body.width, (10, 16));
        if heads == 1 {
            table::heads(&columns, body.y, canvas);
        }
        let room = usize::from(room);
        let first = state.at.saturating_sub(room / 2).min(state.order.len().saturating_sub(room));
        let list = Rows { fleet, order: &state.order, cursor: state.at, since: None };
        table::rows(&list, first..(first + room).min(state.order.len()), &columns, rows, canvas);
    }
    let area = Rect { y: rows.bottom(), height: body.bottom().saturating_sub(rows.bottom()), ..body };
    let title = format!("remove {}", row.bot);
    confirm::draw(
        &Pane { title: &title, facts: &facts, ask: "To remove it, type its name." },
        &state.name,
        area,
        canvas,
    );
    drawn
}

fn head(shared: &Shared) -> Head {
    super::fleet::head(shared)
}

fn lead(row: &FleetRow) -> Lead {
    let lives = match (row.hint, row.grade) {
        (None, _) => String::new(),
        (Some(_), Grade::ProvenDead) => format!(" The key is proven dead at {}.", row.exchange_name),
        (Some(_), _) => format!(" The key lives on at {}.", row.exchange_name),
    };
    let rest = Words::new().text(format!("Its secret is wiped here.{lives}"));
    Lead::signed(glyphs::BROKEN, format!("Remove {}?", row.bot)).rest(rest)
}

fn facts(row: &FleetRow, layout: Layout) -> Vec<(&'static str, Words)> {
    let exchange = &row.exchange_name;
    let hint = row.hint.map_or_else(String::new, |hint| hint.to_string());
    let short = layout < Layout::Table;
    let wiped = match short {
        true => format!("its secret, in {}.", row.secret_in),
        false => format!("its secret, in {}. {exchange} cannot show it again.", row.secret_in),
    };
    let mut facts =
        vec![("Wiped", Words::new().text(wiped)), ("Kept", Words::new().text("its dates, and the journal."))];
    match row.grade {
        Grade::ProvenDead => facts.push(("Dead", Words::new().text(format!("{hint} at {exchange}, proven.")))),
        _ if short => facts.push(("Lives on", Words::new().text(format!("{hint} at {exchange}.")))),
        _ => facts.push((
            "Lives on",
            Words::new()
                .text(format!("{hint} at {exchange}, and in the bot. "))
                .key("x")
                .text(" kills it first, with proof."),
        )),
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen_test;
    use crate::tui::screens::fleet;
    use crate::tui::state::Effect;
    use crate::tui::update::{Message, update};
    use crate::tui::{state, testing};

    fn remove(size: (u16, u16)) -> state::State {
        let mut shared = testing::shared(size);
        let below = fleet::State::new(&mut shared);
        let mut state = testing::state(shared, Screen::Fleet(below));
        testing::press(&mut state, &[Key::Down; 7]);
        testing::press(&mut state, &[Key::Char('D')]);
        testing::type_text(&mut state, "cb-d");
        state
    }

    #[test]
    fn as_the_pictures_show_it() {
        screen_test!("confirm", remove);
    }

    #[test]
    fn enter_does_nothing_before_the_name_is_whole() {
        let mut state = remove((80, 24));
        let now = testing::now();
        let job = |effects: Vec<Effect>| {
            effects.into_iter().find(|effect| matches!(effect, Effect::Start(_, Job::Remove(..))))
        };
        assert!(job(update(&mut state, Message::Key(Key::Enter), now)).is_none());
        testing::type_text(&mut state, "c");
        assert!(job(update(&mut state, Message::Key(Key::Enter), now)).is_none());
        testing::type_text(&mut state, "a");
        assert!(job(update(&mut state, Message::Key(Key::Enter), now)).is_some());
        assert!(job(update(&mut state, Message::Key(Key::Enter), now)).is_none(), "once is enough");
    }

    #[test]
    fn a_pasted_name_is_refused() {
        let mut state = remove((80, 24));
        crate::tui::update::paste(&mut state, Paste::new(b"ca".to_vec()), testing::now());
        assert!(testing::text(&mut state).contains("went nowhere"));
        assert!(testing::text(&mut state).contains("cb-d  "));
    }
}

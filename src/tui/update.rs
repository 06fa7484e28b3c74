//! One message in, the jobs it causes out. Nothing here waits, draws or looks at a clock.

use super::actions::{Action, action_of};
use super::bench::Waiting;
use super::canvas::Words;
use super::glyphs;
use super::input::Key;
use super::input::Paste;
use super::screens::flow::passphrase;
use super::screens::{Screen, help, history, journal, proof, revoke, rotate, unlock};
use super::state::{Effect, Focus, Go, Layer, State, Ticket};
use crate::domain::{Kind, Moment};
use crate::engine::port::{Answer, Progress};

/// What happened.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// A job came to its end.
    Answer(Ticket, Answer),
    /// A job is so far.
    Progress(Ticket, Progress),
    /// The window has another size.
    Resized(u16, u16),
    /// A second went by, and something counts them.
    Tick,
}

/// Changes the state as a message says. Returns what the loop has to do.
pub fn update(state: &mut State, message: Message, now: Moment) -> Vec<Effect> {
    state.shared.now = now;
    match message {
        Message::Key(key) => press(state, key),
        Message::Answer(ticket, answer) => hear(state, ticket, answer),
        Message::Progress(ticket, progress) => {
            state.shared.progress(ticket, progress);
            refresh(state);
        }
        Message::Resized(columns, rows) => state.shared.size = (columns, rows),
        Message::Tick => tick(state),
    }
    deliver_late(state);
    state.shared.take_effects()
}

/// A paste goes to the field that waits for it, or nowhere; its letters are never taken for keys.
pub fn paste(state: &mut State, paste: Paste, now: Moment) -> Vec<Effect> {
    state.shared.now = now;
    state.shared.notice = None;
    let focus = state.focus();
    match state.layers.last_mut() {
        Some(layer) if matches!(focus, Focus::Secret | Focus::Text) => {
            let go = layer.screen.paste(&mut state.shared, paste);
            follow(state, go);
        }
        _ => {
            let rest = match focus {
                Focus::Typed => "A name is typed here, not pasted: it is the last look before something is gone.",
                _ => "No field waits for one; it was wiped.",
            };
            drop(paste);
            state.shared.say(glyphs::UNKNOWN, "keyward", "That paste went nowhere.", Words::new().text(rest));
        }
    }
    state.shared.take_effects()
}

fn press(state: &mut State, key: Key) {
    if key == Key::Ctrl('z') {
        return state.shared.suspend();
    }
    if key == Key::Ctrl('c') {
        return state.shared.quit();
    }
    if state.shared.is_deaf() {
        return;
    }
    state.shared.notice = None;
    let place = state.place();
    let Some(layer) = state.layers.last_mut() else { return };
    state.shared.window = layer.window;
    let typed = match layer.screen.focus() {
        Focus::Actions => None,
        Focus::Text | Focus::Choosing | Focus::Typed | Focus::Secret => layer.screen.typed(&mut state.shared, key),
    };
    match typed {
        Some(go) => follow(state, go),
        None => {
            if let Some(action) = action_of(key, place) {
                run(state, action);
            }
        }
    }
}

/// Does an action: what is the same everywhere here, the rest by the screen on top.
pub fn run(state: &mut State, action: Action) {
    let go = match action {
        Action::Quit => {
            state.shared.quit();
            Go::Stay
        }
        // Esc stops work that runs before it leaves anything.
        Action::Back if state.shared.stop_work() => Go::Stay,
        Action::Fleet => Go::Home,
        Action::History => Go::open(Screen::History(history::State::new(&state.shared))),
        Action::Journal => Go::open(Screen::Journal(journal::State::new(&mut state.shared))),
        Action::Help => Go::open(Screen::Help(help::State::new(state.place()))),
        _ => match state.layers.last_mut() {
            Some(layer) => layer.screen.act(&mut state.shared, action),
            None => Go::Stay,
        },
    };
    follow(state, go);
}

fn hear(state: &mut State, ticket: Ticket, answer: Answer) {
    // A late one: nobody waits for it any more.
    let Some(running) = state.shared.finish(ticket) else { return };
    match (answer, running.again) {
        (Answer::Problem(problem), Some(job)) if problem.kind == Kind::Locked => {
            let shown = running.shown;
            state.shared.waiting.push(Waiting { ticket, job, shown, problem });
            unlock::ask(state);
        }
        (answer, _) => spread(state, ticket, answer),
    }
}

/// What waited for the store, and was given up.
fn deliver_late(state: &mut State) {
    for (ticket, problem) in state.shared.take_late() {
        spread(state, ticket, Answer::Problem(problem));
    }
}

/// A second went by: what is due is begun.
fn tick(state: &mut State) {
    let Some(layer) = state.layers.last_mut() else { return };
    match &mut layer.screen {
        Screen::Rotate(screen) => rotate::tick(screen, &mut state.shared),
        Screen::Revoke(screen) => revoke::tick(screen, &mut state.shared),
        Screen::Proof(screen) => proof::tick(screen, &mut state.shared),
        _ => {}
    }
}

fn spread(state: &mut State, ticket: Ticket, answer: Answer) {
    // Every screen hears it, the covered ones too; only the top one may move the stack.
    let top = state.layers.len().saturating_sub(1);
    let mut go = Go::Stay;
    for (place, layer) in state.layers.iter_mut().enumerate() {
        let wish = layer.screen.hear(&mut state.shared, ticket, &answer);
        if place == top {
            go = wish;
        }
    }
    state.shared.learn(answer);
    follow(state, go);
}

/// Moves the stack as a screen wants it.
pub(super) fn follow(state: &mut State, go: Go) {
    match go {
        Go::Stay => {}
        Go::Back => {
            if state.layers.len() > 1 {
                close(state, state.layers.len() - 1);
                refresh(state);
            }
        }
        Go::Open(screen) => state.layers.push(Layer::new(*screen)),
        Go::Ask(screen) => {
            state.shared.go_deaf();
            state.layers.push(Layer::new(*screen));
        }
        Go::Swap(screen) => {
            close(state, state.layers.len().saturating_sub(1));
            state.layers.push(Layer::new(*screen));
        }
        Go::Run(action) => {
            follow(state, Go::Back);
            run(state, action);
        }
        Go::Home => {
            close(state, 1);
            refresh(state);
        }
    }
}

/// Closes the screens above the first `kept`; what is lost with them is said.
fn close(state: &mut State, kept: usize) {
    passphrase::say_lost(state.layers.iter().skip(kept).map(|layer| &layer.screen), &mut state.shared);
    state.layers.truncate(kept);
}

/// What came back into sight is read anew: cells change in place as answers come, and another process may have written while
/// it was covered.
fn refresh(state: &mut State) {
    match state.layers.last_mut().map(|layer| &mut layer.screen) {
        Some(Screen::Fleet(fleet)) => fleet.refresh(&mut state.shared),
        Some(Screen::OneKey(key)) => key.refresh(&mut state.shared),
        _ => {}
    }
}

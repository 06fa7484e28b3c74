//! A rotation as it is shown.

use super::{
    Act, Plan, Rotation, State, View, Which, alive, baseline, check, done, kill, make, planned, prove, put_back, quiet,
    ready, tail, take_in, wrong_one,
};
use crate::domain::{Moment, Tri};
use crate::flows::{Banner, FlowKind, KeySnapshot, Named, Snapshot, World, proof};

const PARKED: &str = "A revocation of one of its keys is open: this stands still until it is closed.";

pub(in crate::flows) fn snapshot(r: &Rotation, world: &World<'_>) -> Snapshot {
    let act = Act::new(world, r.pace, r.way.clone(), false);
    let view = view(r, &act);
    let (step, at, of) = r.place();
    let shown = |which, key: Option<Named>, killing| {
        let key = key?;
        let view = act.view(which)?;
        let on = proof::ProofSite::new(&view.key.site, &r.pace, view.secret_here, killing);
        let alive = proof::grade(act.rows(which), &on).grade;
        Some(KeySnapshot { hint: key.hint, generation: key.generation, alive, killing })
    };
    let old = shown(Which::Old, r.old, r.old.is_some_and(|old| r.kills(old.generation)));
    let message = match &r.note {
        _ if r.parked => PARKED.to_owned(),
        Some(note) => format!("{} {note}", view.message),
        None => view.message.clone(),
    };
    Snapshot {
        id: world.flow,
        kind: FlowKind::Rotation,
        bot: r.bot.clone(),
        exchange: r.exchange.clone(),
        exchange_name: world.venue.name.clone(),
        step,
        at,
        of,
        steps: r.plan.steps(),
        state: r.state.word(),
        takes: takes(r, &act, &view),
        waits_for: if r.parked { Vec::new() } else { view.waits_for },
        next_at: view.next_at.filter(|_| r.state.is_open() && !r.parked),
        old,
        new: shown(Which::New, r.new, false),
        lines: lines(r, world),
        grade: old.map(|old| old.alive),
        open_points: open_points(r, world),
        message,
        banner: banner(r, &act),
        reach: if r.plan == Plan::Whole && r.old.is_some() { act.reach() } else { None },
        guide: view.guide,
        started_at: r.started_at,
        usable: None,
        asking: if matches!(r.state, State::Prove { .. }) { prove::asking(r, &act) } else { None },
        parked: r.parked,
        open: r.state.is_open(),
    }
}

pub(super) fn next_at(r: &Rotation, world: &World<'_>) -> Option<Moment> {
    if r.parked || !r.state.is_open() {
        return None;
    }
    view(r, &Act::new(world, r.pace, r.way.clone(), false)).next_at
}

pub(super) fn waits_for(r: &Rotation, world: &World<'_>) -> Vec<String> {
    view(r, &Act::new(world, r.pace, r.way.clone(), false)).waits_for
}

fn view(r: &Rotation, act: &Act<'_>) -> View {
    match r.state {
        State::Planned => planned::view(r, act),
        State::Baseline { .. } => baseline::view(r, act),
        State::Make => make::view(r, act),
        State::TakeIn => take_in::view(r, act),
        State::Check => check::view(r, act),
        State::Ready { .. } => ready::view(r, act),
        State::Alive => alive::view(r, act),
        State::PutBack { .. } => put_back::view(r, act),
        State::Quiet { .. } => quiet::view(r, act),
        State::Kill { .. } => kill::view(r, act),
        State::Prove { .. } => prove::view(r, act),
        State::WrongOne { .. } => wrong_one::view(r, act),
        State::Tail { .. } => tail::view(r, act),
        State::Done { .. } | State::Aborted { .. } => done::view(r, act),
    }
}

/// What the state waits for and takes, and the facts that mean something here in every state.
fn takes(r: &Rotation, act: &Act<'_>, view: &View) -> Vec<String> {
    let mut takes: Vec<String> = Vec::new();
    let add = |word: &str, takes: &mut Vec<String>| {
        if !takes.iter().any(|taken| taken == word) {
            takes.push(word.to_owned());
        }
    };
    let wishes = view.waits_for.iter().chain(&view.takes);
    for word in wishes.filter(|word| !r.parked || matches!(word.as_str(), "ask" | "way:")) {
        add(word, &mut takes);
    }
    if r.state == State::Planned {
        return takes;
    }
    if wipe_allowed(r, act) {
        add("wipe", &mut takes);
    }
    if !r.state.is_open() {
        return takes;
    }
    for line in check::open(&r.check_lines(act.world), Tri::Unknown, "told") {
        add(&line, &mut takes);
    }
    if matches!(r.state, State::Check) {
        for line in check::open(&r.check_lines(act.world), Tri::No, "override") {
            add(&line, &mut takes);
        }
    }
    for fact in ["delivered", "seen", "lost-key"] {
        add(fact, &mut takes);
    }
    if r.old.is_some() {
        add(super::heard::deleted_word(r, act), &mut takes);
        add("gone", &mut takes);
    }
    takes
}

fn wipe_allowed(r: &Rotation, act: &Act<'_>) -> bool {
    let state = matches!(r.state, State::Prove { .. } | State::Tail { .. } | State::Done { .. });
    let here = act.view(Which::Old).is_some_and(|view| !view.secret_here.is_no() && view.key.slot.is_some());
    state && !r.parked && here && act.is_dead(Which::Old)
}

/// The lines of Check, while they matter.
fn lines(r: &Rotation, world: &World<'_>) -> Vec<crate::flows::CheckLine> {
    match r.state {
        State::Check | State::Ready { .. } | State::Alive | State::PutBack { .. } => r.check_lines(world),
        _ => Vec::new(),
    }
}

/// What was left open on purpose: reasons, and the lines that still do not hold of a key that was delivered early.
fn open_points(r: &Rotation, world: &World<'_>) -> Vec<String> {
    let mut points = r.open_points.clone();
    if !r.open_lines.is_empty() {
        let lines = r.check_lines(world);
        let open = lines.iter().filter(|line| r.open_lines.contains(&line.line) && !line.holds.is_yes());
        points.extend(
            open.map(|line| format!("{} was not checked before it was delivered: {}", line.line.word(), line.says)),
        );
    }
    points
}

fn banner(r: &Rotation, act: &Act<'_>) -> Option<Banner> {
    let red = |text: String| Some(Banner { red: true, text });
    let before_alive = !r.state.is_after_ready() && r.state.is_open() && r.state != State::Planned;
    match r.state {
        _ if r.parked => Some(Banner { red: false, text: PARKED.to_owned() }),
        _ if before_alive && r.old.is_none() && r.plan != Plan::First => {
            red(format!("{} stands without a key: deliver fast.", r.bot))
        }
        _ if before_alive && r.heard.bare && act.is_named_gone(Which::Old) => {
            red(format!("{} is dead already: {} stands without a key. Deliver fast.", r.old_name(), r.bot))
        }
        _ if before_alive && r.heard.bare => red(format!(
            "{}: {}. {} may stand without a key: deliver fast.",
            r.old_name(),
            act.heard(Which::Old),
            r.bot
        )),
        State::Kill { again: true } => red(format!("{} still lives.", r.old_name())),
        State::WrongOne { .. } => red(format!("{} was deleted. {} stands without a key.", r.new_name(), r.bot)),
        _ => None,
    }
}

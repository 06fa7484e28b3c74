//! A revocation as it is shown.

use super::{
    Act, Revocation, State, View, Which, closed, controlled, cut_off, heard, kill_now, look, prove, replace, suspected,
    tail,
};
use crate::domain::Moment;
use crate::flows::{Banner, FlowKind, KeySnapshot, Named, Snapshot, Usable, World, proof};

pub(in crate::flows) fn snapshot(r: &Revocation, world: &World<'_>) -> Snapshot {
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
    let old = shown(Which::Old, Some(r.key), r.kills(r.key.generation));
    let message = match &r.note {
        Some(note) => format!("{} {note}", view.message),
        None => view.message.clone(),
    };
    Snapshot {
        id: world.flow,
        kind: FlowKind::Revocation,
        bot: r.bot.clone(),
        exchange: r.exchange.clone(),
        exchange_name: world.venue.name.clone(),
        step,
        at,
        of,
        steps: Revocation::STEPS,
        state: r.state.word(),
        takes: takes(r, &act, &view),
        waits_for: view.waits_for,
        next_at: view.next_at.filter(|_| r.state.is_open()),
        old,
        new: shown(Which::New, r.other(&act), false),
        lines: Vec::new(),
        grade: old.map(|old| old.alive),
        open_points: r.open_points.clone(),
        message,
        banner: banner(r, &act),
        reach: act.reach(),
        guide: view.guide,
        started_at: Some(r.started_at),
        usable: Some(Usable { since: r.started_at, until: r.usable_until }),
        asking: if matches!(r.state, State::Prove { .. }) { prove::asking(r, &act) } else { None },
        parked: false,
        open: r.state.is_open(),
    }
}

pub(super) fn next_at(r: &Revocation, world: &World<'_>) -> Option<Moment> {
    let act = Act::new(world, r.pace, r.way.clone(), false);
    view(r, &act).next_at.filter(|_| r.state.is_open())
}

pub(super) fn waits_for(r: &Revocation, world: &World<'_>) -> Vec<String> {
    view(r, &Act::new(world, r.pace, r.way.clone(), false)).waits_for
}

fn view(r: &Revocation, act: &Act<'_>) -> View {
    match r.state {
        State::Suspected => suspected::view(r, act),
        State::Controlled => controlled::view(r, act),
        State::KillNow { .. } => kill_now::view(r, act),
        State::CutOff { .. } => cut_off::view(r, act),
        State::Prove { .. } => prove::view(r, act),
        State::Look => look::view(r, act),
        State::Replace => replace::view(r, act),
        State::Tail => tail::view(r, act),
        State::Closed { .. } | State::Aborted { .. } => closed::view(r, act),
    }
}

/// What the state waits for and takes, and the facts that mean something here in every state.
fn takes(r: &Revocation, act: &Act<'_>, view: &View) -> Vec<String> {
    let mut takes: Vec<String> = Vec::new();
    let mut add = |word: &str| {
        if !takes.iter().any(|taken| taken == word) {
            takes.push(word.to_owned());
        }
    };
    view.waits_for.iter().chain(&view.takes).for_each(|word| add(word));
    if wipe_allowed(r, act) {
        add("wipe");
    }
    if r.state.is_open() {
        add("ask");
        add("way:");
        add(heard::deleted_word(r, act));
        for fact in ["gone", "off", "frozen", "guarded", "looked"] {
            add(fact);
        }
    }
    takes
}

fn wipe_allowed(r: &Revocation, act: &Act<'_>) -> bool {
    let state = !r.state.is_before_prove() && !matches!(r.state, State::Aborted { .. });
    let here = act.view(Which::Old).is_some_and(|view| !view.secret_here.is_no() && view.key.slot.is_some());
    state && here && act.is_dead(Which::Old)
}

fn banner(r: &Revocation, act: &Act<'_>) -> Option<Banner> {
    let red = |text: String| Some(Banner { red: true, text });
    match r.state {
        State::KillNow { again: true, .. } => red(format!("{} still lives: {}.", r.key.hint, act.heard(Which::Old))),
        State::Look | State::Replace | State::Tail if r.other_lost => {
            red(format!("{} stands without a key: the new one was deleted, too.", r.bot))
        }
        _ => None,
    }
}

//! Line 1 and line 2 of the fleet: how many, how old the answers are, and the one next action; or one of its other states.

use super::state::State;
use crate::engine::port::{Fleet, FleetRow, StoreKind, StoreState};
use crate::rules::RowSign;
use crate::tui::canvas::Words;
use crate::tui::glyphs::{self, DONE, UNKNOWN, WORK};
use crate::tui::state::{Shared, sign_of};
use crate::tui::view::Layout;
use crate::tui::widgets::find::Find;
use crate::tui::widgets::frame::{Head, Lead};
use crate::tui::words::{self, count, days_until, distance, long_day, row_says, wants};

/// Line 1 as it stands over a pane that took the fleet's place.
pub fn head_plain(shared: &Shared) -> Head {
    head(&State::default(), shared, None)
}

/// Line 1. `shown` is the part of the list that stands on the screen, `1-12`, where not all does.
pub fn head(state: &State, shared: &Shared, shown: Option<(usize, usize)>) -> Head {
    let layout = Layout::of(shared.size.0);
    let title = Find::title(state.find.as_ref(), "Fleet");
    let Some(fleet) = &shared.fleet else {
        return Head::new(title, vec!["reading".to_owned()]);
    };
    let total = fleet.rows.len();
    let mut facts = vec![match (&state.find, shown) {
        _ if total == 0 => "no keys yet".to_owned(),
        (Some(_), _) => format!("{} of {total}", state.shown.len()),
        (None, Some((first, last))) if layout >= Layout::Table => format!("{first}-{last} of {total}"),
        _ => count(total, "key", "keys"),
    }];
    if state.find.is_some() || total == 0 {
        return Head { counts: state.find.is_some(), ..Head::new(title, facts) };
    }
    if let Some(working) = shared.working() {
        facts.push(match &working.progress {
            Some(progress) => format!("asking {} of {}", progress.done, progress.of),
            None => "asking".to_owned(),
        });
        facts.push(format!("{} s", (shared.now - working.since).num_seconds().max(0)));
        return Head { counts: true, ..Head::new(title, facts) };
    }
    match shared.store.as_ref().map(|store| (store.kind, store.state, store.empty)) {
        Some((StoreKind::Sealed, StoreState::Locked, _)) => facts.push("sealed file locked".to_owned()),
        Some((_, StoreState::Locked, _)) => facts.push("keyring locked".to_owned()),
        Some((StoreKind::Keyring, StoreState::Absent, false)) => facts.push("no keyring".to_owned()),
        _ => {
            if layout >= Layout::Table && asked_days_ago(fleet, shared).is_none_or(|days| days == 0) {
                let exchanges = exchanges(fleet);
                facts.push(count(exchanges, "exchange", "exchanges"));
            }
            facts.push(asked(fleet, shared, layout));
        }
    }
    Head { counts: shown.is_some(), ..Head::new(title, facts) }
}

fn exchanges(fleet: &Fleet) -> usize {
    let mut seen: Vec<&str> = Vec::new();
    for row in &fleet.rows {
        if !seen.contains(&row.exchange.as_str()) {
            seen.push(row.exchange.as_str());
        }
    }
    seen.len()
}

fn asked_days_ago(fleet: &Fleet, shared: &Shared) -> Option<i64> {
    fleet.asked_at.map(|at| -days_until(at, shared.now))
}

fn asked(fleet: &Fleet, shared: &Shared, layout: Layout) -> String {
    let Some(at) = fleet.asked_at else { return "never asked".to_owned() };
    match asked_days_ago(fleet, shared) {
        Some(0) if layout >= Layout::Table => format!("asked {}", at.format("%H:%M")),
        Some(0) => at.format("%H:%M").to_string(),
        _ => format!("asked {}", distance(at, shared.now)),
    }
}

/// Line 2, and what the footer must leave out because of it.
pub fn lead(state: &State, shared: &Shared) -> Lead {
    let Some(fleet) = &shared.fleet else { return Lead::signed(WORK, "Reading what is stored.") };
    if let Some(find) = state.find.as_ref().filter(|_| state.shown.len() == 0) {
        let rest = Words::new().key("Esc").text(format!(" shows all {} again.", fleet.rows.len()));
        return Lead::plain(format!("Nothing matches {}.", find.text.value())).rest(rest);
    }
    if fleet.rows.is_empty() {
        return Lead::plain("No keys yet.").rest(Words::new().key("a").text(" adds one."));
    }
    if shared.working().is_some() {
        return asking(fleet, shared);
    }
    if let Some(locked) = locked(shared) {
        return locked;
    }
    if let Some(unreachable) = unreachable(state) {
        return unreachable;
    }
    match words::worst(fleet) {
        Some(worst) => next_action(state, shared, fleet, worst),
        None => well(fleet, shared),
    }
}

fn asking(fleet: &Fleet, shared: &Shared) -> Lead {
    let old = match fleet.asked_at {
        Some(at) if days_until(at, shared.now) == 0 => format!("What you see is from {}.", at.format("%H:%M")),
        Some(at) => format!("What you see is from {}.", distance(at, shared.now)),
        None => "Nothing is known yet.".to_owned(),
    };
    let rest = Words::new().text(old).text("    ").key("Esc").text(" stops asking.");
    Lead::signed(WORK, "Asking the exchanges.").rest(rest)
}

fn locked(shared: &Shared) -> Option<Lead> {
    let store = shared.store.as_ref().filter(|store| store.kind == StoreKind::Keyring)?;
    let (what, second) = match store.state {
        StoreState::Open => return None,
        // Nothing lies in it: the first key will choose a store.
        StoreState::Absent if store.empty => return None,
        StoreState::Absent => {
            let why = store.says.trim_end_matches('.');
            let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
            let second = Words::new().text(format!("Start it{why}, or go on without. Nothing was lost."));
            ("The login keyring does not answer.", second)
        }
        StoreState::Locked => {
            let second = Words::new().text("Unlock it (").key("u").text("), or go on without. Nothing was lost.");
            ("The login keyring is locked.", second)
        }
    };
    let mut lead = Lead::signed(UNKNOWN, what);
    lead.rest = Words::new().text("Names, ages and dates are here; asking is not.");
    lead.second = Some(second);
    Some(lead)
}

fn unreachable(state: &State) -> Option<Lead> {
    let away = state.unreachable.as_ref()?;
    let keys = away.keys.len();
    let mut lead = Lead::signed(UNKNOWN, format!("{} cannot be reached.", away.what));
    lead.rest = Words::new().text(away.says.clone());
    let theirs = if keys == 1 {
        "Its key is unknown, not bad. ".to_owned()
    } else {
        format!("Its {keys} keys are unknown, not bad. ")
    };
    let others = match away.others {
        0 => " tries again.".to_owned(),
        1 => " tries again; the other one is up to date.".to_owned(),
        others => format!(" tries again; the other {others} are up to date."),
    };
    lead.second = Some(Words::new().text(theirs).key("h").text(others));
    Some(lead)
}

/// The worst of all, not the worst in sight, and what comes after it.
fn next_action(state: &State, shared: &Shared, fleet: &Fleet, worst: &FleetRow) -> Lead {
    let card = state.card(worst.id);
    let explained = card.and_then(|card| card.explained.first());
    let first = match explained.filter(|_| worst.row.sign != RowSign::Unknown) {
        Some(explained) => format!("{} {}.", worst.bot, explained.about),
        None => format!("{}.", row_says(worst)),
    };
    let mut lead = Lead::signed(sign_of(worst.row.sign), first);
    let under_cursor = state.chosen(shared).is_some_and(|row| row.id == worst.id && row.bot == worst.bot);
    lead.rest = match explained {
        _ if !under_cursor && state.shown.place_of(fleet, worst) == Some(0) => {
            Words::new().key("Home").text(" goes up to it.")
        }
        _ if !under_cursor => Words::new(),
        Some(explained) if worst.row.sign != RowSign::Unknown => {
            Words::new().key("Enter").text(format!(": {}.", explained.enter))
        }
        _ => Words::new().key("Enter").text(" opens it."),
    };
    let mut others: Vec<&FleetRow> = fleet.rows.iter().filter(|row| wants(row)).collect();
    others.sort_by_key(|row| row.row.order());
    lead.then = then(&others.split_off(1.min(others.len())));
    lead
}

/// `Then 3c-dca (open, 82 days late), and 3 more.`, and shorter.
fn then(others: &[&FleetRow]) -> Vec<String> {
    let Some(next) = others.first() else { return Vec::new() };
    let open = next.facts.list.state == crate::domain::ListState::Open;
    let says = if open && next.row.word.as_ref() != "open" {
        format!("open, {}", next.row.word)
    } else {
        next.row.word.to_string()
    };
    match others.len() - 1 {
        0 => vec![format!("Then {} ({says}).", next.bot), format!("Then {}.", next.bot)],
        more => vec![
            format!("Then {} ({says}), and {more} more.", next.bot),
            format!("Then {}, {more} more.", next.bot),
            format!("Then {} more.", more + 1),
        ],
    }
}

fn well(fleet: &Fleet, shared: &Shared) -> Lead {
    if let Some(row) = fleet.rows.iter().find(|row| row.row.sign == RowSign::AtWork) {
        return Lead::signed(glyphs::WORK, format!("{}.", row_says(row)))
            .rest(Words::new().key("Enter").text(" goes on with it."));
    }
    let mut lead = Lead::signed(DONE, "All is well.");
    lead.good = true;
    if let Some((bot, at)) = &fleet.next_due {
        lead.rest = Words::new().text(format!("Next: {bot} on {}, {}.", long_day(*at), distance(*at, shared.now)));
    }
    lead
}

/// `6 keys need nothing. The next of them: kr-eth, in 45 days.`
pub fn need_nothing(fleet: &Fleet, shared: &Shared) -> Option<String> {
    let fine = fleet.rows.iter().filter(|row| row.row.sign == RowSign::Fine).count();
    let (bot, at) = fleet.next_due.as_ref()?;
    let needs = if fine == 1 { "1 key needs nothing.".to_owned() } else { format!("{fine} keys need nothing.") };
    (fine > 0).then(|| format!("{needs} The next of them: {bot}, {}.", distance(*at, shared.now)))
}

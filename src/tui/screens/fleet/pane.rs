//! What the pane says of one key, in this order: what is wrong, why it matters, how to mend it, then facts.

use crate::domain::{
    AccountKind, Fact, KeyHint, ListProof, ListState, Moment, Origin, Scope, Told, Transfer, Tri, Way, date_of,
};
use crate::engine::port::{FleetRow, KeyCard};
use crate::rules::{Explained, RowSign};
use crate::tui::canvas::Words;
use crate::tui::glyphs;
use crate::tui::state::sign_of;
use crate::tui::widgets::pane::Line;
use crate::tui::words::{clock_time, distance, month_day, row_says};

/// The lower pane, up to five rows of 78 columns.
pub fn lower(row: &FleetRow, card: Option<&KeyCard>, now: Moment) -> Vec<Line> {
    let sign = sign_of(row.row.sign);
    let role = glyphs::role_of(sign);
    let mut lines = Vec::new();
    match card.and_then(|card| main(row, card)) {
        Some(explained) => {
            let said = format!("  {}", says(explained, row, now));
            let asked = card.map_or_else(String::new, |card| format!(", asked {}", by_way(row, &card.way)));
            let words = Words::new().role(role, explained.what.clone()).text(said).text(asked).text(".");
            lines.push(Line::Signed(sign, role, words));
            lines.push(Line::Said(2, Words::new().text(explained.why.clone())));
            lines.push(Line::Said(2, Words::new().strong("Fix:").text(format!(" {}", explained.fix))));
        }
        None => lines.push(Line::Signed(sign, role, plainly(row, card))),
    }
    lines.push(Line::Said(2, Words::new().text(made_and_listed(row))));
    lines
}

/// The right pane without its title: everything, top down.
pub fn right(row: &FleetRow, card: Option<&KeyCard>, now: Moment) -> Vec<Line> {
    let host = row.host.as_ref().map_or_else(String::new, |host| format!(" on {host}"));
    let hint = row.hint.map_or_else(|| "no key".to_owned(), |hint| hint.to_string());
    let mut lines = vec![Line::Said(0, Words::new().text(format!("{}{host} · {hint}", row.kind))), Line::Blank];
    lines.extend(wrong(row, card, now));
    lines.push(Line::Blank);
    lines.extend(facts(row, now));
    if let Some(card) = card.filter(|card| !card.lately.is_empty()) {
        lines.push(Line::Blank);
        lines.push(Line::Said(0, Words::new().quiet("HISTORY")));
        for (at, what) in &card.lately {
            lines.push(Line::Dated(month_day(*at), what.clone()));
        }
    }
    lines
}

/// What is wrong, why it matters, how to mend it.
pub fn wrong(row: &FleetRow, card: Option<&KeyCard>, now: Moment) -> Vec<Line> {
    let sign = sign_of(row.row.sign);
    let role = glyphs::role_of(sign);
    let Some(explained) = card.and_then(|card| main(row, card)) else {
        return vec![Line::Signed(sign, role, plainly(row, card))];
    };
    let what = explained.what.trim_end_matches('.').to_owned();
    vec![
        Line::Signed(sign, role, Words::new().role(role, what)),
        Line::Said(2, Words::new().text(format!("{}.", says(explained, row, now)))),
        Line::Said(2, Words::new().text(explained.why.clone())),
        Line::Blank,
        Line::Said(2, Words::new().strong("Fix:").text(format!(" {}", explained.fix))),
    ]
}

/// The finding that the row's state is of; none for a row that is fine, at work or only unknown.
pub fn main<'a>(row: &FleetRow, card: &'a KeyCard) -> Option<&'a Explained> {
    let rule = row.row.rule?;
    let place = card.row.findings.iter().position(|finding| finding.rule == rule)?;
    card.explained.get(place)
}

/// `Binance said so at 03:10`.
pub fn says(explained: &Explained, row: &FleetRow, now: Moment) -> String {
    let who = match explained.by {
        Origin::Exchange => row.exchange_name.as_str(),
        Origin::Told => "You",
        Origin::Seen => "keyward",
        Origin::Unknown => return "Nobody says so yet".to_owned(),
    };
    let verb = if explained.by == Origin::Seen { "saw it" } else { "said so" };
    match explained.at {
        Some(at) if at.date_naive() == now.date_naive() => format!("{who} {verb} at {}", at.format("%H:%M")),
        Some(at) => format!("{who} {verb} on {}", clock_time(at, now)),
        None => format!("{who} {verb}"),
    }
}

/// `through vps-fra`, `from here`: a proxy is the way through the bot's host, where it has one.
pub fn by_way(row: &FleetRow, way: &Way) -> String {
    match (way, &row.host) {
        (Way::Proxy(_), Some(host)) => format!("through {host}"),
        _ => way.to_string(),
    }
}

/// What is said of a row without a finding.
fn plainly(row: &FleetRow, card: Option<&KeyCard>) -> Words {
    let sign = sign_of(row.row.sign);
    let role = glyphs::role_of(sign);
    match row.row.sign {
        RowSign::Fine => Words::new().text("Nothing to do."),
        RowSign::Dead => Words::new().text("Its death is proven; only its record is left."),
        RowSign::AtWork => {
            let words = Words::new().role(role, format!("{}.", row_says(row))).text("  ");
            match &row.flow {
                Some(flow) => {
                    words.text(format!("It stands at step {}. ", flow.step)).key("Enter").text(" goes on with it.")
                }
                None => words.key("Enter").text(" goes on with it."),
            }
        }
        RowSign::Unknown => {
            let unknown: Vec<&str> = card
                .into_iter()
                .flat_map(|card| &card.lines)
                .filter(|line| line.sign == RowSign::Unknown)
                .map(|line| line.what)
                .collect();
            let words = Words::new().role(role, format!("{}.", row_says(row)));
            if unknown.is_empty() {
                words
            } else {
                words.text(format!("  Nobody knows: {}. ", unknown.join(", "))).key("b").text(" tells it.")
            }
        }
        RowSign::Broken | RowSign::Soon => Words::new().role(role, format!("{}.", row_says(row))),
    }
}

/// `Made 2026-02-03 (Binance) · list 203.0.113.7, proven from both sides`.
fn made_and_listed(row: &FleetRow) -> String {
    format!("{} · list {}", made(row), list(row))
}

fn made(row: &FleetRow) -> String {
    let Fact { value, origin, .. } = row.facts.created;
    match origin {
        Origin::Seen | Origin::Unknown => format!("Made before {}; nobody knows when", date_of(value)),
        Origin::Told => format!("Made {} (you)", date_of(value)),
        Origin::Exchange => format!("Made {} ({})", date_of(value), row.exchange_name),
    }
}

/// The address list in words.
pub fn list(row: &FleetRow) -> String {
    let addresses = match &row.facts.list.addresses {
        Some(addresses) if !addresses.is_empty() => {
            let shown: Vec<String> = addresses.iter().take(3).map(ToString::to_string).collect();
            let more = if addresses.len() > 3 { format!(" and {} more", addresses.len() - 3) } else { String::new() };
            format!("{}{more}", shown.join(", "))
        }
        _ => "addresses not told".to_owned(),
    };
    match (row.facts.list.state, row.facts.list_proof) {
        (ListState::Open, _) => "open to any address".to_owned(),
        (ListState::Unknown, _) => "not known".to_owned(),
        (ListState::Bound, _) => "bound to a third party".to_owned(),
        (ListState::Restricted, ListProof::Proven) => format!("{addresses}, proven from both sides"),
        (ListState::Restricted, ListProof::Told) => format!("{addresses}, by your word"),
        (ListState::Restricted, _) => addresses,
    }
}

fn facts(row: &FleetRow, now: Moment) -> Vec<Line> {
    let said = |text: String| Words::new().text(text);
    let made = match row.facts.created.origin {
        Origin::Exchange => format!("{}, {}", date_of(row.facts.created.value), row.exchange_name),
        Origin::Told => format!("{}, you say", date_of(row.facts.created.value)),
        Origin::Seen | Origin::Unknown => format!("not known; seen {}", date_of(row.facts.created.value)),
    };
    let mut facts = vec![
        Line::Fact("May do", said(may_do(row))),
        Line::Fact("Listed", said(list(row))),
        Line::Fact("Made", said(made)),
        Line::Fact("Due", said(format!("{}, {}", date_of(row.facts.due), days(row.facts.due_in_days)))),
    ];
    if let Told::Is(end) = row.facts.expires {
        facts.push(Line::Fact("Ends", said(format!("{}, {}", date_of(end), distance(end, now)))));
    }
    facts.push(Line::Fact("Isolated", said(isolated(row))));
    facts.push(Line::Fact("Secret", said(row.secret_in.to_owned())));
    facts
}

fn days(left: i64) -> String {
    match left {
        0 => "today".to_owned(),
        left if left < 0 => format!("{} days ago", -left),
        1 => "1 day".to_owned(),
        left => format!("{left} days"),
    }
}

/// Its rights in words: `read, spot, futures, own transfers, withdraw`.
pub fn may_do(row: &FleetRow) -> String {
    let scopes = &row.facts.scopes;
    let mut words: Vec<String> = Vec::new();
    let mut unknown = 0;
    for scope in Scope::ALL {
        match (scope, scopes.may(scope)) {
            (_, Tri::Unknown) => unknown += 1,
            (_, Tri::No) => {}
            (Scope::Transfer, Tri::Yes) if scopes.transfer == Transfer::Out => words.push("transfers to others".into()),
            (Scope::Transfer, Tri::Yes) => words.push("own transfers".into()),
            (Scope::Manage, Tri::Yes) => words.push("make keys".into()),
            (scope, Tri::Yes) => words.push(scope.to_string()),
        }
    }
    words.extend(scopes.extra.iter().map(|token| format!("“{}”", token.as_str())));
    if unknown > 0 {
        words.push(format!("{unknown} not known"));
    }
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

fn isolated(row: &FleetRow) -> String {
    let account = &row.facts.account;
    match account.kind {
        AccountKind::Main => "no, the main account".to_owned(),
        AccountKind::Sub => format!("sub-account {}", account.name),
        AccountKind::Portfolio => format!("portfolio {}", account.name),
        AccountKind::Unknown => "not known".to_owned(),
    }
}

/// `grid-eth …9fQ2`.
pub fn named(row: &FleetRow) -> String {
    named_by(row.bot.as_str(), row.hint)
}

/// A bot and its key's end.
pub fn named_by(bot: &str, hint: Option<KeyHint>) -> String {
    hint.map_or_else(|| bot.to_owned(), |hint| format!("{bot} {hint}"))
}

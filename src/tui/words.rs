//! Words and dates that several screens say in the same way.

use crate::domain::{Moment, Severity};
use crate::engine::port::{Fleet, FleetRow};
use crate::rules::RowSign;

/// `03:10`, or with the day where that is not today.
pub fn clock_time(at: Moment, now: Moment) -> String {
    if at.date_naive() == now.date_naive() { at.format("%H:%M").to_string() } else { month_day(at) }
}

/// `03-16 03:10`.
pub fn month_day(at: Moment) -> String {
    at.format("%m-%d %H:%M").to_string()
}

/// `Thu 30 April`.
pub fn long_day(at: Moment) -> String {
    at.format("%a %-d %B").to_string()
}

/// `12 keys`, `1 key`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Days from today's date to that of `at`; negative where it is past.
pub fn days_until(at: Moment, now: Moment) -> i64 {
    (at.date_naive() - now.date_naive()).num_days()
}

/// `in 45 days`, `tomorrow`, `today`, `3 days ago`.
pub fn distance(at: Moment, now: Moment) -> String {
    match days_until(at, now) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        days if days > 0 => format!("in {days} days"),
        days => format!("{} days ago", -days),
    }
}

/// The row's state as a sentence without its stop: `grid-eth can withdraw`, `3c-dca is 82 days late`.
pub fn row_says(row: &FleetRow) -> String {
    let word = &row.row.word;
    let verb = ["can ", "cannot ", "expires ", "ends ", "may ", "needs ", "has ", "asks ", "works "];
    if word.starts_with("ask ") {
        return format!("{} needs you: {}", row.bot, word.replacen("ask you ", "", 1));
    }
    if verb.iter().any(|verb| word.starts_with(verb)) {
        format!("{} {word}", row.bot)
    } else {
        format!("{} is {word}", row.bot)
    }
}

/// The row wants its user: broken, soon, or not known.
pub const fn wants(row: &FleetRow) -> bool {
    matches!(row.row.sign, RowSign::Broken | RowSign::Soon | RowSign::Unknown)
}

/// The worst row of a fleet that wants its user: the worst of all, not the worst in sight.
pub fn worst(fleet: &Fleet) -> Option<&FleetRow> {
    fleet.rows.iter().filter(|row| wants(row)).min_by_key(|row| row.row.order())
}

/// The row of a fleet is critical or a warning by its findings.
pub fn severity(row: &FleetRow) -> Option<Severity> {
    row.findings.iter().map(|finding| finding.severity).max()
}

/// `2026-02-03`.
pub fn date(at: Moment) -> String {
    crate::domain::date_of(at)
}

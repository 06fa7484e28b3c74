//! Words and dates that several screens say in the same way.

use crate::domain::{Moment, RuleId};
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

/// The row's state as a sentence without its stop: `grid-eth can withdraw`, `3c-dca is 82 days late`. For where no card of the
/// key is at hand, whose [`Explained::about`](crate::rules::Explained) says it in more words.
pub fn row_says(row: &FleetRow) -> String {
    let (bot, word) = (&row.bot, &row.row.word);
    let says = match row.row.rule {
        Some(RuleId::TransferOut) => "can send coins to others",
        Some(RuleId::ManagesKeys) => "can make keys",
        Some(RuleId::ScopeTooBroad) => "may do more than it needs",
        Some(RuleId::ScopeMissing) => "lacks what it needs",
        Some(RuleId::NotListed) => "is open to any address",
        Some(RuleId::ListTooWide) => "has a wide address list",
        Some(RuleId::ListMissesHost) => "has a list without its host",
        Some(RuleId::AgeUnknown) => "has an age that nobody knows",
        Some(RuleId::SharedKey) => "shares its key with another bot",
        Some(RuleId::SharedAccount) => "has no account of its own",
        Some(RuleId::CloudCustody) => "gives a cloud platform more than it should",
        Some(RuleId::ScopeDrift) => "has rights that changed",
        Some(RuleId::ListDrift) => "has an address list that changed",
        Some(RuleId::Unreachable) => "could not be asked",
        Some(RuleId::KeyDead) => "stands without a key",
        Some(RuleId::SecretMissing) => "has lost its secret here",
        Some(RuleId::StillAlive) => "has a revoked key that is still alive",
        Some(RuleId::NotProven) => "has a key out of use that may live",
        _ => return said_by_word(bot.as_str(), word),
    };
    format!("{bot} {says}")
}

fn said_by_word(bot: &str, word: &str) -> String {
    if let Some(facts) = word.strip_prefix("ask you ") {
        return format!("{bot} needs you: {facts}");
    }
    let verbs = ["can ", "expires ", "waits "];
    let is = if verbs.iter().any(|verb| word.starts_with(verb)) {
        ""
    } else if word.starts_with("not ") {
        "was "
    } else {
        "is "
    };
    format!("{bot} {is}{word}")
}

/// The row wants its user: broken, soon, or not known.
pub const fn wants(row: &FleetRow) -> bool {
    matches!(row.row.sign, RowSign::Broken | RowSign::Soon | RowSign::Unknown)
}

/// The worst row of a fleet that wants its user: the worst of all, not the worst in sight.
pub fn worst(fleet: &Fleet) -> Option<&FleetRow> {
    fleet.rows.iter().filter(|row| wants(row)).min_by_key(|row| row.row.order())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing;

    #[test]
    fn a_row_is_a_sentence() {
        let mut row = testing::fleet().rows.remove(6);
        for (word, says) in [
            ("can withdraw", "kr-eth can withdraw"),
            ("82 days late", "kr-eth is 82 days late"),
            ("expires in 7 d", "kr-eth expires in 7 d"),
            ("due today", "kr-eth is due today"),
            ("ask you 4 facts", "kr-eth needs you: 4 facts"),
            ("not asked yet", "kr-eth was not asked yet"),
            ("waits for you", "kr-eth waits for you"),
            ("rotating 6 of 9", "kr-eth is rotating 6 of 9"),
        ] {
            row.row.word = word.into();
            assert_eq!(row_says(&row), says);
        }
        row.row.rule = Some(RuleId::KeyDead);
        assert_eq!(row_says(&row), "kr-eth stands without a key");
    }

    #[test]
    fn days_are_days_of_the_calendar() {
        let now = testing::moment("2026-03-16 23:59:00");
        let on = |text: &str| distance(testing::moment(text), now);
        assert_eq!(on("2026-03-17 00:00:00"), "tomorrow");
        assert_eq!(on("2026-03-16 00:00:00"), "today");
        assert_eq!(on("2026-03-15 23:59:00"), "yesterday");
        assert_eq!(on("2026-04-30 00:00:00"), "in 45 days");
        assert_eq!(on("2026-03-14 23:59:00"), "2 days ago");
        assert_eq!(long_day(testing::moment("2026-04-30 00:00:00")), "Thu 30 April");
    }
}

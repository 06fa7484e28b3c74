//! Arguments that are no words of the domain: dates, days, `SCOPE=yes`. Their errors never repeat what was given, which may
//! be a secret in the wrong place.

use crate::domain::{Generation, Moment, Problem, Scope, Theme, Tri, clean, moment_from_millis};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// A date of `--created` or `--expires`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// At this moment; a day means its first second, UTC.
    At(Moment),
    /// Now: "count from today".
    Today,
}

impl When {
    /// The moment, by `now`. A key cannot have been made in the future.
    ///
    /// # Errors
    /// It lies more than a day ahead (a day: the exchange may stand in another time zone).
    pub(super) fn of_making(self, now: Moment) -> Result<Moment, Problem> {
        match self {
            Self::Today => Ok(now),
            Self::At(moment) if moment <= now => Ok(moment),
            Self::At(moment) if moment - now <= chrono::Duration::days(1) => Ok(now),
            Self::At(_) => {
                Err(Problem::usage("--created does not fit", "that day is still to come", "Give the day it was made."))
            }
        }
    }
}

const DATE: &str = "a date is like 2026-03-16 or 2026-03-16T09:30:00Z";

/// `2026-03-16`, or a moment in RFC 3339.
pub(super) fn moment(text: &str) -> Result<Moment, &'static str> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let moment = day.or_else(|_| DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc)));
    moment.ok().and_then(|at| moment_from_millis(at.timestamp_millis())).ok_or(DATE)
}

/// A date, or `today`.
pub(super) fn when(text: &str) -> Result<When, &'static str> {
    if text == "today" { Ok(When::Today) } else { moment(text).map(When::At) }
}

/// `90d`, or `90`.
pub(super) fn days(text: &str) -> Result<u32, &'static str> {
    let number = text.strip_suffix('d').unwrap_or(text);
    match number.parse() {
        Ok(days @ 1..=3650) if number.bytes().all(|digit| digit.is_ascii_digit()) => Ok(days),
        _ => Err("an age is a number of days like 90d, from 1d to 3650d"),
    }
}

/// `1` and up.
pub(super) fn generation(text: &str) -> Result<Generation, &'static str> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(Generation(number)),
        _ => Err("a generation is a number from 1 on"),
    }
}

/// `SCOPE=yes` or `SCOPE=no`.
pub(super) fn scope(text: &str) -> Result<(Scope, Tri), String> {
    let (scope, value) = text.split_once('=').ok_or("a scope is told as SCOPE=yes or SCOPE=no")?;
    let scope = Scope::parse(scope).map_err(|error| error.to_string())?;
    Ok((scope, yes_or_no(value)?.into()))
}

/// `yes` or `no`.
pub(super) fn yes_or_no(text: &str) -> Result<bool, &'static str> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("it is yes or no"),
    }
}

/// `auto`, `dark`, `light`, `high`.
pub(super) fn theme(text: &str) -> Result<Theme, &'static str> {
    Theme::parse(text).ok_or("a theme is auto, dark, light or high")
}

/// Why, in a few words: it is kept in the journal.
pub(super) fn reason(text: &str) -> Result<String, &'static str> {
    let reason = clean(text, 200);
    if reason.is_empty() { Err("a reason says why, in a few words") } else { Ok(reason) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rfc3339;
    use proptest::prelude::*;

    #[test]
    fn dates_are_days_or_moments() {
        assert_eq!(moment("2024-02-29").map(rfc3339), Ok("2024-02-29T00:00:00Z".into()));
        assert_eq!(moment("2026-03-29T02:30:00+02:00").map(rfc3339), Ok("2026-03-29T00:30:00Z".into()));
        for bad in ["", "2025-02-29", "2026-13-01", "16.03.2026", "yesterday", "today", "0001-01-01", "9999-12-31"] {
            assert!(moment(bad).is_err(), "{bad}");
        }
        assert_eq!(when("today"), Ok(When::Today));
    }

    #[test]
    fn no_key_was_made_tomorrow() {
        let now = moment("2026-03-16T12:00:00Z").unwrap();
        assert_eq!(When::Today.of_making(now), Ok(now));
        assert_eq!(When::At(moment("2026-03-17").unwrap()).of_making(now), Ok(now));
        assert!(When::At(moment("2026-03-18").unwrap()).of_making(now).is_err());
    }

    #[test]
    fn small_words() {
        assert_eq!((days("90d"), days("7")), (Ok(90), Ok(7)));
        for bad in ["", "d", "0", "0d", "-1", "+5", "3651d", "90days", "4294967297"] {
            assert!(days(bad).is_err(), "{bad}");
        }
        assert_eq!(scope("withdraw=no"), Ok((Scope::Withdraw, Tri::No)));
        for bad in ["withdraw", "withdraw=", "withdraw=unknown", "fly=yes", "=yes"] {
            assert!(scope(bad).is_err(), "{bad}");
        }
        assert!(generation("0").is_err() && generation("2").is_ok());
        assert_eq!(reason(" leaked\u{1b}[2J \n in a log "), Ok("leaked [2J in a log".into()));
        assert!(reason(" \n").is_err());
    }

    proptest! {
        #[test]
        fn nothing_that_was_given_is_repeated(text in "QZX[a-zA-Z0-9=:-]{1,40}") {
            for error in [
                moment(&text).err().unwrap_or_default().to_owned(),
                days(&text).err().unwrap_or_default().to_owned(),
                scope(&text).err().unwrap_or_default(),
                generation(&text).err().unwrap_or_default().to_owned(),
            ] {
                prop_assert!(!error.contains("QZX"));
            }
        }
    }
}

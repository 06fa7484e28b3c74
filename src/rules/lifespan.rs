//! How old a key is, when it is to be replaced, and when the exchange ends it.

use super::case::Case;
use super::dates::{days_between, in_days};
use crate::domain::{Class, Finding, RuleId, Told};

/// Due within the warning time, the last day included.
pub(super) fn rotation_due(case: &Case<'_>) -> Option<Finding> {
    let facts = &case.facts;
    let soon = (0..=i64::from(case.policy.warn_before_days)).contains(&facts.due_in_days);
    (case.is_the_bots() && !facts.age_at_least && soon)
        .then(|| Finding { on: Some(facts.due), ..case.finding(RuleId::RotationDue) })
}

/// Past its age for certain: also a key of unknown age, once the time that keyward knows it is too long.
pub(super) fn rotation_overdue(case: &Case<'_>) -> Option<Finding> {
    let latest = in_days(case.facts.created.value, case.facts.max_age_days);
    (case.is_the_bots() && days_between(case.now, latest) < 0)
        .then(|| Finding { on: Some(latest), ..case.finding(RuleId::RotationOverdue) })
}

/// Due at once, until the user tells a date or says from when it shall count.
pub(super) fn age_unknown(case: &Case<'_>) -> Option<Finding> {
    (case.is_the_bots() && case.facts.age_at_least)
        .then(|| Finding { on: Some(case.facts.due), ..case.finding(RuleId::AgeUnknown) })
}

/// The exchange ends it within the warning time, or has ended it.
pub(super) fn expires_soon(case: &Case<'_>) -> Option<Finding> {
    if !case.serves() {
        return None;
    }
    let end = match case.facts.expires {
        Told::Is(end) => Some(end),
        Told::None | Told::NotTold => None,
    };
    let soon = |end| days_between(case.now, end) <= i64::from(case.policy.warn_before_days);
    let ended = case.key().answer.filter(|(_, class)| *class == Class::Expired).map(|(at, _)| at);
    let on = end.filter(|end| soon(*end)).or(ended)?;
    Some(Finding { on: Some(on), ..case.finding(RuleId::ExpiresSoon) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Custody, Severity, Span};
    use crate::rules::samples::{NOW, Sample, at};

    fn made(date: &str) -> Sample {
        let mut sample = Sample::new();
        sample.reading(|reading| reading.created = Told::Is(at(date)));
        sample
    }

    #[test]
    fn due_from_fourteen_days_before_to_the_last_day() {
        // Now is 2026-03-16: 90 days after 2025-12-16.
        for (date, due, overdue) in [
            ("2025-12-31T00:00:00Z", false, false),
            ("2025-12-30T23:59:59Z", true, false),
            ("2025-12-16T23:00:00Z", true, false),
            ("2025-12-15T23:59:59Z", false, true),
        ] {
            let sample = made(date);
            assert_eq!(sample.severity(RuleId::RotationDue), due.then_some(Severity::Warning), "{date}");
            assert_eq!(sample.severity(RuleId::RotationOverdue), overdue.then_some(Severity::Critical), "{date}");
        }
    }

    #[test]
    fn the_limit_is_the_bots_else_its_custodys() {
        let mut sample = made("2026-02-10T00:00:00Z");
        assert_eq!(sample.severity(RuleId::RotationOverdue), None);
        sample.bot.custody = Custody::Cloud("3Commas".into());
        assert_eq!(sample.severity(RuleId::RotationOverdue), Some(Severity::Critical), "34 of 30 days");
        sample.bot.max_age_days = Some(35);
        assert_eq!(sample.severity(RuleId::RotationOverdue), None);
        assert_eq!(sample.severity(RuleId::RotationDue), Some(Severity::Warning));
        sample.policy.warn_before_days = 0;
        assert_eq!(sample.severity(RuleId::RotationDue), None);
    }

    #[test]
    fn an_age_that_nobody_knows_is_due_at_once_until_it_is_told() {
        let mut sample = Sample::new();
        sample.key.first_seen = at("2026-01-15T00:00:00Z");
        assert_eq!(sample.severity(RuleId::AgeUnknown), Some(Severity::Warning));
        assert_eq!(sample.facts().due_in_days, 0);
        assert_eq!((sample.facts().age_days, sample.facts().age_at_least), (60, true));
        sample.key.told.created = Some(at("2026-01-01T00:00:00Z"));
        assert_eq!(sample.severity(RuleId::AgeUnknown), None);
        assert_eq!((sample.facts().age_days, sample.facts().age_at_least), (74, false));

        sample.key.told.created = None;
        sample.key.first_seen = at("2025-11-01T00:00:00Z");
        assert_eq!(sample.severity(RuleId::RotationOverdue), Some(Severity::Critical), "at least 135 of 90 days");
        assert_eq!(sample.facts().due_in_days, -45);
    }

    #[test]
    fn the_exchanges_end_is_minded_within_the_warning_time() {
        let mut sample = made("2026-03-01T00:00:00Z");
        for (end, broken) in [
            ("2026-03-31T00:00:00Z", false),
            ("2026-03-30T23:59:59Z", true),
            ("2026-03-16T03:10:00Z", true),
            ("2026-01-01T00:00:00Z", true),
        ] {
            sample.reading(|reading| reading.expires = Told::Is(at(end)));
            assert_eq!(sample.severity(RuleId::ExpiresSoon), broken.then_some(Severity::Warning), "{end}");
        }
        sample.reading(|reading| reading.expires = Told::None);
        sample.key.told.expires = Some(at("2026-03-20T00:00:00Z"));
        assert_eq!(sample.severity(RuleId::ExpiresSoon), None, "the exchange says that it does not end");
        sample.reading(|reading| reading.expires = Told::NotTold);
        assert_eq!(sample.severity(RuleId::ExpiresSoon), Some(Severity::Warning));
        sample.key.told.expires = None;
        sample.key.answer = Some((at(NOW), Class::Expired));
        assert_eq!(sample.finding(RuleId::ExpiresSoon).and_then(|f| f.on), Some(at(NOW)));
    }

    #[test]
    fn clocks_that_step_back_make_a_key_young_not_negative() {
        let mut sample = made("2026-03-10T00:00:00Z");
        sample.now = at(NOW) - Span::days(400);
        assert_eq!(sample.facts().age_days, 0);
        assert_eq!(sample.severity(RuleId::RotationOverdue), None);
        assert_eq!(sample.severity(RuleId::RotationDue), None);
    }
}

//! Whether a key lives, whether it can be asked, and whether what was killed is dead.

use super::case::{Case, Doing};
use super::dates::days_between;
use crate::domain::{Class, Finding, Grade, KeyState, RuleId, Tri};

/// After so many days without a reading what is known counts as old.
const STALE_DAYS: i64 = 30;

pub(super) fn key_dead(case: &Case<'_>) -> Option<Finding> {
    let key = case.key();
    (key.state == KeyState::Active && key.grade.is_death()).then(|| case.finding(RuleId::KeyDead))
}

/// A sign of life of a key that was revoked, whatever was believed of it before.
pub(super) fn still_alive(case: &Case<'_>) -> Option<Finding> {
    let key = case.key();
    (key.state == KeyState::Revoked && key.grade == Grade::Alive).then(|| case.finding(RuleId::StillAlive))
}

/// Out of use, no flow at it any more, and no word for death. *Likely dead* and *dead, by your word* are as far as some
/// venues let anybody come: they are shown, and no longer asked for.
pub(super) fn not_proven(case: &Case<'_>) -> Option<Finding> {
    let key = case.key();
    let out_of_use =
        matches!(key.state, KeyState::Retiring | KeyState::Suspected | KeyState::Revoked | KeyState::Orphan);
    let said_already = key.state == KeyState::Revoked && key.grade == Grade::Alive;
    (out_of_use && case.judged.flow.is_none() && !key.grade.is_death() && !said_already)
        .then(|| case.finding(RuleId::NotProven))
}

pub(super) fn rotation_waiting(case: &Case<'_>) -> Option<Finding> {
    let flow = case.judged.flow.filter(|flow| flow.doing != Doing::Add && flow.waits(case.now))?;
    Some(Finding { on: flow.next_at, ..case.finding(RuleId::RotationWaiting) })
}

pub(super) fn secret_missing(case: &Case<'_>) -> Option<Finding> {
    let key = case.key();
    // A slot is kept when its secret is not found; it goes when that is wiped. What is being taken in is not there yet.
    let coming = matches!(key.state, KeyState::Adding | KeyState::Candidate | KeyState::Orphan);
    let wanted = key.slot.is_some() && !coming && !key.grade.is_death();
    (wanted && case.judged.secret_there == Tri::No).then(|| case.finding(RuleId::SecretMissing))
}

/// Where the exchange can tell of a key at all, and did not for 30 days.
pub(super) fn reading_stale(case: &Case<'_>) -> Option<Finding> {
    let key = case.key();
    let since = match &key.reading {
        Some((read_at, _)) => *read_at,
        None => key.told.at.map_or(key.first_seen, |told| told.max(key.first_seen)),
    };
    (case.serves() && case.readable() && days_between(since, case.now) >= STALE_DAYS)
        .then(|| Finding { on: Some(since), ..case.finding(RuleId::ReadingStale) })
}

/// The last question brought no reading. Two refusals are as they should be: by address, which a rightly listed key gives
/// to a stranger, and an unclear one that did not shake what is known of its life (the same, at venues that say no more).
pub(super) fn unreachable(case: &Case<'_>) -> Option<Finding> {
    let key = case.key();
    let (at, class) = key.answer?;
    let since_the_reading = key.reading.as_ref().is_none_or(|(read_at, _)| *read_at <= at);
    let as_it_should = match class {
        Class::Ok | Class::Address | Class::Expired => true,
        Class::Unclear => matches!(key.grade, Grade::Alive | Grade::CutOff),
        _ => false,
    };
    (case.serves() && case.readable() && since_the_reading && !as_it_should).then(|| Finding {
        on: Some(at),
        names: Some(class.word().into()),
        ..case.finding(RuleId::Unreachable)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Moment, SecretPlace, Severity, SiteId, SlotId};
    use crate::rules::FlowBrief;
    use crate::rules::samples::{NOW, Sample, at};

    fn flow(doing: Doing, next_at: Option<Moment>) -> Option<FlowBrief> {
        Some(FlowBrief { doing, at: 6, of: 9, next_at })
    }

    #[test]
    fn the_bots_key_is_dead_by_grade_alone() {
        let mut sample = Sample::new();
        for grade in Grade::ALL {
            sample.key.grade = grade;
            let found = sample.severity(RuleId::KeyDead);
            assert_eq!(found, grade.is_death().then_some(Severity::Critical), "{grade:?}");
        }
        sample.key.grade = Grade::Unclear;
        sample.key.answer = Some((at(NOW), Class::UnknownKey));
        assert_eq!(sample.severity(RuleId::KeyDead), None, "one code is no death");
    }

    #[test]
    fn what_was_killed_is_minded_until_some_word_for_death_stands() {
        let mut sample = Sample::new();
        for state in [KeyState::Retiring, KeyState::Suspected, KeyState::Revoked, KeyState::Orphan] {
            sample.key.state = state;
            for grade in Grade::ALL {
                sample.key.grade = grade;
                let revived = state == KeyState::Revoked && grade == Grade::Alive;
                assert_eq!(sample.severity(RuleId::StillAlive).is_some(), revived, "{state:?} {grade:?}");
                let open = !grade.is_death() && !revived;
                assert_eq!(sample.severity(RuleId::NotProven).is_some(), open, "{state:?} {grade:?}");
            }
        }
        sample.key.grade = Grade::NotProven;
        sample.flow = flow(Doing::Revoke, None);
        assert_eq!(sample.severity(RuleId::NotProven), None, "somebody is at it");
        sample.flow = None;
        sample.key.state = KeyState::Active;
        assert_eq!(sample.severity(RuleId::NotProven), None);
    }

    #[test]
    fn a_flow_waits_when_nothing_goes_on_by_itself() {
        let mut sample = Sample::new();
        for (brief, broken) in [
            (None, false),
            (flow(Doing::Rotate, None), true),
            (flow(Doing::Rotate, Some(at("2026-03-16T03:10:00Z"))), true),
            (flow(Doing::Rotate, Some(at("2026-03-16T03:10:01Z"))), false),
            (flow(Doing::Add, None), false),
        ] {
            sample.flow = brief;
            assert_eq!(sample.finding(RuleId::RotationWaiting).is_some(), broken, "{brief:?}");
        }
    }

    #[test]
    fn a_secret_is_missing_when_somebody_looked() {
        let mut sample = Sample::new();
        sample.key.slot = SlotId::new("k1").ok();
        for (there, broken) in [(Tri::Yes, false), (Tri::Unknown, false), (Tri::No, true)] {
            sample.secret_there = there;
            assert_eq!(sample.severity(RuleId::SecretMissing), broken.then_some(Severity::Warning));
        }
        sample.key.secret = SecretPlace::None;
        assert!(sample.severity(RuleId::SecretMissing).is_some(), "it was looked for in vain");
        sample.key.slot = None;
        assert_eq!(sample.severity(RuleId::SecretMissing), None, "none was ever kept, or it was wiped");
    }

    #[test]
    fn stale_from_the_thirtieth_day() {
        let mut sample = Sample::new();
        for (read, broken) in [("2026-02-15T00:00:00Z", false), ("2026-02-14T23:59:59Z", true)] {
            sample.reading(|_| {});
            sample.key.reading.as_mut().unwrap().0 = at(read);
            assert_eq!(sample.severity(RuleId::ReadingStale), broken.then_some(Severity::Warning), "{read}");
        }
        sample.key.reading = None;
        sample.key.first_seen = at("2026-02-01T00:00:00Z");
        assert!(sample.finding(RuleId::ReadingStale).is_some(), "never read");
        sample.key.told.at = Some(at("2026-03-01T00:00:00Z"));
        assert_eq!(sample.finding(RuleId::ReadingStale), None, "told lately");
        sample.key.told.at = None;
        sample.key.site = SiteId::new("testnet").unwrap();
        assert_eq!(sample.finding(RuleId::ReadingStale), None, "nobody can read it there");
    }

    #[test]
    fn unreachable_is_a_last_answer_that_should_have_been_another() {
        let mut sample = Sample::new();
        for class in Class::ALL {
            sample.key.answer = Some((at(NOW), class));
            sample.key.grade = Grade::Alive;
            let fine = matches!(class, Class::Ok | Class::Address | Class::Expired | Class::Unclear);
            assert_eq!(sample.finding(RuleId::Unreachable).is_none(), fine, "{class:?}");
        }
        sample.key.answer = Some((at(NOW), Class::Unclear));
        sample.key.grade = Grade::Unclear;
        assert!(sample.finding(RuleId::Unreachable).is_some(), "it may be dead");
        sample.key.answer = Some((at("2026-03-01T00:00:00Z"), Class::Down));
        sample.reading(|_| {});
        assert_eq!(sample.finding(RuleId::Unreachable), None, "it was read after that");
        sample.key.answer = None;
        sample.key.reading = None;
        assert_eq!(sample.finding(RuleId::Unreachable), None, "nobody asked");
    }
}

//! The fleet's state column: a sign, a word, and where the row stands.

use super::case::{Case, Doing, FlowBrief};
use super::catalogue::rule;
use super::explain::word;
use super::missing::facts_missing;
use crate::domain::{Finding, Grade, KeyState, Moment, RuleId, Severity};

/// The sign before a row's state word; in the order of the fleet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowSign {
    /// Broken now.
    Broken,
    /// Needs its user soon.
    Soon,
    /// A flow works on it.
    AtWork,
    /// Not known.
    Unknown,
    /// Fine.
    Fine,
    /// Proven dead.
    Dead,
}

/// A row's state. Rows are ordered by [`RowState::order`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowState {
    /// Its sign.
    pub sign: RowSign,
    /// Its word, at most 16 characters: "can withdraw", "due in 11 d", "ok".
    pub word: Box<str>,
    /// The finding that the word is of.
    pub rule: Option<RuleId>,
    /// The date that it hangs on.
    pub on: Moment,
}

impl RowState {
    /// Broken first, fine last; among the broken what harms most; then by date.
    pub fn order(&self) -> (RowSign, u8, Moment) {
        let weight = match (self.sign, self.rule) {
            (RowSign::Broken, Some(id)) => rule(id).weight,
            _ => 0,
        };
        (self.sign, weight, self.on)
    }
}

/// The state of a key by its findings, worst first as [`super::judge`] gives them.
pub fn state_of(case: &Case<'_>, findings: &[Finding]) -> RowState {
    let by_finding = |sign: RowSign, finding: &Finding| RowState {
        sign,
        word: word(finding, case).into(),
        rule: Some(finding.rule),
        on: finding.on.unwrap_or(case.now),
    };
    let plain = |sign, word: &str, on| RowState { sign, word: word.into(), rule: None, on };
    let key = case.key();

    if let Some(broken) = findings.iter().find(|finding| is_broken(finding, case.judged.flow)) {
        return by_finding(RowSign::Broken, broken);
    }
    if let Some(flow) = case.judged.flow {
        let rule = findings.iter().map(|finding| finding.rule).find(|id| *id == RuleId::RotationWaiting);
        let on = flow.next_at.unwrap_or(case.now);
        return RowState { sign: RowSign::AtWork, word: at_work(flow).into(), rule, on };
    }
    if key.state == KeyState::Adding {
        return plain(RowSign::AtWork, "adding", case.now);
    }
    if key.grade.is_death() {
        let sign = if key.grade == Grade::ProvenDead { RowSign::Dead } else { RowSign::Unknown };
        let word = if key.grade == Grade::DeadByWord { "dead by word" } else { key.grade.says(true) };
        return plain(sign, word, case.now);
    }
    if let Some(soon) = findings.iter().find(|finding| is_soon(finding)) {
        return by_finding(RowSign::Soon, soon);
    }
    if let Some(unreachable) = findings.iter().find(|finding| finding.rule == RuleId::Unreachable) {
        return by_finding(RowSign::Unknown, unreachable);
    }
    let missing = facts_missing(case).len();
    match missing {
        0 => plain(RowSign::Fine, "ok", case.facts.next_date()),
        _ if case.readable() && key.answer.is_none() && case.reading().is_none() => {
            plain(RowSign::Unknown, "not asked yet", case.now)
        }
        1 => plain(RowSign::Unknown, "ask you 1 fact", case.now),
        count => plain(RowSign::Unknown, &format!("ask you {count} facts"), case.now),
    }
}

/// A rotation mends an age, a revocation everything but life after death: while they are at it that is not said twice.
fn is_broken(finding: &Finding, flow: Option<FlowBrief>) -> bool {
    let mended = match flow.map(|flow| flow.doing) {
        None | Some(Doing::Add) => false,
        Some(Doing::Rotate) => finding.rule == RuleId::RotationOverdue,
        Some(Doing::Revoke) => finding.rule != RuleId::StillAlive,
    };
    finding.severity == Severity::Critical && !mended
}

/// What is unknown is not bad: it has a sign of its own.
fn is_soon(finding: &Finding) -> bool {
    let unknown = matches!(finding.rule, RuleId::Unreachable | RuleId::AgeUnknown | RuleId::RotationWaiting);
    finding.severity == Severity::Warning && !unknown
}

fn at_work(flow: FlowBrief) -> String {
    let doing = match flow.doing {
        Doing::Add => "adding",
        Doing::Rotate => "rotating",
        Doing::Revoke => "revoking",
    };
    format!("{doing} {} of {}", flow.at, flow.of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::*;
    use crate::rules::samples::{NOW, Sample, at, plain_reading};
    use crate::rules::{attention, explain, judge, next_due};
    use proptest::prelude::*;

    fn state(sample: &Sample) -> RowState {
        let case = sample.case();
        state_of(&case, &judge(&case))
    }

    fn fine() -> Sample {
        let mut sample = Sample::new();
        sample.reading(|reading| reading.created = Told::Is(at("2026-02-03T09:05:00Z")));
        sample
    }

    fn shown(sample: &Sample) -> (RowSign, String) {
        let state = state(sample);
        (state.sign, state.word.into())
    }

    #[test]
    fn the_rows_of_the_picture() {
        use RowSign::*;
        let mut sample = fine();
        assert_eq!(shown(&sample), (Fine, "ok".into()));
        assert_eq!(state(&sample).on, at("2026-05-04T09:05:00Z"), "in 49 days");

        sample.reading(|reading| reading.scopes.withdraw = Tri::Yes);
        assert_eq!(shown(&sample), (Broken, "can withdraw".into()));
        sample = fine();
        sample.bot.custody = Custody::Cloud("3Commas".into());
        sample.list(ListState::Open, None);
        sample.reading(|reading| reading.created = Told::Is(at("2025-11-24T00:00:00Z")));
        assert_eq!(shown(&sample), (Broken, "82 days late".into()));
        sample = fine();
        sample.list(ListState::Open, None);
        sample.reading(|reading| {
            reading.created = Told::Is(at("2025-12-23T00:00:00Z"));
            reading.expires = Told::Is(at("2026-03-23T00:00:00Z"));
        });
        // Both on one day: the exchange's end is the harder one.
        assert_eq!(shown(&sample), (Soon, "expires in 7 d".into()));
        sample.reading(|reading| {
            reading.created = Told::Is(at("2025-12-27T00:00:00Z"));
            reading.expires = Told::None;
        });
        assert_eq!(shown(&sample), (Soon, "due in 11 d".into()));
        sample.reading(|reading| reading.created = Told::Is(at("2025-12-15T00:00:00Z")));
        sample.flow = Some(FlowBrief { doing: Doing::Rotate, at: 6, of: 9, next_at: None });
        assert_eq!(shown(&sample), (AtWork, "rotating 6 of 9".into()), "91 of 90 days, but somebody is at it");
        sample.reading(|reading| reading.scopes.withdraw = Tri::Yes);
        assert_eq!(shown(&sample), (Broken, "can withdraw".into()), "a rotation does not mend that today");
        sample.flow = Some(FlowBrief { doing: Doing::Revoke, at: 2, of: 5, next_at: None });
        assert_eq!(shown(&sample), (AtWork, "revoking 2 of 5".into()));
    }

    #[test]
    fn a_key_that_cannot_be_read_asks_its_user() {
        let mut sample = Sample::new();
        sample.key.site = SiteId::new("testnet").unwrap();
        sample.key.grade = Grade::Unasked;
        assert_eq!(shown(&sample), (RowSign::Unknown, "ask you 4 facts".into()));
        sample.key.told = KeyTold {
            scopes: Some(plain_reading().scopes),
            list: Some(AddressList { state: ListState::Restricted, addresses: None }),
            created: None,
            expires: None,
            at: Some(at(NOW)),
        };
        assert_eq!(shown(&sample), (RowSign::Unknown, "ask you 2 facts".into()));
        sample.key.told.created = Some(at("2026-02-01T00:00:00Z"));
        assert_eq!(shown(&sample), (RowSign::Fine, "ok".into()));

        let mut fresh = Sample::new();
        assert_eq!(shown(&fresh), (RowSign::Soon, "not read 41 d".into()));
        fresh.key.first_seen = at("2026-03-16T00:00:00Z");
        assert_eq!(shown(&fresh), (RowSign::Unknown, "not asked yet".into()));
        // A refusal by address says that there is a list; the rest is the user's to tell.
        fresh.key.answer = Some((at(NOW), Class::Address));
        assert_eq!(shown(&fresh), (RowSign::Unknown, "ask you 3 facts".into()));
        fresh.key.answer = Some((at(NOW), Class::Down));
        assert_eq!(shown(&fresh), (RowSign::Unknown, "unreachable".into()));
    }

    #[test]
    fn the_dead_are_dead_only_when_proven() {
        let mut sample = fine();
        sample.key.state = KeyState::Revoked;
        for (grade, sign, word) in [
            (Grade::ProvenDead, RowSign::Dead, "proven dead"),
            (Grade::LikelyDead, RowSign::Unknown, "likely dead"),
            (Grade::DeadByWord, RowSign::Unknown, "dead by word"),
            (Grade::NotProven, RowSign::Soon, "not proven"),
            (Grade::Alive, RowSign::Broken, "still alive"),
        ] {
            sample.key.grade = grade;
            assert_eq!(shown(&sample), (sign, word.into()), "{grade:?}");
        }
    }

    #[test]
    fn rows_stand_in_the_order_of_the_picture() {
        let row = |sign, rule, on: &str| RowState { sign, word: "".into(), rule, on: at(on) };
        let withdraw = row(RowSign::Broken, Some(RuleId::WithdrawEnabled), NOW);
        let late = row(RowSign::Broken, Some(RuleId::RotationOverdue), "2025-12-24T00:00:00Z");
        let ends = row(RowSign::Soon, Some(RuleId::ExpiresSoon), "2026-03-23T00:00:00Z");
        let due = row(RowSign::Soon, Some(RuleId::RotationDue), "2026-03-27T00:00:00Z");
        let work = row(RowSign::AtWork, None, NOW);
        let unknown = row(RowSign::Unknown, None, NOW);
        let well = row(RowSign::Fine, None, "2026-04-30T00:00:00Z");
        let mut rows = [&well, &unknown, &due, &work, &late, &ends, &withdraw];
        rows.sort_by_key(|row| row.order());
        assert_eq!(rows, [&withdraw, &late, &ends, &due, &work, &unknown, &well]);
    }

    #[test]
    fn the_next_date_of_a_fleet_is_the_earliest() {
        let (early, late) = (fine().facts(), Sample { bot: slow_bot(), ..fine() }.facts());
        assert_eq!(next_due([("late", &late), ("early", &early)]), Some(("early", at("2026-05-04T09:05:00Z"))));
        assert_eq!(next_due(std::iter::empty::<((), _)>()), None);
    }

    fn slow_bot() -> Bot {
        Bot { max_age_days: Some(120), ..Sample::new().bot }
    }

    fn tri() -> impl Strategy<Value = Tri> {
        prop_oneof![Just(Tri::Yes), Just(Tri::No), Just(Tri::Unknown)]
    }

    fn moments() -> impl Strategy<Value = Moment> {
        prop_oneof![
            8 => (0i64..4_000_000_000).prop_map(|secs| at("1990-01-01T00:00:00Z") + Span::seconds(secs)),
            1 => Just(Moment::MIN_UTC),
            1 => Just(Moment::MAX_UTC),
        ]
    }

    fn told<T: Clone + std::fmt::Debug + 'static>(
        of: impl Strategy<Value = T> + 'static,
    ) -> impl Strategy<Value = Told<T>> {
        prop_oneof![Just(Told::NotTold), Just(Told::None), of.prop_map(Told::Is)]
    }

    prop_compose! {
        fn scopes()(values in prop::collection::vec(tri(), 8), transfer in 0..4usize, token in any::<bool>()) -> Scopes {
            let mut scopes = Scopes::unknown();
            let rest = Scope::ALL.into_iter().filter(|scope| *scope != Scope::Transfer);
            rest.zip(values).for_each(|(scope, value)| scopes.set(scope, value));
            scopes.transfer = [Transfer::No, Transfer::Own, Transfer::Out, Transfer::Unknown][transfer];
            if token {
                scopes.extra.push(ScopeToken::new("BitCard"));
            }
            scopes
        }
    }

    prop_compose! {
        fn lists()(state in 0..4usize, addresses in prop::option::of(prop::sample::subsequence(
            vec!["203.0.113.7", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/64"], 0..4))) -> AddressList {
            let state = [ListState::Restricted, ListState::Bound, ListState::Open, ListState::Unknown][state];
            AddressList { state, addresses: addresses.map(|list| crate::rules::samples::cidrs(&list)) }
        }
    }

    prop_compose! {
        fn readings()(scopes in scopes(), list in lists(), created in told(moments()), expires in told(moments()),
            last_used in told(moments()), symbols in told(Just(Vec::new()))) -> Reading {
            Reading { scopes, list, created, expires, last_used, symbols, ..plain_reading() }
        }
    }

    prop_compose! {
        fn samples()(
            reading in prop::option::of((moments(), readings())),
            before in prop::option::of((moments(), readings())),
            told in (prop::option::of(scopes()), prop::option::of(lists()), prop::option::of(moments()),
                prop::option::of(moments()), prop::option::of(moments())),
            answer in prop::option::of((moments(), prop::sample::select(Class::ALL.to_vec()))),
            (state, grade) in (prop::sample::select(KeyState::ALL.to_vec()), prop::sample::select(Grade::ALL.to_vec())),
            (first_seen, now, proven) in (moments(), moments(), prop::option::of(moments())),
            (kind, secret_there, testnet) in (prop::sample::select(BotKind::ALL.to_vec()), tri(), any::<bool>()),
            (max_age, warn, next_at) in (prop::option::of(any::<u32>()), any::<u32>(), prop::option::of(moments())),
            doing in prop::option::of(prop::sample::select(vec![Doing::Add, Doing::Rotate, Doing::Revoke])),
        ) -> Sample {
            let mut sample = Sample::new();
            let (scopes, list, created, expires, told_at) = told;
            sample.key.told = KeyTold { scopes, list, created, expires, at: told_at };
            sample.key.reading = reading;
            sample.key.answer = answer;
            sample.key.state = state;
            sample.key.grade = grade;
            sample.key.first_seen = first_seen;
            sample.key.list_proven_at = proven;
            if testnet {
                sample.key.site = SiteId::new("testnet").unwrap();
            }
            sample.bot.kind = kind;
            sample.bot.max_age_days = max_age;
            sample.policy.warn_before_days = warn;
            sample.host = testnet.then(|| crate::rules::samples::host(&["203.0.113.7"]));
            sample.before = before;
            sample.flow = doing.map(|doing| FlowBrief { doing, at: 1, of: 9, next_at });
            sample.secret_there = secret_there;
            sample.now = now;
            sample
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_key_is_judged_and_nothing_unknown_is_fine(sample in samples()) {
            let case = sample.case();
            let findings = judge(&case);
            let state = state_of(&case, &findings);
            let severities: Vec<Severity> = findings.iter().map(|finding| finding.severity).collect();
            prop_assert!(severities.is_sorted_by(|a, b| a >= b), "worst first");
            let mut rules: Vec<RuleId> = findings.iter().map(|finding| finding.rule).collect();
            rules.sort();
            rules.dedup();
            prop_assert_eq!(rules.len(), findings.len(), "each rule once");
            for finding in &findings {
                let said = explain(finding, &case);
                prop_assert!(said.what.ends_with('.') && said.fix.ends_with('.'));
            }
            if state.sign == RowSign::Fine {
                let facts = &case.facts;
                prop_assert!(!facts.scopes.strip().contains('?'));
                prop_assert!(facts.list.state != ListState::Unknown);
                prop_assert!(!facts.age_at_least);
                prop_assert!(!sample.key.grade.is_death());
                prop_assert!(facts.scopes.withdraw.is_no() && !facts.scopes.manage.is_yes());
                prop_assert!(sample.key.state == KeyState::Active || sample.key.state == KeyState::Candidate);
            }
            if state.sign == RowSign::Dead {
                prop_assert_eq!(sample.key.grade, Grade::ProvenDead);
            }
            if attention(&findings) == crate::rules::Attention::Critical {
                prop_assert!(findings[0].severity == Severity::Critical);
            }
        }
    }
}

//! What a key may do: too much, too little, and what lets coins leave.

use super::case::Case;
use crate::domain::{Finding, RuleId, Scope, ScopeToken, Told, Transfer, Tri};

pub(super) fn withdraw_enabled(case: &Case<'_>) -> Option<Finding> {
    (case.may_act() && case.facts.scopes.withdraw.is_yes()).then(|| case.finding(RuleId::WithdrawEnabled))
}

pub(super) fn transfer_out(case: &Case<'_>) -> Option<Finding> {
    (case.may_act() && case.facts.scopes.transfer == Transfer::Out).then(|| case.finding(RuleId::TransferOut))
}

/// Where the right can be turned off and the bot does not need it, it counts as too broad instead.
pub(super) fn transfer_own(case: &Case<'_>) -> Option<Finding> {
    let own = case.may_act() && case.facts.scopes.transfer == Transfer::Own;
    let judged_as_too_broad = case.serves() && too_broad(case).contains(&Scope::Transfer);
    (own && !judged_as_too_broad).then(|| case.finding(RuleId::TransferOwn))
}

pub(super) fn manages_keys(case: &Case<'_>) -> Option<Finding> {
    (case.may_act() && case.facts.scopes.manage.is_yes()).then(|| case.finding(RuleId::ManagesKeys))
}

pub(super) fn scope_too_broad(case: &Case<'_>) -> Option<Finding> {
    if !case.serves() || case.judged.bot.needs().is_none() {
        return None;
    }
    let mut names: Vec<&str> = too_broad(case).into_iter().map(Scope::word).collect();
    names.extend(case.facts.scopes.extra.iter().map(ScopeToken::as_str));
    let found = Finding { names: Some(names.join(", ").into()), ..case.finding(RuleId::ScopeTooBroad) };
    (!names.is_empty()).then_some(found)
}

pub(super) fn scope_missing(case: &Case<'_>) -> Option<Finding> {
    if !case.serves() {
        return None;
    }
    let missing: Vec<&str> = (case.judged.bot.needs()?.iter())
        .filter(|scope| case.facts.scopes.may(**scope).is_no())
        .map(|scope| scope.word())
        .collect();
    let found = Finding { names: Some(missing.join(", ").into()), ..case.finding(RuleId::ScopeMissing) };
    (!missing.is_empty()).then_some(found)
}

/// Only where the exchange says that there is no limit: most say nothing of symbols.
pub(super) fn symbols_open(case: &Case<'_>) -> Option<Finding> {
    let open = case.reading().is_some_and(|reading| reading.symbols == Told::None);
    (case.serves() && open && !case.facts.scopes.can_trade().is_no()).then(|| case.finding(RuleId::SymbolsOpen))
}

/// What the key may do, its bot does not need, and the venue lets one turn off. Reading is never too much; withdrawing,
/// sending out and making keys have rules of their own.
pub(super) fn too_broad(case: &Case<'_>) -> Vec<Scope> {
    let Some(needs) = case.judged.bot.needs() else { return Vec::new() };
    let scopes = &case.facts.scopes;
    let own_rule = |scope: &Scope| match scope {
        Scope::Read | Scope::Withdraw | Scope::Manage => true,
        Scope::Transfer => scopes.transfer == Transfer::Out,
        _ => false,
    };
    (Scope::ALL.into_iter())
        .filter(|scope| scopes.may(*scope) == Tri::Yes && !own_rule(scope))
        .filter(|scope| !needs.contains(scope) && case.venue.can_part(*scope))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BotKind, KeyState, Scopes, Severity};
    use crate::rules::samples::{Sample, parting_venue, plain_venue};

    fn may(set: &[(Scope, Tri)]) -> Scopes {
        let mut scopes = Scopes::none();
        for (scope, value) in set {
            scopes.set(*scope, *value);
        }
        scopes
    }

    const TRADES: [(Scope, Tri); 2] = [(Scope::Read, Tri::Yes), (Scope::Spot, Tri::Yes)];

    #[test]
    fn withdrawing_is_critical_and_only_when_it_is_so() {
        for (value, broken) in [(Tri::Yes, true), (Tri::No, false), (Tri::Unknown, false)] {
            let mut sample = Sample::new();
            sample.scopes(may(&[TRADES[0], TRADES[1], (Scope::Withdraw, value)]));
            assert_eq!(sample.severity(RuleId::WithdrawEnabled), broken.then_some(Severity::Critical));
        }
    }

    #[test]
    fn a_revoked_or_dead_key_is_not_judged_by_its_rights() {
        let mut sample = Sample::new();
        sample.scopes(may(&[(Scope::Withdraw, Tri::Yes), (Scope::Manage, Tri::Yes)]));
        for (state, judged) in [
            (KeyState::Active, true),
            (KeyState::Candidate, true),
            (KeyState::Retiring, true),
            (KeyState::Suspected, true),
            (KeyState::Orphan, true),
            (KeyState::Revoked, false),
            (KeyState::Adding, false),
        ] {
            sample.key.state = state;
            assert_eq!(sample.severity(RuleId::WithdrawEnabled).is_some(), judged, "{state:?}");
            assert_eq!(sample.severity(RuleId::ManagesKeys).is_some(), judged, "{state:?}");
        }
    }

    #[test]
    fn transfers_are_critical_out_and_info_or_too_broad_inside() {
        let mut sample = Sample::new();
        let mut scopes = may(&TRADES);
        scopes.transfer = Transfer::Out;
        sample.scopes(scopes.clone());
        assert_eq!(sample.severity(RuleId::TransferOut), Some(Severity::Critical));
        assert_eq!(sample.severity(RuleId::TransferOwn), None);
        assert_eq!(sample.severity(RuleId::ScopeTooBroad), None, "said once is enough");

        scopes.transfer = Transfer::Own;
        sample.scopes(scopes.clone());
        sample.venue = plain_venue();
        assert_eq!(sample.severity(RuleId::TransferOut), None);
        assert_eq!(sample.severity(RuleId::TransferOwn), Some(Severity::Info), "it comes with trading here");
        assert_eq!(sample.severity(RuleId::ScopeTooBroad), None);

        sample.venue = parting_venue();
        assert_eq!(sample.severity(RuleId::TransferOwn), None);
        assert_eq!(sample.finding(RuleId::ScopeTooBroad).and_then(|f| f.names).as_deref(), Some("transfer"));

        sample.bot.needs_told = Some(vec![Scope::Read, Scope::Spot, Scope::Transfer]);
        assert_eq!(sample.severity(RuleId::TransferOwn), Some(Severity::Info), "it needs it");
        assert_eq!(sample.severity(RuleId::ScopeTooBroad), None);

        scopes.transfer = Transfer::Unknown;
        sample.scopes(scopes);
        assert_eq!(sample.severity(RuleId::TransferOwn), None);
    }

    #[test]
    fn too_much_is_what_the_venue_can_part_and_its_own_unknown_words() {
        let mut sample = Sample::new();
        sample.venue = parting_venue();
        sample.scopes(may(&[TRADES[0], TRADES[1], (Scope::Futures, Tri::Yes), (Scope::Options, Tri::Unknown)]));
        assert_eq!(sample.finding(RuleId::ScopeTooBroad).and_then(|f| f.names).as_deref(), Some("futures"));

        let mut scopes = may(&TRADES);
        scopes.extra = vec![ScopeToken::new("enablePredictionTrading")];
        sample.scopes(scopes);
        let found = sample.finding(RuleId::ScopeTooBroad).and_then(|f| f.names);
        assert_eq!(found.as_deref(), Some("enablePredictionTrading"));

        sample.scopes(may(&[TRADES[0], TRADES[1], (Scope::Margin, Tri::Yes)]));
        sample.venue = plain_venue();
        assert_eq!(sample.severity(RuleId::ScopeTooBroad), None, "margin comes with spot here");
    }

    #[test]
    fn with_needs_untold_neither_is_judged() {
        let mut sample = Sample::new();
        sample.venue = parting_venue();
        sample.bot.kind = BotKind::Script;
        sample.scopes(may(&[(Scope::Read, Tri::Yes), (Scope::Futures, Tri::Yes)]));
        assert_eq!(sample.severity(RuleId::ScopeTooBroad), None);
        assert_eq!(sample.severity(RuleId::ScopeMissing), None);
    }

    #[test]
    fn too_little_is_a_certain_no() {
        let mut sample = Sample::new();
        for (value, broken) in [(Tri::No, true), (Tri::Unknown, false), (Tri::Yes, false)] {
            sample.scopes(may(&[(Scope::Read, Tri::Yes), (Scope::Spot, value)]));
            assert_eq!(sample.finding(RuleId::ScopeMissing).is_some(), broken, "{value:?}");
        }
        sample.scopes(may(&[(Scope::Read, Tri::Yes)]));
        assert_eq!(sample.finding(RuleId::ScopeMissing).and_then(|f| f.names).as_deref(), Some("spot"));
    }

    #[test]
    fn symbols_are_open_only_by_the_exchanges_word() {
        let mut sample = Sample::new();
        for (told, broken) in [(Told::NotTold, false), (Told::None, true), (Told::Is(vec!["BTCUSDT".into()]), false)] {
            sample.reading(|reading| reading.symbols = told);
            assert_eq!(sample.severity(RuleId::SymbolsOpen), broken.then_some(Severity::Info));
        }
    }
}

//! Who uses a key, with whom it is shared, and who else holds it.

use super::case::Case;
use super::dates::days_between;
use crate::domain::{AccountKind, BotName, Finding, ListState, RuleId, Told, Transfer};

/// After so many days without use a key counts as forgotten.
const UNUSED_DAYS: i64 = 45;

/// Only where the exchange tells when it was used. One that was never used counts from its making.
pub(super) fn unused(case: &Case<'_>) -> Option<Finding> {
    let since = match case.facts.last_used {
        Told::Is(used) => used,
        Told::None => case.facts.created.value,
        Told::NotTold => return None,
    };
    (case.is_the_bots() && days_between(since, case.now) >= UNUSED_DAYS)
        .then(|| Finding { on: Some(since), ..case.finding(RuleId::Unused) })
}

pub(super) fn shared_key(case: &Case<'_>) -> Option<Finding> {
    (case.may_act() && !case.judged.same_key.is_empty())
        .then(|| Finding { names: named(case.judged.same_key.iter()), ..case.finding(RuleId::SharedKey) })
}

/// Other bots trade there too, or it is the main account, where everything lies.
pub(super) fn shared_account(case: &Case<'_>) -> Option<Finding> {
    let shared = case.others_there().next().is_some() || case.facts.account.kind == AccountKind::Main;
    (case.serves() && shared)
        .then(|| Finding { names: named(case.others_there()), ..case.finding(RuleId::SharedAccount) })
}

/// A platform's key with more than read and trade, open to any address, or older than such a key may be. Which addresses
/// a platform publishes is not known here, so a list as such is never called wrong.
pub(super) fn cloud_custody(case: &Case<'_>) -> Option<Finding> {
    if !case.serves() || !case.judged.bot.custody.is_cloud() {
        return None;
    }
    let facts = &case.facts;
    let scopes = &facts.scopes;
    let moves = match scopes.transfer {
        Transfer::Out => true,
        Transfer::Own => case.venue.can_part(crate::domain::Scope::Transfer),
        Transfer::No | Transfer::Unknown => false,
    };
    let mut reasons = Vec::new();
    if scopes.withdraw.is_yes() || scopes.manage.is_yes() || moves || !scopes.extra.is_empty() {
        reasons.push("it may do more than read and trade".to_owned());
    }
    if facts.list.state == ListState::Open {
        reasons.push("it works from any address".to_owned());
    }
    if i64::from(facts.age_days) > i64::from(case.policy.max_age_cloud_days) {
        reasons.push(format!("it is {} days old", facts.age_days));
    }
    let found = Finding { names: Some(reasons.join(", ").into()), ..case.finding(RuleId::CloudCustody) };
    (!reasons.is_empty()).then_some(found)
}

/// The first few, and how many more: hundreds may share a main account, and each of their keys carries this.
fn named<'a>(bots: impl Iterator<Item = &'a BotName> + Clone) -> Option<Box<str>> {
    const FEW: usize = 3;
    let mut names = bots.clone().take(FEW).map(BotName::as_str).collect::<Vec<_>>().join(", ");
    let more = bots.skip(FEW).count();
    if more > 0 {
        names.push_str(&format!(" and {more} more"));
    }
    (!names.is_empty()).then(|| names.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Account, Custody, Scope, Scopes, Severity, Tri};
    use crate::rules::samples::{Sample, at, bot_names, parting_venue, plain_venue};

    #[test]
    fn unused_from_the_45th_day_where_the_venue_tells() {
        let mut sample = Sample::new();
        // 2026-03-16 is 45 days after 2026-01-30.
        for (used, broken) in [
            (Told::Is(at("2026-01-31T00:00:00Z")), false),
            (Told::Is(at("2026-01-30T23:59:59Z")), true),
            (Told::NotTold, false),
        ] {
            sample.reading(|reading| reading.last_used = used.clone());
            assert_eq!(sample.severity(RuleId::Unused), broken.then_some(Severity::Warning), "{used:?}");
        }
        sample.reading(|reading| {
            reading.last_used = Told::None;
            reading.created = Told::Is(at("2026-01-01T00:00:00Z"));
        });
        assert!(sample.finding(RuleId::Unused).is_some(), "never used since it was made");
    }

    #[test]
    fn one_key_for_several_bots() {
        let mut sample = Sample::new();
        assert_eq!(sample.severity(RuleId::SharedKey), None);
        sample.same_key = bot_names(&["grid-2", "grid-3"]);
        let found = sample.finding(RuleId::SharedKey);
        assert_eq!(found.and_then(|f| f.names).as_deref(), Some("grid-2, grid-3"));
        sample.same_key = bot_names(&["a", "b", "c", "d", "e"]);
        assert_eq!(sample.finding(RuleId::SharedKey).and_then(|f| f.names).as_deref(), Some("a, b, c and 2 more"));
    }

    #[test]
    fn an_account_is_shared_by_others_or_by_being_the_main_one() {
        let mut sample = Sample::new();
        for (account, broken) in [(Account::sub("grid"), false), (Account::main(), true), (Account::unknown(), false)] {
            sample.key.account = account.clone();
            assert_eq!(sample.severity(RuleId::SharedAccount), broken.then_some(Severity::Info), "{account}");
        }
        sample.key.account = Account::sub("grid");
        sample.same_account = vec![sample.bot.name.clone()];
        assert_eq!(sample.severity(RuleId::SharedAccount), None, "itself is no other");
        sample.same_account = bot_names(&["grid-2"]);
        assert_eq!(sample.severity(RuleId::SharedAccount), Some(Severity::Info));
    }

    #[test]
    fn a_cloud_platform_gets_little() {
        let mut sample = Sample::new();
        sample.venue = plain_venue();
        let mut scopes = Scopes::none();
        scopes.set(Scope::Read, Tri::Yes);
        scopes.set(Scope::Spot, Tri::Yes);
        scopes.transfer = Transfer::Own;
        sample.scopes(scopes);
        sample.list(ListState::Restricted, None);
        sample.reading(|reading| reading.created = Told::Is(at("2026-02-14T00:00:00Z")));
        assert_eq!(sample.finding(RuleId::CloudCustody), None, "its own custody");
        sample.bot.custody = Custody::Cloud("3Commas".into());
        assert_eq!(sample.finding(RuleId::CloudCustody), None, "30 days old, and transfers come with trading here");

        sample.reading(|reading| reading.created = Told::Is(at("2026-02-13T00:00:00Z")));
        assert_eq!(sample.finding(RuleId::CloudCustody).and_then(|f| f.names).as_deref(), Some("it is 31 days old"));
        sample.reading(|reading| reading.created = Told::Is(at("2026-03-13T00:00:00Z")));
        sample.list(ListState::Open, None);
        assert!(sample.finding(RuleId::CloudCustody).is_some());
        sample.list(ListState::Bound, None);
        assert_eq!(sample.finding(RuleId::CloudCustody), None);
        sample.venue = parting_venue();
        assert!(sample.finding(RuleId::CloudCustody).is_some(), "transfers can be turned off there");
    }
}

//! From where a key works.

use super::case::Case;
use crate::domain::{Cidr, Finding, ListProof, ListState, RuleId};

/// Open, or "restricted" to the whole internet.
pub(super) fn not_listed(case: &Case<'_>) -> Option<Finding> {
    let list = &case.facts.list;
    let everything = restricted_to(case).into_iter().flatten().find(|cidr| cidr.is_everything());
    match (list.state, everything) {
        (ListState::Open, _) if case.serves() => Some(case.finding(RuleId::NotListed)),
        (ListState::Restricted, Some(cidr)) => {
            Some(Finding { names: Some(cidr.to_string().into()), ..case.finding(RuleId::NotListed) })
        }
        _ => None,
    }
}

pub(super) fn list_too_wide(case: &Case<'_>) -> Option<Finding> {
    let wide = |cidr: &&Cidr| cidr.is_wide() && !cidr.is_everything();
    let wide: Vec<String> = restricted_to(case)?.iter().filter(wide).map(ToString::to_string).collect();
    let found = Finding { names: Some(wide.join(", ").into()), ..case.finding(RuleId::ListTooWide) };
    (!wide.is_empty()).then_some(found)
}

/// An answer through the host beats what the user told of the host's addresses, so a proven list holds it.
pub(super) fn list_misses_host(case: &Case<'_>) -> Option<Finding> {
    let list = restricted_to(case)?;
    if case.facts.list_proof == ListProof::Proven {
        return None;
    }
    let missing: Vec<String> = (case.judged.host?.addresses.iter())
        .filter(|seen_from| !list.iter().any(|cidr| cidr.holds_all(seen_from)))
        .map(ToString::to_string)
        .collect();
    let found = Finding { names: Some(missing.join(", ").into()), ..case.finding(RuleId::ListMissesHost) };
    (!missing.is_empty()).then_some(found)
}

pub(super) fn list_unproven(case: &Case<'_>) -> Option<Finding> {
    let unproven = case.facts.list.state == ListState::Restricted && case.facts.list_proof != ListProof::Proven;
    (case.serves() && unproven).then(|| case.finding(RuleId::ListUnproven))
}

/// The list of a key that serves a bot, where its addresses are told.
fn restricted_to<'a>(case: &'a Case<'_>) -> Option<&'a [Cidr]> {
    let told = case.serves() && case.facts.list.state == ListState::Restricted;
    case.facts.list.addresses.as_deref().filter(|_| told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AddressList, Severity};
    use crate::rules::samples::{Sample, at, cidrs, host};

    fn listed(addresses: &[&str]) -> Sample {
        let mut sample = Sample::new();
        sample.list(ListState::Restricted, Some(cidrs(addresses)));
        sample
    }

    #[test]
    fn open_is_not_listed_and_so_is_the_whole_internet() {
        let mut sample = Sample::new();
        for (state, broken) in [
            (ListState::Open, true),
            (ListState::Restricted, false),
            (ListState::Bound, false),
            (ListState::Unknown, false),
        ] {
            sample.list(state, None);
            assert_eq!(sample.severity(RuleId::NotListed), broken.then_some(Severity::Warning), "{state:?}");
        }
        let everything = listed(&["203.0.113.7", "0.0.0.0/0"]);
        assert_eq!(everything.severity(RuleId::NotListed), Some(Severity::Warning));
        assert_eq!(everything.severity(RuleId::ListTooWide), None, "said once is enough");
    }

    #[test]
    fn wide_begins_past_a_household() {
        for (address, broken) in [
            ("203.0.113.7", false),
            ("203.0.113.0/24", false),
            ("203.0.112.0/23", true),
            ("2001:db8::/64", false),
            ("2001:db8::/63", true),
        ] {
            assert_eq!(listed(&[address]).finding(RuleId::ListTooWide).is_some(), broken, "{address}");
        }
    }

    #[test]
    fn each_address_that_the_host_is_seen_from_must_be_held() {
        let mut sample = listed(&["203.0.113.0/24"]);
        assert_eq!(sample.finding(RuleId::ListMissesHost), None, "no host is told");
        sample.host = Some(host(&["203.0.113.7"]));
        assert_eq!(sample.finding(RuleId::ListMissesHost), None);
        sample.host = Some(host(&["203.0.113.7", "198.51.100.20"]));
        let found = sample.finding(RuleId::ListMissesHost);
        assert_eq!(found.and_then(|f| f.names).as_deref(), Some("198.51.100.20"));
        sample.key.list_proven_at = Some(at("2026-03-01T00:00:00Z"));
        assert_eq!(sample.finding(RuleId::ListMissesHost), None, "the exchange answered through the host");
        sample.key.list_proven_at = None;
        sample.list(ListState::Restricted, None);
        assert_eq!(sample.finding(RuleId::ListMissesHost), None, "its addresses are not told");
    }

    #[test]
    fn a_list_is_unproven_until_both_sides_were_asked() {
        let mut sample = listed(&["203.0.113.7"]);
        assert_eq!(sample.severity(RuleId::ListUnproven), Some(Severity::Info));
        sample.key.list_proven_at = Some(at("2026-03-01T00:00:00Z"));
        assert_eq!(sample.severity(RuleId::ListUnproven), None);
        sample.list(ListState::Open, None);
        assert_eq!(sample.severity(RuleId::ListUnproven), None);
    }

    #[test]
    fn the_users_list_stands_in_where_the_exchange_names_no_address() {
        let mut sample = listed(&[]);
        sample.list(ListState::Restricted, None);
        sample.key.told.list =
            Some(AddressList { state: ListState::Restricted, addresses: Some(cidrs(&["198.51.100.20"])) });
        sample.host = Some(host(&["203.0.113.7"]));
        assert!(sample.finding(RuleId::ListMissesHost).is_some());
    }
}

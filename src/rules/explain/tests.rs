use super::*;
use crate::domain::{KeyState, ListState, ScopeToken, Severity, Tri, VenueFacts};
use crate::rules::samples::{NOW, Sample, at, host, parting_venue, plain_venue, rigid_venue};

fn found(id: RuleId, on: Option<&str>) -> Finding {
    Finding { rule: id, severity: rule(id).severity, on: on.map(at), names: Some("spot, futures".into()) }
}

/// The venues of the guide files, too: the arrow between the rooms binds the program, not its tests.
fn venues() -> Vec<VenueFacts> {
    let made_up = [plain_venue(), parting_venue(), rigid_venue()];
    made_up.into_iter().chain(crate::exchanges::venues().cloned()).collect()
}

#[test]
fn every_rule_has_words_and_a_fix_at_every_venue() {
    let venues = venues();
    assert!(venues.len() >= 6, "the guides were not read");
    for venue in venues {
        let mut sample = Sample::new();
        sample.venue = venue;
        sample.host = Some(host(&["203.0.113.7"]));
        for id in RuleId::ALL {
            for on in [None, Some("2025-12-24T00:00:00Z"), Some("2026-03-23T00:00:00Z")] {
                let case = sample.case();
                let said = explain(&found(*id, on), &case);
                let name = &case.venue.name;
                assert!(!said.word.is_empty() && said.word.chars().count() <= 16, "{id}: {}", said.word);
                assert!(said.what.ends_with('.'), "{id}: {}", said.what);
                assert!(said.why.ends_with('.'), "{id}: {}", said.why);
                assert!(said.fix.ends_with('.') && said.fix.len() > 20, "{id} at {name}: {}", said.fix);
                for text in [&said.word, &said.about, &said.what, &said.why, &said.fix, &said.how] {
                    assert!(!text.contains(['{', '}']) && !text.contains("  "), "{id} at {name}: {text}");
                }
                assert!(!said.about.is_empty() && !said.enter.is_empty());
            }
        }
    }
}

#[test]
fn the_real_venues_toggles_are_named() {
    let fix = |venue: &VenueFacts, id: RuleId, names: Option<&str>| {
        let sample = Sample { venue: venue.clone(), ..Sample::new() };
        explain(&Finding { names: names.map(Into::into), ..found(id, None) }, &sample.case()).fix
    };
    for venue in crate::exchanges::venues() {
        let toggle = venue.toggle(Scope::Withdraw).unwrap();
        let withdraw = fix(venue, RuleId::WithdrawEnabled, None);
        assert_eq!(withdraw, format!("on its page turn off {toggle}. The bot will not notice."));
        let missing = fix(venue, RuleId::ScopeMissing, Some("spot, futures"));
        let wanted = match venue.id.as_str() {
            "binance" => "Enable Spot & Margin Trading and Enable Futures",
            "bybit" => "“SPOT, Trade” and “Contract, Orders and Positions”",
            _ => "Trade",
        };
        assert_eq!(missing, format!("on its page turn on {wanted}, then ask again."));
    }
}

#[test]
fn fixes_are_in_the_venues_own_words() {
    let mut sample = Sample::new();
    sample.venue = plain_venue();
    let withdraw = found(RuleId::WithdrawEnabled, None);
    let fix = |sample: &Sample, finding: &Finding| explain(finding, &sample.case()).fix;
    assert_eq!(fix(&sample, &withdraw), "on its page turn off Enable Withdrawals. The bot will not notice.");
    sample.venue = parting_venue();
    let broad = Finding { names: Some("futures, BitCard".into()), ..found(RuleId::ScopeTooBroad, None) };
    assert_eq!(fix(&sample, &broad), "on its page turn off Contract and BitCard. The bot will not notice.");
    sample.venue = rigid_venue();
    assert!(fix(&sample, &withdraw).starts_with("replace it by a key without"), "{}", fix(&sample, &withdraw));
    assert!(fix(&sample, &withdraw).contains("keyward rotate grid-eth@"));
}

#[test]
fn a_toggle_that_the_bot_needs_is_not_turned_off() {
    let mut sample = Sample::new();
    sample.venue = plain_venue();
    // One toggle gives spot, which the bot needs, and earn: nobody may tell the user to turn it off.
    let broad = Finding { names: Some("earn".into()), ..found(RuleId::ScopeTooBroad, None) };
    let said = explain(&broad, &sample.case()).fix;
    assert!(!said.contains("Spot & Margin"), "{said}");
}

#[test]
fn the_list_fix_names_the_hosts_address() {
    let mut sample = Sample::new();
    let open = Finding { names: None, ..found(RuleId::NotListed, None) };
    let said = explain(&open, &sample.case());
    assert!(said.fix.contains("the address that its bot is seen from"), "{}", said.fix);
    sample.host = Some(host(&["203.0.113.7"]));
    let said = explain(&open, &sample.case());
    assert_eq!(said.fix, "put 203.0.113.7 (vps-fra) in its address list.");
    assert!(said.how.contains("203.0.113.7"), "{}", said.how);
}

#[test]
fn the_words_of_the_pictures() {
    let sample = Sample::new();
    let case = sample.case();
    for (id, on, word, about) in [
        (RuleId::WithdrawEnabled, None, "can withdraw", "can withdraw"),
        (RuleId::RotationOverdue, Some("2025-12-24T00:00:00Z"), "82 days late", "is 82 days late"),
        (RuleId::RotationOverdue, Some("2026-03-15T00:00:00Z"), "1 day late", "is 1 day late"),
        (RuleId::ExpiresSoon, Some("2026-03-23T00:00:00Z"), "expires in 7 d", "expires in 7 days"),
        (RuleId::ExpiresSoon, Some(NOW), "expired", "has expired"),
        (RuleId::RotationDue, Some("2026-03-27T00:00:00Z"), "due in 11 d", "is due in 11 days"),
        (RuleId::RotationDue, Some("2026-03-16T23:00:00Z"), "due today", "is due today"),
        (RuleId::NotListed, None, "open", "is open to any address"),
        (RuleId::NotProven, None, "not proven", "has a key out of use that may live: …9fQ2"),
    ] {
        let said = explain(&found(id, on), &case);
        assert_eq!((said.word.as_str(), said.about.as_str()), (word, about));
    }
}

#[test]
fn it_is_said_who_says_so() {
    let mut sample = Sample::new();
    sample.scopes(crate::domain::Scopes::unknown());
    sample.key.told.scopes = Some(crate::domain::Scopes { withdraw: Tri::Yes, ..crate::domain::Scopes::unknown() });
    sample.key.told.at = Some(at("2026-03-01T00:00:00Z"));
    let withdraw = sample.finding(RuleId::WithdrawEnabled).unwrap();
    let said = explain(&withdraw, &sample.case());
    assert_eq!((said.by, said.at), (Origin::Told, Some(at("2026-03-01T00:00:00Z"))));
    sample.reading(|reading| reading.scopes.withdraw = Tri::Yes);
    assert_eq!(explain(&withdraw, &sample.case()).by, Origin::Exchange);
}

#[test]
fn the_worst_is_said_first() {
    let mut sample = Sample::new();
    sample.venue = parting_venue();
    sample.list(ListState::Open, None);
    sample.reading(|reading| {
        reading.created = crate::domain::Told::Is(at("2025-12-22T00:00:00Z"));
        reading.expires = crate::domain::Told::Is(at("2026-03-23T00:00:00Z"));
        reading.scopes.extra = vec![ScopeToken::new("BitCard")];
    });
    let rules: Vec<RuleId> = sample.judge().iter().map(|finding| finding.rule).collect();
    use RuleId::*;
    assert_eq!(rules, [RotationDue, ExpiresSoon, NotListed, ScopeTooBroad], "the earlier date first");
    sample.reading(|reading| reading.scopes.withdraw = Tri::Yes);
    assert_eq!(sample.judge().first().map(|finding| finding.severity), Some(Severity::Critical));
    sample.key.state = KeyState::Revoked;
    sample.key.grade = crate::domain::Grade::Alive;
    assert_eq!(sample.judge().first().map(|finding| finding.rule), Some(StillAlive));
}

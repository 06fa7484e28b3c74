use super::*;
use crate::domain::{Class, Passphrase, Scope, SelfGenerated, Sign};
use crate::exchanges::check_base_url;
use std::collections::BTreeSet;
use url::Url;

/// The last labels of a host, by which one owner is told from another. Good enough for the venues' own hosts.
fn owner(url: &str) -> String {
    let host = Url::parse(url).unwrap().host_str().unwrap().to_owned();
    let labels: Vec<&str> = host.split('.').collect();
    let keep = if host.ends_with(".com.hk") { 3 } else { 2 };
    labels[labels.len().saturating_sub(keep)..].join(".")
}

#[test]
fn every_guide_parses() {
    for text in [
        include_str!("../../../assets/binance.toml"),
        include_str!("../../../assets/bybit.toml"),
        include_str!("../../../assets/okx.toml"),
    ] {
        toml::from_str::<VenueFacts>(text).unwrap();
    }
    assert_eq!(venues().map(|venue| venue.id.as_str()).collect::<Vec<_>>(), ["binance", "bybit", "okx"]);
    for entry in &ENTRIES {
        assert_eq!(entry.facts.as_ref().unwrap().id.as_str(), entry.adapter.id);
    }
}

#[test]
fn every_site_is_reached_by_https_and_has_its_page() {
    for venue in venues() {
        let ids: BTreeSet<_> = venue.sites.iter().map(|site| &site.id).collect();
        assert_eq!(ids.len(), venue.sites.len(), "{} has a site twice", venue.id);
        assert_eq!(venue.sites[0].id.as_str(), "global");
        for site in &venue.sites {
            assert!(!site.hosts.is_empty() && !site.ui_path.is_empty());
            for host in &site.hosts {
                assert!(
                    host.starts_with("https://") && check_base_url(host).is_ok_and(|base| !base.is_loopback()),
                    "{host}"
                );
            }
            assert!(site.page.starts_with("https://"), "{}", site.page);
            // A page on a domain that is nobody's would teach people to enter their login there.
            let owners: BTreeSet<String> =
                venue.sites.iter().flat_map(|site| &site.hosts).map(|host| owner(host)).collect();
            let demo = ["binance.com"];
            assert!(
                owners.contains(&owner(&site.page)) || demo.contains(&owner(&site.page).as_str()),
                "{} leads elsewhere",
                site.page
            );
        }
    }
}

#[test]
fn the_sites_are_the_documented_ones() {
    let ids = |exchange: &str| {
        let venue = venue(&ExchangeId::new(exchange).unwrap()).unwrap();
        venue.sites.iter().map(|site| site.id.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids("binance"), "global testnet demo");
    assert_eq!(ids("bybit"), "global nl tr kz ge ae eu id jp hk testnet demo");
    assert_eq!(ids("okx"), "global eea us demo eea-demo");
}

#[test]
fn no_code_has_two_meanings() {
    for venue in venues() {
        let mut seen = BTreeSet::new();
        for row in &venue.refusals {
            assert!(seen.insert((&row.code, &row.at, &row.text)), "{} {} stands there twice", venue.id, row.code);
            assert!(row.class != Class::Ok && row.sign != Sign::Answers, "{}", row.code);
            assert!(
                !row.means.is_empty() && row.means.chars().count() <= 100 && !row.means.ends_with('.'),
                "{}",
                row.means
            );
        }
    }
}

/// What proves a death, in data: what kills, what lives, how often and how far apart.
#[test]
fn the_proof_of_death_is_the_documented_one() {
    let proof = |exchange: &str| {
        let venue = venue(&ExchangeId::new(exchange).unwrap()).unwrap();
        let of = |sign| {
            let rows = venue.refusals.iter().filter(move |row| row.sign == sign);
            rows.map(|row| row.code.clone()).collect::<Vec<_>>().join(" ")
        };
        (of(Sign::Gone), of(Sign::Lives), venue.life_words.join(" "), venue.asks, venue.proof_after_s)
    };
    let words = |gone: &str, lives: &str, asks, after| (gone.into(), lives.into(), lives.into(), asks, after);
    assert_eq!(proof("binance"), words("-2008", "", 3, 900));
    assert_eq!(proof("bybit"), words("10003", "10010 10004 10005", 2, 60));
    assert_eq!(proof("okx"), words("50119", "50110 50113 50120", 2, 60));
    for venue in venues() {
        assert_eq!((venue.ask_budget.max, venue.ask_budget.spacing_s), (4, 60), "{}", venue.id);
        assert_eq!(venue.session_tail_s, 900);
        assert!(venue.wrong_site_looks_like_death);
        assert_eq!(venue.looks_key_up_first, !venue.life_words.is_empty());
    }
    let binance = venue(&ExchangeId::new("binance").unwrap()).unwrap();
    assert!(binance.refusals.iter().all(|row| row.sign != Sign::Gone || row.at.as_deref() == Some("apiRestrictions")));
}

#[test]
fn every_guide_leads_a_person_to_the_end() {
    let placeholders = ["{site_path}", "{account}", "{hint}", "{label}", "{addresses}"];
    for venue in venues() {
        let guide = &venue.guide;
        let texts = guide.create.iter().map(|step| &step.text);
        let texts = texts.chain([
            &guide.edit_rights,
            &guide.edit_list,
            &guide.delete.delete,
            &guide.delete.disarm,
            &venue.freeze_path,
        ]);
        for text in texts {
            assert!(!text.is_empty());
            let mut rest = text.clone();
            placeholders.iter().for_each(|name| rest = rest.replace(name, ""));
            assert!(!rest.contains(['{', '}']), "an unknown placeholder: {text}");
        }
        for step in &guide.create {
            assert!(step.label.chars().count() <= 12 && step.text.chars().count() <= 72, "{} {}", venue.id, step.text);
            assert!(matches!(step.copies.as_deref(), None | Some("page" | "label" | "passphrase" | "addresses")));
        }
        let copied: BTreeSet<_> = guide.create.iter().filter_map(|step| step.copies.as_deref()).collect();
        assert!(["page", "label", "addresses"].iter().all(|name| copied.contains(name)), "{}", venue.id);
        assert_eq!(copied.contains("passphrase"), venue.passphrase == Passphrase::User);
        assert!(venue.freeze_path.contains("look for"), "no freeze path is confirmed yet");
    }
}

#[test]
fn every_scope_that_can_be_told_has_a_toggle() {
    for venue in venues() {
        for scope in Scope::ALL.into_iter().filter(|scope| *scope != Scope::Manage) {
            assert!(venue.toggle(scope).is_some(), "{} has no toggle for {scope}", venue.id);
        }
        assert!(venue.can_part(Scope::Withdraw) && venue.can_part(Scope::Read));
    }
}

#[test]
fn parts_and_passphrases_agree() {
    for venue in venues() {
        assert_eq!(venue.parts.passphrase, venue.passphrase != Passphrase::None);
        let word = match venue.self_generated {
            SelfGenerated::None => None,
            SelfGenerated::Ed25519 => Some("ed25519"),
            SelfGenerated::Rsa => Some("rsa"),
        };
        assert_eq!(venue.parts.private_keys.first().map(String::as_str), word);
        assert!(!venue.parts.key_lengths.contains(&0) && !venue.parts.key_lengths.is_empty());
        assert!(venue.tells.scopes && venue.tells.list && venue.tells.account_id);
    }
}

#[test]
fn what_nobody_knows_is_told_with_what_there_is() {
    let problem = venue(&ExchangeId::new("mtgox").unwrap()).unwrap_err();
    assert!(problem.sentence().contains("binance, bybit, okx"), "{}", problem.sentence());
    let problem = site(&ExchangeId::new("okx").unwrap(), &SiteId::new("mars").unwrap()).unwrap_err();
    assert!(problem.sentence().contains("global, eea, us, demo, eea-demo"), "{}", problem.sentence());
}

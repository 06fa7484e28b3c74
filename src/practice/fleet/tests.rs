use super::super::made_up::tests::Loaded;
use super::super::{Look, crowd};
use super::*;
use crate::domain::{Class, Clock, Evidence, EvidenceKind, Sign, moment_from_millis};
use std::sync::Arc;

struct Still;

impl Clock for Still {
    fn now(&self) -> Moment {
        moment_from_millis(1_773_630_604_000).unwrap()
    }
}

fn plan() -> Fleet {
    let way = |host: &HostName| Way::parse(&format!("http://127.0.0.1:{}", 9000 + host.as_str().len())).unwrap();
    Fleet::plan(Still.now(), &Loaded::new(6), &way).unwrap()
}

fn venues() -> Venues {
    let (clock, chance): (Arc<dyn Clock>, Arc<dyn Chance>) = (Arc::new(Still), Arc::new(Loaded::new(7)));
    Venues::new(&clock, &chance)
}

/// The rows of the picture: bot, exchange and account, end, age, state of the list.
const PICTURE: [(&str, &str, &str, i64, &str); 12] = [
    ("grid-eth", "binance sub:grid", "9fQ2", 41, "proven"),
    ("3c-dca", "binance main", "A1kz", 112, "open"),
    ("mm-sol", "bybit sub:mm", "7Tud", 83, "open"),
    ("arb-okx", "okx sub:arb", "c04e", 79, "listed"),
    ("hb-xemm", "okx sub:hb", "1d9a", 91, "proven"),
    ("tn-btc", "binance main", "Zb1w", 60, "?"),
    ("tn-eth", "binance main", "P0aa", 45, "told"),
    ("ox-dca", "okx sub:dca", "e77a", 12, "listed"),
    ("ft-trend", "binance sub:ft1", "Qk3p", 20, "proven"),
    ("ft-mean", "binance sub:ft2", "m8Rt", 20, "proven"),
    ("pb-perp", "bybit sub:pb", "4gHs", 33, "proven"),
    ("scalper", "bybit sub:sc", "w2Le", 5, "proven"),
];

/// The row's key: the one that stands in the picture, which in a rotation is the old one.
fn drawn(bot: &PlannedBot) -> &PlannedKey {
    match bot.rotation {
        Some(rotation) => bot.keys.iter().find(|key| key.generation == rotation.old).unwrap(),
        None => bot.keys.iter().find(|key| key.current).unwrap(),
    }
}

#[test]
fn the_rows_are_those_of_the_picture() {
    let fleet = plan();
    assert_eq!(fleet.bots.len(), 12);
    for (bot, (name, place, end, age, list)) in fleet.bots.iter().zip(PICTURE) {
        let key = drawn(bot);
        assert_eq!(bot.bot.name.as_str(), name);
        assert_eq!(format!("{} {}", bot.kind.word(), bot.account), place);
        assert_eq!(key.hint().text(), end, "{name}");
        let since = if name == "tn-btc" { key.first_seen } else { key.created };
        assert_eq!((Still.now() - since).num_days(), age, "{name}");
        let readable = bot.site == Site::GLOBAL;
        let says = match (&key.told.list, key.list_proven_at, key.list.is_empty()) {
            (_, Some(_), false) => "proven",
            (Some(_), ..) => "told",
            (_, _, true) => "open",
            _ if readable => "listed",
            _ => "?",
        };
        assert_eq!(says, list, "{name}");
    }
}

#[test]
fn each_bot_has_one_current_key_on_a_host_that_is_there() {
    let fleet = plan();
    for bot in &fleet.bots {
        assert_eq!(bot.keys.iter().filter(|key| key.current).count(), 1, "{}", bot.bot.name);
        assert!(bot.keys.iter().all(|key| key.credential().is_ok()));
        assert!(bot.keys.windows(2).all(|pair| pair[0].generation < pair[1].generation));
        let host = bot.bot.host.as_ref();
        assert!(host.is_none_or(|name| fleet.hosts.iter().any(|host| host.name == *name)));
        assert!(bot.keys.iter().all(|key| key.created <= key.first_seen && key.first_seen <= Still.now()));
        assert!(bot.journal.is_sorted_by_key(|entry| entry.at), "{}", bot.bot.name);
        assert!(bot.keys.iter().flat_map(|key| &key.past).all(|past| past.at < Still.now()));
    }
    let on_fra = |bot: &&PlannedBot| bot.bot.host.as_ref().is_some_and(|host| host.as_str() == "vps-fra");
    assert_eq!(fleet.bots.iter().filter(on_fra).count(), 7);
    assert!(fleet.bots[1].bot.custody.is_cloud() && fleet.bots[1].bot.host.is_none());
}

#[test]
fn the_bybit_key_without_addresses_ends_in_a_week() {
    let fleet = plan();
    let left = fleet.bots[2].keys[0].expires.unwrap() - Still.now();
    assert!(left > Span::days(6) && left <= Span::days(7));
    assert_eq!(fleet.bots.iter().flat_map(|bot| &bot.keys).filter(|key| key.expires.is_some()).count(), 1);
}

#[test]
fn withdrawing_is_new_and_the_key_before_died_with_proof() {
    let fleet = plan();
    let [old, current] = &fleet.bots[0].keys[..] else { panic!("two keys") };
    assert!(current.rights.has(Kind::Binance, "enableWithdrawals"));
    assert_eq!(current.past.len(), 41);
    assert!(current.past.iter().all(|past| past.except == [(Scope::Withdraw, Tri::No)]));
    assert_eq!((old.hint().text().as_str(), old.grade, old.sealed), ("2b7d", Grade::ProvenDead, false));
    let gone: Vec<Moment> =
        old.evidence.iter().filter(|row| row.sign() == Some(Sign::Gone)).map(Evidence::time).collect();
    assert_eq!(gone.len(), 3);
    assert!(gone[2] - gone[0] >= Span::minutes(15));
    let life = |row: &Evidence| matches!(row.kind, EvidenceKind::Answer { class: Class::Ok, .. });
    assert!(life(&old.evidence[0]) && old.evidence.is_sorted_by_key(|row| row.at));
}

#[test]
fn a_rotation_stands_at_quiet_with_both_keys_alive() {
    let fleet = plan();
    let bot = &fleet.bots[4];
    let rotation = bot.rotation.unwrap();
    assert!(rotation.began < rotation.sealed && rotation.sealed < rotation.delivered);
    assert!(rotation.delivered < rotation.seen && rotation.seen < Still.now());
    let states: Vec<(KeyState, bool)> = bot.keys.iter().map(|key| (key.state, key.current)).collect();
    assert_eq!(states, [(KeyState::Retiring, false), (KeyState::Active, true)]);
    assert_eq!(fleet.bots.iter().filter(|bot| bot.rotation.is_some()).count(), 1);
}

#[test]
fn the_planned_keys_exist_at_the_exchanges() {
    let (fleet, venues) = (plan(), venues());
    fleet.plant(&venues).unwrap();
    for bot in &fleet.bots {
        for key in &bot.keys {
            let look = venues.of(bot.kind).book(|book| book.look(&key.api_key, Still.now()));
            match key.deleted {
                Some(_) => assert!(matches!(look, Look::Gone(_))),
                None => assert!(matches!(look, Look::Known(_)), "{}", bot.bot.name),
            }
        }
    }
    let sites: Vec<Site> = venues.of(Kind::Binance).book(|book| book.accounts().map(|(_, row)| row.site).collect());
    assert_eq!(sites.iter().filter(|site| **site == Site::TESTNET).count(), 1);
}

#[test]
fn a_crowd_can_be_planted() {
    let venues = venues();
    let (_, bots) = crowd(300, Still.now(), &Loaded::new(8)).unwrap();
    for bot in &bots {
        bot.plant(&venues).unwrap();
    }
    let count =
        |kind| venues.of(kind).book(|book| book.accounts().map(|(n, _)| book.keys_of(n).count()).sum::<usize>());
    assert_eq!(Kind::ALL.map(count), [100, 100, 100]);
}

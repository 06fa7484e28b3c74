//! Thousands of made-up bots for the benches and for tests of long lists: long names, many accounts, every age.

use super::plan::named;
use super::{Kind, MadeUp, PlannedBot, PlannedHost, PlannedKey, Rights, Site, made_up};
use crate::domain::{
    Account, Bot, BotKind, BotName, Chance, Cidr, Custody, Delivery, Generation, Grade, HostName, KeyState, KeyTold,
    Moment, Problem, Scope, Span,
};
use std::net::IpAddr;

/// How many machines a crowd runs on.
const HOSTS: usize = 20;

const NAMES: [&str; 8] = [
    "grid",
    "market-maker-on-the-long-tail",
    "dca",
    "Überläufer",
    "arbitrage between two venues, slow",
    "グリッド",
    "trend follower of the second generation with stops",
    "x",
];

/// `count` bots with a key each over the three exchanges, as of now, and the machines that they run on.
///
/// # Errors
/// Where chance fails.
pub fn crowd(count: usize, now: Moment, chance: &dyn Chance) -> Result<(Vec<PlannedHost>, Vec<PlannedBot>), Problem> {
    let hosts = (0..HOSTS).map(host).collect::<Result<Vec<_>, _>>()?;
    let bots = (0..count).map(|place| bot(place, now, chance)).collect::<Result<Vec<_>, _>>()?;
    Ok((hosts, bots))
}

fn host(place: usize) -> Result<PlannedHost, Problem> {
    Ok(PlannedHost { name: named(HostName::new(&format!("vps-{place:02}")))?, address: address(place), here: false })
}

fn address(place: usize) -> IpAddr {
    IpAddr::from([203, 0, 113, u8::try_from(place % HOSTS).unwrap_or(0) + 1])
}

fn bot(place: usize, now: Moment, chance: &dyn Chance) -> Result<PlannedBot, Problem> {
    let kind = *Kind::ALL.get(place % 3).unwrap_or(&Kind::Binance);
    let name = NAMES.get(place / 3 % NAMES.len()).copied().unwrap_or("bot").replace(',', "");
    let account = match place % 7 {
        0 => Account::main(),
        _ => Account::sub(&format!("desk-{}", place / 4)),
    };
    Ok(PlannedBot {
        bot: Bot {
            name: named(BotName::new(&format!("{name} {place:05}")))?,
            kind: if place.is_multiple_of(2) { BotKind::Freqtrade } else { BotKind::Script },
            custody: if place.is_multiple_of(11) { Custody::Cloud("3Commas".into()) } else { Custody::Own },
            host: Some(named(HostName::new(&format!("vps-{:02}", place % HOSTS)))?),
            needs_told: Some(vec![Scope::Read, Scope::Spot]),
            max_age_days: None,
            delivery: Delivery::ByHand,
            retired: false,
        },
        kind,
        site: Site::GLOBAL,
        account,
        keys: vec![key(place, kind, now, chance)?],
        rotation: None,
        journal: Vec::new(),
    })
}

fn key(place: usize, kind: Kind, now: Moment, chance: &dyn Chance) -> Result<PlannedKey, Problem> {
    let created = now - Span::days(i64::try_from(place % 120).unwrap_or(0)) - Span::minutes(10);
    let list: Vec<Cidr> = if place.is_multiple_of(13) { Vec::new() } else { vec![Cidr::from(address(place))] };
    let expires = (kind == Kind::Bybit && list.is_empty()).then(|| created + Span::days(90));
    let passphrase: Option<MadeUp> = if kind.passphrase() { Some(made_up::passphrase(chance)?) } else { None };
    let told = if kind == Kind::Okx {
        KeyTold { created: Some(created), at: Some(created), ..KeyTold::default() }
    } else {
        KeyTold::default()
    };
    Ok(PlannedKey {
        generation: Generation::FIRST,
        state: KeyState::Active,
        current: true,
        grade: Grade::Unasked,
        label: format!("crowd-{place:05}"),
        api_key: made_up::api_key(kind, "", chance)?,
        secret: made_up::secret(kind, chance)?,
        passphrase,
        sealed: true,
        rights: rights(place, kind),
        list,
        created,
        expires,
        deleted: None,
        first_seen: created,
        told,
        list_proven_at: None,
        past: Vec::new(),
        evidence: Vec::new(),
    })
}

fn rights(place: usize, kind: Kind) -> Rights {
    let usual: &[&str] = match kind {
        Kind::Binance => &["enableReading", "enableSpotAndMarginTrading"],
        Kind::Bybit => &["ReadWrite", "SpotTrade"],
        Kind::Okx => &["read_only", "trade"],
    };
    let withdraw = match kind {
        Kind::Binance => "enableWithdrawals",
        Kind::Bybit => "Withdraw",
        Kind::Okx => "withdraw",
    };
    Rights::of(kind, usual).with(kind, withdraw, place.is_multiple_of(97))
}

#[cfg(test)]
mod tests {
    use super::super::made_up::tests::Loaded;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_crowd_has_names_and_keys_of_its_own() {
        let now = crate::domain::moment_from_millis(1_773_630_604_000).unwrap();
        let (hosts, bots) = crowd(1_000, now, &Loaded::new(5)).unwrap();
        assert_eq!((hosts.len(), bots.len()), (HOSTS, 1_000));
        let names: HashSet<_> = bots.iter().map(|bot| bot.bot.name.clone()).collect();
        let keys: HashSet<_> = bots.iter().map(|bot| bot.keys[0].api_key.clone()).collect();
        assert_eq!((names.len(), keys.len()), (1_000, 1_000));
        let homes: HashSet<_> = hosts.iter().map(|host| host.name.clone()).collect();
        assert!(bots.iter().all(|bot| bot.bot.host.as_ref().is_some_and(|host| homes.contains(host))));
        assert!(bots.iter().any(|bot| bot.bot.name.as_str().chars().count() > 50));
        assert!(bots.iter().all(|bot| bot.keys[0].credential().is_ok()));
    }
}

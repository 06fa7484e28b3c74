//! The whole of practice: every planned key is asked through its own machine and answers as its row says.

use crate::client::{Said, ask};
use crate::stage::{Hands, Loaded, NOW, Question, RUNTIME, Stage, binance, bybit, okx};
use keyward::domain::{Account, Chance, Clock, Way};
use keyward::practice::{Kind, PlannedBot, PlannedKey, Site, World};
use std::net::SocketAddr;
use std::sync::Arc;

fn world() -> World {
    let hands = Arc::new(Hands::default());
    hands.put(NOW);
    let clock: Arc<dyn Clock> = hands;
    let chance: Arc<dyn Chance> = Arc::new(Loaded::new());
    World::start(RUNTIME.handle(), &clock, &chance).unwrap()
}

fn question(bot: &PlannedBot, key: &PlannedKey) -> Question {
    let secret = key.secret.text();
    match bot.kind {
        Kind::Binance => binance("/sapi/v1/account/apiRestrictions", &key.api_key, secret, NOW),
        Kind::Bybit => bybit(&key.api_key, secret, NOW),
        Kind::Okx => okx(&key.api_key, secret, key.passphrase.as_ref().unwrap().text(), NOW),
    }
}

fn asked(world: &World, bot: &PlannedBot, key: &PlannedKey, way: &Way) -> Said {
    let base = world.base_url(bot.kind).unwrap();
    let address = |url: &str| -> SocketAddr { url.trim_start_matches("http://").parse().unwrap() };
    let question = question(bot, key);
    let headers: Vec<(&str, &str)> = question.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    match way {
        Way::Direct => ask(address(&base), &question.target, &headers).unwrap(),
        Way::Proxy(proxy) => ask(address(proxy), &format!("{base}{}", question.target), &headers).unwrap(),
    }
}

#[test]
fn every_planned_key_answers_through_its_machine() {
    let world = world();
    for bot in &world.fleet.bots {
        let way = bot.bot.host.as_ref().map_or(Way::Direct, |host| world.way(host));
        for key in &bot.keys {
            let said = asked(&world, bot, key, &way);
            let wanted = match (bot.site == Site::GLOBAL, key.deleted) {
                (false, _) => 404,
                (true, Some(_)) => 400,
                (true, None) => 200,
            };
            assert_eq!(said.status, wanted, "{} {}", bot.bot.name, said.text());
        }
    }
}

#[test]
fn a_listed_key_is_refused_from_here() {
    let world = world();
    let refusal = |place: usize| {
        let bot = &world.fleet.bots[place];
        let key = bot.keys.iter().find(|key| key.current).unwrap();
        Stage::code(&asked(&world, bot, key, &Way::Direct)).1
    };
    assert_eq!(refusal(0), "-2015");
    assert_eq!(refusal(3), "50110");
    assert_eq!(refusal(10), "10010");
}

#[test]
fn a_mistake_on_the_page_is_seen_on_the_wire() {
    let world = world();
    let bot = &world.fleet.bots[8];
    let way = world.way(bot.bot.host.as_ref().unwrap());
    let mut page = world.page(Kind::Binance, Site::GLOBAL, &bot.account).unwrap();
    let number = page.rows()[0].number;
    assert_eq!(page.rows()[0].hint.text(), "Qk3p");
    page.choose(number);
    let withdraw = page.toggles().iter().position(|toggle| toggle.name == "Enable Withdrawals").unwrap();
    page.flip(withdraw);
    page.save().unwrap();
    assert_eq!(asked(&world, bot, &bot.keys[0], &way).json()["enableWithdrawals"], true);
    page.choose(number);
    page.delete().unwrap();
    assert_eq!(Stage::code(&asked(&world, bot, &bot.keys[0], &way)), (400, "-2008".to_owned()));
    assert!(world.page(Kind::Okx, Site::GLOBAL, &Account::sub("nobody")).is_none());
}

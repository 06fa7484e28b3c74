use super::super::Lags;
use super::super::made_up::tests::Loaded;
use super::*;
use crate::domain::{Clock, moment_from_millis};

struct Still;

impl Clock for Still {
    fn now(&self) -> Moment {
        moment_from_millis(1_773_630_604_000).unwrap()
    }
}

fn page(kind: Kind) -> Page {
    let venue = Venue::new(kind, Arc::new(Still), Arc::new(Loaded::new(4)));
    let account = Account::sub("arb");
    venue.book(|book| book.account(Site::GLOBAL, &account));
    Page::open(venue, Site::GLOBAL, &account).unwrap()
}

fn place(page: &Page, name: &str) -> usize {
    page.toggles().iter().position(|toggle| toggle.name == name).unwrap()
}

fn made(page: &mut Page, label: &str) -> KeyNumber {
    page.begin();
    page.set_label(label);
    page.set_list("203.0.113.7");
    page.set_passphrase("Abcdef1!");
    page.make().unwrap()
}

#[test]
fn a_key_is_made_and_its_secret_shown_once() {
    let mut page = page(Kind::Okx);
    assert_eq!(page.head(), "Sub-account arb has 0 of 50 keys.");
    assert_eq!(page.title(), "made-up OKX, its page of API keys");
    let number = made(&mut page, "arb-okx-0316");
    let fresh = page.fresh().unwrap();
    assert_eq!((fresh.label.as_str(), fresh.passphrase, fresh.taken), ("arb-okx-0316", true, false));
    let text = page.take().unwrap();
    let json: serde_json::Value = serde_json::from_slice(text.expose()).unwrap();
    assert!(json["key"].as_str().unwrap().ends_with(&fresh.hint.text()));
    assert_eq!(json["secret"].as_str().unwrap().len(), 32);
    assert!(page.take().is_none());
    assert!(page.fresh().unwrap().taken);
    page.close();
    assert_eq!(page.head(), "Sub-account arb has 1 of 50 keys.");
    let row = &page.rows()[0];
    assert_eq!((row.number, row.permissions.as_str(), row.addresses.as_str()), (number, "read", "203.0.113.7"));
}

#[test]
fn a_page_closed_too_early_loses_the_secret() {
    let mut page = page(Kind::Bybit);
    let number = made(&mut page, "mm");
    let venue = Arc::clone(&page.venue);
    drop(page);
    assert_eq!(venue.book(|book| book.take_secret(number)), None);
    assert!(venue.book(|book| book.key(number).is_some_and(|key| key.deleted.is_none())));
}

#[test]
fn withdraw_can_be_ticked_by_mistake_and_is_saved_only_by_saving() {
    let mut page = page(Kind::Binance);
    let number = made(&mut page, "grid");
    page.choose(number);
    let withdraw = place(&page, "Enable Withdrawals");
    page.flip(withdraw);
    assert!(page.is_edited() && page.toggles()[withdraw].on);
    assert_eq!(page.rows()[0].permissions, "read");
    page.save().unwrap();
    assert_eq!(page.rows()[0].permissions, "read withdraw");
    // Without a list it is refused, and what was typed stays.
    page.set_list("");
    assert_eq!(page.save(), Err(Refused::ListNeeded));
    assert!(page.is_edited() && page.list().is_empty());
    assert!(page.notice().is_some_and(|words| words.contains("will be deleted")));
    page.choose(number);
    assert_eq!(page.list(), "203.0.113.7");
}

#[test]
fn the_wrong_key_can_be_deleted() {
    let mut page = page(Kind::Okx);
    let old = made(&mut page, "arb-okx-1216");
    let new = made(&mut page, "arb-okx-0316");
    page.choose(new);
    page.delete().unwrap();
    let left: Vec<KeyNumber> = page.rows().iter().map(|row| row.number).collect();
    assert_eq!(left, [old]);
    assert_eq!(page.delete(), Err(Refused::NoKey));
    page.choose(new);
    assert_eq!(page.chosen(), None);
}

#[test]
fn a_list_that_is_none_is_refused() {
    let mut page = page(Kind::Okx);
    let number = made(&mut page, "arb");
    page.choose(number);
    page.set_list("203.0.113.7 somewhere");
    assert_eq!(page.save(), Err(Refused::ListForm));
    page.set_list(" 203.0.113.7, 198.51.100.0/24\n");
    page.save().unwrap();
    assert_eq!(page.rows()[0].addresses, "203.0.113.7, 198.51.100.0/24");
    page.rename("arb two").unwrap();
    assert_eq!(page.rows()[0].label, "arb two");
}

#[test]
fn the_weather_is_ticked_line_by_line() {
    let mut page = page(Kind::Okx);
    assert!(page.weather().iter().all(|line| !line.on));
    for line in 0..page.weather().len() {
        page.tick(line);
        let on: Vec<bool> = page.weather().iter().map(|line| line.on).collect();
        assert_eq!(on.iter().filter(|on| **on).count(), 1, "{line}");
        assert!(on[line]);
        page.tick(line);
    }
    assert!(page.venue.weather(|weather| weather.is_fine()));
    assert_eq!(page.venue.book(|book| book.lags()), Lags::default());
}

#[test]
fn an_account_that_is_not_there_has_no_page() {
    let page = page(Kind::Okx);
    assert!(Page::open(Arc::clone(&page.venue), Site::GLOBAL, &Account::sub("other")).is_none());
    assert!(Page::open(Arc::clone(&page.venue), Site::DEMO, &Account::sub("arb")).is_none());
    assert_eq!(page.accounts().len(), 1);
}

use super::super::made_up::tests::Loaded;
use super::*;
use crate::domain::moment_from_millis;
use proptest::prelude::*;

fn noon() -> Moment {
    moment_from_millis(1_773_630_604_000).unwrap()
}

fn wish(kind: Kind, tokens: &[&str], list: &str) -> Wish {
    Wish {
        label: "grid".to_owned(),
        rights: Rights::of(kind, tokens),
        list: list.split(' ').filter_map(|text| Cidr::parse(text).ok()).collect(),
        passphrase: Some(MadeUp::new("aA1!aA1!")),
        public_key: None,
    }
}

fn made(kind: Kind, tokens: &[&str], list: &str) -> (Book, KeyNumber) {
    let mut book = Book::new(kind);
    let account = book.account(Site::GLOBAL, &Account::sub("grid"));
    let number = book.make(account, wish(kind, tokens, list), noon(), &Loaded::new(3)).unwrap();
    (book, number)
}

fn text_of(book: &Book, number: KeyNumber) -> String {
    book.key(number).unwrap().api_key().to_owned()
}

#[test]
fn the_form_refuses_what_the_exchange_refuses() {
    let chance = Loaded::new(1);
    let refusal = |kind, account: &Account, wish| {
        let mut book = Book::new(kind);
        let account = book.account(Site::GLOBAL, account);
        book.make(account, wish, noon(), &chance).err()
    };
    let (main, sub) = (Account::main(), Account::sub("a"));
    let withdraw = ["enableReading", "enableWithdrawals"];
    assert_eq!(refusal(Kind::Binance, &main, wish(Kind::Binance, &withdraw, "")), Some(Refused::ListNeeded));
    assert_eq!(refusal(Kind::Binance, &main, wish(Kind::Binance, &withdraw, "203.0.113.7")), None);
    let okx = |list| wish(Kind::Okx, &["read_only", "withdraw"], list);
    assert_eq!(refusal(Kind::Okx, &sub, okx("")), Some(Refused::MainOnly));
    assert_eq!(refusal(Kind::Okx, &main, okx("")), None);
    let bybit = wish(Kind::Bybit, &["ReadWrite", "Withdraw"], "");
    assert_eq!(refusal(Kind::Bybit, &sub, bybit.clone()), Some(Refused::MainOnly));
    assert_eq!(refusal(Kind::Bybit, &main, bybit), None);
    let weak = Wish { passphrase: Some(MadeUp::new("weak")), ..okx("") };
    assert_eq!(refusal(Kind::Okx, &main, weak), Some(Refused::Passphrase));
    let nameless = Wish { label: " ".to_owned(), ..okx("") };
    assert_eq!(refusal(Kind::Okx, &main, nameless), Some(Refused::Label));
    let long: Vec<String> = (0..21).map(|n| format!("203.0.113.{n}")).collect();
    assert_eq!(refusal(Kind::Okx, &main, okx(&long.join(" "))), Some(Refused::ListLong(20)));
}

#[test]
fn okx_takes_fifty_keys_with_names_of_their_own() {
    let mut book = Book::new(Kind::Okx);
    let account = book.account(Site::GLOBAL, &Account::main());
    let chance = Loaded::new(2);
    for n in 0..50 {
        let wish = Wish { label: format!("key {n}"), ..wish(Kind::Okx, &["read_only"], "") };
        assert!(book.make(account, wish, noon(), &chance).is_ok());
    }
    let more = |label: &str| Wish { label: label.to_owned(), ..wish(Kind::Okx, &["read_only"], "") };
    assert_eq!(book.make(account, more("key 7"), noon(), &chance), Err(Refused::LabelTaken));
    assert_eq!(book.make(account, more("key 50"), noon(), &chance), Err(Refused::Full(50)));
    let first = book.keys_of(account).next().unwrap().0;
    book.delete(first, noon()).unwrap();
    assert!(book.make(account, more("key 50"), noon(), &chance).is_ok());
}

#[test]
fn a_secret_is_shown_once() {
    let (mut book, number) = made(Kind::Bybit, &["ReadWrite"], "203.0.113.7");
    assert!(book.take_secret(number).is_some());
    assert_eq!(book.take_secret(number), None);
    let (mut book, number) = made(Kind::Bybit, &["ReadWrite"], "203.0.113.7");
    book.close_secret(number);
    assert_eq!(book.take_secret(number), None);
}

#[test]
fn a_late_exchange_knows_a_new_key_later_and_a_deleted_one_longer() {
    let (mut book, _) = made(Kind::Binance, &["enableReading"], "");
    book.set_lags(Lags { activation: Span::seconds(60), deletion: Span::seconds(30) });
    let account = book.account(Site::GLOBAL, &Account::main());
    let number = book.make(account, wish(Kind::Binance, &["enableReading"], ""), noon(), &Loaded::new(9)).unwrap();
    let text = text_of(&book, number);
    assert_eq!(book.look(&text, noon() + Span::seconds(59)), Look::Unknown);
    assert_eq!(book.look(&text, noon() + Span::seconds(60)), Look::Known(number));
    book.delete(number, noon() + Span::seconds(100)).unwrap();
    assert_eq!(book.keys_of(account).count(), 0);
    assert_eq!(book.look(&text, noon() + Span::seconds(129)), Look::Known(number));
    assert_eq!(book.look(&text, noon() + Span::seconds(130)), Look::Gone(number));
    // A clock that steps back brings nothing back to life.
    assert_eq!(book.look(&text, noon() + Span::seconds(110)), Look::Gone(number));
    assert_eq!(book.delete(number, noon()), Err(Refused::NoKey));
}

#[test]
fn a_bybit_key_without_addresses_ends_after_ninety_days_and_saving_renews_it() {
    let (mut book, number) = made(Kind::Bybit, &["ReadWrite", "Order"], "");
    let rights = book.key(number).unwrap().rights;
    assert_eq!(book.key(number).unwrap().expires, Some(noon() + Span::days(90)));
    let later = noon() + Span::days(80);
    book.edit(number, rights, Vec::new(), later).unwrap();
    assert_eq!(book.key(number).unwrap().expires, Some(later + Span::days(90)));
    book.edit(number, rights, vec![Cidr::parse("203.0.113.7").unwrap()], later).unwrap();
    assert_eq!(book.key(number).unwrap().expires, None);
}

#[test]
fn an_okx_key_without_addresses_ends_after_a_fortnight_without_use() {
    let (mut book, number) = made(Kind::Okx, &["read_only", "trade"], "");
    let text = text_of(&book, number);
    book.touch(number, noon() + Span::days(3));
    assert_eq!(book.look(&text, noon() + Span::days(16)), Look::Known(number));
    assert_eq!(book.look(&text, noon() + Span::days(17)), Look::Gone(number));
    let (mut book, number) = made(Kind::Okx, &["read_only"], "");
    let text = text_of(&book, number);
    assert_eq!(book.look(&text, noon() + Span::days(400)), Look::Known(number));
    let (mut book, number) = made(Kind::Okx, &["read_only", "trade"], "203.0.113.7");
    let text = text_of(&book, number);
    assert_eq!(book.look(&text, noon() + Span::days(400)), Look::Known(number));
}

#[test]
fn each_account_has_a_number_of_its_own_and_subs_name_their_main_account() {
    for kind in Kind::ALL {
        let mut book = Book::new(kind);
        let main = book.account(Site::GLOBAL, &Account::main());
        let mut uids = vec![book.account_at(main).unwrap().uid.clone()];
        for n in 0..3_000 {
            let sub = book.account(Site::GLOBAL, &Account::sub(&format!("desk-{n}")));
            let row = book.account_at(sub).unwrap();
            assert_eq!(row.parent.as_ref(), uids.first());
            uids.push(row.uid.clone());
        }
        uids.sort_unstable();
        uids.dedup();
        assert_eq!(uids.len(), 3_001);
        assert_eq!(
            book.account(Site::GLOBAL, &Account::sub("desk-7")),
            book.find(Site::GLOBAL, &Account::sub("desk-7")).unwrap()
        );
    }
}

/// What a person or time can do to a book.
#[derive(Debug, Clone)]
enum Act {
    Make { rights: u32, listed: bool },
    Edit { key: usize, rights: u32, listed: bool },
    Delete { key: usize },
    Take { key: usize },
    Close { key: usize },
    Look { key: usize },
    Wait { seconds: i64 },
    Lag { deletion: i64, activation: i64 },
    Freeze { on: bool },
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (any::<u32>(), any::<bool>()).prop_map(|(rights, listed)| Act::Make { rights, listed }),
        (0..12usize, any::<u32>(), any::<bool>()).prop_map(|(key, rights, listed)| Act::Edit { key, rights, listed }),
        (0..12usize).prop_map(|key| Act::Delete { key }),
        (0..12usize).prop_map(|key| Act::Take { key }),
        (0..12usize).prop_map(|key| Act::Close { key }),
        (0..12usize).prop_map(|key| Act::Look { key }),
        // Clocks step back, too.
        (-120..600i64).prop_map(|seconds| Act::Wait { seconds }),
        (0..90i64, 0..90i64).prop_map(|(deletion, activation)| Act::Lag { deletion, activation }),
        any::<bool>().prop_map(|on| Act::Freeze { on }),
    ]
}

fn rights_of(kind: Kind, bits: u32) -> Rights {
    let places = 0..kind.toggles().len();
    places.filter(|place| bits & (1 << place) != 0).fold(Rights::NONE, |rights, place| rights.with_at(place, true))
}

proptest! {
    #[test]
    fn whatever_is_done_a_dead_key_stays_dead_and_a_secret_is_taken_once(
        kind in prop::sample::select(Kind::ALL.to_vec()),
        acts in prop::collection::vec(act(), 1..60),
    ) {
        let chance = Loaded::new(11);
        let mut book = Book::new(kind);
        let account = book.account(Site::GLOBAL, &Account::main());
        let list = |listed: bool| if listed { vec![Cidr::parse("203.0.113.7").unwrap()] } else { Vec::new() };
        let (mut now, mut keys, mut dead, mut taken) = (noon(), Vec::new(), Vec::new(), Vec::new());
        for (count, act) in acts.into_iter().enumerate() {
            let at = |key: usize| keys.get(key).copied();
            match act {
                Act::Make { rights, listed } => {
                    let wish = Wish {
                        label: format!("key {count}"),
                        rights: rights_of(kind, rights),
                        list: list(listed),
                        ..wish(kind, &[], "")
                    };
                    if let Ok(number) = book.make(account, wish, now, &chance) {
                        keys.push(number);
                    }
                }
                Act::Edit { key, rights, listed } => {
                    if let Some(number) = at(key) {
                        let before = book.key(number).cloned().unwrap();
                        let saved = book.edit(number, rights_of(kind, rights), list(listed), now);
                        prop_assert!(saved.is_ok() || book.key(number).unwrap().rights == before.rights);
                        prop_assert!(before.deleted.is_none() || saved == Err(Refused::NoKey));
                    }
                }
                Act::Delete { key } => if let Some(number) = at(key) {
                    let _ = book.delete(number, now);
                },
                Act::Take { key } => if let Some(number) = at(key)
                    && book.take_secret(number).is_some()
                {
                    prop_assert!(!taken.contains(&number));
                    prop_assert!(book.key(number).unwrap().deleted.is_none());
                    taken.push(number);
                },
                Act::Close { key } => if let Some(number) = at(key) {
                    book.close_secret(number);
                    prop_assert_eq!(book.take_secret(number), None);
                },
                Act::Look { key } => if let Some(number) = at(key) {
                    let text = text_of(&book, number);
                    let look = book.look(&text, now);
                    let lag_is_over = book.key(number).unwrap().answers_until.is_some_and(|end| end <= now);
                    prop_assert!(!lag_is_over || look == Look::Gone(number));
                    prop_assert!(!dead.contains(&number) || look == Look::Gone(number));
                    if look == Look::Gone(number) {
                        dead.push(number);
                    }
                },
                Act::Wait { seconds } => now += Span::seconds(seconds),
                Act::Lag { deletion, activation } => book.set_lags(Lags {
                    deletion: Span::seconds(deletion),
                    activation: Span::seconds(activation),
                }),
                Act::Freeze { on } => prop_assert!(book.freeze(account, on).is_ok()),
            }
            let listed: Vec<KeyNumber> = book.keys_of(account).map(|(number, _)| number).collect();
            let living: Vec<KeyNumber> =
                keys.iter().copied().filter(|number| book.key(*number).unwrap().deleted.is_none()).collect();
            prop_assert_eq!(listed, living);
        }
    }
}

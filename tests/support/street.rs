//! The three made-up exchanges on loopback, and what a person does at their pages.

use keyward::domain::{Account, Cidr, Clock, Span};
use keyward::practice::{Fault, KeyNumber, Kind, MadeUp, Planted, Plays, Proof, Rights, Running, Site, Venue, Wish};
use keyward::system::{SystemChance, SystemClock};
use std::net::IpAddr;
use std::sync::{Arc, LazyLock};
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());

/// All three, each asked for every site at one address, as `base_url` sends them.
pub struct Street {
    running: Vec<Running>,
}

/// A key that was just made at a page: what its user holds in hand.
#[derive(Clone)]
pub struct Made {
    pub kind: Kind,
    pub number: KeyNumber,
    pub api_key: String,
    pub secret: String,
    pub passphrase: Option<String>,
}

impl Made {
    /// As `add` and `--tell have-key` read it.
    pub fn json(&self) -> String {
        let mut object = serde_json::json!({"key": self.api_key, "secret": self.secret});
        if let Some(passphrase) = &self.passphrase {
            object["passphrase"] = passphrase.as_str().into();
        }
        object.to_string()
    }

    /// The four characters at its end.
    pub fn hint(&self) -> &str {
        &self.api_key[self.api_key.len() - 4..]
    }
}

/// What a bot that trades is given.
pub const fn usual(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Binance => &["enableReading", "enableSpotAndMarginTrading"],
        Kind::Bybit => &["ReadWrite", "SpotTrade"],
        Kind::Okx => &["read_only", "trade"],
    }
}

/// What lets a key withdraw.
pub const fn withdraw(kind: Kind) -> &'static str {
    match kind {
        Kind::Binance => "enableWithdrawals",
        Kind::Bybit => "Withdraw",
        Kind::Okx => "withdraw",
    }
}

impl Street {
    pub fn open() -> Self {
        let running = Kind::ALL.into_iter().map(|kind| {
            let venue = Venue::new(kind, Arc::new(SystemClock), Arc::new(SystemChance));
            venue.count_questions(false);
            venue.serve(RUNTIME.handle(), Plays::Every, None).unwrap()
        });
        Self { running: running.collect() }
    }

    pub fn venue(&self, kind: Kind) -> &Arc<Venue> {
        self.at(kind).venue()
    }

    pub fn base_url(&self, kind: Kind) -> String {
        self.at(kind).base_url()
    }

    fn at(&self, kind: Kind) -> &Running {
        self.running.iter().find(|running| running.venue().kind() == kind).unwrap()
    }

    /// Makes a key at the page, for a bot: listed to this computer, may trade, may not withdraw.
    pub fn make(&self, kind: Kind, bot: &str) -> Made {
        self.make_with(kind, bot, usual(kind), "127.0.0.1")
    }

    /// The same with other rights and another list.
    pub fn make_with(&self, kind: Kind, bot: &str, tokens: &[&str], list: &str) -> Made {
        let venue = self.venue(kind);
        let account = venue.book(|book| book.account(Site::GLOBAL, &Account::sub(bot)));
        let passphrase = kind.passphrase().then(|| "Word-by-word-7".to_owned());
        let label = format!("{bot}-{}", venue.book(|book| book.keys_of(account).count()));
        let list = list.split(' ').filter_map(|text| Cidr::parse(text).ok()).collect();
        let phrase = passphrase.as_deref().map(MadeUp::new);
        let rights = Rights::of(kind, tokens);
        let wish = Wish { label, rights, list, passphrase: phrase, public_key: None };
        let number = venue.make(account, wish).unwrap();
        let secret = venue.book(|book| book.take_secret(number)).unwrap().text().to_owned();
        let api_key = venue.book(|book| book.key(number).unwrap().api_key().to_owned());
        Made { kind, number, api_key, secret, passphrase }
    }

    /// Puts a key with a known text there, made so many days ago.
    pub fn plant(&self, kind: Kind, bot: &str, api_key: &str, secret: &str, days: i64) -> Made {
        let venue = self.venue(kind);
        let passphrase = kind.passphrase().then(|| "Word-by-word-7".to_owned());
        let number = venue.book(|book| {
            let account = book.account(Site::GLOBAL, &Account::sub(bot));
            book.plant(Planted {
                account,
                label: format!("{bot}-planted"),
                api_key: api_key.to_owned(),
                proof: Proof::Hmac(MadeUp::new(secret)),
                passphrase: passphrase.as_deref().map(MadeUp::new),
                rights: Rights::of(kind, usual(kind)),
                list: vec![IpAddr::from([127, 0, 0, 1]).into()],
                created: SystemClock.now() - Span::days(days),
                expires: None,
            })
        });
        Made { kind, number: number.unwrap(), api_key: api_key.to_owned(), secret: secret.to_owned(), passphrase }
    }

    /// Deletes it at the page.
    pub fn delete(&self, made: &Made) {
        self.venue(made.kind).delete(made.number).unwrap();
    }

    /// The exchange no longer knows it.
    pub fn is_deleted(&self, made: &Made) -> bool {
        self.venue(made.kind).book(|book| book.key(made.number).unwrap().deleted.is_some())
    }

    /// The weather of one exchange, from now on.
    pub fn weather(&self, kind: Kind, fault: Fault) {
        self.venue(kind).weather(|weather| weather.set(fault, true));
    }

    pub fn clear(&self, kind: Kind) {
        self.venue(kind).weather(keyward::practice::Weather::clear);
    }
}

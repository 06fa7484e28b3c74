//! An exchange on loopback with one key, a clock that stands where it is put, and the documented signatures.

use crate::client::{Said, ask};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keyward::domain::{Account, Chance, Cidr, Clock, Moment, Problem, Span, moment_from_millis};
use keyward::practice::{KeyNumber, Kind, MadeUp, Planted, Plays, Proof, Rights, Running, Site, Venue};
use ring::hmac;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use tokio::runtime::Runtime;

pub const NOW: i64 = 1_773_630_604_000;
/// The secret of Binance's published examples.
pub const BINANCE_SECRET: &str = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
pub const BINANCE_KEY: &str = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";
pub const BYBIT_KEY: &str = "keywardTestKey0001";
pub const BYBIT_SECRET: &str = "keyward-test-secret-0123456789abcdef";
pub const OKX_KEY: &str = "37c541a1-3c04-4b6c-9c3a-1d5c8f2ac04e";
/// The secret of OKX's published examples.
pub const OKX_SECRET: &str = "22582BD0CFF14C41EDBF1AB98506286D";
pub const OKX_PHRASE: &str = "Abcdef1!";

/// A clock that stands where it is put.
#[derive(Default)]
pub struct Hands(AtomicI64);

impl Hands {
    pub fn put(&self, millis: i64) {
        self.0.store(millis, Ordering::SeqCst);
    }

    pub fn millis(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for Hands {
    fn now(&self) -> Moment {
        moment_from_millis(self.millis()).unwrap()
    }
}

/// Dice that fall the same in every run.
pub struct Loaded(AtomicU64);

impl Loaded {
    pub fn new() -> Self {
        Self(AtomicU64::new(1))
    }
}

impl Chance for Loaded {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Problem> {
        for byte in bytes {
            *byte = (self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed).wrapping_mul(31) >> 40) as u8;
        }
        Ok(())
    }
}

pub static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());

/// An exchange with one key on sub:grid of its global site.
pub struct Stage {
    pub kind: Kind,
    pub hands: Arc<Hands>,
    pub running: Running,
    pub key: KeyNumber,
}

impl Stage {
    pub fn new(kind: Kind) -> Self {
        Self::on(kind, Site::GLOBAL, Plays::Only(Site::GLOBAL))
    }

    /// The key lives on `site`, the address plays `plays`.
    pub fn on(kind: Kind, site: Site, plays: Plays) -> Self {
        let hands = Arc::new(Hands::default());
        hands.put(NOW);
        let clock: Arc<dyn Clock> = Arc::clone(&hands) as _;
        let venue = Venue::new(kind, clock, Arc::new(Loaded::new()));
        let key = plant(&venue, site);
        let running = venue.serve(RUNTIME.handle(), plays, None).unwrap();
        Self { kind, hands, running, key }
    }

    pub fn venue(&self) -> &Arc<Venue> {
        self.running.venue()
    }

    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    pub fn list(&self, list: &str) {
        let list: Vec<Cidr> = list.split(' ').filter_map(|text| Cidr::parse(text).ok()).collect();
        self.venue().book(|book| book.key_mut(self.key).unwrap().list = list);
    }

    pub fn rights(&self, tokens: &[&str]) {
        let rights = Rights::of(self.kind, tokens);
        self.venue().book(|book| book.key_mut(self.key).unwrap().rights = rights);
    }

    pub fn wait(&self, span: Span) {
        self.hands.put(self.hands.millis() + span.num_milliseconds());
    }

    /// Asks for the key's own rights, signed well.
    pub fn reading(&self) -> Said {
        self.question().ask(self.address())
    }

    /// The well-signed question, to be spoilt.
    pub fn question(&self) -> Question {
        self.question_at(self.hands.millis())
    }

    pub fn question_at(&self, millis: i64) -> Question {
        match self.kind {
            Kind::Binance => binance("/sapi/v1/account/apiRestrictions", BINANCE_KEY, BINANCE_SECRET, millis),
            Kind::Bybit => bybit(BYBIT_KEY, BYBIT_SECRET, millis),
            Kind::Okx => okx(OKX_KEY, OKX_SECRET, OKX_PHRASE, millis),
        }
    }

    /// The code of an answer as text, whatever the exchange's spelling; with the HTTP status.
    pub fn code(said: &Said) -> (u16, String) {
        let json = said.json();
        let code = json.get("code").or_else(|| json.get("retCode")).cloned().unwrap_or_default();
        (said.status, code.as_str().map_or_else(|| code.to_string(), str::to_owned))
    }
}

fn plant(venue: &Venue, site: Site) -> KeyNumber {
    let kind = venue.kind();
    let (api_key, secret, tokens): (_, _, &[&str]) = match kind {
        Kind::Binance => (BINANCE_KEY, BINANCE_SECRET, &["enableReading", "enableSpotAndMarginTrading"]),
        Kind::Bybit => (BYBIT_KEY, BYBIT_SECRET, &["ReadWrite", "Order", "Position"]),
        Kind::Okx => (OKX_KEY, OKX_SECRET, &["read_only", "trade"]),
    };
    let now = venue.now();
    venue.book(|book| {
        let account = book.account(site, &Account::sub("grid"));
        let number = book.plant(Planted {
            account,
            label: "grid-0316".to_owned(),
            api_key: api_key.to_owned(),
            proof: Proof::Hmac(MadeUp::new(secret)),
            passphrase: (kind == Kind::Okx).then(|| MadeUp::new(OKX_PHRASE)),
            rights: Rights::of(kind, tokens),
            list: vec![IpAddr::from([127, 0, 0, 1]).into()],
            created: now - Span::days(41),
            expires: None,
        });
        number.unwrap()
    })
}

/// A question that can be spoilt before it is asked.
#[derive(Clone)]
pub struct Question {
    pub target: String,
    pub headers: Vec<(String, String)>,
}

impl Question {
    pub fn ask(&self, to: SocketAddr) -> Said {
        self.try_ask(to).unwrap()
    }

    pub fn try_ask(&self, to: SocketAddr) -> std::io::Result<Said> {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        ask(to, &self.target, &headers)
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(found, _)| !found.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(found, _)| !found.eq_ignore_ascii_case(name));
        self
    }

    /// As if it came from another address.
    pub fn from(self, address: &str) -> Self {
        self.with("x-practice-from", address)
    }
}

fn mac(secret: &str, payload: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), payload.as_bytes()).as_ref().to_vec()
}

/// Binance: the query, then its HMAC in hex as the last parameter.
pub fn binance(path: &str, key: &str, secret: &str, millis: i64) -> Question {
    let query = format!("recvWindow=5000&timestamp={millis}");
    let target = format!("{path}?{query}&signature={}", hex::encode(mac(secret, &query)));
    Question { target, headers: vec![("X-MBX-APIKEY".into(), key.into())] }
}

/// Bybit: time, key, window and query, the HMAC in hex.
pub fn bybit(key: &str, secret: &str, millis: i64) -> Question {
    let signature = hex::encode(mac(secret, &format!("{millis}{key}5000")));
    let headers = vec![
        ("X-BAPI-API-KEY".into(), key.into()),
        ("X-BAPI-TIMESTAMP".into(), millis.to_string()),
        ("X-BAPI-RECV-WINDOW".into(), "5000".into()),
        ("X-BAPI-SIGN".into(), signature),
    ];
    Question { target: "/v5/user/query-api".into(), headers }
}

/// OKX: time, method and path, the HMAC in base64.
pub fn okx(key: &str, secret: &str, phrase: &str, millis: i64) -> Question {
    let path = "/api/v5/account/config";
    let time = moment_from_millis(millis).unwrap().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    let signature = STANDARD.encode(mac(secret, &format!("{time}GET{path}")));
    let headers = vec![
        ("OK-ACCESS-KEY".into(), key.into()),
        ("OK-ACCESS-SIGN".into(), signature),
        ("OK-ACCESS-TIMESTAMP".into(), time),
        ("OK-ACCESS-PASSPHRASE".into(), phrase.into()),
    ];
    Question { target: path.into(), headers }
}

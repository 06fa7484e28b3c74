//! One made-up exchange: its book, its weather, its limits, and who is seen from where. [`server`](super::server) puts it
//! on loopback; the wire files say what it answers.

use super::limits::Limits;
use super::record::{Look, Refused};
use super::wire::{Answer, Manner, Question, Reply};
use super::{Book, BookAccount, BookKey, Fault, KeyNumber, Kind, Running, Site, Weather, binance, bybit, okx};
use crate::domain::{Chance, Clock, Moment, Problem, Span};
use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::watch;

/// Which site an address plays. A `base_url` sends every site of an exchange to one address: then the key itself decides
/// which is meant, and a key asked on the wrong site cannot be told from one asked on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plays {
    /// One site, as a real host does.
    Only(Site),
    /// All of them.
    Every,
}

/// One made-up exchange. Shared by the addresses that play it, its page, and whoever tells its weather.
pub struct Venue {
    kind: Kind,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    book: Mutex<Book>,
    weather: Mutex<Weather>,
    limits: Mutex<Limits>,
    seen_as: Mutex<HashMap<IpAddr, IpAddr>>,
    binance_hides: Mutex<bool>,
    refusing: watch::Sender<bool>,
}

impl Venue {
    /// An exchange without accounts, on no address yet.
    pub fn new(kind: Kind, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Arc<Self> {
        Arc::new(Self {
            kind,
            clock,
            chance,
            book: Mutex::new(Book::new(kind)),
            weather: Mutex::default(),
            limits: Mutex::default(),
            seen_as: Mutex::default(),
            binance_hides: Mutex::new(true),
            refusing: watch::Sender::new(false),
        })
    }

    /// A new exchange whose global site is on a free loopback port.
    ///
    /// # Errors
    /// No port could be had.
    pub fn start(
        kind: Kind,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        runtime: &Handle,
    ) -> Result<Running, Problem> {
        Self::new(kind, clock, chance).serve(runtime, Plays::Only(Site::GLOBAL), None)
    }

    /// Puts this exchange on an address; a free loopback port where none is given. May be done for several sites.
    ///
    /// # Errors
    /// The address is not on loopback, or is taken.
    pub fn serve(
        self: &Arc<Self>,
        runtime: &Handle,
        plays: Plays,
        address: Option<SocketAddr>,
    ) -> Result<Running, Problem> {
        Running::start(Arc::clone(self), runtime, plays, address)
    }

    /// Which exchange it is.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Now, by the world's clock; the exchange's own may be off.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Its dice.
    pub fn chance(&self) -> &dyn Chance {
        self.chance.as_ref()
    }

    /// Reads or changes its book.
    pub fn book<T>(&self, with: impl FnOnce(&mut Book) -> T) -> T {
        with(&mut self.book.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes a key by the page's form, now.
    ///
    /// # Errors
    /// What the form refuses.
    pub fn make(&self, account: super::AccountNumber, wish: super::Wish) -> Result<KeyNumber, Refused> {
        let now = self.now();
        self.book(|book| book.make(account, wish, now, self.chance.as_ref()))
    }

    /// Deletes a key at the page, now.
    ///
    /// # Errors
    /// It is not there.
    pub fn delete(&self, key: KeyNumber) -> Result<(), Refused> {
        let now = self.now();
        self.book(|book| book.delete(key, now))
    }

    /// Reads or changes its weather.
    pub fn weather<T>(&self, with: impl FnOnce(&mut Weather) -> T) -> T {
        let mut weather = self.weather.lock().unwrap_or_else(PoisonError::into_inner);
        let result = with(&mut weather);
        let refusing = weather.has(Fault::NoConnection);
        self.refusing.send_if_modified(|old| std::mem::replace(old, refusing) != refusing);
        result
    }

    /// From which address a peer is seen: `127.0.0.1` may stand for a trader's home.
    pub fn seen_as(&self, peer: IpAddr, address: IpAddr) {
        self.seen_as.lock().unwrap_or_else(PoisonError::into_inner).insert(peer, address);
    }

    /// Whether questions are counted against the exchange's limits; for tests whose clock stands still.
    pub fn count_questions(&self, on: bool) {
        self.limits(|limits| limits.off = !on);
    }

    /// Binance, from an address that was not on the deleted key's list: whether it says -2015, which may mean anything, or
    /// -2008. Reports have both; it hides the death unless told otherwise.
    pub fn hide_deaths(&self, on: bool) {
        *self.binance_hides.lock().unwrap_or_else(PoisonError::into_inner) = on;
    }

    pub(super) fn hides_deaths(&self) -> bool {
        *self.binance_hides.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn limits<T>(&self, with: impl FnOnce(&mut Limits) -> T) -> T {
        with(&mut self.limits.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn refusing(&self) -> watch::Receiver<bool> {
        self.refusing.subscribe()
    }

    pub(super) fn address_of(&self, peer: IpAddr) -> IpAddr {
        self.seen_as.lock().unwrap_or_else(PoisonError::into_inner).get(&peer).copied().unwrap_or(peer)
    }

    /// Looks a key up as the exchange does, by the world's clock.
    pub(super) fn find(&self, api_key: &str) -> Found {
        let now = self.now();
        self.book(|book| {
            let (number, gone) = match book.look(api_key, now) {
                Look::Unknown => return Found::Unknown,
                Look::Gone(number) => (number, true),
                Look::Known(number) => (number, false),
            };
            let Some(key) = book.key(number).cloned() else { return Found::Unknown };
            let Some(owner) = book.account_at(key.account).cloned() else { return Found::Unknown };
            let file = Box::new(File { number, key, owner });
            if gone { Found::Gone(file) } else { Found::Known(file) }
        })
    }

    /// Writes down that a key was used.
    pub(super) fn touch(&self, number: KeyNumber) {
        let now = self.now();
        self.book(|book| book.touch(number, now));
    }

    /// The answer to a question, with the weather over it.
    pub(super) fn reply(&self, mut question: Question) -> Reply {
        let named = question.header(key_header(self.kind)).map(str::to_owned);
        let number = named.as_deref().and_then(|api_key| self.book(|book| book.number_of(api_key)));
        let faults = self.weather(|weather| weather.over(number));
        let signed = named.is_some();
        let mut reply =
            Reply { answer: Answer::json(200, &serde_json::json!({})), delay: Duration::ZERO, manner: Manner::Whole };
        let mut instead = None;
        for fault in faults.iter().copied().filter(|fault| signed || !fault.spares_the_clock()) {
            match fault {
                Fault::Slow { millis } => reply.delay += Duration::from_millis(u64::from(millis)),
                Fault::WrongClock { millis } => question.now += Span::milliseconds(i64::from(millis)),
                Fault::CutOff => reply.manner = Manner::Cut,
                Fault::Endless => reply.manner = Manner::Endless,
                Fault::HangUp | Fault::NoConnection => reply.manner = Manner::HangUp,
                other => instead = instead.or_else(|| self.fault(other, &question)),
            }
        }
        reply.answer = instead.unwrap_or_else(|| self.wire(&question));
        if faults.contains(&Fault::Doubled) {
            reply.answer.double();
        }
        reply
    }

    fn wire(&self, question: &Question) -> Answer {
        match self.kind {
            Kind::Binance => binance::answer(self, question),
            Kind::Bybit => bybit::answer(self, question),
            Kind::Okx => okx::answer(self, question),
        }
    }

    /// What is said instead of an answer.
    fn fault(&self, fault: Fault, question: &Question) -> Option<Answer> {
        Some(match fault {
            Fault::Down => Answer::html(503, "Service Temporarily Unavailable"),
            Fault::Forbidden => Answer::html(403, "Forbidden"),
            Fault::BadGateway => Answer::html(502, "Bad Gateway"),
            Fault::HtmlPage => Answer::html(200, "We will be back soon"),
            Fault::Empty => Answer { body: String::new(), ..Answer::json(200, &serde_json::Value::Null) },
            Fault::Country => Answer::html(451, "Unavailable For Legal Reasons"),
            Fault::Redirect => {
                Answer::html(302, "Found").with("location", format!("http://127.0.0.1:9{}", question.target()))
            }
            Fault::TooMany { retry_after_s } => {
                self.refusal(429, Saying::TooMany, "Too many requests.").with("retry-after", retry_after_s)
            }
            Fault::Unclear => self.refusal(400, Saying::Unlisted, "Something went wrong."),
            Fault::Echo => {
                let seen: Vec<(String, String)> = question
                    .headers
                    .iter()
                    .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
                    .collect();
                let told: Vec<String> = seen.iter().map(|(name, value)| format!("{name}: {value}")).collect();
                let text = format!("Bad request {} with {}", question.target(), told.join(", "));
                let answer = self.refusal(400, Saying::Unlisted, &text);
                seen.iter().fold(answer, |answer, (name, value)| answer.with(&format!("x-echo-{name}"), value))
            }
            Fault::Escapes => self.refusal(
                400,
                Saying::Unlisted,
                "\u{1b}[2J\u{1b}]0;owned\u{7}All is \u{202e}llew\u{202c}\u{200b}\r\nroot# \u{9b}31mdone",
            ),
            _ => return None,
        })
    }

    /// A refusal in the exchange's own envelope.
    fn refusal(&self, status: u16, saying: Saying, text: &str) -> Answer {
        match self.kind {
            Kind::Binance => {
                let code = if saying == Saying::TooMany { -1003 } else { -9876 };
                binance::refusal(status, code, text)
            }
            Kind::Bybit => {
                let code = if saying == Saying::TooMany { 429 } else { 98_765 };
                let status = if saying == Saying::TooMany { status } else { 200 };
                bybit::refusal(status, code, text, self.now())
            }
            Kind::Okx => okx::refusal(status, if saying == Saying::TooMany { "50011" } else { "59987" }, text),
        }
    }
}

impl fmt::Debug for Venue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Venue").field("kind", &self.kind).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Saying {
    TooMany,
    Unlisted,
}

/// What a lookup found.
#[derive(Debug)]
pub(super) enum Found {
    /// Nothing.
    Unknown,
    /// A key that was deleted.
    Gone(Box<File>),
    /// A key.
    Known(Box<File>),
}

/// A key with whose it is.
#[derive(Debug)]
pub(super) struct File {
    /// Its row.
    pub number: KeyNumber,
    /// The key.
    pub key: BookKey,
    /// Whose.
    pub owner: BookAccount,
}

/// In which header a key is named.
const fn key_header(kind: Kind) -> &'static str {
    match kind {
        Kind::Binance => "x-mbx-apikey",
        Kind::Bybit => "x-bapi-api-key",
        Kind::Okx => "ok-access-key",
    }
}

/// Milliseconds since 1970, as the exchanges' clocks tell them.
pub(super) const fn millis(moment: Moment) -> i64 {
    moment.timestamp_millis()
}

#[cfg(test)]
mod tests {
    use super::super::made_up::tests::Loaded;
    use super::*;
    use crate::domain::moment_from_millis;
    use hyper::header::{HeaderName, HeaderValue};
    use hyper::{HeaderMap, Method};
    use proptest::prelude::*;

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Moment {
            moment_from_millis(1_773_630_604_000).unwrap()
        }
    }

    const PATHS: [&str; 7] = [
        "/sapi/v1/account/apiRestrictions",
        "/api/v3/account",
        "/v5/user/query-api",
        "/v5/market/time",
        "/api/v5/account/config",
        "/api/v5/public/time",
        "/",
    ];
    const HEADERS: [&str; 9] = [
        "x-mbx-apikey",
        "x-bapi-api-key",
        "x-bapi-timestamp",
        "x-bapi-recv-window",
        "x-bapi-sign",
        "ok-access-key",
        "ok-access-sign",
        "ok-access-timestamp",
        "ok-access-passphrase",
    ];

    proptest! {
        /// A real key, its texts in every place where a stranger can put them, never opens anything unsigned, and nothing
        /// that is sent makes the exchange fall over.
        #[test]
        fn nonsense_is_refused_and_never_answered(
            kind in prop::sample::select(Kind::ALL.to_vec()),
            path in prop::sample::select(PATHS.to_vec()),
            query in "(timestamp=-?[0-9]{0,20}&|recvWindow=[-0-9.]{0,9}&|signature=[0-9a-f%+]{0,9}&?|[a-z=&%]{0,4}){0,5}",
            values in prop::collection::vec("[ -~]{0,40}", HEADERS.len()),
            own_key in any::<bool>(),
        ) {
            let venue = Venue::new(kind, Arc::new(Still), Arc::new(Loaded::new(1)));
            let account = venue.book(|book| book.account(Site::GLOBAL, &crate::domain::Account::main()));
            let wish = super::super::Wish {
                label: "x".into(),
                passphrase: Some(super::super::MadeUp::new("Abcdef1!")),
                ..super::super::Wish::default()
            };
            let number = venue.make(account, wish).unwrap();
            let api_key = venue.book(|book| book.key(number).unwrap().api_key().to_owned());
            let mut headers = HeaderMap::new();
            for (name, value) in HEADERS.iter().zip(&values) {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
            }
            if own_key {
                headers.insert(key_header(kind), HeaderValue::from_str(&api_key).unwrap());
            }
            let question = Question {
                method: Method::GET,
                path: path.to_owned(),
                query,
                headers,
                body: hyper::body::Bytes::new(),
                from: IpAddr::from([127, 0, 0, 1]),
                plays: Plays::Every,
                now: venue.now(),
            };
            let body = venue.reply(question).answer.body;
            prop_assert!(!["createTime", "accountType", "permissions", "acctLv"].iter().any(|word| body.contains(word)));
        }
    }
}

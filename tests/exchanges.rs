//! Asking exchanges over real sockets: what travels, what is refused, what stops the next question. Loopback only.

#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test may fail by a panic, its small server too")]

use http_body_util::{BodyExt, Full, StreamBody, combinators::BoxBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::{HeaderMap, Request, Response, service::service_fn};
use hyper_util::rt::TokioIo;
use keyward::domain::{
    Asked, Chance, Class, Clock, ExchangeId, Moment, Problem, Sign, SiteId, Span, Told, Way, moment_from_millis,
};
use keyward::exchanges::{AskRequest, Exchanges, Limits, Question, check_base_url};
use keyward::secret::{Credential, Parts};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

const BINANCE: &str = include_str!("../src/exchanges/fixtures/binance/withdraw_on.json");
const BINANCE_ACCOUNT: &str = include_str!("../src/exchanges/fixtures/binance/account.json");
const BYBIT: &str = include_str!("../src/exchanges/fixtures/bybit/open_sub.json");
const OKX: &str = include_str!("../src/exchanges/fixtures/okx/listed_sub.json");

/// The exchange's time in all tests; ours is set against it.
const THEIRS: i64 = 1_700_000_000_000;

type Reply = Response<BoxBody<Bytes, Infallible>>;

/// What a server saw of a question.
#[derive(Clone, Debug)]
struct Seen {
    path: String,
    query: String,
    headers: HeaderMap,
}

/// An exchange of a few lines: what it answers at a path, and what it was asked.
struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    async fn start(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (answer, noted) = (Arc::new(answer), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, noted) = (Arc::clone(&answer), Arc::clone(&noted));
                let service = service_fn(move |request: Request<Incoming>| {
                    let asked = Seen {
                        path: request.uri().path().to_owned(),
                        query: request.uri().query().unwrap_or_default().to_owned(),
                        headers: request.headers().clone(),
                    };
                    noted.lock().unwrap().push(asked.clone());
                    let reply = answer(&asked);
                    async move { Ok::<_, Infallible>(reply) }
                });
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        Self { address, seen }
    }

    /// As the three exchanges tell the time, and `answer` for all else.
    async fn with_clock(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(move |seen| clock(seen).unwrap_or_else(|| answer(seen))).await
    }

    fn paths(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|seen| seen.path.clone()).collect()
    }

    fn last(&self) -> Seen {
        self.seen.lock().unwrap().last().unwrap().clone()
    }
}

fn clock(seen: &Seen) -> Option<Reply> {
    let text = match seen.path.as_str() {
        "/api/v3/time" => format!(r#"{{"serverTime":{THEIRS}}}"#),
        "/v5/market/time" => {
            format!(r#"{{"retCode":0,"retMsg":"OK","result":{{"timeSecond":"1"}},"retExtInfo":{{}},"time":{THEIRS}}}"#)
        }
        "/api/v5/public/time" => format!(r#"{{"code":"0","msg":"","data":[{{"ts":"{THEIRS}"}}]}}"#),
        _ => return None,
    };
    Some(json(200, text))
}

fn json(status: u16, text: impl Into<Bytes>) -> Reply {
    with_headers(status, &[("content-type", "application/json")], text)
}

fn with_headers(status: u16, headers: &[(&str, &str)], text: impl Into<Bytes>) -> Reply {
    let mut reply = Response::builder().status(status);
    for (name, value) in headers {
        reply = reply.header(*name, *value);
    }
    reply.body(Full::new(text.into()).boxed()).unwrap()
}

/// A clock that is set by hand.
struct Hand(AtomicI64);
impl Clock for Hand {
    fn now(&self) -> Moment {
        moment_from_millis(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

struct Even;
impl Chance for Even {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Problem> {
        bytes.fill(0);
        Ok(())
    }
}

struct Bench {
    exchanges: Exchanges,
    clock: Arc<Hand>,
}

impl Bench {
    fn new(address: SocketAddr) -> Self {
        let clock = Arc::new(Hand(AtomicI64::new(THEIRS)));
        let base = check_base_url(&format!("http://{address}")).unwrap();
        let overrides: BTreeMap<_, _> =
            ["binance", "bybit", "okx"].map(|id| (ExchangeId::new(id).unwrap(), base.clone())).into();
        Self { exchanges: Exchanges::new(overrides, clock.clone(), Arc::new(Even)), clock }
    }

    fn with_limits(self, limits: Limits) -> Self {
        Self { exchanges: self.exchanges.with_limits(limits), ..self }
    }

    fn move_ours(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    async fn ask(&self, exchange: &str) -> Asked {
        self.ask_at(exchange, "global", Question::Permissions).await
    }

    async fn ask_at(&self, exchange: &str, site: &str, question: Question) -> Asked {
        self.exchanges.ask(&request(exchange, site, question), &credential()).await
    }
}

fn request(exchange: &str, site: &str, question: Question) -> AskRequest {
    AskRequest {
        exchange: ExchangeId::new(exchange).unwrap(),
        site: SiteId::new(site).unwrap(),
        way: Way::Direct,
        question,
    }
}

fn credential() -> Credential {
    Credential::new(Parts::new("planted-api-key-0000", "planted-secret-1111").with_passphrase("planted Pass1")).unwrap()
}

fn refused(asked: &Asked) -> (Class, Sign) {
    assert!(asked.answer.is_err(), "{asked:?}");
    (asked.class(), asked.sign())
}

fn says(asked: &Asked) -> &str {
    &asked.answer.as_ref().unwrap_err().says
}

#[tokio::test]
async fn three_exchanges_answer() {
    let server = Server::with_clock(|seen| {
        json(
            200,
            match seen.path.as_str() {
                "/sapi/v1/account/apiRestrictions" => BINANCE,
                "/v5/user/query-api" => BYBIT,
                _ => OKX,
            },
        )
    })
    .await;
    let bench = Bench::new(server.address);
    bench.move_ours(41_000);
    for exchange in ["binance", "bybit", "okx"] {
        let asked = bench.ask(exchange).await;
        assert_eq!(asked.class(), Class::Ok, "{exchange} {asked:?}");
        assert!(asked.control);
        assert_eq!(asked.exchange_at, moment_from_millis(THEIRS));
        assert_eq!(asked.skew_millis, Some(41_000));
        assert_eq!(&*asked.host, server.address.to_string());
        let seen = server.last();
        assert_eq!(seen.headers["user-agent"], concat!("keyward/", env!("CARGO_PKG_VERSION")));
        for name in ["accept-encoding", "cookie", "referer", "authorization"] {
            assert!(!seen.headers.contains_key(name), "{name}");
        }
        // Signed with the exchange's time, not with ours.
        let signed_at = match exchange {
            "binance" => seen.query.split('&').nth(1).unwrap().to_owned(),
            "bybit" => seen.headers["x-bapi-timestamp"].to_str().unwrap().to_owned(),
            _ => seen.headers["ok-access-timestamp"].to_str().unwrap().to_owned(),
        };
        assert!(signed_at.contains("1700000000000") || signed_at == "2023-11-14T22:13:20.000Z", "{signed_at}");
        assert!(bench.exchanges.is_loopback(&ExchangeId::new(exchange).unwrap()));
    }
    let asked = server.paths();
    assert_eq!(asked.len(), 6, "a control and a question each: {asked:?}");
}

#[tokio::test]
async fn the_control_is_asked_without_a_key_and_demo_says_so() {
    let server = Server::with_clock(|_| json(200, OKX)).await;
    let bench = Bench::new(server.address);
    bench.ask_at("okx", "eea-demo", Question::Permissions).await.answer.unwrap();
    let seen = server.seen.lock().unwrap().clone();
    assert!(seen.iter().all(|seen| seen.headers["x-simulated-trading"] == "1"));
    assert!(seen[0].headers.keys().all(|name| !name.as_str().starts_with("ok-access")), "{:?}", seen[0]);
    let (time, skew) = {
        bench.move_ours(-3_000);
        let (okx, global) = (ExchangeId::new("okx").unwrap(), SiteId::new("global").unwrap());
        bench.exchanges.clock(&okx, &global, &Way::Direct).await.unwrap()
    };
    assert_eq!((time.timestamp_millis(), skew), (THEIRS, Span::seconds(-3)));
    assert!(!server.last().headers.contains_key("x-simulated-trading"));
}

#[tokio::test]
async fn binance_tells_the_account_by_a_question_of_its_own() {
    let server =
        Server::with_clock(|seen| json(if seen.path == "/api/v3/account" { 200 } else { 404 }, BINANCE_ACCOUNT)).await;
    let bench = Bench::new(server.address);
    let reading = bench.ask_at("binance", "global", Question::AccountId).await.answer.unwrap();
    assert_eq!(reading.account_id, Told::Is("354937868".into()));
    let reading = bench.ask_at("binance", "testnet", Question::Permissions).await.answer.unwrap();
    assert_eq!(reading.scopes.strip(), "???????");
    assert!(reading.remarks.iter().any(|remark| remark.contains("but that it signs")));
}

#[tokio::test]
async fn what_is_no_answer_says_nothing_about_the_key() {
    type Case = (&'static str, fn() -> Reply, Class, &'static str);
    let cases: [Case; 10] = [
        ("redirect", || with_headers(302, &[("location", "https://evil.example/")], ""), Class::Down, "never followed"),
        (
            "page",
            || with_headers(200, &[("content-type", "application/json")], "<html>Welcome</html>"),
            Class::Down,
            "web page",
        ),
        ("empty", || json(200, ""), Class::Down, "empty"),
        ("half", || json(200, &BINANCE[..80]), Class::Down, "cut off"),
        ("packed", || with_headers(200, &[("content-encoding", "gzip")], BINANCE), Class::Down, "packed"),
        (
            "doubled",
            || json(200, r#"{"ipRestrict":true,"ipRestrict":false,"enableReading":true}"#),
            Class::Down,
            "cannot be read",
        ),
        ("another's", || json(200, OKX), Class::Down, "form"),
        ("without fields", || json(200, r#"{"enableReading":true}"#), Class::Down, "ipRestrict"),
        ("success that is none", || json(503, BINANCE), Class::Down, "down"),
        ("gone while down", || json(502, r#"{"code":-2008,"msg":"Invalid Api-Key ID."}"#), Class::Down, "down"),
    ];
    for (name, reply, class, words) in cases {
        let server = Server::with_clock(move |_| reply()).await;
        let asked = Bench::new(server.address).ask("binance").await;
        assert_eq!(refused(&asked), (class, Sign::Nothing), "{name}");
        assert!(says(&asked).contains(words), "{name}: {}", says(&asked));
        assert!(asked.control && asked.exchange_at.is_some(), "{name}");
        assert_eq!(server.paths().len(), 2, "{name} was asked once");
    }
}

#[tokio::test]
async fn an_endless_answer_is_cut_at_the_cap() {
    let server = Server::with_clock(|_| {
        let blocks = (0..200).map(|_| Ok(Frame::data(Bytes::from(vec![b' '; 1024 * 1024]))));
        Response::new(StreamBody::new(futures_util::stream::iter(blocks)).boxed())
    })
    .await;
    let asked = Bench::new(server.address).ask("bybit").await;
    assert_eq!(refused(&asked), (Class::Down, Sign::Nothing));
    assert!(says(&asked).contains("far too large"), "{}", says(&asked));
    let told = Server::with_clock(|_| json(200, vec![b' '; 3 * 1024 * 1024])).await;
    assert!(says(&Bench::new(told.address).ask("bybit").await).contains("far too large"));
}

#[tokio::test]
async fn a_connection_that_breaks_in_the_middle() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let read = stream.read(&mut request).await.unwrap_or(0);
            let time = request[..read].starts_with(b"GET /v5/market/time");
            let body = format!(r#"{{"retCode":0,"retMsg":"","result":{{"timeSecond":"1"}},"time":{THEIRS}}}"#);
            let length = if time { body.len() } else { body.len() + 500 };
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
        }
    });
    let asked = Bench::new(address).ask("bybit").await;
    assert_eq!(refused(&asked), (Class::Down, Sign::Nothing));
    assert!(says(&asked).contains("cut off"), "{}", says(&asked));
}

#[tokio::test]
async fn nobody_there_or_nobody_speaks() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let asked = Bench::new(address).ask("okx").await;
    assert_eq!(refused(&asked), (Class::Down, Sign::Nothing));
    assert!(!asked.control && asked.exchange_at.is_none() && says(&asked).contains("no connection"));

    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let limits = Limits { total: Duration::from_millis(200), ..Limits::default() };
    let asked = Bench::new(silent.local_addr().unwrap()).with_limits(limits).ask("okx").await;
    assert!(says(&asked).contains("no answer in"), "{}", says(&asked));
}

#[tokio::test]
async fn a_dead_proxy_is_named_and_nothing_goes_past_it() {
    let server = Server::with_clock(|_| json(200, OKX)).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let bench = Bench::new(server.address);
    for scheme in ["socks5h", "http"] {
        let way = Way::parse(&format!("{scheme}://127.0.0.1:{port}")).unwrap();
        let asked = bench
            .exchanges
            .ask(&AskRequest { way, ..request("okx", "global", Question::Permissions) }, &credential())
            .await;
        assert_eq!(refused(&asked), (Class::Down, Sign::Nothing));
        assert!(says(&asked).contains("proxy"), "{scheme}: {}", says(&asked));
    }
    assert!(server.paths().is_empty());
}

#[tokio::test]
async fn an_http_proxy_carries_the_question() {
    // A proxy gets the whole address of a plain question and answers it in the exchange's stead.
    let proxy = Server::with_clock(|_| json(200, OKX)).await;
    let nowhere = check_base_url("http://127.0.0.1:1").unwrap();
    let exchanges = Exchanges::new(
        [(ExchangeId::new("okx").unwrap(), nowhere)].into(),
        Arc::new(Hand(AtomicI64::new(THEIRS))),
        Arc::new(Even),
    );
    let way = Way::parse(&format!("http://{}", proxy.address)).unwrap();
    let asked =
        exchanges.ask(&AskRequest { way, ..request("okx", "global", Question::Permissions) }, &credential()).await;
    assert_eq!(asked.class(), Class::Ok, "{asked:?}");
}

#[tokio::test]
async fn too_often_stops_that_exchange_by_that_way() {
    for (status, headers, body, wait) in [
        (429, vec![("retry-after", "120")], "", Span::seconds(120)),
        (429, vec![], r#"{"code":-1003,"msg":"Too many requests."}"#, Span::minutes(1)),
        (418, vec![("retry-after", "99999999")], "", Span::days(3)),
        (418, vec![], r#"{"code":-1003,"msg":"IP banned until 1700000300000."}"#, Span::minutes(5)),
        (403, vec![], "<html>", Span::minutes(10)),
        (429, vec![("retry-after", "Tue, 14 Nov 2023 22:15:20 GMT")], "", Span::minutes(2)),
        (429, vec![("retry-after", "0")], "", Span::seconds(1)),
    ] {
        let name = format!("{status} {headers:?} {body}");
        let server = Server::with_clock(move |_| with_headers(status, &headers, body)).await;
        let bench = Bench::new(server.address);
        let asked = bench.ask("binance").await;
        assert_eq!(refused(&asked), (Class::Rate, Sign::Nothing), "{name}");
        let until = moment_from_millis(THEIRS).unwrap() + wait;
        assert_eq!(asked.answer.unwrap_err().not_before, Some(until), "{name}");
        let asked = bench.ask("binance").await;
        assert_eq!(refused(&asked), (Class::Rate, Sign::Nothing));
        let refusal = asked.answer.as_ref().unwrap_err();
        assert_eq!((refusal.not_before, &refusal.code, asked.control), (Some(until), &None, false), "{name}");
        assert_eq!(server.paths().len(), 2, "the pause sent nothing: {name}");
        assert_eq!(bench.exchanges.pauses()[0].until, until);
        assert!(bench.ask("bybit").await.control, "another exchange is free");
        bench.move_ours(wait.num_milliseconds());
        bench.ask("binance").await;
        assert!(server.paths().len() > 4, "over: {name}");
    }
}

#[tokio::test]
async fn too_often_at_the_control_sends_no_key() {
    let server = Server::start(|_| with_headers(429, &[("retry-after", "7")], "")).await;
    let bench = Bench::new(server.address);
    assert_eq!(refused(&bench.ask("bybit").await), (Class::Rate, Sign::Nothing));
    assert_eq!(server.paths(), ["/v5/market/time"]);
    let (bybit, now) = (ExchangeId::new("bybit").unwrap(), moment_from_millis(THEIRS).unwrap());
    bench.exchanges.set_pause(&bybit, &Way::Direct, now + Span::hours(1));
    bench.move_ours(8_000);
    assert_eq!(refused(&bench.ask("bybit").await), (Class::Rate, Sign::Nothing));
    assert_eq!(server.paths().len(), 1, "a pause of another process holds");
}

#[tokio::test]
async fn who_waits_for_its_turn_is_stopped_too() {
    let server = Server::with_clock(|_| with_headers(429, &[("retry-after", "60")], "")).await;
    let bench = Bench::new(server.address);
    let asked = futures_util::future::join_all((0..3).map(|_| bench.ask("okx"))).await;
    assert!(asked.iter().all(|asked| refused(asked) == (Class::Rate, Sign::Nothing)));
    // Two may be on the way when the first is refused; the third never leaves.
    assert!(server.paths().len() <= 4, "{:?}", server.paths());
}

#[tokio::test]
async fn bybit_names_the_moment_when_its_limit_is_over() {
    let server = Server::with_clock(|_| {
        let headers = [("x-bapi-limit-reset-timestamp", "1700000004000")];
        with_headers(200, &headers, r#"{"retCode":10006,"retMsg":"Too many visits.","result":{},"time":1}"#)
    })
    .await;
    let asked = Bench::new(server.address).ask("bybit").await;
    assert_eq!(refused(&asked), (Class::Rate, Sign::Nothing));
    assert_eq!(asked.answer.unwrap_err().not_before, moment_from_millis(THEIRS + 4_000));
}

#[tokio::test]
async fn a_clock_refusal_is_repeated_once_with_the_new_time() {
    let refusal =
        r#"{"retCode":10002,"retMsg":"The request time exceeds the time window range.","result":{},"time":1}"#;
    let server = Server::with_clock(move |_| json(200, refusal)).await;
    let asked = Bench::new(server.address).ask("bybit").await;
    assert_eq!(refused(&asked), (Class::Clock, Sign::Nothing));
    assert_eq!(server.paths().len(), 4, "two controls, two questions, and no more");

    let tried = Mutex::new(0);
    let server = Server::with_clock(move |_| {
        let mut tried = tried.lock().unwrap();
        *tried += 1;
        json(200, if *tried == 1 { refusal } else { BYBIT })
    })
    .await;
    assert_eq!(Bench::new(server.address).ask("bybit").await.class(), Class::Ok);
}

#[tokio::test]
async fn without_a_clock_the_key_is_asked_but_the_control_is_missing() {
    let server = Server::start(|seen| if seen.path.ends_with("time") { json(500, "") } else { json(200, BYBIT) }).await;
    let asked = Bench::new(server.address).ask("bybit").await;
    assert_eq!(asked.class(), Class::Ok);
    assert!(!asked.control && asked.exchange_at.is_none() && asked.skew_millis.is_none());
}

#[tokio::test]
async fn an_address_refusal_tells_where_we_came_from() {
    let body = r#"{"msg":"Your IP 192.0.2.44 is not included in your API key's IP whitelist.","code":"50110"}"#;
    let server = Server::with_clock(move |_| json(401, body)).await;
    let asked = Bench::new(server.address).ask("okx").await;
    assert_eq!(refused(&asked), (Class::Address, Sign::Lives));
    let evidence = asked.evidence();
    assert_eq!(evidence.egress.map(|address| address.to_string()).as_deref(), Some("192.0.2.44"));
}

#[tokio::test]
async fn nothing_that_was_sent_comes_back_to_the_screen() {
    for echo in ["planted-api-key-0000", "planted Pass1", "…ted-api-key"] {
        let body = format!(r#"{{"code":"77777","msg":"bad {echo} bad"}}"#);
        let server = Server::with_clock(move |_| json(401, body.clone())).await;
        let asked = Bench::new(server.address).ask("okx").await;
        assert_eq!(refused(&asked), (Class::Unclear, Sign::Unclear));
        assert!(
            !format!("{asked:?}").contains("ted-api-k") && !format!("{asked:?}").contains("planted Pass1"),
            "{asked:?}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_an_answer_too() {
    let server = Server::with_clock(|_| json(200, OKX)).await;
    let bench = Bench::new(server.address);
    let unknown = bench.ask_at("mtgox", "global", Question::Permissions).await;
    assert_eq!(refused(&unknown), (Class::Unclear, Sign::Nothing));
    assert!(says(&unknown).contains("binance, bybit, okx"));
    assert!(says(&bench.ask_at("okx", "mars", Question::Permissions).await).contains("eea"));
    let bare = Credential::new(Parts::new("planted-api-key-0000", "planted-secret-1111")).unwrap();
    let asked = bench.exchanges.ask(&request("okx", "global", Question::Permissions), &bare).await;
    assert_eq!(refused(&asked), (Class::Signature, Sign::Nothing));
    assert!(server.paths().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn a_dropped_question_leaves_the_way_free() {
    let server = Server::start(|seen| clock(seen).unwrap_or_else(|| json(200, OKX))).await;
    let bench = Bench::new(server.address);
    for _ in 0..5 {
        let request = request("okx", "global", Question::Permissions);
        let credential = credential();
        let _ = tokio::time::timeout(Duration::from_millis(1), bench.exchanges.ask(&request, &credential)).await;
    }
    assert_eq!(bench.ask("okx").await.class(), Class::Ok);
}

/// A SOCKS5 proxy in a few lines: takes one address, carries bytes both ways, and counts.
async fn socks(carried: Arc<Mutex<Vec<String>>>) -> SocketAddr {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let carried = Arc::clone(&carried);
            tokio::spawn(async move {
                let mut hello = [0; 2];
                client.read_exact(&mut hello).await?;
                let mut methods = vec![0; usize::from(hello[1])];
                client.read_exact(&mut methods).await?;
                client.write_all(&[5, 0]).await?;
                let mut wish = [0; 10]; // version, connect, reserved, IPv4, four bytes of it, two of the port
                client.read_exact(&mut wish).await?;
                let target =
                    SocketAddr::from(([wish[4], wish[5], wish[6], wish[7]], u16::from_be_bytes([wish[8], wish[9]])));
                carried.lock().unwrap().push(target.to_string());
                let mut server = tokio::net::TcpStream::connect(target).await?;
                client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
                tokio::io::copy_bidirectional(&mut client, &mut server).await.map(|_| ())
            });
        }
    });
    address
}

#[tokio::test]
async fn a_socks_proxy_carries_the_question() {
    let server = Server::with_clock(|_| json(200, OKX)).await;
    let carried = Arc::new(Mutex::new(Vec::new()));
    let way = Way::parse(&format!("socks5h://{}", socks(Arc::clone(&carried)).await)).unwrap();
    let bench = Bench::new(server.address);
    let asked = bench
        .exchanges
        .ask(&AskRequest { way: way.clone(), ..request("okx", "global", Question::Permissions) }, &credential())
        .await;
    assert_eq!((asked.class(), &asked.way), (Class::Ok, &way), "{asked:?}");
    assert!(carried.lock().unwrap().iter().all(|target| *target == server.address.to_string()));
    assert!(!carried.lock().unwrap().is_empty());
}

#[tokio::test]
async fn plain_http_is_not_sent_through_a_proxy_elsewhere() {
    let server = Server::with_clock(|_| json(200, OKX)).await;
    let way = Way::parse("http://192.0.2.1:3128").unwrap();
    let bench = Bench::new(server.address);
    let asked = bench
        .exchanges
        .ask(&AskRequest { way, ..request("okx", "global", Question::Permissions) }, &credential())
        .await;
    assert_eq!(refused(&asked), (Class::Unclear, Sign::Nothing));
    assert!(says(&asked).contains("leave this computer"), "{}", says(&asked));
}

/// A server with a certificate that nobody vouches for.
fn untrusted() -> SocketAddr {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
    let pem = include_bytes!("data/tls_127_0_0_1_test_only.pem");
    let certificate = CertificateDer::from_pem_slice(pem).unwrap();
    let key = PrivateKeyDer::from_pem_slice(pem).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(mut stream), Ok(mut tls)) = (stream, rustls::ServerConnection::new(Arc::clone(&config))) else {
                return;
            };
            while tls.is_handshaking() && tls.complete_io(&mut stream).is_ok() {}
        }
    });
    address
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_taken() {
    let base = check_base_url(&format!("https://{}", untrusted())).unwrap();
    let exchanges = Exchanges::new(
        [(ExchangeId::new("okx").unwrap(), base)].into(),
        Arc::new(Hand(AtomicI64::new(THEIRS))),
        Arc::new(Even),
    );
    let asked = exchanges.ask(&request("okx", "global", Question::Permissions), &credential()).await;
    assert_eq!(refused(&asked), (Class::Down, Sign::Nothing));
    assert!(!asked.control && says(&asked).contains("certificate"), "{}", says(&asked));
}

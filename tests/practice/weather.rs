//! What goes wrong on top: each fault at each exchange, and the late ones.

use crate::client::{Said, ask};
use crate::stage::{NOW, OKX_SECRET, RUNTIME, Stage};
use keyward::domain::{Chance, Clock, Span};
use keyward::practice::{Fault, Kind, Lags, Venue};
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn clock_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Binance => "/api/v3/time",
        Kind::Bybit => "/v5/market/time",
        Kind::Okx => "/api/v5/public/time",
    }
}

/// The reading under one fault at each exchange.
fn under(fault: Fault, check: impl Fn(&Stage, Said)) {
    for kind in Kind::ALL {
        let stage = Stage::new(kind);
        stage.venue().weather(|weather| weather.set(fault, true));
        check(&stage, stage.reading());
        stage.venue().weather(|weather| weather.set(fault, false));
        assert!(Stage::code(&stage.reading()).0 == 200, "{kind:?} mends");
    }
}

#[test]
fn down_walls_and_pages_come_as_html() {
    let pages = [
        (Fault::Down, 503),
        (Fault::Forbidden, 403),
        (Fault::BadGateway, 502),
        (Fault::HtmlPage, 200),
        (Fault::Country, 451),
    ];
    for (fault, status) in pages {
        under(fault, |stage, said| {
            assert_eq!((said.status, said.header("content-type")), (status, Some("text/html")));
            assert!(said.text().starts_with("<html>"));
            assert_eq!(ask(stage.address(), clock_of(stage.kind), &[]).unwrap().status, status);
        });
    }
}

#[test]
fn too_many_says_when_to_come_back() {
    under(Fault::TooMany { retry_after_s: 7 }, |_, said| {
        assert_eq!((said.status, said.header("retry-after")), (429, Some("7")));
        assert!(said.json().is_object());
    });
}

#[test]
fn an_unlisted_code_leaves_the_clock_alone() {
    under(Fault::Unclear, |stage, said| {
        let code = Stage::code(&said).1;
        assert!(["-9876", "98765", "59987"].contains(&code.as_str()), "{code}");
        assert_eq!(ask(stage.address(), clock_of(stage.kind), &[]).unwrap().status, 200);
    });
}

#[test]
fn an_answer_breaks_off_in_the_middle() {
    under(Fault::CutOff, |_, said| {
        assert_eq!(said.status, 200);
        assert!(!said.is_whole() && !said.body.is_empty());
        assert!(serde_json::from_slice::<serde_json::Value>(&said.body).is_err());
    });
}

#[test]
fn an_answer_is_empty_or_says_a_name_twice() {
    under(Fault::Empty, |_, said| assert!(said.status == 200 && said.body.is_empty()));
    under(Fault::Doubled, |stage, said| {
        let name = match stage.kind {
            Kind::Binance => "\"ipRestrict\":",
            Kind::Bybit => "\"retCode\":",
            Kind::Okx => "\"code\":",
        };
        assert_eq!(said.text().matches(name).count(), 2, "{}", said.text());
        assert!(said.is_whole() && said.json().is_object());
    });
}

#[test]
fn an_endless_answer_is_longer_than_anybody_reads() {
    under(Fault::Endless, |_, said| assert!(said.body.len() > 1024 * 1024));
}

#[test]
fn a_redirect_points_elsewhere() {
    under(Fault::Redirect, |_, said| {
        assert_eq!(said.status, 302);
        assert!(said.header("location").unwrap().starts_with("http://127.0.0.1:9/"));
    });
}

#[test]
fn a_wrong_clock_refuses_by_time_and_tells_its_own() {
    under(Fault::WrongClock { millis: 300_000 }, |stage, said| {
        let code = Stage::code(&said).1;
        assert!(["-1021", "10002", "50102"].contains(&code.as_str()), "{code}");
        let told = ask(stage.address(), clock_of(stage.kind), &[]).unwrap().text();
        assert!(told.contains(&(NOW + 300_000).to_string()));
        assert_eq!(stage.question_at(NOW + 300_000).ask(stage.address()).status, 200);
    });
}

#[test]
fn an_echo_repeats_what_was_sent() {
    under(Fault::Echo, |stage, said| {
        let sent = &stage.question().headers[0].1;
        assert!(said.text().contains(sent.as_str()));
        assert!(said.headers.iter().any(|(name, value)| name.starts_with("x-echo-") && value == sent));
        assert!(!said.text().contains(OKX_SECRET));
    });
}

#[test]
fn escapes_stand_in_the_words() {
    under(Fault::Escapes, |_, said| {
        let json = said.json();
        let words = json.get("msg").or_else(|| json.get("retMsg")).unwrap().as_str().unwrap().to_owned();
        assert!(words.contains('\u{1b}') && words.contains('\u{202e}'));
    });
}

#[test]
fn slow_is_late_and_not_wrong() {
    let stage = Stage::new(Kind::Bybit);
    stage.venue().weather(|weather| weather.set(Fault::Slow { millis: 150 }, true));
    let start = Instant::now();
    assert_eq!(stage.reading().status, 200);
    assert!(start.elapsed() >= Duration::from_millis(150));
}

#[test]
fn nobody_listens_and_then_somebody_does() {
    for kind in Kind::ALL {
        let stage = Stage::new(kind);
        stage.venue().weather(|weather| weather.set(Fault::NoConnection, true));
        eventually(|| {
            let error = stage.question().try_ask(stage.address()).err()?;
            (error.kind() == io::ErrorKind::ConnectionRefused).then_some(())
        });
        stage.venue().weather(|weather| weather.clear());
        eventually(|| stage.question().try_ask(stage.address()).ok().filter(|said| said.status == 200));
    }
}

#[test]
fn it_hangs_up_without_a_word() {
    let stage = Stage::new(Kind::Okx);
    stage.venue().weather(|weather| weather.set(Fault::HangUp, true));
    assert!(stage.question().try_ask(stage.address()).is_err());
}

#[test]
fn one_key_s_bad_weather_spares_the_others() {
    let stage = Stage::new(Kind::Binance);
    stage.venue().weather(|weather| weather.set_for(stage.key, Fault::Down, true));
    assert_eq!(stage.reading().status, 503);
    let other = stage.question().with("X-MBX-APIKEY", &"b".repeat(64)).ask(stage.address());
    assert_eq!(other.status, 400);
    assert_eq!(ask(stage.address(), clock_of(stage.kind), &[]).unwrap().status, 200);
}

#[test]
fn a_late_exchange_answers_a_deleted_key_for_a_while() {
    for (kind, gone) in [(Kind::Binance, "-2008"), (Kind::Bybit, "10003"), (Kind::Okx, "50119")] {
        let stage = Stage::new(kind);
        let lags = Lags { deletion: Span::seconds(20), activation: Span::seconds(20) };
        stage.venue().book(|book| book.set_lags(lags));
        stage.venue().delete(stage.key).unwrap();
        stage.wait(Span::seconds(19));
        assert_eq!(stage.reading().status, 200, "{kind:?}");
        stage.wait(Span::seconds(1));
        assert_eq!(Stage::code(&stage.reading()).1, gone);
        stage.hands.put(NOW);
        assert_eq!(Stage::code(&stage.reading()).1, gone, "{kind:?}: a clock that steps back wakes nobody");
    }
}

#[test]
fn a_disabled_key_is_refused_and_can_come_back() {
    for (kind, asleep) in [(Kind::Binance, "-2015"), (Kind::Bybit, "10024"), (Kind::Okx, "50100")] {
        let stage = Stage::new(kind);
        stage.venue().book(|book| book.disable(stage.key, true)).unwrap();
        assert_eq!(Stage::code(&stage.reading()).1, asleep);
        stage.venue().book(|book| book.disable(stage.key, false)).unwrap();
        assert_eq!(stage.reading().status, 200);
    }
}

#[test]
fn a_key_that_ended_is_refused_as_each_exchange_does() {
    for (kind, ended) in [(Kind::Bybit, "33004"), (Kind::Okx, "50119")] {
        let stage = Stage::new(kind);
        let end = stage.venue().now() + Span::hours(1);
        stage.venue().book(|book| book.expire(stage.key, Some(end))).unwrap();
        assert_eq!(Stage::code(&stage.reading()).1, "0");
        stage.wait(Span::hours(1));
        assert_eq!(Stage::code(&stage.reading()).1, ended);
    }
    // Binance ends the right to trade, not the key.
    let stage = Stage::new(Kind::Binance);
    let end = stage.venue().now() + Span::hours(1);
    stage.venue().book(|book| book.expire(stage.key, Some(end))).unwrap();
    let trades = |stage: &Stage| stage.reading().json()["enableSpotAndMarginTrading"].clone();
    assert_eq!(stage.reading().json()["tradingAuthorityExpirationTime"], end.timestamp_millis());
    assert_eq!(trades(&stage), true);
    stage.wait(Span::hours(1));
    assert_eq!(trades(&stage), false);
}

#[test]
fn who_asks_is_seen_as_told() {
    let stage = Stage::new(Kind::Okx);
    let home: IpAddr = [192, 0, 2, 44].into();
    stage.venue().seen_as([127, 0, 0, 1].into(), home);
    let said = stage.reading();
    assert!(said.text().contains("Your IP 192.0.2.44 is not included"), "{}", said.text());
    stage.list("192.0.2.44");
    assert_eq!(Stage::code(&stage.reading()).1, "0");
}

#[test]
fn a_dropped_exchange_no_longer_answers() {
    let stage = Stage::new(Kind::Okx);
    let clock: Arc<dyn Clock> = Arc::clone(&stage.hands) as _;
    let chance: Arc<dyn Chance> = Arc::new(NoChance);
    let running = Venue::start(Kind::Okx, clock, chance, RUNTIME.handle()).unwrap();
    let address = running.address();
    assert_eq!(running.base_url(), format!("http://{address}"));
    assert_eq!(ask(address, clock_of(Kind::Okx), &[]).unwrap().status, 200);
    drop(running);
    eventually(|| ask(address, clock_of(Kind::Okx), &[]).err());
    let wide = stage.venue().serve(RUNTIME.handle(), stage.running.plays(), Some(([0, 0, 0, 0], 0).into()));
    assert!(wide.is_err_and(|problem| problem.sentence().contains("not on loopback")));
}

struct NoChance;

impl Chance for NoChance {
    fn fill(&self, _: &mut [u8]) -> Result<(), keyward::domain::Problem> {
        Err(keyward::domain::Problem::new("No dice", "", ""))
    }
}

/// Another task has to notice first: tried again until it has, for as long as any machine needs.
pub fn eventually<T>(mut check: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = check() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "it never happened");
        std::thread::sleep(Duration::from_millis(5));
    }
}

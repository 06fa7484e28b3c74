//! The made-up machines: a question through one is seen from its address, and nothing else is carried.

use crate::client::{ask, send};
use crate::stage::{RUNTIME, Stage};
use keyward::domain::Way;
use keyward::practice::{Fault, Kind, Proxy};
use std::net::IpAddr;

fn machine(stage: &Stage) -> Proxy {
    Proxy::start(RUNTIME.handle(), IpAddr::from([203, 0, 113, 7]), &[&stage.running]).unwrap()
}

/// The same question as a proxy gets it: with the whole address in its first line.
fn through(stage: &Stage, proxy: &Proxy) -> crate::client::Said {
    let question = stage.question();
    let headers: Vec<(&str, &str)> = question.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    ask(proxy.address(), &format!("{}{}", stage.running.base_url(), question.target), &headers).unwrap()
}

#[test]
fn a_question_through_a_machine_comes_from_its_address() {
    for (kind, address_code) in [(Kind::Binance, "-2015"), (Kind::Bybit, "10010"), (Kind::Okx, "50110")] {
        let stage = Stage::new(kind);
        stage.list("203.0.113.7");
        let proxy = machine(&stage);
        assert_eq!(Stage::code(&stage.reading()).1, address_code);
        let said = through(&stage, &proxy);
        assert_eq!(said.status, 200, "{kind:?}: {}", said.text());
        assert!(said.is_whole());
        stage.list("198.51.100.20");
        assert_eq!(Stage::code(&through(&stage, &proxy)).1, address_code);
    }
}

#[test]
fn an_ordinary_client_takes_it_as_a_proxy() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let stage = Stage::new(Kind::Okx);
    stage.list("203.0.113.7");
    let proxy = machine(&stage);
    let way = reqwest::Proxy::all(format!("http://{}", proxy.address())).unwrap();
    let client = reqwest::Client::builder().proxy(way).build().unwrap();
    let text = RUNTIME.block_on(async {
        let question = stage.question();
        let mut request = client.get(format!("{}{}", stage.running.base_url(), question.target));
        for (name, value) in &question.headers {
            request = request.header(name.as_str(), value.as_str());
        }
        request.send().await.unwrap().text().await.unwrap()
    });
    assert!(text.starts_with("{\"code\":\"0\""), "{text}");
}

#[test]
fn a_machine_cannot_speak_for_another() {
    let stage = Stage::new(Kind::Okx);
    stage.list("198.51.100.20");
    let proxy = machine(&stage);
    let question = stage.question().from("198.51.100.20");
    let headers: Vec<(&str, &str)> = question.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let target = format!("{}{}", stage.running.base_url(), question.target);
    let said = ask(proxy.address(), &target, &headers).unwrap();
    assert!(said.text().contains("203.0.113.7"), "{}", said.text());
}

#[test]
fn it_carries_to_its_own_exchanges_only() {
    let stage = Stage::new(Kind::Okx);
    let proxy = machine(&stage);
    for target in ["http://127.0.0.1:9/x", "http://www.example.com/", "/api/v5/public/time", "http://localhost:1/"] {
        assert_eq!(ask(proxy.address(), target, &[]).unwrap().status, 403, "{target}");
    }
    let tunnel = send(proxy.address(), "CONNECT", &stage.address().to_string(), &[], "").unwrap();
    assert_eq!(tunnel.status, 405);
}

#[test]
fn weather_blows_through_a_machine_too() {
    let stage = Stage::new(Kind::Okx);
    let proxy = machine(&stage);
    stage.list("203.0.113.7");
    stage.venue().weather(|weather| weather.set(Fault::CutOff, true));
    assert!(!through(&stage, &proxy).is_whole());
    stage.venue().weather(|weather| weather.clear());
    stage.venue().weather(|weather| weather.set(Fault::NoConnection, true));
    assert_eq!(through(&stage, &proxy).status, 502);
}

#[test]
fn a_machine_is_a_way() {
    let stage = Stage::new(Kind::Okx);
    let proxy = machine(&stage);
    assert_eq!(proxy.way(), Way::parse(&format!("http://{}", proxy.address())));
    assert_eq!(proxy.seen_from(), IpAddr::from([203, 0, 113, 7]));
}

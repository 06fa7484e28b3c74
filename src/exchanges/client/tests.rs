use super::super::adapter::{Asking, Question};
use super::super::{check_base_url, registry};
use super::*;
use crate::domain::ExchangeId;
use crate::secret::Parts;

const ED25519: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";

fn request(exchange: &str, credential: &Credential, question: Question) -> Signed {
    let (_, adapter) = registry::entry(&ExchangeId::new(exchange).unwrap()).unwrap();
    let draft = (adapter.draft)(Asking { question, readable: true }, moment_from_millis(1_700_000_000_000).unwrap());
    let base = check_base_url("https://api.example.com").unwrap();
    let Ok(request) = signed(&draft, credential, &base) else { panic!("not signed") };
    request
}

fn hmac(key: &str, secret: &str) -> Credential {
    Credential::new(Parts::new(key, secret)).unwrap()
}

fn header<'a>(request: &'a Signed, name: &str) -> &'a str {
    request.headers.get(name).unwrap().to_str().unwrap()
}

/// The payload of the published Binance shape, and its signature computed with openssl.
#[test]
fn binance_signs_its_query() {
    let key = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";
    let credential = hmac(key, "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j");
    let asked = request("binance", &credential, Question::Permissions);
    assert_eq!(
        asked.url.as_str(),
        "https://api.example.com/sapi/v1/account/apiRestrictions?recvWindow=5000&timestamp=1700000000000&signature=87e5c6222562009dfc00b491bbc2a244513b1555abde13b604bc2c22cf991114"
    );
    assert_eq!(header(&asked, "x-mbx-apikey"), key);
    assert!(asked.headers.get("x-mbx-apikey").is_some_and(HeaderValue::is_sensitive));
    assert_eq!(asked.headers.len(), 1);
    let account = request("binance", &credential, Question::AccountId);
    assert_eq!(account.url.path(), "/api/v3/account");
}

#[test]
fn binance_percent_encodes_a_base64_signature() {
    let asked = request("binance", &hmac("some-api-key", ED25519), Question::Permissions);
    assert_eq!(
        asked.url.query(),
        Some(
            "recvWindow=5000&timestamp=1700000000000&signature=SuFKFn31x8nQjl091znjS%2FGsh5nPMUX4Ikcp3aCZUrg8fz5%2FprucKrlT7HdmCGxjdl85q7QoeCNTZJeiqjNVCw%3D%3D"
        )
    );
}

#[test]
fn bybit_signs_time_key_and_window() {
    let credential = hmac("keywardTestKey0001", "keyward-test-secret-0123456789abcdef");
    let asked = request("bybit", &credential, Question::Permissions);
    assert_eq!(asked.url.as_str(), "https://api.example.com/v5/user/query-api");
    assert_eq!(header(&asked, "x-bapi-api-key"), "keywardTestKey0001");
    assert_eq!(header(&asked, "x-bapi-timestamp"), "1700000000000");
    assert_eq!(header(&asked, "x-bapi-recv-window"), "5000");
    assert_eq!(header(&asked, "x-bapi-sign"), "1b833bba03df4d45ea964036b07d70127fc72b68c33dd3aa88df42fce6aac818");
}

#[test]
fn okx_signs_time_method_and_path() {
    let parts = Parts::new("5c1b7f0e-key", "22582BD0CFF14C41EDBF1AB98506286D").with_passphrase("Pass-phrase1");
    let asked = request("okx", &Credential::new(parts).unwrap(), Question::Permissions);
    assert_eq!(asked.url.as_str(), "https://api.example.com/api/v5/account/config");
    assert_eq!(header(&asked, "ok-access-timestamp"), "2023-11-14T22:13:20.000Z");
    assert_eq!(header(&asked, "ok-access-sign"), "bCn8zVlTJqoobCkHSywuaN0ys4sP75zNhIiys58mkkU=");
    assert_eq!(header(&asked, "ok-access-passphrase"), "Pass-phrase1");
    assert_eq!(header(&asked, "content-type"), "application/json");
    for name in ["ok-access-key", "ok-access-sign", "ok-access-passphrase"] {
        assert!(asked.headers.get(name).is_some_and(HeaderValue::is_sensitive), "{name}");
    }
}

#[test]
fn okx_signs_nothing_without_its_passphrase() {
    let (_, adapter) = registry::entry(&ExchangeId::new("okx").unwrap()).unwrap();
    let asking = Asking { question: Question::Permissions, readable: true };
    let draft = (adapter.draft)(asking, moment_from_millis(1_700_000_000_000).unwrap());
    let base = check_base_url("https://api.example.com").unwrap();
    assert!(signed(&draft, &hmac("some-api-key", "secret"), &base).is_err());
}

#[test]
fn an_echo_is_noticed() {
    let credential = Credential::new(Parts::new("0123456789abcdef", "s").with_passphrase("my pass")).unwrap();
    for text in ["key 0123456789abcdef", "…89abcdef is bad", "x01234567", "it is my pass"] {
        assert!(echoes(&credential, text), "{text}");
    }
    for text in ["", "no such key", "…cdef", "0123456"] {
        assert!(!echoes(&credential, text), "{text}");
    }
}

#[test]
fn a_wait_is_seconds_or_a_date() {
    assert_eq!(wait("120"), Some(Wait::For(Span::seconds(120))));
    assert!(matches!(wait("Wed, 21 Oct 2026 07:28:00 GMT"), Some(Wait::Until(_))));
    for odd in ["", "-5", "soon", "1e9", "99999999999999"] {
        assert_eq!(wait(odd), None, "{odd}");
    }
}

#[test]
fn a_sites_header_goes_with_each_question() {
    assert_eq!(
        site_header("x-simulated-trading: 1").map(|(name, _)| name.to_string()).ok().as_deref(),
        Some("x-simulated-trading")
    );
    assert!(site_header("nothing").is_err());
}

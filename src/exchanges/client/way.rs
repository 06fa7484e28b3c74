//! How a question travels: the HTTP client of a way, and the addresses it may go to. HTTPS only, but for a true loopback.

use super::Limits;
use crate::domain::{Problem, Way};
use reqwest::redirect::Policy;
use std::fmt;
use url::{Host, Url};

const USER_AGENT: &str = concat!("keyward/", env!("CARGO_PKG_VERSION"));

/// An address that takes an exchange's place (`[exchange.*] base_url`): https anywhere, or http on this computer alone.
/// Checked when it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Whether it leads to this computer: then it is a practice exchange or a test.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Plain http: to this computer, since nothing else is let through.
    pub fn is_plain(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// Whether a question may go there by this way: what is not encrypted must not leave this computer, so plain http goes
    /// directly or through a proxy that runs here (a tunnel).
    pub(in crate::exchanges) fn goes_by(&self, way: &Way) -> Result<(), Problem> {
        let here = match way {
            Way::Direct => true,
            Way::Proxy(proxy) => Url::parse(proxy).is_ok_and(|proxy| is_loopback(&proxy)),
        };
        if here || self.0.scheme() == "https" {
            return Ok(());
        }
        Err(Problem::new(
            "This way cannot be used",
            "the base_url is plain http, which would leave this computer through that proxy",
            "Ask directly, or give an https base_url.",
        ))
    }

    /// The machine, with its port where that is not the usual one.
    pub(in crate::exchanges) fn host(&self) -> Box<str> {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.into(), |port| format!("{host}:{port}").into())
    }

    /// A question's address. `query` is percent-encoded already, and goes on the wire as it stands.
    pub(super) fn join(&self, path: &str, query: &str) -> Option<Url> {
        let base = self.0.as_str().trim_end_matches('/');
        let text = if query.is_empty() { format!("{base}{path}") } else { format!("{base}{path}?{query}") };
        let url = Url::parse(&text).ok()?;
        // What was signed must be what is sent: an address that changes while it is read is not used.
        (url.as_str() == text && url.host() == self.0.host()).then_some(url)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.as_str().trim_end_matches('/'))
    }
}

/// Checks a `base_url`: `https://HOST`, or `http://` with a loopback address as a plain number. Names (`localhost`) and
/// odd spellings (`0x7f.1`, `127.1`) are refused: what they lead to is not what they seem.
///
/// # Errors
/// Any other text.
pub fn check_base_url(text: &str) -> Result<BaseUrl, Problem> {
    let url = Url::parse(text).map_err(|_| refused("it is no address"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it holds a user or a password"));
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(refused("something stands behind its host"));
    }
    // As written, or somebody tries to make one host look like another.
    let plain = url.as_str().trim_end_matches('/') == text.trim_end_matches('/')
        || url.port().is_none()
            && format!("{}:{}", url.as_str().trim_end_matches('/'), default_port(&url)) == text.trim_end_matches('/');
    match url.scheme() {
        _ if !plain => Err(refused("its host is spelled in an unusual way")),
        "https" => Ok(BaseUrl(url)),
        "http" if is_loopback(&url) => Ok(BaseUrl(url)),
        "http" => Err(refused("without https it may only lead to this computer, as 127.0.0.1 or [::1]")),
        _ => Err(refused("it is neither https nor a loopback address")),
    }
}

fn refused(why: &str) -> Problem {
    Problem::usage(
        "This base_url cannot be used",
        why,
        "Give one like https://api.example.com or http://127.0.0.1:9001.",
    )
}

fn default_port(url: &Url) -> u16 {
    if url.scheme() == "https" { 443 } else { 80 }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // A scheme that the url crate does not know (`socks5h`) leaves its host as text.
        Some(Host::Domain(name)) => name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

/// The client of a way. Proxies of the environment are ignored: "asked from here" must be true. Nothing is followed, no
/// cookie is kept, nothing is packed. A `plain` one speaks http to this computer and trusts no certificate, so that none has
/// to be read; the others speak https only.
pub(super) fn client(way: &Way, plain: bool, limits: &Limits) -> Result<reqwest::Client, Problem> {
    // Without a provider the build below would panic; a second install changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .https_only(!plain)
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .connect_timeout(limits.connect)
        .timeout(limits.total);
    let certified = matches!(way, Way::Proxy(proxy) if proxy.starts_with("https:"));
    if plain && !certified {
        builder = builder.tls_certs_only([]);
    }
    if let Way::Proxy(proxy) = way {
        let proxy = reqwest::Proxy::all(&**proxy).map_err(|_| unusable("its address is not understood"))?;
        builder = builder.proxy(proxy);
    }
    builder
        .build()
        .map_err(|_| unusable("no secure connection can be made here; the system's certificates may be missing"))
}

fn unusable(why: &str) -> Problem {
    Problem::new("This way cannot be used", why, "Choose another way, or see keyward doctor.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_base_url_is_https_or_a_true_loopback() {
        for good in [
            "http://127.0.0.1:9001",
            "http://127.0.0.1:9001/",
            "http://127.8.9.10:80",
            "http://[::1]:9001",
            "http://127.0.0.1",
            "https://api.example.com",
            "https://api.example.com:8443/",
            "https://127.0.0.1:9001",
        ] {
            assert!(check_base_url(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "127.0.0.1:9001",
            "http://localhost:9001",
            "http://localhost.:9001",
            "http://0x7f.1:9001",
            "http://127.1:9001",
            "http://2130706433:9001",
            "http://0177.0.0.1:9001",
            "http://127.0.0.1.:9001",
            "http://127.0.0.1.nip.io",
            "http://[::ffff:127.0.0.1]:9001",
            "http://[0:0:0:0:0:0:0:1]:9001",
            "http://0.0.0.0:9001",
            "http://10.0.0.1:9001",
            "http://api.binance.com",
            "http://127.0.0.1@evil.example",
            "http://user@127.0.0.1:9001",
            "https://user:password@api.example.com",
            "http://127.0.0.1:9001/path",
            "https://api.example.com/v5?x=1",
            "https://api.example.com/#x",
            "http://127.0.0.1\t:9001",
            " http://127.0.0.1:9001",
            "http:\\\\127.0.0.1:9001",
            "http:127.0.0.1:9001",
            "http://１27.0.0.1:9001",
            "https://api.exаmple.com",
            "HTTP://127.0.0.1:9001",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
        ] {
            assert!(check_base_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_a_loopback_says_so() {
        assert!(check_base_url("http://[::1]:9001").is_ok_and(|base| base.is_loopback()));
        assert!(check_base_url("https://127.0.0.1").is_ok_and(|base| base.is_loopback()));
        assert!(check_base_url("https://localhost").is_ok_and(|base| !base.is_loopback()));
    }

    #[test]
    fn plain_http_never_leaves_this_computer() {
        let plain = check_base_url("http://127.0.0.1:9001").unwrap();
        let safe = check_base_url("https://127.0.0.1:9001").unwrap();
        for (way, here) in [
            ("direct", true),
            ("socks5h://127.0.0.1:1080", true),
            ("http://127.0.0.1:3128", true),
            ("socks5h://[::1]:1080", true),
            ("socks5h://10.0.0.1:1080", false),
            ("socks5h://127.0.0.1.nip.io:1080", false),
            ("http://proxy.example:3128", false),
            ("https://proxy.example:3128", false),
        ] {
            let way = Way::parse(way).unwrap();
            assert_eq!(plain.goes_by(&way).is_ok(), here, "{way}");
            assert!(safe.goes_by(&way).is_ok());
        }
    }

    #[test]
    fn what_is_signed_is_what_is_sent() {
        let base = check_base_url("https://api.example.com").unwrap();
        let url = base.join("/api/v3/account", "timestamp=1&signature=a%2Fb%2Bc%3D").unwrap();
        assert_eq!(url.as_str(), "https://api.example.com/api/v3/account?timestamp=1&signature=a%2Fb%2Bc%3D");
        assert!(base.join("/api/../v3", "").is_none());
        assert!(base.join("/a", "x=\"").is_none());
    }

    #[test]
    fn a_way_has_a_client() {
        let limits = Limits::default();
        for way in ["direct", "socks5h://127.0.0.1:1080", "http://127.0.0.1:3128", "https://proxy.example:443"] {
            assert!(client(&Way::parse(way).unwrap(), false, &limits).is_ok(), "{way}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_plain_http_leave_this_computer(text in "(http|https)://[0-9a-fx.:\\[\\]@/]{0,24}") {
            if let Ok(base) = check_base_url(&text) {
                prop_assert!(base.0.scheme() == "https" || base.is_loopback());
            }
        }
    }
}

//! How a question travels to an exchange.

use super::name::NameError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a question travels: from this computer, through a proxy, or through a host by ssh.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Way {
    /// From this computer, past any proxy of the environment.
    Direct,
    /// Through a proxy: `socks5h://`, `http://` or `https://` and host:port. May hold a user and a password, which are
    /// never shown: [`Way`]'s `Display` leaves them out.
    Proxy(Box<str>),
}

const SCHEMES: [&str; 3] = ["socks5h://", "http://", "https://"];

impl Way {
    /// `direct`, or a proxy's URL, as `--way` takes it.
    ///
    /// # Errors
    /// Any other form; `ssh:HOST` says that it is not there yet.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if text == "direct" {
            return Ok(Self::Direct);
        }
        let url = url::Url::parse(text).map_err(|_| WAY)?;
        let known = SCHEMES.iter().any(|scheme| text.starts_with(scheme));
        if !known || url.host_str().is_none_or(str::is_empty) || url.port_or_known_default().is_none() {
            return Err(WAY);
        }
        if url.query().is_some() || url.fragment().is_some() || !matches!(url.path(), "" | "/") {
            return Err(WAY);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NameError::Form(
                "a way cannot hold a user or a password: it would lie in the database; let the proxy know this computer by its address",
            ));
        }
        Ok(Self::Proxy(text.trim_end_matches('/').into()))
    }

    /// As `--way` takes it and rows store it.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Direct => "direct",
            Self::Proxy(url) => url,
        }
    }
}

const WAY: NameError =
    NameError::Form("a way is direct, or a proxy like socks5h://127.0.0.1:1080 or http://10.0.0.1:3128");

impl fmt::Display for Way {
    /// As a sentence says it: `from here`, `through socks5h://10.0.0.1:1080`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct => f.pad("from here"),
            Self::Proxy(url) => f.pad(&format!("through {url}")),
        }
    }
}

impl TryFrom<String> for Way {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl From<Way> for String {
    fn from(way: Way) -> Self {
        way.as_text().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_direct_or_a_proxy() {
        assert_eq!(Way::parse("direct"), Ok(Way::Direct));
        assert!(Way::parse("socks5h://127.0.0.1:1080").is_ok());
        assert!(Way::parse("http://proxy.example:3128/").is_ok());
        for bad in ["", "socks5://127.0.0.1:1", "ssh:vps", "http://", "ftp://a:1", "http://a:1/x", "http://u:p@a:1"] {
            assert!(Way::parse(bad).is_err(), "{bad}");
        }
    }
}

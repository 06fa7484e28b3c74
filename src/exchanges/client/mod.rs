//! The one place that talks to the network, and the one here that opens a credential: it puts the key into its header, signs
//! the bytes that are sent, sends them by a way, and takes the answer apart with caps on size and time.

mod body;
mod governor;
mod skew;
mod way;

pub(super) use body::Body;
pub use governor::Pause;
pub(super) use governor::{Governor, Turn};
pub(super) use skew::ServerTime;
pub use way::{BaseUrl, check_base_url};

use super::adapter::{Draft, Piece, Place};
use crate::domain::{Moment, Problem, Span, Way, moment_from_millis};
use crate::secret::{Credential, sign};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// How long and how large an answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From the start to the last byte of an answer.
    pub total: Duration,
    /// Until the connection stands.
    pub connect: Duration,
    /// Most bytes of an answer; the longest good one (a Binance account with every coin) has a tenth of it.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { total: Duration::from_secs(10), connect: Duration::from_secs(5), body: 1024 * 1024 }
    }
}

/// The clients, one a way and sort of address (https, or plain http to this computer), made when first needed: making one
/// for https reads the system's certificates.
pub(super) struct Clients {
    limits: Limits,
    made: Mutex<BTreeMap<(Way, bool), reqwest::Client>>,
}

/// A client, ready to ask one site.
pub(super) struct Line {
    client: reqwest::Client,
    limits: Limits,
    header: Option<(HeaderName, HeaderValue)>,
}

/// An answer as it came, whatever it says.
#[derive(Debug)]
pub(super) struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// What came.
    pub body: Body,
    /// `Retry-After`, not judged yet.
    pub retry_after: Option<Wait>,
    /// Bybit's `X-Bapi-Limit-Reset-Timestamp`, which it sends with every answer.
    pub limit_reset: Option<Moment>,
}

/// How long an exchange asks to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// So long.
    For(Span),
    /// Until then, by its clock.
    Until(Moment),
}

/// No answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// Not in time.
    TimedOut,
    /// No connection.
    NoConnection,
    /// The other side showed a certificate that is not trusted here.
    Certificate,
    /// The connection broke.
    Broken,
}

impl Lost {
    /// As a sentence goes on. The error's own words are dropped: some hold the whole signed address.
    pub fn says(self, way: &Way, limits: &Limits) -> String {
        match (self, way) {
            (Self::TimedOut, _) => format!("no answer in {} s", limits.total.as_secs().max(1)),
            (Self::NoConnection, Way::Direct) => "no connection".to_owned(),
            (Self::NoConnection, Way::Proxy(_)) => "no connection through the proxy".to_owned(),
            (Self::Certificate, _) => "its certificate is not trusted on this computer".to_owned(),
            (Self::Broken, _) => "the connection broke before an answer came".to_owned(),
        }
    }
}

impl Clients {
    /// None made yet.
    pub fn new(limits: Limits) -> Self {
        Self { limits, made: Mutex::default() }
    }

    /// A line by a way. `header` is the site's own, `name: value`.
    pub fn line(&self, way: &Way, plain: bool, header: Option<&str>) -> Result<Line, Problem> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let client = match made.get(&(way.clone(), plain)) {
            Some(client) => client.clone(),
            None => {
                let client = way::client(way, plain, &self.limits)?;
                made.insert((way.clone(), plain), client.clone());
                client
            }
        };
        Ok(Line { client, limits: self.limits, header: header.map(site_header).transpose()? })
    }
}

impl Line {
    /// How long and large an answer may be.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// A question without a key.
    pub async fn open(&self, base: &BaseUrl, path: &str) -> Result<Reply, Lost> {
        let url = base.join(path, "").ok_or(Lost::NoConnection)?;
        self.send(url, HeaderMap::new()).await
    }

    /// A signed question.
    pub async fn signed(&self, request: Signed) -> Result<Reply, Lost> {
        self.send(request.url, request.headers).await
    }

    async fn send(&self, url: Url, mut headers: HeaderMap) -> Result<Reply, Lost> {
        if let Some((name, value)) = &self.header {
            headers.insert(name, value.clone());
        }
        let response = self.client.get(url).headers(headers).send().await.map_err(|error| lost(error.without_url()))?;
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let retry_after = header(RETRY_AFTER.as_str()).and_then(wait);
        let limit_reset =
            header("x-bapi-limit-reset-timestamp").and_then(|text| text.parse().ok()).and_then(moment_from_millis);
        let status = response.status().as_u16();
        Ok(Reply { status, body: body::read(response, self.limits.body).await, retry_after, limit_reset })
    }
}

/// A question with its key and signature: only good to be sent.
pub(super) struct Signed {
    url: Url,
    headers: HeaderMap,
}

/// Puts key and signature into a draft: the one function that opens a credential here. What is signed is what is sent.
pub(super) fn signed(draft: &Draft, credential: &Credential, base: &BaseUrl) -> Result<Signed, Problem> {
    let key = credential.expose_api_key();
    let payload: String = draft
        .payload
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::ApiKey => key,
        })
        .collect();
    let signature = sign(credential, payload.as_bytes(), draft.encoding)?;
    let mut headers = HeaderMap::new();
    headers.insert(header_name(draft.key_header)?, secret_value(key)?);
    if let Some(name) = draft.passphrase_header {
        let passphrase = credential.expose_passphrase().ok_or_else(no_passphrase)?;
        headers.insert(header_name(name)?, secret_value(passphrase)?);
    }
    for (name, value) in &draft.headers {
        headers.insert(header_name(name)?, HeaderValue::from_str(value).map_err(|_| unsendable())?);
    }
    let query = match draft.place {
        Place::Header(name) => {
            headers.insert(header_name(name)?, secret_value(&signature)?);
            draft.query.clone()
        }
        Place::Query(name) => format!("{}&{name}={}", draft.query, percent_encoded(&signature)),
    };
    let url = base.join(draft.path, &query).ok_or_else(unsendable)?;
    Ok(Signed { url, headers })
}

/// Whether a text repeats the API key or the passphrase, or eight characters of the key in a row: then it is not shown.
pub(super) fn echoes(credential: &Credential, text: &str) -> bool {
    const ROW: usize = 8;
    let key = credential.expose_api_key().as_bytes();
    let repeats = |part: &[u8]| text.as_bytes().windows(part.len().max(1)).any(|window| window == part);
    let key_in = if key.len() <= ROW { repeats(key) } else { key.windows(ROW).any(repeats) };
    key_in || credential.expose_passphrase().is_some_and(|passphrase| repeats(passphrase.as_bytes()))
}

fn header_name(name: &str) -> Result<HeaderName, Problem> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| unsendable())
}

/// A value that no log of any layer below prints.
fn secret_value(text: &str) -> Result<HeaderValue, Problem> {
    let mut value = HeaderValue::from_str(text).map_err(|_| unsendable())?;
    value.set_sensitive(true);
    Ok(value)
}

/// A signature is hex or base64: of the latter three characters mean something else in a query.
fn percent_encoded(signature: &str) -> String {
    signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

fn site_header(line: &str) -> Result<(HeaderName, HeaderValue), Problem> {
    let (name, value) = line.split_once(':').ok_or_else(unsendable)?;
    Ok((header_name(name.trim())?, HeaderValue::from_str(value.trim()).map_err(|_| unsendable())?))
}

/// Seconds, or a date as HTTP writes it.
fn wait(text: &str) -> Option<Wait> {
    if let Ok(seconds) = text.trim().parse::<u32>() {
        return Some(Wait::For(Span::seconds(i64::from(seconds))));
    }
    let date = chrono::DateTime::parse_from_rfc2822(text.trim()).ok()?;
    moment_from_millis(date.timestamp_millis()).map(Wait::Until)
}

fn lost(error: reqwest::Error) -> Lost {
    if error.is_timeout() {
        return Lost::TimedOut;
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(current) = cause {
        if let Some(rustls::Error::InvalidCertificate(_)) = current.downcast_ref() {
            return Lost::Certificate;
        }
        // An `io::Error` hides what it wraps from `source`, and wraps others of its kind.
        let wrapped = current.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = wrapped.map(|inner| inner as &(dyn Error + 'static)).or_else(|| current.source());
    }
    if error.is_connect() { Lost::NoConnection } else { Lost::Broken }
}

fn no_passphrase() -> Problem {
    Problem::new(
        "The passphrase is missing",
        "this exchange wants one with every question",
        "Add the key again with it.",
    )
}

fn unsendable() -> Problem {
    Problem::new("The question cannot be sent", "the key holds what no exchange gives out", "Add the key again.")
}

#[cfg(test)]
mod tests;

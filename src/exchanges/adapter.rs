//! What code knows of a venue: how a question is laid out and signed, how an answer is read. All of it is pure; the rest
//! of a venue is its guide.

use crate::domain::{Moment, Reading};
use crate::secret::Encoding;
use serde_json::Value;
use std::time::Duration;

/// What is asked about a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// Everything that the venue tells about the key.
    Permissions,
    /// The number of its account, where that is a question of its own (Binance); elsewhere the same as `Permissions`.
    /// At Binance only `account_id` is told then: not a reading to keep as the key's.
    AccountId,
}

/// A question on a site: where a key cannot be read, all that can be seen is that it signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asking {
    /// What.
    pub question: Question,
    /// Whether the site's keys can be read (`domain::Site::readable`).
    pub readable: bool,
}

/// A venue's own part, as plain functions: a table, so that no trait object and no generic travels.
pub(super) struct Adapter {
    /// Its id.
    pub id: &'static str,
    /// How fast it may be asked.
    pub pace: Pace,
    /// The path of its public clock: the control question.
    pub clock_path: &'static str,
    /// Its time, out of the answer of its public clock; `None` where that is not what was promised.
    pub clock: fn(&Value) -> Option<Moment>,
    /// The question, laid out for signing with a time.
    pub draft: fn(Asking, Moment) -> Draft,
    /// Which sort of answer it is, before anything in it is believed.
    pub envelope: for<'a> fn(&'a Value) -> Envelope<'a>,
    /// The reading out of a success's content.
    pub read: fn(Asking, &Value) -> Result<Reading, Unread>,
    /// The moment until which its words ask us to wait, if they name one.
    pub banned_until: fn(&str) -> Option<Moment>,
}

/// How fast a venue may be asked by one way. A slot is an ask: the control and the question.
pub(super) struct Pace {
    /// From one ask to the next.
    pub spacing: Duration,
    /// So many asks at once.
    pub at_once: usize,
    /// How long to wait after a code that says "too often", where it names no time.
    pub after_rate: Duration,
}

/// A question that is laid out but not signed: what goes on the wire, byte for byte, but for the key.
pub(super) struct Draft {
    /// Its name in the guide's refusals.
    pub question: &'static str,
    /// `/api/v5/account/config`.
    pub path: &'static str,
    /// What stands after `?`, percent-encoded, without the signature; may be empty.
    pub query: String,
    /// Headers with nothing secret in them.
    pub headers: Vec<(&'static str, String)>,
    /// The header that carries the API key.
    pub key_header: &'static str,
    /// The header that carries the passphrase, where the venue has one.
    pub passphrase_header: Option<&'static str>,
    /// What is signed.
    pub payload: Vec<Piece>,
    /// How an HMAC is written.
    pub encoding: Encoding,
    /// Where the signature goes.
    pub place: Place,
}

/// A piece of what is signed.
pub(super) enum Piece {
    /// As it stands.
    Text(String),
    /// The API key: put in by `client`, the only file here that opens a credential.
    ApiKey,
}

/// Where the signature goes.
pub(super) enum Place {
    /// Into a header.
    Header(&'static str),
    /// Behind the query, as its last parameter.
    Query(&'static str),
}

/// What an answer says of itself.
pub(super) enum Envelope<'a> {
    /// A success, with its content.
    Success(&'a Value),
    /// A refusal, with the venue's code and words.
    Refused {
        /// Its code.
        code: String,
        /// Its words, unfiltered: only for matching and for `domain::clean`.
        text: &'a str,
    },
    /// Not this venue's form.
    Foreign,
}

/// An answer with the right envelope that is no reading: which field is missing or of another kind. Never the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unread(pub &'static str);

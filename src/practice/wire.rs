//! One question and its answer, between the socket and a venue.

use super::Plays;
use crate::domain::Moment;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::{HeaderMap, Method};
use serde_json::Value;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// A question as it came, and from where the venue sees it come.
#[derive(Debug)]
pub(super) struct Question {
    /// `GET`, `POST`.
    pub method: Method,
    /// The path, without its query.
    pub path: String,
    /// What stands after `?`, untouched: signatures are made over it.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The address that the venue sees.
    pub from: IpAddr,
    /// Which site was asked.
    pub plays: Plays,
    /// Now, by the venue's own clock.
    pub now: Moment,
}

impl Question {
    /// A header as text; `None` where it is not there or empty.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty())
    }

    /// The path with its query, as it was sent.
    pub(super) fn target(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// Method and path in one, for the venues' tables of endpoints.
    pub(super) fn endpoint(&self) -> (&str, &str) {
        (self.method.as_str(), self.path.as_str())
    }
}

/// What a venue says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers beside the content type.
    pub headers: Vec<(String, String)>,
    /// The content type.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

impl Answer {
    /// JSON.
    pub(super) fn json(status: u16, value: &Value) -> Self {
        let body = value.to_string();
        Self { status, headers: Vec::new(), content_type: "application/json;charset=UTF-8", body }
    }

    /// A page for people, as a proxy or a wall in front of the exchange sends it.
    pub(super) fn html(status: u16, title: &str) -> Self {
        let body = format!(
            "<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>\r\n<center><h1>{status} {title}</h1></center>\r\n</body>\r\n</html>\r\n"
        );
        Self { status, headers: Vec::new(), content_type: "text/html", body }
    }

    /// Says the first name of a JSON object twice: which of the two counts is then the reader's guess.
    pub(super) fn double(&mut self) {
        let first = serde_json::from_str(&self.body).ok().and_then(|value: Value| {
            let (name, value) = value.as_object()?.iter().next()?;
            Some(format!("{{{}:{value},", Value::from(name.as_str())))
        });
        if let (Some(first), Some(rest)) = (first, self.body.strip_prefix('{')) {
            self.body = format!("{first}{rest}");
        }
    }

    /// With one more header.
    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }
}

/// How an answer travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Whole.
    Whole,
    /// It breaks off in the middle of the body.
    Cut,
    /// A body of 200 MB.
    Endless,
    /// The connection is closed without a word.
    HangUp,
}

/// An answer, when it comes, and how.
#[derive(Debug)]
pub(super) struct Reply {
    /// What is said.
    pub answer: Answer,
    /// How late.
    pub delay: Duration,
    /// How it travels.
    pub manner: Manner,
}

/// A body on its way out.
#[derive(Debug)]
pub(super) struct Sent {
    first: Option<Bytes>,
    then: Then,
    told: Option<u64>,
}

#[derive(Debug)]
enum Then {
    End,
    /// What was said so far must be on its way before the connection breaks.
    Pause,
    Break,
    Repeat(u32),
}

const CHUNK: usize = 64 * 1024;

impl Sent {
    /// A body that travels in some manner.
    pub(super) fn new(body: String, manner: Manner) -> Self {
        let length = body.len() as u64;
        let bytes = Bytes::from(body);
        match manner {
            Manner::Whole | Manner::HangUp => Self { first: Some(bytes), then: Then::End, told: Some(length) },
            Manner::Cut => {
                let half = bytes.slice(..bytes.len() / 2);
                Self { first: Some(half), then: Then::Pause, told: Some(length) }
            }
            Manner::Endless => {
                let opening = Bytes::from_static(b"{\"pad\":\"");
                Self { first: Some(opening), then: Then::Repeat(200 * 1024 * 1024 / CHUNK as u32), told: None }
            }
        }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(first) = self.first.take().filter(|first| !first.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        Poll::Ready(match self.then {
            Then::End | Then::Repeat(0) => None,
            Then::Pause => {
                self.then = Then::Break;
                task.waker().wake_by_ref();
                return Poll::Pending;
            }
            Then::Break => {
                self.then = Then::End;
                Some(Err(io::Error::new(io::ErrorKind::ConnectionReset, "made-up bad weather")))
            }
            Then::Repeat(left) => {
                self.then = Then::Repeat(left - 1);
                Some(Ok(Frame::data(Bytes::from_static(&[b'x'; CHUNK]))))
            }
        })
    }

    fn is_end_stream(&self) -> bool {
        self.first.as_ref().is_none_or(Bytes::is_empty) && matches!(self.then, Then::End)
    }

    fn size_hint(&self) -> SizeHint {
        self.told.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

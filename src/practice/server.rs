//! Puts a made-up exchange on loopback: HTTP/1.1, one answer a question, stopped when it is dropped.

use super::wire::{Manner, Question, Sent};
use super::{Plays, Venue};
use crate::domain::Problem;
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Bytes};
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::watch;

/// Which header says from where a question is seen, for tests that need many addresses without a machine for each.
pub(super) const FROM: &str = "x-practice-from";

/// A made-up exchange on an address. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    desk: Desk,
    address: SocketAddr,
    stop: watch::Sender<bool>,
}

impl Running {
    /// The exchange itself.
    pub const fn venue(&self) -> &Arc<Venue> {
        &self.desk.venue
    }

    /// Which site it plays.
    pub const fn plays(&self) -> Plays {
        self.desk.plays
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What `[exchange.*] base_url` says for it.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn start(
        venue: Arc<Venue>,
        runtime: &Handle,
        plays: Plays,
        address: Option<SocketAddr>,
    ) -> Result<Self, Problem> {
        let (listener, address) = listen(runtime, address)?;
        let stop = watch::Sender::new(false);
        let desk = Desk { venue, plays };
        runtime.spawn(receive(desk.clone(), address, listener, stop.subscribe()));
        Ok(Self { desk, address, stop })
    }

    pub(super) fn desk(&self) -> Desk {
        self.desk.clone()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// A listener on loopback, on a free port where none is wished.
pub(super) fn listen(runtime: &Handle, wish: Option<SocketAddr>) -> Result<(TcpListener, SocketAddr), Problem> {
    let wish = wish.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let failed = |why: String| {
        let hint = "Choose another port, or none.";
        Problem::new("The practice exchange could not be started", why, hint)
    };
    if !wish.ip().is_loopback() {
        return Err(failed(format!("{} is not on loopback", wish.ip())));
    }
    let bind = || -> io::Result<(TcpListener, SocketAddr)> {
        let listener = std::net::TcpListener::bind(wish)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let _inside = runtime.enter();
        Ok((TcpListener::from_std(listener)?, address))
    };
    bind().map_err(|error| failed(format!("port {}: {error}", wish.port())))
}

/// The place where one site of an exchange is asked, over a socket or by one of practice's proxies.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    venue: Arc<Venue>,
    plays: Plays,
}

impl Desk {
    /// Nobody shall listen at present.
    pub(super) fn is_refusing(&self) -> bool {
        *self.venue.refusing().borrow()
    }

    /// Answers one request that came from a peer. An error closes the connection without a word.
    pub(super) async fn answer<B>(&self, peer: IpAddr, request: Request<B>) -> Result<Response<Sent>, io::Error>
    where
        B: Body<Data = Bytes>,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (head, body) = request.into_parts();
        let said = head.headers.get(FROM).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
        let body = match Limited::new(body, 64 * 1024).collect().await {
            Ok(body) => body.to_bytes(),
            Err(_) => return Err(io::Error::other("a question of more than 64 KiB")),
        };
        let question = Question {
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            method: head.method,
            headers: head.headers,
            body,
            from: said.unwrap_or_else(|| self.venue.address_of(peer)),
            plays: self.plays,
            now: self.venue.now(),
        };
        let reply = self.venue.reply(question);
        if !reply.delay.is_zero() {
            tokio::time::sleep(reply.delay).await;
        }
        if reply.manner == Manner::HangUp {
            return Err(io::Error::other("made-up bad weather"));
        }
        let mut response = Response::new(Sent::new(reply.answer.body, reply.manner));
        *response.status_mut() = StatusCode::from_u16(reply.answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(reply.answer.content_type));
        for (name, value) in reply.answer.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                headers.append(name, value);
            }
        }
        Ok(response)
    }
}

/// Takes connections until it is stopped. While nobody shall listen the port is given back, so that a caller is refused as
/// by a machine that is down; afterwards it is taken again.
async fn receive(desk: Desk, address: SocketAddr, listener: TcpListener, mut stop: watch::Receiver<bool>) {
    let mut refusing = desk.venue.refusing();
    let mut open = Some(listener);
    loop {
        if *stop.borrow() {
            return;
        }
        if *refusing.borrow_and_update() {
            open = None;
            tokio::select! {
                _ = stop.changed() => return,
                changed = refusing.changed() => if changed.is_err() { return },
            }
            continue;
        }
        let Some(listener) = &open else {
            match TcpListener::bind(address).await {
                Ok(listener) => open = Some(listener),
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
            continue;
        };
        tokio::select! {
            _ = stop.changed() => return,
            changed = refusing.changed() => if changed.is_err() { return },
            accepted = listener.accept() => if let Ok((stream, peer)) = accepted {
                tokio::spawn(converse(desk.clone(), stream, peer.ip(), stop.clone(), refusing.clone()));
            },
        }
    }
}

/// One connection, until either side has enough of it.
async fn converse(
    desk: Desk,
    stream: TcpStream,
    peer: IpAddr,
    mut stop: watch::Receiver<bool>,
    mut refusing: watch::Receiver<bool>,
) {
    let service = service_fn(|request| desk.answer(peer, request));
    let connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        _ = connection => {},
        _ = stop.changed() => {},
        _ = refusing.changed() => {},
    }
}

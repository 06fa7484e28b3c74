//! A made-up machine: a tiny HTTP proxy on loopback, so that `--way http://127.0.0.1:PORT` is "through vps-fra". It knows
//! practice's own exchanges and nothing else: what it carries never leaves this process, and the exchange sees the made-up
//! machine's address.

use super::Running;
use super::server::{Desk, FROM, listen};
use super::wire::{Manner, Sent};
use crate::domain::{NameError, Problem, Way};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::watch;

/// A made-up machine's proxy. Dropping it stops it.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    seen_from: IpAddr,
    stop: watch::Sender<bool>,
}

impl Proxy {
    /// Starts a proxy whose questions the exchanges see come from `seen_from`. It carries to the given exchanges only.
    ///
    /// # Errors
    /// No port could be had.
    pub fn start(runtime: &Handle, seen_from: IpAddr, exchanges: &[&Running]) -> Result<Self, Problem> {
        let (listener, address) = listen(runtime, None)?;
        let stop = watch::Sender::new(false);
        let desks: Vec<(SocketAddr, Desk)> = exchanges.iter().map(|on| (on.address(), on.desk())).collect();
        let routes = Arc::new(Routes { desks, seen_from });
        runtime.spawn(receive(routes, listener, stop.subscribe()));
        Ok(Self { address, seen_from, stop })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address that exchanges see.
    pub const fn seen_from(&self) -> IpAddr {
        self.seen_from
    }

    /// The way through it, as `--way` takes it.
    ///
    /// # Errors
    /// Never for an address that it listens on.
    pub fn way(&self) -> Result<Way, NameError> {
        Way::parse(&format!("http://{}", self.address))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

struct Routes {
    desks: Vec<(SocketAddr, Desk)>,
    seen_from: IpAddr,
}

impl Routes {
    /// Carries one request. `CONNECT` is refused: to loopback nobody needs a tunnel.
    async fn carry(&self, mut request: Request<Incoming>) -> Result<Response<Sent>, io::Error> {
        if request.method() == Method::CONNECT {
            return Ok(plain(StatusCode::METHOD_NOT_ALLOWED, "This proxy of keyward's practice makes no tunnels.\n"));
        }
        let target: Option<SocketAddr> = request.uri().authority().and_then(|target| target.as_str().parse().ok());
        let desk = self.desks.iter().find(|(address, _)| Some(*address) == target).map(|(_, desk)| desk);
        let Some(desk) = desk else {
            return Ok(plain(
                StatusCode::FORBIDDEN,
                "This proxy of keyward's practice carries to its own exchanges only.\n",
            ));
        };
        if desk.is_refusing() {
            return Ok(plain(StatusCode::BAD_GATEWAY, "The exchange refuses the connection.\n"));
        }
        // A machine cannot be made to speak for another one.
        request.headers_mut().remove(FROM);
        desk.answer(self.seen_from, request).await
    }
}

async fn receive(routes: Arc<Routes>, listener: TcpListener, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                tokio::spawn(converse(Arc::clone(&routes), stream, stop.clone()));
            },
        }
    }
}

async fn converse(routes: Arc<Routes>, stream: TcpStream, mut stop: watch::Receiver<bool>) {
    let service = service_fn(|request| routes.carry(request));
    let connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        _ = connection => {},
        _ = stop.changed() => {},
    }
}

/// The proxy's own words.
fn plain(status: StatusCode, text: &str) -> Response<Sent> {
    let mut response = Response::new(Sent::new(text.to_owned(), Manner::Whole));
    *response.status_mut() = status;
    response
}

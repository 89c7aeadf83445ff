//! Accepting connections: nobody can hold a place without using it, and nobody can hold all of them.

use std::{
    convert::Infallible,
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, body::Body, extract::Request, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{sleep, timeout},
};
use tower::Service as _;

use crate::{
    limits::Limits,
    peer::{Connections, Full, Peer, Permit},
};

/// The pause after accepting failed, for want of file descriptors for example.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// Bytes of a request's head. Larger ones are answered with 431.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// Header lines in a request.
const HEADERS_MAX: usize = 64;
/// How often the last connections are looked at while the gateway stops.
const DRAIN_STEP: Duration = Duration::from_millis(20);

/// Serves `router` on `listener` until `shutdown` completes; then takes no new connection and gives
/// the open ones [`Limits::drain_timeout`] to finish. Sockets finish when [`crate::Hub::close_all`] is
/// called: do it in `shutdown`. Connections of `trusted_proxies` are not counted by address.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    trusted_proxies: Vec<IpAddr>,
    shutdown: impl Future<Output = ()> + Send,
) {
    let connections = Arc::new(Connections::default());
    let (stop, stopped) = watch::channel(());
    let mut shutdown = std::pin::pin!(shutdown);
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        let per_address = (!trusted_proxies.contains(&peer.ip().to_canonical()))
            .then_some(limits.connections_per_address_max);
        let permit = match connections.admit(peer.ip(), limits.connections_max, per_address) {
            Ok(permit) => permit,
            Err(full) => {
                refuse(full);
                continue;
            }
        };
        // Small frames are to leave at once. Where that cannot be set, they leave a little later.
        let _ = stream.set_nodelay(true);
        let io = TokioIo::new(Counted {
            stream,
            _permit: permit,
        });
        let service = answer_with(router.clone(), peer);
        let connection = builder.serve_connection(io, service).with_upgrades();
        let mut stopped = stopped.clone();
        tokio::spawn(async move {
            let mut connection = std::pin::pin!(connection);
            let mut stopping = false;
            let ended = loop {
                tokio::select! {
                    ended = &mut connection => break ended,
                    // It changes once, by being dropped.
                    _ = stopped.changed(), if !stopping => {
                        stopping = true;
                        connection.as_mut().graceful_shutdown();
                    }
                }
            };
            // A connection that breaks is the client's business.
            if let Err(error) = ended {
                tracing::trace!(%error, "a connection ended early");
            }
        });
    }
    drop((listener, stop));
    let drained = async {
        while connections.open() > 0 {
            sleep(DRAIN_STEP).await;
        }
    };
    if timeout(limits.drain_timeout, drained).await.is_err() {
        tracing::warn!(
            open = connections.open(),
            "connections were cut when the gateway stopped"
        );
    }
}

fn answer_with(
    router: Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = Response,
    Error = Infallible,
    Future = impl Future<Output = Result<Response, Infallible>> + Send,
> {
    service_fn(move |mut request: Request<Incoming>| {
        request
            .extensions_mut()
            .insert(Peer(peer.ip().to_canonical()));
        router.clone().call(request.map(Body::new))
    })
}

fn refuse(full: Full) {
    let limit = match full {
        Full::Total => "total",
        Full::Address => "address",
    };
    metrics::counter!(crate::metric_names::CONNECTIONS_REFUSED, "limit" => limit).increment(1);
}

/// A connection that broke before it was accepted is no reason to pause; a lack of descriptors is.
async fn pause_after(error: &io::Error) {
    let harmless = matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    );
    if !harmless {
        tracing::warn!(%error, "a connection could not be accepted");
        sleep(ACCEPT_PAUSE).await;
    }
}

/// A connection that counts for as long as it is open, also once it has become a socket.
struct Counted {
    stream: TcpStream,
    _permit: Permit,
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

//! The port: connections, and requests that end before they are answered.

use std::{convert::Infallible, io, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Response, StatusCode, header, request::Parts},
    response::IntoResponse,
};
use futures_util::stream;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tower::Service as _;

use crate::{
    call::{Answer, Call},
    control, page,
    receive::{Ending, Providers},
};

/// Bytes of a request: Meta's webhooks have 3 MB at most, and requests are shorter.
const BODY_MAX: usize = 4 << 20;

/// A mark on a response: close the connection instead.
#[derive(Clone, Copy)]
struct HungUp;

/// Serves until it is dropped.
pub(crate) async fn serve(listener: TcpListener, providers: Providers) {
    let router = router(providers);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(connection(stream, router.clone()));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, router: Router) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let mut router = router.clone();
        async move {
            let Ok(response) = router.call(request.map(Body::new)).await;
            match response.extensions().get::<HungUp>() {
                Some(HungUp) => Err(io::Error::other("hung up on purpose")),
                None => Ok(response),
            }
        }
    });
    // A gateway that goes away in between is no concern of ours.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

fn router(providers: Providers) -> Router {
    Router::new()
        .merge(page::routes())
        .nest("/control", control::routes())
        .fallback(play)
        .with_state(Arc::new(providers))
}

/// A request to a provider.
async fn play(
    State(providers): State<Arc<Providers>>,
    request: Request,
) -> Result<Response<Body>, Infallible> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_MAX).await else {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    };
    let (prefix, call) = call(&parts, &body);
    let Some(provider) = providers.provider_of(&prefix, &call) else {
        return Ok((StatusCode::NOT_FOUND, "there is no such provider here").into_response());
    };
    // From here on: a reset that comes before the answer is noticed.
    let mut resets = providers.world.resets();
    Ok(match providers.receive(provider, &call).await {
        Ending::Answered(answer) => whole(answer),
        Ending::Half(answer) => half(&answer),
        Ending::HungUp => hung_up(),
        Ending::Silent => {
            let _ = resets.changed().await;
            hung_up()
        }
    })
}

/// The first part of the path, and the request behind it.
fn call(parts: &Parts, body: &Bytes) -> (String, Call) {
    let decoded = |text: &str| {
        // A plus is itself in a path.
        let text = format!("={}", text.replace('+', "%2B"));
        let pair = url::form_urlencoded::parse(text.as_bytes()).next();
        pair.map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    let mut path = parts.uri.path().split('/').skip(1).map(decoded);
    let prefix = path.next().unwrap_or_default();
    let query = parts.uri.query().unwrap_or_default();
    let headers = parts.headers.iter().filter_map(|(name, value)| {
        let value = value.to_str().ok()?;
        Some((name.as_str().to_owned(), value.to_owned()))
    });
    let call = Call {
        method: parts.method.to_string(),
        path: path.collect(),
        query: url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        headers: headers.collect(),
        body: body.to_vec(),
    };
    (prefix, call)
}

fn head(answer: &Answer) -> Response<()> {
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(&answer.kind) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    for (name, value) in &answer.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(*name, value);
        }
    }
    response
}

fn whole(answer: Answer) -> Response<Body> {
    head(&answer).map(|()| Body::from(answer.body))
}

/// Promises a whole body, and breaks off in its middle.
fn half(answer: &Answer) -> Response<Body> {
    let mut head = head(answer);
    let length = HeaderValue::from(answer.body.len());
    head.headers_mut().insert(header::CONTENT_LENGTH, length);
    let (first, _) = answer.body.split_at(answer.body.len() / 2);
    let first = Bytes::copy_from_slice(first);
    let body = stream::unfold(Some(first), |first| async move {
        let Some(first) = first else {
            // What was written must leave before the connection ends.
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            return Some((Err(io::Error::other("broken off on purpose")), None));
        };
        Some((Ok(first), None))
    });
    head.map(|()| Body::from_stream(body))
}

fn hung_up() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(HungUp);
    response
}

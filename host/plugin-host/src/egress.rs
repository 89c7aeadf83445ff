//! Runs the requests that components return.
//!
//! The order of the checks is the safety: form, then the host against the grants, then the secret
//! against its own hosts, then the address (after the name's look-up, by the resolver that the
//! connection uses). Redirects are not followed, cookies not kept, proxies not asked.

mod address;
mod auth;
mod client;
mod exchange;
mod failure;
mod headers;
mod request;
mod resolver;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures_util::future::join_all;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep_until, timeout_at},
};

pub use client::Network;
pub use resolver::{Resolver, SystemResolver};

pub(crate) use auth::Sent;
pub(crate) use client::Clients;
pub(crate) use exchange::{payload, read as read_answer};
pub(crate) use failure::of as failure_of;
pub(crate) use request::check_literal;

use crate::{
    bindings::http_types::{Exchange, Failure, Request, Response},
    context::Context,
    metric_definitions::Meters,
    pace::Pace,
    plugin::LastFault,
    renewal::{Renewed, Token},
    secret::SecretValue,
};

const UNAUTHORIZED: u16 = 401;

/// One plugin's way out.
pub(crate) struct Egress {
    clients: Arc<Clients>,
    context: Arc<Context>,
    /// Requests under way at once.
    permits: Semaphore,
    pace: Pace,
    /// Secrets that the host renews, by name.
    renewed: BTreeMap<String, Arc<Renewed>>,
}

impl Egress {
    pub(crate) fn new(
        clients: Arc<Clients>,
        context: Arc<Context>,
        renewed: BTreeMap<String, Arc<Renewed>>,
    ) -> Self {
        let permits = context.limits.concurrent_requests.max(1);
        Self {
            clients,
            permits: Semaphore::new(permits.min(Semaphore::MAX_PERMITS)),
            pace: Pace::new(context.limits.requests_per_second),
            context,
            renewed,
        }
    }

    /// Why a token could not be renewed, until that works again.
    pub(crate) fn token_trouble(&self) -> Option<LastFault> {
        let troubles = self
            .renewed
            .values()
            .filter_map(|renewed| renewed.trouble());
        troubles.max_by_key(|trouble| trouble.at)
    }

    /// Runs one round, its requests at the same time; one exchange for each, in order. Nothing runs
    /// on after `deadline`.
    pub(crate) async fn round(
        &self,
        requests: Vec<Request>,
        deadline: Instant,
        meters: &Meters,
    ) -> Vec<Exchange> {
        let exchanges = requests.into_iter().map(|request| async move {
            let exchange = self.one(request, deadline).await;
            meters.request(failure::outcome(&exchange));
            exchange
        });
        join_all(exchanges).await
    }

    /// Runs the one request whose answer is a file, of at most `bytes_max` bytes.
    pub(crate) async fn file(
        &self,
        request: Request,
        bytes_max: usize,
        time: Duration,
    ) -> Exchange {
        let began = Instant::now();
        let end = began.checked_add(time).unwrap_or(began);
        self.until(request, end, bytes_max).await
    }

    async fn one(&self, request: Request, deadline: Instant) -> Exchange {
        let limits = &self.context.limits;
        let time = request.timeout_ms.map(u64::from).map(Duration::from_millis);
        let time = time.map_or(limits.request, |asked| asked.min(limits.request));
        let end = Instant::now()
            .checked_add(time)
            .map_or(deadline, |end| end.min(deadline));
        self.until(request, end, limits.response_bytes).await
    }

    /// Runs a request; one whose token is no longer good a second time, with the next token.
    async fn until(&self, request: Request, end: Instant, bytes_max: usize) -> Exchange {
        let named = auth::named(&request.auth);
        let Some((name, renewed)) = named.and_then(|name| self.renewed.get_key_value(name)) else {
            return self.once(request, None, end, bytes_max).await;
        };
        // Nothing is renewed for what is not sent.
        let url = request::allowed(&request.url, &self.context).map_err(Failure::Denied)?;
        auth::granted(name, &self.context, &url).map_err(Failure::Denied)?;
        let token = self.token(renewed, None, end).await?;
        let value = Some(&token.value);
        let exchange = self.once(request.clone(), value, end, bytes_max).await;
        if !is_unauthorized(&exchange) {
            return exchange;
        }
        let next = self.token(renewed, Some(token.number), end).await?;
        if next.number == token.number {
            return exchange;
        }
        self.once(request, Some(&next.value), end, bytes_max).await
    }

    async fn token(
        &self,
        renewed: &Arc<Renewed>,
        refused: Option<u64>,
        end: Instant,
    ) -> Result<Token, Failure> {
        let token = timeout_at(end, renewed.token(&self.clients, refused)).await;
        // Nothing was sent yet.
        token.unwrap_or_else(|_| Err(Failure::Connect("a token is still being renewed".into())))
    }

    async fn once(
        &self,
        request: Request,
        token: Option<&SecretValue>,
        end: Instant,
        bytes_max: usize,
    ) -> Exchange {
        let prepared = request::prepare(request, token, &self.context).map_err(Failure::Denied)?;
        let turn = self
            .pace
            .turn(Instant::now(), end)
            .ok_or(Failure::Timeout)?;
        sleep_until(turn).await;
        let answer = timeout_at(end, self.send(&prepared, bytes_max)).await;
        let response: Response = answer.unwrap_or(Err(Failure::Timeout))?;
        if (200..300).contains(&response.status) || prepared.accept.contains(&response.status) {
            Ok(response)
        } else {
            Err(Failure::Status(response))
        }
    }

    async fn send(&self, prepared: &request::Prepared, bytes_max: usize) -> Exchange {
        // Never closed, so an error does not occur; without a permit there is no connection.
        let Ok(_permit) = self.permits.acquire().await else {
            return Err(Failure::Timeout);
        };
        let client = self
            .clients
            .of(self.context.grants.private_networks)
            .map_err(Failure::Connect)?;
        let answer = client.execute(prepared.http()).await;
        let answer = answer.map_err(|error| failure::of(&error))?;
        let header_bytes = self.context.limits.response_header_bytes;
        exchange::read(answer, &prepared.sent, header_bytes, bytes_max).await
    }
}

fn is_unauthorized(exchange: &Exchange) -> bool {
    let (Ok(response) | Err(Failure::Status(response))) = exchange else {
        return false;
    };
    response.status == UNAUTHORIZED
}

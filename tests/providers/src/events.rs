//! Changes of phones as a stream of server-sent events.
//!
//! `phone` brings a phone without its messages and the one message that is new or has changed; `again`
//! says that something was missed, forgotten or set up, and all must be read again.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, stream};
use tokio::sync::broadcast::error::RecvError;

use crate::{receive::Providers, world::Change};

pub(crate) async fn stream(
    State(providers): State<Arc<Providers>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = providers.world.changes();
    let events = stream::unfold(changes, |mut changes| async move {
        let event = match changes.recv().await {
            Ok(Change::Phone(phone)) => {
                let json = serde_json::to_string(&phone).unwrap_or_default();
                Event::default().event("phone").data(json)
            }
            Ok(Change::Again) => Event::default().event("again").data("changed"),
            Err(RecvError::Lagged(_)) => Event::default().event("again").data("missed"),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(event), changes))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

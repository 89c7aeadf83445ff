//! A provider's calls that its channel's component failed over twice: kept raw, so that nothing that a
//! contact wrote is lost to a mistake in a component.

use std::fmt;

use frontdesk_core::{ChannelId, Timestamp};
use frontdesk_store::{Batch, Key, Store, StoreError, codec, keys, records};
use serde::{Deserialize, Serialize};

use crate::{
    courier::shortened,
    handle::{Engine, Refusal},
    ports::WebhookCall,
};

/// Calls kept for one channel.
pub const DEAD_WEBHOOKS: usize = 200;
/// Bytes of the body of a call that is kept.
pub const DEAD_WEBHOOK_BODY_BYTES: usize = 64 * 1024;
/// Bytes of one part of a body, well below what the store takes as one value.
const PART_BYTES: usize = 48 * 1024;

/// Names a call by what it says: the same call that comes again has the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebhookId(pub [u8; 16]);

impl fmt::Display for WebhookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for WebhookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookId({self})")
    }
}

impl std::str::FromStr for WebhookId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = u128::from_str_radix(text, 16)?;
        Ok(Self(number.to_be_bytes()))
    }
}

/// A call that its channel's component failed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadWebhook {
    /// The channel.
    pub channel: ChannelId,
    /// Its name.
    pub id: WebhookId,
    /// The call as it came in. In a list its body is left out.
    pub call: WebhookCall,
    /// Bytes of its body.
    pub body_bytes: usize,
    /// How the component failed.
    pub reason: String,
    /// When it was given up.
    pub at: Timestamp,
}

/// What became of a call that is to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Burial {
    /// It is durable.
    Kept,
    /// There is no room: too many are kept, or its body is too long. Nothing was kept.
    NoRoom,
}

/// All of a call but its body.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) channel: ChannelId,
    id: [u8; 16],
    method: String,
    url: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    came_at: Timestamp,
    body_bytes: usize,
    reason: String,
    at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Part {
    #[serde(with = "codec::bytes")]
    bytes: Vec<u8>,
}

impl Head {
    fn with_body(self, body: Vec<u8>) -> DeadWebhook {
        DeadWebhook {
            channel: self.channel,
            id: WebhookId(self.id),
            call: WebhookCall {
                method: self.method,
                url: self.url,
                query: self.query,
                headers: self.headers,
                body,
                at: self.came_at,
            },
            body_bytes: self.body_bytes,
            reason: self.reason,
            at: self.at,
        }
    }
}

/// Every channel's, without their bodies.
pub(crate) async fn all(store: &dyn Store) -> Result<Vec<(Key, Head)>, StoreError> {
    records::load_all::<Head>(store, keys::dead_webhooks()).await
}

impl Engine {
    /// Keeps a call that a component failed over, durably. One that is kept already stays as it is.
    pub async fn bury_webhook(
        &self,
        channel: &ChannelId,
        id: WebhookId,
        call: &WebhookCall,
        reason: String,
    ) -> Result<Burial, Refusal> {
        let courier = self.couriers.of(channel);
        if call.body.len() > DEAD_WEBHOOK_BODY_BYTES || !courier.reserve_webhook(DEAD_WEBHOOKS) {
            return Ok(Burial::NoRoom);
        }
        let batch = self.burial(channel, id, call, reason);
        let kept = match batch {
            Ok(batch) if batch.check_size().is_ok() => self.keep(batch).await,
            Ok(_) | Err(_) => Err(Refusal::TooLarge),
        };
        if kept.is_err() {
            courier.release_webhook();
        }
        match kept {
            // Somebody else kept the same call a moment before.
            Ok(()) | Err(Refusal::Conflict) => Ok(Burial::Kept),
            Err(Refusal::TooLarge) => Ok(Burial::NoRoom),
            Err(refusal) => Err(refusal),
        }
    }

    fn burial(
        &self,
        channel: &ChannelId,
        id: WebhookId,
        call: &WebhookCall,
        reason: String,
    ) -> Result<Batch, StoreError> {
        let head = Head {
            channel: channel.clone(),
            id: id.0,
            method: call.method.clone(),
            url: call.url.clone(),
            query: call.query.clone(),
            headers: call.headers.clone(),
            came_at: call.at,
            body_bytes: call.body.len(),
            reason: shortened(reason),
            at: self.couriers.clock().now(),
        };
        let mut batch = Batch::new();
        let key = keys::dead_webhook(channel, &id.0);
        batch.require_absent(key.clone());
        records::stage(&mut batch, key, &head)?;
        for (part, bytes) in (0..).zip(call.body.chunks(PART_BYTES)) {
            let key = keys::dead_webhook_body(channel, &id.0, part);
            let bytes = bytes.to_vec();
            records::stage(&mut batch, key, &Part { bytes })?;
        }
        Ok(batch)
    }

    /// A channel's calls that its component failed over, oldest first, without their bodies.
    pub async fn dead_webhooks(&self, channel: &ChannelId) -> Result<Vec<DeadWebhook>, StoreError> {
        let range = keys::dead_webhooks_of_channel(channel);
        let heads = records::load_all::<Head>(&*self.store, range).await?;
        let mut heads: Vec<_> = heads.into_iter().map(|(_, head)| head).collect();
        heads.sort_by_key(|head| (head.came_at, head.id));
        Ok(heads
            .into_iter()
            .map(|head| head.with_body(Vec::new()))
            .collect())
    }

    /// One such call, whole.
    pub async fn dead_webhook(
        &self,
        channel: &ChannelId,
        id: WebhookId,
    ) -> Result<Option<DeadWebhook>, StoreError> {
        let key = keys::dead_webhook(channel, &id.0);
        let Some(head) = records::load::<Head>(&*self.store, &key).await? else {
            return Ok(None);
        };
        let range = keys::dead_webhook_body_all(channel, &id.0);
        let parts = records::load_all::<Part>(&*self.store, range).await?;
        let body = parts.into_iter().flat_map(|(_, part)| part.bytes).collect();
        Ok(Some(head.with_body(body)))
    }

    /// Gives such a call up, durably: it was taken in after all, or an operator says so. `false`: there
    /// is none.
    pub async fn discard_webhook(
        &self,
        channel: &ChannelId,
        id: WebhookId,
    ) -> Result<bool, Refusal> {
        let key = keys::dead_webhook(channel, &id.0);
        let found = self.store.get(&key).await;
        let Some(found) = found.map_err(|error| unreadable(&error))? else {
            return Ok(false);
        };
        let mut batch = Batch::new();
        batch.require_unchanged(key.clone(), &found);
        batch.delete(key);
        let parts = DEAD_WEBHOOK_BODY_BYTES.div_ceil(PART_BYTES);
        for part in (0..).take(parts) {
            batch.delete(keys::dead_webhook_body(channel, &id.0, part));
        }
        match self.keep(batch).await {
            Ok(()) => {
                self.couriers.of(channel).release_webhook();
                Ok(true)
            }
            Err(Refusal::Conflict) => Ok(false),
            Err(refusal) => Err(refusal),
        }
    }
}

/// A store that cannot be read: the engine ends over it by itself.
fn unreadable(error: &StoreError) -> Refusal {
    let error = error as &dyn std::error::Error;
    tracing::error!(error, "a dead webhook cannot be read");
    Refusal::Stopping
}

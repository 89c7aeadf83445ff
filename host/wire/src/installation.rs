//! How a channel's widget is put on a site, and where it was seen.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::At;

/// `GET /api/v1/channels/{channel}/installation`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Installation {
    /// The gateway's address as browsers reach it, without a slash at the end.
    pub gateway: String,
    /// The channel's title.
    pub title: String,
    /// The loader's address that is good for ever, below the gateway's.
    pub loader: String,
    /// The loader's address of this version of the gateway, below the gateway's: with `integrity`.
    pub pinned_loader: String,
    /// What `integrity` says of the pinned loader (Subresource Integrity): `sha384-…`.
    pub integrity: String,
    /// The address of the chat as a page of its own, below the gateway's.
    pub page: String,
    /// Origins of the sites that may use the channel.
    pub allowed_origins: Vec<String>,
    /// Sites whose pages asked for the channel, the last first: every allowed one, and the last 20 that are not
    /// allowed since the gateway started.
    pub seen: Vec<SiteSeen>,
}

/// A site whose pages asked for a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteSeen {
    /// Its origin: `https://shop.example.com`.
    pub origin: String,
    /// When a page of it asked last; after a restart to the hour.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    /// Whether it may use the channel. If not, nothing appears there.
    pub allowed: bool,
}

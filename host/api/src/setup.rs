//! What changes as a whole when the gateway is configured anew.

use std::{collections::BTreeMap, sync::Arc};

use frontdesk_core::{AgentId, ChannelId};
use frontdesk_engine::ports::SocketChannel;
use frontdesk_wire::view::Role;

use crate::{
    api::ApiError,
    auth::{origin::Origin, password::Passwords},
    config::{ApiConfig, ContactChannel, WebhookEntrance},
    socket::rate::Rate,
};

/// One configuration, checked, with what is made from it. Whoever reads several things of it reads
/// them of one.
pub(crate) struct Setup {
    pub(crate) config: ApiConfig,
    pub(crate) public: Origin,
    pub(crate) passwords: Passwords,
    webhook_rates: BTreeMap<ChannelId, Rate>,
}

impl Setup {
    pub(crate) fn new(config: ApiConfig) -> Result<Self, ApiError> {
        let public = Origin::parse(&config.public_url)
            .ok_or_else(|| ApiError::PublicUrl(config.public_url.clone()))?;
        for (channel, set) in &config.channels {
            let bad = set
                .allowed_origins
                .iter()
                .find(|text| Origin::parse(text).is_none());
            if let Some(origin) = bad {
                let (channel, origin) = (channel.clone(), origin.clone());
                return Err(ApiError::AllowedOrigin { channel, origin });
            }
        }
        let rate = |(channel, entrance): (&ChannelId, &WebhookEntrance)| {
            let per_s = entrance.calls_per_s;
            (channel.clone(), Rate::new(per_s, per_s.saturating_mul(3)))
        };
        Ok(Self {
            public,
            passwords: Passwords::new(&config.accounts),
            webhook_rates: config.webhooks.iter().map(rate).collect(),
            config,
        })
    }

    /// From here on files are found where this says.
    pub(crate) fn name_addresses(&self) {
        let files = &self.config.files;
        files
            .links
            .set(&self.config.public_url, files.link_lifetime);
    }

    pub(crate) fn channel(&self, channel: &ChannelId) -> Option<&ContactChannel> {
        self.config.channels.get(channel)
    }

    /// The component of a channel whose contacts hold a socket.
    pub(crate) fn component(&self, channel: &ChannelId) -> Option<Arc<dyn SocketChannel>> {
        self.channel(channel).map(|set| set.component.clone())
    }

    /// Where a channel's provider comes in, and how fast it may.
    pub(crate) fn webhook(&self, channel: &ChannelId) -> Option<(&WebhookEntrance, &Rate)> {
        let entrance = self.config.webhooks.get(channel)?;
        Some((entrance, self.webhook_rates.get(channel)?))
    }

    /// What somebody may do; `None`: they have no account.
    pub(crate) fn role_of(&self, agent: &AgentId) -> Option<Role> {
        self.config.accounts.get(agent).map(|account| account.role)
    }
}

//! The parts that take up a new configuration, and in which order.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use anyhow::Result;
use frontdesk_api::{Api, ApiConfig, CrmConfig, FileSource, Outside};
use frontdesk_config::Config;
use frontdesk_core::ChannelId;
use frontdesk_engine::Engine;
use frontdesk_plugin_host::{Prepared, Registry, Swap};
use frontdesk_store::FileShelf;
use frontdesk_telemetry::measures::Measures;

use crate::wiring::{self, ApiParts, Plugins};

/// Everything that a reload changes, and what stays as it was at the start.
pub(crate) struct Takers {
    pub(crate) engine: Engine,
    pub(crate) api: Api,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    pub(crate) visitor_key: [u8; 32],
    pub(crate) shelf: Arc<FileShelf>,
    pub(crate) crm: CrmConfig,
    pub(crate) files: FileSource,
    pub(crate) measures: Measures,
    /// Whom scripts may ask.
    pub(crate) outside: Outside,
    pub(crate) registry: Arc<Registry>,
    pub(crate) demo: bool,
}

impl Takers {
    /// What the API will be given, if all of it can be made.
    pub(crate) fn check(&self, config: &Config, plugins: &Plugins) -> Result<ApiConfig> {
        let plan = wiring::plan(config, plugins)?;
        wiring::translation(config, &plan, plugins)?;
        wiring::outside(config, plugins, &self.registry)?;
        wiring::api(ApiParts {
            config,
            plan: &plan,
            plugins,
            public_url: config.gateway.url(self.address),
            visitor_key: self.visitor_key,
            shelf: self.shelf.clone(),
            crm: self.crm.clone(),
            links: self.files.links.clone(),
            measures: self.measures.clone(),
            demo: self.demo,
        })
    }

    /// Changes every part. The plan is what can still be refused (open conversations need what it
    /// leaves out), so it comes first; then the components, which cannot.
    pub(crate) async fn take(
        &self,
        config: &Config,
        api_config: ApiConfig,
        prepared: Prepared<'_>,
    ) -> Result<Vec<Swap>> {
        let couriers = wiring::outbound(config, &prepared.slots(), &self.files);
        let plan = wiring::plan(config, &prepared.slots())?;
        let translation = wiring::translation(config, &plan, &prepared.slots())?;
        let (bots, calls) = wiring::outside(config, &prepared.slots(), &self.registry)?;
        let swaps = prepared.swaps();
        let added: BTreeMap<&ChannelId, _> = couriers
            .iter()
            .filter(|(channel, _)| is_added(&swaps, channel))
            .collect();
        // Messages may be due on a new channel from the moment that the plan has it.
        for (channel, component) in &added {
            let component = (*component).clone();
            self.engine.replace_outbound(channel, Some(component));
        }
        if let Err(error) = self.api.reconfigure(api_config).await {
            for channel in added.keys() {
                self.engine.replace_outbound(channel, None);
            }
            return Err(error.into());
        }
        let swaps = prepared.commit().await;
        self.outside.replace(bots, calls);
        let translators = self.engine.translation().clone();
        self.engine.replace_translation(translation).await;
        tokio::spawn(async move { translators.try_all().await });
        for swap in &swaps {
            self.tell(swap);
        }
        Ok(swaps)
    }

    /// Whoever has waited or given up because of the component before is tried again.
    fn tell(&self, swap: &Swap) {
        let (Swap::Added { name, .. } | Swap::Swapped { name, .. } | Swap::Removed { name }) = swap;
        let Ok(channel) = frontdesk_core::Name::new(name).map(ChannelId) else {
            return;
        };
        match swap {
            // What is in the outbox waits until the channel is there again.
            Swap::Removed { .. } => self.engine.replace_outbound(&channel, None),
            Swap::Added { .. } | Swap::Swapped { .. } => self.api.component_changed(&channel),
        }
    }
}

fn is_added(swaps: &[Swap], channel: &ChannelId) -> bool {
    swaps
        .iter()
        .any(|swap| matches!(swap, Swap::Added { name, .. } if name == channel.as_str()))
}

//! Which part is given to which.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context as _, Result, anyhow};
use argon2::PasswordHash;
use frontdesk_api::{
    Account, ApiConfig, ContactChannel, Limits as ApiLimits, MetricsPage, WebAssets,
};
use frontdesk_config::{AccountNumber, Channel, Config, Role};
use frontdesk_core::{AgentId, ChannelId, Delivery, RoutingPlan, Span};
use frontdesk_engine::ports::{Clock, Outbound, SocketChannel};
use frontdesk_plugin_host::{
    ChannelPlugin, ComponentSource, LoadOptions, PluginHost, PluginHostConfig,
};
use frontdesk_store::SledOptions;
use frontdesk_telemetry::measures::Measures;
use frontdesk_wire::{rest::FieldRule, view::Role as WireRole};

/// One MiB.
const MIB: u64 = 1024 * 1024;

/// Loaded components, by channel.
pub(crate) type Plugins = BTreeMap<ChannelId, Arc<ChannelPlugin>>;

/// How the store is opened.
pub(crate) fn store(config: &Config) -> SledOptions {
    let reserve = u64::from(config.store.reserve_mib) * MIB;
    SledOptions {
        cache_capacity: u64::from(config.store.cache_mib) * MIB,
        // The engine stops taking work at the whole reserve; the store keeps half of it for what was
        // taken before.
        free_space_min: SledOptions::FREE_SPACE_MIN.min(reserve / 2),
        ..SledOptions::new(config.gateway.state.join("store"))
    }
}

/// The engine's bounds.
pub(crate) fn engine_limits(config: &Config) -> frontdesk_engine::Limits {
    frontdesk_engine::Limits {
        mailbox: count(config.limits.commands_waiting_max),
        reserve_bytes: u64::from(config.store.reserve_mib) * MIB,
        ..frontdesk_engine::Limits::default()
    }
}

/// Loads every channel's component.
pub(crate) async fn plugins(config: &Config, clock: Arc<dyn Clock>) -> Result<Plugins> {
    let cache = config.plugins.cache.clone();
    let cache_dir = cache.unwrap_or_else(|| config.gateway.state.join("components"));
    let host_config = PluginHostConfig {
        cache_dir,
        ..PluginHostConfig::default()
    };
    let host = PluginHost::new(&host_config, clock)?;
    let mut loaded = Plugins::new();
    for (id, channel) in &config.channels {
        let path = config.plugins.dir.join(&channel.wasm);
        let plugin = load(&host, id, channel, path.clone())
            .await
            .with_context(|| {
                let remedy = if path.is_file() {
                    ""
                } else {
                    "; `cargo xtask plugins` builds components, --components says where they are"
                };
                format!(
                    "channel \"{id}\" cannot use the component {}{remedy}",
                    path.display()
                )
            })?;
        loaded.insert(id.clone(), plugin);
    }
    Ok(loaded)
}

async fn load(
    host: &PluginHost,
    id: &ChannelId,
    channel: &Channel,
    path: PathBuf,
) -> Result<Arc<ChannelPlugin>> {
    let settings_json = serde_json::to_string(&channel.settings).context("writing its settings")?;
    let options = LoadOptions {
        settings_json,
        ..LoadOptions::default()
    };
    Ok(host
        .load(id.as_str(), ComponentSource::Path(path), options)
        .await?)
}

/// The routing plan: a channel whose component can hold a socket is a live one.
pub(crate) fn plan(config: &Config, plugins: &Plugins) -> Result<RoutingPlan> {
    let plan = config.routing_plan(|id| match plugins.get(id) {
        Some(plugin) if plugin.has_socket() => Delivery::Stream,
        Some(_) | None => Delivery::Outbox,
    });
    plan.check().context("the configuration")?;
    Ok(plan)
}

/// The components that take messages to providers.
pub(crate) fn outbound(plugins: &Plugins) -> BTreeMap<ChannelId, Arc<dyn Outbound>> {
    let away = plugins.iter().filter(|(_, plugin)| !plugin.has_socket());
    away.map(|(id, plugin)| (id.clone(), plugin.clone() as Arc<dyn Outbound>))
        .collect()
}

/// What the API needs of the configuration.
pub(crate) struct ApiParts<'a> {
    pub(crate) config: &'a Config,
    pub(crate) plan: &'a RoutingPlan,
    pub(crate) plugins: &'a Plugins,
    pub(crate) public_url: String,
    pub(crate) visitor_key: [u8; 32],
    pub(crate) measures: Measures,
    pub(crate) demo: bool,
}

/// The API's set-up.
pub(crate) fn api(parts: ApiParts<'_>) -> Result<ApiConfig> {
    let ApiParts {
        config,
        plan,
        plugins,
        public_url,
        visitor_key,
        measures,
        demo,
    } = parts;
    let live = plugins.iter().filter(|(_, plugin)| plugin.has_socket());
    let channels = live.filter_map(|(id, plugin)| {
        let channel = contact_channel(config.channels.get(id)?, plugin.clone());
        Some((id.clone(), channel))
    });
    Ok(ApiConfig {
        public_url,
        plan: plan.clone(),
        accounts: accounts(config)?,
        channels: channels.collect(),
        queue_titles: config
            .queues
            .iter()
            .map(|(id, q)| (id.clone(), q.title.clone()))
            .collect(),
        away_reasons: config.console.away_reasons.clone(),
        limits: api_limits(config),
        session_lifetime: Span::seconds(config.session.idle_min * 60),
        visitor_key,
        trusted_proxies: config.gateway.trusted_proxies.clone(),
        metrics: Some(MetricsPage {
            render: Arc::new(move || measures.render()),
            public: config.gateway.metrics_public,
        }),
        web: WebAssets::embedded(),
        demo,
    })
}

fn contact_channel(channel: &Channel, component: Arc<dyn SocketChannel>) -> ContactChannel {
    ContactChannel {
        title: channel.title.clone(),
        launcher: channel.launcher.clone(),
        greeting: channel.greeting.clone(),
        accent: channel.accent.to_string(),
        account_number: match channel.account_number {
            AccountNumber::Off => FieldRule::Off,
            AccountNumber::Allowed => FieldRule::Allowed,
            AccountNumber::Required => FieldRule::Required,
        },
        locale: channel.locale.clone(),
        allowed_origins: channel
            .allowed_origins
            .iter()
            .map(ToString::to_string)
            .collect(),
        allow_native_clients: channel.allow_native_clients,
        component,
    }
}

/// The API's bounds.
pub(crate) fn api_limits(config: &Config) -> ApiLimits {
    let limits = &config.limits;
    let head_timeout = Duration::from_secs(limits.request_s_max.into());
    ApiLimits {
        connections_max: count(limits.connections_max),
        connections_per_address_max: count(limits.connections_per_address_max),
        head_timeout,
        request_timeout: head_timeout * 2,
        body_bytes_max: count(limits.body_kib_max) * 1024,
        requests_per_s: limits.requests_per_s,
        requests_burst: limits.requests_per_s.saturating_mul(5),
        frame_bytes_max: count(limits.frame_kib_max) * 1024,
        contact_sockets_max: count(limits.connections_max),
        contact_sockets_per_visitor_max: count(limits.sockets_per_visitor_max),
        consoles_per_agent_max: count(limits.sockets_per_agent_max),
        frames_per_s: limits.frames_per_s,
        frames_burst: limits.frames_per_s.saturating_mul(3),
        ..ApiLimits::default()
    }
}

/// Who may sign in, with the hashes that the configuration names read from where they are held.
pub(crate) fn accounts(config: &Config) -> Result<BTreeMap<AgentId, Account>> {
    let mut accounts = BTreeMap::new();
    for (id, agent) in &config.agents {
        let role = match agent.role {
            Role::Agent => WireRole::Agent,
            Role::Supervisor => WireRole::Supervisor,
            Role::Admin => WireRole::Admin,
        };
        let held = agent.password_hash.as_ref();
        let password_hash = held
            .map(|secret| secret.reveal(|name| std::env::var(name).ok()))
            .transpose()
            .with_context(|| format!("the password of agent \"{id}\""))?;
        if let Some(hash) = &password_hash {
            PasswordHash::new(hash).map_err(|_| {
                anyhow!(
                    "what is held as the password_hash of agent \"{id}\" is not a hash; make one \
                     with `frontdesk hash-password`"
                )
            })?;
        }
        let name = agent.name.clone();
        accounts.insert(
            id.clone(),
            Account {
                name,
                role,
                password_hash,
            },
        );
    }
    Ok(accounts)
}

/// A number of the configuration as a size of this machine.
fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

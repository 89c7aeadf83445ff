//! Taking up a changed configuration and changed components while everything goes on: whole, or not
//! at all.
//!
//! Everything that can be refused is asked first: the file, the components, the plan. Only then is
//! anything changed, and each part takes its change as one. Reloads are made one after the other.

mod admin;

use std::{fmt::Write as _, sync::Arc};

use anyhow::{Context as _, Result};
use frontdesk_api::ApiConfig;
use frontdesk_config::{Change, Config};
use frontdesk_plugin_host::{PrepareError, Prepared, Registry, Swap};
use frontdesk_telemetry::logging;
use tokio::{
    sync::Mutex,
    task::{block_in_place, spawn_blocking},
};

use crate::{
    cli::Serve,
    configuration::{self, Loaded},
    desired::desired,
    refusal,
    takers::Takers,
};

pub(crate) use self::admin::{ReloadAdmin, problems};

/// What changed, or would: keys of the configuration, and plugins.
pub(crate) type Changed = (Vec<Change>, Vec<Swap>);

/// Reloads the running gateway.
pub(crate) struct Reloader {
    options: Serve,
    registry: Arc<Registry>,
    takers: Takers,
    /// The configuration in force; held by the reload under way.
    in_force: Mutex<Config>,
}

/// What a reload will change, checked.
struct Checked<'a> {
    config: Config,
    api_config: ApiConfig,
    changes: Vec<Change>,
    prepared: Prepared<'a>,
}

impl Reloader {
    /// For a gateway that was started with these options and runs this configuration.
    pub(crate) fn new(
        options: &Serve,
        registry: Arc<Registry>,
        takers: Takers,
        config: Config,
    ) -> Self {
        Self {
            options: options.clone(),
            registry,
            takers,
            in_force: Mutex::new(config),
        }
    }

    /// Reloads, or leaves everything as it was and says why. To its end, even if whoever asked stops
    /// waiting.
    pub(crate) async fn reload(self: &Arc<Self>, why: &'static str) -> Result<Changed> {
        let this = Arc::clone(self);
        let reloaded = tokio::spawn(async move { this.take_up(why).await });
        reloaded.await.context("the reload ended by itself")?
    }

    async fn take_up(&self, why: &'static str) -> Result<Changed> {
        let mut in_force = self.in_force.lock().await;
        let Checked {
            config,
            api_config,
            changes,
            prepared,
        } = self
            .check(&in_force)
            .await
            .context("nothing was changed; the gateway goes on as it was")?;
        let swaps = self
            .takers
            .take(&config, api_config, prepared)
            .await
            .context("nothing was changed; the gateway goes on as it was")?;
        *in_force = config;
        drop(in_force);
        let changed = (changes, swaps);
        for line in report(&changed).lines() {
            tracing::info!(reload = why, "{line}");
        }
        Ok(changed)
    }

    /// What a reload would change.
    pub(crate) async fn changes(&self) -> Result<Changed> {
        let in_force = self.in_force.lock().await;
        let checked = self
            .check(&in_force)
            .await
            .context("a reload would be refused")?;
        let swaps = checked.prepared.swaps();
        Ok((checked.changes, swaps))
    }

    /// What runs.
    pub(crate) async fn in_force(&self) -> Config {
        self.in_force.lock().await.clone()
    }

    /// Reloads for a signal or a watched folder: the outcome goes to the log.
    pub(crate) async fn reload_and_log(self: &Arc<Self>, why: &'static str) {
        if let Err(error) = self.reload(why).await {
            tracing::error!(reload = why, "{error:#}");
        }
    }

    async fn check(&self, in_force: &Config) -> Result<Checked<'_>> {
        let options = self.options.clone();
        let read = spawn_blocking(move || configuration::of_serve(&options));
        let Loaded { config, .. } = read.await.context("reading the configuration")??;
        logging::check(&config.log.level)?;
        let wanted = block_in_place(|| desired(&config))?;
        let prepared = match self.registry.prepare(wanted).await {
            Ok(prepared) => prepared,
            Err(PrepareError::Plugins(problems)) => {
                return Err(refusal::of(&config, &problems));
            }
            Err(PrepareError::Lock(error)) => return Err(error.into()),
        };
        Ok(Checked {
            api_config: self.takers.check(&config, &prepared.slots())?,
            changes: in_force.changes(&config),
            config,
            prepared,
        })
    }
}

/// A line a difference.
pub(crate) fn report((changes, swaps): &Changed) -> String {
    if changes.is_empty() && swaps.is_empty() {
        return "nothing has changed".to_owned();
    }
    let mut text = String::new();
    for change in changes {
        // Writing to a String cannot fail.
        let _infallible = writeln!(text, "{change}");
    }
    for swap in swaps {
        let _infallible = writeln!(text, "{swap}");
    }
    text.truncate(text.trim_end().len());
    text
}

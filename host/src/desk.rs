//! What the running gateway answers to the command line.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use anyhow::{Context as _, Result, anyhow, bail};
use frontdesk_api::Api;
use frontdesk_core::ConversationId;
use frontdesk_engine::ports::{PluginAdmin as _, PluginBreaker, PluginLogLine, PluginStatus};
use frontdesk_plugin_host::Registry;
use frontdesk_store::{Store, records};

use crate::{
    control::{Answer, Ask},
    reload::{Reloader, report},
    simulate::kept,
    table,
};

/// Lines of a log in one go.
const LINES: usize = 1_000;
/// How often a followed log is looked at.
const FOLLOW_EVERY: Duration = Duration::from_millis(200);

/// The parts that answer.
pub(crate) struct Desk {
    registry: Arc<Registry>,
    pub(crate) reloader: Arc<Reloader>,
    store: Arc<dyn Store>,
    api: Api,
}

impl Desk {
    pub(crate) fn new(
        registry: Arc<Registry>,
        reloader: Arc<Reloader>,
        store: Arc<dyn Store>,
        api: Api,
    ) -> Self {
        Self {
            registry,
            reloader,
            store,
            api,
        }
    }

    /// Answers one request; an error is told to whoever asked.
    pub(crate) async fn answer(&self, ask: Ask, out: &mut Answer) -> Result<()> {
        match ask {
            Ask::Reload => {
                let changed = self.reloader.reload("frontdesk reload").await?;
                out.line(&report(&changed)).await
            }
            Ask::Changes => out.line(&report(&self.reloader.changes().await?)).await,
            Ask::Plugins => out.line(&plugins(&self.registry.list())).await,
            Ask::Restart { name } => {
                let status = self.registry.restart(&name).await?;
                let generation = status.generation;
                out.line(&format!("{name}: started afresh (generation {generation})"))
                    .await
            }
            Ask::Rollback { name } => {
                let status = self.registry.rollback(&name).await?;
                out.line(&rolled_back(&status)).await
            }
            Ask::Logs { name, follow } => self.logs(&name, follow, out).await,
            Ask::Past { since } => {
                for past in kept::read(&*self.store, since).await? {
                    out.line(&serde_json::to_string(&past)?).await?;
                }
                Ok(())
            }
            Ask::Explain { conversation } => {
                let text = self.explanation(conversation).await?;
                out.line(&text).await
            }
            Ask::Call {
                name,
                function,
                argument,
            } => {
                let slot = self.registry.slot(&name);
                let slot = slot.ok_or_else(|| anyhow!("there is no plugin \"{name}\""))?;
                let answer = slot.call(&function, &argument).await;
                let answer = answer.map_err(|trouble| anyhow!("{name}: {trouble}"))?;
                let text = serde_json::to_string_pretty(&answer).context("writing the answer")?;
                out.line(&text).await
            }
        }
    }

    async fn explanation(&self, id: ConversationId) -> Result<String> {
        if let Some(explanation) = self.api.explanation(id).await? {
            return Ok(serde_json::to_string(&explanation)?);
        }
        match records::conversation(&*self.store, id).await? {
            Some(_) => bail!("{id} is closed: only an open conversation is with somebody or waits"),
            None => bail!("there is no conversation {id}"),
        }
    }

    async fn logs(&self, name: &str, follow: bool, out: &mut Answer) -> Result<()> {
        let mut after = 0;
        loop {
            let lines = self.registry.logs(name, after, LINES)?;
            for line in &lines {
                out.line(&log_line(line)).await?;
                after = line.number;
            }
            if lines.len() == LINES {
                continue;
            }
            if !follow {
                return Ok(());
            }
            tokio::time::sleep(FOLLOW_EVERY).await;
        }
    }
}

fn rolled_back(status: &PluginStatus) -> String {
    let component = &status.component;
    let mut text = format!(
        "{}: version {} ({}) runs again (generation {}).",
        status.name,
        component.version,
        short(&component.digest),
        status.generation
    );
    if let Some(earlier) = &status.earlier {
        // Writing to a String cannot fail.
        let _infallible = write!(
            text,
            " The file with version {} ({}) is passed over until it changes; `frontdesk plugin rollback {}` \
             takes it again.",
            earlier.version,
            short(&earlier.digest),
            status.name
        );
    }
    text
}

fn log_line(line: &PluginLogLine) -> String {
    let (at, level, text) = (line.at.0, line.level, &line.text);
    format!("{}.{:03} {level:5} {text}", at / 1_000, at % 1_000)
}

/// A line a plugin; below them, what needs the operator.
fn plugins(plugins: &[PluginStatus]) -> String {
    if plugins.is_empty() {
        return "no plugin is configured".to_owned();
    }
    let heading = [
        "NAME",
        "KIND",
        "COMPONENT",
        "VERSION",
        "DIGEST",
        "GEN",
        "STATE",
        "CALLS",
        "FAULTS",
        "P50",
        "P95",
    ];
    let mut rows = vec![heading.map(str::to_owned)];
    rows.extend(plugins.iter().map(row));
    let mut lines = table::lines(&rows);
    lines.extend(plugins.iter().filter_map(|plugin| {
        let trouble = plugin.last_error.as_ref()?;
        Some(format!("{}: {trouble}", plugin.name))
    }));
    lines.join("\n")
}

fn row(plugin: &PluginStatus) -> [String; 11] {
    let time = |us: Option<u64>| us.map_or_else(|| "-".to_owned(), |us| format!("{us} us"));
    let state = match plugin.breaker {
        PluginBreaker::Closed => plugin.state.name().to_owned(),
        PluginBreaker::Open { .. } => format!("{} (breaker open)", plugin.state.name()),
        PluginBreaker::HalfOpen => format!("{} (probing)", plugin.state.name()),
    };
    [
        plugin.name.clone(),
        plugin.component.kind.name().to_owned(),
        plugin.component.id.clone(),
        plugin.component.version.clone(),
        short(&plugin.component.digest),
        plugin.generation.to_string(),
        state,
        plugin.calls.to_string(),
        plugin.faults.to_string(),
        time(plugin.p50_us),
        time(plugin.p95_us),
    ]
}

fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}

//! What an operator may do: look, restart, roll back, read the log.

use std::sync::Arc;

use async_trait::async_trait;
use frontdesk_engine::ports::{
    PluginAdmin, PluginLimit, PluginLogLine, PluginRefusal, PluginStatus, PluginTrouble, PluginWant,
};
use tokio::{sync::watch, task::spawn_blocking};

use super::{
    Registry,
    digest::Digest,
    lock::{Earlier, Locked},
    making::{Failure, Making},
    rights,
    slot::{Generation, PluginSlot},
    spec::Rules,
    status,
};
use crate::log::{LogLevel, LogLine, one_text};

#[async_trait]
impl PluginAdmin for Registry {
    fn list(&self) -> Vec<PluginStatus> {
        let now = self.clock.now();
        let slots = self.slots().into_values();
        slots.map(|slot| status::of(&slot, now)).collect()
    }

    async fn restart(&self, name: &str) -> Result<PluginStatus, PluginRefusal> {
        let rules = self.changing.lock().await;
        let slot = self.known(name)?;
        let digest = slot.generation().digest;
        let generation = self.remake(&slot, &digest, None, &rules).await?;
        slot.swap(generation);
        self.tick();
        tracing::info!(target: "plugin", plugin = name, "started afresh by an operator");
        Ok(status::of(&slot, self.clock.now()))
    }

    async fn rollback(&self, name: &str) -> Result<PluginStatus, PluginRefusal> {
        let rules = self.changing.lock().await;
        let slot = self.known(name)?;
        let locked = self
            .lock
            .read()
            .map_err(|error| self.failed("reading the lock", &error))?;
        let Some((locked, earlier)) = locked
            .get(name)
            .and_then(|locked| Some((locked, locked.earlier.clone()?)))
        else {
            return Err(PluginRefusal::NoEarlier(name.to_owned()));
        };
        let generation = self
            .remake(&slot, &earlier.sha256, Some(locked), &rules)
            .await?;
        let entry = self.rolled_back(locked, earlier, &generation).await;
        // Without a pause between the two: whoever asked may stop waiting, and what is locked must be what
        // runs. A small file is written.
        let kept = entry.clone();
        self.lock
            .change(|entries| entries.insert(name.to_owned(), kept))
            .map_err(|error| self.failed("writing the lock", &error))?;
        slot.swap(generation);
        slot.set_trouble(None);
        slot.set_earlier(entry.earlier);
        self.tick();
        tracing::warn!(
            target: "plugin",
            plugin = name,
            version = entry.version,
            digest = entry.sha256.short(),
            "rolled back by an operator",
        );
        Ok(status::of(&slot, self.clock.now()))
    }

    fn logs(
        &self,
        name: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<PluginLogLine>, PluginRefusal> {
        let lines = self.known(name)?.plugin().log_after(after, limit);
        Ok(lines.iter().map(line).collect())
    }

    fn changes(&self) -> Option<watch::Receiver<u64>> {
        Some(self.ticks.subscribe())
    }

    fn wants(&self, name: &str) -> Vec<PluginWant> {
        let Some(slot) = self.slot(name) else {
            return Vec::new();
        };
        let generation = slot.generation();
        rights::wants(
            name,
            generation.plugin.descriptor(),
            &generation.spec.grants,
        )
    }

    fn limits(&self, name: &str) -> Vec<PluginLimit> {
        let slot = self.slot(name);
        slot.map(|slot| rights::limits(&slot.generation().spec.limits))
            .unwrap_or_default()
    }
}

impl Registry {
    fn known(&self, name: &str) -> Result<Arc<PluginSlot>, PluginRefusal> {
        self.slot(name)
            .ok_or_else(|| PluginRefusal::Unknown(name.to_owned()))
    }

    /// A version that is kept, as the next generation of what runs.
    async fn remake(
        &self,
        slot: &Arc<PluginSlot>,
        digest: &Digest,
        locked: Option<&Locked>,
        rules: &Rules,
    ) -> Result<Generation, PluginRefusal> {
        let spec = Arc::clone(&slot.generation().spec);
        let making = Making {
            registry: self,
            spec: &spec,
            slot: Some(Arc::clone(slot)),
            locked,
            rules,
        };
        let made = match self.shelf.take(digest) {
            Ok(wasm) => making.generation(wasm).await,
            Err(error) => Err(Failure::Other(
                "finding the kept copy",
                format!("{}: {error}", digest.short()),
            )),
        };
        made.map_err(|failure| {
            let trouble = making.problem_of(&failure);
            slot.set_trouble(Some(trouble.clone()));
            PluginRefusal::Failed(trouble)
        })
    }

    /// The lock's entry once the earlier version runs: the file of the folder, if it is another one, is
    /// not taken again until it changes.
    async fn rolled_back(
        &self,
        locked: &Locked,
        earlier: Earlier,
        generation: &Generation,
    ) -> Locked {
        let file = generation.spec.file.clone();
        let in_folder = spawn_blocking(move || std::fs::read(file)).await;
        let in_folder = in_folder.ok().and_then(Result::ok);
        let in_folder = in_folder.map(|bytes| Digest::of(&bytes));
        Locked {
            sha256: earlier.sha256,
            version: earlier.version,
            since_ms: generation.since.0,
            earlier: Some(Earlier {
                sha256: locked.sha256,
                version: locked.version.clone(),
            }),
            passed_over: in_folder.filter(|digest| *digest != earlier.sha256),
            ..locked.clone()
        }
    }

    fn failed(&self, stage: &str, error: &dyn std::fmt::Display) -> PluginRefusal {
        PluginRefusal::Failed(PluginTrouble {
            at: self.clock.now(),
            stage: stage.to_owned(),
            message: error.to_string(),
        })
    }
}

fn line(line: &LogLine) -> PluginLogLine {
    PluginLogLine {
        number: line.number,
        at: line.at,
        level: match line.level {
            LogLevel::Trace => "trace",
            LogLevel::Debug => "debug",
            LogLevel::Info => "info",
            LogLevel::Warn => "warn",
            LogLevel::Error => "error",
        },
        text: one_text(&line.text, &line.fields),
    }
}

//! Stand-ins for what operators steer: two plugins, and a configuration that can be spoiled.

use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use frontdesk_core::{RoutingPlan, Timestamp};
use frontdesk_engine::ports::{
    ConfigurationAdmin, ConfigurationChange, ConfigurationProblem, EarlierVersion, PluginAdmin,
    PluginBreaker, PluginComponent, PluginKind, PluginLimit, PluginLogLine, PluginRefusal,
    PluginState, PluginStatus, PluginTrouble, PluginWant, SectionAdmin, SectionDraft, SectionEdit,
    SectionFault, SectionKind, SectionOutline, SectionProblem,
};
use tokio::sync::watch;

/// Since when everything is as it is.
const SINCE: Timestamp = Timestamp(1_700_000_000_000);

/// Two plugins: `shop` is well and has an earlier version, `sms` is left alone for a while.
pub(crate) struct Plugins {
    all: Mutex<Vec<PluginStatus>>,
    changes: watch::Sender<u64>,
}

impl Plugins {
    fn held(&self) -> MutexGuard<'_, Vec<PluginStatus>> {
        self.all.lock().unwrap()
    }

    fn next(
        &self,
        name: &str,
        change: impl FnOnce(&mut PluginStatus) -> Result<(), PluginRefusal>,
    ) -> Result<PluginStatus, PluginRefusal> {
        let mut held = self.held();
        let found = held.iter_mut().find(|status| status.name == name);
        let status = found.ok_or_else(|| PluginRefusal::Unknown(name.to_owned()))?;
        change(status)?;
        status.generation += 1;
        self.changes.send_modify(|count| *count += 1);
        Ok(status.clone())
    }
}

impl Default for Plugins {
    fn default() -> Self {
        let shop = PluginStatus {
            earlier: Some(EarlierVersion {
                version: "0.9.0".to_owned(),
                digest: "b".repeat(64),
            }),
            calls: 10,
            p50_us: Some(44),
            p95_us: Some(130),
            ..plugin("shop")
        };
        let sms = PluginStatus {
            state: PluginState::Quarantined,
            breaker: PluginBreaker::Open {
                until: Timestamp(SINCE.0 + 8_000),
            },
            calls: 5,
            faults: 5,
            last_error: Some(PluginTrouble {
                at: SINCE,
                stage: "trap".to_owned(),
                message: "it reached unreachable code".to_owned(),
            }),
            ..plugin("sms")
        };
        Self {
            all: Mutex::new(vec![shop, sms]),
            changes: watch::Sender::new(0),
        }
    }
}

fn plugin(name: &str) -> PluginStatus {
    PluginStatus {
        name: name.to_owned(),
        component: PluginComponent {
            kind: PluginKind::Channel,
            id: format!("test-{name}"),
            version: "1.0.0".to_owned(),
            title: "A <b>test</b> channel".to_owned(),
            digest: "a".repeat(64),
            file: format!("{name}.wasm"),
        },
        generation: 1,
        state: PluginState::Running,
        since: SINCE,
        calls: 0,
        faults: 0,
        p50_us: None,
        p95_us: None,
        instances: 1,
        memory_bytes: 65_536,
        breaker: PluginBreaker::Closed,
        last_error: None,
        asks: vec!["asks to send requests to https://api.example.com".to_owned()],
        grants: vec!["may keep values".to_owned()],
        earlier: None,
    }
}

#[async_trait]
impl PluginAdmin for Plugins {
    fn list(&self) -> Vec<PluginStatus> {
        self.held().clone()
    }

    async fn restart(&self, name: &str) -> Result<PluginStatus, PluginRefusal> {
        self.next(name, |status| {
            status.state = PluginState::Running;
            status.breaker = PluginBreaker::Closed;
            Ok(())
        })
    }

    async fn rollback(&self, name: &str) -> Result<PluginStatus, PluginRefusal> {
        self.next(name, |status| {
            let earlier = status.earlier.take();
            let earlier = earlier.ok_or_else(|| PluginRefusal::NoEarlier(name.to_owned()))?;
            let component = &mut status.component;
            status.earlier = Some(EarlierVersion {
                version: std::mem::replace(&mut component.version, earlier.version),
                digest: std::mem::replace(&mut component.digest, earlier.digest),
            });
            Ok(())
        })
    }

    fn logs(
        &self,
        name: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<PluginLogLine>, PluginRefusal> {
        if !self.held().iter().any(|status| status.name == name) {
            return Err(PluginRefusal::Unknown(name.to_owned()));
        }
        let line = |number| PluginLogLine {
            number,
            at: SINCE,
            level: if number % 2 == 0 { "warn" } else { "info" },
            text: format!("line {number}"),
        };
        Ok((1..=9)
            .filter(|number| *number > after)
            .take(limit)
            .map(line)
            .collect())
    }

    fn changes(&self) -> Option<watch::Receiver<u64>> {
        Some(self.changes.subscribe())
    }

    fn wants(&self, name: &str) -> Vec<PluginWant> {
        vec![PluginWant {
            what: "asks to send requests to https://api.example.com".to_owned(),
            toml: format!("[channel.{name}.grants]\nhosts = [\"https://api.example.com\"]\n"),
            required: true,
        }]
    }

    fn limits(&self, _name: &str) -> Vec<PluginLimit> {
        vec![PluginLimit {
            key: "memory_mib",
            value: 64,
        }]
    }
}

/// A configuration with one change, until it is taken or spoiled.
#[derive(Default)]
pub(crate) struct Configuration {
    pub(crate) problems: Mutex<Vec<ConfigurationProblem>>,
    taken: Mutex<bool>,
    /// What is tried when there is no problem.
    pub(crate) tried: Mutex<Option<RoutingPlan>>,
}

#[async_trait]
impl ConfigurationAdmin for Configuration {
    async fn changes(&self) -> Result<Vec<ConfigurationChange>, Vec<ConfigurationProblem>> {
        let problems = self.problems.lock().unwrap().clone();
        if !problems.is_empty() {
            return Err(problems);
        }
        let change = ConfigurationChange {
            key: "channel.shop.greeting".to_owned(),
            before: Some("\"Hello\"".to_owned()),
            after: Some("\"Welcome\"".to_owned()),
            needs_restart: false,
        };
        let taken = *self.taken.lock().unwrap();
        Ok((!taken).then_some(change).into_iter().collect())
    }

    async fn reload(&self) -> Result<Vec<ConfigurationChange>, Vec<ConfigurationProblem>> {
        let changes = self.changes().await?;
        *self.taken.lock().unwrap() = true;
        Ok(changes)
    }

    async fn tried(&self, _changes: &str) -> Result<RoutingPlan, Vec<ConfigurationProblem>> {
        let problems = self.problems.lock().unwrap().clone();
        let tried = self.tried.lock().unwrap().clone();
        tried.filter(|_| problems.is_empty()).ok_or(problems)
    }
}

/// A file with nothing in it.
pub(crate) struct Sections;

#[async_trait]
impl SectionAdmin for Sections {
    fn read_only(&self) -> Option<String> {
        Some("a test has no file".to_owned())
    }

    async fn outlines(&self, _: SectionKind) -> Result<Vec<SectionOutline>, SectionFault> {
        Ok(Vec::new())
    }

    async fn text(&self, _: SectionKind, _: &str) -> Result<String, SectionFault> {
        Err(SectionFault::Unknown)
    }

    async fn draft(
        &self,
        _: SectionKind,
        _: &str,
        _: &str,
        _: &[SectionEdit],
    ) -> Result<SectionDraft, SectionFault> {
        Err(SectionFault::NotPossible("a test has no file".to_owned()))
    }

    async fn put(
        &self,
        _: SectionKind,
        _: &str,
        _: Option<&str>,
        _: Option<&str>,
    ) -> Result<(), SectionFault> {
        Err(SectionFault::ReadOnly("a test has no file".to_owned()))
    }

    async fn tried(
        &self,
        _: SectionKind,
        _: &str,
        _: &str,
    ) -> Result<RoutingPlan, Vec<SectionProblem>> {
        Err(Vec::new())
    }
}

//! From what the registry tells to what clients see.

use frontdesk_core::ChannelId;
use frontdesk_engine::ports;
use frontdesk_wire::{
    At,
    plugin::{
        EarlierVersion, OutboxView, PluginBreaker, PluginDetail, PluginErrorView, PluginHealth,
        PluginLimit, PluginLogLevel, PluginLogLine, PluginLogPage, PluginRole, PluginRow,
        PluginWant,
    },
};

use crate::api::Api;

pub(super) fn row(api: &Api, status: ports::PluginStatus) -> PluginRow {
    let outbox = outbox(api, &status.name);
    let component = status.component;
    PluginRow {
        name: status.name,
        role: role(component.kind),
        title: component.title,
        component: component.id,
        version: component.version,
        digest: component.digest,
        file: component.file,
        generation: status.generation,
        health: health(status.state),
        since_at: At(status.since),
        calls: status.calls,
        faults: status.faults,
        p50_us: status.p50_us,
        p95_us: status.p95_us,
        breaker: breaker(status.breaker),
        outbox,
        last_error: status.last_error.map(trouble),
        earlier: status.earlier.map(|earlier| EarlierVersion {
            version: earlier.version,
            digest: earlier.digest,
        }),
    }
}

pub(super) fn detail(
    api: &Api,
    admin: &dyn ports::PluginAdmin,
    status: ports::PluginStatus,
) -> PluginDetail {
    let wants = admin.wants(&status.name).into_iter();
    let limits = admin.limits(&status.name).into_iter();
    PluginDetail {
        instances: number(status.instances),
        memory_bytes: number(status.memory_bytes),
        asks: status.asks.clone(),
        grants: status.grants.clone(),
        wants: wants
            .map(|want| PluginWant {
                what: want.what,
                toml: want.toml,
                required: want.required,
            })
            .collect(),
        limits: limits
            .map(|limit| PluginLimit {
                key: limit.key.to_owned(),
                value: limit.value,
            })
            .collect(),
        plugin: row(api, status),
        at: At(api.now()),
    }
}

/// `after` is what was asked for: a hole behind it are lines that are gone.
pub(super) fn log(after: u64, lines: Vec<ports::PluginLogLine>) -> PluginLogPage {
    let first = lines.first().map_or(0, |line| line.number);
    PluginLogPage {
        missed: first.saturating_sub(after.saturating_add(1)),
        next_after: lines.last().map_or(after, |line| line.number),
        items: lines.into_iter().map(line).collect(),
    }
}

fn line(line: ports::PluginLogLine) -> PluginLogLine {
    PluginLogLine {
        number: line.number,
        at: At(line.at),
        level: match line.level {
            "trace" => PluginLogLevel::Trace,
            "debug" => PluginLogLevel::Debug,
            "warn" => PluginLogLevel::Warn,
            "error" => PluginLogLevel::Error,
            _ => PluginLogLevel::Info,
        },
        text: line.text,
    }
}

/// What waits for a plugin; `None`: it takes no messages, and nothing is left from when it did.
fn outbox(api: &Api, plugin: &str) -> Option<OutboxView> {
    let channel: ChannelId = plugin.parse().ok()?;
    let status = api.engine().outboxes().remove(&channel)?;
    let dead_letters = status.dead_letters + status.dead_webhooks;
    let is_used = status.has_component || status.waiting > 0 || dead_letters > 0;
    is_used.then(|| OutboxView {
        waiting: number(status.waiting),
        oldest_at: status.oldest.map(At),
        dead_letters: number(dead_letters),
    })
}

const fn role(kind: ports::PluginKind) -> PluginRole {
    match kind {
        ports::PluginKind::Channel => PluginRole::Channel,
        ports::PluginKind::Crm => PluginRole::Crm,
        ports::PluginKind::Translator => PluginRole::Translator,
        ports::PluginKind::Bot => PluginRole::Bot,
    }
}

const fn health(state: ports::PluginState) -> PluginHealth {
    match state {
        ports::PluginState::Running => PluginHealth::Running,
        ports::PluginState::Degraded => PluginHealth::Degraded,
        ports::PluginState::Quarantined => PluginHealth::Quarantined,
        ports::PluginState::Failed => PluginHealth::Failed,
    }
}

const fn breaker(breaker: ports::PluginBreaker) -> PluginBreaker {
    match breaker {
        ports::PluginBreaker::Closed => PluginBreaker::Closed,
        ports::PluginBreaker::Open { until } => PluginBreaker::Open {
            until_at: At(until),
        },
        ports::PluginBreaker::HalfOpen => PluginBreaker::HalfOpen,
    }
}

fn trouble(trouble: ports::PluginTrouble) -> PluginErrorView {
    PluginErrorView {
        at: At(trouble.at),
        cause: trouble.stage,
        message: trouble.message,
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use frontdesk_core::Timestamp;

    use super::*;

    #[test]
    fn a_hole_in_the_log_is_counted() {
        let line = |number| ports::PluginLogLine {
            number,
            at: Timestamp(1),
            level: "warn",
            text: String::new(),
        };
        let page = log(10, vec![line(21), line(22)]);
        assert_eq!((page.missed, page.next_after), (10, 22));
        let page = log(22, Vec::new());
        assert_eq!((page.missed, page.next_after), (0, 22));
        let page = log(u64::MAX, Vec::new());
        assert_eq!((page.missed, page.next_after), (0, u64::MAX));
        assert_eq!(log(0, vec![line(1)]).missed, 0);
    }
}

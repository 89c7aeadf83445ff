//! How a plugin fares, in the words of the port.

use std::time::Duration;

use frontdesk_core::{Span, Timestamp};
use frontdesk_engine::ports::{
    EarlierVersion, PluginBreaker, PluginComponent, PluginKind, PluginState, PluginStatus,
    PluginTrouble,
};

use super::slot::{Generation, PluginSlot};
use crate::{
    Descriptor, Grants, Health,
    descriptor::{Kind, SecretAsk},
    plugin::LastFault,
    secret::{SecretGrant, SecretUse},
};

/// For how long a fault makes a plugin a degraded one.
const LATELY: Span = Span::seconds(60);

/// The slot as it stands at `now`.
pub(super) fn of(slot: &PluginSlot, now: Timestamp) -> PluginStatus {
    let generation = slot.generation();
    let health = generation.plugin.health();
    let refused = slot.trouble();
    let trouble = |fault: LastFault| PluginTrouble {
        at: fault.at,
        stage: fault.kind.to_owned(),
        message: fault.message,
    };
    let fault = health.last_fault.clone().map(trouble);
    // What it cannot work without comes first.
    let token = health.token_trouble.clone().map(trouble);
    let us = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let descriptor = generation.plugin.descriptor();
    PluginStatus {
        name: slot.name().to_owned(),
        component: component(&generation, descriptor),
        generation: generation.number,
        state: state(&health, refused.as_ref(), now),
        since: generation.since,
        calls: health.calls_total,
        faults: health.faults_total,
        p50_us: health.call_times.map(|(p50, _)| us(p50)),
        p95_us: health.call_times.map(|(_, p95)| us(p95)),
        instances: health.idle_instances,
        memory_bytes: health.idle_memory_bytes,
        breaker: breaker(&health, now),
        last_error: token.or_else(|| refused.into_iter().chain(fault).max_by_key(|it| it.at)),
        asks: asks(descriptor),
        grants: grants(&generation.spec.grants),
        earlier: slot.earlier().map(|earlier| EarlierVersion {
            version: earlier.version,
            digest: earlier.sha256.to_string(),
        }),
    }
}

fn component(generation: &Generation, descriptor: &Descriptor) -> PluginComponent {
    PluginComponent {
        kind: match descriptor.kind {
            Kind::Channel => PluginKind::Channel,
            Kind::Crm => PluginKind::Crm,
            Kind::Translator => PluginKind::Translator,
            Kind::Bot => PluginKind::Bot,
        },
        id: descriptor.id.clone(),
        version: descriptor.version.clone(),
        title: descriptor.title.clone(),
        digest: generation.digest.to_string(),
        file: generation.spec.file_name(),
    }
}

/// What whoever calls a webhook can bring about by calling it wrongly. It is shown (a secret may be the
/// wrong one), but strangers must not be able to have a plugin look ill.
const OF_CALLERS: [&str; 3] = ["invalid", "unauthorized", "unsupported"];

fn state(health: &Health, refused: Option<&PluginTrouble>, now: Timestamp) -> PluginState {
    let failed_lately = health
        .last_fault
        .as_ref()
        .is_some_and(|fault| now.since(fault.at) < LATELY && !OF_CALLERS.contains(&fault.kind));
    if health.quarantined_until.is_some() {
        PluginState::Quarantined
    } else if refused.is_some() || health.token_trouble.is_some() || failed_lately {
        PluginState::Degraded
    } else {
        PluginState::Running
    }
}

fn breaker(health: &Health, now: Timestamp) -> PluginBreaker {
    match health.quarantined_until {
        Some(until) if now < until => PluginBreaker::Open { until },
        // The next call is the probe.
        Some(_) => PluginBreaker::HalfOpen,
        None => PluginBreaker::Closed,
    }
}

fn asks(descriptor: &Descriptor) -> Vec<String> {
    let host = |host: &String| match host.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        Some(setting) => format!("send requests to the host of the setting \"{setting}\""),
        None => format!("send requests to {host}"),
    };
    let mut asks: Vec<_> = descriptor.hosts.iter().map(host).collect();
    if descriptor.kv {
        asks.push("keep a few values of its own".to_owned());
    }
    asks.extend(descriptor.secrets.iter().map(|ask: &SecretAsk| {
        let optional = if ask.required { "" } else { " (optional)" };
        let uses = uses(ask.uses.iter());
        format!(
            "have the secret \"{}\" {uses}{optional}: {}",
            ask.name, ask.purpose
        )
    }));
    asks
}

fn grants(grants: &Grants) -> Vec<String> {
    let mut words: Vec<_> = grants
        .hosts
        .iter()
        .map(|host| format!("may send requests to {host}"))
        .collect();
    if grants.private_networks {
        words.push("may reach hosts in private networks and on this machine".to_owned());
    }
    if grants.kv {
        words.push("may keep a few values of its own".to_owned());
    }
    words.extend(
        grants
            .secrets
            .iter()
            .map(|(name, grant): (_, &SecretGrant)| {
                let hosts: Vec<_> = grant.hosts.iter().map(ToString::to_string).collect();
                let to = if hosts.is_empty() {
                    String::new()
                } else {
                    format!(", to {}", hosts.join(", "))
                };
                let renewed = match &grant.renewal {
                    Some(renewal) => format!("; it is renewed at {}", renewal.url),
                    None => String::new(),
                };
                format!(
                    "may have the secret \"{name}\" {}{to}{renewed}",
                    uses(grant.uses.iter())
                )
            }),
    );
    words
}

fn uses<'a>(uses: impl Iterator<Item = &'a SecretUse>) -> String {
    let word = |wanted: &SecretUse| match wanted {
        SecretUse::Send => "sent",
        SecretUse::Verify => "compared",
        SecretUse::Hmac => "used to compute codes",
    };
    let words: Vec<_> = uses.map(word).collect();
    words.join(" and ")
}

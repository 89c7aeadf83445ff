//! What a plugin may use, and what it asks for without being granted it.

use std::time::Duration;

use frontdesk_engine::ports::{PluginLimit, PluginWant};

use crate::{Descriptor, Grants, Limits, descriptor::SecretAsk, secret::SecretUse};

/// The bounds, by the keys of the configuration.
pub(super) fn limits(limits: &Limits) -> Vec<PluginLimit> {
    let size = |bytes: usize, unit: usize| number(bytes.checked_div(unit).unwrap_or(bytes));
    let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let all = [
        ("memory_mib", size(limits.memory_bytes, 1 << 20)),
        ("call_ms", ms(limits.call)),
        ("load_ms", ms(limits.load)),
        ("calls_at_once", number(limits.concurrent_calls)),
        ("rounds", limits.rounds.into()),
        ("requests", number(limits.requests)),
        ("requests_per_s", limits.requests_per_second.into()),
        ("request_s", limits.request.as_secs()),
        ("operation_s", limits.operation.as_secs()),
        ("response_kib", size(limits.response_bytes, 1 << 10)),
        ("webhook_kib", size(limits.webhook_bytes, 1 << 10)),
        ("webhook_events", number(limits.webhook_events)),
        ("output_kib", size(limits.output_bytes, 1 << 10)),
        ("log_lines", limits.log_lines.into()),
        ("log_line_bytes", number(limits.log_line_bytes)),
        ("warm", number(limits.warm)),
        ("warm_calls", limits.warm_calls.into()),
        ("warm_idle_s", limits.warm_idle.as_secs()),
    ];
    all.into_iter()
        .map(|(key, value)| PluginLimit { key, value })
        .collect()
}

fn number(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

/// What is asked for and not granted: of a plugin that runs, only what it can do without.
pub(super) fn wants(name: &str, told: &Descriptor, grants: &Grants) -> Vec<PluginWant> {
    let is_missing = |ask: &&SecretAsk| !grants.secrets.contains_key(&ask.name);
    let want = |ask: &SecretAsk| {
        let section = told.kind.section();
        let uses: Vec<_> = ask
            .uses
            .iter()
            .map(|wanted| format!("\"{}\"", wanted.name()))
            .collect();
        let hosts = if ask.uses.contains(&SecretUse::Send) {
            let hosts: Vec<_> = grants
                .hosts
                .iter()
                .map(|host| format!("\"{host}\""))
                .collect();
            format!("hosts = [{}], ", hosts.join(", "))
        } else {
            String::new()
        };
        let variable = format!("{name}_{}", ask.name)
            .to_uppercase()
            .replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        let uses = uses.join(", ");
        PluginWant {
            what: format!("the secret \"{}\": {}", ask.name, ask.purpose),
            toml: format!(
                "[{section}.{name}.secrets]\n{} = {{ env = \"{variable}\", {hosts}uses = [{uses}] }}",
                ask.name
            ),
            required: ask.required,
        }
    };
    told.secrets.iter().filter(is_missing).map(want).collect()
}

//! From the configuration to what the registry shall run.

use std::{env, path::Path, time::Duration};

use anyhow::{Context as _, Result, anyhow};
use frontdesk_config::{
    ComponentLimits, ComponentSection, Config, ConfiguredComponent, GrantType as ConfiguredGrant,
    GrantedHost, GrantedSecret, Renewal as ConfiguredRenewal, SecretUse as ConfiguredUse,
};
use frontdesk_plugin_host::{
    Assertion, Desired, GrantType, Grants, HostPattern, Limits, PluginSpec, Renewal, Rules,
    SecretGrant, SecretUse, SecretValue, SignatureRule,
};

/// One MiB and one KiB.
const MIB: usize = 1024 * 1024;
const KIB: usize = 1024;

/// Everything that is configured, secrets read from where they are held.
pub(crate) fn desired(config: &Config) -> Result<Desired> {
    let plugins = config
        .components()
        .map(|component| spec(&config.plugins.dir, &component))
        .collect::<Result<_>>()?;
    Ok(Desired {
        plugins,
        rules: rules(config)?,
    })
}

/// Which files may be run.
pub(crate) fn rules(config: &Config) -> Result<Rules> {
    let plugins = &config.plugins;
    let signatures = SignatureRule::new(&plugins.trusted_keys, plugins.require_signature)
        .map_err(|problem| anyhow!("[plugins] trusted_keys: {problem}"))?;
    Ok(Rules {
        strict: plugins.locked,
        signatures,
    })
}

fn spec(dir: &Path, component: &ConfiguredComponent<'_>) -> Result<PluginSpec> {
    let title = || format!("[{}.{}]", component.section.as_str(), component.name);
    let settings_json = serde_json::to_string(component.settings)
        .with_context(|| format!("the settings of {}", title()))?;
    Ok(PluginSpec {
        name: component.name.to_string(),
        is_channel: component.section == ComponentSection::Channel,
        file: dir.join(component.wasm),
        settings_json,
        grants: grants(component).with_context(title)?,
        limits: limits(component.limits),
    })
}

fn grants(component: &ConfiguredComponent<'_>) -> Result<Grants> {
    let mut grants = Grants {
        hosts: patterns(&component.grants.hosts)?,
        private_networks: component.grants.private_networks,
        kv: component.grants.kv,
        ..Grants::default()
    };
    for (name, granted) in component.secrets {
        let secret = secret(granted).with_context(|| format!("secret \"{name}\""))?;
        grants.secrets.insert(name.clone(), secret);
    }
    Ok(grants)
}

fn secret(granted: &GrantedSecret) -> Result<SecretGrant> {
    let value = granted.secret.reveal(|name| env::var(name).ok())?;
    let wanted = |wanted: &ConfiguredUse| match wanted {
        ConfiguredUse::Send => SecretUse::Send,
        ConfiguredUse::Verify => SecretUse::Verify,
        ConfiguredUse::Hmac => SecretUse::Hmac,
    };
    let value = SecretValue::new(value.into_bytes());
    let renewal = granted.renewal.as_ref().map(renewal).transpose()?;
    if let Some(problem) = renewal.as_ref().and_then(|renewal| renewal.problem(&value)) {
        return Err(anyhow!(
            "what is held for it {problem}: grant = \"jwt_bearer\" takes an RSA key of 2048 bits or more"
        ));
    }
    Ok(SecretGrant {
        renewal,
        value,
        hosts: patterns(&granted.hosts)?,
        uses: granted.uses.iter().map(wanted).collect(),
    })
}

fn renewal(configured: &ConfiguredRenewal) -> Result<Renewal> {
    let grant = match &configured.grant {
        ConfiguredGrant::RefreshToken { client_secret } => {
            let secret = client_secret.as_ref();
            let secret = secret.map(|secret| secret.reveal(|name| env::var(name).ok()));
            let secret = secret.transpose().context("client_secret of its renew")?;
            GrantType::RefreshToken {
                client_secret: secret.map(|secret| SecretValue::new(secret.into_bytes())),
            }
        }
        ConfiguredGrant::ClientCredentials { scope } => GrantType::ClientCredentials {
            scope: scope.clone(),
        },
        ConfiguredGrant::JwtBearer(assertion) => GrantType::JwtBearer(Assertion {
            subject: assertion.subject.clone(),
            audience: assertion.audience.clone(),
            lifetime_s: assertion.lifetime_s,
            key_id: assertion.key_id.clone(),
            scope: assertion.scope.clone(),
        }),
    };
    Ok(Renewal {
        url: configured.url.clone(),
        client_id: configured.client_id.clone(),
        grant,
    })
}

fn patterns(hosts: &[GrantedHost]) -> Result<Vec<HostPattern>> {
    let pattern = |host: &GrantedHost| {
        let text = host.to_string();
        HostPattern::parse(&text).map_err(|error| anyhow!("{text}: {error}"))
    };
    hosts.iter().map(pattern).collect()
}

fn limits(limits: &ComponentLimits) -> Limits {
    let ms = |number: u32| Duration::from_millis(number.into());
    let s = |number: u32| Duration::from_secs(number.into());
    Limits {
        memory_bytes: count(limits.memory_mib) * MIB,
        call: ms(limits.call_ms),
        load: ms(limits.load_ms),
        concurrent_calls: count(limits.calls_at_once),
        rounds: limits.rounds,
        requests: count(limits.requests),
        requests_per_second: limits.requests_per_s,
        request: s(limits.request_s),
        operation: s(limits.operation_s),
        response_bytes: count(limits.response_kib) * KIB,
        webhook_bytes: count(limits.webhook_kib) * KIB,
        webhook_events: count(limits.webhook_events),
        output_bytes: count(limits.output_kib) * KIB,
        log_lines: limits.log_lines,
        log_line_bytes: count(limits.log_line_bytes),
        warm: count(limits.warm),
        warm_calls: limits.warm_calls,
        warm_idle: s(limits.warm_idle_s),
        ..Limits::default()
    }
}

/// A number of the configuration as a size of this machine.
fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

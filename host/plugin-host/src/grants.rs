//! What the operator grants, and whether it is what a component asks for.
//!
//! At load everything that a component cannot work without must be granted. While it runs, whatever
//! is not granted is an answer to the component (a typed denial), never a trap.

use std::{collections::BTreeMap, fmt::Write as _};

use url::Url;

use crate::{
    descriptor::{Descriptor, SecretAsk},
    host_pattern::HostPattern,
    load::{LoadError, Stage},
    secret::{SecretGrant, SecretUse},
};

/// What one plugin may do. The default is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// Hosts it may send requests to.
    pub hosts: Vec<HostPattern>,
    /// Whether those may be in private networks or on this machine. Link-local addresses and
    /// metadata services are out of reach in any case.
    pub private_networks: bool,
    /// Whether it may keep values.
    pub kv: bool,
    /// Secrets it may have used, by name.
    pub secrets: BTreeMap<String, SecretGrant>,
}

impl Grants {
    /// Whether a request to this URL is granted.
    pub(crate) fn allows(&self, url: &Url) -> bool {
        self.hosts
            .iter()
            .any(|pattern| pattern.matches(url) && self.allows_scheme(pattern))
    }

    /// The secret of this name, if it may be used so.
    pub(crate) fn secret(&self, name: &str, wanted: SecretUse) -> Option<&SecretGrant> {
        self.secrets
            .get(name)
            .filter(|grant| grant.uses.contains(&wanted))
            // What tokens are got with is nothing to compute with.
            .filter(|grant| wanted == SecretUse::Send || grant.renewal.is_none())
    }

    fn allows_scheme(&self, pattern: &HostPattern) -> bool {
        self.private_networks || !pattern.is_plain_http()
    }

    /// Refuses a component that asks for what it is not granted, all of it named, with the TOML that
    /// would grant it.
    pub(crate) fn check(
        &self,
        name: &str,
        descriptor: &Descriptor,
        settings: &str,
    ) -> Result<(), LoadError> {
        let missing = self.missing(descriptor, settings)?;
        if missing.is_empty() {
            return Ok(());
        }
        Err(LoadError::new(
            Stage::Grants,
            missing.sentence(descriptor.kind.section(), name),
        ))
    }

    fn missing(&self, descriptor: &Descriptor, settings: &str) -> Result<Missing, LoadError> {
        let mut missing = Missing::default();
        for ask in &descriptor.hosts {
            let Some(asked) = host_ask(ask, settings)? else {
                continue;
            };
            let is_granted = self
                .hosts
                .iter()
                .any(|granted| granted.covers(&asked) && self.allows_scheme(granted));
            if !is_granted && !missing.hosts.contains(&asked) {
                missing.private_networks |= asked.is_plain_http() && !self.private_networks;
                missing.hosts.push(asked);
            }
        }
        missing.granted_hosts.clone_from(&self.hosts);
        missing.kv = descriptor.kv && !self.kv;
        let lacks = |ask: &&SecretAsk| match self.secrets.get(&ask.name) {
            None => ask.required,
            // Granted, but not for everything: that is a mistake even where it is optional.
            Some(grant) => !ask.uses.iter().all(|wanted| grant.uses.contains(wanted)),
        };
        missing.secrets = descriptor.secrets.iter().filter(lacks).cloned().collect();
        Ok(missing)
    }
}

/// The pattern that an ask stands for; `None` when it is the host of a setting that is not set.
fn host_ask(ask: &str, settings: &str) -> Result<Option<HostPattern>, LoadError> {
    let Some(key) = ask.strip_prefix('{').and_then(|ask| ask.strip_suffix('}')) else {
        return HostPattern::parse(ask)
            .map(Some)
            .map_err(|error| LoadError::new(Stage::Describe, format!("it asks for {error}")));
    };
    let settings: serde_json::Value = serde_json::from_str(settings).unwrap_or_default();
    match settings.get(key) {
        None | Some(serde_json::Value::Null) => Ok(None),
        Some(value) => match value.as_str().and_then(HostPattern::of_url) {
            Some(pattern) => Ok(Some(pattern)),
            None => Err(LoadError::new(
                Stage::Grants,
                format!(
                    "its setting \"{key}\" must be a URL such as \"https://crm.example.com/api\", \
                     because the plugin sends requests to that host"
                ),
            )),
        },
    }
}

/// What is asked for and not granted.
#[derive(Default)]
struct Missing {
    hosts: Vec<HostPattern>,
    granted_hosts: Vec<HostPattern>,
    private_networks: bool,
    kv: bool,
    secrets: Vec<SecretAsk>,
}

impl Missing {
    fn is_empty(&self) -> bool {
        self.hosts.is_empty() && !self.kv && self.secrets.is_empty()
    }

    fn sentence(&self, section: &str, name: &str) -> String {
        let mut parts: Vec<String> = Vec::new();
        let hosts: Vec<_> = self.hosts.iter().map(ToString::to_string).collect();
        if !hosts.is_empty() {
            parts.push(format!("requests to {}", hosts.join(", ")));
        }
        if self.kv {
            parts.push("stored values".to_owned());
        }
        for ask in &self.secrets {
            parts.push(format!("the secret \"{}\" ({})", ask.name, ask.purpose));
        }
        let mut sentence = format!(
            "it asks for what is not granted: {}. To grant it:",
            parts.join("; ")
        );
        if !self.hosts.is_empty() || self.kv {
            let _infallible = write!(sentence, "\n[{section}.{name}.grants]");
        }
        if !self.hosts.is_empty() {
            let all: Vec<_> = self.granted_hosts.iter().chain(&self.hosts).collect();
            let _infallible = write!(sentence, "\nhosts = [{}]", quoted(&all));
        }
        if self.private_networks {
            sentence.push_str("\nprivate_networks = true");
        }
        if self.kv {
            sentence.push_str("\nkv = true");
        }
        if !self.secrets.is_empty() {
            let _infallible = write!(sentence, "\n[{section}.{name}.secrets]");
        }
        for ask in &self.secrets {
            let _infallible = write!(sentence, "\n{}", self.secret_line(name, ask));
        }
        sentence
    }

    fn secret_line(&self, name: &str, ask: &SecretAsk) -> String {
        let env = format!("{name}_{}", ask.name)
            .to_uppercase()
            .replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        let uses: Vec<_> = ask.uses.iter().map(|wanted| wanted.name()).collect();
        let hosts: Vec<_> = self.granted_hosts.iter().chain(&self.hosts).collect();
        let hosts = if ask.uses.contains(&SecretUse::Send) {
            format!("hosts = [{}], ", quoted(&hosts))
        } else {
            String::new()
        };
        let uses = quoted(&uses);
        format!(
            "{} = {{ env = \"{env}\", {hosts}uses = [{uses}] }}",
            ask.name
        )
    }
}

fn quoted<T: ToString>(items: &[T]) -> String {
    let items: Vec<_> = items
        .iter()
        .map(|item| format!("\"{}\"", item.to_string()))
        .collect();
    items.join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{descriptor::Kind, secret::SecretValue};

    fn descriptor() -> Descriptor {
        let ask = |name: &str, uses: &[SecretUse], required| SecretAsk {
            name: name.to_owned(),
            purpose: "from the provider's console".to_owned(),
            uses: uses.to_vec(),
            required,
        };
        Descriptor {
            kind: Kind::Channel,
            id: "sms".to_owned(),
            version: "1.0.0".to_owned(),
            title: "SMS".to_owned(),
            settings_schema: "{}".to_owned(),
            secrets: vec![
                ask("token", &[SecretUse::Send], true),
                ask("app_secret", &[SecretUse::Verify], false),
            ],
            hosts: vec![
                "https://api.example.com".to_owned(),
                "{base_url}".to_owned(),
            ],
            kv: true,
            features: Vec::new(),
        }
    }

    fn pattern(text: &str) -> HostPattern {
        HostPattern::parse(text).expect("a pattern")
    }

    fn grant(uses: &[SecretUse]) -> SecretGrant {
        SecretGrant {
            value: SecretValue::new(*b"hush"),
            hosts: Vec::new(),
            uses: uses.iter().copied().collect::<BTreeSet<_>>(),
            renewal: None,
        }
    }

    #[test]
    fn everything_that_is_missing_is_named_with_the_lines_that_grant_it() {
        let settings = r#"{"base_url":"https://crm.example.org:8443/api"}"#;
        let error = Grants::default()
            .check("shop-sms", &descriptor(), settings)
            .expect_err("nothing is granted");
        assert_eq!(error.stage, Stage::Grants);
        assert_eq!(
            error.reason,
            "it asks for what is not granted: requests to https://api.example.com, \
             https://crm.example.org:8443; stored values; the secret \"token\" (from the provider's \
             console). To grant it:\n\
             [channel.shop-sms.grants]\n\
             hosts = [\"https://api.example.com\", \"https://crm.example.org:8443\"]\n\
             kv = true\n\
             [channel.shop-sms.secrets]\n\
             token = { env = \"SHOP_SMS_TOKEN\", hosts = [\"https://api.example.com\", \
             \"https://crm.example.org:8443\"], uses = [\"send\"] }"
        );
    }

    #[test]
    fn what_is_granted_in_full_passes_and_an_optional_secret_may_be_missing() {
        let mut grants = Grants {
            hosts: vec![pattern("https://*.example.com")],
            private_networks: false,
            kv: true,
            secrets: [("token".to_owned(), grant(&[SecretUse::Send]))].into(),
        };
        assert_eq!(grants.check("x", &descriptor(), "{}"), Ok(()));
        grants
            .secrets
            .insert("app_secret".to_owned(), grant(&[SecretUse::Hmac]));
        let error = grants.check("x", &descriptor(), "{}").expect_err("not so");
        assert!(error.reason.contains("app_secret"), "{error}");
    }

    #[test]
    fn the_host_of_a_setting_must_be_a_url_and_plain_http_needs_private_networks() {
        let mut grants = Grants {
            hosts: vec![
                pattern("https://api.example.com"),
                pattern("http://127.0.0.1:9"),
            ],
            private_networks: false,
            kv: true,
            secrets: [("token".to_owned(), grant(&[SecretUse::Send]))].into(),
        };
        let check = |grants: &Grants, settings| grants.check("x", &descriptor(), settings);
        let error = check(&grants, r#"{"base_url":"crm"}"#).expect_err("is no URL");
        assert!(error.reason.contains("\"base_url\""), "{error}");
        let local = r#"{"base_url":"http://127.0.0.1:9/"}"#;
        let error = check(&grants, local).expect_err("is private");
        assert!(error.reason.contains("private_networks = true"), "{error}");
        grants.private_networks = true;
        assert_eq!(check(&grants, local), Ok(()));
    }
}

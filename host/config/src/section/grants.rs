//! `[channel.NAME.secrets]` and `[channel.NAME.grants]`, and the same of a connector: what a component
//! may do besides computing.

use std::collections::{BTreeMap, BTreeSet};

use super::renewal::{self, Renewal};
use crate::{
    granted_host::GrantedHost,
    node::{Entries, Kind},
    place::Place,
    read::{Special, Switch, Table},
    reference::SectionReference,
    secret::{self, Secret},
};

const HOSTS: Special = Special {
    name: "hosts",
    takes: "a list of hosts such as `[\"https://api.example.com\", \"https://*.example.net\"]`",
    default: "`[]`",
    meaning: "Hosts that the component may send requests to.",
};
const KV: Switch = Switch {
    name: "kv",
    default: false,
    meaning: "Whether it may keep a few values of its own: 64 KiB each, 1 MiB in all.",
};
const PRIVATE_NETWORKS: Switch = Switch {
    name: "private_networks",
    default: false,
    meaning: "Whether its hosts may be in private networks or on this machine. Addresses of cloud \
              metadata are never reached.",
};

pub(crate) const GRANTS: SectionReference = SectionReference::new(
    "[channel.NAME.grants]",
    "What the component may do. What it asks for and is not granted is refused, with a word to the \
     component and one in its log. The same under `[connector.NAME.grants]`.",
    &[&HOSTS, &KV, &PRIVATE_NETWORKS],
);

const SECRET: Special = Special {
    name: "SECRET",
    takes: "`{ env = \"…\" }` or `{ file = \"…\" }`, with `uses` and, to be sent, `hosts`; `renew` if it runs out",
    default: "none",
    meaning: "A secret under the name that the component asks for: 1 to 64 of `a-z 0-9 _`. `uses` says \
              what for: `\"send\"` (put into requests to `hosts`), `\"verify\"` (compared, or to check \
              signatures), `\"hmac\"` (to compute codes that the component sees). The value itself never \
              reaches the component. With `renew = { url = \"…\", client_id = \"…\", client_secret = { file = \
              \"…\" } }` (OAuth 2.0) what is held is a refresh token: the gateway gets access tokens with it, \
              sends those, and keeps the next refresh token in its store; `client_secret` is left out for \
              an app that has none. With `grant = \"client_credentials\"` in `renew` it is the app's own secret, \
              beside `url`, `client_id` and, if the provider wants one, `scope`. With `grant = \"jwt_bearer\"` it \
              is the app's private key (RSA, PEM), with which the gateway signs what it asks for: `client_id` \
              is who asks, `subject` for whom, `audience` whom; `lifetime_s` (10 to 180, 180 unless set), \
              `key_id` and `scope` if the provider wants them.",
};

pub(crate) const SECRETS: SectionReference = SectionReference::new(
    "[channel.NAME.secrets]",
    "Secrets that the gateway uses in the component's name. The same under `[connector.NAME.secrets]`.",
    &[&SECRET],
);

const SECRETS_KEY: Special = Special {
    name: "secrets",
    takes: "a table",
    default: "none",
    meaning: "",
};
const GRANTS_KEY: Special = Special {
    name: "grants",
    takes: "a table",
    default: "none",
    meaning: "",
};
const USES: Special = Special {
    name: "uses",
    takes: "a list of `\"send\"`, `\"verify\"` and `\"hmac\"`",
    default: "required",
    meaning: "",
};
const USE_WORDS: [(&str, SecretUse); 3] = [
    ("send", SecretUse::Send),
    ("verify", SecretUse::Verify),
    ("hmac", SecretUse::Hmac),
];
/// Bytes in a secret's name.
const NAME_BYTES: usize = 64;

/// What a component may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// Hosts it may send requests to.
    pub hosts: Vec<GrantedHost>,
    /// Whether it may keep values.
    pub kv: bool,
    /// Whether its hosts may be in private networks.
    pub private_networks: bool,
}

/// What a secret may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecretUse {
    /// Put into requests to its hosts.
    Send,
    /// Compared, or used to check a signature.
    Verify,
    /// Used to compute a code that the component sees.
    Hmac,
}

/// A secret that a component may have used.
#[derive(Clone, PartialEq, Eq)]
pub struct GrantedSecret {
    /// Where it is held.
    pub secret: Secret,
    /// Where it may be sent; not empty when it may be sent.
    pub hosts: Vec<GrantedHost>,
    /// What for; not empty.
    pub uses: BTreeSet<SecretUse>,
    /// How it is renewed, if it is what access tokens are got with.
    pub renewal: Option<Renewal>,
}

/// Secrets by the names that the component knows.
pub type Secrets = BTreeMap<String, GrantedSecret>;

/// Reads both tables.
pub(crate) fn read(table: &mut Table<'_>) -> (Secrets, Grants) {
    let grants = table
        .inner(&GRANTS_KEY)
        .map_or_else(Grants::default, read_grants);
    let secrets = table.take(SECRETS_KEY.name);
    let Some((_, node)) = secrets else {
        return (Secrets::new(), grants);
    };
    let Kind::Table(entries) = node.kind else {
        table.hidden_problem(&node.place, "secrets takes a table of named secrets");
        return (Secrets::new(), grants);
    };
    (read_secrets(table, entries, &grants), grants)
}

fn read_grants(mut table: Table<'_>) -> Grants {
    let private_networks = table.switch(&PRIVATE_NETWORKS);
    let hosts = read_hosts(&mut table, private_networks);
    let kv = table.switch(&KV);
    table.finish();
    Grants {
        hosts: hosts.into_iter().map(|(_, host)| host).collect(),
        kv,
        private_networks,
    }
}

fn read_hosts(table: &mut Table<'_>, private_networks: bool) -> Vec<(Place, GrantedHost)> {
    let mut hosts = Vec::new();
    for (place, text) in table.texts(&HOSTS).unwrap_or_default() {
        match text.parse::<GrantedHost>() {
            Ok(host) if host.is_plain() && !private_networks => {
                let message = format!(
                    "\"{text}\" is on this machine, which needs `private_networks = true` in grants"
                );
                table.problem(&place, message);
            }
            Ok(host) => hosts.push((place, host)),
            Err(error) => table.problem(&place, format!("\"{text}\": {error}")),
        }
    }
    hosts
}

fn read_secrets(table: &mut Table<'_>, entries: Entries, grants: &Grants) -> Secrets {
    let mut secrets = Secrets::new();
    for (name, (place, node)) in entries {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if !(1..=NAME_BYTES).contains(&name.len()) || !name.bytes().all(plain) {
            let message = format!(
                "secret \"{name}\": a secret's name is 1 to {NAME_BYTES} of a-z, 0-9 and '_'"
            );
            table.hidden_problem(&place, message);
        }
        let title = format!("secret \"{name}\" of {}", table.title);
        let Kind::Table(entries) = node.kind else {
            let remedy = secret::remedy(&format!("secret \"{name}\""));
            table.hidden_problem(&node.place, remedy);
            continue;
        };
        let inner = table.hidden(title, node.place, entries);
        if let Some(secret) = read_secret(inner, &name, grants) {
            secrets.insert(name, secret);
        }
    }
    secrets
}

fn read_secret(mut table: Table<'_>, name: &str, grants: &Grants) -> Option<GrantedSecret> {
    let secret = secret::read_holder(&mut table, &format!("secret \"{name}\""));
    let uses = read_uses(&mut table);
    let has_hosts = table.has(HOSTS.name);
    let hosts = read_hosts(&mut table, grants.private_networks);
    let (place, sends) = (table.place.clone(), uses.contains(&SecretUse::Send));
    if sends && hosts.is_empty() && !has_hosts {
        table.problem(
            &place,
            format!(
                "secret \"{name}\" may be sent, so it needs hosts: where to, such as \
                 [\"https://api.example.com\"]"
            ),
        );
    }
    if !sends && has_hosts && !uses.is_empty() {
        table.problem(
            &place,
            format!("secret \"{name}\" has hosts and is not to be sent: add \"send\" to its uses"),
        );
    }
    for (place, host) in &hosts {
        if !grants.hosts.iter().any(|granted| granted.covers(host)) {
            table.problem(
                place,
                format!(
                    "secret \"{name}\" is for {host}, which is not among the hosts in grants: the \
                     component may send nothing there"
                ),
            );
        }
    }
    let renewal = renewal::read(&mut table, name, grants.private_networks);
    if renewal.is_some() && uses.iter().any(|wanted| *wanted != SecretUse::Send) {
        let message = format!(
            "secret \"{name}\" is renewed, so it can only be sent: its uses must be [\"send\"]"
        );
        table.problem(&place, message);
    }
    table.finish();
    Some(GrantedSecret {
        renewal,
        secret: secret?,
        hosts: hosts.into_iter().map(|(_, host)| host).collect(),
        uses,
    })
}

fn read_uses(table: &mut Table<'_>) -> BTreeSet<SecretUse> {
    let mut uses = BTreeSet::new();
    let words = USE_WORDS.map(|(word, _)| word);
    let place = table.place.clone();
    let is_missing = !table.has(USES.name);
    let texts = table.texts(&USES);
    let is_empty = texts.as_ref().is_some_and(Vec::is_empty);
    for (place, text) in texts.unwrap_or_default() {
        if let Some((_, known)) = USE_WORDS.iter().find(|(word, _)| *word == text) {
            uses.insert(*known);
        } else {
            let hint = crate::suggestion(&text, words);
            table.problem(&place, format!("uses cannot be \"{text}\"{hint}"));
        }
    }
    if is_missing || is_empty {
        let title = table.title.clone();
        let message = format!("{title} needs uses: a list of \"send\", \"verify\" and \"hmac\"");
        table.problem(&place, message);
    }
    uses
}

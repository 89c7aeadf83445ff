//! `[gateway]`: where it listens, how the world reaches it, where its state is.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use crate::{
    origin::{NotAnOrigin, Origin},
    place::Place,
    read::{Special, Switch, Table, Text, text_of},
    reference::SectionReference,
};

const LISTEN: Text = Text {
    name: "listen",
    default: Some("127.0.0.1:8080"),
    chars_max: 64,
    meaning: "Address and port to listen on. Port 0 takes any free one.",
};
const PUBLIC_URL: Special = Special {
    name: "public_url",
    takes: "an origin such as `\"https://chat.example.com\"`",
    default: "the listening address",
    meaning: "How browsers reach the gateway, without a path. Needed behind a proxy: cookies and \
              the console's Origin check depend on it.",
};
const STATE: Text = Text {
    name: "state",
    default: Some(".frontdesk/state"),
    chars_max: 4096,
    meaning: "Folder of everything that must outlive a restart. One process at a time.",
};

const PROXIES: Special = Special {
    name: "trusted_proxies",
    takes: "a list of addresses such as `[\"10.0.0.5\"]`",
    default: "`[]`",
    meaning: "Reverse proxies whose `X-Forwarded-For` is believed. The limit of connections from one \
              address does not apply to them.",
};
const METRICS_PUBLIC: Switch = Switch {
    name: "metrics_public",
    default: false,
    meaning: "Whether `/metrics` is open to everyone who reaches the gateway; otherwise to this \
              machine only.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[gateway]",
    "Where the gateway listens and keeps its state. Paths are relative to the working directory.",
    &[&LISTEN, &PUBLIC_URL, &STATE, &PROXIES, &METRICS_PUBLIC],
);

/// Where the gateway listens and keeps its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gateway {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// How browsers reach it; `None`: by the listening address.
    pub public_url: Option<Origin>,
    /// The state's folder.
    pub state: PathBuf,
    /// Reverse proxies that are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether `/metrics` is open to everyone.
    pub metrics_public: bool,
}

impl Gateway {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let (listen_place, listen) = read_listen(&mut table);
        let public_url = read_public_url(&mut table);
        if !listen.ip().is_loopback() && !table.has_taken_value(PUBLIC_URL.name) {
            let message = format!(
                "{listen} can be reached from other machines, so public_url has to say how browsers \
                 reach the gateway"
            );
            table.problem(&listen_place, message);
        }
        let (_, state) = table.text(&STATE);
        let trusted_proxies = read_proxies(&mut table);
        let metrics_public = table.switch(&METRICS_PUBLIC);
        table.finish();
        Self {
            listen,
            public_url,
            state: state.into(),
            trusted_proxies,
            metrics_public,
        }
    }

    /// How browsers reach the gateway when it listens on `actual`.
    pub fn url(&self, actual: SocketAddr) -> String {
        match &self.public_url {
            Some(origin) => origin.to_string(),
            None => format!("http://{actual}"),
        }
    }
}

fn read_listen(table: &mut Table<'_>) -> (Place, SocketAddr) {
    let (place, text) = table.text(&LISTEN);
    let address = text.parse().unwrap_or_else(|_| {
        let message =
            format!("\"{text}\" is not an address and port; one looks like \"127.0.0.1:8080\"");
        table.problem(&place, message);
        SocketAddr::from(([127, 0, 0, 1], 8080))
    });
    (place, address)
}

fn read_public_url(table: &mut Table<'_>) -> Option<Origin> {
    let (place, node) = table.take(PUBLIC_URL.name)?;
    let Some(text) = text_of(&node) else {
        table.wrong_kind(PUBLIC_URL.name, &node, PUBLIC_URL.takes);
        return None;
    };
    text.parse()
        .map_err(|error: NotAnOrigin| table.problem(&place, format!("\"{text}\": {error}")))
        .ok()
}

fn read_proxies(table: &mut Table<'_>) -> Vec<IpAddr> {
    let mut proxies = Vec::new();
    for (place, text) in table.texts(&PROXIES).unwrap_or_default() {
        match text.parse() {
            Ok(address) => proxies.push(address),
            Err(_) => {
                table.problem(
                    &place,
                    format!("\"{text}\" is not an address such as 10.0.0.5"),
                );
            }
        }
    }
    proxies
}

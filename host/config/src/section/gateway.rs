//! `[gateway]`: where it listens, how the world reaches it, where its state is.

use std::{net::SocketAddr, path::PathBuf};

use super::channel::Origin;
use crate::{
    read::{Special, Table, Text, text_of},
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

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[gateway]",
    "Where the gateway listens and keeps its state. Paths are relative to the working directory.",
    &[&LISTEN, &PUBLIC_URL, &STATE],
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
}

impl Gateway {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let (place, listen) = table.text(&LISTEN);
        let listen = listen.parse().unwrap_or_else(|_| {
            let message = format!(
                "\"{listen}\" is not an address and port; one looks like \"127.0.0.1:8080\""
            );
            table.problem(&place, message);
            SocketAddr::from(([127, 0, 0, 1], 8080))
        });
        let public_url = table.take(PUBLIC_URL.name).and_then(|(place, node)| {
            let Some(text) = text_of(&node) else {
                table.wrong_kind(PUBLIC_URL.name, &node, PUBLIC_URL.takes);
                return None;
            };
            text.parse()
                .map_err(|error: super::channel::NotAnOrigin| {
                    table.problem(&place, format!("\"{text}\": {error}"));
                })
                .ok()
        });
        let (_, state) = table.text(&STATE);
        table.finish();
        Self {
            listen,
            public_url,
            state: state.into(),
        }
    }
}

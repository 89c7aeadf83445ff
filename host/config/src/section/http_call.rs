//! `[http_call.NAME]`: a server on the web that scripts may ask.

use crate::{
    read::{Choice, Integer, Special, Switch, Table, Text},
    reference::SectionReference,
    secret::{self, Secret},
    section::address,
};

const URL: Text = Text {
    name: "url",
    default: None,
    chars_max: 2_000,
    meaning: "Where it goes: https, or http on this machine itself with `private_networks`. Nothing of a \
              conversation can change it.",
};
const METHOD: Choice<CallMethod> = Choice {
    name: "method",
    options: &[("get", CallMethod::Get), ("post", CallMethod::Post)],
    meaning: "`get`: what the script sends is the query of the address. `post`: it is a JSON object of texts.",
};
const TOKEN: Special = Special {
    name: "token",
    takes: "`{ env = \"…\" }` or `{ file = \"…\" }`",
    default: "none",
    meaning: "Sent as `Authorization: Bearer …`.",
};
const PRIVATE_NETWORKS: Switch = Switch {
    name: "private_networks",
    default: false,
    meaning: "Whether the server may be in a private network or on this machine.",
};
const RESPONSE_KIB: Integer = Integer {
    name: "response_kib",
    default: 64,
    range: 1..=1_024,
    unit: "KiB",
    meaning: "How large an answer may be.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[http_call.NAME]",
    "A server on the web that a script asks with `does = \"http_call\"`; NAME is 1 to 32 of `a-z 0-9 _ -`. Each \
     request carries `Idempotency-Key`, the same when it is made again after a crash. Redirects are not followed. An \
     answer counts when its status is 2xx and it is JSON.",
    &[&URL, &METHOD, &TOKEN, &PRIVATE_NETWORKS, &RESPONSE_KIB],
);

/// How a call asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallMethod {
    /// With a query.
    Get,
    /// With a JSON object.
    Post,
}

/// A server on the web that scripts may ask.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpCall {
    /// Where it goes.
    pub url: String,
    /// How it asks.
    pub method: CallMethod,
    /// What is sent as a bearer token.
    pub token: Option<Secret>,
    /// Whether the server may be in a private network.
    pub private_networks: bool,
    /// How large an answer may be, in KiB.
    pub response_kib: u32,
}

impl HttpCall {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let (place, url) = table.text(&URL);
        let method = table.choice(&METHOD, CallMethod::Get);
        let token = secret::read(&mut table, &TOKEN);
        let private_networks = table.switch(&PRIVATE_NETWORKS);
        let response_kib = table.integer(&RESPONSE_KIB);
        address::check(&mut table, &place, &url, private_networks);
        table.finish();
        Self {
            url,
            method,
            token,
            private_networks,
            response_kib,
        }
    }
}

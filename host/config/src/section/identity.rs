//! `[channel.NAME.identity]`: how the channel's site says who its visitors are.

use frontdesk_core::limits;

use crate::{
    read::{Special, Table, Text},
    reference::SectionReference,
    secret::{self, Secret},
};

/// What an identity of the site's customers is called, before the issuer.
const KIND: &str = "customer:";

const SECRET: Special = Special {
    name: "secret",
    takes: "`{ env = \"…\" }` or `{ file = \"…\" }`",
    default: "needed",
    meaning: "What the site signs with: 32 bytes at least, known to the site's server and to the gateway \
              only, never to a page.",
};
const ISSUER: Text = Text {
    name: "issuer",
    default: Some(""),
    chars_max: limits::IDENTITY_KIND_BYTES - KIND.len(),
    meaning: "What `iss` has to be. Customers of different issuers are different people, whatever their \
              numbers: set it where several sites that number their customers on their own share a gateway.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[channel.NAME.identity]",
    "How the channel's site says who its visitors are: the site's server signs a short-lived token (JWT, \
     HS256) for whoever is signed in there, and the page hands it over with `Frontdesk.identify(token)`. \
     Agents see what the site vouches for as verified, and the same person's conversations on other channels \
     beside it. Without this table nothing that a page says of its visitor counts as verified.",
    &[&SECRET, &ISSUER],
);

const IDENTITY: Special = Special {
    name: "identity",
    takes: "a table",
    default: "none",
    meaning: "",
};

/// How a site vouches for its visitors.
#[derive(Clone, PartialEq, Eq)]
pub struct SiteIdentity {
    /// What its tokens are signed with.
    pub secret: Secret,
    /// What their `iss` has to be, visible ASCII; empty: nothing is asked of it.
    pub issuer: String,
}

/// The channel's way, if it has a table of it.
pub(crate) fn read(table: &mut Table<'_>) -> Option<SiteIdentity> {
    let mut inner = table.inner(&IDENTITY)?;
    let place = inner.place.clone();
    let is_there = inner.has(SECRET.name);
    let secret = secret::read(&mut inner, &SECRET);
    if !is_there {
        inner.problem(&place, secret::remedy("identity needs secret, which"));
    }
    let (place, issuer) = inner.text(&ISSUER);
    if !issuer.bytes().all(|b| b.is_ascii_graphic()) {
        inner.problem(
            &place,
            "issuer takes letters, digits and signs of ASCII, without spaces",
        );
    }
    inner.finish();
    Some(SiteIdentity {
        secret: secret?,
        issuer,
    })
}

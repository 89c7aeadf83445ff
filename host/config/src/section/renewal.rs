//! `renew` of a secret: how an access token is got with what the secret is.

use crate::{
    node::Kind,
    read::{Choice, Integer, Special, Table, Text},
    secret::{self, Secret},
    section::address,
};

const RENEW: &str = "renew";
const TAKES: &str = "`{ url = \"https://…\", client_id = \"…\" }`, with `client_secret = { file = \"…\" }` if the \
                     app has one, or with `grant = \"client_credentials\"` or `\"jwt_bearer\"`";
const GRANT: Choice<Kinds> = Choice {
    name: "grant",
    options: &[
        ("refresh_token", Kinds::RefreshToken),
        ("client_credentials", Kinds::ClientCredentials),
        ("jwt_bearer", Kinds::JwtBearer),
    ],
    meaning: "",
};
const URL: Text = Text {
    name: "url",
    default: None,
    chars_max: 2_000,
    meaning: "the provider's token endpoint",
};
const CLIENT_ID: Text = Text {
    name: "client_id",
    default: None,
    chars_max: 500,
    meaning: "the app's id at the provider",
};
const CLIENT_SECRET: Special = Special {
    name: "client_secret",
    takes: "`{ env = \"…\" }` or `{ file = \"…\" }`",
    default: "none",
    meaning: "",
};
const SCOPE: Text = Text {
    name: "scope",
    default: Some(""),
    chars_max: 2_000,
    meaning: "",
};
const SUBJECT: Text = Text {
    name: "subject",
    default: None,
    chars_max: 500,
    meaning: "the user at the provider for whom the app asks",
};
const AUDIENCE: Text = Text {
    name: "audience",
    default: None,
    chars_max: 2_000,
    meaning: "who is asked, as the provider calls itself: mostly the address of its sign-in",
};
const KEY_ID: Text = Text {
    name: "key_id",
    default: Some(""),
    chars_max: 500,
    meaning: "",
};
/// Providers refuse assertions that are good for longer.
const LIFETIME: Integer = Integer {
    name: "lifetime_s",
    default: 180,
    range: 10..=180,
    unit: "seconds",
    meaning: "",
};

#[derive(Clone, Copy, Debug)]
enum Kinds {
    RefreshToken,
    ClientCredentials,
    JwtBearer,
}

/// How a secret is renewed.
#[derive(Clone, PartialEq, Eq)]
pub struct Renewal {
    /// The provider's token endpoint.
    pub url: String,
    /// The app's id there.
    pub client_id: String,
    /// What the secret is, and what else goes with it.
    pub grant: GrantType,
}

/// What the secret is: by what an access token is got (OAuth 2.0).
#[derive(Clone, PartialEq, Eq)]
pub enum GrantType {
    /// A refresh token (RFC 6749, section 6).
    RefreshToken {
        /// The app's secret, if it has one.
        client_secret: Option<Secret>,
    },
    /// The app's own secret (RFC 6749, section 4.4).
    ClientCredentials {
        /// What for, if the provider wants to know.
        scope: Option<String>,
    },
    /// A private key that assertions are signed with (RFC 7523).
    JwtBearer(Assertion),
}

/// What an assertion says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// For whom.
    pub subject: String,
    /// To whom.
    pub audience: String,
    /// For how many seconds.
    pub lifetime_s: u32,
    /// Which of the app's keys it is, if the provider wants to know.
    pub key_id: Option<String>,
    /// What for, if the provider wants to know.
    pub scope: Option<String>,
}

/// Reads it out of the table of a secret.
pub(crate) fn read(table: &mut Table<'_>, secret: &str, private_networks: bool) -> Option<Renewal> {
    let (place, node) = table.take(RENEW)?;
    let Kind::Table(entries) = node.kind else {
        table.hidden_problem(&place, format!("{RENEW} takes {TAKES}"));
        return None;
    };
    let title = format!("{RENEW} of secret \"{secret}\"");
    let mut inner = table.hidden(title, place, entries);
    let kind = inner.choice(&GRANT, Kinds::RefreshToken);
    let (place, url) = inner.text(&URL);
    address::check(&mut inner, &place, &url, private_networks);
    let (_, client_id) = inner.text(&CLIENT_ID);
    let grant = grant(&mut inner, kind);
    inner.finish();
    Some(Renewal {
        url,
        client_id,
        grant,
    })
}

fn grant(table: &mut Table<'_>, kind: Kinds) -> GrantType {
    match kind {
        Kinds::RefreshToken => GrantType::RefreshToken {
            client_secret: secret::read(table, &CLIENT_SECRET),
        },
        Kinds::ClientCredentials => {
            no_client_secret(table, "the app's secret");
            GrantType::ClientCredentials {
                scope: optional(table, &SCOPE),
            }
        }
        Kinds::JwtBearer => {
            no_client_secret(table, "the app's private key");
            GrantType::JwtBearer(Assertion {
                subject: table.text(&SUBJECT).1,
                audience: table.text(&AUDIENCE).1,
                lifetime_s: table.integer(&LIFETIME),
                key_id: optional(table, &KEY_ID),
                scope: optional(table, &SCOPE),
            })
        }
    }
}

/// With these grants the secret that is renewed takes its place.
fn no_client_secret(table: &mut Table<'_>, instead: &str) {
    // Asked for only if it is there, so that it is not among the keys that a hint lists.
    if !table.has(CLIENT_SECRET.name) {
        return;
    }
    if let Some((place, _)) = table.take(CLIENT_SECRET.name) {
        let message = format!(
            "client_secret is for the grant \"refresh_token\": with this one the secret itself is {instead}"
        );
        table.problem(&place, message);
    }
}

fn optional(table: &mut Table<'_>, key: &Text) -> Option<String> {
    let (_, text) = table.text(key);
    (!text.is_empty()).then_some(text)
}

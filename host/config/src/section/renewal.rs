//! `renew` of a secret: how an access token is got with the refresh token that the secret is.

use crate::{
    granted_host::GrantedHost,
    node::Kind,
    place::Place,
    read::{Special, Table, Text},
    secret::{self, Secret},
};

const RENEW: &str = "renew";
const TAKES: &str = "`{ url = \"https://…\", client_id = \"…\" }`, with `client_secret = { file = \"…\" }` if the \
                     app has one";
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

/// How a secret is renewed.
#[derive(Clone, PartialEq, Eq)]
pub struct Renewal {
    /// The provider's token endpoint.
    pub url: String,
    /// The app's id there.
    pub client_id: String,
    /// The app's secret, if it has one.
    pub client_secret: Option<Secret>,
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
    let (place, url) = inner.text(&URL);
    check(&mut inner, &place, &url, private_networks);
    let (_, client_id) = inner.text(&CLIENT_ID);
    let client_secret = secret::read(&mut inner, &CLIENT_SECRET);
    inner.finish();
    Some(Renewal {
        url,
        client_id,
        client_secret,
    })
}

/// A refresh token goes there: the same rules as for hosts that a component is granted.
fn check(table: &mut Table<'_>, place: &Place, url: &str, private_networks: bool) {
    if url.is_empty() {
        return;
    }
    let path = url.find("://").and_then(|scheme| {
        let begin = scheme + "://".len();
        url.get(begin..)?.find(['/', '?']).map(|at| begin + at)
    });
    let origin = path.and_then(|path| url.get(..path)).unwrap_or(url);
    let message = match origin.parse::<GrantedHost>() {
        Ok(_) if origin.contains('*') || url.contains(['#', ' ']) => {
            "url is one address, such as https://api.example.com/oauth2/token".to_owned()
        }
        Ok(host) if host.is_plain() && !private_networks => {
            "url is on this machine, which needs `private_networks = true` in grants".to_owned()
        }
        Ok(_) => return,
        Err(error) => format!("url: {error}"),
    };
    table.problem(place, message);
}

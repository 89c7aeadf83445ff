//! Files of the gateway's messages, fetched from the address that they are sent with, as a provider does
//! it; or as the contact's own phone does, where the provider does not.

use reqwest::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::{
    Account, Content, Provider, call::Answer, deliver::rebased, dialect::Outgoing, world::World,
};

/// What the phone page shows, by what it says of itself.
const SHOWN: [&str; 3] = ["image/png", "image/jpeg", "image/gif"];
/// Where it is on this program's port.
pub(crate) const PATH: &str = "/media/sent/";

/// A file that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// Its content type, as its address says.
    pub kind: String,
    /// How long it is; of one that is too large, as far as it was read.
    pub bytes: usize,
    /// Why the provider cannot bring it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Where this program shows it, if it is a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

/// Why a provider cannot bring a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// There is no file at its address.
    Unreachable,
    /// It is of a type that is not taken.
    Kind,
    /// It is larger than the provider takes.
    TooLarge,
}

/// Gets the file of a message and holds it against what the provider takes. `None`: there is none, or it
/// is not on this machine, which nothing leaves.
pub(crate) async fn fetch(
    client: &reqwest::Client,
    world: &World,
    provider: Provider,
    outgoing: &Outgoing,
) -> Option<Fetched> {
    let Content::Media(media) = &outgoing.content else {
        return None;
    };
    let takes = provider.dialect().takes(outgoing);
    let url = reachable(&media.url, &outgoing.account).filter(|_| !takes.is_empty())?;
    let (kind, bytes, problem) = read(client, url, takes).await.unwrap_or_default();
    // Nothing came.
    let problem = if kind.is_empty() {
        Some(Problem::Unreachable)
    } else {
        problem
    };
    let mut fetched = Fetched {
        bytes: bytes.len(),
        problem,
        shown: None,
        kind,
    };
    if problem.is_none() && SHOWN.contains(&fetched.kind.as_str()) {
        fetched.shown = Some(format!("{PATH}{}", outgoing.id));
        let picture = Answer::bytes(&fetched.kind, &bytes);
        world.keep_picture(outgoing.id.clone(), picture);
    }
    Some(fetched)
}

/// Type and bytes, and what is wrong with them; `None`: there is no file.
async fn read(
    client: &reqwest::Client,
    url: Url,
    takes: &[(&str, usize)],
) -> Option<(String, Vec<u8>, Option<Problem>)> {
    let mut response = client.get(url).send().await.ok()?;
    if !response.status().is_success() {
        return None;
    }
    let kind = response.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    let kind = kind.split(';').next()?.trim().to_ascii_lowercase();
    let fitting = takes.iter().find(|(prefix, _)| kind.starts_with(prefix));
    let Some((_, bytes_max)) = fitting else {
        return Some((kind, Vec::new(), Some(Problem::Kind)));
    };
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > *bytes_max {
            return Some((kind, bytes, Some(Problem::TooLarge)));
        }
    }
    Some((kind, bytes, None))
}

/// Where a file really is: on this machine, or behind the gateway's public address.
fn reachable(text: &str, account: &Account) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_local = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    if is_local {
        return Some(url);
    }
    let gateway = Url::parse(&account.webhook_url).ok()?;
    let connect = account.connect.as_deref()?;
    (url.origin() == gateway.origin()).then(|| Url::parse(&rebased(text, connect)).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_on_this_machine_or_the_gateways_is_fetched() {
        let webhook = "https://desk.example/api/v1/channels/sms/webhook";
        let mut account = Account::new(Provider::Twilio, "AC1", "t", webhook);
        let found = |account: &Account, url: &str| reachable(url, account).map(String::from);
        for local in [
            "http://127.0.0.1:8080/f?s=1",
            "http://localhost/f",
            "http://[::1]:9/f",
        ] {
            assert_eq!(found(&account, local).as_deref(), Some(local));
        }
        let file = "https://desk.example/files/a?s=1";
        assert_eq!(found(&account, file), None, "nobody says where it leads");
        account.connect = Some("http://127.0.0.1:8080".to_owned());
        let there = "http://127.0.0.1:8080/files/a?s=1";
        assert_eq!(found(&account, file).as_deref(), Some(there));
        for other in [
            "https://files.example/a",
            "http://desk.example/a",
            "123",
            "",
        ] {
            assert_eq!(found(&account, other), None, "{other}");
        }
    }
}

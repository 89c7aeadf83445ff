//! A call of Meta, verified: `X-Hub-Signature-256` on what it sends, `hub.challenge` when the address is
//! registered.
//!
//! The signature is made over the bytes as they came (Meta escapes what is not ASCII, so the same JSON
//! written again is another text). Nothing of a call is parsed before it is verified. Source:
//! developers.facebook.com, Graph API, Webhooks, Getting started.

use frontdesk_plugin::{
    Error,
    channel::{Event, Inbound, Webhook},
    debug,
    host::{self, Hash},
    http::{Encoding, Method},
    warn,
};
use serde_json::Value;

use crate::{APP_SECRET, VERIFY_TOKEN, json};

const SIGNATURE: &str = "x-hub-signature-256";
/// Bytes of `sha256=` and the code in hexadecimal.
const SIGNATURE_BYTES: usize = 7 + 64;
/// Bytes of the word and of the challenge of a registration; Meta's challenge has about ten.
const TOKEN_BYTES: usize = 1_024;

/// A call that is Meta's.
#[derive(Debug)]
pub enum Call {
    /// The address is registered: answer with this.
    Registration(Inbound),
    /// Something happened.
    Body(Value),
}

/// Verifies a call, then opens it.
pub fn open(call: &Webhook) -> Result<Call, Error> {
    match call.method {
        Method::Get => registration(call).map(Call::Registration),
        Method::Post => {
            verify(call)?;
            call.json().map(Call::Body)
        }
        Method::Put | Method::Patch | Method::Delete | Method::Head => Err(Error::unsupported(
            "Meta calls by POST, and by GET to register",
        )),
    }
}

fn verify(call: &Webhook) -> Result<(), Error> {
    // Of another length it cannot be right: it is not even decoded.
    if call.header(SIGNATURE).map(str::len) != Some(SIGNATURE_BYTES) {
        return Err(Error::unauthorized(
            "the call has no X-Hub-Signature-256 or a broken one",
        ));
    }
    call.verify_hmac(
        APP_SECRET,
        Hash::Sha256,
        SIGNATURE,
        "sha256=",
        Encoding::Hex,
    )
}

/// The challenge, for whoever knows the word.
fn registration(call: &Webhook) -> Result<Inbound, Error> {
    let short = |name: &str| call.query(name).filter(|value| value.len() <= TOKEN_BYTES);
    let token = short("hub.verify_token").filter(|_| call.query("hub.mode") == Some("subscribe"));
    let is_right = match token {
        Some(token) => host::secret_equals(VERIFY_TOKEN, token)?,
        None => false,
    };
    if !is_right {
        return Err(Error::unauthorized(
            "a registration without the right verify_token",
        ));
    }
    let challenge = short("hub.challenge")
        .ok_or_else(|| Error::invalid("a registration without a challenge"))?;
    Ok(Inbound::answer(challenge))
}

/// The entries of a body about this kind of object; others are let be, as Meta repeats and at last gives
/// up calls that are refused.
pub fn entries<'a>(body: &'a Value, object: &str) -> &'a [Value] {
    if json::text(body, "object") == Some(object) {
        return json::list(body, "entry");
    }
    warn!("a call of Meta is about another kind of object, and is ignored"; "expected" = object);
    &[]
}

/// The events once each, in order: Meta may tell the same twice in one call. What was left out because it
/// is about another account than the channel's is counted for the log.
pub fn inbound(events: Vec<Event>, others: usize) -> Inbound {
    if others > 0 {
        debug!("a call of Meta is also about accounts that are not this channel's"; "ignored" = others);
    }
    let mut kept: Vec<Event> = Vec::with_capacity(events.len());
    let mut seen = std::collections::BTreeSet::new();
    for event in events {
        if seen.insert(event.id.clone()) {
            kept.push(event);
        }
    }
    Inbound::events(kept)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, rc::Rc};

    use frontdesk_plugin::{
        ErrorKind, SecretNeed, SecretUse,
        types::{Field, Payload},
    };
    use frontdesk_plugin_testkit::FakeHost;

    use super::*;

    fn opened(secret: &str, call: &Webhook) -> Result<Call, Error> {
        let need = |name: &str| SecretNeed {
            name: name.to_owned(),
            purpose: String::new(),
            uses: vec![SecretUse::Verify],
            required: true,
        };
        let host = FakeHost {
            secrets: BTreeMap::from([
                (APP_SECRET.to_owned(), secret.to_owned()),
                (VERIFY_TOKEN.to_owned(), "meatyhamhock".to_owned()),
            ]),
            needs: vec![need(APP_SECRET), need(VERIFY_TOKEN)],
            body: match &call.body {
                Payload::Text(text) => text.clone().into_bytes(),
                Payload::Bytes(bytes) => bytes.clone(),
            },
            ..FakeHost::default()
        };
        Rc::new(host).run(|| open(call))
    }

    fn call(header: &str, body: &str) -> Webhook {
        Webhook {
            method: Method::Post,
            url: "https://desk.example/hook".to_owned(),
            query: Vec::new(),
            headers: vec![Field::new(SIGNATURE, header)],
            body: Payload::Text(body.to_owned()),
        }
    }

    fn registered(query: &[(&str, &str)]) -> Result<Call, Error> {
        let query = query.iter().map(|(name, value)| Field::new(*name, *value));
        let call = Webhook {
            method: Method::Get,
            query: query.collect(),
            headers: Vec::new(),
            ..call("", "")
        };
        opened("app-secret", &call)
    }

    #[test]
    fn the_published_example_is_right() {
        // GitHub uses the same header and publishes this one: "Validating webhook deliveries".
        let header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        let secret = "It's a Secret to Everybody";
        // What is signed so is no JSON: it is Meta's, but cannot be read.
        let error = opened(secret, &call(header, "Hello, World!")).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Invalid);
        for body in ["Hello, World", "Hello, World! "] {
            let error = opened(secret, &call(header, body)).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Unauthorized, "{body}");
        }
        let error = opened("another", &call(header, "Hello, World!")).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unauthorized);
    }

    #[test]
    fn a_signature_is_over_the_bytes_as_they_came() {
        let header = "sha256=224f9c239d9cda6316db0612078057dbb2c94f548a74629eff228dd1412f3c20";
        let message = r#"{"mid":"m_1","text":"\u00bfD\u00f3nde? \ud83d\ude00 \/x"}"#;
        let body = format!(
            r#"{{"object":"page","entry":[{{"id":"1","time":1,"messaging":[{{"sender":{{"id":"2"}},"recipient":{{"id":"1"}},"timestamp":1,"message":{message}}}]}}]}}"#
        );
        let Ok(Call::Body(value)) = opened("app-secret", &call(header, &body)) else {
            panic!("it is signed");
        };
        assert_eq!(entries(&value, "page").len(), 1);
        let written_again = value.to_string();
        let error = opened("app-secret", &call(header, &written_again)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unauthorized);
    }

    #[test]
    fn other_signatures_are_none() {
        for header in [
            "bd9549eb87a414d3df28b5a60ea86d4a11e2f1c6258edbd18f56d3c23c0f908d",
            "sha1=18fe6cec23771c3dff7822497dccc1873528d436",
            "sha256=",
            "",
        ] {
            let error = opened("app-secret", &call(header, "{}")).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Unauthorized, "{header}");
        }
        let right = "sha256=bd9549eb87a414d3df28b5a60ea86d4a11e2f1c6258edbd18f56d3c23c0f908d";
        assert!(opened("app-secret", &call(right, "{}")).is_ok());
    }

    #[test]
    fn a_registration_is_answered_with_its_challenge_if_it_knows_the_word() {
        let mode = ("hub.mode", "subscribe");
        let challenge = ("hub.challenge", "1158201444");
        let word = ("hub.verify_token", "meatyhamhock");
        let Ok(Call::Registration(answer)) = registered(&[mode, challenge, word]) else {
            panic!("it knows the word");
        };
        assert_eq!(
            answer.reply.map(|reply| reply.body),
            Some(Payload::Text("1158201444".to_owned()))
        );
        for query in [
            vec![mode, challenge, ("hub.verify_token", "nope")],
            vec![mode, challenge],
            vec![challenge, word],
            vec![("hub.mode", "unsubscribe"), challenge, word],
        ] {
            let error = registered(&query).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Unauthorized, "{query:?}");
        }
        let error = registered(&[mode, word]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Invalid);
    }
}

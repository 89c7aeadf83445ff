//! A bot that tries whatever the last line says (a script in JSON) and tells what came of each: for
//! every grant there is. What it asks for at load is in its settings.

use frontdesk_plugin::{
    Bot, Cx, Descriptor, Error, Field, Plugin, Request, SecretUse,
    bindings::plugin::frontdesk::plugin::{host, kv},
    bot::{Action, Talk},
    host::{Hash, SecretError, SignedPart, WeakCode},
    http::{Auth, Body, Encoding, Exchange, Failure, Method, Signature},
    kv::KvError,
    types::Payload,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// The component.
#[derive(Debug)]
pub struct Guest;

/// What its settings ask for.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asks {
    hosts: Vec<String>,
    secrets: Vec<String>,
    kv: bool,
}

/// What to try, in this order.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Script {
    kv: Vec<Vec<String>>,
    secrets: Vec<Vec<String>>,
    random: u32,
    /// Each inner list is one round.
    rounds: Vec<Vec<Ask>>,
    /// Ask for other requests in every pass, for ever.
    for_ever: bool,
    fail: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ask {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
    /// `bearer token`, `basic user token`, `header name token`, `query name token`, `signed token`.
    auth: String,
    timeout_ms: Option<u32>,
    idempotency: Option<String>,
    accept: Vec<u16>,
}

impl Plugin for Guest {
    fn describe() -> Descriptor {
        let asks: Asks = frontdesk_plugin::settings().unwrap_or_default();
        let mut descriptor =
            Descriptor::bot("asker", "0.1.0", "Asks").settings(r#"{"type":"object"}"#);
        for host in &asks.hosts {
            descriptor = descriptor.host(host);
        }
        for secret in &asks.secrets {
            descriptor = descriptor.secret(secret, &[SecretUse::Send], "to be asked for");
        }
        descriptor.kv = asks.kv;
        descriptor
    }
}

impl Bot for Guest {
    fn turn(talk: &Talk, cx: &mut Cx) -> Result<Vec<Action>, Error> {
        let line = talk.lines.last().map(|line| line.text.as_str());
        let script: Script = serde_json::from_str(line.unwrap_or_default())
            .map_err(|error| Error::invalid(error.to_string()))?;
        let kv: Vec<_> = script.kv.iter().map(|words| keep(words)).collect();
        let secrets: Vec<_> = script
            .secrets
            .iter()
            .map(|words| use_secret(words))
            .collect();
        let random = (0..2).map(|_| host::random(script.random));
        let random: Vec<_> = random.collect();
        if script.for_ever {
            let ask = Request::get(format!("https://a.example/{}", cx.recorded_left()));
            return Err(cx.leave_to_fetch(vec![ask]));
        }
        let mut rounds = Vec::new();
        for asks in &script.rounds {
            let exchanges = cx.try_fetch_all(asks.iter().map(request).collect())?;
            rounds.push(exchanges.iter().map(told).collect::<Vec<_>>());
        }
        if script.fail {
            return Err(Error::transient("as asked"));
        }
        let answer = json!({
            "kv": kv, "secrets": secrets, "random": random, "rounds": rounds, "now": host::now(),
        });
        Ok(vec![Action::Say(answer.to_string())])
    }
}

fn keep(words: &[String]) -> Value {
    let answer = match words {
        [verb, key] if verb == "get" => kv::get(key).map(|value| json!(value)),
        [verb, key] if verb == "delete" => kv::delete(key).map(|()| json!("ok")),
        [verb, key, value] if verb == "set" => {
            kv::set(key, value.as_bytes(), None).map(|()| json!("ok"))
        }
        [verb, key, length] if verb == "fill" => {
            kv::set(key, &vec![1; length.parse().unwrap_or(0)], None).map(|()| json!("ok"))
        }
        _ => Ok(json!("?")),
    };
    match answer {
        Ok(value) => value,
        Err(KvError::Denied(reason)) => json!({ "denied": reason }),
        Err(KvError::TooLarge(reason)) => json!({ "too-large": reason }),
    }
}

fn use_secret(words: &[String]) -> Value {
    let text = |text: &String| vec![SignedPart::Text(text.clone())];
    let answer = match words {
        [verb, name, message] if verb == "hmac" => {
            host::hmac(name, Hash::Sha256, &text(message)).map(|code| json!(code))
        }
        [verb, name, message] if verb == "verify" => {
            host::hmac_verify(name, Hash::Sha256, &text(message), &[0; 32]).map(|is| json!(is))
        }
        [verb, name, message, code] if verb == "weak" => {
            let code: Vec<u8> = serde_json::from_str(code).unwrap_or_default();
            host::weak_verify(name, WeakCode::Md5Hmac, &text(message), &code).map(|is| json!(is))
        }
        [verb, name, value] if verb == "equals" => {
            host::secret_equals(name, value).map(|is| json!(is))
        }
        [verb, name, message] if verb == "ed25519" => {
            host::ed25519_verify(name, &text(message), &[0; 64]).map(|is| json!(is))
        }
        [verb, name] if verb == "body" => {
            host::hmac(name, Hash::Sha256, &[SignedPart::Body]).map(|code| json!(code))
        }
        _ => Ok(json!("?")),
    };
    match answer {
        Ok(value) => value,
        Err(SecretError::Denied(reason)) => json!({ "denied": reason }),
        Err(SecretError::Unusable(reason)) => json!({ "unusable": reason }),
    }
}

fn request(ask: &Ask) -> Request {
    let method = match ask.method.as_str() {
        "post" => Method::Post,
        "put" => Method::Put,
        "delete" => Method::Delete,
        _ => Method::Get,
    };
    let words: Vec<_> = ask.auth.split(' ').map(str::to_owned).collect();
    let auth = match words.as_slice() {
        [kind, secret] if kind == "bearer" => Auth::Bearer(secret.clone()),
        [kind, user, secret] if kind == "basic" => Auth::Basic((user.clone(), secret.clone())),
        [kind, name, secret] if kind == "header" => Auth::Header((name.clone(), secret.clone())),
        [kind, name, secret] if kind == "query" => Auth::Query((name.clone(), secret.clone())),
        [kind, secret] if kind == "signed" => Auth::Signed(Signature {
            secret: secret.clone(),
            hash: Hash::Sha256,
            message: Payload::Text("what is signed".to_owned()),
            header: "x-signature".to_owned(),
            prefix: "sha256=".to_owned(),
            encoding: Encoding::Hex,
        }),
        _ => Auth::None,
    };
    let mut request = Request::new(method, &ask.url).auth(auth);
    let headers = ask.headers.iter();
    request.headers = headers
        .map(|(name, value)| Field::new(name, value))
        .collect();
    if !ask.body.is_empty() {
        request.body = Body::Bytes(ask.body.clone().into_bytes());
    }
    request.timeout_ms = ask.timeout_ms;
    request.idempotency.clone_from(&ask.idempotency);
    request.accept.clone_from(&ask.accept);
    request
}

fn told(exchange: &Exchange) -> Value {
    match exchange {
        Ok(response) => json!({
            "status": response.status,
            "text": response.text().chars().take(2_000).collect::<String>(),
            "bytes": response.bytes().len(),
        }),
        Err(Failure::Timeout) => json!("timeout"),
        Err(Failure::Connect(reason)) => json!({ "connect": reason }),
        Err(Failure::Denied(reason)) => json!({ "denied": reason }),
        Err(Failure::TooLarge(bytes)) => json!({ "too-large": bytes }),
        Err(Failure::Status(response)) => json!({ "failed": response.status }),
    }
}

frontdesk_plugin::export_bot!(Guest);

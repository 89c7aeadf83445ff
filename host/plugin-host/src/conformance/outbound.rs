//! What goes out: an operation must be the same at every replay, and end in an error, never in a
//! trap, when its peer fails.

use super::{
    LATER, NOW,
    passes::{Passed, Wish, pass, wishes},
    report::Report,
};
use crate::{
    bindings::{
        http_types::{Exchange, Failure, Request, Response},
        types::{ErrorKind, Field, Payload},
    },
    descriptor::Kind,
    plugin::Plugin,
};

/// How peers fail.
fn failures() -> Vec<(&'static str, Failure)> {
    let status = |status, body: &str| {
        Failure::Status(Response {
            status,
            headers: vec![Field {
                name: "retry-after".to_owned(),
                value: "7".to_owned(),
            }],
            body: Payload::Text(body.to_owned()),
        })
    };
    vec![
        ("a timeout", Failure::Timeout),
        ("status 429", status(429, "slow down")),
        ("status 500", status(500, "<html>oops</html>")),
        ("status 401", status(401, "{\"error\":\"unauthorized\"}")),
        ("status 404", status(404, "")),
        ("no connection", Failure::Connect("refused".to_owned())),
        (
            "a denial",
            Failure::Denied("the host is not granted".to_owned()),
        ),
        ("an answer that is too large", Failure::TooLarge(1 << 20)),
    ]
}

/// Answers with status 200 that are none.
fn nonsense() -> Vec<Response> {
    let bodies = [
        Payload::Text(String::new()),
        Payload::Text("null".to_owned()),
        Payload::Text("{}".to_owned()),
        Payload::Text("[".repeat(10_000)),
        Payload::Text("{\"id\":{\"id\":[\"\\u0000\"]},\"items\":7,\"ok\":\"yes\"}".to_owned()),
        Payload::Text("\u{feff}<!doctype html>👀".to_owned()),
        Payload::Bytes(vec![0xff, 0xfe, 0x00]),
        Payload::Text("9".repeat(1 << 20)),
    ];
    bodies
        .into_iter()
        .map(|body| Response {
            status: 200,
            headers: Vec::new(),
            body,
        })
        .collect()
}

/// Tries the operation of the plugin's kind.
pub(super) async fn check(plugin: &Plugin, report: &mut Report) {
    let function = match plugin.kind() {
        Kind::Channel => "send",
        Kind::Crm => "run",
        Kind::Translator => "translate",
        Kind::Bot => "turn",
    };
    let wishes = wishes(plugin.kind());
    let replayed = replays(plugin, &wishes).await;
    report.verdict(
        format!("{function} survives any text, the same twice"),
        replayed,
    );
    let name = format!("{function} ends in an error when its peer fails");
    match peers_fail(plugin, &wishes).await {
        Ok(0) => report.skip(name, "it asked for no request"),
        Ok(_) => report.pass(name),
        Err(why) => report.fail(name, why),
    }
    let survived = peers_talk_nonsense(plugin, &wishes).await;
    report.verdict(
        format!("{function} survives nonsense from its peer"),
        survived,
    );
    if let Some(Wish::Send(_)) = wishes.first() {
        let same = tries_alike(plugin, &wishes).await;
        report.verdict("send asks for the same at every try", same);
    }
}

/// The first pass, twice and at another time.
async fn replays(plugin: &Plugin, wishes: &[Wish]) -> Result<(), String> {
    for wish in wishes {
        let first = told(pass(plugin, wish, &[], NOW).await)?;
        let second = told(pass(plugin, wish, &[], NOW).await)?;
        if first.words != second.words {
            return Err("the same arguments were answered in two ways".to_owned());
        }
        internal(&first.passed)?;
        told(pass(plugin, wish, &[], LATER).await)?;
    }
    Ok(())
}

/// Each failure at the first round and at every later one. The number of operations that asked for
/// anything.
async fn peers_fail(plugin: &Plugin, wishes: &[Wish]) -> Result<usize, String> {
    let mut asked = 0;
    let Some(wish) = wishes.first() else {
        return Ok(0);
    };
    for (name, failure) in failures() {
        let mut prior: Vec<Exchange> = Vec::new();
        let mut is_over = false;
        for round in 0..plugin.caller.context.limits.rounds {
            let first =
                told(pass(plugin, wish, &prior, NOW).await).map_err(|why| at(name, &why))?;
            let again =
                told(pass(plugin, wish, &prior, NOW).await).map_err(|why| at(name, &why))?;
            if first.words != again.words {
                return Err(at(name, "a replay was answered otherwise"));
            }
            internal(&first.passed).map_err(|why| at(name, &why))?;
            match first.passed {
                Passed::Fetch(requests) => {
                    asked += usize::from(round == 0);
                    prior.extend(requests.iter().map(|_| Err(failure.clone())));
                }
                Passed::Error(_) => {
                    is_over = true;
                    break;
                }
                // A bot may go on without its peer; so may an operation that asked for nothing.
                Passed::Done if round == 0 || plugin.kind() == Kind::Bot => {
                    is_over = true;
                    break;
                }
                Passed::Done if name == "status 404" && plugin.kind() == Kind::Crm => {
                    is_over = true;
                    break;
                }
                Passed::Done => return Err(at(name, "it was taken for a success")),
            }
        }
        if !is_over {
            return Err(at(name, "it asks again and again and never ends"));
        }
    }
    Ok(asked)
}

fn at(name: &str, why: &str) -> String {
    format!("{name}: {why}")
}

async fn peers_talk_nonsense(plugin: &Plugin, wishes: &[Wish]) -> Result<(), String> {
    let Some(wish) = wishes.first() else {
        return Ok(());
    };
    for response in nonsense() {
        let mut prior: Vec<Exchange> = Vec::new();
        for _ in 0..plugin.caller.context.limits.rounds {
            let pass = told(pass(plugin, wish, &prior, NOW).await)?;
            internal(&pass.passed)?;
            let Passed::Fetch(requests) = pass.passed else {
                break;
            };
            prior.extend(requests.iter().map(|_| Ok(response.clone())));
        }
    }
    Ok(())
}

/// A message that is tried again must look the same to the provider, or it arrives twice.
async fn tries_alike(plugin: &Plugin, wishes: &[Wish]) -> Result<(), String> {
    let Some(Wish::Send(message)) = wishes.first() else {
        return Ok(());
    };
    let again = Wish::Send(crate::bindings::channel::Message {
        attempt: 2,
        ..message.clone()
    });
    let first = told(pass(plugin, &Wish::Send(message.clone()), &[], NOW).await)?;
    let second = told(pass(plugin, &again, &[], LATER).await)?;
    let keys = |passed: &Passed| -> Vec<_> {
        match passed {
            Passed::Fetch(requests) => requests.iter().map(key).collect(),
            Passed::Done | Passed::Error(_) => Vec::new(),
        }
    };
    if keys(&first.passed) == keys(&second.passed) {
        Ok(())
    } else {
        Err("the second try goes elsewhere or has another idempotency key".to_owned())
    }
}

fn key(request: &Request) -> (String, Option<String>) {
    (request.url.clone(), request.idempotency.clone())
}

fn told<T>(pass: Result<T, crate::Fault>) -> Result<T, String> {
    pass.map_err(|fault| fault.to_string())
}

/// `internal` is the component's own word for a mistake in it.
fn internal(passed: &Passed) -> Result<(), String> {
    match passed {
        Passed::Error(ErrorKind::Internal) => Err("it reported a mistake in itself".to_owned()),
        Passed::Error(_) | Passed::Fetch(_) | Passed::Done => Ok(()),
    }
}

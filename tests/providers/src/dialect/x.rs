//! X: direct messages of API v2, and webhooks of Account Activity or of the Activity API that follows it.
//!
//! <https://docs.x.com/x-api/direct-messages/manage/introduction>,
//! <https://docs.x.com/x-api/webhooks/introduction>. Signed with the app's consumer secret, in base64.

mod webhook;

use serde_json::{Map, Value, json};

use super::fields::{object, put, text};
use crate::{
    Account, Content, Media, Message, Standing,
    call::{Answer, Call, SignedCall, with_query},
    clock,
    dialect::{Asked, Dialect, Outgoing, Report, Stamped},
    faults::Mishap,
    ids,
    world::Desk,
};

/// Characters of a text.
const TEXT_MAX: usize = 10_000;
/// Messages of one user in a quarter of an hour.
const RATE: &str = "15";

pub(crate) struct X;

impl Dialect for X {
    fn title(&self) -> &'static str {
        "X"
    }

    fn prefix(&self) -> &'static str {
        "x"
    }

    fn read(&self, call: &Call, desk: &Desk<'_>) -> Result<Asked, Answer> {
        let parts = call.parts();
        let ("POST", ["2", "dm_conversations", "with", to, "messages"]) =
            (call.method.as_str(), parts.as_slice())
        else {
            return Err(problem(404, "Not Found", "resource-not-found", "Not Found"));
        };
        let account = desk.account(|account| call.bearer() == Some(account.token.as_str()));
        let account = account.ok_or_else(|| {
            let body = json!({
                "title": "Unauthorized", "type": "about:blank", "status": 401,
                "detail": "Unauthorized",
            });
            Answer::json(401, &body)
        })?;
        let is_id = (1..=19).contains(&to.len()) && to.bytes().all(|byte| byte.is_ascii_digit());
        if !is_id {
            let why = "The `participant_id` query parameter value is not valid";
            return Err(invalid("participant_id", why));
        }
        let content = content(&object(call.json()).unwrap_or_default())?;
        match desk.standing(&account, to) {
            Standing::Blocked | Standing::Gone => Err(problem(
                403,
                "Forbidden",
                "not-authorized-for-resource",
                "You do not have permission to DM one or more participants.",
            )),
            Standing::Window | Standing::Open => {
                Ok(Outgoing::new(&account, to, content, self.message_id()).asked())
            }
        }
    }

    fn taken(&self, outgoing: &Outgoing, _message: &Message) -> Answer {
        let (us, them) = (&outgoing.account.id, &outgoing.to);
        let body = json!({ "data": {
            "dm_conversation_id": format!("{us}-{them}"), "dm_event_id": outgoing.id,
        }});
        Answer::json(201, &body)
    }

    fn too_many(&self, _call: &Call, mishap: &Mishap) -> Answer {
        let body = json!({
            "errors": [{ "code": 88, "message": "Rate limit exceeded" }],
            "title": "Too Many Requests", "type": "about:blank", "status": 429,
            "detail": "Too Many Requests",
        });
        let reset = clock::now_ms().div_ceil(1_000) + u64::from(mishap.retry_after);
        Answer::json(429, &body)
            .with("x-rate-limit-limit", RATE)
            .with("x-rate-limit-remaining", "0")
            .with("x-rate-limit-reset", reset.to_string())
    }

    fn internal(&self, _call: &Call) -> Answer {
        let body = json!({
            "title": "Internal Server Error", "type": "about:blank", "status": 500,
            "detail": "Something is broken.",
        });
        Answer::json(500, &body)
    }

    fn inbound(&self, account: &Account, stamped: &Stamped<'_>) -> SignedCall {
        webhook::inbound(account, stamped)
    }

    fn receipt(&self, report: &Report<'_>) -> Vec<SignedCall> {
        webhook::receipt(report)
    }

    fn echo(&self, report: &Report<'_>) -> Option<SignedCall> {
        Some(webhook::echo(report))
    }

    fn message_id(&self) -> String {
        ids::growing().to_string()
    }

    fn check(&self, account: &Account) -> Option<(SignedCall, String)> {
        // With characters that must be decoded before they are signed.
        let token = format!("{}+/=", ids::hex(24));
        let call = SignedCall::get(with_query(&account.webhook_url, &[("crc_token", &token)]));
        Some((call, webhook::signature(account.secret(), token.as_bytes())))
    }

    fn checked(&self, body: &str) -> String {
        let body = object(serde_json::from_str(body).ok());
        body.and_then(|body| text(&body, "response_token"))
            .unwrap_or_default()
    }
}

fn content(given: &Map<String, Value>) -> Result<Content, Answer> {
    let words = text(given, "text");
    let media = given.get("attachments").and_then(Value::as_array);
    let media = media.and_then(|list| text(list.first()?.as_object()?, "media_id"));
    if words
        .as_deref()
        .is_some_and(|words| words.chars().count() > TEXT_MAX)
    {
        return Err(invalid("text", "text must be at most 10000 characters"));
    }
    match (words, media) {
        (caption, Some(url)) => Ok(Content::Media(Media {
            url,
            mime: String::new(),
            caption,
        })),
        (Some(words), None) => Ok(Content::Text(words)),
        (None, None) => Err(invalid("text", "one of text or attachments is required")),
    }
}

fn problem(status: u16, title: &str, kind: &str, detail: &str) -> Answer {
    let body = json!({
        "title": title, "type": format!("https://api.x.com/2/problems/{kind}"),
        "detail": detail, "status": status,
    });
    Answer::json(status, &body)
}

fn invalid(parameter: &str, why: &str) -> Answer {
    let mut parameters = json!({});
    put(&mut parameters, parameter, json!([]));
    let body = json!({
        "errors": [{ "parameters": parameters, "message": why }],
        "title": "Invalid Request", "type": "https://api.x.com/2/problems/invalid-request",
        "detail": "One or more parameters to your request was invalid.",
    });
    Answer::json(400, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_passed_by_its_answer_only() {
        assert_eq!(X.checked(r#"{"response_token":"sha256=a"}"#), "sha256=a");
        assert_eq!(X.checked("sha256=a"), "");
    }
}

//! What a failed request means: whether the message may be sent again, and who must act.
//!
//! The Bot API knows no idempotency key, so only what it has certainly not taken is tried again.

use frontdesk_plugin::{
    Error, Response,
    channel::{Cause, Refusal},
    http::Failure,
    outbound::Failed,
    told::Told,
};
use serde_json::Value;

/// What became of a message whose request failed like this.
pub fn of(failure: &Failure) -> Failed {
    Failed::of(failure, "Telegram", of_status)
}

/// By Telegram's own code, which is the HTTP status wherever nobody stands in between.
fn of_status(response: &Response) -> Failed {
    let told: Value = response.json().unwrap_or_default();
    let told = Told::from(&told);
    let own_code = told.at("error_code").count::<u16>();
    let code = own_code.unwrap_or(response.status);
    let says = told.at("description").text().unwrap_or_default();
    let message = |sentence: &str| format!("Telegram answered {code}: {sentence}");
    let again = |error: Error| Failed::Again(error.code(code.to_string()));
    let refused = |cause, sentence| {
        Failed::Refused(Refusal::new(cause, message(sentence)).code(code.to_string()))
    };
    match code {
        401 | 404 => again(Error::misconfigured(message(
            "bot_token or base_url is not right",
        ))),
        403 => {
            let (cause, sentence) = forbidden(says);
            refused(cause, sentence)
        }
        409 => again(Error::misconfigured(message(
            "another program asks for the bot's updates (getUpdates)",
        ))),
        429 => again(Error::rate_limited(
            message("too many messages at once"),
            retry_after_ms(told, response),
        )),
        400 | 413 => {
            let (cause, sentence) = bad_request(says, told);
            refused(cause, sentence)
        }
        // What stands before the Bot API's servers answers in their name too: a message may have
        // passed it.
        502 | 504 => Failed::Uncertain(message("somebody in between had no answer")),
        500..=599 if own_code.is_some() => {
            let retry_after_ms = retry_after_ms(told, response);
            again(Error::busy(
                message("it cannot take it now"),
                retry_after_ms,
            ))
        }
        500..=599 => Failed::Uncertain(message("and it is not the Bot API's answer")),
        300..=399 => again(Error::misconfigured(message("base_url is not right"))),
        _ => refused(Cause::Other, "see the Bot API's list of errors"),
    }
}

/// There is one code for all of these. Where the words are not the known ones, the contact has blocked
/// the bot: it is by far the most frequent.
fn forbidden(says: &str) -> (Cause, &'static str) {
    if says.contains("deactivated") {
        (Cause::Recipient, "the contact's account is gone")
    } else if says.contains("initiate") {
        (Cause::Recipient, "the contact has not started the bot")
    } else if says.contains("to bots") {
        (Cause::Recipient, "the address is a bot's")
    } else {
        (Cause::OptedOut, "the contact has blocked the bot")
    }
}

fn bad_request(says: &str, told: Told<'_>) -> (Cause, &'static str) {
    let has = |words: &[&str]| words.iter().any(|word| says.contains(word));
    if told
        .at("parameters")
        .at("migrate_to_chat_id")
        .whole()
        .is_some()
    {
        let sentence = "the chat has become another one, of a kind that is no conversation here";
        (Cause::Recipient, sentence)
    } else if has(&[
        "chat not found",
        "user not found",
        "PEER_ID_INVALID",
        "chat_id",
    ]) {
        (Cause::Recipient, "there is no such chat with the bot")
    } else if has(&["message", "text", "entities", "too long", "Too Large"]) {
        (Cause::Content, "the text is not one that it takes")
    } else {
        (Cause::Other, "see the Bot API's list of errors")
    }
}

/// Telegram's own word for it, in seconds, or the header's.
fn retry_after_ms(told: Told<'_>, response: &Response) -> Option<u32> {
    let own = told.at("parameters").at("retry_after").count::<u32>();
    own.map(|seconds| seconds.saturating_mul(1_000))
        .or_else(|| response.retry_after_ms())
}

#[cfg(test)]
mod tests {
    use frontdesk_plugin::{ErrorKind, types::Payload};
    use serde_json::json;

    use super::*;

    fn answered(status: u16, body: &str) -> Failed {
        of(&Failure::Status(Response {
            status,
            headers: Vec::new(),
            body: Payload::Text(body.to_owned()),
        }))
    }

    fn told(code: u16, says: &str) -> Failed {
        let body = json!({ "ok": false, "error_code": code, "description": says });
        answered(code, &body.to_string())
    }

    fn cause(failed: Failed) -> Cause {
        match failed {
            Failed::Refused(refusal) => refusal.cause,
            other @ (Failed::Again(_) | Failed::Uncertain(_)) => panic!("{other:?}"),
        }
    }

    fn kind(failed: Failed) -> ErrorKind {
        match failed {
            Failed::Again(error) => error.kind,
            other @ (Failed::Refused(_) | Failed::Uncertain(_)) => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_refused_says_why() {
        for (code, says, wanted) in [
            (
                403,
                "Forbidden: bot was blocked by the user",
                Cause::OptedOut,
            ),
            (403, "Forbidden: in words that are new", Cause::OptedOut),
            (403, "Forbidden: user is deactivated", Cause::Recipient),
            (
                403,
                "Forbidden: bot can't initiate conversation with a user",
                Cause::Recipient,
            ),
            (
                403,
                "Forbidden: bot can't send messages to bots",
                Cause::Recipient,
            ),
            (400, "Bad Request: chat not found", Cause::Recipient),
            (400, "Bad Request: PEER_ID_INVALID", Cause::Recipient),
            (400, "Bad Request: message is too long", Cause::Content),
            (
                400,
                "Bad Request: can't parse entities: ...",
                Cause::Content,
            ),
            (413, "Request Entity Too Large", Cause::Content),
            (400, "Bad Request: something else", Cause::Other),
            (418, "", Cause::Other),
        ] {
            assert_eq!(cause(told(code, says)), wanted, "{code} {says}");
        }
    }

    #[test]
    fn a_chat_that_moved_is_no_conversation() {
        let body = r#"{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded","parameters":{"migrate_to_chat_id":-1001234567890}}"#;
        let failed = answered(400, body);
        assert!(!format!("{failed:?}").contains("1001234567890"));
        assert_eq!(cause(failed), Cause::Recipient);
    }

    #[test]
    fn only_what_was_certainly_not_taken_is_tried_again() {
        for (code, wanted) in [
            (401, ErrorKind::Misconfigured),
            (404, ErrorKind::Misconfigured),
            (409, ErrorKind::Misconfigured),
            (302, ErrorKind::Misconfigured),
            (429, ErrorKind::RateLimited),
            (500, ErrorKind::Transient),
            (503, ErrorKind::Transient),
        ] {
            assert_eq!(kind(told(code, "")), wanted, "{code}");
        }
        let failures = [
            Failure::Timeout,
            Failure::TooLarge(1),
            Failure::Connect("the connection broke: reset".to_owned()),
        ];
        let unknown = failures.iter().map(of).chain([
            told(502, "Bad Gateway"),
            answered(500, "<html/>"),
            answered(504, ""),
        ]);
        for failed in unknown {
            assert!(matches!(failed, Failed::Uncertain(_)), "{failed:?}");
        }
    }
}

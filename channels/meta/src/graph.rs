//! What an error of the Graph API means: whether a message may be sent again, and who must act.
//!
//! Meta asks its callers to go by `code` and `error_subcode`, never by the text. HTTP statuses say little
//! (a rate limit is often a 400), so they only count where a code is not known here. Sources:
//! developers.facebook.com, `WhatsApp` error codes and Messenger common error codes.

use frontdesk_plugin::{
    Error, Response,
    channel::{Cause, Refusal},
    http::Failure,
    outbound::Failed,
};
use serde_json::Value;

use crate::json;

/// What Meta says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The token is not right, or not any more.
    Credentials,
    /// A permission, number, page or account is not set up or blocked.
    Setup,
    /// The template is not there, or paused.
    Template,
    /// Too many messages.
    TooFast,
    /// Not now.
    Busy,
    /// The contact wants none of this kind.
    OptedOut,
    /// The contact cannot be reached.
    Recipient,
    /// The message is not one that Meta takes.
    Content,
    /// Too late after the contact's last message.
    Window,
    /// Meta holds it back.
    Filtered,
    /// There is no way to pay for it.
    Quota,
    /// Not known here.
    Unknown,
}

impl Class {
    /// What a code means; the subcode, where it is known, says more than the code.
    pub const fn of(code: u32, subcode: Option<u32>) -> Self {
        match subcode {
            Some(2_018_065 | 2_018_278 | 2_534_022) => return Self::Window,
            Some(1_545_041 | 2_018_001 | 2_018_108 | 2_534_014) => return Self::Recipient,
            // The number or page in the address is none of the token's.
            Some(33) if code == 100 => return Self::Setup,
            Some(_) | None => {}
        }
        match code {
            0 | 102 | 190 => Self::Credentials,
            3 | 10 | 33 | 200..=299 | 368 => Self::Setup,
            131_005 | 131_030 | 131_031 | 131_037 | 131_045 | 133_000..=133_003 => Self::Setup,
            133_005..=133_015 => Self::Setup,
            132_001 | 132_015 | 132_016 => Self::Template,
            4 | 17 | 32 | 341 | 613 | 80_000..=80_014 => Self::TooFast,
            130_429 | 131_048 | 131_056 | 133_016 => Self::TooFast,
            1 | 2 | 1_200 | 131_000 | 131_016 | 131_057 | 133_004 => Self::Busy,
            131_050 => Self::OptedOut,
            551 | 130_497 | 131_021 | 131_026 => Self::Recipient,
            100 | 131_008 | 131_009 | 131_051..=131_053 | 131_055 | 131_062 => Self::Content,
            132_000 | 132_005 | 132_007 | 132_012 | 132_018 | 132_068 | 132_069 => Self::Content,
            131_047 => Self::Window,
            130_472 | 131_049 => Self::Filtered,
            131_042 => Self::Quota,
            _ => Self::Unknown,
        }
    }

    /// For the operator. In our own words: Meta's can repeat the contact's number.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Credentials => "access_token is not right, or has expired",
            Self::Setup => {
                "a permission is missing, or the account, page or number is not set up or is blocked: \
                 look the code up at Meta"
            }
            Self::Template => "the template does not exist in this language, or is paused",
            Self::TooFast => "too many messages at once",
            Self::Busy => "Meta cannot take it now",
            Self::OptedOut => "the contact has stopped messages of this kind",
            Self::Recipient => "the contact cannot be reached, or takes no messages from here",
            Self::Content => "the message is not one that Meta takes",
            Self::Window => "the contact wrote too long ago",
            Self::Filtered => "Meta holds the message back",
            Self::Quota => "Meta cannot charge the account: see its payment settings",
            Self::Unknown => "look the code up at Meta",
        }
    }

    /// The same in the gateway's words.
    pub const fn cause(self) -> Cause {
        match self {
            Self::Credentials | Self::Setup | Self::Template => Cause::Misconfigured,
            Self::TooFast | Self::Filtered => Cause::Filtered,
            Self::OptedOut => Cause::OptedOut,
            Self::Recipient => Cause::Recipient,
            Self::Content => Cause::Content,
            Self::Window => Cause::WindowClosed,
            Self::Quota => Cause::Quota,
            Self::Busy | Self::Unknown => Cause::Other,
        }
    }
}

/// Why a message that was taken is not delivered, from one of the `errors` of a report.
pub fn reason(error: &Value) -> Refusal {
    let Some(code) = whole(error, "code") else {
        return Refusal::new(Cause::Other, "Meta does not say why");
    };
    let class = Class::of(code, whole(error, "error_subcode"));
    Refusal::new(class.cause(), class.sentence()).code(code.to_string())
}

/// What became of a message whose request failed. Meta has no idempotency key, so only what it has
/// certainly not taken is an error that the gateway tries again.
pub fn failed(failure: &Failure) -> Failed {
    Failed::of(failure, "Meta", of_status)
}

fn of_status(response: &Response) -> Failed {
    let status = response.status;
    let body: Option<Value> = response.json().ok();
    let error = body.as_ref().and_then(|body| body.get("error"));
    let code = error.and_then(|error| whole(error, "code"));
    let subcode = error.and_then(|error| whole(error, "error_subcode"));
    let class = code.map_or(Class::Unknown, |code| Class::of(code, subcode));
    let told = match (code, subcode) {
        (Some(code), Some(subcode)) => format!("{code}/{subcode}"),
        (Some(code), None) => code.to_string(),
        (None, _) => status.to_string(),
    };
    let message = match code {
        Some(_) => format!(
            "Meta answered {status} with code {told}: {}",
            class.sentence()
        ),
        None => format!("Meta answered {status}"),
    };
    let refused =
        |cause, message| Failed::Refused(Refusal::new(cause, message).code(told.as_str()));
    let error = match class {
        Class::Credentials | Class::Setup => Error::misconfigured(message),
        Class::TooFast => Error::rate_limited(message, retry_after_ms(response)),
        Class::Busy => Error::busy(message, retry_after_ms(response)),
        Class::Template
        | Class::OptedOut
        | Class::Recipient
        | Class::Content
        | Class::Window
        | Class::Filtered
        | Class::Quota => return refused(class.cause(), message),
        Class::Unknown => match status {
            429 => Error::rate_limited(message, retry_after_ms(response)),
            408 | 425 => Error::busy(message, retry_after_ms(response)),
            // Meta's own answer has a code; without one it is somebody's in between, who may have
            // passed the message on before.
            500..=599 if code.is_some() => Error::busy(message, retry_after_ms(response)),
            500..=599 => return Failed::Uncertain(message),
            401 | 403 | 404 | 300..=399 => Error::misconfigured(format!(
                "{message}: access_token, the id or base_url is not right"
            )),
            _ => return refused(Cause::Other, message),
        },
    };
    Failed::Again(error.code(told))
}

/// When to come back: `retry-after` in seconds, or Meta's own header, which has it in minutes for each
/// account: `{"123": [{"estimated_time_to_regain_access": 5, ..}]}`.
fn retry_after_ms(response: &Response) -> Option<u32> {
    if let Some(told) = response.retry_after_ms() {
        return Some(told);
    }
    let usage = response.header("x-business-use-case-usage")?;
    let usage: Value = serde_json::from_str(usage).ok()?;
    let limits = usage
        .as_object()?
        .values()
        .filter_map(Value::as_array)
        .flatten();
    let minutes = limits
        .filter_map(|limit| whole(limit, "estimated_time_to_regain_access"))
        .max()
        .filter(|minutes| *minutes > 0)?;
    Some(minutes.saturating_mul(60_000))
}

/// A code: a whole number, or one that is written as a text.
fn whole(value: &Value, key: &str) -> Option<u32> {
    json::id(value, key)?.parse().ok()
}

#[cfg(test)]
mod tests;

//! Every way to say no, and how it is told: RFC 9457 problem details with a stable code.

mod rejected;

use std::time::Duration;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use frontdesk_core::Rejection;
use frontdesk_directory::problem::FieldProblem;
use frontdesk_engine::{
    Refusal,
    ports::{ConfigurationProblem, PluginRefusal},
};
use frontdesk_store::StoreError;
use frontdesk_wire::problem::{PlacedProblem, Problem};

use self::rejected::rejected;

/// Why a request or a command was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No session, or one that has ended.
    NotSignedIn,
    /// Wrong name, password or link. One answer for all of them.
    SignInFailed,
    /// Too many failed attempts.
    TooManyAttempts(Duration),
    /// Requests come too fast.
    TooManyRequests,
    /// The role is not enough.
    NotPermitted,
    /// The request was not made by one of the gateway's own pages, or the page is not allowed.
    OriginRefused,
    /// There is nothing here, or nothing that this person may know of.
    NotFound,
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// The body is over the limit.
    BodyTooLarge,
    /// The body is not JSON by its content type.
    NotJson,
    /// The body, the address or a parameter cannot be read. Says where.
    Unreadable(String),
    /// A value is readable but not acceptable. Says which.
    Unacceptable(String),
    /// A contact's file is larger than is handed on.
    FileTooLarge,
    /// The provider does not give a contact's file now.
    FileNotNow,
    /// An agent's file has more bytes than these.
    UploadTooLarge(u32),
    /// An agent's file is not taken. Says why.
    FileRefused(String),
    /// An agent uploads too many files.
    TooManyFiles,
    /// There is nothing to translate with, or no language to translate between.
    NobodyTranslates,
    /// No agent is free for somebody who would be invited. When it may be asked again.
    NobodyFree(Duration),
    /// A frame is over the limit.
    FrameTooLarge,
    /// Frames come too fast.
    TooManyFrames,
    /// The request took too long.
    TimedOut,
    /// The core said no.
    Rejected(Rejection),
    /// Somebody else was first.
    Conflict,
    /// A plugin stays as it is. Says why.
    PluginRefused(String),
    /// The configuration on disk is not taken. Says what is wrong with it, and where.
    ConfigurationRefused(Vec<ConfigurationProblem>),
    /// Changes to the configuration cannot be tried. Says what is wrong with them, and where.
    ChangesRefused(Vec<ConfigurationProblem>),
    /// A customer cannot be kept as they are described. Says which fields.
    DraftRefused(Vec<FieldProblem>),
    /// It cannot be as things are. Says why.
    NotPossible(String),
    /// A connected customer system did not answer in time.
    SystemSilent,
    /// A connected customer system does not take this. Says why.
    SystemRefused(String),
    /// This gateway was not set up for that.
    NotOffered(&'static str),
    /// The gateway is busy.
    Busy,
    /// The gateway's disk is nearly full.
    StorageLow,
    /// The gateway stops.
    Stopping,
    /// A provider's call carries no good signature.
    CallNotSigned,
    /// A provider's calls come too fast.
    TooManyCalls,
    /// A provider's call was not taken in and is to come again after this long.
    NotTaken(Duration),
    /// A fault of the gateway. What it is stands in the log, not in the answer.
    Internal,
}

/// The status of everything that comes too fast.
const TOO_MANY: StatusCode = StatusCode::TOO_MANY_REQUESTS;

/// The fixed part of an answer: code, status, title.
type Kind = (&'static str, StatusCode, &'static str);

impl Fault {
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a fault, one after the other"
    )]
    fn kind(&self) -> Kind {
        match self {
            Self::NotSignedIn => ("not_signed_in", StatusCode::UNAUTHORIZED, "Not signed in"),
            Self::SignInFailed => ("sign_in_failed", StatusCode::UNAUTHORIZED, "Sign-in failed"),
            Self::TooManyAttempts(_) => ("too_many_attempts", TOO_MANY, "Too many attempts"),
            Self::TooManyRequests => ("too_many_requests", TOO_MANY, "Too many requests"),
            Self::NotPermitted => ("not_permitted", StatusCode::FORBIDDEN, "Not permitted"),
            Self::OriginRefused => ("origin_refused", StatusCode::FORBIDDEN, "Origin refused"),
            Self::NotFound => ("not_found", StatusCode::NOT_FOUND, "Not found"),
            Self::MethodNotAllowed => (
                "method_not_allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "Method not allowed",
            ),
            Self::BodyTooLarge => (
                "body_too_large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "Body too large",
            ),
            Self::NotJson => ("not_json", StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not JSON"),
            Self::Unreadable(_) => ("unreadable", StatusCode::BAD_REQUEST, "Cannot be read"),
            Self::Unacceptable(_) => (
                "unacceptable",
                StatusCode::UNPROCESSABLE_ENTITY,
                "Cannot be accepted",
            ),
            Self::FileTooLarge => (
                "file_too_large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "File too large",
            ),
            Self::FileNotNow => (
                "file_not_now",
                StatusCode::SERVICE_UNAVAILABLE,
                "The file cannot be had now",
            ),
            Self::UploadTooLarge(_) => (
                "upload_too_large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "File too large",
            ),
            Self::FileRefused(_) => (
                "file_refused",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "File not taken",
            ),
            Self::TooManyFiles => ("too_many_files", TOO_MANY, "Too many files"),
            Self::NobodyFree(_) => ("nobody_free", StatusCode::CONFLICT, "Nobody is free"),
            Self::NobodyTranslates => (
                "nobody_translates",
                StatusCode::CONFLICT,
                "Nobody translates this",
            ),
            Self::FrameTooLarge => (
                "frame_too_large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "Frame too large",
            ),
            Self::TooManyFrames => ("too_many_frames", TOO_MANY, "Too many frames"),
            Self::TimedOut => ("timed_out", StatusCode::REQUEST_TIMEOUT, "Timed out"),
            Self::Rejected(rejection) => rejected(rejection),
            Self::Conflict => ("conflict", StatusCode::CONFLICT, "Somebody else was first"),
            Self::PluginRefused(_) => (
                "plugin_refused",
                StatusCode::CONFLICT,
                "The plugin stays as it is",
            ),
            Self::ConfigurationRefused(_) => (
                "configuration_refused",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The configuration is not taken",
            ),
            Self::ChangesRefused(_) => (
                "changes_refused",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The changes cannot be tried",
            ),
            Self::DraftRefused(_) => (
                "unacceptable",
                StatusCode::UNPROCESSABLE_ENTITY,
                "Cannot be accepted",
            ),
            Self::NotPossible(_) => ("not_possible", StatusCode::CONFLICT, "Not possible now"),
            Self::SystemSilent => (
                "system_silent",
                StatusCode::SERVICE_UNAVAILABLE,
                "The customer system did not answer",
            ),
            Self::SystemRefused(_) => (
                "system_refused",
                StatusCode::CONFLICT,
                "The customer system does not take this",
            ),
            Self::NotOffered(_) => (
                "not_offered",
                StatusCode::NOT_IMPLEMENTED,
                "Not offered here",
            ),
            Self::Busy => ("busy", StatusCode::SERVICE_UNAVAILABLE, "Busy"),
            Self::StorageLow => (
                "storage_low",
                StatusCode::INSUFFICIENT_STORAGE,
                "Disk nearly full",
            ),
            Self::Stopping => ("stopping", StatusCode::SERVICE_UNAVAILABLE, "Stopping"),
            Self::CallNotSigned => (
                "call_not_signed",
                StatusCode::UNAUTHORIZED,
                "Signature not accepted",
            ),
            Self::TooManyCalls => ("too_many_calls", TOO_MANY, "Too many calls"),
            Self::NotTaken(_) => ("not_taken", StatusCode::SERVICE_UNAVAILABLE, "Not taken in"),
            Self::Internal => (
                "internal",
                StatusCode::INTERNAL_SERVER_ERROR,
                "A fault of the gateway",
            ),
        }
    }

    /// A sentence for a person: what happened, and what helps.
    fn detail(&self) -> String {
        let fixed = match self {
            Self::Rejected(rejection) => return sentence(&rejection.to_string()),
            Self::Unreadable(what)
            | Self::Unacceptable(what)
            | Self::PluginRefused(what)
            | Self::NotPossible(what)
            | Self::FileRefused(what)
            | Self::SystemRefused(what) => return sentence(what),
            Self::NotOffered(what) => return sentence(what),
            Self::UploadTooLarge(most) => return format!("A file may have {most} bytes here."),
            Self::TooManyFiles => {
                "You have uploaded as much as you may for now. Send what is there, and try again later."
            }
            Self::ConfigurationRefused(problems) => return refused_configuration(problems.len()),
            Self::DraftRefused(problems) => {
                let problems = problems.iter().map(|found| sentence(&found.problem));
                return problems.collect::<Vec<_>>().join(" ");
            }
            Self::ChangesRefused(problems) => {
                let things = things_are(problems.len());
                return sentence(&format!(
                    "{things} wrong with the changes; `errors` says what, and where"
                ));
            }
            Self::NotSignedIn => "Sign in to do this.",
            Self::SignInFailed => {
                "The name and password do not belong together, or the link was used or is too old."
            }
            Self::TooManyAttempts(_) => "Too many sign-ins failed. Wait a while, then try again.",
            Self::TooManyRequests => "Too many requests come from your address. Ask more slowly.",
            Self::NotPermitted => "Your role does not permit this.",
            Self::OriginRefused => "The page this comes from may not do this.",
            Self::NotFound => "There is nothing under this address.",
            Self::MethodNotAllowed => "This address does not know this method.",
            Self::BodyTooLarge => "The body is larger than this address takes.",
            Self::NotJson => "The body must be JSON, sent as application/json.",
            Self::FileTooLarge => "The file is larger than is handed on here.",
            Self::FileNotNow => "The provider does not give the file now. Try again in a moment.",
            Self::NobodyFree(_) => {
                "No agent has room for somebody who would be invited. Ask again later."
            }
            Self::NobodyTranslates => {
                "No translator is set up, or contact and agent write the same language."
            }
            Self::FrameTooLarge => "A frame has at most 65536 bytes.",
            Self::TooManyFrames => "Send more slowly.",
            Self::TimedOut => "The request took too long.",
            Self::Conflict => "Somebody else changed this at the same time. Look again.",
            Self::Busy => "The gateway is busy. Try again in a moment.",
            Self::StorageLow => {
                "The gateway's disk is nearly full: it takes nothing new until there is room."
            }
            Self::Stopping => "The gateway is stopping. Try again in a moment.",
            Self::SystemSilent => {
                "The customer system did not answer in time. Try again: nothing is made twice."
            }
            Self::CallNotSigned => "The call carries no signature that this channel accepts.",
            Self::TooManyCalls => "Calls of this channel come too fast. Send more slowly.",
            Self::NotTaken(_) => "The call was not taken in. Send it again later.",
            Self::Internal => "Something failed that is not your fault. The log says more.",
        };
        fixed.to_owned()
    }

    /// When trying again helps.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooManyAttempts(wait) | Self::NotTaken(wait) | Self::NobodyFree(wait) => {
                Some(*wait)
            }
            Self::Busy
            | Self::FileNotNow
            | Self::Stopping
            | Self::SystemSilent
            | Self::TooManyFrames
            | Self::TooManyCalls
            | Self::TooManyRequests => Some(Duration::from_secs(1)),
            Self::StorageLow => Some(Duration::from_secs(5)),
            Self::TooManyFiles => Some(Duration::from_mins(1)),
            Self::Rejected(Rejection::QueueFull { .. } | Rejection::FloorFull { .. }) => {
                Some(Duration::from_secs(30))
            }
            Self::NotSignedIn
            | Self::SignInFailed
            | Self::NotPermitted
            | Self::OriginRefused
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::BodyTooLarge
            | Self::NotJson
            | Self::Unreadable(_)
            | Self::Unacceptable(_)
            | Self::FileTooLarge
            | Self::UploadTooLarge(_)
            | Self::FileRefused(_)
            | Self::FrameTooLarge
            | Self::TimedOut
            | Self::Rejected(_)
            | Self::Conflict
            | Self::CallNotSigned
            | Self::PluginRefused(_)
            | Self::ConfigurationRefused(_)
            | Self::ChangesRefused(_)
            | Self::DraftRefused(_)
            | Self::NotPossible(_)
            | Self::SystemRefused(_)
            | Self::NotOffered(_)
            | Self::NobodyTranslates
            | Self::Internal => None,
        }
    }

    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        self.kind().0
    }

    /// As the wire tells it.
    pub(crate) fn problem(&self) -> Problem {
        let (code, status, title) = self.kind();
        Problem {
            kind: format!("urn:frontdesk:problem:{code}"),
            code: code.to_owned(),
            status: status.as_u16(),
            title: title.to_owned(),
            detail: self.detail(),
            request_id: None,
            retry_after_ms: self.retry_after().map(millis),
            errors: self.errors(),
        }
    }

    /// Everything that is wrong, where it can be more than one thing.
    fn errors(&self) -> Vec<PlacedProblem> {
        if let Self::DraftRefused(problems) = self {
            let placed = problems.iter().map(|found| PlacedProblem {
                place: found.field.to_string(),
                problem: sentence(&found.problem),
                remedy: String::new(),
            });
            return placed.collect();
        }
        let (Self::ConfigurationRefused(problems) | Self::ChangesRefused(problems)) = self else {
            return Vec::new();
        };
        let placed = problems.iter().map(|found| PlacedProblem {
            place: found.place.clone(),
            problem: found.problem.clone(),
            remedy: found.remedy.clone(),
        });
        placed.collect()
    }
}

fn things_are(problems: usize) -> String {
    if problems == 1 {
        "one thing is".to_owned()
    } else {
        format!("{problems} things are")
    }
}

fn refused_configuration(problems: usize) -> String {
    let things = things_are(problems);
    format!(
        "The configuration that runs goes on, because {things} wrong with the one on disk; \
         `errors` says what, where, and what helps."
    )
}

/// A span in milliseconds, for the wire.
pub(crate) fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// The core's and the decoder's messages begin small and end without a stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string())
        .unwrap_or_default();
    let rest = letters.as_str();
    let stop = if rest.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{first}{rest}{stop}")
}

impl From<Rejection> for Fault {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Rejected(rejection) => Self::Rejected(rejection),
            Refusal::Conflict => Self::Conflict,
            Refusal::TooLarge => Self::Unacceptable("this is too large to be kept".to_owned()),
            Refusal::Busy => Self::Busy,
            Refusal::StorageLow => Self::StorageLow,
            Refusal::Stopping => Self::Stopping,
        }
    }
}

impl From<PluginRefusal> for Fault {
    fn from(refusal: PluginRefusal) -> Self {
        match refusal {
            PluginRefusal::Unknown(_) => Self::NotFound,
            refused @ (PluginRefusal::NoEarlier(_) | PluginRefusal::Failed(_)) => {
                Self::PluginRefused(refused.to_string())
            }
        }
    }
}

impl From<Vec<ConfigurationProblem>> for Fault {
    fn from(problems: Vec<ConfigurationProblem>) -> Self {
        Self::ConfigurationRefused(problems)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Closed) {
            return Self::Stopping;
        }
        tracing::error!(%error, "a record could not be read");
        Self::Internal
    }
}

/// Travels with the response until the outermost layer writes it with the request's id.
#[derive(Clone)]
pub(crate) struct Told(pub(crate) Problem);

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.kind().1.into_response();
        response.extensions_mut().insert(Told(self.problem()));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_what_and_how_to_go_on() {
        let problem = Fault::Busy.problem();
        assert_eq!(problem.kind, "urn:frontdesk:problem:busy");
        assert_eq!((problem.status, problem.retry_after_ms), (503, Some(1_000)));
        let problem = Fault::from(Rejection::MayNotDecline).problem();
        assert_eq!(problem.code, "may_not_decline");
        assert_eq!(problem.detail, "You are not permitted to decline offers.");
    }
}

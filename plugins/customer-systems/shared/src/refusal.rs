//! What went wrong with a request, in words that have nothing of a person or a conversation.

use frontdesk_plugin::{
    Cx, Error, Request, Response,
    http::{Failure, error_of},
};

/// Runs a request. A status that the system means something by is that error (`own`), else the usual one.
pub fn fetch(
    cx: &mut Cx,
    request: Request,
    system: &str,
    own: impl FnOnce(&Response) -> Option<Error>,
) -> Result<Response, Error> {
    cx.try_fetch(request)?
        .map_err(|failure| of(&failure, system, own))
}

/// The error for a failed request: the system's own reading of a status, else the usual one.
pub fn of(failure: &Failure, system: &str, own: impl FnOnce(&Response) -> Option<Error>) -> Error {
    let Failure::Status(response) = failure else {
        return error_of(failure, system);
    };
    let usual = || match response.status {
        300..=399 => Error::misconfigured(format!(
            "{system} answered {}: is its address right?",
            response.status
        )),
        _ => error_of(failure, system),
    };
    let error = own(response).unwrap_or_else(usual);
    match error.code {
        Some(_) => error,
        None => error.code(response.status.to_string()),
    }
}

/// An answer that is not as the system has them; it may pass.
pub fn odd(system: &str) -> Error {
    Error::transient(format!("{system} answered something else than expected"))
}

/// More than one record is it, and only a person can tell which.
pub fn ambiguous(system: &str) -> Error {
    Error::rejected(format!(
        "{system} has several records that may be this person: choose one, or merge them there"
    ))
}

/// There is no such record, or none any more.
pub fn gone(system: &str) -> Error {
    Error::rejected(format!("{system} has no such record any more"))
}

/// People are not found by this in the system, or not until a setting says how.
pub fn not_by(system: &str, what: &str) -> Error {
    Error::unsupported(format!("{system} is not asked for people by {what}"))
}

#[cfg(test)]
mod tests {
    use frontdesk_plugin::{ErrorKind, types::Payload};

    use super::*;

    fn status(status: u16) -> Failure {
        Failure::Status(Response {
            status,
            headers: Vec::new(),
            body: Payload::Text("what somebody wrote".to_owned()),
        })
    }

    #[test]
    fn a_systems_own_reading_goes_first_and_the_status_is_told() {
        let own = of(&status(403), "X", |_| Some(Error::rate_limited("x", None)));
        assert_eq!(
            (own.kind, own.code.as_deref()),
            (ErrorKind::RateLimited, Some("403"))
        );
        let usual = of(&status(503), "X", |_| None);
        assert_eq!(
            (usual.kind, usual.code.as_deref()),
            (ErrorKind::Transient, Some("503"))
        );
        assert!(!usual.message.contains("somebody"));
        let coded = of(&status(400), "X", |_| Some(Error::invalid("x").code("C1")));
        assert_eq!(coded.code.as_deref(), Some("C1"));
        assert_eq!(
            of(&status(302), "X", |_| None).kind,
            ErrorKind::Misconfigured
        );
        assert_eq!(
            of(&Failure::Timeout, "X", |_| None).kind,
            ErrorKind::Transient
        );
    }
}

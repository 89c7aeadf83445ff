//! What went wrong with a translation, in words that have nothing of its text.

use frontdesk_plugin::{
    Error, Response,
    http::{Failure, error_of},
};

/// The error for a failed request: the service's own reading of a status, else the usual one.
pub fn of(failure: &Failure, service: &str, own: impl FnOnce(&Response) -> Option<Error>) -> Error {
    let Failure::Status(response) = failure else {
        return error_of(failure, service);
    };
    let usual = || match response.status {
        300..=399 | 404 | 405 => Error::misconfigured(format!(
            "{service} answered {}: is its address right?",
            response.status
        )),
        _ => error_of(failure, service),
    };
    let error = own(response).unwrap_or_else(usual);
    match error.code {
        Some(_) => error,
        None => error.code(response.status.to_string()),
    }
}

/// The service has no such language, or not in this direction.
pub fn no_such_pair(service: &str) -> Error {
    Error::unsupported(format!(
        "{service} does not translate between these languages"
    ))
}

/// The operator must buy more, or wait for the next month.
pub fn quota(service: &str) -> Error {
    Error::misconfigured(format!("the quota at {service} is used up"))
}

/// The operator's key is not right.
pub fn key(service: &str) -> Error {
    Error::misconfigured(format!("{service} does not take the key"))
}

/// More than the service takes at once.
pub fn too_much(service: &str) -> Error {
    Error::invalid(format!("this is more than {service} takes at once"))
}

/// Other texts than were sent.
pub fn wrong_number(service: &str) -> Error {
    Error::transient(format!(
        "{service} answered another number of texts than was sent"
    ))
}

/// Nothing for a text. Some do that with languages that they do not really have.
pub fn empty(service: &str) -> Error {
    Error::rejected(format!("{service} answered nothing for a text"))
}

/// Something must stay, and did not.
pub fn lost(service: &str) -> Error {
    Error::rejected(format!("{service} did not leave unchanged what must stay"))
}

/// No translation is that long.
pub fn too_long(service: &str) -> Error {
    Error::rejected(format!("{service} answered far more than a translation"))
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
    fn a_services_own_reading_goes_first_and_the_status_is_told() {
        let own = of(&status(456), "X", |_| Some(quota("X")));
        assert_eq!(
            (own.kind, own.code.as_deref()),
            (ErrorKind::Misconfigured, Some("456"))
        );
        let usual = of(&status(503), "X", |_| None);
        assert_eq!(
            (usual.kind, usual.code.as_deref()),
            (ErrorKind::Transient, Some("503"))
        );
        let coded = of(&status(400), "X", |_| {
            Some(no_such_pair("X").code("400036"))
        });
        assert_eq!(
            (coded.kind, coded.code.as_deref()),
            (ErrorKind::Unsupported, Some("400036"))
        );
        assert_eq!(
            of(&status(404), "X", |_| None).kind,
            ErrorKind::Misconfigured
        );
        assert_eq!(
            of(&Failure::Timeout, "X", |_| None).kind,
            ErrorKind::Transient
        );
    }
}

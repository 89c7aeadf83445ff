//! For tests of translators: answers of a service that has changed, or of one who plays it. Native only.

use frontdesk_plugin::{
    Error, ErrorKind, Response,
    http::{Exchange, Failure},
    translator::Translated,
    types::{Field, Payload},
};

/// The longest translation of a test's text that the gateway takes.
const BYTES_MAX: usize = 8_000;

/// An answer with status 200.
pub fn answered(body: &str) -> Exchange {
    Ok(response(200, body))
}

/// A refusal.
pub fn refused(status: u16, body: &str) -> Exchange {
    Err(Failure::Status(response(status, body)))
}

fn response(status: u16, body: &str) -> Response {
    Response {
        status,
        headers: vec![Field::new("retry-after", "7")],
        body: Payload::Text(body.to_owned()),
    }
}

/// What a job of so many texts came to must be what the gateway takes, or an error that is no fault of the
/// component's and tells nothing of what people wrote.
///
/// # Panics
/// If it is otherwise.
pub fn check(answer: &Result<Translated, Error>, texts: usize, secret_words: &[&str], body: &str) {
    match answer {
        Ok(translated) => {
            assert_eq!(translated.items.len(), texts, "{body}");
            for item in &translated.items {
                let is_language = |tag: &String| {
                    tag.bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                };
                assert!(!item.text.trim().is_empty(), "{body}");
                assert!(item.text.len() <= BYTES_MAX, "{body}");
                assert!(item.detected.iter().all(is_language), "{body}");
            }
        }
        Err(error) => {
            assert_ne!(error.kind, ErrorKind::Internal, "{body}");
            for word in secret_words {
                assert!(!error.message.contains(word), "{}: {body}", error.message);
                let code = error.code.as_deref().unwrap_or_default();
                assert!(!code.contains(word), "{code}: {body}");
            }
        }
    }
}

//! Plugins that are asked rather than written to: customer systems, translators, bots.
//!
//! The types are the contract's own, `plugins/wit/v0.1/{crm,translator,bot}.wit`, where each is
//! explained.

pub mod bot;
pub mod crm;
pub mod translator;

use std::time::Duration;

use crate::{
    answer_check::clean,
    bindings::types::{Error, ErrorKind},
    fault::{Fault, kind_name, sentence},
    operation::Stop,
};

pub use crate::bindings::types::Field;

/// Why a connector gave no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectorError {
    /// Its own error.
    #[error("it reported {kind}: {message}")]
    Reported {
        /// The contract's word: `invalid`, `unauthorized`, `unsupported`, `rejected`,
        /// `rate-limited`, `transient`, `misconfigured`.
        kind: &'static str,
        /// For the operator.
        message: String,
        /// The provider's code.
        code: Option<String>,
        /// When to try again.
        retry_after: Option<Duration>,
    },
    /// It, or the host for it, failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl ConnectorError {
    /// Whether the same may work later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Reported { kind, .. } => {
                let transient = [
                    ErrorKind::RateLimited,
                    ErrorKind::Transient,
                    ErrorKind::Misconfigured,
                ];
                transient.iter().any(|other| kind_name(*other) == *kind)
            }
            Self::Fault(fault) => !matches!(fault, Fault::Kind(_)),
        }
    }
}

impl From<Stop> for ConnectorError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Reported(error) => error.into(),
            Stop::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<Error> for ConnectorError {
    fn from(error: Error) -> Self {
        Self::Reported {
            kind: kind_name(error.kind),
            message: sentence(&error.message),
            code: error.code.map(|code| sentence(&code)),
            retry_after: error
                .retry_after_ms
                .map(|ms| Duration::from_millis(u64::from(ms))),
        }
    }
}

/// Bytes of a field's name and of its value.
const FIELD_NAME_BYTES: usize = 100;
const FIELD_VALUE_BYTES: usize = 4 << 10;
/// Bytes of an address on the web.
const URL_BYTES: usize = 2 << 10;

/// A text that may be empty, cleaned; too long a one is a fault.
fn text(what: &str, text: &str, bytes_max: usize) -> Result<String, Fault> {
    let text = clean(text);
    if text.len() <= bytes_max {
        Ok(text)
    } else {
        Err(Fault::output(format!(
            "{what} is longer than {bytes_max} bytes"
        )))
    }
}

/// Fields, cleaned: so many at most, each with a name.
fn fields(what: &str, told: Vec<Field>, max: usize) -> Result<Vec<Field>, Fault> {
    if told.len() > max {
        return Err(Fault::output(format!("{what} has more than {max} fields")));
    }
    told.into_iter()
        .map(|field| {
            let name = text("a field's name", &field.name, FIELD_NAME_BYTES)?;
            if name.is_empty() {
                return Err(Fault::output("a field has no name"));
            }
            Ok(Field {
                name,
                value: text("a field's value", &field.value, FIELD_VALUE_BYTES)?,
            })
        })
        .collect()
}

/// A page that an agent may open: https only, so that nothing else can hide behind a link.
fn page(told: Option<String>) -> Result<Option<String>, Fault> {
    let Some(told) = told else { return Ok(None) };
    let is_page = told.len() <= URL_BYTES
        && url::Url::parse(&told).is_ok_and(|url| {
            url.scheme() == "https" && url.username().is_empty() && url.password().is_none()
        });
    if is_page {
        Ok(Some(told))
    } else {
        Err(Fault::output("a page's address is not an https URL"))
    }
}

//! What a contact's client uses, and what agents go by.

pub(crate) mod availability;
pub(crate) mod config;
pub(crate) mod end;
pub(crate) mod files;
pub(crate) mod installation;
pub(crate) mod invitations;
pub(crate) mod list;
pub(crate) mod offline;
pub(crate) mod pictures;
pub(crate) mod socket;
pub(crate) mod webhook;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

use crate::{body::whole, problem::Fault};

const ANY_PAGE: HeaderValue = HeaderValue::from_static("*");
/// Bytes of what a page says in one request.
const SAID_BYTES: usize = 4 * 1024;

/// An answer that the page that asked may read; never with credentials. Why it is refused may be read by any page, so
/// that the widget can say it.
fn readable(asked: &HeaderMap, answer: Result<Response, Fault>) -> Response {
    let (reader, mut response) = match answer {
        Ok(answer) => (asked.get(header::ORIGIN).cloned(), answer),
        Err(fault) => (Some(ANY_PAGE), fault.into_response()),
    };
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(reader) = reader {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, reader);
    }
    response
}

/// What a page of another site says: JSON, whatever its type is said to be. A page that said `application/json`
/// would have to be asked first whether it may, and one that goes away cannot wait for that.
async fn said<T: DeserializeOwned>(request: Request) -> Result<T, Fault> {
    said_within(request, SAID_BYTES).await
}

/// The same of so many bytes.
async fn said_within<T: DeserializeOwned>(request: Request, most: usize) -> Result<T, Fault> {
    let bytes = whole(request, most).await?;
    serde_json::from_slice(&bytes).map_err(|error| Fault::Unreadable(error.to_string()))
}

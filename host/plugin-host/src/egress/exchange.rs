//! Reads an answer, as long as it stays within its limits.

use super::{auth::Sent, failure, headers};
use crate::bindings::{
    http_types::{Exchange, Failure, Response},
    types::{Field, Payload},
};

/// The answer, without what was secret in the request.
pub(crate) async fn read(
    mut answer: reqwest::Response,
    sent: &Sent,
    header_bytes: usize,
    bytes_max: usize,
) -> Exchange {
    let too_large = |bytes: usize| Failure::TooLarge(u32::try_from(bytes).unwrap_or(u32::MAX));
    let status = answer.status().as_u16();
    let Some(fields) = headers::response(answer.headers(), header_bytes) else {
        return Err(too_large(header_bytes));
    };
    let announced = answer.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |bytes| bytes > bytes_max) {
        return Err(too_large(bytes_max));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| failure::of(&error))? {
        if body.len().saturating_add(chunk.len()) > bytes_max {
            return Err(too_large(bytes_max));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response {
        status,
        headers: fields
            .into_iter()
            .map(|field| Field {
                value: String::from_utf8_lossy(&sent.redact(field.value.into_bytes())).into_owned(),
                name: field.name,
            })
            .collect(),
        body: payload(sent.redact(body)),
    })
}

/// Text whenever the bytes are valid UTF-8.
pub(crate) fn payload(bytes: Vec<u8>) -> Payload {
    match String::from_utf8(bytes) {
        Ok(text) => Payload::Text(text),
        Err(error) => Payload::Bytes(error.into_bytes()),
    }
}

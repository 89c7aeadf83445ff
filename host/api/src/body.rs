//! Reading what comes in: strictly, within limits, and with a problem that says where.

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{HeaderMap, header, request::Parts},
};
use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::{api::Api, problem::Fault};

/// A JSON body.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Api> for Json<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Fault> {
        if !is_json(request.headers()) {
            return Err(Fault::NotJson);
        }
        let bytes = whole(request, api.limits().body_bytes_max).await?;
        let value = serde_json::from_slice(&bytes);
        value
            .map(Self)
            .map_err(|error| Fault::Unreadable(error.to_string()))
    }
}

/// The whole body, if it is within the limit.
pub(crate) async fn whole(request: Request, limit: usize) -> Result<Bytes, Fault> {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > limit) {
        return Err(Fault::BodyTooLarge);
    }
    to_bytes(request.into_body(), limit).await.map_err(|error| {
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = cause {
            if error.is::<http_body_util::LengthLimitError>() {
                return Fault::BodyTooLarge;
            }
            cause = error.source();
        }
        Fault::Unreadable("the body broke off".to_owned())
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// A part of the address that names something. One that cannot be a name names nothing.
pub(crate) struct Named<T>(pub(crate) T);

impl<T: std::str::FromStr + Send> FromRequestParts<Api> for Named<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Fault> {
        let Path(text): Path<String> = Path::from_request_parts(parts, api)
            .await
            .map_err(|_| Fault::NotFound)?;
        text.parse().map(Self).map_err(|_| Fault::NotFound)
    }
}

/// Two parts of the address that name something, in their order.
pub(crate) struct NamedTwo<T, U>(pub(crate) T, pub(crate) U);

impl<T, U> FromRequestParts<Api> for NamedTwo<T, U>
where
    T: std::str::FromStr + Send,
    U: std::str::FromStr + Send,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Fault> {
        let both = Path::<(String, String)>::from_request_parts(parts, api).await;
        let Path((one, two)) = both.map_err(|_| Fault::NotFound)?;
        match (one.parse(), two.parse()) {
            (Ok(one), Ok(two)) => Ok(Self(one, two)),
            _ => Err(Fault::NotFound),
        }
    }
}

/// Parameters behind the address.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Api> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Fault> {
        let asked = Query::from_request_parts(parts, api).await;
        asked
            .map(|Query(value)| Self(value))
            .map_err(|error| Fault::Unreadable(error.body_text()))
    }
}

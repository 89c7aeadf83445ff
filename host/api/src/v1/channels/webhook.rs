//! `/api/v1/channels/{channel}/webhook`: where a provider calls.

use axum::{
    extract::{Query, Request, State},
    http::{HeaderMap, Uri, header},
    response::Response,
};
use frontdesk_core::ChannelId;
use frontdesk_engine::ports::WebhookCall;
use frontdesk_wire::problem::Problem;
use tokio::time::Instant;

use crate::{
    api::Api,
    body::{Named, whole},
    problem::Fault,
    webhook,
};

/// Not the component's: our own cookies, which a browser may send along.
const KEPT_BACK: [header::HeaderName; 1] = [header::COOKIE];

/// A provider's call to a channel, by any method. The channel's component verifies and reads it. The
/// answer is 200, or what the component wants to answer, and comes once everything that the call
/// reports is durable. Whatever else is answered may come again: it is taken in once.
#[utoipa::path(
    post,
    path = "/api/v1/channels/{channel}/webhook",
    operation_id = "channels_webhook",
    tag = "channels",
    params(("channel" = String, Path, description = "Which")),
    request_body(content = String, description = "Whatever the provider sends", content_type = "*/*"),
    responses(
        (status = 200, description = "Taken in, durably; or what the component answers"),
        (status = 400, description = "The component cannot read it", body = Problem),
        (status = 401, description = "Its signature is wrong", body = Problem),
        (status = 404, description = "No such channel, or it takes no such call", body = Problem),
        (status = 413, description = "The body is too large", body = Problem),
        (status = 429, description = "Calls come too fast", body = Problem),
        (status = 503, description = "Not taken in; come again", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(channel): Named<ChannelId>,
    request: Request,
) -> Result<Response, Fault> {
    let setup = api.setup();
    let (entrance, rate) = setup.webhook(&channel).ok_or(Fault::NotFound)?;
    if !rate.admit(Instant::now()) {
        webhook::count(&channel, "throttled");
        return Err(Fault::TooManyCalls);
    }
    let method = request.method().to_string();
    let (url, query) = address(&setup.config.public_url, request.uri())?;
    let headers = headers(request.headers());
    let body = whole(request, entrance.body_bytes_max).await?.to_vec();
    let call = WebhookCall {
        method,
        url,
        query,
        headers,
        body,
        at: api.now(),
    };
    let reply = webhook::take(&api, &channel, &*entrance.component, &call).await?;
    Ok(webhook::answer(reply))
}

/// The same by `GET`, by which some providers call and many ask whether somebody is there.
#[utoipa::path(
    get,
    path = "/api/v1/channels/{channel}/webhook",
    operation_id = "channels_webhook_get",
    tag = "channels",
    params(("channel" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "Taken in, durably; or what the component answers"),
        (status = 400, description = "The component cannot read it", body = Problem),
        (status = 401, description = "Its signature is wrong", body = Problem),
        (status = 404, description = "No such channel, or it takes no such call", body = Problem),
        (status = 429, description = "Calls come too fast", body = Problem),
        (status = 503, description = "Not taken in; come again", body = Problem),
    )
)]
pub(crate) async fn handle_get(
    state: State<Api>,
    channel: Named<ChannelId>,
    request: Request,
) -> Result<Response, Fault> {
    handle(state, channel, request).await
}

type Pairs = Vec<(String, String)>;

/// The address as the provider called it, and its parameters. A `Host` header is the caller's word:
/// the address is made of the public one and the path.
fn address(public_url: &str, uri: &Uri) -> Result<(String, Pairs), Fault> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let url = format!("{}{path}", public_url.trim_end_matches('/'));
    let query =
        Query::<Pairs>::try_from_uri(uri).map_err(|error| Fault::Unreadable(error.body_text()))?;
    Ok((url, query.0))
}

/// What the component sees of the headers, in order.
fn headers(all: &HeaderMap) -> Pairs {
    let seen = all.iter().filter(|(name, _)| !KEPT_BACK.contains(name));
    seen.map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_public_one_with_the_query_as_it_came() {
        let uri: Uri = "/api/v1/channels/sms/webhook?a=1%20b&a=%C3%BC&c"
            .parse()
            .unwrap();
        let (url, query) = address("https://chat.example.com", &uri).unwrap();
        assert_eq!(
            url,
            "https://chat.example.com/api/v1/channels/sms/webhook?a=1%20b&a=%C3%BC&c"
        );
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(query, [pair("a", "1 b"), pair("a", "ü"), pair("c", "")]);
    }

    #[test]
    fn no_component_sees_our_cookies() {
        let mut map = HeaderMap::new();
        map.insert(header::COOKIE, "frontdesk_session=x".parse().unwrap());
        map.insert("X-Signature", "abc".parse().unwrap());
        assert_eq!(
            headers(&map),
            [("x-signature".to_owned(), "abc".to_owned())]
        );
    }
}

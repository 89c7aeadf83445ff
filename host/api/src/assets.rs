//! The web package: console, widget, hosted chat page, preview of a chat, demo shop.
//!
//! File names have no hash; the address has. A build's id is the hash of its files, the page names its
//! assets under that id, and what lies there never changes, so browsers keep it for a year. A page
//! itself is asked for again each time.

mod policy;
mod tree;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use frontdesk_core::ChannelId;

use self::tree::File;
pub use self::tree::WebAssets;
use crate::{
    api::Api,
    body::Named,
    problem::Fault,
    routes::{Access::Open, Endpoint},
};

const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
/// The loader's address is fixed in customers' pages, so it is short-lived.
const SHORTLY: &str = "public, max-age=300, stale-while-revalidate=86400";

/// Pages and their files.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/", Open, || async { Redirect::temporary("/console/") }),
        Endpoint::get("/console", Open, || async {
            Redirect::temporary("/console/")
        }),
        Endpoint::get("/console/", Open, console_page),
        Endpoint::get("/console/{*path}", Open, console),
        Endpoint::get("/widget/{*path}", Open, widget),
        Endpoint::get("/chat/{channel}", Open, chat_page),
        Endpoint::get("/hosted/{*path}", Open, hosted),
        Endpoint::get("/preview/", Open, preview_page),
        Endpoint::get("/preview/{*path}", Open, preview),
    ]
}

/// The demo shop.
pub(crate) fn demo_endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/demo", Open, || async { Redirect::temporary("/demo/") }),
        Endpoint::get("/demo/", Open, demo_page),
        Endpoint::get("/demo/{*path}", Open, demo),
    ]
}

async fn console_page(State(api): State<Api>, headers: HeaderMap) -> Result<Response, Fault> {
    page(api.web().page("console"), policy::CONSOLE, &headers)
}

/// An asset of this build, or a place within the console, which is the console's page.
async fn console(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    if let Some(asset) = path.strip_prefix(api.web().id("console")).and_then(below) {
        let file = api.web().file("console", asset).ok_or(Fault::NotFound)?;
        return Ok(answer(file, FOREVER, &headers));
    }
    let names_a_file = path
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains('.'));
    if names_a_file || path.contains("/assets/") {
        return Err(Fault::NotFound);
    }
    console_page(State(api), headers).await
}

async fn widget(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let web = api.web();
    let (asset, lifetime) = match path.strip_prefix(web.id("widget")).and_then(below) {
        Some(asset) => (asset, FOREVER),
        None if path == "v1/loader.js" => ("loader.js", SHORTLY),
        None => return Err(Fault::NotFound),
    };
    let file = web.file("widget", asset).ok_or(Fault::NotFound)?;
    let mut response = answer(file, lifetime, &headers);
    // Customers' pages load these, some of them isolated.
    let answer = response.headers_mut();
    answer.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("cross-origin"),
    );
    answer.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    Ok(response)
}

async fn chat_page(
    State(api): State<Api>,
    Named(channel): Named<ChannelId>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    api.setup().channel(&channel).ok_or(Fault::NotFound)?;
    page(api.web().page("hosted"), policy::HOSTED, &headers)
}

async fn hosted(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let asset = path.strip_prefix(api.web().id("hosted")).and_then(below);
    let file = asset
        .and_then(|asset| api.web().file("hosted", asset))
        .ok_or(Fault::NotFound)?;
    Ok(answer(file, FOREVER, &headers))
}

/// Shows a chat as the console says: the page alone knows nothing.
async fn preview_page(State(api): State<Api>, headers: HeaderMap) -> Result<Response, Fault> {
    let mut response = page(api.web().page("preview"), policy::PREVIEW, &headers)?;
    let framed = HeaderValue::from_static("SAMEORIGIN");
    response
        .headers_mut()
        .insert(header::X_FRAME_OPTIONS, framed);
    Ok(response)
}

async fn preview(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let asset = path.strip_prefix(api.web().id("preview")).and_then(below);
    let file = asset
        .and_then(|asset| api.web().file("preview", asset))
        .ok_or(Fault::NotFound)?;
    Ok(answer(file, FOREVER, &headers))
}

async fn demo_page(State(api): State<Api>, headers: HeaderMap) -> Result<Response, Fault> {
    page(api.web().page("demo"), policy::DEMO, &headers)
}

/// The demo's pages and files. Its links are relative, so they have no id.
async fn demo(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let file = api.web().file("demo", &path).ok_or(Fault::NotFound)?;
    if file.is_page() {
        return page(Some(file), policy::DEMO, &headers);
    }
    Ok(answer(file, ASK_AGAIN, &headers))
}

fn page(file: Option<&File>, policy: &'static str, headers: &HeaderMap) -> Result<Response, Fault> {
    let mut response = answer(file.ok_or(Fault::NotFound)?, ASK_AGAIN, headers);
    let value = HeaderValue::from_static(policy);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, value);
    Ok(response)
}

/// A file in the smallest form the client takes, or "you have it".
fn answer(file: &File, lifetime: &'static str, headers: &HeaderMap) -> Response {
    let accepts = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let (encoding, bytes) = file.encoded(accepts.unwrap_or_default());
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut known = known
        .filter_map(|value| value.to_str().ok())
        .flat_map(|v| v.split(','));
    let mut response = if known.any(|tag| tag.trim().trim_start_matches("W/") == file.etag()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        bytes.into_response()
    };
    let answer = response.headers_mut();
    answer.remove(header::CONTENT_TYPE);
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind()));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(lifetime));
    answer.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(etag) = HeaderValue::try_from(file.etag()) {
        answer.insert(header::ETAG, etag);
    }
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// What lies below a folder, by what follows its name.
fn below(rest: &str) -> Option<&str> {
    rest.strip_prefix('/').filter(|path| !path.is_empty())
}

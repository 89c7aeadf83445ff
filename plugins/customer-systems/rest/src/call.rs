//! A request made of its template.

use frontdesk_plugin::{
    Error, Request,
    http::{Method, join},
};

use crate::{
    TOKEN,
    settings::{Auth, Call, Settings},
    template::{Template, body},
    values::Values,
};

/// The request of a template. `usual` is the method if it names none.
pub fn request(
    settings: &Settings,
    call: &Call,
    usual: Method,
    values: &Values,
) -> Result<Request, Error> {
    let method = call.method.map_or(usual, Method::from);
    let url = url(&settings.base_url, &call.path, values)?;
    let mut request = Request::new(method, url);
    for (name, value) in &call.query {
        // A parameter of which nothing is known is left out, such as the cursor of a first page.
        if let Some(value) = template(value)?.text(values, str::to_owned) {
            request = request.query(name, &value);
        }
    }
    if let Some(template) = &call.body {
        let body = body(template, values);
        request = request.json(&body.unwrap_or_default())?;
    }
    for (name, value) in &settings.headers {
        request = request.header(name, value);
    }
    Ok(match &settings.auth {
        Auth::None => request,
        Auth::Bearer => request.bearer(TOKEN),
        Auth::Basic(user) => request.basic(user, TOKEN),
        Auth::Header(header) => request.secret_header(header, TOKEN),
        Auth::Query(parameter) => request.secret_query(parameter, TOKEN),
    })
}

/// An address whose path is a template: each part between two slashes is one, so that no value is more than
/// a part.
fn url(base: &str, path: &str, values: &Values) -> Result<String, Error> {
    let mut segments = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let segment = template(part)?.text(values, str::to_owned);
        let segment = segment.filter(|segment| !segment.is_empty());
        segments.push(segment.ok_or_else(|| {
            Error::invalid(format!("nothing is known to put for {part} into the path"))
        })?);
    }
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    Ok(join(base, &segments))
}

/// A template of the settings, which was checked before.
pub fn template(text: &str) -> Result<Template, Error> {
    Template::parse(text).map_err(|problem| Error::misconfigured(format!("a template: {problem}")))
}

/// An address that agents open: what is put into it stays in its place, whatever is in it.
pub fn page(text: &str, values: &Values) -> Option<String> {
    let template = Template::parse(text).ok()?;
    let encoded = |text: &str| join("", &[text]).split_off(1);
    template.text(values, encoded)
}

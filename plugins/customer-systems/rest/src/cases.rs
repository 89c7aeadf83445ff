//! Cases: opened, continued, closed.

use frontdesk_plugin::{
    Cx, Error,
    crm::{CaseNote, Reference},
    http::Method,
};

use crate::{
    answer,
    call::request,
    people::unset,
    problems::places,
    settings::{Call, Settings},
    values::Values,
};

/// Opens a case.
pub fn open(settings: &Settings, note: &CaseNote, cx: &mut Cx) -> Result<Reference, Error> {
    let call = settings
        .open_case
        .as_ref()
        .ok_or_else(|| unset("open_case"))?;
    let values = Values::case(None, note, cx.reference());
    let mut request = request(settings, call, Method::Post, &values)?;
    if !cx.reference().is_empty() {
        request = request.idempotency(cx.reference());
    }
    answer::case(&cx.fetch(request)?.json()?, &settings.case)
}

/// Adds what was said to a case.
pub fn append(settings: &Settings, id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
    let call = settings.append.as_ref().ok_or_else(|| unset("append"))?;
    add(settings, call, Method::Post, id, note, cx)
}

/// Closes a case. What was said is added first, unless the template that closes it holds it.
pub fn close(settings: &Settings, id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
    let call = settings
        .close_case
        .as_ref()
        .ok_or_else(|| unset("close_case"))?;
    let holds_it = places(call).any(|place| place == "text" || place == "turns");
    if !holds_it && settings.append.is_some() {
        append(settings, id, note, cx)?;
    }
    add(settings, call, Method::Patch, id, note, cx)
}

fn add(
    settings: &Settings,
    call: &Call,
    usual: Method,
    id: &str,
    note: &CaseNote,
    cx: &mut Cx,
) -> Result<(), Error> {
    let values = Values::case(Some(id), note, cx.reference());
    let mut request = request(settings, call, usual, &values)?;
    if request.method == Method::Post && !cx.reference().is_empty() {
        request = request.idempotency(cx.reference());
    }
    cx.fetch(request).map(drop)
}

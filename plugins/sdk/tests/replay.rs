//! Requests that look like calls: what leaves the component, and what does not.

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, ErrorKind, Plugin, Request,
    channel::{Content, Message, Outcome, SendStep},
    http::{Exchange, Failure, Response, error_of},
    types::{Field, Payload},
};
// The export's own door, as the host calls it.
use frontdesk_plugin::bindings::channel::exports::frontdesk::plugin0_2_0::channel::Guest;

struct TwoSteps;

impl Plugin for TwoSteps {
    fn describe() -> Descriptor {
        Descriptor::channel("two-steps", "0.1.0", "Two steps")
    }
}

impl Channel for TwoSteps {
    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        if message.text() == Some("careless") {
            // It catches what should have left it, and asks for something else.
            let _ = cx.fetch(Request::get("https://a.example/first"));
            let _ = cx.fetch(Request::get("https://a.example/second"));
            return Ok(Outcome::sent("too early"));
        }
        let upload = cx.fetch(Request::post("https://a.example/upload").bytes(vec![1]))?;
        let both = cx.fetch_all(vec![
            Request::get(format!("https://a.example/{}/left", upload.text())),
            Request::get(format!("https://a.example/{}/right", upload.text())),
        ])?;
        Ok(Outcome::sent(
            both.iter().map(Response::text).collect::<String>(),
        ))
    }
}

fn send(text: &str, prior: Vec<Exchange>) -> Result<SendStep, Error> {
    let message = Message {
        id: "m1".to_owned(),
        thread: "t1".to_owned(),
        content: Content::Text(text.to_owned()),
        contact_wrote_at: None,
        attempt: 1,
    };
    <TwoSteps as Guest>::send(message, prior)
}

#[expect(clippy::unnecessary_wraps, reason = "an exchange is a result")]
fn answer(text: &str) -> Exchange {
    Ok(response(200, text))
}

fn response(status: u16, text: &str) -> Response {
    Response {
        status,
        headers: vec![Field::new("retry-after", "3")],
        body: Payload::Text(text.to_owned()),
    }
}

/// Where the requests go that a run leaves with; what it answers instead, in brackets.
fn urls(step: Result<SendStep, Error>) -> Vec<String> {
    match step {
        Ok(SendStep::Fetch(requests)) => requests.into_iter().map(|request| request.url).collect(),
        Ok(SendStep::Done(receipt)) => vec![format!("<{receipt:?}>")],
        Err(error) => vec![format!("<{error:?}>")],
    }
}

#[test]
fn each_run_goes_as_far_as_the_answers_reach() {
    assert_eq!(urls(send("", vec![])), ["https://a.example/upload"]);
    assert_eq!(
        urls(send("", vec![answer("u7")])),
        ["https://a.example/u7/left", "https://a.example/u7/right"]
    );
    let done = send("", vec![answer("u7"), answer("L"), answer("R")]);
    assert_eq!(done, Ok(SendStep::Done(Outcome::sent("LR"))));
}

#[test]
fn what_was_answered_before_a_crash_is_not_run_again() {
    assert_eq!(
        urls(send("", vec![answer("u7"), answer("L")])),
        ["https://a.example/u7/right"]
    );
}

#[test]
fn catching_the_way_out_does_not_lose_the_request() {
    assert_eq!(urls(send("careless", vec![])), ["https://a.example/first"]);
}

#[test]
fn every_failure_has_a_kind_and_names_the_host_only() {
    let kind = |failure: Failure| {
        let error = error_of(&failure, "a.example");
        assert!(error.message.contains("a.example") || matches!(failure, Failure::Denied(_)));
        (error.kind, error.retry_after_ms)
    };
    let status = |status: u16| kind(Failure::Status(response(status, "secret words")));
    assert_eq!(kind(Failure::Timeout), (ErrorKind::Transient, None));
    assert_eq!(
        kind(Failure::Connect("refused".into())),
        (ErrorKind::Transient, None)
    );
    assert_eq!(
        kind(Failure::Denied("grant it".into())),
        (ErrorKind::Misconfigured, None)
    );
    assert_eq!(kind(Failure::TooLarge(9)), (ErrorKind::Rejected, None));
    assert_eq!(status(401), (ErrorKind::Misconfigured, None));
    assert_eq!(status(404), (ErrorKind::Rejected, None));
    assert_eq!(status(429), (ErrorKind::RateLimited, Some(3_000)));
    assert_eq!(status(503), (ErrorKind::Transient, Some(3_000)));
}

#[test]
fn a_failure_leaves_as_the_error_the_gateway_should_see() {
    let error = send("", vec![Err(Failure::Status(response(500, "words")))]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Transient);
    assert_eq!(error.message, "a.example answered 500");
    assert_eq!(error.code.as_deref(), Some("500"));
}

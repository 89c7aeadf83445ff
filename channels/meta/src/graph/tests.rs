use frontdesk_plugin::{
    ErrorKind,
    channel::Outcome,
    types::{Field, Payload},
};
use serde_json::json;

use super::*;
use crate::send::MANNER;

fn outcome_of(failure: &Failure) -> Result<Outcome, Error> {
    failed(failure).after(0, 1, &MANNER)
}

fn answered(status: u16, headers: &[(&str, &str)], body: &str) -> Result<Outcome, Error> {
    let headers = headers
        .iter()
        .map(|(name, value)| Field::new(*name, *value));
    outcome_of(&Failure::Status(Response {
        status,
        headers: headers.collect(),
        body: Payload::Text(body.to_owned()),
    }))
}

fn told(status: u16, code: u32, subcode: Option<u32>) -> Result<Outcome, Error> {
    let error = json!({ "error": {
        "message": "(#1) To 16505551234 ..", "type": "OAuthException",
        "code": code, "error_subcode": subcode, "fbtrace_id": "x",
    } });
    let outcome = answered(status, &[("retry-after", "7")], &error.to_string());
    let shown = format!("{outcome:?}");
    assert!(!shown.contains("1650555"), "{shown}");
    assert!(shown.contains(&code.to_string()), "{shown}");
    outcome
}

fn cause(status: u16, code: u32, subcode: Option<u32>) -> Cause {
    match told(status, code, subcode) {
        Ok(Outcome::Refused(refusal)) => refusal.cause,
        other => panic!("{code}: {other:?}"),
    }
}

fn kind(status: u16, code: u32, subcode: Option<u32>) -> (ErrorKind, Option<u32>) {
    let error = told(status, code, subcode).unwrap_err();
    (error.kind, error.retry_after_ms)
}

#[test]
fn what_meta_did_not_take_and_may_take_later_is_tried_again() {
    for (status, code) in [
        (400, 4),
        (400, 613),
        (429, 613),
        (400, 80_007),
        (400, 80_006),
        (400, 32),
        (400, 130_429),
        (400, 131_048),
        (400, 131_056),
        (400, 133_016),
        (429, 999_999),
    ] {
        assert_eq!(
            kind(status, code, None),
            (ErrorKind::RateLimited, Some(7_000)),
            "{code}"
        );
    }
    for (status, code, subcode) in [
        (500, 2, None),
        (400, 1, Some(99)),
        (400, 1_200, None),
        (500, 131_000, None),
        (500, 999_999, None),
    ] {
        assert_eq!(
            kind(status, code, subcode),
            (ErrorKind::Transient, Some(7_000)),
            "{code}"
        );
    }
    let unreached = outcome_of(&Failure::Connect("no connection: refused".to_owned()));
    assert_eq!(unreached.unwrap_err().kind, ErrorKind::Transient);
}

#[test]
fn what_meta_refuses_for_good_has_a_cause() {
    for (code, subcode, expected) in [
        (131_047, None, Cause::WindowClosed),
        (10, Some(2_018_278), Cause::WindowClosed),
        (10, Some(2_534_022), Cause::WindowClosed),
        (131_026, None, Cause::Recipient),
        (100, Some(2_018_001), Cause::Recipient),
        (551, None, Cause::Recipient),
        (200, Some(1_545_041), Cause::Recipient),
        (100, None, Cause::Content),
        (131_051, None, Cause::Content),
        (132_000, None, Cause::Content),
        (132_001, None, Cause::Misconfigured),
        (131_050, None, Cause::OptedOut),
        (131_049, None, Cause::Filtered),
        (130_472, None, Cause::Filtered),
        (131_042, None, Cause::Quota),
        (999_999, None, Cause::Other),
    ] {
        assert_eq!(cause(400, code, subcode), expected, "{code}");
    }
}

#[test]
fn the_operator_hears_of_what_only_they_can_mend() {
    for (status, code, subcode) in [
        (400, 190, Some(1_234_567)),
        (401, 190, None),
        (403, 10, None),
        (403, 200, None),
        (400, 100, Some(33)),
        (403, 131_031, None),
        (400, 133_010, None),
    ] {
        assert_eq!(
            kind(status, code, subcode).0,
            ErrorKind::Misconfigured,
            "{code}"
        );
    }
    for status in [301, 401, 403, 404] {
        let error = answered(status, &[], "<html/>").unwrap_err();
        assert_eq!(error.kind, ErrorKind::Misconfigured, "{status}");
    }
    let denied = outcome_of(&Failure::Denied("grant it".to_owned())).unwrap_err();
    assert_eq!(denied.kind, ErrorKind::Misconfigured);
}

#[test]
fn what_may_have_been_taken_is_never_tried_again() {
    let failures = [
        Failure::Timeout,
        Failure::TooLarge(1 << 20),
        Failure::Connect("the connection broke: reset".to_owned()),
        Failure::Connect("anything else".to_owned()),
    ];
    let outcomes = failures.iter().map(outcome_of);
    let gateways =
        [500, 502, 503, 504].map(|status| answered(status, &[], "<html>Bad gateway</html>"));
    for outcome in outcomes.chain(gateways) {
        assert!(matches!(outcome, Ok(Outcome::Uncertain(_))), "{outcome:?}");
    }
}

#[test]
fn metas_own_header_tells_in_minutes_when_to_come_back() {
    let usage = r#"{"1":[{"type":"messenger","estimated_time_to_regain_access":2}],"2":[{"estimated_time_to_regain_access":3}]}"#;
    let body = r#"{"error":{"code":80006}}"#;
    for (headers, expected) in [
        (vec![("x-business-use-case-usage", usage)], Some(180_000)),
        (
            vec![("x-business-use-case-usage", usage), ("retry-after", "1")],
            Some(1_000),
        ),
        (vec![("x-business-use-case-usage", "{")], None),
        (
            vec![(
                "x-business-use-case-usage",
                r#"{"1":[{"estimated_time_to_regain_access":0}]}"#,
            )],
            None,
        ),
        (vec![], None),
    ] {
        let error = answered(400, &headers, body).unwrap_err();
        assert_eq!(error.retry_after_ms, expected, "{headers:?}");
    }
}

#[test]
fn a_report_of_failure_has_a_cause_and_a_code() {
    for (error, cause, code) in [
        (
            json!({ "code": 130_472, "title": "experiment" }),
            Cause::Filtered,
            Some("130472"),
        ),
        (
            json!({ "code": 131_047 }),
            Cause::WindowClosed,
            Some("131047"),
        ),
        (
            json!({ "code": "131026" }),
            Cause::Recipient,
            Some("131026"),
        ),
        (json!({ "code": 1.5 }), Cause::Other, None),
        (json!("broken"), Cause::Other, None),
    ] {
        let told = reason(&error);
        assert_eq!((told.cause, told.code.as_deref()), (cause, code), "{error}");
    }
}

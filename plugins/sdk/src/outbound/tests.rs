use crate::types::Payload;

use super::*;

fn of(failure: &Failure) -> Failed {
    Failed::of(failure, "Example", |response| {
        Failed::Again(Error::busy("busy", response.retry_after_ms()))
    })
}

fn answered(text: &str) -> Response {
    Response {
        status: 200,
        headers: Vec::new(),
        body: Payload::Text(text.to_owned()),
    }
}

#[test]
fn only_what_was_certainly_not_taken_is_tried_again() {
    for (failure, kind) in [
        (
            Failure::Connect("no connection: refused".to_owned()),
            ErrorKind::Transient,
        ),
        (
            Failure::Denied("grant it".to_owned()),
            ErrorKind::Misconfigured,
        ),
        (Failure::Status(answered("")), ErrorKind::Transient),
    ] {
        let told = of(&failure).after(0, 1, &Manner::BRIEF);
        assert_eq!(told.unwrap_err().kind, kind, "{failure:?}");
    }
    for failure in [
        Failure::Timeout,
        Failure::TooLarge(1),
        Failure::Connect("the connection broke: reset".to_owned()),
        Failure::Connect("anything else".to_owned()),
    ] {
        let told = of(&failure).after(0, 1, &Manner::BRIEF);
        assert!(matches!(told, Ok(Outcome::Uncertain(_))), "{failure:?}");
    }
}

#[test]
fn a_later_part_is_never_sent_again_alone() {
    let again = || Failed::Again(Error::rate_limited("slow", Some(1)));
    assert!(again().after(0, 2, &Manner::BRIEF).is_err());
    let Ok(Outcome::Refused(refusal)) = again().after(1, 2, &Manner::BRIEF) else {
        panic!("the first part would be sent twice");
    };
    assert_eq!(
        refusal.message,
        "only the first 1 of 2 parts were sent: slow"
    );
    assert_eq!(refusal.cause, Cause::Other);
    let unknown = Failed::Uncertain("late".to_owned());
    let told = unknown.after(1, 2, &Manner::BRIEF);
    let words = "only the first 1 of 2 parts were sent: late";
    assert_eq!(told, Ok(Outcome::Uncertain(words.to_owned())));
}

#[test]
fn the_full_manner_says_what_follows() {
    let wrong = Failed::Again(Error::misconfigured("wrong").code("401"));
    let Ok(Outcome::Refused(refusal)) = wrong.after(1, 3, &Manner::FULL) else {
        panic!("the first part would be sent twice");
    };
    assert_eq!(refusal.cause, Cause::Misconfigured);
    assert_eq!(refusal.code.as_deref(), Some("401"));
    let words = "only the first 1 of 3 parts were sent, so it is not sent again by itself: wrong";
    assert_eq!(refusal.message, words);
    let unknown = Failed::nameless("Example", &answered(""));
    let Ok(Outcome::Uncertain(why)) = unknown.after(0, 3, &Manner::FULL) else {
        panic!("nobody knows");
    };
    assert_eq!(
        why,
        "Example answered 200 without a name for the message: nobody knows whether the message \
         was taken, so it is not sent again by itself"
    );
}

#[test]
fn parts_share_the_time_and_are_named_in_order() {
    let requests = |count: usize| vec![Request::post("https://a.example"); count];
    let step = |count: usize, prior| {
        let mut cx = Cx::new("cnv_1.1", prior);
        let name = |response: &Response| Ok(response.text().to_owned());
        let end = send(&mut cx, requests(count), &Manner::BRIEF, name, of);
        cx.left(end)
    };
    let timeout = |count| match step(count, Vec::new()) {
        Ok(crate::cx::Left::Fetch(requests)) => requests.first().and_then(|one| one.timeout_ms),
        Ok(crate::cx::Left::Done(_)) | Err(_) => panic!("a request is needed"),
    };
    assert_eq!((timeout(1), timeout(3)), (None, Some(8_000)));
    let prior = vec![Ok(answered("a")), Ok(answered("b"))];
    let Ok(crate::cx::Left::Done(Outcome::Sent(names))) = step(2, prior) else {
        panic!("both were taken");
    };
    assert_eq!(names, ["a", "b"]);
}

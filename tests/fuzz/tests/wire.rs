//! The JSON of the two sockets and of the HTTP bodies.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test code: helpers of tests are tests"
)]

use std::fmt::Debug;

use frontdesk_core::{AgentId, ConversationId, OfferId};
use frontdesk_test_fuzz::{CASES, Mutator, each_case};
use frontdesk_wire::{
    At, Text,
    console::{ClientFrame, ServerFrame},
    rest::{MessagePage, SetPresence, SignIn},
    visitor::{ContactHello, ContactLanguage, ContactPong, ContactRating, HostFrame},
};
use serde::{Serialize, de::DeserializeOwned};

/// What is read can be written, and what was written reads the same.
fn round_trips<T: Serialize + DeserializeOwned + Debug>(case: &str) {
    let Ok(read) = serde_json::from_str::<T>(case) else {
        return;
    };
    let written = serde_json::to_string(&read).unwrap();
    let again: T = serde_json::from_str(&written).unwrap_or_else(|error| {
        panic!("{written} was written and cannot be read: {error}");
    });
    assert_eq!(format!("{read:?}"), format!("{again:?}"));
}

#[test]
fn a_consoles_frames_round_trip_or_are_refused() {
    each_case(
        include_str!("../corpus/console.jsonl"),
        round_trips::<ClientFrame>,
    );
}

#[test]
fn the_gateways_frames_round_trip_or_are_refused() {
    each_case(
        include_str!("../corpus/server.jsonl"),
        round_trips::<ServerFrame>,
    );
}

#[test]
fn a_contacts_hello_round_trips_or_is_refused() {
    each_case(include_str!("../corpus/contact.jsonl"), |case| {
        round_trips::<ContactHello>(case);
        round_trips::<ContactLanguage>(case);
        round_trips::<ContactRating>(case);
        round_trips::<HostFrame>(case);
    });
}

#[test]
fn http_bodies_round_trip_or_are_refused() {
    each_case(include_str!("../corpus/rest.jsonl"), |case| {
        round_trips::<SignIn>(case);
        round_trips::<SetPresence>(case);
        round_trips::<MessagePage>(case);
    });
}

#[test]
fn every_seed_of_the_corpus_is_a_good_one() {
    fn good<T: DeserializeOwned>(line: &str) -> bool {
        serde_json::from_str::<T>(line).is_ok()
    }
    for line in include_str!("../corpus/console.jsonl").lines() {
        assert!(good::<ClientFrame>(line), "{line}");
    }
    for line in include_str!("../corpus/server.jsonl").lines() {
        assert!(good::<ServerFrame>(line), "{line}");
    }
    for line in include_str!("../corpus/contact.jsonl").lines() {
        assert!(
            good::<ContactHello>(line)
                || good::<ContactLanguage>(line)
                || good::<ContactRating>(line)
                || good::<HostFrame>(line),
            "{line}"
        );
    }
    for line in include_str!("../corpus/rest.jsonl").lines() {
        let known = good::<SignIn>(line) || good::<SetPresence>(line) || good::<MessagePage>(line);
        assert!(known, "{line}");
    }
}

#[test]
fn an_unknown_field_is_refused_wherever_it_stands() {
    fn hold<T: DeserializeOwned>(seeds: &str) {
        let mut objects = 0;
        for seed in seeds.lines() {
            if serde_json::from_str::<T>(seed).is_err() {
                continue;
            }
            for (place, _) in seed.match_indices('{') {
                let (before, behind) = seed.split_at(place + 1);
                let case = format!("{before}\"unknown\":1,{behind}");
                assert!(serde_json::from_str::<T>(&case).is_err(), "{case}");
                objects += 1;
            }
        }
        assert!(objects > 0, "no seed is read");
    }
    hold::<ClientFrame>(include_str!("../corpus/console.jsonl"));
    hold::<ContactHello>(include_str!("../corpus/contact.jsonl"));
    hold::<ContactLanguage>(r#"{"t":"language","tag":"es"}"#);
    hold::<ContactPong>(r#"{"t":"pong"}"#);
    hold::<SignIn>(include_str!("../corpus/rest.jsonl"));
    hold::<SetPresence>(include_str!("../corpus/rest.jsonl"));
}

#[test]
fn only_the_one_spelling_of_an_id_is_read() {
    let seeds = [
        "cnv_17",
        "ofr_1",
        "cnv_18446744073709551615",
        "bea",
        "shop-chat_2",
    ];
    for number in 0..CASES {
        let text = Mutator::seeded(number).text(&seeds);
        let spellings = [
            text.parse::<ConversationId>().map(|id| id.to_string()).ok(),
            text.parse::<OfferId>().map(|id| id.to_string()).ok(),
            text.parse::<AgentId>().map(|id| id.to_string()).ok(),
        ];
        for spelling in spellings.into_iter().flatten() {
            assert_eq!(spelling, text);
        }
    }
}

#[test]
fn a_time_that_is_read_is_written_as_the_same_moment() {
    let seeds = "\"2026-01-31T09:30:00.250Z\"\n\"1970-01-01T00:00:00Z\"\n\"2026-02-29T25:61:61+14:00\"\n\"9998-12-30T22:00:00.999Z\"";
    each_case(seeds, |case| {
        let Ok(at) = serde_json::from_str::<At>(case) else {
            return;
        };
        let written = serde_json::to_string(&at).unwrap();
        assert_eq!(serde_json::from_str::<At>(&written).unwrap(), at, "{case}");
    });
}

#[test]
fn deep_and_long_frames_end_in_a_refusal() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let deeper = "{\"kind\":".repeat(100_000);
    let long = format!(
        "{{\"kind\":\"command\",\"id\":\"{}\"}}",
        "x".repeat(1 << 20)
    );
    for case in [&deep, &deeper, &long] {
        assert!(serde_json::from_str::<ClientFrame>(case).is_err());
        assert!(serde_json::from_str::<ContactHello>(case).is_err());
    }
    assert!(serde_json::from_str::<Text<ConversationId>>(&deep).is_err());
}

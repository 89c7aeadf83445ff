//! Guests that misbehave: each call ends in a typed fault, and everybody else goes on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use frontdesk_core::Seq;
use frontdesk_engine::ports::{ContactEvent, FrameFault};
use frontdesk_plugin_host::{Limits, LoadOptions, PluginHost, PluginHostConfig};
use tokio::{join, task::yield_now};
use tracing::{
    Event, Metadata, Subscriber,
    span::{Attributes, Id, Record},
    subscriber,
};

use crate::harness::{Hands, component, config, fault, frame, load, load_with, patient, render};

const MESSAGE: &str = r#"{"t":"message","id":"u1","text":"Hello"}"#;

#[tokio::test]
async fn an_endless_loop_is_cut_and_the_next_call_succeeds() {
    let channel = load("loop").await;
    assert_eq!(
        fault(frame(&channel, "go").await),
        "it ran longer than 50 ms"
    );
    assert_eq!(fault(render(&channel, 1).await), "it ran longer than 50 ms");
    assert_eq!(
        frame(&channel, "be good").await.unwrap(),
        [ContactEvent::Typing { on: true }]
    );
    assert_eq!(channel.health().faults_total, 2);
}

#[tokio::test]
async fn other_channels_are_answered_while_one_loops_on_the_same_thread() {
    let looping = load("loop").await;
    let webchat = load("webchat").await;
    let mut answered = 0;
    let mut cut = false;
    let others = async {
        loop {
            frame(&webchat, MESSAGE).await.expect("is answered");
            answered += 1;
            yield_now().await;
        }
    };
    tokio::select! {
        biased;
        answer = frame(&looping, "go") => cut = answer.is_err(),
        () = others => {}
    }
    assert!(cut);
    assert!(answered > 1, "answered {answered} times meanwhile");
}

#[tokio::test]
async fn a_caller_that_goes_away_in_the_middle_harms_nobody() {
    let channel = load("loop").await;
    tokio::select! {
        biased;
        answer = frame(&channel, "go") => panic!("must not end first: {answer:?}"),
        () = yield_now() => {}
    }
    assert_eq!(
        frame(&channel, "be good").await.unwrap(),
        [ContactEvent::Typing { on: true }]
    );
    assert_eq!(channel.health().faults_total, 0);
}

#[tokio::test]
async fn more_calls_than_permits_are_answered_busy() {
    let limits = Limits {
        concurrent_calls: 1,
        busy_wait: Duration::from_millis(5),
        call: Duration::from_millis(200),
        ..Limits::default()
    };
    let channel = load_with(
        "loop",
        LoadOptions {
            limits,
            ..LoadOptions::default()
        },
    )
    .await
    .unwrap();
    let (first, second) = join!(frame(&channel, "go"), frame(&channel, "go"));
    assert_eq!(fault(first), "it ran longer than 200 ms");
    assert!(matches!(second, Err(FrameFault::Busy)), "{second:?}");
    assert!(frame(&channel, "be good").await.is_ok());
    assert_eq!(
        channel.health().faults_total,
        1,
        "busy is not the component's fault"
    );
}

#[tokio::test]
async fn four_gigabytes_are_refused_and_a_modest_wish_is_granted() {
    let channel = load_with("hog", patient()).await.unwrap();
    for wish in ["at once", "bit by bit"] {
        let sentence = fault(frame(&channel, wish).await);
        assert_eq!(
            sentence, "it wanted more than 67108864 bytes of memory",
            "{wish}"
        );
    }
    let modest = frame(&channel, "modest").await.unwrap();
    assert_eq!(modest, [ContactEvent::Read { seq: Seq(16 << 20) }]);
}

#[tokio::test]
async fn panics_and_aborts_are_traps_and_the_next_call_succeeds() {
    let channel = load("trap").await;
    for way in ["panic", "abort"] {
        assert!(
            fault(frame(&channel, way).await).starts_with("it trapped: "),
            "{way}"
        );
        assert!(frame(&channel, "be good").await.is_ok());
    }
    assert!(fault(render(&channel, 1).await).starts_with("it trapped: "));
}

#[tokio::test]
async fn endless_recursion_is_a_trap() {
    let channel = load("recursion").await;
    assert!(fault(frame(&channel, "go").await).starts_with("it trapped: "));
}

#[tokio::test]
async fn rubbish_events_are_never_passed_on() {
    let lies = [
        "a million events",
        "a hundred events",
        "an id with spaces",
        "an endless id",
        "no text",
        "a long text",
        "a huge text",
        "a text with NUL",
        "too many fields",
        "a long name",
        "a rubbish refusal",
    ];
    for lie in lies {
        // A channel of its own: enough lies end in quarantine.
        let channel = load_with("liar", patient()).await.unwrap();
        let sentence = fault(frame(&channel, lie).await);
        let is_typed = sentence.starts_with("its answer is not valid: ")
            || sentence.starts_with("it wanted more than ");
        assert!(is_typed, "{lie}: {sentence}");
        assert!(sentence.len() < 200, "{lie}");
        let truth = frame(&channel, "the truth").await.unwrap();
        assert_eq!(
            truth,
            [ContactEvent::Message {
                id: "u1".into(),
                text: "the truth".into()
            }],
            "{lie}"
        );
    }
}

#[tokio::test]
async fn rubbish_frames_are_never_passed_on() {
    let channel = load_with("liar", patient()).await.unwrap();
    assert!(
        render(&channel, 0).await.unwrap().is_empty(),
        "nothing to tell is nothing to ask"
    );
    for notices in [1, 2] {
        let sentence = fault(render(&channel, notices).await);
        assert!(
            sentence.starts_with("its answer is not valid: "),
            "{sentence}"
        );
    }
    assert_eq!(render(&channel, 3).await.unwrap(), ["{}"]);
}

#[tokio::test]
async fn a_frame_beyond_the_limit_does_not_reach_the_component() {
    let channel = load("trap").await;
    let answer = frame(&channel, &"x".repeat(1 << 20)).await;
    assert!(matches!(answer, Err(FrameFault::Refused { code, .. }) if code == "frame_too_large"));
}

/// Counts a component's log lines on this thread.
#[derive(Clone, Default)]
struct Lines(Arc<AtomicU32>);

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "plugin"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_flood_of_log_lines_is_dammed() {
    let channel = load_with("flood", patient()).await.unwrap();
    let lines = Lines::default();
    let _guard = subscriber::set_default(lines.clone());
    assert!(frame(&channel, "lines").await.is_ok());
    assert_eq!(
        lines.0.swap(0, Ordering::Relaxed),
        64 + 1,
        "64 lines, and how many were dropped"
    );
    assert!(frame(&channel, "long").await.is_ok());
    assert_eq!(lines.0.swap(0, Ordering::Relaxed), 1);
    let huge = fault(frame(&channel, "huge").await);
    assert!(huge.starts_with("its answer is not valid: "), "{huge}");
}

#[tokio::test]
async fn all_instances_together_hold_no_more_than_they_may_and_that_is_nobodys_fault() {
    let cache = tempfile::tempdir().unwrap();
    let config = PluginHostConfig {
        memory_bytes: 24 << 20,
        ..config(&cache)
    };
    let host = PluginHost::new(&config, Arc::new(Hands::default())).unwrap();
    let hog = host.load("hog", component("hog"), patient()).await.unwrap();
    for _ in 0..10 {
        let refused = frame(&hog, "bit by bit").await;
        assert!(matches!(refused, Err(FrameFault::Busy)), "{refused:?}");
    }
    // What they held is given back, and they are not left alone for it.
    assert!(frame(&hog, "a little").await.is_ok());
}

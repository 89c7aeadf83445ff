//! A command with a mark is done at most once, for ever.

use frontdesk_core::{Input, Seq};
use frontdesk_engine::{Command, Outcome, Refusal};

use crate::bench::{Bench, mark, texts, wrote};

#[tokio::test(start_paused = true)]
async fn the_same_message_sent_again_is_one_message_with_one_answer() {
    let bench = Bench::start().await;
    let first = bench
        .marked("m1", wrote("chat", "visitor", "once"))
        .await
        .unwrap();
    let again = bench
        .marked("m1", wrote("chat", "visitor", "once"))
        .await
        .unwrap();
    assert_eq!(
        again,
        Outcome {
            repeated: true,
            ..first
        }
    );
    assert_eq!(texts(&bench.shown.effects.lock().unwrap()), ["once"]);
}

#[tokio::test(start_paused = true)]
async fn copies_that_race_through_one_commit_are_one_message() {
    let bench = Bench::start().await;
    bench.store.hold();
    let submit = || {
        let engine = bench.engine.clone();
        let input = wrote("chat", "visitor", "once");
        tokio::spawn(async move {
            engine
                .submit(Command {
                    input,
                    mark: Some(mark("m1")),
                })
                .await
        })
    };
    let mut all = vec![submit()];
    bench.store.wait_until_held().await;
    all.extend((0..64).map(|_| submit()));
    tokio::task::yield_now().await;
    bench.store.release();
    let mut first = 0;
    for one in all {
        let outcome = one.await.unwrap().unwrap();
        assert_eq!(outcome.seq, Some(Seq(1)));
        first += usize::from(!outcome.repeated);
    }
    assert_eq!(first, 1);
    assert_eq!(texts(&bench.shown.effects.lock().unwrap()), ["once"]);
}

#[tokio::test(start_paused = true)]
async fn a_mark_outlives_a_crash() {
    let bench = Bench::start().await;
    let first = bench
        .marked("m1", wrote("chat", "visitor", "once"))
        .await
        .unwrap();
    let next = Bench::on(bench.store.crash()).await;
    let again = next
        .marked("m1", wrote("chat", "visitor", "once"))
        .await
        .unwrap();
    assert_eq!(
        again,
        Outcome {
            repeated: true,
            ..first
        }
    );
    assert_eq!(next.shown.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refused_command_leaves_no_mark_so_it_can_be_sent_again() {
    let bench = Bench::start().await;
    let refused = bench.marked("m1", wrote("chat", "visitor", "   ")).await;
    assert!(matches!(refused, Err(Refusal::Rejected(_))), "{refused:?}");
    let sent = bench
        .marked("m1", wrote("chat", "visitor", "better"))
        .await
        .unwrap();
    assert!(!sent.repeated);
}

#[tokio::test(start_paused = true)]
async fn sixty_four_racing_first_messages_are_one_conversation_in_order() {
    let bench = Bench::start().await;
    let submit = |n: u32| {
        let engine = bench.engine.clone();
        let input = wrote("chat", "visitor", &n.to_string());
        let mark = Some(mark(&n.to_string()));
        tokio::spawn(async move { engine.submit(Command { input, mark }).await })
    };
    let all: Vec<_> = (0..64).map(submit).collect();
    let mut outcomes = Vec::new();
    for one in all {
        outcomes.push(one.await.unwrap().unwrap());
    }
    assert!(
        outcomes
            .iter()
            .all(|outcome| outcome.conversation == outcomes[0].conversation)
    );
    let mut seqs: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.seq).collect();
    seqs.sort();
    assert_eq!(seqs, (1..=64).map(Seq).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn marks_of_other_scopes_do_not_meet() {
    let bench = Bench::start().await;
    bench
        .marked("m1", wrote("chat", "visitor", "one"))
        .await
        .unwrap();
    let input: Input = wrote("chat", "other", "two");
    let other = frontdesk_engine::Mark {
        scope: "contact/chat/other".to_owned(),
        id: "m1".to_owned(),
    };
    let outcome = bench
        .engine
        .submit(Command {
            input,
            mark: Some(other),
        })
        .await
        .unwrap();
    assert!(!outcome.repeated);
}

#[tokio::test(start_paused = true)]
async fn a_mark_that_cannot_be_kept_is_refused_and_harms_nobody() {
    let bench = Bench::start().await;
    let refused = bench
        .marked(&"x".repeat(1_100), wrote("chat", "visitor", "hello"))
        .await;
    assert_eq!(refused, Err(Refusal::TooLarge));
    bench
        .marked("m1", wrote("chat", "visitor", "hello"))
        .await
        .unwrap();
}

//! Durable before visible, and what a crash or a failed commit leaves.

use frontdesk_core::{Effect, Seq};
use frontdesk_engine::{Refusal, Status};
use frontdesk_store::{
    Batch, Fault, MemoryStore, keys,
    records::{self, Part},
};

use crate::bench::{Bench, texts, wrote};

#[tokio::test(start_paused = true)]
async fn nothing_is_shown_or_answered_before_it_is_durable() {
    let bench = Bench::start().await;
    bench.store.hold();
    let asked = bench.engine.clone();
    let first = tokio::spawn({
        let input = wrote("chat", "visitor", "first");
        async move {
            asked
                .submit(frontdesk_engine::Command { input, mark: None })
                .await
        }
    });
    bench.store.wait_until_held().await;
    tokio::task::yield_now().await;
    assert_eq!(bench.shown.count(), 0);
    assert!(!first.is_finished());

    bench.store.release();
    let outcome = first.await.unwrap().unwrap();
    assert_eq!(outcome.seq, Some(Seq(1)));
    assert_eq!(texts(&bench.shown.effects.lock().unwrap()), ["first"]);
}

#[tokio::test(start_paused = true)]
async fn what_arrives_during_a_commit_shares_the_next_one() {
    let bench = Bench::start().await;
    let before = bench.store.position();
    bench.store.hold();
    let submit = |n: usize| {
        let engine = bench.engine.clone();
        let input = wrote("chat", "visitor", &n.to_string());
        tokio::spawn(async move {
            engine
                .submit(frontdesk_engine::Command { input, mark: None })
                .await
        })
    };
    let mut all = vec![submit(0)];
    bench.store.wait_until_held().await;
    all.extend((1..=100).map(submit));
    tokio::task::yield_now().await;
    bench.store.release();
    for one in all {
        one.await.unwrap().unwrap();
    }
    assert_eq!(bench.store.position() - before, 2);
    let expected: Vec<_> = (0..=100).map(|n| n.to_string()).collect();
    assert_eq!(texts(&bench.shown.effects.lock().unwrap()), expected);
}

#[tokio::test(start_paused = true)]
async fn a_failed_commit_ends_the_engine_and_shows_nothing_of_its_group() {
    for (fault, kept) in [(Fault::BeforeApplying, 0), (Fault::AfterApplying, 1)] {
        let bench = Bench::start().await;
        bench.store.fail_next_commit(fault);
        let outcome = bench.submit(wrote("chat", "visitor", "lost?")).await;
        assert_eq!(outcome, Err(Refusal::Stopping));
        assert_eq!(bench.engine.ended().await, Status::Failed);
        assert_eq!(bench.shown.count(), 0);
        assert_eq!(
            bench.submit(wrote("chat", "visitor", "more")).await,
            Err(Refusal::Stopping)
        );

        let next = Bench::on(bench.store.crash()).await;
        let picture = next.shown.picture.lock().unwrap().take().unwrap();
        assert_eq!(picture.conversations.len(), kept, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn everything_acknowledged_is_there_after_a_crash_in_its_order() {
    let bench = Bench::start().await;
    let mut conversation = None;
    for n in 0..50 {
        let wrote = bench
            .submit(wrote("chat", "visitor", &n.to_string()))
            .await
            .unwrap();
        conversation = wrote.conversation;
    }
    let next = Bench::on(bench.store.crash()).await;
    let part = Part::After(Seq(0));
    let kept = records::messages(&next.store, conversation.unwrap(), part, 100)
        .await
        .unwrap();
    let kept: Vec<_> = kept.into_iter().map(Effect::Append).collect();
    let expected: Vec<_> = (0..50).map(|n| n.to_string()).collect();
    assert_eq!(texts(&kept), expected);
    let outcome = next.submit(wrote("chat", "visitor", "50")).await.unwrap();
    assert_eq!(
        (outcome.conversation, outcome.seq),
        (conversation, Some(Seq(51)))
    );
}

#[tokio::test(start_paused = true)]
async fn stopping_keeps_and_answers_what_was_taken_and_refuses_the_rest() {
    let bench = Bench::start().await;
    bench.store.hold();
    let engine = bench.engine.clone();
    let taken = tokio::spawn(async move {
        let input = wrote("chat", "visitor", "taken");
        engine
            .submit(frontdesk_engine::Command { input, mark: None })
            .await
    });
    bench.store.wait_until_held().await;
    let engine = bench.engine.clone();
    let stop = tokio::spawn(async move { engine.stop().await });
    tokio::task::yield_now().await;
    bench.store.release();
    assert!(taken.await.unwrap().is_ok());
    stop.await.unwrap();
    assert_eq!(bench.engine.status(), Status::Stopped);
    assert_eq!(
        bench.submit(wrote("chat", "visitor", "late")).await,
        Err(Refusal::Stopping)
    );
}

#[tokio::test(start_paused = true)]
async fn of_two_side_records_that_both_want_to_be_first_one_is() {
    let bench = Bench::start().await;
    let key = keys::sign_in_link(&[7; 32]);
    let mut batch = Batch::new();
    records::stage(&mut batch, key.clone(), &"used").unwrap();
    batch.require_absent(key);
    let (one, two) = tokio::join!(
        bench.engine.keep(batch.clone()),
        bench.engine.keep(batch.clone())
    );
    assert_eq!([one, two], [Ok(()), Err(Refusal::Conflict)]);
    assert_eq!(bench.engine.keep(batch).await, Err(Refusal::Conflict));
    assert!(
        bench
            .submit(wrote("chat", "visitor", "unharmed"))
            .await
            .is_ok()
    );
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_lost_a_queue_in_use_is_refused_with_its_name() {
    let bench = Bench::start().await;
    bench
        .submit(wrote("chat", "visitor", "hello"))
        .await
        .unwrap();
    let store = bench.store.crash();
    let mut plan = crate::bench::plan();
    plan.channels.remove(&"chat".parse().unwrap());
    let config = frontdesk_engine::EngineConfig {
        plan,
        store: std::sync::Arc::new(store.clone()),
        clock: std::sync::Arc::new(crate::bench::TestClock::new()),
        outlet: bench.shown.clone(),
        outbound: std::collections::BTreeMap::new(),
        translation: frontdesk_engine::translation::Translation::none(std::sync::Arc::new(
            crate::bench::TestClock::new(),
        )),
        questions: std::sync::Arc::new(frontdesk_engine::ports::NobodyToAsk),
        limits: frontdesk_engine::Limits::default(),
    };
    let Err(error) = frontdesk_engine::Engine::start(config).await else {
        panic!("started without the channel")
    };
    assert!(error.to_string().contains("chat"), "{error}");
    // Nothing is lost by the refusal: with the channel back, the conversation is there.
    let next = Bench::on(MemoryStore::clone(&store)).await;
    assert_eq!(
        next.shown
            .picture
            .lock()
            .unwrap()
            .take()
            .unwrap()
            .conversations
            .len(),
        1
    );
}

//! A full mailbox and a full disk.

use std::collections::BTreeMap;

use frontdesk_core::{ContactCard, Effect, Input, Presence, Record, ThreadId};
use frontdesk_engine::{Command, Limits, Refusal, Status};
use frontdesk_store::MemoryStore;

use crate::bench::{Bench, agent, texts, wrote};

#[tokio::test(start_paused = true)]
async fn a_full_mailbox_says_busy_and_drops_nothing_it_took() {
    let limits = Limits {
        mailbox: 4,
        group: 2,
        ..Limits::default()
    };
    let bench = Bench::with(MemoryStore::new(), limits, BTreeMap::new())
        .await
        .unwrap();
    bench.store.hold();
    let submit = |n: usize| {
        let engine = bench.engine.clone();
        let input = wrote("chat", "visitor", &n.to_string());
        tokio::spawn(async move { engine.submit(Command { input, mark: None }).await })
    };
    let mut all = vec![submit(0)];
    bench.store.wait_until_held().await;
    for n in 1..40 {
        all.push(submit(n));
        tokio::task::yield_now().await;
    }
    bench.store.release();
    let mut taken = Vec::new();
    let mut busy = 0;
    for (n, one) in all.into_iter().enumerate() {
        match one.await.unwrap() {
            Ok(_) => taken.push(n.to_string()),
            Err(Refusal::Busy) => busy += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(busy > 0);
    assert_eq!(texts(&bench.shown.effects.lock().unwrap()), taken);
    assert!(
        bench
            .submit(wrote("chat", "visitor", "again"))
            .await
            .is_ok()
    );
}

#[tokio::test(start_paused = true)]
async fn a_nearly_full_disk_refuses_new_work_ends_old_work_and_recovers_by_itself() {
    let bench = Bench::start().await;
    bench.store.set_free_space(Some(1024 * 1024));
    let refused = bench.submit(wrote("chat", "visitor", "no")).await;
    assert_eq!(refused, Err(Refusal::StorageLow));
    assert_eq!(bench.engine.status(), Status::StorageLow);
    let presence = Presence::Away {
        reason: "lunch".into(),
    };
    let upkeep = Input::PresenceDeclared {
        agent: agent("ana"),
        presence,
    };
    assert!(bench.submit(upkeep).await.is_ok());

    bench.store.set_free_space(None);
    let mut status = 0;
    while bench.engine.status() == Status::StorageLow {
        // The paused clock jumps to the engine's next look at the disk.
        tokio::time::advance(std::time::Duration::from_millis(100)).await;
        status += 1;
        assert!(status < 1_000, "the engine never looked at the disk again");
    }
    assert!(bench.submit(wrote("chat", "visitor", "yes")).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_group_that_finds_the_disk_full_waits_unseen_until_there_is_room() {
    let limits = Limits {
        reserve_bytes: 0,
        ..Limits::default()
    };
    let bench = Bench::with(MemoryStore::new(), limits, BTreeMap::new())
        .await
        .unwrap();
    bench.store.set_free_space(Some(10));
    let engine = bench.engine.clone();
    let sent = tokio::spawn(async move {
        engine
            .submit(Command {
                input: wrote("chat", "visitor", "patient"),
                mark: None,
            })
            .await
    });
    while bench.engine.status() != Status::StorageLow {
        tokio::time::advance(std::time::Duration::from_millis(1)).await;
    }
    assert_eq!(bench.shown.count(), 0);
    bench.store.set_free_space(None);
    assert!(sent.await.unwrap().is_ok());
    assert_eq!(texts(&bench.shown.effects.lock().unwrap()), ["patient"]);
    assert!(
        bench
            .submit(wrote("chat", "visitor", "and on"))
            .await
            .is_ok()
    );
}

#[tokio::test(start_paused = true)]
async fn more_than_one_batch_carries_goes_to_disk_in_several() {
    let bench = Bench::start().await;
    // 200 messages of 20 kB, twice what a batch may have, all waiting in the mailbox at once.
    let words = "\u{1f642}".repeat(5_000);
    bench.store.hold();
    let submit = |n: u32| {
        let engine = bench.engine.clone();
        let input = wrote("chat", &n.to_string(), &words);
        tokio::spawn(async move { engine.submit(Command { input, mark: None }).await })
    };
    let first = submit(0);
    bench.store.wait_until_held().await;
    let all: Vec<_> = (1..200).map(submit).collect();
    tokio::task::yield_now().await;
    bench.store.release();
    first.await.unwrap().unwrap();
    for one in all {
        one.await.unwrap().unwrap();
    }
    assert_eq!(bench.engine.status(), Status::Ready);
}

/// 300 waiting contacts who told 15 kB each, all gone at once: 4.5 MB change hands at one moment.
#[tokio::test(start_paused = true)]
async fn a_crowd_that_leaves_at_one_moment_is_kept_in_several_batches() {
    const CROWD: usize = 300;
    let bench = Bench::start().await;
    for n in 0..CROWD {
        bench.submit(opened_with_much(n)).await.unwrap();
    }
    // After a restart every contact has the same time to come back.
    let next = Bench::on(bench.store.crash()).await;
    let gone = |effects: &[Effect]| {
        let closed = effects.iter().filter(|effect| match effect {
            Effect::Save(Record::Conversation(conversation)) => conversation.state.is_closed(),
            _ => false,
        });
        (closed.count() == CROWD).then_some(())
    };
    tokio::select! {
        () = next.shown.until(gone) => {}
        status = next.engine.ended() => panic!("the engine ended: {status:?}"),
    }
    let third = Bench::on(next.store.crash()).await;
    let picture = third.shown.picture.lock().unwrap().take().unwrap();
    assert_eq!(picture.conversations, []);
}

fn opened_with_much(n: usize) -> Input {
    let mut contact = ContactCard::default();
    for field in 0..30 {
        let (key, value) = (format!("field {field}"), "x".repeat(500));
        contact.fields.insert(key.into(), value.into());
    }
    Input::ConversationOpened {
        channel: "chat".parse().unwrap(),
        thread: ThreadId::new(&n.to_string()).unwrap(),
        contact,
        first_message: None,
    }
}

#[tokio::test(start_paused = true)]
async fn on_a_nearly_full_disk_nobody_is_written_to_first() {
    let bench = Bench::start().await;
    bench.ready("ana").await;
    bench.store.set_free_space(Some(1024 * 1024));
    let first = Input::AgentStarted {
        channel: "sms".parse().unwrap(),
        thread: ThreadId::new("+15550100").unwrap(),
        contact: ContactCard::default(),
        agent: agent("ana"),
        content: crate::bench::text("Your order is here"),
        client_id: None,
    };
    let refused = bench.submit(first.clone()).await;
    assert_eq!(refused, Err(Refusal::StorageLow));
    bench.store.set_free_space(None);
    bench.submit(first).await.unwrap();
}

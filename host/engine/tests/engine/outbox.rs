//! Messages to a provider: in order, again after a fault, never without an end.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use frontdesk_core::{Cause, ChannelId, Content, DeliveryReason};
use frontdesk_engine::{
    Limits,
    ports::{Dispatch, Outbound, Receipt, SendFault},
};
use frontdesk_store::{MemoryStore, Page, Store, keys};
use tokio::{sync::watch, time::Instant};

use crate::bench::{Bench, replied};

/// A component that answers as the test's list says, then always yes.
struct Provider {
    answers: Mutex<Vec<SendFault>>,
    calls: Mutex<Vec<(String, String, Instant)>>,
    count: watch::Sender<usize>,
}

impl Provider {
    fn new(mut answers: Vec<SendFault>) -> Arc<Self> {
        answers.reverse();
        let (answers, calls) = (Mutex::new(answers), Mutex::default());
        Arc::new(Self {
            answers,
            calls,
            count: watch::Sender::new(0),
        })
    }

    async fn called(&self, times: usize) -> Vec<(String, String, Instant)> {
        self.count
            .subscribe()
            .wait_for(|count| *count >= times)
            .await
            .unwrap();
        self.calls.lock().unwrap().clone()
    }
}

#[async_trait]
impl Outbound for Provider {
    async fn send(&self, dispatch: &Dispatch) -> Result<Receipt, SendFault> {
        let Content::Text(text) = &dispatch.message.content else {
            panic!("a notice was sent")
        };
        let call = (dispatch.reference.clone(), text.to_string(), Instant::now());
        self.calls.lock().unwrap().push(call);
        self.count.send_modify(|count| *count += 1);
        self.answers
            .lock()
            .unwrap()
            .pop()
            .map_or_else(|| Ok(Receipt::default()), Err)
    }
}

fn transient(retry_after: Option<Duration>) -> SendFault {
    SendFault::Transient {
        message: "try later".to_owned(),
        retry_after,
    }
}

fn reason(message: &str) -> DeliveryReason {
    DeliveryReason {
        cause: Cause::Recipient,
        message: message.into(),
        code: None,
    }
}

async fn bench(provider: &Arc<Provider>, store: MemoryStore) -> Bench {
    let outbound: Arc<dyn Outbound> = provider.clone();
    let channel: ChannelId = "sms".parse().unwrap();
    Bench::with(
        store,
        Limits::default(),
        BTreeMap::from([(channel, outbound)]),
    )
    .await
    .unwrap()
}

async fn wait_until_empty(store: &MemoryStore, range: fn() -> frontdesk_store::KeyRange) {
    while !store
        .scan(range(), Page::first(1))
        .await
        .unwrap()
        .is_empty()
    {
        // The paused clock moves only when nobody is busy.
        tokio::time::advance(Duration::from_millis(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_send_comes_again_in_order_and_obeys_the_providers_wish() {
    let wish = Duration::from_secs(90);
    let provider = Provider::new(vec![transient(None), transient(Some(wish))]);
    let bench = bench(&provider, MemoryStore::new()).await;
    bench.ready("ana").await;
    let conversation = bench.assigned("sms", "ana").await;
    bench
        .submit(replied(conversation, "ana", "one"))
        .await
        .unwrap();
    bench
        .submit(replied(conversation, "ana", "two"))
        .await
        .unwrap();
    let calls = provider.called(4).await;
    let texts: Vec<_> = calls.iter().map(|(_, text, _)| text.as_str()).collect();
    assert_eq!(texts, ["one", "one", "one", "two"]);
    assert_eq!(calls[0].0, calls[2].0, "the reference stays over tries");
    assert!(calls[1].2 - calls[0].2 <= Duration::from_secs(1));
    assert!(calls[2].2 - calls[1].2 >= wish);
    wait_until_empty(&bench.store, keys::outbox_all).await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_message_is_a_dead_letter_and_the_next_one_goes_on() {
    let provider = Provider::new(vec![SendFault::Permanent {
        reason: reason("blocked"),
    }]);
    let bench = bench(&provider, MemoryStore::new()).await;
    bench.ready("ana").await;
    let conversation = bench.assigned("sms", "ana").await;
    bench
        .submit(replied(conversation, "ana", "refused"))
        .await
        .unwrap();
    bench
        .submit(replied(conversation, "ana", "fine"))
        .await
        .unwrap();
    let calls = provider.called(2).await;
    assert_eq!(calls[1].1, "fine");
    wait_until_empty(&bench.store, keys::outbox_all).await;
    let dead = bench
        .store
        .scan(keys::dead_letters(), Page::first(10))
        .await
        .unwrap();
    assert_eq!(dead.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_never_gets_through_reaches_an_end() {
    let provider = Provider::new((0..100).map(|_| transient(None)).collect());
    let bench = bench(&provider, MemoryStore::new()).await;
    bench.ready("ana").await;
    let conversation = bench.assigned("sms", "ana").await;
    bench
        .submit(replied(conversation, "ana", "hopeless"))
        .await
        .unwrap();
    let began = Instant::now();
    provider.called(16).await;
    wait_until_empty(&bench.store, keys::outbox_all).await;
    assert!(began.elapsed() < Duration::from_hours(2));
    let dead = bench
        .store
        .scan(keys::dead_letters(), Page::first(10))
        .await
        .unwrap();
    assert_eq!((dead.len(), provider.calls.lock().unwrap().len()), (1, 16));
}

#[tokio::test(start_paused = true)]
async fn a_message_left_by_a_crash_is_sent_by_the_next_run_under_the_same_reference() {
    let provider = Provider::new((0..100).map(|_| transient(None)).collect());
    let first = bench(&provider, MemoryStore::new()).await;
    first.ready("ana").await;
    let conversation = first.assigned("sms", "ana").await;
    first
        .submit(replied(conversation, "ana", "survivor"))
        .await
        .unwrap();
    let before = provider.called(1).await;
    let willing = Provider::new(vec![]);
    let next = bench(&willing, first.store.crash()).await;
    let after = willing.called(1).await;
    assert_eq!((&after[0].0, &after[0].1), (&before[0].0, &before[0].1));
    wait_until_empty(&next.store, keys::outbox_all).await;
}

fn failing() -> SendFault {
    SendFault::Component {
        message: "it trapped".to_owned(),
    }
}

fn sms() -> ChannelId {
    "sms".parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_message_over_which_the_component_fails_twice_reaches_its_end_at_once() {
    let provider = Provider::new(vec![failing(), failing()]);
    let bench = bench(&provider, MemoryStore::new()).await;
    bench.ready("ana").await;
    let conversation = bench.assigned("sms", "ana").await;
    for words in ["poison", "fine"] {
        let wrote = replied(conversation, "ana", words);
        bench.submit(wrote).await.unwrap();
    }
    let calls = provider.called(3).await;
    assert_eq!(calls[2].1, "fine");
    wait_until_empty(&bench.store, keys::outbox_all).await;
    let dead = bench.engine.dead_letters(&sms(), None, 10).await.unwrap();
    assert_eq!(
        (dead.len(), dead[0].attempts, &*dead[0].reason),
        (1, 2, "it trapped")
    );
}

#[tokio::test(start_paused = true)]
async fn a_replaced_component_is_given_what_waited_at_once() {
    let wish = Duration::from_mins(4);
    let provider = Provider::new(vec![transient(Some(wish))]);
    let bench = bench(&provider, MemoryStore::new()).await;
    bench.ready("ana").await;
    let conversation = bench.assigned("sms", "ana").await;
    bench
        .submit(replied(conversation, "ana", "hello"))
        .await
        .unwrap();
    let first = provider.called(1).await;
    let next = Provider::new(vec![]);
    bench.engine.replace_outbound(&sms(), Some(next.clone()));
    let second = next.called(1).await;
    assert!(second[0].2 - first[0].2 < Duration::from_secs(1));
    assert_eq!(second[0].0, first[0].0, "under the same reference");
    wait_until_empty(&bench.store, keys::outbox_all).await;
}

#[tokio::test(start_paused = true)]
async fn a_component_that_was_mended_behind_its_port_is_tried_at_once() {
    let provider = Provider::new(vec![failing(), transient(Some(Duration::from_mins(5)))]);
    let bench = bench(&provider, MemoryStore::new()).await;
    bench.ready("ana").await;
    let conversation = bench.assigned("sms", "ana").await;
    bench
        .submit(replied(conversation, "ana", "hello"))
        .await
        .unwrap();
    let calls = provider.called(2).await;
    let waited = Instant::now();
    bench.engine.outbox_changed(&sms());
    provider.called(3).await;
    assert!(waited.elapsed() < Duration::from_secs(1));
    assert_eq!(calls[0].0, calls[1].0);
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_a_channel_without_a_component_is_counted_and_sent_when_there_is_one() {
    let bench = Bench::start().await;
    bench.ready("ana").await;
    let conversation = bench.assigned("sms", "ana").await;
    for words in ["one", "two"] {
        let wrote = replied(conversation, "ana", words);
        bench.submit(wrote).await.unwrap();
    }
    let status = bench.engine.outboxes()[&sms()].clone();
    assert_eq!((status.waiting, status.has_component), (2, false));
    let first = bench
        .store
        .scan(keys::outbox_all(), Page::first(1))
        .await
        .unwrap();
    assert_eq!(first.len(), 1);
    assert!(status.oldest.is_some());

    let provider = Provider::new(vec![]);
    bench
        .engine
        .replace_outbound(&sms(), Some(provider.clone()));
    let calls = provider.called(2).await;
    let texts: Vec<_> = calls.iter().map(|(_, text, _)| text.as_str()).collect();
    assert_eq!(texts, ["one", "two"]);
    wait_until_empty(&bench.store, keys::outbox_all).await;
    let status = loop {
        let status = bench.engine.outboxes()[&sms()].clone();
        if status.waiting == 0 {
            break status;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((status.oldest, status.has_component), (None, true));
}

#[tokio::test(start_paused = true)]
async fn a_component_that_is_taken_away_leaves_its_messages_waiting() {
    let provider = Provider::new((0..100).map(|_| transient(None)).collect());
    let bench = bench(&provider, MemoryStore::new()).await;
    bench.ready("ana").await;
    let conversation = bench.assigned("sms", "ana").await;
    bench
        .submit(replied(conversation, "ana", "patience"))
        .await
        .unwrap();
    provider.called(1).await;
    bench.engine.replace_outbound(&sms(), None);
    tokio::time::sleep(Duration::from_hours(5)).await;
    let calls = provider.calls.lock().unwrap().len();
    assert!(calls <= 2, "{calls}");
    assert_eq!(bench.engine.outboxes()[&sms()].waiting, 1);
    bench.engine.stop().await;
}

//! Messages to a provider: in order, again after a fault, never without an end.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use frontdesk_core::{ChannelId, Content};
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
        message: "blocked".to_owned(),
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

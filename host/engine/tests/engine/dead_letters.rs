//! Dead letters and dead webhooks: looked at, sent again, given up; each durably and once.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use frontdesk_core::{Cause, ChannelId, ConversationId, DeliveryReason, Seq, Timestamp};
use frontdesk_engine::{
    Burial, DEAD_WEBHOOK_BODY_BYTES, DEAD_WEBHOOKS, DeadMessage, Limits, WebhookId,
    ports::{Dispatch, Outbound, Receipt, SendFault, WebhookCall},
};
use frontdesk_store::{MemoryStore, Page, Store, keys};
use tokio::sync::watch;

use crate::bench::{Bench, replied};

/// Refuses for good until it is told to take everything.
#[derive(Default)]
struct Provider {
    takes: std::sync::atomic::AtomicBool,
    taken: watch::Sender<Vec<String>>,
    refused: AtomicUsize,
}

#[async_trait]
impl Outbound for Provider {
    async fn send(&self, dispatch: &Dispatch) -> Result<Receipt, SendFault> {
        if self.takes.load(Ordering::SeqCst) {
            let reference = dispatch.reference.clone();
            self.taken.send_modify(|all| all.push(reference));
            return Ok(Receipt::default());
        }
        self.refused.fetch_add(1, Ordering::SeqCst);
        Err(SendFault::Permanent {
            reason: DeliveryReason {
                cause: Cause::Recipient,
                message: "blocked".repeat(200).into(),
                code: None,
            },
        })
    }
}

fn sms() -> ChannelId {
    "sms".parse().unwrap()
}

/// A gateway with three dead letters of one conversation.
async fn with_dead(provider: &Arc<Provider>) -> (Bench, ConversationId) {
    let outbound: Arc<dyn Outbound> = provider.clone();
    let bench = Bench::with(
        MemoryStore::new(),
        Limits::default(),
        BTreeMap::from([(sms(), outbound)]),
    )
    .await
    .unwrap();
    bench.ready("ana").await;
    let conversation = bench.assigned("sms", "ana").await;
    for words in ["one", "two", "three"] {
        let wrote = replied(conversation, "ana", words);
        bench.submit(wrote).await.unwrap();
    }
    until(|| {
        bench
            .engine
            .outboxes()
            .get(&sms())
            .is_some_and(|outbox| outbox.dead_letters == 3)
    })
    .await;
    (bench, conversation)
}

async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        tokio::time::advance(std::time::Duration::from_millis(1)).await;
    }
}

fn words(letters: &[DeadMessage]) -> Vec<&str> {
    letters
        .iter()
        .map(|letter| letter.message.content.text().unwrap())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn dead_letters_are_listed_in_order_page_by_page_with_all_that_is_known() {
    let (bench, conversation) = with_dead(&Arc::default()).await;
    let page = bench.engine.dead_letters(&sms(), None, 2).await.unwrap();
    assert_eq!(words(&page), ["one", "two"]);
    let after = Some((conversation, page[1].message.seq));
    let rest = bench.engine.dead_letters(&sms(), after, 2).await.unwrap();
    assert_eq!(words(&rest), ["three"]);
    let one = bench
        .engine
        .dead_letter(&sms(), conversation, page[0].message.seq)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((one.attempts, &*one.thread.0), (1, "visitor"));
    assert!(one.reason.starts_with("blocked") && one.reason.chars().count() == 500);
    let other: ChannelId = "chat".parse().unwrap();
    assert!(
        bench
            .engine
            .dead_letters(&other, None, 9)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test(start_paused = true)]
async fn a_letter_sent_again_goes_out_once_under_its_reference() {
    let provider = Arc::<Provider>::default();
    let (bench, conversation) = with_dead(&provider).await;
    provider.takes.store(true, Ordering::SeqCst);
    let seq = bench.engine.dead_letters(&sms(), None, 1).await.unwrap()[0]
        .message
        .seq;
    // Two operators at once.
    let channel = sms();
    let again = || bench.engine.send_again(&channel, conversation, seq);
    let (first, second) = tokio::join!(again(), again());
    let done = [first, second].iter().filter(|it| **it == Ok(true)).count();
    assert_eq!(done, 1);
    let mut taken = provider.taken.subscribe();
    let taken = taken.wait_for(|all| !all.is_empty()).await.unwrap().clone();
    assert_eq!(taken, [format!("{conversation}.{seq}")]);
    assert_eq!(again().await, Ok(false));
    until(|| bench.engine.outboxes()[&sms()].waiting == 0).await;
    let left = bench.engine.dead_letters(&sms(), None, 9).await.unwrap();
    assert_eq!(words(&left), ["two", "three"]);
    assert_eq!(bench.engine.outboxes()[&sms()].dead_letters, 2);
    assert_eq!(provider.taken.borrow().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_letter_sent_again_and_lost_to_a_crash_is_sent_by_the_next_run() {
    let provider = Arc::<Provider>::default();
    let (bench, conversation) = with_dead(&provider).await;
    bench.engine.replace_outbound(&sms(), None);
    let seq = bench.engine.dead_letters(&sms(), None, 1).await.unwrap()[0]
        .message
        .seq;
    assert_eq!(
        bench.engine.send_again(&sms(), conversation, seq).await,
        Ok(true)
    );
    provider.takes.store(true, Ordering::SeqCst);
    let outbound: Arc<dyn Outbound> = provider.clone();
    let next = Bench::with(
        bench.store.crash(),
        Limits::default(),
        BTreeMap::from([(sms(), outbound)]),
    )
    .await
    .unwrap();
    let mut taken = provider.taken.subscribe();
    taken.wait_for(|all| all.len() == 1).await.unwrap();
    assert_eq!(
        next.engine.outboxes()[&sms()].dead_letters,
        2,
        "counted anew"
    );
}

#[tokio::test(start_paused = true)]
async fn a_discarded_letter_is_gone_for_good() {
    let (bench, conversation) = with_dead(&Arc::default()).await;
    let seq = bench.engine.dead_letters(&sms(), None, 1).await.unwrap()[0]
        .message
        .seq;
    assert_eq!(
        bench.engine.discard(&sms(), conversation, seq).await,
        Ok(true)
    );
    assert_eq!(
        bench.engine.discard(&sms(), conversation, seq).await,
        Ok(false)
    );
    let next = Bench::on(bench.store.crash()).await;
    let left = next.engine.dead_letters(&sms(), None, 9).await.unwrap();
    assert_eq!(words(&left), ["two", "three"]);
    let unknown = next.engine.send_again(&sms(), conversation, Seq(99)).await;
    assert_eq!(unknown, Ok(false));
}

fn call(text: &str) -> WebhookCall {
    WebhookCall {
        method: "POST".to_owned(),
        url: "https://chat.example.com/x?a=1".to_owned(),
        query: vec![("a".to_owned(), "1".to_owned())],
        headers: vec![("x-signature".to_owned(), "abc".to_owned())],
        body: text.as_bytes().to_vec(),
        at: Timestamp(7),
    }
}

fn id(number: u16) -> WebhookId {
    let [high, low] = number.to_be_bytes();
    let mut id = [0; 16];
    (id[0], id[1]) = (high, low);
    WebhookId(id)
}

#[tokio::test(start_paused = true)]
async fn a_call_that_the_component_failed_over_is_kept_byte_for_byte() {
    let bench = Bench::start().await;
    // Longer than one value of the store.
    let long = call(&"\u{0}ü".repeat(DEAD_WEBHOOK_BODY_BYTES / 3));
    let sms = sms();
    let reason = "it trapped".to_owned();
    let buried = bench.engine.bury_webhook(&sms, id(1), &long, reason).await;
    assert_eq!(buried, Ok(Burial::Kept));
    let next = Bench::on(bench.store.crash()).await;
    let kept = next
        .engine
        .dead_webhook(&sms, id(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((kept.call, &*kept.reason), (long, "it trapped"));
    assert_eq!(next.engine.outboxes()[&sms].dead_webhooks, 1);
    let listed = next.engine.dead_webhooks(&sms).await.unwrap();
    assert_eq!((listed.len(), listed[0].call.body.len()), (1, 0));
    assert_eq!(next.engine.discard_webhook(&sms, id(1)).await, Ok(true));
    assert_eq!(next.engine.discard_webhook(&sms, id(1)).await, Ok(false));
    assert_eq!(next.engine.outboxes()[&sms].dead_webhooks, 0);
    for range in [
        keys::dead_webhooks(),
        keys::dead_webhook_body_all(&sms, &id(1).0),
    ] {
        assert!(
            next.store
                .scan(range, Page::first(1))
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_call_is_kept_once_and_so_many_are_kept_and_no_more() {
    let bench = Bench::start().await;
    let bury = |number: u16| {
        let (engine, call) = (bench.engine.clone(), call("hello"));
        async move {
            engine
                .bury_webhook(&sms(), id(number), &call, "x".to_owned())
                .await
        }
    };
    let (first, again) = tokio::join!(bury(0), bury(0));
    assert_eq!((first, again), (Ok(Burial::Kept), Ok(Burial::Kept)));
    assert_eq!(bench.engine.outboxes()[&sms()].dead_webhooks, 1);
    for number in 1..u16::try_from(DEAD_WEBHOOKS).unwrap() {
        assert_eq!(bury(number).await, Ok(Burial::Kept));
    }
    assert_eq!(bury(999).await, Ok(Burial::NoRoom));
    let listed = bench.engine.dead_webhooks(&sms()).await.unwrap();
    assert_eq!(listed.len(), DEAD_WEBHOOKS);
    let too_long = call(&"x".repeat(DEAD_WEBHOOK_BODY_BYTES + 1));
    bench.engine.discard_webhook(&sms(), id(0)).await.unwrap();
    let reason = "x".to_owned();
    let buried = bench
        .engine
        .bury_webhook(&sms(), id(998), &too_long, reason)
        .await;
    assert_eq!(buried, Ok(Burial::NoRoom));
    assert_eq!(bury(999).await, Ok(Burial::Kept));
}

//! Reports that overtake the answer to the send, and those that name a moment instead of a message.

use std::sync::Arc;

use frontdesk_core::{
    ConversationId,
    DeliveryState::{Delivered, Failed, Read, Sent},
    Seq, Timestamp,
};
use frontdesk_engine::ports::{Clock as _, ReportSubject};
use frontdesk_store::{Fault, keys};

use crate::{
    bench::TestClock,
    desk::{Contact, Desk, Disk, by_id, by_reference, over_both_stores},
    provider::{Provider, ids, own_id, reason, refused},
};

/// A message that the provider has and has not answered for yet.
async fn on_its_way(desk: &Desk, provider: &Arc<Provider>) -> (ConversationId, Seq, String) {
    let conversation = desk.talk(&Contact::sms()).await;
    provider.hold();
    let seq = desk.reply(conversation, "Hello").await.unwrap();
    provider.called(1).await;
    (conversation, seq, own_id(&format!("{conversation}.{seq}")))
}

async fn a_report_before_the_answer_counts(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let (conversation, seq, id) = on_its_way(&desk, &provider).await;
    assert!(desk.report(by_id(&id), Delivered, None).await);
    assert!(!desk.report(by_id(&id), Sent, None).await);
    assert!(!desk.report(by_id(&id), Delivered, None).await);
    assert_eq!(desk.delivery(conversation, seq).await, None);
    provider.release();
    let shown = desk.until(conversation, seq, Delivered).await;
    assert_eq!(shown.parts, [(id.as_str().into(), Delivered)]);
    assert_eq!(desk.count(keys::early_reports()).await, 0);
    assert!(desk.report(by_id(&id), Read, None).await);
}
over_both_stores!(a_report_before_the_answer_counts);

async fn a_report_before_the_answer_outlives_a_crash(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let (conversation, seq, id) = on_its_way(&desk, &provider).await;
    let why = Some(reason("switched off"));
    assert!(desk.report(by_id(&id), Failed, why.clone()).await);
    // The next run sends it again under the same reference, and the provider knows it.
    let next = Provider::willing();
    let desk = desk.crash(&next).await;
    let shown = desk.until(conversation, seq, Failed).await;
    assert_eq!(shown.reason, why);
    assert_eq!(next.calls()[0].reference, provider.calls()[0].reference);
    assert_eq!(desk.count(keys::early_reports()).await, 0);
}
over_both_stores!(a_report_before_the_answer_outlives_a_crash);

#[tokio::test(start_paused = true)]
async fn a_report_by_our_reference_before_the_answer_counts() {
    let provider = Provider::answering([Ok(ids(&["a", "b"]))]);
    let desk = Desk::with(&provider).await;
    let (conversation, seq, _) = on_its_way(&desk, &provider).await;
    let reference = format!("{conversation}.{seq}");
    assert!(desk.report(by_reference(&reference), Delivered, None).await);
    desk.until(conversation, seq, Delivered).await;
    provider.release();
    let both = || {
        let shown = desk.shown.deliveries.lock().unwrap();
        let (_, _, last) = shown.last()?;
        (last.parts.len() == 2).then(|| last.clone())
    };
    let shown = desk.shown.until_there(both).await;
    assert_eq!(shown.state, Delivered);
}

#[tokio::test(start_paused = true)]
async fn a_report_while_the_answer_is_on_its_way_to_the_disk_counts() {
    for fault in [
        None,
        Some(Fault::BeforeApplying),
        Some(Fault::AfterApplying),
    ] {
        let provider = Provider::willing();
        let desk = Desk::with(&provider).await;
        let (conversation, seq, id) = on_its_way(&desk, &provider).await;
        desk.memory().hold();
        provider.release();
        desk.memory().wait_until_held().await;
        // The answer flies; the report is staged behind it.
        let reported = tokio::spawn({
            let (engine, id) = (desk.engine.clone(), id.clone());
            async move {
                let contact = Contact::sms();
                let report = frontdesk_engine::ports::DeliveryReport {
                    subject: by_id(&id),
                    state: Delivered,
                    reason: None,
                };
                engine
                    .report(&contact.channel, &contact.thread, report)
                    .await
            }
        });
        tokio::task::yield_now().await;
        if let Some(fault) = fault {
            desk.memory().fail_next_commit(fault);
        }
        desk.memory().release();
        let taken = reported.await.unwrap();
        let next = Provider::willing();
        let desk = desk.crash(&next).await;
        if fault.is_none() {
            assert_eq!(taken, Ok(true));
            assert_eq!(
                desk.delivery(conversation, seq).await.unwrap().state,
                Delivered
            );
            continue;
        }
        // Not answered well, so the provider's webhook comes again.
        assert!(taken.is_err());
        assert!(desk.report(by_id(&id), Delivered, None).await);
        desk.until_none(keys::outbox_all()).await;
        let known = desk.delivery(conversation, seq).await.unwrap();
        assert_eq!(known.state, Delivered, "{fault:?}");
        let sent_again = usize::from(fault == Some(Fault::BeforeApplying));
        assert_eq!(next.calls().len(), sent_again);
    }
}

async fn reports_on_strangers_messages_are_forgotten_when_nothing_is_on_its_way(place: Disk) {
    let provider = Provider::answering([Err(refused())]);
    let desk = Desk::on(place, &provider).await;
    let (conversation, seq, _) = on_its_way(&desk, &provider).await;
    for stranger in 0..10 {
        desk.report(by_id(&format!("other-{stranger}")), Delivered, None)
            .await;
    }
    assert_eq!(desk.count(keys::early_reports()).await, 10);
    // Also when they came before a crash.
    let provider = Provider::answering([Err(refused())]);
    let desk = desk.crash(&provider).await;
    desk.until(conversation, seq, Failed).await;
    assert_eq!(desk.count(keys::early_reports()).await, 0);
}
over_both_stores!(reports_on_strangers_messages_are_forgotten_when_nothing_is_on_its_way);

#[tokio::test(start_paused = true)]
async fn so_many_reports_on_strangers_messages_are_kept_and_no_more() {
    let provider = Provider::willing();
    let desk = Desk::with(&provider).await;
    let (conversation, seq, id) = on_its_way(&desk, &provider).await;
    for stranger in 0..2_000 {
        desk.report(by_id(&format!("other-{stranger}")), Delivered, None)
            .await;
    }
    assert_eq!(desk.count(keys::early_reports()).await, 1_024);
    // The newest of them are those that count.
    desk.report(by_id(&id), Read, None).await;
    provider.release();
    desk.until(conversation, seq, Read).await;
    assert_eq!(desk.count(keys::early_reports()).await, 0);
}

/// The wall clock's time after so many milliseconds of the test.
async fn passes(clock: &TestClock, ms: u64) -> Timestamp {
    tokio::time::advance(std::time::Duration::from_millis(ms)).await;
    clock.now()
}

#[tokio::test(start_paused = true)]
async fn a_moment_is_on_everything_that_was_sent_up_to_it_and_on_nothing_else() {
    let clock = TestClock::new();
    let provider = Provider::answering([
        Ok(ids(&["a"])),
        Err(refused()),
        Ok(ids(&["c"])),
        Err(crate::provider::uncertain()),
        Ok(ids(&["e"])),
    ]);
    let desk = Desk::with(&provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    let mut sent = Vec::new();
    let mut moment = Timestamp(0);
    for number in 0..5 {
        passes(&clock, 1_000).await;
        let seq = desk.reply(conversation, "Hello").await.unwrap();
        provider.called(number + 1).await;
        while desk.delivery(conversation, seq).await.is_none() {
            tokio::time::advance(std::time::Duration::from_millis(1)).await;
        }
        sent.push(seq);
        if number == 3 {
            moment = passes(&clock, 100).await;
        }
    }
    // A report by name comes later than the moment that the contact read it: that is no reason not
    // to have been read.
    passes(&clock, 5_000).await;
    assert!(desk.report(by_id("c"), Delivered, None).await);
    assert!(desk.report(ReportSubject::UpTo(moment), Read, None).await);
    assert!(!desk.report(ReportSubject::UpTo(moment), Read, None).await);
    let mut states = Vec::new();
    for seq in sent {
        states.push(desk.delivery(conversation, seq).await.unwrap().state);
    }
    let expected = [
        Read,
        Failed,
        Read,
        frontdesk_core::DeliveryState::Uncertain,
        Sent,
    ];
    assert_eq!(states, expected);
    assert_eq!(desk.dead_letters(), 2);
    assert_eq!(desk.count(keys::dead_letters()).await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_moment_is_also_on_those_before_one_that_was_reported_by_name() {
    let clock = TestClock::new();
    let desk = Desk::with(&Provider::willing()).await;
    let (conversation, first, _) = desk.sent().await;
    let second = desk.reply(conversation, "And?").await.unwrap();
    desk.until(conversation, second, Sent).await;
    let id = own_id(&format!("{conversation}.{second}"));
    assert!(desk.report(by_id(&id), Read, None).await);
    let now = passes(&clock, 1_000).await;
    assert!(desk.report(ReportSubject::UpTo(now), Read, None).await);
    assert_eq!(
        desk.delivery(conversation, first).await.unwrap().state,
        Read
    );
}

async fn a_moment_that_comes_before_the_answer_counts(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let (conversation, seq, _) = on_its_way(&desk, &provider).await;
    let later = Timestamp(1_900_000_000_000);
    let earlier = Timestamp(1_700_000_000_000);
    // Of what is sent already, nothing is new.
    assert!(!desk.report(ReportSubject::UpTo(earlier), Read, None).await);
    assert!(
        !desk
            .report(ReportSubject::UpTo(later), Delivered, None)
            .await
    );
    provider.release();
    desk.until(conversation, seq, Delivered).await;
    assert_eq!(desk.count(keys::early_reports()).await, 0);

    // And after a crash.
    provider.hold();
    let seq = desk.reply(conversation, "And?").await.unwrap();
    provider.called(2).await;
    assert!(
        !desk
            .report(ReportSubject::UpTo(earlier), Delivered, None)
            .await
    );
    desk.report(ReportSubject::UpTo(later), Read, None).await;
    let desk = desk.crash(&Provider::willing()).await;
    desk.until(conversation, seq, Read).await;
    assert_eq!(desk.count(keys::early_reports()).await, 0);
}
over_both_stores!(a_moment_that_comes_before_the_answer_counts);

//! How far messages come: taken, refused, not known, and what is reported of them.

use frontdesk_core::DeliveryState::{Delivered, Failed, Read, Sent, Uncertain};
use frontdesk_engine::ports::ReportSubject;
use frontdesk_store::keys;

use crate::{
    desk::{Contact, Desk, Disk, by_id, by_reference, over_both_stores},
    provider::{Provider, ids, own_id, reason, refused, uncertain},
};

#[tokio::test(start_paused = true)]
async fn what_the_provider_took_is_shown_once_it_is_durable_and_not_before() {
    let provider = Provider::willing();
    let desk = Desk::with(&provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    provider.hold();
    let seq = desk.reply(conversation, "Good morning").await.unwrap();
    provider.called(1).await;
    assert_eq!(desk.delivery(conversation, seq).await, None);

    desk.memory().hold();
    provider.release();
    desk.memory().wait_until_held().await;
    tokio::task::yield_now().await;
    assert!(desk.shown.deliveries.lock().unwrap().is_empty());
    assert_eq!(desk.delivery(conversation, seq).await, None);

    desk.memory().release();
    let shown = desk.until(conversation, seq, Sent).await;
    let id = own_id(&format!("{conversation}.{seq}"));
    assert_eq!(shown.parts, [(id.into(), Sent)]);
    assert_eq!(desk.delivery(conversation, seq).await, Some(shown));
    assert_eq!(desk.count(keys::outbox_all()).await, 0);
}

async fn every_report_counts_once_in_whatever_order(place: Disk) {
    let desk = Desk::on(place, &Provider::willing()).await;
    let conversation = desk.talk(&Contact::sms()).await;
    for (reports, end, news) in [
        (vec![Sent, Delivered, Read], Read, 2),
        (vec![Read, Delivered, Sent, Failed], Read, 1),
        (vec![Delivered, Delivered, Read, Read], Read, 2),
        (vec![Failed, Failed, Sent], Failed, 1),
        (vec![Failed, Delivered, Failed], Delivered, 2),
    ] {
        for by in [by_id, by_reference] {
            let seq = desk.reply(conversation, "Hello").await.unwrap();
            desk.until(conversation, seq, Sent).await;
            let reference = format!("{conversation}.{seq}");
            let name = match by("") {
                ReportSubject::ProviderId(_) => own_id(&reference),
                _ => reference,
            };
            let before = desk.shown.deliveries.lock().unwrap().len();
            let mut new = 0;
            for state in &reports {
                let why = (*state == Failed).then(|| reason("switched off"));
                new += usize::from(desk.report(by(&name), *state, why).await);
            }
            let known = desk.delivery(conversation, seq).await.unwrap();
            assert_eq!((known.state, new), (end, news), "{reports:?}");
            let why = (end == Failed).then(|| reason("switched off"));
            assert_eq!(known.reason, why);
            let shown = desk.shown.deliveries.lock().unwrap().len();
            assert_eq!(shown - before, news, "only news is shown");
        }
    }
}
over_both_stores!(every_report_counts_once_in_whatever_order);

#[tokio::test(start_paused = true)]
async fn a_report_by_the_reference_of_a_part_is_on_the_message() {
    let desk = Desk::with(&Provider::willing()).await;
    let (conversation, seq, _) = desk.sent().await;
    let part = format!("{conversation}.{seq}-2");
    assert!(desk.report(by_reference(&part), Delivered, None).await);
    let known = desk.delivery(conversation, seq).await.unwrap();
    assert_eq!(known.state, Delivered);
}

async fn a_text_in_parts_has_come_as_far_as_the_part_behind_the_others(place: Disk) {
    let parts = Provider::answering([Ok(ids(&["a", "b", "c"])), Ok(ids(&["d", "e"]))]);
    let desk = Desk::on(place, &parts).await;
    let conversation = desk.talk(&Contact::sms()).await;
    let seq = desk.reply(conversation, "A long story").await.unwrap();
    desk.until(conversation, seq, Sent).await;
    let shown = desk.shown.deliveries.lock().unwrap().len();
    for part in ["a", "c"] {
        assert!(desk.report(by_id(part), Delivered, None).await);
        assert!(!desk.report(by_id(part), Delivered, None).await);
    }
    let known = desk.delivery(conversation, seq).await.unwrap();
    assert_eq!(known.state, Sent);
    assert_eq!(desk.shown.deliveries.lock().unwrap().len(), shown);
    // What one part came to outlives the process.
    let desk = desk.crash(&parts).await;
    assert!(desk.report(by_id("b"), Delivered, None).await);
    let known = desk.delivery(conversation, seq).await.unwrap();
    assert_eq!(known.state, Delivered);

    let seq = desk.reply(conversation, "Another one").await.unwrap();
    desk.until(conversation, seq, Sent).await;
    let why = Some(reason("too long"));
    assert!(desk.report(by_id("e"), Failed, why.clone()).await);
    let known = desk.delivery(conversation, seq).await.unwrap();
    assert_eq!((known.state, known.reason), (Failed, why));
}
over_both_stores!(a_text_in_parts_has_come_as_far_as_the_part_behind_the_others);

#[tokio::test(start_paused = true)]
async fn a_report_on_nothing_of_this_channel_changes_and_keeps_nothing() {
    let desk = Desk::with(&Provider::willing()).await;
    let (conversation, seq, id) = desk.sent().await;
    let whatsapp = Contact::whatsapp();
    let reference = format!("{conversation}.{seq}");
    let position = desk.memory().position();
    let report = |subject: ReportSubject| frontdesk_engine::ports::DeliveryReport {
        subject,
        state: Read,
        reason: None,
    };
    for subject in [by_id(&id), by_reference(&reference)] {
        let (channel, thread) = (&whatsapp.channel, &whatsapp.thread);
        let told = desk.engine.report(channel, thread, report(subject)).await;
        assert_eq!(told, Ok(false), "of another channel");
    }
    let nothing = [
        by_id("SM-unknown"),
        by_id(&"x".repeat(2_000)),
        by_reference(""),
        by_reference("cnv_999.1"),
        // The contact's own message, and one that was never written.
        by_reference(&format!("{conversation}.1")),
        by_reference(&format!("{conversation}.4000000")),
        ReportSubject::UpTo(frontdesk_core::Timestamp(1)),
    ];
    for subject in nothing {
        assert!(
            !desk.report(subject.clone(), Read, None).await,
            "{subject:?}"
        );
    }
    assert_eq!(desk.memory().position(), position, "something was kept");
    assert_eq!(desk.delivery(conversation, seq).await.unwrap().state, Sent);
}

#[tokio::test(start_paused = true)]
async fn a_conversation_that_is_over_still_learns_how_far_its_messages_came() {
    let desk = Desk::with(&Provider::willing()).await;
    let (conversation, seq, id) = desk.sent().await;
    let end = frontdesk_core::Input::AgentEnded {
        conversation,
        agent: crate::bench::agent("ana"),
    };
    desk.submit(end).await.unwrap();
    assert!(desk.report(by_id(&id), Delivered, None).await);
    let reference = format!("{conversation}.{seq}");
    assert!(desk.report(by_reference(&reference), Read, None).await);
    assert_eq!(desk.delivery(conversation, seq).await.unwrap().state, Read);
}

async fn a_refused_message_is_failed_with_its_cause_and_code(place: Disk) {
    let provider = Provider::answering([Err(refused())]);
    let desk = Desk::on(place, &provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    let seq = desk.reply(conversation, "Hello?").await.unwrap();
    let shown = desk.until(conversation, seq, Failed).await;
    assert_eq!(shown.reason, Some(reason("no such number")));
    assert_eq!(desk.dead_letters(), 1);
    let letter = desk
        .engine
        .dead_letter(&Contact::sms().channel, conversation, seq)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(letter.reason, "no such number (30005)");
    let desk = desk.crash(&Provider::willing()).await;
    assert_eq!(desk.delivery(conversation, seq).await, Some(shown));
    assert_eq!(desk.dead_letters(), 1);
}
over_both_stores!(a_refused_message_is_failed_with_its_cause_and_code);

async fn a_report_settles_what_nobody_knew_and_a_failure_does_not(place: Disk) {
    let provider = Provider::answering([Err(uncertain()), Err(uncertain())]);
    let desk = Desk::on(place, &provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    let arrives = desk.reply(conversation, "arrives").await.unwrap();
    let fails = desk.reply(conversation, "fails").await.unwrap();
    let shown = desk.until(conversation, fails, Uncertain).await;
    assert_eq!(&*shown.reason.unwrap().message, "no answer came");
    assert_eq!(desk.dead_letters(), 2);

    let tell = async |desk: &Desk, seq, state| {
        let reference = format!("{conversation}.{seq}");
        let why = (state == Failed).then(|| reason("no such number"));
        desk.report(by_reference(&reference), state, why).await
    };
    assert!(tell(&desk, fails, Failed).await);
    assert!(tell(&desk, arrives, Sent).await);
    assert!(!tell(&desk, arrives, Sent).await);
    assert_eq!(desk.dead_letters(), 1);
    let channel = Contact::sms().channel;
    let left = desk.engine.dead_letters(&channel, None, 9).await.unwrap();
    assert_eq!((left.len(), left[0].message.seq), (1, fails));
    let known = desk.delivery(conversation, fails).await.unwrap();
    assert_eq!(
        (known.state, known.reason),
        (Failed, Some(reason("no such number")))
    );

    let desk = desk.crash(&Provider::willing()).await;
    assert_eq!(desk.dead_letters(), 1);
    // It came after all, however late.
    assert!(tell(&desk, fails, Delivered).await);
    assert_eq!(desk.dead_letters(), 0);
    assert_eq!(desk.count(keys::dead_letters()).await, 0);
}
over_both_stores!(a_report_settles_what_nobody_knew_and_a_failure_does_not);

#[tokio::test(start_paused = true)]
async fn a_report_that_was_quicker_than_the_doubt_leaves_no_dead_letter() {
    for (told, fault, end, dead) in [
        (Sent, uncertain(), Sent, 0),
        (Delivered, uncertain(), Delivered, 0),
        (Read, refused(), Read, 0),
        (Failed, uncertain(), Failed, 1),
        (Sent, refused(), Failed, 1),
    ] {
        let provider = Provider::answering([Err(fault)]);
        let desk = Desk::with(&provider).await;
        let conversation = desk.talk(&Contact::sms()).await;
        provider.hold();
        let seq = desk.reply(conversation, "Hello").await.unwrap();
        provider.called(1).await;
        let reference = format!("{conversation}.{seq}");
        assert!(desk.report(by_reference(&reference), told, None).await);
        provider.release();
        desk.until_none(keys::outbox_all()).await;
        let known = desk.delivery(conversation, seq).await.unwrap();
        let letters = desk.count(keys::dead_letters()).await;
        assert_eq!((known.state, letters), (end, dead), "{told:?}");
        assert_eq!(desk.dead_letters(), dead);
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_sent_again_and_taken_is_sent_whatever_it_was_before() {
    let provider = Provider::answering([Err(refused())]);
    let desk = Desk::with(&provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    let seq = desk.reply(conversation, "Hello").await.unwrap();
    desk.until(conversation, seq, Failed).await;
    let channel = Contact::sms().channel;
    let again = desk.engine.send_again(&channel, conversation, seq).await;
    assert_eq!(again, Ok(true));
    desk.until(conversation, seq, Sent).await;
    assert_eq!(desk.dead_letters(), 0);
    let known = desk.delivery(conversation, seq).await.unwrap();
    assert_eq!((known.state, known.reason), (Sent, None));
}

#[tokio::test(start_paused = true)]
async fn a_count_is_right_also_when_nobody_waits_for_the_answer() {
    let provider = Provider::answering([Err(uncertain()), Err(uncertain())]);
    let desk = Desk::with(&provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    let first = desk.reply(conversation, "one").await.unwrap();
    let second = desk.reply(conversation, "two").await.unwrap();
    desk.until(conversation, second, Uncertain).await;
    let channel = Contact::sms().channel;
    desk.memory().hold();
    let reference = by_reference(&format!("{conversation}.{first}"));
    let reported = desk.report(reference, Sent, None);
    let discarded = desk.engine.discard(&channel, conversation, second);
    let store = desk.memory();
    tokio::select! {
        biased;
        _ = reported => panic!("it was not durable yet"),
        _ = discarded => panic!("it was not durable yet"),
        () = store.wait_until_held() => {}
    }
    store.release();
    desk.until_none(keys::dead_letters()).await;
    desk.until(conversation, first, Sent).await;
    assert_eq!(desk.dead_letters(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_answer_longer_than_a_record_can_carry_harms_nobody() {
    let long = "x".repeat(100_000);
    let fault = frontdesk_engine::ports::SendFault::Permanent {
        reason: reason(&long),
    };
    let many: Vec<_> = (0..2_000)
        .map(|n| format!("{n}{}", "y".repeat(400)))
        .collect();
    let provider = Provider::answering([Err(fault), Ok(ids(&[&long, "short"])), Ok(many)]);
    let desk = Desk::with(&provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    let refused = desk.reply(conversation, "one").await.unwrap();
    let shown = desk.until(conversation, refused, Failed).await;
    assert_eq!(shown.reason.unwrap().message.len(), 500);
    let taken = desk.reply(conversation, "two").await.unwrap();
    let shown = desk.until(conversation, taken, Sent).await;
    assert_eq!(shown.parts, [("short".into(), Sent)]);
    let taken = desk.reply(conversation, "three").await.unwrap();
    assert_eq!(desk.until(conversation, taken, Sent).await.parts.len(), 64);
    assert!(
        desk.report(by_id("short"), Failed, Some(reason(&long)))
            .await
    );
}

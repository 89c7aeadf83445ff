//! Who wants no more messages gets none, on any channel.

use std::{sync::Arc, time::Duration};

use frontdesk_core::{
    Cause, Consent, Content, ConversationId,
    DeliveryState::{Failed, Sent},
    Effect, Input, Notice, Rejection, Seq, StoppedBy,
};
use frontdesk_engine::{Refusal, ports::ChannelFeatures};
use frontdesk_store::{Batch, Value, keys};

use crate::{
    bench::agent,
    desk::{Contact, Desk, Disk, over_both_stores},
    provider::{Provider, later},
};

fn stopped(conversation: ConversationId) -> Result<Seq, Refusal> {
    Err(Rejection::ContactStopped(conversation).into())
}

fn notices(desk: &Desk, of: ConversationId) -> Vec<Notice> {
    let shown = desk.shown.effects.lock().unwrap();
    let notice = |effect: &Effect| match effect {
        Effect::Append(message) if message.conversation == of => match &message.content {
            Content::Notice(notice @ (Notice::Stopped(_) | Notice::Resumed(_))) => {
                Some(notice.clone())
            }
            _ => None,
        },
        _ => None,
    };
    shown.iter().filter_map(notice).collect()
}

async fn stop_holds_in_every_open_conversation_of_the_person(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let sms = desk.talk(&Contact::sms()).await;
    let whatsapp = desk.talk(&Contact::whatsapp()).await;
    desk.reply(sms, "Hello").await.unwrap();
    desk.wrote(&Contact::sms(), " Stop! ").await;
    for open in [sms, whatsapp] {
        assert_eq!(desk.reply(open, "Wait").await, stopped(open));
        assert_eq!(notices(&desk, open), [Notice::Stopped(StoppedBy::Contact)]);
    }
    assert!(
        desk.person(&Contact::whatsapp())
            .await
            .unwrap()
            .stopped_at
            .is_some()
    );

    let desk = desk.crash(&provider).await;
    for open in [sms, whatsapp] {
        assert_eq!(desk.reply(open, "Wait").await, stopped(open));
    }
    desk.wrote(&Contact::whatsapp(), "Start").await;
    for open in [sms, whatsapp] {
        desk.reply(open, "Welcome back").await.unwrap();
        assert_eq!(notices(&desk, open), [Notice::Resumed(StoppedBy::Contact)]);
    }
    assert_eq!(desk.person(&Contact::sms()).await.unwrap().stopped_at, None);
}
over_both_stores!(stop_holds_in_every_open_conversation_of_the_person);

#[tokio::test(start_paused = true)]
async fn yes_means_yes_to_somebody_who_has_not_stopped() {
    let desk = Desk::with(&Provider::willing()).await;
    let open = desk.talk(&Contact::sms()).await;
    desk.wrote(&Contact::sms(), "Yes").await;
    desk.wrote(&Contact::sms(), "please stop by the shop").await;
    assert_eq!(notices(&desk, open), []);
    desk.wrote(&Contact::sms(), "STOP").await;
    desk.wrote(&Contact::sms(), "yes").await;
    desk.reply(open, "Good").await.unwrap();
    let both = [
        Notice::Stopped(StoppedBy::Contact),
        Notice::Resumed(StoppedBy::Contact),
    ];
    assert_eq!(notices(&desk, open), both);
}

#[tokio::test(start_paused = true)]
async fn a_visitor_with_a_live_socket_may_say_stop() {
    let desk = Desk::with(&Provider::willing()).await;
    let visitor = Contact::on("chat", "visitor");
    let open = desk.talk(&visitor).await;
    desk.wrote(&visitor, "STOP").await;
    assert_eq!(notices(&desk, open), []);
    desk.reply(open, "What is it?").await.unwrap();
}

async fn a_new_conversation_begins_stopped_whatever_channel_it_comes_by(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    desk.wrote(&Contact::sms(), "STOP").await;
    let desk = desk.crash(&provider).await;
    let whatsapp = desk.talk(&Contact::whatsapp()).await;
    assert_eq!(desk.reply(whatsapp, "Hello").await, stopped(whatsapp));
    // Nobody writes first either.
    let other = Contact::on("whatsapp", "15550100").known("phone", "+15550100");
    let Input::ContactWrote {
        channel,
        thread,
        contact,
        content,
        ..
    } = other.writes("Your order is here")
    else {
        panic!("somebody else wrote")
    };
    let first = Input::AgentStarted {
        channel,
        thread,
        contact,
        agent: agent("ana"),
        content,
        client_id: None,
    };
    let refused = desk.submit(first).await;
    assert_eq!(refused, Err(Rejection::PersonStopped.into()));
    assert_eq!(provider.calls().len(), 0);
    // YES counts in a conversation that began stopped.
    desk.wrote(&Contact::whatsapp(), "YES").await;
    desk.reply(whatsapp, "Hello").await.unwrap();
}
over_both_stores!(a_new_conversation_begins_stopped_whatever_channel_it_comes_by);

async fn told(desk: &Desk, id: &str, consent: Consent) {
    let ann = Contact::sms();
    let told = desk
        .engine
        .consented(&ann.channel, &ann.thread, id, consent);
    told.await.unwrap();
}

async fn a_provider_says_so_without_any_conversation(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    told(&desk, "event-1", Consent::Start).await;
    assert_eq!(
        desk.person(&Contact::sms()).await,
        None,
        "nobody is known by that"
    );
    told(&desk, "event-2", Consent::Stop).await;
    let person = desk.person(&Contact::sms()).await.unwrap();
    assert!(person.stopped_at.is_some());
    told(&desk, "event-3", Consent::Stop).await;
    assert_eq!(desk.person(&Contact::sms()).await, Some(person));
    let desk = desk.crash(&provider).await;
    let sms = desk.talk(&Contact::sms()).await;
    assert_eq!(desk.reply(sms, "Hello").await, stopped(sms));
    told(&desk, "event-4", Consent::Start).await;
    desk.reply(sms, "Hello").await.unwrap();
    assert_eq!(notices(&desk, sms), [Notice::Resumed(StoppedBy::Provider)]);
}
over_both_stores!(a_provider_says_so_without_any_conversation);

async fn a_stop_that_a_provider_repeats_does_not_undo_the_start_after_it(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let sms = desk.talk(&Contact::sms()).await;
    told(&desk, "stop-1", Consent::Stop).await;
    told(&desk, "start-1", Consent::Start).await;
    let changes = [
        Notice::Stopped(StoppedBy::Provider),
        Notice::Resumed(StoppedBy::Provider),
    ];
    assert_eq!(notices(&desk, sms), changes);
    // The first one's answer was lost on its way to the provider, also when the gateway died since.
    told(&desk, "stop-1", Consent::Stop).await;
    assert_eq!(notices(&desk, sms), changes);
    let desk = desk.crash(&provider).await;
    told(&desk, "stop-1", Consent::Stop).await;
    desk.reply(sms, "Hello").await.unwrap();
    assert_eq!(notices(&desk, sms), []);
    // Another one counts.
    told(&desk, "stop-2", Consent::Stop).await;
    assert_eq!(desk.reply(sms, "Hello").await, stopped(sms));
}
over_both_stores!(a_stop_that_a_provider_repeats_does_not_undo_the_start_after_it);

#[tokio::test(start_paused = true)]
async fn whoever_may_have_stopped_is_not_written_to_while_nobody_can_tell() {
    let provider = Provider::willing();
    let desk = Desk::with(&provider).await;
    let sms = desk.talk(&Contact::sms()).await;
    let key = keys::person(desk.person_id(&Contact::sms()).await.unwrap());
    let sound = desk.store.get(&key).await.unwrap().unwrap();
    let mut damage = Batch::new();
    damage.put(key.clone(), Value::from_bytes(b"not a person".to_vec()));
    desk.store.commit(damage).await.unwrap();
    let seq = desk.reply(sms, "Hello").await.unwrap();
    desk.until_within(Duration::from_hours(2), sms, seq, Failed)
        .await;
    assert_eq!((provider.calls().len(), desk.dead_letters()), (0, 1));

    let mut mended = Batch::new();
    mended.put(key, sound.value);
    desk.store.commit(mended).await.unwrap();
    let ann = Contact::sms();
    assert!(
        desk.engine
            .send_again(&ann.channel, sms, seq)
            .await
            .unwrap()
    );
    desk.until(sms, seq, Sent).await;
    assert_eq!(provider.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_agent_is_told_and_it_holds_on_every_channel() {
    let desk = Desk::with(&Provider::willing()).await;
    let sms = desk.talk(&Contact::sms()).await;
    let whatsapp = desk.talk(&Contact::whatsapp()).await;
    let by = StoppedBy::Agent(agent("ana"));
    let told = Input::ConsentChanged {
        conversation: sms,
        consent: Consent::Stop,
        by: by.clone(),
        answer: false,
    };
    desk.submit(told).await.unwrap();
    for open in [sms, whatsapp] {
        assert_eq!(desk.reply(open, "Wait").await, stopped(open));
        assert_eq!(notices(&desk, open), [Notice::Stopped(by.clone())]);
    }
}

/// Whoever has stopped under either name has stopped.
async fn consent_of_two_who_turn_out_to_be_one_is_that_of_both(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let sms = desk.talk(&Contact::sms()).await;
    let whatsapp = desk.talk(&Contact::hidden()).await;
    desk.wrote(&Contact::hidden(), "STOP").await;
    desk.reply(sms, "Somebody else stopped").await.unwrap();
    // WhatsApp tells her number: it is Ann.
    desk.wrote(&Contact::whatsapp(), "Hello?").await;
    assert_eq!(desk.reply(sms, "Wait").await, stopped(sms));
    let desk = desk.crash(&provider).await;
    assert_eq!(desk.reply(sms, "Wait").await, stopped(sms));
    // The conversation was opened by who turned out to be another.
    desk.wrote(&Contact::hidden(), "START").await;
    for open in [sms, whatsapp] {
        desk.reply(open, "Hello").await.unwrap();
    }
    desk.wrote(&Contact::hidden(), "STOP").await;
    let person = desk.person(&Contact::sms()).await.unwrap();
    assert!(person.stopped_at.is_some());
    assert_eq!(desk.reply(sms, "Wait").await, stopped(sms));
}
over_both_stores!(consent_of_two_who_turn_out_to_be_one_is_that_of_both);

/// Neither sent nor a dead letter.
async fn was_held_back(desk: &Desk, provider: &Provider, of: ConversationId, seqs: &[Seq]) {
    for seq in seqs {
        let shown = desk.until(of, *seq, Failed).await;
        assert_eq!(shown.reason.unwrap().cause, Cause::OptedOut);
    }
    assert!(provider.calls().iter().all(|call| call.text != "too late"));
    assert_eq!(desk.count(keys::outbox_all()).await, 0);
    assert_eq!(desk.count(keys::dead_letters()).await, 0);
    assert_eq!(desk.dead_letters(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_another_try_is_held_back() {
    let provider = Provider::answering([Err(later(Duration::from_mins(4)))]);
    let desk = Desk::with(&provider).await;
    let open = desk.talk(&Contact::sms()).await;
    let tried = desk.reply(open, "tried once").await.unwrap();
    let next = desk.reply(open, "too late").await.unwrap();
    provider.called(1).await;
    desk.wrote(&Contact::sms(), "STOP").await;
    was_held_back(&desk, &provider, open, &[tried, next]).await;
    assert_eq!(provider.calls().len(), 1);
}

fn paced() -> Arc<Provider> {
    let features = ChannelFeatures {
        contact_pace: Duration::from_secs(6),
        ..ChannelFeatures::default()
    };
    Provider::with(features, [])
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_its_turn_is_held_back() {
    let provider = paced();
    let desk = Desk::with(&provider).await;
    let open = desk.talk(&Contact::sms()).await;
    desk.reply(open, "in time").await.unwrap();
    let next = desk.reply(open, "too late").await.unwrap();
    provider.called(1).await;
    tokio::time::advance(Duration::from_secs(3)).await;
    // On whatever channel she says so.
    desk.wrote(&Contact::whatsapp(), "STOP").await;
    was_held_back(&desk, &provider, open, &[next]).await;
}

async fn what_waited_over_a_crash_is_held_back(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let open = desk.talk(&Contact::sms()).await;
    desk.engine.replace_outbound(&Contact::sms().channel, None);
    let waits = desk.reply(open, "too late").await.unwrap();
    desk.wrote(&Contact::sms(), "STOP").await;
    let desk = desk.crash(&provider).await;
    was_held_back(&desk, &provider, open, &[waits]).await;
}
over_both_stores!(what_waited_over_a_crash_is_held_back);

#[tokio::test(start_paused = true)]
async fn the_same_webhook_twice_does_nothing_twice() {
    let desk = Desk::with(&Provider::willing()).await;
    let open = desk.talk(&Contact::sms()).await;
    let (stop, start) = (
        Contact::sms().writes("STOP"),
        Contact::sms().writes("START"),
    );
    desk.webhook("m1", stop.clone()).await;
    desk.webhook("m2", start).await;
    // The first one's answer was lost on its way to the provider.
    let again = desk.webhook("m1", stop).await;
    assert!(again.repeated);
    desk.reply(open, "Hello").await.unwrap();
    assert_eq!(notices(&desk, open).len(), 2);
    assert_eq!(desk.person(&Contact::sms()).await.unwrap().stopped_at, None);
}

//! The gateway's own answers to HELP, STOP and START: once a decision, over repeats and crashes.

use std::{sync::Arc, time::Duration};

use frontdesk_core::{
    Answers, Cause, ChannelId, Consent, ConversationId,
    DeliveryState::{Failed, Sent},
    Input, RoutingPlan, Seq, StoppedBy,
};
use frontdesk_engine::ports::ChannelFeatures;
use frontdesk_store::keys;

use crate::{
    bench::{agent, plan},
    desk::{Contact, Desk, Disk, by_itself, memory, over_both_stores},
    provider::{Provider, later},
};

const HELP: &str = "Shop. A person answers on +15550199.";
const STOPPED: &str = "You have been unsubscribed.";
const RESUMED: &str = "Welcome back.";

/// Text messages are answered; WhatsApp has no texts.
fn answering() -> RoutingPlan {
    let mut plan = plan();
    let sms: ChannelId = "sms".parse().unwrap();
    plan.channels.get_mut(&sms).unwrap().answers = Answers {
        help: Some(HELP.into()),
        stopped: Some(STOPPED.into()),
        resumed: Some(RESUMED.into()),
    };
    plan
}

async fn desk(place: Disk, provider: &Arc<Provider>) -> Desk {
    Desk::planned(place, answering(), provider).await
}

/// What the gateway itself wrote into a conversation.
fn answers(desk: &Desk, of: ConversationId) -> Vec<(Seq, String)> {
    let shown = desk.shown.effects.lock().unwrap();
    let answers = shown.iter().filter_map(|effect| by_itself(effect, of));
    answers.collect()
}

async fn each_decision_is_answered_once_over_repeats_and_crashes(place: Disk) {
    let provider = Provider::willing();
    let desk = desk(place, &provider).await;
    let open = desk.talk(&Contact::sms()).await;
    desk.webhook("m1", Contact::sms().writes("STOP")).await;
    desk.webhook("m1", Contact::sms().writes("STOP")).await;
    let (seq, text) = answers(&desk, open)[0].clone();
    assert_eq!(text, STOPPED);
    desk.until(open, seq, Sent).await;

    let desk = desk.crash(&provider).await;
    desk.webhook("m1", Contact::sms().writes("STOP")).await;
    desk.webhook("m2", Contact::sms().writes("Stop!")).await;
    desk.webhook("m3", Contact::sms().writes("START")).await;
    desk.webhook("m4", Contact::sms().writes("START")).await;
    let (seq, text) = answers(&desk, open)[0].clone();
    assert_eq!(text, RESUMED);
    desk.until(open, seq, Sent).await;
    assert_eq!(provider.texts(), [STOPPED, RESUMED]);
    assert_eq!(desk.count(keys::outbox_all()).await, 0);
}
over_both_stores!(each_decision_is_answered_once_over_repeats_and_crashes);

async fn the_confirmation_leaves_after_a_crash_and_nothing_else_does(place: Disk) {
    let provider = Provider::willing();
    let desk = desk(place, &provider).await;
    let open = desk.talk(&Contact::sms()).await;
    desk.engine.replace_outbound(&Contact::sms().channel, None);
    let waits = desk.reply(open, "too late").await.unwrap();
    desk.wrote(&Contact::sms(), "help").await;
    desk.wrote(&Contact::sms(), "STOP").await;
    let written = answers(&desk, open);
    let [(help, _), (stopped, _)] = written.as_slice() else {
        panic!("{written:?}")
    };
    let desk = desk.crash(&provider).await;
    for held_back in [waits, *help] {
        let shown = desk.until(open, held_back, Failed).await;
        assert_eq!(shown.reason.unwrap().cause, Cause::OptedOut);
    }
    desk.until(open, *stopped, Sent).await;
    assert_eq!(provider.texts(), [STOPPED]);
}
over_both_stores!(the_confirmation_leaves_after_a_crash_and_nothing_else_does);

#[tokio::test(start_paused = true)]
async fn a_confirmation_that_fails_at_first_is_tried_again() {
    let provider = Provider::answering([Err(later(Duration::from_secs(5)))]);
    let desk = desk(memory(), &provider).await;
    let open = desk.talk(&Contact::sms()).await;
    desk.wrote(&Contact::sms(), "STOP").await;
    let (seq, _) = answers(&desk, open)[0].clone();
    desk.until(open, seq, Sent).await;
    assert_eq!(provider.texts(), [STOPPED, STOPPED]);
}

#[tokio::test(start_paused = true)]
async fn it_is_answered_where_it_was_said_and_nowhere_else() {
    let provider = Provider::willing();
    let desk = desk(memory(), &provider).await;
    let sms = desk.talk(&Contact::sms()).await;
    let whatsapp = desk.talk(&Contact::whatsapp()).await;
    // WhatsApp has no texts, and text messages were not where it was said.
    desk.wrote(&Contact::whatsapp(), "STOP").await;
    assert_eq!(
        (answers(&desk, sms), answers(&desk, whatsapp)),
        (vec![], vec![])
    );
    desk.wrote(&Contact::sms(), "START").await;
    assert_eq!(answers(&desk, sms).len(), 1);
    // Neither was this said here: by voice, to an agent.
    let told = Input::ConsentChanged {
        conversation: sms,
        consent: Consent::Stop,
        by: StoppedBy::Agent(agent("ana")),
        answer: false,
    };
    desk.submit(told).await.unwrap();
    assert_eq!(answers(&desk, sms).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_decided_has_answered_itself() {
    let provider = Provider::willing();
    let desk = desk(memory(), &provider).await;
    let open = desk.talk(&Contact::sms()).await;
    let ann = Contact::sms();
    let told = desk
        .engine
        .consented(&ann.channel, &ann.thread, "event-1", Consent::Stop);
    told.await.unwrap();
    // The word itself comes after it: it decides nothing any more.
    desk.wrote(&ann, "STOP").await;
    assert_eq!(answers(&desk, open), []);
}

async fn help_is_answered_once_a_minute(place: Disk) {
    let provider = Provider::willing();
    let desk = desk(place, &provider).await;
    let open = desk.talk(&Contact::sms()).await;
    // Another program, which answers each answer.
    for n in 0..20 {
        desk.webhook(&format!("loop-{n}"), Contact::sms().writes("HELP"))
            .await;
    }
    let (seq, text) = answers(&desk, open)[0].clone();
    assert_eq!(text, HELP);
    desk.until(open, seq, Sent).await;
    // It holds for the person, in the next conversation and over a restart too.
    let ended = Input::AgentEnded {
        conversation: open,
        agent: agent("ana"),
    };
    desk.submit(ended).await.unwrap();
    let desk = desk.crash(&provider).await;
    let next = desk.wrote(&Contact::sms(), "HELP").await;
    assert_ne!(next.conversation, Some(open));
    assert_eq!(answers(&desk, next.conversation.unwrap()), []);
    assert_eq!(provider.texts(), [HELP]);
}
over_both_stores!(help_is_answered_once_a_minute);

#[tokio::test(start_paused = true)]
async fn help_is_answered_again_when_the_minute_is_over() {
    let provider = Provider::willing();
    let desk = desk(memory(), &provider).await;
    let open = desk.talk(&Contact::sms()).await;
    desk.wrote(&Contact::sms(), "INFO").await;
    tokio::time::advance(Duration::from_secs(59)).await;
    desk.wrote(&Contact::sms(), "INFO").await;
    assert_eq!(answers(&desk, open).len(), 1);
    tokio::time::advance(Duration::from_secs(1)).await;
    desk.wrote(&Contact::sms(), "INFO").await;
    assert_eq!(answers(&desk, open).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_contact_who_has_stopped_or_has_a_live_socket_is_not_helped() {
    let provider = Provider::willing();
    let desk = desk(memory(), &provider).await;
    let open = desk.talk(&Contact::sms()).await;
    desk.wrote(&Contact::sms(), "STOP").await;
    desk.wrote(&Contact::sms(), "HELP").await;
    assert_eq!(answers(&desk, open).len(), 1);
    let visitor = Contact::on("chat", "visitor");
    let chat = desk.talk(&visitor).await;
    desk.wrote(&visitor, "HELP").await;
    assert_eq!(answers(&desk, chat), []);
}

#[tokio::test(start_paused = true)]
async fn the_confirmation_keeps_the_channels_pace_like_any_message() {
    let features = ChannelFeatures {
        contact_pace: Duration::from_secs(6),
        ..ChannelFeatures::default()
    };
    let provider = Provider::with(features, []);
    let desk = desk(memory(), &provider).await;
    let open = desk.talk(&Contact::sms()).await;
    desk.reply(open, "in time").await.unwrap();
    provider.called(1).await;
    desk.wrote(&Contact::sms(), "STOP").await;
    let calls = provider.called(2).await;
    assert_eq!(calls[1].text, STOPPED);
    assert!(calls[1].at - calls[0].at >= Duration::from_secs(6));
}

//! Messages to contacts that the provider tells of: ours, and those written elsewhere.

use frontdesk_core::DeliveryState::{Delivered, Sent};
use frontdesk_engine::{Echo, ports::ChannelFeatures};
use frontdesk_store::{
    keys,
    records::{self, Part},
};

use crate::{
    bench::agent,
    desk::{Contact, Desk, Disk, by_id, over_both_stores},
    provider::{Provider, ids, uncertain},
};

fn echo(id: &str, text: &str) -> Echo {
    Echo {
        reference: None,
        provider_id: id.to_owned(),
        text: text.to_owned(),
    }
}

/// The texts of a conversation.
async fn texts(desk: &Desk, of: frontdesk_core::ConversationId) -> Vec<String> {
    let all = records::messages(&*desk.store, of, Part::After(frontdesk_core::Seq(0)), 100)
        .await
        .unwrap();
    let texts = all.iter().filter_map(|message| message.content.text());
    texts.map(str::to_owned).collect()
}

async fn an_echo_of_ours_writes_nothing(place: Disk) {
    let desk = Desk::on(place, &Provider::willing()).await;
    let (conversation, seq, id) = desk.sent().await;
    desk.echo("e1", echo(&id, "Good morning")).await;
    let by_reference = Echo {
        reference: Some(format!("{conversation}.{seq}")),
        ..echo("mid.1", "Good morning")
    };
    desk.echo("e2", by_reference).await;
    assert_eq!(texts(&desk, conversation).await, ["Hello", "Good morning"]);
    // From here on the provider may call it so, too.
    assert!(desk.report(by_id("mid.1"), Delivered, None).await);
    assert_eq!(
        desk.delivery(conversation, seq).await.unwrap().state,
        Delivered
    );
}
over_both_stores!(an_echo_of_ours_writes_nothing);

async fn an_echo_by_our_reference_settles_what_nobody_knew(place: Disk) {
    let desk = Desk::on(place, &Provider::answering([Err(uncertain())])).await;
    let conversation = desk.talk(&Contact::sms()).await;
    let seq = desk.reply(conversation, "Hello there").await.unwrap();
    desk.until(conversation, seq, frontdesk_core::DeliveryState::Uncertain)
        .await;
    let told = Echo {
        reference: Some(format!("{conversation}.{seq}")),
        ..echo("mid.1", "Hello there")
    };
    desk.echo("e1", told).await;
    let known = desk.delivery(conversation, seq).await.unwrap();
    assert_eq!((known.state, desk.dead_letters()), (Sent, 0));
    let desk = desk.crash(&Provider::willing()).await;
    assert!(desk.report(by_id("mid.1"), Delivered, None).await);
}
over_both_stores!(an_echo_by_our_reference_settles_what_nobody_knew);

async fn an_echo_before_the_answer_is_of_ours(place: Disk) {
    let provider = Provider::answering([Ok(ids(&["mid.1"])), Ok(ids(&["mid.2"]))]);
    let desk = Desk::on(place, &provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    provider.hold();
    let seq = desk.reply(conversation, "Good morning").await.unwrap();
    provider.called(1).await;
    desk.echo("e1", echo("mid.1", "Good morning")).await;
    // Delivered before the answer, too.
    assert!(desk.report(by_id("mid.1"), Delivered, None).await);
    desk.echo("e1", echo("mid.1", "Good morning")).await;
    provider.release();
    desk.until(conversation, seq, Delivered).await;
    desk.echo("e1", echo("mid.1", "Good morning")).await;
    assert_eq!(texts(&desk, conversation).await, ["Hello", "Good morning"]);
    assert_eq!(desk.count(keys::early_reports()).await, 0);
}
over_both_stores!(an_echo_before_the_answer_is_of_ours);

#[tokio::test(start_paused = true)]
async fn the_echo_of_a_part_before_the_answer_is_of_ours() {
    let features = ChannelFeatures {
        max_chars: 10,
        ..ChannelFeatures::default()
    };
    let provider = Provider::with(features, [Ok(ids(&["mid.1", "mid.2"]))]);
    let desk = Desk::with(&provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    provider.hold();
    let seq = desk
        .reply(conversation, "Good morning to you")
        .await
        .unwrap();
    provider.called(1).await;
    desk.echo("e1", echo("mid.1", "Good")).await;
    desk.echo("e2", echo("mid.2", "morning to you")).await;
    provider.release();
    desk.until(conversation, seq, Sent).await;
    let expected = ["Hello", "Good morning to you"];
    assert_eq!(texts(&desk, conversation).await, expected);
}

async fn what_was_written_elsewhere_is_written_down_once(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    let from_inbox = || echo("mid.9", "I am on it");
    let channel = Contact::sms();
    let racing = (0..8).map(|_| {
        let (engine, contact) = (desk.engine.clone(), channel.clone());
        tokio::spawn(async move {
            engine
                .echoed(&contact.channel, &contact.thread, "e9", from_inbox())
                .await
        })
    });
    for one in racing.collect::<Vec<_>>() {
        one.await.unwrap().unwrap();
    }
    let desk = desk.crash(&provider).await;
    desk.echo("e9", from_inbox()).await;
    assert_eq!(texts(&desk, conversation).await, ["Hello", "I am on it"]);
    assert_eq!(provider.calls().len(), 0, "it is not sent once more");
}
over_both_stores!(what_was_written_elsewhere_is_written_down_once);

#[tokio::test(start_paused = true)]
async fn a_short_word_from_elsewhere_is_not_taken_for_a_longer_one_on_its_way() {
    let provider = Provider::willing();
    let desk = Desk::with(&provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    provider.hold();
    desk.reply(conversation, "It looks good").await.unwrap();
    provider.called(1).await;
    desk.echo("e1", echo("mid.9", "ok")).await;
    desk.echo("e2", echo("mid.8", "  ")).await;
    desk.echo("e3", echo("mid.7", "good")).await;
    let expected = ["Hello", "It looks good", "ok", "good"];
    assert_eq!(texts(&desk, conversation).await, expected);
    assert_eq!(desk.count(keys::early_reports()).await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_stranger_that_was_reported_on_before_is_written_down_all_the_same() {
    let provider = Provider::willing();
    let desk = Desk::with(&provider).await;
    // Something of the channel is on its way, to somebody else.
    let bob = desk.talk(&Contact::on("sms", "+15550200")).await;
    let ann = desk.talk(&Contact::sms()).await;
    provider.hold();
    desk.reply(bob, "Hello Bob").await.unwrap();
    provider.called(1).await;
    assert!(desk.report(by_id("mid.9"), Delivered, None).await);
    desk.echo("e1", echo("mid.9", "From the inbox")).await;
    assert_eq!(texts(&desk, ann).await, ["Hello", "From the inbox"]);
}

async fn an_echo_with_nothing_open_is_nothing(place: Disk) {
    let desk = Desk::on(place, &Provider::willing()).await;
    desk.echo("e1", echo("mid.9", "Hello?")).await;
    let conversation = desk.talk(&Contact::sms()).await;
    let end = frontdesk_core::Input::AgentEnded {
        conversation,
        agent: agent("ana"),
    };
    desk.submit(end).await.unwrap();
    desk.echo("e2", echo("mid.8", "Are you there?")).await;
    assert_eq!(texts(&desk, conversation).await, ["Hello"]);
    assert_eq!(desk.count(keys::open_conversations()).await, 0);
    let strange = Echo {
        reference: Some("cnv_99.1".to_owned()),
        ..echo("mid.7", "Hello")
    };
    desk.echo("e3", strange).await;
    assert!(!desk.report(by_id("mid.7"), Delivered, None).await);
}
over_both_stores!(an_echo_with_nothing_open_is_nothing);

//! How fast messages leave, with tokio's paused clock.

use std::{sync::Arc, time::Duration};

use frontdesk_engine::ports::ChannelFeatures;

use crate::{
    desk::{Contact, Desk},
    provider::{Call, Provider, later},
};

const EVERY: Duration = Duration::from_millis(50);
const OF_CONTACT: Duration = Duration::from_secs(6);

fn features(pace: Duration, contact_pace: Duration) -> ChannelFeatures {
    ChannelFeatures {
        pace,
        contact_pace,
        ..ChannelFeatures::default()
    }
}

fn paced(pace: Duration, contact_pace: Duration) -> Arc<Provider> {
    Provider::with(features(pace, contact_pace), [])
}

fn distances(calls: &[Call]) -> Vec<Duration> {
    calls.windows(2).map(|two| two[1].at - two[0].at).collect()
}

fn words(calls: &[Call]) -> Vec<&str> {
    calls.iter().map(|call| &*call.text).collect()
}

#[tokio::test(start_paused = true)]
async fn the_messages_of_a_channel_keep_their_distance() {
    let provider = paced(EVERY, Duration::ZERO);
    let desk = Desk::with(&provider).await;
    let mut open = Vec::new();
    for n in 0..5 {
        open.push(
            desk.talk(&Contact::on("sms", &format!("+1555020{n}")))
                .await,
        );
    }
    for conversation in open {
        desk.reply(conversation, "one").await.unwrap();
        desk.reply(conversation, "two").await.unwrap();
    }
    let calls = provider.called(10).await;
    for distance in distances(&calls) {
        assert!(distance >= EVERY, "{distance:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn messages_to_one_contact_keep_a_longer_distance_and_their_order() {
    let provider = paced(EVERY, OF_CONTACT);
    let desk = Desk::with(&provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    for n in 0..5 {
        desk.reply(conversation, &n.to_string()).await.unwrap();
    }
    let calls = provider.called(5).await;
    assert_eq!(words(&calls), ["0", "1", "2", "3", "4"]);
    for distance in distances(&calls) {
        assert!(distance >= OF_CONTACT, "{distance:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_the_turn_of_another_contact() {
    let provider = paced(EVERY, OF_CONTACT);
    let desk = Desk::with(&provider).await;
    let ann = desk.talk(&Contact::sms()).await;
    let bob = desk.talk(&Contact::on("sms", "+15550200")).await;
    desk.reply(ann, "first").await.unwrap();
    desk.reply(ann, "second").await.unwrap();
    let first = provider.called(1).await[0].at;
    desk.reply(bob, "meanwhile").await.unwrap();
    let calls = provider.called(3).await;
    assert_eq!(words(&calls), ["first", "meanwhile", "second"]);
    assert!(calls[1].at - first < Duration::from_secs(1));
    assert!(calls[2].at - first >= OF_CONTACT);
}

#[tokio::test(start_paused = true)]
async fn another_try_waits_for_its_turn_too() {
    let wish = Duration::from_millis(1_500);
    let answers = [Err(later(wish)), Err(later(wish))];
    let provider = Provider::with(features(EVERY, OF_CONTACT), answers);
    let desk = Desk::with(&provider).await;
    let conversation = desk.talk(&Contact::sms()).await;
    desk.reply(conversation, "one").await.unwrap();
    desk.reply(conversation, "two").await.unwrap();
    let calls = provider.called(4).await;
    assert_eq!(words(&calls), ["one", "one", "one", "two"]);
    for distance in distances(&calls) {
        assert!(distance >= OF_CONTACT, "{distance:?}");
    }
}

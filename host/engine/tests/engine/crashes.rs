//! A crash at every point between an agent's message and its durable end: it is never lost, and never
//! given to the provider twice but under the same reference.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use frontdesk_core::{
    ConversationId,
    DeliveryState::{Failed, Sent, Uncertain},
    Effect, Seq,
};
use frontdesk_engine::ports::ChannelFeatures;
use frontdesk_store::{
    Fault, keys,
    records::{self, Part},
};

use crate::{
    bench::texts,
    desk::{Contact, Desk, Disk, over_both_stores},
    provider::{Provider, later, refused, uncertain},
};

/// Where the process dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Point {
    /// The message's own commit is lost.
    BeforeAccept,
    /// It is durable, and nobody was told.
    AfterAccept,
    /// It waits for the channel to have a component.
    NoComponent,
    /// It waits for its turn.
    Turn,
    /// It waits for another try.
    AnotherTry,
    /// The provider was given it and has not answered.
    Send,
    /// The provider has answered; the commit of that is on its way.
    Answer,
    /// That commit is lost.
    BeforeEnd,
    /// It is durable, and nobody was told.
    AfterEnd,
    /// Everything is over.
    End,
}

const POINTS: [Point; 10] = [
    Point::BeforeAccept,
    Point::AfterAccept,
    Point::NoComponent,
    Point::Turn,
    Point::AnotherTry,
    Point::Send,
    Point::Answer,
    Point::BeforeEnd,
    Point::AfterEnd,
    Point::End,
];

impl Point {
    fn provider(self) -> Arc<Provider> {
        let features = ChannelFeatures {
            contact_pace: match self {
                Self::Turn => Duration::from_mins(1),
                _ => Duration::ZERO,
            },
            ..ChannelFeatures::default()
        };
        let answers = match self {
            Self::AnotherTry => vec![Ok(vec![]), Err(later(Duration::from_mins(1)))],
            _ => vec![],
        };
        Provider::with(features, answers)
    }

    fn fault(self) -> Option<Fault> {
        match self {
            Self::BeforeAccept | Self::BeforeEnd => Some(Fault::BeforeApplying),
            Self::AfterAccept | Self::AfterEnd => Some(Fault::AfterApplying),
            _ => None,
        }
    }

    /// How often the provider is given the message before and after the crash.
    fn expected(self) -> (usize, usize) {
        match self {
            Self::BeforeAccept => (0, 0),
            Self::AfterAccept | Self::NoComponent | Self::Turn => (0, 1),
            Self::AnotherTry | Self::Send | Self::Answer | Self::BeforeEnd => (1, 1),
            Self::AfterEnd | Self::End => (1, 0),
        }
    }
}

/// Brings the message to this point.
async fn bring(desk: &Desk, provider: &Provider, conversation: ConversationId, point: Point) {
    let store = desk.memory();
    let before = provider.calls().len();
    match point {
        Point::BeforeAccept | Point::AfterAccept => {
            store.fail_next_commit(point.fault().unwrap());
            assert!(desk.reply(conversation, "Hello").await.is_err());
        }
        Point::NoComponent => {
            desk.engine.replace_outbound(&Contact::sms().channel, None);
            desk.reply(conversation, "Hello").await.unwrap();
        }
        Point::Turn => {
            desk.reply(conversation, "Hello").await.unwrap();
            tokio::time::advance(Duration::from_secs(30)).await;
        }
        Point::AnotherTry => {
            desk.reply(conversation, "Hello").await.unwrap();
            provider.called(before + 1).await;
            tokio::time::advance(Duration::from_secs(30)).await;
        }
        Point::Send | Point::Answer | Point::BeforeEnd | Point::AfterEnd => {
            provider.hold();
            desk.reply(conversation, "Hello").await.unwrap();
            provider.called(before + 1).await;
            if point == Point::Send {
                return;
            }
            store.hold();
            provider.release();
            store.wait_until_held().await;
            let Some(fault) = point.fault() else { return };
            store.fail_next_commit(fault);
            store.release();
            desk.engine.ended().await;
        }
        Point::End => {
            let seq = desk.reply(conversation, "Hello").await.unwrap();
            desk.until(conversation, seq, Sent).await;
        }
    }
}

fn given(provider: &Provider) -> Vec<String> {
    let calls = provider.calls().into_iter();
    let hello = calls.filter(|call| call.text == "Hello");
    hello.map(|call| call.reference).collect()
}

#[tokio::test(start_paused = true)]
async fn a_message_is_neither_lost_nor_doubled_wherever_the_process_dies() {
    for point in POINTS {
        let provider = point.provider();
        let desk = Desk::with(&provider).await;
        let conversation = desk.talk(&Contact::sms()).await;
        let seq = desk.reply(conversation, "Before").await.unwrap();
        desk.until(conversation, seq, Sent).await;
        bring(&desk, &provider, conversation, point).await;

        let next = Provider::willing();
        let desk = desk.crash(&next).await;
        let accepted = point != Point::BeforeAccept;
        let after = desk.reply(conversation, "After").await.unwrap();
        desk.until(conversation, after, Sent).await;
        // What was written comes first, and what was not accepted never comes.
        let first = next.calls()[0].text.clone();
        let (before, again) = point.expected();
        assert_eq!(first == "Hello", again == 1, "{point:?}");

        assert_eq!(
            (given(&provider).len(), given(&next).len()),
            (before, again),
            "{point:?}"
        );
        let references: BTreeSet<_> = given(&provider).into_iter().chain(given(&next)).collect();
        assert_eq!(
            references.len(),
            usize::from(accepted),
            "{point:?}: {references:?}"
        );
        let kept = records::messages(&*desk.store, conversation, Part::After(Seq(0)), 99);
        let kept: Vec<_> = kept
            .await
            .unwrap()
            .into_iter()
            .map(Effect::Append)
            .collect();
        let mut expected = vec!["Hello", "Before", "Hello", "After"];
        if !accepted {
            expected.remove(2);
        }
        assert_eq!(texts(&kept), expected, "{point:?}");
        assert_eq!(desk.count(keys::outbox_all()).await, 0, "{point:?}");
        if accepted {
            let seq = Seq(after.0 - 1);
            let known = desk.delivery(conversation, seq).await.unwrap();
            assert_eq!(known.state, Sent, "{point:?}");
        }
    }
}

/// An end that is no success: its commit is lost, or durable with nobody told.
#[tokio::test(start_paused = true)]
async fn a_failed_message_is_tried_again_or_dead_once_wherever_the_process_dies() {
    for (fault, state) in [(refused(), Failed), (uncertain(), Uncertain)] {
        for (lost, sent_again) in [(Fault::BeforeApplying, 1), (Fault::AfterApplying, 0)] {
            let provider = Provider::answering([Err(fault.clone())]);
            let desk = Desk::with(&provider).await;
            let conversation = desk.talk(&Contact::sms()).await;
            bring(
                &desk,
                &provider,
                conversation,
                match lost {
                    Fault::BeforeApplying => Point::BeforeEnd,
                    Fault::AfterApplying => Point::AfterEnd,
                },
            )
            .await;
            let next = Provider::answering([Err(fault.clone())]);
            let desk = desk.crash(&next).await;
            desk.until_none(keys::outbox_all()).await;
            assert_eq!(given(&next).len(), sent_again);
            let letters = desk.count(keys::dead_letters()).await;
            assert_eq!((letters, desk.dead_letters()), (1, 1));
            let references: BTreeSet<_> =
                given(&provider).into_iter().chain(given(&next)).collect();
            assert_eq!(references.len(), 1);
            let [reference] = &*references.into_iter().collect::<Vec<_>>() else {
                panic!("it has one reference")
            };
            let (_, seq) = reference.split_once('.').unwrap();
            let seq = Seq(seq.parse().unwrap());
            let known = desk.delivery(conversation, seq).await.unwrap();
            assert_eq!(known.state, state);
        }
    }
}

async fn a_restart_on_the_disk_goes_on_where_the_last_run_was(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::on(place, &provider).await;
    let (conversation, first, _) = desk.sent().await;
    provider.hold();
    let second = desk.reply(conversation, "Hello").await.unwrap();
    let third = desk.reply(conversation, "And?").await.unwrap();
    provider.called(2).await;
    let next = Provider::willing();
    let desk = desk.crash(&next).await;
    desk.until(conversation, third, Sent).await;
    let texts: Vec<_> = next.calls().into_iter().map(|call| call.text).collect();
    assert_eq!(texts, ["Hello", "And?"]);
    assert_eq!(next.calls()[0].reference, provider.calls()[1].reference);
    for seq in [first, second, third] {
        let known = desk.delivery(conversation, seq).await.unwrap();
        assert_eq!(known.state, Sent);
    }
    assert_eq!(desk.count(keys::outbox_all()).await, 0);
}
over_both_stores!(a_restart_on_the_disk_goes_on_where_the_last_run_was);

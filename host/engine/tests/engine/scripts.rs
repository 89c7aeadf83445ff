//! What scripts say on channels of messages, over both stores and a crash.

use std::sync::Arc;

use frontdesk_core::{
    DeliveryState::Sent,
    Language, RoutingPlan, Script, Seq, Wording,
    script::{Object, Say, Tag},
};
use frontdesk_store::keys;

use crate::{
    bench::plan,
    desk::{Contact, Desk, Disk, over_both_stores},
    provider::Provider,
};

const HELLO: &str = "We are closed.";
const GOODBYE: &str = "Please write tomorrow.";

/// Whoever writes is told two things, and the conversation is over.
fn closed() -> RoutingPlan {
    let words = |text: &str| Wording::new([(Language::new("en").unwrap(), text.into())]);
    let tag = |text| Tag::new(text).unwrap();
    let hello = Object::Message(Say {
        text: words(HELLO),
        next: tag("bye"),
    });
    let script = Script {
        start: tag("hello"),
        objects: [
            (tag("hello"), hello),
            (tag("bye"), Object::End(words(GOODBYE))),
        ]
        .into(),
    };
    let mut plan = plan();
    plan.scripts
        .insert("closed".parse().unwrap(), Arc::new(script));
    let sms = plan.channels.get_mut(&"sms".parse().unwrap()).unwrap();
    sms.script = "closed".parse().ok();
    plan
}

async fn the_last_words_of_a_conversation_leave_although_it_has_closed(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::planned(place, closed(), &provider).await;
    let outcome = desk.webhook("m1", Contact::sms().writes("hello")).await;
    let id = outcome.conversation.unwrap();
    desk.until(id, Seq(3), Sent).await;
    assert_eq!(provider.texts(), [HELLO, GOODBYE]);
    let desk = desk.crash(&provider).await;
    assert_eq!(desk.count(keys::outbox_all()).await, 0);
    // The one that the next conversation begins with.
    assert_eq!(desk.count(keys::scripts()).await, 1);
}
over_both_stores!(the_last_words_of_a_conversation_leave_although_it_has_closed);

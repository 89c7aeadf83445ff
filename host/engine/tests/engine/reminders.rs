//! A contact who owes an answer is reminded in the queue's words, once, over crashes.

use std::sync::Arc;

use frontdesk_core::{
    Author, ConversationId, DeliveryState::Sent, Effect, Language, Message, RoutingPlan, Seq, Span,
    Wording,
};

use crate::{
    bench::plan,
    desk::{Contact, Desk, Disk, over_both_stores},
    provider::Provider,
};

const REMINDER: &str = "Noch da?";

fn reminding() -> RoutingPlan {
    let mut plan = plan();
    for queue in plan.queues.values_mut() {
        queue.silence.contact_warn = Span::seconds(60);
        queue.reminder = Wording::new([(Language::new("de").unwrap(), REMINDER.into())]);
    }
    plan
}

/// Where the gateway itself wrote something.
async fn written(desk: &Desk, of: ConversationId) -> (Seq, String) {
    let by_itself = |effect: &Effect| match effect {
        Effect::Append(Message {
            conversation,
            seq,
            author: Author::System,
            content,
            ..
        }) if *conversation == of => Some((*seq, content.text()?.to_owned())),
        _ => None,
    };
    let found = |effects: &[Effect]| effects.iter().find_map(by_itself);
    desk.shown.until(found).await
}

fn sent(provider: &Arc<Provider>) -> Vec<String> {
    provider.calls().into_iter().map(|call| call.text).collect()
}

async fn a_silent_contact_is_reminded_once_over_a_crash(place: Disk) {
    let provider = Provider::willing();
    let desk = Desk::planned(place, reminding(), &provider).await;
    let open = desk.talk(&Contact::sms()).await;
    let asked = desk.reply(open, "What is the number?").await.unwrap();
    desk.until(open, asked, Sent).await;
    let (seq, text) = written(&desk, open).await;
    assert_eq!(text, REMINDER);
    desk.until(open, seq, Sent).await;

    let desk = desk.crash(&provider).await;
    desk.wrote(&Contact::sms(), "It is 12").await;
    let thanks = desk.reply(open, "Thanks").await.unwrap();
    desk.until(open, thanks, Sent).await;
    assert_eq!(sent(&provider), ["What is the number?", REMINDER, "Thanks"]);
}
over_both_stores!(a_silent_contact_is_reminded_once_over_a_crash);
